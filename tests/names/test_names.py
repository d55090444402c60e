"""Names in text: the labelled texts case by case, precision and recall, and what holds for any text."""

from __future__ import annotations

import pickle
import unicodedata
from collections import Counter
from functools import cache
from importlib import resources

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgaudit.names import NameHider, find_identifiers, find_names, fold_name, match_people, name_matcher
from imgaudit.names.reading import carefully, flat, is_odd, simply
from imgaudit.names.short_forms import called
from imgaudit.tables import PEOPLE

from .score import ROWS, SETS, Found, expected, found_in, labelled, people, rates

DOUBTFUL = {
    "Lee scored again": "a surname that is a first name as well says nothing without a title",
    "#OliveBranch #Peace": "a tag that is somebody's full name, letter by letter",
    "Poppy in a paper hat": "a flower is seen in a paper hat as seldom as in a vase often",
    "Isabella Bird project": "somebody famous whom our list lacks, of a surname that is a word",
    "amelia, clarke, prize": "keywords: a first name and a surname with a comma between may be two people",
}
"""Texts read otherwise than labelled, and why it stays so."""


@cache
def answers(which: str) -> list[tuple[str, str, Found, Found]]:
    """Field, text, what is expected and what is found."""
    texts = labelled(which)
    found = found_in(texts, people(which))
    return list(zip(texts["field"], texts["text"], map(expected, texts["expected"]), found, strict=True))


CASES = [(which, at) for which in (*SETS, ROWS) for at in range(len(labelled(which)))]


@pytest.mark.slow
@pytest.mark.parametrize(("which", "at"), CASES, ids=lambda part: str(part))
def test_each_labelled_text(which: str, at: int, request: pytest.FixtureRequest):
    field, text, want, got = answers(which)[at]
    if text in DOUBTFUL:
        request.applymarker(pytest.mark.xfail(reason=DOUBTFUL[text], strict=True))
    assert got == want, f"{field}: {text}"


@pytest.mark.slow
def test_there_are_enough_labelled_texts_and_most_hold_no_name():
    labels = [want for which in SETS for _, _, want, _ in answers(which)]
    assert len(labels) >= 600
    assert sum(not want for want in labels) > 0.55 * len(labels)


def test_precision_and_recall():
    table = rates([(want, got) for which in SETS for _, _, want, got in answers(which)])
    assert table.loc["full", ["precision", "recall"]].min() >= 0.99, table
    assert table[["precision", "recall"]].min(axis=None) >= 0.95, table


@pytest.mark.parametrize("which", SETS)
def test_every_set_is_read_well_and_no_full_name_is_made_up(which: str):
    table = rates([(want, got) for _, _, want, got in answers(which)])
    hits, missed, false = table[["hits", "missed", "false"]].sum()
    assert table.loc["full", "false"] == 0, table
    assert hits >= 0.97 * (hits + false), table
    assert hits >= 0.96 * (hits + missed), table


def without_accents(text: str) -> str:
    return flat(text)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [str.upper, str.lower, without_accents, lambda text: unicodedata.normalize("NFD", text)],
    ids=["upper", "lower", "without accents", "decomposed"],
)
@pytest.mark.parametrize("which", SETS)
def test_case_and_accents_never_change_a_full_match(which: str, change):
    texts = labelled(which)
    # Escapes; camel case alone; a surname before the first name, and an initial, that only capitals tell.
    odd = r"&#|%|<|AndHarry|[A-Z]{3,},? [A-Z][a-z]|\b[A-Z] Hart"
    texts = texts[~texts["text"].str.contains(odd)].reset_index(drop=True)
    before, after = (found_in(frame, people(which)) for frame in (texts, texts.assign(text=texts["text"].map(change))))

    def full(found: Found) -> Found:
        return Counter({key: n for key, n in found.items() if key[0] == "full"})

    assert [full(found) for found in after] == [full(found) for found in before]


REGISTER = people("a")
MATCHER = name_matcher(REGISTER)
PIECES = [
    *REGISTER["first_name"],
    *REGISTER["last_name"],
    *(
        "and",
        "&",
        ",",
        " ",
        " ",
        "-",
        "_",
        ".",
        "'s",
        "Mrs",
        "the",
        "Year 6",
        "won",
        "%20",
        "&amp;",
        "<b>",
        "</b>",
        "é",
    ),
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=14), st.sampled_from(["", "file"]))
def test_every_quote_is_the_text_between_start_and_end(pieces: list[str], field: str):
    text = "".join(pieces)
    found = find_names(pd.Series([text]), MATCHER, field=field, unknown=True)
    for start, end, quoted in zip(found["start"], found["end"], found["quoted"], strict=True):
        assert quoted == text[start:end] != ""
    assert (found["start"].iloc[1:].to_numpy() >= found["end"].iloc[:-1].to_numpy()).all(), "none overlaps another"


NO_NAMES = ["cat", "Volcano", "tractor", "LEMONADE", "penguins", "7", "sofa", "kettle's", "bus-stop", "Zebra", "#lunch"]


@given(st.lists(st.sampled_from(NO_NAMES), max_size=12), st.sampled_from([" ", "-", "_", ", "]))
def test_a_text_without_a_word_of_the_register_has_no_match(words: list[str], gap: str):
    assert find_names(pd.Series([gap.join(words)]), MATCHER).empty


@pytest.mark.slow
@given(st.randoms())
def test_the_order_of_the_register_never_matters(random):
    order = list(range(len(REGISTER)))
    random.shuffle(order)
    texts = labelled("a")["text"].head(150)
    pd.testing.assert_frame_equal(find_names(texts, REGISTER.iloc[order]), find_names(texts, REGISTER))


def test_the_matcher_is_made_once_and_can_be_pickled():
    assert name_matcher(REGISTER.iloc[::-1]) is MATCHER
    again = pickle.loads(pickle.dumps(MATCHER))
    texts = labelled("a")["text"]
    pd.testing.assert_frame_equal(find_names(texts, again), find_names(texts, MATCHER))


def test_the_answer_is_on_the_index_of_the_texts():
    texts = pd.Series(["Emma Jones", None, "Emma Jones", "bus"], index=["x", "y", "z", "z"])
    found = find_names(texts, REGISTER, field="caption")
    assert found.index.tolist() == ["x", "z"]
    assert found["could_be"].isna().all()
    assert found.drop(columns="could_be").iloc[0].to_dict() == {
        "field": "caption",
        "level": "full",
        "person_ids": ("ej",),
        "start": 0,
        "end": 10,
        "quoted": "Emma Jones",
        "with_class": False,
        "confidence": 0.95,
        "reason": "first name and surname",
    }


def test_all_whom_a_name_fits_are_given():
    twins = PEOPLE.frame(
        [
            {"person_id": "p1", "first_name": "Emily", "last_name": "Okafor"},
            {"person_id": "p2", "first_name": "Ella", "last_name": "Okafor"},
            {"person_id": "p3", "first_name": "Ella", "last_name": "Okafor"},
        ]
    )
    texts = pd.Series(["E. Okafor", "Ella Okafor", "Emily", "Mrs Okafor"])
    assert find_names(texts, twins)["person_ids"].tolist() == [
        ("p1", "p2", "p3"),
        ("p2", "p3"),
        ("p1",),
        ("p1", "p2", "p3"),
    ]


def test_an_empty_register_and_empty_texts_give_nothing():
    assert find_names(pd.Series(["Emma Jones"]), PEOPLE.empty()).empty
    assert find_names(pd.Series([], dtype="str"), REGISTER).empty
    nameless = PEOPLE.frame([{"person_id": "p1"}, {"person_id": "p2", "last_name": "-"}])
    assert find_names(pd.Series(["Emma Jones - 2"]), nameless).empty


def test_strangers_are_a_weak_signal_that_is_asked_for():
    texts = pd.Series(["Oscar Pemberton with Mr Quimby", "Oscar Pemberton"])
    assert find_names(texts, REGISTER).empty
    found = find_names(texts, REGISTER, unknown=True)
    assert found["quoted"].tolist() == ["Oscar Pemberton", "Quimby", "Oscar Pemberton"]
    assert set(found["level"]) == {"unknown"}
    assert found["confidence"].max() < 0.5
    assert set(found["person_ids"]) == {()}


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Emma, Year 6", True),
        ("Emma (6B)", True),
        ("emma-year6.jpg", True),
        ("Year 6's Emma", True),
        ("Emma Jones, aged 9", True),
        ("Emma and the other 6 winners", False),
        ("Emma at sports day", False),
    ],
)
def test_class_year_or_age_beside_a_name(text: str, beside: bool):
    assert find_names(pd.Series([text]), REGISTER)["with_class"].tolist() == [beside]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Born on 3 May 2014", ["Born on 3 May 2014"]),
        ("DOB: 03/05/2014", ["DOB: 03/05/2014"]),
        ("date of birth 2014-05-03", ["date of birth 2014-05-03"]),
        ("Her birthday, 3rd of May 2014", ["birthday, 3rd of May 2014"]),
        ("UPN A123456789012", ["A123456789012"]),
        ("Sports day, 3 May 2014", []),
        ("Reborn 3 May 2014", []),
    ],
)
def test_dates_of_birth_and_upns(text: str, found: list[str]):
    assert find_identifiers(pd.Series([text]))["quoted"].tolist() == found


def test_identifiers_of_the_policy():
    found = find_identifiers(pd.Series(["Locker 4711", None]), identifiers={"locker": r"(?i)locker \d+"}, field="title")
    assert found.to_dict("records") == [
        {"field": "title", "identifier": "locker", "start": 0, "end": 11, "quoted": "Locker 4711"}
    ]


@pytest.mark.slow
def test_a_very_long_page_takes_no_time_to_speak_of():
    page = "The children ran across the field while Emma counted. " * 4_000
    assert len(find_names(pd.Series([page]), REGISTER)) == 4_000


MIDDLE = [
    {"person_id": "p1", "first_name": "Zo\u00eb Rose", "last_name": "O'Fernsby", "upn": "Z1"},
    {"person_id": "p2", "first_name": "Ada May", "known_as": "Addie Jo", "last_name": "Quill"},
    {"person_id": "p3", "first_name": "Nia", "last_name": "Brook"},
    {"person_id": "p4", "first_name": "Nia Jane", "last_name": "Brook"},
    {"person_id": "p5", "first_name": "Eve Ann", "last_name": "Larch"},
    {"person_id": "p6", "first_name": "Eve Joy", "last_name": "Larch"},
    {"person_id": "p7", "first_name": "J Thorn", "last_name": "Moss"},
    {"person_id": "p8", "first_name": "Mary-Lou Kit", "last_name": "Reed"},
    {"person_id": "p9", "first_name": "Ivy Pearl", "last_name": "Dale"},
    {"person_id": "p10", "first_name": "Ivy", "last_name": "Dale-Marsh"},
    {"person_id": "p11", "first_name": "Thomas Lee", "last_name": "James"},
    {"person_id": "p12", "first_name": "James", "last_name": "Thomas"},
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reference", "who"),
    [
        ("Zoe O'Fernsby", "p1"),
        ("O\u2019Fernsby, Zo\u00eb", "p1"),
        ("Zo\u00eb Rose O'Fernsby", "p1"),
        ("Addie Quill", "p2"),
        ("Ada Quill", "p2"),
        ("Ada May Quill", "p2"),
        ("Mary-Lou Reed", "p8"),
        ("Nia Brook", "p3"),
        ("Nia Jane Brook", "p4"),
        ("James Thomas", "p12"),
        ("Eve Ann Larch", "p5"),
        ("Eve Larch", None),
        ("Zoe Jane O'Fernsby", None),
        ("Rose O'Fernsby", None),
        ("May Quill", None),
        ("J Moss", None),
        ("Mary Reed", None),
        ("Ivy Dale", None),
        ("Zoe", None),
        ("Z. O'Fernsby", None),
    ],
)
def test_middle_names_may_be_left_out_where_that_means_one_person_alone(reference: str, who: str | None):
    register = PEOPLE.frame(MIDDLE)
    answer = match_people(pd.Series([reference], dtype="str"), register).iloc[0]
    assert (None if pd.isna(answer) else answer) == who
    found = find_names(pd.Series([reference]), register)
    if who is not None:
        assert who in found["person_ids"].iloc[0], "both say whom it may mean"


@pytest.mark.slow
@pytest.mark.parametrize(
    "names", [("Rose", "Hope", "May", "Summer"), ("Field", "Rivers", "Hill"), ("#rosemay", "@may")]
)
def test_a_caption_of_ten_thousand_doubtful_names_takes_no_time_to_speak_of(names: tuple[str, ...]):
    text = ", ".join(names[at % len(names)] for at in range(10_000)) + ", Emma, Hope"
    found = find_names(pd.Series([text, "#" + "rosemay" * 5_000]), REGISTER)
    assert found["quoted"].tolist()[-2:] == ["Emma", "Hope"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text("aB c.,-:\n2", max_size=6)), max_size=14), st.booleans())
def test_texts_with_nothing_odd_are_read_as_all_others_are(pieces: list[str], machine: bool):
    text = " ".join(pieces)
    if text.isascii() and not is_odd(text):
        assert simply(text, machine=machine) == carefully(text, MATCHER.whole_words, machine=machine)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("frederick", {"fred", "freddie", "freddy"}),
        ("katherine", {"kate", "katie", "kitty", "catherine"}),
        ("gwenllian", {"gwen", "gwenno"}),
        ("padraig", {"paddy", "patrick", "padraic"}),
        ("mohammed", {"mo", "muhammad", "mohamed"}),
        ("malgorzata", {"gosia"}),
        ("oluwaseun", {"seun"}),
        ("fred", {"frederick", "alfred", "wilfred"}),
    ],
)
def test_short_forms_and_spellings_are_known_both_ways(name: str, others: set[str]):
    assert others <= called(name)
    assert all(name in called(other) for other in others)


def test_the_list_of_short_forms_is_folded_and_names_nothing_twice():
    text = (resources.files("imgaudit.names") / "short_forms.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(set(lines)) > 700
    for line in lines:
        names = line.replace(":", "").split()
        assert [fold_name(name) for name in names] == names
        assert len(names) == len(set(names)) > 1, line


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Abi reads her poem", "possible"),
        ("Abbi Larkspur", "possible"),
        ("Abigael Larkspur", "possible"),
        ("abigaile-larkspur.jpg", "possible"),
        ("Abigail Larkspurr", "possible"),
        ("Abigail Larkspur", "full"),
        ("Larkspur A, Yarrow K", "full"),
        ("Yarrow K, Larkspur A., Brook T", "full"),
        ("Abigails Larkspurs", "none"),
        ("Amelia Larkspur", "none"),
    ],
)
def test_another_ending_or_a_slip_of_the_pen_is_possible_and_no_more(text: str, level: str):
    register = PEOPLE.frame([{"person_id": "p1", "first_name": "Abigail", "last_name": "Larkspur"}])
    found = find_names(pd.Series([text]), register, field="file" if text.endswith(".jpg") else "caption")
    assert (found["level"].tolist() or ["none"]) == [level]


@pytest.mark.parametrize("text", ["Frost K, Page B", "Group A, Field B", "Plan A, Wood B", "Hall A, Field B"])
def test_a_word_and_a_letter_in_a_list_are_no_surname_and_initial(text: str):
    rows = [("Kim", "Frost"), ("Bo", "Page"), ("Bo", "Field"), ("Bo", "Wood"), ("Al", "Hall")]
    register = PEOPLE.frame(
        [{"person_id": first + last, "first_name": first, "last_name": last} for first, last in rows]
    )
    assert "full" not in set(find_names(pd.Series([text]), register)["level"])


@pytest.mark.parametrize("text", ["Marion Larkspur", "Martin Parkinson", "Martin Lampshade"])
def test_another_name_is_nobody_s_misspelt(text: str):
    rows = [("Martin", "Larkspur"), ("Martin", "Atkinson")]
    register = PEOPLE.frame([{"person_id": last, "first_name": first, "last_name": last} for first, last in rows])
    assert not find_names(pd.Series([text]), register)["level"].isin(["full", "possible"]).any()


def test_a_surname_that_a_register_spells_otherwise_is_possible():
    register = PEOPLE.frame([{"person_id": "p1", "first_name": "Bilal", "last_name": "Hussain"}])
    found = find_names(pd.Series(["Bilal Hussein bats", "Bilal Hussain bats", "Belal Hussain bats"]), register)
    assert found["level"].tolist() == ["possible", "full", "possible"]
    assert found["could_be"].fillna("-").tolist() == ["full", "-", "full"]


SAINTS = PEOPLE.frame(
    [
        {"person_id": "sophie", "first_name": "Sophie", "last_name": "St John"},
        {"person_id": "oliver", "first_name": "Oliver", "last_name": "St. Clair"},
        {"person_id": "jp", "first_name": "J.P.", "last_name": "Hart"},
    ]
)


@pytest.mark.parametrize(
    ("text", "level", "quoted"),
    [
        ("Sophie St. John", "full", "Sophie St. John"),
        ("Oliver St. Clair won", "full", "Oliver St. Clair"),
        ("OLIVER ST. CLAIR", "full", "OLIVER ST. CLAIR"),
        ("St.John, Sophie", "full", "St.John, Sophie"),
        ("Sophie Saint John", "full", "Sophie Saint John"),
        ("Miss St. John", "surname", "St. John"),
        ("Well done J. P. Hart", "full", "J. P. Hart"),
    ],
)
def test_a_name_may_have_a_stop_in_it(text: str, level: str, quoted: str):
    found = find_names(pd.Series([text]), SAINTS)
    assert found[["level", "quoted"]].to_numpy().tolist() == [[level, quoted]]
    assert "John" not in NameHider(SAINTS, "none")(text)


@pytest.mark.parametrize("text", ["St. John Ambulance", "Gospel of Saint John", "Saint John's School"])
def test_a_saint_and_a_street_are_nobody(text: str):
    assert find_names(pd.Series([text]), SAINTS).empty


UNSPACED = PEOPLE.frame(
    [
        {"person_id": "li", "first_name": "小龙", "last_name": "李"},
        {"person_id": "yamada", "first_name": "太郎", "last_name": "山田"},
        {"person_id": "kim", "first_name": "민주", "last_name": "김"},
        {"person_id": "gao", "first_name": "山", "last_name": "高"},
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("李小龙", [["full", "李小龙"]]),
        ("李 小龙", [["full", "李 小龙"]]),
        ("今天李小龙和山田太郎获奖", [["full", "李小龙"], ["full", "山田太郎"]]),
        ("山田太郎さん", [["full", "山田太郎"]]),
        ("山田太郎.jpg", [["full", "山田太郎"]]),
        ("YearSix李小龙WellDone", [["full", "李小龙"]]),
        ("김민주가 이겼다", [["full", "김민주"]]),
        ("김민준", []),  # of which 김민주 is the beginning, letter by letter
        ("桃太郎", []),
        ("高山", [["full", "高山"]]),
        ("登高山", [["possible", "高山"]]),  # climbed a high mountain
    ],
)
def test_names_of_scripts_without_spaces_are_found_inside_a_line(text: str, found: list[list[str]]):
    assert find_names(pd.Series([text]), UNSPACED)[["level", "quoted"]].to_numpy().tolist() == found
    shown = NameHider(UNSPACED, "none")(text)
    assert shown.count("[name]") == len(found)
    assert not any(quoted in shown for _, quoted in found)


@pytest.mark.parametrize(
    ("text", "level", "quoted"),
    [
        ("Amelia Okafors' medal", "full", "Amelia Okafors"),
        ("Amelia Okafors medal", "possible", "Amelia Okafors"),
        ("amelia_okafors_medal.jpg", "possible", "amelia_okafors"),
        ("Amelia Joneses' medal", "full", "Amelia Joneses"),
        ("Amelia walks to school", "first", "Amelia"),
    ],
)
def test_an_apostrophe_may_be_missing_from_what_is_somebody_s(text: str, level: str, quoted: str):
    rows = [("Amelia", "Okafor"), ("Amelia", "Jones"), ("Amelia", "Walk")]
    register = PEOPLE.frame([{"person_id": last, "first_name": first, "last_name": last} for first, last in rows])
    found = find_names(pd.Series([text]), register)
    assert found[["level", "quoted"]].to_numpy().tolist() == [[level, quoted]]
    assert quoted not in NameHider(register, "none")(text)
