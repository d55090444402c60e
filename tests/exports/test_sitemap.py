"""Sitemaps: which pictures and videos they name on which page, packed, indexed, relative and broken ones."""

from __future__ import annotations

import gzip
import re
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import sitemap as reader
from imgaudit.files import unpacking
from imgaudit.tables import digest
from tests.exports.made import JPEG, read, rows, same, write, wxr
from tests.exports.made_web import SAMPLES, SITE, UP, claims, entry, image, part_of, sitemap
from tests.exports.test_folder import zip_of

HOST = "fernhollow.example"
PLACE = "Fern Hollow Primary, Lower Lane"


def asset(url: str) -> str:
    return f"{HOST}/url/{digest(url)}"


def video(**texts: str) -> str:
    inside = "".join(f"<video:{name}>{text}</video:{name}>" for name, text in texts.items())
    return f"<video:video>{inside}</video:video>"


def test_ids_and_rows_literally(tmp_path: Path) -> None:
    text = sitemap(
        entry(
            f"{SITE}/sports/",
            image(f"{UP}race.jpg", title="Relay &amp;amp; after", caption="<![CDATA[The <b>relay</b>]]>",
                  geo_location=PLACE),
            image(f"{UP}race-300x200.jpg", caption="Small"),
            image("https://cdn.example/pond.webp", license="https://cdn.example/licence"),
        ),
        entry(f"{SITE}/film/", video(thumbnail_loc=f"{UP}film.jpg", content_loc=f"{UP}film.mp4", title="Film",
                                     description="Our year", publication_date="2025-09-05T08:00:00+01:00")),
        entry(f"{SITE}/tour/", video(thumbnail_loc=f"{UP}tour.jpg", player_loc="https://player.example/?v=1",
                                     title="Tour")),
        entry(f"{SITE}/words/"),
    )  # fmt: skip
    found = read(tmp_path, {"a.xml": text})
    race = asset(f"{HOST}/wp-content/uploads/2025/10/race.jpg")
    assert rows(found.sources, "source_id", "site", "channel", "dialect", "exported_at", "rows", "problems") == [
        (f"{HOST}/website/sitemap", HOST, "website", "sitemap", None, 6, 0)
    ]
    assert rows(found.items, "asset_id", "page_url", "title", "caption", "published_at", "in_use", "visibility") == [
        (race, f"{SITE}/sports/", "Relay & after", "Small\nThe relay", None, True, "public"),
        (asset("cdn.example/pond.webp"), f"{SITE}/sports/", None, None, None, True, "public"),
        *(
            (asset(f"{HOST}/wp-content/uploads/2025/10/film.{ending}"), f"{SITE}/film/", "Film", "Our year",
             datetime(2025, 9, 5, 7, tzinfo=UTC), True, "public")
            for ending in ("mp4", "jpg")
        ),
        (asset("player.example/?v=1"), f"{SITE}/tour/", "Tour", None, None, True, "public"),
        (asset(f"{HOST}/wp-content/uploads/2025/10/tour.jpg"), f"{SITE}/tour/", "Tour", None, None, True, "public"),
    ]  # fmt: skip
    assert found.items["item_id"][0] == f"{race}@{digest('website', f'{HOST}/sports')}"
    assert rows(found.items, "has_place_shown", "place_shown")[:2] == [(True, PLACE), (None, None)]
    assert found.assets["platform_has_location"].isna().all()
    assert list(found.assets["kind"]) == ["picture", "picture", "video", "picture", "video", "picture"]
    assert sorted(rows(found.files, "role", "url", "is_public", "declared_width_px")) == [
        ("published", "https://cdn.example/pond.webp", None, None),
        ("published", f"{UP}film.jpg", None, None),
        ("published", f"{UP}film.mp4", None, None),
        ("published", f"{UP}race.jpg", None, None),
        ("published", f"{UP}tour.jpg", None, None),
        ("resized", f"{UP}race-300x200.jpg", None, 300),
    ]
    assert found.problems.empty


MAP = sitemap(entry(f"{SITE}/a/", image(f"{UP}a.jpg", title="A")), entry(f"{SITE}/b/", image(f"{UP}a.jpg")))
ALIKE: dict[str, str | bytes] = {
    "https namespace": MAP.replace("http://www.google.com", "https://www.google.com"),
    "old namespace": MAP.replace("sitemaps.org/schemas/sitemap/0.9", "google.com/schemas/sitemap/0.84"),
    "other prefixes": re.sub(r"(</?)image:", r"\1i:", MAP).replace("xmlns:image", "xmlns:i"),
    "prefix for all": re.sub(r"(</?)(urlset|url|loc|lastmod)\b", r"\1sm:\2", MAP).replace("xmlns=", "xmlns:sm="),
    "stylesheet and comment": MAP.replace(
        "?>\n", '?>\n<?xml-stylesheet type="text/xsl" href="//x/main-sitemap.xsl"?>\n<!-- <html> by a plug-in -->\n', 1
    ),
    "blank lines before": "\n\n" + MAP,
    "no declaration": MAP.partition("?>")[2],
    "UTF-16": MAP.replace("UTF-8", "UTF-16").encode("utf-16"),
    "byte order mark": "\ufeff" + MAP,
    "CDATA": MAP.replace("<loc>", "<loc><![CDATA[ ").replace("</loc>", " ]]></loc>"),
    "gzip": gzip.compress(MAP.encode()),
    "relative pictures": MAP.replace(f"<image:loc>{SITE}", "<image:loc>"),
    "without scheme": MAP.replace("<image:loc>https:", "<image:loc>"),
    "http pages": MAP.replace("<loc>https://www.", "<loc>http://"),
    "in several lines": MAP.replace("<loc>", "<loc>\n  ").replace("</loc>", "\n</loc>"),
}  # fmt: skip


@pytest.mark.parametrize("how", ALIKE)
def test_written_otherwise_it_says_the_same(tmp_path: Path, how: str) -> None:
    assert claims(tmp_path / "one", ALIKE[how]) == ["sitemap"]
    found = part_of(reader, tmp_path / "two", {"x.dat": ALIKE[how]})
    a = asset(f"{HOST}/wp-content/uploads/2025/10/a.jpg")
    assert set(found.items.frame()["item_id"]) == {f"{a}@{digest('website', f'{HOST}/{page}')}" for page in "ab"}
    assert set(found.files.frame()["file_id"]) == {f"{a}#{digest(f'{HOST}/wp-content/uploads/2025/10/a.jpg')}"}
    assert not found.problems


def test_faults_of_a_sitemap_written_by_hand_are_mended(tmp_path: Path) -> None:
    resized = "https://img.example/?url=x/a.jpg&w=600&output=webp"
    text = sitemap(
        entry(f"{SITE}/a/", image(resized, title="Tea & cake&nbsp;sale")),
        entry(f"{SITE}/b/?x=1&amp;y=2", f"<image:image><image:loc><![CDATA[{resized}]]></image:loc></image:image>"),
    ).replace(' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"', "")
    for data in (text, gzip.compress(text.encode())):
        found = read(tmp_path, {"a.xml": data})
        assert rows(found.items, "page_url", "title") == [
            (f"{SITE}/a/", "Tea & cake sale"),
            (f"{SITE}/b/?x=1&y=2", None),
        ]
        assert rows(found.files, "url") == [(resized,)]
        assert [reason.partition(" (")[0] for reason in found.problems["reason"]] == ["no XML in 2 entries"]
    worse = read(tmp_path / "x", {"a.xml": text.replace("<loc>", "<loc", 2).replace("</url>", "</ur>")})
    assert "broken XML" in " ".join(worse.problems["reason"])


def test_relative_pages_belong_to_the_host_of_the_others(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.xml": sitemap(entry(f"{SITE}/a"), entry("/news/", image("/img/a.jpg")))})
    assert rows(found.items, "page_url") == [(f"https://{HOST}/news/",)]
    assert rows(found.files, "url") == [(f"https://{HOST}/img/a.jpg",)]
    nowhere = read(tmp_path / "b", {"a.xml": sitemap(entry("/news/", image(f"{UP}a.jpg"), image("b.jpg")))})
    assert rows(nowhere.items, "page_url", "in_use") == [(None, None)]
    assert rows(nowhere.problems, "row", "value") == [(1, "/news/"), (1, "b.jpg")]


def test_pages_and_pictures_out_of_order(tmp_path: Path) -> None:
    zero, one, two = (image(f"{UP}{i}.jpg") for i in range(3))
    both = f"<url>{zero}<loc>{SITE}/a</loc>{one}<loc>{SITE}/b</loc>{two}</url>"
    found = read(tmp_path, {"a.xml": sitemap(both, entry(f"{UP}3.jpg"), f"<url>{image(f'{UP}4.jpg')}</url>")})
    names = found.files.set_index("asset_id")["url"].str[-5]
    assert sorted((names[a], page) for a, page in rows(found.items, "asset_id", "page_url")) == [
        ("0", f"{SITE}/a"), ("1", f"{SITE}/a"), ("2", f"{SITE}/b"), ("3", None), ("4", None),
    ]  # fmt: skip
    assert rows(found.problems, "row", "column") == [(3, "loc")]


def test_an_index_says_what_else_to_save(tmp_path: Path) -> None:
    subs = ["a.xml", "b.xml.gz", "c.xml", "sitemap.xml?page=2"]
    index = sitemap(*(f"<sitemap><loc>{SITE}/{name}</loc></sitemap>" for name in subs), root="sitemapindex")
    found = read(tmp_path, {"sitemap.xml": index, "a.xml": MAP, "b.xml": MAP})
    assert rows(found.problems, "file", "row", "value") == [
        ("sitemap.xml", 3, f"{SITE}/c.xml"),
        ("sitemap.xml", 4, f"{SITE}/sitemap.xml?page=2"),
    ]
    assert len(found.items) == 2
    alone = read(tmp_path / "b", {"sitemap.xml": index})
    assert rows(alone.sources, "source_id", "rows", "problems") == [(f"{HOST}/website/sitemap", 0, 4)]


def test_a_sitemap_without_pictures_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.xml": sitemap(entry(f"{SITE}/a"), entry(f"{SITE}/b")), "b.xml": MAP, "c.xml": sitemap()})
    assert rows(found.problems, "file") == [("a.xml",), ("c.xml",)]
    assert [reason.partition(",")[0] for reason in found.problems["reason"]] == [
        "lists 2 pages and no picture",
        "lists 0 pages and no picture",
    ]


def test_two_schools_are_two_sites(tmp_path: Path) -> None:
    maps = {f"{name}.xml": MAP.replace("fernhollow", name) for name in ("fernhollow", "moss")}
    found = read(tmp_path, dict(maps))
    assert set(found.sources["source_id"]) == {f"{HOST}/website/sitemap", "moss.example/website/sitemap"}
    assert set(read(tmp_path / "a", {"x.xml": MAP}).items["item_id"]) < set(found.items["item_id"])
    assert set(ia.read_inventory(tmp_path, site="trust", channel="web").items["source_id"]) == {"trust/web/sitemap"}


@pytest.mark.slow
def test_order_company_and_packing_change_nothing(tmp_path: Path) -> None:
    parts = [sitemap(entry(f"{SITE}/{i}/", image(f"{UP}{i % 3}.jpg", title=f"T{i}"))) for i in range(4)]
    one = read(tmp_path / "a", {f"{i}.xml": text for i, text in enumerate(parts)})
    turned = sitemap(*(re.search("<url>.*</url>", text, re.DOTALL)[0] for text in reversed(parts)))  # type: ignore[index]
    two = read(tmp_path / "b", {"x.xml": turned, "e.xml": wxr(blog=SITE)})
    assert set(one.items["item_id"]) == set(two.items["item_id"])
    assert sorted(rows(one.items, "item_id", "title")) == sorted(rows(two.items, "item_id", "title"))
    folder, archive = (
        write(tmp_path / "c", {"x.xml": turned}),
        write(tmp_path / "d", {"x.zip": zip_of({"x.xml": turned})}),
    )
    same(ia.read_inventory(folder), ia.read_inventory(archive / "x.zip"))


def test_complete_against_an_independent_count(tmp_path: Path) -> None:
    text = sitemap(
        *(
            entry(
                f"{SITE}/{i}/",
                *(image(f"{UP}{i}-{j}.jpg" if (i + j) % 9 else "") for j in range(i % 5)),
                video(content_loc=f"{UP}{i}.mp4" if i % 2 else "") if i % 3 == 0 else "",
            )
            for i in range(120)
        )
    )
    found = read(tmp_path, {"a.xml": text})
    tree = ElementTree.fromstring(text)
    images = [e for e in tree.iter() if e.tag.endswith("sitemap-image/1.1}image")]
    videos = [e for e in tree.iter() if e.tag.endswith("sitemap-video/1.1}video")]
    named = [e for e in [*images, *videos] if e[0].text]
    assert len(found.items) == len(named) > 100
    assert len(found.problems) == len(images) + len(videos) - len(named) > 20


@pytest.mark.parametrize("cut", [5, 200, 450, -30])
def test_what_precedes_a_break_is_kept(tmp_path: Path, cut: int) -> None:
    whole = sitemap(*(entry(f"{SITE}/{i}/", image(f"{UP}{i}.jpg")) for i in range(3)))
    found = read(tmp_path, {"a.xml": whole[:cut], "b.jpg": JPEG})
    kept = whole[:cut].count("</url>")
    assert len(found.items) == kept + 1
    assert len(found.problems) > 0


@pytest.mark.slow
def test_broken_archives_and_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = sitemap(*(entry(f"{SITE}/{i}/", image(f"{UP}{i}.jpg")) for i in range(3000)))
    packed = gzip.compress(many.encode())
    found = read(tmp_path / "a", {"a.xml.gz": packed[: len(packed) // 2], "ok.xml": MAP})
    assert 100 < len(found.items) < 3000
    assert any("the gzip file is damaged" in reason for reason in found.problems["reason"])
    flipped = bytearray(packed)
    flipped[len(packed) // 2] ^= 0xFF
    assert len(read(tmp_path / "b", {"a.xml.gz": bytes(flipped), "ok.xml": MAP}).problems) > 0
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1024**2)
    stream = zlib.compressobj(wbits=31)
    bomb = stream.compress(MAP.partition("</urlset>")[0].encode())
    bomb += b"".join(stream.compress(b" " * 1024**2) for _ in range(20)) + stream.flush()
    start = time.perf_counter()
    found = read(tmp_path / "c", {"a.xml.gz": bomb})
    assert time.perf_counter() - start < 5
    assert len(found.items) == 2
    assert any("unpacks to over 1 MB" in reason for reason in found.problems["reason"])


@pytest.mark.parametrize("encoding", ["UTX-8", "hex", "idna", "undefined", "UTF-16", "latin-1"])
def test_encodings_that_are_none(tmp_path: Path, encoding: str) -> None:
    found = part_of(reader, tmp_path, {"a.xml": MAP.replace("UTF-8", encoding)})
    assert len(found.items) == 2


def test_document_types_and_entities_are_refused(tmp_path: Path) -> None:
    evil = MAP.replace("<urlset", '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<urlset', 1)
    found = read(tmp_path, {"a.xml": evil.replace("<image:title>A", "<image:title>&x;"), "b.jpg": JPEG})
    assert len(found.items) == 1
    assert "document type" in " ".join(found.problems["reason"])


HOSTILE = ["", " ", "data:image/png;base64,AA", "javascript:x", "../../etc/passwd", "https://[x/a.jpg", "mailto:a@b.c",
           "https://h.example:99999/a.jpg", "//", "x" * 300_000,
           "&#0;", "&nbsp;", "\x01", "https://h.example/%ff.jpg"]  # fmt: skip


@pytest.mark.slow
def test_hostile_values(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"ok.xml": MAP}
    for i, value in enumerate(HOSTILE):
        files[f"{i}.xml"] = sitemap(
            entry(value, image(f"{UP}a.jpg", title=value, caption=value)), entry(f"{SITE}/", image(value)),
            entry(f"{SITE}/", video(content_loc=value, publication_date=value)), f"<{'a' * 9}>{value}</{'a' * 9}>",
        )  # fmt: skip
    files["deep.xml"] = sitemap("<a>" * 100_000)
    files["index.xml"] = sitemap("<sitemap/>", "<sitemap><loc/></sitemap>", "<url/>", root="sitemapindex")
    found = read(tmp_path, files)
    assert f"{UP}a.jpg" in set(found.assets["url"])
    assert not any(str(url).startswith(("data:", "javascript:", "mailto:", "..")) for url in found.files["url"])


def test_known_by_content_and_by_no_other_dialect(tmp_path: Path) -> None:
    for what, (dialect, text) in SAMPLES.items():
        assert claims(tmp_path, text) == [dialect], what
    others = ["<html><body>&lt;urlset&gt; <urlset></body></html>", "<!-- <urlset> --><rss/>", "",
              "<?xml version='1.0'?>",
              gzip.compress(b"<rss/>"), b"\x1f\x8b", b"\x1f\x8b" + b"x" * 50, "<urlsetting/>", wxr()]  # fmt: skip
    assert not any("sitemap" in claims(tmp_path, data) for data in others)


pieces = st.sampled_from(
    ["<url>", "</url>", "<loc>", "</loc>", f"{SITE}/a/", f"{UP}a.jpg", "<image:image>", "</image:image>", "<image:loc>",
     "</image:loc>", "<video:video>", "</video:video>", "<video:content_loc>", "</video:content_loc>", "<sitemap>",
     "</sitemap>", "&amp;", "&x;", "<", "\x00", "]]>", "<!--", "-->", "\ud7ff"]
)  # fmt: skip


@settings(max_examples=80)
@given(st.lists(pieces, max_size=25), st.booleans(), st.sampled_from(["urlset", "sitemapindex"]), st.binary(max_size=5))
def test_nothing_makes_it_raise(
    tmp_path_factory: pytest.TempPathFactory, inside: list[str], is_packed: bool, root: str, tail: bytes
) -> None:
    data = sitemap(*inside, root=root).encode() + tail
    files = {"a": gzip.compress(data) + tail if is_packed else data}
    part = part_of(reader, tmp_path_factory.mktemp("x"), dict(files))
    assert len(part.sources) == 1
    assert len(part.items) >= len(part.assets)
