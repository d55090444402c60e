"""One channel of one site, as one dialect tells of it: it writes the rows that are alike in every dialect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from imgaudit.exports import identity
from imgaudit.exports.parts import Options, Part, Row
from imgaudit.files import is_safe, kind_of_name
from imgaudit.foreign.addresses import canonical, is_url
from imgaudit.tables import digest


@dataclass(frozen=True)
class Source:
    """Where rows come from. Columns that a method does not name are given by keyword, called as in ``tables``.

    ``covers`` is what the export covers, where that is less than the dialect can tell.
    """

    part: Part
    site: str
    channel: str
    dialect: str
    covers: str | None = None

    @classmethod
    def of(cls, part: Part, options: Options, channel: str, dialect: str, *, site: str | None = None) -> Source:
        """The caller's site and channel where given, else the export's own."""
        return cls(part, options.site or site or options.fallback_site, options.channel or channel, dialect)

    @cached_property
    def source_id(self) -> str:
        """What the export covers, the same next term."""
        return identity.source_id(self.site, self.channel, self.covers or self.dialect)

    def read_from(self, file: str, *, exported_at: datetime | None = None, **columns: object) -> None:
        """Note an export that was read, even if it holds nothing."""
        self.part.source(
            {
                "source_id": self.source_id,
                "file": file,
                "site": self.site,
                "channel": self.channel,
                "dialect": self.dialect,
                "exported_at": exported_at,
                **columns,
            }
        )

    def asset(self, asset_id: str, *, url: str | None = None, **columns: object) -> str:
        """A picture or video; its id is given back."""
        row: Row = {"asset_id": asset_id, "site": self.site, "url": url, "shows": "unknown", **columns}
        if "picture_url" not in row:
            row["picture_url"] = canonical(url) if url and is_url(url) else None
        self.part.assets.append(row)
        return asset_id

    def item(self, asset_id: str, page: str, file: str, **columns: object) -> str:
        """The asset on one page or post; ``page`` tells it from others, ``file`` is the export that says so."""
        item_id = identity.item_id(asset_id, self.channel, page)
        self.part.items.append(
            {
                "item_id": item_id,
                "asset_id": asset_id,
                "source_id": self.source_id,
                "site": self.site,
                "channel": self.channel,
                "visibility": "unknown",
                "export": file,
                **columns,
            }
        )
        return item_id

    def text(self, page: str, text: str, *, is_cut: bool) -> str:
        """The running text of one page; ``page`` tells it from others. What tells its text is given back."""
        page_id = digest(self.source_id, page)
        self.part.texts.append({"page_id": page_id, "text": text, "is_cut": is_cut})
        return page_id

    def text_near(self, page_id: str, item_id: str, spans: Iterable[tuple[int, int]]) -> None:
        """Which of a page's text stands next to one placement; of none it is known that it is on the page alone."""
        spans = list(spans)
        for start, end in spans:
            self.part.texts.append({"page_id": page_id, "item_id": item_id, "start": start, "end": end})
        if not spans:
            self.part.texts.append({"page_id": page_id, "item_id": item_id})

    def file(
        self,
        asset_id: str,
        *,
        url: str | None = None,
        at: str | None = None,
        named: str | None = None,
        near: str | None = "",
        role: str | None = "published",
        **columns: object,
    ) -> str:
        """One file of an asset, by address, else by how the export names it.

        ``named`` is also how the copy on this machine is found: its path ends so, nearest to the folder ``near``;
        ``None`` where only a finder of the dialect's own can tell. ``at`` is what
        :func:`imgaudit.foreign.addresses.address` gave, or the path that stands for it, where that is known.
        """
        if at:
            file_id = identity.file_at(asset_id, at)
        else:
            file_id = identity.file_id(asset_id, url or named or "", is_path=not url)
        row: Row = {"file_id": file_id, "asset_id": asset_id, "role": role, "url": url, **columns}
        if named and near is not None and is_safe(named):
            row |= {"named": named, "near": near}
        self.part.files.append(row)
        return file_id

    def person(self, asset_id: str, name: str, *, evidence: str = "tagged") -> None:
        """Somebody whom the export names as shown."""
        row: Row = {"asset_id": asset_id, "person_ref": name, "evidence": evidence, "presence": "shown"}
        self.part.appearances.append(row)


def kind_of(name: str, otherwise: str | None = None) -> str | None:
    """Picture, video or other by the end of a file name or address."""
    return kind_of_name(name.split("?")[0].split("#")[0]) or otherwise
