"""Rates: literal cases, and what must hold for any frame."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.tables import CONSENT_STATES

STATE = st.sampled_from([True, False, None])
NAMES = ["has_full_name", "has_surname", "has_first_name", "has_identifier", "full_name_near", "full_name_on_page"]
ROW = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["website", "facebook", "prospectus", None]),
        "has_location": STATE,
        "has_people": STATE,
        **dict.fromkeys(NAMES, STATE),
        "is_oversized": STATE,
        "original_reachable": STATE,
        "longest_px": st.one_of(st.none(), st.integers(1, 9000)),
        "consent_state": st.sampled_from(CONSENT_STATES),
    }
)
COLUMNS = ["channel", "has_location", "has_people", *NAMES, "is_oversized", "original_reachable", "longest_px"]
COLUMNS += ["consent_state"]
STATISTICS = [ia.exposure, ia.resolution, ia.name_exposure, ia.consent_coverage]


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.lists(ROW, max_size=30))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    flags = ["has_location", "has_people", *NAMES, "is_oversized", "original_reachable"]
    frame = frame.astype(
        {**dict.fromkeys(flags, "boolean"), "longest_px": "Int64", "consent_state": "str", "channel": "str"}
    )
    covered = frame["consent_state"].map({"covered": True, "against": False}).astype("boolean")
    return frame.assign(item_id=[f"item-{i}" for i in range(len(frame))], is_covered=covered)


def test_the_third_state_is_counted_apart():
    items = pd.DataFrame(
        {"item_id": list("abcd"), "has_location": pd.array([True, False, False, None], dtype="boolean")}
    )
    row = ia.exposure(items).iloc[0].to_dict()
    assert row == {
        "measure": "location",
        "unit": "item",
        "n": 4,
        "n_known": 3,
        "n_yes": 1,
        "n_unknown": 1,
        "share": pytest.approx(1 / 3),
        "share_min": 0.25,
        "share_max": 0.5,
        "more_unread": False,
    }


def test_nothing_known_has_no_share_but_bounds():
    items = pd.DataFrame({"item_id": ["a", "b"], "has_location": pd.array([None, None], dtype="boolean")})
    row = ia.exposure(items).iloc[0]
    assert pd.isna(row["share"])
    assert (row["share_min"], row["share_max"]) == (0.0, 1.0)


def test_no_rows_is_no_share_rather_than_none_exposed():
    items = pd.DataFrame({"item_id": pd.Series(dtype="str"), "has_location": pd.Series(dtype="boolean")})
    row = ia.exposure(items).iloc[0]
    assert row["n"] == 0
    assert row[["share", "share_min", "share_max"]].isna().all()


@pytest.mark.parametrize(
    ("key", "unit"), [("item_id", "item"), ("file_id", "file"), ("asset_id", "asset"), ("other", "row")]
)
def test_the_unit_is_what_a_row_of_the_frame_is(key: str, unit: str):
    frame = pd.DataFrame({key: ["a"], "has_location": [True]})
    assert ia.exposure(frame)["unit"].tolist() == [unit]


def test_consent_leaves_out_what_needs_none_and_says_how_many():
    items = pd.DataFrame(
        {
            "item_id": list("abcde"),
            "consent_state": ["covered", "against", "partly", "unknown", "not_needed"],
            "is_covered": pd.array([True, False, None, None, None], dtype="boolean"),
        }
    )
    row = ia.consent_coverage(items).iloc[0]
    assert row[["n", "n_known", "n_yes", "n_unknown"]].tolist() == [4, 2, 1, 2]
    assert row[["n_against", "n_partly", "n_not_needed"]].tolist() == [1, 1, 1]
    assert row[["share", "share_min", "share_max"]].tolist() == [0.5, 0.25, 0.75]


def test_a_group_without_name_is_a_group():
    items = pd.DataFrame({"item_id": ["a", "b"], "owner": ["comms", None], "has_location": [True, True]})
    assert ia.exposure(items, by="owner")["n"].tolist() == [1, 1]


def test_a_column_that_is_not_there_is_named():
    items = pd.DataFrame({"item_id": ["a"], "has_location": [True]})
    with pytest.raises(ia.InputError, match=r"no column 'chanel'\. Known: item_id, has_location\."):
        ia.exposure(items, by="chanel")
    with pytest.raises(ia.InputError, match=r"did you mean 'channel'\?"):
        ia.exposure(items.assign(channel="website"), by="chanel")
    with pytest.raises(ia.InputError, match=r"takes audit\.items or audit\.files"):
        ia.exposure(items[["item_id"]])
    with pytest.raises(ia.InputError, match="such as by='channel'"):
        ia.exposure(items, by=items["item_id"])
    with pytest.raises(ia.InputError, match="takes a frame, not"):
        ia.exposure("audit")
    with pytest.raises(ia.InputError, match="column of the answer"):
        ia.exposure(items.assign(n=1), by="n")


@pytest.mark.slow
@given(frames())
def test_counts_and_shares_hold_together(frame: pd.DataFrame):
    before = frame.copy(deep=True)
    for statistic in STATISTICS:
        rates = statistic(frame)
        assert (rates["n"] == rates["n_known"] + rates["n_unknown"]).all()
        assert (rates["n_yes"] <= rates["n_known"]).all()
        some = rates[rates["n"] > 0]
        assert some["share_min"].between(0, 1).all()
        assert some["share_max"].between(0, 1).all()
        known = rates[rates["n_known"] > 0]
        assert (known["share_min"] <= known["share"] + 1e-12).all()
        assert (known["share"] <= known["share_max"] + 1e-12).all()
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.slow
@given(frames())
def test_groups_add_up_to_the_total(frame: pd.DataFrame):
    counts = ["n", "n_known", "n_yes", "n_unknown"]
    for statistic in STATISTICS:
        total = statistic(frame).set_index("measure")[counts]
        groups = statistic(frame, by="channel").groupby("measure")[counts].sum()
        for measure in groups.index:
            assert groups.loc[measure].tolist() == total.loc[measure].tolist()


@pytest.mark.slow
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, random: object):
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    for statistic in STATISTICS:
        for by in (None, "channel"):
            pd.testing.assert_frame_equal(statistic(frame.iloc[order], by=by), statistic(frame, by=by))


@pytest.mark.slow
@given(frames(), st.data())
def test_knowing_less_never_improves_a_figure(frame: pd.DataFrame, data: st.DataObject):
    forgotten = data.draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
    less = frame.assign(has_location=frame["has_location"].mask(pd.Series(forgotten, index=frame.index, dtype=bool)))
    full, partial = (ia.exposure(f).set_index("measure").loc["location"] for f in (frame, less))
    if len(frame):
        assert partial["share_min"] <= full["share_min"]
        assert partial["share_max"] >= full["share_max"]


def test_sizes_by_a_flag_are_those_of_each_group():
    items = pd.DataFrame({"item_id": ["a", "b", "c", "d"], "is_oversized": False, "original_reachable": False})
    items["in_use"] = pd.array([True, False, True, None], dtype="boolean")
    items["longest_px"] = pd.array([640, 800, 1000, 2560], dtype="Int64")
    rates = ia.resolution(items, by="in_use")
    assert rates["in_use"].astype("object").fillna("?").tolist() == [False, False, True, True, "?", "?"]
    assert rates["median_px"].tolist() == [800, 800, 820, 820, 2560, 2560]
    assert rates["largest_px"].tolist() == [800, 800, 1000, 1000, 2560, 2560]
