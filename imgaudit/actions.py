"""Findings → actions: what one piece of work settles, what to do on that channel, by when, and who does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.policy import Policy
from imgaudit.rules import FIXES, RULE
from imgaudit.tables import ACTIONS, SEVERITIES
from imgaudit.terms import add_school_days, end_of_next_half_term

if TYPE_CHECKING:
    from imgaudit.audit import Audit

STATUSES = ("Not started", "In progress", "Done", "Needs DSL decision", "Accepted", "Not applicable")
"""How far an action is. *Accepted* needs a reason."""

SETTLED_BY = {
    "Remove": FIXES,
    "Re-upload smaller": ("Re-upload smaller", "Strip metadata"),
}
"""Fix → the fixes it makes needless on the same picture and channel: who removes it need not strip it first."""


def find_actions(audit: Audit) -> pd.DataFrame:
    """The work to be done, one row a piece of work, most urgent first.

    Findings about one picture on one channel that the same fix settles become one action; removing a picture settles
    all that is wrong with it there.

    Returns
    -------
    The table ``actions`` (``docs/tables.md``): ``severity`` and ``due_on`` are the most urgent finding's,
    ``problem`` says each fault in plain English, ``pages`` lists where the picture is shown.

    Examples
    --------
    >>> STATUSES[0]
    'Not started'
    """
    findings, items = audit.findings, audit.items
    if findings.empty:
        return ACTIONS.empty()
    unused = (
        items.assign(unused=items["in_use"].eq(False).fillna(False)).groupby(["asset_id", "channel"])["unused"].all()
    )
    pairs = pd.MultiIndex.from_frame(findings[["asset_id", "channel"]])
    rows = findings.assign(
        unused=unused.reindex(pairs).to_numpy(dtype=bool),
        rank=findings["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)}),
    )
    choices = rows[["rule", "channel", "unused"]].drop_duplicates()
    choices["fix"] = [
        RULE[rule].fix_on(channel, in_use=not unused)
        for rule, channel, unused in zip(choices["rule"], choices["channel"], choices["unused"], strict=True)
    ]
    rows = rows.merge(choices, on=["rule", "channel", "unused"])
    for stronger, weaker in SETTLED_BY.items():
        settled = rows["fix"].eq(stronger).groupby([rows["asset_id"], rows["channel"]]).transform("any")
        rows["fix"] = rows["fix"].mask(settled & rows["fix"].isin(weaker), stronger)
    rows = rows.sort_values(["rank", "rule"], kind="stable")
    rows["problem"] = rows["rule"].map({name: rule.problem for name, rule in RULE.items()})
    rows["done"] = rows["rule"].map({name: rule.done for name, rule in RULE.items()})
    work = rows.groupby(["asset_id", "channel", "fix"], sort=False)
    said = rows.drop_duplicates(["asset_id", "channel", "fix", "problem"]).groupby(
        ["asset_id", "channel", "fix"], sort=False
    )
    actions = pd.DataFrame(
        {
            "severity": work["severity"].first(),
            "problem": said["problem"].agg(" ".join),
            "done_when": said["done"].first(),
            "site": work["site"].first(),
            "findings": work.size(),
        }
    ).reset_index()
    actions = actions.merge(_placements(items), on=["asset_id", "channel"], how="left")
    due = {severity: due_on(severity, audit.as_of, audit.policy) for severity in actions["severity"].unique()}
    actions = actions.assign(
        action_id=actions["fix"].str.lower().str.replace(" ", "-")
        + " "
        + actions["asset_id"]
        + "@"
        + actions["channel"],
        due_on=pd.to_datetime(actions["severity"].map(due)),
        owner=actions["channel"].map(dict(audit.policy.owners)),
        status=STATUSES[0],
    )
    order = actions["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
    return ACTIONS.frame(actions.iloc[order.argsort(kind="stable")])


def due_on(severity: str, day: object, policy: Policy) -> object:
    """The day an action of this severity is due.

    School days from the policy; ``low`` at the end of the next half term, or after 30 school days where the policy
    lists no such term.
    """
    from datetime import date

    assert isinstance(day, date)
    if severity in policy.due_school_days:
        return add_school_days(day, policy.due_school_days[severity], policy.terms)
    return end_of_next_half_term(day, policy.terms) or add_school_days(day, 30, policy.terms)


def _placements(items: pd.DataFrame) -> pd.DataFrame:
    """Where each asset is placed on a channel: the pages one a line, and the links of the first."""
    page = items["page_title"].fillna("")
    page = page.where(items["page_url"].isna(), (page + " " + items["page_url"].fillna("")).str.strip())
    placed = items.assign(page=page.mask(page.eq(""), "Media library: no page uses it"))
    groups = placed.groupby(["asset_id", "channel"], sort=False)
    return pd.DataFrame(
        {
            "title": groups["title"].first(),
            "pages": placed.drop_duplicates(["asset_id", "channel", "page"])
            .groupby(["asset_id", "channel"], sort=False)["page"]
            .agg("\n".join),
            "page_edit_url": groups["page_edit_url"].first(),
            "file_url": groups["url"].first(),
            "edit_url": groups["edit_url"].first(),
        }
    ).reset_index()
