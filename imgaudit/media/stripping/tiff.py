"""TIFF and BigTIFF: written afresh from the tags that describe pixels, strips and tiles byte for byte."""

from imgaudit.media.buffer import is_blank
from imgaudit.media.exif import gaps, ranges, strip_ranges
from imgaudit.media.harmless.tags import TAG_HARMLESS
from imgaudit.media.limits import MAX_TIFF_RANGES
from imgaudit.media.record import Damaged
from imgaudit.media.tiff_ifd import POINTERS, Directory, Header, directories, number, read_header

from .exif_block import kept_values, pixel_ranges, without_tags
from .tiff_writer import Page, write_tiff
from .wish import CannotStrip, Copy, Wish

_SUBFILE, _OLD_SUBFILE, _COMPRESSION = 0x00FE, 0x00FF, 0x0103
_STRIPS, _TILES = (0x0111, 0x0117), (0x0144, 0x0145)
_OLD_JPEG, _JPEG = 6, 0x0201
_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2
_PROFILE, _NO_DATA = 0x8773, 0xA481
_HOLES = frozenset({0x0120, 0x0121})  # where the file had room to spare, which it no longer has there


_OTHER_PICTURE = (
    "What a viewer shows of this TIFF is not its picture, or the smaller part of it, as in raw pictures, and the rest "
    "would be lost: export a JPEG and strip that."
)


def _describes_pixels(tag: int) -> bool:
    """Whether a harmless tag belongs to the picture; the others say how it was exposed, and go like an Exif block."""
    is_pixel_tag = 0x00FE <= tag <= 0x022F or 0x80A6 <= tag <= 0x828E or tag in (_PROFILE, _NO_DATA)
    return tag in TAG_HARMLESS and is_pixel_tag and tag not in _HOLES and tag not in POINTERS


def strip_tiff(data: bytes, wish: Wish, orientation: int | None) -> Copy:  # noqa: ARG001 - it is one of the pixel tags
    """The pictures without what is to go. Reduced pictures are thumbnails and go with them; further pages stay.

    The description of the pixels is written anew, and of some tags only their makers know whether they belong to it:
    so every copy is doubtful.
    """
    header = read_header(data)
    _refuse_hidden_picture(data, header)
    if not wish.bare:
        if header.big:
            raise CannotStrip("Single kinds cannot be taken out of a BigTIFF: remove all of them, or save it as TIFF.")
        return Copy(without_tags(data, wish, is_file=True), is_doubtful=True)
    pages = []
    room = len(data)
    for directory in directories(data, header):
        if not directory.name.startswith("IFD"):
            continue
        page = _page(data, header, directory, wish)
        if page is not None:
            pages.append(page)
            room -= sum(len(strip) for strip in page.strips)
            if room < 0:  # strips that share their bytes would multiply
                raise Damaged("its strips overlap.")
    masks = sum(bool(_number(page, _SUBFILE, header) & _MASK) for page in pages)
    if len(pages) - masks > 1 and "hidden" in wish.go:
        raise CannotStrip(
            f"The TIFF holds {len(pages)} pictures, and all but one count as hidden: keep={{'hidden'}} keeps them all; "
            "or save the first one on its own."
        )
    if not pages:
        raise Damaged("it holds no picture.")
    return Copy(write_tiff(header.order, pages, big=header.big), is_doubtful=True)


def _refuse_hidden_picture(data: bytes, header: Header) -> None:
    """Raise when most of the file is nothing that a directory points to: makers keep raw pictures there."""
    pixels: list[tuple[int, int]] = []
    claimed: list[tuple[int, int]] = []
    for directory in directories(data, header):
        pixels += pixel_ranges(data, header, directory)
        claimed += ranges(directory)
    loose = sum(end - start for start, end in gaps(claimed + pixels, len(data)) if not is_blank(data, start, end))
    if loose > sum(end - start for start, end in pixels):
        raise CannotStrip(_OTHER_PICTURE)


def _number(page: Page, tag: int, header: Header) -> int:
    raw = next((raw for found, _, _, raw in page.entries if found == tag), b"")
    return int.from_bytes(raw, "little" if header.order == "<" else "big")


def _page(data: bytes, header: Header, directory: Directory, wish: Wish) -> Page | None:
    """One page; None when it is a reduced copy of another, and thumbnails are to go."""
    by_tag = {entry[0]: entry for entry in directory.entries}

    def value(tag: int) -> int:
        return number(data, header.order, by_tag.get(tag)) or 0

    if directory.name != "IFD0" and value(_SUBFILE) & _REDUCED and "thumbnail" in wish.go:
        return None
    if directory.name == "IFD0" and (value(_SUBFILE) & _REDUCED or value(_OLD_SUBFILE) == _OLD_REDUCED):
        raise CannotStrip(_OTHER_PICTURE)
    if not directory.intact:
        raise Damaged(f"{directory.name} is not well formed.")
    tags = _STRIPS if _STRIPS[0] in by_tag else _TILES
    if tags[0] not in by_tag and _JPEG not in by_tag:
        raise Damaged("it holds no picture.")
    if value(_COMPRESSION) == _OLD_JPEG or not all(tag in by_tag for tag in tags):
        raise CannotStrip("This old kind of TIFF cannot be copied tag by tag: save it anew in a picture editor.")
    ranges = strip_ranges(data, header, {tag: by_tag[tag] for tag in tags})
    if not 0 < len(ranges) == by_tag[tags[0]][2] == by_tag[tags[1]][2] <= MAX_TIFF_RANGES:
        raise Damaged("its list of strips is not valid.")
    if any(end > len(data) for _, end in ranges):
        raise Damaged("its pixels are cut off.")
    entries = {
        tag: (tag, kind, count, data[start : start + size])
        for tag, kind, count, start, size in directory.entries
        if _describes_pixels(tag) and tag not in (_STRIPS[0], _TILES[0])
    }
    page = Page(list(entries.values()), strips=[memoryview(data)[a:b] for a, b in ranges], strips_tag=tags[0])
    page.entries += [kept for kept in kept_values(data, directory, wish) if kept[0] not in entries]
    return page
