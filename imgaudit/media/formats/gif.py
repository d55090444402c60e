"""GIF (87a and 89a): judge each block; copy images, their timing, how often they play and their colour profile."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.blocks import icc, trailer, xmp
from imgaudit.media.blocks.lzw import Unpacker
from imgaudit.media.blocks.pixel_data import tell_unread
from imgaudit.media.buffer import Buffer, Ranges, are_colours_words, is_blank, text_of
from imgaudit.media.harmless.chunks import GIF_HARMLESS_APPLICATIONS
from imgaudit.media.limits import MAX_BLOCKS, MAX_VALUE_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import Copy, Original, Wish

SCREEN, IMAGE, COMMENT, CONTROL, APPLICATION, PLAIN_TEXT, END, TRAILER = -2, 0x2C, 0xFE, 0xF9, 0xFF, 0x01, 0x3B, -1
_XMP_APPLICATION = b"XMP DataXMP"
_XMP_MAGIC = b"\1" + bytes(range(255, -1, -1)) + b"\0"  # leads any reader to the block's end (XMP part 3, 1.1.2)

_PROFILE = b"ICCRGBG1012"
_LOOP = re.compile(rb"(?s)(?:\x01..)?(?:\x02....)?")
"""How often to play, and how much to read ahead."""
_LETTERS = re.compile(rb"[A-Za-z0-9 ,.-]{8}")
_SPARE = 1
"""Some encoders end with a byte of zeros; it counts as the picture's."""


class Block(NamedTuple):
    """One block: an image with its colours, an extension by its label, the screen, the end, or what follows."""

    kind: int
    start: int
    body: int
    """Where the sub-blocks begin."""
    end: int


def blocks(data: Buffer) -> Iterator[Block]:
    """Walk the blocks; every byte lies in exactly one of them."""
    total = len(data)
    if total < 13:
        raise Damaged("the header is cut off.")
    position = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    yield Block(SCREEN, 0, 6, min(position, total))
    for _ in range(MAX_BLOCKS):
        if position >= total:
            break
        start, kind = position, data[position]
        if kind == END:
            yield Block(END, start, start + 1, start + 1)
            if start + 1 < total:
                yield Block(TRAILER, start + 1, start + 1, total)
            return
        if kind == IMAGE:
            if start + 10 > total:
                break
            flags = data[start + 9]
            body = start + 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1
        elif kind == 0x21 and start + 2 < total:
            kind, body = data[start + 1], start + 2
            if kind in (IMAGE, END):  # a label that happens to be the sign of another block
                kind |= 0x100
            if kind == APPLICATION and bytes(data[body + 1 : body + 12]) == _XMP_APPLICATION and _is_raw(data, body):
                magic = data.find(_XMP_MAGIC, body, body + MAX_XMP_BYTES)
                if magic >= 0 and magic + len(_XMP_MAGIC) <= total:
                    position = magic + len(_XMP_MAGIC)
                    yield Block(APPLICATION, start, body, position)
                    continue
        else:
            raise Damaged("there are bytes between its blocks.")
        position = end_of_sub_blocks(data, body)
        if position > total:
            yield Block(kind, start, body, total)
            break
        yield Block(kind, start, body, position)
    else:
        raise Damaged("it has more blocks than any real file.")
    raise Damaged("the end of the image is missing.")


def end_of_sub_blocks(data: Buffer, position: int) -> int:
    """Where sub-blocks end that begin here; beyond the data when they do not."""
    total = len(data)
    while position < total and data[position]:
        position += data[position] + 1
    return position + 1


def _is_raw(data: Buffer, body: int) -> bool:
    """Whether an XMP packet stands there as it is; some writers do use sub-blocks, which begin with their length."""
    head = bytes(data[body + 12 : body + 20]).lstrip(b"\xef\xbb\xbf \r\n\0")
    return head[:1] == b"<" and head[1:2] != b"<"


def sub_blocks(data: Buffer, start: int, end: int, limit: int = MAX_XMP_BYTES) -> bytes:
    """The sub-blocks from here on, joined."""
    parts = []
    size = 0
    while start < end and data[start] and size < limit:
        parts.append(data[start + 1 : min(start + 1 + data[start], end)])
        size += data[start]
        start += data[start] + 1
    return b"".join(parts)


def detect_gif(head: bytes) -> str:
    """By either version of the signature."""
    return "gif" if head.startswith((b"GIF87a", b"GIF89a")) else ""


def inspect_gif(report: Report, data: Buffer) -> Ranges:
    """Judge every block; the ranges of the compressed image data."""
    report.format = "gif"
    image: list[tuple[int, int]] = []
    unpacker = Unpacker()
    try:
        for block in blocks(data):
            kind, start, body, end = block
            if kind == SCREEN:
                report.width = int.from_bytes(data[6:8], "little")
                report.height = int.from_bytes(data[8:10], "little")
                image.append((body, end))
                _inspect_palette(report, data[13:end])
            elif kind == IMAGE:
                _inspect_palette(report, data[start + 10 : body - 1])
                image += _inspect_image(report, data, block, unpacker)
            elif kind == CONTROL:
                image.append((start, end))
                if end - body > 6:
                    report.damaged("The GIF is damaged: a control block is too long.")
            elif kind in (COMMENT, PLAIN_TEXT):
                _inspect_text(report, data, kind, body, end)
            elif kind == APPLICATION:
                _inspect_application(report, data, body, end)
            elif kind == TRAILER:
                trailer.inspect_trailer(report, data, start, end)
            elif kind != END:
                report.add("hidden", f"extension 0x{kind:02X}", "GIF extension", f"{end - start} bytes")
                report.doubt()
    except Damaged as damage:
        report.damaged(f"The GIF is damaged: {damage}")
    return image


def _inspect_palette(report: Report, colours: bytes) -> None:
    if are_colours_words(colours):
        report.add("hidden", "words in the palette", "GIF")
        report.doubt()


def _inspect_image(report: Report, data: Buffer, block: Block, unpacker: Unpacker) -> Ranges:
    """Judge what lies in the blocks of a picture behind its pixels; the ranges of the picture without that."""
    _, start, body, end = block
    width, height = (int.from_bytes(data[at : at + 2], "little") for at in (start + 5, start + 7))
    joined = sub_blocks(data, body, end, end - body)
    length = unpacker.pixels(joined, data[body - 1], width * height)
    if length is None:
        report.doubt()
        return [(start, end)]
    behind = joined[length:]
    tell_unread(report, behind, [(0, len(behind))], "behind the pixels")
    if len(behind) <= _SPARE and is_blank(behind, 0, len(behind)):
        return [(start, end)]
    while length > data[body]:
        length -= data[body]
        body += data[body] + 1
    return [(start, body + 1 + length), (end - 1, end)]


def _inspect_text(report: Report, data: Buffer, kind: int, body: int, end: int) -> None:
    grid = data[body] + 1 if kind == PLAIN_TEXT else 0  # its first sub-block describes a grid
    value = text_of(sub_blocks(data, body + grid, end, MAX_VALUE_BYTES))
    if grid not in (0, 13):
        report.damaged("The GIF is damaged: a text block has an impossible length.")
    if value:
        name = "Comment" if kind == COMMENT else "PlainText"
        report.add("text", name, f"GIF {name.lower()}", value)
    if kind == PLAIN_TEXT and _LETTERS.search(data[body : body + grid]):
        report.add("hidden", "grid of letters", "GIF plaintext")
        report.doubt()


def _inspect_application(report: Report, data: Buffer, body: int, end: int) -> None:
    if data[body] != 11:
        report.damaged("The GIF is damaged: an application block has no name.")
    name = bytes(data[body + 1 : body + 12])
    content = body + 1 + data[body]
    if name == _XMP_APPLICATION:
        magic = data.find(_XMP_MAGIC, content, end)
        packet = data[content:magic] if magic >= 0 and _is_raw(data, body) else sub_blocks(data, content, end)
        xmp.inspect_xmp(report, packet, "GIF XMP")
        return
    inside = sub_blocks(data, content, end)
    if name == _PROFILE:
        icc.inspect_icc(report, inside, "GIF ICC")
        return
    if name in GIF_HARMLESS_APPLICATIONS and _LOOP.fullmatch(inside):
        return
    if name == b"ImageMagick" and re.fullmatch(rb"gamma=[\d.]{1,20}", inside):
        report.add("software", "ImageMagick", "GIF application", text_of(inside))
        return
    report.add("hidden", f"application {text_of(name)}", "GIF application", f"{len(inside)} bytes")
    report.doubt()


# -------------------------------------------------------------------------------------------------------------- copying

_PICTURE = frozenset({SCREEN, IMAGE, CONTROL, END})


def strip_gif(original: Original, wish: Wish) -> Copy:
    """The picture or animation without what is to go."""
    data = original.whole
    view = memoryview(data)
    ends = dict(original.image)
    parts: list[bytes | memoryview] = []
    is_doubtful = False
    for kind, start, body, end in blocks(data):
        if kind == IMAGE and ends.get(start, end) < end:
            parts += _without_rest(view, body, start, ends[start])
            is_doubtful = True
        elif (
            kind in _PICTURE
            or (kind == APPLICATION and _is_harmless(view[start:end]))
            or ((kind != TRAILER or not wish.bare) and _may_stay(view[start:end], kind == TRAILER, wish))
        ):
            parts.append(view[start:end])
        elif kind == APPLICATION:
            # What says how to play; and a packet that is not in sub-blocks, of which some readers see another end.
            is_doubtful |= _name(view[body:end]) in GIF_HARMLESS_APPLICATIONS or end_of_sub_blocks(data, body) != end
        else:
            is_doubtful |= kind not in (COMMENT, TRAILER)
    return Copy(b"".join(parts), is_doubtful)


def _without_rest(view: memoryview, body: int, start: int, stop: int) -> list[bytes | memoryview]:
    """A picture whose pixels end here, with zeros in place of what follows in the same sub-block."""
    position = body
    while position + 1 + view[position] < stop:
        position += view[position] + 1
    room = position + 1 + view[position] - stop
    return [view[start:stop], bytes(room), b"\1\0" if 0 < room <= _SPARE else b"", b"\0"]


def _name(sub_blocks: memoryview) -> bytes:
    return bytes(sub_blocks[1:12])


def _alone(block: memoryview, behind: bool) -> bytes:
    head = b"GIF89a\x01\0\x01\0\0\0\0"
    return head + b";" + block if behind else head + block + b";"


def _is_harmless(block: memoryview) -> bool:
    """Whether an application block only says how to show the picture: its reader has nothing to say against it."""
    report = Report()
    inspect_gif(report, _alone(block, behind=False))
    return not report.yes and not report.unknown and not block[3:].tobytes().startswith(b"XMP Data")


def _may_stay(block: memoryview, behind: bool, wish: Wish) -> bool:
    return not wish.everything and wish.may_stay(lambda report: inspect_gif(report, _alone(block, behind)))
