"""The incident card, and the sheet of paper it is written on: as HTML, as PDF, for its owner alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paper_readers import Html, barriers, browser_page, html_words, pdf_words, printed_pages, structure
from pypdf import PdfReader
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.outputs.incident_card import missing_contacts
from imgaudit.outputs.paper import write_sheet
from imgaudit.outputs.paper.content import Drawing, Paragraph, Sheet, as_given
from imgaudit.policy import CONTACTS, MOST_LETTERS, policy_from

POLICY = ia.Policy(
    school="Fernhollow Academy",
    contacts={"dsl": "Ms Okafor, 01632 960001", "deputy_dsl": "Mr Bell, 01632 960002", "dpo": "Trust, 01632 960010"},
)
LONGEST = "Ms Hildegarde Okonkwo-Hartley-Featherstone, 01632 960001 ext. 44, mobile 07700 900123 (24)"
FULL = ia.Policy(school="Saint Ŵŵ of " * 20, contacts=dict.fromkeys(CONTACTS, LONGEST))
NASTY = '#x *y* _z_ <script>alert(1)</script> @a $1$ [b] "q" \\ // 100% & `c` = d'
BOTH = pytest.mark.parametrize("ending", ["html", "pdf"])
READ = {"html": html_words, "pdf": pdf_words}


@BOTH
@pytest.mark.parametrize(
    "said",
    [
        "Incident card: a picture of ours is misused",
        "Fernhollow Academy",
        "Never view again, copy, screenshot, print, store or forward the image. Nor ask a child to. [1]",
        "Do not pay, do not answer, delete nothing. Paying may be unlawful. [2] [3]",
        "1 At once DSL: Ms Okafor, 01632 960001 Deputy: Mr Bell, 01632 960002 Leads from here",
        "2 At once 101, in danger 999 Our force:",
        "The originals come down, as below; wait for nobody else. [2]",
        "Internet Watch Foundation: iwf.org.uk, Report",
        "Helpline POSH: 0344 381 4772, Mon–Fri 10–16",
        "DPO: Trust, 01632 960010 Decides within 72 hours of when the school knew whether the ICO is told. [5]",
        "Told and supported, once the police have been asked how. *",
        "The device on which it came, as it is, locked away for the police. Nothing is taken off it. *",
        "The messages, undeleted, where they are. [3]",
        "Purge the caches of the website",
        "Only then ask search engines to drop them",
        "Under 13 Report Remove, by Childline and IWF The child, on childline.org.uk; no proof of age. [6]",
        "13 to 17 Report Remove, by Childline and IWF The same; Yoti confirms the age",
        "Under 18 when taken Take It Down, takeitdown.ncmec.org",
        "18 and over: staff, older pupils StopNCII, stopncii.org",
        "Looked up on 28 November 2026",
        "* No source found: the school checks.",
        "no name, no address, no picture.",
    ],
)
def test_the_card_says(cards: dict[str, str], ending: str, said: str) -> None:
    assert said in cards[ending]


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("cards")
    made = {ending: ia.write_incident_card(folder / f"card.{ending}", policy=POLICY) for ending in READ}
    return {ending: READ[ending](path) for ending, path in made.items()}


@BOTH
def test_every_source_is_cited_and_every_citation_has_its_source(cards: dict[str, str], ending: str) -> None:
    above, below = cards[ending].split("Where this comes from")
    cited = {number for number in range(1, 20) if f"[{number}]" in above}
    assert cited == set(range(1, 9))
    assert "UKCIS" in below
    assert "Google Search Central" in below


def test_a_contact_that_is_missing_is_a_line_to_fill_in(tmp_path: Path) -> None:
    lines = Html(ia.write_incident_card(tmp_path / "card.html", policy=POLICY)).of("span")
    assert len([line for line in lines if line["class"] == "hand"]) == 8 + 3  # the times, and three contacts
    assert missing_contacts(POLICY) == ["Head", "Police force", "Who hosts the website"]
    full = Html(ia.write_incident_card(tmp_path / "full.html", policy=FULL))
    assert len(full.of("span")) == 8
    assert missing_contacts(FULL) == []
    assert len(Html(ia.write_incident_card(tmp_path / "none.html")).of("span")) == 8 + 6


@pytest.mark.slow
@BOTH
def test_no_letter_of_a_contact_is_lost(tmp_path: Path, ending: str) -> None:
    assert len(LONGEST) == MOST_LETTERS
    said = READ[ending](ia.write_incident_card(tmp_path / f"card.{ending}", policy=FULL))
    assert said.replace(" ", "").count(LONGEST.replace(" ", "")) == 6


@pytest.mark.parametrize(
    "wrong",
    [{"dsl": "x" * 91}, {"dsl": "Ms Okafor\n01632"}, {"dsl": 999}, "Ms Okafor", ["dsl"]],
)
def test_a_contact_that_cannot_stand_on_the_card_is_refused(wrong: object) -> None:
    with pytest.raises(ia.PolicyError, match=r"contacts .*90 characters at the most, by role: dsl, deputy_dsl, head, "):
        policy_from({"contacts": wrong})
    with pytest.raises(ia.PolicyError, match=r"contacts has no 'headteacher'.* Known: dsl, deputy_dsl, head, "):
        policy_from({"contacts": {"headteacher": "Ms Okafor"}})


def test_contacts_are_added_site_by_site() -> None:
    policy = policy_from({"contacts": {"dsl": "A", "dpo": "B"}, "sites": {"nursery": {"contacts": {"dsl": "C"}}}})
    assert policy.for_site("nursery").contacts == {"dsl": "C", "dpo": "B"}


def test_the_command_names_whom_the_policy_lacks(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(
        'school = "Fern"\n[contacts]\ndsl = "A"\n[sites.nursery]\ncontacts.head = "B"'
    )
    (tmp_path / "audit.toml").write_text('exports = "."\npolicy = "policy.toml"')
    card = tmp_path / "dsl" / "card.html"
    command = ["registers", "card", str(card), "--config", str(tmp_path / "audit.toml"), "--site", "nursery"]
    result = CliRunner().invoke(cli.app, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "To be filled in by hand, as the policy's [contacts] has none: Deputy DSL, Data protection officer" in said
    assert "DSL: A" in html_words(card)
    assert "Head: B" in html_words(card)


@pytest.mark.parametrize("name", ["card.docx", "card", "card.html.txt"])
def test_another_ending_is_refused_before_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(ia.InputError, match=r"a page is written as \.html or \.pdf\. Change the end of the name"):
        ia.write_incident_card(tmp_path / name)
    result = CliRunner().invoke(cli.app, ["registers", "card", str(tmp_path / name)])
    assert isinstance(result.exception, ia.InputError)
    assert not [*tmp_path.iterdir()]


def test_a_pdf_without_its_package_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ia.ImgauditError, match=r"needs the package typst: .*pip install .*HTML needs none"):
        ia.write_incident_card(tmp_path / "card.pdf")
    assert ia.write_incident_card(tmp_path / "card.html").exists()


@BOTH
def test_a_page_is_for_its_owner_alone_and_never_read_as_the_schools(tmp_path: Path, ending: str) -> None:
    path = ia.write_incident_card(tmp_path / "new" / f"card.{ending}", policy=POLICY)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert ia.recognise_exports(tmp_path / "new")["dialect"].tolist() == ["ours"]
    first = path.read_bytes()
    assert ia.write_incident_card(path, policy=POLICY).read_bytes() == first
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_page_of_somebody_else_stays_theirs(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html><body><p>a result of ours</p><img src='a.jpg'></body></html>")
    assert ia.recognise_exports(tmp_path)["dialect"].tolist() != ["ours"]


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize(
    "school", [NASTY, "مدرسة الأمل", 'בית ספר "אור" #1', "Ysgol Tŷ’r Ŵyn 🎒 学校", "a\x00b\u202ec\ud800d"]
)
def test_words_of_others_are_words(tmp_path: Path, ending: str, school: str) -> None:
    policy = ia.Policy(school=school, contacts={"dsl": school})
    path = ia.write_incident_card(tmp_path / f"card.{ending}", policy=policy)
    assert len(PdfReader(path).pages) == 1 if ending == "pdf" else not Html(path).of("script")
    said = READ[ending](path)
    if ending == "html" or school.isascii():
        assert said.count(" ".join(as_given(school).split())) == 2


@given(st.text(max_size=60))
@example("\u200b\u200d\xad")
@example("<!--")
def test_no_text_becomes_markup_of_html(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.html"
    write_sheet(Sheet("T", as_given(text), (Paragraph(as_given(text)),)), path)
    page = Html(path)
    assert [tag for tag, _ in page.tags if tag not in ("meta", "style", "title")] == [
        "html", "head", "body", "main", "h1", "p", "p",
    ]  # fmt: skip
    assert page.words.replace("\xa0", " ") == " ".join(f"T T {as_given(text)} {as_given(text)}".split())


@pytest.mark.slow
@settings(max_examples=15)
@given(st.text(max_size=60))
@example("#panic()")
@example('"); #panic("')
@example("\\u{1F600} \\ ~ --- ... ")
def test_no_text_becomes_markup_of_a_pdf(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.pdf"
    write_sheet(Sheet(as_given(f"T {text}"), as_given(text), (Paragraph(as_given(text)),)), path)
    reader = PdfReader(path)
    assert reader.metadata is not None
    assert reader.metadata.title == as_given(f"T {text}")
    if text.isascii():
        assert pdf_words(path) == " ".join(f"{as_given(f'T {text}')} {as_given(text)} {as_given(text)}".split())


def test_a_screen_reader_is_told_what_is_what(tmp_path: Path) -> None:
    reader = PdfReader(ia.write_incident_card(tmp_path / "card.pdf", policy=POLICY))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Incident card: a picture of ours is misused"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    kinds = [str(element.get("/S")) for element in structure(reader)]
    assert [kinds.count(kind) for kind in ("/Title", "/H1", "/Table", "/TH", "/TR", "/L")] == [1, 5, 2, 7, 15, 3]
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    below = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in below)


@BOTH
def test_a_drawing_is_said_in_words(tmp_path: Path, ending: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 1"><rect width="4" height="1"/></svg>'
    says = 'From "4" to <9> & more'
    path = write_sheet(Sheet("T", "L", (Drawing(svg, 5, says),)), tmp_path / f"page.{ending}")
    if ending == "html":
        assert [(one["role"], one["aria-label"]) for one in Html(path).of("svg")] == [("img", says)]
    else:
        assert [str(one["/Alt"]) for one in structure(PdfReader(path)) if "/Alt" in one] == [says]


def test_a_page_asks_for_nothing(tmp_path: Path) -> None:
    page = Html(ia.write_incident_card(tmp_path / "card.html", policy=POLICY))
    assert page.of("html") == [{"lang": "en-GB"}]
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "a", "object"} == set()
    assert not [value for _, told in page.tags for value in told.values() if "//" in (value or "")]
    assert "url(" not in (tmp_path / "card.html").read_text(encoding="utf-8")
    assert {told.get("scope") for told in page.of("th")} == {"col", "row"}
    assert len(page.of("h1")) == 1
    assert len(page.of("caption")) == len(page.of("table")) == 2


@pytest.mark.slow
@pytest.mark.parametrize("policy", [POLICY, FULL, ia.Policy()], ids=["usual", "longest", "empty"])
def test_a_browser_finds_no_barrier_and_prints_one_sheet(tmp_path: Path, policy: ia.Policy) -> None:
    path = ia.write_incident_card(tmp_path / "card.html", policy=policy)
    with browser_page(path) as page:
        assert barriers(page) == []
        assert printed_pages(page, tmp_path) == 1


@pytest.mark.parametrize("n", range(7))
def test_the_pdf_is_one_a4_page_however_much_is_on_it(tmp_path: Path, n: int) -> None:
    policy = ia.Policy(school=FULL.school, contacts=dict.fromkeys([*CONTACTS][:n], LONGEST))
    sheets = PdfReader(ia.write_incident_card(tmp_path / "card.pdf", policy=policy)).pages
    assert [(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets] == [(595, 842)]
