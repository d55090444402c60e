"""Foreign XML as a stream: no document type, so no entities, and as much as possible of what is broken."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from imgaudit.files import DAMAGED
from imgaudit.foreign.problems import Problems
from imgaudit.foreign.xml_mending import Event, fed, is_torn, mended, open_tags, parsed

MAX_PROLOG = 1 << 20
"""Characters before the first element; WordPress writes a comment of about 1,500."""
MAX_ENTRY = 1 << 24
"""Characters of one entry that are kept, to be mended where it is no XML."""

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
        before = before_xml(text)
        self.is_preceded, lines = bool(before), text.count("\n", 0, before)
        text = text[before:]
        while len(text) < MAX_PROLOG and (chunk := stream.read(65_536) if _is_prolog(text) else b""):
            text += self._decoded(chunk)
        start = found.end() if (found := _PROLOG.match(text)) else 0
        if text.startswith("<!", start):
            raise DocumentTypeError
        self._waiting = text[start:].encode("utf-8", "replace")
        # The parser counts lines from the first element; a message has to count those before it as well.
        self.lines_before = lines + text.count("\n", 0, start)

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


_NOISE = re.compile(r"<\?xml[\s?]|<(?:\w+:)?(?:rss|RDF|feed|urlset|sitemapindex)\b")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def before_xml(text: str) -> int:
    """How many characters of something else stand before XML, as a warning of PHP; none where it is all XML, or none.

    >>> before_xml("Notice: x in y.php" + chr(10) + "<?xml version='1.0'?>")
    19
    """
    text = text[:65_536]
    first = _NOISE.search(text)
    if first is None or _HTML.match(text) or text.startswith(("<?", "<!")):
        return 0
    return first.start()


@dataclass(slots=True)
class _Entries:
    """XML that is parsed piece by piece, and goes on with the next entry after a fault."""

    names: tuple[str, ...]
    count: int = 0
    depth: int = 0
    """Entries that are open."""
    mended: int = 0
    torn: int = 0
    """Entries that were mended, or the end of the file, where words stand that may be what is left of a tag."""
    lines: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    """Line and fault of entries that are lost."""
    cut: tuple[int, str] | None = None
    """Where the XML ends in the middle, and how."""

    def read(self, source: CleanXml) -> Iterator[Event]:
        """The events: as they come, or after the first fault entry by entry."""
        parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        preamble, waiting, held, is_open = "", "", [], False
        pieces = self._pieces(source)
        self.lines = source.lines_before
        for piece in pieces:
            waiting += piece
            try:
                new = fed(parser, piece)
            except ParseError:
                yield from self._one_by_one(preamble, chain([waiting], pieces), is_begun=is_open)
                return
            held += self._around(new)
            if self.depth == 0:
                if not preamble:
                    preamble, _ = self._halves(waiting)
                yield from self._counted(held)
                is_open, held = is_open or bool(new), []
                self.lines += waiting.count("\n")
                waiting = ""
        try:
            parser.close()
        except ParseError as error:
            yield from held
            self.cut = (self.lines + waiting.count("\n") + 1, str(error))

    def _around(self, new: list[Event]) -> list[Event]:
        """The events of entries and around them: of nearly all others nobody would hear anything but that they are."""
        kept = []
        for event in new:
            if _local(event[1].tag) in self.names:
                self.depth += 1 if event[0] == "start" else -1
            elif self.depth:
                continue
            kept.append(event)
        return kept

    def _counted(self, found: list[Event]) -> list[Event]:
        self.count += sum(event == "end" and local_name(element) in self.names for event, element in found)
        return found

    def _pieces(self, source: CleanXml) -> Iterator[str]:
        """The text, cut where an entry ends."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        ends = self._ends()
        text = ""
        while chunk := source.read(65_536):
            searched = max(0, len(text) - 80)
            text += decoder.decode(chunk)
            end = max((found.end() for found in ends.finditer(text, searched)), default=0)
            if len(text) > MAX_ENTRY and not end:
                end = len(text)
            if end:
                yield text[:end]
                text = text[end:]
        if text:
            yield text

    def _halves(self, text: str) -> tuple[str, str]:
        first = self._starts().search(text)
        return (text[: first.start()], text[first.start() :]) if first else (text, "")

    def _starts(self) -> re.Pattern[str]:
        return re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(self.names)})(?=[\s>/])")

    def _one_by_one(self, preamble: str, pieces: Iterator[str], *, is_begun: bool) -> Iterator[Event]:
        """Each entry for itself, within the elements that are open before the first."""
        text = next(pieces, "")
        self.depth = 0
        if not is_begun:
            preamble, text = self._halves(text)
            yield from self._beginning(preamble)
            self.lines += preamble.count("\n")
        around = open_tags(preamble)
        starts = self._starts()
        while True:
            cuts = [found.start() for found in starts.finditer(text)]
            for start, end in pairwise([0, *cuts] if cuts and cuts[0] else cuts):
                yield from self._entry(text[start:end], around)
            text = text[cuts[-1] :] if cuts else text
            more = next(pieces, None)
            if more is None:
                break
            if len(text) > MAX_ENTRY:
                self.broken.append((self.lines + 1, "an entry that does not end"))
                self.lines += text.count("\n")
                text = ""
            text += more
        last = max((found.end() for found in self._ends().finditer(text)), default=len(text))
        yield from self._entry(text[:last], around)
        tail = text[last:]
        self.torn += self._is_followed(tail)
        if around and f"</{around[0][0]}" not in tail:
            self.cut = (self.lines + tail.count("\n") + 1, "it ends in the middle")

    def _ends(self) -> re.Pattern[str]:
        return re.compile(rf"</(?:[\w.-]+:)?(?:{'|'.join(self.names)})\s*>")

    def _is_followed(self, text: str) -> bool:
        """Whether words stand behind an entry, where none belong."""
        return bool(re.sub(r"<[^<>]*>", "", self._ends().split(text)[-1]).strip())

    def _beginning(self, text: str) -> Iterator[Event]:
        """What stands before the first entry, and without its texts where they cannot be made out."""
        for tried in (mended(text), "".join(tag for _, tag in open_tags(text))):
            parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
            try:
                yield from fed(parser, tried)
            except ParseError:
                continue
            return

    def _entry(self, text: str, around: list[tuple[str, str]]) -> Iterator[Event]:
        fault = "no entry"
        for is_mended in (False, True):
            if not text.strip():
                break
            try:
                found = parsed(mended(text) if is_mended else text, around, prefixes=is_mended)
            except ParseError as error:
                fault = str(error)
                continue
            self.mended += is_mended
            self.torn += is_mended and (is_torn(found) or self._is_followed(text))
            yield from self._counted(self._around(found))
            break
        else:
            self.broken.append((self.lines + 1, fault))
        self.lines += text.count("\n")


def local_name(element: Element) -> str:
    """The name of an element without its namespace, or its prefix where nothing declares that."""
    return _local(element.tag)


@lru_cache(4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def events(
    stream: BinaryIO, name: str, problems: Problems, *, entry: str | tuple[str, ...]
) -> Iterator[tuple[str, Element]]:
    """``start`` and ``end`` of the elements of the file ``name``, but for those inside an entry, which it holds.

    Whoever asks clears what is done with.

    A fault costs the elements called ``entry`` that it is in, or none where it is clear what was meant; each that is
    lost is a problem. Of a file that ends in the middle what precedes is given.
    """
    source = None
    read = _Entries((entry,) if isinstance(entry, str) else entry)
    try:
        source = CleanXml(stream)
        yield from read.read(source)
    except DocumentTypeError:
        reason = "declares a document type or entities, which no export does: not read further"
        problems.problem(name, "malformed", reason, lost=None)
    except DAMAGED as error:
        reason = f"damaged ({error}): the {read.count} entries before it were read, nothing after it; download it again"
        problems.problem(name, "broken", reason, lost=None)
    _note_faults(read, name, problems)
    if source and source.is_preceded:
        reason = "text before the XML, as a warning of PHP, which was passed over"
        problems.problem(name, "malformed", reason, lost=0)
    if source and source.replaced:
        problems.problem(
            name,
            "encoding",
            f"{source.replaced} characters are not in the encoding the file claims and were replaced by \ufffd",
        )


def _note_faults(read: _Entries, name: str, problems: Problems) -> None:
    for line, fault in read.broken:
        reason = (
            f"broken XML at line {line}: the entry there was not read, the {read.count} entries around it were; "
            "mend it, or export the site again"
        )
        problems.problem(name, "broken", reason, row=line, value=fault)
    if read.cut:
        line, fault = read.cut
        reason = (
            f"broken XML at line {line}: it ends in the middle; the {read.count} entries before were read, and nobody "
            "knows what is missing: export the site again"
        )
        problems.problem(name, "broken", reason, row=line, value=fault, lost=None)
    if read.torn:
        reason = "words between the elements of an entry, or behind it: nobody knows what stood there; export it again"
        problems.problem(name, "broken", reason, lost=None)
    if read.mended:
        entries = "1 entry" if read.mended == 1 else f"{read.mended:,} entries"
        reason = f"no XML in {entries} (a bare &, letters of HTML, a prefix that is not declared), read as meant"
        problems.problem(name, "malformed", reason, lost=0)


def decoded_head(head: bytes) -> str:
    """The beginning of an XML file as text, in whichever Unicode encoding it is; to be searched, not parsed."""
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = head.decode("utf-16", "replace")
    else:
        text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return text[before_xml(text) :]


def root_of(text: str) -> str:
    """The name of the first element without its prefix; empty for anything but XML."""
    while (text := text.lstrip()).startswith(("<?", "<!")):
        end = "-->" if text.startswith("<!--") else "]>" if "[" in text.partition(">")[0] else ">"
        text = text.partition(end)[2]
    found = re.match(r"<(?:[\w.-]+:)?([\w.-]+)", text)
    return found[1] if found else ""
