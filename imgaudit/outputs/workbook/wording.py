"""How a workbook says things: counts, shares, days, terms, and what the choices of its lists mean."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

from imgaudit.names import NameHider
from imgaudit.outputs.excel_safety import shorten
from imgaudit.tables import SEVERITIES

STATUS_MEANINGS = {
    "Not started": "Nobody has begun.",
    "In progress": "Somebody is on it.",
    "Done": "It is finished, and “Done when” is true.",
    "Needs DSL decision": "Stop, and ask the designated safeguarding lead (DSL) the same day.",
    "Accepted": "It stays as it is, and the reason is in Notes.",
    "Not applicable": "The picture has gone, or the row is mistaken.",
}
"""What each status means, in the comms team's words."""

CLOSED = ("Done", "Accepted", "Not applicable")
"""Statuses of an action on which nothing is left to do."""

FIX_MEANINGS = {
    "Remove": "Take the picture off the page and out of the media library.",
    "Replace with stock": "Put a picture without pupils in its place, and remove the old one.",
    "Get consent": "Ask, and take the picture down until the answer is there.",
    "Crop or blur": "Make the person unrecognisable, upload the result, and remove the old one.",
    "Re-upload smaller": "Upload a smaller copy, and remove the large one.",
    "Strip metadata": "Save a copy without hidden data, upload that, and remove the old one.",
    "Remove the place": "Edit the post so that no place stands with it. (X: Settings, Location information.)",
    "Remove name": "Take the name out of title, caption, alternative text and file name.",
    "Move behind login": "Put it on a page that only families can open.",
    "Change the setting": "Change it in the account's settings, and note the day in the register.",
    "Keep (reason required)": "Leave it as it is, and write the reason in Notes.",
}
"""What each fix means, in the comms team's words."""

SEVERITY_WORDS = {severity: f"{rank} {severity.capitalize()}" for rank, severity in enumerate(SEVERITIES, 1)}
"""Severities with a number, so that sorting by them sorts by urgency."""


BRANDS = ("Google Drive", "Google Photos", "LinkedIn", "ResourceSpace", "SharePoint", "TikTok", "YouTube")
_SPELT = {brand.lower(): brand for brand in BRANDS}


def channel_label(channel: str) -> str:
    """A channel as the first word of a line, short enough for a formula to look for it.

    >>> channel_label("website"), channel_label("youtube")
    ('Website', 'YouTube')
    """
    return shorten(_SPELT.get(channel, channel[:1].upper() + channel[1:]), 60)


def term_label(term: str | None) -> str:
    """The term as the first part of a line.

    >>> term_label("2025-26-autumn")
    'Autumn term 2025-26 · '
    """
    if term is None:
        return ""
    usual = re.fullmatch(r"(\d{4}-\d{2})-([a-z]+)", term)
    return f"{usual[2].capitalize()} term {usual[1]} · " if usual else f"{term} · "


def long_day(day: date) -> str:
    """A day as it is written in a letter: ``19 December 2025``."""
    return f"{day.day} {day:%B %Y}"


def file_name(address: str | None, hide: NameHider) -> str:
    """The file that an address leads to, as a picture without a title is called; the name may be somebody's."""
    return hide(unquote(re.split("[?#]", address or "")[0].rpartition("/")[2]), machine=True)


def shown_address(address: str | None, hide: NameHider) -> str | None:
    """An address where it is no link: one of the web stays whole, as nobody finds the picture without it."""
    if address is None or address.startswith(("http://", "https://")):
        return address
    return hide(address, machine=True)
