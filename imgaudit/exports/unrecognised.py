"""Files that no dialect knows: few one by one, many as one row, so that what matters is seen among them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from imgaudit.files import DAMAGED, LISTS, ExportFile, extension

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
_PACKED_BY = (
    (0, b"7z\xbc\xaf\x27\x1c"), (0, b"Rar!\x1a\x07"), (0, b"\xfd7zXZ\x00"), (0, b"BZh"), (0, b"\x28\xb5\x2f\xfd"),
    (257, b"ustar"), (0, b"MSCF"), (0, b"xar!"),
)  # fmt: skip
_KINDS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL),
     "a web page (HTML) that shows nothing, or is of a platform's download: ask for that as JSON"),
    (re.compile(rb"(?=.{0,2000}multipart/related)(?:From|MIME-Version|Snapshot|Content-Type):", re.DOTALL),
     "a saved web page (MHTML) without an address, or an e-mail: save the page in a browser"),
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:\w+:)?(?:rss|feed|RDF)\b"),
     "a feed without entries: open it in a browser and save it again"),
    (re.compile(rb"\s*<\?xml\b"), "XML that is no export we know: ask for WordPress's export, a sitemap or a feed"),
    (re.compile(rb"\s*[\[{]\s*[\[{\"\]}]"),
     "JSON that is no export we know: give a platform's whole download as it comes, or WordPress's answers of wp-json"),
    (re.compile(rb"SQLite format 3\x00"), "a database, which is not read: export a list from the program that made it"),
)  # fmt: skip
"""How a file begins → what it is and what to ask for in its place."""


def packed_as(file: ExportFile) -> str | None:
    """Why an archive was not opened, by its name or its first bytes; ``None`` for what is none."""
    head = _head(file)
    is_packed = any(head[at : at + len(mark)] == mark for at, mark in _PACKED_BY)
    return PACKED if is_packed or extension(file.name) in ARCHIVES else None


def _what(file: ExportFile) -> str:
    head = _head(file).removeprefix(b"\xef\xbb\xbf")
    return next((reason for begins, reason in _KINDS if begins.match(head)), "")


def _head(file: ExportFile) -> bytes:
    try:
        return file.head()[:4096]
    except DAMAGED:
        return b""


def unrecognised_files(files: Sequence[ExportFile]) -> Iterator[tuple[str, str, str | None]]:
    """File or folder, reason and names of what nothing knows.

    A platform's download holds dozens of files that have nothing to do with pictures, often each in a folder of its
    own. More than a few of one folder are one row, and so are more than a few of the folders below one.
    """
    kinds: dict[str, list[ExportFile]] = defaultdict(list)
    for file in files:
        kinds[_what(file)].append(file)
    for what, alike in sorted(kinds.items(), key=lambda kind: kind[0] != ""):  # what may be a list comes first
        yield from _by_folder(alike, f"not recognised: {what}" if what else NOT_RECOGNISED, what)


def _by_folder(files: Sequence[ExportFile], reason: str, what: str) -> Iterator[tuple[str, str, str | None]]:
    many = f"files not recognised: each is {what}" if what else MANY_NOT_RECOGNISED
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
                yield start or "./", f"{len(group):,} {many}", listed
            elif name:
                below[name.rpartition("/")[0]] += group
            else:
                yield from ((file.name, reason, None) for file in group)
