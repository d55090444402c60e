"""The XML of a sitemap: unpacked up to a limit, and mended where people who wrote it by hand made it no XML."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from imgaudit.exports.head import Head
from imgaudit.exports.parts import Part
from imgaudit.files import HEAD_BYTES, ExportFile
from imgaudit.foreign.xml import decoded_head
from imgaudit.tables import ProblemCode

MAX_UNPACKED = 512 * 1024**2
"""A sitemap may have 50 MB; ten times as much is still read."""
MAX_MENDED = 64 * 1024**2
"""Bytes of a broken sitemap that are mended in memory."""
GZIP = b"\x1f\x8b"
PREFIXES = (b"image", b"video", b"xhtml", b"news", b"mobile")
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")


class _Unpacked(io.RawIOBase):
    """A gzip file as a stream that ends where it is broken or has grown too large; ``why`` tells."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = gzip.GzipFile(fileobj=stream)
        self._left = MAX_UNPACKED
        self.why: tuple[ProblemCode, str] | None = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            chunk = b"" if self.why else self._stream.read(size if size > 0 else 65_536)
        except (OSError, EOFError, zlib.error) as error:
            self.why = "broken", f"the gzip file is damaged ({error}): download it again"
            return b""
        self._left -= len(chunk)
        if self._left < 0:
            size_in_mb = MAX_UNPACKED // 1024**2
            self.why = "too_large", f"unpacks to over {size_in_mb} MB, which no sitemap has: not read further"
            return b""
        return chunk


@contextmanager
def opened(file: ExportFile, part: Part) -> Iterator[BinaryIO]:
    """The XML, unpacked where need be."""
    with file.open() as stream:
        if not file.head().startswith(GZIP):
            yield stream
            return
        unpacked = _Unpacked(stream)
        yield cast(BinaryIO, unpacked)
        if unpacked.why:
            part.problem(file.name, *unpacked.why, lost=None)


def beginning(head: Head) -> str:
    """The first characters of the XML, unpacked where need be; empty for anything else."""
    if not head.data.startswith(GZIP):
        return head.xml
    try:
        return decoded_head(zlib.decompressobj(31).decompress(head.data, HEAD_BYTES))
    except zlib.error:
        return ""


def root_of(text: str) -> str:
    """The name of the first element without its prefix; empty for anything but XML."""
    while (text := text.lstrip()).startswith(("<?", "<!")):
        end = "-->" if text.startswith("<!--") else "]>" if "[" in text.partition(">")[0] else ">"
        text = text.partition(end)[2]
    found = re.match(r"<(?:[\w.-]+:)?([\w.-]+)", text)
    return found[1] if found else ""


def content(file: ExportFile) -> bytes:
    """All of a sitemap; of one that is too large to be mended in memory, too much."""
    data = bytearray()
    with opened(file, Part()) as stream:
        while len(data) <= MAX_MENDED and (chunk := stream.read(1 << 20)):
            data += chunk
    return bytes(data)


def mended(data: bytes) -> tuple[bytes, int]:
    """XML with its bare ampersands escaped and its usual prefixes declared, and how many of these there were."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or len(data) > MAX_MENDED:
        return data, 0
    first, *rest = data.split(b"<![CDATA[")
    text, count = _BARE.subn(b"&amp;", first)
    pieces = [text]
    for piece in rest:  # within CDATA an ampersand is one
        inside, end, after = piece.partition(b"]]>")
        text, more = _BARE.subn(b"&amp;", after)
        pieces += [b"<![CDATA[", inside, end, text]
        count += more
    missing = [name for name in PREFIXES if b"<%s:" % name in data and b"xmlns:%s" % name not in data]
    declared = b"".join(b' xmlns:%s="%s"' % (name, name) for name in missing)
    return re.sub(rb"<urlset\b", lambda root: root[0] + declared, b"".join(pieces), count=1), count + len(missing)
