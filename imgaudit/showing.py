"""Tables as they may be shown: every text of a frame put through the one engine that hides names.

What stands in one cell of an export or a register may name people whom nobody knows by any list. So a problem quotes it
only where it is a plain answer, an address or a count; its file, row and column say where it is.
"""

from __future__ import annotations

import re

import pandas as pd

from imgaudit.foreign.addresses import is_url
from imgaudit.names import NameHider, find_names, fold_name
from imgaudit.policy import Policy
from imgaudit.register.words import OWN_WORDS, answer_of

CALLED = (
    *("upn", "admission_no", "mis_id", "first_name", "last_name", "known_as"),
    *("people", "person_ref", "person_names", "quoted"),
)
"""Columns that hold nothing but what people are called by."""

UNQUOTED = "[hidden]"
"""What stands in the place of a cell that is not quoted."""

_PLAIN = """
a about after agree agreed again all already also always an and any anyone anything are as ask asked at away back be
because before blank both but by call can cannot case check child children class close closely clear consent consents
could date day days decide decided depends did do does done each either email end ever every everyone except face
facebook faces few film first following for form friends from full further get given gives go group groups had has
have he her hers him his home how if image images in inside instagram internal into is it its just know later least
left letter like list maybe me might month months more most mother mum dad father must my name named names need needed
never new newsletter next no nobody none not nothing now of off ok okay old on once one only or other our out over own
parent parents paper pending per perhaps permission photo photograph photographs photos picture pictures please
possibly prefers press print probably prospectus public publish quite refuse refuses returned same school see seen
sent she should side sign signed since so social media some sometimes soon still sure surname team tbc than that the
their them then there they this those though to today told too twice twitter unclear under unknown unless unsure until
up us use used usually very video videos waiting want wants was we website week were what when where which whole with
without withdrawn would written year years yes yet you your
"""
PLAIN = frozenset(_PLAIN.split())
"""What people write who do not answer plainly. None of it is anybody's name."""

_DAYS = """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
st nd rd th of at am pm t z gmt utc
"""
DAYS = frozenset(_DAYS.split())
"""Words of dates."""
_BIRTH = re.compile(r"birth|born|\bd\.?o\.?b\b", re.IGNORECASE)
_TITLED = re.compile(r"\b(?:Mrs?|Miss|Ms|Mx|Dr|Sir)\b\.? [^\W\d_]+(?:-[^\W\d_]+)*", re.IGNORECASE)
_GIVERS = re.compile(
    rf"(?i)\b(?:{'|'.join(sorted(OWN_WORDS))}|own|other|parents?|carers?|guardians?|mother|father|mum|dad|pupil|student"
    r"|step|grand|contact|school|office|staff|somebody|person|themself|else|priority|primary|legal|and|or|the|an?|by)\b"
)
"""Words for who answered that name nobody."""
_COUNT = re.compile(r"[\d,]+ (?:rows?|answers?)\b(?:[\d\s,:…–-]|of yes|and more)*")
_MARKS = re.compile(r"\[(?:name|id)\]")
_FILE = re.compile(r"[/\\]|\.\w{2,5}$")
_MACHINE = re.compile(r"(?:url|path|file|source|place|subject)$")
_KEY = re.compile(r"(?:_id|_ids|_hash|sha256|\bactions)$")


def hider_of(
    policy: Policy,
    people: pd.DataFrame,
    consents: pd.DataFrame,
    appearances: pd.DataFrame | None = None,
    items: pd.DataFrame | None = None,
) -> NameHider:
    """What the outputs of an audit put their texts through, so that it hides names as the policy says.

    It knows the people of the register, who answered for them, and those whom a source names besides, if only by whose
    class it is.
    """
    strangers = teachers_of(people)
    if appearances is not None:
        strangers += [*appearances.loc[appearances["person_id"].isna(), "person_ref"].dropna().unique()]
    if items is not None:
        strangers += _titled(items["groups"])
    givers = consents["given_by"].dropna().drop_duplicates().str.replace(_GIVERS, " ", regex=True).str.strip(" ,()")
    givers = givers[givers.str.contains(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")]  # one word may be any word
    return NameHider(people, policy.names_in_outputs, strangers=[*strangers, *givers], identifiers=policy.identifiers)


def names_nobody(texts: pd.Series, hide: NameHider, people: pd.DataFrame) -> pd.Series:
    """Whether nobody is named by each text, so that it may be kept with figures: a doubt, and no register, is no.

    >>> from imgaudit.tables import PEOPLE
    >>> people = PEOPLE.frame([{"person_id": "p1", "first_name": "May", "last_name": "Hart"}])
    >>> texts = pd.Series(["Open day", "May", "May Hart's day", "Noah Quill", None])
    >>> names_nobody(texts, NameHider(people, "none"), people).tolist()
    [True, False, False, False, False]
    """
    distinct = pd.Series(texts.dropna().unique(), dtype="str")
    if people.empty:
        return pd.Series(False, texts.index)
    called = [fold_name(name) for by in ("first_name", "known_as", "last_name") for name in people[by].dropna()]
    named = find_names(distinct, people, unknown=True).index
    is_free = distinct.eq(distinct.map(hide)) & ~distinct.map(fold_name).isin(called) & ~distinct.index.isin(named)
    return texts.isin(distinct[is_free])


def teachers_of(people: pd.DataFrame) -> list[str]:
    """Whom classes are called by, as "4 (Mrs Larkfield)", and the register does not know."""
    known = set(people["last_name"].dropna().str.casefold())
    return [name for name in _titled(people["group"]) if name.split()[-1].casefold() not in known]


def _titled(texts: pd.Series) -> list[str]:
    return [*texts.dropna().str.findall(_TITLED).explode().dropna().unique()]


def shown_frame(frame: pd.DataFrame, hide: NameHider) -> pd.DataFrame:
    """A frame as it may be shown: names, numbers and days of birth hidden in each of its texts, as the policy says."""
    frame = frame.drop(columns="uploaded_by", errors="ignore")  # whoever uploads is named in the register alone
    if hide.hides_nothing:
        return frame
    shown = {name: _column(str(name), frame[name], hide) for name in frame.columns}
    if {"code", "reason", "value"} <= {*frame.columns}:
        shown["value"] = _quoted(frame, hide)
    return frame.assign(**shown)


def _column(name: str, values: pd.Series, hide: NameHider) -> pd.Series:
    if name == "born_on":
        return values.where(pd.Series(False, index=values.index))
    if not (pd.api.types.is_string_dtype(values.dtype) or values.dtype == object) or _KEY.search(name):
        return values
    is_machine = bool(_MACHINE.search(name))

    def told(value: object) -> object:
        if not isinstance(value, str):
            return value
        if name in CALLED or (name == "given_by" and re.search(r"\w", _GIVERS.sub("", value))):
            return hide.cell(value)
        return hide(value, machine=is_machine)

    return values.map(told, na_action="ignore").astype(values.dtype)


def _quoted(problems: pd.DataFrame, hide: NameHider) -> pd.Series:
    """The values of problems, as far as they may be quoted."""
    values = problems["value"].map(lambda value: hide(value, machine=bool(_FILE.search(value))), na_action="ignore")
    is_plain = values.map(_is_plain, na_action="ignore").eq(True)
    is_day = problems["code"].eq("date") & ~problems["column"].fillna("").str.contains(_BIRTH)
    is_plain |= is_day & values.map(_is_date, na_action="ignore").eq(True)
    is_cell = problems["row"].notna() & values.notna() & ~is_plain & problems["code"].ne("unknown_heading")
    whom = problems["value"].map(hide.cell, na_action="ignore")
    return values.mask(is_cell, UNQUOTED).mask(problems["code"].eq("unknown_person") & ~is_plain, whom).astype("str")


def _is_date(value: str) -> bool:
    """Whether something may have been meant as a date, and nothing stands beside it."""
    return all(word in DAYS for word in re.findall(r"[^\W\d_]+", value.casefold()))


def _is_plain(value: str) -> bool:
    """Whether what stands in one cell is an address, a count, an answer or made of plain words: about nobody."""
    if is_url(value) or _COUNT.fullmatch(value) or answer_of(value)[1] in ("", "mark"):
        return True
    words = re.findall(r"\w+", _MARKS.sub(" ", value).casefold())
    return all((len(word) == 1 and not word.isdigit()) or word in PLAIN for word in words)
