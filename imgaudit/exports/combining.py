"""Rows of all readers → the frames of an inventory. Rows with one key become one row, whatever their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

import pandas as pd

from imgaudit.exports.inventory import Inventory
from imgaudit.exports.parts import Part, Row
from imgaudit.exports.text import joined
from imgaudit.tables import (
    APPEARANCES,
    ASSETS,
    FILES,
    ITEMS,
    MEDIA,
    PROBLEMS,
    SHOWS,
    SOURCES,
    VISIBILITIES,
    Table,
)

Choose = Callable[[list[object]], object]


def inventory(part: Part) -> Inventory:
    """The frames; problems are counted per source."""
    items = _frame(ITEMS, merged(part.items, ("item_id",)))
    return Inventory(
        items=items,
        assets=_frame(ASSETS, merged(part.assets, ("asset_id",))),
        files=_frame(FILES, merged(part.files, ("file_id",))),
        appearances=_frame(APPEARANCES, merged(part.appearances, ("asset_id", "person_ref"))),
        sources=_frame(SOURCES, _counted(part, merged(part.sources, ("source_id", "file")), items)),
        problems=_frame(PROBLEMS, part.problems),
        media=_frame(MEDIA, merged(part.media, ("file_id",))),
    )


def merged(rows: Iterable[Row], key: Sequence[str]) -> list[Row]:
    r"""One row a key. Where rows differ, the rule of the column decides, never the order of the rows.

    >>> merged([{"item_id": "a", "caption": "Relay"}, {"item_id": "a", "caption": "Finish"}], ["item_id"])
    [{'item_id': 'a', 'caption': 'Finish\nRelay'}]
    """
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in key), []).append(row)
    return [group[0] if len(group) == 1 else _one(group) for group in groups.values()]


def _one(group: list[Row]) -> Row:
    names = dict.fromkeys(name for row in group for name in row)
    result: Row = {}
    for name in names:
        values = [value for row in group if _known(value := row.get(name))]
        distinct = list({repr(value): value for value in values}.values())
        if len(distinct) < 2:
            result[name] = distinct[0] if distinct else None
        else:
            result[name] = _RULES.get(name, _all_texts)(distinct)
    return result


def _known(value: object) -> bool:
    return value is not None and value is not pd.NA and value is not pd.NaT and value != ""


def _all_texts(values: list[object]) -> str | None:
    return joined(sorted({line for value in values for line in str(value).split("\n")}))


def _shows(values: list[object]) -> object:
    told = {"pupils", "staff"} & set(values) if "both" not in values else {"pupils", "staff"}
    if told:  # somebody shown outweighs "nobody"
        return "both" if len(told) == 2 else told.pop()
    return next(value for value in SHOWS if value in values)


def _first(values: list[object]) -> object:
    return min(values, key=str)


def _by_order(order: Sequence[str]) -> Choose:
    return lambda values: min(values, key=lambda value: order.index(str(value)))


_LEAST, _MOST = cast(Choose, min), cast(Choose, max)

_RULES: Mapping[str, Choose] = {
    "in_use": any,
    "is_public": any,
    "people_complete": all,
    "platform_has_location": any,
    "platform_has_people": any,
    "shows": _shows,
    "visibility": _by_order(VISIBILITIES),  # the most open placement is the one that matters
    "role": _by_order(("published", "original", "resized")),
    "kind": _by_order(("picture", "video", "other")),
    "published_at": _LEAST,
    "exported_at": _MOST,
    "last_reviewed_on": _MOST,
    "declared_width_px": _MOST,
    "declared_height_px": _MOST,
    "declared_bytes": _MOST,
    **dict.fromkeys(
        (
            "source_id",
            "site",
            "channel",
            "asset_id",
            "url",
            "picture_url",
            "edit_url",
            "page_url",
            "page_edit_url",
            "path",
        ),
        _first,
    ),
}


def _counted(part: Part, sources: list[Row], items: pd.DataFrame) -> list[Row]:
    """Sources with their rows and problems. A problem of a file with several channels counts with the first."""
    rows = Counter(
        (source, part.file_of.get(item)) for item, source in zip(items["item_id"], items["source_id"], strict=True)
    )
    problems = Counter(str(row["file"]) for row in part.problems)
    result = []
    for source in sorted(sources, key=lambda row: (str(row["source_id"]), str(row["file"]))):
        file = str(source["file"])
        counts: Row = {"rows": rows[(str(source["source_id"]), file)], "problems": problems.pop(file, 0)}
        result.append({**source, **counts})
    return result


def _frame(table: Table, rows: list[Row]) -> pd.DataFrame:
    """A checked frame. The user's own columns keep their type where all values share one, else become text."""
    if not rows:
        return table.empty()
    own = dict.fromkeys(name for row in rows for name in row if name not in table.columns)
    columns: dict[str, object] = {name: [row.get(name) for row in rows] for name in table.columns}
    for name in own:
        columns[name] = _own([row.get(name) for row in rows])
    return table.frame(pd.DataFrame(columns))


def _own(values: list[object]) -> pd.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {int} or kinds == {float} or kinds == {int, float}:
        return pd.Series(values, dtype="float64" if float in kinds else "Int64")
    if len(kinds) == 1 and not kinds & {str, list, dict}:
        return pd.Series(values)
    return pd.Series([None if value is None else str(value) for value in values], dtype="str")
