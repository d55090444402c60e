"""What consent says of a person, a scope and a day: the truth table, and what must hold whatever is answered."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.consent import consent_timeline, states_on
from imgaudit.register import Register
from imgaudit.register.reading import strictest
from imgaudit.statistics import consent_coverage
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, PEOPLE, PERSON_STATES, PROBLEMS, SOURCES

MONTHS = ia.Policy(consent_months=24)
YEAR = ia.Policy(consent_until="school_year")
STAGE = ia.Policy(consent_until="key_stage")
LEAVING = ia.Policy(consent_until="leaving")
OWN = ia.Policy(consent_months=240, own_consent_age=13)


def register(answers: list[dict[str, object]], **person: object) -> Register:
    return Register(
        people=PEOPLE.frame([{"person_id": "p", "role": "pupil", "first_name": "Ada", "last_name": "Fern", **person}]),
        consents=CONSENTS.frame(
            strictest(
                pd.DataFrame(
                    [{"person_id": "p", "scope": "website", **answer} for answer in answers],
                    columns=[*CONSENTS.columns],
                ),
                CONSENTS.key,
            )
        ),
        problems=PROBLEMS.empty(),
    )


def state_on(register: Register, day: str, policy: ia.Policy) -> str:
    timeline = consent_timeline(register.people, register.consents, as_of=date.fromisoformat(day), policy=policy)
    asked = pd.DataFrame({"person_id": ["p"], "scope": "website", "day": pd.Timestamp(day)})
    return states_on(timeline, asked)["state"].item()


def says(status: str, day: str | None = None, by: str | None = None, **more: object) -> dict[str, object]:
    return {"status": status, "given_on": day, "given_by": by, **more}


YES, NO, OUT = "granted", "refused", "withdrawn"
EXPORT = {"recorded_on": "2025-12-01"}
TRUTH: list[tuple[str, list[dict[str, object]], dict[str, object], ia.Policy, str, str]] = [
    # rule · answers · person · policy · day · state
    ("agreed", [says(YES, "2025-09-05")], {}, MONTHS, "2025-12-19", "granted"),
    ("agreed today", [says(YES, "2025-12-19")], {}, MONTHS, "2025-12-19", "granted"),
    ("not yet asked", [says(YES, "2025-12-20")], {}, MONTHS, "2025-12-19", "not_recorded"),
    ("nobody answered", [], {}, MONTHS, "2025-12-19", "not_recorded"),
    ("a blank is no refusal", [says("not_recorded", "2025-09-05")], {}, MONTHS, "2025-12-19", "not_recorded"),
    (
        "a blank takes nothing back",
        [says(YES, "2025-09-05"), says("not_recorded", "2025-11-01")],
        {},
        MONTHS,
        "2025-12-19",
        "granted",
    ),
    ("refused", [says(NO, "2025-09-05")], {}, MONTHS, "2025-12-19", "refused"),
    ("a refusal never expires", [says(NO, "2001-09-05")], {}, MONTHS, "2025-12-19", "refused"),
    ("the last answer holds", [says(NO, "2024-09-05"), says(YES, "2025-09-05")], {}, MONTHS, "2025-12-19", "granted"),
    ("withdrawn", [says(YES, "2025-09-05"), says(OUT, "2025-11-01")], {}, MONTHS, "2025-12-19", "withdrawn"),
    (
        "withdrawn later",
        [says(YES, "2025-09-05"), says(OUT, "2026-01-10")],
        {},
        MONTHS,
        "2025-12-19",
        "granted",
    ),
    (
        "of one day the stricter",
        [says(YES, "2025-09-05"), says(NO, "2025-09-05")],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
    (
        "withdrawn before refused",
        [says(OUT, "2025-09-05"), says(NO, "2025-09-05")],
        {},
        MONTHS,
        "2025-12-19",
        "withdrawn",
    ),
    # how long it holds
    ("months: the last day", [says(YES, "2023-12-20")], {}, MONTHS, "2025-12-19", "granted"),
    ("months: the first day after", [says(YES, "2023-12-19")], {}, MONTHS, "2025-12-19", "expired"),
    ("school year: its last day", [says(YES, "2025-09-01")], {}, YEAR, "2026-08-31", "granted"),
    ("school year: the next", [says(YES, "2026-07-20")], {}, YEAR, "2026-09-01", "expired"),
    ("key stage: Year 7 to 9", [says(YES, "2025-09-05")], {"reception_in": 2018}, STAGE, "2028-08-31", "granted"),
    ("key stage: over", [says(YES, "2025-09-05")], {"reception_in": 2018}, STAGE, "2028-09-01", "expired"),
    ("key stage: Year 11 alone", [says(YES, "2025-09-05")], {"reception_in": 2014}, STAGE, "2026-09-01", "expired"),
    ("key stage: year not known", [says(YES, "2025-09-05")], {}, STAGE, "2026-09-01", "expired"),
    ("until leaving", [says(YES, "2012-09-05")], {}, LEAVING, "2025-12-19", "granted"),
    ("left", [says(YES, "2025-09-05")], {"left_on": "2025-10-01"}, LEAVING, "2025-12-19", "expired"),
    ("leaves today", [says(YES, "2025-09-05")], {"left_on": "2025-12-19"}, MONTHS, "2025-12-19", "expired"),
    ("will leave", [says(YES, "2025-09-05")], {"left_on": "2026-07-21"}, MONTHS, "2025-12-19", "granted"),
    (
        "the form's own end",
        [says(YES, "2025-09-05", expires_on="2025-12-19")],
        {},
        MONTHS,
        "2025-12-19",
        "granted",
    ),
    (
        "past the form's own end",
        [says(YES, "2025-09-05", expires_on="2025-12-18")],
        {},
        LEAVING,
        "2025-12-19",
        "expired",
    ),
    # who answers
    (
        "one parent refuses",
        [says(YES, "2025-09-05", "Mrs Fern"), says(NO, "2024-01-05", "Mr Fern")],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
    (
        "the pupil refuses",
        [says(NO, "2025-09-05", "Pupil"), says(YES, "2025-11-05", "Parent")],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
    (
        "a parent of the pupil's name does not think again for them",
        [says(NO, "2025-09-05", "Pupil"), says(YES, "2025-11-05", "Ada Fern")],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
    (
        "the pupil thinks again",
        [says(NO, "2025-09-05", "Pupil"), says(YES, "2025-11-05", "Student")],
        {},
        MONTHS,
        "2025-12-19",
        "granted",
    ),
    (
        "one agreement that holds is enough",
        [says(YES, "2020-09-05", "Mr Fern"), says(YES, "2025-09-05", "Mrs Fern")],
        {},
        MONTHS,
        "2025-12-19",
        "granted",
    ),
    ("under age", [says(YES, "2025-09-05", "Parent")], {"born_on": "2013-01-10"}, OWN, "2026-01-09", "granted"),
    ("of age", [says(YES, "2025-09-05", "Parent")], {"born_on": "2013-01-10"}, OWN, "2026-01-10", "not_recorded"),
    (
        "of age, own answer",
        [says(YES, "2025-09-05", "Parent"), says(YES, "2026-01-11", "Pupil")],
        {"born_on": "2013-01-10"},
        OWN,
        "2026-01-11",
        "granted",
    ),
    (
        "of age, a parent refuses",
        [says(NO, "2025-09-05", "Parent"), says(YES, "2026-01-11", "Pupil")],
        {"born_on": "2013-01-10"},
        OWN,
        "2026-01-12",
        "refused",
    ),
    ("Year 7", [says(YES, "2025-09-05", "Parent")], {"reception_in": 2018}, OWN, "2026-08-31", "granted"),
    (
        "may be 13 in Year 8",
        [says(YES, "2025-09-05", "Parent")],
        {"reception_in": 2018},
        OWN,
        "2026-09-01",
        "not_recorded",
    ),
    ("age not known", [says(YES, "2025-09-05", "Parent")], {}, OWN, "2025-12-19", "not_recorded"),
    ("staff answer for themselves", [says(YES, "2025-09-05")], {"role": "staff"}, OWN, "2025-12-19", "granted"),
    # answers without a date
    ("undated: from the export", [says(YES, **EXPORT)], {}, MONTHS, "2025-12-01", "granted"),
    ("undated: not before", [says(YES, **EXPORT)], {}, MONTHS, "2025-11-30", "not_recorded"),
    ("undated: no longer than so", [says(YES, **EXPORT)], {}, MONTHS, "2027-12-01", "expired"),
    ("undated: no date at all", [says(YES)], {}, MONTHS, "2025-12-19", "granted"),
    (
        "undated beside a dated refusal",
        [says(YES, **EXPORT), says(NO, "2024-01-01", **EXPORT)],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
    (
        "undated refusal beside a dated yes",
        [says(NO, **EXPORT), says(YES, "2024-01-01", **EXPORT)],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
    (
        "a dated answer after the export",
        [says(NO, **EXPORT), says(YES, "2025-12-10")],
        {},
        MONTHS,
        "2025-12-19",
        "granted",
    ),
    (
        "the later export",
        [says(YES, recorded_on="2025-09-01"), says(NO, recorded_on="2025-12-01")],
        {},
        MONTHS,
        "2025-12-19",
        "refused",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answers", "person", "policy", "day", "state"), [row[1:] for row in TRUTH], ids=[row[0] for row in TRUTH]
)
def test_the_truth_table(answers: list, person: dict, policy: ia.Policy, day: str, state: str):
    assert state in PERSON_STATES
    assert state_on(register(answers, **person), day, policy) == state


def test_the_truth_table_has_every_state_and_no_rule_twice():
    assert {row[-1] for row in TRUTH} == set(PERSON_STATES)
    assert len({row[0] for row in TRUTH}) == len(TRUTH)


@pytest.mark.slow
def test_many_days_at_once_are_as_one_by_one():
    one = register(
        [says(YES, "2023-09-05"), says(OUT, "2025-10-01"), says(YES, "2025-11-01"), says(NO, "2025-11-09", "Pupil")]
    )
    timeline = consent_timeline(one.people, one.consents, as_of=date(2025, 12, 19), policy=MONTHS)
    days = pd.Series(pd.date_range("2023-08-01", "2026-01-31", freq="31D")).sample(frac=1, random_state=1)
    many = states_on(timeline, pd.DataFrame({"person_id": "p", "scope": "website", "day": days}))
    assert many["state"].tolist() == [state_on(one, f"{day:%Y-%m-%d}", MONTHS) for day in days]
    assert many.index.tolist() == days.index.tolist()
    stranger = pd.DataFrame({"person_id": [None, "q"], "scope": "website", "day": pd.Timestamp("2025-12-19")})
    assert states_on(timeline, stranger)["state"].tolist() == ["not_recorded"] * 2


PEOPLE_IDS = ["a", "b", "c"]
ANSWER = st.tuples(
    st.sampled_from(PEOPLE_IDS),
    st.sampled_from(["website", "social", "all"]),
    st.sampled_from([YES, NO, OUT, "not_recorded"]),
    st.sampled_from([None, "2022-05-01", "2024-09-05", "2025-10-10"]),
    st.sampled_from([None, "Parent", "Pupil"]),
)
ASSETS_SHOWN = st.lists(
    st.tuples(
        st.lists(st.sampled_from([*PEOPLE_IDS, "A. Stranger"]), unique=True, max_size=3),
        st.sampled_from([True, False, None]),
    ),
    min_size=1,
    max_size=4,
)


def audited(
    answers: list[tuple[str, str, str, str | None, str | None]],
    assets: list[tuple[list[str], bool | None]],
    said: pd.DataFrame | None = None,
) -> ia.Audit:
    names = [f"asset-{n}" for n in range(len(assets))]
    channels = np.resize(["website", "facebook"], len(assets))
    item = pd.DataFrame({"item_id": names, "asset_id": names, "source_id": "s", "site": "f", "channel": channels})
    inventory = ia.Inventory(
        items=ITEMS.frame(item.assign(published_at=pd.Timestamp("2025-09-20", tz="UTC"), in_use=True)),
        assets=ASSETS.frame(
            [
                {"asset_id": name, "site": "f", "kind": "picture", "people_complete": complete, "shows": "unknown"}
                for name, (_, complete) in zip(names, assets, strict=True)
            ]
        ),
        files=FILES.frame([{"file_id": name, "asset_id": name, "role": "published"} for name in names]),
        appearances=APPEARANCES.frame(
            [
                {"asset_id": name, "person_ref": ref, "evidence": "listed"}
                for name, (refs, _) in zip(names, assets, strict=True)
                for ref in refs
            ]
        ),
        sources=SOURCES.empty(),
        problems=PROBLEMS.empty(),
    )
    people = PEOPLE.frame([{"person_id": f"person-{p}", "upn": p, "role": "pupil"} for p in PEOPLE_IDS])
    rows = [
        {"person_id": f"person-{p}", "scope": s, "status": a, "given_on": d, "given_by": by}
        for p, s, a, d, by in answers
    ]
    consents = CONSENTS.frame(pd.DataFrame(rows, columns=[*CONSENTS.columns]).drop_duplicates([*CONSENTS.key]))
    register = Register(people, consents, PROBLEMS.empty())
    return ia.run_audit(inventory, None, register, as_of="2025-12-19", answers=said)


def shares(audit: ia.Audit, asked: pd.Series) -> dict[str, list[float]]:
    """Of placements, pictures and people; of these by the scopes asked: a further one has people of its own."""
    people = ia.consent_by_person(audit)
    people = people[people["scope"].isin(asked)]
    rates = [
        consent_coverage(audit.items),
        consent_coverage(audit.items, unit="asset"),
        consent_coverage(people),
        consent_coverage(people, unit="person"),
    ]
    return {key: [float(rate[key].fillna(0).iloc[0]) for rate in rates] for key in ("n_yes", "share_min", "share_max")}


@pytest.mark.slow
@settings(max_examples=12)
@given(
    st.lists(ANSWER, max_size=8),
    ASSETS_SHOWN,
    st.sampled_from(PEOPLE_IDS),
    st.sampled_from(["website", "social", "all"]),
)
@example(  # a scope that was not asked before
    [("a", "website", "withdrawn", None, None), ("c", "website", "withdrawn", None, None)], [([], None)], "b", "social"
)
def test_a_withdrawal_never_raises_coverage(answers: list, assets: list, person: str, scope: str):
    first = audited(answers, assets)
    asked = ia.consent_by_person(first)["scope"]
    before = shares(first, asked)
    after = shares(audited([*answers, (person, scope, OUT, "2025-12-01", "Pupil")], assets), asked)
    for key, values in before.items():
        assert all(now <= then + 1e-12 for then, now in zip(values, after[key], strict=True)), key


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(ANSWER, max_size=8), ASSETS_SHOWN)
def test_somebody_of_unknown_consent_never_makes_an_item_covered(answers: list, assets: list):
    with_stranger = [([*refs, "Another Stranger"], complete) for refs, complete in assets]
    states = audited(answers, with_stranger).items["consent_state"]
    assert set(states) <= {"unknown", "against"}
    before = audited(answers, assets).items["consent_state"]
    assert (before.ne("against") | states.eq("against")).all()


@pytest.mark.slow
@settings(max_examples=12)
@given(
    st.lists(ANSWER, max_size=8),
    ASSETS_SHOWN,
    st.lists(st.sampled_from([*PEOPLE_IDS, "A. Stranger"]), unique=True, max_size=2),
    st.sampled_from(["pupils", "staff", "both", "nobody", "unknown"]),
    st.sampled_from([True, False, None]),
)
def test_saying_who_is_shown_only_ever_turns_unknown_into_something(
    answers: list, assets: list, refs: list[str], shows: str, complete: bool | None
):
    nameless = [([], None), *assets]
    said = pd.DataFrame(
        {"asset_id": ["asset-0"], "shows": shows, "people": "\n".join(refs) or None, "people_complete": complete}
    )
    before, after = (audited(answers, nameless, frame).items for frame in (None, said))
    assert before["consent_state"].iloc[0] == "unknown", "nobody has said anything"
    pd.testing.assert_frame_equal(before.iloc[1:], after.iloc[1:])
    # Said again of a picture whose people are known, it takes nothing away.
    known = pd.DataFrame(
        {"asset_id": [f"asset-{n}" for n in range(len(nameless))], "shows": shows, "people_complete": complete}
    )
    audit = audited(answers, nameless, known)
    settled = before["consent_state"].isin(["covered", "against", "not_needed"])
    was, now = before.loc[settled, "consent_state"], audit.items.loc[settled, "consent_state"]
    corrected = now.ne(was)
    # But who says that nobody is shown corrects a list; whom the register knows is taken back in plain sight.
    assert not corrected.any() or shows == "nobody"
    assert set(now[corrected]) <= {"not_needed"}
    assert not corrected.any() or audit.problems["code"].eq("contradicted").any()


@pytest.mark.slow
def test_without_a_register_nothing_is_known_and_that_is_said():
    audit = audited([], [(["a"], True), ([], None)])
    bare = ia.run_audit(
        ia.Inventory(
            items=ITEMS.frame(audit.items.reindex(columns=[*ITEMS.columns])),
            assets=audit.assets,
            files=FILES.frame(audit.files[[*FILES.columns]]),
            appearances=APPEARANCES.frame(audit.appearances[[*APPEARANCES.columns]]),
            sources=SOURCES.empty(),
            problems=PROBLEMS.empty(),
        ),
        as_of="2025-12-19",
    )
    assert set(bare.items["consent_state"]) == set(bare.items["consent_state_at_publication"]) == {"unknown"}
    assert bare.items[["n_granted", "n_refused", "n_expired", "n_not_recorded"]].isna().all(axis=None)
    for unit in (None, "asset"):
        rate = consent_coverage(bare.items, unit=unit).iloc[0]
        assert (rate["n_known"], rate["share_min"], rate["share_max"]) == (0, 0, 1)
        assert pd.isna(rate["share"])
    assert ia.consent_by_person(bare).empty
    assert bare.problems["reason"].str.contains("No consent register").any()
