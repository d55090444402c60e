"""YouTube from Google Takeout: the tables of a channel's own videos.

How to get it: on *takeout.google.com*, signed in as the channel, choose *Deselect all*, tick *YouTube and YouTube
Music*, under *All YouTube data included* keep *video metadata* (and *videos*, to have them scanned), then *Next step →
Create export*. ``videos.csv``, ``video recordings.csv`` and ``video texts.csv`` are read.

What stays unknown: who is shown, and which local file a video is where several have the same title. A heading that
the account's language writes in a way we do not know is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from imgaudit.exports import identity
from imgaudit.exports._google.downloads import made_at
from imgaudit.exports._google.youtube_files import Titles
from imgaudit.exports._google.youtube_headings import ALIASES, KNOWN, OF_PLACES, PRIVACY, named, table_of
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import Unused, note_columns
from imgaudit.exports.sources import Source
from imgaudit.files import ExportFile
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.grids import grids_of, note_faults
from imgaudit.foreign.places import is_position, place_shown
from imgaudit.foreign.text import clean, joined, words
from imgaudit.foreign.words import folded

DIALECT = "youtube"
CHANNEL = "youtube"

COLUMNS = {
    "Video ID": "assets.asset_id, assets.url, assets.edit_url, items.page_url, items.page_edit_url, files.url",
    "Video Title (Original)": "items.title; files.path, where the videos themselves are here",
    "Video Description (Original)": "items.caption",
    "Tag 1, Tag 2 …": "items.caption",
    "Privacy, or Visibility": "items.visibility, files.is_public",
    "Video State": "items.in_use",
    "Video Publish Timestamp": "items.published_at",
    "Video Title Text Segments 1 …": "items.title",
    "Video Description Text Segments 1 …": "items.caption",
    "Video Recording Latitude, Longitude, Address": "items.has_place_shown, place_shown, never the "
    "figures; assets.platform_has_location of a private video",
    "takeout-…Z, the name of the ZIP": "sources.exported_at",
}

GONE = frozenset(("deleted", "failed", "rejected", "terminated"))
"""States of a video that nobody can watch."""

_ID = re.compile(r"[\w-]{6,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table: our name of a column → its cells that hold anything."""

    file: ExportFile
    number: int
    cells: dict[str, list[str]]

    def __getitem__(self, name: str) -> str:
        return next(iter(self.cells.get(name, ())), "")


def sniff(head: Head) -> str | None:
    """The headings of the tables; that of recordings may have none but the video's id."""
    kind = next((kind for row in head.rows if (kind := table_of({named(heading) for heading in row}))), None)
    if kind:
        return f"the headings of YouTube's video {kind}"
    is_alone = bool(head.rows) and len(head.rows[0]) == 1 and head.rows[0] <= set(ALIASES["id"])
    return "YouTube video ids alone, as in its video recordings where none has a place" if is_alone else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All tables of all channels, joined by the id of the video."""
    part = Part()
    source = Source.of(part, options, CHANNEL, DIALECT)
    tables: dict[str, dict[str, list[_Line]]] = {
        kind: defaultdict(list) for kind in ("metadata", "recordings", "texts")
    }
    for file in files:
        source.read_from(file.name, exported_at=made_at(file.name))
        for kind, line in _lines(file, part):
            tables[kind][line["id"]].append(line)
    titles: list[tuple[ExportFile, str, str]] = []
    for number, lines in tables["metadata"].items():
        rows: dict[str, int] = {}
        for line in lines:
            titles.append((line.file, _video(source, line, tables, options), line["title"]))
            if (first := rows.setdefault(line.file.name, line.number)) != line.number:
                part.problem(
                    line.file.name,
                    "duplicate",
                    f"the same video as row {first}: the two became one",
                    row=line.number,
                    value=number,
                    lost=0,
                )
    for kind in ("recordings", "texts"):
        for line in (
            line for number, lines in tables[kind].items() if number not in tables["metadata"] for line in lines
        ):
            part.problem(
                line.file.name,
                "missing",
                f"{kind} of a video that is in no videos.csv here: put videos.csv of the same download beside it",
                row=line.number,
                value=line["id"],
            )
    part.finders.append(Titles(titles))
    return part


def _lines(file: ExportFile, part: Part) -> Iterator[tuple[str, _Line]]:
    """The rows of a file and which table they are of; what is no row of a video is a problem."""
    for grid in grids_of(file, part, known=KNOWN):
        names = [named(folded(heading)) for heading in grid.header]
        kind = "recordings" if names == ["id"] else table_of(set(names))
        if not kind:
            part.problem(
                file.name,
                "unknown_heading",
                "not read: no table of YouTube's videos, or in a language that we do not know; download it in English",
                row=grid.header_row,
                value=", ".join(grid.header),
            )
            continue
        unused = Unused({i: grid.header[i] for i, name in enumerate(names) if name in (None, "created")})
        for row, cells in grid.rows:
            unused.look(cells)
            texts: dict[str, list[str]] = defaultdict(list)
            for name, cell in zip(names, cells, strict=True):
                if name and (text := words(clean(cell))):
                    is_open = name in ("titles", "texts") and str(cell)[-1:].isspace()
                    texts[name].append(text + " " if is_open else text)
            line = _Line(file, row, texts)
            if _ID.fullmatch(line["id"]):
                yield kind, line
            else:
                part.problem(
                    file.name,
                    "no_picture",
                    "no id of a video: the row is left out; download the table again and do not save it from Excel",
                    row=row,
                    value=line["id"] or line["title"],
                )
        note_faults(grid, file.name, part)
        note_columns(part, file.name, unused.filled, sheet=grid.sheet, row=grid.header_row)


def _video(source: Source, line: _Line, tables: Mapping[str, Mapping[str, list[_Line]]], options: Options) -> str:
    """The rows of one video; the id of its file is given back."""
    part, number = source.part, line["id"]
    page = f"https://www.youtube.com/watch?v={number}"
    edit = f"https://studio.youtube.com/video/{number}/edit"
    visibility = PRIVACY.get(line["privacy"].casefold())
    if visibility is None:
        part.problem(
            line.file.name,
            "unknown_word",
            "not a word for who can see it that we know: taken as unknown",
            row=line.number,
            column="Privacy",
            value=line["privacy"],
            lost=0,
        )
        visibility = "unknown"
    state = line["state"].casefold()
    if state in GONE:
        visibility = "private"
    published = read_moment(line["published"], options.zone)
    if published and published.when is None:
        part.problem(line.file.name, "date", "not a date that we can read: left unknown", row=line.number,
                     column="Video Publish Timestamp", value=line["published"], lost=0)  # fmt: skip

    recordings = tables["recordings"].get(number)
    place = _place(recordings, visibility)
    asset_id = source.asset(
        identity.numbered_asset(source.site, CHANNEL, number),
        url=page,
        edit_url=edit,
        kind="video",
        **({} if place.get("has_place_shown") else _found(recordings)),
    )
    texts = tables["texts"].get(number, [])
    source.item(
        asset_id,
        page,
        line.file.name,
        page_url=page,
        page_edit_url=edit,
        title=line["title"]
        or next(("".join(text.cells["titles"]).strip() for text in texts if "titles" in text.cells), None),
        caption=_caption(line, texts),
        published_at=published.when if published else None,
        visibility=visibility,
        in_use=False if state in GONE else True if state == "processed" else None,
        **place,
    )
    is_public = {"public": True, "unlisted": True, "private": False}.get(visibility)
    return source.file(asset_id, url=page, is_public=is_public)


def _caption(line: _Line, texts: Sequence[_Line]) -> str | None:
    """The description, of which ``videos.csv`` may have but the beginning, and the tags, which search engines see."""
    whole = ["".join(text.cells.get("texts", ())).strip() for text in texts]
    described = [text for text in (line["description"], *whole) if text]
    longest = [text for text in described if not any(other != text and other.startswith(text) for other in described)]
    return joined([*longest, ", ".join(line.cells.get("tags", ()))])


def _place(recordings: Sequence[_Line] | None, visibility: str) -> dict[str, object]:
    """Where it was recorded, which stands below a video that others than its makers can open."""
    if visibility == "private":
        return {"has_place_shown": False}
    if recordings is None:
        return {}
    positions = [is_position(line["latitude"], line["longitude"]) for line in recordings]
    # Google's own number of a place is no name, but stands for one.
    positions += [bool(line["place"]) for line in recordings]
    return place_shown([line["address"] for line in recordings], positions, otherwise=False)


def _found(recordings: Sequence[_Line] | None) -> dict[str, object]:
    """What YouTube keeps for itself of where it was recorded: that it does, and never what."""
    if recordings is None:
        return {}
    names = {name for line in recordings for name in OF_PLACES if _is_told(name, line[name])}
    found = ["location: latitude and longitude in video recordings"] if names & {"latitude", "longitude"} else []
    found += [f"location: {name} in video recordings" for name in ("address", "place") if name in names]
    return {"platform_has_location": bool(names), "platform_found": joined(found)}


def _is_told(name: str, value: str) -> bool:
    """Whether there is a place; nought stands for none."""
    if name not in ("latitude", "longitude"):
        return bool(value)
    try:
        return isfinite(number := float(value)) and bool(number)
    except ValueError:
        return False
