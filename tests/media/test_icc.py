"""Colour profiles: a well-known one stays bit for bit, one that names a display or its owner does not."""

import struct
import zlib

import pytest

from imgaudit.media import KINDS, inspect, strip

from . import build as b
from . import made_documents as m

CLEAN = dict.fromkeys(KINDS, False)
HARTS = "Jane Hart's MacBook Pro"


def wide_text(text):
    raw = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"GB", len(raw), 28) + raw


def as_jpeg(profile):
    return b.jpeg(b.segment(0xE2, b"ICC_PROFILE\0\1\1" + profile))


def as_png(profile, name=b"ICC profile"):
    return b.png(b.chunk(b"iCCP", name + b"\0\0" + zlib.compress(profile)))


def as_webp(profile):
    return b.webp(b.riff_chunk(b"ICCP", profile))


def as_tiff(profile):
    return b.picture_tiff([(0x8773, 7, profile)])


CARRIERS = [as_jpeg, as_png, as_webp, as_tiff]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_well_known_profile_stays_bit_for_bit(carrier):
    made = carrier(b.icc())
    assert dict(inspect(made).kinds) == CLEAN
    copy = strip(made)
    assert (zlib.compress(b.icc()) if carrier is as_png else b.icc()) in copy


@pytest.mark.parametrize("carrier", [as_jpeg, as_png, as_tiff])
@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        (b.icc(HARTS), "owner"),
        (b.icc(HARTS), "device"),
        (b.icc("sRGB", (b"dscm", wide_text(HARTS))), "owner"),
        (b.icc("sRGB", (b"mmod", b"mmod\0\0\0\0" + b"SERIAL-0042-Hart")), "serial"),
        (b.icc("sRGB", (b"dmdd", b"text\0\0\0\0Hart display\0")), "device"),
        (b.icc(notice="Copyright Jane Hart"), "owner"),
        (b.icc("sRGB", (b"HaRt", b"data\0\0\0\0written by Hart")), "hidden"),
        (b.icc("sRGB", (b"rTRC", b"curv\0\0\0\0\0\0\0\0written by Hart")), "hidden"),
        (b.icc(padding=b"written by Hart!"), "hidden"),
        (b"written by Hart, and no profile" * 9, "hidden"),
    ],
)
def test_what_a_profile_names_is_found_and_does_not_stay(carrier, profile, kind):
    made = carrier(profile)
    assert inspect(made).kinds[kind] is True
    copy = strip(made)
    assert b"Hart" not in copy
    assert "Hart".encode("utf-16-be") not in copy
    assert dict(inspect(copy).kinds) == CLEAN
    if carrier is as_png and b"iCCP" in copy:
        inside = zlib.decompress(copy[copy.index(b"iCCP") + 4 :].partition(b"\0\0")[2])
        assert b"Hart" not in inside


def test_the_name_of_a_profile_in_a_png_is_a_text():
    made = as_png(b.icc(), HARTS.encode())
    assert inspect(made).kinds["text"] is True
    assert b"Hart" not in strip(made)


def test_a_profile_of_several_segments_is_one():
    whole = b.icc(HARTS)
    parts = [
        b.segment(0xE2, b"ICC_PROFILE\0" + bytes((i + 1, 2)) + whole[i * 200 : (i + 1) * 200 + 999 * i]) for i in (0, 1)
    ]
    made = b.jpeg(*parts)
    assert inspect(made).kinds["owner"] is True
    assert b"Hart" not in strip(made)


# ------------------------------------------------------------------------------------- what numbers have no room for

WORDS = b"Amelia Hart, 4 School Lane, lat 51.5074"
CURVE = b"curv" + struct.pack(">II", 0, 0)
SMALL = b"mft2\0\0\0\0\3\3\2\0" + bytes(36) + struct.pack(">HH", 2, 2) + bytes(2 * (3 * 2 + 2**3 * 3 + 3 * 2))
BYTES = b"mft1\0\0\0\0\3\3\2\0" + bytes(36) + bytes(range(256)) * 3 + bytes(2**3 * 3) + bytes(range(256)) * 3
GRID = b"\2\2\2".ljust(16, b"\0") + b"\1\0\0\0" + bytes(2**3 * 3)
PARTS = CURVE * 3
FROM_DEVICE = (
    b"mAB \0\0\0\0\3\3\0\0"
    + struct.pack(">5I", 32, 32 + 36, 32 + 36 + 48, 32 + 36 + 48 + 36, 32 + 36 + 48 + 36 + 44)
    + PARTS + bytes(48) + PARTS + GRID + PARTS
)  # fmt: skip
TO_DEVICE = b"mBA \0\0\0\0\3\3\0\0" + struct.pack(">5I", 32, 0, 0, 0, 0) + PARTS
FLOATS = b"mpet\0\0\0\0\0\3\0\3" + struct.pack(">III", 1, 24, 12) + b"matf\0\0\0\0\0\0\0\0"
GAMMA = b"vcgt\0\0\0\0" + struct.pack(">IHHH", 0, 3, 4, 2) + bytes(24)
LARGE = [(b"A2B0", SMALL), (b"B2A1", BYTES), (b"A2B0", FROM_DEVICE), (b"B2A0", TO_DEVICE), (b"D2B0", FLOATS)]


@pytest.mark.parametrize(("tag", "table"), [*LARGE, (b"vcgt", GAMMA)])
def test_large_tables_stay_and_what_is_behind_their_numbers_goes(tag, table):
    plain = as_jpeg(b.icc("sRGB", (tag, table)))
    assert dict(inspect(plain).kinds) == CLEAN
    assert table in strip(plain)
    made = as_jpeg(b.icc("sRGB", (tag, table + WORDS)))
    assert dict(inspect(made).kinds) == dict.fromkeys(KINDS) | {"hidden": True}
    copy = strip(made)
    assert WORDS not in copy
    assert table in copy
    assert dict(inspect(copy).kinds) == CLEAN


@pytest.mark.parametrize("table", [FROM_DEVICE, TO_DEVICE])
def test_words_between_the_parts_of_a_table(table):
    at = 32 + 36
    moved = bytearray(table[:at] + WORDS + b"!" + table[at:])
    for place in range(16, 32, 4):
        told = int.from_bytes(moved[place : place + 4], "big")
        moved[place : place + 4] = (told + 40 if told else 0).to_bytes(4, "big")
    made = as_jpeg(b.icc("sRGB", (b"A2B0", bytes(moved))))
    assert inspect(made).kinds["location"] is None
    assert b"Hart" not in strip(made)


def test_words_in_place_of_the_numbers_of_a_curve():
    rising = b"curv\0\0\0\0" + struct.pack(">I", 256) + struct.pack(">256H", *range(0x4141, 0x4141 + 256 * 0x27, 0x27))
    assert dict(inspect(as_jpeg(b.icc("sRGB", (b"rTRC", rising)))).kinds) == CLEAN
    made = as_jpeg(b.icc("sRGB", (b"rTRC", b"curv\0\0\0\0" + struct.pack(">I", 20) + WORDS + b" ")))
    assert inspect(made).kinds["location"] is None
    assert b"Hart" not in strip(made)


@pytest.mark.parametrize("place", [24, 56, 84, 100])
def test_words_in_the_header_of_a_profile(place):
    profile = bytearray(b.icc())
    profile[place : place + 12] = b"Amelia Hart,"
    made = as_jpeg(bytes(profile))
    assert inspect(made).kinds["location"] is None
    assert b"Amelia" not in strip(made)


@pytest.mark.parametrize(
    "name",
    [
        "Maria Stone",
        "Max Clay",
        "sRGB 51.5074",
        "Apple 07700 900123",
        "Display 12.03.2014",
        "Canon 2014-03-12",
        "sRGB 3/4/14",
    ],
)
def test_a_name_of_people_places_or_days_is_no_profiles(name):
    assert inspect(as_png(b.icc(name))).kinds["text"] is True
    assert inspect(as_png(b.icc(), name.encode())).kinds["text"] is True
    assert name.encode() not in strip(as_png(b.icc(), name.encode()))


@pytest.mark.parametrize(
    "name",
    [
        "sRGB IEC61966-2.1",
        "Nikon Adobe RGB 4.0.0.3000",
        "Copyright 2000-2005 Adobe Systems Incorporated",
        "Copyright 2002 - 2003 Apple Computer Inc., all rights reserved.",
        "Copyright (c) 1998 Hewlett-Packard Company",
        "Coated FOGRA39 (ISO 12647-2:2004)",
        "Copyright 2011 by Graeme Gill",
        "sRGB built-in, Marti Maria",
    ],
)
def test_names_and_notices_of_well_known_profiles(name):
    assert dict(inspect(as_jpeg(b.icc(name))).kinds) == CLEAN


@pytest.mark.parametrize(
    "entries",
    [
        {"resources": "/ColorSpace << /CS0 [/ICCBased 6 0 R] >>"},
        {"catalog": "/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile 6 0 R >>]"},
    ],
)
def test_a_profile_in_a_pdf(entries):
    for deflated in (False, True):
        plain = m.pdf(m.stream(b.icc(), "/N 3", deflated=deflated), **entries)
        assert dict(inspect(plain).kinds) == CLEAN
        made = m.pdf(m.stream(b.icc(HARTS), "/N 3", deflated=deflated), **entries)
        assert inspect(made).kinds["owner"] is True
        made = m.pdf(m.stream(WORDS * 4, "/N 3", deflated=deflated), **entries)
        assert dict(inspect(made).kinds) == dict.fromkeys(KINDS) | {"hidden": True}
