"""Folders and ZIPs of files, and which local file is which file of an export."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import imgaudit as ia
from imgaudit.files import kind_of_bytes
from imgaudit.tables import digest
from tests.exports.made import BLOG, JPEG, post, read, rows, same, upload, write, wxr
from tests.media import build as b
from tests.media import made_documents as m


def zip_of(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def paths(found: ia.Inventory, folder: Path) -> dict[str, str | None]:
    """Address → path below the folder."""
    return {
        str(url).rsplit("/", 1)[-1]: str(path).removeprefix(f"{folder}/") if path else None
        for url, path in rows(found.files, "url", "path")
    }


def test_files_that_nothing_names(tmp_path: Path) -> None:
    files = {
        "Prospectus/cover.jpg": JPEG,
        "summer/a.PNG": b"",
        "instagram/2025/b.mp4": b"rubbish",
        "no ending": JPEG,
        ".DS_Store": b"x",
        "__MACOSX/._a.jpg": b"x",
        "summer/Thumbs.db": b"x",
        "notes.txt": "hello",
    }
    found = read(tmp_path / "exports", files)
    assert sorted(rows(found.items, "channel", "title", "visibility", "in_use")) == [
        ("folder", "a.PNG", "unknown", None),
        ("folder", "no ending", "unknown", None),
        ("instagram", "b.mp4", "unknown", None),
        ("prospectus", "cover.jpg", "unknown", None),
    ]
    assert set(found.assets["asset_id"]) == {f"exports/file/{digest(name)}" for name in list(files)[:4]}
    assert sorted(found.assets["kind"]) == ["picture", "picture", "picture", "video"]
    assert sorted(rows(found.files, "role", "path")) == sorted(
        ("published", f"{tmp_path}/exports/{name}") for name in list(files)[:4]
    )
    assert rows(found.problems, "file") == [("notes.txt",)]
    assert rows(found.sources, "source_id", "file", "rows") == [
        ("exports/folder/folder", ".", 2),
        ("exports/instagram/folder", ".", 1),
        ("exports/prospectus/folder", ".", 1),
    ]
    assert set(ia.read_inventory(tmp_path / "exports", channel="print").items["channel"]) == {"print"}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, "picture"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "picture"),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"\0\0\0\x18ftypavif", "picture"),
        (b"\0\0\0\x18ftypM4A ", None),
        (b"\0\0\0\x18ftypqt  ", "video"),
        (b"<svg xmlns='x'>", "picture"),
        (b"<?xml version='1.0'?><svg>", "picture"),
        (b"<?xml version='1.0'?><rss>", None),
        (b"%PDF-1.7", "document"),
        (m.docx(), "document"),
        (m.zipped({"a.txt": "x"}), None),
        (b"", None),
    ],
)
def test_kinds_by_first_bytes(head: bytes, kind: str | None) -> None:
    assert kind_of_bytes(head) == kind


@pytest.mark.slow
@pytest.mark.parametrize("where", ["uploads/", "wp-content/uploads/", "", "deep/down/uploads/"])
def test_a_copy_of_the_uploads_is_found_wherever_it_lies(tmp_path: Path, where: str) -> None:
    meta = {"_wp_attached_file": "2025/10/race.jpg"}
    found = read(
        tmp_path, {"site/e.xml": wxr(upload(7, "2025/10/race.jpg", meta=meta)), f"{where}2025/10/race.jpg": JPEG}
    )
    assert paths(found, tmp_path) == {"race.jpg": f"{where}2025/10/race.jpg"}
    assert len(found.assets) == 1


def test_the_whole_path_must_fit(tmp_path: Path) -> None:
    files = {
        "e.xml": wxr(upload(7, "2025/10/race.jpg")),
        "2025/11/race.jpg": JPEG,
        "12025/10/race.jpg": JPEG,
        "race.jpg": JPEG,
    }
    found = read(tmp_path, files)
    assert paths(found, tmp_path)["race.jpg"] is None
    assert sum(found.items["source_id"].str.endswith("/folder")) == 3


def test_the_longest_path_wins(tmp_path: Path) -> None:
    items = [upload(7, "race.jpg"), upload(8, "2025/10/race.jpg")]
    found = read(tmp_path, {"e.xml": wxr(*items), "uploads/2025/10/race.jpg": JPEG, "uploads/race.jpg": JPEG})
    assert sorted(rows(found.files, "asset_id", "path")) == [
        ("hollow.example/wp/hollow.example/7", f"{tmp_path}/uploads/race.jpg"),
        ("hollow.example/wp/hollow.example/8", f"{tmp_path}/uploads/2025/10/race.jpg"),
    ]


def test_two_that_fit_are_left_open_and_said(tmp_path: Path) -> None:
    files = {"e.xml": wxr(upload(7, "2025/10/race.jpg")), "a/2025/10/race.jpg": JPEG, "b/2025/10/race.jpg": JPEG}
    found = read(tmp_path, files)
    assert paths(found, tmp_path)["race.jpg"] is None
    assert "which one is meant is open" in found.problems["reason"][0]
    assert len(found.assets) == 3


def test_each_export_takes_the_files_beside_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for school in ("fern", "moss"):
        files[f"{school}/e.xml"] = wxr(upload(7, "2025/10/race.jpg"), blog=f"https://{school}.example")
        files[f"{school}/uploads/2025/10/race.jpg"] = JPEG
    found = read(tmp_path, files)
    assert sorted(rows(found.files, "asset_id", "path")) == [
        (f"{school}.example/wp/{school}.example/7", f"{tmp_path}/{school}/uploads/2025/10/race.jpg")
        for school in ("fern", "moss")
    ]
    assert found.problems.empty


def test_one_file_that_two_sites_name_belongs_to_neither(tmp_path: Path) -> None:
    one, two = (wxr(upload(7, "2025/10/race.jpg"), blog=f"https://{school}.example") for school in ("fern", "moss"))
    found = read(tmp_path, {"1.xml": one, "2.xml": two, "uploads/2025/10/race.jpg": JPEG})
    assert [path for (path,) in rows(found.files[found.files["url"].notna()], "path")] == [None, None]
    assert "two exports name it" in found.problems["reason"][0]
    assert len(found.assets) == 3


def test_copies_the_export_does_not_mention(tmp_path: Path) -> None:
    files = {
        "e.xml": wxr(upload(7, "2025/10/race-scaled.jpg")),
        "uploads/2025/10/race-scaled.jpg": JPEG,
        "uploads/2025/10/race.jpg": JPEG,
        "uploads/2025/10/race-300x200.jpg": JPEG,
        "uploads/2025/10/other-300x200.jpg": JPEG,
    }
    found = read(tmp_path, files)
    mine = found.files[found.files["asset_id"] == "hollow.example/wp/hollow.example/7"]
    folder = f"{BLOG}/wp-content/uploads/2025/10"
    assert sorted(rows(mine, "role", "url", "is_public")) == [
        ("original", f"{folder}/race.jpg", True),
        ("published", f"{folder}/race-scaled.jpg", True),
        ("resized", f"{folder}/race-300x200.jpg", True),
    ]
    assert mine["path"].notna().all()
    assert list(found.items["title"]) == ["Attachment 7", "other-300x200.jpg"]


def test_a_list_and_a_site_may_name_the_same_file(tmp_path: Path) -> None:
    files = {
        "e.xml": wxr(upload(7, "2025/10/race.jpg")),
        "list.csv": "ID,Channel,Picture file\n1,print,uploads/2025/10/race.jpg\n2,facebook,race2.jpg\n3,x,gone.jpg\n",
        "uploads/2025/10/race.jpg": JPEG,
        "social/race2.jpg": JPEG,
    }
    found = read(tmp_path, files, site="h")
    assert {str(a): str(p).removeprefix(f"{tmp_path}/") for a, p in rows(found.files, "asset_id", "path")} == {
        "h/wp/hollow.example/7": "uploads/2025/10/race.jpg",
        "h/print/1": "uploads/2025/10/race.jpg",
        "h/facebook/2": "social/race2.jpg",
        "h/x/3": "gone.jpg",  # where it should be, so that the scan says that it is missing
    }


def test_names_from_a_mac_and_from_an_address(tmp_path: Path) -> None:
    url = f"{BLOG}/wp-content/uploads/2025/caf%C3%A9.jpg"
    found = read(tmp_path, {"e.xml": wxr(upload(7, url=url)), "uploads/2025/cafe\u0301.jpg": JPEG})
    assert found.files["path"].notna().all()
    assert len(found.assets) == 1


def test_a_document_of_the_library_is_no_stranger(tmp_path: Path) -> None:
    found = read(tmp_path, {"e.xml": wxr(upload(7, "2025/a.pdf")), "uploads/2025/a.pdf": b"%PDF-1.7"})
    assert rows(found.files, "path") == [(f"{tmp_path}/uploads/2025/a.pdf",)]
    assert found.problems.empty


@pytest.mark.slow
def test_a_zip_reads_like_the_folder(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "e.xml": wxr(upload(7, "2025/10/race.jpg"), post(3, content="[gallery ids=7]")),
        "uploads/2025/10/race.jpg": JPEG,
        "list.csv": "Picture file,Title\nprint/cover.jpg,Cover\n",
        "print/cover.jpg": JPEG,
        "prospectus/x.jpg": JPEG,
    }
    folder = write(tmp_path / "folder", files)
    archive = write(tmp_path / "zip", {"all.zip": zip_of(files)}) / "all.zip"
    one, two = ia.read_inventory(folder, site="h"), ia.read_inventory(archive, site="h")
    assert set(two.files["path"].str.removeprefix(f"{archive}!")) == set(
        one.files["path"].str.removeprefix(f"{folder}/")
    )
    for name in ("items", "assets", "sources", "appearances", "problems"):
        assert rows(getattr(one, name), *getattr(one, name).columns) == rows(
            getattr(two, name), *getattr(one, name).columns
        )
    inside = ia.read_inventory(tmp_path / "zip", site="h")
    assert set(inside.items["item_id"]) - set(one.items["item_id"]) == {
        item for item in inside.items["item_id"] if f"h/file/{digest('all.zip/prospectus/x.jpg')}" in item
    }
    same(inside, ia.read_inventory(tmp_path / "zip", site="h"))


def test_single_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.jpg": JPEG, "list.csv": "Picture file\na.jpg\n"})
    assert rows(ia.read_inventory(tmp_path / "a.jpg").files, "path") == [(f"{tmp_path}/a.jpg",)]
    assert rows(ia.read_inventory(tmp_path / "list.csv").files, "path") == [(f"{tmp_path}/a.jpg",)]


def test_an_empty_folder_is_an_empty_inventory_or_an_error(tmp_path: Path) -> None:
    with pytest.raises(ia.InputError, match="there is nothing in this folder yet"):
        ia.read_inventory(tmp_path)


NEWSLETTERS = {
    "newsletter/autumn.pdf": m.pdf_picture(m.PHONE, info="/Title (Jonah Marsh wins the race)"),
    "newsletter/winter.docx": m.docx({"word/media/image1.jpeg": m.PHONE}),
    "newsletter/spring": m.pdf(),
    "newsletter/old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "newsletter/plan.pptx": m.zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<a>"}),
}


def test_a_newsletter_is_an_item_that_shows_pictures(tmp_path: Path) -> None:
    found = read(tmp_path, NEWSLETTERS)
    assert sorted(rows(found.items, "channel", "title")) == [
        ("newsletter", name) for name in ("autumn.pdf", "old.doc", "plan.pptx", "spring", "winter.docx")
    ]
    assert set(found.assets["kind"]) == {"document"}
    assert rows(found.problems, "file", "reason") == []
    known = ia.recognise_exports(tmp_path)
    assert known["why"].tolist() == ["5 pictures, videos or documents"]


@pytest.mark.slow
def test_a_newsletter_is_audited_like_any_placement(tmp_path: Path) -> None:
    found = read(tmp_path / "exports", NEWSLETTERS)
    media = ia.scan(found, cache=False, progress=False, workers=1)
    people = tmp_path / "register.csv"
    people.write_text("Name,UPN,Website\nJonah Marsh,A123456789012,No\n", encoding="utf-8")
    audit = ia.run_audit(found, media, ia.read_register(people), as_of="2025-12-19")
    items = audit.items.set_index("title")
    location = items["has_location"].astype("object").where(items["has_location"].notna(), None)
    assert location.to_dict() == {
        "autumn.pdf": True,
        "winter.docx": True,
        "spring": False,
        "old.doc": None,
        "plan.pptx": None,
    }
    assert items["is_oversized"].isna().all(), "a document has no size in pixels"
    assert items["shows"].eq("unknown").all(), "who is shown is still to be asked"
    assert items["has_full_name"].isna().tolist() == [title != "autumn.pdf" for title in items.index]
    names = audit.names.merge(audit.items[["item_id", "title"]])
    assert set(rows(names, "title", "field", "quoted")) == {("autumn.pdf", "metadata", "Jonah Marsh")}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "of"),
    [
        (["IMG_1.jpg", "IMG_1.xmp"], {"IMG_1.xmp": {"IMG_1.jpg"}}),
        (["IMG_1.JPG", "IMG_1.jpg.xmp"], {"IMG_1.jpg.xmp": {"IMG_1.JPG"}}),
        (["IMG_1.HEIC", "IMG_1.MOV", "IMG_1.AAE"], {"IMG_1.AAE": {"IMG_1.HEIC"}}),
        (["film.mp4", "film.srt", "film.en.vtt"], {"film.srt": {"film.mp4"}, "film.en.vtt": {"film.mp4"}}),
        (["a.jpg", "a.png", "a.xmp"], {"a.xmp": {"a.jpg", "a.png"}}),
        (["a/x.jpg", "b/x.xmp"], {"b/x.xmp": {"b/x.xmp"}}),
    ],
)
def test_a_sidecar_is_a_file_of_what_it_lies_beside(tmp_path: Path, names: list[str], of: dict[str, set[str]]) -> None:
    found = read(tmp_path / "exports", dict.fromkeys(names, JPEG))
    paths_of = found.files.assign(path=found.files["path"].str.removeprefix(f"{tmp_path}/exports/"))
    main = paths_of[paths_of["role"].eq("published")].set_index("asset_id")["path"]
    got = {name: set(main[paths_of.loc[paths_of["path"].eq(name), "asset_id"]]) for name in of}
    assert got == of
    assert len(found.problems) == 0


def test_a_sidecar_of_a_picture_of_an_export_is_its_file_too(tmp_path: Path) -> None:
    files = {"e.xml": wxr(upload(7, "2025/10/race.jpg")), "2025/10/race.jpg": JPEG, "2025/10/race.xmp": b"<x/>"}
    found = read(tmp_path, files)
    assert len(found.assets) == 1
    assert sorted(rows(found.files, "role", "path")) == [
        ("published", f"{tmp_path}/2025/10/race.jpg"),
        ("sidecar", f"{tmp_path}/2025/10/race.xmp"),
    ]


@pytest.mark.slow
def test_what_a_sidecar_says_counts_for_its_picture(tmp_path: Path) -> None:
    found = read(tmp_path / "exports", {"a.jpg": b.jpeg(), "a.xmp": b.xmp(b.creator("Jonah Marsh"))})
    audit = ia.run_audit(found, ia.scan(found, cache=False, progress=False, workers=1), as_of="2025-12-19")
    assert rows(audit.items, "title", "has_owner", "has_location", "found") == [
        ("a.jpg", True, False, "owner: dc:creator in XMP sidecar")
    ]
