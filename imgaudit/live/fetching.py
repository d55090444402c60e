"""One anonymous request: to the address that was checked, no cookies, no log-in, and no more than may be taken."""

from __future__ import annotations

import socket
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urljoin

from imgaudit.errors import ImgauditError
from imgaudit.live.doors import ClosedDoorError, Doors, Place
from imgaudit.live.manners import ROBOTS_BYTES, Pace, Robots
from imgaudit.media.extras import how_to_install

MAX_BYTES = 25 * 1024**2
"""So much of one answer is taken; what is larger is known by its beginning."""
MAX_SECONDS = 30.0
"""So long one answer may take altogether."""
CONNECT_SECONDS = 10.0
MAX_HOPS = 5
TRIES = 3
"""So often a host that asks for patience is asked again."""
MAX_PATIENCE = 120.0
"""Longer than this nobody waits for an answer [s]."""
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered.

    - ``status``: the HTTP status, 0 where there was no answer: ``fault`` says why, ``kind`` what sort of why.
    - ``headers``: in lower case. ``body``: its bytes, unpacked; ``is_whole``: all of them.
    - ``hops``: the addresses it led over, the first the one that was asked for.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False
    hops: tuple[str, ...] = ()
    fault: str = ""
    kind: str = ""


def needed(name: str) -> Any:
    """A package of the extra ``live``, or what to do where it is missing."""
    try:
        return import_module(name)
    except ImportError:
        remedy = how_to_install("live", "urllib3 protego")
        raise ImgauditError(f"Asking what the public gets needs the package {name}: {remedy}.") from None


class Visitor:
    """Somebody without a log-in, who asks politely.

    Parameters
    ----------
    doors
        Whereto connections may lead.
    contact
        Who can be asked about these requests; it stands in their user agent.
    obey_robots
        Whether robots.txt decides what is asked for.
    interval
        Between two requests to a host [s].
    version
        Of imgaudit, as the user agent says it.
    """

    def __init__(self, doors: Doors, *, contact: str, obey_robots: bool, interval: float, version: str) -> None:
        self.doors, self.pace = doors, Pace(interval)
        self.agent = f"imgaudit/{version} (a school's audit of its own pictures{f'; {contact}' if contact else ''})"
        self.obeys, self.told = obey_robots, dict[str, Answer]()
        self._robots = Robots(self._robots_txt, needed("protego").Protego.parse, self.pace) if obey_robots else None

    def get(self, url: str, headers: Mapping[str, str], *, limit: int = MAX_BYTES) -> Answer:
        """Ask for one address, and follow where it leads; whatever happens becomes an :class:`Answer`.

        No more than ``limit`` bytes are taken.
        """
        return self._followed(url, headers, limit, self._robots)

    def close(self) -> None:
        """Whoever waits for a turn waits no longer, and asks nothing."""
        self.pace.over.set()

    def robots_txt(self, url: str) -> Answer:
        """What was answered to ``…/robots.txt`` of a host, which is asked for once."""
        if url not in self.told:
            self.told[url] = self._followed(url, {}, ROBOTS_BYTES, None)
        return self.told[url]

    def _robots_txt(self, url: str) -> tuple[int, bytes]:
        answer = self.robots_txt(url)
        # One that came in part may lack the very line that forbids.
        return (0, answer.fault.encode()) if answer.fault else (answer.status, answer.body)

    def _followed(self, url: str, headers: Mapping[str, str], limit: int, robots: Robots | None) -> Answer:
        hops: tuple[str, ...] = ()
        for _ in range(MAX_HOPS + 1):  # as many as RFC 9309 follows for a robots.txt
            hops = (*hops, url)
            try:
                place = self.doors.lead(url)
            except ClosedDoorError as error:
                return Answer(hops=hops, fault=str(error), kind=error.kind)
            if robots and (objection := robots.objection(url)):
                return Answer(hops=hops, fault=objection.reason, kind=objection.kind)
            answer = self._patiently(place, headers, hops, limit)
            where = answer.headers.get("location") if answer.status in (301, 302, 303, 307, 308) else None
            if not where:
                return answer
            try:
                url = urljoin(url, _as_meant(where)).partition("#")[0]
            except ValueError:
                return Answer(answer.status, answer.headers, hops=hops, fault="leads to no address", kind="lost")
        return Answer(hops=hops, fault=f"leads on and on, over more than {MAX_HOPS} addresses", kind="lost")

    def _patiently(self, place: Place, headers: Mapping[str, str], hops: tuple[str, ...], limit: int) -> Answer:
        """One request, again where the host asks for patience or the line breaks."""
        answer = Answer()
        for attempt in range(TRIES):
            if not self.pace.wait(place.host):
                return Answer(hops=hops, fault="the host asks for more patience than we have", kind="unknown")
            answer = self._once(place, headers, hops, limit)
            is_busy = answer.status in (429, 503) and "challenge" not in answer.headers.get("cf-mitigated", "")
            if not is_busy and answer.kind != "broken":
                break
            pause = _retry_after(answer.headers.get("retry-after", "")) if is_busy else 0.0
            if pause > MAX_PATIENCE:
                self.pace.leave_alone(place.host, pause)
                break
            if is_busy and attempt + 1 < TRIES:
                self.pace.rest(place.host, pause or 2.0**attempt * min(1.0, self.pace.interval))
        return answer

    def _once(self, place: Place, headers: Mapping[str, str], hops: tuple[str, ...], limit: int) -> Answer:
        """One request on a line of its own: what a host sends late would be read as its next answer."""
        urllib3 = needed("urllib3")
        sent = {"Host": place.host, "User-Agent": self.agent, "Accept-Encoding": "identity", "Connection": "close"}
        until = time.monotonic() + MAX_SECONDS
        with _line_to(place, urllib3) as line:
            try:
                answer = line.urlopen(
                    *("GET", place.target),
                    headers={**sent, **headers},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                )
            except urllib3.exceptions.HTTPError as error:
                return Answer(hops=hops, fault=f"no answer: {_in_words(error)}", kind="broken")
            got = {name.lower(): value for name, value in answer.headers.items()}
            if wishes := answer.headers.getlist("x-robots-tag"):  # each line may be meant for another robot
                got["x-robots-tag"] = "\n".join(wishes)
            try:
                body, is_whole, fault = _read(answer, got, limit)
            except urllib3.exceptions.HTTPError as error:
                body, is_whole, fault = b"", False, f"the answer ends early: {_in_words(error)}"
            finally:
                answer.too_late.cancel()
                answer.close()
        if time.monotonic() > until:
            is_whole, fault = False, f"the answer took longer than {MAX_SECONDS:.0f} seconds"
        return Answer(answer.status, got, body, is_whole, hops, fault, "broken" if fault else "")


def _line_to(place: Place, urllib3: Any) -> Any:
    """A line to a checked address; the certificate has to be the host's all the same."""
    patience = urllib3.Timeout(connect=CONNECT_SECONDS, read=CONNECT_SECONDS)
    if place.scheme == "https":
        line = urllib3.HTTPSConnectionPool(
            place.ip, place.port, server_hostname=place.host, assert_hostname=place.host, timeout=patience
        )
    else:
        line = urllib3.HTTPConnectionPool(place.ip, place.port, timeout=patience)
    line.ConnectionCls = _timed(line.ConnectionCls)
    return line


@cache
def _timed(kind: type) -> type:
    """Connections that hang up after :data:`MAX_SECONDS`, however slowly headers, pieces and their sizes drip."""

    class Timed(kind):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            self.line = self.sock  # an answer that ends with the connection takes ``sock`` along

        def getresponse(self, *args: Any, **kwargs: Any) -> Any:
            timer = threading.Timer(MAX_SECONDS, self._hang_up)
            timer.daemon = True
            timer.start()
            try:
                answer = super().getresponse(*args, **kwargs)
            except BaseException:
                timer.cancel()
                raise
            answer.too_late = timer
            return answer

        def _hang_up(self) -> None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)

    return Timed


def _read(answer: Any, headers: Mapping[str, str], limit: int) -> tuple[bytes, bool, str]:
    """The body, whether that is all of it, and what was wrong with it."""
    unpacked = _unpacker(headers.get("content-encoding", "identity").strip().lower())
    if unpacked is None:
        return b"", False, f"packed as {headers['content-encoding']}, which nobody asked for"
    body, taken = bytearray(), 0
    while piece := answer.read1(_STEP):
        taken += len(piece)
        try:
            body += unpacked(piece, limit - len(body))
        except zlib.error as error:
            return bytes(body), False, f"cannot be unpacked: {error}"
        if len(body) >= limit:
            return bytes(body[:limit]), False, ""
    declared = headers.get("content-length", "")
    if declared.isdigit() and taken < int(declared):
        return bytes(body), False, f"the answer ends early: {taken:,} of {int(declared):,} bytes came"
    if taken and unpacked(b"", 0) is None:
        return bytes(body), False, "cannot be unpacked to its end"
    return bytes(body), True, ""


def _unpacker(encoding: str) -> Callable[[bytes, int], Any] | None:
    """How a packed answer is unpacked, and never to more than is given; None for what we do not unpack.

    Without a piece it says None where more should have come.
    """
    if encoding in ("", "identity"):
        return lambda piece, room: piece[: max(room, 0)]
    if encoding in ("gzip", "x-gzip", "deflate"):
        unpacking = zlib.decompressobj(32 + zlib.MAX_WBITS)

        def unpacked(piece: bytes, room: int) -> bytes | None:
            if not piece:
                return b"" if unpacking.eof else None
            out = unpacking.decompress(piece, max(room, 1))
            if unpacking.unused_data:
                raise zlib.error("more follows what was packed")  # a second part, which browsers may show
            return out

        return unpacked
    return None


def _as_meant(where: str) -> str:
    """Where a host leads; many write letters as they are, which HTTP reads one byte at a time."""
    try:
        return where.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return where


def _retry_after(value: str) -> float:
    """How long a host asks us to wait [s]; 0 where it does not say so."""
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _in_words(error: Exception) -> str:
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}"[:200]
