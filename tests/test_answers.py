"""Answers: all are kept, and which of them hold is decided in one place; the key of one's own."""

from __future__ import annotations

import csv
import multiprocessing
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.answers import answered
from imgaudit.consent import people_placed, placement_consent
from imgaudit.presence import who_is_shown
from imgaudit.pseudonyms import own_key
from imgaudit.tables import ANSWERS, APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, PEOPLE, PROBLEMS, SOURCES


def _answers(who: int, day: str = "2026-03-02") -> pd.DataFrame:
    assets = [f"{who}-{number}" for number in range(50)]
    return ANSWERS.frame(pd.DataFrame({"asset_id": assets, "shows": "nobody", "answered_on": pd.Timestamp(day)}))


def _save_often(who: int, folder: str, ready: object) -> None:
    for number in range(20):
        for kind in ("parquet", "csv"):
            ready.wait(timeout=60)  # type: ignore[attr-defined]
            ia.save_answers(_answers(who), Path(folder, f"{number}.{kind}"))


@pytest.mark.slow
def test_of_two_who_save_answers_at_once_neither_loses_any(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    both = [context.Process(target=_save_often, args=(who, str(tmp_path), ready)) for who in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    counts = [len(ia.load_answers(tmp_path / f"{n}.{kind}")) for n in range(20) for kind in ("parquet", "csv")]
    assert counts == [100] * 40
    assert len([*tmp_path.iterdir()]) == 40, "neither locks nor strays"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_every_answer_is_kept_and_none_twice(tmp_path: Path, kind: str):
    place = tmp_path / f"answers.{kind}"
    rows = [
        {"asset_id": "a", "shows": "pupils", "people": "Ada Fern", "answered_on": "2026-07-01", "workbook": "b.xlsx"},
        {"asset_id": "a", "shows": "nobody", "answered_on": "2025-12-01", "workbook": "a.xlsx"},
        {"asset_id": "a", "shows": "nobody", "people_complete": True},
        {"asset_id": "a", "shows": "staff", "answered_on": "2026-07-01", "workbook": "b.xlsx"},
    ]
    for row in (*rows, *rows):
        ia.save_answers(ANSWERS.frame([row]), place)
    kept = ia.load_answers(place)
    pd.testing.assert_frame_equal(kept, ANSWERS.frame(rows), check_dtype=False)


def test_a_file_of_before_answers_had_a_workbook_is_read_and_added_to(tmp_path: Path):
    place = tmp_path / "answers.parquet"
    old = ANSWERS.frame([{"asset_id": "a", "shows": "nobody", "answered_on": "2025-12-01"}])
    old.drop(columns="workbook").to_parquet(place, engine="pyarrow", index=False)
    ia.save_answers(said("a", "2026-07-01", shows="pupils"), place)
    assert ia.load_answers(place)["shows"].tolist() == ["nobody", "pupils"]
    assert shown(ia.load_answers(place))[:1] == ("pupils",)


# ------------------------------------------------------------------------------------------- which answers hold

DAY = date(2026, 7, 21)
PEOPLE_OF = {"Ada": "pupil", "Ben": "pupil", "Cy": "staff"}
REGISTER = PEOPLE.frame(
    [
        {"person_id": f"p-{name}", "upn": f"Z-{name}", "first_name": name, "last_name": "Fern", "role": role}
        for name, role in PEOPLE_OF.items()
    ]
)
CONSENTS_ = CONSENTS.frame(
    [
        {"person_id": f"p-{name}", "scope": "website", "status": "granted", "given_on": "2025-09-05"}
        for name in PEOPLE_OF
    ]
)


def said(asset: str = "a", day: str | None = None, **about: object) -> pd.DataFrame:
    return ANSWERS.frame([{"asset_id": asset, "answered_on": day, **about}])


def presence(
    answers: pd.DataFrame, listed: Sequence[str] = (), hashes: Mapping[str, str | None] | None = None, **asset: object
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Assets, appearances and problems of one picture with an upload a name in ``hashes``; the first is listed."""
    hashes = {"a": "same"} if hashes is None else hashes
    assets = ASSETS.frame([{"asset_id": name, "site": "s", "kind": "picture"} for name in hashes]).assign(**asset)
    files = pd.DataFrame({"asset_id": [*hashes], "image_hash": [*hashes.values()], "person_names": None}, dtype="str")
    first = next(iter(hashes))
    pictures = pd.Series(first, pd.Index([*hashes], dtype="str"), dtype="str")
    appearances = [{"asset_id": first, "person_ref": name, "evidence": "listed"} for name in listed]
    found = ia.Inventory(
        items=ITEMS.empty(), assets=assets, files=FILES.empty(), appearances=APPEARANCES.frame(appearances),
        sources=SOURCES.empty(), problems=PROBLEMS.empty(),
    )  # fmt: skip
    told = answered(answers, files, pictures=pictures, people=REGISTER, as_of=DAY)
    return who_is_shown(found, files, told, pictures, REGISTER)


def shown(answers: pd.DataFrame, *listed: str, **about: object) -> tuple[str, list[str], bool | None, list[str]]:
    """Who is shown in the one picture, who by name, whether that is everyone, and the codes of problems."""
    assets, people, problems = presence(answers, listed, **about)  # type: ignore[arg-type]
    complete = assets["people_complete"].iloc[0]
    names = sorted(people.loc[people["asset_id"].eq("a"), "person_ref"])
    return assets["shows"].iloc[0], names, None if pd.isna(complete) else complete, problems["code"].tolist()


ADA, BEN = {"people": "Ada Fern", "people_complete": True}, {"people": "Ben Fern", "people_complete": True}
NOBODY, LATER = {"shows": "nobody"}, "2026-07-02"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Of one day, or where a day is not known: anybody over nobody, not everyone over everyone, people together.
        (NOBODY, {"shows": "pupils"}, ("pupils", [], None, ["contradicted"])),
        (NOBODY, {"people": "Ada Fern"}, ("pupils", ["Ada Fern"], None, ["contradicted"])),
        (NOBODY, {"people": "4B"}, ("pupils", [], None, ["contradicted"])),
        (NOBODY, {"people_complete": False}, ("unknown", [], False, ["contradicted"])),
        (NOBODY, NOBODY, ("nobody", [], None, [])),
        ({"shows": "pupils"}, {"shows": "staff"}, ("both", [], None, ["contradicted"])),
        (ADA, ADA | {"people_complete": False}, ("pupils", ["Ada Fern"], False, ["contradicted"])),
        (ADA, BEN, ("pupils", ["Ada Fern", "Ben Fern"], None, ["contradicted"])),
        (ADA, {"people": "Ben Fern"}, ("pupils", ["Ada Fern", "Ben Fern"], None, ["contradicted"])),
        (ADA, {"people": "Y3 & Y4"}, ("pupils", ["Ada Fern"], None, ["contradicted"])),
        (ADA | {"shows": "pupils"}, {"shows": "both"}, ("both", ["Ada Fern"], None, ["contradicted"])),
        # What is left blank contradicts nothing; and a name may be written in two ways.
        (ADA, {"shows": "pupils"}, ("pupils", ["Ada Fern"], True, [])),
        (ADA, {"people": "Fern, Ada", "people_complete": True}, ("pupils", ["Ada Fern"], True, [])),
        (ADA, {"people": "Z-Ada"}, ("pupils", ["Ada Fern"], True, [])),
        ({"people": "Ada Fern"}, {"people": "Ben Fern"}, ("pupils", ["Ada Fern", "Ben Fern"], None, [])),
    ],
)
def test_answers_of_which_none_is_known_to_be_later(one: dict, other: dict, expected: tuple):
    for days in (("2026-07-01", "2026-07-01"), (None, None), ("2026-07-01", None), (None, LATER)):
        both = [said("a", day, image_hash="same", **what) for day, what in zip(days, (one, other), strict=True)]
        for order in (both, both[::-1]):
            assert shown(pd.concat(order)) == expected, days


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        (NOBODY, {"shows": "pupils"}, ("pupils", [], None, [])),
        ({"shows": "pupils"}, NOBODY, ("nobody", [], None, [])),
        (ADA, NOBODY, ("nobody", [], None, [])),
        (ADA, BEN, ("pupils", ["Ben Fern"], True, [])),
        (ADA | {"people_complete": False}, ADA, ("pupils", ["Ada Fern"], True, [])),
        (ADA, ADA | {"people_complete": False}, ("pupils", ["Ada Fern"], False, [])),
        # Whoever says no more than that somebody else is there, has taken nobody back.
        (ADA, {"people": "Ben Fern"}, ("pupils", ["Ada Fern", "Ben Fern"], None, [])),
        (ADA, {"shows": "both"}, ("both", ["Ada Fern"], None, [])),
        (NOBODY, {"shows": "unknown"}, ("unknown", [], None, [])),
        (NOBODY, {"people": "?"}, ("unknown", [], None, [])),
    ],
)
def test_a_later_answer_stands_in_place_of_an_earlier_one_or_adds_to_it(first: dict, then: dict, expected: tuple):
    both = [said("a", "2026-07-01", image_hash="same", **first), said("a", LATER, image_hash="same", **then)]
    for order in (both, both[::-1]):
        assert shown(pd.concat(order)) == expected


def test_that_not_everyone_is_listed_is_said_against_an_export_that_sees_nobody():
    assert shown(said("a", LATER, image_hash="same", people_complete=False), shows="nobody")[0] == "unknown"


@pytest.mark.slow
def test_an_answer_that_contradicts_itself_says_neither_nobody_nor_everyone():
    for what in ({"people": "Ada Fern"}, {"people_complete": False}, {"people": "4B", "people_complete": True}):
        shows, _, complete, codes = shown(said("a", LATER, image_hash="same", shows="nobody", **what))
        assert (shows != "nobody", complete is True, codes) == (True, False, ["contradicted"]), what


def test_a_contradiction_names_both_answers():
    both = [
        said("a", LATER, image_hash="same", workbook="one.xlsx", shows="nobody"),
        said("a", LATER, image_hash="same", workbook="two.xlsx", shows="pupils", **ADA),
    ]
    _, _, problems = presence(pd.concat(both))
    assert problems[["file", "code", "value"]].to_numpy().tolist() == [
        ["a", "contradicted", "one.xlsx of 2 July 2026: nobody\ntwo.xlsx of 2 July 2026: pupils, Ada Fern, everyone"]
    ]
    assert problems["reason"].iloc[0].startswith("Answers contradict each other, and none is known to be the later")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (NOBODY, ("nobody", [], None, ["contradicted"] * 2)),
        (BEN, ("pupils", ["Ben Fern"], True, ["contradicted"] * 2)),
        (ADA, ("pupils", ["Ada Fern"], True, ["contradicted"])),
        ({"people": "Z-Ada\nA. Stranger", "people_complete": True}, ("pupils", ["A. Stranger", "Ada Fern"], True, [])),
        ({"people": "Cy Fern", "people_complete": True}, ("staff", ["Cy Fern"], True, ["contradicted"] * 2)),
        # No answer for everyone: what is listed stays.
        ({"people": "Ben Fern"}, ("pupils", ["A. Stranger", "Ada Fern", "Ben Fern"], None, [])),
        (
            {"people": "Ben Fern", "people_complete": False},
            ("pupils", ["A. Stranger", "Ada Fern", "Ben Fern"], False, []),
        ),
        ({"people": "4B", "people_complete": True}, ("pupils", ["A. Stranger", "Ada Fern"], None, [])),
        ({"people_complete": True}, ("pupils", ["A. Stranger", "Ada Fern"], True, [])),
        ({"shows": "pupils"}, ("pupils", ["A. Stranger", "Ada Fern"], True, [])),
    ],
)
def test_a_complete_answer_stands_in_place_of_what_was_listed(answer: dict, expected: tuple):
    listed = ("Ada Fern", "A. Stranger")
    found = shown(said("a", LATER, image_hash="same", **answer), *listed, shows="pupils", people_complete=True)
    assert found == expected


def test_whom_an_answer_takes_back_is_said_once_a_picture():
    two = {"a": "same", "b": "same"}
    listed = ("Ada Fern", "A. Stranger", "Eve")
    _, people, problems = presence(said("b", LATER, image_hash="same", **BEN), listed, two)
    assert people[["asset_id", "person_ref"]].to_numpy().tolist() == [["a", "Ben Fern"], ["b", "Ben Fern"]]
    assert problems[["code", "value"]].to_numpy().tolist() == [
        ["contradicted", "A. Stranger"],
        ["contradicted", "Ada Fern"],
    ]
    assert problems["reason"].iloc[0] == (
        "A list or a tag says that this person is shown, and somebody said since who everyone is and left them out: "
        "the answer counts. If it is wrong, answer anew."
    )


@pytest.mark.slow
def test_answers_about_two_uploads_of_one_picture_are_about_one_picture():
    two = {"a": "same", "b": "same"}
    everyone, more = said("a", LATER, image_hash="same", **ADA), said("b", LATER, image_hash="same", people="Ben Fern")
    for order in ([everyone, more], [more, everyone]):
        assets, people, problems = presence(pd.concat(order), (), two)
        assert assets["people_complete"].isna().all()
        assert sorted(people["person_ref"]) == ["Ada Fern", "Ada Fern", "Ben Fern", "Ben Fern"]
        assert problems["code"].tolist() == ["contradicted"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("now", "then", "day", "complete"),
    [
        ("same", "same", LATER, True),
        (None, "same", LATER, None),
        ("same", None, LATER, None),
        (None, None, LATER, None),
        (None, "same", "2026-07-21", True),  # on the day of the audit
        (None, None, "2026-07-21", True),
        ("same", "other", "2026-07-21", None),
        (None, "same", None, None),
        (None, None, None, True),  # as a list of the school's says it: without a day and without a picture
    ],
)
def test_an_answer_is_complete_only_where_the_picture_was_looked_at(
    now: str | None, then: str | None, day: str | None, complete: bool | None
):
    one = said("a", day, image_hash=then, shows="pupils", **ADA)
    found = shown(one, hashes={"a": now})
    changed = now is not None and then is not None and now != then
    assert found == (
        "unknown" if changed else "pupils",
        [] if changed else ["Ada Fern"],
        complete,
        [] if complete else ["outdated"],
    )
    nobody = shown(said("a", day, image_hash=then, shows="nobody"), hashes={"a": now})
    assert nobody[0] == ("nobody" if complete else "unknown")


@pytest.mark.slow
def test_what_was_said_of_the_picture_before_last_holds_when_that_is_back():
    both = [said("a", "2026-07-01", image_hash="one", **ADA), said("a", LATER, image_hash="two", **NOBODY)]
    assert shown(pd.concat(both), hashes={"a": "one"}) == ("pupils", ["Ada Fern"], True, [])
    assert shown(pd.concat(both), hashes={"a": "two"}) == ("nobody", [], None, [])
    assert shown(pd.concat(both), hashes={"a": "three"}) == ("unknown", [], None, ["outdated"])


ANSWER = st.fixed_dictionaries(
    {
        "asset_id": st.sampled_from("ab"),
        "shows": st.sampled_from(["pupils", "staff", "both", "nobody", "unknown", None]),
        "people": st.sampled_from(
            ["Ada Fern", "Fern, Ada", "Ben Fern", "Ada Fern\nBen Fern", "Eve", "4B", "none", None]
        ),
        "people_complete": st.sampled_from([True, False, None]),
        "answered_on": st.sampled_from(["2026-07-01", LATER, "2026-07-21", None]),
        "image_hash": st.sampled_from(["same", "other", None]),
        "workbook": st.sampled_from(["one.xlsx", "two.xlsx"]),
    }
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(ANSWER, min_size=1, max_size=5),
    st.sampled_from([{"a": "same", "b": "same"}, {"a": "same", "b": None}, {"a": None, "b": None}]),
    st.sampled_from([(), ("Ada Fern",), ("Ben Fern", "Eve")]),
    st.randoms(use_true_random=False),
)
def test_no_order_decides_no_frame_is_changed_and_nothing_is_covered_that_nobody_vouches_for(
    rows: list[dict], hashes: dict, listed: tuple, random
):
    answers = ANSWERS.frame(rows)
    before = answers.copy()
    assets, people, problems = presence(answers, listed, hashes)
    pd.testing.assert_frame_equal(answers, before)
    mixed = presence(answers.sample(frac=1, random_state=random.randrange(99)), listed, hashes)
    for one, other in zip((assets, people, problems), mixed, strict=True):
        pd.testing.assert_frame_equal(one, other)
    told = {"scope": "website", "channel": "website", "published_on": pd.NaT}
    items = assets.assign(item_id=assets["asset_id"], **told)
    placed = people_placed(items, people, REGISTER, CONSENTS_, as_of=DAY, policies={"s": ia.Policy()})
    state = placement_consent(items, placed)["consent_state"].iloc[0]
    is_other = answers["image_hash"].eq("other").fillna(False)
    same = answers[~is_other | answers["asset_id"].map(hashes).isna()]
    last = same["answered_on"].max()
    counting = same[same["answered_on"].isna() | same["answered_on"].eq(last)]
    names = {name for cell in counting["people"].dropna() for name in cell.split("\n")}
    if state in ("covered", "not_needed"):
        assert not counting["people_complete"].eq(False).any()
        assert not {"4B", "Eve"} & names
        assert counting["people_complete"].eq(True).any() or counting["shows"].eq("nobody").any() or "none" in names
    if state == "covered":
        wanted = {name.split()[-1] if "," in name else name.split()[0] for name in names - {"none"}}
        assert wanted <= {ref.split()[-1] if "," in ref else ref.split()[0] for ref in people["person_ref"]}
    if state == "not_needed":
        assert names <= {"none"}
        assert not counting["shows"].isin(["pupils", "staff", "both"]).any()


def test_two_who_begin_at_once_have_one_key(tmp_path: Path):
    keys: list[bytes] = []
    place = tmp_path / "config" / "person-ids.key"
    threads = [threading.Thread(target=lambda: keys.append(own_key(place))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in place.parent.iterdir()] == ["person-ids.key"]


WORDS = pd.DataFrame(
    {
        "asset_id": ["s/wp/1", "s/wp/2", "s/wp/3", "s/wp/4", "s/wp/5"],
        "image_hash": ["ab" * 32, None, "12e4", "1" * 20, "x;y"],
        "place_id": ["1234567890123456", "12e45678", "0012", "abcd", None],
        "shows": ["pupils", "nobody", "staff", None, "both"],
        "people": ['Ada Fern\nBen "B" Hollow', '=HYPERLINK("x")', "'=odd", "004512", "O'Neil, Zoë"],
        "people_complete": pd.array([True, False, None, True, False], dtype="boolean"),
        "answered_on": pd.to_datetime(["2026-03-05", None, "2026-12-25", "2026-05-03", "2026-01-01"]),
    }
)
EXCEL = {
    "True": "TRUE",
    "False": "FALSE",
    "2026-03-05": "05/03/2026",
    "2026-12-25": "25/12/2026",
    "2026-05-03": "03/05/2026",
    "2026-01-01": "01/01/2026",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("delimiter", "codec"),
    [(",", "cp1252"), (",", "utf-8-sig"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")],
)
def test_answers_that_excel_has_saved_are_what_they_were(tmp_path: Path, delimiter: str, codec: str):
    answers = ANSWERS.frame(WORDS)
    place = ia.save_answers(answers, tmp_path / "a.csv")
    pd.testing.assert_frame_equal(ia.load_answers(place), answers)
    with place.open(encoding="utf-8-sig", newline="") as file:
        rows = [[EXCEL.get(cell, cell) for cell in row] for row in csv.reader(file)]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "004"))], "Excel would run or round it"
    with place.open("w", encoding=codec, newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows(rows)
    pd.testing.assert_frame_equal(ia.load_answers(place), answers)
    ia.save_answers(answers.head(1), place)
    pd.testing.assert_frame_equal(ia.load_answers(place).sort_values("asset_id", ignore_index=True), answers)


HEADINGS = "asset_id,shows,people,people_complete,answered_on\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,pupils,Ada,WAHR,", "row 3, column people_complete: a text of 4 characters is neither yes nor no"),
        ("a,pupils,Ada,maybe,", "row 3, column people_complete: 'maybe' is neither yes nor no"),
        ("a,elves,Ada,yes,", "row 3, column shows: 'elves' is not one of pupils, staff, both, nobody, unknown"),
        (
            "a,pupils,Ada,yes,3/5/2026",
            "row 3, column answered_on: '3/5/2026' is no day, or may be two: write it as",
        ),
        ("a,pupils,Ada,yes,05/03/26", "row 3, column answered_on: '05/03/26' is no day, or may be two"),
        ("a,pupils,Ada,yes,03/25/2026", "row 3, column answered_on: '03/25/2026' is no day, or may be two"),
        ("a,pupils,Ada,yes,31/02/2026", "row 3, column answered_on: '31/02/2026' is no day"),
        ("a,pupils,Ada,yes,########", "row 3, column answered_on: a text of 8 characters is no day"),
        (
            "a,pupils,1.2E+15,yes,",
            "row 3, column people: a text of 7 characters is a number that a spreadsheet has rounded",
        ),
        (",pupils,Ada,yes,", "row 3, column asset_id: is empty: every row needs it"),
        ('a,pupils,"Ada,yes,', "row 3: a quotation mark that is never closed"),
        ("a,pupils,Ada,yes,2026-03-05,,7", "row 3: a broken line"),
    ],
)
def test_an_answer_that_is_not_understood_is_an_error_and_never_unknown(tmp_path: Path, row: str, said: str):
    place = tmp_path / "a.csv"
    text = f"{HEADINGS}z,staff,Cy,no,2026-03-05\n{row}\n"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(ia.InputError) as refused:
        ia.load_answers(place)
    assert str(refused.value).startswith(f"{place} is not read, so that nothing is lost:\n")
    assert said in str(refused.value)
    with pytest.raises(ia.InputError):
        ia.save_answers(ANSWERS.frame(WORDS), place)
    assert place.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asset_id,shows,people\na,pupils,Ada\n", "no table with the columns asset_id, shows, people, people_complete"),
        ("", "the file is empty"),
        (f"{HEADINGS}a,pupils,Ada,yes,2026-03-05\nb,pup", "ends in the middle of this row"),
    ],
)
def test_what_is_no_whole_table_of_answers_is_refused(tmp_path: Path, text: str, said: str):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ia.InputError, match=said):
        ia.load_answers(tmp_path / "a.csv")


@pytest.mark.slow
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), max_size=4))
def test_any_words_come_back_from_a_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    people = [text if text.strip() else None for text in texts]
    asked = ANSWERS.frame(pd.DataFrame({"asset_id": [f"a/{n}" for n in range(len(people))], "people": people}))
    place = ia.save_answers(asked, tmp_path_factory.mktemp("answers") / "a.csv")
    pd.testing.assert_frame_equal(ia.load_answers(place), asked)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_answers_that_libreoffice_has_saved_are_what_they_were(tmp_path: Path):
    answers = ANSWERS.frame(WORDS)
    place = ia.save_answers(answers, tmp_path / "a.csv")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for made, read in (
        ("ods", "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true"),
        ("csv:Text - txt - csv (StarCalc):44,34,76,1,,2057,false,true", ""),
    ):
        command = ["soffice", profile, "--headless", *filter(None, [read]), "--convert-to", made, "--outdir",
                   str(tmp_path), str(place)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        place = tmp_path / "a.ods"
    assert "TRUE" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    pd.testing.assert_frame_equal(ia.load_answers(tmp_path / "a.csv"), answers)
