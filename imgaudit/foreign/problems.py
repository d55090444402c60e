"""Where the readers of foreign syntax note what they could not read."""

from __future__ import annotations

from typing import Protocol

from imgaudit.tables import ProblemCode


class Problems(Protocol):
    """What takes notes; of an export it is its :class:`~imgaudit.exports.parts.Part`.

    - ``doubtful``: files of which nobody can say whether they are whole.
    """

    doubtful: set[str]

    def problem(
        self,
        file: str,
        code: ProblemCode,
        reason: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        lost: int | None = 1,
    ) -> None:
        """Note one thing that could not be read, and how many entries are lost by it; ``None`` if nobody can say."""
