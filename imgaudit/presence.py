"""Who is shown in which picture, as the exports, the files' tags and people's answers say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from imgaudit.exports import Inventory
from imgaudit.frames import map_values, place_among
from imgaudit.names import fold_name, read_people
from imgaudit.tables import APPEARANCES, PROBLEMS

OUTDATED = "The picture has changed since somebody said who is shown: look again and answer anew."
UNSEEN = (
    "Somebody said who everyone is, but nobody can tell whether the picture is still the same: not looked at since, so "
    "others may be shown now. Look again and answer anew."
)
CONTRADICTED = (
    "Answers contradict each other, and none is known to be the later: whoever one of them names counts as shown, and "
    "whether that is everyone is not known. Look again and answer anew."
)
UNSEEN_SIGN_OFF = (
    "Somebody said that everyone shown has agreed, but nobody can tell whether the picture is still the same: that "
    "does not count. Look again and sign it off anew."
)
TAKEN_BACK = (
    "A list or a tag says that this person is shown, and somebody said since who everyone is and left them out: the "
    "answer counts. If it is wrong, answer anew."
)


def who_is_shown(
    inventory: Inventory,
    files: pd.DataFrame,
    said: pd.DataFrame,
    pictures: pd.Series,
    people: pd.DataFrame,
    named_groups: pd.Series | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Decide for every asset what kind of people it shows, who they are, and whether that is everyone.

    A *complete* answer, which names everyone or says that nobody is shown, stands in place of all that exports and tags
    say of any copy of that picture. Else ``shows`` is settled in this order, and a later step only answers what is
    still open:

    1. What somebody answered; where anybody is named, *nobody* is no answer.
    2. What the exports say of any copy of the same picture. One picture shows the same people wherever it is, so
       somebody shown in one copy outweighs *nobody* said of another, and pupils beside staff are *both*.
    3. The roles of those who are known to be shown, and of groups. That there are *only* staff needs everyone to be
       listed and known.

    ``people_complete`` is what the exports say, and *no* where an answer says so. Of several copies one *no* outweighs
    every *yes*, and one that says nothing follows the others. While somebody is only possibly shown, a group is named
    or an answer names or shows others than the exports do, *yes* is *unknown*: it is still to be asked who is.

    Those who are shown are whom exports, person tags and answers name, in any copy of the picture; each once an asset,
    as *shown* if anything says so for sure, else as *possibly* shown. A group is nobody of these: ``groups_complete``
    says that everyone who is not among them belongs to one of the ``groups``, as somebody answered, or as exports list
    groups and say that everyone is listed.

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
    named_groups
        What the groups are called that are listed beside the register.

    Returns
    -------
    The assets with ``shows``, ``people_complete``, ``groups``, ``groups_complete``, ``answered_on``, ``signed_off_by``,
    ``signed_off_on`` and ``is_unseen``; the appearances with
    ``presence`` in every row and ``person_id``, which is empty where the register knows nobody, or more than one, of
    that name; and a table of problems: answers that are or may be out of date, answers that contradict each other, and
    people whom an answer takes back.
    """
    picture = map_values(inventory.assets["asset_id"], pictures).fillna(inventory.assets["asset_id"])
    picture_of = picture.set_axis(inventory.assets["asset_id"])
    said = _with_picture(said, picture_of)
    named = _with_picture(_named(inventory, files, said, people, named_groups), picture_of)
    shown = _in_copies(_once_each(_surest(named[named["meant"].isna()])), picture_of)
    answers = named[named["evidence"].eq("answered")]
    settled = said.loc[said["is_complete"], "picture"]
    told = shown[shown["picture"].isin(settled)]
    taken_back = told[~_who(told).isin(_who(answers))]
    shown = shown.drop(index=taken_back.index).reset_index(drop=True)
    groups = named[named["meant"].notna() & ~named["picture"].isin(settled)]
    others = named[named["evidence"].ne("answered") & named["picture"].isin(answers["picture"])]
    further = answers.loc[~_who(answers).isin(_who(others)), "picture"]
    assets = _with_answers(_as_of_picture(inventory.assets, picture), said, is_enlarged=picture.isin(further))
    assets = _with_those_named(assets, picture, shown, groups, people)
    return assets, APPEARANCES.frame(shown.drop(columns=["picture", "meant"])), _problems(said, taken_back)


def _read(appearances: pd.DataFrame, people: pd.DataFrame, named_groups: pd.Series | None = None) -> pd.DataFrame:
    """Whom each appearance means: a row a person or group, ``meant`` as :func:`imgaudit.names.read_people` says."""
    read = read_people(appearances["person_ref"], people, named_groups)
    read = appearances.drop(columns="person_ref").join(read, how="inner")
    return read.assign(presence=read["presence"].fillna("shown")).reset_index(drop=True)


def _named(
    inventory: Inventory,
    files: pd.DataFrame,
    said: pd.DataFrame,
    people: pd.DataFrame,
    named_groups: pd.Series | None,
) -> pd.DataFrame:
    """Who is shown, by the exports, by the person tags in the files and by what somebody said; nobody is left out."""
    told = [
        (inventory.assets, "groups", "listed"),
        (files, "person_names", "metadata"),
        (said, "people", "answered"),
        (said, "groups", "answered"),
    ]
    parts = [inventory.appearances]
    for frame, column, evidence in told:
        lines = frame.loc[frame[column].notna(), ["asset_id", column]]
        if len(lines):
            lines = lines.assign(person_ref=lines[column].str.split("\n"), evidence=evidence, presence="shown")
            parts.append(lines.drop(columns=column).explode("person_ref"))
    read = _read(pd.concat(parts, ignore_index=True), people, named_groups)
    return read[read["meant"].ne("nobody").fillna(True)]


def _with_picture(frame: pd.DataFrame, picture_of: pd.Series) -> pd.DataFrame:
    return frame.assign(picture=map_values(frame["asset_id"], picture_of).fillna(frame["asset_id"]))


def _surest(named: pd.DataFrame) -> pd.DataFrame:
    """Each name once an asset: as an export calls it, and where one is sure, as that does."""
    possibly = named["presence"].eq("possibly")
    surest = pd.concat([named[~possibly], named[possibly]]) if possibly.any() else named
    return surest.drop_duplicates(["asset_id", "person_ref"])


def _with_answers(assets: pd.DataFrame, said: pd.DataFrame, *, is_enlarged: pd.Series) -> pd.DataFrame:
    """The assets with what somebody said of them: a complete answer alone, another one before what exports say.

    ``is_enlarged``: an answer names somebody whom no export and no tag does, so that theirs is no list of everyone.
    """
    said = said.set_index("asset_id").reindex(assets["asset_id"]).set_axis(assets.index)
    is_complete = said["is_complete"].fillna(False).astype(bool)
    not_all = said["people_complete"].eq(False).fillna(False)
    was = assets["shows"].mask(assets["shows"].eq("unknown") | (assets["shows"].eq("nobody") & not_all))
    is_other = said["shows"].notna() & was.notna() & said["shows"].ne(was)
    listed = assets["people_complete"]
    listed = listed.mask((is_enlarged | is_other) & listed.fillna(False))
    listed = listed.mask(not_all, False)
    return assets.assign(
        shows=said["shows"].fillna(was.mask(is_complete)),
        people_complete=said["people_complete"].astype("boolean").where(is_complete, listed),
        groups_complete=said["groups_complete"].fillna(False).astype("boolean"),
        **{name: said[name] for name in ("answered_on", "signed_off_by", "signed_off_on")},
        is_unseen=said["is_unseen"].astype("boolean"),
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


def _with_those_named(
    assets: pd.DataFrame, picture: pd.Series, shown: pd.DataFrame, groups: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """The assets with ``groups``, and with what follows for them from who is shown."""
    row = place_among(shown["asset_id"], assets["asset_id"])

    def with_any(which: pd.Series) -> np.ndarray:
        there = which.fillna(False).to_numpy(dtype=bool) & (row >= 0)
        return np.bincount(row[there], minlength=len(assets)) > 0

    named = groups.drop_duplicates(["picture", "person_ref"]).sort_values("person_ref").groupby("picture")["person_ref"]
    written = map_values(picture, named.agg("\n".join).astype("str"))
    sure = shown["presence"].eq("shown")
    complete = assets["people_complete"]
    # Everyone is listed, and groups are: then everyone is of these, or by name.
    in_groups = (complete.fillna(False) | assets["groups_complete"]) & written.notna() & ~with_any(~sure)
    complete = complete.mask(in_groups | ((written.notna() | with_any(~sure)) & complete.fillna(False)))
    somebody = written.notna() | with_any(shown["asset_id"].notna())
    shows = assets["shows"].mask(assets["shows"].eq("unknown") | (assets["shows"].eq("nobody") & somebody))
    # By the roles of those known to be shown, and by groups. That there are only staff has to be known.
    role = map_values(shown["person_id"], people.set_index("person_id")["role"])
    pupils, staff = (
        with_any(sure & role.eq(kind[0])) | picture.isin(groups.loc[groups["meant"].isin(kind), "picture"])
        for kind in (("pupil", "pupils", "both"), ("staff", "both"))
    )
    only = complete.fillna(False).to_numpy(dtype=bool) & ~with_any(role.isna())
    roles = np.select([pupils & staff, pupils, staff & only], ["both", "pupils", "staff"], default="unknown")
    answer = shows.fillna(pd.Series(roles, assets.index, dtype="str"))
    in_groups = in_groups.astype("boolean").mask(written.isna())
    return assets.assign(shows=answer, people_complete=complete, groups=written, groups_complete=in_groups)


def _in_copies(shown: pd.DataFrame, picture_of: pd.Series) -> pd.DataFrame:
    """Who is shown in which asset, through every asset that holds the same picture."""
    copies = picture_of[picture_of.duplicated(keep=False)].rename("picture").rename_axis("asset_id").reset_index()
    if copies.empty:
        return shown
    named = shown.drop(columns="asset_id").merge(copies, on="picture")
    return _once_each(pd.concat([shown, named[[*shown.columns]]], ignore_index=True))


def _once_each(shown: pd.DataFrame) -> pd.DataFrame:
    """Each person once an asset: somebody listed by name and tagged by UPN is one person.

    Which of their rows stays must not hang on the order of the exports: one that is sure, then the first by name.
    """
    who = pd.DataFrame({"asset": shown["asset_id"], "who": _key(shown)})
    several = who.duplicated(keep=False)
    if not several.any():
        return shown.reset_index(drop=True)
    ordered = shown[several].sort_values(["presence", "person_ref", "evidence"], ascending=[False, True, True])
    dropped = ordered.index[who.loc[ordered.index].duplicated()]
    return shown.drop(index=dropped).reset_index(drop=True)


def _key(named: pd.DataFrame) -> pd.Series:
    """By what somebody is told from others: as the register knows them, else by their name."""
    strangers = named.loc[named["person_id"].isna(), "person_ref"].map(fold_name).astype("str")
    return named["person_id"].fillna(strangers)


def _who(named: pd.DataFrame) -> pd.Series:
    """The picture and the person, as one text."""
    return named["picture"] + "\n" + _key(named)


def _problems(said: pd.DataFrame, taken_back: pd.DataFrame) -> pd.DataFrame:
    """What is wrong with answers, and whom an answer takes back, once a picture."""
    of_picture = said.drop_duplicates("picture")
    against = of_picture[of_picture["contradiction"].notna()]
    # A first name alone is mostly one of those who are named in full now.
    is_named = taken_back["person_id"].notna() | taken_back["person_ref"].str.contains(" ")
    named = taken_back[is_named & taken_back["presence"].eq("shown")]
    named = named.assign(who=_who(named)).sort_values(["asset_id", "person_ref"]).drop_duplicates("who")
    parts = [
        (said.loc[said["is_outdated"], ["asset_id"]], "outdated", OUTDATED),
        (of_picture.loc[of_picture["is_unseen"], ["asset_id", "answered_on"]], "outdated", UNSEEN),
        (of_picture.loc[of_picture["sign_off_unseen"], ["asset_id"]], "outdated", UNSEEN_SIGN_OFF),
        (against[["asset_id"]].assign(value=against["contradiction"]), "contradicted", CONTRADICTED),
        (named[["asset_id"]].assign(value=named["person_ref"]), "contradicted", TAKEN_BACK),
    ]
    rows = [
        frame.rename(columns={"asset_id": "file"}).assign(code=code, reason=reason) for frame, code, reason in parts
    ]
    return PROBLEMS.frame(pd.concat(rows, ignore_index=True)[["file", "code", "reason", "value"]])
