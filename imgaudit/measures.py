"""Files → what each asset gives away, all its files together, and which assets hold the same picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from imgaudit.errors import InputError
from imgaudit.frames import Table, beside, is_among, map_values, of_distinct
from imgaudit.tables import EXPOSURE_COLUMNS, FACES, LOOKS, MEDIA, ROLES, digest

SCALED_FROM_PX = 2560
"""WordPress 5.3 and later keeps the untouched original beside a scaled copy of anything larger (make.wordpress.org)."""

WITHOUT_PLACES = (
    "website", "prospectus", "newsletter", "press", "print", "intranet",
    "folder", "drive", "google drive", "sharepoint", "resourcespace",
)  # fmt: skip
"""Channels where nothing stands with a picture but what the school itself writes.

No platform prints a place there, so that no export says anything of one is a no. What is not in the list may be a
platform that does: there it is unknown until an export says.
"""

OF_WEBSITES = ("wxr", "wordpress_rest", "screaming_frog", "sitemap")
"""Dialects that are of a website, whatever the school calls the channel."""


_TOLD = ["status", "format", "width_px", "height_px", "longest_px"]
"""What the file on show tells of its asset."""


def measured_files(files: pd.DataFrame, media: pd.DataFrame | None) -> pd.DataFrame:
    """The files with what was measured of them, or else what the export declares of their size."""
    measured = MEDIA.empty() if media is None else MEDIA.frame(media)
    if strangers := {*measured.loc[~is_among(measured["file_id"], files["file_id"]), "file_id"]}:
        raise InputError(
            f"media holds {len(strangers)} files that are not in the inventory, such as {min(strangers)}: "
            "scan the inventory that is audited."
        )
    joined = beside(files, measured, "file_id")
    # Two broken files may be alike, as all that hold nothing are; that does not make them one picture.
    broken = joined["status"].isin(["damaged", "empty", "unrecognised", "unreadable"])
    return joined.assign(
        content_hash=joined["content_hash"].mask(broken),
        image_hash=joined["image_hash"].mask(broken),
        status=joined["status"].fillna("not_fetched"),
        width_px=joined["width_px"].fillna(joined["declared_width_px"]),
        height_px=joined["height_px"].fillna(joined["declared_height_px"]),
        longest_px=lambda j: np.maximum(j["width_px"], j["height_px"]),
        has_any=_any_of([joined[column] for column in EXPOSURE_COLUMNS]),
    )


def with_faces(files: pd.DataFrame, faces: pd.DataFrame | None) -> pd.DataFrame:
    """The files with what was counted of faces in each, as far as anybody looked."""
    return _with(files, FACES, faces, "look for faces in")


def with_looks(files: pd.DataFrame, looks: pd.DataFrame | None) -> pd.DataFrame:
    """The files with what each looks like, as far as anybody looked."""
    return _with(files, LOOKS, looks, "find the looks of")


def _with(files: pd.DataFrame, table: Table, told: pd.DataFrame | None, remedy: str) -> pd.DataFrame:
    """The files with what a table tells of each; nothing of those that it does not hold."""
    rows = table.empty() if told is None else table.frame(told)
    if rows.empty:  # to merge nothing takes as long as to merge much
        return files.assign(**rows.drop(columns="file_id").reindex(files.index))
    if strangers := {*rows.loc[~is_among(rows["file_id"], files["file_id"]), "file_id"]}:
        raise InputError(
            f"{table.name} holds {len(strangers)} files that are not in the inventory, such as {min(strangers)}: "
            f"{remedy} the inventory that is audited."
        )
    return beside(files, rows, "file_id")


def asset_faces(files: pd.DataFrame) -> pd.DataFrame:
    """What is counted of faces in each asset, all its files together; nobody found is unknown, never nobody."""
    codes, assets = pd.factorize(files["asset_id"])
    most = files[["n_faces", "widest_face_px", "widest_face_share"]].groupby(codes).max()
    rank = map_values(files["framing"], {"face-on": 2, "turned": 1}).fillna(0).groupby(codes).max()
    weak = files["weakly_covered"].eq(True).fillna(False).groupby(codes).any().astype("boolean")
    framing = rank.map({2: "face-on", 1: "turned", 0: "unknown"})
    return most.assign(asset_id=assets, framing=framing, weakly_covered=weak.mask(~weak))


def _any_of(flags: Sequence[pd.Series]) -> pd.Series:
    """Yes if one is, else unknown if one is, else no."""
    answer = flags[0].astype("boolean")
    for flag in flags[1:]:
        answer = answer | flag.astype("boolean")
    return answer


def asset_measures(files: pd.DataFrame) -> pd.DataFrame:
    """The files of each asset as one row: exposed if any is, clean if all are known to be."""
    codes, assets = pd.factorize(files["asset_id"])
    flags = [*EXPOSURE_COLUMNS, "has_any"]
    # The order no < unknown < yes makes the maximum the answer for all files together.
    ranks = {flag: files[flag].astype("boolean").to_numpy(dtype="float32", na_value=0.5) for flag in flags}
    is_original = files["role"].eq("original")
    is_open = is_original & files["is_public"].ne(False).fillna(True)  # one that was seen to be gone is out of reach
    most = pd.DataFrame({**ranks, "open": is_open, "original": is_original, "longest_px": files["longest_px"]})
    most = most.groupby(codes).max()
    worst, has_original = most[flags].to_numpy(), most["original"].astype("boolean")
    order = map_values(files["role"], {role: place for place, role in enumerate(ROLES)})  # what tells most, first
    ordered = files[["file_id", "role", "longest_px"]].assign(order=order, code=codes)
    ordered = ordered.sort_values(["order", "file_id"])
    # Of several files on show the largest speaks for the asset, and one of unknown size before that.
    published = ordered[ordered["role"].isin(["published", "served"])].sort_values(
        "longest_px", ascending=False, na_position="first", kind="stable"
    )
    largest = published.drop_duplicates("code")["code"]
    published = files.loc[largest.index, [*_TOLD, "url"]].set_axis(largest).reindex(range(len(assets)))
    scaled = published["url"].str.contains("-scaled.", regex=False, na=False)
    small = published["longest_px"].lt(SCALED_FROM_PX) & ~scaled
    is_small = small.fillna(False).astype(bool)
    # A scaled copy has an original somewhere; if nobody listed it, what it gives away is not known.
    unseen = (scaled & ~has_original.astype(bool)).to_numpy()[:, None]
    unknown = (worst == 0.5) | ((worst == 0) & unseen)
    return pd.DataFrame(
        {
            "asset_id": assets,
            "n_files": np.bincount(codes),
            "n_files_unread": np.bincount(codes[files["status"].ne("ok").to_numpy(dtype=bool)], minlength=len(assets)),
            **published[_TOLD],
            "longest_reachable_px": most["longest_px"],
            # Not listed proves nothing of a picture that may have been scaled down.
            "original_reachable": most["open"].astype("boolean").mask(~has_original & ~is_small),
            **files.loc[ordered.index, ["found", "image_hash"]].groupby(ordered["code"]).first(),
            **{flag: pd.arrays.BooleanArray(worst[:, at] == 1, unknown[:, at]) for at, flag in enumerate(flags)},
        }
    )


def with_places(items: pd.DataFrame) -> pd.DataFrame:
    """The items with ``has_place_shown`` answered where no platform prints a place, and counted in ``has_any``.

    A clean file does not make a post clean: what stands with it is seen before the file is. Items of a history that
    was saved without the column become unknown, all but those of :data:`WITHOUT_PLACES`.

    >>> items = pd.DataFrame({"channel": ["website", "x"], "source_id": ["f/website/wxr", "f/x/x"]})
    >>> with_places(items.assign(has_any=False))[["has_place_shown", "has_any"]].to_numpy().tolist()
    [[False, False], [<NA>, <NA>]]
    """
    told = items.get("has_place_shown", pd.Series(pd.NA, index=items.index)).astype("boolean")
    dialect = of_distinct(items["source_id"], lambda ids: ids.str.rsplit("/", n=1).str[-1])
    is_own = items["channel"].isin(WITHOUT_PLACES) | dialect.isin(OF_WEBSITES)
    shown = told.mask(told.isna() & is_own, False)
    return items.assign(has_place_shown=shown, has_any=items["has_any"].astype("boolean") | shown)


def place_ids(addresses: pd.Series) -> pd.Series:
    """Where each picture lies, whatever the domain and the upload's number: the second identity.

    A school that moves its website, or imports it anew, keeps the paths below its uploads; so, where nobody has the
    bytes to compare, the path tells a picture that has moved from one that is gone and another that is new.

    >>> ids = place_ids(pd.Series(["a.example/uploads/2025/10/x.jpg", "b.example/uploads/sites/3/2025/10/x.jpg", None]))
    >>> ids[0] == ids[1], ids.isna().tolist()
    (True, [False, False, True])
    """
    paths = addresses.str.replace(r"^[^/]*", "", regex=True)
    paths = paths.str.replace(r"^.*/uploads/(?:sites/\d+/)?", "/", regex=True)
    distinct = paths[paths.str.len() > 1].dropna().drop_duplicates()
    return map_values(paths, distinct.map(digest).astype("str").set_axis(distinct)).set_axis(addresses.index)


def same_pictures(files: pd.DataFrame, told: pd.DataFrame) -> pd.Series:
    """Asset → the first, by id, of the assets that hold the same picture.

    That is known by any chain of equal hashes of their files, and of equal addresses (``picture_url`` of the table
    of assets, ``told``).
    """
    places, assets = pd.factorize(pd.concat([told["asset_id"], files["asset_id"]]), sort=True)
    of_told, of_files = np.split(places, [len(told)])
    label = np.arange(len(assets))
    links = []
    for codes, column in (
        (of_files, files["content_hash"]),
        (of_files, files["image_hash"]),
        (of_told, told["picture_url"]),
    ):
        keys, known = pd.factorize(column)
        links.append((keys[keys >= 0], codes[keys >= 0], len(known)))
    while True:
        before = label.copy()
        for keys, members, count in links:
            lowest = np.full(count, len(assets))
            np.minimum.at(lowest, keys, label[members])
            np.minimum.at(label, members, lowest[keys])
        if (before == label).all():
            return pd.Series(np.asarray(assets)[label], index=assets)
