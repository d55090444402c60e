"""Forgetting a person: out of the cache of scans, the answers and the history, and saying what was removed.

Exports, pictures and the register itself are the school's, not ours: they are not touched.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.answers import load_answers, write_answers
from imgaudit.errors import InputError
from imgaudit.names import Matcher, find_names, is_telling, match_people, name_matcher, plain
from imgaudit.private_files import private_file
from imgaudit.remembering import cache_path
from imgaudit.tables import FORGOTTEN, lookup

GONE = "[forgotten]"
"""What stands in the place of a name."""


def forget(
    person: str,
    people: pd.DataFrame,
    *,
    history: str | os.PathLike[str] | None = None,
    answers: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | bool = True,
) -> pd.DataFrame:
    """Remove one person from all that this package keeps.

    Removed is what means this person alone: a full name in any form that :func:`find_names` knows, or a number of
    theirs. What may mean somebody else, a first name or a surname alone or a name that others have too, is counted
    for you to look at. Workbooks, charts and notebooks are not looked at.

    Parameters
    ----------
    person
        UPN, admission number or full name, such that the register knows one person by it.
    people
        The register's people, such as ``audit.people``; it says by which names and numbers else they are known.
    history
        The folder that audits were saved in.
    answers
        The file of answers. Where the person was one of those listed, not everyone shown is listed any longer, so
        the picture's consent becomes *partly* or *unknown*, never *covered*. Where one of those listed may be the
        person, that is unknown.
    cache
        The cache of scans; ``True`` for :func:`cache_path`, ``False`` for none. What was found in files that name
        the person is removed; while such a file is still there the next scan finds it again, so strip it first.

    Returns
    -------
    The table ``forgotten`` (``docs/tables.md``): a row a place that was looked at, with how many entries were
    ``removed`` and how many more are ``possible``; 0 and 0 say that the person was not there.

    Raises
    ------
    InputError
        When the register knows nobody of that name, or more than one.
    """
    who = match_people(pd.Series([person], dtype="str"), people).iloc[0]
    if pd.isna(who):
        raise InputError("The register knows nobody of that name, or more than one. Give the UPN or admission number.")
    sought = _sought(str(who), people)
    done: list[dict[str, Any]] = []
    if cache:
        done.append(_from_cache(cache_path() if cache is True else Path(cache), sought))
    if answers is not None:
        done.append(_from_answers(Path(answers), sought))
    if history is not None:
        done += _from_history(Path(history), sought)
    return FORGOTTEN.frame(pd.DataFrame(done, columns=[*FORGOTTEN.columns]))


@dataclass(frozen=True, slots=True, repr=False)
class _Sought:
    """Whom to forget, among all whom the register knows."""

    who: str
    people: pd.DataFrame
    matcher: Matcher
    numbers: re.Pattern[str]
    short_numbers: re.Pattern[str]

    def mentioned(self, texts: pd.Series) -> pd.Series:
        """Whether each text means the person (``yes``), may mean them (``possible``) or does not (``no``)."""
        distinct = pd.Series(texts.dropna().unique(), dtype="str")
        found = find_names(distinct, self.matcher)
        found = found[found["person_ids"].map(lambda ids: self.who in ids).astype(bool)]
        alone = found["level"].eq("full") & found["person_ids"].map(len).eq(1)
        words = distinct.map(plain).astype("str")
        maybe = distinct.index.isin(found.index) | words.str.contains(self.short_numbers)
        sure = distinct.index.isin(found.index[alone]) | words.str.contains(self.numbers)
        said = pd.Series("no", index=distinct.index, dtype="str").mask(maybe, "possible").mask(sure, "yes")
        return lookup(texts, said.set_axis(distinct)).fillna("no")


def _sought(who: str, people: pd.DataFrame) -> _Sought:
    row = people[people["person_id"].eq(who)].iloc[0]
    numbers = [str(row[column]) for column in ("person_id", "upn", "admission_no", "mis_id") if pd.notna(row[column])]
    # A short number stands in too many other places to be taken for the person's.
    rare = [number for number in numbers if len(number) >= 8]
    short = [number for number in numbers if len(number) < 8 and is_telling(number)]
    return _Sought(who, people, name_matcher(people), _any_of(rare), _any_of(short))


def _any_of(numbers: list[str]) -> re.Pattern[str]:
    """Any of the numbers, as a word of its own in a text that is made plain; of none, nothing."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(plain(number)) for number in numbers) or '(?!)'})(?!\w)")


def _from_cache(place: Path, sought: _Sought) -> dict[str, Any]:
    removed = possible = 0
    if place.exists():
        with closing(sqlite3.connect(place)) as cache:
            cache.text_factory = lambda raw: raw.decode("utf-8", "replace")  # a spoilt row may name people too
            rows = pd.DataFrame(
                cache.execute("SELECT rowid, path, row FROM media"), columns=["rowid", "path", "row"], dtype="object"
            )
            texts = pd.DataFrame({"path": rows["path"], "row": rows["row"].map(_texts)}).astype("str")
            said = [sought.mentioned(texts[column]) for column in texts]
            gone = said[0].eq("yes") | said[1].eq("yes")
            with cache:
                cache.execute("PRAGMA secure_delete = ON")
                cache.executemany("DELETE FROM media WHERE rowid = ?", [(rowid,) for rowid in rows["rowid"][gone]])
            cache.execute("VACUUM")
            # What was written lately stands in a file beside it, which is emptied when everybody has read it.
            cache.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            removed = int(gone.sum())
            possible = int((said[0].ne("no") | said[1].ne("no")).sum()) - removed
    note = "Scans of files that name the person. Strip those files too, or the next scan finds the name again."
    return _row(place, "cache", removed, possible, note)


def _texts(row: Any) -> str:
    """The texts of a cached row; in its JSON other letters than ASCII would be escapes."""
    try:
        return "\n".join(_strings(json.loads(row)))
    except (TypeError, ValueError, RecursionError):
        return str(row)


def _from_answers(place: Path, sought: _Sought) -> dict[str, Any]:
    frame = load_answers(place)
    refs = frame["people"].fillna("").astype("str").str.split("\n").explode()
    known = match_people(refs, sought.people)
    said = sought.mentioned(refs)
    gone = known.eq(sought.who).fillna(False).astype(bool) | said.eq("yes")
    perhaps = said.eq("possible") & ~gone & known.isna()
    hit, doubt = gone.groupby(level=0).any(), perhaps.groupby(level=0).any()
    kept = refs[~gone.to_numpy()].groupby(level=0).agg("\n".join).reindex(frame.index)
    names = kept.mask(kept.eq("")).where(hit, frame["people"])
    # Once the register has forgotten the person, a name that two had would be the other's alone: their agreement must
    # not cover the picture, so it is unknown whether everyone shown is listed.
    complete = frame["people_complete"].mask(doubt & frame["people_complete"].fillna(False)).mask(hit, False)
    if hit.any() or doubt.any():
        write_answers(frame.assign(people=names.astype("str"), people_complete=complete), place)
    note = "Answers that listed the person. Not everyone shown is listed in those any longer."
    return _row(place, "answers", int(hit.sum()), int((doubt & ~hit).sum()), note)


def _from_history(history: Path, sought: _Sought) -> list[dict[str, Any]]:
    """A saved audit names no pupil; but its policy may hold a name, and an id may be a file's name."""
    done = []
    for place in sorted([*history.glob("*/*/*/*.parquet"), *history.glob("*/*/*/audit.json")]):
        if place.suffix == ".json":
            about = json.loads(place.read_text(encoding="utf-8"))
            texts = pd.Series(list(_strings(about)), dtype="str")
            said = sought.mentioned(texts)
            if said.eq("yes").any():
                with private_file(place) as file:
                    clean = _without(about, set(texts[said.eq("yes")]))
                    file.write_text(json.dumps(clean, indent=1), encoding="utf-8")
            counts = said.value_counts()
        else:
            frame = pd.read_parquet(place, engine="pyarrow")
            columns = [name for name in frame.columns if pd.api.types.is_string_dtype(frame[name])]
            parts = {column: sought.mentioned(frame[column]) for column in columns}
            if any(said.eq("yes").any() for said in parts.values()):
                clean = frame.assign(**{name: frame[name].mask(said.eq("yes"), GONE) for name, said in parts.items()})
                with private_file(place) as file:
                    clean.to_parquet(file, engine="pyarrow", index=False)
            counts = pd.concat([*parts.values(), pd.Series(dtype="str")]).value_counts()
        removed, possible = int(counts.get("yes", 0)), int(counts.get("possible", 0))
        if removed or possible:
            done.append(_row(place, "history", removed, possible, f"Now {GONE}." if removed else "Left as it was."))
    note = "Saved audits hold figures and ids, no names: nothing there was the person's."
    return done or [_row(history, "history", 0, 0, note)]


def _row(place: Path, kind: str, removed: int, possible: int, note: str) -> dict[str, Any]:
    if possible:
        note += f" {possible:,} more may mean the person, by part of the name or one that others share: look by hand."
    return {"place": str(place), "kind": kind, "removed": removed, "possible": possible, "note": note}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(entry)


def _without(value: Any, texts: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(entry, texts) for key, entry in value.items()}
    if isinstance(value, list):
        return [_without(entry, texts) for entry in value]
    return GONE if isinstance(value, str) and value in texts else value
