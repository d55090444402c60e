"""What the school decides: read strictly, so that a misspelt limit is never silently the default."""

from __future__ import annotations

import dataclasses
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import SCHOOL
from hypothesis import given
from hypothesis import strategies as st
from made_terms import audit as made
from made_terms import picture

import imgaudit as ia
from imgaudit.errors import PolicyError
from imgaudit.policy import SETTINGS, due_on, is_due_by_terms, policy_from
from imgaudit.tables import SEVERITIES
from imgaudit.terms import Term, add_school_days, end_of_next_half_term, is_working_day, term_of


def test_the_sample_policy_is_read():
    policy = ia.load_policy(SCHOOL / "policy.toml")
    assert policy.max_side_px == 800
    assert policy.names_in_outputs == "initials"
    assert [term.id for term in policy.terms] == ["2025-26-autumn", "2025-26-spring", "2025-26-summer"]
    assert policy.scopes["instagram"] == "social"
    assert policy.scopes["newsletter"] == "website", "channels not named keep their default"


def test_a_policy_survives_being_recorded():
    policy = ia.load_policy(SCHOOL / "policy.toml")
    assert policy_from(policy.as_dict()) == policy


TERM = '[[terms]]\nid = "a"\nstarts = 2025-09-03\nends = 2025-12-19\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("max_side = 800", "unknown key 'max_side'"),
        ("max_side_px = 0", "a whole number above 0"),
        ("max_side_px = true", "a whole number above 0"),
        ('consent_months = "24"', "a whole number above 0"),
        ('names_in_outputs = "surname"', '"none", "initials" or "full"'),
        ('scopes = "website"', r"a table: \[scopes\]"),
        ("school = 3", "text in quotes"),
        ('[[terms]]\nid = "a"\nstarts = 2025-09-03', "needs id, a text, and starts and ends"),
        (
            '[[terms]]\nid = "a"\nstarts = "2025-09-31"\nends = 2025-12-19',
            r"\[\[terms\]\] 'a': starts='2025-09-31' is not",
        ),
        ('[[terms]]\nid = "a"\nstarts = 2025-09-03\nends = 2025-12-19\nhalf_term = 3', "mean 'half_term_ends'"),
        ('[[terms]]\nid = "a"\nstarts = 2025-12-19\nends = 2025-09-03', "before it starts"),
        ("[sites.nursery]\nmax_sid = 3", "unknown key 'max_sid'"),
        ('[sites]\nnursery = "x"', "a table a site"),
        ("[due_school_days]\nurgent = 1", "due_school_days has no 'urgent'. Known: critical, high, medium, low"),
        ("[due_school_days]\nhigh = 0", "school days by severity"),
        ("[checked_within_months]\ntrainng = 6", "has no 'trainng'; did you mean 'training'"),
        ('[contacts]\ndls = "x"', "has no 'dls'; did you mean 'dsl'"),
        ('[visit]\nhost = ["a.example"]', "has no 'host'; did you mean 'hosts'"),
        ('[history]\nkeep = ["Campaign"]', "has no 'keep'. Known: keep_columns"),
        ("Max_side = 800", "unknown key 'Max_side'; did you mean 'max_side_px'"),
        ('[due_school_days]\nhigh = "soon"', "school days by severity"),
        ('timezone = "London"', "a time zone such as Europe/London"),
        ('[scopes]\nwebsite = ["web"]', "channels and words"),
        (TERM + TERM, "overlap or share an id"),
        ("max_side_px = ", "cannot be read as a TOML policy"),
    ],
)
def test_a_wrong_policy_is_refused_with_the_remedy(tmp_path: Path, text: str, said: str):
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ia.PolicyError, match=said):
        ia.load_policy(tmp_path / "policy.toml")


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$", r"(\w+\s?)*!", "(a|a)*$", "(a|aa)+$", "(.*,)*x", r"UPN (\w+)+;", "([a-z]+[0-9]*)+$", "(a?a)+$",
        "(?:(?:a+)b?)+$", "(ab|abab)+$", r"(\d{1,2}\s?)+$", "([^,]+)+,", "(x+x+)+y", r"(\(\w*\)|\w*)*$", "(a+){2,}$",
        "(a+){10,50}$", "(Ä+)+$", r"(?:class\s*)*(?:\w+\w+)+:",
    ],
)  # fmt: skip
def test_a_pattern_that_could_take_for_ever_is_refused(pattern: str):
    with pytest.raises(ia.PolicyError, match=r"policy: identifiers: locker = .* could take for ever over a long text"):
        policy_from({"identifiers": {"locker": pattern}})
    with pytest.raises(ia.PolicyError, match=r"policy: \[sites.nursery\]|could take for ever"):
        policy_from({"sites": {"nursery": {"identifiers": {"locker": pattern}}}})


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?i)locker \d+", r"\bY\d{1,2}(?:[A-Z]|\s[A-Z])?\b", "(?:[a-z]+ )+end", r"(\d+-)+\d+", r"(?:\w+\.)+\w+@",
        r"(?:0|\+44)\s?(?:\d\s?){9,10}", r"(foo)(\1)+", "a(b)c*", "[()]+", r"\((\d+)\)+", r"\)+", "()*", "((x))*",
        *ia.Policy().identifiers.values(),
    ],
)  # fmt: skip
def test_any_other_pattern_is_taken(pattern: str):
    assert policy_from({"identifiers": {"locker": pattern}}).identifiers["locker"] == pattern


def test_every_setting_is_a_row_of_the_table():
    policy = ia.Policy()
    assert list(SETTINGS) == [field.name for field in dataclasses.fields(policy)]
    assert policy_from(policy.as_dict()) == policy
    for key, setting in SETTINGS.items():
        assert setting.is_right(getattr(policy, key)), key
        assert not any(map(setting.is_right, (-1, 0.5, *([] if key == "look_for_faces" else [True]), {1: 2}))), key
        assert setting.is_right(None) == (key == "open_to_all_percent")  # which nobody may have decided


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ia.PolicyError, match="no such file"):
        ia.load_policy(tmp_path / "nowhere.toml")


def test_a_site_may_differ():
    policy = policy_from(
        {"max_side_px": 1000, "sites": {"nursery": {"max_side_px": 600, "scopes": {"website": "all"}}}}
    )
    assert policy.for_site("nursery").max_side_px == 600
    assert policy.for_site("nursery").scopes["website"] == "all"
    assert policy.for_site("upper school").max_side_px == 1000


def test_tables_are_added_to_what_holds_already():
    policy = policy_from(
        {
            "scopes": {"Website": "all"},
            "due_school_days": {"critical": 2},
            "sites": {"nursery": {"scopes": {"tiktok": "social"}}},
        }
    )
    assert policy.due_school_days == {"critical": 2, "high": 5, "medium": 15}
    assert (policy.for_site("nursery").scopes["website"], policy.for_site("nursery").scopes["tiktok"]) == (
        "all",
        "social",
    )


def test_a_policy_written_with_notepad_is_read(tmp_path: Path):
    (tmp_path / "policy.toml").write_text("max_side_px = 900", encoding="utf-8-sig")
    assert ia.load_policy(tmp_path / "policy.toml").max_side_px == 900
    with pytest.raises(ia.PolicyError, match="is a folder"):
        ia.load_policy(tmp_path)


def test_a_day_in_the_holidays_belongs_to_the_term_before():
    terms = ia.load_policy(SCHOOL / "policy.toml").terms
    assert term_of(date(2025, 9, 2), terms) is None
    assert term_of(date(2025, 9, 3), terms) == "2025-26-autumn"
    assert term_of(date(2026, 1, 1), terms) == "2025-26-autumn"
    assert term_of(date(2026, 1, 5), terms) == "2025-26-spring"
    assert term_of(date(2026, 9, 1), terms) == "2025-26-summer"
    assert term_of(date(2026, 11, 2), terms) is None, "next year, for which nobody has listed the terms"


def test_without_terms_weekdays_are_school_days():
    assert add_school_days(date(2025, 12, 19), 2, ()) == date(2025, 12, 23)


def test_where_a_term_is_missing_weekdays_count_and_not_the_whole_gap():
    autumn, summer = Term("a", date(2025, 9, 3), date(2025, 12, 19)), Term("c", date(2026, 4, 13), date(2026, 7, 21))
    assert add_school_days(date(2026, 2, 2), 1, (autumn, summer)) == date(2026, 2, 3)
    assert add_school_days(date(2026, 2, 2), 1, (summer,)) == date(2026, 2, 3)
    assert end_of_next_half_term(date(2025, 12, 1), (summer, autumn)) is None
    assert end_of_next_half_term(date(2025, 12, 1), (autumn,)) is None


def test_bank_holidays_are_those_of_england_and_wales():
    # https://www.gov.uk/bank-holidays, as read in 2025
    of_2026 = ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]
    of_2027 = ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]
    of_2022 = ["01-03", "04-15", "04-18", "05-02", "08-29", "12-26", "12-27"]  # but Spring, which was moved
    for year, listed in ((2026, of_2026), (2027, of_2027), (2022, of_2022)):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        closed = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and not is_working_day(day)]
        assert [day for day in closed if (year, day) != (2022, "05-30")] == listed


@given(
    day=st.dates(date(2025, 9, 1), date(2026, 7, 1)),
    severity=st.sampled_from(SEVERITIES),
    ends=st.lists(st.integers(30, 100), min_size=1, max_size=3),
    halves=st.lists(st.integers(10, 29), min_size=3, max_size=3),
    breaks=st.lists(st.integers(3, 60), min_size=3, max_size=3),
)
def test_nothing_is_due_when_school_is_closed(
    day: date, severity: str, ends: list[int], halves: list[int], breaks: list[int]
):
    terms, starts = [], date(2025, 9, 1)
    for number, (length, half, away) in enumerate(zip(ends, halves, breaks, strict=False)):
        week = starts + timedelta(days=half), starts + timedelta(days=half + 8)
        terms.append(Term(str(number), starts, starts + timedelta(days=length), *week))
        starts += timedelta(days=length + away)
    policy = ia.Policy(terms=tuple(terms))
    due = due_on(severity, day, policy)
    assert due > day or severity == "low"
    assert due.weekday() < 5
    assert is_working_day(due)
    if is_due_by_terms(severity, day, policy):
        (term,) = [term for term in terms if term.starts <= due <= term.ends]
        assert not term.half_term_starts <= due <= term.half_term_ends


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among files")
def test_nobody_waits_for_a_pipe(tmp_path: Path):
    for name in ("policy.toml", "answers.csv", "answers.parquet", "consents.xlsx", "media.sqlite"):
        os.mkfifo(tmp_path / name)
    pipe = tmp_path / "policy.toml"
    for read, kind in (
        (lambda: ia.load_policy(pipe), ia.PolicyError),
        (lambda: ia.load_config(pipe), ia.InputError),
        (lambda: ia.read_register(SCHOOL / "2025-26-summer" / "mis" / "consents.xlsx", mapping=pipe), ia.InputError),
        (lambda: ia.read_register(tmp_path / "consents.xlsx"), ia.InputError),
        (lambda: ia.read_inventory(tmp_path / "consents.xlsx"), ia.InputError),
        (lambda: ia.load_answers(tmp_path / "answers.csv"), ia.InputError),
        (lambda: ia.load_answers(tmp_path / "answers.parquet"), ia.InputError),
        (lambda: ia.write_workbook(made("1", picture("p")), tmp_path / "consents.xlsx"), ia.ImgauditError),
    ):
        with pytest.raises(kind, match=r"pipe|is not a file"):
            read()


CONFIG = 'exports = "exports"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('register = "r.csv"', "'exports' is missing"),
        (CONFIG + 'regster = "r.csv"', "unknown key 'regster'; did you mean 'register'"),
        (CONFIG + 'as_of = "soon"', "a date such as 2025-12-19"),
        (CONFIG + 'as_of = "12/19/2025"', "as_of='12/19/2025' is not a date such as 2025-12-19 or 19/12/2025"),
        (CONFIG + 'as_of = "December 2025"', "a date such as 2025-12-19"),
        (CONFIG + "as_of = 19/12/2025", "days as 2025-12-19"),
        (CONFIG + "as_of = 3", "a date such as 2025-12-19"),
        (CONFIG + "term = 3", "term = 3 should be text"),
        ("exports = ", "cannot be read as an audit.toml"),
    ],
)
def test_a_wrong_config_is_refused(tmp_path: Path, text: str, said: str):
    (tmp_path / "audit.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ia.InputError, match=said):
        ia.load_config(tmp_path / "audit.toml")


def test_paths_in_a_config_are_relative_to_it(tmp_path: Path):
    (tmp_path / "audit.toml").write_text(CONFIG, encoding="utf-8")
    assert ia.load_config(tmp_path / "audit.toml").exports == tmp_path / "exports"


def test_a_misspelt_site_is_refused():
    said = r"\[sites.nursry\]: no such site in this audit; did you mean 'nursery'\? Sites: nursery, school\."
    with pytest.raises(PolicyError, match=said):
        policy_from({"sites": {"nursry": {}}}).elsewhere(["nursery", "school"])


@pytest.mark.slow
def test_the_policy_of_a_trust_holds_for_one_school_of_it():
    policy = policy_from({"sites": {"Juniors": {}, "infants": {}, "nursery": {"max_side_px": 600}}})
    assert policy.elsewhere(["nursery"]) == ["Juniors", "infants"]
    assert policy_from({"sites": {"nursry": {}, "nursery": {}}}).elsewhere(["nursery"]) == ["nursry"], (
        "both are schools"
    )
    assert policy.elsewhere([]) == [], "nothing was read, so nothing tells"
    told = made("1", picture("p"), policy=policy).problems.query("file == 'policy' and column == 'sites'")
    assert told["value"].tolist() == ["Juniors", "infants", "nursery"]
    assert told["reason"].iloc[0] == (
        "[sites.Juniors] counts for nothing here: this audit has no such site. That is right where the policy is of a "
        "trust; else correct the name. Sites: s."
    )


@pytest.mark.parametrize(
    "day", ["2025-12-19", '"2025-12-19"', '"19/12/2025"', '"19.12.25"', '"19 December 2025"', "2025-12-19T10:00:00"]
)
def test_a_day_in_a_file_of_settings_is_read_day_first(tmp_path: Path, day: str):
    config = f"{CONFIG}as_of = {day}\nregister_exported_on = {day}"
    (tmp_path / "audit.toml").write_text(config, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(f'[[terms]]\nid = "a"\nstarts = 2025-09-03\nends = {day}', encoding="utf-8")
    job, policy = ia.load_config(tmp_path / "audit.toml"), ia.load_policy(tmp_path / "policy.toml")
    assert {job.as_of, job.register_exported_on, policy.terms[0].ends} == {date(2025, 12, 19)}


def test_a_misspelt_term_is_refused_where_the_policy_lists_terms():
    policy = ia.Policy(terms=(Term("2025-26-autumn", date(2025, 9, 3), date(2025, 12, 19)),))
    said = "term='2025-26-autum': the policy lists no such term; did you mean '2025-26-autumn'"
    with pytest.raises(ia.InputError, match=said):
        made("2025-26-autum", picture("p"), policy=policy)


def test_a_site_is_found_however_it_is_capitalised():
    policy = policy_from({"sites": {"Nursery": {"max_side_px": 600}}})
    assert policy.elsewhere(["nursery", "school"]) == []
    assert [one.max_side_px for one in policy.by_site(["nursery", "school"]).values()] == [600, 800]
