"""Practice 10: open communication with parents and carers."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import flag
from imgaudit.practices.practice import Measure, Practice, Rule, in_time, lapsed

ASKING = ("re-consent", "survey")
"""Kinds of message that ask for an answer."""


def _judge(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    # Of several messages of a kind the last one counts; what was sent before it is no longer asked about.
    by_kind = [records["site"], records["group"].fillna(records["what"])]
    sent = records["checked_on"].mask(records["checked_on"].gt(pd.Timestamp(as_of)))
    is_last = sent.eq(sent.groupby(by_kind).transform("max"))
    never = sent.isna() & ~sent.notna().groupby(by_kind).transform("any")
    return pd.DataFrame({"is_last": (is_last | never).astype("boolean"), "is_told": in_time(records, as_of)})


def _overdue(records: pd.DataFrame) -> pd.Series:
    return lapsed("is_told")(records) & records["is_last"]


PRACTICE = Practice(
    name="families",
    question="Do families hear what is published, and are they asked again?",
    target="each kind of message sent within the interval",
    to_know="Enter in the sheet Families what was sent, and when.",
    of_records={
        "is_last": flag("the last message of its kind"),
        "is_told": flag(
            "the message was sent within the time that it holds; unknown where no day is on record",
            decided_by=("checked_within_months",),
        ),
    },
    judge=_judge,
    rules=(
        Rule(
            name="families.overdue",
            practice="families",
            subject="record",
            severity="medium",
            when=_overdue,
            needs=("is_last", "is_told"),
            problem="Families have not heard of this within the time that the policy gives.",
            fixes={"": "Write to families"},
            done="The message is sent, and its day and the answers stand in the register.",
            columns={"what": "message"},
        ),
    ),
    register_measures=(
        Measure(
            "is_told",
            "Message sent in time",
            "The last message of its kind was sent in time",
            good_when_high=True,
            of="families",
            where=lambda records: records["is_last"],
            goal="all",
        ),
    ),
)
