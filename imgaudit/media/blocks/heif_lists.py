"""The lists in a HEIF metadata box: read, and written anew with what stays (ISO/IEC 14496-12, 23008-12)."""

from typing import NamedTuple

from imgaudit.media.buffer import Buffer, Ranges, is_blank, text_of
from imgaudit.media.harmless.boxes import ITEM_PICTURES
from imgaudit.media.limits import MAX_ITEMS
from imgaudit.media.record import Damaged, Report

from .box_walk import Box, boxes
from .iso_boxes import inspect_unknown


class Item(NamedTuple):
    """One item: its type, its name and, for `mime` items, what it contains."""

    type: bytes
    name: str
    content: str


# -------------------------------------------------------------------------------------------------------------- reading


class Lists:
    """What the lists of one metadata box say."""

    __slots__ = ("inline", "items", "owners", "places", "primary", "properties", "references")

    def __init__(self) -> None:
        self.items: dict[int, Item] = {}
        self.places: dict[int, list[tuple[int, int, int]]] = {}
        self.references: list[tuple[bytes, int, list[int]]] = []
        self.properties: list[Box] = []
        self.owners: dict[int, list[int]] = {}
        self.primary = 0
        self.inline = (0, 0)
        """Where items lie that are kept in the metadata box itself."""

    def take(self, report: Report, data: Buffer, box: Box) -> bool:
        """Read a list; False when the box is none."""
        kind, _, body, end = box
        if kind == b"iinf":
            self.items = items(report, data, body, end)
        elif kind == b"iloc":
            self.places, stop = places(data, body, end)
            _tell_rest(report, data, box, stop)
        elif kind == b"iref":
            self.references = references(report, data, body, end)
        elif kind == b"pitm":
            stop = min(end, body + (8 if data[body] else 6))
            self.primary = int.from_bytes(data[body + 4 : stop], "big")
            _tell_rest(report, data, box, stop)
        elif kind == b"idat":
            self.inline = (body, end)
        elif kind == b"iprp":
            self._take_properties(report, data, box)
        else:
            return False
        return True

    def owned(self, number: int) -> list[Box]:
        """The properties of an item, in their order."""
        return [self.properties[i - 1] for i in self.owners.get(number, []) if 0 < i <= len(self.properties)]

    def _take_properties(self, report: Report, data: Buffer, box: Box) -> None:
        for inner in boxes(data, box.body, box.end):
            if inner.type == b"ipco":
                self.properties = list(boxes(data, inner.body, inner.end))
            elif inner.type == b"ipma":
                owners, stop = associations(data, inner.body, inner.end)
                self.owners |= owners
                _tell_rest(report, data, inner, stop)
            elif not is_blank(data, inner.body, inner.end):
                inspect_unknown(report, inner, "iprp")


def _tell_rest(report: Report, data: Buffer, box: Box, stop: int) -> None:
    """Bytes behind what a list holds."""
    if stop < box.end and not is_blank(data, stop, box.end):
        inspect_unknown(report, box._replace(body=stop), "meta")


def items(report: Report, data: Buffer, body: int, end: int) -> dict[int, Item]:
    """The items by their number."""
    found: dict[int, Item] = {}
    for box in boxes(data, body + (8 if data[body] else 6), end):
        kind, _, at, stop = box
        if kind != b"infe" or len(found) >= MAX_ITEMS:
            raise Damaged("its list of items is not valid.")
        version = data[at]
        if version < 2:
            number, type_at = int.from_bytes(data[at + 4 : at + 6], "big"), at + 8
            texts = bytes(data[type_at:stop]).split(b"\0")
            found[number] = Item(b"mime", text_of(texts[0]), text_of(texts[1]) if len(texts) > 1 else "")
            continue
        width = 2 if version == 2 else 4
        number = int.from_bytes(data[at + 4 : at + 4 + width], "big")
        type_at = at + 6 + width
        texts = bytes(data[type_at + 4 : min(stop, type_at + 1024)]).split(b"\0")
        name, content = text_of(texts[0]), text_of(texts[1]) if len(texts) > 1 else ""
        item_type = bytes(data[type_at : type_at + 4])
        found[number] = Item(item_type, name, content)
        rest = type_at + 4 + len(texts[0]) + (len(texts[1]) + 1 if len(texts) > 1 and item_type == b"mime" else 0)
        _tell_rest(report, data, box, rest)
        if name.lower() not in ("", "exif", "xmp", "image", "alpha", "color", "hevc image", "primary", "thumbnail"):
            report.add("text", "item name", "infe", name)
    return found


def places(data: Buffer, body: int, end: int) -> tuple[dict[int, list[tuple[int, int, int]]], int]:
    """Where each item lies: (construction method, offset, length) of its extents (14496-12, 8.11.3); and the end."""
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
    return places, position


def references(report: Report, data: Buffer, body: int, end: int) -> list[tuple[bytes, int, list[int]]]:
    """What refers to what: type of reference, item, items."""
    width = 4 if data[body] else 2
    found = []
    for box in boxes(data, body + 4, end):
        kind, _, at, stop = box
        origin = int.from_bytes(data[at : at + width], "big")
        count = int.from_bytes(data[at + width : at + width + 2], "big")
        targets = [
            int.from_bytes(data[i : i + width], "big")
            for i in range(at + width + 2, min(stop, at + width + 2 + count * width), width)
        ]
        found.append((kind, origin, targets))
        _tell_rest(report, data, box, min(stop, at + width + 2 + count * width))
    return found


def associations(data: Buffer, body: int, end: int) -> tuple[dict[int, list[int]], int]:
    """Which properties each item has, and where the list ends."""
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
    return owners, min(position, end)


def extents(places: list[tuple[int, int, int]], inline: tuple[int, int], total: int) -> tuple[Ranges, bool]:
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


# -------------------------------------------------------------------------------------------------------------- writing


def box(kind: bytes, body: bytes) -> bytes:
    """A box of this type."""
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def item_list(data: Buffer, place: Box, stay: set[int], *, without_names: bool) -> bytes:
    """The list of items with those that stay; pictures have no use for their names."""
    wide = 4 if data[place.body] else 2
    kept = []
    for entry in boxes(data, place.body + 4 + wide, place.end):
        version = data[entry.body]
        width = 2 if version < 3 else 4
        if int.from_bytes(data[entry.body + 4 : entry.body + 4 + width], "big") not in stay:
            continue
        raw = data[entry.start : entry.end]
        type_at = entry.body + 6 + width - entry.start
        if version >= 2 and raw[type_at : type_at + 4] in ITEM_PICTURES and without_names:
            raw = raw[: type_at + 4] + bytes(len(raw) - type_at - 4)  # the name of a picture
        kept.append(raw)
    return box(b"iinf", data[place.body : place.body + 4] + len(kept).to_bytes(wide, "big") + b"".join(kept))


def place_list(data: Buffer, place: Box, stay: set[int]) -> bytes:
    """Where the items lie that stay."""
    body, end = place.body, place.end
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
    return box(b"iloc", data[body : body + 6] + len(kept).to_bytes(wide, "big") + b"".join(kept))


def reference_list(data: Buffer, place: Box, stay: set[int]) -> bytes:
    """References between items that stay; none when no reference is left."""
    width = 4 if data[place.body] else 2
    kept = b""
    for kind, origin, targets in references(Report(), data, place.body, place.end):
        left = [target for target in targets if target in stay]
        if origin in stay and left:
            numbers = b"".join(number.to_bytes(width, "big") for number in left)
            kept += box(kind, origin.to_bytes(width, "big") + len(left).to_bytes(2, "big") + numbers)
    return box(b"iref", data[place.body : place.body + 4] + kept) if kept else b""


def property_list(data: Buffer, place: Box, properties: list[Box], stay: set[int], bad: set[int]) -> bytes:
    """Properties and who has them; those that go leave an empty box, so that the others keep their numbers."""
    parts = b""
    for inner in boxes(data, place.body, place.end):
        if inner.type == b"ipco":
            content = b"".join(
                box(b"free", bytes(prop.end - prop.start - 8)) if number in bad else data[prop.start : prop.end]
                for number, prop in enumerate(properties, start=1)
            )
            parts += box(b"ipco", content)
        elif inner.type == b"ipma":
            parts += _association_list(data, inner, stay, bad)
        # Anything else has no place here, and goes.
    return box(b"iprp", parts)


def _association_list(data: Buffer, place: Box, stay: set[int], bad: set[int]) -> bytes:
    wide_number, wide_index = 4 if data[place.body] else 2, 2 if data[place.body + 3] & 1 else 1
    mask = (1 << 8 * wide_index - 1) - 1  # the highest bit says `essential`
    position = place.body + 8
    kept = []
    for _ in range(int.from_bytes(data[place.body + 4 : place.body + 8], "big")):
        count_at = position + wide_number
        if count_at >= place.end:
            raise Damaged("its list of properties is cut off.")
        stop = count_at + 1 + data[count_at] * wide_index
        indices = [data[at : at + wide_index] for at in range(count_at + 1, stop, wide_index)]
        left = [raw for raw in indices if int.from_bytes(raw, "big") & mask not in bad]
        number = data[position:count_at]
        if int.from_bytes(number, "big") in stay:
            kept.append(number + bytes((len(left),)) + b"".join(left))
        position = stop
    return box(b"ipma", data[place.body : place.body + 4] + len(kept).to_bytes(4, "big") + b"".join(kept))
