"""The values in an ExifTool report: tag by tag, whatever options wrote them (long forms, groups, structures)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from imgaudit.exports._exiftool.names import MAKERS
from imgaudit.exports._exiftool.tags import Tag, of_name, tag_of

Record = Mapping[str, object]
"""Heading → value, as a report has them."""

MAX_DEPTH = 20
"""So deep lists may lie in lists; what lies deeper is there, and not looked at."""
NO_PERSON = frozenset(("focus", "barcode", "pet"))
"""Types of a region that frames nobody."""
_IN_NUMBERS = frozenset(("FileSize", "Orientation", "Rotation", "ImageSize"))
_LONG = ({"val"}, {"desc", "val", "num", "id", "table", "index", "lang", "dup"})
"""Keys of a value in the long form (options -l, -D, -t): this must, and nothing but these may be there."""


def tells_groups(record: Record) -> bool:
    """Whether a record says in which group its tags stand (-G, -G1, -g1), or has none of which to say it.

    >>> tells_groups({"SourceFile": "a.jpg", "IFD0:Make": "Me"}), tells_groups({"SourceFile": "a.jpg", "Make": "Me"})
    (True, False)
    """
    groups = {
        heading if _is_group(heading, value) else tag_of(heading).group
        for heading, value in record.items()
        if heading != "SourceFile"
    }
    # ExifTool's own tags are in a group of that name in the family of topics (-G2) as well, which does not say where.
    return "" not in groups or not groups <= {"", "ExifTool"}


def _is_group(heading: str, value: object) -> bool:
    """Whether it is an object of tags, as option -g writes for each group, and not a structure, which is one tag."""
    if not isinstance(value, dict) or _is_long(value) or not heading[:1].isupper():
        return False
    tag = tag_of(heading)
    is_tag = tag.kinds if tag.group else of_name(tag.name)
    if is_tag and tag.name not in MAKERS:
        return False
    return any(tag_of(f"{heading}:{name}").kinds is not None for name in value)


def tags_of(record: Record) -> Iterator[tuple[Tag, object]]:
    """All tags of a record, those within groups (-g) and structures (-struct) too."""
    for heading, value in record.items():
        if value is None or value == "" or heading == "SourceFile":
            continue
        if isinstance(value, dict) and _is_group(heading, value):
            for name, one in value.items():
                yield from _fields(tag_of(f"{heading}:{name}"), f"{heading}:{name}", one)
            continue
        yield from _fields(tag_of(heading), heading, value)


def _fields(tag: Tag, heading: str, value: object, depth: int = 0) -> Iterator[tuple[Tag, object]]:
    """A tag, or the fields of the structure it is, called as ExifTool calls them when it flattens."""
    if isinstance(value, dict) and _is_long(value):
        value = value.get("num", value["val"]) if tag.name in _IN_NUMBERS else value["val"]
    if isinstance(value, str) and _STRUCTURE.match(value):
        value = structure(value)
    items = value if isinstance(value, list) else [value]
    if depth > 8 or not any(isinstance(item, dict) for item in items):
        yield tag, value
        return
    prefix = re.sub(r"(?<=Region)(?:Info|List)+$|(?<=Info)$", "", heading)
    for item in items:
        if not isinstance(item, dict):
            yield tag, item
            continue
        shown = dict(item)
        if str(item.get("Type", "")).lower() in NO_PERSON and "Area" in item:  # a focus point or a pet has a name
            shown = {"Description": item.get("Name")}
        for field, inner in shown.items():
            longer = f"{prefix}{field[:1].upper()}{field[1:]}".replace("RegionRegion", "Region")
            own = tag_of(longer)
            if own.kinds is None or (own.kinds == () and tag.kinds and tag.name not in ("RegionInfo", "RegionList")):
                own = tag if tag.kinds != () else tag_of(f"{tag.group}:{field[:1].upper()}{field[1:]}")
            yield from _fields(own, longer, inner, depth + 1)


_STRUCTURE = re.compile(r"\[?\{[\w-]+=")
_PLAIN_FIELD = re.compile(r"(?:\|.|[^|,}\]])*", re.DOTALL)


def structure(text: str) -> object:
    """What option -struct writes into a cell: ``|`` takes the meaning from the character after it.

    >>> structure("[{Name=Fern|, Ada,Area={X=0.1}},{Type=Face}]")
    [{'Name': 'Fern, Ada', 'Area': {'X': '0.1'}}, {'Type': 'Face'}]
    """
    try:
        value, end = _parsed(text, 0)
        return value if end == len(text) else text
    except (ValueError, RecursionError):  # broken, or not meant so: it stays the text it is
        return text


def _parsed(text: str, at: int) -> tuple[object, int]:
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        found = _PLAIN_FIELD.match(text, at)
        return (re.sub(r"\|(.)", r"\1", found[0]), found.end()) if found else ("", at)
    fields: dict[str, object] = {}
    items: list[object] = []
    at += 1
    while text[at : at + 1] not in ("}", "]"):
        if opening == "{":
            end = text.index("=", at)
            fields[text[at:end]], at = _parsed(text, end + 1)
        else:
            item, at = _parsed(text, at)
            items.append(item)
        if text[at : at + 1] not in (",", "}", "]"):
            raise ValueError("not a structure")
        at += text[at] == ","
    return (fields if opening == "{" else items), at + 1


def _is_long(value: dict[str, object]) -> bool:
    return value.keys() >= _LONG[0] and value.keys() <= _LONG[1]


def written(value: object, depth: int = 0) -> list[str]:
    """The values of a tag as texts; none where it is blank. What says "missing" (option -f) is blank too.

    >>> written([" Sports ", ""]), written(0), written("-"), written(None)
    (['Sports'], ['0'], [], [])
    """
    values = value if isinstance(value, list) else [value]
    texts = []
    for one in values:
        if isinstance(one, str):
            text = one.strip().strip("\x00")
        elif one is None:
            continue
        elif isinstance(one, (list, dict)):
            inside = one.values() if isinstance(one, dict) else one
            texts += [text for inner in inside for text in written(inner, depth + 1)] if depth < MAX_DEPTH else ["…"]
            continue
        else:
            text = str(int(one)) if isinstance(one, float) and one.is_integer() else str(one)
        if text.strip("-"):
            texts.append(text)
    return texts
