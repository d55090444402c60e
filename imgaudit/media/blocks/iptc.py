"""IPTC-IIM (information interchange model 4.2): datasets of captions, names and places."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from imgaudit.media.buffer import text_of
from imgaudit.media.harmless.datasets import IPTC_HARMLESS, IPTC_KIND
from imgaudit.media.limits import MAX_VALUE_BYTES
from imgaudit.media.record import Damaged, Report


class Dataset(NamedTuple):
    """One dataset: its record and number, and where its value lies."""

    key: tuple[int, int]
    start: int
    end: int


def datasets(data: bytes) -> Iterator[Dataset]:
    """Walk the datasets (IIM 4.2, 1.5 and 1.6)."""
    position, total = 0, len(data)
    while position < total:
        if data[position] != 0x1C:
            if data[position:].strip(b"\0 \r\n"):
                raise Damaged("the IPTC block holds bytes that are no dataset.")
            return
        if position + 5 > total:
            raise Damaged("the IPTC block is cut off.")
        key = (data[position + 1], data[position + 2])
        size = int.from_bytes(data[position + 3 : position + 5], "big")
        position += 5
        if size & 0x8000:  # extended: the size of the size
            width = size & 0x7FFF
            if width > 4:
                raise Damaged("the IPTC block has a dataset of impossible size.")
            size = int.from_bytes(data[position : position + width], "big")
            position += width
        if position + size > total:
            yield Dataset(key, position, total)
            raise Damaged("the IPTC block is cut off.")
        yield Dataset(key, position, position + size)
        position += size


def inspect_iptc(report: Report, data: bytes, where: str) -> None:
    """Judge every dataset of a block."""
    utf8 = b"\x1b%G" in data[:64] or b"\x1b%G" in data
    try:
        for key, start, end in datasets(data):
            raw = data[start : min(end, start + MAX_VALUE_BYTES)]
            exposes = IPTC_KIND.get(key)
            if exposes is not None:
                kind, name = exposes
                value = (raw.decode("utf-8", "replace") if utf8 else text_of(raw)).strip("\0 \r\n\t")
                if value and not (kind == "time" and not value.strip("0:+- ")):
                    report.add(kind, name, where, value)
            elif key in IPTC_HARMLESS and re.fullmatch(IPTC_HARMLESS[key], raw.strip(b"\0")):
                continue
            elif raw.strip(b"\0 "):
                report.add("hidden", f"{key[0]}:{key[1]:03}", where, text_of(raw) if raw.isascii() else "")
                report.doubt()
    except Damaged as damage:
        report.damaged(f"The metadata are damaged: {damage}")
