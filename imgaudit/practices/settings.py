"""Practice 6: strict privacy settings on every platform that the school runs."""

from __future__ import annotations

import pandas as pd

from imgaudit.practices.practice import Practice, Rule


def _differs(records: pd.DataFrame) -> pd.Series:
    """Whether a setting is not as it should be; unknown where nobody has looked, and of what is no setting."""
    expected, actual = (records[column].str.strip().str.casefold() for column in ("expected", "actual"))
    is_unknown = expected.isna() | actual.isna() | records["practice"].ne("settings")
    return expected.ne(actual).astype("boolean").mask(is_unknown)


PRACTICE = Practice(
    name="settings",
    target="every setting as expected, and checked this year",
    rules=(
        Rule(
            name="settings.differs",
            practice="settings",
            subject="record",
            severity="medium",
            when=_differs,
            needs=("practice", "expected", "actual"),
            problem="A setting of this account is not as the guidance asks.",
            fixes={"": "Change the setting"},
            done="The setting is as it should be, and somebody has looked.",
            columns={"what": "setting"},
        ),
    ),
)
