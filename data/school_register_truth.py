"""State what is planted in the registers: a row for each thing that is asked about, and how each practice stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from school_plants import School
from school_registers import STATES, STEPS, Cells

ORIGINALS_DOWN_HOURS = 24
URGENT = ("DSL told", "Police told", "Evidence kept", "Originals down")
LISTED, OWNED = "listed in the register", "an owner and a deputy"
NAMED = "named in the register of training"
UPLOADERS = ("School office", "Head teacher")  # as the website calls them
VALID_MONTHS = 12  # of a look at a setting

Row = dict[str, str | int]


def register_rows(school: School, term: int) -> Iterator[Row]:
    """What the registers say at the end of a term, and the state of each practice that they tell of."""
    entries = [(entry, cells) for entry in school.registers if (cells := entry.cells(term)) is not None]
    today = date.fromisoformat(school.terms[term].ends)
    for entry, cells in entries:
        for row in _TELLERS[entry.sheet](cells, today):
            yield {"source": "registers", "register": entry.sheet.lower(), "counted": "yes", **row}
    yield from _last_of_each_kind([cells for entry, cells in entries if entry.sheet == "Families"], today)
    yield from _uploaders([cells for entry, cells in entries if entry.sheet == "Training"])
    yield from _unnamed(school, term, {str(cells["Platform"]) for entry, cells in entries if entry.sheet == "Accounts"})
    incidents = [cells for entry in school.incidents if (cells := entry.cells(term)) is not None]
    for cells in incidents:
        yield from _steps(cells)
    if not incidents:
        yield {**_INCIDENT, "subject": "Incidents", "what": "no incident on record", "counted": "no", "right": "yes"}
    for practice, states in STATES.items():
        yield {"source": "scorecard", "subject": practice, "outcome": states[term]}


def _in_time(day: object, months: object, today: date) -> str:
    """Whether a day so many months ago, or fewer, is on record."""
    if not isinstance(day, date) or not isinstance(months, int):
        return "unknown"
    over = day.month - 1 + months
    return "yes" if today <= date(day.year + over // 12, over % 12 + 1, day.day) else "no"


def _broken(rule: str, *, broken: bool) -> str:
    return rule if broken else ""


def _account(cells: Cells, _: date) -> Iterator[Row]:
    about = {"channel": str(cells["Platform"]).lower(), "subject": str(cells["Account"])}
    yield {**about, "what": LISTED, "right": "yes"}
    owned = bool(cells.get("Owner") and cells.get("Deputy"))
    right = "yes" if owned else "no"
    yield {**about, "what": OWNED, "right": right, "breaks": _broken("settings.unowned", broken=not owned)}


def _setting(cells: Cells, today: date) -> Iterator[Row]:
    said, in_time = cells.get("As expected?"), _in_time(cells.get("Checked on"), VALID_MONTHS, today)
    right = "no" if said == "No" else "yes" if said in ("Yes", "Not offered") and in_time == "yes" else "unknown"
    broken = [
        _broken("settings.differs", broken=right == "no"),
        _broken("settings.outdated", broken=in_time == "no"),
    ]
    yield {
        "channel": str(cells["Platform"]).lower(),
        "subject": str(cells["Account"]),
        "what": str(cells["Setting"]),
        "counted": "no" if said == "Not offered" else "yes",
        "right": right,
        "in_time": in_time,
        "breaks": ", ".join(filter(None, broken)),
    }


def _course(cells: Cells, today: date) -> Iterator[Row]:
    in_time = _in_time(cells.get("Completed on"), cells["Valid … months"], today)
    rule = "training.publisher" if cells["Publishes?"] == "Yes" else "training.overdue"
    what = {"subject": str(cells["Person"]), "what": str(cells["Course"])}
    yield {**what, "in_time": in_time, "breaks": _broken(rule, broken=in_time == "no")}


def _uploaders(people: list[Cells]) -> Iterator[Row]:
    """Whether those who upload to the website are named; of the training of whoever is not, nobody knows."""
    for called in UPLOADERS:
        is_named = any(cells.get("Uploads as") == called for cells in people)
        yield {
            "source": "registers",
            "register": "training",
            "subject": "Somebody who uploads",
            "what": NAMED,
            "counted": "no" if is_named else "yes",
            "right": "yes" if is_named else "no",
            "in_time": "unknown",
            "breaks": _broken("training.unnamed", broken=not is_named),
        }


def _policy(cells: Cells, today: date) -> Iterator[Row]:
    if cells.get("Applies to us?") != "No":
        in_time = _in_time(cells.get("Approved on"), cells["Every … months"], today)
        called = dict.fromkeys(("subject", "what"), str(cells["Policy"]))
        yield {**called, "in_time": in_time, "breaks": _broken("procedures.overdue", broken=in_time == "no")}


def _document(cells: Cells, today: date) -> Iterator[Row]:
    if cells.get("Applies to us?") != "No":
        in_time = _in_time(cells.get("Checked on"), cells["Every … months"], today)
        what = {"subject": f"{cells['Partner']}: {cells['Document']}", "what": str(cells["Document"])}
        yield {**what, "in_time": in_time, "breaks": _broken("partners.outdated", broken=in_time == "no")}


def _last_of_each_kind(messages: list[Cells], today: date) -> Iterator[Row]:
    """Of the messages of a kind the last one counts."""
    for cells in messages:
        day = cells.get("Sent on")
        same = [each.get("Sent on") for each in messages if each["Kind"] == cells["Kind"]]
        is_last = day == max(filter(None, same), default=None)
        in_time = _in_time(day, cells["Every … months"], today)
        yield {
            "source": "registers",
            "register": "families",
            "subject": str(cells["Kind"]),
            "what": f"{cells['Message']} ({day})" if day else str(cells["Message"]),
            "counted": "yes" if is_last else "no",
            "in_time": in_time,
            "breaks": _broken("families.overdue", broken=is_last and in_time == "no"),
        }


def _unnamed(school: School, term: int, listed: set[str]) -> Iterator[Row]:
    """The accounts of the comms team's list: its addresses name none, so any of the platform will do."""
    for channel in sorted({post.channel for post in school.posts if post.listed[term]} & {"facebook", "instagram"}):
        is_listed = channel.capitalize() in listed
        yield {
            "source": "registers",
            "channel": channel,
            "register": "accounts",
            "subject": f"an account on {channel.capitalize()}",
            "what": LISTED,
            "counted": "yes",
            "right": "yes" if is_listed else "no",
            "breaks": _broken("settings.unlisted", broken=not is_listed),
        }


_INCIDENT: Row = {"source": "registers", "register": "incidents"}


def _steps(cells: Cells) -> Iterator[Row]:
    opened = cells["Reported at"]
    for step in STEPS:
        when = cells.get(step)
        in_time = ""
        if step == "Originals down":
            assert isinstance(when, datetime), "the story says when"
            assert isinstance(opened, datetime)
            in_time = "yes" if (when - opened).total_seconds() <= ORIGINALS_DOWN_HOURS * 3600 else "no"
        rule = "procedures.escalate" if step in URGENT else "procedures.steps"
        yield {
            **_INCIDENT,
            "subject": f"Incident {cells['Incident']}",
            "what": step if step.split()[0].isupper() else step.lower(),
            "counted": "no" if when == "Not needed" else "yes",
            "right": "yes" if when else "no",
            "in_time": in_time,
            "breaks": _broken(rule, broken=not when),
        }


_TELLERS = {
    "Accounts": _account,
    "Settings": _setting,
    "Training": _course,
    "Families": lambda _, __: iter(()),  # told together
    "Policies": _policy,
    "Partners": _document,
}
