"""What PDFs and Office documents give away: their pictures, their properties, and what lies between."""

import base64
import io
import struct
import time
import zlib

import pypdf
import pytest

from imgaudit.media import CannotStrip, extras, inspect, strip
from imgaudit.media.formats import pdf as pdf_format

from . import build as b
from . import made_documents as m

RICH = {"location", "owner", "serial", "device", "time", "thumbnail"}
PLAIN = b.jpeg()


def yes(data):
    return {kind for kind, value in inspect(data).kinds.items() if value}


def maybe(data):
    return {kind for kind, value in inspect(data).kinds.items() if value is None}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (m.pdf(), "pdf"),
        (m.pdf_picture(PLAIN), "pdf"),
        (m.docx(), "docx"),
        (m.docx({"word/media/image1.jpg": PLAIN}), "docx"),
        (m.odt(), "odt"),
    ],
)
def test_a_document_with_nothing_beside_its_pages_is_clean(data, name):
    record = inspect(data)
    assert (record.format, record.status, record.error) == (name, "ok", "")
    assert set(record.kinds.values()) == {False}
    assert (record.width_px, record.height_px) == (None, None)


@pytest.mark.parametrize(
    "data",
    [
        m.pdf_picture(m.PHONE),
        m.pdf(text=b"q BI /W 8 /H 8 /CS /RGB /BPC 8 /F /DCT ID " + m.PHONE + b" EI Q"),
        m.pdf(text=b"q BI /W 8 /H 8 /F [/AHx /DCT] ID " + m.PHONE.hex().encode() + b"> EI Q"),
        m.pdf(text=b"q BI /W 8 /H 8 /Filter [/A85 /DCT] ID " + base64.a85encode(m.PHONE, wrapcol=70) + b"~>\nEI Q"),
        m.docx({"word/media/image1.jpeg": m.PHONE}),
        m.odt(more={"Pictures/1.jpg": m.PHONE}),
        m.docx({"word/embeddings/Microsoft_Word.docx": m.docx({"word/media/image1.jpg": m.PHONE})}),
    ],
)
def test_pictures_inside_are_inspected_like_any_other(data):
    record = inspect(data)
    assert record.status == "ok"
    assert yes(data) == RICH
    assert [f.value for f in record.found if f.kind == "owner"] == ["Mika Dummy"]
    place = next(f for f in record.found if f.kind == "location")
    assert place.what == "GPSLatitude"
    assert "image1" in place.where or "picture" in place.where or "Pictures/1.jpg" in place.where


@pytest.mark.parametrize(
    "picture",
    [
        b"/F [/Fl /DCT] ID " + zlib.compress(m.PHONE),
        b"/F /DCT ID " + m.PHONE[:-2],
        b"/F /D#43T ID " + m.PHONE,
        b"/F /JPXDecode ID \xff\x4f\xff\x51\xff\xd9",
        b"/F [/AHx /DCT] ID zz>",
    ],
)
def test_a_picture_on_a_page_that_cannot_be_looked_into_leaves_doubt(picture):
    assert "location" in maybe(m.pdf(text=b"q BI /W 8 /H 8 " + picture + b" EI Q"))


def test_a_picture_on_a_page_does_not_end_within():
    jpeg = b.jpeg(b.segment(0xFE, b"a EI b"), b.exif_segment(b.rich_exif()))
    assert yes(m.pdf(text=b"q BI /W 8 /H 8 /F /DCT ID " + jpeg + b" EI Q")) == RICH | {"text"}


@pytest.mark.parametrize(
    ("info", "kind"),
    [
        ("/Author (Mika Dummy)", "owner"),
        ("/Title (Sports day)", "text"),
        ("/Subject (Year 2)", "text"),
        ("/Keywords (Mika)", "text"),
        ("/Creator (Word)", "software"),
        ("/Producer (Printer)", "software"),
        ("/CreationDate (D:20250501100000Z)", "time"),
    ],
)
def test_properties_of_a_pdf(info, kind):
    assert yes(m.pdf(info=info)) == {kind}
    assert maybe(m.pdf(info=info)) == set()


T = b.TOKEN
ELSEWHERE = {
    "own property": (m.pdf(info=f"/Teacher ({T})"), {"text"}),
    "XMP": (
        m.pdf(m.stream(b.xmp(b.creator(T)), "/Type /Metadata /Subtype /XML"), catalog="/Metadata 6 0 R"),
        {"owner"},
    ),
    "attached file": (
        m.pdf(
            "<< /Type /Filespec /F (a.jpg) /EF << /F 7 0 R >> >>",
            m.stream(m.PHONE, "/Type /EmbeddedFile"),
            catalog="/Names << /EmbeddedFiles << /Names [(a.jpg) 6 0 R] >> >>",
        ),
        RICH | {"hidden", "text"},
    ),
    "author of a note": (
        m.pdf(f"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /T ({T}) /Contents (x) >>", page="/Annots [6 0 R]"),
        {"owner", "text"},
    ),
    "alternative text": (m.pdf(f"<< /S /Figure /Alt ({T}) >>", catalog="/StructTreeRoot 6 0 R"), {"text"}),
    "script": (m.pdf(catalog=f"/OpenAction << /S /JavaScript /JS ({T}) >>"), {"hidden", "text"}),
    "private data": (m.pdf(page=f"/PieceInfo << /Program ({T}) >>"), {"hidden", "text"}),
    "unlisted key": (m.pdf(page=f"/Teacher ({T})"), {"hidden", "text"}),
    "preview": (m.pdf(m.stream(b"x", "/Width 1 /Height 1"), page="/Thumb 6 0 R"), {"thumbnail", "hidden"}),
    "a stream nobody uses": (m.pdf(m.stream(T.encode())), {"hidden"}),
    "between the objects": (m.pdf(loose=b"% " + T.encode() + b"\n"), {"hidden"}),
    "an older object": (m.pdf(loose=f"5 0 obj\n<< /Author ({T}) >>\nendobj\n".encode()), {"hidden"}),
    "behind the end": (m.pdf(behind=T.encode()), {"hidden"}),
    "in front": (T.encode() + b"\n" + m.pdf(), {"hidden"}),
    "comment in an object": (m.pdf(page=f"% {T}\n"), {"hidden"}),
    "comment on a page": (m.pdf(text=b"% " + T.encode() + b"\nBT ET"), {"hidden"}),
    "after compressed data": (
        m.pdf(
            m.stream(zlib.compress(b"BT ET") + T.encode(), "/Subtype /Form /Filter /FlateDecode"),
            resources="/XObject << /F 6 0 R >>",
        ),
        {"hidden"},
    ),
    "trailer": (m.pdf(trailer=f"/Teacher ({T})"), {"hidden", "text"}),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_stands_beside_the_pages_of_a_pdf(name):
    data, kinds = ELSEWHERE[name]
    assert yes(data) == kinds
    if "hidden" in kinds and name not in ("attached file", "preview"):
        assert "location" in maybe(data)


def test_a_pdf_written_anew_by_pypdf_says_the_same():
    writer = pypdf.PdfWriter(io.BytesIO(m.pdf_picture(m.PHONE)))
    writer.add_metadata({"/Author": "Mika Dummy"})
    writer.add_attachment("list.txt", b"x")
    out = io.BytesIO()
    writer.write(out)
    assert yes(out.getvalue()) >= RICH | {"hidden", "text"}


def test_a_pdf_in_object_streams_is_read():
    inside = b"<< /Author (Mika Dummy) >>"
    body = b"5 0 " + inside
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [] /Count 0 >>",
        3: m.stream(body, "/Type /ObjStm /N 1 /First 4"),
    }
    out, places = b"%PDF-1.7\n", {}
    for number, one in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    rows = [(0, 0, 65535), *((1, places[n], 0) for n in (1, 2, 3)), (1, len(out), 0), (2, 3, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    start = len(out)
    out += b"4 0 obj\n" + m.stream(table, "/Type /XRef /W [1 4 2] /Size 6 /Root 1 0 R /Info 5 0 R") + b"\nendobj\n"
    data = out + b"startxref\n%d\n%%%%EOF\n" % start
    assert (yes(data), maybe(data)) == ({"owner"}, set())


def test_a_locked_or_damaged_pdf_is_unknown():
    locked = m.pdf("<< /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>", trailer="/Encrypt 6 0 R /ID [<aa> <aa>]")
    record = inspect(locked)
    assert set(record.kinds.values()) == {None}
    assert record.error == "The PDF is protected by a password or against changes: save a copy without protection."
    cut = inspect(m.pdf_picture(m.PHONE)[:300])
    assert cut.status == "damaged"
    assert None in cut.kinds.values()
    assert False not in cut.kinds.values()


def test_without_pypdf_a_pdf_is_unknown_and_the_remedy_is_said(monkeypatch):
    monkeypatch.setattr(pdf_format, "pypdf", None)
    record = inspect(m.pdf(info="/Author (Mika Dummy)"))
    assert (record.status, set(record.kinds.values())) == ("unsupported", {None})
    assert "pypdf, which is not installed: " in record.error
    assert "pip install" in record.error


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            '{"url": "file:///x", "dir_info": {"editable": true}}',
            'in the folder that this copy was installed from: pip install -e ".[documents]"',
        ),
        (
            '{"url": "file:///x", "dir_info": {}}',
            'in the folder that this copy was installed from: pip install ".[documents]"',
        ),
        (
            '{"url": "https://fernhollow.example/imgaudit-0.1.0-py3-none-any.whl", "archive_info": {}}',
            'pip install "imgaudit[documents] @ https://fernhollow.example/imgaudit-0.1.0-py3-none-any.whl"',
        ),
        ('{"url": "file:///gone/imgaudit-0.1.0-py3-none-any.whl", "archive_info": {}}', "pip install pypdf"),
        ("[]", "pip install pypdf"),
        (None, "pip install pypdf"),
        ("no JSON", "pip install pypdf"),
    ],
)
def test_the_remedy_says_how_this_copy_was_installed(monkeypatch, told, said):
    class Installed:
        def read_text(self, _name):
            return told

    monkeypatch.setattr(extras, "distribution", lambda _name: Installed())
    assert extras.how_to_install.__wrapped__("documents", "pypdf") == said


PARTS = {
    "author": ({"docProps/core.xml": m.core(f"<dc:creator>{T}</dc:creator>")}, {"owner"}),
    "last editor": ({"docProps/core.xml": m.core(f"<cp:lastModifiedBy>{T}</cp:lastModifiedBy>")}, {"owner"}),
    "title": ({"docProps/core.xml": m.core(f"<dc:title>{T}</dc:title>")}, {"text"}),
    "created": ({"docProps/core.xml": m.core("<dcterms:created>2025-05-01T10:00:00Z</dcterms:created>")}, {"time"}),
    "company": ({"docProps/app.xml": m.app(f"<Company>{T}</Company>")}, {"owner"}),
    "program": ({"docProps/app.xml": m.app("<Application>Writer</Application>")}, {"software"}),
    "template": ({"docProps/app.xml": m.app(f"<Template>{T}.dotx</Template>")}, {"text"}),
    "own property": ({"docProps/custom.xml": m.app(f'<property name="Checked by"><lpwstr>{T}</lpwstr></property>')},
                     {"text"}),
    "preview": ({"docProps/thumbnail.jpeg": PLAIN}, {"thumbnail"}),
    "comment": ({"word/comments.xml": f'<w:comments xmlns:w="{m.WORD}"><w:comment w:author="{T}" w:initials="T">'
                 "<w:p><w:r><w:t>Is she in it?</w:t></w:r></w:p></w:comment></w:comments>"},
                {"owner", "text", "hidden"}),
    "people": ({"word/people.xml": f'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
                f'<w15:person w15:author="{T}"/></w15:people>'}, {"owner", "hidden"}),
    "template's path": ({"word/_rels/settings.xml.rels": m.relations(f"file:///C:\\Users\\{T}\\x.dotx")},
                        {"owner", "text"}),
    "macro": ({"word/vbaProject.bin": T}, {"hidden"}),
    "unlisted part": ({"word/own.dat": T}, {"hidden"}),
    "data of another program": ({"customXml/item1.xml": f"<a>{T}</a>"}, {"text"}),
    "printer": ({"word/printerSettings/printerSettings1.bin": T.encode("utf-16-le")}, {"device"}),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_an_office_document(name):
    more, kinds = PARTS[name]
    assert yes(m.docx(more)) == kinds


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
PICTURES = "http://schemas.openxmlformats.org/drawingml/2006/picture"
BODIES = {
    "picture's file": (f'<w:p><p:cNvPr xmlns:p="{PICTURES}" id="0" name="{T} Hart.jpg"/></w:p>', {"text"}),
    "drawing's name": (f'<w:p><p:docPr xmlns:p="{PICTURES}" id="0" name="{T}"/></w:p>', {"text"}),
    "field's title": (f'<w:sdt><w:sdtPr><w:alias w:val="{T} Hart"/></w:sdtPr></w:sdt>', {"text"}),
    "field's tag": (f'<w:sdt><w:sdtPr><w:tag w:val="{T}"/></w:sdtPr></w:sdt>', {"text"}),
    "style's name": ('<w:p><w:pPr><w:pStyle w:val="Heading Amelia"/></w:pPr></w:p>', set()),
    "deleted": (f"<w:p><w:del w:author='{T}'><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
                {"owner", "hidden"}),
    "alternative text": (f'<w:p><w:drawing descr="{T} at the gate"/></w:p>', {"text"}),
    "XML comment": (f"<!-- {T} -->", {"hidden"}),
    "stranger": (f'<x:a xmlns:x="http://example.org/own">{T}</x:a>', {"hidden"}),
    "cropped picture": (f'<w:p><a:srcRect xmlns:a="{DRAWING}" l="25000"/></w:p>', {"hidden"}),
    "picture that is not cropped": (f'<w:p><a:srcRect xmlns:a="{DRAWING}" l="0" t="0"/></w:p>', set()),
    "field": (f"<w:p><w:r><w:instrText>INCLUDEPICTURE {T}</w:instrText></w:r></w:p>", {"text"}),
}  # fmt: skip


@pytest.mark.parametrize(
    "called",
    ["Picture 1", "Grafik 3", "image1.jpeg", "Text Box 2", "Rectangle: Rounded Corners 5", "Google Shape;54;p13",
     "Content Placeholder 4", "IMG_1234.JPG", "goog_rdk_0", "{0B1C2D3E-0000-4000-8000-0123456789AB}"],
)  # fmt: skip
def test_a_name_that_programs_give_says_nothing(called):
    body = f'<w:p><p:cNvPr xmlns:p="{PICTURES}" id="0" name="{called}"/></w:p>'
    assert set(inspect(m.docx(body=body)).kinds.values()) == {False}


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (m.docx({"word/media/image1.jpeg": PLAIN}), set()),
        (m.docx({"word/media/Amelia Hart.jpg": PLAIN}), {"text"}),
        (m.odt(more={"Pictures/10000000000002D0A1.jpg": PLAIN}), set()),
        (m.odt(content=f'<draw:frame xmlns:draw="{DRAW}" draw:name="Frame1"/>'), set()),
        (m.odt(content=f'<draw:frame xmlns:draw="{DRAW}" draw:name="Amelia"/>'), {"text"}),
    ],
)  # fmt: skip
def test_a_name_of_a_picture_inside_is_somebodys(data, kinds):
    assert yes(data) == kinds


@pytest.mark.parametrize("name", BODIES)
def test_what_a_page_of_word_does_not_show(name):
    body, kinds = BODIES[name]
    assert yes(m.docx(body=body)) == kinds


def test_properties_of_an_opendocument():
    meta = (
        f"<meta:initial-creator>{T}</meta:initial-creator><dc:title>Gala</dc:title><meta:generator>W</meta:generator>"
    )
    assert yes(m.odt(meta)) == {"owner", "text", "software"}
    note = f"<office:annotation><dc:creator>{T}</dc:creator><text:p>x</text:p></office:annotation>"
    assert yes(m.odt(content=note)) == {"owner", "hidden"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (m.zipped(m.word_parts(), comment=T.encode()), "text"),
        (m.docx() + T.encode(), "hidden"),
        (m.docx().replace(b"PK\x01\x02", T.encode() + b"PK\x01\x02", 1), "hidden"),
    ],
)
def test_bytes_that_are_no_part_are_no_secret(data, kind):
    kinds = inspect(data).kinds
    assert kinds[kind] is not False
    assert kinds["location"] is None or kind == "text"


@pytest.mark.slow
def test_a_bomb_of_a_document_costs_little():
    record = inspect(m.docx({"word/media/image1.jpg": bytes(300 << 20)}))
    assert record.status == "damaged"
    assert "unpacks to more than any real one" in record.error


def test_a_cut_or_forged_document_is_unknown():
    data = m.docx({"docProps/core.xml": m.core(f"<dc:creator>{T}</dc:creator>")})
    for broken in (data[: len(data) // 2], data.replace(b"word/document.xml", b"word/documenu.xml", 1)):
        record = inspect(broken)
        assert record.status == "damaged"
        assert False not in record.kinds.values()


def test_entities_in_a_part_are_refused():
    record = inspect(m.docx({"word/settings.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}))
    assert (record.status, record.error) == (
        "damaged",
        "The document is damaged: word/settings.xml declares entities and was refused.",
    )


LOCKED = (
    "A locked document is recognised, but not looked into: it is an Office document with a password: save a copy "
    "without one."
)
SEEN = "files are recognised, but not looked into"


def ole(stream):
    """The beginning of one of Microsoft's older documents, with a directory of one stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
    return head.ljust(48, b"\0") + struct.pack("<I", 0) + bytes(460) + stream.encode("utf-16-le").ljust(512, b"\0")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (ole("WordDocument"), "doc", f"DOC {SEEN}: save it as DOCX or export it as PDF, and look at that."),
        (ole("PowerPoint Document"), "ppt", f"PPT {SEEN}: save it as PPTX or export it as PDF, and look at that."),
        (ole("Workbook"), "xls", f"XLS {SEEN}: save it as XLSX, and look at that."),
        (ole("EncryptedPackage"), "locked", LOCKED),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "eps", f"EPS {SEEN}: export it as JPEG or PNG, publish that, and look at that."),
        (b"{\\rtf1 Hello}", "rtf", f"RTF {SEEN}: save it as DOCX or export it as PDF, and look at that."),
        ((b"\0\0\0\0\x47" + bytes(187)) * 4, "mts", f"MTS {SEEN}: export it as MP4, publish that, and look at that."),
        (m.zipped({"a.txt": "x"}), "zip", "A ZIP, and no document: unpack it and look at the files in it."),
    ],
)  # fmt: skip
def test_what_is_not_looked_into_is_named_with_what_to_ask_for(data, name, said):
    record = inspect(data)
    assert (record.status, record.format, record.error) == ("unsupported", name, said)
    assert set(record.kinds.values()) == {None}


@pytest.mark.parametrize(("data", "remedy"), [(m.pdf(), "export the PDF again"), (m.docx(), "Inspect Document")])
def test_no_copy_of_a_document_and_what_to_do_instead(data, remedy):
    with pytest.raises(CannotStrip, match=remedy):
        strip(data)


def test_no_copy_of_an_older_document_and_what_to_do_instead():
    with pytest.raises(CannotStrip, match=r"^DOC files are not decoded here: save it as DOCX"):
        strip(ole("WordDocument"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        m.pdf(b"[" * 100_000),
        m.pdf(m.stream(b"q BI /W 1 ID " * 80_000, "/Subtype /Form"), resources="/XObject << /F 6 0 R >>"),
        m.pdf(m.stream(b"q BI /W 1 /F/DCT ID " * 80_000, "/Subtype /Form"), resources="/XObject << /F 6 0 R >>"),
        m.pdf(m.stream(b"(a" * 400_000, "/Subtype /Form"), resources="/XObject << /F 6 0 R >>"),
        m.pdf(b"[" + b" ".join(b"%d 0 R" % number for number in range(10_000, 40_000)) + b" (x)]"),
        m.pdf(loose=b"5 0 obj " * 100_000),
        m.pdf(m.stream(zlib.compress(bytes(280 << 20), 9), "/Subtype /Form /Filter /FlateDecode"),
              resources="/XObject << /F 6 0 R >>"),
        m.docx({"word/settings.xml": "<a b='" + "aa" * 1_000_000 + "'/>"}),
        m.docx({"word/settings.xml": "<a>" * 50_000 + "</a>" * 50_000}),
        m.svg("<style>" + "/*" * 100_000 + "</style>"),
        m.svg("<style>" + "a " * 500_000 + "</style>"),
        m.svg("<style><![CDATA[" + "<!--" * 100_000 + "]]></style>"),
        m.svg("<path d='" + "mmcm" * 100_000 + "!'/>"),
        m.svg("<g fill='" + "url(#" * 100_000 + "'/>"),
    ],
)  # fmt: skip
def test_no_document_takes_long_or_is_called_clean(data):
    begin = time.process_time()
    record = inspect(data, hashes=False)
    assert time.process_time() - begin < 5
    assert set(record.kinds.values()) != {False}
