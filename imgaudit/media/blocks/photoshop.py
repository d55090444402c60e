"""Photoshop image resources, in which IPTC, a thumbnail and more may lie (Adobe Photoshop file format)."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from imgaudit.media.buffer import is_blank, text_of
from imgaudit.media.harmless.datasets import PHOTOSHOP_HARMLESS, PHOTOSHOP_KIND, PHOTOSHOP_WITH_TEXT, RESOURCE_WORDS
from imgaudit.media.limits import MAX_VALUE_BYTES
from imgaudit.media.record import Damaged, Report

from . import iptc, xmp

SIGNATURES = (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR")
_IPTC, _EXIF, _EXIF2, _XMP = 0x0404, 0x0422, 0x0423, 0x0424
_SLICES, _PRINT_INFO, _PRINTER = 0x041A, 0x043A, b"printerNameTEXT"
_PATHS = range(0x07D0, 0x0BB7)
_PLUG_INS = range(0x0FA0, 0x1388)

Reader = Callable[[Report, bytes, str], None]


class Resource(NamedTuple):
    """One image resource, and where its data lie."""

    number: int
    name: bytes
    start: int
    end: int


def resources(data: bytes) -> Iterator[Resource]:
    """Walk the resources."""
    position, total = 0, len(data)
    while position + 8 <= total:
        if data[position : position + 4] not in SIGNATURES:
            break
        number = int.from_bytes(data[position + 4 : position + 6], "big")
        length = data[position + 6]
        name = data[position + 7 : position + 7 + length]
        body = position + 7 + length
        body += (body - position) & 1  # the name is padded to an even size
        size = int.from_bytes(data[body : body + 4], "big")
        body += 4
        if body + size > total:
            if body < total:
                yield Resource(number, name, body, total)
            raise Damaged("the Photoshop block is cut off.")
        yield Resource(number, name, body, body + size)
        position = body + size + (size & 1)
    if position < total and not is_blank(data, position, total):
        raise Damaged("the Photoshop block holds bytes that are no resource.")


_TEXT = re.compile(rb"[ -~]{8}")


def _holds_text(number: int, body: bytes) -> bool:
    """Whether a harmless resource holds text although it is made of numbers."""
    if number in _PATHS:  # records of 26 bytes
        return len(body) % 26 != 0
    return number not in PHOTOSHOP_WITH_TEXT and _TEXT.search(body) is not None


def inspect_photoshop(report: Report, data: bytes, where: str, inspect_exif: Reader) -> None:
    """Judge every image resource. Exif may hold such resources and they Exif, so its reader is handed along."""
    try:
        for number, name, start, end in resources(data):
            body = data[start:end]
            if not set(re.findall(rb"\w+", name.lower())) <= RESOURCE_WORDS and number not in _PATHS:
                report.add("text", "resource name", where, text_of(name))
            if body:
                _inspect_resource(report, number, body, where, inspect_exif)
    except Damaged as damage:
        report.damaged(f"The metadata are damaged: {damage}")


def _inspect_resource(report: Report, number: int, body: bytes, where: str, inspect_exif: Reader) -> None:
    if number == _IPTC:
        iptc.inspect_iptc(report, body, f"{where} IPTC" if "Photoshop" in where else where)
    elif number in (_EXIF, _EXIF2):
        inspect_exif(report, body, f"{where} Exif")
    elif number == _XMP:
        xmp.inspect_xmp(report, body, f"{where} XMP")
    elif number == _SLICES:
        _judge_name(report, "text", "SlicesGroupName", body[20:], where)
    elif number == _PRINT_INFO:
        _judge_name(report, "device", "PrinterName", body.partition(_PRINTER)[2], where)
    elif is_blank(body, 0, len(body)):
        return
    elif number in PHOTOSHOP_KIND:
        kind, what = PHOTOSHOP_KIND[number]
        if kind == "thumbnail" and body[28:30] != b"\xff\xd8" and int.from_bytes(body[:4], "big"):
            report.doubt()  # neither a JPEG nor raw pixels (format 0)
        report.add(kind, what, where, _text_in(body) if kind != "thumbnail" else "")
    elif (number not in PHOTOSHOP_HARMLESS and number not in _PATHS) or _holds_text(number, body):
        report.add("hidden", f"image resource 0x{number:04X}", where)
        if len(body) >= 4 and number not in _PLUG_INS:
            report.doubt()


_WIDE_TEXT = re.compile(rb"(?s)(?:\0[ -~\xa0-\xff]|[\1-\x0f].){3,}")


def _text_in(body: bytes) -> str:
    """What is written in a resource: Unicode strings with numbers around them, or plain letters."""
    wide = [found[0].decode("utf-16-be", "replace") for found in _WIDE_TEXT.finditer(body)]
    return ", ".join(dict.fromkeys(wide)) if wide else text_of(body) if body.isascii() else ""


def _judge_name(report: Report, kind: str, what: str, raw: bytes, where: str) -> None:
    """A Unicode string: its length in characters, then UTF-16."""
    length = int.from_bytes(raw[:4], "big")
    name = raw[4 : 4 + 2 * min(length, MAX_VALUE_BYTES)].decode("utf-16-be", "replace").strip("\0 ")
    if name:
        report.add(kind, what, where, name)
