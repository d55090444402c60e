"""Text out of other people's files: HTML, entities, control characters, wrong encodings."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Iterable

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\uffa0]*"
)
"""What no letter is drawn for."""
PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
"""Control character → the character that draws it."""
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MOJIBAKE = re.compile(
    "[\u00c2-\u00c5\u00e2-\u00e3\u00f0][\u0080-\u00bf\u20ac\u2018-\u203a\u0152-\u0192\u02c6\u02dc\u2020-\u2026]"
)


_GROUPED = re.compile(r"[0-9]{1,3}(?:([,.'’\u00a0\u2009\u202f ])[0-9]{3}(?:\1[0-9]{3}){0,3})?|[0-9]{1,15}")
_COUNT = re.compile(r"[0-9]{1,15}(?:\.0*)?")


def clean(value: object) -> str:
    r"""A cell or element as one text without control characters, outer blanks and carriage returns.

    One of which nothing can be seen is empty, of whatever blanks and marks it is.

    >>> clean("  Sports\x00 day\r\n2025 "), clean("\u200b \u2060")
    ('Sports day\n2025', '')
    """
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value.strip()
    if value is None or isinstance(value, (dict, list)):  # what has a structure of its own is no text
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet has no whole numbers: 42.0 is what it shows as 42
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
        text = text.replace("\xa0", " ")
    text = _CONTROL.sub("", text).strip()
    return "" if _UNSEEN.fullmatch(text) else text


def visible(text: str) -> str:
    r"""The text as one line in which nothing commands a terminal: what would is seen, as a picture or by its number.

    That are controls and line breaks, what turns the direction of writing, what has no width, and halves of letters.

    >>> visible("a\x1b[2J\nb"), visible("gpj.\u202exe\x9b")
    ('a␛[2J␊b', 'gpj.\\u202exe\\x9b')
    """
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or unicodedata.category(one) == "Zs" else one.encode("unicode_escape").decode()
        for one in text.translate(PICTURES)
    )


def words(value: object) -> str:
    """Text meant to be read: cleaned, and repaired where UTF-8 was once read as Latin-1.

    >>> words("CafÃ© at Fern Hollow")
    'Café at Fern Hollow'
    """
    if value is None:
        return ""
    text = str(value)
    if text.isascii():
        return clean(value)
    if _MOJIBAKE.search(text):
        for codec in ("cp1252", "latin-1"):
            try:
                text = text.encode(codec).decode("utf-8")
                break
            except UnicodeError:
                continue
    return unicodedata.normalize("NFC", clean(text))


def strip_markup(markup: str) -> str:
    r"""HTML as the words that are read: tags dropped, entities decoded, blanks folded.

    >>> strip_markup("<p>Year&nbsp;4 &amp; 5<br/>at the <em>pond</em></p>")
    'Year 4 & 5\nat the pond'
    """
    text = _TAG.sub("", _without_comments(_BREAK.sub("\n", markup))) if "<" in markup else markup
    text = words(html.unescape(text) if "&" in text else text)
    if text.isprintable() and "  " not in text:
        return text
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _without_comments(text: str) -> str:
    """HTML without its comments; a regular expression would look for the end of each that has none."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def joined(texts: Iterable[str | None]) -> str | None:
    r"""Different texts one a line, each once, in the order given; ``None`` where there are none.

    >>> joined(["Relay", "", "Finish", "Relay"])
    'Relay\nFinish'
    """
    return "\n".join(dict.fromkeys(text for text in texts if text)) or None


def whole(value: object) -> int | None:
    r"""A count of bytes, pixels or whatever else, as JSON, PHP or a spreadsheet writes it; ``None`` for anything else.

    One point before three figures may stand between thousands or begin a fraction, so that the count is not known.

    >>> whole("12,345"), whole(200.0), whole("200.0"), whole("12 KB"), whole(-1), whole(True), whole("1,5")
    (12345, 200, 200, None, None, None, None)
    >>> whole("51\u00a0234"), whole("1.051.234"), whole("51.234"), whole("51.000")
    (51234, 1051234, None, None)
    """
    if type(value) is int:
        return value if 0 <= value < 10**15 else None
    text = clean(value)
    if not text.isdecimal() and not re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", text) and (count := grouped(text)):
        return count
    return int(text.partition(".")[0]) if _COUNT.fullmatch(text) and text[-4:] != ".000" else None


def grouped(text: str) -> int | None:
    r"""A count whose thousands are set apart by commas, points, apostrophes or blanks of any kind; or by nothing.

    >>> grouped("51,234"), grouped("51.234"), grouped("51\u202f234"), grouped("1,234.567"), grouped("5")
    (51234, 51234, 51234, None, 5)
    """
    return int(re.sub(r"[^0-9]", "", text)) if _GROUPED.fullmatch(text) else None


def codec_of(head: bytes) -> str | None:
    """The encoding that a file's beginning shows: by its mark, or UTF-16 if every other byte is nought."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return codec
    start = head[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) // 4 else None


def shorten(value: object, limit: int = 200) -> str:
    """A value short enough to be shown in a table of problems."""
    text = clean(str(value)[: limit * 4])
    return text if len(text) <= limit else text[: limit - 1] + "…"
