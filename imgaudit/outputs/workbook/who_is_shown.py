"""The sheet *Who is shown*: it asks page by page who is in the pictures of which nobody has said so."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl.drawing.image import Image as Drawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.actions import called, no_page
from imgaudit.copied import alike_answered
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.outputs.workbook.described import draw
from imgaudit.outputs.workbook.links import WIDTH, Links, picture_name
from imgaudit.people import people_at_risk, person_labels, suggest_people
from imgaudit.previews import drawn
from imgaudit.tables import map_values
from imgaudit.wording import counted, long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Who is shown"

HEADINGS = {"shows": "Shows", "people": "People", "people_complete": "Everyone listed?", "asset_id": "Reference"}
"""Our column → the heading on the sheet; the rest of the sheet is for the eye."""

KNOWN = "Known so far"

MOST_ROWS = 5_000
"""Pictures asked about at a time: nobody answers more, and the most-seen come first."""

CHOICES = {"shows": ("Pupils", "Staff", "Both", "Nobody"), "people_complete": ("Yes", "No")}
PROMPTS = {
    "shows": "Who can be seen? Leave it blank if you cannot tell.",
    "people": "Full names, UPNs or admission numbers, with a semicolon between them. A class stands for all in it.",
    "people_complete": (
        "Yes only if everyone who can be seen is named under People: those who stand only under Known so far then "
        "count as not shown. Yes with People left blank says that those under Known so far are everyone."
    ),
}

_COLUMNS = (
    ("Page", "page", 26, "text"),
    ("Open page", "page_url", WIDTH, "link"),
    ("Picture", "picture", 26, "text"),
    ("Open picture", "url", WIDTH, "link"),
    ("Preview", "thumbnail", 17, "text"),
    ("Places", "n", 8, "number"),
    (KNOWN, "known", 20, "quiet"),
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

MOST_ASKED = 10
"""So many people of a group are asked about by one picture; more would be read by nobody."""

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
    still &= items["known_by"].ne("group").fillna(True)  # whoever of the group it is has agreed
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
    suggested = _listed(suggest_people(audit), labels, names, "named")
    texts = rows.assign(
        known=known_so_far(audit, rows, hide),
        suggestion=suggestions(audit, rows, [at_risk(audit, hide), suggested], hide),
    )
    paths = _paths(audit) if thumbnails else {}
    links = Links(sheet, hide)
    for at, row in enumerate(texts.astype("object").where(texts.notna(), None).to_dict("records"), 2):
        row |= {"picture": picture_name(row["title"], row["url"], hide), "shows": None}
        for column, (heading, source, _, look) in enumerate(columns, 1):
            if look == "link":
                links.put(at, column, heading, row.get(source), row[heading.split()[1]])
            else:
                write(sheet, at, column, row.get(source), look)
        if picture := _thumbnail(paths.get(row["asset_id"])):
            draw(sheet, picture, f"{letters['thumbnail']}{at}", f"Small copy of the picture “{row['picture']}”")
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


def suggestions(audit: Audit, rows: pd.DataFrame, told: Sequence[pd.Series], hide: NameHider) -> pd.Series:
    """What may help to answer: what is told of each picture, and what somebody said of one that looks like it."""
    alike = alike_answered(audit).set_index("asset_id")["alike_id"]
    there = audit.items[audit.items["asset_id"].isin(alike)].drop_duplicates("asset_id").reset_index(drop=True)
    page = there["page_title"].fillna(there["page_url"]).fillna(no_page(there))
    address = page.eq(there["page_url"]).fillna(False)
    titles = [called(there, hide).fillna(""), there["url"].fillna("")]
    picture = [picture_name(title, url, hide) for title, url in zip(*titles, strict=True)]
    pages = [hide(text, machine=machine) for text, machine in zip(page, address, strict=True)]
    asked = pd.DataFrame({"picture": picture, "page": pages, "said": known_so_far(audit, there, hide)}, dtype="str")
    asked = asked.set_axis(there["asset_id"])
    text = "Same as the answered picture “" + asked["picture"] + "” on " + asked["page"]
    text = (text + "? Look at both; only if so, answer the same: " + asked["said"] + ".").astype("str")
    parts = [map_values(rows["asset_id"], said) for said in (*told, map_values(alike, text))]
    texts = ["\n".join(part for part in row if isinstance(part, str)) for row in zip(*parts, strict=True)]
    return pd.Series(texts, rows.index, dtype="str").replace("", None)


def at_risk(audit: Audit, hide: NameHider) -> pd.Series:
    """Asset → who of a group has to be asked about, because they refused: one of them, and the picture comes down."""
    told = people_at_risk(audit)
    words = []
    for who, n_at_risk, n_possible in zip(told["who"], told["n_at_risk"], told["n_possible"], strict=True):
        more = f" and {len(who) - MOST_ASKED:,} more" if len(who) > MOST_ASKED else ""
        names = "; ".join(hide(name) for name in who[:MOST_ASKED])
        one = "Is this one in it" if len(who) == 1 else "Is one of these in it"
        words.append(f"At risk: {n_at_risk:,} of {n_possible:,} refused or no longer agree. {one}? {names}{more}")
    return pd.Series(words, index=told["asset_id"], dtype="str")


def known_so_far(audit: Audit, rows: pd.DataFrame, hide: NameHider) -> pd.Series:
    """What is known of who is shown in each picture, of which rows hold ``asset_id``, ``shows`` and ``groups``."""
    names = audit.policy.names_in_outputs
    theirs = audit.appearances[audit.appearances["asset_id"].isin(rows["asset_id"])]
    people = _listed(theirs, person_labels(audit.people, names), names, "known")
    covered = audit.items.drop_duplicates("asset_id").set_index("asset_id")["faces_covered_on"].dropna().map(long_day)
    parts = [
        "Faces covered on " + map_values(rows["asset_id"], covered.astype("str")),
        rows["shows"].mask(rows["shows"].eq("unknown")).str.capitalize(),
        map_values(rows["asset_id"], people),
        hide.column(rows["groups"].str.replace("\n", "; ")),
    ]
    texts = ["; ".join(part for part in row if isinstance(part, str)) for row in zip(*parts, strict=True)]
    return pd.Series(texts, rows.index, dtype="str").replace("", None)


def _paths(audit: Audit) -> dict[str, str]:
    files = audit.files[
        audit.files["role"].eq("published") & audit.files["path"].notna() & audit.files["status"].eq("ok")
    ]
    return dict(zip(files["asset_id"], files["path"], strict=True))


def _thumbnail(path: str | None) -> Drawing | None:
    """A small copy of the pixels alone, upright; nothing where the picture cannot be opened."""
    copy = None if path is None else drawn(path, _SIDE)
    return Drawing(io.BytesIO(copy)) if isinstance(copy, bytes) else None
