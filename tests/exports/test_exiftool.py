"""What ExifTool tells of files that are not here: media rows, and never a *no* that it cannot know."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from conftest import SCHOOL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import exiftool
from imgaudit.exports._exiftool.media_row import media_of
from imgaudit.exports._exiftool.tags import tag_of
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part, packed
from imgaudit.exports.readers import readers
from imgaudit.files import ExportFile, walk
from imgaudit.media import ENGINE_VERSION, KINDS, Record, inspect
from imgaudit.tables import ITEMS
from tests.exports.made import BLOG, JPEG, read, rows, same, upload, write, wxr
from tests.exports.made_exiftool import GPS, PHONE, ZERO, as_csv, as_grouped_json, as_json, as_long_json, full, grouped

CORPUS = next(
    (top / "shared/corpus" for top in Path(__file__).resolve().parents if (top / "shared/corpus").is_dir()), None
)
GROUPS = ["0", "1", "0:1"]
ALWAYS_OPEN = {"hidden", "provenance"}


def told(record: dict[str, object], groups: str = "1") -> dict[str, set[str]]:
    """Kinds by what is told of them."""
    media = media_of(grouped(record, groups))
    return {
        word: {kind for kind in KINDS if media[f"has_{kind}"] is answer}
        for word, answer in (("yes", True), ("no", False), ("unknown", None))
    }


def media(found: ia.Inventory) -> pd.DataFrame:
    """The rows of media beside the name of the item."""
    items = found.items[["asset_id", "title"]].merge(found.files[["asset_id", "file_id"]])
    return found.media.merge(items).sort_values("title", ignore_index=True)


def read_only(path: Path) -> Part:
    """What the reader alone makes of a file."""
    found = walk(path)
    assert exiftool.sniff(Head(found.files[0]))
    return exiftool.read(found.files, Options())


def rows_of(part: Part) -> dict[str, Mapping[str, object]]:
    """File name → what is told of its inside."""
    return {file.name.rsplit("/", 1)[-1]: file.described.media for file in part.described if file.described}


# ------------------------------------------------------------------------------------------------ from report to rows


def test_a_report_becomes_rows_without_the_files(tmp_path: Path) -> None:
    report = as_csv(full("./website/race.jpg", PHONE), full("./website/plain.jpg"), groups="1")
    found = read(tmp_path / "school", {"export.csv": report})
    assert sorted(rows(found.items, "channel", "title", "visibility", "in_use")) == [
        ("website", "plain.jpg", "unknown", None),
        ("website", "race.jpg", "unknown", None),
    ]
    assert set(found.assets["kind"]) == {"picture"}
    assert found.files["path"].isna().all()
    assert rows(found.sources, "source_id", "file", "rows") == [
        ("school/folder/exiftool", "export.csv", 0),
        ("school/website/exiftool", "export.csv", 2),
    ]
    assert not len(found.problems)
    shown = rows(media(found), "title", "status", "format", "width_px", "height_px", "bytes", "engine")
    assert shown == [
        ("plain.jpg", "ok", "jpeg", 400, 300, None, "exiftool 12.57"),
        ("race.jpg", "ok", "jpeg", 300, 400, None, "exiftool 12.57"),
    ]
    plain, race = (set(media(found).filter(like="has_").loc[i].dropna().items()) for i in (0, 1))
    assert {kind for kind, answer in plain if answer} == set()
    assert {kind.removeprefix("has_") for kind, answer in plain if not answer} == set(KINDS) - ALWAYS_OPEN
    assert {kind.removeprefix("has_") for kind, answer in race if answer} == {
        "location", "device", "software", "time", "serial", "thumbnail",
    }  # fmt: skip
    assert "location: GPSLatitude in Composite" in media(found)["found"][1].split("\n")
    scanned = ia.scan(found, cache=False, progress=False)
    assert list(scanned["status"]) == ["ok", "ok"]
    assert sorted(scanned["has_location"]) == [False, True]


def test_the_layouts_tell_the_same(tmp_path: Path) -> None:
    records = [
        full("a.jpg", PHONE),
        full("b.jpg", {"File:Comment": "Year 4"}),
        full("c.png", kind="PNG", mime="image/png"),
    ]
    told_of = []
    for groups in GROUPS:
        for number, text in enumerate((as_csv(*records, groups=groups), as_json(*records, groups=groups))):
            (tmp_path / f"{number}").write_text(text, encoding="utf-8")
            rows = rows_of(read_only(tmp_path / f"{number}"))
            told_of.append({name: {**row, "found": None} for name, row in rows.items()})
    assert len(told_of[0]) == 3
    assert all(told == told_of[0] for told in told_of)
    assert [row["texts"] for row in told_of[0].values()] == [None, "Year 4", None]


def test_long_and_grouped_json_tell_the_same_and_more_exactly(tmp_path: Path) -> None:
    records = [full("a.jpg", PHONE), full("b.jpg")]
    plain = media(read(tmp_path / "1/x", {"r.json": as_json(*records)}))
    long = media(read(tmp_path / "2/x", {"r.json": as_long_json(*records)}))
    assert list(long["bytes"]) == [19_423, 19_423]
    pd.testing.assert_frame_equal(plain.drop(columns="bytes"), long.drop(columns="bytes"))
    nested = media(read(tmp_path / "3/x", {"r.json": as_grouped_json(*records)}))
    pd.testing.assert_frame_equal(plain.drop(columns="found"), nested.drop(columns="found"))


@pytest.mark.slow
def test_ids_do_not_depend_on_order_layout_or_packing(tmp_path: Path) -> None:
    one, two = full("./2025/a.jpg", PHONE), full("./2025/b.jpg")
    first = read(tmp_path / "1/x", {"in/r.csv": as_csv(one, two)})
    same(first, read(tmp_path / "2/x", {"in/r.csv": as_csv(two, one)}))
    other = read(tmp_path / "3/x", {"in/r.json": as_json(two, one, groups="1")})
    assert set(first.items["item_id"]) == set(other.items["item_id"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("in/r.csv", as_csv(one, two))
    (tmp_path / "4/x").mkdir(parents=True)
    (tmp_path / "4/x/all.zip").write_bytes(out.getvalue())
    packed = ia.read_inventory(tmp_path / "4/x/all.zip")
    assert set(packed.items["item_id"]) == set(first.items["item_id"])


# ------------------------------------------------------------------------------------------------------------- refused

WITHOUT_GROUPS = [full("./race.jpg", PHONE), full("./plain.jpg")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        as_csv(*WITHOUT_GROUPS, groups=""),
        as_json(*WITHOUT_GROUPS, groups=""),
        as_long_json(*WITHOUT_GROUPS, groups=""),
        as_json(*WITHOUT_GROUPS, groups="").replace('"GPSLatitude"', '"Location:GPSLatitude"'),  # topics: -G2
        as_json(*({**grouped(one, ""), "RegionInfo": {"RegionList": [{"Name": "Ada"}]}} for one in WITHOUT_GROUPS)),
        "SourceFile,FileType,Title\nrace.jpg,JPEG,\nplain.jpg,,\n",
    ],
    ids=["csv", "json", "long", "topics", "struct", "blank"],
)
def test_a_report_without_groups_is_refused_and_said_to_be(tmp_path: Path, text: str) -> None:
    """Of two tags of one name it shows one, and not where it stood: a zero there may hide a position elsewhere."""
    site = wxr(upload(7, "2025/10/race.jpg"))
    found = read(tmp_path / "x", {"site.xml": site, "media/exiftool.txt": text})
    (problem,) = found.problems.to_dict("records")
    assert (problem["file"], problem["code"], problem["not_read"]) == ("media/exiftool.txt", "malformed", True)
    assert "2 entries not read" in problem["reason"]
    assert exiftool.COMMAND in str(exiftool.__doc__)
    assert "run: exiftool -json -G1 -struct -n -ee -r . > exiftool.json" in problem["reason"]
    read_whole = {("wxr", "whole", 0), ("exiftool", "part", 2)}
    assert set(rows(found.sources, "dialect", "completeness", "unread")) == read_whole
    assert not len(found.media)
    (picture,) = ia.scan(found, cache=False, progress=False).to_dict("records")
    assert picture["status"] == "not_fetched"
    assert all(pd.isna(picture[f"has_{kind}"]) for kind in KINDS)


def test_what_a_mixed_report_tells_with_groups_is_read(tmp_path: Path) -> None:
    for name, write_as in {"r.csv": as_csv, "r.json": as_json}.items():
        text = write_as(full("a.jpg", PHONE)) + write_as(full("b.jpg"), groups="")
        found = read(tmp_path / name / "x", {name: text})
        assert list(found.items["title"]) == ["a.jpg"]
        (problem,) = found.problems[found.problems["code"] == "malformed"].to_dict("records")
        assert "1 entries not read" in problem["reason"]
        assert list(found.sources["completeness"]) == ["part"]


def test_groups_as_objects_are_read_like_groups_in_front(tmp_path: Path) -> None:
    """Makers' groups too, whose names are tags as well: what they say of places is not lost."""
    tags = {**PHONE, "MakerNotes:Pentax:HometownCity": "Fernmouth", "MakerNotes:Pentax:GPSSecret": "1"}
    flat = media(read(tmp_path / "1/x", {"r.json": as_json(full("a.jpg", tags))}))
    nested = media(read(tmp_path / "2/x", {"r.json": as_grouped_json(full("a.jpg", tags))}))
    pd.testing.assert_frame_equal(flat.drop(columns="found"), nested.drop(columns="found"))
    assert "maker_note: HometownCity in Pentax" in nested["found"][0]


# --------------------------------------------------------------------------------------------------------- recognising


@pytest.mark.parametrize(
    "text",
    [
        as_csv(full("a.jpg", PHONE), groups="0"),
        as_csv(full("a.jpg", PHONE)),
        "SourceFile,GPS:GPSLatitude\na.jpg,\n",
        "SourceFile;XMP-dc:Title\r\na.jpg;Relay\r\n",
        "\ufeffSourceFile\na.jpg\n",
        "Warning: [minor] something - a.jpg\n" + as_csv(full("a.jpg")),
        as_csv(full("a.jpg", {"Ducky:Quality": "caf\x00e"})),
        as_json(full("a.jpg")),
        as_grouped_json(full("a.jpg")),
        '[{\n  "SourceFile": "a.jpg"\n}]',
        '{"SourceFile": "a.jpg", "XMP:Title": "x"}',
    ],
)
def test_known_by_content_and_by_no_other(tmp_path: Path, text: str) -> None:
    (tmp_path / "list").write_bytes(text.encode("utf-16" if text.startswith("SourceFile") else "utf-8"))
    found = walk(tmp_path / "list")
    head = Head(found.files[0])
    claims = [
        reader.DIALECT for reader in readers() if not getattr(reader, "IS_FALLBACK", False) and reader.sniff(head)
    ]
    assert claims == ["exiftool"]
    assert len(read_only(tmp_path / "list").described) == 1


@pytest.mark.parametrize(
    "text",
    [
        "File,Title\na.jpg,x\n",
        "Source File,Title\na.jpg,x\n",
        "Title,Text\nx,SourceFile is a heading of ExifTool\n",
        '{"media": [{"SourceFile": "a.jpg"}]}',
        '[{"source_url": "https://hollow.example/a.jpg"}]',
        wxr(upload(7)),
        "",
        "\x00\x01",
    ],
)
def test_other_files_are_not_claimed(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = walk(tmp_path / "a.csv")
    assert exiftool.sniff(Head(found.files[0])) is None


# ------------------------------------------------------------------------------------------------------ three answers


@pytest.mark.parametrize(
    ("tags", "answer"),
    [
        (GPS, "yes"),
        (ZERO, "no"),
        ({"EXIF:GPS:GPSVersionID": "2.3.0.0"}, "no"),
        ({"EXIF:GPS:GPSTimeStamp": "10:11:12", "EXIF:GPS:GPSAltitude": "12 m"}, "no"),
        ({"EXIF:GPS:GPSLatitude": "", "EXIF:GPS:GPSLongitude": ""}, "no"),
        ({"EXIF:GPS:GPSLatitude": "undef", "EXIF:GPS:GPSLongitude": "nan"}, "no"),
        ({"EXIF:GPS:GPSLatitude": "somewhere", "EXIF:GPS:GPSLongitude": "else"}, "unknown"),
        ({"EXIF:GPS:GPSLatitude": 987.5}, "unknown"),
        ({"Composite:GPSLatitude": 10.17, "Composite:GPSLongitude": -30.5}, "yes"),
        ({"Composite:GPSLatitude": 0, "Composite:GPSLongitude": 0.0, "Composite:GPSPosition": "0 0"}, "no"),
        ({"Composite:GPSLatitude": "+10.170100", "Composite:GPSLongitude": "-30.500000"}, "yes"),
        ({"Composite:GPSPosition": "10.1701 -30.5"}, "yes"),
        ({"XMP:XMP-exif:GPSLatitude": "10 deg 10.2' N"}, "yes"),
        ({"XMP:XMP-dc:Title": "Relay", "XMP:XMP-photoshop:City": "Fern Hollow"}, "yes"),
        ({"IPTC:Sub-location": "Playground"}, "yes"),
        ({"IPTC:Country-PrimaryLocationName": "Narnia"}, "yes"),
        ({"XMP:XMP-iptcExt:LocationShownCity": "Fern Hollow"}, "yes"),
        ({"XMP:XMP-iptcExt:LocationCreatedGPSLatitude": "50.1"}, "yes"),
        ({"XMP:XMP-iptcExt:LocationShown": [{"City": "Fern Hollow", "CountryCode": "XX"}]}, "yes"),
        ({"EXIF:GPS:GPSAreaInformation": "Playground"}, "yes"),
        ({"EXIF:GPS:GPSProcessingMethod": "CELLID", "EXIF:GPS:GPSMapDatum": "WGS-84"}, "no"),
        ({"EXIF:GPS:GPSProcessingMethod": "behind the school"}, "unknown"),
        ({"MakerNotes:Pentax:HometownCity": "Fernmouth", "MakerNotes:Pentax:DestinationCity": "Hollowby"}, "no"),
        ({"MakerNotes:Panasonic:City": "Fern Hollow"}, "yes"),
        ({"MakerNotes:Canon:GPSSecret": "1"}, "unknown"),
    ],
)  # fmt: skip
def test_location(tags: dict[str, object], answer: str) -> None:
    for groups in GROUPS:
        assert "location" in told(full("a.jpg", tags), groups)[answer], groups


@pytest.mark.parametrize(
    ("heading", "value", "kinds"),
    [
        ("QuickTime:Keys:GPSCoordinates", "10 deg 10' 12\" N, 30 deg 31' 45\" W, 30 m Above Sea Level", {"location"}),
        ("QuickTime:UserData:GPSCoordinates", "0 deg 0' 0.00\" N, 0 deg 0' 0.00\" E, 30 m Above Sea Level", set()),
        ("EXIF:ExifIFD:DateTimeOriginal", "2025:06:11 10:11:12", {"time"}),
        ("EXIF:ExifIFD:DateTimeOriginal", "0000:00:00 00:00:00", set()),
        ("EXIF:ExifIFD:DateTimeOriginal", "    :  :     :  :  ", set()),
        ("QuickTime:CreateDate", "0000:00:00 00:00:00", set()),
        ("EXIF:IFD0:Artist", "Ann Teacher", {"owner"}),
        ("EXIF:IFD0:Copyright", "   ", set()),
        ("EXIF:IFD0:ImageDescription", "Relay", {"text"}),
        ("EXIF:IFD0:XPKeywords", "sports", {"text"}),
        ("EXIF:ExifIFD:UserComment", "hello", {"text"}),
        ("EXIF:ExifIFD:LensModel", "50mm", {"device"}),
        ("EXIF:ExifIFD:OwnerName", "Ann Teacher", {"owner"}),
        ("EXIF:ExifIFD:ImageUniqueID", "abc", {"serial"}),
        ("EXIF:ExifIFD:ExposureTime", "1/38", set()),
        ("EXIF:ExifIFD:Flash", "Off, Did not fire", set()),
        ("EXIF:InteropIFD:InteropIndex", "R98 - DCF basic file (sRGB)", set()),
        ("XMP:XMP-dc:Creator", ["Ann Teacher", "Bob"], {"owner"}),
        ("XMP:XMP-dc:Title", 7, {"text"}),
        ("XMP:XMP-dc:Format", "image/jpeg", set()),
        ("XMP:XMP-xmp:CreatorTool", "Canva", {"software"}),
        ("XMP:XMP-xmpMM:DocumentID", "xmp.did:1", {"serial"}),
        ("XMP:XMP-xmpMM:HistoryWhen", "2025:01:01 00:00:00", {"time"}),
        ("XMP:XMP-xmpMM:HistorySoftwareAgent", "Adobe", {"software"}),
        ("XMP:XMP-xmpMM:DerivedFromInstanceID", "xmp.iid:1", {"serial"}),
        ("XMP:XMP-iptcCore:CreatorCity", "Fernmouth", {"owner"}),
        ("XMP:XMP-iptcExt:PersonInImage", "Ada Fern", {"people"}),
        ("XMP:XMP-mwg-rs:RegionName", "Ada Fern", {"people"}),
        ("XMP:XMP-MP:RegionPersonDisplayName", "Ada Fern", {"people"}),
        ("XMP:XMP-mwg-rs:RegionAppliedToDimensionsW", 400, set()),
        ("IPTC:Keywords", ["a", "b"], {"text"}),
        ("IPTC:By-line", "Ann", {"owner"}),
        ("IPTC:ApplicationRecordVersion", 4, set()),
        ("Photoshop:PhotoshopThumbnail", "(Binary data 99 bytes, use -b option to extract)", {"thumbnail"}),
        ("Photoshop:IPTCDigest", "d41d8cd98f00b204e9800998ecf8427e", set()),
        ("Photoshop:CopyrightFlag", "False", set()),
        ("EXIF:IFD1:ThumbnailImage", "base64:/9j/4AAQ", {"thumbnail"}),
        ("EXIF:IFD1:ThumbnailOffset", 800, set()),
        ("File:Comment", "Year 4", {"text"}),
        ("PNG:Author", "Ann", {"owner"}),
        ("XMP:XMP-cell:CellTowerID", "77", {"location"}),
        ("XMP:XMP-Device:EarthPosLatitude", "10.5", {"location"}),
        ("PNG:Gamma", 2.2, set()),
        ("MakerNotes:Apple:AEStable", "Yes", {"maker_note"}),
        ("MakerNotes:Canon:InternalSerialNumber", "123456", {"maker_note", "serial"}),
        ("JUMBF:JUMDType", "(c2pa)-0011-0010-800000aa00389b71", {"provenance"}),
        ("JUMBF:JUMDLabel", "c2pa", {"provenance"}),
        ("ICC_Profile:ICC-header:DeviceModel", "sRGB", set()),
        ("QuickTime:Track1:HandlerDescription", "VideoHandler", set()),
        ("QuickTime:Track1:HandlerDescription", "Ada's film", {"software"}),
        ("Composite:Rotation", 90, set()),
    ],
)  # fmt: skip
def test_kinds(heading: str, value: object, kinds: set[str]) -> None:
    for groups in GROUPS:
        assert told(full("a.jpg", {heading: value}), groups)["yes"] == kinds, groups


def test_a_language_and_a_copy_are_the_same_tag() -> None:
    for heading in (
        "XMP-dc:Title-fr",
        "XMP:Title-en-GB",
        "Copy1:XMP-dc:Title",
        "Doc2:XMP:Title",
        "XMP-dc:Title (2)",
        "XMP:Title#",
        "Main:PNG:Title",
    ):
        assert tag_of(heading).kinds == ("text",), heading
    assert tag_of("IPTC:By-line").name == "By-line"


def test_one_name_means_different_things() -> None:
    """What the namespace tells apart stays open where it is not told."""
    for tag, kind, other in (("XMP-pdf:Producer", "software", "owner"), ("XMP-dc:Source", "text", "owner")):
        exact = told(full("a.jpg", {f"XMP:{tag}": "Fern"}), "1")
        assert exact["yes"] == {kind}
        assert other in exact["no"]
        loose = told(full("a.jpg", {f"XMP:{tag}": "Fern"}), "0")
        assert {kind, other} <= loose["yes"] | loose["unknown"]


def test_what_nobody_knows_is_never_no() -> None:
    """An allow-list: a tag of an unknown namespace or directory leaves every kind open."""
    for heading in ("XMP:XMP-fern:Secret", "EXIF:IFD0:Exif_0x9999", "QuickTime:Keys:Secret"):
        answers = told(full("a.jpg", {heading: "10.17, -30.5"}), "0:1")
        assert answers == {"yes": {"hidden"}, "no": set(), "unknown": set(KINDS) - {"hidden"}}, heading
    assert told(full("a.jpg", {"XMP:XMP-fern:Secret": "x"}), "0")["no"] == set()
    # A column that somebody added to a report is in no group.
    assert told(full("a.jpg", PHONE) | {"Note": "ask the head"}, "1")["no"] == set()


def test_makers_notes_leave_open_what_they_may_hold() -> None:
    answers = told(full("a.jpg", {"EXIF:IFD0:Make": "Panasonic", "MakerNotes:Panasonic:AFMode": "1"}))
    assert {"serial", "owner", "location", "people", "text"} <= answers["unknown"]
    # A camera made it, and there is no sign of a note: it may be one of which ExifTool shows nothing.
    answers = told(full("a.jpg", {"EXIF:IFD0:Make": "Acme", "File:ExifByteOrder": "II"}))
    assert {"maker_note", "serial"} <= answers["unknown"]
    assert {"location", "people", "text"} <= answers["no"]


def test_further_pictures_and_films_leave_everything_open() -> None:
    for heading, value in (
        ("XMP:XMP-GCamera:MotionPhoto", 1),
        ("MPF:MPImage2", "(Binary data 99 bytes, use -b option to extract)"),
        ("MPF:MPF0:NumberOfImages", 2),
        ("MakerNotes:Samsung:EmbeddedVideoFile", "(Binary data 99 bytes, use -b option to extract)"),
        ("XMP:XMP-Container:DirectoryItemSemantic", ["Primary", "MotionPhoto"]),
    ):
        for groups in GROUPS:
            assert told(full("a.jpg", {heading: value}), groups)["no"] == set(), heading
    assert "location" in told(full("a.jpg", {"XMP:XMP-GCamera:MotionPhoto": 0}))["no"]


def test_only_a_complete_report_says_no() -> None:
    chosen = [
        {"SourceFile": "a.jpg", "GPS:GPSLatitude": "", "XMP-dc:Title": "Relay"},
        {"SourceFile": "a.jpg", "System:FileName": "a.jpg", "File:FileType": "JPEG", "Composite:ImageSize": "400x300",
         "XMP-dc:Title": "Relay"},
        {key: value for key, value in full("a.jpg").items() if key.rsplit(":", 1)[-1] not in ("MIMEType",)},
        # what option -fast3 leaves
        {k: v for k, v in full("a.jpg").items() if k.split(":")[0] in ("SourceFile", "ExifTool") or "System" in k
         or k.endswith("Type")},
    ]  # fmt: skip
    for record in chosen:
        assert told(dict(record))["no"] == set()
    assert told(dict(chosen[0]))["yes"] == {"text"}


@pytest.mark.parametrize(
    ("kind", "mime", "open_too"),
    [
        ("JPEG", "image/jpeg", set()),
        ("PNG", "image/png", set()),
        ("GIF", "image/gif", set()),
        ("Extended WEBP", "image/webp", set()),
        ("HEIC", "image/heic", {"thumbnail"}),
        ("MP4", "video/mp4", {"location", "people", "serial", "thumbnail", "maker_note"}),
        ("MOV", "video/quicktime", {"location", "people", "serial", "thumbnail", "maker_note"}),
        ("JXL", "image/jxl", set(KINDS)),
        ("SVG", "image/svg+xml", set(KINDS)),
        ("WEBM", "video/webm", set(KINDS)),
    ],
)
def test_what_a_container_leaves_open(kind: str, mime: str, open_too: set[str]) -> None:
    assert told(full("a.bin", kind=kind, mime=mime))["unknown"] == ALWAYS_OPEN | open_too


# ------------------------------------------------------------------------------------------------- the other columns


@pytest.mark.parametrize(
    ("tags", "size"),
    [
        ({"EXIF:IFD0:Orientation": "Horizontal (normal)"}, (400, 300)),
        ({"EXIF:IFD0:Orientation": "Rotate 180"}, (400, 300)),
        ({"EXIF:IFD0:Orientation": "Mirror horizontal and rotate 270 CW"}, (300, 400)),
        ({"EXIF:IFD0:Orientation": 8}, (300, 400)),
        ({"EXIF:IFD0:Orientation": "3"}, (400, 300)),
        ({"EXIF:IFD0:Orientation": "90 Grad im Uhrzeigersinn gedreht"}, (300, 400)),
        ({"Composite:ImageSize": "1024 768"}, (1024, 768)),
        ({"Composite:ImageSize": ""}, (400, 300)),
        ({"Composite:ImageSize": "", "File:ImageWidth": "NaN", "File:ImageHeight": None}, (None, None)),
        ({"Composite:ImageSize": "0x0"}, (None, None)),
        ({"Composite:ImageSize": ["1"], "File:ImageWidth": 10**30}, (None, None)),
    ],
)
def test_size_as_displayed(tags: dict[str, object], size: tuple[int | None, int | None]) -> None:
    row = media_of(full("a.jpg", tags))
    assert (row["width_px"], row["height_px"]) == size


def test_a_film_is_turned_by_its_track_and_not_by_orientation() -> None:
    film = {"Composite:Rotation": 90, "XMP:XMP-tiff:Orientation": "Horizontal (normal)"}
    row = media_of(full("a.mp4", film, kind="MP4", mime="video/mp4"))
    assert (row["width_px"], row["height_px"], row["format"]) == (300, 400, "mp4")
    row = media_of(full("a.heic", {"EXIF:IFD0:Orientation": "Rotate 90 CW"}, kind="HEIC", mime="image/heic"))
    assert (row["width_px"], row["height_px"], row["format"]) == (400, 300, "heic")


@pytest.mark.parametrize(
    ("value", "size"),
    [("833 kB", None), ("833 KiB", None), ("1.2 MB", None), ("395 bytes", 395), (833_123, 833_123), ("833123", 833_123),
     ("", None), (-1, None), (1e300, None), ([], None)],
)  # fmt: skip
def test_bytes_are_exact_or_unknown(value: object, size: int | None) -> None:
    assert media_of(full("a.jpg", {"File:System:FileSize": value}))["bytes"] == size


@pytest.mark.parametrize(
    ("heading", "value", "status"),
    [
        ("ExifTool:Error", "File is empty", "empty"),
        ("ExifTool:Error", "Unknown file type", "unrecognised"),
        ("ExifTool:Error", "Error opening file", "unreadable"),
        ("ExifTool:Error", "File format error", "damaged"),
        ("ExifTool:Error", "Windows HD Photo version 2 files not yet supported", "unsupported"),
        ("ExifTool:Warning", "JPEG format error", "damaged"),
        ("ExifTool:Warning", "Truncated 'mdat' data (missing 99 bytes)", "damaged"),
    ],
)
def test_errors(heading: str, value: str, status: str) -> None:
    record = full("a.jpg", {heading: value, "EXIF:IFD0:Artist": "Ann"})
    for groups in GROUPS:
        row = media_of(grouped(record, groups))
        assert (row["status"], row["error"]) == (status, f"ExifTool: {value}")
        assert told(record, groups) == {"yes": {"owner"}, "no": set(), "unknown": set(KINDS) - {"owner"}}


def test_warnings() -> None:
    harmless = told(full("a.jpg", {"ExifTool:Warning": "IPTCDigest is not current. XMP may be out of sync"}))
    assert harmless["unknown"] == ALWAYS_OPEN
    assert told(full("a.jpg", {"ExifTool:Warning": "Something new went wrong"}))["no"] == set()
    film = full("a.mp4", {"ExifTool:Warning": "[minor] The ExtractEmbedded option may find more tags in the media"},
                kind="MP4", mime="video/mp4")  # fmt: skip
    assert told(film)["no"] == set()
    assert media_of(film)["status"] == "ok"
    note = told(full("a.jpg", {"ExifTool:Warning": "[minor] Unrecognized MakerNotes"}))
    assert {"maker_note", "location", "serial", "software"} <= note["unknown"]


def test_people_and_texts_are_kept_and_values_of_other_kinds_are_not(tmp_path: Path) -> None:
    tags = {
        **PHONE,
        "XMP:XMP-mwg-rs:RegionName": ["Ada Fern", "Ben Hollow"],
        "XMP:XMP-mwg-rs:RegionType": ["Face", "Face"],
        "XMP:XMP-dc:Title": "CafÃ© at\r\nFern Hollow",
        "XMP:XMP-lr:HierarchicalSubject": ["People|Cara Vale", "Events|Sports day"],
        "IPTC:Keywords": "relay",
        "EXIF:IFD0:Artist": "Ann Teacher",
        "XMP:XMP-photoshop:City": "Exhampton",
        "XMP:XMP-xmpMM:DocumentID": "xmp.did:4711",
        "MakerNotes:Canon:SerialNumber": "0815",
        "EXIF:GPS:GPSAreaInformation": "Behind the gym",
    }
    for name, text in {
        "a.csv": as_csv(full("a.jpg", tags)),
        "a.json": as_json(full("a.jpg", tags), groups="1"),
    }.items():
        found = read(tmp_path / name, {name: text})
        (row,) = found.media.to_dict("records")
        assert set(row["person_names"].split("\n")) == {"Ada Fern", "Ben Hollow", "Cara Vale"}
        shown = set(row["texts"].split("\n"))
        assert {"Café at", "Fern Hollow", "relay", "Ann Teacher"} <= shown
        everything = "".join(
            getattr(found, table).to_csv() for table in ("items", "assets", "files", "media", "problems")
        )
        for value in ("12.34", "45.67", "Exhampton", "4711", "0815", "SN-D", "gym", "10:11:12", "Phone 1"):
            assert value not in everything


def test_regions_that_frame_nobody() -> None:
    focus = {"XMP:XMP-mwg-rs:RegionName": "Rex", "XMP:XMP-mwg-rs:RegionType": "Pet"}
    assert told(full("a.jpg", focus))["yes"] == {"text"}
    both = {"XMP:XMP-mwg-rs:RegionName": "Ada, Rex", "XMP:XMP-mwg-rs:RegionType": "Face, Pet"}
    assert told(full("a.jpg", both))["yes"] == {"people"}
    area = {"X": 0.1, "Y": 0.1, "W": 0.1, "H": 0.1, "Unit": "normalized"}
    info = {"AppliedToDimensions": {"W": 400, "H": 300, "Unit": "pixel"},
            "RegionList": [{"Area": area, "Name": "Ada Fern", "Type": "Face"},
                           {"Area": area, "Name": "Rex", "Type": "Pet"}]}  # fmt: skip
    for groups in GROUPS:
        record = grouped(full("a.jpg", {"XMP:XMP-mwg-rs:RegionInfo": info}), groups)
        row = media_of(record)
        assert (row["has_people"], row["person_names"], row["texts"]) == (True, "Ada Fern", "Rex")
    info["RegionList"] = [{"Area": area, "Type": "Focus"}]
    assert "people" in told(full("a.jpg", {"XMP:XMP-mwg-rs:RegionInfo": info}))["no"]
    structures = {
        "XMP:XMP-xmpMM:History": [{"Action": "saved", "When": "2025:01:01", "InstanceID": "1", "SoftwareAgent": "A"}],
        "XMP:XMP-MP:RegionInfoMP": {"Regions": [{"PersonDisplayName": "Ben Hollow", "Rectangle": "0,0,1,1"}]},
        "XMP:XMP-iptcCore:CreatorContactInfo": {"CiEmailWork": "ann@hollow.example"},
    }
    row = media_of(grouped(full("a.jpg", structures), "1"))
    assert {kind for kind in KINDS if row[f"has_{kind}"]} == {"software", "time", "serial", "people", "owner"}
    assert (row["person_names"], row["texts"]) == ("Ben Hollow", "ann@hollow.example")


def test_missing_tags_said_to_be_missing() -> None:
    """Option -f writes a dash in every cell of every tag that some file has."""
    record = full("a.jpg", dict.fromkeys(PHONE, "-") | {"ExifTool:Error": "-", "XMP:XMP-x:XMPToolkit": "-"})
    for groups in GROUPS:
        assert told(record, groups) == {"yes": set(), "no": set(KINDS) - ALWAYS_OPEN, "unknown": ALWAYS_OPEN}


# ------------------------------------------------------------------------------------------------- which file is meant


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("a.jpg", "in/a.jpg"),
        ("./b/a.jpg", "in/b/a.jpg"),
        ("../a.jpg", "a.jpg"),
        ("..\\b\\a.jpg", "b/a.jpg"),
        ("../../a.jpg", "above/a.jpg"),
        ("../../../b/../a.jpg", "above/above/a.jpg"),
        ("/srv/x/uploads/a.jpg", "srv/x/uploads/a.jpg"),
        ("C:/Media/x/a.jpg", "C/Media/x/a.jpg"),
        ("c:\\Media\\x\\a.jpg", "C/Media/x/a.jpg"),
        ("\\\\?\\C:\\x\\a.jpg", "C/x/a.jpg"),
        ("//server/share/a.jpg", "server/share/a.jpg"),
        ("/../../etc/a.jpg", "above/above/etc/a.jpg"),
        (".", "in"),
        ("..", ""),
    ],
)
def test_paths(path: str, below: str) -> None:
    assert exiftool.path_below(path, ExportFile("in/r.csv", "", 0)) == below


def test_an_absolute_path_below_what_is_read_is_cut_there(tmp_path: Path) -> None:
    report = as_csv(full(f"{tmp_path}/x/website/a.jpg", PHONE), full(f"{tmp_path}/y/b.jpg"))
    found = read(tmp_path / "x", {"reports/r.csv": report})
    assert set(rows(found.items, "channel", "title")) == {("website", "a.jpg"), ("folder", "b.jpg")}
    relative = read(tmp_path / "z/x", {"r.csv": as_csv(full("website/a.jpg", PHONE))})
    assert set(relative.assets["asset_id"]) < set(found.assets["asset_id"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("report", "source"),
    [
        ("r.csv", "./2025/10/a.jpg"),
        ("2025/r.csv", "10/a.jpg"),
        ("reports/r.csv", "../2025/10/a.jpg"),
        ("reports/r.csv", "2025/10/a.jpg"),
        ("r.csv", "/var/www/site/2025/10/a.jpg"),
        ("r.csv", "C:\\site\\2025\\10\\a.jpg"),
        ("r.csv", "10/a.jpg"),
    ],
)
def test_bytes_that_are_here_win(tmp_path: Path, report: str, source: str) -> None:
    found = read(tmp_path / "x", {report: as_csv(full(source, PHONE)), "2025/10/a.jpg": JPEG})
    assert rows(found.files, "path") == [(f"{tmp_path}/x/2025/10/a.jpg",)]
    assert not len(found.media)
    assert list(ia.scan(found, cache=False, progress=False)["engine"]) == [ENGINE_VERSION]


def test_a_name_is_the_same_however_its_accents_are_written(tmp_path: Path) -> None:
    found = read(tmp_path / "x", {"r.csv": as_csv(full("./cafe\u0301/a.jpg", PHONE)), "caf\u00e9/a.jpg": JPEG})
    assert len(found.files) == 1
    assert not len(found.media)


@pytest.mark.parametrize("source", ["a.jpg", "x/a.jpg", "/else/2026/10/a.jpg"])
def test_another_file_of_that_name_is_another_file(tmp_path: Path, source: str) -> None:
    found = read(tmp_path / "x", {"r.csv": as_csv(full(source, PHONE)), "2025/10/a.jpg": JPEG})
    assert len(found.items) == 2
    assert sorted(ia.scan(found, cache=False, progress=False)["engine"]) == [ENGINE_VERSION, "exiftool 12.57"]


def test_two_that_may_be_the_one_here_stay_two(tmp_path: Path) -> None:
    report = as_csv(full("/one/2025/a.jpg", PHONE), full("/two/2025/a.jpg"))
    found = read(tmp_path / "x", {"r.csv": report, "2025/a.jpg": JPEG})
    assert len(found.items) == 3
    assert len(found.media) == 2


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "./", "/var/www/html/", "C:\\inetpub\\", "../", "wp-content/uploads/"])
def test_a_website_that_names_the_file_gets_its_row(tmp_path: Path, prefix: str) -> None:
    page = wxr(upload(7, "2025/10/race.jpg"), upload(8, "2025/10/other.jpg"))
    report = as_csv(full(f"{prefix}2025/10/race.jpg", PHONE))
    found = read(tmp_path / "x", {"site.xml": page, "media/r.csv": report})
    assert len(found.assets) == 2
    assert set(found.files["url"]) == {f"{BLOG}/wp-content/uploads/2025/10/{name}.jpg" for name in ("race", "other")}
    scanned = ia.scan(found, cache=False, progress=False).merge(found.files[["file_id", "url"]])
    assert [url.endswith("race.jpg") for url in scanned.loc[scanned["has_location"].fillna(False), "url"]] == [True]
    assert set(scanned["status"]) == {"ok", "not_fetched"}


def test_a_file_told_twice_is_one(tmp_path: Path) -> None:
    old, new = full("a.jpg", PHONE), full("./a.jpg", {"XMP:XMP-dc:Title": "Relay"})
    found = read(tmp_path / "x", {"1.csv": as_csv(old, old), "2.json": as_json(new, full("b.jpg"))})
    assert sorted(found.items["title"]) == ["a.jpg", "b.jpg"]
    assert rows(found.problems, "file", "row", "value") == [("1.csv", 3, "a.jpg"), ("2.json", 1, "a.jpg")]
    a, _ = media(found).to_dict("records")
    assert (a["has_location"], a["has_text"], a["texts"], a["has_people"]) == (True, True, "Relay", False)
    turned = read(tmp_path / "y", {"1.csv": as_csv(new, full("b.jpg")), "2.json": as_json(old)}, site="x")
    pd.testing.assert_frame_equal(media(turned), media(found))


def test_structures_in_cells(tmp_path: Path) -> None:
    """With -struct a CSV holds them in ExifTool's own notation."""
    tags = {
        "XMP:XMP-mwg-rs:RegionInfo": "{AppliedToDimensions={H=300,Unit=pixel,W=400},RegionList=[{Area={H=0.1,W=0.1,"
        "X=0.5,Y=0.5},Name=Fern|, Ada,Type=Face},{Area={H=0.1,W=0.1,X=0.5,Y=0.5},Name=Rex,Type=Pet}]}",
        "XMP:XMP-xmpMM:History": "[{Action=saved,InstanceID=xmp.iid:1,When=2025:01:01 10:00:00}]",
        "XMP:XMP-dc:Title": "{Broken=[",
    }
    found = read(tmp_path, {"r.csv": as_csv(full("a.jpg", tags), groups="1")})
    (row,) = found.media.to_dict("records")
    assert {kind for kind in KINDS if row[f"has_{kind}"] is True} == {"people", "text", "software", "serial", "time"}
    assert (row["person_names"], set(row["texts"].split("\n"))) == ("Fern, Ada", {"Rex", "{Broken=["})


def test_reports_written_one_after_the_other(tmp_path: Path) -> None:
    one, two = full("a.jpg", {"XMP:XMP-dc:Title": "Relay"}), full("b.jpg", {"EXIF:IFD0:Artist": "Ann", **GPS})
    for name, write_as in {"r.csv": as_csv, "r.json": as_json}.items():
        found = media(read(tmp_path / name / "x", {name: write_as(one) + write_as(two)}))
        assert rows(found, "title", "has_text", "has_owner", "has_location", "texts") == [
            ("a.jpg", True, False, False, "Relay"),
            ("b.jpg", False, True, True, "Ann"),
        ]


def test_a_report_saved_by_a_spreadsheet_program(tmp_path: Path) -> None:
    lines = list(csv.reader(io.StringIO(as_csv(full("a.jpg", PHONE), full("b.jpg")))))
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([float(cell) if re.fullmatch(r"\d+(?:\.\d+)?", cell) else cell for cell in line])
    book.save(tmp_path / "r.xlsx")
    plain = media(read(tmp_path / "1/x", {"r.csv": as_csv(full("a.jpg", PHONE), full("b.jpg"))}))
    saved = media(read(tmp_path / "2/x", {"r.xlsx": (tmp_path / "r.xlsx").read_bytes()}))
    pd.testing.assert_frame_equal(plain, saved)


# ------------------------------------------------------------------------------------- nothing lost, nothing raised


def test_complete_against_an_independent_count(tmp_path: Path) -> None:
    records = [
        full(*(("", {}, "JPEG", "image/jpeg") if i % 11 == 0 else (f"p{i}.jpg", PHONE))[:2])
        if i % 7
        else full(f"p{i}.txt", kind="TXT", mime="text/plain")
        for i in range(200)
    ]
    for name, text in {"r.csv": as_csv(*records, groups="1"), "r.json": as_json(*records)}.items():
        there = list(csv.DictReader(io.StringIO(text))) if name == "r.csv" else json.loads(text)
        found = read(tmp_path / name, {name: text})
        assert len(found.media) + len(found.problems) == len(there) == 200
        assert (
            len(found.media)
            == len(found.items)
            == sum(bool(row["SourceFile"]) and row["SourceFile"].endswith("jpg") for row in there)
        )


def test_messages_and_the_report_itself_are_no_pictures(tmp_path: Path) -> None:
    text = as_csv(full("a.jpg"), {"SourceFile": "./r.csv", "ExifTool:Error": "File is empty"})
    found = read(tmp_path, {"r.csv": text + "    1 directories scanned\n    2 image files read\n"})
    assert list(found.items["title"]) == ["a.jpg"]
    assert rows(found.problems, "file", "row") == [("r.csv", 3), ("r.csv", 4), ("r.csv", 5)]


@pytest.mark.slow
@pytest.mark.parametrize("keep", [0.4, 0.98])
@pytest.mark.parametrize("write_as", [as_csv, as_json, as_grouped_json])
def test_a_report_that_breaks_off(tmp_path: Path, write_as: object, keep: float) -> None:
    text = write_as(*(full(f"p{i}.jpg", PHONE) for i in range(50)))  # type: ignore[operator]
    found = read(tmp_path, {"r": text[: int(len(text) * keep)]})
    assert 10 < len(found.items) <= 50
    if write_as is not as_csv:
        assert "broken JSON" in found.problems["reason"].iloc[-1]


WRONG = [None, [], {}, [{}], [[]], {"a": {"b": [1, None]}}, True, 10**400, float("nan"), float("inf"), "\ud800", " ",
         "x" * 10**5, [None, {"Name": []}], {"val": None}, {"val": {"val": 1}}, "\x00", "2025:13:45"]  # fmt: skip


def entries_told_or_lost(part: Part) -> int:
    """Each entry once: a row, a problem of its own, or one of those that were refused together."""
    return len(part.described) + sum(row["lost"] or 1 for row in part.problems)


@pytest.mark.parametrize("heading", ["SourceFile", "GPS:GPSLatitude", "XMP-mwg-rs:RegionInfo", "System:FileSize",
                                     "Composite:ImageSize", "IFD0:Orientation", "ExifTool:ExifToolVersion",
                                     "ExifTool:Error", "ExifTool:Warning", "XMP-dc:Title", "File:MIMEType", "Title",
                                     "XMP", "MakerNotes", "XMP:XMP-x:", "::", "Apple:FacesDetected", ""])  # fmt: skip
def test_wrong_types_anywhere(tmp_path: Path, heading: str) -> None:
    records = [{**grouped(full(f"{i}.jpg"), "1"), heading: value} for i, value in enumerate(WRONG)]
    (tmp_path / "r.json").write_text(json.dumps(records).replace("[]]", f"[{'9' * 5000}]]"), encoding="utf-8")
    part = read_only(tmp_path / "r.json")
    assert len(part.described) + len(part.problems) == len(WRONG)
    assert all(set(row) == set(media_of(full("a.jpg"))) for row in rows_of(part).values())


def test_deep_and_huge_values() -> None:
    deep: object = "x"
    for _ in range(5_000):
        deep = [deep]
    for value in (deep, [{"City": deep}], "{A=" * 5_000, "x" * 10**7, ["y, " * 10**5]):
        row = media_of(full("a.jpg", {"XMP:XMP-dc:Title": value, "XMP:XMP-iptcExt:PersonInImage": value}))
        assert (row["has_text"], row["has_people"]) == (True, True)
        assert len(str(row["texts"])) <= 1024**2
        assert row["texts_cut"] == (value == "x" * 10**7)
    assert media_of(full("a.jpg", {"IPTC:City": [deep]}))["has_location"] is True
    assert media_of(full("a.jpg", {"XMP:XMP-dc:Title": "{Name=x} and more"}))["texts"] == "{Name=x} and more"


@pytest.mark.parametrize(
    "path", ["../../../etc/a.jpg", "a\x00b.jpg", "\ud83d.jpg", "x/../../../../a.jpg", "z/../C:/a.jpg"]
)
def test_hostile_paths_stay_below(tmp_path: Path, path: str) -> None:
    found = read(tmp_path / "x", {"r.json": as_json(full(path, PHONE)), "b.jpg": JPEG})
    assert found.files["path"].dropna().tolist() == [f"{tmp_path}/x/b.jpg"]
    assert len(found.media) + len(found.problems) == 1


headings = st.sampled_from(
    ["SourceFile", "EXIF:Make", "GPSLatitude", "XMP-dc:Title", "File:FileType", "File:MIMEType", "MIMEType",
     "ExifTool:ExifToolVersion", "Composite:ImageSize", "IFD0:Orientation", "XMP:RegionInfo", "XMP:RegionName",
     "ExifTool:Error", "Warning", "System:FileSize", "XMP-a:b:c", "Copy1:Foo", "é", "", "XMP", "IFD0",
     "MPF:NumberOfImages", "QuickTime:HandlerDescription", "MakerNotes:X"]
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(headings | st.just("val"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(headings, values, max_size=8), max_size=4), st.integers(0, 400))
def test_any_json_is_read_or_said_to_be_broken(tmp_path: Path, records: list[dict[str, object]], cut: int) -> None:
    text = json.dumps(records)
    for shown in (text, text[: max(0, len(text) - cut)]):
        (tmp_path / "r.json").write_text(shown, encoding="utf-8")
        found = walk(tmp_path / "r.json")
        part = exiftool.read(found.files, Options())
        if shown == text:
            assert entries_told_or_lost(part) == len(records)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=12) | headings, max_size=6), max_size=6), st.sampled_from(",;\t"))
def test_any_csv_is_read_or_said_to_be_broken(tmp_path: Path, lines: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["SourceFile", "XMP:Title", "GPS:GPSLatitude"], *lines])
    (tmp_path / "r.csv").write_text(out.getvalue(), encoding="utf-8", errors="replace")
    found = walk(tmp_path / "r.csv")
    exiftool.read(found.files, Options())


# ------------------------------------------------------------------------------------------------ ExifTool's own word

VARIANTS = {
    "as-the-docs-say": ["-json", "-G1", "-struct", "-n", "-ee"],
    "csv-G1-a-n-f": ["-csv", "-G1", "-a", "-n", "-f"],
    "json-G-struct-ee-c": ["-json", "-G", "-struct", "-ee", "-c", "%.5f"],
    "json-g1-l-b-lang": ["-json", "-g1", "-l", "-b", "-lang", "de"],
}


@cache
def corpus() -> list[tuple[dict[str, Any], Record]]:
    """What an independent reading and the engine find in each picture."""
    assert CORPUS is not None
    pictures = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))["files"]
    return [(picture, inspect(CORPUS / picture["file"])) for picture in pictures]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="ExifTool is not installed")
@pytest.mark.skipif(CORPUS is None, reason="no corpus beside the checkout")
@pytest.mark.parametrize("variant", VARIANTS)
def test_real_reports_never_deny_what_is_there(tmp_path: Path, variant: str) -> None:
    assert CORPUS is not None
    run = subprocess.run(["exiftool", *VARIANTS[variant], "-r", str(CORPUS)], capture_output=True, check=False)
    write(tmp_path, {"report": run.stdout})
    told_of = rows_of(read_only(tmp_path / "report"))
    answers = 0
    for picture, record in corpus():
        row = told_of[picture["file"]]
        exposures = picture["exposures"]
        there = {kind for kind, names in EXPECTED.items() if any(exposures[name] for name in names)}
        there |= {kind for kind in KINDS if record.kinds[kind]}
        denied = {kind for kind in KINDS if row[f"has_{kind}"] is False}
        assert not denied & there, (picture["file"], denied & there)
        answers += len(denied)
        assert row["format"] == record.format
        if record.width_px:
            assert (row["width_px"], row["height_px"]) == (record.width_px, record.height_px)
        if row["status"] == "ok" and row["format"] in ("jpeg", "png", "gif", "webp"):
            # What is there is seen, but for makers' notes of which ExifTool knows nothing, and films behind a picture.
            unseen = {"maker_note", "hidden"} | {found.kind for found in record.found if "after end" in found.where}
            assert {kind for kind in there if row[f"has_{kind}"] is None} <= unseen
    assert answers > 150


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="ExifTool is not installed")
def test_a_report_stands_in_for_the_files_of_the_sample_school(tmp_path: Path) -> None:
    exports = SCHOOL / "2025-26-autumn" / "exports"
    run = subprocess.run(["exiftool", "-csv", "-G1", "-r", "."], cwd=exports, capture_output=True, check=False)
    lists = {path.name: path.read_bytes() for path in exports.iterdir() if path.suffix in (".xml", ".xlsx")}
    here = ia.read_inventory(exports, site="hollow")
    told_of = read(tmp_path, {**lists, "exiftool.csv": run.stdout}, site="hollow")
    assert set(told_of.files["file_id"]) == set(here.files["file_id"])
    assert set(told_of.items["item_id"]) == set(here.items["item_id"])
    by_file = [ia.scan(found, cache=False, progress=False).set_index("file_id") for found in (here, told_of)]
    seen, stated = (frame.reindex(by_file[0].index) for frame in by_file)
    assert stated["engine"].str.startswith("exiftool").sum() > 70
    for kind in KINDS:
        there, said = seen[f"has_{kind}"].fillna(value=False), stated[f"has_{kind}"]
        assert not (there & ~said.fillna(value=True)).any(), kind
        if kind not in ("hidden", "maker_note"):
            assert not (there & said.isna()).any(), kind


EXPECTED = {
    "location": ("gps", "location_text"), "device": ("camera",), "serial": ("serial",), "owner": ("owner",),
    "time": ("any_date",), "software": ("software",), "text": ("caption", "comment"), "people": ("person",),
    "thumbnail": ("thumb",), "maker_note": ("makernote",), "provenance": ("jumbf",),
}  # fmt: skip


def test_half_a_letter_ends_no_report() -> None:
    assert packed([{"title": "\ud83d Pond"}, {"title": None}], ITEMS)["title"].tolist()[0] == "? Pond"
