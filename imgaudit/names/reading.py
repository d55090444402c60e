"""Text as words: accents off, addresses decoded, `EmmaJones2024` taken apart, and every word's place kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import unquote

from imgaudit.names.people import UNDECOMPOSED
from imgaudit.names.words import LITTLE

TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
CAMEL = re.compile(r"(?:(?:Mc|Mac|Fitz|O)(?=[A-Z][a-z]))?[A-Z][a-z]+|[A-Z]+(?=[A-Z][a-z])|[A-Z]+|[a-z]+|[^\W\d_]+")
CODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+|&(?:#\d{1,6}|#x[0-9A-Fa-f]{1,5}|[A-Za-z]\w{1,8});|<[^<>]{1,2000}>")
SAID = re.compile(r"""\b(?:alt|title|src|href|aria-label|content)\s*=\s*["']([^"']*)""", re.IGNORECASE)
INLINE = re.compile(r"</?(?:a|abbr|b|em|font|i|mark|s|small|span|strong|sub|sup|u)\b", re.IGNORECASE)
MACHINE = re.compile(
    r"[_/\\%=]|\.(?:jpe?g|png|gif|webp|heic|heif|avif|bmp|tiff?|mp4|mov|svg|pdf)\b|^[#@]|^www\.|@", re.I
)
FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|heic|heif|avif|bmp|tiff?|mp4|mov|m4v|svg)\s*$", re.IGNORECASE)
HOST = re.compile(r"(?:https?:)?//[^/\s?#]*|(?<=\w)@[\w.-]+\.\w+|\bwww\.[\w.-]+")
SENTENCE = re.compile(r"""[.!?:;\n|•"“”()\[\]]|\s[-–]\s""")
FORMER = re.compile(r"[.!?:;\n|•]")

QUOTES = {ord(quote): "'" for quote in "’‘`´ʼ′＇"} | {ord(dash): "-" for dash in "‐‑‒–—−"}
QUOTES |= {0xA0: " ", 0x202F: " ", 0x2009: " ", 0x200B: "", 0x200C: "", 0x200D: "", 0xAD: "", 0xFEFF: "", 0x2028: "\n"}


class _Flat(dict[int, str]):
    """Each character without accents, in its own case; filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if (instead := QUOTES.get(code)) is None:
            instead = UNDECOMPOSED.get(code) or (
                UNDECOMPOSED[ord(letter.lower())].capitalize()
                if len(letter.lower()) == 1 and ord(letter.lower()) in UNDECOMPOSED
                else {"ß": "ss", "ẞ": "SS"}.get(letter, letter)
            )
            instead = "".join(
                each for each in unicodedata.normalize("NFKD", instead) if not unicodedata.combining(each)
            )
        self[code] = instead
        return instead


_FLAT = _Flat()


@dataclass(slots=True)
class Word:
    """One word of a text.

    - ``text``: folded. ``case``: 0 lower, 1 capital first, 2 all capitals; -1 a number.
    - ``gap``: what stands between it and the word before. ``machine``: part of a file name, address or hashtag.
    - ``start``, ``end``: its place in the flat text. ``possessive``: it has ``'s``.
    """

    text: str
    case: int
    gap: str
    start: int
    end: int
    machine: bool
    possessive: bool
    opens: bool
    tag: bool


@dataclass(slots=True)
class Reading:
    """A text as words, how it is written (sentence, title, upper or lower), and where each flat letter came from."""

    words: list[Word]
    style: str
    origin: list[tuple[int, int]] | None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where words first to last stand in the text as it was given."""
        start, end = self.words[first].start, self.words[last].end
        return (start, end) if self.origin is None else (self.origin[start][0], self.origin[end - 1][1])


def flat(text: str) -> tuple[str, list[tuple[int, int]] | None]:
    """The text without accents, tags and escapes, its case kept, and each letter's place unless all are unmoved."""
    if text.isascii() and not CODED.search(text):
        return text, None
    letters: list[str] = []
    origin: list[tuple[int, int]] = []

    def add(piece: str, start: int, end: int) -> None:
        for letter in piece:
            for each in _FLAT[ord(letter)]:
                letters.append(each)
                origin.append((start, end))

    done = 0
    for found in CODED.finditer(text):
        _plain(text, done, found.start(), add)
        code, at = found[0], found.start()
        done = found.end()
        if code[0] == "%":
            decoded = unquote(code, errors="replace")
            for letter in decoded:
                width = 3 * len(letter.encode("utf-8", "replace")) if letter != "\ufffd" else 3
                add(letter, at, min(at + width, done))
                at = min(at + width, done - 1)
        elif code[0] == "&":
            add(html.unescape(code), at, done)
        else:
            values = list(SAID.finditer(code))
            for value in values:
                add("\n", at, at + 1)
                _plain(text, at + value.start(1), at + value.end(1), add)
            if values or not INLINE.match(code):
                add("\n", at, at + 1)
    _plain(text, done, len(text), add)
    return "".join(letters), origin


def _plain(text: str, start: int, end: int, add: object) -> None:
    for at in range(start, end):
        add(text[at], at, at + 1)  # type: ignore[operator]


def read(text: str, *, known: Container[str], machine: bool = False) -> Reading:
    """The words of a text; what is ``known`` as one word is not taken apart."""
    plain, origin = flat(text)
    hosts = [found.span() for found in HOST.finditer(plain)] if "//" in plain or "@" in plain or "www." in plain else []
    words: list[Word] = []
    whole = machine or bool(FILE_NAME.search(plain))
    done, chunk_end, chunk_machine, tag = 0, -1, False, False
    lowers = capitals = uppers = bigs = 0
    chunked = MACHINE.search(plain) is not None or "#" in plain or "@" in plain
    for found in TOKEN.finditer(plain):
        start, end = found.span()
        if hosts and any(a <= start < b for a, b in hosts):
            continue
        if chunked and start >= chunk_end:
            chunk_start = max(plain.rfind(" ", 0, start), plain.rfind("\n", 0, start)) + 1
            spaces = [at for at in (plain.find(" ", start), plain.find("\n", start)) if at >= 0]
            chunk_end = min(spaces, default=len(plain))
            chunk = plain[chunk_start:chunk_end]
            chunk_machine, tag = bool(MACHINE.search(chunk)), chunk.lstrip("(\"'").startswith(("#", "@"))
        token, possessive = found[0], False
        if token in ("s", "S") and words and plain[done:start] == "'":  # Year 6's
            words[-1].possessive, done = True, end
            continue
        if token.islower() and "'" not in token and plain[end : end + 1] != "'" and token.isascii():
            gap = plain[done:start]
            opens = not words or (gap != " " and SENTENCE.search(gap) is not None)
            machine_word = whole or chunk_machine
            words.append(Word(token, 0, gap, start, end, machine_word, False, opens, tag))
            done = end
            if not machine_word and end - start > 1 and token not in LITTLE:
                lowers += 1
                bigs += 1
            continue
        if "'" in token:
            if token[-2:] in ("'s", "'S"):
                token, end, possessive = token[:-2], end - 2, True
        elif plain[end : end + 1] == "'" and token[-1] in "sS":
            possessive = True
        pieces = [(token, start, end)]
        letters = token.replace("'", "")
        mixed = not letters.islower() and not letters.isupper() and letters[1:] != letters[1:].lower()
        if mixed and "'" not in token and letters.casefold() not in known:
            pieces = [(piece[0], start + piece.start(), start + piece.end()) for piece in CAMEL.finditer(token)]
        for number, (written, at, to) in enumerate(pieces):
            gap = plain[done:at]
            piece = written.replace("'", "")
            if piece.isdigit():
                case = -1
            elif piece.islower():
                case = 0
            else:
                case = 2 if piece.isupper() and len(piece) > 1 else 1
            folded = piece.casefold()
            opens = not words or bool(SENTENCE.search(gap))
            words.append(
                Word(folded, case, gap, at, to, whole or chunk_machine or len(pieces) > 1,
                     possessive and number == len(pieces) - 1, opens, tag)
            )  # fmt: skip
            done = to
            if not (chunk_machine or whole) and len(folded) > 1 and folded not in LITTLE:
                lowers += case == 0
                capitals += case == 1
                uppers += case == 2
                bigs += 1
        done = found.end() if possessive and plain[end : end + 1] == "'" and found.end() > end else done
    if uppers > capitals + lowers:
        style = "upper"
    elif lowers:
        style = "title" if lowers * 3 < capitals and capitals > 3 else "sentence" if plain.lower() != plain else "lower"
    else:
        style = "title" if capitals > 1 else "lower" if not bigs else "title"
    return Reading(words, style, origin)
