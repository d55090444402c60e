"""RIFF files: walk the chunks of WebP pictures and AVI videos."""

from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.buffer import Buffer, is_blank, text_of
from imgaudit.media.limits import MAX_BLOCKS
from imgaudit.media.record import Damaged, Report


class Chunk(NamedTuple):
    """One chunk. A list has its type as `list_type` and holds the chunks from `body` to `end`."""

    type: bytes
    list_type: bytes
    start: int
    body: int
    end: int


def chunks(data: Buffer, start: int, end: int, most: int = MAX_BLOCKS) -> Iterator[Chunk]:
    """Walk the chunks of one level; bytes that are no chunk have the type ``b""``."""
    position = start
    for _ in range(most):
        if position + 8 > end:
            if position < end:
                yield Chunk(b"", b"", position, position, end)
            return
        kind = bytes(data[position : position + 4])
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        body = position + 8
        stop = body + size
        is_list = kind in (b"LIST", b"RIFF") and size >= 4
        inner = body + 4 if is_list else body
        list_type = bytes(data[body : body + 4]) if is_list else b""
        if stop > end:
            yield Chunk(kind, list_type, position, inner, end)
            raise Damaged("a chunk is cut off.")
        yield Chunk(kind, list_type, position, inner, stop)
        position = stop + (size & 1)
    raise Damaged("it has more chunks than any real file.")


def inspect_unknown(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    """Judge a chunk of which nothing is known."""
    if is_blank(data, body, stop):
        return
    name = f"chunk {text_of(kind)}" if kind else "loose bytes"
    report.add("hidden", name, "RIFF", f"{stop - body} bytes")
    if stop - body >= 4:
        report.doubt()
