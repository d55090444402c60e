"""The school's own list of what it has published: CSV, Excel or OpenDocument, by its headings.

How to get it: *File → Save as* in Excel, *File → Download* in Google Sheets. One row is one picture in one place.
``mapping=`` names columns whose headings we do not know.

What stays unknown: whatever has no column, and everything inside the files themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from imgaudit.errors import InputError
from imgaudit.exports import identity
from imgaudit.exports.addresses import absolute, canonical, host, is_url, page_key
from imgaudit.exports.combining import merged
from imgaudit.exports.dates import Moment, read_moment
from imgaudit.exports.files import ExportFile, is_safe
from imgaudit.exports.grids import MAX_CELL, Grid, decoded, read_grids
from imgaudit.exports.kinds import MEDIA, extension, kind_of_name
from imgaudit.exports.parts import Hint, Options, Part, Row
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

DIALECT = "spreadsheet"

ALIASES: Mapping[str, tuple[str, ...]] = {
    "channel": ("channel", "platform", "where", "where published", "published on", "outlet", "medium"),
    "site": ("site", "school", "academy", "setting"),
    "page": ("page", "page or post", "page url", "page link", "post url", "post link", "link to post", "post",
             "web page", "webpage", "url", "link", "page address", "web address", "permalink", "where used"),
    "page_title": ("page title", "page name", "post title", "article"),
    "file": ("picture file", "file", "file name", "filename", "file path", "filepath", "image", "image file",
             "image name", "image filename", "image url", "image link", "picture url", "picture", "picture name",
             "photo", "photo file", "photo url", "photo name", "photograph", "media file", "media url",
             "media", "video", "video file", "video url", "image address", "src", "file url", "path"),
    "title": ("title", "picture title", "image title", "photo title", "name of picture", "heading"),
    "alt_text": ("alt text", "alt", "alternative text", "alttext", "alt tag", "image alt", "image alt text"),
    "caption": ("caption", "description", "text", "post text", "picture caption", "image caption", "photo caption",
                "wording", "message"),
    "published_at": ("published", "date", "date published", "posted", "date posted", "publish date",
                     "publication date", "published date", "posted on", "date of post", "upload date", "uploaded",
                     "date uploaded", "published at"),
    "shows": ("who is shown", "shows", "who is in it", "who's in it", "who appears", "subject", "pupils or staff"),
    "people": ("people shown", "people", "pupils", "names", "pupil names", "pupils shown", "children shown", "children",
               "names of pupils", "pupil name", "who", "people in picture", "people named", "students",
               "persons shown"),
    "people_complete": ("everyone listed", "people complete", "all listed", "everyone named", "complete list"),
    "in_use": ("in use", "live", "still live", "still used", "used", "still published"),
    "id": ("id", "picture id", "image id", "item id", "ref", "reference", "photo id", "asset id", "media id",
           "picture no", "picture number", "ref no"),
    "last_reviewed_on": ("reviewed", "last reviewed", "date reviewed", "review date", "reviewed on",
                         "last reviewed on"),
    "necessity": ("necessity", "why needed", "why is it needed", "reason", "purpose", "why we need it"),
    "visibility": ("visibility", "audience", "who can see it", "privacy", "access"),
    "kind": ("kind", "media type", "picture or video", "photo or video"),
}  # fmt: skip
"""Our column → headings that mean it, as :func:`folded` gives them."""

COLUMNS = {
    "id": "assets.asset_id",
    "file": "files.url or files.path; assets.asset_id where there is no id",
    "page": "items.page_url, or items.page_title if it is no address",
    "people": "appearances",
    **{name: f"items.{name}" for name in ("channel", "page_title", "title", "alt_text", "caption", "published_at",
                                           "visibility", "in_use")},
    **{name: f"assets.{name}" for name in ("shows", "people_complete", "last_reviewed_on", "necessity", "kind")},
    "site": "site of every table",
}  # fmt: skip
KINDS = {
    **dict.fromkeys(("picture", "image", "photo", "photograph", "pic", "graphic"), "picture"),
    **dict.fromkeys(("video", "film", "reel", "clip", "movie"), "video"),
    **dict.fromkeys(("other", "document", "pdf", "audio"), "other"),
}

_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
_OURS = {*ITEMS.columns, *ASSETS.columns, *AUDIT_ITEMS.columns, "file_of"}
# Headings by which other tools' tables are told: none of these is a list somebody wrote.
_FOREIGN = frozenset(("sourcefile", "img inlinks", "video id", "indexability", "mimetype"))
# A list of pictures says at least which picture, or which page.
_TELLING = frozenset(("file", "page", "alt_text", "channel"))


def sniff(head: bytes, name: str) -> bool:
    """A workbook by its insides; a CSV by a heading row that we know."""
    if head.startswith(b"PK\x03\x04"):
        if b"opendocument.spreadsheet" in head[:200] or b"xl/" in head:
            return True
        return b"[Content_Types].xml" in head and b"word/" not in head and b"ppt/" not in head
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return extension(name) in ("xls", "xlsx") or any(
            word.encode("utf-16-le") in head for word in ("Workbook", "EncryptedPackage")
        )
    text = decoded(head[: len(head) // 2 * 2]).lstrip("\ufeff \t\r\n")
    if not text or text[0] in "{<" or text.startswith(("[{", "[\n", "window.")):
        return False
    try:
        grids = read_grids(head[: len(head) // 2 * 2], name, known=_KNOWN)
    except InputError:
        return False
    return any(_is_ours(grid.header, {}) for grid in grids)


def _is_ours(header: Sequence[str], mapping: Mapping[str, str]) -> bool:
    names = {folded(heading) for heading in header}
    if names & _FOREIGN and not mapping:
        return False
    found = set(_columns(header, mapping).values())
    return bool(found & _TELLING) and (len(found) > 1 or "file" in found)


def _columns(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Their heading → our column; the caller's mapping first, then the first heading that means a column."""
    given = {folded(heading): column for heading, column in mapping.items()}
    result = {heading: given[folded(heading)] for heading in header if folded(heading) in given}
    taken = set(result.values())
    # "File" before "Picture": the order of the aliases is the order of trust.
    for name, aliases in ALIASES.items():
        ranked = sorted(
            (aliases.index(folded(heading)), i, heading)
            for i, heading in enumerate(header)
            if heading not in result and folded(heading) in aliases
        )
        if ranked and name not in taken:
            result[ranked[0][2]] = name
            taken.add(name)
            # A second column of pages is the title where the first is the address, and the other way round.
            if name == "page" and len(ranked) > 1 and "page_title" not in taken:
                result[ranked[1][2]] = "page_other"
    return result


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All spreadsheets, each sheet of each; rows that mean the same picture in the same place become one."""
    _check(options.mapping)
    part = Part()
    for file in files:
        try:
            with file.open() as stream:
                grids = read_grids(
                    stream, file.name, known={*_KNOWN, *(folded(heading) for heading in options.mapping)}
                )
        except InputError as error:
            part.problem(file.name, str(error).removeprefix(f"{file.name}: "))
            continue
        for grid in grids:
            if not _is_ours(grid.header, options.mapping):
                where = f"the sheet '{grid.sheet}'" if grid.sheet else "the file"
                part.problem(
                    file.name,
                    f"{where} is not read: no column for a picture or page that we know; name one with mapping=",
                    row=grid.header_row,
                    value=", ".join(grid.header),
                )
                continue
            part.add(_Sheet(file, grid, options).read())
    return part


def _check(mapping: Mapping[str, str]) -> None:
    wrong = sorted({column for column in mapping.values() if column not in ALIASES})
    if wrong:
        raise InputError(
            f"mapping: there is no column {', '.join(map(repr, wrong))}. Columns to map to: {', '.join(ALIASES)}."
        )


@dataclass(slots=True)
class _Sheet:
    """One sheet while it is read."""

    file: ExportFile
    grid: Grid
    options: Options
    part: Part = field(default_factory=Part)
    ambiguous: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    heading_of: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    own_site: str = ""

    def read(self) -> Part:
        columns = _columns(self.grid.header, self.options.mapping)
        self.heading_of = {name: heading for heading, name in columns.items()}
        self.extra = {
            heading: f"{heading} (export)" if heading in _OURS else heading
            for heading in self.grid.header
            if heading not in columns
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
            self._source(identity.source_id(self.own_site, channel, DIALECT), self.own_site, channel)
        for heading, dates in self.ambiguous.items():
            self.part.problem(
                self.file.name,
                f"{len(dates)} date{'s' if len(dates) > 1 else ''} in '{heading}' could be day-first or month-first; "
                "read as day-first",
                row=dates[0][0],
                column=heading,
                value=dates[0][1],
            )
        self.part.sources = merged(self.part.sources, ("source_id", "file"))
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
        source = identity.source_id(site, channel, DIALECT)
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
        self.part.file_of[item_id] = self.file.name
        return item_id

    def _source(self, source_id: str, site: str, channel: str) -> None:
        row: Row = {"source_id": source_id, "file": self.file.name, "site": site}
        self.part.sources.append({**row, "channel": channel, "dialect": DIALECT})

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
        self.part.files.append(row)
        hint = path or canonical_hint(url or "")
        if hint and is_safe(hint):
            self.part.hints[file_id] = Hint(hint, self.file.folder, expected=self.file.beside(path) if path else None)

    def _channel(self, text: Mapping[str, str], page_url: str | None) -> str:
        if self.options.channel:
            return self.options.channel
        if named := channel_name(text.get("channel", "")):
            return named
        if page_url:
            return platform_of(page_url) or "website"
        return CHANNELS.get(folded(self.grid.sheet), DIALECT)

    def _word(self, number: int, name: str, text: Mapping[str, str], read: object, otherwise: object) -> object:
        """A cell that should hold one of a few words; another word is a problem and unknown."""
        value = text.get(name, "")
        try:
            return read(value)  # type: ignore[operator]
        except KeyError:
            self._problem("not a word we know here, so it counts as unknown", number, self.heading_of[name], value)
            return otherwise

    def _moment(self, number: int, name: str, cells: Mapping[str, object]) -> Moment | None:
        moment = read_moment(cells.get(name), self.options.zone)
        if moment is None:
            return None
        heading, value = self.heading_of[name], clean(cells[name])
        if moment.how == "ambiguous":
            self.ambiguous.setdefault(heading, []).append((number, value))
        elif moment.how == "month-first":
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
