"""Practice 3: who can open pictures of pupils, and what stays open by its address although no page is."""

from __future__ import annotations

from datetime import date

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

import imgaudit as ia
from imgaudit.practices.visibility import CLOSED, PRACTICE
from imgaudit.rules import RULE, find
from imgaudit.tables import AUDIT_ITEMS, FILES, SHOWS, VISIBILITIES

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
    assert "Not drawn here: Behind a login or password." in said


PLACEMENTS = st.tuples(st.sampled_from("abc"), st.sampled_from([*VISIBILITIES, None]), st.sampled_from(SHOWS))


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
