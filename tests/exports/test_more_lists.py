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


def test_lightroom(tmp_path: Path) -> None:
    """As its plug-ins write it: a list with tabs, coordinates in degrees, rounded sizes, the day it was taken."""
    heading = ["Filename", "Folder", "Title", "Caption", "Keywords", "Person Shown", "GPS", "Capture Time", "Date",
               "File Size", "Dimensions", "Rating"]  # fmt: skip
    line = ["a.jpg", "2025/Sports", "Relay", "Year 4", "sport; People|Ben Hollow", "Ada Fern", "51°28'53\" N",
            "2025-09-05 10:00:00", "2025-09-05", "6.01 MB", "4000 x 3000", "5"]  # fmt: skip
    found = read(tmp_path, {"lightroom.txt": "\n".join(["\t".join(heading), "\t".join(line), ""]), "a.jpg": JPEG})
    assert rows(found.items, "title", "caption", "published_at") == [("Relay", "Year 4", None)]
    assert sorted(found.appearances["person_ref"]) == ["Ada Fern", "Ben Hollow"]
    assert rows(found.assets, "platform_has_location") == [(True,)]
    assert rows(found.files, "declared_width_px", "declared_height_px", "declared_bytes") == [(4000, 3000, None)]
    assert found.files["path"].notna().all()
    assert sorted(found.problems["value"]) == ["6.01 MB", "Folder, Keywords, Capture Time, Date, Rating"]
    assert "51°" not in found.items.to_csv()


def test_bridge(tmp_path: Path) -> None:
    heading = [
        "Filename",
        "Date Created",
        "File Size",
        "Dimensions",
        "Document Title",
        "Description",
        "Keywords",
        "City",
    ]
    line = ["a.jpg", "05/09/2025 10:00", "51234", "4,000 x 3,000", "Relay", "Year 4", "sport", "Fern"]
    found = read(tmp_path, {"bridge.csv": sheet(heading, line)})
    assert rows(found.items, "title", "caption", "published_at", "City") == [("Relay", "Year 4", None, "Fern")]
    assert rows(found.files, "declared_width_px", "declared_bytes") == [(4000, 51234)]
    assert list(found.problems["value"]) == ["Date Created, Keywords, City"]


def test_sitebulb(tmp_path: Path) -> None:
    page, picture = "https://fern.example/news/", "https://fern.example/a.jpg"
    heading = ["URL", "Image URL", "Alt Text", "Page URL", "Natural width", "Natural height", "Rendered width"]
    found = read(tmp_path, {"images.csv": sheet(heading, [page, picture, "Relay", page, 1600, 1200, 400])})
    assert rows(found.items, "page_url", "page_title", "alt_text", "in_use") == [(page, None, "Relay", True)]
    assert rows(found.files, "url", "declared_width_px", "declared_height_px") == [(picture, 1600, 1200)]
    assert list(found.problems["value"]) == ["Rendered width"]


def test_ahrefs_names_the_picture_url(tmp_path: Path) -> None:
    page, picture = "https://fern.example/news/", "https://fern.example/a.jpg"
    heading = ["URL", "Content type", "Size (bytes)", "First found at"]
    found = read(tmp_path, {"images.csv": sheet(heading, [picture, "image/jpeg", "51,234", page])})
    assert rows(found.items, "page_url", "page_title") == [(page, None)]
    assert rows(found.files, "url", "declared_bytes") == [(picture, 51234)]
    assert list(found.problems["value"]) == ["Content type"]


def test_digikam(tmp_path: Path) -> None:
    heading = ["Name", "Path", "Title", "Caption", "Tags", "Latitude", "Longitude"]
    lines = [["a.jpg", "/Albums/2025/a.jpg", "Relay", "c", "People/Ada Fern; Places/Hall", LATITUDE, LONGITUDE],
             ["b.jpg", "/Albums/2025/b.jpg", "Choir", "c", "", "", ""]]  # fmt: skip
    found = read(tmp_path, {"digikam.csv": sheet(heading, *lines)})
    assert list(found.appearances["person_ref"]) == ["Ada Fern"]
    assert rows(found.assets, "platform_has_location") == [(True,), (None,)]
    assert rows(found.problems, "code", "value") == [
        ("outside", "/Albums/2025/a.jpg"), ("unknown_heading", "Name, Tags"),
    ]  # fmt: skip
    assert found.problems["reason"][0].endswith("(2 times)")


def test_flickr(tmp_path: Path) -> None:
    heading = ["id", "title", "description", "privacy", "date_taken", "date_upload", "photopage", "original",
               "latitude", "longitude", "people"]  # fmt: skip
    page = "https://www.flickr.com/photos/fern/53001234567"
    line = ["53001234567", "Relay", "Year 4", "public", "2025-09-04", "2025-09-06", page,
            "https://live.staticflickr.com/1/53001234567_o.jpg", LATITUDE, LONGITUDE, "Ada Fern"]  # fmt: skip
    found = read(tmp_path, {"flickr.csv": sheet(heading, line)})
    assert rows(found.items, "channel", "page_url", "title", "caption", "visibility") == [
        ("flickr", page, "Relay", "Year 4", "public")
    ]
    assert found.items["published_at"][0].isoformat() == "2025-09-05T23:00:00+00:00"
    assert list(found.appearances["person_ref"]) == ["Ada Fern"]
    assert rows(found.assets, "platform_has_location") == [(True,)]
    assert list(found.problems["value"]) == ["date_taken"]


def test_immich_and_osxphotos(tmp_path: Path) -> None:
    immich = sheet(
        [
            "id",
            "originalFileName",
            "originalPath",
            "exifImageWidth",
            "exifImageHeight",
            "fileSizeInByte",
            "latitude",
            "people",
        ],
        ["3f1c", "a.jpg", "upload/library/a.jpg", 4000, 3000, 51234, LATITUDE, "Ada Fern; Ben Hollow"],
    )
    osxphotos = sheet(
        ["uuid", "filename", "date", "persons", "path", "width"],
        ["9D2E", "b.jpeg", "2025-09-05T10:00:00+01:00", "Cal Ash", "/Volumes/x/b.jpeg", 4000],
    )
    found = read(tmp_path, {"i.csv": immich, "o.csv": osxphotos})
    assert sorted(found.appearances["person_ref"]) == ["Ada Fern", "Ben Hollow", "Cal Ash"]
    assert found.items["published_at"].isna().all()
    assert rows(found.files, "declared_width_px", "declared_bytes") == [(4000, 51234), (None, None)]
    assert sorted(found.problems["value"]) == ["date, path, width", "originalPath"]
