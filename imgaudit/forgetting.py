"""Forgetting a person: out of the cache of scans, the answers and the history, and saying what was removed.

Exports, pictures and the register itself are the school's, not ours: they are not touched.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from imgaudit.answers import load_answers, write_answers
from imgaudit.decisions import GONE, load_decisions, write_decisions
from imgaudit.decisions import PERSONAL_WORDS as OF_DECISIONS
from imgaudit.errors import InputError
from imgaudit.exports.ours import is_ours
from imgaudit.files import ExportFile, dated_beside, locked, private_file
from imgaudit.foreign.grids import read_grids
from imgaudit.foreign.text import clean
from imgaudit.foreign.workbooks import comments_in
from imgaudit.frames import map_values, require
from imgaudit.names import Matcher, find_names, fold_name, is_telling, match_people, name_matcher
from imgaudit.previews import how_many_kept, previews_path
from imgaudit.remembering import cache_path, forget_all
from imgaudit.reviews import PERSONAL_WORDS as OF_REVIEWS
from imgaudit.reviews import load_reviews, write_reviews
from imgaudit.runs import RECORD, LaterRunError, checksum, read_record, run_folders, write_record
from imgaudit.tables import FORGOTTEN, digest
from imgaudit.wording import counted

_MOST_ROWS = 20
"""So many rows of a workbook are named one by one."""


def forget(
    person: str,
    people: pd.DataFrame,
    *,
    history: str | os.PathLike[str] | None = None,
    answers: str | os.PathLike[str] | None = None,
    decisions: str | os.PathLike[str] | None = None,
    reviews: str | os.PathLike[str] | None = None,
    workbook: str | os.PathLike[str] | None = None,
    registers: Iterable[str | os.PathLike[str]] = (),
    who_is_meant: str | os.PathLike[str] | None = None,
    visits: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | bool = True,
) -> pd.DataFrame:
    """Remove one person from all that this package keeps.

    Removed is what means this person alone: a full name in any form that :func:`find_names` knows, or a number of
    theirs. What may mean somebody else, a first name or a surname alone or a name that others have too, is counted
    for you to look at. Workbooks are looked at and left as they are, for they are the comms team's; charts and
    notebooks are not looked at.

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
    decisions, reviews
        The files of decisions and reviews. A note, an owner or a workbook that names the person is blanked; what was
        decided stays, and so does that somebody looked.
    workbook
        The workbook of the comms team. It and those that were kept beside it under their day are named where they
        hold the person, and so to be deleted, or to be cleared by hand: on *Answered earlier* too.
    registers
        The workbooks of registers and of incidents, looked at in the same way: sheet and row are said, and what stands
        there is cleared by the one who filled it in.
    who_is_meant
        The file in which the designated safeguarding lead reads who is meant. It is deleted: it is of one audit, and
        the next writes it anew.
    visits
        The file in which :func:`visit` keeps what it saw; as of the cache of scans.
    cache
        The cache of scans; ``True`` for :func:`cache_path`, ``False`` for none. What was found in files that name
        the person is removed; while such a file is still there the next scan finds it again, so strip it first. All
        small copies that :func:`explore` keeps beside it are deleted, for anybody may be shown in them.

    Returns
    -------
    The table ``forgotten`` (``docs/tables.md``): a row a place that was looked at, with how many entries were
    ``removed`` and how many more are ``possible``; 0 and 0 say that the person was not there. What could not be looked
    at, as a broken file of the history, is named, and its ``possible`` is unknown.

    Raises
    ------
    InputError
        When the register knows nobody of that name, or more than one.
    """
    sought = sought_by(person_meant(person, people), people)
    done: list[dict[str, Any]] = []
    if cache:
        place = cache_path() if cache is True else Path(cache)
        done += [_from_cache(place, sought), *_previews(previews_path(place))]
    if visits is not None:
        done.append(_from_cache(Path(visits), sought))
    if answers is not None:
        done.append(_from_answers(Path(answers), sought))
    if decisions is not None:
        done.append(_from_words(Path(decisions), sought, "decisions"))
    if reviews is not None:
        done.append(_from_words(Path(reviews), sought, "reviews"))
    if workbook is not None:
        done += _in_workbooks(Path(workbook), sought, "workbook")
    for book in registers:
        done += _in_workbooks(Path(book), sought, "registers")
    if who_is_meant is not None:
        told = Path(who_is_meant)
        is_there = told.exists()
        if is_there and not is_ours(ExportFile(told.name, str(told), told.stat().st_size)):
            raise InputError(f"who_is_meant={told}: no file that imgaudit wrote, so it is not deleted. Name that file.")
        told.unlink(missing_ok=True)
        done.append(_row(told, "who is meant", int(is_there), 0, "Deleted: the next audit writes it anew."))
    if history is not None:
        done += _from_history(Path(history), sought)
    return FORGOTTEN.frame(pd.DataFrame(done, columns=[*FORGOTTEN.columns]))


def person_meant(person: str, people: pd.DataFrame) -> str:
    """The id of the one person whom the register knows by it, a UPN, an admission number or a full name.

    Raises :class:`~imgaudit.errors.InputError` where it knows nobody, or several: then with what tells those apart, and
    no more of anybody.
    """
    require(people, ["person_id"])
    said = pd.Series([person.strip()], dtype="str")
    if people["person_id"].eq(said[0]).any():
        return str(said[0])
    who = match_people(said, people).iloc[0]
    if pd.notna(who):
        return str(who)
    found = find_names(said, people)
    several = {one for ids in found.loc[found["level"].eq("full"), "person_ids"] for one in ids}
    if not several:
        reason = "The register knows nobody of that name. Give the UPN or admission number."
        raise InputError(reason, "unknown_person")
    told = [_told_apart(row) for row in people[people["person_id"].isin(several)].to_dict("records")]
    raise InputError(
        f"The register may mean {counted(len(told), 'person', 'people')} by that: {'; '.join(sorted(told))}. Give the "
        "UPN, the admission number or that reference of the one who is meant.",
        "ambiguous",
    )


def _told_apart(person: Mapping[Hashable, Any]) -> str:
    """Somebody by what tells them from others of their name, and by nothing else of theirs."""
    number = next((str(person[key]) for key in ("upn", "admission_no") if pd.notna(person[key])), "")
    marks = [str(person["group"])] if pd.notna(person["group"]) else []
    marks += [f"number ends in {number[-3:]}"] if len(number) > 3 else []
    return f"{person['person_id']} ({', '.join(marks)})" if marks else str(person["person_id"])


@dataclass(frozen=True, slots=True, repr=False)
class Sought:
    """Whom to look for, among all whom the register knows."""

    who: str
    people: pd.DataFrame
    matcher: Matcher
    numbers: re.Pattern[str]
    short_numbers: re.Pattern[str]

    def mentioned(self, texts: pd.Series, *, field: str = "") -> pd.Series:
        """Whether each text means the person (``yes``), may mean them (``possible``) or does not (``no``).

        ``field``: what the texts are, as :func:`find_names` asks.
        """
        distinct = pd.Series(texts.dropna().unique(), dtype="str")
        found = find_names(distinct, self.matcher, field=field)
        found = found[found["person_ids"].map(lambda ids: self.who in ids).astype(bool)]
        alone = found["level"].eq("full") & found["person_ids"].map(len).eq(1)
        words = distinct.map(fold_name).astype("str")
        maybe = distinct.index.isin(found.index) | words.str.contains(self.short_numbers)
        sure = distinct.index.isin(found.index[alone]) | words.str.contains(self.numbers)
        said = pd.Series("no", index=distinct.index, dtype="str").mask(maybe, "possible").mask(sure, "yes")
        return map_values(texts, said.set_axis(distinct)).fillna("no")


def sought_by(who: str, people: pd.DataFrame) -> Sought:
    """The person of that id, as they may be named in a text."""
    row = people[people["person_id"].eq(who)].iloc[0]
    numbers = [str(row[column]) for column in ("person_id", "upn", "admission_no", "mis_id") if pd.notna(row[column])]
    # A short number stands in too many other places to be taken for the person's.
    rare = [number for number in numbers if len(number) >= 8]
    short = [number for number in numbers if len(number) < 8 and is_telling(number)]
    return Sought(who, people, name_matcher(people), _any_of(rare), _any_of(short))


def _any_of(numbers: list[str]) -> re.Pattern[str]:
    """Any of the numbers, as a word of its own in a text that is made plain; of none, nothing."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold_name(number)) for number in numbers) or '(?!)'})(?!\w)")


@contextmanager
def _readable(place: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise InputError(
            f"{place}: nothing can be forgotten in it ({error}). Name what scan() or visit() wrote."
        ) from error


def _from_cache(place: Path, sought: Sought) -> dict[str, Any]:
    removed = possible = 0
    if place.exists():
        with _readable(place), closing(sqlite3.connect(place)) as cache:
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


def _previews(place: Path) -> Iterator[dict[str, Any]]:
    """Who is shown in a small copy is not known there, so all of them go."""
    if place.exists():
        kept = how_many_kept(place)
        forget_all(place)
        note = "Small copies of pictures. All were deleted: they are drawn anew when somebody looks."
        yield _row(place, "previews", kept, 0, note)


def _texts(row: Any) -> str:
    """The texts of a cached row; in its JSON other letters than ASCII would be escapes."""
    try:
        return "\n".join(_strings(json.loads(row)))
    except (TypeError, ValueError, RecursionError):
        return str(row)


def _from_answers(place: Path, sought: Sought) -> dict[str, Any]:
    with locked(place):
        hit, doubt = _blank(load_answers(place), place, sought)
    note = "Answers that listed the person. Not everyone shown is listed in those any longer."
    return _row(place, "answers", int(hit.sum()), int((doubt & ~hit).sum()), note)


def _blank(frame: pd.DataFrame, place: Path, sought: Sought) -> tuple[pd.Series, pd.Series]:
    """Take the person out of the answers at a place; which of them listed the person, and which perhaps."""
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
    signed = sought.mentioned(frame["signed_off_by"])  # that somebody signed it off stays, and who did goes
    hit, doubt = hit | signed.eq("yes"), doubt | signed.eq("possible")
    if hit.any() or doubt.any():
        by = frame["signed_off_by"].mask(signed.eq("yes"), GONE)
        write_answers(frame.assign(people=names.astype("str"), people_complete=complete, signed_off_by=by), place)
    return hit, doubt


_WORDS: Mapping[str, tuple[Callable[[Path], pd.DataFrame], Callable[[pd.DataFrame, Path], None], tuple[str, ...]]] = {
    "decisions": (load_decisions, write_decisions, OF_DECISIONS),
    "reviews": (load_reviews, write_reviews, OF_REVIEWS),
}
"""What is kept of people's words: how it is read, how it is written, and in which columns they write what they like."""


def _from_words(place: Path, sought: Sought, kind: str) -> dict[str, Any]:
    load, write, columns = _WORDS[kind]
    with locked(place):
        frame = load(place)
        said = {column: sought.mentioned(frame[column]) for column in columns}
        gone = {column: each.eq("yes") for column, each in said.items()}
        hit = pd.DataFrame(gone).any(axis=1)
        doubt = pd.DataFrame({column: each.eq("possible") for column, each in said.items()}).any(axis=1) & ~hit
        if hit.any():
            blanked = {column: frame[column].mask(each, GONE) for column, each in gone.items()}
            write(frame.assign(**blanked), place)
    note = f"Words beside {kind}. Those that named the person are now {GONE}; the {kind} stay."
    return _row(place, kind, int(hit.sum()), int(doubt.sum()), note)


def _in_workbooks(path: Path, sought: Sought, kind: str) -> Iterator[dict[str, Any]]:
    """The workbook and those kept beside it: how many of their cells and comments name the person, or may, and where.

    Of a workbook that is named and not there nobody knows what it holds.
    """
    for place in (path, *dated_beside(path)):
        try:
            cells = [*_written_in(place)]
            said = sought.mentioned(pd.Series([clean(text) for *_, text in cells], dtype="str")).ne("no").to_numpy()
        except (InputError, OSError) as error:
            if place.exists() or kind == "registers":
                yield _not_looked_at(place, str(error)) | {"kind": kind}
            continue
        told = zip(cells, said, strict=True)
        rows = dict.fromkeys(f"{sheet}, row {row}" for (sheet, row, _), is_so in told if is_so)
        where = "; ".join([*rows][:_MOST_ROWS])
        more = f"; and {len(rows) - _MOST_ROWS:,} more rows" if len(rows) > _MOST_ROWS else ""
        what = "Clear those cells by hand" if place == path else "Delete it: a newer one stands in its place"
        note = f"{what} ({where}{more})." if rows else "Nothing there is the person's."
        yield _row(place, kind, 0, 0, note) | {"possible": int(said.sum())}


def _written_in(place: Path) -> Iterator[tuple[str, int, object]]:
    """Sheet, row and text of each cell of a workbook, on hidden sheets too, of each sheet's title and each comment."""
    for grid in read_grids(place, hidden_too=True):
        yield grid.sheet, 1, grid.sheet
        for number, row in enumerate(grid.table(), 1):
            yield from ((grid.sheet, number, cell) for cell in row)
    yield from comments_in(place)


def _from_history(history: Path, sought: Sought) -> list[dict[str, Any]]:
    """A saved audit names no pupil; but its policy may hold a name, and an id may be a file's name."""
    folders, closed = run_folders(history)
    done = [_not_looked_at(place, why) for place, why in closed.items()]
    for folder in folders:
        try:
            done += _from_run(folder, sought)
        except OSError as error:
            done.append(_not_looked_at(folder, f"cannot be listed ({error.strerror})"))
    note = "Saved audits hold figures and ids, no names: nothing there was the person's."
    return done or [_row(history, "history", 0, 0, note)]


def _from_run(folder: Path, sought: Sought) -> list[dict[str, Any]]:
    """What was removed from one run. A whole run stays whole; a broken one is looked through, and stays broken."""
    record = folder / RECORD
    try:
        about = read_record(record.read_bytes())
    except LaterRunError as error:
        return [_not_looked_at(folder, str(error))]
    except (OSError, ValueError, RecursionError):
        about = {}
    files = dict(about.get("frames", {}))
    done = [
        _from_file(place, lambda place: _from_frame(place, sought, files)) for place in sorted(folder.glob("*.parquet"))
    ]
    if record.exists():
        done.append(_from_file(record, lambda place: _from_record(place, sought, about, files)))
    return [row for row in done if row["removed"] or row["possible"] != 0]


def _from_file(place: Path, remove: Callable[[Path], pd.Series]) -> dict[str, Any]:
    """One file's row, whatever becomes of it: what is broken must not keep the person in what is not."""
    try:
        counts = remove(place).value_counts()
    except Exception as error:  # noqa: BLE001 - what broken Parquet raises is known to pyarrow alone
        return _not_looked_at(place, str(error))
    removed = int(counts.get("yes", 0))
    return _row(
        place, "history", removed, int(counts.get("possible", 0)), f"Now {GONE}." if removed else "Left as it was."
    )


def _from_frame(place: Path, sought: Sought, files: dict[str, str]) -> pd.Series:
    """What was said of each text of a frame; ``files`` learns by what the file is known from now on."""
    data = place.read_bytes()
    frame = pd.read_parquet(BytesIO(data), engine="pyarrow")
    columns = [name for name in frame.columns if pd.api.types.is_string_dtype(frame[name])]
    parts = {column: sought.mentioned(frame[column]) for column in columns}
    if any(said.eq("yes").any() for said in parts.values()):
        clean = frame.assign(**{name: frame[name].mask(said.eq("yes"), GONE) for name, said in parts.items()})
        with private_file(place) as file:
            clean.to_parquet(file, engine="pyarrow", index=False)
        if files.get(place.stem) == checksum(data):
            files[place.stem] = checksum(place.read_bytes())
    said: pd.Series = pd.concat([*parts.values(), pd.Series(dtype="str")])
    return said


def _from_record(place: Path, sought: Sought, about: dict[str, Any], files: dict[str, str]) -> pd.Series:
    """What was said of each text of a record; it is written again where that or its ``files`` changed."""
    told = about or json.loads(place.read_bytes())
    texts = pd.Series(list(_strings(told)), dtype="str")
    said = sought.mentioned(texts).mask(texts.eq(digest(sought.who)), "yes")
    if said.eq("yes").any() or files != about.get("frames", {}):
        clean = _without(told, set(texts[said.eq("yes")]))
        # One of before runs were numbered has no digest, and a broken one must not look whole by a new one.
        is_whole = "frames" in about
        data = write_record(clean | {"frames": files}) if is_whole else json.dumps(clean, indent=1).encode()
        with private_file(place) as file:
            file.write_bytes(data)
    return said


def _row(place: Path, kind: str, removed: int, possible: int, note: str) -> dict[str, Any]:
    if possible:
        note += f" {possible:,} more may mean the person, by part of the name or one that others share: look by hand."
    return {"place": str(place), "kind": kind, "removed": removed, "possible": possible, "note": note}


def _not_looked_at(place: Path, why: str) -> dict[str, Any]:
    note = f"Could not be looked at, so it may still name the person: {why}. Look by hand, or delete it."
    return {"place": str(place), "kind": "history", "removed": 0, "possible": None, "note": note}


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
