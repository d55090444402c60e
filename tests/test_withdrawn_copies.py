"""Which copies of a withdrawal are gone: by an export that was read whole, or by a visit, and never by looking less."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_terms import WEB, audit, decision, part, picture, register, source, visit

import imgaudit as ia
from imgaudit.withdrawn_copies import (
    copies_gone,
    copies_to_go,
    follow_withdrawals,
    gone_by_copies,
    load_copies,
    save_copies,
    withdrawn_on,
)

BEN = register(Ben="withdrawn", Ada="granted")
A = picture("a", who=["Ben Benson"], roles={"published": "hash a"})
AGAIN = picture("z", who=["Ben Benson"], roles={"published": "hash a"}, url="https://e.example/uploads/z.jpg")
REST = [picture(name, who=["Ada Adason"], roles={"published": f"hash {name}"}) for name in "bcdef"]
ASKED = date(2025, 9, 5)


def of(term: str, *pictures: dict[str, Any], **options: Any) -> ia.Audit:
    return audit(term, *pictures, *REST, who=BEN, **options)


def to_go(made: ia.Audit) -> pd.DataFrame:
    return copies_to_go(made, ia.find_person(made, "Ben Benson"), "mark", ASKED)


def states(copies: pd.DataFrame) -> dict[str, str]:
    return dict(zip(copies["what"], copies["state"], strict=True))


def by_placement(copies: pd.DataFrame) -> tuple[str, str | None, int | None]:
    """What became of the placement, the day on which it was seen gone, and the days from the withdrawal to that."""
    row = copies[copies["what"].eq("placement")].iloc[0]
    day = None if pd.isna(row["gone_on"]) else str(row["gone_on"])[:10]
    return row["state"], day, None if pd.isna(row["days"]) else int(row["days"])


@pytest.mark.slow
def test_a_withdrawal_counts_from_the_day_on_which_the_register_has_it():
    made = of("1", A)
    assert withdrawn_on(made, "person-Ben") == ASKED
    assert withdrawn_on(made, "person-Ada") == date(2025, 10, 1)
    copies = to_go(made)
    assert sorted(copies["what"]) == ["file", "placement"]
    assert states(copies_gone(copies, audit=made)) == {"placement": "still there", "file": "not known"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (lambda: of("2"), ("gone", "2025-12-19", 105)),
        (lambda: of("2", A), ("still there", None, None)),
        (lambda: of("2", AGAIN), ("still there", None, None)),  # the same picture under another id
        (
            lambda: of("2", picture("a", page="away", who=["Ben Benson"], roles={"published": "hash a"})),
            ("still there", None, None),
        ),
        (
            lambda: of("2", sources=[part(5)]),
            ("not known", None, None),
        ),  # what is missing may be just what was not read
        (lambda: of("2", sources=[source(5, completeness="unknown")]), ("not known", None, None)),
        (lambda: of("2", sources=[]), ("not known", None, None)),
        (
            lambda: of("2", sources=[source(5, exported_at="2025-09-30")]),
            ("not known", None, None),
        ),  # older than the picture
        (
            lambda: audit("2", REST[0], who=BEN),
            ("not known", None, None),
        ),  # it lacks most of what it held, and nobody said why
    ],
    ids=[
        "gone",
        "there",
        "re-upload",
        "other page",
        "read in part",
        "unknown",
        "no export",
        "older export",
        "lost most",
    ],
)
def test_a_placement_is_gone_where_an_export_that_was_read_whole_holds_it_no_more(
    tmp_path: Path, then: Any, expected: tuple[Any, ...]
):
    first, second = of("1", A), then()
    copies = copies_gone(to_go(first), audit=first)
    for made in (first, second):
        ia.save_audit(made, tmp_path)
    assert by_placement(copies_gone(copies, tmp_path)) == expected
    assert by_placement(copies_gone(copies, ia.load_history(tmp_path))) == expected
    assert by_placement(copies_gone(copies, tmp_path, audit=second)) == expected


@pytest.mark.slow
def test_gone_is_counted_from_the_first_audit_that_saw_it_and_starts_anew_when_it_is_back(tmp_path: Path):
    first = of("1", A)
    copies = copies_gone(to_go(first), audit=first)
    for made in (first, of("2"), of("3", sources=[part(5)])):
        ia.save_audit(made, tmp_path)
    copies = copies_gone(copies, tmp_path)
    assert by_placement(copies) == ("gone", "2025-12-19", 105)
    assert by_placement(copies_gone(copies, tmp_path, audit=of("4", A))) == ("still there", None, None)
    ia.save_audit(of("4", A), tmp_path)
    assert by_placement(copies_gone(copies, tmp_path, audit=of("5"))) == ("gone", "2026-12-18", 469)


@pytest.mark.slow
def test_an_audit_of_the_same_term_is_compared_with_the_one_that_found_the_copies(tmp_path: Path):
    first = of("1", A)
    copies = copies_gone(to_go(first), audit=first)
    ia.save_audit(first, tmp_path)
    again = audit("1", *REST, who=BEN, as_of="2025-10-09")
    ia.save_audit(again, tmp_path)  # stands in place of the first, as of the same term
    for told in (copies_gone(copies, tmp_path), copies_gone(copies, tmp_path, audit=again)):
        assert by_placement(told) == ("gone", "2025-10-09", 34)
    # What is kept is not counted anew.
    assert by_placement(copies_gone(told, tmp_path, audit=of("2"))) == ("gone", "2025-10-09", 34)


@pytest.mark.slow
def test_without_an_audit_before_nobody_knows_whether_an_export_holds_all():
    first = of("1", A)
    copies = copies_gone(to_go(first), audit=first)
    assert by_placement(copies_gone(copies, audit=of("2"))) == ("not known", None, None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("outcome", "at", "expected"),
    [
        ("gone", "2025-12-01 10:00", ("gone", "2025-12-01", 87)),
        ("gone", "2025-09-01 10:00", ("not known", None, None)),  # before anybody asked: it may be back
        ("public", "2025-12-01 10:00", ("still there", None, None)),
        ("cached", "2025-12-01 10:00", ("still there", None, None)),
        ("login", "2025-12-01 10:00", ("still there", None, None)),
        ("placeholder", "2025-12-01 10:00", ("not known", None, None)),
        ("refused", "2025-12-01 10:00", ("not known", None, None)),
        ("unknown", "2025-12-01 10:00", ("not known", None, None)),
    ],
)
def test_of_an_address_only_a_visit_tells(tmp_path: Path, outcome: str, at: str, expected: tuple[Any, ...]):
    first = of("1", A)
    copies = copies_gone(to_go(first), audit=first)
    second = of("2", visits=[visit("published", at, outcome)])
    for made in (first, second):
        ia.save_audit(made, tmp_path)
    for told in (copies_gone(copies, tmp_path), copies_gone(copies, audit=second)):
        row = told[told["what"].eq("file")].iloc[0]
        days = None if pd.isna(row["days"]) else int(row["days"])
        assert (row["state"], None if pd.isna(row["gone_on"]) else str(row["gone_on"])[:10], days) == expected


@pytest.mark.slow
def test_done_is_a_day_that_somebody_said_and_makes_nothing_gone():
    first = of("1", A)
    said = decision("consent s/x/a@website", "Done", "2025-12-10 10:00", asked="Remove")
    told = copies_gone(to_go(first), audit=of("2", A, decisions=[said]))
    row = told[told["what"].eq("placement")].iloc[0]
    assert (str(row["done_on"])[:10], row["state"]) == ("2025-12-10", "still there")


@pytest.mark.slow
def test_looking_less_makes_nothing_gone(tmp_path: Path):
    """Whatever is left out of what is looked at, no copy becomes gone by it."""
    first = of("1", A)
    ia.save_audit(first, tmp_path)
    copies = copies_gone(to_go(first), audit=first)
    for sources in ([], [part(0)], [source(0, completeness="unknown")], [source(5, WEB, holds="")]):
        told = copies_gone(copies, tmp_path, audit=of("2", sources=sources))
        assert "gone" not in {*told["state"]}, sources


@pytest.mark.slow
def test_the_record_is_kept_and_names_nobody(tmp_path: Path):
    copies = copies_gone(to_go(of("1", A)), audit=of("1", A))
    place = save_copies(copies, tmp_path)
    assert place.stat().st_mode & 0o077 == 0
    pd.testing.assert_frame_equal(load_copies(tmp_path), copies)
    assert "Ben" not in place.read_bytes().decode("latin-1")
    assert load_copies(tmp_path / "elsewhere").empty
    place.write_bytes(b"PAR1 broken")
    with pytest.raises(ia.InputError, match=r"copies\.parquet: the record of this withdrawal cannot be read"):
        load_copies(tmp_path)


@pytest.mark.slow
def test_each_audit_follows_the_withdrawals_that_are_kept(tmp_path: Path):
    first, second = of("1", A), of("2")
    ia.save_audit(first, tmp_path / "history")
    for name in ("ben", "two"):
        (tmp_path / "kept" / name).mkdir(parents=True)
        save_copies(copies_gone(to_go(first), audit=first), tmp_path / "kept" / name)
    (tmp_path / "kept" / "other").mkdir()
    told = follow_withdrawals(tmp_path / "kept", tmp_path / "history", second)
    assert [*told] == ["ben", "two"]
    assert by_placement(load_copies(tmp_path / "kept" / "ben")) == ("gone", "2025-12-19", 105)
    assert follow_withdrawals(tmp_path / "nowhere", None, second) == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("gone", 3)], "1 of 1 copy is gone, within 3 days."),
        (
            [("gone", 1), ("gone", 5), ("still there", None)],
            "2 of 3 copies are gone, half of them within 3 days; 1 is still there.",
        ),
        ([("not known", None)] * 2, "0 of 2 copies are gone; 2 are not known."),
    ],
)
def test_the_figure_in_words(rows: list[tuple[str, int | None]], said: str):
    assert gone_by_copies(pd.DataFrame(rows, columns=["state", "days"])) == said
