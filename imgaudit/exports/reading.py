"""``read_inventory``: find out what lies at a path, let each dialect read its own, and put it together."""

from __future__ import annotations

import json
import logging
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from imgaudit.errors import InputError
from imgaudit.exports import folder
from imgaudit.exports.binding import bind
from imgaudit.exports.combining import inventory
from imgaudit.exports.files import ExportFile, Walk, walk
from imgaudit.exports.inventory import Inventory
from imgaudit.exports.kinds import MEDIA, extension
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.readers import Reader, reader_of, readers, site_named

log = logging.getLogger(__name__)

NOT_RECOGNISED = (
    "not recognised: no export we know, nor a picture or video; if it is a list, name its columns with mapping="
)


def read_inventory(
    path: str | os.PathLike[str],
    *,
    channel: str | None = None,
    site: str | None = None,
    mapping: Mapping[str, str] | str | os.PathLike[str] | None = None,
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
        For spreadsheets: their heading → our column, or the path of a TOML or JSON file of such pairs.

    Returns
    -------
    Inventory
        Frames ``items``, ``assets``, ``files``, ``appearances``, ``sources`` and ``problems``. What could not be
        read is a row of ``problems``: nothing is left out without one.

    Raises
    ------
    InputError
        There is nothing at the path, nothing in it can be read, or the mapping names a column we do not have.
    """
    with walk(path) as found:
        part = Part()
        for name, reason in found.refused:
            part.problem(name, reason)
        recognised, media, others = _sorted_out(found, part)
        options = Options(
            site=site,
            fallback_site=_fallback_site(path, recognised),
            channel=channel,
            mapping=_mapping(mapping),
        )
        for reader, files in recognised:
            log.info("%s: %d file(s)", reader.DIALECT, len(files))
            part.add(reader.read(files, options))
        if not part.sources and not media:
            for file in others:
                part.problem(file.name, NOT_RECOGNISED)
            raise InputError(_nothing(found, part))
        unnamed = {file.name for file in bind(part, [*media, *others])}
        part.add(folder.read([file for file in media if file.name in unnamed], options))
        for file in others:
            if file.name in unnamed:
                part.problem(file.name, NOT_RECOGNISED)
        return inventory(part)


def _sorted_out(
    found: Walk, part: Part
) -> tuple[list[tuple[Reader, list[ExportFile]]], list[ExportFile], list[ExportFile]]:
    """Each dialect with its files; the media files, which may belong to any of them; and what is neither."""
    media: list[ExportFile] = []
    others: list[ExportFile] = []
    by_dialect: dict[str, list[ExportFile]] = {}
    for file in found.files:
        if extension(file.name) in MEDIA:  # a damaged picture is still one: it is for the scan to say so
            media.append(file)
            continue
        try:
            head = file.head()
        except Exception as error:  # noqa: BLE001 - whatever a damaged ZIP raises, the other files are read
            part.problem(file.name, f"cannot be opened: {error}")
            continue
        reader = reader_of(head, file.name)
        if reader is folder:
            media.append(file)
        elif reader is None:
            others.append(file)  # an export may still name it: a PDF among the uploads
        else:
            by_dialect.setdefault(reader.DIALECT, []).append(file)
    return [(r, by_dialect[r.DIALECT]) for r in readers() if r.DIALECT in by_dialect], media, others


def _fallback_site(path: str | os.PathLike[str], recognised: list[tuple[Reader, list[ExportFile]]]) -> str:
    """The site of an export that names none: the one blog beside it, else the name of the folder."""
    named = {site_named(reader, file.head()) for reader, files in recognised for file in files} - {None}
    if len(named) == 1:
        return str(named.pop())
    local = Path(os.fspath(path))
    folder_name = local.resolve().name if local.is_dir() else local.resolve().parent.name
    return folder_name or "school"


def _mapping(given: Mapping[str, str] | str | os.PathLike[str] | None) -> dict[str, str]:
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return {str(key): str(value) for key, value in given.items()}
    try:
        text = Path(given).read_text(encoding="utf-8-sig")
        values = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"{os.fspath(given)}: cannot be read as a TOML or JSON mapping: {error}") from error
    pairs = values.get("mapping", values)
    if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
        raise InputError(f'{os.fspath(given)}: a mapping is pairs such as "Their heading" = "caption".')
    return {str(key): value for key, value in pairs.items()}


def _nothing(found: Walk, part: Part) -> str:
    lines = [f"  {row['file']}: {row['reason']}" for row in part.problems[:20]]
    known = ", ".join(reader.DIALECT for reader in readers())
    return "\n".join([f"{found.root}: nothing here can be read (dialects known: {known}).", *lines])
