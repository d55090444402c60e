"""Blocks that everyday programs leave: understood, and a word in their place is still seen."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from imgaudit.media import inspect, strip

from . import build


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "jpeg")
    return out.getvalue()


def said(data: bytes) -> dict[str, bool | None]:
    """What is not a plain no."""
    return {kind: there for kind, there in inspect(data).kinds.items() if there is not False}


def with_jfif_tail(tail: bytes) -> bytes:
    data = jpeg()
    size = int.from_bytes(data[4:6], "big")
    return data[:4] + (size + len(tail)).to_bytes(2, "big") + data[6 : 4 + size] + tail + data[4 + size :]


def commented(words: bytes) -> bytes:
    data = jpeg()
    return data[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + data[2:]


def test_what_iphones_write_behind_the_jfif_header():
    assert said(with_jfif_tail(b"AMPF")) == {}
    assert said(with_jfif_tail(b"Hart"))["hidden"] is True
    assert said(with_jfif_tail(b"AMPF Hart"))["hidden"] is True


@pytest.mark.parametrize(
    "words",
    [
        b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v80), quality = 82\n",
        b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), default quality\n",
        b"Lavc60.31.102",
        b"AppleMark\n",
        b"Optimized by JPEGmini 3.9.20.5L 0xdeadbeef",
        b"LEAD Technologies Inc. V1.01",
        b"Intel(R) JPEG Library, version [2.0.18.50]",
        b"Created with GIMP",
    ],
)
def test_a_comment_of_an_encoder_names_a_program(words):
    assert said(commented(words)) == {"software": True}
    assert said(commented(words + b" for Amelia Hart")) == {"text": True}
    assert said(strip(commented(words))) == {}


def avi(junk: bytes) -> bytes:
    return build.avi(build.riff_chunk(b"JUNK", junk))


@pytest.mark.parametrize("start", [b"\x04" + bytes(7) + b"00dc", b"\x04" + bytes(7) + b"01wb", b"odmldmlh\xf8\0\0\0"])
def test_room_for_an_index_of_opendml(start):
    assert said(avi(start + bytes(4096))) == said(avi(bytes(4096)))
    assert said(avi(start + bytes(4000) + b"Amelia Hart"))["hidden"] is True
    assert said(avi(start + b"Amelia Hart" + bytes(4000)))["hidden"] is True


def test_provenance_in_a_webp_is_provenance():
    box = b"\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9bq"
    kinds = said(build.webp(build.riff_chunk(b"C2PA", box)))
    assert kinds["provenance"] is True
    assert "hidden" not in kinds


def padded(room: bytes) -> bytes:
    return build.movie(top=[build.box(b"free", room)])


def test_room_made_of_a_box_that_was_taken_away():
    defaults = build.full(b"trex", bytes(20))
    assert said(padded(defaults)) == said(padded(bytes(32))) == said(padded(build.box(b"skip", bytes(24))))
    for room in (b"Amelia Hart, lat 51.5074", build.full(b"trex", bytes(20) + b"Amelia Hart"),
                 build.box(b"skip", b"Amelia Hart"), build.box(b"xxxx", b"Amelia Hart")):  # fmt: skip
        assert said(padded(room))["location"] is None


def test_what_photoshop_writes_into_a_webp():
    resolution = build.photoshop(0x03ED, b"\1,\0\0\0\1\0\1\1,\0\0\0\1\0\1")
    export = build.photoshop(0x0443, b"PbeW\1\x10\0\6\0F\0\0\0\0")
    assert said(build.webp(build.riff_chunk(b"PSAI", resolution + export))) == {}
    named = build.photoshop(0x0443, b"Amelia Hart, lat 51.5074")
    assert said(build.webp(build.riff_chunk(b"PSAI", resolution + named)))["location"] is None
    assert said(build.webp(build.riff_chunk(b"PSAI", b"Amelia Hart, lat 51.5074")))["location"] is None


def test_the_link_of_an_xmp_packet_to_its_manifest():
    packet = build.xmp(
        "<dcterms:provenance>self#jumbf=c2pa</dcterms:provenance>", 'xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    assert said(build.jpeg(build.xmp_segment(packet))) == {"provenance": True}


TITLE, AUTHOR = build.xmp("<dc:title>Sports day</dc:title>"), build.xmp(build.creator("A Hart"))
BARE = TITLE.partition(b"?>")[2].rpartition(b"<?xpacket")[0]


@pytest.mark.parametrize(
    "packets", [TITLE + AUTHOR, AUTHOR + b"\n  " + TITLE, BARE + AUTHOR, BARE + b"\n" + BARE + AUTHOR]
)
def test_two_packets_in_a_row_are_both_read(packets):
    assert said(build.jpeg(build.xmp_segment(packets))) == {"text": True, "owner": True}
    assert said(build.heic(packet=packets)) == {"text": True, "owner": True}


def test_what_stands_between_packets_is_not_passed_over():
    for packets in (TITLE + b"Amelia Hart" + TITLE, TITLE + TITLE + b"Amelia Hart", TITLE * 20, TITLE + b"<a>" + TITLE):
        assert said(build.jpeg(build.xmp_segment(packets)))["owner"] is None


def resource(number: int, name: bytes, body: bytes) -> bytes:
    written = bytes([len(name)]) + name + b"\0" * (1 - len(name) % 2)
    block = (
        b"8BIM" + number.to_bytes(2, "big") + written + len(body).to_bytes(4, "big") + body + b"\0" * (len(body) % 2)
    )
    return build.jpeg(build.segment(0xED, b"Photoshop 3.0\0" + block))


def test_the_names_of_resources_that_say_what_they_are():
    resolution = b"\1,\0\0\0\1\0\1\1,\0\0\0\1\0\1"
    for name in (b"Resolution", b"IPTC-NAA record", b"Print Flags"):
        assert said(resource(0x03ED, name, resolution)) == {}
    for name in (b"Amelia Hart", b"Resolution for Amelia"):
        assert said(resource(0x03ED, name, resolution)) == {"text": True}


def test_the_version_that_photoshop_writes_is_legible():
    reader, writer = (
        len(words).to_bytes(4, "big") + words.encode("utf-16-be")
        for words in ("Adobe Photoshop", "Adobe Photoshop CS6")
    )
    record = inspect(resource(0x0421, b"", b"\0\0\0\1\1" + reader + writer + b"\0\0\0\1"))
    assert [(found.what, found.value) for found in record.found] == [
        ("VersionInfo", "Adobe Photoshop, Adobe Photoshop CS6")
    ]


def index(entries: bytes, count: int, subtype: bytes = b"\0", kind: bytes = b"00dc") -> bytes:
    return b"\x04\0" + subtype + b"\0" + count.to_bytes(4, "little") + kind + bytes(12) + entries


def test_room_for_an_index_of_any_stream_filled_or_not():
    entry = (4096).to_bytes(8, "little") + (9000).to_bytes(4, "little") + (25).to_bytes(4, "little")
    for room in (index(b"", 0, b"\1", b"02sb"), index(entry, 1), index(entry * 3, 3), b"odmldmlh\xf8\0\0\0\x19\0\0\0"):
        assert said(avi(room + bytes(400))) == said(avi(bytes(4096)))
        assert said(avi(room + bytes(400) + b"Amelia Hart"))["hidden"] is True
    for room in (index(entry * 3, 2), index(b"Amelia Hart lat ", 1), index(b"", 9), index(b"", 0, kind=b"Amel")):
        assert said(avi(room))["hidden"] is True


def telemetry(key: bytes, values: bytes) -> bytes:
    value = key + b"l\x14" + (len(values) // 20).to_bytes(2, "big") + values
    stream = b"STRM\0\1" + len(value).to_bytes(2, "big") + value
    return b"DEVC\0\1" + len(stream).to_bytes(2, "big") + stream


def position(latitude: float, longitude: float) -> bytes:
    return b"".join(round(1e7 * degrees).to_bytes(4, "big", signed=True) for degrees in (latitude, longitude)) + bytes(
        12
    )


def test_a_position_in_the_telemetry_of_a_gopro():
    def photo(content: bytes) -> bytes:
        return build.jpeg(build.segment(0xE6, b"GoPro\0" + content))

    assert said(photo(telemetry(b"GPS5", position(51.5074, -0.1278))))["location"] is True
    assert said(build.movie(build.box(b"GPMF", telemetry(b"GPS5", position(51.5, -0.1)))))["location"] is True
    for nowhere in (telemetry(b"GPS5", bytes(20)), telemetry(b"ACCL", position(51.5, -0.1))):
        assert "location" not in said(photo(nowhere)), "all of it is understood"
    for unread in (telemetry(b"GPS5", b""), telemetry(b"ABCD", position(51.5, -0.1))):
        assert said(photo(unread))["location"] is None
    assert said(photo(b"DEVC\0\1\xff\xff" * 8000))["location"] is None


def test_a_map_of_brightness_is_no_thumbnail():
    gain = build.segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0" + bytes(4))
    assert said(build.jpeg(trailer=build.jpeg(gain))) == {"hidden": True}
    assert said(build.jpeg(trailer=build.jpeg())) == {"hidden": True, "thumbnail": None}
    placed = build.jpeg(gain, build.exif_segment(build.tiff([], gps=build.GPS)))
    assert said(build.jpeg(trailer=placed)) == {"hidden": True, "location": True}
