"""How each of the twelve practices stands: met, partly met, not met, not known, or no data."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from imgaudit.audit import Audit
from imgaudit.following import read_whole
from imgaudit.history import History, history_of
from imgaudit.people import own_views
from imgaudit.platforms import PLATFORMS
from imgaudit.practices import PRACTICES, Measure, Practice
from imgaudit.practices.settings import CLOSED
from imgaudit.statistics import measures_of, of_same_audit, practice_rates, response
from imgaudit.tables import SCORECARD
from imgaudit.wording import channel_name, counted, in_words, term_name, unit_words

UNREAD = "Read whole the exports that were not."
MISSING = "Give the exports that are not here ({}), or note the account as closed in Accounts."
UNDECIDED = "Decide how much may be open to all: open_to_all_percent in policy.toml."
NO_REGISTER = "Fill in {} of the registers: imgaudit registers new FILE writes the workbook."
NO_INCIDENTS = "Give the workbook of incidents, empty or not: imgaudit registers incidents FILE writes it."


@dataclass(frozen=True, slots=True, repr=False)
class _Told:
    """What an audit told: its frames, the policies of its sites, and sources that were read before and not now."""

    items: pd.DataFrame
    records: pd.DataFrame
    sources: pd.DataFrame
    policies: Mapping[str, Mapping[str, Any]]
    missing: tuple[str, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether there may be placements that nobody has read."""
        whole = self.sources["completeness"].eq("whole").fillna(False)
        return bool(self.missing) or not whole.all() or bool({*self.items["site"]} - {*self.sources["site"]})

    def has(self, register: str) -> bool:
        """Whether every site has rows of a register; of none: any placement."""
        there = self.records[self.records["register"].eq(register).fillna(False)] if register else self.items
        return bool(self.policies) and set(self.policies) <= set(there["site"])


@dataclass(frozen=True, slots=True, repr=False)
class _Figure:
    """One measure of a practice as it was counted; ``limit``: the share that the policy allows, where it asks that."""

    measure: Measure
    rates: Mapping[Hashable, Any]
    is_there: bool
    """Whether its register, or the exports, have anything in them, at each site."""
    is_unread: bool
    limit: float | None = None
    site: str = ""
    """Whose figure it is, where each of several sites has its own limit."""

    @property
    def goes_on(self) -> bool:
        """Whether there may be more that nobody has read."""
        return self.is_unread or bool(self.rates["more_unread"])

    def good(self, *, at_best: bool) -> tuple[int, int]:
        """How many are as they should be, and of how many, if all that is not known were good, or were bad."""
        n, yes, unknown = (int(self.rates[name]) for name in ("n", "n_yes", "n_unknown"))
        sure = yes if self.measure.goal in ("every", "all") else n - unknown - yes
        more = int(self.goes_on or not self.is_there)
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
        if not self.is_there and not n:
            return f"{self.measure.label}: no data"
        if not n and not self.rates["more_unread"]:
            return f"{self.measure.label}: none to count"
        said = in_words(n, yes, unknown, more=bool(self.rates["more_unread"]))
        no = n - yes - unknown
        if self.measure.no and (no or unknown):  # of what must not be, that is told first
            said = in_words(n, no, unknown, more=bool(self.rates["more_unread"]))
            said = f"{said}; {yes:,} {self.measure.label[:1].lower()}{self.measure.label[1:]}"
        label = self.measure.no if self.measure.no and (no or unknown) else self.measure.label
        known = (
            f"; {no:,} known not to be"
            if self.measure.good_when_high and not self.measure.no and no and unknown
            else ""
        )
        where = f" ({self.site})" if self.site else ""
        return f"{label}{where}: {said.replace(f'of {n:,}', f'of {counted(n, *unit[:2])}', 1)}{known}"


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
    past = None if history is None else history_of(history)
    beside = _also(audit, past)
    policies = {site: policy.as_dict() for site, policy in audit.policies.items()}
    missing = _missing(audit.sources, audit.records, past, policies, audit.as_of)
    now = _Told(audit.items, audit.records, audit.sources, policies, missing)
    before = _before(audit, past) if past else None
    rows = []
    # Of a practice without a goal nothing is asked, so it has no state.
    for practice in (each for each in PRACTICES if any(measure.goal for measure in measures_of(each.name))):
        row = _row(practice, now, beside.get(practice.name, []))
        rows.append(row | {"state_before": before and _row(practice, before)["state"]})
    return of_same_audit(audit.items, SCORECARD.frame(rows))


def _row(practice: Practice, told: _Told, beside: Sequence[str] = ()) -> dict[str, Any]:
    """One practice, by what an audit told."""
    figures = sorted(_figures(practice, told), key=lambda figure: figure.faults, reverse=True)
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
        "also": "; ".join([*(figure.words for figure in figures[1:]), *beside]) or None,
        "to_know": _to_know(practice, figures, told.missing),
    }


def _figures(practice: Practice, told: _Told) -> list[_Figure]:
    """What is asked of a practice, as it was counted."""
    is_registered = bool(practice.register_measures)
    rows, unread = (told.records, False) if is_registered else (told.items, told.is_unread)
    rates = practice_rates(rows, practice.name).set_index("measure")
    figures = []
    for measure in measures_of(practice.name):
        if measure.limit and not practice.repeats:  # what may be open to all is decided of pupils, by each site
            figures += [_of_site(practice, measure, told, site) for site in told.policies or [""]]
        elif measure.goal and not measure.limit:
            figures.append(_Figure(measure, rates.loc[measure.name].to_dict(), told.has(measure.of), unread))
    return figures


def _of_site(practice: Practice, measure: Measure, told: _Told, site: str) -> _Figure:
    """What is asked of one site by its own policy."""
    own = practice_rates(told.items[told.items["site"].eq(site)], practice.name).set_index("measure")
    percent = told.policies.get(site, {}).get(measure.limit)
    limit = None if percent is None else percent / 100
    name = site if len(told.policies) > 1 else ""
    return _Figure(measure, own.loc[measure.name].to_dict(), len(told.items) > 0, told.is_unread, limit, name)


def _state(figures: Sequence[_Figure]) -> str:
    """How a practice stands; where what is not known could turn the answer, that is not known."""
    if not any(figure.rates["n"] for figure in figures):
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


def _to_know(practice: Practice, figures: Sequence[_Figure], missing: Sequence[str]) -> str | None:
    """What would make known what is not."""
    goes_on = any(figure.goes_on for figure in figures)
    absent = [figure.measure.of for figure in figures if not figure.is_there]
    sheets = [each.title() for each in dict.fromkeys(absent) if each and each != "incidents"]
    said = {
        NO_REGISTER.format(f"the sheet{'s' * (len(sheets) > 1)} {' and '.join(sheets)}"): bool(sheets),
        NO_INCIDENTS: "incidents" in absent,
        MISSING.format(", ".join(missing)): goes_on and bool(missing),
        UNREAD: goes_on and not missing,
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


def _before(audit: Audit, past: History) -> _Told | None:
    """What each site's last audit of a term before told; nothing where a site has none."""
    days = pd.to_datetime(past.audits["as_of"])
    is_earlier = past.audits["term"].ne(audit.term or "") & ~days.ge(pd.Timestamp(audit.as_of))
    earlier = past.audits[is_earlier.to_numpy(dtype=bool)].groupby("site").tail(1)
    earlier = earlier[earlier["is_read"].to_numpy(dtype=bool)]  # one that cannot be read tells nothing of then
    if set(audit.policies) - set(earlier["site"]):
        return None
    earlier = earlier[earlier["site"].isin([*audit.policies])]
    kept = pd.MultiIndex.from_frame(earlier[["site", "term"]])
    items, records, sources = (
        frame[pd.MultiIndex.from_frame(frame[["site", "term"]]).isin(kept)].drop(columns="term")
        for frame in (past.items, past.records, past.sources)
    )
    policies = {str(row["site"]): json.loads(row["policy"]) for row in earlier.to_dict("records")}
    missing = _missing(sources, records, past, policies, earlier["as_of"].max())
    return _Told(items, records, sources, policies, missing)


def _missing(
    sources: pd.DataFrame, records: pd.DataFrame, past: History | None, sites: Collection[str], day: object
) -> tuple[str, ...]:
    """What is not here: channels that were read before, or have an account that is listed; audits that are broken."""
    accounts = records[records["register"].eq("accounts").fillna(False)]
    of = [accounts["site"], accounts["group"]]
    is_closed = accounts["what"].eq(CLOSED).groupby(accounts["subject_id"]).transform("any").groupby(of).all()
    exported = accounts["group"].isin([platform.name for platform in PLATFORMS])
    open_ones = {*is_closed[~is_closed].index} & {
        *accounts.loc[exported, ["site", "group"]].itertuples(index=False, name=None)
    }
    read = {*sources[["site", "channel"]].itertuples(index=False, name=None)}
    gone = open_ones - read
    broken: list[str] = []
    if past is not None:
        days = past.audits.set_index(["site", "term"])["as_of"]
        read_on = pd.to_datetime(days.reindex(pd.MultiIndex.from_frame(past.sources[["site", "term"]])).to_numpy())
        known = past.sources[past.sources["site"].isin([*sites]) & (read_on <= pd.Timestamp(str(day)))]
        known = known[~known["source_id"].isin(sources["source_id"])]
        gone |= {*known[["site", "channel"]].itertuples(index=False, name=None)} - {*is_closed[is_closed].index}
        lost = past.audits[~past.audits["is_read"].astype(bool) & past.audits["site"].isin([*sites])]
        broken = [f"{term_name(str(term))}, whose audit cannot be read" for term in lost["term"]]
    return (*sorted({channel_name(str(channel)) for _, channel in gone}), *dict.fromkeys(broken))
