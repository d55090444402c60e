"""RULES: what counts as wrong, by all practices; and the one generic :func:`find`.

A rule is one row of its practice's file (:mod:`imgaudit.practices`). Its condition is asked of ``audit.items``, or of
the rows of a register (``audit.records``); unknown breaks no rule, it is reported as unknown. What decided an answer is
written down with it, as the rule's *fingerprint*: where that differs between terms, a finding that comes or goes says
nothing of the school.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from imgaudit.foreign.robots import CRAWLERS_VERSION
from imgaudit.frames import Table, map_values
from imgaudit.media import ENGINE_VERSION
from imgaudit.media.faces import FACES_VERSION
from imgaudit.media.looks import LOOKS_VERSION
from imgaudit.names import NAMES_VERSION
from imgaudit.practices import PRACTICES, Rule
from imgaudit.practices.practice import BY_VISITS, as_fingerprint
from imgaudit.tables import AUDIT_ITEMS, FINDINGS, RECORDS

ENGINES: Mapping[str, str] = {
    "media": ENGINE_VERSION,
    "names": NAMES_VERSION,
    "faces": FACES_VERSION,
    "looks": LOOKS_VERSION,
    "consent": "2",
    "crawlers": CRAWLERS_VERSION,
    "rules": "1",
}
"""What decides, besides the policy, and in which version. ``rules`` stands for ``practices/`` and ``measures.py``: it
grows when a condition there, or how files become a measure, comes to mean something else."""

FIXES = (
    "Remove",
    "Replace with stock",
    "Get consent",
    "Crop or cover",
    "Re-upload smaller",
    "Strip metadata",
    "Purge the cache",
    "Remove the place",
    "Remove name",
    "Move behind login",
    "Change the setting",
    "Follow the incident steps",
    "Arrange training",
    "Write to families",
    "Review the policy",
    "Update the register",
    "Keep (reason required)",
)
"""What can be done, what settles most first."""
RENAMED = {"Crop or blur": "Crop or cover"}
"""What older workbooks and decisions call a fix → what it is called now."""


def by_visits(visits: pd.DataFrame, site: str) -> dict[str, str]:
    """What decides besides, at a site that was visited: figures by visits and by exports are not to be compared."""
    return {BY_VISITS: "1"} if visits["site"].eq(site).any() else {}


def _decided_by(table: Table, columns: Iterable[str]) -> tuple[str, ...]:
    """The settings and engines that decide some columns of a table, as its glossary says; the rules always do."""
    reads = (table.columns[name].decided_by for name in columns if name in table.columns)
    return tuple(sorted({"rules"}.union(*reads)))


RULES: tuple[Rule, ...] = tuple(
    replace(rule, decided_by=_decided_by(RECORDS if rule.subject == "record" else AUDIT_ITEMS, rule.needs))
    for practice in PRACTICES
    for rule in practice.rules
)

RULE = {rule.name: rule for rule in RULES}
"""Rules by name."""


def fingerprint(table: Table, columns: Iterable[str], decided: Mapping[str, Any]) -> str:
    """What decides the values of some columns, as one text: two that differ are not to be compared.

    Parameters
    ----------
    table, columns
        The columns, and the table whose glossary says what decides each of them.
    decided
        The settings of a site's policy and the versions of the engines. One that is not recorded is unknown, which is
        no version and differs from each.

    >>> fingerprint(AUDIT_ITEMS, ["is_oversized"], {"max_side_px": 800, "media": "2", "rules": "1"})
    '{"max_side_px": 800, "media": "2", "rules": "1"}'
    """
    return as_fingerprint(_decided_by(table, columns), decided)


def comparable(before: pd.Series, now: pd.Series) -> pd.Series:
    """Whether two fingerprints are known and the same: only then does a difference tell of the school.

    >>> comparable(pd.Series(['{"media": "1"}', '{"media": null}']), pd.Series(['{"media": "1"}', '{"media": null}']))
    0     True
    1    False
    dtype: bool
    """
    is_known = before.notna() & ~before.str.contains(": null", regex=False).fillna(True).astype(bool)
    return (is_known & before.eq(now).fillna(False)).astype(bool)


def find(
    items: pd.DataFrame, records: pd.DataFrame | None = None, *, decided: Mapping[str, Mapping[str, Any]] | None = None
) -> pd.DataFrame:
    """Every rule broken: by a placement, by an asset on a channel, or by what a register's row is about.

    Parameters
    ----------
    items
        ``audit.items``.
    records
        The table ``records``, where registers were read.
    decided
        Site → what decided there, for the fingerprints: settings of the policy and versions of the engines.

    Returns
    -------
    The table ``findings``, most urgent first.

    Examples
    --------
    >>> from imgaudit.tables import AUDIT_ITEMS
    >>> items = AUDIT_ITEMS.frame([{"item_id": "i", "asset_id": "a", "source_id": "s", "site": "fernhollow",
    ...     "channel": "website", "has_location": True}])
    >>> find(items)[["finding_id", "severity"]].values.tolist()
    [['metadata.location a@website', 'high']]
    """
    urgency = FINDINGS.columns["severity"].choices
    rules = sorted(RULES, key=lambda rule: (urgency.index(rule.severity), rule.name))
    asked = {"record": RECORDS.empty() if records is None else records}
    # Several placements, or settings, are one fault of theirs; two sites may call one of theirs the same.
    same: dict[str, np.ndarray] = {}
    broken = []
    for rule in rules:
        if (rows := asked.get(rule.subject, items)).empty:
            continue
        at = np.flatnonzero(rule.asked_of(rows).to_numpy(dtype=bool, na_value=False))
        if not len(at):  # most rules of a small audit: to frame nothing takes as long as to frame much
            continue
        if rule.subject not in same:
            same[rule.subject] = pd.factorize(rows["site"] + "\n" + rule.subjects(rows))[0]
        part = _broken(rule, rows, at, same[rule.subject][at])
        told = pd.Series({site: rule.fingerprint(by) for site, by in (decided or {}).items()}, dtype="str")
        broken.append(part.assign(fingerprint=map_values(part["site"], told)))
    return FINDINGS.frame(pd.concat(broken, ignore_index=True)) if broken else FINDINGS.empty()


def _broken(rule: Rule, rows: pd.DataFrame, at: np.ndarray, same: np.ndarray) -> pd.DataFrame:
    """A finding for the first of the broken rows (``at``) about each subject (``same`` tells which are about one)."""
    is_record = rule.subject == "record"
    own = ("subject_id", "subject_kind") if is_record else ("item_id", "asset_id", "channel")
    rows = rows[[*{*own, "source_id", "site", *(("found",) if rule.kinds else rule.columns)}]]
    first = ~pd.Series(same).duplicated().to_numpy()
    broken = rows.take(at[first])
    subjects = rule.subjects(broken)
    if is_record:
        evidence = _evidence(rule, rows.take(at)).groupby(same).transform("; ".join)[first]
    else:
        evidence = _evidence(rule, broken)
    asset, channel = broken.get("asset_id"), broken.get("channel")
    if is_record:  # a row may be about a picture
        picture = subjects.astype("str").where(broken["subject_kind"].eq("asset@channel"))
        asset, channel = picture.str.replace(r"@[^@]*$", "", regex=True), picture.str.replace(r"^.*@", "", regex=True)
    return pd.DataFrame(
        {
            "finding_id": rule.name + " " + subjects,
            "rule": rule.name,
            "practice": rule.practice,
            "severity": rule.severity,
            "subject_kind": broken["subject_kind"] if is_record else rule.subject,
            "subject_id": subjects,
            "asset_id": asset,
            "source_id": broken["source_id"],
            "site": broken["site"],
            "channel": channel,
            "evidence": evidence,
        }
    )


def _evidence(rule: Rule, broken: pd.DataFrame) -> pd.Series:
    if rule.kinds:
        texts = pd.Series(broken["found"].dropna().unique(), dtype="str")
        lines = texts.str.findall(rf"(?m)^(?:{'|'.join(rule.kinds)}): (.*)$").str[:3].str.join("; ")
        return map_values(broken["found"], lines.set_axis(texts))
    text = pd.Series("", index=broken.index, dtype="str")
    for column, label in rule.columns.items():
        value = broken[column].astype("str")
        said = broken[column].notna() & value.ne("0")
        text = text.mask(said, text.where(text.eq(""), text + "; ") + label + ": " + value)
    return text
