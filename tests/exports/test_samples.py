"""Real and sample exports, counted a second time by other means."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.foreign.addresses import canonical
from tests.exports.made import rows, same

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SCHOOL = ROOT / "data" / "school"
WP = "{https://wordpress.org/export/1.2/}"


@pytest.fixture(scope="module")
def theme_test() -> tuple[Path, list[ElementTree.Element]]:
    path = SHARED / "samples" / "wxr" / "theme-unit-test-data.xml"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: it is no part of the project")
    return path, list(ElementTree.parse(path).iter("item"))


def values(item: ElementTree.Element) -> dict[str, str]:
    result = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in item if len(child) == 0}
    for meta in item.iter(f"{WP}postmeta"):
        key, value = (meta.findtext(f"{WP}meta_{part}") or "" for part in ("key", "value"))
        result[f"meta:{key}"] = value
    return result


@pytest.mark.slow
def test_theme_unit_test_data(theme_test: tuple[Path, list[ElementTree.Element]]) -> None:
    path, items = theme_test
    found = ia.read_inventory(path)
    told = [values(item) for item in items]
    uploads = {item["post_id"]: item for item in told if item["post_type"] == "attachment"}
    alts = {number for number, item in uploads.items() if item.get("meta:_wp_attachment_image_alt")}
    assert (len(uploads), len(alts)) == (37, 28)

    site = "wpthemetestdata.wordpress.com"
    library = found.assets[found.assets["asset_id"].str.startswith(f"{site}/wp/")]
    assert set(library["asset_id"]) == {f"{site}/wp/{site}/{number}" for number in uploads}
    assert set(library["url"]) == {item["attachment_url"] for item in uploads.values()}
    assert set(found.assets["asset_id"]) == set(found.items["asset_id"])
    for number in alts:
        texts = found.items.loc[found.items["asset_id"] == f"{site}/wp/{site}/{number}", "alt_text"]
        assert texts.str.startswith(uploads[number]["meta:_wp_attachment_image_alt"].strip()).all()
    assert found.sources["exported_at"].tolist() == [pd.Timestamp("2015-01-27 14:56", tz="UTC")]
    assert set(found.items["visibility"]) <= {"public", "draft", "private", "password"}


@pytest.mark.slow
def test_no_picture_on_its_pages_is_missed(theme_test: tuple[Path, list[ElementTree.Element]]) -> None:
    path, items = theme_test
    found = ia.read_inventory(path)
    known = {canonical(url) for url in found.files["url"]}
    shown = 0
    for item in items:
        told = values(item)
        if told["post_type"] == "attachment":
            continue
        content = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
        for url in re.findall(r'<img[^>]*?\bsrc="([^"]+)"', content):
            shown += 1
            assert canonical(url) in known, url
    assert shown > 50


def test_the_corpus_is_a_row_a_file() -> None:
    folder = SHARED / "corpus"
    if not folder.exists():
        pytest.skip("the corpus is not here: it is no part of the project")
    found = ia.read_inventory(folder, channel="website", site="corpus")
    media = {path.name for path in folder.iterdir()} - {"NOTICE.txt", "expected.json"}
    assert {Path(path).name for path in found.files["path"]} == media
    assert len(found.items) == len(found.assets) == len(media) == 43
    assert sorted(found.problems["file"]) == ["NOTICE.txt", "expected.json"]


@pytest.mark.slow
@pytest.mark.parametrize("term", ["2025-26-autumn", "2025-26-spring", "2025-26-summer"])
def test_the_sample_school_is_read_as_planted(term: str) -> None:
    found = ia.read_inventory(SCHOOL / term / "exports")
    with (SCHOOL / "truth.csv").open(encoding="utf-8", newline="") as stream:
        truth = [row for row in csv.DictReader(stream) if row["term"] == term and row["file"]]
    published = found.files.loc[found.files["role"] == "published", ["asset_id", "path"]]
    read = found.items.merge(published, on="asset_id").assign(
        file=lambda frame: frame["path"].str.split("exports/").str[-1],
        number=lambda frame: frame["asset_id"].str.extract(r"/wp/[^/]+/(\d+)$")[0],
        used=lambda frame: frame["in_use"].map({True: "yes", False: "no"}),
    )
    mine = {
        tuple(value or "" for value in row)
        for row in rows(read, "channel", "page_url", "file", "number", "used", "visibility")
    }
    columns = ("channel", "page_url", "file", "wp_id", "in_use", "visibility")
    planted = {tuple(row[name] for name in columns) for row in truth}
    sounds = {row for row in mine if row[2].endswith(".mp3")}
    assert mine - sounds == planted


@pytest.mark.slow
def test_the_sample_school_keeps_its_ids_from_term_to_term() -> None:
    autumn, spring = (ia.read_inventory(SCHOOL / f"2025-26-{term}" / "exports") for term in ("autumn", "spring"))
    shared = set(autumn.assets["asset_id"]) & set(spring.assets["asset_id"])
    assert len(shared) > len(autumn.assets) / 2
    assert set(autumn.sources["source_id"]) == set(spring.sources["source_id"])
    same(autumn, ia.read_inventory(SCHOOL / "2025-26-autumn" / "exports"))
