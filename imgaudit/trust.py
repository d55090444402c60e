"""``trust.toml``: a trust of many schools, each audited by itself; the trust sees sums, and no small group.

Each school keeps its own ``audit.toml``, exports, register and workbook. Of all schools the trust has one history,
``site/term/run-…`` as every history, in which no personal column is, and figures are summed school by school: there is
never more than one school's audit in memory for each process.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.batches import in_batches
from imgaudit.config import Config, audit_config, is_awaited, load_config
from imgaudit.errors import ImgauditError, InputError, meant
from imgaudit.files import stamp_of, walk_files
from imgaudit.files.naming import alike
from imgaudit.history import last_audit, load_history, save_site
from imgaudit.outputs.paper import paper_path
from imgaudit.outputs.trust_page import write_trust_page
from imgaudit.outputs.workbook import write_workbook
from imgaudit.rules import ENGINES
from imgaudit.runs import Run, checksum, find_runs
from imgaudit.screen import problems_of, was_not_read
from imgaudit.settings import read_toml
from imgaudit.statistics import (
    COUNTS,
    consent_coverage,
    exposure,
    name_exposure,
    resolution,
    suppressed,
    with_shares,
)
from imgaudit.tables import RATES, TRUST_SITES
from imgaudit.wording import LEAST_GROUP, about

DELIVERED = ("done", "unchanged")
COUNTED = (exposure, name_exposure, resolution, consent_coverage)
_ENDED = "The process that audited it ended ({}). Run the trust again: schools that are done are not audited anew."


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust as a file describes it; paths are relative to that file.

    - ``trust``: its name. ``term``: the term that all its schools are audited for.
    - ``sites``: school → its ``audit.toml``. The name is that of its ids, as ``site`` there; the term is the trust's.
    - ``history``: the folder that holds the audits of all schools.
    - ``page``: where the trust's page is written (``.html`` or ``.pdf``); without it none is.
    - ``suppress_below``: groups smaller than this, or than any school's policy says, are blank.
    """

    trust: str
    term: str
    sites: Mapping[str, Path]
    history: Path
    page: Path | None = None
    suppress_below: int = LEAST_GROUP


def load_trust(path: str | os.PathLike[str]) -> Trust:
    """Read a ``trust.toml``.

    Raises :class:`~imgaudit.errors.InputError` for a file that is not TOML, an unknown key or a wrong value.
    """
    place = Path(path).expanduser()
    values = read_toml(place, "a trust.toml", InputError)
    known = [field.name for field in fields(Trust)]
    wrong = [f"unknown key {key!r}{meant(key, known)}" for key in values if key not in known]
    wrong += [f"{key!r} is missing" for key in ("trust", "term", "sites", "history") if key not in values]
    for key, value in values.items():
        if key in ("trust", "term", "history", "page") and not (isinstance(value, str) and value.strip()):
            wrong.append(f"{key} = {value!r} should be text")
    below = values.get("suppress_below", LEAST_GROUP)
    if not isinstance(below, int) or isinstance(below, bool) or below < 1:
        wrong.append(f"suppress_below = {below!r} should be a whole number from 1")
    wrong += _wrong_sites(values.get("sites"))
    if wrong:
        raise InputError(f"{place}: {'; '.join(wrong)}. Known keys: {', '.join(known)}.")
    within = place.parent
    told: dict[str, Any] = {
        key: within / Path(values[key]).expanduser() for key in ("history", "page") if key in values
    }
    sites = {site: within / Path(config).expanduser() for site, config in values["sites"].items()}
    found = Trust(**{**values, **told, "sites": sites})
    if found.page:
        paper_path(found.page)
    return found


def _wrong_sites(sites: Any) -> list[str]:
    if not isinstance(sites, dict) or not sites or not all(isinstance(config, str) for config in sites.values()):
        return ['sites should be a table, such as [sites] oak-primary = "oak-primary/audit.toml"']
    wrong = []
    for what, names in (("site", [*sites]), ("audit.toml", [*sites.values()])):
        of: dict[str, list[str]] = {}
        for name in names:
            of.setdefault(alike(str(Path(name))), []).append(name)
        same = [" and ".join(map(repr, several)) for several in of.values() if len(several) > 1]
        wrong += [f"{several} are one {what}, on Windows and a Mac at least" for several in same]
    return wrong


def audit_trust(
    trust: Trust | str | os.PathLike[str],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    cache: str | os.PathLike[str] | bool = True,
) -> pd.DataFrame:
    """Audit every school of a trust by itself, save each in the trust's history, and write the trust's page.

    A school whose audit of the term is there, of the same inputs, day and engines, is not audited again, so that a run
    that was stopped goes on. A school that fails stops no other. Each school's workbook is written where its own
    ``audit.toml`` says; what else that names ``imgaudit audit`` writes.

    Parameters
    ----------
    trust
        The ``trust.toml``.
    executor
        Any :class:`concurrent.futures.Executor` to run in, such as that of a Dask client (``client.get_executor()``),
        whose machines all see the same files; it is not shut down.
    workers
        Processes to start when no executor is given, each for one school at a time; default: one a core. 1 stays in
        this process.
    cache
        As :func:`scan` has it; each machine keeps its own.

    Returns
    -------
    A row a school, in the order of the file: ``site``, ``status`` (*done*, *unchanged*, *failed*, *did not deliver*),
    ``reason``, ``n_items``, ``n_findings``, ``n_not_read`` and ``run``, the folder in the history.

    Raises
    ------
    InputError
        For a wrong ``trust.toml``; never for a school's.
    """
    job = trust if isinstance(trust, Trust) else load_trust(trust)
    work = partial(_audited_or_why_not, job, cache)
    rows = dict(
        in_batches(
            [*job.sites], work, _ended, executor=executor, workers=workers, chunk=1, in_process=2
        )  # many files each
    )
    audited = TRUST_SITES.frame(pd.DataFrame([rows[site] for site in job.sites]))
    if job.page:
        write_trust_page(job.trust, job.term, audited, trust_rates(job, audited), job.page)
    return audited


def trust_rates(trust: Trust | str | os.PathLike[str], audited: pd.DataFrame) -> pd.DataFrame:
    """The figures of each school of a trust, and of all together, without small groups and what would give them away.

    They are summed school by school, of the saved audits; no school's rows are kept.

    Parameters
    ----------
    trust
        The ``trust.toml``.
    audited
        What :func:`audit_trust` gave: schools that failed or did not deliver have no figures.

    Returns
    -------
    Rates (see :func:`rate`) with a row per ``site`` and measure and, last, those of all schools that delivered, where
    ``site`` is empty. Of a row that ``is_suppressed`` every count and share is empty.
    """
    job = trust if isinstance(trust, Trust) else load_trust(trust)
    runs, _ = find_runs(job.history)
    told: list[Mapping[str, Any]] = [{"suppress_below": job.suppress_below}]
    days = [date.min]
    rates = [RATES.empty().assign(site=pd.Series(dtype="str"))]
    for site in audited.loc[audited["status"].isin(DELIVERED), "site"]:
        if (found := last_audit(runs, site, job.term)) is None:
            continue
        run, frames = found
        told.append(run.record["policy"])
        days.append(date.fromisoformat(run.record["as_of"]))
        rates += [count(frames["items"])[[*RATES.columns]].assign(site=site) for count in COUNTED]
    by_site = pd.concat(rates, ignore_index=True)[["site", *RATES.columns]]
    by_site.attrs.update(about(told, job.term, max(days)))
    kinds = by_site.groupby(["measure", "unit"], sort=False)
    sums = kinds[COUNTS].sum().assign(more_unread=kinds["more_unread"].any())
    total = RATES.frame(with_shares(sums.reset_index()))[[*RATES.columns]]
    total.attrs.update(by_site.attrs)
    both = pd.concat([suppressed(by_site), suppressed(total).assign(site=None)], ignore_index=True)
    both.attrs.update(by_site.attrs)
    return both.astype({"site": "str"})


def _ended(site: str, why: str) -> dict[str, Any]:
    return {"site": site, "status": "failed", "reason": _ENDED.format(why.rstrip("."))}


def _audited_or_why_not(trust: Trust, cache: str | os.PathLike[str] | bool, site: str) -> dict[str, Any]:
    """One school's row; whatever goes wrong with it is in there."""
    try:
        return {"site": site, **_audited(trust, site, cache)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the other schools are not to be lost by it
        why = str(error) if isinstance(error, ImgauditError) else f"{type(error).__name__}: {error}"
        return {"site": site, "status": "failed", "reason": why}


def _audited(trust: Trust, site: str, cache: str | os.PathLike[str] | bool) -> dict[str, Any]:
    place = trust.sites[site]
    if not place.exists():
        return {"status": "did not deliver", "reason": f"{place}: there is no such file"}
    job = load_config(place)
    for key, asked in (("site", site), ("term", trust.term)):
        if (says := getattr(job, key)) not in (None, asked):
            raise InputError(f"{place}: {key} = {says!r}, and the trust.toml says {asked!r}. Make both say the same.")
    if not job.exports.exists() or is_awaited(job.exports):
        return {"status": "did not deliver", "reason": f"{job.exports}: nothing is there"}
    job = replace(job, site=site, term=trust.term, as_of=job.as_of or date.today())  # noqa: DTZ011 - as audits have it
    inputs = _stamp(job)
    runs, _ = find_runs(trust.history)
    before = last_audit(runs, site, trust.term)
    if before and _is_same(before[0], runs, inputs, job.workbook):
        counts = before[0].record["inputs"]["n_not_read"]
        return {"status": "unchanged", "n_not_read": counts, **_counts(before[1]), "run": str(before[0].place)}
    audit = audit_config(job, progress=False, cache=cache, workers=1)
    if audit.items.empty:
        said = audit.problems["reason"].tolist()[:1] or ["no export holds one"]
        raise InputError(f"{job.exports}: no placement was read: {said[0]}")
    if others := sorted(set(audit.policies) - {site}):
        raise InputError(f"{job.exports}: there are pictures of {', '.join(others)} among those of {site}. Part them.")
    problems = problems_of(audit)
    not_read = problems.loc[was_not_read(problems), "reason"].tolist()
    kept = {"stamp": inputs, "n_not_read": len(not_read)}
    run = save_site(audit, site, trust.history, runs, datetime.now(UTC), inputs=kept)
    if job.workbook:
        write_workbook(audit, job.workbook, history=load_history(trust.history, sites=[site]))
    counts = _counts({"items": audit.items, "findings": audit.findings})
    reason = not_read[0] if not_read else None
    return {"status": "done", "reason": reason, "n_not_read": len(not_read), **counts, "run": str(run)}


def _counts(frames: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    return {"n_items": len(frames["items"]), "n_findings": len(frames["findings"])}


def _is_same(run: Run, runs: list[Run], inputs: str, workbook: Path | None) -> bool:
    """Whether a run is of these inputs, the last of its term, and its workbook was written after it."""
    if max((one for one in runs if (one.site, one.term) == (run.site, run.term)), key=lambda one: one.order) != run:
        return False
    if (run.record.get("inputs") or {}).get("stamp") != inputs:
        return False
    return workbook is None or (workbook.exists() and workbook.stat().st_mtime >= run.saved_at.timestamp())


_MADE = ("history", "workbook", "charts", "who_is_meant", "withdrawals", "received")
"""What of an audit.toml an audit does not read; of what came back, it reads the files below."""


def _stamp(job: Config) -> str:
    """What changes when anything does that an audit reads: a file, a word of its audit.toml, an engine."""
    told: dict[str, Any] = {field.name: getattr(job, field.name) for field in fields(job) if field.name not in _MADE}
    told |= {"answers": job.answers_kept, "decisions": job.decisions_kept, "reviews": job.reviews_kept}
    lines = [str(sorted(ENGINES.items()))]
    for key, value in sorted(told.items()):
        lines.append(f"{key} {value}")
        if isinstance(value, Path) and value.exists():
            lines += [f"{file.path} {stamp_of(file.path)}" for file in walk_files(value).files]
    return checksum("\n".join(lines).encode("utf-8", "surrogatepass"))
