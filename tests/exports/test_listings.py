"""Lists of everything on a drive: GAM, SharePoint, rclone, ResourceSpace. What is a picture, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import gam, rclone, resourcespace, sharepoint
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options
from imgaudit.exports.readers import readers
from imgaudit.files import ExportFile
from imgaudit.tables import digest
from tests.exports.made import JPEG, but_columns, read, rows, same, write
from tests.exports.test_folder import zip_of
from tests.exports.test_spreadsheet import sheet, xlsx

DRIVE = "https://drive.google.com"
GAM_HEADINGS = [
    "Owner", "id", "name", "mimeType", "size", "description", "createdTime", "modifiedTime", "webViewLink",
    "webContentLink", "trashed", "shared", "parents", "parents.0.id", "owners", "owners.0.emailAddress", "permissions",
    "permissions.0.emailAddress", "permissions.0.id", "permissions.0.role", "permissions.0.type",
    "permissions.1.allowFileDiscovery", "permissions.1.id", "permissions.1.role", "permissions.1.type",
    "imageMediaMetadata.cameraModel", "imageMediaMetadata.height", "imageMediaMetadata.location.latitude",
    "imageMediaMetadata.location.longitude", "imageMediaMetadata.width", "videoMediaMetadata.height",
    "videoMediaMetadata.width", "paths", "path.0", "Campaign",
]  # fmt: skip


def gam_row(own: str, name: str, mime: str = "image/jpeg", **more: object) -> list[object]:
    """One row of ``print filelist``, shared with its owner alone unless told otherwise."""
    cells: dict[str, object] = {
        "Owner": "media@fern.example",
        "id": own,
        "name": name,
        "mimeType": mime,
        "size": 2_345_678,
        "createdTime": "2025-09-04T10:11:12.000Z",
        "modifiedTime": "2025-09-05T10:11:12.000Z",
        "webViewLink": f"{DRIVE}/file/d/{own}/view?usp=drivesdk",
        "trashed": "False",
        "shared": "False",
        "parents": 1,
        "parents.0.id": "0ABCparent",
        "owners.0.emailAddress": "media@fern.example",
        "permissions": 1,
        "permissions.0.emailAddress": "media@fern.example",
        "permissions.0.id": "112233",
        "permissions.0.role": "owner",
        "permissions.0.type": "user",
        "paths": 1,
        "path.0": f"My Drive/Sports day/{name}",
        **{key.replace("_", "."): value for key, value in more.items()},
    }
    return [cells.get(heading, "") for heading in GAM_HEADINGS]


ANYONE = {"permissions_1_type": "anyone", "permissions_1_role": "reader", "shared": "True"}
PLACE = {
    "imageMediaMetadata_location_latitude": 51.4816,
    "imageMediaMetadata_location_longitude": -0.0077,
    "imageMediaMetadata_width": 4032,
    "imageMediaMetadata_height": 3024,
    "imageMediaMetadata_cameraModel": "Pixel 9",
}
GAM_ROWS = [
    gam_row("1AbRelay_x-9", "relay.jpg", description="The relay &amp; CafÃ©", Campaign="Open day", **PLACE, **ANYONE,
            permissions_1_id="anyoneWithLink", permissions_1_allowFileDiscovery="False",
            webContentLink=f"{DRIVE}/uc?id=1AbRelay_x-9&export=download"),
    gam_row("1Choir", "choir.png", "image/png", imageMediaMetadata_width=800, imageMediaMetadata_height=600,
            **ANYONE, permissions_1_id="anyone", permissions_1_allowFileDiscovery="True"),
    gam_row("1Film", "film.mp4", "video/mp4", videoMediaMetadata_width=1920, videoMediaMetadata_height=1080,
            permissions_1_type="domain", permissions_1_id="55k"),
    gam_row("1Folder", "Sports day", "application/vnd.google-apps.folder", size=""),
    gam_row("1Doc", "Letter home", "application/vnd.google-apps.document", size=""),
    gam_row("1Short", "relay.jpg", "application/vnd.google-apps.shortcut", size=""),
    gam_row("1Pdf", "letter.pdf", "application/pdf"),
    gam_row("1Bin", "old.jpg", trashed="True", **ANYONE),
    gam_row("", "", "", path_0=""),
]  # fmt: skip
GAM = sheet(GAM_HEADINGS, *GAM_ROWS)

SHAREPOINT_HEADINGS = ["Name", "Modified", "Modified By", "Alt text", "People shown", "File Size", "Item Type", "Path"]
LIBRARY = "sites/comms/Shared Documents"
SHAREPOINT = sheet(
    SHAREPOINT_HEADINGS,
    ["Sports day", "04/09/2025 10:11", "Ada Office", "", "", "", "Folder", LIBRARY],
    ["relay.jpg", "04/09/2025 10:11", "Ada Office", "Four runners", "Ada Fern; Ben Hollow", "2345678", "Item",
     f"{LIBRARY}/Sports day"],
    ["film.MP4", "04/09/2025 10:11", "Ada Office", "", "", "2.3 MB", "Item", f"{LIBRARY}/Sports day"],
    ["letter.docx", "04/09/2025 10:11", "Ada Office", "", "", "12", "Item", LIBRARY],
    ["", "", "", "", "", "", "Item", LIBRARY],
)  # fmt: skip
PNP_HEADINGS = ["ID", "FileLeafRef", "FileRef", "FSObjType", "File_x0020_Size", "Title", "Created", "Modified",
                "Author", "MediaServiceLocation", "MediaServiceOCR"]  # fmt: skip
PNP = "#TYPE Selected.Microsoft.SharePoint.Client.ListItem\n" + sheet(
    PNP_HEADINGS,
    [1, "Sports day", f"/{LIBRARY}/Sports day", 1, 0, "", "2025-09-04", "2025-09-04", "Ada Office", "", ""],
    [2, "relay.jpg", f"/{LIBRARY}/Sports day/relay.jpg", 0, 2345678, "The relay", "2025-09-04", "2025-09-04",
     "Ada Office", "Hollow, Kent", "ADA FERN 10"],
    [3, "film.MP4", f"/{LIBRARY}/Sports day/film.MP4", 0, 99, "", "2025-09-04", "2025-09-04", "Ada Office", "", ""],
    [4, "letter.docx", f"/{LIBRARY}/letter.docx", 0, 12, "", "2025-09-04", "2025-09-04", "Ada Office", "", ""],
)  # fmt: skip

WHEN = "2025-09-04T10:11:12.123456789+01:00"
RCLONE: list[dict[str, Any]] = [
    {"Path": "Sports day", "Name": "Sports day", "Size": -1, "MimeType": "inode/directory", "ModTime": WHEN,
     "IsDir": True, "ID": "1Folder"},
    {"Path": "Sports day/relay.jpg", "Name": "relay.jpg", "Size": 2345678, "MimeType": "image/jpeg", "ModTime": WHEN,
     "IsDir": False, "ID": "1AbRelay_x-9", "Hashes": {"md5": "9e107d9d372bb6826bd81d3542a419d6"},
     "Metadata": {"description": "The relay &amp; CafÃ©", "owner": "media@fern.example",
                  "permissions": '[{"id":"anyoneWithLink","type":"anyone","role":"reader"}]'}},
    {"Path": "Sports day/film.mp4", "Name": "film.mp4", "Size": -1, "MimeType": "", "ModTime": "", "IsDir": False},
    {"Path": "letter.docx", "Name": "letter.docx", "Size": -1,
     "MimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "ModTime": WHEN,
     "IsDir": False, "ID": "1Doc"},
]  # fmt: skip

RESOURCES = (
    '"Resource ID(s)","Resource type","Contributed by","Title","Caption","Named person(s)","Date","Keywords",'
    '"Original filename","Access","Original file"\n'
    '101,"Photo","Ada Office","Sports day","The relay &amp; CafÃ©","Ada Fern, Ben Hollow","2025-09-04","sport,summer",'
    '"relay.jpg","Open","https://dam.fern.example/filestore/1/0/1_a/101_b.jpg"\n'
    '102,"Video","Ada Office","","","","2025-09-05","","film.mp4","Confidential",""\n'
    '103,"Document","Ada Office","Prospectus","","","","","prospectus.pdf","Open",""\n'
    '104,"Event picture","Ada Office","Choir","","Ada Fern","","","","Restricted",""\n'
    ",,,,,,,,,Open,\n"
)

LISTS: dict[str, tuple[str, int, int]] = {  # the file, its rows, and how many of them are pictures
    "gam": (GAM, 9, 3),
    "sharepoint": (SHAREPOINT, 5, 2),
    "rclone": (json.dumps(RCLONE), 4, 2),
    "resourcespace": (RESOURCES, 5, 3),
}
DIALECTS = {"gam": gam, "sharepoint": sharepoint, "rclone": rclone, "resourcespace": resourcespace}


def counted(found: ia.Inventory, file: str = "") -> int:
    """The rows that the problems count."""
    told = [reason for name, reason in rows(found.problems, "file", "reason") if file in ("", name)]
    return sum(int(n[1]) for reason in told if (n := re.search(r": (\d+) rows?$", str(reason))))


def kept(own: str, site: str = "h", channel: str = "google drive") -> str:
    return f"{site}/{channel}/{digest(own)}"


@pytest.mark.parametrize("dialect", LISTS)
@pytest.mark.parametrize("name", ["export.csv", "data.json"])
def test_known_by_content_by_one_dialect_alone(tmp_path: Path, dialect: str, name: str) -> None:
    text, *_ = LISTS[dialect]
    path = write(tmp_path, {name: text}) / name
    head = Head(ExportFile(name, str(path), len(text)))
    claims = [r.DIALECT for r in readers() if not getattr(r, "IS_FALLBACK", False) and r.sniff(head)]
    assert claims == [dialect]


def test_rows_and_problems_are_what_is_there(tmp_path: Path) -> None:
    found = read(tmp_path, {dialect: text for dialect, (text, *_) in LISTS.items()})
    for dialect, (text, there, pictures) in LISTS.items():
        independent = len(json.loads(text)) if dialect == "rclone" else len(list(csv.DictReader(io.StringIO(text))))
        mine = found.items[found.items["source_id"].str.endswith(f"/{dialect}")]
        assert independent == there
        assert len(mine) == mine["asset_id"].nunique() == pictures
        assert len(mine) + counted(found, dialect) == there
    assert found.items["in_use"].isna().all()
    assert found.items["published_at"].isna().all()


def test_what_gam_says(tmp_path: Path) -> None:
    found = read(tmp_path, {"export.csv": GAM, "Sports day/relay.jpg": JPEG}, site="h")
    relay, choir, film = (kept(own) for own in ("1AbRelay_x-9", "1Choir", "1Film"))
    columns = ["asset_id", "channel", "title", "caption", "visibility", "Owner", "createdTime", "Campaign"]
    assert rows(found.items, *columns) == [
        (relay, "google drive", "relay.jpg", "The relay & Café", "unlisted", "media@fern.example",
         "2025-09-04T10:11:12.000Z", "Open day"),
        (choir, "google drive", "choir.png", None, "public", "media@fern.example", "2025-09-04T10:11:12.000Z", None),
        (film, "google drive", "film.mp4", None, "private", "media@fern.example", "2025-09-04T10:11:12.000Z", None),
    ]  # fmt: skip
    assert rows(found.assets, "asset_id", "kind", "edit_url", "platform_has_location", "platform_found") == [
        (relay, "picture", f"{DRIVE}/file/d/1AbRelay_x-9/view?usp=drivesdk", True,
         "location: where it was taken, in imageMediaMetadata\ndevice: camera, in imageMediaMetadata"),
        (choir, "picture", f"{DRIVE}/file/d/1Choir/view?usp=drivesdk", False, None),
        (film, "video", f"{DRIVE}/file/d/1Film/view?usp=drivesdk", False, None),
    ]  # fmt: skip
    sizes = ["declared_width_px", "declared_height_px", "declared_bytes"]
    assert rows(found.files, "asset_id", "url", "path", "is_public", *sizes) == [
        (relay, f"{DRIVE}/uc?id=1AbRelay_x-9&export=download", f"{tmp_path}/Sports day/relay.jpg", True,
         4032, 3024, 2345678),
        (choir, None, None, True, 800, 600, 2345678),
        (film, None, None, False, 1920, 1080, 2345678),
    ]  # fmt: skip
    assert rows(found.problems, "value")[1:3] == [
        ("Campaign",),
        ("parents, parents.0.id, owners.0.emailAddress, paths",),
    ]
    assert list(but_columns(found.problems)["reason"]) == [
        "where no file is named nothing was read (export the list again, with names and paths): 1 row",
        "folders and documents, which are no pictures or videos, were not read: 4 rows",
        "pictures and videos in the bin, which nobody is shown, were not read: 1 row",
    ]
    told = rows(found.sources, "source_id", "rows", "problems", "completeness", "unread")
    assert told == [("h/google drive/gam", 3, 5, "part", 1)]


def test_coordinates_and_addresses_of_people_go_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": GAM, "b.csv": PNP})
    told = "".join(getattr(found, name).to_csv() for name in ("items", "assets", "files", "appearances", "problems"))
    assert "51.48" not in told
    assert "0077" not in told
    assert "112233" not in told
    assert "Kent" not in told
    assert "ADA FERN" not in told


SHARING: list[tuple[dict[str, str], str]] = [
    ({"type": "anyone"}, "public"),
    ({"type": "anyone", "allowFileDiscovery": "False"}, "unlisted"),
    ({"type": "anyone", "allowFileDiscovery": "True", "id": "anyoneWithLink"}, "public"),
    ({"id": "anyoneWithLink"}, "unlisted"),
    ({"type": "anyone", "withLink": "True"}, "unlisted"),
    ({"type": "domain", "domain": "fern.example"}, "private"),
    ({"type": "group"}, "private"),
    ({"type": "anyone", "deleted": "True"}, "unknown"),
    ({}, "unknown"),
]


@pytest.mark.parametrize("layout", ["permissions.3.", "permission."])
def test_sharing(tmp_path: Path, layout: str) -> None:
    keys = ["type", "id", "allowFileDiscovery", "withLink", "domain", "deleted"]
    lines = [
        ["m@f.example", n, f"{n}.jpg", "image/jpeg", *(permission.get(key, "") for key in keys)]
        for n, (permission, _) in enumerate(SHARING)
    ]
    head = ["Owner", "id", "name", "mimeType", *(layout + key for key in keys)]
    found = read(tmp_path, {"a.csv": sheet(head, *lines)})
    assert list(found.items["visibility"]) == [visibility for _, visibility in SHARING]


def test_a_row_a_permission_is_one_picture_as_open_as_the_most_open(tmp_path: Path) -> None:
    lines = [["u@f.example", "1", "a.jpg", "image/jpeg", "user", "7", "False"],
             ["u@f.example", "1", "a.jpg", "image/jpeg", "anyone", "anyoneWithLink", "False"],
             ["v@f.example", "1", "a.jpg", "image/jpeg", "domain", "8", "True"],
             ["u@f.example", "2", "b.jpg", "image/jpeg", "group", "9", ""]]  # fmt: skip
    head = ["Owner", "id", "name", "mimeType", "permission.type", "permission.id", "permission.allowFileDiscovery"]
    found = read(tmp_path / "1", {"a.csv": sheet(head, *lines)}, site="h")
    assert rows(found.items, "title", "visibility") == [("a.jpg", "unlisted"), ("b.jpg", "private")]
    assert len(found.items) + counted(found) == 4
    turned = read(tmp_path / "2", {"a.csv": sheet(head, *reversed(lines))}, site="h")
    assert set(rows(turned.items, "item_id", "visibility")) == set(rows(found.items, "item_id", "visibility"))


def test_gam_of_other_years_and_options(tmp_path: Path) -> None:
    old = ("Owner,title,id,fileSize,mimeType,alternateLink,labels.trashed,permissionIds,permissionIds.0\n"
           f"m@f.example,relay.jpg,1Relay,99,image/jpeg,{DRIVE}/file/d/1Relay/edit,False,1,anyone\n")  # fmt: skip
    entry = {"id": "1Relay", "name": "relay.jpg", "mimeType": "image/jpeg", "trashed": False, "size": "99",
             "permissions": [{"id": "anyone", "type": "anyone"}],
             "webViewLink": f"{DRIVE}/file/d/1Relay/edit",
             "imageMediaMetadata": {"width": 3, "location": {"latitude": 51.5, "longitude": 0}}}  # fmt: skip
    packed = sheet(["Owner", "id", "name", "JSON"], ["m@f.example", "1Relay", "relay.jpg", json.dumps(entry)],
                   ["m@f.example", "2", "b.jpg", "{broken"])  # fmt: skip
    pathed = "Owner,title,paths,path.0\nm@f.example,relay.jpg,1,SharedDrives/Media/Sports day/relay.jpg\n"
    one = read(tmp_path / "1", {"a.csv": old}, site="h")
    two = read(tmp_path / "2", {"a.csv": packed}, site="h")
    three = read(tmp_path / "3", {"a.csv": pathed, "Sports day/relay.jpg": JPEG}, site="h")
    for found in (one, two):
        assert rows(found.items.iloc[:1], "asset_id", "title", "visibility") == [
            (kept("1Relay"), "relay.jpg", "public")
        ]
        assert rows(found.files.iloc[:1], "declared_bytes", "is_public") == [(99, True)]
        assert rows(found.assets.iloc[:1], "edit_url") == [(f"{DRIVE}/file/d/1Relay/edit",)]
    assert rows(two.assets, "platform_has_location") == [(True,), (None,)]
    assert "51.5" not in two.items.to_csv()
    assert rows(three.items, "asset_id", "visibility") == [(kept("SharedDrives/Media/Sports day/relay.jpg"), "unknown")]
    assert rows(three.files, "path") == [(f"{tmp_path}/3/Sports day/relay.jpg",)]


def test_a_place_is_known_to_be_absent_only_where_drive_notes_the_picture(tmp_path: Path) -> None:
    text = ("Owner,id,name,mimeType,imageMediaMetadata.width,imageMediaMetadata.location.latitude,"
            "imageMediaMetadata.location.longitude\n"
            "m,1,a.jpg,image/jpeg,10,51.5,0.1\nm,2,b.jpg,image/jpeg,10,,\nm,3,c.jpg,image/jpeg,,,\n"
            "m,4,d.jpg,image/jpeg,10,0.0,0\n")  # fmt: skip
    without = "Owner,id,name,mimeType,imageMediaMetadata.width\nm,5,a.jpg,image/jpeg,10\n"
    found = read(tmp_path, {"a.csv": text, "b.csv": without})
    told = dict(rows(found.items.merge(found.assets, on="asset_id"), "title", "platform_has_location")[1:])
    assert told == {"b.jpg": False, "c.jpg": None, "d.jpg": False, "a.jpg": None}


def test_what_sharepoint_says(tmp_path: Path) -> None:
    found = read(tmp_path, {"query.csv": SHAREPOINT, "Sports day/relay.jpg": JPEG}, site="h")
    relay, film = (kept(f"{LIBRARY}/Sports day/{name}", channel="sharepoint") for name in ("relay.jpg", "film.MP4"))
    columns = ["asset_id", "channel", "title", "alt_text", "visibility", "Modified", "uploaded_by", "File Size"]
    assert rows(found.items, *columns) == [
        (relay, "sharepoint", "relay.jpg", "Four runners", "unknown", "04/09/2025 10:11", "Ada Office", "2345678"),
        (film, "sharepoint", "film.MP4", None, "unknown", "04/09/2025 10:11", "Ada Office", "2.3 MB"),
    ]
    assert rows(found.appearances, "asset_id", "person_ref", "evidence") == [
        (relay, "Ada Fern", "listed"), (relay, "Ben Hollow", "listed")
    ]  # fmt: skip
    assert rows(found.files, "path", "is_public", "declared_bytes") == [
        (f"{tmp_path}/Sports day/relay.jpg", None, 2345678), (None, None, None)
    ]  # fmt: skip
    assert rows(found.assets, "kind") == [("picture",), ("video",)]


@pytest.mark.slow
def test_a_library_has_the_same_ids_however_it_is_exported(tmp_path: Path) -> None:
    url = "https://fern.sharepoint.example/sites/comms/Shared%20Documents/Sports%20day"
    forms: dict[str, str | bytes] = {
        "csv": SHAREPOINT,
        "pnp": PNP,
        "xlsx": xlsx(*csv.reader(io.StringIO(SHAREPOINT)), title="query"),
        "url": f"FileLeafRef,EncodedAbsUrl\nrelay.jpg,{url}/relay.jpg\nfilm.MP4,{url}/film.MP4\n",
        "folder": f"FileLeafRef;FileDirRef\nrelay.jpg;/{LIBRARY}/Sports day\nfilm.MP4;/{LIBRARY}/Sports day\n",
    }
    ids = {name: set(read(tmp_path / name, {"a": text}, site="h").items["item_id"]) for name, text in forms.items()}
    assert len(ids["csv"]) == 2
    assert all(found == ids["csv"] for found in ids.values())


def test_what_powershell_says(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": PNP}, site="h")
    assert rows(found.items, "title", "Created", "uploaded_by") == [
        ("The relay", "2025-09-04", "Ada Office"), ("film.MP4", "2025-09-04", "Ada Office")
    ]  # fmt: skip
    assert rows(found.assets, "platform_has_location") == [(True,), (None,)]
    assert rows(found.files, "declared_bytes") == [(2345678,), (99,)]
    assert counted(found) == 2


@pytest.mark.parametrize(
    "place", ['{"DisplayName":"Hollow","Coordinates":{"Latitude":51.48,"Longitude":-0.01}}', "51.4816, -0.0077"]
)
def test_coordinates_in_a_column_of_another_name_are_not_shown(tmp_path: Path, place: str) -> None:
    lines = [["a.jpg", "Item", LIBRARY, place, "Hall"], ["b.jpg", "Item", LIBRARY, "Pond, 3.5 miles", ""]]
    text = sheet(["Name", "Item Type", "Path", "Location", "Room"], *lines)
    found = read(tmp_path, {"a.csv": text})
    assert rows(found.items, "Location", "Room") == [(None, "Hall"), ("Pond, 3.5 miles", None)]
    assert rows(found.assets, "platform_has_location") == [(True,), (None,)]


def test_a_library_without_paths_and_with_its_schema(tmp_path: Path) -> None:
    schema = r'ListSchema={"schemaXmlList":["<Field ID=\"{8553196d}\" Name=\"FileLeafRef\" Type=\"File\" />"]}'
    text = sheet(["Name", "Modified", "Modified By"], ["relay.jpg", "9/4/2025 10:11 AM", "Ada"], ["Old", "x", "Ada"])
    found = read(tmp_path, {"a.csv": f"{schema}\n{text}"}, site="h")
    assert list(found.sources["dialect"]) == ["sharepoint"]
    assert rows(found.items, "asset_id", "title") == [(kept("relay.jpg", channel="sharepoint"), "relay.jpg")]
    assert counted(found) == 1


def test_what_rclone_says(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.txt": json.dumps(RCLONE), "deep/Sports day/relay.jpg": JPEG}, site="h")
    relay, film = kept("1AbRelay_x-9", channel="drive"), kept("Sports day/film.mp4", channel="drive")
    assert rows(found.items, "asset_id", "channel", "title", "caption", "visibility", "ModTime") == [
        (relay, "drive", "relay.jpg", "The relay & Café", "unlisted", WHEN),
        (film, "drive", "film.mp4", None, "unknown", None),
    ]
    assert rows(found.assets, "kind", "platform_has_location") == [("picture", None), ("video", None)]
    assert rows(found.files, "path", "is_public", "declared_bytes") == [
        (f"{tmp_path}/deep/Sports day/relay.jpg", True, 2345678), (None, None, None)
    ]  # fmt: skip


PERMISSIONS: list[tuple[object, str]] = [
    ('[{"link":{"scope":"anonymous","type":"view","webUrl":"https://x.example"},"roles":["read"]}]', "unlisted"),
    ('[{"link":{"scope":"organization"},"roles":["read"]}]', "private"),
    ('[{"grantedToV2":{"user":{"id":"5"}}}]', "private"),
    ([{"type": "anyone", "allowFileDiscovery": True}], "public"),
    ("[]", "unknown"),
    ("[{}", "unknown"),
    ([None, 3, {}], "unknown"),
    (None, "unknown"),
]


def test_permissions_by_rclone(tmp_path: Path) -> None:
    listed = [
        {"Path": f"{n}.jpg", "Name": f"{n}.jpg", "Size": 1, "IsDir": False, "Metadata": {"permissions": permissions}}
        for n, (permissions, _) in enumerate(PERMISSIONS)
    ]
    found = read(tmp_path, {"a.json": json.dumps({"list": listed})})
    assert list(found.items["visibility"]) == [visibility for _, visibility in PERMISSIONS]


def test_one_entry_of_rclone(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.json": json.dumps(RCLONE[1])})
    assert rows(found.items, "title") == [("relay.jpg",)]


def test_a_cut_list_of_rclone_keeps_what_precedes_the_cut(tmp_path: Path) -> None:
    text = json.dumps(RCLONE)
    found = read(tmp_path, {"a.json": text[: text.index("Sports day/film") + 4]})
    assert rows(found.items, "title") == [("relay.jpg",)]
    assert any("download it again" in reason for reason in found.problems["reason"])


def test_what_resourcespace_says(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": RESOURCES, "originals/relay.jpg": JPEG}, site="h")
    ids = [f"h/resourcespace/{number}" for number in (101, 102, 104)]
    assert rows(found.items, "asset_id", "title", "caption", "visibility", "Date", "Keywords") == [
        (ids[0], "Sports day", "The relay & Café", "unknown", "2025-09-04", "sport,summer"),
        (ids[1], "film.mp4", None, "private", "2025-09-05", None),
        (ids[2], "Choir", None, "private", None, None),
    ]
    assert rows(found.assets, "kind") == [("picture",), ("video",), (None,)]
    assert rows(found.appearances, "asset_id", "person_ref", "evidence") == [
        (ids[0], "Ada Fern", "listed"), (ids[0], "Ben Hollow", "listed"), (ids[2], "Ada Fern", "listed")
    ]  # fmt: skip
    assert rows(found.files, "asset_id", "url", "path") == [
        (ids[0], "https://dam.fern.example/filestore/1/0/1_a/101_b.jpg", f"{tmp_path}/originals/relay.jpg"),
        (ids[1], None, None),
    ]


def test_an_export_of_an_older_resourcespace(tmp_path: Path) -> None:
    text = ('"Resource ID(s)","Title","Named person(s)","Original filename"\n'
            '7,"Choir",",Ada Fern,Ben Hollow","choir.jpg",\n8,"","","b.jpg",\n')  # fmt: skip
    found = read(tmp_path, {"a.csv": text}, site="h")
    assert rows(found.items, "asset_id", "title") == [("h/resourcespace/7", "Choir"), ("h/resourcespace/8", "b.jpg")]
    assert list(found.appearances["person_ref"]) == ["Ada Fern", "Ben Hollow"]


def test_names_that_several_pictures_have_are_bound_to_no_file(tmp_path: Path) -> None:
    text = "Resource ID(s),Title,Original filename\n1,Choir,IMG_1.jpg\n2,Relay,IMG_1.jpg\n3,Pond,pond.jpg\n"
    found = read(tmp_path, {"a.csv": text, "x/IMG_1.jpg": JPEG, "x/pond.jpg": JPEG}, site="h")
    listed = found.files[found.files["asset_id"].str.startswith("h/resourcespace")]
    assert rows(listed, "path") == [(None,), (None,), (f"{tmp_path}/x/pond.jpg",)]
    assert rows(found.problems, "value") == [("IMG_1.jpg",)]


def test_the_callers_words_win(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {dialect: text for dialect, (text, *_) in LISTS.items()}
    found = read(tmp_path, files, site="fern", channel="intranet")
    assert set(found.items["asset_id"].str.split("/").str[:2].str.join("/")) == {"fern/intranet"}
    assert sorted(found.sources["source_id"]) == sorted(f"fern/intranet/{dialect}" for dialect in LISTS)


def test_a_mapping_wins(tmp_path: Path) -> None:
    mapping = {"Campaign": "channel", "description": "alt_text", "name": "caption", "Owner": "site"}
    found = read(tmp_path, {"a.csv": GAM}, mapping=mapping)
    assert rows(found.items, "site", "channel", "title", "alt_text", "caption")[0] == (
        "media@fern.example", "open day", "relay.jpg", "The relay &amp; Café", "relay.jpg"
    )  # fmt: skip
    assert set(found.items["channel"]) == {"open day", "google drive"}
    assert len(found.assets) == len(found.items) == 3
    mine = read(tmp_path / "x", {"a.csv": RESOURCES}, mapping={"Access": "people", "Title": "id"}, site="h")
    assert rows(mine.items, "asset_id", "Title")[0] == (f"h/resourcespace/{digest('Sports day')}", "Sports day")
    assert set(mine.appearances["person_ref"]) == {"Open", "Confidential", "Restricted"}


TIMES = {
    "gam": ("createdTime", "2025-09-04 10:11:12+00:00"),
    "rclone": ("ModTime", "2025-09-04 09:11:12+00:00"),
    "sharepoint": ("Modified", "2025-09-04 09:11:00+00:00"),
    "resourcespace": ("Date", "2025-09-03 23:00:00+00:00"),
}


def test_a_time_is_that_of_publication_only_if_the_caller_says_so(tmp_path: Path) -> None:
    mapping = {heading: "published_at" for heading, _ in TIMES.values()}
    found = read(tmp_path, {dialect: text for dialect, (text, *_) in LISTS.items()}, mapping=mapping)
    for dialect, (heading, when) in TIMES.items():
        mine = found.items[found.items["source_id"].str.endswith(f"/{dialect}")]
        assert str(mine["published_at"].iloc[0]) == when
        assert len(mine) == LISTS[dialect][2]
        assert len(mine) + counted(found, dialect) == LISTS[dialect][1]
        assert heading not in found.items


def test_a_wrong_mapping_is_a_wrong_call(tmp_path: Path) -> None:
    for dialect, (text, *_) in LISTS.items():
        with pytest.raises(ia.InputError, match=r"no column .owner_of_it."):
            read(tmp_path / dialect, {"a": text}, mapping={"Owner": "owner_of_it"})


def turned(dialect: str) -> str:
    """The list with its rows from last to first."""
    if dialect == "rclone":
        return json.dumps(RCLONE[::-1])
    head, *lines = LISTS[dialect][0].splitlines(keepends=True)
    return head + "".join(reversed(lines))


@pytest.mark.slow
def test_order_zip_and_a_second_reading_change_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {dialect: text for dialect, (text, *_) in LISTS.items()}
    one = read(tmp_path / "1", files, site="h")
    two = read(tmp_path / "2", {dialect: turned(dialect) for dialect in LISTS}, site="h")
    packed = write(tmp_path / "3", {"all.zip": zip_of(files)}) / "all.zip"
    same(one, two, but=["problems"])
    same(one, ia.read_inventory(packed, site="h"))


def test_a_list_without_rows_still_covers_its_channel(tmp_path: Path) -> None:
    lists = ["gam", "sharepoint", "resourcespace"]
    empty = read(tmp_path, {name: LISTS[name][0].splitlines(keepends=True)[0] for name in lists}, site="h")
    assert rows(empty.sources, "source_id", "rows", "problems") == [
        ("h/google drive/gam", 0, 1), ("h/resourcespace/resourcespace", 0, 1), ("h/sharepoint/sharepoint", 0, 1)
    ]  # fmt: skip


def test_hostile_paths_open_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.jpg": JPEG, "etc/a.jpg": JPEG})
    paths = ["../../etc/a.jpg", "C:/x/a.jpg", "..\\a.jpg", "My Drive/../../a.jpg", "/etc/passwd/a.jpg"]
    head = ["Owner", "id", "name", "mimeType", "path.0"]
    listed = sheet(head, *(["m", n, "a.jpg", "image/jpeg", path] for n, path in enumerate(paths)))
    entries = [{**RCLONE[1], "Path": path, "ID": str(n)} for n, path in enumerate(paths)]
    found = read(tmp_path / "x" / "y", {"a.csv": listed, "b.json": json.dumps(entries)})
    assert len(found.items) == 2 * len(paths)
    assert found.files["path"].isna().all()
    assert sum("leads outside" in reason for reason in found.problems["reason"]) == 2 * len(paths)


def test_a_sheet_of_another_kind_is_said(tmp_path: Path) -> None:
    book = xlsx(GAM_HEADINGS, *GAM_ROWS, title="drive", Notes=[["What", "Who"], ["ask", "Ada"]])
    found = read(tmp_path, {"a.xlsx": book})
    assert len(found.items) == 3
    assert sum("sheet 'Notes'" in reason for reason in found.problems["reason"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Owner,Title,Shared\nAda,Choir,yes\n",
        "Owner,id,name\nAda,1,x.jpg\n",
        "Name,Path\na.jpg,b\n",
        "Name,Modified\na.jpg,2025-01-01\n",
        "Resource ID(s)\n1\n",
        "FileName,Title\na.jpg,x\n",
        "a.jpg,12\nb.jpg,13\n",
        '[{"Path": "a.jpg", "Name": "a.jpg", "Size": 1}]',
        '{"SourceFile": "a.jpg"}',
        "[]",
        "",
    ],
)
def test_other_files_are_not_claimed(tmp_path: Path, text: str) -> None:
    head = Head(ExportFile("a", str(write(tmp_path, {"a": text}) / "a"), len(text)))
    assert [name for name, reader in DIALECTS.items() if reader.sniff(head)] == []


_ODD: list[Any] = [None, "", 0, -1, 1e308, float("nan"), True, [], [{}], {}, {"a": None}, "\ud800", "\x00", "x" * 9_000,
                   10**300, "image/jpeg", "a.jpg", "anyone", "../a.jpg", "9999-12-31T23:59:59", "[" * 500]  # fmt: skip
_CELL = st.sampled_from(_ODD) | st.text(max_size=9)


def read_as(reader: Any, folder: Path, text: str) -> Any:
    path = folder / "a"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return reader.read([ExportFile("a", str(path), path.stat().st_size)], Options())


_SLOWLY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SLOWLY
@given(st.lists(st.dictionaries(st.sampled_from([*RCLONE[1], "permissions"]), _CELL | st.dictionaries(
    st.sampled_from(["permissions", "description", "latitude"]), _CELL), max_size=8), max_size=5))  # fmt: skip
def test_odd_json_never_raises(tmp_path: Path, entries: list[dict[str, Any]]) -> None:
    folder = write(tmp_path, {"b.jpg": JPEG})
    found = read_as(rclone, folder, json.dumps(entries))
    taken = len(found.items) + sum(int(n[1]) for row in found.problems
                                   if (n := re.search(r": (\d+) rows?$", str(row["reason"]))))  # fmt: skip
    assert taken == len(entries)


@_SLOWLY
@given(st.sampled_from(["gam", "sharepoint", "resourcespace"]), st.lists(st.lists(_CELL, max_size=9), max_size=5),
       st.integers(0, 60))  # fmt: skip
def test_odd_cells_never_raise(tmp_path: Path, dialect: str, lines: list[list[Any]], at: int) -> None:
    head = LISTS[dialect][0].splitlines()[0]
    moved = [
        ["u"] * (at % 9) + ["" if cell is None else str(cell).replace("\ud800", "") for cell in line] for line in lines
    ]
    read_as(DIALECTS[dialect], tmp_path, f"{head}\n{sheet(*moved)}")


@pytest.mark.slow
@pytest.mark.parametrize("dialect", LISTS)
def test_cut_anywhere_it_is_read_as_far_as_it_goes(tmp_path: Path, dialect: str) -> None:
    text, there, _ = LISTS[dialect]
    for cut in range(0, len(text), max(len(text) // 25, 1)):
        found = read_as(DIALECTS[dialect], tmp_path, text[:cut])
        assert len(found.items) <= there
