"""Videos of any size are copied from file to file: the same copies as in memory, little memory, never half a copy."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.media import CannotStrip, buffer, edits, inspect, strip, stripping
from imgaudit.media.edits import Edits, in_steps

from . import build as b
from .made_video import PICTURES, entry, mkv, tag, write_mp4
from .test_strip_boxes import rich_movie, two_tracks

PLACE = b.user_text(b"\xa9xyz", b"+51.5000-000.1250/")
LARGE = int(os.environ.get("IMGAUDIT_LARGE_VIDEO", 600 << 20))
"""How large the largest video of these tests is [bytes]; 3000000000 has been tried."""


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch):
    """Every video counts as large, and windows and steps are so small that everything crosses their borders."""
    monkeypatch.setattr(stripping, "READ_WHOLE_BYTES", 0)
    monkeypatch.setattr(buffer, "_WINDOW", 32)
    monkeypatch.setattr(edits, "_STEP", 48)


MADE = {
    "rich.mp4": rich_movie(),
    "telemetry.mp4": two_tracks(b"meta"),
    "subtitles.mp4": two_tracks(b"text"),
    "a.mkv": mkv(tag("TITLE", "Kanarienvogel"), info=(b"",)),
    "a.avi": b.avi(b.riff_list(b"INFO", b.riff_chunk(b"INAM", b"Kanarienvogel\0"))),
    "cut.mp4": rich_movie()[:-60],
}


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("options", [{}, {"only": {"location"}}, {"keep": {"text"}}], ids=str)
def test_a_video_copied_in_pieces_is_the_one_copied_in_memory(tmp_path: Path, name: str, options: dict):
    _compare(tmp_path / name, MADE[name], options)


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("name", ["corpus/et_24_QuickTime.mov", "corpus/et_27_Pentax.avi", "corpus/syn_video_xyz.mp4"])
def test_a_camera_s_video_copied_in_pieces_is_the_one_copied_in_memory(tmp_path: Path, shared: Path, name: str):
    _compare(tmp_path / "video", (shared / name).read_bytes(), {})


def _compare(place: Path, data: bytes, options: dict) -> None:
    place.write_bytes(data)
    expected = _copy_or_reason(data, options)
    assert _copy_or_reason(place, options) == expected
    if isinstance(expected, str):
        return
    with place.open("rb") as original:
        stripped = stripping.strip_checked(original, stripping.Wish.of(options.get("only"), options.get("keep", ())))
        assert isinstance(stripped.data, Edits)
        copy = place.with_suffix(".copy")
        with copy.open("w+b") as file:
            stripped.write_to(file)
    assert copy.read_bytes() == expected
    assert place.read_bytes() == data


def _copy_or_reason(source: Path | bytes, options: dict) -> bytes | str:
    try:
        return strip(source, **options)
    except CannotStrip as reason:
        return str(reason)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=120),
    changes=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120), st.booleans()), max_size=8),
    places=st.lists(st.integers(0, 130), min_size=2, max_size=2),
    end=st.integers(0, 120),
)
def test_edits_answer_as_bytes_do_that_are_overwritten(data: bytes, changes: list, places: list, end: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buffer, "_WINDOW", 32)
        patch.setattr(edits, "_STEP", 16)
        made, plain = Edits(data), bytearray(data)
        for one, other, is_blank in changes:
            start, stop = sorted((min(one, len(data)), min(other, len(data))))
            new = bytes(range(1, 1 + stop - start))
            if is_blank:
                made.blank(start, stop)
            else:
                made.write(start, new)
            plain[start:stop] = bytes(stop - start) if is_blank else new
            assert made[:] == plain
        first, last = sorted(min(place, len(data)) for place in places)
        assert made[first:last] == plain[first:last]
        assert made.changes(first, last) == (plain[first:last] != data[first:last])
        made.end_at(min(end, len(data)))
        assert b"".join(in_steps(made)) == plain[: min(end, len(data))]


# --------------------------------------------------------------------------------------------- from file to file


def _large(place: Path, size: int) -> Path:
    """A video with sound, a place, and telemetry whose samples lie among the frames."""
    frames = [8 << 20] * (size // (8 << 20))
    return write_mp4(
        place,
        (b"vide", PICTURES, frames),
        (b"meta", entry(b"abcd"), [b"telemetry of Jane Hart"] * 40),
        (b"soun", entry(b"mp4a", bytes(20)), [b"sound"] * 40),
        user_data=[PLACE],
    )


def test_a_large_video_is_cleaned_by_the_way_of_its_file(tmp_path: Path):
    place = _large(tmp_path / "a.mp4", 24 << 20)
    before = place.read_bytes()
    row = ia.clean(place, tmp_path / "out", progress=False).iloc[0]
    assert (row["status"], row["kinds_before"], row["kinds_after"]) == ("cleaned", "location, hidden", "")
    copy = tmp_path / "out" / "a.mp4"
    assert row["bytes_after"] == copy.stat().st_size == len(before)
    assert copy.read_bytes() == strip(before)
    assert b"Jane Hart" not in copy.read_bytes()
    assert copy.read_bytes().count(b"a frame") == 3
    assert copy.read_bytes().count(b"sound") == 40
    assert inspect(copy).image_hash == inspect(place).image_hash
    assert place.read_bytes() == before
    if os.name == "posix":
        assert copy.stat().st_mode & 0o777 == 0o600
    again = ia.clean(place, tmp_path / "out", keep={"location"}, progress=False).iloc[0]
    assert again["kinds_after"] == "location", "an older copy of the same original is replaced"
    assert b"xyz" in copy.read_bytes()


def test_a_file_of_ones_own_is_not_replaced_by_a_large_video(tmp_path: Path):
    place = _large(tmp_path / "a.mp4", 24 << 20)
    (tmp_path / "out").mkdir()
    own = tmp_path / "out" / "a.mp4"
    own.write_bytes(rich_movie())
    row = ia.clean(place, tmp_path / "out", progress=False).iloc[0]
    assert row["reason"].startswith(f"Another file is at {own} already")
    assert own.read_bytes() == rich_movie()


class _Touched(io.FileIO):
    """A video to which something happens at some read."""

    reads, at, size = 0, 10**9, 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads == self.at and self.size:
            os.truncate(self.name, self.size)
        elif self.reads == self.at:
            os.utime(self.name, ns=(1, 1))
        return super().read(size)


@pytest.mark.parametrize("size", [0, 1000, 20 << 20])
def test_of_a_video_that_changes_meanwhile_there_is_no_copy(tmp_path: Path, size: int):
    place = _large(tmp_path / "a.mp4", 24 << 20)
    reads = 0
    with _Touched(place) as file:
        stripped = stripping.strip_checked(file, stripping.Wish.of(None, ()))
        reads = file.reads
    for at in (2, reads // 2, reads, reads + 3):
        place = _large(tmp_path / "a.mp4", 24 << 20)
        with _Touched(place) as file, (tmp_path / "copy").open("w+b") as copy:
            file.at, file.size = at, size
            with pytest.raises(CannotStrip, match=r"it (was changed|became shorter) while it was read\. Try again\."):
                stripping.strip_checked(file, stripping.Wish.of(None, ())).write_to(copy)
    assert stripped.after.status == "ok"


def test_what_was_written_wrong_is_no_copy(tmp_path: Path):
    class Forgets(io.FileIO):
        def write(self, data, /) -> int:
            return super().write(data if len(data) == 1 << 20 else bytes(data).replace(bytes(16), b"Jane Hart, here!"))

    place = _large(tmp_path / "a.mp4", 24 << 20)
    with place.open("rb") as file, Forgets(tmp_path / "copy", "w+b") as copy:
        stripped = stripping.strip_checked(file, stripping.Wish.of(None, ()))
        with pytest.raises(CannotStrip, match="What was written is not what was to be written: check the drive"):
            stripped.write_to(copy)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much a process took at most")
def test_a_video_beyond_half_a_gigabyte_takes_little_memory(tmp_path: Path):
    place = _large(tmp_path / "a.mp4", LARGE)
    with pytest.raises(CannotStrip, match=r"larger than 512 MiB: imgaudit\.clean copies MP4, MOV, AVI"):
        strip(place)
    code = (
        "import resource, sys; import imgaudit as ia\n"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3\n"
        "before = used()\n"
        "row = ia.clean(sys.argv[1], sys.argv[2], progress=False).iloc[0]\n"
        "print(row['status'], used() - before)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(place), str(tmp_path / "out")], check=True, capture_output=True, text=True
    )
    status, more = said.stdout.split()
    assert status == "cleaned"
    assert float(more) < 100, "MB beside what the process takes anyway"
    made = inspect(tmp_path / "out" / "a.mp4", hashes=False)
    assert set(made.kinds.values()) == {False}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much a process took at most")
def test_no_more_of_a_zip_is_held_in_memory_than_its_bound(tmp_path: Path):
    """As many are held at once as there are workers, so that what one takes bounds what all take."""
    code = (
        "import resource, sys; import imgaudit as ia\n"
        "media = ia.scan(ia.read_inventory(sys.argv[1]), workers=1, cache=False, progress=False)\n"
        "print(*media['bytes'], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)"
    )
    most = []
    for size in (1 << 20, 240 << 20):
        video = _large(tmp_path / "a.mp4", size)
        with zipfile.ZipFile(tmp_path / f"{size}.zip", "w", zipfile.ZIP_STORED) as archive:
            archive.write(video, "a.mp4")
            archive.write(video, "b.mp4")
        said = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / f"{size}.zip")], check=True, capture_output=True, text=True
        )
        *sizes, used = map(float, said.stdout.split())
        assert sizes == [video.stat().st_size] * 2
        most.append(used)
    assert most[1] - most[0] < 150, "MB: of a member 64 MiB, and what unpacks them; the rest lies in a file"
