"""HEIC and AVIF: items of metadata and thumbnails leave the lists, and their bytes become zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imgaudit.media import bmff, heif
from imgaudit.media.bmff import PADDING, Box, Movie, boxes
from imgaudit.media.harmless.boxes import ITEM_PICTURES, PROPERTY_KIND
from imgaudit.media.record import Damaged, Report

from . import heif_lists
from .exif_block import rewritten

if TYPE_CHECKING:
    from .bmff import Eraser

_KNOWN_PROPERTIES = frozenset({b"auxC", b"uuid", *PROPERTY_KIND})
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
        parts[at] = heif_lists.box(b"hdlr", parts[at][8:] + bytes(spare))
        spare = 0
    made = b"".join(parts)
    if spare:
        made += heif_lists.box(b"free", bytes(spare - 8))
    eraser.made[start : meta.end] = made
    # What was blanked inside this box is in the parts already; the rest lies elsewhere.
    eraser.gone = [(a, b) for a, b in eraser.gone if not (a < meta.end and b > meta.start)]


def _blank_inline(eraser: Eraser, lists: _Lists, ranges: list[tuple[int, int]], stay: set[int]) -> None:
    """Blank an item whose bytes lie in the metadata box itself, if no other item shares them."""
    for a, b in ranges:
        if any(c < b and d > a for number in stay for c, d in lists.extents[number]):
            raise Damaged("its items overlap.")
        eraser.blank(a, b)


# ------------------------------------------------------------------------------------------------- what goes


def _properties_that_go(eraser: Eraser, lists: _Lists) -> set[int]:
    """Numbers, from 1, of the properties that expose what is to go."""
    gone = set()
    for number, box in enumerate(lists.properties, start=1):
        report = Report()
        heif._judge_property(Movie(report, eraser.data), box)
        if (report.yes | report.unknown) & eraser.wish.go:
            gone.add(number)
            eraser.is_doubtful |= box.type not in _KNOWN_PROPERTIES
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
        own = heif.parts_of_picture(references, lists.primary)
        eraser.is_doubtful |= not pictures <= own
        pictures &= own
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
        return heif_lists.item_list(data, box, stay, without_names=eraser.wish.bare)
    if kind == b"iloc":
        return heif_lists.place_list(data, box, stay)
    if kind == b"iref":
        return heif_lists.reference_list(data, box, stay)
    if kind == b"iprp":
        return heif_lists.property_list(data, box, lists.properties, stay, bad)
    if kind in (b"hdlr", b"pitm", b"idat", b"dinf", b"ipro"):
        return whole
    if kind == b"grpl" and all(_group(data, group) <= stay for group in boxes(data, body, end)):
        return whole
    if eraser.wish.bare or not eraser.wish.may_stay(lambda report: _judge_box(report, data, box)):
        eraser.is_doubtful |= kind not in (b"uuid", b"grpl", *PADDING)
        return whole[:4] + b"free" + bytes(end - start - 8)
    return whole


def _judge_box(report: Report, data: bytes, box: Box) -> None:
    if box.type == b"uuid":
        bmff.inspect_uuid(report, data, box.body, box.end)
    else:
        heif._judge_unknown(Movie(report, data), box, "meta")


def _group(data: bytes, box: Box) -> set[int]:
    return {int.from_bytes(data[at : at + 4], "big") for at in range(box.body + 12, box.end - 3, 4)}
