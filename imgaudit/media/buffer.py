"""The bytes of a file, in memory or read where they are looked at, and small questions about them."""

import os
import re
from typing import BinaryIO, TypeAlias, overload

from .limits import MAX_VALUE_BYTES

CUT = "…"
"""The end of a text that was cut."""

_STEP = 1 << 20
_WINDOW = 1 << 16
_MOST_WINDOWS = 64


class Pieces:
    """A file on disk, looked at like bytes and never held whole: 4 MiB of it, and what is asked for.

    It is not mapped: when a mapped file shrinks, as a sync client, a lost share or a pulled stick make it, the system
    ends the process. Here that is an `OSError`, kept in `failure` too, because readers take errors for damage.
    """

    __slots__ = ("_file", "_size", "_stamp", "_windows", "failure")

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._stamp = _stamp_of(file)
        self._windows: dict[int, bytes] = {}
        self.failure: OSError | None = None

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, key: int) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> bytes: ...
    def __getitem__(self, key: int | slice) -> int | bytes:
        if isinstance(key, slice):
            start, stop, step = key.indices(self._size)
            if step != 1:
                raise ValueError("A file is read forwards.")
            offset = start % _WINDOW
            if offset + stop - start > _WINDOW:
                return self._read(start, stop - start)
            return self._window(start - offset)[offset : offset + stop - start] if stop > start else b""
        at = range(self._size)[key]
        return self._window(at - at % _WINDOW)[at % _WINDOW]

    def find(self, sought: bytes, start: int, end: int) -> int:
        """As of bytes: where it begins between the two places, -1 if it does not."""
        found = search(re.compile(re.escape(sought)), self, start, min(end, self._size), len(sought))
        return -1 if found is None else found

    def check(self) -> None:
        """Raise an `OSError` if a read has failed, or what was read may be half of another file."""
        if self.failure:
            raise self.failure
        if _stamp_of(self._file) != self._stamp:
            raise OSError("it was changed while it was read")

    def _window(self, start: int) -> bytes:
        """So much around a place that a walk from box to box does not ask the disk for each number."""
        window = self._windows.get(start)
        if window is None:
            if len(self._windows) >= _MOST_WINDOWS:
                del self._windows[next(iter(self._windows))]
            window = self._windows[start] = self._read(start, min(_WINDOW, self._size - start))
        return window

    def _read(self, start: int, length: int) -> bytes:
        try:
            self._file.seek(start)
            return read_exactly(self._file, length)
        except OSError as failure:
            self.failure = failure
            raise


def _stamp_of(file: BinaryIO) -> tuple[int, int]:
    about = os.fstat(file.fileno())
    return about.st_size, about.st_mtime_ns


Buffer: TypeAlias = bytes | Pieces
Ranges: TypeAlias = list[tuple[int, int]]
"""Stretches of a file: where each begins and ends."""


def read_exactly(file: BinaryIO, length: int) -> bytes:
    """So many bytes from where the file stands; an `OSError` if they are not there any more."""
    data = file.read(length)
    while len(data) < length:  # one read may give fewer, on a share or when a signal comes
        more = file.read(length - len(data))
        if not more:
            raise OSError("it became shorter while it was read")
        data += more
    return data


def view(data: Buffer, start: int, end: int) -> memoryview:
    """A part for those who look at memory, without a copy where there is memory."""
    return memoryview(data)[start:end] if isinstance(data, bytes) else memoryview(data[start:end])


def search(pattern: re.Pattern[bytes], data: Buffer, start: int, end: int, width: int) -> int | None:
    """Where something that is so many bytes wide begins between two places, if it does."""
    if isinstance(data, bytes):
        found = pattern.search(data, start, end)
        return found.start() if found else None
    step = max(_WINDOW >> 4, width)  # what is sought is mostly near, and asked for again and again
    while start + width <= end:
        stop = min(end, start + step)
        behind = min(start, 1)  # some patterns look one byte back
        if found := pattern.search(data[start - behind : stop], behind):
            return start - behind + found.start()
        start = max(stop - width + 1, start + 1)
        step = min(2 * step, _STEP)
    return None


def is_blank(data: Buffer, start: int, end: int) -> bool:
    """Whether there is nothing there but zeros, spaces and fill bytes: padding hides nothing."""
    if end - start <= _STEP:
        return not data[start:end].strip(b"\x00\xff \r\n")
    return all(not data[at : min(end, at + _STEP)].strip(b"\x00\xff \r\n") for at in range(start, end, _STEP))


_IN_WORDS = bytes(97 if bytes((code,)).isalnum() or code in b" ,.'@:/-" else 32 for code in range(256))
_TAIL, _LINE = 4096, 24


def has_words(raw: bytes, least: int = 8) -> bool:
    """Whether words stand among numbers: so many letters, digits or spaces in a row, of which more than half differ."""
    letters, run = raw.translate(_IN_WORDS), b"a" * least
    at = letters.find(run)
    while at >= 0:
        if len(set(raw[at : at + least])) > least // 2:
            return True
        at = letters.find(run, at + 1 + least // 4)
    return False


def are_colours_words(raw: bytes) -> bool:
    """Whether colours are words: a line of them, most of it small letters and two of them spaces, as in no palette."""
    letters = raw.translate(_IN_WORDS)
    lines = (raw[at : at + _LINE] for at in range(0, len(raw), 3) if letters.startswith(b"a" * _LINE, at))
    return any(line.count(b" ") > 1 and 2 * sum(97 <= c <= 122 for c in line) >= _LINE for line in lines)


def ends_in_words(data: Buffer, start: int, end: int) -> bool:
    """Whether compressed data, which look like dice thrown, end in words, or have a line of them shortly before."""
    tail = data[max(start, end - _TAIL) : end].rstrip(b"\0\xff \r\n")
    return has_words(tail[-10:], 10) or has_words(tail, 16)


def text_of(raw: bytes) -> str:
    """Bytes as text, whatever they were meant to be; ``""`` if blank, and `CUT` at the end where more may follow."""
    if encoding := _utf16_of(raw[:MAX_VALUE_BYTES]):
        return utf16_text(raw, encoding)
    cut = CUT if len(raw) >= MAX_VALUE_BYTES else ""
    raw = raw[:MAX_VALUE_BYTES].strip(b"\x00 \t\r\n")
    if not raw:
        return ""
    try:
        return raw.decode() + cut
    except UnicodeDecodeError as error:
        if cut and error.start >= len(raw) - 3:  # the cut went through a letter
            return raw[: error.start].decode() + cut
        return raw.decode("cp1252", "replace") + cut


_NO_TEXT = bytes(range(1, 9)) + bytes(range(14, 32))


def _utf16_of(raw: bytes) -> str:
    """The byte order of UTF-16, by its mark, or by the zero beside nearly every letter; ``""`` for any other bytes."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-le" if raw[:1] == b"\xff" else "utf-16-be"
    if 3 * raw.count(0) < len(raw):
        return ""
    padded = len(raw) - len(raw) % 2
    for first, encoding in ((0, "utf-16-le"), (1, "utf-16-be")):
        letters, highs = raw[first:padded:2].strip(b"\0"), raw[1 - first : padded : 2].replace(b"\0", b"")
        is_text = len(letters) > 2 and letters.translate(None, _NO_TEXT) == letters and b"\0" not in letters
        if is_text and 4 * len(highs) <= len(letters):
            return encoding
    return ""


def utf16_text(raw: bytes, encoding: str) -> str:
    """UTF-16 as text, without the padding around it, and `CUT` at the end where more may follow."""
    text = raw[:MAX_VALUE_BYTES].decode(encoding, "replace").strip("\x00\ufeff \t\r\n")
    return text + CUT if text and len(raw) >= MAX_VALUE_BYTES else text


def is_cut(text: str) -> bool:
    """Whether a text was cut when it was read: it ends so, and is as long as no other text that does."""
    return text.endswith(CUT) and 4 * len(text) > MAX_VALUE_BYTES
