"""The registers of the practices that pictures do not show: their sheets, columns, choices and default rows, as tables.

A register is a sheet of a workbook; what stands in it becomes ``records``. Nothing here opens or writes one:
:mod:`imgaudit.outputs.workbook.registers_book` writes it, :mod:`~imgaudit.outputs.workbook.registers_reading` reads it.
Incidents are in a file of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from imgaudit.foreign.addresses import host, path_of
from imgaudit.foreign.words import HOSTS
from imgaudit.platforms import PLATFORMS
from imgaudit.policy import REGISTERED, Policy
from imgaudit.practices import PRACTICES
from imgaudit.practices.practice import NAMED
from imgaudit.practices.procedures import ORIGINALS_DOWN
from imgaudit.practices.settings import LISTED
from imgaudit.pseudonyms import own_key, pseudonym
from imgaudit.tables import RECORDS, digest

Kind = Literal["key", "text", "name", "day", "moment", "count", "months", "yes", "choice", "own", "found"]
"""How a cell is read. A ``name`` is a member of staff's; ``text`` stays in the workbook; ``own`` is filled in by us,
and so is ``found``, which is read again."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a register: its heading, how a cell is read, what may be chosen, its width [characters]."""

    heading: str
    kind: Kind
    width: float = 14
    choices: tuple[str, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One register: the sheet's title, the practice it tells of, its columns, and by which of them a row is known."""

    title: str
    practice: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    says: str

    @property
    def register(self) -> str:
        """What ``records`` call it."""
        return self.title.lower()

    @property
    def headings(self) -> tuple[str, ...]:
        """Its columns from left to right."""
        return tuple(field.heading for field in self.fields)


@dataclass(frozen=True, slots=True, repr=False)
class Registers:
    """What registers say: frames ``records`` and ``problems``."""

    records: pd.DataFrame
    problems: pd.DataFrame

    def __repr__(self) -> str:
        """Counts only: people are named in them."""
        return f"<Registers: {len(self.records):,} records, {len(self.problems):,} problems>"


_LABELS = {platform.name: platform.label for platform in PLATFORMS}
CHOSEN = ("facebook", "instagram", "x", "tiktok", "youtube", "whatsapp", "snapchat", "linkedin")
"""The platforms of which settings are asked."""
PLATFORM_LABELS: Mapping[str, str] = {
    **{name: _LABELS.get(name, name.capitalize()) for name in CHOSEN},
    **_LABELS,
    "whatsapp": "WhatsApp",
    "other": "Other",
}
"""Platform → how it stands in the workbook."""

_YES_NO = ("Yes", "No")
AS_EXPECTED = ("Yes", "No", "Not offered", "Not checked")
AUDIENCES = ("Public", "Approved followers", "Closed group")
ACCOUNT_STATES = ("Active", "Dormant", "Closed")
ROLES = ("Teacher", "Support staff", "Office", "Communications", "DSL", "Deputy DSL", "Head", "Governor", "Volunteer")
MESSAGES = ("Notice", "Re-consent", "Reminder", "Advice", "Survey")
INCIDENTS = ("AI image of a pupil", "AI image of staff", "Blackmail", "Picture misused", "Other")
ONCE = 1_200
"""Months for which something holds that is done once."""
_PLATFORM = Field("Platform", "choice", 12, tuple(PLATFORM_LABELS.values()))
_CHECKED = (
    Field("Checked on", "day", 13, prompt="The day on which somebody looked, such as 5 March 2026."),
    Field("Checked by", "name", 14),
)
_NOTE = Field("Note", "text", 28, prompt="Evidence, or the name of a screenshot. No pupil's name.")
_SOURCE = (Field("Source", "text", 34), Field("As of", "text", 15))
_EVERY = Field("Every … months", "months", 10, prompt="How long it holds, in whole months; Once, if for good.")
_APPLIES = Field("Applies to us?", "yes", 10, _YES_NO, "No, where the school has no such thing: it is not counted.")
NOT_SOURCED = "no source found: the school checks"

ACCOUNTS = Sheet(
    "Accounts",
    "settings",
    (
        _PLATFORM,
        Field("Account", "key", 22, prompt="The handle as it stands in its address, such as @fernhollow."),
        Field("Address", "text", 30),
        Field("Purpose", "text", 24),
        Field("Audience", "choice", 16, AUDIENCES),
        Field("Owner", "name", 16, prompt="Who answers for it. Somebody who works here; no shared or private log-in."),
        Field("Deputy", "name", 16, prompt="A second administrator, who can get in when the owner cannot."),
        Field("Last post", "day", 13),
        Field("State", "choice", 11, ACCOUNT_STATES),
        *_CHECKED,
        _NOTE,
        Field("Found in", "own", 26),
    ),
    ("Platform", "Account"),
    "Every account on which the school publishes. One found in the exports and not listed here is a finding.",
)
SETTINGS = Sheet(
    "Settings",
    "settings",
    (
        _PLATFORM,
        Field("Account", "key", 20),
        Field("Setting", "key", 40),
        Field("Expected", "text", 36, prompt="How it should be. Change it if the school has decided otherwise."),
        Field(
            "As expected?",
            "choice",
            13,
            AS_EXPECTED,
            "Yes, if it is as Expected says. Not offered, if the platform has no such setting.",
        ),
        *_CHECKED,
        _NOTE,
        *_SOURCE,
    ),
    ("Platform", "Account", "Setting"),
    "Look at each setting of each account, and say whether it is as expected. Platforms move them: look every year.",
)
TRAINING = Sheet(
    "Training",
    "training",
    (
        Field("Person", "key", 22, prompt="The name stays in this file: outputs show a reference, as the policy says."),
        Field("Role", "choice", 16, ROLES),
        Field("Publishes?", "yes", 10, _YES_NO, "Whether they publish pictures on the website or an account."),
        Field("Course", "key", 40),
        Field("Completed on", "day", 14),
        Field("Valid … months", "months", 10, prompt="How long it holds, in whole months; Once, if for good."),
        _NOTE,
        *_SOURCE,
        Field("Uploads as", "found", 22, prompt="What exports call them. Leave it where you correct Person."),
        Field("Reference", "own", 24),
    ),
    ("Person", "Course"),
    "A row a person and course. Rows without a person are suggestions: copy them for each person whom they concern. "
    "Whoever uploads by the exports is added; not all exports say who: name all who publish.",
)
FAMILIES = Sheet(
    "Families",
    "families",
    (
        Field("Message", "key", 44),
        Field("Kind", "choice", 12, MESSAGES),
        Field("Sent on", "day", 13),
        Field("To", "text", 18),
        Field("Asked", "count", 9, prompt="How many families were asked."),
        Field("Answered", "count", 9, prompt="Of those, how many answered."),
        Field("Withdrew", "count", 9, prompt="Of those, how many withdrew consent."),
        _EVERY,
        _NOTE,
        *_SOURCE,
    ),
    ("Message", "Sent on"),
    "A row a message to parents and carers. Of several of a kind the last one counts.",
)
POLICIES = Sheet(
    "Policies",
    "procedures",
    (
        Field("Policy", "key", 34),
        Field("Statutory?", "yes", 10, _YES_NO),
        _APPLIES,
        Field("Approved on", "day", 13),
        Field("Approved by", "name", 16),
        _EVERY,
        Field("Address", "text", 30),
        _NOTE,
        *_SOURCE,
    ),
    ("Policy",),
    "A row a policy: when it was approved last, and how long that holds.",
)
PARTNERS = Sheet(
    "Partners",
    "partners",
    (
        Field("Partner", "key", 18),
        Field("Document", "key", 40),
        Field("For", "text", 24),
        Field("Contact", "text", 28),
        Field("Version", "text", 16, prompt="The version or date that stands on it."),
        _APPLIES,
        *_CHECKED,
        _EVERY,
        _NOTE,
        *_SOURCE,
    ),
    ("Partner", "Document"),
    "Which version of whose guidance the school works by, and when somebody last looked whether it is the current one.",
)

STEPS: Mapping[str, str] = {
    "DSL told": "At once.",
    "Police told": "101, or 999 in danger. Do not pay and do not answer.",
    "Evidence kept": "The device, the accounts, the messages and the times. Never the image.",
    "Originals down": "The pictures that were misused, with their caches and copies; ask search engines too.",
    "IWF told": "Report the address to the Internet Watch Foundation on its own page, never here.",
    "POSH told": "The Professionals Online Safety Helpline.",
    "DPO told": "The data protection officer.",
    "ICO decided": "Within 72 hours, whether the Information Commissioner is told.",
    "Families told": "With support for the child.",
    "Closed": "",
    "Lesson in policy": "When what was learnt stands in the policy.",
}
"""Step of an incident → what it means."""
NEVER = "Never view again, copy, screenshot, print, store or forward the image."
OPENED = "Reported at"
INCIDENT_SHEET = Sheet(
    "Incidents",
    "procedures",
    (
        Field("Incident", "key", 12, prompt="A number such as 2026-1. No name, no address, no text."),
        Field("Kind", "choice", 18, INCIDENTS),
        Field(OPENED, "moment", 17, prompt="Day and time, such as 5 March 2026 14:30."),
        *(Field(step, "moment", 17, prompt=f"Day and time, or Not needed. {says}") for step, says in STEPS.items()),
    ),
    ("Incident",),
    f"{NEVER} This sheet holds times alone: no name, no address, no picture. Evidence kept means the device, the "
    "accounts, the messages and the times.",
)

SHEETS = (ACCOUNTS, SETTINGS, TRAINING, FAMILIES, POLICIES, PARTNERS)
"""The sheets of the workbook of registers."""
_META = "internetmatters.org; facebook pages: pacificschools.freshdesk.com"
_ALL = dict.fromkeys(CHOSEN)

_MATRIX: tuple[tuple[str, str, Mapping[str, str | None]], ...] = (
    (
        "Two-step sign-in",
        NOT_SOURCED,
        {**_ALL, "": "On", "whatsapp": "On, for all administrators"},
    ),
    (
        "Two named administrators, no leavers, no private log-in shared",
        "educationdatahub.org.uk, January 2025",
        {**_ALL, "": "Yes", "facebook": "Yes, by roles", "linkedin": "Yes, and not all staff with the e-mail domain"},
    ),
    (
        "Audience as the policy says",
        "support.tiktok.com; parentrol.com; faq.whatsapp.com; internetmatters.org",
        {
            **_ALL,
            "facebook": "Page public, without pupils; or closed",
            "instagram": "Private account, followers approved",
            "x": "Posts protected",
            "tiktok": "Private account",
            "youtube": "Films that show pupils private (unlisted is no protection)",
            "whatsapp": "Community, members only (anybody sees 30 days of a channel)",
            "snapchat": "Private",
            "linkedin": "Page public, without pupils",
        },
    ),
    (
        "Location on posts",
        "safeguardingni.org, Instagram basics; internetmatters.org",
        {
            **dict.fromkeys(("facebook", "instagram", "tiktok")),
            "": "Off",
            "x": "Off (Location information)",
            "youtube": "Off (recording location empty)",
            "snapchat": "Off (ghost mode)",
        },
    ),
    (
        "Tagging of the account in photos",
        "internetmatters.org; support.tiktok.com",
        {**dict.fromkeys(("facebook", "instagram", "x", "tiktok", "linkedin")), "": "No one, or only after review"},
    ),
    (
        "Comments",
        "internetmatters.org; support.tiktok.com; pacificschools.freshdesk.com 6000255783",
        {
            **dict.fromkeys(("instagram", "linkedin")),
            "": "Off, or limited with a filter",
            "facebook": "Visitors' posts off, profanity filter strong",
            "x": "Who can reply: limited",
            "tiktok": "No one",
            "youtube": "Off, or made for kids",
            "whatsapp": "Only administrators send",
            "snapchat": "Replies off",
        },
    ),
    (
        "Direct messages",
        "internetmatters.org; support.tiktok.com",
        {
            **dict.fromkeys(("facebook", "instagram")),
            "": "Off, or approved senders",
            "x": "Followed accounts only",
            "tiktok": "No one",
            "snapchat": "Friends only",
            "linkedin": "Off, or approved senders",
        },
    ),
    ("Download by others", "support.tiktok.com; internetmatters.org", {"": "Off", "x": "Off (videos)", "tiktok": None}),
    (
        "Re-use: remix, duet, stitch, sharing to stories, embedding",
        "support.tiktok.com; internetmatters.org",
        {
            "": "Off",
            "facebook": "Sharing to stories off",
            "instagram": None,
            "tiktok": "Duet, stitch, stickers and add to story off",
            "youtube": "Embedding and remix off",
            "whatsapp": "Known: forwarding cannot be stopped",
        },
    ),
    (
        "Shown in search engines",
        "torinocronaca.it 531809; altramantova.it 41346 (Instagram, July 2025)",
        {
            "": "Off",
            "instagram": "Off (on by default for professional accounts since July 2025)",
            "x": "Off (posts protected)",
            "tiktok": "Off (public posts may be shown elsewhere)",
            "youtube": "Off (private, for films that show pupils)",
        },
    ),
    (
        "Objection to AI training lodged",
        "drdaveheath.com; whatthefuture.ai (Meta, United Kingdom)",
        {"": "Yes, for this account", "facebook": None, "instagram": None, "x": None, "linkedin": None},
    ),
    (
        "Live streams",
        "safeblog.lgfl.net 2020/11; internetmatters.org",
        {
            **dict.fromkeys(("facebook", "instagram", "youtube")),
            "": "Off, or members only, chat off, recording gone soon",
            "x": "Off (Spaces)",
            "tiktok": "Off, or members only (18 or over)",
        },
    ),
)
"""Setting, source, and platform → the expected value; ``""`` is that of platforms that say no other."""
_UNSOURCED = {
    ("Location on posts", "snapchat"),
    *(("Objection to AI training lodged", one) for one in ("x", "linkedin")),
}
AS_OF = "November 2026"

Row = dict[str, object]


def settings_of(platform: str, account: str | None) -> list[Row]:
    """The rows of *Settings* that are asked of one account."""
    return [
        {
            "Platform": PLATFORM_LABELS[platform],
            "Account": account,
            "Setting": setting,
            "Expected": expected[platform] or expected[""],
            "As expected?": "Not checked",
            "Source": NOT_SOURCED if (setting, platform) in _UNSOURCED else source,
            "As of": AS_OF,
        }
        for setting, source, expected in _MATRIX
        if platform in expected
    ]


def _rows(headings: tuple[str, ...], *rows: tuple[object, ...]) -> list[Row]:
    return [{**dict(zip(headings, row, strict=True)), "As of": AS_OF} for row in rows]


_KCSIE = "KCSIE, as theeducationpeople.org quotes it"
DEFAULTS: Mapping[str, list[Row]] = {
    "Training": _rows(
        ("Role", "Publishes?", "Course", "Valid … months", "Source"),
        (None, "Yes", "Image security for whoever publishes", 12, NOT_SOURCED),
        (None, None, "Safeguarding, online safety included", 12, _KCSIE),
        ("DSL", None, "Designated safeguarding lead", 24, NOT_SOURCED),
        ("Deputy DSL", None, "Designated safeguarding lead", 24, NOT_SOURCED),
        ("Governor", None, "Safeguarding for governors", 12, NOT_SOURCED),
        (None, None, "DfE modules on the safe use of AI", "Once", "DfE, as hcrlaw.com tells (June 2026)"),
    ),
    "Families": _rows(
        ("Message", "Kind", "Every … months", "Source"),
        ("Annual re-consent", "Re-consent", 12, NOT_SOURCED),
        ("What we publish, and your choice", "Notice", 4, NOT_SOURCED),
        ("Before an event: other children, live streams", "Reminder", 12, NOT_SOURCED),
        ("Advice of NCA and IWF to families", "Advice", 12, "NCA and IWF, July 2026"),
    ),
    "Policies": _rows(
        ("Policy", "Statutory?", "Every … months", "Source"),
        ("Child protection", "Yes", 12, "strictlyeducation.co.uk"),
        ("Data protection", "Yes", 24, "strictlyeducation.co.uk (hcrlaw.com 2021: annually)"),
        ("Biometrics, if used", "Yes", 12, "strictlyeducation.co.uk"),
        ("Behaviour", "Yes", 12, "strictlyeducation.co.uk"),
        ("Online safety", None, 12, NOT_SOURCED),
        ("Use of images", None, 12, NOT_SOURCED),
        ("Social media", None, 12, NOT_SOURCED),
        ("Retention of records", None, 24, NOT_SOURCED),
        ("DPIA for publishing pictures (and at each change)", None, 12, NOT_SOURCED),
        ("Website information", "Yes", 12, NOT_SOURCED),
    ),
    "Partners": _rows(
        ("Partner", "Document", "Contact", "Every … months", "Source"),
        ("UKSIC", "Managing student image and video content", None, 12, NOT_SOURCED),
        *(
            ("SWGfL", f"Checklist for {PLATFORM_LABELS[one]}", None, 12, NOT_SOURCED)
            for one in CHOSEN
        ),
        ("SWGfL", "Policy templates, cyber-security and the two-page statement among them", None, 12, NOT_SOURCED),
        ("SWGfL", "360 safe review", None, 12, NOT_SOURCED),
        ("POSH", "Contact card", "0344 381 4772, Mon–Fri 10–16", 12, "swgfl.org.uk"),
        ("IWF", "Reporting page", None, 12, "iwf.org.uk"),
        ("Hwb, NI or Scotland", "The page for the school's nation, where it applies", None, 12, NOT_SOURCED),
        ("LGfL, Ineqe", "What the school subscribes to", None, 12, NOT_SOURCED),
    ),
}  # fmt: skip
"""Sheet → the rows that every workbook begins with."""


_HANDLES: Mapping[str, str] = {
    "facebook": r"/(?!groups/|events/|watch/|pages/|reel/|story|photo|permalink|profile\.php|share)([\w.-]{2,})"
    r"/(?:posts|photos|videos|reels?)\b",
    "instagram": r"/(?!p/|reels?/|tv/|explore/)(?:stories/)?([\w.]{2,})/",
    "x": r"/(?!i/|search|hashtag|intent|share|home)(\w{1,15})/status/",
    "tiktok": r"/@([\w.]+)",
    "youtube": r"/(?:@|channel/|user/|c/)([\w.-]+)",
    "linkedin": r"/(?:company|school)/([\w-]+)",
    "threads": r"/@([\w.]+)",
    "flickr": r"/photos/([\w@-]+)/",
}
"""Platform → where a handle stands in the address of a post."""


def platform_of(text: str) -> str | None:
    """The platform that an address is of; ``None`` for any other."""
    return next((HOSTS[name] for name in HOSTS if host(text) == name or host(text).endswith(f".{name}")), None)


def handle_of(text: str) -> str:
    """A handle as compared: of an address the part that names the account, else the text without its @.

    >>> handle_of("@Fernhollow"), handle_of("https://www.instagram.com/fernhollow/"), handle_of("Fern Hollow ")
    ('fernhollow', 'fernhollow', 'fern hollow')
    """
    if (platform := platform_of(text)) and (found := re.match(_HANDLES.get(platform, "$^"), f"{path_of(text)}/")):
        return found[1].casefold()
    if platform:
        text = path_of(text).strip("/").rpartition("/")[2]
    return " ".join(text.strip().strip("@/").casefold().split())


def found_accounts(items: pd.DataFrame) -> pd.DataFrame:
    """The accounts on which something is published: ``site``, ``platform`` and, where an address has it, ``handle``."""
    rows = items.loc[items["channel"].isin([*_LABELS]), ["site", "channel", "page_url"]]
    told = [_handle_in(channel, url) for channel, url in zip(rows["channel"], rows["page_url"], strict=True)]
    found = rows.assign(handle=pd.Series(told, rows.index, "str")).rename(columns={"channel": "platform"})
    found = found.drop(columns="page_url").drop_duplicates()
    # What another post names need not be named by every post.
    named = found.groupby(["site", "platform"])["handle"].transform("count").gt(0)
    return found[found["handle"].notna() | ~named].reset_index(drop=True)


def _handle_in(platform: str, url: object) -> str | None:
    if not isinstance(url, str) or platform_of(url) != platform or platform not in _HANDLES:
        return None
    found = re.match(_HANDLES[platform], path_of(url))
    return found[1].casefold() if found else None


def account_id(site: str, platform: str, handle: str) -> str:
    """The subject of an account; its handle may be somebody's name, so it is in no id."""
    return f"{site}/account/{platform}/{digest(handle)}" if handle else f"{site}/account/{platform}/unnamed"


def with_found(records: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The records, and beside them the accounts on which something is published and that their register lacks.

    So, too, of each who uploads, whether the register of training names them.

    Only of a site of which registers were read: without one nobody can say that an account is not listed.
    """
    listed = records[records["register"].eq("accounts") & records["what"].eq(LISTED)]
    ids = {*listed["subject_id"]}
    platforms = {*zip(listed["site"], listed["group"], strict=True)}
    read = {*records.loc[records["source_id"].eq(records["site"] + "/registers"), "site"]}
    rows: list[dict[str, object]] = []
    for each in found_accounts(items[items["site"].isin(read)]).to_dict("records"):
        site, platform = str(each["site"]), str(each["platform"])
        handle = each["handle"] if isinstance(each["handle"], str) else ""
        subject = account_id(site, platform, handle)
        if subject in ids:
            continue
        is_listed = not handle and (site, platform) in platforms
        called = f"@{handle}" if handle else f"an account on {PLATFORM_LABELS[platform]}"
        about = {"subject_kind": "account", "subject_id": subject, "subject": called, "site": site, "group": platform}
        told = {"practice": "settings", "register": "accounts", "source_id": source_of(site), "what": LISTED}
        rows.append({**about, **told, "expected": "yes", "actual": "yes" if is_listed else "no"})
    rows += _with_uploaders(records, items, read)
    return RECORDS.frame(pd.concat([records, RECORDS.frame(rows)], ignore_index=True)) if rows else records


def person_id(site: str, name: str, key: bytes) -> str:
    """The subject of somebody who is named in the register of training, or who uploads: a reference, no name."""
    return f"{site}/person/{person_reference(name, key)}"


def person_reference(name: str, key: bytes) -> str:
    """The reference of somebody who is named in the register of training."""
    return pseudonym("training", as_called(name), key=key)


def as_called(name: str) -> str:
    """What somebody is called, as compared."""
    return " ".join(name.casefold().split())


def found_uploaders(items: pd.DataFrame) -> list[str]:
    """Who uploads by what exports say, each once, as they are called first."""
    told = items["uploaded_by"] if "uploaded_by" in items else pd.Series(dtype="str")
    first: dict[str, str] = {}
    for name in (name for names in told.dropna().unique() for name in names.split("\n") if name.strip()):
        first.setdefault(as_called(name), name.strip())
    return [*first.values()]


def _with_uploaders(records: pd.DataFrame, items: pd.DataFrame, sites: set[str]) -> list[dict[str, object]]:
    """Whether each who uploads is named in the register of training; it says their reference alone."""
    rows: list[dict[str, object]] = []
    known = {*records.loc[records["register"].eq("training"), "subject_id"]}
    told = {*records.loc[records["what"].eq(NAMED), "subject_id"]}
    for site in sorted(sites):
        names = found_uploaders(items[items["site"].eq(site)])
        key = own_key() if names else b""
        new = [subject for name in names if (subject := person_id(site, name, key)) not in told]
        rows += [named_in_training(site, subject, "yes" if subject in known else "no") for subject in new]
    return rows


def named_in_training(site: str, subject_id: str, actual: str) -> dict[str, object]:
    """The record of somebody who uploads: whether the register of training names them."""
    about = {"subject_kind": "person", "subject_id": subject_id, "subject": "Somebody who uploads", "site": site}
    told = {"practice": "training", "register": "training", "source_id": source_of(site), "what": NAMED}
    return {**about, **told, "publishes": True, "expected": "yes", "actual": actual}


def source_of(site: str) -> str:
    """What records of our registers name as their source."""
    return f"{site}/registers"


def judged(records: pd.DataFrame, policies: Mapping[str, Policy], as_of: date) -> pd.DataFrame:
    """The records, with what each practice says of its own: whether it is so, and whether in time."""
    if records.empty:
        return records
    usual = dict(zip(REGISTERED, ("settings", "training", "families", "policies", "partners"), strict=True))
    months = [policies[site].checked_within_months.get(practice) for site, practice in _pairs(records)]
    hours = [policies[site].originals_down_hours for site in records["site"]]
    is_incident = records["what"].eq(ORIGINALS_DOWN) & records["register"].eq("incidents")
    records = records.assign(
        register=records["register"].fillna(records["practice"].map(usual)),
        within_months=records["within_months"].fillna(pd.Series(months, records.index, "Int64")),
        within_hours=pd.Series(hours, records.index, "Int64").where(is_incident.fillna(False)),
    )
    for practice in PRACTICES:
        if practice.judge:
            told = practice.judge(records[records["practice"].eq(practice.name)], as_of)
            records = records.assign(**{str(name): told[name].reindex(records.index) for name in told})
    return RECORDS.frame(records)


def _pairs(records: pd.DataFrame) -> Iterable[tuple[str, str]]:
    return zip(records["site"], records["practice"], strict=True)
