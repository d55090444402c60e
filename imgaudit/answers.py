"""Who is shown, as somebody said: answers kept on disk and carried to later audits.

An answer belongs to an asset and to the picture that was looked at. It holds for the asset as long as the picture is
the same, stripped of metadata or not, and for any other upload of the same picture.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from imgaudit.csv_files import read_own_csv, write_own_csv
from imgaudit.errors import InputError
from imgaudit.files import locked, private_file, stamp_of
from imgaudit.foreign.words import who_is_shown
from imgaudit.tables import ANSWERS

log = logging.getLogger(__name__)

_NEEDED = ("asset_id", "shows", "people", "people_complete")
"""Columns without which a table is none of answers: what has lost one has lost what somebody said."""


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """Who is shown, as somebody said: frames ``answers`` and ``problems``."""

    answers: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: the answers name those who are shown."""
        return f"<Answers: {len(self.answers):,} answers, {len(self.problems):,} problems>"


def save_answers(answers: Answers | pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Keep answers in one file for its owner alone, beside those that are there.

    Parameters
    ----------
    answers
        What :func:`read_answers` gave, or a frame of ``answers`` of your own making.
    path
        A ``.parquet`` or ``.csv`` file. Of two answers about one asset the newer stays, by ``answered_on``; of one day
        the one that is saved last. So a workbook that is read back late takes nothing back; how many of its answers
        were older is logged.

    Returns
    -------
    The path written, whole or not at all.

    Raises
    ------
    InputError
        When the path ends otherwise, or what is there is no file of answers.
    ImgauditError
        When the file cannot be written, or somebody else is writing to it for too long.
    """
    place = Path(path)
    fresh = ANSWERS.frame(answers.answers if isinstance(answers, Answers) else answers)
    with locked(place):
        before = load_answers(place) if place.exists() else ANSWERS.empty()
        both = pd.concat([before.assign(is_fresh=False), fresh.assign(is_fresh=True)], ignore_index=True)
        by_day = both.sort_values("answered_on", kind="stable", na_position="first")
        kept = by_day.drop_duplicates("asset_id", keep="last").sort_index()
        write_answers(ANSWERS.frame(kept.drop(columns="is_fresh")), place)
    if older := fresh["asset_id"].nunique() - int(kept["is_fresh"].sum()):
        log.warning("%s: %s answers were not taken, for newer ones about the same pictures are there.", place, older)
    return place


def write_answers(frame: pd.DataFrame, place: Path) -> None:
    """Write a file of answers in one step, for its owner alone."""
    if _kind(place) == ".csv":
        write_own_csv(frame, place, keep=True)
        return
    with private_file(place) as file:
        frame.to_parquet(file, engine="pyarrow", index=False)


def load_answers(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the answers that :func:`save_answers` kept.

    Returns
    -------
    The table ``answers``, for ``run_audit(…, answers=)``.

    Raises
    ------
    InputError
        When there is no such file, it holds something else, or a word or day in a .csv that a spreadsheet has saved is
        not understood: the message says where it stands, and what to write. Nothing is taken for unknown instead.
    """
    place = Path(path)
    kind = _kind(place)
    try:
        if isinstance(why := stamp_of(str(place)), str):
            raise FileNotFoundError(why)
        if kind == ".csv":
            return read_own_csv(place, ANSWERS, words={"shows": who_is_shown}, needed=_NEEDED)
        return ANSWERS.frame(pd.read_parquet(place, engine="pyarrow"))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{place}: no answers can be read from it ({error}). Give a file that save_answers wrote."
        ) from error


def _kind(place: Path) -> str:
    if place.suffix.lower() not in (".csv", ".parquet"):
        raise InputError(f"{place}: answers are kept in a .parquet or .csv file. Change the name.")
    return place.suffix.lower()


def picture_hashes(files: pd.DataFrame) -> pd.Series:
    """Asset → the hashes of its files, as ``image_hash`` of ``answers`` holds them: one of them may be deleted."""
    hashed = files[["asset_id", "image_hash"]].dropna().drop_duplicates()
    return hashed.groupby("asset_id")["image_hash"].agg(";".join).astype("str")


def answered(
    answers: Answers | pd.DataFrame | None, files: pd.DataFrame, places: pd.Series | None = None
) -> pd.DataFrame:
    """The answer that holds for each asset of an audit: its own, else that about the same picture elsewhere.

    Parameters
    ----------
    answers
        What was answered, for this audit or an earlier one.
    files
        The audit's files with their ``image_hash``.
    places
        Asset → its ``place_id``, by which the picture is known where neither then nor now anybody has the bytes.

    Returns
    -------
    A row an asset with an answer: the columns of ``answers`` and ``is_outdated``: the picture is another one now, as
    none of the hashes is left, so that the answer tells nothing. Everything but the ids is then empty.
    """
    given = answers.answers if isinstance(answers, Answers) else answers
    if given is None or given.empty:
        return ANSWERS.empty().assign(is_outdated=False)
    given = ANSWERS.frame(given)
    pictures = files[["asset_id", "image_hash"]].dropna().drop_duplicates()
    told = given.assign(image_hash=given["image_hash"].str.split(";")).explode("image_hash")
    told = told.astype({"image_hash": "str"})
    own = given[given["asset_id"].isin(files["asset_id"])]
    hashed = own["image_hash"].notna() & own["asset_id"].isin(pictures["asset_id"])
    same = own["asset_id"].isin(told.merge(pictures, on=["asset_id", "image_hash"])["asset_id"])
    own = own.assign(is_outdated=hashed & ~same)
    elsewhere = pictures.merge(told.drop(columns="asset_id").dropna(subset="image_hash"), on="image_hash")
    if places is not None:
        unseen = places[~places.index.isin(pictures["asset_id"])].dropna().rename("place_id").rename_axis("asset_id")
        by_place = given[given["image_hash"].isna()].drop(columns="asset_id").dropna(subset="place_id")
        elsewhere = pd.concat([elsewhere, unseen.reset_index().merge(by_place, on="place_id")], ignore_index=True)
    elsewhere = elsewhere.sort_values("answered_on", kind="stable").drop_duplicates("asset_id", keep="last")
    valid = pd.concat([own[~own["is_outdated"]], elsewhere.assign(is_outdated=False)]).drop_duplicates("asset_id")
    stale = own[own["is_outdated"] & ~own["asset_id"].isin(valid["asset_id"])]
    empty = dict.fromkeys(("shows", "people", "people_complete"))
    both = pd.concat([valid, stale.assign(**empty)], ignore_index=True)
    flags = {
        "is_outdated": both["is_outdated"].astype(bool),
        "people_complete": both["people_complete"].astype("boolean"),
    }
    return both.assign(people=both["people"].astype("str"), shows=both["shows"].astype("str"), **flags)
