"""What people wrote into the workbook of registers, or into that of incidents: read back as ``records``.

Nothing is guessed: what is not understood is a problem with its sheet, row, column and remedy, and counts as not known.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.dates import LONDON
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.earlier import Earlier
from imgaudit.outputs.workbook.registers_cells import ALL_SHEETS, READ_ME, Line, Reader, has_pictures, open_registers
from imgaudit.practices.procedures import NOT_NEEDED
from imgaudit.practices.settings import CLOSED, LISTED, NOT_OFFERED, OWNED
from imgaudit.pseudonyms import own_key
from imgaudit.register import Register
from imgaudit.registers import (
    ACCOUNTS,
    FAMILIES,
    INCIDENT_SHEET,
    NEVER,
    OPENED,
    PARTNERS,
    PLATFORM_LABELS,
    POLICIES,
    SETTINGS,
    SHEETS,
    STEPS,
    TRAINING,
    Registers,
    Sheet,
    account_id,
    handle_of,
    named_in_training,
    person_id,
    settings_of,
    source_of,
)
from imgaudit.tables import PEOPLE, PROBLEMS, RECORDS, digest

ABUSE = f"Not kept. Ask the DSL how it is to be taken out. {NEVER} Its address goes to the IWF's own page alone."
_NUMBER = re.compile(r"(?:[A-Za-z]{1,4}[ -]?)?\d{1,4}(?:[-/]\d{1,4})?")
_ADDRESS = re.compile(r"(?i)\b(?:https?:|www\.|[\w-]+\.(?:com|net|org|uk|ru|onion|to|io|example)\b)")
PLATFORMS_WRITTEN = {folded(label): name for name, label in PLATFORM_LABELS.items()}


def read_registers(
    path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    site: str | None = None,
    register: Register | None = None,
    today: date | None = None,
) -> Registers:
    """Read what registers say of settings, training, families, policies, incidents and partners.

    Parameters
    ----------
    path
        The workbook that :func:`write_registers` wrote, filled in and saved by whatever program; or several, such as
        that of incidents besides.
    site
        The site that the registers are of; default: as their sheet *Read me* says.
    register
        What :func:`read_register` gave: a pupil's name in a register is a problem, and nothing is kept under it.
    today
        Days after it are in the future, and not believed; default: today.

    Returns
    -------
    A :class:`Registers`: the table ``records``, for ``run_audit(…, records=)``, and a row of ``problems`` for each
    cell, row, column or sheet that is not understood. Of incidents no text is taken but numbers, times and kinds of the
    list: a name, an address or a picture in that file is a problem.

    Raises
    ------
    InputError
        When it is no workbook of registers, cannot be read, or is of another site.
    """
    paths = [path] if isinstance(path, str | os.PathLike) else [*path]
    if not paths:
        raise InputError("path= names no workbook: give the one that write_registers() wrote, or several.")
    people = PEOPLE.empty() if register is None else register.people
    pupils = people[people["role"].ne("staff").fillna(True)]
    hide = NameHider(pupils, "none")
    parts = [_read(Path(each), site, hide, today or datetime.now(LONDON).date()) for each in paths]
    records = pd.concat([part.records for part in parts], ignore_index=True)
    if twice := sorted({*records.loc[records.duplicated([*RECORDS.key]), "source_id"]}):
        names = ", ".join(map(str, paths))
        raise InputError(f"{names}: two files hold the same rows of {twice[0]}. Give one of them.")
    return Registers(RECORDS.frame(records), pd.concat([part.problems for part in parts], ignore_index=True))


def _read(path: Path, site: str | None, hide: NameHider, today: date) -> Registers:
    earlier, lines, headings, own = open_registers(path)
    where = site or own
    if not where:
        raise InputError(f"{path}: which site it is of is not said. Give site=, or write it beside Site on {READ_ME}.")
    if site and own and site.casefold() != own.casefold():
        raise InputError(f"{path} is of the site {own!r}, not of {site!r}. Correct Site on its sheet {READ_ME}.")
    reader = Reader(path.name, where, hide, today)
    is_incidents = INCIDENT_SHEET.title in lines
    expected = [INCIDENT_SHEET] if is_incidents else [*SHEETS]
    for sheet in expected:
        if sheet.title not in lines:
            reason = "The sheet is not there: nothing is known of it. Put it back under this name."
            reader.fault(sheet, None, None, "missing", reason)
    if is_incidents and (more := _more_than_times(earlier)):
        reader.fault(INCIDENT_SHEET, None, None, "malformed", more)
    for what in () if is_incidents else earlier.left_behind:
        reader.fault(None, None, None, "not_recognised", f"Not read: {what}.", is_remark=True)
    records: list[dict[str, Any]] = []
    for sheet in ALL_SHEETS:
        if sheet.title in lines:
            records += _records_of(sheet, lines[sheet.title], headings[sheet.title], reader)
    problems = pd.DataFrame(reader.problems, columns=[*PROBLEMS.columns])
    return Registers(RECORDS.frame(records), PROBLEMS.frame(problems))


Rows = list[tuple[int, dict[str, Any]]]


def _records_of(sheet: Sheet, lines: list[Line], header: list[str], reader: Reader) -> list[dict[str, Any]]:
    """What one register says, a record each fact."""
    for heading in sheet.headings:
        if heading not in header and next(f for f in sheet.fields if f.heading == heading).kind not in ("own", "found"):
            reason = "The column is not there: what it would say is not known. Put it back under this heading."
            reader.fault(sheet, None, heading, "unknown_heading", reason)
    if sheet is INCIDENT_SHEET:
        numbers = [clean(line.cells.get("Incident")) for line in lines]
        twice = {number for number in numbers if number and numbers.count(number) > 1}
        steps = [record for line in lines for record in _incident(line, header, reader, twice)]
        # That there was none is known only where everything could be read.
        return steps or ([] if reader.problems else [_no_incident(reader.site)])
    rows = [(line, reader.row(sheet, line)) for line in lines]
    kept = [(line.number, said) for line, said in rows if _has_key(sheet, line, said, reader)]
    kept = _of_accounts(kept, reader) if sheet is SETTINGS else kept
    told = _TELLERS[sheet.title](_once_each(sheet, kept, reader), reader)
    same = {"practice": sheet.practice, "site": reader.site, "source_id": source_of(reader.site)}
    return [{**same, "register": sheet.register, **record} for record in told]


def _has_key(sheet: Sheet, line: Line, said: Mapping[str, Any], reader: Reader) -> bool:
    """Whether a row says of what it is; what says nothing else is a suggestion of ours, or blank."""
    lacks = [key for key in sheet.key if key != "Sent on" and said[key] is None]
    if sheet in (ACCOUNTS, SETTINGS) and lacks == ["Account"]:
        return sheet is SETTINGS or said["Owner"] is not None or said["Checked on"] is not None
    if not lacks:
        return True
    facts = [each.heading for each in sheet.fields if each.kind in ("day", "count", "name") or each.heading == "Person"]
    if any(clean(line.cells.get(heading)) for heading in facts) and not any(
        clean(line.cells.get(key)) for key in lacks
    ):
        reason = f"The row does not say of what it is: not used. Fill in {' and '.join(lacks)}."
        reader.fault(sheet, line.number, lacks[0], "missing", reason)
    return False


def _once_each(sheet: Sheet, rows: Rows, reader: Reader) -> Rows:
    """Each thing once: of several rows that with the latest day counts; of two of one day that differ none."""
    day = next((each.heading for each in sheet.fields if each.kind == "day" and each.heading != "Last post"), "")
    last: dict[tuple[str, ...], tuple[int, dict[str, Any]]] = {}
    for number, said in rows:
        key = tuple(key_of(name, said[name]) for name in sheet.key)
        if (before := last.get(key)) is None:
            last[key] = (number, said)
            continue
        first, other = before
        days = [row[day] or date.min for row in (other, said)]
        if all(said[name] == other[name] for name in said if name not in sheet.key):
            reason = f"The same as row {first}: counted once."
        elif days[0] == days[1]:
            reason = f"Row {first} is of the same and says otherwise: neither counts. Keep one of them."
            reader.fault(sheet, number, sheet.key[0], "contradicted", reason)
            blank = {each.heading for each in sheet.fields if each.kind not in ("key", "choice", "own")}
            last[key] = (first, {name: None if name in blank | {"As expected?"} else other[name] for name in other})
            continue
        else:
            reason = f"Row {first} is of the same: the later day counts."
            if days[1] > days[0]:
                last[key] = (number, said)
        reader.fault(sheet, number, sheet.key[0], "duplicate", reason, is_remark=True)
    return [*last.values()]


def key_of(name: str, value: object) -> str:
    """One cell of what a row is known by, as compared."""
    text = clean(value)
    return handle_of(text) if name == "Account" else folded(text)


def _accounts(rows: Rows, reader: Reader) -> Iterator[dict[str, Any]]:
    for _, said in rows:
        platform = PLATFORMS_WRITTEN[folded(said["Platform"])]
        handle = handle_of(said["Account"] or "")
        is_closed = said["State"] == "Closed"
        reader.accounts.setdefault(platform, []).append(handle)
        reader.closed |= {(platform, handle)} if is_closed else set()
        about = {
            "subject_kind": "account",
            "subject_id": account_id(reader.site, platform, handle),
            "subject": said["Account"] or PLATFORM_LABELS[platform],
            "group": platform,
            "checked_on": said["Checked on"],
            "by": said["Checked by"],
            "expected": "yes",
        }
        yield {**about, "what": LISTED, "actual": "yes"}
        if is_closed:
            yield {**about, "what": CLOSED, "actual": "yes"}
        else:
            yield {**about, "what": OWNED, "actual": "yes" if said["Owner"] and said["Deputy"] else "no"}


def _of_accounts(rows: Rows, reader: Reader) -> Rows:
    """The settings that somebody looked at, or that are of an account; without one they are of the only one there."""
    kept: Rows = []
    for number, said in rows:
        listed = reader.accounts.get(PLATFORMS_WRITTEN[folded(said["Platform"])], [])
        if said["Account"] is None:
            if said["As expected?"] in (None, "Not checked") and not said["Checked on"]:
                continue  # a suggestion of ours, of a platform without an account
            said["Account"] = listed[0] or None if len(listed) == 1 else None
        kept.append((number, said))
    return kept


def _settings(rows: Rows, reader: Reader) -> Iterator[dict[str, Any]]:
    asked: set[tuple[str, str, str]] = set()
    for number, said in rows:
        platform = PLATFORMS_WRITTEN[folded(said["Platform"])]
        handle = handle_of(said["Account"] or "")
        if handle not in reader.accounts.get(platform, []):
            reason = "No such account on the sheet Accounts: list it there, or correct it here."
            reader.fault(SETTINGS, number, "Account", "missing", reason, said["Account"], is_remark=True)
        asked.add((platform, handle, folded(said["Setting"])))
        yield _setting(platform, handle, said, reader)
    # What is not asked for in the workbook is not known; nothing looks better by a row that was deleted.
    for platform, handles in reader.accounts.items():
        for handle in handles:
            for row in () if (platform, handle) in reader.closed else settings_of(platform, f"@{handle}"):
                if (platform, handle, folded(str(row["Setting"]))) not in asked:
                    yield _setting(platform, handle, dict.fromkeys(SETTINGS.headings) | row, reader)


def _setting(platform: str, handle: str, said: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    expected, answer = said["Expected"] or "yes", said["As expected?"]
    return {
        "subject_kind": "account",
        "subject_id": account_id(reader.site, platform, handle),
        "subject": said["Account"] or PLATFORM_LABELS[platform],
        "group": platform,
        "what": said["Setting"],
        "expected": expected,
        "actual": {"Yes": expected, "No": "not as expected", "Not offered": NOT_OFFERED}.get(answer),
        "checked_on": said["Checked on"],
        "by": said["Checked by"],
    }


def uploads_as(row: Mapping[str, Any]) -> list[str]:
    """What exports call somebody, by their row of the register of training; several are parted by semicolons."""
    return [name for part in clean(row.get("Uploads as")).replace("\n", ";").split(";") if (name := part.strip())]


def _training(rows: Rows, reader: Reader) -> Iterator[dict[str, Any]]:
    key = own_key() if rows else b""
    for subject in {person_id(reader.site, name, key): None for _, said in rows for name in uploads_as(said)}:
        yield named_in_training(reader.site, subject, "yes")
    for _, said in rows:
        yield {
            "subject_kind": "person",
            "subject_id": person_id(reader.site, said["Person"], key),
            "subject": said["Person"],
            "group": said["Role"],
            "publishes": said["Publishes?"],
            "what": said["Course"],
            "expected": "completed",
            "actual": "completed" if said["Completed on"] else None,
            "checked_on": said["Completed on"],
            "within_months": said["Valid … months"],
        }


def _families(rows: Rows, reader: Reader) -> Iterator[dict[str, Any]]:
    for number, said in rows:
        asked = said["Asked"]
        for heading in ("Answered", "Withdrew"):
            if asked is not None and (said[heading] or 0) > asked:
                reason = f"More than the {asked:,} that were asked: both count as not known. Correct them."
                reader.fault(FAMILIES, number, heading, "contradicted", reason, said[heading])
                said |= {"Asked": None, heading: None}
        kind = folded(said["Kind"] or said["Message"])
        message = said["Message"] + (f" ({said['Sent on']})" if said["Sent on"] else "")
        yield {
            "subject_kind": "site",
            "subject_id": f"{reader.site}/families/{digest(kind)}",
            "subject": said["Kind"] or said["Message"],
            "group": folded(said["Kind"]) if said["Kind"] else None,
            "what": message,
            "expected": "sent",
            "actual": "sent" if said["Sent on"] else None,
            "checked_on": said["Sent on"],
            "within_months": said["Every … months"],
            "n_asked": said["Asked"],
            "n_answered": said["Answered"],
            "n_withdrew": said["Withdrew"],
        }


def _policies(rows: Rows, reader: Reader) -> Iterator[dict[str, Any]]:
    for _, said in rows:
        if said["Applies to us?"] is False:
            continue
        yield {
            "subject_kind": "policy",
            "subject_id": f"{reader.site}/policy/{digest(folded(said['Policy']))}",
            "subject": said["Policy"],
            "group": {True: "statutory", False: "not statutory"}.get(said["Statutory?"]),
            "what": said["Policy"],
            "expected": "reviewed",
            "actual": "reviewed" if said["Approved on"] else None,
            "checked_on": said["Approved on"],
            "by": said["Approved by"],
            "within_months": said["Every … months"],
        }


def _partners(rows: Rows, reader: Reader) -> Iterator[dict[str, Any]]:
    for _, said in rows:
        if said["Applies to us?"] is False:
            continue
        yield {
            "subject_kind": "partner",
            "subject_id": f"{reader.site}/partner/{digest(folded(said['Partner']), folded(said['Document']))}",
            "subject": f"{said['Partner']}: {said['Document']}",
            "group": said["Partner"],
            "what": said["Document"],
            "expected": "current version",
            "actual": said["Version"] and "version known",
            "checked_on": said["Checked on"],
            "by": said["Checked by"],
            "within_months": said["Every … months"],
        }


_TELLERS: Mapping[str, Callable[[Rows, Reader], Iterator[dict[str, Any]]]] = {
    ACCOUNTS.title: _accounts,
    SETTINGS.title: _settings,
    TRAINING.title: _training,
    FAMILIES.title: _families,
    POLICIES.title: _policies,
    PARTNERS.title: _partners,
}


def _incident(line: Line, header: list[str], reader: Reader, twice: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """The steps of one incident. Of a text that has no place there nothing is kept, and what it was is not said."""
    said = reader.row(INCIDENT_SHEET, line)
    number = clean(line.cells.get("Incident"))
    if not any(clean(cell) for cell in line.cells.values()):
        return
    if line.remarks:
        reader.fault(INCIDENT_SHEET, line.number, None, "malformed", f"A comment stands here. {ABUSE}")
    others = [heading for heading in header if heading not in INCIDENT_SHEET.headings and clean(line.cells[heading])]
    for heading in [*others, *(each for each in line.cells if has_address(line.cells[each]))]:
        column = heading if heading in INCIDENT_SHEET.headings else "another column"
        reader.fault(INCIDENT_SHEET, line.number, column, "malformed", f"This file holds times alone. {ABUSE}")
    if not _NUMBER.fullmatch(number):
        reason = f"No number such as 2026-1, so it is called by its row. {ABUSE}"
        reader.fault(INCIDENT_SHEET, line.number, "Incident", "malformed", reason)
        number = f"row {line.number}"
    if number in twice:
        reason = (
            "Another row has this number too, so each is called by its row. Give each incident a number of its own."
        )
        reader.fault(INCIDENT_SHEET, line.number, "Incident", "duplicate", reason)
        number = f"row {line.number}"
    opened = said[OPENED]
    if not isinstance(opened, date):
        reason = "When it was reported is not known, and so not how long anything took. Write day and time."
        reader.fault(INCIDENT_SHEET, line.number, OPENED, "missing", reason)
    about = {
        "practice": "procedures",
        "register": "incidents",
        "source_id": f"{reader.site}/incidents",
        "site": reader.site,
        "subject_kind": "incident",
        "subject_id": f"{reader.site}/incident/{digest(number)}",
        "subject": f"Incident {number}",
        "group": said["Kind"],
        "expected": "done",
        "opened_on": _as_day(opened),
    }
    for step in STEPS:
        when = said[step]
        if isinstance(when, date) and isinstance(opened, date) and _is_before(when, opened):
            reason = "Before it was reported: counts as not done. Correct one of the two."
            reader.fault(INCIDENT_SHEET, line.number, step, "date", reason)
            when = None
        has_hours = isinstance(when, datetime) and isinstance(opened, datetime)
        hours = (when - opened).total_seconds() / 3600 if has_hours else None
        actual = NOT_NEEDED if when == NOT_NEEDED else "done" if when else None
        name = step[:1].lower() + step[1:] if step.split()[0] not in ("DSL", "IWF", "POSH", "DPO", "ICO") else step
        yield {**about, "what": name, "actual": actual, "checked_on": _as_day(when), "hours": hours}


def _no_incident(site: str) -> dict[str, Any]:
    """What a log says in which no incident stands; without it nobody could tell it from one that was not given."""
    return {
        "practice": "procedures",
        "register": "incidents",
        "source_id": f"{site}/incidents",
        "site": site,
        "subject_kind": "site",
        "subject_id": f"{site}/incidents",
        "subject": "Incidents",
        "what": "no incident on record",
        "expected": "done",
        "actual": NOT_NEEDED,
    }


def _more_than_times(earlier: Earlier) -> str:
    """What a workbook of incidents holds besides its rows; what it says, or is called, is not repeated."""
    if has_pictures(earlier.data) or "what a text box says" in earlier.left_behind:
        return f"A picture, drawing or file is in this workbook. {ABUSE}"
    if earlier.left_behind:
        return f"Another sheet, a comment, or words above or beside the table are in this workbook. {ABUSE}"
    return ""


def refused_in(earlier: Earlier, lines: Iterable[Line]) -> str:
    """What must not be copied of a workbook of incidents; empty where it holds numbers, times and kinds alone."""
    reader = Reader(earlier.path.name, "-", NameHider(PEOPLE.empty(), "none"), date.max)
    if more := _more_than_times(earlier):
        return more
    for line in lines:
        reader.problems.clear()
        [*_incident(line, [*line.cells], reader)]
        if any(problem["code"] != "missing" for problem in reader.problems):
            return f"Row {line.number} holds more than times, or a time that cannot be read. {ABUSE}"
    return ""


def has_address(cell: object) -> bool:
    """Whether a text holds an address of the web."""
    text = clean(cell)
    return is_url(text) or bool(_ADDRESS.search(text))


def _as_day(when: object) -> date | None:
    return when.date() if isinstance(when, datetime) else when if isinstance(when, date) else None


def _is_before(when: date, opened: date) -> bool:
    if isinstance(when, datetime) and isinstance(opened, datetime):
        return when < opened
    days = [_as_day(when), _as_day(opened)]
    return days[0] < days[1]  # type: ignore[operator]  # both are days
