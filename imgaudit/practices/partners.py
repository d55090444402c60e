"""Practice 12: work with UKSIC, SWGfL, the POSH helpline and others, by their guidance as it is now."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import flag
from imgaudit.practices.practice import Measure, Practice, Rule, in_time, lapsed


def _judge(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    return pd.DataFrame({"is_version_checked": in_time(records, as_of)})


PRACTICE = Practice(
    name="partners",
    question="Does the school work by what its partners say now?",
    target="each version checked within the interval",
    to_know="Enter in the sheet Partners the version in use, and when it was checked.",
    of_records={
        "is_version_checked": flag(
            "somebody checked in time which version is the current one; unknown where no day is on record",
            decided_by=("checked_within_months",),
        )
    },
    judge=_judge,
    rules=(
        Rule(
            name="partners.outdated",
            practice="partners",
            subject="record",
            severity="low",
            when=lapsed("is_version_checked"),
            needs=("is_version_checked",),
            problem="Nobody has checked within the interval whether this is still what the partner says.",
            fixes={"": "Update the register"},
            done="Version and day of the check stand in the register.",
            columns={"what": "document"},
        ),
    ),
    register_measures=(
        Measure(
            "is_version_checked",
            "Partner's version checked in time",
            "The partner's version was checked in time",
            good_when_high=True,
            of="partners",
            goal="all",
        ),
    ),
)
