"""Audits on disk: saved term by term, and read back.

``history/<site>/<term>/run-0001/`` holds one audit of one site as Parquet, without any personal column: figures and
ids, no names, texts or addresses, but of the school's own columns those that the policy names, as far as the names
engine finds nobody in them. Saving a term again adds a run of the next number; trends take a term's last run
that is whole, and say what they could not read.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow.parquet import read_table

from imgaudit.as_html import card_html
from imgaudit.audit import Audit
from imgaudit.errors import ImgauditError, InputError
from imgaudit.files import STRAY, private_folder, put, sweep
from imgaudit.frames import TEXT, Table
from imgaudit.measures import with_places
from imgaudit.rules import RULES, by_visits
from imgaudit.runs import RECORD, SCHEMA, Run, checksum, find_runs, folder_of, run_name, starts, write_record
from imgaudit.showing import hider_of, names_nobody
from imgaudit.tables import AUDIT_ITEMS, DECISIONS, FINDINGS, PLACED, PROBLEMS, RECORDS, SOURCES, VISITS, digest
from imgaudit.wording import NOT_CHECKED, about, counted, term_name

log = logging.getLogger(__name__)

FRAMES = {
    "items": AUDIT_ITEMS,
    "findings": FINDINGS,
    "sources": SOURCES,
    "placed": PLACED,
    "visits": VISITS,
    "records": RECORDS,
    "decisions": DECISIONS,
}
"""The frames of an audit that a run holds. A run of before one was added has none of its rows."""
_FIRST = {"items": "item_id", "findings": "finding_id", "sources": "source_id"}
"""What runs held that do not say so yet (schema 1), and by which column the rows are told apart."""


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """The last whole audit of each term and site.

    - ``audits``: a row an audit: ``site``, ``term``, ``number`` and ``run`` (when it was saved), ``as_of``; as JSON
      ``policy`` (as that site has it), ``engines``, ``rules`` (each with its fingerprint) and ``register``; and
      ``is_read``: no where no run of that term can be read; it counts as not
      checked.
    - ``items``, ``findings``, ``sources``, ``placed``, ``visits``, ``records``, ``decisions``: their rows, with
      ``term`` in front and without personal columns.
    - ``problems``: the runs and folders that could not be read; a later run of the same term that was read all the
      same makes that a remark.
    """

    audits: pd.DataFrame
    items: pd.DataFrame
    findings: pd.DataFrame
    sources: pd.DataFrame
    placed: pd.DataFrame
    visits: pd.DataFrame
    records: pd.DataFrame
    decisions: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: an id may be the name of a file, and that somebody's."""
        return (
            f"<History: {self.audits['is_read'].sum():,} audits, {len(self.items):,} items, "
            f"{len(self.findings):,} findings, {len(self.problems):,} problems>"
        )

    def _repr_html_(self) -> str:
        key = ["site", "term"]
        items, findings = (frame.groupby(key).size() for frame in (self.items, self.findings))
        counts = [
            (site, term_name(term), str(day)[:10], *(f"{each.get((site, term), 0):,}" for each in (items, findings)))
            if is_read
            else (site, term_name(term), NOT_CHECKED, "", "")
            for site, term, day, is_read in self.audits[[*key, "as_of", "is_read"]].itertuples(index=False, name=None)
        ]
        columns = ("site", "term", "audited for", "placements", "findings")
        return card_html("History", self.problems, columns, counts, "ia.plot_trends(ia.trends(history))")


def save_audit(audit: Audit, history: str | os.PathLike[str], *, now: datetime | None = None) -> list[Path]:
    """Add an audit to the history, one folder a site. Earlier runs stay.

    Parameters
    ----------
    audit
        What :func:`run_audit` gave; it must know its term.
    history
        The folder; made if need be, for its owner alone.
    now
        When the run is made [UTC], for reproducible runs. Which run is the last its number says: a clock that goes
        back is logged and loses nothing.

    Returns
    -------
    The folders written. Each appears whole or not at all.

    Raises
    ------
    InputError
        When the audit has no term, or is a part of one, or a site or term has no letter and no digit.
    ImgauditError
        When a site could not be saved; it names the site, and the others are saved all the same.
    """
    if audit.is_part:
        raise InputError("This is a part of an audit: what where() left out would look resolved. Save the whole audit.")
    if not audit.term:
        raise InputError(
            'The audit has no term. Write term = "2025-26-autumn" into audit.toml, list the terms in the policy '
            "([[terms]]), or give run_audit(term='2025-26-autumn')."
        )
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    sites = sorted(audit.policies)
    runs, closed = find_runs(Path(history))
    _point_out_new(sites, {run.site for run in runs} | {place.name for place in closed if place != Path(history)})
    saved: list[Path] = []
    failed: dict[str, Exception] = {}
    for site in sites:
        try:
            saved.append(save_site(audit, site, Path(history), runs, moment))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other sites are not to be lost by it
            failed[site] = error
    if failed:
        said = "; ".join(f"{site!r} ({error})" for site, error in failed.items())
        rest = f" Saved all the same: {', '.join(map(str, saved))}." if saved else ""
        is_input = all(isinstance(error, InputError) for error in failed.values())
        raise (InputError if is_input else ImgauditError)(
            f"{os.fspath(history)}: not saved: {said}. Put that right and save the audit again.{rest}"
        ) from next(iter(failed.values()))
    return saved


def _point_out_new(sites: Iterable[str], known: set[str]) -> None:
    for site in sorted(set(sites) - known) if known else ():
        log.warning(
            "The site %r is new to the history, which knows %s. If it is the same school, give site= to read_inventory "
            "(site in audit.toml), or nothing of it will connect with the terms before.",
            site,
            ", ".join(sorted(known)),
        )


def save_site(
    audit: Audit,
    site: str,
    history: Path,
    runs: list[Run],
    moment: datetime,
    *,
    inputs: Mapping[str, Any] | None = None,
) -> Path:
    """Add one site of an audit, whose term is known, to the runs that the history holds; the run's folder.

    ``inputs`` says what the audit was made of, for whoever asks later whether that is still the same.
    """
    name, policy = audit.term or "", audit.policies[site].as_dict()
    above = folder_of(site, history, ((run.place.parent.parent, run.site) for run in runs if run.record))
    mine = [run for run in runs if run.site == site]
    term = folder_of(name, above, ((run.place.parent, run.term) for run in mine if run.record))
    private_folder(term)
    sweep(term)
    earlier = [run for run in runs if run.place.parent == term or (run.site, run.term) == (site, name)]
    last = max((run for run in earlier if run.record), key=lambda run: run.order, default=None)
    if last and last.saved_at > moment:
        log.warning(
            "The clock went back: the last audit of %s in %s says it was saved %s, and this one is saved %s. Both are "
            "kept, and this one counts as the later. Set the clock of this computer right.",
            site,
            name,
            last.saved_at.isoformat(" ", "seconds"),
            moment.isoformat(" ", "seconds"),
        )
    engines = {**audit.engines, **by_visits(audit.visits, site)}
    partial = Path(tempfile.mkdtemp(prefix=STRAY[1], dir=term))  # mkdtemp: owner only
    items, kept = _with_own(audit, site)
    try:
        record = {
            "schema": SCHEMA,
            "site": site,
            "term": name,
            "run": moment.isoformat(timespec="microseconds"),
            "as_of": audit.as_of.isoformat(),
            "engine": audit.engines["media"],  # what an earlier imgaudit looks for
            "engines": engines,
            "rules": {rule.name: rule.fingerprint({**policy, **engines}) for rule in RULES},
            "frames": {
                name: _write(items if name == "items" else getattr(audit, name), name, site, partial, kept)
                for name in FRAMES
            },
            "own_columns": kept,
            **({"inputs": inputs} if inputs else {}),
            "register": {
                "people": len(audit.people),
                "completeness": audit.register_completeness,
                # A name is not gone from a page because nobody knows it any more: who was known, and nothing else.
                "who": sorted(digest(person) for person in audit.people["person_id"]),
            },
            # Who does the work is no part of the figures, and may be somebody's name.
            "policy": {key: value for key, value in policy.items() if key not in ("owners", "sites")},
        }
        return _numbered(partial, record, 1 + max((run.number for run in earlier), default=0))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _with_own(audit: Audit, site: str) -> tuple[pd.DataFrame, dict[str, int | None]]:
    """The placements with those of the school's own columns that the policy names, blank where somebody may be named.

    And column → how many of its values that concerns; ``None`` where there is no such column.
    """
    policy, items = audit.policies[site], audit.items
    kept: dict[str, int | None] = {}
    wanted = policy.history.get("keep_columns", [])
    no_names = replace(policy, names_in_outputs="none")
    hide = hider_of(no_names, audit.people, audit.consents, audit.appearances, items) if wanted else None
    for name in wanted:
        if name not in items or hide is None:
            kept[name] = None
            continue
        texts = items[name].astype("str")
        may_stay = names_nobody(texts, hide, audit.people)
        kept[name] = int((texts.notna() & ~may_stay & items["site"].eq(site)).sum())
        items = items.assign(**{name: texts.where(may_stay)})
    for why in _not_kept(kept, site):
        log.warning("%s", why)
    return items, kept


def _not_kept(kept: Mapping[str, int | None], site: str) -> list[str]:
    """What of the school's own columns a run does not hold, and why."""
    return [
        f"{site}: the policy's [history] keeps the column {name!r}, "
        + (
            "and no list of pictures has it: spell it as its heading is."
            if blank is None
            else f"but {counted(blank, 'value')} may name somebody, or there is no register that tells: left blank."
        )
        for name, blank in kept.items()
        if blank != 0
    ]


def _write(frame: pd.DataFrame, name: str, site: str, folder: Path, own: Iterable[str]) -> str:
    """Write one frame of one site; its checksum."""
    path = folder / f"{name}.parquet"
    columns = [*_impersonal(FRAMES[name], frame), *(own if name == "items" else ())]
    frame.loc[frame["site"].eq(site), [column for column in columns if column in frame]].to_parquet(
        path, engine="pyarrow", index=False
    )
    path.chmod(0o600)
    return checksum(path.read_bytes())


def _impersonal(table: Table, frame: pd.DataFrame) -> list[str]:
    # The user's own columns may hold anything, so they stay out, but for those that the policy names.
    return [name for name, column in table.columns.items() if column.privacy != "personal" and name in frame.columns]


def _numbered(partial: Path, record: Mapping[str, Any], number: int) -> Path:
    """Give a run its record and its place: the next number that nobody else has taken meanwhile."""
    for free in count(number):
        (partial / RECORD).write_bytes(write_record({**record, "number": free}))
        (partial / RECORD).chmod(0o600)
        place = partial.with_name(run_name(free))
        try:
            put(partial, place)  # a folder with something in it is never replaced
        except OSError:
            if not place.exists():
                raise
        else:
            return place
    raise AssertionError("count() does not end")


def history_of(given: History | str | os.PathLike[str]) -> History:
    """A history as a caller gives it: loaded, or its folder.

    Raises :class:`~imgaudit.errors.InputError` where no audit is left in it.
    """
    past = given if isinstance(given, History) else load_history(given)
    if past.audits.empty:
        raise InputError("No audit is left in this history: give all of load_history(), or leave rows of audits in it.")
    return past


def last_audit(runs: Iterable[Run], site: str, term: str) -> tuple[Run, dict[str, pd.DataFrame]] | None:
    """Of these runs the last whole one of a site and a term, and its frames; a part of a history at a time."""
    of_term = [run for run in runs if (run.site, run.term) == (site, term)]
    return _last_whole(sorted(of_term, key=lambda run: run.order, reverse=True))[1]


def load_history(
    history: str | os.PathLike[str], *, until: date | None = None, sites: Sequence[str] | None = None
) -> History:
    """Read the last whole run of each term and site.

    A run that is damaged, or not whole, or of a later imgaudit, is named in ``problems``, and the run before it is
    read; a term of which no run can be read counts as not checked. Frames and columns that an earlier version did not
    save are unknown.

    Parameters
    ----------
    history
        The folder that audits were saved in.
    until
        Read audits alone that speak for this day or one before it.
    sites
        Read audits of these sites alone; default: of all.

    Returns
    -------
    A :class:`History`, terms in the order in which they begin.

    Raises
    ------
    InputError
        When there is no audit in the folder, or none that can be read; it lists what is wrong with each.
    """
    runs, closed = find_runs(Path(history))
    runs = [run for run in runs if sites is None or run.site in sites]
    if until:
        runs = [run for run in runs if run.record and date.fromisoformat(run.record["as_of"]) <= until]
    found = [_problem(place, f"{why}, so what it holds counts as {NOT_CHECKED}") for place, why in closed.items()]
    of_terms: dict[tuple[str, str], list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.order, reverse=True):
        of_terms.setdefault((run.site, run.term), []).append(run)
    used: dict[tuple[str, str], tuple[Run, dict[str, pd.DataFrame]]] = {}
    for key, of_term in of_terms.items():
        broken, whole = _last_whole(of_term)
        if whole:
            used[key] = whole
        found += [
            _problem(file, _instead(run, why, whole and whole[0]), not_read=not whole or run.order >= whole[0].order)
            for run, file, why in broken
        ]
    if not used:
        if not found:
            place = os.fspath(history)
            raise InputError(f"{place}: no audit saved there. Use save_audit(audit, {place!r}).")
        said = "".join(f"\n  {problem['file']}: {problem['reason']}" for problem in found)
        raise InputError(f"{os.fspath(history)}: no audit there can be read. Save them again, or mend these:{said}")
    found += [
        _problem(run.place / "items.parquet", why, code="missing", not_read=False)
        for run, _ in used.values()
        for why in _not_kept(run.record.get("own_columns") or {}, run.site)
    ]
    problems = PROBLEMS.frame(pd.DataFrame(found, columns=["file", "code", "reason", "not_read"]))
    if n := int(problems["not_read"].sum()):
        log.warning("%s: not all could be read (%d); see load_history(...).problems.", os.fspath(history), n)
    audits = _audits([used[key][0] if key in used else of_term[0] for key, of_term in of_terms.items()], set(used))
    read = [used[site, term] for site, term in zip(audits["site"], audits["term"], strict=True) if (site, term) in used]
    frames = {
        name: pd.concat([frames[name].assign(term=run.term) for run, frames in read], ignore_index=True)
        for name in FRAMES
    }
    told = {name: frame[["term", *frame.columns.drop("term")]] for name, frame in frames.items()}
    for frame in told.values():
        frame.attrs.update(_about(audits[audits["is_read"]]))
    return History(audits=audits, problems=problems, **told)


def _about(audits: pd.DataFrame) -> dict[str, Any]:
    """What the last term of a history is of; see :func:`imgaudit.wording.about`."""
    last = audits[audits["term"].eq(audits["term"].iloc[-1])]
    return about([json.loads(policy) or {} for policy in last["policy"]], last["term"].iloc[-1], last["as_of"].max())


def _last_whole(
    runs: list[Run],
) -> tuple[list[tuple[Run, Path, str]], tuple[Run, dict[str, pd.DataFrame]] | None]:
    """Of a term's runs, last first: those that cannot be read with file and reason, and the first that is whole."""
    broken, whole = [], None
    for run in runs:
        if run.fault:
            broken.append((run, run.place / RECORD, run.fault))
        elif whole is None:
            try:
                whole = run, {name: _frame(run, name) for name in FRAMES}
            except _NotWholeError as error:
                broken.append((run, error.file, str(error)))
    return broken, whole


class _NotWholeError(Exception):
    """A frame of a run cannot be read; ``file`` is where it should be."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(reason)
        self.file = file


def _frame(run: Run, name: str) -> pd.DataFrame:
    """A frame of a run with all impersonal columns of today; what an earlier version lacks is unknown."""
    path, table = run.place / f"{name}.parquet", FRAMES[name]
    saved = run.record.get("frames")  # by which to know each file again; runs of before do not say
    if name not in (_FIRST if saved is None else saved):
        return _as_today(pd.DataFrame(), table)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _NotWholeError(path, f"cannot be read ({error.strerror})") from error
    if saved is not None and checksum(data) != saved[name]:
        raise _NotWholeError(path, "cannot be read (damaged or changed since it was saved)")
    try:
        frame = pd.read_parquet(BytesIO(data), engine="pyarrow")
        if saved is None:  # nothing else says that it is as it was
            read_table(BytesIO(data)).validate(full=True)
            ids = frame[_FIRST[name]]
            if ids.isna().any() or (ids.duplicated().any() and name != "sources"):
                raise ValueError(f"{_FIRST[name]} is missing or there twice")
        today = _as_today(frame, table)
        if "site" in today and not today["site"].eq(run.site).all():
            raise ValueError("rows of another site")
    except Exception as error:  # what broken Parquet raises is known to pyarrow alone
        raise _NotWholeError(path, f"cannot be read ({error})") from error
    if name == "findings":
        return _with_subjects(today)
    if name != "items":
        return today
    own = {column: frame[column].astype("str") for column in run.record.get("own_columns") or () if column in frame}
    # A run of before places were looked for knows of none, so its posts are not known to be clean either.
    return with_places(today).assign(**own)


def _with_subjects(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings of any version: before others could be at fault, a picture's subject did not name the channel."""
    subject = findings["finding_id"].str.replace(r"^[^ ]* ", "", regex=True).astype("str")
    return findings.assign(subject_id=subject, subject_kind=findings["subject_kind"].replace("asset", "asset@channel"))


def _as_today(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    columns = {}
    for name in [name for name, column in table.columns.items() if column.privacy != "personal"]:
        dtype = table.dtypes[name]
        if name in frame and frame[name].dtype == dtype:
            columns[name] = frame[name]
        elif name not in frame or frame[name].isna().all():  # what is empty has no type of its own
            columns[name] = pd.Series(None, index=frame.index, dtype=dtype)
        elif pd.api.types.is_string_dtype(frame[name]) == (dtype == TEXT):
            columns[name] = pd.Series(frame[name], dtype=dtype)
        else:
            raise TypeError(f"column {name!r} holds {frame[name].dtype}, not {dtype}")
    return pd.DataFrame(columns, index=frame.index)


def _problem(file: Path, reason: str, *, code: str = "broken", not_read: bool = True) -> dict[str, Any]:
    return {"file": str(file), "code": code, "reason": reason, "not_read": not_read}


def _instead(run: Run, why: str, whole: Run | None) -> str:
    """What is wrong with a run, what is read instead and what to do."""
    if whole is None:
        return (
            f"{why}. No run of {run.site}, {run.term}, can be read: it counts as {NOT_CHECKED}. Save that audit again."
        )
    if run.order < whole.order:
        return f"{why}. A later run of the term, {whole.place.name}, is read: move this one away."
    return f"{why}. The run before it, {whole.place.name}, is read instead. Save that audit again."


def _audits(runs: list[Run], used: set[tuple[str, str]]) -> pd.DataFrame:
    """The table of audits from the run of each; of one that is not read, what can still be told."""
    told = [
        {
            **{key: run.record.get(key) for key in ("run", "as_of")},
            **{key: json.dumps(run.record.get(key)) for key in ("policy", "register", "rules")},
            "engines": json.dumps(run.record.get("engines", {"media": run.record.get("engine")})),
            "site": run.site,
            "term": run.term,
            "number": run.number,
            "is_read": (run.site, run.term) in used,
        }
        for run in runs
    ]
    order = ["site", "term", "number", "run", "as_of", "policy", "register", "engines", "rules", "is_read"]
    audits = pd.DataFrame(told, columns=order)
    audits["as_of"] = pd.to_datetime(audits["as_of"])
    listed = {term: day for run in runs for term, day in starts(run.record).items()}
    # A term that is audited again later keeps its place in the year.
    audits["begins"] = pd.to_datetime([_begin(run, listed) for run in runs])
    return audits.sort_values(["begins", "as_of", "site"], ignore_index=True).drop(columns="begins")


def _begin(run: Run, listed: Mapping[str, date]) -> date:
    """The first day of a run's term by its own policy, else by others', else a day that is near enough to sort by."""
    day = starts(run.record).get(run.term) or (None if run.record else listed.get(run.term))
    if day is None and run.record:
        day = date.fromisoformat(run.record["as_of"])
    if day is None:
        day = date.max
        with suppress(OSError, ValueError, OverflowError):
            day = datetime.fromtimestamp(run.place.stat().st_mtime, UTC).date()
    return day
