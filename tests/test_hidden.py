"""No output names anybody whom the policy hides: asked of the one engine, with texts that name people in every way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pandas as pd
import pytest
from names.score import SETS, labelled, people

import imgaudit as ia
from imgaudit.names import find_names
from imgaudit.policy import Policy
from imgaudit.register import Register
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, PEOPLE, PROBLEMS, SOURCES

pytestmark = pytest.mark.slow

SITE = "https://fernhollow.example"
STRANGERS = ("Quentin Larkfield", "Mossop, Tabitha")
DAY = "2025-12-19"
ROWS = 60


def school(which: str) -> tuple[ia.Inventory, Register]:
    """Placements with a labelled text in every field, and the register that the texts were written for."""
    labels = labelled(which)
    named = labels[labels["expected"].ne("")]
    texts = named["text"].sample(ROWS, random_state=7).tolist()
    files = named.loc[named["field"].eq("file"), "text"].tolist()
    register = people(which)
    register = register.assign(
        upn=[f"Z{number:012}" for number in range(len(register))],
        admission_no=[f"00{n}71" for n in range(len(register))],
    )
    register = PEOPLE.frame(register)
    texts[:3] = [
        f"{STRANGERS[0]} paints",
        "TabithaMossop.jpg",
        f"{register['upn'][0]} and {register['admission_no'][1]}",
    ]
    rows = []
    for number, text in enumerate(texts):
        other, third = texts[(number + 1) % ROWS], texts[(number + 2) % ROWS]
        rows.append(
            {
                "asset_id": f"a{number}",
                "item_id": f"a{number}@1",
                "source_id": "s",
                "site": "fernhollow",
                "channel": "website" if number % 2 else "facebook",
                "url": f"{SITE}/up/{quote(files[number % len(files)])}",
                "title": None if number % 3 == 0 else text,
                "caption": None if number % 6 == 0 else f"{other}\n{text}" if number % 2 else other,
                "alt_text": third,
                "page_title": None if number % 5 == 0 else third,
                "page_url": f"{SITE}/{quote(text)}",
            }
        )
    frame = pd.DataFrame(rows)
    about = frame.assign(kind="picture", shows=None, people_complete=None)
    refs = [register["first_name"].iloc[0] + " " + register["last_name"].iloc[0], *STRANGERS]
    inventory = ia.Inventory(
        items=ITEMS.frame(frame[[column for column in ITEMS.columns if column in frame]]),
        assets=ASSETS.frame(about[[column for column in ASSETS.columns if column in about]]),
        files=FILES.frame(frame[["asset_id", "url"]].assign(file_id=frame["asset_id"] + "#1", role="published")),
        appearances=APPEARANCES.frame(
            [{"asset_id": f"a{n}", "person_ref": ref, "evidence": "tagged"} for n, ref in enumerate(refs)]
        ),
        sources=SOURCES.frame(
            [
                {
                    "source_id": "s",
                    "file": f"x/{texts[5]}.csv",
                    "site": "fernhollow",
                    "channel": "website",
                    "dialect": "d",
                }
            ]
        ),
        problems=PROBLEMS.empty(),
    )
    consents = register[["person_id"]].assign(scope="website", status="refused", given_on=pd.Timestamp("2025-09-05"))
    return inventory, Register(register, CONSENTS.frame(consents), PROBLEMS.empty())


def said(book: openpyxl.Workbook) -> Iterator[tuple[str, str]]:
    """Every text of a workbook but the keys, web addresses left out."""
    properties = book.properties
    for name in ("creator", "title", "subject", "description", "keywords", "lastModifiedBy", "category"):
        yield f"property {name}", str(getattr(properties, name) or "")
    for sheet in book.worksheets:
        yield "sheet", sheet.title
        yield f"{sheet.title} heading", sheet.oddHeader.left.text or ""
        keys = {cell.column for cell in sheet[1] if cell.value == "Reference"}
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.column not in keys):
            where = f"{sheet.title}!{cell.coordinate}"
            if isinstance(cell.value, str) and cell.data_type == "s":
                yield where, re.sub(r"https?://\S+", "", cell.value)
            if cell.hyperlink is not None:
                yield where, f"{cell.hyperlink.display or ''} {cell.hyperlink.tooltip or ''}"
            assert cell.comment is None


def named_in(texts: list[str], register: Register) -> list[str]:
    """The texts that name somebody."""
    numbers = [*register.people["upn"], *register.people["admission_no"]]
    series = pd.Series(texts, dtype="str")
    found = find_names(series, register.people)
    bad = set(found.index[found["level"].isin(["full", "first", "surname"])])
    bad |= {
        at
        for at, text in series.items()
        if any(number in text for number in numbers) or re.search(r"(?i)quentin|larkfield|tabitha|mossop", text)
    }
    return [texts[at] for at in sorted(bad)]


@pytest.mark.parametrize("names", ["none", "initials"])
@pytest.mark.parametrize("which", SETS)
def test_no_output_holds_a_name_that_the_engine_finds(which: str, names: str, tmp_path: Path):
    inventory, register = school(which)
    somebody = register.people.iloc[1]
    owner = f"{somebody['first_name']} {somebody['last_name']}"
    policy = Policy(
        names_in_outputs=names, school="Fernhollow Academy", owners={"website": owner}, names_allowed="none"
    )
    audit = ia.run_audit(inventory, register=register, as_of=DAY, term="2025-26-autumn", policy=policy)
    assert audit.items["name_level"].ne("none").mean() > 0.9, "nearly every placement names somebody"
    actions = ia.find_actions(audit)
    assert len(actions) > 30
    assert named_in(actions["title"].dropna().tolist(), register) == []
    for column in ("problem", "done_when", "owner"):
        assert named_in(actions[column].tolist(), register) == []
    assert named_in(re.sub(r"https?://\S+", "", "\n".join(actions["pages"])).split("\n"), register) == []
    book = openpyxl.load_workbook(ia.write_workbook(audit, tmp_path / "actions.xlsx"))
    cells = pd.DataFrame(said(book), columns=["where", "text"])
    assert cells["where"].str.startswith("Who is shown!").sum() > ROWS
    assert cells["text"].str.contains(r"\[name\]" if names == "none" else r"\b[A-Z]\.", regex=True).sum() > ROWS
    assert named_in(cells["text"].tolist(), register) == []
    explained = pd.concat([ia.explain(audit, item) for item in audit.items["item_id"].head(5)])
    assert named_in([str(cell) for cell in explained.to_numpy().ravel()], register) == []
    assert len(ia.suggest_people(audit)) > 5
    full = replace(audit, policy=replace(policy, names_in_outputs="full"))
    assert len(named_in(ia.find_actions(full)["title"].dropna().tolist(), register)) > 5


def test_a_class_called_by_its_teacher_names_nobody():
    register = PEOPLE.frame(
        [
            {"person_id": "p1", "first_name": "Ada", "last_name": "Fernsby", "group": "4 (Mrs Larkfield)"},
            {"person_id": "p2", "first_name": "Odette", "last_name": "Larkfield", "role": "staff"},
        ]
    )
    inventory, _ = school(SETS[0])
    shown = APPEARANCES.frame([{"asset_id": "a0", "person_ref": "Ada Fernsby", "evidence": "listed"}])
    audit = ia.run_audit(
        replace(inventory, appearances=shown),
        register=Register(register, CONSENTS.empty(), PROBLEMS.empty()),
        as_of=DAY,
        policy=Policy(names_in_outputs="initials"),
    )
    assert ia.explain(audit, "a0@1")["who"].tolist()[0] == "A. F. (4 (Mrs L.))"
