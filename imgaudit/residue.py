"""What still answers of pictures that were said to be done: no work is done before the public is kept out.

Asked are visits alone (:func:`imgaudit.visit`). What they do not tell, or told before it was said, is unknown, and
unknown is never gone.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.decisions import holding
from imgaudit.practices.visibility import ANSWERS, ASKS_LOGIN, CACHED, GONE, LOGIN_WILL_DO
from imgaudit.rules import RULE
from imgaudit.tables import ANSWERED, RECORDS, SUBJECTS
from imgaudit.wording import counted, long_day

TAKES_AWAY = ("Remove", "Move behind login")
"""Fixes by which the public gets no file of the picture any more, whatever address it has."""
CHANGES_FILE = ("Replace with stock", "Crop or cover", "Re-upload smaller", "Strip metadata", "Purge the cache")
"""Fixes by which the public gets another file: the old one's addresses, which no export names, are to be gone."""
OTHER_PICTURE = CHANGES_FILE[:2]
"""Of those, fixes by which the picture itself is another: the old one is to be nowhere."""

LEFT_OVER = ("visibility.residue", "visibility.cached")
"""The rules that ask what is left of a picture."""
SAID_ON, BY_WEBSITE = "as was said on ", "as the website itself says"
MOST_ADDRESSES = 4
"""So many are named in one action; the table ``records`` has them all."""


def last_seen(visits: pd.DataFrame, timezone: str) -> pd.DataFrame:
    """What each file's address did when it was asked for last: a row a file of an asset.

    Returns
    -------
    ``site``, ``asset_id``, ``file_id``; ``state`` (answers, from a cache alone, gone, asks for a login; empty: nobody
    knows), ``seen_on`` (the day), ``url`` (in a history empty), ``image_hashes`` of what came and
    ``come_now``, the last of them by each way of asking.
    """
    keys = ["site", "asset_id", "file_id"]
    told = visits[visits["asset_id"].notna() & visits["file_id"].notna()]
    told = told.reindex(columns=[*keys, "url", "accept", "visited_at", "outcome", "image_hashes"])
    told = told.assign(seen_on=told["visited_at"].dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize())
    told["image_hashes"] = told["image_hashes"].fillna("")
    told["come_now"] = told["image_hashes"].str.rsplit(";", n=1).str[-1]
    # Of one round of asking all ways count; a round is a day, for nothing is asked twice in one.
    told = told.sort_values("visited_at").drop_duplicates([*keys, "accept", "seen_on"], keep="last")
    told = told[told["seen_on"].eq(told.groupby(keys)["seen_on"].transform("max"))]
    groups = told.groupby(keys)
    # By several ways of asking: one is enough to get it, all have to be gone.
    some = {outcome: told["outcome"].eq(outcome).groupby([told[key] for key in keys]).any() for outcome in ANSWERED}
    gone, shut = (
        told["outcome"].isin(outcomes).groupby([told[key] for key in keys]).all()
        for outcomes in (["gone"], ["gone", "login"])
    )
    state = pd.Series(None, index=gone.index, dtype="str").mask(shut, ASKS_LOGIN).mask(gone, GONE)
    state = state.mask(some["cached"], CACHED).mask(some["public"], ANSWERS)
    come_now = groups["come_now"].agg(";".join).astype("str")
    return groups[["seen_on", "url", "image_hashes"]].last().assign(state=state, come_now=come_now).reset_index()


def said_done(decisions: pd.DataFrame, day: date, timezone: str, *, all_said: bool = False) -> pd.DataFrame:
    """The pieces of work that count as *Done*, and how they were to be done.

    Returns
    -------
    By :func:`works`: ``site``, ``action_id``, ``practice``, ``subject_id``, ``asset_id``, ``done_on`` (the day on which
    that was said), ``how`` (the fix that was chosen, else the one that was asked for; empty: nobody knows) and
    ``image_hash`` of the picture of then.
    """
    held = holding(decisions, day, timezone, all_said=all_said)
    done = held[held["status"].eq("Done").fillna(False)]
    parts = done["action_id"].str.split(" ", n=1)
    return done.assign(
        site=done.index.str.split("\n").str[0],
        practice=parts.str[0],
        subject_id=parts.str[-1],
        asset_id=parts.str[-1].str.rsplit("@", n=1).str[0],
        done_on=done["decided_at"].dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize(),
        how=done["fix"].fillna(done["asked"]),
    )[["site", "action_id", "practice", "subject_id", "asset_id", "done_on", "how", "image_hash"]]


def files_of(done: pd.DataFrame, seen: pd.DataFrame, listed: set[str], in_place: set[str]) -> pd.DataFrame:
    """Which addresses have to be gone, now that work on a picture is done.

    Those of the picture itself: all, where it is taken away or no export has it any more; else those that no export
    names. And wherever the same picture is, where it is the picture that has to go; but not where it was one upload too
    many (the practice ``review``).

    Parameters
    ----------
    done, seen
        What :func:`said_done` and :func:`last_seen` gave.
    listed
        The files that the exports name now. ``in_place``: the assets that they hold.

    Returns
    -------
    A row an address and piece of work: the columns of both.
    """
    own = done.merge(seen, on=["site", "asset_id"])
    is_old = ~own["file_id"].isin(listed)
    is_away = ~own["asset_id"].isin(in_place) | own["how"].isin(TAKES_AWAY)
    own = own[is_away | (is_old & own["how"].isin(CHANGES_FILE))]
    both = pd.concat([own, _alike(done, seen)], ignore_index=True)
    return both.drop_duplicates(["site", "action_id", "file_id"])


def _alike(done: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The addresses from which the same picture came once; where another one comes now, that one is gone."""
    done = done[done["how"].isin((*TAKES_AWAY, *OTHER_PICTURE)) & done["practice"].ne("review")]
    done = done.assign(image_hash=done["image_hash"].str.split(";")).explode("image_hash").dropna(subset="image_hash")
    came = seen.assign(image_hash=seen["image_hashes"].str.split(";")).explode("image_hash")
    came["is_now"] = [one in now.split(";") for one, now in zip(came["image_hash"], came["come_now"], strict=True)]
    alike = done.merge(came.drop(columns="asset_id"), on=["site", "image_hash"])
    is_now = alike["is_now"].groupby([alike["site"], alike["action_id"], alike["file_id"]]).transform("any")
    return alike.assign(state=alike["state"].mask(alike["state"].isin([ANSWERS, CACHED]) & ~is_now.astype(bool), GONE))


def left_over(
    visits: pd.DataFrame, decisions: pd.DataFrame, files: pd.DataFrame, items: pd.DataFrame, day: date, timezone: str
) -> pd.DataFrame:
    """What visits tell, since it was said to be done, of each address that has to be gone by that.

    So has, whatever was said, what only a cache still gives: the website itself says that it is gone.

    Parameters
    ----------
    visits, decisions, files, items
        The tables of an audit.
    day, timezone
        Its day, and where that is.

    Returns
    -------
    Rows of the table ``records``: ``subject_id`` is the picture on its channel, ``subject`` the address, ``what`` its
    file, ``expected`` what was said and when, ``actual`` what it does, empty where no visit has told since.
    """
    if visits.empty:
        return RECORDS.empty()
    seen = last_seen(visits, timezone)
    done = said_done(decisions, day, timezone, all_said=True)
    rows = files_of(done, seen, {*files["file_id"]}, {*items["asset_id"]})
    rows = rows.sort_values(["done_on", "action_id"], ascending=False)
    rows = pd.concat([rows, _cached(seen, items)], ignore_index=True)
    rows = rows.drop_duplicates(["site", "subject_id", "file_id"])
    # What answers on the very day may have done so before it was said.
    is_since = rows["seen_on"].gt(rows["done_on"]) | (rows["seen_on"].eq(rows["done_on"]) & rows["state"].eq(GONE))
    is_since |= rows["done_on"].isna()
    may_ask = rows["how"].eq("Move behind login").fillna(False).astype(bool)
    said = [BY_WEBSITE if pd.isna(on) else f"{SAID_ON}{long_day(on)}" for on in rows["done_on"]]
    return RECORDS.frame(
        pd.DataFrame(
            {
                "practice": "visibility",
                "subject_kind": SUBJECTS[1],
                "subject_id": rows["subject_id"],
                "subject": rows["url"],
                "what": rows["file_id"],
                "expected": [f"{LOGIN_WILL_DO if so else GONE}, {how}" for so, how in zip(may_ask, said, strict=True)],
                "actual": rows["state"].where(is_since),
                "checked_on": rows["seen_on"].where(is_since),
                "site": rows["site"],
            }
        )
    )


def _cached(seen: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    placed = items.loc[~items["shows"].eq("nobody").fillna(False), ["site", "asset_id", "channel"]].drop_duplicates()
    rows = seen[seen["state"].eq(CACHED).fillna(False)].merge(placed, on=["site", "asset_id"])
    return rows.assign(subject_id=rows["asset_id"] + "@" + rows["channel"], how=None)


def in_words(records: pd.DataFrame) -> pd.Series:
    """What is left of each picture, by site and subject, a line each: which addresses answer that should not."""
    left = records[records["practice"].eq("visibility") & records["actual"].isin([ANSWERS, CACHED])]
    said = {"\n".join(map(str, key)): _left(rows) for key, rows in left.groupby(["site", "subject_id"])}
    return pd.Series(said, dtype="str")


def _left(rows: pd.DataFrame) -> str:
    head = rows[["subject", "actual", "checked_on"]].head(MOST_ADDRESSES)
    shown = [f"{url} ({long_day(on)}: {state})" for url, state, on in head.itertuples(index=False)]
    shown += [f"and {counted(len(rows) - len(shown), 'other')}"] if len(rows) > len(shown) else []
    days = {expected.rpartition(SAID_ON)[2] for expected in rows["expected"] if SAID_ON in expected}
    done = f"It was said to be done on {' and '.join(sorted(days))}" if days else "The website says that it is gone"
    still = f"{counted(len(rows), 'file')} of it still {'answers' if len(rows) == 1 else 'answer'}"
    return f"{done}, but {still}: {', '.join(shown)}."


def known_gone(records: pd.DataFrame) -> pd.Series:
    """By site and subject, a line each: the day by which visits had seen that nothing of it answers; else empty."""
    ours = records[records["practice"].eq("visibility") & records["subject_kind"].eq(SUBJECTS[1])]
    is_right = pd.Series(True, index=ours.index)
    for rule in LEFT_OVER:
        is_right &= RULE[rule].asked_of(ours).eq(False).fillna(False).astype(bool)
    groups = ours.assign(is_right=is_right).groupby(ours["site"] + "\n" + ours["subject_id"])
    return groups["checked_on"].max().where(groups["is_right"].all())


def still_answering(visits: pd.DataFrame, timezone: str) -> frozenset[str]:
    """The assets of which some address was not known to keep everyone out when it was asked for last."""
    if visits.empty:
        return frozenset()
    seen = last_seen(visits, timezone)
    return frozenset(seen.loc[~seen["state"].isin([GONE, ASKS_LOGIN]), "asset_id"])
