"""What the blocks inside a file expose, one small file a fact."""

import struct
import zlib

import pytest

from imgaudit.media import KINDS, inspect
from imgaudit.media.buffer import text_of

from . import build as b

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
EXIF = 'xmlns:exif="http://ns.adobe.com/exif/1.0/"'


def exif_jpeg(*args, **more):
    return inspect(b.jpeg(b.exif_segment(b.tiff(*args, **more))))


def xmp_jpeg(properties, namespaces=DC):
    return inspect(b.jpeg(b.xmp_segment(b.xmp(properties, namespaces))))


def yes(record):
    return {kind for kind, value in record.kinds.items() if value}


# ---------------------------------------------------------------------------------------------------------- Exif


@pytest.mark.parametrize("order", ["<", ">"])
def test_gps_is_a_place_in_both_byte_orders(order):
    record = exif_jpeg([], gps=b.GPS, order=order)
    assert record.kinds["location"] is True
    assert record.found[0].what == "GPSLatitude"
    assert record.found[0].where == "APP1 Exif/GPS IFD"
    assert record.found[0].value == "51.500000, 0.125000"


@pytest.mark.parametrize(
    "gps",
    [
        [(0x00, 1, b"\x02\x03\0\0")],
        [(0x02, 5, [(0, 1), (0, 1), (0, 1)]), (0x04, 5, [(0, 1), (0, 1), (0, 1)])],
        [(0x02, 5, [(0, 0), (0, 0), (0, 0)]), (0x04, 5, [(0, 0), (0, 0), (0, 0)])],
        [(0x12, 2, "WGS-84"), (0x1B, 7, b"ASCII\0\0\0GPS")],
    ],
    ids=["version alone", "zero", "no fix", "datum alone"],
)
def test_unusable_gps_is_no_place(gps):
    assert exif_jpeg([], gps=gps).kinds["location"] is False


@pytest.mark.parametrize(
    "gps",
    [
        [(0x02, 5, [(510, 1), (0, 1), (0, 1)]), (0x04, 5, [(3, 1), (0, 1), (0, 1)])],
        [(0x02, 5, [(51, 1), (30, 1), (0, 1)]), (0x04, 5, [(300, 1), (0, 1), (0, 1)])],
    ],
    ids=["latitude", "longitude"],
)
def test_gps_of_which_half_is_impossible_is_not_known(gps):
    """ExifTool still prints the good half."""
    assert exif_jpeg([], gps=gps).kinds["location"] is None


def test_blank_values_expose_nothing():
    record = exif_jpeg(
        [(0x010E, 2, "          "), (0x013B, 2, ""), (0x0132, 2, "0000:00:00 00:00:00")],
        exif=[(0x9286, 7, b"ASCII\0\0\0" + b" " * 20), (0x9003, 2, "    :  :     :  :  ")],
    )
    assert yes(record) == set()


def test_windows_and_unicode_texts_are_read():
    record = exif_jpeg(
        [(0x9C9D, 1, "Mika Dümmy\0".encode("utf-16-le"))],
        exif=[(0x9286, 7, b"UNICODE\0" + "Fußball".encode("utf-16-be"))],
    )
    assert [(found.kind, found.value) for found in record.found] == [("owner", "Mika Dümmy"), ("text", "Fußball")]


def test_a_maker_note_leaves_serial_and_owner_unknown():
    record = exif_jpeg([(0x010F, 2, "Canon")], exif=[(0x927C, 7, b"opaque" * 4)])
    assert record.kinds["maker_note"] is True
    assert record.kinds["serial"] is None
    assert record.kinds["owner"] is None
    assert record.kinds["location"] is False


def test_an_unlisted_tag_is_hidden_and_rules_nothing_out():
    record = exif_jpeg([(0xDEAD, 2, b.TOKEN)])
    assert record.kinds["hidden"] is True
    assert False not in record.kinds.values()


def test_a_harmless_tag_that_holds_text_is_not_harmless():
    assert exif_jpeg([(0x0115, 2, b.TOKEN)]).kinds["hidden"] is True


def test_loose_bytes_in_the_block_are_hidden():
    record = inspect(b.jpeg(b.exif_segment(b.tiff([(0x0112, 3, 1)]) + b.TOKEN.encode())))
    assert record.kinds["hidden"] is True
    assert record.kinds["owner"] is None


def test_directories_in_a_ring_end():
    block = bytearray(b.tiff([(0x010F, 2, "Pfarrer")]))
    block[8 + 2 + 12 : 8 + 2 + 16] = struct.pack(">I", 8)
    assert inspect(b.jpeg(b.exif_segment(bytes(block)))).kinds["device"] is True


def test_exif_over_several_segments_is_joined():
    block = b.tiff([(0x013B, 2, "M" * 70_000)])
    record = inspect(b.jpeg(b.exif_segment(block[:60_000]), b.exif_segment(block[60_000:])))
    assert (record.status, yes(record)) == ("ok", {"owner"})


def test_what_follows_a_short_exif_block_is_no_part_of_it():
    note = b.tiff([(0x010F, 2, "Pfarrer")], exif=[(0x927C, 7, b"opaque" * 4)])
    second = b"OM" + b.tiff([], gps=b.GPS)[2:]
    record = inspect(b.jpeg(b.exif_segment(note), b.exif_segment(second)))
    assert record.status == "damaged"
    assert False not in record.kinds.values()


# ----------------------------------------------------------------------------------------------------------- XMP


@pytest.mark.parametrize(
    ("properties", "namespaces", "kinds"),
    [
        (b.creator("Mika"), DC, {"owner"}),
        (b.creator("  "), DC, set()),
        ("<q:creator><rdf:Bag><rdf:li>Mika</rdf:li></rdf:Bag></q:creator>", DC.replace("dc=", "q="), {"owner"}),
        ("", DC + ' dc:rights="Mika"', {"owner"}),
        ("", EXIF + ' exif:GPSLatitude="51,30.0N" exif:GPSLongitude="0,7.5W"', {"location"}),
        ("", EXIF + ' exif:GPSLatitude="0,0.0N" exif:GPSLongitude="0,0.0E"', set()),
        ("<dc:subject><rdf:Bag><rdf:li>gala</rdf:li></rdf:Bag></dc:subject>", DC, {"text"}),
        ("", 'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"', set()),
        ("", 'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Editor"', {"software"}),
        ("", 'xmlns:m="http://ns.adobe.com/xap/1.0/mm/" m:DocumentID="xmp.did:1"', {"serial"}),
        ("", 'xmlns:p="http://ns.adobe.com/photoshop/1.0/" p:City="Leeds"', {"location"}),
    ],
)
def test_xmp_properties_by_namespace_and_not_by_prefix(properties, namespaces, kinds):
    record = xmp_jpeg(properties, namespaces)
    assert yes(record) == kinds
    assert set(record.kinds.values()) <= {True, False}


def test_an_unknown_namespace_is_hidden():
    record = xmp_jpeg("<o:thing>Mika</o:thing>", 'xmlns:o="http://example.org/own/"')
    assert record.kinds["hidden"] is True
    assert record.kinds["people"] is None


def test_names_in_person_tags_and_face_regions():
    names = (
        "<e:PersonInImage><rdf:Bag><rdf:li>Mika Dummy</rdf:li></rdf:Bag></e:PersonInImage>"
        '<r:Regions rdf:parseType="Resource"><r:RegionList><rdf:Bag>'
        '<rdf:li><rdf:Description r:Name="Noor Placeholder" r:Type="Face"/></rdf:li>'
        '<rdf:li r:Type="Focus"/></rdf:Bag></r:RegionList></r:Regions>'
    )
    namespaces = (
        'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        'xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/"'
    )
    record = xmp_jpeg(names, namespaces)
    assert record.person_names == ("Mika Dummy", "Noor Placeholder")
    assert yes(record) == {"people"}


HERE = "<e:GPSLatitude>52,3.5N</e:GPSLatitude><e:GPSLongitude>1,3.5W</e:GPSLongitude>"
ZERO = "<e:GPSLatitude>0,0N</e:GPSLatitude><e:GPSLongitude>0,0E</e:GPSLongitude>"
ITEM = "<m:Pantry><rdf:Bag><rdf:li rdf:parseType='Resource'>%s</rdf:li></rdf:Bag></m:Pantry>"


@pytest.mark.parametrize(
    ("properties", "location"),
    [
        (HERE, True),
        (ZERO, False),
        (ZERO + ZERO.replace("GPS", "GPSDest") + ITEM % ZERO, False),
        (HERE + ZERO.replace("GPS", "GPSDest"), True),
        (HERE.replace("GPS", "GPSDest") + ZERO, True),
        (HERE + ITEM % ZERO, True),
        (ITEM % HERE + ZERO, True),
        (HERE + ZERO, True),
    ],
)
def test_no_position_of_an_xmp_packet_takes_another_one_back(properties, location):
    namespaces = 'xmlns:e="http://ns.adobe.com/exif/1.0/" xmlns:m="http://ns.adobe.com/xap/1.0/mm/"'
    assert xmp_jpeg(properties, namespaces).kinds["location"] is location


FACE = "<g:Name>Mika Sol</g:Name><g:Type>Face</g:Type>"
PET = "<g:Name>Rex</g:Name><g:Type>Pet</g:Type>"
OPEN = "rdf:parseType='Resource'"


@pytest.mark.parametrize(
    "shape",
    [
        f"<g:Regions {OPEN}><g:RegionList><rdf:Bag><rdf:li {OPEN}>%s</rdf:li></rdf:Bag></g:RegionList></g:Regions>",
        "<g:RegionList><rdf:Bag><rdf:li><g:RegionStruct>%s</g:RegionStruct></rdf:li></rdf:Bag></g:RegionList>",
        f"<g:Regions {OPEN}><g:RegionList {OPEN}>%s</g:RegionList></g:Regions>",
        f"<g:Regions {OPEN}><g:RegionList><rdf:Bag><rdf:_1 {OPEN}>%s</rdf:_1></rdf:Bag></g:RegionList></g:Regions>",
        f"<g:Regions><rdf:Bag><rdf:li {OPEN}>%s</rdf:li></rdf:Bag></g:Regions>",
        "%s",
    ],
)
def test_the_name_of_a_face_counts_in_whatever_shape_it_stands(shape):
    record = xmp_jpeg(shape % FACE, 'xmlns:g="http://www.metadataworkinggroup.com/schemas/regions/"')
    assert (record.kinds["people"], record.person_names) == (True, ("Mika Sol",))


@pytest.mark.parametrize(
    "region",
    [
        f"<rdf:li {OPEN}>{PET}</rdf:li>",
        f"<rdf:li><rdf:Description>{PET}</rdf:Description></rdf:li>",
        f"<rdf:li><g:RegionStruct>{PET}</g:RegionStruct></rdf:li>",
        "<rdf:li g:Name='Rex' g:Type='Pet'/>",
        "<rdf:li><rdf:Description g:Name='Rex' g:Type='Pet'/></rdf:li>",
        f"<rdf:li {OPEN}><g:Name><rdf:Alt><rdf:li>Rex</rdf:li></rdf:Alt></g:Name><g:Type>Pet</g:Type></rdf:li>",
    ],
)
def test_the_name_of_a_pet_is_a_text_and_nobody(region):
    shape = f"<g:Regions {OPEN}><g:RegionList><rdf:Bag>%s</rdf:Bag></g:RegionList></g:Regions>"
    namespaces = 'xmlns:g="http://www.metadataworkinggroup.com/schemas/regions/"'
    record = xmp_jpeg(shape % region, namespaces)
    assert (yes(record), record.person_names) == ({"text"}, ())
    beside = xmp_jpeg(shape % (region + f"<rdf:li {OPEN}>{FACE}</rdf:li>"), namespaces)
    assert (yes(beside), beside.person_names) == ({"text", "people"}, ("Mika Sol",))


IPTC_EXT = 'xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
STRUCTURE = "<i:{0}><rdf:Bag><rdf:li rdf:parseType='Resource'><i:{1}>{2}</i:{1}></rdf:li></rdf:Bag></i:{0}>"


@pytest.mark.parametrize(
    ("field", "kinds"),
    [
        (("PersonHeard", "Name", "Mika Sol"), {"text", "people"}),
        (("ImageRegion", "Name", "Mika Sol"), {"text", "people"}),
        (("Creator", "Name", "Mika Sol"), {"text", "owner"}),
        (("Contributor", "Name", "Mika Sol"), {"text", "owner"}),
        (("LocationShown", "LocationId", "https://w3w.co/filled.count.soap"), {"location"}),
        (("LocationCreated", "City", "Bath"), {"location"}),
        (("ImageRegion", "rbShape", "circle"), set()),
    ],
)
def test_a_field_tells_of_the_structure_that_it_stands_in_too(field, kinds):
    assert yes(xmp_jpeg(STRUCTURE.format(*field), IPTC_EXT)) == kinds


def test_the_identifier_of_a_place_is_a_place():
    place = STRUCTURE.replace("i:{1}", "x:{1}").format(
        "LocationShown", "Identifier", "https://w3w.co/filled.count.soap"
    )
    assert yes(xmp_jpeg(place, f'{IPTC_EXT} xmlns:x="http://ns.adobe.com/xap/1.0/"')) == {"serial", "location"}


def test_when_a_picture_was_made_about_is_a_time():
    assert yes(xmp_jpeg("<i:CircaDateCreated>May 2024</i:CircaDateCreated>", IPTC_EXT)) == {"time"}


HARMLESS = (
    'xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:x="http://ns.adobe.com/xap/1.0/" '
    'xmlns:p="http://ns.adobe.com/photoshop/1.0/" xmlns:e="http://ns.adobe.com/exif/1.0/"'
)


@pytest.mark.parametrize("name", ["d:type", "d:format", "d:language", "x:Rating", "x:Advisory", "p:ICCProfile"])
def test_words_side_by_side_are_a_text_where_xmp_has_no_room_for_any(name):
    record = xmp_jpeg(f"<{name}>Mika Sol in goal</{name}>", HARMLESS)
    assert (yes(record), record.kinds["people"], record.kinds["location"]) == ({"text"}, None, None)
    assert record.texts == ("Mika Sol in goal",)


@pytest.mark.parametrize("name", ["e:GPSMapDatum", "e:GPSProcessingMethod"])
def test_words_side_by_side_among_what_a_receiver_says_of_itself_may_tell_the_place(name):
    record = xmp_jpeg(f"<{name}>Fern Hollow School</{name}>", HARMLESS)
    assert (yes(record), record.kinds["location"], record.kinds["text"]) == ({"hidden"}, None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("d:format", "image/jpeg"),
        ("d:type", "http://purl.org/dc/dcmitype/StillImage"),
        ("d:language", "en-GB"),
        ("x:Rating", "3"),
        ("p:ICCProfile", "sRGB IEC61966-2.1"),
        ("p:ICCProfile", "Adobe RGB (1998)"),
        ("p:ICCProfile", "Display P3"),
        ("e:GPSMapDatum", "WGS-84"),
        ("e:GPSProcessingMethod", "HYBRID-FIX"),
        ("e:GPSProcessingMethod", "CELLID"),
    ],
)
def test_what_programs_write_there_tells_nothing(name, value):
    record = xmp_jpeg(f"<{name}>{value}</{name}>", HARMLESS)
    assert set(record.kinds.values()) == {False}


def test_an_old_packet_says_whose_it_is_without_a_prefix():
    packet = b"<x:xapmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    packet += b"<rdf:Description about='uuid:8d6c1f00-1111-11d9-9999-aabbccddeeff'/></rdf:RDF></x:xapmeta>"
    assert yes(inspect(b.jpeg(b.xmp_segment(packet)))) == {"serial"}


@pytest.mark.parametrize(
    ("keyword", "value", "kinds", "unknown"),
    [
        ("Latitude", "52.1234", {"text"}, {"location", "people", "owner", "serial", "device", "time"}),
        ("Photographer", "Mika Sol", {"text"}, {"location", "people", "owner", "serial", "device", "time"}),
        ("Taken", "2024-05-06", {"text"}, {"location", "people", "owner", "serial", "device", "time"}),
        ("photoshop:City", "Bath", {"location"}, set()),
        ("Aperture", "Mika Sol", {"text"}, {"owner", "serial", "device"}),
        ("Thumb::Size", "Mika Sol", {"text"}, {"owner", "serial", "device"}),
        ("icc:description", "Mika Sol at Bath", {"text"}, {"owner", "serial", "device"}),
        ("Comment", "hello", {"text"}, set()),
        ("Author", "Mika Sol", {"owner"}, set()),
        ("icc:description", "sRGB IEC61966-2.1", set(), set()),
        ("Aperture", "f/2.8", set(), set()),
        ("Thumb::Mimetype", "image/png", set(), set()),
        ("Thumb::Size", "12.3KB", set(), set()),
        ("png:IHDR.color_type", "2 (Truecolor)", set(), set()),
        ("png:sRGB", "intent=0 (Perceptual Intent)", set(), set()),
        ("png:text", "4 tEXt/zTXt/iTXt chunks were found", set(), set()),
        ("png:cHRM", "chunk was found (see Chromaticity, above)", set(), set()),
        ("png:pHYs", "x_res=2835, y_res=2835, units=1", set(), set()),
    ],
)
def test_a_png_text_tells_what_its_keyword_says_and_is_no_certain_no_of_what_may_stand_there(
    keyword, value, kinds, unknown
):
    record = inspect(b.png(b.chunk(b"tEXt", keyword.encode() + b"\0" + value.encode())))
    assert yes(record) == kinds
    assert {kind for kind, known in record.kinds.items() if known is None} == unknown


@pytest.mark.parametrize("name", ["releasedate", "ReleaseDate"])
def test_an_xmp_date_in_other_capitals_is_a_time(name):
    record = xmp_jpeg(f"<a:{name}>2024:05:06</a:{name}>", 'xmlns:a="http://ns.acdsee.com/iptc/1.0/"')
    assert yes(record) == {"time"}


def test_xmp_in_utf_16_is_read():
    packet = b.xmp(b.creator("Mika")).decode().replace("\ufeff", "").encode("utf-16-be")
    assert yes(inspect(b.jpeg(b.xmp_segment(packet)))) == {"owner"}


def test_bad_xml_is_unknown_but_what_it_names_is_yes():
    record = inspect(b.jpeg(b.xmp_segment(b.xmp("<dc:creator>Mika</dc:wrong>"))))
    assert record.status == "damaged"
    assert record.kinds["owner"] is True
    assert False not in record.kinds.values()


def test_entities_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + b.xmp("<dc:title>&a;</dc:title>")
    record = inspect(b.jpeg(b.xmp_segment(bomb)))
    assert record.error == "The XMP packet declares entities and was refused."
    assert False not in record.kinds.values()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "iso-8859-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"]
)
def test_entities_are_refused_in_any_encoding(encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "{b.TOKEN}">]><x>&a;</x>'
    record = inspect(b.jpeg(b.xmp_segment(text.encode(encoding))))
    assert record.status == "damaged"
    assert not any(b.TOKEN in found.value for found in record.found)


def test_extended_xmp_is_put_together():
    packet = b.xmp(b.creator("Mika"))
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32
    pieces = [
        b.segment(0xE1, head + struct.pack(">II", len(packet), at) + packet[at : at + 100])
        for at in reversed(range(0, len(packet), 100))
    ]
    assert yes(inspect(b.jpeg(*pieces))) == {"owner"}


# ----------------------------------------------------------------------------------------------- IPTC, Photoshop


@pytest.mark.parametrize(
    ("number", "kind", "what"),
    [
        (80, "owner", "By-line"),
        (90, "location", "City"),
        (120, "text", "Caption-Abstract"),
        (121, "text", "LocalCaption"),
        (65, "software", "OriginatingProgram"),
    ],
)
def test_iptc_datasets(number, kind, what):
    record = inspect(b.jpeg(b.iptc_segment(b.iptc(number, "Mika"))))
    assert [(found.kind, found.what, found.value) for found in record.found] == [(kind, what, "Mika")]
    assert set(record.kinds.values()) <= {True, False}


def test_the_photoshop_thumbnail_is_one():
    thumbnail = b.segment(0xED, b"Photoshop 3.0\0" + b.photoshop(0x040C, bytes(28) + b"\xff\xd8\xff\xd9"))
    assert yes(inspect(b.jpeg(thumbnail))) == {"thumbnail"}


# ----------------------------------------------------------------------------------------------------- containers


def test_bytes_between_segments_and_after_the_end_are_hidden():
    between = inspect(b.jpeg(b.TOKEN.encode()))
    after = inspect(b.jpeg(trailer=b.TOKEN.encode()))
    for record in (between, after):
        assert record.kinds["hidden"] is True
        assert False not in record.kinds.values()
    assert after.found[0].where == "after end of image"
    assert dict(inspect(b.jpeg(trailer=bytes(40))).kinds) == dict.fromkeys(KINDS, False)


def test_a_motion_photo_is_looked_into():
    record = inspect(b.jpeg(trailer=b.movie(b.box(b"\xa9xyz", b"\x00\x12\x15\xc7+47.3769+008.5417/"))))
    assert yes(record) == {"hidden", "location"}
    assert record.kinds["owner"] is False


def test_a_second_picture_is_looked_into():
    record = inspect(b.jpeg(trailer=b.jpeg(b.exif_segment(b.tiff([(0x013B, 2, "Mika")])))))
    assert yes(record) == {"hidden", "owner"}


def test_scans_between_which_something_stands():
    data = b.jpeg().replace(b"\xff\xd9", b.segment(0xFE, b"hello") + b.SCAN + b"\xff\xd9")
    assert yes(inspect(data)) == {"text"}


def test_png_texts():
    compressed = b.chunk(b"zTXt", b"Author\0\0" + zlib.compress(b"Mika"))
    international = b.chunk(b"iTXt", b"Title\0\1\0de\0Titel\0" + zlib.compress(b"Sportfest"))
    profile = b.chunk(b"tEXt", b"\0".join(b.raw_profile(b"iptc", b.iptc(90, "Bath"))))
    assert yes(inspect(b.png(compressed, international, profile))) == {"owner", "text", "location"}


def test_a_png_bomb_is_not_inflated():
    record = inspect(b.png(b.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000)))))
    assert record.status == "damaged"


def test_a_metadata_track_leaves_the_place_unknown():
    record = inspect(b.movie(kind=b"meta"))
    assert record.kinds["hidden"] is True
    assert record.kinds["location"] is None


def test_keys_of_quicktime_metadata():
    record = inspect(b.movie(b.keyed(b"com.apple.quicktime.location.ISO6709", b"+47.3769+008.5417+400/")))
    assert yes(record) == {"location"}


def test_a_jfif_thumbnail_longer_than_its_segment_denies_nothing():
    whole = bytearray(b.jpeg())
    sizes = whole.index(b"JFIF\0") + 12
    whole[sizes : sizes + 2] = bytes((49, 50))
    kinds = inspect(bytes(whole)).kinds
    assert kinds["thumbnail"] is True
    assert all(answer is None for kind, answer in kinds.items() if kind != "thumbnail")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["Amelia Hart", "Zoë Łukasz-Hart"])
def test_a_text_is_read_in_whatever_it_was_written(encoding, name):
    raw = name.encode(encoding)
    jpegs = [
        b.jpeg(b.segment(0xFE, raw)),
        b.jpeg(b.iptc_segment(struct.pack(">BBBH", 0x1C, 2, 120, len(raw)) + raw)),
        b.jpeg(b.exif_segment(b.tiff([(0x010E, 2, raw + b"\0\0")]))),
    ]
    assert [inspect(jpeg).found[0].value for jpeg in jpegs] == [name] * 3


@pytest.mark.parametrize(("raw", "text"), [(b"a\0b", "a\0b"), (b"N\0", "N"), (b"Mika\0\0\0\0\0\0\0\0", "Mika")])
def test_zeros_alone_make_no_wide_text(raw, text):
    assert text_of(raw) == text


def test_a_name_is_kept_whatever_else_the_value_exposes():
    names = (
        'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    )
    record = xmp_jpeg(
        "<xmpMM:PreservedFileName>Amelia Hart.jpg</xmpMM:PreservedFileName>"
        "<xmpMM:DocumentID>xmp.did:ab-cd</xmpMM:DocumentID>"
        "<Iptc4xmpExt:AddlModelInfo>Amelia Hart, aged 9</Iptc4xmpExt:AddlModelInfo>"
        "<Iptc4xmpExt:Sublocation>Fern Hollow</Iptc4xmpExt:Sublocation>",
        names,
    )
    assert {"Amelia Hart.jpg", "Amelia Hart, aged 9"} <= set(record.texts)
    assert not {"xmp.did:ab-cd", "Fern Hollow"} & set(record.texts)
