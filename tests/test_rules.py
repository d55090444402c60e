"""Rules and actions: every rule fires where it should, stays silent on unknown, and asks for a fix that is possible."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from made_terms import setting

import imgaudit as ia
from imgaudit.actions import SETTLED_BY, called, no_page
from imgaudit.media import KINDS
from imgaudit.policy import due_on
from imgaudit.practices import TWELVE, Rule
from imgaudit.rules import FIXES, RULES, find
from imgaudit.tables import AUDIT_ITEMS, RECORDS, SEVERITIES

BASE: dict[str, object] = {
    "item_id": "i",
    "asset_id": "a",
    "picture_id": "a",
    "source_id": "s",
    "site": "fernhollow",
    "channel": "website",
    "status": "ok",
    "in_use": True,
    "consent_state": "covered",
    "is_oversized": False,
    "original_reachable": False,
    "n_refused": 0,
    "n_expired": 0,
    "n_not_recorded": 0,
    "has_place_shown": False,
    **{f"has_{kind}": False for kind in KINDS},
    **dict.fromkeys(("has_full_name", "has_surname", "has_first_name", "has_identifier"), False),
    "full_name_shown": False,
    "full_name_in_metadata": False,
    "first_name_allowed": True,
}


def items(*changes: dict[str, object]) -> pd.DataFrame:
    return AUDIT_ITEMS.frame([{**BASE, **change} for change in changes or ({},)])


def test_a_clean_covered_picture_breaks_no_rule():
    assert find(items()).empty


def test_unknown_breaks_no_rule():
    unknown = {column: None for column in BASE if column.startswith(("has_", "is_", "n_", "original", "shows_"))}
    assert find(items({**unknown, "status": "not_fetched", "consent_state": "unknown"})).empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "rule", "severity"),
    [
        ({"full_name_shown": True, "has_full_name": True}, "names.full", "high"),
        ({"full_name_in_metadata": True, "has_full_name": True}, "names.metadata", "high"),
        ({"has_identifier": True}, "names.identifier", "medium"),
        ({"has_surname": True}, "names.surname", "low"),
        ({"has_first_name": True, "first_name_allowed": False}, "names.first", "low"),
        ({"has_location": True}, "metadata.location", "high"),
        ({"has_place_shown": True, "visibility": "public"}, "metadata.place_shown", "high"),
        ({"has_people": True}, "metadata.people", "high"),
        ({"has_owner": True}, "metadata.owner", "medium"),
        ({"has_serial": True}, "metadata.serial", "medium"),
        ({"has_thumbnail": True}, "metadata.thumbnail", "medium"),
        ({"has_hidden": True}, "metadata.hidden", "medium"),
        ({"has_device": True}, "metadata.other", "low"),
        ({"has_time": True}, "metadata.other", "low"),
        ({"has_text": True}, "metadata.other", "low"),
        ({"has_software": True}, "metadata.other", "low"),
        ({"has_provenance": True}, "metadata.other", "low"),
        ({"has_maker_note": True}, "metadata.other", "low"),
        ({"status": "damaged"}, "metadata.broken", "medium"),
        ({"status": "empty"}, "metadata.broken", "medium"),
        ({"is_oversized": True}, "resolution.oversized", "medium"),
        ({"original_reachable": True}, "resolution.original", "medium"),
        ({"n_refused": 1, "consent_state": "against"}, "consent.refused", "critical"),
        ({"n_expired": 1, "consent_state": "against"}, "consent.expired", "high"),
        ({"n_not_recorded": 1, "consent_state": "unknown"}, "consent.not_recorded", "medium"),
    ],
)
def test_each_fault_is_one_finding(change: dict[str, object], rule: str, severity: str):
    found = find(items(change))
    assert found[["rule", "severity"]].to_numpy().tolist() == [[rule, severity]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("visibility", "found"),
    [("public", 1), ("unlisted", 1), ("unknown", 1), (None, 1), ("password", 0), ("private", 0), ("draft", 0)],
)
def test_a_place_is_a_fault_wherever_everyone_may_open_the_post(visibility: str | None, found: int):
    assert len(find(items({"has_place_shown": True, "visibility": visibility}))) == found
    assert find(items({"has_place_shown": None, "visibility": visibility})).empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"has_place_shown": True}, ["names.located", "metadata.place_shown"]),
        ({"has_place_shown": True, "has_location": None}, ["names.located", "metadata.place_shown"]),
        ({"has_location": True, "has_place_shown": None}, ["names.located", "metadata.location"]),
        ({"has_place_shown": False}, ["names.full"]),
        ({"has_place_shown": None}, ["names.full"]),
        ({"has_place_shown": True, "visibility": "unlisted"}, ["metadata.place_shown", "names.full"]),
        ({"has_place_shown": True, "visibility": "private"}, ["names.full"]),
    ],
)
def test_a_full_name_beside_a_place_is_critical_on_a_public_page(change: dict[str, object], rules: list[str]):
    named = {"full_name_shown": True, "has_full_name": True, "visibility": "public"}
    found = find(items({**named, **change}))
    assert found["rule"].tolist() == rules
    assert found["severity"].eq("critical").tolist() == [rule == "names.located" for rule in rules]


def test_every_kind_of_exposure_is_somebody_s_rule():
    assert sorted(kind for rule in ia.rules.RULES for kind in rule.kinds) == sorted(KINDS)


def test_rules_are_whole():
    assert len({rule.name for rule in ia.rules.RULES}) == len(ia.rules.RULES)
    for rule in ia.rules.RULES:
        assert rule.practice in TWELVE
        assert rule.name.startswith(f"{rule.practice}.")
        assert set(rule.fixes.values()) <= set(FIXES)
        assert "" in rule.fixes
        assert rule.problem.endswith(".")
        assert rule.done.endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_answers_from_no_more_than_the_columns_that_it_needs(summer: ia.Audit, rule: Rule):
    # Its fingerprint says what decides them: a column that it reads besides could change unseen.
    settings = RECORDS.frame([setting("location", "on"), setting("contacts", None)])
    rows = settings if rule.subject == "record" else summer.items
    pd.testing.assert_series_equal(rule.asked_of(rows[[*rule.needs]]), rule.asked_of(rows))


def test_a_picture_on_two_pages_is_one_fault_of_the_picture_and_two_of_consent():
    both = {"has_location": True, "n_refused": 1, "consent_state": "against"}
    found = find(items({**both, "item_id": "i1"}, {**both, "item_id": "i2"}))
    assert found["finding_id"].tolist() == [
        "consent.refused i1",
        "consent.refused i2",
        "metadata.location a@website",
    ]


def test_the_order_of_items_does_not_matter_and_they_are_not_changed():
    frame = items(
        {"item_id": "i1", "has_location": True, "found": "location: GPSLatitude in GPS IFD"},
        {"item_id": "i2", "asset_id": "b", "is_oversized": True, "longest_px": 3000},
    )
    before = frame.copy(deep=True)
    forward, backward = find(frame), find(frame.iloc[::-1])
    pd.testing.assert_frame_equal(forward, backward)
    assert forward["evidence"].tolist() == ["GPSLatitude in GPS IFD", "longest side in pixels: 3000"]
    pd.testing.assert_frame_equal(frame, before)


def actions_of(summer: ia.Audit, *changes: dict[str, object]) -> list[dict[str, object]]:
    from dataclasses import replace

    frame = items(*changes)
    actions = ia.find_actions(replace(summer, items=frame, findings=find(frame)))
    return actions[actions["settled_by"].isna()].to_dict("records")


@pytest.mark.slow
def test_who_removes_a_picture_need_not_strip_it(summer: ia.Audit):
    (action,) = actions_of(
        summer, {"has_location": True, "is_oversized": True, "n_refused": 1, "consent_state": "against"}
    )
    assert (action["fix"], action["severity"], action["findings"]) == ("Remove", "critical", 3)
    assert action["problem"] == (
        "Somebody is shown whose consent for this use is refused or withdrawn. "
        "The file says where it was taken. The picture on show is larger than the school's limit."
    )


@pytest.mark.slow
def test_who_uploads_it_smaller_need_not_strip_it_first(summer: ia.Audit):
    (action,) = actions_of(summer, {"has_location": True, "is_oversized": True})
    assert (action["fix"], action["severity"]) == ("Re-upload smaller", "high")
    assert action["done_when"] == (
        "Every copy of it, the original upload among them, has been replaced by a stripped one. "
        "The picture on show is within the limit."
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "fix"),
    [
        ({"channel": "website"}, "Strip metadata"),
        ({"channel": "prospectus"}, "Strip metadata"),
        ({"channel": "facebook"}, "Remove"),
        ({"channel": "instagram"}, "Remove"),
        ({"channel": "website", "in_use": False}, "Remove"),
        ({"channel": "website", "in_use": None}, "Strip metadata"),
    ],
)
def test_the_fix_is_one_that_is_possible_there(summer: ia.Audit, change: dict[str, object], fix: str):
    (action,) = actions_of(summer, {"has_location": True, **change})
    assert action["fix"] == fix


@pytest.mark.slow
@pytest.mark.parametrize("channel", ["facebook", "instagram", "x", "youtube", "website", "flickr"])
def test_a_place_is_taken_off_a_post_and_the_picture_may_stay(summer: ia.Audit, channel: str):
    shown = {"has_place_shown": True, "place_shown": "Fern Hollow Moor\nPond", "page_title": "Gala", "channel": channel}
    elsewhere = {"item_id": "j", "channel": channel, "place_shown": None, "has_place_shown": None}
    (action,) = actions_of(summer, shown, elsewhere)
    assert (action["fix"], action["severity"], action["findings"]) == ("Remove the place", "high", 1)
    assert action["problem"] == (
        "The post says where it was: a place is shown with it. Remove “Fern Hollow Moor”, “Pond” from “Gala”."
    )
    assert action["done_when"] == "The post shows no place."
    assert not {"places", "place_shown"} & set(action)


@pytest.mark.slow
def test_who_removes_the_picture_need_not_remove_the_place(summer: ia.Audit):
    both = {"has_place_shown": True, "has_location": True, "channel": "facebook"}
    assert [(a["fix"], a["findings"]) for a in actions_of(summer, both)] == [("Remove", 2)]
    (stripped,) = actions_of(summer, {**both, "channel": "website", "place_shown": "Moor", "page_title": "Gala"})
    assert (stripped["fix"], stripped["findings"]) == ("Strip metadata", 2)
    assert str(stripped["problem"]).endswith("a place is shown with it. Remove “Moor” from “Gala”.")


def test_consent_is_got_apart_from_stripping(summer: ia.Audit):
    fixes = [a["fix"] for a in actions_of(summer, {"has_location": True, "n_expired": 1, "consent_state": "against"})]
    assert sorted(map(str, fixes)) == ["Get consent", "Strip metadata"]
    assert "Get consent" in SETTLED_BY["Remove"]


@pytest.mark.slow
def test_every_finding_is_in_one_action(audits: dict[str, ia.Audit]):
    for audit in audits.values():
        actions = ia.find_actions(audit)
        listed = actions[actions["settled_by"].isna()]
        assert listed["findings"].sum() == len(audit.findings)
        assert set(actions["settled_by"].dropna()) <= set(listed["action_id"])
        assert actions["action_id"].is_unique
        urgency = actions["severity"].map(list(SEVERITIES).index)
        assert urgency.is_monotonic_increasing
        assert not actions["problem"].isna().any()
        assert not actions["due_on"].isna().any()


@pytest.mark.parametrize(
    ("severity", "day", "due"),
    [
        ("critical", date(2025, 12, 18), date(2025, 12, 19)),
        ("critical", date(2025, 12, 19), date(2026, 1, 5)),  # over the holidays
        ("high", date(2025, 10, 24), date(2025, 11, 7)),  # over half-term
        ("medium", date(2026, 1, 5), date(2026, 1, 26)),
        ("low", date(2026, 1, 5), date(2026, 3, 27)),  # this half term ends on 13 February, the next with the term
        ("low", date(2025, 12, 19), date(2026, 2, 13)),  # half term is from a Monday, the Friday before is school
        ("low", date(2026, 3, 27), date(2026, 5, 22)),
        ("high", date(2026, 4, 27), date(2026, 5, 5)),  # over May Day
        ("critical", date(2026, 5, 1), date(2026, 5, 5)),
        ("critical", date(2026, 7, 24), date(2026, 7, 27)),  # beyond the terms known: weekdays
        ("critical", date(2026, 8, 28), date(2026, 9, 1)),  # but no bank holidays
        ("medium", date(2025, 8, 4), date(2025, 8, 26)),  # before them: nobody knows whether that is a holiday
    ],
)
def test_work_is_due_on_a_school_day(summer: ia.Audit, severity: str, day: date, due: date):
    assert due_on(severity, day, summer.policy) == due


def test_where_narrows_everything(summer: ia.Audit):
    part = summer.where(summer.items["channel"].eq("facebook"))
    assert set(part.items["channel"]) == {"facebook"}
    assert set(part.findings["channel"]) <= {"facebook"}
    assert set(part.files["asset_id"]) <= set(part.items["asset_id"])
    assert set(part.assets["asset_id"]) == set(part.items["asset_id"])
    assert len(part.findings) == summer.findings["channel"].eq("facebook").sum() > 0
    everything = summer.where(summer.items["item_id"].notna())
    # Those about an account, a person or a policy are of no item.
    assert (
        everything.findings["finding_id"].tolist() == summer.findings.dropna(subset="asset_id")["finding_id"].tolist()
    )
    assert len(everything.findings) == len(summer.findings) - 2
    assert summer.where(summer.items["has_location"]).items["has_location"].all(), "unknown is not true"


def test_an_action_says_no_more_of_page_and_title_than_the_export(summer: ia.Audit):
    items = summer.items.head(3).assign(
        title=None,
        caption=["Relay\nand more", None, "x" * 100],
        in_use=pd.array([False, None, True], dtype="boolean"),
    )
    assert called(items).fillna("–").tolist() == ["Relay", "–", "x" * 80]
    assert no_page(items).tolist() == [
        "Media library: no page of the export uses it",
        "No page is known",
        "No page is known",
    ]
    assert called(summer.items.head(3)).tolist() == summer.items["title"].head(3).tolist()
