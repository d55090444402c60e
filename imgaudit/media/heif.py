"""Items of HEIF pictures (ISO/IEC 23008-12; HEIC, AVIF): the pictures, their properties and their metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import bmff, exif, jumbf, xmp
from .buffer import Buffer, is_blank, text_of
from .harmless.boxes import AUXILIARY_HARMLESS, ITEM_PICTURES, PROPERTY_HARMLESS, PROPERTY_KIND
from .limits import MAX_ITEMS, MAX_NESTED_BYTES, MAX_XMP_BYTES
from .record import Damaged

if TYPE_CHECKING:
    from .bmff import Movie

Range = tuple[int, int]
_TURNS = {0: 1, 1: 8, 2: 3, 3: 6}  # a quarter turn of `irot` is anti-clockwise (23008-12, 6.5.10)
_MIRRORED_TURNS = {0: 2, 1: 5, 2: 4, 3: 7}


class Item(NamedTuple):
    """One item: its type, its name and, for `mime` items, what it contains."""

    type: bytes
    name: str
    content: str


def inspect_items(movie: Movie, start: int, end: int) -> list[Range]:
    """Judge the items of the file's own metadata box; the ranges of those that are pictures."""
    report, data = movie.report, movie.data
    if data[start + 4 : start + 8] != b"hdlr":
        start += 4
    items: dict[int, Item] = {}
    places: dict[int, list[tuple[int, int, int]]] = {}
    references: list[tuple[bytes, int, list[int]]] = []
    properties: list[bmff.Box] = []
    owners: dict[int, list[int]] = {}
    primary = 0
    inline = (0, 0)
    for box in bmff.boxes(data, start, end):
        kind, _, body, stop = box
        if kind == b"iinf":
            items = _items(movie, body, stop)
        elif kind == b"iloc":
            places = _places(data, body, stop)
        elif kind == b"iref":
            references = _references(data, body, stop)
        elif kind == b"pitm":
            primary = int.from_bytes(data[body + 4 : min(stop, body + (8 if data[body] else 6))], "big")
        elif kind == b"idat":
            inline = (body, stop)
        elif kind == b"hdlr":
            bmff.inspect_handler_name(report, data, body, stop)
        elif kind == b"iprp":
            for inner in bmff.boxes(data, body, stop):
                if inner.type == b"ipco":
                    properties = list(bmff.boxes(data, inner.body, inner.end))
                elif inner.type == b"ipma":
                    owners |= _associations(data, inner.body, inner.end)
                elif not is_blank(data, inner.body, inner.end):
                    _judge_unknown(movie, inner, "iprp")
        elif kind == b"uuid":
            bmff.inspect_uuid(report, data, body, stop)
        elif kind not in (b"dinf", b"grpl", b"ipro") and not is_blank(data, body, stop):
            _judge_unknown(movie, box, "meta")
    if not items:
        report.damaged("The file is damaged: it has no list of items.")
    for prop in properties:
        _judge_property(movie, prop)
    ranges: list[Range] = []
    shown = _own_pictures(items, references, primary, owners, properties, data)
    for number, item in sorted(items.items()):
        extents, whole = _extents(places.get(number, []), inline, len(data))
        movie.pictures += extents
        if item.type in ITEM_PICTURES:
            ranges += extents if number in shown else []
        else:
            _judge_item(movie, item, extents, whole)
    _judge_references(movie, items, references, primary)
    _measure(movie, [properties[i - 1] for i in owners.get(primary, []) if 0 < i <= len(properties)])
    return ranges


def _judge_unknown(movie: Movie, box: bmff.Box, where: str) -> None:
    movie.report.add("hidden", f"{text_of(box.type)} box", where, f"{box.end - box.body} bytes")
    if box.end - box.body >= 4:
        movie.report.doubt()


# ----------------------------------------------------------------------------------------------------- the tables


def _items(movie: Movie, body: int, end: int) -> dict[int, Item]:
    data = movie.data
    items: dict[int, Item] = {}
    for kind, _, at, stop in bmff.boxes(data, body + (8 if data[body] else 6), end):
        if kind != b"infe" or len(items) >= MAX_ITEMS:
            raise Damaged("its list of items is not valid.")
        version = data[at]
        if version < 2:
            number, type_at = int.from_bytes(data[at + 4 : at + 6], "big"), at + 8
            texts = bytes(data[type_at:stop]).split(b"\0")
            items[number] = Item(b"mime", text_of(texts[0]), text_of(texts[1]) if len(texts) > 1 else "")
            continue
        width = 2 if version == 2 else 4
        number = int.from_bytes(data[at + 4 : at + 4 + width], "big")
        type_at = at + 6 + width
        texts = bytes(data[type_at + 4 : min(stop, type_at + 1024)]).split(b"\0")
        name, content = text_of(texts[0]), text_of(texts[1]) if len(texts) > 1 else ""
        items[number] = Item(bytes(data[type_at : type_at + 4]), name, content)
        if name.lower() not in ("", "exif", "xmp", "image", "alpha", "color", "hevc image", "primary", "thumbnail"):
            movie.report.add("text", "item name", "infe", name)
    return items


def _places(data: Buffer, body: int, end: int) -> dict[int, list[tuple[int, int, int]]]:
    """Where each item lies: (construction method, offset, length) of its extents (14496-12, 8.11.3)."""
    version = data[body]
    offset_size, length_size = data[body + 4] >> 4, data[body + 4] & 15
    base_size, index_size = data[body + 5] >> 4, data[body + 5] & 15 if version else 0
    wide = 4 if version == 2 else 2
    position = body + 6

    def take(width: int) -> int:
        nonlocal position
        if position + width > end:
            raise Damaged("its list of places is cut off.")
        value = int.from_bytes(data[position : position + width], "big")
        position += width
        return value

    places: dict[int, list[tuple[int, int, int]]] = {}
    for _ in range(min(take(wide), MAX_ITEMS)):
        number = take(wide)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(base_size)
        extents = []
        for _ in range(min(take(2), MAX_ITEMS)):
            take(index_size)
            offset = base + take(offset_size)
            extents.append((method, offset, take(length_size)))
        places[number] = extents
    return places


def _references(data: Buffer, body: int, end: int) -> list[tuple[bytes, int, list[int]]]:
    width = 4 if data[body] else 2
    found = []
    for kind, _, at, stop in bmff.boxes(data, body + 4, end):
        origin = int.from_bytes(data[at : at + width], "big")
        count = int.from_bytes(data[at + width : at + width + 2], "big")
        targets = [
            int.from_bytes(data[i : i + width], "big")
            for i in range(at + width + 2, min(stop, at + width + 2 + count * width), width)
        ]
        found.append((kind, origin, targets))
    return found


def _associations(data: Buffer, body: int, end: int) -> dict[int, list[int]]:
    """Which properties each item has."""
    wide_number, wide_index = 4 if data[body] else 2, 2 if data[body + 3] & 1 else 1
    owners: dict[int, list[int]] = {}
    position = body + 8
    for _ in range(min(int.from_bytes(data[body + 4 : body + 8], "big"), MAX_ITEMS)):
        if position + wide_number >= end:
            break
        number = int.from_bytes(data[position : position + wide_number], "big")
        count = data[position + wide_number]
        position += wide_number + 1
        mask = (1 << 8 * wide_index - 1) - 1  # the highest bit says `essential`
        owners[number] = [
            int.from_bytes(data[at : at + wide_index], "big") & mask
            for at in range(position, min(end, position + count * wide_index), wide_index)
        ]
        position += count * wide_index
    return owners


def _extents(places: list[tuple[int, int, int]], inline: Range, total: int) -> tuple[list[Range], bool]:
    """The ranges of an item in the file, and whether all of them are there."""
    ranges = []
    whole = True
    for method, offset, length in places:
        start = offset + (inline[0] if method == 1 else 0)
        limit = inline[1] if method == 1 else total
        end = start + length  # by the standard 0 means the whole file; what writes it means an emptied item
        if method > 1 or start > limit or end > limit:
            whole = False
            end = min(end, limit)
        if method <= 1 and start < end:
            ranges.append((start, end))
    return ranges, whole


# --------------------------------------------------------------------------------------------------------- judging


def _judge_item(movie: Movie, item: Item, extents: list[Range], whole: bool) -> None:
    report, data = movie.report, movie.data
    if not whole or not extents:
        report.damaged("The file is damaged: a metadata item lies outside it.")
    limit = MAX_XMP_BYTES + 1 if item.type == b"mime" else MAX_NESTED_BYTES
    if sum(b - a for a, b in extents) > len(data):  # parts may not lie over one another
        report.damaged("The file is damaged: a metadata item is larger than the file.")
        extents = extents[:1]
    content = b"".join(data[a : min(b, a + limit)] for a, b in extents)
    if not content:
        return
    if item.type == b"Exif":
        offset = 4 + int.from_bytes(content[:4], "big")
        if content[offset : offset + 2] not in (b"II", b"MM"):
            offset = next((at for mark in (b"II*\0", b"MM\0*") if (at := content.find(mark, 0, 64)) >= 0), 4)
        exif.inspect_exif(report, content[offset:], "Exif item")
    elif item.type == b"mime" and item.content.lower() in ("application/rdf+xml", "text/xml", "application/xml"):
        xmp.inspect_xmp(report, content, "XMP item")
    elif item.type == b"jumb" or b"c2pa" in item.content.encode():
        jumbf.inspect_jumbf(report, content, "JUMBF item")
    elif not is_blank(content, 0, len(content)):
        report.add("hidden", f"{text_of(item.type)} item", "meta", item.content or f"{len(content)} bytes")
        if len(content) >= 4:
            report.doubt()


def _judge_property(movie: Movie, box: bmff.Box) -> None:
    report, data = movie.report, movie.data
    kind, _, body, end = box
    if kind in PROPERTY_KIND:
        exposes, name = PROPERTY_KIND[kind]
        value = text_of(bytes(data[body + 4 : min(end, body + 1024)]).replace(b"\0", b" "))
        if exposes == "time" or value:
            report.add(exposes, name, f"property {text_of(kind)}", value if exposes != "time" else "")
    elif kind == b"auxC":
        urn = _auxiliary(data, box)
        if not urn.lower().startswith(AUXILIARY_HARMLESS):
            report.add("hidden", "auxiliary picture", "property auxC", urn)
    elif kind == b"uuid":
        bmff.inspect_uuid(report, data, body, end)
    elif kind not in PROPERTY_HARMLESS and not is_blank(data, body, end):
        _judge_unknown(movie, box, "ipco")


def parts_of_picture(references: list[tuple[bytes, int, list[int]]], primary: int) -> set[int]:
    """The main picture, what it is made of and what belongs to it: tiles, transparency, thumbnails."""
    shown = {primary}
    for _ in range(4):  # a grid of grids is as deep as real files go
        for kind, origin, targets in references:
            if kind == b"dimg" and origin in shown:
                shown.update(targets)
            elif kind in (b"thmb", b"auxl", b"dimg") and shown.intersection(targets):
                shown.add(origin)
    return shown


def _own_pictures(
    items: dict[int, Item],
    references: list[tuple[bytes, int, list[int]]],
    primary: int,
    owners: dict[int, list[int]],
    properties: list[bmff.Box],
    data: Buffer,
) -> set[int]:
    """The pictures that are the image itself, and so make its hash: no thumbnail, no depth map, no other picture."""
    if not primary:
        return set(items)
    others = {origin for kind, origin, _ in references if kind == b"thmb"}
    for number, indices in owners.items():
        for prop in (properties[i - 1] for i in indices if 0 < i <= len(properties)):
            if prop.type == b"auxC" and not _auxiliary(data, prop).lower().startswith(AUXILIARY_HARMLESS):
                others.add(number)
    others.discard(primary)
    return parts_of_picture([r for r in references if r[1] not in others], primary) - others


def _auxiliary(data: Buffer, box: bmff.Box) -> str:
    return text_of(bytes(data[box.body + 4 : min(box.end, box.body + 260)]).split(b"\0")[0])


def _judge_references(
    movie: Movie, items: dict[int, Item], references: list[tuple[bytes, int, list[int]]], primary: int
) -> None:
    """Thumbnails; and pictures that have no part in the main one."""
    shown = parts_of_picture(references, primary)
    for kind, origin, _ in references:
        if kind == b"thmb" and origin in items:
            movie.report.add("thumbnail", "thmb", "iref", f"item {origin}")
    for number, item in items.items():
        if item.type in ITEM_PICTURES and number not in shown and primary:
            movie.report.add("hidden", "further picture", "iinf", f"item {number}")


def _measure(movie: Movie, properties: list[bmff.Box]) -> None:
    """Size and turn of the main picture. Its own properties rule: an Exif orientation does not count in HEIF."""
    data, report = movie.data, movie.report
    turn: int | None = None
    mirrored = False
    for kind, _, body, end in properties:
        if kind == b"ispe":
            report.width = int.from_bytes(data[body + 4 : body + 8], "big")
            report.height = int.from_bytes(data[body + 8 : body + 12], "big")
        elif kind == b"clap" and end - body >= 16:  # what is cut off is not shown (14496-12, 12.1.4)
            width, by, height, per = (int.from_bytes(data[at : at + 4], "big") for at in range(body, body + 16, 4))
            if by and per and width and height:
                report.width, report.height = width // by, height // per
        elif kind == b"irot":
            turn = data[body] & 3
        elif kind == b"imir":
            mirrored = True
    if turn is None and not mirrored:
        report.orientation = None
    else:
        report.orientation = (_MIRRORED_TURNS if mirrored else _TURNS)[turn or 0]
