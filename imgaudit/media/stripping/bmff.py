"""MP4, MOV and HEIF: what is to go is overwritten with zeros where it stands, so that no offset has to change.

A box becomes an empty `free` box of the same size; a time, a name or a sample becomes zeros.
"""

from imgaudit.media import bmff, quicktime
from imgaudit.media.bmff import CONTAINERS, PADDING, TOP_LEVEL, Box, Movie, boxes
from imgaudit.media.exif import gaps
from imgaudit.media.harmless.boxes import BOX_HARMLESS, TRACK_HARMLESS, TRACK_TEXT
from imgaudit.media.limits import MAX_BOX_DEPTH
from imgaudit.media.record import KINDS, Damaged, Report
from imgaudit.media.samples import chunk_ranges

from .heif import write_items
from .wish import CannotStrip, Copy, Wish

Ranges = list[tuple[int, int]]
_TIMES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_NAME_KINDS = frozenset({"software", "text", "owner", "device"})


class Eraser:
    """A copy of one file, from which things are erased, and what is known of it by then."""

    __slots__ = ("claimed", "data", "gone", "is_doubtful", "is_fragmented", "made", "tracks", "wish")

    def __init__(self, data: bytes, wish: Wish) -> None:
        self.data = data
        self.made = bytearray(data)
        self.wish = wish
        self.claimed: Ranges = []
        """Where samples and items lie that stay."""
        self.gone: Ranges = []
        """Where samples and items lie that go."""
        self.tracks = 0
        self.is_fragmented = False
        self.is_doubtful = False
        """Whether a still picture has lost more than blocks that every viewer passes over."""

    def blank(self, start: int, end: int) -> None:
        """Overwrite with zeros."""
        self.made[start:end] = bytes(max(0, end - start))

    def free(self, box: Box) -> None:
        """Make a box an empty one."""
        self.made[box.start + 4 : box.start + 8] = b"free"
        self.blank(box.body, box.end)


def strip_bmff(data: bytes, wish: Wish, orientation: int | None) -> Copy:  # noqa: ARG001 - boxes of the picture say it
    """The picture or video without what is to go; nothing is moved, so the copy is as long as the original."""
    eraser = Eraser(data, wish)
    top, end = _top_level(data)
    eraser.is_fragmented = any(box.type == b"moof" for box in top)
    is_movie = any(box.type == b"moov" for box in top)
    metas = [box for box in top if box.type == b"meta"]
    for box in top:
        if box.type == b"moov":
            _erase_movie(eraser, box)
        elif box.type == b"meta":
            if is_movie and not _is_picture(data, box):
                eraser.free(box)
        elif box.type != b"mdat":
            _erase(eraser, box, b"", 0)
    if is_movie and not eraser.tracks:
        raise CannotStrip("The video is only an index of other files, or compressed in a way that is not decoded.")
    for box in metas:
        if not is_movie or _is_picture(data, box):
            write_items(eraser, box)
    _erase_samples(eraser, [box for box in top if box.type == b"mdat"])
    if any(stop > end for _, stop in eraser.claimed):
        raise Damaged("its samples lie outside its boxes.")
    return Copy(bytes(eraser.made[:end]), eraser.is_doubtful)


def _top_level(data: bytes) -> tuple[list[Box], int]:
    """The boxes of the file, and where they end: what follows is no box, and is left out."""
    top: list[Box] = []
    try:
        for box in boxes(data, 0, len(data)):
            top.append(box)  # noqa: PERF402 - those before a damage count
    except Damaged as damage:
        position = damage.args[1] if len(damage.args) > 1 else 0
        if not position and top and top[-1].type not in TOP_LEVEL:  # text, say, that was read as a size and a type
            position = top.pop().start
        if not position:
            raise
        return top, position
    return top, len(data)


def _is_picture(data: bytes, box: Box) -> bool:
    start = box.body if data[box.body + 4 : box.body + 8] == b"hdlr" else box.body + 4
    return any(inner.type == b"hdlr" and data[inner.body + 8 : inner.body + 12] == b"pict"
               for inner in boxes(data, start, box.end))  # fmt: skip


# ------------------------------------------------------------------------------------------------------- boxes


def _erase(eraser: Eraser, box: Box, parent: bytes, depth: int) -> None:
    """Erase what is to go in a box, or all of it."""
    wish, data = eraser.wish, eraser.data
    kind, _, body, end = box
    if depth > MAX_BOX_DEPTH:
        raise Damaged("its boxes are nested too deeply.")
    if kind in CONTAINERS:
        for child in boxes(data, body, end):
            _erase(eraser, child, kind, depth + 1)
    elif kind in _TIMES:
        if "time" in wish.go:
            width = 8 if data[body] == 1 else 4
            eraser.blank(body + 4, min(end, body + 4 + 2 * width))
    elif kind == b"hdlr":
        erase_handler_name(eraser, box)
    elif kind == b"dref":
        for child in boxes(data, body + 8, end):
            if data[child.body + 3] & 1:  # the media lie in this very file, whatever the reference says besides
                eraser.blank(child.body + 4, child.end)
    elif kind in PADDING:
        if wish.bare or not _may_stay(eraser, box, parent):
            eraser.blank(body, end)
    elif kind == b"udta" and not wish.everything:
        for child in boxes(data, body, end):
            if not wish.may_stay(
                lambda report, c=child: quicktime.inspect_user_data(report, data, c.start, c.end, "udta")  # type: ignore[misc]
            ):
                eraser.free(child)
    elif kind in BOX_HARMLESS:
        if _exposed(eraser, box, parent) & wish.go:  # in the wrong place, or longer than its contents
            eraser.free(box)
    elif not _may_stay(eraser, box, parent):
        eraser.free(box)


def _exposed(eraser: Eraser, box: Box, parent: bytes) -> set[str]:
    report = Report()
    bmff._inspect_box(Movie(report, eraser.data), box, parent, 0)
    return report.yes | report.unknown


def _may_stay(eraser: Eraser, box: Box, parent: bytes) -> bool:
    """Whether a box gives away nothing that is to go, by what its reader says of it."""
    return eraser.wish.may_stay(lambda report: bmff._inspect_box(Movie(report, eraser.data), box, parent, 0))


def erase_handler_name(eraser: Eraser, box: Box) -> None:
    """A handler's name and maker, unless the name only says what the track is and single kinds are to go."""
    report = Report()
    bmff.inspect_handler_name(report, eraser.data, box.body, box.end)
    if eraser.wish.bare or (report.yes | report.unknown) & eraser.wish.go:
        eraser.blank(box.body + 12, box.end)


# ------------------------------------------------------------------------------------------------------ tracks


def _erase_movie(eraser: Eraser, movie: Box) -> None:
    dropped: set[int] = set()
    tracks: list[tuple[Box, dict[bytes, Box]]] = []
    for box in boxes(eraser.data, movie.body, movie.end):
        if box.type != b"trak":
            _erase(eraser, box, b"moov", 1)
            continue
        found: dict[bytes, Box] = {}
        bmff._collect(eraser.data, box.body, box.end, found, 0)
        if _track_goes(eraser, found):
            _drop_track(eraser, box, found)
            dropped.add(_track_id(eraser.data, found))
        else:
            tracks.append((box, found))
    for box, found in tracks:
        eraser.tracks += 1
        for child in boxes(eraser.data, box.body, box.end):
            _erase(eraser, child, b"trak", 2)
        if b"tref" in found:
            _erase_references(eraser, found[b"tref"], dropped)
        if b"stsd" in found:
            _erase_sample_names(eraser, found[b"stsd"], _handler(eraser.data, found))
        _claim(eraser, found)


def _handler(data: bytes, found: dict[bytes, Box]) -> bytes:
    return data[found[b"hdlr"].body + 8 : found[b"hdlr"].body + 12] if b"hdlr" in found else b""


def _track_goes(eraser: Eraser, found: dict[bytes, Box]) -> bool:
    """Whether a track is to go: anything but sound and pictures may hold what cannot be seen from outside."""
    handler = _handler(eraser.data, found)
    if handler in TRACK_HARMLESS:
        return False
    kinds = {"text"} if handler in TRACK_TEXT else {"time"} if handler == b"tmcd" else set(KINDS)
    return bool(kinds & eraser.wish.go)


def _drop_track(eraser: Eraser, box: Box, found: dict[bytes, Box]) -> None:
    chunks = _chunks(eraser, found)
    if eraser.is_fragmented and not chunks:
        raise CannotStrip("The video is in fragments, with metadata between them: export it anew as one MP4.")
    eraser.gone += chunks
    eraser.free(box)


def _chunks(eraser: Eraser, found: dict[bytes, Box]) -> Ranges:
    chunks = chunk_ranges(eraser.data, found)
    table = found.get(b"co64") or found.get(b"stco")
    count = int.from_bytes(eraser.data[table.body + 4 : table.body + 8], "big") if table else 0
    if len(chunks) != count:
        raise Damaged("a track ends before its end, or its index is not valid.")
    return chunks


def _claim(eraser: Eraser, found: dict[bytes, Box]) -> None:
    chunks = _chunks(eraser, found)
    eraser.is_fragmented |= not chunks
    eraser.claimed += chunks
    sizes = found.get(b"stsz")
    if sizes and _handler(eraser.data, found) == b"soun" and any(eraser.data[sizes.body + 4 : sizes.body + 8]):
        # Old QuickTime sound counts samples, not bytes (QTFF, sound sample description): what follows may be its own.
        eraser.is_fragmented = True


def _track_id(data: bytes, found: dict[bytes, Box]) -> int:
    if b"tkhd" not in found:
        return 0
    at = found[b"tkhd"].body + (20 if data[found[b"tkhd"].body] == 1 else 12)
    return int.from_bytes(data[at : at + 4], "big")


def _erase_references(eraser: Eraser, box: Box, dropped: set[int]) -> None:
    """References to tracks that are gone."""
    for child in boxes(eraser.data, box.body, box.end):
        ids = {int.from_bytes(eraser.data[at : at + 4], "big") for at in range(child.body, child.end - 3, 4)}
        if ids & dropped:
            eraser.free(child)


def _erase_sample_names(eraser: Eraser, box: Box, handler: bytes) -> None:
    """The compressor's name and vendor in each sample entry (14496-12, 12.1.3; QTFF, sample descriptions)."""
    if handler not in (b"vide", b"soun"):
        return
    for entry in boxes(eraser.data, box.body + 8, box.end):
        if eraser.wish.bare:
            eraser.blank(entry.start + 20, min(entry.end, entry.start + 24))
        if handler == b"vide" and eraser.wish.go & _NAME_KINDS:
            eraser.blank(entry.start + 50, min(entry.end, entry.start + 82))


def _erase_samples(eraser: Eraser, media: list[Box]) -> None:
    """Samples and items that go, and bytes of the media data that nothing claims."""
    for start, end in eraser.gone:
        inside = [(a - start, b - start) for a, b in eraser.claimed if a < end and b > start]
        for first, last in gaps(inside, end - start):
            eraser.blank(start + first, start + last)
    if eraser.is_fragmented or not eraser.claimed or not eraser.wish.go:
        return
    # Whatever is to go, it may be in bytes of which nothing is known.
    for box in media:
        inside = [(a - box.body, b - box.body) for a, b in eraser.claimed if a < box.end and b > box.body]
        for first, last in gaps(inside, box.end - box.body):
            eraser.blank(box.body + first, box.body + last)
