"""Texts made to take for ever, or to fill the memory: each takes about as long as it is long."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import imgaudit as ia
from imgaudit.exports._wordpress.php import unserialise
from imgaudit.exports.binding import bind, not_here
from imgaudit.exports.parts import Part
from imgaudit.files import Described, ExportFile
from imgaudit.foreign.addresses import canonical, peel
from imgaudit.foreign.dates import is_month_first, read_moment
from imgaudit.foreign.grids import read_grids
from imgaudit.foreign.markup import uses
from imgaudit.foreign.text import clean, strip_markup
from imgaudit.foreign.words import people
from tests.exports.made import post, read, wxr
from tests.exports.test_spreadsheet import sheet

SECONDS = 8.0
"""Of the processor. Each of these takes less than a quarter of it; what is quadratic takes far longer."""
N = 100_000
PICTURE = '<img src="https://hollow.example/a.jpg">'


@contextmanager
def soon(*, mebibytes: int = 200) -> Iterator[None]:
    tracemalloc.start()
    begin = time.process_time()
    try:
        yield
        assert time.process_time() - begin < SECONDS
        assert tracemalloc.get_traced_memory()[1] < mebibytes * 2**20
    finally:
        tracemalloc.stop()


ENDLESS: dict[str, Callable[[], object]] = {
    "comments that never end": lambda: strip_markup("<!--" * (N // 4)),
    "tags that never end": lambda: strip_markup("<a " * (N // 3)),
    "a shortcode that never ends": lambda: uses(f"{PICTURE}<figcaption>[{'a' * N}</figcaption>"),
    "an attribute without a value": lambda: uses(f"<img a=b {'a' * N} >"),
    "quotation marks that never end": lambda: uses("<img alt=\"'" * (N // 10)),
    "captions that never end": lambda: uses(PICTURE + '<p class="wp-caption-text">x' * (N // 27)),
    "figures in figures": lambda: uses(
        "".join(f'<figure><img src="{i}.jpg"><figcaption>{i}</figcaption>' for i in range(3_000))
    ),
    "a figure of many pictures and captions": lambda: uses(
        "<figure>" + PICTURE * 3_000 + "".join(f"<figcaption>{i}</figcaption>" for i in range(3_000))
    ),
    "blanks between two people": lambda: people(f"Ada{' ' * N}Fern"),
    "suffixes of a name": lambda: canonical(f"https://hollow.example/a{'-1x1' * (N // 4)}.jpg"),
    "blanks after a time": lambda: read_moment(f"1 Jan 2025 10:00{' ' * N}x"),
    "blanks after many times": lambda: is_month_first([f"01/13/2025 10:00{' ' * N}x"]),
    "wrong lengths in PHP": lambda: unserialise("a:1:{" + 'i:0;s:999999:"a";' * 20_000 + "}"),
    "headings that are alike": lambda: read_grids((sheet(["File"] * 3_000, ["a.jpg"] * 3_000)).encode()),
}


@pytest.mark.slow
@pytest.mark.parametrize("make", ENDLESS.values(), ids=ENDLESS.keys())
def test_it_takes_as_long_as_it_is_long(make: Callable[[], object]) -> None:
    with soon():
        make()


RUNS = {
    "blanks": " ", "brackets": "(", "letters": "A", "short words": "Ab ", "short words in brackets": "(a", "signs": "*",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_an_audit_of_a_row_whose_cells_never_end(run: str, tmp_path: Path) -> None:
    long = f"Ada {run * (20_000 // len(run))}"
    row = [long.removeprefix("Ada ") + "x", "https://hollow.example/p", "a.jpg", long, "2025-09-05", long, long]
    found = read(
        tmp_path, {"list.csv": sheet(["Channel", "Page", "File", "Caption", "Published", "Shows", "People"], row)}
    )
    (tmp_path / "register.csv").write_text(f"UPN,First name,Last name,Website\nA1,Ada,Fern,Yes\nA2,Ben,Fern,{long}\n")
    with soon():
        register = ia.read_register(tmp_path / "register.csv", exported_on="2025-12-01", key=b"key")
        assert len(ia.run_audit(found, None, register, as_of="2025-12-19").items) == 1
    assert (register.consents["status"] == "granted").sum() == 1


def test_what_has_a_structure_is_no_text() -> None:
    assert (clean({"latitude": 51.4}), clean(["a.jpg"]), clean(51.4)) == ("", "", "51.4")


def test_a_path_of_nothing_but_folders() -> None:
    name = f"{'a/' * (N // 2)}b.jpg"
    file = ExportFile(name, "", 0, Described("exiftool", "a.json", {}))
    with soon(mebibytes=100):
        assert not_here([file], [ExportFile("b.jpg", "b.jpg", 0)]) == [file]
        assert bind(Part(), [file]) == [file]


def test_what_bounds_them_leaves_the_usual_as_it_was() -> None:
    assert peel("a-scaled-e1760000000000-300x200.jpg")[-1] == "a.jpg"
    assert strip_markup("a<!-- b -->c<!-- d <!-- e -->f<!-- g") == "acf<!-- g"
    assert unserialise('a:1:{s:4:"café";s:9:"a "b" é";}') == {"café": 'a "b" é'}
    assert people("Ada  Fern   and  Ben Hollow") == ["Ada Fern", "Ben Hollow"]
    deep = uses("<figure>" * 40 + f"{PICTURE}<figcaption>Relay</figcaption>" + "</figure>" * 40)
    assert [use.captions for use in deep] == [["Relay"]]
    (grid,) = read_grids(sheet(["A", "A", "", "A (2)", "A"], list("12345")).encode())
    assert grid.header == ["A", "A (2)", "Column C", "A (2) (2)", "A (3)"]


def test_a_digit_that_is_no_number(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.xml": wxr(post("²", content='<img class="wp-image-7">'))})
    missing = found.problems[found.problems["reason"].str.contains("an attachment that the export does not hold")]
    assert missing["value"].tolist() == ["7"]
