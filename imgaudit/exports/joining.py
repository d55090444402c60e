"""Posts that a page shows, and the pictures that the platform's own export says are in them: one and the same."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from imgaudit.exports.parts import Part
from imgaudit.foreign.players import film_at


def join_posts(part: Part) -> None:
    """Put the pictures of a post, where its export is here, in the place of the post on each page that shows it."""
    if not part.posts:
        return
    items = part.items.frame()
    shown = dict(zip(items["asset_id"], items["site"], strict=True))
    wanted = {(shown[asset_id], *film[:2]): asset_id for asset_id, film in part.posts.items() if asset_id in shown}
    inside: dict[str, dict[str, None]] = defaultdict(dict)
    told = items.loc[items["page_url"].notna() & ~items["asset_id"].isin(part.posts)]
    for site, page, asset_id in told[["site", "page_url", "asset_id"]].itertuples(index=False):
        if (post := film_at(page)) and (own := wanted.get((site, *post[:2]))):
            inside[own][asset_id] = None
    if not inside:
        return
    posts = items["asset_id"].isin(inside)
    rows = items[posts].assign(asset_id=items["asset_id"].map(lambda own: [*inside.get(own, ())])).explode("asset_id")
    before = items.loc[rows.index, ["item_id", "asset_id"]].itertuples(index=False)
    rows["item_id"] = [
        own + item_id.removeprefix(post) for own, (item_id, post) in zip(rows["asset_id"], before, strict=True)
    ]
    rows = rows.astype({"asset_id": items["asset_id"].dtype, "item_id": items["item_id"].dtype})
    part.items.replace(pd.concat([items[~posts], rows], ignore_index=True))
    for table in (part.assets, part.files):
        frame = table.frame()
        table.replace(frame[~frame["asset_id"].isin(inside)].reset_index(drop=True))
