"""`copy_site` on a website that does what websites do; what it says is read word by word."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import imgaudit as ia
from imgaudit.exports.copies import LEDGER, read_ledger
from live import website as site
from live.website import HTML, Website, linking, page, sitemap, to

HOME = "https://www.hollow.example"
POLICY = ia.Policy(visit={"hosts": ["hollow.example"], "contact": "office@hollow.example"})


def copied(port, folder, policy=POLICY, address=HOME, **more):
    return ia.copy_site(
        address, folder, policy=policy, yes=True, progress=False, loopback=port, **{"interval": 0, **more}
    )


def became(got, path: str) -> tuple[str, bool]:
    rows = got[got["address"].eq(HOME + path)]
    assert len(rows) == 1, path
    return rows["outcome"].iloc[0], bool(rows["not_read"].iloc[0])


def ledger(folder):
    return read_ledger((folder / LEDGER).read_bytes().splitlines())


def files(folder):
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def school(**paths) -> Website:
    """A small website of four pages; more by name."""
    website = Website()
    website.paths = {
        "/robots.txt": (404, {}, b""),
        "/": linking("/news/", "about.html", "/gallery?page=2"),
        "/news/": linking("../about.html#us", "/news/pond", *paths),
        "/about.html": (200, HTML, page("About")),
        "/gallery": (200, HTML, page("Gallery")),
        "/news/pond": (200, HTML, page("The pond")),
        **paths,
    }
    return website


def test_a_website_is_copied_as_wget_would(tmp_path):
    website = school()
    with website.open() as port:
        got = copied(port, tmp_path / "copy")
    below = "www.hollow.example"
    assert files(tmp_path / "copy") == [
        LEDGER, f"{below}/about.html", f"{below}/gallery@page=2.html", f"{below}/index.html",
        f"{below}/news/index.html", f"{below}/news/pond.html",
    ]  # fmt: skip
    assert (tmp_path / "copy" / below / "about.html").read_bytes() == page("About")
    pages = got[got["kind"].eq("page")]
    assert pages["outcome"].tolist() == ["copied"] * 5
    assert not got["not_read"].any()
    assert ledger(tmp_path / "copy").is_whole
    counts = website.counts
    assert {path: n for path, n in counts.items() if "no-such" not in path} == {
        "/robots.txt": 1, "/sitemap.xml": 1, "/": 1, "/news/": 1, "/about.html": 1, "/gallery?page=2": 1,
        "/news/pond": 1,
    }  # fmt: skip


def test_the_ledger_says_of_each_file_where_it_is_from(tmp_path):
    website = school()
    website.paths["/old"] = to("/news/pond/")
    website.paths["/news/pond/"] = (200, {"Content-Type": "text/html; charset=iso-8859-1"}, page("The pond"))
    website.paths["/news/"] = linking("/old")
    with website.open() as port:
        copied(port, tmp_path)
    told = {one["file"]: one for one in ledger(tmp_path).entries.values()}["www.hollow.example/news/pond/index.html"]
    assert (told["address"], told["final"]) == (f"{HOME}/old", f"{HOME}/news/pond/")
    assert (told["status"], told["type"], told["outcome"]) == (200, "text/html; charset=iso-8859-1", "copied")
    assert told["bytes"] == len(page("The pond"))
    assert len(told["hash"]) == 64
    assert told["at"][:2] == "20"


def test_what_is_kept_is_its_owner_s_alone(tmp_path):
    with school().open() as port:
        copied(port, tmp_path / "copy")
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / "copy").rglob("*")} == {0}


def test_nothing_is_sent_but_what_a_stranger_sends(tmp_path):
    website = school()
    with website.open() as port:
        copied(port, tmp_path)
    for host, _, headers in website.asked:
        assert host == "www.hollow.example"
        assert not {"Cookie", "Authorization", "Referer"} & headers.keys()
        assert "office@hollow.example" in headers["User-Agent"]
