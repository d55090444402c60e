"""Practice 8: staff trained regularly, whoever publishes pictures above all."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import flag
from imgaudit.practices.practice import NAMED, Measure, Practice, Rule, in_time, lapsed


def _judge(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    is_named = records["actual"].eq("yes").astype("boolean").where(_is_of_naming(records))
    return pd.DataFrame({"is_trained": in_time(records, as_of), "is_named": is_named})


def _is_of_naming(records: pd.DataFrame) -> pd.Series:
    return records["what"].eq(NAMED).fillna(False).astype(bool)


def _is_of_training(records: pd.DataFrame) -> pd.Series:
    """Courses; and whoever is not named, of whose training nobody knows."""
    return (~_is_of_naming(records) | records["actual"].ne("yes").fillna(True)).astype("boolean")


def _overdue(records: pd.DataFrame) -> pd.Series:
    return ~records["is_trained"] & ~records["publishes"].fillna(False)


def _publisher_overdue(records: pd.DataFrame) -> pd.Series:
    return ~records["is_trained"] & records["publishes"].fillna(False)


PRACTICE = Practice(
    name="training",
    question="Is the training of staff up to date?",
    target="all staff, and all who publish pictures, trained within the interval",
    to_know="Enter in the sheet Training who completed which course, and when.",
    of_records={
        "is_trained": flag(
            "the course was completed within the time that it holds; unknown where no day is on record",
            decided_by=("checked_within_months",),
        ),
        "is_named": flag("whoever uploads, as exports say, is named in the register of training"),
    },
    judge=_judge,
    rules=(
        Rule(
            name="training.publisher",
            practice="training",
            subject="record",
            severity="high",
            when=_publisher_overdue,
            needs=("is_trained", "publishes"),
            problem="Somebody publishes pictures whose training has run out.",
            fixes={"": "Arrange training"},
            done="The course is completed, and the day stands in the register; or they publish no more.",
            columns={"what": "course"},
        ),
        Rule(
            name="training.overdue",
            practice="training",
            subject="record",
            severity="medium",
            when=_overdue,
            needs=("is_trained", "publishes"),
            problem="The training of a member of staff has run out.",
            fixes={"": "Arrange training"},
            done="The course is completed, and the day stands in the register.",
            columns={"what": "course"},
        ),
        Rule(
            name="training.unnamed",
            practice="training",
            subject="record",
            severity="medium",
            when=lapsed("is_named", _is_of_naming),
            needs=("is_named", "what"),
            problem="Somebody uploads pictures whom the register of training does not name.",
            fixes={"": "Update the register"},
            done="imgaudit registers new has added them to the sheet Training, and their training stands there.",
        ),
    ),
    register_measures=(
        Measure(
            "is_trained",
            "Trained in time",
            "The training is up to date",
            good_when_high=True,
            of="training",
            where=_is_of_training,
            goal="all",
        ),
    ),
)
