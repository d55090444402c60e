"""RULES: what counts as wrong, how urgent it is, how it is said and what can be done. One generic :func:`find`.

A rule is one row. Its condition is asked of ``audit.items``, or of the rows of a register (``audit.records``); unknown
breaks no rule, it is reported as unknown. What decided an answer is written down with it, as the rule's *fingerprint*:
where that differs between terms, a finding that comes or goes says nothing of the school.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from imgaudit.media import ENGINE_VERSION
from imgaudit.names import NAMES_VERSION
from imgaudit.tables import AUDIT_ITEMS, FINDINGS, RECORDS, Table, lookup

ENGINES: Mapping[str, str] = {"media": ENGINE_VERSION, "names": NAMES_VERSION, "consent": "1", "rules": "1"}
"""What decides, besides the policy, and in which version. ``rules`` stands for this file and ``measures.py``: it grows
when a condition here, or how files become a measure, comes to mean something else."""

FIXES = (
    "Remove",
    "Replace with stock",
    "Get consent",
    "Crop or blur",
    "Re-upload smaller",
    "Strip metadata",
    "Remove the place",
    "Remove name",
    "Move behind login",
    "Change the setting",
    "Keep (reason required)",
)
"""What can be done, what settles most first."""

SOCIAL = ("facebook", "instagram", "x", "youtube")
"""Channels on which a picture cannot be changed in place: its metadata or size means a new post."""

STRIP = {**dict.fromkeys(SOCIAL, "Remove"), "unused": "Remove", "": "Strip metadata"}
SMALLER = {**dict.fromkeys(SOCIAL, "Remove"), "unused": "Remove", "": "Re-upload smaller"}

Severity = Literal["critical", "high", "medium", "low"]


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
    - ``evidence``: kinds whose ``found`` lines are quoted, or columns whose values are.
    """

    name: str
    practice: str
    subject: Literal["asset@channel", "item", "record"]
    severity: Severity
    when: Callable[[pd.DataFrame], pd.Series]
    needs: tuple[str, ...]
    problem: str
    fixes: Mapping[str, str]
    done: str
    kinds: Sequence[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    def fix_on(self, channel: str, *, in_use: bool = True) -> str:
        """What can be done on a channel.

        >>> next(rule for rule in RULES if rule.name == "metadata.location").fix_on("facebook")
        'Remove'
        """
        place = channel if in_use else "unused"
        return self.fixes.get(place, self.fixes[""])

    @property
    def table(self) -> Table:
        """What the rule is asked of."""
        return RECORDS if self.subject == "record" else AUDIT_ITEMS

    def asked_of(self, rows: pd.DataFrame) -> pd.Series:
        """Yes, no or unknown for each row, from the columns that the rule needs."""
        return self.when(rows[[*self.needs]]).astype("boolean")

    def subjects(self, rows: pd.DataFrame) -> pd.Series:
        """What each row is about: with the rule's name it makes the finding's id."""
        if self.subject == "asset@channel":
            return rows["asset_id"] + "@" + rows["channel"]
        return rows["item_id" if self.subject == "item" else "subject_id"]

    def fingerprint(self, decided: Mapping[str, Any]) -> str:
        """What decides its answer: settings of the policy and versions of engines; see :func:`fingerprint`."""
        return fingerprint(self.table, self.needs, decided)


def _has(*kinds: str) -> Callable[[pd.DataFrame], pd.Series]:
    def when(items: pd.DataFrame) -> pd.Series:
        answer = items[f"has_{kinds[0]}"]
        for kind in kinds[1:]:
            answer = answer | items[f"has_{kind}"]
        return answer

    return when


def _metadata(severity: Severity, fault: str, problem: str, *kinds: str) -> Rule:
    return Rule(
        name=f"metadata.{fault}",
        practice="metadata",
        subject="asset@channel",
        severity=severity,
        when=_has(*kinds),
        needs=tuple(f"has_{kind}" for kind in kinds),
        problem=problem,
        fixes=STRIP,
        done="Every copy of the picture, the original upload among them, has been replaced by a stripped one.",
        kinds=kinds,
    )


def _unless_unknown(broken: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], pd.Series]:
    """No only where everyone shown is named and has an answer: who is no longer named may still be shown."""

    def when(items: pd.DataFrame) -> pd.Series:
        answer = broken(items).astype("boolean")
        # Against for one of them says nothing of somebody else who may be shown.
        unnamed = items["consent_state"].eq("against") & ~items["people_complete"].fillna(False).astype(bool)
        return answer.mask(~answer & (items["consent_state"].isin(["unknown", "partly"]) | unnamed))

    return when


def _consent(
    severity: Severity, fault: str, problem: str, fix: str, done: str, when: Callable[[pd.DataFrame], pd.Series]
) -> Rule:
    return Rule(
        name=f"consent.{fault}",
        practice="consent",
        subject="item",
        severity=severity,
        when=when,
        needs=("consent_state", "people_complete", f"n_{fault}"),
        problem=problem,
        fixes={"": fix},
        done=done,
        columns={
            "n_refused": "refused or withdrawn",
            "n_expired": "expired",
            "n_not_recorded": "not recorded",
            "n_granted": "agreed",
        },
    )


def _named(
    severity: Severity, fault: str, problem: str, when: Callable[[pd.DataFrame], pd.Series], *needs: str
) -> Rule:
    return Rule(
        name=f"names.{fault}",
        practice="names",
        subject="item",
        severity=severity,
        when=when,
        needs=needs,
        problem=problem,
        fixes={"unused": "Remove", "": "Remove name"},
        done="No more than the policy allows stands in address, title, caption, alternative text or page title.",
        columns={"name_fields": "names in"},
    )


def _public_and_located(items: pd.DataFrame) -> pd.Series:
    """Whether the file or the post says where, and the text who; on a page that everyone can open."""
    located = items["has_location"] | items["has_place_shown"]
    unknown = items["visibility"].isna() | items["visibility"].eq("unknown")
    return items["full_name_shown"] & located & items["visibility"].eq("public").astype("boolean").mask(unknown)


LOCATED = ("full_name_shown", "has_location", "has_place_shown", "visibility")


def _place_shown(items: pd.DataFrame) -> pd.Series:
    """A place with a post, but for those only some can open.

    Downloads hardly ever say who can open a post; a school's are public unless it is told otherwise.
    """
    closed = items["visibility"].isin(["password", "private", "draft"])
    return items["has_place_shown"] & ~closed.astype("boolean")


RULES: tuple[Rule, ...] = (
    _metadata("high", "location", "The picture file says where it was taken.", "location"),
    _metadata("high", "people", "The picture file names or marks who is shown.", "people"),
    _metadata("medium", "owner", "The picture file names who took or owns it.", "owner"),
    _metadata("medium", "serial", "The picture file identifies the camera or document it came from.", "serial"),
    _metadata("medium", "thumbnail", "The file holds an older preview, which may show what was cropped.", "thumbnail"),
    _metadata("medium", "hidden", "The file holds hidden data: a second picture, a video or unknown bytes.", "hidden"),
    _metadata(
        "low",
        "other",
        "The picture file says when, how or with what it was made, or describes it.",
        *("device", "time", "text", "software", "provenance", "maker_note"),
    ),
    Rule(
        name="metadata.place_shown",
        practice="metadata",
        subject="item",
        severity="high",
        when=_place_shown,
        needs=("has_place_shown", "visibility"),
        problem="The post says where it was: a place is shown with it.",
        fixes={"": "Remove the place"},
        done="The post shows no place.",
        columns={"place_shown": "place"},
    ),
    Rule(
        name="metadata.broken",
        practice="metadata",
        subject="asset@channel",
        severity="medium",
        when=lambda items: (
            items["status"]
            .isin(["damaged", "empty", "unrecognised"])
            .astype("boolean")
            .mask(items["status"].isna() | items["status"].isin(["missing", "not_fetched", "unreadable"]))
        ),
        needs=("status",),
        problem="The picture file is damaged or empty, so visitors may see nothing and it cannot be checked.",
        fixes={"": "Remove"},
        done="The file is gone, or replaced by one that opens.",
        columns={"status": "file is"},
    ),
    Rule(
        name="resolution.oversized",
        practice="resolution",
        subject="asset@channel",
        severity="medium",
        when=lambda items: items["is_oversized"],
        needs=("is_oversized",),
        problem="The picture on show is larger than the school's limit.",
        fixes=SMALLER,
        done="The picture on show is within the limit.",
        columns={"longest_px": "longest side in pixels"},
    ),
    Rule(
        name="resolution.original",
        practice="resolution",
        subject="asset@channel",
        severity="medium",
        when=lambda items: items["original_reachable"],
        needs=("original_reachable",),
        problem="The full-size original can still be fetched from beside the smaller copy.",
        fixes=SMALLER,
        done="The original upload is deleted or replaced by one within the limit.",
        columns={"longest_reachable_px": "longest side of the original in pixels"},
    ),
    _named(
        "critical",
        "located",
        "A full name stands beside a picture whose file or post says where it was taken, on a public page.",
        _public_and_located,
        *LOCATED,
    ),
    _named(
        "high",
        "full",
        "A full name stands beside the picture.",
        lambda items: items["full_name_shown"] & ~_public_and_located(items).fillna(False),
        *LOCATED,
    ),
    Rule(
        name="names.metadata",
        practice="names",
        subject="asset@channel",
        severity="high",
        # Person tags have a rule of their own, which the same stripping settles.
        when=lambda items: items["full_name_in_metadata"] & ~items["has_people"].fillna(False),
        needs=("full_name_in_metadata", "has_people"),
        problem="The picture file holds somebody's full name.",
        fixes=STRIP,
        done="Every copy of the picture, the original upload among them, has been replaced by a stripped one.",
        columns={"name_fields": "names in"},
    ),
    _named(
        "medium",
        "identifier",
        "A class, year group, date of birth or other identifier stands beside the picture.",
        lambda items: items["has_identifier"],
        "has_identifier",
    ),
    _named(
        "low",
        "surname",
        "A surname stands beside the picture.",
        lambda items: items["has_surname"] & ~items["has_full_name"].fillna(False),
        "has_surname",
        "has_full_name",
    ),
    _named(
        "low",
        "first",
        "A first name stands beside the picture, and the policy allows none.",
        lambda items: items["has_first_name"] & ~items["first_name_allowed"],
        "has_first_name",
        "first_name_allowed",
    ),
    _consent(
        "critical",
        "refused",
        "Somebody is shown whose consent for this use is refused or withdrawn.",
        "Remove",
        "The picture is gone from this page, or the person cannot be seen in it.",
        _unless_unknown(lambda items: items["n_refused"] > 0),
    ),
    _consent(
        "high",
        "expired",
        "Somebody is shown whose consent for this use has expired.",
        "Get consent",
        "A new answer is on record, or the picture is gone.",
        _unless_unknown(lambda items: items["n_expired"] > 0),
    ),
    _consent(
        "medium",
        "not_recorded",
        "Somebody is shown who has no answer on record for this use.",
        "Get consent",
        "An answer is on record, or the picture is gone.",
        _unless_unknown(lambda items: items["n_not_recorded"] > 0),
    ),
    Rule(
        name="settings.differs",
        practice="settings",
        subject="record",
        severity="medium",
        when=lambda records: (
            records["expected"]
            .str.strip()
            .str.casefold()
            .ne(records["actual"].str.strip().str.casefold())
            .astype("boolean")
        ).mask(records["expected"].isna() | records["actual"].isna() | records["practice"].ne("settings")),
        needs=("practice", "expected", "actual"),
        problem="A setting of this account is not as the guidance asks.",
        fixes={"": "Change the setting"},
        done="The setting is as it should be, and somebody has looked.",
        columns={"what": "setting"},
    ),
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
    reads = {"rules"}.union(*(table.columns[name].decided_by for name in columns if name in table.columns))
    return json.dumps({key: decided.get(key) for key in sorted(reads)}, sort_keys=True)


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
    rules = sorted(RULES, key=lambda rule: urgency.index(rule.severity))
    asked = {"record": RECORDS.empty() if records is None else records}
    broken = [part for rule in rules if (part := _broken(rule, asked.get(rule.subject, items))) is not None]
    if not broken:
        return FINDINGS.empty()
    found = pd.concat(broken, ignore_index=True)
    told = {
        (site, name): RULE[name].fingerprint(by)
        for site, by in (decided or {}).items()
        for name in found["rule"].unique()
    }
    pairs = zip(found["site"], found["rule"], strict=True)
    return FINDINGS.frame(found.assign(fingerprint=pd.Series([told.get(pair) for pair in pairs], dtype="str")))


def _broken(rule: Rule, rows: pd.DataFrame) -> pd.DataFrame | None:
    is_broken = rule.asked_of(rows).fillna(False).to_numpy(dtype=bool)
    if not is_broken.any():  # most rules of a small audit: to frame nothing takes as long as to frame much
        return None
    broken = rows[is_broken]
    subjects = rule.subjects(broken)
    evidence = _evidence(rule, broken)
    if rule.subject != "item":  # several placements, or settings, are one fault of theirs
        at_fault = broken["site"] + "\n" + subjects  # two sites may call one of theirs the same
        if rule.subject == "record":
            evidence = evidence.groupby(at_fault).transform("; ".join)
        first = ~at_fault.duplicated()
        broken, subjects, evidence = broken[first], subjects[first], evidence[first]
    is_record = rule.subject == "record"
    return pd.DataFrame(
        {
            "finding_id": rule.name + " " + subjects,
            "rule": rule.name,
            "practice": rule.practice,
            "severity": rule.severity,
            "subject_kind": broken["subject_kind"] if is_record else rule.subject,
            "subject_id": subjects,
            "asset_id": None if is_record else broken["asset_id"],
            "source_id": broken["source_id"],
            "site": broken["site"],
            "channel": None if is_record else broken["channel"],
            "evidence": evidence,
        }
    )


def _evidence(rule: Rule, broken: pd.DataFrame) -> pd.Series:
    if rule.kinds:
        texts = pd.Series(broken["found"].dropna().unique(), dtype="str")
        lines = texts.str.findall(rf"(?m)^(?:{'|'.join(rule.kinds)}): (.*)$").str[:3].str.join("; ")
        return lookup(broken["found"], lines.set_axis(texts))
    text = pd.Series("", index=broken.index, dtype="str")
    for column, label in rule.columns.items():
        value = broken[column].astype("str")
        said = broken[column].notna() & value.ne("0")
        text = text.mask(said, text.where(text.eq(""), text + "; ") + label + ": " + value)
    return text
