"""A folder or ZIP of pictures and videos that no export names.

How to get it: copy what was published into one folder, a sub-folder a channel (``website``, ``prospectus``,
``instagram`` …).

What stays unknown: on which page a file is used, whether it is used at all, who can see it, title and captions.
"""

from __future__ import annotations

from collections.abc import Sequence

from imgaudit.exports import identity
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source
from imgaudit.files import MEDIA, ExportFile, extension, kind_of_bytes, kind_of_name
from imgaudit.foreign.words import CHANNELS, folded

DIALECT = "folder"
IS_FALLBACK = True
COLUMNS = {
    "the name of the file": "items.title, assets.kind",
    "its path": "assets.asset_id, files.path; the first folder, where it is the name of a channel: items.channel",
    "its size": "files.declared_bytes",
}


def sniff(head: Head) -> str | None:
    """A picture or video by its first bytes; one that is damaged, by the end of its name."""
    kind = kind_of_bytes(head.data) or (kind_of_name(head.name) if extension(head.name) in MEDIA else None)
    return f"a {kind}" if kind else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """One asset, item and file a picture or video, whether its bytes are here or only described."""
    part = Part()
    for file in files:
        dialect = file.described.dialect if file.described else DIALECT
        source = Source.of(part, options, _channel(file), dialect)
        export = file.described.export if file.described else file.name.split("!", 1)[0] if "!" in file.name else "."
        asset_id = source.asset(identity.file_asset(source.site, file.slashed), kind=_kind(file))
        source.item(asset_id, "", export, title=file.slashed.rsplit("/", 1)[-1])
        size = None if file.described else file.size
        file_id = source.file(asset_id, named=file.slashed, path=file.path or None, declared_bytes=size)
        if file.described:
            part.media.append({"file_id": file_id, **file.described.media})
        source.read_from(export)
    return part


def _channel(file: ExportFile) -> str:
    """The first folder of its path, if that is the name of a channel."""
    folders = file.name.rsplit("!", 1)[-1].split("/")[:-1] if "!" in file.name else file.name.split("/")[:-1]
    return CHANNELS.get(folded(folders[0]), DIALECT) if folders else DIALECT


def _kind(file: ExportFile) -> str:
    named = kind_of_name(file.name)
    if named in ("picture", "video"):
        return named
    return (None if file.described else kind_of_bytes(file.head())) or "other"
