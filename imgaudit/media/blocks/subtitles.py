"""What subtitles say, whatever holds them: names are looked for in it, and positions, which drones write there."""

import re
from collections.abc import Callable, Iterator

from imgaudit.media.buffer import is_blank, text_of
from imgaudit.media.limits import MAX_FOUND, MAX_VALUE_BYTES
from imgaudit.media.record import Report

from .box_walk import boxes

_PLACE = re.compile(
    r"GPS|latitude|longitude|[-+]?\d{1,3}\.\d{4,}[\s,;/NSEW-]+[-+]?\d{1,3}\.\d{4,}|\d{1,3}°\s*\d{1,2}", re.IGNORECASE
)
_MARKUP = re.compile(r"<[^<>]*>")
_STYLES = frozenset({b"styl", b"hlit", b"hclr", b"krok", b"dlay", b"tbox", b"blnk", b"twrp", b"encd"})
"""How the text of a sample is shown (3GPP TS 26.245, 5.17)."""


def inspect_line(report: Report, text: str, where: str) -> None:
    """Judge what is said at one moment."""
    if not text:
        return
    if len(report.found) < MAX_FOUND // 2:
        report.add("text", "subtitle", where, text)
    else:
        report.yes.add("text")
        report.keep(text)
    if _PLACE.search(text):
        report.add("location", "subtitle", where, text)


def inspect_sample(report: Report, kind: bytes, raw: bytes, where: str) -> None:
    """Judge one sample of a track of subtitles, by the type of its track."""
    for text in _READERS[kind](report, raw):
        inspect_line(report, text, where)


def is_readable(kind: bytes) -> bool:
    """Whether samples of this type are text that can be read here."""
    return kind in _READERS


def _timed_text(report: Report, raw: bytes) -> Iterator[str]:
    """Its length, the text, and boxes that say how it looks (3GPP TS 26.245; QTFF, text samples)."""
    stop = 2 + int.from_bytes(raw[:2], "big")
    yield _plain(raw[2:stop])
    for box in boxes(raw, min(stop, len(raw)), len(raw)):
        if box.type not in _STYLES:
            yield text_of(raw[box.body : box.end])
            report.doubt()


def _plain(raw: bytes) -> str:
    if raw[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return raw[:MAX_VALUE_BYTES].decode("utf-16", "replace").strip("\0 \r\n")
    return text_of(raw)


def _web_vtt(report: Report, raw: bytes, depth: int = 0) -> Iterator[str]:
    """Cues, in which boxes hold what is said, who says it, and remarks (ISO/IEC 14496-30, 7)."""
    for box in boxes(raw, 0, len(raw)):
        content = raw[box.body : box.end]
        if box.type == b"vttc" and not depth:
            yield from _web_vtt(report, content, 1)
        elif box.type in (b"payl", b"vtta", b"iden"):
            yield text_of(content)
        elif box.type not in (b"vtte", b"sttg", b"ctim", b"vsid") and not is_blank(content, 0, len(content)):
            yield text_of(content)
            report.doubt()


def _xml(report: Report, raw: bytes) -> Iterator[str]:
    """A document of its own in each sample (ISO/IEC 14496-30, 5): what stands between its marks, and in them."""
    text = _plain(raw)
    yield " ".join(_MARKUP.sub(" ", text).split())
    report.doubt(("people", "owner", "location", "device", "time", "software"))  # a heading may name them


def _captions(report: Report, raw: bytes) -> Iterator[str]:
    """Pairs of letters with a bit of parity, among commands (ANSI/CTA-608; QTFF, closed captions)."""
    for box in boxes(raw, 0, len(raw)):
        if box.type not in (b"cdat", b"cdt2"):
            report.doubt()
        pairs = bytes(byte & 0x7F for byte in raw[box.body : box.end])
        said = b"".join(pairs[at : at + 2] for at in range(0, len(pairs), 2) if pairs[at] >= 0x20)
        yield text_of(said)


_READERS: dict[bytes, Callable[[Report, bytes], Iterator[str]]] = {
    b"tx3g": _timed_text,
    b"text": _timed_text,
    b"wvtt": _web_vtt,
    b"stpp": _xml,
    b"sbtt": lambda _, raw: iter((_plain(raw),)),
    b"stxt": lambda _, raw: iter((_plain(raw),)),
    b"c608": _captions,
}
"""Who reads samples of one type; all others, such as pictures of letters, are only known to be there."""
