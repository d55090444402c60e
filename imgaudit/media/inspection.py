"""`inspect`: open one file, find out what it is, let its format's reader judge it."""

import hashlib
import os
from collections.abc import Mapping
from typing import BinaryIO

from .blocks.exif import gaps
from .buffer import Buffer, Pieces, Ranges, read_exactly, view
from .formats import recognise
from .formats.others import sentence
from .limits import MAX_FILE_BYTES, MAX_STREAM_BYTES, READ_WHOLE_BYTES
from .record import NO_SCANS, Record, Report
from .wish import CannotStrip

ENGINE_VERSION = "8"
"""Rises whenever the same file may be judged differently: a sharper engine is not a worse school."""

BY_PARTS = "parts:"
"""Before a `content_hash` that is made of `image_hash`, the places of the picture and all other bytes."""

_STEP = 1 << 20


def inspect(
    source: str | os.PathLike[str] | bytes | BinaryIO,
    *,
    hashes: bool = True,
    details: bool = False,
) -> Record:
    r"""Answer what one file gives away.

    Parameters
    ----------
    source
        A path, the bytes themselves, or an open binary file (read from its start, left open).
    hashes
        Whether to compute `content_hash` and `image_hash`; the whole file is read for it.
    details
        Whether to decode maker notes as far as exifread can, where they leave owner, serial number or place
        unknown. Much slower; it can only add findings.

    Returns
    -------
    Record
        Whatever the bytes are: bad content and I/O errors become a `status` and an `error`.

    Examples
    --------
    >>> record = inspect(b"GIF89a" + bytes.fromhex("01000100000000") + b"!\xfe\x05Hello\x00" + b";")
    >>> record.format, record.kinds["text"], record.kinds["location"]
    ('gif', True, False)
    """
    if isinstance(source, bytes):
        return _inspected(source, hashes=hashes, details=details)
    try:
        if isinstance(source, (str, os.PathLike)):
            with open(source, "rb", buffering=0) as file:  # noqa: PTH123 - measurably faster, and called by the 100,000
                return _inspect_file(file, hashes=hashes, details=details)
        return _inspect_file(source, hashes=hashes, details=details)
    except OSError as error:
        return _failed("unreadable", f"The file cannot be read: {error.strerror or error}.")
    except ValueError as error:  # a closed file, a path with a null character
        return _failed("unreadable", f"The file cannot be read: {error}.")


def _inspect_file(file: BinaryIO, *, hashes: bool, details: bool) -> Record:
    try:
        before = os.fstat(file.fileno())
    except (OSError, AttributeError):  # a file object without a file behind it
        return _inspect_stream(file, hashes=hashes, details=details)
    size = before.st_size
    if size > MAX_FILE_BYTES:
        return _failed("too_large", f"The file is larger than {MAX_FILE_BYTES >> 30} GiB and was not opened.")
    if size > READ_WHOLE_BYTES:
        pieces = Pieces(file, size)
        record = _inspected(pieces, hashes=hashes, details=details)
        pieces.check()
        return record
    file.seek(0)
    record = _inspected(read_exactly(file, size), hashes=hashes, details=details)
    after = os.fstat(file.fileno())
    if (after.st_size, after.st_mtime_ns) != (size, before.st_mtime_ns):  # half of what was read may be of another file
        raise OSError("it was changed while it was read")
    return record


def _inspect_stream(file: BinaryIO, *, hashes: bool, details: bool) -> Record:
    if file.seekable():
        file.seek(0)
    data = file.read(MAX_STREAM_BYTES + 1)
    if len(data) > MAX_STREAM_BYTES:
        return _failed("too_large", f"The file is larger than {MAX_STREAM_BYTES >> 20} MiB and not on disk.")
    return _inspected(bytes(data), hashes=hashes, details=details)


def _failed(status: str, error: str) -> Record:
    report = Report()
    report.damaged(error)
    report.status = status
    return report.record()


def _inspected(data: Buffer, *, hashes: bool, details: bool) -> Record:
    if not len(data):
        return _failed("empty", "The file is empty.")
    report = Report(details=details)
    image = _read(report, data)
    if not hashes:
        return report.record()
    if sum(end - start for start, end in image) > len(data):  # ranges that lie over one another are no picture
        image = []
    if not image:
        return report.record(content_hash=_sha256(data, [(0, len(data))]))
    image_hash = _sha256(data, image)
    return report.record(content_hash=_content_hash(data, image, image_hash), image_hash=image_hash)


def examine(data: Buffer, scans: Mapping[int, int] = NO_SCANS) -> tuple[Report, Ranges]:
    """What a file gives away, and where its compressed image lies: what a copy without metadata is checked with.

    Where the scans of a JPEG end need not be looked for again if their bytes are those of a file seen before.
    """
    report = Report(scans=scans)
    return report, _read(report, data)


def drawable(data: Buffer) -> Record:
    """What a file says of the picture in it, where it can be drawn; raises :class:`CannotStrip` where it cannot."""
    record = examine(data)[0].record()
    if record.status != "ok" or not record.width_px or not record.height_px:
        raise CannotStrip("The picture is damaged, or of a kind that is not drawn here.")
    return record


def _read(report: Report, data: Buffer) -> Ranges:
    report.format, row = recognise(data)
    if row is None:
        if report.format:
            report.unsupported(sentence(report.format))
        else:
            report.damaged("The format is not known.")
            report.status = "unrecognised"
        return []
    try:
        return row.inspect(report, data)
    except Exception as error:  # noqa: BLE001 - the promise of this module: no bytes whatsoever raise
        report.damaged(
            f"The {report.format.upper()} is damaged and could not be read to its end ({type(error).__name__})."
        )
        return []


Report.read_file = staticmethod(_read)


def _content_hash(data: Buffer, image: Ranges, image_hash: str) -> str:
    """What the file holds, by the hash of its picture, the places of that, and the other bytes: each is read once."""
    places = ",".join(f"{start}-{end}" for start, end in image)
    return BY_PARTS + _sha256(data, gaps(image, len(data)), f"{image_hash} {len(data)} {places} ".encode())


def _sha256(data: Buffer, ranges: Ranges, begun: bytes = b"") -> str:
    digest = hashlib.sha256(begun)
    for start, end in ranges:
        for at in range(start, end, _STEP):
            digest.update(view(data, at, min(at + _STEP, end)))
    return digest.hexdigest()
