"""What people said of the actions in a workbook of ours: decisions; what cannot be one is a problem, never a guess."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.actions import find_actions
from imgaudit.decisions import FOUND_AGAIN, KEEP, Decisions, said_before
from imgaudit.errors import InputError
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded
from imgaudit.outputs.excel_safety import read_back
from imgaudit.outputs.workbook.actions_sheet import SEVERITY_WORDS, former_references
from imgaudit.outputs.workbook.actions_sheet import TITLE as ACTIONS
from imgaudit.outputs.workbook.answered_earlier import REFERENCE
from imgaudit.outputs.workbook.earlier import Earlier, Words, read_earlier
from imgaudit.rules import FIXES
from imgaudit.tables import DECISIONS, PROBLEMS, STATUSES, ProblemCode, digest
from imgaudit.wording import long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

_SEVERITIES = {words: severity for severity, words in SEVERITY_WORDS.items()}
_STATUSES = {folded(status): status for status in STATUSES}
_FIXES = {folded(fix): fix for fix in FIXES} | {folded(KEEP): next(fix for fix in FIXES if fix.startswith(KEEP))}
_SAID = ("status", "fix", "owner", "note", "due_on", "until")


def read_decisions(workbook: str | os.PathLike[str], audit: Audit) -> Decisions:
    """Read what the sheet *Actions* of a returned workbook says: status, fix, owner, due day, reason, until when.

    Rows may have been sorted, filtered, moved or given other rows and columns; what stands as we wrote it is no answer.
    *Accepted* and *Keep* count with a reason under *Notes* alone. Said is it on the day under *Answered on*, else when
    the file was last saved.

    Parameters
    ----------
    workbook
        A workbook that :func:`write_workbook` wrote, filled in and saved by whatever program.
    audit
        An audit of the same school, that of the workbook or a later one.

    Returns
    -------
    A :class:`Decisions`: the table ``decisions``, and a row of ``problems`` with its row on the sheet for each word,
    day or Reference that nobody knows or that is there twice, each row that was deleted, and each reason that is
    missing. None of these is a decision.

    Raises
    ------
    InputError
        When it is no workbook of ours, or cannot be read.
    """
    earlier = read_earlier(Path(workbook))
    if not earlier.rows.get(ACTIONS) and not earlier.issued.rows:
        raise InputError(f"{os.fspath(workbook)}: no sheet {ACTIONS!r} with a column {REFERENCE!r}. Use one of ours.")
    actions = find_actions(audit)
    rename(earlier, actions)
    told, problems = said_in(earlier, audit, actions)
    problems += list(_deleted(earlier))
    problems += [
        _Problem(None, None, "not_recognised", "Cannot be read as an answer: look at it in the workbook.", what)
        for what in earlier.left_behind
    ]
    rows = [problem.row(earlier.path.name) for problem in problems]
    return Decisions(told, PROBLEMS.frame(pd.DataFrame(rows, columns=[*PROBLEMS.columns])))


@dataclass(slots=True)
class _Problem:
    """One thing on the sheet that is no decision, or only with a remark."""

    at: int | None
    column: str | None
    code: ProblemCode
    reason: str
    value: object = None
    is_remark: bool = False

    def row(self, file: str) -> dict[str, Any]:
        return {
            "file": f"{file}[{ACTIONS}]",
            "row": self.at,
            "column": self.column,
            "code": self.code,
            "reason": self.reason,
            "value": clean(self.value) or None,
            "not_read": not self.is_remark,
        }


@dataclass(slots=True)
class _Row:
    """One row of *Actions* as it is read: what it says, and what of it is a problem."""

    words: Words
    had: Mapping[str, object]
    zone: ZoneInfo
    saved_at: datetime
    issued_on: date | None
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[_Problem] = field(default_factory=list)

    def fault(self, column: str, code: ProblemCode, reason: str, value: object, *, is_remark: bool = False) -> None:
        self.problems.append(_Problem(self.words.row, column, code, reason, value, is_remark))

    def read(self) -> None:
        """What the row says, cell by cell."""
        cells = {heading: value for heading, value in self.words.cells.items() if clean(value)}
        self.said = {"note": clean(cells.get("Notes")) or None, "owner": clean(cells.get("Owner")) or None}
        for heading, column, known in (("Status", "status", _STATUSES), ("What to do", "fix", _FIXES)):
            word = clean(cells.get(heading))
            self.said[column] = known.get(folded(word)) if word else None
            if word and self.said[column] is None:
                self.fault(heading, "unknown_word", "Not one of the list: not used. Choose one of it.", word)
        for heading, column in (("Due", "due_on"), ("Until", "until"), ("Answered on", "day")):
            self.said[column] = self._day(heading, cells.get(heading))
        self._when(self.said.pop("day"))
        self._needs_reason()
        self._is_said_anew()
        beside = [clean(value) for part in (self.words.own, self.words.other) for value in part.values()]
        if any(beside):
            reason = "Written beside the answers: kept in the workbook, and not read as an answer."
            self.fault("", "unknown_heading", reason, "; ".join(filter(None, beside)), is_remark=True)

    def _day(self, heading: str, value: object) -> date | None:
        if not clean(value):
            return None
        moment = read_moment(value, self.zone)
        if moment is None or moment.day is None:
            reason = "No day that can be read: not used. Write it as 5 March 2026."
            self.fault(heading, "date", reason, value)
            return None
        return moment.day

    def _needs_reason(self) -> None:
        keeps = str(self.said["fix"] or "").startswith(KEEP)
        if (self.said["status"] == "Accepted" or keeps) and not (self.said["note"] or clean(self.had.get("Notes"))):
            column = "fix" if keeps else "status"
            reason = "No reason is given: it does not count. Write why under Notes."
            self.fault("Notes", "missing", reason, self.said[column])
            self.said[column] = None
            self._needs_reason()

    def _is_said_anew(self) -> None:
        """What had been found again stands there as it was; a day of after that says that it was chosen anew."""
        day = self.said["decided_at"].tz_convert(self.zone).date() if self.said["is_dated"] else date.min
        if is_noted(self.said["status"], clean(self.had.get("What is wrong"))) and day < (self.issued_on or date.max):
            reason = "Found again since that was said: open. If it is meant anew, write the day under Answered on."
            self.fault("Status", "outdated", reason, self.said["status"], is_remark=True)
            self.said["status"] = None

    def _when(self, day: date | None) -> None:
        if day is not None and day > self.saved_at.astimezone(self.zone).date() + timedelta(days=1):
            reason = "After the file was saved: the day of that is taken."
            self.fault("Answered on", "date", reason, day, is_remark=True)
            day = None
        noon = day and datetime(day.year, day.month, day.day, 12, tzinfo=self.zone)
        self.said |= {"decided_at": pd.Timestamp(noon or self.saved_at), "is_dated": day is not None}


def said_in(earlier: Earlier, audit: Audit, actions: pd.DataFrame) -> tuple[pd.DataFrame, list[_Problem]]:
    """The decisions in a workbook whose References are today's, and what on the sheet is none."""
    known = {clean(read_back(row["action_id"])): row for row in actions.to_dict("records")}
    rows: dict[str, list[_Row]] = {}
    problems: list[_Problem] = []
    zone = ZoneInfo(audit.policy.timezone)
    for words in earlier.words:
        if words.sheet != ACTIONS:
            continue
        about = _about(words.reference, known, earlier, audit) if not words.is_stray else None
        if about is None:
            problems.append(_unknown(words))
            continue
        had = earlier.issued.rows.get(ACTIONS, {}).get(words.reference, {})
        row = _Row(words, had, zone, earlier.saved_at, earlier.issued.as_of)
        row.read()
        row.said |= about
        problems += row.problems
        if any(row.said[column] is not None for column in _SAID):
            rows.setdefault(words.reference, []).append(row)
    told = [one.said for group in rows.values() for one in _once(group, problems)]
    if any(not row["is_dated"] for row in told):
        when = f"{long_day(earlier.saved_at.astimezone(zone))}, {earlier.saved_at.astimezone(zone):%H:%M}"
        whose = "the workbook says that it was last saved" if earlier.says_when else "the file was written here"
        reason = f"No day stands there: what is undated counts as said on {when}, when {whose}."
        problems.append(_Problem(None, "Answered on", "date", reason, is_remark=True))
    workbook = "/".join(earlier.path.absolute().parts[-2:])
    whence = {"workbook": workbook, "issue": earlier.issued.fingerprint or None, "copy": digest(workbook)}
    frame = [row | whence for row in told]
    return DECISIONS.frame(pd.DataFrame(frame, columns=[*DECISIONS.columns])), problems


def _about(reference: str, known: Mapping[str, Any], earlier: Earlier, audit: Audit) -> dict[str, Any] | None:
    """The action of a Reference, its site, and what it was then; ``None`` where nobody here knows it."""
    had = earlier.issued.rows.get(ACTIONS, {}).get(reference, {})
    action = known.get(reference)
    if action is None and not had:
        return None
    subject = reference.partition(" ")[2]
    sites = [site for site in audit.policies if subject.startswith(f"{site}/")]
    site = action["site"] if action is not None else max(sites, key=len, default=None)
    if site is None:
        site = {read_back(known): known for known in audit.policies}.get(earlier.issued.site)
    severity = _SEVERITIES.get(clean(had.get("Severity"))) or (action["severity"] if action is not None else None)
    if site is None:
        return None
    return {
        "action_id": action["action_id"] if action is not None else reference,
        "site": site,
        "severity": severity,
        "image_hash": earlier.issued.pictures.get(reference),
    }


def _unknown(words: Words) -> _Problem:
    if words.row is None:
        reason = "Written outside the rows of the sheet: not read as an answer."
    elif not words.reference:
        reason = "A row without a Reference: nobody knows what it is about. Not used."
    elif words.is_stray:
        reason = "No Reference of this workbook: it was changed, or the row added. Not used: find the row anew."
    else:
        reason = "Not an action of this audit: of another school, or of an older workbook. Not used."
    said = "; ".join(clean(value) for part in (words.cells, words.own, words.other) for value in part.values())
    return _Problem(words.row, REFERENCE, "missing", reason, words.reference or said)


def _once(group: list[_Row], problems: list[_Problem]) -> Iterator[_Row]:
    """The one row of a Reference; of several that say different things none."""
    first = group[0]
    if all(other.said == first.said for other in group):
        yield first
        return
    reason = "This Reference is there more than once, and its rows say different things: none counts. Keep one."
    problems += [_Problem(row.words.row, REFERENCE, "duplicate", reason, row.words.reference) for row in group]


def _deleted(earlier: Earlier) -> Iterator[_Problem]:
    for reference in sorted(set(earlier.issued.rows.get(ACTIONS, {})) - earlier.rows.get(ACTIONS, set()) - {""}):
        reason = "Its row was deleted: nothing is taken to be said, and the action stays as it was."
        yield _Problem(None, REFERENCE, "missing", reason, reference, is_remark=True)


def rename(earlier: Earlier, actions: pd.DataFrame) -> None:
    """Call what was written by an earlier imgaudit by today's References."""
    today = former_references(actions)
    earlier.words = [
        replace(words, reference=today.get(words.reference, words.reference)) if words.sheet == ACTIONS else words
        for words in earlier.words
    ]
    issued = earlier.issued.rows
    if ACTIONS in issued:
        issued[ACTIONS] = {today.get(key, key): row for key, row in issued[ACTIONS].items()}
    if ACTIONS in earlier.rows:
        earlier.rows[ACTIONS] = {today.get(key, key) for key in earlier.rows[ACTIONS]}
    earlier.answered = [row | {REFERENCE: today.get(clean(row[REFERENCE]), row[REFERENCE])} for row in earlier.answered]


def with_words(audit: Audit, earlier: Earlier, actions: pd.DataFrame) -> Audit:
    """The audit with what the workbook that lies there says among its decisions: what it asks for follows them.

    These are the last words by the day of the audit, but for *Done*, which was said of an audit before. What is kept
    already is not said again.
    """
    rename(earlier, actions)
    told, _ = said_in(earlier, audit, actions)
    begins = pd.Timestamp(audit.as_of, tz=audit.policy.timezone)
    ends = begins + pd.Timedelta(days=1, microseconds=-1)
    kept = audit.decisions[audit.decisions["decided_at"].le(ends)]
    told = told[~said_before(kept, told)]
    if told.empty:
        return audit
    is_later = earlier.issued.as_of is None or audit.as_of > earlier.issued.as_of
    before = told["status"].eq("Done").fillna(False).astype(bool) & is_later
    moment = pd.Series(ends, index=told.index).mask(before, begins - pd.Timedelta(microseconds=1))
    rows = told.assign(decided_at=moment.dt.tz_convert("UTC"), issue=None)
    return replace(audit, decisions=pd.concat([audit.decisions, DECISIONS.frame(rows)], ignore_index=True))


def is_noted(status: object, problem: str) -> bool:
    """Whether *What is wrong* says already that this was found again, though it was marked so."""
    return isinstance(status, str) and problem.startswith(f"{FOUND_AGAIN}, though marked {status}")
