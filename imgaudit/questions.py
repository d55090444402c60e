"""Which pictures to ask about first: by what one answer settles, and whether it changes what is to be done.

One question a picture, however many uploads of it there are. Pictures of one page are asked about together, as one
answer may hold for all of them. Where faces were counted, pictures in which none was found stand together before all
pages: nobody may be shown in them, and somebody has to look. The count decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.actions import no_page
from imgaudit.foreign.addresses import page_key
from imgaudit.frames import map_values
from imgaudit.tables import digest

if TYPE_CHECKING:
    from imgaudit.audit import Audit

MOST_TOGETHER = 20
"""Pictures without a face that one answer is asked for: as many as somebody looks at before answering."""
FEW_FACES, MANY_FACES = 2, 10
"""So few faces are asked for by name first, as who is shown is easily known again; so many, by class."""
TOGETHER = FACELESS, ON_PAGE = "faces ", "page "
"""How that begins by which questions stand together: no face was found, or they are of one page."""
NEXT = 10
"""Answers of which is said what they settle."""
_SETTLED = ("covered", "against", "not_needed")


def questions(audit: Audit) -> pd.DataFrame:
    """What is to be asked of who is shown: a row a picture of which that, or whether it is everyone, is not known.

    Returns
    -------
    The placement of each picture at which it is asked about, a row of ``audit.items``, those first whose answer settles
    most and matters most. ``asset_id`` is the first of its uploads. Further columns:

    - ``n``: in how many placements it stands; ``settles``: of how many of these consent is not known.
    - ``gain``: what an answer is worth. A placement that it settles counts 1; twice where one or two faces were found,
      half where not everybody can open it, and half where only staff are shown.
    - ``together``: which questions one answer may hold for; such rows stand together. It begins with *faces* where no
      face was found in them, else with *page*.
    """
    items = audit.items.assign(picture=audit.items["picture_id"].fillna(audit.items["asset_id"]))
    rows = items[is_asked(items)]
    of_picture = rows["picture"]
    settles = ~rows["consent_state"].isin(_SETTLED)
    faces = rows["n_faces"].groupby(of_picture).transform("max")
    rows = rows.assign(
        asset_id=rows["asset_id"].groupby(of_picture).transform("min"),
        n_faces=faces,
        n=rows["item_id"].groupby(of_picture).transform("size"),
        settles=settles.groupby(of_picture).transform("sum").astype("int64"),
        gain=(settles * _weight(rows, faces)).groupby(of_picture).transform("sum"),
        page=_pages(rows),
    )
    once = rows.drop_duplicates(["picture", "page"])
    rows = rows.assign(weight=map_values(rows["page"], once.groupby("page")["gain"].sum()))
    order = ["weight", "page", "gain", "asset_id", "item_id"]
    rows = rows.sort_values(order, ascending=[False, True, False, True, True], kind="stable")
    rows = rows.drop_duplicates("picture")
    is_empty = rows["n_faces"].eq(0).fillna(False).astype(bool) & ~shows_somebody(rows, audit)
    sheets = (is_empty.cumsum() - 1) // MOST_TOGETHER + 1
    rows = rows.assign(
        together=(ON_PAGE + rows["page"].map(digest).astype("str")).mask(is_empty, FACELESS + sheets.astype("str")),
        is_paged=~is_empty,
        is_many=~rows["n_faces"].le(FEW_FACES).fillna(False).astype(bool),
    )
    rows = rows.assign(weight=rows.groupby("together")["gain"].transform("sum"))
    order = ["is_paged", "weight", "page", "is_many", "gain", "asset_id"]
    rows["page"] = rows["page"].where(rows["is_paged"], rows["together"])
    rows = rows.sort_values(order, ascending=[True, False, True, True, False, True], kind="stable")
    return rows.drop(columns=["picture", "page", "weight", "is_paged", "is_many"]).reset_index(drop=True)


def is_asked(items: pd.DataFrame) -> pd.Series:
    """Of which placements it is not known who is shown, or not known that everyone shown is named."""
    shows = items["shows"].fillna("unknown")
    still = (shows.eq("unknown") | ~items["people_complete"].fillna(False).astype(bool)) & shows.ne("nobody")
    return still & items["known_by"].ne("group").fillna(True).astype(bool)  # whoever of the group it is has agreed


def shows_somebody(items: pd.DataFrame, audit: Audit) -> pd.Series:
    """Of which pictures anything says that somebody is shown, if only perhaps: a tag, an export, an answer, a group."""
    told = audit.items
    is_said = told["shows"].isin(["pupils", "staff", "both"]) | told["groups"].notna()
    named = told[is_said | told["asset_id"].isin(audit.appearances["asset_id"])]
    return items["picture_id"].fillna(items["asset_id"]).isin(named["picture_id"].fillna(named["asset_id"]))


def settled_by_next(asked: pd.DataFrame, first: Sequence[str] = (), most: int = NEXT) -> tuple[int, int, int]:
    """What the next answers settle of what :func:`questions` gave: how many answers, placements, and of how many.

    What stands together is one answer; ``first`` are pictures that one more settles before all others.
    """
    rest = asked[~asked["asset_id"].isin(first)]
    following = [*rest["together"].unique()][: most - bool(first)]
    is_settled = asked["asset_id"].isin(first) | asked["together"].isin(following)
    answers = len(following) + bool(first)
    return answers, int(asked.loc[is_settled, "settles"].sum()), int(asked["settles"].sum())


def _weight(rows: pd.DataFrame, faces: pd.Series) -> pd.Series:
    """How much it matters in each placement who is shown there."""
    weight = pd.Series(1.0, rows.index)
    weight = weight.mask(faces.between(1, FEW_FACES).fillna(False).astype(bool), 2.0)
    for less in (rows["is_open_to_all"].eq(False), rows["shows"].eq("staff")):
        weight = weight.mask(less.fillna(False).astype(bool), weight / 2)
    return weight


def _pages(rows: pd.DataFrame) -> pd.Series:
    """Which page each placement is on, by its address, else by its title: two pages may have one title."""
    address = rows["page_url"].map(page_key, na_action="ignore").astype("str")
    return (rows["site"] + " " + address.fillna(rows["page_title"]).fillna(no_page(rows))).astype("str")
