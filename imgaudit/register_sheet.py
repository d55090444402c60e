"""One sheet of an MIS export → people, their answers, and what is in doubt: which column is what, then row by row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from imgaudit.foreign.dates import is_month_first, read_moment
from imgaudit.foreign.grids import Cells, Grid
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import NO, UNKNOWN, folded
from imgaudit.names import fold_name
from imgaudit.pseudonyms import pseudonym
from imgaudit.register_doubts import (
    BROKEN,
    DOUBTFUL,
    FOOTNOTE,
    GIVER,
    HALF_NAMED,
    SAID,
    SHEET,
    STALE,
    TWICE,
    TYPE,
    UNREAD,
    UNTIL,
    Doubt,
    Doubts,
)
from imgaudit.register_words import (
    ANSWERS,
    BROKEN_OFF,
    CONDITION,
    CONSENTING,
    CUES,
    ELSEWHERE,
    FILLER,
    GENERIC,
    GROUPS,
    LIMITLESS,
    NEGATION,
    NEUTRAL,
    NOTE,
    NOTHING,
    OCCASIONS,
    OUT_OF_DATE,
    PERSON_ALIASES,
    PHOTO_WORDS,
    REFUSING,
    SCOPE_NAMES,
    Heading,
    answer_of,
    codes_against,
    column_of,
    heading_of,
    mapped_to,
    says_no,
    scopes_of,
    speaks_of,
)
from imgaudit.tables import ProblemCode

STAFF_WORDS = frozenset(("staff", "teacher", "teachers", "employee", "employees", "adult", "governor", "governors"))
PUPIL_WORDS = frozenset(("pupil", "pupils", "student", "students", "child", "children", "learner"))
NUMBERS = ("upn", "admission_no", "mis_id")
"""What tells people apart beyond doubt, the best first."""
CALLED = ("first_name", "last_name", "known_as", "name")
"""What people are called by."""

REFUSED = ANSWERS["refused"] | ANSWERS["withdrawn"]
"""A plain no."""
ASKED = frozenset(("pending", "requested", "not yet requested", "no response", "not asked", "awaiting response"))
"""Asked, and not answered: under "Consent status" that is no consent."""
FILE = re.compile(r"\.(?:jpe?g|png|gif|heic|webp|bmp|tiff?)$", re.I)
"""A picture that the MIS holds."""
REFERS = re.compile(r"\b(?:see|ask|check|but|note)\b")
"""A cell without a heading that points to something else."""
WHO = re.compile(r"\b(?:contact|account|parents?|household|family|priority|who|payer|carer|guardian|relation\w*)\b")
"""A heading that may say who answered, by whatever number or word."""
NAME = re.compile(
    r"^(?:mother|father|mum|mam|dad|carer|guardian|step\w*|gran\w*)$|^(?:mr|mrs|ms|miss|mx|dr)\b|@"
    r"|^(?-i:[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)+)$",
    re.I,
)
"""What looks like the name of an adult, or an address."""
AGAINST = re.compile(rf"{NEGATION.pattern}|{CUES['withdrawn'][0].pattern}|\b(?:dnp|protected|do not)\b")
"""The name of a sheet on which those stand who said no."""
TELLS_APART = re.compile(r"[^\W\d]|\d{5}")
"""A number of a person that is no count or year."""
NO_HEADING = re.compile("(?:column [a-z]+)?", re.I)
COLOURS = re.compile(
    r"\b(?:red|amber|green|yellow|orange|blue|pink|gr[ae]y|highlight\w*|shaded|bold|italics?|struck|crossed)\b", re.I
)
"""What a cell looks like is not read."""
SIGN = re.compile(r"\s*([*†‡§#^~¹²³⁰-⁹]+|[\(\[]\w{1,2}[\)\]])")
TOTAL = re.compile(r"^(?:grand |sub ?)?(?:totals?|count|sum)\b|^page \d+( of \d+)?$")
LINE = re.compile(
    r"^(?:grand |sub ?)?totals?\b|^(?:key|note|page|class|legend|year|form)\b.*\d|[:=]|^[*†‡§#¹²³\d(\[]|\bclass$"
    r"|\b(?:consents?|permissions?|withdrawn|photos?|photographs?|website|printed|exported|report)\b",
    re.I,
)
_PARENTS = re.compile(r"\b(?:parents?|mother|father|mum|dad|guardian|carer|pupil|student)\b")


@dataclass
class Known:
    """The people read so far, and every key that tells one of them from the others; ``None`` where it fits two."""

    key: bytes
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[tuple[str, str], str | None] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)

    def person(self, read: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """The person meant by what a row says, and what there is to say about that."""
        name = fold_name(full_name(read))
        numbers = [(kind, str(read[kind]).casefold()) for kind in NUMBERS if read[kind]]
        names = [("form", f"{name} {fold_name(read['group'] or '')}")]
        if read["born_on"] is not None:
            names.insert(0, ("born", f"{name} {read['born_on'].date()}"))
        raw = numbers or names
        numbers = [(kind, number.lstrip("0") or number) for kind, number in numbers]  # Excel drops them
        keys = numbers or names
        found = list(dict.fromkeys(self.by_key[key] for key in keys if key in self.by_key))
        known = list(dict.fromkeys(self.root(person_id) for person_id in found if person_id is not None))
        person_id = known[0] if known else pseudonym(*raw[0], key=self.key)
        person = self.people.setdefault(person_id, {"person_id": person_id, **read})
        for other in known[1:]:  # a row with the keys of both says that they are one
            self.same_as[other] = person_id
            fill(person, self.people.pop(other))
        for key in numbers:
            self.by_key[key] = person_id
        for key in names if name else ():
            self.by_key[key] = person_id if self.root(self.by_key.get(key, person_id)) == person_id else None
        if found and not known:
            return person, "Fits two people of that name, and no number tells which: counts for neither."
        return person, None

    def root(self, person_id: str | None) -> str:
        """The id a person goes by since two turned out to be one."""
        while person_id in self.same_as:
            person_id = self.same_as[person_id]
        return person_id or ""


def fill(person: dict[str, Any], more: dict[str, Any]) -> None:
    """Take from another row what is not known yet."""
    for column, value in more.items():
        # A mark against showing somebody counts on whichever row it stands.
        if person.get(column) is None or (column == "protected" and value):
            person[column] = value


def _clash(person: dict[str, Any], read: dict[str, Any]) -> bool:
    """Whether one key stands beside two names; a row without a name is none."""
    names = {fold_name(full_name(row)) for row in (person, read)} - {""}
    return len(names) > 1


def _beside(heading: str, cell: str, about: tuple[str, ...] | None, kind: str) -> tuple[str, ...] | None:
    """The uses, none for all, of which a cell nobody asked for makes a yes doubtful; ``None`` where it makes none.

    ``about`` are the uses of a row about one consent alone; on it every word counts for that.
    """
    answer = answer_of(cell)[0]
    told = set(heading.split()) - FILLER - GENERIC
    is_general = bool(heading) and not told and (bool(GENERIC & set(heading.split())) or CONSENTING.search(heading))
    if (is_general and answer in ("refused", "withdrawn")) or (
        BROKEN_OFF.search(heading) and folded(cell) not in NOTHING
    ):
        return ()
    if about is not None and NEGATION.search(heading) and folded(cell) not in NOTHING:
        return ()
    for clause in re.split(r"[.;\n]| [-–—] ", cell):
        words = fold_name(clause)
        scopes = speaks_of(words)
        turned = says_no(words) or bool(CONDITION.search(words))
        is_consent = kind == "text" and turned and bool(re.search(r"\b(?:consent|permission|withdr|revok)", words))
        if REFUSING.search(words) or is_consent or (scopes is not None and (turned or kind == "text")):
            return scopes or ()
        if about is not None and scopes and not set(scopes) & set(about):
            return ()
        if NO_HEADING.fullmatch(heading) and (
            REFERS.search(words) or turned or (not words.isdigit() and answer != "not_recorded")
        ):
            return ()
    return None


def _is_plain(words: str, heading: Heading) -> bool:
    """Whether a kind of consent is about pictures and nothing else, in words beside which nothing is missed."""
    if heading.kind in ("answer", "status"):
        return True
    left = set(ELSEWHERE.sub(" ", words).split()) - FILLER - SCOPE_NAMES - NEUTRAL - set(OCCASIONS)
    speaks = bool(set(words.split()) & PHOTO_WORDS) or not (set(words.split()) & SCOPE_NAMES)
    return speaks and not left and not any(cue.search(words) for cue in (NEGATION, CONDITION, GROUPS))


class _Said(NamedTuple):
    scope: str
    status: str
    giver: str | None
    day: pd.Timestamp | None


class _Column(NamedTuple):
    heading: Heading
    place: int
    words: str
    is_mapped: bool


class SheetReader:
    """One sheet of an MIS export: which column is what, then row by row."""

    def __init__(
        self,
        file: str,
        grid: Grid,
        columns: Mapping[str, str],
        role: str,
        recorded_on: pd.Timestamp,
        doubt: str | None,
    ) -> None:
        self.file = f"{file}[{grid.sheet}]" if grid.sheet else file
        self.grid = grid
        called = set(fold_name(self.file).split())
        # A sheet called "Staff" holds staff.
        self.role = "staff" if STAFF_WORDS & called and not PUPIL_WORDS & called else role
        self.recorded_on, self.doubt = recorded_on, doubt
        self.first: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        self.is_doubtful = False
        self.rows = list(grid.rows)
        self.top = [
            " ".join(filter(None, map(clean, row))) for row in islice(grid.table(), grid.header_row - 1) if any(row)
        ]
        self.person: dict[str, int] = {}
        self.columns: dict[str, list[_Column]] = defaultdict(list)
        self.ambiguous: dict[int, int] = {}
        self.month_first: set[int] = set()
        self.met: dict[str, list[Cells]] = {}
        self.answered: dict[tuple[str, str], list[tuple[str, Cells]]] = defaultdict(list)
        self.nameless: list[tuple[int, Cells]] = []
        self.half_named: set[int] = set()
        self._place(columns)
        self.questions = {
            column.place
            for column in self.columns["unread"]
            if any(
                answer_of(text)[0] != "not_recorded" for _, cells in self.rows if (text := _text(cells, column.place))
            )
        }
        self.codes: set[str] = set()

    @property
    def names_people(self) -> bool:
        """Whether a column tells people apart."""
        return bool({*NUMBERS, "last_name", "name"} & set(self.person))

    @property
    def texts(self) -> list[str]:
        """What stands on the sheet, line by line."""
        return [*self.top, _joined(self.grid.header), *(_joined(cells) for _, cells in self.rows)]

    @property
    def has_numbers(self) -> bool:
        """Whether a column holds numbers of people."""
        return bool(set(NUMBERS) & set(self.person))

    @property
    def is_long(self) -> bool:
        """A row a scope, so that no other column of it is an answer."""
        return bool(self.columns["scope"] and self.columns["status"])

    def _place(self, columns: Mapping[str, str]) -> None:
        headings = self._headings(columns)
        found = []
        for place, header in enumerate(headings):
            words = fold_name(re.sub(r"[(\[][^)\]]*=[^)\]]*[)\]]", " ", header))
            mapped = columns.get(fold_name(self.grid.header[place])) or columns.get(words)
            heading = mapped_to(mapped) if mapped else heading_of(words)
            if words == "no" and not mapped and self._counts(place):
                heading = Heading("unused")  # "No." stands for number
            found.append(_Column(heading, place, words, bool(mapped)))
        mapped_kinds = {c.heading.kind for c in found if c.is_mapped and not c.heading.scopes}
        # A mapped column goes before an alias, wherever they stand.
        for column in sorted(found, key=lambda column: not column.is_mapped):
            kind = column.heading.kind
            if kind in PERSON_ALIASES:
                self.person.setdefault(kind, column.place)
            elif not column.is_mapped and not column.heading.scopes and kind in mapped_kinds:
                self.columns["unused"].append(column)
            else:
                self.columns[kind].append(column)
        if self.columns["scope"] and not self.columns["status"] and self.columns["answer"]:
            self.columns["status"] = self.columns.pop("scope")  # "Consent" beside a column for each use
        if self.is_long:
            other = [column for column in self.columns["answer"] if not column.is_mapped]
            self.columns["answer"] = [column for column in self.columns["answer"] if column.is_mapped]
            self.columns["unread"] += other
        unused = [c for kind in ("unused", "text", "note", "unread", "held") for c in self.columns[kind] if c.words]
        if unused and self.names_people:
            reason = "Columns not used; map them with mapping= if they hold consent."
            names = [str(self.grid.header[column.place]) for column in sorted(unused, key=lambda c: c.place)]
            self._problem(None, None, "unknown_heading", reason, ", ".join(names))
        dates = {c.place for kind in ("given_on", "withdrawn", "expires_on") for c in self.columns[kind]}
        for place in sorted(dates | {place for name, place in self.person.items() if name == "left_on"}):
            if is_month_first(cells[place] for _, cells in self.rows if place < len(cells)):
                self.month_first.add(place)
                self._problem(None, place, "date", "The dates only make sense month-first and were all read so.", "")

    def _counts(self, place: int) -> bool:
        """Whether a column holds numbers that are all different, as those of rows are."""
        words = [word for _, cells in self.rows if (word := _text(cells, place))]
        return len(set(words)) == len(words) > 0 and all(word.isdigit() for word in words)

    def _headings(self, columns: Mapping[str, str]) -> list[str]:
        """The headings in full, where a second row of them stands above or below."""
        header = list(self.grid.header)
        people = {
            place
            for place, name in enumerate(header)
            if columns.get(fold_name(name), heading_of(fold_name(name)).kind) in PERSON_ALIASES
        }
        if self.grid.header_row > 1:
            *_, above = islice(self.grid.table(), self.grid.header_row - 1)
            groups = [clean(above[at]) if at < len(above) else "" for at in self.grid.used]
            groups = ["" if place in people else group for place, group in enumerate(groups)]
            told = [fold_name(group) for group in groups if group]
            named = [words for words in told if scopes_of(words, strict=False) or _is_heading(words)]
            # A title is no heading; one that is alone has to be understood.
            if named and (len(named) > 1 or scopes_of(named[0]) or _is_heading(named[0])):
                group = ""
                for place, own in enumerate(groups):
                    group = "" if place in people else own or group
                    header[place] = f"{group} {header[place]}".strip()
        if self.rows and not any(_text(self.rows[0][1], place) for place in people):
            _, cells = self.rows[0]
            below = {place: text for place in range(len(header)) if (text := _text(cells, place))}
            kinds = {
                folded(text) if folded(text) in ("yes", "no") else heading_of(fold_name(text)).kind
                for text in below.values()
            }
            if (
                len(below) > 1
                and not kinds & {"unused", "unread", "text", "note"}
                and kinds & {"yes"} == {"yes" for kind in kinds if kind == "no"}
            ):
                self.rows = self.rows[1:]
                group = ""
                for place, own in enumerate(header):
                    group = "" if place in people else group if NO_HEADING.fullmatch(own) else own
                    if place in below:
                        header[place] = f"{group} {below[place]}".strip()
        return header

    def read(self, known: Known, consents: list[dict[str, Any]], doubts: Doubts, codes: set[str]) -> None:
        """Add the sheet's people and consents to those known; ``codes`` mean something else by another sheet's key."""
        if not self.names_people:
            self._problem(
                None,
                None,
                "unknown_heading",
                "No column with a UPN, an admission number or a surname: sheet not read.",
                "",
            )
            return
        is_person = [self._is_person(cells) for _, cells in self.rows]
        self.nameless = [row for row, is_one in zip(self.rows, is_person, strict=True) if not is_one]
        headings = [heading for heading in self.grid.header if "=" in heading]
        texts = [*self.top, *headings, *(_joined(cells) for _, cells in self.nameless)]
        self.codes = codes.union(*(codes_against(text) or () for text in texts))
        self.half_named = {row[0] for row in self.nameless if self._surname(row[1]) and self._against(*row)}
        broken = {row for (row, _), fault in self.grid.faults.items() if fault.lost}
        undated = False
        for (number, cells), is_one in zip(self.rows, is_person, strict=True):
            if not is_one and number not in self.half_named:
                continue
            read = self._read_person(number, cells)
            person, doubt = known.person(read)
            if doubt:
                self._problem(number, None, "ambiguous", doubt, full_name(read))
            if _clash(person, read):
                reason = f"Another name for the key of {full_name(person)}: the first is kept."
                self._problem(number, None, "duplicate", reason, full_name(read))
            if (
                not self.columns["status"]
                and not any(read[kind] for kind in NUMBERS)
                and person["person_id"] in self.met
            ):
                self._problem(
                    number,
                    None,
                    "ambiguous",
                    "The same name and form or date of birth as another row, and no number to tell them apart: read as "
                    "one person, the stricter answer holds. Export the UPN or admission number as well.",
                    full_name(read),
                )
            if number in broken:
                doubts.causes[self.file, number, None, BROKEN].append(Doubt(person["person_id"], ()))
            self.met.setdefault(person["person_id"], []).append(cells)
            fill(person, read)
            answers = self._read_consents(number, cells, person["person_id"], doubts)
            undated |= any(answer["given_on"] is None and answer["status"] != "not_recorded" for answer in answers)
            consents += answers
            for answer in answers:
                self.answered[person["person_id"], answer["scope"]].append((answer["status"], cells))
        for (row, heading), fault in self.grid.faults.items():
            place = self.grid.header.index(heading) if heading is not None else None
            self._problem(row, place, fault.code, f"{fault[0].upper()}{fault[1:]}.", "")
            self.problems[-1]["not_read"] = fault.lost != 0
            self.is_doubtful |= fault.is_doubt
        for place, count in self.ambiguous.items():
            self._problem(
                None, place, "date", "Dates that could be day-first or month-first: read as day-first.", str(count)
            )
        if undated and self.doubt:
            self._problem(None, None, "date", self.doubt, str(self.recorded_on.date()))

    def _is_person(self, cells: Cells) -> bool:
        """Whether a row has a number, or a forename and a surname, and is no repeated heading."""
        text = {column: word for column, place in self.person.items() if (word := _text(cells, place))}
        if all(fold_name(word) == fold_name(self.grid.header[self.person[column]]) for column, word in text.items()):
            return False
        first, last = text.get("first_name") or text.get("known_as"), text.get("last_name")
        name = f"{first} {last}" if first and last else text.get("name") or last or first or ""
        if LINE.search(name) or (first and last and _is_key(first, last)):
            return False
        if len(re.findall(r"[^\W\d_]+", name)) > 1 and (text.get("name") or (first and last)):
            return True
        numbers = [word for kind in NUMBERS if (word := text.get(kind))]
        # One word alone in its row is a title such as "4B".
        is_filled = sum(1 for place in range(len(cells)) if _text(cells, place)) > len(numbers)
        is_named = bool(last or text.get("name"))
        return is_filled and any(
            len(word.split()) == 1 and (is_named or bool(re.search(r"[\d@]", word))) for word in numbers
        )

    def _read_person(self, number: int, cells: Cells) -> dict[str, Any]:
        text = {column: _text(cells, place) for column, place in self.person.items()}
        if text.get("name") and not text.get("last_name"):
            text["first_name"], text["last_name"] = _split(text["name"] or "")
        born_on = self._day(number, cells, self.person.get("born_on"))
        return {
            **{column: text.get(column) for column in ("upn", "admission_no", "mis_id")},
            **{column: text.get(column) for column in ("first_name", "last_name", "known_as")},
            "group": text.get("group") or text.get("year"),
            "born_on": born_on,
            "reception_in": self._reception_in(born_on, text.get("year"), text.get("group")),
            "role": self._role(text.get("role")),
            "left_on": self._left_on(number, cells, text.get("on_roll")),
            "protected": self._protected(number, text.get("protected")),
        }

    def _reception_in(self, born_on: pd.Timestamp | None, *said: str | None) -> int | None:
        """The school year of the Reception class: that in which a child turns five."""
        if born_on is not None:
            return school_year(born_on) + 5
        for word in said:
            words = fold_name(word or "")
            if re.fullmatch(r"(?:year )?(?:r|rec|reception)", words):
                return school_year(self.recorded_on)
            if found := re.match(r"(?:year |yr |y )?(1[0-4]|[1-9])(?!\d)", words):
                return school_year(self.recorded_on) - int(found[1])
        return None

    def _left_on(self, number: int, cells: Cells, on_roll: str | None) -> pd.Timestamp | None:
        left = self._day(number, cells, self.person.get("left_on"))
        if left is None and on_roll:
            heading = fold_name(self.grid.header[self.person["on_roll"]])
            gone = {"leaver", "left", "former", "off roll", "inactive"}
            if fold_name(on_roll) in gone | (
                {"yes", "y", "true", "1"} if heading == "leaver" else {"no", "n", "false", "0"}
            ):
                self._problem(
                    number, self.person["on_roll"], "date", "Has left, no date: read as left by the export.", on_roll
                )
                return self.recorded_on
        return left

    def _read_consents(self, number: int, cells: Cells, person_id: str, doubts: Doubts | None) -> list[dict[str, Any]]:
        said, doubtful = self._said(number, cells)
        about = tuple(dict.fromkeys(scope for scope, *_ in said)) or ("all",)
        rows: list[dict[str, Any]] = []

        def add(
            scope: str, status: str, giver: str | None, day: pd.Timestamp | None, until: pd.Timestamp | None
        ) -> None:
            by = giver or next((t for c in self._of("given_by", scope) if (t := _text(cells, c.place))), None)
            rows.append(
                {
                    "person_id": person_id,
                    "scope": scope,
                    "status": status,
                    "given_on": day,
                    "expires_on": until,
                    "given_by": by,
                    "recorded_on": self.recorded_on,
                }
            )

        for scope, answer, giver, taken_back in said:
            ends = [d for c in self._of("expires_on", scope) if (d := self._day(number, cells, c.place)) is not None]
            if answer == "expired":  # agreed once; it is only known that it no longer holds
                ends.append(self.recorded_on - pd.Timedelta(days=1))
            status = "granted" if answer == "expired" else answer
            days = [d for c in self._of("given_on", scope) if (d := self._day(number, cells, c.place)) is not None]
            # Of two dates the one that lets a yes end sooner, a no later.
            dated = (min if status == "granted" else max)(days, default=None)
            add(scope, status, giver, dated if taken_back is None else taken_back, min(ends, default=None))
        for column in self.columns["withdrawn"]:
            if self._is_withdrawn(number, cells, column):
                day = self._day(number, cells, column.place) if _is_day(cells, column.place) else None
                for scope in column.heading.scopes or about:
                    add(scope, "withdrawn", None, day, None)
        if doubts is not None:
            dates = [row["given_on"] for row in rows if row["given_on"] is not None]
            until = max(dates if self.is_long and dates else [self.recorded_on, *dates])
            for place, scopes, reason in chain(doubtful, self._doubtful(cells, about)):
                cause = (self.file, None, None if place is None else str(self.grid.header[place]), reason)
                doubts.causes[cause].append(Doubt(person_id, scopes, until, self.recorded_on))
        return rows

    def _of(self, kind: str, scope: str) -> list[_Column]:
        """The columns that say more of a scope: its own, and those that name none."""
        columns = self.columns[kind]
        own = [column for column in columns if scope in column.heading.scopes]
        general = [column for column in columns if not column.heading.scopes]
        return [*own, *general] if kind == "expires_on" else own or general

    def _said(self, number: int, cells: Cells) -> tuple[list[_Said], list[tuple[int, tuple[str, ...], str]]]:
        """The answers of a row, and those of them that are in doubt: column, scopes (none for all) and reason."""
        said: list[_Said] = []
        doubtful = []

        def ask(column: _Column, scopes: Sequence[str], *turns: str) -> None:
            status, day, is_doubtful = self._answer(number, cells, column, *turns)
            said.extend(_Said(scope, status, column.heading.giver, day) for scope in scopes)
            if is_doubtful:
                doubtful.append((column.place, () if "all" in scopes else tuple(scopes), DOUBTFUL))

        for column in self.columns["answer"]:
            word = _text(cells, column.place) or ""
            # "Photo opt outs: Website; Press"
            listed = scopes_of(fold_name(word)) if column.heading.turn and answer_of(word)[1] == "unknown" else []
            said += [_Said(scope, "refused", column.heading.giver, None) for scope in listed]
            if not listed:
                ask(column, column.heading.scopes, column.heading.turn)
        if self.is_long or not self.columns["answer"]:
            scopes, turn = self._row_scopes(cells)
            for column in self.columns["status"]:
                ask(column, scopes, column.heading.turn, turn)
            return said, doubtful
        for column in self.columns["status"]:  # one for all uses, beside a column for each
            word = folded(_text(cells, column.place) or "")
            if word in REFUSED or column.words != "status":
                status, day, is_doubtful = self._answer(number, cells, column, column.heading.turn)
                if status in ("refused", "withdrawn"):
                    said += [_Said(scope, status, None, day) for scope in dict.fromkeys(one.scope for one in said)]
                elif is_doubtful or (status == "not_recorded" and word not in NOTHING - ASKED):
                    doubtful.append((column.place, (), DOUBTFUL))
        return said, doubtful

    def _row_scopes(self, cells: Cells) -> tuple[list[str], str]:
        """The scopes that a row, or else the sheet or file, is about, and how it turns the answer round."""
        said = [
            text
            for kind in ("topic", "scope")
            for column in self.columns[kind]
            if (text := _text(cells, column.place)) is not None
        ]
        scopes: list[str] = []
        for text in said or [f"{self.grid.sheet} {Path(self.file).stem}", " ".join(self.top)]:
            if scopes := scopes_of(fold_name(text), strict=False):
                break
        words = fold_name(" ".join(said) or f"{self.grid.sheet} {Path(self.file).stem}")
        heading = heading_of(words)
        if heading.turn and heading.kind in ("answer", "status"):
            turn = heading.turn
        elif heading.kind == "withdrawn":
            turn = "denied"
        else:
            turn = "held" if heading.kind == "held" else "" if _is_plain(words, heading) else "doubt"
        return scopes or [fold_name(next(iter(said), "") or words)], turn

    def _answer(self, number: int, cells: Cells, column: _Column, *turns: str) -> tuple[str, pd.Timestamp | None, bool]:
        """What a cell answers, the day of it where a date says that it was taken back, and whether it is in doubt."""
        place = column.place
        word = _text(cells, place) or ""
        read, doubt = answer_of(word)
        answer = read
        if doubt == "unknown" and "denied" in turns and _is_day(cells, place):
            return "withdrawn", self._day(number, cells, place), False
        if "denied" in turns:
            answer = {"granted": "refused", "refused": "granted"}.get(read, read)
        if "no" in turns:  # a mark chooses the answer no; an empty box says nothing
            answer = "refused" if read == "granted" or folded(word) in ("no", "n") else "not_recorded"
        if answer == "granted" and not doubt:
            if " ".join(word.casefold().split()) in self.codes:
                doubt = "key"
            elif {"doubt", "held"} & set(turns):
                doubt = "turned"
            elif self.columns["held"] and _is_bare(column):
                doubt = "held"
        if doubt and answer == "granted":
            answer = "not_recorded"
        is_doubtful = bool(doubt) and answer == "not_recorded"
        if doubt:
            code: ProblemCode = "not_recorded" if is_doubtful else "unknown_word"
            problem = self._row_problem(number, place, code, SAID[doubt].format(answer=answer), word)
            (self.first if is_doubtful else self.problems).append(problem)
        return answer, None, is_doubtful and doubt != "held" and "held" not in turns and not FILE.search(word)

    def _is_withdrawn(self, number: int, cells: Cells, column: _Column) -> bool:
        word = _text(cells, column.place)
        if word is None or folded(word) in NOTHING:
            return False
        if not _is_day(cells, column.place) and answer_of(word)[0] not in ("granted", "withdrawn"):
            self._problem(
                number, column.place, "date", "Read as withdrawn, the day not known: write Yes, No or a date.", word
            )
        return True

    def _doubtful(self, cells: Cells, about: tuple[str, ...]) -> Iterable[tuple[int | None, tuple[str, ...], str]]:
        """What beside a person's answers makes a yes doubtful: column, scopes (none for all) and reason."""
        beside = about if self.is_long else ()
        for column in self.columns["unread"]:
            word = _text(cells, column.place)
            if column.place in self.questions or (word and folded(word) not in UNKNOWN):
                yield column.place, column.heading.scopes or beside, UNREAD
        for column in self.columns["note"]:
            word = _text(cells, column.place)
            # "Photo restrictions: no" says nothing; "Photo notes: no", or "Photos without restriction: no", may.
            is_plain = CONDITION.search(column.words) and not any(
                cue.search(column.words) for cue in (NOTE, NEGATION, CONSENTING)
            )
            if word and folded(word) not in (NOTHING if is_plain else NOTHING - NO):
                yield column.place, column.heading.scopes or beside, UNREAD
        for kind in ("text", "unused"):
            for column in self.columns[kind]:
                if (word := _text(cells, column.place)) is None:
                    continue
                if (scopes := _beside(column.words, word, about if self.is_long else None, kind)) is not None:
                    yield column.place, beside or scopes, UNREAD
        for column in self.columns["expires_on"]:
            word = _text(cells, column.place)
            if word and folded(word) not in LIMITLESS and not _is_day(cells, column.place):
                yield column.place, column.heading.scopes or beside, UNTIL
        for column in (*self.columns["given_by"], *self.columns["given_on"]):  # "Updated answer: no"
            word = _text(cells, column.place)
            answer, doubt = answer_of(word or "")
            is_over = BROKEN_OFF.search(column.words) and folded(word or "") not in NOTHING
            if is_over or (answer in ("refused", "withdrawn") and doubt != "like"):
                yield column.place, column.heading.scopes or beside, UNREAD
        yield from self._twice(cells)

    def _twice(self, cells: Cells) -> Iterable[tuple[int, tuple[str, ...], str]]:
        """Two columns of one name of which one is blank."""
        seen: dict[str, list[_Column]] = defaultdict(list)
        for column in self.columns["answer"]:
            if not _PARENTS.search(column.words) and not column.heading.turn:
                name = re.sub(r"\b\d+\b", "", column.words).strip()
                seen[" ".join(column.heading.scopes) if column.is_mapped else name].append(column)
        for same in seen.values():
            words = [_text(cells, column.place) or "" for column in same]
            if len(same) > 1 and any(answer_of(word)[0] == "not_recorded" for word in words):
                yield same[-1].place, same[-1].heading.scopes, TWICE

    def look_beside(self, known: Known, doubts: Doubts) -> None:
        """What rows that are no people, and sheets that are not understood, mean for the answers of others."""
        if not self.met:
            self._look_at_sheet(known, doubts)
        if not self.names_people:
            for text in self.texts:  # the meaning of colours, which are not read
                if COLOURS.search(text) and codes_against(text) is not None:
                    self._footnote(None, text, doubts)
            return
        if not self.columns["answer"] and not self.columns["status"]:
            title = fold_name(" ".join([self.grid.sheet or Path(self.file).stem, *self.top]))
            if self.met and (scopes := speaks_of(title)) is not None:
                doubts.causes[self.file, None, None, SHEET].append(Doubt(None, scopes))
            elif AGAINST.search(title):  # "Withdrawals", "Opt-outs": whoever stands there
                doubts.causes[self.file, None, None, SHEET] += [Doubt(person_id, ()) for person_id in self.met]
        self._look_for_givers(doubts)
        lines = [*self.top, *(_joined(cells) for _, cells in self.nameless)]
        if any(OUT_OF_DATE.search(fold_name(text)) for text in lines):
            doubts.causes[self.file, None, None, STALE] += [Doubt(person_id, ()) for person_id in self.met]
        for text in self.top:
            if says_no(fold_name(text)) or COLOURS.search(text):
                self._footnote(None, text, doubts)
        for number, cells in self.nameless:
            text = _joined(cells)
            words = fold_name(text)
            if TOTAL.search(words) or all(
                fold_name(_text(cells, place) or "") in ("", fold_name(name))
                for place, name in enumerate(self.grid.header)
            ):
                continue
            self._refusal(number, cells, known, doubts)
            self._footnote(number, text, doubts)
        if numbers := [number for number, _ in self.nameless if number not in self.half_named]:
            reason = "Names nobody: no UPN, admission number or MIS id, and no forename and surname. Rows not read."
            rows = ", ".join(map(str, numbers[:20])) + (" …" if len(numbers) > 20 else "")
            self._problem(
                numbers[0], None, "unknown_person", reason, f"{len(numbers):,} row{'s' * (len(numbers) > 1)}: {rows}"
            )

    def _look_for_givers(self, doubts: Doubts) -> None:
        """A yes beside another name than the no is perhaps another's, and does not end it."""
        for (person_id, scope), answers in self.answered.items():
            refused, agreed = (
                {self._type(cells) for status, cells in answers if status in of}
                for of in (("refused", "withdrawn"), ("granted",))
            )
            if refused and agreed - refused:
                doubts.causes[self.file, None, None, TYPE].append(Doubt(person_id, (scope,)))
        if self.columns["given_by"]:
            return
        for (person_id, scope), answers in self.answered.items():
            no = [cells for status, cells in answers if status in ("refused", "withdrawn")]
            yes = [cells for status, cells in answers if status == "granted"]
            for column in (*self.columns["unused"], *self.columns["text"]) if no and yes else ():
                names = [{_text(cells, column.place) or "" for cells in rows} for rows in (no, yes)]
                is_who = WHO.search(column.words) and "" not in names[0] | names[1]
                if names[0] != names[1] and (is_who or all(NAME.search(name) for name in names[0] | names[1])):
                    cause = (self.file, None, str(self.grid.header[column.place]), GIVER)
                    doubts.causes[cause].append(Doubt(person_id, (scope,)))

    def _type(self, cells: Cells) -> str:
        """The kind of consent that a row is about, as it is written."""
        return fold_name(
            " ".join(_text(cells, c.place) or "" for kind in ("topic", "scope") for c in self.columns[kind])
        )

    def _surname(self, cells: Cells) -> bool:
        name = _text(cells, self.person.get("last_name")) or _text(cells, self.person.get("name")) or ""
        return bool(re.search(r"[^\W\d_]{2}", name)) and not LINE.search(name) and not TOTAL.search(fold_name(name))

    def _against(self, number: int, cells: Cells) -> tuple[str, ...]:
        """The scopes that a row refuses; nothing is said of it."""
        said = self.first, self.problems, self.ambiguous
        self.first, self.problems, self.ambiguous = [], [], {}
        answers = self._read_consents(number, cells, "", None)
        self.first, self.problems, self.ambiguous = said
        return tuple(dict.fromkeys(a["scope"] for a in answers if a["status"] in ("refused", "withdrawn")))

    def _refusal(self, number: int, cells: Cells, known: Known, doubts: Doubts) -> None:
        """A no on a row that names nobody in full may be that of anybody of that name."""
        if not (against := self._against(number, cells)):
            return
        names = [fold_name(word) for column in (*CALLED, *NUMBERS) if (word := _text(cells, self.person.get(column)))]
        self.first.append(self._row_problem(number, None, "not_recorded", HALF_NAMED, " ".join(names)))
        meant = [
            person_id
            for person_id, person in known.people.items()
            if {fold_name(str(person[c])) for c in ("first_name", "last_name", "known_as") if person[c]} & set(names)
        ]
        scopes = () if "all" in against else against
        for person_id in meant if names else self.met:
            doubts.causes[self.file, number, None, HALF_NAMED].append(Doubt(person_id, scopes))

    def _footnote(self, number: int | None, text: str, doubts: Doubts) -> None:
        words = fold_name(text)
        sign = SIGN.match(text)
        scopes = speaks_of(words)
        turned = says_no(words)
        is_telling = scopes is not None or re.search(r"\b(?:consent|permi)", words)
        codes = codes_against(text)
        is_key = codes is not None and not sign and not COLOURS.search(text)
        if is_key or not (is_telling or (turned and (sign or CUES["withdrawn"][0].search(words)))):
            return
        if not turned and not sign and not set(words.split()) - FILLER - NEUTRAL - SCOPE_NAMES:
            return
        marked = [
            person_id
            for person_id, rows in self.met.items()
            if sign and any(isinstance(cell, str) and sign[1] in cell for cells in rows for cell in cells)
        ]
        if sign and any(sign[1] in heading for heading in self.grid.header):
            marked = []
        cause = (self.file, number, None, FOOTNOTE)
        people: list[str | None] = [*(marked or self.met)]
        doubts.causes[cause] += [Doubt(person_id, scopes or ()) for person_id in people or [None]]

    def _look_at_sheet(self, known: Known, doubts: Doubts) -> None:
        """A sheet that speaks of pictures and of people, and is not understood, may take back any yes."""
        words = f" {fold_name(' '.join([self.grid.sheet or Path(self.file).stem, *self.texts]))} "
        scopes = speaks_of(words)
        if scopes is None:
            return
        cells = {str(_text(row, place)).casefold() for _, row in self.rows for place in range(len(row))}
        is_about = bool({*CALLED, *NUMBERS} & set(self.person)) or any(
            any(
                str(person[kind]).casefold() in cells for kind in NUMBERS if TELLS_APART.search(str(person[kind] or ""))
            )
            or ((name := fold_name(full_name(person))) and f" {name} " in words)
            or f" {fold_name(person['last_name'] or '?')} {fold_name(person['first_name'] or '?')} " in words
            for person in known.people.values()
        )
        if is_about:
            doubts.causes[self.file, None, None, SHEET].append(Doubt(None, scopes))

    def _protected(self, number: int, word: str | None) -> bool | None:
        if word is None:
            return None if "protected" not in self.person else False
        # Any mark in such a column is a warning; only a plain no is not.
        if word.casefold() in ANSWERS["refused"]:
            return False
        if word.casefold() not in ANSWERS["granted"]:
            # The word itself may say why, which is for nobody but the DSL.
            self._problem(
                number, self.person["protected"], "unknown_word", "Neither a plain yes nor no: counts as yes.", ""
            )
        return True

    def _role(self, word: str | None) -> str:
        words = set(fold_name(word or "").split())
        if words & STAFF_WORDS:
            return "staff"
        return "pupil" if words & PUPIL_WORDS else self.role

    def _day(self, number: int, cells: Cells, place: int | None) -> pd.Timestamp | None:
        if place is None or place >= len(cells):
            return None
        moment = read_moment(cells[place], month_first=place in self.month_first)
        if moment is None:
            return None
        if moment.day is None and place == self.person.get("left_on"):
            if folded(str(cells[place])) in NO:
                return None
            self._problem(number, place, "date", "Left without a date: counted as left long ago.", str(cells[place]))
            return pd.Timestamp("1900-01-01")
        if moment.day is None:
            self._problem(number, place, "date", "Not a date: write it as 31/01/2026 or 2026-01-31.", str(cells[place]))
            return None
        if moment.how == "ambiguous":
            self.ambiguous[place] = self.ambiguous.get(place, 0) + 1
        return pd.Timestamp(moment.day)

    def _problem(self, row: int | None, place: int | None, code: ProblemCode, reason: str, value: str) -> None:
        self.problems.append(self._row_problem(row, place, code, reason, value))

    def _row_problem(
        self, row: int | None, place: int | None, code: ProblemCode, reason: str, value: str
    ) -> dict[str, Any]:
        column = None if place is None else str(self.grid.header[place])
        return {"file": self.file, "row": row, "column": column, "code": code, "reason": reason, "value": value}


def school_year(day: pd.Timestamp) -> int:
    """The first calendar year of the school year, which begins in September.

    >>> school_year(pd.Timestamp("2026-07-21")), school_year(pd.Timestamp("2026-09-01"))
    (2025, 2026)
    """
    return int(day.year - (day.month < 9))


def _is_bare(column: _Column) -> bool:
    """Whether a heading is a word for pictures and no more, which may be about one that the MIS holds."""
    heading, words = column.heading, column.words
    return heading.scopes == ("all",) and not column.is_mapped and not CONSENTING.search(words) and not column_of(words)


def _is_key(first: str, last: str) -> bool:
    """Whether what stands for two names is an answer and what it means: "Y", "only in groups"."""
    return any(
        not answer_of(code)[1] and (meaning[:1].islower() or answer_of(meaning)[1] != "unknown")
        for code, meaning in ((first, last), (last, first))
    )


def _is_heading(words: str) -> bool:
    """Whether words above a heading change what it means."""
    return bool(NEGATION.search(words)) or heading_of(words).kind not in ("unused", "text", *PERSON_ALIASES)


def _is_day(cells: Cells, place: int) -> bool:
    moment = read_moment(cells[place]) if place < len(cells) else None
    return moment is not None and moment.day is not None


def _joined(cells: Sequence[object]) -> str:
    """The words of a row; a short one before one other is a code and what it means."""
    words = [clean(cell) for cell in cells if clean(cell)]
    return (" = " if len(words) == 2 and len(words[0]) < 4 and "=" not in words[1] else " ").join(words)


def _text(cells: Cells, place: int | None) -> str | None:
    return None if place is None or place >= len(cells) else clean(cells[place]) or None


def full_name(person: Mapping[str, Any]) -> str:
    """First name and surname, as far as known."""
    return f"{person.get('first_name') or ''} {person.get('last_name') or ''}".strip()


def _split(name: str) -> tuple[str, str]:
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first, last
