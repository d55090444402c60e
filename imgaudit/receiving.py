"""What comes back from the comms team: returned workbooks, read and kept."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from imgaudit.answers import save_answers
from imgaudit.audit import Audit
from imgaudit.config import Config, audit_config, load_config
from imgaudit.decisions import blank_words, holding, load_decisions, save_decisions, works
from imgaudit.errors import ImgauditError, InputError
from imgaudit.files import dated_beside, private_folder
from imgaudit.outputs.workbook.answering import read_answers
from imgaudit.outputs.workbook.deciding import read_decisions
from imgaudit.outputs.workbook.reviewing import read_reviews
from imgaudit.people import hide_names
from imgaudit.reviews import save_reviews
from imgaudit.tables import ANSWERS, DECISIONS, PROBLEMS, REVIEWS
from imgaudit.wording import counted


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """What returned workbooks say.

    - ``decisions``, ``answers``, ``reviews``: what was not kept before, and is now.
    - ``contradictions``: the actions of these workbooks on which two copies of one differ: ``action_id``, ``site`` and
      ``contradiction``, what they say. Neither counts, and both stand on the next sheet.
    - ``problems``: what was not understood, or only with a remark. Names are hidden in both as the policy says.
    """

    decisions: pd.DataFrame
    answers: pd.DataFrame
    reviews: pd.DataFrame
    contradictions: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: the words name people."""
        return (
            f"<Received: {len(self.decisions):,} decisions, {len(self.answers):,} answers, {len(self.reviews):,} "
            f"reviews, {len(self.contradictions):,} contradictions, {len(self.problems):,} problems>"
        )


def receive(
    config: Config | str | os.PathLike[str],
    workbooks: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    progress: bool = True,
) -> Received:
    """Read returned workbooks, and keep what is said in them for this audit and all later ones.

    Read are the sheets *Actions* (:func:`read_decisions`), *Who is shown* (:func:`read_answers`) and *Review*
    (:func:`read_reviews`). It is kept in the
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
    if not (job.received and job.decisions_kept and job.answers_kept and job.reviews_kept):
        raise InputError(
            'Nowhere to keep what was received. Write a line into the audit.toml, such as received = "received".'
        )
    paths = [workbooks] if isinstance(workbooks, str | os.PathLike) else [*workbooks]
    audit = audit_config(job, progress=progress)
    private_folder(job.received)
    told, new, shown = [DECISIONS.empty()], [DECISIONS.empty()], [ANSWERS.empty()]
    reviews, problems = [REVIEWS.empty()], [PROBLEMS.empty()]
    for path in map(Path, paths):
        try:
            decided = read_decisions(path, audit)
        except (ImgauditError, FileNotFoundError) as error:
            problems.append(_refused(path, error))
            continue
        told.append(decided.decisions)
        new.append(save_decisions(decided, job.decisions_kept))
        looked = read_reviews(path, audit)
        reviews.append(save_reviews(looked, job.reviews_kept))
        problems += [decided.problems, looked.problems]
        try:
            answers = read_answers(path, audit)
        except ImgauditError as error:
            problems.append(_refused(path, error))
            continue
        shown.append(answers.answers)
        problems.append(answers.problems)
        save_answers(answers, job.answers_kept)
    problems.append(_too_old(job, audit))
    kept = load_decisions(job.decisions_kept) if job.decisions_kept.exists() else DECISIONS.empty()
    return Received(
        pd.concat(new, ignore_index=True),
        pd.concat(shown, ignore_index=True),
        pd.concat(reviews, ignore_index=True),
        hide_names(_contradictions(pd.concat(told), kept, audit.policy.timezone), audit),
        hide_names(pd.concat(problems).drop_duplicates(ignore_index=True), audit),
    )


def _contradictions(told: pd.DataFrame, kept: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """On which of these pieces of work two copies of one workbook differ."""
    held = holding(kept, datetime.now(ZoneInfo(timezone)).date(), timezone)
    against = held[held["contradiction"].notna() & held.index.isin(works(told))]
    site = against.index.str.split("\n").str[0]
    return against.assign(site=site)[["action_id", "site", "contradiction"]].reset_index(drop=True)


def _too_old(job: Config, audit: Audit) -> pd.DataFrame:
    """Blank words that are older than the policy keeps them, and name the workbooks that are."""
    months = audit.policy.keep_words_months
    if not months or not job.decisions_kept or not job.decisions_kept.exists():
        return PROBLEMS.empty()
    today = datetime.now(ZoneInfo(audit.policy.timezone)).date()
    blank_words(job.decisions_kept, today, months)
    reason = f"Older than {counted(months, 'month')}, which is how long the policy keeps people's words: delete it."
    old = [
        {"file": place.name, "code": "outdated", "reason": reason, "not_read": False}
        for place in (dated_beside(job.workbook) if job.workbook else ())
        if pd.Timestamp(place.stat().st_mtime, unit="s") < pd.Timestamp(today) - pd.DateOffset(months=months)
    ]
    return PROBLEMS.frame(pd.DataFrame(old, columns=[*PROBLEMS.columns]))


def _refused(path: Path, error: ImgauditError | FileNotFoundError) -> pd.DataFrame:
    """What could not be read of a returned workbook: what such an error says of writing does not belong here."""
    said = "there is no such file" if isinstance(error, FileNotFoundError) else str(error)
    reason = said.removeprefix(f"{path}: ").split(". ")[0].removesuffix(".")
    reason = f"Not read: {reason}. Give a workbook that imgaudit wrote, saved as .xlsx."
    return PROBLEMS.frame([{"file": path.name, "code": "unreadable", "reason": reason, "not_read": True}])
