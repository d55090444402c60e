"""A list of pictures, one a row, as rows of the tables; shared by the dialects that are such lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import compress, islice
from operator import itemgetter
from types import NoneType
from typing import Any, TypeVar

import pandas as pd

from imgaudit.exports import identity
from imgaudit.exports._drives.cells import has_coordinates, has_place, is_place
from imgaudit.exports.parts import ASIDE, PACK, Options, Part, column_of
from imgaudit.exports.remarks import SIZES, Unused, declared, note_columns
from imgaudit.exports.sources import Source, kind_of
from imgaudit.files import ExportFile, is_safe
from imgaudit.foreign.addresses import absolute, address, canonical_path, host, is_url, page_key
from imgaudit.foreign.dates import Moment, is_month_first, read_moment
from imgaudit.foreign.grids import Cells, Grid, note_faults
from imgaudit.foreign.places import place_shown
from imgaudit.foreign.sizes import dimensions
from imgaudit.foreign.text import clean, words
from imgaudit.foreign.trackers import is_tracker
from imgaudit.foreign.words import (
    CHANNELS,
    answer_word,
    channel_name,
    channels_in,
    folded,
    no_name,
    people,
    platform_at,
    platform_of,
    visibility,
    who_is_shown,
    yes_or_no,
)
from imgaudit.platforms import PLATFORMS
from imgaudit.tables import ASSETS, AUDIT_ITEMS, ITEMS, ProblemCode

KINDS = {
    **dict.fromkeys(("picture", "image", "photo", "photograph", "pic", "graphic"), "picture"),
    **dict.fromkeys(("video", "film", "reel", "clip", "movie"), "video"),
    **dict.fromkeys(("document", "pdf", "newsletter"), "document"),
    **dict.fromkeys(("other", "audio"), "other"),
}

VIDEO_ONLY = {platform.name for platform in PLATFORMS if platform.scope == "video"}

T = TypeVar("T")
Read = Callable[[str], object]

_OF_ALL_SHOWN = re.compile(r"\b(?:who|people|persons?|anyone|anybody|somebody)\b")
_OF_NAMES = re.compile(r"\b(?:name[sd]?|tagged|credited|pupils?|child(?:ren)?|students?|learners?|staff)\b")
"""Headings under which "none" may mean that nobody is named, or no pupil shown, though somebody is."""

_KEYWORDS = re.compile(r"\b(?:tags?|keywords?|subject)\b|hierarchicalsubject")
_TAGGED = re.compile(r"(?:^|[;,\n])\s*(?:people|persons?|faces|who)\s*[/|>\\]\s*([^;,\n]+)", re.IGNORECASE)
_APART = re.compile(r"[\s,;|]")
_FILES_APART = re.compile(r"\s*[,;|\n]\s*|(?<!\s)\s+(?:(?:&|\+|and)\s+|(?=https?://))", re.IGNORECASE)
# Begins with what it must have and looks behind only then: most addresses have none, and are done with at once.
_ADDRESSES_APART = re.compile(r"[\s,;|](?<![\s,;|]{2})[\s,;|]*(?=https?://)", re.IGNORECASE)
_BEGIN = re.compile(r"\s*(?:https?:)?/{0,2}[^/?#]*", re.IGNORECASE)
"""An address up to the end of its host; of a list with a million addresses nearly all begin alike."""
_OURS = {*ITEMS.columns, *ASSETS.columns, *AUDIT_ITEMS.columns, *ASIDE}


@dataclass(slots=True)
class Listing:
    """One list while it is read; ``columns`` says which of its headings is which of our columns.

    It is read column by column, and what a cell means is asked once for each different cell of a column: most columns
    say the same few things over and over.
    """

    dialect: str
    file: ExportFile
    grid: Grid
    columns: Mapping[str, str]
    options: Options
    part: Part = field(default_factory=Part)
    known: Collection[str] = ()
    """Headings, folded, of which it is known that they are but kept, so that nothing is to be said of them."""
    rows: Iterable[tuple[int, Cells]] | None = None
    """Row numbers and cells, where they are not those of the grid as they stand."""
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    heading_of: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    """Headings of where a picture was taken: that there is a place is told, and never which."""
    own_site: str = ""
    month_first: set[str] = field(default_factory=set)
    doubtful: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    """What is wrong with many dates of one column: (what, column) → row and value of each."""
    first: dict[str, int] = field(default_factory=dict)
    """Item → its first row."""
    numbers: list[int] = field(default_factory=list)
    """The numbers of the rows that are being read."""
    cells: dict[str, list[Any]] = field(default_factory=dict)
    """Their heading → the cells of these rows."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """Our column → its cells as text."""
    found: dict[str, list[Any]] = field(default_factory=dict)
    """What was found of each of these rows: which picture it is of, where that lies, and on which page it stands."""
    remarks: list[tuple[int, Callable[[], object]]] = field(default_factory=list)
    """Row number and what says a problem of it."""

    def read(self) -> Part:
        """The rows of the tables; what could not be read is among the problems."""
        self.heading_of = {name: heading for heading, name in self.columns.items()}
        self.extra = {
            heading: f"{heading} (export)" if heading in _OURS else heading
            for heading in self.grid.header
            if heading not in self.columns and not is_place(folded(heading))
        }
        self.places = [name for name in self.grid.header if name not in self.columns and is_place(folded(name))]
        unused = Unused({name: name for name in self.extra if folded(name) not in self.known})
        self._look_ahead()
        for numbers, columns in self._packs(self.grid.rows if self.rows is None else self.rows):
            self.numbers, self.cells = numbers, columns
            unused.look_through(self.cells)
            self._read_rows()
        if not self.part.sources:  # an empty list still says that somebody looked
            self._source(self.own_site, self._channel(("", None)))
        for row in self.part.sources.values():  # a column that is gone takes with it what stood in it
            row["holds"] = ", ".join(sorted(set(self.columns.values()))) or None
        note_faults(self.grid, self.file.name, self.part, where=self._where)
        for name in sorted(self.month_first):
            reason = f"the dates in '{self.heading_of[name]}' only make sense month-first and were all read so"
            self._remark("date", reason, None, self.heading_of[name])
        for (what, heading), cells in sorted(self.doubtful.items(), key=lambda one: one[1][0][0]):
            dates = f"{len(cells)} date{'s' if len(cells) > 1 else ''} in '{heading}'"
            self._remark("date", f"{dates} {what}", cells[0][0], heading, cells[0][1])
        sheet, at = self.grid.sheet, self.grid.header_row
        note_columns(self.part, self.file.name, unused.filled, sheet=sheet, row=at, is_kept=True)
        return self.part

    def _packs(self, rows: Iterable[tuple[int, Cells]]) -> Iterator[tuple[list[int], dict[str, list[Any]]]]:
        """Some rows at a time: their numbers, and heading → cells."""
        rest = iter(rows)
        while taken := [*islice(rest, PACK)]:
            numbers, cells = _turned(taken, 2)
            columns = dict(zip(self.grid.header, _turned(cells, len(self.grid.header)), strict=True))
            del taken, cells  # each row is in memory once
            yield numbers, columns

    @property
    def _where(self) -> str:
        return f"sheet '{self.grid.sheet}': " if self.grid.sheet else ""

    def _remark(
        self, code: ProblemCode, reason: str, row: int | None, column: str | None = None, value: object = None
    ) -> None:
        """A problem in spite of which the row was read."""
        self.part.problem(self.file.name, code, self._where + reason, row=row, column=column, value=value, lost=0)

    def _later(self, number: int, say: Callable[..., object], *told: object, **more: object) -> None:
        """Have something said of a row when all columns are read, for problems stand row by row."""
        self.remarks.append((number, partial(say, *told, **more)))

    def _look_ahead(self) -> None:
        """What all rows together say: the site, and how dates are written.

        The site is the one given, else the one host that pages and pictures are on, else what lies beside the list.
        """
        linked = [self.heading_of[name] for name in ("page", "page_other", "file") if name in self.heading_of]
        dated = [name for name in ("published_at", "last_reviewed_on") if name in self.heading_of]
        dates: dict[str, set[str]] = {name: set() for name in dated}
        begins: set[str] = set()
        at = {heading: number for number, heading in enumerate(self.grid.header)}
        rest = map(itemgetter(1), self.grid.rows)
        while taken := [*islice(rest, PACK)]:
            for heading in linked:
                texts = {text for text in map(itemgetter(at[heading]), taken) if isinstance(text, str)}
                begins.update(map(itemgetter(0), map(_BEGIN.match, texts)))  # type: ignore[arg-type] # all match
            for name, seen in dates.items():
                cells = map(itemgetter(at[self.heading_of[name]]), taken)
                seen.update(cell for cell in cells if isinstance(cell, str))
        hosts = {name for text in begins if is_url(text) and platform_at(name := host(text.strip())) is None}
        self.own_site = self.options.site or (hosts.pop() if len(hosts) == 1 else self.options.fallback_site)
        self.month_first = {name for name, seen in dates.items() if is_month_first(seen)}

    def _read_rows(self) -> None:
        """The rows of the tables that the rows which were taken make."""
        if not self.options.channel:
            self._part_rows("channel", channels_in)
        self._part_rows("file", _files_in)
        self._part_rows("page", _ADDRESSES_APART.split)
        self.texts = {name: _texts(self.cells[heading]) for name, heading in self.heading_of.items()}
        found = self.found = {}
        found["url"], found["path"] = self._files()
        linked = zip(self._text("page"), self._text("page_other"), self._text("page_title"), strict=True)
        found["page_url"], found["page_title"], found["page"] = _turned(map(_Told(_page).__getitem__, linked), 3)
        found["place"] = [address(url) if url else "" for url in found["url"]]
        found["stem"] = [canonical_path(place) for place in found["place"]]
        stated = zip(self._text("channel"), found["page_url"], strict=True)
        found["channel"] = [*map(_Told(self._channel).__getitem__, stated)]
        found["site"] = [self.options.site or site or self.own_site for site in self._text("site")]
        found["asset_id"] = self._assets()
        is_read = [asset is not None for asset in found["asset_id"]]
        if not all(is_read):
            self.numbers = [*compress(self.numbers, is_read)]
            for columns in (self.cells, self.texts, found):
                columns |= {name: [*compress(column, is_read)] for name, column in columns.items()}
        if self.numbers:
            self._add_rows()
        for _, say in sorted(self.remarks, key=lambda one: one[0]):
            say()
        self.remarks = []

    def _part_rows(self, name: str, parts_of: Callable[[str], Sequence[str]]) -> None:
        """Make of a row whose cell names several channels, files or pages, one row for each of them."""
        cells = self.cells[self.heading_of[name]] if name in self.heading_of else []
        named = _each(lambda cell: parts_of(cell) if isinstance(cell, str) else (), cells)
        if not any(len(parts) > 1 for parts in named):
            return
        each = [parts if len(parts) > 1 else (cell,) for cell, parts in zip(cells, named, strict=True)]
        at = [place for place, parts in enumerate(each) for _ in parts]
        self.numbers = [self.numbers[place] for place in at]
        self.cells = {heading: [column[place] for place in at] for heading, column in self.cells.items()}
        self.cells[self.heading_of[name]] = [part for parts in each for part in parts]

    def _told(self, *names: str) -> Iterable[tuple[Any, ...]]:
        """What was found of each row, under these names."""
        return zip(*(self.found[name] for name in names), strict=True)

    def _add_rows(self) -> None:
        """The rows of the tables, of rows of which it is known which pictures they are."""
        found = self.found
        seen = self._words("visibility", visibility, "unknown")
        in_use = self._words("in_use", yes_or_no, None)
        if "in_use" not in self.heading_of:  # a row that names a page says that the page uses it
            in_use = [True if page else None for page in found["page"]]
        published, reviewed = self._moments("published_at"), self._moments("last_reviewed_on")
        named, groups = _turned(self._people(), 2)
        own = {heading: _each(_plain_value, self.cells[heading]) for heading in self.extra}
        placed = {heading: _each(_is_placed, cells) for heading, cells in own.items()}
        has_place = map(any, zip(*placed.values(), self._has_place(), strict=True))
        of = _Told(lambda told: self._source(*told).source_id)
        sources = [*map(of.__getitem__, self._told("site", "channel"))]
        kinds = self._kinds()
        alike = {name: column_of(found[name], "str") for name in ("asset_id", "site", "url")}
        self.part.assets.extend_columns(
            {
                **alike,
                "picture_url": [stem or None for stem in found["stem"]],
                "kind": kinds,
                "shows": self._shows(named),
                "groups": groups,
                "people_complete": self._words("people_complete", yes_or_no, None),
                "necessity": [text or None for text in self._text("necessity")],
                "platform_has_location": [one or None for one in has_place],
                "last_reviewed_on": [
                    datetime(*moment.day.timetuple()[:3]) if moment and moment.day else None  # noqa: DTZ001
                    for moment in reviewed
                ],
            }
        )
        self._add_files(seen, alike)
        for asset, names in compress(zip(found["asset_id"], named, strict=True), named):
            for person in names:
                if not no_name(person):
                    self.part.appearances.append(
                        {"asset_id": asset, "person_ref": person, "evidence": "listed", "presence": "shown"}
                    )
        items = [identity.item_id(*told) for told in self._told("asset_id", "channel", "page")]
        self._say_repeated(items)
        shown = _each(_place, self._text("place_shown"))
        self.part.items.extend_columns(
            {
                "item_id": items,
                "asset_id": alike["asset_id"],
                "source_id": sources,
                "site": alike["site"],
                "channel": found["channel"],
                "visibility": seen,
                "export": [self.file.name] * len(items),
                "page_url": found["page_url"],
                "page_title": found["page_title"],
                **{
                    name: [text or None for text in self._text(name)]
                    for name in ("title", "alt_text", "caption", "uploaded_by")
                },
                "published_at": [moment and moment.when for moment in published],
                "in_use": in_use,
                **{name: [place[name] for place in shown] for name in ("has_place_shown", "place_shown")},
                **{
                    name: [
                        None if is_place else cell for cell, is_place in zip(own[heading], placed[heading], strict=True)
                    ]
                    for heading, name in self.extra.items()
                    if not all(placed[heading])
                },
            }
        )

    def _add_files(self, seen: Sequence[object], alike: Mapping[str, pd.Series]) -> None:
        """The files that rows name; ``seen`` is who can see each placement, ``alike`` are columns of all tables."""
        has_file = [bool(url or path) for url, path in self._told("url", "path")]
        if not any(has_file):
            return
        # A copy has the address's path, without the host.
        named = [path or stem.partition("/")[2] for path, stem in self._told("path", "stem")]
        safe = [name if name and is_safe(name) else None for name in named]
        near = self.file.folder
        columns: dict[str, list[Any] | pd.Series] = {
            "file_id": [
                identity.file_at(asset, place or path or "")
                for asset, place, path in self._told("asset_id", "place", "path")
            ],
            "asset_id": self.found["asset_id"],
            "role": ["published"] * len(safe),
            "url": self.found["url"],
            "expected": [self.file.beside(path) if path and is_safe(path) else None for path in self.found["path"]],
            "is_public": [
                True if url and who == "public" else None for url, who in zip(self.found["url"], seen, strict=True)
            ],
            **self._declared(has_file),
            "named": safe,
            "near": [None if name is None else near for name in safe],
        }
        if all(has_file):
            columns |= {name: alike[name] for name in ("asset_id", "url")}
        else:
            columns = {name: [*compress(column, has_file)] for name, column in columns.items()}
        self.part.files.extend_columns(columns)

    def _text(self, name: str) -> list[str]:
        return self.texts[name] if name in self.texts else [""] * len(self.numbers)

    def _assets(self) -> list[str | None]:
        """Which asset each row is of; none where it is of no picture, which is said."""
        ids, told = self._text("id"), zip(*map(self._text, ("title", "caption", "alt_text")), strict=True)
        given = self.cells[self.heading_of["id"]] if "id" in self.heading_of else ids
        rows = zip(
            self.numbers, ids, given, told, self._told("site", "channel", "url", "stem", "path", "page"), strict=True
        )
        assets: list[str | None] = []
        for number, own, cell, texts, (site, channel, url, stem, path, page) in rows:
            if url and is_tracker(url):
                reason = f"{self._where}no picture, but a dot that counts who opens the page: not read, nothing to do"
                say = partial(self.part.problem, self.file.name, "not_media", reason, row=number, value=url, lost=0)
                self._later(number, say, is_folded=True)
                asset = None
            elif own:
                asset = identity.numbered_asset(site, channel, clean(cell))
            elif stem:
                asset = identity.address_asset(site, stem)
            elif path:
                asset = identity.file_asset(site, path)
            elif page or any(texts):
                asset = identity.entry_asset(site, channel, page, next(filter(None, texts), ""))
            else:
                fill = "fill in the file, the page or a title, or name their columns with mapping="
                reason = f"{self._where}names no picture: {fill}"
                shown = self._shown(len(assets))
                self._later(number, self.part.problem, self.file.name, "no_picture", reason, row=number, value=shown)
                asset = None
            assets.append(asset)
        return assets

    def _say_repeated(self, items: Iterable[str]) -> None:
        for number, item in zip(self.numbers, items, strict=True):
            if (first := self.first.setdefault(item, number)) != number:
                reason = "the same picture in the same place as an earlier row: the two became one"
                self._later(number, self._remark, "duplicate", reason, number, None, f"row {first}")

    def _people(self) -> Iterable[tuple[list[str], str | None]]:
        """The people and groups that each row names, and the groups among them."""
        shows = self._text("shows")
        is_group = _each(_is_group, shows)
        told = [self._text("people"), [text if group else "" for text, group in zip(shows, is_group, strict=True)]]
        if any(is_group):
            self.texts["shows"] = ["" if group else text for text, group in zip(shows, is_group, strict=True)]
        # The people among the keywords of a program for photographs: ``People|Ada Fern``.
        tagged = [heading for heading in self.extra if _KEYWORDS.search(folded(heading))]
        told += [_each(_tagged_people, self.cells[heading]) for heading in tagged]
        return map(_Told(_named).__getitem__, zip(*told, strict=True))

    def _has_place(self) -> list[bool]:
        """Whether a column of coordinates says of each row where the picture was taken."""
        columns = [self.cells[name] for name in self.places]
        if not columns:
            return [False] * len(self.numbers)
        headings = [*map(folded, self.places)]
        return [has_place(dict(zip(headings, row, strict=True))) for row in zip(*columns, strict=True)]

    def _source(self, site: str, channel: str) -> Source:
        source = self.sources.get((site, channel))
        if source is None:
            source = self.sources[site, channel] = Source(self.part, site, channel, self.dialect)
            source.read_from(self.file.name)
            self.part.lists.add(self.file.name)
        return source

    def _kinds(self) -> list[object]:
        said = self._words("kind", lambda word: KINDS[answer_word(word)] if word else None, None)
        return [
            word or kind_of(url or path or "") or ("video" if channel in VIDEO_ONLY else None)
            for word, (url, path, channel) in zip(said, self._told("url", "path", "channel"), strict=True)
        ]

    def _files(self) -> tuple[list[str | None], list[str | None]]:
        """The picture's address, or its path as the sheet writes it."""
        found = map(_file, self._text("file"), self._text("page"))
        urls, paths, turned = _turned(found, 3)
        if any(turned):  # the only link of the row is the picture itself
            self.texts["page"] = ["" if one else text for one, text in zip(turned, self.texts["page"], strict=True)]
        reason = "a path that leads outside the folder is not opened: write it relative to the spreadsheet"
        column = self.heading_of.get("file")
        for number, path, text in zip(self.numbers, paths, self._text("file"), strict=True):
            if path and not is_safe(path):
                say = partial(self.part.problem, self.file.name, "outside", self._where + reason, row=number)
                self._later(number, say, column=column, value=text, lost=0, is_folded=True)
        return urls, paths

    def _channel(self, told: tuple[str, str | None]) -> str:
        """Where a row is published, by what it says of that and the address of its page."""
        named, page_url = told
        if self.options.channel:
            return self.options.channel
        if name := channel_name(named):
            return name
        if page_url:
            return platform_of(page_url) or "website"
        return CHANNELS.get(folded(self.grid.sheet), self.dialect)

    def _words(self, name: str, read: Read, otherwise: object) -> list[Any]:
        """Cells that should hold one of a few words; another word is a problem and unknown."""
        unread: set[str] = set()

        def known(text: str) -> object:
            try:
                return read(text)
            except KeyError:
                unread.add(text)
                return otherwise

        meant = _each(known, self._text(name))
        reason = "not a word we know here, so it counts as unknown"
        for number, text in zip(self.numbers, self.texts[name], strict=True) if unread else ():
            if text in unread:
                self._later(number, self._remark, "unknown_word", reason, number, self.heading_of[name], text)
        return meant

    def _shows(self, named: Sequence[Sequence[str]]) -> list[Any]:
        """Who is shown: as its own cell says, else nobody where the cell of people says so and is about all of them."""
        shows = self._words("shows", who_is_shown, "unknown")
        heading = folded(self.heading_of.get("people", ""))
        if not _OF_ALL_SHOWN.search(heading) or _OF_NAMES.search(heading):
            return shows
        return [
            "nobody" if not text and [no_name(name) for name in names] == ["nobody"] else who
            for who, text, names in zip(shows, self._text("shows"), named, strict=True)
        ]

    def _moments(self, name: str) -> list[Moment | None]:
        if name not in self.heading_of:
            return [None] * len(self.numbers)
        heading = self.heading_of[name]
        read = partial(read_moment, zone=self.options.zone, month_first=name in self.month_first)
        moments = _each(read, self.cells[heading])
        for number, moment, cell in zip(self.numbers, moments, self.cells[heading], strict=True):
            if moment is not None and (moment.how != "plain" or moment.is_local):
                self._say_date(number, name, moment, clean(cell))
        return moments

    def _say_date(self, number: int, name: str, moment: Moment, value: str) -> None:
        """What is in doubt, or wrong, with a date."""
        heading = self.heading_of[name]
        wrong = ""
        if moment.how == "month-first" and name not in self.month_first:
            wrong = "only makes sense month-first and was read so: check the column"
        elif moment.how == "partial":
            wrong = f"{_span(moment)}; so that it is not known: write the day"
        elif moment.how == "unreadable":
            wrong = "no date: write it as 2025-09-05 or 5 September 2025"
        elif moment.how == "ambiguous":
            what = "could be day-first or month-first; read as day-first"
            self.doubtful.setdefault((what, heading), []).append((number, value))
        if wrong:
            self._later(number, self._remark, "date", wrong, number, heading, value)
        if moment.is_local:
            what = f"with a time but no time zone; read as {self.options.zone.key}"
            self.doubtful.setdefault((what, heading), []).append((number, value))

    def _declared(self, has_file: Iterable[bool]) -> dict[str, list[Any]]:
        """How large each file is said to be, as columns of ``files``."""
        names = [name for name in ("dimensions", "width", "height", "size") if name in self.heading_of]
        if not names:
            return {}
        rows = zip(*(self.cells[self.heading_of[name]] for name in names), strict=True)
        told = [_sizes(dict(zip(names, row, strict=True))) for row in rows]
        seen = Part()
        sizes = [declared(seen, self.file.name, None, one) for one in told]
        for number, one, size, is_there in zip(self.numbers, told, sizes, has_file, strict=True):
            if is_there and None in size.values():
                self._later(number, declared, self.part, self.file.name, number, one)
        return {name: [size.get(name) for size in sizes] for name in SIZES}

    def _shown(self, at: int) -> str:
        return "; ".join(f"{heading}: {clean(cells[at])}" for heading, cells in self.cells.items() if clean(cells[at]))


def _texts(cells: Sequence[Any]) -> list[str]:
    """Each cell as text to be read; where there are none but plain letters, all at once."""
    if {*map(type, cells)} == {str} and (text := "".join(cells)).isascii() and text.isprintable():
        return [*map(str.strip, cells)]
    return _each(words, cells)


def _each(read: Callable[[Any], T], cells: Sequence[Any]) -> list[T]:
    """What each cell means, asked once for each different text; 1, 1.0 and True are one key and several cells."""
    if {*map(type, cells)} <= {str, NoneType}:
        return [*map(_Told(read).__getitem__, cells)]
    return [*map(read, cells)]


class _Told(dict[Any, T]):
    """Cell → what it means."""

    def __init__(self, read: Callable[[Any], T]) -> None:
        self._read = read

    def __missing__(self, cell: Any) -> T:
        self[cell] = meant = self._read(cell)
        return meant


def _turned(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows as columns, of which there are so many even where there is no row."""
    rows = [*rows]
    return [[*map(itemgetter(at), rows)] for at in range(width)]


def _page(told: tuple[str, str, str]) -> tuple[str | None, str | None, str]:
    """The page's address and title, of which each of two cells may hold either; and what tells it from others."""
    page, other, title = told
    url, named = None, title or None
    for value in (page, other):
        if value and is_url(value) and url is None:
            url = absolute(value)
        elif value and named is None and not is_url(value):
            named = value
    return url, named, page_key(url) if url else named or ""


def _file(value: str, page: str) -> tuple[str | None, str | None, bool]:
    """A file's address or path, and whether it stands where the page's should."""
    turned = not value and is_url(page) and kind_of(page) in ("picture", "video")
    value = page if turned else value
    if not value:
        return None, None, False
    if is_url(value):
        return absolute(value), None, turned
    return None, value.replace("\\", "/").removeprefix("./"), False


def _files_in(text: str) -> Sequence[str]:
    """The files that a cell names; none where a part ends as no picture does, for a comma may stand in a name."""
    if not _APART.search(text):  # as nearly all are
        return ()
    parts = [part for part in map(str.strip, _FILES_APART.split(text)) if part]
    return parts if len(parts) > 1 and all(kind_of(part) in ("picture", "video") for part in parts) else ()


def _named(texts: Iterable[str]) -> tuple[list[str], str | None]:
    """The people and groups that the cells of a row name, and the groups."""
    named = people("\n".join(filter(None, texts)))
    return named, "\n".join(name for name in named if (meant := no_name(name)) and meant != "nobody") or None


def _tagged_people(cell: object) -> str:
    return "\n".join(_TAGGED.findall(cell)) if isinstance(cell, str) else ""


def _is_placed(cell: object) -> bool:
    return isinstance(cell, str) and has_coordinates(cell)


def _is_group(text: str) -> bool:
    """Whether a class or a group stands where pupils, staff, both or nobody should."""
    try:
        who_is_shown(text)
    except KeyError:
        return no_name(text) in ("pupils", "staff", "both")
    return False


def _span(moment: Moment) -> str:
    """What is known of a day of which only a part is written."""
    if moment.first is None or moment.last is None:
        return "a day without its year"
    return f"no day, but one between {moment.first} and {moment.last}"


def _place(text: str) -> dict[str, object]:
    """The place that somebody wrote down, or whether there is one."""
    try:
        return place_shown(otherwise=False if answer_word(text) in ("none", "no place", "nowhere") else yes_or_no(text))
    except KeyError:
        return place_shown([text])


def _sizes(cells: Mapping[str, object]) -> dict[str, object]:
    """How large the file is, as columns of ``files``: both sides may stand in one cell."""
    both = cells.get("dimensions")
    sides = dimensions(both) or (cells.get("width") or both, cells.get("height"))
    told = {"declared_width_px": sides[0], "declared_height_px": sides[1], "declared_bytes": cells.get("size")}
    return {name: value for name, value in told.items() if clean(value)}


def _plain_value(cell: object) -> object:
    """A cell of the school's own column, as it is; text without control characters."""
    if isinstance(cell, str):
        return words(cell) or None
    return cell
