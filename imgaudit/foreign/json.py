"""Foreign JSON as a stream: one entry at a time, and as much as possible of what is broken."""

from __future__ import annotations

import codecs
import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from imgaudit.files import DAMAGED, ExportFile
from imgaudit.foreign.problems import Problems
from imgaudit.foreign.text import clean, codec_of, words

MAX_ENTRY = 64 * 1024**2
"""Characters of one entry; a list of half a million resized copies stays below."""
CHUNK = 1 << 20

Entry = dict[str, Any]


def _integer(digits: str) -> int | float:
    # Python refuses thousands of digits, and what has over 300 fits no float: it is infinite from here on.
    return int(digits) if len(digits) <= 300 else float(digits)


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)
_BLANK = re.compile(r"[\s\x00\ufeff]*")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)("?)|[\[\]{}:,]')
_LOG = re.compile(
    r"(?:(?:\[?[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}\b|\[?[0-9]{2}:[0-9]{2}:[0-9]{2}\b|(?:NOTICE|INFO|WARN(?:ING)?|ERROR|DEBUG|FATAL|"
    r"Failed|Getting|Got|Transferred)\b)[^\n]*\n\s*)+(?=[\[{])"
)
"""What a program wrote about its work, where that went into the same file."""
_AFTER_ASSIGNMENT = re.compile(r"[\w.$\s]{1,200}=\s*")


class JsonError(ValueError):
    """Not JSON from here on."""


def entries(
    file: ExportFile, problems: Problems, *lists: str, beside: Callable[[Entry], None] | None = None
) -> Iterator[tuple[int, Entry]]:
    """The objects of a file with their number: of the top-level list, or of the lists under the keys given.

    An object that holds none of these lists is itself the one entry. JavaScript's ``name = [...]`` counts as the
    list. Whatever is no object is a problem; what precedes a break is kept, and the break is a problem. ``beside`` is
    given what else an object holds that has one of the lists.
    """
    number = 0
    try:
        with file.open() as stream:
            text = _Text(stream)
            if _LOG.match(text.text.lstrip()):
                reason = "lines before the JSON, as a program's log, which were passed over"
                problems.problem(file.name, "malformed", reason, lost=0)
            for value in _values(text, lists, beside or (lambda _: None)):
                number += 1
                if isinstance(value, dict):
                    yield number, value
                else:
                    problems.problem(
                        file.name,
                        "malformed",
                        "no entry of the kind that belongs here: not read",
                        row=number,
                        value=value,
                    )
    except (JsonError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else error
        problems.problem(
            file.name,
            "broken",
            f"broken JSON ({why}): the {number} entries before it were read, nothing after it; download it again",
            row=number + 1,
            lost=None,
        )
    except DAMAGED as error:
        problems.problem(
            file.name,
            "broken",
            f"damaged ({error}): the {number} entries before it were read, nothing after it; download it again",
            row=number + 1,
            lost=None,
        )


def text_of(value: object) -> str:
    """Text to be read, in which platforms write ``&`` as an entity; a number as text; empty for anything else.

    >>> text_of("Fern &amp; Hollow"), text_of(42), text_of(["Fern"])
    ('Fern & Hollow', '42', '')
    """
    if isinstance(value, str):
        return words(html.unescape(value))
    return clean(value) if isinstance(value, (int, float)) else ""


def dig(entry: object, *path: str | int) -> Any:
    """What lies at a path of keys and places; ``None`` where the path ends early or the kinds differ.

    >>> dig({"media": [{"uri": "a.jpg"}]}, "media", 0, "uri")
    'a.jpg'
    """
    for step in path:
        if isinstance(step, str) and isinstance(entry, dict):
            entry = entry.get(step)
        elif isinstance(step, int) and isinstance(entry, list) and -len(entry) <= step < len(entry):
            entry = entry[step]
        else:
            return None
    return entry


def objects(value: object) -> list[Entry]:
    """The objects of a list; empty for anything else."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def shape(text: str) -> frozenset[str]:
    """Where keys stand in the beginning of a file: ``[].media[].uri``; empty for what is no JSON.

    >>> sorted(shape('[{"media": [{"uri": "a.jpg", "ti'))
    ['[].media', '[].media[].uri']
    """
    start = _start(text)
    found: set[str] = set()
    path: list[str] = []  # one step a container: "[]" or the key that leads on
    key = ""
    stack: list[str] = []
    for token in _TOKEN.finditer(text, start) if text[start : start + 1] in ("[", "{") else ():
        mark = token[0][0]
        if mark == '"':
            if not token[2]:
                break
            key = token[1]
        elif mark == ":":
            found.add(_joined(path, key))
        elif mark in "[{":
            path.append((f".{key}" if stack and stack[-1] == "{" else "") + ("[]" if mark == "[" else ""))
            stack.append(mark)
        elif mark in "]}":
            if not stack:
                break
            stack.pop()
            path.pop()
    return frozenset(found)


def _joined(path: list[str], key: str) -> str:
    return f"{''.join(path)}.{key}".lstrip(".")


def _start(text: str) -> int:
    start = _BLANK.match(text).end()  # type: ignore[union-attr]
    if log := _LOG.match(text, start):
        return log.end()
    assignment = _AFTER_ASSIGNMENT.match(text, start)
    return assignment.end() if assignment else start


class _Text:
    """The text of a stream that is read as far as needed; what is done with is forgotten."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = stream.read(CHUNK)
        self._decoder = codecs.getincrementaldecoder(codec_of(head) or "utf-8-sig")("replace")
        self.text = self._decoder.decode(head)
        self.at = 0
        self.is_complete = not head

    def more(self, size: int = CHUNK) -> bool:
        """Read on; whether there was anything."""
        if self.is_complete:
            return False
        chunk = self._stream.read(size)
        self.is_complete = not chunk
        self.text = self.text[self.at :] + self._decoder.decode(chunk, self.is_complete)
        self.at = 0
        return True

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> bool:
        """Whether the next character is the one expected; if so it is passed."""
        if self.peek() != expected:
            return False
        self.at += 1
        return True

    def value(self) -> Any:
        """The next value as a whole."""
        self.peek()
        size = CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos > len(self.text) - 16
                if len(self.text) - self.at > MAX_ENTRY:
                    raise JsonError(f"one entry has over {MAX_ENTRY:,} characters") from error
                if not is_cut or not self.more(size):
                    raise JsonError(error.msg) from error
                size *= 2  # a long entry is not decoded anew for every small piece
                continue
            # A number at the very end may go on in what is not read yet.
            if end == len(self.text) and self.more(size):
                continue
            self.at = end
            return value


def _values(text: _Text, lists: tuple[str, ...], beside: Callable[[Entry], None]) -> Iterator[Any]:
    text.peek()
    text.at = _start(text.text)
    while True:  # a program that is run in portions writes one list after the other into one file
        if text.take("["):
            yield from _elements(text)
        elif text.peek() == "{" and lists:
            yield from _members(text, lists, beside)
        elif text.peek():
            yield text.value()
        if text.peek() not in ("[", "{"):
            break
    if text.peek() not in ("", ";"):
        raise JsonError("something follows the end")


def _elements(text: _Text) -> Iterator[Any]:
    if text.take("]"):
        return
    while True:
        yield text.value()
        if text.take("]"):
            return
        if not text.take(","):
            raise JsonError("a comma or the end of the list is missing")


def _members(text: _Text, lists: tuple[str, ...], beside: Callable[[Entry], None]) -> Iterator[Any]:
    """The entries of the wanted lists of one object; the object itself where it has none of them."""
    whole: Entry = {}
    found = False
    text.take("{")
    while not text.take("}"):
        key = text.value()
        if not isinstance(key, str) or not text.take(":"):
            raise JsonError("a name or colon is missing")
        if key in lists and text.take("["):
            found = True
            yield from _elements(text)
        else:
            whole[key] = text.value()
        if not text.take(",") and text.peek() != "}":
            raise JsonError("a comma or the end of the object is missing")
    if found:
        beside(whole)
    else:
        yield whole
