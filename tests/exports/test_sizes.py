"""How large a picture or file is, in every way in which lists write it: exact, or unknown with a remark."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgaudit.foreign.sizes import dimensions, file_size, side
from imgaudit.foreign.text import whole
from tests.exports.made import read, rows
from tests.exports.made_web import IMAGES, UP, table
from tests.exports.test_spreadsheet import sheet

EXACT = ["51,234", "51 234", "51\u00a0234", "51\u2009234", "51\u202f234", "51'234", "51234", "51234.0", "51,234 bytes",
         "51234 B", "51.234 octets"]  # fmt: skip
NOT_EXACT = ["51.234", "50 KB", "1.2 MB", "1,2 MB", "51,23", "51,234 KB", "51.000", "~51234", "51 23 4", "5,1234"]


@pytest.mark.parametrize("text", EXACT)
def test_bytes_in_full(text: str) -> None:
    assert file_size(text) == 51234


@pytest.mark.parametrize("text", NOT_EXACT)
def test_bytes_that_are_rounded_or_may_be_a_fraction(text: str) -> None:
    assert file_size(text) is None


@pytest.mark.parametrize("text", [
    "1600x1200", "1,600x1,200", "1.600 × 1.200", "1 600 x 1 200", "1\u00a0600 × 1\u202f200", "1600 X 1200 px",
    "1600px × 1200px", "1,600 by 1,200 pixels", "1600 * 1200", "1’600 x 1’200",
])  # fmt: skip
def test_both_sides_in_one_cell(text: str) -> None:
    assert dimensions(text) == (1600, 1200)


@pytest.mark.parametrize(
    "text", ["10 x 15 cm", "1.000 x 2.000", "4:3", "1600", "1600x", "1600x1200x24", "0x0", "16,00x12"]
)
def test_no_sides(text: str) -> None:
    assert dimensions(text) is None


def test_one_side() -> None:
    assert [side(text) for text in ("1 600 px", "1.600", "1,600", 1600, 1600.0)] == [1600] * 5
    assert [side(text) for text in ("1.000", "12.5", "10 cm", "0", "", {}, None)] == [None] * 7


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "\u00a0", "\u2009", "\u202f", "'", "’"]))
def test_thousands_apart_by_anything_are_the_same_count(count: int, apart: str) -> None:
    assert whole(f"{count:,}".replace(",", apart)) == count


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_point_before_three_figures_is_never_a_wrong_size(left: int, right: int) -> None:
    assert file_size(f"{left}.{right:03}") is None


def test_a_crawl_that_a_spreadsheet_has_saved(tmp_path: Path) -> None:
    lines = [[f"{UP}{i}.jpg", "image/jpeg", size, 1, "Indexable", "", both] for i, (size, both) in enumerate(
        [("51,234", "1,600x1,200"), ("51.234", "1.600 × 1.200"), ("50 KB", "10 x 15 cm"), ("51\u202f234", "")]
    )]  # fmt: skip
    found = read(tmp_path, {"images_all.csv": table(IMAGES, *lines)})
    assert rows(found.files, "declared_bytes", "declared_width_px", "declared_height_px") == [
        (51234, 1600, 1200), (None, 1600, 1200), (None, None, None), (51234, None, None),
    ]  # fmt: skip
    reason = (
        "no exact size: rounded, in other units, or so written that a fraction and thousands look alike, so that it "
        "is not known"
    )
    assert rows(found.problems, "column", "value", "reason") == [
        ("Size (Bytes)", "51.234", f"{reason} (2 times)"),
        ("Dimensions", "10 x 15 cm", reason),
    ]


def test_the_schools_own_list(tmp_path: Path) -> None:
    lines = [["a.jpg", "51,234", "1 600 x 1 200"], ["b.jpg", "50 KB", "big"], ["c.jpg", "", ""]]
    found = read(tmp_path, {"list.csv": sheet(["Picture file", "File size", "Dimensions"], *lines)})
    assert rows(found.files, "declared_bytes", "declared_width_px", "declared_height_px") == [
        (51234, 1600, 1200), (None, None, None), (None, None, None),
    ]  # fmt: skip
    assert rows(found.problems, "row", "value") == [(None, "big")]
    assert found.problems["reason"][0].endswith("not known (2 times)")


def test_sides_in_two_columns(tmp_path: Path) -> None:
    lines = [["https://fern.example/a.jpg", "1,600", "1.200 px"], ["https://fern.example/b.jpg", "wide", ""]]
    found = read(tmp_path, {"list.csv": sheet(["Image URL", "Natural width", "Natural height"], *lines)})
    assert rows(found.files, "declared_width_px", "declared_height_px") == [(1600, 1200), (None, None)]
    assert rows(found.problems, "value") == [("wide",)]
