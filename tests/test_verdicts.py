"""Whether a figure is better or worse: against which term, by how much, and when nobody can tell."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_terms import WEB, audit, part, picture, register, source
from plain_words import faults

import imgaudit as ia
from imgaudit.runs import write_record
from imgaudit.statistics import with_shares
from imgaudit.tables import TRENDS, VERDICTS
from imgaudit.verdicts import SAID, judged
from imgaudit.wording import VERDICT_WORDS

TERMS = ("2025-26-autumn", "2025-26-spring", "2025-26-summer", "2026-27-autumn", "2026-27-spring")
AUTUMN, SPRING, SUMMER, NEXT = "Autumn 2025–26", "Spring 2025–26", "Summer 2025–26", "Autumn 2026–27"

Counts = tuple[int, int, int]
"""All, yes, not known."""


def figures(*terms: Counts, measure: str = "location", **about: Any) -> pd.DataFrame:
    rows = pd.DataFrame(terms, columns=["n", "n_yes", "n_unknown"]).assign(term=TERMS[: len(terms)], measure=measure)
    rows = with_shares(rows.assign(n_known=rows["n"] - rows["n_unknown"], more_unread=False))
    plain = {"unit": "item", "checked": True, **dict.fromkeys(SAID, ""), "fingerprint": "1", **about}
    return rows.assign(**plain)[[name for name in TRENDS.columns if name in rows or name in plain]]


def said(*terms: Counts, **about: Any) -> str:
    """What is said of the last of these terms."""
    last = judged(figures(*terms, **about)).iloc[-1]
    assert not faults(last["comparison"])
    return str(last["comparison"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([(47, 16, 0), (53, 8, 0), (60, 2, 0)], f"8 of 53 → 2 of 60 since {SPRING}: better"),
        # 62, 62, 62, 40 and 62%: no change since the first term, and nine more than in the last.
        (
            [(37, 23, 0), (37, 23, 0), (37, 23, 0), (37, 15, 0), (37, 23, 0)],
            f"15 of 37 → 23 of 37 since {NEXT}: worse",
        ),
        ([(50, 30, 0), (50, 20, 0), (50, 20, 0)], f"20 of 50 → 20 of 50 since {SPRING}: about the same"),
        ([(37, 23, 0), (35, 22, 0)], f"23 of 37 → 22 of 35 since {AUTUMN}: about the same; 2 fewer placements"),
        ([(36, 22, 0), (35, 22, 0)], f"22 of 36 → 22 of 35 since {AUTUMN}: about the same; 1 fewer placement"),
        # Two points in a hundred are a step, and less is none.
        ([(1000, 100, 0), (1000, 119, 0)], f"100 of 1,000 → 119 of 1,000 since {AUTUMN}: about the same"),
        ([(1000, 100, 0), (1000, 120, 0)], f"100 of 1,000 → 120 of 1,000 since {AUTUMN}: worse"),
        ([(1000, 120, 0), (1000, 100, 0)], f"120 of 1,000 → 100 of 1,000 since {AUTUMN}: better"),
        # But the last one and the first one count.
        ([(60, 1, 0), (60, 0, 0)], f"1 of 60 → 0 of 60 since {AUTUMN}: better"),
        ([(60, 0, 0), (60, 1, 0)], f"0 of 60 → 1 of 60 since {AUTUMN}: worse"),
        ([(60, 0, 0), (50, 0, 0)], f"0 of 60 → 0 of 50 since {AUTUMN}: about the same; 10 fewer placements"),
        ([(4, 1, 0), (5, 2, 0)], f"1 of 4 → 2 of 5 since {AUTUMN}: worse"),
        # Clean pictures were taken down, or came.
        (
            [(60, 20, 0), (30, 15, 0)],
            f"20 of 60 → 15 of 30 since {AUTUMN}: 5 fewer, but a larger share; 30 fewer placements",
        ),
        (
            [(10, 3, 0), (9, 3, 0)],
            f"3 of 10 → 3 of 9 since {AUTUMN}: as many, but a larger share; 1 fewer placement",
        ),
        ([(20, 10, 0), (60, 15, 0)], f"10 of 20 → 15 of 60 since {AUTUMN}: 5 more, but a smaller share"),
        ([(20, 10, 0), (60, 10, 0)], f"10 of 20 → 10 of 60 since {AUTUMN}: as many, but a smaller share"),
        (
            [(9, 5, 0), (3, 2, 1)],
            f"5 of 9 → 2 of 3 since {AUTUMN} (not known: 0, then 1): no more, but a larger share; 6 fewer placements",
        ),
        # What is not known could turn it.
        ([(47, 16, 4), (60, 2, 4)], f"16 of 47 → 2 of 60 since {AUTUMN} (not known: 4, then 4): better"),
        (
            [(47, 16, 4), (60, 2, 30)],
            f"16 of 47 → 2 of 60 since {AUTUMN} (not known: 4, then 30): not known whether better",
        ),
        (
            [(45, 1, 37), (45, 1, 37)],
            f"1 of 45 → 1 of 45 since {AUTUMN} (not known: 37, then 37): not known whether better",
        ),
        (
            [(60, 0, 0), (60, 0, 1)],
            f"0 of 60 → 0 of 60 since {AUTUMN} (not known: 0, then 1): not known whether better",
        ),
        (
            [(1000, 100, 0), (1000, 110, 15)],
            f"100 of 1,000 → 110 of 1,000 since {AUTUMN} (not known: 0, then 15): not known whether better",
        ),
        (
            [(1000, 100, 1), (1000, 101, 1)],
            f"100 of 1,000 → 101 of 1,000 since {AUTUMN} (not known: 1, then 1): about the same",
        ),
        (
            [(47, 16, 0), (53, 0, 53)],
            f"16 of 47 → not known for any of 53 since {AUTUMN} (not known: 0, then 53): not known whether better",
        ),
        ([(53, 0, 53), (53, 0, 53)], "not known whether better"),
        # A term that says nothing is no standard.
        ([(47, 16, 0), (53, 0, 53), (60, 2, 0)], f"16 of 47 → 2 of 60 since {AUTUMN}: better"),
        ([(47, 16, 0), (0, 0, 0), (60, 2, 0)], f"16 of 47 → 2 of 60 since {AUTUMN}: better"),
        ([(47, 16, 0), (0, 0, 0)], f"16 of 47 → 0 of 0 since {AUTUMN}: nothing to count; 47 fewer placements"),
        ([(47, 16, 0)], "first check"),
        ([(53, 0, 53), (47, 16, 0)], "first check"),
    ],
)
def test_a_figure_is_compared_with_the_last_term_that_was_checked(terms: list[Counts], expected: str):
    assert said(*terms) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([(20, 10, 0), (20, 19, 0)], f"10 of 20 → 19 of 20 since {AUTUMN}: better"),
        ([(20, 19, 0), (20, 10, 0)], f"19 of 20 → 10 of 20 since {AUTUMN}: worse"),
        ([(60, 60, 0), (60, 59, 0)], f"60 of 60 → 59 of 60 since {AUTUMN}: worse"),
        ([(60, 59, 0), (60, 60, 0)], f"59 of 60 → 60 of 60 since {AUTUMN}: better"),
        ([(60, 0, 0), (60, 1, 0)], f"0 of 60 → 1 of 60 since {AUTUMN}: about the same"),
        # Those that are not covered were taken down.
        ([(60, 40, 0), (25, 20, 0)], f"40 of 60 → 20 of 25 since {AUTUMN}: better; 35 fewer to count"),
        ([(20, 10, 0), (60, 48, 0)], f"10 of 20 → 48 of 60 since {AUTUMN}: a larger share, but 2 more that are not"),
        (
            [(60, 40, 0), (15, 5, 0)],
            f"40 of 60 → 5 of 15 since {AUTUMN}: a smaller share, but 10 fewer that are not; 45 fewer to count",
        ),
        (
            [(51, 6, 41), (57, 11, 42)],
            f"6 of 51 → 11 of 57 since {AUTUMN} (not known: 41, then 42): not known whether better",
        ),
    ],
)
def test_of_what_is_good_more_is_better(terms: list[Counts], expected: str):
    assert said(*terms, measure="covered") == expected


def last(measure: str = "location", **changed: list[Any]) -> str:
    """Of three terms, 20, 10 and 2 of 60, with some columns as given."""
    frame = figures((60, 20, 0), (60, 10, 0), (60, 2, 0), measure=measure).assign(**changed)
    return str(judged(frame)["comparison"].iloc[-1])


SINCE_AUTUMN, SINCE_SPRING = f"20 of 60 → 2 of 60 since {AUTUMN}", f"10 of 60 → 2 of 60 since {SPRING}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"fingerprint": ["1", "1", "2"]}, "re-measured, so not compared"),
        ({"fingerprint": ["1", "2", "2"]}, f"{SINCE_SPRING}: better"),
        ({"fingerprint": ["1", '{"rules": null}', '{"rules": null}']}, "re-measured, so not compared"),
        ({"partial_sources": ["", "", WEB]}, "not all checked, so not compared"),
        ({"partial_sources": ["", WEB, ""]}, f"{SINCE_AUTUMN}: better"),
        ({"partial_sources": [WEB, WEB, ""]}, "not all checked, so not compared"),
        ({"unexplained_sources": ["", "", WEB]}, "lost most of what it held, so not compared"),
        ({"unexplained_sources": ["", WEB, ""]}, f"{SINCE_AUTUMN}: better"),
        ({"moved_sources": ["", "", WEB]}, "moved, so not compared"),
        ({"moved_sources": ["", WEB, ""]}, f"{SINCE_SPRING}: better"),
        # It moved in a term that is no standard: that is between the two all the same.
        ({"moved_sources": ["", WEB, ""], "partial_sources": ["", WEB, ""]}, "moved, so not compared"),
        ({"missing_sources": ["", "", WEB]}, "not all checked, so not compared"),
        ({"missing_sources": ["", WEB, ""]}, f"{SINCE_AUTUMN}: better"),
        ({"missing_sources": ["", WEB, WEB]}, f"{SINCE_SPRING}, of the exports checked both times: better"),
        ({"missing_sources": ["s/x/x", WEB, ""]}, "not all checked, so not compared"),
        ({"reduced_sources": ["", "", f"{WEB} (1 of pages)"]}, "not all checked, so not compared"),
        ({"reduced_sources": ["", f"{WEB} (1 of pages)", ""]}, f"{SINCE_AUTUMN}: better"),
        ({"more_unread": [False, False, True]}, f"{SINCE_SPRING}: not known whether better"),
        ({"more_unread": [False, True, False]}, f"{SINCE_AUTUMN}: better"),
        ({"checked": [False, False, True]}, "first check"),
        ({"unit": ["finding"] * 3}, ""),
    ],
)
def test_what_was_not_looked_at_in_the_same_way_is_not_compared(changed: dict[str, list[Any]], expected: str):
    assert last(**changed) == expected


def test_a_register_that_forgot_somebody_makes_no_figure_of_names_better():
    def forgets(since: str, term: str, site: str | None) -> bool:
        return (since, term, site) == (TERMS[0], TERMS[1], None)

    def names(*terms: Counts, measure: str = "full_name") -> str:
        return str(judged(figures(*terms, measure=measure), forgets=forgets)["comparison"].iloc[-1])

    unsure = "not known whether better, as the register no longer knows everybody"
    assert names((60, 20, 0), (60, 2, 0)) == f"20 of 60 → 2 of 60 since {AUTUMN}: {unsure}"
    assert names((60, 20, 0), (60, 20, 0)) == f"20 of 60 → 20 of 60 since {AUTUMN}: {unsure}"
    assert names((60, 2, 0), (60, 20, 0)) == f"2 of 60 → 20 of 60 since {AUTUMN}: worse"
    assert names((60, 20, 0), (60, 2, 0), measure="location") == f"20 of 60 → 2 of 60 since {AUTUMN}: better"
    assert names((60, 20, 0), (60, 20, 0), (60, 2, 0)) == f"20 of 60 → 2 of 60 since {SPRING}: better"


def test_every_verdict_has_words():
    assert set(VERDICT_WORDS) == set(VERDICTS)
    assert not faults(*VERDICT_WORDS.values())


# Properties

counts = st.integers(1, 60).flatmap(
    lambda n: st.integers(0, n).flatmap(lambda yes: st.tuples(st.just(n), st.just(yes), st.integers(0, n - yes)))
)
measures = st.sampled_from(["location", "covered"])
OTHER = {"better": "worse", "worse": "better"}


def verdict(*terms: Counts, measure: str) -> str:
    return str(judged(figures(*terms, measure=measure))["verdict"].iloc[-1])


@pytest.mark.slow
@given(counts, counts, measures)
def test_the_other_way_round_better_is_worse(before: Counts, now: Counts, measure: str):
    if before[2] < before[0] and now[2] < now[0]:
        there, back = verdict(before, now, measure=measure), verdict(now, before, measure=measure)
        assert back == OTHER.get(there, there)


@pytest.mark.slow
@given(counts, counts, measures)
def test_never_better_or_worse_where_the_bounds_meet(before: Counts, now: Counts, measure: str):
    low, high = (before[1] / before[0], (before[1] + before[2]) / before[0])
    least, most = (now[1] / now[0], (now[1] + now[2]) / now[0])
    if least <= high and low <= most:
        assert verdict(before, now, measure=measure) not in ("better", "worse")


@pytest.mark.slow
@given(counts, counts, measures, st.data())
def test_whatever_the_unknown_turn_out_to_be_a_verdict_stands(
    before: Counts, now: Counts, measure: str, data: st.DataObject
):
    first = verdict(before, now, measure=measure)
    if before[2] == before[0] or first in ("unclear", "first_check"):
        return
    known = [(n, yes + data.draw(st.integers(0, unknown)), 0) for n, yes, unknown in (before, now)]
    assert verdict(*known, measure=measure) == first


@pytest.mark.slow
@given(counts, counts)
def test_what_is_bad_and_what_is_good_are_two_sides_of_one(before: Counts, now: Counts):
    turned = [(n, n - yes - unknown, unknown) for n, yes, unknown in (before, now)]
    assert verdict(*turned, measure="covered") == verdict(before, now, measure="location")


@pytest.mark.slow
@given(st.lists(st.tuples(counts, counts, counts), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_rows_plays_no_part_nor_does_another_group(groups: list[Any], chance: Any):
    parts = [figures(*terms).assign(channel=str(at)) for at, terms in enumerate(groups)]
    frame = pd.concat(parts)[["channel", *parts[0].columns.drop("channel")]]
    order = [*range(len(frame))]
    chance.shuffle(order)
    mixed = frame.iloc[order].sort_values("term", kind="stable")  # the terms in their order, all else as it comes
    found = judged(mixed).sort_values(["channel", "term"])
    pd.testing.assert_frame_equal(found, judged(frame))
    alone = judged(figures(*groups[0]))
    assert found.loc[found["channel"].eq("0"), "comparison"].tolist() == alone["comparison"].tolist()


# Real histories


def stock(total: int, located: int, **about: Any) -> list[dict[str, Any]]:
    """So many pictures, of which so many say where they were taken."""
    return [picture(f"p{at:02d}", located=at < located, **about) for at in range(total)]


def kept(folder: Path, *audits: ia.Audit, by: str | None = None) -> dict[Any, str]:
    """What is said of location in the last term: all of it, or group by group."""
    for each in audits:
        ia.save_audit(each, folder)
    trends = ia.trends(folder, by=by).query("measure == 'location' and term == @audits[-1].term")
    return dict(zip(trends[by] if by else ["all"], trends["comparison"], strict=True))


@pytest.mark.slow
def test_five_terms_of_a_history(tmp_path: Path):
    terms = [audit(term, *stock(37, 15 if term == "4" else 23)) for term in "12345"]
    assert kept(tmp_path, *terms) == {"all": "15 of 37 → 23 of 37 since 4: worse"}
    trends = ia.trends(tmp_path).query("measure == 'location'").set_index("term")
    assert trends["verdict"].tolist() == ["first_check", "same", "same", "better", "worse"]
    assert trends.loc["5", ["since", "n_before", "n_yes_before", "n_unknown_before"]].tolist() == ["4", 37, 15, 0]


@pytest.mark.slow
def test_the_order_of_placements_in_an_audit_plays_no_part(tmp_path: Path):
    terms = [[*stock(12, 6)], [*stock(14, 3)]]
    for folder, turn in (("a", 1), ("b", -1)):
        kept(tmp_path / folder, *(audit(term, *pictures[::turn]) for term, pictures in zip("12", terms, strict=True)))
    one, other = (ia.trends(tmp_path / folder) for folder in "ab")
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.slow
def test_pictures_that_were_taken_down_are_said(tmp_path: Path):
    fewer = kept(tmp_path, audit("1", *stock(60, 20)), audit("2", *stock(36, 15)))
    assert fewer == {"all": "20 of 60 → 15 of 36 since 1: 5 fewer, but a larger share; 24 fewer placements"}


@pytest.mark.slow
def test_a_term_without_the_export_is_passed_over(tmp_path: Path):
    other = picture("b", source="s/facebook/facebook")
    terms = [audit("1", *stock(20, 10), other), audit("2", other), audit("3", *stock(20, 10), other)]
    assert kept(tmp_path, *terms[:2]) == {"all": "not all checked, so not compared"}
    assert kept(tmp_path / "by", *terms[:2], by="channel") == {
        "facebook": "0 of 1 → 0 of 1 since 1: about the same",
        "website": "not checked",
    }
    assert kept(tmp_path, terms[2]) == {"all": "10 of 21 → 10 of 21 since 1: about the same"}


@pytest.mark.slow
def test_one_site_of_two_is_missing(tmp_path: Path):
    def both(term: str, located: int) -> ia.Audit:
        return audit(term, *stock(10, located), *stock(10, located, source="t/website/spreadsheet"))

    assert kept(tmp_path, both("1", 8), audit("2", *stock(10, 1))) == {"all": "not all checked, so not compared"}
    trends = ia.trends(tmp_path, by="site").query("measure == 'location' and term == '2'")
    assert dict(zip(trends["site"], trends["comparison"], strict=True)) == {
        "s": "8 of 10 → 1 of 10 since 1: better",
        "t": "not checked",
    }
    assert kept(tmp_path, both("3", 1)) == {"all": "16 of 20 → 2 of 20 since 1: better"}


@pytest.mark.slow
def test_an_export_that_was_read_in_part_is_no_standard_and_not_judged(tmp_path: Path):
    partly = audit("2", *stock(12, 1), sources=[part(12)])
    assert kept(tmp_path, audit("1", *stock(20, 10)), partly) == {"all": "not all checked, so not compared"}
    assert kept(tmp_path, audit("3", *stock(20, 4))) == {"all": "10 of 20 → 4 of 20 since 1: better"}


@pytest.mark.slow
@pytest.mark.parametrize("lost", [{"holds": "pages"}, {}], ids=["a kind of entry", "a file"])
def test_an_export_with_less_in_it_is_not_compared_with_what_it_was(tmp_path: Path, lost: dict[str, str]):
    """A second file, or the posts, were not exported: nobody has looked at what was in them."""
    full = {"holds": "pages, posts"}

    def term(name: str, located: int, *files: dict[str, Any]) -> ia.Audit:
        return audit(name, *stock(20, located), sources=[source(10, **about) for about in files])

    less = [lost | {"file": "a"}, lost | {"file": "b"}] if lost else [full]
    whole = [full | {"file": "a"}, full | {"file": "b"}]
    kept(tmp_path, term("1", 10, *whole))
    assert kept(tmp_path, term("2", 1, *less)) == {"all": "not all checked, so not compared"}
    trends = ia.trends(tmp_path).query("term == '2'")
    assert trends["reduced_sources"].str.startswith(f"{WEB} (").all()
    # The same again is the same, and what is whole again goes back to what was whole.
    alike = "1 of 20 → 5 of 20 since 2, of the exports checked both times: worse"
    assert kept(tmp_path, term("3", 5, *less)) == {"all": alike}
    assert kept(tmp_path, term("4", 5, *whole)) == {"all": "10 of 20 → 5 of 20 since 1: better"}


@pytest.mark.slow
def test_more_files_are_what_a_school_writes_from_term_to_term(tmp_path: Path):
    terms = [
        audit(term, *stock(20, located), sources=[source(20, file=str(file)) for file in range(files)])
        for term, located, files in (("1", 10, 1), ("2", 5, 2), ("3", 2, 3))
    ]
    assert kept(tmp_path, *terms) == {"all": "5 of 20 → 2 of 20 since 2: better"}


@pytest.mark.slow
def test_what_lost_most_is_not_judged_until_somebody_says_why(tmp_path: Path):
    before = audit("1", *stock(20, 10))
    assert kept(tmp_path / "a", before, audit("2", *stock(5, 1))) == {
        "all": "lost most of what it held, so not compared"
    }
    down = audit("2", *stock(5, 1), explained={WEB: "taken down"})
    assert kept(tmp_path / "b", before, down) == {"all": "10 of 20 → 1 of 5 since 1: better; 15 fewer placements"}
    moved = audit("2", *stock(18, 1), explained={WEB: "moved"})
    assert kept(tmp_path / "c", before, moved) == {"all": "moved, so not compared"}
    assert kept(tmp_path / "c", audit("3", *stock(18, 9))) == {"all": "1 of 18 → 9 of 18 since 2: worse"}


@pytest.mark.slow
def test_a_stricter_limit_is_measured_anew(tmp_path: Path):
    pictures = [picture(f"p{at}", px=700) for at in range(10)]
    for term, limit in (("1", 800), ("2", 600), ("3", 600)):
        ia.save_audit(audit(term, *pictures, policy=ia.Policy(max_side_px=limit)), tmp_path)
    trends = ia.trends(tmp_path).query("measure == 'oversized'")
    assert trends["comparison"].tolist() == [
        "first check",
        "re-measured, so not compared",
        "10 of 10 → 10 of 10 since 2: about the same",
    ]


@pytest.mark.slow
def test_names_of_leavers_are_not_gone(tmp_path: Path):
    named = [picture("a", caption="Ben Benson wins"), picture("b", caption="Cy Cyson wins"), *stock(8, 0)]
    both, one = register(Ben="granted", Cy="granted"), register(Ben="granted")
    for term, who in (("1", both), ("2", one), ("3", both)):
        ia.save_audit(audit(term, *named, who=who), tmp_path)
    trends = ia.trends(tmp_path).query("measure == 'full_name'").set_index("term")
    assert trends["n_yes"].tolist() == [2, 1, 2]
    assert trends["verdict"].tolist() == ["first_check", "unclear", "worse"]
    assert trends.loc["2", "comparison"].endswith("as the register no longer knows everybody")
    assert ia.trends(tmp_path, by="site").query("measure == 'full_name'")["verdict"].tolist()[1] == "unclear"


@pytest.mark.slow
def test_whom_a_register_knew_that_nobody_wrote_down_it_may_have_known(tmp_path: Path):
    named, who = picture("a", caption="Ben Benson wins"), register(Ben="granted")
    [run] = ia.save_audit(audit("1", named, who=who), tmp_path)
    ia.save_audit(audit("2", picture("a"), who=who), tmp_path)
    assert ia.trends(tmp_path).query("measure == 'full_name'")["verdict"].tolist() == ["first_check", "better"]
    about = json.loads((run / "audit.json").read_text(encoding="utf-8"))
    del about["register"]["who"], about["digest"]
    (run / "audit.json").write_bytes(write_record(about))
    assert ia.trends(tmp_path).query("measure == 'full_name'")["verdict"].tolist() == ["first_check", "unclear"]


# What is drawn


def drawn(*rows: pd.DataFrame) -> list[str]:
    axes = ia.plot_trends(judged(pd.concat(rows)), measures=[str(each["measure"].iloc[0]) for each in rows])
    return [text.get_text() for text in [*axes.texts, *axes.get_xticklabels()]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        *({name: ["", "", "s/website/wxr"]} for name in SAID),
        *({name: ["", "s/website/wxr", ""]} for name in SAID),
        {"fingerprint": ["1", "1", "2"]},
        {"checked": [True, True, False], "n": [9, 9, 0], "n_known": [9, 9, 0], "n_yes": [3, 3, 0]},
        {},
    ],
)
def test_no_text_of_a_chart_holds_what_only_the_code_knows(changed: dict[str, list[Any]]):
    ends = [(9, 3, 0), (9, 3, 2), (6, 2, 0), (6, 0, 6), (0, 0, 0), (30, 9, 0)]
    groups = [
        figures(before, before, now).assign(**changed, channel=f"{before} and {now}")
        for before, now in itertools.permutations(ends, 2)
    ]
    for measure, some in zip(["location", "covered"] * 2, (groups[at::4] for at in range(4)), strict=True):
        frame = pd.concat(some).assign(measure=measure)
        axes = ia.plot_trends(judged(frame[["channel", *groups[0].columns.drop("channel")]]), measures=measure)
        texts = [text.get_text() for text in [*axes.texts, *axes.get_xticklabels()]]
        assert len(texts) > 8
        assert not faults(*texts)


def test_the_chart_names_the_term_of_each_line_where_they_differ():
    whole, gap = figures((9, 6, 0), (9, 3, 0), (9, 1, 0)), figures((9, 6, 0), (9, 0, 9), (9, 1, 0), measure="serial")
    texts = drawn(whole, gap)
    assert "3 of 9 → 1 of 9 since Spring 2025–26: better" in texts
    assert "6 of 9 → 1 of 9 since Autumn 2025–26: better" in texts
    assert "2 better; each compared with its last term that was checked" in texts


def test_what_somebody_left_out_of_the_frame_changes_no_verdict():
    frame = judged(figures((9, 6, 0), (9, 1, 0), (9, 3, 0)))
    axes = ia.plot_trends(frame[frame["term"].ne(TERMS[1])], measures="location")
    assert "1 of 9 → 3 of 9 since Spring 2025–26: worse" in [text.get_text() for text in axes.texts]


# Only the exports that were read whole both times


def alike(folder: Path, by: str | None = None) -> dict[Any, str]:
    """What is said of location in the last term by those exports alone, where that is asked."""
    trends = ia.trends(folder, by=by)
    last = trends[trends["term"].eq(trends["term"].iloc[-1]) & trends["measure"].eq("location")]
    return dict(zip(last[by] if by else ["all"], last["comparison_alike"].fillna(""), strict=True))


@pytest.mark.slow
def test_the_exports_read_both_times_are_compared_beside_the_figure(tmp_path: Path):
    posts = stock(8, 8, page="posts", source="s/facebook/facebook")
    assert kept(tmp_path, audit("1", *stock(20, 10), *posts), audit("2", *stock(20, 4))) == {
        "all": "not all checked, so not compared"
    }
    assert alike(tmp_path) == {"all": "10 of 20 → 4 of 20 since 1: better"}
    kept(tmp_path, audit("3", *stock(20, 4), *posts))
    assert alike(tmp_path) == {"all": ""}, "the figure itself is compared"


@pytest.mark.slow
def test_a_new_export_is_left_out_of_it_and_so_is_one_that_was_read_in_part(tmp_path: Path):
    new = stock(8, 8, page="posts", source="s/facebook/facebook")
    kept(tmp_path / "new", audit("1", *stock(20, 10)), audit("2", *stock(20, 12), *new))
    assert alike(tmp_path / "new") == {"all": "10 of 20 → 12 of 20 since 1: worse"}
    kept(tmp_path / "part", audit("1", *stock(20, 10)), audit("2", *stock(12, 1), sources=[part(12)]))
    assert alike(tmp_path / "part") == {"all": ""}


@pytest.mark.slow
def test_the_exports_read_both_times_by_group(tmp_path: Path):
    both = audit("1", *stock(10, 8), *stock(10, 8, page="posts", source="s/facebook/facebook"))
    kept(tmp_path, both, audit("2", *stock(10, 1)))
    assert alike(tmp_path, by="channel") == {"facebook": "", "website": ""}, "each is compared, or not checked"
    assert alike(tmp_path, by="in_use").popitem()[1] == "8 of 10 → 1 of 10 since 1: better"
