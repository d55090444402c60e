"""A folder or ZIP of pictures, videos and documents that no export names.

How to get it: copy what was published into one folder, a sub-folder a channel (``website``, ``prospectus``,
``instagram`` …). Newsletters as PDF, Word or PowerPoint count as one placement each.

What stays unknown: on which page a file is used, whether it is used at all, who can see it, title and captions; of a
document who is shown in which of its pictures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from imgaudit.exports import identity
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.sources import Source
from imgaudit.files import (
    MEDIA,
    NEWSLETTERS,
    PICTURES,
    SIDECARS,
    VIDEOS,
    WORKBOOKS,
    ExportFile,
    extension,
    kind_of_bytes,
    kind_of_name,
)
from imgaudit.foreign.words import CHANNELS, folded
from imgaudit.tables import FILES

DIALECT = "folder"
IS_FALLBACK = True
COLUMNS = {
    "the name of the file": "items.title, assets.kind",
    "its path": "assets.asset_id, files.path; the first folder, where it is the name of a channel: items.channel",
    "its size": "files.declared_bytes",
    ".xmp, .aae, .srt, .vtt beside a picture or video": "files.role: sidecar, of the same asset",
}

ANY_OF_ONE, ANY_OF_MANY = "picture, video or document", "pictures, videos or documents"
PAGES = NEWSLETTERS - WORKBOOKS
"""Endings of documents that are no lists."""


def sniff(head: Head) -> str | None:
    """A picture, video or document by its first bytes; one that is damaged, by the end of its name."""
    ending = extension(head.name)
    kind = kind_of_bytes(head.data) or (kind_of_name(head.name) if ending in MEDIA | PAGES else None)
    return f"a {kind}" if kind else None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """One asset, item and file a picture, video or document, whether its bytes are here or only described."""
    return read_beside(files, options, FILES.empty())


def read_beside(files: Sequence[ExportFile], options: Options, known: pd.DataFrame) -> Part:
    """The same, where a sidecar is a further file of what it lies beside: that may be a ``known`` file of an export."""
    part = Part()
    homes = _Homes()
    sidecars = [file for file in files if extension(file.name) in SIDECARS]
    if sidecars:  # a file's path may stand in another row than its asset
        for path, asset_id in known.groupby("file_id")[["path", "asset_id"]].first().dropna().itertuples(index=False):
            homes.note(str(path), str(asset_id))
    for file in files:
        if extension(file.name) in SIDECARS:
            continue
        dialect = file.described.dialect if file.described else DIALECT
        source = Source.of(part, options, _channel(file), dialect)
        export = file.described.export if file.described else _export(file)
        asset_id = source.asset(identity.file_asset(source.site, file.slashed), kind=_kind(file))
        homes.note(file.path, asset_id)
        source.item(asset_id, "", export, title=file.slashed.rsplit("/", 1)[-1])
        size = None if file.described else file.size
        file_id = source.file(asset_id, named=file.slashed, path=file.path or None, declared_bytes=size)
        if file.described:
            part.media.append({"file_id": file_id, **file.described.media})
        source.read_from(export)
    for file in sidecars:
        _put_sidecar(file, homes, Source.of(part, options, _channel(file), DIALECT))
    return part


def _put_sidecar(file: ExportFile, homes: _Homes, source: Source) -> None:
    """A further file of each picture or video that it lies beside; where there is none, a thing of its own."""
    beside = homes.beside(file.path)
    for asset_id in beside:
        source.file(asset_id, named=file.slashed, path=file.path, declared_bytes=file.size, role="sidecar")
    if not beside:
        asset_id = source.asset(identity.file_asset(source.site, file.slashed), kind="document")
        source.item(asset_id, "", _export(file), title=file.slashed.rsplit("/", 1)[-1])
        source.file(asset_id, named=file.slashed, path=file.path, declared_bytes=file.size)
        source.read_from(_export(file))


class _Homes:
    """The assets of the pictures and videos at hand, by where they lie and what they are called."""

    def __init__(self) -> None:
        self._by_name: dict[str, dict[str, str]] = defaultdict(dict)
        """Path without the ending, and whole path, in lower case → ending → asset."""

    def note(self, path: str, asset_id: str) -> None:
        """A picture or video lies there."""
        if (ending := extension(path)) in MEDIA:
            lower = path.lower()
            self._by_name[lower][ending] = asset_id
            self._by_name[lower[: -len(ending) - 1]][ending] = asset_id

    def beside(self, path: str) -> Iterable[str]:
        """The assets that a sidecar speaks of: the file whose name it bears, else all that are called alike.

        Subtitles speak of a video (``film.en.srt``: the language may stand between), all else of pictures first.
        """
        lower = path.lower()
        bare = lower.rpartition(".")[0]
        wanted = VIDEOS if lower.endswith(("srt", "vtt")) else PICTURES
        for name in (bare, bare.rpartition(".")[0] if wanted is VIDEOS else ""):
            found = self._by_name.get(name, {}) if name else {}
            if found:
                first = [asset for ending, asset in found.items() if ending in wanted]
                return list(dict.fromkeys(first or found.values()))
        return []


def _export(file: ExportFile) -> str:
    return file.name.split("!", 1)[0] if "!" in file.name else "."


def _channel(file: ExportFile) -> str:
    """The first folder of its path, if that is the name of a channel."""
    folders = file.name.rsplit("!", 1)[-1].split("/")[:-1] if "!" in file.name else file.name.split("/")[:-1]
    return CHANNELS.get(folded(folders[0]), DIALECT) if folders else DIALECT


def _kind(file: ExportFile) -> str:
    named = kind_of_name(file.name)
    if named in ("picture", "video", "document"):
        return named
    return (None if file.described else kind_of_bytes(file.head())) or "other"
