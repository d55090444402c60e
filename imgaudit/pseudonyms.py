"""Ids for people that say nothing about them: a keyed hash, whose key never leaves this machine.

A plain hash of a UPN or of a name can be undone by trying them all. With a key that only the school's data lead holds
it cannot, and the same person still has the same id from term to term.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import platformdirs

from imgaudit.errors import ImgauditError
from imgaudit.files import locked, private_file, private_folder
from imgaudit.tables import REFERENCE

KEY_BYTES = 32


def key_path() -> Path:
    """Where the key lies, in the user's own configuration. Without it ids are made anew.

    >>> key_path().name
    'person-ids.key'
    """
    return Path(platformdirs.user_config_dir("imgaudit", appauthor=False)) / "person-ids.key"


def own_key(path: Path | None = None) -> bytes:
    """The key of whoever runs this, made on first use for its owner alone.

    Raises :class:`~imgaudit.errors.ImgauditError` when it can neither be read nor made, or is damaged.
    """
    place = path or key_path()
    try:
        if not place.exists():
            private_folder(place.parent)
            with locked(place):  # two that begin at once must not make two keys
                if not place.exists():
                    with private_file(place) as file:
                        file.write_bytes(secrets.token_bytes(KEY_BYTES))
        key = place.read_bytes()
    except (OSError, ImgauditError) as error:
        raise ImgauditError(
            f"{place}: the key for people's ids cannot be kept there ({error}). Mend the folder."
        ) from error
    if len(key) != KEY_BYTES:
        raise ImgauditError(f"{place}: not a key of {KEY_BYTES} bytes. Delete it; people's ids are then made anew.")
    return key


def pseudonym(*parts: str, key: bytes) -> str:
    """The id of a person by what tells them apart.

    >>> pseudonym("upn", "Z000000000001", key=b"for this example")
    'person-a2ed6f3bb5cd4f05'
    """
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return REFERENCE + hashlib.blake2b(text, key=key, digest_size=8).hexdigest()
