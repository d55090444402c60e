"""How each of the twelve practices stands: met, partly met, not met, not known, or no data."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from imgaudit.audit import Audit
from imgaudit.following import read_whole
from imgaudit.history import History, load_history
from imgaudit.people import own_views
from imgaudit.practices import PRACTICES, Measure, Practice
from imgaudit.statistics import measures_of, practice_rates, response
from imgaudit.tables import SCORECARD
from imgaudit.wording import channel_name, counted, in_words, unit_words

UNREAD = "Read to the end the exports that were not."
UNDECIDED = "Decide how much may be open to all: open_to_all_percent in policy.toml."
NO_REGISTER = "Fill in {} of the registers: imgaudit registers new FILE writes the workbook."
NO_INCIDENTS = "Give the workbook of incidents, empty or not: imgaudit registers incidents FILE writes it."


@dataclass(frozen=True, slots=True)
class _Figure:
    """One measure of a practice as it was counted; ``limit``: the share that the policy allows, where it asks that."""

    measure: Measure
    rates: Mapping[Hashable, Any]
    is_there: bool
    """Whether its register, or the exports, have anything in them."""
    limit: float | None

    def good(self, *, at_best: bool) -> tuple[int, int]:
        """How many are as they should be, and of how many, if all that is not known were good, or were bad."""
        n, yes, unknown = (int(self.rates[name]) for name in ("n", "n_yes", "n_unknown"))
        sure = yes if self.measure.goal in ("every", "all") else n - unknown - yes
        more = int(bool(self.rates["more_unread"])) or int(not self.is_there)
        return sure + (unknown + more if at_best else 0), n + more

    def is_right(self, *, at_best: bool) -> bool:
        """Whether it is as the target asks."""
        good, n = self.good(at_best=at_best)
        if self.measure.goal == "limit":
            return at_best if self.limit is None else n - good <= self.limit * n
        return good == n

    @property
    def faults(self) -> tuple[bool, float, float, int]:
        """What to tell first: what must never be and is, how much is amiss, how much of it is not known."""
        good, n = self.good(at_best=True)
        bad = not self.is_right(at_best=True)
        unknown = n - self.good(at_best=False)[0] - (n - good)
        return bad and self.measure.goal != "all", bad * (n - good) / max(n, 1), unknown / max(n, 1), n

    @property
    def words(self) -> str:
        """The figure as people say it."""
        n, yes, unknown = (int(self.rates[name]) for name in ("n", "n_yes", "n_unknown"))
        unit = unit_words(str(self.rates["unit"]))
        if not self.is_there:
            return f"{self.measure.label}: no data"
        if not n and not self.rates["more_unread"]:
            return f"{self.measure.label}: none to count"
        said = in_words(n, yes, unknown, more=bool(self.rates["more_unread"]))
        no = n - yes - unknown
        known = f"; {no:,} known not to be" if self.measure.good_when_high and no and unknown else ""
        return f"{self.measure.label}: {said.replace(f'of {n:,}', f'of {counted(n, *unit[:2])}', 1)}{known}"


def scorecard(audit: Audit, history: History | str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """How the school stands in the twelve practices of the guidance, one row each.

    Of each the figure that decides is told. A state is said only where nothing that is unknown could turn it: a
    practice of which 3 placements of 5,000 are known to be right is *not known*, not *met*.

    Parameters
    ----------
    audit
        What :func:`run_audit` gave.
    history
        The folder, or what :func:`load_history` gave, for how each practice stood the term before.

    Returns
    -------
    The table ``scorecard`` (``docs/tables.md``), in the guidance's order: ``practice``, ``question``, ``measure`` (the
    figure that decides, in words), ``unit``, ``n``, ``n_yes``, ``n_unknown``, ``share_min`` and ``share_max`` [0 to 1]
    of it, ``target``, ``state``, ``state_before``, ``also`` (the practice's other figures) and ``to_know`` (what would
    make known what is not).

    Raises
    ------
    InputError
        When there is no audit in the history.
    """
    past = load_history(history) if history is not None and not isinstance(history, History) else history
    told = _also(audit, past)
    policies = [policy.as_dict() for policy in audit.policies.values()] or [audit.policy.as_dict()]
    before = _before(audit, past) if past else None
    rows = []
    for practice in PRACTICES:
        row = _row(practice, audit.items, audit.records, policies, told.get(practice.name, []))
        rows.append(row | {"state_before": before and _row(practice, *before)["state"]})
    return SCORECARD.frame(rows)


def _row(
    practice: Practice,
    items: pd.DataFrame,
    records: pd.DataFrame,
    policies: Sequence[Mapping[str, Any]],
    told: Sequence[str] = (),
) -> dict[str, Any]:
    """One practice, by the placements and records of an audit."""
    figures = sorted(_figures(practice, items, records, policies), key=lambda figure: figure.faults, reverse=True)
    first = figures[0]
    n, yes, unknown = (int(first.rates[name]) for name in ("n", "n_yes", "n_unknown"))
    return {
        "practice": practice.name,
        "question": practice.question,
        "measure": first.words,
        **{name: first.rates[name] for name in ("unit", "share_min", "share_max")},
        "n": n,
        "n_yes": yes,
        "n_unknown": unknown,
        "target": practice.target,
        "state": _state(figures),
        "also": "; ".join([*(figure.words for figure in figures[1:]), *told]) or None,
        "to_know": _to_know(practice, figures),
    }


def _figures(
    practice: Practice, items: pd.DataFrame, records: pd.DataFrame, policies: Sequence[Mapping[str, Any]]
) -> list[_Figure]:
    """What is asked of a practice, as it was counted."""
    rows = records if practice.register_measures else items
    rates = practice_rates(rows, practice.name).set_index("measure")
    # What may be open to all is decided of pupils.
    asked = [m for m in measures_of(practice.name) if m.goal and not (m.limit and practice.repeats)]
    read = set(records["register"].dropna())
    return [
        _Figure(
            measure,
            rates.loc[measure.name].to_dict(),
            measure.of in read if measure.of else len(items) > 0,
            _least([policy.get(measure.limit) for policy in policies]) if measure.limit else None,
        )
        for measure in asked
    ]


def _least(percents: Sequence[Any]) -> float | None:
    return None if any(percent is None for percent in percents) else min(percents) / 100


def _state(figures: Sequence[_Figure]) -> str:
    """How a practice stands; where what is not known could turn the answer, that is not known."""
    if not any(figure.is_there and (figure.rates["n"] or figure.rates["more_unread"]) for figure in figures):
        return "no data"
    best, worst = (_if_known(figures, at_best=at_best) for at_best in (True, False))
    return best if best == worst else "not known"


def _if_known(figures: Sequence[_Figure], *, at_best: bool) -> str:
    """The state, if all that is not known were good, or were bad."""
    wrong = [figure for figure in figures if not figure.is_right(at_best=at_best)]
    if not wrong:
        return "met"
    tasks = [figure for figure in figures if figure.measure.goal == "all"]
    is_begun = any(figure.good(at_best=at_best)[0] for figure in tasks)
    return "partly met" if is_begun and all(figure.measure.goal == "all" for figure in wrong) else "not met"


def _to_know(practice: Practice, figures: Sequence[_Figure]) -> str | None:
    """What would make known what is not."""
    absent = [figure.measure.of for figure in figures if not figure.is_there]
    sheets = [each.title() for each in dict.fromkeys(absent) if each and each != "incidents"]
    said = {
        NO_REGISTER.format(f"the sheet{'s' * (len(sheets) > 1)} {' and '.join(sheets)}"): bool(sheets),
        NO_INCIDENTS: "incidents" in absent,
        UNREAD: any(figure.rates["more_unread"] for figure in figures),
        UNDECIDED: any(figure.measure.limit and figure.limit is None for figure in figures),
        practice.to_know: any(figure.rates["n_unknown"] for figure in figures) or "" in absent,
    }
    return " ".join(sentence for sentence, is_so in said.items() if is_so) or None


def _also(audit: Audit, past: History | None) -> dict[str, list[str]]:
    """What else a practice has to tell, by its name; nothing is asked of it."""
    views, answers = own_views(audit).iloc[0], response(audit.records)
    told = {
        "consent": [f"Pupils who have said themselves: {in_words(*_counts(views))}"],
        "families": [
            f"{'Families that answered' if row['measure'] == 'answered' else 'Withdrew consent'}: "
            + in_words(*_counts(row), more=bool(row["more_unread"]))
            for _, row in answers.iterrows()
            if row["n"]
        ],
    }
    if past:
        whole = read_whole(past)
        never = [channel_name(str(each)) for each in whole.loc[whole["days"].isna(), "channel"].unique()]
        known = whole.dropna(subset=["days"])
        longest = int(known["days"].max()) if len(known) else 0
        told["review"] = [
            *([f"Channels read whole within {counted(longest, 'day')} of the last audit"] if len(known) else []),
            *([f"Never known to be read whole: {', '.join(never)}"] if never else []),
        ]
    return told


def _counts(row: pd.Series[Any]) -> tuple[int, int, int]:
    return int(row["n"]), int(row["n_yes"]), int(row["n_unknown"])


def _before(audit: Audit, past: History) -> tuple[pd.DataFrame, pd.DataFrame, list[Mapping[str, Any]]] | None:
    """Placements, records and policies of each site's last term before; nothing where a site has none."""
    days = pd.to_datetime(past.audits["as_of"])
    is_earlier = past.audits["is_read"] & past.audits["term"].ne(audit.term or "") & days.lt(pd.Timestamp(audit.as_of))
    earlier = past.audits[is_earlier.to_numpy(dtype=bool)].groupby("site").tail(1)
    if set(audit.policies) - set(earlier["site"]):
        return None
    earlier = earlier[earlier["site"].isin([*audit.policies])]
    kept = pd.MultiIndex.from_frame(earlier[["site", "term"]])
    items, records = (
        frame[pd.MultiIndex.from_frame(frame[["site", "term"]]).isin(kept)].drop(columns="term")
        for frame in (past.items, past.records)
    )
    return items, records, [json.loads(policy) for policy in earlier["policy"]]
