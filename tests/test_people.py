"""People in an audit: who is shown, what is answered and kept, what outputs may say, and what is forgotten."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import SCHOOL

import imgaudit as ia
from imgaudit.outputs.workbook.answering import STRANGER
from imgaudit.outputs.workbook.who_is_shown import TITLE
from imgaudit.people import WHY, person_labels
from imgaudit.tables import ANSWERS, PEOPLE, PERSON_STATES, PROBLEMS
from tests.made_terms import saved

SUMMER = SCHOOL / "summer.toml"
PLANTED = ("Ottoline", "Zephyrwick")


@pytest.mark.slow
def test_every_state_of_a_person_occurs(audits: dict[str, ia.Audit]):
    states = {state for audit in audits.values() for state in ia.consent_by_person(audit)["state"]}
    assert states == set(PERSON_STATES)


def test_people_are_counted_with_their_unit(summer: ia.Audit):
    people = ia.consent_by_person(summer)
    pairs = ia.consent_coverage(people, by="role").set_index("role")
    assert set(pairs["unit"]) == {"person × scope"}
    once = ia.consent_coverage(people, by="role", unit="person").set_index("role")
    assert set(once["unit"]) == {"person"}
    assert (pairs["n"] == 3 * once["n"]).all()
    pictures = ia.consent_coverage(summer.items, unit="asset").iloc[0]
    assert pictures["unit"] == "asset"
    assert pictures["n"] + pictures["n_not_needed"] == summer.items["asset_id"].nunique()
    with pytest.raises(ia.InputError, match="counted once"):
        ia.consent_coverage(summer.items, by="asset_id", unit="asset")


def test_leavers_still_shown_are_counted_in_days(audits: dict[str, ia.Audit]):
    spring = ia.consent_by_person(audits["2025-26-spring"])
    left = spring[spring["is_leaver_shown"] & spring["scope"].eq("social")]
    assert left["days_since_left"].tolist() == [42]  # 13 February to 27 March
    assert left["state"].tolist() == ["expired"]


def test_staff_have_no_pupil_s_view(summer: ia.Audit):
    people = ia.consent_by_person(summer)
    assert people.loc[people["role"].eq("staff"), "lacks_own_view"].isna().all()
    assert people.loc[people["role"].eq("pupil"), "lacks_own_view"].notna().all()


def test_small_groups_and_those_beside_them_are_blank():
    rates = pd.DataFrame({"form": list("abcd"), "measure": "covered", "n": [3, 40, 8, 20], "n_yes": [3, 30, 7, 10]})
    blank = ia.suppressed(rates, below=5)
    assert blank["is_suppressed"].tolist() == [True, False, True, False], "the total less the others would tell"
    assert blank.loc[blank["is_suppressed"], ["n", "n_yes"]].isna().all(axis=None)
    both = pd.DataFrame({"form": list("abc"), "measure": "covered", "n": [1, 2, 9], "n_yes": 1})
    assert ia.suppressed(both, below=5)["is_suppressed"].all(), "two that are small together are one small group"
    assert not ia.suppressed(rates, below=1)["is_suppressed"].any()


@pytest.mark.slow
def test_every_item_can_be_explained(summer: ia.Audit):
    for state in ("against", "unknown", "partly", "covered", "not_needed"):
        item = summer.items[summer.items["consent_state"].eq(state)].iloc[0]
        why = ia.explain(summer, item["item_id"])
        assert why["what_would_change_it"].notna().all()
        whole = {"partly": "incomplete", "not_needed": "not_needed"}.get(state)
        if whole:
            assert why["why"].iloc[-1] == WHY[whole]
    with pytest.raises(ia.InputError, match="no item"):
        ia.explain(summer, "nothing")


def test_names_in_an_explanation_follow_the_policy(summer: ia.Audit):
    item = summer.items[summer.items["n_people"].gt(0)].iloc[0]["item_id"]
    full = summer.people["first_name"] + " " + summer.people["last_name"]
    for names, shown in (("none", False), ("initials", False), ("full", True)):
        audit = replace(summer, policy=replace(summer.policy, names_in_outputs=names))
        who = " ".join(ia.explain(audit, item)["who"])
        assert any(name in who for name in full.dropna()) is shown
    assert person_labels(summer.people, "none").str.startswith("person-").all()


def test_a_suggestion_is_never_counted(summer: ia.Audit):
    found = ia.suggest_people(summer)
    award = found[found["asset_id"].str.endswith("/1028")]
    names = summer.people.set_index("person_id")["last_name"]
    assert names[award["person_id"]].tolist() == ["Quillfeather"]
    assert summer.items.loc[summer.items["asset_id"].str.endswith("/1028"), "consent_state"].eq("unknown").all()


@pytest.fixture
def filled(summer: ia.Audit, tmp_path: Path) -> Path:
    """The workbook with three answers typed in, one of them wrong."""
    path = ia.write_workbook(summer, tmp_path / "actions.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book[TITLE]
    at = {cell.value: cell.column for cell in sheet[1]}
    rows = {str(sheet.cell(row, at["Reference"]).value).rpartition("/")[2]: row for row in range(2, sheet.max_row + 1)}
    for wp_id, values in {
        "1003": {"Shows": "Nobody"},
        "1011": {"Shows": "Pupils", "People": "Maple Quillfeather; Z000000000003", "Everyone listed?": "Yes"},
        "1012": {"Shows": "Elves", "People": "Nobody Known"},
    }.items():
        for heading, value in values.items():
            sheet.cell(rows[wp_id], at[heading]).value = value
    book.save(path)
    return path


def fill(audit: ia.Audit, path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """A workbook whose sheet has these rows below the headings: number of the upload, shows, people, everyone."""
    ia.write_workbook(audit, path)
    book = openpyxl.load_workbook(path)
    sheet = book[TITLE]
    at = {cell.value: cell.column for cell in sheet[1]}
    ids = {asset.rpartition("/")[2]: asset for asset in audit.assets["asset_id"]}
    sheet.delete_rows(2, sheet.max_row)
    for number, (wp_id, *values) in enumerate(rows, 2):
        sheet.cell(number, at["Reference"]).value = ids[wp_id]
        for heading, value in zip(("Shows", "People", "Everyone listed?"), values, strict=True):
            sheet.cell(number, at[heading]).value = value or None
    book.save(path)
    return path


@pytest.mark.slow
def test_what_is_typed_under_people_is_read_by_the_register(summer: ia.Audit, tmp_path: Path):
    rows = [
        ("1003", "", "nobody", ""),
        ("1011", "Pupils", "Quillfeather, Maple & Tilly, Freya S", "No"),
        ("1012", "", "Y3 & Y4", "Yes"),
        ("1019", "Staff", "none", ""),
        ("1021", "", "?", ""),
    ]
    read = ia.read_answers(fill(summer, tmp_path / "returned.xlsx", rows), summer)
    told = read.answers[["shows", "people", "people_complete"]].astype("object")
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["nobody", None, None],
        ["pupils", "Quillfeather, Maple\nTilly\nFreya S", False],
        [None, "Y3 & Y4", True],
        ["staff", None, None],
        [None, "?", None],
    ]
    assert read.answers[["answered_on", "workbook"]].drop_duplicates().to_numpy().tolist() == [
        [pd.Timestamp(summer.as_of), "returned.xlsx"]
    ]
    assert read.problems[["row", "column", "code", "reason", "value"]].to_numpy().tolist() == [
        [3, "People", "unknown_person", STRANGER, "Tilly"],
        [3, "People", "unknown_person", STRANGER, "Freya S"],
        [
            *(4, "People", "unknown_person"),
            "The register knows no such class or group, so not everyone is listed: write who of them can be seen.",
            "Y3 & Y4",
        ],
    ]


@pytest.mark.slow
def test_a_picture_that_is_answered_twice_in_one_workbook(summer: ia.Audit, tmp_path: Path):
    rows = [
        ("1003", "Nobody", "", ""),
        ("1011", "Pupils", "Maple Quillfeather", "Yes"),
        ("1003", "Pupils", "", ""),
        ("1011", "Pupils", "Maple Quillfeather", "Yes"),
        ("1003", "", "Maple Quillfeather", "Yes"),
    ]
    for number, order in enumerate((rows, rows[::-1])):
        read = ia.read_answers(fill(summer, tmp_path / f"{number}.xlsx", order), summer)
        assert len(read.answers) == 4
        assert read.problems["code"].tolist() == ["duplicate"] * 2
        assert read.problems["row"].tolist() == ([4, 6], [4, 6])[number]
        assert read.problems["reason"].tolist() == ["Answered in row 2 too: both are kept and count together."] * 2
        after = ia.audit_config(SUMMER, progress=False, answers=read)
        items = after.items.assign(wp=after.items["asset_id"].str.rpartition("/")[2]).drop_duplicates("asset_id")
        told = items.set_index("wp")[["shows", "consent_state", "n_people"]].loc[["1003", "1011"]]
        assert told.to_numpy().tolist() == [["pupils", "partly", 1], ["pupils", "covered", 1]]
        said = [f"{number}.xlsx of 21 July 2026: {words}" for words in ("M. Q., everyone", "nobody", "pupils")]
        contradiction = after.problems[after.problems["code"].eq("contradicted")]
        assert contradiction["value"].tolist() == ["\n".join(said)]


@pytest.mark.slow
def test_yes_without_a_name_says_that_those_known_so_far_are_everyone(summer: ia.Audit, tmp_path: Path):
    known = summer.items[summer.items["n_people"].gt(0) & ~summer.items["people_complete"].fillna(False).astype(bool)]
    listed, nobody = known.iloc[0]["asset_id"], "1012"
    rows = [(listed.rpartition("/")[2], "", "", "Yes"), (nobody, "Pupils", "", "Yes")]
    read = ia.read_answers(fill(summer, tmp_path / "a.xlsx", rows), summer)
    refs = summer.appearances.loc[summer.appearances["asset_id"].eq(listed), "person_ref"]
    assert read.answers["people"].fillna("").tolist() == ["\n".join(refs), ""]
    assert read.problems[["row", "column", "code"]].to_numpy().tolist() == [[3, "Everyone listed?", "missing"]]
    assert read.problems["reason"].iloc[0] == (
        "Everyone is listed, but nobody is named under People, nor known by those who stood under Known so far: it "
        "counts as not answered. Write who they are."
    )
    after = ia.audit_config(SUMMER, progress=False, answers=read).items.set_index("asset_id")
    assert after["people_complete"][[listed]].all()
    assert after.loc[after.index.str.endswith("/1012"), "people_complete"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-12T23:30:00Z", "2026-01-12"),
        ("2026-06-01T23:30:00Z", "2026-06-02"),  # in the school's time zone
        ("2019-01-01T09:00:00Z", "2025-12-19"),  # a clock that went wrong: not before it was issued
        ("2039-01-01T09:00:00Z", "2026-07-20"),  # nor as late as the next audit, of which it has seen nothing
    ],
)
def test_a_workbook_that_comes_late_says_what_was_seen_then(
    audits: dict[str, ia.Audit], summer: ia.Audit, tmp_path: Path, moment: str, day: str
):
    autumn = audits["2025-26-autumn"]
    known = autumn.items[autumn.items["n_people"].gt(0) & ~autumn.items["people_complete"].fillna(False).astype(bool)]
    listed = known.iloc[0]["asset_id"]
    gate = next(asset for asset in autumn.assets["asset_id"] if asset.endswith("/1003"))
    rows = [("1003", "Nobody", "", ""), (listed.rpartition("/")[2], "", "", "Yes")]
    path = saved(fill(autumn, tmp_path / "autumn.xlsx", rows), moment)
    assert ia.read_answers(path, autumn).answers["answered_on"].unique().tolist() == [pd.Timestamp("2025-12-19")]
    another = summer.files.assign(
        image_hash=summer.files["image_hash"].mask(summer.files["asset_id"].eq(gate), "another")
    )
    fewer = summer.appearances[summer.appearances["person_ref"].ne("Maple Quillfeather")]
    late = ia.read_answers(path, replace(summer, files=another, appearances=fewer)).answers
    assert late["answered_on"].unique().tolist() == [pd.Timestamp(day)]
    then = autumn.files[autumn.files["asset_id"].eq(gate)]
    assert set(late["image_hash"].iloc[0].split(";")) == set(then["image_hash"].dropna())
    assert late["people"].iloc[1:].isna().all(), "who stood under Known so far need not be who is known now"
    refs = autumn.appearances.loc[autumn.appearances["asset_id"].eq(listed), "person_ref"]
    week = replace(autumn, as_of=autumn.as_of + timedelta(days=7))
    assert ia.read_answers(path, week).answers["people"].iloc[1] == "\n".join(refs)
    unnamed = replace(week, policy=replace(week.policy, names_in_outputs="none"))
    assert ia.read_answers(path, unnamed).answers["people"].isna().all(), "two of them need not be the same two"


@pytest.mark.slow
def test_a_group_is_quoted_where_somebody_asks_why(summer: ia.Audit, tmp_path: Path):
    rows = [("1012", "", "Y3 & Y4; Mrs Zaphira's class; Nobody Known", "Yes")]
    read = ia.read_answers(fill(summer, tmp_path / "a.xlsx", rows), summer)
    audit = ia.audit_config(SUMMER, progress=False, answers=read)
    item = audit.items.loc[audit.items["asset_id"].str.endswith("/1012"), "item_id"].iloc[0]
    told = {
        names: ia.explain(replace(audit, policy=replace(audit.policy, names_in_outputs=names)), item)
        for names in ("none", "full")
    }
    assert told["full"][["who", "why"]].to_numpy().tolist() == [
        ["Nobody Known", "The register knows nobody of that name, or more than one. Written: “Nobody Known”."],
        ["Everyone shown", "Not everyone shown may be named. Written: “Mrs Zaphira's class; Y3 & Y4”."],
    ]
    assert told["none"][["who", "why"]].to_numpy().tolist() == [
        ["Somebody not in the register", "The register knows nobody of that name, or more than one."],
        ["Everyone shown", "Not everyone shown may be named. Written: “[name]'s class; Y3 & Y4”."],
    ]
    assert told["none"]["what_would_change_it"].tolist()[-1] == (
        "Say who of the group is shown, by name, and that everyone is listed."
    )
    # Who answers next is told the same.
    ia.write_workbook(audit, tmp_path / "next.xlsx")
    header, *asked = openpyxl.load_workbook(tmp_path / "next.xlsx")[TITLE].iter_rows(values_only=True)
    known = next(row for row in asked if str(row[header.index("Reference")]).endswith("/1012"))
    assert known[header.index("Known so far")] == "Pupils; somebody not in the register; M. Z.'s class; Y3 & Y4"


@pytest.mark.slow
def test_answers_come_back_are_kept_and_carried_on(summer: ia.Audit, filled: Path, tmp_path: Path):
    read = ia.read_answers(filled, summer)
    assert len(read.answers) == 3
    assert read.problems["value"].tolist() == ["Elves", "Nobody Known"]
    place = ia.save_answers(read, tmp_path / "answers.parquet")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    as_csv = ia.load_answers(ia.save_answers(read, tmp_path / "answers.csv"))
    pd.testing.assert_frame_equal(as_csv, ia.load_answers(place), check_dtype=False)
    after = ia.audit_config(SUMMER, progress=False, answers=ia.load_answers(place))
    state = after.items.assign(wp=after.items["asset_id"].str.rpartition("/")[2]).groupby("wp")["consent_state"].first()
    assert state[["1003", "1011", "1012"]].tolist() == ["not_needed", "covered", "unknown"]
    autumn = ia.audit_config(replace(ia.load_config(SCHOOL / "autumn.toml"), answers=place), progress=False)
    kept = autumn.items[autumn.items["asset_id"].str.endswith("/1011")]
    assert kept["n_people"].tolist() == [2], "stripped of metadata, but the same picture"


@pytest.mark.slow
def test_an_answer_follows_the_picture_and_not_its_name(summer: ia.Audit):
    gate = summer.items[summer.items["asset_id"].str.endswith("/1003")].iloc[0]
    asset, picture = gate["asset_id"], gate["image_hash"]
    said = {"shows": "pupils", "people": "Maple Quillfeather", "people_complete": True}
    elsewhere = ANSWERS.frame([{"asset_id": "an older upload", "image_hash": picture, **said}])
    after = ia.audit_config(SUMMER, progress=False, answers=elsewhere)
    assert after.items.loc[after.items["asset_id"].eq(asset), "n_people"].eq(1).all()
    changed = ANSWERS.frame([{"asset_id": asset, "image_hash": "of another picture", **said}])
    after = ia.audit_config(SUMMER, progress=False, answers=changed)
    assert after.items.loc[after.items["asset_id"].eq(asset), "n_people"].eq(0).all()
    assert after.problems["reason"].str.contains("has changed since").any()


@pytest.mark.slow
def test_the_sheet_asks_for_what_is_not_known_and_holds_no_picture_unasked(summer: ia.Audit, tmp_path: Path):
    plain = ia.write_workbook(summer, tmp_path / "plain.xlsx")
    with_pictures = ia.write_workbook(summer, tmp_path / "pictures.xlsx", thumbnails=True)
    media = [[name for name in zipfile.ZipFile(path).namelist() if "media/" in name] for path in (plain, with_pictures)]
    assert media[0] == []
    assert len(media[1]) > 10
    with zipfile.ZipFile(with_pictures) as book:
        drawn = b"".join(book.read(name) for name in book.namelist() if name.startswith("xl/drawings/drawing"))
    told = re.findall('descr="([^"]*)"', drawn.decode())
    pictures = [text for text in told if text.startswith("Small copy of the picture “") and text.endswith("”")]
    assert len(pictures) >= len(media[1])
    assert len(told) == len(pictures) + 1  # and the chart of the Summary
    sheet = openpyxl.load_workbook(plain)[TITLE]
    header, *rows = sheet.iter_rows(values_only=True)
    asked = [row[header.index("Reference")] for row in rows if "/" in str(row[header.index("Reference")])]
    open_items = summer.items[summer.items["shows"].ne("nobody") & ~summer.items["people_complete"].fillna(False)]
    assert sorted(asked) == sorted(open_items.groupby("picture_id")["asset_id"].min()), "one question a picture"
    assert [row[header.index("Shows")] for row in rows] == [None] * len(rows)
    pages = [row[0] for row in rows]
    assert len(set(pages)) == sum(page != before for page, before in zip(pages, [None, *pages], strict=False))


@pytest.fixture
def planted(summer: ia.Audit) -> ia.Audit:
    """One name wherever a name can be."""
    name = " ".join(PLANTED)
    people = summer.people.copy()
    people.loc[0, ["first_name", "last_name", "known_as"]] = [*PLANTED, None]
    texts = dict.fromkeys(("title", "alt_text", "caption", "page_title"), f"{name} wins")
    appearances = summer.appearances.copy()
    appearances.loc[appearances["person_id"].eq(people["person_id"].iloc[0]), "person_ref"] = name
    consents = summer.consents.assign(given_by=name)
    policy = replace(summer.policy, names_in_outputs="none")
    named = {"people": people, "appearances": appearances, "consents": consents}
    return replace(summer, items=summer.items.assign(**texts), policy=policy, **named)


@pytest.mark.slow
def test_no_output_names_whom_the_policy_withholds(planted: ia.Audit, tmp_path: Path):
    ia.write_workbook(planted, tmp_path / "actions.xlsx")
    ia.save_audit(planted, tmp_path / "history")
    frames = {
        "explain": pd.concat([ia.explain(planted, item) for item in planted.items["item_id"].head(60)]),
        "by person": ia.consent_by_person(planted),
        "suggestions": ia.suggest_people(planted),
        "coverage": ia.consent_coverage(ia.consent_by_person(planted), by=["role", "scope"]),
        "trends": ia.trends(tmp_path / "history"),
    }
    for name, frame in frames.items():
        frame.to_csv(tmp_path / f"{name}.csv")
    axes = [ia.plot_consent_coverage(planted.items, by="channel"), ia.plot_exposure(planted.items)]
    for number, ax in enumerate(axes):
        ax.figure.savefig(tmp_path / f"{number}.svg", metadata={"Date": None})
    found = []
    for path in [path for path in tmp_path.rglob("*") if path.is_file()]:
        parts = [path.read_bytes()]
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                parts = [book.read(entry) for entry in book.namelist()]
        if any(word.encode() in part for word in PLANTED for part in parts):
            found.append(path.name)
    assert found == []
    full = replace(planted, policy=replace(planted.policy, names_in_outputs="full"))
    assert any(PLANTED[1] in " ".join(ia.explain(full, item)["who"]) for item in full.items["item_id"])


@pytest.mark.slow
def test_a_person_is_forgotten_and_what_was_removed_is_said(summer: ia.Audit, tmp_path: Path):
    (tmp_path / "pictures").mkdir()
    tagged = SCHOOL / "2025-26-autumn/exports/uploads/2025/11/maple-quillfeather-award.jpg"
    other = SCHOOL / "2025-26-autumn/exports/uploads/2025/11/staff-training.jpg"
    for number, path in enumerate((tagged, other)):
        (tmp_path / "pictures" / f"{number}.jpg").write_bytes(path.read_bytes())
    cache = tmp_path / "media.sqlite"
    ia.scan(ia.read_inventory(tmp_path / "pictures"), cache=cache, progress=False)
    named = replace(summer.policy, school="The school of Maple Quillfeather")
    ia.save_audit(replace(summer, policy=named), tmp_path / "history")
    answers = tmp_path / "answers.csv"
    rows = [
        {"asset_id": "a", "shows": "pupils", "people": "Quillfeather, Maple\nBram O'Fernsby", "people_complete": True},
        {"asset_id": "b", "shows": "pupils", "people": "Z000000000003", "people_complete": True},
    ]
    ia.save_answers(ANSWERS.frame(rows), answers)
    gone = ia.forget("Z000000000001", summer.people, history=tmp_path / "history", answers=answers, cache=cache)
    # Of the history a name, and the mark by which it knew whom the register held.
    assert gone.groupby("kind")["removed"].sum().to_dict() == {"answers": 1, "cache": 1, "history": 2}
    left = ia.load_answers(answers)
    assert left["people"].tolist() == ["Bram O'Fernsby", "Z000000000003"]
    assert left["people_complete"].tolist() == [False, True], "not everyone shown is listed any longer"
    for path in [cache, answers, *(tmp_path / "history").rglob("*.json"), *(tmp_path / "history").rglob("*.parquet")]:
        assert b"Quillfeather" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = ia.forget("Z000000000001", summer.people, history=tmp_path / "history", answers=answers, cache=cache)
    assert again["removed"].sum() == 0
    with pytest.raises(ia.InputError, match="nobody of that name"):
        ia.forget("Maple", summer.people, cache=cache)


ZAPHIRA = "Zaphira Quellenborough-Xu"
OTHERS = ("Bram O'Fernsby", "Zaphira Okonjo")


def forgettable() -> pd.DataFrame:
    return PEOPLE.frame(
        [
            {
                "person_id": "person-1f2e3d4c5b6a7988",
                "upn": "Z000000000001",
                "admission_no": "004512",
                "first_name": "Zaphira",
                "known_as": "Zaffy",
                "last_name": "Quellenborough-Xu",
            },
            {"person_id": "person-2", "first_name": "Bram", "last_name": "O'Fernsby", "upn": "Z000000000003"},
            {"person_id": "person-3", "first_name": "Zaphira", "last_name": "Okonjo"},
        ]
    )


FORGOTTEN_FORMS = [
    "Zaphira Anne Quellenborough-Xu",
    "Z. Quellenborough-Xu",
    "Quellenborough-Xu, Z.",
    "ZaphiraQuellenboroughXu2024.jpg",
    "zaffy_quellenborough-xu.jpg",
    "zaphira%20quellenborough-xu",
    "Z000000000001",
]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORGOTTEN_FORMS)
def test_a_person_is_forgotten_in_every_form_that_means_them_alone(form: str, tmp_path: Path):
    answers = tmp_path / "answers.parquet"
    rows = [
        {"asset_id": "a", "people": f"{form}\n{OTHERS[0]}", "people_complete": True},
        {"asset_id": "b", "people": "\n".join(OTHERS), "people_complete": True},
    ]
    ia.save_answers(ANSWERS.frame(rows), answers)
    gone = ia.forget("Z000000000001", forgettable(), answers=answers, cache=cached(tmp_path, form, OTHERS[0]))
    assert gone[["kind", "removed", "possible"]].to_numpy().tolist() == [["cache", 1, 0], ["answers", 1, 0]]
    left = ia.load_answers(answers)
    assert left["people"].tolist() == [OTHERS[0], "\n".join(OTHERS)]
    assert left["people_complete"].tolist() == [False, True]
    assert texts_in(tmp_path / "media.sqlite") == [OTHERS[0]]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["Class 4QX Zaffy", "Mrs Quellenborough-Xu", "Zaphira paints", "No 004512"])
def test_what_may_mean_somebody_else_is_left_and_told(form: str, tmp_path: Path):
    answers = tmp_path / "answers.csv"
    rows = [
        {"asset_id": "a", "people": f"{form}\n{OTHERS[0]}", "people_complete": True},
        {"asset_id": "b", "people": form, "people_complete": False},
        {"asset_id": "c", "people": OTHERS[1], "people_complete": True},
    ]
    ia.save_answers(ANSWERS.frame(rows), answers)
    gone = ia.forget("Z000000000001", forgettable(), answers=answers, cache=cached(tmp_path, form, OTHERS[1]))
    assert gone[["kind", "removed", "possible"]].to_numpy().tolist() == [["cache", 0, 1], ["answers", 0, 2]]
    assert gone["note"].str.contains("look by hand").all()
    left = ia.load_answers(answers)
    assert left["people"].tolist() == [row["people"] for row in rows]
    assert left["people_complete"].astype("object").where(left["people_complete"].notna(), None).tolist() == [
        *(None, False, True)
    ], "whether everyone is listed is not known any longer; nobody else's answer changes"
    assert texts_in(tmp_path / "media.sqlite") == [form, OTHERS[1]]


def test_a_person_is_forgotten_in_every_answer_about_a_picture(tmp_path: Path):
    answers = tmp_path / "answers.parquet"
    rows = [
        {"asset_id": "a", "people": ZAPHIRA, "people_complete": True, "answered_on": day}
        for day in ("2026-03-02", "2026-07-01", None)
    ]
    ia.save_answers(ANSWERS.frame([*rows, {"asset_id": "a", "people": "4B", "answered_on": "2026-07-01"}]), answers)
    gone = ia.forget("Z000000000001", forgettable(), answers=answers, cache=False)
    assert gone[["removed", "possible"]].to_numpy().tolist() == [[3, 0]]
    left = ia.load_answers(answers)
    assert left["people"].fillna("").tolist() == ["", "", "", "4B"]
    assert left["people_complete"].astype("object").where(left["people_complete"].notna(), None).tolist() == [
        *(False, False, False, None)
    ]


def test_a_name_that_two_had_does_not_become_the_other_one_s(tmp_path: Path):
    """Two of one name are told apart by number; when one is forgotten, the other's yes must not cover both."""
    two = PEOPLE.frame(
        [{"person_id": f"p{n}", "first_name": "Ada", "last_name": "Fern", "upn": f"Z00000000000{n}"} for n in (1, 2)]
    )
    answers = tmp_path / "answers.parquet"
    ia.save_answers(ANSWERS.frame([{"asset_id": "a", "people": "Ada Fern", "people_complete": True}]), answers)
    gone = ia.forget("Z000000000001", two, answers=answers, cache=False)
    assert gone[["removed", "possible"]].to_numpy().tolist() == [[0, 1]]
    left = ia.load_answers(answers)
    assert left["people"].tolist() == ["Ada Fern"]
    assert left["people_complete"].isna().all()


def cached(place: Path, *texts: str) -> Path:
    """A cache of scans whose files say these texts."""
    with closing(sqlite3.connect(place / "media.sqlite")) as cache, cache:
        cache.execute("CREATE TABLE media (path TEXT, size INTEGER, mtime INTEGER, engine TEXT, row TEXT)")
        rows = [(f"/x/{number}.jpg", 1, 1, "1", json.dumps({"texts": text})) for number, text in enumerate(texts)]
        cache.executemany("INSERT INTO media VALUES (?, ?, ?, ?, ?)", rows)
    return place / "media.sqlite"


def texts_in(cache: Path) -> list[str]:
    with closing(sqlite3.connect(cache)) as opened:
        return [json.loads(row)["texts"] for (row,) in opened.execute("SELECT row FROM media")]


def test_answers_and_history_say_how_many_and_name_nobody(history: Path):
    answers = ia.answers.Answers(ANSWERS.frame([{"asset_id": "a", "people": ZAPHIRA}]), PROBLEMS.empty())
    assert repr(answers) == "<Answers: 1 answers, 0 problems>"
    assert repr(ia.load_history(history)).startswith("<History: 3 audits, ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("none", r"Refused or withdrawn \(1 person\): person-[0-9a-f]{16}\."),
        ("initials", r"Refused or withdrawn \(1 person\): C\. D\. \(9W\)\."),
        ("full", r"Refused or withdrawn \(1 person\): Campion Dapplemere \(9W\)\."),
    ],
)
def test_a_consent_action_says_whose_as_far_as_the_policy_lets_it(summer: ia.Audit, names: str, said: str):
    actions = ia.find_actions(replace(summer, policy=replace(summer.policy, names_in_outputs=names)))
    told = actions.set_index("action_id")["problem"]
    school = "fernhollow-academy.example"
    assert re.search(said + "$", told[f"consent {school}/wp/{school}/1067@website"])
    both = told[f"consent {school}/file/314e04cd5ff0ee8f@facebook"]
    assert both.index("Refused or withdrawn (1 person): ") < both.index("Expired (1 person): ")
    assert not actions["problem"].str.contains("protected").any()


@pytest.mark.slow
def test_a_class_that_has_not_answered_is_not_listed_to_the_last(summer: ia.Audit):
    item = summer.items["item_id"].iloc[0]
    placed = pd.concat([summer.placed.iloc[:1]] * 13, ignore_index=True).assign(
        item_id=item,
        presence="shown",
        state="not_recorded",
        person_id=None,
        person_ref=[f"Pupil {n}" for n in range(13)],
    )
    finding = summer.findings[summer.findings["practice"].eq("consent")].iloc[:1].assign(rule="consent.not_recorded")
    asset, channel = summer.items.loc[0, ["asset_id", "channel"]]
    finding = finding.assign(asset_id=asset, channel=channel, subject_id=f"{asset}@{channel}")
    named = replace(summer, placed=placed, findings=finding, policy=replace(summer.policy, names_in_outputs="full"))
    (problem,) = ia.find_actions(named)["problem"]
    assert "Not recorded (13 people): " in problem
    assert problem.endswith("; and 3 more.")
    hidden = replace(named, policy=replace(summer.policy, names_in_outputs="none"))
    (problem,) = ia.find_actions(hidden)["problem"]
    assert problem.endswith("Not recorded (13 people): Somebody not in the register.")
