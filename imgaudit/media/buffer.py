"""The bytes of a file, in memory or mapped, and small questions about them."""

from mmap import mmap
from typing import TypeAlias

from .limits import MAX_VALUE_BYTES

Buffer: TypeAlias = bytes | mmap

_STEP = 1 << 20


def is_blank(data: Buffer, start: int, end: int) -> bool:
    """Whether there is nothing there but zeros, spaces and fill bytes: padding hides nothing."""
    if end - start <= _STEP:
        return not data[start:end].strip(b"\x00\xff \r\n")
    return all(not data[at : min(end, at + _STEP)].strip(b"\x00\xff \r\n") for at in range(start, end, _STEP))


def text_of(raw: bytes) -> str:
    """Bytes as text, whatever they were meant to be; ``""`` if blank."""
    raw = raw[:MAX_VALUE_BYTES].strip(b"\x00 \t\r\n")
    if not raw:
        return ""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def utf16_text(raw: bytes, encoding: str) -> str:
    """UTF-16 as text, without the padding around it."""
    return raw[:MAX_VALUE_BYTES].decode(encoding, "replace").strip("\x00\ufeff \t\r\n")
