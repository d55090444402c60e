"""The telemetry of GoPro's cameras (GPMF): looked through for positions. It can add a yes, never a no."""

from collections.abc import Iterator

from imgaudit.media.limits import MAX_BLOCKS, MAX_BOX_DEPTH
from imgaudit.media.record import Report

from . import gps

_POSITIONS = {b"GPS5": 0, b"GPS9": 0, b"GPRI": 8, b"GLPI": 4, b"BPOS": 0}
"""Keys of positions, and where in each the latitude stands: two numbers of four bytes, in ten-millionths of a degree
(gopro/gpmf-parser; the last three by the Karma drone)."""
_UNIT = 1e7
_HEADER_SIZE = 8


def inspect_gpmf(report: Report, data: bytes, where: str) -> bool:
    """Say where it was filmed, if a position is in it; whether one is."""
    for key, body in _values(data, 0):
        at = _POSITIONS.get(key)
        if at is None or len(body) < at + 8:
            continue
        latitude, longitude = (int.from_bytes(body[i : i + 4], "big", signed=True) / _UNIT for i in (at, at + 4))
        if gps.fix(latitude, longitude) is gps.Fix.PLACE:
            report.add("location", key.decode(), where, f"{latitude:.5f}, {longitude:.5f}")
            return True
    return False


def _values(data: bytes, depth: int) -> Iterator[tuple[bytes, bytes]]:
    """Each value with its key: four letters, a type, a size and how many there are, padded to four bytes."""
    at = 0
    for _ in range(MAX_BLOCKS):
        if at + _HEADER_SIZE > len(data) or depth > MAX_BOX_DEPTH:
            return
        size = data[at + 5] * int.from_bytes(data[at + 6 : at + 8], "big")
        body = data[at + _HEADER_SIZE : at + _HEADER_SIZE + size]
        if data[at + 4] == 0:  # it holds others
            yield from _values(body, depth + 1)
        else:
            yield data[at : at + 4], body
        at += _HEADER_SIZE + -(-size // 4) * 4
