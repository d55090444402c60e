"""Students as a data service gives them in JSON (Wonde) → one sheet, a row a consent.

Whatever is nested in ``data`` is read as if it stood in the student; entries of a list of consents are rows. What its
keys are called no public page says, so they are headings like any others, and those not known are named.
"""

from __future__ import annotations

import json
from typing import Any

from imgaudit.errors import InputError
from imgaudit.files import HEAD_BYTES, ExportFile
from imgaudit.foreign.grids import MAX_BYTES, Fault, Grid
from imgaudit.foreign.json import dig

TYPE = ("type", "name", "description", "consent_type")
GIVEN = ("consent", "consented", "given", "granted", "value", "status", "consent_status")
"""Keys of a consent: which, and what was answered; the first of them that is there."""
ONE_PAGE = "one page of several, so that others are missing: put them all into one folder"


def holds_students(file: ExportFile) -> bool:
    """Whether a file is JSON that names people."""
    head = file.head().lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"{", b"[") and b'"surname"' in head[:HEAD_BYTES]


def students_grid(file: ExportFile) -> Grid:
    """The students of a file, a row a consent of each; raises ``InputError`` where it is broken."""
    with file.open() as stream:
        data = stream.read(MAX_BYTES)
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file.path}: no readable JSON ({error}): export it again.", "broken") from error
    students = values.get("data", values) if isinstance(values, dict) else values
    rows = [
        row for one in (students if isinstance(students, list) else [students]) if isinstance(one, dict)
        for row in _rows(one)
    ]  # fmt: skip
    header = list(dict.fromkeys(heading for row in rows for heading in row))
    table: list[list[object]] = [[*header], *([row.get(heading) for heading in header] for row in rows)]
    grid = Grid("", header, 1, lambda: table, list(range(len(header))))
    if dig(values, "meta", "pagination", "more") is True:
        grid.faults[None, None] = Fault("cut_off", ONE_PAGE, None)
    return grid


def _rows(student: dict[str, Any]) -> list[dict[str, object]]:
    person: dict[str, object] = {}
    consents: list[dict[str, object]] = []
    for key, value in student.items():
        inner = value.get("data", value) if isinstance(value, dict) else value
        if isinstance(inner, list):
            consents += [_consent(one) for one in inner if isinstance(one, dict)] if "consent" in key else []
        elif isinstance(inner, dict):
            for name, one in {key: inner}.items() if "date" in inner else inner.items():
                person.setdefault(_heading(name), _plain(one))
        else:
            person[_heading(key)] = _plain(inner)
    return [{**person, **consent} for consent in consents or [{}]]


def _consent(entry: dict[str, Any]) -> dict[str, object]:
    names = {
        next((key for key in keys if key in entry), None): name for keys, name in ((TYPE, "type"), (GIVEN, "given"))
    }
    return {
        f"consent {names.get(key, _heading(key).removeprefix('consent '))}": _plain(value)
        for key, value in entry.items()
    }


def _heading(key: str) -> str:
    return key.replace("_", " ")


def _plain(value: object) -> object:
    """A value as it would stand in a cell; a date without its time zone."""
    if isinstance(value, dict) and "date" in value:
        return _plain(value["date"])
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.endswith(" 00:00:00.000000"):
        return value.split(" ", 1)[0]
    return value if isinstance(value, (str, int, float)) else None
