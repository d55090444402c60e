"""Who is shown, as somebody said: answers kept on disk and carried to later audits.

An answer belongs to an asset and to the picture that was looked at. It holds for the asset as long as the picture is
the same, stripped of metadata or not, and for any other upload of the same picture. Where nobody can tell that it is
the same, the answer is used, but never as one that says who everyone is.

All answers are kept; which of them hold is decided here, when they are read, for all uploads of a picture together:

- An answer is *complete* that names everyone shown, or says that nobody is. A later complete one stands in place of all
  that was said before, by people and by exports; any other adds to it.
- One that says that everyone shown is named or of a named group stands in place of groups that were named before, and
  of nobody who was named.
- Of one day, people are those of all answers; *not everyone* wins over *everyone*, and anybody over *nobody*. So it is
  with an answer without a day, which may be older or newer than any other.
- That everyone shown has agreed, as somebody *signs off*, is evidence of its own. It says nothing of who is shown, and
  the last one counts, or that of nobody, which takes it back.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.csv_files import read_own_csv, write_own_csv
from imgaudit.errors import InputError
from imgaudit.exports.combining import seen_by_any
from imgaudit.files import locked, private_file, stamp_of
from imgaudit.foreign.words import no_name, who_is_shown
from imgaudit.frames import map_values
from imgaudit.names import fold_name, read_people
from imgaudit.tables import ANSWERS, PEOPLE
from imgaudit.wording import long_day

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
        A ``.parquet`` or ``.csv`` file. Nothing in it is replaced: :func:`run_audit` decides which answers hold, by
        ``answered_on``, so that a workbook that is read back late takes nothing back. What the same workbook has said
        already keeps the day on which it said it first, however often that is saved.

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
        both = pd.concat([before, fresh[~_said_before(before, fresh)]], ignore_index=True)
        write_answers(ANSWERS.frame(both[~both.duplicated(both.columns.drop("issue"))]), place)
    return place


def _said_before(before: pd.DataFrame, fresh: pd.DataFrame) -> pd.Series:
    """Whether the last that is kept of the same picture from the same workbook says the same."""
    keys = ["asset_id", "issue", "workbook"]
    words = [column for column in ANSWERS.columns if column not in (*keys, "answered_on")]
    last = before.sort_values("answered_on", kind="stable").drop_duplicates(keys, keep="last")
    kept, said = (
        pd.MultiIndex.from_frame(frame[[*keys, *words]].astype("object").fillna("").astype(str))
        for frame in (last[last["issue"].notna()], fresh)
    )
    return pd.Series(said.isin(kept), index=fresh.index)


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


def place_of(items: pd.DataFrame) -> pd.Series:
    """Asset → its ``place_id``, where it has one: by that a picture is known where nobody has the bytes."""
    return items.drop_duplicates("asset_id").set_index("asset_id")["place_id"].dropna()


_ANSWERED: Mapping[str, str] = {
    **dict.fromkeys(("asset_id", "shows", "people", "groups", "contradiction", "signed_off_by"), "str"),
    **dict.fromkeys(("answered_on", "signed_off_on"), "datetime64[ns]"),
    "people_complete": "boolean",
    **dict.fromkeys(("is_complete", "groups_complete", "is_unseen", "is_outdated", "sign_off_unseen"), "bool"),
}


def answered(
    answers: Answers | pd.DataFrame | None,
    files: pd.DataFrame,
    places: pd.Series | None = None,
    *,
    pictures: pd.Series | None = None,
    people: pd.DataFrame | None = None,
    named_groups: pd.Series | None = None,
    as_of: date | None = None,
) -> pd.DataFrame:
    """What people's answers say of each asset of an audit: all that hold of its picture, put together.

    Parameters
    ----------
    answers
        What was answered, for this audit or an earlier one.
    files
        The audit's files with their ``image_hash``.
    places
        Asset → its ``place_id``, by which the picture is known where neither then nor now anybody has the bytes.
    pictures
        Asset → picture, as :func:`imgaudit.measures.same_pictures` tells; without it each asset is one by itself.
    people
        The register's, which say who is meant.
    named_groups
        What the groups are called that are listed beside it.
    as_of
        The day of the audit: who said something that day has seen the picture that is there.

    Returns
    -------
    A row an asset with an answer:

    - ``shows``, ``people`` and ``groups`` (one a line), ``people_complete``;
    - ``is_complete``: it names everyone shown or says that nobody is, so it stands in place of what exports say;
    - ``groups_complete``: it says that everyone shown is among those people and groups;
    - ``signed_off_by`` and ``signed_off_on``: who said, and when, that everyone shown in this very picture has agreed;
      ``sign_off_unseen``: somebody did, but nobody can tell that the picture is still the same;
    - ``answered_on``: the last day on which any of it was said;
    - ``is_unseen``: somebody said who everyone is, but nobody can tell that the picture is still the same;
    - ``contradiction``: the answers that contradict each other, in words;
    - ``is_outdated``: the picture is another one now, as none of the hashes is left, so that the answer tells nothing.
      All the rest is then empty.
    """
    given = answers.answers if isinstance(answers, Answers) else answers
    if given is None or given.empty:  # without answers a million files need no comparing
        return _told([])
    given = ANSWERS.frame(given)
    given = given[given["n_covered"].isna()].reset_index(drop=True)  # which says nothing of who is shown
    known = about(given, files, places)
    known["how"] = known["how"].mask(_looked_at(given, known, as_of), "same")
    pictures = pd.Series(dtype="str") if pictures is None else pictures
    picture = map_values(known["asset_id"], pictures).fillna(known["asset_id"])
    uploads = pictures[pictures.isin(picture)]
    copies = uploads.index.to_series().groupby(uploads.to_numpy()).agg(list)
    ways: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one, row, how in zip(picture, known["row"], known["how"], strict=True):
        ways[one][row].add(how)
    said = _read(given, PEOPLE.empty() if people is None else people, named_groups)
    signed = _signed(given)
    says_who = given[["shows", "people", "people_complete"]].notna().any(axis="columns") | given["signed_off_by"].isna()
    rows: list[dict[str, Any]] = []
    for one, hows in ways.items():
        valid = {row: how for row, how in hows.items() if how != {"outdated"}}
        telling = {row: how for row, how in valid.items() if says_who[row]}
        held = _held([said[row] if how == {"same"} else said[row].unseen() for row, how in telling.items()])
        off = _sign_off([(*signed[row], how == {"same"}) for row, how in valid.items() if row in signed])
        rows += [held.row(asset) | off for asset in copies.get(one, [one])] if valid else []
    outdated = known.loc[~known["asset_id"].isin([row["asset_id"] for row in rows]), "asset_id"]
    return _told(rows + [{"asset_id": asset, "is_outdated": True} for asset in outdated.unique()])


def covered_copies(answers: Answers | pd.DataFrame | None, files: pd.DataFrame) -> pd.Series:
    """Asset → the last day on which `cover` made just this picture; it says nothing of who is shown in it."""
    given = answers.answers if isinstance(answers, Answers) else answers
    if given is None or given.empty:
        return pd.Series(index=pd.Index([], dtype="str"), dtype="datetime64[ns]")
    given = ANSWERS.frame(given)
    given = given[given["n_covered"].notna()].reset_index(drop=True)
    known = about(given, files)
    known = known[known["how"].eq("same")]
    return given["answered_on"].loc[known["row"]].groupby(known["asset_id"].to_numpy()).max()


def _told(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*_ANSWERED], dtype="object")
    flags = {name: frame[name].fillna(False) for name, dtype in _ANSWERED.items() if dtype == "bool"}
    return frame.assign(**flags).astype(dict(_ANSWERED)).sort_values("asset_id", ignore_index=True)


def about(given: pd.DataFrame, files: pd.DataFrame, places: pd.Series | None = None) -> pd.DataFrame:
    """Which pictures of an audit something is about that was said of a picture, and whether they are known to be it.

    Parameters
    ----------
    given
        ``asset_id``, ``image_hash`` (with a semicolon between several) and ``place_id`` of the picture that was looked
        at, a row a saying.
    files, places
        As :func:`answered` takes them.

    Returns
    -------
    A row a saying and picture: ``row`` (its place in ``given``), ``asset_id`` (of the audit) and ``how``: *same*, as a
    hash is; *unseen*, where there is nothing to compare; or *outdated*, where the picture is another one now.
    """
    hashes = files[["asset_id", "image_hash"]].dropna().drop_duplicates()
    pair = ["row", "asset_id"]
    given = given.reset_index(drop=True).rename_axis("row").reset_index()
    told = given.assign(image_hash=given["image_hash"].str.split(";")).explode("image_hash").dropna(subset="image_hash")
    same = told[["row", "image_hash"]].astype({"image_hash": "str"}).merge(hashes, on="image_hash")[pair]
    same = same.drop_duplicates()
    own = given[given["asset_id"].isin(files["asset_id"])]
    own = own[~pd.MultiIndex.from_frame(own[pair]).isin(pd.MultiIndex.from_frame(same))]
    own_hashes = picture_hashes(files[files["asset_id"].isin(own["asset_id"])])
    now = [map_values(own["asset_id"], known) for known in (own_hashes, places) if known is not None]
    then = [own["image_hash"], own["place_id"]][: len(now)]
    pairs = zip(zip(*then, strict=True), zip(*now, strict=True), strict=True)
    how = pd.Series(["outdated" if is_other(*pair) else "unseen" for pair in pairs], own.index, dtype="str")
    parts = [same.assign(how="same"), own[pair].assign(how=how)]
    if places is not None:
        elsewhere = places[
            ~places.index.isin(hashes["asset_id"]) & ~places.index.isin(own.loc[how.eq("unseen"), "asset_id"])
        ].dropna()
        by_place = given.loc[given["image_hash"].isna(), ["row", "place_id"]].dropna()
        moved = elsewhere.rename("place_id").rename_axis("asset_id").reset_index().merge(by_place, on="place_id")
        parts.append(moved[pair].assign(how="unseen"))
    return pd.concat(parts, ignore_index=True)


def is_other(then: Sequence[object], now: Sequence[object]) -> bool:
    """Whether a picture, by its hashes and its place, is known to be another one.

    Where both were hashed, no file of then is left; else it lies elsewhere, as where an export uses a number again.

    >>> is_other(["a;b"], ["b;c"]), is_other(["a"], ["b"]), is_other(["a"], [None])
    (False, True, False)
    >>> is_other(["a", "x"], ["a", "y"]), is_other([None, "x"], ["a", "y"]), is_other([None, "x"], [None, None])
    (False, True, False)
    """
    known = [pair for pair in zip(then, now, strict=True) if all(isinstance(mark, str) for mark in pair)]
    return bool(known) and not {*str(known[0][0]).split(";")} & {*str(known[0][1]).split(";")}


def _looked_at(given: pd.DataFrame, known: pd.DataFrame, as_of: date | None) -> pd.Series:
    """Whether an answer is of what is there without comparing: it was given of that upload on the day of the audit.

    Without a day and without a picture it is a statement of whoever gives it now, as a list of the school's is.
    """
    said = given.loc[known["row"]].set_axis(known.index)
    is_new = said["answered_on"].ge(pd.Timestamp(as_of)) if as_of else said["asset_id"].isna()
    is_list = said["answered_on"].isna() & said["image_hash"].isna()
    return known["how"].eq("unseen") & said["asset_id"].eq(known["asset_id"]) & (is_new | is_list)


@dataclass(frozen=True, slots=True, repr=False)
class _Said:
    """What one answer says, or several together.

    - ``people``: by whom the register knows, or the name → as they are called; ``groups``: as written.
    - ``is_listed``: everyone is named or of a named group, or nobody shown; not everyone is; or that is not said.
    - ``words``: the answers as they were given; ``against``: those of them that contradict each other.
    """

    shows: str
    people: Mapping[str, str]
    groups: frozenset[str]
    is_listed: bool | None
    day: pd.Timestamp | None
    words: frozenset[str]
    against: frozenset[str] = frozenset()
    is_unseen: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether it names everyone who is shown, or says that nobody is."""
        return self.is_listed is True and not self.groups

    def unseen(self) -> _Said:
        """The same, said of a picture that may be another one now: it is not known to be complete."""
        if not self.is_listed:
            return self
        return replace(self, shows=_somebody(self.shows), is_listed=None, is_unseen=True)

    def row(self, asset_id: str) -> dict[str, Any]:
        """What is said of an asset."""
        return {
            "asset_id": asset_id,
            "shows": None if self.shows == "unknown" else self.shows,
            "people": "\n".join(sorted(self.people.values())) or None,
            "groups": "\n".join(sorted(self.groups)) or None,
            "people_complete": None if self.shows == "nobody" or (self.is_listed and self.groups) else self.is_listed,
            "is_complete": self.is_complete,
            "groups_complete": self.is_listed is True and not self.is_complete,
            "answered_on": self.day,
            "is_unseen": self.is_unseen and not self.is_listed,
            "contradiction": "\n".join(sorted(self.against)) or None,
        }


def _somebody(shows: str) -> str:
    return "unknown" if shows == "nobody" else shows


def _signed(given: pd.DataFrame) -> dict[int, tuple[pd.Timestamp | None, str | None]]:
    """Answer → when somebody signed the picture off in it, and who; nobody takes an earlier one back."""
    told = given[["answered_on", "signed_off_by"]].astype("object")
    told = told.where(told.notna(), None)
    signed = {row: (day, str(by)) for row, day, by in told.itertuples(name=None) if by and by.strip()}
    return {row: (day, None if no_name(by) in ("nobody", "unknown") else by) for row, (day, by) in signed.items()}


def _sign_off(signed: Sequence[tuple[pd.Timestamp | None, str | None, bool]]) -> dict[str, Any]:
    """Which of all sign-offs of one picture counts: of the last day, or that of nobody; and it has to be the same."""
    last = max((day for day, *_ in signed if day is not None), default=None)
    held = [(day, by, same) for day, by, same in signed if day in (last, None)]
    if any(by is None for _, by, _ in held):
        return {}
    sure = [(day, by) for day, by, same in held if same]
    day, by = min(sure, key=lambda one: (one[0] is None, one[1]), default=(None, None))
    return {"signed_off_by": by, "signed_off_on": day, "sign_off_unseen": bool(held) and not sure}


def _read(given: pd.DataFrame, people: pd.DataFrame, named_groups: pd.Series | None) -> list[_Said]:
    """What each answer says."""
    refs = given["people"].str.split("\n").explode().dropna()
    read = read_people(refs, people, named_groups)
    who = read["person_id"].fillna(read["person_ref"].map(fold_name).astype("str"))
    named: dict[int, dict[str, str]] = defaultdict(dict)
    groups: dict[int, set[str]] = defaultdict(set)
    nobody = set(read.index[read["meant"].eq("nobody")])
    for row, key, ref, meant in zip(read.index, who, read["person_ref"], read["meant"].fillna(""), strict=True):
        if not meant:
            named[row][key] = min(ref, named[row].get(key, ref))
        elif meant != "nobody":
            groups[row].add(ref)
    told = given[["shows", "people_complete", "answered_on", "workbook"]].astype("object")
    return [
        _one(row, row["shows"] or ("nobody" if at in nobody else "unknown"), named[at], frozenset(groups[at]))
        for at, row in enumerate(told.where(told.notna(), None).to_dict("records"))
    ]


def _one(row: Mapping[Any, Any], shows: str, people: Mapping[str, str], groups: frozenset[str]) -> _Said:
    """What one answer says; whoever names somebody beside *nobody* has not said that nobody is shown."""
    everyone = row["people_complete"]
    somebody = bool(people or groups) or everyone is False
    if shows == "nobody" and not somebody:
        is_listed: bool | None = True
    else:
        is_listed = None if shows == "nobody" or not (people or groups) else everyone
    parts = [shows.replace("unknown", ""), *sorted(people.values()), *sorted(groups)]
    parts += [] if everyone is None else ["everyone" if everyone else "not everyone"]
    when = long_day(row["answered_on"]) if row["answered_on"] else "no day"
    words = frozenset([f"{row['workbook'] or 'an answer'} of {when}: {', '.join(filter(None, parts))}"])
    return _Said(
        shows=_somebody(shows) if somebody else shows,
        people=people,
        groups=groups,
        is_listed=False if everyone is False else is_listed,
        day=row["answered_on"],
        words=words,
        against=words if somebody and shows == "nobody" else frozenset(),
    )


def _held(said: Sequence[_Said]) -> _Said:
    """What holds of all that was said of one picture, in whatever order."""
    days = sorted({one.day for one in said if one.day is not None})
    held: list[_Said] = []
    for day in days:
        together = _together([one for one in said if one.day == day])
        held = [together if together.is_complete or not held else _added(held[0], together)]
    return _together(held + [one for one in said if one.day is None])


def _together(said: Sequence[_Said]) -> _Said:
    """What several answers say of which none is known to be the later."""
    people = {who: min(one.people.get(who, "\uffff") for one in said) for one in said for who in one.people}
    groups = frozenset().union(*(one.groups for one in said))
    shows = seen_by_any([one.shows for one in said])
    listed = [one for one in said if one.is_listed]
    kinds = {one.shows for one in said} - {"unknown"}
    is_one = len(kinds) < 2 and all(one.people.keys() == people.keys() and one.groups == groups for one in listed)
    is_denied = any(one.is_listed is False for one in said)
    against = frozenset().union(*(one.against for one in said))
    if len(kinds) > 1 or (listed and (is_denied or not is_one)):
        against |= frozenset().union(*(one.words for one in said))
    is_listed = False if is_denied else (bool(listed) and is_one) or None
    return _Said(
        shows=shows if is_listed else _somebody(shows),
        people=people,
        groups=groups,
        is_listed=is_listed,
        day=max((one.day for one in said if one.day is not None), default=None),
        words=frozenset().union(*(one.words for one in said)),
        against=against,
        is_unseen=any(one.is_unseen for one in said),
    )


def _added(before: _Said, later: _Said) -> _Said:
    """What was said before, and what somebody added later without saying who everyone is."""
    return replace(
        later,
        shows=_somebody(before.shows) if later.shows == "unknown" else later.shows,
        people={**later.people, **before.people},
        groups=later.groups if later.is_listed else before.groups | later.groups,
        is_listed=False if later.is_listed is None and before.is_listed is False else later.is_listed,
        words=before.words | later.words,
        against=before.against | later.against,
        is_unseen=before.is_unseen or later.is_unseen,
    )
