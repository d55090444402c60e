"""The real format of a file, from its first bytes and never from its name."""

import re

from .buffer import Buffer

# ISO/IEC 14496-12 brands; 23008-12 Annex B for HEIF, the AV1 image format specification for AVIF.
BRANDS = {
    b"heic": "heic", b"heix": "heic", b"hevc": "heic", b"hevx": "heic", b"heim": "heic", b"heis": "heic",
    b"hevm": "heic", b"hevs": "heic", b"mif1": "heif", b"mif2": "heif", b"msf1": "heif", b"miaf": "heif",
    b"avif": "avif", b"avis": "avif", b"qt  ": "mov", b"M4V ": "m4v", b"M4VH": "m4v", b"M4VP": "m4v",
    b"crx ": "cr3", b"jxl ": "jxl", b"jp2 ": "jp2", b"jpx ": "jp2", b"jpm ": "jp2",
    b"3gp4": "3gp", b"3gp5": "3gp", b"3gp6": "3gp", b"3gp7": "3gp", b"3g2a": "3gp",
}  # fmt: skip

# Boxes that may open a QuickTime file written before the file type box existed (QTFF specification).
OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8", "jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"\xff\x0a", "jxl"),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (0, b"\xff\x4f\xff\x51", "jp2"),
    (0, b"%PDF-", "pdf"),
    (0, b"FUJIFILMCCD-RAW ", "raw"),
    (0, b"FOVb", "raw"),
    (0, b"\x00MRM", "raw"),
    (0, b"IIRO", "raw"),
    (0, b"IIRS", "raw"),
    (0, b"MMOR", "raw"),
    (0, b"IIU\x00", "raw"),
    (0, b"II\x1a\x00\x00\x00HEAPCCDR", "raw"),
    (0, b"II\xbc\x01", "jxr"),
    (0, b"8BPS\x00\x01", "psd"),
    (0, b"8BPS\x00\x02", "psd"),
    (0, b"\x8aMNG\r\n\x1a\n", "mng"),
    (0, b"\x8bJNG\r\n\x1a\n", "jng"),
    (0, b"\x00\x00\x01\x00", "ico"),
    (0, b"qoif", "qoi"),
    (0, b"OggS", "ogg"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
    (0, b"FLV\x01", "flv"),
    (0, b"\x00\x00\x01\xba", "mpeg"),
    (0, b"\x00\x00\x01\xb3", "mpeg"),
)


_RAW_IN_TIFF = re.compile(rb"CR|IIII.waR|MMMMRaw", re.DOTALL)
"""What Canon (CR2) and Phase One (IIQ) write behind the header of a TIFF."""


def detect(data: Buffer) -> str:
    """The format's name in lower case, ``""`` when nothing known is recognised."""
    head = bytes(data[:64])
    if head[:2] == b"\xff\xd8":  # by far the most frequent
        return "jpeg"
    for start, magic, name in SIGNATURES:
        if head.startswith(magic, start):
            return name
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "avi"}.get(head[8:12], "riff")
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return "raw" if _RAW_IN_TIFF.match(head, 8) else "tiff"
    if head[:4] in (b"II+\x00", b"MM\x00+"):
        return "bigtiff"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "webm" if b"webm" in bytes(data[:4096]) else "mkv"
    if head[4:8] == b"ftyp":
        return _brand(data)
    if head[4:8] in OLD_QUICKTIME:
        return "mov"
    if head[:2] == b"BM" and _is_bmp(head):
        return "bmp"
    return "svg" if _is_svg(data) else ""


def _brand(data: Buffer) -> str:
    """The major brand decides; a general one is made precise by the compatible brands."""
    size = min(int.from_bytes(data[:4], "big"), 512, len(data))
    major = BRANDS.get(bytes(data[8:12]), "mp4")
    if major in ("heif", "mp4"):
        for at in range(16, size - 3, 4):
            name = BRANDS.get(bytes(data[at : at + 4]), "")
            if name in ("heic", "avif") or (name == "heif" and major == "mp4" and data[8:12] not in MP4_BRANDS):
                return name
    return major


MP4_BRANDS = frozenset({b"isom", b"iso2", b"mp41", b"mp42", b"iso4", b"iso5", b"iso6", b"avc1", b"MSNV"})


def _is_bmp(head: bytes) -> bool:
    # The size of the second header tells a bitmap from text that starts with BM.
    return int.from_bytes(head[14:18], "little") in (12, 16, 40, 52, 56, 64, 108, 124)


def _is_svg(data: Buffer) -> bool:
    head = bytes(data[:4096])
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.replace(b"\x00", b"")
    return b"<svg" in head.lower() and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"
