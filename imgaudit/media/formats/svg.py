"""SVG (SVG 2, CSS): every element, attribute and word; what is drawn and read is the picture, all else is judged."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from imgaudit.media.blocks.plain_xml import split, text_in, texts, tree_of
from imgaudit.media.blocks.xmp import inspect_xmp
from imgaudit.media.buffer import Buffer, Ranges
from imgaudit.media.harmless.svg_names import (
    EDITORS_ELEMENTS,
    ELEMENTS,
    FONTS,
    INKSCAPE,
    KEYWORDS,
    MADE_BY_PROGRAMS,
    NAMES,
    NAMESPACES,
    NUMBERS,
    RDF,
    SERIF,
    SODIPODI,
    SVG,
    TEXT_ELEMENTS,
    WORDS,
    WRITTEN,
    XLINK,
    XML,
)
from imgaudit.media.limits import MAX_XML_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import CannotStrip, Copy, Original, Wish

_EDITORS = frozenset((INKSCAPE, SODIPODI, SERIF))
_MADE_BY = re.compile(rb"\s*(?:Generator: |Created with |Uploaded to: SVG Repo)[\w .,:;/()+-]{0,160}\s*")
_DECLARED = re.compile(rb"\sxmlns(?::[\w.-]+)?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NUMERIC = re.compile(
    r"(?:matrix|translate|scale|rotate|skew[XY]|new|accumulate|indefinite|auto|deg|rad|px|pt|em|ex|mm|cm|pc|in|ms"
    r"|U\+[\dA-F?-]+|#[\dA-Fa-f]+|e[-+]?\d|[MmLlHhVvCcSsQqTtAaZz]|[-+.\d\s,;%()])*+"
)
_WORDS_OF_A_VALUE = re.compile(
    r"#[\dA-Fa-f]{3,8}\b|url\([\"' ]{0,4}#[^)\"']{0,200}[\"' ]{0,4}\)|var\(--[\w-]+\)|[A-Za-z]{2,}"
)
_PARTS_OF_A_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")
_HOME = re.compile(r"[\\/](?:Users|home|Documents and Settings)[\\/]", re.IGNORECASE)
_FONT = re.compile(r"[\w\s,.'\"&;:%+/()!|=-]{0,400}")
_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
_SCHEME = re.compile(
    r"@media\s*\(prefers-color-scheme:\s*(?:dark|light)\s*\)\s*\{((?:[^{}]*\{[^{}]*\})*+[^{}]*)\}", re.IGNORECASE
)
_DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=.+-]+)*),", re.IGNORECASE)
_ADDRESS = re.compile(r"url\(\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s()\"']*+))\s*+\)", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(\s*+[\"']?+(?!#)|data:|@import|expression|javascript:", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?<![\w-])(?:display\s*+:\s*+none|visibility\s*+:\s*+(?:hidden|collapse)|opacity\s*+:\s*+(?:0+(?:\.0*)?|\.0+)%?)"
    r"\s*+(?:!\s*+important\s*+)?(?=[;}]|$)",
    re.IGNORECASE,
)
_CLIPPED = re.compile(r"(?<![\w-])(?:clip-path|clip|mask)\s*+:\s*+(?!none|auto)", re.IGNORECASE)
_HOLDS = {"text": 1, "image": 2}
_IS_USED = 4
_FONT_FILES = (b"wOFF", b"wOF2", b"OTTO", b"true", b"ttcf", b"\0\1\0\0")

NOT_THE_SAME = "open it in a drawing program and save it as plain SVG or export it as PNG"


def detect_svg(head: bytes) -> str:
    """By its first element."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")
    return "svg" if b"<svg" in head.lower() and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<" else ""


def inspect_svg(report: Report, data: Buffer) -> Ranges:
    """Judge every element, attribute and comment."""
    if len(data) > MAX_XML_BYTES:
        report.unsupported(
            f"SVGs larger than {MAX_XML_BYTES >> 20} MiB are not looked into: export the picture as PNG."
        )
        return []
    content = bytes(data[: len(data)])
    try:
        root = tree_of(report, content, "SVG", made_by=_MADE_BY)
        if split(root.tag)[1] != "svg":
            raise Damaged("its first element is another one.")
        for declared in _DECLARED.findall(content):
            uri = (declared[0] or declared[1]).decode("utf-8", "replace")
            if uri not in NAMESPACES:
                report.add("hidden", "namespace", "SVG", uri)
                report.doubt()
        for element in _judged(report, root):
            _judge_attributes(report, element)
        _judge_unseen(report, root)
    except Damaged as damage:
        report.damaged(f"The SVG is damaged: {damage}")
    return []


def _judged(report: Report, root: Element) -> Iterator[Element]:
    """Judge the elements themselves; gives those whose attributes are still to be judged."""
    stack = [root]
    while stack:
        element = stack.pop()
        uri, local = split(element.tag)
        if uri in _EDITORS and local in EDITORS_ELEMENTS:
            for text in texts(element):
                report.add("text", local, "SVG", text)
        elif uri not in (SVG, "") or local not in ELEMENTS:
            report.add("hidden", f"element {local}", "SVG", text_in(element))
            report.doubt()
            continue
        elif local == "metadata":
            _judge_metadata(report, element)
            continue
        elif local in ("title", "desc"):
            if text := text_in(element):
                report.add("text", local, "SVG", text)
        elif local == "style":
            _judge_css(report, "".join(element.itertext()))
        elif local not in TEXT_ELEMENTS:
            for text in texts(element):
                report.add("text", f"text in {local}, which is not shown", "SVG", text)
        stack += element
        yield element


def _judge_unseen(report: Report, root: Element) -> None:
    """Words and pictures that no viewer draws: switched off, in a place that nothing refers to, or cut off in part."""
    values = [value for element in root.iter() for value in (*element.attrib.values(), element.text or "")]
    used = {name for value in values for name in re.findall(r"#([^\s#)\"';,{]++)", value)}
    sheets = [element.text or "" for element in root.iter() if split(element.tag)[1] == "style"]
    holds: dict[Element, int] = {}
    for element in reversed(list(root.iter())):  # what is inside before what it is in
        local = split(element.tag)[1]
        inside = _HOLDS.get(local, 0) | (_IS_USED if element.get("id") in used else 0)
        for child in element:
            inside |= holds[child]
        holds[element] = inside
        declared = [";".join(f"{name}:{value}" for name, value in element.attrib.items()), element.get("style", "")]
        places = element if local == "defs" else [element] if local in ("symbol", "pattern", "clipPath", "mask") else []
        if any(holds[place] & 3 and not holds[place] & _IS_USED for place in places):
            report.add("hidden", "words or a picture that nothing draws", "SVG")
        for css in [*declared, *(sheets if element is root else ())]:
            if inside & 3 and _UNSEEN.search(css):
                report.add("hidden", "words or a picture that are not shown", "SVG")
            if inside & _HOLDS["image"] and _CLIPPED.search(css):
                report.doubt(("hidden",))


def _judge_metadata(report: Report, element: Element) -> None:
    """RDF as in an XMP packet; what else stands there is hidden."""
    for child in element:
        if child.tag == f"{{{RDF}}}RDF":
            packet = ElementTree.tostring(child).replace(
                b"http://web.resource.org/cc/", b"http://creativecommons.org/ns#"
            )
            inspect_xmp(report, packet, "SVG metadata")
        else:
            report.add("hidden", f"metadata {split(child.tag)[1]}", "SVG", text_in(child))
            report.doubt()
    for text in texts(element):
        report.add("text", "metadata", "SVG", text)


def _judge_attributes(report: Report, element: Element) -> None:
    for name, spaced in element.attrib.items():
        uri, local = split(name)
        value = spaced.strip()
        if not value:
            continue
        if uri in _EDITORS or (not uri and split(element.tag)[0] in _EDITORS):
            _judge_editors(report, local, value)
        elif local == "href" and uri in ("", XLINK):
            _judge_link(report, value, split(element.tag)[1])
        elif uri == XML and local == "base":
            report.add("text", "xml:base", "SVG", value)
        elif uri in (XML, XLINK):
            _judge_value(report, local, value)
        elif uri:
            report.add("hidden", f"attribute {local}", "SVG", value)
            report.doubt()
        elif local.startswith("on"):
            report.add("hidden", f"script {local}", "SVG", value)
            report.doubt()
        elif local == "style":
            _judge_declarations(report, value)
        elif (local in WRITTEN and local != "version") or local.startswith("data-"):
            if WRITTEN.get(local, "text"):
                report.add(WRITTEN.get(local, "text"), local, "SVG", value)
        else:
            _judge_value(report, local, value)


def _judge_editors(report: Report, local: str, value: str) -> None:
    kind = WRITTEN.get(local, "")
    if kind or not _is_plain(value):
        report.add(kind or "text", local, "SVG", value)
    if _HOME.search(value):
        report.add("owner", f"{local}, a folder of somebody's", "SVG", value)


def _judge_value(report: Report, local: str, value: str) -> None:
    """A value without spaces around it, by the name of its attribute or property."""
    value = _without_addresses(report, value)
    if _OUTSIDE.search(value):
        report.add("hidden", "reference to another file", "SVG", value)
        report.doubt()
    if local in NUMBERS and _NUMERIC.fullmatch(value):
        return
    if local in FONTS and _FONT.fullmatch(value):
        return
    if local in NAMES or local in NUMBERS:
        if not _is_made_by_program(value):
            report.add("text", local, "SVG", value)
    elif local in KEYWORDS or local in (
        "space",
        "lang",
        "type",
        "show",
        "actuate",
        "target",
        "media",
        "systemLanguage",
    ):
        if not _is_plain(value) and not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?|text/css|_\w{3,6}", value):
            report.add("text", local, "SVG", value)
    elif local.startswith("--"):
        report.add("text", local, "SVG", value)
    else:
        report.add("hidden", f"attribute {local}", "SVG", value)
        report.doubt()


def _without_addresses(report: Report, css: str) -> str:
    """CSS whose addresses are judged and taken out, before it is split: a ``data:`` address holds semicolons itself."""

    def judge(found: re.Match[str]) -> str:
        value = _address_in(found)
        if value.startswith("#"):
            return found[0]
        _judge_link(report, value, "style")
        return "none"

    return _ADDRESS.sub(judge, css)


def _address_in(found: re.Match[str]) -> str:
    return (found[1] or found[2] or found[3] or "").strip()


def _is_plain(value: str) -> bool:
    """Whether there is nothing but numbers, colours, references inside, and words of the standard."""
    found = _WORDS_OF_A_VALUE.findall(value)
    inside = [word[word.index("#") + 1 :].strip("\"' )") for word in found if word.startswith("url(")]
    words = [word for word in found if word[0] not in "#" and not word.startswith(("url(", "var("))]
    return all(word.lower() in WORDS for word in words) and all(map(_is_made_by_program, inside)) and value.isascii()


def _is_made_by_program(name: str) -> bool:
    """Whether an id or a class is one that programs make up: ``Layer_1``, ``path1234``, ``SVGID_3_``."""
    if re.fullmatch(r"[A-Za-z]?[\da-f]{6,40}", name):
        return True
    return all(
        part.isascii() and (len(part) <= 3 or part.lower() in MADE_BY_PROGRAMS)
        for part in _PARTS_OF_A_NAME.findall(name)
    )


def _judge_declarations(report: Report, css: str) -> None:
    for declaration in _without_addresses(report, css.replace("&quot;", "'")).split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            _judge_value(report, name.strip().lower(), value.strip())
        elif declaration.strip():
            report.add("text", "style", "SVG", declaration)


def _judge_css(report: Report, css: str) -> None:
    css = _without_addresses(report, css)
    closed = css.rfind("*/") + 2  # behind the last end of a comment the search for one would not end
    comments = _COMMENT.findall(css[:closed]) if closed > 1 else []
    css = (_COMMENT.sub(" ", css[:closed]) if closed > 1 else "") + css[max(closed, 0) if closed > 1 else 0 :]
    css, begun, left = css.partition("/*")
    for comment in [*comments, left if begun else ""]:
        if comment.strip():
            report.add("hidden", "CSS comment", "SVG", comment)
            report.doubt()
    *rules, rest = _SCHEME.sub(r"\1", css.strip().removeprefix("<!--").removesuffix("-->")).split("}")
    for rule in rules:
        selector, begun, declarations = rule.partition("{")
        is_font = selector.strip().lower() == "@font-face"
        if not begun or "{" in declarations or (selector.strip().startswith("@") and not is_font):
            report.add("hidden", "style", "SVG", rule)
            report.doubt()
        if not is_font and not all(_is_made_by_program(part) for part in re.findall(r"[\w-]+", selector)):
            report.add("text", "style", "SVG", selector)
        _judge_declarations(report, declarations)
    if rest.strip():
        report.add("hidden", "style", "SVG", rest)
        report.doubt()


def _judge_link(report: Report, value: str, local: str) -> None:
    if value.startswith("#"):
        if not _is_made_by_program(value[1:]):
            report.add("text", "href", "SVG", value)
    elif _DATA.match(value):
        try:
            if not (data := _embedded(value)).startswith(_FONT_FILES):  # a font draws what is shown
                report.look_into(data, f"SVG {local}")
        except (ValueError, binascii.Error):
            report.damaged("The SVG is damaged: a picture in it cannot be read.")
    elif local == "a" and re.match(r"https?://|mailto:", value, re.IGNORECASE):
        return
    else:
        report.add("text", "file outside the picture", "SVG", value)
        report.add("hidden", "reference to another file", "SVG", value)
        report.doubt()
        if _HOME.search(value):
            report.add("owner", "href, a folder of somebody's", "SVG", value)


def _embedded(value: str) -> bytes:
    """The bytes of a ``data:`` address."""
    told = _DATA.match(value)
    if told is None:
        raise ValueError
    rest = value[told.end() :]
    if "base64" in told[2].lower():
        return base64.b64decode(re.sub(r"\s+", "", unquote_to_bytes(rest).decode("ascii")), validate=True)
    return unquote_to_bytes(rest)


# -------------------------------------------------------------------------------------------------------------- copying

_PREFIX = {SVG: "", "": "", XLINK: "xlink:", XML: "xml:"}
_LEFT_OUT = frozenset(("metadata", "title", "desc"))


def strip_svg(original: Original, wish: Wish) -> Copy:
    """The drawing without what is not drawn: properties, titles, editors' notes; pictures inside are cleaned as well.

    Ids that somebody made up get new names, wherever they are referred to.
    """
    if not wish.bare:
        if not (original.seen.yes | original.seen.unknown) & wish.go:
            return Copy(original.whole)
        raise CannotStrip("An SVG can only be cleaned as a whole: leave out only=.")
    root = tree_of(Report(), original.whole, "SVG")
    if original.seen.status != "ok" or split(root.tag)[1] != "svg":
        raise Damaged("its content cannot be told from what is hidden in it.")
    names: dict[str, str] = {}
    for element in root.iter():
        css = _ADDRESS.sub("", element.text or "") if split(element.tag)[1] == "style" else ""
        styled = re.findall(r"[#.]([A-Za-z_][\w-]*)", css)
        for name in (*element.get("class", "").split(), element.get("id", ""), *styled):
            if name and not _is_made_by_program(name):
                names.setdefault(name, f"id{len(names) + 1}")
    written = _written(root, names, wish)
    return Copy(f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode())


def _written(element: Element, names: dict[str, str], wish: Wish) -> str:
    """An element as text, without what is to go."""
    uri, local = split(element.tag)
    if uri in _EDITORS or local in _LEFT_OUT:
        return ""
    if uri not in (SVG, "") or local not in ELEMENTS:
        raise CannotStrip(f"The SVG holds <{local}>, which may draw something or not: {NOT_THE_SAME}.")
    attributes = "".join(_attribute(element, name, value, names, wish) for name, value in element.attrib.items())
    if local == "svg" and "xmlns" not in element.attrib:
        attributes = f' xmlns="{SVG}" xmlns:xlink="{XLINK}"{attributes}'
    is_text = local in TEXT_ELEMENTS
    inside = [_text(element.text, local, names, wish) if is_text else ""]
    for child in element:
        inside += [_written(child, names, wish), _text(child.tail, local, names, wish) if is_text else ""]
    content = "".join(inside)
    return f"<{local}{attributes}>{content}</{local}>" if content else f"<{local}{attributes}/>"


def _text(text: str | None, local: str, names: dict[str, str], wish: Wish) -> str:
    if local == "style":
        closed = (text or "").rfind("*/") + 2
        text = _COMMENT.sub(" ", (text or "")[:closed]) + (text or "")[closed:] if closed > 1 else text or ""
        parts, at = [], 0
        for found in _ADDRESS.finditer(text):
            parts += [_renamed(text[at : found.start()], names), _address(found, names, wish)]
            at = found.end()
        text = "".join([*parts, _renamed(text[at:], names)])
    return escape(text or "")


def _renamed(css: str, names: dict[str, str]) -> str:
    for name, new in names.items():
        css = re.sub(rf"(?<=[#.]){re.escape(name)}(?![\w-])", new, css)
    return css


def _address(found: re.Match[str], names: dict[str, str], wish: Wish) -> str:
    """An address in CSS: a file inside is cleaned, and what lies outside is left, so that the copy is refused."""
    value = _address_in(found)
    if _DATA.match(value):
        return f"url({_cleaned(value, wish)})"
    return f"url(#{names.get(value[1:], value[1:])})" if value.startswith("#") else found[0]


def _cleaned(value: str, wish: Wish) -> str:
    """A ``data:`` address whose file is cleaned; a font stays as it is."""
    data = _embedded(value)
    made = data if data.startswith(_FONT_FILES) else Wish.strip_file(data, wish)
    return f"data:{(_DATA.match(value) or [''])[1]};base64,{base64.b64encode(made).decode()}"


def _attribute(element: Element, name: str, value: str, names: dict[str, str], wish: Wish) -> str:
    uri, local = split(name)
    if (
        uri not in _PREFIX
        or local.startswith(("data-", "aria-label"))
        or (not uri and local in WRITTEN and local != "version")
    ):
        return ""
    if local == "id":
        value = names.get(value, value)
    elif local == "class":
        value = " ".join(names.get(one, one) for one in value.split())
    elif local == "href" and _DATA.match(value):
        value = _cleaned(value, wish)
    elif local == "href" and value.startswith("#"):
        value = f"#{names.get(value[1:], value[1:])}"
    else:
        value = _ADDRESS.sub(lambda found: _address(found, names, wish), value)
    del element
    return f" {_PREFIX[uri]}{local}={quoteattr(value)}"
