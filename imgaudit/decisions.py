"""What people decided about actions: kept, and what of it holds on a day; which fix goes for each finding by it."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import ArrowInvalid

from imgaudit.answers import is_other
from imgaudit.errors import InputError
from imgaudit.files import locked, private_file
from imgaudit.frames import map_values
from imgaudit.rules import FIXES, RENAMED, RULE
from imgaudit.tables import DECISIONS, SEVERITIES
from imgaudit.wording import long_day

STAYS = ("Accepted", "Not applicable")
"""Statuses by which nothing is done: such an action settles no other."""
FINISHED = ("Done", "Not applicable")
"""Statuses by which nothing is there any more: what is found all the same by a later audit is not finished."""
KEEP = "Keep"
"""How a fix begins by which the picture stays as it is."""

FOUND_AGAIN = "Found again"
"""How *What is wrong* begins where somebody had said that nothing is left to do."""
AGAIN_UNTIL, AGAIN_WORSE, AGAIN_OTHER = (
    " until a day that is over",
    ", for it is worse now",
    ", for the picture is another one now",
)

GONE = "[forgotten]"
"""What stands in the place of a name, or of words that are not to be kept any longer."""
PERSONAL_WORDS = ("note", "owner", "workbook")
"""Columns in which people write what they like."""

_SAID = ("status", "fix", "until")
"""In what two copies of one workbook may contradict each other; notes and owners stand beside one another."""
_WORDS = (*_SAID, "owner", "note", "due_on")


@dataclass(frozen=True, slots=True, repr=False)
class Decisions:
    """What somebody said of actions: frames ``decisions`` and ``problems``."""

    decisions: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: the notes may name anybody."""
        return f"<Decisions: {len(self.decisions):,} decisions, {len(self.problems):,} problems>"


def save_decisions(decisions: Decisions | pd.DataFrame, path: str | os.PathLike[str]) -> pd.DataFrame:
    """Keep decisions in one file for its owner alone, below those that are there; nothing there is ever replaced.

    Parameters
    ----------
    decisions
        What :func:`read_decisions` gave, or a frame of ``decisions`` of your own making.
    path
        A ``.parquet`` file.

    Returns
    -------
    Those that were not there before. What is said again in the same words, as by a workbook that is read back twice,
    is not kept twice.

    Raises
    ------
    InputError
        When what is there is no file of decisions.
    ImgauditError
        When the file cannot be written, or somebody else is writing to it for too long.
    """
    place = Path(path)
    fresh = DECISIONS.frame(decisions.decisions if isinstance(decisions, Decisions) else decisions)
    with locked(place):
        before = load_decisions(place) if place.exists() else DECISIONS.empty()
        new = fresh[~said_before(before, fresh)].reset_index(drop=True)
        if len(new) or not place.exists():
            write_decisions(pd.concat([before, new], ignore_index=True), place)
    return new


def said_before(before: pd.DataFrame, fresh: pd.DataFrame, *, by_anybody: bool = False) -> pd.Series:
    """Whether the last that is kept of the same work from the same copy says the same; or the last of all.

    Words that were blanked since are the same.
    """
    keys = ["site", "action_id", *([] if by_anybody else ["issue", "copy"])]
    last = before.sort_values("decided_at", kind="stable").drop_duplicates(keys, keep="last")
    is_kept = pd.MultiIndex.from_frame(fresh[keys]).isin(pd.MultiIndex.from_frame(last[keys]))
    pairs = fresh[keys].merge(pd.concat([last[keys], _words(last)], axis=1), on=keys, how="left")
    kept, said = pairs.drop(columns=keys).set_axis(fresh.index), _words(fresh)
    if by_anybody:  # the day of what was put on a sheet again is not that on which it was kept
        kept, said = kept.drop(columns="day"), said.drop(columns="day")
    return (kept.eq(said) | kept.isin([GONE])).all(axis=1) & is_kept


def _words(decisions: pd.DataFrame) -> pd.DataFrame:
    """What was said, as plain text; on which day counts where somebody wrote that down."""
    day = decisions["decided_at"].dt.strftime("%Y-%m-%d").where(decisions["is_dated"].fillna(False))
    return decisions[[*_WORDS]].assign(day=day).astype("str").fillna("")


def write_decisions(frame: pd.DataFrame, place: Path) -> None:
    """Write a file of decisions in one step, for its owner alone."""
    # Of two words of one moment, as of one day, that which was kept later is the later one.
    while (again := frame.duplicated([*DECISIONS.key])).any():
        frame = frame.assign(decided_at=frame["decided_at"].mask(again, frame["decided_at"] + pd.Timedelta(seconds=1)))
    with private_file(place) as file:
        DECISIONS.frame(frame).to_parquet(file, engine="pyarrow", index=False)


def blank_words(path: str | os.PathLike[str], day: date, months: int) -> int:
    """Blank what people wrote beside decisions so many months before a day; the decisions stay. How many it were."""
    place = Path(path)
    with locked(place):
        frame = load_decisions(place)
        old = frame["decided_at"].dt.tz_localize(None).lt(pd.Timestamp(day) - pd.DateOffset(months=months))
        words = frame[[*PERSONAL_WORDS]]
        blanked = words.mask(words.notna() & old.to_numpy()[:, None], GONE)
        count = int((blanked.ne(words) & words.notna()).any(axis=1).sum())
        if count:
            write_decisions(frame.assign(**{column: blanked[column] for column in PERSONAL_WORDS}), place)
    return count


def load_decisions(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the decisions that :func:`save_decisions` kept.

    Returns
    -------
    The table ``decisions``, for ``run_audit(…, decisions=)``.

    Raises
    ------
    InputError
        When there is no such file, or it holds something else.
    """
    try:
        return DECISIONS.frame(pd.read_parquet(path, engine="pyarrow"))
    except (OSError, ValueError, KeyError, ArrowInvalid) as error:
        raise InputError(
            f"{os.fspath(path)}: no decisions can be read from it ({error}). Give a file that save_decisions wrote."
        ) from error


def works(actions: pd.DataFrame) -> pd.Series:
    """By what a piece of work is known: its site and its action; another site may call one of its own the same."""
    return actions["site"] + "\n" + actions["action_id"]


def holding(decisions: pd.DataFrame, day: date, timezone: str, *, all_said: bool = False) -> pd.DataFrame:
    """What holds of each piece of work at the end of a day; with ``all_said`` what was said after it counts as well.

    A later word stands in place of an earlier one, for good: what was said *until* a day that is over leaves nothing.
    Where two copies of one workbook say different things and no day tells which is the later, neither counts, nor does
    anything from before.

    Returns
    -------
    By :func:`works`: ``action_id``; ``status`` with its ``decided_at``, ``until`` and the action's ``severity``,
    ``image_hash`` and ``asked`` of then; ``fix`` likewise with its ``fix_severity`` and ``fix_hash``; ``owner``,
    ``note`` and ``due_on``; each as it was said last. ``lapsed``: the status that was said last and is over;
    ``contradiction``: what the copies say.
    """
    said = decisions.reindex(columns=[*DECISIONS.columns])
    said[["fix", "asked"]] = said[["fix", "asked"]].replace(RENAMED)
    if not all_said:
        said = said[said["decided_at"].lt(pd.Timestamp(day, tz=timezone) + pd.Timedelta(days=1))]
    said = said.sort_values(["decided_at", "copy"], kind="stable")
    said = said.assign(work=works(said), is_over=said["until"].lt(pd.Timestamp(day)).fillna(False).astype(bool))
    said["disputed"] = _disputed(said)

    def last(column: str, *beside: str) -> pd.DataFrame:
        told = said[said[column].notna()].drop_duplicates("work", keep="last")
        stays = column in ("owner", "note", "due_on")
        holds = (~told["is_over"] & told["disputed"].isna()) | stays
        return told.loc[holds, ["work", column, *beside]].set_index("work")

    over = said[said["status"].notna() | _keeps(said["fix"])].drop_duplicates("work", keep="last")
    lapsed = over["status"].fillna(over["fix"]).where(over["is_over"]).set_axis(over["work"]).dropna().rename("lapsed")
    against = said.drop_duplicates("work", keep="last").set_index("work")["disputed"].rename("contradiction")
    held = said.drop_duplicates("work").set_index("work")[["action_id"]]
    texts = (
        *("status", "severity", "image_hash", "asked", "fix", "fix_severity", "fix_hash", "due_severity"),
        *("owner", "note", "lapsed", "contradiction"),
    )
    fixes = last("fix", "severity", "image_hash").rename(columns={"severity": "fix_severity", "image_hash": "fix_hash"})
    due = last("due_on", "severity").rename(columns={"severity": "due_severity"})
    return held.join(
        [
            last("status", "decided_at", "until", "severity", "image_hash", "asked"),
            fixes,
            due,
            *(last(column) for column in ("owner", "note")),
            lapsed,
            against,
        ]
    ).astype(dict.fromkeys(texts, "str"))


def standing(decided: pd.DataFrame, found: pd.DataFrame, hashes: pd.Series, as_of: pd.Timestamp) -> pd.DataFrame:
    """What still stands of what was decided, now that an audit has found the work undone.

    What was *Done* before the day of the audit is not done when it is found. Who let a picture stay has done so until
    a day, for this picture and this much: a worse fault or another picture has not been accepted.

    Parameters
    ----------
    decided
        What :func:`holding` gave.
    found
        The findings with ``work``, ``severity`` and ``asset_id``.
    hashes
        Asset → hashes of its files, with a semicolon between.
    as_of
        When the day of the audit begins.

    Returns
    -------
    A row a piece of work of ``found``: what :func:`holding` gives, ``status`` and ``fix`` only where they stand; and
    ``again``, why it is asked for again, empty where that is not so.
    """
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    rank = found["severity"].map(ranks).groupby(found["work"]).min()
    asset = found.drop_duplicates("work").set_index("work")["asset_id"].reindex(rank.index)
    said, now = decided.reindex(rank.index), map_values(asset, hashes)

    def outgrown(severity: str, then: str) -> tuple[pd.Series, pd.Series]:
        return (
            rank.lt(said[severity].map(ranks)).fillna(False).astype(bool),
            pd.Series(
                [is_other([one], [other]) for one, other in zip(said[then], now, strict=True)],
                index=rank.index,
                dtype=bool,
            ),
        )

    worse, other = outgrown("severity", "image_hash")
    fix_worse, fix_other = outgrown("fix_severity", "fix_hash")
    due_worse = rank.lt(said["due_severity"].map(ranks)).fillna(False).astype(bool)
    stays, keeps = said["status"].isin(STAYS), _keeps(said["fix"])
    done_before = said["status"].isin(FINISHED) & said["decided_at"].lt(as_of).fillna(False)
    status_off, fix_off = done_before | (stays & (worse | other)), fix_worse | (keeps & fix_other)
    was = said["status"].where(status_off).fillna(said["lapsed"]).fillna(said["fix"].where(fix_off & keeps))
    off = was.notna()
    why = pd.Series("", index=rank.index).mask(off & said["until"].isna() & said["lapsed"].notna(), AGAIN_UNTIL)
    why = why.mask((stays & worse) | (keeps & fix_worse), AGAIN_WORSE).mask(
        (stays & other) | (keeps & fix_other), AGAIN_OTHER
    )
    return said.assign(
        status=said["status"].mask(status_off),
        until=said["until"].mask(status_off),
        fix=said["fix"].mask(fix_off),
        due_on=said["due_on"].mask(due_worse),
        again=(FOUND_AGAIN + ", though marked " + was + why + ". ").where(off).astype("str"),
    )


def _keeps(fixes: pd.Series) -> pd.Series:
    return fixes.str.startswith(KEEP).fillna(False).astype(bool)


def _disputed(said: pd.DataFrame) -> pd.Series:
    """For each decision what it and another copy of the same workbook say, where they differ and no day settles it."""
    texts = pd.Series(None, index=said.index, dtype="str")
    told = said[said["issue"].notna() & said[[*_SAID]].notna().any(axis=1)]
    told = told[told.groupby(["work", "issue"])["copy"].transform("nunique").gt(1)]
    for _, group in told.groupby(["work", "issue"], sort=False):
        last = group.drop_duplicates("copy", keep="last")
        if last["is_dated"].fillna(False).all():
            last = last[last["decided_at"].eq(last["decided_at"].max())]
        if len(last[[*_SAID]].drop_duplicates()) > 1:
            texts[group.index] = "; ".join(sorted(map(_as_said, last.to_dict("records"))))
    return texts


def _as_said(row: Mapping[Hashable, Any]) -> str:
    words = [str(row[part]) for part in ("status", "fix", "note") if pd.notna(row[part])]
    words += [f"until {long_day(row['until'])}"] if pd.notna(row["until"]) else []
    where = [row["workbook"]] if pd.notna(row["workbook"]) else []  # a history does not know
    return f"“{', '.join(words)}” ({', '.join([*where, long_day(row['decided_at'])])})"


def with_action(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings with ``action_id``, the action that each belongs to, and its ``subject_id`` and ``subject_kind``."""
    is_picture = findings["asset_id"].notna()
    subject = (findings["asset_id"] + "@" + findings["channel"]).where(is_picture, findings["subject_id"])
    kind = findings["subject_kind"].mask(is_picture, "asset@channel")
    return findings.assign(subject_id=subject, subject_kind=kind, action_id=findings["practice"] + " " + subject)


def with_fixes(findings: pd.DataFrame, items: pd.DataFrame, decided: pd.DataFrame | None = None) -> pd.DataFrame:
    """The findings, each with the action that it belongs to and what is to be done about it.

    Parameters
    ----------
    findings, items
        Of an audit, or of a history.
    decided
        What :func:`holding` gave: a fix that somebody chose goes for all of the action.

    Returns
    -------
    The findings with ``subject_id`` and ``subject_kind`` of the action, ``action_id``, its ``work``, ``unused`` (no
    page of the export uses the picture there) and ``fix``, possible on their channel.
    """
    unused = items["in_use"].eq(False).fillna(False).groupby([items["asset_id"], items["channel"]]).all()
    pairs = pd.MultiIndex.from_frame(findings[["asset_id", "channel"]])
    rows = with_action(findings).assign(unused=unused.reindex(pairs).fillna(False).to_numpy(dtype=bool))
    rows["work"] = works(rows)
    cases = rows[["rule", "channel", "unused"]].drop_duplicates()
    cases["fix"] = [
        RULE[rule].fix_on(channel, in_use=not unused)
        for rule, channel, unused in zip(cases["rule"], cases["channel"], cases["unused"], strict=True)
    ]
    rows = rows.merge(cases, on=["rule", "channel", "unused"])
    if decided is None:
        return rows
    chosen = map_values(rows["work"], decided["fix"])
    return rows.assign(fix=rows["fix"].mask(chosen.isin(FIXES), chosen))
