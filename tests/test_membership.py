"""Who belongs to a class or group on a picture's day, and what that makes of its consent: covered is never wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from openpyxl import load_workbook

import imgaudit as ia
from imgaudit.config import Config, register_of
from imgaudit.membership import Groups, members_placed
from imgaudit.outputs.charts import plot_consent_coverage
from imgaudit.people import people_at_risk
from imgaudit.policy import policy_from
from imgaudit.tables import ANSWERS, MEDIA, MEMBERS, PEOPLE

AS_OF, EXPORTED = "2025-12-19", "2025-12-01"
TITLES = "UPN,Forename,Surname,Year,Form,Role,Leaving date,Do not photograph,Website,Consent date\n"
REGISTER = TITLES + "\n".join(
    [
        "Z01,Ada,Fern,4,4B,Pupil,,,Yes,2025-09-05",
        "Z02,Ben,Hollow,4,4B,Pupil,,,Yes,2025-09-05",
        "Z03,Cy,Lark,4,4A,Pupil,,,No,2025-09-05",
        "Z04,Ada,Twin,4,4A,Pupil,,,Yes,2025-09-05",
        "Z05,Dot,Mead,5,5C,Pupil,,,Yes,2025-09-05",
        "Z06,Eve,Mead,5,5C,Pupil,,,,",
        "Z07,Flo,Moss,6,6D,Pupil,,Yes,Yes,2025-09-05",
        "Z08,Gus,Moss,6,6D,Pupil,,,Yes,2025-09-05",
        "Z09,Sam,Reed,6,6E,Pupil,,,Yes,2025-09-05",
        "Z10,Sam,Reed,6,6E,Pupil,,,Yes,2025-09-05",
        "Z11,Hal,Reed,3,3F,Pupil,,,Withdrawn,2025-11-20",
        "Z12,Ivy,Sedge,3,3F,Pupil,,,Yes,2025-09-05",
        "Z13,Jo,Sedge,2,2G,Pupil,2025-11-01,,No,2025-09-05",
        "Z14,Kit,Thorn,2,2G,Pupil,,,Yes,2025-09-05",
        "Z15,Lou,Thorn,1,1H,Pupil,,,Yes,2020-09-05",
        "Z16,Max,Vale,R,Owls,Pupil,,,Yes,2025-09-05",
        "S01,Ms,Holt,,,Staff,,,Yes,2025-09-05",
        "S02,Mr,Dunn,,,Staff,,,No,2025-09-05\n",
    ]
)
GROUPS = "group,UPN,from,until\n" + "\n".join(
    [
        "School council,Z01,2025-09-05,",
        "School council,Z03,2025-09-05,2025-10-31",  # refused, and left it
        "Chess Champs,Z02,2025-09-05,",
        "Chess Champs,Z03,2025-11-10,",  # refused, and joined later
        "Gardeners,Z01,,",  # nobody knows since when
        "Singers,Z01,2025-09-05,",
        "Singers,Z99,2025-09-05,",  # not in the register
        "School play,Z01,2025-09-05,2026-07-21",
        "School play,S01,2025-09-05,2026-07-21",
        "Old team,Z01,2024-09-05,2025-07-22",
        "Eco team,Z01,2024-09-05,",  # of last year, and not said until when
        "Eco team,Z02,2025-09-05,",
        "4B,Z03,2024-09-05,2025-07-22\n",  # another class was called so last year
    ]
)
AUTUMN, LAST_YEAR = "2025-10-01", "2025-05-01"

# What is written under People · published · everyone listed · who is shown · what consent says.
TRUTH = [
    *((text, AUTUMN, "yes", "pupils", "covered") for text in ("4B", "4b", "Class 4B", "4B class", "4 B", "all of 4B")),
    ("Y4B", AUTUMN, "yes", "pupils", "covered"),
    *((text, AUTUMN, "yes", "pupils", "at_risk") for text in ("Year 4", "Y4", "yr 4", "Year Four", "year group 4")),
    ("4B", AUTUMN, "", "pupils", "unknown"),  # who else is shown nobody says
    ("4B", AUTUMN, "no", "pupils", "unknown"),
    ("4B", "", "yes", "pupils", "unknown"),  # of no day
    ("4B", "2025-12-10", "yes", "pupils", "unknown"),  # who joined since the export nobody knows
    ("4B", "2025-09-01", "yes", "pupils", "covered"),  # the first day of the year
    ("4B", "2025-08-31", "yes", "pupils", "unknown"),  # the last of the one before
    ("4B", LAST_YEAR, "yes", "pupils", "at_risk"),  # those of then, by the list
    ("4A", LAST_YEAR, "yes", "pupils", "unknown"),
    ("4A", AUTUMN, "yes", "pupils", "at_risk"),
    ("4A", AUTUMN, "", "pupils", "at_risk"),
    ("4A & 4B", AUTUMN, "yes", "pupils", "at_risk"),
    ("4B and Owls", AUTUMN, "yes", "pupils", "covered"),
    ("4B; 9Z", AUTUMN, "yes", "pupils", "unknown"),  # nobody knows a 9Z
    ("4B; Cy Lark", AUTUMN, "yes", "pupils", "against"),
    ("4B; Ada Twin", AUTUMN, "yes", "pupils", "covered"),
    ("4B; Ada", AUTUMN, "yes", "pupils", "unknown"),  # which of two
    ("4B; two others", AUTUMN, "yes", "pupils", "unknown"),
    ("4B", AUTUMN, "yes", "both", "unknown"),  # of which staff nobody says
    ("4B; Ms Holt", AUTUMN, "yes", "both", "covered"),
    ("4B; Mr Dunn", AUTUMN, "yes", "both", "against"),
    ("5C", AUTUMN, "yes", "pupils", "unknown"),  # one has not answered
    ("6D", AUTUMN, "yes", "pupils", "at_risk"),
    ("6E", AUTUMN, "yes", "pupils", "covered"),  # two of one name, told apart by number
    ("3F", AUTUMN, "yes", "pupils", "at_risk"),
    ("2G", AUTUMN, "yes", "pupils", "at_risk"),  # one who refused was there
    ("2G", "2025-11-20", "yes", "pupils", "covered"),  # and had left
    ("1H", AUTUMN, "yes", "pupils", "at_risk"),  # agreed once
    ("Reception", AUTUMN, "yes", "pupils", "covered"),
    ("Owls", AUTUMN, "yes", "pupils", "covered"),
    ("Foxes class", AUTUMN, "yes", "pupils", "unknown"),
    ("School council", AUTUMN, "yes", "pupils", "at_risk"),
    ("School Council", "2025-11-15", "yes", "pupils", "covered"),
    ("School council", LAST_YEAR, "yes", "pupils", "unknown"),  # nobody was in it
    ("Chess Champs", AUTUMN, "yes", "pupils", "covered"),
    ("chess champs", "2025-11-20", "yes", "pupils", "at_risk"),
    ("Gardeners", AUTUMN, "yes", "pupils", "unknown"),
    ("Singers", AUTUMN, "yes", "pupils", "unknown"),
    ("School play", AUTUMN, "yes", "both", "covered"),
    ("Old team", AUTUMN, "yes", "pupils", "unknown"),
    ("Old team", LAST_YEAR, "yes", "pupils", "covered"),
    ("Eco team", AUTUMN, "yes", "pupils", "unknown"),
]  # fmt: skip


def listed(folder: Path, rows: list[tuple[str, ...]], channel: str = "website", kind: str = "jpg") -> ia.Inventory:
    """A picture a row, as the school's own list has it."""
    head = "Picture file,Channel,Page,Published,People,Everyone listed,Who is shown"
    lines = [
        f'{n:02}.{kind},{channel},https://s1.example/{n:02},{day},"{people}",{everyone},{shows}'
        for n, (people, day, everyone, shows, *_) in enumerate(rows)
    ]
    (folder / "list.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return ia.read_inventory(folder / "list.csv", site="s1")


def audited(folder: Path, rows: list[tuple[str, ...]], register: str = REGISTER, **more: object) -> ia.Audit:
    (folder / "register.csv").write_text(register, encoding="utf-8")
    (folder / "groups.csv").write_text(GROUPS, encoding="utf-8")
    read = ia.read_register(folder / "register.csv", exported_on=EXPORTED, groups=folder / "groups.csv")
    about = {name: more.pop(name) for name in ("channel", "kind") if name in more}
    audit = ia.run_audit(listed(folder, rows, **about), None, read, as_of=AS_OF, **more)
    return audit.where(audit.items["item_id"].notna())


def states(audit: ia.Audit) -> list[str]:
    return audit.items.sort_values("page_url")["consent_state"].tolist()


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> ia.Audit:
    return audited(tmp_path_factory.mktemp("truth"), TRUTH)


@pytest.mark.slow
def test_consent_of_groups_is_as_the_truth_table_says(truth: ia.Audit):
    found = [(*row[:4], state) for row, state in zip(TRUTH, states(truth), strict=True)]
    assert found == [(*row,) for row in TRUTH]


@pytest.mark.slow
def test_a_search_for_one_person_finds_each_placement_in_which_a_group_may_show_them(truth: ia.Audit):
    placed = truth.placed.dropna(subset="person_id").groupby("person_id")["item_id"].agg(set)
    missed = {who: there - {*ia.find_person(truth, who)["item_id"].dropna()} for who, there in placed.items()}
    assert {who: there for who, there in missed.items() if there} == {}
    assert len(placed) > 10


@pytest.mark.slow
def test_members_are_possibly_shown_and_counted(truth: ia.Audit):
    items = truth.items.sort_values("page_url").reset_index(drop=True)
    at = [row[0] for row in TRUTH].index("4A")
    place = TRUTH.index(("4A", AUTUMN, "yes", "pupils", "at_risk"))
    assert items.loc[[at, place], "item_id"].nunique() == 2
    one = items.loc[place]
    assert one[["n_people", "n_possible", "n_at_risk", "known_by"]].tolist() == [0, 2, 1, "unknown"]
    placed = truth.placed[truth.placed["item_id"].eq(one["item_id"])]
    assert sorted(zip(placed["presence"], placed["evidence"], placed["state"], strict=True)) == [
        ("possibly", "group", "granted"),
        ("possibly", "group", "refused"),
    ]
    assert truth.appearances["evidence"].ne("group").all(), "nobody is named by it"
    covered = items[items["consent_state"].eq("covered")]
    assert covered["known_by"].unique().tolist() == ["group"]
    assert covered["is_covered"].all()
    assert items.loc[items["consent_state"].isin(["at_risk", "unknown"]), "is_covered"].isna().all()


@pytest.mark.slow
def test_who_is_asked_about_is_said_by_a_reference_that_can_be_resolved(truth: ia.Audit):
    asset = truth.items.sort_values("page_url")["asset_id"].iloc[
        TRUTH.index(("6D", AUTUMN, "yes", "pupils", "at_risk"))
    ]
    asked = people_at_risk(truth).set_index("asset_id").loc[asset]
    assert (asked["n_at_risk"], asked["n_possible"]) == (1, 2)
    flo = truth.people.set_index("first_name").loc["Flo", "person_id"]
    assert asked["who"] == [flo]
    assert "Flo Moss" in ia.who_is_meant(truth).set_index("person_id").loc[[flo], "name"].tolist()
    explained = ia.explain(truth, truth.items.set_index("asset_id").loc[asset, "item_id"])
    assert "protected" not in explained.to_csv().casefold()


@pytest.mark.slow
def test_the_sheet_asks_about_just_those_and_not_where_all_agreed(truth: ia.Audit, tmp_path: Path):
    sheet = load_workbook(ia.write_workbook(truth, tmp_path / "w.xlsx"))["Who is shown"]
    headings, *rows = sheet.iter_rows(values_only=True)
    column = {name: headings.index(name) for name in ("Suggestion", "Reference")}
    said = {row[column["Reference"]]: row[column["Suggestion"]] for row in rows}
    items = truth.items.sort_values("page_url").reset_index(drop=True)
    cy = truth.people.set_index("upn").loc["Z03", "person_id"]
    place = TRUTH.index(("4A", AUTUMN, "yes", "pupils", "at_risk"))
    assert said[items.loc[place, "asset_id"]] == f"At risk: 1 of 2 refused or no longer agree. Is this one in it? {cy}"
    covered = items.loc[items["consent_state"].eq("covered") & items["known_by"].eq("group"), "asset_id"]
    assert len(covered)
    assert not {*covered} & {*said}


def test_by_name_by_group_and_not_known_add_up_to_all(truth: ia.Audit):
    told = ia.consent_evidence(truth.items).set_index("measure")
    assert told["n_yes"].sum() == told["n"].iloc[0] == len(TRUTH)
    assert told["n_yes"].to_dict() == {"named": 2, "by_group": 19, "signed_off": 0, "not_known": 32}
    coverage = ia.consent_coverage(truth.items).iloc[0]
    assert coverage[["n_yes", "n_against", "n_at_risk"]].tolist() == [19, 2, 15]
    drawn = plot_consent_coverage(truth.items, suppress_below=1).figure.findobj(Text)
    words = " ".join(" ".join(text.get_text() for text in drawn).split())
    assert "includes 15 at risk, where somebody of a group that is named has refused or no longer agrees." in words


@pytest.mark.slow
def test_a_name_and_an_answer_of_everyone_go_before_the_group(tmp_path: Path):
    rows = [("4A", AUTUMN, "yes", "pupils")]
    before = audited(tmp_path, rows)
    asset = before.items["asset_id"].iloc[0]
    twin = before.people.set_index("upn").loc["Z04", "person_id"]
    said = [
        ("Ada Twin", True, "covered"),
        (twin, True, "covered"),
        ("Cy Lark", True, "against"),
        ("4B", True, "at_risk"),
    ]
    for people, complete, state in said:
        answers = ANSWERS.frame([{"asset_id": asset, "people": people, "people_complete": complete}])
        after = audited(tmp_path, rows, answers=answers)
        assert (people, states(after)) == (people, [state])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("register", "state"),
    [
        (REGISTER.replace("Z14,Kit,Thorn,2,2G", "Z14,Kit,Thorn,,"), "unknown"),  # may be in 4B
        (REGISTER.replace("4,4B", "4,"), "unknown"),  # no such class
        *(
            (REGISTER.replace("Z14,Kit,Thorn,2,2G", f"Z14,Kit,Thorn,2,{none}"), "unknown")
            for none in ("TBC", "N/A", "-", "none", "?", "No class", "Unassigned", "not yet allocated", "Leavers")
        ),
        *(
            (REGISTER.replace("Z03,Cy,Lark,4,4A", f"Z03,Cy,Lark,4,{mixed}"), "at_risk")  # who refused, and is in 4B
            for mixed in ("4A/4B", "4B;4A", "4A & 4B", "4B (pm)", "4B am", "Mrs Oak 4B", "4B - Oak", "Class 4 B Oak")
        ),
        (REGISTER.replace("Z03,Cy,Lark,4,4A", "Z03,Cy,Lark,4,4BX"), "covered"),  # another class
        (REGISTER.replace("4,4B", "4,4B Oak"), "unknown"),  # whether that is all of 4B nobody says
        ("Timestamp," + REGISTER.replace("\n", "\n2025-09-05,"), "unknown"),  # a form holds who has answered
        (REGISTER.replace("Form", "Class"), "covered"),
    ],
)
def test_a_class_of_which_somebody_may_be_missing_covers_nothing(tmp_path: Path, register: str, state: str):
    assert states(audited(tmp_path, [("4B", AUTUMN, "yes", "pupils")], register)) == [state]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "channel", "kind", "state"),
    [
        ("Facebook", "facebook", "jpg", "at_risk"),  # Ben refused it
        ("Facebook", "website", "jpg", "covered"),
        ("Video", "website", "mp4", "at_risk"),
        ("Video", "website", "jpg", "covered"),
    ],
)
def test_what_a_member_refused_for_a_platform_or_videos_counts(
    tmp_path: Path, column: str, channel: str, kind: str, state: str
):
    head, *lines = REGISTER.splitlines()
    register = "\n".join(
        [f"{head},Social media,{column}", *(f"{line},Yes,{'No' if 'Z02' in line else 'Yes'}" for line in lines), ""]
    )
    rows = [("4B", AUTUMN, "yes", "pupils")]
    assert states(audited(tmp_path, rows, register, channel=channel, kind=kind)) == [state]


def test_the_same_class_of_two_schools_is_two_classes():
    people = PEOPLE.frame([{"person_id": p, "role": "pupil", "first_name": p} for p in ("oak", "elm", "nowhere")])
    rows = [("oak", "Oak Primary"), ("elm", "Elm Primary")]
    told = [
        {"person_id": p, "group": "4B", "school": school, "recorded_on": EXPORTED, "source": "roll"}
        for p, school in rows
    ]
    sites = ["oak-primary", "elm-primary", "ash"]
    items = pd.DataFrame(
        {
            **dict.fromkeys(("item_id", "asset_id", "picture_id", "site"), sites),
            "published_on": pd.Timestamp(AUTUMN),
            "groups": "4B",
            "shows": "pupils",
        }
    )  # fmt: skip
    shown = pd.DataFrame({"asset_id": [], "person_id": []}, dtype="str")
    policies = dict.fromkeys(sites, ia.Policy())
    members = MEMBERS.frame(told)
    placed, is_whole = members_placed(items, shown, members, people.iloc[:2], policies)
    assert placed[["item_id", "person_id"]].to_numpy().tolist() == [["oak-primary", "oak"], ["elm-primary", "elm"]]
    assert is_whole.tolist() == [True, True, False]
    assert not members_placed(items, shown, members, people, policies)[1].any(), (
        "whose school nobody knows may be there"
    )
    assert members_placed(items, shown, members.assign(school=None), people, policies)[0].empty


@pytest.mark.parametrize(
    ("exported", "day", "is_known"),
    [
        ("2026-07-17", "2026-03-02", True),
        ("2026-08-10", "2026-03-02", False),  # an MIS may hold next year's classes by then
        ("2025-09-02", "2025-09-02", True),
        (None, "2025-10-01", False),  # nobody can tell when it was exported
    ],
)
def test_a_class_is_known_in_the_year_of_the_export_and_up_to_it(exported: str | None, day: str, is_known: bool):
    people = PEOPLE.frame([{"person_id": "p", "role": "pupil"}])
    told = MEMBERS.frame([{"person_id": "p", "group": "4B", "recorded_on": exported, "source": "roll"}])
    groups = Groups(told, people, ia.Policy())
    found = groups.on("4B", date.fromisoformat(day))
    assert (found.is_whole, [*found.people]) == (is_known, ["p"] if is_known else [])


@pytest.mark.parametrize(
    ("label", "year", "asked", "found"),
    [
        ("4", None, "Class 4", True),
        ("Class 4", None, "class 4", True),
        ("Class 4", None, "group of 4", False),  # so many pupils, and no class
        ("Class 4", None, "4 pupils", False),
        ("Class 4", None, "Year 4", False),  # a village school counts its classes
        ("Class 4", "5", "Year 5", True),
        ("3/4 Oak", None, "Year 4", True),
        ("3/4 Oak", None, "Year 3", True),
        ("3/4 Oak", "3", "Year 4", False),
        ("Reception/Y1 Owls", None, "Reception", True),
        ("Reception/Y1 Owls", None, "Year 1", True),
        ("04B", None, "4b", True),
        ("Year 4", None, "Y4", True),
    ],
)
def test_how_classes_are_called(label: str, year: str | None, asked: str, found: bool):
    people = PEOPLE.frame([{"person_id": "p", "role": "pupil"}])
    told = MEMBERS.frame([{"person_id": "p", "group": label, "year": year, "recorded_on": EXPORTED, "source": "roll"}])
    members = Groups(told, people, ia.Policy()).on(asked, date(2025, 10, 1))
    assert ([*members.people], members.is_whole) == (["p"] if found else [], found)


def test_the_school_year_begins_as_the_terms_say():
    autumn = {"id": "2025-26-autumn", "starts": date(2025, 8, 18), "ends": date(2025, 12, 19)}
    people = PEOPLE.frame([{"person_id": "p", "role": "pupil"}])
    told = MEMBERS.frame([{"person_id": "p", "group": "P4", "recorded_on": EXPORTED, "source": "roll"}])
    for policy, is_known in ((policy_from({"terms": [autumn]}), True), (ia.Policy(), False)):
        assert Groups(told, people, policy).on("P4", date(2025, 8, 20)).is_whole is is_known


def test_of_two_exports_of_one_year_whoever_stands_in_either_is_a_member():
    people = PEOPLE.frame([{"person_id": p, "role": "pupil"} for p in ("stayed", "moved")])
    rows = [
        ("stayed", "4B", "2025-09-20"),
        ("moved", "4B", "2025-09-20"),
        ("stayed", "4B", EXPORTED),
        ("moved", "4A", EXPORTED),
    ]
    told = MEMBERS.frame([{"person_id": p, "group": g, "recorded_on": d, "source": "roll"} for p, g, d in rows])
    assert {*Groups(told, people, ia.Policy()).on("4B", date(2025, 10, 1)).people} == {"stayed", "moved"}


@pytest.mark.slow
def test_a_picture_placed_in_two_school_years_is_of_the_first(tmp_path: Path):
    head = "Picture file,Channel,Page,Published,People,Everyone listed,Who is shown\n"
    rows = [
        f"https://s1.example/a.jpg,website,https://s1.example/{day},{day},Owls,yes,pupils"
        for day in (AUTUMN, LAST_YEAR)
    ]
    (tmp_path / "register.csv").write_text(REGISTER)
    register = ia.read_register(tmp_path / "register.csv", exported_on=EXPORTED)
    for lines, told in ((rows[:1], ["covered"]), (rows, ["unknown", "unknown"])):
        (tmp_path / "list.csv").write_text(head + "\n".join([*lines, ""]))
        audit = ia.run_audit(ia.read_inventory(tmp_path / "list.csv"), None, register, as_of=AS_OF)
        assert audit.items["consent_state"].tolist() == told


# ------------------------------------------------------------------------------------------------- list of groups


def test_a_list_of_groups_says_what_is_wrong_with_it(tmp_path: Path):
    (tmp_path / "register.csv").write_text(REGISTER)
    lines = [
        "group,UPN,Name,From,Until",
        ",Z01,,,",
        "Band,Z01,Cy Lark,,",
        "Band,Z02,,31/02/2025,",
        "Band,Z02,,2025-10-02,2025-10-01\n",
    ]
    (tmp_path / "list.csv").write_text("\n".join(lines))
    register = ia.read_register(tmp_path / "register.csv", exported_on=EXPORTED, groups=tmp_path / "list.csv")
    told = register.problems[register.problems["file"].eq("list.csv")]
    assert told[["row", "code"]].astype("object").where(told["row"].notna(), None).to_numpy().tolist() == [
        [2, "missing"], [3, "unknown_person"], [4, "date"], [5, "date"], [None, None],
    ]  # fmt: skip
    assert "put the day of the list into the file's name" in told["reason"].iloc[-1]
    assert register.completeness == "whole", "the register itself was read"
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ia.InputError, match=r"no list of groups\. Needed: a column “group”"):
        ia.read_register(tmp_path / "register.csv", groups=tmp_path / "list.csv")


@pytest.mark.slow
def test_a_list_whose_file_says_the_day_is_known_up_to_it(tmp_path: Path):
    (tmp_path / "register.csv").write_text(REGISTER)
    (tmp_path / "groups-2025-12-01.csv").write_text("Group,UPN\nGardeners,Z01\n")
    job = Config(
        tmp_path,
        tmp_path / "register.csv",
        groups=tmp_path / "groups-2025-12-01.csv",
        register_exported_on=date(2025, 12, 1),
    )
    register = register_of(job)
    assert register is not None
    audit = ia.run_audit(
        listed(tmp_path, [("Gardeners", day, "yes", "pupils") for day in (AUTUMN, "2025-12-05", LAST_YEAR)]),
        None, register, as_of=AS_OF,
    )  # fmt: skip
    assert states(audit) == ["covered", "unknown", "unknown"]
    with pytest.raises(ia.InputError, match="who is meant there the register says"):
        register_of(Config(tmp_path, groups=tmp_path / "groups-2025-12-01.csv"))


# ------------------------------------------------------------------------------------------------------ sign-offs

SIGNED = {"signed_off_by": "Ms Okafor", "answered_on": "2025-11-10"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "everyone", "said", "state", "known_by", "is_signed_off"),
    [
        ("", "", [SIGNED], "unknown", "signed_off", True),
        ("Ada Fern", "", [SIGNED], "partly", "signed_off", True),
        ("Ada Fern", "yes", [SIGNED], "covered", "named", True),
        ("4B", "yes", [SIGNED], "covered", "group", True),
        ("5C", "yes", [SIGNED], "unknown", "signed_off", True),
        ("4B", "", [SIGNED], "unknown", "signed_off", True),
        ("Cy Lark", "yes", [SIGNED], "against", "named", False),  # a refusal always wins
        ("4A", "yes", [SIGNED], "at_risk", "unknown", False),
        ("3F", "yes", [SIGNED], "at_risk", "unknown", False),  # withdrew ten days after the sign-off
        ("", "", [SIGNED | {"image_hash": "other"}], "unknown", "unknown", False),  # of another picture
        ("", "", [SIGNED | {"image_hash": None}], "unknown", "unknown", False),  # of which one nobody can tell
        ("", "", [SIGNED, SIGNED | {"signed_off_by": "no", "answered_on": "2025-11-11"}], "unknown", "unknown", False),
        (
            "",
            "",
            [SIGNED, SIGNED | {"signed_off_by": "nobody", "answered_on": "2025-11-01"}],
            "unknown",
            "signed_off",
            True,
        ),
        ("", "", [SIGNED, {"shows": "nobody", "answered_on": "2025-11-11"}], "not_needed", None, False),
        ("", "", [SIGNED | {"signed_off_by": "yes"}], "unknown", "unknown", False),  # nobody says who
    ],
)
def test_a_sign_off_covers_nothing_and_is_told_apart(
    tmp_path: Path, people: str, everyone: str, said: list, state: str, known_by: str | None, is_signed_off: bool
):
    (tmp_path / "register.csv").write_text(REGISTER)
    register = ia.read_register(tmp_path / "register.csv", exported_on=EXPORTED)
    inventory = listed(tmp_path, [(people, AUTUMN, everyone, "" if said[-1].get("shows") else "pupils")])
    asset, file = inventory.files.loc[0, ["asset_id", "file_id"]]
    media = MEDIA.frame([{"file_id": file, "status": "ok", "image_hash": "same"}])
    answers = ANSWERS.frame([{"asset_id": asset, "image_hash": "same", **one} for one in said])
    for order in (answers, answers.iloc[::-1]):
        audit = ia.run_audit(inventory, media, register, as_of=AS_OF, answers=order)
        item = audit.items.iloc[0]
        told = item["known_by"] if pd.notna(item["known_by"]) else None
        assert (item["consent_state"], told, bool(item["is_signed_off"])) == (state, known_by, is_signed_off)


def test_a_sign_off_is_kept_with_who_and_when_and_forgotten_by_name(tmp_path: Path):
    for kind in ("csv", "parquet"):
        place = tmp_path / f"answers.{kind}"
        ia.save_answers(
            ANSWERS.frame([{"asset_id": "a", **SIGNED}, {"asset_id": "b", **SIGNED, "signed_off_by": "Ada Fern"}]),
            place,
        )
        people = PEOPLE.frame([{"person_id": "p", "upn": "Z000000000001", "first_name": "Ada", "last_name": "Fern"}])
        ia.forget("Ada Fern", people, answers=place, cache=False)
        kept = ia.load_answers(place)
        assert kept["signed_off_by"].tolist() == ["Ms Okafor", "[forgotten]"], "that it was signed off stays"
        assert kept["answered_on"].eq(pd.Timestamp("2025-11-10")).all()
        assert kept["people_complete"].isna().all()


# --------------------------------------------------------------------------------------------------- never covered

ANSWER = st.sampled_from(["Yes", "No", "", "Withdrawn"])
PICTURE = st.tuples(
    st.lists(st.sampled_from(["4A", "class 4b", "Year 4", "5C", "9Z", "P0 Fern", "P3 Fern"]), max_size=3, unique=True),
    st.sampled_from([AUTUMN, LAST_YEAR, "2025-12-10", ""]),
    st.sampled_from(["yes", "no", ""]),
)
OF = {"4A": {0, 1}, "class 4b": {2, 3}, "Year 4": {0, 1, 2, 3}, "5C": {4}, "P0 Fern": {0}, "P3 Fern": {3}}
"""Whom each word under People means: the first two of five pupils are in 4A, the next two in 4B."""


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(ANSWER, min_size=5, max_size=5), st.lists(PICTURE, min_size=3, max_size=6), st.booleans())
def test_covered_is_never_wrong(tmp_path_factory: pytest.TempPathFactory, answers: list, pictures: list, signed: bool):
    folder = tmp_path_factory.mktemp("drawn")
    forms = ["4A", "4A", "4B", "4B", "5C"]
    lines = [
        f"P{n},P{n},Fern,{form[0]},{form},Pupil,,,{said},2025-09-05"
        for n, (form, said) in enumerate(zip(forms, answers, strict=True))
    ]
    (folder / "register.csv").write_text(TITLES + "\n".join([*lines, ""]))
    inventory = listed(folder, [("; ".join(named), day, everyone, "pupils") for named, day, everyone in pictures])
    register = ia.read_register(folder / "register.csv", exported_on=EXPORTED)
    said = ANSWERS.frame([{"asset_id": asset, "signed_off_by": "Ms Okafor"} for asset in inventory.assets["asset_id"]])
    audit = ia.run_audit(inventory, None, register, as_of=AS_OF, answers=said if signed else None)
    for (named, day, everyone), state in zip(pictures, states(audit), strict=True):
        groups = [word for word in named if not word.startswith("P")]
        if state == "covered":
            assert everyone == "yes"
            assert named
            assert "9Z" not in named
            assert not groups or day == AUTUMN
            assert all(answers[n] == "Yes" for word in named for n in OF[word])
        if state in ("at_risk", "against"):
            assert any(answers[n] in ("No", "Withdrawn") for word in named for n in OF.get(word, ()))
    told = ia.consent_evidence(audit.items)
    assert told["n_yes"].sum() == told["n"].iloc[0]
    assert told["share"].dropna().between(0, 1).all()
