"""One fault loses one entry: broken XML, packed files, what stands before."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

import imgaudit as ia
from tests.exports.made import post, read, rows, upload, wxr
from tests.exports.made_all import SAMPLES
from tests.exports.made_web import entry, image, sitemap

UPLOADS = [upload(number) for number in range(11, 17)]
MENDED = "no XML in 1 entry (a bare &, letters of HTML, a prefix that is not declared), read as meant"


def titled(number: int, title: str) -> str:
    """An upload whose title is written into the XML as it is."""
    return upload(number, title="TITLE").replace("<![CDATA[TITLE]]>", title)


def numbers(found: ia.Inventory) -> list[str]:
    return sorted(found.assets["asset_id"].str.rpartition("/")[2])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "read_as"),
    [("Tea&nbsp;party &eacute;t&eacute;", "Tea party \u00e9t\u00e9"), ("Tea & cake", "Tea & cake"),
     ("a < b", "a < b"), ("<![CDATA[x ]]> y]]>", "x ]]> y"), ("x ]]> y", "x ]]> y"), ("a &unknown; b", "a &unknown; b"),
     ("Bell&#7;", "Bell")],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 3, 6])
def test_what_is_clear_is_read_as_meant(tmp_path: Path, title: str, read_as: str, at: int) -> None:
    found = read(tmp_path, {"e.xml": wxr(*UPLOADS[:at], titled(42, title), *UPLOADS[at:])})
    assert numbers(found) == ["11", "12", "13", "14", "15", "16", "42"]
    assert read_as in set(found.items["title"])
    assert list(found.problems["reason"]) == [MENDED]
    assert list(found.sources["completeness"]) == ["whole"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["<![CDATA[cut", "<b>never closed", "<oops ", "</item></rss>", "<![CDATA[</item><item>"]
)
@pytest.mark.parametrize("at", [0, 3, 6])
def test_what_is_not_loses_one_entry_and_says_so(tmp_path: Path, fault: str, at: int) -> None:
    found = read(tmp_path, {"e.xml": wxr(*UPLOADS[:at], titled(42, fault), *UPLOADS[at:])})
    assert set(numbers(found)) >= {"11", "12", "13", "14", "15", "16"}
    assert found.problems["reason"].str.contains("broken XML at line").any()
    assert list(found.sources["completeness"]) == ["part"]
    assert not found.items["in_use"].eq(False).any()


@pytest.mark.slow
@pytest.mark.parametrize("at", [0, 3, 6])
@pytest.mark.parametrize("where", ["in an entry", "behind it"])
def test_words_in_place_of_a_tag_are_something_lost(tmp_path: Path, where: str, at: int) -> None:
    torn = upload(42).replace("</title>", "</title>\n<<<<<<< garbage &&& ]]> {\n", 1)
    item = torn if where == "in an entry" else f"{upload(42)}\n<<<<<<< garbage &&& ]]> {{\n"
    found = read(tmp_path, {"e.xml": wxr(*UPLOADS[:at], item, *UPLOADS[at:])})
    assert numbers(found) == ["11", "12", "13", "14", "15", "16", "42"]
    words = found.problems["reason"].str.startswith("words between the elements of an entry, or behind it")
    assert words.any() or (where == "behind it" and at == 6)  # behind the last one it is a broken entry
    assert found.problems["not_read"].any()
    assert list(found.sources["completeness"]) == ["part"]
    assert not found.items["in_use"].eq(False).any()


@pytest.mark.slow
def test_a_large_export_goes_on_after_several_faults(tmp_path: Path) -> None:
    items = [upload(number) for number in range(1, 3001)]
    for number in (7, 1500, 2999):
        items[number] = titled(number + 1, "<oops ")
    items[2000] = titled(2001, "Tea&nbsp;party")
    found = read(tmp_path, {"e.xml": wxr(*items)})
    assert len(found.assets) == 2997
    assert sorted(found.problems["code"]) == ["broken", "broken", "broken", "malformed"]
    assert list(found.sources["unread"]) == [3]


def test_a_file_cut_in_the_middle_keeps_what_was_before(tmp_path: Path) -> None:
    text = wxr(*UPLOADS, post(1, "post"), post(2))
    for at in (text.index("<wp:post_id><![CDATA[15]]>"), text.index("</channel>")):
        found = read(tmp_path / str(at), {"e.xml": text[:at]})
        assert set(numbers(found)) >= {"11", "12", "13", "14"}
        assert list(found.problems["not_read"]) == [True]
        assert "it ends in the middle" in found.problems["reason"][0]
        assert found.items["in_use"].isna().all()
    assert read(tmp_path / "whole", {"e.xml": text}).items["in_use"].eq(False).all()


@pytest.mark.parametrize("noise", [
    "Notice: Undefined index in functions.php on line 9\n", "<br />\n<b>Warning</b>: x in <b>y.php</b><br />\n", "\n\n",
])  # fmt: skip
def test_warnings_before_the_xml_hide_nothing(tmp_path: Path, noise: str) -> None:
    plain = {"e.xml": wxr(*UPLOADS), "s.xml": sitemap(entry("https://h.example/", image("https://h.example/a.jpg")))}
    found = read(tmp_path, {name: noise + text for name, text in plain.items()})
    assert len(found.assets) == 7
    told = "text before the XML, as a warning of PHP, which was passed over"
    assert list(found.problems["reason"]) == ([told, told] if noise.strip() else [])


def test_no_entity_is_opened(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    for text in (wxr(titled(42, "&b;")), wxr(titled(41, "&nbsp;"), titled(42, bomb + "&b;"))):
        evil = text.replace("<rss", bomb + "<rss", 1)
        found = read(tmp_path / "x", {"e.xml": evil, "ok.xml": wxr(upload(1))})
        assert "aaaa" not in found.items.to_csv()
        assert found.problems["reason"].str.contains("document type").any()


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{one.dialect}-{one.name.rpartition('/')[2]}" for one in SAMPLES])
def test_gzip_once_or_twice_changes_nothing(tmp_path: Path, sample: object) -> None:
    text = sample.text.encode()  # type: ignore[attr-defined]
    beside = sample.beside or {}  # type: ignore[attr-defined]
    counts = []
    for level, data in enumerate((text, gzip.compress(text), gzip.compress(gzip.compress(text)))):
        found = read(tmp_path / f"{level}/x", {sample.name: data, **beside})  # type: ignore[attr-defined]
        counts.append((len(found.items), len(found.assets), len(found.media), len(found.problems)))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{one.dialect}-{one.name.rpartition('/')[2]}" for one in SAMPLES])
def test_half_a_gzip_file_is_said(tmp_path: Path, sample: object) -> None:
    packed = gzip.compress(sample.text.encode(), compresslevel=0)  # type: ignore[attr-defined]
    files = {sample.name: packed[: len(packed) // 2], "b.xml": wxr(upload(1))}  # type: ignore[attr-defined]
    found = read(tmp_path, files)
    assert found.problems["not_read"].any()


def test_lines_of_a_log_before_json(tmp_path: Path) -> None:
    listed = [
        {"Path": "a.jpg", "Name": "a.jpg", "Size": 3, "ModTime": "2025-10-01T10:00:00Z", "IsDir": False, "ID": "1"}
    ]
    log = "2025/10/01 10:00:00 NOTICE: drive root: [x] skipped {y}\n2025/10/01 10:00:01 INFO : done\n"
    found = read(tmp_path, {"list.json": log + json.dumps(listed)})
    assert rows(found.sources, "dialect", "rows") == [("rclone", 1)]
    assert "lines before" in found.problems["reason"][0]
