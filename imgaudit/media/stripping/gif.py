"""GIF: images, their timing, how often they play and their colour profile are copied, all else left out."""

from imgaudit.media.buffer import Buffer
from imgaudit.media.gif import APPLICATION, CONTROL, END, IMAGE, SCREEN, TRAILER, blocks, inspect_gif
from imgaudit.media.record import Report

from .wish import Wish

_PICTURE = frozenset({SCREEN, IMAGE, CONTROL, END})


def strip_gif(data: Buffer, wish: Wish, orientation: int | None) -> bytes:  # noqa: ARG001 - a GIF has none
    """The picture or animation without what is to go."""
    view = memoryview(data)
    parts: list[memoryview] = []
    for kind, start, _, end in blocks(data):
        if (
            kind in _PICTURE
            or (kind == APPLICATION and _is_harmless(view[start:end]))
            or ((kind != TRAILER or not wish.bare) and _may_stay(view[start:end], kind == TRAILER, wish))
        ):
            parts.append(view[start:end])
    return b"".join(parts)


def _alone(block: memoryview, behind: bool) -> bytes:
    head = b"GIF89a\x01\0\x01\0\0\0\0"
    return head + b";" + block if behind else head + block + b";"


def _is_harmless(block: memoryview) -> bool:
    """Whether an application block only says how to show the picture: its reader has nothing to say against it."""
    report = Report()
    inspect_gif(report, _alone(block, behind=False))
    return not report.yes and not report.unknown and not block[3:].tobytes().startswith(b"XMP Data")


def _may_stay(block: memoryview, behind: bool, wish: Wish) -> bool:
    return not wish.everything and wish.may_stay(lambda report: inspect_gif(report, _alone(block, behind)))
