"""Three files a format: rich, clean, corrupt. Each expectation is literal."""

import hashlib
import io
import pickle

import pytest

from imgaudit.media import KINDS, inspect, inspection
from imgaudit.media.inspection import _content_hash, examine

from . import build as b

RICH = {"location", "owner", "serial", "device", "time", "thumbnail"}
XMP = b.xmp(b.creator("Mika Dummy"))


def yes(record):
    return {kind for kind, value in record.kinds.items() if value}


def maybe(record):
    return {kind for kind, value in record.kinds.items() if value is None}


FILES = {
    "jpeg": (
        b.jpeg(b.exif_segment(b.rich_exif())),
        RICH,
        b.jpeg(b.exif_segment(b.harmless_exif()), b.segment(0xE2, b"ICC_PROFILE\0\x01\x01" + b.icc()), b.ADOBE),
        (48, 64),
    ),
    "png": (
        b.png(b.chunk(b"eXIf", b.rich_exif()), b.chunk(b"tEXt", b"Comment\0hello")),
        RICH | {"text"},
        b.png(b.chunk(b"gAMA", b"\0\0\xb1\x8f"), b.chunk(b"pHYs", bytes(9))),
        (64, 48),
    ),
    "gif": (
        b.gif(b.gif_extension(0xFE, b"hello"), b.gif_extension(0xFF, b"NETSCAPE2.0", b"\x01\0\0")),
        {"text"},
        b.gif(b.gif_extension(0xFF, b"NETSCAPE2.0", b"\x01\0\0"), b.gif_extension(0xF9, b"\0\0\0\0")),
        (64, 48),
    ),
    "webp": (
        b.webp(b.riff_chunk(b"EXIF", b.rich_exif("<")), b.riff_chunk(b"XMP ", XMP)),
        RICH,
        b.webp(b.riff_chunk(b"ICCP", b.icc())),
        (64, 48),
    ),
    "avi": (
        b.avi(b.riff_list(b"INFO", b.riff_chunk(b"IART", b"Mika"), b.riff_chunk(b"ISFT", b"Editor"))),
        {"owner", "software"},
        b.avi(b.riff_chunk(b"JUNK", bytes(64))),
        (64, 48),
    ),
    "tiff": (
        b.picture_tiff([(0x010E, 2, "Sports day"), (0x013B, 2, "Mika Dummy"), (0x02BC, 1, XMP)], gps=b.GPS),
        {"text", "owner", "location"},
        b.picture_tiff([(0x011A, 5, [(72, 1)])]),
        (4, 4),
    ),
    "bmp": (b.bmp(b"Mika Dummy was here"), {"hidden"}, b.bmp(), (4, 2)),
    "heic": (b.heic(b.rich_exif(), XMP), RICH, b.heic(turn=1), (48, 64)),
    "mp4": (
        b.movie(
            b.box(b"\xa9xyz", b"\x00\x12\x15\xc7+47.3769+008.5417/"),
            b.box(b"\xa9nam", b"\x00\x04\x15\xc7Gala"),
            seconds=3_800_000_000,
        ),
        {"location", "text", "time"},
        b.movie(),
        (64, 48),
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_rich_file_gives_away_what_is_in_it(name):
    data, kinds, _, _ = FILES[name]
    record = inspect(data)
    assert (record.format, record.status, record.error) == (name, "ok", "")
    assert yes(record) == kinds
    assert {found.kind for found in record.found} == kinds


@pytest.mark.parametrize("name", FILES)
def test_a_clean_file_gives_away_nothing(name):
    _, _, data, size = FILES[name]
    record = inspect(data)
    assert (record.format, record.status, record.error) == (name, "ok", "")
    assert dict(record.kinds) == dict.fromkeys(KINDS, False)
    assert record.found == ()
    assert (record.width_px, record.height_px) == size


@pytest.mark.parametrize("name", FILES)
def test_a_corrupt_file_leaves_unknown_what_was_not_seen(name):
    data, kinds, _, _ = FILES[name]
    record = inspect(data[: len(data) // 2])
    assert record.format == name
    assert record.status == "damaged" or name == "avi"
    assert record.error or name == "avi"
    if record.status == "damaged":
        assert False not in record.kinds.values()
    assert yes(record) <= kinds | {"hidden"}


def test_sources_of_every_sort_answer_alike(tmp_path):
    data = FILES["jpeg"][0]
    path = tmp_path / "named.png"
    path.write_bytes(data)
    with path.open("rb") as file:
        records = [inspect(data), inspect(path), inspect(str(path)), inspect(io.BytesIO(data)), inspect(file)]
    assert all(record == records[0] for record in records)
    assert records[0].format == "jpeg"


def test_what_cannot_be_opened_is_a_status():
    record = inspect("/nowhere/at/all.jpg")
    assert record.status == "unreadable"
    assert record.error == "The file cannot be read: No such file or directory."
    assert set(record.kinds.values()) == {None}


@pytest.mark.parametrize(
    ("data", "status", "name"),
    [
        (b"", "empty", ""),
        (b"Mika Dummy, 8B", "unrecognised", ""),
        (b"%PDF-1.7 ...", "damaged", "pdf"),
        (b"\xff\x0a" + bytes(20), "unsupported", "jxl"),
    ],
)
def test_what_is_not_decoded_is_unknown(data, status, name):
    record = inspect(data)
    assert (record.status, record.format) == (status, name)
    assert set(record.kinds.values()) == {None}


def test_a_record_is_frozen_and_travels():
    record = inspect(FILES["jpeg"][0])
    with pytest.raises(TypeError):
        record.kinds["location"] = False
    with pytest.raises(AttributeError):
        record.status = "ok"
    assert pickle.loads(pickle.dumps(record)) == record


def test_the_image_hash_survives_a_lossless_strip():
    rich, _, _, _ = FILES["jpeg"]
    stripped = b.jpeg()
    assert inspect(rich).image_hash == inspect(stripped).image_hash != ""
    assert inspect(rich).content_hash != inspect(stripped).content_hash
    assert inspect(rich, hashes=False).content_hash == ""
    assert inspect(b.png()).image_hash == inspect(FILES["png"][0]).image_hash
    assert inspect(b.heic()).image_hash == inspect(FILES["heic"][0]).image_hash
    assert inspect(b.movie()).image_hash == inspect(FILES["mp4"][0]).image_hash


def test_orientation_is_applied_to_the_size():
    record = inspect(b.jpeg(b.exif_segment(b.harmless_exif())))
    assert (record.width_px, record.height_px, record.orientation) == (48, 64, 6)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "heic", "mp4", "gif"])
def test_each_byte_is_hashed_once_and_any_other_byte_makes_another_file(name, monkeypatch):
    data = FILES[name][0]
    hashed = []
    monkeypatch.setattr(inspection, "view", lambda data, a, b: hashed.append(b - a) or memoryview(data)[a:b])
    record = inspect(data)
    assert sum(hashed) == len(data)
    assert record.content_hash.startswith("parts:") == bool(record.image_hash)
    step = max(1, len(data) // 200)
    others = {
        inspect(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]).content_hash for at in range(0, len(data), step)
    }
    assert len(others) == len(range(0, len(data), step))
    assert record.content_hash not in others


def test_the_image_hash_is_what_older_histories_and_answers_hold():
    data = b.jpeg()
    _, image = examine(data)
    assert inspect(data).image_hash == hashlib.sha256(b"".join(data[a:z] for a, z in image)).hexdigest()
    assert inspect(b"%PDF-1.4 of no kind").content_hash == hashlib.sha256(b"%PDF-1.4 of no kind").hexdigest()


def test_bytes_that_move_between_the_picture_and_what_lies_beside_it_make_another_file():
    data = b"0123456789"
    seen = {
        _content_hash(data, image, "h") for image in ([(0, 4)], [(0, 5)], [(0, 4), (4, 5)], [(4, 5), (0, 4)], [(1, 5)])
    }
    assert len(seen) == 5
