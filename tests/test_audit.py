"""The audit as a whole: parts of it, several files of one asset, copies of one picture, sites that differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.policy import Policy, policy_from
from imgaudit.register import Register
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, MEDIA, PEOPLE, PROBLEMS, SOURCES

DAY = "2025-12-19"


def inventory(
    *assets: str, shown: dict[str, list[str]] | None = None, files: list[dict] | None = None, **fields: object
) -> ia.Inventory:
    """One placement an asset on the website of one site, unless told otherwise."""
    base = {
        "source_id": "s",
        "site": "f",
        "channel": "website",
        **{k: v for k, v in fields.items() if k in ITEMS.columns},
    }
    about = {"site": "f", "kind": "picture", **{k: v for k, v in fields.items() if k in ASSETS.columns}}
    return ia.Inventory(
        items=ITEMS.frame([{"item_id": f"{a}@1", "asset_id": a, **base} for a in assets]),
        assets=ASSETS.frame([{"asset_id": a, **about} for a in assets]),
        files=FILES.frame(files or [{"file_id": f"{a}#1", "asset_id": a, "role": "published"} for a in assets]),
        appearances=APPEARANCES.frame(
            [
                {"asset_id": a, "person_ref": p, "evidence": "listed"}
                for a, people in (shown or {}).items()
                for p in people
            ]
        ),
        sources=SOURCES.frame([{"source_id": "s", "file": "f", "site": "f", "channel": "website", "dialect": "d"}]),
        problems=PROBLEMS.empty(),
    )


def register(*people: dict, answer: str = "granted") -> Register:
    frame = PEOPLE.frame([{"person_id": f"p{i}", "role": "pupil", **person} for i, person in enumerate(people)])
    consents = frame[["person_id"]].assign(scope="website", status=answer, given_on=pd.Timestamp("2025-09-05"))
    return Register(frame, CONSENTS.frame(consents), PROBLEMS.empty())


ALICE = {"first_name": "Alice", "last_name": "Fern", "upn": "Z1"}


def only(audit: ia.Audit) -> pd.Series:
    assert len(audit.items) == 1
    return audit.items.iloc[0]


@pytest.mark.slow
def test_a_part_is_chosen_by_index_by_place_or_by_items(summer: ia.Audit):
    wanted = summer.items["channel"].eq("facebook")
    shuffled = summer.items.sample(frac=1, random_state=1)["channel"].eq("facebook")
    for mask in (wanted, shuffled, wanted.to_numpy(), list(wanted), summer.items.query("channel == 'facebook'")):
        assert summer.where(mask).items["channel"].tolist() == ["facebook"] * int(wanted.sum())
    for mask in ("channel == 'facebook'", np.array([True]), wanted.iloc[:3], summer.items["title"], summer.sources):
        with pytest.raises(ia.InputError, match="where\\(\\) takes"):
            summer.where(mask)


def test_a_part_is_never_saved(summer: ia.Audit, tmp_path: Path):
    with pytest.raises(ia.InputError, match="part of an audit"):
        ia.save_audit(summer.where(summer.items["channel"].eq("facebook")), tmp_path)


def test_nothing_is_shown_of_a_frame_by_accident(summer: ia.Audit):
    assert len(repr(summer)) < 200
    assert "Quillfeather" not in repr(summer)


@pytest.mark.slow
def test_whether_somebody_who_must_not_be_shown_is_shown_can_be_unknown():
    placed = inventory("a", shown={"a": ["Alice Fern"]}, people_complete=True)
    two = register({**ALICE, "protected": True}, {**ALICE, "upn": "Z2", "person_id": "p2", "protected": False})
    for people, state in (
        (register({"first_name": "Bob", "last_name": "Fern", "protected": True}), "unknown"),
        (two, "unknown"),
        (register({**ALICE, "protected": True}), "against"),
        (register({**ALICE, "protected": False}), "covered"),
        (register(ALICE), "covered"),
    ):
        assert only(ia.run_audit(placed, register=people, as_of=DAY))["consent_state"] == state


@pytest.mark.slow
def test_who_cannot_be_told_apart_is_a_problem():
    people = register(ALICE, {**ALICE, "upn": "Z2"})
    for names, value in (("none", "[name]"), ("initials", "A. F."), ("full", "Alice Fern")):
        policy = Policy(names_in_outputs=names)
        audit = ia.run_audit(
            inventory("a", shown={"a": ["Alice Fern", "Z1"]}), register=people, as_of=DAY, policy=policy
        )
        assert audit.problems.loc[audit.problems["file"].ne("policy"), "value"].tolist() == [value]


@pytest.mark.slow
def test_answers_of_a_later_day_are_not_counted_and_said():
    late = register(ALICE)
    late.consents["given_on"] = pd.Timestamp("2026-01-10")
    audit = ia.run_audit(inventory("a", shown={"a": ["Z1"]}, people_complete=True), register=late, as_of=DAY)
    assert only(audit)["consent_state"] == "unknown"
    (reason,) = audit.problems.loc[audit.problems["file"].ne("policy"), "reason"]
    assert "dated after 2025-12-19" in reason


@pytest.mark.slow
def test_work_due_beyond_the_terms_listed_is_said():
    findings = {"people": register(ALICE), "shown": inventory("a", shown={"a": ["Z9"]})}
    said = {}
    for name, terms in (
        ("none", []),
        ("this one", [{"id": "a", "starts": "2025-09-03", "ends": "2025-12-19"}]),
        ("with a gap", [{"id": "a", "starts": "2025-09-03", "ends": "2025-12-19"},
                        {"id": "c", "starts": "2026-04-13", "ends": "2026-07-21", "half_term_starts": "2026-05-25"}]),
        ("enough", [{"id": "a", "starts": "2025-09-03", "ends": "2025-12-19"},
                    {"id": "b", "starts": "2026-01-05", "ends": "2026-03-27", "half_term_starts": "2026-02-16"}]),
    ):  # fmt: skip
        policy = policy_from({"terms": terms})
        audit = ia.run_audit(findings["shown"], register=findings["people"], policy=policy, as_of=DAY)
        assert set(audit.findings["severity"]) == {"medium"}
        found = audit.problems[audit.problems["file"].eq("policy")]
        said[name] = found["reason"].tolist()
    reason = (
        "The terms listed do not reach the days on which actions are due (medium: 14 January 2026): there weekdays "
        "count as school days, in the holidays too. List those terms under [[terms]] in policy.toml."
    )
    assert said == {"none": [reason], "this one": [reason], "with a gap": [reason], "enough": []}


@pytest.mark.slow
def test_the_largest_file_on_show_speaks_for_the_asset_in_any_order():
    files = [{"file_id": f"a#{n}", "asset_id": "a", "role": "published"} for n in (1, 2)]
    sizes = [{"file_id": "a#1", "status": "ok", "width_px": 300, "height_px": 200}]
    sizes += [{"file_id": "a#2", "status": "ok", "width_px": 4000, "height_px": 3000}]
    for order in (1, -1):
        audit = ia.run_audit(inventory("a", files=files[::order]), MEDIA.frame(sizes[::order]), as_of=DAY)
        assert only(audit)[["longest_px", "is_oversized"]].tolist() == [4000, True]
    unmeasured = MEDIA.frame([{"file_id": "a#1", "status": "ok", "width_px": 300, "height_px": 200}])
    assert pd.isna(only(ia.run_audit(inventory("a", files=files), unmeasured, as_of=DAY))["is_oversized"])


@pytest.mark.slow
def test_a_scaled_copy_whose_original_nobody_listed_is_not_clean():
    files = [{"file_id": "a#1", "asset_id": "a", "role": "published", "url": "https://f.example/race-scaled.jpg"}]
    clean = {f"has_{kind}": False for kind in ("location", "people", "owner", "serial", "device", "time")}
    media = MEDIA.frame([{"file_id": "a#1", "status": "ok", "width_px": 2560, "height_px": 1707, **clean}])
    item = only(ia.run_audit(inventory("a", files=files), media, as_of=DAY))
    assert pd.isna(item["original_reachable"])
    assert pd.isna(item["has_location"])


@pytest.mark.slow
def test_the_same_picture_shows_the_same_people():
    both = inventory("a", "b", shown={"a": ["Z1"]})
    media = MEDIA.frame([{"file_id": f"{a}#1", "status": "ok", "content_hash": "same"} for a in "ab"])
    audit = ia.run_audit(both, media, register(ALICE, answer="refused"), as_of=DAY)
    assert audit.items["consent_state"].tolist() == ["against", "against"]
    assert audit.items["picture_id"].unique().tolist() == ["a"]


@pytest.mark.slow
def test_that_only_staff_are_shown_has_to_be_known():
    staff = register({**ALICE, "role": "staff"})
    for complete, shows in ((True, "staff"), (None, "unknown"), (False, "unknown")):
        audit = ia.run_audit(inventory("a", shown={"a": ["Z1"]}, people_complete=complete), register=staff, as_of=DAY)
        assert only(audit)["shows"] == shows
    stranger = inventory("a", shown={"a": ["Z1", "Somebody"]}, people_complete=True)
    assert only(ia.run_audit(stranger, register=staff, as_of=DAY))["shows"] == "unknown"


@pytest.mark.slow
def test_a_site_keeps_its_own_consent_period():
    policy = policy_from({"sites": {"f": {"consent_months": 2}}})
    placed = inventory("a", shown={"a": ["Z1"]}, people_complete=True)
    assert only(ia.run_audit(placed, register=register(ALICE), as_of=DAY))["consent_state"] == "covered"
    audit = ia.run_audit(placed, register=register(ALICE), policy=policy, as_of=DAY)
    assert only(audit)["consent_state"] == "against"


@pytest.mark.slow
def test_the_day_is_the_school_s():
    late = inventory("a", published_at=pd.Timestamp("2025-08-31 23:00", tz="UTC"))
    assert only(ia.run_audit(late, as_of=DAY))["published_on"] == pd.Timestamp("2025-09-01")


@pytest.mark.slow
@pytest.mark.parametrize(
    "as_of", ["2025-12-19", datetime(2025, 12, 19, 10, tzinfo=UTC), pd.Timestamp("2025-12-19 09:00")]
)
def test_any_way_to_write_a_day_is_that_day(as_of: object):
    assert ia.run_audit(inventory("a"), as_of=as_of).as_of.isoformat() == DAY


def test_a_wrong_call_says_what_is_right():
    placed = inventory("a")
    with pytest.raises(ia.InputError, match="as_of='12/19/2025' is not a date such as"):
        ia.run_audit(placed, as_of="12/19/2025")
    with pytest.raises(ia.InputError, match=r"register=…\) takes what read_register\(\) gave or None, not"):
        ia.run_audit(placed, None, "consents.xlsx")
    with pytest.raises(ia.InputError, match=r"policy=…\) takes what load_policy\(\) gave or None, not"):
        ia.run_audit(placed, policy="policy.toml")
    with pytest.raises(ia.InputError, match="scan the inventory that is audited"):
        ia.run_audit(placed, MEDIA.frame([{"file_id": "other", "status": "ok"}]))


def test_without_an_as_of_a_term_that_is_over_ends_on_its_last_day(summer: ia.Audit):
    audit = ia.run_audit(inventory("a"), policy=summer.policy, term="2025-26-autumn")
    assert audit.as_of.isoformat() == DAY


@pytest.mark.slow
def test_no_frame_given_is_changed():
    placed, people = inventory("a", "b", shown={"a": ["Z1"]}), register(ALICE)
    before = [
        frame.copy(deep=True) for frame in (placed.items, placed.assets, placed.files, people.people, people.consents)
    ]
    ia.run_audit(placed, register=people, as_of=DAY)
    for frame, was in zip(
        (placed.items, placed.assets, placed.files, people.people, people.consents), before, strict=True
    ):
        pd.testing.assert_frame_equal(frame, was)


@pytest.mark.slow
def test_an_empty_inventory_is_an_empty_audit(tmp_path: Path):
    nothing = replace(inventory("a"), items=ITEMS.empty(), assets=ASSETS.empty(), files=FILES.empty())
    audit = ia.run_audit(nothing, as_of=DAY)
    assert audit.items.empty
    assert ia.find_actions(audit).empty
    assert ia.exposure(audit.items)["n"].eq(0).all()
    assert ia.write_workbook(audit, tmp_path / "empty.xlsx").exists()


def test_frames_that_were_put_together_keep_their_rows_apart():
    """``pd.concat`` of two inventories leaves numbers of rows that are there twice."""
    parts = [
        (inventory(name), MEDIA.frame([{"file_id": f"{name}#1", "status": "ok", "has_location": yes}]))
        for name, yes in (("f/a", True), ("f/b", False))
    ]
    tables = ("items", "assets", "files", "appearances")
    both = {name: pd.concat([getattr(part, name) for part, _ in parts]) for name in tables}
    both = replace(parts[0][0], **both)
    audit = ia.run_audit(both, pd.concat([media for _, media in parts]), as_of=DAY)
    assert audit.items[["asset_id", "has_location"]].to_numpy().tolist() == [["f/a", True], ["f/b", False]]
    assert len(audit.files) == 2
