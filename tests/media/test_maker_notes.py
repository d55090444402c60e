"""Makers' notes: read tag by tag where their form is known; what is not known still leaves a doubt."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from imgaudit.media import inspect
from imgaudit.media.harmless.maker_notes import NOTE_TABLES

from . import build

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PLANTED = "Amelia Hart, lat 51.5074"
WHO = ("location", "people", "owner")


def directory(entries, order: str, start: int) -> bytes:
    return build.ifd(entries, order, start)


FORMS = {
    # name: make, byte order, how the note is made of its entries and of where it lies in the Exif block
    "apple": ("Apple", ">", lambda e, _: b"Apple iOS\0\0\1MM" + directory(e, ">", 14)),
    "nikon": ("NIKON CORPORATION", "<", lambda e, _: b"Nikon\0\2\x10\0\0MM\0*\0\0\0\10" + directory(e, ">", 8)),
    "canon": ("Canon", "<", lambda e, at: directory(e, "<", at)),
    "sony": ("SONY", "<", lambda e, at: b"SONY DSC \0\0\0" + directory(e, "<", at + 12)),
    "fujifilm": ("FUJIFILM", ">", lambda e, _: b"FUJIFILM\x0c\0\0\0" + directory(e, "<", 12)),
    "olympus": ("OLYMPUS", "<", lambda e, _: b"OLYMPUS\0II\3\0" + directory(e, "<", 12)),
    "panasonic": ("Panasonic", "<", lambda e, at: b"Panasonic\0\0\0" + directory(e, "<", at + 12)),
    "pentax": ("PENTAX", ">", lambda e, at: b"AOC\0MM" + directory(e, ">", at + 6)),
    "samsung": ("samsung", "<", lambda e, _: directory(e, "<", 0)),
    "motorola": ("motorola", ">", lambda e, _: b"MOT\0\1\1\1\1" + directory(e, ">", 8)),
    "sanyo": ("SANYO", "<", lambda e, at: b"SANYO\0\1\0" + directory(e, "<", at + 8)),
    "sigma": ("SIGMA", "<", lambda e, at: b"SIGMA\0\0\0\1\0" + directory(e, "<", at + 10)),
    "ricoh": ("RICOH", "<", lambda e, at: b"RICOH\0\0\0" + directory(e, "<", at + 8)),
    "minolta": ("Minolta Co., Ltd.", ">", lambda e, at: directory(e, ">", at)),
    "casio 1": ("CASIO", ">", lambda e, at: directory(e, ">", at)),
    "casio": ("CASIO", ">", lambda e, at: b"QVC\0\0\0" + directory(e, ">", at + 6)),
}


def picture(make: str, entries, tail: bytes = b"") -> bytes:
    name, order, form = FORMS[make]
    marker = b"?" * len(form(entries, 0) + tail)
    where = build.tiff([(0x010F, 2, name)], exif=[(0x927C, 7, marker)], order=order).index(marker)
    note = form(entries, where) + tail
    assert len(note) == len(marker)
    return build.jpeg(build.exif_segment(build.tiff([(0x010F, 2, name)], exif=[(0x927C, 7, note)], order=order)))


def kinds(data: bytes) -> dict[str, bool | None]:
    return {kind: there for kind, there in inspect(data).kinds.items() if there is not False}


PLAIN = {"device": True, "maker_note": True}
HARMLESS = {make: sorted(NOTE_TABLES[make].harmless)[-2:] for make in FORMS}


def plain(make: str):
    numbers, codes = HARMLESS[make]
    return [(numbers, 3, 7), (codes, 7, bytes(range(128, 168)))]


@pytest.mark.parametrize("make", FORMS)
def test_a_note_of_settings_alone_leaves_nothing_open(make):
    assert kinds(picture(make, plain(make))) == PLAIN


@pytest.mark.parametrize("make", FORMS)
@pytest.mark.parametrize("count", [2, 64, 300])
def test_text_in_a_note_is_not_clean(make, count):
    numbers, codes = HARMLESS[make]
    text = PLANTED.ljust(count)
    wide = [ord(letter) for letter in PLANTED]
    for entries in (
        [*plain(make), (0xEEEE, 2, text)],
        [*plain(make), (0xEEEE, 7, text.encode())],
        [*plain(make), (0xEEEE, 3, wide)],
        [(numbers, 3, 7), (codes, 7, text.encode())],
        [(numbers, 3, 7), (codes, 2, text)],
        [(numbers, 3, 7), (codes, 3, wide)],
        [(numbers, 3, 7), (codes, 7, bytes(range(128, 168)) + text.encode())],
        [(numbers, 3, 7), (codes, 7, bytes(range(128, 192)) + b"A. Hart, lat 51.5074")],
    ):
        found = kinds(picture(make, entries))
        assert [kind for kind in WHO if kind not in found] == []
    found = kinds(picture(make, plain(make), tail=text.encode()))
    assert [kind for kind in WHO if kind not in found] == []


@pytest.mark.parametrize("make", FORMS)
def test_tags_that_are_not_known_leave_the_serial_number_open(make):
    for entries in ([(0xEEEE, 4, 123_456_789)], [(0xEEEE, 7, bytes(range(128, 160)))], [(0xEEEE, 2, "ZY2238TJ4V")]):
        assert kinds(picture(make, plain(make) + entries)).get("serial", False) is None
    assert "serial" not in kinds(picture(make, [*plain(make), (0xEEEE, 3, 7)]))


@pytest.mark.parametrize(
    ("make", "entry", "told"),
    [
        ("apple", (0x0011, 2, "1A2B-3C"), {"serial": True}),
        ("canon", (0x0009, 2, "Amelia Hart"), {"owner": True}),
        ("canon", (0x0009, 2, bytes(32)), {}),
        ("canon", (0x000C, 4, 560018150), {"serial": True}),
        ("canon", (0x000D, 7, bytes(range(128, 200))), {"owner": None}),
        ("nikon", (0x001D, 2, "3001006"), {"serial": True}),
        ("nikon", (0x0004, 2, "FINE   "), {}),
        ("nikon", (0x0039, 7, b"0100\0GBRLondon"), {"location": True}),
        ("nikon", (0x0039, 7, b"0100" + bytes(70)), {}),
        ("panasonic", (0x0069, 7, b"United Kingdom"), {"location": True}),
        ("panasonic", (0x0069, 7, b"---"), {}),
        ("panasonic", (0x0066, 7, b"Amelia"), {"people": True}),
        ("panasonic", (0x0033, 2, "9999:99:99 00:00:00"), {}),
        ("panasonic", (0x0033, 2, "0009:06:01 00:00:00"), {"people": True}),
        ("sony", (0x2031, 2, "00001234"), {"serial": True}),
        ("sony", (0x9050, 7, bytes(range(128, 200))), {"serial": None}),
        ("sony", (0xB020, 2, "Standard"), {}),
        ("fujifilm", (0x0010, 2, "FC  B2317244"), {"serial": True}),
        ("fujifilm", (0x4282, 7, bytes(range(1, 80))), {"people": True}),
        ("samsung", (0x0123, 2, "Amelia"), {"people": True}),
        ("samsung", (0x0031, 2, "Sheffield"), {"location": True}),
        ("pentax", (0x022E, 2, "Amelia Hart"), {"owner": True}),
        ("motorola", (0x5501, 2, "ZY2238TJ4V"), {"serial": True}),
        ("olympus", (0x101A, 2, "C90500055"), {"serial": True}),
        ("casio", (0x3006, 2, "London"), {"location": True}),
    ],
)
def test_what_a_tag_says_is_told(make, entry, told):
    numbers = HARMLESS[make][0]
    assert kinds(picture(make, [(numbers, 3, 7), entry])) == PLAIN | told


def test_one_short_word_that_is_no_known_setting_leaves_open_what_the_note_may_hold():
    for tag in (HARMLESS["motorola"][0], 0xEEEE):
        assert kinds(picture("motorola", [(tag, 2, "torchlight")])) == PLAIN | {"serial": None, "time": None}
    assert kinds(picture("sigma", [(HARMLESS["sigma"][0], 2, "Expo:+0.8")])) == PLAIN


def test_the_owner_in_a_tag_of_its_own_is_all_that_canon_knows_of_it():
    entries = [(0x0009, 2, bytes(32)), (0x000D, 7, bytes(range(128, 200)))]
    assert kinds(picture("canon", entries)) == PLAIN


def test_a_serial_number_may_stand_twice():
    entries = [(0x2031, 2, bytes(8)), (0x9050, 7, bytes(range(128, 200)))]
    assert kinds(picture("sony", entries)) == PLAIN | {"serial": None}


def test_the_names_of_faces_are_names_of_people():
    assert inspect(picture("samsung", [(0x0123, 2, "Amelia Hart")])).person_names == ("Amelia Hart",)


def test_a_directory_below_is_read_too():
    below = directory([(0x0101, 2, "143008611")], "<", 12 + 18 + 4)
    inside = b"OLYMPUS\0II\3\0" + struct.pack("<HHHIII", 1, 0x2010, 13, 1, 34, 0).ljust(22, b"\0") + below
    found = kinds(build.jpeg(build.exif_segment(build.tiff([(0x010F, 2, "OLYMPUS")], exif=[(0x927C, 7, inside)]))))
    assert found == PLAIN | {"serial": True}


def preview(content: bytes) -> bytes:
    def note(start: int) -> bytes:
        below = directory([(0x0201, 4, start), (0x0202, 4, len(content))], ">", 26)
        entry = struct.pack(">HHHIII", 1, 0x0011, 4, 1, 26, 0)
        return b"Nikon\0\2\x10\0\0MM\0*\0\0\0\10" + entry + below + content

    whole = note(len(note(0)) - 10 - len(content))
    return build.jpeg(build.exif_segment(build.tiff([(0x010F, 2, "NIKON")], exif=[(0x927C, 7, whole)])))


def test_a_preview_in_a_note_is_a_picture_of_its_own():
    assert kinds(preview(build.jpeg())) == PLAIN | {"thumbnail": True}
    placed = build.jpeg(build.exif_segment(build.tiff([], gps=build.GPS)))
    assert kinds(preview(placed)) == PLAIN | {"thumbnail": True, "location": True}
    found = kinds(preview(PLANTED.encode()))
    assert [kind for kind in WHO if kind not in found] == []


@pytest.mark.parametrize("make", FORMS)
def test_a_note_that_is_damaged_is_as_if_not_read(make):
    good = FORMS[make][2](plain(make), 0)
    for note in (good[:-20], good[:20] + b"\xff" * 12 + good[32:], good[:16]):
        block = build.tiff([(0x010F, 2, FORMS[make][0])], exif=[(0x927C, 7, note)])
        assert kinds(build.jpeg(build.exif_segment(block))).get("serial", False) is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")
@pytest.mark.parametrize("name", ["et_08_NikonD70.jpg", "et_11_Motorola.jpg", "et_13_Apple.jpg", "et_12_GE.jpg"])
def test_real_notes_get_answers(name):
    assert [kind for kind, there in inspect(CORPUS / name).kinds.items() if there is None] == []
