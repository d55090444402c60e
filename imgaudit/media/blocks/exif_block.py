"""Exif blocks: the smallest one that keeps a picture upright, one with what is to stay, one without what is to go."""

from struct import Struct

from imgaudit.media.harmless.tags import TAG_HARMLESS, TAG_KIND
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import Wish

from .exif import gaps, inspect_directory, inspect_exif, strip_ranges
from .tiff_ifd import POINTERS, Directory, Entry, Header, directories, number, read_header
from .tiff_writer import Page, Value, write_tiff

_ORIENTATION, _MAKER_NOTE, _EXIF_IFD, _GPS_IFD = 0x0112, 0x927C, 0x8769, 0x8825
_THUMBNAIL_START, _THUMBNAIL_LENGTH = 0x0201, 0x0202


def upright(orientation: int | None) -> bytes:
    """An Exif block that holds the orientation and nothing else; none where the picture is not turned."""
    if orientation is None or orientation == 1:
        return b""
    return write_tiff(">", [Page([(_ORIENTATION, 3, 1, orientation.to_bytes(2, "big"))])])


def rewritten(block: bytes, wish: Wish, orientation: int | None) -> bytes:
    """An Exif block without what is to go; ``b""`` when nothing is left of it.

    Single kinds are taken out where they stand (`only=`), because a maker note that is moved cannot be read any
    more. Where only some kinds may stay (`keep=`), a fresh block takes them over.
    """
    if wish.everything:
        return upright(orientation)
    if block[:6] == b"Exif\0\0":
        block = block[6:]
    try:
        made = _taken_over(block, wish, orientation) if wish.bare else without_tags(block, wish)
    except Damaged:
        return upright(orientation)
    report = Report()
    inspect_exif(report, made, "Exif")
    return upright(orientation) if (report.yes | report.unknown) & wish.go else made


def _taken_over(block: bytes, wish: Wish, orientation: int | None) -> bytes:
    header = read_header(block)
    page = Page([])
    if orientation is not None and orientation != 1:
        page.entries.append((_ORIENTATION, 3, 1, Struct(header.order + "H").pack(orientation)))
    for directory in directories(block, header):
        if directory.name == "IFD0":
            page.entries += kept_values(block, directory, wish)
        elif directory.name == "Exif IFD" and (values := kept_values(block, directory, wish)):
            page.below[_EXIF_IFD] = values
        elif directory.name == "GPS IFD" and "location" not in wish.go and _stays(block, header, directory, wish):
            page.below[_GPS_IFD] = [(tag, k, n, block[at : at + size]) for tag, k, n, at, size in directory.entries]
    return write_tiff(header.order, [page]) if page.entries or page.below else b""


def kept_values(block: bytes, directory: Directory, wish: Wish) -> list[Value]:
    """Tags that expose what may stay: the artist and the copyright, say. Each tag once."""
    found: dict[int, Value] = {}
    for tag, kind, count, start, size in directory.entries:
        exposes = TAG_KIND.get(tag)
        if exposes and exposes[0] not in wish.go and tag not in POINTERS:
            found.setdefault(tag, (tag, kind, count, bytes(block[start : start + size])))
    return list(found.values())


def _stays(block: bytes, header: Header, directory: Directory, wish: Wish) -> bool:
    return wish.may_stay(lambda report: inspect_directory(report, block, header, directory, "Exif"))


# ------------------------------------------------------------------------------------------ single kinds go


def without_tags(block: bytes, wish: Wish, *, is_file: bool = False) -> bytes:
    """The structure with the tags gone that expose what is to go; all others stay at their places.

    What the tags pointed to is overwritten with zeros, and so is what nothing points to: it may hold anything.

    Parameters
    ----------
    block
        An Exif block, or a whole TIFF file.
    wish
        What is to go.
    is_file
        Whether it is a file, whose second directory is a page and not a thumbnail.

    Raises
    ------
    Damaged
        When the structure is not sound enough to be changed in place.
    """
    header = read_header(block)
    made = bytearray(block)
    kept: list[tuple[int, int]] = [(0, 8)]
    gone: list[tuple[int, int]] = []
    found = list(directories(block, header))
    if not all(directory.intact for directory in found):
        raise Damaged("a directory is not well formed.")
    without = {directory.name for directory in found if _goes_whole(block, header, directory, wish, is_file)}
    has_note = False
    for directory in found:
        pixels = pixel_ranges(block, header, directory)
        if directory.name in without:
            gone += [(directory.start, directory.end), *pixels]
            gone += [(e[3], e[3] + e[4]) for e in directory.entries if e[4] > 4]
            continue
        stay = [e for e in directory.entries if not _tag_goes(block, header, directory, e, wish, without)]
        _write_table(made, header, directory, stay, f"IFD{_number_of(directory) + 1}" in without)
        gone += [(e[3], e[3] + e[4]) for e in directory.entries if e not in stay and e[4] > 4]
        kept += [(e[3], e[3] + e[4]) for e in stay if e[4] > 4] + pixels
        kept.append((directory.start, directory.start + 2 + 12 * len(stay) + 4))
        has_note |= any(e[0] == _MAKER_NOTE for e in stay)
    # The offsets in a maker note that stays lead to where nothing else points.
    loose = _outside(gone, kept) if has_note else gaps(kept, len(block))
    for start, end in loose:
        made[start:end] = bytes(max(0, end - start))
    return bytes(made)


def _outside(gone: list[tuple[int, int]], kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of the ranges gone that no kept range claims."""
    found = []
    for start, end in gone:
        inside = [(a - start, b - start) for a, b in kept if a < end and b > start]
        found += [(start + a, start + b) for a, b in gaps(inside, end - start)]
    return found


def _goes_whole(block: bytes, header: Header, directory: Directory, wish: Wish, is_file: bool) -> bool:
    if directory.name == "GPS IFD":
        return "location" in wish.go or not _stays(block, header, directory, wish)
    # A thumbnail shows what the picture shows, and its directory describes it.
    return directory.name == "IFD1" and "thumbnail" in wish.go and not is_file


def _number_of(directory: Directory) -> int:
    return int(directory.name[3:]) if directory.name.startswith("IFD") else -9


def pixel_ranges(block: bytes, header: Header, directory: Directory) -> list[tuple[int, int]]:
    """Where the strips, the tiles or the embedded JPEG of a directory lie."""
    by_tag = {entry[0]: entry for entry in directory.entries}
    ranges = strip_ranges(block, header, by_tag)
    start = number(block, header.order, by_tag.get(_THUMBNAIL_START))
    length = number(block, header.order, by_tag.get(_THUMBNAIL_LENGTH))
    return [*ranges, (start, start + length)] if start and length else ranges


def _tag_goes(block: bytes, header: Header, directory: Directory, entry: Entry, wish: Wish, without: set[str]) -> bool:
    tag = entry[0]
    if tag in POINTERS:
        return POINTERS[tag] in without
    if tag in TAG_HARMLESS and tag != _ORIENTATION and entry[4] <= 4:
        return False
    alone = directory._replace(entries=[entry])
    # What a maker note may hold depends on the make, which is not asked here: so the name goes with its suspects.
    read = Report()
    inspect_directory(read, block, header, alone, "Exif")
    if tag == _MAKER_NOTE and wish.go & {"location", "people", "text"}:
        return True
    return bool((read.yes | read.unknown) & wish.go)


def _write_table(made: bytearray, header: Header, directory: Directory, stay: list[Entry], is_last: bool) -> None:
    """Close the gaps that tags have left in a directory's table; the bytes behind it become zeros."""
    rows = {}
    position = directory.start + 2
    while position + 12 <= directory.end:
        rows[Struct(header.order + "H").unpack_from(made, position)[0]] = bytes(made[position : position + 12])
        position += 12
    following = bytes(made[position : position + 4]) if position + 4 <= directory.end else bytes(4)
    table = Struct(header.order + "H").pack(len(stay)) + b"".join(rows[entry[0]] for entry in stay)
    table += bytes(4) if is_last else following
    made[directory.start : directory.end] = table.ljust(directory.end - directory.start, b"\0")
