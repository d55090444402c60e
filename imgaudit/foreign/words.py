"""What people write in a cell: yes and no, who is shown, who can see it, which channel, who is named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from imgaudit.foreign.addresses import host
from imgaudit.platforms import PLATFORMS

YES = frozenset(
    (
        "yes", "y", "true", "t", "1", "ticked", "tick", "x", "✓", "✔", "☑", "given", "granted", "confirmed",
        "accepted", "allow", "active", "on", "full consent", "consented", "✅", "✔️", "☑️",
    )
)  # fmt: skip
NO = frozenset(
    (
        "no", "n", "false", "f", "0", "declined", "refused", "denied", "off", "✗", "✘", "☐", "not granted",
        "consent denied", "not consented", "disagreed", "consent not given", "consent refused", "❌", "✖", "✖️", "✕",
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
    """A heading as compared: lower case, without punctuation at its ends or runs of blanks.

    >>> folded(" Everyone  listed? ")
    'everyone listed'
    """
    return " ".join(text.replace("_", " ").casefold().split()).strip(" ?:*.!")


def answer_word(text: str) -> str:
    """An answer as compared: as :func:`folded` has it, but a question mark stays, for it takes the answer back.

    >>> answer_word(" Nobody. "), answer_word("Nobody ?")
    ('nobody', 'nobody?')
    """
    return folded(text) + "?" * ("?" in text)


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
    word = answer_word(text)
    if word in ("", "?"):
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
    word = answer_word(text)
    return "unknown" if word in ("", "?") else VISIBILITIES[word]


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


_CHANNELS_APART = re.compile(r"\s*(?:[,;/|&+\n]|\band\b)\s*", re.IGNORECASE)


def channels_in(text: str) -> tuple[str, ...]:
    """The channels that a text names; none where one of them is not known, so that it may be a name of its own.

    >>> channels_in("Website & Facebook"), channels_in("FB/Insta"), channels_in("Meet and Greet")
    (('website', 'facebook'), ('facebook', 'instagram'), ())
    """
    known = {*CHANNELS.values()}
    named = [channel_name(part) for part in _CHANNELS_APART.split(text) if part]
    return tuple(dict.fromkeys(named)) if named and known.issuperset(named) else ()


def platform_of(url: str) -> str | None:
    """The channel an address belongs to; ``None`` for a host of somebody's own.

    >>> platform_of("https://m.facebook.com/fernhollow/posts/1")
    'facebook'
    """
    return platform_at(host(url))


@lru_cache(4096)
def platform_at(name: str) -> str | None:
    """The channel that a host belongs to, as :func:`platform_of` says it of an address.

    >>> platform_at("m.facebook.com"), platform_at("fernhollow.example")
    ('facebook', None)
    """
    return next((c for h, c in HOSTS.items() if name == h or name.endswith(f".{h}")), None)


AND = re.compile(r"(?<!\s)\s+(?:and|&|\+|/)\s+", re.IGNORECASE)  # from the first blank: each is tried once
_BETWEEN = re.compile(r"\s*(?:[,&+/]|(?<!\S)and(?!\S))\s*", re.IGNORECASE)
_TITLES = frozenset(("mr", "mrs", "miss", "ms", "mx", "dr", "sir"))

_NOBODY = re.compile(
    r"(?:no(?:body|[ -]?one)|none|nil|zero|0|no|no (?:people|persons?)|n\W?a|not applicable|[-–—−]+)"
    r"(?: (?:is |are |was |were )?"
    r"(?:shown|seen|visible|pictured|present|here|at all|in (?:it|shot|(?:the |this )?(?:picture|photo|image))))?"
)
_NOT_SAID = re.compile(
    r"(?:names? )?(?:un(?:known|sure|clear|named|identified)|not (?:known|sure|clear|named|identified|given|recorded))"
    r"|don'?t know|n/?k|tb[ac]|to be (?:confirmed|added|checked)|pending|requested|withheld|anonymous|#n/a|y|yes"
    r"|no (?:names?|pupils?|child(?:ren)?|students?|staff|adults?)|\d\d?|all|both|mixed|various|several|many|lots|some"
    r"|(?:and |plus |[&+] ?)?(?:(?:\d+|one|two|three|four|five|six|some|a few|many|several) )?(?:others?|more)|et al"
    r"|etc"
)
_COHORT = re.compile(
    r"\b(?:(?:nc )?y(?:(?:ea)?rs?)?(?: groups?)?[. ]?(?:\d\d?|r\b|n\b|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen)(?:[a-z]{1,3}\d?| [a-z](?!\w))?|\d\d?(?: [a-z]|[a-z]{1,3}\d?)|k(?:ey )?s(?:tages?)? ?\d"
    r"|(?:eyf|f)s ?\d?|[ps][1-7]|reception|nursery|foundation(?: stage)?|early years|pre-?school|(?:6th|sixth) form"
    r"|(?:lower|middle|upper|whole|entire) school)(?!\w)"
)
"""A year group, a class or a stage: Y3, Yr 6, Year Four, 4B, 10XY, KS2, P7, Reception."""
_COHORT_SIGN = "\0"
"""Stands in the place of one."""
_PUPILS = frozenset(
    (
        "pupils", "children", "students", "learners", "kids", "boys", "girls", "infants", "juniors", "leavers",
        "prefects", "ambassadors", "monitors", "scouts", "cubs", "brownies", "players", "runners", "swimmers",
        "singers", "dancers", "musicians", "actors", "performers", "winners", "class", "classes", "form",
        "forms", "group", "groups", "team", "teams", "choir", "choirs", "council", "club", "clubs", "squad",
        "squads", "orchestra", "ensemble", "committee", "cohort",
    )
)  # fmt: skip
_STAFF = frozenset(("staff", "teachers", "governors", "slt", "adults"))
_OTHERS = frozenset(
    (
        "people", "everyone", "everybody", "parents", "carers", "families", "grandparents", "siblings", "visitors",
        "volunteers", "guests", "friends", "pta", "crowd", "audience", "community",
    )
)  # fmt: skip
_ONE = frozenset(
    ("pupil", "child", "student", "learner", "kid", "boy", "girl", "teacher", "adult", "parent", "visitor")
)
_MANY = _PUPILS | _STAFF | _OTHERS
_WITH_OTHERS = frozenset(("band", "cast", "crew", "house", "set", "side", "xi", "members"))
"""What a group is called beside other such words; a surname may be Band."""
_COUNTS = frozenset(
    (
        "a", "an", "some", "several", "many", "lots", "most", "half", "one", "two", "three", "four", "five", "six",
        "seven", "eight", "nine", "ten",
    )
)  # fmt: skip
_OF = frozenset(("of", "from", "in", "at", "with", "on"))
_LITTLE = frozenset(
    (
        *_COUNTS, *_OF, "the", "our", "my", "their", "this", "that", "all", "both", "whole", "entire", "to", "school",
        "schools", "part", "few", "other", "assembly", "first", "second", "brass", "jazz", "rock", "steel", "wind",
        "eco", "football", "netball", "rugby", "cricket", "hockey", "sports",
    )
)  # fmt: skip


def no_name(text: str) -> str | None:
    """Who is meant by what stands in the place of a name: ``nobody``, or of a group ``pupils``, ``staff`` or ``both``.

    ``unknown`` where others are meant or nobody can say who; ``None`` for what may be somebody's name.

    >>> [no_name(text) for text in ("None", "n/a", "–", "Y3 & Y4", "whole of Year 6", "School council", "the choir")]
    ['nobody', 'nobody', 'nobody', 'pupils', 'pupils', 'pupils', 'pupils']
    >>> [no_name(text) for text in ("?", "tbc", "two others", "pupils and staff", "Ada Fern", "Tom Band", "Ada and 4B")]
    ['unknown', 'unknown', 'unknown', 'both', None, None, None]
    """
    word = folded(text.strip("()[]'\"“”‘’ "))
    if not word:
        return "unknown" if text.strip() else None
    if _NOBODY.fullmatch(word):
        return "unknown" if "?" in text else "nobody"
    if _NOT_SAID.fullmatch(word):
        return "unknown"
    parts = _BETWEEN.split(word)
    if len(parts) == 1:
        return _group(word)
    meant = {_group(" ".join(parts), strict=True)}
    if None in meant:
        meant = {no_name(part) for part in parts if part} - {"nobody"}
    told = meant - {"unknown"}
    return None if None in meant or not meant else "both" if len(told) > 1 else (told or meant).pop()


def _group(word: str, *, strict: bool = False) -> str | None:
    """Of whom a group is, by the words it is called by; ``strict``: no other word may stand among them."""
    called = re.findall(rf"{_COHORT_SIGN}|[^\W_]+", _COHORT.sub(_COHORT_SIGN, word))
    telling = [each for each in called if each == _COHORT_SIGN or each in _MANY | _ONE]
    rest = [
        each for each in called if each not in telling and each not in _LITTLE | _WITH_OTHERS and not each.isdigit()
    ]
    is_group = not rest and (telling or not _WITH_OTHERS.isdisjoint(called[1:]))
    if not (is_group or (called and not strict and _begins_or_ends_as_group(called, telling))):
        return None
    if not _OTHERS.isdisjoint(called):
        return "unknown"
    staff = not {*_STAFF, "teacher", "adult"}.isdisjoint(called)
    pupils = _COHORT_SIGN in called or not _PUPILS.isdisjoint(called) or not staff
    return "both" if pupils and staff else "pupils" if pupils else "staff"


def _begins_or_ends_as_group(called: Sequence[str], telling: Sequence[str]) -> bool:
    """Whether a text with other words calls a group: Oak class, Class Oak, cast of Oliver, two girls in a boat."""
    first, second, last = called[0], called[1:2], called[-1]
    return (
        last in _MANY
        or first in ("class", "form", "team", "group")
        or (first in (*telling, *_WITH_OTHERS, "all", "whole") and not _OF.isdisjoint(second))
        or ((first in _COUNTS or first.isdigit()) and bool(telling))
    )


def lines(text: str) -> list[str]:
    """The parts of a cell between which stands what is never part of a name."""
    return [part for line in re.split(r"[;\n|]", text) if (part := " ".join(line.split()))]


def between(text: str) -> list[str]:
    """What stands between commas, "and", "&", "+" and "/", each separator after its part: the last part has none.

    >>> between("Fern, Ada & 4B/4C")
    ['Fern', ', ', 'Ada', ' & ', '4B', '/', '4C']
    """
    return re.split(rf"({_BETWEEN.pattern})", text, flags=re.IGNORECASE)


def people(text: str) -> list[str]:
    """The people named in a cell, each once, and the groups, as far as that can be told without a register.

    A comma parts people only where none of them can be "Last, First". :func:`imgaudit.names.read_people` asks the
    register about what is left in one.

    >>> people("Ada Fern; Ben Hollow"), people("Fern, Ada"), people("Ada Fern, Ben Hollow"), people("Y3 & Y4")
    (['Ada Fern', 'Ben Hollow'], ['Fern, Ada'], ['Ada Fern', 'Ben Hollow'], ['Y3 & Y4'])
    """
    return list(dict.fromkeys(name for line in lines(text) for name in _people(line)))


def _people(line: str) -> list[str]:
    """The people of one line."""
    parts = AND.split(line)
    if no_name(line) or any(part.casefold().strip(".") in _TITLES for part in parts):
        return [line]
    return [name for part in parts for name in _by_commas(part)]


def _beside_a_group(text: str) -> list[str]:
    """A name, and the group that stands beside it without blanks: "Eve/two others"."""
    parts = [part.strip() for part in re.split(r"[/&+]", text)]
    return parts if all(parts) and not no_name(text) and any(map(no_name, parts)) else [text]


def _by_commas(text: str) -> list[str]:
    names = [name for part in text.split(",") if part.strip() for name in _beside_a_group(part.strip())]
    # "Fern, Ada" has a bare surname before the comma; "Ada Fern, Ben Hollow" has none, "Ada, Ben, Cara" no pairs.
    bare = [len(name.split()) == 1 and not any(c.isdigit() for c in name) for name in names]
    may_be_turned = any(bare) and not (all(bare) and len(names) % 2) and not any(map(no_name, names))
    return [text.strip()] if may_be_turned else names
