"""The sheet *Summary*: how many actions there are, and the figures of the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.decisions import FOUND_AGAIN
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.actions_sheet import CLOSED, SEVERITY_WORDS, channel_label
from imgaudit.outputs.workbook.cell_styles import header, write
from imgaudit.practices import MEASURES
from imgaudit.statistics import STATISTICS, consent_coverage, suppressed, with_shares
from imgaudit.tables import RATES, SEVERITIES
from imgaudit.wording import (
    FOLLOWED,
    YES_MEANS,
    beside,
    days_in_words,
    gone_in_words,
    in_words,
    measure_name,
    states_of,
    term_and_day,
)

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Summary"

BY_CHANNEL = (*(measure.name for measure in MEASURES if measure.by_channel), "against")
"""Measures that *Summary* shows channel by channel; all others for all channels together."""

_ALL = "All channels"
_TOO_FEW = "Not shown: fewer than {}, or a group from which such a one could be worked out"


def fill_summary(
    sheet: Worksheet,
    audit: Audit,
    actions: pd.DataFrame,
    letters: Mapping[str, str],
    hide: NameHider,
    followed: pd.DataFrame,
    to_gone: pd.DataFrame | None = None,
) -> None:
    """How many actions by channel and severity, those still open, how far they came, and each figure in words."""
    for letter, width in zip("ABCDEFGHI", (38, 14, 12, 11, 11, 12, 11, 11, 54), strict=True):
        sheet.column_dimensions[letter].width = width
    write(sheet, 1, 1, f"{TITLE} · {hide(audit.policy.school)}", "title", height=32)
    write(sheet, 2, 1, term_and_day(audit.term, audit.as_of), "subtitle", height=24)
    write(sheet, 4, 1, "Actions", "section", height=26)
    write(sheet, 5, 1, "Still open and Overdue follow what is entered on the sheet Actions.", "line")
    numbers = ["All", *SEVERITY_WORDS.values(), "Still open", "Overdue"]
    at = header(sheet, 6, ["Channel", *numbers], numbers=numbers)
    counts = pd.crosstab(actions["channel"], actions["severity"]).reindex(columns=SEVERITIES, fill_value=0)
    for channel, row in [(None, counts.sum()), *((str(name), each) for name, each in counts.iterrows())]:
        total = " total" if channel is None else ""
        write(sheet, at, 1, _ALL if channel is None else hide(channel_label(channel)), f"text{total}")
        for column, number in enumerate([row.sum(), *row], 2):
            write(sheet, at, column, number, f"number{total}")
        for column, overdue in ((7, False), (8, True)):
            # Set directly: these are the only formulas, and no outside text goes into them.
            write(sheet, at, column, None, f"number{total}").value = _open(letters, at, channel is None, overdue)
        at += 1
    if len(followed):
        at = _fill_followed(sheet, at + 1, followed, hide)
    if to_gone is not None and len(to_gone):
        write(sheet, at, 1, f"Done, and gone for the public, as visits saw. {gone_in_words(to_gone['days'])}", "line")
        at += 1
    write(sheet, at + 1, 1, "Figures on the day of the audit", "section", height=26)
    note = "What is not known counts neither as yes nor as no: the true share lies between At least and At most."
    for said in (note, *beside("visibility", audit.items)):
        write(sheet, at + 2, 1, said, "line")
        at += 1
    numbers = ["Placements", "Yes", "No", "Not known", "At least", "At most"]
    sheet.print_title_rows = f"{at + 2}:{at + 2}"
    at = header(sheet, at + 2, ["What", "Channel", *numbers, "In words"], numbers=numbers)
    for figure in _figures(audit.items, audit.policy.suppress_below).to_dict("records"):
        whole = pd.isna(figure["channel"])
        total = " total" if whole else ""
        n, yes, unknown = figure["n"], figure["n_yes"], figure["n_unknown"]
        label = YES_MEANS.get(figure["measure"]) or measure_name(figure["measure"])
        write(sheet, at, 1, label, "text total" if whole else "quiet")
        write(sheet, at, 2, _ALL if whole else hide(channel_label(figure["channel"])), f"text{total}")
        blank = figure["is_suppressed"]
        parts = [None] * 4 if blank else [n, yes, n - yes - unknown, unknown]
        for column, number in enumerate(parts, 3):
            write(sheet, at, column, number, f"number{total}")
        write(sheet, at, 7, figure["share_min"], f"share{total}")
        write(sheet, at, 8, figure["share_max"], f"share{total}")
        words = (
            _TOO_FEW.format(audit.policy.suppress_below)
            if blank
            else in_words(n, yes, unknown, "placement", more=figure["more_unread"])
        )
        write(sheet, at, 9, words[:1].upper() + words[1:], f"text{total}")
        at += 1


def _fill_followed(sheet: Worksheet, at: int, followed: pd.DataFrame, hide: NameHider) -> int:
    """How far the work of this term and of those before has come, by channel; the row below."""
    write(sheet, at, 1, "How far the work has come", "section", height=26)
    note = "Settled: an export that was read whole shows it no more. Done alone settles nothing: it is to be confirmed."
    write(sheet, at + 1, 1, note, "line")
    sheet.row_dimensions[at + 2].height = 34
    at = header(sheet, at + 2, ["Channel", *FOLLOWED.values(), "In words"], numbers=[*FOLLOWED.values()])
    channels = sorted(followed["channel"].dropna().unique())
    for channel in (None, *channels):
        rows = followed if channel is None else followed[followed["channel"].eq(channel)]
        total = " total" if channel is None else ""
        write(sheet, at, 1, _ALL if channel is None else hide(channel_label(channel)), f"text{total}")
        for column, state in enumerate(FOLLOWED, 2):
            write(sheet, at, column, states_of(rows, state), f"number{total}")
        write(sheet, at, len(FOLLOWED) + 2, days_in_words(rows["days"]), f"text{total}")
        at += 1
    return at


def _open(letters: Mapping[str, str], at: int, whole: bool, overdue: bool) -> str:
    """A formula: the rows that are not closed, and those that are marked so and found again."""
    channel, due, wrong, status = (
        f"Actions!${letters[name]}:${letters[name]}" for name in ("Channel", "Due", "What is wrong", "Status")
    )
    which = f'{channel},"<>",{channel},"<>Channel"' if whole else f'{channel},"="&$A{at}'
    late = f',{due},"<"&TODAY()' if overdue else ""
    still = f"COUNTIFS({which}{late}" + "".join(f',{status},"<>{closed}"' for closed in CLOSED) + ")"
    again = [f'COUNTIFS({which}{late},{status},"{closed}",{wrong},"{FOUND_AGAIN}*")' for closed in CLOSED]
    return "=" + "+".join([still, *again])


def _figures(items: pd.DataFrame, suppress_below: int) -> pd.DataFrame:
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
    return figures.assign(order=figures["measure"].map(order)).sort_values(
        ["order", "channel"], na_position="first", kind="stable"
    )
