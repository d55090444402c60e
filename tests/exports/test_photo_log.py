"""A comms officer's photo log under headings of its own: understood by their words and what stands below, or named."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from imgaudit.exports.inventory import Inventory
from imgaudit.foreign.dates import read_moment
from tests.exports.made import read, rows

DAYS = ("03/10/2025", "14/11/2025", "25/11/2025")
NAMES = ("Ada Fern; Ben Hollow", "Cara Bramble", "Dev Thistle")
ANSWERS = ("Yes", "No", "Yes")
FILES = ("harvest-assembly.jpg", "sports day 12.JPG", "choir.png")
STANDS = {
    "channel": ("Facebook", "Website", "Twitter"),
    "file": FILES,
    "page": ("https://fernhollow.example/news/harvest", "https://fernhollow.example/sport", "www.fernhollow.example/c"),
    "page_title": ("Harvest festival news", "Sports day news", "Choir news"),
    "caption": ("A lovely harvest assembly in the hall", "What a day we had!", "Choir sang at the care home"),
    "alt_text": ("Children on a stage", "Runners on a field", "Singers in a row"),
    "people": NAMES,
    "uploaded_by": NAMES,
    "published_at": DAYS,
    "last_reviewed_on": DAYS,
    "in_use": ANSWERS,
}
# Written down before any of them was understood.
LOG = {
    "channel": (
        "Channel(s)", "Platform(s)", "Where did it go?", "Where posted", "Posted where", "Social media platform",
        "Published to", "Which account", "Where used / shared",
    ),
    "file": (
        "Pic", "Photo link", "Picture(s)", "Photo filename(s)", "Image file name / link", "Link to photo",
        "Name of photo", "Picture file (jpg)", "Image ref (file name)",
    ),
    "page": ("Weblink", "Link to page", "Link to the post", "URL of post", "News story link", "Webpage address"),
    "page_title": ("Story title", "News story"),
    "caption": ("Caption text", "Caption used", "What we wrote", "Post wording", "Words with post"),
    "uploaded_by": ("Posted by", "Uploaded by"),
    "alt_text": ("Alt text (accessibility)", "Image description (alt)"),
    "people": (
        "Pupil(s)", "Children in photo", "Who's in it", "Who is in the photo?", "Names of children",
        "Pupils featured", "Staff / pupils pictured",
    ),
    "published_at": ("When", "Published (date)", "Date it went up", "Went live", "Date of posting"),
    "in_use": ("Still up?", "Still on website (Y/N)"),
    "last_reviewed_on": ("Checked on",),
}  # fmt: skip
OTHERS = {
    "Photo date": DAYS, "Date taken": DAYS, "Event date": DAYS, "Consent checked on": DAYS, "Date for review": DAYS,
    "Next review": DAYS, "Date of birth": DAYS, "Remove by": DAYS, "Photographer": NAMES, "Taken by": NAMES,
    "Who took it": NAMES, "Requested by": NAMES, "Person": NAMES, "Parent name": NAMES,
    "Credit": NAMES, "Number of children": ("3", "4", "5"), "n_people": ("about 7", "2", "1"),
    "Children in photo?": ANSWERS, "Photo consent": ANSWERS, "Website photo consent": ANSWERS, "Still to do": ANSWERS,
    "Do not post on": ("Facebook", "X", "Instagram"), "Year group": ("Y3", "Y4", "Y5"), "Class": ("3A", "4B", "5C"),
    "Consent form link": STANDS["page"], "Replaced by": FILES, "Location": ("Hall", "Field", "Hall"),
}  # fmt: skip


def log(place: Path, **columns: tuple[str, ...]) -> Inventory:
    out = io.StringIO()
    csv.writer(out).writerows([columns, *zip(*columns.values(), strict=True)])
    return read(place, {"log.csv": out.getvalue()}, site="s")


@pytest.mark.slow
@pytest.mark.parametrize(("heading", "column"), [(heading, column) for column, some in LOG.items() for heading in some])
def test_a_heading_is_understood_by_its_words_and_what_stands_below(heading: str, column: str, tmp_path: Path) -> None:
    beside = {} if column == "file" else {"File name": FILES}
    found = log(tmp_path, **{heading: STANDS[column]}, **beside)
    assert found.sources["holds"].iloc[0].split(", ") == sorted({column, "file"})
    assert found.problems[found.problems["code"].eq("unknown_heading")].empty


@pytest.mark.slow
@pytest.mark.parametrize("heading", OTHERS)
def test_what_is_something_else_is_named_and_not_guessed(heading: str, tmp_path: Path) -> None:
    found = log(tmp_path, **{heading: OTHERS[heading]}, **{"File name": FILES})
    assert set(found.sources["holds"]) == {"file"}
    assert found.appearances.empty
    (problem,) = found.problems.loc[found.problems["code"].eq("unknown_heading")].to_dict("records")
    assert problem["value"] == heading
    assert problem["reason"].endswith("name it with mapping=")
    assert not problem["not_read"]


def test_who_is_in_it_holds_names_or_words_for_who_is_shown(tmp_path: Path) -> None:
    named = log(tmp_path / "names", **{"Who's in it": ("Ada Fern", "nobody", "Cara Bramble"), "Pic": FILES})
    assert rows(named.appearances, "person_ref") == [("Ada Fern",), ("Cara Bramble",)]
    assert rows(named.assets, "shows") == [("unknown",), ("nobody",), ("unknown",)]
    words = log(tmp_path / "words", **{"Who's in it": ("pupils", "nobody", "staff"), "Pic": FILES})
    assert words.appearances.empty
    assert rows(words.assets, "shows") == [("pupils",), ("nobody",), ("staff",)]


def test_ticks_are_no_platform(tmp_path: Path) -> None:
    found = log(tmp_path, **{"File name": FILES, "Published": ("x", "x", "2025-10-03")})
    assert set(found.items["channel"]) == {"spreadsheet"}


def test_a_mapping_goes_before_what_was_understood(tmp_path: Path) -> None:
    out = "Pic,Original,Who's in it\nchoir.jpg,IMG_1.jpg,Ada Fern\n"
    found = read(tmp_path, {"log.csv": out}, site="s", mapping={"Original": "file", "Who's in it": "caption"})
    assert rows(found.items, "caption", "Pic") == [("Ada Fern", "choir.jpg")]
    assert found.appearances.empty
    assert found.files["path"].isna().all() or found.files["path"].str.contains("IMG_1").all()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Dec 2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("12/2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("late Nov 2025", date(2025, 11, 1), date(2025, 11, 30)),
        ("w/c 6 Oct 2025", date(2025, 10, 6), date(2025, 10, 12)),
        ("W/C 06/10/2025", date(2025, 10, 6), date(2025, 10, 12)),
        ("week commencing 6th October 2025", date(2025, 10, 6), date(2025, 10, 12)),
        ("w/e 12 Oct 2025", date(2025, 10, 6), date(2025, 10, 12)),
        ("6-10 Oct 2025", date(2025, 10, 6), date(2025, 10, 10)),
        ("w/c 6 Oct", None, None),
        ("Fri 14 Nov", None, None),
        ("Nov 14", None, None),
    ],
)
def test_a_part_of_a_day_gives_the_days_between_and_none(text: str, first: date | None, last: date | None) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert (moment.when, moment.day, moment.how) == (None, None, "partial")
    assert (moment.first, moment.last) == (first, last)


@pytest.mark.parametrize("text", ["14 Nov 2025", "soon", "Week 3", "13/2025", "Dec", "w/c soon", "40-12 Oct 2025"])
def test_nothing_else_is_a_part_of_a_day(text: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert moment.how != "partial"


def test_a_part_of_a_day_is_said_and_no_day_is_known(tmp_path: Path) -> None:
    found = log(tmp_path, Pic=FILES, When=("Dec 2025", "w/c 6 Oct", "14/11/2025"))
    assert found.items["published_at"].isna().tolist() == [True, True, False]
    assert rows(found.problems, "row", "column", "reason", "value") == [
        (2, "When", "no day, but one between 2025-12-01 and 2025-12-31; so that it is not known: write the day",
         "Dec 2025"),
        (3, "When", "a day without its year; so that it is not known: write the day", "w/c 6 Oct"),
    ]  # fmt: skip
