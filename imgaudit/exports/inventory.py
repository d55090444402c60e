"""What every reader gives back: the frames of an inventory."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from imgaudit.as_html import card_html
from imgaudit.tables import MEDIA, PAGE_TEXTS, VISITS


def read_to_no_end(sources: pd.DataFrame) -> set[str]:
    """The sources of which nobody can say how much was not read: no figure about them has an upper bound."""
    return set(sources.loc[sources["completeness"].eq("part").fillna(False) & sources["unread"].isna(), "source_id"])


@dataclass(frozen=True, slots=True, repr=False)
class Inventory:
    """What the school has published, as its exports say.

    Each attribute is a frame; ``docs/tables.md`` says what each column holds.

    - ``items``: one row a placement: a picture on one page, post or list. Every asset has at least one.
    - ``assets``: one row a picture or video.
    - ``files``: one row an address; ``path`` where the bytes are on this machine.
    - ``appearances``: one row a person shown in an asset.
    - ``sources``: one row an export that was read and the channel it covers.
    - ``problems``: one row a thing that could not be read. Nothing is left out without one.
    - ``visits``: one row a request for an address, where somebody asked what the public gets.
    - ``page_texts``: the running text of pages that were read, and which of it stands next to each placement.
    - ``media``: what exports tell of the insides of files whose bytes are not here (ExifTool's do).
    """

    items: pd.DataFrame
    assets: pd.DataFrame
    files: pd.DataFrame
    appearances: pd.DataFrame
    sources: pd.DataFrame
    problems: pd.DataFrame
    media: pd.DataFrame = field(default_factory=MEDIA.empty)
    visits: pd.DataFrame = field(default_factory=VISITS.empty)
    page_texts: pd.DataFrame = field(default_factory=PAGE_TEXTS.empty)

    def __repr__(self) -> str:
        """Counts only: a frame in full would put pupils' names on the screen."""
        return (
            f"<Inventory: {len(self.items):,} items of {len(self.assets):,} assets, {len(self.files):,} files, "
            f"{len(self.sources):,} sources, {len(self.problems):,} problems>"
        )

    def _repr_html_(self) -> str:
        key = ["site", "channel"]
        read = self.sources.groupby(key)["completeness"].agg(lambda each: ", ".join(sorted({*each.fillna("unknown")})))
        pictures = self.items.groupby(key)["asset_id"].agg(["size", "nunique"]).reindex(read.index, fill_value=0)
        counts = [
            (str(site), str(channel), f"{placements:,}", f"{assets:,}", how)
            for (site, channel), placements, assets, how in zip(read.index, *pictures.to_numpy().T, read, strict=True)
        ]
        columns = ("site", "channel", "placements", "pictures", "read")
        return card_html("Inventory", self.problems, columns, counts, "media = ia.scan(inventory)")
