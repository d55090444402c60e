"""Pages that were saved: by a browser, by wget, by HTTrack, by hand; what they show, and where its copy lies."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

import imgaudit as ia
from tests.exports.made import JPEG, read, rows, upload, wxr
from tests.exports.made_web import SITE, UP, claims, feed_item, rss, saved
from tests.exports.test_embeds import WATCH

NEWS = f"{SITE}/news/relay/"
A = "wp-content/uploads/2025/10/a.jpg"


def shown(found: ia.Inventory) -> list[tuple[object, ...]]:
    """Page, address and file of all that is placed."""
    both = found.items.merge(found.files[["asset_id", "url", "path"]], on="asset_id")
    return sorted(rows(both, "page_url", "url", "path"), key=str)


def below(folder: Path, found: ia.Inventory) -> list[str]:
    return sorted(found.files["path"].dropna().str.removeprefix(f"{folder}/"))


def test_a_page_as_a_browser_saves_it(tmp_path: Path) -> None:
    body = (
        '<header><img src="./News_files/logo.png"></header><main><figure>'
        f'<a href="{UP}a.jpg"><img src="./News_files/a-300x200.jpg" srcset="{UP}a-300x200.jpg 300w" alt="Baton"></a>'
        "<figcaption>The relay</figcaption></figure>"
        '<iframe src="https://www.youtube.com/embed/aB3-x_9Yz01"></iframe></main>'
    )
    head = '<title>Sports &amp; games</title><link rel="stylesheet" href="./News_files/s.css">'
    beside = {f"News_files/{name}": JPEG for name in ("logo.png", "a-300x200.jpg", "bg.png")}
    sheet = "@font-face{src:url(f.svg)} body{background:url('bg.png')}"
    files = {"News.html": saved(NEWS, body, head=head), "News_files/s.css": sheet, "News_files/j.js.download": "x()"}
    found = read(tmp_path, {**files, **beside})
    assert rows(found.items, "page_url", "page_title", "alt_text", "caption", "visibility", "in_use", "n_pages") == [
        (NEWS, "Sports & games", None, None, "unknown", True, None),
        (NEWS, "Sports & games", "Baton", "The relay", "unknown", True, None),
        (NEWS, "Sports & games", None, None, "unknown", True, None),
        (NEWS, "Sports & games", None, None, "unknown", True, None),
    ]
    assert rows(found.assets, "url", "kind") == [
        (None, "picture"), (f"{UP}a.jpg", "picture"), (WATCH, "video"), (None, "picture"),
    ]  # fmt: skip
    assert below(tmp_path, found) == ["News_files/a-300x200.jpg", "News_files/bg.png", "News_files/logo.png"]
    assert found.problems.empty
    assert rows(found.sources, "source_id", "file", "completeness") == [
        ("fernhollow.example/website/pages", "News.html", "unknown")  # nobody knows which pages are not here
    ]
    assert found.files["is_public"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["as it was", "links converted", "in a ZIP", "a folder higher"])
def test_a_mirror(tmp_path: Path, form: str) -> None:
    link = f"../../{A}" if form == "links converted" else f"/{A}"
    page = saved("", f'<img src="{link}"><img src="{SITE}/b.jpg">')
    files = {"www.fernhollow.example/news/relay/index.html": page, f"www.fernhollow.example/{A}": JPEG}
    if form == "a folder higher":
        files = {f"autumn 2025/{name}": content for name, content in files.items()}
    if form == "in a ZIP":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        files = {"copy.zip": out.getvalue()}
    found = read(tmp_path, files)
    assert [(page, url, bool(path)) for page, url, path in shown(found)] == [
        (NEWS, f"{SITE}/b.jpg", False), (NEWS, f"{SITE}/{A}", True),
    ]  # fmt: skip
    assert set(found.assets["site"]) == {"fernhollow.example"}
    statuses = ia.scan(found, cache=False, progress=False)["status"].tolist()
    assert statuses == ["damaged", "not_fetched"]  # as the picture made for it is, and so it was opened


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("index.html", "/"), ("news.html", "/news.html"), ("news/index.html", "/news/"), ("a.php.html", "/a.php"),
        ("page.php@id=3.html", "/page.php?id=3"), ("page.php?id=3.html", "/page.php?id=3"),
        ("index.html@p=3.html", "/?p=3"), ("page.html@id=3", "/page.html?id=3"),
        ("page.html%3Fid=3.html", "/page.html?id=3"), ("Tea party.html", "/Tea%20party.html"),
    ],
)  # fmt: skip
def test_the_address_of_a_page_of_a_mirror(tmp_path: Path, name: str, url: str) -> None:
    found = read(tmp_path, {f"fernhollow.example/{name}": saved("", '<img src="/a.jpg">')})
    assert rows(found.items, "page_url") == [(f"https://fernhollow.example{url}",)]


def test_httrack(tmp_path: Path) -> None:
    comment = (
        "<!-- Mirrored from www.fernhollow.example/news/?p=7 by HTTrack Website Copier/3.x [XR&CO'2014], "
        "Sat, 28 Nov 2026 08:00:00 GMT -->"
    )
    root = "mine/www.fernhollow.example"
    page = f'<html>{comment}<head><title>News</title></head><body><img src="../{A}"></body></html>'
    files = {f"{root}/news/index4d3f.html": page, f"{root}/{A}": JPEG, "mine/hts-log.txt": "HTTrack3.49\n"}
    found = read(tmp_path, files)
    assert shown(found) == [(f"{SITE}/news/?p=7", f"{SITE}/{A}", f"{tmp_path}/{root}/{A}")]
    assert list(found.sources["exported_at"]) == [datetime(2026, 11, 28, 8, tzinfo=UTC)]


def test_a_site_without_the_folder_of_its_host(tmp_path: Path) -> None:
    """As Weebly's archive, or a copy by hand: pages that name their address tell what the addresses of others were."""
    home = saved("", f'<img src="{A}">', head=f'<title>Home</title><link rel="canonical" href="{SITE}/">')
    club = saved("", f'<img src="../{A}">', head=f'<title>Club</title><meta property="og:url" content="{SITE}/club/">')
    found = read(tmp_path, {"copy/index.html": home, "copy/club/index.html": club, f"copy/{A}": JPEG})
    at = f"{tmp_path}/copy/{A}"
    assert shown(found) == [(f"{SITE}/", f"{SITE}/{A}", at), (f"{SITE}/club/", f"{SITE}/{A}", at)]


def test_pages_of_which_nobody_knows_the_address(tmp_path: Path) -> None:
    page = saved("", '<img src="pics/a.jpg"><img src="/pics/b.jpg"><img src="pics/gone.jpg">')
    found = read(tmp_path, {"site/club.html": page, "site/pics/a.jpg": JPEG, "site/pics/b.jpg": JPEG}, site="hollow")
    assert shown(found) == [("site/club.html", None, f"{tmp_path}/site/pics/{name}.jpg") for name in "ab"]
    assert rows(found.problems, "code", "value") == [("no_picture", "pics/gone.jpg")]


def test_an_address_that_several_pages_give_themselves_is_believed_of_none(tmp_path: Path) -> None:
    head = f'<title>x</title><link rel="canonical" href="{SITE}/">'
    pages = {f"fernhollow.example/{n}.html": saved("", '<main><img src="/a.jpg"></main>', head=head) for n in "ab"}
    found = read(tmp_path, pages)
    assert sorted(found.items["page_url"]) == ["https://fernhollow.example/a.html", "https://fernhollow.example/b.html"]


@pytest.mark.parametrize("n", [1, 2, 9])
def test_what_goes_around_the_content_is_one_placement(tmp_path: Path, n: int) -> None:
    body = '<header><img src="/logo.png" alt="Crest"></header><main><header><img src="/{}.jpg"></header></main>'
    pages = {f"fernhollow.example/{i}/index.html": saved("", body.format(i)) for i in range(n - 1)}
    found = read(tmp_path, {**pages, "fernhollow.example/index.html": saved("", body.format("home"))})
    logo = found.items[found.items["alt_text"].eq("Crest")]
    expected = ("https://fernhollow.example/", n if n > 1 else None)
    assert rows(logo, "page_url", "n_pages") == [expected]
    assert len(found.items) == n + 1  # each page's own picture stands in the head of its content
    assert found.items["n_pages"].notna().sum() == (n > 1)


TOLD = "<figure><img src='/x.jpg'><figcaption>Ada</figcaption></figure>"


@pytest.mark.parametrize(("body", "placements"), [("<img src='/x.jpg'>", 1), (TOLD, 6)])
def test_what_is_on_most_pages_is_one_placement_unless_words_stand_with_it(
    tmp_path: Path, body: str, placements: int
) -> None:
    pages = {f"fernhollow.example/{i}.html": saved("", body if i < 6 else "") for i in range(9)}
    assert len(read(tmp_path, pages).items) == placements


def test_a_picture_around_the_content_is_also_where_it_is_content(tmp_path: Path) -> None:
    around = {f"fernhollow.example/{i}.html": saved("", "<nav><img src='/x.jpg'></nav>") for i in range(3)}
    found = read(tmp_path, {**around, "fernhollow.example/y.html": saved("", "<main><img src='/x.jpg'></main>")})
    assert sorted(rows(found.items, "page_url", "n_pages"), key=str) == [
        ("https://fernhollow.example/0.html", 3), ("https://fernhollow.example/y.html", None),
    ]  # fmt: skip


def test_one_picture_in_three_exports(tmp_path: Path) -> None:
    """By pages, by WordPress's own export and by its resized copy it is one picture."""
    size = A.replace("a.jpg", "a-300x200.jpg")
    found = read(
        tmp_path,
        {
            "e.xml": wxr(upload(7, "2025/10/a.jpg"), blog="https://www.hollow.example"),
            "hollow.example/x.html": saved("", f"<main><img src='/{size}'></main>"),
        },
    )
    assert len(set(found.assets["picture_url"])) == 1
    assert len(found.assets) == 2


def test_public_is_only_what_was_fetched_as_anybody_can(tmp_path: Path) -> None:
    body = saved("", f"<img src='{UP}a.jpg'>")
    when = datetime(2026, 11, 28, 9, tzinfo=UTC)
    mark = f"<!-- Copied from {SITE}/tea%20party/ by imgaudit on 2026-11-28T09:00:00Z, as anybody can -->\n"
    found = read(tmp_path, {"a.html": mark + body, "b.html": body})
    assert sorted(rows(found.items, "page_url", "visibility")) == [
        ("b.html", "unknown"), (f"{SITE}/tea%20party/", "public"),
    ]  # fmt: skip
    assert found.sources["exported_at"].dropna().tolist() == [when]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("<title>Caf\u00e9</title><img src=a.jpg>".encode(), "Caf\u00e9"),
        ("<title>Caf\u00e9 \u2013</title><img src=a.jpg>".encode("cp1252"), "Caf\u00e9 \u2013"),
        ("<meta charset='iso-8859-1'><title>Caf\u00e9</title><img src=a.jpg>".encode("latin-1"), "Caf\u00e9"),
        ("<meta charset=utf-8><title>Caf\u00e9</title><img src=a.jpg>".encode("cp1252"), "Caf\u00e9"),
        ("<meta charset=nonsense><title>Caf\u00e9</title><img src=a.jpg>".encode(), "Caf\u00e9"),
        ("<title>Caf\u00e9</title><img src=a.jpg>".encode("utf-16"), "Caf\u00e9"),
        ("<title>Caf\u00e9</title><img src=a.jpg>".encode("utf-16-le"), "Caf\u00e9"),
        ("<title>Caf\u00e9</title><img src=a.jpg>".encode("utf-16-be"), "Caf\u00e9"),
        ("<title>Caf\u00e9</title><img src=a.jpg>".encode("utf-8-sig"), "Caf\u00e9"),
    ],
    ids=range(9),
)
def test_encodings(tmp_path: Path, data: bytes, title: str) -> None:
    found = read(tmp_path, {"hollow.example/x.html": data})
    assert list(found.items["page_title"]) == [title]


@pytest.mark.slow
def test_a_page_that_is_too_large_is_read_in_part(tmp_path: Path) -> None:
    body = "<img src='a.jpg'>" + "x" * 9 * 1024**2 + "<img src='b.jpg'>"
    found = read(tmp_path, {"hollow.example/x.html": saved("", body)})
    assert rows(found.items, "page_url") == [("https://hollow.example/x.html",)]
    assert [reason.partition(":")[0] for reason in found.problems["reason"]] == ["a page of over 8 MB"]


ENDLESS = ["<script>", "<!--", "<style ", "<title ", '<a b="', "<!-- saved from url=(1)", "<nav ", "url("]


@pytest.mark.slow
@pytest.mark.parametrize("text", ENDLESS)
def test_what_has_no_end_takes_no_time_and_hides_nothing(tmp_path: Path, text: str) -> None:
    page = f"<html><title>x</title><img src='a.jpg'>{text * 40_000}</html>"
    found = read(tmp_path, {"hollow.example/x.html": page})
    assert "https://hollow.example/a.jpg" in set(found.assets["url"])


def test_a_download_of_a_platform_is_no_website(tmp_path: Path) -> None:
    page = '<html><head><title>Ads</title></head><body><div class="_a6-g"><img src="files/x.png"></div></body></html>'
    found = read(tmp_path, {"insta/ads.html": page, "e.xml": wxr(upload(7))})
    assert set(found.sources["dialect"]) == {"wxr"}
    assert found.problems["reason"].str.contains("of a platform's download").tolist() == [True]


PIECES = [
    '<img src="/i/{}.jpg">', '<img data-src="/i/{}.jpg" src="data:image/gif;base64,R0">', '<IMG SRC=/i/{}.jpg >',
    '<img srcset="/i/{0}-300x200.jpg 300w, /i/{0}.jpg 900w">', '<img src="image.ashx?id={}">', '<img src="{}">',
    '<picture><source srcset="/i/{0}.webp"><img src="/i/{0}.jpg"></picture>',
    '<noscript><img src="/i/{}.jpg"></noscript>', "<!-- {} -->", "<p>Ada {}</p>",
    '<img src="data:image/png;base64,R0lGOD{}">', '<img src="${{x{}}}">', '<img src="blob:x{}">', '<img src="cid:{}">',
    '<img alt="5" lap" src="/i/{}.jpg">', "<script>if (a<b && c=='it's') x({})</script>",
    '<figure><img src="/i/{}.jpg"><figcaption>x', "<nav><ul>", "</nav>", "</figure></main>", "<b class='x", "<header>",
    "<img src='//other.example/{}.jpg'>", '<img src="http://[::1/{}.jpg">', '<img src="../../../../{}.jpg">',
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_every_picture_is_a_row_or_a_counted_problem(tmp_path: Path, seed: int) -> None:
    """Whatever stands around it: none is passed over in silence."""
    rng = random.Random(seed)
    chosen = [(piece, str(n)) for n, piece in enumerate(rng.choices(PIECES, k=rng.randrange(1, 12)))]
    alone = []
    for number, (piece, n) in enumerate(chosen):
        text = piece.format(n)
        if "<img" in text.lower():
            found = read(tmp_path / f"{number}", {"hollow.example/x.html": saved("", text), "e.xml": wxr(upload(7))})
            pages = found.items[found.items["source_id"].str.endswith("/pages")]
            said = found.problems["file"].eq("hollow.example/x.html").sum()
            assert len(pages) + said >= 1, text
            alone += found.assets.loc[found.assets["asset_id"].isin(pages["asset_id"]), "asset_id"].tolist()
    whole = "\n".join(piece.format(n) for piece, n in chosen if piece != "<b class='x")
    together = read(tmp_path / "all", {"hollow.example/x.html": saved("", whole), "e.xml": wxr(upload(7))})
    assert set(alone) <= set(together.assets["asset_id"])


@pytest.mark.slow
def test_conservation_of_many_pages(tmp_path: Path) -> None:
    """Of 300 pages of 4 pictures, one of them the crest: every picture is there once a page, the crest once."""
    body = "<header><img src='/crest.png'></header><main>{}</main>"
    pages = {
        f"hollow.example/{n}.html": saved("", body.format("".join(f"<img src='/{n}/{i}.jpg'>" for i in range(3))))
        for n in range(300)
    }
    found = read(tmp_path, pages)
    assert (len(found.items), len(found.assets), len(found.files)) == (901, 901, 901)
    assert found.items["n_pages"].dropna().tolist() == [300]
    assert found.problems.empty
    assert rows(found.sources, "file", "rows") == [("hollow.example", 901)]


def test_who_claims_what(tmp_path: Path) -> None:
    assert claims(tmp_path, saved(NEWS)) == ["pages"]
    feed = rss(feed_item(NEWS, "<html><head><title>x</title></head><body><img src='a.jpg'></body></html>"))
    assert claims(tmp_path, feed) == ["feed"]
