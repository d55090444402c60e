"""Who is placed where and what their consent says there: decided once, and every figure of consent agrees with it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.outputs.workbook.who_is_shown import open_questions
from imgaudit.people import MAY_BE, WHY, name_hider
from imgaudit.policy import policy_from
from imgaudit.register import Register
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, PEOPLE, PLACED, PROBLEMS, SOURCES

DAY = "2025-12-19"
AUTUMN = "2025-09-05"
PERSONS = ("yes", "no", "old", "blank")
ANSWERS = [("yes", "granted", AUTUMN), ("no", "refused", AUTUMN), ("old", "granted", "2020-09-05")]

Asset = tuple[list[tuple[str, str]], bool | None, str]
"""Whom one asset shows and how surely, whether everyone is listed, and who is shown."""


def register(answers: list[tuple[str, str, str]] = ANSWERS, scope: str = "website", **person: object) -> Register:
    people = [{"person_id": f"person-{p}", "upn": p, "role": "pupil", "first_name": p, **person} for p in PERSONS]
    consents = pd.DataFrame(
        [
            {"person_id": f"person-{p}", "scope": scope, "status": said, "given_on": day, "given_by": "Mrs Fern"}
            for p, said, day in answers
        ],
        columns=[*CONSENTS.columns],
    )
    return Register(PEOPLE.frame(people), CONSENTS.frame(consents), PROBLEMS.empty())


def inventory(
    assets: dict[str, Asset], sites: tuple[str, ...] = ("f",), published: str | None = "2025-09-20", **fields: object
) -> ia.Inventory:
    """A placement of every asset on the website of each site."""
    at = None if published is None else pd.Timestamp(published, tz="UTC")
    rows = [
        {"item_id": f"{a}@{site}", "asset_id": a, "source_id": "s", "site": site, "channel": "website", **fields}
        for a in assets
        for site in sites
    ]
    about = [
        {"asset_id": a, "site": sites[0], "kind": "picture", "people_complete": complete, "shows": shows}
        for a, (_, complete, shows) in assets.items()
    ]
    shown = [(a, ref, "listed", presence) for a, (refs, *_) in assets.items() for ref, presence in refs]
    return ia.Inventory(
        items=ITEMS.frame(pd.DataFrame(rows).assign(published_at=at)),
        assets=ASSETS.frame(about),
        files=FILES.frame([{"file_id": f"{a}#1", "asset_id": a, "role": "published"} for a in assets]),
        appearances=APPEARANCES.frame(pd.DataFrame(shown, columns=[*APPEARANCES.columns])),
        sources=SOURCES.empty(),
        problems=PROBLEMS.empty(),
    )


def audited(asset: Asset, answers: Register | None = None, **fields: object) -> ia.Audit:
    return ia.run_audit(inventory({"a": asset}, **fields), register=answers or register(), as_of=DAY)


def surely(*refs: str) -> list[tuple[str, str]]:
    return [(ref, "shown") for ref in refs]


def plain(frame: pd.DataFrame, *columns: str) -> list[list[object]]:
    return frame[[*columns]].astype("object").where(frame[[*columns]].notna(), None).to_numpy().tolist()


@pytest.mark.slow
def test_a_row_a_person_and_one_for_somebody_unnamed():
    shown = [*surely("yes", "A. Stranger"), ("no", "possibly")]
    placed = audited((shown, None, "pupils")).placed
    columns = ("item_id", "person_id", "person_ref", "presence", "state", "state_at_publication", "given_by", "scope")
    assert plain(placed, *columns) == [
        ["a@f", "person-yes", "yes", "shown", "granted", "granted", "other", "website"],
        ["a@f", None, "A. Stranger", "shown", "not_recorded", "not_recorded", None, "website"],
        ["a@f", "person-no", "no", "possibly", "refused", "refused", "other", "website"],
        ["a@f", None, None, "unnamed", None, None, None, "website"],
    ]
    assert placed["given_on"].dropna().unique().tolist() == [pd.Timestamp(AUTUMN)]
    pd.testing.assert_frame_equal(PLACED.frame(placed), placed)
    assert "Fern" not in placed.to_csv(), "who answered is a kind and not a name"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("refs", "complete", "shows", "is_there"),
    [
        (["yes"], True, "pupils", False),
        (["yes"], False, "pupils", True),
        (["yes"], None, "pupils", True),
        ([], None, "unknown", True),
        ([], True, "pupils", True),  # people are shown and nobody is listed
        ([], True, "unknown", True),
        ([], None, "nobody", False),
        ([], True, "nobody", False),
        (["yes"], None, "nobody", True),
        (["yes"], True, "nobody", False),
    ],
)
def test_somebody_unnamed_is_there_unless_everyone_is_known(refs: list, complete: bool | None, shows: str, is_there):
    audit = audited((surely(*refs), complete, shows))
    assert audit.placed["presence"].tolist() == ["shown"] * len(refs) + ["unnamed"] * is_there
    assert audit.items["n_people"].tolist() == [len(refs)]


MAYBE = "possibly"
SURE = {"covered": False}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shown", "complete", "state"),
    [
        ([("yes", MAYBE)], True, "unknown"),  # nobody is known to be shown
        ([("yes", "shown"), ("blank", MAYBE)], True, "unknown"),
        ([("yes", "shown"), ("no", MAYBE)], True, "at_risk"),  # never covered, never against for sure
        ([("yes", "shown"), ("old", MAYBE)], True, "at_risk"),
        ([("yes", "shown"), ("no", MAYBE)], None, "at_risk"),  # with somebody unnamed
        ([("no", MAYBE)], None, "at_risk"),
        ([("no", "shown"), ("yes", MAYBE)], True, "against"),
        ([("old", "shown"), ("no", MAYBE)], True, "against"),  # that nobody refused is not known either
        ([("yes", "shown"), ("YES", MAYBE)], True, "covered"),  # the same person, known to be shown
    ],
)
def test_somebody_who_may_be_shown_is_never_counted_as_covered_or_against(
    shown: list, complete: bool | None, state: str
):
    shown = [(ref if n == 0 or ref != shown[0][0] else f" {ref}", presence) for n, (ref, presence) in enumerate(shown)]
    audit = audited((shown, complete, "pupils"))
    item = audit.items.iloc[0]
    assert (item["consent_state"], item["consent_state_at_publication"]) == (state, state)
    sure = sum(presence == "shown" for _, presence in shown)
    assert item[["n_people", "n_refused"]].tolist() == [sure, int(("no", "shown") in shown)]
    against = [row for row in shown if row in (("no", "shown"), ("old", "shown"))]
    assert ia.consent_by_person(audit)["n_against"].sum() == len(against)
    asked = open_questions(audit, name_hider(audit))["asset_id"].tolist()
    assert asked == ([] if state == "covered" else ["a"]), "whoever may be shown is asked about"
    refused = next(rule for rule in ia.rules.RULES if rule.name == "consent.refused").when(audit.items)
    assert plain(refused.to_frame("is_so"), "is_so") == [[True if ("no", "shown") in shown else SURE.get(state)]]


@pytest.mark.slow
def test_everybody_of_a_group_who_may_be_shown_agreed_and_it_is_still_not_known_who_is():
    both = register([*ANSWERS, ("blank", "granted", AUTUMN)])
    audit = audited(([("yes", "shown"), ("blank", "possibly")], True, "pupils"), both)
    assert audit.items["consent_state"].tolist() == ["partly"]
    assert audit.items["is_covered"].isna().all()
    why = ia.explain(audit, "a@f")
    assert plain(why, "presence") == [["shown"], ["possibly"], [None]]
    assert why["why"].tolist() == [WHY["granted"], MAY_BE + WHY["granted"], WHY["incomplete"]]
    assert why["what_would_change_it"].tolist()[1] == "Say who is shown, on the sheet “Who is shown”."


@pytest.mark.slow
def test_a_site_s_own_policy_holds_for_placement_person_and_explanation_alike():
    policy = policy_from({"sites": {"nursery": {"consent_until": "leaving"}}})
    long_ago = register([("yes", "granted", "2022-09-10")])
    asset = {"a": (surely("yes"), True, "pupils")}
    for sites, state, placed_states in (
        (("nursery",), "granted", ["covered"]),
        (("school",), "expired", ["against"]),
        (("nursery", "school"), "expired", ["covered", "against"]),  # the strictest of where they are placed
    ):
        decided = policy if "nursery" in sites else ia.Policy()
        audit = ia.run_audit(inventory(asset, sites), register=long_ago, policy=decided, as_of=DAY)
        assert audit.items["consent_state"].tolist() == placed_states
        person = ia.consent_by_person(audit).query("person_id == 'person-yes'").iloc[0]
        assert (person["state"], person["n_placements"]) == (state, len(sites))
        assert person["n_against"] == placed_states.count("against")
        assert ia.consent_coverage(audit.items)["n_against"].tolist() == [placed_states.count("against")]
        explained = pd.concat([ia.explain(audit, item) for item in audit.items["item_id"]])["state"].tolist()
        assert explained == audit.placed["state"].tolist()
        assert [{"covered": "granted", "against": "expired"}[told] for told in placed_states] == explained
    nursery = ia.consent_by_person(audit.where(audit.items["site"].eq("nursery")))
    assert nursery.loc[nursery["person_id"].eq("person-yes"), "state"].tolist() == ["granted"]


@pytest.mark.slow
def test_without_a_placement_the_strictest_site_decides():
    leaving = policy_from({"consent_until": "leaving"})
    months = policy_from({"consent_until": "leaving", "sites": {"school": {"consent_until": "months"}}})
    long_ago = register([("yes", "granted", "2022-09-10"), ("blank", "granted", "2022-09-10")])
    for sites, policy, state in ((("nursery",), leaving, "granted"), (("nursery", "school"), months, "expired")):
        audit = ia.run_audit(
            inventory({"a": (surely("no"), True, "pupils")}, sites), register=long_ago, policy=policy, as_of=DAY
        )
        people = ia.consent_by_person(audit)
        assert people["person_id"].is_unique
        assert people.loc[people["person_id"].eq("person-yes"), "state"].tolist() == [state]
    found = inventory({"a": (surely("no"), True, "pupils")})
    frames = ("items", "assets", "files", "appearances")
    empty = replace(found, **{name: getattr(found, name).iloc[:0] for name in frames})
    nothing = ia.run_audit(empty, register=long_ago, policy=leaving, as_of=DAY)
    assert nothing.placed.empty
    assert ia.consent_by_person(nothing)["state"].tolist() == ["granted", "not_recorded", "not_recorded", "granted"]


@pytest.mark.slow
def test_of_two_agreements_the_one_that_ends_first_is_told():
    policy = policy_from(
        {"consent_until": "leaving", "sites": {"school": {"consent_months": 4, "consent_until": "months"}}}
    )
    audit = ia.run_audit(
        inventory({"a": (surely("yes"), True, "pupils")}, ("nursery", "school")),
        register=register(),
        policy=policy,
        as_of=DAY,
    )
    person = ia.consent_by_person(audit).query("person_id == 'person-yes'").iloc[0]
    assert (person["state"], person["expires_on"]) == ("granted", pd.Timestamp("2026-01-05"))
    assert person["is_expiring"]


@pytest.mark.slow
@pytest.mark.parametrize("everything", [{"protected": True}, {}])
def test_whoever_refuses_all_photographs_refuses_every_use_everywhere(everything: dict):
    answers = register([("yes", "granted", AUTUMN)], **everything)
    if not everything:
        whole = register([("yes", "refused", AUTUMN)], scope="all").consents
        answers = replace(answers, consents=CONSENTS.frame(pd.concat([answers.consents, whole])))
    audit = audited((surely("yes"), True, "pupils"), answers)
    assert audit.placed["state"].tolist() == ["refused"]
    assert audit.items["consent_state"].tolist() == ["against"]
    assert ia.explain(audit, "a@f")["why"].tolist() == [WHY["refused"]]
    person = ia.consent_by_person(audit).query("person_id == 'person-yes'")
    assert plain(person, "scope", "state", "n_against") == [["website", "refused", 1]]


@pytest.mark.slow
def test_an_answer_under_the_age_of_own_consent_is_told_from_no_answer():
    policy = policy_from({"own_consent_age": 13})
    audit = ia.run_audit(
        inventory({"a": (surely("yes", "blank"), True, "pupils")}),
        register=register(born_on="2010-01-01"),
        policy=policy,
        as_of=DAY,
    )
    assert audit.placed["needs_own"].tolist() == [True, False], "of whom nobody answered for, nothing is known"
    assert ia.explain(audit, "a@f")["why"].tolist() == [WHY["own"], WHY["not_recorded"]]


@pytest.mark.slow
def test_what_is_not_known_of_the_day_or_the_register_stays_empty():
    asset = (surely("yes"), True, "pupils")
    undated = audited(asset, published=None)
    assert plain(undated.placed, "state", "state_at_publication") == [["granted", None]]
    assert undated.items["consent_state_at_publication"].tolist() == ["unknown"]
    bare = ia.run_audit(inventory({"a": asset}), as_of=DAY)
    assert plain(bare.placed, "person_id", "state", "state_at_publication") == [[None, None, None]]
    assert bare.items["consent_state"].tolist() == ["unknown"]
    assert bare.items[["n_granted", "n_refused", "n_expired", "n_not_recorded"]].isna().all(axis=None)


@pytest.mark.slow
def test_a_part_of_an_audit_holds_those_placed_in_it():
    found = inventory({"a": (surely("yes"), True, "pupils"), "b": (surely("no"), None, "pupils")})
    audit = ia.run_audit(found, register=register(), as_of=DAY)
    part = audit.where(audit.items["asset_id"].eq("b"))
    assert plain(part.placed, "item_id", "person_ref") == [["b@f", "no"], ["b@f", None]]
    assert part.placed.index.tolist() == [0, 1]
    people = ia.consent_by_person(part).set_index("person_id")["n_placements"].to_dict()
    assert people == {"person-yes": 0, "person-no": 1, "person-old": 0, "person-blank": 0}


SHOWN = st.lists(
    st.tuples(st.sampled_from([*PERSONS, "A. Stranger"]), st.sampled_from(["shown", "possibly"])),
    unique_by=lambda row: row[0],
    max_size=3,
)
ASSETS_OF = st.lists(
    st.tuples(SHOWN, st.sampled_from([True, False, None]), st.sampled_from(["pupils", "nobody", "unknown"])),
    min_size=1,
    max_size=4,
)
REPLIES = st.lists(
    st.tuples(
        st.sampled_from(PERSONS),
        st.sampled_from(["granted", "refused", "withdrawn", "not_recorded"]),
        st.sampled_from(["2020-09-05", "2022-09-10", AUTUMN, "2025-12-01"]),
    ),
    unique_by=lambda row: (row[0], row[2]),
    max_size=6,
)
POLICY = policy_from({"sites": {"nursery": {"consent_until": "leaving"}}})


@pytest.mark.slow
@settings(max_examples=40)
@given(ASSETS_OF, REPLIES, st.booleans(), st.randoms(use_true_random=False))
def test_every_figure_is_counted_from_who_is_placed(assets: list, replies: list, undated: bool, random):
    found = inventory(
        {f"a{n}": asset for n, asset in enumerate(assets)}, ("nursery", "school"), None if undated else "2025-09-20"
    )
    answers = register(replies)
    frames = {"appearances": found.appearances.copy(), "items": found.items.copy(), "assets": found.assets.copy()}
    before = answers.people.copy(), answers.consents.copy()
    audit = ia.run_audit(found, register=answers, policy=POLICY, as_of=DAY)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(getattr(found, name), frame)
    pd.testing.assert_frame_equal(answers.people, before[0])
    pd.testing.assert_frame_equal(answers.consents, before[1])

    states = {"granted": ["granted"], "refused": ["refused", "withdrawn"], "expired": ["expired"]}
    for item in audit.items.to_dict("records"):
        rows = audit.placed[audit.placed["item_id"].eq(item["item_id"])]
        sure = rows[rows["presence"].eq("shown")]
        assert item["n_people"] == len(sure)
        assert all(item[f"n_{name}"] == sure["state"].isin(said).sum() for name, said in states.items())
        assert item["n_people"] == sum(item[f"n_{name}"] for name in (*states, "not_recorded"))
        for told, column in (("consent_state", "state"), ("consent_state_at_publication", "state_at_publication")):
            all_agreed = rows["presence"].eq("shown").all() and rows[column].eq("granted").fillna(False).all()
            assert (item[told] == "covered") == (len(rows) > 0 and all_agreed), "a wrong covered"
            assert (item[told] == "not_needed") == rows.empty
            assert (item[told] == "against") == sure[column].isin(["refused", "withdrawn", "expired"]).any()
        told = ia.explain(audit, item["item_id"])
        assert told["state"].dropna().tolist() == rows["state"].dropna().tolist()
    by_person = ia.consent_by_person(audit).set_index("person_id")
    known = audit.placed[audit.placed["person_id"].notna()]
    worst = ["withdrawn", "refused", "expired", "not_recorded", "granted"]
    for person, rows in known.groupby("person_id"):
        sure = rows[rows["presence"].eq("shown")]
        assert by_person.loc[person, "n_placements"] == len(sure)
        assert by_person.loc[person, "n_against"] == sure["state"].isin(worst[:3]).sum()
        assert by_person.loc[person, "state"] == min(rows["state"], key=worst.index)

    seed = random.randrange(99)
    mixed = replace(found, **{name: frame.sample(frac=1, random_state=seed) for name, frame in frames.items()})
    turned = replace(answers, people=before[0].iloc[::-1], consents=before[1].sample(frac=1, random_state=seed))
    again = ia.run_audit(mixed, register=turned, policy=POLICY, as_of=DAY)
    key = ["item_id", "presence", "person_ref"]
    one, other = (frame.placed.sort_values(key, ignore_index=True) for frame in (audit, again))
    pd.testing.assert_frame_equal(one, other)
    one, other = (frame.items.sort_values("item_id", ignore_index=True) for frame in (audit, again))
    pd.testing.assert_frame_equal(one, other)
