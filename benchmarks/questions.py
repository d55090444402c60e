"""How many answers until consent is known for nine of ten placements, and what each of them settles.

The sample school's workbook is filled in from the top, as its sheet asks, with what its story and drawings say is so:
nobody where nobody is drawn; else those who are tagged or, as the story names nobody else, the members of one form a
page. A whole page gets what is so of most of its pictures, the others get their own rows. Each filled row, and each
pattern of one, counts as one answer.

Run: python benchmarks/questions.py [--names]   (--names: nobody answers with a class)
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import openpyxl

import imgaudit as ia
from imgaudit.questions import questions

ROOT = Path(__file__).parents[1]
SHEET = "Who is shown"
WITH_FIGURES = ("field", "stage", "room")
"""Scenes of data/school_pictures.py in which people are drawn."""
UNKNOWN = ("unknown", "partly")
ENOUGH = 0.1

Answer = dict[str, str]


def main() -> None:
    """Print the curve: answers, and the placements of which consent is still not known."""
    audit = sample()
    for n, unknown in curve(audit, with_classes="--names" not in sys.argv):
        print(f"{n:3} answers: {unknown:3} of {len(audit.items)} placements unknown")
        if unknown <= ENOUGH * len(audit.items):
            return
    print("never enough")


def sample(answers: object = None) -> ia.Audit:
    """The audit of the sample school's summer, with answers."""
    return ia.audit_config(ROOT / "data" / "school" / "summer.toml", progress=False, answers=answers)


def curve(audit: ia.Audit, *, with_classes: bool = True) -> Iterator[tuple[int, int]]:
    """Answers given, and placements still unknown, after each answer or page."""
    given: dict[str, Answer] = {}
    n = 0
    yield 0, unknown_after(audit, given)
    for block in blocks(audit, with_classes=with_classes):
        given |= block
        n += len(block)
        yield n, unknown_after(audit, given)


def unknown_after(audit: ia.Audit, given: dict[str, Answer]) -> int:
    """Placements still unknown when these rows (by Reference) are filled in and the workbook came back."""
    with tempfile.TemporaryDirectory() as folder:
        path = ia.write_workbook(audit, Path(folder) / "actions.xlsx")
        book = openpyxl.load_workbook(path)
        sheet = book[SHEET]
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            for heading, value in given.get(str(sheet.cell(row, columns["Reference"]).value), {}).items():
                sheet.cell(row, columns[heading]).value = value
        book.save(path)
        after = sample(ia.read_answers(path, audit))
    return int(after.items["consent_state"].isin(UNKNOWN).sum())


def blocks(audit: ia.Audit, *, with_classes: bool = True) -> Iterator[dict[str, Answer]]:
    """What is filled in from the top of the sheet, block by block: Reference → heading → words."""
    so = truth(audit, with_classes=with_classes)
    asked = questions(audit)
    asked = asked[asked["settles"].gt(0)]
    confirmed = asked["url"].str.contains("crest|pattern") & asked["asset_id"].map(so).eq(NOBODY)
    if confirmed.sum() > 1:
        yield {"pattern 1": NOBODY}
        asked = asked[~confirmed]
    for together, group in asked.groupby("together", sort=False):
        told = {asset: so[asset] for asset in group["asset_id"] if asset in so}
        usual = Counter(map(_key, told.values())).most_common(1)
        shared = dict(usual[0][0]) if usual and usual[0][1] > 1 and _may_be_shared(dict(usual[0][0])) else None
        own = {asset: answer for asset, answer in told.items() if answer != shared}
        yield ({str(together): shared} if shared else {}) | own


NOBODY: Answer = {"Shows": "Nobody"}


def truth(audit: ia.Audit, *, with_classes: bool = True) -> dict[str, Answer]:
    """What is so of each picture that can be seen, as one would write it on the sheet."""
    sys.path.insert(0, str(ROOT / "data"))
    try:
        from make_school import SCHOOL
    finally:
        sys.path.remove(str(ROOT / "data"))
    forms: dict[str, list[str]] = {}
    for person in SCHOOL.people:
        if person.form and not person.left:
            forms.setdefault(person.form, []).append(person.upn)
    states = ia.consent_by_person(audit).query("scope == 'website'")
    covered = {person for person, is_so in zip(states["person_id"], states["is_covered"].eq(True).fillna(False), strict=True) if is_so}
    upn = dict(zip(audit.people["upn"], audit.people["person_id"], strict=True))
    agreed = {form for form, members in forms.items() if all(upn.get(each) in covered for each in members)}
    uploads = {upload.path.rpartition("/")[2].rpartition(".")[0]: upload for upload in SCHOOL.uploads}
    told: dict[str, Answer] = {}
    for asset, url, page in questions(audit)[["asset_id", "url", "together"]].itertuples(index=False, name=None):
        upload = uploads.get(str(url).rpartition("/")[2].rpartition(".")[0].removesuffix("-scaled"))
        if upload is None or upload.fault:
            continue
        tagged = [*dict.fromkeys(name for held in upload.holds if held for name in held.tagged)]
        form = sorted(forms)[crc32(page.encode()) % len(forms)]
        if not tagged and upload.scene.split()[0] not in WITH_FIGURES:
            told[asset] = NOBODY
        else:
            is_class = with_classes and not tagged and form in agreed
            people = tagged or ([form] if is_class else forms[form])
            told[asset] = {"People": "; ".join(people), "Everyone listed?": "Yes"}
    return told


def _key(answer: Answer) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(answer.items()))


def _may_be_shared(answer: Answer) -> bool:
    """People are named picture by picture; nobody and a class may be said of a page."""
    return answer == NOBODY or "Z0" not in answer.get("People", "Z0")


if __name__ == "__main__":
    main()
