"""How many answers until consent is known for nine of ten placements, and what each of them settles.

The sample school's workbook is filled in from the top, as its sheet asks, with what its story and drawings say is so:
nobody where nobody is drawn; else those who are tagged, or listed with a post of the same event. A whole page gets
*Nobody* where that is so of most of its pictures, the others get their own rows. Each filled row counts as one answer.
No form of the school has agreed as a whole, so that nobody answers with a class.

Run: python benchmarks/questions.py [--one-cell]   (all files that show nobody are written into one cell, by name)
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

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
    for n, unknown in curve(audit, in_one_cell="--one-cell" in sys.argv):
        print(f"{n:3} answers: {unknown:3} of {len(audit.items)} placements unknown")
        if unknown <= ENOUGH * len(audit.items):
            return
    print("never enough")


def sample(answers: object = None) -> ia.Audit:
    """The audit of the sample school's summer, with answers."""
    return ia.audit_config(ROOT / "data" / "school" / "summer.toml", progress=False, answers=answers)


def curve(audit: ia.Audit, *, in_one_cell: bool = False) -> Iterator[tuple[int, int]]:
    """Answers given, and placements still unknown, after each answer or page."""
    given: dict[str, Answer] = {}
    n = 0
    yield 0, unknown_after(audit, given)
    for block in blocks(audit, in_one_cell=in_one_cell):
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


def blocks(audit: ia.Audit, *, in_one_cell: bool = False) -> Iterator[dict[str, Answer]]:
    """What is filled in from the top of the sheet, block by block: Reference → heading → words."""
    so = truth(audit)
    asked = questions(audit)
    asked = asked[asked["settles"].gt(0)]
    confirmed = asked["url"].str.contains("crest|pattern") & asked["asset_id"].map(so).eq(NOBODY)
    if confirmed.sum() > 1:
        yield {"pattern 1": NOBODY}
        asked = asked[~confirmed]
    if in_one_cell:
        nobody = asked["asset_id"].map(so).eq(NOBODY)
        files = asked.loc[nobody, "url"].str.rpartition("/")[2]
        yield {"pattern 2": {**NOBODY, "Picture": "; ".join(files)}}
        asked = asked[~nobody]
    for together, group in asked.groupby("together", sort=False):
        told = {asset: so[asset] for asset in group["asset_id"] if asset in so}
        usual = Counter(map(_key, told.values())).most_common(1)
        shared = dict(usual[0][0]) if usual and usual[0][1] > 1 and dict(usual[0][0]) == NOBODY else None
        own = {asset: answer for asset, answer in told.items() if answer != shared}
        yield ({str(together): shared} if shared else {}) | own


NOBODY: Answer = {"Shows": "Nobody"}
THERE = {
    "cross-country": "Football final",
    "DSC_0311": "Football final",
    "playing-field": "Football final",
    "science": "Science week",
    "hall-stage": "Choir",
    "harvest": "Choir",
    "concert": "Choir",
    "winter": "Choir",
    "book-day": "Book day",
    "athletics": "Athletics",
    "parents": "Our staff",
    "options": "Our staff",
}
"""How a file begins → the post of the same event; whom the story lists there stands in the picture too."""


def truth(audit: ia.Audit) -> dict[str, Answer]:
    """What is so of each picture that can be seen, as one would write it on the sheet."""
    sys.path.insert(0, str(ROOT / "data"))
    try:
        from make_school import SCHOOL
    finally:
        sys.path.remove(str(ROOT / "data"))
    listed = {post.title: listing.people for post in SCHOOL.posts for listing in post.listed if listing}
    uploads = {upload.path.rpartition("/")[2].rpartition(".")[0]: upload for upload in SCHOOL.uploads}
    told: dict[str, Answer] = {}
    for asset, url in questions(audit)[["asset_id", "url"]].itertuples(index=False, name=None):
        name = str(url).rpartition("/")[2].rpartition(".")[0].removesuffix("-scaled")
        upload = uploads.get(name)
        if upload is None or upload.fault:
            continue
        people = dict.fromkeys(each for held in upload.holds if held for each in held.tagged)
        if not people and upload.scene.split()[0] in WITH_FIGURES:
            people = dict.fromkeys(listed[next(post for begins, post in THERE.items() if name.startswith(begins))])
        told[asset] = {"People": "; ".join(people), "Everyone listed?": "Yes"} if people else NOBODY
    return told


def _key(answer: Answer) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(answer.items()))


if __name__ == "__main__":
    main()
