"""Practice 6: strict privacy settings on every platform that the school runs."""

from __future__ import annotations

import pandas as pd

from imgaudit.practices.practice import Practice, Rule


def _differs(records: pd.DataFrame) -> pd.Series:
    """Whether a setting is not as it should be; one that nobody has looked at is unknown."""
    other = records["expected"].str.casefold().ne(records["actual"].str.casefold()).astype("boolean")
    is_unknown = records["expected"].isna() | records["actual"].isna()
    return (other & records["practice"].eq("settings")).mask(is_unknown)


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
