"""The words in which an MIS speaks of people and consent: headings, scopes, answers, dialect by dialect.

Schools rename columns and suppliers rename menus, so a register is read by alias: all dialects together are what is
understood. A heading that none of them knows is named in a mapping of the school's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from imgaudit.errors import InputError
from imgaudit.foreign.words import NO, UNKNOWN, YES, folded
from imgaudit.names import fold_name
from imgaudit.platforms import PLATFORMS
from imgaudit.settings import GivenMapping, read_mapping

Aliases = Mapping[str, tuple[str, ...]]

PERSON_ALIASES: Aliases = {
    "upn": ("upn", "unique pupil number"),
    "admission_no": ("admission no", "admission number", "adno", "adm no", "student id", "pupil id", "staff code"),
    "mis_id": ("mis id", "arbor id", "person id", "external id", "databridge id"),
    "email": ("email", "e mail", "email address", "e mail address"),
    "school": (
        *("school", "school name", "academy", "academy name", "site", "site name", "establishment", "campus"),
        *("base school", "laestab", "dfe number", "urn"),
    ),
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
    "status": (
        *("status", "response", "answer", "consent status", "consent given"),
        *("granted", "agreed", "allowed", "permitted"),
    ),
    "given_on": (
        *("consent date", "date", "date given", "response date", "given on", "date of consent", "updated"),
        *("date time", "last updated", "date responded"),
    ),
    "expires_on": ("expires", "expiry", "expiry date", "valid until", "expires on"),
    "given_by": ("given by", "consent given by", "given by student contact", "responded by", "parent", "contact"),
    "withdrawn": ("withdrawn", "withdrawn on", "date withdrawn"),
    "ticked": ("uses agreed to",),
    "denied": ("not for publication", "do not publish", "not to be published"),
}
"""Our column → headings that mean it, for what a row says of one consent."""

DIALECTS: Mapping[str, Aliases] = {
    "SIMS": {
        "scope:all": ("photograph student", "photograph pupil"),
        "ticked": ("parental consent", "parental consents", "parental consent description", "consents given"),
    },
    "Arbor": {"scope": ("consent type",), "status": ("status", "consent status")},
    "Engage": {
        "mis_id": ("pupil code",),
        "scope:website": ("marketing consent website", "marketing consent photographs on website"),
        "scope:social": ("marketing consent social media", "marketing consent photographs on social media"),
        "scope:press": ("marketing consent press", "marketing consent photographs in the press"),
        "scope:print": ("marketing consent prospectus", "marketing consent photographs in the prospectus"),
    },
    "Edulink": {"name": ("learner", "learner name"), "given_by": ("responded by",), "given_on": ("responded on",)},
    "Google": {
        "first_name": ("childs first name", "pupils first name", "students first name", "first name of child"),
        "last_name": ("childs surname", "childs last name", "pupils surname", "pupils last name", "students surname"),
        "name": ("childs full name", "name of child", "name of your child", "your childs name", "pupils full name"),
        "group": ("childs class", "pupils class", "childs form"),
        "given_on": ("timestamp",),
    },
    "iSAMS": {
        "first_name": ("txtforename",),
        "last_name": ("txtsurname",),
        "mis_id": ("txtschoolid",),
        "known_as": ("txtpreferredname",),
    },
    "Microsoft": {"name": ("child full name", "pupil full name"), "given_on": ("completion time",)},
    "ParentPay": {"scope": ("consent item",), "given_by": ("payer",)},
    "Welsh": {
        "name": ("enw", "enw llawn", "enw r disgybl", "enwr disgybl", "enw r plentyn", "enwr plentyn", "disgybl"),
        "first_name": ("enw cyntaf",),
        "last_name": ("cyfenw",),
        "group": ("dosbarth",),
        "born_on": ("dyddiad geni",),
        "scope": ("math o ganiatad",),
        "status": ("statws", "ateb", "ymateb"),
        "given_on": ("dyddiad",),
        "scope:all": ("lluniau", "ffotograffau", "tynnu lluniau", "caniatad lluniau", "caniatad ffotograffau"),
        "scope:website": ("gwefan yr ysgol", "lluniau ar y wefan", "lluniau ar wefan yr ysgol", "lluniau gwefan"),
        "scope:social": (
            *("cyfryngau cymdeithasol", "lluniau ar y cyfryngau cymdeithasol", "lluniau ar gyfryngau cymdeithasol"),
        ),
        "scope:press": ("lluniau yn y wasg", "lluniau mewn papurau newydd", "lluniau ir wasg"),
        "scope:print": ("lluniau mewn prosbectws", "lluniau yn y prosbectws"),
        "scope:video": ("fideo", "fideos", "ffilmio"),
    },
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
    "website": (
        *("school website", "website", "web site", "webpage", "webpages", "web page", "web pages", "www"),
        *("school blog", "blog", "homepage", "home page", "web", "online", "internet"),
    ),
    "social": ("social media", "social network", "social networks", "social"),
    # "x" alone is a mark in a box.
    **{each.name: tuple(fold_name(word) for word in each.words if len(word) > 1) for each in PLATFORMS},
    "print": (
        *("prospectus", "print material", "print materials", "print", "printed", "publications", "publication"),
        *("brochure", "leaflets"),
    ),
    "press": (
        *("press", "newspaper", "newspapers", "local media", "media", "promotional", "promotional material"),
        "promotional materials",
    ),
    "video": ("video", "videos", "film", "films", "filming", "filmed"),
    "internal": (
        *("internal", "internally", "in school", "displays", "display", "classroom"),
        *(f"{where} {what}" for where in ("internal", "classroom", "school") for what in ("display", "displays")),
    ),
}
"""Our scope → words in a heading or cell that mean it. Who agrees to one platform agrees to no other."""

ETC = re.compile(r"\b(?:eg|e g|such as|like|including|incl|etc|any|all|other)\b")
OF_SOCIAL = {each.name for each in PLATFORMS if each.scope == "social"}

PHOTO_WORDS = frozenset(
    (
        "photo", "photos", "photograph", "photographs", "photographed", "photography", "image", "images",
        "picture", "pictures",
    )
)  # fmt: skip
"""One flag for all photographs, as SIMS keeps it, where nothing says which use: the scope ``all``."""

PICTURE = re.compile(rf"\b(?:{'|'.join(sorted(PHOTO_WORDS))}|videos?|filming|filmed)\b")
"""That a picture is spoken of, without which most words for a use mean something else."""

WEAK = frozenset(
    (
        "social", "web", "online", "internet", "media", "print", "printed", "promotional", "internal", "internally",
        "in school", "display", "displays", "classroom", "publication", "publications", "leaflets", "brochure", "film",
        "films",
    )
)  # fmt: skip
"""Words for a use that mean much else as well: alone they are no use of pictures; one beside a word for pictures is."""

_MEANING_IT = {word for words in SCOPE_WORDS.values() for word in words} - WEAK
STRONG = re.compile(rf"\b(?:{'|'.join(sorted(_MEANING_IT, key=len, reverse=True))})\b")
"""Words for a use that mean nothing else, and so the known aliases."""

ACCESS = re.compile(r"\b(?:use of|usage|access|using|(?:pupil|student|child|childs|children)s? use)\b")
"""What people do there themselves, where no word for pictures stands beside it."""

WELSH_YES = frozenset(
    ("ydw", "ydyn", "oes", "do", "ie", "caniatâd", "caniatad", "caniateir", "cytuno", "cytunaf", "rhoddwyd caniatâd")
)
WELSH_NO = frozenset(
    (
        "nac ydw", "nac ydyn", "nac oes", "naddo", "nage", "dim caniatâd", "dim caniatad", "gwrthod", "gwrthodwyd",
        "anghytuno", "ddim yn cytuno",
    )
)  # fmt: skip
"""Yes and no in Welsh repeat the verb of the question; "na" is left to be asked about, for it is "n/a" as well."""

# A word of an MIS goes here; headings ("Photos permitted") then know it too. What also answers "In use?" in a list of
# pictures goes into foreign.words.YES, NO or UNKNOWN.
ANSWERS: Mapping[str, frozenset[str]] = {
    "withdrawn": frozenset(("withdrawn", "revoked", "consent withdrawn")),
    # An empty box looks the same whether somebody refused or was never asked.
    "not_recorded": UNKNOWN - {"?", "not sure", "don't know"} | {"☐", "not asked", "awaiting response", "no answer"},
    "granted": (YES | WELSH_YES) - {"x"}
    | {"allowed", "consent given", "agreed", "agree", "permitted", "approved", "expiring", "ok", "okay"},
    "expired": frozenset(("expired", "lapsed")),
    "refused": NO | WELSH_NO | {"no consent", "not given", "disagree", "not allowed", "not permitted"},
}
"""Our answer → words that mean it. Anything else is a problem, and counts as not recorded.

An *x* is as often a cross as a tick, and a question mark is a doubt: neither is an answer.
"""

AGREEING = {word for answer in ANSWERS["granted"] for word in answer.split() if len(word) > 2}
AGREEING -= {"yes", "true", "active", "expiring"}
"""Words of a yes that say the same in a heading; those taken out speak of a state or an end there."""

OF_ANYTHING = frozenset(("accepted", "approved", "confirmed"))
"""Of these, what is said of much else as well: "Date accepted" may be that of a place at the school."""

FILLER = frozenset(
    (
        *AGREEING, "consent", "consents", "permission", "permissions", "agrees", "ok", "use", "used", "usage", "of",
        "on", "in", "for", "the", "to", "and", "or", "our", "my", "be", "may", "can", "by", "with", "via", "s",
        "school", "child", "children", "pupil", "pupils", "student", "students", "name", "local", "date", "page",
        "publish", "published", "publishing", "post", "posts", "posted", "appear", "taken", "take", "share", "shared",
        "parent", "parents", "parental", "carer", "view", "views", "answer", "mother", "father", "mum", "dad",
        "guardian", "consented", "do", "opt", "opted", "out", "status", "response", "decision", "box", "i", "we", "us",
        "you", "your", "give", "gives", "want", "wants", "wish", "wishes", "happy", "am", "are", "is", "would", "like",
        "childs", "does", "please", "from", "must", "opting", "e", "g", "eg", "such", "as", "including", "etc",
        *map(str, (*range(1, 10), *range(15, 41), *range(2015, 2041))),
    )
)  # fmt: skip
"""Words beside these that change nothing. Any other word makes a heading something else: "Social worker"."""

NEGATION = re.compile(
    r"\b(?:no(?! (?:response|answer|reply)\b)|not|never|nothing|without|dont|doesnt|cannot|objections?"
    r"|objects?|objected|opt(?:s|ed|ing)? ?outs?|refus\w*|deny|den(?:ies|ied|ial)|declin\w*|disagree\w*|disallow\w*"
    r"|exclud\w*|prohibit\w*|forbid\w*|bann?ed|withdr[ae]w\w*|revo[kc]\w*|withh[eo]ld\w*"
    r"|(?:keep|stay|leave) (?:off|out of))\b"
)
"""Phrases that turn a heading or an answer round: yes under "Consent denied" is a refusal. Not "in and out", not "opt
in"."""

NO_OBJECTION = re.compile(
    r"\b(?:(?:no|without|never|not|dont|doesnt|do not|does not|have no|has no)(?: an| any| a)?"
    r" (?:objections?|objects?|objected|refus\w*|withh[eo]ld\w*|declin\w*|den(?:y|ied)|opt(?:ed)? out|mind)(?: to)?)\b"
)
"""A refusal refused: that is a yes."""


ASKS = re.compile(r"(?:may|can|could|should|would|do|are) (?:we|you|i)\b")
"""A question: "May we not use …?" is answered either way by yes and by no."""


def without_objection(words: str) -> str:
    """Words in which no objection is no refusal.

    >>> without_objection("i do not object to website photos"), without_objection("no website photos")
    ('i agree website photos', 'no website photos')
    """
    return NO_OBJECTION.sub("agree", words)


ELSEWHERE = re.compile(
    r"\b(?:social (?:worker|care|services?|skills|emotional|group|stor(?:y|ies)|distancing)"
    r"|internet (?:access|use|safety)|social media (?:policy|use|access)|press cuttings?"
    r"|(?:class )?photo\w* not shared online|by (?:post|email|e mail|text)"
    r"|display (?:name|screen)|media literacy|newspaper club|video games?|print credits?|publication scheme"
    r"|online (?:safety|payments?|learning|lessons?|homework)|web filter(?:ing)?|(?:film|photo\w*|video|media) club"
    r"|(?:film|media|video) stud(?:y|ies)|internal (?:exclusions?|suspensions?|id|ref|reference|number)"
    r"|video (?:conferenc\w*|calls?|lessons?)|parent view online|web ?site (?:address|url|log ?in|user ?name|privacy)"
    r"|newspaper delivery|flash photography)\b"
)
"""What has a word in common with a use of pictures and is none."""

CUES: Mapping[str, tuple[re.Pattern[str], frozenset[str]]] = {
    "withdrawn": (
        re.compile(
            r"\b(?:withdr[ae]w\w*|revo[kc]\w*|rescind\w*|cancel\w*|retract\w*|opt(?:ed|s)? ?outs? (?:on|date)"
            r"|date (?:of )?opt(?:ed|s)? ?outs?|(?:refused|declined|denied) on|suspend\w*|paus\w*"
            r"|stop(?:ped|s)?|remov\w*|ceas\w*|halt\w*|void\w*|invalid\w*|ended|superseded)\b"
        ),
        frozenset(("at", "when", "yet")),
    ),
    "expires_on": (
        re.compile(
            r"\b(?:expir\w*|valid (?:until|till|to|for)|validity|until|till|ends?|(?:next )?review (?:by|date|due|on)"
            r"|(?:consents?|permissions?) for (?:the )?(?:school |academic )?year|next review|review$|renew\w*"
            r"|lapse[sd]?)\b"
        ),
        frozenset(("by", "next", "due", "up", "from", "end", "year", "academic")),
    ),
    "given_by": (
        re.compile(
            r"\b(?:given|responded|response|submitted|completed|signed|answered|filled in|filled out|returned"
            r"|authori[sz]ed|approved|agreed|granted|allowed|permitted|accepted|consented|consent|permission|provided"
            r"|confirmed|reply|replied) (?:by|from)\b"
            r"|^(?:your name|name of|signed$|(?:parents?|carers?|guardians?|contact|payer|respondent|responder"
            r"|signatory|signature|submitter|mother|father|mum|dad|relation(?:ship)?|adult)\b(?!.*\b(?:consents?|view|permission)))"
        ),
        frozenset(("full", "person", "form", "relation", "relationship", "responsible", "legal", "first", "signature",
                   "respondent", "completing", "this", "contact", "guardian", "carers", "adult", "title")),
    ),
    "given_on": (
        re.compile(
            r"\b(?:date[ds]?|timestamp|when|completion time|(?:last )?updated|valid from|effective from"
            r"|(?:consent|permission) year|year of (?:consent|permission)"
            r"|(?:given|granted|signed|agreed|obtained|received|returned|consented|responded|recorded|submitted|completed|confirmed"
            r"|answered) (?:on|at))\b|\bon$"
        ),
        frozenset(("last", "time", "form", "from", "signed", "received", "obtained", "responded", "year")),
    ),
}  # fmt: skip
"""Our column → what a heading says that means it, and what may stand beside that; any other word makes it unread."""


def says_no(words: str) -> bool:
    """Whether words say no, or take a yes back.

    >>> says_no("not on the website"), says_no("consent withdrawn 3 may"), says_no("website")
    (True, True, False)
    """
    return bool(NEGATION.search(words) or CUES["withdrawn"][0].search(words))


TAKEN_BACK = re.compile(r"\b(?:consent|permission|withdr|revo|rescind|cancel|retract|opt|refused|declined|denied)")
NOTE = re.compile(r"\b(?:notes?|comments?|remarks?|details?|reasons?|specify|further|additional|message|information)\b")
CONDITION = re.compile(r"\b(?:restrict\w*|except\w*|conditions?|conditional\w*|limit\w*|only|unless|provided|if|but)\b")
"""What somebody writes beside an answer: told cell by cell, for an empty one changes nothing."""

HELD = re.compile(
    r"\b(?:taken|on (?:file|record|system)|upload\w*|held|hold|has|have|stored|attached|exists?|available|missing"
    r"|files?|file ?names?|ids?|path|url|link|number|no of|size|count|updated)\b"
)
"""Beside a word for pictures: the MIS has one, or has it from a day on. That is no consent."""

SHOWN = re.compile(r"\b(?:posted|published|appear(?:s|ed))\b")
"""It has been shown, whether it may be or not."""

GENERIC = frozenset(
    (
        "overall", "gdpr", "any", "current", "latest", "new", "updated", "active", "own", "other", "second", "final",
        "still", "valid", "confirmed", "approved", "signed", "form", "outcome", "result", "value", "agrees", "change",
        "reason", "declined", "decision", "response", "answer", "ticked", "all", "uses", "every", "everything", "media",
        "publicity", "publication", "publications",
    )
)  # fmt: skip
"""Words of a heading that means all uses alike: a no below "Current consent" is about every picture."""

GIVERS = frozenset(
    ("social", "worker", "workers", "authority", "foster", "carers", "guardians", "age", "aged", "court")
)
"""Who else may have to agree: a no below "Social worker consent" is about every picture too."""

BROKEN_OFF = re.compile(
    r"\b(?:declined?|supersed\w*|veto\w*|embargo\w*|chang\w* (?:of )?mind|withh[eo]ld\w*|no publicity|no pics?"
    r"|out of date|terminat\w*|stop(?:ped)?|removal|ended|disput\w*|reasons? (?:for|of) refus\w*"
    r"|witness protection)\b|^none(?: of (?:these|those|them|the above))?$"
)
"""A heading under which any entry but a plain no says that a yes holds no longer."""

REFUSING = re.compile(
    r"^(?:please )?do not (?:use|share|publish|post|show|name)"
    r"(?: (?:it|him|his|her|them|their|pics?|pix|anything|online))*$"
    r"|\bnot (?:to )?(?:be )?(?:shown|published|publish|named|identified)\b"
    r"|\bno (?:pics?|pix|publicity|faces?|to all)\b"
    r"|\bblur\w*\b|\bembargo|\bfaces? (?:must|to be|not)\b|\bchang\w* (?:of |his |her |their )?mind\b"
    r"|^(?:nothing|not|never|nowhere|(?:keep|stay) off)(?: (?:to|go|be|on|off|the|in|any))*"
    r" (?:online|internet|web|social|media|print|display|press)\b"
    r"|\bfirst names? only\b|\bgroup shots?\b|\bask (?:mum|dad|mother|father|parents?|carers?) (?:before|first)\b"
    r"|\bcourt order\b|\b(?:use|publish|share|show)\w* (?:her|his|their|the) (?:pics?|pix)\b"
)
"""What somebody writes beside an answer who means no, or not so, without a word for pictures."""

OUT_OF_DATE = re.compile(
    r"^draft\b|\b(?:out of date|superseded|do not use|valid (?:until|to|till)|no longer valid|old list)\b"
    r"|\b20\d\d(?: \d\d(?:\d\d)?)? only\b|\btick\w* (?:means?|=) .*\bno\b|\btick\w* if\b.*\bnot\b"
)
"""A line above or below a list that says it counts no longer, or not so."""

GROUPS = re.compile(r"\b(?:photo\w*|images?|pictures?) (?:in |of )?groups?\b|\bgroups? (?:photo|image|picture)")
"""Pictures of many at once: a yes to these is none to a portrait."""

CONSENTING = re.compile(
    r"\b(?:consent\w*|permi\w*|agree\w*|allow\w*|may|can|ok|used?|usage|publish(?:ing)?|authori[sz]\w*|be)\b"
)
_AGREED = "agreed?|allow(?:ed)?|accept(?:ed)?|permitted|approved|given|granted"
_REFUSED = "refused?|declined?|denied|deny|disagreed?|disallow(?:ed)?|withheld"
HINT = re.compile(
    r"\b(?:yes (?:or )?no|y (?:or )?n|true (?:or )?false|t (?:or )?f"
    rf"|(?P<yes>{_AGREED}) (?:or )?(?:{_REFUSED}|(?:do )?not (?P=yes))|(?:{_REFUSED}) (?:or )?(?:{_AGREED}))\b"
)
"""How a column is to be filled in, which says nothing of what it means: "granted / refused"."""

PLAIN_NO = frozenset(("no", "n", "false", "f", "0"))
"""What denies whatever the heading says; other refusals may be of the photograph that the heading forbids."""

TAKEN = re.compile(r"\bwithdr|\brevok")
YES_BUT = re.compile(r"^(?:y|yes|ok|okay|true|granted|given|agreed|allowed|consent given)\b|\byes\b")
"""What begins with a yes, or holds one, is none where more is said."""
FULL_YES = re.compile(
    r"(?:yes )?(?:yes|happy|agree[sd]?|consent(?:s|ed)?|gives? (?:consent|permission)|opt(?:s|ed)? in"
    r"|(?:consent|permission) given)"
)
POLITE = PHOTO_WORDS | {
    *("please", "thank", "thanks", "you", "i", "we", "am", "are", "do", "for", "with", "to", "the", "my", "our", "be"),
    *("used", "child", "childs"),
}
"""Words beside a yes that change nothing."""
UNANSWERED = re.compile(
    r"\b(?:no|not|never)(?: yet)? (?:yet|asked|answered|replied|responded|returned|received|known|sure|recorded"
    r"|applicable|response|answer|reply|forms?|data|info\w*|records?|entry|change\w*|problems?|issues?|restrictions?|conditions?"
    r"|worries|concerns?|comments?|notes?|longer)\b|\bhas not (?:yet )?(?:re\w+|answered)\b"
)
"""A no that is no refusal."""
OWN_VIEW = re.compile(r"\b(?:pupil|student|child|own)s? (?:own )?(?:consents?|views?|answers?|agrees?|agreement)\b")
PARENT_VIEW = re.compile(r"\b(?:parents?|parental|carers?|guardians?) (?:consents?|views?|answers?|agrees?)\b")
"""A column's heading that says whose answer it holds, where there is one for parents and one for pupils."""

OWN_WORDS = frozenset(("pupil", "student", "child", "self", "own", "learner", "the pupil", "the student", "themself"))
"""Who gave it, where it was the person shown."""

COLUMNS = {*PERSON_ALIASES, *CONSENT_ALIASES, "denied", "ignore"}
"""What a mapping may name, besides a column for one scope such as ``scope:<name>``."""

PER_SCOPE = ("scope", "denied", "withdrawn", "expires_on", "given_on", "given_by")
"""What a mapping may name for one scope: ``scope:website`` is its answer, ``denied:website`` that turned round."""


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

KNOWN_HEADINGS = frozenset(
    folded(word) for word in [*_COLUMN_OF, *(word for words in SCOPE_WORDS.values() for word in words)]
)
"""All headings known, by which a header below title rows is found."""


class Heading(NamedTuple):
    """What a column is, as far as its heading tells.

    ``kind`` is a column of ours, ``answer`` for one about the scopes, ``held`` where the MIS only has a picture,
    ``note`` for what is written beside an answer, ``unread`` where it speaks of pictures or their use and is not
    understood, ``text`` for notes about anything and ``unused`` for all else. ``turn`` is ``denied`` where yes means
    no, and ``yes`` or ``no`` where a mark chooses that answer.
    """

    kind: str
    scopes: tuple[str, ...] = ()
    giver: str | None = None
    turn: str = ""


def _named(words: str, *, titled: bool = False) -> tuple[list[str], str]:
    """The uses named, and the words that are left; ``titled`` where what stands above speaks of pictures."""
    left = f" {ELSEWHERE.sub(' ', words)} "
    other = ACCESS.search(left) or ELSEWHERE.search(words) or not STRONG.search(left)
    if not (titled or PICTURE.search(left)) and other:
        return [], left.strip()
    found = []
    for scope, options in SCOPE_WORDS.items():
        for word in sorted(options, key=len, reverse=True):
            if f" {word} " in left:
                left = left.replace(f" {word} ", " ")
                found.append(scope)
    return list(dict.fromkeys(found)), left.strip()


def _uses(named: Sequence[str], words: str) -> list[str]:
    """The scopes of the uses named: videos there are a use of their own, pictures as such are ``all``.

    >>> _uses(["website", "video"], "website videos"), _uses(["website", "video"], "website photos and videos")
    (['website video'], ['website', 'website video'])
    """
    photos = bool(PHOTO_WORDS & set(words.split()))
    uses = [scope for scope in named if scope != "video"]
    if (
        "social" in uses and OF_SOCIAL & {*uses} and not ETC.search(words)
    ):  # "Social media (Facebook and X)" asks for these
        uses.remove("social")
    if "video" not in named:
        return uses or (["all"] if photos else [])
    if not uses:
        return ["all", "video"] if photos else ["video"]
    videos = [f"{scope} video" for scope in uses]
    if photos:
        return [*uses, *videos]
    return [*uses, *videos, "video"] if re.search(r"\band (?:video|film)", words) else videos


_BROADER = {each.name: each.scope for each in PLATFORMS}


def touches(scope: str, other: str) -> bool:
    """Whether what is said of one scope may be about the other: one is a part of it.

    >>> touches("facebook", "social"), touches("website video", "video"), touches("facebook", "instagram")
    (True, True, False)
    """
    return other in _wholes(scope) or scope in _wholes(other)


def _wholes(scope: str) -> set[str]:
    use, video, _ = scope.partition(" video")
    return {scope, use, _BROADER.get(use, use), *(["video"] if video else [])}


def consent_type(words: str) -> str:
    """The kind of consent that plain words name, whatever the year and the words around it.

    >>> consent_type("consent to website photographs 2025"), consent_type("photographs website")
    ('photographs website', 'photographs website')
    """
    words = re.sub(r" (?:yes|no)$", "", words)  # a column each for the two answers
    return " ".join(sorted(word for word in {*words.split()} - FILLER if not word.isdigit()))


def scopes_of(words: str, *, strict: bool = True, titled: bool = False) -> list[str]:
    """The consent scopes that a heading or a cell in plain words means; ``all`` for photographs as such.

    It takes a word for a use and one for pictures, or one that means nothing else. A heading means one only where every
    word of it speaks of consent; a cell under "Consent type" that speaks of pictures may say more.

    >>> scopes_of("consent to use photo on website and social media"), scopes_of("social worker")
    (['website', 'social'], [])
    >>> scopes_of("photograph student"), scopes_of("autumn trip photos facebook", strict=False)
    (['all'], ['facebook'])
    >>> scopes_of("online safety", strict=False), scopes_of("website terms accepted", strict=False)
    ([], [])
    """
    words = without_objection(words)
    found, left = _named(words, titled=titled)
    more = set(NEGATION.sub(" ", left).split()) - PHOTO_WORDS - FILLER
    if more and (strict or not PHOTO_WORDS & set(left.split()) | ({"video"} & set(found))):
        return []
    return _uses(found, left)


@lru_cache(4096)
def heading_of(words: str, *, titled: bool = False) -> Heading:
    """What a heading in plain words means, below a title that speaks of pictures or not.

    >>> heading_of("website consent withdrawn on")
    Heading(kind='withdrawn', scopes=('website',), giver=None, turn='')
    >>> heading_of("no website photos").turn, heading_of("website exceptions").kind, heading_of("shoe size").kind
    ('denied', 'note', 'unused')
    """
    words = without_objection(" ".join(HINT.sub(" ", words).split()))
    if words in ("yes", "no"):
        return Heading("status", turn="no" if words == "no" else "")
    if column := column_of(words):
        kind, _, scope = column.partition(":")
        return Heading("answer", (scope,)) if scope else _plain_column(kind)
    named, left = _named(words, titled=titled)
    photos = bool(PHOTO_WORDS & set(left.split()))
    uses = tuple(_uses(named, left))
    consenting = bool(CONSENTING.search(words))
    if (photos or named) and not consenting and SHOWN.search(words):
        return Heading("held")
    if photos and not consenting and (HELD.search(words) or (not named and CUES["given_on"][0].search(words))):
        return Heading("held")
    idle = FILLER if photos or named or consenting else FILLER - OF_ANYTHING
    for kind, (cue, beside) in CUES.items():
        other = set(cue.sub(" ", left).split()) - PHOTO_WORDS - idle - beside
        if not (said := cue.search(ELSEWHERE.sub(" ", words))) or other:
            continue
        # "Parent website consent" is an answer, "Website signed by" a name; "Photo removed" takes no consent back.
        is_answer = kind == "given_by" and (named or photos) and " by" not in said[0]
        if not is_answer and (kind != "withdrawn" or TAKEN_BACK.search(words)):
            return Heading(kind, uses if named else ())
    chosen = re.search(r"\b(yes|no)$", words)
    left = re.sub(r"\byes$", "", left)
    is_turned = bool(NEGATION.search(left))
    is_known = not set(NEGATION.sub(" ", left).split()) - PHOTO_WORDS - FILLER
    names = bool(re.search(r"\bname[sd]?\b", words))
    # Their name on the website is another matter; a picture without it is a condition.
    if (named or photos) and is_known and not names and not (is_turned and ASKS.match(words)):
        turn = "no" if chosen and chosen[1] == "no" else "denied" if is_turned else "yes" if chosen else ""
        return Heading("answer", uses, giver_of(words), turn)
    if is_known and is_turned and not (named or photos) and (consenting or re.search(r"\bopt|\brefus|\bobject", left)):
        return Heading("status", turn="denied")
    is_note = bool(NOTE.search(words) or CONDITION.search(words))
    strong = " ".join(word for word in words.split() if word not in WEAK)
    is_telling = photos or (named and (_named(strong)[0] or "social media" in words or consenting or is_note))
    if is_telling and not (names and is_known and not photos and not is_turned):
        return Heading("note" if is_note else "unread", uses if named else ())
    if is_note and not set(CONDITION.sub(" ", NOTE.sub(" ", left)).split()) - FILLER - {"other"}:
        return Heading("note" if consenting or CONDITION.search(words) else "text")
    return Heading("unused")


OCCASIONS = (
    "autumn", "spring", "summer", "trip", "trips", "visit", "sports", "day", "event", "events", "production", "concert",
    "whole", "annual", "general", "standard", "new", "academic",
    "we", "us", "your", "you", "i", "give", "would", "like",
    "is", "are", "it", "this", "happy", "them", "their", "her", "his", "a", "an", "any", "from", "at",
)  # fmt: skip
"""On what a picture was taken: it changes nothing of what is asked."""
SCOPE_NAMES = PHOTO_WORDS | {part for words in SCOPE_WORDS.values() for word in words for part in word.split()}
SCOPE_NAMES -= {*OCCASIONS}  # the "you" of "you tube"
NEUTRAL = frozenset(
    (
        "total", "yes", "class", "form", "year", "group", "tutor", "reg", "printed", "exported", "generated", "report",
        "page", "from", "at", "end", "list", "register", "all", "key", "sims", "arbor", "bromcom", "reception",
        "nursery",
    )
)  # fmt: skip
"""Words of a title or a total, which says nothing of anybody's answer."""

NOTHING = (
    UNKNOWN
    | NO
    | {"nil", "never", "not withdrawn", "no notes", "no comment", "no comments", "no restrictions", "no conditions"}
    | {"ok", "all ok", "fine", "all fine", "none known"}
)
"""What stands in a column of remarks where there is nothing to remark."""

LIMITLESS = NOTHING | {
    "no expiry",
    "does not expire",
    "never expires",
    "no limit",
    "unlimited",
    "permanent",
    "indefinite",
}
_STRONG = {*PHOTO_WORDS, *(word for words in SCOPE_WORDS.values() for word in words)} - WEAK | {"film"}
TELLING = re.compile(rf"\b(?:{'|'.join(sorted(_STRONG, key=len, reverse=True))})\b")


def speaks_of(words: str) -> tuple[str, ...] | None:
    """The uses that a text in plain words speaks of, none for pictures as such; ``None`` where it speaks of neither.

    >>> speaks_of("not on the website please"), speaks_of("likes photography"), speaks_of("film club on mondays")
    (('website',), (), None)
    """
    words = ELSEWHERE.sub(" ", words)
    if not TELLING.search(words):
        return None
    named, left = _named(words)
    return tuple(_uses(named, left)) if named else ()


def _plain_column(kind: str) -> Heading:
    return Heading("status", turn="denied") if kind == "denied" else Heading(kind)


def mapped_to(column: str) -> Heading:
    """What a column is by the caller's mapping.

    >>> mapped_to("denied:website")
    Heading(kind='answer', scopes=('website',), giver=None, turn='denied')
    """
    kind, _, scope = column.partition(":")
    if not scope:
        return _plain_column(kind)
    if kind in ("scope", "denied"):
        return Heading("answer", (scope,), turn="denied" if kind == "denied" else "")
    return Heading(kind, (scope,))


MARK = re.compile(
    r"^[^\w\s(\[✓✔☑✗✘☐-]\s*|\s*[^a-z0-9\s(\[✓✔☑✗✘☐]$|\s*[(\[{]\s*[\w*†‡]{1,2}\s*[)\]}]$|(?<=[a-z])\d$|\s\d{1,2}$"
)
"""A sign beside an answer that points to a note."""
_MOST_MARKS = 8
"""So many signs are taken off one after another; a cell of thousands is no answer."""


@lru_cache(4096)
def answer_of(text: str) -> tuple[str, str]:
    """What a cell answers, and why that is in doubt: ``mark``, ``like`` or ``unknown``; else nothing.

    >>> answer_of("Yes"), answer_of("Yes*"), answer_of("No (1)"), answer_of("see note")
    (('granted', ''), ('granted', 'mark'), ('refused', 'mark'), ('not_recorded', 'unknown'))
    """
    word = " ".join(text.replace("_", " ").casefold().split())
    word = word.rstrip(" .!:") or word
    if answer := _exact(word):
        return answer, ""
    bare = word
    for _ in range(_MOST_MARKS):
        bare = MARK.sub("", bare, count=1).strip(" .!:")
        if bare and (answer := _exact(bare)):
            return answer, "mark"
    words = fold_name(word)
    plain = " ".join(each for each in without_objection(words).split() if each not in POLITE)
    if FULL_YES.fullmatch(plain) and re.fullmatch(r"[a-z'’ ,-]+", word):
        return "granted", ""
    if TAKEN.search(word):
        return "withdrawn", "like"
    if YES_BUT.search(words) and not re.match(r"no?\b", words):
        return "not_recorded", "unknown"
    if UNANSWERED.search(words) and not REFUSED_OUTRIGHT.match(word):
        return "not_recorded", "unknown"
    no = NEGATION.search(without_objection(words))
    if re.match(r"no?\b(?! (?:a|applicable)\b)", words) or (no and not (no.start() and CONDITION.search(words))):
        return "refused", "like"
    return "not_recorded", "unknown"


REFUSED_OUTRIGHT = re.compile(r"(?:no|n)\s*[-–—,.:;(/]")
"""A no, and more words that say why."""
_APART = re.compile(rf"{NEGATION.pattern}|\b(?:except|apart from|other than|but)\b")


def uses_apart(text: str) -> list[str]:
    """The uses that a longer answer takes out by name; none where it says no to begin with.

    >>> uses_apart("Yes except Facebook"), uses_apart("keep off Flickr"), uses_apart("No - Facebook")
    (['facebook'], ['flickr'], [])
    """
    words = fold_name(text)
    said = _APART.search(words)
    if not said or REFUSED_OUTRIGHT.match(text.strip().casefold()):
        return []
    named, left = _named(words[said.start() :])
    return _uses(named, left) if named else []


def _exact(word: str) -> str | None:
    return next((answer for answer, words in ANSWERS.items() if word in words), None)


LEGEND = re.compile(
    r"(?:^|[\s;,|:(\[])([^\s;,|:()\[\]=]{1,12})\s*(?:=|→|\bmeans\b)\s*"
    r"|(?:^|[;,|(]\s*|\b(?:key|legend|codes?):?\s+)(\w)(?::| [-–])\s",
    re.IGNORECASE,
)
FULL = re.compile(
    r"^(?:yes|full|(?:parental )?(?:consent|permission)\w*(?: is| was)? ?(?:given|granted|obtained)?|agree[sd]?"
    r"|may|can)\b"
)


def codes_against(text: str) -> set[str] | None:
    """Answers that a key gives another meaning than ours; ``None`` where the text is no key.

    >>> codes_against("Key: 1 = No consent 2 = Full consent"), codes_against("Y = Yes, N = No"), codes_against("Page 2")
    ({'1'}, set(), None)
    """
    _, *parts = LEGEND.split(text)
    if not parts:
        return None
    found = set()
    for code, letter, meaning in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        answer, doubt = answer_of(code or letter)
        means = meaning.casefold().strip(" ;,|.)]")
        turned = bool(NEGATION.search(fold_name(means)))
        full = FULL.search(means) and not turned and not CONDITION.search(fold_name(means))
        agrees = answer_of(means) == (answer, "") or (full if answer == "granted" else turned)
        if not doubt and answer in ("granted", "refused") and not agrees:
            found.add((code or letter).casefold())
    return found


def options_in(text: str) -> list[str]:
    """What is ticked in a cell that may hold several, as forms write it.

    >>> options_in("School website, Social media (Facebook, X); Newsletter")
    ['School website', 'Social media (Facebook, X)', 'Newsletter']
    """
    return [part.strip() for part in re.split(r"[,;\n|](?![^(]*\))", text) if part.strip()]


def option_scopes(words: str, *, titled: bool = False) -> list[str]:
    """The uses that one option of a list of them means; none where it is not understood whole.

    >>> option_scopes("school website"), option_scopes("photograph student"), option_scopes("internet access")
    (['website'], ['all'], [])
    """
    kind, _, scope = (column_of(words) or "").partition(":")
    return [scope] if scope and kind == "scope" else scopes_of(words, titled=titled)


def giver_of(words: str) -> str | None:
    """Whose answers a column holds, where its heading says so.

    >>> giver_of("social media pupil view"), giver_of("photograph student")
    ('pupil', None)
    """
    if OWN_VIEW.search(words):
        return "pupil"
    return "parent" if PARENT_VIEW.search(words) else None


def load_mapping(mapping: GivenMapping) -> dict[str, str]:
    """Headings of the school's own → our columns, from a mapping or from a TOML or JSON file of it.

    >>> load_mapping({"Trip photos": "scope:trips"})
    {'trip photos': 'scope:trips'}

    Raises :class:`~imgaudit.errors.InputError` for a file that cannot be read, or a column that does not exist.
    """
    given, name = read_mapping(mapping)
    given = {heading: column for heading, column in given.items() if column.strip()}  # not filled in yet
    per_scope = re.compile(rf"(?:{'|'.join(PER_SCOPE)}):.+")
    wrong = [column for column in given.values() if column not in COLUMNS and not per_scope.fullmatch(column)]
    if wrong:
        known = ", ".join(sorted(COLUMNS))
        scoped = ", ".join(f"{column}:<name>" for column in PER_SCOPE)
        raise InputError(f"{name} names {', '.join(wrong)}; it can be {known}, or for one scope {scoped}.")
    return {fold_name(heading): _as_written(column) for heading, column in given.items()}


def _as_written(column: str) -> str:
    """A column with its scope as we call it, however the mapping writes it.

    >>> _as_written("denied:Website"), _as_written("scope:trips")
    ('denied:website', 'scope:trips')
    """
    kind, colon, scope = column.partition(":")
    known = scopes_of(fold_name(scope)) if colon else []
    return f"{kind}:{known[0]}" if len(known) == 1 else column
