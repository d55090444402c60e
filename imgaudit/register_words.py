"""The words in which an MIS speaks of people and consent: headings, scopes, answers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from imgaudit.exports.words import NO, UNKNOWN, YES, folded

PERSON_ALIASES: Mapping[str, tuple[str, ...]] = {
    "upn": ("upn", "unique pupil number"),
    "admission_no": (
        "admission no",
        "admission number",
        "adno",
        "adm no",
        "student id",
        "pupil id",
        "mis id",
        "staff code",
    ),
    "first_name": ("forename", "first name", "legal forename", "given name"),
    "last_name": ("surname", "last name", "legal surname", "family name"),
    "known_as": ("known as", "preferred forename", "preferred first name", "preferred name", "chosen name"),
    "name": ("name", "full name", "student", "pupil", "student name", "pupil name", "person"),
    "group": ("form", "reg", "reg group", "registration group", "registration form", "class", "tutor group"),
    "year": ("year", "year group", "nc year"),
    "role": ("role", "type", "person type"),
    "left_on": ("leaving date", "date of leaving", "left", "left on", "leaver date", "end date"),
    "protected": ("protected", "do not photograph", "no photos", "safeguarding flag", "looked after photo ban"),
}
"""Our column → headers that mean it, compared without case and punctuation."""

CONSENT_ALIASES: Mapping[str, tuple[str, ...]] = {
    "scope": ("consent type", "consent", "permission", "scope", "consent name", "category", "topic", "permission type"),
    "status": ("status", "response", "answer", "consent status", "consent given", "granted"),
    "given_on": ("consent date", "date", "date given", "response date", "given on", "date of consent", "updated"),
    "expires_on": ("expires", "expiry", "expiry date", "valid until", "expires on"),
    "given_by": ("given by", "consent given by", "responded by", "parent", "contact"),
}

SCOPE_WORDS: Mapping[str, tuple[str, ...]] = {
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
    "press": ("press", "newspaper", "newspapers", "local media", "media"),
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
        "taken", "take", "share", "shared",
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
    "granted": YES | {"allowed", "consent given", "agreed", "agree"},
    "refused": NO | {"no consent", "not given", "disagree", "not allowed"},
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

HEADINGS = frozenset(
    folded(word)
    for table in (PERSON_ALIASES, CONSENT_ALIASES, SCOPE_WORDS)
    for words in table.values()
    for word in words
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
