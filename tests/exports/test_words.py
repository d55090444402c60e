"""Dates and answers as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean, strip_markup, words
from imgaudit.foreign.words import channel_name, no_name, people, platform_of, visibility, who_is_shown, yes_or_no


@pytest.mark.parametrize(
    ("value", "expected", "how"),
    [
        ("2025-09-05", "2025-09-04T23:00:00+00:00", "plain"),
        ("2025-12-05", "2025-12-05T00:00:00+00:00", "plain"),
        ("2025-09-05T10:00:00Z", "2025-09-05T10:00:00+00:00", "plain"),
        ("2025-09-05 10:00:00+0200", "2025-09-05T08:00:00+00:00", "plain"),
        ("25/12/2025", "2025-12-25T00:00:00+00:00", "plain"),
        ("05/05/2025", "2025-05-04T23:00:00+00:00", "plain"),
        ("05/12/2025", "2025-12-05T00:00:00+00:00", "ambiguous"),
        ("5.12.25 14:30", "2025-12-05T14:30:00+00:00", "ambiguous"),
        ("12/25/2025", "2025-12-25T00:00:00+00:00", "month-first"),
        ("Friday 5th December 2025", "2025-12-05T00:00:00+00:00", "plain"),
        ("5 Sept 2025 at 3:30 pm", "2025-09-05T14:30:00+00:00", "plain"),
        ("December 5, 2025", "2025-12-05T00:00:00+00:00", "plain"),
        ("05-Dec-25", "2025-12-05T00:00:00+00:00", "plain"),
        ("20251205", "2025-12-05T00:00:00+00:00", "plain"),
        (45996, "2025-12-05T00:00:00+00:00", "plain"),
        ("0025-12-05", None, "unreadable"),
        ("05/12/0025", None, "unreadable"),
        ("45996.5", "2025-12-05T12:00:00+00:00", "plain"),
        (
            datetime(2025, 12, 5, 9),  # noqa: DTZ001 - a cell has none
            "2025-12-05T09:00:00+00:00",
            "plain",
        ),
        (date(2025, 12, 5), "2025-12-05T00:00:00+00:00", "plain"),
        ("Fri, 05 Dec 2025 15:30:00 +0000", "2025-12-05T15:30:00+00:00", "plain"),
        ("31/02/2025", None, "unreadable"),
        ("13/13/2025", None, "unreadable"),
        ("last Tuesday", None, "unreadable"),
        ("5 Octember 2025", None, "unreadable"),
        ("2025", None, "unreadable"),
        ("05/12/1825", None, "unreadable"),
        (True, None, "unreadable"),
        (float("nan"), None, None),
        ("", None, None),
        ("0000-00-00 00:00:00", None, None),
    ],
)
def test_dates(value: object, expected: str | None, how: str | None) -> None:
    moment = read_moment(value)
    assert (moment.how if moment else None) == how
    assert (moment.when.isoformat() if moment and moment.when else None) == expected


def test_answers() -> None:
    assert [yes_or_no(text) for text in ("Yes", "TRUE", "1", "x", "full consent")] == [True] * 5
    assert [yes_or_no(text) for text in ("no", "Declined", "0", "not granted")] == [False] * 4
    assert [yes_or_no(text) for text in ("", "pending", "N/A", "not yet requested")] == [None] * 4
    with pytest.raises(KeyError):
        yes_or_no("perhaps")


def test_who_is_shown() -> None:
    assert [who_is_shown(text) for text in ("Pupils", "pupils & staff", "No one", "", "Staff")] == [
        "pupils", "both", "nobody", "unknown", "staff",
    ]  # fmt: skip
    with pytest.raises(KeyError):
        who_is_shown("some ducks")


@pytest.mark.parametrize("doubted", ["Nobody?", "nobody ???", "None ?", "Pupils?", "Staff, pupils?"])
def test_a_question_is_no_answer(doubted: str) -> None:
    with pytest.raises(KeyError):
        who_is_shown(doubted)
    with pytest.raises(KeyError):
        visibility("private?")
    assert (who_is_shown("?"), visibility(" ? "), no_name("Nobody?"), no_name("none ??")) == ("unknown",) * 4


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Ada Fern; Ben Hollow", ["Ada Fern", "Ben Hollow"]),
        ("Fern, Ada; Hollow, Ben", ["Fern, Ada", "Hollow, Ben"]),
        ("Ada Fern, Ben Hollow", ["Ada Fern", "Ben Hollow"]),
        ("Fern, Ada", ["Fern, Ada"]),
        ("Ada\nBen\nAda", ["Ada", "Ben"]),
        ("Ada, Ben, Cara", ["Ada", "Ben", "Cara"]),
        ("Z123, Z124", ["Z123", "Z124"]),
        (" ; ", []),
        ("Ada Fern and Ben Hollow", ["Ada Fern", "Ben Hollow"]),
        ("Ada Fern, Ben Hollow & Cy Dale", ["Ada Fern", "Ben Hollow", "Cy Dale"]),
        ("Fern, Ada and Hollow, Ben", ["Fern, Ada", "Hollow, Ben"]),
        ("Tilly + Freya", ["Tilly", "Freya"]),
        ("Ada Fern, 4B", ["Ada Fern", "4B"]),
        ("4B, Ada Fern and two others", ["4B", "Ada Fern", "two others"]),
        ("Ada Fern, ?", ["Ada Fern", "?"]),
        ("Y3 & Y4", ["Y3 & Y4"]),
        ("Reception, Y1 and Y2; Ada Fern", ["Reception, Y1 and Y2", "Ada Fern"]),
        ("Mr and Mrs Hart", ["Mr and Mrs Hart"]),
        ("Tilly, Freya S", ["Tilly, Freya S"]),  # as "Hart, Jane S" may be one: the register says
    ],
)
def test_people(cell: str, expected: list[str]) -> None:
    assert people(cell) == expected


NO_NAMES = {
    "nobody": (
        "Nobody", "none", "No one", "no-one", "noone", "NONE.", "N/A", "n.a.", "na", "–", "-", "—", "nil", "0",
        "(none)", "No people", "nobody in the picture", "none shown", "No", "not applicable", "Nobody is visible",
    ),
    "unknown": (
        "?", "unknown", "Not known", "tbc", "TBC.", "not sure", "don't know", "and others", "+ 2 others", "...",
        "various", "no names", "No pupils", "Yes", "#N/A", "12", "parents", "Year 6 parents",
        "to be confirmed", "withheld", "n/k",
    ),
    "pupils": (
        "Y3 & Y4", "Y3/4", "Years 3 and 4", "4B", "4B, 4C", "Year 6", "whole of Year 6", "The whole of Y6", "Reception",
        "Reception & Nursery", "School council", "all of KS2", "KS1/KS2", "the choir", "Yr6", "Year R", "year six",
        "Class 4", "Oak class", "Mrs Quill's class", "children from Reception", "Year 6 leavers", "Y5 football team",
        "the band", "cast of Oliver", "pupils", "two girls from 4B", "a boy", "10XY", "Sixth form", "Year 10/11", "P7",
        "winners of the race", "Years 3-6", "Key Stage 2", "whole school", "Year 6 at the farm", "members of the choir",
    ),
    "staff": ("staff", "Teachers", "the governors", "kitchen staff"),
    "both": ("pupils and staff", "4B and their teachers"),
    None: (
        "Ada Fern", "Tom Band", "Tom House", "Thomas More", "Lee Child", "Ada and 4B", "Tilly", "Hart, Jane",
        "Nil Patel", "Z000000000001", "Noah One", "Willow", "May", "Ada Fern Y4", "Mixtli Ford", "Will Some",
        "Yves", "", " ", "😊",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("meant", "text"), [(meant, text) for meant, texts in NO_NAMES.items() for text in texts])
def test_what_stands_in_the_place_of_a_name(meant: str | None, text: str) -> None:
    assert no_name(text) == meant


@pytest.mark.slow
def test_a_cell_of_any_length_is_read_in_time() -> None:
    for part in ("a,", "and ", "4B & ", " ", "(", "x/", "Y 3 ", "no "):
        assert no_name(part * 20_000) in (None, "pupils", "unknown")
        assert people(part * 20_000) is not None


def test_channels() -> None:
    assert [channel_name(name) for name in ("Web site", "FB", "Twitter", "Open Day Leaflet")] == [
        "website", "facebook", "x", "open day leaflet",
    ]  # fmt: skip
    assert platform_of("https://m.facebook.com/x") == "facebook"
    assert platform_of("https://notfacebook.com/x") is None


def test_texts() -> None:
    assert clean("a\x00\x0b\r\nb\ufeff") == "a\nb"
    assert clean(42.0) == "42"
    assert clean("\ud800x") == "\ufffdx"
    assert words("CafÃ© â€“ day") == "Café – day"
    assert words("Ça va, naïve Åsa") == "Ça va, naïve Åsa"
    assert strip_markup("1 < 2 &amp; <b>3</b>&nbsp;<script>x</script>") == "1 < 2 & 3 x"
