"""No test reaches further than 127.0.0.1, in this Python or in one that it starts.

Python imports a ``sitecustomize`` when it starts: ``conftest`` imports this one and puts it on the path of every child.
Python tells of each connection and each question to a name server before it makes it, so what is refused here sends
nothing. Each refusal is noted in a file, as the code under test may swallow the error. Children that are started
without the environment, and whatever is not Python, are not held.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

NOTES = "IMGAUDIT_TESTS_REACHED"
"""The variable that names the file of refusals; without it nothing is refused."""

HERE = ("127.0.0.1", "localhost")
ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
SENT = ("socket.connect", "socket.sendto", "socket.sendmsg")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket.") or event not in ASKED + SENT or NOTES not in os.environ:
        return
    if event in ASKED:
        where = arguments[0]
        host = where[0] if isinstance(where, tuple) else where
        allowed = host in (None, "", b"", *HERE, *map(str.encode, HERE))
    else:
        connection, where = arguments
        local = connection.family == getattr(socket, "AF_UNIX", None) or where is None
        allowed = local or (connection.family == socket.AF_INET and where[0] in HERE)
    if not allowed:
        said = f"{event} to {where!r}: tests speak to 127.0.0.1 only"
        with Path(os.environ[NOTES]).open("a", encoding="utf-8") as file:
            file.write(f"{said}\n")
        raise ConnectionRefusedError(said)


def taken() -> str:
    """What was refused since this was last asked."""
    notes = Path(os.environ[NOTES])
    if not notes.exists():
        return ""
    said = notes.read_text(encoding="utf-8")
    notes.unlink()
    return said.strip()


sys.addaudithook(_watch)
