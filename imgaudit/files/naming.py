"""Names that every computer can hold: Windows keeps some for devices, drops the end of others, and ignores case.

Whatever gets its name from outside (a site, a term, an address, a file in a ZIP) asks here before it is written.
"""

from __future__ import annotations

import os
import re
import unicodedata

ON_WINDOWS = os.name == "nt"
MOST_OF_A_PATH = 260
"""Characters that a path on Windows may have, unless somebody allowed longer ones."""

_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"|?*\\]')


def alike(name: str) -> str:
    r"""What is the same for names that are one file or folder on Windows or a Mac.

    >>> alike("Café.JPG") == alike("cafe\u0301.jpg")
    True
    """
    return unicodedata.normalize("NFC", name).casefold()


def why_not(path: str) -> str:
    """Why a path with ``/`` is none on Windows; empty where it is one there, too.

    >>> why_not("a/NUL.jpg"), why_not("a/b."), why_not("a/b:c.jpg"), why_not("a/b.jpg")
    ("'NUL.jpg' is a device on Windows", "'b.' ends with a dot or a space", "'b:c.jpg' has ':' in it", '')
    """
    for name in path.split("/"):
        if _DEVICES.fullmatch(name):
            return f"{name!r} is a device on Windows"
        if found := _NOT_IN_NAMES.search(name):
            return f"{name!r} has {found[0]!r} in it"
        if name.endswith((".", " ")) and name not in (".", ".."):
            return f"{name!r} ends with a dot or a space"
    return ""
