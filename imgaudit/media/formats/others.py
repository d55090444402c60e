"""Formats that are known by how they begin and not looked into: what they are, and what to ask for in their place."""

import re

from imgaudit.media.buffer import Buffer

_BEGINNINGS = {
    b"\xff\x0a": "jxl",
    b"\x00\x00\x00\x0cJXL \r\n\x87\n": "jxl",
    b"\x00\x00\x00\x0cjP  \r\n\x87\n": "jp2",
    b"\xff\x4f\xff\x51": "jp2",
    b"FUJIFILMCCD-RAW ": "raw",
    b"FOVb": "raw",
    b"\x00MRM": "raw",
    b"IIRO": "raw",
    b"IIRS": "raw",
    b"MMOR": "raw",
    b"IIU\x00": "raw",
    b"II\x1a\x00\x00\x00HEAPCCDR": "raw",
    b"II\xbc\x01": "jxr",
    b"8BPS\x00\x01": "psd",
    b"8BPS\x00\x02": "psd",
    b"\x8aMNG\r\n\x1a\n": "mng",
    b"\x8bJNG\r\n\x1a\n": "jng",
    b"\x00\x00\x01\x00": "ico",
    b"qoif": "qoi",
    b"OggS": "ogg",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "wmv",
    b"FLV\x01": "flv",
    b"\x00\x00\x01\xba": "mpeg",
    b"\x00\x00\x01\xb3": "mpeg",
    b"%!PS-Adobe": "eps",
    b"\xc5\xd0\xd3\xc6": "eps",
    b"\xd7\xcd\xc6\x9a": "wmf",
    b"{\\rtf": "rtf",
    b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5": "indd",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
}
_FIRST = tuple(_BEGINNINGS)

_OLE_STREAMS = (
    ("EncryptedPackage", "locked"), ("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("Workbook", "xls"),
    ("Quill", "pub"), ("Book", "xls"),
)  # fmt: skip
"""What Microsoft's older documents are, by what lies in them (MS-CFB, 2.6)."""

_AS_PICTURE = "export it as JPEG or PNG, publish that, and look at that"
_AS_VIDEO = "export it as MP4, publish that, and look at that"
ASK_OF_DOCUMENTS = {
    "doc": "save it as DOCX or export it as PDF, and look at that",
    "xls": "save it as XLSX, and look at that",
    "ppt": "save it as PPTX or export it as PDF, and look at that",
    "pub": "export it as PDF, and look at that",
    "indd": "export it as PDF, and look at that",
    "rtf": "save it as DOCX or export it as PDF, and look at that",
    "locked": "it is an Office document with a password: save a copy without one",
    "ole": "save it in a newer format, and look at that",
    "zip": "unpack it and look at the files in it",
}
"""What helps with a document that is not looked into."""
ASK = {
    **ASK_OF_DOCUMENTS,
    "raw": "raw files are not for publishing: export a JPEG, publish that, and look at that",
    **dict.fromkeys(("jxl", "jp2", "jxr", "psd", "mng", "jng", "qoi", "eps", "wmf", "emf", "ico"), _AS_PICTURE),
    **dict.fromkeys(("ogg", "wmv", "flv", "mpeg", "mts"), _AS_VIDEO),
}
"""What helps with any format that is not looked into."""


def name_of(head: bytes, data: Buffer) -> str:
    """The format's name, ``""`` for none of these."""
    if head.startswith(_FIRST):
        name = next(name for beginning, name in _BEGINNINGS.items() if head.startswith(beginning))
        return _ole(head, data) if name == "ole" else name
    if head[40:44] == b" EMF" and head[:4] == b"\x01\0\0\0":
        return "emf"
    for start, step in ((0, 188), (4, 192)):  # packets of a camcorder's stream, each with the same first byte
        if len(head) > start + 3 * step and all(head[start + n * step] == 0x47 for n in range(4)):
            return "mts"
    return ""


def _ole(head: bytes, data: Buffer) -> str:
    """Which of Microsoft's older documents, by the names in its first directory."""
    size = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    at = (int.from_bytes(head[48:52], "little") + 1) * size
    names = re.sub(rb"\0", b"", bytes(data[at : at + 4096])) if at < len(data) else b""
    return next(
        (kind for name, kind in _OLE_STREAMS if name.replace(" ", "").encode() in names.replace(b" ", b"")), "ole"
    )


def sentence(name: str) -> str:
    """What a format is, and what to ask for."""
    called = "A locked document" if name == "locked" else f"{name.upper()} files"
    verb = "is" if name == "locked" else "are"
    asked = f": {ASK[name]}" if name in ASK else ""
    return f"{called} {verb} recognised, but not looked into{asked}."
