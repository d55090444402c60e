"""Tables: what fits is taken as it is, what does not is converted or named."""

from __future__ import annotations

import pandas as pd
import pytest

from imgaudit.errors import InputError
from imgaudit.tables import ASSETS, ITEMS, TABLES, Table

ASSET = {"asset_id": "a", "site": "hollow", "kind": "picture", "shows": "pupils"}


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_empty_table_has_its_columns_and_is_nobody_elses(table: Table) -> None:
    empty = table.empty()
    pd.testing.assert_frame_equal(empty, table.schema.validate(empty))
    assert list(empty.columns) == list(table.columns)
    empty["mine"] = 1
    assert "mine" not in table.empty()


def test_what_fits_is_as_the_schema_would_have_it() -> None:
    frame = ASSETS.frame([ASSET, {**ASSET, "asset_id": "b", "platform_has_location": True, "Campaign": "Open day"}])
    pd.testing.assert_frame_equal(ASSETS.frame(frame), ASSETS.schema.validate(frame))
    pd.testing.assert_frame_equal(ASSETS.frame(frame), frame)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "painting"}, "row 1, column kind: 'painting'"),
        ({"asset_id": "a"}, "asset_id"),
        ({"site": None}, "site"),
        ({"people_complete": "perhaps"}, "people_complete"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, object], said: str) -> None:
    frame = ASSETS.frame([ASSET, {**ASSET, "asset_id": "b"}]).astype(object)
    for name, value in change.items():
        frame.loc[1, name] = value
    with pytest.raises(InputError, match=said):
        ASSETS.frame(frame)
    if "people_complete" not in change:  # a word is no flag, so such a column never fits as it is
        typed = frame.astype({name: str(column.dtype) for name, column in ASSETS.columns.items()})
        with pytest.raises(InputError, match=said):
            ASSETS.frame(typed)


def test_a_frame_that_is_given_is_not_changed() -> None:
    given = ITEMS.empty()
    before = given.copy()
    new = ITEMS.frame(given)
    new["mine"] = 1
    pd.testing.assert_frame_equal(given, before)
