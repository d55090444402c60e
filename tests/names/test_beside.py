"""Names beside pictures: what the audit, its rules and its actions make of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.actions import find_actions
from imgaudit.names.placements import placement_names
from imgaudit.policy import policy_from
from imgaudit.rules import find
from imgaudit.tables import AUDIT_ITEMS, FILES, MEDIA, PEOPLE

REGISTER = PEOPLE.frame([{"person_id": "p1", "first_name": "Amelia", "last_name": "Quillfeather"}])
ITEM: dict[str, object] = {
    "item_id": "i",
    "asset_id": "a",
    "source_id": "s",
    "site": "fernhollow",
    "channel": "website",
    "page_title": "Sports day",
    "visibility": "public",
    "has_text": False,
    "has_owner": False,
    "has_people": False,
}


def beside(item: dict[str, object], file: dict[str, object] | None = None, **policy: object) -> pd.Series:
    """The answers for one placement."""
    items = AUDIT_ITEMS.frame([{**ITEM, **item}])
    named = [{"file_id": "f", "asset_id": "a", **(file or {})}]
    files = FILES.frame(named).merge(MEDIA.frame([{"file_id": "f", "status": "ok", **(file or {})}])[["file_id"]])
    files = files.assign(**{name: (file or {}).get(name) for name in ("texts", "person_names", "texts_cut")})
    answer, names = placement_names(items, files, REGISTER, {"fernhollow": policy_from(policy)})
    assert set(names["item_id"]) <= {"i"}
    return answer.iloc[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("item", "file", "level", "fields"),
    [
        ({"caption": "Amelia Quillfeather wins"}, {}, "full", "caption"),
        ({"alt_text": "Amelia wins", "title": "amelia_quillfeather"}, {}, "full", "title, alt_text"),
        ({"caption": "Mrs Quillfeather waves"}, {}, "surname", "caption"),
        ({"page_title": "Amelia wins"}, {}, "first", "page_title"),
        ({}, {"url": "https://amelia-quillfeather.example/up/amelia-q-300x200.jpg"}, "first", "file"),
        ({}, {"path": "/pictures/amelia/quillfeather/IMG_1.jpg"}, "none", None),
        ({}, {"path": "club.zip!2024/AmeliaQuillfeather.jpg"}, "full", "file"),
        ({"has_text": True}, {"texts": "Sports\nPhoto of Amelia Quillfeather"}, "full", "metadata"),
        ({"has_people": True}, {"person_names": "Amelia Quillfeather"}, "full", "metadata"),
        ({"caption": "Sports day"}, {}, "none", None),
        ({"caption": "Milly Quillfeather wins"}, {}, "possible", "caption"),
        ({"caption": "Milly wins"}, {}, "possible", "caption"),
    ],
)
def test_each_text_is_read(item: dict[str, object], file: dict[str, object], level: str, fields: str | None):
    answer = beside(item, file)
    assert answer["name_level"] == level
    assert (None if pd.isna(answer["name_fields"]) else answer["name_fields"]) == fields


@pytest.mark.slow
@pytest.mark.parametrize("unread", ["has_text", "has_owner", "has_people"])
def test_a_file_that_was_not_read_may_hold_a_name(unread: str):
    answer = beside({unread: None})
    assert answer[["name_level", "has_full_name", "has_first_name", "has_identifier"]].isna().all()
    assert not answer["full_name_shown"]
    assert beside({unread: None, "caption": "Amelia wins"})["name_level"] == "first"
    assert pd.isna(beside({unread: None, "caption": "Amelia wins"})["has_full_name"])


def test_text_that_is_there_but_was_not_kept_is_unknown():
    assert pd.isna(beside({"has_text": True})["has_full_name"])


@pytest.mark.parametrize(
    ("caption", "unknown", "no"),
    [
        ("Milly Quillfeather wins", {"has_full_name", "full_name_shown"}, {"has_first_name", "full_name_in_metadata"}),
        ("Milly wins", {"has_first_name"}, {"has_full_name", "full_name_shown", "has_surname"}),
        ("Milly, Year 6", {"has_first_name", "has_identifier"}, {"has_full_name", "has_surname"}),
    ],
)
def test_a_possible_name_is_neither_a_name_nor_none(caption: str, unknown: set[str], no: set[str]):
    answer = beside({"caption": caption})
    assert {name for name in unknown | no if pd.isna(answer[name])} == unknown
    assert not answer[sorted(no)].any()


def test_where_a_text_was_cut_a_name_that_is_not_found_is_unknown():
    cut = {"texts": "Sports day", "texts_cut": True}
    assert pd.isna(beside({"has_text": True}, cut)["has_full_name"])
    assert not beside({"has_text": True}, {**cut, "texts_cut": False})["has_full_name"]
    assert beside({"has_text": True}, {**cut, "texts": "Amelia Quillfeather"})["has_full_name"]


@pytest.mark.slow
def test_without_a_register_all_is_unknown(summer: ia.Audit):
    items = summer.items[list(AUDIT_ITEMS.columns)]
    answer, names = placement_names(items, summer.files, PEOPLE.empty(), {"fernhollow": ia.Policy()})
    assert names.empty
    assert answer.drop(columns="first_name_allowed").isna().all(axis=None)
    rates = ia.name_exposure(items.assign(**answer))
    assert rates["n_unknown"].eq(rates["n"]).all()


@pytest.mark.slow
def test_identifiers_of_a_site_s_policy():
    assert beside({"caption": "Amelia, Year 6"})["has_identifier"]
    assert beside({"caption": "Born 3 May 2014"})["has_identifier"]
    assert not beside({"caption": "Locker 12"})["has_identifier"]
    assert beside({"caption": "Locker 12"}, identifiers={"locker": r"Locker \d+"})["has_identifier"]


def rules_of(**changes: object) -> dict[str, str]:
    found = find(AUDIT_ITEMS.frame([{**ITEM, "consent_state": "covered", **changes}]))
    return dict(zip(found["rule"], found["severity"], strict=True))


def test_a_full_name_with_a_location_on_a_public_page_is_critical():
    full = {"full_name_shown": True, "has_full_name": True}
    assert rules_of(**full, has_location=True)["names.located"] == "critical"
    assert "names.full" not in rules_of(**full, has_location=True)
    assert rules_of(**full, has_location=True, visibility="password")["names.full"] == "high"
    assert rules_of(**full, has_location=None)["names.full"] == "high"


def test_first_names_break_a_rule_only_where_none_is_allowed():
    assert rules_of(has_first_name=True, first_name_allowed=True) == {}
    assert rules_of(has_first_name=True, first_name_allowed=False) == {"names.first": "low"}
    assert beside({}, names_allowed="none")["first_name_allowed"] == False  # noqa: E712


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("none", "Remove the surname from the caption on Science week."),
        ("initials", "Remove the surname from the caption on Science week (Q. T.)."),
        ("full", "Remove the surname from the caption on Science week (Quince Thistlewhit)."),
    ],
)
def test_actions_say_what_to_take_out_where(summer: ia.Audit, shown: str, said: str):
    audit = replace(summer, policy=replace(summer.policy, names_in_outputs=shown))
    problems = find_actions(audit).query("fix == 'Remove name'")["problem"]
    assert problems.str.contains(said, regex=False).sum() == 1
    # Once in a caption, and once in the text next to a picture.
    assert problems.str.contains("Thistlewhit").sum() == (2 if shown == "full" else 0)
    assert problems.str.contains("from the text next to it on ", regex=False).sum() == 3


@pytest.mark.slow
def test_what_is_kept_of_a_file_is_what_people_wrote(summer: ia.Audit):
    texts = summer.files["texts"].dropna()
    assert not texts.str.contains("Hollowtel|2025:").any(), "neither cameras nor times"


def test_a_policy_refuses_what_is_no_pattern():
    with pytest.raises(ia.PolicyError, match="regular expressions"):
        policy_from({"identifiers": {"locker": "("}})
    with pytest.raises(ia.PolicyError, match="names_allowed"):
        policy_from({"names_allowed": "full"})
    assert "UPN" in policy_from({"identifiers": {"locker": "x"}}).identifiers
