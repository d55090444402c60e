"""A list of pictures, one a row, as rows of the tables; shared by the dialects that are such lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from imgaudit.exports import identity
from imgaudit.exports._drives.cells import has_coordinates, has_place, is_place
from imgaudit.exports.parts import ASIDE, Options, Part
from imgaudit.exports.remarks import Unused, declared, note_columns
from imgaudit.exports.sources import Source, kind_of
from imgaudit.files import ExportFile, is_safe
from imgaudit.foreign.addresses import absolute, canonical, host, is_url, page_key
from imgaudit.foreign.dates import Moment, is_month_first, read_moment
from imgaudit.foreign.grids import Grid, note_faults
from imgaudit.foreign.places import place_shown
from imgaudit.foreign.sizes import dimensions
from imgaudit.foreign.text import clean, words
from imgaudit.foreign.trackers import is_tracker
from imgaudit.foreign.words import (
    CHANNELS,
    channel_name,
    folded,
    no_name,
    people,
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

Read = Callable[[str], object]

_OF_ALL_SHOWN = re.compile(r"\b(?:who|people|persons?|anyone|anybody|somebody)\b")
_OF_NAMES = re.compile(r"\b(?:name[sd]?|tagged|credited|pupils?|child(?:ren)?|students?|learners?|staff)\b")
"""Headings under which "none" may mean that nobody is named, or no pupil shown, though somebody is."""

_KEYWORDS = re.compile(r"\b(?:tags?|keywords?|subject)\b|hierarchicalsubject")
_TAGGED = re.compile(r"(?:^|[;,\n])\s*(?:people|persons?|faces|who)\s*[/|>\\]\s*([^;,\n]+)", re.IGNORECASE)
_OURS = {*ITEMS.columns, *ASSETS.columns, *AUDIT_ITEMS.columns, *ASIDE}


@dataclass(slots=True)
class Listing:
    """One list while it is read; ``columns`` says which of its headings is which of our columns."""

    dialect: str
    file: ExportFile
    grid: Grid
    columns: Mapping[str, str]
    options: Options
    part: Part = field(default_factory=Part)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    heading_of: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    places: list[str] = field(default_factory=list)
    """Headings of where a picture was taken: that there is a place is told, and never which."""
    known: Collection[str] = ()
    """Headings, folded, of which it is known that they are but kept, so that nothing is to be said of them."""
    own_site: str = ""
    month_first: set[str] = field(default_factory=set)
    doubtful: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    """What is wrong with many dates of one column: (what, column) → row and value of each."""

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
        first: dict[str, int] = {}
        for number, record in self.grid.records():
            unused.look(record)
            item = self._row(number, record)
            if item is not None and first.setdefault(item, number) != number:
                reason = "the same picture in the same place as an earlier row: the two became one"
                self._remark("duplicate", reason, number, None, f"row {first[item]}")
        if not self.part.sources:  # an empty list still says that somebody looked
            self._source(self.own_site, self._channel({}, None))
        for row in self.part.sources.values():  # a column that is gone takes with it what stood in it
            row["holds"] = ", ".join(sorted(set(self.columns.values()))) or None
        note_faults(self.grid, self.file.name, self.part, where=self._where)
        for name in sorted(self.month_first):
            reason = f"the dates in '{self.heading_of[name]}' only make sense month-first and were all read so"
            self._remark("date", reason, None, self.heading_of[name])
        for (what, heading), cells in self.doubtful.items():
            dates = f"{len(cells)} date{'s' if len(cells) > 1 else ''} in '{heading}'"
            self._remark("date", f"{dates} {what}", cells[0][0], heading, cells[0][1])
        sheet, at = self.grid.sheet, self.grid.header_row
        note_columns(self.part, self.file.name, unused.filled, sheet=sheet, row=at, is_kept=True)
        return self.part

    @property
    def _where(self) -> str:
        return f"sheet '{self.grid.sheet}': " if self.grid.sheet else ""

    def _remark(
        self, code: ProblemCode, reason: str, row: int | None, column: str | None = None, value: object = None
    ) -> None:
        """A problem in spite of which the row was read."""
        self.part.problem(self.file.name, code, self._where + reason, row=row, column=column, value=value, lost=0)

    def _look_ahead(self) -> None:
        """What all rows together say: the site, and how dates are written.

        The site is the one given, else the one host that pages and pictures are on, else what lies beside the list.
        """
        place = {name: self.grid.header.index(heading) for name, heading in self.heading_of.items()}
        linked = [place[name] for name in ("page", "page_other", "file") if name in place]
        dates: dict[str, set[str]] = {name: set() for name in ("published_at", "last_reviewed_on") if name in place}
        hosts = set()
        for _, cells in self.grid.rows:
            for at in linked:
                text = cells[at]
                if isinstance(text, str) and is_url(text) and platform_of(text) is None:
                    hosts.add(host(text.strip()))
            for name, seen in dates.items():
                cell = cells[place[name]]
                if isinstance(cell, str):
                    seen.add(cell)
        self.own_site = self.options.site or (hosts.pop() if len(hosts) == 1 else self.options.fallback_site)
        self.month_first = {name for name, seen in dates.items() if is_month_first(seen)}

    def _row(self, number: int, record: Mapping[str, object]) -> str | None:
        """The rows of the tables that one row of the sheet makes; the item's id."""
        cells = {name: record.get(heading) for name, heading in self.heading_of.items()}
        text = {name: words(cell) for name, cell in cells.items()}
        url, path = self._file(number, text)
        page_url, page_title = self._page(text)
        if url and is_tracker(url):
            reason = f"{self._where}no picture, but a dot that counts who opens the page: not read, nothing to do"
            self.part.problem(self.file.name, "not_media", reason, row=number, value=url, lost=0, is_folded=True)
            return None
        channel = self._channel(text, page_url)
        site = self.options.site or text.get("site") or self.own_site
        page = page_key(page_url) if page_url else page_title or ""
        told = [text.get(name, "") for name in ("title", "caption", "alt_text")]
        stem = canonical(url) if url else None
        if text.get("id"):
            asset_id = identity.numbered_asset(site, channel, clean(cells["id"]))
        elif stem:
            asset_id = identity.address_asset(site, stem)
        elif path:
            asset_id = identity.file_asset(site, path)
        elif page or any(told):
            asset_id = identity.entry_asset(site, channel, page, next(filter(None, told), ""))
        else:
            fill = "fill in the file, the page or a title, or name their columns with mapping="
            reason = f"{self._where}names no picture: {fill}"
            self.part.problem(self.file.name, "no_picture", reason, row=number, value=self._shown(record))
            return None
        seen = self._word(number, "visibility", text, visibility, "unknown")
        in_use = self._word(number, "in_use", text, yes_or_no, None)
        if "in_use" not in self.heading_of and page:
            in_use = True  # a row that names a page says that the page uses it
        published = self._moment(number, "published_at", cells)
        reviewed = self._moment(number, "last_reviewed_on", cells)
        if _is_group(text.get("shows", "")):
            text["people"] = "\n".join(filter(None, (text.get("people"), text.pop("shows"))))
        text["people"] = "\n".join(filter(None, (text.get("people"), *self._tagged(record))))
        named = people(text["people"])
        groups = [name for name in named if (meant := no_name(name)) and meant != "nobody"]
        own = {heading: _plain_value(record[heading]) for heading in self.extra}
        placed = [heading for heading, cell in own.items() if isinstance(cell, str) and has_coordinates(cell)]
        has_location = bool(placed) or has_place({folded(name): record[name] for name in self.places})
        source = self._source(site, channel)
        source.asset(
            asset_id,
            url=url,
            picture_url=stem,
            kind=self._kind(number, text, url or path or "", channel),
            shows=self._shows(number, text, named),
            groups="\n".join(groups) or None,
            people_complete=self._word(number, "people_complete", text, yes_or_no, None),
            necessity=text.get("necessity") or None,
            platform_has_location=has_location or None,
            last_reviewed_on=datetime(*reviewed.day.timetuple()[:3]) if reviewed and reviewed.day else None,  # noqa: DTZ001
        )
        if url or path:
            source.file(
                asset_id,
                url=url,
                named=path or (stem or "").partition("/")[2],  # a copy has the address's path, without the host
                near=self.file.folder,
                expected=self.file.beside(path) if path and is_safe(path) else None,
                is_public=True if url and seen == "public" else None,
                **declared(self.part, self.file.name, number, _sizes(cells)),
            )
        for person in named:
            if not no_name(person):
                source.person(asset_id, person, evidence="listed")
        return source.item(
            asset_id,
            page,
            self.file.name,
            page_url=page_url,
            page_title=page_title,
            title=text.get("title") or None,
            alt_text=text.get("alt_text") or None,
            caption=text.get("caption") or None,
            uploaded_by=text.get("uploaded_by") or None,
            published_at=published.when if published else None,
            visibility=seen,
            in_use=in_use,
            **_place(text.get("place_shown", "")),
            **{name: own[heading] for heading, name in self.extra.items() if heading not in placed},
        )

    def _tagged(self, record: Mapping[str, object]) -> Iterator[str]:
        """The people among the keywords of a program for photographs: ``People|Ada Fern``."""
        for heading in self.extra:
            if isinstance(cell := record[heading], str) and _KEYWORDS.search(folded(heading)):
                yield from _TAGGED.findall(cell)

    def _source(self, site: str, channel: str) -> Source:
        source = self.sources.get((site, channel))
        if source is None:
            source = self.sources[site, channel] = Source(self.part, site, channel, self.dialect)
            source.read_from(self.file.name)
        return source

    def _kind(self, number: int, text: Mapping[str, str], name: str, channel: str) -> object:
        said = self._word(number, "kind", text, lambda word: KINDS[folded(word)] if word else None, None)
        return said or kind_of(name) or ("video" if channel in VIDEO_ONLY else None)

    def _page(self, text: Mapping[str, str]) -> tuple[str | None, str | None]:
        url, title = None, text.get("page_title") or None
        for value in (text.get("page", ""), text.get("page_other", "")):
            if value and is_url(value) and url is None:
                url = absolute(value)
            elif value and title is None and not is_url(value):
                title = value
        return url, title

    def _file(self, number: int, text: dict[str, str]) -> tuple[str | None, str | None]:
        """The picture's address, or its path as the sheet writes it."""
        value = text.get("file", "")
        if not value and is_url(page := text.get("page", "")) and kind_of(page) in ("picture", "video"):
            value, text["page"] = page, ""  # the only link of the row is the picture itself
        if not value:
            return None, None
        if is_url(value):
            return absolute(value), None
        path = value.replace("\\", "/").removeprefix("./")
        if not is_safe(path):
            reason = "a path that leads outside the folder is not opened: write it relative to the spreadsheet"
            column = self.heading_of.get("file")
            self.part.problem(self.file.name, "outside", self._where + reason, row=number, column=column, value=value,
                              lost=0, is_folded=True)  # fmt: skip
        return None, path

    def _channel(self, text: Mapping[str, str], page_url: str | None) -> str:
        if self.options.channel:
            return self.options.channel
        if named := channel_name(text.get("channel", "")):
            return named
        if page_url:
            return platform_of(page_url) or "website"
        return CHANNELS.get(folded(self.grid.sheet), self.dialect)

    def _word(self, number: int, name: str, text: Mapping[str, str], read: Read, otherwise: object) -> object:
        """A cell that should hold one of a few words; another word is a problem and unknown."""
        value = text.get(name, "")
        try:
            return read(value)
        except KeyError:
            self._remark(
                "unknown_word", "not a word we know here, so it counts as unknown", number, self.heading_of[name], value
            )
            return otherwise

    def _shows(self, number: int, text: Mapping[str, str], named: Sequence[str]) -> object:
        """Who is shown: as its own cell says, else nobody where the cell of people says so and is about all of them."""
        if not text.get("shows") and [no_name(name) for name in named] == ["nobody"]:
            heading = folded(self.heading_of["people"])
            if _OF_ALL_SHOWN.search(heading) and not _OF_NAMES.search(heading):
                return "nobody"
        return self._word(number, "shows", text, who_is_shown, "unknown")

    def _moment(self, number: int, name: str, cells: Mapping[str, object]) -> Moment | None:
        moment = read_moment(cells.get(name), self.options.zone, month_first=name in self.month_first)
        if moment is None:
            return None
        heading, value = self.heading_of[name], clean(cells[name])
        if moment.how == "month-first" and name not in self.month_first:
            self._remark(
                "date", "only makes sense month-first and was read so: check the column", number, heading, value
            )
        elif moment.how == "partial":
            self._remark("date", f"{_span(moment)}; so that it is not known: write the day", number, heading, value)
        elif moment.how == "unreadable":
            self._remark("date", "no date: write it as 2025-09-05 or 5 September 2025", number, heading, value)
        elif moment.how == "ambiguous":
            what = "could be day-first or month-first; read as day-first"
            self.doubtful.setdefault((what, heading), []).append((number, value))
        if moment.is_local:
            what = f"with a time but no time zone; read as {self.options.zone.key}"
            self.doubtful.setdefault((what, heading), []).append((number, value))
        return moment

    def _shown(self, record: Mapping[str, object]) -> str:
        return "; ".join(f"{heading}: {clean(cell)}" for heading, cell in record.items() if clean(cell))


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
        return place_shown(otherwise=False if folded(text) in ("none", "no place", "nowhere") else yes_or_no(text))
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
