"""What imgaudit raises: a wrong call, or an input that cannot be read at all.

A bad row or a broken file never raises: it becomes a row of ``problems``, or a media row that says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imgaudit.tables import ProblemCode


class ImgauditError(Exception):
    """The parent of every error of this package."""


class InputError(ImgauditError):
    """An export, register or table cannot be used; the message lists all that is wrong and the remedy.

    ``code`` is that of the problem it becomes where other files are read all the same.
    """

    def __init__(self, message: str, code: ProblemCode = "unreadable") -> None:
        super().__init__(message)
        self.code: ProblemCode = code


class PolicyError(ImgauditError):
    """The policy file is not what imgaudit understands; the message names the key."""


def meant(given: str, known: Iterable[str]) -> str:
    """What an error asks behind a word that is none of those known: whether the nearest was meant, if one is near.

    >>> meant("Max_side", ["terms", "max_side_px"]), meant("colour", ["terms"])
    ("; did you mean 'max_side_px'?", '')
    """
    folded = {word.casefold(): word for word in known}
    near = get_close_matches(given.casefold(), folded, 1)
    return f"; did you mean {folded[near[0]]!r}?" if near else ""


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """The same, and all that are known.

    >>> did_you_mean("colour", ["terms", "max_side_px"])
    '. Known: terms, max_side_px.'
    """
    known = [*known]
    return f"{meant(given, known) or '.'} Known: {', '.join(known) or 'none'}."
