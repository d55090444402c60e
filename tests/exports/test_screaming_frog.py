"""Crawls by the Screaming Frog SEO Spider: which picture is on which page, in every language and layout."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports import screaming_frog
from imgaudit.tables import digest
from tests.exports.made import JPEG, but_columns, read, rows, same, upload, write, wxr
from tests.exports.made_web import IMAGES, INTERNAL, LINKS, SAMPLES, SITE, UP, claims, links, part_of, table
from tests.exports.test_folder import zip_of

HOST = "fernhollow.example"
RACE = f"{HOST}/url/{digest(f'{HOST}/wp-content/uploads/2025/10/race.jpg')}"
CRAWL: dict[str, str | bytes] = {
    "images_all.csv": table(
        IMAGES,
        [f"{UP}race.jpg", "image/jpeg", 900000, 2, "Indexable", "", "2560x1707"],
        [f"{UP}race-300x200.jpg", "image/jpeg", 9000, 1, "Indexable", "", ""],
        [f"{UP}alone.png", "image/png", 700, 0, "Indexable", "", ""],
        [f"{UP}gone.jpg", "text/html; charset=UTF-8", 0, 1, "Non-Indexable", "Client Error", ""],
    ),
    "all_image_inlinks.csv": links(
        [f"{SITE}/sports/", f"{UP}race.jpg", "Runners", 200],
        [f"{SITE}/sports/", f"{UP}race-300x200.jpg", "CafÃ© run", 200],
        [f"{SITE}/", f"{UP}race.jpg", "", 200],
        [f"{SITE}/", f"{UP}gone.jpg", "", 404],
        [f"{SITE}/", "https://cdn.example/icon.svg", "", 200],
    ),
    "internal_all.csv": table(
        INTERNAL,
        [f"{SITE}/", "text/html; charset=UTF-8", 200, "OK", "Indexable", "", "Fern Hollow"],
        [f"{SITE}/sports/", "text/html; charset=UTF-8", 200, "OK", "Indexable", "", "Sports day"],
        [f"{UP}race.jpg", "image/jpeg", 200, "OK", "Indexable"],
        [f"{SITE}/style.css", "text/css", 200, "OK", "Indexable"],
    ),
}


def test_ids_and_rows_literally(tmp_path: Path) -> None:
    found = read(tmp_path, CRAWL)
    assert rows(found.sources, "source_id", "file", "site", "channel", "dialect", "rows", "problems") == [
        (f"{HOST}/website/screaming_frog", "all_image_inlinks.csv", HOST, "website", "screaming_frog", 4, 0),
        (f"{HOST}/website/screaming_frog", "images_all.csv", HOST, "website", "screaming_frog", 1, 1),
        (f"{HOST}/website/screaming_frog", "internal_all.csv", HOST, "website", "screaming_frog", 0, 2),
    ]
    assets = {
        str(url).rsplit("/", 1)[-1]: f"{HOST}/url/{digest(str(url).removeprefix('https://').removeprefix('www.'))}"
        for url in (f"{UP}gone.jpg", f"{UP}alone.png", "https://cdn.example/icon.svg")
    }
    expected = [
        (RACE, f"{SITE}/sports/", "Sports day", "Café run\nRunners", True, "public"),
        (RACE, f"{SITE}/", "Fern Hollow", None, True, "public"),
        (assets["gone.jpg"], f"{SITE}/", "Fern Hollow", None, True, "public"),
        (assets["icon.svg"], f"{SITE}/", "Fern Hollow", None, True, "public"),
        (assets["alone.png"], None, None, None, False, "public"),
    ]
    items = rows(found.items, "asset_id", "page_url", "page_title", "alt_text", "in_use", "visibility")
    assert sorted(items, key=str) == sorted(expected, key=str)
    assert found.items["item_id"][0] == f"{RACE}@{digest('website', f'{HOST}/sports')}"
    assert sorted(
        rows(found.files, "role", "url", "is_public", "declared_bytes", "declared_width_px", "declared_height_px"),
        key=str,
    ) == [
        ("published", "https://cdn.example/icon.svg", True, 9000, None, None),
        ("published", f"{UP}alone.png", True, 700, None, None),
        ("published", f"{UP}gone.jpg", False, 9000, None, None),
        ("published", f"{UP}race.jpg", True, 900000, 2560, 1707),
        ("resized", f"{UP}race-300x200.jpg", True, 9000, 300, 200),
    ]
    assert rows(found.assets, "asset_id", "url", "kind", "picture_url")[0] == (
        RACE, f"{UP}race.jpg", "picture", f"{HOST}/wp-content/uploads/2025/10/race.jpg",
    )  # fmt: skip
    assert rows(but_columns(found.problems), "file", "value") == [("internal_all.csv", "text/css 1, text/html 2")]


LANGUAGES = {
    "fr": (
        ("Adresse", "Type de contenu", "Taille (octets)", "Liens entrants IMG", "Indexabilité",
         "Statut d'indexabilité", "Dimensions"),
        ("Type", "Source", "Destination", "Taille (octets)", "Texte alternatif", "Ancrage", "Code de statut", "Statut"),
        "Image",
    ),
    "es": (
        ("Dirección", "Tipo de contenido", "Tamaño (Bytes)", "Enlaces de entrada de imágenes", "Indexabilidad",
         "Estado de indexabilidad", "Dimensiones"),
        ("Tipo", "Fuente", "Destino", "Tamaño (bytes)", "Texto ALT", "Ancla", "Código de estado", "Estado"),
        "Imagen",
    ),
    "de": (
        ("Adresse", "Inhaltstyp", "Größe (Bytes)", "IMG-Inlinks", "Indexierbarkeit", "Indexierbarkeitsstatus",
         "Abmessungen"),
        ("Typ", "Quelle", "Ziel", "Größe (Bytes)", "Alt-Text", "Anker", "Status-Code", "Status"),
        "Bild",
    ),
    "it": (
        ("Indirizzo", "Tipo di contenuto", "Dimensione (byte)", "Link in entrata IMG", "Indicizzabilità",
         "Stato di indicizzabilità", "Dimensioni"),
        ("Tipo", "Origine", "Destinazione", "Dimensione (byte)", "Testo alternativo", "Ancora", "Codice di stato",
         "Stato"),
        "Immagine",
    ),
    "old": (
        ("Address", "Content", "Size", "IMG Inlinks", "Status Code", "Status", "Dimensions"),
        ("Type", "From", "To", "Size", "Alt Text", "Anchor Text", "Status Code", "Status"),
        "IMG",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_and_layout_says_the_same(tmp_path: Path, language: str) -> None:
    images, inlinks, word = LANGUAGES[language]
    code = "200" if language == "old" else "Indexable"
    before = '"Images - All"\n' if language == "old" else ""
    lines = [
        [f"{UP}race.jpg", "image/jpeg", 9000, 1, code, "", "8x6"],
        [f"{UP}b.jpg", "image/jpeg", 6, 0, code, "", ""],
    ]
    texts = {
        "a.csv": table(images, *lines, before=before),
        "b.csv": table(inlinks, [word, f"{SITE}/", f"{UP}race.jpg", 9000, "Runners", "", 200, ""]),
    }
    assert [claims(tmp_path / name, text) for name, text in texts.items()] == [["screaming_frog"]] * 2
    english = {
        "a.csv": table(IMAGES, *([*line[:4], "Indexable", "", line[6]] for line in lines)),
        "b.csv": links([f"{SITE}/", f"{UP}race.jpg", "Runners", 200]),
    }
    found = read(tmp_path / "new", dict(texts))
    assert len(found.items) == 2
    same(found, read(tmp_path / "english", dict(english)))


def test_excel_reads_like_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in csv.reader(io.StringIO(str(CRAWL["images_all.csv"]).lstrip("\ufeff"))):
        book.active.append([float(cell) if cell.isdigit() else cell or None for cell in line])
    out = io.BytesIO()
    book.save(out)
    csvs = {name: text for name, text in CRAWL.items() if name != "images_all.csv"}
    one = read(tmp_path / "a", CRAWL)
    same(one, read(tmp_path / "b", {**csvs, "images_all.xlsx": out.getvalue()}), but=["sources", "problems"])
    cut = read(tmp_path / "c", {**csvs, "images_all.xlsx": out.getvalue()[:3000]})
    assert "images_all.xlsx" in set(cut.problems["file"])


@pytest.mark.slow
def test_pages_pictures_and_order_do_not_depend_on_each_other(tmp_path: Path) -> None:
    turned = {}
    for name, text in CRAWL.items():
        first, *lines = str(text).splitlines(keepends=True)
        turned[name] = first + "".join(reversed(lines))
    one = read(tmp_path / "a", CRAWL)
    same(one, read(tmp_path / "b", turned))
    packed = ia.read_inventory(write(tmp_path / "c", {"crawl.zip": zip_of(CRAWL)}) / "crawl.zip")
    assert set(packed.items["item_id"]) == set(one.items["item_id"])
    assert set(packed.files["file_id"]) == set(one.files["file_id"])
    alone = read(tmp_path / "d", {"x.csv": str(CRAWL["all_image_inlinks.csv"])})
    assert set(alone.assets["asset_id"]) < set(one.assets["asset_id"])


def test_what_an_answer_says_of_a_file(tmp_path: Path) -> None:
    public = {"200": True, "401": False, "403": False, "404": False, "301": None, "0": None, "": None, "x": None}
    found = read(tmp_path, {"a.csv": links(*([f"{SITE}/", f"{UP}{code}.jpg", "", code] for code in public))})
    assert rows(found.files, "url", "is_public") == [(f"{UP}{code}.jpg", answer) for code, answer in public.items()]
    assert found.items["in_use"].all()


def test_a_picture_that_answers_once_is_public(tmp_path: Path) -> None:
    lines = [[f"{SITE}/{i}", f"{UP}a.jpg", "", code] for i, code in enumerate(("404", "200", "403"))]
    assert rows(read(tmp_path, {"a.csv": links(*lines)}).files, "is_public") == [(True,)]


def test_use_where_no_page_is_named(tmp_path: Path) -> None:
    used = {"0": False, "3": True, "": None, "many": None}
    text = table(IMAGES, *([f"{UP}a{count}.jpg", "image/jpeg", 1, count, "", ""] for count in used))
    found = read(tmp_path, {"a.csv": text})
    assert rows(found.items, "page_url", "in_use", "visibility") == [(None, it, "unknown") for it in used.values()]


def test_copies_of_which_one_is_shown(tmp_path: Path) -> None:
    counts = {"a-300x200.jpg": "0", "a.jpg": "", "b-1x1.jpg": "0", "b.jpg": "0", "c.jpg": "0", "c-9x9.jpg": "2"}
    found = read(tmp_path, {"a.csv": table(IMAGES, *([UP + n, "image/jpeg", 1, c] for n, c in counts.items()))})
    used = {str(url).rsplit("/", 1)[-1]: asset for asset, url in rows(found.assets, "asset_id", "url")}
    in_use = dict(rows(found.items, "asset_id", "in_use"))
    assert {name: in_use[asset] for name, asset in used.items()} == {"a.jpg": None, "b.jpg": False, "c.jpg": True}


def test_the_untouched_original_beside_a_scaled_copy(tmp_path: Path) -> None:
    names = ["race-scaled.jpg", "race.jpg", "race-1024x683.jpg"]
    found = read(tmp_path, {"a.csv": table(IMAGES, *([UP + name, "image/jpeg", 1, 1] for name in names))})
    assert sorted(rows(found.files, "role", "url")) == [
        ("original", f"{UP}race.jpg"),
        ("published", f"{UP}race-scaled.jpg"),
        ("resized", f"{UP}race-1024x683.jpg"),
    ]
    assert rows(found.assets, "url") == [(f"{UP}race-scaled.jpg",)]


def test_a_copy_of_the_uploads_is_found(tmp_path: Path) -> None:
    files = {**CRAWL, "uploads/2025/10/race.jpg": JPEG, "icon.svg": b"<svg/>"}
    found = read(tmp_path, files)
    assert {url: path for url, path in rows(found.files, "url", "path") if path and url} == {
        f"{UP}race.jpg": f"{tmp_path}/uploads/2025/10/race.jpg"
    }


def test_real_dimensions_and_texts_from_several_places(tmp_path: Path) -> None:
    more = [*LINKS, "Real Dimensions", "Dimensions in Attributes"]
    lines = [
        ["Image", f"{SITE}/{page}", f"{UP}a.jpg", 9, alt, *[""] * 10, real, "10x10"]
        for page, alt, real in (
            ("a", "Pond", "800x600"),
            ("a/", "Hedge", ""),
            ("a#x", "Pond", "640x480"),
            ("b", "", ""),
        )
    ]
    found = read(tmp_path, {"a.csv": table(more, *lines)})
    assert rows(found.items, "page_url", "alt_text") == [(f"{SITE}/a", "Hedge\nPond"), (f"{SITE}/b", None)]
    assert rows(found.files, "declared_width_px", "declared_height_px") == [(800, 600)]


def test_what_is_no_picture_is_counted(tmp_path: Path) -> None:
    lines = [
        ["Image", f"{SITE}/", f"{UP}a.jpg"],
        ["Kuva", f"{SITE}/", f"{UP}a.jpg"],
        ["Hyperlink", f"{SITE}/", f"{SITE}/news/"],
        ["Hyperlink", f"{SITE}/", f"{UP}b.jpg?x=1"],
        ["Hreflang", f"{SITE}/", f"{SITE}/cy/"],
        ["CSS", f"{SITE}/", f"{SITE}/a.css"],
        ["XML Sitemap", f"{SITE}/sitemap.xml", f"{UP}c.jpg"],
        ["Image", f"{SITE}/", "data:image/png;base64,AAAA"],
        ["Image", f"{SITE}/", "DATA:image/gif;base64,BBBB"],
        ["Image", f"{SITE}/", ""],
        ["Image", "", f"{UP}d.jpg"],
    ]
    text = table(LINKS, *lines)
    found = read(tmp_path, {"all_inlinks.csv": text})
    assert sorted(str(url).removeprefix(UP) for (url,) in rows(found.assets, "url")) == ["a.jpg", "b.jpg?x=1", "d.jpg"]
    assert sorted(rows(but_columns(found.problems), "row", "column", "value"), key=str) == [
        (11, "Destination", ""),
        (12, "Source", ""),
        (9, None, None),
        (None, None, "CSS 1, Hreflang 1, Hyperlink 1, XML Sitemap 1"),
    ]
    assert found.problems["reason"].str.startswith("4 rows are pages").sum() == 1
    assert found.problems["reason"].str.startswith("2 pictures are written into").sum() == 1
    independent = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(found.items[found.items["page_url"].notna()]) + 4 + 2 + 2 + 1 == len(independent)  # one is told twice


def test_complete_against_an_independent_count(tmp_path: Path) -> None:
    kinds = ["Image", "Hyperlink", "JavaScript", "Canonical"]
    lines = [
        [kinds[i % 4], f"{SITE}/{i % 7}/" if i % 11 else "", f"{UP}{i % 13}.jpg" if i % 4 == 0 else SITE, 1, f"Alt {i}"]
        for i in range(500)
    ]
    text = table(LINKS, *lines)
    found = read(tmp_path, {"a.csv": text})
    independent = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    images = [line for line in independent if line["Type"] == "Image"]
    placed = {(line["Source"], line["Destination"]) for line in images if line["Source"]}
    assert len(found.items[found.items["page_url"].notna()]) == len(placed)
    assert (found.problems["column"] == "Source").sum() == sum(not line["Source"] for line in images)
    others = Counter(line["Type"] for line in independent if line["Type"] != "Image")
    assert ", ".join(f"{name} {count}" for name, count in sorted(others.items())) in set(found.problems["value"])
    alts = [line["Alt Text"] for line in images if line["Source"]]
    assert sorted("\n".join(found.items["alt_text"].dropna()).split("\n")) == sorted(alts)


def test_pictures_among_all_addresses(tmp_path: Path) -> None:
    pictures = [
        ("image/webp", f"{SITE}/photo", "200"),
        ("video/mp4", f"{SITE}/film", "200"),
        ("", f"{UP}a.jpg", "0"),
        ("text/html", f"{UP}b.jpg", "404"),
    ]
    others = [
        ("text/html", f"{UP}c.jpg", "200"),
        ("application/pdf", f"{UP}a.pdf", "200"),
        ("", f"{SITE}/news", "0"),
    ]
    text = table(INTERNAL, *([address, content, code, "", ""] for content, address, code in pictures + others))
    found = read(tmp_path, {"a.csv": text})
    assert list(found.assets["url"]) == [address for _, address, _ in pictures]
    assert list(found.assets["kind"]) == ["picture", "video", "picture", "picture"]
    assert rows(but_columns(found.problems), "value") == [("application/pdf 1, nothing known 1, text/html 1",)]


def test_when_it_was_crawled(tmp_path: Path) -> None:
    times = ["2025-07-02 09:00:00", "", "2025-07-02 09:30:00", "nonsense", "2025-07-01 23:00:00"]
    lines = [[f"{SITE}/{i}", "text/html", "200", "", "", "", "", time] for i, time in enumerate(times)]
    files = {
        "a.csv": table([*INTERNAL, "Crawl Timestamp"], *lines),
        "b.csv": links([f"{SITE}/", f"{UP}a.jpg", "", 200]),
    }
    found = read(tmp_path, dict(files))
    assert rows(found.sources, "file", "exported_at") == [
        ("a.csv", datetime(2025, 7, 2, 8, 30, tzinfo=UTC)),
        ("b.csv", None),
    ]


def test_a_host_that_many_websites_share_is_not_the_site(tmp_path: Path) -> None:
    text = table(IMAGES, ["https://static.wixstatic.com/media/a.jpg", "image/jpeg", 1, 1, "Indexable"])
    found = read(tmp_path / "fern", {"a.csv": text})
    assert set(found.assets["site"]) == {"fern"}
    both = read(tmp_path / "fern", {"b.csv": links([f"{SITE}/", "https://static.wixstatic.com/media/a.jpg", "", ""])})
    assert set(both.assets["site"]) == {HOST}


def test_where_the_language_of_a_heading_is_not_known_names_decide(tmp_path: Path) -> None:
    text = table(["Adresse", "Sisältö", "Indexierbarkeit", "Titel 1"], [f"{SITE}/", "text/html", "x", "Start"],
                 [f"{UP}a.jpg", "image/jpeg", "Indexierbar", ""])  # fmt: skip
    assert claims(tmp_path, text) == ["screaming_frog"]
    found = read(tmp_path / "x", {"a.csv": text, "b.csv": links([f"{SITE}/", f"{UP}a.jpg", "", ""])})
    assert rows(found.items, "page_title") == [("Start",)]
    assert rows(found.files, "is_public") == [(True,)]
    assert rows(but_columns(found.problems), "value") == [("nothing known 1",)]


def test_another_host_than_the_site_is_still_on_our_page(tmp_path: Path) -> None:
    lines = [
        [f"{SITE}/", "https://fern.b-cdn.example/a.jpg", "", 200],
        [f"{SITE}/b", "https://c.example/b.jpg", "", 200],
    ]
    found = read(tmp_path, {"a.csv": links(*lines)})
    assert set(found.assets["site"]) == {HOST}
    assert set(read(tmp_path, {}, site="fern", channel="web").items["source_id"]) == {"fern/web/screaming_frog"}


def test_beside_a_wordpress_export_each_keeps_its_ids(tmp_path: Path) -> None:
    alone = read(tmp_path / "a", CRAWL)
    both = read(tmp_path / "b", {**CRAWL, "e.xml": wxr(upload(7, "2025/10/race.jpg"), blog=SITE)})
    assert set(alone.assets["asset_id"]) < set(both.assets["asset_id"])


def test_known_by_content_and_by_no_other_dialect(tmp_path: Path) -> None:
    for what, (dialect, text) in SAMPLES.items():
        assert claims(tmp_path / what, text) == [dialect], what
    for text in (
        "Address,Postcode,Type\nx,y,z\n",
        "Source,Destination\na,b\n",
        "From,To,Date\na,b,c\n",
        "",
        "Type,From,To\n",
    ):
        assert "screaming_frog" not in claims(tmp_path / "other", text)


HOSTILE = [
    "", " ", "\x00", "=1+1", "https://", "https://[x/a.jpg", "//x/a.jpg", "javascript:alert(1)", "../../etc/passwd",
    "https://h.example/" + "a/" * 500 + "b.jpg", "data:image/png;base64," + "A" * 200_000, "https://h.example/%ff%zz.jpg",
    "9" * 5000, "1e999", "-1", "NaN", "9999999x9999999", "0x0", "İmage", "ﬁle\ufeff", "https://h.example:99999/a.jpg",
]  # fmt: skip


def test_hostile_values(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"ok.csv": links([f"{SITE}/", f"{UP}a.jpg", "", 200])}
    for i in range(7):
        lines = [[value if j == i else CELLS[j] for j in range(7)] for value in HOSTILE]
        files[f"{i}.csv"] = table(LINKS, *lines)
        files[f"{i}b.csv"] = table(IMAGES, *lines)
    found = read(tmp_path, files)
    assert f"{UP}a.jpg" in set(found.assets["url"])
    assert found.problems["value"].str.len().max() <= 200


CELLS = ["Image", f"{SITE}/", f"{UP}a.jpg", "1", "Alt", "", "200"]


@pytest.mark.slow
@pytest.mark.parametrize("cut", [10, 60, 400, 700])
def test_a_file_that_was_cut_off(tmp_path: Path, cut: int) -> None:
    whole, short = (str(CRAWL["all_image_inlinks.csv"]), str(CRAWL["all_image_inlinks.csv"])[:cut])
    found = read(tmp_path, {"a.csv": short, "b.csv": whole})
    assert set(read(tmp_path / "x", {"b.csv": whole}).items["item_id"]) <= set(found.items["item_id"])


cells = st.one_of(
    st.sampled_from([*CELLS, *HOSTILE[:16], "404", "image/jpeg", "text/html"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(
    st.sampled_from([LINKS, IMAGES, INTERNAL]), st.lists(st.lists(cells, max_size=9), max_size=8), st.binary(max_size=6)
)
def test_nothing_makes_it_raise(
    tmp_path_factory: pytest.TempPathFactory, headings: tuple[str, ...], lines: list[list[str]], tail: bytes
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([headings, *lines])
    data = out.getvalue().encode() + tail
    part = part_of(screaming_frog, tmp_path_factory.mktemp("x"), {"a.csv": data})
    assert len(part.items) >= len(part.assets)
    assert len(part.sources) == 1 or part.problems


def test_thousands_as_excel_writes_them(tmp_path: Path) -> None:
    row = [f"{UP}1.jpg", "image/jpeg", "51,234", 2, "Indexable", "", "1,600x1,200"]
    found = read(tmp_path, {"images_all.csv": table(IMAGES, row)})
    assert rows(found.files, "declared_bytes", "declared_width_px", "declared_height_px") == [(51234, 1600, 1200)]
