"""Items of HEIF pictures (ISO/IEC 23008-12; HEIC, AVIF): pictures, their properties and metadata.

In a copy items of metadata and thumbnails leave the lists, and their bytes become zeros.
"""

from imgaudit.media.blocks import exif, heif_lists, icc, jumbf, xmp
from imgaudit.media.blocks.box_walk import Box, boxes
from imgaudit.media.blocks.eraser import Eraser, erase_handler_name
from imgaudit.media.blocks.exif_block import rewritten
from imgaudit.media.blocks.heif_lists import Item, Lists
from imgaudit.media.blocks.iso_boxes import (
    PADDING,
    Movie,
    inspect_handler_name,
    inspect_unknown,
    inspect_uuid,
)
from imgaudit.media.buffer import Buffer, Ranges, has_words, is_blank, text_of
from imgaudit.media.harmless.boxes import (
    AUXILIARY_HARMLESS,
    ITEM_PICTURES,
    PROPERTY_HARMLESS,
    PROPERTY_KIND,
    PROPERTY_SIZES,
)
from imgaudit.media.limits import MAX_NESTED_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import Damaged, Report

_NUMBERS = frozenset({b"dinf", b"grpl", b"ipro"})
_CODED = frozenset({b"avcC", b"vvcC", b"jpgC", b"j2kH"})
_ROOM_OF_A_CODEC = 16
"""So much larger a picture is than what is shown of it, at most, because it is coded in blocks [pixels]."""
_TURNS = {0: 1, 1: 8, 2: 3, 3: 6}  # a quarter turn of `irot` is anti-clockwise (23008-12, 6.5.10)
_MIRRORED_TURNS = {0: 2, 1: 5, 2: 4, 3: 7}


def inspect_items(movie: Movie, start: int, end: int) -> Ranges:
    """Judge the items of the file's own metadata box; the ranges of those that are pictures."""
    report, data = movie.report, movie.data
    if data[start + 4 : start + 8] != b"hdlr":
        start += 4
    lists = Lists()
    for box in boxes(data, start, end):
        if lists.take(report, data, box):
            continue
        kind, _, body, stop = box
        if kind == b"hdlr":
            inspect_handler_name(report, data, body, stop)
        elif kind == b"uuid":
            inspect_uuid(report, data, body, stop)
        elif not is_blank(data, body, stop) and (kind not in _NUMBERS or has_words(data[body:stop])):
            inspect_unknown(report, box, "meta")
    if lists.inline[1]:
        movie.whole.append(lists.inline)
    if not lists.items:
        report.damaged("The file is damaged: it has no list of items.")
    for prop in lists.properties:
        _judge_property(movie, prop)
    ranges: Ranges = []
    room = len(data)
    shown = _own_pictures(lists, data)
    for number, item in sorted(lists.items.items()):
        extents, whole = heif_lists.extents(lists.places.get(number, []), lists.inline, len(data))
        movie.pictures += extents
        if item.type not in ITEM_PICTURES:
            _judge_item(movie, item, extents, whole)
            continue
        if number in shown:
            ranges += extents
        if item.type == b"jpeg":
            room -= sum(b - a for a, b in extents)
            if room >= 0 and whole:
                _look_into_jpeg(movie, lists, number, extents)
            else:  # parts may not lie over one another
                report.doubt()
    _judge_references(movie, lists)
    _measure(movie, lists.owned(lists.primary))
    return ranges


# --------------------------------------------------------------------------------------------------------- judging


def _judge_item(movie: Movie, item: Item, extents: Ranges, whole: bool) -> None:
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


def _look_into_jpeg(movie: Movie, lists: Lists, number: int, extents: Ranges) -> None:
    """A picture that is a file of its own, and may hold what any JPEG does; its head may be a property (Annex H)."""
    data = movie.data
    parts = [(box.body, box.end) for box in lists.owned(number) if box.type == b"jpgC"] + extents
    content = b"".join(data[a : min(b, a + MAX_NESTED_BYTES)] for a, b in parts)
    movie.report.look_into(content[:MAX_NESTED_BYTES], f"item {number}")


def _judge_property(movie: Movie, box: Box) -> None:
    report, data = movie.report, movie.data
    kind, _, body, end = box
    if kind in PROPERTY_KIND:
        exposes, name = PROPERTY_KIND[kind]
        value = text_of(bytes(data[body + 4 : min(end, body + 1024)]).replace(b"\0", b" "))
        if exposes == "time" or value:
            report.add(exposes, name, f"property {text_of(kind)}", value if exposes != "time" else "")
    elif kind == b"colr":
        icc.inspect_colour(report, bytes(data[body : min(end, body + MAX_NESTED_BYTES)]), "property colr")
    elif kind == b"auxC":
        urn = _auxiliary(data, box)
        if not urn.lower().startswith(AUXILIARY_HARMLESS):
            report.add("hidden", "auxiliary picture", "property auxC", urn)
    elif kind == b"uuid":
        inspect_uuid(report, data, body, end)
    elif not is_blank(data, body, end) and (kind not in PROPERTY_HARMLESS or not _is_property(kind, data[body:end])):
        inspect_unknown(report, box, "ipco")


def _is_property(kind: bytes, content: bytes) -> bool:
    """Whether a property is as long as what it is made of, and numbers alone; codecs' settings may look like words."""
    if kind in PROPERTY_SIZES:
        return len(content) <= PROPERTY_SIZES[kind] and not has_words(content)
    if kind in (b"hvcC", b"lhvC"):
        return _end_of_parameters(content, 22 if kind == b"hvcC" else 5) == len(content)
    return kind in _CODED or not has_words(content)


def _end_of_parameters(content: bytes, at: int) -> int:
    """Where the parameters of a HEVC picture end (ISO/IEC 14496-15, 8.3.3)."""
    arrays = content[at] if at < len(content) else 0
    at += 1
    for _ in range(arrays):
        count = int.from_bytes(content[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            at += 2 + int.from_bytes(content[at : at + 2], "big")
    return at


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


def _own_pictures(lists: Lists, data: Buffer) -> set[int]:
    """The pictures that are the image itself, and so make its hash: no thumbnail, no depth map, no other picture."""
    if not lists.primary:
        return set(lists.items)
    others = {origin for kind, origin, _ in lists.references if kind == b"thmb"}
    for number in lists.owners:
        for prop in lists.owned(number):
            if prop.type == b"auxC" and not _auxiliary(data, prop).lower().startswith(AUXILIARY_HARMLESS):
                others.add(number)
    others.discard(lists.primary)
    return parts_of_picture([r for r in lists.references if r[1] not in others], lists.primary) - others


def _auxiliary(data: Buffer, box: Box) -> str:
    return text_of(bytes(data[box.body + 4 : min(box.end, box.body + 260)]).split(b"\0")[0])


def _judge_references(movie: Movie, lists: Lists) -> None:
    """Thumbnails; and pictures that have no part in the main one."""
    shown = parts_of_picture(lists.references, lists.primary)
    for kind, origin, _ in lists.references:
        if kind == b"thmb" and origin in lists.items:
            movie.report.add("thumbnail", "thmb", "iref", f"item {origin}")
    for number, item in lists.items.items():
        if item.type in ITEM_PICTURES and number not in shown and lists.primary:
            movie.report.add("hidden", "further picture", "iinf", f"item {number}")


def _measure(movie: Movie, properties: list[Box]) -> None:
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
                shown = width // by, height // per
                if max((report.width or 0) - shown[0], (report.height or 0) - shown[1]) > _ROOM_OF_A_CODEC:
                    report.add("hidden", "a cropped picture, whose cut-off parts are still in the file", "clap")
                report.width, report.height = shown
        elif kind == b"irot":
            turn = data[body] & 3
        elif kind == b"imir":
            mirrored = True
    if turn is None and not mirrored:
        report.orientation = None
    else:
        report.orientation = (_MIRRORED_TURNS if mirrored else _TURNS)[turn or 0]


# -------------------------------------------------------------------------------------------------------------- copying

_KNOWN_PROPERTIES = frozenset({b"auxC", b"uuid", *PROPERTY_KIND})
Extents = dict[int, Ranges]


class _Lists(Lists):
    """The lists of a box that is to be written anew, as the reader sees them, and where its items lie."""

    __slots__ = ("extents", "whole")

    def __init__(self, data: Buffer, children: list[Box]) -> None:
        super().__init__()
        if {b"iinf", b"iloc", b"pitm"} - {box.type for box in children}:
            raise Damaged("it has no list of items.")
        for box in children:
            self.take(Report(), data, box)
        self.extents: Extents = {}
        self.whole: dict[int, bool] = {}
        for number in self.items:
            found = heif_lists.extents(self.places.get(number, []), self.inline, len(data))
            self.extents[number], self.whole[number] = found


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
    eraser.made.write(start, made)
    # What was blanked inside this box is in the parts already; the rest lies elsewhere.
    eraser.gone = [(a, b) for a, b in eraser.gone if not (a < meta.end and b > meta.start)]


def _blank_inline(eraser: Eraser, lists: _Lists, ranges: Ranges, stay: set[int]) -> None:
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
        _judge_property(Movie(report, eraser.data), box)
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
        own = parts_of_picture(references, lists.primary)
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
    if wish.may_stay(lambda report: _judge_item(Movie(report, data), item, extents, lists.whole[number])):
        return True
    if item.type != b"Exif" or len(extents) != 1:
        return False
    start, content = extents[0][0], data[extents[0][0] : extents[0][1]]
    at = next((at for mark in (b"II*\0", b"MM\0*") if (at := content.find(mark, 0, 64)) >= 0), -1)
    made = rewritten(content[at:], wish, None) if at >= 4 else b""
    if not made or at + len(made) > len(content):
        return False
    eraser.made.write(start, content[:at] + made.ljust(len(content) - at, b"\0"))
    return True


# -------------------------------------------------------------------------------------------- writing the lists


def _rewritten(eraser: Eraser, box: Box, lists: _Lists, stay: set[int], bad: set[int]) -> bytes:
    data = eraser.data
    kind, start, body, end = box
    whole = eraser.made[start:end]
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


def _judge_box(report: Report, data: Buffer, box: Box) -> None:
    if box.type == b"uuid":
        inspect_uuid(report, data, box.body, box.end)
    else:
        inspect_unknown(report, box, "meta")


def _group(data: Buffer, box: Box) -> set[int]:
    return {int.from_bytes(data[at : at + 4], "big") for at in range(box.body + 12, box.end - 3, 4)}
