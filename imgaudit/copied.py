"""Where else each picture stands, as it is or smaller, and which answered picture another one looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.tables import ALIKE, COPIES

if TYPE_CHECKING:
    from imgaudit.audit import Audit

_PAIR = ["asset_id", "copy_id"]


def copies(audit: Audit) -> pd.DataFrame:
    """Where else each picture stands: the same picture, or one that looks like it, on any page and channel.

    Copies that look alike are known where the audit was given :func:`find_looks`. One that is not listed may still be
    there: cropped, turned, much brighter, or where nobody could compare.

    Parameters
    ----------
    audit
        The audit, whole.

    Returns
    -------
    The table ``copies`` (``docs/tables.md``): a row an asset and placement of another asset, with ``how`` it is known
    and where it is: ``channel``, ``page_url``, ``url`` and ``longest_px`` [px]. What looks alike somebody has to look
    at: two pictures taken one after the other do, and may show other people.
    """
    items = audit.items
    pictures = items[["asset_id", "picture_id"]].drop_duplicates()
    same = pictures.merge(pictures.rename(columns={"asset_id": "copy_id"}), on="picture_id")
    same = same[same["asset_id"].ne(same["copy_id"])].assign(how="same picture")[[*_PAIR, "how"]]
    alike = audit.alike.rename(columns={"alike_id": "copy_id"}).assign(how="looks alike")
    placed = items[["asset_id", "item_id", "site", "channel", "page_url", "url", "longest_px"]]
    pairs = pd.concat([same, alike], ignore_index=True)
    found = pairs.merge(placed.rename(columns={"asset_id": "copy_id"}), on="copy_id")
    order = found.assign(by=found["how"].ne("same picture")).sort_values(["asset_id", "by", "distance", "item_id"])
    return COPIES.frame(order.drop(columns="by"))


def alike_answered(audit: Audit) -> pd.DataFrame:
    """For pictures of which somebody has still to say who is shown: the answered one that looks most like each.

    Only to be offered: nothing here makes anybody shown, and no consent known.

    Returns
    -------
    Rows of the table ``alike``, one an ``asset_id`` at most; its ``alike_id`` has an answer that says who everyone is,
    of the picture as it is now.
    """
    items = audit.items
    is_settled = items["people_complete"].fillna(False).astype(bool) | items["shows"].eq("nobody").fillna(False)
    is_answered = is_settled & items["answered_on"].notna() & ~items["is_unseen"].fillna(False).astype(bool)
    pairs = audit.alike[audit.alike["alike_id"].isin(items.loc[is_answered, "asset_id"])]
    pairs = pairs[~pairs["asset_id"].isin(items.loc[is_settled, "asset_id"])]
    return ALIKE.frame(pairs.sort_values(["asset_id", "distance", "alike_id"]).drop_duplicates("asset_id"))
