"""What is opened: this machine's files whatever they are called, ZIP members, memory; never the network."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import openpyxl
import pandas as pd
import pytest
from PIL import Image

import imgaudit as ia
from imgaudit.files import in_archive, opened, source_of, stamp_of, walk

exif = Image.Exif()
exif[0x010F] = "Fernsnap"


def jpeg(width: int = 60, height: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def scanned(paths: list[str], **options: object) -> pd.DataFrame:
    files = pd.DataFrame({"file_id": paths, "asset_id": "a", "path": paths})
    return ia.scan(files, cache=False, progress=False, **options).set_index("file_id")


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    fs = fsspec.filesystem("memory")
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


ADDRESSES = [
    "https://fernhollow.example/wp-content/uploads.zip",
    "http://fernhollow.example",
    "ftp://fernhollow.example/a.csv",
    "s3://pictures/a.jpg",
    "file:///srv/pictures",
    "simplecache::https://fernhollow.example/a.zip",
    "zip://a.jpg::memory://a.zip",
    "zip://a.jpg::/srv/pictures.zip",
    "blockcache::a",
    "a::b",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "ask", [ia.read_inventory, ia.read_register, ia.recognise_exports, walk, lambda path: opened(path).__enter__()]
)
def test_an_address_is_refused_and_the_remedy_said(address: str, ask: object):
    with pytest.raises(ia.InputError, match="download it and point imgaudit at the file") as caught:
        ask(address)  # type: ignore[operator]
    assert str(caught.value).startswith(f"{address}: no file or folder of this machine")


def test_an_address_in_a_frame_is_a_row_that_says_so(tmp_path: Path):
    media = scanned(["https://fernhollow.example/a.jpg"])
    assert media["status"].tolist() == ["missing"]
    assert "download it" in media["error"].iloc[0]
    assert media["has_location"].isna().all()
    cleaned = ia.clean(pd.DataFrame({"path": ["https://fernhollow.example/a.jpg"]}), tmp_path, progress=False)
    assert cleaned["status"].tolist() == ["not_written"]
    with pytest.raises(ia.InputError, match="point imgaudit at the file"):
        ia.clean("https://fernhollow.example/a.jpg", tmp_path, progress=False)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
@pytest.mark.parametrize("name", ["x.zip!y", "a::b", "well done!", "zip::pictures", "http:", "memory:", "!"])
def test_what_is_there_is_read_whatever_it_is_called(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / name
    place.mkdir()
    (place / f"{name}.jpg").write_bytes(jpeg())
    (place / f"{name}.zip").write_bytes(zipped({f"in/{name.strip(':')}!.zip!.jpg": jpeg()}))
    monkeypatch.chdir(tmp_path)
    for given in (place, name):  # absolute, and as somebody types it
        inventory = ia.read_inventory(given)
        assert inventory.problems["reason"].tolist() == []
        media = ia.scan(inventory, cache=False, progress=False)
        assert media["status"].tolist() == ["ok", "ok"]
        assert media["has_device"].tolist() == [True, True]
    single = ia.read_inventory(place / f"{name}.jpg")
    assert ia.scan(single, cache=False, progress=False)["status"].tolist() == ["ok"]
    cleaned = ia.clean(place, tmp_path / "clean", progress=False)
    assert (tmp_path / "clean" / f"{name}.jpg").exists()
    assert set(cleaned["status"]) == {"cleaned", "not_written"}, "the ZIP itself is no picture"


def test_a_loose_file_does_not_stand_in_for_the_member_of_a_zip(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({"b.jpg": jpeg()}))
    Image.new("RGB", (30, 20)).save(tmp_path / "a.zip!b.jpg", "JPEG")
    inventory = ia.read_inventory(tmp_path)
    media = ia.scan(inventory, cache=False, progress=False)
    assert media["width_px"].tolist() == [30]
    assert inventory.problems["file"].tolist() == ["a.zip!b.jpg"]
    assert "rename that file" in inventory.problems["reason"].iloc[0]
    with pytest.raises(ia.InputError, match="rename that file"):
        ia.read_inventory(tmp_path / "a.zip")


def test_a_zip_of_any_name_is_split_where_it_ends(tmp_path: Path):
    (tmp_path / "ab").write_bytes(zipped({"c!.zip!d.jpg": jpeg()}))
    path = f"{tmp_path / 'ab'}!c!.zip!d.jpg"
    assert in_archive(path) == (str(tmp_path / "ab"), "c!.zip!d.jpg")
    assert scanned([path])["status"].tolist() == ["ok"]
    assert ia.scan(ia.read_inventory(tmp_path), cache=False, progress=False)["status"].tolist() == ["ok"]
    assert in_archive("x.zip!") == ("x.zip!", "")


def test_of_two_members_with_one_name_the_first_is_read(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.jpg", jpeg(60))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("b.jpg", jpeg(70))
    inventory = ia.read_inventory(tmp_path)
    assert ia.scan(inventory, cache=False, progress=False)["width_px"].tolist() == [60]
    assert "second member" in inventory.problems["reason"].iloc[0]


@pytest.mark.slow
def test_memory_is_read_to_the_workbook(memory: fsspec.AbstractFileSystem, tmp_path: Path):
    memory.pipe("/school/exports/a.jpg", jpeg())
    memory.pipe("/school/exports/more.zip", zipped({"in/b.jpg": jpeg(70)}))
    memory.pipe("/school/exports/.DS_Store", b"litter")
    memory.pipe("/school/exports/list.csv", b"Channel,Picture file,Caption\nWebsite,a.jpg,Relay race\n")
    memory.pipe("/school/register.csv", b"UPN,Surname,Forename,Website\nZ000000000001,Wobblegate,Hazelby,Yes\n")
    inventory = ia.read_inventory("memory://school/exports", site="fernhollow")
    assert inventory.problems["reason"].tolist() == []
    assert sorted(inventory.files["path"]) == [
        "memory://school/exports/a.jpg",
        "memory://school/exports/more.zip!in/b.jpg",
    ]
    cache = tmp_path / "cache.sqlite"
    media = ia.scan(inventory, cache=cache, progress=False)
    assert media["status"].tolist() == ["ok", "ok"]
    assert sorted(media["width_px"]) == [60, 70]
    register = ia.read_register("memory://school/register.csv")
    assert register.people["last_name"].tolist() == ["Wobblegate"]
    audit = ia.run_audit(inventory, media, register)
    assert audit.items["has_device"].tolist() == [True, True]
    ia.write_workbook(audit, tmp_path / "actions.xlsx", thumbnails=True)
    book = openpyxl.load_workbook(tmp_path / "actions.xlsx")
    assert len(book["Who is shown"]._images) == 2, "thumbnails are read from memory too"
    cleaned = ia.clean(inventory, tmp_path / "clean", progress=False)
    assert cleaned["status"].tolist() == ["cleaned", "cleaned"]
    assert sorted(p.relative_to(tmp_path / "clean").as_posix() for p in (tmp_path / "clean").rglob("*.jpg")) == [
        "a.jpg",
        "more.zip/in/b.jpg",
    ]
    memory.pipe("/school/exports/a.jpg", jpeg(99))
    assert 99 in ia.scan(inventory, cache=cache, progress=False)["width_px"].tolist()
    memory.rm("/school/exports/a.jpg")
    assert "missing" in ia.scan(inventory, cache=cache, progress=False)["status"].tolist()
    with pytest.raises(ia.InputError, match="no such file or folder"):
        ia.read_inventory("memory://nowhere")


def test_a_zip_s_list_is_read_once_and_nothing_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    read: list[object] = []
    real = zipfile.ZipFile._RealGetContents  # type: ignore[attr-defined]
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", lambda self: read.append(self) or real(self))
    for name in ("a.zip", "b.zip", "c.zip", "d.zip"):
        (tmp_path / name).write_bytes(zipped({f"{n}.jpg": jpeg() for n in range(20)}))
    paths = [f"{tmp_path / name}!{n}.jpg" for n in range(20) for name in ("a.zip", "b.zip", "c.zip", "d.zip")]
    assert scanned(paths)["status"].eq("ok").all()
    assert len(read) == 4
    inventory = ia.read_inventory(tmp_path)
    assert len(inventory.files) == 80
    if sys.platform == "linux":
        assert not [link for link in Path("/proc/self/fd").iterdir() if str(tmp_path) in os.path.realpath(link)]


def test_a_changed_zip_is_read_as_it_is_now(tmp_path: Path):
    place = tmp_path / "a.zip"
    for width in (60, 70, 80):
        place.write_bytes(zipped({f"{width}": b"of another length" * width, "b.jpg": jpeg(width)}))
        assert scanned([f"{place}!b.jpg"])["width_px"].tolist() == [width]
    new = tmp_path / "new.zip"
    new.write_bytes(zipped({"90": b"of another length" * 80, "b.jpg": jpeg(90)}))
    os.utime(new, ns=(1, place.stat().st_mtime_ns))
    new.replace(place)  # of the same name, size and time
    with opened(f"{place}!b.jpg") as stream:
        assert Image.open(stream).width == 90
    place.write_bytes(b"no ZIP any more")
    assert scanned([f"{place}!b.jpg"])["status"].tolist() == ["unreadable"]
    place.unlink()
    assert scanned([f"{place}!b.jpg"])["status"].tolist() == ["missing"]


@pytest.mark.slow
def test_many_threads_read_one_zip(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({f"{n}.jpg": jpeg(40 + n) for n in range(60)}))
    paths = [f"{tmp_path / 'a.zip'}!{n}.jpg" for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        widths = [*pool.map(lambda path: scanned([path])["width_px"].iloc[0], paths)]
    assert widths == [40 + n for n in range(60)]


def test_a_large_member_is_unpacked_beside_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("imgaudit.files.opening.SPOOL_FROM", 200)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "a.zip").write_bytes(zipped({"b.jpg": jpeg()}))
    path = f"{tmp_path / 'a.zip'}!b.jpg"
    with source_of(path) as (source, size):
        assert not isinstance(source, (str, bytes)), "a file, of which the engine maps what it needs"
        assert (source.read(), size) == (jpeg(), len(jpeg()))
        assert os.name == "nt" or not [*(tmp_path / "temporary").iterdir()], "a file without a name leaves nothing"
    row = scanned([path]).loc[path]
    assert row[["status", "has_device", "bytes"]].tolist() == ["ok", True, len(jpeg())]
    (tmp_path / "b.jpg").write_bytes(jpeg())
    assert row["content_hash"] == scanned([str(tmp_path / "b.jpg")])["content_hash"].iloc[0]
    cleaned = ia.clean(pd.DataFrame({"path": [path]}), tmp_path / "clean", progress=False)
    assert cleaned[["status", "bytes_before"]].iloc[0].tolist() == ["cleaned", len(jpeg())]


@pytest.mark.parametrize("is_forged", [False, True])
def test_a_member_over_the_limit_is_not_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_forged: bool):
    monkeypatch.setattr("imgaudit.files.opening.SPOOL_FROM", 200)
    monkeypatch.setattr("imgaudit.files.opening.MEMBER_LIMIT", 500)
    data = zipped({"b.jpg": jpeg()})
    if is_forged:  # says that it unpacks to 400 bytes
        data = data.replace(len(jpeg()).to_bytes(4, "little"), (400).to_bytes(4, "little"))
    (tmp_path / "a.zip").write_bytes(data)
    row = scanned([f"{tmp_path / 'a.zip'}!b.jpg"]).iloc[0]
    assert row["status"] == "unreadable"
    assert pd.isna(row["has_device"])
    assert is_forged or "unpack the ZIP" in row["error"]


def test_a_stamp_says_why_there_is_none(tmp_path: Path):
    (tmp_path / "a.jpg").write_bytes(b"four")
    os.utime(tmp_path / "a.jpg", ns=(5, 7))
    size, modified, changed = stamp_of(str(tmp_path / "a.jpg"))
    assert (size, modified) == (4, 7)
    assert changed > 7, "nobody sets that back"
    assert stamp_of(str(tmp_path)) == "A folder, pipe, socket or device, and no file: not opened."
    assert stamp_of(str(tmp_path / "b.jpg")) == "There is no such file or folder."
    assert stamp_of(str(tmp_path / "a.jpg" / "b.jpg")) == "There is no such file or folder."
    assert str(stamp_of("a\x00b")).startswith("Cannot be opened: ")
    assert stamp_of("https://fernhollow.example/a.jpg") == "An address, and no file on this machine: download it."


@pytest.mark.slow
def test_a_name_before_an_exclamation_mark_is_found(tmp_path: Path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Hazelby Wobblegate!.jpg").write_bytes(jpeg())
    (tmp_path / "register.csv").write_text("UPN,Surname,Forename,Website\nZ000000000001,Wobblegate,Hazelby,Yes\n")
    inventory = ia.read_inventory(tmp_path / "in")
    media = ia.scan(inventory, cache=False, progress=False)
    audit = ia.run_audit(inventory, media, ia.read_register(tmp_path / "register.csv"))
    assert set(audit.names["field"]) == {"title", "file"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among files")
def test_what_is_no_file_is_refused_at_once(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "link.jpg").symlink_to(tmp_path / "pipe.jpg")
    for path in (tmp_path / "pipe.jpg", tmp_path / "link.jpg", "/dev/zero", "/dev/null"):
        with pytest.raises(OSError, match="a pipe, socket or device, and no file"), opened(path):
            pass
    with pytest.raises(IsADirectoryError), opened(tmp_path):
        pass
    (tmp_path / "pipe.jpg").unlink()
    (tmp_path / "pipe.jpg").write_bytes(b"a file")
    with opened(tmp_path / "link.jpg") as stream:
        assert stream.read() == b"a file"
