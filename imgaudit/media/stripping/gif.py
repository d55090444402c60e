"""GIF: images, their timing, how often they play and their colour profile are copied, all else left out."""

from imgaudit.media.gif import (
    APPLICATION,
    COMMENT,
    CONTROL,
    END,
    IMAGE,
    SCREEN,
    TRAILER,
    blocks,
    end_of_sub_blocks,
    inspect_gif,
)
from imgaudit.media.harmless.chunks import GIF_HARMLESS_APPLICATIONS
from imgaudit.media.record import Report

from .wish import Copy, Wish

_PICTURE = frozenset({SCREEN, IMAGE, CONTROL, END})


def strip_gif(data: bytes, wish: Wish, orientation: int | None) -> Copy:  # noqa: ARG001 - a GIF has none
    """The picture or animation without what is to go."""
    view = memoryview(data)
    parts: list[memoryview] = []
    is_doubtful = False
    for kind, start, body, end in blocks(data):
        if (
            kind in _PICTURE
            or (kind == APPLICATION and _is_harmless(view[start:end]))
            or ((kind != TRAILER or not wish.bare) and _may_stay(view[start:end], kind == TRAILER, wish))
        ):
            parts.append(view[start:end])
        elif kind == APPLICATION:
            # What says how to play; and a packet that is not in sub-blocks, of which some readers see another end.
            is_doubtful |= _name(view[body:end]) in GIF_HARMLESS_APPLICATIONS or end_of_sub_blocks(data, body) != end
        else:
            is_doubtful |= kind not in (COMMENT, TRAILER)
    return Copy(b"".join(parts), is_doubtful)


def _name(sub_blocks: memoryview) -> bytes:
    return bytes(sub_blocks[1:12])


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
