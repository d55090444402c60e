"""That somebody looked at a picture, and why it is needed: written on *Review*, kept, and believed of that picture."""

# ruff: noqa: DTZ001 - Excel knows no time zones
from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from made_terms import audit, picture, register

import imgaudit as ia
from imgaudit.tables import REVIEWS

BEN = register(Ben="granted")
A, B = (picture(name, who=["Ben Benson"], roles={"published": f"hash {name}"}) for name in "ab")
AUDIT = audit("2", A, B, who=BEN)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ia.write_workbook(AUDIT, tmp_path_factory.mktemp("issued") / "actions.xlsx")


@pytest.fixture
def issued(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "actions.xlsx"))


def fill(path: Path, **rows: dict[str, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for at in range(2, sheet.max_row + 1):
        for heading, value in rows.get(str(sheet.cell(at, columns["Reference"]).value)[-1], {}).items():
            sheet.cell(at, columns[heading]).value = value
    book.save(path)
    return path


@pytest.mark.slow
def test_the_sheet_lists_what_nobody_looked_at_within_a_year(written: Path) -> None:
    head, *rows = openpyxl.load_workbook(written)["Review"].iter_rows(values_only=True)
    assert head == (
        *("Page", "Open page", "Picture", "Open picture", "Published", "Shows", "Last looked at"),
        *("Looked at on", "Looked at by", "Needed because", "Needed until", "Reference"),
    )
    assert [row[-1] for row in rows] == ["s/x/a", "s/x/b"]
    assert {row[5] for row in rows} == {"Pupils"}


def test_what_was_looked_at_is_read_with_its_day_and_reason(issued: Path) -> None:
    fill(issued, a={"Looked at on": datetime(2025, 12, 1), "Looked at by": "Kim", "Needed because": "the prospectus",
                    "Needed until": "31 August 2026"})  # fmt: skip
    got = ia.read_reviews(issued, AUDIT)
    assert got.problems.empty
    assert got.reviews.drop(columns="place_id").to_dict("records") == [
        {
            "asset_id": "s/x/a", "image_hash": "hash a", "looked_at_on": pd.Timestamp("2025-12-01"),
            "looked_at_by": "Kim", "necessity": "the prospectus", "until": pd.Timestamp("2026-08-31"),
            "workbook": "actions.xlsx",
        }
    ]  # fmt: skip
    assert repr(got) == "<Reviews: 1 reviews, 0 problems>"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "n", "reason"),
    [
        ({"Looked at by": "Kim"}, 1, "No day: taken as looked at on "),
        ({"Needed because": "the prospectus"}, 1, "No day: taken as looked at on "),
        ({"Looked at on": "last week"}, 0, "No day that can be read"),
        ({"Looked at on": "1 March 2099"}, 0, "After the file was saved"),
        ({"Looked at on": "1/12/2025", "Needed until": "Easter"}, 1, "No day that can be read"),
        ({"Looked at on": "1/12/2025", "Reference": "s/x/zz"}, 0, "Not a picture of this audit"),
    ],
)
def test_what_is_not_understood_is_named_with_its_row(issued: Path, cells: dict[str, Any], n: int, reason: str) -> None:
    got = ia.read_reviews(fill(issued, a=cells), AUDIT)
    assert len(got.reviews) == n
    (row,) = got.problems["row"]
    (said,) = got.problems["reason"]
    assert row == 2
    assert said.startswith(reason)


def look(day: str, **about: Any) -> dict[str, Any]:
    return {"asset_id": "s/x/a", "image_hash": "hash a", "looked_at_on": day, **about}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reviews", "is_reviewed", "lacks_need"),
    [
        ([], None, True),
        ([look("2025-12-01")], True, True),
        ([look("2025-12-01", necessity="the prospectus")], True, False),
        ([look("2025-12-01", necessity="No")], True, True),
        ([look("2025-12-01", necessity="the prospectus", until="2026-01-31")], True, True),
        ([look("2025-12-01", necessity="the prospectus"), look("2025-12-05", necessity="no")], True, True),
        ([look("2025-12-01", necessity="the prospectus"), look("2025-12-05")], True, False),
        ([look("2024-12-01")], False, True),
        ([look("2026-06-01")], None, True),  # after the day of the audit
        ([look("2025-12-01", image_hash="another picture", necessity="x")], None, True),
        ([look("2025-12-01", asset_id="s/x/old", necessity="x")], True, False),  # the same picture, uploaded anew
        ([look("2025-12-01", asset_id="s/x/old", image_hash="hash b")], None, True),
    ],
)
@pytest.mark.parametrize("turn", [1, -1])
def test_a_look_counts_for_that_picture_and_for_a_year(
    reviews: list[dict[str, Any]], is_reviewed: bool | None, lacks_need: bool, turn: int
) -> None:
    frame = REVIEWS.frame(reviews[::turn]) if reviews else None
    before = None if frame is None else frame.copy()
    items = audit("3", A, B, who=BEN, reviews=frame).items.set_index("asset_id")
    got = items.loc["s/x/a", "is_reviewed"]
    assert (None if pd.isna(got) else bool(got)) is is_reviewed
    assert bool(items.loc["s/x/a", "lacks_need"]) is lacks_need
    if frame is not None:
        pd.testing.assert_frame_equal(frame, before)


def test_every_look_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "reviews.parquet"
    first = REVIEWS.frame([look("2025-12-01", looked_at_by="Ben Benson")])
    assert len(ia.save_reviews(first, path)) == 1
    assert ia.save_reviews(first, path).empty
    assert len(ia.save_reviews(REVIEWS.frame([look("2025-12-01", necessity="x")]), path)) == 1
    assert len(ia.load_reviews(path)) == 2
    gone = ia.forget("Ben Benson", BEN.people, reviews=path, cache=False)
    assert gone[["kind", "removed"]].to_numpy().tolist() == [["reviews", 1]]
    assert ia.load_reviews(path)["looked_at_by"].dropna().tolist() == ["[forgotten]"]


@pytest.mark.slow
def test_words_on_review_are_in_the_next_workbook(issued: Path) -> None:
    fill(issued, a={"Looked at on": "1/12/2025", "Needed because": "the prospectus"}, b={"Looked at by": "Kim"})
    looked = ia.read_reviews(issued, AUDIT).reviews
    ia.write_workbook(audit("2", A, B, who=BEN, reviews=looked.head(1)), issued)
    book = openpyxl.load_workbook(issued)
    _, *rows = book["Review"].iter_rows(values_only=True)
    assert [row[7:] for row in rows] == [(None, "Kim", None, None, "s/x/b")]
    head, *answered = book["Answered earlier"].iter_rows(values_only=True)
    row = dict(zip(head, answered[0], strict=True))
    assert (row["Looked at on"], row["Needed because"], row["Reference"]) == ("1/12/2025", "the prospectus", "s/x/a")
