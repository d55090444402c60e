"""Which picture is which sidecar's in a Google Takeout, by the names that Google gives both.

Google cuts the name of a sidecar after 46 characters and that of a picture after 47 plus the ending, counts names that
occur twice at different places (``race.jpg(1).json`` is the sidecar of ``race(1).jpg``), has no sidecar of its own for
an edited copy or the clip of a motion photo, and may put picture and sidecar into different parts of the download.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from imgaudit.exports._google.downloads import download_of, made_at
from imgaudit.exports.binding import put_nearest
from imgaudit.exports.parts import Part
from imgaudit.exports.sources import Source
from imgaudit.files import MEDIA, PICTURES, ExportFile, extension, kind_of_name

SUFFIX = "supplemental-metadata"
EDITED = (
    "-edited", "-effects", "-smile", "-mix", "-bearbeitet", "-bewerkt", "-modifié", "-modificato", "-editado",
    "-ha editado", "-editada", "-editat", "-edytowane", "-redigeret", "-redigert", "-redigerad", "-muokattu",
    "-upravené", "-отредактировано", "-編集済み", "-编辑", "-已编辑", "-편집됨",
)  # fmt: skip
"""What Google puts behind the name of an edited copy, by the language of the account."""
CLIPS = ("mp4", "mov", "mp", "mv")
"""Endings of the clip beside a motion or live photo."""
CUT = 40
"""A name of so many characters may have been cut; where exactly differs by a few."""

_NUMBER = re.compile(r"\((\d+)\)$")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One sidecar whose picture is looked for.

    - ``kind``: picture or video, where the sidecar tells.
    - ``key``: what the picture's row is called by, from which those of further files are called.
    - ``title``: the picture's whole name, as far as the sidecar tells.
    """

    file: ExportFile
    source: Source
    asset_id: str
    kind: str | None
    file_id: str
    key: str
    title: str


def place(file: ExportFile) -> str:
    """The folder of a file within the download: the same in each part of it, and when they are unpacked.

    >>> place(ExportFile("part 2/Takeout/Google Photos/Sports day/race.jpg", "", 0))
    'Google Photos/Sports day'
    """
    inside = file.name.split("!", 1)[1] if file.slashed != file.name else file.name
    folders = inside.split("/")[:-1]
    starts = [at for at, folder in enumerate(folders, 1) if folder.casefold() == "takeout"]
    return _form("/".join(folders[starts[-1] :] if starts else folders))


def picture_named(sidecar: str) -> tuple[str, str, bool]:
    """The picture's name as far as its sidecar's tells, the number behind it, and whether the name may be cut.

    >>> picture_named("race.JPG(1).json"), picture_named("race.jpg.suppl.json")
    (('race.JPG', '1', False), ('race.jpg', '', False))
    """
    name = _form(sidecar)
    base, number = numbered(name[:-5] if name.casefold().endswith(".json") else name)
    before, dot, last = base.rpartition(".")
    if not (dot and before and SUFFIX.startswith(last.casefold())):
        return base, number, _length(base) >= CUT
    if not number and extension(numbered(before)[0]) in MEDIA:
        before, number = numbered(before)
    return before, number, False


class Pairing:
    """All sidecars of all downloads; called with the local files, it adds to their rows."""

    def __init__(self, sidecars: Iterable[Sidecar]) -> None:
        self._by_place: dict[str, list[Sidecar]] = defaultdict(list)
        for sidecar in sidecars:
            self._by_place[place(sidecar.file)].append(sidecar)

    def __call__(self, part: Part, files: Sequence[ExportFile]) -> set[str]:
        """Write the paths; answers the names of the files that have found their place."""
        here: dict[str, list[ExportFile]] = defaultdict(list)
        for file in files:
            if (folder := place(file)) in self._by_place:
                here[folder].append(file)
        claimed = set()
        for folder, sidecars in self._by_place.items():
            own: dict[str, list[Sidecar]] = defaultdict(list)
            for sidecar in sidecars:
                own[download_of(sidecar.file.slashed)].append(sidecar)
            # Another account's download may have the same folders and names, so first each has what is its own; of
            # folders without a time, which may be parts of one download, that is only what has its whole name.
            folders = []
            taken: set[str] = set()
            for name, told in own.items():
                pairs = _Folder(part, [file for file in here[folder] if download_of(file.slashed) == name], told)
                taken |= pairs.pair(whole_names=made_at(told[0].file.slashed) is None)
                folders.append(pairs)
            if left := [file for file in here[folder] if file.name not in taken]:
                last = _Folder(part, left, sidecars)
                last.bound = [pair for pairs in folders for pair in pairs.bound]
                taken |= last.pair()
                folders.append(last)
            claimed |= taken
            edited = set().union(*(pairs.edited for pairs in folders))
            for sidecar in sidecars:
                role = "original" if sidecar.file_id in edited else "published"
                part.files.append({"file_id": sidecar.file_id, "role": role})
        return claimed


class _Folder:
    """Local files of one folder of a download, in whichever part they lie, and sidecars that may be theirs."""

    def __init__(self, part: Part, files: Iterable[ExportFile], sidecars: Sequence[Sidecar]) -> None:
        self.part = part
        self.sidecars = sidecars
        self.bound: list[tuple[Sidecar, str, int]] = []
        """Sidecars with the name and size of their picture."""
        self.claimed: set[str] = set()
        self.edited: set[str] = set()
        self.by_name: dict[str, list[ExportFile]] = defaultdict(list)
        for file in files:
            self.by_name[_form(file.slashed.rpartition("/")[2])].append(file)
        self.by_folded: dict[str, list[str]] = defaultdict(list)
        self.by_stem: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.by_name):
            self.by_folded[name.casefold()].append(name)
            if extension(name) in MEDIA:
                self.by_stem[_stem(name)].append(name)
        self.by_number: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for stem, names in self.by_stem.items():
            plain, number = numbered(stem)
            self.by_number[number] += [(f"{plain}.{extension(name)}".casefold(), name) for name in names]
        for known in self.by_number.values():
            known.sort()

    def pair(self, *, whole_names: bool = False) -> set[str]:
        """Whole names first, so that a cut one cannot take what is another's."""
        for _, bound, size in self.bound:  # as large under the same name: the same
            self.claimed |= {file.name for file in self.by_name.get(bound, ()) if file.size == size}
        known = {sidecar.file_id for sidecar, _, _ in self.bound}
        left = sorted((one for one in self.sidecars if one.file_id not in known), key=lambda one: one.file.name)
        for find in (self._by_whole_name,) if whole_names else (self._by_whole_name, self._by_cut_name):
            again = []
            for sidecar in left:
                if name := find(sidecar):
                    size = self._bind(sidecar, sidecar.file_id, name)
                    self.bound.append((sidecar, name, size))
                else:
                    again.append(sidecar)
            left = again
        if whole_names:
            return self.claimed
        self._companions([(sidecar, name) for sidecar, name, _ in self.bound])
        return self.claimed

    def _free(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if not all(file.name in self.claimed for file in self.by_name[name])]

    def _by_whole_name(self, sidecar: Sidecar) -> str | None:
        base, number, _ = picture_named(sidecar.file.slashed.rpartition("/")[2])
        if number:
            stem, dot, ending = base.rpartition(".")
            base = f"{stem}({number}){dot}{ending}" if dot else f"{base}({number})"
        alike = [base] if base in self.by_name else self.by_folded.get(base.casefold(), [])
        return alike[0] if len(alike) == 1 else None

    def _by_cut_name(self, sidecar: Sidecar) -> str | None:
        base, number, is_cut = picture_named(sidecar.file.slashed.rpartition("/")[2])
        stem = base.removesuffix(".") + (f"({number})" if number else "")
        free = self._free(self.by_stem.get(stem, ()))
        if not free and is_cut:
            free = self._free(self._beginning_with(base.casefold(), number))
        # The ending of the title tells a picture from its clip; else there must be but one picture.
        alike = [name for name in free if extension(name) == extension(sidecar.title)] or free
        if len(alike) > 1:
            alike = [name for name in alike if extension(name) in PICTURES]
        return alike[0] if len(alike) == 1 else None

    def _beginning_with(self, base: str, number: str) -> Iterator[str]:
        known = self.by_number.get(number, [])
        for plain, name in known[bisect_left(known, (base, "")) :]:
            if not plain.startswith(base):
                return
            yield name

    def _companions(self, pictures: Iterable[tuple[Sidecar, str]]) -> None:
        """Edited copies and clips, which share the sidecar of the picture that they were made of."""
        owners: dict[tuple[str, str], list[tuple[Sidecar, str]]] = defaultdict(list)
        for sidecar, name in pictures:
            for key in {(_stem(name), ""), numbered(_stem(name))}:
                owners[key].append((sidecar, name))
        for name in self._free(sorted(self.by_name)):
            plain, number = numbered(_stem(name))
            before = _before_edit(plain)
            if before and extension(name) in MEDIA:
                if edited := _owners(owners.get((before, number), ()), name):
                    self.edited |= {sidecar.file_id for sidecar in edited}
                    self._bind(edited[0], self._further(edited[0], "edited"), name)
            elif extension(name).split("~")[0] in CLIPS:
                # race.MP4 beside race.HEIC; race.MP beside race.MP.jpg
                pairs = [*owners.get((plain, number), ()), *owners.get((name, ""), ())]
                if moving := _owners([pair for pair in pairs if extension(pair[1]) in PICTURES], name):
                    self._bind(moving[0], self._further(moving[0], "clip"), name)

    def _further(self, sidecar: Sidecar, what: str) -> str:
        source = replace(sidecar.source, part=self.part)
        return source.file(sidecar.asset_id, named=f"{sidecar.key}#{what}", near=None)

    def _bind(self, sidecar: Sidecar, file_id: str, name: str) -> int:
        """Write where it is; answers how large it is."""
        claimed = put_nearest(self.part, file_id, self.by_name[name], sidecar.file)
        self.claimed |= claimed
        if sidecar.kind is None:
            self.part.assets.append({"asset_id": sidecar.asset_id, "kind": kind_of_name(name)})
        return next(file.size for file in self.by_name[name] if file.name in claimed)


def _owners(pairs: Sequence[tuple[Sidecar, str]], name: str) -> list[Sidecar]:
    """Of several pictures of one name the one with the same ending, else the camera's own; none if that is open.

    It may have several sidecars, of several downloads.
    """
    alike = [pair for pair in pairs if extension(pair[1]) == extension(name)] or list(pairs)
    if len({sidecar.asset_id for sidecar, _ in alike}) > 1:
        alike = [pair for pair in alike if extension(pair[1]) in ("heic", "heif")]
    return [sidecar for sidecar, _ in alike] if len({sidecar.asset_id for sidecar, _ in alike}) == 1 else []


def _before_edit(stem: str) -> str | None:
    """The name without what Google adds to an edited copy, which may be cut itself; ``None`` for any other."""
    for suffix in EDITED:
        if stem.casefold().endswith(suffix):
            return stem[: -len(suffix)] or None
    before, dash, tail = stem.rpartition("-")
    is_begun = _length(stem) >= CUT and tail and any(suffix[1:].startswith(tail.casefold()) for suffix in EDITED)
    return before or None if dash and is_begun else None


def numbered(stem: str) -> tuple[str, str]:
    """A name without the number that Google adds where it occurs twice, and the number.

    >>> numbered("race(1)"), numbered("race (new)")
    (('race', '1'), ('race (new)', ''))
    """
    found = _NUMBER.search(stem)
    return (stem[: found.start()], found[1]) if found and found.start() else (stem, "")


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _length(text: str) -> int:
    """How long a name is for Google, which counts an emoji as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _form(path: str) -> str:
    # A Mac writes é as two characters: the same name must compare equal.
    return unicodedata.normalize("NFC", path)
