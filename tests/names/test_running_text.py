"""Names in the running text of pages, by how near to the picture they stand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.foreign.running_text import MAX_WORDS, read_content
from imgaudit.names.placements import placement_names
from imgaudit.rules import find
from imgaudit.tables import AUDIT_ITEMS, PEOPLE
from tests.exports.made import BLOG, post, read, upload, wxr
from tests.exports.made_web import SITE, page, saved

REGISTER = PEOPLE.frame(
    [
        {"person_id": "p1", "first_name": "Amelia", "last_name": "Quillfeather"},
        {"person_id": "p2", "first_name": "Emily", "last_name": "Thistlewhit"},
    ]
)
NAME = "Amelia Quillfeather"
PICTURE = '<img src="/up/a.jpg">'
FILL = "<p>It rained.</p>" * 4


def near(markup: str) -> list[str]:
    content = read_content([markup])
    return [content.words[slice(*use.near)] if use.near else "?" for use in content.uses]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>A</p><p>B</p><p>C</p><img src=a.jpg><p>D</p><p>E</p><p>F</p>", "B\nC\nD\nE"),
        ("<p>A</p><h2>B</h2><img src=a.jpg><p>C</p><h2>D</h2><p>E</p>", "B\nC"),
        ("<p>A</p><section><p>B</p><img src=a.jpg></section><p>C</p>", "B"),
        # A heading right behind a picture may be its own, as on a card, or begin another story: rather one too many.
        ("<div><img src=b.jpg><h3>B</h3></div><div><img src=a.jpg><h3>Ada</h3><p>won</p></div>", "B\nAda\nwon"),
        ("<p>Ada <img src=a.jpg> won</p>", "Ada won"),
        ("One\n\nTwo\n\n<img src=a.jpg>\n\nThree", "One\nTwo\nThree"),
        ("<p>A</p><script>let x = '<p>B</p>'</script><!-- <p>C</p> --><img src=a.jpg>", "A"),
        ("<footer><p>Head: Ada</p></footer><p>A</p><img src=a.jpg>", "A"),
        ("<img src=a.jpg>", ""),
        ("[caption id='attachment_7']<img src=a.jpg>Ada[/caption] more", "Ada more"),
    ],
)
def test_what_stands_next_to_a_picture(markup: str, words: str) -> None:
    assert near(markup)[-1] == words


def test_two_texts_of_one_page_keep_what_is_next_to_what() -> None:
    content = read_content(["<p>A</p><img src='a.jpg'>", "<p>B</p><img src='b.jpg'>"])
    assert [content.words[slice(*use.near)] for use in content.uses if use.near] == ["A", "B"]


@pytest.mark.slow
def test_a_long_page_is_cut_and_says_so() -> None:
    content = read_content(["<p>word </p>" * 60_000 + "<img src='a.jpg'>"])
    assert len(content.words) <= MAX_WORDS + 1
    assert content.is_cut
    assert not read_content(["<p>word</p>"]).is_cut


def answers(found: ia.Inventory) -> list[tuple[object, object]]:
    items = found.items.assign(has_text=False, has_owner=False, has_people=False)
    files = found.files.assign(texts=None, person_names=None, texts_cut=False)
    policies = {site: ia.Policy() for site in items["site"].unique()}
    answer, names = placement_names(items, files, REGISTER, policies, found.page_texts)
    assert set(names["item_id"]) <= set(items["item_id"])
    assert not answer["full_name_shown"].any()
    flags = answer[["full_name_near", "full_name_on_page"]].astype(object)
    return list(flags.where(flags.notna(), None).itertuples(index=False, name=None))


CASES = [
    (f"<p>{NAME} won.</p>{PICTURE}", (True, True)),
    (f"<p>{NAME} won.</p>{FILL}{PICTURE}", (False, True)),
    (f"{FILL}{PICTURE}", (False, False)),
    (f"<p>Milly Quillfeather won.</p>{PICTURE}", (None, None)),  # a short form of the name: it may be another
    (f"<p>Milly Quillfeather won.</p>{FILL}{PICTURE}", (False, None)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("body", "expected"), CASES)
@pytest.mark.parametrize("form", ["saved page", "wxr", "rest"])
def test_by_every_export_that_holds_the_text(tmp_path: Path, body: str, expected: object, form: str) -> None:
    import json

    files = {
        "saved page": {"a.html": saved(f"{SITE}/a/", body)},
        "wxr": {"e.xml": wxr(post(5, content=body))},
        "rest": {"pages.json": json.dumps([page(5, body)])},
    }[form]
    assert answers(read(tmp_path, files)) == [expected]


def test_unknown_where_the_page_was_not_read_or_not_in_full(tmp_path: Path) -> None:
    shop = post(5, content=f'[ngg_images id="3"]{PICTURE}')
    built = post(6, content='<img src="/up/b.jpg">', meta={"_elementor_data": "x" * 600})
    unused = upload(7)
    featured = post(8, content="<p>It rained.</p>", meta={"_thumbnail_id": "9"})
    found = read(tmp_path, {"e.xml": wxr(shop, built, unused, featured, upload(9))})
    told = dict(zip(found.items["page_url"].fillna("unused"), answers(found), strict=True))
    assert told == {
        f"{BLOG}/?p=5": (None, None),
        f"{BLOG}/?p=6": (None, None),
        "unused": (None, None),
        f"{BLOG}/?p=8": (None, False),  # where a theme puts it nobody knows
    }


def test_the_crest_is_next_to_nothing(tmp_path: Path) -> None:
    body = f"<header>{PICTURE}</header><main><p>{NAME} won.</p><img src='/up/{{}}.jpg'></main>"
    found = read(tmp_path, {f"hollow.example/{n}.html": saved("", body.format(n)) for n in "xy"})
    told = dict(zip(found.items["n_pages"].fillna(1), answers(found), strict=True))
    assert told == {2: (None, None), 1: (True, True)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("flags", "rules"),
    [
        ((True, True, True), ["names.full"]),
        ((False, True, True), ["names.near"]),
        ((False, False, True), ["names.page"]),
        ((False, None, True), ["names.page"]),
        ((False, None, None), []),
        ((False, False, False), []),
    ],
)
def test_each_level_is_one_finding_of_its_own_severity(flags: tuple[bool | None, ...], rules: list[str]) -> None:
    shown, close, on_page = flags
    row = {
        "item_id": "i", "asset_id": "a", "source_id": "s", "site": "hollow", "channel": "website",
        "visibility": "public", "full_name_shown": shown, "has_full_name": shown, "full_name_near": close,
        "full_name_on_page": on_page, "has_location": False, "has_place_shown": False,
    }  # fmt: skip
    found = find(AUDIT_ITEMS.frame([row]))
    found = found[found["practice"].eq("names")]
    assert list(found["rule"]) == rules
    severity = {"names.full": "high", "names.near": "medium", "names.page": "low"}
    assert list(found["severity"]) == [severity[rule] for rule in rules]


def test_a_page_of_many_names_is_read_once(tmp_path: Path) -> None:
    """However many pictures it has: rows are of the names next to each."""
    body = "".join(f"<section><h2>{n}</h2><p>{NAME} won.</p><img src='/up/{n}.jpg'></section>" for n in range(40))
    found = read(tmp_path, {"a.html": saved(f"{SITE}/a/", body)})
    assert len(found.page_texts) == 41
    assert found.page_texts["text"].notna().sum() == 1
    items = found.items.assign(has_text=False, has_owner=False, has_people=False)
    files = found.files.assign(texts=None, person_names=None, texts_cut=False)
    _, names = placement_names(items, files, REGISTER, {"fernhollow.example": ia.Policy()}, found.page_texts)
    assert names.groupby("item_id").size().eq(1).all()
    assert set(names["field"]) == {"text_near"}
    assert names["quoted"].tolist() == [NAME] * 40
    assert isinstance(names, pd.DataFrame)
