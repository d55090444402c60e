"""Draw a picture anew, smaller or upright; compare two. The one place where pixels are decoded."""

import io
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from itertools import zip_longest
from typing import Any

from PIL import ExifTags, Image, ImageFile, ImageSequence

from .buffer import Buffer
from .extras import how_to_install
from .limits import MAX_DECODED_BYTES, MAX_REDRAWN_PIXELS
from .record import Record
from .solid import Box, check_covered, paint
from .wish import CannotStrip

_PILLOW = {"jpeg": "JPEG", "png": "PNG", "apng": "PNG", "gif": "GIF", "webp": "WEBP", "tiff": "TIFF", "bmp": "BMP",
           "avif": "AVIF"}  # fmt: skip
_HEIF = ("heic", "heif")
_OPAQUE = {"1": "L", "P": "RGB", "PA": "RGBA", "LAB": "RGB", "HSV": "RGB", "YCbCr": "RGB"}
"""Modes that cannot be scaled smoothly, and the one that can hold the same colours."""
_WRITABLE = {
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB", "RGBA"),
    "HEIF": ("L", "RGB", "RGBA"),
    "BMP": ("L", "RGB"),
}
_BYTES = {"1": 2, "L": 1, "I;16": 2, "P": 1 + 4, "LA": 8, "RGBA": 8}
"""Bytes that a pixel of a mode takes, with what it is converted to; 4 of any other."""
_BYTES_OF_FORMAT = {"heic": 3 + 4, "heif": 3 + 4, "webp": 16}
"""The same, where a decoder takes more than the picture does."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_UPRIGHT_QUALITY = 95
_NEW_SUBFILE = 0x00FE

_STRICT = threading.Lock()
"""Held while Pillow's switches, which hold for the whole process, are set for a comparison."""


def target_size(record: Record, max_side_px: int | None) -> tuple[int, int]:
    """Width and height as displayed [pixels] that a picture is drawn with; never more than it has."""
    width, height = record.width_px or 0, record.height_px or 0
    longest = max(width, height)
    if max_side_px is None or longest <= max_side_px:
        return width, height
    return max(1, round(width * max_side_px / longest)), max(1, round(height * max_side_px / longest))


def redraw(
    data: Buffer, record: Record, size: tuple[int, int], quality: int | None = None, boxes: Sequence[Box] = ()
) -> bytes:
    """Draw a picture anew in its own format.

    Parameters
    ----------
    data, record
        A file without metadata, and what `inspect` says of it.
    size
        Width and height to draw, as displayed.
    quality
        Of the encoding, 1 to 100, where the format loses anything.
    boxes
        What is covered in black.

    Raises
    ------
    CannotStrip
        When the picture cannot be decoded or encoded here, or is too large for memory.
    """
    _fit_in_memory(record, _BYTES_OF_FORMAT.get(record.format, 0))
    try:
        with _opened(data, record.format, is_limited=False) as image:
            count = getattr(image, "n_frames", 1)
            if count > 1 and boxes:
                raise CannotStrip("It is animated: save the one picture of it that you need, and cover that.")
            if count > 1:
                return _animation(image, record, size, count, quality)
            needed = 0.0
            if image.format == "JPEG":
                if image.info.get("progressive"):  # of which all is held before anything is drawn
                    needed = 2 * len(image.getbands())
                if quality is not None:
                    image.draft(None, (2 * size[0], 2 * size[1]))  # at a half to an eighth: faster, and as sharp
            share = image.width * image.height / ((record.width_px or 0) * (record.height_px or 0) or 1)
            _fit_in_memory(record, needed + share * _BYTES.get(image.mode, 4))
            profile = image.info.get("icc_profile")
            drawn = _drawn(image, size, record)
            return _encoded(paint(drawn, boxes) if boxes else drawn, record.format, data, profile, quality)
    except CannotStrip:
        raise
    except Exception as error:
        # Decoders raise what they like on damaged pixels: OSError, SyntaxError, struct.error …
        raise CannotStrip(
            f"The picture cannot be drawn anew ({type(error).__name__}): it may be damaged. Open it in a picture "
            "editor and export it as JPEG or PNG."
        ) from error


def upright(data: Buffer, record: Record, most_px: int) -> Image.Image:
    """A picture as it is seen, in RGB, its longest side at most so long [pixels]: to be looked at, not to be kept.

    Raises :class:`CannotStrip` when it cannot be decoded here, or is too large for memory.
    """
    return _seen(data, record, most_px).convert("RGB")


def prove_covered(data: Buffer, record: Record, made: bytes, after: Record, boxes: Sequence[Box]) -> None:
    """Raise :class:`CannotStrip` unless boxes of a copy are of one colour, and around them is what was there."""
    whole = max(after.width_px or 0, after.height_px or 0)
    check_covered(
        _seen(data, record, whole), _seen(made, after, whole), boxes, is_exact=_PILLOW.get(after.format) == "PNG"
    )


_LARGE = threading.Lock()
"""Held while a picture is drawn that takes much memory, so that several threads do not hold several of them."""


def small_copy(data: Buffer, record: Record, side: int) -> bytes:
    """A picture as a small JPEG to look at: upright, on white, and nothing of it but pixels.

    Parameters
    ----------
    data, record
        A file, and what `inspect` says of it.
    side
        The longest side [pixels]; a smaller picture keeps its own.

    Raises
    ------
    CannotStrip
        When the picture cannot be decoded here, or is too large for memory.
    """
    out = io.BytesIO()
    on_white(data, record, side).save(out, "JPEG", quality=70)
    return out.getvalue()


def on_white(data: Buffer, record: Record, side: int) -> Image.Image:
    """A picture as it is seen on a white page, its longest side at most so long [pixels].

    Raises :class:`CannotStrip` when it cannot be decoded here, or is too large for memory.
    """
    area = (record.width_px or 0) * (record.height_px or 0)
    with nullcontext() if record.format == "jpeg" or area < MAX_REDRAWN_PIXELS // 8 else _LARGE:
        seen = _seen(data, record, side)
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen if "A" in seen.getbands() else None)
    return paper


def _seen(data: Buffer, record: Record, most_px: int) -> Image.Image:
    _fit_in_memory(record, _BYTES_OF_FORMAT.get(record.format, 0))
    size = target_size(record, most_px)
    try:
        with _opened(data, record.format, is_limited=False) as image:
            if image.format == "JPEG":
                image.draft(None, size)
            share = image.width * image.height / ((record.width_px or 0) * (record.height_px or 0) or 1)
            _fit_in_memory(record, share * _BYTES.get(image.mode, 4))
            return _drawn(image, size, record)
    except CannotStrip:
        raise
    except Exception as error:  # as above: decoders raise what they like
        raise CannotStrip(f"The picture cannot be decoded ({type(error).__name__}): it may be damaged.") from error


def _fit_in_memory(record: Record, per_pixel: float) -> None:
    """Refuse a picture of unusual size that takes more memory than small machines have."""
    area = (record.width_px or 0) * (record.height_px or 0)
    needed = area * per_pixel
    if not area or (area > MAX_REDRAWN_PIXELS and needed > MAX_DECODED_BYTES):
        raise CannotStrip(
            f"The picture has {area:,} pixels, which take {needed / 1e6:,.0f} MB to be drawn anew, more than "
            f"{MAX_DECODED_BYTES / 1e6:,.0f} MB: make it smaller with a picture editor."
        )


def compare(data: bytes, made: bytes, form: str) -> None:
    """Raise unless an original and its copy look alike to a decoder: every frame, its size, its turn and its time.

    Parameters
    ----------
    data, made
        The two files.
    form
        Their format, as `inspect` names it.

    Raises
    ------
    CannotStrip
        When they differ, one of them cannot be decoded to its end, or they are too large to be decoded here.
    """
    tolerant = ImageFile.LOAD_TRUNCATED_IMAGES
    with _STRICT, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # a picture that is decoded in part proves nothing of the rest
        try:
            reader = "tiff" if form == "bigtiff" else form
            with _opened(data, reader) as before, _opened(made, reader) as after:
                is_alike = all(one == other for one, other in zip_longest(_frames(before), _frames(after)))
        except CannotStrip:
            raise
        except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
            raise CannotStrip(_TOO_LARGE) from error
        except Exception as error:  # as above: decoders raise what they like
            raise CannotStrip(
                f"The {form.upper()} is damaged: its picture cannot be decoded to its end ({type(error).__name__}). "
                "To repair it, open it in a picture editor and export it as JPEG or PNG."
            ) from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = tolerant
    if not is_alike:
        raise CannotStrip(
            f"The {form.upper()} is damaged, and its copy would not show the same picture. To get a clean copy, open "
            "it in a picture editor and export it as JPEG or PNG."
        )


def can_decode_webp(data: bytes) -> bool:
    """Whether a WebP of one picture can be decoded: not where anything of it is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with _opened(data, "webp", is_limited=False) as image:
                image.load()
        except Exception:  # noqa: BLE001 - decoders raise what they like
            return False
    return True


_TOO_LARGE = (
    f"The file is unusual, and with more than {MAX_REDRAWN_PIXELS:,} pixels too large to prove that its copy shows the "
    "same picture. To get a clean copy, open it in a picture editor and export it as JPEG or PNG."
)


def _frames(image: Image.Image) -> Iterator[tuple[Any, ...]]:
    """What is seen of each frame, in the order in which they are shown."""
    count = 1 if image.format in _WITH_OTHERS else getattr(image, "n_frames", 1)
    if not 0 < count * image.width * image.height <= MAX_REDRAWN_PIXELS:
        raise CannotStrip(_TOO_LARGE)
    for number in range(count):
        if count > 1:
            image.seek(number)
        tags = getattr(image, "tag_v2", {})
        if number and tags.get(_NEW_SUBFILE, 0) & 1:  # a thumbnail of another page
            continue
        image.load()
        info = {key: image.info.get(key) for key in ("transparency", "duration", "loop")}
        yield image.mode, image.size, _turn(image), image.tobytes(), image.getpalette(), info


def _turn(image: Image.Image) -> int:
    """How a viewer turns the picture: not at all where it cannot read the note that says so."""
    try:
        turn = image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - torn blocks make Pillow raise what they like
        return 1
    return turn if isinstance(turn, int) and 2 <= turn <= 8 else 1


_WITH_OTHERS = frozenset({"JPEG", "MPO"})
"""Formats whose further pictures are no part of the first: they are left out knowingly."""


def _opened(data: Buffer, form: str, *, is_limited: bool = True) -> Image.Image:
    if form in _PILLOW and is_limited:
        return Image.open(io.BytesIO(data[:]), formats=[_PILLOW[form]])
    if form in _PILLOW:  # by its own reader, for whoever has a limit of memory and not Pillow's of pixels
        Image.init()
        return Image.OPEN[_PILLOW[form]][0](io.BytesIO(data[:]), "")
    if form in _HEIF:
        return _heif().open_heif(data[:], convert_hdr_to_8bit=True).to_pillow()  # type: ignore[no-any-return]
    raise CannotStrip(f"{form.upper()} files are not drawn anew here: use an editor to make them smaller or upright.")


def _heif() -> Any:
    try:
        import pillow_heif
    except ImportError:
        remedy = how_to_install("heif", "pillow-heif")
        raise CannotStrip(f"HEIC pictures can only be decoded with pillow-heif: {remedy}.") from None
    return pillow_heif


_TURNED_BY_PILLOW = frozenset({*_HEIF, "avif", "tiff", "bigtiff"})
"""Formats of which Pillow turns what it loads, or notes how."""


def _drawn(image: Image.Image, size: tuple[int, int], record: Record) -> Image.Image:
    """The picture in this size as displayed, and upright: turned last, when it takes least memory."""
    image.load()
    # Pillow takes the turn from XMP too, which no viewer heeds and no copy keeps: boxes would lie elsewhere in it.
    turn = _turn(image) if record.format in _TURNED_BY_PILLOW else record.orientation or 1
    has_alpha = "transparency" in image.info
    mode = _OPAQUE.get(image.mode, image.mode)
    if has_alpha and mode in ("RGB", "L"):
        mode = "RGBA"
    drawn = image if image.mode == mode else image.convert(mode)
    size = size if turn < 5 else size[::-1]
    drawn = drawn if drawn.size == size else drawn.resize(size, Image.Resampling.LANCZOS)
    return drawn.transpose(_TURNS[turn]) if turn in _TURNS else drawn


def _encoded(image: Image.Image, form: str, data: Buffer, profile: bytes | None, quality: int | None) -> bytes:
    kind = _PILLOW.get(form, "HEIF")
    modes = _WRITABLE.get(kind, (image.mode,))
    if image.mode not in modes:
        image = image.convert("RGBA" if "A" in image.getbands() and "RGBA" in modes else "RGB")
    options: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if kind in ("JPEG", "WEBP", "AVIF", "HEIF"):
        options["quality"] = quality or _UPRIGHT_QUALITY
    if kind == "JPEG" and quality is None:
        options["subsampling"] = 0
    if kind == "WEBP" and b"VP8L" in data[:64]:
        options |= {"lossless": True, "quality": 80}
    if kind == "TIFF":
        options["compression"] = "tiff_adobe_deflate"
    if kind == "GIF":
        image = image.quantize(method=Image.Quantize.FASTOCTREE) if image.mode == "RGBA" else image.quantize()
    out = io.BytesIO()
    image.info.clear()  # what the decoder has noted would be written again
    if kind == "HEIF":
        _heif().from_pillow(image).save(out, quality=options["quality"])
    else:
        image.save(out, kind, **options)
    return out.getvalue()


def _animation(image: Image.Image, record: Record, size: tuple[int, int], count: int, quality: int | None) -> bytes:
    kind = _PILLOW.get(record.format, "")
    if kind not in ("GIF", "PNG", "WEBP"):
        raise CannotStrip(f"The {record.format.upper()} holds {count} pictures: save the one you need on its own.")
    if count * (record.width_px or 0) * (record.height_px or 0) > MAX_REDRAWN_PIXELS:
        raise CannotStrip(f"The animation has {count} large pictures: make it smaller with an animation editor.")
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        frames.append(frame.convert("RGBA").resize(size, Image.Resampling.LANCZOS))
        durations.append(frame.info.get("duration", 0))
        frames[-1].info.clear()
    options: dict[str, Any] = {"duration": durations, "save_all": True, "append_images": frames[1:]}
    if "loop" in image.info:
        options["loop"] = image.info["loop"]
    if kind == "GIF":
        options["disposal"] = 2
    if kind == "WEBP":
        options["quality"] = quality or _UPRIGHT_QUALITY
    if profile := image.info.get("icc_profile"):
        options["icc_profile"] = profile
    out = io.BytesIO()
    frames[0].save(out, kind, **options)
    return out.getvalue()
