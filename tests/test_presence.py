"""Who is shown: what exports, tags, answers and copies of one picture say, put together the same in any order."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.exports.combining import to_inventory
from imgaudit.exports.parts import Part
from imgaudit.register import Register
from imgaudit.tables import ANSWERS, APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, MEDIA, PEOPLE, PROBLEMS, SOURCES

DAY = "2025-12-19"
PEOPLE_OF = {"Z1": "pupil", "Z2": "pupil", "S1": "staff"}
REGISTER = Register(
    PEOPLE.frame(
        [{"person_id": f"person-{upn}", "upn": upn, "role": role, "first_name": upn} for upn, role in PEOPLE_OF.items()]
    ),
    CONSENTS.empty(),
    PROBLEMS.empty(),
)


def inventory(assets: dict[str, dict], shown: list[tuple[str, str, str | None]] = ()) -> ia.Inventory:
    """A placement an asset; assets with one ``picture_url`` are copies of one picture."""
    return ia.Inventory(
        items=ITEMS.frame(
            [
                {
                    "item_id": f"{a}@1",
                    "asset_id": a,
                    "source_id": "s",
                    "site": "f",
                    "channel": "website",
                    "in_use": True,
                }
                for a in assets
            ]
        ),
        assets=ASSETS.frame([{"asset_id": a, "site": "f", "kind": "picture", **about} for a, about in assets.items()]),
        files=FILES.frame([{"file_id": f"{a}#1", "asset_id": a, "role": "published"} for a in assets]),
        appearances=APPEARANCES.frame(
            pd.DataFrame(
                [(asset, ref, "listed", presence) for asset, ref, presence in shown],
                columns=["asset_id", "person_ref", "evidence", "presence"],
            )
        ),
        sources=SOURCES.empty(),
        problems=PROBLEMS.empty(),
    )


def audited(found: ia.Inventory, answers: pd.DataFrame | None = None) -> ia.Audit:
    return ia.run_audit(found, register=REGISTER, as_of=DAY, answers=answers)


def settled(audit: ia.Audit) -> list[tuple[str, bool | None]]:
    items = audit.items.sort_values("item_id")
    complete = items["people_complete"].astype("object").where(items["people_complete"].notna(), None)
    return list(zip(items["shows"], complete, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        ([("pupils", True), (None, None)], ("pupils", True)),
        ([("pupils", None), ("nobody", None)], ("pupils", None)),  # somebody shown outweighs nobody
        ([("nobody", None), ("unknown", None)], ("nobody", None)),
        ([("pupils", None), ("staff", None), ("nobody", None)], ("both", None)),
        ([(None, None), ("unknown", None)], ("unknown", None)),
        ([("pupils", True), ("pupils", False)], ("pupils", False)),  # one no outweighs every yes
    ],
)
def test_one_picture_shows_the_same_in_every_copy(copies: list, expected: tuple[str, bool | None]):
    for order in (copies, copies[::-1]):
        assets = {
            f"a{n}": {"shows": shows, "people_complete": complete, "picture_url": "https://f.example/one"}
            for n, (shows, complete) in enumerate(order)
        }
        audit = audited(inventory(assets | {"alone": {"shows": "staff"}}))
        assert settled(audit) == [*[expected] * len(copies), ("staff", None)]
        kept = audit.assets.set_index("asset_id")["shows"]
        assert kept[audit.items["asset_id"]].tolist() == audit.items["shows"].tolist()


@pytest.mark.slow
def test_a_copy_that_shows_nobody_is_not_clean_while_another_shows_somebody():
    assets = {
        "a": {"shows": "nobody", "picture_url": "https://f.example/one"},
        "b": {"shows": "pupils", "picture_url": "https://f.example/one"},
    }
    assert audited(inventory(assets)).items["consent_state"].tolist() == ["unknown", "unknown"]


@pytest.mark.slow
def test_what_somebody_answered_goes_before_the_exports_and_roles_come_last():
    said = [
        {"asset_id": "a", "shows": "nobody"},
        {"asset_id": "b", "shows": "nobody"},
        {"asset_id": "c", "people": "S1", "people_complete": True},
        {"asset_id": "e", "shows": "pupils"},
        {"asset_id": "f", "people_complete": False},
        {"asset_id": "g", "people": "Z2"},
        {"asset_id": "h", "people": "Z1"},
    ]
    assets = {
        "a": {}, "b": {"shows": "staff"}, "c": {"people_complete": False}, "d": {}, "e": {"shows": "nobody"},
        **{asset: {"shows": "pupils", "people_complete": True} for asset in "fgh"},
    }  # fmt: skip
    shown = [("d", "Z1", None), ("d", "S1", None), ("f", "Z1", None), ("g", "Z1", None), ("h", "Z1", None)]
    audit = audited(inventory(assets, shown), ANSWERS.frame(said))
    assert dict(zip(audit.items["asset_id"], settled(audit), strict=True)) == {
        "a": ("nobody", None), "b": ("nobody", None), "c": ("staff", True), "d": ("both", None), "e": ("pupils", None),
        "f": ("pupils", False), "g": ("pupils", None), "h": ("pupils", True),
    }  # fmt: skip


@pytest.mark.slow
def test_nobody_is_no_answer_beside_somebody_who_is_named():
    assets = {
        "a": {"shows": "nobody"},
        "b": {"shows": "nobody", "groups": "4B"},
        "c": {"shows": "nobody", "groups": "?"},
    }
    audit = audited(inventory(assets, [("a", "S1", None)]))
    assert settled(audit) == [("unknown", None), ("pupils", None), ("unknown", None)]
    assert audit.items["consent_state"].tolist() == ["unknown"] * 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("listed", "people", "groups", "shows", "complete"),
    [
        ("Z1\nY3 & Y4", ["Z1"], "Y3 & Y4", "pupils", None),
        ("4B; the choir", [], "4B\nthe choir", "pupils", None),
        ("School council and staff", [], "School council and staff", "both", None),
        ("staff", [], "staff", "unknown", None),  # that there are only staff is not known
        ("Z1 and two others", ["Z1"], "two others", "pupils", None),
        ("Z1?", ["Z1"], "?", "pupils", None),
        ("nobody", [], None, "unknown", True),
        ("Z1, none", ["Z1"], None, "pupils", True),
        ("Z1/Z2", ["Z1", "Z2"], None, "pupils", True),
    ],
)
def test_groups_and_words_are_nobody_by_name(
    listed: str, people: list[str], groups: str | None, shows: str, complete: bool | None
):
    """Whoever names them: an export, a tag in the file, or somebody who answers."""
    found = inventory({"a": {"people_complete": True}}, [("a", listed, None)])
    tagged = replace(found, appearances=found.appearances.iloc[:0])
    media = MEDIA.frame([{"file_id": "a#1", "status": "ok", "person_names": listed}])
    for audit in (audited(found), ia.run_audit(tagged, media, REGISTER, as_of=DAY)):
        assert sorted(audit.appearances["person_ref"]) == people
        assert audit.items["groups"].fillna("").tolist() == [groups or ""]
        assert settled(audit) == [(shows, complete)]
        assert audit.items["n_people"].tolist() == [len(people)]
    said = audited(tagged, ANSWERS.frame([{"asset_id": "a", "people": listed, "people_complete": True}]))
    assert sorted(said.appearances["person_ref"]) == people
    assert said.items["groups"].fillna("").tolist() == [groups or ""]


@pytest.mark.slow
def test_that_only_staff_are_shown_is_not_known_while_a_pupil_may_be():
    shown = [("a", "S1", None), ("a", "Z1", "possibly"), ("b", "Z1", "possibly")]
    audit = audited(inventory({"a": {"people_complete": True}, "b": {}}, shown))
    assert audit.items["shows"].tolist() == ["unknown", "unknown"]


@pytest.mark.slow
@pytest.mark.parametrize("presences", [("possibly", None), ("possibly", "shown"), ("shown", "possibly")])
def test_what_is_sure_goes_before_what_is_possible(presences: tuple[str | None, str | None]):
    """Of one asset under two names, of two copies, and of an export beside an answer."""
    by_name = [("a", "Z1", presences[0]), ("a", "z1", presences[1])]
    one = audited(inventory({"a": {}}, by_name)).appearances
    assert one[["person_id", "presence"]].to_numpy().tolist() == [["person-Z1", "shown"]]
    copy = {"picture_url": "https://f.example/one"}
    two = audited(inventory({"a": copy, "b": copy}, [("a", "Z1", presences[0]), ("b", "Z1", presences[1])])).appearances
    assert sorted(two[["asset_id", "presence"]].to_numpy().tolist()) == [["a", "shown"], ["b", "shown"]]
    said = ANSWERS.frame([{"asset_id": "a", "people": "Z1"}])
    answered = audited(inventory({"a": {}}, [("a", "Z1", "possibly")]), said).appearances
    assert answered[["evidence", "presence"]].to_numpy().tolist() == [["answered", "shown"]]


def test_of_two_exports_the_one_that_is_sure_holds():
    part = Part()
    for presence in ("possibly", "shown"):
        part.appearances.append({"asset_id": "a", "person_ref": "Z1", "evidence": "tagged", "presence": presence})
    assert to_inventory(part).appearances["presence"].tolist() == ["shown"]


def test_another_word_for_presence_is_refused():
    with pytest.raises(ia.InputError, match="presence: 'perhaps' does not fit"):
        inventory({"a": {}}, [("a", "Z1", "perhaps")])


SHOWN = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from(["Z1", "z1", "Z2", "S1", "A. Stranger"]),
        st.sampled_from([None, "shown", "possibly"]),
    ),
    unique_by=lambda row: row[:2],
    max_size=8,
)
ABOUT = st.lists(
    st.tuples(
        st.sampled_from(["pupils", "staff", "both", "nobody", "unknown", None]),
        st.sampled_from([True, False, None]),
        st.sampled_from(["one", "two", None]),
    ),
    min_size=4,
    max_size=4,
)


@pytest.mark.slow
@settings(max_examples=25)
@given(ABOUT, SHOWN, st.randoms(use_true_random=False))
def test_the_order_of_the_exports_decides_nothing_and_no_frame_is_changed(about: list, shown: list, random):
    assets = {
        asset: {"shows": shows, "people_complete": complete, "picture_url": url}
        for asset, (shows, complete, url) in zip("abcd", about, strict=True)
    }
    found = inventory(assets, shown)
    before = {name: getattr(found, name).copy() for name in ("items", "assets", "files", "appearances")}
    one = audited(found)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(found, name), frame)
    mixed = replace(
        found, **{name: frame.sample(frac=1, random_state=random.randrange(99)) for name, frame in before.items()}
    )
    other = audited(mixed)
    for frame, key in (("items", ["item_id"]), ("assets", ["asset_id"]), ("appearances", ["asset_id", "person_ref"])):
        was, now = (getattr(audit, frame).sort_values(key, ignore_index=True) for audit in (one, other))
        pd.testing.assert_frame_equal(was, now)
