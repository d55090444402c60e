"""How Exif writes text: plain, with a character code in front, or in UTF-16."""

from imgaudit.media.buffer import text_of, utf16_text

_COMMENT_CODES = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}


def user_comment(raw: bytes, order: str) -> str | None:
    """A text behind the eight bytes that name its character code (Exif 3.0, 4.6.6.5); None if blank."""
    encoding = _COMMENT_CODES.get(raw[:8])
    if encoding is None:
        body = raw[8:] if not raw[:8].strip(b"\0") else raw
        return text_of(body) or None
    if encoding == "utf-16":
        encoding = "utf-16-le" if order == "<" else "utf-16-be"
        body = raw[8:]
        text = utf16_text(body, encoding)
        return text or None
    if encoding == "utf-8":
        return text_of(raw[8:]) or None
    return raw[8:].decode(encoding, "replace").strip("\0 ") or None
