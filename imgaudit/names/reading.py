"""Text as words: accents off, addresses decoded, `EmmaJones2024` taken apart, and every word's place kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from imgaudit.names.people import UNDECOMPOSED, UNSPACED
from imgaudit.names.words import LITTLE

TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
WITH_S = ("'s", "'S")
CAMEL = re.compile(r"(?:(?:Mc|Mac|Fitz|O)(?=[A-Z][a-z]))?[A-Z][a-z]+|[A-Z]+(?=[A-Z][a-z])|[A-Z]+|[a-z]+|[^\W\d_]+")
CODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+|&(?:#\d{1,6}|#x[0-9A-Fa-f]{1,5}|[A-Za-z]\w{1,8});|<[^<>]{1,2000}>")
SAID = re.compile(r"""\b(?:alt|title|src|href|aria-label|content)\s*=\s*["']([^"']*)""", re.IGNORECASE)
INLINE = re.compile(r"</?(?:a|abbr|b|em|font|i|mark|s|small|span|strong|sub|sup|u)\b", re.IGNORECASE)
MACHINE = re.compile(
    r"[_/\\%=]|\.(?:jpe?g|png|gif|webp|heic|heif|avif|bmp|tiff?|mp4|mov|svg|pdf)\b|^[#@]|^www\.|@", re.I
)
FILE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|heic|heif|avif|bmp|tiff?|mp4|mov|m4v|svg)\s*$", re.IGNORECASE)
HOST = re.compile(r"(?:https?:)?//[^/\s?#]*|(?<=\w)@[\w.-]+\.\w+|\bwww\.[\w.-]+")
SIMPLE = re.compile(r"([^A-Za-z0-9]*)([A-Za-z]+|[0-9]+|\Z)")  # \Z: a long tail of signs is looked at once
ODD = tuple(map(re.compile, (r"""[^A-Za-z0-9 .,;:!?()"*\n-]""", r"[A-Z](?<=[A-Za-z][A-Z])", r"\.(?=\w)")))
SPACE = re.compile("[ \n]")
SENTENCE = re.compile(r"""[.!?:;\n|•"“”()\[\]]|\s[-–]\s""")
FORMER = re.compile(r"[.!?:;\n|•]")
LONGEST_NAME = 24
"""So many letters has a full name at most that is written without a space."""

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


NUMBER, SMALL, CAPITAL, SHOUTED = -1, 0, 1, 2
"""How a word is written: digits, no capital, its first letter a capital, all capitals."""


@dataclass(slots=True)
class Word:
    """One word of a text.

    - ``text``: folded. ``case``: ``NUMBER``, ``SMALL``, ``CAPITAL`` or ``SHOUTED``, in this order.
    - ``gap``: what stands between it and the word before. ``machine``: part of a file name, address or hashtag.
    - ``start``, ``end``: its place in the flat text. ``possessive``: it has ``'s``.
    - ``opens``: it is the first of a sentence. ``tag``: it is in a hashtag, or in the name of an account.
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
    """A text as words, how it is written (sentence, title, upper or lower), and where each flat letter came from.

    ``texts``: the words alone, for what is asked of all of them.
    """

    words: list[Word]
    texts: list[str]
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
    for piece, start, end in _decoded(text):
        for letter in piece:
            for each in _FLAT[ord(letter)]:
                letters.append(each)
                origin.append((start, end))
    return "".join(letters), origin


Piece = tuple[str, int, int]
"""Some letters, and from where to where they stand, or what stands for them."""


def _decoded(text: str) -> Iterator[Piece]:
    """The letters of a text, with what escapes and tags stand for."""
    done = 0
    for found in CODED.finditer(text):
        yield from _as_written(text, done, found.start())
        done = found.end()
        code = found[0]
        if code[0] == "%":
            yield from _unquoted(code, found.start(), done)
        elif code[0] == "&":
            yield html.unescape(code), found.start(), done
        else:
            yield from _said_in(code, text, found.start())
    yield from _as_written(text, done, len(text))


def _as_written(text: str, start: int, end: int) -> Iterator[Piece]:
    return ((text[at], at, at + 1) for at in range(start, end))


def _unquoted(code: str, at: int, end: int) -> Iterator[Piece]:
    """What ``%C3%A9`` stands for, letter by letter; what is no UTF-8 is one lost letter a byte or more."""
    for letter in unquote(code, errors="replace"):
        width = 3 * len(letter.encode("utf-8", "replace")) if letter != "\ufffd" else 3
        yield letter, at, min(at + width, end)
        at = min(at + width, end - 1)


def _said_in(tag: str, text: str, at: int) -> Iterator[Piece]:
    """What a tag says: its alternative text, title and addresses, each on a line; other tags end a line or nothing."""
    values = list(SAID.finditer(tag))
    for value in values:
        yield "\n", at, at + 1
        yield from _as_written(text, at + value.start(1), at + value.end(1))
    if values or not INLINE.match(tag):
        yield "\n", at, at + 1


def read(text: str, *, known: Container[str], machine: bool = False) -> Reading:
    """The words of a text; what is ``known`` as one word is not taken apart."""
    plain, origin = flat(text)
    words = carefully(plain, known, machine=machine) if is_odd(plain) else simply(plain, machine=machine)
    cases = [word.case for word in words if not word.machine and len(word.text) > 1 and word.text not in LITTLE]
    return Reading(words, [word.text for word in words], _style(cases, plain), origin)


def is_odd(plain: str) -> bool:
    """Whether a flat text has more than plain words: apostrophes, tags, addresses, capitals inside a word."""
    return any(odd.search(plain) for odd in ODD)


def simply(plain: str, *, machine: bool) -> list[Word]:
    """What :func:`carefully` makes of most texts, in half the time: nothing is odd in them."""
    words: list[Word] = []
    done = 0
    for gap, token in SIMPLE.findall(plain):
        if not token:
            break
        start = done + len(gap)
        done = start + len(token)
        if token.islower():
            folded, case = token, SMALL
        else:
            folded, case = token.lower(), CAPITAL if token.istitle() else NUMBER
        opens = not words or (gap != " " and SENTENCE.search(gap) is not None)
        words.append(Word(folded, case, gap, start, done, machine, False, opens, False))
    return words


def carefully(plain: str, known: Container[str], *, machine: bool) -> list[Word]:
    """The words of a flat text in which anything may stand."""
    words: list[Word] = []
    done = 0
    for token, start, in_machine, tag in _tokens(plain, machine=machine):
        end = start + len(token)
        if token in ("s", "S") and words and plain[done:start] == "'":  # Year 6's
            words[-1].possessive, done = True, end
            continue
        pieces = _pieces(token[:-2] if token.endswith(WITH_S) else token, start, known)
        for written, at, to in pieces:
            gap = plain[done:at]
            opens = not words or (gap != " " and SENTENCE.search(gap) is not None)
            folded = written.replace("'", "").casefold()
            words.append(Word(folded, _case(written), gap, at, to, in_machine or len(pieces) > 1, False, opens, tag))
            done = to
        words[-1].possessive = _is_possessive(token, plain, end)
        done = end
    return words


def _is_possessive(token: str, plain: str, end: int) -> bool:
    """Whether an apostrophe and s end a word: "Emma's", "James'"; it has no other apostrophe before the second."""
    return token.endswith(WITH_S) or ("'" not in token and token[-1] in "sS" and plain.startswith("'", end))


def _tokens(plain: str, *, machine: bool) -> Iterator[tuple[str, int, bool, bool]]:
    """Letters or digits that stand together: where, whether a machine reads them, and whether they are in a tag.

    What is written without a space is one chunk: one underscore, slash or ending of a file in it and all of it is made
    for a machine. Names of hosts are left out.
    """
    hosts = HOST.finditer(plain) if "//" in plain or "@" in plain or "www." in plain else iter(())
    host = next(hosts, None)
    machine = machine or bool(FILE_NAME.search(plain))
    chunked = MACHINE.search(plain) is not None or "#" in plain or "@" in plain
    chunk_end, in_machine, tag = -1, machine, False
    for found in TOKEN.finditer(plain):
        start = found.start()
        while host and host.end() <= start:
            host = next(hosts, None)
        if host and host.start() <= start:
            continue
        if chunked and start >= chunk_end:
            done = max(chunk_end, 0)
            chunk_start = max(plain.rfind(" ", done, start), plain.rfind("\n", done, start)) + 1
            space = SPACE.search(plain, start)
            chunk_end = space.start() if space else len(plain)
            chunk = plain[chunk_start:chunk_end]
            in_machine, tag = machine or bool(MACHINE.search(chunk)), chunk.lstrip("(\"'").startswith(("#", "@"))
        yield found[0], start, in_machine, tag


def _pieces(token: str, start: int, known: Container[str]) -> Sequence[Piece]:
    """``EmmaJones`` taken apart, unless it is a name of the register as it is; other tokens are one piece."""
    if not token.isascii() and UNSPACED.search(token) and token.casefold() not in known:
        return [*_in_scripts(token, start, known)]
    rest = token[1:]
    if rest == rest.lower() or "'" in token or token.isupper() or token.casefold() in known:
        return ((token, start, start + len(token)),)
    return [(found[0], start + found.start(), start + found.end()) for found in CAMEL.finditer(token)]


def _in_scripts(token: str, start: int, known: Container[str]) -> Iterator[Piece]:
    """What is written without spaces, and what stands around it: YearSix李小龙."""
    at = 0
    for found in UNSPACED.finditer(token):
        if at < found.start():
            yield from _pieces(token[at : found.start()], start + at, known)
        yield from _unspaced(found[0], start + found.start(), known)
        at = found.end()
    if at < len(token):
        yield from _pieces(token[at:], start + at, known)


def _unspaced(token: str, start: int, known: Container[str]) -> Iterator[Piece]:
    """For 李小龙获奖: the full names of the register in it, the longest first, and what stands between them."""
    at = done = 0
    while at < len(token):
        for end in range(min(at + LONGEST_NAME, len(token)), at + 1, -1):
            # Korean syllables are taken apart: the last must be whole.
            if token[at:end] in known and not "\u11a8" <= token[end:][:1] <= "\u11ff":
                if done < at:
                    yield token[done:at], start + done, start + at
                yield token[at:end], start + at, start + end
                at = done = end
                break
        else:
            at += 1
    if done < at:
        yield token[done:at], start + done, start + at


def _case(written: str) -> int:
    """As ``Word.case`` says it."""
    if written.islower():
        return SMALL
    if written.isdigit():
        return NUMBER
    return SHOUTED if written.isupper() and len(written) > 1 else CAPITAL


def _style(cases: list[int], plain: str) -> str:
    """How a text is written, by the case of its words, without those of machines and those that stay small anyway."""
    small, capital, shouted = (cases.count(case) for case in (SMALL, CAPITAL, SHOUTED))
    if shouted > capital + small:
        return "upper"
    if small * 3 < capital and capital > 3:
        return "title"
    if small:
        return "sentence" if plain.lower() != plain else "lower"
    return "title" if capital > 1 or cases else "lower"
