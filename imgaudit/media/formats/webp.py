"""WebP: judge each chunk; copy those of the picture and put the flags of the header right."""

from imgaudit.media.blocks import exif, icc, jumbf, photoshop, trailer, xmp
from imgaudit.media.blocks.exif_block import rewritten, upright
from imgaudit.media.blocks.pixel_data import tell_unread
from imgaudit.media.blocks.riff_chunks import Chunk, chunks, inspect_unknown
from imgaudit.media.blocks.webp_frames import Trials
from imgaudit.media.buffer import Buffer, Ranges
from imgaudit.media.harmless.chunks import RIFF_HARMLESS
from imgaudit.media.limits import MAX_NESTED_BYTES, MAX_XMP_BYTES
from imgaudit.media.record import Damaged, Report
from imgaudit.media.wish import Copy, Original, Wish

_CODED = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
WEBP_IMAGE = _CODED | {b"ANIM", b"ANMF"}
_FRAME_HEAD = 16
_LONGEST = {b"VP8X": 10, b"ANIM": 6}


def detect_webp(head: bytes) -> str:
    """By the type of its RIFF list."""
    return "webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def inspect_webp(report: Report, data: Buffer) -> Ranges:
    """Judge every chunk of a WebP; the ranges of the compressed image data."""
    report.format = "webp"
    image: list[tuple[int, int]] = []
    end = _end_of_riff(report, data)
    trials = Trials()
    try:
        for chunk in chunks(data, 12, end):
            kind, _, _, body, stop = chunk
            if report.width is None:
                _webp_size(report, data, kind, body, stop)
            if kind in _CODED:
                image.append(
                    (body, _end_of_picture(report, data, chunk, (report.width or 0, report.height or 0), trials))
                )
            elif kind in WEBP_IMAGE:
                image.append((body, stop))
            if kind == b"ANMF":
                _inspect_frame(report, data, chunk, trials)
            elif kind == b"EXIF":
                exif.inspect_exif(report, data[body:stop], "EXIF")
            elif kind == b"XMP ":
                xmp.inspect_xmp(report, data[body : min(stop, body + MAX_XMP_BYTES + 1)], "XMP")
            elif kind == b"ICCP":
                icc.inspect_icc(report, data[body:stop], "ICCP")
            elif kind == b"C2PA":
                jumbf.inspect_jumbf(report, bytes(data[body : min(stop, body + MAX_NESTED_BYTES)]), "C2PA")
            elif kind == b"PSAI":  # what Photoshop writes
                photoshop.inspect_photoshop(report, data[body:stop], "PSAI", exif.inspect_exif)
            elif kind not in RIFF_HARMLESS or stop - body > _LONGEST.get(kind, stop - body):
                inspect_unknown(report, data, kind, body, stop)
    except Damaged as damage:
        report.damaged(f"The WebP is damaged: {damage}")
    if trials.is_over:
        report.doubt()
    return image


def _inspect_frame(report: Report, data: Buffer, frame: Chunk, trials: Trials) -> None:
    """Judge a frame: sixteen bytes of where and how long, then chunks like those of a still picture."""
    _, _, _, body, stop = frame
    head = bytes(data[body : min(body + _FRAME_HEAD, stop)])
    sides = int.from_bytes(head[6:9], "little") + 1, int.from_bytes(head[9:12], "little") + 1
    for chunk in chunks(data, min(body + _FRAME_HEAD, stop), stop):
        if chunk.type in _CODED:
            _end_of_picture(report, data, chunk, sides, trials)
        else:
            inspect_unknown(report, data, chunk.type, chunk.body, chunk.end)


def _end_of_picture(report: Report, data: Buffer, chunk: Chunk, sides: tuple[int, int], trials: Trials) -> int:
    """Where a coded picture ends in its chunk; what no decoder reads of it is told."""
    unread = [
        (chunk.body + start, chunk.body + end)
        for start, end in trials.unread(chunk.type, bytes(data[chunk.body : chunk.end]), sides)
    ]
    tell_unread(report, data, unread, "in the picture")
    return unread[-1][0] if unread and unread[-1][1] == chunk.end else chunk.end


def _webp_size(report: Report, data: Buffer, kind: bytes, body: int, stop: int) -> None:
    head = bytes(data[body : min(stop, body + 10)])
    if kind == b"VP8X" and len(head) == 10:
        report.width = int.from_bytes(head[4:7], "little") + 1
        report.height = int.from_bytes(head[7:10], "little") + 1
    elif kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        report.width = int.from_bytes(head[6:8], "little") & 0x3FFF
        report.height = int.from_bytes(head[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and head[:1] == b"\x2f":
        bits = int.from_bytes(head[1:5], "little")
        report.width = (bits & 0x3FFF) + 1
        report.height = (bits >> 14 & 0x3FFF) + 1


def _end_of_riff(report: Report, data: Buffer) -> int:
    size = int.from_bytes(data[4:8], "little")
    end = 8 + size
    if end > len(data):
        report.damaged("The WebP is damaged: it is cut off.")
        return len(data)
    if end < len(data):
        trailer.inspect_trailer(report, data, end + (size & 1), len(data), "after end of RIFF")
    return end


# -------------------------------------------------------------------------------------------------------------- copying

_EXTENDED, _PROFILE, _EXIF = b"VP8X", b"ICCP", b"EXIF"
_KNOWN = WEBP_IMAGE | {_PROFILE, _EXIF, b"XMP "}
_HAS_PROFILE, _HAS_ALPHA, _HAS_EXIF, _HAS_XMP = 0x20, 0x10, 0x08, 0x04


def strip_webp(original: Original, wish: Wish) -> Copy:
    """The picture or animation without what is to go."""
    data, orientation = original.whole, original.seen.orientation
    view = memoryview(data)
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Damaged("it is cut off.")
    ends = dict(original.image)
    header = b""
    kept: list[bytes] = []
    metadata = b""
    has_xmp = has_exif = has_profile = is_doubtful = False
    for kind, _, start, body, stop in chunks(data, 12, end):
        content = view[body:stop]
        # The extended header moves to the front and is there once; and what no standard names may be a picture's.
        is_doubtful |= start > 12 if kind == _EXTENDED else kind not in _KNOWN
        is_doubtful |= kind == _EXIF and has_exif  # readers take the turn from one or the other
        has_exif |= kind == _EXIF
        if kind in WEBP_IMAGE:
            is_doubtful |= ends.get(body, stop) < stop
            kept.append(_chunk(kind, view[body : ends.get(body, stop)]))
        elif kind == _PROFILE:
            profile = icc.cleaned(bytes(content), wish)
            has_profile |= bool(profile)
            kept += [_chunk(kind, profile)] if profile else []
        elif kind == _EXTENDED:
            header = header or bytes(content[:10])
        elif wish.everything:
            continue
        elif kind == _EXIF:
            metadata = metadata or rewritten(bytes(content), wish, orientation)
        elif kind and _may_stay(view[start:stop], b"", wish):
            kept.append(_chunk(kind, content))
            has_xmp |= kind == b"XMP "
    metadata = metadata or upright(orientation)
    if metadata and not header:
        header = _header(data)
        is_doubtful |= len(kept) > 1  # which no reader has looked for without that header
    if header:
        flags = (
            header[0] & ~(_HAS_EXIF | _HAS_XMP | (0 if has_profile else _HAS_PROFILE))
            | (_HAS_EXIF if metadata else 0)
            | (_HAS_XMP if has_xmp else 0)
        )
        kept.insert(0, _chunk(_EXTENDED, bytes((flags,)) + header[1:]))
    if metadata:
        kept.append(_chunk(_EXIF, metadata))
    behind = view[end + (end & 1) :]
    if wish.bare or not len(behind) or not _may_stay(b"", behind, wish):
        behind = view[:0]
    body_bytes = b"".join(kept)
    made = b"".join([b"RIFF", (len(body_bytes) + 4).to_bytes(4, "little"), b"WEBP", body_bytes, behind])
    return Copy(made, is_doubtful)


def _chunk(kind: bytes, content: bytes | memoryview) -> bytes:
    return b"".join([kind, len(content).to_bytes(4, "little"), content, b"\0" * (len(content) & 1)])


def _header(data: bytes) -> bytes:
    """An extended header for a picture that had none: without it no viewer looks for the orientation."""
    for kind, _, _, body, stop in chunks(data, 12, 8 + int.from_bytes(data[4:8], "little")):
        head = bytes(data[body : min(stop, body + 10)])
        if kind == b"VP8 " and len(head) == 10:
            sides = [int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8)]
            return bytes(4) + b"".join((side - 1).to_bytes(3, "little") for side in sides)
        if kind == b"VP8L" and len(head) >= 5:
            bits = int.from_bytes(head[1:5], "little")
            alpha = _HAS_ALPHA if bits >> 28 & 1 else 0
            sides = [bits & 0x3FFF, bits >> 14 & 0x3FFF]
            return bytes((alpha, 0, 0, 0)) + b"".join(side.to_bytes(3, "little") for side in sides)
    raise Damaged("it holds no picture.")


def _may_stay(inside: bytes | memoryview, behind: bytes | memoryview, wish: Wish) -> bool:
    if wish.everything:
        return False
    inside = bytes(inside) + b"\0" * (len(inside) & 1)
    alone = b"".join([b"RIFF", (len(inside) + 4).to_bytes(4, "little"), b"WEBP", inside, behind])
    return wish.may_stay(lambda report: inspect_webp(report, alone))
