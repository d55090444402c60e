"""The formats, a row each: who knows one by its first bytes (never by its name), who judges it, who copies it clean.

A new container is a file beside this one, and a row in `FORMATS`.
"""

from collections.abc import Callable
from typing import NamedTuple

from imgaudit.media.buffer import Buffer, Ranges
from imgaudit.media.record import Report
from imgaudit.media.wish import Copy, Original, Wish, refusing

from .avi import detect_avi, inspect_avi, strip_avi
from .bmff import detect_bmff, inspect_bmff, strip_bmff
from .bmp import detect_bmp, inspect_bmp, strip_bmp
from .gif import detect_gif, inspect_gif, strip_gif
from .jpeg import detect_jpeg, inspect_jpeg, strip_jpeg
from .matroska import detect_matroska, inspect_matroska, strip_matroska
from .office import NO_COPY as NO_COPY_OF_OFFICE
from .office import detect_office, inspect_office
from .others import name_of
from .pdf import NO_COPY as NO_COPY_OF_PDF
from .pdf import detect_pdf, inspect_pdf
from .png import detect_png, inspect_png, strip_png
from .sidecars import NO_COPY as NO_COPY_OF_SIDECARS
from .sidecars import detect_sidecar, inspect_sidecar
from .svg import detect_svg, inspect_svg, strip_svg
from .tiff import detect_tiff, inspect_tiff, strip_tiff
from .webp import detect_webp, inspect_webp, strip_webp


class Format(NamedTuple):
    """One kind of container.

    Attributes
    ----------
    names
        The formats that are read; `detect` may recognise relatives of theirs too.
    detect
        The format's name by the file's first 4 KiB, ``""`` if it is another one.
    inspect
        Judges every byte, and answers where the compressed picture, or sound and pictures, lie.
    strip
        Makes the copy without what is to go.
    """

    names: tuple[str, ...]
    detect: Callable[[bytes], str]
    inspect: Callable[[Report, Buffer], Ranges]
    strip: Callable[[Original, Wish], Copy]


FORMATS = (
    Format(("jpeg",), detect_jpeg, inspect_jpeg, strip_jpeg),
    Format(("png",), detect_png, inspect_png, strip_png),
    Format(("gif",), detect_gif, inspect_gif, strip_gif),
    Format(("webp",), detect_webp, inspect_webp, strip_webp),
    Format(("avi",), detect_avi, inspect_avi, strip_avi),
    Format(("tiff", "bigtiff"), detect_tiff, inspect_tiff, strip_tiff),
    Format(("heic", "heif", "avif", "mp4", "mov", "m4v", "3gp"), detect_bmff, inspect_bmff, strip_bmff),
    Format(("bmp",), detect_bmp, inspect_bmp, strip_bmp),
    Format(("mkv", "webm"), detect_matroska, inspect_matroska, strip_matroska),
    Format(("pdf",), detect_pdf, inspect_pdf, refusing(NO_COPY_OF_PDF)),
    Format(("svg",), detect_svg, inspect_svg, strip_svg),
    Format(("xmp", "aae", "srt", "vtt"), detect_sidecar, inspect_sidecar, refusing(NO_COPY_OF_SIDECARS)),
    Format(("zip",), detect_office, inspect_office, refusing(NO_COPY_OF_OFFICE)),
)
"""In the order in which they are asked."""


def recognise(data: Buffer) -> tuple[str, Format | None]:
    """The format's name in lower case, and who reads it; ``""`` and None when nothing known is recognised."""
    head = bytes(data[:4096])
    if name := name_of(head, data):
        return name, None
    for row in FORMATS:
        if name := row.detect(head):
            return name, row if name in row.names else None
    return "", None
