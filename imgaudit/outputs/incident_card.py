"""The incident card: whom to call, in which order, and what never to do, on one page."""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from imgaudit.outputs.paper import write_sheet
from imgaudit.outputs.paper.content import (
    Beside,
    Grid,
    Paragraph,
    Points,
    Section,
    Sheet,
    Strong,
    ToFillIn,
    Words,
    as_given,
)
from imgaudit.policy import CONTACTS, Policy
from imgaudit.registers import NEVER, NOT_SOURCED
from imgaudit.wording import long_day

CHECKED = date(2026, 11, 28)
"""The day on which the sources were looked up."""
SOURCES = (
    "UKCIS, Sharing nudes and semi-nudes: how to respond to an incident (gov.uk, March 2024)",
    "UK Online Harms Early Warning Working Group, May 2026 (info-gov.uk, “Schools warned over AI blackmail threat”)",
    "National Crime Agency, alert on sexual extortion (youthworkunit.com)",
    "SWGfL on its helpline POSH (swgfl.org.uk; hours: saferinternet.org.uk)",
    "Articles 33 and 34 of the UK GDPR (firebirdltd.co.uk/data-breaches)",
    "IWF on Report Remove (iwf.org.uk; childline.org.uk)",
    "NCMEC on Take It Down; StopNCII (stopncii.org); US TAKE IT DOWN Act (digitalpolicyalert.org 30117)",
    "Google Search Central, URL removals explained (developers.google.com)",
)
"""What the numbers in brackets stand for, from 1."""


def write_incident_card(path: str | os.PathLike[str], *, policy: Policy | None = None) -> Path:
    """Write the card for the day on which a picture of a pupil or of staff is misused: one page, to be printed.

    Whom to call in which order and what to keep, what never to do, how the originals come down, and who may use which
    service by age; each with its source and the day on which that was looked up. What has no source says that the
    school checks it. A contact that the policy does not name is a line to fill in by hand.

    Parameters
    ----------
    path
        ``.html`` or ``.pdf``, which needs the extra ``page``. Folders are made where there are none; a file that is
        there is replaced.
    policy
        Whose ``school`` and ``contacts`` stand on it; of a site of a trust ``policy.for_site("nursery")``.

    Returns
    -------
    The path written, for its owner alone.

    Raises
    ------
    InputError
        When the path ends otherwise.
    ImgauditError
        When the file cannot be written, or the package for PDF is missing.

    Examples
    --------
    >>> import tempfile
    >>> policy = Policy(school="Fernhollow", contacts={"dsl": "Ms Okafor, 01632 960001"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     card = write_incident_card(Path(folder, "card.html"), policy=policy).read_text("utf-8")
    >>> "Ms Okafor" in card and "0344 381 4772" in card
    True
    """
    policy = policy or Policy()
    return write_sheet(_card(policy, datetime.now(ZoneInfo(policy.timezone)).date()), path)


def missing_contacts(policy: Policy) -> list[str]:
    """The roles that nobody is named for, as they are called."""
    return [called for role, called in CONTACTS.items() if not policy.contacts.get(role, "").strip()]


def _card(policy: Policy, day: date) -> Sheet:
    return Sheet(
        "Incident card: a picture of ours is misused",
        f"{as_given(policy.school, 80)} · contacts as of {long_day(day)} · for a picture of a pupil or of staff that "
        "was made sexual, or with which somebody threatens. Keep it with the DSL, on paper too.",
        (
            Paragraph(
                (
                    Strong(f"{NEVER} "),
                    "Nor ask a child to. [1]  ",
                    Strong("Do not pay, do not answer, delete nothing. "),
                    "Paying may be unlawful. [2] [3]",
                ),
                is_warning=True,
            ),
            Section("Call in this order, and write each time into the register of incidents"),
            _calls(policy),
            Beside(((Section("Keep"), _KEEP), (Section("Take down"), _TAKE_DOWN))),
            Section("Who may use what"),
            _BY_AGE,
            Section("Where this comes from"),
            Points(SOURCES, is_ordered=True, is_small=True),
            Paragraph(
                f"Looked up on {long_day(CHECKED)}, in stored copies of these pages. * {NOT_SOURCED.capitalize()}. "
                "Numbers, hours and pages change: the school checks this card every year. Where no contact is named, "
                "the policy has none: write it on the line. Times alone go into the register: no name, no address, "
                "no picture.",
                is_small=True,
            ),
        ),
    )


def _calls(policy: Policy) -> Grid:
    def named(*roles: str) -> Words:
        said: list[str] = []
        for role in roles:
            contact = _IN_NUMBER.sub("\u00a0", as_given(policy.contacts.get(role, "")))
            called = f"{_SHORT.get(role, CONTACTS[role])}: "
            said += ["\n" if said else "", called, Strong(contact) if contact else ToFillIn("")]
        return tuple(said)

    def row(number: int, when: str, whom: Words, what: str) -> tuple[Words, ...]:
        return (f"{number}  {when}", whom, what, ToFillIn(""))

    return Grid(
        "Calls in their order",
        ("When", "Whom", "What for", "Time"),
        (
            row(1, "At once", named("dsl", "deputy_dsl"), "Leads from here; nobody else needs to see anything. [1]"),
            row(
                2,
                "At once",
                ("101, in danger 999\n", *named("police")),
                "Ask what to keep, and what may be said to whom. [2] [3]",
            ),
            row(
                3,
                "At once",
                named("head", "website"),
                "The originals come down, as below; wait for nobody else. [2]",
            ),
            row(
                4,
                "Same day",
                ("Internet Watch Foundation: ", Strong("iwf.org.uk"), ", Report"),
                "Give the address on its own page, nowhere else; it makes a hash, by which platforms block the "
                "picture. [2]",
            ),
            row(
                5,
                "Same day",
                ("Helpline POSH: ", Strong("0344 381 4772"), ", Mon–Fri\u00a010–16"),
                "Takes it to platforms that do not answer within 48 hours; where a child is at risk at once. [4]",
            ),
            row(
                6,
                "Same day",
                named("dpo"),
                "Decides within 72 hours of when the school knew whether the ICO is told. [5]",
            ),
            row(
                7,
                "Then",
                "The child and the family, or the member of staff",
                "Told and supported, once the police have been asked how. *",
            ),
            row(8, "Later", "Head and governors", "What was learnt goes into the policy. *"),
        ),
        (11, 42, 39, 8),
    )


_IN_NUMBER = re.compile(r"(?<=\d) (?=\d)")
"""A number is told line by line no better than digit by digit."""
_SHORT = {"dsl": "DSL", "deputy_dsl": "Deputy", "website": "Website", "dpo": "DPO", "police": "Our force"}
_KEEP = Points(
    (
        (
            Strong("The device"),
            " on which it came, as it is, locked away for the police. Nothing is taken off it. *",
        ),
        (Strong("The accounts"), " that wrote or published: their names, on paper. [3]"),
        (Strong("The messages"), ", undeleted, where they are. [3]"),
        (Strong("The times"), " of each, and of each call. *"),
    )
)
_TAKE_DOWN = Points(
    (
        "Every original that was misused: page, media library, smaller copies, each post and cross-post. [2]",
        "Purge the caches of the website and of what delivers its pictures. *",
        "Only then ask search engines to drop them: what is still there comes back. [8]",
        "Look from outside, without a log-in, whether each address is gone. *",
    )
)
_BY_AGE = Grid(
    "Services by age of the person shown",
    ("Age", "Service", "How"),
    (
        (
            "Under 13",
            "Report Remove, by Childline and IWF",
            "The child, on childline.org.uk; no proof of age. [6]",
        ),
        ("13 to 17", "Report Remove, by Childline and IWF", "The same; Yoti confirms the age, as by an ID. [6]"),
        (
            "Under 18 when taken",
            "Take It Down, takeitdown.ncmec.org",
            "A hash is made on the person's own device, and the picture stays there. [7]",
        ),
        (
            "18 and over: staff, older pupils",
            "StopNCII, stopncii.org",
            "A hash is made on the person's own device, and the picture stays there. [7]",
        ),
        (
            "Any",
            "The platform's own report",
            "US platforms take intimate pictures down within 48 hours of a report, since 19 May 2026. [7]",
        ),
    ),
    (18, 32, 50),
)
