"""Which file on this machine is which file of an export.

An export names a file by an address or a path; a copy of the uploads may lie beside it, one folder deeper or
higher than the export thinks. A local file is the one meant if its path *ends with* the whole path in the export.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby, takewhile

from imgaudit.exports import identity
from imgaudit.exports.parts import Part, Row
from imgaudit.files import ExportFile
from imgaudit.foreign.addresses import beside, canonical_path, size_in_name

MAX_FOLDERS = 64
"""So many folders from the end of a path are compared: a path may be a megabyte of slashes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that an export names, and how its copy on this machine is told; see ``parts.ASIDE``."""

    file_id: str
    asset_id: str
    role: str | None
    url: str | None
    is_public: bool | None
    named: str
    near: str
    blog: str


def bind(part: Part, media: Sequence[ExportFile]) -> list[ExportFile]:
    """Find the copies on this machine of files that exports name; gives back the local files that nothing names.

    A file that is only described gives what is told of it in place of a path. A copy that no row names, but whose
    name without size and edit suffixes is that of a file which has a row, becomes a further file of that asset.
    What cannot be told apart is a problem and stays unbound. Several exports may name one file: it is found if it can
    be told from where any of them lies.
    """
    placed = {name for find in part.finders for name in find(part, media)}
    if not media:
        return []
    wanted = _wanted(part)
    # A list may write the path of what a blog holds, so lists and blogs do not compete for the longest ending.
    locals_of = {
        is_blog: _ending_with(media, {_form(want.named) for want in wanted if bool(want.blog) is is_blog})
        for is_blog in (True, False)
    }
    by_path = {_form(file.slashed): file for file in media}
    found: dict[str, ExportFile] = {}
    taken: dict[str, tuple[str, str]] = {}  # local name → blog and file_id that has it
    undecided: set[str] = set()

    described: dict[str, set[str]] = defaultdict(set)
    for _, of_one in groupby(wanted, key=lambda want: want.file_id):
        seen = [(want, _candidates(want, by_path, locals_of[bool(want.blog)])) for want in of_one]
        want, candidates = min(seen, key=lambda pair: (len(pair[1]) != 1, -len(pair[1])))
        if len(candidates) > 1 and (here := [file for file in candidates if not file.described]):
            for file in candidates:  # the bytes themselves tell more than a report of them
                if file.described:
                    described[file.described.export].add(file.name)
            candidates = here
        if len(candidates) > 1:
            names = ", ".join(sorted(file.name for file in candidates)[:3])
            part.problem(
                names,
                "ambiguous",
                f"{len(candidates)} files end with '{want.named}', so which one is meant is open: keep one of them",
                column="path",
                value=want.named,
                lost=0,
            )
            undecided |= {file.name for file in candidates}
            continue
        if not candidates:
            continue
        local = candidates[0]
        blog, first = taken.setdefault(local.name, (want.blog, want.file_id)) if want.blog else ("", "")
        if blog != want.blog:
            part.problem(
                local.name,
                "ambiguous",
                f"two exports name it ({blog} and {want.blog}): put each export beside its own files",
                column="path",
                value=want.named,
                lost=0,
            )
            found.pop(first, None)
            undecided.add(local.name)
            continue
        found[want.file_id] = local

    for file_id, local in found.items():
        put_file(part, file_id, local)
    for export, names_told in described.items():
        count = f"{len(names_told):,} path{'s' if len(names_told) > 1 else ''} in it"
        reason = "is taken for a picture that is here and was looked at itself: put the report beside the pictures"
        part.problem(export, "duplicate", f"{count}: each {reason}", value=", ".join(sorted(names_told)), lost=0)
    claimed = placed | {local.name for local in found.values()} | set().union(*described.values())
    undecided -= claimed
    left = [file for file in media if file.name not in claimed | undecided]
    return [*_copies(part, left, wanted, found), *(file for file in media if file.name in undecided)]


def _candidates(
    want: Wanted, by_path: Mapping[str, ExportFile], ending_with: Mapping[str, list[ExportFile]]
) -> list[ExportFile]:
    """The local files that may be meant, as seen from where one export lies."""
    named = _form(want.named)
    exact = by_path.get(_form(f"{want.near}/{want.named}") if want.near else named) or by_path.get(named)
    return [exact] if exact else _nearest(ending_with.get(named, []), want.near)


def _wanted(part: Part) -> list[Wanted]:
    """The files that exports name, once for each place of an export that does, in the order of their ids."""
    names = [field.name for field in fields(Wanted)]
    files = part.files.frame().reindex(columns=names)
    files = files[files["named"].notna()].drop_duplicates(["file_id", "named", "near"])
    files = files.sort_values(["file_id", "near", "named"], na_position="first")
    files = files.astype(object).where(files.notna(), None).fillna({"near": "", "blog": ""})
    return [Wanted(**{str(name): value for name, value in row.items()}) for row in files.to_dict("records")]


def put_file(part: Part, file_id: str, local: ExportFile) -> None:
    """Add to a file's row where its copy on this machine is, or what is told of it in place of the copy."""
    part.files.append({"file_id": file_id, "path": local.path or None})
    if local.described:
        part.media.append({"file_id": file_id, **local.described.media})


def put_nearest(part: Part, file_id: str, files: Iterable[ExportFile], near: ExportFile) -> set[str]:
    """Of local files of one name the one nearest to the export that tells of it; answers all that are the same file.

    What is as large under the same name in another part of the download, or in last term's, is the same.
    """
    ranked = sorted(files, key=lambda file: nearness(near, file))
    put_file(part, file_id, ranked[0])
    return {file.name for file in ranked if file.size == ranked[0].size}


def nearness(file: ExportFile, other: ExportFile) -> tuple[int, str]:
    """By what to sort files so that those of the same download come first."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(file.slashed, other.slashed, strict=False))
    return -sum(1 for _ in alike), other.name


def _copies(
    part: Part, left: Iterable[ExportFile], wanted: Sequence[Wanted], found: Mapping[str, ExportFile]
) -> list[ExportFile]:
    """Local copies of a known picture under a name that the export does not mention.

    A further copy of a file that was found, such as one of last year's uploads, says nothing of what is published now.
    """
    stems: dict[str, set[str]] = defaultdict(set)
    example: dict[tuple[str, str], Wanted] = {}
    for want in wanted:
        stem = canonical_path(_form(want.named))
        stems[stem].add(want.asset_id)
        known = example.get((stem, want.asset_id))
        if known is None or want.role == "published":
            example[stem, want.asset_id] = want
    strangers = []
    for file in left:
        endings = [ending for ending in _endings(canonical_path(_form(file.slashed))) if ending in stems]
        owners = stems[endings[0]] if endings else set()
        if len(owners) != 1:
            strangers.append(file)
            continue
        model = example[endings[0], next(iter(owners))]
        name = file.slashed.rsplit("/", 1)[-1]
        url = beside(model.url, name) if model.url else None
        file_id = identity.file_id(model.asset_id, url or file.slashed, is_path=url is None)
        if file_id in found:
            strangers.append(file)
            continue
        row: Row = {
            "file_id": file_id,
            "asset_id": model.asset_id,
            "role": "resized" if size_in_name(name) else "original",
            "url": url,
            "is_public": model.is_public,
        }
        part.files.append(row)
        put_file(part, file_id, file)
    return strangers


def not_here(described: Sequence[ExportFile], media: Sequence[ExportFile]) -> list[ExportFile]:
    """Described files whose bytes are not among the media files.

    The tool that describes them may have run in a higher or deeper folder than the one that is read, so one path may
    be the end of the other: with its folder, for names like ``IMG_0001.jpg`` are in every folder, and only where that
    fits one file alone.
    """
    path_of = {file.name: _form(file.slashed) for file in described}
    here = {_form(file.slashed) for file in media}
    left = [file for file in described if path_of[file.name] not in here]
    others = here - set(path_of.values()) if left else set()
    longer: dict[str, list[str]] = defaultdict(list)  # ending → the local files that end so
    for path in others:
        for ending in _endings(path):
            longer[ending].append(path)
    meant = {
        file.name: {
            *longer.get(path_of[file.name], ()),
            *(ending for ending in _endings(path_of[file.name]) if "/" in ending and ending in others),
        }
        for file in left
        if "/" in path_of[file.name]
    }
    times = Counter(path for paths in meant.values() for path in paths)
    return [file for file in left if [times[path] for path in meant.get(file.name, ())] != [1]]


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
    return ("/".join(parts[start:]) for start in range(max(0, len(parts) - MAX_FOLDERS), len(parts)))


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
