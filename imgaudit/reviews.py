"""When somebody looked at a picture last, and why it is needed: as somebody wrote down, kept and carried on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from pyarrow import ArrowInvalid

from imgaudit.answers import about
from imgaudit.errors import InputError
from imgaudit.files import locked, private_file
from imgaudit.frames import map_values
from imgaudit.tables import REVIEWS

PERSONAL_WORDS = ("looked_at_by", "necessity", "workbook")
"""Columns in which people write what they like."""


@dataclass(frozen=True, slots=True, repr=False)
class Reviews:
    """What somebody wrote down of pictures that they looked at: frames ``reviews`` and ``problems``."""

    reviews: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: the words may name anybody."""
        return f"<Reviews: {len(self.reviews):,} reviews, {len(self.problems):,} problems>"


def save_reviews(reviews: Reviews | pd.DataFrame, path: str | os.PathLike[str]) -> pd.DataFrame:
    """Keep reviews in one file for its owner alone, below those that are there; nothing there is ever replaced.

    Parameters
    ----------
    reviews
        What :func:`read_reviews` gave, or a frame of ``reviews`` of your own making.
    path
        A ``.parquet`` file.

    Returns
    -------
    Those that were not there before.
    """
    place = Path(path)
    fresh = REVIEWS.frame(reviews.reviews if isinstance(reviews, Reviews) else reviews)
    with locked(place):
        before = load_reviews(place) if place.exists() else REVIEWS.empty()
        both = pd.concat([before, fresh], ignore_index=True).drop_duplicates(ignore_index=True)
        write_reviews(both, place)
    return both.iloc[len(before) :].reset_index(drop=True)


def write_reviews(frame: pd.DataFrame, place: Path) -> None:
    """Write a file of reviews in one step, for its owner alone."""
    with private_file(place) as file:
        REVIEWS.frame(frame).to_parquet(file, engine="pyarrow", index=False)


def load_reviews(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the reviews that :func:`save_reviews` kept.

    Returns
    -------
    The table ``reviews``, for ``run_audit(…, reviews=)``.

    Raises
    ------
    InputError
        When there is no such file, or it holds something else.
    """
    try:
        return REVIEWS.frame(pd.read_parquet(path, engine="pyarrow"))
    except (OSError, ValueError, KeyError, ArrowInvalid) as error:
        raise InputError(
            f"{os.fspath(path)}: no reviews can be read from it ({error}). Give a file that save_reviews wrote."
        ) from error


def reviewed(
    assets: pd.DataFrame,
    reviews: Reviews | pd.DataFrame | None,
    files: pd.DataFrame,
    places: pd.Series,
    as_of: date,
) -> pd.DataFrame:
    """The assets with when they were looked at last and why they are needed, by exports and by what was written down.

    A look holds for the picture that was looked at, wherever it is; not for another one under the same address. That it
    is needed holds until the day that was given, and the last word on it counts.
    """
    given = REVIEWS.frame(reviews.reviews if isinstance(reviews, Reviews) else reviews) if reviews is not None else None
    if given is None or given.empty:
        return assets
    given = given[given["looked_at_on"].le(pd.Timestamp(as_of))].sort_values("looked_at_on", kind="stable")
    known = about(given.reset_index(drop=True), files, places)
    known = known[known["how"].ne("outdated")]
    rows = given.reset_index(drop=True).drop(columns="asset_id").loc[known["row"]]
    rows = rows.assign(asset_id=known["asset_id"].to_numpy()).sort_values("looked_at_on", kind="stable")
    last = rows.groupby("asset_id")["looked_at_on"].max()
    needed = rows[rows["necessity"].notna()].drop_duplicates("asset_id", keep="last").set_index("asset_id")
    is_over = needed["until"].lt(pd.Timestamp(as_of)).fillna(False).astype(bool)
    why = map_values(assets["asset_id"], needed["necessity"].mask(is_over))
    said = assets["asset_id"].isin(needed.index)
    looked = pd.concat([assets["last_reviewed_on"], map_values(assets["asset_id"], last)], axis=1).max(axis=1)
    return assets.assign(
        last_reviewed_on=looked.astype(assets["last_reviewed_on"].dtype),
        necessity=assets["necessity"].mask(said, why),
    )
