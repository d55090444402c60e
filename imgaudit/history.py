"""Audits on disk: saved term by term, and read back.

``history/<site>/<term>/<run>/`` holds one audit of one site as Parquet, without any personal column: figures and
ids, no names, texts or addresses. Saving a term again adds a run; trends take a term's last run.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.audit import Audit
from imgaudit.errors import InputError
from imgaudit.files import STRAY, put, sweep
from imgaudit.measures import with_places
from imgaudit.tables import AUDIT_ITEMS, FINDINGS, SOURCES, Table

log = logging.getLogger(__name__)

FRAMES = {"items": AUDIT_ITEMS, "findings": FINDINGS, "sources": SOURCES}


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """The last audit of each term and site.

    - ``audits``: a row an audit: ``site``, ``term``, ``run``, ``as_of``, ``engine``, and as JSON ``policy`` and
      ``register``.
    - ``items``, ``findings``, ``sources``: their rows, with ``term`` in front and without personal columns.
    """

    audits: pd.DataFrame
    items: pd.DataFrame
    findings: pd.DataFrame
    sources: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: an id may be the name of a file, and that somebody's."""
        return f"<History: {len(self.audits):,} audits, {len(self.items):,} items, {len(self.findings):,} findings>"


def save_audit(audit: Audit, history: str | os.PathLike[str], *, now: datetime | None = None) -> list[Path]:
    """Add an audit to the history, one folder a site. Earlier runs stay.

    Parameters
    ----------
    audit
        What :func:`run_audit` gave; it must know its term.
    history
        The folder; made if need be, for its owner alone.
    now
        When the run is made [UTC], for reproducible runs.

    Returns
    -------
    The folders written. Each appears whole or not at all.

    Raises
    ------
    InputError
        When the audit has no term, or is a part of one.
    """
    if audit.is_part:
        raise InputError("This is a part of an audit: what where() left out would look resolved. Save the whole audit.")
    if not audit.term:
        raise InputError(
            "The audit has no term. Give run_audit(term='2025-26-autumn') or list the terms in the policy."
        )
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    sites = pd.concat([audit.items["site"], audit.sources["site"]]).unique()
    known = {place.name for place in Path(history).glob("*") if place.is_dir()}
    for site in {_safe(site) for site in sites} - known if known else ():
        log.warning(
            "The site %r is new to the history, which knows %s. If it is the same school, give site= to read_inventory "
            "(site in audit.toml), or nothing of it will connect with the terms before.",
            site,
            ", ".join(sorted(known)),
        )
    return [_save_site(audit, site, Path(history), moment) for site in sorted(sites)]


def _save_site(audit: Audit, site: str, history: Path, moment: datetime) -> Path:
    term = history / _safe(site) / _safe(audit.term or "")
    for folder in (history, term.parent, term):
        folder.mkdir(mode=0o700, exist_ok=True, parents=True)
    sweep(term)
    partial = Path(tempfile.mkdtemp(prefix=STRAY[1], dir=term))  # mkdtemp: owner only
    try:
        for name, table in FRAMES.items():
            frame: pd.DataFrame = getattr(audit, name)
            kept = frame.loc[frame["site"].eq(site), _impersonal(table, frame)]
            _write(partial / f"{name}.parquet", kept)
        about = {
            "site": site,
            "term": audit.term,
            "run": moment.isoformat(timespec="microseconds"),
            "as_of": audit.as_of.isoformat(),
            "engine": audit.engine,
            "register": {"people": len(audit.people), "completeness": audit.register_completeness},
            # Who does the work is no part of the figures, and may be somebody's name.
            "policy": {key: value for key, value in audit.policy.as_dict().items() if key != "owners"},
        }
        (partial / "audit.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
        (partial / "audit.json").chmod(0o600)
        place = term / moment.strftime("%Y%m%dT%H%M%S.%fZ")
        put(partial, place)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return place


def _impersonal(table: Table, frame: pd.DataFrame) -> list[str]:
    # The user's own columns may hold anything, so they stay out too.
    return [name for name, column in table.columns.items() if column.privacy != "personal" and name in frame.columns]


def _write(path: Path, frame: pd.DataFrame) -> None:
    frame.to_parquet(path, engine="pyarrow", index=False)
    path.chmod(0o600)


def _safe(name: str) -> str:
    """A name as a folder that cannot leave the history."""
    safe = re.sub(r"[^\w.-]+", "-", name).strip(".-")
    if not safe:
        raise InputError(f"{name!r} cannot be the name of a folder: use letters and digits.")
    return safe


def load_history(history: str | os.PathLike[str]) -> History:
    """Read the last run of each term and site.

    Returns
    -------
    A :class:`History`, terms in the order of their audit dates.

    Raises
    ------
    InputError
        When there is no audit in the folder, or one cannot be read.
    """
    runs: dict[tuple[str, str], tuple[str, Path, dict[str, Any]]] = {}
    for place in sorted(Path(history).glob("*/*/*/audit.json")):
        if place.parent.name.startswith("."):
            continue
        try:
            about = json.loads(place.read_text(encoding="utf-8"))
            key = (about["site"], about["term"])
            register = about.get("register") or {}
            about |= {"register": {"people": int(register.get("people", 0)), **register}, "as_of": about["as_of"]}
            if key not in runs or runs[key][0] < about["run"]:
                runs[key] = (about["run"], place.parent, {"engine": "", "policy": {}, **about})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{place}: not an audit's record ({error}). Move the folder away or save again."
            ) from error
    if not runs:
        raise InputError(f"{os.fspath(history)}: no audit saved there. Use save_audit(audit, {os.fspath(history)!r}).")
    texts = [{name: json.dumps(about.get(name)) for name in ("policy", "register")} for _, _, about in runs.values()]
    audits = pd.DataFrame([about | text for (_, _, about), text in zip(runs.values(), texts, strict=True)])
    audits["as_of"] = pd.to_datetime(audits["as_of"])
    # A term that is audited again later keeps its place in the year.
    audits["begins"] = [_begin(row["policy"], row["term"], row["as_of"]) for row in audits.to_dict("records")]
    audits = audits.sort_values(["begins", "as_of", "site"], ignore_index=True).drop(columns="begins")
    places = {(about["site"], about["term"]): place for _, place, about in runs.values()}
    frames = {}
    for name, table in FRAMES.items():
        parts = []
        for site, term in zip(audits["site"], audits["term"], strict=True):
            path = places[site, term] / f"{name}.parquet"
            try:
                part = pd.read_parquet(path, engine="pyarrow")
            except (OSError, ValueError) as error:
                raise InputError(f"{path}: cannot be read ({error}). Remove that run or save it again.") from error
            # A run of before places were looked for knows of none, so its posts are not known to be clean either.
            part = with_places(part) if name == "items" else part
            parts.append(_as_today(part, table).assign(term=term))
        frame = pd.concat(parts, ignore_index=True)
        frames[name] = frame[["term", *[c for c in table.columns if c in frame.columns]]]
    return History(audits=audits, **frames)


def _as_today(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A frame of any version with all impersonal columns of today; what an earlier version lacks is unknown."""
    dtypes = {name: about.dtype for name, about in table.columns.items() if about.privacy != "personal"}
    lacking = {
        name: pd.Series(None, index=frame.index, dtype=dtype)
        for name, dtype in dtypes.items()
        if name not in frame.columns
    }
    return frame.assign(**lacking)


def _begin(policy: str, term: str, as_of: pd.Timestamp) -> pd.Timestamp:
    starts = {entry["id"]: entry["starts"] for entry in json.loads(policy).get("terms", [])}
    return pd.Timestamp(starts[term]) if term in starts else as_of
