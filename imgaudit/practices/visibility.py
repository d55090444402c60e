"""Practice 3: put pictures of pupils behind a password."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import flag
from imgaudit.practices.practice import NOT_IN_PLACE, Measure, Practice, Rule, shows_any

CLOSED = ("password", "private", "draft")
"""Pages that only somebody who is logged in, or knows the password, can open."""


def _add(items: pd.DataFrame, _assets: pd.DataFrame, files: pd.DataFrame, _as_of: date) -> pd.DataFrame:
    seen = items["visibility"].mask(items["visibility"].eq("unknown"))
    is_closed = _is(seen, *CLOSED)
    return pd.DataFrame(
        {
            "is_open_to_all": _is(seen, "public"),
            "is_unlisted": _is(seen, "unlisted"),
            "is_behind_login": is_closed,
            "is_left_open": _everywhere(is_closed, items["asset_id"]) & _file_is_public(items, files),
        }
    )


def _is(seen: pd.Series, *visibilities: str) -> pd.Series:
    return seen.isin(visibilities).astype("boolean").mask(seen.isna())


def _everywhere(is_closed: pd.Series, assets: pd.Series) -> pd.Series:
    """Whether no page that shows the picture is open; of one on an open page too it is no secret."""
    # The order yes < unknown < no makes the maximum the answer for all placements together.
    rank = 2 - is_closed.astype("Int8").mul(2).fillna(1)
    worst = rank.groupby(assets).transform("max")
    return worst.eq(0).astype("boolean").mask(worst.eq(1))


def _file_is_public(items: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """Whether anyone who has the address of any of its files can open that; no only where it is so of all of them."""
    rank = files["is_public"].astype("Int8").mul(2).fillna(1)
    most = rank.groupby(files["asset_id"]).max().reindex(items["asset_id"]).fillna(1).set_axis(items.index)
    return most.eq(2).astype("boolean").mask(most.eq(1))


def _shows_pupils(items: pd.DataFrame) -> pd.Series:
    return shows_any(items, "pupils", "both")


PRACTICE = Practice(
    name="visibility",
    question="Who can open pictures of pupils?",
    target="as few open to all as can be; none open by its address while its page is not",
    where=_shows_pupils,
    about=("shows",),
    which="that show pupils, or may",
    columns={
        "is_open_to_all": flag("everyone can open the page or post, and find it"),
        "is_unlisted": flag("everyone who has the address of the page can open it, which protects nobody"),
        "is_behind_login": flag("only who is logged in or knows a password can open the page, as of a draft"),
        "is_left_open": flag(
            "no page that shows it is open, but anyone who has the address of a file of it can open that"
        ),
    },
    add=_add,
    rules=(
        Rule(
            name="visibility.reachable",
            practice="visibility",
            subject="asset@channel",
            severity="medium",
            # Whom it shows may be unknown: that somebody meant it to be closed is not.
            when=lambda items: items["is_left_open"] & ~items["shows"].eq("nobody").fillna(False).astype("boolean"),
            needs=("is_left_open", "shows"),
            problem="The page is not open to all, but its picture is: anyone who has the file's address can open it.",
            fixes={**dict.fromkeys((*NOT_IN_PLACE, "unused"), "Remove"), "": "Move behind login"},
            done="The file's address asks for a login too, or the file is gone.",
            columns={"visibility": "page is"},
        ),
    ),
    measures=(
        Measure("is_open_to_all", "Open to all", "Pupils: everyone can open the page", by_channel=True),
        Measure("is_unlisted", "Open by its link", "Pupils: whoever has the page's link can open it"),
        Measure("is_left_open", "File open, page not", "Pupils: no page is open, but the file is"),
        Measure(
            "is_behind_login",
            "Behind a login or password",
            "Pupils: the page asks for a login or password",
            by_channel=True,
            good_when_high=True,
        ),
    ),
)
