"""Spreadsheets of any kind (CSV, XLSX, XLS, ODS) → header and rows, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, BinaryIO, TypeVar

from imgaudit.errors import InputError
from imgaudit.files import DAMAGED, HEAD_BYTES, ExportFile, opened
from imgaudit.foreign.problems import Problems
from imgaudit.foreign.text import clean, codec_of
from imgaudit.foreign.words import folded
from imgaudit.foreign.workbooks import sheets
from imgaudit.tables import ProblemCode

MAX_BYTES = 2 * 1024**3
MAX_CELL = 100_000
"""Characters kept of one cell; Excel itself allows 32,767."""
MAX_FIELD = 64 * 1024**2
"""Characters of one cell of a CSV; a quotation mark that never closes would swallow all that follows."""
MAX_UNNAMED = 500
"""Columns without a heading; where there are more, a row has run over, and each would be a column of the tables."""
MAX_COLUMNS = 16_384
"""Columns of a sheet, as many as Excel has; each with a heading would be a column of the tables."""
HABIT = 3
"""Lines of one length that are not broken: Excel leaves out the last cells of many rows where all of them are blank."""
BLOCK = 32
"""Lines, or rows, that are taken at once; each may be long."""
HEADER_WITHIN = 30
"""Rows at the top among which the header is looked for."""
DELIMITERS = ",;\t|"
NO_END = (
    "the last line does not end, so nobody can tell whether the file was cut: export it again, from Google Sheets as "
    ".xlsx"
)

T = TypeVar("T")
Cells = tuple[object, ...]

_SEEN = re.compile(r"[!-~]")

_END = "\x00"
"""A line that no file has, since this character is left out of all others."""


class Fault(str):
    """What is wrong with a sheet, in words.

    - ``code``: as the table of problems has it.
    - ``lost``: how many rows are lost by it, ``None`` where nobody can say.
    - ``is_doubt``: nothing may be lost, but nobody can say.
    """

    code: ProblemCode
    lost: int | None
    is_doubt: bool

    def __new__(cls, code: ProblemCode, text: str, lost: int | None = 1, *, is_doubt: bool = False) -> Fault:
        """A fault by which rows are lost, one if not told otherwise."""
        fault = super().__new__(cls, text)
        fault.code, fault.lost, fault.is_doubt = code, lost, is_doubt
        return fault


@dataclass(slots=True, repr=False)
class Grid:
    """One sheet: its name (empty for CSV) and headings; its rows are read anew each time they are asked for.

    ``faults`` holds what was wrong with them once they have been read: (row number, heading) → what; without a row
    number it is about the file.
    """

    sheet: str
    header: list[str]
    header_row: int
    table: Callable[[], Iterable[Sequence[object]]]
    """All rows from the top of the sheet."""
    used: list[int]
    """The columns that hold anything."""
    ending: Callable[[], str] = lambda: ""
    """How the rows ended, once they have been read, if not as they should: in a ``cell``, a ``line`` or ``damage``."""
    is_text: bool = False
    """Lines of text, which may be broken, and no cells of a workbook."""
    faults: dict[tuple[int | None, str | None], Fault] = field(default_factory=dict)

    @property
    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Row number as a spreadsheet shows it, and cells; blank rows left out."""
        number = headings = 0
        is_short = False
        odd: dict[int, int] = {}
        every = [*range(len(self.used))] == self.used
        try:
            for block in _blocks(self.table()):
                if number >= self.header_row and every and headings == len(self.used) and self._is_plain(block):
                    yield from enumerate(map(tuple, block), number + 1)
                    number, is_short = number + len(block), False
                    continue
                for row in block:
                    number += 1
                    if number <= self.header_row:
                        headings = len(row)
                        continue
                    width = len(row)
                    cells = tuple(row[i] if i < width else None for i in self.used)
                    if not any(map(clean, filter(None, cells))) and (
                        self.is_text or not any(cell == 0 for cell in cells)
                    ):
                        continue
                    is_short = width <= self.used[-1]
                    if width < headings or (width > headings and any(map(clean, row[headings:]))):
                        odd[number] = width
                    yield number, tuple(self._short(number, i, cell) for i, cell in enumerate(cells))
            self._judge(number, odd, headings, is_short=is_short)
        except csv.Error as error:
            reason = f"no readable CSV from here on ({error}); save it again as CSV UTF-8"
            self.faults[number + 1, None] = Fault("broken", reason, None)

    def _judge(self, last: int, odd: dict[int, int], headings: int, *, is_short: bool) -> None:
        """What the rows as a whole say of the file: whether it was cut, and which lines are broken."""
        if (ending := self.ending()) == "cell":
            reason = "a quotation mark that is never closed: all that follows was taken for one cell; export it again"
            self.faults[last, None] = Fault("cut_off", reason, None)
        elif ending == "damage":
            reason = "the file is damaged: what precedes was read, nothing after it; download it again"
            self.faults[last, None] = Fault("broken", reason, None)
        elif ending == "line" and is_short:
            self.faults[last, None] = Fault("cut_off", "the file ends in the middle of this row: export it again", None)
        elif ending == "line":
            self.faults[last, None] = Fault("cut_off", NO_END, 0, is_doubt=True)
        often = Counter(odd.values())
        for number, width in odd.items() if self.is_text else ():
            if often[width] < HABIT:
                found = f"{width} cell{'s' if width > 1 else ''} under {headings} headings"
                self.faults.setdefault(
                    (number, None), Fault("broken", f"a broken line: {found}; mend it or export it again")
                )

    def records(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Row number and heading → cell."""
        for number, cells in self.rows:
            yield number, dict(zip(self.header, cells, strict=True))

    def _is_plain(self, block: Sequence[Sequence[Any]]) -> bool:
        """Whether each of these lines has all cells, none of them too long, and is not blank."""
        if not self.is_text or {*map(len, block)} != {len(self.used)}:
            return False
        texts = [*map("".join, block)]
        return max(map(len, texts)) <= MAX_CELL and all(map(_SEEN.search, texts))

    def _short(self, number: int, place: int, cell: object) -> object:
        if not isinstance(cell, str) or len(cell) <= MAX_CELL:
            return cell
        self.faults[number, self.header[place]] = Fault("too_large", f"cut after {MAX_CELL:,} characters")
        return cell[:MAX_CELL]


Source = str | os.PathLike[str] | bytes | ExportFile


def read_grids(source: Source, name: str = "", *, known: Collection[str] = (), hidden_too: bool = False) -> list[Grid]:
    """The sheets of a spreadsheet that hold anything. A CSV is never in memory as a whole.

    The header may stand below title rows: it is the row with most headings that the caller knows, else the first
    that is as wide as the table. ``name`` is for messages; ``known`` are headings as :func:`folded` gives them.
    Hidden sheets are named and not read, unless ``hidden_too`` says that they are ours.

    Raises :class:`~imgaudit.errors.InputError` for a file that is locked, damaged, too large or no spreadsheet.
    """
    if not name and not isinstance(source, bytes):
        name = source.name if isinstance(source, ExportFile) else os.fspath(source)
    name = name or "the spreadsheet"
    is_known = set(known).__contains__
    with _opened(source) as stream:
        head = stream.read(HEAD_BYTES)
        if head[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
            data = head + stream.read(MAX_BYTES + 1 - len(head))
            if len(data) > MAX_BYTES:
                raise InputError(f"{name}: over {MAX_BYTES // 1024**3} GB; split it.", "too_large")
            found = list(sheets(data, name, hidden_too=hidden_too))
            read = [_grid(sheet, rows, is_known, merged) for sheet, rows, merged in found if rows is not None]
            grids = [grid for grid in read if grid is not None]
            if hidden := [sheet for sheet, rows, _ in found if rows is None]:
                fault = f"hidden sheets are not read, show them if they count: {', '.join(hidden)}"
                if not grids:
                    raise InputError(f"{name}: {fault}", "hidden")
                grids[0].faults[None, None] = Fault("hidden", fault, len(hidden))
            return _narrow(grids, name)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise InputError(f"{name}: the file is empty.")
    try:
        grid = _grid("", _Csv(source, is_known), is_known)
    except csv.Error as error:
        raise InputError(f"{name}: no readable CSV ({error}): save it again as CSV UTF-8.") from error
    return _narrow([grid] if grid else [], name)


def _narrow(grids: list[Grid], name: str) -> list[Grid]:
    """The sheets, none of which has columns without end."""
    if (most := max((len(grid.header) for grid in grids), default=0)) > MAX_COLUMNS:
        raise InputError(
            f"{name}: {most:,} columns, and more than {MAX_COLUMNS:,} are not read: keep those that matter.",
            "too_large",
        )
    return grids


def grids_of(file: ExportFile, problems: Problems, *, known: Collection[str]) -> list[Grid]:
    """The sheets of one file of an export; a problem, and no sheets, where it cannot be read."""
    try:
        return read_grids(file, known=known)
    except InputError as error:
        problems.problem(file.name, error.code, str(error).removeprefix(f"{file.name}: "), lost=None)
        return []


def note_faults(grid: Grid, file: str, problems: Problems, *, where: str = "", but: Collection[int] = ()) -> None:
    """What was wrong with the rows of a sheet, once they have been read; without the rows of which more is said."""
    for (row, heading), fault in grid.faults.items():
        if row not in but:
            problems.problem(file, fault.code, where + fault, row=row, column=heading, lost=fault.lost)
        if fault.is_doubt:
            problems.doubtful.add(file)


def _opened(source: Source) -> AbstractContextManager[BinaryIO]:
    if isinstance(source, bytes):
        return nullcontext(io.BytesIO(source))
    return source.open() if isinstance(source, ExportFile) else opened(source)


def first_rows(file: ExportFile, head: bytes) -> Iterator[tuple[str, ...]]:
    """The first rows of every sheet; those of a CSV by each delimiter it could have.

    Raises :class:`~imgaudit.errors.InputError` for a workbook that cannot be read.
    """
    if head[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        with file.open() as stream:
            data = stream.read(MAX_BYTES)
        for _, sheet, _ in sheets(data, file.name):
            yield from (tuple(map(clean, row)) for row in (sheet or ())[:HEADER_WITHIN])
        return
    lines = decoded(head[: len(head) // 2 * 2]).replace("\x00", "").splitlines(keepends=True)
    for delimiter in DELIMITERS:
        with suppress(csv.Error):
            rows = islice(csv.reader(lines, delimiter=delimiter), HEADER_WITHIN)
            yield from (tuple(map(clean, row)) for row in rows if len(row) > 1 or delimiter == ",")


def decoded(data: bytes) -> str:
    """The text of the beginning of a file; what is not UTF-8 is cp1252.

    >>> decoded("Café".encode("cp1252"))
    'Café'
    """
    if codec := codec_of(data):
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        is_cut = len(data) >= HEAD_BYTES - 1 and error.start > len(data) - 4  # a last character in two
        return data.decode("utf-8", "ignore") if is_cut else data.decode("cp1252", "replace")


class _Csv:
    """The rows of a CSV file, which is read anew each time."""

    def __init__(self, source: Source, is_known: Callable[[str], bool]) -> None:
        self._source = source
        with _opened(source) as stream:
            head = stream.read(HEAD_BYTES)
            self._codec = codec_of(head) or _utf8_or_older(head, stream)
        text = head.decode(self._codec, "replace").replace("\x00", "")
        self._delimiter, self._has_note = _delimiter(text, is_known)
        self._ending = ""

    def __iter__(self) -> Iterator[Sequence[object]]:
        return chain.from_iterable(self._rows())

    def _rows(self) -> Iterator[list[list[str]]]:
        # The module's limit is process-wide and refuses long captions; it is put back at the end.
        limit = csv.field_size_limit(MAX_FIELD)
        try:
            with _opened(self._source) as stream:
                lines = io.TextIOWrapper(stream, self._codec, "replace", newline="")
                rows = csv.reader(chain.from_iterable(self._marked(lines)), delimiter=self._delimiter)
                if self._has_note:
                    next(rows, None)
                    yield [[]]
                for block in _blocks(rows):
                    if (last := block[-1]) == [_END]:
                        del block[-1]
                    elif last and last[-1].endswith(_END):
                        self._ending = "cell"
                        last[-1] = last[-1].removesuffix(_END)
                    yield block
        finally:
            csv.field_size_limit(limit)

    def _marked(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The lines, and one more by which to see whether a quotation mark is still open."""
        line = "\n"
        try:
            for block in _blocks(lines):
                line = block[-1]
                yield [one.replace("\x00", "") for one in block] if "\x00" in "".join(block) else block
            # A cell of tabs or the like may be all that is left of a row; a few blanks, somebody may have typed.
            self._ending = "line" if line.strip(" ") and not line.endswith(("\n", "\r")) else ""
        except DAMAGED:
            self._ending = "damage"
        yield [_END]

    def ending(self) -> str:
        """How the rows ended; see :class:`Grid`."""
        return self._ending


def _blocks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items, some at a time, so that next to nothing is done for each; an error comes after what precedes it."""
    rest = iter(items)
    error: Exception | None = None
    while error is None:
        block: list[T] = []
        try:
            block.extend(islice(rest, BLOCK))  # what came before an error stays
        except Exception as raised:  # noqa: BLE001 - it is raised again
            error = raised
        if block:
            yield block
        elif error is None:
            return
    raise error


def _utf8_or_older(head: bytes, stream: BinaryIO) -> str:
    """UTF-8 if all of the file is; else what Windows used before."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except DAMAGED:  # said where the rows are read
        pass
    return "utf-8"


def _delimiter(text: str, is_known: Callable[[str], bool]) -> tuple[str, bool]:
    """The delimiter, and whether a line ``sep=;`` above the table says so."""
    start = text.lstrip("\ufeff")[:200_000]
    if start[:4].lower() == "sep=" and len(start) > 4 and start[4] in DELIMITERS:
        return start[4], True
    best, score = ",", (0, 0, 0)
    for delimiter in DELIMITERS:
        lines = start.splitlines(keepends=True)[:200]
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)][:50]
        except csv.Error:
            continue
        # A row of headings we know decides; else as many rows as possible of one width, a wider table first.
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            hits = max(sum(is_known(folded(cell)) for cell in row) for row in rows[:HEADER_WITHIN])
            width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            if (hits if hits > 1 else 0, times, width) > score:
                best, score = delimiter, (hits if hits > 1 else 0, times, width)
    return best, False


def _grid(
    sheet: str, rows: Iterable[Sequence[object]], is_known: Callable[[str], bool], merged: Sequence[Any] = ()
) -> Grid | None:
    top = list(islice(rows, HEADER_WITHIN))
    at = _header_at(top, is_known)
    if at is None:
        return None
    if isinstance(rows, list):
        _fill(rows, [cells for cells in merged if cells[0][0] > at])
    # A column without a heading counts only if some row, perhaps the last, holds anything there.
    named = [bool(clean(cell)) for cell in top[at]]
    blank, width = {i for i, is_named in enumerate(named) if not is_named}, len(named)
    with suppress(csv.Error):  # said when the rows are read
        for row in islice(rows, at + 1, None):
            if len(row) > width:
                blank.update(range(width, len(row)))
                width = len(row)
            if blank:
                blank -= {i for i in blank if i < len(row) and clean(row[i])}
    used = [i for i in range(width) if i not in blank]
    names = [clean(top[at][i]) if i < len(top[at]) else "" for i in used]
    faults: dict[tuple[int | None, str | None], Fault] = {}
    if names.count("") > MAX_UNNAMED:
        reason = f"{names.count(''):,} columns without a heading are not read: give those that matter one"
        faults[at + 1, None] = Fault("unknown_heading", reason)
        used, names = [i for i, name in zip(used, names, strict=True) if name], [name for name in names if name]
    ending = rows.ending if isinstance(rows, _Csv) else str
    is_text = isinstance(rows, _Csv)
    return Grid(
        sheet, _headings(names, used), at + 1, lambda: rows, used, faults=faults, ending=ending, is_text=is_text
    )


def _fill(rows: list[Sequence[object]], merged: Iterable[Any]) -> None:
    """A cell merged over several rows holds for each of them; one merged over columns is a heading or a title."""
    left_over = sum(map(len, rows))  # merged cells do not overlap, unless they are made to take for ever
    for (top, left), (bottom, _) in merged:
        for below in range(top + 1, min(bottom, len(rows) - 1) + 1):
            if not left_over:
                return
            left_over -= 1
            if left < len(rows[below]):
                rows[below] = [*rows[below][:left], rows[top][left], *rows[below][left + 1 :]]


def _header_at(rows: list[Sequence[object]], is_known: Callable[[str], bool]) -> int | None:
    """The row of the headings."""
    top = [[clean(cell) for cell in row] for row in rows[:HEADER_WITHIN]]
    hits = [sum(is_known(folded(cell)) for cell in set(row) if cell) for row in top]
    if hits and max(hits) > 1:  # one alone may be a cell that says "Photo"
        return hits.index(max(hits))
    widths = [sum(map(bool, row)) for row in top]
    if not widths or max(widths) == 0:
        return None
    return next(i for i, width in enumerate(widths) if width * 2 > max(widths))


def _headings(names: list[str], columns: list[int]) -> list[str]:
    """Headings made different from each other; one that is blank is called by its column letter."""
    result: dict[str, None] = {}
    free: dict[str, int] = {}  # heading → the number from which on none is taken
    for name, column in zip(names, columns, strict=True):
        base = " ".join(name.split()) or f"Column {_letter(column)}"
        heading, n = base, free.get(base, 2)
        while heading in result:
            heading, n = f"{base} ({n})", n + 1
        free[base] = n
        result[heading] = None
    return list(result)


def _letter(column: int) -> str:
    """The letter of a column, counted from 0.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
