"""PNG and APNG (third edition): judge each chunk; copy those that describe pixels, colour, size and animation."""

import binascii
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.blocks import exif, icc, iptc, jumbf, photoshop, trailer, xmp
from imgaudit.media.blocks.exif_block import rewritten, upright
from imgaudit.media.blocks.pixel_data import Deflated, tell_unread
from imgaudit.media.buffer import Buffer, Ranges, are_colours_words, is_blank, text_of
from imgaudit.media.harmless.boxes import KEY_KIND, UNLISTED
from imgaudit.media.harmless.chunks import HARMLESS_WORDS, PNG_HARMLESS, TEXT_KEYWORDS
from imgaudit.media.harmless.tags import TAG_KIND
from imgaudit.media.limits import MAX_BLOCKS, MAX_INFLATED_BYTES, MAX_INFLATED_TOTAL, MAX_VALUE_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import Copy, Original, Wish

SIGNATURE = b"\x89PNG\r\n\x1a\n"
IMAGE_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"fcTL", b"fdAT", b"acTL"})
_PIXELS = frozenset({b"IDAT", b"fdAT"})
_LONGEST_HARMLESS = {b"PLTE": 768, b"tRNS": 768, b"hIST": 512, b"IHDR": 13, b"cHRM": 32, b"gAMA": 4, b"sBIT": 4,
                     b"sRGB": 1, b"cICP": 4, b"bKGD": 6, b"pHYs": 9, b"acTL": 8, b"fcTL": 26, b"oFFs": 9, b"sTER": 1,
                     b"gIFg": 4, b"mDCV": 24, b"cLLI": 8, b"vpAg": 9, b"caNv": 16, b"CgBI": 4, b"orNT": 1, b"iDOT": 64,
                     b"pCAL": 256, b"sCAL": 64, b"IEND": 0, b"mDCv": 24, b"cLLi": 8}  # fmt: skip
_LANGUAGE = re.compile(rb"(?:[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4})?")
"""A language tag (RFC 5646): subtags of at most eight letters."""
_PROFILE_KEYWORD = re.compile(r"raw profile type (.+)", re.IGNORECASE)
_EXIF_NAMES = {name.lower(): kind for kind, name in TAG_KIND.values()}


class Chunk(NamedTuple):
    """One chunk; the bytes after the image have the type ``b""``."""

    type: bytes
    start: int
    body: int
    end: int
    """After the body: the checksum of four bytes follows."""


def chunks(data: Buffer) -> Iterator[Chunk]:
    """Walk the chunks, and what follows them."""
    position, total = len(SIGNATURE), len(data)
    for _ in range(MAX_BLOCKS):
        if position + 12 > total:
            raise Damaged("the end of the image is missing.")
        size = int.from_bytes(data[position : position + 4], "big")
        kind = bytes(data[position + 4 : position + 8])
        body = position + 8
        end = body + size
        if end + 4 > total:
            yield Chunk(kind, position, body, total)
            raise Damaged("a chunk is cut off.")
        yield Chunk(kind, position, body, end)
        position = end + 4
        if kind == b"IEND":
            if position < total:
                yield Chunk(b"", position, position, total)
            return
    raise Damaged("it has more chunks than any real file.")


class _Pixels:
    """The deflated pixels of the picture, and of each frame of an animation, on the way through the chunks."""

    __slots__ = ("_data", "_has_begun", "_header", "_is_bare", "_sides", "deflated", "unread")

    def __init__(self, data: Buffer) -> None:
        self._data = data
        self._header = b""
        self._sides = (0, 0)
        self._is_bare = self._has_begun = False
        self.deflated = Deflated()
        self.unread: Ranges = []
        """Where bytes stand in the chunks of pixels that no decoder reads."""

    def note(self, kind: bytes, body: int, end: int) -> None:
        """Remember what a chunk says of the pixels that follow."""
        if kind == b"IHDR" and not self._header:
            self._header = bytes(self._data[body:end]).ljust(13, b"\0")
            self._sides = _sides(self._header)
        elif kind == b"CgBI":  # what Xcode makes of a PNG: deflated without the header and the checksum of zlib
            self._is_bare = True
        elif kind == b"fcTL":
            self._sides = _sides(bytes(self._data[body + 4 : body + 12]))
            self._has_begun = False

    def take(self, kind: bytes, body: int, end: int) -> int:
        """Where the pixels end in a chunk of them; behind that stands what no decoder reads. Raises `Damaged`."""
        if not self._has_begun:
            self._has_begun = True
            self.deflated.begin(_unpacked_size(self._header, *self._sides), is_bare=self._is_bare)
        first = min(body + 4, end) if kind == b"fdAT" else body  # the chunks of a frame are numbered
        stop = self.deflated.take(self._data, first, end)
        if stop < end:
            self.unread.append((stop, end))
        return stop


def _sides(raw: bytes) -> tuple[int, int]:
    return int.from_bytes(raw[:4], "big"), int.from_bytes(raw[4:8], "big")


def _unpacked_size(header: bytes, width: int, height: int) -> int:
    """How many bytes the pixels unpack to: each row of each pass begins with its filter (7.2, 8.1)."""
    bits = header[8] * {2: 3, 4: 2, 6: 4}.get(header[9], 1)
    passes = _PASSES if header[12] else ((0, 0, 1, 1),)
    sizes = ((-(-(width - x) // across), -(-(height - y) // down)) for x, y, across, down in passes)
    return sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in sizes if columns > 0 and rows > 0)


_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where each pass of an interlaced picture begins, and its steps across and down."""


def detect_png(head: bytes) -> str:
    """By its signature; whether it is an APNG, a chunk says later."""
    return "png" if head.startswith(SIGNATURE) else ""


def inspect_png(report: Report, data: Buffer) -> Ranges:
    """Judge every chunk; the ranges of the compressed image data."""
    report.format = "png"
    image: list[tuple[int, int]] = []
    pixels = _Pixels(data)
    try:
        for kind, _, body, end in chunks(data):
            pixels.note(kind, body, end)
            if kind == b"IHDR":
                report.width = int.from_bytes(data[body : body + 4], "big")
                report.height = int.from_bytes(data[body + 4 : body + 8], "big")
            elif kind == b"acTL":
                report.format = "apng"
            if kind in _PIXELS:  # their checksum is the viewer's business
                image.append((body, pixels.take(kind, body, end)))
                continue
            if kind in IMAGE_CHUNKS:
                image.append((body, end))
            if kind == b"":
                trailer.inspect_trailer(report, data, body, end)
            else:
                if binascii.crc32(data[body - 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
                    report.damaged("The PNG is damaged: a chunk does not fit its checksum.")
                _inspect_chunk(report, kind, data[body:end])
    except Damaged as damage:
        report.damaged(f"The PNG is damaged: {damage}")
    tell_unread(report, data, pixels.unread, "behind the pixels")
    if pixels.deflated.has_more:
        report.add("hidden", "more pixels than the picture shows", "IDAT")
    if pixels.deflated.has_more or pixels.deflated.is_too_large:
        report.doubt()
    return image


def _inspect_chunk(report: Report, kind: bytes, content: bytes) -> None:
    name = kind.decode("latin-1")
    if kind in (b"tEXt", b"zTXt", b"iTXt"):
        _inspect_text(report, name, content)
    elif kind in (b"eXIf", b"zxIf"):
        exif.inspect_exif(report, content, f"{name} Exif")
    elif kind == b"tIME":
        _inspect_time(report, content)
    elif kind == b"caBX":
        jumbf.inspect_jumbf(report, content, "caBX JUMBF")
    elif kind in (b"iCCP", b"sPLT", b"pCAL", b"sCAL"):
        _inspect_named(report, kind, content)
    elif kind not in PNG_HARMLESS:
        if not is_blank(content, 0, len(content)):
            report.add("hidden", f"chunk {name}", name, f"{len(content)} bytes")
            if len(content) >= 4:
                report.doubt()
    elif kind == b"PLTE" and are_colours_words(content):
        report.add("hidden", "words in the palette", name)
        report.doubt()
    elif len(content) > _LONGEST_HARMLESS.get(kind, len(content)):
        report.add("hidden", f"chunk {name} is too long", name, f"{len(content)} bytes")
        report.doubt()


def _inspect_time(report: Report, content: bytes) -> None:
    if len(content) == 7:
        year = int.from_bytes(content[:2], "big")
        value = f"{year:04}-{content[2]:02}-{content[3]:02} {content[4]:02}:{content[5]:02}:{content[6]:02}"
        report.add("time", "tIME", "tIME", value)
    else:
        report.damaged("The PNG is damaged: its tIME chunk has an impossible length.")


def _inspect_named(report: Report, kind: bytes, content: bytes) -> None:
    """Chunks of numbers that begin with a name that somebody gave (11.3.2.3, 11.3.4.4; extensions 1.5)."""
    name, _, rest = content.partition(b"\0")
    where = kind.decode()
    if kind == b"iCCP":
        if name.strip() and not icc.is_well_known(text_of(name)):
            report.add("text", "iCCP name", where, text_of(name))
            report.doubt(("owner", "device", "serial"))
        icc.inspect_icc(report, _inflated(report, rest[1:]), "iCCP ICC")
        return
    if kind == b"sCAL":
        if not re.fullmatch(rb"[\x01\x02][-+.\deE]+\x00[-+.\deE]+", content):
            report.add("hidden", "sCAL", where, text_of(content))
            report.doubt()
        return
    if name.strip():
        report.add("text", f"{where} name", where, text_of(name))
    if kind == b"pCAL":
        units = [text_of(part) for part in rest[10:].split(b"\0")]
        for unit in units:
            if unit and not re.fullmatch(r"[-+.\deE]+", unit):
                report.add("text", "pCAL unit", where, unit)
    elif len(rest) < 1 or (len(rest) - 1) % (10 if rest[:1] == b"\x10" else 6):
        report.add("hidden", "chunk sPLT is not well formed", where, f"{len(content)} bytes")
        report.doubt()


def _inspect_text(report: Report, name: str, content: bytes) -> None:
    raw_keyword, found, rest = content.partition(b"\0")
    keyword = raw_keyword.decode("latin-1")
    if not found or not 1 <= len(keyword) <= 79:
        report.damaged("The PNG is damaged: a text chunk has no keyword.")
    value = rest
    if name == "zTXt":
        value = _inflated(report, rest[1:])
    elif name == "iTXt":
        compressed = rest[:1] == b"\1"
        language, _, rest = rest[2:].partition(b"\0")
        translated, _, value = rest.partition(b"\0")
        if compressed:
            value = _inflated(report, value)
        where = f"iTXt {keyword}"[:80]
        if translated.strip():
            report.add("text", "translated keyword", where, text_of(translated))
        if not _LANGUAGE.fullmatch(language):
            report.add("text", "language", where, text_of(language))
    inspect_keyword(report, keyword, value, f"{name} {keyword}"[:80])


def inspect_keyword(report: Report, keyword: str, value: bytes, where: str) -> None:
    """Judge one text by its keyword."""
    lower = keyword.strip().lower()
    profile = _PROFILE_KEYWORD.match(lower)
    if lower == "xml:com.adobe.xmp":
        xmp.inspect_xmp(report, value, where)
        return
    if profile:
        _inspect_profile(report, profile[1], value, where)
        return
    shown = text_of(value[:MAX_VALUE_BYTES])
    if not shown:
        if keyword.strip() and lower not in TEXT_KEYWORDS and not _keyword_part(lower):
            report.add("text", "keyword", where, keyword)
        return
    kind = _keyword_kind(keyword.strip(), lower)
    if kind == "":
        if _is_harmless(lower, shown):
            return
        report.doubt(("owner", "device", "serial"))
    elif kind is None:
        report.doubt((*UNLISTED, "time"))
    report.add(kind or "text", keyword, where, shown)


def _keyword_kind(keyword: str, lower: str) -> str | None:
    """What a keyword tells; ``""`` if nothing, None of one that nobody has listed: below it anything may stand."""
    known = TEXT_KEYWORDS.get(lower)
    if known is not None:
        return known
    prefix, colon, rest = lower.partition(":")
    if colon and prefix == "icc":  # ImageMagick repeats what the colour profile says of itself
        return ""
    if colon and prefix == "exif":
        if rest.startswith("gps"):
            return "location"
        return _EXIF_NAMES.get(rest, "text")
    return _keyword_part(lower) or xmp.kind_of_name(keyword)


def _is_harmless(keyword: str, value: str) -> bool:
    """Whether below a keyword that tells nothing there stand the numbers and words of the standard."""
    if keyword.startswith("icc:"):
        return keyword != "icc:description" or icc.is_well_known(value)
    return all(word.lower() in HARMLESS_WORDS for word in re.findall(r"[^\W\d_]{3,}", value))


def _keyword_part(keyword: str) -> str:
    return next((kind for part, kind in KEY_KIND if part in keyword), "")


def _inflated(report: Report, data: bytes) -> bytes:
    """Decompress, but never without end; what cannot be decompressed leaves everything unknown."""
    machine = zlib.decompressobj()
    if report.inflated > MAX_INFLATED_TOTAL:
        report.damaged("The PNG is damaged: its texts are larger than any real ones.")
        return b"(unreadable)"
    try:
        value = machine.decompress(data, MAX_INFLATED_BYTES)
    except zlib.error:
        report.damaged("The PNG is damaged: a text cannot be decompressed.")
        return b"(unreadable)"
    report.inflated += len(value)
    if not machine.eof:
        report.damaged("The PNG is damaged: a text is larger than any real one, or cut off.")
    elif not is_blank(machine.unused_data, 0, len(machine.unused_data)):
        report.add("hidden", "bytes after a compressed text", "PNG", f"{len(machine.unused_data)} bytes")
        report.doubt()
    return value


def _inspect_profile(report: Report, kind: str, value: bytes, where: str) -> None:
    """ImageMagick's way to put other formats' blocks into PNG: name, length and hexadecimal digits."""
    lines = value.strip(b"\n\0 ").split(b"\n", 2)
    try:
        block = bytes.fromhex("".join(lines[2].decode("ascii").split())) if len(lines) == 3 else b""
        if len(block) != int(lines[1]):
            raise ValueError
    except (ValueError, IndexError):
        report.damaged("The PNG is damaged: an embedded profile is not readable.")
        return
    if kind in ("icc", "icm"):
        icc.inspect_icc(report, block, where)
        return
    if kind in ("exif", "app1", "xmp"):
        if block.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            xmp.inspect_xmp(report, block[29:], where)
        elif kind == "xmp":
            xmp.inspect_xmp(report, block, where)
        else:
            exif.inspect_exif(report, block, where)
    elif kind in ("iptc", "8bim"):
        if block.startswith(b"Photoshop 3.0\0"):
            block = block[14:]
        if block.startswith(photoshop.SIGNATURES):
            photoshop.inspect_photoshop(report, block, where, exif.inspect_exif)
        else:
            iptc.inspect_iptc(report, block, where)
    else:
        report.add("hidden", f"profile {kind}", where, f"{len(block)} bytes")
        report.doubt()


# -------------------------------------------------------------------------------------------------------------- copying

_EXIF = frozenset({b"eXIf", b"zxIf"})
_POINTS_ELSEWHERE = frozenset({b"iDOT"})  # an Apple hint that counts bytes, which no longer fits
_NAMED = frozenset({b"sPLT", b"pCAL"})  # hints with a name of somebody's choice; the pixels do without
_ENDS = frozenset({b"IEND", b""})
_METADATA = _EXIF | {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"caBX", b""}


def strip_png(original: Original, wish: Wish) -> Copy:
    """The picture without what is to go."""
    data, orientation = original.whole, original.seen.orientation
    view = memoryview(data)
    ends = dict(original.image)
    parts: list[bytes | memoryview] = [SIGNATURE]
    metadata = b""
    after_header = 1
    is_doubtful = is_between = has_pixels = has_exif = False
    for kind, start, body, end in chunks(data):
        if kind in PNG_HARMLESS:
            # Pixels that go on behind something else: some readers have stopped there.
            is_doubtful |= is_between and kind in _PIXELS
        else:
            is_doubtful |= kind not in _METADATA
            is_between |= has_pixels
            is_doubtful |= kind in _EXIF and has_exif  # readers take the turn from one or the other
            has_exif |= kind in _EXIF
        has_pixels |= kind in _PIXELS
        if kind in _PIXELS and (stop := ends.get(body, end)) < end:
            is_doubtful = True
            if stop > body:
                parts.append(chunk(kind, data[body:stop]))
            continue
        if kind in _NAMED:
            if not _exposed(view[start : end + 4]):
                parts.append(view[start : end + 4])
        elif kind == b"iCCP":
            parts.append(_cleaned_profile(view[start : end + 4], wish))
        elif kind in PNG_HARMLESS and kind not in _POINTS_ELSEWHERE:
            parts.append(view[start : end + 4])
            if kind == b"IHDR":
                after_header = len(parts)
        elif kind in _EXIF and not wish.everything:
            metadata = metadata or rewritten(bytes(view[body:end]), wish, orientation)
        elif kind == b"" and not wish.bare and _may_stay(b"", view[body:end], wish):
            parts.append(view[body:end])
        elif kind not in _ENDS and kind not in _POINTS_ELSEWHERE and _may_stay(view[start : end + 4], b"", wish):
            parts.append(view[start : end + 4])
    if metadata := metadata or upright(orientation):
        parts.insert(after_header, chunk(b"eXIf", metadata))
    return Copy(b"".join(parts), is_doubtful)


def _cleaned_profile(whole: memoryview, wish: Wish) -> bytes | memoryview:
    """The colour profile's chunk as it was, or without the texts that are to go, or none where it is no profile."""
    if not _exposed(whole) & wish.go:
        return whole
    rest = bytes(whole[8:-4]).partition(b"\0")[2]
    profile = icc.without_texts(_inflated(Report(), rest[1:]))
    return chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile)) if profile else b""


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk with its checksum."""
    return len(body).to_bytes(4, "big") + kind + body + binascii.crc32(kind + body).to_bytes(4, "big")


def _alone(inside: bytes | memoryview, behind: bytes | memoryview) -> bytes:
    """A PNG around a chunk, or around what follows a picture, so that it can be judged."""
    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"".join([SIGNATURE, header, inside, chunk(b"IEND", b""), behind])


def _exposed(inside: memoryview) -> set[str]:
    report = Report()
    inspect_png(report, _alone(inside, b""))
    return report.yes | report.unknown


def _may_stay(inside: bytes | memoryview, behind: bytes | memoryview, wish: Wish) -> bool:
    return not wish.everything and wish.may_stay(lambda report: inspect_png(report, _alone(inside, behind)))
