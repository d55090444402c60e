"""The lists in a HEIF metadata box, written anew with the items and properties that stay (14496-12, 23008-12)."""

from imgaudit.media import heif
from imgaudit.media.bmff import Box, boxes
from imgaudit.media.harmless.boxes import ITEM_PICTURES
from imgaudit.media.record import Damaged


def box(kind: bytes, body: bytes) -> bytes:
    """A box of this type."""
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def item_list(data: bytes, place: Box, stay: set[int], *, without_names: bool) -> bytes:
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


def place_list(data: bytes, place: Box, stay: set[int]) -> bytes:
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


def reference_list(data: bytes, place: Box, stay: set[int]) -> bytes:
    """References between items that stay; none when no reference is left."""
    width = 4 if data[place.body] else 2
    kept = b""
    for kind, origin, targets in heif._references(data, place.body, place.end):
        left = [target for target in targets if target in stay]
        if origin in stay and left:
            numbers = b"".join(number.to_bytes(width, "big") for number in left)
            kept += box(kind, origin.to_bytes(width, "big") + len(left).to_bytes(2, "big") + numbers)
    return box(b"iref", data[place.body : place.body + 4] + kept) if kept else b""


def property_list(data: bytes, place: Box, properties: list[Box], stay: set[int], bad: set[int]) -> bytes:
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


def _association_list(data: bytes, place: Box, stay: set[int], bad: set[int]) -> bytes:
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
