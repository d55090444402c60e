"""Rows of the sheet *Who is shown* that answer many pictures at once, and what each of them says of one picture.

The row above a page answers the pictures that stood below it, and a row of patterns (``crest*``, a folder, a page) says
that nobody is shown in those that it names. Both are about the pictures that were asked about in that workbook, which
*Issued* tells: not about those that have come since. A picture's own row beats them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import pandas as pd

from imgaudit.foreign import words
from imgaudit.foreign.addresses import is_url, page_key, path_of
from imgaudit.foreign.text import clean
from imgaudit.membership import named_groups
from imgaudit.names import read_people
from imgaudit.outputs.excel_safety import read_back
from imgaudit.questions import TOGETHER, shows_somebody
from imgaudit.tables import ProblemCode
from imgaudit.wording import counted

if TYPE_CHECKING:
    from imgaudit.audit import Audit

SHOWS, PEOPLE, EVERYONE, SIGNED = "Shows", "People", "Everyone listed?", "Signed off by"
NOBODY = "Nobody"
PATTERN = "pattern "
"""How the Reference of a row of patterns begins."""

_LIKELY = ("crest", "logo", "badge", "banner", "pattern", "texture", "background", "icon", "placeholder")
"""Words by which files are often called that show nobody. Somebody has to say so all the same."""
_ENDS = re.compile(r"\.\w{1,5}$")

NAMED = (
    "A page's row counts for each of its pictures, and nobody can tell in which of them this person is: not used. "
    "Write the name in the rows of the pictures."
)
EVERYONE_OF_MANY = (
    "Yes in a page's row says of every picture that all in it are named, and none is: not used. Say it in the rows of "
    "the pictures, or name a class under People."
)
AGAINST = "Nobody is shown, and somebody is named: not used. Leave one of them out."
KNOWN = (
    "Somebody is known to be shown in this picture, so Nobody does not count for it. Look, and answer in its own row."
)
GONE = "Not pictures of this audit any more: not used for {}."
TOO_WIDE = (
    "It names every picture that is asked about: not used. Write more of the name, such as crest*, or answer in the "
    "rows of the pictures."
)
NONE = (
    "No picture that is asked about is called so: not used. Write the name of a file with * for the rest, a folder "
    "such as logos/, or the title or address of a page."
)
WHICH = "It does not say for which pictures: not used. Write names of files, a folder or a page under Picture."
ONLY_NOBODY = (
    "A row of patterns says Nobody or nothing: not used. Choose Nobody under Shows, or answer in the rows of the "
    "pictures."
)
COUNTED = "“{}”: nobody is shown in {} that it names."


class Remark(NamedTuple):
    """What is to be said of a row: the heading, the value, and whether something of it was not used."""

    row: int | None
    heading: str
    code: ProblemCode
    reason: str
    value: str
    not_read: bool = True


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a row says: our heading → what somebody wrote; ``called`` stands under *Picture*.

    ``is_shared``: it was said of many pictures at once. ``is_again``: of an earlier workbook, put there again.
    """

    row: int | None
    reference: str
    cells: Mapping[str, object]
    called: str = ""
    is_shared: bool = False
    is_again: bool = False

    def said(self, heading: str) -> str:
        """What stands under a heading."""
        return clean(self.cells.get(heading))


@dataclass(slots=True, repr=False)
class Called:
    """What the pictures that are asked about are called: names and paths of files, addresses and titles of pages."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    paths: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, reference: str, at: object, page: object, title: object) -> None:
        """Note where a file of a picture lies, and a page that it is on, as far as they are known."""
        if isinstance(at, str):
            path = "/" + _folded(unquote(path_of(at)) if is_url(at) else at.replace("\\", "/")).strip("/")
            self.paths[reference].add(path)
            self.names[reference].add(path.rpartition("/")[2].rpartition("!")[2])
        if isinstance(page, str):
            self.pages[reference].add(page_key(page))
        if isinstance(title, str):
            self.titles[reference].add(_folded(title))

    def meant(self, pattern: str) -> list[str]:
        """The pictures that a pattern names; ``*``, ``?`` and ``[ab]`` stand for letters of a file's name or folder."""
        if is_url(pattern):
            return sorted(key for key, pages in self.pages.items() if page_key(pattern) in pages)
        wanted = _folded(pattern)
        if "/" in wanted:
            inside = f"*/{wanted.strip('/')}"
            globs, texts = [inside, f"{inside}/*"], self.paths
        else:
            globs, texts = [wanted, *([] if _ENDS.search(wanted) else [f"{wanted}.*"])], self.names
        found = {key for key, all_ in texts.items() if any(fnmatchcase(one, each) for one in all_ for each in globs)}
        return sorted(found | {key for key, titles in self.titles.items() if wanted in titles})


def what_they_are_called(audit: Audit, references: Mapping[str, str]) -> Called:
    """What pictures are called wherever they are uploaded and placed; ``references``: as read → asset."""
    items = audit.items.assign(picture=audit.items["picture_id"].fillna(audit.items["asset_id"]))
    picture = dict(zip(items["asset_id"], items["picture"], strict=True))
    asked: dict[str, list[str]] = defaultdict(list)
    for reference, asset in references.items():
        if asset in picture:
            asked[picture[asset]].append(reference)
    called = Called()
    places = items[["picture", "page_url", "page_title"]]
    files = audit.files.reindex(columns=["asset_id", "url", "path"]).assign(page_url=None, page_title=None)
    files = files.assign(picture=files["asset_id"].map(picture))
    both = [places.assign(at=items["url"]), files.assign(at=files["url"]), files.assign(at=files["path"])]
    for frame in both:
        told = frame.loc[frame["picture"].isin(asked), ["picture", "at", "page_url", "page_title"]].drop_duplicates()
        for one, at, page, title in told.itertuples(index=False, name=None):
            for reference in asked[one]:
                called.add(reference, at, page, title)
    return called


def likely_patterns(audit: Audit, asked: pd.DataFrame) -> tuple[str, list[str]]:
    """Patterns of files that often show nobody, in one cell, and which pictures they name; blank for fewer than two."""
    free = asked.loc[~shows_somebody(asked, audit), "asset_id"]
    called = what_they_are_called(audit, {asset: asset for asset in free})
    everything = set(asked["asset_id"])
    patterns, named = [], set[str]()
    for pattern in (shape.format(word) for word in _LIKELY for shape in ("{}*", "*-{}*", "*_{}*")):
        meant = set(called.meant(pattern))
        if meant - named and meant < everything:
            patterns.append(pattern)
            named |= meant
    return ("; ".join(patterns), sorted(named)) if len(named) > 1 else ("", [])


def is_for_many(reference: str) -> bool:
    """Whether a Reference is that of a row for many pictures."""
    return reference.startswith((PATTERN, *TOGETHER))


def of_each_picture(
    told: Sequence[Told],
    together: Mapping[str, Sequence[str]],
    asked: Iterable[str],
    audit: Audit,
) -> tuple[list[Told], list[Remark]]:
    """What rows say of each picture, those for many pictures put into the row of each; and what is to be said of them.

    Parameters
    ----------
    told
        The rows that say something.
    together
        Reference of a page's row → those of the pictures that stood below it, as *Issued* has it.
    asked
        References of all pictures that were asked about.
    audit
        Its register knows people from groups, its placements what pictures are called, and who is known to be shown.
    """
    own: dict[str, list[Told]] = defaultdict(list)
    pages: list[Told] = []
    patterns: list[Told] = []
    for row in told:
        if row.reference in together:
            pages.append(row)
        elif row.reference.startswith(PATTERN) or (not row.reference and row.called):
            patterns.append(row)
        else:
            own[row.reference].append(row)
    assets = {read_back(asset): asset for asset in audit.assets["asset_id"]} if pages or patterns else {}
    references = {reference: assets[reference] for reference in asked if reference in assets}
    links = dict(zip(audit.items["asset_id"], audit.items["url"].fillna(audit.items["asset_id"]), strict=True))
    shared = _Shared(own, references, _known(audit, references) if references else set(), links)
    for row in pages:
        cells = shared.of_each(row, audit)
        shared.give(row, cells, together[row.reference], assets)
    if patterns:
        called = what_they_are_called(audit, references)
        for row in patterns:
            shared.give_by_pattern(row, called)
    return [each for rows in shared.own.values() for each in rows], shared.remarks


def _known(audit: Audit, references: Mapping[str, str]) -> set[str]:
    """References of pictures in which somebody is known to be shown, if only perhaps."""
    items = audit.items.drop_duplicates("asset_id")
    somebody = set(items.loc[shows_somebody(items, audit), "asset_id"])
    return {reference for reference, asset in references.items() if asset in somebody}


@dataclass(slots=True, repr=False)
class _Shared:
    """The rows of each picture, into which is put what was said of many."""

    own: dict[str, list[Told]]
    references: Mapping[str, str]
    known: set[str]
    links: Mapping[str, str]
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, row: Told, heading: str, code: ProblemCode, reason: str, value: str) -> None:
        self.remarks.append(Remark(row.row, heading, code, reason, value))

    def of_each(self, row: Told, audit: Audit) -> dict[str, object]:
        """What a page's row says of each of its pictures: a person is in some of them, a class may be in all."""
        read = read_people(pd.Series([row.said(PEOPLE)], dtype="str"), audit.people, named_groups(audit.members))
        is_nobody = _shows(row.cells) == "nobody" or (not row.said(SHOWS) and read["meant"].eq("nobody").any())
        persons = read.loc[read["meant"].isna() & read["person_ref"].ne(""), "person_ref"]
        groups = read.loc[read["meant"].notna() & read["meant"].ne("nobody"), "person_ref"]
        cells: dict[str, object] = {**row.cells, PEOPLE: "; ".join(dict.fromkeys(groups)) or None}
        if is_nobody and len(persons) + len(groups):
            self.remark(row, PEOPLE, "contradicted", AGAINST, row.said(PEOPLE))
            return {SIGNED: row.cells.get(SIGNED)}
        for person in persons:
            self.remark(row, PEOPLE, "unknown_person", NAMED, person)
        if is_nobody:
            return {**cells, SHOWS: NOBODY, EVERYONE: None}
        if _is_yes(row.said(EVERYONE)) and (groups.empty or len(persons)):
            self.remark(row, EVERYONE, "missing", EVERYONE_OF_MANY, row.said(EVERYONE))
            cells[EVERYONE] = None
        return cells

    def give(self, row: Told, cells: Mapping[str, object], members: Sequence[str], assets: Mapping[str, str]) -> None:
        """Put what a page's row says into the row of each of its pictures, where that says nothing of its own."""
        if not any(map(clean, cells.values())):
            return
        if gone := sum(member not in assets for member in members):
            self.remark(row, "Reference", "missing", GONE.format(counted(gone, "picture")), row.reference)
        for member in members:
            if member not in assets:
                continue
            if _shows(cells) == "nobody" and self._is_somebody(member, row, but_fresh=True):
                continue
            self._put(member, replace(row, reference=member, cells=cells, is_shared=True))

    def give_by_pattern(self, row: Told, called: Called) -> None:
        """Say that nobody is shown in each picture that one of the patterns of a row names."""
        if not row.called:
            if said := " | ".join(filter(None, map(row.said, (SHOWS, PEOPLE, EVERYONE, SIGNED)))):
                self.remark(row, "Picture", "missing", WHICH, said)
            return
        if _shows(row.cells) != "nobody" or any(row.said(each) for each in (PEOPLE, EVERYONE)):
            self.remark(row, SHOWS, "unknown_word", ONLY_NOBODY, row.called)
            return
        for pattern in _patterns(row.called, called):
            meant = called.meant(pattern)
            if not meant:
                self.remark(row, "Picture", "missing", NONE, pattern)
            elif _is_anything(pattern) or (len(meant) == len(self.references) > 1):
                self.remark(row, "Picture", "ambiguous", TOO_WIDE, pattern)
            else:
                answered = [each for each in meant if not self._is_somebody(each, row)]
                for each in answered:
                    cells = {SHOWS: NOBODY, SIGNED: row.cells.get(SIGNED)}
                    self._put(each, replace(row, reference=each, cells=cells, is_shared=True))
                said = COUNTED.format(pattern, counted(len(answered), "picture"))
                self.remarks.append(Remark(row.row, "Picture", "for_many", said, pattern, not_read=False))

    def _is_somebody(self, member: str, row: Told, *, but_fresh: bool = False) -> bool:
        """Whether somebody is known to be shown in a picture, so that *Nobody* said of many is not said of it."""
        theirs = [each for each in self.own.get(member, []) if _says_somebody(each.cells)]
        if but_fresh and any(not each.is_again and not each.is_shared for each in theirs):
            return False  # its own row says who is shown, and beats that of the page
        if member in self.known or theirs:
            asset = self.references.get(member, member)
            self.remark(row, SHOWS, "contradicted", KNOWN, self.links.get(asset, asset))
            return True
        return False

    def _put(self, member: str, shared: Told) -> None:
        """Put what was said of many beside, or into, what somebody wrote into a picture's own row."""
        rows = self.own[member]
        fresh = [at for at, each in enumerate(rows) if not each.is_again]
        for at in fresh:
            rows[at] = replace(rows[at], cells=_merged(rows[at].cells, shared.cells))
        if not fresh:
            rows.append(shared)


def _merged(own: Mapping[str, object], shared: Mapping[str, object]) -> dict[str, object]:
    """A picture's own cells, and for those left blank what was said of many.

    Who is named and whether that is everyone are one answer: neither is taken from another row than the other.
    """
    names = any(clean(own.get(each)) for each in (PEOPLE, EVERYONE))
    who = own if names or _shows(own) == "nobody" else shared
    shows = own if clean(own.get(SHOWS)) or (names and _shows(shared) == "nobody") else shared
    signed = own if clean(own.get(SIGNED)) else shared
    return {
        **own,
        SHOWS: shows.get(SHOWS),
        PEOPLE: who.get(PEOPLE),
        EVERYONE: who.get(EVERYONE),
        SIGNED: signed.get(SIGNED),
    }


def _says_somebody(cells: Mapping[str, object]) -> bool:
    return _shows(cells) in ("pupils", "staff", "both") or bool(clean(cells.get(PEOPLE)))


def _shows(cells: Mapping[str, object]) -> str:
    try:
        return words.who_is_shown(clean(cells.get(SHOWS)))
    except KeyError:
        return "unknown"


def _is_yes(text: str) -> bool:
    try:
        return words.yes_or_no(text) is True if text else False
    except KeyError:
        return False


def _patterns(cell: str, called: Called) -> Iterator[str]:
    """The patterns of one cell; a comma parts them, unless it is part of what something is called."""
    for part in filter(None, map(str.strip, re.split(r"[;\n]", cell))):
        yield from [part] if called.meant(part) else filter(None, map(str.strip, part.split(",")))


def _is_anything(pattern: str) -> bool:
    """Whether a pattern says nothing of how a file is called, as ``*`` and ``*.jpg`` do."""
    return not is_url(pattern) and not re.search(r"[^\W_]", _ENDS.sub("", re.sub(r"\[[^]]*\]", "", pattern)))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
