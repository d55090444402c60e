"""A tag is harmless by its row alone: its own type, its count and the look of its standard."""

import struct

import pytest

from imgaudit.media import KINDS, inspect
from imgaudit.media.blocks.tiff_ifd import POINTERS
from imgaudit.media.harmless.shapes import TAG_HARMLESS_DNG
from imgaudit.media.harmless.tags import TAG_HARMLESS

from . import build as b

CLEAN = dict.fromkeys(KINDS, False)
TEXT = b"Amelia Hart, 4 School Lane, lat 51.5074 lon -0.1278\0"
BLOCKS = {0x8773, 0x015B, 0x0207, 0x0208, 0x0209, 0x5012, 0x5090, 0x5091}


def kinds(*args, **more):
    return dict(inspect(b.jpeg(b.exif_segment(b.tiff(*args, **more)))).kinds)


@pytest.mark.parametrize("field_type", [1, 2, 7])
@pytest.mark.parametrize("size", [len(TEXT), 7, 4])
def test_no_harmless_tag_of_a_photo_holds_a_text(field_type, size):
    tags = [tag for tag in {*TAG_HARMLESS, *TAG_HARMLESS_DNG} if tag not in POINTERS]
    value = TEXT[: size - 1] + b"\0"
    missed = [hex(tag) for tag in tags if kinds([(tag, field_type, value)])["hidden"] is not True]
    assert missed == []


@pytest.mark.slow
def test_no_tag_at_all_is_clean_with_a_text_in_it():
    """All numbers there are, a hundred a file: each leaves a finding, whatever it is."""
    missed = []
    for start in range(1, 65536, 64):
        tags = [tag for tag in range(start, min(start + 64, 65536)) if tag not in POINTERS]
        record = inspect(b.jpeg(b.exif_segment(b.tiff([(tag, 2, TEXT) for tag in tags]))))
        if len({(found.what) for found in record.found}) == 0 or not any(record.kinds.values()):
            missed.append(start)
    assert missed == []


@pytest.mark.parametrize(
    ("entry", "is_clean"),
    [
        ((0x0112, 3, 6), True),
        ((0x0112, 2, "Mika"), False),
        ((0x0112, 2, "Mika Dummy"), False),
        ((0x0112, 3, [0x4D69, 0x6B61, 0x2044, 0x756D, 0x6D79]), False),
        ((0x9000, 7, b"0232"), True),
        ((0x9000, 7, b"Mika D"), False),
        ((0xA300, 7, b"\3"), True),
        ((0x9101, 7, b"\1\2\3\0"), True),
        ((0x9101, 7, b"Mika"), False),
        ((0x8827, 3, [100, 100]), True),
        ((0x829A, 5, [(1, 60)]), True),
        ((0x829A, 5, [(0x4D696B61, 0x2044756D)] * 3), False),
        ((0xC6FA, 5, [(1, 60)]), False),
    ],
)
def test_a_harmless_tag_has_its_own_type_and_count(entry, is_clean):
    assert (kinds([entry]) == CLEAN) is is_clean


def test_the_room_that_windows_leaves_for_more_is_empty():
    padding = (0xEA1C, 7, bytes.fromhex("1cea00000008") + bytes(2054))
    assert kinds([(0x0112, 3, 6), padding]) == CLEAN
    full = (0xEA1C, 7, bytes.fromhex("1cea00000008") + b"Mika Dummy" + bytes(2044))
    assert None in kinds([(0x0112, 3, 6), full]).values()


def test_the_order_of_entries_is_no_damage_but_one_tag_twice_is():
    def block(*tags):
        rows = b"".join(struct.pack(">HHIHH", tag, 3, 1, 1, 0) for tag in tags)
        return b"MM\0*" + struct.pack(">IH", 8, len(tags)) + rows + bytes(4)

    assert dict(inspect(b.jpeg(b.exif_segment(block(0x0128, 0x0112)))).kinds) == CLEAN
    assert inspect(b.jpeg(b.exif_segment(block(0x0112, 0x0112)))).status == "damaged"
