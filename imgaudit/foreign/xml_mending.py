"""XML as people and plug-ins break it, entry by entry: mended where it is clear what was meant."""

from __future__ import annotations

import html
import re
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

Event = tuple[str, Element]

_ENTITY = re.compile(r"&(?:(#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_OPENING = re.compile(r"<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>\s*$")
_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]*)[^<>]*?(?P<empty>/?)>",
    re.DOTALL,
)
_PREFIX = re.compile(r"<([A-Za-z_][\w.-]*):")
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
MAX_BEFORE = 65_536
"""Characters before the first entry that are looked at."""
_CDATA, _END = "<![CDATA[", "]]>"


def mended(text: str) -> str:
    r"""The XML of one entry with what people break written as XML has it.

    Entities of HTML as their letters, a bare ``&`` or ``<``, ``]]>`` where it ends nothing.

    >>> mended("<a>Tea & cake&nbsp;sale</a><b><![CDATA[x ]]> y]]></b>")
    '<a>Tea &amp; cake\xa0sale</a><b><![CDATA[x ]]]]><![CDATA[> y]]></b>'
    """
    parts, at = [], 0
    while (start := text.find(_CDATA, at)) >= 0:
        before = text[at:start]
        found = _OPENING.search(before[-300:])
        closing = re.compile(rf"\]\]>\s*</{re.escape(found[1])}\s*>") if found else re.compile(r"\]\]>")
        end = closing.search(text, start)
        if end is None:
            break
        inside = text[start + len(_CDATA) : end.start()].replace("]]]]><![CDATA[>", _END)
        parts += [_outside(before), _CDATA, inside.replace(_END, "]]]]><![CDATA[>"), _END]
        at = end.start() + len(_END)
    return "".join([*parts, _outside(text[at:])])


def is_torn(found: list[Event]) -> bool:
    """Whether words stand between the elements of an entry: what is left of a tag, and something is lost with it."""
    parents = [element for event, element in found if event == "end" and len(element)]
    return any(text.strip() for one in parents for text in (one.text, *(child.tail for child in one)) if text)


def _outside(text: str) -> str:
    text = _ENTITY.sub(_entity, text).replace(_END, "]]&gt;")
    return re.sub(r"<(?![A-Za-z_/!?])", "&lt;", text)


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if not name:
        return "&amp;"
    if name in _OWN:
        return found[0]
    letters = html.unescape(found[0])
    is_letter = (letters != found[0] and letters.isprintable()) or letters in ("\xa0", "\u2003", "\u2009", "\xad")
    return html.escape(letters) if is_letter else " " if name[0] == "#" else f"&amp;{name};"


def open_tags(text: str) -> list[tuple[str, str]]:
    """Name and start tag of the elements that are open at the end of a text."""
    stack: list[tuple[str, str]] = []
    for token in _TOKEN.finditer(text[:MAX_BEFORE]):
        if token["close"]:
            if stack and stack[-1][0] == token["name"]:
                stack.pop()
        elif token["name"] and not token["empty"]:
            stack.append((token["name"], token[0]))
    return stack


def parsed(text: str, around: list[tuple[str, str]], *, prefixes: bool) -> list[Event]:
    """The events of one entry within the elements around it, which themselves give none.

    Raises ``ParseError``. With ``prefixes`` those that nothing declares are declared: their names tell what is meant.
    """
    if not around:
        raise ParseError("nothing stands around it")
    start, name = "".join(tag for _, tag in around), around[0][0]
    named = set(_PREFIX.findall(text)) if prefixes else set()
    missing = sorted(one for one in named if f"xmlns:{one}" not in start and f"xmlns:{one}" not in text)
    declared = "".join(f' xmlns:{one}="{one}"' for one in missing)
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    if len(fed(parser, start.replace(f"<{name}", f"<{name}{declared}", 1))) != len(around):
        raise ParseError("elements around it are not as they seem")
    found = fed(parser, text)
    if sum(1 if event == "start" else -1 for event, _ in found):
        raise ParseError("an element of it does not end")
    return found


def fed(parser: XMLPullParser[Element], text: str) -> list[Event]:
    """The events that a text adds; raises ``ParseError``."""
    parser.feed(text.encode("utf-8", "replace"))
    return cast("list[Event]", list(parser.read_events()))
