"""The governors' page: how the school stands in the twelve practices, what moved, what is asked of them, on one sheet.

Nothing is counted here: the scorecard, the trends and the progress of the work say it all. No person is named, whatever
the policy allows elsewhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from imgaudit.comparing import trends
from imgaudit.errors import InputError
from imgaudit.following import progress
from imgaudit.history import History, history_of
from imgaudit.names import NameHider
from imgaudit.outputs.paper import paper_path, write_sheet
from imgaudit.outputs.paper.content import (
    Beside,
    Block,
    Drawing,
    Grid,
    Paragraph,
    Points,
    Section,
    Sheet,
    Strong,
    Words,
    as_given,
)
from imgaudit.people import expiring_in_words
from imgaudit.policy import Policy
from imgaudit.practices.practice import TWELVE
from imgaudit.scoring import MISSING, scorecard
from imgaudit.showing import hider_of
from imgaudit.tables import SEVERITIES, STANDINGS
from imgaudit.verdicts import SAID
from imgaudit.wording import (
    FOLLOWED,
    GOOD_WHEN_HIGH,
    YES_MEANS,
    channel_name,
    channel_of,
    comparison,
    counted,
    days_in_words,
    in_short,
    measure_name,
    states_of,
    term_and_day,
    term_name,
)

if TYPE_CHECKING:
    from imgaudit.audit import Audit

MARKS: Mapping[str, str] = {"met": "✓", "partly met": "◐", "not met": "✗", "not known": "?", "no data": "–"}
"""State → the sign before its word, which tells it in grey too."""
ASKED: Mapping[str, str] = {
    "review": "Agree a day by which every picture has been looked at, and who takes down those that no page uses.",
    "names": "Agree a day by which no full name stands beside a picture.",
    "visibility": "Decide how much of what shows pupils may be open to all, and by when no more than that is.",
    "metadata": "Agree a day by which no picture gives away a place or a name, and that only clean copies go up.",
    "resolution": "Agree a day by which pictures over the school's limit are replaced, their originals too.",
    "settings": "Agree a day by which every account is set as expected, and who looks each year.",
    "consent": "Agree that what is live against consent comes down at once, and who tells you that it has.",
    "training": "Agree a day by which all staff, and all who publish, are trained.",
    "staff": "Agree that pictures of staff keep to the rules for pupils, and from when.",
    "families": "Agree when families are told and asked again, and by whom.",
    "procedures": "Agree when overdue policies come to you, and who follows each incident to its end.",
    "partners": "Agree who looks each year what the school's partners say now.",
}
"""Practice → what governors are asked to decide where it is not met."""
THINGS = ("accounts", "settings", "families", "policies", "partners", "incidents")
"""Units that are no people and no pictures of any; groups of all others are hidden where they are small."""
_WORST = ("not met", "partly met", "not known", "no data")
_FOR_WHO_RUNS_IT = re.compile(r": (?:imgaudit [^.]*|open_to_all_percent in policy\.toml)(?=\.)")
_ABSENT = re.compile(re.escape(MISSING).replace(r"\{\}", "([^)]*)") + " ?")
_MOST_CHANNELS = 12
_SUPPRESSED = "not shown, of fewer than {}"


def write_page(
    audit: Audit, path: str | os.PathLike[str], *, history: History | str | os.PathLike[str] | None = None
) -> Path:
    """Write the page that governors read: one A4 sheet with the twelve practices, what moved, and what is to decide.

    It holds the scorecard with n and last term's state; the three figures that moved most, of those that can be
    compared; how far the work has come; up to three decisions, worst first; and what is not known and why. Nobody is
    named on it, and groups smaller than the policy's ``suppress_below`` are not shown.

    Parameters
    ----------
    audit
        What :func:`run_audit` gave, whole.
    path
        ``.html`` or ``.pdf``, which needs the extra ``page``. Folders are made where there are none; a file that is
        there is replaced.
    history
        The folder in which this audit was saved, or what :func:`load_history` gave of it: without it nothing is said of
        last term or of the work.

    Returns
    -------
    The path written, for its owner alone.

    Raises
    ------
    InputError
        When the path ends otherwise, the audit is a part of one, or there is no audit in the history.
    ImgauditError
        When the file cannot be written, or the package for PDF is missing.
    """
    paper_path(path)
    if audit.is_part:
        raise InputError(f"{path}: this is a part of an audit, which would pass for the whole. Give the whole audit.")
    return write_sheet(_page(audit, history), path)


def _page(audit: Audit, history: History | str | os.PathLike[str] | None) -> Sheet:
    policy = replace(audit.policy, names_in_outputs="none")
    hide = hider_of(policy, audit.people, audit.consents, audit.appearances, audit.items)
    past = _of_sites(history, audit)
    card = scorecard(audit, past).assign(number=range(1, len(TWELVE) + 1))
    is_saved = past is not None and _is_in(past, audit)
    told = trends(past) if is_saved and past else None
    figures = None if told is None else told[told["term"].eq(audit.term or "")]
    return Sheet(
        "Pictures that the school has published: a page for governors",
        f"{as_given(hide(policy.school), 90)} · {term_and_day(_term(audit.term, hide), audit.as_of)}",
        (
            Section(f"The twelve practices: {_counted_states(card)}"),
            _scores(card, policy.suppress_below),
            *_moved(figures, policy.suppress_below, hide),
            Beside(
                (
                    (Section("Done this term"), *_done(past if is_saved else None, audit), *_ending(audit, policy)),
                    (Section("Decisions asked of you"), _decisions(card, audit.findings)),
                )
            ),
            Section("What is not known, and why"),
            Points(tuple(_unknown(card, policy.suppress_below, figures, audit.sources, hide)), is_small=True),
            Paragraph(
                "Counted are placements (one picture on one page or post), or what is named: all that the exports hold "
                "and nothing that is in none. What is not known counts neither as yes nor as no, and where it could "
                "turn the answer the state is not known. Nobody is named on this page; figures out of fewer than "
                f"{policy.suppress_below} people or placements are not shown.",
                is_small=True,
            ),
        ),
        room=350_000,
    )


def _of_sites(history: History | str | os.PathLike[str] | None, audit: Audit) -> History | None:
    """The history of the sites of this audit alone, if it tells of any."""
    if history is None:
        return None
    past = history_of(history)
    frames = {each.name: getattr(past, each.name) for each in fields(History)}
    of = {name: frame[frame["site"].isin([*audit.policies])] for name, frame in frames.items() if "site" in frame}
    return replace(past, **of) if len(of["audits"]) else None


def _is_in(past: History, audit: Audit) -> bool:
    """Whether the history holds this very audit, of each of its sites."""
    of_term = past.audits[past.audits["term"].eq(audit.term or "") & past.audits["is_read"]]
    saved = of_term[pd.to_datetime(of_term["as_of"]).eq(pd.Timestamp(audit.as_of))]
    return set(audit.policies) == set(saved["site"])


def _term(term: str | None, hide: NameHider) -> str | None:
    """A term; one that is called as only this school calls it may hold anything."""
    return term if term is None or term_name(term) != term else as_given(hide(term), 40)


def _counted_states(card: pd.DataFrame) -> str:
    counts = card["state"].value_counts()
    return ", ".join(f"{counts[state]} {state}" for state in STANDINGS if state in counts)


def _state(state: object) -> Words:
    return "not audited" if pd.isna(state) else f"{MARKS[str(state)]} {state}"  # type: ignore[call-overload]


def _is_small(n: int, unit: object, below: int) -> bool:
    return 0 < n < below and unit not in THINGS


def _scores(card: pd.DataFrame, below: int) -> Grid:
    rows = []
    for row in card.to_dict("records"):
        label = str(row["measure"]).partition(":")[0]
        small = _is_small(int(row["n"]), row["unit"], below)
        measure = f"{label}: {_SUPPRESSED.format(below)}" if small else str(row["measure"])
        now = Strong(_state(row["state"]))
        rows.append((f"{row['number']}  {row['question']}", measure, row["target"], _state(row["state_before"]), now))
    headings = ("Practice", "The figure that decides, of n", "Target", "Last term", "Now")
    return Grid("The twelve practices", headings, tuple(rows), (26, 32, 20, 11, 11))


def _moved(figures: pd.DataFrame | None, below: int, hide: NameHider) -> list[Block]:
    """The figures that moved most of those that can be compared, each as two bars and in words."""
    if figures is None:
        return [Section("What moved"), Paragraph("Not known: no history holds this audit.")]
    small = figures[["n", "n_before"]].min(axis="columns").lt(below)
    known = figures[figures["verdict"].isin(["better", "worse"]) & ~small]
    moved = sorted(known.to_dict("records"), key=_step, reverse=True)
    # What got worse has a place, however far the others have moved.
    worse = [row for row in moved[2:] if row["verdict"] == "worse"] if _is_all_better(moved[:2]) else []
    rows = [*moved[:2], *(worse or moved[2:])[:1]]
    unclear = int(figures["verdict"].eq("unclear").sum())
    if not rows:
        said = "No figure is known to have moved." + (_of_others(unclear) if unclear else "")
        if figures["since"].isna().all():
            said = "This is the first audit that can be compared with a later one."
        return [Section("What moved"), Paragraph(said)]
    since = " and ".join(dict.fromkeys(term_name(_term(str(row["since"]), hide) or "") for row in rows))
    return [
        Section(f"What moved most since {since}"),
        Beside(tuple(_figure(row) for row in rows)),
        Paragraph(
            "Upper bar: then; lower bar: now. Black: so; grey: not known; white: not so." + _of_others(unclear),
            is_small=True,
        ),
    ]


def _is_all_better(rows: Sequence[Mapping[Hashable, Any]]) -> bool:
    return all(row["verdict"] == "better" for row in rows)


def _of_others(unclear: int) -> str:
    figures = counted(unclear, "other figure")
    return f" Of {figures} nobody can say whether they moved: what is not known could turn it." if unclear else ""


def _figure(row: Mapping[Hashable, Any]) -> tuple[Block, ...]:
    aim = "" if str(row["measure"]) in GOOD_WHEN_HIGH else " (less is better)"
    return Paragraph((Strong(_label(row)), aim)), _bars(row), Paragraph(comparison(row, since=False))


def _label(row: Mapping[Hashable, Any]) -> str:
    return YES_MEANS.get(str(row["measure"])) or measure_name(str(row["measure"]))


def _shares(row: Mapping[Hashable, Any], when: str) -> tuple[float, float]:
    n, yes, unknown = (int(row[f"{name}{when}"]) for name in ("n", "n_yes", "n_unknown"))
    return yes / n, unknown / n


def _step(row: Mapping[Hashable, Any]) -> tuple[float, float]:
    """How far a share has moved at the least, and as far as it is known."""
    (yes, unknown), (yes_before, unknown_before) = _shares(row, ""), _shares(row, "_before")
    apart = max(yes - yes_before - unknown_before, yes_before - yes - unknown)
    return apart, abs(yes - yes_before)


def _bars(row: Mapping[Hashable, Any]) -> Drawing:
    parts = []
    for top, (yes, unknown) in ((0.3, _shares(row, "_before")), (4.3, _shares(row, ""))):
        for width, colour in ((1.0, "#fff"), (yes + unknown, "#b4b4b4"), (yes, "#111")):
            parts.append(f'<rect x=".2" y="{top}" width="{55.6 * width:.2f}" height="3" fill="{colour}"/>')
        parts.append(f'<rect x=".2" y="{top}" width="55.6" height="3" fill="none" stroke="#111" stroke-width=".25"/>')
    then, now = (
        in_short(*(int(row[f"{name}{when}"]) for name in ("n", "n_yes", "n_unknown")), with_unknown=True)
        for when in ("_before", "")
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 56 7.6">{"".join(parts)}</svg>'
    return Drawing(svg, 7.6, f"{_label(row)}: then {then}, now {now}")


def _done(past: History | None, audit: Audit) -> list[Block]:
    """How far the work has come, as the exports that were read tell."""
    if past is None:
        return [Paragraph("Not known: no history holds this audit.")]
    work = progress(past)
    work = work[work["term"].eq(audit.term or "")]
    if work.empty:
        return [Paragraph("There was no work to do.")]
    settled, overdue = states_of(work, "settled"), states_of(work, "overdue")
    still = int(work["state"].isin(["open", "in progress", "reopened"]).sum())
    others = [
        f"{states_of(work, state):,} {words[:1].lower() + words[1:] if words[1:2].islower() else words}"
        for state, words in FOLLOWED.items()
        if state not in ("settled", "overdue") and states_of(work, state)
    ]
    return [
        Paragraph(
            (
                Strong(f"{counted(settled, 'piece')} of work settled"),
                ": an export that was read whole shows them no more. ",
                Strong(f"{still:,} still open, {overdue:,} of them overdue"),
                f"; {', '.join(others)}. " if others else ". ",
                _overdue(work),
                days_in_words(work["days"]) if work["days"].notna().any() else "",
            )
        )
    ]


def _ending(audit: Audit, policy: Policy) -> list[Block]:
    """How many consents end soon, and so who is to be asked again."""
    said = expiring_in_words(replace(audit, policy=policy))
    return [Paragraph((Strong("To be asked again: "), as_given(said)))] if said else []


def _overdue(work: pd.DataFrame) -> str:
    """Of which practices work is overdue, most of it first."""
    late = work.loc[work["is_overdue"].fillna(False).astype(bool), "practice"].value_counts()
    told = [f"practice {TWELVE.index(str(name)) + 1}: {number:,}" for name, number in late.items()]
    return f"Overdue: {', '.join(told)}. " if told else ""


def _decisions(card: pd.DataFrame, findings: pd.DataFrame) -> Block:
    """What governors are asked to decide, at most three things, the worst first."""
    worst = findings.groupby("practice")["severity"].agg(lambda found: min(map(SEVERITIES.index, found)))
    asked: list[tuple[tuple[int, int, int], str]] = []
    for row in card[card["state"].isin(["not met", "partly met", "not known"])].to_dict("records"):
        practice, state = str(row["practice"]), str(row["state"])
        severity = int(worst.get(practice, len(SEVERITIES)))
        told = f", {SEVERITIES[severity]}" if state != "not known" and severity < len(SEVERITIES) else ""
        said = ASKED[practice]
        if state == "not known":
            said = f"Agree who finds out, and by when: {row['question'][:1].lower()}{row['question'][1:]}"
        said += f" (Practice {row['number']}: {state}{told}.)"
        asked.append(((_WORST.index(state), severity, row["number"]), said))
    if len(without := card.loc[card["state"].eq("no data"), "number"]):
        several = "Practices" if len(without) > 1 else "Practice"
        said = f"Name who gives the data that is missing, and by when. ({several} {_listed(without)}: no data.)"
        asked.append(((_WORST.index("no data"), 0, 0), said))
    if not asked:
        return Paragraph("None: every practice is met.")
    return Points(tuple(said for _, said in sorted(asked)[:3]), is_ordered=True)


def _listed(numbers: pd.Series) -> str:
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _unknown(
    card: pd.DataFrame, below: int, figures: pd.DataFrame | None, sources: pd.DataFrame, hide: NameHider
) -> list[str]:
    """How much is not known of each practice, what would tell it, and which exports were not read whole or at all."""
    said = []
    absent = dict.fromkeys(found for text in card["to_know"].dropna() for found in _ABSENT.findall(text))
    if absent:  # said once, and not of every practice
        said.append(hide(f"Pictures of what is not here nobody has looked at: {', '.join(absent)}."))
    for row in card.dropna(subset=["to_know"]).to_dict("records"):
        if not (told := _FOR_WHO_RUNS_IT.sub("", _ABSENT.sub("", row["to_know"]))):
            continue
        n, unknown = int(row["n"]), int(row["n_unknown"])
        size = "no data" if row["state"] == "no data" else f"{unknown:,} of {n:,} not known"
        size = _SUPPRESSED.format(below) if _is_small(n, row["unit"], below) else size
        said.append(hide(f"Practice {row['number']}: {size}. {told}"))
    unread = sources.loc[sources["completeness"].ne("whole").fillna(True).astype(bool), "source_id"]
    named = [name for column in SAID[:-1] if figures is not None for name in figures[column].dropna() if name]
    names = [*unread, *(each for text in named for each in text.split(", "))]
    channels = sorted({as_given(hide(channel_name(channel_of(re.sub(r" \(.*", "", name)))), 30) for name in names})
    if channels:
        more = f" and {len(channels) - _MOST_CHANNELS:,} more" if len(channels) > _MOST_CHANNELS else ""
        said.append(f"Not read, or not read whole, this term: {', '.join(channels[:_MOST_CHANNELS])}{more}.")
    return said or ["All that is asked is known."]
