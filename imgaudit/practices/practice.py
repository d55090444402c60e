"""What a practice is, and what a rule is: one row each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd

from imgaudit.frames import Column
from imgaudit.platforms import PLATFORMS

TWELVE = (
    "review",
    "names",
    "visibility",
    "metadata",
    "resolution",
    "settings",
    "consent",
    "training",
    "staff",
    "families",
    "procedures",
    "partners",
)
"""The twelve practices of the UK Safer Internet Centre's "Managing student image and video content", in its order."""

Severity = Literal["critical", "high", "medium", "low"]
Goal = Literal["", "none", "every", "all", "limit"]
"""What is asked of a measure, for the practice to be met.

``none``: no row says yes; ``every``: each does. One that is otherwise, and the practice is not met. ``all``: each does,
and where some do it is met in part. ``limit``: at most the share that the policy gives. Empty: it is told, not asked.
"""
When = Callable[[pd.DataFrame], pd.Series]
"""Rows → yes, no or unknown for each."""

NOT_IN_PLACE = tuple(platform.name for platform in PLATFORMS if not platform.in_place)
"""Channels on which a picture cannot be changed in place: its metadata or size means a new post."""

BY_VISITS = "visits"
"""What decides, besides settings and engines, a column for which visits are asked before exports are."""

NAMED = "named in the register of training"
"""What is asked of whoever uploads."""

STRIP = {**dict.fromkeys(NOT_IN_PLACE, "Remove"), "unused": "Remove", "": "Strip metadata"}
STRIPPED = "Every copy of it, the original upload among them, has been replaced by a stripped one."
"""How a file that says too much is mended, whatever it says, and when it is."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is wrong.

    - ``name``: practice and fault; with the subject it makes the finding's id.
    - ``subject``: ``asset@channel`` where the picture is at fault on a channel, ``item`` where the placement is,
      ``record`` where what a register's row is about is.
    - ``when``: the columns it needs → yes, no or unknown.
    - ``needs``: those columns, of ``audit.items`` or, for a record, of ``audit.records``. It sees no others; none is
      personal, for a history keeps no personal column and the rule is asked of it too.
    - ``problem``, ``done``: what is wrong and when it is right again, in the comms team's words.
    - ``fixes``: channel → fix; ``unused`` for an upload that no page uses, ``""`` for any other channel.
    - ``kinds``, ``columns``: the evidence: kinds whose ``found`` lines are quoted, or columns whose values are.
    - ``tells``: a column whose words, on how it is done, are added to what is wrong where its fix is asked for and is
      not just *Remove*; empty: none.
    - ``decided_by``: settings of the policy and engines that decide those columns. Not written down here: the glossary
      knows, and :data:`imgaudit.rules.RULES` has it.
    """

    name: str
    practice: str
    subject: Literal["asset@channel", "item", "record"]
    severity: Severity
    when: When
    needs: tuple[str, ...]
    problem: str
    fixes: Mapping[str, str]
    done: str
    kinds: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    tells: str = ""
    decided_by: tuple[str, ...] = ()

    def fix_on(self, channel: str, *, in_use: bool = True) -> str:
        """What can be done on a channel.

        >>> from imgaudit.rules import RULE
        >>> RULE["metadata.location"].fix_on("facebook")
        'Remove'
        """
        place = channel if in_use else "unused"
        return self.fixes.get(place, self.fixes[""])

    def asked_of(self, rows: pd.DataFrame) -> pd.Series:
        """Yes, no or unknown for each row, from the columns that the rule needs (a test asks each with no others)."""
        return self.when(rows).astype("boolean")

    def subjects(self, rows: pd.DataFrame) -> pd.Series:
        """What each row is about: with the rule's name it makes the finding's id."""
        if self.subject == "asset@channel":
            return rows["asset_id"] + "@" + rows["channel"]
        return rows["item_id" if self.subject == "item" else "subject_id"]

    def fingerprint(self, decided: Mapping[str, Any]) -> str:
        """What decides its answer: settings of the policy and versions of engines; see :func:`rules.fingerprint`."""
        assert self.decided_by, f"{self.name}: take the rule from imgaudit.rules.RULES, which knows what decides it"
        return as_fingerprint(self.decided_by, decided)


def as_fingerprint(reads: Iterable[str], decided: Mapping[str, Any]) -> str:
    """Settings and engines with their values, as one text; what is not recorded is null.

    Where nothing was visited, exports alone decide, as they always did: then there is no word of visits.

    >>> as_fingerprint(["rules", "media", "visits"], {"media": "2"})
    '{"media": "2", "rules": null}'
    """
    told = {key: decided.get(key) for key in reads if key != BY_VISITS or key in decided}
    return json.dumps(told, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: the share of rows that say yes to a flag.

    - ``flag``: the column of yes, no and unknown. Its name, without ``has_`` or ``is_``, is the measure's.
    - ``label``: what it is called on charts and on the screen.
    - ``yes``: what a yes means, as the workbook's *Summary* says it.
    - ``by_channel``: whether *Summary* shows it channel by channel, not only for all of them together.
    - ``good_when_high``: whether more of it is better.
    - ``goal``: what the scorecard asks of it; ``limit``: of one that has a limit, the policy's setting of it [percent].
    - ``no``: what a no is called, where that is what matters.
    - ``of``: of one that is counted over registers, the register whose rows count, and ``where``: which of these, where
      not all do; unknown counts as unknown.
    """

    flag: str
    label: str
    yes: str
    by_channel: bool = False
    good_when_high: bool = False
    goal: Goal = ""
    limit: str = ""
    no: str = ""
    of: str = ""
    where: When | None = None

    @property
    def name(self) -> str:
        """What rates call it."""
        return measure_of(self.flag)


def shows_any(items: pd.DataFrame, *whom: str) -> pd.Series:
    """Whether each placement shows such people; unknown where nobody has said whom it shows.

    >>> shows_any(pd.DataFrame({"shows": ["both", "nobody", "unknown", None]}), "pupils", "both").tolist()
    [True, False, <NA>, <NA>]
    """
    unknown = items["shows"].isna() | items["shows"].eq("unknown")
    return items["shows"].isin(whom).astype("boolean").mask(unknown)


def in_time(records: pd.DataFrame, as_of: date) -> pd.Series:
    """Whether what was looked at, sent or approved then still holds; unknown without a day, or with a later one.

    >>> rows = pd.DataFrame({"checked_on": pd.to_datetime(["2025-12-19", "2024-12-18", None]), "within_months": 12})
    >>> in_time(rows, date(2025, 12, 19)).tolist()
    [True, False, <NA>]
    """
    today = pd.Timestamp(as_of)
    known = zip(records["checked_on"], records["within_months"], strict=True)
    over = [
        None if pd.isna(day) or pd.isna(months) or day > today else day + pd.DateOffset(months=int(months)) < today
        for day, months in known
    ]
    return ~pd.Series(over, index=records.index, dtype="boolean")


def lapsed(flag: str, about: When | None = None) -> When:
    """Whether a flag says no; unknown stays unknown. What it is not ``about`` is not at fault."""

    def when(rows: pd.DataFrame) -> pd.Series:
        answer = ~rows[flag].astype("boolean")
        return answer if about is None else answer.mask(~about(rows).fillna(False).astype(bool), False)

    return when


def measure_of(flag: str) -> str:
    """The measure that a flag becomes.

    >>> measure_of("has_location"), measure_of("is_covered"), measure_of("original_reachable")
    ('location', 'covered', 'original_reachable')
    """
    return flag.removeprefix("has_").removeprefix("is_")


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice of the guidance, whole: what it adds to an audit, what it finds wrong, counts, and how that is said.

    - ``name``: one of :data:`TWELVE`.
    - ``target``: what is asked, in words for ``docs/rules.md``; the number that decides is the rule's or the policy's.
    - ``question``: what its figures answer; the title of its chart and its table.
    - ``to_know``: what would make known what is not.
    - ``columns``: what it adds to ``audit.items``, as the glossary has it.
    - ``add``: items, assets, files and the day of the audit → those of its columns that are made nowhere else, with
      the index of the items. By then the items have the columns of files, names and consent.
    - ``rules``, ``measures``: what is wrong, and what is counted, in the order in which it is shown.
    - ``of_records``: what it adds to ``audit.records``; ``judge``: its records there and the day of the audit → those
      columns; ``register_measures``: what is counted there.
    - ``where``: which rows it is about, where not about all: no is not counted, unknown counts as unknown; ``about``:
      the columns that it asks; ``which`` says it beside the number of placements or pictures: "that show people".
    - ``repeats``: practices whose measures it counts anew of its own rows. These stand for themselves in
      :func:`imgaudit.statistics.practice_rates` and are in no summary or trend.
    - ``alias``: what its rates and its chart are called, where not like the practice.
    """

    name: str
    target: str
    question: str = ""
    to_know: str = ""
    columns: Mapping[str, Column] = field(default_factory=dict)
    add: Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame, date], pd.DataFrame] | None = None
    rules: tuple[Rule, ...] = ()
    measures: tuple[Measure, ...] = ()
    of_records: Mapping[str, Column] = field(default_factory=dict)
    judge: Callable[[pd.DataFrame, date], pd.DataFrame] | None = None
    register_measures: tuple[Measure, ...] = ()
    where: When | None = None
    about: tuple[str, ...] = ()
    which: str = ""
    repeats: tuple[str, ...] = ()
    alias: str = ""

    @property
    def called(self) -> str:
        """What its rates and its chart are called."""
        return self.alias or self.name

    def counted(self, rows: pd.DataFrame) -> pd.Series:
        """Whether each row is one that it is about: yes, no or unknown."""
        if self.where is None:
            return pd.Series(True, index=rows.index, dtype="boolean")
        return self.where(rows).astype("boolean")
