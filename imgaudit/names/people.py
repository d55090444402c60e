"""Who is meant by a written name."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from imgaudit.tables import map_values

NOT_A_LETTER = re.compile(r"[\W_]+")

APOSTROPHES = re.compile("['’‘`´ʼ]")

UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
"""Letters that Unicode does not decompose, as an English keyboard writes them."""


def fold_name(text: object) -> str:
    """A text without case, accents and punctuation, words one space apart.

    >>> fold_name("Zoë O’Fernsby-Łark")
    'zoe ofernsby lark'
    """
    letters = unicodedata.normalize("NFKD", APOSTROPHES.sub("", str(text)).casefold())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return NOT_A_LETTER.sub(" ", letters.translate(UNDECOMPOSED)).strip()


def match_people(references: pd.Series, people: pd.DataFrame) -> pd.Series:
    """Who is meant by a UPN, an admission number or a full name; empty where nobody or more than one fits.

    Names are compared without case, accents and punctuation, first name first or surname first. Middle names that an
    MIS keeps beside the first may be left out where nobody else has that first name and surname.

    >>> from imgaudit.tables import PEOPLE
    >>> people = PEOPLE.frame([{"person_id": "p1", "first_name": "Zoë Rose", "last_name": "O'Fernsby"}])
    >>> match_people(pd.Series(["O’Fernsby, Zoe", "Zoë"]), people).fillna("?").tolist()
    ['p1', '?']
    """
    if references.isna().all():
        return pd.Series(None, index=references.index, dtype="str")
    known_as = people["known_as"].fillna(people["first_name"])
    first, last = people["first_name"], people["last_name"]
    keys = [people["upn"], people["admission_no"], first + " " + last, known_as + " " + last]
    single = _unique_keys(people["person_id"], keys)
    turned = _unique_keys(people["person_id"], [last + " " + first, last + " " + known_as])
    # "James Thomas" is James Thomas before he is Thomas James.
    taken = {fold_name(key) for name in keys for key in name.dropna().unique()}
    single = pd.concat([single, turned[~turned.index.isin(taken)]])
    single = pd.concat([single, _without_middle_names(people, taken)])
    distinct = pd.Series(references.dropna().unique(), dtype="str")
    return map_values(references, map_values(distinct.map(fold_name), single).set_axis(distinct)).astype("str")


def _without_middle_names(people: pd.DataFrame, taken: set[str]) -> pd.Series:
    """First name and surname of those with middle names → id, where they can mean nobody else, whatever the order."""
    last = people["last_name"]
    givens = [people["first_name"], people["known_as"]]
    # A hyphen makes one name of two, and a letter is no name.
    alone = [given.str.replace(r"(?s)^\s*(\S\S+)\s.*", r"\1", regex=True) for given in givens]
    keys = _unique_keys(
        people["person_id"], [key for first in alone for key in (first + " " + last, last + " " + first)]
    )
    # "Zoë Fern" may be Zoë Fern-Lark.
    double = last.where(last.str.contains("-").fillna(False).astype(bool))
    halves = [double.str.replace(other_half, "", regex=True) for other_half in ("-.*", ".*-")]
    others = [last + " " + given for given in givens] + [first + " " + half for first in alone for half in halves]
    return keys[~keys.index.isin(taken | {fold_name(key) for names in others for key in names.dropna().unique()})]


def _unique_keys(ids: pd.Series, keys: list[pd.Series]) -> pd.Series:
    """Key → id, for keys that only one person has."""
    pairs = pd.concat([pd.DataFrame({"key": key.map(fold_name, na_action="ignore"), "id": ids}) for key in keys])
    pairs = pairs.dropna().drop_duplicates()
    return pairs[~pairs["key"].duplicated(keep=False)].set_index("key")["id"]
