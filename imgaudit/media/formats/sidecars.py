"""Files that lie beside a picture or video and speak of it: XMP packets, Apple's edits, subtitles."""

import plistlib
import re
from collections.abc import Iterator

from imgaudit.media.blocks.plain_xml import tree_of
from imgaudit.media.blocks.subtitles import inspect_line
from imgaudit.media.blocks.xmp import inspect_xmp
from imgaudit.media.buffer import Buffer, Ranges, text_of
from imgaudit.media.limits import MAX_XML_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import Damaged, Report

NO_COPY = "A file beside a picture says nothing but what is to go: do not publish it."

_BEGINNINGS = (b"<?xpacket", b"<x:xmpmeta", b"<xmp:xmpmeta", b"<rdf:rdf")
_PLIST = re.compile(rb"<plist\b", re.IGNORECASE)
_ADJUSTMENT = re.compile(rb"<key>adjustment(?:Data|FormatIdentifier|BaseVersion)</key>")
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+plist\s+PUBLIC\s+\"-//Apple(?: Computer)?//DTD PLIST 1\.0//EN\"\s+"
    rb"\"https?://www\.apple\.com/DTDs/PropertyList-1\.0\.dtd\"\s*>"
)
_STAMP = r"(?:\d{1,3}:)?\d{2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(rf"\A\s*(?:\d{{1,6}}\s*[\r\n]+)?{_STAMP}\s*-->\s*{_STAMP}")
_TIME_LINE = re.compile(r"[\d:.,\s]+-->[\d:.,\s]+(?:(?:align|line|position|size|vertical|region):[\w%.,-]+\s*)*")
_NO_TEXT = re.compile(rb"[\0-\x08\x0b\x0e-\x1f]")
_EDITS = {
    "adjustmentBaseVersion": "", "adjustmentData": "", "adjustmentRenderTypes": "",
    "adjustmentEditorBundleID": "software", "adjustmentFormatIdentifier": "software",
    "adjustmentFormatVersion": "software", "adjustmentTimestamp": "time",
}  # fmt: skip


def detect_sidecar(head: bytes) -> str:
    """By what stands first; a subtitle file by its first cue."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    bare = re.sub(rb"\A<\?xml[^>]{0,200}\?>\s*", b"", start)
    if bare[:16].lower().startswith(_BEGINNINGS):
        return "xmp"
    if _PLIST.search(start[:600]) and _ADJUSTMENT.search(start):
        return "aae"
    if start.startswith(b"WEBVTT"):
        return "vtt"
    return "srt" if _CUE.match(start[:400].decode("utf-8", "replace")) else ""


def inspect_sidecar(report: Report, data: Buffer) -> Ranges:
    """Judge the file by what it is."""
    if len(data) > MAX_XML_BYTES:
        report.unsupported("The file is larger than any real one and was not looked into.")
        return []
    content = bytes(data[: len(data)])
    if report.format == "xmp":
        inspect_xmp(report, content, "XMP sidecar")
        if len(content) > MAX_XMP_BYTES:
            report.doubt()
    elif report.format == "aae":
        _inspect_edits(report, content)
    else:
        _inspect_subtitles(report, content)
    return []


def _inspect_edits(report: Report, content: bytes) -> None:
    """A property list of what was done to a picture in Apple's Photos."""
    try:
        tree_of(report, _DOCTYPE.sub(b"", content, count=1), "AAE")
        told = plistlib.loads(_DOCTYPE.sub(b"", content, count=1), fmt=plistlib.FMT_XML)
    except Damaged as damage:
        report.damaged(f"The AAE is damaged: {damage}")
        return
    except Exception as error:  # noqa: BLE001 - plistlib raises what its parsers do
        report.damaged(f"The AAE is damaged and could not be read ({type(error).__name__}).")
        return
    if not isinstance(told, dict):
        report.damaged("The AAE is damaged: it is no list of edits.")
        return
    for key, value in told.items():
        kind = _EDITS.get(str(key))
        if kind is None:
            report.add("hidden", str(key), "AAE", str(value))
            report.doubt()
        elif kind:
            report.add(kind, str(key), "AAE", str(value))
        elif isinstance(value, (bytes, str)) and len(value) > 0:
            report.add("hidden", "edits", "AAE", f"{len(value)} bytes")
            report.doubt(("location", "people", "owner", "text", "serial"))


def _inspect_subtitles(report: Report, content: bytes) -> None:
    """What is said, line by line: names are looked for in it, and positions, which drones write there."""
    if _NO_TEXT.search(content) and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        report.add("hidden", "bytes that are no text", report.format.upper())
        report.doubt()
    for line in _lines(content):
        inspect_line(report, line, report.format.upper())
        if line.startswith("NOTE"):
            report.add("hidden", "note", report.format.upper(), line)


def _lines(content: bytes) -> Iterator[str]:
    text = content.decode("utf-16", "replace") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    for raw in text.splitlines() if text else content.splitlines():
        line = raw.strip() if isinstance(raw, str) else text_of(raw)
        if line and line != "WEBVTT" and not line.isdecimal() and not _TIME_LINE.fullmatch(line):
            yield line
