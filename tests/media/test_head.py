"""Reading only the head of a JPEG: nothing that was not read is ever denied."""

import random

import pytest

from imgaudit.media import KINDS, inspect
from imgaudit.media.limits import HEAD_BYTES

from . import build as b
from .test_hostile import mutated

LONG_SCAN = b.SCAN + b"\x12\x34" * HEAD_BYTES


def long_jpeg(*segments, trailer=b""):
    return b"\xff\xd8" + b.JFIF + b"".join(segments) + b.TABLES + b.FRAME + LONG_SCAN + b"\xff\xd9" + trailer


def written(tmp_path, data):
    path = tmp_path / "picture.jpg"
    path.write_bytes(data)
    return path


def test_what_was_not_seen_is_unknown(tmp_path):
    data = long_jpeg(b.exif_segment(b.rich_exif()), trailer=b.jpeg(b.xmp_segment(b.xmp(b.creator("Noor")))))
    record = inspect(written(tmp_path, data), hashes=False, trailers=False)
    assert (record.status, record.width_px, record.height_px) == ("ok", 48, 64)
    assert {kind for kind, there in record.kinds.items() if there} == {
        "location", "owner", "serial", "device", "time", "thumbnail",
    }  # fmt: skip
    assert {kind for kind, there in record.kinds.items() if there is None} == {
        "people", "text", "software", "hidden", "provenance", "maker_note",
    }  # fmt: skip


def test_a_clean_head_denies_nothing(tmp_path):
    record = inspect(written(tmp_path, long_jpeg()), hashes=False, trailers=False)
    assert set(record.kinds.values()) == {None}
    assert set(inspect(written(tmp_path, long_jpeg()), hashes=False).kinds.values()) == {False}


@pytest.mark.parametrize(
    "data",
    [
        b.jpeg(b.exif_segment(b.rich_exif()), trailer=b"MakerData 0123456789"),
        b.png(b.chunk(b"tEXt", b"Author\0Noor"), trailer=bytes(HEAD_BYTES) + b"behind"),
        long_jpeg(*[b.segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(60_000))] * 2, trailer=b"behind the picture"),
        b"\xff\xd8" + bytes(2 * HEAD_BYTES),
    ],
    ids=["small", "png", "long head", "no segments"],
)
def test_what_has_to_be_read_whole_is_read_whole(tmp_path, data):
    path = written(tmp_path, data)
    assert inspect(path, hashes=False, trailers=False) == inspect(path, hashes=False)


def test_hashes_need_the_whole_file(tmp_path):
    path = written(tmp_path, long_jpeg(trailer=b"behind the picture"))
    assert inspect(path, trailers=False) == inspect(path)


def test_nothing_is_denied_whatever_the_head_holds(tmp_path):
    rng = random.Random(3)
    data = long_jpeg(b.exif_segment(b.rich_exif()), b.xmp_segment(b.xmp(b.creator(b.TOKEN))))
    for _ in range(150):
        broken = mutated(data[:1500], rng) + data[1500:]
        record = inspect(written(tmp_path, broken), hashes=False, trailers=False)
        if False in record.kinds.values():  # the file was read whole
            assert record == inspect(broken, hashes=False)
        assert tuple(record.kinds) == KINDS
