"""Names out of texts: what :func:`find_names` reports gives way to a mark or to initials, until it reports nothing.

With them goes what means one person without a name: numbers, dates of birth, e-mail addresses, telephone numbers.
The only place where a name is hidden; whoever shows texts calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

import pandas as pd

from imgaudit.foreign.dates import read_moment
from imgaudit.names.finding import matches, suspects
from imgaudit.names.matcher import Matcher, name_matcher
from imgaudit.names.people import fold_name
from imgaudit.names.reading import flat, read
from imgaudit.names.words import PLAIN_TITLES
from imgaudit.policy import IDENTIFIERS, NamesInOutputs

NAME, NUMBER = "[name]", "[id]"
"""What stands in the place of a name, and of a number that one person has."""

_MOST_ROUNDS = 12
_LONGEST_NAME, _LONGEST_CELL = 4, 200
"""[words], [characters]: what is longer is no name of one person."""
_TOKEN = re.compile(r"[^\W_]+")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?[\s./-]{1,2}(?:\d{1,2}|[a-z]{3,9})[\s./,-]{1,2}(?:\d{4}|\d{2})"
    r"|[a-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d{6})(?!\d)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\([^()]*\)|(?<!\S)\S*\d\S*")
"""What stands beside a name in one cell: "Noah Quill (4B)", "Noah Quill 4B"."""

_OFFICES = "admin|comms|communications|contact|editor|enquir(?:ies|y)|head|info|mail|marketing|office|press|web"
REACHES = (
    # An e-mail address, unless it is an office's; a telephone number as it is written in Britain.
    rf"(?i)(?<![\w.+%'-])(?!(?:{_OFFICES})@)[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?<![\w+])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?|\(?0)\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}(?!\w)",
)
"""By what one person can be reached, as regular expressions."""

Span = tuple[int, int, str]
"""From where to where, and what is there or stands there instead."""


class NameHider:
    """Turns a text into one that shows as much of anybody's name as the policy allows.

    Hidden are all whom :func:`find_names` finds, in full, by first name or by surname; UPNs, admission numbers and ids
    of the MIS; dates of birth, e-mail addresses and telephone numbers; and people who were named by a source but are
    not in the register. Ordinary words stay.

    Parameters
    ----------
    people
        The register's people.
    names
        The policy's ``names_in_outputs``: ``none``, ``initials`` or ``full``.
    strangers
        Names and ids by which sources call people who are not in the register.
    identifiers
        What else points to one person, as ``policy.identifiers`` has it.

    Examples
    --------
    >>> from imgaudit.tables import PEOPLE
    >>> amelia = {"person_id": "p1", "first_name": "Amelia", "last_name": "Hart", "upn": "Z000000000001"}
    >>> people = PEOPLE.frame([amelia])
    >>> hide = NameHider(people, "none", strangers=["Noah Quill"])
    >>> hide("AMELIA HART's rocket, by N. Quill (Z000000000001)"), hide("4BAmeliaHart2.jpg", machine=True)
    ("[name]'s rocket, by [name] ([id])", '4B[name]2.jpg')
    >>> NameHider(people, "initials")("Amelia Jane Hart and Mrs Hart with a heart of gold")
    'A. H. and Mrs H. with a heart of gold'
    >>> NameHider(people, "initials")("Amelia Hart, born 4 May 2015: 07700 900123, a.parent@post.example")
    'A. H., [id]: [id], [id]'
    """

    __slots__ = ("_born", "_called", "_count", "_matchers", "_names", "_once", "_points", "_written")

    def __init__(
        self,
        people: pd.DataFrame,
        names: NamesInOutputs,
        *,
        strangers: Iterable[str] = (),
        identifiers: Mapping[str, str] = IDENTIFIERS,
    ) -> None:
        refs = sorted({ref.strip() for ref in strangers})
        columns = ["person_id", "first_name", "known_as", "last_name"]
        both = [people[columns].astype("object"), as_people(refs)[columns]]
        self._names = names
        self._count = len(people)
        self._called = {
            who: ([name for name in (first, known_as) if name], last)
            for who, first, known_as, last in pd.concat([frame.where(frame.notna(), "") for frame in both]).itertuples(
                index=False, name=None
            )
        }
        self._matchers = [name_matcher(frame) for frame in both]
        numbers = pd.concat([people[column].dropna().astype("str") for column in ("upn", "admission_no", "mis_id")])
        self._written = _index([*numbers, *refs])
        self._born = {day.date() for day in people["born_on"].dropna()}
        self._points = [re.compile(pattern) for pattern in (*identifiers.values(), *REACHES)]
        self._once = lru_cache(maxsize=65_536)(self._hide)  # the same texts come again and again

    def __repr__(self) -> str:
        return f"<NameHider: {self._count:,} people, names {self._names}>"

    def __call__(self, text: str, *, machine: bool = False) -> str:
        """The text as it may be shown; ``machine``: it is the name of a file or an address."""
        return text if self._names == "full" else self._once(text, machine)

    @property
    def hides_nothing(self) -> bool:
        """Whether the policy lets names be shown in full."""
        return self._names == "full"

    def column(self, texts: pd.Series) -> pd.Series:
        """Many texts, each as it may be shown."""
        return texts.map(self, na_action="ignore").astype("str")

    def cell(self, text: str) -> str:
        """A text that is nothing but what people are called by, one a line, whoever they are.

        >>> from imgaudit.tables import PEOPLE
        >>> [NameHider(PEOPLE.empty(), names).cell("Noah Quill") for names in ("none", "initials", "full")]
        ['[name]', 'N. Q.', 'Noah Quill']
        """
        return "\n".join(map(self._called_by, text.split("\n")))

    def _called_by(self, ref: str) -> str:
        if self._names == "full" or ref in ("", NAME, NUMBER):
            return ref
        if is_telling(ref) or "@" in ref:
            return NUMBER
        return self.instead("", (), ref)

    def instead(self, level: str, who: tuple[str, ...], written: str) -> str:
        """What stands for one match of :func:`find_names`: the name itself, initials or a mark."""
        if self._names != "initials":
            return written if self._names == "full" else NAME
        letters = initials(flat(written)[0])
        givens, last = self._called.get(who[0], ([], "")) if level == "full" and len(who) == 1 else ([], "")
        if givens:
            given = next((name for name in givens if initials(flat(name)[0])[:1] in letters), givens[0])
            return f"{initials(given)[:2]} {initials(last)}".strip()
        return letters or NAME

    def _hide(self, text: str, machine: bool) -> str:
        for _ in range(_MOST_ROUNDS):
            shown = self._replaced(text, machine)
            if shown == text:
                return text
            text = shown
        return NAME

    def _replaced(self, text: str, machine: bool) -> str:
        """The text after one round: what is left beside a hidden name may be a name as well."""
        parts, done = [], 0
        for start, end, instead in sorted(self._spans(text, machine), key=lambda span: (span[0], -span[1])):
            ours = text[max(start - 1, 0) : end + 1]
            if start >= done and ours not in (NAME, NUMBER):
                parts += [text[done:start], instead]
                done = end
        return "".join([*parts, text[done:]])

    def _spans(self, text: str, machine: bool) -> Iterator[Span]:
        for pattern in self._points:
            for found in pattern.finditer(text):
                yield found.start(), found.end(), NUMBER
        for found in _DATE.finditer(text) if self._born else ():
            moment = read_moment(found[0])
            if moment and moment.day in self._born:
                yield found.start(), found.end(), NUMBER
        for start, end, ref in _literally(text, self._written):
            yield start, end, NUMBER if is_telling(ref) or "@" in ref else self.instead("", (), ref)
        for matcher in self._matchers:
            for as_machine in dict.fromkeys((machine, False)):  # on a sheet a file's name may be read as prose
                for level, who, start, end in _found(text, matcher, machine=as_machine):
                    yield start, end, self.instead(level, who, text[start:end])


def initials(name: str) -> str:
    """The first letter of each word of a name.

    >>> initials("Zoë O'Fernsby-Lark")
    'Z. O. L.'
    """
    return " ".join(f"{word[0].upper()}." for word in _NAME_WORD.findall(name))


def is_telling(number: str) -> bool:
    """Whether a number is rare enough that where it stands it means the person who has it.

    >>> [is_telling(number) for number in ("Z000000000001", "004512", "12", "2025")]
    [True, True, False, False]
    """
    return len(number) >= 4 and any(letter.isdigit() for letter in number) and not _YEAR.fullmatch(number)


def _found(text: str, matcher: Matcher, *, machine: bool) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """The names of one text, without the frame that :func:`find_names` makes for many."""
    if not matcher.ids or not suspects([text], matcher):
        return
    reading = read(text, known=matcher.whole_words, machine=machine)
    for match in matches(reading, matcher):
        yield match.level, tuple(matcher.ids[person] for person in match.who), *reading.span(match.first, match.last)


def as_people(refs: Iterable[str]) -> pd.DataFrame:
    """Those not in the register as if they were, so that their names are found like any other."""
    rows = []
    for ref in (ref for ref in refs if len(ref) <= _LONGEST_CELL):
        name = _BESIDE.sub(" ", ref).strip()
        last, comma, first = name.partition(",")
        words = [word for word in name.split() if fold_name(word) not in PLAIN_TITLES]
        is_class = name != ref and len(name.split()) < 2  # "Class 4B"
        if not 0 < len(words) <= _LONGEST_NAME or "@" in ref[1:] or is_class:
            continue
        if not comma:
            *given, last = words
            first = " ".join(given)
            if not first and len(words) == len(name.split()):  # without a title one word is a first name
                first, last = last, ""
        rows.append((ref, first.strip(), last.strip(), None))
    return pd.DataFrame(rows, columns=["person_id", "first_name", "last_name", "known_as"])


Written = dict[str, list[tuple[list[str], str]]]
"""First word → what begins with it, longest first: its words, and how it is written."""


def _index(refs: Iterable[str]) -> Written:
    """Numbers, and names of several words, which are hidden wherever they are written so."""
    index: Written = {}
    for ref in sorted(set(refs), key=lambda ref: (-len(ref), ref)):
        words = _TOKEN.findall(ref.casefold())
        if is_telling(ref) or (len(words) > 1 and not any(letter.isdigit() for letter in ref)):
            index.setdefault(words[0], []).append((words, ref))
    return index


def _literally(text: str, index: Written) -> Iterator[Span]:
    """Where what is indexed stands in a text, and how it is written in the index."""
    words = [(found.start(), found.end(), found[0].casefold()) for found in _TOKEN.finditer(text)] if index else []
    for at, (start, _, first) in enumerate(words):
        for wanted, ref in index.get(first, ()):
            if at + len(wanted) > len(words):
                continue
            here = words[at : at + len(wanted)]
            if [word for *_, word in here] == wanted and all(b[0] - a[1] <= 3 for a, b in pairwise(here)):
                yield start, here[-1][1], ref
                break
