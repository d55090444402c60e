"""Office documents: OOXML (ECMA-376) and OpenDocument, ZIPs of XML parts and of pictures that are files inside.

What a page, slide or sheet shows is not judged, as pixels are not: only what stands beside it.
"""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from imgaudit.media.blocks.plain_xml import PROSE, split, text_in, texts, tree_of
from imgaudit.media.blocks.zip_members import Member, members, unpacked
from imgaudit.media.buffer import Buffer, Ranges, text_of, utf16_text
from imgaudit.media.harmless.boxes import UNLISTED
from imgaudit.media.harmless.office_parts import (
    APP,
    CORE,
    CUSTOM,
    FONT,
    LABEL,
    META,
    NAMED,
    NAMES,
    NAMESPACES,
    NOT_SHOWN,
    NOTES,
    PARTS,
    PEOPLE,
    PICTURE,
    PRINTER,
    PROGRAMS_NAMES,
    PROPERTIES,
    RELATIONS,
    SHOWN,
    SHOWN_TEXT,
    SPECIAL,
    THUMBNAIL,
    TYPE,
    WRITTEN_BY,
)
from imgaudit.media.record import Damaged, Report

_MAIN = (("word/", "docx"), ("ppt/", "pptx"), ("xl/", "xlsx"))
_OPEN_DOCUMENTS = {"text": "odt", "presentation": "odp", "spreadsheet": "ods", "graphics": "odg"}
_HOME = re.compile(r"[\\/](?:Users|home|Documents and Settings)[\\/]", re.IGNORECASE)
_PATH = re.compile(r"^(?:file:|[A-Za-z]:[\\/]|\\\\)", re.IGNORECASE)
_WEB = re.compile(r"^(?:https?:|mailto:|tel:|#)", re.IGNORECASE)
_FIELD_WITH_FILE = re.compile(r"INCLUDE|LINK|FILENAME|AUTHOR|USER|COMMENTS|DOCPROPERTY|RD\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_WORD = re.compile(r"[^\W\d_]{4}")
_LONG_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]{60}")
_MIME = re.compile(rb"[a-z]+/[a-z0-9.+-]+")


NO_COPY = (
    "No clean copy of an Office document can be proven. Clean its pictures and put them in place of the old ones, then "
    "remove the rest in its own program (in Word, Excel and PowerPoint: File > Info > Check for Issues > Inspect "
    "Document; in LibreOffice: File > Properties > Reset Properties)."
)
"""What a document shows and what it hides are of one piece: only its own program tells them apart."""


def detect_office(head: bytes) -> str:
    """Any ZIP: which document it is, its parts say."""
    return "zip" if head.startswith(b"PK\x03\x04") else ""


def inspect_office(report: Report, data: Buffer) -> Ranges:
    """Judge every part by what its name says that it is."""
    try:
        parts = members(report, data)
        report.format = _format_of(parts, report, data)
        if report.format == "zip":
            report.unsupported("A ZIP, and no document: unpack it and look at the files in it.")
            return []
        for part in parts:
            if not part.name.endswith("/"):
                _judge_part(report, data, part)
    except Damaged as damage:
        report.damaged(f"The document is damaged: {damage}")
    return []


def _format_of(parts: list[Member], report: Report, data: Buffer) -> str:
    names = {part.name for part in parts}
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in _MAIN if any(name.startswith(folder) for name in names)), "zip")
    first = next((part for part in parts if part.name == "mimetype"), None)
    if first is None or "content.xml" not in names:
        return "zip"
    told = text_of(unpacked(report, data, first))
    return _OPEN_DOCUMENTS.get(told.removesuffix("-template").rpartition(".")[2], "zip")


def _judge_part(report: Report, data: Buffer, part: Member) -> None:
    what = next((what for pattern, what in PARTS if pattern.fullmatch(part.name)), "")
    if what not in _JUDGES:
        report.add("hidden", "part of the document", part.name, f"{part.size} bytes")
        report.doubt()
        return
    try:
        if what == PICTURE and _is_somebodys_name(called := part.name.rpartition("/")[2]):
            report.add("text", "name of a file inside", part.name, called)
        _JUDGES[what](report, unpacked(report, data, part), part.name)
    except Damaged as damage:
        report.damaged(f"The document is damaged: {damage}")


# --------------------------------------------------------------------------------------------------------- parts


def _judge_properties(report: Report, content: bytes, name: str) -> None:
    """The document's own properties."""
    table = CORE if name.lower().endswith("core.xml") else APP if name.lower().endswith("app.xml") else META
    for element in tree_of(report, content, name):
        inside = element if table is META and split(element.tag)[1] == "meta" else [element]
        for one in inside:
            _judge_property(report, one, table, name)


def _judge_property(report: Report, element: Element, table: dict[str, str], name: str) -> None:
    local = split(element.tag)[1]
    shown = text_in(element) or " ".join(v for v in element.attrib.values() if PROSE.search(v) or _PATH.match(v))
    if local not in table:
        report.add("hidden", local, name, shown)
        report.doubt()
    elif not shown or (local == "Template" and shown in ("Normal.dotm", "Normal.dot", "Normal")):
        return
    elif table[local]:
        report.add(table[local], local, name, shown)
        if _HOME.search(shown):
            report.add("owner", f"{local}, a folder of somebody's", name, shown)
    elif PROSE.search(shown) and local not in ("HeadingPairs", "PresentationFormat") and not _LANGUAGE.fullmatch(shown):
        report.add("text", local, name, shown)


def _judge_custom(report: Report, content: bytes, name: str) -> None:
    """Properties and data of somebody's own, or of a program's: anything may stand there."""
    root = tree_of(report, content, name) if content.strip().startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe")) else None
    if root is None:
        report.add("hidden", "data of another program", name, f"{len(content)} bytes")
        report.doubt()
        return
    written = [text for element in root.iter() for text in texts(element)]
    written += [v for e in root.iter() for k, v in e.attrib.items() if v and _is_own(split(k)[1], v)]
    for text in written:
        report.add("text", "data of somebody's own", name, text)
    if written:
        report.doubt(UNLISTED)


def _is_own(local: str, value: str) -> bool:
    """Whether an attribute's value is more than a mark of the format."""
    if local in ("fmtid", "pid", "itemID", "Id", "Type", "uri", "schemaRefs", "SelectedStyle", "StyleName", "Version"):
        return not re.fullmatch(r"[\w{}\\./:# -]{0,120}", value)
    return not re.fullmatch(r"\d*|https?://schemas\.[\w./-]*|true|false", value)


def _judge_people(report: Report, content: bytes, name: str) -> None:
    root = tree_of(report, content, name)
    for element in root.iter():
        for key, value in element.attrib.items():
            if split(key)[1].lower() in ("name", "displayname", "author", "userid", "initials", "username"):
                report.add("owner", split(key)[1], name, value)
        for text in texts(element):
            report.add("text", split(element.tag)[1], name, text)
    report.add("hidden", "people who worked on it", name)


def _judge_notes(report: Report, content: bytes, name: str) -> None:
    """Comments and speaker's notes: nobody sees them on the page, and they go along with the file."""
    root = tree_of(report, content, name)
    written = text_in(root)
    is_field = "notesslide" in name.lower() and re.fullmatch(r"[\d\s]*", written)
    if written and not is_field:
        report.add("hidden", "notes and comments", name)
        report.add("text", "notes and comments", name, written)
    _judge_tree(report, root, name)


def _judge_shown(report: Report, content: bytes, name: str) -> None:
    if not content:
        return
    _judge_tree(report, tree_of(report, content, name), name)


def _judge_tree(report: Report, root: Element, name: str) -> None:
    for element in root.iter():
        uri, local = split(element.tag)
        if uri and not uri.startswith(NAMESPACES):
            report.add("hidden", f"{uri} {local}", name, text_in(element))
            report.doubt()
        elif local in NOT_SHOWN:
            report.add("hidden", NOT_SHOWN[local], name, text_in(element) if local != "script" else "")
            if local in ("control", "script", "OLEObject", "oleObj", "mailMerge"):
                report.doubt()
        elif local in WRITTEN_BY and (written := text_in(element)):
            report.add("owner", local, name, written)
        elif local == "instrText" and element.text and _FIELD_WITH_FILE.search(element.text):
            report.add("text", "field", name, element.text)
        elif local in ("title", "desc") and "svg" in uri and (written := text_in(element)):
            report.add("text", local, name, written)
        elif local == "config-item":
            _judge_setting(report, element, name)
        elif local not in SHOWN_TEXT and "opendocument" not in uri:
            for text in texts(element):
                if _WORD.search(text):
                    report.add("text", local, name, text)
        _judge_attributes(report, element, local, name)


def _judge_attributes(report: Report, element: Element, local: str, name: str) -> None:
    for key, value in element.attrib.items():
        attribute = split(key)[1]
        if not value:
            continue
        if (local == "srcRect" and value.strip("0")) or (attribute == "clip" and re.search(r"[1-9]", value)):
            report.add("hidden", "a cropped picture, whose cut-off parts are still in the file", name)
        elif (local, attribute) in (("sheet", "state"), ("sld", "show")) and value in ("hidden", "veryHidden", "0"):
            report.add("hidden", "a sheet or slide that is not shown", name)
        elif attribute in SPECIAL:
            if kind := SPECIAL[attribute]:
                report.add(kind, attribute, name, value)
        elif _HOME.search(value):
            report.add("owner", f"{attribute}, a folder of somebody's", name, value)
            report.add("text", attribute, name, value)
        elif (
            _PATH.match(value)
            or _LONG_WORD.search(value)
            or ((local, attribute) in NAMED and _is_somebodys_name(value))
            or (
                attribute not in NAMES
                and local != "lsdException"
                and PROSE.search(value)
                and not _is_made_by_program(value)
            )
        ):
            report.add("text", attribute, name, value)


def _is_made_by_program(value: str) -> bool:
    """Whether words are a shape's or style's own name (Picture 1, Normal Table, MS Gothic), an id or an address."""
    return bool(
        re.fullmatch(r"(?:[A-Z]?[a-z]+ ){0,4}[A-Za-z]*\d*|\{?[\dA-Fa-f-]{32,38}\}?|[\w.-]+", value)
        or re.match(r"https?://schemas\.|urn:|application/|[a-z-]+:[a-z0-9;:. -]+$", value)
    )


def _is_somebodys_name(value: str) -> bool:
    """Whether a picture, shape or field bears a name that no program gives by itself (Picture 1, image1.jpeg)."""
    words = re.findall(r"[^\W\d_]{2,}", value)
    return not re.fullmatch(r"\{?[\dA-Fa-f-]{8,}\}?(?:\.\w+)?", value) and any(
        word.lower() not in PROGRAMS_NAMES for word in words
    )


def _judge_setting(report: Report, element: Element, name: str) -> None:
    key = next((v for k, v in element.attrib.items() if split(k)[1] == "name"), "")
    value = text_in(element)
    if key in ("PrinterName", "PrinterSetup") and value:
        report.add("device", key, name, value if key == "PrinterName" else "")
    elif _PATH.match(value) or _HOME.search(value):
        report.add("text", key, name, value)
    elif len(value) > 200:
        report.add("hidden", key, name, f"{len(value)} characters")
        report.doubt()


def _judge_relations(report: Report, content: bytes, name: str) -> None:
    """Where parts lie; outside the document only pages that a link leads to are harmless."""
    for element in tree_of(report, content, name).iter():
        target = element.attrib.get("Target", "")
        if element.attrib.get("TargetMode", "").lower() == "external":
            is_link = element.attrib.get("Type", "").endswith("/hyperlink") and _WEB.match(target)
            if not is_link:
                report.add("text", "file outside the document", name, target)
            if _HOME.search(target):
                report.add("owner", "a folder of somebody's", name, target)


def _judge_picture(report: Report, content: bytes, name: str) -> None:
    if content:
        report.look_into(content, name)


def _judge_thumbnail(report: Report, content: bytes, name: str) -> None:
    report.add("thumbnail", "preview of the first page", name)
    _judge_picture(report, content, name)


def _judge_printer(report: Report, content: bytes, name: str) -> None:
    """A DEVMODE structure of Windows, which begins with the printer's name; or a list of settings of macOS."""
    named = content[:6] != b"<?xml " and content[1:2] == b"\0"
    report.add("device", "printer", name, utf16_text(content[:64], "utf-16-le").split("\0")[0] if named else "")
    report.doubt(("owner", "serial"))


def _judge_label(report: Report, content: bytes, name: str) -> None:
    report.add("serial", "sensitivity label", name, text_of(content[:120]))


def _judge_font(report: Report, content: bytes, name: str) -> None:
    """A font draws what is shown."""


def _judge_type(report: Report, content: bytes, name: str) -> None:
    if not _MIME.fullmatch(content):
        report.add("hidden", "mimetype", name, text_of(content))
        report.doubt()


_JUDGES: dict[str, Callable[[Report, bytes, str], None]] = {
    SHOWN: _judge_shown,
    PROPERTIES: _judge_properties,
    CUSTOM: _judge_custom,
    PEOPLE: _judge_people,
    NOTES: _judge_notes,
    RELATIONS: _judge_relations,
    PICTURE: _judge_picture,
    THUMBNAIL: _judge_thumbnail,
    PRINTER: _judge_printer,
    LABEL: _judge_label,
    FONT: _judge_font,
    TYPE: _judge_type,
}
