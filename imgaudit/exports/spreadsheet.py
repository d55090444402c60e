"""The school's own list of what it has published: CSV, Excel or OpenDocument, by its headings.

How to get it: *File → Save as* in Excel, *File → Download* in Google Sheets. One row is one picture in one place;
a cell of several channels, files or addresses of pages (*website & facebook*, *1.jpg, 2.jpg*) counts as a row for each.
``mapping=`` names columns whose headings we do not know. Lists of Lightroom, Bridge, digiKam, Flickr, Immich,
osxphotos, Sitebulb and Ahrefs, saved as CSV, are read so too; what they call *Date* is when a picture was taken.

What stays unknown: whatever has no column, and everything inside the files themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from imgaudit.errors import InputError
from imgaudit.exports.head import Head
from imgaudit.exports.listing import Listing
from imgaudit.exports.log_headings import better_by_looks, columns_by_looks, looks_like, may_mean
from imgaudit.exports.parts import Options, Part
from imgaudit.files import ExportFile
from imgaudit.foreign.grids import grids_of
from imgaudit.foreign.words import folded

DIALECT = "spreadsheet"
IS_FALLBACK = True
TAKES_MAPPING = True

ALIASES: Mapping[str, tuple[str, ...]] = {
    "channel": ("channel", "platform", "where", "where published", "published on", "outlet", "medium"),
    "site": ("site", "school", "academy", "setting"),
    "page": ("page", "page or post", "page url", "page link", "post url", "post link", "link to post", "post",
             "web page", "webpage", "url", "link", "page address", "web address", "permalink", "where used",
             "page from", "referring page", "referring url", "found on", "photopage", "photo page", "first found at"),
    "page_title": ("page title", "page name", "post title", "article"),
    "file": ("picture file", "file", "file name", "filename", "file path", "filepath", "image", "image file",
             "image name", "image filename", "image url", "image link", "picture url", "picture", "picture name",
             "photo", "photo file", "photo url", "photo name", "photograph", "media file", "media url",
             "media", "video", "video file", "video url", "image address", "src", "file url", "original filename",
             "originalfilename", "original file name", "original", "original url", "path", "originalpath"),
    "title": ("title", "picture title", "image title", "photo title", "name of picture", "heading",
              "document title", "headline", "object name"),
    "alt_text": ("alt text", "alt", "alternative text", "alttext", "alt tag", "image alt", "image alt text",
                 "alt attribute"),
    "caption": ("caption", "description", "text", "post text", "picture caption", "image caption", "photo caption",
                "wording", "message"),
    "published_at": ("published", "date", "date published", "posted", "date posted", "publish date",
                     "publication date", "published date", "posted on", "date of post", "upload date", "uploaded",
                     "date upload",
                     "date uploaded", "published at"),
    "uploaded_by": ("uploaded by", "posted by", "published by", "uploader", "added by"),
    "shows": ("who is shown", "shows", "who is in it", "who's in it", "who appears", "subject", "pupils or staff"),
    "people": ("people shown", "people", "pupils", "names", "pupil names", "pupils shown", "children shown", "children",
               "names of pupils", "pupil name", "who", "people in picture", "people named", "students",
               "persons shown", "persons", "person in image", "personinimage", "people keywords", "faces",
               "named person(s)", "named persons", "named people", "person(s)", "person shown",
               "personshown", "person shown in the image", "people tagged",
               "tagged people", "tagged", "who is in the picture", "face names", "pupils tagged"),
    "people_complete": ("everyone listed", "people complete", "all listed", "everyone named", "complete list"),
    "in_use": ("in use", "live", "still live", "still used", "used", "still published"),
    "id": ("id", "picture id", "image id", "item id", "ref", "reference", "photo id", "asset id", "media id", "uuid",
           "picture no", "picture number", "ref no"),
    "last_reviewed_on": ("reviewed", "last reviewed", "date reviewed", "review date", "reviewed on",
                         "last reviewed on"),
    "necessity": ("necessity", "why needed", "why is it needed", "reason", "purpose", "why we need it"),
    "visibility": ("visibility", "audience", "who can see it", "privacy", "access"),
    # A mere "location" is as often where the file lies or the picture hangs.
    "place_shown": ("place shown", "location shown", "place shown with the post", "place tag", "place tagged",
                    "tagged place", "location tag", "location tagged", "tagged location", "geotag", "geo tag",
                    "check-in", "check in", "checkin", "checked in at", "checked in"),
    "kind": ("kind", "media type", "picture or video", "photo or video"),
    "dimensions": ("dimensions", "image dimensions", "pixel dimensions", "size in pixels", "dimensions (px)",
                   "image size"),
    # A mere "width" may be that of a frame on the page or of a print.
    "width": ("image width", "imagewidth", "width (px)", "width px", "pixel width", "natural width", "intrinsic width",
              "original width", "exifimagewidth", "exif image width", "pixelxdimension"),
    "height": ("image height", "imageheight", "height (px)", "height px", "pixel height", "natural height",
               "intrinsic height", "original height", "exifimageheight", "exif image height", "pixelydimension"),
    "size": ("file size", "filesize", "size (bytes)", "file size (bytes)", "bytes", "filesizeinbyte",
             "original filesize"),
}  # fmt: skip
"""Our column → headings that mean it, as :func:`folded` gives them."""

COLUMNS = {
    "id": "assets.asset_id",
    "file": "files.url or files.path; assets.asset_id where there is no id",
    "page": "items.page_url, or items.page_title if it is no address",
    "people": "appearances; a class or another group is assets.groups, and nobody assets.shows",
    **{name: f"items.{name}" for name in ("channel", "page_title", "title", "alt_text", "caption", "published_at",
                                           "uploaded_by", "visibility", "in_use")},
    "place_shown": "items.place_shown, has_place_shown: the place, or yes or no",
    **{name: f"assets.{name}" for name in ("shows", "people_complete", "last_reviewed_on", "necessity", "kind")},
    "size, width, height, dimensions": "files.declared_bytes, declared_width_px, declared_height_px, where exact",
    "a column of latitudes, longitudes or coordinates": "assets.platform_has_location; never its value",
    "site": "site of every table",
}  # fmt: skip
_OF_PHOTOGRAPHS = re.compile(r"(?:gps )?latitude|gps|uuid|rating|capture time|date ?time ?original|exif")
"""Headings of a program for photographs: a date there is when a picture was taken, and not when it was published."""
_KNOWN = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
# A list of pictures says at least which picture, or which page.
_TELLING = frozenset(("file", "page", "alt_text", "channel"))
MOST_LOOKED_AT = 200
"""So many rows tell what stands below a heading."""


def sniff(head: Head) -> str | None:
    """Any workbook; a CSV by a heading row that we know."""
    if any(mark in head.data for mark in (b"word/", b"ppt/", b"opendocument.text", b"WordDocument")):
        return None
    named = next((row for row in head.rows if _is_ours(_columns([*row], {}).values())), None) or _by_words(head)
    what = "a workbook" if head.is_workbook else "a table"
    if named:
        return f"{what} with the headings {', '.join(sorted(named & _known_of(named))[:5])}"
    return f"{what}, none of whose headings we know: name them with mapping=" if head.is_workbook else None


def _by_words(head: Head) -> frozenset[str] | None:
    """The row whose cells mean most of our columns, if a row below it names a picture, an address or a platform."""
    rows = [row for row in head.rows if any(row)]
    best = max(rows, key=lambda row: len(_known_of(row)), default=frozenset[str]())
    below = [cell for row in rows[rows.index(best) + 1 :] for cell in row] if best else []
    tells = any(looks_like(column, [cell]) for cell in below for column in ("file", "channel") if cell)
    means = {column for cell in best for column in (_KNOWN.get(cell), *may_mean(cell)[:1]) if column}
    return best if tells and _is_ours(means) else None


def _known_of(row: Collection[str]) -> frozenset[str]:
    return frozenset(cell for cell in row if cell in _KNOWN or may_mean(cell))


def _is_ours(columns: Collection[str]) -> bool:
    found = set(columns)
    return bool(found & _TELLING) and (len(found) > 1 or "file" in found)


def _columns(
    header: Sequence[str], mapping: Mapping[str, str], cells: Mapping[str, Sequence[object]] | None = None
) -> dict[str, str]:
    """Their heading → our column: the caller's mapping, then aliases, then words together with what stands below."""
    given = {folded(heading): column for heading, column in mapping.items()}
    result = {heading: given[folded(heading)] for heading in header if folded(heading) in given}
    taken = set(result.values())
    known = {heading: _KNOWN.get(folded(heading)) for heading in header if heading not in result}
    when = [heading for heading in known if folded(heading) == "date"]
    when = when if any(_OF_PHOTOGRAPHS.match(folded(heading)) for heading in header) else []
    known |= dict.fromkeys(when)
    if cells is not None:
        for heading, column in known.items():
            if column and (better := better_by_looks(column, heading, cells[heading])) not in {column, *taken}:
                known[heading], result[heading] = None, better
                taken.add(better)
    # "File" before "Picture": the order of the aliases is the order of trust.
    for name, aliases in ALIASES.items():
        ranked = sorted(
            (aliases.index(folded(heading)), i, heading)
            for i, heading in enumerate(header)
            if known.get(heading) == name
        )
        if ranked and name not in taken:
            result[ranked[0][2]] = name
            taken.add(name)
            # A second column of pages is the title where the first is the address, and the other way round.
            if name == "page" and len(ranked) > 1 and "page_title" not in taken:
                result[ranked[1][2]] = "page_other"
    if cells is not None:
        result |= columns_by_looks([heading for heading in header if heading not in {*result, *when}], cells, taken)
    return result


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All spreadsheets, each sheet of each; rows that mean the same picture in the same place become one."""
    part = Part()
    for file in files:
        by_words = _by_words(Head(file)) or ()
        for grid in grids_of(file, part, known={*_KNOWN, *by_words, *map(folded, options.mapping)}):
            rows = [cells for _, cells in islice(grid.rows, MOST_LOOKED_AT)]
            below = {heading: [cells[at] for cells in rows] for at, heading in enumerate(grid.header)}
            columns = _columns(grid.header, options.mapping, below)
            if not _is_ours(columns.values()):
                where = f"the sheet '{grid.sheet}'" if grid.sheet else "the file"
                part.problem(
                    file.name,
                    "unknown_heading",
                    f"{where} is not read: no column for a picture or page that we know; name one with mapping=",
                    row=grid.header_row,
                    value=", ".join(grid.header),
                )
                continue
            part.add(Listing(DIALECT, file, grid, columns, options).read())
    return part


def check_mapping(mapping: Mapping[str, str], called: str) -> None:
    """Raise :class:`~imgaudit.errors.InputError` for a mapping to columns that a list does not have."""
    wrong = sorted({column for column in mapping.values() if column not in ALIASES})
    if wrong:
        raise InputError(
            f"{called}: there is no column {', '.join(map(repr, wrong))}. Columns to map to: {', '.join(ALIASES)}."
        )
