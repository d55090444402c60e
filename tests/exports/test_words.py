"""Dates and answers as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean, strip_markup, words
from imgaudit.foreign.words import channel_name, people, platform_of, who_is_shown, yes_or_no


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
    ],
)
def test_people(cell: str, expected: list[str]) -> None:
    assert people(cell) == expected


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
