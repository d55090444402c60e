"""`strip`: the same picture or video without its metadata, and the proof that they are gone."""

import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from .buffer import Buffer, Pieces, Ranges
from .drawing import compare, prove_covered, redraw, target_size
from .edits import Edits, in_steps
from .formats import recognise
from .formats.others import ASK_OF_DOCUMENTS
from .inspection import examine
from .limits import MAX_FILE_BYTES, MAX_STREAM_BYTES, READ_WHOLE_BYTES
from .losses import HDR_LAYER, has_gain_map, losses
from .record import KINDS, Damaged, Record, Report
from .solid import Box
from .wish import CannotStrip, Copy, Original, Wish

__all__ = ["CannotStrip", "Stripped", "Wish", "strip", "strip_checked"]

_HELD = 31 << 20
# The C library of Linux hands memory back after every large file and asks for it anew for the next one, page by page:
# that takes longer than all the rest. Once it has seen a block of this size come and go, it keeps as much in hand.
# Nothing is written to the block, so it costs nothing itself.
bytearray(_HELD)

_RAW = frozenset({"raw", "dng", "cr3"})
_VIDEOS = frozenset({"avi", "mp4", "mov", "m4v", "3gp", "webm", "mkv", "wmv", "flv", "mpeg", "ogg"})


class Stripped(NamedTuple):
    """A copy without metadata, and what the original and the copy give away.

    Attributes
    ----------
    data
        The copy; of a large video what its original is overwritten with, for as long as that is open.
    before, after
        What the original and the copy give away.
    lost
        What somebody who looks at the copy misses, in words.
    """

    data: Buffer
    before: Record
    after: Record
    lost: tuple[str, ...]

    def write_to(self, file: BinaryIO) -> None:
        """Write the copy into an empty file, open for reading and writing; a large one is inspected again from there.

        Raises :class:`CannotStrip` when the original is not there any more as it was, or what is written is not clean.
        """
        try:
            for piece in in_steps(self.data) if isinstance(self.data, Pieces) else (self.data,):
                file.write(piece)
        finally:
            _check(self.data)
        if isinstance(self.data, Pieces):
            file.flush()
            if examine(written := Pieces(file, len(self.data)))[0].record() != self.after or written.failure:
                raise CannotStrip("What was written is not what was to be written: check the drive, and try again.")


def strip(
    source: str | os.PathLike[str] | bytes | BinaryIO,
    *,
    only: Collection[str] | None = None,
    keep: Collection[str] = (),
    bake_orientation: bool = False,
) -> bytes:
    r"""Give a file back without what it gives away.

    Nothing is encoded anew: the compressed picture, its colour profile and its orientation are copied, the rest is
    left out. The copy is then inspected like any other file, and only given back if that finds nothing. Where the file
    is damaged, or more is left out than blocks that every viewer passes over, both are also decoded, and only a copy
    that shows exactly what the original shows is given back.

    What mixes kinds is taken apart where that is simple: the tags of an Exif block, Photoshop resources, IPTC
    datasets, user data boxes of a video. An XMP packet stays whole or goes whole, and goes if any kind in it is to
    go, or may be in it. So ``only={"location"}`` removes an XMP packet with a place, captions and all, and
    ``keep={"owner"}`` keeps the artist and the copyright of Exif and IPTC but no XMP packet that says more than that.
    A maker note stays only with ``only=``: it cannot be read any more once it has been moved. Further pages of a TIFF
    count as hidden, and are kept with ``keep={"hidden"}``; further pictures of a JPEG or HEIC always go with `hidden`.
    In videos and HEIC what goes is overwritten with zeros, so the copy is as long as the original. What has to fit in
    memory here, :func:`imgaudit.clean` copies from file to file.

    Parameters
    ----------
    source
        A path, the bytes themselves, or an open binary file (read from its start, left open).
    only
        The kinds of `KINDS` to remove; all of them when None.
    keep
        Kinds that may stay: ``{"owner"}`` keeps the copyright.
    bake_orientation
        Turn the pixels upright instead of keeping the note that says how to turn them. The picture is encoded anew
        for it (JPEG with quality 95), if it is turned at all. A video keeps the turn that its tracks name.

    Returns
    -------
    bytes
        The whole file; the source is not touched.

    Raises
    ------
    CannotStrip
        When the format is not decoded, the picture is damaged, an option is not possible for this format, or the result
        cannot be proven clean or to show the same picture. The message says which, and what helps.
    ValueError
        When `only` or `keep` name a kind that does not exist.
    OSError
        When the source cannot be read.

    Examples
    --------
    >>> strip(b"GIF89a" + bytes.fromhex("01000100000000") + b"!\xfe\x05Hello\x00" + b";")
    b'GIF89a\x01\x00\x01\x00\x00\x00\x00;'
    """
    wish = Wish.of(only, keep)
    if not isinstance(source, (str, os.PathLike)):
        return _held(strip_checked(source, wish, bake_orientation=bake_orientation))
    with open(source, "rb", buffering=0) as file:  # noqa: PTH123 - measurably faster, and called by the 100,000
        return _held(strip_checked(file, wish, bake_orientation=bake_orientation))


def _held(stripped: Stripped) -> bytes:
    if len(stripped.data) > MAX_STREAM_BYTES:
        raise CannotStrip(_TOO_LARGE)
    data = stripped.data[:]
    _check(stripped.data)
    return data


def strip_checked(
    source: bytes | BinaryIO,
    wish: Wish,
    *,
    bake_orientation: bool = False,
    max_side_px: int | None = None,
    quality: int = 85,
    boxes: Sequence[Box] = (),
) -> Stripped:
    """`strip`, together with what the original and the copy give away. Raises as `strip` does.

    Parameters
    ----------
    source
        The bytes, or an open binary file, which stays open until the copy is written: a large video is not held whole.
    bake_orientation
        As for `strip`.
    wish
        What is to go.
    max_side_px
        Draw a picture anew, upright, whose longest side is longer than this [pixels]; never larger than it is.
    quality
        Of the smaller picture, 1 to 100.
    boxes
        What is covered in black, of a picture that is drawn anew for it, upright.
    """
    data = _opened(source)
    if not len(data):
        raise CannotStrip("The file is empty.")
    before, image = examine(data)
    _check(data)
    try:
        made, is_doubtful, scans = _without(Original(data, before, image), wish)
    except CannotStrip:
        raise
    except Exception as error:  # noqa: BLE001 - torn bytes may break any assumption, and are damage whatever they break
        _check(data)
        damage = error.args[0] if isinstance(error, Damaged) else "it breaks the rules of its format."
        raise CannotStrip(
            f"The {before.format.upper()} is damaged: {damage} To repair it, {_other_program(before)}."
        ) from None
    if isinstance(made, Edits) and isinstance(data, bytes):
        made = made[:]
    examined, made_image = examine(made, scans)
    _check(made)
    after = examined.record()
    _prove(after, wish)
    if not _is_same_picture(data, image, made, made_image):
        raise CannotStrip(f"The picture itself would change. To get a clean copy, {_other_program(before)}.")
    if (is_doubtful or before.status != "ok") and made != data and before.format not in _VIDEOS:
        compare(data[:], made[:], before.format)
    told = before.record()
    stripped = Stripped(made, told, after, losses(told, after))
    if _size(stripped.before) != _size(after):
        raise CannotStrip(f"The picture would be shown at another size. To get a clean copy, {_other_program(before)}.")
    size = target_size(after, max_side_px)
    is_smaller = size != _size(after) and after.width_px is not None
    if not is_smaller and not boxes and (not bake_orientation or after.orientation in (None, 1)):
        return stripped
    return _redrawn(stripped, size, quality if is_smaller else None, boxes)


def _inside(data: bytes, wish: Wish) -> bytes:
    return strip_checked(data, wish).data[:]


Wish.strip_file = staticmethod(_inside)


def _redrawn(stripped: Stripped, size: tuple[int, int], quality: int | None, boxes: Sequence[Box]) -> Stripped:
    """The copy drawn anew, and checked like any other."""
    made = redraw(stripped.data, stripped.after, size, quality, boxes)
    after = examine(made)[0].record()
    _prove(after, Wish.of(None, ()))  # drawing anew leaves nothing, whatever might have stayed
    if _size(after) != size or after.orientation not in (None, 1):
        raise CannotStrip("The picture was not drawn as wanted: scale it with a picture editor.")
    if boxes:
        prove_covered(stripped.data, stripped.after, made, after, boxes)
    lost = stripped.lost
    if HDR_LAYER not in lost and has_gain_map(stripped.data):
        lost = (HDR_LAYER, *lost)
    return Stripped(made, stripped.before, after, lost)


def _without(original: Original, wish: Wish) -> Copy:
    seen = original.seen
    if seen.format in _RAW:
        raise CannotStrip("Raw pictures lose what they need to be developed: export a JPEG and strip that.")
    row = recognise(original.data)[1]
    if row is None:
        if not seen.format:
            raise CannotStrip(f"The format is not known. If it is a picture, {_other_program(seen)}.")
        raise CannotStrip(f"{seen.format.upper()} files are not decoded here: {_other_program(seen)}.")
    return row.strip(original, wish)


def _other_program(seen: Report | Record) -> str:
    if seen.format in ASK_OF_DOCUMENTS:
        return ASK_OF_DOCUMENTS[seen.format]
    if seen.format in _VIDEOS:
        return "open it in a video editor and export it as MP4"
    return "open it in a picture editor and export it as JPEG or PNG"


_TOO_LARGE = (
    f"The file is larger than {MAX_STREAM_BYTES >> 20} MiB: imgaudit.clean copies MP4, MOV, AVI, Matroska and WebM of "
    "that size from file to file. Make a smaller copy of any other first."
)


def _opened(source: bytes | BinaryIO) -> Buffer:
    """The bytes; a large video on disk is read in pieces."""
    if isinstance(source, bytes):
        return source
    if source.seekable():
        source.seek(0)
    try:
        size = os.fstat(source.fileno()).st_size
    except (OSError, AttributeError):  # a file object without a file behind it
        size = MAX_STREAM_BYTES
    else:
        if READ_WHOLE_BYTES < size <= MAX_FILE_BYTES:
            pieces = Pieces(source, size)
            with suppress(OSError):
                name, row = recognise(pieces)
                if row is not None and name in _VIDEOS:
                    return pieces
            _check(pieces)
            source.seek(0)
    # Asking for much more than there is would set memory aside for it.
    data = source.read(min(size, MAX_STREAM_BYTES) + 1)
    if len(data) > MAX_STREAM_BYTES:
        raise CannotStrip(_TOO_LARGE)
    return bytes(data)


def _check(data: Buffer) -> None:
    """Raise where a file could not be read to its end, or was changed: readers take that for damage."""
    if isinstance(data, Pieces):
        try:
            data.check()
        except OSError as error:
            raise CannotStrip(f"The file cannot be read: {error.strerror or error}. Try again.") from error


def _prove(after: Record, wish: Wish) -> None:
    """Raise unless the copy is known to hold nothing that was to go."""
    left = [kind for kind in KINDS if kind in wish.go and after.kinds[kind] is not False]
    if not left and (after.status == "ok" or not wish.bare):
        return
    seen = next((f"{found.what} in {found.where}" for found in after.found if found.kind in left), "")
    why = after.error or f"{', '.join(left)} would still be in it" + (f" ({seen})" if seen else "")
    raise CannotStrip(
        f"The {after.format.upper()} cannot be proven clean: {why.rstrip('.')}. "
        f"To get a clean copy, {_other_program(after)}."
    )


def _is_same_picture(data: Buffer, image: Ranges, made: Buffer, made_image: Ranges) -> bool:
    """Whether the compressed image data are the same, byte by byte: what `image_hash` is made of."""
    if isinstance(made, Edits):
        return image == made_image and not any(made.changes(start, end) for start, end in image)
    assert isinstance(data, bytes)
    assert isinstance(made, bytes)
    if [end - start for start, end in image] != [end - start for start, end in made_image]:
        return b"".join(data[a:b] for a, b in image) == b"".join(made[a:b] for a, b in made_image)
    seen = memoryview(data)
    return all(
        made.startswith(seen[start:end], made_start)
        for (start, end), (made_start, _) in zip(image, made_image, strict=True)
    )


def _size(record: Record) -> tuple[int | None, int | None]:
    return record.width_px, record.height_px
