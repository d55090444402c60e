"""A copy of a file of boxes: what is to go is overwritten with zeros where it stands, so that no offset has to change.

A box becomes an empty `free` box of the same size; a time, a name or a sample becomes zeros.
"""

from imgaudit.media.buffer import Buffer, Ranges
from imgaudit.media.edits import Edits
from imgaudit.media.record import Report
from imgaudit.media.wish import Wish

from .box_walk import Box
from .iso_boxes import inspect_handler_name


class Eraser:
    """A copy of one file, from which things are erased, and what is known of it by then."""

    __slots__ = ("claimed", "data", "gone", "is_doubtful", "is_fragmented", "made", "tracks", "wish")

    def __init__(self, data: Buffer, wish: Wish) -> None:
        self.data = data
        self.made = Edits(data)
        self.wish = wish
        self.claimed: Ranges = []
        """Where samples and items lie that stay."""
        self.gone: Ranges = []
        """Where samples and items lie that go."""
        self.tracks = 0
        self.is_fragmented = False
        self.is_doubtful = False
        """Whether a still picture has lost more than blocks that every viewer passes over."""

    def blank(self, start: int, end: int) -> None:
        """Overwrite with zeros."""
        self.made.blank(start, end)

    def free(self, box: Box) -> None:
        """Make a box an empty one."""
        self.made.write(box.start + 4, b"free")
        self.blank(box.body, box.end)


def erase_handler_name(eraser: Eraser, box: Box) -> None:
    """A handler's name and maker, unless the name only says what the track is and single kinds are to go."""
    report = Report()
    inspect_handler_name(report, eraser.data, box.body, box.end)
    if eraser.wish.bare or (report.yes | report.unknown) & eraser.wish.go:
        eraser.blank(box.body + 12, box.end)
