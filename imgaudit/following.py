"""How far the work has come, term by term: what was said of each action, and what the audits found."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

import numpy as np
import pandas as pd

from imgaudit.comparing import changes
from imgaudit.decisions import KEEP, STAYS, holding, standing, with_action, works
from imgaudit.frames import map_values
from imgaudit.history import History, history_of
from imgaudit.policy import SETTINGS, Policy, due_on, policy_from
from imgaudit.residue import OTHER_PICTURE, TAKES_AWAY, known_gone, said_done
from imgaudit.tables import PROGRESS, SEVERITIES, TO_GONE

_SAID = {"In progress": "in progress", "Needs DSL decision": "DSL decision", **dict.fromkeys(STAYS, "accepted")}
"""Status that holds → the state of work that is found."""


def progress(history: History | str | os.PathLike[str]) -> pd.DataFrame:
    """How far each piece of work was in each term: settled, reopened, accepted, overdue.

    Nothing is settled by being said to be *Done*, and nothing by an export that was not read whole: until one shows
    that it is gone, it is to be confirmed.

    Parameters
    ----------
    history
        The folder, or what :func:`load_history` gave.

    Returns
    -------
    The table ``progress`` (``docs/tables.md``): a row an action and term in which it was found, or was open from
    before. What was settled stands there in the term in which it was, and no longer.
    """
    past = history_of(history)
    moved = with_action(changes(past))
    moved["work"] = works(moved)
    read = past.audits[past.audits["is_read"]]
    order = {str(term): place for place, term in enumerate(past.audits["term"].drop_duplicates())}
    rows = [PROGRESS.empty()]
    seen: dict[str, pd.Timestamp] = {}  # work → the day on which an audit found it last
    for key, found in moved.groupby(["site", "term"], sort=False):
        site, term = (str(part) for part in key)
        of_site = read[read["site"].eq(site)].set_index("term")
        if term in of_site.index:  # of a term without an audit nobody knows how far it came
            decisions = past.decisions[past.decisions["site"].eq(site)]
            pictures = past.items[past.items["site"].eq(site) & past.items["term"].eq(term)]
            said = decisions[decisions["term"].map(order).le(order[term])]
            rows.append(_of_term(found, said.drop(columns="term"), pictures, of_site, term, seen))
            made = of_site.loc[term].to_dict()
            day = pd.Timestamp(made["as_of"], tz=_policy(made["policy"]).timezone)
            seen |= dict.fromkeys(found.loc[found["is_found"], "work"], day)
    return PROGRESS.frame(pd.concat(rows, ignore_index=True)[[*PROGRESS.columns]])


def days_to_gone(history: History | str | os.PathLike[str]) -> pd.DataFrame:
    """How long the public still got what was said to be done: removed, replaced or moved behind a login.

    Only visits tell (:func:`imgaudit.visit`), and only those after it was said. An address that answers, that only a
    cache still answers for, that refused us or was not asked for, leaves the day unknown; unknown is never gone.

    Parameters
    ----------
    history
        The folder, or what :func:`load_history` gave.

    Returns
    -------
    The table ``days to gone`` (``docs/tables.md``): a row a piece of work that counts as *Done* and that was to take
    files away, with ``done_on``, ``gone_on`` and ``days``.
    """
    past = history_of(history)
    parts = [TO_GONE.empty()]
    for site, audits in past.audits[past.audits["is_read"]].groupby("site"):
        decisions = past.decisions[past.decisions["site"].eq(site)].drop(columns="term").drop_duplicates()
        last = audits.iloc[-1]
        done = said_done(decisions, last["as_of"], _policy(last["policy"]).timezone, all_said=True)
        records = past.records[past.records["site"].eq(site)]
        work = done["site"] + "\n" + done["subject_id"]
        left = records["site"] + "\n" + records["subject_id"]
        done = done[done["how"].isin((*TAKES_AWAY, *OTHER_PICTURE)) | work.isin(left)]
        gone_on = pd.Series(pd.NaT, index=done.index, dtype="datetime64[ns]")
        for term in audits["term"]:
            day = map_values(work[done.index], known_gone(records[records["term"].eq(term)]))
            gone_on = gone_on.fillna(day.where(day.ge(done["done_on"])))
        days = (gone_on - done["done_on"]).dt.days.astype("Int64")
        channel = done["subject_id"].str.rsplit("@", n=1).str[-1]
        parts.append(done.assign(channel=channel, gone_on=gone_on, days=days).reset_index(drop=True))
    return TO_GONE.frame(pd.concat(parts, ignore_index=True)[[*TO_GONE.columns]])


def read_whole(history: History | str | os.PathLike[str]) -> pd.DataFrame:
    """When each channel was last read whole, and how many days before the last audit that was.

    Parameters
    ----------
    history
        The folder, or what :func:`load_history` gave.

    Returns
    -------
    A row a site and channel: ``last_whole_on``, the day on which the exports were made (or audited, where they do not
    say) of the last audit that read them whole; of several exports of a channel the oldest such day; and ``days`` from
    then to the site's last audit. Both are empty where an export of the channel was never known to be read whole.
    """
    past = history_of(history)
    days = past.audits.assign(audited_on=pd.to_datetime(past.audits["as_of"]))[["site", "term", "audited_on"]]
    files = past.sources.merge(days, on=["site", "term"])
    exported = files["exported_at"].dt.tz_localize(None).dt.normalize().astype(files["audited_on"].dtype)
    files = files.assign(
        day=exported.fillna(files["audited_on"]).clip(upper=files["audited_on"]),
        is_whole=files["completeness"].eq("whole").fillna(False).astype(bool),
    )
    each = ["site", "channel", "source_id"]
    read = files.groupby([*each, "term"], as_index=False).agg(day=("day", "min"), is_whole=("is_whole", "all"))
    last = read["day"].where(read["is_whole"]).groupby([read[name] for name in each]).max().reset_index()
    whole = last.groupby(["site", "channel"])["day"].agg(lambda day: day.min(skipna=False)).reset_index()
    now = whole["site"].map(days.groupby("site")["audited_on"].max())
    gone = (now - whole["day"]).dt.days.astype("Int64")
    return whole.rename(columns={"day": "last_whole_on"}).assign(days=gone)


def _of_term(
    rows: pd.DataFrame,
    said: pd.DataFrame,
    pictures: pd.DataFrame,
    audits: pd.DataFrame,
    term: str,
    seen: Mapping[str, pd.Timestamp],
) -> pd.DataFrame:
    """How far the work of one site was in one term, by its findings (``rows``) of that term and of before."""
    made = audits.loc[term].to_dict()
    day, policy = made["as_of"], _policy(made["policy"])
    decided = holding(said, day, policy.timezone)
    hashes = pictures.drop_duplicates("asset_id").set_index("asset_id")["image_hash"].dropna()
    found = rows[rows["is_found"]]
    stands = standing(decided, found, hashes, pd.Timestamp(day, tz=policy.timezone))
    work = rows.sort_values("since", key=lambda terms: terms.map([*audits.index].index)).groupby("work", sort=False)
    one = work[["site", "channel", "practice", "action_id", "since"]].first()
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    worst = found["severity"].map(ranks).groupby(found["work"]).min().reindex(one.index)
    severity = worst.fillna(rows["severity"].map(ranks).groupby(rows["work"]).min()).map(dict(enumerate(SEVERITIES)))
    is_gone = rows["change"].eq("resolved").groupby(rows["work"]).all().reindex(one.index)
    held = decided.reindex(one.index)
    keeps = stands["fix"].reindex(one.index).str.startswith(KEEP).fillna(False).astype(bool)
    status, again = stands["status"].reindex(one.index), stands["again"].reindex(one.index).notna()
    is_found, is_done = one.index.isin(stands.index), held["status"].eq("Done").fillna(False).astype(bool)
    # What an audit has found since was not done then, whatever was said.
    last_seen = pd.Series([seen.get(each) for each in one.index], one.index, held["decided_at"].dtype)
    is_done &= ~held["decided_at"].lt(last_seen).fillna(False)
    state = np.select(
        [again, is_found & is_done, is_found & keeps, is_found, is_gone, is_done],
        ["reopened", "to be confirmed", "accepted", status.map(_SAID).fillna("open"), "settled", "to be confirmed"],
        "not checked",
    )
    found_on = pd.to_datetime(one["since"].map(audits["as_of"]))
    done_on = held["decided_at"].where(is_done).dt.tz_convert(policy.timezone).dt.tz_localize(None).dt.normalize()
    days = (done_on - found_on).dt.days.astype("Int64").where(state == "settled")
    usual = [pd.Timestamp(due_on(*pair, policy)) for pair in zip(severity, found_on.dt.date, strict=True)]
    due = held["due_on"].fillna(pd.Series(usual, one.index))
    asked = np.isin(state, ["open", "in progress", "DSL decision", "reopened"])
    return one.reset_index(drop=True).assign(
        term=term,
        severity=severity.to_numpy(),
        state=state,
        found_on=found_on.to_numpy(),
        done_on=done_on.to_numpy(),
        days=days.mask(days.lt(0)).array,
        due_on=due.to_numpy(),
        is_overdue=asked & due.lt(pd.Timestamp(day)).to_numpy(),
    )


def _policy(recorded: str) -> Policy:
    """The policy that an audit was made by, without what only another version knows."""
    return policy_from({key: value for key, value in json.loads(recorded).items() if key in SETTINGS})
