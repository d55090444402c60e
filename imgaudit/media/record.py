"""What is known about one file: the frozen `Record`, and the `Report` that block readers fill in."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from .buffer import CUT, Buffer, is_cut
from .limits import MAX_DEPTH, MAX_FOUND, MAX_TEXT_CHARS, MAX_VALUE_CHARS

KINDS = (
    "location",
    "people",
    "owner",
    "serial",
    "device",
    "time",
    "text",
    "software",
    "thumbnail",
    "hidden",
    "provenance",
    "maker_note",
)
"""The exposure kinds of the guidance, in the order in which they are shown."""

WRITTEN = ("text", "owner")
"""The kinds whose values are what people wrote: there one has to look for names."""

_IN_WORDS = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+[\s,;:@\\/._-]++[^\W\d_]{2}")
_NUMBER_OF_A_PROGRAM = re.compile(r"(?:xmp\.[a-z]id|adobe:docid|uuid|urn)[:.]", re.IGNORECASE)

STATUSES = ("ok", "damaged", "unsupported", "unrecognised", "empty", "too_large", "unreadable")


class Damaged(ValueError):  # noqa: N818 - it states what a file is, and never leaves the engine
    """Bytes break the rules of their format. Raised by walkers, always caught inside the engine."""


class Found(NamedTuple):
    """One thing that a file gives away.

    Attributes
    ----------
    kind
        One of `KINDS`.
    what
        The tag, by the spelling of its standard: ``GPSLatitude``, ``By-line``.
    where
        The block of the file that holds it: ``APP1 Exif/GPS IFD``, ``after end of image``.
    value
        The value as short text, or ``""`` where text says nothing.
    """

    kind: str
    what: str
    where: str
    value: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """What one file gives away. Made by `inspect`.

    Attributes
    ----------
    status
        ``ok``; ``damaged`` (only partly readable: what was seen is yes, the rest unknown);
        ``unsupported`` (recognised, not decoded); ``unrecognised``; ``empty``; ``too_large``; ``unreadable``.
    error
        ``""``, or one sentence in plain English.
    format
        The real format, from the bytes and never from the name; ``""`` if unrecognised.
    width_px, height_px
        Size as displayed, orientation applied [pixels].
    orientation
        EXIF orientation, 1 to 8.
    kinds
        Every kind of `KINDS`: True, False, or None for unknown. Read-only.
    found
        What was found, in the order of the file.
    person_names
        Names of people in person tags and face regions.
    texts
        What people wrote into the file, and what else may name somebody, whole; line breaks stay.
    texts_cut
        Whether more was written than was read or is kept.
    content_hash
        SHA-256 of the bytes or, where there is an `image_hash`, ``parts:`` and the SHA-256 of that, of where the image
        lies, and of all other bytes; ``""`` when not asked for.
    image_hash
        SHA-256 of the compressed image data alone: the same before and after a lossless strip;
        ``""`` when not asked for or not available.
    """

    status: str
    error: str
    format: str
    width_px: int | None
    height_px: int | None
    orientation: int | None
    kinds: Mapping[str, bool | None]
    found: tuple[Found, ...]
    person_names: tuple[str, ...]
    texts: tuple[str, ...] = ()
    texts_cut: bool = False
    content_hash: str = ""
    image_hash: str = ""

    def __reduce__(self) -> tuple[Callable[..., "Record"], tuple[Any, ...]]:
        # A mapping proxy cannot be pickled, and records travel between processes.
        values = [getattr(self, field.name) for field in fields(self)]
        return _unpickled, tuple(dict(v) if isinstance(v, Mapping) else v for v in values)


def _unpickled(*values: Any) -> Record:
    arguments: list[Any] = [MappingProxyType(v) if isinstance(v, dict) else v for v in values]
    return Record(*arguments)


NO_SCANS: Mapping[int, int] = MappingProxyType({})


class Report:
    """What the readers have seen of one file so far.

    A reader calls `add` for what it saw, `doubt` for what it could not rule out, `damaged` when the
    file broke the rules. A kind that nobody added or doubted is *no*.
    """

    __slots__ = (
        "depth", "details", "error", "format", "found", "height", "inflated", "names", "orientation", "room",
        "scans", "status", "texts", "texts_cut", "unknown", "width", "yes",
    )  # fmt: skip

    read_file: ClassVar[Callable[["Report", Buffer], object]]
    """What judges a file of any format: given by `inspection`, the one module that knows all of them."""

    def __init__(self, *, details: bool = False, depth: int = 0, scans: Mapping[int, int] = NO_SCANS) -> None:
        self.status = "ok"
        self.error = ""
        self.format = ""
        self.width: int | None = None
        self.height: int | None = None
        self.orientation: int | None = None
        self.yes: set[str] = set()
        self.unknown: set[str] = set()
        self.found: list[Found] = []
        self.names: dict[str, None] = {}
        self.texts: dict[str, None] = {}
        self.texts_cut = False
        self.room = MAX_TEXT_CHARS
        self.inflated = 0
        self.details = details
        self.depth = depth
        self.scans = scans
        """Of a JPEG: where entropy-coded data end, by where they begin, as far as that is known."""

    def add(self, kind: str, what: str, where: str, value: str = "") -> None:
        """Something that the file gives away."""
        self.yes.add(kind)
        if value and is_written(kind, value):
            self.keep(value)
        if len(self.found) < MAX_FOUND:
            if value and (len(value) > MAX_VALUE_CHARS or not value.isprintable()):
                value = shortened(value)
            self.found.append(Found(kind, what, where, value))

    def keep(self, text: str) -> None:
        """What somebody wrote into the file, as far as there is room for it."""
        text = on_lines(text)
        self.texts_cut |= is_cut(text) or len(text) > self.room
        if text and text not in self.texts and (text := text[: self.room]):
            self.texts[text] = None
            self.room -= len(text)

    def name(self, name: str) -> None:
        """A person named in the file."""
        if len(name) > MAX_VALUE_CHARS or len(self.names) >= MAX_FOUND:
            self.keep(name)
        if (name := shortened(name)) and len(self.names) < MAX_FOUND:
            self.names[name] = None

    def doubt(self, kinds: Iterable[str] = KINDS) -> None:
        """Kinds that cannot be ruled out."""
        self.unknown.update(kinds)

    def damaged(self, error: str) -> None:
        """The file breaks the rules of its format: nothing can be ruled out any more."""
        self.status = "damaged"
        self.error = self.error or error
        self.unknown.update(KINDS)

    def unsupported(self, error: str) -> None:
        """The format is known and not decoded."""
        self.status = "unsupported"
        self.error = error
        self.unknown.update(KINDS)

    def look_into(self, data: bytes, where: str) -> None:
        """Judge a file inside this one, and add what it gives away; below a certain depth it only leaves doubt."""
        if self.depth + 1 >= MAX_DEPTH:
            self.doubt()
            return
        inner = Report(details=self.details, depth=self.depth + 1)
        Report.read_file(inner, data)
        self.yes |= inner.yes
        self.unknown |= inner.unknown
        room = MAX_FOUND - len(self.found)
        self.found += [Found(k, what, f"{where}: {place}", v) for k, what, place, v in inner.found[:room]]
        for name in inner.names:
            self.name(name)
        for text in inner.texts:
            self.keep(text)
        self.texts_cut |= inner.texts_cut

    def record(self, *, content_hash: str = "", image_hash: str = "") -> Record:
        """The finished record."""
        width, height = self.width, self.height
        if self.orientation is not None and self.orientation >= 5:  # 5 to 8 turn by a quarter (TIFF 6.0)
            width, height = height, width
        yes, unknown = self.yes, self.unknown
        kinds = {k: True if k in yes else (None if k in unknown else False) for k in KINDS}
        return Record(
            self.status,
            self.error,
            self.format,
            width,
            height,
            self.orientation,
            MappingProxyType(kinds),
            tuple(self.found),
            tuple(self.names),
            tuple(self.texts),
            self.texts_cut,
            content_hash,
            image_hash,
        )


def is_written(kind: str, value: str) -> bool:
    """Whether a value is kept to look for names in it: of places, cameras and times no more is kept than needed."""
    if kind in WRITTEN:
        return True
    if kind not in ("people", "serial", "software", "hidden"):
        return False
    return bool(_IN_WORDS.search(value)) and not _NUMBER_OF_A_PROGRAM.match(value)


def shortened(text: str) -> str:
    """Text on one line, without control characters, no longer than a cell should be."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text[: 4 * MAX_VALUE_CHARS])
    text = text.strip()
    return text if len(text) <= MAX_VALUE_CHARS else text[: MAX_VALUE_CHARS - 1] + CUT


def on_lines(text: str) -> str:
    """Text without control characters; its line breaks stay, for they part names."""
    if text.isprintable():
        return text.strip()
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in text.splitlines()).strip()
