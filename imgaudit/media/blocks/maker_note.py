"""Maker notes: what they tell where their form is known, what they leave unknown, what exifread decodes of them."""

import io
import logging
import re

from imgaudit.media.buffer import Buffer, search
from imgaudit.media.harmless.maker_notes import NOTE_FORMS
from imgaudit.media.harmless.tags import MAKER_NOTE_ALSO, MAKER_NOTE_NEVER, MAKER_NOTE_UNKNOWN
from imgaudit.media.limits import MAX_NOTE_BYTES, MAX_NOTE_READS
from imgaudit.media.record import KINDS, Report

from .note_tags import inspect_note

# FF D8 FF, or D8 FF and a marker: the first byte of a preview is another one in some makers' notes. It is looked at
# last, because a pattern that begins with two known bytes is found several times faster.
_PREVIEW = re.compile(rb"\xd8\xff(?:[\xc0\xc4\xdb\xe0-\xef\xfe]|(?<=\xff\xd8\xff))")

_ALSO_LISTED = (
    "agfa", "asahi", "epson", "hasselblad", "hewlett", "jvc", "kodak", "konica", "leaf", "pentax", "phase", "vivitar",
)  # fmt: skip
_LISTED = frozenset(
    (*_ALSO_LISTED, *MAKER_NOTE_ALSO, *MAKER_NOTE_NEVER, *(form.make for form in NOTE_FORMS if form.make))
)
"""Makes of whose notes ExifTool's TagNames list what they hold."""
_LINE = re.compile(rb"[A-Za-z0-9 .,:;'/()_-]{24,}")
_LETTERS_OF_A_LINE = 13
"""A line of so many different letters is more than the name of a lens."""


def inspect_maker_note(
    report: Report, data: Buffer, start: int, end: int, order: str = "<", where: str = "Exif MakerNote"
) -> None:
    """Judge a note tag by tag, or leave unknown what this make may keep in it; and see a preview picture inside it."""
    head = bytes(data[start : min(end, start + 12)])
    named = [value for _, what, _, value in report.found if what in ("Make", "Model")]
    make = (" ".join(named) or head.decode("latin-1")).lower()
    may_hold = unknown_in_note(make, head)
    if end - start > MAX_NOTE_BYTES or not inspect_note(report, data, start, end, make, order, may_hold, where):
        # It may be anything in notes of which nobody has a list, or where there is a line of text.
        lines = map(set, _LINE.findall(data[start:end]))
        is_listed = any(name in make for name in _LISTED) and max(map(len, lines), default=0) < _LETTERS_OF_A_LINE
        report.doubt(may_hold if is_listed else KINDS)
    if search(_PREVIEW, data, start + 1, end, 3) is not None:
        report.add("thumbnail", "PreviewImage", where)


def unknown_in_note(make: str, head: bytes) -> set[str]:
    """The kinds that a note of this make, which begins like this, may hold."""
    kinds = set(MAKER_NOTE_UNKNOWN) - {"thumbnail"}
    for name, more in MAKER_NOTE_ALSO.items():
        if name in make:
            kinds.update(more)
    for beginnings, never in MAKER_NOTE_NEVER.values():
        if head.startswith(beginnings):
            kinds -= never
    return kinds


DECODED = {"owner", "serial", "location"}
"""What a note is decoded for, where it is not known: the other kinds matter less, or the Exif block tells them."""

_DECODED_NOTE_WORDS = (("serial", "serial"), ("owner", "owner"), ("firmware", "software"), ("lens", "device"),
                       ("model", "device"), ("date", "time"))  # fmt: skip


class _BoundedBytes(io.BytesIO):
    """Bytes that can be read so many times: exifread believes any count that a damaged note states."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > MAX_NOTE_READS:
            raise EOFError
        return super().read(size)


def decode_maker_note(report: Report, data: bytes, where: str) -> None:
    """What exifread can decode of a maker note. It knows some makes and some tags: it can add a yes, never a no."""
    import exifread  # slow to import, needed only here

    logging.getLogger("exifread").setLevel(logging.CRITICAL)
    try:
        tags = exifread.process_file(_BoundedBytes(data), details=True, extract_thumbnail=False)
    except Exception:  # noqa: BLE001 - it raises anything on torture files, and its silence costs nothing
        return
    for name, value in tags.items():
        if not name.startswith("MakerNote "):
            continue
        shown = str(value).strip("\0 []")
        kind = next((kind for word, kind in _DECODED_NOTE_WORDS if word in name.lower()), "")
        if kind and shown and shown.strip("0, "):
            report.add(kind, name.removeprefix("MakerNote "), f"{where}/MakerNote", shown)
