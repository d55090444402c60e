"""AVI: what is to go becomes an empty `JUNK` chunk of the same size, so that no index has to change."""

from imgaudit.media import riff
from imgaudit.media.harmless.chunks import RIFF_HARMLESS
from imgaudit.media.limits import MAX_BOX_DEPTH
from imgaudit.media.record import Damaged

from .wish import Copy, Wish

_LISTS = frozenset({b"LIST", b"RIFF"})


def strip_avi(data: bytes, wish: Wish, orientation: int | None) -> Copy:  # noqa: ARG001 - a video has none
    """The video without what is to go; bytes after its last list are left out."""
    made = bytearray(data)
    position = 0
    while position + 12 <= len(data) and data[position : position + 4] == b"RIFF":
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        end = position + 8 + size
        if end > len(data):
            raise Damaged("it is cut off.")
        _erase(made, data, position + 12, end, b"", wish, 0)
        position = end + (size & 1)
    return Copy(bytes(made[:position]))


def _erase(made: bytearray, data: bytes, start: int, end: int, parent: bytes, wish: Wish, depth: int) -> None:
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its lists are nested too deeply.")
    for kind, list_type, at, body, stop in riff.chunks(data, start, end):
        if list_type in riff.MEDIA_LISTS:
            continue
        if kind in _LISTS:
            _erase(made, data, body, stop, list_type, wish, depth + 1)
        elif kind not in RIFF_HARMLESS and not wish.may_stay(
            lambda report, at=at, stop=stop: riff._inspect_list(report, data, at, stop, parent, [], 0)  # type: ignore[misc]
        ):
            made[at : at + 4] = b"JUNK"
            made[body:stop] = bytes(stop - body)
