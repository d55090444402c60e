"""What else points to a child beside a picture: a date of birth, a UPN, and whatever the policy lists."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from imgaudit.policy import IDENTIFIERS


def find_identifiers(
    texts: pd.Series, *, identifiers: Mapping[str, str] = IDENTIFIERS, field: str = ""
) -> pd.DataFrame:
    """Find what points to a child without a name: a date of birth, a UPN, or what a policy lists.

    A class or year group beside a first name is in ``with_class`` of :func:`find_names`.

    Parameters
    ----------
    texts
        The texts; the same text is read once.
    identifiers
        Identifier → regular expression, as ``policy.identifiers`` holds them.
    field
        What the texts are, to be repeated in the answer.

    Returns
    -------
    A frame on the index of ``texts``, a row an identifier: ``field``, ``identifier``, ``start``, ``end``, ``quoted``.

    Examples
    --------
    >>> find_identifiers(pd.Series(["Born 3 May 2014", "Born in May"]))["quoted"].tolist()
    ['Born 3 May 2014']
    """
    patterns = {name: re.compile(pattern) for name, pattern in identifiers.items()}
    given = texts.dropna()
    codes, distinct = pd.factorize(given)
    rows = [
        (code, name, found.start(), found.end(), found[0])
        for code, text in enumerate(map(str, distinct))
        for name, pattern in patterns.items()
        for found in pattern.finditer(text)
    ]
    told = ["identifier", "start", "end", "quoted"]
    if not rows:
        return pd.DataFrame(index=given.index[:0], columns=["field", *told])
    found = pd.DataFrame(rows, columns=["code", *told])
    places = pd.DataFrame({"code": codes, "at": range(len(given))})
    joined = places.merge(found, on="code").sort_values(["at", "start"], kind="stable")
    index = given.index.take(joined["at"].to_numpy(dtype="int64"))
    answer = joined.assign(field=field)[["field", *told]]
    return answer.set_axis(index, axis="index")
