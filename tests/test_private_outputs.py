"""What outputs show of people: a school with names, numbers, dates of birth and addresses planted wherever they can be.

Every command and every notebook is run under each of the three settings of the policy, and all that they say and write
is looked through.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT
from media import build
from typer.testing import CliRunner

import imgaudit
import imgaudit as ia
from imgaudit import cli
from imgaudit.notebooks import run_notebooks
from imgaudit.tables import PEOPLE

MODES = ("none", "initials", "full")

# What one person is called or known by → where it stands. All of it is invented.
OF_THE_REGISTER = ("Quellenborough", "Zaphira", "Zaffy", "Osric", "Fothergale")
BESIDE_THEM = (
    *("Z998877665544", "Z112233445566", "004512", "4/5/2015", "04/05/2015", "4 May 2015", "2015-05-04"),
    *("07700 900123", "zaphira.q@parents.example", "Bettrice", "Stonecroft"),
)
STRANGERS = (
    "Tabitha",
    "Mossop",
    "Amaryllis",
    "Dunwoody",
    "Peregrine",
    "Wexcombe",
    "Hollingberry",
    "Ottoline",
    "Ximena",
    "Trelawney",
    "Larkfield",
)
OF_FILES = ("Jasper", "Photographer-Vane", "Ximena", "Trelawney")
PLANTED = (*OF_THE_REGISTER, *BESIDE_THEM, *STRANGERS)

REGISTER = [
    {
        "UPN": "Z998877665544",
        "Admission No": "004512",
        "Forename": "Zaphira",
        "Surname": "Quellenborough",
        "Known as": "Zaffy",
        "Date of birth": "04/05/2015",
        "Form": "4 (Mrs Larkfield)",
        "Website": "No",
        "Consent date": "03/09/2025",
        "Given by": "Mrs Bettrice Stonecroft",
    },
    {
        "UPN": "Z112233445566",
        "Admission No": "004513",
        "Forename": "Osric",
        "Surname": "Fothergale",
        "Date of birth": "Amaryllis Dunwoody 4/5/2105",
        "Form": "4B",
        "Website": "Yes",
        "Consent date": "03/09/2025",
        "Given by": "Parent",
    },
    {
        "Forename": "Peregrine",
        "Surname": "Wexcombe",
        "Date of birth": "31/02/2015",
        "Form": "4B",
        "Website": "ask Mrs Hollingberry 07700 900123",
        "Consent date": "zaphira.q@parents.example",
        "Given by": "Bettrice Stonecroft",
        "Photo restrictions": "Not on Facebook, says Hollingberry",
        "Photos (ask Quellenborough)": "Wexcombe",
    },
    {"Surname": "Ottoline", "Website": "No"},
    {"UPN": "Note: Peregrine Wexcombe (born 4/5/2015) must not be photographed"},
]
ROWS = [
    {
        "Channel": "website",
        "Page": "https://hollow.example/zaphira-quellenborough/",
        "Page title": "Zaphira Quellenborough wins",
        "Picture file": "family Quellenborough/Zaphira-Quellenborough.jpg",
        "Title": "Well done Zaphira",
        "Alt text": "Zaphira Quellenborough, born 4 May 2015",
        "Caption": "Zaffy Quellenborough (Z998877665544, 07700 900123)",
        "People shown": "Zaphira Quellenborough",
        "Who is shown": "pupils",
        "Everyone listed?": "yes",
        "Published": "2025-10-02",
        "In use": "yes",
    },
    {
        "Channel": "website",
        "Page": "https://hollow.example/relay/",
        "Page title": "The relay",
        "Picture file": "relay.jpg",
        "Title": "Relay on 4/5/2015 (Z998877665544)",
        "Alt text": "Osric Fothergale runs",
        "Caption": "Write to zaphira.q@parents.example about Osric",
        "People shown": "Tabitha Mossop 4B",
        "Who is shown": "pupils",
        "Everyone listed?": "yes",
        "Published": "2025-10-03",
        "In use": "yes",
    },
    {
        "Channel": "website",
        "Page": "https://hollow.example/relay/",
        "Page title": "The relay",
        "Picture file": "finish.jpg",
        "Title": "Finish with Tabitha Mossop",
        "Caption": "With Bettrice Stonecroft",
        "People shown": "Osric Fothergale",
        "Who is shown": "pupils",
        "Everyone listed?": "yes",
        "Published": "Peregrine Wexcombe",
        "In use": "ask Hollingberry",
    },
    {
        "Channel": "facebook",
        "Page": "https://hollow.example/play/",
        "Page title": "The play",
        "Picture file": "stage.jpg",
        "Title": "Quellenborough, Z. on stage",
        "Caption": "4/5/2015",
        "Who is shown": "Peregrine Wexcombe",
        "Everyone listed?": "Hollingberry",
        "Published": "2025-10-04",
        "In use": "yes",
    },
    {"People shown": "Peregrine Wexcombe, Hollingberry", "Who is shown": "pupils", "Everyone listed?": "yes"},
]
POLICY = """
school = "Hollow School"
names_in_outputs = "{names}"
max_side_px = 40
[owners]
website = "Web editor"
"""
AUDIT = """
exports = "exports"
register = "mis/consents-2025-09-05.xlsx"
policy = "policy.toml"
site = "hollow"
term = "2025-26-autumn"
as_of = 2025-12-19
received = "received"
history = "out/history"
workbook = "out/actions.xlsx"
charts = "out/charts"
who_is_meant = "dsl/who.xlsx"
"""


def picture(number: int) -> bytes:
    """A photograph that names its photographer and whom it shows."""
    exif = build.tiff([(0x013B, 2, "Jasper Photographer-Vane")])
    people = "<x:PersonInImage><rdf:Bag><rdf:li>Ximena Trelawney</rdf:li></rdf:Bag></x:PersonInImage>"
    packet = build.xmp(people, 'xmlns:x="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"')
    data: bytes = build.jpeg(build.exif_segment(exif), build.xmp_segment(packet))
    return data.replace(b"\x34\x56", bytes([0x34, number]))


def planted(folder: Path, names: str) -> Path:
    """The school's exports, register, policy and `audit.toml`, with a picture that is damaged."""
    for place, rows, title in (
        ("exports/Log of Quellenborough.xlsx", ROWS, "Mrs Quellenborough"),
        ("mis/consents-2025-09-05.xlsx", REGISTER, "4 Quellenborough"),
    ):
        book = openpyxl.Workbook()
        book.active.title = title
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        for row in [headings, *([row.get(heading) for heading in headings] for row in rows)]:
            book.active.append(row)
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        book.save(folder / place)
    (folder / "policy.toml").write_text(POLICY.format(names=names), encoding="utf-8")
    (folder / "audit.toml").write_text(AUDIT, encoding="utf-8")
    (folder / "exports" / "family Quellenborough").mkdir()
    for number, name in enumerate(("family Quellenborough/Zaphira-Quellenborough.jpg", "relay.jpg", "finish.jpg")):
        (folder / "exports" / name).write_bytes(picture(number))
    (folder / "exports" / "stage.jpg").write_bytes(picture(9)[:90])
    (folder / "exports" / "Osric Fothergale.jpg").write_bytes(picture(9)[:90])
    return folder / "audit.toml"


@dataclass
class Told:
    """All that was said and written, by where."""

    folder: Path
    texts: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> None:
        """One command; what the caller typed is no secret that it gives away."""
        result = CliRunner().invoke(cli.app, [*map(str, arguments)])
        text = result.output + (f"\nError: {result.exception}" if result.exception else "")
        assert "Traceback" not in text
        assert not result.exception or isinstance(result.exception, SystemExit | ia.ImgauditError), text
        for typed in arguments[2:]:
            text = text.replace(str(typed), "")
        self.texts[f"imgaudit {' '.join(arguments)}"] = text


def of_workbook(place: Path) -> Iterator[tuple[str, str]]:
    """Every text of a workbook; addresses of the web stay, as without them nobody finds the picture."""
    book = openpyxl.load_workbook(place)
    about = book.properties
    yield f"{place.name} properties", " ".join(str(value) for value in vars(about).values())
    for sheet in book.worksheets:
        yield f"{place.name} sheet", f"{sheet.title} {sheet.oddHeader.left.text} {sheet.oddFooter.left.text}"
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            where = f"{place.name}[{sheet.title}]!{cell.coordinate}"
            yield where, re.sub(r"https?://\S+", "", str(cell.value))
            if cell.comment:
                yield f"{where} comment", cell.comment.text
            if cell.hyperlink:
                yield f"{where} link", f"{cell.hyperlink.display or ''} {cell.hyperlink.tooltip or ''}"


def of_file(place: Path) -> Iterator[tuple[str, str]]:
    """Every text of a file that was written."""
    if place.suffix == ".xlsx":
        yield from of_workbook(place)
    elif place.suffix == ".parquet":
        yield str(place), pd.read_parquet(place).to_csv()
    elif place.suffix == ".ipynb":
        for number, cell in enumerate(json.loads(place.read_text(encoding="utf-8"))["cells"]):
            for output in cell.get("outputs", []):
                output.get("data", {}).pop("image/png", None)
                yield f"{place.name}, cell {number}", json.dumps(output, ensure_ascii=False)
    else:
        yield str(place), place.read_bytes().decode("utf-8", "replace")


def returned(config: Path) -> Path:
    """The workbook as the comms team sends it back: a note, somebody who is in no register, and words nobody knows."""
    place = config.with_name("returned.xlsx")
    ia.write_workbook(ia.audit_config(config, progress=False), place)
    book = openpyxl.load_workbook(place)
    for title, cells in {
        "Actions": {"Notes": "Zaphira's mother rang, 07700 900123", "Status": "Hollingberry does"},
        "Who is shown": {"People": "Peregrine Wexcombe 4B", "Shows": "Pupils"},
    }.items():
        at = {cell.value: cell.column for cell in book[title][1]}
        for heading, value in cells.items():
            book[title].cell(2, at[heading]).value = value
    book["Actions"].cell(3, {c.value: c.column for c in book["Actions"][1]}["Status"]).value = "In progress"
    book["Actions"].cell(3, {c.value: c.column for c in book["Actions"][1]}["Notes"]).value = "Mrs Quellenborough rang"
    book.save(place)
    return place


@pytest.fixture(scope="module", params=MODES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Told]]:
    """What every command says and writes under one setting."""
    names = request.param
    folder = tmp_path_factory.mktemp(f"school-{names}")
    config = planted(folder, names)
    told = Told(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for screen in (cli.console, cli.errors):
            patch.setattr(screen, "width", 300)
        told.run("receive", "audit.toml", str(returned(config).name), "--problems", "out/received.csv")
        told.run("audit", "audit.toml", "--problems", "out/problems.csv")
        told.run("audit", "audit.toml", "--problems", "out/problems.xlsx")
        told.run("register", "mis", "--headings", "own/headings.toml", "--problems", "out/register.csv")
        for picture in ("relay", "finish.jpg", "stage", "Zaphira-Quellenborough.jpg"):
            told.run("explain", "audit.toml", picture)
        told.run("explain", "audit.toml", "nothing of that name")
        told.run("page", "audit.toml", "out/governors.html")
        told.run("registers", "card", "out/card.html", "--config", "audit.toml")
        told.run("trends", "out/history", "--out", "out/trends.csv", "--problems", "out/p.csv", "--chart", "out/t.png")
        for place in sorted((folder / "out").rglob("*")):
            if place.is_file():
                told.texts.update(of_file(place))
        yield names, told


def leaks(texts: dict[str, str], planted: tuple[str, ...]) -> dict[str, list[str]]:
    """Where → what of the planted stands there, however it is joined."""
    found = {}
    for where, text in texts.items():
        plain = re.sub(r"[-_%+\s]+", " ", unquote(text)).casefold()
        run_together = plain.replace(" ", "")
        here = [
            word
            for word in planted
            if re.search(rf"(?<![0-9]){re.escape(re.sub(r'[-_]+', ' ', word).casefold())}", plain)
            or (word.isalpha() and word.casefold() in run_together)
        ]
        if here:
            found[where] = here
    return found


@pytest.mark.slow
def test_pages_of_paper_name_nobody_whatever_the_policy_says(told: tuple[str, Told]):
    pages = {name: told[1].texts[str(told[1].folder / "out" / name)] for name in ("governors.html", "card.html")}
    assert leaks(pages, PLANTED) == {}


@pytest.mark.slow
def test_commands_and_files_name_people_as_the_policy_says(told: tuple[str, Told]):
    names, said = told
    assert len(said.texts) > 300
    found = leaks(said.texts, PLANTED)
    if names != "full":
        assert found == {}
    else:
        everywhere = {word for words in found.values() for word in words}
        assert {
            "Quellenborough",
            "Zaphira",
            "Osric",
            "Peregrine",
            "Wexcombe",
            "Hollingberry",
            "Tabitha",
        } <= everywhere
        assert {"Z998877665544", "07700 900123", "4/5/2015", "zaphira.q@parents.example"} <= everywhere
    # No policy is given to `imgaudit register`, which names nobody.
    everything = " ".join(text for where, text in said.texts.items() if "register" not in where)
    assert ("Z. Q." in everything) is (names == "initials")
    assert (re.search(r"\[(?:name|hidden)\]", everything) is not None) is (names != "full")


@pytest.mark.slow
def test_problems_name_their_place_and_quote_plain_words_alone(told: tuple[str, Told]):
    names, said = told
    problems = pd.read_csv(said.folder / "out" / "register.csv").astype("object").fillna("")
    quoted = problems[problems["row"].ne("")].set_index("row")["value"]
    assert set(quoted) <= {"[hidden]", "[name]", "[id]", ""} | {
        value for value in quoted if re.match(r"\d+ (answer|row)", value)
    }
    audit = ia.audit_config(said.folder / "audit.toml", progress=False)
    values = set(audit.problems["value"].dropna())
    shown = {"none": "[name]", "initials": "[id]", "full": "Tabitha Mossop 4B"}[names]
    assert shown in values
    assert ("Amaryllis Dunwoody 4/5/2105" in values) is (names == "full")
    assert leaks({"problems": audit.problems.to_csv()}, PLANTED) == {} or names == "full"


@pytest.mark.slow
def test_only_the_safeguarding_lead_reads_who_is_meant(told: tuple[str, Told]):
    _, said = told
    place = said.folder / "dsl" / "who.xlsx"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    frame = pd.read_excel(place, dtype="str", engine="openpyxl").fillna("")
    zaphira = frame[frame["name"].eq("Zaphira Quellenborough")]
    assert set(zaphira["upn"]) == {"Z998877665544"}
    assert set(zaphira["group"]) == {"4 (Mrs Larkfield)"}
    audit = ia.audit_config(said.folder / "audit.toml", progress=False)
    people = audit.people.set_index("first_name")["person_id"]
    assert set(zaphira["person_id"]) == {people["Zaphira"]}
    shown = zaphira[zaphira["how"].str.startswith("shown")]
    assert (
        shown["item_id"].tolist() == audit.items.loc[audit.items["title"].eq("Well done Zaphira"), "item_id"].tolist()
    )
    assert shown["actions"].str.startswith("consent hollow/").tolist() == [True]
    stranger = frame[frame["name"].eq("Tabitha Mossop 4B")]
    assert stranger[["person_id", "how"]].to_numpy().tolist() == [["", "shown"]]
    assert "protected" not in frame.columns


@pytest.mark.slow
def test_it_goes_with_whoever_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    planted(tmp_path, "none")
    monkeypatch.chdir(tmp_path)
    Told(tmp_path).run("audit", "audit.toml")
    assert Path("dsl/who.xlsx").exists()
    said = Told(tmp_path)
    said.run("forget", "audit.toml", "004512", "--yes")
    assert not Path("dsl/who.xlsx").exists()
    assert leaks(said.texts, PLANTED) == {}
    (text,) = said.texts.values()
    assert "Deleted: the next audit writes it anew." in re.sub(r"\s*│\s*│.*\n|\s+", " ", text) or "Deleted" in text


@pytest.mark.slow
def test_without_a_register_a_scan_writes_no_texts_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    planted(tmp_path, "full")
    monkeypatch.chdir(tmp_path)
    said = Told(tmp_path)
    said.run("scan", "exports", "--out", "scan.csv", "--problems", "problems.csv")
    said.run("sources", "exports", "--out", "sources.csv")
    said.run("clean", "exports", "--out", "clean", "--report", "report.csv")
    for name in ("scan.csv", "problems.csv", "sources.csv", "report.csv"):
        said.texts.update(of_file(tmp_path / name))
    assert leaks(said.texts, OF_FILES) == {}
    assert pd.read_csv("scan.csv")["person_names"].dropna().unique().tolist() == ["[name]"]
    assert "Ximena Trelawney" in ia.scan(ia.read_inventory("exports"), progress=False)["person_names"].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("names", MODES)
def test_notebooks_name_people_as_the_policy_says(names: str, tmp_path: Path):
    config = planted(tmp_path, names)
    back = returned(config)
    given = {"audit_toml": str(config), "audit_tomls": [str(config)], "history": str(tmp_path / "history")}
    made = run_notebooks(ROOT / "notebooks", tmp_path / "executed", parameters=given)
    made += run_notebooks(
        ROOT / "notebooks" / "07-who-is-shown.ipynb", tmp_path / "again", parameters={**given, "workbook": str(back)}
    )
    assert len(made) == len([*(ROOT / "notebooks").glob("*.ipynb")]) + 1
    texts = {f"{place.parent.name}/{where}": text for place in made for where, text in of_file(place)}
    assert len(texts) > 60
    found = leaks(texts, PLANTED)
    if names != "full":
        assert found == {}
    else:
        shown = {word for words in found.values() for word in words}
        assert {"Quellenborough", "Zaphira", "Osric", "Tabitha", "Wexcombe"} <= shown
    assert any("Z. Q." in text for text in texts.values()) is (names == "initials")


@pytest.mark.slow
def test_what_objects_say_of_themselves_names_nobody(tmp_path: Path):
    config = planted(tmp_path, "full")
    audit = ia.audit_config(config, progress=False)
    ia.save_audit(audit, tmp_path / "history")
    back = returned(config)
    things = {
        "inventory": ia.read_inventory(tmp_path / "exports"),
        "register": ia.read_register(tmp_path / "mis"),
        "audit": audit,
        "history": ia.load_history(tmp_path / "history"),
        "config": ia.load_config(config),
        "answers": ia.read_answers(back, audit),
        "decisions": ia.read_decisions(back, audit),
        "reviews": ia.read_reviews(back, audit),
        "received": ia.receive(config, back, progress=False),
    }
    said = {name: repr(thing) + str(thing) + getattr(thing, "_repr_html_", str)() for name, thing in things.items()}
    assert leaks(said, PLANTED) == {}


def test_no_class_that_holds_what_people_wrote_shows_it_by_itself():
    """A frame, or rows as they were read, in the text that Python makes of an object by default."""
    found = []
    for module in pkgutil.walk_packages(imgaudit.__path__, "imgaudit."):
        if module.name.startswith(
            ("imgaudit.exports.", "imgaudit.__main__", "imgaudit.comparing", "imgaudit.outputs.charts")
        ):
            continue  # a reader's own rows, given to nobody; frames without a personal column
        for name, kind in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(kind) and dataclasses.is_dataclass(kind) and kind.__module__ == module.name:
                types = " ".join(str(each.type) for each in dataclasses.fields(kind))
                if kind.__dataclass_params__.repr and re.search(r"DataFrame|object\]|Any\]", types):
                    found.append(f"{module.name}.{name}")
    # What a file of measures is called, the school's own settings, a practice's rules, a record of figures.
    others = ("files.walking.Described", "policy.Policy", "practices.practice.Practice", "runs.Run")
    assert found == [f"imgaudit.{name}" for name in others]


def test_an_error_quotes_no_text_that_may_name_somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ia.InputError) as error:
        PEOPLE.frame([{"person_id": "p", "first_name": "Zaphira", "role": "Zaphira Quellenborough"}])
    assert "row 0, column role: a text of 22 characters does not fit (one of pupil, staff)" in str(error.value)
    with pytest.raises(ia.InputError, match="column role: 'teacher' does not fit"):
        PEOPLE.frame([{"person_id": "p", "role": "teacher"}])
    config = planted(tmp_path, "none")
    answers = tmp_path / "answers.csv"
    ia.save_answers(
        pd.DataFrame({"asset_id": ["a"], "shows": ["pupils"], "people": ["Zaphira Quellenborough"]}), answers
    )
    answers.write_text(answers.read_text("utf-8-sig").replace("pupils", "Zaphira Quellenborough"), encoding="utf-8")
    config.write_text(AUDIT.replace("received =", "answers = 'answers.csv'  #"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = Told(tmp_path)
    said.run("audit", "audit.toml")
    (text,) = said.texts.values()
    assert "row 2, column shows: " in text
    assert leaks(said.texts, PLANTED) == {}
