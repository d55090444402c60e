"""Small copies of a picture: nearly all are bare, some hold blocks of their own."""

import re

from imgaudit.media.record import Report

_BLOCK = re.compile(rb"\xff[\xe1-\xed\xef\xfe]")


def inspect_thumbnail(report: Report, picture: bytes, where: str) -> None:
    """Look into a thumbnail that holds blocks of its own."""
    if _BLOCK.search(picture):
        report.look_into(picture, where)
