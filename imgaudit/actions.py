"""Findings → actions: what each practice asks to be done about a subject, by when, and who does it.

An action is known by its practice and its subject: a picture on a channel, an account. What is to be done, by when, by
whom and how far it is may all change while it stays the same action; so a decision about it holds next term.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.answers import picture_hashes
from imgaudit.consent import COUNTED
from imgaudit.decisions import KEEP, STAYS, holding, standing, with_action, with_fixes, works
from imgaudit.frames import map_values
from imgaudit.names import NameHider
from imgaudit.people import NOT_NAMED, name_hider, who_in_outputs
from imgaudit.policy import due_on
from imgaudit.residue import in_words
from imgaudit.rules import FIXES, RULE
from imgaudit.tables import ACTIONS, SEVERITIES, STATUSES
from imgaudit.wording import counted

if TYPE_CHECKING:
    from imgaudit.audit import Audit

KEY = ["site", "subject_id", "practice"]
"""What makes a piece of work."""

RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES)}
"""Severity → its place, the most urgent first."""

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
    "text_near": "text next to it",
}
"""Where a name stands, in the comms team's words."""

MOST_SENTENCES = 4
"""Texts named in one action; the evidence lists every field."""

SETTLED_BY = {
    "Remove": tuple(fix for fix in FIXES if fix != "Purge the cache"),  # a cache knows nothing of it
    "Re-upload smaller": ("Re-upload smaller", "Strip metadata"),
}
"""Fix → the fixes it makes needless on the same picture and channel: who removes it need not strip it first."""


def find_actions(audit: Audit) -> pd.DataFrame:
    """The work to be done, one row a practice and subject, most urgent first.

    What a practice finds about one picture on one channel is one action; removing a picture settles what other
    practices ask there. Such an action has ``settled_by`` and is no work of its own, but keeps its row: where somebody
    decides that the picture stays, it is asked for again.

    Returns
    -------
    The table ``actions`` (``docs/tables.md``): ``severity`` and ``due_on`` are the most urgent finding's,
    ``problem`` says each fault in plain English, ``pages`` lists where the picture is shown. What an action settles
    counts in all of these. ``status`` and ``owner`` are the last decision's, where there is one; what was said to be
    *Done* and is found all the same is not, and what was *Accepted* and has become more severe is open again. A fix
    that somebody chose stands in place of ours. Names are hidden in all of it as ``policy.names_in_outputs`` says;
    addresses stay, or nobody could find the picture.

    Examples
    --------
    >>> SETTLED_BY["Re-upload smaller"]
    ('Re-upload smaller', 'Strip metadata')
    """
    if audit.findings.empty:
        return ACTIONS.empty()
    decided = _decided(audit)
    rows = _settled(audit.findings, audit.items, decided)
    # Each finding counts for its own action, and for the one that settles that.
    settled = rows[rows["settled_by"].notna()]
    settled = settled.assign(work=works(settled.assign(action_id=settled["settled_by"])))
    every = pd.concat([rows, settled]).sort_values(["rank", "rule", "finding_id"])
    work = every.groupby("work", sort=False)
    own = rows.drop_duplicates("work").set_index("work")
    actions = pd.DataFrame(
        {
            **{column: own[column] for column in (*KEY, "action_id", "subject_kind", "asset_id", "channel")},
            **{column: own[column] for column in ("unused", "settled_by")},
            "fix": own["fix_of_action"],
            "severity": work["severity"].first(),
            "findings": work.size(),
            "problem": _joined(every, "problem"),
            "done_when": _joined(every, "done"),
            "fixes": _joined(rows, "fix"),
        }
    ).reset_index()
    hide = name_hider(audit)
    actions["problem"] = (actions["problem"] + " " + _which(actions, audit, hide)).str.strip()
    actions["problem"] = (actions["problem"] + " " + _told(actions, rows, audit.items, hide)).str.strip()
    actions["problem"] = (actions["problem"] + " " + _whose(actions, every, audit, hide)).str.strip()
    actions["problem"] = (actions["problem"] + " " + _which_rows(actions, rows, hide)).str.strip()
    before, behind = _said_of(actions, decided, hide)
    actions["problem"] = before + actions["problem"] + behind
    subjects = (actions["site"] + "\n" + actions["subject_id"]).where(actions["practice"].eq("visibility"))
    left = map_values(subjects, in_words(audit.records))
    actions["problem"] = (actions["problem"] + " " + left.fillna("")).str.strip()
    actions = actions.merge(_placements(audit.items, hide), on=["asset_id", "channel"], how="left")
    order = actions["severity"].map(RANKS)
    actions = actions.assign(order=order).sort_values(["order", "channel", "subject_id", "fix", "practice"])
    sites = audit.policies
    due = {(s, severity): due_on(severity, audit.as_of, sites[s]) for s in sites for severity in SEVERITIES}
    usually_due = pd.Series(
        [pd.Timestamp(due[key]) for key in zip(actions["site"], actions["severity"], strict=True)], actions.index
    )
    owner = {(s, channel): hide(who) for s, policy in sites.items() for channel, who in policy.owners.items()}
    usual = pd.Series(
        [
            owner.get((site, channel)) or owner.get((site, practice), "")
            for site, channel, practice in zip(actions["site"], actions["channel"], actions["practice"], strict=True)
        ],
        actions.index,
    )
    return ACTIONS.frame(
        actions.assign(
            title=actions["title"].fillna(_subjects(audit, actions, hide)),
            file_url=actions["file_url"].fillna(_called(audit, actions).where(left.notna().to_numpy())),
            done_when=actions["done_when"].mask(actions["fix"].eq("Remove"), REMOVED),
            due_on=map_values(actions["work"], decided["due_on"]).fillna(usually_due),
            owner=hide.column(map_values(actions["work"], decided["owner"])).fillna(usual),
            status=map_values(actions["work"], decided["status"]).fillna(STATUSES[0]),
            note=hide.column(map_values(actions["work"], decided["note"])),
            until=map_values(actions["work"], decided["until"]),
        )[[*ACTIONS.columns]]
    )


def _decided(audit: Audit) -> pd.DataFrame:
    """What was decided about each piece of work that the audit finds, as far as it still stands."""
    found = with_action(audit.findings)
    timezone = audit.policy.timezone
    return standing(
        holding(audit.decisions, audit.as_of, timezone, all_said=True),
        found.assign(work=works(found)),
        picture_hashes(audit.files),
        pd.Timestamp(audit.as_of, tz=timezone),
    )


def _said_of(actions: pd.DataFrame, decided: pd.DataFrame, hide: NameHider) -> tuple[pd.Series, pd.Series]:
    """What stands before and behind what is wrong: that it was found again, and that two copies contradict."""
    again = map_values(actions["work"], decided["again"]).fillna("")
    against = hide.column(map_values(actions["work"], decided["contradiction"]))
    return again, (" Two copies of one workbook contradict each other: " + against + ". Choose again.").fillna("")


def _settled(findings: pd.DataFrame, items: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """The findings, each with what to do about it and about the action that it belongs to.

    Returns
    -------
    What :func:`with_fixes` gives; ``fix_of_action``, the fix that settles most of the action; ``settled_by``, the
    action whose fix settles all of this one; and the rule's words.
    """
    rows = with_fixes(findings, items, decided)
    rows = rows.assign(
        problem=rows["rule"].map({name: rule.problem for name, rule in RULE.items()}),
        done=rows["rule"].map({name: rule.done for name, rule in RULE.items()}),
        rank=rows["severity"].map(RANKS),
        strength=rows["fix"].map({fix: place for place, fix in enumerate(FIXES)}),
    ).sort_values(["strength", "rank", "practice"], kind="stable")
    subjects = rows["site"] + "\n" + rows["subject_id"]
    # What somebody let stay neither settles anything nor is settled: it would be asked for again in another's row.
    stays = map_values(rows["work"], decided["status"]).isin(STAYS) | rows["fix"].str.startswith(KEEP)
    settled_by = pd.Series(None, index=rows.index, dtype="str")
    for stronger, weaker in SETTLED_BY.items():
        leads = rows[rows["fix"].eq(stronger) & ~stays].drop_duplicates(["site", "subject_id"])
        lead = map_values(subjects, leads["action_id"].set_axis(subjects[leads.index]))
        settled_by = settled_by.fillna(lead.where(rows["fix"].isin(weaker) & ~stays))
    # What is settled elsewhere, or within the action by its strongest fix, is not asked for here; unless that is all.
    elsewhere = settled_by.notna() & settled_by.ne(rows["action_id"])
    all_of_it = elsewhere.groupby(rows["work"]).transform("all")
    left = rows[~elsewhere | all_of_it].drop_duplicates("work").set_index("work")["fix"]
    return rows.assign(settled_by=settled_by.where(all_of_it), fix_of_action=map_values(rows["work"], left))


def _which(actions: pd.DataFrame, audit: Audit, hide: NameHider) -> pd.Series:
    """What exactly is to be taken out of which text, or off which post; and what to look at before removing."""
    places = actions[["asset_id", "channel"]]
    named = places.merge(_name_wording(audit, hide), how="left")["wording"]
    placed = places.merge(_place_wording(audit, hide), how="left")["places"]
    stays = actions["fix"].ne("Remove")
    # A practice may ask for a second thing that its first fix does not settle.
    asks = [stays & actions["fixes"].str.contains(fix, regex=False) for fix in ("Remove name", "Remove the place")]
    look = pd.Series("", index=actions.index, dtype="str").mask(~stays & actions["unused"].astype(bool), LOOK_FIRST)
    parts = [part.fillna("").astype("str").where(ask, "") for part, ask in zip((named, placed), asks, strict=True)]
    return (parts[0] + " " + parts[1]).str.strip() + look


def _told(actions: pd.DataFrame, rows: pd.DataFrame, items: pd.DataFrame, hide: NameHider) -> pd.Series:
    """What the items themselves say of how to do it, where the fix of the rule that tells it is asked for."""
    telling = [name for name, rule in RULE.items() if rule.tells]
    asked = rows["fix"].eq(rows["fix_of_action"]) & rows["fix"].ne("Remove")  # who removes it need not be told how
    told = rows[asked & rows["rule"].isin(telling)]
    said = pd.Series(None, index=actions["work"], dtype="str")
    for name, found in told.groupby("rule"):
        words = items.drop_duplicates(["asset_id", "channel"]).set_index(["asset_id", "channel"])[RULE[str(name)].tells]
        pairs = pd.MultiIndex.from_frame(found[["asset_id", "channel"]])
        said = said.fillna(words.reindex(pairs).set_axis(found["work"]).groupby(level=0).first())
    return hide.column(said).fillna("").set_axis(actions.index)


def _joined(rows: pd.DataFrame, text: str) -> pd.Series:
    """What the findings of each action say, each sentence once."""
    return rows.drop_duplicates(["work", text]).groupby("work", sort=False)[text].agg(" ".join)


def _which_rows(actions: pd.DataFrame, rows: pd.DataFrame, hide: NameHider) -> pd.Series:
    """Of what a register tells: which settings, courses or steps it is."""
    told = rows[rows["subject_kind"].isin(REGISTERED) & rows["evidence"].fillna("").ne("")]
    said = told.groupby("work")["evidence"].agg(lambda texts: "; ".join(dict.fromkeys("; ".join(texts).split("; "))))
    which = map_values(actions["work"], "That is: " + hide.column(said) + ".")
    return which.fillna("").set_axis(actions.index)


def _whose(actions: pd.DataFrame, rows: pd.DataFrame, audit: Audit, hide: NameHider) -> pd.Series:
    """Whose consent is lacking, as far as the policy lets it be said; why somebody refused is nobody's business.

    As in: Refused or withdrawn (1 person): A. F. (7A).
    """
    rule = {state: f"consent.{name}" for name, states in COUNTED.items() for state in states}
    order = {name: at for at, name in enumerate(dict.fromkeys(rule.values()))}
    placed = audit.placed[audit.placed["presence"].eq("shown")].assign(rule=audit.placed["state"].map(rule))
    asked = rows.loc[rows["rule"].isin(rule.values()), ["asset_id", "channel", "rule", "work"]].drop_duplicates()
    placed = placed.merge(audit.items[["item_id", "asset_id", "channel"]], on="item_id").merge(asked)
    if placed.empty:
        return pd.Series("", actions.index)
    placed = placed.assign(order=placed["rule"].map(order)).sort_values("order", kind="stable")
    who = hide.column(who_in_outputs(placed, audit)).fillna(NOT_NAMED)
    one = placed["person_id"].fillna(placed["person_ref"])
    said: dict[str, list[str]] = {}
    for (work, name), people in pd.DataFrame({"who": who, "one": one}).groupby(
        [placed["work"], placed["rule"]], sort=False
    ):
        labels = sorted({*people["who"]})
        more = f"; and {len(labels) - MOST_PEOPLE:,} more" if len(labels) > MOST_PEOPLE else ""
        _, _, fault = str(name).partition(".")
        size = counted(people["one"].nunique(), "person", "people")
        words = RULE[str(name)].columns[f"n_{fault}"].capitalize()
        said.setdefault(str(work), []).append(f"{words} ({size}): {'; '.join(labels[:MOST_PEOPLE])}{more}.")
    sentences = pd.Series({work: " ".join(each) for work, each in said.items()}, dtype="str")
    return map_values(actions["work"], sentences).fillna("").set_axis(actions.index)


MOST_PEOPLE = 10
"""So many are named in one action."""

REGISTERED = ("account", "person", "policy", "incident", "partner", "site")
"""What registers tell of."""


def _subjects(audit: Audit, actions: pd.DataFrame, hide: NameHider) -> pd.Series:
    """What an account, a person or a policy is called, as its register writes it; a person as the policy lets them be.

    By their reference the data lead finds a person in the register.
    """
    called = _called(audit, actions)
    reference = actions["subject_id"].str.rpartition("/")[2]
    initials = called.map(hide.cell, na_action="ignore").astype("str") + " (" + reference + ")"
    person = {"none": reference, "initials": initials, "full": called}[audit.policy.names_in_outputs]
    return hide.column(called).mask(actions["subject_kind"].eq("person"), person)


def _called(audit: Audit, actions: pd.DataFrame) -> pd.Series:
    named = audit.records.dropna(subset="subject").drop_duplicates("subject_id").set_index("subject_id")["subject"]
    return map_values(actions["subject_id"], named).astype("str")


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
