"""Which file on this machine is which file of an export.

An export names a file by an address or a path; a copy of the uploads may lie beside it, one folder deeper or
higher than the export thinks. A local file is the one meant if its path *ends with* the whole path in the export.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from imgaudit.exports import identity
from imgaudit.exports.addresses import beside, canonical_path, size_in_name
from imgaudit.exports.files import ExportFile
from imgaudit.exports.parts import Hint, Part, Row


def bind(part: Part, media: Sequence[ExportFile]) -> list[ExportFile]:
    """Write the paths of local files into the file rows; gives back the local files that nothing names.

    A file that is only described gives what is told of it in place of a path.

    A copy that no row names, but whose name without size and edit suffixes is that of a file which has a row,
    becomes a further file of that asset. What cannot be told apart is a problem and stays unbound.
    """
    claimed = {name for find in part.finders for name in find(part, media)}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in part.files:
        rows[str(row["file_id"])].append(row)
    hints = {file_id: hint for file_id, hint in part.hints.items() if file_id in rows}
    # A list may write the path of what a blog holds, so lists and blogs do not compete for the longest ending.
    locals_of = {
        is_blog: _ending_with(media, {_form(hint.path) for hint in hints.values() if bool(hint.owner) is is_blog})
        for is_blog in (True, False)
    }
    by_path = {_form(file.slashed): file for file in media}
    taken: dict[str, tuple[str, str]] = {}  # local name → blog and file_id that has it
    undecided: set[str] = set()

    for file_id, hint in sorted(hints.items()):
        exact = by_path.get(_form(f"{hint.near}/{hint.path}" if hint.near else hint.path)) or by_path.get(
            _form(hint.path)
        )
        candidates = [exact] if exact else _nearest(locals_of[bool(hint.owner)].get(_form(hint.path), []), hint.near)
        if len(candidates) > 1:
            names = ", ".join(sorted(file.name for file in candidates)[:3])
            part.problem(
                names,
                f"{len(candidates)} files end with '{hint.path}', so which one is meant is open: keep one of them",
                column="path",
                value=hint.path,
            )
            undecided |= {file.name for file in candidates}
            continue
        if not candidates:
            for row in rows[file_id]:
                row["path"] = hint.expected
            continue
        local = candidates[0]
        owner, first = taken.setdefault(local.name, (hint.owner, file_id)) if hint.owner else ("", "")
        if owner != hint.owner:
            part.problem(
                local.name,
                f"two exports name it ({owner} and {hint.owner}): put each export beside its own files",
                column="path",
                value=hint.path,
            )
            for row in rows[first]:
                row["path"] = None
            undecided.add(local.name)
            continue
        claimed.add(local.name)
        for row in rows[file_id]:
            row["path"] = local.path or None
        if local.described:
            part.media.append({"file_id": file_id, **local.described.media})

    claimed -= undecided
    left = [file for file in media if file.name not in claimed | undecided]
    return [*_copies(part, left, rows, hints), *(file for file in media if file.name in undecided)]


def _copies(
    part: Part, left: Iterable[ExportFile], rows: dict[str, list[Row]], hints: dict[str, Hint]
) -> list[ExportFile]:
    """Local copies of a known picture under a name that the export does not mention."""
    stems: dict[str, set[str]] = defaultdict(set)
    example: dict[tuple[str, str], tuple[str, Hint]] = {}
    for file_id, hint in sorted(hints.items()):
        stem, asset = canonical_path(_form(hint.path)), str(rows[file_id][0]["asset_id"])
        stems[stem].add(asset)
        known = example.get((stem, asset))
        if known is None or rows[file_id][0].get("role") == "published":
            example[stem, asset] = (file_id, hint)
    strangers = []
    for file in left:
        endings = [ending for ending in _endings(canonical_path(_form(file.slashed))) if ending in stems]
        owners = stems[endings[0]] if endings else set()
        if len(owners) != 1:
            strangers.append(file)
            continue
        asset = next(iter(owners))
        like, _ = example[endings[0], asset]
        model = rows[like][0]
        name = file.slashed.rsplit("/", 1)[-1]
        url = beside(str(model["url"]), name) if model.get("url") else None
        row: Row = {
            "file_id": identity.file_id(asset, url or file.slashed, is_path=url is None),
            "asset_id": asset,
            "role": "resized" if size_in_name(name) else "original",
            "url": url,
            "path": file.path or None,
            "is_public": model.get("is_public"),
        }
        part.files.append(row)
        if file.described:
            part.media.append({"file_id": row["file_id"], **file.described.media})
    return strangers


def _ending_with(media: Sequence[ExportFile], wanted: set[str]) -> dict[str, list[ExportFile]]:
    """Wanted ending → the local files it is the *longest* wanted ending of."""
    found: dict[str, list[ExportFile]] = defaultdict(list)
    for file in media:
        ending = next((ending for ending in _endings(_form(file.slashed)) if ending in wanted), None)
        if ending is not None:
            found[ending].append(file)
    return found


def _endings(path: str) -> Iterable[str]:
    """The path without its first part, without its first two parts …: longest first.

    >>> list(_endings("uploads/2025/race.jpg"))
    ['uploads/2025/race.jpg', '2025/race.jpg', 'race.jpg']
    """
    parts = path.split("/")
    return ("/".join(parts[start:]) for start in range(len(parts)))


def _nearest(candidates: list[ExportFile], near: str) -> list[ExportFile]:
    """Of several files, those that share most of their folders with the export."""
    if len(candidates) < 2:
        return candidates
    home = near.replace("!", "/").split("/") if near else []

    def shared(file: ExportFile) -> int:
        folders = file.slashed.split("/")[:-1]
        return next(
            (i for i, (a, b) in enumerate(zip(home, folders, strict=False)) if a != b), min(len(home), len(folders))
        )

    most = max(map(shared, candidates))
    return [file for file in candidates if shared(file) == most]


def _form(path: str) -> str:
    # A Mac writes é as two characters: the same name must compare equal.
    return unicodedata.normalize("NFC", path.replace("\\", "/").removeprefix("./"))
