"""HEIC and AVIF: items of metadata and thumbnails leave the lists, and their bytes become zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgaudit.media import bmff, heif
from imgaudit.media.bmff import Box, Movie, boxes
from imgaudit.media.harmless.boxes import ITEM_PICTURES
from imgaudit.media.record import Damaged, Report

from .exif_block import rewritten

if TYPE_CHECKING:
    from .bmff import Eraser

Extents = dict[int, list[tuple[int, int]]]


class _Lists:
    """The lists of a metadata box, as the reader sees them."""

    __slots__ = ("extents", "items", "owners", "primary", "properties", "references", "whole")

    def __init__(self, data: bytes, children: list[Box]) -> None:
        by_type = {box.type: box for box in children}
        missing = {b"iinf", b"iloc", b"pitm"} - set(by_type)
        if missing:
            raise Damaged("it has no list of items.")
        self.items = heif._items(Movie(Report(), data), by_type[b"iinf"].body, by_type[b"iinf"].end)
        places = heif._places(data, by_type[b"iloc"].body, by_type[b"iloc"].end)
        idat, main = by_type.get(b"idat"), by_type[b"pitm"]
        inline = (idat.body, idat.end) if idat else (0, 0)
        self.extents: Extents = {}
        self.whole: dict[int, bool] = {}
        for number in self.items:
            self.extents[number], self.whole[number] = heif._extents(places.get(number, []), inline, len(data))
        self.primary = int.from_bytes(data[main.body + 4 : main.body + (8 if data[main.body] else 6)], "big")
        iref = by_type.get(b"iref")
        self.references = heif._references(data, iref.body, iref.end) if iref else []
        self.properties: list[Box] = []
        self.owners: dict[int, list[int]] = {}
        iprp = by_type.get(b"iprp")
        for inner in boxes(data, iprp.body, iprp.end) if iprp else ():
            if inner.type == b"ipco":
                self.properties = list(boxes(data, inner.body, inner.end))
            elif inner.type == b"ipma":
                self.owners |= heif._associations(data, inner.body, inner.end)


def write_items(eraser: Eraser, meta: Box) -> None:
    """Write the metadata box anew, without the items that are to go, and as long as it was."""
    data = eraser.data
    start = meta.body if data[meta.body + 4 : meta.body + 8] == b"hdlr" else meta.body + 4
    children = list(boxes(data, start, meta.end))
    lists = _Lists(data, children)
    bad = _properties_that_go(eraser, lists)
    stay = _items_that_stay(eraser, lists, bad)
    for number, ranges in lists.extents.items():
        if number in stay:
            eraser.claimed += ranges
        else:
            eraser.gone += ranges
            if any(a < meta.end and b > meta.start for a, b in ranges):
                _blank_inline(eraser, lists, ranges, stay)
    for box in children:
        if box.type == b"hdlr":
            from .bmff import erase_handler_name

            erase_handler_name(eraser, box)
    parts = [_rewritten(eraser, box, lists, stay, bad) for box in children]
    size = sum(len(part) for part in parts)
    spare = meta.end - start - size
    if spare < 0:
        raise Damaged("its lists of items do not fit each other.")
    if 0 < spare < 8:  # too little for a box: the handler's name ends in any number of zeros
        at = next(i for i, box in enumerate(children) if box.type == b"hdlr")
        parts[at] = _box(b"hdlr", parts[at][8:] + bytes(spare))
        spare = 0
    made = b"".join(parts)
    if spare:
        made += _box(b"free", bytes(spare - 8))
    eraser.made[start : meta.end] = made
    # What was blanked inside this box is in the parts already; the rest lies elsewhere.
    eraser.gone = [(a, b) for a, b in eraser.gone if not (a < meta.end and b > meta.start)]


def _blank_inline(eraser: Eraser, lists: _Lists, ranges: list[tuple[int, int]], stay: set[int]) -> None:
    """Blank an item whose bytes lie in the metadata box itself, if no other item shares them."""
    for a, b in ranges:
        if any(c < b and d > a for number in stay for c, d in lists.extents[number]):
            raise Damaged("its items overlap.")
        eraser.blank(a, b)


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


# ------------------------------------------------------------------------------------------------- what goes


def _properties_that_go(eraser: Eraser, lists: _Lists) -> set[int]:
    """Numbers, from 1, of the properties that expose what is to go."""
    gone = set()
    for number, box in enumerate(lists.properties, start=1):
        report = Report()
        heif._judge_property(Movie(report, eraser.data), box)
        if (report.yes | report.unknown) & eraser.wish.go:
            gone.add(number)
    return gone


def _items_that_stay(eraser: Eraser, lists: _Lists, bad: set[int]) -> set[int]:
    go = eraser.wish.go
    thumbnails = {origin for kind, origin, _ in lists.references if kind == b"thmb"} if "thumbnail" in go else set()
    # A depth map or a portrait's matte is a picture of its own, which only its property tells from transparency.
    foreign = {
        number
        for number, indices in lists.owners.items()
        if any(i in bad and lists.properties[i - 1].type == b"auxC" for i in indices if i <= len(lists.properties))
    }
    excluded = (thumbnails | foreign) - {lists.primary}
    pictures = {number for number, item in lists.items.items() if item.type in ITEM_PICTURES} - excluded
    if "hidden" in go:
        references = [reference for reference in lists.references if reference[1] not in excluded]
        pictures &= heif.parts_of_picture(references, lists.primary)
    stay = set(pictures)
    for number, item in lists.items.items():
        if item.type not in ITEM_PICTURES and _metadata_stays(eraser, lists, number):
            stay.add(number)
    return stay


def _metadata_stays(eraser: Eraser, lists: _Lists, number: int) -> bool:
    """Whether a metadata item may stay, whole or after what is to go was taken out of it."""
    wish, data, item = eraser.wish, eraser.data, lists.items[number]
    extents = lists.extents[number]
    if wish.everything:
        return False
    if wish.may_stay(lambda report: heif._judge_item(Movie(report, data), item, extents, lists.whole[number])):
        return True
    if item.type != b"Exif" or len(extents) != 1:
        return False
    (start, end), content = extents[0], data[extents[0][0] : extents[0][1]]
    at = next((at for mark in (b"II*\0", b"MM\0*") if (at := content.find(mark, 0, 64)) >= 0), -1)
    made = rewritten(content[at:], wish, None) if at >= 4 else b""
    if not made or at + len(made) > len(content):
        return False
    eraser.made[start:end] = content[:at] + made.ljust(len(content) - at, b"\0")
    return True


# -------------------------------------------------------------------------------------------- writing the lists


def _rewritten(eraser: Eraser, box: Box, lists: _Lists, stay: set[int], bad: set[int]) -> bytes:
    data = eraser.data
    kind, start, body, end = box
    whole = bytes(eraser.made[start:end])
    if kind == b"iinf":
        return _item_list(eraser, box, stay)
    if kind == b"iloc":
        return _place_list(data, box, stay)
    if kind == b"iref":
        return _reference_list(data, box, stay)
    if kind == b"iprp":
        return _property_list(data, box, lists, stay, bad)
    if kind in (b"hdlr", b"pitm", b"idat", b"dinf", b"ipro"):
        return whole
    if kind == b"grpl" and all(_group(data, group) <= stay for group in boxes(data, body, end)):
        return whole
    if eraser.wish.bare or not eraser.wish.may_stay(lambda report: _judge_box(report, data, box)):
        return whole[:4] + b"free" + bytes(end - start - 8)
    return whole


def _judge_box(report: Report, data: bytes, box: Box) -> None:
    if box.type == b"uuid":
        bmff.inspect_uuid(report, data, box.body, box.end)
    else:
        heif._judge_unknown(Movie(report, data), box, "meta")


def _group(data: bytes, box: Box) -> set[int]:
    return {int.from_bytes(data[at : at + 4], "big") for at in range(box.body + 12, box.end - 3, 4)}


def _item_list(eraser: Eraser, box: Box, stay: set[int]) -> bytes:
    data = eraser.data
    wide = 4 if data[box.body] else 2
    kept = []
    for entry in boxes(data, box.body + 4 + wide, box.end):
        version = data[entry.body]
        width = 2 if version < 3 else 4
        if int.from_bytes(data[entry.body + 4 : entry.body + 4 + width], "big") not in stay:
            continue
        raw = data[entry.start : entry.end]
        type_at = entry.body + 6 + width - entry.start
        if version >= 2 and raw[type_at : type_at + 4] in ITEM_PICTURES and eraser.wish.bare:
            raw = raw[: type_at + 4] + bytes(len(raw) - type_at - 4)  # the name of a picture
        kept.append(raw)
    return _box(b"iinf", data[box.body : box.body + 4] + len(kept).to_bytes(wide, "big") + b"".join(kept))


def _place_list(data: bytes, box: Box, stay: set[int]) -> bytes:
    body, end = box.body, box.end
    version = data[body]
    wide = 4 if version == 2 else 2
    base_size = data[body + 5] >> 4
    extent_size = (data[body + 4] >> 4) + (data[body + 4] & 15) + (data[body + 5] & 15 if version else 0)
    position = body + 6 + wide
    kept = []
    for _ in range(int.from_bytes(data[body + 6 : position], "big")):
        number = int.from_bytes(data[position : position + wide], "big")
        count_at = position + wide + (2 if version else 0) + 2 + base_size
        stop = count_at + 2 + extent_size * int.from_bytes(data[count_at : count_at + 2], "big")
        if stop > end:
            raise Damaged("its list of places is cut off.")
        if number in stay:
            kept.append(data[position:stop])
        position = stop
    return _box(b"iloc", data[body : body + 6] + len(kept).to_bytes(wide, "big") + b"".join(kept))


def _reference_list(data: bytes, box: Box, stay: set[int]) -> bytes:
    width = 4 if data[box.body] else 2
    kept = b""
    for kind, origin, targets in heif._references(data, box.body, box.end):
        left = [target for target in targets if target in stay]
        if origin in stay and left:
            numbers = b"".join(number.to_bytes(width, "big") for number in left)
            kept += _box(kind, origin.to_bytes(width, "big") + len(left).to_bytes(2, "big") + numbers)
    return _box(b"iref", data[box.body : box.body + 4] + kept) if kept else b""


def _property_list(data: bytes, box: Box, lists: _Lists, stay: set[int], bad: set[int]) -> bytes:
    parts = b""
    for inner in boxes(data, box.body, box.end):
        if inner.type == b"ipco":
            content = b"".join(
                _box(b"free", bytes(prop.end - prop.start - 8)) if number in bad else data[prop.start : prop.end]
                for number, prop in enumerate(lists.properties, start=1)
            )
            parts += _box(b"ipco", content)
        elif inner.type == b"ipma":
            parts += _association_list(data, inner, stay, bad)
        # Anything else has no place here, and goes.
    return _box(b"iprp", parts)


def _association_list(data: bytes, box: Box, stay: set[int], bad: set[int]) -> bytes:
    wide_number, wide_index = 4 if data[box.body] else 2, 2 if data[box.body + 3] & 1 else 1
    mask = (1 << 8 * wide_index - 1) - 1  # the highest bit says `essential`
    position = box.body + 8
    kept = []
    for _ in range(int.from_bytes(data[box.body + 4 : box.body + 8], "big")):
        count_at = position + wide_number
        if count_at >= box.end:
            raise Damaged("its list of properties is cut off.")
        stop = count_at + 1 + data[count_at] * wide_index
        indices = [data[at : at + wide_index] for at in range(count_at + 1, stop, wide_index)]
        left = [raw for raw in indices if int.from_bytes(raw, "big") & mask not in bad]
        number = data[position:count_at]
        if int.from_bytes(number, "big") in stay:
            kept.append(number + bytes((len(left),)) + b"".join(left))
        position = stop
    return _box(b"ipma", data[box.body : box.body + 4] + len(kept).to_bytes(4, "big") + b"".join(kept))
