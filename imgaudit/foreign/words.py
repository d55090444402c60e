"""What people write in a cell: yes and no, who is shown, who can see it, which channel, who is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from imgaudit.foreign.addresses import host
from imgaudit.platforms import PLATFORMS

YES = frozenset(
    (
        "yes", "y", "true", "t", "1", "ticked", "tick", "x", "✓", "✔", "☑", "given", "granted", "confirmed",
        "accepted", "allow", "active", "on", "full consent",
    )
)  # fmt: skip
NO = frozenset(
    (
        "no", "n", "false", "f", "0", "declined", "refused", "denied", "off", "✗", "✘", "☐", "not granted",
        "consent denied",
    )
)  # fmt: skip
UNKNOWN = frozenset(
    (
        "", "pending", "requested", "unknown", "?", "n/a", "na", "tbc", "-", "–", "none",
        "not yet requested", "no response", "not known", "not sure", "don't know",
    )
)  # fmt: skip

SHOWS: Mapping[str, str] = {
    **dict.fromkeys(("pupils", "pupil", "children", "child", "students", "student", "learners"), "pupils"),
    **dict.fromkeys(("staff", "teacher", "teachers", "adult", "adults", "governors"), "staff"),
    **dict.fromkeys(("both", "everyone", "all", "mixed"), "both"),
    **dict.fromkeys(("nobody", "no one", "no-one", "noone", "none", "no people", "no", "building"), "nobody"),
    **dict.fromkeys(("unknown", "not known", "not sure", "?", "tbc", "n/a"), "unknown"),
}

VISIBILITIES: Mapping[str, str] = {
    **dict.fromkeys(
        ("public", "everyone", "anyone", "anyone with the link can find", "open", "world", "published"), "public"
    ),
    **dict.fromkeys(("unlisted", "anyone with the link", "link", "link only", "hidden link"), "unlisted"),
    **dict.fromkeys(("password", "password protected", "password-protected", "protected"), "password"),
    **dict.fromkeys(
        ("private", "internal", "staff only", "parents only", "members", "login", "restricted", "friends"), "private"
    ),
    **dict.fromkeys(("draft", "unpublished", "scheduled", "pending"), "draft"),
    **dict.fromkeys(("unknown", "not known", "?", "tbc", "n/a"), "unknown"),
}

CHANNELS: Mapping[str, str] = {
    **{word: platform.name for platform in PLATFORMS for word in platform.words},
    **dict.fromkeys(("website", "web", "web site", "school website", "site", "wordpress"), "website"),
    **dict.fromkeys(("prospectus",), "prospectus"),
    **dict.fromkeys(("newsletter", "newsletters"), "newsletter"),
    **dict.fromkeys(("press", "newspaper"), "press"),
    **dict.fromkeys(("print", "leaflet", "poster", "posters"), "print"),
    **dict.fromkeys(("intranet",), "intranet"),
}

TELLING = {"website", "prospectus", *(word for platform in PLATFORMS for word in platform.telling)}
"""Words that tell the channel wherever they stand in its name."""

BESIDE = {"school", "schools", "s", "our", "the", "official", "page", "pages", "account", "profile", "feed", "channel"}
"""What may stand beside a platform's name that tells it only alone."""

HOSTS: Mapping[str, str] = {name: platform.name for platform in PLATFORMS for name in platform.hosts}
"""Hosts that many schools share: they say the channel, never the site."""


@lru_cache(4096)
def folded(text: str) -> str:
    """A heading or answer as compared: lower case, without punctuation at its ends or runs of blanks.

    >>> folded(" Everyone  listed? ")
    'everyone listed'
    """
    return " ".join(text.replace("_", " ").casefold().split()).strip(" ?:*.!")


def yes_or_no(text: str) -> bool | None:
    """Yes, no, or ``None`` for "not recorded"; raises ``KeyError`` for a word that is none of these.

    >>> yes_or_no("Ticked"), yes_or_no("not granted"), yes_or_no("pending")
    (True, False, None)
    """
    word = " ".join(text.casefold().split()).rstrip(".!")
    if word in YES:
        return True
    if word in NO:
        return False
    if word in UNKNOWN:
        return None
    raise KeyError(text)


def who_is_shown(text: str) -> str:
    """Pupils, staff, both, nobody or unknown; raises ``KeyError`` for other words.

    >>> who_is_shown("Pupils and staff")
    'both'
    """
    word = folded(text)
    if not word:
        return "unknown"
    if word in SHOWS:
        return SHOWS[word]
    parts = {SHOWS[part] for part in re.split(r"\s*(?:,|;|&|\+|/|\band\b|\n)\s*", word) if part}
    if parts == {"pupils", "staff"}:
        return "both"
    if len(parts) == 1:
        return parts.pop()
    raise KeyError(text)


def visibility(text: str) -> str:
    """Who can open it, in our words; raises ``KeyError`` for other words."""
    word = folded(text)
    return VISIBILITIES[word] if word else "unknown"


@lru_cache(4096)
def channel_name(text: str) -> str:
    """A channel in our spelling; a name we do not know stays, in lower case.

    >>> channel_name("FB"), channel_name("School Facebook page"), channel_name("School Threads")
    ('facebook', 'facebook', 'threads')
    >>> channel_name("Golden Threads"), channel_name("Open Evening Handout")
    ('golden threads', 'open evening handout')
    """
    word = folded(text)
    if word in CHANNELS:
        return CHANNELS[word]
    parts = re.findall(r"\w+", word)
    named = {CHANNELS[part] for part in parts if part in TELLING}
    bare = " ".join(part for part in parts if part not in BESIDE)
    named |= {platform.name for platform in PLATFORMS if bare in platform.words}
    return named.pop() if len(named) == 1 else word


def platform_of(url: str) -> str | None:
    """The channel an address belongs to; ``None`` for a host of somebody's own.

    >>> platform_of("https://m.facebook.com/fernhollow/posts/1")
    'facebook'
    """
    name = host(url)
    return next((c for h, c in HOSTS.items() if name == h or name.endswith(f".{h}")), None)


AND = re.compile(r"(?<!\s)\s+(?:and|&|\+|/)\s+", re.IGNORECASE)  # from the first blank: each is tried once


def people(text: str) -> list[str]:
    """The people named in a cell, each once.

    A comma parts people only where none of them can be "Last, First".

    >>> people("Ada Fern; Ben Hollow"), people("Fern, Ada"), people("Ada Fern, Ben Hollow")
    (['Ada Fern', 'Ben Hollow'], ['Fern, Ada'], ['Ada Fern', 'Ben Hollow'])
    """
    if re.search(r"[;\n|]", text):
        parts = re.split(r"[;\n|]", text)
    elif AND.search(text) and all(len(part.split()) > 1 for part in AND.split(text)):
        parts = re.split(rf"{AND.pattern}|,", text)
    else:
        parts = text.split(",")
        # "Fern, Ada" has a bare surname before the comma; "Ada Fern, Ben Hollow" has none, "Ada, Ben, Cara" no pairs.
        bare = [len(part.split()) == 1 and not any(c.isdigit() for c in part) for part in parts]
        if any(bare) and not (all(bare) and len(parts) % 2):
            parts = [text]
    return list(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))
