"""Nothing is dropped silently: rows and problems together are what an export holds, counted by other means.

Of every dialect its entries, the columns or keys of each entry, and the films and posts that its pages show are counted
with the plain readers of the standard library.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.exports.readers import readers
from tests.exports import made_web
from tests.exports.made import BLOG, JPEG, post, read, write, wxr
from tests.exports.made_all import SAMPLES, Sample

SHARED = Path(__file__).parents[3] / "shared"


def csv_rows(text: str) -> int:
    return len(list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))) - 1


def in_list(*keys: str) -> Callable[[str], int]:
    """The entries of a list of JSON, or of that below the first of these keys that is there."""

    def count(text: str) -> int:
        found = json.loads(text[text.index("[" if text.startswith("window") else text[0]) :])
        return len(found if isinstance(found, list) else next(found[key] for key in keys if key in found))

    return count


def elements(*names: str) -> Callable[[str], int]:
    return lambda text: sum(
        element.tag.rpartition("}")[2] in names for element in ElementTree.fromstring(text.lstrip().encode()).iter()
    )


def wxr_entries(text: str) -> int:
    """The uploads, and the pictures that pages show and that are none of them."""
    items = list(ElementTree.fromstring(text.encode()).iter("item"))
    texts = [ElementTree.tostring(item, "unicode") for item in items]
    uploads = [one for one in texts if ">attachment<" in one]
    return len(uploads) + sum(len(re.findall("&lt;img", one)) for one in texts)


COUNTS: dict[str, Callable[[str], int]] = {
    "exiftool": lambda text: csv_rows(text) if text.startswith("SourceFile") else in_list()(text),
    "facebook": in_list(),
    "feed": elements("item", "entry"),
    "gam": csv_rows,
    "google_files": in_list("files", "items"),
    "instagram": in_list("ig_stories"),
    "microsoft_graph": in_list("value"),
    "powershell": csv_rows,
    "pages": lambda text: len(re.findall("<img", text)),
    "rclone": in_list("list"),
    "resourcespace": csv_rows,
    "screaming_frog": csv_rows,
    "sharepoint": csv_rows,
    "sitemap": elements("image"),
    "spreadsheet": csv_rows,
    "takeout": lambda text: int("photoTakenTime" in json.loads(text)),
    "wordpress_rest": in_list(),
    "wxr": wxr_entries,
    "x": in_list(),
    "youtube": csv_rows,
}
"""Of every dialect: how many entries its sample holds, by a reader that is not ours."""

HALF = ("all_image_inlinks.csv", "export.xml")
"""Whose bad entry is a row, and said: a picture whose page is no address, an upload without one."""

FOLDER = {"a.jpg": JPEG, "b/c.jpg": JPEG, "b/d.mp4": b"film", "b/notes.md": b"no picture"}


def said(problems: pd.DataFrame) -> int:
    """For how many entries the problems speak; a remark on columns is of none."""
    total = 0
    for row in problems[problems["code"] != "unknown_heading"].itertuples():
        told = re.search(r"([\d,]+) times|([\d,]+) rows?\b|: ([\d,]+)$", row.reason)
        total += (
            int((told[1] or told[2] or told[3]).replace(",", ""))
            if told
            else int(row.not_read or "has no address" in row.reason)
        )
    return total


def test_every_dialect_has_a_count() -> None:
    assert COUNTS.keys() | {"folder"} == {reader.DIALECT for reader in readers()}


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{one.dialect}: {one.name.rpartition('/')[2]}" for one in SAMPLES])
def test_entries(tmp_path: Path, sample: Sample) -> None:
    entries = [*sample.entries, *([sample.bad] if sample.bad is not None else [])]
    text = sample.wrap(entries)
    found = read(tmp_path, {**sample.files, sample.name: text}, site="h")
    told = found.media["file_id"].nunique() if sample.dialect == "exiftool" else placements(found)
    assert COUNTS[sample.dialect](text) == len(entries)
    assert told + said(found.problems) - (sample.name in HALF) == COUNTS[sample.dialect](text)


def placements(found: ia.Inventory) -> int:
    """Pictures as an export lists them: one on many pages is one in a library, and many in a crawl's list of links."""
    by_page = found.sources["dialect"].isin(["screaming_frog", "sitemap", "feed"]).any()
    return len(found.items) if by_page else found.assets["asset_id"].nunique()


def test_files_of_a_folder(tmp_path: Path) -> None:
    found = ia.read_inventory(write(tmp_path, dict(FOLDER)))
    there = sum(len(files) for _, _, files in os.walk(tmp_path))
    assert len(found.items) + len(found.problems) == there == 4


UNDERSTOOD: dict[str, set[str]] = {
    "gam": {"Owner", "id", "name", "mimeType", "description", "size", "path.0", "shared", "webViewLink", "createdTime",
            "modifiedTime", "trashed", "webContentLink", "imageMediaMetadata.width", "imageMediaMetadata.height"},
    "powershell": {"FullName", "Name", "Length", "LastWriteTime", "Coordinates"},
    "resourcespace": {"Resource ID(s)", "Resource type", "Title", "Caption", "Named person(s)", "Original filename",
                      "Access", "Coordinates", "File size"},
    "screaming_frog": {"Address", "Content Type", "Size (Bytes)", "IMG Inlinks", "Indexability", "Dimensions",
                       "Status Code", "Type", "Source", "Destination", "Alt Text", "Title 1"},
    "sharepoint": {"ID", "FileLeafRef", "FileRef", "FSObjType", "File_x0020_Size", "Title", "Created",
                   "MediaServiceLocation", "Modified"},
    "spreadsheet": {"Channel", "Page", "File", "Caption", "Published", "Who is shown", "People", "Alt text"},
    "youtube": {"Video ID", "Video Title (Original)", "Video Description (Original)", "Privacy", "Video State",
                "Video Publish Timestamp", "Tag 1", "Tag 2"},
}  # fmt: skip
"""Of every dialect that is a table: the headings of which something is made, or that stay columns by design."""
TABLES = [sample for sample in SAMPLES if sample.name.endswith(".csv") and sample.dialect != "exiftool"]


def test_every_table_has_its_columns_counted() -> None:
    assert UNDERSTOOD.keys() == {sample.dialect for sample in TABLES}


@pytest.mark.slow
@pytest.mark.parametrize("sample", TABLES, ids=[f"{one.dialect}: {one.name}" for one in TABLES])
def test_columns(tmp_path: Path, sample: Sample) -> None:
    """Each heading of a table below which something stands is understood, by design, or named."""
    header, *lines = csv.reader(io.StringIO(sample.text.removeprefix("\ufeff")))
    own = ["Zebra crossing", "Quokka", "Blank"]
    out = io.StringIO()
    csv.writer(out).writerows([[*header, *own], *([*line, "z", "q", ""] for line in lines)])
    found = read(tmp_path, {sample.name: out.getvalue()})
    named = found.problems.loc[found.problems["code"] == "unknown_heading", "value"]
    told = {name for value in named for name in value.split(", ")}
    filled = {name for i, name in enumerate(header) if any(line[i] for line in lines)}
    known = UNDERSTOOD[sample.dialect]
    left = {name for name in filled - known if not re.search(r"location|permission", name)}
    assert told == left | {"Zebra crossing", "Quokka"}
    assert len(named) == (2 if left and sample.dialect == "gam" else 1)


KEYS: dict[str, set[str]] = {
    "google_files": {"mood"},
    "microsoft_graph": {"mood"},
    "rclone": {"mood"},
}


@pytest.mark.parametrize("dialect", KEYS)
def test_keys(tmp_path: Path, dialect: str) -> None:
    sample = next(one for one in SAMPLES if one.dialect == dialect)
    entries: list[Any] = [{**entry, "mood": "glad", "empty": None} for entry in sample.entries]
    found = read(tmp_path, {sample.name: sample.wrap(entries)})
    told = [value for value in found.problems["value"] if "mood" in str(value)]
    assert told == ["mood"]


EMBEDS = [
    '<iframe src="https://www.youtube.com/embed/aB3-x_9Yz01"></iframe>',
    '<iframe src="https://player.vimeo.com/video/123456789"></iframe>',
    '<iframe src="https://www.instagram.com/p/CxY_1-abcde/embed/"></iframe>',
    '<blockquote class="twitter-tweet"><a href="https://twitter.com/fern/status/1712345678901234567">x</a></blockquote>',
    '<iframe src="https://www.padlet.example/embed/1"></iframe>',
    '<iframe src="https://maps.example/embed/2"></iframe>',
    '<div class="fb-page" data-href="https://www.facebook.com/fern"></div>',
    '<iframe src="https://www.youtube.com/embed/XHOmBV4js_E"></iframe>',
    '<img src="https://www.facebook.com/tr?id=1" width="1" height="1">',
    '<img src="https://cdn.example/a.jpg">',
]
PAGES: dict[str, Callable[[str], dict[str, str | bytes]]] = {
    "wxr": lambda content: {"e.xml": wxr(post(3, content=content))},
    "wordpress_rest": lambda content: {"p.json": json.dumps([made_web.page(3, content)])},
    "feed": lambda content: {"f.xml": made_web.rss(made_web.feed_item(f"{BLOG}/a/", content))},
    "pages": lambda content: {"site/a.html": made_web.saved(f"{BLOG}/a/", content)},
}
"""Every dialect that holds pages."""


@pytest.mark.parametrize("dialect", PAGES)
def test_embeds(tmp_path: Path, dialect: str) -> None:
    content = "\n".join(EMBEDS)
    there = len(re.findall(r"<(?:iframe|img|blockquote|div)\b", content))
    found = read(tmp_path, PAGES[dialect](content))
    assert set(found.sources["dialect"]) == {dialect}
    assert there == len(EMBEDS)
    assert len(found.items) + len(found.problems) == there
    assert found.assets["kind"].fillna("?").value_counts().to_dict() == {"video": 2, "?": 2, "picture": 1}


@pytest.mark.slow
def test_films_of_a_real_export() -> None:
    path = SHARED / "samples" / "wxr" / "theme-unit-test-data.xml"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: it is no part of the project")
    found = ia.read_inventory(path)
    told = "\n".join([*found.assets["url"].dropna(), *found.problems["value"].dropna()])
    contents = ElementTree.parse(path).iter("{http://purl.org/rss/1.0/modules/content/}encoded")
    alone = r"(?m)^\s*https?://\S*(?:youtu\.be/|watch\?v=|twitter\.com/\w+/status/|instagram\.com/p/|vimeo\.com/)([\w-]+)\S*\s*$"
    shown = {number for content in contents for number in re.findall(alone, content.text or "")}
    assert len(shown) >= 3
    assert [number for number in shown if number not in told] == []


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_text_in_utf16_without_a_mark(tmp_path: Path, codec: str) -> None:
    samples = [one for one in SAMPLES if one.text[:1] in "[{" and one.dialect != "takeout"]
    assert len(samples) == 9
    for number, sample in enumerate(samples):
        name = f"{number}/{sample.name}"
        found = [read(tmp_path / how, {name: sample.text.encode(how)}, site="h") for how in ("utf-8", codec)]
        assert len(found[0].assets) == 5
        assert set(found[0].assets["asset_id"]) == set(found[1].assets["asset_id"])
        (tmp_path / "utf-8" / name).unlink()
        (tmp_path / codec / name).unlink()
