"""Certificates and time stamps of a signature (X.690, RFC 5280, RFC 3161): whom they name, and when it was signed."""

import re
from collections.abc import Iterator

from imgaudit.media.harmless.manifests import SIGNER_WORDS
from imgaudit.media.record import Damaged, Report

_CONSTRUCTED, _BITS, _OCTETS = 0x20, 0x03, 0x04
_TEXTS = {0x0C: "utf-8", 0x12: "latin-1", 0x13: "latin-1", 0x14: "latin-1", 0x16: "latin-1", 0x1A: "latin-1",
          0x1E: "utf-16-be"}  # fmt: skip
_UTC_TIME, _TIME, _IMPLICIT_TEXT = 0x17, 0x18, (0x81, 0x82, 0x86)
_MOMENT = re.compile(rb"\d{10,14}(?:\.\d{1,6})?Z")
_WORDS = re.compile(rb"[A-Za-z0-9 ]{10}")
_ADDRESS = re.compile(r"https?://(?:[a-z\d-]+\.)*(?:digicert|adobe|symauth|globalsign|entrust|sectigo|pki|google|amazontrust"
                      r"|microsoft|ssl|truepic|sony|nikon|canon)\.(?:com|net|goog)(?::\d+)?/[\w./%-]{0,90}"
                      r"|https?://(?:[a-z\d-]+\.)*(?:digicert|symauth|globalsign|entrust)\.(?:com|net)")  # fmt: skip
_NUMBERED = re.compile(r"20[2-4]\d|\d{1,2}|(?:rsa|sha|ecc|p|ec)?(?:256|384|512|2048|3072|4096)|[a-z]")
_COUNTRY = re.compile(r"[A-Z]{2}")
_MOST_DEPTH = 24


def inspect_certificate(report: Report, data: bytes, where: str) -> None:
    """Say who signed, and when; what is neither leaves in doubt what it might be."""
    try:
        for tag, raw in _values(data, 0):
            if tag == _TIME and _MOMENT.fullmatch(raw):
                report.add("time", "signed at", where, raw.decode())
            elif tag in _TEXTS or (tag in _IMPLICIT_TEXT and raw.isascii()):
                _judge_text(report, raw.decode(_TEXTS.get(tag, "latin-1"), "replace"), where)
            elif not (tag == _UTC_TIME and _MOMENT.fullmatch(raw)) and _WORDS.search(raw):
                report.doubt()
    except Damaged:
        report.doubt()


def _judge_text(report: Report, text: str, where: str) -> None:
    words = re.findall(r"[^\W_]+", text.lower())
    if (
        _COUNTRY.fullmatch(text)
        or _ADDRESS.fullmatch(text)
        or all(word in SIGNER_WORDS or _NUMBERED.fullmatch(word) for word in words)
    ):
        return
    report.add("owner", "Signer", where, text)
    report.doubt(("location", "people", "serial", "device", "text"))


def _values(data: bytes, depth: int) -> Iterator[tuple[int, bytes]]:
    """Every value that holds no others, with its tag (X.690, 8.1)."""
    at = 0
    if depth > _MOST_DEPTH:
        raise Damaged("a certificate is nested beyond all measure.")
    while at < len(data):
        tag, body = data[at], at + 2
        size = data[at + 1] if body <= len(data) else 0
        if size & 0x80:
            body += size & 0x7F
            size = int.from_bytes(data[at + 2 : body], "big")
        if tag & 0x1F == 0x1F or body > len(data) or size > len(data) - body:
            raise Damaged("a certificate is not well formed.")
        raw = data[body : body + size]
        at = body + size
        if tag & _CONSTRUCTED:
            yield from _values(raw, depth + 1)
        elif tag in (_BITS, _OCTETS):
            yield from _inside(raw[1:] if tag == _BITS else raw, tag, depth)
        else:
            yield tag, raw


def _inside(raw: bytes, tag: int, depth: int) -> list[tuple[int, bytes]]:
    """What bytes hold, if it is more of the same; else the bytes themselves."""
    try:
        return list(_values(raw, depth + 1))
    except Damaged:
        return [(tag, raw)]
