"""XML of documents and drawings: parsed without entities, and what parsers pass over in silence."""

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from imgaudit.media.limits import MAX_XML_BYTES, MAX_XMP_DEPTH
from imgaudit.media.record import Damaged, Report

_MAX_DEPTH = 4 * MAX_XMP_DEPTH
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_INSTRUCTION = re.compile(rb"<\?(.*?)\?>", re.DOTALL)
_DECLARATION = re.compile(
    rb"xml(?:\s+(?:version|encoding|standalone)\s*=\s*(?:'[\w.-]{1,12}'|\"[\w.-]{1,12}\"))*\s*"
    rb"|mso-application progid=\"[A-Za-z.]{1,32}\"",
)
_PLAIN_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+(?:svg|manifest:manifest)(?:\s+PUBLIC\s+\"-//(?:W3C|OpenOffice\.org)//DTD [\w. ]{1,30}//EN\"\s+"
    rb"\"[\w./:-]{1,80}\")?\s*>"
)
"""A document type that names the format and declares nothing."""

_WORD = re.compile(rb"[^\W\d_]{3}|[\x80-\xff]{4}")
PROSE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}[\s,;:@\\/._-]+[^\W\d_]{2,}")
"""Two words: more than a keyword of a format."""


def tree_of(report: Report, data: bytes, where: str, *, made_by: re.Pattern[bytes] | None = None) -> Element:
    """The tree; comments and instructions are judged on the way, because the parser drops them.

    A comment that fits ``made_by`` names the program that wrote the file.

    Raises :class:`Damaged` for what is no XML, declares entities, or is larger or deeper than anything real.
    """
    if len(data) > MAX_XML_BYTES:
        raise Damaged(f"{where} is larger than any real one.")
    text = _as_utf8(data)
    text = _PLAIN_DOCTYPE.sub(b"", text, count=1)
    try:
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
            root: Element = defusedxml.ElementTree.fromstring(text, forbid_dtd=True)
        else:
            root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities
    except DefusedXmlException:
        raise Damaged(f"{where} declares entities and was refused.") from None
    except (ParseError, ValueError, LookupError, RecursionError):
        raise Damaged(f"{where} is not valid XML.") from None
    for found in comments(text):
        if made_by and made_by.fullmatch(found):
            report.add("software", "XML comment", where, found.decode().strip())
        elif _WORD.search(found):
            report.add("hidden", "XML comment", where, found[:256].decode("utf-8", "replace"))
            report.doubt()
    for found in instructions(text):
        if not _DECLARATION.fullmatch(found):
            report.add("hidden", "XML instruction", where, found[:256].decode("utf-8", "replace"))
            report.doubt()
    _measure(root, where)
    return root


def comments(text: bytes) -> list[bytes]:
    """What stands in the comments of XML; behind the last end of one the search would take the square of the length."""
    return _COMMENT.findall(text[: text.rfind(b"-->") + 3])


def instructions(text: bytes) -> list[bytes]:
    """What stands in the processing instructions of XML."""
    return _INSTRUCTION.findall(text[: text.rfind(b"?>") + 2])


def _as_utf8(data: bytes) -> bytes:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
        return re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n")


def _measure(root: Element, where: str) -> None:
    level = [root]
    for _ in range(_MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise Damaged(f"{where} is nested beyond all measure.")


@lru_cache(maxsize=4096)  # the same few hundred stand in every file
def split(name: str) -> tuple[str, str]:
    """Namespace and local name, as the parser joins them."""
    if name[:1] == "{":
        uri, _, local = name[1:].partition("}")
        return uri, local
    return "", name


def text_in(element: Element) -> str:
    """All text inside an element, on one line."""
    return " ".join("".join(element.itertext()).split())


def texts(element: Element) -> Iterator[str]:
    """What stands between the tags of an element itself, and not in its children."""
    for piece in (element.text, *(child.tail for child in element)):
        if piece and (shown := piece.strip()):
            yield shown
