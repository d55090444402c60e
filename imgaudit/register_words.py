"""The words in which an MIS speaks of people and consent: headings, scopes, answers, dialect by dialect.

Schools rename columns and suppliers rename menus, so a register is read by alias: all dialects together are what is
understood. A heading that none of them knows is named in a mapping of the school's own.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from imgaudit.errors import InputError
from imgaudit.exports.words import NO, UNKNOWN, YES, folded
from imgaudit.names import plain

Aliases = Mapping[str, tuple[str, ...]]

PERSON_ALIASES: Aliases = {
    "upn": ("upn", "unique pupil number"),
    "admission_no": ("admission no", "admission number", "adno", "adm no", "student id", "pupil id", "staff code"),
    "mis_id": ("mis id", "arbor id", "person id", "external id", "databridge id", "contact id", "ref", "email"),
    "first_name": ("forename", "first name", "legal forename", "legal first name", "given name"),
    "last_name": ("surname", "last name", "legal surname", "legal last name", "family name"),
    "known_as": ("known as", "preferred forename", "preferred first name", "preferred name", "chosen name"),
    "name": ("name", "full name", "student", "pupil", "student name", "pupil name", "person", "child", "child name"),
    "group": ("form", "reg", "reg group", "registration group", "registration form", "class", "tutor group"),
    "year": ("year", "year group", "nc year", "national curriculum year", "year taught in"),
    "born_on": ("date of birth", "dob", "birth date", "born"),
    "role": ("role", "type", "person type"),
    "left_on": ("leaving date", "date of leaving", "left", "left on", "leaver date", "end date", "dol"),
    "on_roll": ("on roll", "enrolment status", "student status", "current", "leaver"),
    "protected": ("protected", "do not photograph", "no photos", "safeguarding flag", "looked after photo ban"),
}
"""Our column → headings that mean it, compared without case and punctuation."""

CONSENT_ALIASES: Aliases = {
    "scope": ("consent type", "consent", "permission", "scope", "consent name", "category"),
    "topic": ("topic",),
    "status": ("status", "response", "answer", "consent status", "consent given", "granted"),
    "given_on": (
        *("consent date", "date", "date given", "response date", "given on", "date of consent", "updated"),
        *("date time", "last updated", "date responded"),
    ),
    "expires_on": ("expires", "expiry", "expiry date", "valid until", "expires on"),
    "given_by": ("given by", "consent given by", "given by student contact", "responded by", "parent", "contact"),
}
"""Our column → headings that mean it, for what a row says of one consent."""

DIALECTS: Mapping[str, Aliases] = {
    "SIMS": {"scope:all": ("photograph student", "photograph pupil")},
    "Arbor": {"scope": ("consent type",), "status": ("status", "consent status")},
    "Bromcom": {"name": ("student full name", "preferred full name"), "group": ("tutor group", "class name")},
    "Juniper": {"scope": ("permission type", "consent item"), "status": ("permission status",)},
    "ScholarPack": {"scope": ("permission name",), "status": ("permission given", "permission granted")},
    "Databridge": {"scope": ("category",), "denied": ("consent denied",), "given_by": ("given by",)},
    "ParentMail": {
        "name": ("pupils name", "childs name"),
        "scope": ("form name", "question"),
        "given_on": ("date time", "date submitted"),
        "given_by": ("submitted by", "parent name"),
    },
    "Consent2Go": {
        "scope:print": ("print material", "print materials"),
        "scope:website": ("online", "online material"),
        "scope:press": ("promotional", "promotional material"),
    },
    "ResourceSpace": {"scope": ("consent usage",), "status": ("consent status",), "expires_on": ("consent expires",)},
}
"""What one supplier calls it, beyond the general words. No export of theirs is public: these come from manuals."""

SCOPE_WORDS: Aliases = {
    "website": ("school website", "website", "web site", "web", "online", "internet"),
    "social": ("social media", "social network", "social", "facebook", "instagram", "twitter", "tiktok", "linkedin"),
    "print": (
        "prospectus",
        "print material",
        "print",
        "printed",
        "publications",
        "publication",
        "brochure",
        "leaflets",
    ),
    "press": ("press", "newspaper", "newspapers", "local media", "media", "promotional"),
    "video": ("video", "videos", "film", "filming", "filmed", "youtube"),
    "internal": ("internal", "internally", "in school", "displays", "display", "classroom"),
}
"""Our scope → words in a heading or cell that mean it."""

PHOTO_WORDS = frozenset(
    (
        "photo", "photos", "photograph", "photographs", "photographed", "photography", "image", "images",
        "picture", "pictures",
    )
)  # fmt: skip
"""One flag for all photographs, as SIMS keeps it, where nothing says which use: the scope ``all``."""

FILLER = frozenset(
    (
        "consent", "consents", "permission", "permissions", "given", "granted", "agreed", "ok", "use", "used",
        "usage", "of", "on", "in", "for", "the", "to", "and", "or", "our", "my", "be", "may", "can", "by",
        "with", "via", "s", "school", "child", "children", "pupil", "pupils", "student", "students", "name",
        "local", "date", "page", "publish", "published", "publishing", "post", "posts", "posted", "appear",
        "taken", "take", "share", "shared", "parent", "parents", "parental", "carer", "view", "views", "answer",
    )
)  # fmt: skip
"""Words beside these that change nothing. Any other word makes a heading something else: "Social worker"."""

NEGATIVE = frozenset(
    (
        "no", "not", "never", "without", "dont", "opt", "out", "refuse", "refused", "refusal", "denied",
        "deny", "decline", "declined", "withdrawn", "withdraw", "objection", "object", "objects", "exclude",
        "excluded", "do",
    )
)  # fmt: skip
"""Words that turn a heading round: yes under "Consent denied" is a refusal."""

ANSWERS: Mapping[str, frozenset[str]] = {
    "withdrawn": frozenset(("withdrawn", "revoked", "consent withdrawn")),
    # An empty box looks the same whether somebody refused or was never asked.
    "not_recorded": UNKNOWN | {"☐", "not asked", "awaiting response", "no answer"},
    "granted": YES | {"allowed", "consent given", "agreed", "agree", "permitted", "expiring"},
    "expired": frozenset(("expired", "lapsed")),
    "refused": NO | {"no consent", "not given", "disagree", "not allowed", "not permitted"},
}
"""Our answer → words that mean it. Anything else is a problem, and counts as not recorded."""


SOUNDS_LIKE = {
    "withdrawn": re.compile(r"\bwithdr|\brevok"),
    "refused": re.compile(
        r"^no\b(?!.*\b(?:response|answer|reply)\b)|\brefus|\bdeclin|\bden(?:y|ied)\b|\bopt(?:ed)?[ -]?out"
        r"|\b(?:do|does) not|\bdon.?t\b"
    ),
}
"""A longer answer that begins or sounds like a refusal is taken for one, and reported. None is taken for a yes."""

OWN_VIEW = re.compile(r"\b(?:pupil|student|child|own)s? (?:own )?(?:consents?|views?|answers?|agrees?|agreement)\b")
PARENT_VIEW = re.compile(r"\b(?:parents?|parental|carers?|guardians?) (?:consents?|views?|answers?|agrees?)\b")
"""A column's heading that says whose answer it holds, where there is one for parents and one for pupils."""

OWN_WORDS = frozenset(("pupil", "student", "child", "self", "own", "learner", "the pupil", "the student", "themself"))
"""Who gave it, where it was the person shown."""

COLUMNS = {*PERSON_ALIASES, *CONSENT_ALIASES, "denied"}
"""What a mapping may name, besides ``scope:<name>``."""


def column_of(words: str) -> str | None:
    """Our column, or ``scope:<name>``, that a heading in plain words means beyond doubt.

    >>> column_of("surname"), column_of("consent denied"), column_of("promotional"), column_of("shoe size")
    ('last_name', 'denied', 'scope:press', None)
    """
    return _COLUMN_OF.get(words)


def _all_aliases() -> dict[str, str]:
    found: dict[str, str] = {}
    for aliases in (PERSON_ALIASES, CONSENT_ALIASES, *DIALECTS.values()):
        for column, headings in aliases.items():
            for heading in headings:
                found.setdefault(heading, column)
    return found


_COLUMN_OF = _all_aliases()

HEADINGS = frozenset(
    folded(word) for word in [*_COLUMN_OF, *(word for words in SCOPE_WORDS.values() for word in words)]
)
"""All headings known, by which a header below title rows is found."""


def scopes_of(words: str, *, strict: bool = True) -> list[str]:
    """The consent scopes that a heading or a cell in plain words means; ``all`` for photographs as such.

    A heading means one only where every word of it speaks of consent; a cell under "Consent type" may say more.

    >>> scopes_of("consent to use photo on website and social media"), scopes_of("social worker")
    (['website', 'social'], [])
    >>> scopes_of("photograph student"), scopes_of("autumn trip facebook", strict=False)
    (['all'], ['social'])
    """
    left = f" {words} "
    found = []
    for scope, options in SCOPE_WORDS.items():
        for word in sorted(options, key=len, reverse=True):
            if f" {word} " in left:
                left = left.replace(f" {word} ", " ")
                found.append(scope)
    photos = PHOTO_WORDS & set(left.split())
    if strict and set(left.split()) - PHOTO_WORDS - FILLER - NEGATIVE:
        return []
    return list(dict.fromkeys(found)) or (["all"] if photos else [])


def negative_status(words: str) -> bool:
    """Whether a heading names the answer the other way round, as Databridge's "Consent Denied".

    >>> negative_status("consent denied"), negative_status("website consent denied")
    (True, False)
    """
    parts = set(words.split())
    return bool(parts & NEGATIVE) and bool(parts & {"consent", "permission"}) and not parts - FILLER - NEGATIVE


def giver_of(words: str) -> str | None:
    """Whose answers a column holds, where its heading says so.

    >>> giver_of("social media pupil view"), giver_of("photograph student")
    ('pupil', None)
    """
    if OWN_VIEW.search(words):
        return "pupil"
    return "parent" if PARENT_VIEW.search(words) else None


def load_mapping(mapping: Mapping[str, str] | str | os.PathLike[str] | None) -> dict[str, str]:
    """Headings of the school's own → our columns, from a mapping or from a TOML or JSON file of it.

    >>> load_mapping({"Trip photos": "scope:trips"})
    {'trip photos': 'scope:trips'}

    Raises :class:`~imgaudit.errors.InputError` for a file that cannot be read, or a column that does not exist.
    """
    if mapping is None:
        return {}
    name, given = "mapping=", mapping
    if not isinstance(given, Mapping):
        name = os.fspath(given)
        try:
            text = Path(name).read_text(encoding="utf-8-sig")
            given = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
        except (OSError, ValueError) as error:
            raise InputError(f"{name}: cannot be read as a mapping, TOML or JSON: {error}") from error
    if not isinstance(given, Mapping):
        raise InputError(f'{name}: should be a table of headings and columns, such as "Nachname" = "last_name".')
    wrong = [
        str(column)
        for column in given.values()
        if not isinstance(column, str) or (column not in COLUMNS and not re.fullmatch(r"scope:.+", column))
    ]
    if wrong:
        known = ", ".join(sorted(COLUMNS))
        raise InputError(f"{name} names {', '.join(wrong)}; it can be {known} or scope:<name>.")
    return {plain(heading): str(column) for heading, column in given.items()}
