"""What changed between terms: what became of each finding, and how each rate went.

A finding is compared with the last time its source was checked. What was not looked at, or could not be told, is
never better or worse.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

import pandas as pd

from imgaudit.errors import InputError
from imgaudit.history import History, load_history
from imgaudit.rules import RULE, subject_keys
from imgaudit.statistics import By, consent_coverage, exposure, keys_of, names, rate, resolution
from imgaudit.tables import CHANGES, FINDING_CHANGES, TRENDS, lookup

STATISTICS: tuple[Callable[..., pd.DataFrame], ...] = (exposure, resolution, names, consent_coverage)
"""What trends report, over ``items``."""


def trends(history: History | str | os.PathLike[str], *, by: By = None) -> pd.DataFrame:
    """How each rate, and what became of the findings, went from term to term.

    What was not looked at is *not checked*, neither fixed nor worse: a group whose exports are missing in a term has
    ``checked`` no and no share; a total that lacks some of its exports names them in ``missing_sources``, and those of
    which something was not read in ``partial_sources``.

    Parameters
    ----------
    history
        The folder, or what :func:`load_history` gave.
    by
        Column or columns of ``items`` to group by, such as ``channel``.

    Returns
    -------
    The table ``trends``: the ``by`` columns, ``term``, then a rate a measure of ``exposure``, ``resolution`` and
    ``consent_coverage`` (unit *item*), and of what became of the findings (unit *finding*: ``new``, ``returned``,
    ``persisting``, ``resolved``, ``not_checked``, ``first_check``; ``n`` counts all findings open before or now;
    left out where a ``by`` column is none of theirs). Then ``checked``, ``missing_sources``, ``partial_sources`` and
    ``engine``.
    """
    past = history if isinstance(history, History) else load_history(history)
    try:
        keys = keys_of(past.items, by)
    except InputError as error:
        raise InputError(f"{error} The history keeps no personal column and none of the school's own.") from error
    parts = [_by_term(past.items, statistic, keys) for statistic in STATISTICS]
    moved = changes(past)
    if set(keys) <= set(moved.columns):
        flags = {f"is_{change}": moved["change"].eq(change) for change in FINDING_CHANGES}
        parts.append(_by_term(moved.assign(**flags), lambda frame, *, by: rate(frame, [*flags], by=by), keys))
    tidy = pd.concat(parts, ignore_index=True)
    return TRENDS.frame(_with_gaps(tidy, keys, past))[[*keys, *TRENDS.columns]]


def changes(history: History | str | os.PathLike[str]) -> pd.DataFrame:
    """What became of each finding, term by term.

    A finding is compared with the last time its source was checked. It is *resolved* only when its source was read
    again, whole, and says so: a missing or broken export, one that lacks more than half of what it held, or a measure
    that has become unknown, leaves it open as *not_checked*. The
    same picture uploaded anew (same image data) is the same trouble: *persisting*, or *returned* when it had been
    resolved.

    Returns
    -------
    The table ``changes``: a row a finding and term, see ``docs/tables.md``.
    """
    past = history if isinstance(history, History) else load_history(history)
    terms = past.audits["term"].drop_duplicates()
    rows = [row for _, audits in past.audits.groupby("site") for row in _changes_of_site(past, audits, terms)]
    return CHANGES.frame(pd.concat(rows, ignore_index=True)[[*CHANGES.columns]])


def _changes_of_site(past: History, audits: pd.DataFrame, terms: pd.Series) -> Iterator[pd.DataFrame]:
    """The findings of one site, term by term, each against what was known before."""
    site = audits["site"].iloc[0]
    made = audits[audits["is_read"]].set_index("term")
    before = past.findings.iloc[:0].assign(since="", change="", image_hash="").drop(columns="term").astype("str")
    exports: dict[str, _Reading] = {}
    people = 0  # in the register when it was last read whole
    last: tuple[str, str] | None = None
    for term in terms:
        if term not in made.index:  # nobody audited this site then, or that cannot be read
            before = before.assign(change=before["change"].where(before["change"].eq("resolved"), "not_checked"))
            yield before[before["change"].eq("not_checked")].assign(
                term=term, engine_changed=False, policy_changed=False
            )
            continue
        now, items, sources = (
            frame[frame["site"].eq(site) & frame["term"].eq(term)].drop(columns="term").reset_index(drop=True)
            for frame in (past.findings, past.items, past.sources)
        )
        read = _readings(sources)
        register = json.loads(made.loc[term, "register"]) or {}
        # A name is not gone from beside a picture because a broken register no longer knows it.
        knows = register.get("completeness") == "whole" and 2 * register["people"] >= people
        current = _compared(now, before, items, read, exports, knows_people=knows)
        people = register["people"] if register.get("completeness") == "whole" else people
        current["since"] = current["since"].fillna(term)
        decided = _thresholds(made.loc[term, "policy"])
        engine = str(made.loc[term, "engine"])
        yield current.assign(
            term=term,
            engine_changed=last is not None and last[0] != engine,
            policy_changed=last is not None and last[1] != decided,
        )
        settled = before[before["change"].eq("resolved") & ~before["finding_id"].isin(current["finding_id"])]
        before = pd.concat([current, settled], ignore_index=True)
        # What was read in part is no measure for the next time, unless it is all there ever was.
        exports |= {source: one for source, one in read.items() if one.is_sure or source not in exports}
        last = (engine, decided)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one source was read in one term.

    - ``files``: its exports with anything in them; ``rows``: the placements of these.
    - ``unread``: entries that could not be read; infinite where nobody can say how many.
    - ``is_known``: somebody can say whether it was read whole.
    - ``holds``: the kinds of entries in it.
    """

    files: int
    rows: int
    unread: float
    is_known: bool
    holds: frozenset[str]

    @property
    def is_sure(self) -> bool:
        """Whether all of it was read but for what was counted."""
        return self.is_known and self.unread < inf

    def tells_what_is_gone(self, before: _Reading) -> bool:
        """Whether what is missing now, and was there before, is gone and not just unread.

        What could not be read before, such as a row without a picture, is allowed again; but nothing more of it, no
        file fewer, no kind of entry fewer, and no less than half the placements. Of a school that has really taken
        down more than half it is believed the next time.
        """
        return (
            self.is_sure
            and self.unread <= (before.unread if before.is_sure else 0)
            and self.files >= before.files
            and self.holds >= before.holds
            and 2 * self.rows >= before.rows
        )


def _readings(sources: pd.DataFrame) -> dict[str, _Reading]:
    """How each source was read; a history that does not say so yet leaves it unknown."""
    return {str(source): _reading(files) for source, files in sources.groupby("source_id")}


def _reading(files: pd.DataFrame) -> _Reading:
    full = files[files["rows"].fillna(1).gt(0)]
    partly = files["completeness"].eq("part").fillna(False)
    lost = files.loc[partly.astype(bool), "unread"]
    words = files["holds"].dropna().astype("str").str.split(", ").explode()
    return _Reading(
        files=len(full),
        rows=int(full["rows"].fillna(0).sum()),
        unread=inf if lost.isna().any() else float(lost.sum()),
        is_known=len(full) > 0 and bool(full["completeness"].isin(["whole", "part"]).all()),
        holds=frozenset(words),
    )


def _compared(
    now: pd.DataFrame,
    before: pd.DataFrame,
    items: pd.DataFrame,
    read: dict[str, _Reading],
    exports: dict[str, _Reading],
    *,
    knows_people: bool,
) -> pd.DataFrame:
    """The findings of a term and those still open from before, each with its ``change`` and ``since``.

    ``read`` and ``exports`` say how each source was read in this term and when it was last read; ``knows_people``
    whether the register was read whole.
    """
    pictures = items.drop_duplicates("asset_id").set_index("asset_id")["image_hash"]
    now = now.assign(image_hash=lookup(now["asset_id"], pictures))
    still_open, closed = before[before["change"].ne("resolved")], before[before["change"].eq("resolved")]
    known = now["finding_id"].isin(still_open["finding_id"])
    gone = still_open[~still_open["finding_id"].isin(now["finding_id"])]
    # The same picture under another id is the same trouble; each new finding takes the place of one that is gone.
    trouble, gone_trouble = _trouble(now), _trouble(gone)
    persisting = known | (~known & trouble.isin(gone_trouble.dropna()))
    successors = lookup(gone_trouble, trouble[~known].value_counts()).fillna(0)
    gone = gone[~(gone_trouble.groupby(gone_trouble).cumcount() < successors)]
    returned = now["finding_id"].isin(closed["finding_id"]) | trouble.isin(_trouble(closed).dropna())
    earlier = before.assign(key=_trouble(before)).dropna(subset="key").drop_duplicates("key")
    since = lookup(now["finding_id"], before.set_index("finding_id")["since"]).fillna(
        lookup(trouble, earlier.set_index("key")["since"])
    )
    change = (
        pd.Series("new", index=now.index, dtype="str")
        .mask(~now["source_id"].isin(exports), "first_check")
        .mask(returned, "returned")
        .mask(persisting, "persisting")
    )
    # What is missing from an export that was not read whole may be just what was not read.
    whole = [source for source, one in read.items() if one.tells_what_is_gone(exports.get(source, one))]
    unchecked = ~gone["source_id"].isin(whole) | _now_unknown(gone, items)
    if not knows_people:
        unchecked |= gone["practice"].isin(["names", "consent"])
    return pd.concat(
        [
            now.assign(change=change, since=since.where(persisting | returned)),
            gone.assign(change=pd.Series("resolved", index=gone.index, dtype="str").mask(unchecked, "not_checked")),
        ],
        ignore_index=True,
    )


def _trouble(findings: pd.DataFrame) -> pd.Series:
    """What is wrong with which picture on which channel, whatever its id."""
    trouble = findings["rule"] + " " + findings["channel"] + " " + findings["image_hash"]
    return trouble.where(findings["image_hash"].notna())


def _thresholds(policy: str) -> str:
    """The part of a recorded policy that decides what is a finding."""
    decided = json.loads(policy)
    return json.dumps({key: decided.get(key) for key in ("max_side_px", "consent_months", "scopes", "sites")})


def _now_unknown(findings: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    """Whether the subject is still there but what broke the rule cannot be told any more."""
    unknown: set[str] = set(findings.loc[~findings["rule"].isin(RULE), "finding_id"])  # nobody asks that rule any more
    for name in findings["rule"].unique():
        if rule := RULE.get(name):
            silent = items[rule.when(items).isna().to_numpy(dtype=bool)]
            unknown |= set(name + " " + subject_keys(rule, silent))
    return findings["finding_id"].isin(unknown)


def _by_term(frame: pd.DataFrame, statistic: Callable[..., pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    return statistic(frame, by=["term", *keys])


def _partly_read(sources: pd.DataFrame) -> pd.DataFrame:
    """Source, term and, as ``partial``, the source again, where it is known that something in it was not read."""
    told = sources[sources["completeness"].notna()]
    full = set(sources.loc[sources["rows"].gt(0), "source_id"])  # what never held anything lacks nothing
    rows = [
        (source, term, source)
        for (source, term), files in told.groupby(["source_id", "term"])
        if source in full and (not (one := _reading(files)).is_known or one.unread)
    ]
    return pd.DataFrame(rows, columns=["source_id", "term", "partial"], dtype="str")


def _with_gaps(tidy: pd.DataFrame, keys: list[str], past: History) -> pd.DataFrame:
    """A row for every group in every term, and what was not read for it."""
    terms = past.audits.drop_duplicates("term")[["term"]]
    groups = tidy[[*keys, "measure", "unit"]].drop_duplicates()
    full = groups.merge(terms, how="cross").merge(tidy, on=[*keys, "measure", "unit", "term"], how="left")
    counts = [column for column in full.columns if column.startswith("n_") or column == "n"]
    full[counts] = full[counts].fillna(0)
    scope = [key for key in keys if key in ("site", "channel")]
    # Of a site of which nothing can be read nobody knows the exports, so the site stands for them.
    unread = past.audits[~past.audits["is_read"] & ~past.audits["site"].isin(past.sources["site"])]
    known = pd.concat([past.sources, unread[["site"]].assign(source_id=unread["site"])])
    expected = known[["source_id", *scope]].drop_duplicates().merge(terms, how="cross")
    read = past.sources[["source_id", "term"]].drop_duplicates().assign(read=True)
    expected = expected.merge(read, on=["source_id", "term"], how="left")
    expected["missing"] = expected["source_id"].where(expected["read"].isna())
    expected = expected.merge(_partly_read(past.sources), on=["source_id", "term"], how="left")
    state = expected.groupby([*scope, "term"], dropna=False).agg(
        checked=("read", lambda read: bool(read.notna().any())),
        missing_sources=("missing", lambda ids: ", ".join(sorted(ids.dropna()))),
        partial_sources=("partial", lambda ids: ", ".join(sorted(ids.dropna()))),
    )
    full = full.merge(state.reset_index(), on=[*scope, "term"], how="left")
    made = past.audits[past.audits["is_read"]].groupby("term")
    engines = made["engine"].agg(lambda versions: ", ".join(sorted(set(versions))))
    full["checked"] = full["checked"].fillna(True).astype("boolean")
    full["more_unread"] = full["more_unread"].astype("boolean").fillna(False)
    full["engine"] = full["term"].map(engines)
    order = {term: place for place, term in enumerate(terms["term"])}
    return full.iloc[full["term"].map(order).argsort(kind="stable")]
