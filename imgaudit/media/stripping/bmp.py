"""BMP: it has no place for metadata, so only what follows the picture has to go."""

from imgaudit.media.bmp import inspect_bmp
from imgaudit.media.record import Damaged, Report

from .wish import Copy, Wish


def strip_bmp(data: bytes, wish: Wish, orientation: int | None) -> Copy:  # noqa: ARG001 - a BMP has none
    """The picture and its profile. The file's own size is put right."""
    report = Report()
    image = inspect_bmp(report, data)
    if not image:
        raise Damaged("the pixels are cut off.")
    if not report.yes & wish.go and not report.unknown & wish.go:
        return Copy(data)
    end = image[0][1]
    # Where the picture ends follows from its header, which readers do not all read alike.
    return Copy(data[:2] + end.to_bytes(4, "little") + data[6:end], is_doubtful=True)
