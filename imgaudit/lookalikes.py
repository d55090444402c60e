"""Files → what each picture looks like, and which pictures are alike: offered as the same, never taken for it.

Equal hashes prove that two uploads hold one picture; a look only makes it likely. Two pictures that were taken one
after the other look alike, and may show other people.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor

import numpy as np
import pandas as pd

from imgaudit.exports import Inventory
from imgaudit.frames import is_among, map_values
from imgaudit.media.looks import FLAT, LOOKS_VERSION, Look, alike, is_look, look_at
from imgaudit.scanning import Glance, Row, each_picture
from imgaudit.tables import ALIKE, LOOKS

_KEYS = ["asset_id", "alike_id"]


def find_looks(
    inventory: Inventory,
    *,
    cache: str | os.PathLike[str] | bool = True,
    progress: bool = True,
    executor: Executor | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """Note what each picture on this machine looks like, so that an audit finds smaller and re-encoded copies of it.

    Mirrored, turned and cropped copies look otherwise, as do copies that were made much brighter: that none is found
    says nothing.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave.
    cache, progress, executor, workers
        As :func:`scan` takes them.

    Returns
    -------
    The table ``looks`` (``docs/tables.md``), for ``run_audit(…, looks=)``: a row a file with ``look``, 16 × 16 squares
    of light and 8 × 8 of colour as text, or why there is none (``not_compared``): no copy here, a film, too plain,
    damaged. Nothing of a face is measured.
    """
    glance = Glance("looks", LOOKS_VERSION, _judge, _untold, _is_row)
    looks = each_picture(inventory, glance, cache=cache, progress=progress, executor=executor, workers=workers)
    status = looks.pop("status")
    return LOOKS.frame(looks.assign(not_compared=status.mask(status.eq("ok")), looks_engine=LOOKS_VERSION))


def _judge(data: bytes) -> Row:
    return look_at(data)._asdict()


def _untold(reason: str) -> Row:
    return Look(reason)._asdict()


def _is_row(row: object) -> bool:
    """Whether what the cache holds is what :func:`_judge` writes."""
    return isinstance(row, dict) and row.keys() == _untold("").keys() and row["status"] == "ok" and is_look(row["look"])


def alike_pictures(files: pd.DataFrame, pictures: pd.Series) -> pd.DataFrame:
    """Which assets look alike by any of their files, but for those that are known to hold the same picture.

    Parameters
    ----------
    files
        The files with their ``look``.
    pictures
        Asset → picture, as :func:`imgaudit.measures.same_pictures` tells.

    Returns
    -------
    The table ``alike``: each pair both ways, with the smallest ``distance`` of any two of their files.
    """
    known = files.loc[files["look"].notna(), ["asset_id", "look"]].drop_duplicates()
    if known.empty:
        return ALIKE.empty()
    distinct = [*known["look"].unique()]
    one, other, differ = alike(distinct)
    itself = np.arange(len(distinct))  # several assets may have one look
    pairs = pd.DataFrame(
        {
            "one": np.concatenate([itself, one, other]),
            "other": np.concatenate([itself, other, one]),
            "distance": np.concatenate([itself * 0, differ, differ]),
        }
    )
    places = known.assign(
        place=known["look"].map({look: at for at, look in enumerate(distinct)}),
        picture=map_values(known["asset_id"], pictures).fillna(known["asset_id"]),
    )
    # By picture first: one that stands in thousands of places, as a crest does, would meet itself in each two.
    shown = places[["place", "picture"]].drop_duplicates()
    met = pairs.merge(shown, left_on="one", right_on="place").merge(shown, left_on="other", right_on="place")
    met = met[met["picture_x"].ne(met["picture_y"])]
    ours, theirs = (places.rename(columns={"asset_id": name}) for name in _KEYS)
    both = met.merge(ours[["place", "picture", _KEYS[0]]], left_on=["one", "picture_x"], right_on=["place", "picture"])
    both = both[["other", "picture_y", "distance", _KEYS[0]]]
    both = both.merge(
        theirs[["place", "picture", _KEYS[1]]], left_on=["other", "picture_y"], right_on=["place", "picture"]
    )
    return ALIKE.frame(both.sort_values([*_KEYS, "distance"]).drop_duplicates(_KEYS)[[*_KEYS, "distance"]])


def elsewhere(items: pd.DataFrame, files: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """Whether another channel shows the same picture, or one that looks like it.

    No needs every picture of the other channels to be compared, and each of their exports to be read to its end.
    """
    place, places = pd.factorize(items["site"] + "/" + items["channel"])
    picture = pd.factorize(items["picture_id"])[0]
    there = pd.DataFrame({"picture": picture, "place": place}).drop_duplicates()
    is_found = np.bincount(there["picture"])[picture] > 1
    # The same of those that look like it: the pictures of each pair, and every two places that show them.
    is_paired = is_among(items["asset_id"], pd.concat([pairs[key] for key in _KEYS])).to_numpy()
    paired = pd.Series(picture[is_paired], index=items.loc[is_paired, "asset_id"]).groupby(level=0).first()
    keys = zip(("picture", "other"), _KEYS, strict=True)
    alikes = pd.DataFrame({name: map_values(pairs[key], paired) for name, key in keys})
    others = there.rename(columns={"picture": "other", "place": "there"})
    met = alikes.dropna().astype("int64").drop_duplicates().merge(others, on="other").merge(there, on="picture")
    met = met[met["place"].ne(met["there"])]
    is_found |= np.isin(picture * len(places) + place, met["picture"] * len(places) + met["place"])

    def has_any(which: pd.Series) -> np.ndarray:
        return is_among(items["asset_id"], files.loc[which.fillna(False).astype(bool), "asset_id"]).to_numpy()

    is_told, is_flat = has_any(files["look"].notna()), has_any(files["not_compared"].eq(FLAT))
    unseen = ~is_told & ~is_flat & items["kind"].eq("picture").fillna(True).to_numpy(dtype=bool)
    is_unread = items["more_unread"].fillna(True).to_numpy(dtype=bool)
    is_unsure = np.bincount(place[unseen | is_unread], minlength=len(places)) > 0
    doubts = is_unsure.sum() + (len(places) < 2)  # of one channel alone nobody knows what is on others
    in_doubt = ~is_told | (doubts > is_unsure[place])
    return pd.Series(is_found, index=items.index, dtype="boolean").mask(in_doubt & ~is_found)
