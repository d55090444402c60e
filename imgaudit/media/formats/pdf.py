"""PDF (ISO 32000-2): every object and what lies between them; pictures and attachments are files inside.

The syntax is read by pypdf. What a page shows is not judged, as pixels are not: only what stands beside it.
"""

import base64
import io
import logging
import re
import threading
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from imgaudit.media.blocks.icc import inspect_icc
from imgaudit.media.blocks.jumbf import inspect_jumbf
from imgaudit.media.blocks.xmp import inspect_xmp
from imgaudit.media.buffer import Buffer, Ranges, is_blank, text_of
from imgaudit.media.extras import how_to_install
from imgaudit.media.harmless.pdf_keys import INFO, INFO_UNKNOWN, KEYS, MAPS, OPAQUE, SOMETIMES_MAPS, STRINGS, WRITTEN
from imgaudit.media.limits import MAX_DOCUMENT_BYTES, MAX_NESTED_BYTES, MAX_OBJECTS, MAX_PDF_READS
from imgaudit.media.record import Damaged, Report

try:
    import pypdf
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject
except ImportError:  # the extra `documents`
    pypdf = None


class _Mended(logging.Handler):
    """Whether pypdf has passed over anything that is not as it should be: what it then drops is not judged."""

    def __init__(self) -> None:
        super().__init__()
        self._here = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self._here.count = self.count + 1

    @property
    def count(self) -> int:
        """How often so far, in this thread."""
        return getattr(self._here, "count", 0)


_MENDED = _Mended()
logging.getLogger("pypdf").addHandler(_MENDED)
logging.getLogger("pypdf").propagate = False

_HEAD = 1024
"""Readers look for the beginning of a PDF in so many bytes (Adobe's implementation note 13)."""

_CONTENT_KEYS = frozenset({"Contents", "N", "D", "R", "G"})
_NAMES_OF_PLACES = frozenset({"Names", "Limits", "Dests", "Dest", "D", "P"})
"""Keys of names that links lead to: there may be thousands, and one tells enough."""

_FONT_KEYS = frozenset(
    {"FontFile", "FontFile2", "FontFile3", "ToUnicode", "Encoding", "UseCMap", "CIDToGIDMap", "CIDSet", "ColorSpace",
     "Function", "Functions", "TR", "TR2", "HT", "BG", "BG2", "UCR", "UCR2", "Lookup",
     "Shading", "JBIG2Globals", "Indexed", "C1", "CS", "Alternate"}
)  # fmt: skip
"""Keys of streams that draw: fonts, colours, functions."""

_PROFILE_KEYS = frozenset({"ICCBased", "DestOutputProfile"})
_PICTURE_FILES = frozenset({"/DCTDecode", "/DCT", "/JPXDecode"})
_PICTURE_DATA = frozenset(
    {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/CCITTFaxDecode",
     "/JBIG2Decode"}
)  # fmt: skip


_HINTS = re.compile(rb"/Linearized\b[^<>]{0,200}/H\s*+\[\s*+(\d{1,10})\s")


class _BoundedBytes(io.BytesIO):
    """Bytes that can be read so many times, and searched through so often: a hostile file is read round and round."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.reads = min(500_000 + 8 * len(data), MAX_PDF_READS)
        self.searches = 8

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads -= 1
        if self.reads < 0:
            raise EOFError
        return super().read(size)

    def getbuffer(self) -> memoryview:
        self.searches -= 1
        if self.searches < 0:
            raise EOFError
        return super().getbuffer()


class _Node(NamedTuple):
    """One value on the way through the document."""

    value: Any
    key: str
    """The key below which it stands."""
    where: str


NO_COPY = (
    "No clean copy of a PDF can be proven. Clean its pictures, put them into the original document in place of the old "
    "ones, remove the document's properties there (in Word: File > Info > Inspect Document) and export the PDF again."
)
"""A page may hide what was cropped or covered, and only the program it comes from knows what it needs."""


def detect_pdf(head: bytes) -> str:
    """By its first line, which may stand a little way in."""
    return "pdf" if b"%PDF-" in head[:_HEAD] else ""


def inspect_pdf(report: Report, data: Buffer) -> Ranges:
    """Judge the properties, every object, and what lies between the objects."""
    if pypdf is None:
        remedy = how_to_install("documents", "pypdf")
        report.unsupported(f"PDFs are looked into with the package pypdf, which is not installed: {remedy}.")
        return []
    if len(data) > MAX_DOCUMENT_BYTES:
        report.unsupported(
            f"PDFs larger than {MAX_DOCUMENT_BYTES >> 20} MiB are not looked into: export a smaller one."
        )
        return []
    content, mended = bytes(data[: len(data)]), _MENDED.count
    try:
        reader = pypdf.PdfReader(_BoundedBytes(content))
        if reader.is_encrypted:
            report.unsupported("The PDF is protected by a password or against changes: save a copy without protection.")
            return []
        walk = _Walk(report, reader, content)
        walk.run()
        _judge_loose(report, walk, content)
        if _MENDED.count != mended:
            report.doubt()
    except Damaged as damage:
        report.damaged(f"The PDF is damaged: {damage}")
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on torture files
        report.damaged(f"The PDF is damaged and could not be read to its end ({type(error).__name__}).")
    return []


class _Walk:
    """The way through all objects of a document, each looked at once."""

    def __init__(self, report: Report, reader: Any, content: bytes) -> None:
        self.report = report
        self.reader = reader
        self.content = content
        self.seen: set[tuple[int, int]] = set()
        self.stack: list[_Node] = []
        self.count = 0
        self.named: set[str] = set()
        told = _HINTS.search(content, 0, _HEAD)
        places = {at: number for number, at in reader.xref.get(0, {}).items()}
        self.hints = places.get(int(told[1])) if told else None
        """The object that tells a viewer where pages lie, in a file made to be shown while it loads."""
        self.in_streams: dict[int, int] = {}
        for number, _ in reader.xref_objStm.values():
            self.in_streams[number] = self.in_streams.get(number, 0) + 1

    def run(self) -> None:
        """From the trailer down; then what nothing leads to, which may be left of an older version."""
        trailer = self.reader.trailer
        info = dict.get(trailer, "/Info")
        for key, value in dict.items(trailer):
            if key not in ("/Info", "/Prev", "/Size"):
                self.stack.append(_Node(value, key[1:], "PDF"))
        self._drain()
        if info is not None:
            self._info(self._resolved(info, mark=True))
        self._drain()
        for generation, numbers in list(self.reader.xref.items()):
            for number in list(numbers):
                self._alone(number, generation)
        for number in list(self.reader.xref_objStm):
            self._alone(number, 0)

    def _alone(self, number: int, generation: int) -> None:
        if (number, generation) in self.seen or self.reader.xref_free_entry.get(generation, {}).get(number, False):
            return
        self.stack.append(_Node(IndirectObject(number, generation, self.reader), "", f"PDF object {number}"))
        self._drain()

    def _resolved(self, value: Any, *, mark: bool = False) -> Any:
        """What a reference leads to, None if nowhere or if it has been looked at."""
        for _ in range(8):
            if not isinstance(value, IndirectObject):
                return value
            place = value.idnum, value.generation
            is_known = value.idnum in self.reader.xref.get(value.generation, {})
            if not is_known and not (value.generation == 0 and value.idnum in self.reader.xref_objStm):
                return None
            if mark:
                if place in self.seen:
                    return None
                self.seen.add(place)
            value = self.reader.get_object(value)
        return None

    def _drain(self) -> None:
        while self.stack:
            node = self.stack.pop()
            self.count += 1
            if self.count > MAX_OBJECTS:
                raise Damaged("it holds more objects than any real one.")
            where = node.where
            if isinstance(node.value, IndirectObject):
                where = f"PDF object {node.value.idnum}"
            value = self._resolved(node.value, mark=True)
            if isinstance(value, StreamObject):
                self._dictionary(value, node.key, where)
                self._stream(value, node.key, where)
            elif isinstance(value, DictionaryObject):
                self._dictionary(value, node.key, where)
            elif isinstance(value, ArrayObject):
                self._array(value, node.key, where)
            elif isinstance(value, (str, bytes)):
                self._string(value, node.key, where)

    def _array(self, values: Any, key: str, where: str) -> None:
        inner = key
        for value in list.__iter__(values):
            if isinstance(value, NameObject):
                inner = "ICCBased" if value == "/ICCBased" else "Indexed" if value == "/Indexed" else inner
            self.stack.append(_Node(value, inner, where))

    def _info(self, info: Any) -> None:
        """The document information dictionary (14.3.3)."""
        if not isinstance(info, DictionaryObject):
            return
        for name, raw in dict.items(info):
            key, value = name[1:], self._resolved(raw, mark=True)
            kind = INFO.get(key)
            shown = _text(value).strip("\0 ")
            if not shown or kind == "":
                continue
            if kind == "time" and not shown.strip("D:0'Z+- "):
                continue
            self.report.add(kind or "text", key, "PDF Info", shown)
            if kind is None:
                self.report.doubt(INFO_UNKNOWN)
            if isinstance(value, (DictionaryObject, ArrayObject)):
                self.stack.append(_Node(value, "", "PDF Info"))

    def _dictionary(self, values: Any, key: str, where: str) -> None:
        is_typed = any(_name(values, name) for name in ("/Type", "/Subtype", "/S"))
        if key == "Annots":
            where = f"{where} annotation"
            if "/T" in values and _name(values, "/Subtype") != "/Widget":
                self.report.add("owner", "author of a note", where, _text(self._resolved(dict.get(values, "/T"))))
        for name, value in dict.items(values):
            inner = name[1:]
            if not is_typed and (key in MAPS or (key in SOMETIMES_MAPS and inner not in KEYS)):
                inner = MAPS.get(key, "Contents")  # a name that the producer chose
            elif inner in OPAQUE:
                self.report.add("hidden", f"{inner}: {OPAQUE[inner]}", where)
                self.report.doubt()
            elif inner not in KEYS:
                self.report.add("hidden", f"/{inner}", where, _text(value) if isinstance(value, (str, bytes)) else "")
                self.report.doubt()
            elif inner == "Thumb":
                self.report.add("thumbnail", inner, where)
            elif inner == "OFF" and isinstance(value, ArrayObject) and len(value):
                self.report.add("hidden", "layers that are not shown", where)
            self.stack.append(_Node(value, "EF" if key == "EF" else inner, where))

    def _string(self, value: Any, key: str, where: str) -> None:
        shown = _text(value)
        if isinstance(value, NameObject) or not shown.strip():
            return
        if key == "URI":
            if not re.match(r"(?:https?://|mailto:|tel:|#)", shown, re.IGNORECASE):
                self.report.add("text", "link", where, shown)
        elif key in STRINGS:
            if key in ("ID", "NM", "IDS") and shown.isascii() and not re.fullmatch(r"[\da-fA-F{}-]+", shown):
                self.report.add("serial", key, where, shown)
        elif key not in _NAMES_OF_PLACES or key not in self.named:
            self.named.add(key)
            kind = WRITTEN.get(key, "text")
            if kind:
                self.report.add(kind, key or "text", where, shown)

    # ------------------------------------------------------------------------------------------------ streams

    def _stream(self, stream: Any, key: str, where: str) -> None:
        kind, subtype = _name(stream, "/Type"), _name(stream, "/Subtype")
        if kind in ("/XRef", "/ObjStm"):
            self._object_stream(stream, kind, where)
        elif key == "Metadata" or (kind, subtype) == ("/Metadata", "/XML"):
            inspect_xmp(self.report, self._decoded(stream), f"{where} XMP")
        elif key in ("EF", "C2PA") or kind == "/EmbeddedFile":
            self._attached(self._decoded(stream), where)
        elif subtype == "/Image":
            self._picture(stream, where)
        elif subtype == "/Form" or kind == "/Pattern" or key in _CONTENT_KEYS:
            _judge_content(self.report, self._decoded(stream), where)
        elif key in _PROFILE_KEYS:
            inspect_icc(self.report, self._decoded(stream), f"{where} ICC")
        elif key in _FONT_KEYS or "/FunctionType" in stream or "/ShadingType" in stream or kind == "/CMap":
            self._trailing(stream, where)
        elif not (key == "" and where == f"PDF object {self.hints}"):
            self.report.add("hidden", f"stream {kind or key or 'of no known use'}", where)
            self.report.doubt()

    def _attached(self, data: bytes, where: str) -> None:
        if data[4:8] == b"jumb":
            inspect_jumbf(self.report, data, f"{where} JUMBF")
        else:
            self.report.add("hidden", "attached file", where)
            _file_inside(self.report, data, f"{where}, attached file")

    def _object_stream(self, stream: Any, kind: str, where: str) -> None:
        self._trailing(stream, where)
        number = int(where.rpartition(" ")[2]) if where.rpartition(" ")[2].isdigit() else -1
        listed = self.in_streams.get(number, 0)
        if kind != "/ObjStm":
            return
        data, first, count = self._decoded(stream), int(dict.get(stream, "/First", 0)), int(dict.get(stream, "/N", 0))
        if count > listed or _values_in(data[:first]) != 2 * count or _values_in(data[first:]) != count:
            self.report.add("hidden", "objects of an older version", where)
            self.report.doubt()
        _judge_comments(self.report, data)

    def _picture(self, stream: Any, where: str) -> None:
        filters = _filters(stream)
        if filters and filters[-1] in _PICTURE_FILES:
            _file_inside(self.report, self._decoded(stream), f"{where}, picture")
        elif set(filters) <= _PICTURE_DATA:
            self._trailing(stream, where)
        else:
            self.report.doubt()

    def _decoded(self, stream: Any) -> bytes:
        self._trailing(stream, "PDF stream")
        data = stream.get_data()
        self.report.inflated += len(data)
        if self.report.inflated > MAX_DOCUMENT_BYTES:
            raise Damaged("it unpacks to more than any real one.")
        return data if isinstance(data, bytes) else str(data).encode("latin-1", "replace")

    def _trailing(self, stream: Any, where: str) -> None:
        """What follows the end of compressed data, which readers pass over."""
        filters = _filters(stream)
        if filters[:1] not in (["/FlateDecode"], ["/Fl"]):
            return
        machine, rest, size = zlib.decompressobj(), stream._data, 0
        try:
            while rest and not machine.eof:
                size += len(machine.decompress(rest, 1 << 20))
                rest = machine.unconsumed_tail
                if self.report.inflated + size > MAX_DOCUMENT_BYTES:
                    raise Damaged("it unpacks to more than any real one.")
        except zlib.error:
            raise Damaged("compressed data cannot be unpacked.") from None
        self.report.inflated += size
        if not is_blank(machine.unused_data, 0, len(machine.unused_data)):
            self.report.add("hidden", "bytes after compressed data", where, f"{len(machine.unused_data)} bytes")
            self.report.doubt()


def _file_inside(report: Report, data: bytes, where: str) -> None:
    if len(data) > MAX_NESTED_BYTES:
        report.doubt()
    else:
        report.look_into(data, where)


def _name(values: Any, key: str) -> str:
    value = dict.get(values, key)
    return str(value) if isinstance(value, NameObject) else ""


def _filters(stream: Any) -> list[str]:
    value = stream.get("/Filter")
    value = value.get_object() if isinstance(value, IndirectObject) else value
    names = list(value) if isinstance(value, ArrayObject) else [value] if value is not None else []
    return [str(name) for name in names]


def _text(value: Any) -> str:
    return text_of(value) if isinstance(value, bytes) else str(value)


_IN_CONTENT = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)|(%[^\r\n]*)|(/Alt|/ActualText|/E)\b\s*+[(<]"
    rb"|/[^\s()<>\[\]{}/%]*+|<[0-9A-Fa-f\s]*+>|((?<![\w.])[A-Za-z\x80-\xff]\w{3,}+|[()])",
    re.DOTALL,
)
_CONSTANTS = frozenset((b"true", b"false", b"null"))


_INLINE_FILTERS = re.compile(rb"/(?:F|Filter)\s*+(\[[^\]]*+\]|/\w++)")
_EI = re.compile(rb"\s*+EI(?!\w)")
_END_OF_JPEG = re.compile(rb"\xff\xd9\s*+EI(?!\w)")
_IN_LETTERS = {b"AHx": b">", b"ASCIIHexDecode": b">", b"A85": b"~>", b"ASCII85Decode": b"~>"}
"""Filters that write bytes as letters, and what ends them."""


def _end_of_picture(report: Report, content: bytes, told: bytes, data: int, where: str) -> int:
    """Where a picture ends, looked into if it is a file itself; -1 where that cannot be told."""
    if b"#" in told:  # names in disguise
        return -1
    found = _INLINE_FILTERS.search(told)
    *before, last = re.findall(rb"/(\w++)", found[1]) if found else [b""]
    if last not in (b"DCT", b"DCTDecode", b"JPXDecode"):
        end = content.find(b"EI", data)
        return end + 2 if end >= 0 else -1
    if not before:
        closing = _END_OF_JPEG.search(content, data)
        if closing is None:
            return -1
        _file_inside(report, content[data : closing.start() + 2], where)
        return closing.end()
    mark = _IN_LETTERS.get(before[0], b"")
    end = content.find(mark, data) if mark and len(before) == 1 else -1
    closing = _EI.match(content, end + len(mark)) if end >= 0 else None
    if closing is None:
        return -1
    letters = b"".join(content[data:end].split())
    try:
        inside = base64.a85decode(letters) if mark == b"~>" else base64.b16decode(letters, casefold=True)
    except ValueError:
        return -1
    _file_inside(report, inside, where)
    return closing.end()


def _without_pictures(report: Report, content: bytes, where: str) -> bytes:
    """A page's program without the pictures that stand in it as they are (8.9.7); those that are files are judged."""
    parts, start, position = [], 0, 0
    while (at := content.find(b"BI", position)) >= 0:
        position = at + 2
        data = content.find(b"ID", at, at + 600)
        told = content[at + 2 : data] if data >= 0 else b""
        if told[:1].isspace() and b"/W" in told and b"(" not in told:
            end = _end_of_picture(report, content, told, data + 3, f"{where}, picture")
            if end < 0:  # nor will any that follows have one
                report.doubt()
                break
            parts.append(content[start:at])
            start = position = end
    return b" ".join([*parts, content[start:]]) if parts else content


def _judge_content(report: Report, content: bytes, where: str) -> None:
    """What a page's own program says without showing it: comments, words to be read out, and what is no operator."""
    for found in _IN_CONTENT.finditer(_without_pictures(report, content, where)):
        if found[1] and found[1].strip(b"% \t"):
            report.add("hidden", "comment", where, text_of(found[1]))
            report.doubt()
        elif found[2]:
            report.doubt(("text",))
        elif found[3] and found[3] not in _CONSTANTS:
            report.add("hidden", "words that draw nothing", where, text_of(found[3]))
            report.doubt()
            return


# ------------------------------------------------------------------------------------------- between the objects

_OBJECT = re.compile(rb"\s*+\d{1,10}\s++\d{1,5}\s++obj\b")
_LENGTH = re.compile(rb"/Length\s++(\d{1,10})\b(?!\s+\d+\s+R)")
_STREAM_END = re.compile(rb"\s*+(?:endstream)?\s*+endobj")
_STRING = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\))*+\)"
_TOKEN = re.compile(
    rb"[\0\s]*+(?:(<<|\[)|(>>|\])|("
    + _STRING
    + rb"|<[0-9A-Fa-f\s]*+>|/[^\0\s()<>\[\]{}/%]*+|[-+]{0,2}[\d.]++|true|false|null)"
    rb"|(R)(?![A-Za-z])|%[^\r\n]*+)",
    re.DOTALL,
)
_COMMENT_IN_OBJECT = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)|(%[^\r\n]*)", re.DOTALL)
_KNOWN = re.compile(
    rb"xref\s++(?:\d{1,10}\s++\d{1,10}\s*+(?:\d{10}\s\d{5}\s[nf]\s*+)*+)++"
    rb"|trailer\s*+<<(?:[^<>()%]|<[0-9A-Fa-f\s]*+>|\((?:[^()\\]|\\.)*+\)|<<[^<>()%]*+>>)*+>>"
    rb"|startxref\s++\d++|%%EOF|%PDF-\d\.\d|%[\x80-\xff]{2,12}(?=[\r\n])|%\xac\xdc \xab\xba"
)
_TRAILER_KEYS = frozenset((b"Size", b"Root", b"Info", b"ID", b"Prev", b"XRefStm", b"Encrypt", b"Type", b"XRef"))
_CHECKSUM = re.compile(rb"/DocChecksum\s*+/[0-9A-F]{32}")
_STARTXREF = re.compile(rb"startxref\s++(\d{1,12})|/(?:Prev|XRefStm)\s++(\d{1,12})")


def _judge_loose(report: Report, walk: _Walk, content: bytes) -> None:
    """Everything that is no object, table or trailer: older versions of objects, comments, what was put in."""
    spans = sorted(_spans(report, walk, content))
    position = 0
    for start, end in [*spans, (len(content), len(content))]:
        if start > position:
            _judge_gap(report, content[position:start])
        position = max(position, end)


def _spans(report: Report, walk: _Walk, content: bytes) -> Iterator[tuple[int, int]]:
    starts: dict[int, Any] = {}
    for match in _STARTXREF.finditer(content):
        starts[int(match[1] or match[2])] = None
    for generation, numbers in walk.reader.xref.items():
        free = walk.reader.xref_free_entry.get(generation, {})
        for number, at in numbers.items():
            if not free.get(number, False):
                starts[int(at)] = walk.reader.resolved_objects.get((generation, number))
    for at, value in starts.items():
        head = _OBJECT.match(content, at) if 0 <= at < len(content) else None
        if head is None:
            continue  # a table, or nothing: then what is there is loose
        end = _end_of_object(report, content, head.end(), value)
        if end is not None:
            yield head.start(), end


def _end_of_object(report: Report, content: bytes, body: int, value: Any) -> int | None:
    """Where an object ends, its comments judged; None where it does not end as it should."""
    if isinstance(value, StreamObject) or value is None:
        at = content.find(b"stream", body)
        while at >= 0:
            first = at + 6 + (2 if content.startswith(b"\r\n", at + 6) else 1)
            if value is not None:
                is_here = content.startswith(value._data, first)
                length = len(value._data)
            else:
                told = _LENGTH.search(content, body, at)
                is_here, length = told is not None, int(told[1]) if told else 0
            end = _STREAM_END.match(content, first + length) if is_here else None
            if end and _values_in(content[body:at]) == 1:
                _judge_comments(report, content[body:at])
                return end.end()
            at = content.find(b"stream", at + 6)
            if at - body > 1 << 16:
                break
        return None
    end_at = content.find(b"endobj", body)
    if end_at < 0 or _values_in(content[body:end_at]) != 1:
        return None
    _judge_comments(report, content[body:end_at])
    return end_at + 6


def _values_in(raw: bytes) -> int:
    """How many values stand there, one after another; -1 where anything else does: what pypdf then takes is not all."""
    position, depth, count = 0, 0, 0
    while position < len(raw):
        token = _TOKEN.match(raw, position)
        if token is None:
            return count if depth == 0 and not raw[position:].strip(b"\0\t\n\f\r ") else -1
        position = token.end()
        opened, closed, value, reference = token.groups()
        depth += bool(opened) - bool(closed)
        if depth < 0:
            return -1
        if depth == 0:
            count += bool(closed or value) - 2 * bool(reference)
    return count if depth == 0 else -1


def _judge_comments(report: Report, raw: bytes) -> None:
    if b"%" in raw:
        for found in _COMMENT_IN_OBJECT.finditer(raw):
            if found[1] and found[1].strip(b"% \t"):
                report.add("hidden", "comment", "PDF", text_of(found[1]))
                report.doubt()


def _judge_gap(report: Report, gap: bytes) -> None:
    for known in _KNOWN.findall(gap):
        if known.startswith(b"trailer"):
            names = set(re.findall(rb"/([A-Za-z]+)", _CHECKSUM.sub(b"", known))) - _TRAILER_KEYS
            if names or (b"(" in known and not re.search(rb"/ID\s*+\[\s*+[(<]", known)):
                report.add("hidden", "trailer", "PDF", text_of(known))
                report.doubt()
    rest = _KNOWN.sub(b" ", gap)
    if is_blank(rest, 0, len(rest)) or not rest.strip(b"\0\t\n\f\r %"):
        return
    is_object = re.search(rb"\d\s+obj\b", rest)
    what = "objects of an older version" if is_object else "bytes between the objects"
    report.add("hidden", what, "PDF", text_of(rest.strip()[:60]) if not is_object else f"{len(rest)} bytes")
    report.doubt()
