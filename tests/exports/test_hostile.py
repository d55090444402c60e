"""Files made to do harm: nothing outside the export is opened, nothing explodes, and everything is said."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

import imgaudit as ia
from imgaudit.foreign import grids
from tests.exports.made import JPEG, read, rows, upload, write, wxr


def zipped(members: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name) if "\\" in name else name, content)
    return stream.getvalue()


ENTITY = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{}]>'
LAUGHS = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))


@pytest.mark.parametrize(
    "doctype",
    [
        ENTITY.format('<!ENTITY l0 "ha">' + LAUGHS),
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["billion laughs", "external entity", "external document type"],
)
def test_entities_are_refused(tmp_path: Path, doctype: str) -> None:
    text = wxr(upload(7, title="x")).replace("<rss", f"{doctype}\n<rss", 1).replace("<![CDATA[x]]>", "&l9;&x;")
    start = time.perf_counter()
    found = read(tmp_path, {"e.xml": text, "ok.xml": wxr(upload(8), blog="https://b.example")})
    assert time.perf_counter() - start < 5
    assert rows(found.assets, "asset_id") == [("b.example/wp/b.example/8",)]
    assert "document type" in " ".join(found.problems["reason"])


def test_members_outside_the_zip_are_refused(tmp_path: Path) -> None:
    members = {"../up.jpg": JPEG, "/etc/abs.jpg": JPEG, "C:\\win.jpg": JPEG, "a/../../b.jpg": JPEG, "fine.jpg": JPEG}
    path = write(tmp_path, {"a.zip": zipped(members)}) / "a.zip"
    found = ia.read_inventory(path)
    assert rows(found.files, "path") == [(f"{path}!fine.jpg",)]
    assert sorted(found.problems["file"]) == ["../up.jpg", "/etc/abs.jpg", "C:/win.jpg", "a/../../b.jpg"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.slow
def test_bombs_and_zips_within_zips_are_not_opened(tmp_path: Path) -> None:
    members = {"bomb.xml": b"\0" * (70 * 1024**2), "inner.zip": zipped({"a.jpg": JPEG}), "fine.jpg": JPEG}
    found = read(tmp_path, {"a.zip": zipped(members), "broken.zip": zipped(members)[:3000]})
    assert rows(found.files, "path") == [(f"{tmp_path}/a.zip!fine.jpg",)]
    assert sorted(found.problems["file"]) == ["a.zip!bomb.xml", "a.zip!inner.zip", "broken.zip"]


def test_a_locked_member_and_a_second_of_the_same_name(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.jpg": JPEG, "b.jpg": JPEG}))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    found = read(tmp_path, {"a.zip": bytes(data).replace(b"b.jpg", b"B.jpg")})
    assert rows(found.files, "path") == [(f"{tmp_path}/a.zip!B.jpg",), (f"{tmp_path}/a.zip!a.jpg",)]
    assert "password" in found.problems["reason"][0]
    assert rows(ia.scan(found, cache=False, progress=False), "status") == [("damaged",), ("unreadable",)]
    assert rows(found.sources, "completeness", "unread") == [("part", 1)]


def test_a_link_to_outside_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"secret/a.jpg": JPEG, "exports/b.jpg": JPEG})
    (tmp_path / "exports/a.jpg").symlink_to(tmp_path / "secret/a.jpg")
    (tmp_path / "exports/gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    (tmp_path / "exports/folder").symlink_to(tmp_path / "secret")
    found = ia.read_inventory(tmp_path / "exports")
    assert rows(found.files, "path") == [(f"{tmp_path}/exports/b.jpg",)]
    assert set(found.problems["file"]) >= {"a.jpg", "gone.jpg"}


@pytest.mark.parametrize(
    "value", ["../../secret.jpg", "/etc/passwd.jpg", "C:\\Users\\x.jpg", "..\\x.jpg", "a/../../x.jpg"]
)
def test_a_list_cannot_point_outside_the_folder(tmp_path: Path, value: str) -> None:
    write(tmp_path, {"secret.jpg": JPEG, "exports/sub/list.csv": f"Picture file,Title\n{value},X\n"})
    found = ia.read_inventory(tmp_path / "exports")
    assert found.files["path"].isna().all()
    assert len(found.items) == 1
    assert rows(found.problems, "row", "column", "value") == [(2, "Picture file", value)]


@pytest.mark.slow
def test_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    found = read(tmp_path, {"list.csv": f"File,Caption\na.jpg,{'x' * 10_000_000}\nb.jpg,y\n"})
    assert [len(text) for text in found.items["caption"]] == [100_000, 1]
    assert rows(found.problems, "row", "column") == [(2, "Caption")]


def test_a_cell_larger_than_any_stops_no_other_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MAX_FIELD", 1000)
    text = "channel,picture,page url\nwebsite,{}.jpg,https://a.example/\n"
    found = read(tmp_path, {"a.csv": text.format("x" * 5000), "b.csv": text.format("b")})
    assert [name.rpartition("/")[2] for name in found.sources["file"]] == ["b.csv"]
    assert rows(found.problems, "file", "not_read") == [("a.csv", True)]
    assert "no readable CSV" in found.problems["reason"].iloc[0]


def test_formulas_and_surrogates_are_text(tmp_path: Path) -> None:
    found = read(tmp_path, {"list.csv": 'File,Title\na.jpg,"=HYPERLINK(""http://x"")"\n'})
    assert rows(found.items, "title") == [('=HYPERLINK("http://x")',)]


def test_nothing_at_all_says_everything(tmp_path: Path) -> None:
    with pytest.raises(ia.InputError, match="no such file"):
        ia.read_inventory(tmp_path / "gone")
    write(tmp_path, {"a.txt": "hello", "b.csv": "Forename,UPN\nAda,1\n", "c.xml": "<rss></rss>"})
    with pytest.raises(ia.InputError) as error:
        ia.read_inventory(tmp_path)
    assert all(name in str(error.value) for name in ("a.txt", "b.csv", "c.xml"))
    with pytest.raises(ia.InputError, match="mapping="):
        ia.read_inventory(tmp_path / "b.csv")
