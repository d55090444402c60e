"""Where a canary can be planted in documents, drawings, Matroska videos and sidecars: as in `fuzz_places`."""

from __future__ import annotations

import base64
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from media import build as b
from media import made_documents as m
from media import made_video as v

Slots = dict[str, list[bytes]]
Plant = Callable[[bytes], bytes]


def _joined(slots: Slots, name: str) -> bytes:
    return b"".join(slots.get(name, ()))


def _words(slots: Slots, name: str) -> str:
    return _joined(slots, name).decode("latin-1")


def _around(before: bytes, after: bytes = b"") -> Plant:
    return lambda token: before + token + after


def _artist(token: bytes) -> bytes:
    return b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, token + b"\0")])))


# --------------------------------------------------------------------------------------------------------------- PDF


def _make_pdf(slots: Slots) -> bytes:
    objects = [*slots.get("object", ()), *(m.stream(one, m.PICTURE) for one in slots.get("picture", ()))]
    names = " ".join(f"/O{number} {number + 6} 0 R" for number in range(len(objects)))
    return m.pdf(
        *objects,
        info=_words(slots, "info"),
        page=_words(slots, "page"),
        catalog=_words(slots, "catalog"),
        resources=f"/XObject << {names} >>" if names else "",
        loose=_joined(slots, "loose"),
        behind=_joined(slots, "end"),
        text=_joined(slots, "text") + b"\nBT (Hello) Tj ET",
    )


_FORM = "/Type /XObject /Subtype /Form /BBox [0 0 1 1]"
_PDF: dict[str, tuple[str, str, Plant]] = {
    "Author": ("owner", "info", _around(b"/Author (", b")")),
    "Title": ("text", "info", _around(b"/Title (", b")")),
    "Producer": ("software", "info", _around(b"/Producer (", b")")),
    "Author UTF-16": (
        "owner",
        "info",
        lambda t: b"/Author <FEFF" + t.decode().encode("utf-16-be").hex().encode() + b">",
    ),
    "own property": ("text", "info", _around(b"/Teacher (", b")")),
    "unlisted key": ("hidden", "page", _around(b"/Teacher (", b")")),
    "private data": ("hidden", "page", _around(b"/PieceInfo << /P (", b") >>")),
    "script": ("hidden", "catalog", _around(b"/OpenAction << /S /JavaScript /JS (", b") >>")),
    "note's author": ("owner", "page", _around(b"/Annots [<< /Type /Annot /Subtype /Text /T (", b") >>]")),
    "comment": ("hidden", "loose", _around(b"% ", b"\n")),
    "comment on the page": ("hidden", "text", _around(b"% ", b"\n")),
    "older object": ("hidden", "loose", _around(b"5 0 obj\n<< /Author (", b") >>\nendobj\n")),
    "behind": ("hidden", "end", _around(b"")),
    "XMP": ("owner", "object", lambda t: m.stream(b.xmp(b.creator(t.decode())), "/Type /Metadata /Subtype /XML")),
    "unused stream": ("hidden", "object", m.stream),
    "after the data": (
        "hidden",
        "object",
        lambda t: m.stream(zlib.compress(b"q Q") + t, f"{_FORM} /Filter /FlateDecode"),
    ),
    "attached file": ("hidden", "object", lambda t: m.stream(t, "/Type /EmbeddedFile")),
    "picture's artist": ("owner", "picture", _artist),
    "behind a picture": ("hidden", "picture", lambda t: b.jpeg(trailer=t)),
}

# ------------------------------------------------------------------------------------------------------------ Office


def _make_docx(slots: Slots) -> bytes:
    core, app = _words(slots, "core"), _words(slots, "app")
    parts: dict[str, bytes | str] = dict(m.word_parts(_words(slots, "body") + "<w:p><w:r><w:t>Hello</w:t></w:r></w:p>"))
    parts |= {"docProps/core.xml": m.core(core)} if core else {}
    parts |= {"docProps/app.xml": m.app(app)} if app else {}
    parts |= {f"word/media/image{n}.jpg": one for n, one in enumerate(slots.get("picture", ()))}
    for slot, name in _PARTS.items():
        parts |= {name.format(n): one for n, one in enumerate(slots.get(slot, ()))}
    return m.zipped(parts, comment=_joined(slots, "comment"), method=zipfile.ZIP_STORED) + _joined(slots, "end")


_PARTS = {
    "unlisted": "word/own{}.dat", "custom": "customXml/item{}.xml", "relations": "word/_rels/part{}.rels",
    "notes": "word/comments{}.xml",
}  # fmt: skip
_COMMENT = b'<w:comments xmlns:w="%s"><w:comment w:author="' % m.WORD.encode()
_DOCX: dict[str, tuple[str, str, Plant]] = {
    "creator": ("owner", "core", _around(b"<dc:creator>", b"</dc:creator>")),
    "last editor": ("owner", "core", _around(b"<cp:lastModifiedBy>", b"</cp:lastModifiedBy>")),
    "title": ("text", "core", _around(b"<dc:title>", b"</dc:title>")),
    "own element": ("hidden", "core", _around(b"<own>", b"</own>")),
    "company": ("owner", "app", _around(b"<Company>", b"</Company>")),
    "program": ("software", "app", _around(b"<Application>", b"</Application>")),
    "deleted": ("hidden", "body", _around(b"<w:p><w:del><w:r><w:delText>", b"</w:delText></w:r></w:del></w:p>")),
    "reviewer": ("owner", "body", _around(b'<w:p><w:ins w:author="', b'"/></w:p>')),
    "alternative text": ("text", "body", _around(b'<w:p><w:drawing descr="', b'"/></w:p>')),
    "XML comment": ("hidden", "body", _around(b"<!--", b"-->")),
    "stranger": ("hidden", "body", _around(b'<x:a xmlns:x="http://example.org/">', b"</x:a>")),
    "unlisted part": ("hidden", "unlisted", _around(b"")),
    "custom XML": ("text", "custom", _around(b"<a>", b"</a>")),
    "template": ("text", "relations", lambda t: m.relations(f"file:///{t.decode()}.dotx").encode()),
    "comment's author": ("owner", "notes", _around(_COMMENT, b'"/></w:comments>')),
    "picture's artist": ("owner", "picture", _artist),
    "ZIP comment": ("text", "comment", _around(b"")),
    "behind": ("hidden", "end", _around(b"")),
}

# --------------------------------------------------------------------------------------------------------------- SVG

_SVG: dict[str, tuple[str, str, Plant]] = {
    "title": ("text", "inside", _around(b"<title>", b"</title>")),
    "creator": ("owner", "inside", lambda t: b'<metadata><rdf:RDF><rdf:Description rdf:about="">'
                + b.creator(t.decode()).encode() + b"</rdf:Description></rdf:RDF></metadata>"),
    "layer": ("text", "inside", _around(b'<g inkscape:label="', b'"/>')),
    "id": ("text", "inside", _around(b'<g id="', b'"/>')),
    "class": ("text", "inside", _around(b'<g class="', b'"/>')),
    "value": ("text", "inside", _around(b'<g fill="', b'"/>')),
    "CSS": ("text", "inside", _around(b"<style>.", b"{fill:red}</style>")),
    "CSS comment": ("hidden", "inside", _around(b"<style>/*", b"*/</style>")),
    "comment": ("hidden", "inside", _around(b"<!--", b"-->")),
    "not shown": ("text", "inside", _around(b"<g>", b"</g>")),
    "script": ("hidden", "inside", _around(b"<script>", b"</script>")),
    "element": ("hidden", "inside", _around(b"<own>", b"</own>")),
    "attribute": ("hidden", "inside", _around(b'<g own="', b'"/>')),
    "outside": ("hidden", "inside", _around(b'<image href="', b'.jpg"/>')),
    "photo": ("owner", "inside",
              lambda t: b'<image href="data:image/jpeg;base64,' + base64.b64encode(_artist(t)) + b'"/>'),
    "docname": ("text", "attributes", _around(b' sodipodi:docname="', b'"')),
}  # fmt: skip

# ------------------------------------------------------------------------------------------------------------- video


def _make_mkv(slots: Slots) -> bytes:
    return v.mkv(
        *slots.get("segment", ()), info=slots.get("info", ()), more=slots.get("track", ()), behind=_joined(slots, "end")
    )


def _element(number: str) -> Plant:
    return lambda token: v.element(number, token)


_MKV: dict[str, tuple[str, str, Plant]] = {
    "Title": ("text", "info", _element("7BA9")),
    "SegmentFilename": ("text", "info", _element("7384")),
    "WritingApp": ("software", "info", _element("5741")),
    "SegmentUUID": ("serial", "info", _element("73A4")),
    "unlisted": ("hidden", "info", _element("4FFF")),
    "at a wrong place": ("hidden", "info", _element("4487")),
    "void": ("hidden", "segment", _element("EC")),
    "artist": ("owner", "segment", lambda t: v.tag("ARTIST", t.decode())),
    "place": ("location", "segment", lambda t: v.tag("LOCATION", t.decode())),
    "own tag": ("text", "segment", lambda t: v.tag("CHECKED", t.decode())),
    "name of a tag": ("text", "segment", lambda t: v.tag(t.decode(), "x")),
    "track's name": ("text", "track", _element("536E")),
    "codec": ("hidden", "track", _element("63A2")),
    "attachment": ("hidden", "segment", lambda t: v.element("1941A469", v.element("61A7", v.element("465C", t)))),
    "behind": ("hidden", "end", _element("4FFF")),
}


# ---------------------------------------------------------------------------------------------------------- sidecars


def _make_xmp(slots: Slots) -> bytes:
    return b.xmp(_words(slots, "inside"))


def _make_srt(slots: Slots) -> bytes:
    return b"1\n00:00:00,000 --> 00:00:01,000\n" + _joined(slots, "inside")


_XMP = {"creator": ("owner", "inside", lambda t: b.creator(t.decode()).encode())}
_SRT = {"line": ("text", "inside", _around(b"", b"\n"))}

FORMATS: dict[str, Callable[[Slots], bytes]] = {
    "pdf": _make_pdf,
    "docx": _make_docx,
    "svg": lambda slots: m.svg(_words(slots, "inside"), _words(slots, "attributes")),
    "mkv": _make_mkv,
    "xmp": _make_xmp,
    "srt": _make_srt,
}
TABLES: dict[str, dict[str, tuple[str, str, Plant]]] = {
    "pdf": _PDF, "docx": _DOCX, "svg": _SVG, "mkv": _MKV, "xmp": _XMP, "srt": _SRT,
}  # fmt: skip
