"""Whereto a connection may lead. Every hop of every request asks here, and connects to the address that was checked."""

from __future__ import annotations

import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from imgaudit.foreign.addresses import host as bare_host
from imgaudit.platforms import PLATFORMS

LOOPBACK = "127.0.0.1"
_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses that stand for an IPv4 address, which may be a private one (RFC 6052)."""


class ClosedDoorError(Exception):
    """Where nothing is asked, and why: ``elsewhere`` is a host nobody confirmed, ``private`` no public network."""

    def __init__(self, kind: Literal["elsewhere", "private", "lost"], reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


class Place(NamedTuple):
    """Where one request goes: ``host`` as it is called, ``ip`` as it was resolved and checked."""

    scheme: str
    host: str
    ip: str
    port: int
    target: str
    """Path and query."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The hosts that may be asked.

    - ``hosts``: those that the school has confirmed as its own, without ``www.``.
    - ``loopback``: for tests, demo and benchmarks: every request goes to this port of 127.0.0.1 and nowhere else,
      whatever host its address names. No configuration file can set it.
    """

    hosts: Collection[str]
    loopback: int | None = None

    def confirmed(self, url: str) -> bool:
        """Whether an address is one of a confirmed host; no look is cast at the network."""
        try:
            self._checked(url)
        except ClosedDoorError:
            return False
        return True

    def lead(self, url: str) -> Place:
        """Where a request for this address goes.

        Raises :class:`ClosedDoorError` for a host that is not confirmed, a scheme or port of no website, credentials in
        the address, and a name that leads, or may lead, to a machine within a private network.
        """
        parts, name, port = self._checked(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if self.loopback is not None:
            return Place("http", parts.netloc, LOOPBACK, self.loopback, target)
        return Place(parts.scheme, name, _public_address(name, port), port, target)

    def _checked(self, url: str) -> tuple[SplitResult, str, int]:
        try:
            parts = urlsplit(url)
            name, port = (parts.hostname or "").rstrip("."), parts.port
            name = name.encode("idna").decode("ascii") if not name.isascii() else name
        except ValueError as error:
            raise ClosedDoorError("lost", f"no address of a website: {error}") from None
        if parts.scheme not in _PORTS or not name:
            raise ClosedDoorError("lost", f"no address of a website ({parts.scheme or 'no scheme'})")
        if parts.username is not None or parts.password is not None:
            raise ClosedDoorError("lost", "a name or password stands in the address")
        if self.loopback is not None and name == LOOPBACK and port == self.loopback:
            return parts, name, port
        literal = _literal(name)
        if literal is not None and not _is_public(literal):
            raise ClosedDoorError("private", f"leads to {name}, an address of no public network")
        if port not in (None, *_PORTS.values()):
            raise ClosedDoorError("elsewhere", f"leads to port {port} of {name}: only 80 and 443 are asked")
        if bare_host(url) not in self.hosts or is_of_platform(name):
            raise ClosedDoorError("elsewhere", f"leads to {name}, which the school has not confirmed as its own")
        return parts, name, port or _PORTS[parts.scheme]


def is_of_platform(name: str) -> bool:
    """Whether a host is one of a platform of others, whose terms forbid automated visits.

    >>> is_of_platform("scontent.facebook.com"), is_of_platform("fernhollow.example")
    (True, False)
    """
    return any(name == one or name.endswith(f".{one}") for platform in PLATFORMS for one in platform.hosts)


def _literal(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.partition("%")[0])
    except ValueError:
        # What the system takes for an address although no standard calls it one: 127.1, 0x7f000001, 2130706433
        if not name.rpartition(".")[2].removeprefix("0x").isdigit():
            return None
    try:
        return IPv4Address(socket.inet_aton(name))
    except OSError:
        return None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if within or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


def _public_address(name: str, port: int) -> str:
    """The address a name stands for; one that stands for a private machine as well as a public one is not asked."""
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ClosedDoorError("lost", f"{name} was not found: {error}") from None
    for *_, sockaddr in found:
        if not _is_public(ip_address(str(sockaddr[0]).partition("%")[0])):
            raise ClosedDoorError("private", f"{name} leads to {sockaddr[0]}, an address of no public network")
    # Few school networks reach the newer addresses, and whoever has those has an older one too.
    return str(sorted(found, key=lambda one: one[0] != socket.AF_INET)[0][4][0])
