"""Lists of drives, of programs for photographs and of crawlers: who is shown and where is understood or named."""

from __future__ import annotations

import json
from pathlib import Path

from tests.exports.made import JPEG, read, rows
from tests.exports.test_spreadsheet import sheet

LATITUDE, LONGITUDE = "51.481623", "-0.007745"


def test_people_and_positions_of_a_photo_program(tmp_path: Path) -> None:
    heading = ["filename", "title", "persons", "latitude", "longitude", "keywords"]
    lines = [["a.jpg", "Relay", "Ada Fern, Ben Hollow", LATITUDE, LONGITUDE, "sport"],
             ["b.jpg", "Choir", "", "0", "0", "music"], ["c.jpg", "Tea", "", "", "", ""]]  # fmt: skip
    found = read(tmp_path, {"osxphotos.csv": sheet(heading, *lines)})
    assert sorted(found.appearances["person_ref"]) == ["Ada Fern", "Ben Hollow"]
    assert rows(found.assets, "platform_has_location") == [(True,), (None,), (None,)]
    assert LATITUDE not in found.items.to_csv() + found.problems.to_csv()
    assert rows(found.problems, "value") == [("keywords",)]
    assert list(found.items["keywords"].dropna()) == ["sport", "music"]


def test_a_crawl_by_others(tmp_path: Path) -> None:
    heading = ["Page from", "Image URL", "Alt attribute"]
    line = ["https://fern.example/news/", "https://fern.example/a.jpg", "Relay"]
    found = read(tmp_path, {"images.csv": sheet(heading, line)})
    assert rows(found.items, "page_url", "alt_text") == [("https://fern.example/news/", "Relay")]
    assert found.problems.empty


def test_powershell(tmp_path: Path) -> None:
    listed = sheet(
        ["FullName", "Length", "LastWriteTime"],
        [r"D:\Pictures\2025\relay.jpg", "51,234", "04/09/2025 10:11:12"],
        [r"D:\Pictures\2025\film.mp4", 9, "04/09/2025 10:11:12"],
        [r"D:\Pictures\minutes.docx", 9, "04/09/2025 10:11:12"],
    )
    found = read(tmp_path, {"list.csv": listed, "copy/2025/relay.jpg": JPEG})
    assert rows(found.items, "title", "channel", "LastWriteTime") == [
        ("relay.jpg", "drive", "04/09/2025 10:11:12"), ("film.mp4", "drive", "04/09/2025 10:11:12"),
    ]  # fmt: skip
    assert rows(found.assets, "kind") == [("picture",), ("video",)]
    assert list(found.files["declared_bytes"]) == [51234, 9]
    assert found.files["path"].notna().sum() == 1
    assert list(found.problems["reason"]) == [
        "folders and documents, which are no pictures or videos, were not read: 1 row"
    ]


def test_google_drive(tmp_path: Path) -> None:
    place = {"location": {"latitude": 51.481623, "longitude": -0.007745}, "width": 640, "height": 480}
    entry = {"kind": "drive#file", "mimeType": "image/jpeg", "webViewLink": "https://drive.google.com/file/d/1/view"}
    files = [
        {**entry, "id": "1", "name": "a.jpg", "description": "Relay", "size": "5", "imageMediaMetadata": place,
         "permissions": [{"id": "anyoneWithLink", "type": "anyone", "allowFileDiscovery": False}]},
        {**entry, "id": "2", "name": "b.jpg", "shared": False}, {**entry, "id": "3", "name": "c.jpg", "trashed": True},
        {**entry, "id": "4", "name": "Folder", "mimeType": "application/vnd.google-apps.folder"},
    ]  # fmt: skip
    found = read(tmp_path, {"x.json": json.dumps({"kind": "drive#fileList", "files": files})})
    assert rows(found.items, "title", "caption", "visibility") == [
        ("a.jpg", "Relay", "unlisted"),
        ("b.jpg", None, "private"),
    ]
    assert rows(found.assets, "platform_has_location") == [(True,), (None,)]
    assert rows(found.files, "declared_bytes", "declared_width_px", "is_public") == [
        (5, 640, True),
        (None, None, False),
    ]
    assert len(found.problems) == 2
    assert "51.48" not in found.items.to_csv() + found.assets.to_csv()
    more = read(
        tmp_path / "x", {"x.json": json.dumps({"nextPageToken": "t", "kind": "drive#fileList", "files": files})}
    )
    assert list(more.sources["completeness"]) == ["unknown"]


def test_microsoft_graph(tmp_path: Path) -> None:
    entry = {"parentReference": {"driveId": "b!x", "path": "/drives/b!x/root:/Sports%20day"}, "size": 5}
    items = [
        {**entry, "id": "01A", "name": "a.jpg", "file": {"mimeType": "image/jpeg"},
         "image": {"width": 640, "height": 480}, "location": {"latitude": 51.481623, "longitude": -0.007745},
         "description": "Relay",
         "permissions": [{"id": "x", "link": {"scope": "anonymous", "type": "view"}}]},
        {**entry, "id": "01B", "name": "b.mp4", "file": {"mimeType": "video/mp4"}, "shared": {"scope": "users"}},
        {**entry, "id": "01C", "name": "Trip", "folder": {"childCount": 3}},
    ]  # fmt: skip
    found = read(tmp_path, {"x.json": json.dumps({"value": items}), "Sports day/a.jpg": JPEG})
    assert rows(found.items, "title", "caption", "visibility", "channel") == [
        ("a.jpg", "Relay", "unlisted", "sharepoint"), ("b.mp4", None, "private", "sharepoint"),
    ]  # fmt: skip
    assert rows(found.assets, "kind", "platform_has_location") == [("picture", True), ("video", None)]
    assert found.files["path"].notna().sum() == 1
    assert "51.48" not in found.items.to_csv() + found.assets.to_csv()
    assert len(found.problems) == 1
