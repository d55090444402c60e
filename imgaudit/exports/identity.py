"""How things keep their name from term to term.

An id comes from the export's own id, else the address, else the path. It never depends on what a picture shows,
on the order of rows, or on which other exports lie beside this one.
"""

from __future__ import annotations

import re

from imgaudit.foreign.addresses import address, canonical, host_and_path
from imgaudit.tables import digest

_NUMBER = re.compile(r"[A-Za-z]{0,3}[-_ ]?[\d.-]+")


def source_id(site: str, channel: str, dialect: str) -> str:
    """What an export covers; the file's name is left out because it changes from term to term.

    >>> source_id("fernhollow.example", "website", "wxr")
    'fernhollow.example/website/wxr'
    """
    return f"{site}/{channel}/{dialect}"


def blog(url: str) -> str:
    """A WordPress blog: its host without ``www.``, with the path where several share a host.

    >>> blog("https://www.trust.example/nursery/")
    'trust.example/nursery'
    """
    name, path = host_and_path(url)
    return name + path.rstrip("/")


def wordpress_asset(site: str, blog_name: str, post_id: str) -> str:
    """An attachment by WordPress's own number.

    >>> wordpress_asset("trust.example", "trust.example/nursery", "42")
    'trust.example/wp/trust.example/nursery/42'
    """
    return f"{site}/wp/{blog_name}/{post_id}"


def numbered_asset(site: str, channel: str, number: str) -> str:
    """An asset by the number the school gives it, which is unique within a channel; words may name a child.

    >>> numbered_asset("fernhollow.example", "prospectus", "P-07")
    'fernhollow.example/prospectus/P-07'
    """
    code = number if _NUMBER.fullmatch(number) else digest(number)
    return f"{site}/{channel}/{code}"


def url_asset(site: str, url: str) -> str:
    """An asset by the address that all its copies share.

    >>> url_asset("a.example", "http://a.example/x-300x200.jpg") == url_asset("a.example", "https://www.a.example/x.jpg")
    True
    """
    return address_asset(site, canonical(url))


def address_asset(site: str, stem: str) -> str:
    """An asset by what :func:`imgaudit.foreign.addresses.canonical` gave for its address."""
    return f"{site}/url/{digest(stem)}"


def file_asset(site: str, path: str) -> str:
    """An asset by its path below the folder of exports, or as a spreadsheet writes it."""
    return f"{site}/file/{digest(path)}"


def entry_asset(site: str, *words: str) -> str:
    """An asset that a list names without id, address or file: by channel, page and title."""
    return f"{site}/entry/{digest(*words)}"


def file_id(asset_id: str, url_or_path: str, *, is_path: bool = False) -> str:
    """One file of an asset, by its own address without scheme and query, else its path."""
    return file_at(asset_id, url_or_path if is_path else address(url_or_path))


def file_at(asset_id: str, place: str) -> str:
    """One file of an asset, by what :func:`imgaudit.foreign.addresses.address` gave for it, or by its path."""
    return f"{asset_id}#{digest(place)}"


def item_id(asset_id: str, channel: str, page: str) -> str:
    """The asset on one page of one channel; ``page`` is empty for a file that no page uses."""
    return f"{asset_id}@{digest(channel, page)}"
