"""Where the runs of a history lie, and what each says of itself.

A run is the folder ``history/<site>/<term>/run-0001/`` with a Parquet file a frame and ``audit.json``, its record. The
greatest number is the last run, whatever the clock said; runs of before there were numbers are called by their time
and come first. Whose a run is its record says and no folder's name, so folders may be moved about.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from imgaudit.errors import InputError
from imgaudit.files.naming import alike, why_not

SCHEMA = 2
"""How runs are saved now. 1: without number, digests and this; a greater one only a later imgaudit can read."""
RECORD = "audit.json"

_SAYS = {"site": str, "term": str, "run": str, "as_of": str, "engine": str, "policy": dict}
"""What every record has said since the first."""
_BY_TIME = "%Y%m%dT%H%M%S.%fZ"
_TIME = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_NUMBER = re.compile(r"run-(\d{4,9})(?!\d)")
_LONGEST = 48
"""So many characters of a name stand in a folder's: a path on Windows may have 260, and a name on Linux 255 bytes."""


class LaterRunError(ValueError):
    """A run that only a later imgaudit can read."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it lies there.

    - ``place``: its folder; ``number``: 0 for a run of before there were numbers.
    - ``site``, ``term``: as its record says; of one that cannot be read, as its neighbours and the folders say.
    - ``record``: what ``audit.json`` says; empty where that cannot be read, and ``fault`` says why.
    """

    place: Path
    number: int
    site: str
    term: str
    record: dict[str, Any]
    fault: str

    @property
    def order(self) -> tuple[int, str]:
        """What is greatest for the last run of a term."""
        time = self.saved_at.strftime(_BY_TIME) if self.record else self.place.name
        return self.number, time if _TIME.fullmatch(time) else ""

    @property
    def saved_at(self) -> datetime:
        """When it was saved, by the clock of then; for a run with a record."""
        return _moment(self.record["run"])


def find_runs(history: Path) -> tuple[list[Run], dict[Path, str]]:
    """Every run of a history, whole or not, and the folders that could not be listed with the reason.

    What is being written (its name begins with a dot), and what is no run at all, is passed over.
    """
    places, closed = run_folders(history)
    closed = {place: why for place, why in closed.items() if not _is_hidden(place, history)}
    read = {place: _read(place) for place in places if not _is_hidden(place, history) and _is_run(place)}
    whose = {place: (record["site"], record["term"]) for place, (record, _) in read.items() if record}
    sites = {place.parent.parent: site for place, (site, _) in whose.items()}
    terms = {place.parent: term for place, (_, term) in whose.items()}
    called = {name: term for record, _ in read.values() for term in starts(record) for name in _names(term)}
    runs = []
    for place, (record, fault) in read.items():
        term = place.parent
        site_says = sites.get(term.parent, term.parent.name)
        site, name = whose.get(place, (site_says, terms.get(term, called.get(term.name, term.name))))
        numbers = [int(said) for said in _NUMBER.findall(place.name)]
        runs.append(Run(place, max([record.get("number", 0), *numbers]), site, name, record, fault))
    return runs, closed


def run_folders(history: Path) -> tuple[list[Path], dict[Path, str]]:
    """Every folder that lies where runs do, what is half written among them, and those not listed with the reason."""
    closed: dict[Path, str] = {}
    sites = _folders(history, closed) if history.is_dir() else []
    return [run for site in sites for term in _folders(site, closed) for run in _folders(term, closed)], closed


def _is_hidden(place: Path, history: Path) -> bool:
    return any(part.startswith(".") for part in place.relative_to(history).parts)


def _folders(place: Path, closed: dict[Path, str]) -> list[Path]:
    try:
        return sorted(entry for entry in place.iterdir() if entry.is_dir())
    except OSError as error:
        closed[place] = f"the folder cannot be listed ({error.strerror})"
        return []


def _is_run(place: Path) -> bool:
    """Whether a folder is called like a run or holds what a run does; one that cannot be listed may be one."""
    if _NUMBER.search(place.name) or _TIME.fullmatch(place.name):
        return True
    try:
        return any(file.name == RECORD or file.suffix == ".parquet" for file in place.iterdir())
    except OSError:
        return True


def _read(place: Path) -> tuple[dict[str, Any], str]:
    """What a run's record says, or why it cannot be read."""
    try:
        return read_record((place / RECORD).read_bytes()), ""
    except FileNotFoundError:
        return {}, "not there, so the run is not whole"
    except OSError as error:
        return {}, f"cannot be read ({error.strerror})"
    except (ValueError, RecursionError) as error:
        return {}, str(error)


def read_record(data: bytes) -> dict[str, Any]:
    """What the bytes of an ``audit.json`` say; a ``ValueError`` says in plain words what is wrong with them."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not an audit's record (no JSON: {error})") from error
    if not isinstance(record, dict):
        raise ValueError("not an audit's record (no JSON object)")
    schema = record.get("schema", 1)
    if isinstance(schema, int) and schema > SCHEMA:
        raise LaterRunError(
            f"saved by a later imgaudit (schema {schema}; this one reads up to {SCHEMA}): update imgaudit"
        )
    # What a record of before has not, a spoilt one of today may seem not to have: one sign of today is enough.
    if not {"schema", "digest", "frames", "number"}.isdisjoint(record) and record.get("digest") != _digest(record):
        raise ValueError("not an audit's record any more (changed since it was saved)")
    register = record.get("register") or {}
    wrong = [key for key, kind in _SAYS.items() if not isinstance(record.get(key), kind)]
    wrong += [] if isinstance(register, dict) and isinstance(register.get("people", 0), int) else ["register"]
    if wrong:
        raise ValueError(f"not an audit's record (no usable {', '.join(wrong)})")
    for key, parse in (("as_of", date.fromisoformat), ("run", _moment)):
        try:
            parse(record[key])
        except (ValueError, OverflowError) as error:
            raise ValueError(f"not an audit's record ({key} {record[key]!r} is no date)") from error
    return record | {"register": {"people": 0, **register}}


def write_record(record: Mapping[str, Any]) -> bytes:
    """A record as the bytes of ``audit.json``, with the digest by which a change is known."""
    return json.dumps({**record, "digest": _digest(record)}, indent=1).encode()


def checksum(data: bytes) -> str:
    """By which a file is known to be as it was saved."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def _digest(record: Mapping[str, Any]) -> str:
    return checksum(json.dumps({key: value for key, value in record.items() if key != "digest"}).encode())


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def starts(record: Mapping[str, Any]) -> dict[str, date]:
    """Term → its first day, of those that a record's policy lists."""
    found = {}
    with suppress(KeyError, TypeError, ValueError, AttributeError):  # a policy of before may say it otherwise
        for entry in record["policy"]["terms"]:
            found[str(entry["id"])] = date.fromisoformat(entry["starts"])
    return found


def run_name(number: int) -> str:
    """What the folder of a run is called."""
    return f"run-{number:04d}"


def folder_of(name: str, parent: Path, runs: Iterable[tuple[Path, str]]) -> Path:
    """The folder of a site or a term: the one that it has, else a new one of a name that every computer can hold.

    Parameters
    ----------
    name
        The site, or the term.
    parent
        Where its folder lies: the history, or the site's folder.
    runs
        The folders there that hold a run whose record can be read, and what that calls itself.
    """
    holds = {place: set[str]() for place in parent.iterdir() if place.is_dir()} if parent.is_dir() else {}
    for place, says in runs:
        holds.setdefault(place, set()).add(says)
    if own := min((place for place, names in holds.items() if name in names), default=None):
        return own
    plain, marked = _names(name)
    if not plain:
        raise InputError(f"{name!r} cannot be the name of a folder: use letters and digits.")
    # A folder of exactly this name in which nothing can be read is most likely its own; North is not north.
    taken = {alike(place.name) for place, names in holds.items() if names or place.name != name}
    is_free = plain == name and not why_not(name) and alike(name) not in taken
    return parent / (plain if is_free else marked)


def _names(name: str) -> tuple[str, str]:
    """A name as a folder that cannot leave its place: as it reads, and so that no other name gives the same."""
    safe = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip(".-")
    short = safe[:_LONGEST].rstrip(".-")
    marked = f"{short}-{checksum(name.encode('utf-8', 'surrogatepass'))[:8]}"
    return short, f"_{marked}" if why_not(marked) else marked  # AUX.school-1234 is a device still
