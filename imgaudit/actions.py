"""Findings → actions: what one piece of work settles, what to do on that channel, by when, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.names import NameHider
from imgaudit.people import name_hider
from imgaudit.policy import Policy
from imgaudit.rules import FIXES, RULE
from imgaudit.tables import ACTIONS, SEVERITIES
from imgaudit.terms import add_school_days, end_of_next_half_term

if TYPE_CHECKING:
    from imgaudit.audit import Audit

STATUSES = ("Not started", "In progress", "Done", "Needs DSL decision", "Accepted", "Not applicable")
"""How far an action is. *Accepted* needs a reason."""

KEY = ["asset_id", "channel", "fix"]
"""What makes a piece of work."""

REMOVED = "The picture is gone from every page named here, and so is its file."

LOOK_FIRST = (
    "No page of the export uses this upload, but a theme, a widget or a plug-in may: look at the site first, and "
    "remove it only if it is shown nowhere."
)

TEXT_WORDS = {
    "file": "file name",
    "title": "title",
    "alt_text": "alternative text",
    "caption": "caption",
    "page_title": "title of the page",
    "page_url": "address of the page",
    "place_shown": "place",
}
"""Where a name stands, in the comms team's words."""

MOST_SENTENCES = 4
"""Texts named in one action; the evidence lists every field."""

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
    ``problem`` says each fault in plain English, ``pages`` lists where the picture is shown. Names are hidden in all
    of it as ``policy.names_in_outputs`` says; addresses stay, or nobody could find the picture.

    Examples
    --------
    >>> STATUSES[0]
    'Not started'
    """
    if audit.findings.empty:
        return ACTIONS.empty()
    rows = _with_fixes(audit.findings, audit.items)
    rows = rows.assign(
        problem=rows["rule"].map({name: rule.problem for name, rule in RULE.items()}),
        done=rows["rule"].map({name: rule.done for name, rule in RULE.items()}),
        rank=rows["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)}),
    ).sort_values(["rank", "rule", "finding_id"])
    work = rows.groupby(KEY, sort=False)
    actions = pd.DataFrame(
        {
            "severity": work["severity"].first(),
            "site": work["site"].first(),
            "findings": work.size(),
            "unused": work["unused"].first(),
            "problem": _joined(rows, "problem"),
            "done_when": _joined(rows, "done"),
        }
    ).reset_index()
    hide = name_hider(audit)
    actions = actions.merge(_name_wording(audit, hide), on=["asset_id", "channel"], how="left")
    said = actions["wording"].where(actions["fix"].eq("Remove name")).fillna("")
    places = actions[["asset_id", "channel"]].merge(_place_wording(audit, hide), how="left")["places"].fillna("")
    said = said.mask(actions["fix"].eq("Remove the place"), places)
    said = said.mask(actions["fix"].eq("Remove") & actions["unused"].astype(bool), LOOK_FIRST)
    actions["problem"] = (actions["problem"] + " " + said).str.strip()
    actions = actions.merge(_placements(audit.items, hide), on=["asset_id", "channel"], how="left")
    order = actions["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
    actions = actions.assign(order=order).sort_values(["order", "channel", "asset_id", "fix"]).drop(columns="order")
    sites = audit.policies
    due = {(s, severity): due_on(severity, audit.as_of, sites[s]) for s in sites for severity in SEVERITIES}
    owner = {(s, channel): hide(who) for s, policy in sites.items() for channel, who in policy.owners.items()}
    fix = actions["fix"].str.lower().str.replace(" ", "-", regex=False)
    return ACTIONS.frame(
        actions.assign(
            action_id=fix + " " + actions["asset_id"] + "@" + actions["channel"],
            done_when=actions["done_when"].mask(actions["fix"].eq("Remove"), REMOVED),
            due_on=[pd.Timestamp(due[key]) for key in zip(actions["site"], actions["severity"], strict=True)],
            owner=[owner.get(key, "") for key in zip(actions["site"], actions["channel"], strict=True)],
            status=STATUSES[0],
        )
    )


def _with_fixes(findings: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The findings with the ``fix`` that is possible on their channel, or the stronger one that settles them."""
    unused = items["in_use"].eq(False).fillna(False).groupby([items["asset_id"], items["channel"]]).all()
    pairs = pd.MultiIndex.from_frame(findings[["asset_id", "channel"]])
    rows = findings.assign(unused=unused.reindex(pairs).to_numpy(dtype=bool))
    cases = rows[["rule", "channel", "unused"]].drop_duplicates()
    cases["fix"] = [
        RULE[rule].fix_on(channel, in_use=not unused)
        for rule, channel, unused in zip(cases["rule"], cases["channel"], cases["unused"], strict=True)
    ]
    rows = rows.merge(cases, on=["rule", "channel", "unused"])
    fix = rows["fix"]
    for stronger, weaker in SETTLED_BY.items():
        chosen = fix.eq(stronger).groupby([rows["asset_id"], rows["channel"]]).transform("any")
        fix = fix.mask(chosen & fix.isin(weaker), stronger)
    return rows.assign(fix=fix)


def _joined(rows: pd.DataFrame, text: str) -> pd.Series:
    """What the findings of each action say, each sentence once."""
    return rows.drop_duplicates([*KEY, text]).groupby(KEY, sort=False)[text].agg(" ".join)


def _name_wording(audit: Audit, hide: NameHider) -> pd.DataFrame:
    """What to take out of which text.

    As in: Remove the surname from the caption on Sports day (A. H.).

    The name itself is shown as ``policy.names_in_outputs`` allows.

    Returns
    -------
    ``asset_id``, ``channel`` and ``wording``, a sentence a text that says more than the policy allows.
    """
    placed = audit.items[["item_id", "asset_id", "channel", "page_title", "first_name_allowed"]]
    names = audit.names.merge(placed, on="item_id")
    allowed = names["first_name_allowed"].fillna(False).astype(bool)
    too_much = names["level"].isin(["full", "surname"]) | (names["level"].eq("first") & ~allowed)
    names = names[too_much & names["field"].isin(list(TEXT_WORDS))]
    part = (allowed.loc[names.index] & names["level"].eq("full")) | names["level"].eq("surname")
    what = pd.Series("name", index=names.index).mask(part, "surname")
    page = names["page_title"].where(~names["field"].isin(["page_title", "page_url", "file"]))
    page = " on " + hide.column(page)
    shown = _as_allowed(names, audit, hide)
    sentence = "Remove the " + what + " from the " + names["field"].map(TEXT_WORDS) + page.fillna("") + shown + "."
    names = names.assign(wording=sentence.astype("str")).drop_duplicates(["asset_id", "channel", "wording"])
    rank = names.groupby(["asset_id", "channel"]).cumcount()
    wording = names[rank < MOST_SENTENCES].groupby(["asset_id", "channel"])["wording"].agg(" ".join)
    return hide.column(wording).reset_index()


def _place_wording(audit: Audit, hide: NameHider) -> pd.DataFrame:
    """Which place to take off which post: ``asset_id``, ``channel`` and ``places``, a sentence a place and post.

    As in: Remove “Fern Hollow Moor” from “Sports day”.
    """
    items = audit.items[audit.items["has_place_shown"].fillna(False) & audit.items["place_shown"].notna()]
    post = ("“" + items["page_title"].fillna(items["page_url"]) + "”").fillna("the post")
    places = "Remove “" + items["place_shown"].str.replace("\n", "”, “", regex=False) + "” from " + post + "."
    items = items[["asset_id", "channel"]].assign(places=places.astype("str")).drop_duplicates()
    items = items[items.groupby(["asset_id", "channel"]).cumcount() < MOST_SENTENCES]
    return hide.column(items.groupby(["asset_id", "channel"])["places"].agg(" ".join)).reset_index()


def _as_allowed(names: pd.DataFrame, audit: Audit, hide: NameHider) -> pd.Series:
    """Each name in brackets as the policy lets it be shown: in full, by initials or not at all."""
    if audit.policy.names_in_outputs == "none":
        return pd.Series("", index=names.index, dtype="str")
    found = zip(names["level"], names["person_ids"], names["quoted"], strict=True)
    return pd.Series([f" ({hide.instead(*match)})" for match in found], index=names.index, dtype="str")


def due_on(severity: str, day: date, policy: Policy) -> date:
    """The day an action of this severity is due.

    School days from the policy; ``low`` at the end of the next half term, or after 30 school days where the policy
    lists no such term.
    """
    if severity in policy.due_school_days:
        return add_school_days(day, policy.due_school_days[severity], policy.terms)
    return end_of_next_half_term(day, policy.terms) or add_school_days(day, 30, policy.terms)


def no_page(items: pd.DataFrame) -> pd.Series:
    """What is said in place of a page that an export does not name: whether there is one may not be known."""
    unused = items["in_use"].eq(False).fillna(False).astype(bool)
    return pd.Series("No page is known", index=items.index).mask(unused, "Media library: no page of the export uses it")


def called(items: pd.DataFrame, hide: Callable[[str], str] = str) -> pd.Series:
    """What a picture is called: its title, else how its caption begins, as a post has no title."""
    line = items["caption"].str.replace(r"(?s)\n.*", "", regex=True).where(items["title"].isna())
    line = line.map(hide, na_action="ignore").astype("str").str.slice(0, 80)  # hidden first: a cut may halve a name
    return items["title"].map(hide, na_action="ignore").astype("str").fillna(line.mask(line.eq("")))


def _placements(items: pd.DataFrame, hide: NameHider) -> pd.DataFrame:
    """Where each asset is placed on a channel: the pages one a line, and the links of the first."""
    page = hide.column(items["page_title"]).fillna("")
    page = page.where(items["page_url"].isna(), (page + " " + items["page_url"].fillna("")).str.strip())
    placed = items.assign(page=page.mask(page.eq(""), no_page(items)))
    groups = placed.groupby(["asset_id", "channel"], sort=False)
    frame = pd.DataFrame(
        {
            "pages": placed.drop_duplicates(["asset_id", "channel", "page"])
            .groupby(["asset_id", "channel"], sort=False)["page"]
            .agg("\n".join),
            "page_edit_url": groups["page_edit_url"].first(),
            "file_url": groups["url"].first(),
            "edit_url": groups["edit_url"].first(),
        }
    )
    has_name = items["title"].notna() | items["caption"].str.match(r"[^\n]").fillna(False).astype(bool)
    named = items[has_name].drop_duplicates(["asset_id", "channel"])
    titles = called(named, hide).set_axis(pd.MultiIndex.from_frame(named[["asset_id", "channel"]]))
    return frame.assign(title=titles.reindex(frame.index)).reset_index()
