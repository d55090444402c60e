"""A broken export resolves nothing, whatever its dialect; and what is really mended is resolved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from conftest import SCHOOL

import imgaudit as ia
from imgaudit.exports.identity import file_asset
from imgaudit.tables import MEDIA
from tests.exports.made import JPEG, post, upload, write, wxr
from tests.exports.made_all import SAMPLES, Sample

AUTUMN, SPRING = "2025-26-autumn", "2025-26-spring"
pytestmark = pytest.mark.slow

NAMES = [f"{sample.dialect}: {sample.name.rpartition('/')[2]}" for sample in SAMPLES]
every = pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
LOOSE = {"loose.jpg": JPEG}
"""A picture beside the export, so that there is always something to read."""


def damaged(sample: Sample) -> Iterator[tuple[str, str]]:
    """The file cut at ten places and more, with a broken line, without entries, and empty."""
    text, end = sample.text, len(sample.text.rstrip())
    for place in range(1, 14):
        yield f"cut {place}", text[: end * place // 14]
    lines = text.split("\n")
    for at in sorted({1, len(lines) // 3, len(lines) // 2, len(lines) - 2} & set(range(1, len(lines)))):
        line = lines[at]
        for what, broken in {
            "garbage": "<<<<<<< garbage &&& ]]> {",
            "half": line[: len(line) // 2],
            "quote": f'"{line}',
            "no end": line.rstrip('"}],>'),
        }.items():
            yield f"line {at}: {what}", "\n".join([*lines[:at], broken, *lines[at + 1 :]])
    yield "no entries", sample.wrap([])
    yield "first line alone", lines[0] + "\n"
    yield "empty", ""


def read(folder: Path, files: dict[str, str | bytes]) -> ia.Inventory | None:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        return ia.read_inventory(write(folder, files), site="school")
    except ia.InputError:  # nothing at all could be read
        return None


@every
def test_what_damage_takes_away_is_told(tmp_path: Path, sample: Sample) -> None:
    beside = (sample.beside or {}) | LOOSE
    whole = read(tmp_path / "whole", {sample.name: sample.text, **beside})
    source = whole.sources["dialect"].eq(sample.dialect)
    source &= whole.sources["rows"].gt(0)
    best = "unknown" if sample.dialect in ("feed", "pages") else "whole"  # never the whole of a website
    assert whole.sources.loc[source, "completeness"].tolist() == [best]
    mine = whole.items[whole.items["source_id"].isin(whole.sources.loc[source, "source_id"])]
    for what, text in damaged(sample):
        found = read(tmp_path / "damaged", {sample.name: text, **beside})
        if found is None:
            continue
        there = found.sources[found.sources["source_id"].isin(whole.sources.loc[source, "source_id"])]
        lost = set(mine["item_id"]) - set(found.items["item_id"])
        is_believed = len(there) == 1 and there["completeness"].tolist() == ["whole"]
        if lost and is_believed:  # a table that ends with a line is whole for all that anybody can say
            assert sample.name.endswith(".csv"), what
            assert text.endswith(("\n", "\r")), what
            assert what.startswith(("cut", "first")), what
    assert sample.dialect == "takeout" or read(tmp_path / "none", {sample.name: sample.wrap([]), **beside}) is not None


def located(inventory: ia.Inventory) -> pd.DataFrame:
    """Every file says where it was taken: each placement has a finding."""
    return MEDIA.frame(pd.DataFrame({"file_id": inventory.files["file_id"], "status": "ok", "has_location": True}))


def audit(inventory: ia.Inventory, term: str) -> ia.Audit:
    day = {AUTUMN: "2025-12-19", SPRING: "2026-03-27"}[term]
    return ia.run_audit(inventory, located(inventory), as_of=day, term=term)


def change(history: Path) -> pd.DataFrame:
    changes = ia.changes(history)
    return changes[changes["term"].eq(SPRING)]


@every
def test_damage_resolves_nothing_and_deleting_does(tmp_path: Path, sample: Sample) -> None:
    beside = (sample.beside or {}) | LOOSE
    whole = read(tmp_path / "exports", {sample.name: sample.text, **beside})
    ia.save_audit(audit(whole, AUTUMN), tmp_path / "autumn")
    for what, text in damaged(sample):
        found = read(tmp_path / "exports", {sample.name: text, **beside})
        if found is None or (sample.name.endswith(".csv") and text.endswith(("\n", "\r")) and what.startswith("cut")):
            continue
        shutil.rmtree(tmp_path / "history", ignore_errors=True)
        shutil.copytree(tmp_path / "autumn", tmp_path / "history")
        ia.save_audit(audit(found, SPRING), tmp_path / "history")
        assert not change(tmp_path / "history")["change"].eq("resolved").any(), what
    if len(sample.entries) > 1 and sample.dialect not in ("wxr", "feed", "pages"):  # never the whole of a website
        found = read(tmp_path / "exports", {sample.name: sample.wrap(sample.entries[1:]), **beside})
        shutil.copytree(tmp_path / "autumn", tmp_path / "later")
        ia.save_audit(audit(found, SPRING), tmp_path / "later")
        gone = set(whole.items["asset_id"]) - set(found.items["asset_id"])
        resolved = change(tmp_path / "later").query("change == 'resolved'")
        assert set(resolved["asset_id"]) == gone
        assert len(gone) == 1


# --------------------------------------------------------------------- five true fixes, in a list and in a WordPress

REGISTER = "UPN,Forename,Surname,Website\nZ000000000001,Ada,Fern,{ada}\nZ000000000002,Ben,Hollow,Yes\n"
LIST = "Channel,Page,File,Caption,Visibility,Everyone listed,People\n"
BEFORE = LIST + "".join(
    f"website,https://s.example/{name}/,{name}.jpg,{caption},public,yes,{who}\n"
    for name, caption, who in (
        ("deleted", "Relay", "Ben Hollow"),
        ("stripped", "Choir", "Ben Hollow"),
        ("renamed", "Ben Hollow wins", "Ben Hollow"),
        ("hidden", "Ben Hollow sings", "Ben Hollow"),
        ("agreed", "Pond", "Ada Fern"),
    )
)
AFTER = (
    BEFORE.replace(BEFORE.splitlines(keepends=True)[1], "")
    .replace("Ben Hollow wins", "The winner")
    .replace(",Ben Hollow sings,public", ",Ben Hollow sings,private")
)
UPLOADS = "https://www.hollow.example/wp-content/uploads/2025/10/"
FIXES = {
    ("metadata.location", "deleted"),
    ("metadata.location", "stripped"),
    ("names.located", "renamed"),
    ("consent.refused", "agreed"),
}


def school(folder: Path, listed: str, ada: str, clean: tuple[str, ...], term: str, register: str = "") -> ia.Audit:
    found = read(folder / "exports", {"list.csv": listed} | LOOSE)
    write(folder, {"consents-2025-09-01.csv": register or REGISTER.format(ada=ada)})
    media = located(found)
    is_clean = found.files["path"].str.contains("|".join(clean) or "nothing")
    media = media.assign(has_location=media["has_location"] & ~is_clean.to_numpy(dtype=bool))
    day = {AUTUMN: "2025-12-19", SPRING: "2026-03-27"}[term]
    people = ia.read_register(folder / "consents-2025-09-01.csv")
    return ia.run_audit(found, media, people, as_of=day, term=term)


def resolved(history: Path, term: str = SPRING) -> set[tuple[str, str]]:
    """Rule and picture of what was resolved."""
    names = ("deleted", "stripped", "renamed", "hidden", "agreed")
    pages = {file_asset("school", f"{name}.jpg"): name for name in names}
    changes = ia.changes(history)
    rows = changes[changes["change"].eq("resolved") & changes["term"].eq(term)]
    return {(rule, pages[asset]) for rule, asset in rows[["rule", "asset_id"]].to_numpy()}


def test_five_true_fixes_are_resolved(tmp_path: Path) -> None:
    ia.save_audit(school(tmp_path, BEFORE, "No", (), AUTUMN), tmp_path / "h")
    ia.save_audit(school(tmp_path, AFTER, "Yes", ("stripped",), SPRING), tmp_path / "h")
    assert resolved(tmp_path / "h") >= FIXES
    assert ("names.located", "hidden") in resolved(tmp_path / "h")


@pytest.mark.parametrize(
    ("register", "completeness"),
    [
        (REGISTER.format(ada="Yes")[:-8], "part"),
        (REGISTER.format(ada="Yes") + '"open', "part"),
        (REGISTER.format(ada="Yes").rstrip(), "unknown"),
        (REGISTER.format(ada="Yes") + "garbage\n", "part"),
    ],
    ids=["cut", "never closed", "no last line end", "broken line"],
)
def test_a_broken_register_resolves_no_name_and_no_consent(tmp_path: Path, register: str, completeness: str) -> None:
    ia.save_audit(school(tmp_path, BEFORE, "No", (), AUTUMN), tmp_path / "h")
    later = school(tmp_path, AFTER, "Yes", ("stripped",), SPRING, register)
    assert later.register_completeness == completeness
    ia.save_audit(later, tmp_path / "h")
    assert {rule for rule, _ in resolved(tmp_path / "h")} == {"metadata.location"}


def test_what_could_never_be_read_does_not_hold_up_what_was_mended(tmp_path: Path) -> None:
    noise = "website,,,,,,Ann\n"  # a row that names no picture, each term
    ia.save_audit(school(tmp_path, BEFORE + noise, "No", (), AUTUMN), tmp_path / "h")
    later = school(tmp_path, AFTER + noise, "Yes", ("stripped",), SPRING)
    assert later.sources.set_index("dialect").loc["spreadsheet", ["completeness", "unread"]].tolist() == ["part", 1]
    ia.save_audit(later, tmp_path / "h")
    assert resolved(tmp_path / "h") >= FIXES


def test_a_broken_export_is_said_on_sheet_chart_and_in_the_figures(tmp_path: Path) -> None:
    items = [upload(7), upload(8), post(3, content='<img class="wp-image-7" src="">'), post(4, "post")]
    text = wxr(*items)
    whole = read(tmp_path / "e", {"e.xml": text})
    ia.save_audit(audit(whole, AUTUMN), tmp_path / "h")
    broken = audit(read(tmp_path / "e", {"e.xml": text[: text.index("picture-8")]}), SPRING)
    assert broken.items["more_unread"].all()
    ia.save_audit(broken, tmp_path / "h")
    trends = ia.trends(tmp_path / "h").query("measure == 'location'").set_index("term")
    source = "school/website/wxr-media"
    assert trends["partial_sources"].tolist() == ["", source]
    assert trends.loc[SPRING, ["share_min", "share_max", "more_unread"]].tolist() == [0.0, 1.0, True]
    axes = ia.plot_trends(ia.trends(tmp_path / "h"), measures=["location"], suppress_below=1)
    said = " ".join(t.get_text() for t in [*axes.texts, *axes.figure.texts, *axes.get_xticklabels()])
    assert "website read\nin part" in said or "website read in part" in said
    assert "what is missing from it is not checked" in " ".join(said.split())
    book = ia.write_workbook(broken, tmp_path / "a.xlsx")
    cells = pd.concat(pd.read_excel(book, sheet_name=["Read me", "Summary"], header=None, engine="openpyxl").values())
    told = " ".join(map(str, cells.to_numpy().ravel()))
    assert "Read only in part: what is missing from it is not checked, and nothing in it counts as fixed" in told
    assert "more could not be read, so the share is not known" in told


def test_the_sample_school_s_website_cut_in_half(audits: dict[str, ia.Audit], tmp_path: Path) -> None:
    ia.save_audit(audits[AUTUMN], tmp_path / "h")
    shutil.copytree(SCHOOL / AUTUMN / "exports", tmp_path / "exports")
    site = tmp_path / "exports" / "website.xml"
    text = site.read_text(encoding="utf-8")
    register = ia.read_register(SCHOOL / AUTUMN / "mis" / "consents.xlsx")
    for spoilt in (text[: len(text) // 2], text[: text.index("<item>")] + "</channel></rss>\n"):
        site.write_text(spoilt, encoding="utf-8")
        found = ia.read_inventory(tmp_path / "exports", site="fernhollow-academy.example")
        media = ia.scan(found, progress=False)
        later = ia.run_audit(found, media, register, policy=audits[AUTUMN].policy, as_of="2025-12-19", term=SPRING)
        ia.save_audit(later, tmp_path / "h")
        rows = change(tmp_path / "h")
        website = rows[rows["source_id"].str.contains("/website/")]
        assert set(website["change"]) <= {"not_checked", "persisting", "new"}
        assert website["change"].eq("not_checked").sum() > 20
        assert not rows["change"].eq("resolved").any()


@pytest.mark.parametrize("heading", ["File", "Page", "Caption", "People", "Visibility", "Everyone listed", "Channel"])
@pytest.mark.parametrize("renamed", [True, False], ids=["renamed", "deleted"])
def test_a_column_that_is_gone_resolves_nothing(tmp_path: Path, heading: str, renamed: bool) -> None:
    ia.save_audit(school(tmp_path, BEFORE, "No", (), AUTUMN), tmp_path / "h")
    if renamed:
        text = BEFORE.replace(heading, "Zz", 1)
    else:
        at = LIST.strip().split(",").index(heading)
        cells = [line.split(",") for line in BEFORE.splitlines()]
        text = "".join(",".join([*row[:at], *row[at + 1 :]]) + "\n" for row in cells)
    ia.save_audit(school(tmp_path, text, "No", (), SPRING), tmp_path / "h")
    assert resolved(tmp_path / "h") == set()


def test_pictures_that_are_all_cut_alike_are_not_one_picture(audits: dict[str, ia.Audit], tmp_path: Path) -> None:
    ia.save_audit(audits[AUTUMN], tmp_path / "h")
    shutil.copytree(SCHOOL / AUTUMN / "exports", tmp_path / "exports")
    for length in (100, 0):
        for picture in (tmp_path / "exports").rglob("*.jpg"):
            picture.write_bytes(picture.read_bytes()[:length])
        found = ia.read_inventory(tmp_path / "exports", site="fernhollow-academy.example")
        register = ia.read_register(SCHOOL / AUTUMN / "mis" / "consents.xlsx")
        media = ia.scan(found, progress=False)
        later = ia.run_audit(found, media, register, policy=audits[AUTUMN].policy, as_of="2025-12-19", term=SPRING)
        assert later.items["picture_id"].nunique() >= later.items["asset_id"].nunique() - 3
        ia.save_audit(later, tmp_path / "h")
        assert not change(tmp_path / "h")["change"].eq("resolved").any()
