"""A copy of a website as :func:`imgaudit.copy_site` keeps it: what lies where, and the ledger that tells of it.

The copy is a folder as ``wget --mirror`` makes it: ``HOST/PATH/index.html`` or ``HOST/PATH/page.html``, queries in the
name behind an ``@``, ``HOST/robots.txt`` as it was, and :data:`LEDGER` at the top: JSON, a line each.

- ``{"begun": when, "start": address}``: a run begins. Whatever ends without the next line was broken off.
- ``{"ended": when, "left": {why: how many}}``: a run ended; what is *left* is known to be there and is not in the copy.
  Only a copy whose last line is this one, with nothing left, is whole.
- any other line: one address that was asked for. ``address``, and ``final``, where it led, which is the address of what
  is in ``file`` (a path below the folder, with ``/``; null where nothing was kept); ``kind`` (page, file, sitemap,
  robots); ``outcome`` and ``why`` as in the table ``copied``; ``status``, ``at``, ``type`` (the whole Content-Type),
  ``bytes``, ``hash`` (SHA-256); ``not_read``: something may be there that is not in the copy; ``depth``,
  ``links``, ``nofollow``, ``sitemaps`` for whoever goes on with it.

Before each page stands a comment that says its address and that anybody could read it (:func:`marked`), so that it
keeps both wherever it is moved to. ``hash`` and ``bytes`` are of what was served.

The last line of an address counts. A line that is none, as a run leaves it that was killed, is passed over.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from imgaudit.files import DOCUMENTS, MEDIA, extension, is_safe
from imgaudit.files.naming import alike, why_not
from imgaudit.files.walking import is_litter
from imgaudit.foreign.text import codec_of
from imgaudit.tables import digest

LEDGER = "copied.jsonl"
PAGES = frozenset(("html", "htm"))

Entry = dict[str, Any]
"""One address that was asked for, as a line of the ledger has it."""

_TEXTS = ("address", "final", "kind", "outcome", "why", "at", "type")
_LISTS = ("links", "nofollow", "sitemaps")
_MAX_PATH, _MAX_NAME = 150, 100
"""Letters: Windows takes 260 of a whole path, that of the folder included."""
_SAFE = "%$&'()+,;=@~"
_PLAIN = re.compile(rf"(?!\.)[\w.{_SAFE}-]*[\w{_SAFE}-]", re.ASCII)


@dataclass(slots=True)
class Ledger:
    """What is known of a copy.

    - ``start``: the address it began with. ``entries``: by address, the last line of each.
    - ``left``: why something is not in the copy, and how many addresses; ``None`` where it was broken off.
    """

    start: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    left: Mapping[str, int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all is there that links and sitemaps lead to."""
        return self.left is not None and not self.left


def read_ledger(lines: Iterable[bytes]) -> Ledger:
    r"""What the lines of a ledger say.

    >>> read_ledger([b'{"begun": "2026-11-28", "start": "https://fernhollow.example/"}\n', b'{"addr']).is_whole
    False
    """
    ledger = Ledger()
    for line in lines:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if not isinstance(told, dict):
            continue
        ledger.left = None
        if "begun" in told:
            ledger.start = ledger.start or str(told.get("start", ""))
        elif isinstance(told.get("left"), dict):
            ledger.left = told["left"]
        elif _is_entry(told):
            ledger.entries[told["address"]] = told
    return ledger


def _is_entry(told: Mapping[str, Any]) -> bool:
    file = told.get("file")
    return (
        all(isinstance(told.get(name), str) for name in _TEXTS)
        and all(isinstance(told.get(name), list) and all(isinstance(x, str) for x in told[name]) for name in _LISTS)
        and all(isinstance(told.get(name), int) for name in ("status", "bytes", "depth"))
        and (file is None or (isinstance(file, str) and is_safe(file)))
    )


def marked(body: bytes, url: str, when: datetime) -> bytes:
    """A page with a comment before it: from where it was copied, when, and that anybody could read it.

    >>> marked(b"<html>", "https://fernhollow.example/", datetime(2026, 11, 28))[:68]
    b'<!-- Copied from https://fernhollow.example/ by imgaudit on 2026-11-'
    """
    mark = f"<!-- Copied from {url} by imgaudit on {when:%Y-%m-%dT%H:%M:%SZ}, as anybody can -->\n"
    for begins, codec in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(begins):
            return begins + mark.encode(codec) + body.removeprefix(begins)
    return mark.encode(codec_of(body) or "utf-8") + body


def place_of(url: str, taken: Collection[str] = (), ending: str = "") -> str:
    """Where a page lies below the folder of a copy; a file of another kind keeps its own ``ending``.

    What Windows would not take, or not tell from one of those ``taken`` (in small letters), and what a walk passes over
    is called by a part of its name and a digest of its address.

    >>> place_of("https://fernhollow.example/news/?page=2")
    'fernhollow.example/news/index@page=2.html'
    >>> place_of("https://fernhollow.example/con/..%2fa")
    'fernhollow.example/%2fa~77fa0dad941fc161.html'
    """
    parts = urlsplit(url)
    host, ending = (parts.hostname or "").rstrip("."), ending or "html"
    *folders, name = [quote(one, safe=_SAFE) for one in parts.path.split("/")[1:] or [""]]
    name = (name or "index") + ("@" + quote(parts.query, safe=_SAFE) if parts.query else "")
    is_called_so = extension(name) in PAGES if ending in PAGES else extension(name) == ending
    name += "" if is_called_so else f".{ending}"
    # A folder is never called as a file could be: /news and /news/may may both be there.
    folders = [f"{one}~" if extension(one) in PAGES | MEDIA | DOCUMENTS else one for one in folders]
    path = "/".join([host, *folders, name])
    is_plain = len(path) <= _MAX_PATH and all(map(_is_plain, [*folders, name]))
    if is_plain and alike(path) not in taken:
        return path
    short = re.sub(r"[^\w%@~-]", "", name.rpartition(".")[0], flags=re.ASCII)[:40]
    return f"{host}/{short}~{digest(url)}.{ending}"


def _is_plain(name: str) -> bool:
    return len(name) <= _MAX_NAME and bool(_PLAIN.fullmatch(name)) and not (why_not(name) or is_litter(name))
