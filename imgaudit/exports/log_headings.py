"""What a heading of a school's own list means by its words and by what stands below it, where no alias fits.

A heading is understood where every word of it is known to belong to one column, and what stands below it looks like
that. One word more, as in "Number of children" or "Photo consent", and it is not: a wrong guess is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from imgaudit.exports.sources import kind_of
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import NO, SHOWS, UNKNOWN, YES, channels_in, folded

_IDLE = "the a an of in on to it its is was were did that this which our we with dd mm yy yyyy"
IDLE = frozenset(_IDLE.split())
"""Words beside which a heading means the same."""
_PICTURE = "picture photo photograph image pic pix graphic media video"
WORDS: Mapping[str, tuple[str, str]] = {
    # Our column → words of which one is there, and words that may stand beside them.
    "alt_text": ("alt alternative", f"text tag description accessibility accessible {_PICTURE}"),
    "in_use": ("still", "up live use used website online published visible there"),
    "last_reviewed_on": ("checked reviewed rechecked", f"date last when day {_PICTURE}"),
    "published_at": (
        "date when day published publish posted posting upload uploaded publication went",
        "date up out live post posts first online",
    ),
    "people": (
        "pupil child children kid student learner people person who who's whos",
        "staff name named names shown featured feature pictured appear appears appearing tagged first full only shot "
        + _PICTURE,
    ),
    "caption": ("caption wording words wrote write blurb text message description", f"used what post tweet {_PICTURE}"),
    "page_title": ("title headline story article", "page news post name"),
    "channel": (
        "channel platform outlet account where social published posted shared",
        "social media which go went going put used use shared post",
    ),
    "page": (
        "page webpage weblink link url website post story news article blog tweet",
        "address web link url page live social media facebook fb twitter instagram",
    ),
    "file": (
        f"{_PICTURE} file filename jpg jpeg",
        "link name url address ref reference path file filename jpg jpeg png",
    ),
}
"""How the words of a heading are shared out; the order is that in which one of several is chosen."""


def _stem(word: str) -> str:
    """A word without the *s* of the plural, which may stand in brackets.

    >>> _stem("pupils"), _stem("address"), _stem("news")
    ('pupil', 'address', 'news')
    """
    return word[:-1] if len(word) > 3 and word.endswith("s") and word not in _AS_THEY_ARE else word


_AS_THEY_ARE = {"address", "news", "was", "this", "whos", "who's", "words", "names", "posts", "appears"}
_TABLE = {
    column: (frozenset(map(_stem, keys.split())), frozenset(map(_stem, beside.split())))
    for column, (keys, beside) in WORDS.items()
}


@lru_cache(4096)
def may_mean(heading: str) -> tuple[str, ...]:
    """The columns that a heading may mean by all its words together; the likeliest first.

    >>> may_mean("Photo link"), may_mean("Children in photo"), may_mean("Number of children"), may_mean("Photo consent")
    (('file',), ('people',), (), ())
    """
    plain = re.sub(r"\((?:s|ren)\)|\by(?:es)?\W+no?\b", "", folded(heading).replace("’", "'"))
    told = {_stem(word) for word in re.findall(r"[^\W_]+(?:'s)?", plain)} - IDLE
    if told == {"person"}:  # as often whoever posted it
        return ()
    return tuple(column for column, (keys, beside) in _TABLE.items() if told & keys and not told - keys - beside)


def _is_file(text: str) -> bool:
    return kind_of(text) in ("picture", "video") or is_url(text)


def _is_platform(text: str) -> bool:
    return not text or bool(channels_in(text))


def _is_answer(text: str) -> bool:
    return folded(text) in YES | NO | UNKNOWN


def _is_date(text: str) -> bool:
    moment = read_moment(text)
    return moment is not None and moment.how != "unreadable"


def _is_name(text: str) -> bool:
    is_called = any(word[0].isupper() for word in re.findall(r"[^\W\d_]{2,}", text))
    return is_called and not (
        _is_answer(text) or is_url(text) or _is_date(text) or kind_of(text) or folded(text) in SHOWS
    )


def _is_prose(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text)) and not (_is_answer(text) or is_url(text) or _is_date(text))


LOOKS: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(("alt_text", "caption", "page_title"), _is_prose),
    **dict.fromkeys(("last_reviewed_on", "published_at"), _is_date),
    "channel": _is_platform,
    "file": _is_file,
    "in_use": _is_answer,
    "page": is_url,
    "people": _is_name,
    "shows": lambda text: folded(text) in SHOWS,
}
"""Our column → whether a cell looks like what belongs there."""
ENOUGH = 0.6
"""So much at least of what stands below a heading has to look like it."""


def looks_like(column: str, cells: Sequence[object]) -> float:
    """The share of the cells below a heading that look like what belongs into one of our columns; 0 for none."""
    looks = LOOKS.get(column)
    told = [text for cell in cells if (text := clean(cell))]
    if column == "channel":  # "x" is a tick, unless other platforms stand there too
        told = [text for text in told if folded(text) != "x"]
    return sum(map(looks, told)) / len(told) if looks and told else 0.0


def columns_by_looks(
    unknown: Sequence[str], cells: Mapping[str, Sequence[object]], taken: Collection[str]
) -> dict[str, str]:
    """Which of the headings that no alias fits mean which of our columns that are still free."""
    found: dict[str, str] = {}
    for heading in unknown:
        fits = (column for column in may_mean(heading) if looks_like(column, cells[heading]) >= ENOUGH)
        if (column := next(fits, None)) and column not in {*taken, *found.values()}:
            found[heading] = column
    files = [heading for heading in unknown if heading not in found and _holds_files(heading, cells[heading])]
    if len(files) == 1 and "file" not in {*taken, *found.values()}:
        found[files[0]] = "file"
    return found


def _holds_files(heading: str, cells: Sequence[object]) -> bool:
    """Whether every cell is the name of a picture file, and the heading does not say that it is another's."""
    told = [text for cell in cells if (text := clean(cell))]
    return bool(told) and not ANOTHER.search(folded(heading)) and all(map(kind_of, told)) and not any(map(is_url, told))


ANOTHER = re.compile(r"\b(?:not|no|never|old|original|replac\w*|delet\w*|remov\w*|instead|form|logo|consent)\b")
"""A file, but not that of the picture which was published."""


def better_by_looks(column: str, heading: str, cells: Sequence[object]) -> str:
    """What a heading that an alias fits means, seeing what stands below it: "Who's in it" full of names is people."""
    if column not in LOOKS or looks_like(column, cells) >= 1 - ENOUGH:
        return column
    others = (other for other in may_mean(heading) if looks_like(other, cells) >= ENOUGH)
    return next(others, column)
