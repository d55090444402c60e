"""Every column of every list is understood or named; people and positions are understood in all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.exports.made import read, rows
from tests.exports.made_web import IMAGES, LINKS, UP, table
from tests.exports.test_spreadsheet import sheet

LATITUDE, LONGITUDE = "51.481623", "-0.007745"
KEPT = (
    "what stands below is kept as it is, and no more is made of it: if one of them is the channel, the day, who is "
    "shown or the like, name it with mapping="
)
DROPPED = "what stands below is in no table"
PEOPLE = "Ada Fern; Ben Hollow"
GAM = ["Owner", "id", "name", "mimeType"]

TABLES = {
    "gam": (GAM, ["media@fern.example", "1Ab", "a.jpg", "image/jpeg"]),
    "sharepoint": (["Name", "Item Type", "Path"], ["a.jpg", "Item", "sites/comms/Pictures"]),
    "powershell": (["FullName", "Length"], [r"D:\\Pictures\\a.jpg", 5]),
    "resourcespace": (["Resource ID(s)", "Original filename"], [7, "a.jpg"]),
    "spreadsheet": (["Picture file", "Channel"], ["a.jpg", "Facebook"]),
}
"""A list of every dialect that is a table of pictures, with its headings and one row."""


@pytest.mark.slow
@pytest.mark.parametrize("dialect", TABLES)
@pytest.mark.parametrize("heading", ["People", "Persons", "Named person(s)", "Pupils", "Person Shown"])
def test_who_is_shown_is_understood_in_every_list(tmp_path: Path, dialect: str, heading: str) -> None:
    headings, line = TABLES[dialect]
    found = read(tmp_path, {"x.csv": sheet([*headings, heading], [*line, PEOPLE])})
    assert set(found.sources["dialect"]) == {dialect}
    assert sorted(found.appearances["person_ref"]) == ["Ada Fern", "Ben Hollow"]
    assert "columns not used" not in found.problems.to_csv()


@pytest.mark.slow
@pytest.mark.parametrize("dialect", TABLES)
@pytest.mark.parametrize("headings", [("Latitude", "Longitude"), ("GPSLatitude", "GPSLongitude"), ("lat", "lng")])
def test_positions_are_understood_in_every_list(tmp_path: Path, dialect: str, headings: tuple[str, str]) -> None:
    own, line = TABLES[dialect]
    found = read(tmp_path, {"x.csv": sheet([*own, *headings], [*line, LATITUDE, LONGITUDE])})
    assert list(found.assets["platform_has_location"]) == [True]
    told = "".join(getattr(found, name).to_csv() for name in ("items", "assets", "files", "problems"))
    assert LATITUDE not in told
    assert LONGITUDE not in told


@pytest.mark.slow
@pytest.mark.parametrize("dialect", TABLES)
def test_a_position_below_any_other_heading_is_one(tmp_path: Path, dialect: str) -> None:
    own, line = TABLES[dialect]
    found = read(tmp_path, {"x.csv": sheet([*own, "Whereabouts"], [*line, f"{LATITUDE}, {LONGITUDE}"])})
    assert list(found.assets["platform_has_location"]) == [True]
    assert LATITUDE not in found.items.to_csv() + found.problems.to_csv()


@pytest.mark.slow
@pytest.mark.parametrize("dialect", TABLES)
def test_all_other_columns_are_named_once(tmp_path: Path, dialect: str) -> None:
    own, line = TABLES[dialect]
    lines = [[*line, "Sports", "Ann", ""]] * 2
    found = read(tmp_path, {"x.csv": sheet([*own, "Campaign", "Budget", "Blank"], *lines)})
    told = found.problems[found.problems["code"] == "unknown_heading"]
    assert rows(told, "row", "value", "reason", "not_read") == [
        (1, "Campaign, Budget", f"columns not used, 2: {KEPT}", False)
    ]
    assert list(found.items["Campaign"]) == ["Sports"]


def test_what_is_dropped_is_named(tmp_path: Path) -> None:
    files = {
        "gam.csv": sheet([*GAM, "owners.0.emailAddress"], ["m@f.example", "1", "a.jpg", "image/jpeg", "a@f.example"]),
        "pnp.csv": sheet(["FileLeafRef", "FileRef", "SharedWithUsers"], ["a.jpg", "/sites/x/Docs/a.jpg", "Ann"]),
        "ps.csv": sheet(["FullName", "Length", "PSPath"], ["D:\\a.jpg", 5, "x"]),
        "videos.csv": "Video ID,Video Title (Original),Privacy,Video Category\nQh6c_nMwjqw,Relay,Public,Education\n",
        "images_all.csv": table([*IMAGES, "Inlinks"], [f"{UP}a.jpg", "image/jpeg", 9, 1, "Indexable", "x", "", 3]),
        "all_image_inlinks.csv": table(
            (*LINKS[:7], "Rel"), ["Image", f"{UP}x/", f"{UP}a.jpg", 9, "", "", 200, "nofollow"]
        ),
    }  # fmt: skip
    found = read(tmp_path, dict(files))
    told = found.problems[found.problems["code"] == "unknown_heading"]
    assert set(told["reason"]) == {f"columns not used, {n}: {DROPPED}" for n in (1, 2)}
    assert sorted(rows(told, "file", "value")) == [
        ("all_image_inlinks.csv", "Rel"),
        ("gam.csv", "owners.0.emailAddress"),
        ("images_all.csv", "Indexability Status, Inlinks"),
        ("pnp.csv", "SharedWithUsers"),
        ("ps.csv", "PSPath"),
        ("videos.csv", "Video Category"),
    ]


def test_seventy_columns_are_all_named(tmp_path: Path) -> None:
    names = [f"Meta Description {i}" for i in range(70)]
    found = read(
        tmp_path, {"x.csv": table([*IMAGES, *names], [f"{UP}a.jpg", "image/jpeg", 9, 1, "Indexable", "", "", *names])}
    )
    assert found.problems["value"][0].split(", ") == names


JSONS = {
    "google_files": lambda more: {"kind": "drive#fileList", "files": [
        {"kind": "drive#file", "id": "1", "name": "a.jpg", "mimeType": "image/jpeg", **more}]},
    "microsoft_graph": lambda more: {"value": [
        {"id": "01A", "name": "a.jpg", "size": 5, "file": {"mimeType": "image/jpeg"},
         "parentReference": {"driveId": "b"}, **more}]},
    "rclone": lambda more: [
        {"Path": "a.jpg", "Name": "a.jpg", "Size": 5, "MimeType": "image/jpeg", "IsDir": False, "Metadata": more}],
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("dialect", JSONS)
@pytest.mark.parametrize("more", [
    {"people": "Ada Fern; Ben Hollow"}, {"persons": ["Ada Fern", "Ben Hollow"]},
    {"properties": {"People": "Ada Fern; Ben Hollow"}},
    {"people": [{"name": "Ada Fern", "id": 1}, {"name": "Ben Hollow"}]},
    {"listItem": {"fields": {"PersonInImage": [{"LookupValue": "Ada Fern"}, {"LookupValue": "Ben Hollow"}]}}},
])  # fmt: skip
def test_people_in_json(tmp_path: Path, dialect: str, more: dict[str, object]) -> None:
    found = read(tmp_path, {"x.json": json.dumps(JSONS[dialect](more))})  # type: ignore[no-untyped-call]
    assert set(found.sources["dialect"]) == {dialect}
    assert sorted(found.appearances["person_ref"]) == ["Ada Fern", "Ben Hollow"]


@pytest.mark.slow
@pytest.mark.parametrize("dialect", JSONS)
@pytest.mark.parametrize("more", [
    {"gps": {"latitude": 51.481623, "longitude": -0.007745}}, {"place": f"{LATITUDE}, {LONGITUDE}"},
    {"properties": {"Lat": LATITUDE, "Lng": LONGITUDE}},
])  # fmt: skip
def test_positions_in_json(tmp_path: Path, dialect: str, more: dict[str, object]) -> None:
    found = read(tmp_path, {"x.json": json.dumps(JSONS[dialect](more))})  # type: ignore[no-untyped-call]
    assert list(found.assets["platform_has_location"]) == [True]
    assert LATITUDE not in "".join(getattr(found, name).to_csv() for name in ("items", "assets", "problems"))


@pytest.mark.parametrize("dialect", JSONS)
def test_keys_of_which_nothing_is_made_are_named(tmp_path: Path, dialect: str) -> None:
    more = {"mirroredBy": {"user": {"displayName": "Ann"}}, "cTag": "x", "empty": {}, "keepers": [{"kind": "x"}] * 2}
    found = read(tmp_path, {"x.json": json.dumps(JSONS[dialect](more))})  # type: ignore[no-untyped-call]
    below = "metadata." if dialect == "rclone" else ""
    told = ["mirroredby.user.displayname", "ctag", "keepers.kind"]
    assert rows(found.problems, "value", "reason") == [
        (", ".join(below + name for name in told), f"columns not used, 3: {DROPPED}")
    ]
