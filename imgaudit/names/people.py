"""Who is meant by a written name, and how many people by what somebody wrote in one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pandas as pd

from imgaudit.foreign.words import between, lines, no_name
from imgaudit.foreign.words import people as people_named
from imgaudit.frames import map_values, require
from imgaudit.tables import REFERENCE

NOT_A_LETTER = re.compile(r"[\W_]+")

APOSTROPHES = re.compile("['’‘`´ʼ]")

UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
"""Letters that Unicode does not decompose, as an English keyboard writes them."""

UNSPACED = re.compile("[\u1100-\u11ff\u3005\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+")
"""Korean, Japanese and Chinese letters as they are folded: full names in them are written without a space."""


def fold_name(text: object) -> str:
    """A text without case, accents and punctuation, words one space apart.

    >>> fold_name("Zoë O’Fernsby-Łark")
    'zoe ofernsby lark'
    """
    letters = APOSTROPHES.sub("", str(text)).casefold()
    if letters.isascii():
        return NOT_A_LETTER.sub(" ", letters).strip()
    letters = unicodedata.normalize("NFKD", letters)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return NOT_A_LETTER.sub(" ", letters.translate(UNDECOMPOSED)).strip()


_BY_INITIAL = re.compile(r"[^\W\d_]{2,}\S* [^\W\d_]\.?")
"""A first name and the initial of a surname."""
_WITHOUT_INITIAL = re.compile(r" \w$")
_DOUBT = re.compile(r"\(?\?+\)?")
_BETWEEN_PEOPLE = re.compile(r"[,;|&+/?\n]")


def read_people(references: pd.Series, people: pd.DataFrame, groups: pd.Series | None = None) -> pd.DataFrame:
    """Who is meant by what sources and people write of who is shown: asked of the register, then of the words.

    What stands between separators is apart where the register knows any of it, or knows it for first names: "Tilly,
    Freya S" are two. "Hart, Jane" is one, and two where Hart is a first name there and nobody is called Jane Hart.

    Returns
    -------
    A row a person or group, on the index of the references, each as often as it names somebody: ``person_ref`` (that
    part of the text), ``person_id`` (empty where nobody or more than one fits) and ``meant``: empty of a person, else
    what :func:`imgaudit.foreign.words.no_name` says of it. Classes of the register, and ``groups`` that are listed
    beside it, are groups of pupils.

    >>> from imgaudit.tables import PEOPLE
    >>> people = PEOPLE.frame([{"person_id": "p1", "first_name": "Jane", "last_name": "Hart", "group": "Kestrels"}])
    >>> read_people(pd.Series(["Hart, Jane", "Tilly, Freya S", "Kestrels & 4B"]), people).fillna("").to_numpy().tolist()
    [['Hart, Jane', 'p1', ''], ['Tilly', '', ''], ['Freya S', '', ''], ['Kestrels', '', 'pupils'], ['4B', '', 'pupils']]
    """
    distinct = pd.Series(references.dropna().unique(), dtype="str")
    whole = match_people(distinct, people)
    # "Ada & Fern" is not Ada Fern, though they are the same without the sign.
    open_ones = distinct[whole.isna() | distinct.str.contains(_BETWEEN_PEOPLE)]
    plain = references[~references.isin(open_ones)].dropna()
    read = pd.DataFrame({"person_ref": plain, "person_id": map_values(plain, whole.set_axis(distinct))})
    if open_ones.empty:
        return read.assign(meant=pd.Series(None, read.index, dtype="str"))
    known = _Known(people, people["group"] if groups is None else pd.concat([people["group"], groups]))
    parts = pd.Series([[*known.apart(text)] for text in open_ones], open_ones, dtype="object")
    named = references[references.isin(open_ones)].map(parts).explode().dropna().astype("str")
    found = match_people(named, people)
    strangers = pd.Series(named[found.isna()].unique(), dtype="str")
    meant = strangers.map(lambda text: no_name(text) or ("pupils" if known.is_class(text) else None)).astype("str")
    words = map_values(named, meant.set_axis(strangers)).mask(found.notna())
    further = pd.DataFrame({"person_ref": named, "person_id": found, "meant": words})
    return pd.concat([read, further]).sort_index(kind="stable")


class _Known:
    """What the register calls people and their classes."""

    def __init__(self, people: pd.DataFrame, groups: pd.Series) -> None:
        firsts, lasts = pd.concat([people["first_name"], people["known_as"]]), pd.concat([people["last_name"]] * 2)
        surnames = _folded(lasts)
        self.given = _folded(firsts) - surnames
        """First names that are nobody's surname."""
        self.classes = _folded(groups) - surnames - _folded(firsts)
        self.turned = _folded(lasts + " " + firsts)
        numbers = _folded(_references(people)) | _folded(people["upn"]) | _folded(people["admission_no"])
        self.whole = _folded(firsts + " " + lasts) | self.turned | numbers | self.classes

    def is_class(self, text: str) -> bool:
        """Whether the register has a class of that name, which nobody there is called by."""
        return fold_name(text) in self.classes

    def apart(self, text: str) -> Iterator[str]:
        """The people and groups of a text; a question mark stands for somebody else, who may be shown."""
        for line in lines(_DOUBT.sub(";?;", text)):
            parts = [*self._of_list(between(line))]
            is_list = (
                fold_name(line) in self.whole
                or any(fold_name(part) in self.whole or _BY_INITIAL.fullmatch(part) for part in parts)
                or any(fold_name(part) in self.given for part in parts[::2])
            )
            yield from parts if is_list else people_named(line)

    def _of_list(self, parts: list[str]) -> Iterator[str]:
        """Every other one of what :func:`between` gave, but what is "Last, First" of somebody in one."""
        at = 0
        while at < len(parts):
            turned = f"{parts[at]}, {parts[at + 2]}" if at + 2 < len(parts) and "," in parts[at + 1] else ""
            is_one = bool(turned) and _WITHOUT_INITIAL.sub("", fold_name(turned)) in self.turned
            if part := turned if is_one else parts[at]:
                yield part
            at += 4 if is_one else 2


def _references(people: pd.DataFrame) -> pd.Series:
    """By which outputs call people; ids of another kind may be names."""
    return people["person_id"].where(people["person_id"].str.startswith(REFERENCE).fillna(False).astype(bool))


def _folded(names: pd.Series) -> set[str]:
    return {fold_name(name) for name in names.dropna().unique()}


def match_people(references: pd.Series, people: pd.DataFrame) -> pd.Series:
    """Who is meant by a reference, a UPN, an admission number or a full name; empty where nobody or several fit.

    Names are compared without case, accents and punctuation, first name first or surname first. Middle names that an
    MIS keeps beside the first may be left out where nobody else has that first name and surname.

    >>> from imgaudit.tables import PEOPLE
    >>> people = PEOPLE.frame([{"person_id": "p1", "first_name": "Zoë Rose", "last_name": "O'Fernsby"}])
    >>> match_people(pd.Series(["O’Fernsby, Zoe", "Zoë"]), people).fillna("?").tolist()
    ['p1', '?']
    """
    if references.isna().all():
        return pd.Series(None, index=references.index, dtype="str")
    require(people, ["person_id", "upn", "admission_no", "first_name", "last_name", "known_as"])
    known_as = people["known_as"].fillna(people["first_name"])
    first, last = people["first_name"], people["last_name"]
    keys = [_references(people), people["upn"], people["admission_no"], first + " " + last, known_as + " " + last]
    together = [last + first, last + known_as]  # 李小龙
    keys += [names.where(names.map(_is_unspaced, na_action="ignore").eq(True)) for names in together]
    single = _unique_keys(people["person_id"], keys)
    turned = _unique_keys(people["person_id"], [last + " " + first, last + " " + known_as])
    # "James Thomas" is James Thomas before he is Thomas James.
    taken = {fold_name(key) for name in keys for key in name.dropna().unique()}
    single = pd.concat([single, turned[~turned.index.isin(taken)]])
    single = pd.concat([single, _without_middle_names(people, taken)])
    distinct = pd.Series(references.dropna().unique(), dtype="str")
    return map_values(references, map_values(distinct.map(fold_name), single).set_axis(distinct)).astype("str")


def _is_unspaced(name: str) -> bool:
    """Whether a name is in letters that are written without a space."""
    return not name.isascii() and UNSPACED.fullmatch(fold_name(name)) is not None


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
