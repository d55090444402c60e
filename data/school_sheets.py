"""Write the sample school's two workbooks: the comms team's own list, and the MIS consent export."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from school_plants import School

Cell = str | date

PUBLISHED = (
    "Channel",
    "Page or post",
    "Title",
    "Picture file",
    "Alt text",
    "Caption",
    "Published",
    "Visibility",
    "Who is shown",
    "People shown",
    "Everyone listed?",
    "In use",
    "Check-in",
    "Owner",
    "Campaign",  # hers alone: no tool knows it
)

CONSENTS = (
    "UPN",
    "Admission No",
    "Forename",
    "Surname",
    "Known as",
    "Year",
    "Form",
    "Role",
    "Leaving date",
    "Protected",
    "Website",
    "Social media",
    "Prospectus",
    "Consent date",
    "Given by",
)


def _day(typed: str) -> Cell:
    """A date cell for an ISO date; anything else stays as it was typed."""
    return date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d\d-\d\d", typed) else typed


def _write(
    path: Path, title: str, header: tuple[str, ...], rows: Iterable[tuple[Cell, ...]], day: str = "2025-09-01"
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(header)
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in range(1, len(header) + 1):
        letter = get_column_letter(column)
        cells = sheet[letter]
        for cell in cells:
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
        sheet.column_dimensions[letter].width = min(50, 3 + max(len(str(cell.value or "")) for cell in cells))
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    pack(buffer, path, day)


def pack(saved: io.BytesIO, path: Path, day: str) -> None:
    """The same workbook, saved on a day of the story, and not compressed: the same bytes on any machine."""
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", f"{day}T09:00:00Z".encode(), data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0  # else the zip names the operating system
            target.writestr(info, data)


def write_inventory(school: School, term: int, exports: Path) -> None:
    """The comms team's own list of what is in the prospectus and on the social accounts."""
    rows = [
        (
            post.channel,
            post.page,
            post.title,
            post.file,
            post.alt,
            post.caption,
            _day(post.published),
            post.visibility,
            post.who,
            "; ".join(listing.people),
            listing.everyone,
            listing.in_use,
            listing.check_in,
            post.owner,
            post.campaign,
        )
        for post in school.posts
        if (listing := post.listed[term]) is not None
    ]
    _write(exports / "inventory.xlsx", "Published", PUBLISHED, rows)


def write_consents(school: School, term: int, mis: Path) -> None:
    """The register as the MIS exports it: one row a person, one column a scope."""
    rows = [
        (
            person.upn,
            person.admission,
            person.forename,
            person.surname,
            person.known_as,
            person.year,
            person.form,
            person.role,
            # A leaving date is entered when it is known, not before.
            _day(person.left) if person.left and person.left <= school.terms[term].ends else "",
            "Y" if person.protected else "",
            answers.website,
            answers.social,
            answers.prospectus,
            _day(answers.date),
            answers.by,
        )
        for person in school.people
        for answers in (person.answers[term], person.also[term])
        if answers is not None
    ]
    _write(mis / "consents.xlsx", "Consents", CONSENTS, rows, school.terms[term].ends)
