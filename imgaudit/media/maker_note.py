"""Maker notes: opaque by principle. What they leave unknown, and what exifread can decode on request."""

import io
import logging

from .buffer import Buffer
from .harmless import MAKER_NOTE_ALSO, MAKER_NOTE_UNKNOWN
from .limits import MAX_NOTE_READS
from .record import Report


def doubt_maker_note(report: Report, data: Buffer, start: int, end: int) -> None:
    """Leave unknown what this make may keep in its note, and see a preview picture inside it."""
    report.doubt(MAKER_NOTE_UNKNOWN)
    make = next((value for _, what, _, value in report.found if what == "Make"), "").lower()
    make = make or bytes(data[start : start + 12]).decode("latin-1").lower()
    for name, kinds in MAKER_NOTE_ALSO.items():
        if name in make:
            report.doubt(kinds)
    if data.find(b"\xff\xd8\xff", start, end) >= 0:
        report.add("thumbnail", "PreviewImage", "Exif MakerNote")


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
