"""Consent registers as the MIS writes them, and what consent says."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.consent import consent_timeline, states_on
from imgaudit.register import Register
from imgaudit.register.words import ANSWERS, PLAIN_NO, heading_of, scopes_of
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, PEOPLE, PROBLEMS, SOURCES

AS_OF = date(2025, 12, 19)


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def answers(register: Register) -> dict[tuple[str, str], str]:
    names = register.people.set_index("person_id")["first_name"]
    return {(names[row["person_id"]], row["scope"]): row["status"] for row in register.consents.to_dict("records")}


def test_a_wide_export_has_a_column_a_scope(tmp_path: Path):
    path = write_csv(
        tmp_path / "consents.csv",
        [
            [
                "UPN",
                "Forename",
                "Surname",
                "Reg Group",
                "Photos on website",
                "Social Media",
                "Prospectus",
                "Consent Date",
            ],
            ["Z1", "Ada", "Quillfeather", "7A", "Yes", "No", "", "05/09/2025"],
            ["Z2", "Ben", "Brambleroot", "7B", "ticked", "withdrawn", "not yet requested", "2025-09-05"],
        ],
    )
    register = ia.read_register(path)
    assert answers(register) == {
        ("Ada", "website"): "granted",
        ("Ada", "social"): "refused",
        ("Ada", "print"): "not_recorded",
        ("Ben", "website"): "granted",
        ("Ben", "social"): "withdrawn",
        ("Ben", "print"): "not_recorded",
    }
    assert register.consents["given_on"].unique().tolist() == [pd.Timestamp("2025-09-05")]
    assert register.people["group"].tolist() == ["7A", "7B"]
    assert register.problems["reason"].str.contains("day-first").tolist() == [True]


def test_a_long_export_has_a_row_a_scope(tmp_path: Path):
    path = write_csv(
        tmp_path / "long.csv",
        [
            ["Student", "UPN", "Consent Type", "Status", "Date"],
            ["Quillfeather, Ada", "Z1", "Website photographs", "Confirmed", "2025-09-05"],
            ["Quillfeather, Ada", "Z1", "Social media", "Declined", "2025-09-05"],
            ["Ben Brambleroot", "Z2", "Website photographs", "Pending", ""],
        ],
    )
    register = ia.read_register(path)
    assert answers(register) == {
        ("Ada", "website"): "granted",
        ("Ada", "social"): "refused",
        ("Ben", "website"): "not_recorded",
    }
    assert register.people["last_name"].tolist() == ["Quillfeather", "Brambleroot"]


def test_consent_denied_is_read_the_other_way_round(tmp_path: Path):
    path = write_csv(
        tmp_path / "denied.csv",
        [
            ["Admission number", "Surname", "Forename", "Category", "Consent Denied"],
            ["1", "Quillfeather", "Ada", "Website", "Yes"],
            ["2", "Brambleroot", "Ben", "Website", "No"],
            ["3", "Tindlewick", "Cleo", "Website", ""],
        ],
    )
    assert answers(ia.read_register(path)) == {
        ("Ada", "website"): "refused",
        ("Ben", "website"): "granted",
        ("Cleo", "website"): "not_recorded",
    }


def test_a_folder_with_one_file_a_consent_type(tmp_path: Path):
    for name, answer in (("Website.csv", "Confirmed"), ("Social media.csv", "Declined")):
        write_csv(tmp_path / name, [["UPN", "Surname", "Forename", "Status"], ["Z1", "Quillfeather", "Ada", answer]])
    register = ia.read_register(tmp_path)
    assert len(register.people) == 1
    assert answers(register) == {("Ada", "website"): "granted", ("Ada", "social"): "refused"}


def test_a_sheet_with_title_rows_is_read_too(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (
        ["Fernhollow consents"],
        [],
        ["UPN", "Forename", "Surname", "Website"],
        ["Z1", "Ada", "Quillfeather", "✓"],
    ):
        book.active.append(row)
    book.save(tmp_path / "consents.xlsx")
    assert answers(ia.read_register(tmp_path / "consents.xlsx")) == {("Ada", "website"): "granted"}


def test_what_cannot_be_read_is_a_problem_and_counts_as_not_recorded(tmp_path: Path):
    path = write_csv(
        tmp_path / "odd.csv",
        [
            ["UPN", "Forename", "Surname", "Website", "Consent Date", "Shoe size", "Protected"],
            ["Z1", "Ada", "Quillfeather", "maybe later", "31/02/2025", "4", ""],
            ["", "", "", "Yes", "", "5", ""],
            ["Z1", "Someone", "Else", "Yes", "", "5", "court order"],
        ],
    )
    register = ia.read_register(path)
    said = (
        register.problems.set_index("reason")[["row", "column", "value"]].astype("object").fillna("").to_dict("index")
    )
    assert said["Not an answer imgaudit knows: counted as not recorded."] == {
        "row": 2,
        "column": "Website",
        "value": "maybe later",
    }
    assert said["Not a date: write it as 31/01/2026 or 2026-01-31."] == {
        "row": 2,
        "column": "Consent Date",
        "value": "31/02/2025",
    }
    nobody = "Names nobody: no UPN, admission number or MIS id, and no forename and surname. Rows not read."
    assert (said[nobody]["row"], said[nobody]["value"]) == (3, "1 row: 3")
    clash = "One number, and names or dates of birth that contradict: two people, and a yes of neither counts."
    assert said[f"{clash} Correct the number."]["value"] == "Someone Else"
    assert said["Columns not used; map them with mapping= if they hold consent."]["value"] == "Shoe size"
    marked = said["Neither a plain yes nor no: counts as yes."]
    assert (marked["row"], marked["value"]) == ("", ""), "who must not be shown is said nowhere, nor why"
    assert register.people["protected"].tolist() == [True, True], "a mark on any row of a number protects"


def test_a_mapping_names_columns_that_no_alias_knows(tmp_path: Path):
    path = write_csv(tmp_path / "own.csv", [["Kennung", "Nachname", "Trip photos"], ["1", "Quillfeather", "yes"]])
    register = ia.read_register(
        path, mapping={"Kennung": "admission_no", "Nachname": "last_name", "Trip photos": "scope:trips"}
    )
    assert register.consents[["scope", "status"]].to_numpy().tolist() == [["trips", "granted"]]


def test_a_file_without_people_says_what_is_needed(tmp_path: Path):
    path = write_csv(tmp_path / "menu.csv", [["Dish", "Price"], ["Pie", "2.40"]])
    with pytest.raises(ia.InputError, match=r"UPN, an admission number or a\s+surname"):
        ia.read_register(path)
    with pytest.raises(ia.InputError, match="no such file"):
        ia.read_register(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("header", "scopes"),
    [
        ("photograph student", ["all"]),
        ("school website", ["website"]),
        ("social media photos", ["social"]),
        ("use of images in local press", ["press"]),
        ("printed prospectus", ["print"]),
        ("internal displays", ["internal"]),
        ("website and social media", ["website", "social"]),
        ("no website photos", ["website"]),
        ("dietary needs", []),
        ("social worker", []),
        ("web filter group", []),
        ("film club", []),
        ("internal exclusions", []),
        ("local authority press", []),
        ("x", []),
        ("display name", []),
        ("website terms accepted", []),
        ("internet", []),
        ("photos on the internet", ["website"]),
        ("facebook", ["facebook"]),
        ("social media eg facebook", ["social", "facebook"]),
        ("social media facebook and instagram", ["facebook", "instagram"]),
        ("website videos", ["website video"]),
        ("photos and videos", ["all", "video"]),
    ],
)
def test_scopes_are_told_from_headings(header: str, scopes: list[str]):
    assert scopes_of(header) == scopes


def test_headings_that_say_no_are_read_the_other_way_round(tmp_path: Path):
    path = write_csv(
        tmp_path / "negative.csv",
        [
            ["UPN", "Forename", "Surname", "No website photos", "Opt out of social media", "Do not publish photos"],
            ["Z1", "Ben", "Brambleroot", "Yes", "Yes", "No"],
        ],
    )
    assert answers(ia.read_register(path)) == {
        ("Ben", "website"): "refused",
        ("Ben", "social"): "refused",
        ("Ben", "all"): "granted",
    }


def answer_below(tmp_path: Path, heading: str, cell: str) -> list[list[str]]:
    path = write_csv(tmp_path / "one.csv", [["UPN", "Surname", heading], ["Z1", "Fern", cell]])
    return ia.read_register(path).consents[["scope", "status"]].to_numpy().tolist()


@pytest.mark.slow
@pytest.mark.parametrize(
    "word", ["permitted", "agreed", "agree", "allowed", "allow", "approved", "accepted", "confirmed", "granted",
             "given", "consent given", "full consent", "ticked"],
)  # fmt: skip
def test_a_heading_knows_the_words_that_say_yes_below_it(tmp_path: Path, word: str):
    assert word in ANSWERS["granted"]
    assert answer_below(tmp_path, f"Website {word}", "Yes") == [["website", "granted"]]
    assert answer_below(tmp_path, f"Photo {word}", "No") == [["all", "refused"]]
    assert answer_below(tmp_path, f"Website not {word}", "Yes") == [["website", "refused"]]


def test_no_word_of_an_answer_is_left_out_of_headings_but_those_that_mean_a_state():
    words = {word for word in ANSWERS["granted"] if len(word) > 2 and heading_of(f"website {word}").kind != "answer"}
    assert words == {"true", "active", "expiring"}


@pytest.mark.parametrize("heading", ["Permitted", "Agreed", "Allowed", "Granted"])
def test_an_answer_alone_is_the_status_of_a_row_a_use(tmp_path: Path, heading: str):
    rows = [["UPN", "Forename", "Surname", "Consent Type", heading], ["Z1", "Ben", "Fern", "Website", "Yes"]]
    assert answers(ia.read_register(write_csv(tmp_path / "long.csv", rows))) == {("Ben", "website"): "granted"}


def test_words_of_a_heading_are_read_in_their_order():
    """A video club is no use of pictures; whatever "club video" is, it is read so every time."""
    assert [heading_of(words).kind for words in ("video club", "club video")] == ["unused", "unread"]


def test_a_day_of_another_matter_is_no_day_of_consent():
    assert [heading_of(words).kind for words in ("date accepted", "accepted on", "website accepted on")] == [
        "unused",
        "unused",
        "given_on",
    ]
    assert heading_of("website permitted by").kind == heading_of("photos accepted by").kind == "given_by"


NO_AND_MORE = sorted(word for word in ANSWERS["refused"] | ANSWERS["withdrawn"] if word not in PLAIN_NO)


@pytest.mark.slow
@pytest.mark.parametrize(
    "heading",
    ["Website refused", "Website not permitted", "No website photos", "Website consent denied", "Website disagree",
     "Website opt out", "Website (agreed/refused)", "Website: granted / not granted", "Website (agree / disagree)",
     "Website (refused/granted)", "Website no response"],
)  # fmt: skip
def test_a_refusal_below_any_heading_is_never_a_yes(heading: str, tmp_path: Path):
    """Below a heading that refuses, "Refused" says it once more; below one that names both answers it is one."""
    people = [[f"Z{n}", f"Fern{chr(97 + n % 26)}{n // 26}", word] for n, word in enumerate(NO_AND_MORE)]
    read = ia.read_register(write_csv(tmp_path / "one.csv", [["UPN", "Surname", heading], *people]))
    assert "granted" not in set(read.consents["status"])


@pytest.mark.parametrize(
    ("heading", "cell", "status"),
    [
        ("Website (agreed/refused)", "Agreed", "granted"),
        ("Website: granted / not granted", "Not granted", "refused"),
        ("Website (agree or disagree)", "Disagree", "refused"),
        ("Website disagree", "Yes", "refused"),
        ("Website disallowed", "x", "refused"),
        ("Website refused", "No", "granted"),
        ("Website refused", "No*", "not_recorded"),
    ],
)
def test_a_heading_that_names_both_answers_turns_none_round(tmp_path: Path, heading: str, cell: str, status: str):
    assert answer_below(tmp_path, heading, cell) == [["website", status]]


def test_who_has_not_responded_or_whose_yes_is_a_no_has_not_agreed(tmp_path: Path):
    assert answer_below(tmp_path, "Website no response", "No") == []
    assert answer_below(tmp_path, "Website yes = refused", "Yes") == []


def test_other_columns_of_the_mis_are_no_consent(tmp_path: Path):
    path = write_csv(
        tmp_path / "mis.csv",
        [
            ["Display Name", "Surname", "Form", "Social worker", "Consent Type", "Status"],
            ["Ben", "Brambleroot", "7A", "Yes", "Website and social media", "Declined"],
        ],
    )
    register = ia.read_register(path)
    assert register.consents[["scope", "status"]].to_numpy().tolist() == [["website", "refused"], ["social", "refused"]]
    assert "Social worker" in register.problems["value"].str.cat()


def test_a_platform_is_a_use_of_its_own(tmp_path: Path):
    path = write_csv(tmp_path / "two.csv", [["UPN", "Surname", "Facebook", "Instagram"], ["Z1", "Fern", "Yes", "No"]])
    assert ia.read_register(path).consents[["scope", "status"]].to_numpy().tolist() == [
        ["facebook", "granted"],
        ["instagram", "refused"],
    ]


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("Consent refused", "refused"),
        ("Opt out", "refused"),
        ("Do not consent", "refused"),
        ("No - parent phoned", "refused"),
        ("Withdrawn by letter", "withdrawn"),
        ("No response", "not_recorded"),
        ("No answer yet", "not_recorded"),
        ("Yes, but no surname", "not_recorded"),
    ],
)
def test_a_longer_answer_never_passes_for_a_yes(tmp_path: Path, word: str, answer: str):
    path = write_csv(tmp_path / "words.csv", [["UPN", "Surname", "Website"], ["Z1", "Fern", word]])
    assert ia.read_register(path).consents["status"].tolist() == [answer]


def test_one_person_under_two_keys_of_two_files_is_one(tmp_path: Path):
    write_csv(
        tmp_path / "a.csv", [["UPN", "Adm No", "Forename", "Surname", "Website"], ["Z1", "7", "Ben", "Fern", "Yes"]]
    )
    write_csv(tmp_path / "b.csv", [["Adm No", "Forename", "Surname", "Social media"], ["7", "Ben", "Fern", "No"]])
    register = ia.read_register(tmp_path)
    assert register.people[["upn", "admission_no"]].to_numpy().tolist() == [["Z1", "7"]]
    assert answers(register) == {("Ben", "website"): "granted", ("Ben", "social"): "refused"}


def test_american_dates_are_read_so_by_the_column(tmp_path: Path):
    rows = [
        ["UPN", "Surname", "Website", "Consent Date"],
        ["1", "A", "Yes", "09/25/2025"],
        ["2", "B", "Yes", "09/12/2025"],
    ]
    register = ia.read_register(write_csv(tmp_path / "us.csv", rows))
    assert register.consents["given_on"].dt.strftime("%Y-%m-%d").tolist() == ["2025-09-25", "2025-09-12"]
    assert register.problems["reason"].str.contains("month-first").any()


def test_who_left_without_a_date_has_left(tmp_path: Path):
    rows = [["UPN", "Surname", "Website", "Left"], ["1", "A", "Yes", "Yes"], ["2", "B", "Yes", "No"]]
    register = ia.read_register(write_csv(tmp_path / "left.csv", rows))
    assert register.people["left_on"].notna().tolist() == [True, False]


def test_a_day_that_is_none_is_refused(tmp_path: Path):
    path = write_csv(tmp_path / "own.csv", [["UPN", "Surname", "Website"], ["1", "Fern", "Yes"]])
    with pytest.raises(ia.InputError, match="exported_on='12/19/2025' is not a date such as 2025-12-19"):
        ia.read_register(path, exported_on="12/19/2025")
    for day in ("2025-12-19", "19/12/2025", pd.Timestamp("2025-12-19 10:00"), pd.Timestamp("2025-12-19").date()):
        consents = ia.read_register(path, exported_on=day).consents
        assert consents["recorded_on"].tolist() == [pd.Timestamp("2025-12-19")]


def test_a_mapping_with_a_typing_error_is_refused(tmp_path: Path):
    path = write_csv(tmp_path / "own.csv", [["Vorname", "Surname", "Website"], ["Ada", "Fern", "Yes"]])
    with pytest.raises(ia.InputError, match="mapping= names first_nam"):
        ia.read_register(path, mapping={"Vorname": "first_nam"})


def register_of(*consents: tuple[str, str, str, str | None], **people: object) -> Register:
    ids = list(dict.fromkeys(person for person, *_ in consents))
    return Register(
        people=PEOPLE.frame(
            [{"person_id": p, "upn": p, "role": "pupil", "first_name": p, "last_name": "X", **people} for p in ids]
        ),
        consents=CONSENTS.frame([{"person_id": p, "scope": s, "status": a, "given_on": d} for p, s, a, d in consents]),
        problems=PROBLEMS.empty(),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("consents", "people", "state"),
    [
        ([("a", "website", "granted", "2025-09-05")], {}, "granted"),
        ([("a", "website", "granted", None)], {}, "granted"),
        ([("a", "website", "granted", "2023-12-20")], {}, "granted"),
        ([("a", "website", "granted", "2023-12-19")], {}, "expired"),
        ([("a", "website", "granted", "2025-09-05")], {"left_on": "2025-10-01"}, "expired"),
        ([("a", "website", "granted", "2025-09-05")], {"left_on": "2026-07-21"}, "granted"),
        ([("a", "website", "refused", "2019-09-05")], {}, "refused"),
        ([("a", "website", "granted", "2025-09-05"), ("a", "website", "withdrawn", "2025-11-01")], {}, "withdrawn"),
        ([("a", "website", "refused", "2024-09-05"), ("a", "website", "granted", "2025-09-05")], {}, "granted"),
        ([("a", "website", "granted", "2025-09-05"), ("a", "website", "withdrawn", "2026-01-10")], {}, "granted"),
        ([("a", "website", "granted", "2025-09-05"), ("a", "website", "not_recorded", "2025-11-01")], {}, "granted"),
        ([("a", "website", "granted", None), ("a", "website", "refused", "2024-01-01")], {}, "refused"),
        ([("a", "website", "granted", "2025-09-05"), ("a", "website", "withdrawn", None)], {}, "withdrawn"),
        ([("a", "website", "not_recorded", "2025-09-05")], {}, None),
    ],
)
def test_the_state_of_consent(consents: list, people: dict, state: str | None):
    register = register_of(*consents, **people)
    timeline = consent_timeline(register.people, register.consents, as_of=AS_OF, policy=ia.Policy(consent_months=24))
    asked = pd.DataFrame({"person_id": ["a"], "scope": "website", "day": pd.Timestamp(AS_OF)})
    assert states_on(timeline, asked)["state"].tolist() == [state or "not_recorded"]


def placed(
    people: list[str], *, complete: bool | None, shows: str = "pupils", channel: str = "website", register: Register
) -> dict:
    items = [{"item_id": "i", "asset_id": "x", "source_id": "s", "site": "f", "channel": channel}]
    assets = [{"asset_id": "x", "site": "f", "kind": "picture", "shows": shows, "people_complete": complete}]
    inventory = ia.Inventory(
        items=ITEMS.frame(items),
        assets=ASSETS.frame(assets),
        files=FILES.empty(),
        appearances=APPEARANCES.frame([{"asset_id": "x", "person_ref": p, "evidence": "listed"} for p in people]),
        sources=SOURCES.empty(),
        problems=PROBLEMS.empty(),
    )
    return ia.run_audit(inventory, None, register, as_of=AS_OF).items.iloc[0].to_dict()


YES = ("yes", "website", "granted", "2025-09-05")
NO = ("no", "website", "refused", "2025-09-05")
OLD = ("old", "website", "granted", "2020-09-05")
BLANK = ("blank", "website", "not_recorded", "2025-09-05")
EVERYBODY = register_of(YES, NO, OLD, BLANK)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "complete", "shows", "state"),
    [
        (["yes"], True, "pupils", "covered"),
        (["yes"], None, "pupils", "partly"),
        (["yes"], False, "pupils", "partly"),
        (["yes", "no"], True, "pupils", "against"),
        (["yes", "old"], True, "pupils", "against"),
        (["yes", "blank"], True, "pupils", "unknown"),
        (["yes", "a stranger"], True, "pupils", "unknown"),
        (["no", "blank"], None, "pupils", "against"),
        ([], True, "pupils", "unknown"),
        ([], None, "unknown", "unknown"),
        ([], None, "nobody", "not_needed"),
        (["no"], None, "nobody", "against"),
    ],
)
def test_the_state_of_a_placement(people: list[str], complete: bool | None, shows: str, state: str):
    assert placed(people, complete=complete, shows=shows, register=EVERYBODY)["consent_state"] == state


@pytest.mark.slow
def test_consent_for_the_website_covers_no_other_use():
    register = register_of(YES)
    for channel in ("facebook", "prospectus", "open evening leaflet"):
        assert placed(["yes"], complete=True, channel=channel, register=register)["consent_state"] == "unknown"


@pytest.mark.slow
def test_one_flag_for_all_photographs_refuses_every_use_and_grants_none():
    refused = register_of(("no", "all", "refused", "2025-09-05"), ("no", "website", "granted", "2025-09-05"))
    assert placed(["no"], complete=True, register=refused)["consent_state"] == "against"
    granted = register_of(("yes", "all", "granted", "2025-09-05"))
    assert placed(["yes"], complete=True, register=granted)["consent_state"] == "unknown"


def test_one_person_under_two_keys_is_one_person():
    register = register_of(YES)
    assert placed(["yes", "Yes X", "X, yes"], complete=True, register=register)["n_people"] == 1


PEOPLE_SHOWN = st.lists(st.sampled_from(["yes", "no", "old", "blank", "a stranger"]), unique=True, max_size=5)


@pytest.mark.slow
@given(PEOPLE_SHOWN, st.sampled_from([True, False, None]))
def test_a_person_without_answer_never_makes_a_placement_covered(people: list[str], complete: bool | None):
    state = placed([*people, "another stranger"], complete=complete, register=EVERYBODY)["consent_state"]
    assert state in ("unknown", "against")


@pytest.mark.slow
@given(PEOPLE_SHOWN)
def test_a_withdrawal_never_makes_it_better(people: list[str]):
    withdrawn = register_of(YES, NO, OLD, BLANK, ("yes", "website", "withdrawn", "2025-12-01"))
    worse = ["covered", "partly", "unknown", "against"]
    before = placed(people, complete=True, register=EVERYBODY)["consent_state"]
    after = placed(people, complete=True, register=withdrawn)["consent_state"]
    assert worse.index(after) >= worse.index(before)
