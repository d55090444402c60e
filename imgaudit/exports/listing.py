"""A list of pictures, one a row, as rows of the tables; shared by the dialects that are such lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from imgaudit.exports import identity
from imgaudit.exports.addresses import absolute, canonical, host, is_url, page_key
from imgaudit.exports.dates import Moment, is_month_first, read_moment
from imgaudit.exports.files import ExportFile, is_safe
from imgaudit.exports.grids import MAX_CELL, Grid
from imgaudit.exports.kinds import MEDIA, extension, kind_of_name
from imgaudit.exports.parts import ASIDE, Options, Part, Row
from imgaudit.exports.text import clean, words
from imgaudit.exports.words import (
    CHANNELS,
    channel_name,
    folded,
    people,
    platform_of,
    visibility,
    who_is_shown,
    yes_or_no,
)
from imgaudit.tables import ASSETS, AUDIT_ITEMS, ITEMS

KINDS = {
    **dict.fromkeys(("picture", "image", "photo", "photograph", "pic", "graphic"), "picture"),
    **dict.fromkeys(("video", "film", "reel", "clip", "movie"), "video"),
    **dict.fromkeys(("other", "document", "pdf", "audio"), "other"),
}

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
    ambiguous: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    month_first: dict[str, bool] = field(default_factory=dict)
    heading_of: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    own_site: str = ""

    def read(self) -> Part:
        """The rows of the tables; what could not be read is among the problems."""
        self.heading_of = {name: heading for heading, name in self.columns.items()}
        self.extra = {
            heading: f"{heading} (export)" if heading in _OURS else heading
            for heading in self.grid.header
            if heading not in self.columns
        }
        records = list(self.grid.records())
        self.own_site = self._site(records)
        for row, heading in self.grid.cut:
            self._problem(f"cut after {MAX_CELL:,} characters", row, heading)
        first: dict[str, int] = {}
        for number, record in records:
            item = self._row(number, record)
            if item is not None and first.setdefault(item, number) != number:
                self._problem(f"the same picture in the same place as row {first[item]}: the two became one", number)
        if not self.part.sources:  # an empty list still says that somebody looked
            channel = self._channel({}, None)
            self._source(identity.source_id(self.own_site, channel, self.dialect), self.own_site, channel)
        for name in (name for name, is_so in self.month_first.items() if is_so):
            self.part.problem(
                self.file.name,
                f"the dates in '{self.heading_of[name]}' only make sense month-first and were all read so",
                column=self.heading_of[name],
            )
        for heading, dates in self.ambiguous.items():
            self.part.problem(
                self.file.name,
                f"{len(dates)} date{'s' if len(dates) > 1 else ''} in '{heading}' could be day-first or month-first; "
                "read as day-first",
                row=dates[0][0],
                column=heading,
                value=dates[0][1],
            )
        return self.part

    def _problem(self, reason: str, row: int, column: str | None = None, value: object = None) -> None:
        where = f"sheet '{self.grid.sheet}': " if self.grid.sheet else ""
        self.part.problem(self.file.name, where + reason, row=row, column=column, value=value)

    def _site(self, records: Sequence[tuple[int, dict[str, object]]]) -> str:
        """Given, else the one host that its pages and pictures are on, else what lies beside it."""
        if self.options.site:
            return self.options.site
        hosts = set()
        for name in ("page", "page_other", "file"):
            heading = self.heading_of.get(name)
            for _, record in records if heading else ():
                text = clean(record[heading])  # type: ignore[index]
                if is_url(text) and platform_of(text) is None:
                    hosts.add(host(text))
        return hosts.pop() if len(hosts) == 1 else self.options.fallback_site

    def _row(self, number: int, record: Mapping[str, object]) -> str | None:
        """The rows of the tables that one row of the sheet makes; the item's id."""
        cells = {name: record.get(heading) for name, heading in self.heading_of.items()}
        text = {name: words(cell) for name, cell in cells.items()}
        page_url, page_title = self._page(text)
        url, path = self._file(number, text)
        channel = self._channel(text, page_url)
        site = self.options.site or text.get("site") or self.own_site
        page = page_key(page_url) if page_url else page_title or ""
        told = [text.get(name, "") for name in ("title", "caption", "alt_text")]
        if text.get("id"):
            asset_id = identity.numbered_asset(site, channel, clean(cells["id"]))
        elif url:
            asset_id = identity.url_asset(site, url)
        elif path:
            asset_id = identity.file_asset(site, path)
        elif page or any(told):
            asset_id = identity.entry_asset(site, channel, page, next(filter(None, told), ""))
        else:
            self._problem("names no picture: fill in the file, the page or a title", number, None, self._shown(record))
            return None
        item_id = identity.item_id(asset_id, channel, page)
        source = identity.source_id(site, channel, self.dialect)
        seen = self._word(number, "visibility", text, visibility, "unknown")
        in_use = self._word(number, "in_use", text, yes_or_no, None)
        if "in_use" not in self.heading_of and page:
            in_use = True  # a row that names a page says that the page uses it
        published = self._moment(number, "published_at", cells)
        reviewed = self._moment(number, "last_reviewed_on", cells)
        item: Row = {
            "item_id": item_id,
            "asset_id": asset_id,
            "source_id": source,
            "site": site,
            "channel": channel,
            "page_url": page_url,
            "page_title": page_title,
            "title": text.get("title") or None,
            "alt_text": text.get("alt_text") or None,
            "caption": text.get("caption") or None,
            "published_at": published.when if published else None,
            "visibility": seen,
            "in_use": in_use,
            "export": self.file.name,
        }
        for heading, name in self.extra.items():
            item[name] = _plain_value(record[heading])
        asset: Row = {
            "asset_id": asset_id,
            "site": site,
            "url": url,
            "kind": self._word(number, "kind", text, lambda word: KINDS[folded(word)] if word else None, None)
            or kind_of_name(re.split(r"[?#]", url or path or "")[0])
            or ("video" if channel in ("youtube", "vimeo") else None),
            "shows": self._word(number, "shows", text, who_is_shown, "unknown"),
            "people_complete": self._word(number, "people_complete", text, yes_or_no, None),
            "necessity": text.get("necessity") or None,
            "last_reviewed_on": datetime(*reviewed.day.timetuple()[:3]) if reviewed and reviewed.day else None,  # noqa: DTZ001
        }
        self.part.items.append(item)
        self.part.assets.append(asset)
        if url or path:
            self._file_row(asset_id, url, path, seen)
        for person in people(text.get("people", "")):
            self.part.appearances.append({"asset_id": asset_id, "person_ref": person, "evidence": "listed"})
        self._source(source, site, channel)
        return item_id

    def _source(self, source_id: str, site: str, channel: str) -> None:
        row: Row = {"source_id": source_id, "file": self.file.name, "site": site}
        self.part.source({**row, "channel": channel, "dialect": self.dialect})

    def _page(self, text: Mapping[str, str]) -> tuple[str | None, str | None]:
        url, title = None, text.get("page_title") or None
        for value in (text.get("page", ""), text.get("page_other", "")):
            if is_url(value) and url is None:
                url = absolute(value)
            elif value and title is None:
                title = value
        return url, title

    def _file(self, number: int, text: dict[str, str]) -> tuple[str | None, str | None]:
        """The picture's address, or its path as the sheet writes it."""
        value = text.get("file", "")
        if not value and is_url(page := text.get("page", "")) and extension(re.split(r"[?#]", page)[0]) in MEDIA:
            value, text["page"] = page, ""  # the only link of the row is the picture itself
        if not value:
            return None, None
        if is_url(value):
            return absolute(value), None
        path = value.replace("\\", "/").removeprefix("./")
        if not is_safe(path):
            self._problem(
                "a path that leads outside the folder is not opened: write it relative to the spreadsheet",
                number,
                self.heading_of.get("file"),
                value,
            )
        return None, path

    def _file_row(self, asset_id: str, url: str | None, path: str | None, seen: object) -> None:
        file_id = identity.file_id(asset_id, url or path or "", is_path=url is None)
        row: Row = {"file_id": file_id, "asset_id": asset_id, "role": "published", "url": url}
        row["is_public"] = True if url and seen == "public" else None
        named = path or canonical_hint(url or "")
        if named and is_safe(named):
            row |= {"named": named, "near": self.file.folder, "expected": self.file.beside(path) if path else None}
        self.part.files.append(row)

    def _channel(self, text: Mapping[str, str], page_url: str | None) -> str:
        if self.options.channel:
            return self.options.channel
        if named := channel_name(text.get("channel", "")):
            return named
        if page_url:
            return platform_of(page_url) or "website"
        return CHANNELS.get(folded(self.grid.sheet), self.dialect)

    def _word(self, number: int, name: str, text: Mapping[str, str], read: object, otherwise: object) -> object:
        """A cell that should hold one of a few words; another word is a problem and unknown."""
        value = text.get(name, "")
        try:
            return read(value)  # type: ignore[operator]
        except KeyError:
            self._problem("not a word we know here, so it counts as unknown", number, self.heading_of[name], value)
            return otherwise

    def _moment(self, number: int, name: str, cells: Mapping[str, object]) -> Moment | None:
        if name not in self.month_first:
            heading = self.heading_of.get(name)
            column = (record[heading] for _, record in self.grid.records()) if heading else ()
            self.month_first[name] = is_month_first(column)
        moment = read_moment(cells.get(name), self.options.zone, month_first=self.month_first[name])
        if moment is None:
            return None
        heading, value = self.heading_of[name], clean(cells[name])
        if moment.how == "ambiguous":
            self.ambiguous.setdefault(heading, []).append((number, value))
        elif moment.how == "month-first" and not self.month_first[name]:
            self._problem("only makes sense month-first and was read so: check the column", number, heading, value)
        elif moment.how == "unreadable":
            self._problem("no date: write it as 2025-09-05 or 5 September 2025", number, heading, value)
        return moment

    def _shown(self, record: Mapping[str, object]) -> str:
        return "; ".join(f"{heading}: {clean(cell)}" for heading, cell in record.items() if clean(cell))


def canonical_hint(url: str) -> str:
    """How the path of a local copy ends, for a picture known by its address: its path without the host."""
    return canonical(url).partition("/")[2] if url else ""


def _plain_value(cell: object) -> object:
    """A cell of the school's own column, as it is; text without control characters."""
    if isinstance(cell, str):
        return words(cell) or None
    return cell
