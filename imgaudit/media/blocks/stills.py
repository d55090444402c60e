"""Frames of a film that are pictures of their own, as of Motion JPEG and of slides: each has room for metadata."""

import re

from imgaudit.media.buffer import Buffer, text_of
from imgaudit.media.harmless.chunks import ENCODER_COMMENT
from imgaudit.media.limits import MAX_FRAMES
from imgaudit.media.record import Report

_MOST_TOLD = 8
_HEAD = 1 << 16
_PLAIN = frozenset({0xC4, 0xDB, 0xDD, *range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xD0)})
"""Segments of a JPEG that are tables and frames; what is told of the picture stands in others."""
_BEGINS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n|II\*\0|MM\0\*|GIF8")
_START_OF_SCAN, _FILL, _COMMENT, _APP0 = 0xDA, 0xFF, 0xFE, 0xE0
_MOTION_JPEG_A = 0xE1
_LONGEST_APP0, _LONGEST_INDEX = 14, 46


class Stills:
    """What has been seen of the frames of one film; most say nothing, and those that do say it thousands of times."""

    __slots__ = ("report", "seen", "told", "where")

    def __init__(self, report: Report, where: str) -> None:
        self.report = report
        self.where = where
        self.seen = 0
        self.told: set[bytes] = set()

    def look_at(self, data: Buffer, start: int, end: int) -> None:
        """Judge one frame like any other picture, unless its head holds nothing but the picture, or what others did."""
        self.seen += 1
        told = told_in(data[start : min(end, start + _HEAD)]) if self.seen <= MAX_FRAMES else None
        if start >= end or told == b"" or told in self.told:
            return
        if len(self.told) < _MOST_TOLD and self.seen <= MAX_FRAMES:
            self.told.add(told or b"frame %d" % self.seen)
            self.report.look_into(data[start:end], f"{self.where}, frame {self.seen}")
        else:
            self.report.doubt()


def is_still(data: Buffer, start: int, end: int) -> bool:
    """Whether a frame begins as a file of its own does, whatever code its film has."""
    return _BEGINS.match(data[start : min(end, start + 8)]) is not None


def told_in(head: bytes) -> bytes | None:
    """What the head of a JPEG holds beside its picture; None where it is no JPEG, or its head does not end."""
    told, at = b"", 2
    while head[:2] == b"\xff\xd8" and at + 4 <= len(head) and head[at] == _FILL:
        marker, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        content = head[at + 4 : at + 2 + length]
        if marker == _START_OF_SCAN:
            return told
        if marker == _FILL:
            at += 1
            continue
        if marker not in _PLAIN and not _is_plain(marker, content):
            told += head[at : at + 2 + length]
        at += 2 + length
    return None


def _is_plain(marker: int, content: bytes) -> bool:
    """Whether a segment says how the frame is stored, or which program has stored it, as every coded frame may."""
    if marker == _COMMENT:
        return ENCODER_COMMENT.fullmatch(text_of(content)) is not None
    if marker == _MOTION_JPEG_A:
        return content[4:8] == b"mjpg" and len(content) <= _LONGEST_INDEX
    return marker == _APP0 and content[:4] in (b"JFIF", b"AVI1") and len(content) <= _LONGEST_APP0
