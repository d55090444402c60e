"""How often a host is asked, and whether it asks not to be."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from imgaudit.errors import InputError
from imgaudit.foreign.addresses import host as bare_host

ROBOT = "imgaudit"
"""The name by which robots.txt may mean us."""

INTERVAL = 1.0
"""Between two requests to a host [s]."""

CONNECTIONS = 2
"""To a host at once."""

ROBOTS_BYTES = 500 << 10
"""So much of a robots.txt counts (RFC 9309)."""

MAX_CRAWL_DELAY = 30.0
"""More than a robots.txt may ask for between two requests [s]."""


def agreed(plan: str) -> bool:
    """Whether somebody says yes to what is to be asked for.

    Raises :class:`~imgaudit.errors.InputError` where nobody is there to be asked.
    """
    try:
        return input(f"{plan} Go on? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        raise InputError(
            "Nobody is there to be asked whether to go on: say yes beforehand, by --yes or yes=True."
        ) from None


def interval_of(interval: float, loopback: int | None) -> float:
    """Between two requests to a host [s]: what is said holds on the loopback alone, or where it is longer."""
    return interval if loopback is not None else max(INTERVAL, interval)


class Pace:
    """Lets requests to one host through one by one, so far apart; with ``www.`` and without is one host."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.over = threading.Event()
        self._free_at: dict[str, float] = defaultdict(float)
        self._alone_until: dict[str, float] = defaultdict(float)
        self._delays: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> bool:
        """Return when this host may be asked; False where it may not be asked any more."""
        host = _one(host)
        with self._lock:
            if self.over.is_set() or time.monotonic() < self._alone_until[host]:
                return False
            at = max(time.monotonic(), self._free_at[host])
            self._free_at[host] = at + max(self.interval, self._delays.get(host, 0))
        return (left := at - time.monotonic()) <= 0 or not self.over.wait(left)

    def rest(self, host: str, seconds: float) -> None:
        """Ask this host nothing for so long: it said so."""
        with self._lock:
            self._free_at[_one(host)] = max(self._free_at[_one(host)], time.monotonic() + seconds)

    def leave_alone(self, host: str, seconds: float) -> None:
        """Ask this host nothing for so long, and do not wait for it either."""
        with self._lock:
            self._alone_until[_one(host)] = time.monotonic() + seconds

    def slow_down(self, host: str, seconds: float) -> None:
        """Ask this host from now on only so often."""
        with self._lock:
            self._delays[_one(host)] = min(seconds, MAX_CRAWL_DELAY)


def _one(host: str) -> str:
    return bare_host(f"https://{host}")


class Objection(NamedTuple):
    """Why an address is not asked for; ``kind`` is the outcome that this is."""

    kind: str
    reason: str


class Robots:
    """What robots.txt of each host asks for, as RFC 9309 says: none is no wish, one that cannot be read forbids all."""

    def __init__(self, fetch: Callable[[str], tuple[int, bytes]], parse: Callable[[str], Any], pace: Pace) -> None:
        self._fetch, self._parse, self._pace = fetch, parse, pace
        self._known: dict[str, Callable[[str], Objection | None]] = {}
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def objection(self, url: str) -> Objection | None:
        """Why this address is not asked for; None where it may be."""
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        with self._locks[home]:  # one question a host, however many threads want to know
            if home not in self._known:
                self._known[home] = self._read(home, parts.netloc)
        return self._known[home](url)

    def _read(self, home: str, host: str) -> Callable[[str], Objection | None]:
        status, body = self._fetch(f"{home}/robots.txt")
        if status == 0 or status >= 500 or status == 429:
            said = f"robots.txt could not be read ({status or body.decode()}): nothing is asked until it can be"
            return lambda _: Objection("unknown", said)
        rules = self._parse(body.decode("utf-8-sig", "replace") if status == 200 else "")
        if delay := rules.crawl_delay(ROBOT):
            self._pace.slow_down(host, float(delay))
        return lambda url: None if rules.can_fetch(url, ROBOT) else Objection("asks_not_to", "robots.txt asks not to")
