"""What people said of the actions in a workbook of ours: decisions; what cannot be one is a problem, never a guess."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.actions import find_actions
from imgaudit.decisions import FINISHED, GONE, KEEP, Decisions, said_before
from imgaudit.errors import InputError
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import answer_word, folded
from imgaudit.outputs.excel_safety import read_back, same
from imgaudit.outputs.workbook.actions_sheet import SEVERITY_WORDS, former_references
from imgaudit.outputs.workbook.actions_sheet import TITLE as ACTIONS
from imgaudit.outputs.workbook.answered_earlier import REFERENCE
from imgaudit.outputs.workbook.earlier import BESIDE, Earlier, Words, read_earlier
from imgaudit.outputs.workbook.issued import YOURS, Said
from imgaudit.rules import FIXES, RENAMED
from imgaudit.tables import DECISIONS, PROBLEMS, STATUSES, ProblemCode, digest
from imgaudit.wording import long_day

if TYPE_CHECKING:
    from imgaudit.audit import Audit

SEVERITY_OF = {words: severity for severity, words in SEVERITY_WORDS.items()}
_STATUSES = {folded(status): status for status in STATUSES}
_FIXES = (
    {folded(fix): fix for fix in FIXES}
    | {folded(then): now for then, now in RENAMED.items()}
    | {folded(KEEP): next(fix for fix in FIXES if fix.startswith(KEEP))}
)
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
    told, touched, problems = said_in(earlier, audit, actions)
    told = told[touched | ~said_before(audit.decisions, told, by_anybody=True)].reset_index(drop=True)
    problems += list(_deleted(earlier))
    problems += [
        _Problem(None, None, "not_recognised", "Cannot be read as an answer: look at it in the workbook.", what)
        for what in earlier.left_behind
    ]
    rows = [problem.row(earlier.path.name) for problem in problems]
    return Decisions(told, PROBLEMS.frame(pd.DataFrame(rows, columns=[*PROBLEMS.columns])))


@dataclass(slots=True, repr=False)
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


@dataclass(slots=True, repr=False)
class _Row:
    """One row of *Actions* as it is read: what it says, and what of it is a problem."""

    words: Words
    had: Mapping[str, object]
    again: Said | None
    """What the row said before and was put there again; this, where nobody has written there since."""
    zone: ZoneInfo
    saved_at: datetime
    issued_on: date | None
    is_touched: bool = True
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
            self.said[column] = known.get(answer_word(word)) if word else None
            if word and self.said[column] is None:
                self.fault(heading, "unknown_word", "Not one of the list: not used. Choose one of it.", word)
        for heading, column in (("Due", "due_on"), ("Until", "until"), ("Answered on", "day")):
            self.said[column] = self._day(heading, cells.get(heading))
        self._when(self.said.pop("day"))
        self._stays_until()
        self._needs_reason()
        self._says_nothing()

    def _day(self, heading: str, value: object) -> date | None:
        if not clean(value):
            return None
        moment = read_moment(value, self.zone)
        if moment is None or moment.day is None:
            reason = "No day that can be read: not used. Write it as 5 March 2026."
            self.fault(heading, "date", reason, value)
            return None
        return moment.day

    def _stays(self) -> str | None:
        """By which of the cells the picture is to stay as it is: the column of the decision."""
        if str(self.said["fix"] or "").startswith(KEEP):
            return "fix"
        return "status" if self.said["status"] == "Accepted" else None

    def _stays_until(self) -> None:
        """A day under *Until* alone goes with what stands there already; one that says nothing lets nothing stay."""
        typed, until = clean(self.words.cells.get("Until")), self.said["until"]
        if typed and not (self.said["status"] or self.said["fix"]):
            self.said |= {
                "status": _STATUSES.get(folded(clean(self.had.get("Status")))),
                "fix": _FIXES.get(folded(clean(self.had.get("What to do")))),
            }
            self.said |= {column: None for column in ("status", "fix") if column != self._stays()}
        if (column := self._stays()) and typed and (until is None or until < self.said["decided_at"].date()):
            if until is not None:
                self.fault("Until", "date", "This day was over when it was written: not used.", until)
            self.said |= {column: None, "until": None}

    def _needs_reason(self) -> None:
        why = clean(self.words.cells.get("Notes", self.had.get("Notes")))
        while (column := self._stays()) and why in ("", GONE):
            reason = "No reason is given: it does not count. Write why under Notes."
            self.fault("Notes", "missing", reason, self.said[column])
            self.said[column] = None

    def _says_nothing(self) -> None:
        """What was emptied, and what stands beside: no answer, but not to be passed over."""
        for heading in ("Status", "What to do", "Until", "Notes", "Owner"):
            if self.words.cells.get(heading, "") is None and clean(self.had.get(heading)):
                reason = "Emptied, which says nothing: what was said before holds. Choose what is to be instead."
                self.fault(heading, "missing", reason, self.had.get(heading))
        if beside := self.words.beside:
            self.fault("", "unknown_heading", BESIDE, beside, is_remark=True)

    def _when(self, day: date | None) -> None:
        if self.again and all(
            same(self.words.cells.get(heading), self.again.cells.get(heading)) for heading in YOURS[ACTIONS]
        ):
            then = datetime.combine(self.again.said_on, time(12), self.zone)
            self.said |= {"decided_at": pd.Timestamp(then), "is_dated": True}
            self.is_touched = False
            return
        if self.again and same(self.words.cells.get("Answered on"), self.again.cells.get("Answered on")):
            day = None  # that was the day of what stood there before
        wrong = ""
        if day is not None and day > self.saved_at.astimezone(self.zone).date() + timedelta(days=1):
            wrong = "After the file was saved: the day of that is taken."
        elif day is not None and self.issued_on is not None and day < self.issued_on:
            wrong = "Before this workbook was made: the day on which the file was saved is taken."
        if wrong:
            self.fault("Answered on", "date", wrong, day, is_remark=True)
            day = None
        noon = day and datetime.combine(day, time(12), self.zone)
        self.said |= {"decided_at": pd.Timestamp(noon or self.saved_at), "is_dated": day is not None}


def said_in(earlier: Earlier, audit: Audit, actions: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series, list[_Problem]]:
    """The decisions in a workbook whose References are today's; whether somebody wrote each there now; what is none."""
    if earlier.issued.as_of is None:
        earlier.words = without_defaults(earlier.words, actions)
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
        again = earlier.issued.carried.get((ACTIONS, words.reference))
        row = _Row(words, had, again, zone, earlier.saved_at, earlier.issued.as_of)
        if no_answer := words.no_answer:
            problems.append(_Problem(words.row, no_answer[0], "ambiguous", no_answer[1], words.reference))
            continue
        row.read()
        row.said |= about
        if again and not row.is_touched:
            row.said |= {"image_hash": again.picture, "severity": again.severity or about["severity"]}
        if earlier.issued.as_of is None and (column := row._stays()):
            reason = "Nothing says of which picture that was said: it does not count. Say it in the next workbook."
            row.fault("Status", "outdated", reason, row.said[column])
            row.said[column] = None
        row.said["is_touched"] = row.is_touched
        problems += row.problems
        if any(row.said[column] is not None for column in _SAID):
            rows.setdefault(words.reference, []).append(row)
    told = [one.said for group in rows.values() for one in _once(group, problems)]
    if any(not row["is_dated"] for row in told):
        when = f"{long_day(earlier.saved_at.astimezone(zone))}, {earlier.saved_at.astimezone(zone):%H:%M}"
        whose = "the workbook says that it was last saved" if earlier.says_when else "the file was written here"
        reason = f"No day stands there: what is undated counts as said on {when}, when {whose}."
        problems.append(_Problem(None, "Answered on", "date", reason, is_remark=True))
    where = earlier.path.resolve()
    workbook = "/".join(where.parts[-2:])
    whence = {"workbook": workbook, "issue": earlier.issued.fingerprint or None, "copy": digest(str(where))}
    frame = [row | whence for row in told]
    touched = pd.Series([row.pop("is_touched") for row in frame], dtype="bool")
    return DECISIONS.frame(pd.DataFrame(frame, columns=[*DECISIONS.columns])), touched, problems


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
    severity = SEVERITY_OF.get(clean(had.get("Severity"))) or (action["severity"] if action is not None else None)
    if site is None:
        return None
    return {
        "action_id": action["action_id"] if action is not None else reference,
        "site": site,
        "severity": severity,
        "image_hash": earlier.issued.pictures.get(reference),
        "asked": _FIXES.get(folded(clean(had.get("What to do")))) or (action["fix"] if action is not None else None),
    }


def _unknown(words: Words) -> _Problem:
    if words.no_answer:
        reason = words.no_answer[1]
    elif words.is_stray:
        reason = "No Reference of this workbook: it was changed, or the row added. Not used: find the row anew."
    else:
        reason = "Not an action of this audit: of another school, or of an older workbook. Not used."
    return _Problem(words.row, REFERENCE, "missing", reason, words.reference or words.text)


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

    What was put there again is of the day on which it was said. What somebody wrote since was said when the file was
    saved, or by the end of the day of the audit; *Done* of an earlier audit, before that day. What is kept already is
    not said again.
    """
    rename(earlier, actions)
    told, touched, _ = said_in(earlier, audit, actions)
    is_kept = said_before(audit.decisions, told) | (
        ~touched & said_before(audit.decisions, told, by_anybody=True).to_numpy()
    )
    told, touched = told[~is_kept.to_numpy()], touched[~is_kept.to_numpy()]
    if told.empty:
        return audit
    begins = pd.Timestamp(audit.as_of, tz=audit.policy.timezone)
    ends = begins + pd.Timedelta(days=1, microseconds=-1)
    is_later = earlier.issued.as_of is None or audit.as_of > earlier.issued.as_of
    latest = pd.Series(ends, index=told.index)
    if is_later:
        latest = latest.mask(told["status"].isin(FINISHED), begins - pd.Timedelta(microseconds=1))
    moment = told["decided_at"].dt.tz_convert(audit.policy.timezone).clip(upper=latest)
    if not is_later:
        moment = moment.mask(touched.to_numpy() & moment.lt(begins), ends)
    rows = told.assign(decided_at=moment.dt.tz_convert("UTC"), issue=None)
    return replace(audit, decisions=pd.concat([audit.decisions, DECISIONS.frame(rows)], ignore_index=True))


def without_defaults(words: Iterable[Words], actions: pd.DataFrame) -> list[Words]:
    """Words of a workbook without a record: what says the same as we say now need not be a person's."""
    defaults = {
        (ACTIONS, clean(row["action_id"])): {
            "Owner": row["owner"],
            "Due": row["due_on"],
            "What to do": row["fix"],
            "Status": row["status"],
            "Notes": row["note"],
        }
        for row in actions[["action_id", "owner", "due_on", "fix", "status", "note"]].to_dict("records")
    }
    kept = []
    for each in words:
        had = defaults.get((each.sheet, each.reference), {})
        cells = {heading: value for heading, value in each.cells.items() if not same(value, had.get(heading))}
        kept.append(replace(each, cells=cells))
    return [each for each in kept if each.cells or each.own or each.other]
