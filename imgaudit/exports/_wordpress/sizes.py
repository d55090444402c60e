"""What WordPress notes about the files of an upload: its sizes, its original, what an edit replaced."""

from __future__ import annotations

import re
from typing import Any

from imgaudit.exports._wordpress.site import Attachment, Copy
from imgaudit.foreign.text import whole, words


def take_sizes(attachment: Attachment, values: dict[str, Any]) -> None:
    """Width, height, bytes, resized copies and the untouched original, from a picture's metadata."""
    attachment.width, attachment.height = above_zero(values.get("width")), above_zero(values.get("height"))
    attachment.size = above_zero(values.get("filesize"))
    if original := _name(values.get("original_image")):
        attachment.copies.append(Copy(original, "original"))
    sizes = values.get("sizes")
    for size in sizes.values() if isinstance(sizes, dict) else ():
        if isinstance(size, dict) and (name := _name(size.get("file"))):
            width, height = above_zero(size.get("width")), above_zero(size.get("height"))
            attachment.copies.append(Copy(name, "resized", width, height, above_zero(size.get("filesize"))))


def take_backups(attachment: Attachment, values: dict[str, Any]) -> None:
    """What was there before somebody cropped or turned the picture in WordPress: still reachable."""
    for label, size in values.items():
        if isinstance(size, dict) and (name := _name(size.get("file"))):
            role = "original" if label == "full-orig" else "resized"
            attachment.copies.append(Copy(name, role, above_zero(size.get("width")), above_zero(size.get("height"))))


def _name(value: object) -> str:
    """A file name alone: copies lie in the folder of their attachment, whatever the export says."""
    name = words(value).replace("\\", "/").rsplit("/", 1)[-1] if isinstance(value, str) else ""
    return "" if name in (".", "..") else name


def path_below_uploads(path: str) -> str:
    """The path below ``uploads``; old versions store it from the root of the server."""
    slashed = path.replace("\\", "/")
    return re.split(r"/uploads/(?:sites/\d+/)?", slashed, maxsplit=1)[-1] if "/uploads/" in slashed else slashed


def above_zero(value: object) -> int | None:
    """A number of pixels or bytes; WordPress writes 0 where it does not know."""
    return whole(value) or None
