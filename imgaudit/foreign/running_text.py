"""The words of a page that are read, and which of them stand next to a picture."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from imgaudit.foreign.markup import Region, Use, uses, without_comments
from imgaudit.foreign.text import strip_markup

MAX_WORDS = 200_000
"""Characters of one page; a long novel has five times as many."""
REACH = 2
"""Paragraphs before a picture, and after it, that stand next to it."""
MAX_REACH = 1_500
"""Characters before a picture, and after it."""

_BLOCK = re.compile(
    r"<(?P<end>/?)(?P<tag>p|div|h[1-6]|[uod]l|li|d[td]|table|t[rdh]|blockquote|pre|form|address|details|summary|body"
    r"|hr|fig(?:ure|caption)|section|main|article|header|nav|footer|aside|script|style)(?![\w:-])[^<>]{0,4000}>"
    r"|\n[ \t\r]*\n",
    re.IGNORECASE,
)
_CODES = re.compile(r"\[/?\w[^\[\]]{0,5000}\]")
_NEW = frozenset(("section", "main", "article", "header", "nav", "footer", "aside", "hr"))
"""Where another part of a page begins or ends."""


@dataclass(slots=True)
class Content:
    """What the content of one page shows and says.

    - ``uses``: its pictures, each with what of the words is next to it.
    - ``words``: its running text without header, menu, footer and sidebar.
    - ``is_cut``: more is written there than ``words`` holds.
    """

    uses: list[Use] = field(default_factory=list)
    words: str = ""
    is_cut: bool = False


@dataclass(slots=True)
class _Blocks:
    """The paragraphs of a page: where each begins and ends in the markup and in the words."""

    parts: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    headings: list[bool] = field(default_factory=list)
    length: int = 0

    def near(self, at: int) -> tuple[int, int]:
        """From where to where in the words what stands next to a place of the markup is."""
        last = bisect_right(self.at, at) - 1
        is_inside = last >= 0 and at < self.ends[last]
        low, high = (last, last) if is_inside else (last + 1, last)
        own = self.sections[last] if is_inside else None
        for _ in range(REACH):
            if low > 0 and self._goes_with(low - 1, own) and not (low <= last and self.headings[low]):
                low -= 1
                own = self.sections[low]
        for number in range(REACH):
            if high + 1 < len(self.at) and self._goes_with(high + 1, own) and not (number and self.headings[high + 1]):
                high += 1
                own = self.sections[high]
        if low > high:
            return 0, 0
        middle = self.spans[last] if last >= 0 else (0, 0)
        return max(self.spans[low][0], middle[0] - MAX_REACH), min(self.spans[high][1], middle[1] + MAX_REACH)

    def _goes_with(self, number: int, own: int | None) -> bool:
        return own is None or self.sections[number] == own


def read_content(texts: Iterable[str]) -> Content:
    r"""What the texts of one page show and say, one after another.

    >>> content = read_content(["<h2>Relay</h2><p>Ada won.</p><img src='a.jpg'><p>Ben too.</p><h2>Tea</h2><p>Cake</p>"])
    >>> content.words[slice(*content.uses[0].near)].split("\n")
    ['Relay', 'Ada won.', 'Ben too.']
    """
    content = Content()
    pieces: list[str] = []
    length = 0
    for text in texts:
        found = uses(text)
        blocks = _blocks(without_comments(text), MAX_WORDS - length)
        for use in found:
            if use.at >= 0 and not use.is_frame:
                start, end = blocks.near(use.at)
                use.near = start + length, end + length
        content.uses += found
        pieces += blocks.parts
        length += blocks.length
        content.is_cut |= length >= MAX_WORDS
    content.words = "\n".join(pieces)
    return content


def _blocks(text: str, most: int) -> _Blocks:
    blocks = _Blocks()
    region = Region()
    start, section, is_heading = 0, 0, False
    skip_to = ""
    for found in _BLOCK.finditer(text):
        tag, is_end = (found["tag"] or "").lower(), bool(found["end"])
        if skip_to:
            if tag == skip_to and is_end:
                skip_to, start = "", found.end()
            continue
        if not region.is_frame:
            _put(blocks, text, start, found.start(), section, is_heading, most)
        start = found.end()
        if tag:
            region.turn(tag, is_end=is_end)
            is_heading = tag[0] == "h" and tag[1:].isdigit() and not is_end
            section += tag in _NEW
            skip_to = tag if tag in ("script", "style") and not is_end else ""
    if not (skip_to or region.is_frame):
        _put(blocks, text, start, len(text), section, is_heading, most)
    return blocks


def _put(blocks: _Blocks, text: str, start: int, end: int, section: int, is_heading: bool, most: int) -> None:
    piece = text[start:end]
    if blocks.length >= most or not piece or piece.isspace():
        return
    if words := strip_markup(_CODES.sub(" ", piece) if "[" in piece else piece)[: most - blocks.length]:
        blocks.parts.append(words)
        blocks.at.append(start)
        blocks.ends.append(end)
        blocks.spans.append((blocks.length, blocks.length + len(words)))
        blocks.sections.append(section)
        blocks.headings.append(is_heading)
        blocks.length += len(words) + 1
