"""The sheet *Summary*, one page: the actions, how the practices stand, and the figures that tell most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import title_maker
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.decisions import FOUND_AGAIN
from imgaudit.names import NameHider
from imgaudit.outputs.workbook.actions_sheet import CLOSED, SEVERITY_WORDS, channel_label
from imgaudit.outputs.workbook.cell_styles import HEADER, QUIET, header, write
from imgaudit.outputs.workbook.described import draw
from imgaudit.outputs.workbook.figures_sheet import ALL, BY_CHANNEL, figure_words, fill_figures, set_widths
from imgaudit.tables import SEVERITIES
from imgaudit.wording import (
    FOLLOWED,
    beside,
    days_in_words,
    gone_in_words,
    states_of,
    term_and_day,
)

if TYPE_CHECKING:
    from imgaudit.audit import Audit

TITLE = "Summary"

CHART_TITLE = "The figures below: yes, not known and no, as shares"
_CHART_ROWS = 20
"""So many rows does the chart take where no practices stand beside it."""


def fill_summary(
    sheet: Worksheet,
    audit: Audit,
    actions: pd.DataFrame,
    letters: Mapping[str, str],
    hide: NameHider,
    followed: pd.DataFrame,
    to_gone: pd.DataFrame,
    figures: pd.DataFrame,
    card: pd.DataFrame,
    ending: str,
) -> None:
    """One page: actions, how far they came, how the practices stand, and what tells most of all channels together."""
    set_widths(sheet)
    write(sheet, 1, 1, f"{TITLE} · {hide(audit.policy.school)}", "title", height=32)
    write(sheet, 2, 1, term_and_day(audit.term, audit.as_of), "subtitle", height=24)
    write(sheet, 4, 1, "Actions", "section", height=26)
    write(sheet, 5, 1, "Still open and Overdue follow what is entered on the sheet Actions.", "line")
    numbers = ["All", *SEVERITY_WORDS.values(), "Still open", "Overdue"]
    at = header(sheet, 6, ["Channel", *numbers], numbers=numbers)
    counts = pd.crosstab(actions["channel"], actions["severity"]).reindex(columns=SEVERITIES, fill_value=0)
    for channel, row in [(None, counts.sum()), *((str(name), each) for name, each in counts.iterrows())]:
        total = " total" if channel is None else ""
        write(sheet, at, 1, ALL if channel is None else hide(channel_label(channel)), f"text{total}")
        for column, number in enumerate([row.sum(), *row], 2):
            write(sheet, at, column, number, f"number{total}")
        for column, overdue in ((7, False), (8, True)):
            # Set directly: these are the only formulas, and no outside text goes into them.
            write(sheet, at, column, None, f"number{total}").value = _open(letters, at, channel is None, overdue)
        at += 1
    if len(followed):
        at = _fill_followed(sheet, at + 1, followed, hide)
    if len(to_gone):
        write(sheet, at, 1, f"Done, and gone for the public, as visits saw. {gone_in_words(to_gone['days'])}", "line")
        at += 1
    if ending:
        write(sheet, at, 1, f"Ask again: {ending}", "line")
        at += 1
    beside_card = at + 1
    at = _fill_card(sheet, at + 1, card) if len(card) else at + _CHART_ROWS + 1
    write(sheet, at + 1, 1, "Figures on the day of the audit", "section", height=26)
    note = "What is not known counts neither as yes nor as no: the true share lies between At least and At most."
    for said in (note, *beside("visibility", audit.items)):
        write(sheet, at + 2, 1, said, "line")
        at += 1
    sheet.print_title_rows = "1:2"
    rows = figures[figures["channel"].isna() & figures["measure"].isin(BY_CHANNEL)]
    to_draw = ~rows["is_suppressed"].astype(bool) & rows["n"].fillna(0).gt(0)
    rows = rows.assign(last=~to_draw).sort_values("last", kind="stable")
    first = fill_figures(sheet, at + 2, rows, audit, hide)
    if to_draw.any():
        _draw_figures(sheet, beside_card, rows[~rows["last"]], first, audit.policy.suppress_below)


def _fill_card(sheet: Worksheet, at: int, card: pd.DataFrame) -> int:
    """How each of the twelve practices stands, and stood the term before; the row below."""
    write(sheet, at, 1, "How the twelve practices stand", "section", height=26)
    before = card["state_before"].notna().any()
    at = header(sheet, at + 1, ["Practice", "State", *(["Last term"] if before else [])])
    for row in card.to_dict("records"):
        write(sheet, at, 1, row["question"], "text")
        write(sheet, at, 2, row["state"].capitalize(), "strong")
        if before:
            write(sheet, at, 3, "" if pd.isna(row["state_before"]) else row["state_before"].capitalize(), "quiet")
        at += 1
    return at


def _draw_figures(sheet: Worksheet, at: int, rows: pd.DataFrame, first: int, below: int) -> None:
    """A chart of the figures below, beside the practices; of none that is too small to be shown."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "percentStacked", 100, 40
    chart.width, chart.height = 23, 10.5
    chart.title = title_maker(CHART_TITLE)
    words: Any = chart.title.tx
    words.rich.paragraphs[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1200, b=True))
    last = first + len(rows) - 1
    for name, (column, look) in _series_looks().items():
        series = Series(Reference(sheet, min_col=column, min_row=first, max_row=last), title=name)
        look.line = LineProperties(solidFill=QUIET, w=6_350)
        series.graphicalProperties = look
        chart.series.append(series)
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"  # the first at the top, shares below
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines, chart.y_axis.number_format, chart.y_axis.majorUnit = None, "0%", 0.25
    assert chart.legend is not None
    chart.legend.position = "b"
    told = (f"{row['label']}: {figure_words(row, below)}" for row in rows.to_dict("records"))
    draw(sheet, chart, f"D{at}", f"Bar chart. {CHART_TITLE}. {'. '.join(told)}.")


def _series_looks() -> dict[str, tuple[int, GraphicalProperties]]:
    """What a bar is made of → its column and how it looks, in grey too: dark, hatched and empty."""
    hatched = PatternFillProperties(prst="ltUpDiag", fgClr=_colour(QUIET), bgClr=_colour("FFFFFF"))
    return {
        "Yes": (4, GraphicalProperties(solidFill=HEADER)),
        "Not known": (6, GraphicalProperties(pattFill=hatched)),
        "No": (5, GraphicalProperties(solidFill="FFFFFF")),
    }


def _colour(code: str) -> ColorChoice:
    return ColorChoice(srgbClr=code)  # type: ignore[arg-type]  # openpyxl's own types do not know it


def _fill_followed(sheet: Worksheet, at: int, followed: pd.DataFrame, hide: NameHider) -> int:
    """How far the work of this term and of those before has come, by channel; the row below."""
    write(sheet, at, 1, "How far the work has come", "section", height=26)
    note = "Settled: an export that was read whole shows it no more. Done alone settles nothing: it is to be confirmed."
    write(sheet, at + 1, 1, note, "line")
    at = header(sheet, at + 2, ["Channel", *FOLLOWED.values(), "In words"], numbers=[*FOLLOWED.values()])
    sheet.row_dimensions[at - 1].height = 34
    channels = sorted(followed["channel"].dropna().unique())
    for channel in (None, *channels):
        rows = followed if channel is None else followed[followed["channel"].eq(channel)]
        total = " total" if channel is None else ""
        write(sheet, at, 1, ALL if channel is None else hide(channel_label(channel)), f"text{total}")
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
