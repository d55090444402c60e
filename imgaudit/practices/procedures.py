"""Practice 11: policies reviewed; incidents escalated, step by step."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import flag
from imgaudit.practices.practice import Measure, Practice, Rule, When, in_time, lapsed

ORIGINALS_DOWN = "originals down"
URGENT = ("DSL told", "police told", "evidence kept", ORIGINALS_DOWN)
"""Steps of an incident that cannot wait."""
NOT_NEEDED = "not needed"


def _judge(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    is_step = records["register"].eq("incidents").fillna(False).astype(bool)
    is_needed = records["actual"].ne(NOT_NEEDED).fillna(True).astype(bool)
    done = (records["actual"].eq("done").fillna(False) | ~is_needed).astype("boolean").mask(~is_step)
    down = _down_in_time(records, as_of).mask(records["what"].ne(ORIGINALS_DOWN) | ~is_step | ~is_needed)
    return pd.DataFrame(
        {
            "is_policy_current": in_time(records, as_of).mask(is_step),
            "is_step_done": done,
            "is_down_in_time": down,
        }
    )


def _down_in_time(records: pd.DataFrame, as_of: date) -> pd.Series:
    """Whether the originals were down in so many hours; no, too, where they are still up when these are over."""
    hours, limit = records["hours"].astype("Float64"), records["within_hours"]
    days = (pd.Timestamp(as_of) - records["opened_on"]).dt.days.astype("Int64")
    is_late = days.gt(-(-limit // 24)).fillna(False).astype("boolean")  # whole days, more rather than fewer
    still_up = records["actual"].ne("done").fillna(True).astype(bool)
    return hours.le(limit).mask(still_up, (~is_late).mask(~is_late))


def _about(*steps: str) -> When:
    return lambda records: records["what"].isin(steps)


def _urgent_open(records: pd.DataFrame) -> pd.Series:
    return lapsed("is_step_done")(records) & records["what"].isin(URGENT)


def _other_open(records: pd.DataFrame) -> pd.Series:
    return lapsed("is_step_done")(records) & ~records["what"].isin(URGENT)


PRACTICE = Practice(
    name="procedures",
    question="Are policies reviewed, and incidents escalated?",
    target="no policy overdue; every step of an incident done, the originals down in time",
    to_know="Enter the days of approval in the sheet Policies, and give the workbook of incidents, empty or not.",
    of_records={
        "is_policy_current": flag(
            "the policy was approved within the time that it holds; unknown where no day is on record",
            decided_by=("checked_within_months",),
        ),
        "is_step_done": flag("of an incident: this step has its time on record, or is not needed"),
        "is_down_in_time": flag(
            "of an incident: the originals were down within the hours that the policy gives",
            decided_by=("originals_down_hours",),
        ),
    },
    judge=_judge,
    rules=(
        Rule(
            name="procedures.overdue",
            practice="procedures",
            subject="record",
            severity="medium",
            when=lapsed("is_policy_current"),
            needs=("is_policy_current",),
            problem="A policy has not been reviewed within the time that it holds.",
            fixes={"": "Review the policy"},
            done="It is approved again, and the day stands in the register.",
            columns={"what": "policy"},
        ),
        Rule(
            name="procedures.escalate",
            practice="procedures",
            subject="record",
            severity="critical",
            when=_urgent_open,
            needs=("is_step_done", "what"),
            problem="An incident has an urgent step without a time on record.",
            fixes={"": "Follow the incident steps"},
            done="Every step has its time in the register of incidents, or stands there as not needed.",
            columns={"what": "step"},
        ),
        Rule(
            name="procedures.steps",
            practice="procedures",
            subject="record",
            severity="medium",
            when=_other_open,
            needs=("is_step_done", "what"),
            problem="An incident has a step without a time on record.",
            fixes={"": "Follow the incident steps"},
            done="Every step has its time in the register of incidents, or stands there as not needed.",
            columns={"what": "step"},
        ),
    ),
    register_measures=(
        Measure(
            "is_policy_current", "Policy reviewed in time", "The policy is reviewed in time", good_when_high=True,
            of="policies", goal="all",
        ),
        Measure(
            "is_step_done", "Step of an incident done", "The step of an incident has its time on record",
            good_when_high=True, of="incidents",
            where=lambda records: records["actual"].ne(NOT_NEEDED).fillna(True), goal="all",
        ),
        Measure(
            "is_down_in_time", "Originals down in time", "The originals were down within the policy's hours",
            good_when_high=True, of="incidents",
            where=lambda records: _about(ORIGINALS_DOWN)(records) & records["actual"].ne(NOT_NEEDED).fillna(True),
            goal="all",
        ),
    ),
)  # fmt: skip
