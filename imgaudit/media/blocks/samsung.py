"""What Samsung's phones put behind a picture: named blocks, and a directory of them at the end."""

import re
from typing import NamedTuple

from imgaudit.media.buffer import Buffer, is_blank, text_of
from imgaudit.media.harmless.chunks import SAMSUNG_FILES, SAMSUNG_KIND
from imgaudit.media.limits import MAX_ITEMS, MAX_NESTED_BYTES
from imgaudit.media.record import Report

_HEAD, _FOOT = b"SEFH", b"SEFT"
_ENTRY_SIZE, _HEADER_SIZE, _LONGEST_VALUE = 12, 8, 4096


class NamedBlock(NamedTuple):
    """One block: where it lies, its name, and where its contents begin."""

    start: int
    end: int
    name: bytes
    body: int


def named_blocks(data: Buffer, start: int, end: int) -> list[NamedBlock]:
    """The blocks of the directory that ends here, and the directory itself without a name; none where there is none."""
    if end - start < 20 or data[end - 4 : end] != _FOOT:
        return []
    head = end - 8 - int.from_bytes(data[end - 8 : end - 4], "little")
    if head < start or data[head : head + 4] != _HEAD:
        return []
    count = int.from_bytes(data[head + 8 : head + 12], "little")
    if count > MAX_ITEMS or head + 12 + _ENTRY_SIZE * count != end - 8:
        return []
    found = [NamedBlock(head, end, b"", end)]
    for at in range(head + 12, end - 8, _ENTRY_SIZE):
        block = head - int.from_bytes(data[at + 4 : at + 8], "little")
        stop = block + int.from_bytes(data[at + 8 : at + 12], "little")
        body = block + _HEADER_SIZE + int.from_bytes(data[block + 4 : block + 8], "little") if block >= start else -1
        if data[at : at + 2] != b"\0\0" or not start <= block < body <= stop <= head:
            return []
        if data[block : block + 4] != data[at : at + 4]:  # its number stands in both places
            return []
        found.append(NamedBlock(block, stop, bytes(data[block + _HEADER_SIZE : min(body, block + 128)]), body))
    return found


def inspect_blocks(report: Report, data: Buffer, blocks: list[NamedBlock], where: str) -> None:
    """Judge each block by its name; one whose name is not known leaves everything in doubt."""
    for block in blocks:
        if block.name and not is_blank(data, block.body, block.end):
            _inspect_block(report, data, block, f"{where} {text_of(block.name)}")


def _inspect_block(report: Report, data: Buffer, block: NamedBlock, where: str) -> None:
    name = block.name.decode("latin-1")
    size = block.end - block.body
    content = bytes(data[block.body : min(block.end, block.body + _LONGEST_VALUE)])
    if name.startswith(SAMSUNG_FILES) and size <= MAX_NESTED_BYTES and _is_file(content):
        report.add("hidden", name, where, f"{size} bytes")
        report.look_into(data[block.body : block.end], where)
        return
    kind, pattern = SAMSUNG_KIND.get(name, ("hidden", None))
    if pattern is None or size > _LONGEST_VALUE or not re.fullmatch(pattern, content.strip(b"\0")):
        report.add("hidden", name, where, text_of(content[:64]))
        report.doubt()
    elif kind:
        report.add(kind, name, where, text_of(content))


def _is_file(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") or content[4:8] == b"ftyp"
