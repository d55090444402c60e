"""What a table is made of: columns with dtype, unit, meaning and privacy class, and the check that a frame fits.

Three states are everywhere: yes, no and unknown. A flag is a nullable ``boolean``; unknown is ``<NA>``. Unknown
is never counted as clean, covered or fixed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow
import pyarrow.compute as pc

from imgaudit.errors import InputError, did_you_mean

_WORD = re.compile(r"[a-z_@]{1,20}|[\d/.:-]{1,20}")

Privacy = Literal["none", "personal", "special"]
"""``none``: may be shown to anyone · ``personal``: may name or point to a person · ``special``: needs extra care."""

TEXT, FLAG, NUMBER, REAL = "str", "boolean", "Int64", "float64"
MOMENT = pd.DatetimeTZDtype("us", "UTC")
DAY = "datetime64[ns]"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: dtype, what it means, its unit, its privacy class and, for a choice, the words allowed.

    ``decided_by`` names the settings of the policy and the engines (:data:`imgaudit.rules.ENGINES`) that decide its
    values. Where one of them changes, a rule or a figure that reads the column is measured anew, not better or worse.
    """

    dtype: str | pd.DatetimeTZDtype
    meaning: str
    unit: str = ""
    privacy: Privacy = "none"
    choices: tuple[str, ...] = ()
    required: bool = False
    decided_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key, and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The table as a pandera schema; columns of the user's own are let through untouched."""
        return pa.DataFrameSchema(
            {
                name: pa.Column(
                    column.dtype,
                    checks=[_in(column.choices)] if column.choices else None,
                    nullable=not column.required,
                    coerce=True,
                    description=column.meaning,
                    metadata={"unit": column.unit, "privacy": column.privacy},
                )
                for name, column in self.columns.items()
            },
            name=self.name,
            unique=list(self.key) or None,
            strict=False,
        )

    def empty(self) -> pd.DataFrame:
        """The table without rows."""
        return self._empty.copy()

    @cached_property
    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in self.dtypes.items()})

    def frame(self, rows: Mapping[str, object] | list[dict[str, object]] | pd.DataFrame) -> pd.DataFrame:
        """A new, checked frame of this table from rows; missing columns are unknown, further ones kept.

        Raises :class:`~imgaudit.errors.InputError` that lists every value which does not fit.

        >>> from imgaudit.tables import PROBLEMS
        >>> PROBLEMS.frame([{"file": "a.csv", "row": 3, "code": "no_picture", "reason": "fill it in"}])["row"].tolist()
        [3]
        """
        given = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
        own = [name for name in given.columns if name not in self.columns]
        if given.empty and not own:
            return self.empty()
        if isinstance(rows, pd.DataFrame):
            require(given, [name for name, column in self.columns.items() if column.required], self.name)
        if not self._is_typed(given):
            typed = {name: _as_dtype(given.get(name), dtype, given.index) for name, dtype in self.dtypes.items()}
            given = pd.DataFrame({**typed, **{name: given[name] for name in own}}, index=given.index)
        full = given.reset_index(drop=True)
        if self._fits(full):
            return full
        try:
            return self.schema.validate(full, lazy=True)
        except pa.errors.SchemaErrors as error:
            raise InputError(_explain(self, error, full)) from error

    @cached_property
    def dtypes(self) -> dict[str, Any]:
        """Column → its dtype as pandas has it."""
        return {name: pd.api.types.pandas_dtype(column.dtype) for name, column in self.columns.items()}

    def _is_typed(self, frame: pd.DataFrame) -> bool:
        """Whether the table's columns come first, in its order and with its dtypes."""
        count = len(self.columns)
        return [*frame.columns[:count]] == [*self.columns] and [*frame.dtypes[:count]] == [*self.dtypes.values()]

    def _fits(self, frame: pd.DataFrame) -> bool:
        """Whether there is nothing to convert and nothing wrong: to find that out through the schema takes longer."""
        if not self._is_typed(frame):
            return False
        for name, column in self.columns.items():
            if column.required and frame[name].isna().any():
                return False
            # To leave out what is unknown first takes ten times as long.
            if column.choices and not {*frame[name].unique()} <= {*column.choices, np.nan}:
                return False
        return not (self.key and frame.duplicated(list(self.key)).any())


def _as_dtype(values: pd.Series | None, dtype: Any, index: pd.Index) -> pd.Series:
    """A column as the glossary has it; what cannot become that is left for the schema to say."""
    if values is None:
        values = pd.Series(None, index=index, dtype=dtype)
    if values.dtype == dtype:
        return values
    with suppress(TypeError, ValueError, OverflowError):
        return values.astype(dtype)
    return values


def _in(choices: tuple[str, ...]) -> pa.Check:
    # On the distinct values: `isin` over a million strings costs seconds.
    allowed = set(choices)
    return pa.Check(lambda column: set(column.dropna().unique()) <= allowed, error=f"one of {', '.join(choices)}")


def _explain(table: Table, error: pa.errors.SchemaErrors, frame: pd.DataFrame) -> str:
    cases = error.failure_cases[["column", "check", "failure_case", "index"]].head(20)
    lines = []
    for case in cases.itertuples(index=False):
        row, value = case.index, case.failure_case
        column = table.columns.get(case.column)
        if row is None and column and column.choices:  # the check asks of a column as a whole
            wrong = frame[case.column].dropna()
            wrong = wrong[~wrong.isin(column.choices)]
            row, value = next(iter(wrong.items()), (row, value))
        lines.append(f"  row {row}, column {case.column}: {_told(value, column)} does not fit ({case.check})")
    return (
        f"The table '{table.name}' (one row: {table.row}) has {len(error.failure_cases)} values that do not fit:\n"
        + "\n".join(lines)
        + "\n  Correct them in the input; docs/tables.md says what each column holds."
    )


def require(frame: pd.DataFrame, columns: Iterable[str], what: str = "") -> None:
    """Raise :class:`~imgaudit.errors.InputError` where a frame lacks a column that it must have.

    >>> require(pd.DataFrame({"item": ["a"]}), ["item_id"])
    Traceback (most recent call last):
    imgaudit.errors.InputError: The frame has no column 'item_id'; did you mean 'item'? Known: item.
    """
    for column in columns:
        if column not in frame.columns:
            known = did_you_mean(str(column), map(str, frame.columns))
            raise InputError(f"The frame has no column {column!r}{f' of the table {what!r}' if what else ''}{known}")


def is_among(keys: pd.Series, values: pd.Series) -> pd.Series:
    """Whether each key is one of the values, both texts. ``Series.isin`` looks at a million texts one by one.

    >>> is_among(pd.Series(["b", "c", None]), pd.Series(["b", "a"])).tolist()
    [True, False, False]
    """
    return pd.Series(place_among(keys, values) >= 0, index=keys.index)


def place_among(keys: pd.Series, values: pd.Series | pd.Index) -> np.ndarray:
    """Where each key first stands among the values, both texts; -1: nowhere.

    >>> place_among(pd.Series(["b", "c", "a"]), pd.Series(["b", "a"])).tolist()
    [0, -1, 1]
    """
    if keys.empty or values.empty:
        return np.full(len(keys), -1)
    found = pc.index_in(arrow.array(keys, arrow.large_string()), value_set=arrow.array(values, arrow.large_string()))
    return np.asarray(found.fill_null(-1), dtype="int64")


def map_values(keys: pd.Series, values: pd.Series | Mapping[str, object]) -> pd.Series:
    """The value of each key, empty where there is none. ``Series.map`` loses the dtype when there are no values.

    >>> map_values(pd.Series(["b", "c"]), pd.Series(["beta"], index=["b"], dtype="str")).fillna("?").tolist()
    ['beta', '?']
    """
    values = values if isinstance(values, pd.Series) else pd.Series(values)
    if not keys.dtype == values.index.dtype == "str":  # other keys are few; texts pyarrow finds in half the time
        return values.reindex(keys.to_numpy()).set_axis(keys.index)
    assert values.index.is_unique, "of two values of a key nobody could say which"
    places = place_among(keys, values.index)
    return values.reset_index(drop=True).reindex(places).set_axis(keys.index)


def beside(rows: pd.DataFrame, told: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows, numbered anew, each with what a table tells of its key: of several the first; of none, it is unknown.

    A merge compares the keys of both sides once more for each thing that it is asked to validate.

    >>> told = pd.DataFrame({"asset_id": ["b", "a"], "n_files": [2, 1]})
    >>> beside(pd.DataFrame({"asset_id": ["a", "c"]}), told, "asset_id").fillna(0).values.tolist()
    [['a', 1.0], ['c', 0.0]]
    """
    found = told.drop(columns=key).reset_index(drop=True).reindex(place_among(rows[key], told[key]))
    return rows.reset_index(drop=True).join(found.reset_index(drop=True))


def of_distinct(texts: pd.Series, made: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """What is made of each text, asked once of all that differ: a million placements come from a few exports.

    >>> of_distinct(pd.Series(["a", "b", "a", None]), lambda distinct: distinct.str.upper()).fillna("?").tolist()
    ['A', 'B', 'A', '?']
    """
    codes, distinct = pd.factorize(texts, use_na_sentinel=False)
    return made(pd.Series(distinct)).take(codes).set_axis(texts.index)


def quoted(text: str) -> str:
    """A text as an error may quote it: a word or a date such as our own, for any other may name somebody.

    >>> quoted("yes"), quoted("31/02/2026"), quoted("Ada Fern")
    ("'yes'", "'31/02/2026'", 'a text of 8 characters')
    """
    return repr(text) if _WORD.fullmatch(text) else f"a text of {len(text):,} characters"


def _told(value: object, column: Column | None) -> str:
    if isinstance(value, str):
        return quoted(value)
    return repr(value) if column is None or column.privacy == "none" else f"a {type(value).__name__}"


def flag(meaning: str, privacy: Privacy = "none", *, decided_by: tuple[str, ...] = ()) -> Column:
    """A column of yes, no and unknown."""
    return Column(FLAG, meaning, privacy=privacy, decided_by=decided_by)


def decided(by: Sequence[str], columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns, with what decides their values."""
    return {name: replace(column, decided_by=tuple(by)) for name, column in columns.items()}
