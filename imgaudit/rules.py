"""RULES: what counts as wrong, how urgent it is, how it is said and what can be done. One generic :func:`find`.

A rule is one row. Its condition is asked of ``audit.items``; unknown breaks no rule, it is reported as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from imgaudit.tables import FINDINGS, lookup

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
    - ``subject``: ``asset`` where the picture is at fault on a channel, ``item`` where the placement is.
    - ``when``: ``audit.items`` → yes, no or unknown.
    - ``problem``, ``done``: what is wrong and when it is right again, in the comms team's words.
    - ``fixes``: channel → fix; ``unused`` for an upload that no page uses, ``""`` for any other channel.
    - ``evidence``: kinds whose ``found`` lines are quoted, or columns whose values are.
    """

    name: str
    practice: str
    subject: Literal["asset", "item"]
    severity: Severity
    when: Callable[[pd.DataFrame], pd.Series]
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
        subject="asset",
        severity=severity,
        when=_has(*kinds),
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


def _named(severity: Severity, fault: str, problem: str, when: Callable[[pd.DataFrame], pd.Series]) -> Rule:
    return Rule(
        name=f"names.{fault}",
        practice="names",
        subject="item",
        severity=severity,
        when=when,
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
        problem="The post says where it was: a place is shown with it.",
        fixes={"": "Remove the place"},
        done="The post shows no place.",
        columns={"place_shown": "place"},
    ),
    Rule(
        name="metadata.broken",
        practice="metadata",
        subject="asset",
        severity="medium",
        when=lambda items: (
            items["status"]
            .isin(["damaged", "empty", "unrecognised"])
            .astype("boolean")
            .mask(items["status"].isna() | items["status"].isin(["missing", "not_fetched", "unreadable"]))
        ),
        problem="The picture file is damaged or empty, so visitors may see nothing and it cannot be checked.",
        fixes={"": "Remove"},
        done="The file is gone, or replaced by one that opens.",
        columns={"status": "file is"},
    ),
    Rule(
        name="resolution.oversized",
        practice="resolution",
        subject="asset",
        severity="medium",
        when=lambda items: items["is_oversized"],
        problem="The picture on show is larger than the school's limit.",
        fixes=SMALLER,
        done="The picture on show is within the limit.",
        columns={"longest_px": "longest side in pixels"},
    ),
    Rule(
        name="resolution.original",
        practice="resolution",
        subject="asset",
        severity="medium",
        when=lambda items: items["original_reachable"],
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
    ),
    _named(
        "high",
        "full",
        "A full name stands beside the picture.",
        lambda items: items["full_name_shown"] & ~_public_and_located(items).fillna(False),
    ),
    Rule(
        name="names.metadata",
        practice="names",
        subject="asset",
        severity="high",
        # Person tags have a rule of their own, which the same stripping settles.
        when=lambda items: items["full_name_in_metadata"] & ~items["has_people"].fillna(False),
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
    ),
    _named(
        "low",
        "surname",
        "A surname stands beside the picture.",
        lambda items: items["has_surname"] & ~items["has_full_name"].fillna(False),
    ),
    _named(
        "low",
        "first",
        "A first name stands beside the picture, and the policy allows none.",
        lambda items: items["has_first_name"] & ~items["first_name_allowed"],
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
)

RULE = {rule.name: rule for rule in RULES}
"""Rules by name."""


def find(items: pd.DataFrame) -> pd.DataFrame:
    """Every rule broken by an item, or by an asset on a channel.

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
    return FINDINGS.frame(pd.concat([_broken(rule, items) for rule in rules], ignore_index=True))


def subject_keys(rule: Rule, items: pd.DataFrame) -> pd.Series:
    """What makes a finding's id besides the rule: the item, or the asset on a channel."""
    return items["item_id"] if rule.subject == "item" else items["asset_id"] + "@" + items["channel"]


def _broken(rule: Rule, items: pd.DataFrame) -> pd.DataFrame:
    broken = items[rule.when(items).fillna(False).to_numpy(dtype=bool)]
    if rule.subject == "asset":
        broken = broken.drop_duplicates(["asset_id", "channel"])
    return pd.DataFrame(
        {
            "finding_id": rule.name + " " + subject_keys(rule, broken),
            "rule": rule.name,
            "practice": rule.practice,
            "severity": rule.severity,
            "subject_kind": rule.subject,
            "subject_id": broken[f"{rule.subject}_id"],
            "asset_id": broken["asset_id"],
            "source_id": broken["source_id"],
            "site": broken["site"],
            "channel": broken["channel"],
            "evidence": _evidence(rule, broken),
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
