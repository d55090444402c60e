"""JPEG files (ISO/IEC 10918-1): walk the segments, judge each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy

from . import exif, jumbf, mpf, photoshop, trailer, xmp
from .buffer import Buffer, is_blank, search, text_of, view
from .harmless.boxes import KEY_KIND
from .harmless.chunks import JPEG_VENDOR_BLOCKS
from .harmless.tags import MAKER_NOTE_UNKNOWN
from .limits import MAX_BLOCKS, MAX_VALUE_BYTES, MAX_XMP_BYTES
from .record import KINDS, Damaged, Report

SOI, EOI, SOS, DQT, DHT, DAC, DRI, DNL, DHP, EXP, COM = (
    0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xCC, 0xDD, 0xDC, 0xDE, 0xDF, 0xFE,
)  # fmt: skip
STRAY, TRAILER = 0, -1
"""Markers given to bytes between segments and to bytes after the end of the image."""

FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
TABLES = frozenset({DQT, DHT, DAC, DRI, DNL, DHP, EXP})
_TABLE_SIZES = {DRI: 2, DNL: 2, EXP: 1, DAC: 16}

RST0 = 0xD0
_RESTARTS = tuple(bytes((RST0 + number,)) for number in range(8))
_ANY_NUMBER = 1 << 62

# In entropy-coded data FF is followed by 00 or by the next restart marker (B.1.1.5); anything else ends it.
_IN_SCAN = re.compile(rb"\xff[^\x00\xff]")
_FIRST_STEP, _STEP = 1 << 13, 1 << 17
_NEXT_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd8-\xfe]")
_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
"""Frames whose restart intervals count samples, not blocks of 8 × 8."""

_PICTURE_INFO = re.compile(rb"([A-Za-z]{2,30})=([^\r\n\0]{1,200})")

_SPLIT_BYTES = 32_000
"""An Exif block that goes on in the next segment fills its own; behind a shorter one, something else begins."""

EXIF_PREFIXES = (b"Exif\0\0", b"Exif\0\xff")
XMP_PREFIX = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP_PREFIX = b"http://ns.adobe.com/xmp/extension/\0"
PHOTOSHOP_PREFIXES = (b"Photoshop 3.0\0", b"Adobe_Photoshop2.5:", b"Adobe_Photoshop2.5\0")


class Block(NamedTuple):
    """A stretch of the file: a segment with its marker, a scan with its entropy-coded data, or loose bytes."""

    marker: int
    start: int
    body: int
    end: int


NO_SCANS: Mapping[int, int] = MappingProxyType({})


def blocks(data: Buffer, start: int = 0, scans: Mapping[int, int] = NO_SCANS) -> Iterator[Block]:
    """Walk a JPEG from its first marker to the last byte of the data; every byte lies in exactly one block.

    Parameters
    ----------
    data, start
        The bytes, and where the first marker stands.
    scans
        Where entropy-coded data end, by where they begin, as far as that is known: looking for it is most of the work.

    Raises
    ------
    Damaged
        When a segment or the end of the image is missing, or bytes lie loose behind the first scan: decoders go on
        after them in ways of their own, so they may be part of the picture. What was readable has been yielded by then.
    """
    has_scan = has_loose = False
    for block in _walk(data, start, scans):
        has_scan |= block.marker == SOS
        has_loose |= has_scan and block.marker == STRAY
        yield block
    if has_loose:
        raise Damaged("bytes that belong to nothing lie in or behind its compressed picture.")


def _walk(data: Buffer, start: int, scans: Mapping[int, int]) -> Iterator[Block]:
    total = len(data)
    frame, interval = b"", 0
    yield Block(SOI, start, start + 2, start + 2)
    position = start + 2
    for _ in range(MAX_BLOCKS):
        if position + 2 > total:
            break
        if data[position] != 0xFF:
            found = search(_NEXT_MARKER, data, position, total, 2)
            if found is None:
                yield Block(STRAY, position, position, total)
                break
            yield Block(STRAY, position, position, found)
            position = found
        begin = position
        while position + 1 < total and data[position + 1] == 0xFF:  # fill bytes (B.1.1.2)
            position += 1
        if position + 2 > total:
            break
        marker = data[position + 1]
        position += 2
        if marker == EOI:
            yield Block(EOI, begin, position, position)
            if position < total:
                yield Block(TRAILER, position, position, total)
            return
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8:
            yield Block(STRAY, begin, begin, position)
            continue
        if position + 2 > total:
            break
        end = position + (data[position] << 8 | data[position + 1])
        body = position + 2
        if end < body:
            raise Damaged("a segment has an impossible length.")
        if end > total:
            yield Block(marker, begin, body, total)
            break
        if marker == SOS:
            after = scans.get(end) or _end_of_scan(data, end, _most_restarts(frame, data[body:end], interval))
            if after is None:
                yield Block(SOS, begin, body, total)
                break
            end = after
        elif marker in FRAMES:
            frame = b"" if marker in _LOSSLESS else data[body:end]
        elif marker == DRI and end - body == 2:
            interval = data[body] << 8 | data[body + 1]
        yield Block(marker, begin, body, end)
        position = end
    else:
        raise Damaged("it has more segments than any real file.")
    raise Damaged("the end of the image is missing.")


def _end_of_scan(data: Buffer, start: int, most_restarts: int) -> int | None:
    """Where the entropy-coded data that start here end: at the first marker that may not stand inside."""
    step = _FIRST_STEP
    restarts = 0
    while start + 1 < len(data):
        length = min(step, len(data) - start)
        part = view(data, start, start + length)
        if length <= _FIRST_STEP:
            places: Iterable[int] = (start + found.start() for found in _IN_SCAN.finditer(part))
        else:  # numpy sees five times as many bytes a second as a regular expression does
            seen = numpy.frombuffer(part, numpy.uint8)
            is_marker = seen[:-1] == 0xFF
            is_marker &= seen[1:] != 0  # FF 00 is the most frequent by far: listing all of them takes longest
            (markers,) = is_marker.nonzero()
            places = ()
            if markers.size:
                markers = markers[seen[markers + 1] != 0xFF]
                is_due = seen[markers + 1] == RST0 + (restarts + numpy.arange(markers.size)) % 8
                as_due = markers.size if is_due.all() else int(is_due.argmin())
                as_due = min(as_due, max(0, most_restarts - restarts))
                restarts += as_due
                places = (start + markers[as_due : as_due + 2]).tolist()
        for at in places:
            # Restart markers count from 0 to 7 and begin again (B.2.1). Some encoders end a scan with one too many.
            if data[at + 1] != RST0 + restarts % 8 or (restarts >= most_restarts and not _is_end(data, at + 2)):
                return at
            restarts += 1
        start += length - 1
        step = _STEP
    return None


def _is_end(data: Buffer, at: int) -> bool:
    """Whether a marker stands here that ends a scan."""
    return data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] not in (b"", b"\0", *_RESTARTS)


def _most_restarts(frame: bytes, scan: bytes, interval: int) -> int:
    """How many restart markers a scan has room for, between intervals of so many units (A.2, B.2.4.4)."""
    if not interval:
        return 0
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    factors = {frame[at]: (frame[at + 1] >> 4, frame[at + 1] & 15) for at in range(6, len(frame) - 2, 3)}
    across, down = (max((sides[i] for sides in factors.values()), default=0) for i in (0, 1))
    if not (height and width and across and down):  # the height may follow the scan (B.2.5)
        return _ANY_NUMBER
    if scan[:1] == b"\1":  # a component alone is coded without the blocks that only fill up the others
        own_across, own_down = factors.get(scan[1], (across, down)) if len(scan) > 1 else (across, down)
        width, height = -(-width * own_across // across), -(-height * own_down // down)
        across = down = 1
    units = -(-width // (8 * across)) * -(-height // (8 * down))
    return -(-units // interval) - 1


def end_of_image(data: Buffer, start: int, end: int) -> int | None:
    """Where the JPEG that starts here ends; None when it does not end."""
    try:
        for block in blocks(data, start):
            if block.end > end:
                return None
            if block.marker == EOI:
                return block.end
            if block.marker == STRAY and not is_blank(data, block.start, block.end):
                return None
    except Damaged:
        pass
    return None


class _LongBlocks:
    """Blocks that may be spread over several segments, and the index of pictures that follow."""

    __slots__ = ("exif", "photoshop", "pictures", "xmp")

    def __init__(self) -> None:
        self.exif: list[bytes] = []
        self.photoshop = b""
        self.pictures: list[mpf.Picture] = []
        self.xmp: dict[bytes, list[tuple[int, int, bytes]]] = {}
        """Portions of extended XMP by identifier: offset, full length, text."""


def scan_ends(data: Buffer | memoryview, image: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Where entropy-coded data end, by where they begin, of the image data that `inspect_jpeg` has found."""
    ends: dict[int, int] = {}
    for start, end in image:
        at = start + 1
        while data[at] == 0xFF:
            at += 1
        if data[at] == SOS:
            ends[at + 1 + (data[at + 1] << 8 | data[at + 2])] = end
    return ends


def inspect_jpeg(report: Report, data: Buffer, scans: Mapping[int, int] = NO_SCANS) -> list[tuple[int, int]]:
    """Judge every block; the ranges of the compressed image data. What `scans` is, `blocks` says."""
    report.format = "jpeg"
    image: list[tuple[int, int]] = []
    long = _LongBlocks()
    try:
        for marker, start, body, end in blocks(data, 0, scans):
            if 0xE0 <= marker <= 0xEF:
                _inspect_application(report, data, marker - 0xE0, body, end, long)
            elif marker in FRAMES or marker in TABLES or marker == SOS:
                if not _is_well_formed(data, marker, body, end):
                    report.damaged("The JPEG is damaged: a table has an impossible length.")
                if marker == SOS and report.width is None:
                    report.damaged("The JPEG is damaged: its picture begins before it is described.")
                if marker in FRAMES and report.width is not None:
                    report.damaged("The JPEG is damaged: it describes its picture twice.")
                elif marker in FRAMES and end - body >= 6:
                    report.height = data[body + 1] << 8 | data[body + 2]
                    report.width = data[body + 3] << 8 | data[body + 4]
                image.append((start, end))
            elif marker == COM:
                value = text_of(data[body : min(end, body + MAX_VALUE_BYTES)])
                if value:
                    report.add("text", "Comment", "COM", value)
            elif marker == STRAY:
                if not is_blank(data, start, end):
                    report.add("hidden", "bytes between segments", "between segments", f"{end - start} bytes")
                    if end - start >= 4:
                        report.doubt()
            elif marker == TRAILER:
                mpf.inspect_previews(report, long.pictures, start, end)
                trailer.inspect_trailer(report, data, start, end)
            elif marker not in (SOI, EOI):
                report.add("hidden", f"marker FF{marker:02X}", "JPEG")
                report.doubt()
    except Damaged as damage:
        report.damaged(f"The JPEG is damaged: {damage}")
    for block in long.exif:
        exif.inspect_exif(report, block, "APP1 Exif")
    if long.photoshop:
        photoshop.inspect_photoshop(report, long.photoshop, "APP13 Photoshop")
    if long.xmp:
        _inspect_extended(report, long.xmp)
    if not image:
        report.damaged("The JPEG is damaged: it holds no image data.")
    return image


def _is_well_formed(data: Buffer, marker: int, body: int, end: int) -> bool:
    """Whether a table is exactly as long as its contents: else it might be something else (B.2.2 to B.2.4)."""
    size = end - body
    if marker in FRAMES or marker == DHP:
        return size >= 6 and size == 6 + 3 * data[body + 5]
    if marker == DQT:
        while body < end:
            body += 129 if data[body] >> 4 else 65
        return body == end
    if marker == DHT:
        while body + 17 <= end:
            body += 17 + sum(data[body + 1 : body + 17])
        return body == end
    if marker == SOS:
        length = data[body - 2] << 8 | data[body - 1]
        return size >= 4 and 1 <= data[body] <= 4 and length == 6 + 2 * data[body]
    return size <= _TABLE_SIZES[marker]


def _inspect_application(
    report: Report,
    data: Buffer,
    number: int,
    body: int,
    end: int,
    long: "_LongBlocks",
) -> None:
    content = data[body:end]
    if number == 1:
        if content[:6] in EXIF_PREFIXES:
            if long.exif and len(long.exif[-1]) >= _SPLIT_BYTES and content[6:10] not in (b"II*\0", b"MM\0*"):
                long.exif[-1] += content[6:]  # a block of more than 64 KiB goes on in the next segment
            else:
                long.exif.append(content[6:])
            return
        if content.startswith(XMP_PREFIX):
            xmp.inspect_xmp(report, content[len(XMP_PREFIX) :], "APP1 XMP")
            return
        if content.startswith(EXTENDED_XMP_PREFIX):
            rest = content[len(EXTENDED_XMP_PREFIX) :]
            total, offset = int.from_bytes(rest[32:36], "big"), int.from_bytes(rest[36:40], "big")
            long.xmp.setdefault(rest[:32], []).append((offset, total, rest[40:]))
            return
    elif number == 0:
        if content.startswith(b"JFIF\0"):
            _inspect_jfif(report, content)
            return
        if content.startswith(b"JFXX\0"):
            report.add("thumbnail", "JFXX thumbnail", "APP0 JFXX", f"{len(content) - 6} bytes")
            return
        if content.startswith(b"AVI1") and len(content) <= 16:
            return
        if content[6:14] == b"HEAPJPGM":
            report.add("maker_note", "CIFF", "APP0 CIFF", f"{len(content)} bytes")
            report.doubt((*MAKER_NOTE_UNKNOWN, "text"))
            return
    elif number == 2:
        if content.startswith(b"ICC_PROFILE\0"):
            return
        if content.startswith(b"MPF\0"):
            long.pictures += mpf.pictures(report, content[4:], body + 4)
            return
        if content.startswith(b"urn:iso:std:iso:ts:21496:-1\0"):  # gain map parameters
            return
    elif number == 5 and content.startswith(b"ssuniqueid\0"):
        report.add("serial", "UniqueID", "APP5 Samsung", text_of(content[11:]))
        return
    elif number == 11 and content.startswith(b"JP"):
        jumbf.inspect_jumbf(report, content[8:], "APP11 JUMBF")
        return
    elif number == 12:
        if content.startswith(b"Ducky"):
            _inspect_ducky(report, content)
            return
        _inspect_picture_info(report, content)
        return
    elif number == 13 and content.startswith(PHOTOSHOP_PREFIXES):
        prefix = next(p for p in PHOTOSHOP_PREFIXES if content.startswith(p))
        long.photoshop += content[len(prefix) :]
        return
    elif number == 14 and content.startswith(b"Adobe") and len(content) == 12:
        return
    if is_blank(content, 0, len(content)):
        return
    if content.startswith(b"Adobe_CM\0") and len(content) == 10:  # on the thumbnails that Photoshop makes
        return
    for known, signature, name, kinds in JPEG_VENDOR_BLOCKS:
        if number == known and content.startswith(signature):
            report.add("hidden", name, f"APP{number}", f"{len(content)} bytes")
            report.doubt(kinds)
            _see_inside(report, number, name, content)
            return
    report.add("hidden", "unknown segment", f"APP{number}", f"{len(content)} bytes")
    if len(content) >= 4:
        report.doubt()


def _see_inside(report: Report, number: int, name: str, content: bytes) -> None:
    """The few facts of a maker's segment that its name already tells."""
    where = f"APP{number} {name}"
    if name == "PhotoStudio comment":
        report.add("text", "Comment", where, content[8:].decode("utf-16-be", "replace"))
    elif name == "PreviewImage" or content.find(b"\xff\xd8\xff") >= 0:
        report.add("thumbnail", "PreviewImage", where, f"{len(content)} bytes")


def _inspect_jfif(report: Report, content: bytes) -> None:
    pixels = 3 * content[12] * content[13] if len(content) >= 14 else 0
    if pixels:
        report.add("thumbnail", "JFIF thumbnail", "APP0 JFIF", f"{content[12]}×{content[13]}")
        if 14 + pixels > len(content):  # what stands there is no such thumbnail
            report.doubt()
    if content[14 + pixels :].strip(b"\0 \xff"):
        report.add("hidden", "bytes after the JFIF header", "APP0 JFIF", f"{len(content) - 14 - pixels} bytes")
        if len(content) - 14 - pixels >= 4:
            report.doubt()


def _inspect_picture_info(report: Report, content: bytes) -> None:
    """Lines of key=value that Agfa, Olympus and Epson cameras wrote before Exif."""
    report.add("hidden", "PictureInfo", "APP12", text_of(content[:MAX_VALUE_BYTES]))
    report.doubt(() if len(content) < 4 else KINDS)
    for key, value in _PICTURE_INFO.findall(content):
        name = key.decode()
        kind = next((kind for part, kind in KEY_KIND if part in name.lower()), "")
        if kind:
            report.add(kind, name, "APP12", text_of(value))


def _inspect_ducky(report: Report, content: bytes) -> None:
    """Photoshop's Save for Web: quality (1), comment (2), copyright (3), each with a 16-bit tag and size."""
    position = 5
    while position + 4 <= len(content):
        tag = int.from_bytes(content[position : position + 2], "big")
        size = int.from_bytes(content[position + 2 : position + 4], "big")
        raw = content[position + 4 : position + 4 + size]
        position += 4 + size
        if tag == 0:
            position += 0 if size else -2
            break
        if tag == 1 and size <= 4:
            continue
        value = raw[4:].decode("utf-16-be", "replace").strip("\0 ")
        if tag in (2, 3):
            if value:
                kind, what = ("text", "Comment") if tag == 2 else ("owner", "Copyright")
                report.add(kind, what, "APP12 Ducky", value)
        elif raw.strip(b"\0"):
            report.add("hidden", f"Ducky tag {tag}", "APP12 Ducky")
            report.doubt()
    if content[position:].strip(b"\0"):
        report.add("hidden", "bytes after the Ducky block", "APP12 Ducky")
        report.doubt()


def _inspect_extended(report: Report, extended: dict[bytes, list[tuple[int, int, bytes]]]) -> None:
    """Put the portions of extended XMP together (XMP specification part 3, 1.1.3.1)."""
    for portions in extended.values():
        portions.sort(key=lambda portion: portion[0])
        total = portions[0][1]
        if total > MAX_XMP_BYTES:
            report.damaged("The extended XMP is larger than any real one.")
            continue
        packet = b"".join(text for _, _, text in portions)
        if len(packet) != total:
            report.damaged("The extended XMP is incomplete.")
        xmp.inspect_xmp(report, packet, "APP1 extended XMP")
