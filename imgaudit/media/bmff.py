"""ISO base media files: HEIC, HEIF, AVIF pictures; MP4, MOV, M4V videos."""

from .buffer import Buffer
from .record import Report


def end_of_boxes(data: Buffer, start: int, end: int) -> int | None:
    """Where the boxes that start here end; None when there is no box."""
    return end


def inspect_bmff(report: Report, data: Buffer) -> list[tuple[int, int]]:
    """Judge every box; the ranges of the compressed image data."""
    report.unsupported("Not yet.")
    return []
