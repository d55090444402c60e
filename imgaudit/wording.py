"""The words of every output: what measures, units, groups, channels and terms are called, how a share is said.

Charts, the workbook and the command line take them from here, so that nobody reads 73% in one and 19–93% in another.
The glossary says at length what each column holds, and so each kind: :data:`imgaudit.tables.EXPOSURE_MEANINGS`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from imgaudit.frames import require
from imgaudit.platforms import PLATFORMS
from imgaudit.practices import MEASURES, PRACTICES, REGISTER_MEASURES
from imgaudit.practices.practice import measure_of
from imgaudit.tables import TABLES

NOT_CHECKED = "not checked"
"""What is said of a term, a group or a finding at which nobody looked; sentences hold it and may say more."""

QUESTIONS = {practice.called: practice.question for practice in PRACTICES if practice.question}
"""What each group of rates answers: the title of its chart and of its table."""

MEASURE_LABELS = {measure.name: measure.label for measure in (*MEASURES, *REGISTER_MEASURES)} | {
    "new": "New findings",
    "returned": "Findings that came back",
    "persisting": "Findings still open",
    "resolved": "Findings resolved",
    "not_checked": f"Findings {NOT_CHECKED} again",
    "first_check": "Findings of a first check",
    "remeasured": "Findings re-measured by another rule",
}
"""What each measure is called, in the order it is drawn in."""

YES_MEANS = {
    **{measure.name: measure.yes for measure in MEASURES if measure.by_channel},
    "against": "Live against consent",
    **{measure.name: measure.yes for measure in (*MEASURES, *REGISTER_MEASURES) if not measure.by_channel},
}
"""What a yes of each measure means, for a reader without a chart; the most telling first."""

_OF_PUPILS = next(practice.counted for practice in PRACTICES if practice.name == "visibility")

GOOD_WHEN_HIGH = tuple(measure.name for measure in (*MEASURES, *REGISTER_MEASURES) if measure.good_when_high)
"""The measures of which more is better; of all others, less is."""

WHICH = {measure.name: practice.which for practice in PRACTICES for measure in practice.measures if practice.which}
"""The measures that are not of all placements or pictures, and which those are that count."""

UNITS = {  # one, several, what that is
    "item": ("placement", "placements", " (one picture on one page or post)"),
    "asset": ("picture", "pictures", ""),
    "file": ("file", "files", ""),
    "finding": ("finding", "findings", ""),
    "person": ("person", "people", ""),
    "accounts": ("account", "accounts", ""),
    "settings": ("setting", "settings", " (one setting of one account)"),
    "training": ("person and course", "people × courses", ""),
    "families": ("message", "messages", ""),
    "family": ("family", "families", " (each once a message)"),
    "policies": ("policy", "policies", ""),
    "incidents": ("step of an incident", "steps of incidents", ""),
    "partners": ("document of a partner", "documents of partners", ""),
    "person × scope": ("person and use", "people × uses", " (one person's answer for one use)"),
}
BRANDS = ("Google Drive", "Google Photos", "ResourceSpace", "SharePoint")
_SPELT = {brand.lower(): brand for brand in BRANDS} | {platform.name: platform.label for platform in PLATFORMS}
_TERM = re.compile(r"(\d{4}-\d{2})-([a-z]+)")

OUR_WORDS = {name for table in TABLES for name, column in table.columns.items() if column.choices}
OUR_WORDS |= {"name_fields", "field", "named_in", "dialect"}
"""Columns that hold words of ours, not other people's: in those an underscore stands for a space."""


LEAST_POINTS = 2
"""From so many percentage points on a share is better or worse; see :func:`imgaudit.verdicts.judged`."""

LEAST_GROUP = 5
"""Groups smaller than this are not for others' eyes, where no policy says otherwise."""

VERDICT_WORDS = {
    "better": "better",
    "worse": "worse",
    "mixed": "neither better nor worse",
    "same": "about the same",
    "unclear": "not known whether better",
    "empty": "nothing to count",
    "remeasured": "re-measured, so not compared",
    "moved": "moved, so not compared",
    "lost_most": "lost most of what it held, so not compared",
    "partly": "not all checked, so not compared",
    "first_check": "first check",
    "not_checked": NOT_CHECKED,
}
"""What each verdict of the table ``trends`` is called."""

VERDICT_IN_SHORT = {
    "mixed": "mixed",
    "same": "about the same",
    "unclear": "unclear",
    **dict.fromkeys(("remeasured", "moved", "lost_most", "partly"), "not compared"),
    "empty": "nothing there",
}
"""Where there is room for a word or two; a verdict that is not here says it as everywhere, or as it is called."""


def verdict_in_short(row: Mapping[Hashable, Any] | pd.Series[Any]) -> str:
    """The verdict on a figure of ``trends`` in a word or two.

    >>> verdict_in_short({"is_suppressed": False, "verdict": "moved"})
    'not compared'
    """
    if row["is_suppressed"]:
        return "not shown"
    verdict = row["verdict"]
    return "counted" if pd.isna(verdict) else VERDICT_IN_SHORT.get(verdict, VERDICT_WORDS[verdict])


COMPARED = ("better", "worse", "mixed", "same", "unclear", "empty")
"""The verdicts that come of comparing: only with these the term before is named."""


def measure_name(measure: str) -> str:
    """What a measure is called; one of the user's own keeps its name.

    >>> measure_name("original_reachable"), measure_name("is_on_banner")
    ('Full-size original online', 'On banner')
    """
    plain = measure_of(measure)
    return MEASURE_LABELS.get(plain, in_plain(plain).capitalize())


def in_plain(name: str) -> str:
    """The name of a column, or a word of ours, as people write it.

    >>> in_plain("not_recorded")
    'not recorded'
    """
    return name.replace("_", " ")


def channel_name(channel: str) -> str:
    """A channel as the first word of a line.

    >>> channel_name("website"), channel_name("youtube")
    ('Website', 'YouTube')
    """
    return _SPELT.get(channel, channel[:1].upper() + channel[1:])


def channel_of(source_id: str) -> str:
    """What people call a source: of site/channel/dialect they know the channel.

    >>> channel_of("fernhollow/instagram/spreadsheet")
    'instagram'
    """
    parts = source_id.strip().split("/")
    return parts[1] if len(parts) == 3 else source_id.strip()


def term_name(term: str) -> str:
    """A term as people say it; one of another form keeps its name.

    >>> term_name("2025-26-autumn")
    'Autumn 2025–26'
    """
    usual = _TERM.fullmatch(term)
    return f"{usual[2].capitalize()} {usual[1].replace('-', '–')}" if usual else term


def term_and_day(term: str | None, day: date) -> str:
    """The day an audit speaks for, after its term.

    >>> term_and_day("2025-26-autumn", date(2025, 12, 19))
    'Autumn term 2025-26 · 19 December 2025'
    >>> term_and_day("HT1", date(2025, 12, 19)), term_and_day(None, date(2025, 12, 19))
    ('HT1 · 19 December 2025', '19 December 2025')
    """
    usual = _TERM.fullmatch(term or "")
    said = f"{usual[2].capitalize()} term {usual[1]}" if usual else term
    return f"{said} · {long_day(day)}" if said else long_day(day)


def long_day(day: date) -> str:
    """A day as it is written in a letter: ``19 December 2025``."""
    return f"{day.day} {day:%B %Y}"


def about(policies: Iterable[Mapping[str, Any]], term: str | None, day: date) -> dict[str, Any]:
    """What the frames of an audit keep in their ``attrs``: whose they are, when, by which limit; and what is small.

    >>> about([{"school": "Fernhollow", "max_side_px": 800, "suppress_below": 5}], "HT1", date(2025, 12, 19))
    {'about': 'Fernhollow · HT1 · 19 December 2025 · limit 800 px', 'max_side_px': 800, 'suppress_below': 5}
    """
    told = [*policies]
    schools = dict.fromkeys(str(policy["school"]) for policy in told if policy.get("school"))
    who = ", ".join(schools) if len(schools) <= 2 else f"{len(schools)} schools"
    limits = sorted({int(policy["max_side_px"]) for policy in told if policy.get("max_side_px")})
    limit = f"{'limit' if len(limits) == 1 else 'limits'} {', '.join(f'{side:,}' for side in limits)} px"
    return {
        "about": " · ".join([*([who] if who else []), term_and_day(term, day), *([limit] if limits else [])]),
        "max_side_px": limits[0] if len(limits) == 1 else None,
        "suppress_below": max(
            (int(policy.get("suppress_below") or LEAST_GROUP) for policy in told), default=LEAST_GROUP
        ),
    }


OF_THINGS = ("accounts", "settings", "policies", "families", "partners")
"""Units that are no people and no pictures of any: of those a few tell nobody's secret."""


def small_group(frame: pd.DataFrame, below: int | None = None) -> int:
    """Groups smaller than this are not for others' eyes: as asked for, else as the policy of the frame's audit has it.

    >>> small_group(pd.DataFrame()), small_group(pd.DataFrame(), 1)
    (5, 1)
    """
    return below or int(frame.attrs.get("suppress_below", LEAST_GROUP))


FOLLOWED = {
    "settled": "Settled",
    "reopened": "Reopened",
    "accepted": "Accepted",
    "DSL decision": "DSL decision",
    "to be confirmed": "To be confirmed",
    "overdue": "Overdue",
    "not checked": NOT_CHECKED.capitalize(),
}
"""State of an action → its heading; overdue ones are counted beside their state."""


def states_of(followed: pd.DataFrame, state: str) -> int:
    """How many actions were in a state of :data:`FOLLOWED`."""
    is_so = followed["is_overdue"] if state == "overdue" else followed["state"].eq(state)
    return int(is_so.fillna(False).sum())


def days_in_words(days: pd.Series) -> str:
    """How long it took from that something was found to that it was done.

    >>> days_in_words(pd.Series([3, 9, None], dtype="Int64")), days_in_words(pd.Series([], dtype="Int64"))
    ('Half of 2 done within 6 days of being found.', 'Nothing that was said to be done is settled yet.')
    """
    known = days.dropna()
    if known.empty:
        return "Nothing that was said to be done is settled yet."
    half = counted(round(float(known.median())), "day")
    return f"{'Half' if len(known) > 1 else 'One'} of {len(known):,} done within {half} of being found."


def gone_in_words(days: pd.Series) -> str:
    """How long it took from that something was said to be done to that no file of it answered any more.

    >>> gone_in_words(pd.Series([0, 4, None], dtype="Int64")), gone_in_words(pd.Series([None], dtype="Int64"))
    ('Of 2 of 3, half were seen to be gone within 2 days of Done; not known of 1.', 'Not known of any of 1.')
    """
    known = days.dropna()
    if known.empty:
        return f"Not known of any of {len(days):,}."
    half = counted(round(float(known.median())), "day")
    said = f"{'half were' if len(known) > 1 else 'it was'} seen to be gone within {half} of Done"
    rest = f"; not known of {len(days) - len(known):,}" if len(known) < len(days) else ""
    return f"Of {len(known):,} of {len(days):,}, {said}{rest}."


def unit_words(unit: str) -> tuple[str, str, str]:
    """What one of n is: one, several, and what that is."""
    return UNITS.get(unit, ("row", "rows", ""))


def of_what(unit: str, measures: Iterable[str], n: int | None = None) -> str:
    """What a share is of; every chart and table asks here.

    >>> of_what("item", ["covered"], 57)
    '57 placements that show people, or may'
    >>> of_what("file", ["location"])
    'files'
    """
    one, several, what = unit_words(unit)
    which = {WHICH.get(measure, "") for measure in measures}
    if unit in ("item", "asset") and len(which) == 1 and which != {""}:  # pictures, and what they show, are counted
        what = f" {which.pop()}"
    return f"{several if n is None else counted(n, one, several)}{what}"


def counted(number: int, unit: str, units: str = "") -> str:
    """A number with its unit.

    >>> counted(1, "entry", "entries"), counted(1200, "file")
    ('1 entry', '1,200 files')
    """
    return f"{number:,} {unit if number == 1 else units or unit + 's'}"


def beside(figures: str, items: pd.DataFrame) -> list[str]:
    """What the figures of a practice, by what they are called, rest on: of who can open a page, on a visit or exports.

    >>> shown = pd.DataFrame({"shows": "pupils", "visibility_from": ["visit", "export", "unknown"]})
    >>> beside("visibility", shown.assign(visited_on=pd.Timestamp("2026-12-12")))
    ['Pages: seen by a visit on 12 December 2026 (1), else from the exports (1), not known (1).']
    >>> beside("visibility", shown.iloc[1:].assign(visited_on=pd.NaT))
    ['Pages: none seen by a visit; from the exports (1), not known (1).']
    """
    if figures != "visibility" or "visibility_from" not in items:
        return []
    items = items[_OF_PUPILS(items).fillna(True).to_numpy(dtype=bool)]
    counts = items["visibility_from"].fillna("unknown").value_counts()
    seen, told, unknown = (int(counts.get(word, 0)) for word in ("visit", "export", "unknown"))
    days = items.loc[items["visibility_from"].eq("visit").fillna(False).astype(bool), "visited_on"].dropna()
    if not len(items):
        return []
    parts = ["none seen by a visit; from the exports (" + f"{told:,})"]
    if seen:
        first, last = long_day(days.min()), long_day(days.max())
        when = f"a visit on {last}" if first == last else f"visits from {first} to {last}"
        parts = [f"seen by {when} ({seen:,})", *([f"else from the exports ({told:,})"] if told else [])]
    return [f"Pages: {', '.join([*parts, *([f'not known ({unknown:,})'] if unknown else [])])}."]


def percent(share: float) -> str:
    """A share as people say it: never 0% for one picture in a thousand, nor 100% for all but one.

    >>> percent(0.25), percent(0.001), percent(0.999)
    ('25%', 'under 1%', 'over 99%')
    """
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{share:.0%}"


def percents(low: float, high: float) -> str:
    """A share, or the range it lies in where something is not known.

    >>> percents(0.19, 0.93), percents(0.5, 0.5), percents(0.002, 0.5)
    ('19–93%', '50%', 'under 1% to 50%')
    """
    least, most = percent(low), percent(high)
    if least == most:
        return least
    return f"{least} to {most}" if " " in least + most else f"{least.removesuffix('%')}–{most}"


def in_short(n: int, yes: int, unknown: int, *, with_unknown: bool = False, more: bool = False) -> str:
    """A rate in a few words: the share of all, or its range, and the count; never a share of what is known alone.

    ``more``: there are others that could not be read, so nobody knows the share.

    >>> in_short(57, 11, 42), in_short(57, 0, 57), in_short(10, 0, 0, more=True)
    ('19–93% (11 of 57)', 'not known for any of 57', '0 of the 10 read; more could not be')
    """
    if more:
        return f"{yes:,} of the {n:,} read; more could not be"
    if not n or unknown == n:
        return in_words(n, yes, unknown)
    rest = f", {unknown:,} not known" if unknown and with_unknown else ""
    return f"{percents(yes / n, (yes + unknown) / n)} ({yes:,} of {n:,}{rest})"


def in_words(n: int, yes: int, unknown: int, unit: str = "", *, more: bool = False) -> str:
    """A rate in words: how many of how many, the share, and how far it could go if more were known.

    ``more``: there are others that could not be read, so nobody knows the share.

    >>> in_words(64, 12, 5, "placement")
    'at least 12 of 64 placements (19%); 5 not known, so up to 27%'
    >>> in_words(10, 0, 0, "placement", more=True)
    '0 of the 10 placements that were read; more could not be read, so the share is not known'
    """
    size = counted(n, unit) if unit else f"{n:,}"
    if more:
        return f"{yes:,} of the {size} that were read; more could not be read, so the share is not known"
    if not n:
        return "nothing to count"
    if unknown == n:
        return f"not known for any of {size}"
    found = f"{yes:,} of {size} ({percent(yes / n)})"
    if not unknown:
        return found
    return f"{'at least ' if yes else ''}{found}; {unknown:,} not known, so up to {percent((yes + unknown) / n)}"


def comparison(row: Mapping[Hashable, Any] | pd.Series[Any], *, since: bool = True, unknown: bool = True) -> str:
    """The verdict on a row of the table ``trends`` in words: against when, from what to what, and the stock.

    ``since``, ``unknown``: whether to name the term, and what was not known, where that does not stand beside it.

    >>> row = {"measure": "location", "unit": "item", "missing_sources": "", "reduced_sources": ""}
    >>> row |= {"since": "2025-26-autumn", "n_before": 47, "n_yes_before": 32, "n_unknown_before": 4}
    >>> row |= {"n": 30, "n_yes": 15, "n_unknown": 0}
    >>> comparison(row | {"verdict": "better"})
    '32 of 47 → 15 of 30 since Autumn 2025–26 (not known: 4, then 0): better; 17 fewer placements'
    >>> comparison(row | {"verdict": "first_check"})
    'first check'
    """
    verdict: Any = row["verdict"]
    if pd.isna(verdict) or verdict not in COMPARED or pd.isna(row["since"]):
        return VERDICT_WORDS.get(verdict, "")
    if pd.isna(row["n_before"]):  # suppressed
        return f"{VERDICT_WORDS[verdict]}, against a small group that is not shown"
    n, yes, no_answer = (int(row[name]) for name in ("n", "n_yes", "n_unknown"))
    n_before, yes_before, no_answer_before = (int(row[f"{name}_before"]) for name in ("n", "n_yes", "n_unknown"))
    said = f"{_of(yes_before, n_before, no_answer_before)} → {_of(yes, n, no_answer)}"
    said += f" since {term_name(row['since'])}" if since else ""
    if unknown and no_answer + no_answer_before:
        said += f" (not known: {no_answer_before:,}, then {no_answer:,})"
    said += ", of the exports checked both times" if row["missing_sources"] or row["reduced_sources"] else ""
    words = _mixed(row) if verdict == "mixed" else VERDICT_WORDS[verdict]
    words += ", as the register no longer knows everybody" if verdict == "unclear" and row.get("forgets") else ""
    if n < n_before:
        one, several, _ = unit_words(row["unit"])
        # Of those that show people there may be fewer because somebody has said that some show nobody.
        units = "to count" if row["measure"] in WHICH else one if n_before - n == 1 else several
        words += f"; {n_before - n:,} fewer {units}"
    return f"{said}: {words}"


def _mixed(row: Mapping[Hashable, Any] | pd.Series[Any]) -> str:
    """Both that count and share say, of those at fault; where more is better these say no."""
    is_smaller = row["n"] < row["n_before"]  # only then can fewer be a larger share
    is_good = row["measure"] in GOOD_WHEN_HIGH
    more = int(row["n_yes"] - row["n_yes_before"])
    more = int(row["n"] - row["n_before"]) - more if is_good else more
    if row["n_unknown"] or row["n_unknown_before"]:
        count = "no more" if is_smaller else "no fewer"
    else:
        count = f"{abs(more):,} {'fewer' if more < 0 else 'more'}" if more else "as many"
    share = f"a {'smaller' if is_smaller == is_good else 'larger'} share"
    return f"{share}, but {count} that are not" if is_good else f"{count}, but {share}"


def _of(yes: int, n: int, unknown: int) -> str:
    return f"{yes:,} of {n:,}" if not n or unknown < n else f"not known for any of {n:,}"


def step_words(unit: str) -> str:
    """From when on a figure counts as better or worse, for the foot of a chart or table.

    >>> step_words("item")
    'Better or worse: by 2 percentage points and one placement at least, or the first or the last; else about the same.'
    """
    return (
        f"Better or worse: by {LEAST_POINTS} percentage points and one {unit_words(unit)[0]} at least, or the first or "
        "the last; else about the same."
    )


def group_columns(rates: pd.DataFrame) -> list[str]:
    """The ``by`` columns: all before ``measure`` but the term."""
    require(rates, ["measure"])
    columns = list(rates.columns)
    return [column for column in columns[: columns.index("measure")] if column != "term"]


def group_names(rates: pd.DataFrame) -> list[str]:
    """What each row's group is called; a group without a name is one that was not stated.

    >>> group_names(pd.DataFrame({"consent_state": ["not_needed", None], "measure": "any"}))
    ['not needed', 'not stated']
    """
    if not (keys := group_columns(rates)):
        return [""] * len(rates)
    parts = [[_group_name(key, value) for value in rates[key]] for key in keys]
    return [" · ".join(row) for row in zip(*parts, strict=True)]


def _group_name(column: str, value: object) -> str:
    if pd.isna(value) or not str(value).strip():  # type: ignore[call-overload]  # any scalar is meant
        return "not stated"
    if pd.api.types.is_bool(value):
        return f"{measure_name(column)}: {'yes' if value else 'no'}"
    if isinstance(value, pd.Timestamp):
        return str(value).removesuffix(" 00:00:00")
    return in_plain(str(value)) if column in OUR_WORDS else str(value)
