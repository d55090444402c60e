"""Rows of all readers → the frames of an inventory. Rows with one key become one row, whatever their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import cast

import numpy as np
import pandas as pd

from imgaudit.exports.inventory import Inventory
from imgaudit.exports.parts import ASIDE, Part, Row, Rows, packed
from imgaudit.foreign.robots import robots_home, signals_in, who_is_not_asked
from imgaudit.foreign.text import joined
from imgaudit.frames import Table
from imgaudit.tables import PROBLEMS, ROLES, SOURCES, VISIBILITIES

Choose = Callable[[list[object]], object]

OF_ROBOTS = ("crawlers_not_asked", "robots_signals")
"""Columns of the table ``files`` that robots.txt of a host answers."""


def to_inventory(part: Part) -> Inventory:
    """The frames; rows and problems are counted per source."""
    sources = SOURCES.frame(_counted(part)) if part.sources else SOURCES.empty()
    items = _used(unique(part.items), sources)
    files = unique(part.files)
    if "expected" in files:
        files["path"] = files["path"].fillna(files["expected"])
    files = files.assign(**asked_by_robots(files["url"], part.robots)) if part.robots else files
    return Inventory(
        items=_checked(items, part.items.table),
        assets=_checked(unique(part.assets), part.assets.table),
        files=_checked(files, part.files.table),
        appearances=_checked(unique(part.appearances), part.appearances.table),
        sources=sources,
        problems=_problems(part) if part.problems else PROBLEMS.empty(),
        media=_checked(unique(part.media), part.media.table),
        page_texts=_checked(unique(part.texts), part.texts.table),
    )


def asked_by_robots(urls: pd.Series, robots: Mapping[str, Sequence[str | None]]) -> dict[str, pd.Series]:
    """What robots.txt of its host asks about each address: columns of the table ``files``.

    ``robots``: address of a robots.txt → what it asks, once for each time that it was seen; ``None``: nobody can say.
    """
    not_asked = {home: who_is_not_asked(texts) for home, texts in robots.items()}
    homes = urls.map(robots_home, na_action="ignore")
    pairs = zip(urls, homes, strict=True)
    told = [not_asked[home](url) if home in not_asked else None for url, home in pairs]
    signals = {home: signals_in(texts) for home, texts in robots.items()}
    columns = (told, [signals.get(home) for home in homes])
    return {name: pd.Series(values, urls.index, dtype="str") for name, values in zip(OF_ROBOTS, columns, strict=True)}


def _used(items: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The items; that no page uses one is not known where a part of its export was not read."""
    partly = set(sources.loc[sources["completeness"].ne("whole") & sources["rows"].gt(0), "source_id"])
    if not partly or items.empty:
        return items
    lost = items["in_use"].eq(False).fillna(False) & items["page_url"].isna() & items["source_id"].isin(partly)
    return items.assign(in_use=items["in_use"].mask(lost.astype(bool)))


def unique(rows: Rows) -> pd.DataFrame:
    """One row a key, where it first occurs."""
    frame, key = rows.frame(), list(rows.table.key)
    again = frame.duplicated(key, keep=False)
    if not again.any():
        return frame
    repeated = frame[again]
    number = repeated.groupby(key, sort=False, dropna=False).ngroup().to_numpy()
    told, differs = _said_once(repeated, number)
    told.index = repeated.index[~repeated.duplicated(key)]
    at_odds = repeated[differs[number]]
    plain = at_odds.astype(object).where(at_odds.notna(), None)
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in plain.to_dict("records"):
        groups.setdefault(tuple(row[name] for name in key), []).append(cast(Row, row))
    merged = packed([_one(group) for group in groups.values()], rows.table) if groups else told[:0]
    merged.index = told.index[differs]
    kept = [frame[~again], told[~differs], merged.reindex(columns=frame.columns)]
    return pd.concat([part for part in kept if len(part)]).sort_index().reset_index(drop=True)


def _said_once(rows: pd.DataFrame, number: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """What the rows of each number say, and which numbers have rows that say different things."""
    differs = np.zeros(number.max() + 1, dtype=bool)
    columns = {}
    for name, column in rows.items():
        known = np.flatnonzero((column.notna() & column.ne("").fillna(False)).to_numpy(dtype=bool))
        first = np.full(len(differs), -1)
        first[number[known][::-1]] = known[::-1]
        alike = column.map(repr) if column.dtype == object else column
        other = alike.take(known).ne(alike.take(first[number[known]]).set_axis(alike.index[known]))
        differs[number[known[other.to_numpy(dtype=bool)]]] = True
        columns[name] = column.array.take(first, allow_fill=True)
    return pd.DataFrame(columns), differs


def _one(group: list[Row]) -> Row:
    r"""Rows of one key as one. Where they differ, the rule of the column decides, never their order.

    >>> _one([{"item_id": "a", "caption": "Relay"}, {"item_id": "a", "caption": "Finish"}])
    {'item_id': 'a', 'caption': 'Finish\nRelay'}
    """
    result: Row = {}
    live = [row for row in group if not _is_put_away(row)] or group
    for name in group[0]:
        rows = live if name in ("visibility", "in_use") else group
        distinct = list(
            {repr(value): value for row in rows if (value := row[name]) is not None and value != ""}.values()
        )
        if len(distinct) < 2:
            result[name] = distinct[0] if distinct else None
        else:
            result[name] = _RULES.get(name, _all_texts)(distinct)
    return result


def _is_put_away(row: Row) -> bool:
    """Whether it says of a placement that it was archived or binned, which counts where no other export has it still.

    It may have been brought back, and of the two downloads nobody says here which is the newer.
    """
    return row.get("in_use") is False and row.get("visibility") in ("private", "draft")


def _all_texts(values: list[object]) -> str | None:
    return joined(sorted({line for value in values for line in str(value).split("\n")}))


def seen_by_any(values: Collection[object]) -> str:
    """Who is shown, as several exports or answers tell: everybody whom one of them sees.

    One that says *unknown* says nothing. Against *nobody* whoever is seen stands: *unknown* would do for consent, but
    what is unknown is filled in from other copies of the picture, and *nobody* there would make it need no consent.
    For the same reason ``people_complete`` is *no* where one says so: its list is not whole, so neither is the sum.

    >>> seen_by_any(["pupils", "staff"]), seen_by_any(["nobody", "pupils"]), seen_by_any(["unknown", "nobody"])
    ('both', 'pupils', 'nobody')
    """
    told = {"pupils", "staff"} & set(values) if "both" not in values else {"pupils", "staff"}
    if told:
        return "both" if len(told) == 2 else told.pop()
    return "nobody" if "nobody" in values else "unknown"


def _first(values: list[object]) -> object:
    return min(values, key=str)


def _by_order(order: Sequence[str]) -> Choose:
    return lambda values: min(values, key=lambda value: order.index(str(value)))


_LEAST, _MOST = cast(Choose, min), cast(Choose, max)

_RULES: Mapping[str, Choose] = {
    "in_use": any,
    "in_sitemap": any,
    "is_cut": any,
    "has_place_shown": any,
    "is_public": any,
    "people_complete": all,  # see seen_by_any
    "platform_has_location": any,
    "platform_has_people": any,
    "shows": seen_by_any,
    "visibility": _by_order(VISIBILITIES),  # the most open placement is the one that matters
    "role": _by_order(("published", *ROLES)),  # what visitors are shown is on show, whatever else it is
    "presence": _by_order(("shown", "possibly")),  # where one export is sure, another's doubt takes nothing away
    "kind": _by_order(("picture", "video", "document", "other")),
    "published_at": _LEAST,
    "last_reviewed_on": _MOST,
    "n_pages": _MOST,
    "end": _MOST,
    "declared_width_px": _MOST,
    "declared_height_px": _MOST,
    "declared_bytes": _MOST,
    **dict.fromkeys(
        (
            "source_id", "site", "channel", "asset_id", "url", "picture_url", "edit_url", "page_url", "page_edit_url",
            "path", *ASIDE,
        ),
        _first,
    ),
}  # fmt: skip


NOTHING = "no picture is listed in it: if there are some, take off the filter and export it again; else leave it out"
"""Of a list without rows nobody can say whether it should have any."""


def _counted(part: Part) -> list[Row]:
    """Sources with their rows, their problems and how much of them was read.

    A problem of a file with several channels counts with the first, but what is lost by it may be of any of them. A
    placement that two exports tell of counts with both.
    """
    told = part.items.frame()
    keys = ["item_id", "source_id", "export"]
    told = told[keys].drop_duplicates() if len(told) else pd.DataFrame(columns=keys)
    files = [told["source_id"], told["export"]]
    told = told.assign(n=told.groupby(files)["item_id"].transform("size")).sort_values(["n", "export"], ascending=False)
    own, rows = (
        one[["source_id", "export"]].value_counts().to_dict()
        for one in (told.drop_duplicates(["item_id", "source_id"]), told)
    )
    for file in sorted(part.lists - {*told["export"], *(str(row["file"]) for row in part.problems)}):
        part.problem(file, "missing", NOTHING, lost=None)
    problems = Counter(str(row["file"]) for row in part.problems)
    losses = [row for row in part.problems if row["not_read"]]
    return [
        {
            **source,
            "rows": (count := rows.get((source_id, file), 0)),
            "own": own.get((source_id, file), 0),
            "problems": problems.pop(file, 0),
            **_how_whole(source, count, losses, part),
        }
        for (source_id, file), source in sorted(part.sources.items())
    ]


def _how_whole(source: Row, rows: int, losses: Sequence[Row], part: Part) -> Row:
    """The completeness of one export: *part* where something is known to be lost, *unknown* where nobody can say."""
    file = str(source["file"])
    mine = [row["lost"] for row in losses if _is_of(row, source, part)]
    if mine:
        unread = None if None in mine else sum(cast("list[int]", mine))
        return {"completeness": "part", "unread": unread}
    # Of an export without entries nobody knows what it lacks.
    is_whole = (rows > 0 or file in part.texts_alone) and file not in part.doubtful
    return {"completeness": "whole" if is_whole else "unknown", "unread": 0 if is_whole else None}


def _is_of(loss: Row, source: Row, part: Part) -> bool:
    """Whether what was lost may be of this source: it lies in its file, or nobody knows of which it is."""
    name, file = str(loss["file"]), str(source["file"])
    if name == file or name.startswith((f"{file}!", f"{file}/")):
        return True
    if file == "." and source["dialect"] != "folder" and not loss["anywhere"]:
        return all(other != name for _, other in part.sources)  # an unpacked download whose files are no exports
    archive = name.partition("!")[0]
    return bool(loss["anywhere"]) and not any(
        other == archive or other.startswith(f"{archive}!") for _, other in part.sources if "!" in name
    )


def _problems(part: Part) -> pd.DataFrame:
    """The problems, those by which something is lost first."""
    rows = sorted(part.problems, key=lambda row: not row["not_read"])
    return PROBLEMS.frame([{name: row[name] for name in PROBLEMS.columns} for row in rows])


def _checked(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A checked frame. The user's own columns keep their type where all values share one, else become text."""
    if frame.empty:
        return table.empty()
    own = [name for name in frame.columns if name not in table.columns and name not in ASIDE]
    kept = frame[[*table.columns, *own]]
    return table.frame(kept.assign(**{name: _own(kept[name].tolist()) for name in own}))


def _own(given: list[object]) -> pd.Series:
    values = [value if _known(value) else None for value in given]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {int} or kinds == {float} or kinds == {int, float}:
        return pd.Series(values, dtype="float64" if float in kinds else "Int64")
    if len(kinds) == 1 and not kinds & {str, list, dict}:
        return pd.Series(values)
    return pd.Series([None if value is None else str(value) for value in values], dtype="str")


def _known(value: object) -> bool:
    """Not missing; a list, for which pandas would ask of each element, is known."""
    return isinstance(value, (list, dict)) or not pd.isna(value)  # type: ignore[call-overload]
