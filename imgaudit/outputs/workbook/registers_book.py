"""The workbook of registers, and that of incidents: written with default rows, and all kept that was there.

What people wrote into an earlier one is theirs: each of their rows stands in the new one as it was, columns of their
own at the right, and below them what the exports show and the register lacks. The older file stays beside it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.errors import InputError
from imgaudit.exports import Inventory
from imgaudit.foreign.text import clean
from imgaudit.outputs.excel_safety import same
from imgaudit.outputs.workbook import checked, save_workbook
from imgaudit.outputs.workbook.cell_styles import header, new_workbook, set_page, write
from imgaudit.outputs.workbook.earlier import Earlier
from imgaudit.outputs.workbook.registers_cells import READ_ME, SITE, Line, open_registers
from imgaudit.outputs.workbook.registers_reading import key_of, refused_in, uploads_as
from imgaudit.pseudonyms import own_key
from imgaudit.registers import (
    ACCOUNTS,
    DEFAULTS,
    INCIDENT_SHEET,
    PLATFORM_LABELS,
    SETTINGS,
    SHEETS,
    STEPS,
    TRAINING,
    Field,
    Row,
    Sheet,
    as_called,
    found_accounts,
    found_uploaders,
    person_reference,
    settings_of,
)
from imgaudit.wording import counted

if TYPE_CHECKING:
    from imgaudit.audit import Audit

log = logging.getLogger(__name__)

COMMENTS = "Comments"
"""The column into which comments of an earlier workbook go."""
_LAST_ROW = 1_048_576
_HEADINGS_AT = 2
_DAY, _MOMENT = "[$-809]d mmm yyyy", "[$-809]d mmm yyyy hh:mm"
_SPARE_ROWS = 12
_LEAD = """
What these registers are|The practices of the guidance that no picture shows: settings of accounts, training, families,
 policies and partners. Fill in the pale yellow cells; what is blank counts as not known, never as fine.
Who reads it|The data lead alone: Training names staff. Figures for others name nobody.
No pupils|Write no pupil's name anywhere. What is written under one is not used.
Days|Write days such as 5 March 2026. A formula is not used: it changes by itself.
Choices|Use the lists. What is not on them counts as not known, and imgaudit says where it stands.
Next term|Run the same command again: your rows and columns stay as they are, and what is new is added below.
Sources|Where a source says “no source found: the school checks”, the number or setting is ours and yours to decide.
"""
_LEAD_INCIDENTS = """
What this is|When each step was taken after an incident with a picture. Times alone: no name, no address, no picture.
Never|{never}
Evidence kept|Means the device, the accounts, the messages and the times. Never the image.
Kept apart|In a folder of the DSL's. Do not give it to the comms team.
Steps|{steps}
"""


def write_registers(
    path: str | os.PathLike[str],
    *,
    found: Audit | Inventory | None = None,
    site: str | None = None,
    earlier: str | os.PathLike[str] | None = None,
    incidents: bool = False,
) -> Path:
    """Write the workbook of registers, to be filled in; what somebody wrote into an earlier one is all kept.

    Sheets: *Accounts*, *Settings* (what is asked of each account on eight platforms), *Training*, *Families*,
    *Policies*, *Partners*. Incidents are in a file of their own, which holds times alone. Only the owner of a file can
    read it, and it is written in one step.

    Whoever uploads, as an inventory's exports say, is added to *Training*; not all exports say who, so others who
    publish are to be named by hand.

    Parameters
    ----------
    path
        The workbook to write, ``.xlsx``. Where one of ours is, its rows are carried over and it stays beside the new
        one under its date; where nothing is to be added it is left as it is.
    found
        An audit or an inventory: the accounts on which something is published are listed, with their settings. An
        inventory says who uploads, too; no audit does.
    site
        The site that the registers are of; default: the only one of ``found``, or that of the earlier workbook.
    earlier
        Another workbook whose rows are carried over, such as last term's; then there must be none at ``path``.
    incidents
        Write the file of incidents instead.

    Returns
    -------
    The path.

    Raises
    ------
    InputError
        When the path does not end in ``.xlsx``, or what is there is no such workbook or cannot be read, or holds what
        has no place beside incidents: a picture, an address or other words. It stays as it is.
    ImgauditError
        When the workbook cannot be written there.
    """
    place = checked(path)
    if earlier is not None and place.exists():
        raise InputError(f"{place} is there already. Name a new file, or leave earlier= out to carry that one over.")
    old = Path(earlier) if earlier is not None else place
    before, lines, headings, own = open_registers(old) if old.exists() else (None, {}, {}, "")
    if earlier is not None and before is None:
        raise InputError(f"{old}: there is no such file to carry over.")
    sheets = (INCIDENT_SHEET,) if incidents else SHEETS
    _check(old, sheets, lines, before)
    where = site or own or _only_site(found)
    if before and own and site and site.casefold() != own.casefold():
        raise InputError(f"{old} is of the site {own!r}, not of {site!r}. Name another file.")
    rows = {sheet.title: _carried(lines.get(sheet.title, [])) for sheet in sheets}
    was = {title: [_as_texts(row) for row in each] for title, each in rows.items()}
    if not incidents:
        _add_rows(rows, None if found is None else found.items, where)
    is_same = was == {title: [_as_texts(row) for row in each] for title, each in rows.items()}
    n_new = sum(map(len, rows.values())) - sum(map(len, was.values()))
    if earlier is None and before and is_same and all(sheet.title in lines for sheet in sheets):
        log.info("%s: nothing is to be added, so it is left as it is.", place)
        return place
    workbook = _built(sheets, rows, headings, where)
    save_workbook(workbook, place, earlier=before if earlier is None else None)
    if before:
        log.info("%s: %s added, every other is as it was.", place, counted(n_new, "row"))
    return place


def _only_site(found: Audit | Inventory | None) -> str:
    sites = [] if found is None else sorted({*found.items["site"].dropna()})
    if len(sites) > 1:
        raise InputError(f"Registers are of one site: give site=, one of {', '.join(sites)}.")
    if not sites:
        raise InputError("Which site the registers are of is not known: give site=, as the inventory calls it.")
    return str(sites[0])


def _check(path: Path, sheets: tuple[Sheet, ...], lines: Mapping[str, list[Line]], before: Earlier | None) -> None:
    """Raise where an earlier workbook is another one, or holds what must not be copied."""
    if before is None:
        return
    if not {sheet.title for sheet in sheets} & {*lines}:
        raise InputError(f"{path} holds the sheets {', '.join(lines)}, and not {sheets[0].title}. Name another file.")
    if INCIDENT_SHEET in sheets and (what := refused_in(before, lines[INCIDENT_SHEET.title])):
        raise InputError(f"{path}: {what} Nothing was written.")


def _carried(lines: Iterable[Line]) -> list[Row]:
    """The rows as they were; comments become a column."""
    rows = []
    for line in lines:
        row: Row = {**line.cells}
        if line.remarks:
            row[COMMENTS] = "\n".join(filter(None, [clean(row.get(COMMENTS)), *line.remarks]))
        rows.append(row)
    return rows


def _add_rows(rows: dict[str, list[Row]], items: pd.DataFrame | None, site: str) -> None:
    """What every workbook begins with and what the exports show, where it is not there yet."""
    if items is not None:
        for each in found_accounts(items[items["site"].eq(site)]).to_dict("records"):
            label, handle = PLATFORM_LABELS[each["platform"]], each["handle"]
            is_named = isinstance(handle, str)
            listed = [row for row in rows[ACCOUNTS.title] if same(row.get("Platform"), label)]
            if is_named or not listed:
                seen = "exports" if is_named else "exports, in which no address names it: write its handle"
                account = f"@{handle}" if is_named else None
                _add(ACCOUNTS, rows, {"Platform": label, "Account": account, "Found in": seen})
        _add_uploaders(rows[TRAINING.title], found_uploaders(items[items["site"].eq(site)]))
    for title, suggested in DEFAULTS.items():
        sheet = next(sheet for sheet in SHEETS if sheet.title == title)
        for row in suggested:
            _add(sheet, rows, row)
    _add_settings(rows)
    key = own_key() if any(clean(row.get("Person")) for row in rows[TRAINING.title]) else b""
    for row in rows[TRAINING.title]:
        if name := clean(row.get("Person")):
            row["Reference"] = person_reference(name, key)


def _add_uploaders(rows: list[Row], names: list[str]) -> None:
    """Whoever uploads and is not in the register of training yet, with the course for those who publish."""
    there = {as_called(name) for row in rows for name in (clean(row.get("Person")), *uploads_as(row))}
    course = next(row for row in DEFAULTS[TRAINING.title] if row["Publishes?"] == "Yes")
    rows += [{**course, "Person": name, "Uploads as": name} for name in names if as_called(name) not in there]


def _add(sheet: Sheet, rows: dict[str, list[Row]], row: Row) -> None:
    """A row of ours, unless one is there that is of the same."""
    there = {_known_by(sheet, each) for each in rows[sheet.title]}
    if _known_by(sheet, row) not in there:
        rows[sheet.title].append(row)


def _known_by(sheet: Sheet, row: Row) -> tuple[str, ...]:
    # A suggestion names nobody, and a message that was sent is of the same kind as one that is to be sent.
    also = ("Role", "Publishes?") if sheet is TRAINING else ()
    return tuple(key_of(name, row.get(name)) for name in (*sheet.key, *also) if name != "Sent on")


def _add_settings(rows: dict[str, list[Row]]) -> None:
    """The settings of every account that is listed and not closed; of a platform without one, as a suggestion."""
    labels = {label.casefold(): name for name, label in PLATFORM_LABELS.items()}
    accounts: dict[str, list[str]] = {}
    for row in rows[ACCOUNTS.title]:
        platform = labels.get(clean(row.get("Platform")).casefold())
        if platform and clean(row.get("Account")) and clean(row.get("State")).casefold() != "closed":
            accounts.setdefault(platform, []).append(clean(row["Account"]))
    suggested = {platform: settings_of(platform, None) for platform in PLATFORM_LABELS}
    for platform, names in accounts.items():  # what was only suggested, and nobody has touched
        ours = [_as_texts(row) for row in suggested[platform]]
        rows[SETTINGS.title] = [row for row in rows[SETTINGS.title] if _as_texts(row) not in ours]
        for name in names:
            for row in settings_of(platform, name):
                _add(SETTINGS, rows, row)
    for platform, asked in suggested.items():
        if platform not in accounts:
            for row in asked:
                _add(SETTINGS, rows, row)


def _as_texts(row: Row) -> dict[str, str]:
    return {heading: clean(cell) for heading, cell in row.items() if clean(cell)}


def _built(
    sheets: tuple[Sheet, ...], rows: Mapping[str, list[Row]], headings: Mapping[str, list[str]], site: str
) -> Workbook:
    workbook = new_workbook()
    lead = workbook.worksheets[0]
    lead.title = READ_ME
    _fill_read_me(lead, sheets, site)
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.title), sheet, rows[sheet.title], headings.get(sheet.title, []))
    for each in workbook.worksheets:
        set_page(each, f"{site} · {'incidents' if INCIDENT_SHEET in sheets else 'registers'}")
    return workbook


def _fill_read_me(lead: Worksheet, sheets: tuple[Sheet, ...], site: str) -> None:
    lead.column_dimensions["A"].width, lead.column_dimensions["B"].width = 24, 90
    is_incidents = INCIDENT_SHEET in sheets
    text = _LEAD
    if is_incidents:
        steps = "\n".join(f"{step}: {says}" if says else step for step, says in STEPS.items())
        text = _LEAD_INCIDENTS.format(never=INCIDENT_SHEET.says.partition(" This sheet")[0], steps="{steps}")
    write(lead, 1, 1, "Incidents" if is_incidents else "Registers", "title", height=32)
    told = [line.partition("|") for line in text.strip().replace("\n ", " ").splitlines()]
    pairs = [(SITE, site), *((name, says) for name, _, says in told), *((s.title, s.says) for s in sheets)]
    for at, (name, says) in enumerate(pairs, 3):
        write(lead, at, 1, name, "label")
        write(lead, at, 2, steps if says == "{steps}" else says, "prose")


def _fill(page: Worksheet, sheet: Sheet, rows: list[Row], written: list[str]) -> None:
    """One register: what it is, its headings, a row a row; choices and hints on the whole of each column."""
    own = [heading for heading in written if heading not in sheet.headings]
    own += [COMMENTS] if COMMENTS not in own and any(COMMENTS in row for row in rows) else []
    fields = [*sheet.fields, *(Field(heading, "text", 24) for heading in own)]
    write(page, 1, 1, sheet.says, "line", height=20)
    header(page, _HEADINGS_AT, [each.heading for each in fields])
    for column, each in enumerate(fields, 1):
        page.column_dimensions[get_column_letter(column)].width = each.width
    spare: list[Row] = [{}] * _SPARE_ROWS
    for at, row in enumerate([*rows, *spare], _HEADINGS_AT + 1):
        for column, each in enumerate(fields, 1):
            cell = write(page, at, column, row.get(each.heading), "quiet" if each.kind in ("own", "found") else "yours")
            if each.kind in ("day", "moment"):
                cell.number_format = _DAY if each.kind == "day" else _MOMENT
    for column, each in enumerate(sheet.fields, 1):
        if each.choices or each.prompt:
            page.add_data_validation(_hint(each, get_column_letter(column)))
    page.row_dimensions[_HEADINGS_AT].height = 34
    page.freeze_panes = f"B{_HEADINGS_AT + 1}"
    last = max(len(rows), 1) + _HEADINGS_AT
    page.auto_filter.ref = f"A{_HEADINGS_AT}:{get_column_letter(len(fields))}{last}"
    page.print_title_rows = f"{_HEADINGS_AT}:{_HEADINGS_AT}"


def _hint(each: Field, letter: str) -> DataValidation:
    """The list to choose from, and what is said beside a cell."""
    listed = f'"{",".join(each.choices)}"' if each.choices else None
    hint = DataValidation(type="list" if listed else None, formula1=listed, allow_blank=True)
    if each.prompt:
        hint.promptTitle, hint.prompt, hint.showInputMessage = each.heading[:32], each.prompt, True
    hint.errorTitle, hint.error, hint.showErrorMessage = each.heading[:32], "Please choose one of the list.", True
    hint.add(f"{letter}{_HEADINGS_AT + 1}:{letter}{_LAST_ROW}")
    return hint
