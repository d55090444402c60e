"""Files for their owner alone: written beside their place, and there under their name only when whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Where to write what shall be at ``path``: it takes that name at the end of the block, unless an error ends it."""
    place = Path(path)
    handle, name = tempfile.mkstemp(prefix=".imgaudit-", suffix=place.suffix, dir=place.parent)  # mode 0600
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def private_folder(path: Path) -> None:
    """A folder and those above it, for their owner alone: `mkdir(parents=True)` gives its mode to the last one only."""
    if not path.is_dir():
        private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
