"""Copies that are smaller or saved anew are found and offered; nothing is ever taken for the same by its look."""

from __future__ import annotations

import io
import sqlite3
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import school_pictures
from drawn_faces import encoded, head, row_of
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageEnhance

import imgaudit as ia
from imgaudit import lookalikes
from imgaudit.copied import alike_answered
from imgaudit.media.looks import ALIKE, Look, alike, look_at

SCENES = ("art", "field", "garden", "room", "shelves", "stage", "trophies")


def scene(name: str) -> Image.Image:
    return school_pictures._draw(name, (1200, 800))


def look(data: bytes) -> str:
    seen = look_at(data)
    assert seen.status == "ok", seen
    assert seen.look is not None
    return seen.look


def distance(one: bytes, other: bytes) -> int | None:
    """By how much two pictures differ; None: they are not alike."""
    found = alike([look(one), look(other)])[2]
    return int(found[0]) if len(found) else None


def sideways(image: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return encoded(image.transpose(Image.Transpose.ROTATE_90), exif=exif, quality=80)


COPIES = {
    "quality 40": lambda image: encoded(image, quality=40),
    "quality 90": lambda image: encoded(image, quality=90),
    "webp": lambda image: encoded(image, "WEBP", quality=60),
    "png": lambda image: encoded(image, "PNG"),
    "half": lambda image: encoded(image.resize((600, 400)), quality=75),
    "thumbnail": lambda image: encoded(image.resize((150, 100)), quality=60),
    "on its side": sideways,
    "a little darker": lambda image: encoded(ImageEnhance.Brightness(image).enhance(0.9), quality=80),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", COPIES)
@pytest.mark.parametrize("name", SCENES)
def test_a_copy_that_is_smaller_or_saved_anew_looks_the_same(name: str, how: str) -> None:
    image = scene(f"{name} 3")
    found = distance(encoded(image, quality=95), COPIES[how](image))
    assert found is not None
    assert found <= ALIKE


@pytest.mark.slow
def test_other_pictures_do_not_look_the_same() -> None:
    looks = [look(encoded(scene(f"{name} {number}"))) for name in SCENES for number in range(12)]
    one, other, differ = (part.tolist() for part in alike(looks))
    # Of 3,486 pairs those that are drawn the same, but for a flower or a trophy of another colour.
    assert len(one) <= 3
    assert all(at // 12 == beside // 12 for at, beside in zip(one, other, strict=True))
    assert all(0 <= value <= ALIKE for value in differ)


def test_portraits_taken_the_same_way_are_told_apart() -> None:
    fair = np.asarray(head(200)).astype("int16")
    dark = fair.copy()
    dark[np.abs(dark - (224, 178, 150)).sum(axis=2) < 30] = (130, 95, 70)
    assert distance(encoded(head(200)), encoded(Image.fromarray(dark.astype("uint8")))) is None
    assert distance(encoded(row_of([head(90)] * 3)), encoded(row_of([head(90)] * 2))) is None


def test_what_is_mirrored_turned_or_cropped_is_not_found() -> None:
    image = scene("room 3")
    for other in (
        image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        image.transpose(Image.Transpose.ROTATE_90),
        image.crop((120, 80, 1200, 800)),
    ):
        assert distance(encoded(image), encoded(other)) is None


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (300, 200), (40, 60, 120)),
        Image.new("RGB", (300, 200), "white"),
        Image.linear_gradient("L").resize((300, 200)).convert("RGB"),
        Image.linear_gradient("L").rotate(90).resize((300, 200)).convert("RGB"),
    ],
    ids=["blue", "white", "down", "across"],
)
def test_what_is_too_plain_has_no_look(image: Image.Image) -> None:
    assert look_at(encoded(image)) == Look("The picture is too plain to be compared with others.")


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", encoded(head(80))[:900], b"%PDF-1.7", b"\x00" * 4096],
    ids=["empty", "gif", "cut", "pdf", "nul"],
)
def test_what_cannot_be_looked_at_says_so(data: bytes) -> None:
    assert look_at(data) == Look("The picture is damaged, or of a kind that is not drawn here.")


@pytest.mark.slow
def test_a_picture_that_is_larger_than_memory_says_so() -> None:
    out = io.BytesIO()
    Image.new("1", (40_000, 30_000)).save(out, "PNG")
    assert "make it smaller with a picture editor" in look_at(out.getvalue()).status


@given(st.binary(max_size=200))
def test_no_bytes_raise(tail: bytes) -> None:
    assert look_at(encoded(head(40))[:700] + tail).look is None


def test_what_stands_behind_a_transparent_picture_is_white() -> None:
    crest = school_pictures._draw("crest 1", (400, 400)).convert("RGBA")
    data = np.asarray(crest).copy()
    data[(data[..., :3] == data[0, 0, :3]).all(axis=2)] = (0, 0, 0, 0)
    clear = Image.fromarray(data)
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear)
    assert distance(encoded(clear, "PNG"), encoded(paper)) is not None


@given(st.permutations(range(8)))
def test_the_order_of_pictures_does_not_matter(order: list[int]) -> None:
    looks = [PAIRS[at] for at in order]
    found = {(*sorted((order[a], order[b])), int(d)) for a, b, d in zip(*alike(looks), strict=True)}
    assert found == {(a, b, d) for a, b, d in zip(*(part.tolist() for part in alike(PAIRS)), strict=True)}
    assert {(a, b) for a, b, _ in found} == {(0, 1), (2, 3), (4, 5)}


PAIRS = [
    look(encoded(image))
    for image in (
        *(scene("room 1"), scene("room 1").resize((300, 200)), scene("field 2"), scene("field 2").resize((300, 200))),
        *(scene("stage 4"), scene("stage 4").resize((600, 400)), scene("garden 5"), scene("shelves 6")),
    )
]


def test_many_are_compared_as_each_with_each() -> None:
    rng = np.random.default_rng(3)
    rows = [text.split(" ") for text in PAIRS]
    looks = [f"{int(shape) + rng.integers(-9, 9)} {squares}" for shape, squares in rows * 60]
    found = {(int(a), int(b)) for a, b in zip(*alike(looks)[:2], strict=True)}
    assert len(found) > 1000
    for a, b in [*found][:50]:
        assert len(alike([looks[a], looks[b]])[0]) == 1


# A school with a website and a Facebook page


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> ia.Inventory:
    place = tmp_path_factory.mktemp("school")
    pictures = {
        "website/room.jpg": encoded(scene("room 3"), quality=90),
        "website/again.jpg": encoded(scene("room 3"), quality=90),
        "website/field.jpg": encoded(scene("field 2"), quality=90),
        "facebook/12345.jpg": encoded(scene("room 3").resize((480, 320)), quality=60),
        "facebook/67890.jpg": encoded(scene("stage 1"), quality=60),
    }
    for name, data in pictures.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(data)
    lines = ["Picture file,Channel,Page,Title"]
    lines += [f"{name},{name.split('/')[0]},https://s.example/{Path(name).stem},{Path(name).stem}" for name in pictures]
    (place / "list.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ia.read_inventory(place, site="s")


def audited(inventory: ia.Inventory, *, looks: bool = True, **more: Any) -> ia.Audit:
    found = ia.find_looks(inventory, cache=False, progress=False) if looks else None
    media = ia.scan(inventory, cache=False, progress=False)
    return ia.run_audit(inventory, media, looks=found, as_of="2026-07-17", **more)


@pytest.fixture(scope="module")
def audit(inventory: ia.Inventory) -> ia.Audit:
    return audited(inventory)


def by_title(audit: ia.Audit, column: str) -> dict[str, Any]:
    values = audit.items.set_index("title")[column].astype("object")
    return values.where(values.notna(), None).to_dict()


@pytest.mark.slow
def test_smaller_copies_on_other_channels_are_listed(audit: ia.Audit) -> None:
    title = dict(zip(audit.items["asset_id"], audit.items["title"], strict=True))
    listed = ia.copies(audit)
    told = {
        (title[row.asset_id], row.how, title[row.copy_id], row.channel, row.page_url, row.longest_px)
        for row in listed.itertuples()
    }
    room, small = "https://s.example/room", "https://s.example/12345"
    assert told == {
        ("room", "same picture", "again", "website", "https://s.example/again", 1200),
        ("again", "same picture", "room", "website", room, 1200),
        ("room", "looks alike", "12345", "facebook", small, 480),
        ("again", "looks alike", "12345", "facebook", small, 480),
        ("12345", "looks alike", "room", "website", room, 1200),
        ("12345", "looks alike", "again", "website", "https://s.example/again", 1200),
    }
    assert listed["distance"].isna().eq(listed["how"].eq("same picture")).all()


def test_pairs_stand_there_both_ways_and_only_those_that_no_hash_knows(audit: ia.Audit) -> None:
    pairs = {*zip(audit.alike["asset_id"], audit.alike["alike_id"], strict=True)}
    assert pairs == {(other, one) for one, other in pairs}
    assert len(pairs) == 4
    part = audit.where(audit.items["channel"].eq("website"))
    assert part.alike.empty
    assert list(part.alike.columns) == ["asset_id", "alike_id", "distance"]


def test_a_picture_that_stands_in_thousands_of_places_takes_no_memory_for_each_pair() -> None:
    crest = look(encoded(head(120)))
    assets = [f"a{number}" for number in range(2000)]
    files = pd.DataFrame({"asset_id": [*assets, "small"], "look": crest})
    pictures = pd.Series({**dict.fromkeys(assets, "crest"), "small": "smaller"})
    tracemalloc.start()
    pairs = lookalikes.alike_pictures(files, pictures)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30e6
    assert len(pairs) == 4000
    assert {*zip(pairs["asset_id"], pairs["alike_id"], strict=True)} == {
        pair for asset in assets for pair in ((asset, "small"), ("small", asset))
    }


@pytest.mark.slow
def test_nothing_is_counted_as_the_same_picture_by_its_look(audit: ia.Audit, inventory: ia.Inventory) -> None:
    blind = audited(inventory, looks=False)
    for column in ("picture_id", "is_duplicate", "consent_state", "shows", "is_unused_with_people"):
        assert by_title(audit, column) == by_title(blind, column)
    assert blind.findings["finding_id"].tolist() == audit.findings["finding_id"].tolist()


@pytest.mark.slow
def test_how_many_are_on_another_channel_too(audit: ia.Audit, inventory: ia.Inventory) -> None:
    there = {"room": True, "again": True, "12345": True}
    assert by_title(audit, "is_elsewhere") == {**there, "field": False, "67890": False}
    rates = ia.practice_rates(audit.items, "review").set_index("measure").loc["elsewhere"]
    assert rates[["n", "n_known", "n_yes", "n_unknown"]].tolist() == [5, 5, 3, 0]
    assert set(by_title(audited(inventory, looks=False), "is_elsewhere").values()) == {None}


@pytest.mark.slow
def test_that_none_is_found_is_unknown_where_not_all_were_compared(inventory: ia.Inventory) -> None:
    lost = inventory.files["path"].str.endswith("67890.jpg")
    one_missing = replace(inventory, files=inventory.files.assign(path=inventory.files["path"].mask(lost)))
    assert by_title(audited(one_missing), "is_elsewhere") == {
        **dict.fromkeys(("room", "again", "12345"), True), "field": None, "67890": None,
    }  # fmt: skip
    one_channel = replace(inventory, items=inventory.items.assign(channel="website"))
    assert set(by_title(audited(one_channel), "is_elsewhere").values()) == {None}
    cut = replace(inventory, sources=inventory.sources.assign(completeness="part", unread=None))
    assert by_title(audited(cut), "is_elsewhere")["field"] is None


@pytest.mark.slow
def test_an_equal_copy_on_another_channel_is_known_without_looks(inventory: ia.Inventory) -> None:
    again = inventory.items["title"].eq("again")
    moved = replace(inventory, items=inventory.items.assign(channel=inventory.items["channel"].mask(again, "x")))
    assert by_title(audited(moved, looks=False), "is_elsewhere") == {
        "room": True, "again": True, "field": None, "12345": None, "67890": None,
    }  # fmt: skip


def answers_of(audit: ia.Audit, title: str, **said: Any) -> pd.DataFrame:
    row = audit.items[audit.items["title"].eq(title)].iloc[0]
    return ia.tables.ANSWERS.frame(
        [{"asset_id": row["asset_id"], "image_hash": row["image_hash"], "answered_on": "2026-07-01", **said}]
    )


def offered(audit: ia.Audit) -> dict[str, str]:
    title = dict(zip(audit.items["asset_id"], audit.items["title"], strict=True))
    found = alike_answered(audit)
    return {title[one]: title[other] for one, other in zip(found["asset_id"], found["alike_id"], strict=True)}


@pytest.mark.slow
def test_an_answer_is_offered_to_what_looks_alike_and_never_given(audit: ia.Audit, inventory: ia.Inventory) -> None:
    said = audited(inventory, answers=answers_of(audit, "room", shows="nobody"))
    assert offered(said)["12345"] in {"room", "again"}  # one picture
    assert len(offered(said)) == 1
    assert by_title(said, "shows")["12345"] in (None, "unknown")
    assert by_title(said, "consent_state")["12345"] == "unknown"
    assert offered(audit) == {}
    half = audited(inventory, answers=answers_of(audit, "room", shows="pupils", people_complete=False))
    assert offered(half) == {}  # who else is in it nobody has said
    both = pd.concat([answers_of(audit, title, shows="nobody") for title in ("room", "12345")], ignore_index=True)
    assert offered(audited(inventory, answers=both)) == {}


@pytest.mark.slow
def test_the_sheet_asks_whether_it_is_the_same(audit: ia.Audit, inventory: ia.Inventory, tmp_path: Path) -> None:
    answers = answers_of(audit, "room", shows="nobody")
    said = audited(inventory, answers=answers)
    place = tmp_path / "actions.xlsx"
    ia.write_workbook(said, place)
    rows = [*openpyxl.load_workbook(place)["Who is shown"].iter_rows(values_only=True)]
    at = {heading: column for column, heading in enumerate(rows[0])}
    asked = {row[at["Picture"]]: (row[at["Suggestion"]], row[at["Shows"]]) for row in rows[1:] if row[at["Picture"]]}
    assert set(asked) == {"12345", "67890", "field"}
    other = offered(said)["12345"]
    same = f"Same as the answered picture “{other}” on https://s.example/{other}?"
    assert asked["12345"] == (f"{same} Look at both; only if so, answer the same: Nobody.", None)
    assert asked["field"] == asked["67890"] == (None, None)


@pytest.mark.slow
def test_names_are_hidden_where_the_policy_hides_them(audit: ia.Audit, inventory: ia.Inventory, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text("UPN,Forename,Surname,Photograph Student\nZ1,Quilla,Marchbanks,Yes\n", encoding="utf-8")
    named = replace(inventory, items=inventory.items.assign(title="Quilla Marchbanks at the pond"))
    answers = answers_of(audit, "room", shows="pupils", people="Quilla Marchbanks", people_complete=True)
    told = {}
    for names in ("full", "none"):
        said = audited(
            named, answers=answers, register=ia.read_register(register), policy=ia.Policy(names_in_outputs=names)
        )
        place = tmp_path / f"{names}.xlsx"
        ia.write_workbook(said, place)
        rows = openpyxl.load_workbook(place)["Who is shown"].iter_rows(values_only=True)
        told[names] = "\n".join(str(cell) for row in rows for cell in row if "answered picture" in str(cell))
    assert "answer the same: Pupils; Quilla Marchbanks." in told["full"]
    assert "answer the same: Pupils; 1 person known." in told["none"]
    assert not {"Quilla", "Marchbanks"} & set(told["none"].split())


def test_what_is_remembered_is_not_drawn_again(
    inventory: ia.Inventory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache.sqlite"
    first = ia.find_looks(inventory, cache=cache, progress=False)
    monkeypatch.setattr(lookalikes, "look_at", lambda _data: pytest.fail("drawn again"))
    pd.testing.assert_frame_equal(first, ia.find_looks(inventory, cache=cache, progress=False))
    with sqlite3.connect(cache) as spoilt:
        spoilt.execute('UPDATE media SET row = \'{"status": "ok", "look": "195 nonsense"}\'')
    monkeypatch.setattr(lookalikes, "look_at", lambda _data: Look("drawn again"))
    again = ia.find_looks(inventory, cache=cache, progress=False)
    assert set(again["not_compared"]) == {"drawn again"}


def test_films_and_files_that_are_not_here_are_not_compared(inventory: ia.Inventory) -> None:
    films = replace(inventory, assets=inventory.assets.assign(kind="video"))
    found = ia.find_looks(films, cache=False, progress=False)
    assert set(found["not_compared"]) == {"Not a picture: films and documents are not looked at."}
    absent = replace(inventory, files=inventory.files.assign(path=None))
    found = ia.find_looks(absent, cache=False, progress=False)
    assert set(found["not_compared"]) == {"No copy of this file on this machine: fetch it to know."}
    assert found["look"].isna().all()


@pytest.mark.slow
def test_nothing_given_is_changed(inventory: ia.Inventory) -> None:
    looks = ia.find_looks(inventory, cache=False, progress=False)
    before = (looks.copy(), inventory.files.copy(), inventory.items.copy())
    ia.run_audit(inventory, looks=looks, as_of="2026-07-17")
    for one, other in zip(before, (looks, inventory.files, inventory.items), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_wrong_call_says_what_to_give(inventory: ia.Inventory) -> None:
    with pytest.raises(ia.InputError, match=r"visited\(\) gave, not 'pictures'. inventory: What read_inventory"):
        ia.find_looks("pictures")  # type: ignore[arg-type]
    strange = ia.find_looks(inventory, cache=False, progress=False).assign(file_id=lambda f: f["file_id"] + "x")
    with pytest.raises(ia.InputError, match="looks holds 5 files that are not in the inventory"):
        ia.run_audit(inventory, looks=strange, as_of="2026-07-17")


@pytest.mark.slow
def test_an_audit_toml_switches_it_on(inventory: ia.Inventory, tmp_path: Path) -> None:
    folder = Path(inventory.files["path"].iloc[0]).parents[1]
    settings = tmp_path / "audit.toml"
    settings.write_text(f"exports = '{folder}'\nsite = 's'\nlooks = true\nas_of = 2026-07-17\n", encoding="utf-8")
    assert len(ia.audit_config(settings, progress=False, cache=False).alike) == 4
    settings.write_text(f"exports = '{folder}'\nsite = 's'\nlooks = 'yes'\n", encoding="utf-8")
    with pytest.raises(ia.InputError, match="looks = 'yes' should be true or false"):
        ia.load_config(settings)
