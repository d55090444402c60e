"""Each supplier's consent export, wide or long, as its manual describes it: one fixture a dialect."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.consent import consent_timeline, states_on
from imgaudit.errors import ImgauditError
from imgaudit.pseudonyms import own_key, pseudonym
from imgaudit.register.words import DIALECTS, column_of

FIXTURES = Path(__file__).parent / "register"
DAY = "2025-12-19"
Q, B, T = "Quillfeather", "Brambleroot", "Tindlewick"


def read(name: str, **options: object) -> ia.register.Register:
    return ia.read_register(FIXTURES / name, exported_on=DAY, key=b"test", **options)


def answers(register: ia.register.Register) -> dict[tuple[str, str], str]:
    names = register.people.set_index("person_id")["last_name"]
    return {(names[row["person_id"]], row["scope"]): row["status"] for row in register.consents.to_dict("records")}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sims_wide.csv", {(Q, "all"): "granted", (B, "all"): "not_recorded", (T, "all"): "granted"}),
        (
            "arbor",
            {
                (Q, "website"): "granted",
                (B, "website"): "refused",
                (T, "website"): "not_recorded",
                (Q, "social"): "refused",
                (B, "social"): "granted",
            },
        ),
        ("arbor_long.csv", {(Q, "website"): "granted", (Q, "social"): "refused", (B, "website"): "not_recorded"}),
        (
            "bromcom_wide.csv",
            {
                (Q, "website"): "granted",
                (Q, "social"): "refused",
                (Q, "press"): "granted",
                (B, "website"): "granted",
                (B, "social"): "not_recorded",
                (B, "press"): "refused",
            },
        ),
        ("juniper_long.csv", {(Q, "website"): "granted", (Q, "press"): "refused", (B, "website"): "not_recorded"}),
        (
            "scholarpack_wide.csv",
            {
                (Q, "website"): "granted",
                (Q, "social"): "refused",
                (Q, "print"): "granted",
                (Q, "press"): "granted",
                (B, "website"): "granted",
                (B, "social"): "granted",
                (B, "print"): "not_recorded",
                (B, "press"): "refused",
            },
        ),
        # Inverted: the pupil's "denied: yes" is the later row.
        ("databridge_long.csv", {(Q, "website"): "refused", (B, "social"): "granted", (T, "website"): "not_recorded"}),
        ("parentmail_long.csv", {(Q, "website"): "granted", (Q, "social"): "refused", (B, "website"): "not_recorded"}),
        (
            "consent2go_wide.csv",
            {
                (Q, "press"): "granted",
                (Q, "website"): "refused",
                (Q, "print"): "granted",
                (B, "press"): "refused",
                (B, "website"): "granted",
                (B, "print"): "granted",
            },
        ),
        (
            "resourcespace_long.csv",
            {
                ("Wobblegate", "website"): "granted",
                ("Wobblegate", "print"): "granted",
                ("Fiddlebrook", "social"): "granted",  # until a day that is past
                ("Dapplemere", "website"): "granted",
            },
        ),
    ],
)
def test_each_dialect_says_what_it_says(name: str, expected: dict):
    register = read(name)
    assert answers(register) == expected
    assert not register.problems["reason"].str.contains("Not an answer|not used|not read").any()
    assert register.consents["recorded_on"].eq(pd.Timestamp(DAY)).all()


def test_every_dialect_has_a_fixture():
    fixtures = " ".join(path.name for path in FIXTURES.iterdir())
    assert [name for name in DIALECTS if name.lower() not in fixtures] == []


def test_an_expired_answer_without_a_later_end_ended_before_the_export():
    register = read("resourcespace_long.csv", role="staff")
    names = register.people.set_index("person_id")["last_name"]
    ends = register.consents.assign(name=register.consents["person_id"].map(names)).set_index("name")["expires_on"]
    assert ends["Fiddlebrook"] == pd.Timestamp("2025-10-01")
    day = date(2025, 12, 19)
    timeline = consent_timeline(register.people, register.consents, as_of=day, policy=ia.Policy())
    states = states_on(timeline, register.consents[["person_id", "scope"]].assign(day=pd.Timestamp(day)))
    found = states.assign(name=states["person_id"].map(names)).set_index("name")["state"].to_dict()
    assert found == {"Wobblegate": "granted", "Fiddlebrook": "expired", "Dapplemere": "granted"}
    assert set(register.people["role"]) == {"staff"}


def test_leavers_year_groups_and_birthdays_are_read():
    people = read("sims_wide.csv").people.set_index("last_name")
    assert people["left_on"].dropna().to_dict() == {T: pd.Timestamp("2025-07-18")}
    assert people["reception_in"].to_dict() == {Q: 2018, B: 2018, T: 2014}  # Year 7 in 2025-26
    born = read("consent2go_wide.csv").people.set_index("last_name")
    assert born["born_on"].to_dict() == {Q: pd.Timestamp("2014-03-14"), B: pd.Timestamp("2013-11-02")}
    assert born["reception_in"].to_dict() == {Q: 2018, B: 2018}


def test_a_mapping_may_be_a_toml_or_a_json_file(tmp_path: Path):
    expected = {(Q, "trips"): "granted", (Q, "website"): "refused"}
    assert answers(read("own_wide.csv", mapping=FIXTURES / "mapping.toml")) == expected
    as_json = tmp_path / "mapping.json"
    as_json.write_text(
        json.dumps(
            {
                "Kennung": "admission_no",
                "Nachname": "last_name",
                "Trip photos": "scope:trips",
                "Homepage": "scope:website",
            }
        )
    )
    assert answers(read("own_wide.csv", mapping=as_json)) == expected
    with pytest.raises(ia.InputError, match="admision_no; it can be"):
        read("own_wide.csv", mapping={"Kennung": "admision_no"})


@pytest.mark.parametrize("reads", [ia.read_register, ia.read_inventory])
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("m.json", "{", "cannot be read as a TOML or JSON mapping"),
        ("m.json", "[" * 100_000, "cannot be read as a TOML or JSON mapping"),
        ("m.toml", "{", "cannot be read as a TOML or JSON mapping"),
        ("m.toml", "Foto = ", "cannot be read as a TOML or JSON mapping"),
        ("m.toml", b"\xff\xfe", "cannot be read as a TOML or JSON mapping"),
        ("m.json", '["Foto", "file"]', "a mapping is pairs of text"),
        ("m.toml", "Foto = 3", "not 'Foto' = 3"),
        ("m.toml", "[mapping]\nFoto = ['file']", r"not 'Foto' = \['file'\]"),
        ("gone.toml", None, "there is no such file to be read as a TOML or JSON mapping"),
    ],
)
def test_registers_and_lists_refuse_the_same_mapping_files_alike(
    tmp_path: Path, reads: Callable[..., object], name: str, text: str | bytes | None, said: str
):
    file = tmp_path / name
    if text is not None:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ia.InputError, match=rf"{name}: .*{said}"):
        reads(FIXTURES / "own_wide.csv", mapping=file)


def test_registers_and_lists_take_the_same_mapping_files(tmp_path: Path):
    texts = {"a.toml": '{0} = "{1}"', "b.toml": '[mapping]\n{0} = "{1}"', "c.json": '\ufeff{{"{0}": "{1}"}}'}
    texts["d.txt"] = texts["c.json"]  # whatever it is called: no TOML begins with a brace
    (tmp_path / "register.csv").write_text("UPN,Nachname,Website\nA1,Fern,yes\n")
    (tmp_path / "list.csv").write_text("Foto\nrace.jpg\n")
    for name, text in texts.items():
        file = tmp_path / name
        file.write_text(text.format("Nachname", "last_name"), encoding="utf-8")
        assert ia.read_register(tmp_path / "register.csv", mapping=file).people["last_name"].tolist() == ["Fern"]
        file.write_text(text.format("Foto", "file"), encoding="utf-8")
        assert len(ia.read_inventory(tmp_path / "list.csv", mapping=file).items) == 1


def test_two_people_of_one_name_are_said():
    register = read("collisions_wide.csv")
    assert len(register.people) == 2
    (problem,) = register.problems[register.problems["reason"].str.startswith("The same name")].to_dict("records")
    assert (problem["row"], problem["value"]) == (3, "Ada Quillfeather")
    stricter = register.consents[register.consents["person_id"].eq(register.people["person_id"].iloc[0])]
    assert stricter["status"].tolist() == ["refused"]


def test_a_name_finds_the_number_whatever_the_order_of_files(tmp_path: Path):
    (tmp_path / "a names.csv").write_text("Name,Form,Website\nAda Quillfeather,7A,No\nBen Twin,7B,No\n")
    (tmp_path / "b numbers.csv").write_text(
        "UPN,Adno,Name,Form,Social media\nZ1,1,Ada Quillfeather,7A,Yes\nZ2,2,Ben Twin,7B,Yes\nZ3,3,Ben Twin,7B,Yes\n"
    )
    (tmp_path / "c adno.csv").write_text("Adno,Name,Press\n1,Ada Quillfeather,Yes\n")
    register = ia.read_register(tmp_path, exported_on=DAY, key=b"test")
    ada = register.people[register.people["upn"].eq("Z1")]["person_id"].iloc[0]
    scopes = register.consents[register.consents["person_id"].eq(ada)].set_index("scope")["status"]
    assert scopes.to_dict() == {"social": "granted", "press": "granted", "website": "refused"}
    twins = register.problems[register.problems["reason"].str.startswith("Fits two people")]
    assert twins["value"].tolist() == ["Ben Twin"]


def test_a_column_each_for_pupil_and_parents():
    register = read("givers_wide.csv")
    said = register.consents.merge(register.people[["person_id", "first_name"]])
    assert sorted(said[["first_name", "given_by", "status"]].to_numpy().tolist()) == [
        ["Ada", "parent", "granted"],
        ["Ada", "pupil", "refused"],
        ["Ben", "parent", "granted"],
        ["Ben", "pupil", "not_recorded"],
    ]


def test_the_export_s_day_comes_from_name_then_record_then_clock(tmp_path: Path):
    rows = "UPN,Name,Website\nZ1,Ada Quillfeather,Yes\n"
    named = tmp_path / "consents 2025-11-03.csv"
    named.write_text(rows)
    register = ia.read_register(named, key=b"test")
    assert register.consents["recorded_on"].tolist() == [pd.Timestamp("2025-11-03")]
    assert register.problems.empty
    bare = tmp_path / "consents.csv"
    bare.write_text(rows)
    os.utime(bare, (1_760_000_000, 1_760_000_000))  # 9 October 2025
    register = ia.read_register(bare, key=b"test")
    assert register.consents["recorded_on"].tolist() == [pd.Timestamp("2025-10-09")]
    assert register.problems["reason"].str.startswith("The export does not say when it was made").tolist() == [True]
    book = openpyxl.Workbook()
    book.active.append(["UPN", "Name", "Website"])
    book.active.append(["Z1", "Ada Quillfeather", "Yes"])
    book.save(tmp_path / "consents.xlsx")
    today = pd.Timestamp.now("UTC").normalize().tz_localize(None)
    assert ia.read_register(tmp_path / "consents.xlsx", key=b"test").consents["recorded_on"].tolist() == [today]
    given = ia.read_register(bare, exported_on=date(2025, 9, 1), key=b"test")
    assert given.consents["recorded_on"].tolist() == [pd.Timestamp("2025-09-01")]
    assert given.problems.empty


def test_a_sheet_called_staff_holds_staff(tmp_path: Path):
    (tmp_path / "Staff consents.csv").write_text("Staff code,Name,Website\nS1,Hazelby Wobblegate,Yes\n")
    assert ia.read_register(tmp_path, exported_on=DAY, key=b"test").people["role"].tolist() == ["staff"]


def test_headings_of_two_columns_mean_one_thing_each():
    assert column_of("consent denied") == "denied"
    assert column_of("photograph student") == "scope:all"


def test_ids_are_hashed_with_a_key_of_one_s_own(tmp_path: Path):
    key = own_key(tmp_path / "config" / "person-ids.key")
    assert own_key(tmp_path / "config" / "person-ids.key") == key
    assert len(key) == 32
    place = tmp_path / "config" / "person-ids.key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert pseudonym("upn", "z1", key=key) != pseudonym("upn", "z1", key=b"another")
    place.write_bytes(b"short")
    with pytest.raises(ImgauditError, match="not a key"):
        own_key(place)
    one, other = read("sims_wide.csv"), ia.read_register(FIXTURES / "sims_wide.csv", exported_on=DAY, key=b"another")
    assert not set(one.people["person_id"]) & set(other.people["person_id"])
    assert one.people["person_id"].tolist() == read("sims_wide.csv").people["person_id"].tolist()
