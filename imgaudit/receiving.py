"""What comes back from the comms team: returned workbooks, read and kept."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.answers import Answers, save_answers
from imgaudit.config import Config, audit_config, load_config
from imgaudit.decisions import holding, load_decisions, save_decisions, works
from imgaudit.errors import InputError
from imgaudit.files import private_folder
from imgaudit.outputs.workbook.deciding import read_decisions
from imgaudit.outputs.workbook.who_is_shown import read_answers
from imgaudit.tables import ANSWERS, DECISIONS, PROBLEMS


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """What returned workbooks say.

    - ``decisions``, ``answers``: what was not kept before, and is now.
    - ``contradictions``: the actions of these workbooks on which two copies of one differ: ``action_id``, ``site`` and
      ``contradiction``, what they say. Neither counts, and both stand on the next sheet.
    - ``problems``: what was not understood, or only with a remark.
    """

    decisions: pd.DataFrame
    answers: pd.DataFrame
    contradictions: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: the words name people."""
        return (
            f"<Received: {len(self.decisions):,} decisions, {len(self.answers):,} answers, "
            f"{len(self.contradictions):,} contradictions, {len(self.problems):,} problems>"
        )


def receive(
    config: Config | str | os.PathLike[str],
    workbooks: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    progress: bool = True,
) -> Received:
    """Read returned workbooks, and keep what is said in them for this audit and all later ones.

    Read are the sheets *Actions* (:func:`read_decisions`) and *Who is shown* (:func:`read_answers`). It is kept in the
    folder ``received`` of the ``audit.toml``, below what is there: nothing is replaced, and what is received twice is
    kept once.

    Parameters
    ----------
    config
        The ``audit.toml``, or what :func:`load_config` gave; its exports and register say what the workbooks are about.
    workbooks
        One file or several. What cannot be read at all keeps nobody else's from being read: it is a problem.
    progress
        Show a progress bar while files are scanned.

    Returns
    -------
    A :class:`Received`.

    Raises
    ------
    InputError
        When the ``audit.toml`` names no folder ``received``.
    """
    job = config if isinstance(config, Config) else load_config(config)
    if not (job.received and job.decisions_kept and job.answers_kept):
        raise InputError(
            'Nowhere to keep what was received. Write a line into the audit.toml, such as received = "received".'
        )
    paths = [workbooks] if isinstance(workbooks, str | os.PathLike) else [*workbooks]
    audit = audit_config(job, progress=progress)
    told, shown, problems = [DECISIONS.empty()], [ANSWERS.empty()], []
    for path in map(Path, paths):
        for read in (read_decisions, read_answers):
            try:
                said = read(path, audit)
            except InputError as error:
                problems.append(_refused(path, error))
                continue
            problems.append(said.problems)
            if isinstance(said, Answers):
                shown.append(said.answers)
            else:
                told.append(said.decisions)
    private_folder(job.received)
    decisions = save_decisions(pd.concat(told, ignore_index=True), job.decisions_kept)
    answers = pd.concat(shown, ignore_index=True)
    if len(answers):
        save_answers(answers, job.answers_kept)
    return Received(
        decisions,
        answers,
        _contradictions(pd.concat(told), load_decisions(job.decisions_kept), audit.policy.timezone),
        pd.concat([PROBLEMS.empty(), *problems]).drop_duplicates(ignore_index=True),
    )


def _contradictions(told: pd.DataFrame, kept: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """On which of these pieces of work two copies of one workbook differ."""
    held = holding(kept, datetime.now(ZoneInfo(timezone)).date(), timezone)
    against = held[held["contradiction"].notna() & held.index.isin(works(told))]
    site = against.index.str.split("\n").str[0]
    return against.assign(site=site)[["action_id", "site", "contradiction"]].reset_index(drop=True)


def _refused(path: Path, error: InputError) -> pd.DataFrame:
    return PROBLEMS.frame([{"file": path.name, "code": "unreadable", "reason": str(error), "not_read": True}])
