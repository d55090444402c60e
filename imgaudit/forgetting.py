"""Forgetting a person: out of the cache of scans, the answers and the history, and saying what was removed.

Exports, pictures and the register itself are the school's, not ours: they are not touched.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.answers import load_answers, write_answers
from imgaudit.errors import InputError
from imgaudit.names import match_people, plain
from imgaudit.private_files import private_file
from imgaudit.scan import cache_path
from imgaudit.tables import FORGOTTEN

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
        the picture's consent becomes *partly* or *unknown*, never *covered*.
    cache
        The cache of scans; ``True`` for :func:`cache_path`, ``False`` for none. What was found in files that name
        the person is removed; while such a file is still there the next scan finds it again, so strip it first.

    Returns
    -------
    The table ``forgotten`` (``docs/tables.md``): a row a place that was looked at, with how many entries were removed;
    0 says that the person was not there.

    Raises
    ------
    InputError
        When the register knows nobody of that name, or more than one.
    """
    who = match_people(pd.Series([person], dtype="str"), people).iloc[0]
    if pd.isna(who):
        raise InputError("The register knows nobody of that name, or more than one. Give the UPN or admission number.")
    row = people[people["person_id"].eq(who)].iloc[0]
    called = _names(row.dropna().to_dict())
    done: list[dict[str, Any]] = []
    if cache:
        done.append(_from_cache(cache_path() if cache is True else Path(cache), called))
    if answers is not None:
        done.append(_from_answers(Path(answers), str(who), people, called))
    if history is not None:
        done += _from_history(Path(history), called)
    return FORGOTTEN.frame(pd.DataFrame(done, columns=[*FORGOTTEN.columns]))


def _names(row: dict[Any, Any]) -> re.Pattern[str]:
    """Every way of naming the person beyond doubt, whatever stands between the words."""
    numbers = [str(row[column]) for column in ("person_id", "upn", "admission_no", "mis_id") if column in row]
    names = [
        [first, last] if forward else [last, first]
        for first in (row.get("first_name"), row.get("known_as"))
        for last in (row.get("last_name"),)
        for forward in (True, False)
        if first and last
    ]
    words = [r"[\W_]{0,3}".join(re.escape(word) for word in plain(" ".join(name)).split()) for name in names]
    # A short number stands in too many other places to be taken for the person's.
    whole = [re.escape(plain(number)) for number in numbers if len(number) >= 8]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join([*words, *whole])})(?![^\W_])")


def _mentions(text: object, called: re.Pattern[str]) -> bool:
    return isinstance(text, str) and called.search(plain(text)) is not None


def _from_cache(place: Path, called: re.Pattern[str]) -> dict[str, Any]:
    removed = 0
    if place.exists():
        with closing(sqlite3.connect(place)) as cache:
            keys = [
                key
                for *key, row in cache.execute("SELECT rowid, path, row FROM media")
                if _mentions(f"{key[1]} {_texts(row)}", called)
            ]
            with cache:
                cache.execute("PRAGMA secure_delete = ON")
                cache.executemany("DELETE FROM media WHERE rowid = ?", [(rowid,) for rowid, _ in keys])
            cache.execute("VACUUM")
            removed = len(keys)
    note = "Scans of files that name the person. Strip those files too, or the next scan finds the name again."
    return {"place": str(place), "kind": "cache", "removed": removed, "note": note}


def _texts(row: str) -> str:
    """The texts of a cached row; in its JSON other letters than ASCII would be escapes."""
    try:
        return " ".join(str(value) for value in json.loads(row).values() if isinstance(value, str))
    except (ValueError, AttributeError):
        return row


def _from_answers(place: Path, who: str, people: pd.DataFrame, called: re.Pattern[str]) -> dict[str, Any]:
    frame = load_answers(place)
    lists = frame["people"].fillna("").astype("str").str.split("\n")
    refs = lists.explode()
    gone = match_people(refs, people).eq(who).fillna(False) | refs.map(lambda ref: _mentions(ref, called)).astype(bool)
    hit = gone.groupby(level=0).any()
    kept = refs[~gone.to_numpy(dtype=bool)].groupby(level=0).agg("\n".join).reindex(frame.index)
    names = kept.mask(kept.eq("")).where(hit, frame["people"])
    complete = frame["people_complete"].mask(hit, False)
    if hit.any():
        write_answers(frame.assign(people=names.astype("str"), people_complete=complete), place)
    note = "Answers that listed the person. Not everyone shown is listed in those any longer."
    return {"place": str(place), "kind": "answers", "removed": int(hit.sum()), "note": note}


def _from_history(history: Path, called: re.Pattern[str]) -> list[dict[str, Any]]:
    """A saved audit names no pupil; but its policy may hold a name, and an id may be a file's name."""
    done = []
    for place in sorted([*history.glob("*/*/*/*.parquet"), *history.glob("*/*/*/audit.json")]):
        if place.suffix == ".json":
            about = json.loads(place.read_text(encoding="utf-8"))
            clean, removed = _cleaned(about, called)
            if removed:
                with private_file(place) as file:
                    file.write_text(json.dumps(clean, indent=1), encoding="utf-8")
        else:
            frame = pd.read_parquet(place, engine="pyarrow")
            removed = 0
            for column in [name for name in frame.columns if pd.api.types.is_string_dtype(frame[name])]:
                hit = frame[column].map(lambda text: _mentions(text, called)).astype(bool)
                removed += int(hit.sum())
                frame[column] = frame[column].mask(hit, GONE)
            if removed:
                with private_file(place) as file:
                    frame.to_parquet(file, engine="pyarrow", index=False)
        if removed:
            done.append({"place": str(place), "kind": "history", "removed": removed, "note": f"Now {GONE}."})
    note = "Saved audits hold figures and ids, no names: nothing there was the person's."
    return done or [{"place": str(history), "kind": "history", "removed": 0, "note": note}]


def _cleaned(value: Any, called: re.Pattern[str]) -> tuple[Any, int]:
    if isinstance(value, dict):
        pairs = {key: _cleaned(entry, called) for key, entry in value.items()}
        return {key: entry for key, (entry, _) in pairs.items()}, sum(count for _, count in pairs.values())
    if isinstance(value, list):
        entries = [_cleaned(entry, called) for entry in value]
        return [entry for entry, _ in entries], sum(count for _, count in entries)
    return (GONE, 1) if _mentions(value, called) else (value, 0)
