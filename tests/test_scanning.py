"""Scanning: statuses, the cache, batches that go on whatever a file does."""

from __future__ import annotations

import os
import sqlite3
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import imgaudit as ia
from imgaudit import batches, scanning
from imgaudit.media import KINDS, inspect
from imgaudit.media.formats import pdf as pdf_format
from imgaudit.remembering import cache_path
from tests.media.made_documents import pdf
from tests.media.test_corpus import CORPUS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "pictures"
    place.mkdir()
    exif = Image.Exif()
    exif[0x010F] = "Fernsnap"
    Image.new("RGB", (60, 40), "green").save(place / "camera.jpg", exif=exif.tobytes())
    Image.new("RGB", (30, 20), "blue").save(place / "clean.png")
    (place / "empty.jpg").write_bytes(b"")
    (place / "noise.jpg").write_bytes(b"\x00\x01not a picture at all" * 20)
    (place / "cut.jpg").write_bytes((place / "camera.jpg").read_bytes()[:60])
    return place


def files_in(folder: Path) -> pd.DataFrame:
    paths = sorted(str(path) for path in folder.iterdir())
    return pd.DataFrame({"file_id": [Path(path).name for path in paths], "asset_id": "a", "path": paths})


def test_every_file_gets_a_row_that_says_how_far_it_was_read(folder: Path):
    files = pd.concat(
        [
            files_in(folder),
            pd.DataFrame(
                {"file_id": ["gone.jpg", "elsewhere.jpg"], "asset_id": "a", "path": [str(folder / "gone.jpg"), None]}
            ),
        ]
    )
    media = ia.scan(files, cache=False, progress=False).set_index("file_id")
    assert media["status"].to_dict() == {
        "camera.jpg": "ok",
        "clean.png": "ok",
        "cut.jpg": "damaged",
        "empty.jpg": "empty",
        "noise.jpg": "unrecognised",
        "gone.jpg": "missing",
        "elsewhere.jpg": "not_fetched",
    }
    assert media.loc["camera.jpg", ["format", "width_px", "height_px", "has_device", "has_location"]].tolist() == [
        "jpeg",
        60,
        40,
        True,
        False,
    ]
    flags = [f"has_{kind}" for kind in KINDS]
    assert media.loc["clean.png", flags].eq(False).all()
    unread = media.loc[["empty.jpg", "noise.jpg", "gone.jpg", "elsewhere.jpg"], flags]
    assert unread.isna().all(axis=None), "what could not be read is unknown, never clean"
    assert not media.loc["cut.jpg", flags].eq(False).any(), "of half a file nothing is known to be absent"
    assert media.loc[["cut.jpg", "empty.jpg", "noise.jpg", "gone.jpg", "elsewhere.jpg"], "error"].notna().all()


def test_a_second_scan_opens_no_unchanged_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = tmp_path / "cache.sqlite"
    first = ia.scan(files_in(folder), cache=cache, progress=False)
    opened: list[str] = []
    real = scanning.inspect
    monkeypatch.setattr(scanning, "inspect", lambda source, **how: opened.append(str(source)) or real(source, **how))
    second = ia.scan(files_in(folder), cache=cache, progress=False)
    assert opened == []
    pd.testing.assert_frame_equal(first, second)

    changed = folder / "clean.png"
    Image.new("RGB", (99, 20), "red").save(changed)
    third = ia.scan(files_in(folder), cache=cache, progress=False).set_index("file_id")
    assert opened == [str(changed)]
    assert third.loc["clean.png", "width_px"] == 99


def test_a_touched_file_or_another_engine_is_looked_at_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache.sqlite"
    ia.scan(files_in(folder), cache=cache, progress=False)
    opened: list[str] = []
    real = scanning.inspect
    monkeypatch.setattr(scanning, "inspect", lambda source, **how: opened.append(str(source)) or real(source, **how))
    os.utime(folder / "clean.png", ns=(1, 1))
    ia.scan(files_in(folder), cache=cache, progress=False)
    assert [Path(path).name for path in opened] == ["clean.png"]
    monkeypatch.setattr(scanning, "ENGINE_VERSION", "another")
    ia.scan(files_in(folder), cache=cache, progress=False)
    assert len(opened) == 1 + len(files_in(folder))


def test_the_cache_is_its_owner_s_alone_and_holds_no_values(folder: Path, tmp_path: Path):
    cache = tmp_path / "deep" / "cache.sqlite"
    ia.scan(files_in(folder), cache=cache, progress=False)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.parent.stat().st_mode) == 0o700
    assert b"Fernsnap" not in cache.read_bytes()


def test_a_spoilt_cache_is_made_anew(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = cache_path()
    cache.parent.mkdir()
    cache.write_bytes(b"this is no database" * 100)
    assert len(ia.scan(files_in(folder), progress=False)) == 5
    with closing(sqlite3.connect(cache)) as database:
        assert database.execute("SELECT count(*) FROM media").fetchone() == (5,)


def test_a_file_named_as_cache_by_mistake_is_left_alone(folder: Path, tmp_path: Path):
    export, database = tmp_path / "website.xml", tmp_path / "other.sqlite"
    export.write_text("<rss/>" * 300, encoding="utf-8")
    with closing(sqlite3.connect(database)) as other, other:
        other.execute("CREATE TABLE pupils (name TEXT)")
    for place in (export, database):
        before = place.read_bytes()
        with pytest.raises(ia.InputError, match="not a cache of imgaudit"):
            ia.scan(files_in(folder), cache=place, progress=False)
        assert place.read_bytes() == before


def test_a_cache_that_cannot_be_written_loses_nothing(folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "file").write_text("", encoding="utf-8")
    media = ia.scan(files_in(folder), cache=tmp_path / "file" / "cache.sqlite", progress=False)
    assert media["status"].eq("ok").sum() == 2
    assert "cannot be written" in caplog.text


def test_a_file_that_breaks_the_reader_does_not_stop_the_batch(folder: Path, monkeypatch: pytest.MonkeyPatch):
    real = scanning.inspect

    def fails_on_one(source: str, **how: bool) -> object:
        if source.endswith("camera.jpg"):
            raise RecursionError("deep")
        return real(source, **how)

    monkeypatch.setattr(scanning, "inspect", fails_on_one)
    media = ia.scan(files_in(folder), cache=False, progress=False).set_index("file_id")
    assert media.loc["camera.jpg", "status"] == "unreadable"
    assert "RecursionError: deep" in media.loc["camera.jpg", "error"]
    assert media.loc["clean.png", "status"] == "ok"


@pytest.mark.slow
def test_any_executor_and_any_number_of_workers_give_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch):
    plain = ia.scan(files_in(folder), cache=False, progress=False)
    with ThreadPoolExecutor(2) as executor:
        pd.testing.assert_frame_equal(ia.scan(files_in(folder), cache=False, progress=False, executor=executor), plain)
        assert executor.submit(len, "open").result() == 4, "the caller's executor is left running"
    monkeypatch.setattr(batches, "IN_PROCESS", 1)
    monkeypatch.setattr(batches, "CHUNK", 2)
    pd.testing.assert_frame_equal(ia.scan(files_in(folder), cache=False, progress=False, workers=2), plain)


def test_files_in_a_zip_are_read_in_place(folder: Path, tmp_path: Path):
    archive = tmp_path / "pictures.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.write(folder / "camera.jpg", "2025/Well done!.jpg")
    files = pd.DataFrame({"file_id": ["z"], "asset_id": ["a"], "path": [f"{archive}!2025/Well done!.jpg"]})
    row = ia.scan(files, cache=False, progress=False).iloc[0]
    assert row[["status", "width_px", "has_device"]].tolist() == ["ok", 60, True]
    assert row["bytes"] == (folder / "camera.jpg").stat().st_size


def test_the_input_frame_is_not_changed(folder: Path):
    files = files_in(folder)
    before = files.copy(deep=True)
    ia.scan(files, cache=False, progress=False)
    pd.testing.assert_frame_equal(files, before)


def test_every_corpus_file_gets_a_row(shared: Path):
    files = pd.DataFrame(
        {"path": sorted(str(p) for p in (shared / "corpus").iterdir() if p.suffix not in (".json", ".txt"))}
    )
    files = files.assign(file_id=files["path"], asset_id=files["path"])
    media = ia.scan(files, cache=False, progress=False)
    assert len(media) == 43
    assert not media["status"].isin(["unreadable", "missing", "not_fetched"]).any()


@pytest.mark.slow
def test_a_picture_of_which_nothing_is_here_is_unknown_throughout(folder: Path):
    inventory = ia.read_inventory(folder)
    for media in (None, ia.scan(inventory.files.assign(path=None), cache=False, progress=False)):
        items = ia.run_audit(inventory, media).items
        assert items[["has_any", *(f"has_{kind}" for kind in KINDS)]].isna().all(axis=None)
        rates = ia.exposure(items).set_index("measure")["n_unknown"]
        assert rates.drop("place_shown").eq(len(items)).all()
        assert rates["place_shown"] == 0, "no platform prints a place beside the files of a folder"


def test_a_pdf_is_looked_into_as_soon_as_the_package_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "newsletters"
    place.mkdir()
    (place / "autumn.pdf").write_bytes(pdf(info="/Author (Mika Dummy)"))
    options = {"cache": tmp_path / "cache.sqlite", "progress": False, "workers": 1}
    with monkeypatch.context() as patched:
        patched.setattr(pdf_format, "pypdf", None)
        without = ia.scan(files_in(place), **options).iloc[0]
    assert (without["status"], without["has_owner"] is pd.NA) == ("unsupported", True)
    assert "pypdf" in without["error"]
    assert bool(ia.scan(files_in(place), **options).iloc[0]["has_owner"]) is True


@pytest.mark.parametrize(("length", "cut"), [(190, False), (5_000, False), (60_000, False), (200_000, True)])
@pytest.mark.parametrize("where", ["comment", "description", "png"])
def test_what_people_wrote_is_kept_whole_or_said_to_be_cut(tmp_path: Path, where: str, length: int, cut: bool):
    text = "The children ran. " * (length // 18) + "Zora\nQuillfeather"
    picture, path = Image.new("RGB", (30, 20), "green"), tmp_path / ("a.png" if where == "png" else "a.jpg")
    if where == "comment":
        picture.save(path, comment=text[: (1 << 16) - 3])  # a segment holds no more
        cut = False
    elif where == "description":
        exif = Image.Exif()
        exif[0x010E] = text[: (1 << 16) - 200]
        picture.save(path, exif=exif.tobytes())
        cut = False
    else:
        info = PngInfo()
        info.add_text("Description", text, zip=True)
        picture.save(path, pnginfo=info)
    row = ia.scan(files_in(tmp_path), cache=False, progress=False).iloc[0]
    assert row["texts_cut"] == cut
    assert row["texts"].endswith("Zora\nQuillfeather") == (length < 100_000)
    assert row["texts"].startswith("The children ran. The children ran.")


@pytest.mark.skipif(not CORPUS.exists(), reason="the pictures beside the checkout are not here")
def test_a_maker_s_note_is_decoded_where_it_leaves_the_serial_number_unknown(tmp_path):
    data = (CORPUS / "et_08_NikonD70.jpg").read_bytes()
    white_balance, flash = (data.index(tag + b"\0\2\0\0\0\r") + 8 for tag in (b"\0\5", b"\0\x08"))
    # Two values in one place: a note that has been moved, in which nothing can be relied on.
    data = data[:flash] + data[white_balance : white_balance + 4] + data[flash + 4 :]
    (tmp_path / "a.jpg").write_bytes(data)
    inventory = ia.read_inventory(tmp_path)
    cache = tmp_path / "cache.sqlite"
    said = [ia.scan(inventory, cache=cache, progress=False, details=on)["has_serial"].iloc[0] for on in (False, True)]
    assert said[0] is pd.NA
    assert said[1] == True  # noqa: E712 - a flag of pandas


@pytest.mark.skipif(not CORPUS.exists(), reason="the pictures beside the checkout are not here")
def test_decoding_a_maker_s_note_adds_yes_and_takes_no_doubt_away():
    for path in sorted(CORPUS.glob("*.jpg")):
        plain, decoded = inspect(path).kinds, inspect(path, details=True).kinds
        assert all(decoded[kind] is True for kind in plain if plain[kind] != decoded[kind])
