"""Files that no dialect knows: few one by one, many as one row, so that what matters is seen among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from imgaudit.files import LISTS, ExportFile, extension

FEW = 3
"""So many files of a folder that are alike, or are no export, are named one by one."""

NOT_RECOGNISED = (
    "not recognised: no export we know, nor a picture, video or document; if it is a list, name its columns with "
    "mapping="
)
MANY_NOT_RECOGNISED = (
    "files not recognised: no exports we know, nor pictures, videos or documents, as a platform's download holds many; "
    "if one is a list, name its columns with mapping="
)
ARCHIVES = ("7z", "rar", "tar", "tgz", "tbz", "txz", "gz", "bz2", "xz", "zst", "cab", "iso", "dmg", "wacz", "warc")
PACKED = "an archive that is not opened, so nothing in it was looked at: unpack it into a folder, or save it as a ZIP"


def unrecognised_files(files: Sequence[ExportFile]) -> Iterator[tuple[str, str, str | None]]:
    """File or folder, reason and names of what nothing knows.

    A platform's download holds dozens of files that have nothing to do with pictures, often each in a folder of its
    own. More than a few of one folder are one row, and so are more than a few of the folders below one.
    """
    own: dict[str, list[ExportFile]] = defaultdict(list)
    for file in files:
        own[file.folder].append(file)
    below: dict[str, list[ExportFile]] = defaultdict(list)
    parents = {"/".join(parts[:end]) for parts in (name.split("/") for name in own) for end in range(len(parts) + 1)}
    for name in sorted(parents, key=lambda name: (-name.count("/") if name else 1, name)):
        for group in (own[name], below[name]):
            if len(group) > FEW:
                start = f"{name}/" if name else ""
                group.sort(key=lambda file: (extension(file.name) not in LISTS, file.name))
                listed = ", ".join(file.slashed.removeprefix(start) for file in group)
                yield start or "./", f"{len(group):,} {MANY_NOT_RECOGNISED}", listed
            elif name:
                below[name.rpartition("/")[0]] += group
            else:
                yield from ((file.name, NOT_RECOGNISED, None) for file in group)
