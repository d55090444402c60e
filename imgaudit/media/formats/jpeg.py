"""JPEG files (ISO/IEC 10918-1): judge each segment; copy those that make the picture."""

import re
from collections.abc import Callable, Iterable

from imgaudit.media.blocks import exif, icc, jumbf, mpf, photoshop, trailer, xmp
from imgaudit.media.blocks.exif_block import rewritten, upright
from imgaudit.media.blocks.iptc import Dataset, datasets, inspect_iptc
from imgaudit.media.blocks.jpeg_blocks import (
    COM,
    DRI,
    EOI,
    FRAMES,
    LOOSE,
    SOI,
    SOS,
    TABLES,
    TRAILER,
    Block,
    blocks,
    has_words_in_scan,
    is_well_formed,
    scan_ends,
)
from imgaudit.media.blocks.telemetry import Telemetry, inspect_gpmf
from imgaudit.media.buffer import Buffer, Ranges, has_words, is_blank, text_of
from imgaudit.media.harmless.boxes import KEY_KIND
from imgaudit.media.harmless.chunks import APPLE_PICTURES_FOLLOW, ENCODER_COMMENT, JPEG_VENDOR_BLOCKS
from imgaudit.media.harmless.tags import MAKER_NOTE_UNKNOWN
from imgaudit.media.limits import MAX_VALUE_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import KINDS, NO_SCANS, Damaged, Report
from imgaudit.media.wish import Copy, Original, Wish

_PICTURE = FRAMES | TABLES | {SOS}
_PICTURE_INFO = re.compile(rb"([A-Za-z]{2,30})=([^\r\n\0]{1,200})")

_SPLIT_BYTES = 32_000
"""An Exif block that goes on in the next segment fills its own; behind a shorter one, something else begins."""

EXIF_PREFIXES = (b"Exif\0\0", b"Exif\0\xff")
XMP_PREFIX = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP_PREFIX = b"http://ns.adobe.com/xmp/extension/\0"
_GAIN_MAP, _LONGEST_GAIN_MAP = b"urn:iso:std:iso:ts:21496:-1\0", 256
PHOTOSHOP_PREFIXES = (b"Photoshop 3.0\0", b"Adobe_Photoshop2.5:", b"Adobe_Photoshop2.5\0")


class _LongBlocks:
    """Blocks that may be spread over several segments, and the index of pictures that follow."""

    __slots__ = ("exif", "photoshop", "pictures", "profile", "provenance", "xmp")

    def __init__(self) -> None:
        self.profile: list[bytes] = []
        self.exif: list[bytes] = []
        self.photoshop = b""
        self.pictures: list[mpf.Picture] = []
        self.xmp: dict[bytes, list[tuple[int, int, bytes]]] = {}
        """Portions of extended XMP by identifier: offset, full length, text."""
        self.provenance: dict[bytes, list[tuple[int, bytes]]] = {}
        """Portions of JUMBF boxes by identifier: which one it is, and bytes."""

    def inspect(self, report: Report) -> None:
        """Judge them when all segments have been seen."""
        for block in self.exif:
            exif.inspect_exif(report, block, "APP1 Exif")
        if self.profile:
            icc.inspect_icc(report, joined_profile(self.profile), "APP2 ICC")
        if self.photoshop:
            photoshop.inspect_photoshop(report, self.photoshop, "APP13 Photoshop", exif.inspect_exif)
        if self.xmp:
            _inspect_extended(report, self.xmp)
        for portions in self.provenance.values():
            _inspect_provenance(report, sorted(portions))


def detect_jpeg(head: bytes) -> str:
    """By the marker that begins an image."""
    return "jpeg" if head[:2] == b"\xff\xd8" else ""


def inspect_jpeg(report: Report, data: Buffer) -> Ranges:
    """Judge every block; the ranges of the compressed image data."""
    report.format = "jpeg"
    image: Ranges = []
    long = _LongBlocks()
    has_restarts = False
    try:
        for block in blocks(data, 0, report.scans):
            marker, start, body, end = block
            has_restarts |= marker == DRI
            if 0xE0 <= marker <= 0xEF:
                _inspect_application(report, data[body:end], marker - 0xE0, body, long)
            elif marker in _PICTURE:
                _inspect_picture(report, data, block)
                if marker == SOS and has_words_in_scan(data, body, end, has_restarts):
                    report.add("hidden", "words in the compressed picture", "SOS")
                    report.doubt()
                image.append((start, end))
            elif marker == COM:
                value = text_of(data[body : min(end, body + MAX_VALUE_BYTES)])
                if value:
                    report.add("software" if ENCODER_COMMENT.fullmatch(value) else "text", "Comment", "COM", value)
            elif marker == LOOSE:
                _inspect_stray(report, data, start, end)
            elif marker == TRAILER:
                mpf.inspect_previews(report, long.pictures, start, end)
                trailer.inspect_trailer(report, data, start, end)
            elif marker not in (SOI, EOI):
                report.add("hidden", f"marker FF{marker:02X}", "JPEG")
                report.doubt()
    except Damaged as damage:
        report.damaged(f"The JPEG is damaged: {damage}")
    long.inspect(report)
    if not image:
        report.damaged("The JPEG is damaged: it holds no image data.")
    return image


def _inspect_picture(report: Report, data: Buffer, block: Block) -> None:
    """The size that a frame says, and whether what makes the picture is as it has to be."""
    marker, _, body, end = block
    if not is_well_formed(data, block):
        report.damaged("The JPEG is damaged: a table has an impossible length.")
    if marker == SOS and report.width is None:
        report.damaged("The JPEG is damaged: its picture begins before it is described.")
    if marker in FRAMES and report.width is not None:
        report.damaged("The JPEG is damaged: it describes its picture twice.")
    elif marker in FRAMES and end - body >= 6:
        report.height = data[body + 1] << 8 | data[body + 2]
        report.width = data[body + 3] << 8 | data[body + 4]


def _inspect_stray(report: Report, data: Buffer, start: int, end: int) -> None:
    if not is_blank(data, start, end):
        report.add("hidden", "bytes between segments", "between segments", f"{end - start} bytes")
        if end - start >= 4:
            report.doubt()


def _inspect_application(report: Report, content: bytes, number: int, start: int, long: _LongBlocks) -> None:
    for beginning, read in _APPLICATIONS.get(number, ()):
        if beginning.match(content):
            read(report, content, start, long)
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


def _take_exif(_report: Report, content: bytes, _start: int, long: _LongBlocks) -> None:
    block = content[6:]
    if long.exif and len(long.exif[-1]) >= _SPLIT_BYTES and block[:4] not in (b"II*\0", b"MM\0*"):
        long.exif[-1] += block  # a block of more than 64 KiB goes on in the next segment
    else:
        long.exif.append(block)


def _take_extended(_report: Report, content: bytes, _start: int, long: _LongBlocks) -> None:
    rest = content[len(EXTENDED_XMP_PREFIX) :]
    total, offset = int.from_bytes(rest[32:36], "big"), int.from_bytes(rest[36:40], "big")
    long.xmp.setdefault(rest[:32], []).append((offset, total, rest[40:]))


def _take_profile(_report: Report, content: bytes, _start: int, long: _LongBlocks) -> None:
    long.profile.append(content)


def joined_profile(segments: list[bytes]) -> bytes:
    """A colour profile of its segments, each of which says which one it is (ICC.1:2022, B.4)."""
    return b"".join(part[14:] for part in sorted(segments, key=lambda part: part[12:13]))


def _take_index(report: Report, content: bytes, start: int, long: _LongBlocks) -> None:
    long.pictures += mpf.pictures(report, content[4:], start + 4)


def _take_photoshop(_report: Report, content: bytes, _start: int, long: _LongBlocks) -> None:
    long.photoshop += content[len(_prefix(content)) :]


def _inspect_packet(report: Report, content: bytes, *_: object) -> None:
    xmp.inspect_xmp(report, content[len(XMP_PREFIX) :], "APP1 XMP")


def _inspect_jfxx(report: Report, content: bytes, *_: object) -> None:
    report.add("thumbnail", "JFXX thumbnail", "APP0 JFXX", f"{len(content) - 6} bytes")


def _inspect_ciff(report: Report, content: bytes, *_: object) -> None:
    report.add("maker_note", "CIFF", "APP0 CIFF", f"{len(content)} bytes")
    report.doubt((*MAKER_NOTE_UNKNOWN, "text"))


def _inspect_unique_id(report: Report, content: bytes, *_: object) -> None:
    report.add("serial", "UniqueID", "APP5 Samsung", text_of(content[11:]))


def _take_provenance(_report: Report, content: bytes, _start: int, long: _LongBlocks) -> None:
    number = int.from_bytes(content[4:8], "big")
    long.provenance.setdefault(content[2:4], []).append((number, content[8:]))


def _inspect_gain_map(report: Report, content: bytes, *_: object) -> None:
    """How a picture is made brighter on a screen that can (ISO 21496-1): numbers alone."""
    if len(content) > _LONGEST_GAIN_MAP or has_words(content[len(_GAIN_MAP) :]):
        report.add("hidden", "words among the numbers of a gain map", "APP2")
        report.doubt()


def _says_nothing(*_: object) -> None:
    """A colour profile, say."""


def _see_inside(report: Report, number: int, name: str, content: bytes) -> None:
    """The few facts of a maker's segment that its name already tells."""
    where = f"APP{number} {name}"
    if name == "PhotoStudio comment":
        report.add("text", "Comment", where, content[8:].decode("utf-16-be", "replace"))
    elif name == "PreviewImage" or content.find(b"\xff\xd8\xff") >= 0:
        report.add("thumbnail", "PreviewImage", where, f"{len(content)} bytes")


def _inspect_jfif(report: Report, content: bytes, *_: object) -> None:
    pixels = 3 * content[12] * content[13] if len(content) >= 14 else 0
    if pixels:
        report.add("thumbnail", "JFIF thumbnail", "APP0 JFIF", f"{content[12]}×{content[13]}")
        if 14 + pixels > len(content):  # what stands there is no such thumbnail
            report.doubt()
    if content[14 + pixels :] != APPLE_PICTURES_FOLLOW and content[14 + pixels :].strip(b"\0 \xff"):
        report.add("hidden", "bytes after the JFIF header", "APP0 JFIF", f"{len(content) - 14 - pixels} bytes")
        if len(content) - 14 - pixels >= 4:
            report.doubt()


def _inspect_picture_info(report: Report, content: bytes, *_: object) -> None:
    """Lines of key=value that Agfa, Olympus and Epson cameras wrote before Exif."""
    report.add("hidden", "PictureInfo", "APP12", text_of(content[:MAX_VALUE_BYTES]))
    report.doubt(() if len(content) < 4 else KINDS)
    for key, value in _PICTURE_INFO.findall(content):
        name = key.decode()
        kind = next((kind for part, kind in KEY_KIND if part in name.lower()), "")
        if kind:
            report.add(kind, name, "APP12", text_of(value))


def _inspect_ducky(report: Report, content: bytes, *_: object) -> None:
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


def _inspect_telemetry(report: Report, content: bytes, _start: int, _long: _LongBlocks) -> None:
    report.add("hidden", "GoPro", "APP6", f"{len(content)} bytes")
    inspect_gpmf(Telemetry(report, "APP6 GoPro"), content[len(b"GoPro\0") :])


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


def _inspect_provenance(report: Report, portions: list[tuple[int, bytes]]) -> None:
    """Put the portions of a box together: each begins with the box's own header again (ISO/IEC 19566-5, D.2)."""
    head = portions[0][1][: 16 if portions[0][1].startswith(b"\0\0\0\1") else 8]
    if [number for number, _ in portions] != [*range(1, len(portions) + 1)] or any(
        not part.startswith(head) for _, part in portions
    ):
        report.doubt()
    jumbf.inspect_jumbf(report, head + b"".join(part[len(head) :] for _, part in portions), "APP11 JUMBF")


def _starting(*beginnings: bytes) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, beginnings)))


_Reader = Callable[[Report, bytes, int, _LongBlocks], None]
_APPLICATIONS: dict[int, tuple[tuple[re.Pattern[bytes], _Reader], ...]] = {
    0: (
        (_starting(b"JFIF\0"), _inspect_jfif),
        (_starting(b"JFXX\0"), _inspect_jfxx),
        (re.compile(rb"AVI1.{0,12}\Z", re.DOTALL), _says_nothing),
        (re.compile(rb".{6}HEAPJPGM", re.DOTALL), _inspect_ciff),
    ),
    1: (
        (_starting(*EXIF_PREFIXES), _take_exif),
        (_starting(XMP_PREFIX), _inspect_packet),
        (_starting(EXTENDED_XMP_PREFIX), _take_extended),
    ),
    2: (
        (_starting(b"ICC_PROFILE\0"), _take_profile),
        (_starting(b"MPF\0"), _take_index),
        (_starting(_GAIN_MAP), _inspect_gain_map),
    ),
    5: ((_starting(b"ssuniqueid\0"), _inspect_unique_id),),
    6: ((_starting(b"GoPro\0"), _inspect_telemetry),),
    11: ((_starting(b"JP"), _take_provenance),),
    12: ((_starting(b"Ducky"), _inspect_ducky), (_starting(b""), _inspect_picture_info)),
    13: ((_starting(*PHOTOSHOP_PREFIXES), _take_photoshop),),
    14: ((re.compile(rb"Adobe.{7}\Z", re.DOTALL), _says_nothing),),
}
"""Who judges an application segment: by its number and how it begins. All others are unknown, or some maker's."""


# -------------------------------------------------------------------------------------------------------------- copying

_APP0, _APP1, _APP2, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
_IPTC = 0x0404
_LONGEST = 0xFFFF - 2
_ADOBE_SIZE, _JFIF_SIZE = 12, 14
_DROPPED_BEHIND = _PICTURE | {EOI, TRAILER}
_DROPPED_BEFORE = _DROPPED_BEHIND | {SOI, COM, *range(0xE0, 0xF0)}
"""Behind the first scan, and before it: what may be copied or dropped with no doubt that viewers show the same."""


def strip_jpeg(original: Original, wish: Wish) -> Copy:
    """The picture without what is to go.

    Bytes between the segments of its head are dropped, so that any viewer opens it.
    """
    data, seen = original.whole, original.seen
    # Where scans end costs time to look for; of a damaged file nothing is taken on trust.
    scans = scan_ends(data, original.image) if seen.status == "ok" else NO_SCANS
    view = memoryview(data)
    header = b""
    kept: list[bytes | memoryview] = []
    profile: list[bytes] = []
    metadata = _Metadata(data, wish)
    has_scan = has_exif = is_doubtful = False
    for block in blocks(data, 0, scans):
        marker, start, body, end = block
        has_scan |= marker == SOS
        is_doubtful |= marker not in (_DROPPED_BEHIND if has_scan else _DROPPED_BEFORE)
        if marker == _APP1 and data[body : body + 6] in EXIF_PREFIXES:
            is_doubtful |= has_exif  # readers take the turn from one or the other
            has_exif = True
        if marker in _PICTURE:
            kept.append(view[start:end])
        elif marker == _APP0 and end - body >= 12 and data[body : body + 5] == b"JFIF\0":
            # The size of the thumbnail is said to be 0 × 0 (JFIF 1.02): it goes with what follows it.
            is_doubtful |= end - body < _JFIF_SIZE  # some readers do not count it as one
            header = header or b"\xff\xe0\x00\x10" + bytes(view[body : body + 12]) + b"\0\0"
        elif marker == _APP2 and data[body : body + 12] == b"ICC_PROFILE\0":
            profile.append(bytes(view[body:end]))
        elif marker == _APP14 and end - body >= _ADOBE_SIZE and data[body : body + 5] == b"Adobe":
            # Says whether the colours are RGB, YCbCr, CMYK or YCCK; without it they come out wrong.
            kept.append(_segment(_APP14, view[body : body + _ADOBE_SIZE]))
        elif not wish.everything and metadata.stays(block):
            kept.append(view[body - 4 : end])
    parts = [
        b"\xff\xd8",
        header,
        *metadata.head(seen.orientation),
        *_profile_segments(profile, wish),
        *kept,
        b"\xff\xd9",
        *metadata.behind,
    ]
    return Copy(b"".join(parts), is_doubtful, _scans_of(parts))


def _profile_segments(segments: list[bytes], wish: Wish) -> list[bytes]:
    """The colour profile as it was, or without the texts that are to go."""
    joined = joined_profile(segments)
    cleaned = icc.cleaned(joined, wish)
    if cleaned == joined:
        return [_segment(_APP2, segment) for segment in segments]
    step = _LONGEST - 14
    pieces = [cleaned[at : at + step] for at in range(0, len(cleaned), step)]
    heads = [b"ICC_PROFILE\0" + bytes((number, len(pieces))) for number in range(1, len(pieces) + 1)]
    return [_segment(_APP2, head + piece) for head, piece in zip(heads, pieces, strict=True)]


class _Metadata:
    """What of the metadata may stay, segment by segment."""

    __slots__ = ("behind", "data", "exif", "photoshop", "wish")

    def __init__(self, data: bytes, wish: Wish) -> None:
        self.data = data
        self.wish = wish
        self.exif: list[bytes] = []
        self.photoshop = b""
        self.behind: list[memoryview] = []

    def stays(self, block: Block) -> bool:
        """Whether a segment stays as it is, where it is; what is to be taken apart is gathered for `head`."""
        marker, start, body, end = block
        content = memoryview(self.data)[body:end]
        if marker == _APP1 and bytes(content[:6]) in EXIF_PREFIXES:
            if self.exif and bytes(content[6:10]) not in (b"II*\0", b"MM\0*"):
                self.exif[-1] += content[6:]
            else:
                self.exif.append(bytes(content[6:]))
        elif marker == _APP13 and (prefix := _prefix(bytes(content[:20]))):
            self.photoshop += content[len(prefix) :]
        elif marker == TRAILER:
            if not self.wish.bare and _may_stay(self.data, block, self.wish):
                self.behind.append(memoryview(self.data)[start:end])
        else:
            return (0xE0 <= marker <= 0xEF or marker == COM) and _may_stay(self.data, block, self.wish)
        return False

    def head(self, orientation: int | None) -> list[bytes]:
        """The segments that go to the front: Exif, if only to keep the picture upright, and Photoshop resources."""
        first = self.exif[0] if self.exif else b""
        block = rewritten(first, self.wish, orientation) if first else upright(orientation)
        for further in self.exif[1:]:  # viewers do not read a second block: it stays only if nothing is to go of it
            if self.wish.may_stay(lambda report, further=further: exif.inspect_exif(report, further, "Exif")):  # type: ignore[misc]
                block = block or rewritten(further, self.wish, orientation)
        resources = without_resources(self.photoshop, self.wish) if self.photoshop else b""
        return [*_segments(_APP1, b"Exif\0\0", block), *_segments(_APP13, b"Photoshop 3.0\0", resources)]


def _scans_of(parts: Iterable[bytes | memoryview]) -> dict[int, int]:
    """Where the scans of the copy end: each is one part of it, from its marker to its end."""
    found: dict[int, int] = {}
    position = 0
    for part in parts:
        if len(part) > 4:
            found |= {position + start: position + end for start, end in scan_ends(part, [(0, len(part))]).items()}
        position += len(part)
    return found


def _prefix(head: bytes) -> bytes:
    return next((prefix for prefix in PHOTOSHOP_PREFIXES if head.startswith(prefix)), b"")


def _segment(marker: int, content: bytes | memoryview) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def _segments(marker: int, prefix: bytes, content: bytes) -> list[bytes]:
    """A block as segments: one of more than 64 KiB needs several."""
    step = _LONGEST - len(prefix)
    return [_segment(marker, prefix + content[at : at + step]) for at in range(0, len(content), step)]


def _may_stay(data: bytes, block: Block, wish: Wish) -> bool:
    """Whether a segment gives away nothing that is to go. It is judged in a JPEG of its own."""
    content = bytes(data[block.body : block.end])
    if block.marker == _APP1 and content.startswith(XMP_PREFIX):
        return wish.may_stay(lambda report: xmp.inspect_xmp(report, content[len(XMP_PREFIX) :], "XMP"))
    segment = content if block.marker == TRAILER else bytes(data[block.body - 4 : block.end])
    parts = (_TINY, b"\xff\xd9", segment) if block.marker == TRAILER else (segment, _TINY, b"\xff\xd9")
    alone = b"\xff\xd8" + b"".join(parts)
    return wish.may_stay(lambda report: inspect_jpeg(report, alone))


_TINY = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00"
"""A frame and a scan of one pixel, around which a segment can be judged."""


def without_resources(block: bytes, wish: Wish) -> bytes:
    """Photoshop resources, and in them IPTC datasets, without what is to go."""
    if not block.startswith(photoshop.SIGNATURES):
        return b""
    kept = []
    try:
        for number, name, start, end in photoshop.resources(block):
            body = block[start:end]
            if number == _IPTC:
                body = without_datasets(body, wish)
            length = bytes((len(name),)) + name
            made = b"8BIM" + number.to_bytes(2, "big") + length + b"\0" * (len(length) & 1)
            made += len(body).to_bytes(4, "big") + body + b"\0" * (len(body) & 1)
            if body and _block_may_stay(made, wish):
                kept.append(made)
    except Damaged:
        return b""
    return b"".join(kept)


def _block_may_stay(block: bytes, wish: Wish) -> bool:
    return wish.may_stay(lambda report: photoshop.inspect_photoshop(report, block, "Photoshop", exif.inspect_exif))


def without_datasets(block: bytes, wish: Wish) -> bytes:
    """IPTC datasets without those that are to go; the character set is said again where it was said."""
    kept = []
    try:
        for dataset in datasets(block):
            raw = _dataset(dataset, block)
            if dataset.key == (1, 90) or wish.may_stay(lambda report, raw=raw: inspect_iptc(report, raw, "IPTC")):  # type: ignore[misc]
                kept.append((dataset.key, raw))
    except Damaged:
        return b""
    return b"".join(raw for _, raw in kept) if any(key != (1, 90) for key, _ in kept) else b""


def _dataset(dataset: Dataset, block: bytes) -> bytes:
    value = block[dataset.start : dataset.end]
    size = len(value).to_bytes(2, "big") if len(value) < 0x8000 else b"\x80\x04" + len(value).to_bytes(4, "big")
    return b"\x1c" + bytes(dataset.key) + size + value
