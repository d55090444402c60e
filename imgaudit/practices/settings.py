"""Practice 6: strict privacy settings on every platform that the school runs."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import flag
from imgaudit.practices.practice import Measure, Practice, Rule, When, in_time, lapsed

NOT_OFFERED = "not offered"
"""How a setting is that the platform does not have."""
LISTED = "listed in the register"
OWNED = "an owner and a deputy"
"""What is asked of every account."""
CLOSED = "closed"
"""What is said of an account on which nothing is published any more."""


def _differs(records: pd.DataFrame) -> pd.Series:
    """Whether a setting is not as it should be; unknown where nobody has looked, and of what is of other practices."""
    expected, actual = (records[column].str.strip().str.casefold() for column in ("expected", "actual"))
    is_unknown = expected.isna() | actual.isna() | records["practice"].ne("settings")
    is_fine = actual.eq(NOT_OFFERED).fillna(False) | ~_is_setting(records)
    return (
        expected.ne(actual).astype("boolean").mask(is_unknown).mask(is_fine & records["practice"].eq("settings"), False)
    )


def _is_setting(records: pd.DataFrame) -> pd.Series:
    return ~records["what"].isin((LISTED, OWNED, CLOSED))


def _judge(records: pd.DataFrame, as_of: date) -> pd.DataFrame:
    said = records["actual"].eq("yes").astype("boolean").mask(records["actual"].isna())
    fresh = in_time(records, as_of)
    differs = _differs(records)
    # A look long ago says nothing of today; but what was wrong then, nobody has put right since.
    right = (~differs).mask(~differs.fillna(True) & ~fresh.fillna(False))
    is_setting = _is_setting(records)
    return pd.DataFrame(
        {
            "is_as_expected": right.mask(~is_setting),
            "is_looked_at": fresh.mask(~is_setting),
            "is_listed": said.mask(records["what"].ne(LISTED)),
            "is_owned": said.mask(records["what"].ne(OWNED)),
        }
    )


def _about(what: str) -> When:
    return lambda records: records["what"].eq(what)


def _is_offered(records: pd.DataFrame) -> pd.Series:
    return ~records["actual"].eq(NOT_OFFERED).fillna(False)


PRACTICE = Practice(
    name="settings",
    question="Are the accounts' settings as they should be?",
    target="every setting as expected, and checked this year",
    to_know="Look at each setting of each account, and note the day in the sheets Accounts and Settings.",
    of_records={
        "is_as_expected": flag(
            "the setting is as it should be, by a look that still holds; no: it was not, when somebody looked last",
            decided_by=("checked_within_months",),
        ),
        "is_looked_at": flag("somebody looked at the setting in time", decided_by=("checked_within_months",)),
        "is_listed": flag("the account on which something is published is listed in the register"),
        "is_owned": flag("an owner and a deputy of the account are named"),
    },
    judge=_judge,
    rules=(
        Rule(
            name="settings.differs",
            practice="settings",
            subject="record",
            severity="medium",
            when=_differs,
            needs=("practice", "what", "expected", "actual"),
            problem="A setting of this account is not as the guidance asks.",
            fixes={"": "Change the setting"},
            done="The setting is as it should be, and somebody has looked.",
            columns={"what": "setting"},
        ),
        Rule(
            name="settings.unlisted",
            practice="settings",
            subject="record",
            severity="medium",
            when=lapsed("is_listed", _about(LISTED)),
            needs=("is_listed", "what"),
            problem="Something is published on an account that the register of accounts does not list.",
            fixes={"": "Update the register"},
            done="The account is listed with its owner and its settings, or it is closed.",
            columns={"group": "platform"},
        ),
        Rule(
            name="settings.unowned",
            practice="settings",
            subject="record",
            severity="low",
            when=lapsed("is_owned", _about(OWNED)),
            needs=("is_owned", "what"),
            problem="Nobody is named as owner of this account, or nobody as deputy.",
            fixes={"": "Update the register"},
            done="An owner and a deputy who work at the school are named.",
            columns={"group": "platform"},
        ),
        Rule(
            name="settings.outdated",
            practice="settings",
            subject="record",
            severity="low",
            when=lapsed("is_looked_at", _is_setting),
            needs=("is_looked_at", "what"),
            problem="Nobody has looked at a setting of this account within the time that the policy gives.",
            fixes={"": "Update the register"},
            done="Somebody has looked, and the day stands in the register.",
            columns={"what": "setting"},
        ),
    ),
    register_measures=(
        Measure(
            "is_as_expected",
            "Setting as expected",
            "The setting is as it should be, by a look that still holds",
            good_when_high=True,
            of="settings",
            where=_is_offered,
            goal="all",
        ),
        Measure(
            "is_looked_at",
            "Setting looked at in time",
            "Somebody looked at the setting in time",
            good_when_high=True,
            of="settings",
            where=_is_offered,
            goal="all",
        ),
        Measure(
            "is_listed",
            "Account listed",
            "The account is listed in the register",
            good_when_high=True,
            of="accounts",
            where=_about(LISTED),
            goal="all",
        ),
        Measure(
            "is_owned",
            "Account with owner and deputy",
            "An owner and a deputy are named",
            good_when_high=True,
            of="accounts",
            where=_about(OWNED),
        ),
    ),
)
