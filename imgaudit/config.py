"""``audit.toml``: which exports, register and policy make up one audit, and where its results go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.answers import Answers, load_answers
from imgaudit.audit import Audit, run_audit
from imgaudit.decisions import load_decisions
from imgaudit.errors import InputError, meant
from imgaudit.exports import Inventory, read_inventory
from imgaudit.face_counts import find_faces
from imgaudit.files import walk_files
from imgaudit.files.naming import alike
from imgaudit.foreign.dates import given_day
from imgaudit.live import visited
from imgaudit.lookalikes import find_looks
from imgaudit.outputs.workbook.registers_reading import read_registers
from imgaudit.policy import Policy, load_policy
from imgaudit.register import Register, read_register
from imgaudit.registers import Registers
from imgaudit.reviews import load_reviews
from imgaudit.scanning import scan
from imgaudit.settings import read_toml


@dataclass(frozen=True, slots=True)
class Config:
    """One audit as a file describes it; paths are relative to that file.

    - ``exports``: file, ZIP or folder for :func:`read_inventory`.
    - ``register``: consent export for :func:`read_register`; without it, or with an empty folder, every consent is
      unknown.
    - ``register_mapping``: a TOML or JSON file of headings that :func:`read_register` does not know.
    - ``groups``: the list of groups beside the register's classes, for :func:`read_register`: who is on the council.
    - ``register_exported_on``: the day the MIS wrote the register, where the file does not say.
    - ``answers``: who is shown, as :func:`save_answers` kept it.
    - ``received``: the folder in which :func:`receive` keeps what returned workbooks say: ``decisions.parquet``,
      ``reviews.parquet`` and, in place of ``answers``, ``answers.parquet``.
    - ``registers``: the workbook that :func:`write_registers` wrote: settings, training, families, policies, partners.
    - ``incidents``: that of incidents, a file of its own. Audits read both, and each must be there.
    - ``policy``: the school's ``policy.toml``; without it the defaults hold.
    - ``as_of``: the day the audit speaks for; default: today. ``term``: default: the policy's term of that day.
    - ``site``: the school's or site's name in every id; give it, so that it is the same next term.
    - ``channel``: where the exports do not say. ``mapping``: file of headings, see :func:`read_inventory`.
    - ``explained``: source → ``moved`` or ``taken down``, where ``imgaudit trends`` asks why an export lacks most of
      what it held; see :func:`run_audit`.
    - ``visits``: the file in which ``imgaudit visit`` keeps what the public gets; where it is there, audits read it.
    - ``faces``: true to count faces in pictures (:func:`find_faces`; needs the extra ``faces``).
    - ``looks``: true to find copies that are smaller or saved anew (:func:`find_looks`): each picture is drawn once.
    - ``history``, ``workbook``, ``charts``: where results go; what is not named is not written.
    - ``withdrawals``: the folder in which those of ``imgaudit withdraw`` lie; audits say which copies of each are gone.
    - ``who_is_meant``: where the designated safeguarding lead reads who is meant by which reference (``.xlsx`` or
      ``.csv``): :func:`who_is_meant`, names in full. Keep it apart from what others read.
    """

    exports: Path
    register: Path | None = None
    register_mapping: Path | None = None
    groups: Path | None = None
    register_exported_on: date | None = None
    answers: Path | None = None
    received: Path | None = None
    registers: Path | None = None
    incidents: Path | None = None
    policy: Path | None = None
    as_of: date | None = None
    term: str | None = None
    site: str | None = None
    channel: str | None = None
    mapping: Path | None = None
    explained: Mapping[str, str] | None = None
    visits: Path | None = None
    history: Path | None = None
    workbook: Path | None = None
    charts: Path | None = None
    who_is_meant: Path | None = None
    withdrawals: Path | None = None
    faces: bool = False
    looks: bool = False

    @property
    def answers_kept(self) -> Path | None:
        """The file of answers, whether there is one yet or not."""
        return self.received / "answers.parquet" if self.received else self.answers

    @property
    def decisions_kept(self) -> Path | None:
        """The file of decisions, whether there is one yet or not."""
        return self.received / "decisions.parquet" if self.received else None

    @property
    def reviews_kept(self) -> Path | None:
        """The file of reviews, whether there is one yet or not."""
        return self.received / "reviews.parquet" if self.received else None


PATHS = (
    *("exports", "register", "register_mapping", "groups", "answers", "received", "registers", "incidents", "policy"),
    *("mapping", "visits", "history", "workbook", "charts", "who_is_meant", "withdrawals"),
)
FILES = ("register", "answers", "registers", "incidents", "policy", "visits", "workbook", "who_is_meant")
"""Of these no two may be one, for some are written over."""
DAYS = ("as_of", "register_exported_on")


def load_config(path: str | os.PathLike[str]) -> Config:
    """Read an ``audit.toml``.

    Raises :class:`~imgaudit.errors.InputError` for a file that is not TOML, an unknown key or a wrong value.
    """
    place = Path(path).expanduser()
    values = read_toml(place, "an audit.toml", InputError)
    known = [field.name for field in fields(Config)]
    wrong = [f"unknown key {key!r}{meant(key, known)}" for key in values if key not in known]
    wrong += [] if "exports" in values else ["'exports' is missing: the folder, ZIP or file to read"]
    for key, value in values.items():
        if key in DAYS:
            values[key] = given_day(value, f"{place}: {key}")
            continue
        if key == "explained":
            fits, expected = isinstance(value, dict), 'a table, such as [explained] "school/website/wxr" = "moved"'
        elif key in ("faces", "looks"):
            fits, expected = isinstance(value, bool), "true or false"
        else:
            fits, expected = isinstance(value, str), "text"
        if key in known and not fits:
            wrong.append(f"{key} = {value!r} should be {expected}")
    places: dict[str, str] = {}
    for key in FILES:
        if isinstance(values.get(key), str) and (other := places.setdefault(alike(str(Path(values[key]))), key)) != key:
            wrong.append(f"{other!r} and {key!r} are one file, on Windows and a Mac at least")
    if {"answers", "received"} <= values.keys():
        wrong.append("'answers' and 'received' are both there: move the file of answers to answers.parquet in received")
    if wrong:
        raise InputError(f"{place}: {'; '.join(wrong)}. Known keys: {', '.join(known)}.")
    return Config(**{key: _placed(place.parent, key, value) for key, value in values.items()})


def _placed(folder: Path, key: str, value: Any) -> Any:
    return folder / Path(value).expanduser() if key in PATHS else value


def is_awaited(place: Path) -> bool:
    """Whether a folder is there, and what is to be put into it is not."""
    return place.is_dir() and not ((found := walk_files(place)).files or found.refused)


def register_of(job: Config) -> Register | None:
    """The consent register that an audit reads, if it names one; a folder with nothing in it says nothing."""
    if not job.register and job.groups:
        raise InputError(f"groups = {str(job.groups)!r}: who is meant there the register says. Name it: register = …")
    if not job.register or is_awaited(job.register):
        return None
    return read_register(
        job.register, mapping=job.register_mapping, exported_on=job.register_exported_on, groups=job.groups
    )


def exports_of(job: Config) -> Inventory:
    """What the exports say that an audit names."""
    return read_inventory(job.exports, site=job.site, channel=job.channel, mapping=job.mapping)


def inventory_of(job: Config) -> Inventory:
    """What an audit reads: the exports, and what the public was seen to get."""
    inventory = exports_of(job)
    return visited(inventory, job.visits, policy=policy_of(job)) if job.visits and job.visits.exists() else inventory


def registers_of(job: Config, inventory: Inventory, register: Register | None) -> Registers | None:
    """What the registers say that an audit names; one that is not there says nothing."""
    named = [path for path in (job.registers, job.incidents) if path]
    sites = sorted({*inventory.items["site"].dropna()})
    site = job.site or (sites[0] if len(sites) == 1 else None)
    if missing := [str(path) for path in named if not path.exists()]:
        raise InputError(f"{', '.join(missing)}: there is no such file. `imgaudit registers new` writes one.")
    return read_registers(named, site=site, register=register) if named else None


def policy_of(job: Config) -> Policy:
    """The policy that an audit goes by."""
    return load_policy(job.policy) if job.policy else Policy()


def audit_config(
    config: Config | str | os.PathLike[str],
    *,
    progress: bool = True,
    answers: Answers | pd.DataFrame | None = None,
    cache: str | os.PathLike[str] | bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
) -> Audit:
    """Read, scan and audit what an ``audit.toml`` names.

    Parameters
    ----------
    config
        The file, or what :func:`load_config` gave.
    progress
        Show a progress bar while files are scanned.
    answers
        Who is shown, as somebody has just said; default: the file of answers that is named.
    cache, executor, workers
        As :func:`scan` has them.

    Returns
    -------
    The :class:`Audit`; nothing is written but the scan's cache.
    """
    job = config if isinstance(config, Config) else load_config(config)
    inventory = inventory_of(job)
    how: dict[str, Any] = {"progress": progress, "cache": cache, "executor": executor, "workers": workers}
    if answers is None and job.answers_kept and (job.answers or job.answers_kept.exists()):
        answers = load_answers(job.answers_kept)
    kept, looked, register = job.decisions_kept, job.reviews_kept, register_of(job)
    return run_audit(
        inventory,
        scan(inventory, **how),
        register,
        policy=policy_of(job),
        as_of=job.as_of,
        term=job.term,
        answers=answers,
        records=registers_of(job, inventory, register),
        decisions=load_decisions(kept) if kept and kept.exists() else None,
        reviews=load_reviews(looked) if looked and looked.exists() else None,
        explained=job.explained,
        faces=find_faces(inventory, policy=policy_of(job), **how) if job.faces else None,
        looks=find_looks(inventory, **how) if job.looks else None,
    )
