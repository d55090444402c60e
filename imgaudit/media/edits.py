"""A file as its copy shall be: the original, overwritten in places. Nothing is moved, held whole or written yet."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from .buffer import Buffer, Pieces

_STEP = 1 << 20


class _Edit(NamedTuple):
    """What stands between two places of the copy; None is zeros, however many."""

    start: int
    end: int
    new: bytes | None

    def cut(self, start: int, end: int) -> "_Edit":
        """The part between two places."""
        start, end = max(start, self.start), min(end, self.end)
        return _Edit(start, end, None if self.new is None else self.new[start - self.start : end - self.start])


class Edits(Pieces):
    """The copy of an original, read like one: in pieces, so that a video of any size takes little memory."""

    __slots__ = ("_edits", "original")

    def __init__(self, original: Buffer) -> None:
        self.original = original
        self._size = len(original)
        self._windows = {}
        self._edits: list[_Edit] = []

    def write(self, start: int, new: bytes) -> None:
        """Overwrite from a place on."""
        self._put(_Edit(start, start + len(new), new))

    def blank(self, start: int, end: int) -> None:
        """Overwrite with zeros between two places."""
        self._put(_Edit(start, end, None))

    def end_at(self, end: int) -> None:
        """Leave out what follows."""
        self._size = end

    def check(self) -> None:
        """As of any file that is read in pieces: of the original."""
        if isinstance(self.original, Pieces):
            self.original.check()

    def changes(self, start: int, end: int) -> bool:
        """Whether any byte between two places is another one than in the original."""
        return any(
            self[at : min(at + _STEP, edit.end)] != self.original[at : min(at + _STEP, edit.end)]
            for edit in self._between(start, end)
            for at in range(edit.start, edit.end, _STEP)
        )

    def _between(self, start: int, end: int) -> list[_Edit]:
        return [edit.cut(start, end) for edit in self._edits[slice(*self._touched(start, end))]]

    def _touched(self, start: int, end: int) -> tuple[int, int]:
        """Which of the edits, in order and apart as they are, share bytes with a stretch."""
        return bisect_right(self._edits, start, key=_end_of), bisect_left(self._edits, end, key=_start_of)

    def _put(self, edit: _Edit) -> None:
        if edit.start >= edit.end:
            return
        first, last = self._touched(edit.start, edit.end)
        old = self._edits[first:last]
        before = [one.cut(one.start, edit.start) for one in old if one.start < edit.start]
        self._edits[first:last] = [*before, edit, *(one.cut(edit.end, one.end) for one in old if one.end > edit.end)]
        self._windows.clear()

    def _read(self, start: int, length: int) -> bytes:
        read = self.original[start : start + length]
        if not (edits := self._between(start, start + length)):
            return read
        made = bytearray(read)
        for first, last, new in edits:
            made[first - start : last - start] = bytes(last - first) if new is None else new
        return bytes(made)


def _start_of(edit: _Edit) -> int:
    return edit.start


def _end_of(edit: _Edit) -> int:
    return edit.end


def in_steps(data: Buffer) -> Iterator[bytes]:
    """A file piece by piece."""
    for at in range(0, len(data), _STEP):
        yield data[at : min(at + _STEP, len(data))]
