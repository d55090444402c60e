"""Colour profiles: a well-known one stays bit for bit, one that names a display or its owner does not."""

import struct
import zlib

import pytest

from imgaudit.media import KINDS, inspect, strip

from . import build as b

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
