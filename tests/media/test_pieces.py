"""Large files are read in pieces: the same answers as in memory, little memory, and no harm when they shrink."""

from __future__ import annotations

import io
import os
import re
import struct
import tracemalloc
from pathlib import Path

import pytest
from conftest import SCHOOL
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from imgaudit.media import KINDS, buffer, inspect, inspection
from imgaudit.media.buffer import Pieces, search

from .build import GPS, tiff

FORMATS = (".jpg", ".png", ".heic", ".webp", ".gif", ".mp4", ".tif")
PICTURES = sorted(path for path in SCHOOL.rglob("*") if path.suffix in FORMATS)


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch):
    """Everything counts as large, and windows are so small that everything crosses their borders."""
    monkeypatch.setattr(inspection, "READ_WHOLE_BYTES", 0)
    monkeypatch.setattr(buffer, "_WINDOW", 32)


@pytest.mark.usefixtures("in_pieces")
def test_a_file_in_pieces_is_judged_as_in_memory():
    assert len(PICTURES) > 30
    for path in PICTURES:
        assert inspect(path) == inspect(path.read_bytes()), path


@pytest.mark.usefixtures("in_pieces")
def test_a_camera_s_file_in_pieces_is_judged_as_in_memory(shared: Path):
    for path in (shared / "corpus").iterdir():
        if path.stat().st_size < 400_000:
            assert inspect(path) == inspect(path.read_bytes()), path


@pytest.mark.usefixtures("in_pieces")
def test_a_raw_picture_in_pieces_is_judged_as_in_memory(tmp_path: Path):
    place = tmp_path / "a.tif"
    place.write_bytes(tiff([(0x0110, 2, "Fernsnap 5000")], gps=GPS))
    record = inspect(place)
    assert record == inspect(place.read_bytes())
    assert record.kinds["location"] is True


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(data=bytes(3), start=0, stop=3, sought=bytes(3))  # as wide as more than the first look
@given(
    data=st.binary(min_size=1, max_size=200),
    start=st.integers(-250, 250),
    stop=st.integers(-250, 250),
    sought=st.binary(min_size=1, max_size=3),
)
def test_pieces_answer_as_bytes_do(tmp_path: Path, data: bytes, start: int, stop: int, sought: bytes):
    place = tmp_path / "some"
    place.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch, place.open("rb") as file:
        patch.setattr(buffer, "_WINDOW", 32)
        patch.setattr(buffer, "_STEP", 16)
        pieces = Pieces(file, len(data))
        assert len(pieces) == len(data)
        assert pieces[start:stop] == data[start:stop]
        assert [pieces[at] for at in range(len(data))] == [*data]
        assert pieces[-1] == data[-1]
        with pytest.raises(IndexError):
            pieces[len(data)]
        first, last = sorted((abs(start), abs(stop)))
        assert pieces.find(sought, first, last) == data.find(sought, first, last)
        behind = re.compile(rb"\x01(?<=\x00\x01)")
        found = behind.search(data, first, min(last, len(data)))
        assert search(behind, pieces, first, min(last, len(data)), 1) == (found.start() if found else None)


class _Touched(io.FileIO):
    """A file on disk to which something happens at the second read."""

    reads = 0

    def __init__(self, path: Path, size: int | None) -> None:
        super().__init__(path)
        self.path, self.size = path, size

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads == 2 and self.size is None:
            os.utime(self.path, ns=(1, 1))
        elif self.reads == 2:
            os.truncate(self.path, self.size)
        return super().read(size)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    place = tmp_path / "large.bmp"
    Image.new("RGB", (2000, 1500), "green").save(place)
    assert place.stat().st_size > 9_000_000
    assert inspect(place).status == "ok"
    return place


@pytest.mark.parametrize("size", [0, 100, 65536, 5_000_000, 8_999_999])
def test_a_file_that_shrinks_while_it_is_read_is_unreadable_and_never_clean(large: Path, size: int):
    with _Touched(large, size) as file:
        record = inspect(file)
    assert record.status == "unreadable"
    assert re.fullmatch(r"The file cannot be read: it (became shorter|was changed) while it was read\.", record.error)
    assert [record.kinds[kind] for kind in KINDS] == [None] * len(KINDS)


def test_a_file_that_is_written_while_it_is_read_is_unreadable(large: Path):
    with _Touched(large, None) as file:
        record = inspect(file)
    assert (record.status, record.error) == (
        "unreadable",
        "The file cannot be read: it was changed while it was read.",
    )
    assert inspect(large).status == "ok", "and read when it rests"


def test_a_small_file_that_is_shorter_than_it_was_is_unreadable(tmp_path: Path):
    class Shrinks(io.FileIO):
        def seek(self, *to: int) -> int:
            os.truncate(place, 400)
            return super().seek(*to)

    place = tmp_path / "small.bmp"
    Image.new("RGB", (20, 15), "green").save(place)
    with Shrinks(place) as file:
        record = inspect(file)
    assert (record.status, record.error) == (
        "unreadable",
        "The file cannot be read: it became shorter while it was read.",
    )


def _sparse_jpeg(place: Path, size: int) -> None:
    Image.new("RGB", (64, 64), "green").save(place, "JPEG")
    data = place.read_bytes()
    place.write_bytes(data[:-2])
    os.truncate(place, size - 2)
    with place.open("ab") as file:
        file.write(b"\xff\xd9")


def _sparse_mp4(place: Path, size: int) -> None:
    moov = struct.pack(">I4s", 8, b"moov")
    head = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)
    place.write_bytes(head + struct.pack(">I4sQ", 1, b"mdat", size - len(head) - len(moov)))
    os.truncate(place, size - len(moov))
    with place.open("ab") as file:
        file.write(moov)


@pytest.mark.slow
@pytest.mark.parametrize("make", [_sparse_jpeg, _sparse_mp4])
def test_a_file_of_four_gigabytes_takes_little_memory(tmp_path: Path, make):
    place = tmp_path / "sparse"
    make(place, 4 << 30)
    tracemalloc.start()
    try:
        record = inspect(place)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert record.status == "ok"
    assert record.content_hash.startswith("parts:")
    assert peak < 32 << 20
