"""What counts as harmless only while it looks like what its standard says; and what is harmless after all."""

import struct

import pytest

from imgaudit.media import KINDS, inspect, strip
from imgaudit.media.harmless.shapes import TAG_HARMLESS_DNG
from imgaudit.media.harmless.tags import (
    TAG_HARMLESS,
    TAG_HARMLESS_OPAQUE,
    TAG_HARMLESS_TEXT,
    TAG_KIND,
)

from . import build as b

CLEAN = dict.fromkeys(KINDS, False)


def kinds_of_exif(*args, **more):
    return dict(inspect(b.jpeg(b.exif_segment(b.tiff(*args, **more)))).kinds)


def kinds_of_xmp(properties, namespaces='xmlns:dc="http://purl.org/dc/elements/1.1/"'):
    return dict(inspect(b.jpeg(b.xmp_segment(b.xmp(properties, namespaces)))).kinds)


# ---------------------------------------------------------------------------------------------------- Exif, GPS


@pytest.mark.parametrize(
    ("gps", "is_clean"),
    [
        ([(0x12, 2, "WGS-84")], True),
        ([(0x12, 2, "TOKYO")], True),
        ([(0x08, 2, "07")], True),
        ([(0x09, 2, "A")], True),
        ([(0x12, 2, "Mika Dummy")], False),
        ([(0x08, 2, "at Mika's house")], False),
        ([(0x02, 2, "fifty-one north")], False),
    ],
)
def test_gps_tags_are_harmless_as_numbers_and_datums(gps, is_clean):
    assert (kinds_of_exif([], gps=gps) == CLEAN) is is_clean


@pytest.mark.parametrize(
    ("entry", "is_clean"),
    [
        ((0xA302, 7, b"\2\0\2\0\0\1\1\2"), True),
        ((0xC4A5, 7, b"PrintIM\x000300\0\0\1\0" + bytes(6)), True),
        ((0x8824, 2, "Mika Dummy"), False),
        ((0xA302, 7, b"Mika Dummy was here"), False),
        ((0xC4A5, 7, b"PrintIM\x000300Mika Dummy was here"), False),
    ],
)
def test_harmless_tags_are_numbers_and_codes(entry, is_clean):
    assert (kinds_of_exif([], exif=[entry]) == CLEAN) is is_clean


def test_no_tag_both_exposes_and_is_harmless():
    harmless = {*TAG_HARMLESS, *TAG_HARMLESS_DNG}
    assert {tag for tag in TAG_KIND if tag in harmless} == set()
    assert {*TAG_HARMLESS_OPAQUE, *TAG_HARMLESS_TEXT} <= harmless


@pytest.mark.parametrize("tag", TAG_KIND, ids=lambda tag: f"{tag:#06x} {TAG_KIND[tag][1]}")
def test_a_tag_that_exposes_goes_with_its_kind_however_short_it_is(tag):
    kind, _ = TAG_KIND[tag]
    made = strip(b.jpeg(b.exif_segment(b.tiff([(tag, 7, b"Mika")]))), only={kind})
    assert b"Mika" not in made
    assert inspect(made).kinds[kind] is False


def test_values_over_one_another_do_not_hide_bytes_that_no_entry_points_to():
    block = b.tiff([(0x829A, 5, [(1, 60)]), (0x829D, 5, [(4, 1)])])
    second = block.rindex(struct.pack(">I", 46))
    moved = block[:second] + struct.pack(">I", 38) + block[second + 4 : 46] + b"Dummy!!!"
    assert dict(inspect(b.jpeg(b.exif_segment(block))).kinds) == CLEAN
    assert inspect(b.jpeg(b.exif_segment(moved))).kinds["hidden"] is True


def test_a_thumbnail_with_blocks_of_its_own_is_looked_into():
    bare = kinds_of_exif([], thumbnail=b.jpeg())
    assert bare == CLEAN | {"thumbnail": True}
    rich = kinds_of_exif([], thumbnail=b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, "Mika")]))))
    assert rich == CLEAN | {"thumbnail": True, "owner": True}


def test_the_thumbnails_of_photoshop_carry_a_mark_that_is_harmless():
    mark = b.segment(0xED, b"Adobe_CM\0\1")
    assert kinds_of_exif([], thumbnail=b.jpeg(mark)) == CLEAN | {"thumbnail": True}


# --------------------------------------------------------------------------------------------------- maker notes


@pytest.mark.parametrize(
    ("make", "note", "unknown"),
    [
        ("Pfarrer", b"opaque" * 4, {*KINDS} - {"device", "maker_note"}),  # of whose notes nobody has a list
        ("Canon", b"opaque, Amelia Hart, 4 School Lane, lat 51.5074", {*KINDS} - {"device", "maker_note"}),
        ("Kodak", b"opaque" * 4, {"serial", "owner", "time", "software"}),
        ("Apple", b"Apple iOS\0\0\1MM" + bytes(20), {"serial"}),
        ("Apple", b"opaque" * 4, {"serial", "owner", "time", "software"}),
        ("NIKON CORPORATION", b"Nikon\0\2\x10\0\0" + bytes(20), {"serial", "time", "software"}),
        ("Canon", b"\x1a\0\1\0" + bytes(20), {"serial", "owner", "time", "software"}),
        ("Panasonic", b"Panasonic\0\0\0" + bytes(20), {"serial", "time", "software", "location", "people", "text"}),
    ],
)
def test_a_maker_note_leaves_unknown_what_its_make_may_hold(make, note, unknown):
    kinds = kinds_of_exif([(0x010F, 2, make)], exif=[(0x927C, 7, note)])
    assert {kind for kind, value in kinds.items() if value is None} == unknown
    assert {kind for kind, value in kinds.items() if value} == {"device", "maker_note"}


def test_a_preview_in_a_maker_note_is_a_thumbnail():
    for preview in (b.jpeg(), b"\0" + b.jpeg()[1:]):
        kinds = kinds_of_exif([(0x010F, 2, "Pfarrer")], exif=[(0x927C, 7, b"opaque" * 4 + preview)])
        assert kinds["thumbnail"] is True


# ------------------------------------------------------------------------------------------------- IPTC and XMP


@pytest.mark.parametrize(
    ("number", "value", "is_clean"),
    [(10, "5", True), (135, "en", True), (10, "Mika Dummy", False), (135, "Mika Dummy", False), (3, "Mika", False)],
)
def test_iptc_datasets_are_harmless_as_codes(number, value, is_clean):
    record = inspect(b.jpeg(b.iptc_segment(b.iptc(number, value))))
    assert (dict(record.kinds) == CLEAN) is is_clean


@pytest.mark.parametrize(
    ("properties", "is_clean"),
    [
        ("<!-- whitespace padding -->", True),
        ("<!-- dc:creator is aliased -->", True),
        ("<?adobe-xap-filters esc='CR'?>", True),
        ("<!-- Mika Dummy, 8B -->", False),
        ("<?note Mika Dummy?>", False),
    ],
)
def test_comments_and_instructions_in_xmp(properties, is_clean):
    assert (kinds_of_xmp(properties) == CLEAN) is is_clean


@pytest.mark.parametrize(
    ("attribute", "kind"),
    [
        ('xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 5.4.0"', None),
        ('xmlns:x="adobe:ns:meta/" x:xmptk="Mika\'s editor"', "software"),
        ('xml:lang="de-CH"', None),
        ('xml:lang="Mika Dummy"', "hidden"),
        ('rdf:other="Mika Dummy"', "hidden"),
        ('rdf:nodeID="Mika"', "text"),
    ],
)
def test_attributes_of_the_wrapping(attribute, kind):
    kinds = kinds_of_xmp("", attribute)
    assert {name for name, value in kinds.items() if value} == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("namespace", "name", "kind"),
    [
        ("http://www.dji.com/drone-dji/1.0/", "Latitude", "location"),
        ("http://ns.adobe.com/camera-raw-settings/1.0/", "Copyright", "owner"),
        ("http://ns.acdsee.com/iptc/1.0/", "originatingprogram", "software"),
        ("http://ns.camerabits.com/photomechanic/1.0/", "TimeCreated", "time"),
        ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "CvTermName", "people"),
        ("http://ns.adobe.com/exif/1.0/", "Contrast", None),
    ],
)
def test_properties_by_name(namespace, name, kind):
    kinds = kinds_of_xmp("", f'xmlns:n="{namespace}" n:{name}="2"')
    assert {name for name, value in kinds.items() if value} == ({kind} if kind else set())


# ---------------------------------------------------------------------------------------------------- containers


def test_a_label_that_is_the_sign_of_another_block():
    for label in (0x2C, 0x3B):
        kinds = inspect(b.gif(b.gif_extension(label, b"Mika Dummy"))).kinds
        assert kinds["hidden"] is True


def test_two_xmp_blocks_of_a_gif_do_not_swallow_what_lies_between():
    packet = b.xmp(b.creator("Mika"))
    parts = b.gif_extension(0xFF, b"XMP DataXMP", *(packet[at : at + 200] for at in range(0, len(packet), 200)))
    raw = b"\x21\xff\x0bXMP DataXMP" + packet + b"\1" + bytes(range(255, -1, -1)) + b"\0"
    kinds = inspect(b.gif(parts, b.gif_extension(0xFE, b"between"), raw)).kinds
    assert {kind for kind, value in kinds.items() if value} == {"owner", "text"}


def test_image_magick_says_its_gamma_in_a_gif():
    kinds = inspect(b.gif(b.gif_extension(0xFF, b"ImageMagick", b"gamma=1"))).kinds
    assert dict(kinds) == CLEAN | {"software": True}


def test_damage_inside_a_box_is_no_trailer():
    """The bytes that are no box lie inside a box: what comes after them has not been seen."""
    broken = b.box(b"ftyp", b"isom\0\0\0\0isom") + b.box(b"moov", b.box(b"free", b""), b"ab", b.box(b"udta", b""))
    kinds = inspect(broken + b.box(b"mdat", b"sample!!")).kinds
    assert False not in kinds.values()


def test_media_that_lie_elsewhere_name_a_path():
    def with_reference(*entry):
        return inspect(b.movie(top=[b.box(b"dinf", b.full(b"dref", struct.pack(">I", 1), *entry))])).kinds

    assert dict(with_reference(b.full(b"url ", flags=1))) == CLEAN
    assert with_reference(b.full(b"url ", b"file:///films/gala.mov"))["text"] is True


def test_a_header_longer_than_its_standard():
    longer = b.movie(top=[b.box(b"moov", b.full(b"vmhd", bytes(8), b"Mika Dummy"))])
    assert inspect(longer).kinds["hidden"] is True
    assert dict(inspect(b.movie(top=[b.box(b"moov", b.full(b"vmhd", bytes(8)))])).kinds) == CLEAN


def test_a_box_that_is_harmless_only_inside_another():
    assert inspect(b.heic(extra=b.box(b"idat", b"Mika Dummy"))).kinds["hidden"] is True


@pytest.mark.parametrize(("name", "is_text"), [(b"Stereo", False), (b"Mika's camera", True)])
def test_a_name_that_says_what_a_track_is(name, is_text):
    track = b.box(b"trak", b.box(b"mdia", b.handler(b"vide")), b.box(b"udta", b.box(b"name", name)))
    assert inspect(b.movie(top=[b.box(b"moov", track)])).kinds["text"] is is_text


def test_blocks_in_the_frame_of_a_webp():
    frame = bytes(16) + b.BLACK
    assert dict(inspect(b.webp(b.riff_chunk(b"ANMF", frame))).kinds) == CLEAN
    assert inspect(b.webp(b.riff_chunk(b"ANMF", frame + b.riff_chunk(b"OWN ", b"Mika")))).kinds["hidden"] is True


def test_a_palette_without_room_is_none():
    """Beyond 256 colours a palette is a suggestion; what stands in its place is not taken for one."""
    data = bytearray(b.bmp())
    data[46:50] = struct.pack("<I", 1000)
    assert dict(inspect(bytes(data)).kinds) == CLEAN
    data[10:14] = struct.pack("<I", 70)
    data[54:54] = b"Mika Dummy, 8B.."
    assert inspect(bytes(data)).kinds["hidden"] is True


def test_a_tiff_picture_over_its_own_description_is_damaged():
    plain = b.picture_tiff()
    assert dict(inspect(plain).kinds) == CLEAN
    start = plain.index(struct.pack("<HHI", 0x0111, 4, 1)) + 8
    moved = plain[:start] + struct.pack("<I", 8) + plain[start + 4 :]
    assert inspect(moved).status == "damaged"


def test_the_end_of_an_xmp_block_in_a_gif_is_where_its_trailer_says():
    packet = b"\x21\xff\x0bXMP DataXMP" + b.xmp(b.creator("Mika")) + b"\1" + bytes(range(255, 40, -1))
    record = inspect(b.gif(packet, b.gif_extension(0xFE, b"swallowed")))
    assert False not in record.kinds.values() or record.kinds["text"] is True


@pytest.mark.parametrize("kind", [b"idx1", b"indx", b"vprp", b"dmlh", b"VP8X"])
def test_words_among_the_numbers_of_an_avi_are_seen(kind):
    record = inspect(b.avi(b.riff_chunk(kind, b"Amelia Hart 4 School Lane")))
    assert record.kinds["text"] is None
