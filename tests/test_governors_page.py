"""The governors' page: what stands on it, that it fits one sheet, and that nobody is named on it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import SCHOOL
from made_terms import audit, picture, register, setting, source
from paper_readers import Html, barriers, browser_page, html_words, pdf_words, printed_pages, structure
from pypdf import PdfReader
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.outputs import governors_page
from imgaudit.outputs.governors_page import ASKED, MARKS
from imgaudit.practices import PRACTICES
from imgaudit.practices.practice import TWELVE
from imgaudit.tables import STANDINGS

READ = {"html": html_words, "pdf": pdf_words}
BOTH = pytest.mark.parametrize("ending", ["html", "pdf"])
SAID = [
    "Pictures that the school has published: a page for governors",
    "Fernhollow Academy (fictional) · Summer term 2025-26 · 21 July 2026",
    "The twelve practices: 3 met, 2 partly met, 6 not met, 1 not known",
    "Practice The figure that decides, of n Target Last term Now",
    "2 Do names stand beside published pictures? Full name: at least 5 of 60 placements (8%); 4 not known",
    "so up to 15% 0 full names beside a picture ✗ not met ✗ not met",
    "8 Is the training of staff up to date? Trained in time: 12 of 12 people × courses (100%)",
    "? not known ✓ met",
    "What moved most since Spring 2025–26",
    "Larger than the policy allows (less is better)",
    "17 of 53 → 27 of 60 (not known: 2, then 2): worse",
    "The setting is as it should be, by a look that still holds",
    "23 of 30 → 30 of 30 (not known: 3, then 0): better",
    "7 of 10 → 10 of 10: better",
    "other figures nobody can say whether they moved: what is not known could turn it.",
    "Done this term 21 pieces of work settled: an export that was read whole shows them no more. 49 still open, 33",
    "33 of them overdue; 2 not checked. Overdue: practice 5: 14, practice 4: 8,",
    "Against consent: at least 4 of 57 placements (7%); 42 not known, so up to 81%; 11 covered by consent",
    "Pictures of what is not here nobody has looked at: X.",
    "Agree that what is live against consent comes down at once, and who tells you that it has. (Practice 7: not met",
    "(Practice 7: not met, critical.)",
    "Agree a day by which no full name stands beside a picture. (Practice 2: not met, high.)",
    "Agree a day by which no picture gives away a place or a name, and that only clean copies go up. (Practice 4: not",
    "Practice 7: 42 of 57 not known. Say who is shown in each picture, and ask families whose answer is not on record.",
    "Practice 11: 0 of 1 not known. Enter the days of approval in the sheet Policies",
    "Nobody is named on this page; figures out of fewer than 5 people or placements are not shown.",
]


@pytest.fixture(scope="module")
def pages(summer: ia.Audit, history: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    return {ending: ia.write_page(summer, folder / f"governors.{ending}", history=history) for ending in READ}


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize("said", SAID)
def test_the_page_says(pages: dict[str, Path], ending: str, said: str) -> None:
    assert said in READ[ending](pages[ending])


@pytest.mark.slow
@BOTH
def test_what_only_who_runs_it_understands_is_left_out(pages: dict[str, Path], ending: str) -> None:
    said = READ[ending](pages[ending])
    assert not re.search(r"imgaudit|\.toml|_|nan|<NA>|None", said)


@pytest.mark.slow
def test_every_row_of_the_scorecard_is_on_it_as_it_stands(
    pages: dict[str, Path], summer: ia.Audit, history: Path
) -> None:
    said = html_words(pages["html"])
    for number, row in enumerate(ia.scorecard(summer, history).to_dict("records"), 1):
        states = f"{MARKS[row['state_before']]} {row['state_before']} {MARKS[row['state']]} {row['state']}"
        assert f"{number} {row['question']} {row['measure']} {row['target']} {states}" in said


@pytest.mark.slow
def test_only_what_is_known_to_have_moved_is_said_to_have(pages: dict[str, Path], history: Path) -> None:
    last = ia.trends(history).query("term == '2025-26-summer'")
    moved = set(
        last.loc[last["verdict"].isin(["better", "worse"]), "comparison"].str.replace(
            r" since [^(]*?(?= \(|:)", "", regex=True
        )
    )
    drawn = re.findall(r"<p>([^<]*→[^<]*)</p>", pages["html"].read_text(encoding="utf-8"))
    assert len(drawn) == 3
    assert set(drawn) <= moved
    unclear = int(last["verdict"].eq("unclear").sum())
    assert unclear > 20
    assert f"Of {unclear} other figures nobody can say" in html_words(pages["html"])


@pytest.mark.slow
def test_what_moved_is_drawn_and_said(summer: ia.Audit, history: Path, tmp_path: Path) -> None:
    past = ia.load_history(history)
    pictures = replace(past, records=past.records.iloc[:0])  # registers get better, and pictures larger
    pages = {end: ia.write_page(summer, tmp_path / f"page.{end}", history=pictures) for end in READ}
    for ending, read in READ.items():
        for words in ("Larger than the policy allows", "17 of 53 → 27 of 60 (not known: 2, then 2): worse"):
            assert words in read(pages[ending])
    any_then, any_now = "32–38% (17 of 53, 3 not known)", "13–20% (8 of 60, 4 not known)"
    original_then, original_now = "13–17% (7 of 53, 2 not known)", "23–27% (14 of 60, 2 not known)"
    said = [
        f"Metadata or the post gives something away: then {any_then}, now {any_now}",
        "Larger than the policy allows: then 32–36% (17 of 53, 2 not known), now 45–48% (27 of 60, 2 not known)",
        f"The untouched original can be fetched: then {original_then}, now {original_now}",
    ]
    assert [drawing["aria-label"] for drawing in Html(pages["html"]).of("svg")] == said
    assert [str(one["/Alt"]) for one in structure(PdfReader(pages["pdf"])) if "/Alt" in one] == said
    # 17 of 53, of a bar of 55.6: what is known to be so is the black part
    widths = re.findall(r'width="([\d.]+)" height="3" fill="#111"', pages["html"].read_text(encoding="utf-8"))
    assert widths[:2] == ["17.83", "7.41"]


def test_a_screen_reader_is_told_what_is_what(pages: dict[str, Path]) -> None:
    reader = PdfReader(pages["pdf"])
    assert reader.metadata is not None
    assert reader.metadata.title == SAID[0]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    kinds = [str(element.get("/S")) for element in structure(reader)]
    assert [kinds.count(kind) for kind in ("/Title", "/H1", "/Table", "/TH", "/TR", "/Figure")] == [1, 5, 1, 5, 13, 3]
    assert [told.get("scope") for told in Html(pages["html"]).of("th")].count("row") == 12


@pytest.mark.slow
@BOTH
def test_without_a_history_nothing_is_said_of_last_term(summer: ia.Audit, tmp_path: Path, ending: str) -> None:
    said = READ[ending](ia.write_page(summer, tmp_path / f"page.{ending}"))
    assert "What moved Not known: no history holds this audit." in said
    assert "Done this term Not known: no history holds this audit." in said
    assert said.count("not audited") == 12


@pytest.mark.slow
def test_an_audit_that_the_history_does_not_hold_is_not_mixed_up_with_one_of_its_term(
    summer: ia.Audit, history: Path, tmp_path: Path
) -> None:
    later = replace(summer, as_of=pd.Timestamp("2026-07-30").date())
    said = html_words(ia.write_page(later, tmp_path / "page.html", history=history))
    assert "What moved Not known: no history holds this audit." in said
    assert "✗ not met ✗ not met" in said  # how the term before stood is known all the same


@pytest.mark.slow
def test_a_first_audit_moves_nothing(audits: dict[str, ia.Audit], tmp_path: Path) -> None:
    first = audits["2025-26-autumn"]
    ia.save_audit(first, tmp_path / "h")
    said = html_words(ia.write_page(first, tmp_path / "page.html", history=tmp_path / "h"))
    assert "What moved This is the first audit that can be compared with a later one." in said
    assert "68 still open" in said
    assert "– no data" in said
    assert "Practice 12: no data. Fill in the sheet Partners of the registers." in said


@pytest.mark.slow
def test_sites_of_others_in_the_history_do_not_count(
    summer: ia.Audit, history: Path, tmp_path: Path, pages: Any
) -> None:
    past = ia.load_history(history)
    others = {
        name: pd.concat([frame, frame.assign(site="elsewhere")], ignore_index=True)
        for name in ("audits", "items", "findings", "sources", "placed", "visits", "records", "decisions")
        for frame in [getattr(past, name)]
    }
    again = ia.write_page(summer, tmp_path / "page.html", history=replace(past, **others))
    assert again.read_bytes() == pages["html"].read_bytes()


def registers(**actual: str | None) -> list[dict[str, Any]]:
    return [setting(name, answer, checked_on="2025-09-20", within_months=12) for name, answer in actual.items()]


def decisions(**options: Any) -> list[str]:
    made = governors_page._page(audit("1", *options.pop("pictures", ()), **options), None)
    block = made.blocks[-4].columns[1][1]
    return [*block.points] if hasattr(block, "points") else [block.words]


@pytest.mark.slow
def test_decisions_are_the_worst_first() -> None:
    wrong = [picture(str(n), who=["Ben Benson"], located=True, px=2000) for n in range(6)]
    refused = decisions(pictures=wrong, who=register(Ben="refused"))
    assert [re.sub(r".*\(", "", said) for said in refused] == [
        "Practice 7: not met, critical.)", "Practice 4: not met, high.)", "Practice 5: not met, medium.)",
    ]  # fmt: skip
    numbers = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12"
    assert decisions(sources=[source(0)]) == [
        f"Name who gives the data that is missing, and by when. (Practices {numbers}: no data.)"
    ]


@pytest.mark.slow
def test_what_nobody_knows_is_asked_to_be_found_out() -> None:
    unread = [picture(str(n), is_read=False) for n in range(6)]
    ask = "Agree who finds out, and by when: "
    assert decisions(pictures=unread) == [
        f"{ask}is each picture still needed, and has somebody looked? (Practice 1: not known.)",
        f"{ask}do names stand beside published pictures? (Practice 2: not known.)",
        f"{ask}who can open pictures of pupils? (Practice 3: not known.)",
    ]


def test_every_practice_has_its_decision_and_every_state_its_sign() -> None:
    assert tuple(ASKED) == TWELVE
    assert set(MARKS) == set(STANDINGS)
    assert len(set(MARKS.values())) == len(STANDINGS)


@pytest.mark.slow
def test_small_groups_are_not_shown(tmp_path: Path) -> None:
    three = [picture(str(n), who=["Ben Benson"], located=True) for n in range(3)]
    told = audit("1", *three, who=register(Ben="refused"), records=registers(location="no", tagging="no"))
    said = html_words(ia.write_page(told, tmp_path / "page.html"))
    assert "Location: not shown, of fewer than 5" in said
    assert "Practice 1: not shown, of fewer than 5. " in said
    assert "Setting as expected: 0 of 2 settings (0%)" in said  # no person stands behind a setting
    assert not re.search(r"\b[0-3] of 3\b|\b3 placements", said)
    assert "✗ not met" in said
    open_to_all = ia.write_page(replace(told, policy=ia.Policy(suppress_below=1)), tmp_path / "all.html")
    assert "Location: 3 of 3 placements (100%)" in html_words(open_to_all)


@pytest.mark.slow
@pytest.mark.parametrize("names", ["none", "initials", "full"])
def test_nobody_is_named_whatever_the_policy_allows(
    summer: ia.Audit, history: Path, tmp_path: Path, names: Any
) -> None:
    people = summer.people.dropna(subset=["first_name", "last_name"])
    full = people["first_name"] + " " + people["last_name"]
    policy = replace(summer.policy, names_in_outputs=names, school=f"School of {full.iloc[0]}")
    sources = summer.sources.assign(
        channel=full.iloc[1], source_id=f"a/{full.iloc[1]}/spreadsheet", completeness="part"
    )
    told = replace(summer, policy=policy, sources=sources, term=f"term of {full.iloc[2]}")
    for ending, read in READ.items():
        said = read(ia.write_page(told, tmp_path / f"page.{ending}", history=history)).casefold()
        assert "school of [name] · term of [name] · 21 july 2026" in said
        assert "not read whole, this term: [name]." in said
        assert not [name for name in full if name.casefold() in said]


def test_no_id_or_title_of_a_picture_is_on_it(pages: dict[str, Path], summer: ia.Audit) -> None:
    said = html_words(pages["html"])
    titles = summer.items["title"].dropna().unique()
    assert len(titles) > 10
    assert not [title for title in titles if re.search(rf"\b{re.escape(title)}\b", said)]
    assert not [person for person in summer.people["person_id"] if person in said]


def longest(monkeypatch: pytest.MonkeyPatch, summer: ia.Audit) -> ia.Audit:
    """An audit of which all that the page tells is as long as it can be."""
    cards, trends, progress = governors_page.scorecard, governors_page.trends, governors_page.progress
    figures = {"n": 234_567, "n_yes": 123_456, "n_unknown": 11_111}
    words = ": at least 123,456 of 234,567 placements (53%); 111,111 not known, so up to 99%; 12,345 known not to be"

    def card(*told: Any) -> pd.DataFrame:
        made = cards(*told)
        labels = [max((m.label for m in (*p.measures, *p.register_measures)), key=len, default="") for p in PRACTICES]
        needs = [f"Read to the end the exports that were not. {p.to_know}" for p in PRACTICES]
        states = {"state": "partly met", "state_before": "partly met"}
        return made.assign(measure=[label + words for label in labels], to_know=needs, **figures, **states)

    def moved(past: Any) -> pd.DataFrame:
        made = trends(past).astype({"missing_sources": "str"})
        is_so = made["verdict"].isin(["better", "worse"])
        before = {"n_before": 345_678, "n_yes_before": 23_456, "n_unknown_before": 111_111}
        for name, value in (figures | before | {"missing_sources": "a/b/c"}).items():
            made.loc[is_so, name] = value
        many = ", ".join(f"s/Learning platform number {n}/spreadsheet" for n in range(30))
        return made.assign(missing_sources=made["missing_sources"].where(is_so, many))

    def work(past: Any) -> pd.DataFrame:
        made = progress(past).query("term == '2025-26-summer'")
        states = ["open", "DSL decision", "accepted", "reopened", "settled", "to be confirmed", "not checked"]
        made = pd.concat([made] * 400, ignore_index=True).assign(days=300)
        return made.assign(state=[states[n % 7] for n in range(len(made))])

    for name, made in (("scorecard", card), ("trends", moved), ("progress", work)):
        monkeypatch.setattr(governors_page, name, made)
    school = "Saint Hildegarde and All Saints Church of England Primary School, Llanfairpwllgwyngyll " * 2
    return replace(summer, policy=replace(summer.policy, school=school))


@pytest.mark.slow
def test_the_longest_page_is_one_sheet_of_pdf(
    summer: ia.Audit, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ia.write_page(longest(monkeypatch, summer), tmp_path / "page.pdf", history=history)
    assert len(PdfReader(path).pages) == 1
    said = pdf_words(path)
    assert said.count("12,345 known not to be") == 12
    assert "Learning platform number 18 and 19 more." in said


@pytest.mark.slow
@pytest.mark.parametrize("of", ["usual", "without a history", "longest"])
def test_a_browser_finds_no_barrier_and_prints_one_sheet(
    summer: ia.Audit, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    told = longest(monkeypatch, summer) if of == "longest" else summer
    path = ia.write_page(told, tmp_path / "page.html", history=None if of == "without a history" else history)
    with browser_page(path) as page:
        assert barriers(page) == []
        assert printed_pages(page, tmp_path) == 1


def test_a_part_and_another_ending_are_refused(summer: ia.Audit, tmp_path: Path) -> None:
    with pytest.raises(ia.InputError, match="a page is written as"):
        ia.write_page(summer, tmp_path / "page.docx")
    with pytest.raises(ia.InputError, match="this is a part of an audit"):
        ia.write_page(summer.where(summer.items["channel"].eq("website")), tmp_path / "page.html")
    with pytest.raises(ia.InputError):
        ia.write_page(summer, tmp_path / "page.html", history=tmp_path / "nowhere")
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
def test_an_audit_of_another_school_than_the_history_is_said_to_be_unknown(history: Path, tmp_path: Path) -> None:
    told = audit("1", picture("a"), sources=[source(1), source(1, "s/facebook/spreadsheet", completeness="part")])
    said = html_words(ia.write_page(told, tmp_path / "page.html", history=history))
    assert "What moved Not known: no history holds this audit." in said
    assert "Not read, or not read whole, this term: Facebook." in said


@pytest.mark.slow
def test_the_command_writes_the_page(tmp_path: Path, history: Path) -> None:
    settings = (SCHOOL / "summer.toml").read_text(encoding="utf-8").replace('= "', f'= "{SCHOOL.as_posix()}/')
    (tmp_path / "audit.toml").write_text(f'{settings}\nhistory = "{history.as_posix()}"\n', encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["page", str(tmp_path / "audit.toml"), str(tmp_path / "governors.html")])
    assert f"{tmp_path / 'governors.html'}" in result.output.replace("\n", "")
    assert SAID[1] in html_words(tmp_path / "governors.html")
    (tmp_path / "audit.toml").write_text(settings, encoding="utf-8")
    result = CliRunner().invoke(cli.app, ["page", str(tmp_path / "audit.toml"), str(tmp_path / "bare.html")])
    assert "No history is named" in result.output
    assert "no history holds this audit" in html_words(tmp_path / "bare.html")
