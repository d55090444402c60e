"""Boxes (ISO/IEC 14496-12, QTFF, JUMBF): walk one level of them."""

from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.buffer import Buffer, is_blank
from imgaudit.media.limits import MAX_BLOCKS
from imgaudit.media.record import Damaged


class Box(NamedTuple):
    """One box and the range of its contents."""

    type: bytes
    start: int
    body: int
    end: int


def boxes(data: Buffer, start: int, end: int) -> Iterator[Box]:
    """Walk the boxes of one level.

    Raises
    ------
    Damaged
        At bytes that are no box, with the offset as second argument, and after a box that is cut off.
    """
    position = start
    for _ in range(MAX_BLOCKS):
        if position + 8 > end:
            if not is_blank(data, position, end):
                raise Damaged("there are bytes between its boxes.", position)
            return
        size = int.from_bytes(data[position : position + 4], "big")
        kind = bytes(data[position + 4 : position + 8])
        body = position + 8
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
            body = position + 16
        elif size == 0:
            if is_blank(data, position, end):  # QuickTime ends some lists with a zero
                return
            if end != len(data):  # only the last box of a file may be open-ended
                raise Damaged("a box has an impossible length.")
            size = end - position
        if size < body - position:
            raise Damaged("a box has an impossible length.", position)
        stop = position + size
        if stop > end:
            yield Box(kind, position, min(body, end), end)
            raise Damaged("a box is cut off.")
        yield Box(kind, position, body, stop)
        position = stop
    raise Damaged("it has more boxes than any real file.")
