"""The scorecard: twelve rows, and never a state that what is unknown could turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_terms import audit, picture

import imgaudit as ia
from imgaudit.practices import TWELVE
from imgaudit.registers import judged
from imgaudit.tables import RECORDS, SCORECARD, STANDINGS

DAY = date(2026, 7, 17)
SITE = "fernhollow-academy.example"


def with_flags(audit: ia.Audit, **flags: Any) -> ia.Audit:
    """An audit of which each placement says this."""
    told = {name: pd.array(value, "boolean") if isinstance(value, list) else value for name, value in flags.items()}
    audit = replace(audit, records=RECORDS.empty())  # of which one lists an account without an export
    return replace(audit, items=audit.items.head(5).reset_index(drop=True).assign(more_unread=False, **told))


def row(audit: ia.Audit, practice: str, history: Any = None) -> dict[str, Any]:
    return ia.scorecard(audit, history).set_index("practice").loc[practice].to_dict()


def record(register: str, practice: str, checked_on: str | None, **about: Any) -> dict[str, Any]:
    said = {"subject_kind": "policy", "what": "a", "site": SITE, "register": register, "practice": practice}
    return {**said, "subject_id": f"{SITE}/{register}/{about}{checked_on}", "checked_on": checked_on, **about}


def with_records(audit: ia.Audit, *rows: dict[str, Any]) -> ia.Audit:
    frame = RECORDS.frame(pd.DataFrame(rows).assign(checked_on=lambda f: pd.to_datetime(f["checked_on"])))
    return replace(audit, records=judged(frame, {SITE: audit.policy}, DAY))


@pytest.mark.slow
def test_there_is_a_row_a_practice_in_the_order_of_the_guidance(summer: ia.Audit, history: Path) -> None:
    card = ia.scorecard(summer, history)
    assert card["practice"].tolist() == list(TWELVE)
    assert list(card.columns) == list(SCORECARD.columns)
    assert set(card["state"]) | set(card["state_before"]) <= set(STANDINGS)
    assert ia.scorecard(summer)["state_before"].isna().all()
    known = card[card["state"].isin(["met", "partly met", "not met"])]
    assert (known["n"] > 0).all()
    assert card.loc[card["n_unknown"] > 0, "to_know"].notna().all()


@pytest.mark.slow
def test_the_audit_and_the_order_of_its_rows_do_not_matter(summer: ia.Audit) -> None:
    before = summer.items.copy(deep=True)
    turned = replace(summer, items=summer.items.sample(frac=1, random_state=3).reset_index(drop=True))
    pd.testing.assert_frame_equal(ia.scorecard(turned), ia.scorecard(summer))
    pd.testing.assert_frame_equal(summer.items, before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("located", "state"),
    [
        ([False] * 5, "met"),
        ([False, False, False, None, None], "not known"),
        ([None] * 5, "not known"),
        ([True, False, False, False, False], "not met"),
        ([True, None, None, None, None], "not met"),
    ],
)
def test_one_place_is_one_too_many_and_one_that_is_unknown_could_be(
    summer: ia.Audit, located: list[Any], state: str
) -> None:
    told = row(with_flags(summer, has_location=located, has_people=False, has_place_shown=False), "metadata")
    assert told["state"] == state
    assert (told["n"], told["n_unknown"]) == (5, located.count(None)) or state == "met"


@pytest.mark.slow
def test_right_on_three_of_five_thousand_is_not_met(summer: ia.Audit) -> None:
    items = pd.concat([summer.items.head(1)] * 5000, ignore_index=True)
    known = pd.array([False] * 3 + [None] * 4997, "boolean")
    many = replace(summer, items=items.assign(has_full_name=known, more_unread=False))
    told = row(many, "names")
    assert (told["state"], told["n"], told["n_unknown"], told["share_max"]) == ("not known", 5000, 4997, 4997 / 5000)
    assert told["measure"] == "Full name: 0 of 5,000 placements (0%); 4,997 not known, so up to over 99%"


@pytest.mark.slow
def test_an_export_that_goes_on_unread_leaves_it_unknown(summer: ia.Audit) -> None:
    clean = with_flags(summer, has_full_name=[False] * 5)
    assert row(clean, "names")["state"] == "met"
    told = row(replace(clean, items=clean.items.assign(more_unread=True)), "names")
    assert told["state"] == "not known"
    assert told["to_know"] == "Read whole the exports that were not."
    half = summer.sources.assign(completeness=["part", *summer.sources["completeness"][1:]])
    assert row(replace(clean, sources=half), "names")["state"] == "not known"
    assert row(replace(clean, sources=half), "partners")["state"] == row(clean, "partners")["state"]


@pytest.mark.slow
def test_an_export_that_was_given_before_and_not_now_is_not_clean(summer: ia.Audit, history: Path) -> None:
    items = summer.items[summer.items["channel"].ne("facebook")].reset_index(drop=True)
    without = summer.sources[summer.sources["channel"].ne("facebook")]
    clean = replace(summer, items=items.assign(has_full_name=pd.array([False] * len(items), "boolean")))
    clean = replace(clean, records=RECORDS.empty())
    assert row(clean, "names", history)["state"] == "met"
    told = row(replace(clean, sources=without), "names", history)
    assert told["state"] == "not known"
    assert told["to_know"] == (
        "Give the exports that are not here (Facebook), or note the account as closed in Accounts."
    )
    account = {"group": "facebook", "subject_kind": "account", "subject_id": f"{SITE}/account/facebook/1"}
    listed = [record("accounts", "settings", None, what="listed in the register", actual="yes", **account)]
    closed = [*listed, {**listed[0], "what": "closed"}]
    for rows, state in ((listed, "not known"), (closed, "met")):
        told_of = with_records(replace(clean, sources=without), *rows)
        assert row(told_of, "names", history)["state"] == state


@pytest.mark.slow
def test_each_site_has_a_register_of_its_own(summer: ia.Audit) -> None:
    fresh = record("partners", "partners", "2026-03-01")
    alone = with_records(summer, fresh)
    assert row(alone, "partners")["state"] == "met"
    two = replace(alone, items=pd.concat([summer.items, summer.items.head(1).assign(site="nursery")]))
    assert row(two, "partners")["state"] == "not known"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("percent", "open_to_all", "state"),
    [
        (None, [False] * 5, "not known"),
        (40, [True, True, False, False, False], "met"),
        (40, [True, True, None, False, False], "not known"),
        (39, [True, True, False, False, False], "not met"),
        (0, [False] * 5, "met"),
    ],
)
def test_how_much_may_be_open_to_all_is_the_schools_to_decide(
    summer: ia.Audit, percent: int | None, open_to_all: list[Any], state: str
) -> None:
    shown = with_flags(summer, shows="pupils", is_open_to_all=open_to_all, is_left_open=False)
    told = row(replace(shown, policy=replace(summer.policy, open_to_all_percent=percent)), "visibility")
    assert told["state"] == state
    undecided = "Decide how much may be open to all: open_to_all_percent in policy.toml."
    assert (undecided in (told["to_know"] if isinstance(told["to_know"], str) else "")) == (percent is None)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days", "state"),
    [
        (["2026-03-01", "2026-03-02"], "met"),
        (["2026-03-01", "2024-03-02"], "partly met"),
        (["2024-03-01", "2024-03-02"], "not met"),
        (["2026-03-01", None], "not known"),
        ([None, None], "not known"),
        (["2026-03-01", "2024-03-02", None], "partly met"),
        (["2024-03-02", None], "not known"),
    ],
)
def test_what_is_to_be_done_is_met_in_part_where_some_of_it_is_done(
    summer: ia.Audit, days: list[str | None], state: str
) -> None:
    rows = [record("partners", "partners", day, group=str(place)) for place, day in enumerate(days)]
    assert row(with_records(summer, *rows), "partners")["state"] == state


@pytest.mark.slow
def test_without_a_register_there_is_no_data_and_the_row_says_which_to_fill_in(summer: ia.Audit) -> None:
    told = ia.scorecard(replace(summer, records=RECORDS.empty())).set_index("practice")
    registered = ["settings", "training", "families", "procedures", "partners"]
    assert told.loc[registered, "state"].tolist() == ["no data"] * 5
    assert told.loc[registered, "n"].tolist() == [0] * 5
    sheets = (
        "Fill in the sheets Settings and Accounts of the registers: imgaudit registers new FILE writes the workbook."
    )
    assert told.loc["settings", "to_know"] == sheets
    assert told.loc["training", "measure"] == "Trained in time: no data"


@pytest.mark.slow
def test_policies_alone_do_not_tell_that_there_was_no_incident(summer: ia.Audit, tmp_path: Path) -> None:
    fresh = record("policies", "procedures", "2026-03-01", subject="Use of images")
    told = row(with_records(summer, fresh), "procedures")
    assert told["state"] == "not known"
    assert told["to_know"].startswith("Give the workbook of incidents, empty or not")
    log = tmp_path / "incidents.xlsx"
    ia.write_registers(log, site=SITE, incidents=True)
    none = ia.read_registers(log).records
    assert none["what"].tolist() == ["no incident on record"]
    both = replace(summer, records=judged(pd.concat([RECORDS.frame([fresh]), none]), {SITE: summer.policy}, DAY))
    assert row(both, "procedures")["state"] == "met"
    assert "Step of an incident done: none to count" in row(both, "procedures")["also"]


def test_a_log_of_incidents_that_cannot_be_read_whole_is_not_an_empty_one(tmp_path: Path) -> None:
    log = tmp_path / "incidents.xlsx"
    ia.write_registers(log, site=SITE, incidents=True)
    workbook = openpyxl.load_workbook(log)
    workbook["Incidents"].delete_cols(3)
    workbook.save(log)
    assert ia.read_registers(log).records.empty


@pytest.mark.slow
def test_pictures_that_nobody_looked_into_never_make_it_met(summer: ia.Audit) -> None:
    unread = [name for name in summer.items if str(summer.items[name].dtype) == "boolean" and name != "more_unread"]
    card = ia.scorecard(replace(summer, items=summer.items.assign(**dict.fromkeys(unread), shows=None)))
    assert "met" not in set(card.set_index("practice").loc[[*TWELVE[:5], "consent", "staff"], "state"])


@pytest.mark.slow
@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=6), st.data())
def test_knowing_more_never_contradicts_what_was_said(summer: ia.Audit, flags: list[Any], data: st.DataObject) -> None:
    def state(values: list[Any]) -> str:
        items = summer.items.head(len(values)).reset_index(drop=True)
        flagged = items.assign(more_unread=False, has_full_name=pd.array(values, "boolean"))
        return str(row(replace(summer, items=flagged, records=RECORDS.empty()), "names")["state"])

    known = [data.draw(st.booleans()) if flag is None else flag for flag in flags]
    before, after = state(flags), state(known)
    assert after == ("not met" if True in known else "met")
    assert before in (after, "not known")


@pytest.mark.slow
def test_the_term_before_is_the_last_one_audited_before_this(summer: ia.Audit, history: Path) -> None:
    told = ia.scorecard(summer, history).set_index("practice")
    spring = ia.load_history(history).items.query("term == '2025-26-spring'")
    as_spring = ia.scorecard(replace(summer, items=spring)).set_index("practice")
    of_pictures = ["review", "names", "metadata", "resolution", "consent", "staff"]
    assert told.loc[of_pictures, "state_before"].tolist() == as_spring.loc[of_pictures, "state"].tolist()
    elsewhere = replace(summer, items=summer.items.assign(site="another"))
    assert ia.scorecard(elsewhere, history)["state_before"].isna().all()


@pytest.mark.slow
def test_the_picture_of_it_says_every_state_and_figure(summer: ia.Audit, history: Path) -> None:
    card = ia.scorecard(summer, history)
    axes = ia.plot_scorecard(card)
    texts = [text.get_text().replace("\n", " ") for text in axes.texts]
    assert axes.get_title(loc="left") == "How does the school stand in the twelve practices?"
    for each in card.to_dict("records"):
        assert {each["measure"], each["state"], each["state_before"]} <= set(texts)
        assert any(text.endswith(each["question"]) for text in texts)
    assert card.attrs["about"] in texts
    assert f"{card['state'].eq('not met').sum()} not met" in " ".join(texts)
    with pytest.raises(ia.InputError, match=r"takes what ia\.scorecard\(audit\) gave; it lacks"):
        ia.plot_scorecard(summer.items)


@pytest.mark.slow
def test_an_audit_of_nothing_has_no_data_and_says_what_would_make_some(summer: ia.Audit) -> None:
    empty = {name: getattr(summer, name).head(0) for name in ("items", "sources", "records", "findings")}
    card = ia.scorecard(replace(summer, **empty))
    assert set(card["state"]) == {"no data"}
    assert card["to_know"].notna().all()


@pytest.mark.slow
def test_a_missing_export_of_the_same_day_is_missing_too(tmp_path: Path) -> None:
    ok = picture("a", shows="nobody")
    prospectus = picture("b", shows="nobody", source="s/prospectus/spreadsheet")
    ia.save_audit(audit("1", ok, prospectus), tmp_path)
    again = audit("1", ok)
    assert row(again, "metadata", tmp_path)["state"] == "not known"
    assert row(audit("1", ok, prospectus), "metadata", tmp_path)["state"] != "not known"


@pytest.mark.slow
def test_an_audit_that_cannot_be_read_may_have_held_more(tmp_path: Path) -> None:
    ok = picture("a", shows="nobody")
    ia.save_audit(audit("1", ok), tmp_path)
    (saved,) = ia.save_audit(audit("2", ok), tmp_path)
    assert row(audit("3", ok), "metadata", tmp_path)["state_before"] == "met"
    (saved / "items.parquet").write_bytes(b"broken")
    told = row(audit("3", ok), "metadata", tmp_path)
    assert (told["state"], told["state_before"]) == ("not known", None) or pd.isna(told["state_before"])
    assert "whose audit cannot be read" in told["to_know"]


@pytest.mark.slow
def test_each_site_keeps_to_its_own_share() -> None:
    pupils = {"who": [], "shows": "pupils"}
    own = [picture(f"s{at}", **pupils) for at in range(3)]
    other = [picture(f"n{at}", source="n/website/spreadsheet", **pupils) for at in range(100)]
    policy = ia.Policy(open_to_all_percent=5, sites={"n": {"open_to_all_percent": 50}})
    both = audit("1", *own, *other, policy=policy)
    closed = both.items["site"].eq("n").to_numpy()
    items = both.items.assign(
        is_open_to_all=pd.array(~closed, "boolean"), is_left_open=pd.array([False] * 103, "boolean")
    )
    told = row(replace(both, items=items), "visibility")
    assert told["state"] == "not met"
    assert told["measure"].startswith("Open to all (s): 3 of 3 placements (100%)")


@pytest.mark.slow
def test_an_account_that_is_listed_and_not_exported_is_not_clean() -> None:
    account = {"group": "instagram", "subject_kind": "account", "subject_id": "s/account/instagram/1"}
    listed = record("accounts", "settings", None, what="listed in the register", actual="yes", **account)
    told = row(audit("1", picture("a", shows="nobody"), records=RECORDS.frame([listed | {"site": "s"}])), "metadata")
    assert told["state"] == "not known"
    assert "(Instagram)" in told["to_know"]
