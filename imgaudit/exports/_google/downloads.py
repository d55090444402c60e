"""What the name of a download from Google Takeout says."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_ARCHIVE = re.compile(r"takeout-(\d{8}T\d{6})Z", re.IGNORECASE)


def made_at(export: str) -> datetime | None:
    """When a download was made, which Google writes into the name of each of its ZIPs.

    >>> made_at("autumn/takeout-20251219T153000Z-3-001.zip!Takeout/a.csv").isoformat()
    '2025-12-19T15:30:00+00:00'
    """
    found = _ARCHIVE.search(export)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def download_of(slashed: str) -> str:
    """Which download a file came in: its time, which all its parts share, else the folder that it was unpacked into.

    >>> download_of("autumn/takeout-20251219T153000Z-3-001.zip/Takeout/a.csv"), download_of("main/Takeout/a.csv")
    ('20251219T153000', 'main')
    """
    if found := _ARCHIVE.search(slashed):
        return found[1].upper()
    folders = slashed.split("/")[:-1]
    starts = [at for at, folder in enumerate(folders) if folder.casefold() == "takeout"]
    return "/".join(folders[: starts[-1]]) if starts else ""
