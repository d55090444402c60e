"""What people decided about actions: what of it holds on a day, and which fix goes for each finding by it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.rules import FIXES, RULE
from imgaudit.tables import DECISIONS, map_values


def works(actions: pd.DataFrame) -> pd.Series:
    """By what a piece of work is known: its site and its action; another site may call one of its own the same."""
    return actions["site"] + "\n" + actions["action_id"]


def holding(decisions: pd.DataFrame, day: date, timezone: str) -> pd.DataFrame:
    """What holds of each piece of work at the end of a day.

    A later word stands in place of an earlier one, for good: what was said *until* a day that is over leaves nothing.

    Returns
    -------
    By :func:`works`: ``action_id``; ``status`` with its ``decided_at`` and the action's ``severity`` of then; ``fix``
    and ``owner``; each as it was said last.
    """
    said = decisions.reindex(columns=[*DECISIONS.columns])
    said = said[said["decided_at"].lt(pd.Timestamp(day, tz=timezone) + pd.Timedelta(days=1))]
    said = said.sort_values("decided_at", kind="stable")
    said = said.assign(work=works(said), is_over=said["until"].lt(pd.Timestamp(day)).fillna(False).astype(bool))

    def last(column: str, *beside: str) -> pd.DataFrame:
        told = said[said[column].notna()].drop_duplicates("work", keep="last")
        return told.loc[~told["is_over"] | (column == "owner"), ["work", column, *beside]].set_index("work")

    held = said.drop_duplicates("work").set_index("work")[["action_id"]]
    return held.join([last("status", "decided_at", "severity"), last("fix"), last("owner")]).astype(
        dict.fromkeys(("status", "severity", "fix", "owner"), "str")
    )


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
