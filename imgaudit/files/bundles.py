"""Websites that were saved as one file, MHTML or WARC: what is in it, by address, and the bytes of each part.

A part is opened in place as a member of a ZIP is: ``News.mhtml!fernhollow.example/a.jpg``. Nothing is unpacked on disk,
and no name leads anywhere: it is only looked up in the list of the file that it stands in.
"""

from __future__ import annotations

import re
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack
from email import message_from_binary_file
from email.message import Message
from typing import Any, BinaryIO, Literal, NamedTuple, cast
from urllib.parse import quote, urlsplit

from imgaudit.media.extras import how_to_install

try:
    from warcio import archiveiterator
except ModuleNotFoundError:
    archiveiterator = None

Bundle = Literal["mhtml", "warc"]

HEAD = 4096
MHTML_LIMIT = 128 * 1024**2
"""Bytes of a page that was saved as one file: it is held in memory as a whole."""
PART_LIMIT = 512 * 1024**2
"""Bytes that one part may unpack to."""
MAX_PARTS = 500_000
_SPOOL_FROM = 64 * 1024**2
_STEP = 1 << 20
_MHTML = re.compile(
    rb"(?=.{0,4000}multipart/related)(?=.{0,4000}(?:Snapshot-Content-Location|Saved by|Content-Location):?)"
    rb"(?:[\w-]+:)",
    re.DOTALL | re.IGNORECASE,
)
_WANTED = re.compile(
    r"(?:text/html|application/xhtml\+xml|text/css|image/|video/|application/(?:pdf|msword|vnd\.(?:openxmlformats|ms-|oasis)))",
    re.IGNORECASE,
)


class NoReader(Exception):  # noqa: N818 - not a fault of the file
    """A package is missing that reads such files; the text says how this copy gets it."""


class Piece(NamedTuple):
    """One part: what it is called here, its address, about how large it is, and where it begins.

    ``fault``: why it is not there, where it is not.
    """

    name: str
    url: str
    size: int
    at: int
    fault: str = ""


def bundle_of(head: bytes) -> Bundle | None:
    """Whether a file is such a thing, by its beginning (of what is packed with gzip, by what is in it)."""
    if head.startswith(b"WARC/"):
        return "warc"
    return "mhtml" if _MHTML.match(head) else None


def pieces(stream: BinaryIO, kind: Bundle) -> list[Piece]:
    """What is in it. Of several parts of one address the first counts.

    Raises :class:`NoReader`, and ``OSError`` or ``ValueError`` for what cannot be read.
    """
    found = _mhtml(stream) if kind == "mhtml" else _warc(stream)
    known: dict[str, Piece] = {}
    for piece in found:
        if known.setdefault(piece.name, piece).fault and not piece.fault:
            known[piece.name] = piece
        if len(known) > MAX_PARTS:
            raise ValueError(f"over {MAX_PARTS:,} parts: save it in smaller ones")
    return list(known.values())


def opened_piece(stream: BinaryIO, kind: Bundle, name: str, key: tuple[object, ...]) -> BinaryIO:
    """The bytes of one part; ``key`` tells the file, of which the list is kept for the next part."""
    if key not in _LISTS:
        _LISTS[key] = {piece.name: piece.at for piece in pieces(stream, kind) if not piece.fault}
        while len(_LISTS) > 2:
            _LISTS.popitem(last=False)
    at = _LISTS[key].get(name)
    if at is None:
        raise FileNotFoundError(2, "there is no such part in it", name)
    stream.seek(0)
    if kind == "mhtml":
        return _spooled([_payload(list(_message(stream).walk())[at])])
    stream.seek(at)
    record = next(iter(_iterator(stream)))
    content = record.content_stream()
    return _spooled(iter(lambda: cast(bytes, content.read(_STEP)), b""))


_LISTS: OrderedDict[tuple[object, ...], dict[str, int]] = OrderedDict()


def _spooled(chunks: Iterator[bytes] | list[bytes]) -> BinaryIO:
    """All of it, in memory or, where it is large, in a file without a name; the caller closes it."""
    with ExitStack() as stack:
        spooled = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL_FROM))
        for chunk in chunks:
            spooled.write(chunk)
            if spooled.tell() > PART_LIMIT:
                raise OSError(f"unpacks to over {PART_LIMIT // 1024**2} MB: not read further")
        spooled.seek(0)
        stack.pop_all()
        return cast(BinaryIO, spooled)


def _message(stream: BinaryIO) -> Message:
    stream.seek(0, 2)
    if stream.tell() > MHTML_LIMIT:
        raise ValueError(f"a page of over {MHTML_LIMIT // 1024**2} MB: save it as a complete web page")
    stream.seek(0)
    return message_from_binary_file(stream)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _mhtml(stream: BinaryIO) -> Iterator[Piece]:
    message = _message(stream)
    own = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    parts = [(number, part) for number, part in enumerate(message.walk()) if not part.is_multipart()]
    pages = b"".join(_payload(part) for _, part in parts if part.get_content_type() == "text/html")
    for number, part in parts:
        kind, url = part.get_content_type(), _header(part, "Content-Location")
        cid = _header(part, "Content-ID").strip("<>")
        if own and kind == "text/html":  # the first is the page itself
            url, own = url if url.startswith("http") else own, ""
        is_by_id = bool(cid) and (f"cid:{cid}".encode() in pages or not url.startswith("http"))
        name = cid_name(cid) if is_by_id else _name(url, kind)
        size = len(str(part.get_payload()))
        yield Piece(name or f"part-{number}.{part.get_content_subtype().partition('+')[0]}", url, size, number)


def cid_name(cid: str) -> str:
    """What a part is called that pages name by its id."""
    return f"cid/{quote(cid, safe='@.=-_')}"


def _header(message: Message, name: str) -> str:
    return re.sub(r"\s+", "", str(message.get(name, "")))


def _warc(stream: BinaryIO) -> Iterator[Piece]:
    stream.seek(0)
    iterator = _iterator(stream)
    end, is_cut = 0, False
    try:
        for record in iterator:
            piece = _piece(record, iterator.get_record_offset())
            while record.raw_stream.read(_STEP):
                pass
            is_cut = record.raw_stream.limit > 0
            if piece is not None:
                yield piece._replace(fault=piece.fault or ("it is cut off: save it again" if is_cut else ""))
            end = iterator.get_record_offset() + iterator.get_record_length()
    except (OSError, ValueError):
        raise
    except Exception as error:  # what the library raises for a damaged archive is of many kinds
        raise OSError(f"damaged: {error}") from error
    stream.seek(0, 2)
    if is_cut or stream.tell() > end + 4:  # half a record's head it takes for the end of all
        yield Piece("its end", "", 0, -1, "the archive is damaged or cut off: what follows is not known; save it again")


def _piece(record: Any, at: int) -> Piece | None:
    """A page, style sheet, picture, video or document that was served; ``None`` for all else."""
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    if record.rec_type not in ("response", "resource", "revisit") or not url.startswith("http"):
        return None
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return None
    kind = (headers or record.rec_headers).get_header("Content-Type") or ""
    if not _WANTED.match(kind):
        return None
    fault = "its bytes are in another archive, which is not here" if record.rec_type == "revisit" else ""
    return Piece(_name(url, kind), url, int(record.rec_headers.get_header("Content-Length") or 0), at, fault)


def _iterator(stream: BinaryIO) -> Any:
    if archiveiterator is None:
        raise NoReader(how_to_install("archive", "warcio"))
    return archiveiterator.ArchiveIterator(stream)


def _name(url: str, kind: str) -> str:
    """A name as a mirror would have it: host, path and query; nothing in it leads anywhere."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not host:
        return ""
    path = "/".join(quote(one, safe="%~$&'()*+,;=:@") for one in parts.path.split("/") if one not in ("", ".", ".."))
    path += "/index.html" if parts.path.endswith("/") or not path else ""
    query = "@" + quote(parts.query, safe="%~$&'()*+,;=:@") if parts.query else ""
    name = f"{host}/{path.lstrip('/')}{query}"
    if "html" in kind and not re.search(r"\.html?$", name):
        name += ".html"
    return name[:1500]
