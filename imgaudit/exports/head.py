"""The beginning of a file as the dialects look at it; each view of it is made once, for all of them."""

from __future__ import annotations

from functools import cached_property

from imgaudit.errors import InputError
from imgaudit.files import ExportFile
from imgaudit.foreign.grids import decoded, first_rows
from imgaudit.foreign.json import shape
from imgaudit.foreign.words import folded
from imgaudit.foreign.xml import decoded_head

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Head:
    """What a dialect is told by: content, and not a helpful name.

    - ``file``: the file; ``name``: its own name, in lower case, without folders.
    - ``data``: its first bytes.
    """

    def __init__(self, file: ExportFile) -> None:
        self.file = file
        self.name = file.slashed.rsplit("/", 1)[-1].lower()
        self.data = file.head()

    @cached_property
    def text(self) -> str:
        """The first bytes as text, in whichever Unicode encoding."""
        return decoded(self.data[: len(self.data) // 2 * 2]).lstrip("\ufeff \t\r\n\x00")

    @cached_property
    def is_workbook(self) -> bool:
        """An XLSX, XLS, ODS or another document of that kind."""
        return self.data.startswith(WORKBOOKS)

    @cached_property
    def xml(self) -> str:
        """The beginning of an XML file, to be searched; empty for anything else."""
        text = decoded_head(self.data)
        return text if text.startswith("<") else ""

    @cached_property
    def keys(self) -> frozenset[str]:
        """Where keys stand in JSON, as :func:`imgaudit.foreign.json.shape` writes it; empty for anything else."""
        return frozenset() if self.is_workbook else shape(self.text)

    @cached_property
    def rows(self) -> list[frozenset[str]]:
        """The first rows of every sheet, among which the headings are; cells folded. Empty for what is no table."""
        if not self.is_workbook and (self.xml or self.keys or not self.text or "\x00" in self.text):
            return []
        try:
            rows = first_rows(self.file, self.data)
        except InputError:
            return []
        return [frozenset(map(folded, row)) for row in rows]

    def row_with(self, *headings: str) -> bool:
        """Whether one of the first rows holds all these headings, as :func:`folded` writes them."""
        return any(row.issuperset(headings) for row in self.rows)
