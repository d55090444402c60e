"""Practice 9: the same care for pictures of staff, reported apart."""

from __future__ import annotations

import pandas as pd

from imgaudit.practices.practice import Practice, shows_any


def _shows_staff(items: pd.DataFrame) -> pd.Series:
    return shows_any(items, "staff", "both")


PRACTICE = Practice(
    name="staff",
    question="Is the same care taken of pictures of staff?",
    target="as for pupils",
    to_know="Say of pictures whom they show; then as for pupils.",
    where=_shows_staff,
    about=("shows",),
    which="that show staff, or may",
    repeats=("names", "visibility", "metadata", "resolution", "consent"),
)
