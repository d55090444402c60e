"""The sheet *All figures*: each figure of the audit, channel by channel where that tells, and the term before."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.comparing import trends
from imgaudit.history import History
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.actions_sheet import channel_label
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.practices import MEASURES
from imgaudit.statistics import STATISTICS, consent_coverage, suppressed, with_shares
from imgaudit.tables import RATES
from imgaudit.wording import YES_MEANS, in_words, measure_name

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "All figures"

BY_CHANNEL = (*(measure.name for measure in MEASURES if measure.by_channel), "against")
"""Measures that are shown channel by channel, and on *Summary*; all others for all channels together."""

ALL = "All channels"
TOO_FEW = "Not shown: fewer than {}, or a group from which such a one could be worked out"
_NUMBERS = ("Placements", "Yes", "No", "Not known", "At least", "At most")
_WIDTHS = (40, 13, 13, 11, 11, 12, 11, 11, 48, 42)


def set_widths(sheet: Worksheet) -> None:
    """The columns of a sheet that holds figures."""
    for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def fill_all_figures(sheet: Worksheet, figures: pd.DataFrame, audit: Audit, hide: NameHider) -> None:
    """Every figure; the header is repeated on paper."""
    set_widths(sheet)
    sheet.print_title_rows, sheet.freeze_panes = "1:1", "C2"
    fill_figures(sheet, 1, figures, audit, hide)


def fill_figures(sheet: Worksheet, at: int, figures: pd.DataFrame, audit: Audit, hide: NameHider) -> int:
    """A row a figure, below a row of headings; returns where the first stands."""
    since = ["Since it was last checked"] if "since" in figures else []
    first = header(sheet, at, ["What", "Channel", *_NUMBERS, "In words", *since], numbers=_NUMBERS)
    several = figures["channel"].notna().any()
    for row, figure in enumerate(figures.to_dict("records"), first):
        whole = pd.isna(figure["channel"])
        total = " total" if whole and several else ""
        n, yes, unknown = figure["n"], figure["n_yes"], figure["n_unknown"]
        write(sheet, row, 1, figure["label"], f"text{total}" if whole else "quiet")
        write(sheet, row, 2, ALL if whole else hide(channel_label(figure["channel"])), f"text{total}")
        parts = [None] * 4 if figure["is_suppressed"] else [n, yes, n - yes - unknown, unknown]
        for column, number in enumerate(parts, 3):
            write(sheet, row, column, number, f"number{total}")
        write(sheet, row, 7, figure["share_min"], f"share{total}")
        write(sheet, row, 8, figure["share_max"], f"share{total}")
        words = figure_words(figure, audit.policy.suppress_below)
        write(sheet, row, 9, words[:1].upper() + words[1:], f"text{total}")
        if since:
            write(sheet, row, 10, figure["since"][:1].upper() + figure["since"][1:], f"text{total}")
    return first


def figure_words(figure: Mapping[Hashable, Any], below: int) -> str:
    """A figure as people say it; of a group that is too small, that."""
    if figure["is_suppressed"]:
        return TOO_FEW.format(below)
    n, yes, unknown = figure["n"], figure["n_yes"], figure["n_unknown"]
    return in_words(n, yes, unknown, "placement", more=figure["more_unread"])


def figures_of(audit: Audit, past: History | None) -> pd.DataFrame:
    """Each figure of an audit, for all channels and by channel where that tells; small groups' consent is blank.

    ``since`` says how it went since the last term in which the same was checked, where a history tells; ``label`` what
    a yes means.
    """
    items, suppress_below = audit.items, audit.policy.suppress_below
    parts = []
    several = len(items["channel"].drop_duplicates()) > 1
    for by in (None, "channel") if several else (None,):
        covered = consent_coverage(items, by=by)
        against = with_shares(covered.assign(measure="against", n_yes=covered["n_against"]))
        # What small groups agreed to is nobody else's business; what their files hold is the work to be done.
        consent = suppressed(pd.concat([covered, against], ignore_index=True), below=suppress_below)
        parts += [count(items, by=by) for name, count in STATISTICS.items() if name != "consent"] + [consent]
    figures = pd.concat(parts, ignore_index=True)
    figures = figures.reindex(columns=["channel", *RATES.columns, "is_suppressed"])
    figures["is_suppressed"] = figures["is_suppressed"].fillna(False)
    figures = figures[figures["channel"].isna() | figures["measure"].isin(BY_CHANNEL)]
    order = {measure: at for at, measure in enumerate(YES_MEANS)}
    labels = [YES_MEANS.get(measure) or measure_name(measure) for measure in figures["measure"]]
    figures = figures.assign(order=figures["measure"].map(order), label=labels)
    figures = figures.sort_values(["order", "channel"], na_position="first", kind="stable").reset_index(drop=True)
    return figures if past is None or audit.is_part else figures.assign(since=_since(figures, audit, past))


def _since(figures: pd.DataFrame, audit: Audit, past: History) -> list[str]:
    """How each figure went, as the history judges it; nothing where that holds another figure than this."""
    sites = sorted({*audit.items["site"]})
    by = [] if {*past.audits["site"]} == {*sites} else ["site"]
    if len(sites) != 1 and by:
        return [""] * len(figures)
    keys = ["channel", "measure", "n", "n_yes", "n_unknown"]
    told: dict[tuple[object, ...], str] = {}
    for more in ([], ["channel"]):
        rows = trends(past, by=[*by, *more] or None).assign(**({} if more else {"channel": None}))
        rows = rows[rows["term"].eq(str(audit.term)) & rows["unit"].eq("item")]
        rows = rows[rows["site"].isin(sites)] if by else rows
        before = rows[["channel", "measure"]].assign(n=rows["n_before"].fillna(0))
        before = before if more else before[["measure", "n"]]
        is_small = suppressed(before, below=audit.policy.suppress_below)["is_suppressed"].astype(bool)
        is_small &= rows["measure"].eq("covered")
        words = rows["comparison"].mask(is_small, TOO_FEW.format(audit.policy.suppress_below))
        told |= dict(zip(map(_as_key, rows[keys].to_numpy(dtype=object)), words, strict=True))
    return [told.get(_as_key(row), "") for row in figures[keys].to_numpy(dtype=object)]


def _as_key(row: Iterable[object]) -> tuple[object, ...]:
    return tuple(None if pd.isna(value) else value for value in row)  # type: ignore[call-overload]
