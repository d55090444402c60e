"""Who is shown in which picture, as the exports, the files' tags and people's answers say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from imgaudit.exports import Inventory
from imgaudit.names import fold_name, match_people
from imgaudit.tables import APPEARANCES, PROBLEMS, map_values


def who_is_shown(
    inventory: Inventory, files: pd.DataFrame, said: pd.DataFrame, pictures: pd.Series, people: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Decide for every asset what kind of people it shows, who they are, and whether that is everyone.

    ``shows`` is settled in this order, and a later step only answers what is still open:

    1. What the exports say.
    2. What somebody answered, where the exports say nothing or *unknown*.
    3. What is known of any copy of the same picture. One picture shows the same people wherever it is, so somebody
       shown in one copy outweighs *nobody* said of another, and pupils beside staff are *both*.
    4. The roles of those who are known to be shown. That there are *only* staff needs everyone to be listed and known.

    ``people_complete`` is what the exports say, *yes* only where they do; an answer goes before their *no*. Of several
    copies one *no* outweighs every *yes*, and one that says nothing follows the others. While somebody is only possibly
    shown, *yes* is *unknown*: it is still to be asked who is.

    Those who are shown are whom exports, person tags and answers name, in any copy of the picture; each once an asset,
    as *shown* if anything says so for sure, else as *possibly* shown.

    Parameters
    ----------
    inventory
        Its assets and appearances.
    files
        The audit's files with ``person_names``.
    said
        What :func:`imgaudit.answers.answered` gave.
    pictures
        Asset → picture, as :func:`imgaudit.measures.same_pictures` tells.
    people
        The register's; empty without one.

    Returns
    -------
    The assets with ``shows`` and ``people_complete``; the appearances with ``presence`` in every row and ``person_id``,
    which is empty where the register knows nobody, or more than one, of that name; and a table of problems for
    answers that are out of date.
    """
    picture = map_values(inventory.assets["asset_id"], pictures).fillna(inventory.assets["asset_id"])
    assets = _as_of_picture(_with_answers(inventory.assets, said), picture)
    shown = shown_people(_named(inventory.appearances, files, said), people)
    shown = _in_copies(shown, pd.DataFrame({"asset_id": assets["asset_id"], "picture": picture}))
    possibly = assets["asset_id"].isin(shown.loc[shown["presence"].eq("possibly"), "asset_id"])
    complete = assets["people_complete"]
    assets = assets.assign(people_complete=complete.mask(possibly & complete.fillna(False)))
    still_open = assets["shows"].isna() | assets["shows"].eq("unknown")
    shows = assets["shows"].mask(still_open, _by_roles(assets, shown, people)).fillna("unknown")
    return assets.assign(shows=shows), shown, _outdated(said)


def shown_people(appearances: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The appearances with ``person_id``, each person once an asset."""
    found = match_people(appearances["person_ref"], people)
    return _once_each(appearances.assign(person_id=found, presence=appearances["presence"].fillna("shown")))


def _with_answers(assets: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """The assets with what somebody said of them where the exports do not tell."""
    if said.empty:
        return assets
    said = said[~said["is_outdated"]].set_index("asset_id")
    silent = assets["shows"].isna() | assets["shows"].eq("unknown")
    shows = assets["shows"].mask(silent, map_values(assets["asset_id"], said["shows"]))
    complete = assets["people_complete"].mask(
        ~assets["people_complete"].fillna(False), map_values(assets["asset_id"], said["people_complete"])
    )
    return assets.assign(
        shows=shows.fillna(assets["shows"]),
        people_complete=complete.astype("boolean").fillna(assets["people_complete"]),
    )


def _as_of_picture(assets: pd.DataFrame, picture: pd.Series) -> pd.DataFrame:
    """The assets with what is known of any copy of their picture; the order of copies plays no part."""
    if picture.is_unique:
        return assets
    codes = pd.factorize(picture)[0]

    def any_copy(yes: pd.Series) -> np.ndarray:
        return np.bincount(codes[yes.fillna(False).to_numpy(dtype=bool)], minlength=codes.max() + 1)[codes] > 0

    shows, complete = assets["shows"], assets["people_complete"]
    pupils, staff = any_copy(shows.isin(["pupils", "both"])), any_copy(shows.isin(["staff", "both"]))
    told = np.select(
        [pupils & staff, pupils, staff, any_copy(shows.eq("nobody"))], ["both", "pupils", "staff", "nobody"], "unknown"
    )
    no, yes = any_copy(complete.eq(False)), any_copy(complete)
    everyone = pd.Series(yes, index=assets.index, dtype="boolean").mask(~no & ~yes)
    return assets.assign(shows=pd.Series(told, index=assets.index, dtype="str"), people_complete=everyone & ~no)


def _named(appearances: pd.DataFrame, files: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    """Who is shown, by the exports, by the person tags in the files and by what somebody said."""
    parts = [appearances]
    for frame, column, evidence in ((files, "person_names", "metadata"), (said, "people", "answered")):
        told = frame.loc[frame[column].notna(), ["asset_id", column]]
        if len(told):
            each = told.assign(person_ref=told[column].str.split("\n"), evidence=evidence, presence="shown")
            parts.append(each.drop(columns=column).explode("person_ref"))
    both = pd.concat(parts, ignore_index=True)
    possibly = both["presence"].eq("possibly").fillna(False)
    surest = pd.concat([both[~possibly], both[possibly]]) if possibly.any() else both
    return APPEARANCES.frame(surest.drop_duplicates(list(APPEARANCES.key)))


def _in_copies(shown: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Who is shown in which asset, through every asset that holds the same picture."""
    copies = copies[copies["picture"].duplicated(keep=False)]
    if copies.empty:
        return shown
    named = shown.merge(copies, on="asset_id").drop(columns="asset_id")
    return _once_each(pd.concat([shown, named.merge(copies, on="picture")[[*shown.columns]]], ignore_index=True))


def _once_each(shown: pd.DataFrame) -> pd.DataFrame:
    """Each person once an asset: somebody listed by name and tagged by UPN is one person.

    Which of their rows stays must not hang on the order of the exports: one that is sure, then the first by name.
    """
    strangers = shown.loc[shown["person_id"].isna(), "person_ref"].map(fold_name)
    who = pd.DataFrame({"asset": shown["asset_id"], "who": shown["person_id"].fillna(strangers)})
    several = who.duplicated(keep=False)
    if not several.any():
        return shown.reset_index(drop=True)
    ordered = shown[several].sort_values(["presence", "person_ref", "evidence"], ascending=[False, True, True])
    dropped = ordered.index[who.loc[ordered.index].duplicated()]
    return shown.drop(index=dropped).reset_index(drop=True)


def _by_roles(assets: pd.DataFrame, shown: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Pupils, staff or both, by the roles of those known to be shown; that there are only staff has to be known."""
    role = map_values(shown["person_id"], people.set_index("person_id")["role"])
    sure = shown["presence"].eq("shown")
    row = pd.Index(assets["asset_id"]).get_indexer(shown["asset_id"])

    def with_any(which: pd.Series) -> np.ndarray:
        there = which.fillna(False).to_numpy(dtype=bool) & (row >= 0)
        return np.bincount(row[there], minlength=len(assets)) > 0

    pupils, staff = with_any(sure & role.eq("pupil")), with_any(sure & role.eq("staff"))
    complete = assets["people_complete"].fillna(False).to_numpy(dtype=bool)
    only = complete & ~with_any(role.isna())
    answer = np.select([pupils & staff, pupils, staff & only], ["both", "pupils", "staff"], default="unknown")
    return pd.Series(answer, index=assets.index, dtype="str")


def _outdated(said: pd.DataFrame) -> pd.DataFrame:
    reason = "The picture has changed since somebody said who is shown: look again and answer anew."
    outdated = said.loc[said["is_outdated"], "asset_id"]
    return PROBLEMS.frame([{"file": asset, "code": "outdated", "reason": reason} for asset in outdated])
