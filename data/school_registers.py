"""The sample school's registers, term by term: what stands in them of what no picture shows. All of it is made up.

Autumn: half of Instagram's settings are looked at, and neither its search indexing nor its training of AI is objected
to; nobody has listed the Facebook page. Four of the nine who publish are trained, and who uploads as head teacher
nobody says. Families have not been asked again for over a year, nobody knows when the image policy was approved, and
all of *Partners* was deleted. Spring: nearly all is looked at, X is not as it should be; the re-consent is sent and
few answer; there is an incident, and its originals are down after 31 hours. Summer: settings, training and families
are as the targets ask. One checklist and one policy are out of date, of one policy nobody knows the day; the incident
is closed, with its lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

Cells = Mapping[str, object]


@dataclass(frozen=True)
class Entry:
    """One row of a register: by which cells it is known, and what is written into it in each term.

    What was written stays until something else is; ``None``: the row is not on the sheet, or no longer.
    """

    sheet: str
    key: Cells
    written: tuple[Cells | None, ...]  # by term

    def cells(self, term: int) -> Cells | None:
        """The row as it stands in a term."""
        if self.written[term] is None:
            return None
        return {**self.key, **{name: cell for each in self.written[: term + 1] for name, cell in (each or {}).items()}}


LOOKED = (date(2025, 11, 18), date(2026, 2, 24), date(2026, 6, 16))
LONG_AGO = date(2024, 10, 3)
SAYS = {"y": "Yes", "Y": "Yes", "n": "No", "o": "Not offered"}


def _settings(platform: str, account: str, *settings: tuple[str, str]) -> tuple[Entry, ...]:
    """Setting, and a letter a term: y as expected (Y: long ago), n not, o not offered, . not looked at, - no row."""

    def written(term: int, letter: str) -> Cells | None:
        if letter in SAYS:
            day = LONG_AGO if letter == "Y" else LOOKED[term]
            return {"As expected?": SAYS[letter], "Checked on": day, "Checked by": "Hazelby Wobblegate"}
        return {} if letter == "." else None

    return tuple(
        Entry(
            "Settings",
            {"Platform": platform, "Account": account, "Setting": setting},
            tuple(written(term, letter) for term, letter in enumerate(letters)),
        )
        for setting, letters in settings
    )


ADMINISTRATORS = "Two named administrators, no leavers, no private log-in shared"
REUSE = "Re-use: remix, duet, stitch, sharing to stories, embedding"

ACCOUNTS = (
    Entry("Accounts", {"Platform": "Instagram", "Account": "@fernhollow"}, (
        {"Purpose": "School life", "Audience": "Public", "Owner": "Hazelby Wobblegate", "State": "Active",
         "Checked on": LOOKED[0], "Checked by": "Hazelby Wobblegate"},
        {"Audience": "Approved followers", "Deputy": "Orlo Fiddlebrook", "Checked on": LOOKED[1]},
        {"Checked on": LOOKED[2]},
    )),
    Entry("Accounts", {"Platform": "X", "Account": "@fernhollow_news"}, (
        {"Purpose": "Closures and notices", "Audience": "Public", "Owner": "Juniper-Mae Fumblethwick",
         "State": "Dormant", "Checked on": LOOKED[0], "Checked by": "Hazelby Wobblegate"},
        {"Checked on": LOOKED[1]},
        {"Audience": "Approved followers", "Deputy": "Hazelby Wobblegate", "Checked on": LOOKED[2]},
    )),
    # In autumn the row of the exports stands there without a handle, and nobody has said a word of it.
    Entry("Accounts", {"Platform": "Facebook", "Account": "@fernhollowacademy"}, (
        None,
        {"Purpose": "Events", "Audience": "Public", "Owner": "Orlo Fiddlebrook", "Deputy": "Hazelby Wobblegate",
         "State": "Active", "Checked on": LOOKED[1], "Checked by": "Hazelby Wobblegate"},
        {"Checked on": LOOKED[2]},
    )),
)  # fmt: skip

SETTINGS = (
    *_settings(
        "Instagram", "@fernhollow",
        ("Two-step sign-in", "yyy"),
        (ADMINISTRATORS, "nyy"),
        ("Audience as the policy says", "nyy"),
        ("Location on posts", "Yyy"),
        ("Tagging of the account in photos", ".yy"),
        ("Comments", ".yy"),
        ("Direct messages", "yyy"),
        (REUSE, ".yy"),
        ("Shown in search engines", "nyy"),
        ("Objection to AI training lodged", "nyy"),
        ("Live streams", ".oo"),
    ),
    *_settings(
        "X", "@fernhollow_news",
        ("Two-step sign-in", ".ny"),
        (ADMINISTRATORS, ".ny"),
        ("Audience as the policy says", ".ny"),
        ("Location on posts", ".yy"),
        ("Tagging of the account in photos", ".yy"),
        ("Comments", "..y"),
        ("Direct messages", "..y"),
        ("Download by others", "..y"),
        ("Shown in search engines", ".ny"),
        ("Objection to AI training lodged", ".yy"),
        ("Live streams", ".yy"),
    ),
    *_settings(
        "Facebook", "@fernhollowacademy",
        ("Two-step sign-in", "-yy"),
        (ADMINISTRATORS, "-yy"),
        ("Audience as the policy says", "-yy"),
        ("Location on posts", "-yy"),
        ("Tagging of the account in photos", "-yy"),
        ("Comments", "-yy"),
        ("Direct messages", "-yy"),
        (REUSE, "-yy"),
        ("Objection to AI training lodged", "-yy"),
        ("Live streams", "-oo"),
    ),
)  # fmt: skip


def _day(typed: str) -> date | None:
    return date.fromisoformat(typed) if typed else None


def _trained(person: str, role: str, publishes: str, course: str, months: int, *days: str) -> Entry:
    """Somebody and a course: the day of completion as it is known in each term."""
    told = {"Role": role, "Publishes?": publishes, "Valid … months": months}
    return Entry(
        "Training", {"Person": person, "Course": course}, tuple({**told, "Completed on": _day(day)} for day in days)
    )


SECURITY = "Image security for whoever publishes"


def _publisher(person: str, role: str, *days: str) -> Entry:
    return _trained(person, role, "Yes", SECURITY, 12, *days)


def _uploads(entry: Entry, called: str, since: int) -> tuple[Entry, Entry]:
    """Somebody, and from a term on what exports call them; the row that the tool adds under that name is deleted."""
    written = tuple(
        {**(cells or {}), **({"Uploads as": called} if n == since else {})} for n, cells in enumerate(entry.written)
    )
    return replace(entry, written=written), Entry("Training", {"Person": called, "Course": SECURITY}, (None,) * 3)


SAFEGUARDING = "Safeguarding, online safety included"

TRAINING = (
    _publisher("Hazelby Wobblegate", "Communications", *("2025-09-04",) * 3),
    _publisher("Orlo Fiddlebrook", "Teacher", *("2025-09-04",) * 3),
    *_uploads(_publisher("Juniper-Mae Fumblethwick", "Office", *("2025-10-09",) * 3), "School office", 0),
    _publisher("Marlow Pebbleworth", "Teacher", *("2025-10-09",) * 3),
    _publisher("Thornwick Dapplemere", "Teacher", "2024-06-20", "2026-01-05", "2026-01-05"),
    _publisher("Ottoline Furrowgate", "Teacher", "2024-06-20", "2026-01-05", "2026-01-05"),
    _publisher("Wilfen Snickleford-Pym", "Support staff", "2024-06-20", "2026-02-12", "2026-02-12"),
    *_uploads(_publisher("Aldermoss Toadflaxen", "Head", "", "2026-02-12", "2026-02-12"), "Head teacher", 1),
    _publisher("Jessamy Inkleford", "Support staff", "", "", "2026-04-13"),
    _trained("Corwin Mallowmere", "DSL", "No", "Designated safeguarding lead", 24, *("2025-01-16",) * 3),
    _trained("Corwin Mallowmere", "DSL", "No", SAFEGUARDING, 12, *("2025-09-02",) * 3),
    _trained("Pernel Oakapple", "Support staff", "No", SAFEGUARDING, 12, "2024-09-03", "2026-01-05", "2026-01-05"),
)


def _message(
    message: str, kind: str, day: str, months: int, since: int, counts: tuple[int, int, int] | None = None
) -> Entry:
    """A message as it stands on the sheet since a term: its day, and how many were asked, answered and withdrew."""
    told = {"Kind": kind, "Every … months": months, "To": "All families"}
    told |= dict(zip(("Asked", "Answered", "Withdrew"), counts, strict=True)) if counts else {}
    key = {"Message": message, "Sent on": _day(day)}
    return Entry("Families", key, (None,) * since + (told,) + ({},) * (2 - since))


RECONSENT, NOTICE = "Annual re-consent", "What we publish, and your choice"
REMINDER, ADVICE = "Before an event: other children, live streams", "Advice of NCA and IWF to families"

FAMILIES = (
    _message(RECONSENT, "Re-consent", "2024-09-09", 12, 0, (28, 19, 0)),
    _message(NOTICE, "Notice", "2025-06-20", 4, 0),
    _message(REMINDER, "Reminder", "2024-12-06", 12, 0),
    _message(RECONSENT, "Re-consent", "2026-01-12", 12, 1, (30, 11, 1)),
    _message(NOTICE, "Notice", "2026-01-16", 4, 1),
    _message(REMINDER, "Reminder", "2026-03-02", 12, 1),
    # Deleted in autumn; the tool puts it back.
    Entry("Families", {"Message": ADVICE}, (
        None,
        {"Kind": "Advice", "Every … months": 12},
        {"Sent on": date(2026, 7, 10), "To": "All families"},
    )),
    _message(NOTICE, "Notice", "2026-04-24", 4, 2),
    _message(RECONSENT, "Re-consent", "2026-04-27", 12, 2, (19, 14, 1)),
)  # fmt: skip


def _policy(policy: str, statutory: str, months: int, *days: str) -> Entry:
    told = [{"Approved on": _day(day), "Approved by": "Governing body" if day else None} for day in days]
    first = {"Statutory?": statutory or None, "Every … months": months}
    return Entry("Policies", {"Policy": policy}, (first | told[0], *told[1:]))


POLICIES = (
    _policy("Child protection", "Yes", 12, *("2025-09-15",) * 3),
    _policy("Data protection", "Yes", 24, *("2024-10-14",) * 3),
    Entry("Policies", {"Policy": "Biometrics, if used"}, ({"Applies to us?": "No"}, {}, {})),
    _policy("Behaviour", "Yes", 12, *("2025-09-15",) * 3),
    _policy("Online safety", "", 12, *("2025-10-13",) * 3),
    _policy("Use of images", "", 12, "", "2024-02-12", "2026-05-18"),
    _policy("Social media", "", 12, *("2025-06-16",) * 3),
    _policy("Retention of records", "", 24, *("2024-11-11",) * 3),
    _policy("DPIA for publishing pictures (and at each change)", "", 12, *("2025-09-22",) * 3),
    _policy("Website information", "Yes", 12, "", "", ""),
)


def _document(partner: str, document: str, spring: str, summer: str) -> Entry:
    """A document and when it was checked last, as known in spring and in summer; -: the school has no such thing."""

    def told(day: str) -> Cells:
        if day == "-":
            return {"Applies to us?": "No"}
        checked = {"Checked on": _day(day), "Checked by": "Corwin Mallowmere", "Version": f"as of {day[:4]}"}
        return checked if day else {}

    first = {"Every … months": 12, **told(spring)}
    return Entry("Partners", {"Partner": partner, "Document": document}, (None, first, told(summer)))


PARTNERS = (
    _document("UKSIC", "Managing student image and video content", *("2026-02-10",) * 2),
    _document("SWGfL", "Checklist for Facebook", *("2025-06-19",) * 2),
    _document("SWGfL", "Checklist for Instagram", *("2026-02-10",) * 2),
    _document("SWGfL", "Checklist for X", "", "2026-06-16"),
    *(
        _document("SWGfL", f"Checklist for {platform}", "-", "-")
        for platform in ("TikTok", "YouTube", "WhatsApp", "Snapchat", "LinkedIn")
    ),
    _document(
        "SWGfL", "Policy templates, cyber-security and the two-page statement among them", "", "2026-05-18"
    ),
    _document("SWGfL", "360 safe review", "", "2026-06-23"),
    _document("POSH", "Contact card", *("2026-02-10",) * 2),
    _document("IWF", "Reporting page", *("2026-02-10",) * 2),
    _document("Hwb, NI or Scotland", "The page for the school's nation, where it applies", "-", "-"),
    _document("LGfL, Ineqe", "What the school subscribes to", "-", "-"),
)  # fmt: skip


def _at(typed: str) -> datetime:
    return datetime.fromisoformat(typed)


STEPS = (
    "DSL told", "Police told", "Evidence kept", "Originals down", "IWF told", "POSH told", "DPO told", "ICO decided",
    "Families told", "Closed", "Lesson in policy",
)  # fmt: skip
INCIDENTS = (
    Entry("Incidents", {"Incident": "2026-1"}, (
        None,
        {
            "Kind": "AI image of a pupil",
            "Reported at": _at("2026-03-10 16:20"),
            "DSL told": _at("2026-03-10 16:45"),
            "Police told": _at("2026-03-10 17:30"),
            "Originals down": _at("2026-03-11 23:20"),
            "IWF told": _at("2026-03-11 10:05"),
            "POSH told": "Not needed",
            "DPO told": _at("2026-03-11 09:10"),
            "ICO decided": _at("2026-03-13 12:00"),
            "Families told": _at("2026-03-10 18:30"),
        },
        {
            "Evidence kept": _at("2026-03-10 17:40"),
            "Closed": _at("2026-04-30 15:00"),
            "Lesson in policy": _at("2026-06-12 10:00"),
        },
    )),
)  # fmt: skip

REGISTERS = (*ACCOUNTS, *SETTINGS, *TRAINING, *FAMILIES, *POLICIES, *PARTNERS)

STATES = {
    "settings": ("partly met", "partly met", "met"),
    "training": ("partly met", "not known", "met"),
    "families": ("not met", "not known", "met"),
    "procedures": ("not known", "partly met", "partly met"),
    "partners": ("no data", "not known", "partly met"),
}
"""Practice → how it stands at the end of each term."""
