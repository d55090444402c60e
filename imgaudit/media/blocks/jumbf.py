"""JUMBF boxes with C2PA provenance (ISO/IEC 19566-5, C2PA 2.1): read, not verified."""

import json
import re
from typing import Any

from imgaudit.media.buffer import is_blank, text_of
from imgaudit.media.harmless.manifests import (
    MANIFEST_BYTES,
    MANIFEST_KEYS,
    MANIFEST_LABELS,
    MANIFEST_NAMES,
    MANIFEST_NUMBERS,
    MANIFEST_PADDING,
)
from imgaudit.media.limits import MAX_BOX_DEPTH
from imgaudit.media.record import Damaged, Report

from .box_walk import Box, boxes
from .cbor import Pairs, read_cbor
from .certificates import inspect_certificate
from .xmp import kind_of_name

_MAY_HOLD = ("location", "people", "owner", "serial", "device", "time", "text", "software", "thumbnail")
_WORDS = re.compile(rb"[A-Za-z0-9 ]{6}")
_LONG_WORDS = re.compile(rb"[A-Za-z0-9 ]{10}")
_IN_BOX_OF_MEDIA = re.compile(rb"(?s)\0{4}(?:manifest|original|update)\0.{8}(?=.{4}jumb)")
"""What stands before a manifest in the box of a video (C2PA 2.1, A.5)."""
_MEDIA_TYPE = re.compile(rb"\0[a-z]{4,11}/[a-z\d.+-]{1,32}\0")
_LONGEST_CHECKSUM, _LONGEST_SIGNATURE = 64, 1024
_CERTIFICATES = frozenset({"33", "x5chain", "val", "tstTokens", "ocspVals"})
_OF_SIGNATURES = _CERTIFICATES | {"1", "34", "sigTst", "sigTst2", "rVals", "pad", "pad2", "cose"}
"""Keys of a signature (RFC 9052, 9360; C2PA 2.1, 13.2): by numbers the method, certificates and their checksum."""


def inspect_jumbf(report: Report, data: bytes, where: str) -> None:
    """Provenance yes, and what its assertions tell; what is not understood leaves in doubt what it may hold."""
    report.add("provenance", "C2PA" if b"c2pa" in data else "JUMBF", where, f"{len(data)} bytes")
    if before := _IN_BOX_OF_MEDIA.match(data):
        data = data[before.end() :]
    try:
        for box in boxes(data, 0, len(data)):
            _inspect_box(report, data, box, "", where, 0)
    except Damaged:
        report.doubt()


def _inspect_box(report: Report, data: bytes, box: Box, label: str, where: str, depth: int) -> None:
    kind, _, body, end = box
    content = data[body:end]
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its boxes are nested too deeply.")
    if kind == b"jumb":
        name = ""
        for inner in boxes(data, body, end):
            if inner.type == b"jumd":
                name = _label(report, data[inner.body : inner.end], where)
            else:
                _inspect_box(report, data, inner, name, where, depth + 1)
    elif kind == b"cbor":
        _visit(report, read_cbor(content), "cose" if label.startswith("c2pa.signature") else "", "", where)
    elif kind == b"json":
        _visit(report, _read_json(content), "", "", where)
    elif kind == b"bidb":
        _inspect_picture(report, content, label, where)
    elif kind == b"c2sh":  # random bytes against guessing
        if len(content) > _LONGEST_CHECKSUM or _WORDS.search(content):
            report.doubt()
    elif not (kind == b"bfdb" and _MEDIA_TYPE.fullmatch(content)) and not is_blank(content, 0, len(content)):
        report.add("hidden", f"{text_of(kind)} box", where, text_of(content[:64]))
        report.doubt()


def _label(report: Report, description: bytes, where: str) -> str:
    """What a box says of itself: its type, which of these follow, a name, a number, a checksum, a salt (B.3)."""
    toggles = description[16] if len(description) > 16 else 0
    raw, _, rest = description[17:].partition(b"\0") if toggles & 2 else (b"", b"", description[17:])
    rest = rest[(4 if toggles & 4 else 0) + (32 if toggles & 8 else 0) :]
    name = text_of(raw)
    if MANIFEST_NAMES.fullmatch(name):
        report.add("serial", "manifest", where, name)
    elif name and not MANIFEST_LABELS.fullmatch(name):
        report.add("text", "label", where, name)
        report.doubt(_MAY_HOLD)
    is_salt = toggles & 16 and rest[4:8] == b"c2sh" and len(rest) <= 8 + _LONGEST_CHECKSUM
    if rest and (not is_salt or _WORDS.search(rest[8:])):
        report.doubt()
    return name


def _inspect_picture(report: Report, content: bytes, label: str, where: str) -> None:
    if label.startswith(("c2pa.thumbnail", "c2pa.icon")):
        report.add("thumbnail", label, where, f"{len(content)} bytes")
    else:
        report.add("hidden", label, where, f"{len(content)} bytes")
    report.look_into(content, f"{where} {label}")


def _read_json(content: bytes) -> Any:
    try:
        return json.loads(content, object_pairs_hook=Pairs)
    except (ValueError, RecursionError):
        raise Damaged("its JSON is not well formed.") from None


def _visit(report: Report, value: Any, key: str, around: str, where: str) -> None:
    """Judge a value by its key and the key around it."""
    if isinstance(value, Pairs):
        for name, inner in value:
            _visit(report, inner, str(name), key, where)
            if not _is_known(str(name), key):
                report.add("text", "key", where, str(name))
                report.doubt(_MAY_HOLD)
    elif isinstance(value, list):
        for inner in value:
            _visit(report, inner, key, around, where)
    elif isinstance(value, str):
        _judge_text(report, value, key, around, where)
    elif isinstance(value, bytes):
        _judge_bytes(report, value, key, around, where)
    elif value is not None and not isinstance(value, bool):
        _judge_number(report, value, key, around, where)


def _judge_number(report: Report, value: float, key: str, around: str, where: str) -> None:
    if isinstance(value, int) and (key in MANIFEST_NUMBERS or around == "cose"):
        return
    kind = kind_of_name(key)
    if kind:
        report.add(kind, key, where, f"{value:g}" if isinstance(value, float) else str(value))
    elif kind is None:
        report.doubt(_MAY_HOLD)


def _row(key: str, around: str) -> tuple[str, re.Pattern[str]] | None:
    return MANIFEST_KEYS.get(f"{around}.{key}") or MANIFEST_KEYS.get(f"{around}.*") or MANIFEST_KEYS.get(key)


def _is_known(key: str, around: str) -> bool:
    """Whether a key says what its value is; in a list of prefixes any short word does."""
    if around == "@context":
        return re.fullmatch(r"\w{1,12}", key) is not None
    return (
        _row(key, around) is not None
        or kind_of_name(key) is not None
        or (around in _OF_SIGNATURES and key in _OF_SIGNATURES)
        or not key
    )


def _judge_text(report: Report, value: str, key: str, around: str, where: str) -> None:
    if not value.strip("\0 "):
        return
    row = _row("@context" if around == "@context" else key, around)
    kind = row[0] if row else kind_of_name(key)
    if kind is None or (row and not row[1].fullmatch(value)):
        report.add("text", key, where, value)
        report.doubt(_MAY_HOLD)
    elif kind:
        report.add(kind, key, where, value)


def _judge_bytes(report: Report, value: bytes, key: str, around: str, where: str) -> None:
    if key == "cose" and (signed := _signed_along(value)) is not None:
        _visit(report, signed, "cose", "", where)
    elif key in _CERTIFICATES:
        inspect_certificate(report, value, where)
    elif key in MANIFEST_BYTES or f"{around}.{key}" in MANIFEST_BYTES or key == "cose":
        if len(value) > (_LONGEST_SIGNATURE if key == "cose" else _LONGEST_CHECKSUM) or _LONG_WORDS.search(value):
            report.doubt()
    elif not (key in MANIFEST_PADDING and is_blank(value, 0, len(value))):
        report.doubt()


def _signed_along(value: bytes) -> Pairs | None:
    """The method of a signature, and mostly who signs; None where it is the signature itself."""
    try:
        signed = read_cbor(value)
    except Damaged:
        return None
    return signed if isinstance(signed, Pairs) else None
