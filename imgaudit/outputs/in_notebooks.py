"""A frame as a notebook shows it to be read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from imgaudit.as_html import frame_html
from imgaudit.audit import Audit
from imgaudit.errors import InputError
from imgaudit.people import hide_names, name_hider


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
    if not isinstance(most, int) or most < 1:
        raise InputError(f"show(most={most!r}): a number of rows, such as most=20.")
    index = frame.index
    if index.nlevels > 1 or index.name is not None or not pd.api.types.is_integer_dtype(index):
        names = [f"{name if name is not None else ''}" for name in index.names]
        beside = index.to_frame(index=False)
        beside.columns = pd.Index([f"{name} (index)" if name in frame.columns else name for name in names])
        frame = pd.DataFrame(pd.concat([beside, frame.reset_index(drop=True)], axis=1))
    if audit is None:
        return Shown(frame, most)
    hide = name_hider(audit)
    # Only texts are looked through, so that all that may hold a name becomes one.
    said = frame.map(lambda cell: str(cell) if isinstance(cell, (list, tuple, set, dict)) else cell)
    for at, kind in enumerate(said.dtypes):
        if isinstance(kind, pd.CategoricalDtype):
            said.isetitem(at, said.iloc[:, at].astype("str"))  # type: ignore[arg-type]  # a column is meant
    return Shown(hide_names(said, audit).rename(columns=lambda name: hide(str(name))), most)
