"""BMP: a header, a palette, the pixels; no place for metadata but the gaps, and what follows the picture."""

import numpy

from imgaudit.media.blocks import icc, trailer
from imgaudit.media.blocks.pixel_data import tell_unread
from imgaudit.media.buffer import Buffer, Ranges, are_colours_words, ends_in_words, has_words, is_blank, view
from imgaudit.media.limits import MAX_NESTED_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import Copy, Original, Wish

_HEADER_SIZES = (12, 16, 40, 52, 56, 64, 108, 124)


def detect_bmp(head: bytes) -> str:
    """By its signature, and by the size of the second header, which tells a bitmap from text that starts with BM."""
    return "bmp" if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _HEADER_SIZES else ""


def inspect_bmp(report: Report, data: Buffer) -> Ranges:
    """Judge the file's gaps; the range of the pixels."""
    report.format = "bmp"
    if len(data) < 26:
        report.damaged("The BMP is damaged: the header is cut off.")
        return []
    size = int.from_bytes(data[2:6], "little")
    pixels = int.from_bytes(data[10:14], "little")
    header = int.from_bytes(data[14:18], "little")
    if header == 12:
        width, height = int.from_bytes(data[18:20], "little"), int.from_bytes(data[20:22], "little")
        depth, compression, colours, stored = int.from_bytes(data[24:26], "little"), 0, 0, 0
    else:
        width = int.from_bytes(data[18:22], "little", signed=True)
        height = int.from_bytes(data[22:26], "little", signed=True)
        depth = int.from_bytes(data[28:30], "little")
        compression = int.from_bytes(data[30:34], "little")
        stored = int.from_bytes(data[34:38], "little")
        colours = int.from_bytes(data[46:50], "little") if header >= 36 else 0
    report.width, report.height = abs(width), abs(height)
    row = (abs(width) * depth + 31) // 32 * 4  # rows are padded to four bytes
    length = stored if compression not in (0, 3, 6) and stored else row * abs(height)
    end = pixels + length
    if not 26 <= pixels <= len(data) or end > len(data) or header + 14 > pixels:
        report.damaged("The BMP is damaged: the pixels are cut off.")
        return []
    if depth <= 8:
        colours = colours or 1 << depth
    palette = 14 + header + colours * (3 if header == 12 else 4) + (12 if compression == 3 and header == 40 else 0)
    if palette > pixels and depth > 8:  # colours are only a suggestion then; if there is no room, there are none
        palette = 14 + header
    if palette < pixels and not is_blank(data, palette, pixels):
        report.add("hidden", "bytes before the pixels", "BMP", f"{pixels - palette} bytes")
        report.doubt()
    if has_words(bytes(data[54 : 14 + header])) or (compression in (1, 2, 4, 5) and ends_in_words(data, pixels, end)):
        report.add("hidden", "words in the header or the pixels", "BMP")
        report.doubt()
    if compression in (0, 3, 6) and (abs(width) * depth + 7) // 8 < row:
        _inspect_padding(report, data, pixels, abs(height), row, (abs(width) * depth + 7) // 8)
    if depth <= 8:
        _inspect_palette(report, bytes(data[14 + header : palette]), 3 if header == 12 else 4)
    if header == 124:  # a linked or embedded colour profile lies behind the pixels (BITMAPV5HEADER)
        profile = 14 + int.from_bytes(data[126:130], "little")
        profile_size = int.from_bytes(data[130:134], "little")
        if data[70:74] == b"KNIL" and profile_size:
            report.add("text", "bV5ProfileData", "BMP header", "linked profile path")
        if end <= profile and profile + profile_size <= len(data) and is_blank(data, end, profile):
            end = profile + profile_size
            icc.inspect_icc(report, bytes(data[profile : min(end, profile + MAX_NESTED_BYTES)]), "BMP ICC")
    if end < len(data):
        trailer.inspect_trailer(report, data, end, len(data), "after end of image")
    if size not in (0, len(data)) and size < end:
        report.error = report.error or "The BMP states a wrong file size."
    return [(14, end)]


def _inspect_padding(report: Report, data: Buffer, start: int, rows: int, row: int, used: int) -> None:
    """Bytes that fill each row up to four."""
    for first in range(0, rows, _ROWS):
        count = min(_ROWS, rows - first)
        seen = numpy.frombuffer(view(data, start + first * row, start + (first + count) * row), numpy.uint8)
        padding = seen.reshape(count, row)[:, used:].tobytes()
        if not is_blank(padding, 0, len(padding)):
            tell_unread(report, padding, [(0, len(padding))], "between the rows")
            return


def _inspect_palette(report: Report, raw: bytes, width: int) -> None:
    """Colours that are words, and the byte behind each colour."""
    entries = numpy.frombuffer(raw[: len(raw) // width * width], numpy.uint8).reshape(-1, width)
    if has_words(entries[:, 3:].tobytes()) or are_colours_words(entries[:, :3].tobytes()):
        report.add("hidden", "words in the palette", "BMP")
        report.doubt()


_ROWS = 4096


def strip_bmp(original: Original, wish: Wish) -> Copy:
    """The picture and its profile. The file's own size is put right."""
    data = original.whole
    report = Report()
    image = inspect_bmp(report, data)
    if not image:
        raise Damaged("the pixels are cut off.")
    if not report.yes & wish.go and not report.unknown & wish.go:
        return Copy(data)
    end = image[0][1]
    # Where the picture ends follows from its header, which readers do not all read alike.
    return Copy(data[:2] + end.to_bytes(4, "little") + data[6:end], is_doubtful=True)
