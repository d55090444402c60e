"""Practice 7: policy and informed consent in place and up to date."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from imgaudit.frames import NUMBER, TEXT, Column, decided, flag
from imgaudit.practices.practice import Measure, Practice, Rule, Severity, When

STATES = ("against", "at_risk", "unknown", "partly", "covered", "not_needed")
"""What consent says of a placement; of several the first decides."""

UNDECIDED = ("at_risk", "unknown", "partly")
"""Of these it is neither known that everyone shown agreed nor that somebody did not."""

KNOWN_BY = ("named", "group", "signed_off", "unknown")
"""By what it is known whether those shown agreed: by name, as members of a group, because somebody says so, not."""

DECIDED_BY = ("consent", "names", "scopes", "consent_until", "consent_months", "own_consent_age")


def _unless_unknown(broken: Callable[[pd.DataFrame], pd.Series]) -> When:
    """No only where everyone shown is named and has an answer: who is no longer named may still be shown."""

    def when(items: pd.DataFrame) -> pd.Series:
        answer = broken(items).astype("boolean")
        # Against for one of them says nothing of somebody else who may be shown.
        unnamed = items["consent_state"].eq("against") & ~items["people_complete"].fillna(False).astype(bool)
        return answer.mask(~answer & (items["consent_state"].isin(UNDECIDED) | unnamed))

    return when


def _lacks(severity: Severity, fault: str, problem: str, fix: str, done: str) -> Rule:
    return Rule(
        name=f"consent.{fault}",
        practice="consent",
        subject="item",
        severity=severity,
        when=_unless_unknown(lambda items: items[f"n_{fault}"] > 0),
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


PRACTICE = Practice(
    name="consent",
    question="Does consent cover the people shown?",
    target="0 live against consent",
    to_know="Say who is shown in each picture, and ask families whose answer is not on record.",
    where=lambda items: items["consent_state"].ne("not_needed"),
    about=("consent_state",),
    which="that show people, or may",
    columns={
        "scope": Column(TEXT, "the consent that the channel needs", decided_by=("scopes",)),
        "n_people": Column(NUMBER, "people known to be shown", "people"),
        "consent_state_at_publication": Column(
            TEXT,
            "did consent cover it on the day it was published; unknown without that day",
            choices=STATES,
            decided_by=(*DECIDED_BY, "timezone"),
        ),
        **decided(
            DECIDED_BY,
            {
                "consent_state": Column(
                    TEXT, "does consent cover this placement, on the day of the audit", choices=STATES
                ),
                "n_granted": Column(NUMBER, "of those, agreed to this use", "people"),
                "n_refused": Column(NUMBER, "of those, refused or withdrew", "people", "special"),
                "n_expired": Column(NUMBER, "of those, agreed once; it has expired", "people"),
                "n_not_recorded": Column(NUMBER, "of those, no answer on record, or not in the register", "people"),
                "n_possible": Column(NUMBER, "people who may be shown, as those of a group that is named", "people"),
                "n_at_risk": Column(NUMBER, "of those, refused, withdrew or expired", "people", "special"),
                "known_by": Column(
                    TEXT,
                    "by what it is known whether those shown agreed: named; group (all of a group did); signed_off "
                    "(somebody says so, which covers nothing); unknown; empty: it shows nobody",
                    choices=KNOWN_BY,
                ),
                "is_signed_off": flag(
                    "somebody said of this very picture that everyone shown agreed, and of nobody named or in a named "
                    "group is known that they did not"
                ),
                "is_covered": flag("consent covers it; not needed counts neither way"),
            },
        ),
    },
    rules=(
        _lacks(
            "critical",
            "refused",
            "Somebody is shown whose consent for this use is refused or withdrawn.",
            "Remove",
            "The picture is gone from this page, or the person cannot be seen in it.",
        ),
        _lacks(
            "high",
            "expired",
            "Somebody is shown whose consent for this use has expired.",
            "Get consent",
            "A new answer is on record, or the picture is gone.",
        ),
        _lacks(
            "medium",
            "not_recorded",
            "Somebody is shown who has no answer on record for this use.",
            "Get consent",
            "An answer is on record, or the picture is gone.",
        ),
    ),
    measures=(
        Measure(
            "is_covered",
            "Covered by consent",
            "Consent covers everyone shown",
            True,
            good_when_high=True,
            goal="every",
            no="Against consent",
        ),
    ),
)
