"""Which local file is which video of a YouTube channel: Takeout calls them by their titles."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from imgaudit.exports._google.pairs import CUT, numbered, place
from imgaudit.exports.binding import put_nearest
from imgaudit.exports.parts import Part
from imgaudit.files import VIDEOS, ExportFile, extension


class Titles:
    """All videos by title; called with the local files, it adds to their rows."""

    def __init__(self, videos: Sequence[tuple[ExportFile, str, str]]) -> None:
        self._videos: dict[str, dict[str, list[tuple[ExportFile, str]]]] = defaultdict(lambda: defaultdict(list))
        for file, file_id, title in videos:
            self._videos[_beside(file)][_letters(title)].append((file, file_id))

    def __call__(self, part: Part, files: Sequence[ExportFile]) -> set[str]:
        """Write the paths of those that are no other's; answers the names of the files found."""
        here: dict[tuple[str, str], dict[str, list[ExportFile]]] = defaultdict(lambda: defaultdict(list))
        for file in files:
            name = file.slashed.rpartition("/")[2]
            stem = name.rpartition(".")[0]
            home = _beside(file)
            # Where the folder of all is not there to tell, that of the videos must be called so.
            is_there = home or place(file)[:3].casefold() in ("vid", "víd")
            if extension(name) in VIDEOS and is_there and home in self._videos:
                whole = _letters(numbered(stem)[0])
                titles = self._videos[home]
                alike = [whole] if whole in titles else [
                    title for title in titles if len(stem) >= CUT and title.startswith(whole)
                ]  # fmt: skip
                for title in alike if len(alike) == 1 and whole else ():
                    here[home, title][name].append(file)
        claimed: set[str] = set()
        for (home, title), named in here.items():
            rows = self._videos[home][title]
            if len(named) == 1 and len({file_id for _, file_id in rows}) == 1:
                for near, file_id in rows:
                    claimed |= put_nearest(part, file_id, next(iter(named.values())), near)
            else:
                for name in (file.name for found in named.values() for file in found):
                    part.problem(
                        name,
                        "ambiguous",
                        "several videos have this title, so which one the file is stays open: look at it",
                        lost=0,
                    )
        return claimed


def _beside(file: ExportFile) -> str:
    """The folder in which the folder of a file lies: tables and videos are in two of one."""
    return place(file).rpartition("/")[0]


def _letters(title: str) -> str:
    """A title by its letters and figures alone, since Takeout leaves out or replaces the rest."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", title).casefold() if letter.isalnum())
