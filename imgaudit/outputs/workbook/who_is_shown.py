"""The sheet *Who is shown*: it asks page by page who is in the pictures of which nobody has said so; and its reader."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.drawing.image import Image as Drawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageOps

from imgaudit.actions import called, no_page
from imgaudit.answers import Answers, picture_hashes
from imgaudit.errors import InputError
from imgaudit.files import source_of
from imgaudit.foreign import words
from imgaudit.foreign.grids import Grid, read_grids
from imgaudit.foreign.text import clean
from imgaudit.names import NameHider, read_people
from imgaudit.outputs.excel_safety import LINKS_PER_SHEET, web_link
from imgaudit.outputs.workbook.actions_sheet import picture_name, shown_address
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.people import person_labels, suggest_people
from imgaudit.tables import ANSWERS, PROBLEMS, ProblemCode, map_values
from imgaudit.wording import counted

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Who is shown"

HEADINGS = {"shows": "Shows", "people": "People", "people_complete": "Everyone listed?", "asset_id": "Reference"}
"""Our column → the heading on the sheet; the rest of the sheet is for the eye."""

MOST_ROWS = 5_000
"""Pictures asked about at a time: nobody answers more, and the most-seen come first."""

CHOICES = {"shows": ("Pupils", "Staff", "Both", "Nobody"), "people_complete": ("Yes", "No")}
PROMPTS = {
    "shows": "Who can be seen? Leave it blank if you cannot tell.",
    "people": "Full names, UPNs or admission numbers, with a semicolon between them. A class or group names nobody.",
    "people_complete": (
        "Yes only if everyone who can be seen is named under People: those who stand only under Known so far then "
        "count as not shown. Yes with People left blank says that those under Known so far are everyone."
    ),
}

_COLUMNS = (
    ("Page", "page", 26, "text"),
    ("Open page", "page_url", 7.5, "link"),
    ("Picture", "picture", 26, "text"),
    ("Open picture", "url", 7.5, "link"),
    ("Preview", "thumbnail", 17, "text"),
    ("Places", "n", 8, "number"),
    ("Known so far", "known", 20, "quiet"),
    ("Suggestion", "suggestion", 22, "quiet"),
    (HEADINGS["shows"], "shows", 11, "yours"),
    (HEADINGS["people"], "people", 34, "yours"),
    (HEADINGS["people_complete"], "people_complete", 11, "yours"),
    (HEADINGS["asset_id"], "asset_id", 13, "key"),
)

COLUMNS = tuple(heading for heading, *_ in _COLUMNS)
YOURS = tuple(heading for heading, _, _, look in _COLUMNS if look == "yours")
"""What people fill in."""
ABOUT = ("Page", "Picture")
"""What says to a reader which picture a row asks about."""
NOTHING = "Nothing to ask: it is known of every picture who is shown."
TELLING = {"shows", "reference"}
"""Headings by which the sheet is known, whatever it is called now."""

TWICE = "Answered in row {} too: both are kept and count together."
NOBODY_NAMED = (
    "Everyone is listed, but neither here nor under Known so far is anybody named: it counts as not answered."
)
GROUP = "A class or group is nobody's name, so not everyone is listed: write who of them can be seen."
STRANGER = "The register knows nobody of that name, or more than one: write the full name, the UPN or the admission no."

_SIDE = 110
_LAST_ROW = 1_048_576


def open_questions(audit: Audit, hide: NameHider) -> pd.DataFrame:
    """The pictures of which it is not known who is shown, or not known that everyone shown is named.

    Returns
    -------
    A row an asset, grouped by page, the pages and pictures that are seen most often first: ``asset_id``, ``page``,
    ``page_url``, ``title``, ``url``, ``n`` (placements), ``shows`` and ``groups``. Names are hidden in ``page`` and
    ``title``.
    """
    items = audit.items
    asked = ["asset_id", "page", "page_url", "title", "url", "n", "shows", "groups"]
    shows = items["shows"].fillna("unknown")
    still = (shows.eq("unknown") | ~items["people_complete"].fillna(False).astype(bool)) & shows.ne("nobody")
    rows = items.assign(page=items["page_title"].fillna(items["page_url"]).fillna(no_page(items)))[still]
    if rows.empty:
        return pd.DataFrame(columns=asked)
    rows = rows.assign(n=rows.groupby("asset_id")["item_id"].transform("size"))
    rows = rows.assign(weight=rows.groupby("page")["n"].transform("sum"))
    order = ["weight", "page", "n", "asset_id"]
    rows = rows.sort_values(order, ascending=[False, True, False, True], kind="stable").drop_duplicates("asset_id")
    rows = rows.head(MOST_ROWS).reset_index(drop=True)
    address = rows["page"].eq(rows["page_url"]).fillna(False)
    page = [hide(text, machine=machine) for text, machine in zip(rows["page"], address, strict=True)]
    rows = rows.assign(page=pd.Series(page, dtype="str"), title=called(rows, hide))
    return rows[asked]


def fill_who_is_shown(sheet: Worksheet, audit: Audit, hide: NameHider, *, thumbnails: bool) -> int:
    """Ask about each picture in question; returns how many there are."""
    rows = open_questions(audit, hide)
    columns = [column for column in _COLUMNS if thumbnails or column[1] != "thumbnail"]
    letters = {source: get_column_letter(at) for at, (_, source, _, _) in enumerate(columns, 1)}
    for _, source, width, _ in columns:
        sheet.column_dimensions[letters[source]].width = width
    header(sheet, 1, [heading for heading, *_ in columns], numbers=["Places"])
    names = audit.policy.names_in_outputs
    labels = person_labels(audit.people, names)
    suggested = suggest_people(audit)
    known = _listed(audit.appearances[audit.appearances["asset_id"].isin(rows["asset_id"])], labels, names, "known")
    texts = rows.assign(
        known=map_values(rows["asset_id"], known),
        groups=hide.column(rows["groups"].str.replace("\n", "; ")),
        suggestion=map_values(rows["asset_id"], _listed(suggested, labels, names, "named")),
    )
    paths = _paths(audit) if thumbnails else {}
    links = 0
    for at, row in enumerate(texts.astype("object").where(texts.notna(), None).to_dict("records"), 2):
        row |= {"picture": picture_name(row["title"], row["url"], hide), "known": _known(row), "shows": None}
        for column, (heading, source, _, look) in enumerate(columns, 1):
            target = web_link(row.get(source)) if look == "link" and links < LINKS_PER_SHEET else None
            if target is not None:
                write(sheet, at, column, heading.split()[0], "link").hyperlink = target
                links += 1
            else:
                value = shown_address(row.get(source), hide) if look == "link" else row.get(source)
                write(sheet, at, column, value, "text" if look == "link" else look)
        if picture := _thumbnail(paths.get(row["asset_id"])):
            sheet.add_image(picture, f"{letters['thumbnail']}{at}")
            sheet.row_dimensions[at].height = max(sheet.row_dimensions[at].height or 0, _SIDE * 0.78)
    if texts.empty:
        write(sheet, 2, 1, NOTHING, "text")
    for source, prompt in PROMPTS.items():
        choices = CHOICES.get(source)
        check = DataValidation(
            type="list" if choices else None, formula1=f'"{",".join(choices)}"' if choices else None, allow_blank=True
        )
        check.promptTitle, check.prompt, check.showInputMessage = HEADINGS[source], prompt, True
        check.errorTitle, check.error, check.showErrorMessage = HEADINGS[source], "Please choose one of the list.", True
        check.add(f"{letters[source]}2:{letters[source]}{_LAST_ROW}")
        sheet.add_data_validation(check)
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(len(texts), 1) + 1}"
    sheet.print_title_rows = "1:1"
    return len(texts)


def _listed(frame: pd.DataFrame, labels: pd.Series, names: str, verb: str) -> pd.Series:
    """Asset → the people of a frame as the policy lets them be called, or only how many."""
    if names == "none":
        counts = frame.groupby("asset_id").size()
        return counts.map(lambda n: f"{counted(n, 'person', 'people')} {verb}").astype("str")
    label = map_values(frame["person_id"], labels).fillna("somebody not in the register")
    return label.groupby(frame["asset_id"]).agg("; ".join).astype("str")


def _known(row: dict[Any, Any]) -> str | None:
    shows = None if row["shows"] in (None, "unknown") else row["shows"].capitalize()
    return "; ".join(part for part in (shows, row["known"], row["groups"]) if part) or None


def _paths(audit: Audit) -> dict[str, str]:
    files = audit.files[
        audit.files["role"].eq("published") & audit.files["path"].notna() & audit.files["status"].eq("ok")
    ]
    return dict(zip(files["asset_id"], files["path"], strict=True))


def _thumbnail(path: str | None) -> Drawing | None:
    """A small copy of the pixels alone, upright; nothing where the picture cannot be opened."""
    if path is None:
        return None
    try:
        with (
            source_of(path) as (source, _),
            Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as picture,
        ):
            picture.draft("RGB", (2 * _SIDE, 2 * _SIDE))
            small = ImageOps.exif_transpose(picture).convert("RGB")
            small.thumbnail((_SIDE, _SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    copy = io.BytesIO()
    Image.frombytes("RGB", small.size, small.tobytes()).save(copy, "JPEG", quality=70)
    copy.seek(0)
    return Drawing(copy)


def read_answers(workbook: str | os.PathLike[str], audit: Audit) -> Answers:
    """Read back what the sheet *Who is shown* was told.

    Rows may have been sorted, filtered or deleted; what was left blank is not an answer.

    Parameters
    ----------
    workbook
        A workbook that :func:`write_workbook` wrote, filled in.
    audit
        The audit that it came from: its register knows the people, its media the pictures.

    Returns
    -------
    An :class:`Answers`: the table ``answers``, a row each row that says something, dated as the audit; and a row of
    ``problems`` for a word, a name or a reference that nobody knows, and for what is answered twice. A name that the
    register does not know, or knows twice, is kept all the same: that person's consent is then unknown.

    Raises
    ------
    InputError
        When the workbook has no such sheet.
    """
    name = Path(workbook).name
    grid = next((grid for grid in read_grids(workbook) if grid.sheet == TITLE), None)
    if grid is None or HEADINGS["asset_id"] not in grid.header:
        raise InputError(
            f"{workbook}: no sheet {TITLE!r} with a column {HEADINGS['asset_id']!r}. Use a workbook of ours."
        )
    problems: list[dict[str, Any]] = []
    given = _filled_in(grid, name, set(audit.assets["asset_id"]), problems)
    read = read_people(given["people"], audit.people)
    named = read[read["meant"].ne("nobody").fillna(True)]
    people = named.groupby(level=0)["person_ref"].agg("\n".join).reindex(given.index).astype("str")
    nobody = people.isna() & given.index.isin(read.index)
    shows = given["shows"].mask(nobody & given["shows"].isna(), "nobody")
    everyone = given["people_complete"].fillna(False).astype(bool)
    confirmed = everyone & people.isna() & shows.ne("nobody").fillna(True)
    people = people.mask(confirmed, map_values(given["asset_id"], _known_so_far(audit)))
    doubts: list[tuple[pd.DataFrame, str, ProblemCode, str]] = [
        (named[named["person_id"].isna() & named["meant"].isna()], "people", "unknown_person", STRANGER),
        (named[named["meant"].notna() & everyone.reindex(named.index)], "people", "unknown_person", GROUP),
        (given[confirmed & people.isna()].assign(person_ref="Yes"), "people_complete", "missing", NOBODY_NAMED),
    ]
    for parts, column, code, reason in doubts:
        at = zip(given["row"].reindex(parts.index), parts["person_ref"], strict=True)
        problems += [_problem(name, int(row), column, code, reason, ref) for row, ref in at]
    problems.sort(key=lambda problem: problem["row"])
    places = audit.items.drop_duplicates("asset_id").set_index("asset_id")["place_id"]
    answers = given.assign(
        shows=shows,
        people=people,
        image_hash=map_values(given["asset_id"], picture_hashes(audit.files)),
        place_id=map_values(given["asset_id"], places),
        answered_on=pd.Timestamp(audit.as_of),
        workbook=name,
    )
    columns = [*PROBLEMS.columns]
    return Answers(ANSWERS.frame(answers.drop(columns="row")), PROBLEMS.frame(pd.DataFrame(problems, columns=columns)))


_READ: tuple[tuple[str, Callable[[str], object], object], ...] = (
    ("shows", words.who_is_shown, "unknown"),
    ("people_complete", words.yes_or_no, None),
)
"""Our column, how its words are read, and what another word counts as."""


def _filled_in(grid: Grid, name: str, known: Collection[str], problems: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows of the sheet that say something of a picture; the words of *People* as typed. Equal ones are one."""
    rows: dict[tuple[object, ...], int] = {}
    first: dict[str, int] = {}
    for number, cells in grid.records():
        said = {column: clean(cells.get(heading)) for column, heading in HEADINGS.items()}
        asset = said.pop("asset_id")
        if not any(said.values()):
            continue
        if asset not in known:
            reason = "Not a picture of this audit: not used."
            problems.append(_problem(name, number, "asset_id", "missing", reason, asset))
            continue
        told: list[object] = [asset, said["people"] or None]
        for column, read, otherwise in _READ:
            try:
                told.append(read(said[column]) if said[column] else None)
            except KeyError:
                told.append(otherwise)
                reason = "Not one of the list: counts as unknown."
                problems.append(_problem(name, number, column, "unknown_word", reason, said[column]))
        if rows.setdefault(tuple(told), number) == number and first.setdefault(asset, number) != number:
            problems.append(_problem(name, number, "asset_id", "duplicate", TWICE.format(first[asset]), asset))
    frame = pd.DataFrame([*rows], columns=["asset_id", "people", "shows", "people_complete"]).assign(
        row=[*rows.values()]
    )
    return frame.astype({"asset_id": "str", "shows": "str", "people": "str", "people_complete": "boolean"})


def _known_so_far(audit: Audit) -> pd.Series:
    """Asset → those who are known to be shown, as their source calls them, and the groups, one a line."""
    groups = audit.items[["asset_id", "groups"]].dropna().drop_duplicates().rename(columns={"groups": "person_ref"})
    both = pd.concat([audit.appearances[["asset_id", "person_ref"]], groups])
    return both.groupby("asset_id")["person_ref"].agg("\n".join).astype("str")


def _problem(file: str, row: int, column: str, code: ProblemCode, reason: str, value: str) -> dict[str, Any]:
    place = {"file": f"{file}[{TITLE}]", "row": row, "column": HEADINGS[column]}
    return {**place, "code": code, "reason": reason, "value": value}
