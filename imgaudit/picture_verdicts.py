"""A verdict on each picture in one word: it is fine, something is to be fixed, or somebody has to be asked first.

*Fine* is said only where everything is known and nothing was found. Whatever is not known makes it *Ask*, and what
somebody decided to leave as it is is no more than that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from imgaudit.actions import RANKS
from imgaudit.decisions import STAYS
from imgaudit.rules import RULES
from imgaudit.wording import channel_name

FIX, ASK, FINE = "Fix", "Ask", "Fine"
MOST_REASONS = 3
"""Reasons that are said of one picture; how many more there are is said too."""
ELSEWHERE = "Nothing was found here; this is a part of an audit, and the picture may stand elsewhere too."
ALL_KNOWN = "Nothing was found, and nothing asked of it is unknown."


def picture_verdicts(items: pd.DataFrame, actions: pd.DataFrame, *, is_part: bool = False) -> pd.DataFrame:
    """What to say of each picture, over all places where it is shown.

    Parameters
    ----------
    items
        ``audit.items``.
    actions
        What :func:`find_actions` gave for the same audit.
    is_part
        Whether that is a part of an audit: then where else a picture stands is not known.

    Returns
    -------
    ``verdict`` (*Fix*: something is open; *Ask*: nothing is, but something is not known, or was left as it is by a
    decision; *Fine*: neither) and ``reason``, in words, by ``picture_id``.
    """
    picture = dict(zip(items["asset_id"], items["picture_id"], strict=True))
    to_fix: dict[str, list[str]] = defaultdict(list)
    to_ask: dict[str, list[str]] = defaultdict(list)
    order = actions["severity"].map(RANKS)
    about = actions.assign(order=order).sort_values("order", kind="stable").dropna(subset="asset_id")
    for asset, channel, problem, status in zip(
        about["asset_id"], about["channel"], about["problem"], about["status"], strict=True
    ):
        if asset in picture:
            stays = status in STAYS
            where = "" if pd.isna(channel) else f"{channel_name(channel)}: "
            said = f"Left as it is by a decision: {problem}" if stays else f"{where}{problem}"
            (to_ask if stays else to_fix)[picture[asset]].append(said)
    for doubtful, words in _doubts(items):
        for one in items.loc[doubtful, "picture_id"].unique():
            to_ask[one].append(words)
    rows = [
        (one, *((FIX, _said(to_fix[one])) if one in to_fix else (ASK, _said(to_ask[one]))))
        if one in to_fix or one in to_ask
        else ((one, ASK, ELSEWHERE) if is_part else (one, FINE, ALL_KNOWN))
        for one in items["picture_id"].unique()
    ]
    return pd.DataFrame(rows, columns=["picture_id", "verdict", "reason"], dtype="str").set_index("picture_id")


def _doubts(items: pd.DataFrame) -> Iterator[tuple[pd.Series, str]]:
    """Of which placements something is not known, and what: what matters most first."""
    yield items["shows"].fillna("unknown").eq("unknown"), "Nobody has said who is shown."
    found = items["shows"].eq("nobody") & items["n_faces"].gt(0)
    yield found.fillna(False).astype(bool), "Somebody said that it shows nobody, but a face was found."
    yield items["more_unread"].fillna(False).astype(bool), "More of its channel was not read, and may show it too."
    yield items["consent_state"].eq("at_risk"), "Somebody of a group that is named refused, or no longer agrees."
    yield ~items["consent_state"].isin(["covered", "not_needed"]), "Whether consent covers everyone shown is not known."
    is_read = items["status"].eq("ok") & items["n_files"].gt(0) & items["n_files_unread"].eq(0)
    yield ~is_read.fillna(False).astype(bool), "Not all of its files were looked into."
    for rule in RULES:
        if rule.subject != "record":
            answer = rule.asked_of(items)
            yield answer.isna(), f"Not known whether it is so: {rule.problem}"
            yield answer.fillna(False).astype(bool), rule.problem


def _said(reasons: list[str]) -> str:
    more = len(reasons) - MOST_REASONS
    return " ".join(reasons[:MOST_REASONS]) + (f" And {more} more." if more > 0 else "")
