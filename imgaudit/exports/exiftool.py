"""A report of ExifTool, as CSV or JSON: what is inside files that need not be here themselves.

How to get it: in the folder of the pictures, ``exiftool -json -G1 -struct -n -ee -r . > exiftool.json`` (or ``-csv``),
on the web server too; without ``-fast``, and without choosing or leaving out tags. Put the report beside the pictures'
folder or the website's export. A report without groups (no ``-G1``) is not read: of tags with one name it shows one,
and does not say where that stood.

What stays unknown: on which page a file is used and who can see it. Of kinds of exposure: what ExifTool does not
show by itself (unknown blocks, bytes after the picture, positions in a video's tracks), everything that a report of
chosen tags was not asked, and everything behind an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from imgaudit.exports._exiftool.media_row import file_type, media_of
from imgaudit.exports._exiftool.values import TagValues, tells_groups
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source
from imgaudit.files import MEDIA, Described, ExportFile, extension, is_safe
from imgaudit.foreign.grids import grids_of, note_faults
from imgaudit.foreign.json import entries
from imgaudit.foreign.text import clean, joined

DIALECT = "exiftool"
COLUMNS = {
    "SourceFile": "assets.asset_id, items.title, media.file_id: the file of this path, wherever an export names it",
    "FileType, MIMEType": "media.format",
    "ImageSize, ImageWidth, ImageHeight, Orientation, Rotation": "media.width_px, media.height_px, as displayed",
    "FileSize": "media.bytes, where exact (option -n)",
    "every other tag": "media: has_<kind>, media.found, by its name and group; never its value",
    "titles, captions, keywords, authors, owners": "media.texts",
    "RegionName, RegionPersonDisplayName, PersonInImage, People": "media.person_names",
    "Error, Warning": "media.status, media.error",
    "ExifToolVersion": "media.engine",
}

KNOWN = ("sourcefile",)
"""The heading that has no group in front; by others a report without groups would hide one above it."""

COMMAND = "exiftool -json -G1 -struct -n -ee -r . > exiftool.json"

_MESSAGE = re.compile(r"\s*\d+ (?:image files?|director(?:y|ies)|files?) |(?:Warning|Error): |======== ")
_HEADING = re.compile(r'^"?SourceFile"?(?:[,;\t|\r]|$)', re.MULTILINE)
_ABSOLUTE = re.compile(r"(?:/|[A-Za-z]:)")


def sniff(head: Head) -> str | None:
    """``SourceFile`` as a heading of a table, or as a key of every object."""
    if {"[].SourceFile", "SourceFile"} & head.keys:
        return "the key SourceFile of ExifTool's JSON"
    # A cell of ExifTool's may hold a null character, for which nothing else takes a file for a table.
    is_table = not head.is_workbook and _HEADING.search(head.text)
    return "the heading SourceFile of ExifTool's CSV" if is_table or head.row_with("sourcefile") else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """What is told of each file, once, however many reports tell it."""
    part = Part()
    source = Source.of(part, options, "folder", DIALECT)
    told: dict[str, tuple[str, int, dict[str, object]]] = {}
    for file in files:
        source.read_from(file.name)
        without_groups: list[int] = []
        for row, headings, record in _records(file, part):
            name = _name(record, file, row, part)
            if name is None:
                continue
            if not tells_groups(headings):
                without_groups.append(row)
                continue
            media = media_of(record)
            if name in told:
                first, at, before = told[name]
                where = f"row {at}" + (f" of {first}" if first != file.name else "")
                part.problem(
                    file.name,
                    "duplicate",
                    f"tells of the same file as {where}: the worse of the two holds; keep only the newest report",
                    row=row,
                    column="SourceFile",
                    value=name,
                    lost=0,
                )
                media = _worse(before, media)
                told[name] = (first, at, media)
            else:
                told[name] = (file.name, row, media)
        if without_groups:
            part.problem(
                file.name,
                "malformed",
                f"tells no groups of its tags, so that nobody knows where they stand: {len(without_groups):,} entries "
                f"not read; in the folder of the pictures, run: {COMMAND}",
                row=without_groups[0],
                lost=len(without_groups),
            )
    for name, (export, _, media) in told.items():
        part.described.append(ExportFile(name, "", 0, Described(DIALECT, export, media)))
    return part


def _records(file: ExportFile, part: Part) -> Iterator[tuple[int, TagValues, TagValues]]:
    """Row, headings and what is told of one file; the headings of a table are those of cells that are blank, too."""
    with file.open() as stream:
        start = stream.read(4096).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if start[:1] in (b"[", b"{"):
        for number, entry in entries(file, part):
            yield number, entry, entry
        return
    for grid in grids_of(file, part, known=KNOWN):
        if not any(heading.casefold() == "sourcefile" for heading in grid.header):
            part.problem(file.name, "unknown_heading", f"sheet '{grid.sheet}' has no column SourceFile: not read")
            continue
        headings = ["SourceFile" if heading.casefold() == "sourcefile" else heading for heading in grid.header]
        all_headings = dict.fromkeys(headings)
        messages: set[int] = set()
        for row, cells in grid.rows:
            if cells[headings.index("SourceFile")] == "SourceFile":
                # One report after another in one file: from here on the columns are others.
                headings = [clean(cell) for cell in cells]
                all_headings = dict.fromkeys(headings)
                continue
            if _MESSAGE.match(clean(cells[0])):
                messages.add(row)  # a line of one cell, and no broken one
            # Of a thousand columns a file fills a hundred: the others are left behind at once.
            told = {heading: cell for heading, cell in zip(headings, cells, strict=True) if cell not in ("", None)}
            yield row, all_headings, told
        note_faults(grid, file.name, part, but=messages)


def _name(record: TagValues, file: ExportFile, row: int, part: Part) -> str | None:
    """The path below what was read that a record is about; ``None``, and a problem, where it is none to take up."""
    given = record.get("SourceFile")
    text = clean(given) if isinstance(given, (str, int, float)) and not isinstance(given, bool) else ""
    if not text:
        part.problem(
            file.name, "no_picture", "names no file (SourceFile is empty): not read", row=row, column="SourceFile"
        )
        return None
    if _MESSAGE.match(text) and len(record) == 1:
        part.problem(file.name, "malformed", "a message of ExifTool and no file: not read", row=row, value=text, lost=0)
        return None
    name = path_below(text, file)
    if not name or not is_safe(name):
        part.problem(
            file.name, "outside", "its path cannot be followed: not read", row=row, column="SourceFile", value=text
        )
        return None
    said = file_type(record)
    if not said.startswith(("image/", "video/")) and extension(name) not in MEDIA and (said or extension(name)):
        reason = f"neither picture nor video ({said or 'by its name'}): left out"
        part.problem(file.name, "not_media", reason, row=row, value=text, lost=0)
        return None
    return name


def path_below(text: str, report: ExportFile) -> str:
    r"""Where a ``SourceFile`` lies below what was read.

    A relative path is taken from the report's folder; what leads out of it goes up, and above the top through a
    folder called ``above``. An absolute path that is below what was read is cut there; any other is kept whole
    without root and with the letter of its drive as a folder, since what paths have in common depends on which files
    a report happens to hold, and ids must not.

    >>> [path_below(path, ExportFile("in/a.csv", "", 0)) for path in ("./b/c.jpg", "..\\c.jpg", "C:/x/c.jpg")]
    ['in/b/c.jpg', 'c.jpg', 'C/x/c.jpg']
    """
    slashed = text.replace("\\", "/")
    slashed = re.sub(r"^//[?.]/", "", slashed)
    folder = [part for part in report.folder.split("/") if part]
    if _ABSOLUTE.match(slashed):
        folder = []
        top = _top(report)
        if top and slashed.startswith(top):
            slashed = slashed[len(top) :]
        elif slashed[1:2] == ":":
            slashed = f"{slashed[0].upper()}/{slashed[2:]}"
    above = 0
    for part in slashed.split("/"):
        if part == "..":
            if folder:
                folder.pop()
            else:
                above += 1
        elif part not in ("", "."):
            folder.append(part)
    return "/".join(["above"] * above + folder) if folder else ""


def _top(report: ExportFile) -> str:
    """The folder that was read, as an absolute path with a final ``/``; empty where that is not known."""
    path = report.path.replace("\\", "/")
    if "://" in path or report.slashed != report.name or not path.endswith(report.name):
        return ""
    absolute = os.path.abspath(report.path).replace("\\", "/")  # noqa: PTH100 - a link stays what it is called
    return absolute.removesuffix(report.name) if absolute.endswith(f"/{report.name}") else ""


def _worse(one: dict[str, object], two: dict[str, object]) -> dict[str, object]:
    """One row of two, whatever their order: what either gives away, and what only one says."""
    result: dict[str, object] = {}
    for name in one:
        values = [value for value in (one[name], two[name]) if value is not None]
        if name.startswith("has_") or name == "texts_cut":
            result[name] = True if True in values else False if values else None
        elif name in ("found", "person_names", "texts", "error"):
            result[name] = joined(sorted({line for value in values for line in str(value).split("\n")}))
        elif name == "status":
            result[name] = min(values, key=lambda value: (value == "ok", str(value)))
        else:
            result[name] = max(values, key=str) if values else None
    return result
