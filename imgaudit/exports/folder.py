"""A folder or ZIP of pictures and videos that no export names.

How to get it: copy what was published into one folder, a sub-folder a channel (``website``, ``prospectus``,
``instagram`` …).

What stays unknown: on which page a file is used, whether it is used at all, who can see it, title and captions.
"""

from __future__ import annotations

from collections.abc import Sequence

from imgaudit.exports import identity
from imgaudit.exports.files import ExportFile
from imgaudit.exports.kinds import MEDIA, extension, kind_of_bytes, kind_of_name
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.words import CHANNELS, folded

DIALECT = "folder"


def sniff(head: bytes, name: str) -> bool:
    """A picture or video by its first bytes; one that is damaged, by the end of its name."""
    return kind_of_bytes(head) is not None or extension(name) in MEDIA


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """One asset, item and file a picture or video."""
    part = Part()
    site = options.site or options.fallback_site
    for file in files:
        channel = options.channel or _channel(file)
        source = identity.source_id(site, channel, DIALECT)
        asset_id = identity.file_asset(site, file.slashed)
        item_id = identity.item_id(asset_id, channel, "")
        export = file.name.split("!", 1)[0] if "!" in file.name else "."
        part.assets.append({"asset_id": asset_id, "site": site, "kind": _kind(file), "shows": "unknown"})
        part.items.append(
            {
                "item_id": item_id,
                "asset_id": asset_id,
                "source_id": source,
                "site": site,
                "channel": channel,
                "title": file.slashed.rsplit("/", 1)[-1],
                "visibility": "unknown",
            }
        )
        part.files.append(
            {
                "file_id": identity.file_id(asset_id, file.slashed, is_path=True),
                "asset_id": asset_id,
                "role": "published",
                "path": file.path,
                "declared_bytes": file.size,
            }
        )
        part.sources.append({"source_id": source, "file": export, "site": site, "channel": channel, "dialect": DIALECT})
        part.file_of[item_id] = export
    return part


def _channel(file: ExportFile) -> str:
    """The first folder of its path, if that is the name of a channel."""
    folders = file.name.rsplit("!", 1)[-1].split("/")[:-1] if "!" in file.name else file.name.split("/")[:-1]
    return CHANNELS.get(folded(folders[0]), DIALECT) if folders else DIALECT


def _kind(file: ExportFile) -> str:
    named = kind_of_name(file.name)
    if named in ("picture", "video"):
        return named
    return kind_of_bytes(file.head()) or "other"
