"""What stands on a sheet of paper, whatever it is written as: a title, and words, points, tables and drawings."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields, is_dataclass

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SOURCE = re.compile(r" (?=\[\d|\*)")
_ISOLATED = "\u2068", "\u2069"
"""What keeps letters from right to left from turning the words around them."""


class Strong(str):
    """Words that stand out."""

    __slots__ = ()


class ToFillIn(str):
    """A line to write on by hand, and what belongs there."""

    __slots__ = ()


Words = str | tuple[str, ...]
"""Text as a reader gets it: never markup of any kind, whoever wrote it. A line end of ours is a line end there."""


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of what follows."""

    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; ``is_warning``: in a frame, before all else; ``is_small``: what may be read last."""

    words: Words
    is_warning: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list; ``is_ordered``: numbered, as sources are."""

    points: tuple[Words, ...]
    is_ordered: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what it is called, its headings, its rows, the first cell of each their heading, and widths [parts]."""

    called: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as SVG without a letter in it, how high it is [mm], and what it shows in words."""

    svg: str
    height: float
    says: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks side by side; read from left to right."""

    columns: tuple[tuple[Block, ...], ...]


Block = Section | Paragraph | Points | Grid | Drawing | Beside


@dataclass(frozen=True, slots=True)
class Sheet:
    """One A4 page: its title, the line below that, its blocks, and its room: how many letters of one point it holds.

    The room is measured, as narrow columns leave much of it empty; tests hold it.
    """

    title: str
    line: str
    blocks: tuple[Block, ...]
    room: int = 300_000

    @property
    def size(self) -> float:
        """How large its letters are [points]: the more there are, the smaller, so that they stand on one page."""
        return min(_LARGEST, max(_SMALLEST, math.sqrt(self.room / _letters(self.blocks))))


_LARGEST, _SMALLEST = 10.0, 7.3


def _letters(part: object) -> int:
    if isinstance(part, str):
        return len(part)
    if isinstance(part, Drawing):
        return 200  # the room it takes
    inside = [getattr(part, field.name) for field in fields(part)] if is_dataclass(part) else part
    return sum(map(_letters, inside)) if isinstance(inside, list | tuple) else 1


def as_given(text: str, most: int | None = None) -> str:
    r"""Words of other people as they may stand among ours: one line, nothing invisible, at most so many letters.

    >>> as_given("Fern\u202ehollow\n Academy"), as_given("x" * 100, 10)
    ('Fern hollow Academy', 'xxxxxxxxx…')
    """
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    line = line if most is None or len(line) <= most else line[: most - 1].rstrip() + "…"
    return line.join(_ISOLATED) if _RIGHT_TO_LEFT.search(line) else line


def pieces(words: Words) -> tuple[str, ...]:
    r"""Words piece by piece, each in its own manner; the number of a source stays with what it follows.

    >>> pieces((Strong("At once. [1]"), " Never."))
    ('At once.\xa0[1]', ' Never.')
    """
    found = (words,) if isinstance(words, str) else words
    return tuple(type(piece)(_SOURCE.sub("\u00a0", piece)) for piece in found)
