"""The sheet *Who is shown*: it asks page by page who is in the pictures of which nobody has said so."""

from __future__ import annotations

import io
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.drawing.image import Image as Drawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.actions import called, no_page
from imgaudit.copied import alike_answered
from imgaudit.frames import map_values
from imgaudit.names import NameHider
from imgaudit.outputs.workbook import for_many
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.outputs.workbook.described import draw
from imgaudit.outputs.workbook.for_many import likely_patterns
from imgaudit.outputs.workbook.links import WIDTH, Links, picture_name
from imgaudit.people import people_at_risk, person_labels, suggest_people
from imgaudit.previews import drawn
from imgaudit.questions import FEW_FACES, MANY_FACES, NEXT, ON_PAGE, questions, settled_by_next
from imgaudit.wording import counted, long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Who is shown"

HEADINGS = {
    "shows": for_many.SHOWS,
    "people": for_many.PEOPLE,
    "people_complete": for_many.EVERYONE,
    "signed_off_by": for_many.SIGNED,
    "asset_id": "Reference",
}
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
    "signed_off_by": (
        "Who says that everyone shown has agreed, and when: Mrs Hart, 3 May 2026. It is kept and counted apart, and is "
        "never consent: say as well who is shown."
    ),
}
PATTERN_PROMPT = (
    "Names of files with * for the rest (crest*; logo*), a folder (logos/), or the title or address of a page. Then "
    "choose Nobody under Shows: it counts for all pictures of this sheet that are called so."
)

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
    (HEADINGS["signed_off_by"], "signed_off_by", 20, "yours"),
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
    """The pictures of which it is not known who is shown, or not known that everyone shown is named, as the sheet asks.

    Returns
    -------
    What :func:`imgaudit.questions.questions` gives, in its order, with ``page``: what the page is called. Names are
    hidden in ``page`` and ``title``.
    """
    rows = questions(audit).head(MOST_ROWS)
    page = rows["page_title"].fillna(rows["page_url"]).fillna(no_page(rows))
    address = page.eq(rows["page_url"]).fillna(False)
    hidden = [hide(text, machine=machine) for text, machine in zip(page, address, strict=True)]
    return rows.assign(page=pd.Series(hidden, rows.index, dtype="str"), title=called(rows, hide))


def fill_who_is_shown(sheet: Worksheet, audit: Audit, hide: NameHider, *, thumbnails: bool) -> dict[str, list[str]]:
    """Ask about each picture in question, and above those of a page about all of them.

    Returns the References of the rows for many pictures, and of the pictures that each of them is about.
    """
    rows = open_questions(audit, hide)
    columns = [column for column in _COLUMNS if thumbnails or column[1] != "thumbnail"]
    letters = {source: get_column_letter(at) for at, (_, source, _, _) in enumerate(columns, 1)}
    for _, source, width, _ in columns:
        sheet.column_dimensions[letters[source]].width = width
    header(sheet, 1, [heading for heading, *_ in columns], numbers=["Places"])
    together = {str(one): [*group] for one, group in rows.groupby("together")["asset_id"] if len(group) > 1}
    patterns = _pattern_rows(audit, rows, hide)
    asked = [*patterns, *_picture_rows(audit, rows, together, hide)]
    paths = _paths(audit, rows) if thumbnails else {}
    links = Links(sheet, hide)
    for at, row in enumerate(asked, 3 if patterns else 2):
        for column, (heading, source, _, look) in enumerate(columns, 1):
            if look == "link":
                links.put(at, column, heading, row.get(source), row[heading.split()[1]])
            else:
                write(sheet, at, column, row.get(source), row["looks"].get(source, look))
        if picture := _thumbnail(paths.get(row["asset_id"])):
            draw(sheet, picture, f"{letters['thumbnail']}{at}", f"Small copy of the picture “{row['picture']}”")
            sheet.row_dimensions[at].height = max(sheet.row_dimensions[at].height or 0, _SIDE * 0.78)
    if rows.empty:
        write(sheet, 2, 1, NOTHING, "text")
    elif patterns:
        write(sheet, 2, 1, _settled_next(rows, patterns), "line", height=20)
    for source, prompt in PROMPTS.items():
        _help(sheet, HEADINGS[source], prompt, f"{letters[source]}2:{letters[source]}{_LAST_ROW}", CHOICES.get(source))
    if patterns:
        _help(sheet, "Picture", PATTERN_PROMPT, f"{letters['picture']}3:{letters['picture']}{2 + len(patterns)}")
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(sheet.max_row, 2)}"
    sheet.print_title_rows = "1:1"
    return together


def _help(sheet: Worksheet, title: str, prompt: str, cells: str, choices: Sequence[str] | None = None) -> None:
    """Say what belongs into cells to whoever stands on one, and let choose where there are choices."""
    check = DataValidation(
        type="list" if choices else None, formula1=f'"{",".join(choices)}"' if choices else None, allow_blank=True
    )
    check.promptTitle, check.prompt, check.showInputMessage = title, prompt, True
    check.errorTitle, check.error, check.showErrorMessage = title, "Please choose one of the list.", True
    check.add(cells)
    sheet.add_data_validation(check)


_PLAIN = dict.fromkeys(("people", "people_complete", "signed_off_by"), "text")


def _pattern_rows(audit: Audit, rows: pd.DataFrame, hide: NameHider) -> list[dict[str, Any]]:
    """Rows in which one cell says of many pictures that nobody is shown: one to be confirmed, one to be filled in."""
    if len(rows) < 2:
        return []
    row: dict[str, Any] = {"page": "Nobody? Many at once", "picture": None, "looks": {**_PLAIN, "picture": "yours"}}
    row["suggestion"] = (
        "Write names of files, a folder or a page under Picture, and choose Nobody: it counts for all of them."
    )
    likely, named = likely_patterns(audit, rows)
    found = rows[rows["asset_id"].isin(named)]
    names = [picture_name(title, url, hide) for title, url in _each(found, "title", "url")]
    confirm = {"page": "Nobody? To be confirmed", "picture": likely, "n": int(found["n"].sum()), "named": named}
    confirm["suggestion"] = f"{counted(len(found), 'picture')}: {'; '.join(names)}. Look, then choose Nobody."
    all_ = [row | confirm, row] if named else [row]
    return [one | {"asset_id": f"{for_many.PATTERN}{at}"} for at, one in enumerate(all_, 1)]


def _picture_rows(
    audit: Audit, rows: pd.DataFrame, together: Mapping[str, Sequence[str]], hide: NameHider
) -> Iterator[dict[str, Any]]:
    """A row a picture, and one above those of which one answer may hold for all."""
    names = audit.policy.names_in_outputs
    suggested = suggest_people(audit)
    suggested = suggested.assign(asset_id=suggested["asset_id"].map(first_uploads(audit, rows)).astype("str"))
    suggested = suggested.drop_duplicates(["asset_id", "person_id"])
    listed = _listed(suggested, person_labels(audit.people, names), names, "named")
    faces = pd.Series([_of_faces(n) for n in rows["n_faces"]], rows.index, dtype="str")
    texts = rows.assign(
        known=known_so_far(audit, rows, hide),
        suggestion=suggestions(audit, rows, [at_risk(audit, hide), listed], hide).fillna(faces),
    )
    before = None
    for row in texts.astype("object").where(texts.notna(), None).to_dict("records"):
        if row["together"] != before and row["together"] in together:
            yield _row_of_many(rows[rows["together"].eq(row["together"])], row)
        before = row["together"]
        name = picture_name(row["title"], row["url"], hide)
        yield {str(key): value for key, value in row.items()} | {"picture": name, "looks": {}, **dict.fromkeys(PROMPTS)}


def _row_of_many(theirs: pd.DataFrame, first: Mapping[Hashable, Any]) -> dict[str, Any]:
    """The row above pictures of which one answer may hold for all."""
    is_page = first["together"].startswith(ON_PAGE)
    return {
        "page": first["page"] if is_page else "Nobody? No face was found",
        "page_url": first["page_url"] if is_page else None,
        "picture": f"All {len(theirs):,} pictures below" + (" of this page" if is_page else ": look at each"),
        "n": int(theirs["n"].sum()),
        "suggestion": "One answer here counts for each of them; a picture's own row goes before it.",
        "asset_id": first["together"],
        "looks": dict.fromkeys(("page", "picture"), "strong"),
    }


def _of_faces(n_faces: object) -> str | None:
    """What the number of faces found is a reason to ask; of none found nobody knows who is shown."""
    if pd.isna(n_faces):  # type: ignore[call-overload]  # a number or unknown
        return None
    n = int(n_faces)  # type: ignore[call-overload]
    found = f"{counted(n, 'face')} found"
    if n == 0:
        return "No face found: nobody? Look."
    return f"{found}: which class?" if n >= MANY_FACES else f"{found}: who?" if n <= FEW_FACES else found


def _settled_next(rows: pd.DataFrame, patterns: Sequence[Mapping[str, Any]]) -> str:
    """How many placements the next answers settle, in one line."""
    named = patterns[0].get("named", [])
    answers, settled, of = settled_by_next(rows, named)
    many = "answer settles" if answers == 1 else f"{ {NEXT: 'ten'}.get(answers, answers) } answers settle"
    return (
        f"The next {many} {settled:,} of {counted(of, 'placement')} where consent is not known, if each holds for all "
        "that it is asked of."
    )


def first_uploads(audit: Audit, rows: pd.DataFrame) -> dict[str, str]:
    """Asset → the upload of the same picture that is asked about."""
    asked = dict(zip(rows["picture_id"].fillna(rows["asset_id"]), rows["asset_id"], strict=True))
    items = audit.items.drop_duplicates("asset_id")
    pictures = zip(items["asset_id"], items["picture_id"].fillna(items["asset_id"]), strict=True)
    return {asset: asked[picture] for asset, picture in pictures if picture in asked}


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


def _each(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return frame[[*columns]].astype("object").where(frame[[*columns]].notna(), None).itertuples(index=False, name=None)


def _paths(audit: Audit, rows: pd.DataFrame) -> dict[str, str]:
    files = audit.files[
        audit.files["role"].eq("published") & audit.files["path"].notna() & audit.files["status"].eq("ok")
    ]
    return dict(zip(files["asset_id"].map(first_uploads(audit, rows)), files["path"], strict=True))


def _thumbnail(path: str | None) -> Drawing | None:
    """A small copy of the pixels alone, upright; nothing where the picture cannot be opened."""
    copy = None if path is None else drawn(path, _SIDE)
    return Drawing(io.BytesIO(copy)) if isinstance(copy, bytes) else None
