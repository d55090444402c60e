"""JUMBF boxes with C2PA provenance (ISO/IEC 19566-5, C2PA 2.1): seen, not verified."""

from imgaudit.media.record import Report

# What a manifest may say in its assertions: labels and keys, and what they expose.
_TOKENS = (
    (b"c2pa.thumbnail", "thumbnail"), (b"claim_generator", "software"), (b"softwareAgent", "software"),
    (b"stds.exif", "device"),
)  # fmt: skip
_CONTENT_BOXES = (b"json", b"cbor", b"bfdb", b"bidb", b"uuid", b"xml ", b"jp2c")
_MAY_HOLD = ("location", "people", "owner", "serial", "device", "time", "text", "software", "thumbnail")


def inspect_jumbf(report: Report, data: bytes, where: str) -> None:
    """Provenance yes; what its assertions may tell is unknown unless a label tells it."""
    report.add("provenance", "C2PA" if b"c2pa" in data else "JUMBF", where, f"{len(data)} bytes")
    for token, kind in _TOKENS:
        if token in data:
            report.add(kind, token.decode(), where)
    if any(box in data for box in _CONTENT_BOXES) or b"jumd" not in data:
        report.doubt(_MAY_HOLD)
