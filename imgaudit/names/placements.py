"""Names beside pictures: every text that stands with a placement, and what it gives away."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

import numpy as np
import pandas as pd

from imgaudit.files import in_archive
from imgaudit.frames import is_among, map_values
from imgaudit.names.finding import find_names
from imgaudit.names.identifiers import find_identifiers
from imgaudit.names.matcher import Matcher, name_matcher
from imgaudit.policy import Policy
from imgaudit.tables import NAME_LEVELS, NAME_MATCHES, NAMES, PAGE_TEXTS

ITEM_FIELDS = ("title", "alt_text", "caption", "page_title", "page_url", "place_shown")
FIELDS = (*ITEM_FIELDS, "file", "metadata")
"""Where a name may stand, in the order in which it is told."""

RESIZED = r"(?:-\d{2,5}x\d{2,5}|-scaled)(?=\.\w+$)"


def placement_names(
    items: pd.DataFrame,
    files: pd.DataFrame,
    people: pd.DataFrame,
    policies: Mapping[str, Policy],
    page_texts: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which names of the register stand beside each placement: in addresses, titles, captions and the file's metadata.

    The running text of pages, where it was read, is answered for apart, by how near to the picture a name stands; what
    a document says beside its pictures is unknown.

    Parameters
    ----------
    items
        Placements with their texts, ``has_text``, ``has_owner`` and ``has_people``.
    files
        The files with ``url``, ``path``, ``texts`` and ``person_names``.
    people
        The register's people; without any, all is unknown.
    policies
        Site → its policy: whether first names may stand, and which identifiers count.
    page_texts
        The running text of pages, of which none may have been read.

    Returns
    -------
    A frame on the index of ``items`` (``name_level``, ``name_fields``, ``has_full_name``, ``has_surname``,
    ``has_first_name``, ``has_identifier``, ``full_name_shown``, ``full_name_in_metadata``, ``full_name_near``,
    ``full_name_on_page``, ``first_name_allowed``: see ``audit.items`` in ``docs/tables.md``), and the table ``names``,
    a row a match.
    """
    allowed = map_values(items["site"], {site: policy.names_allowed != "none" for site, policy in policies.items()})
    answer = pd.DataFrame({"first_name_allowed": allowed.astype("boolean")}, index=items.index)
    unknown = pd.Series(pd.NA, index=items.index, dtype="boolean")
    flags = ("has_full_name", "has_surname", "has_first_name", "has_identifier")
    if people.empty:
        others = ("full_name_shown", "full_name_in_metadata", "full_name_near", "full_name_on_page")
        missing = dict.fromkeys((*flags, *others), unknown)
        nothing = pd.Series(pd.NA, index=items.index, dtype="str")
        return answer.assign(**missing, name_level=nothing, name_fields=nothing), NAMES.empty()
    texts, heard = _texts(items, files)
    matcher = name_matcher(people)
    parts = dict([*texts.groupby("field")["text"]])
    found = pd.concat(
        [NAME_MATCHES.empty(), *(find_names(parts[name], matcher, field=name) for name in FIELDS if name in parts)]
    )
    found = found.assign(row=texts["row"].reindex(found.index).to_numpy(dtype="int64"))
    pointers = _identifiers(texts, items, policies)
    shown, hidden = found["field"].ne("metadata"), found["field"].eq("metadata")
    unread = items[["has_text", "has_owner", "has_people"]].isna().any(axis="columns")
    told = (items["has_text"].fillna(False) | items["has_owner"].fillna(False)) & ~heard
    unread = unread | told
    if "kind" in items:  # what a newsletter says beside its pictures is not read either
        unread = unread | items["kind"].eq("document").fillna(False).astype(bool)

    def where(mask: pd.Series) -> pd.Series:
        counts = np.bincount(found["row"][mask.to_numpy()], minlength=len(items))
        return pd.Series(counts > 0, index=items.index, dtype="boolean")

    def anywhere(level: str, part: pd.Series | bool = True, unread: pd.Series | bool = unread) -> pd.Series:
        """Yes where a name stands, unknown where one may."""
        yes, maybe = where(found["level"].eq(level) & part), where(found["could_be"].eq(level) & part)
        return yes.mask(~yes & (unread | maybe.astype(bool)))

    rank = found["level"].map({level: rank for rank, level in enumerate(NAME_LEVELS)}).to_numpy(dtype="int64")
    highest = np.zeros(len(items), dtype="int64")
    np.maximum.at(highest, found["row"].to_numpy(), rank)
    level = pd.Series(np.asarray(NAME_LEVELS, dtype=object)[highest], index=items.index).astype("str")
    fields = found[["row", "field"]].drop_duplicates().groupby("row")["field"].agg(", ".join)
    pointed = np.bincount(pointers["row"], minlength=len(items)) > 0
    classed, possible = found["with_class"].fillna(False).astype(bool), found["level"].eq("possible")
    identified = pd.Series(pointed, index=items.index, dtype="boolean") | where(classed & ~possible)
    answer = answer.assign(
        name_level=level.mask(level.eq("none") & unread),
        name_fields=fields.reindex(range(len(items))).set_axis(items.index).astype("str"),
        has_full_name=anywhere("full"),
        has_surname=anywhere("surname"),
        has_first_name=anywhere("first"),
        has_identifier=identified.mask(~identified & (unread | where(classed).astype(bool))),
        full_name_shown=anywhere("full", shown, unread=False),
        full_name_in_metadata=anywhere("full", hidden),
    )
    near, by_nearness = _in_running_text(items, PAGE_TEXTS.empty() if page_texts is None else page_texts, matcher)
    names = found.assign(item_id=items["item_id"].to_numpy()[found["row"]]).drop(columns="row")
    return answer.assign(**by_nearness), NAMES.frame(pd.concat([names, near], ignore_index=True))


def _in_running_text(
    items: pd.DataFrame, texts: pd.DataFrame, matcher: Matcher
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """The names next to placements; and whether a full name stands there, and anywhere on the page.

    Each text is read once, however many pictures the page has. Unknown where no text was read, where more is written
    than was, or where a name may be another's.
    """
    pages = texts[texts["item_id"].isna() & texts["text"].notna()].set_index("page_id")
    found = find_names(pages["text"], matcher, field="text_near").rename_axis("page_id").reset_index()
    placed = texts[is_among(texts["item_id"], items["item_id"]) & texts["page_id"].isin(pages.index)]
    placed = placed.assign(is_cut=placed["page_id"].map(pages["is_cut"]).fillna(True).astype(bool))
    both = placed[["page_id", "item_id", "start", "end"]].merge(found, on="page_id", suffixes=("", "_of_name"))
    is_near = both["start_of_name"].lt(both["end"]) & both["end_of_name"].gt(both["start"])
    near = both[is_near.fillna(False).astype(bool)]

    def answered(asked: pd.DataFrame, seen: pd.DataFrame) -> pd.Series:
        """Yes, no or unknown for each item, from the placements that were asked about and the names that were seen."""
        yes = items["item_id"].isin(seen.loc[seen["level"].eq("full"), "item_id"]).astype("boolean")
        doubtful = {*asked.loc[asked["is_cut"], "item_id"], *seen.loc[seen["could_be"].eq("full"), "item_id"]}
        known = items["item_id"].isin(asked["item_id"]) & ~items["item_id"].isin(doubtful)
        return yes.mask(~yes & ~known)

    flags = {
        "full_name_near": answered(placed[placed["start"].notna()], near),
        "full_name_on_page": answered(placed, both),
    }
    names = near.drop(columns=["start", "end"]).rename(columns={"start_of_name": "start", "end_of_name": "end"})
    names = names.drop_duplicates(["page_id", "item_id", "start", "level"])  # a picture may stand there twice
    return names[["item_id", *NAME_MATCHES.columns]], flags


def _texts(items: pd.DataFrame, files: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Every text beside every placement as ``row``, ``field`` and ``text``; and whether all of a file's are known."""
    rows = pd.DataFrame({"row": np.arange(len(items)), "asset_id": items["asset_id"].array})
    beside = [
        pd.DataFrame({"row": np.flatnonzero(text.notna()), "field": field, "text": text.dropna().array})
        for field, text in items[[*ITEM_FIELDS]].items()
    ]
    local = files["path"].dropna().map(lambda path: PurePath(in_archive(path)[1] or path).name).astype("str")
    address = files["url"].fillna(local).str.replace(RESIZED, "", regex=True)
    told = (("file", address), ("metadata", files["texts"]), ("metadata", files["person_names"]))
    by_asset = [pd.DataFrame({"asset_id": files["asset_id"], "field": field, "text": text}) for field, text in told]
    distinct = pd.concat(by_asset).dropna().drop_duplicates()
    within = rows[["row", "asset_id"]].merge(distinct, on="asset_id").drop(columns="asset_id")
    cut = files.loc[files["texts_cut"].fillna(False).astype(bool), "asset_id"]
    heard = files.loc[files["texts"].notna() & ~files["asset_id"].isin(cut), "asset_id"].drop_duplicates()
    known = map_values(items["asset_id"], pd.Series(True, index=heard.to_numpy(), dtype="boolean")).fillna(False)
    return pd.concat([*beside, within], ignore_index=True), known.astype(bool)


def _identifiers(texts: pd.DataFrame, items: pd.DataFrame, policies: Mapping[str, Policy]) -> pd.DataFrame:
    """The identifiers that each site's policy lists."""
    site = items["site"].to_numpy()[texts["row"]]
    parts = []
    for name, policy in policies.items():
        part = texts["text"][site == name]
        found = find_identifiers(part, identifiers=policy.identifiers)
        parts.append(found.assign(row=texts["row"].reindex(found.index).to_numpy(dtype="int64")))
    return pd.concat(parts) if parts else pd.DataFrame({"row": pd.Series(dtype="int64")})
