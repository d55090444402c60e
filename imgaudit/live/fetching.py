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
from importlib import import_module
from typing import Any
from urllib.parse import urljoin

from imgaudit.errors import ImgauditError
from imgaudit.live.doors import ClosedDoorError, Doors, Place
from imgaudit.live.manners import CONNECTIONS, Pace, Robots
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
        self._robots = Robots(self._robots_txt, needed("protego").Protego.parse, self.pace) if obey_robots else None
        self._pools: dict[tuple[str, str, str, int], Any] = {}
        self._lock = threading.Lock()

    def get(self, url: str, headers: Mapping[str, str], *, stop: Callable[[bytes], bool] | None = None) -> Answer:
        """Ask for one address, and follow where it leads; whatever happens becomes an :class:`Answer`.

        ``stop`` may end the reading when the beginning tells enough.
        """
        hops: tuple[str, ...] = ()
        for _ in range(MAX_HOPS + 1):
            hops = (*hops, url)
            try:
                place = self.doors.lead(url)
                if self._robots and (objection := self._robots.objection(url)):
                    kind = "unknown" if "could not be read" in objection else "asks_not_to"
                    return Answer(hops=hops, fault=objection, kind=kind)
            except ClosedDoorError as error:
                return Answer(hops=hops, fault=str(error), kind=error.kind)
            answer = self._patiently(place, headers, hops, stop)
            where = answer.headers.get("location") if answer.status in (301, 302, 303, 307, 308) else None
            if not where:
                return answer
            try:
                url = urljoin(url, where).partition("#")[0]
            except ValueError:
                return Answer(answer.status, answer.headers, hops=hops, fault=f"leads to {where!r}", kind="lost")
        return Answer(hops=hops, fault=f"leads on and on, over more than {MAX_HOPS} addresses", kind="lost")

    def close(self) -> None:
        """Let go of all connections."""
        for pool in self._pools.values():
            pool.close()

    def _robots_txt(self, url: str) -> tuple[int, bytes]:
        hops: tuple[str, ...] = ()
        answer = Answer()
        for _ in range(MAX_HOPS + 1):  # RFC 9309 follows five redirects
            hops = (*hops, url)
            try:
                answer = self._patiently(self.doors.lead(url), {}, hops, None)
            except ClosedDoorError as error:
                return 0, str(error).encode()
            if not (300 <= answer.status < 400 and (where := answer.headers.get("location"))):
                break
            url = urljoin(url, where)
        return answer.status, answer.body if answer.status else answer.fault.encode()

    def _patiently(
        self, place: Place, headers: Mapping[str, str], hops: tuple[str, ...], stop: Callable[[bytes], bool] | None
    ) -> Answer:
        """One request, again where the host asks for patience or the line breaks."""
        answer = Answer()
        for attempt in range(TRIES):
            self.pace.wait(place.host)
            answer = self._once(place, headers, hops, stop)
            is_busy = answer.status in (429, 503) and "challenge" not in answer.headers.get("cf-mitigated", "")
            if not is_busy and answer.kind != "broken":
                break
            pause = _retry_after(answer.headers.get("retry-after", "")) if is_busy else 0.0
            if pause > MAX_PATIENCE:
                break
            if is_busy and attempt + 1 < TRIES:
                self.pace.rest(place.host, pause or 2.0**attempt * min(1.0, self.pace.interval))
        return answer

    def _once(
        self, place: Place, headers: Mapping[str, str], hops: tuple[str, ...], stop: Callable[[bytes], bool] | None
    ) -> Answer:
        urllib3 = needed("urllib3")
        sent = {"Host": place.host, "User-Agent": self.agent, "Accept-Encoding": "identity", **headers}
        until = time.monotonic() + MAX_SECONDS
        try:
            answer = self._pool(place).urlopen(
                *("GET", place.target),
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
        except urllib3.exceptions.HTTPError as error:
            return Answer(hops=hops, fault=f"no answer: {_in_words(error)}", kind="broken")
        got = {name.lower(): value for name, value in answer.headers.items()}
        try:
            body, is_whole, fault = _read(answer, got, until, stop)
        except urllib3.exceptions.HTTPError as error:
            body, is_whole, fault = b"", False, f"the answer ends early: {_in_words(error)}"
        finally:
            # What was not read to the end would be read as the beginning of the next answer.
            if not answer.isclosed():
                answer.close()
            answer.release_conn()
        return Answer(answer.status, got, body, is_whole, hops, fault, "broken" if fault else "")

    def _pool(self, place: Place) -> Any:
        """Connections to a checked address; the certificate has to be the host's all the same."""
        urllib3 = needed("urllib3")
        key = (place.scheme, place.host, place.ip, place.port)
        common = {"maxsize": CONNECTIONS, "block": True, "retries": False}
        common["timeout"] = urllib3.Timeout(connect=CONNECT_SECONDS, read=CONNECT_SECONDS)
        with self._lock:
            if key not in self._pools:
                if place.scheme == "https":
                    self._pools[key] = urllib3.HTTPSConnectionPool(
                        place.ip, place.port, server_hostname=place.host, assert_hostname=place.host, **common
                    )
                else:
                    self._pools[key] = urllib3.HTTPConnectionPool(place.ip, place.port, **common)
                self._pools[key].ConnectionCls = _timed(self._pools[key].ConnectionCls)
            return self._pools[key]


def _timed(kind: type) -> type:
    """Connections of which no answer may begin later than :data:`MAX_SECONDS`, however slowly its headers drip."""

    class Timed(kind):  # type: ignore[misc]
        def getresponse(self, *args: Any, **kwargs: Any) -> Any:
            timer = threading.Timer(MAX_SECONDS, self._hang_up)
            timer.daemon = True
            timer.start()
            try:
                return super().getresponse(*args, **kwargs)
            finally:
                timer.cancel()

        def _hang_up(self) -> None:
            with suppress(OSError, AttributeError):
                self.sock.shutdown(socket.SHUT_RDWR)

    return Timed


def _read(
    answer: Any, headers: Mapping[str, str], until: float, stop: Callable[[bytes], bool] | None
) -> tuple[bytes, bool, str]:
    """The body, whether that is all of it, and what was wrong with it."""
    unpack = _unpacker(headers.get("content-encoding", "identity").strip().lower())
    if unpack is None:
        return b"", False, f"packed as {headers['content-encoding']}, which nobody asked for"
    body, taken = bytearray(), 0
    while piece := answer.read1(_STEP):
        taken += len(piece)
        try:
            body += unpack(piece, MAX_BYTES - len(body))
        except zlib.error as error:
            return bytes(body), False, f"cannot be unpacked: {error}"
        if len(body) >= MAX_BYTES or (stop and stop(bytes(body[:_STEP]))):
            return bytes(body[:MAX_BYTES]), False, ""
        if time.monotonic() > until:
            return bytes(body), False, f"the answer took longer than {MAX_SECONDS:.0f} seconds"
    declared = headers.get("content-length", "")
    if declared.isdigit() and taken < int(declared):
        return bytes(body), False, f"the answer ends early: {taken:,} of {int(declared):,} bytes came"
    return bytes(body), True, ""


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes] | None:
    """How a packed answer is unpacked, and never to more than is given; None for what we do not unpack."""
    if encoding in ("", "identity"):
        return lambda piece, room: piece[: max(room, 0)]
    if encoding in ("gzip", "x-gzip", "deflate"):
        unpacking = zlib.decompressobj(32 + zlib.MAX_WBITS)
        return lambda piece, room: unpacking.decompress(piece, max(room, 1))
    return None


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
