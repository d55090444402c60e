"""Files inside XMP properties, keys of QuickTime as a whole, positions by half."""

import base64

import pytest

from imgaudit.media import inspect
from imgaudit.media.blocks.gps import Fix, fix, fix_of_text
from imgaudit.media.blocks.quicktime import inspect_user_data
from imgaudit.media.record import Report

from . import build as b

GOOGLE = "http://ns.google.com/photos/1.0/"
PICTURE = base64.b64encode(b.jpeg(b.exif_segment(b.rich_exif()))).decode()


def of_xmp(properties, namespace):
    return inspect(b.jpeg(b.xmp_segment(b.xmp(properties, f'xmlns:n="{namespace}"')))).kinds


@pytest.mark.parametrize(
    "namespace", [GOOGLE + "image/", GOOGLE + "depthmap/", "http://ns.leiainc.com/photos/1.0/image/"]
)
def test_a_picture_inside_xmp_is_looked_into(namespace):
    kinds = of_xmp(f"<n:Data>{PICTURE}</n:Data>", namespace)
    assert (kinds["location"], kinds["owner"], kinds["serial"], kinds["hidden"]) == (True, True, True, True)


def test_what_is_no_picture_inside_xmp_leaves_all_open():
    assert of_xmp("<n:Data>no base64!</n:Data>", GOOGLE + "image/")["location"] is None


def test_a_property_nobody_listed_of_a_namespace_leaves_all_open():
    kinds = of_xmp("<n:Something>Amelia Hart</n:Something>", GOOGLE + "camera/")
    assert (kinds["hidden"], kinds["owner"], kinds["location"]) == (True, None, None)


def test_the_note_of_a_pixel_is_a_maker_note():
    kinds = of_xmp("<n:hdrp_makernote>SERSUA</n:hdrp_makernote>", GOOGLE + "camera/")
    assert (kinds["maker_note"], kinds["people"], kinds["serial"]) == (True, None, None)


def test_how_a_picture_was_made_is_provenance():
    source = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    kinds = of_xmp(
        f"<n:DigitalSourceType>{source}</n:DigitalSourceType>", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    )
    assert (kinds["provenance"], kinds["text"]) == (True, False)


@pytest.mark.parametrize(
    ("latitude", "longitude", "found"),
    [
        (51.5, -0.1, Fix.PLACE),
        (51.5, None, Fix.PLACE),
        (0.0, 0.0, Fix.NONE),
        (float("nan"), float("nan"), Fix.NONE),
        (51.5, float("nan"), Fix.UNREAD),
        (51.5, 300.0, Fix.UNREAD),
        (300.0, 0.0, Fix.UNREAD),
    ],
)
def test_half_a_position_is_not_known(latitude, longitude, found):
    assert fix(latitude, longitude) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+51.5074-000.1278/", Fix.PLACE),
        ("+5130.44-00007.66/", Fix.PLACE),
        ("+513026-0000740/", Fix.PLACE),
        ("+00.0000+000.0000/", Fix.NONE),
        ("+51.5074-300.0000/", Fix.UNREAD),
        ("School Lane", Fix.PLACE),
        ("", Fix.NONE),
    ],
)
def test_a_position_as_text(text, found):
    assert fix_of_text(text) is found


def box(kind, body):
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def of_key(key, value=b"Amelia Hart"):
    keys = box(b"keys", b"\0\0\0\0\0\0\0\1" + box(b"mdta", key))
    items = box(b"ilst", box(b"\0\0\0\1", box(b"data", b"\0\0\0\1\0\0\0\0" + value)))
    data = box(b"meta", bytes(4) + keys + items)
    report = Report()
    inspect_user_data(report, data, 0, len(data), "udta")
    return report.record().kinds


def test_keys_are_compared_whole():
    known = of_key(b"com.apple.quicktime.description")
    assert (known["text"], known["time"], known["owner"]) == (True, False, False)
    other = of_key(b"com.apple.quicktIMEdescription")
    assert (other["text"], other["time"], other["owner"], other["hidden"]) == (None, None, None, True)


@pytest.mark.parametrize("kind", [b"AllF", b"WLOC", b"LOOP", b"SelO", b"ptv ", b"hinf", b"hnti", b"urat", b"rtng"])
def test_settings_of_a_player_hold_no_text(kind):
    data = box(kind, b"Amelia Hart, 4 School Lane")
    report = Report()
    inspect_user_data(report, data, 0, len(data), "udta")
    kinds = report.record().kinds
    assert kinds["hidden"] is True
    assert (kinds["text"], kinds["location"], kinds["people"], kinds["owner"]) == (None, None, None, None)


def _xtra(name, text):
    value = text.encode("utf-16-le") + b"\0\0"
    entry = len(name).to_bytes(4, "big") + name + b"\0\0\0\1" + (len(value) + 6).to_bytes(4, "big") + b"\0\x08" + value
    return b.box(b"Xtra", (len(entry) + 4).to_bytes(4, "big") + entry)


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (_xtra(b"WM/Director", "Jo Smith"), [("owner", "WM/Director")]),
        (_xtra(b"WM/Writer", "Jo Smith"), [("owner", "WM/Writer")]),
        (b.box(b"LENS", b"LAX1234567"), [("serial", "LENS")]),
    ],
)
def test_user_data_tell_of_the_director_and_of_the_lens_by_its_number(entry, found):
    report = Report()
    inspect_user_data(report, entry, 0, len(entry), "udta")
    assert [one[:2] for one in report.found] == found
