"""``read_inventory``: find out what lies at a path, let each dialect read its own, and put it together."""

from __future__ import annotations

import logging
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.exports import folder, spreadsheet
from imgaudit.exports.binding import bind, not_here
from imgaudit.exports.combining import to_inventory
from imgaudit.exports.gaps import note_gaps
from imgaudit.exports.head import Head
from imgaudit.exports.inventory import Inventory
from imgaudit.exports.joining import join_posts
from imgaudit.exports.ours import ours
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.readers import Reader, mistaken, readers, recognise, site_named
from imgaudit.exports.unrecognised import FEW, packed_as, unrecognised_files
from imgaudit.files import MEDIA, SIDECARS, ExportFile, Walk, extension, is_folder, walk
from imgaudit.foreign.words import folded
from imgaudit.settings import GivenMapping, read_mapping

log = logging.getLogger(__name__)


def read_inventory(
    path: str | os.PathLike[str],
    *,
    channel: str | None = None,
    site: str | None = None,
    mapping: GivenMapping = None,
) -> Inventory:
    """What a school has published, from the exports it already has.

    Parameters
    ----------
    path
        One export, a ZIP, or a folder of several exports and the files they name, at any depth.
    channel
        Where everything in it is published (``"website"``, ``"prospectus"`` …); without it the exports say.
    site
        The school or site of a trust. Without it each export's own host, else the one blog that lies beside it, else
        the folder's name; give it where neither is the same every term, since ids begin with it.
    mapping
        For spreadsheets and lists of a drive: their heading → our column, or the path of a TOML or JSON file of such
        pairs.

    Returns
    -------
    Inventory
        Frames ``items``, ``assets``, ``files``, ``appearances``, ``sources``, ``problems`` and ``media`` (what exports
        tell of the insides of files). What could not be read is a row of ``problems``: nothing is left out without one.

    Raises
    ------
    InputError
        There is nothing at the path, nothing in it can be read, or the mapping names a column we do not have.
    """
    headings, called = read_mapping(mapping)
    spreadsheet.check_mapping(headings, called)
    found = walk(path)
    part = Part()
    for name, code, reason, lost in found.refused:
        part.problem(name, code, reason, lost=lost, anywhere=True)
    recognised, media, others = _sorted_out(found, part, headings)
    _note_unmapped(part, headings, recognised)
    known = {one.head.file.name: (one.reader.DIALECT, getattr(one.reader, "PARTS", None)) for one in recognised}
    note_gaps(part, known, found.files, [refused.name for refused in found.refused])
    options = Options(site=site, fallback_site=_fallback_site(path, recognised), channel=channel, mapping=headings)
    by_dialect: dict[str, list[ExportFile]] = {}
    for one in recognised:
        by_dialect.setdefault(one.reader.DIALECT, []).append(one.head.file)
    for reader in readers():
        if files := by_dialect.get(reader.DIALECT):
            log.info("%s: %d file(s)", reader.DIALECT, len(files))
            part.add(reader.read(files, options))
    if not part.sources and not media:
        _note_unrecognised_files(part, others)
        raise InputError(_nothing(found, part))
    described = not_here(part.described, media)
    unnamed = {file.name for file in bind(part, [*media, *others, *described])}
    left = [file for file in [*media, *described] if file.name in unnamed]
    part.add(folder.read_beside(left, options, part.files.frame()))
    _note_unrecognised_files(part, [file for file in others if file.name in unnamed])
    join_posts(part)
    return to_inventory(part)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file, the dialect that knows it, and by what."""

    head: Head
    reader: Reader
    why: str


def recognise_exports(path: str | os.PathLike[str]) -> pd.DataFrame:
    """What :func:`read_inventory` would make of each file below a path, and why; nothing is read but beginnings.

    Parameters
    ----------
    path
        One export, a ZIP, or a folder of several.

    Returns
    -------
    A row a file, in the order of their names: ``file``, ``dialect`` (empty where none knows it), ``why``, in words, and
    ``not_read``: it should be read and cannot be.
    Pictures, videos and documents are one row a folder, with their number in ``why``; so are more than a few files of a
    folder that were recognised by the same, and those that nothing knows. Results of our own, such as a workbook that
    was returned, have the dialect *ours* and are not read.

    Raises
    ------
    InputError
        There is nothing at the path.
    """
    found = walk(path)
    part = Part()
    recognised, media, others = _sorted_out(found, part, {})
    rows = [(*row, False) for row in _alike(recognised)]
    folders = Counter(f"{file.name.rpartition('/')[0] or '.'}/" for file in media)
    rows += [
        (
            name,
            folder.DIALECT,
            f"{count:,} {folder.ANY_OF_MANY if count > 1 else folder.ANY_OF_ONE}",
            False,
        )
        for name, count in folders.items()
    ]
    _note_unrecognised_files(part, others)
    for name, code, reason, lost in found.refused:
        part.problem(name, code, reason, lost=lost)
    for row in part.problems:
        why = f"{row['reason']}: {row['value']}" if row["value"] else row["reason"]
        rows.append((str(row["file"]), None, str(why), bool(row["not_read"])))
    rows += [(name, "ours", "a result of imgaudit, which is not read", False) for name in found.ours]
    frame = pd.DataFrame(rows, columns=["file", "dialect", "why", "not_read"])
    return frame.astype({"file": "str", "dialect": "str", "why": "str"}).sort_values("file", ignore_index=True)


def _sorted_out(
    found: Walk, part: Part, mapping: Mapping[str, str]
) -> tuple[list[Recognised], list[ExportFile], list[ExportFile]]:
    """What some dialect knows; the media files, which may belong to any of them; and what is neither."""
    recognised: list[Recognised] = []
    media: list[ExportFile] = []
    others: list[ExportFile] = []
    own = ours(found.files)
    found.ours += sorted(own)
    for file in found.files:
        if file.name in own:  # a result of an earlier audit is no picture and no list of the school's
            continue
        if extension(file.name) in MEDIA | SIDECARS | folder.PAGES:  # a damaged one is still one: the scan says so
            media.append(file)
            continue
        try:
            head = Head(file)
            other = mistaken(head)
            known = None if other else recognise(head)
        except InputError as error:
            part.problem(file.name, error.code, str(error).removeprefix(f"{file.name}: "), lost=None, anywhere=True)
            continue
        except Exception as error:  # noqa: BLE001 - whatever a damaged ZIP raises, the other files are read
            part.problem(file.name, "unreadable", f"cannot be opened: {error}", lost=None, anywhere=True)
            continue
        named = [heading for heading in mapping if head.row_with(folded(heading))]
        if known and known[0].DIALECT == folder.DIALECT:
            media.append(file)
        elif known:
            recognised.append(Recognised(head, *known))
        elif named:
            recognised.append(Recognised(head, spreadsheet, f"the mapping names its headings {', '.join(named[:5])}"))
        elif other:
            part.problem(file.name, "not_recognised", other, lost=None)
        else:
            others.append(file)  # an export may still name it: a PDF among the uploads
    return recognised, media, others


def _note_unmapped(part: Part, mapping: Mapping[str, str], recognised: Sequence[Recognised]) -> None:
    """What the caller maps in vain: a heading misspelt, or of a dialect whose columns are known."""
    left = set(mapping)
    for known in recognised if mapping else ():
        is_taken = getattr(known.reader, "TAKES_MAPPING", False)
        keys = {folded(key.rpartition(".")[2]) for key in known.head.keys} if is_taken else ()
        here = {name for name in mapping if known.head.row_with(folded(name)) or folded(name) in keys}
        left -= here
        if here and not is_taken:
            reason = f"mapping= does not hold for what {known.reader.DIALECT} exports: read as the dialect says"
            part.problem(known.head.file.name, "unknown_heading", reason, value=", ".join(sorted(here)), lost=0)
    if left:
        part.problem(
            "mapping=",
            "unknown_heading",
            "no list has these headings: check how they are written",
            value=", ".join(sorted(left)),
            lost=0,
        )


def _alike(recognised: Sequence[Recognised]) -> Iterator[tuple[str, str | None, str]]:
    """File, dialect and why; a row a folder for what is there once a picture, as Google's sidecars are."""
    alike: dict[tuple[str, str, str], list[ExportFile]] = defaultdict(list)
    for known in recognised:
        alike[known.head.file.folder, known.reader.DIALECT, known.why].append(known.head.file)
    for (name, dialect, why), files in alike.items():
        if len(files) > FEW:
            yield f"{name or '.'}/", dialect, f"{len(files):,} files: {why}"
        else:
            yield from ((file.name, dialect, why) for file in files)


def _note_unrecognised_files(part: Part, files: Sequence[ExportFile]) -> None:
    packed = {file.name: why for file in files if (why := packed_as(file))}
    for name, why in packed.items():
        part.problem(name, "packed", why, lost=None, anywhere=True)
    for name, reason, listed in unrecognised_files([file for file in files if file.name not in packed]):
        part.problem(name, "not_recognised", reason, value=listed, lost=0)


def _fallback_site(path: str | os.PathLike[str], recognised: Sequence[Recognised]) -> str:
    """The site of an export that names none: the one blog beside it, else the name of the folder."""
    named = {site_named(known.reader, known.head) for known in recognised} - {None}
    if len(named) == 1:
        return str(named.pop())
    local = Path(path).resolve()
    folder_name = local.name if is_folder(os.fspath(path)) else local.parent.name
    return folder_name or "school"


def _nothing(found: Walk, part: Part) -> str:
    if not (found.files or found.refused):
        return (
            f"{found.root}: there is nothing in this folder yet. Put what has been published there: the website's "
            "export or a copy of it (`imgaudit copy-site`), and its uploads; the downloads of social accounts; lists; "
            "pictures in folders. Where to click for each: docs/exports.md, or what-to-export.txt of `imgaudit init`."
        )
    lines = [f"  {row['file']}: {row['reason']}" for row in part.problems[:20]]
    known = ", ".join(reader.DIALECT for reader in readers())
    return "\n".join([f"{found.root}: nothing here can be read (dialects known: {known}).", *lines])
