"""State what is planted: a row for each placement of a picture and each thing in a register, in each term.

And one for each address of the website.

It looks into no file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import school_website
from school_files import Copy, copies
from school_plants import KINDS, Holds, Person, Post, School, Told, Upload
from school_register_truth import register_rows
from school_wordpress import Site

COLUMNS = (
    "term",
    "source",
    "channel",
    "page_url",
    "file",
    "wp_id",
    "in_use",
    "visibility",
    "status",
    "format",
    "width_px",
    "height_px",
    "longest_reachable_px",
    *(f"has_{kind}" for kind in KINDS),
    "has_place_shown",
    "oversized",
    "original_reachable",
    "shows",
    "consent_state",
    "consent_state_at_publication",
    "name_level",
    "name_fields",
    "identifier",
    "unused_with_people",
    "duplicate",
    "left_open",
    "address",
    "outcome",
    "register",
    "subject",
    "what",
    "counted",
    "right",
    "in_time",
    "breaks",
)

OVERSIZED = 800  # longest side [px] above which a published picture is too large
VALID_YEARS = 2  # how long an answer counts
SCOPES = {"website": "website", "facebook": "social", "instagram": "social", "prospectus": "prospectus"}
YES, NO = ("Yes", "✓"), ("No", "Withdrawn")
OWN_CONSENT_AGE = 15  # from the school year in which a pupil turns so old on, their own agreement is needed

Row = dict[str, str | int]


def _yes(value: bool) -> str:
    return "yes" if value else "no"


# A block of a camera of whose blocks nobody has a list is opaque: what it may hold cannot be ruled out. Bytes
# after the end may hold anything.
OPAQUE = {"maker_note": set(KINDS), "hidden": set(KINDS)}


def _exposure(holds: list[Holds], *, all_read: bool) -> Row:
    """Yes if any file holds the kind; else unknown if a file was not read or hides what it holds; else no."""
    found = frozenset[str]().union(*(held.kinds for held in holds))
    unsure = set(KINDS) if not all_read else set[str]().union(*(OPAQUE.get(kind, set()) for kind in found))
    return {f"has_{kind}": "yes" if kind in found else "unknown" if kind in unsure else "no" for kind in KINDS}


def _original(*, kept: bool, measured: bool) -> str:
    """Whether an untouched original lies beside it; of a picture of unknown size nobody can say that there is none."""
    return "yes" if kept else "no" if measured else "unknown"


def _size(size: tuple[int, int], orientation: int) -> Row:
    """Width and height as displayed: orientations 5 to 8 lie on their side."""
    width, height = reversed(size) if orientation >= 5 else size
    return {"width_px": width, "height_px": height, "oversized": _yes(max(size) > OVERSIZED)}


UNREAD: Row = {"width_px": "", "height_px": "", "longest_reachable_px": "", "oversized": "unknown"}


TEXT_ORDER = ("title", "alt_text", "caption", "page_title", "page_url", "file", "metadata")
LEVELS = ("none", "surname", "first", "full")


def _names(told: Told, holds: list[Holds], exposure: Row) -> Row:
    """The most that is told of a name, and where; unknown where nothing is and a file may hold one."""
    if any(held.names_somebody for held in holds):
        told = (*told, ("metadata", "full"))
    unread = "unknown" in (exposure["has_text"], exposure["has_owner"], exposure["has_people"])
    named = [(field, level) for field, level in told if level != "class"]
    level = max((level for _, level in named), key=LEVELS.index, default="unknown" if unread else "none")
    classed = any(level == "class" for _, level in told)
    return {
        "name_level": level,
        "name_fields": ", ".join(field for field in TEXT_ORDER if field in {field for field, _ in named}),
        "identifier": "yes" if classed else "unknown" if unread else "no",
    }


def _consent(school: School, term: int, channel: str, people: tuple[str, ...], day: str, *, everyone: bool) -> str:
    """The consent state, on a day, of a placement that shows somebody, or that may."""
    if not day:
        return "unknown"
    states = {
        _answer(person, term, SCOPES[channel], day, school.terms[term].ends) if person else "unknown"
        for person in (_person(school, name) for name in people)
    }
    if "against" in states:
        return "against"
    if "unknown" in states or not states:
        return "unknown"
    return "covered" if everyone else "partly"


def _person(school: School, name: str) -> Person | None:
    return next((person for person in school.people if name in person.names), None)


def _answer(person: Person, term: int, scope: str, day: str, exported: str) -> str:
    """What a person's answers in one term's register say of a day."""
    today, states = date.fromisoformat(day), set[str]()
    for answers in (person.answers[term], person.also[term]):
        value = getattr(answers, scope) if answers else ""
        if answers is None or value not in YES + NO:
            continue
        given = date.fromisoformat(answers.date or exported)
        if given > today:
            continue
        gone = bool(person.left) and person.left <= min(day, exported)
        if value in NO:
            states.add("refused")
        elif gone or today >= given.replace(year=given.year + VALID_YEARS):
            states.add("expired")
        elif _may_decide(person, today) and answers.by != "Pupil":
            states.add("a parent's, which is not enough")
        else:
            states.add("granted")
    if "refused" in states:
        return "against"
    return "granted" if "granted" in states else "against" if "expired" in states else "unknown"


def _may_decide(person: Person, today: date) -> bool:
    """Whether a pupil may be of the age of own consent: in Year 10 of this year a pupil turns 15."""
    school_year = today.year - (today.month < 9)
    return person.role == "Pupil" and int(person.year) - (2025 - school_year) + 5 >= OWN_CONSENT_AGE


def _tagged_show(school: School, people: tuple[str, ...]) -> str:
    """Whom a website picture shows, as far as its tags say."""
    roles = {person.role if (person := _person(school, name)) else "" for name in people}
    # Somebody who is not tagged may be there too, so it is never known that only staff are.
    shows = {frozenset({"Pupil"}): "pupils", frozenset({"Pupil", "Staff"}): "both"}
    return shows.get(frozenset(roles), "unknown")


def _read(upload: Upload, term: int) -> list[Copy]:
    return [file for file in copies(upload, term) if file.present and not upload.fault]


def _unused_with_people(in_use: str, shows: str) -> str:
    """Whether an upload that no page uses shows people; no where either is known not to be so."""
    if in_use == "yes" or shows == "nobody":
        return "no"
    return "yes" if in_use == "no" and shows != "unknown" else "unknown"


def _left_open(pages: Iterable[str], *, answers: bool) -> str:
    """Whether no page that shows a file is open, but its address answers; of a post nobody knows what that does."""
    if {"public", "unlisted"} & set(pages):
        return "no"
    return "yes" if answers else "unknown"


def _upload_facts(school: School, term: int, upload: Upload, uploads: Iterable[Upload], published: str) -> Row:
    """What is true of an upload wherever it is shown."""
    files, read = copies(upload, term), _read(upload, term)
    # The same picture uploaded twice shows the same people, whichever file names them.
    alike = [other for other in uploads if (other.scene, other.size) == (upload.scene, upload.size)]
    people = tuple(dict.fromkeys(name for other in alike for file in _read(other, term) for name in file.holds.tagged))
    size = UNREAD if upload.fault else {
        **_size(files[0].size, files[0].holds.orientation),
        "longest_reachable_px": max(max(file.size) for file in read),
    }  # fmt: skip
    return {
        "status": upload.fault or "ok",
        "format": "" if upload.fault == "empty" else upload.format,
        **size,
        **_exposure([file.holds for file in read], all_read=len(read) == len(files)),
        "original_reachable": _original(kept=any(file.role == "original" for file in files), measured=not upload.fault),
        "duplicate": "unknown" if upload.fault else _yes(any(other.wp_id < upload.wp_id for other in alike)),
        "shows": _tagged_show(school, people),
        "consent_state": _consent(school, term, "website", people, school.terms[term].ends, everyone=False),
        "consent_state_at_publication": _consent(school, term, "website", people, published, everyone=False),
    }


def _website_rows(school: School, term: int) -> Iterator[Row]:
    site = Site(school, term)
    placements: dict[int, list[tuple[Row, Told]]] = {wp_id: [] for wp_id in site.uploads}
    for page in site.pages:
        status = "password" if page.locked else {"publish": "public"}.get(page.status, page.status)
        for wp_id in page.shown(term):
            told = tuple(each for use in page.uses if term in use.terms and wp_id in use.wp_ids for each in use.told)
            placement: Row = {
                "page_url": site.link(page),
                "in_use": "yes",
                "visibility": status,
                "published": page.date,
            }
            placements[wp_id].append((placement, told))
    unused: tuple[Row, Told] = ({"page_url": "", "in_use": "no", "visibility": "public", "published": ""}, ())
    for wp_id, upload in site.uploads.items():
        files = copies(upload, term)
        read = [file.holds for file in _read(upload, term)]
        pages = [str(placement["visibility"]) for placement, _ in placements[wp_id] or [unused]]
        for placement, told in placements[wp_id] or [unused]:
            yield {
                "source": "wordpress",
                "channel": "website",
                "file": f"uploads/{files[0].path}",
                "wp_id": wp_id,
                **{name: value for name, value in placement.items() if name != "published"},
                "has_place_shown": "no",  # a page of the school's own shows what the school writes
                "left_open": _left_open(pages, answers=True),  # an upload of WordPress answers anyone
                **(facts := _upload_facts(school, term, upload, site.uploads.values(), str(placement["published"]))),
                **_names((*upload.told, *told), read, facts),
                "unused_with_people": _unused_with_people(str(placement["in_use"]), str(facts["shows"])),
            }


def _post_facts(post: Post, holds: Holds) -> Row:
    if post.missing:
        return {"status": "missing", "format": "", **UNREAD, **_exposure([], all_read=False)}
    return {
        "status": "ok",
        "format": {"jpg": "jpeg"}.get(post.file[-3:], post.file[-3:]),
        **_size(post.size, holds.orientation),
        "longest_reachable_px": max(post.size),
        **_exposure([holds], all_read=True),
    }


def _published(typed: str) -> str:
    """The day that was typed, day first; empty for one that does not exist."""
    day = "-".join(reversed(typed.split("/"))) if "/" in typed else typed
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def _list_rows(school: School, term: int) -> Iterator[Row]:
    for post in school.posts:
        listing = post.listed[term]
        if listing is None:
            continue
        everyone = listing.everyone == "Yes"
        now, then = (
            "not_needed"
            if post.who == "Nobody"
            else _consent(school, term, post.channel, listing.people, day, everyone=everyone)
            for day in (school.terms[term].ends, _published(post.published))
        )
        facts = _post_facts(post, listing.holds)
        yield {
            "source": "inventory",
            "channel": post.channel,
            "page_url": post.page,
            "file": post.file,
            "wp_id": "",
            "in_use": listing.in_use.lower(),
            "visibility": post.visibility.lower(),
            "has_place_shown": {"": "unknown", "No": "no"}.get(listing.check_in, "yes"),
            **facts,
            **_names(post.told, [] if post.missing else [listing.holds], facts),
            "original_reachable": _original(kept=False, measured=not post.missing),
            "shows": post.who.lower() or "unknown",
            "unused_with_people": _unused_with_people(listing.in_use.lower(), post.who.lower() or "unknown"),
            "duplicate": "unknown" if post.missing else "no",
            "left_open": _left_open([post.visibility.lower()], answers=False),
            "consent_state": now,
            "consent_state_at_publication": then,
        }


def _visit_rows(school: School) -> Iterator[Row]:
    """What a visit of the website has to find at each address that the export names, and in what comes."""
    for answer in school_website.answers(school):
        if answer.outcome:
            yield {
                "term": school.terms[school_website.TERM].id,
                "source": "visit",
                "channel": "website",
                **(_exposure([answer.holds], all_read=not answer.is_damaged) if answer.holds else {}),
                "address": f"https://{school.domain}{answer.address}",
                "outcome": answer.outcome,
            }


def truth_rows(school: School) -> list[Row]:
    """Every row of `truth.csv`."""
    return [
        {"term": term.id, **row}
        for n, term in enumerate(school.terms)
        for rows in (_website_rows(school, n), _list_rows(school, n), register_rows(school, n))
        for row in rows
    ] + [*_visit_rows(school)]


def write_truth(school: School, path: Path) -> None:
    """`truth.csv`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(truth_rows(school))
