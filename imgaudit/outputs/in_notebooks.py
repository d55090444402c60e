"""A frame as a notebook shows it to be read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from imgaudit.as_html import frame_html
from imgaudit.audit import Audit
from imgaudit.errors import InputError
from imgaudit.people import hide_names


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A frame that a notebook shows whole: ``frame``, and how many rows of it at ``most``."""

    frame: pd.DataFrame
    most: int

    def __repr__(self) -> str:
        """As pandas has it, where nothing can show a table."""
        return repr(self.frame.head(self.most))

    def _repr_html_(self) -> str:
        return frame_html(self.frame, self.most)


def show(frame: pd.DataFrame | pd.Series, audit: Audit | None = None, *, most: int = 20) -> Shown:
    """A frame to be read in a notebook: unknown in words, addresses to click, shares in percent, and no text cut.

    Parameters
    ----------
    frame
        Any frame, or a column; the last expression of a cell shows it.
    audit
        The audit, to show of names what its policy allows (:func:`hide_names`). Without it they stand as they are.
    most
        How many rows are shown; how many there are is said.

    Returns
    -------
    What the notebook shows; ``.frame`` is the frame.

    Raises
    ------
    InputError
        When it is no frame.

    Examples
    --------
    >>> shown = show(pd.DataFrame({"has_location": pd.array([True, None], "boolean")}), most=1)
    >>> "yes" in shown._repr_html_(), "The first 1 of 2 rows." in shown._repr_html_()
    (True, True)
    """
    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"show() takes a frame, such as audit.findings, not {type(frame).__name__}.")
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    return Shown(frame if audit is None else hide_names(frame, audit), most)
