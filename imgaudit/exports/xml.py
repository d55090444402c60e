"""Foreign XML as a stream: no entities, no document type, and as much as possible of what is broken."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

_DROPPED = bytes(b for b in range(32) if b not in b"\t\n\r")
_BLANKS = bytes.maketrans(_DROPPED, b" " * len(_DROPPED))


class CleanXml(io.RawIOBase):
    """A stream of XML without what XML forbids but exports hold: blank lines before it, control characters.

    Bytes that are not the UTF-8 they claim to be become U+FFFD; otherwise one such byte would hide all that follows.
    ``replaced`` counts them.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = stream.read(4096)
        wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        declared = re.search(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.-]+)", head)
        self._is_raw = wide or bool(declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"))
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.replaced = 0
        self._waiting = head if self._is_raw else self._cleaned(head.removeprefix(codecs.BOM_UTF8).lstrip())

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, cleaned; more or fewer than asked for, none at the end."""
        if self._waiting:
            waiting, self._waiting = self._waiting, b""
            return waiting
        chunk = self._stream.read(size if size > 0 else 65_536)
        if self._is_raw:
            return chunk
        return self._cleaned(chunk, final=not chunk)

    def _cleaned(self, chunk: bytes, *, final: bool = False) -> bytes:
        text = self._decoder.decode(chunk.translate(_BLANKS), final)
        self.replaced += text.count("\ufffd")
        if not text and not final:
            return self.read()
        return text.encode("utf-8")


def decoded_head(head: bytes) -> str:
    """The beginning of an XML file as text, in whichever Unicode encoding it is; to be searched, not parsed."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
