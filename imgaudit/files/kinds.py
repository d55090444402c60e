"""Is it a picture, a video or a document that shows pictures? By the end of its name, or by its first bytes."""

from __future__ import annotations

from typing import Literal

Kind = Literal["picture", "video", "document", "other"]

PICTURES = frozenset(
    (
        "jpg", "jpeg", "jpe", "jfif", "pjpeg", "png", "apng", "gif", "webp", "tif", "tiff", "btf", "bmp", "heic",
        "heif", "hif", "avif", "svg", "jxl", "jp2", "j2k", "ico", "dng", "cr2", "cr3", "nef", "arw", "raf", "orf",
        "rw2", "pef", "mpo",
    )
)  # fmt: skip
VIDEOS = frozenset(
    (
        "mp4", "m4v", "mov", "qt", "avi", "mkv", "webm", "mpg", "mpeg", "wmv", "3gp", "3g2", "mts", "m2ts", "ogv",
        "flv",
    )
)  # fmt: skip
MEDIA = PICTURES | VIDEOS
DOCUMENTS = frozenset(
    (
        "pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "pub", "zip",
        "mp3", "m4a", "wav", "ogg", "oga", "flac", "aac", "eps", "psd", "ai",
    )
)  # fmt: skip
"""What else lies among uploads and is linked from pages."""
NEWSLETTERS = frozenset(("pdf", "doc", "docx", "odt", "rtf", "ppt", "pptx", "odp", "pub", "xls", "xlsx", "ods"))
"""Documents that show pictures; those of sheets are lists where they hold one."""
SIDECARS = frozenset(("xmp", "aae", "srt", "vtt"))
"""What lies beside a picture or video and speaks of it: properties, edits, subtitles."""

LISTS = frozenset(("csv", "tsv", "txt"))
WORKBOOKS = frozenset(("xlsx", "xlsm", "xls", "ods"))
"""What a table is kept in: as text, and with sheets."""

_MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"GIF87a", "picture"),
    (0, b"GIF89a", "picture"),
    (8, b"WEBP", "picture"),
    (0, b"II*\x00", "picture"),
    (0, b"MM\x00*", "picture"),
    (0, b"II+\x00", "picture"),
    (0, b"MM\x00+", "picture"),
    (0, b"\xff\x0a", "picture"),
    (0, b"\x00\x00\x00\x0cJXL ", "picture"),
    (0, b"\x00\x00\x00\x0cjP  ", "picture"),
    (8, b"AVI ", "video"),
    (0, b"\x1aE\xdf\xa3", "video"),
    (0, b"\x00\x00\x01\xba", "video"),
    (0, b"FLV\x01", "video"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video"),
    (0, b"%PDF-", "document"),
    (0, b"{\\rtf", "document"),
)
_PAGES = (b"word/", b"ppt/", b"opendocument.text", b"opendocument.presentation")
_OLDER_PAGES = tuple(name.encode("utf-16-le") for name in ("WordDocument", "PowerPoint Document", "Quill"))
_STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


def extension(name: str) -> str:
    """The end of a file name or address path, in lower case and without the dot.

    >>> extension("uploads/Sports-Day.JPG")
    'jpg'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].strip().lower() if "." in last else ""


def kind_of_name(name: str) -> Kind | None:
    """Picture, video, document or other by the end of the name; ``None`` where it has none.

    >>> kind_of_name("2025/10/newsletter.pdf"), kind_of_name("2025/10/song.mp3")
    ('document', 'other')
    """
    ending = extension(name)
    if ending in PICTURES:
        return "picture"
    if ending in VIDEOS:
        return "video"
    if ending in NEWSLETTERS:
        return "document"
    return "other" if ending else None


def kind_of_bytes(head: bytes) -> Kind | None:
    """Picture, video or document by the first bytes, whatever the file is called; ``None`` for anything else.

    A workbook is none of them: it may be a list.
    """
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"M4A ", b"M4B ", b"M4P "):  # sound only
            return None
        return "picture" if head[8:12] in _STILL_BRANDS else "video"
    if head[:4] == b"RIFF" and head[8:12] not in (b"WEBP", b"AVI "):
        return None
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset):
            return kind
    older = head.startswith(b"\xd0\xcf\x11\xe0") and any(name in head for name in _OLDER_PAGES)
    if older or (head.startswith(b"PK\x03\x04") and any(mark in head for mark in _PAGES)):
        return "document"
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_svg = start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start)
    return "picture" if is_svg else None
