"""JPEG files (ISO/IEC 10918-1): walk the segments, and find where scans and pictures end."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy

from imgaudit.media.buffer import Buffer, ends_in_words, has_words, is_blank, search, view
from imgaudit.media.limits import MAX_BLOCKS
from imgaudit.media.record import NO_SCANS, Damaged

SOI, EOI, SOS, DQT, DHT, DAC, DRI, DNL, DHP, EXP, COM = (
    0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xCC, 0xDD, 0xDC, 0xDE, 0xDF, 0xFE,
)  # fmt: skip
LOOSE, TRAILER = 0, -1
"""Markers given to bytes between segments and to bytes after the end of the image."""

FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
TABLES = frozenset({DQT, DHT, DAC, DRI, DNL, DHP, EXP})

_TABLE_SIZES = {DRI: 2, DNL: 2, EXP: 1, DAC: 16}

RST0 = 0xD0
_RESTARTS = tuple(bytes((RST0 + number,)) for number in range(8))
_ANY_NUMBER = 1 << 62

# In entropy-coded data FF is followed by 00 or by the next restart marker (B.1.1.5); anything else ends it.
_IN_SCAN = re.compile(rb"\xff[^\x00\xff]")
_FIRST_STEP, _STEP = 1 << 13, 1 << 18
_WORD = 12
"""Letters in a row before a restart marker that compressed pixels do not have."""
_NEXT_MARKER = re.compile(rb"\xff[\xc0-\xcf\xd8-\xfe]")
_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
"""Frames whose restart intervals count samples, not blocks of 8 × 8."""


class Block(NamedTuple):
    """A stretch of the file: a segment with its marker, a scan with its entropy-coded data, or loose bytes."""

    marker: int
    start: int
    body: int
    end: int


def blocks(data: Buffer, start: int = 0, scans: Mapping[int, int] = NO_SCANS) -> Iterator[Block]:
    """Walk a JPEG from its first marker to the last byte of the data; every byte lies in exactly one block.

    Parameters
    ----------
    data, start
        The bytes, and where the first marker stands.
    scans
        Where entropy-coded data end, by where they begin, as far as that is known: looking for it is most of the work.

    Raises
    ------
    Damaged
        When a segment or the end of the image is missing, or bytes lie loose behind the first scan: decoders go on
        after them in ways of their own, so they may be part of the picture. What was readable has been yielded by then.
    """
    has_scan = has_loose = False
    for block in _walk(data, start, scans):
        has_scan |= block.marker == SOS
        has_loose |= has_scan and block.marker == LOOSE
        yield block
    if has_loose:
        raise Damaged("bytes that belong to nothing lie in or behind its compressed picture.")


def _walk(data: Buffer, start: int, scans: Mapping[int, int]) -> Iterator[Block]:
    total = len(data)
    known = _Scans(scans)
    yield Block(SOI, start, start + 2, start + 2)
    position = start + 2
    for _ in range(MAX_BLOCKS):
        if position + 2 > total:
            break
        if data[position] != 0xFF:
            found = search(_NEXT_MARKER, data, position, total, 2)
            if found is None:
                yield Block(LOOSE, position, position, total)
                break
            yield Block(LOOSE, position, position, found)
            position = found
        begin = position
        position = _behind_marker(data, position)
        if position > total:
            break
        marker = data[position - 1]
        if marker == EOI:
            yield Block(EOI, begin, position, position)
            if position < total:
                yield Block(TRAILER, position, position, total)
            return
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8:
            yield Block(LOOSE, begin, begin, position)
            continue
        if position + 2 > total:
            break
        end = position + (data[position] << 8 | data[position + 1])
        body = position + 2
        if end < body:
            raise Damaged("a segment has an impossible length.")
        if end > total:
            yield Block(marker, begin, body, total)
            break
        if marker == SOS:
            after = known.end(data, body, end)
            if after is None:
                yield Block(SOS, begin, body, total)
                break
            end = after
        else:
            known.note(data, marker, body, end)
        yield Block(marker, begin, body, end)
        position = end
    else:
        raise Damaged("it has more segments than any real file.")
    raise Damaged("the end of the image is missing.")


def _behind_marker(data: Buffer, position: int) -> int:
    """Behind the marker that begins here, whatever number of fill bytes it begins with (B.1.1.2)."""
    while position + 1 < len(data) and data[position + 1] == 0xFF:
        position += 1
    return position + 2


class _Scans:
    """Where scans end: what the segments in front of them say of it, and what is known beforehand."""

    __slots__ = ("ends", "frame", "interval")

    def __init__(self, ends: Mapping[int, int]) -> None:
        self.ends = ends
        self.frame = b""
        self.interval = 0

    def note(self, data: Buffer, marker: int, body: int, end: int) -> None:
        """Remember what a segment says of the scans that follow."""
        if marker in FRAMES:
            self.frame = b"" if marker in _LOSSLESS else data[body:end]
        elif marker == DRI and end - body == 2:
            self.interval = data[body] << 8 | data[body + 1]

    def end(self, data: Buffer, body: int, end: int) -> int | None:
        """Where the entropy-coded data behind the header of a scan end."""
        return self.ends.get(end) or _end_of_scan(data, end, _most_restarts(self.frame, data[body:end], self.interval))


def _end_of_scan(data: Buffer, start: int, most_restarts: int) -> int | None:
    """Where the entropy-coded data that start here end: at the first marker that may not stand inside."""
    step = _FIRST_STEP
    restarts = 0
    while start + 1 < len(data):
        length = min(step, len(data) - start)
        part = view(data, start, start + length)
        if length <= _FIRST_STEP:
            places: Iterable[int] = (start + found.start() for found in _IN_SCAN.finditer(part))
        else:  # numpy sees five times as many bytes a second as a regular expression does
            seen = numpy.frombuffer(part, numpy.uint8)
            is_marker = seen[:-1] == 0xFF
            # FF 00 is the most frequent by far: listing all of them takes longest. The smaller of 1 and 0 is 0.
            numpy.minimum(is_marker.view(numpy.uint8), seen[1:], out=is_marker.view(numpy.uint8))
            places = ()
            first = int(is_marker.argmax())
            if is_marker[first]:
                markers = first + is_marker[first:].nonzero()[0]
                markers = markers[seen[markers + 1] != 0xFF]
                is_due = seen[markers + 1] == RST0 + (restarts + numpy.arange(markers.size)) % 8
                as_due = markers.size if is_due.all() else int(is_due.argmin())
                as_due = min(as_due, max(0, most_restarts - restarts))
                restarts += as_due
                places = (start + markers[as_due : as_due + 2]).tolist()
        for at in places:
            # Restart markers count from 0 to 7 and begin again (B.2.1). Some encoders end a scan with one too many.
            if data[at + 1] != RST0 + restarts % 8 or (restarts >= most_restarts and not _is_end(data, at + 2)):
                return at
            restarts += 1
        start += length - 1
        step = _STEP
    return None


def _is_end(data: Buffer, at: int) -> bool:
    """Whether a marker stands here that ends a scan."""
    return data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] not in (b"", b"\0", *_RESTARTS)


def _most_restarts(frame: bytes, scan: bytes, interval: int) -> int:
    """How many restart markers a scan has room for, between intervals of so many units (A.2, B.2.4.4)."""
    if not interval:
        return 0
    height, width = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big")
    factors = {frame[at]: (frame[at + 1] >> 4, frame[at + 1] & 15) for at in range(6, len(frame) - 2, 3)}
    across, down = (max((sides[i] for sides in factors.values()), default=0) for i in (0, 1))
    if not (height and width and across and down):  # the height may follow the scan (B.2.5)
        return _ANY_NUMBER
    if scan[:1] == b"\1":  # a component alone is coded without the blocks that only fill up the others
        own_across, own_down = factors.get(scan[1], (across, down)) if len(scan) > 1 else (across, down)
        width, height = -(-width * own_across // across), -(-height * own_down // down)
        across = down = 1
    units = -(-width // (8 * across)) * -(-height // (8 * down))
    return -(-units // interval) - 1


def has_words_in_scan(data: Buffer, body: int, end: int, has_restarts: bool) -> bool:
    """Whether words stand where no decoder reads on: at the end of a scan, or of what a restart marker ends in it.

    Where the last pixel's bits end only a decoder knows; but compressed pixels look like dice thrown, not like words.
    """
    start = body - 2 + (data[body - 2] << 8 | data[body - 1])
    if ends_in_words(data, start, end):
        return True
    for at in range(start, end if has_restarts else start, _STEP):
        seen = numpy.frombuffer(view(data, at, min(at + _STEP + _WORD, end)), numpy.uint8)
        (places,) = ((seen[:-1] == 0xFF) & (seen[1:] & 0xF8 == RST0)).nonzero()
        places = places[places >= _WORD]
        letters = seen[places[:, None] - numpy.arange(_WORD, 0, -1)] if places.size else seen[:0].reshape(0, _WORD)
        for row in letters[(letters >= 0x20).all(axis=1) & (letters < 0x7F).all(axis=1)]:
            if has_words(row.tobytes(), _WORD):
                return True
    return False


def is_well_formed(data: Buffer, block: Block) -> bool:
    """Whether a table is exactly as long as its contents: else it might be something else (B.2.2 to B.2.4)."""
    marker, _, body, end = block
    size = end - body
    if marker in FRAMES or marker == DHP:
        return size >= 6 and size == 6 + 3 * data[body + 5]
    if marker == DQT:
        while body < end:
            body += 129 if data[body] >> 4 else 65
        return body == end
    if marker == DHT:
        while body + 17 <= end:
            body += 17 + sum(data[body + 1 : body + 17])
        return body == end
    if marker == SOS:
        length = data[body - 2] << 8 | data[body - 1]
        return size >= 4 and 1 <= data[body] <= 4 and length == 6 + 2 * data[body]
    return size <= _TABLE_SIZES[marker]


def end_of_image(data: Buffer, start: int, end: int) -> int | None:
    """Where the JPEG that starts here ends; None when it does not end."""
    try:
        for block in blocks(data, start):
            if block.end > end:
                return None
            if block.marker == EOI:
                return block.end
            if block.marker == LOOSE and not is_blank(data, block.start, block.end):
                return None
    except Damaged:
        pass
    return None


def scan_ends(data: Buffer | memoryview, image: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Where entropy-coded data end, by where they begin, of the image data that `inspect_jpeg` has found."""
    ends: dict[int, int] = {}
    for start, end in image:
        at = start + 1
        while data[at] == 0xFF:
            at += 1
        if data[at] == SOS:
            ends[at + 1 + (data[at + 1] << 8 | data[at + 2])] = end
    return ends
