"""Practice 3: who can open pictures of pupils, and what stays open by its address although no page is."""

# ruff: noqa: E501 - tables read better in one line

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_terms import DAYS, audit, picture, visit
from matplotlib.text import Text

import imgaudit as ia
from imgaudit.practices.visibility import CLOSED, PRACTICE
from imgaudit.rules import ENGINES, RULE, find
from imgaudit.screen import print_rates
from imgaudit.tables import AUDIT_ITEMS, FILES, SHOWS, VISIBILITIES
from imgaudit.wording import beside

UNKNOWN = "unknown"
Placement = tuple[str, str | None, str | None]
File = tuple[str, bool | None]


def made(placements: list[Placement], files: list[File] = ()) -> pd.DataFrame:  # type: ignore[assignment]
    """Placements (asset, visibility, shows) and files (asset, is it public) with what the practice adds."""
    items = AUDIT_ITEMS.frame(
        [
            {"item_id": str(at), "asset_id": asset, "source_id": "x", "site": "s", "channel": "website",
             "visibility": visibility, "shows": shows}
            for at, (asset, visibility, shows) in enumerate(placements)
        ]
    )  # fmt: skip
    listed = [{"file_id": str(at), "asset_id": asset, "is_public": public} for at, (asset, public) in enumerate(files)]
    added = PRACTICE.add(items, pd.DataFrame(), FILES.frame(listed), date(2026, 3, 2))  # type: ignore[misc]
    assert list(added.columns) == list(PRACTICE.columns)
    return items.assign(**added)


def told(values: pd.Series) -> list[bool | None]:
    return [None if pd.isna(value) else bool(value) for value in values]


def test_each_page_is_open_unlisted_or_closed_or_nobody_knows():
    items = made([("a", visibility, "pupils") for visibility in (*VISIBILITIES, None)])
    assert VISIBILITIES == ("public", "unlisted", "password", "private", "draft", UNKNOWN)
    assert told(items["is_open_to_all"]) == [True, False, False, False, False, None, None]
    assert told(items["is_unlisted"]) == [False, True, False, False, False, None, None]
    assert told(items["is_behind_login"]) == [False, False, True, True, True, None, None]


def test_the_share_is_of_what_shows_pupils_or_may():
    items = made(
        [
            ("a", "public", "pupils"),
            ("b", "password", "both"),
            ("c", "public", UNKNOWN),
            ("d", "public", None),
            ("e", "public", "staff"),
            ("f", "public", "nobody"),
            ("g", UNKNOWN, "pupils"),
        ]
    )
    rates = ia.practice_rates(items, "visibility").set_index("measure")
    columns = ["n", "n_yes", "n_unknown", "share_min", "share_max"]
    assert rates.loc["open_to_all", columns].tolist() == [5, 1, 3, 0.2, 0.8]
    assert rates.loc["behind_login", columns].tolist() == [5, 1, 3, 0.2, 0.8]
    assert rates.loc["unlisted", columns].tolist() == [5, 0, 3, 0.0, 0.6]
    staff = ia.practice_rates(items.assign(**dict.fromkeys(others(), None)), "staff").set_index("measure")
    assert staff.loc["open_to_all", columns].tolist() == [4, 1, 2, 0.25, 0.75]


def others() -> list[str]:
    """The flags of the other practices that are counted for staff too."""
    from imgaudit.statistics import measures_of

    return [measure.flag for measure in measures_of("staff") if measure not in PRACTICE.measures]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pages", "files", "open_by_address"),
    [
        (["password"], [True], True),
        (["private"], [True], True),
        (["draft"], [True], True),
        (["private", "draft"], [True], True),
        (["private"], [False, True], True),
        (["private"], [None, True], True),
        (["private"], [False, None], None),
        (["private"], [False, False], False),
        (["private"], [None], None),
        (["private"], [], None),
        (["private", "public"], [True], False),  # who can open the other page needs no address
        (["private", "unlisted"], [True], False),
        (["private", UNKNOWN], [True], None),
        (["private", None], [True], None),
        ([UNKNOWN], [False], False),
        (["public"], [None], False),
        (["unlisted"], [True], False),
    ],
)
def test_a_file_is_left_open_only_where_no_page_is_and_it_is_known_to_be(
    pages: list[str | None], files: list[bool | None], open_by_address: bool | None
):
    # Another picture beside it plays no part.
    placements: list[Placement] = [*(("a", page, "pupils") for page in pages), ("b", "public", "pupils")]
    items = made(placements, [*(("a", file) for file in files), ("b", True)])
    assert told(items["is_left_open"]) == [*[open_by_address] * len(pages), False]
    found = find(items)
    assert found["finding_id"].tolist() == ["visibility.reachable a@website"] * (open_by_address is True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shows", "found"), [("pupils", 1), ("staff", 1), ("both", 1), (UNKNOWN, 1), (None, 1), ("nobody", 0)]
)
def test_whom_it_shows_matters_only_where_that_is_nobody(shows: str | None, found: int):
    assert len(find(made([("a", "password", shows)], [("a", True)]))) == found


def test_what_is_to_be_done_hangs_on_the_channel():
    rule = RULE["visibility.reachable"]
    assert rule.fix_on("website") == "Move behind login"
    assert rule.fix_on("website", in_use=False) == "Remove"
    assert rule.fix_on("youtube") == "Remove"
    assert find(made([("a", "password", "pupils")], [("a", True)]))["evidence"].tolist() == ["page is: password"]


def test_the_sample_school_leaves_open_what_lies_on_its_closed_pages(audits: dict[str, ia.Audit]):
    found = {
        term: sorted(audit.findings.query("rule == 'visibility.reachable'")["asset_id"].str.rsplit("/").str[-1])
        for term, audit in audits.items()
    }
    # Staff noticeboard, Parents' area and, from spring on, the draft of Options evening.
    assert found == {
        "2025-26-autumn": ["1018", "1019"],
        "2025-26-spring": ["1018", "1019", "1046"],
        "2025-26-summer": ["1018", "1019", "1046"],
    }


def test_the_chart_draws_what_is_worse_when_high_and_names_the_rest(summer: ia.Audit):
    chart = ia.plot_practice(summer.items, "visibility")
    labels = [label.get_text() for label in chart.get_yticklabels()]
    assert labels == ["Open to all", "Open by its link", "File open, page not"]
    said = " ".join(text.get_text() for text in chart.figure.findobj(Text))
    plt.close(chart.figure)
    assert "Share of 56 placements that show pupils, or may" in said
    said = " ".join(said.split())
    assert "Pages: none seen by a visit; from the exports (56)." in said
    assert (
        "Not drawn here, 4 further details: Behind a login or password; Page and files really asked for; AI crawlers asked to stay away; "
        "Search engines asked not to show it." in said
    )


DAY, LATER = pd.Timestamp("2026-12-12"), pd.Timestamp("2026-12-14")


def asked(*pages: tuple[str | None, str | None, pd.Timestamp | None], files: Any = ()) -> pd.DataFrame:
    """Placements of one picture (visibility, what the export says, day of the visit) and its files (public, day)."""
    items = AUDIT_ITEMS.frame(
        [
            {"item_id": str(at), "asset_id": "a", "source_id": "x", "site": "s", "channel": "website", "shows": "pupils",
             "page_url": f"https://s.example/{at}", "visibility": now, "exported_visibility": then, "visited_on": day}
            for at, (now, then, day) in enumerate(pages)
        ]
    )  # fmt: skip
    listed = [
        {
            "file_id": str(at),
            "asset_id": "a",
            "url": f"https://s.example/{at}.jpg",
            "is_public": public,
            "visited_on": day,
        }
        for at, (public, day) in enumerate(files)
    ]
    return items.assign(**PRACTICE.add(items, pd.DataFrame(), FILES.frame(listed), date(2026, 12, 15)))  # type: ignore[misc]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "whence", "contradicted"),
    [
        (("public", "private", DAY), "visit", True),
        (("public", "password", DAY), "visit", True),
        (("public", "draft", DAY), "visit", True),
        (("unlisted", "private", DAY), "visit", True),
        (("public", "public", DAY), "visit", False),
        (("unlisted", "unlisted", DAY), "visit", False),
        (("password", "private", DAY), "visit", False),
        (("password", "public", DAY), "visit", False),
        (("public", UNKNOWN, DAY), "visit", None),  # the export said nothing that could be contradicted
        (("public", None, DAY), "visit", None),
        (("private", None, None), "export", None),  # refused, not asked, not understood: nobody knows
        (("public", None, None), "export", None),
        ((UNKNOWN, None, None), UNKNOWN, None),
        ((None, None, None), UNKNOWN, None),
    ],
)
def test_a_page_that_its_export_calls_closed_and_a_visit_was_shown(page: Any, whence: str, contradicted: bool | None):
    items = asked(page)
    assert items["visibility_from"].tolist() == [whence]
    assert told(items["is_contradicted"]) == [contradicted]
    found = find(items)
    assert found["rule"].tolist() == ["visibility.contradicted"] * (contradicted is True)
    said = [f"page by its export: {page[1]}; page was asked for, and came, on: 2026-12-12"]
    assert found["evidence"].tolist() == said * (contradicted is True)


def test_what_was_open_once_is_not_found_closed_by_not_asking_again():
    rule = RULE["visibility.contradicted"]
    assert told(rule.asked_of(asked(("public", "private", DAY), ("private", None, None)))) == [True, None]
    assert told(rule.asked_of(asked(("public", "private", DAY)).assign(shows="nobody"))) == [False]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "visited", "answered_on"),
    [
        ([(True, DAY), (False, LATER)], True, DAY),
        ([(True, DAY), (True, LATER)], True, LATER),
        ([(True, DAY), (True, None)], False, DAY),  # that the other is public is the export's word
        ([(True, DAY), (None, None)], False, DAY),
        ([(False, DAY)], True, pd.NaT),
        ([(True, None)], False, pd.NaT),
        ([], False, pd.NaT),
    ],
)
def test_really_asked_for_are_all_files_and_the_page(files: Any, visited: bool, answered_on: Any):
    items = asked(("password", "public", DAY), ("private", None, None), files=files)
    assert told(items["is_visited"]) == [visited, False]
    pd.testing.assert_series_equal(
        items["file_answered_on"], pd.Series([answered_on] * 2, dtype="datetime64[ns]"), check_names=False
    )


@pytest.mark.slow
def test_a_file_left_open_says_on_which_day_it_came():
    found = find(asked(("password", "public", DAY), files=[(False, LATER), (True, DAY)]))
    assert found["rule"].tolist() == ["visibility.reachable"]
    assert found["evidence"].tolist() == ["page is: password; file was asked for, and came, on: 2026-12-12"]
    assert find(asked(("password", None, None), files=[(True, None)]))["evidence"].tolist() == ["page is: password"]
    # What was measured wins: the page is open by its export, and by a visit it is not.
    assert find(asked(("public", None, None), files=[(True, DAY)])).empty


@pytest.mark.slow
def test_every_figure_says_whether_it_was_seen_or_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], summer: ia.Audit
):
    pages = [("public", "public", DAY)] * 2 + [
        ("password", "public", LATER),
        ("private", None, None),
        (None, None, None),
    ]
    items = asked(*pages)
    said = (
        "Pages: seen by visits from 12 December 2026 to 14 December 2026 (3), else from the exports (1), not known (1)."
    )
    assert beside("visibility", items) == [said]
    assert beside("visibility", items.iloc[:2]) == ["Pages: seen by a visit on 12 December 2026 (2)."]
    assert beside("visibility", items.assign(shows="nobody")) == []
    assert beside("names", items) == beside("visibility", items.drop(columns="visibility_from")) == []
    chart = ia.plot_practice(items, "visibility", suppress_below=1)
    assert said in " ".join(" ".join(text.get_text() for text in chart.figure.findobj(Text)).split())
    by = ia.practice_rates(items, "visibility", by="visibility_from").query("measure == 'open_to_all'")
    assert by[["visibility_from", "n", "n_yes"]].to_numpy().tolist() == [
        ["export", 1, 0],
        ["unknown", 1, 0],
        ["visit", 3, 2],
    ]
    print_rates("Who", ia.practice_rates(items, "visibility"), beside("visibility", items))
    assert "Pages: seen by visits from 12 December 2026" in " ".join(capsys.readouterr().out.split())
    book = openpyxl.load_workbook(ia.write_workbook(summer, tmp_path / "a.xlsx"))
    assert "Pages: none seen by a visit; from the exports (56)." in [row[0].value for row in book["Summary"].rows]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("then", "now", "same"), [((), (), True), ((1,), (1,), True), ((), (1,), False), ((1,), (), False)]
)
def test_what_was_seen_is_not_compared_with_what_was_told(tmp_path: Path, then: Any, now: Any, same: bool):
    def of(term: str, visits: Any, visibility: str) -> ia.Audit:
        asked = [visit("a", f"{DAYS[term]} 09:00", "public") for _ in visits]
        made_audit = audit(term, picture("a", shows="pupils"), picture("b", shows="pupils"), visits=asked)
        items = made_audit.items.assign(is_open_to_all=visibility == "public", is_left_open=visibility == "private")
        return dataclasses.replace(made_audit, items=items, findings=find(items, decided={"s": decided_at(asked)}))

    def decided_at(asked: Any) -> dict[str, Any]:
        return {**ENGINES, **({"visits": "1"} if asked else {})}

    # Left open while a visit saw the page closed; open to all, as the export has it, when nobody asks again.
    for term, visits, visibility in (("2", then, "private"), ("3", now, "public")):
        ia.save_audit(of(term, visits, visibility), tmp_path)
    trend = ia.trends(tmp_path).query("term == '3' and measure == 'left_open'")["verdict"].tolist()
    assert trend == ["better" if same else "remeasured"]
    became = ia.changes(tmp_path).query("term == '3' and rule == 'visibility.reachable'")["change"].tolist()
    assert became == ["resolved" if same else "remeasured"] * 2


PLACEMENTS = st.tuples(st.sampled_from("abc"), st.sampled_from([*VISIBILITIES, None]), st.sampled_from(SHOWS))


@pytest.mark.slow
@given(
    st.lists(PLACEMENTS, max_size=8),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([True, False, None])), max_size=5),
)
def test_knowing_more_narrows_the_bounds_and_order_does_not_matter(placements: list[Placement], files: list[File]):
    if not placements:
        assert made([], files).empty
        return
    items = made(placements, files)
    vague = ia.practice_rates(items, "visibility").set_index("measure")
    pd.testing.assert_frame_equal(vague, ia.practice_rates(items.iloc[::-1], "visibility").set_index("measure"))
    assert items.loc[items["is_left_open"].fillna(False), "visibility"].isin(CLOSED).all()
    for shows in ("pupils", "nobody"):
        for visibility in ("public", "draft"):
            told = [
                (asset, visibility if page in (UNKNOWN, None) else page, shows if who == UNKNOWN else who)
                for asset, page, who in placements
            ]
            sharp = ia.practice_rates(made(told, files), "visibility").set_index("measure")
            for measure in ("open_to_all", "unlisted", "behind_login"):
                if sharp.loc[measure, "n"]:
                    assert sharp.loc[measure, "share_min"] >= vague.loc[measure, "share_min"] - 1e-9
                    assert sharp.loc[measure, "share_max"] <= vague.loc[measure, "share_max"] + 1e-9
