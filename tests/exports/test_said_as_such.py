"""What is no export is said as what it is, with what to ask for; and what contradicts itself stays apart."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

import imgaudit as ia
from tests.exports.made import JPEG, read, rows, upload, write, wxr
from tests.exports.test_takeout import sidecar


def tarred(name: str, how: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=how) as archive:  # type: ignore[call-overload]
        archive.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    return out.getvalue()


WHAT = [
    ("page.dat", b"<!DOCTYPE html>\n<html><body>x</body></html>", "a web page (HTML)"),
    ("page.dat", "\ufeff<!-- saved -->\n<HTML>".encode(), "a web page (HTML)"),
    ("page.dat", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "a saved web page (MHTML)"),
    ("feed.dat", b"<?xml version='1.0'?><rss></rss>", "a feed without entries"),
    ("list.dat", b"<?xml version='1.0'?><list><a/></list>", "XML that is no export we know"),
    ("list.dat", b'[{"id": 1, "name": "x"}]', "JSON that is no export we know"),
    ("list.dat", b"SQLite format 3\x00" + b"\x00" * 90, "a database"),
    ("text.dat", b"nothing of the kind", "no export we know, nor a picture, video or document"),
]
NOT_OPENED = [
    ("a.dat", tarred("a.jpg", "w"), "an archive that is not opened"),
    ("a.tgz", tarred("a.jpg", "w:gz"), "an archive that is not opened"),
    ("a.dat", tarred("a.jpg", "w:gz"), "an archive that is not opened"),
    ("a.dat", tarred("a.jpg", "w:bz2"), "an archive that is not opened"),
    ("a.dat", tarred("a.jpg", "w:xz"), "an archive that is not opened"),
    ("a.dat", b"7z\xbc\xaf\x27\x1c" + b"x" * 40, "an archive that is not opened"),
    ("a.dat", b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a web archive (WARC)"),
    ("a.warc.gz", gzip.compress(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n"), "a web archive (WARC)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "said"), WHAT, ids=[said for *_, said in WHAT])
def test_what_it_is(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    found = read(tmp_path, {name: data, "e.xml": wxr(upload(7))})
    assert list(found.problems["reason"].str.removeprefix("not recognised: ").str.startswith(said)) == [True]
    assert list(found.sources["completeness"]) == ["whole"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "data", "said"), NOT_OPENED)
def test_an_archive_by_its_bytes_may_hold_the_rest(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    found = read(tmp_path, {name: data, "e.xml": wxr(upload(7))})
    assert list(found.problems["reason"].str.startswith(said)) == [True]
    assert list(found.sources["completeness"]) == ["part"]


def test_many_of_a_kind_are_one_row(tmp_path: Path) -> None:
    pages = {f"web/{n}.html": "<html>" for n in range(9)}
    found = read(tmp_path, {**pages, "web/a.bin": b"\x01", "e.xml": wxr(upload(7))})
    assert sorted(rows(found.problems, "file", "reason"))[0][0] == "web/"
    assert len(found.problems) == 2
    assert found.problems["reason"].str.startswith("9 files not recognised: each is a web page (HTML)").sum() == 1


def test_sidecars_of_one_address_and_different_times_stay_apart(tmp_path: Path) -> None:
    year = "Takeout/Google Photos/Photos from 2025"
    files: dict[str, str | bytes] = {}
    for n in range(4):
        taken = {"timestamp": str(1759300000 + n)}
        files[f"{year}/p{n}.jpg.supplemental-metadata.json"] = sidecar(
            f"p{n}.jpg", "--redacted--", photoTakenTime=taken
        )
        files[f"{year}/p{n}.jpg"] = JPEG
    found = read(tmp_path, files, site="hollow")
    assert len(found.assets) == len(found.items) == 4
    assert found.files["path"].nunique() == 4
    assert rows(found.problems, "code", "reason") == [
        ("contradicted", "4 pictures with other titles or times and one address: each is told by its title and time")
    ]
    one = read(tmp_path / "x", dict([next(iter(files.items()))]), site="hollow")
    again = ia.read_inventory(write(tmp_path / "y", {"Takeout/Google Photos/Trip/p0.json": sidecar("p0.jpg")}))
    assert len(one.assets) == len(again.assets) == 1


def test_files_of_one_path_and_two_sizes_stay_apart(tmp_path: Path) -> None:
    entry = {"Path": "a.jpg", "Name": "a.jpg", "ModTime": "2025-10-01T10:00:00Z", "IsDir": False}
    listed = [{**entry, "Size": size} for size in (10, 22, 22)]
    found = read(tmp_path, {"drive.json": json.dumps(listed)})
    assert sorted(found.files["declared_bytes"]) == [10, 22]
    assert "contradicted" in set(found.problems["code"])
    other = read(tmp_path / "x", {"drive.json": json.dumps(listed[::-1])}, site=found.items["site"][0])
    assert set(other.assets["asset_id"]) == set(found.assets["asset_id"])
