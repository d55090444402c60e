"""What changed between terms: what became of each finding, and how each rate went.

A finding is compared with the last time its source was checked. Never better or worse is what was not looked at, what
could not be told, what another rule decided then (*re-measured*), and what went with most of its export while nobody
has said why (:func:`unexplained`).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import pandas as pd

from imgaudit.decisions import holding, with_action, with_fixes, works
from imgaudit.errors import InputError
from imgaudit.frames import map_values
from imgaudit.history import History, history_of
from imgaudit.practices import MEASURES, PRACTICES, REGISTER_MEASURES, Measure, Rule
from imgaudit.residue import LEFT_OVER, still_answering
from imgaudit.rules import RULE, comparable, fingerprint
from imgaudit.statistics import STATISTICS, By, keys_of, of_same_audit, practice_rates, rate
from imgaudit.tables import AUDIT_ITEMS, CHANGES, FINDING_CHANGES, RECORDS, TRENDS, VISITS
from imgaudit.verdicts import SAID, judged
from imgaudit.wording import counted

NO_SOURCE = "/records"
"""What a register's rows are said to come from where they name no source; after the site."""

KNOWN_BY = ("image_hash", "place_id", "original_reachable")
"""By what a picture is known again under another id; where there is an original, the hash is that of it."""

UNEXPLAINED = ["term", "site", "source_id", "n_gone", "n_before"]


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
        Column or columns of ``items`` to group by, such as ``channel``; of the school's own columns those that the
        policy names (``[history]``).

    Returns
    -------
    The table ``trends``: the ``by`` columns, ``term``, then a rate a measure of each practice (unit *item*: what
    ``exposure``, ``resolution``, ``names``, ``consent_coverage`` and the others give), of what registers say (unit: the
    register; left out where none was read in any term, or a ``by`` column is none of theirs), and of what became of the
    findings (unit *finding*: ``new``, ``returned``, ``persisting``, ``resolved``, ``not_checked``,
    ``first_check``, ``remeasured``; ``n`` counts all findings open before or now; left out where a ``by`` column is
    none of theirs). Then ``checked`` and the exports by which it is limited: ``missing_sources``, ``partial_sources``,
    ``reduced_sources``, ``unexplained_sources``, ``moved_sources``; ``fingerprint``: figures of terms in which that
    differs are not to be compared; and, of each rate but those of findings, the ``verdict`` against the last term in
    which the same was checked (``since``, ``n_before`` …), with all of it in words as ``comparison``: see
    :func:`imgaudit.verdicts.judged`. Where not all exports are as they were, ``verdict_alike`` and
    ``comparison_alike`` say it of those alone that were read whole in both terms.
    """
    past = history_of(history)
    try:
        keys = keys_of(past.items, by)
    except InputError as error:
        own = "of the school's own those that the policy names: [history] keep_columns"
        raise InputError(f"{error} The history keeps no personal column, and {own}.") from error
    parts = [_by_term(past.items, statistic, keys) for statistic in STATISTICS.values()]
    moved, asked = _told(past)
    if set(keys) <= set(moved.columns):
        flags = {f"is_{change}": moved["change"].eq(change) for change in FINDING_CHANGES}
        parts.append(_by_term(moved.assign(**flags), lambda frame, *, by: rate(frame, [*flags], by=by), keys))
    exports = _exports(past, asked)
    figures = [_with_gaps(pd.concat(parts, ignore_index=True), keys, past, exports)]
    if set(keys) <= set(past.records.columns) - {"term"}:
        figures += [_of_register(past, practice.name, measure, keys, asked) for practice, measure in _COUNTED]
    told = judged(pd.concat([each for each in figures if len(each)], ignore_index=True), forgets=_forgets(past.audits))
    told = told.merge(_alike(told, keys, past, exports), "left", [*keys, "term", "measure", "unit"])
    terms = {term: at for at, term in enumerate(past.audits["term"].drop_duplicates())}
    told = told.iloc[told["term"].map(terms).argsort(kind="stable")]
    return of_same_audit(past.items, TRENDS.frame(told)[[*keys, *TRENDS.columns]])


def changes(history: History | str | os.PathLike[str]) -> pd.DataFrame:
    """What became of each finding, term by term.

    A finding is compared with the last time its source was checked. It is *resolved* only when its source was read
    again, whole, and says so: a missing or broken export, one that lacks more than half of what it held, or a file
    (:func:`unexplained`), or a measure that has become unknown, leaves it open as *not_checked*. Where the rule was
    asked in another way the time before, with another limit or by another version of an engine, what comes or goes is
    *remeasured*. The same picture uploaded anew (same image data; or, where nobody has the bytes, the same place below
    the uploads) is the same trouble: *persisting*, or *returned* when it had been resolved.

    Returns
    -------
    The table ``changes``: a row a finding and term, see ``docs/tables.md``.
    """
    return _told(history_of(history))[0]


def unexplained(history: History | str | os.PathLike[str]) -> pd.DataFrame:
    """Which exports lack most of what they held the time before, or a file and pictures, while nobody has said why.

    A school that has taken half of its pictures down, one that has moved to another website, and an export that was
    made with another filter look the same from here. So somebody is asked: ``[explained]`` in ``audit.toml`` (or
    ``run_audit(explained=)``) says ``"moved"`` or ``"taken down"``. Until then nothing in that export is resolved.
    What the comms team has marked *Done* explains itself, where that was to take the picture down.

    Returns
    -------
    A row an export and term: ``term``, ``site``, ``source_id``, ``n_gone`` (pictures that are not there any more under
    any identity, and not marked Done) and ``n_before`` (pictures it held when it was last read whole).
    """
    return _told(history_of(history))[1][UNEXPLAINED]


def _told(past: History) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The changes of all sites, and what is to be asked about their exports."""
    terms = past.audits["term"].drop_duplicates()
    asked: list[dict[str, Any]] = []
    rows = [row for _, audits in past.audits.groupby("site") for row in _changes_of_site(past, audits, terms, asked)]
    return (
        CHANGES.frame(pd.concat(rows, ignore_index=True)[[*CHANGES.columns]]),
        pd.DataFrame(asked, columns=[*UNEXPLAINED, "is_most"]),
    )


_Told = dict[str, dict[str, bool | None]]
"""Finding → what a row of a register is about → whether it breaks the rule; nobody knows where it is ``None``."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One site's audit of one term."""

    findings: pd.DataFrame
    items: pd.DataFrame
    told: _Told
    """What the rows of registers say."""
    rules: Mapping[str, str]
    """Rule → its fingerprint; a rule that was not asked is not in it."""
    read: dict[str, _Reading]
    answering: frozenset[str]
    """Assets that the public may still get, as far as visits tell."""
    visited: frozenset[str]
    knows_people: bool
    forgot_since: set[str]
    """Terms whose register knew somebody that this one does not, or may have: their names are found no more."""


def _changes_of_site(
    past: History, audits: pd.DataFrame, terms: pd.Series, asked: list[dict[str, Any]]
) -> Iterator[pd.DataFrame]:
    """The findings of one site, term by term, each against what was known before; notes what is to be asked."""
    site = str(audits["site"].iloc[0])
    frames = (past.findings, past.items, past.sources, past.records, past.decisions, past.visits)
    own = [dict(iter(frame[frame["site"].eq(site)].groupby("term"))) for frame in frames]
    made = audits[audits["is_read"]].set_index("term")
    before = past.findings.iloc[:0].drop(columns="term")
    before = before.assign(since="", change="", fix="", found_in="", **dict.fromkeys(KNOWN_BY, "")).astype("str")
    exports: dict[str, _Reading] = {}  # as each was when it was last read whole
    rules: dict[str, Mapping[str, str]] = {}  # how its findings were decided when it was last read
    people = 0  # in the register when it was last read whole
    said, visits = past.decisions.iloc[:0], VISITS.empty()
    seen: dict[str, pd.Timestamp] = {}  # asset@channel → the end of the day on which it was there last
    held = past.items.iloc[:0]  # the placements of each source as it was last, or before what was not read since
    who: dict[str, frozenset[str]] = {}  # term → whom its register knew, where that is on record
    told: _Told = {}  # what the rows of registers said last
    wrong_on: dict[tuple[str, str], pd.Timestamp] = {}  # the day of the last look that found such a row wrong
    for term in terms:
        if term not in made.index:  # nobody audited this site then, or that cannot be read
            before = before.assign(change=before["change"].where(before["change"].eq("resolved"), "not_checked"))
            yield before[before["change"].eq("not_checked")].assign(term=term, rule_changed=False, is_found=False)
            continue
        findings, items, sources, records, decisions, asked_for = (
            of.get(term, frame.iloc[:0]).drop(columns="term").reset_index(drop=True)
            for of, frame in zip(own, frames, strict=True)
        )
        register = json.loads(made.loc[term, "register"]) or {}
        is_whole = register.get("completeness") == "whole"
        said = pd.concat([said, decisions.assign(term=term)], ignore_index=True)
        visits = pd.concat([visits, asked_for], ignore_index=True)
        day, timezone = made.loc[term, "as_of"], json.loads(made.loc[term, "policy"]).get("timezone", "UTC")
        done = _taken_down(holding(said, day, timezone), before, seen) if len(said) else set()
        read = {
            **readings(sources, items),
            # Nobody can say of a register that a row which is gone has been put right.
            **dict.fromkeys(records["source_id"].fillna(site + NO_SOURCE), _Reading()),
        }
        if isinstance(register.get("who"), list):
            who[str(term)] = frozenset(map(str, register["who"]))
        known = who.get(str(term), frozenset())
        now = _Run(
            findings.assign(source_id=findings["source_id"].fillna(site + NO_SOURCE), found_in=term),
            items,
            _rows_told(records, wrong_on),
            json.loads(made.loc[term, "rules"]) or {},
            read,
            still_answering(visits, timezone),
            frozenset(asked_for["asset_id"].dropna()),
            # A name is not gone from beside a picture because a broken register no longer knows it.
            knows_people=is_whole and 2 * register["people"] >= people,
            forgot_since={then for then in before["found_in"] if then not in who or not who[then] <= known},
        )
        sure = {source: one for source, one in read.items() if source in exports and one.is_sure}
        lost = {source: count for source, one in sure.items() if (count := one.lost(exports[source], done))}
        short = {source: count for source, one in sure.items() if (count := one.short_of(exports[source], done))}
        asked += [
            {"term": term, "site": site, "source_id": source, "n_gone": count, "n_before": exports[source].n,
             "is_most": source in lost}
            for source, count in sorted((short | lost).items())
        ]  # fmt: skip
        # What is missing from an export that was not read whole may be just what was not read.
        whole = {
            source
            for source, one in read.items()
            if source not in lost and one.tells_what_is_gone(exports.get(source, one))
        }
        current = _compared(now, before, exports, rules, whole, held, told)
        unread = held[~held["source_id"].isin(whole)]
        ends = pd.Timestamp(day, tz=timezone) + pd.Timedelta(days=1)
        seen |= dict.fromkeys(items["asset_id"] + "@" + items["channel"], ends)
        held = items.assign(term=term)
        if len(unread):
            held = pd.concat([held, unread], ignore_index=True).drop_duplicates("item_id")
        for finding, rows in now.told.items():
            then = told.setdefault(finding, {})  # what was wrong is so until it is known to be right
            then |= {what: answer for what, answer in rows.items() if answer is not None or not then.get(what)}
        people = register["people"] if is_whole else people
        current["since"] = current["since"].fillna(term)
        yield current.assign(term=term)
        settled = before[before["change"].eq("resolved") & ~before["finding_id"].isin(current["finding_id"])]
        # What another rule does not find is neither open nor fixed.
        still = current[current["is_found"] | current["change"].ne("remeasured")]
        before = pd.concat([still, settled], ignore_index=True)
        # What was read in part, lacks a file or lost most is no measure for the next time, unless it is all there was.
        exports |= {
            source: one
            for source, one in read.items()
            if source not in exports or (one.is_sure and source not in lost and source not in short)
        }
        # With what was known then the rules of then belong.
        measures = {source for source, one in read.items() if exports[source] is one or not exports[source].is_sure}
        rules |= dict.fromkeys(measures, now.rules)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one source was read in one term.

    - ``files``: its exports with anything in them; ``rows``: the placements of these.
    - ``unread``: entries that could not be read; infinite where nobody can say how many.
    - ``is_known``: somebody can say whether it was read whole.
    - ``holds``: the kinds of entries in it.
    - ``assets``: its pictures, a row each, with ``image_hash``, ``place_id`` and ``n``, the placements of each.
    - ``explained``: what somebody said of its having lost most of what it held.
    """

    files: int = 0
    rows: int = 0
    unread: float = inf
    is_known: bool = False
    holds: frozenset[str] = frozenset()
    assets: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"n": []}, dtype="int64"))
    explained: str = ""

    @property
    def n(self) -> int:
        """Its pictures."""
        return len(self.assets)

    @property
    def is_emptied(self) -> bool:
        """Whether there is nothing in it, and somebody has said that all of it was taken down."""
        return not self.rows and self.explained == "taken down"

    @property
    def is_sure(self) -> bool:
        """Whether all of it was read but for what was counted."""
        return self.is_known and self.unread < inf

    def tells_what_is_gone(self, before: _Reading) -> bool:
        """Whether what is missing now, and was there before, is gone and not just unread.

        What could not be read before, such as a row without a picture, is allowed again; but nothing more of it, no
        file fewer and no kind of entry fewer.
        """
        return self.is_sure and self.unread <= (before.unread if before.is_sure else 0) and self.has_all_of(before)

    def has_all_of(self, before: _Reading) -> bool:
        """Whether no file fewer was read, and no kind of entry fewer; or somebody has said what became of the rest."""
        return bool(self.explained) or (self.files >= before.files and self.holds >= before.holds)

    def tells_what_is_new(self, now: _Reading) -> bool:
        """Whether what is there now, and was missing then, has come since and was not just unread."""
        return self.is_sure and self.unread <= now.unread

    def lost(self, before: _Reading, done: set[str]) -> int:
        """How many pictures are gone, if that is more than half of them, or of their placements, and unexplained.

        A picture is there as long as any identity of it is: its id, what it holds, or where it lies. ``done`` holds
        those (as asset@channel) of which somebody has said that they are taken down.
        """
        if self.explained or not before.n:
            return 0
        away, said = self._away(before, done)
        if 2 * len(away) > before.n or 2 * (self.rows + said["n"].sum()) < before.rows:
            return max(len(away), 1)
        return 0

    def short_of(self, before: _Reading, done: set[str]) -> int:
        """How many pictures are gone and unexplained, where they may be in a file or kind of entry that is missing."""
        return 0 if self.has_all_of(before) else len(self._away(before, done)[0])

    def _away(self, before: _Reading, done: set[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The pictures that were there before and are gone: of which nobody has said so, and of which somebody has."""
        old = before.assets
        here = old.index.isin(self.assets.index)
        for identity in ("image_hash", "place_id"):
            here |= old[identity].notna() & old[identity].isin(self.assets[identity].dropna())
        away = old[~here & ~(old.index + "@" + old["channel"]).isin(done)]
        return away, old[~here].drop(away.index)


def _taken_down(decided: pd.DataFrame, before: pd.DataFrame, seen: Mapping[str, pd.Timestamp]) -> set[str]:
    """The pictures (as asset@channel) of which somebody has said that they are taken down, and no audit saw them since.

    Only work that takes a picture down explains that it is gone: by the fix that was chosen, or by that of its rules.
    """
    removing = works(with_action(before[before["fix"].eq("Remove")]))
    done = decided[decided["status"].eq("Done").fillna(False)]
    done = done[done["fix"].eq("Remove") | (done["fix"].isna() & done.index.isin(removing))]
    subjects = done["action_id"].str.split(" ", n=1).str[-1]
    return {
        subject
        for subject, moment in zip(subjects, done["decided_at"], strict=True)
        if subject not in seen or moment >= seen[subject]
    }


def readings(sources: pd.DataFrame, items: pd.DataFrame) -> dict[str, _Reading]:
    """How each source was read; a history that does not say so yet leaves it unknown."""
    listed = dict(iter(items.groupby("source_id")))
    return {
        str(source): _reading(files, listed.get(source, items.iloc[:0]))
        for source, files in sources.groupby("source_id")
    }


def _reading(files: pd.DataFrame, items: pd.DataFrame) -> _Reading:
    full = files[files["rows"].fillna(1).gt(0)]
    partly = files["completeness"].eq("part").fillna(False)
    lost = files.loc[partly.astype(bool), "unread"]
    words = files["holds"].dropna().astype("str").str.split(", ").explode()
    groups = items.groupby("asset_id")
    said = files["explained"].dropna()
    reading = _Reading(
        files=int(full["own"].fillna(full["rows"]).fillna(1).gt(0).sum()),  # the same list twice is one
        rows=int(full["rows"].fillna(0).sum()),
        unread=inf if lost.isna().any() else float(lost.sum()),
        is_known=bool(full["completeness"].isin(["whole", "part"]).all()),
        holds=frozenset(words),
        assets=groups[["channel", "image_hash", "place_id"]].first().assign(n=groups.size()),
        explained=str(said.iloc[0]) if len(said) else "",
    )
    # Nobody can say of an export without entries that it is whole, but for who knows why.
    return reading if len(full) or reading.is_emptied else replace(reading, is_known=False)


def _compared(
    now: _Run,
    before: pd.DataFrame,
    exports: Mapping[str, _Reading],
    rules: Mapping[str, Mapping[str, str]],
    whole: set[str],
    held: pd.DataFrame,
    told: _Told,
) -> pd.DataFrame:
    """The findings of a term and those still open from before, each with its ``change`` and ``since``.

    ``exports`` says how each source was when it was last read whole, ``rules`` how its findings were decided when it
    was last read, ``whole`` which of them tell now what is gone from them, ``held`` which placements they held before,
    and ``told`` what the rows of registers said then.
    """
    pictures = now.items[["asset_id", *KNOWN_BY]].drop_duplicates("asset_id").set_index("asset_id")
    found = now.findings.assign(
        **{column: map_values(now.findings["asset_id"], pictures[column]).astype("str") for column in KNOWN_BY}
    )
    fixes = with_fixes(found[found["rule"].isin(RULE)], now.items).set_index("finding_id")["fix"]
    found = found.assign(fix=map_values(found["finding_id"], fixes))
    still_open, closed = before[before["change"].ne("resolved")], before[before["change"].eq("resolved")]
    gone = still_open[~still_open["finding_id"].isin(found["finding_id"])]
    fresh = found[~found["finding_id"].isin(still_open["finding_id"])]
    moved = {source for source, one in now.read.items() if one.explained == "moved"}
    # The same picture under another id is the same trouble; each new finding takes the place of one that is gone.
    heirs, replaced = _heirs(fresh, gone, moved)
    gone = gone[~gone["finding_id"].isin(replaced)]
    back, _ = _heirs(fresh, closed, set())
    same = found["finding_id"].where(found["finding_id"].isin(before["finding_id"]))
    earlier = same.fillna(heirs).fillna(back)
    known = before.drop_duplicates("finding_id").set_index("finding_id")
    is_open = found["finding_id"].isin(still_open["finding_id"]) | heirs.reindex(found.index).notna()
    # What was not read then may have held it; of a register each row says for itself.
    seen = [source for source, one in now.read.items() if source in exports and exports[source].tells_what_is_new(one)]
    unseen = ~found["source_id"].isin(seen) & ~found["finding_id"].isin(now.told)
    change = (
        pd.Series("new", index=found.index, dtype="str")
        .mask(unseen | _unknown_in(held, found, moved) | _first_told(found, now.told, told), "first_check")
        .mask(earlier.notna(), "returned")
        .mask(is_open, "persisting")
    )
    # How it was decided then: of what was found, how it was found; else how all of its source was.
    then = [rules.get(source, {}).get(rule) for source, rule in zip(found["source_id"], found["rule"], strict=True)]
    then_found = map_values(earlier, known["fingerprint"]).where(
        change.eq("persisting"), pd.Series(then, found.index, "str")
    )
    changed = ~comparable(then_found, found["fingerprint"]) & change.ne("first_check")
    came = change.mask(changed & change.isin(["new", "returned"]), "remeasured")
    unchecked = ~gone["source_id"].isin(whole) & ~_now_right(gone, now.told, told)
    unchecked |= _unknown_in(now.items, gone, moved) | _in_unread(held[~held["source_id"].isin(whole)], gone)
    unchecked |= _still_answers(now, gone, moved) | _left_over(gone, now.told, told)
    # Nobody asks a rule of another name any more.
    unchecked |= ~gone["rule"].isin(RULE)
    if not now.knows_people:
        unchecked |= gone["practice"].isin(["names", "consent"])
    forgotten = gone[gone["practice"].eq("names") & gone["found_in"].isin(now.forgot_since)]
    unchecked |= _still_there(now.items, forgotten, moved).reindex(gone.index, fill_value=False)
    gone_changed = ~comparable(gone["fingerprint"], gone["rule"].map(now.rules).astype("str"))
    went = pd.Series("resolved", index=gone.index, dtype="str").mask(gone_changed, "remeasured")
    return pd.concat(
        [
            found.assign(change=came, since=map_values(earlier, known["since"]), rule_changed=changed, is_found=True),
            gone.assign(change=went.mask(unchecked, "not_checked"), rule_changed=gone_changed, is_found=False),
        ],
        ignore_index=True,
    )


def _still_answers(now: _Run, gone: pd.DataFrame, moved: set[str]) -> pd.Series:
    """Whether the public may still get a picture that no export has any more.

    One that was not asked for now, but is in an export under another id, tells for itself there.
    """
    away = gone["asset_id"].isin(now.answering) & ~gone["asset_id"].isin(now.items["asset_id"])
    renamed = ~gone["asset_id"].isin(now.visited) & _still_there(now.items, gone, moved)
    return away & ~renamed


def _left_over(gone: pd.DataFrame, told: _Told, before: _Told) -> pd.Series:
    """Whether files of the picture are left after it was said to be done, or may be: then no work on it is settled."""
    left = {
        finding.partition(" ")[2]
        for finding in (*told, *before)
        if finding.partition(" ")[0] in LEFT_OVER
        and (
            any(answer is not False for answer in told.get(finding, {}).values())
            or any(then and what not in told.get(finding, {}) for what, then in before.get(finding, {}).items())
        )
    }
    return with_action(gone)["subject_id"].isin(left) & ~gone["rule"].isin(LEFT_OVER)


def _heirs(fresh: pd.DataFrame, gone: pd.DataFrame, moved: set[str]) -> tuple[pd.Series, set[str]]:
    """For each new finding the one it continues, by index; and which of those that are gone have an heir.

    The picture is known again by what it holds; else, where one of the two was never hashed, by where it lies; else by
    its id, as on another page; else, in an export that has moved, any picture of it stands for any other. Of one that
    is gone there is one heir, the rest of the same picture continue it all the same.
    """
    heirs = pd.Series(None, index=fresh.index, dtype="str")
    replaced: set[str] = set()
    if fresh.empty or gone.empty:
        return heirs, replaced
    for identity in ("image_hash", "place_id", "asset_id", "source_id"):
        new, old = fresh[heirs.isna()], gone[~gone["finding_id"].isin(replaced)]
        if identity == "source_id":
            new, old = new[new["source_id"].isin(moved)], old[old["source_id"].isin(moved)]
        keys, lost = (part["rule"] + " " + part["channel"].fillna("") + " " + part[identity] for part in (new, old))
        if identity == "place_id":  # of two that were hashed it is known that they differ, if the same file was
            whose, was = (key + " " + part["original_reachable"].fillna("") for key, part in ((keys, new), (lost, old)))
            keys = keys.mask(new["image_hash"].notna() & whose.isin(set(was[old["image_hash"].notna()])))
        keys, lost = keys[keys.notna()], lost[lost.notna()]
        first = old.loc[lost.index, "finding_id"].set_axis(lost)
        heir = map_values(keys, first[~first.index.duplicated()])
        if identity == "source_id":  # one for one: what is more than before is new
            heir = heir.where(keys.groupby(keys).cumcount().lt(map_values(keys, lost.value_counts()).fillna(0)))
        heirs = heirs.fillna(heir)
        turn = lost.groupby(lost).cumcount()
        replaced |= set(old.loc[lost.index[turn.lt(map_values(lost, keys.value_counts()).fillna(0))], "finding_id"])
    return heirs, replaced


def _rows_told(records: pd.DataFrame, wrong_on: dict[tuple[str, str], pd.Timestamp]) -> _Told:
    """What the rows of registers say now; a look from before the row was found to be wrong rights nothing."""
    told: _Told = {}
    for rule in (rule for rule in RULE.values() if rule.subject == "record" and len(records)):
        rows = records[records["practice"].eq(rule.practice)]
        answers = rule.asked_of(rows).astype("object").mask(lambda answer: answer.isna(), None)
        for subject, what, answer, day in zip(
            rule.subjects(rows), rows["what"], answers, rows["checked_on"], strict=True
        ):
            finding = f"{rule.name} {subject}"
            if answer and pd.notna(day):
                wrong_on[finding, what] = day
            is_older = answer is False and (finding, what) in wrong_on and day < wrong_on[finding, what]
            told.setdefault(finding, {})[what] = None if is_older else answer
    return told


def _now_right(findings: pd.DataFrame, told: _Told, before: _Told) -> pd.Series:
    """Whether a register still has the rows that were wrong, and all of that subject are right now.

    A row that is gone, or called something else, has been put right by nobody.
    """

    def is_right(finding: str) -> bool:
        now, then = told.get(finding, {}), before.get(finding, {})
        asked = {what for what, answer in then.items() if answer}
        return bool(asked) and asked <= now.keys() and all(answer is False for answer in now.values())

    return findings["finding_id"].map(is_right).astype(bool)


def _first_told(findings: pd.DataFrame, told: _Told, before: _Told) -> pd.Series:
    """Whether a register says of a row that it is wrong which it did not know to be right before."""

    def is_first(finding: str) -> bool:
        then = before.get(finding, {})
        return any(answer and then.get(what) is not False for what, answer in told.get(finding, {}).items())

    return findings["finding_id"].map(is_first).astype(bool)


def _unknown_in(items: pd.DataFrame, findings: pd.DataFrame, moved: set[str]) -> pd.Series:
    """Whether these placements do not tell what broke the rule, though they are or may be what a finding is about."""

    def silent(rule: Rule, part: pd.DataFrame) -> pd.Series:
        is_silent = rule.asked_of(items).isna().to_numpy(dtype=bool)
        if not is_silent.any():  # as most are, and what is among no placements need not be looked for
            return pd.Series(False, index=part.index)
        return _may_be_among(items[is_silent], part, rule, moved)

    return _by_rule(findings, silent)


def _still_there(items: pd.DataFrame, findings: pd.DataFrame, moved: set[str]) -> pd.Series:
    """Whether what each finding is about is, or may be, among these placements."""
    return _by_rule(findings, lambda rule, part: _may_be_among(items, part, rule, moved))


def _in_unread(items: pd.DataFrame, findings: pd.DataFrame) -> pd.Series:
    """Whether what a finding is about was among these placements, which may be there still: nobody has read that."""
    return _by_rule(findings, lambda rule, part: part["subject_id"].isin(rule.subjects(items)))


def _by_rule(findings: pd.DataFrame, among: Callable[[Rule, pd.DataFrame], pd.Series]) -> pd.Series:
    """An answer for each finding about placements, asked rule by rule; no for all others."""
    answer = pd.Series(False, index=findings.index)
    for name, part in findings.groupby("rule") if len(findings) else ():
        if (rule := RULE.get(str(name))) and rule.subject != "record":
            answer.loc[part.index] = among(rule, part)
    return answer


def _may_be_among(items: pd.DataFrame, findings: pd.DataFrame, rule: Rule, moved: set[str]) -> pd.Series:
    """Whether what a finding of the rule is about, or the same picture on that channel, is among these placements.

    A picture is the same by any identity; in an export that has moved, any picture may be.
    """
    among = findings["subject_id"].isin(rule.subjects(items))
    among |= findings["source_id"].isin(moved.intersection(items["source_id"]))
    for identity in ("asset_id", "image_hash", "place_id"):
        there = (items["channel"] + " " + items[identity]).dropna()
        among |= (findings["channel"] + " " + findings[identity]).isin(there)
    return among


_COUNTED = [(practice, measure) for practice in PRACTICES for measure in practice.register_measures]


def _of_register(past: History, practice: str, measure: Measure, keys: list[str], asked: pd.DataFrame) -> pd.DataFrame:
    """One figure of a register in every term; one in which the register was not read is a gap.

    A row that was wrong or not known, and is in the register no more, has been put right by nobody: how many such
    there are stands in ``reduced_sources``, so that only terms which lack the same are compared.
    """
    records = past.records[past.records["register"].eq(measure.of).fillna(False).astype(bool)]
    rates = practice_rates(records, practice, by=["term", *keys])
    sources = records[["term", "site", "source_id"]].drop_duplicates()
    sources = sources.assign(source_id=sources["source_id"].fillna(sources["site"] + NO_SOURCE))
    of_it = replace(past, sources=past.sources.iloc[:0].merge(sources, on=["term", "site", "source_id"], how="right"))
    exports = _exports(of_it, asked.iloc[:0])
    full = _with_gaps(rates[rates["measure"].eq(measure.name)], keys, of_it, exports)
    lost = _rows_lost(records, measure, past.audits["term"].drop_duplicates(), keys)
    gone = [lost.get(tuple(row), 0) for row in full[["term", *keys]].itertuples(index=False, name=None)]
    named = [f"{measure.of} ({counted(n, 'row')} gone that were wrong or not known)" if n else "" for n in gone]
    return full.assign(reduced_sources=named)


def _rows_lost(
    records: pd.DataFrame, measure: Measure, terms: pd.Series, keys: list[str]
) -> dict[tuple[object, ...], int]:
    """Term and group → rows that were wrong or not known when they were seen last, and are not there now."""
    is_open = ~records[measure.flag].fillna(False).astype(bool)
    if measure.where is not None:
        is_open &= measure.where(records).fillna(True).astype(bool)
    # A message that is sent, or sent again, is called by its day; it is the same row, for of its kind the last counts.
    what = records["what"].mask(records["register"].eq("families").fillna(False), "")
    told = records.assign(is_open=is_open, row=records["subject_id"] + " " + what)
    last: dict[str, tuple[object, ...]] = {}
    lost: Counter[tuple[object, ...]] = Counter()
    for term in terms:
        now = told[told["term"].eq(term)]
        if now.empty:
            continue
        here = {*now["row"]}
        lost.update((term, *group) for row, group in last.items() if row not in here)
        groups = now[keys].itertuples(index=False, name=None) if keys else [()] * len(now)
        last = {row: group for row, group in last.items() if row not in here}
        last |= {
            row: tuple(group) for row, is_so, group in zip(now["row"], now["is_open"], groups, strict=True) if is_so
        }
    return lost


def _by_term(frame: pd.DataFrame, statistic: Callable[..., pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    return statistic(frame, by=["term", *keys])


def _partly_read(sources: pd.DataFrame, terms: Mapping[str, int]) -> pd.DataFrame:
    """How each source was read in each term, where that is less than whole.

    Source, term, ``partial``: the source again, where it is known that something in it was not read; and ``reduced``:
    its files and kinds of entries, where these are fewer than they were: what was in those others nobody has looked at.
    """
    full = set(sources.loc[sources["rows"].gt(0), "source_id"])  # what never held anything lacks nothing
    told = sources[sources["completeness"].notna() & sources["source_id"].isin(full)]
    read = {(str(source), str(term)): files for (source, term), files in told.groupby(["source_id", "term"])}
    nothing = AUDIT_ITEMS.empty()
    most: dict[str, _Reading] = {}
    rows = []
    for source, term in sorted(read, key=lambda key: terms[key[1]]):
        one = _reading(read[source, term], nothing)
        partial = source if not one.is_known or one.unread else None
        reduced = None
        if not one.has_all_of(most.get(source, one)):
            reduced = f"{source} ({one.files} of {' + '.join(sorted(one.holds))})"
        elif one.is_sure:
            most[source] = one
        rows.append((source, term, partial, reduced))
    return pd.DataFrame(rows, columns=["source_id", "term", "partial", "reduced"], dtype="str")


def _alike(figures: pd.DataFrame, keys: list[str], past: History, exports: pd.DataFrame) -> pd.DataFrame:
    """What the exports say that were read whole in both terms, where not all were: key, verdict and comparison.

    They are compared with the last term before in which there were any; what has moved since is none.
    """
    flaws = ["missing", "partial", "reduced", "unexplained"]
    is_whole = exports["read"].notna() & exports[flaws].isna().all(axis="columns")
    terms = [*dict.fromkeys(past.audits["term"])]
    whole = {term: {*exports.loc[is_whole & exports["term"].eq(term), "source_id"]} for term in terms}
    found = []
    for at, term in enumerate(terms):
        asked = figures[figures["term"].eq(term) & figures["verdict"].isin(["partly", "lost_most", "moved"])]
        both: set[str] = set()
        moved: set[str] = set()
        for since in reversed(terms[:at] if len(asked) else ()):
            moved |= {*exports.loc[exports["term"].eq(terms[terms.index(since) + 1]), "moved"].dropna()}
            if both := (whole[term] & whole[since]) - moved:
                break
        if not both:
            continue
        items = past.items[past.items["term"].isin([since, term]) & past.items["source_id"].isin(both)]
        rates = pd.concat([_by_term(items, statistic, keys) for statistic in STATISTICS.values()], ignore_index=True)
        rates = rates.assign(checked=True, **dict.fromkeys(SAID, ""), fingerprint=_fingerprints(rates, past.audits))
        rates = rates.iloc[rates["term"].map(terms.index).argsort(kind="stable")]
        told = judged(rates, forgets=_forgets(past.audits)).merge(asked[[*keys, "term", "measure", "unit"]])
        found.append(told[told["since"].notna()])
    names = {"verdict": "verdict_alike", "comparison": "comparison_alike"}
    told = pd.concat(found) if found else figures.head(0)
    return told[[*keys, "term", "measure", "unit", *names]].rename(columns=names)


def _exports(past: History, asked: pd.DataFrame) -> pd.DataFrame:
    """Every export in every term, and how it was read: ``read``, else what it lacks, named in a column for each."""
    terms = past.audits.drop_duplicates("term")[["term"]]
    order = {term: place for place, term in enumerate(terms["term"])}
    # Of a site of which nothing can be read nobody knows the exports, so the site stands for them.
    unread = past.audits[~past.audits["is_read"] & ~past.audits["site"].isin(past.sources["site"])]
    known = pd.concat([past.sources, unread[["site"]].assign(source_id=unread["site"])])
    expected = known[["source_id", "site", "channel"]].drop_duplicates().merge(terms, how="cross")
    read = past.sources[["source_id", "term"]].drop_duplicates().assign(read=True)
    expected = expected.merge(read, on=["source_id", "term"], how="left")
    expected["missing"] = expected["source_id"].where(expected["read"].isna())
    expected = expected.merge(_partly_read(past.sources, order), on=["source_id", "term"], how="left")
    lacking = asked.loc[asked["is_most"].astype(bool), ["source_id", "term"]].drop_duplicates()
    lacking = lacking.assign(unexplained=lacking["source_id"])
    expected = expected.merge(lacking.astype("str"), on=["source_id", "term"], how="left")
    moved = past.sources[past.sources["explained"].eq("moved").fillna(False)][["source_id", "term"]].drop_duplicates()
    return expected.merge(moved.assign(moved=moved["source_id"]), on=["source_id", "term"], how="left")


def _with_gaps(tidy: pd.DataFrame, keys: list[str], past: History, exports: pd.DataFrame) -> pd.DataFrame:
    """A row for every group in every term, and what was not read for it."""
    terms = past.audits.drop_duplicates("term")[["term"]]
    order = {term: place for place, term in enumerate(terms["term"])}
    groups = tidy[[*keys, "measure", "unit"]].drop_duplicates()
    full = groups.merge(terms, how="cross").merge(tidy, on=[*keys, "measure", "unit", "term"], how="left")
    counts = [column for column in full.columns if column.startswith("n_") or column == "n"]
    full[counts] = full[counts].fillna(0)
    scope = [key for key in keys if key in ("site", "channel")]
    names = {f"{how}_sources": (how, _listed) for how in ("missing", "partial", "reduced", "unexplained", "moved")}
    state = exports.groupby([*scope, "term"], dropna=False).agg(
        checked=("read", lambda read: bool(read.notna().any())), **names
    )
    full = full.merge(state.reset_index(), on=[*scope, "term"], how="left")
    full["checked"] = full["checked"].fillna(True).astype("boolean")
    full["more_unread"] = full["more_unread"].astype("boolean").fillna(False)
    full["fingerprint"] = _fingerprints(full, past.audits)
    return full.iloc[full["term"].map(order).argsort(kind="stable")]


def _listed(names: pd.Series) -> str:
    return ", ".join(sorted({*names.dropna()}))


def _forgets(audits: pd.DataFrame) -> Callable[[str, str, str | None], bool]:
    """Whether a term's register, at a site or any, no longer knows somebody whom that of an earlier term may have."""
    who: dict[tuple[str, str], frozenset[str] | None] = {}
    for row in audits[audits["is_read"]].to_dict("records"):
        known = (json.loads(row["register"]) or {}).get("who")
        who[row["site"], row["term"]] = frozenset(map(str, known)) if isinstance(known, list) else None

    def forgets(since: str, term: str, site: str | None) -> bool:
        then = {where: known for (where, when), known in who.items() if when == since and site in (where, None)}
        return any(known is None or not known <= (who.get((where, term)) or set()) for where, known in then.items())

    return forgets


def _fingerprints(figures: pd.DataFrame, audits: pd.DataFrame) -> pd.Series:
    """What decided each figure in its term, at all sites that it counts; empty for what became of findings."""
    made = {
        (row["term"], row["site"]): json.loads(row["policy"]) | json.loads(row["engines"])
        for row in audits[audits["is_read"]].to_dict("records")
    }
    flags = {measure.name: (AUDIT_ITEMS, measure.flag) for measure in MEASURES}
    flags |= {measure.name: (RECORDS, measure.flag) for measure in REGISTER_MEASURES}
    at_one = "site" in figures.columns
    told: dict[tuple[str, ...], str] = {}
    keys = [*(["site"] if at_one else []), "term", "measure"]
    for row in figures[keys].drop_duplicates().to_dict("records"):
        table, column = flags.get(row["measure"], (AUDIT_ITEMS, ""))
        by = [
            fingerprint(table, [column], decided)
            for (term, site), decided in made.items()
            if column and term == row["term"] and site == row.get("site", site)
        ]
        told[tuple(row[key] for key in keys)] = "\n".join(sorted(set(by)))
    return pd.Series([told[key] for key in zip(*(figures[key] for key in keys), strict=True)], figures.index, "str")
