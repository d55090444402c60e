"""Foreign XML as a stream: no document type, so no entities, and as much as possible of what is broken."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, iterparse

from imgaudit.foreign.problems import Problems

MAX_PROLOG = 1 << 20
"""Characters before the first element; WordPress writes a comment of about 1,500."""

_DROPPED = bytes(b for b in range(32) if b not in b"\t\n\r")
_BLANKS = bytes.maketrans(_DROPPED, b" " * len(_DROPPED))
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)+", re.DOTALL)


class DocumentTypeError(ValueError):
    """The file declares a document type, with which entities come: no export does."""


class CleanXml(io.RawIOBase):
    """A stream of XML in UTF-8, without what XML forbids but exports hold: blank lines before it, control characters.

    Bytes that are not in the encoding they claim become U+FFFD; otherwise one such byte would hide all that follows.
    ``replaced`` counts them. The prolog is left out; raises :class:`DocumentTypeError` where it declares a document
    type, which can stand nowhere else.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = stream.read(65_536)
        declared = re.search(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.-]+)", head)
        codec = declared[1].decode("ascii") if declared else "utf-8"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            codec = "utf-16"
        try:  # not every codec is one of text or can replace, and UTF-16 may be claimed by what is not
            is_plain = len("<\x01>".encode(codec, "replace")) == 3
            codecs.getincrementaldecoder(codec)("replace").decode(head + b"\xff")
        except (LookupError, UnicodeError):
            codec, is_plain = "utf-8", True
        self._decoder = codecs.getincrementaldecoder(codec)("replace")
        # Control characters can be dropped as bytes where all others of an encoding are above them.
        self._is_plain = is_plain
        self.replaced = 0
        text = self._decoded(head).lstrip("\ufeff \t\r\n")
        while len(text) < MAX_PROLOG and (chunk := stream.read(65_536) if _is_prolog(text) else b""):
            text += self._decoded(chunk)
        start = found.end() if (found := _PROLOG.match(text)) else 0
        if text.startswith("<!", start):
            raise DocumentTypeError
        self._waiting = text[start:].encode("utf-8", "replace")
        # The parser counts lines from the first element; a message has to count those before it as well.
        self.lines_before = text.count("\n", 0, start)

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, cleaned; more or fewer than asked for, none at the end."""
        if self._waiting:
            waiting, self._waiting = self._waiting, b""
            return waiting
        while True:
            chunk = self._stream.read(size if size > 0 else 65_536)
            text = self._decoded(chunk)
            if text or not chunk:
                return text.encode("utf-8", "replace")

    def _decoded(self, chunk: bytes) -> str:
        if self._is_plain:
            chunk = chunk.translate(_BLANKS)
        text = self._decoder.decode(chunk, not chunk)
        if not text.isascii():
            self.replaced += text.count("\ufffd")
        return text if self._is_plain else text.translate(dict.fromkeys(_DROPPED, " "))


def _is_prolog(text: str) -> bool:
    """Whether the text read so far may end before the first element."""
    found = _PROLOG.match(text)
    rest = text[found.end() :] if found else text
    return not rest or rest.startswith(("<?", "<!--")) or len(rest) < 4


def events(
    stream: BinaryIO, name: str, problems: Problems, *, entry: str | tuple[str, ...]
) -> Iterator[tuple[str, Element]]:
    """``start`` and ``end`` of all elements of the file ``name``; whoever asks clears what is done with.

    What precedes a break is given; the break is a problem that tells how many elements called ``entry`` came before.
    """
    count = 0
    source = None
    try:
        source = CleanXml(stream)
        for event, element in iterparse(source, events=("start", "end")):  # noqa: S314 - CleanXml lets no entity in
            if event == "end" and element.tag.endswith(entry):
                count += 1
            yield event, element
    except ParseError as error:
        line = error.position[0] + (source.lines_before if source else 0)
        problems.problem(
            name,
            "broken",
            f"broken XML at line {line}: the {count} entries before it were read, nothing after it; "
            "export the site again, or mend that line",
            row=line,
            value=str(error),
            lost=None,
        )
    except DocumentTypeError:
        reason = "declares a document type or entities, which no export does: not read further"
        problems.problem(name, "malformed", reason, lost=None)
    if source and source.replaced:
        problems.problem(
            name,
            "encoding",
            f"{source.replaced} characters are not in the encoding the file claims and were replaced by \ufffd",
        )


def decoded_head(head: bytes) -> str:
    """The beginning of an XML file as text, in whichever Unicode encoding it is; to be searched, not parsed."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
