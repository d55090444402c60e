"""What imgaudit raises: a wrong call, or an input that cannot be read at all.

A bad row or a broken file never raises: it becomes a row of ``problems``, or a media row that says so.
"""

from __future__ import annotations

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
