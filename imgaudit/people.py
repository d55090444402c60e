"""People in an audit: their consent use by use, why a placement is not covered, and who may be shown.

Nobody is named beyond what the policy's ``names_in_outputs`` allows. Without a name a person is a pseudonym: a keyed
hash that only this school can make.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from imgaudit.consent import consent_timeline, giver_kinds, people_placed, states_on
from imgaudit.errors import InputError
from imgaudit.names import NameHider, find_names, fold_name, initials, name_matcher
from imgaudit.policy import NamesInOutputs
from imgaudit.tables import EXPLANATION, PERSON_CONSENT, SUGGESTIONS, lookup

if TYPE_CHECKING:
    from imgaudit.audit import Audit

COVERED_BY = {"granted": "covered", "not_recorded": "unknown"}
"""A person's state in the words of a placement; every other one stands against it."""

WHY = {
    "granted": "Agreed to this use.",
    "refused": "Refused this use: it must not be published.",
    "withdrawn": "Withdrew consent for this use: it must come down.",
    "expired": "Agreed once; that no longer holds.",
    "not_recorded": "No answer for this use is on record, which is no consent.",
    "own": "A parent agreed, but from this age the pupil's own answer is needed.",
    "stranger": "The register knows nobody of that name, or more than one.",
    "nobody": "Nobody is named, so nobody can tell whether everyone shown agreed.",
    "incomplete": "Not everyone shown may be named.",
    "not_needed": "It shows nobody: no consent is needed.",
}

CHANGE = {
    "granted": "Nothing: it is covered as far as this person goes.",
    "refused": "A new agreement of whoever refused; until then take the picture down or blur the person.",
    "withdrawn": "A new agreement of whoever withdrew it; until then take the picture down.",
    "expired": "A new agreement on record.",
    "not_recorded": "An agreement to this use on record.",
    "own": "The pupil's own agreement on record.",
    "stranger": "Say who it is by full name, UPN or admission number, or add the person to the register.",
    "nobody": "Say who is shown, or that nobody is, on the sheet “Who is shown”.",
    "incomplete": "Say that everyone shown is listed, or who else is shown.",
    "not_needed": "Nothing.",
}

NOT_NAMED = "Somebody not in the register"


def name_hider(audit: Audit) -> NameHider:
    """What the outputs of an audit put their texts through, so that it hides names as the policy says.

    It knows the people of the register, and those whom a source names besides.
    """
    shown = audit.appearances
    strangers = shown.loc[shown["person_id"].isna(), "person_ref"].dropna().unique()
    return NameHider(audit.people, audit.policy.names_in_outputs, strangers=strangers)


def person_labels(people: pd.DataFrame, names: NamesInOutputs) -> pd.Series:
    """Person → how outputs may call them: pseudonym, initials and group, or full name and group.

    >>> from imgaudit.tables import PEOPLE
    >>> ada = PEOPLE.frame([{"person_id": "person-1", "first_name": "Ada", "last_name": "Fern", "group": "7A"}])
    >>> [person_labels(ada, names).iloc[0] for names in ("none", "initials", "full")]
    ['person-1', 'A. F. (7A)', 'Ada Fern (7A)']
    """
    if names == "none" or people.empty:
        return pd.Series(people["person_id"].to_numpy(), index=people["person_id"], dtype="str")
    full = (people["first_name"].fillna("") + " " + people["last_name"].fillna("")).str.strip()
    if names == "initials":
        full = full.map(initials)
    # A class may be called by its teacher.
    group = (" (" + NameHider(people, names).column(people["group"]) + ")").fillna("")
    return (full + group).mask(full.eq(""), people["person_id"]).set_axis(people["person_id"]).astype("str")


def consent_by_person(audit: Audit, *, weeks: int = 8) -> pd.DataFrame:
    """What each person's consent for each scope amounts to, and where it is live.

    :func:`consent_coverage` and :func:`rate` count over it: by role to see staff apart, by scope, group or any
    column. It names nobody.

    Parameters
    ----------
    audit
        The audit, whole or narrowed: placements are counted in what is left of it.
    weeks
        How many weeks ahead counts as expiring [weeks].

    Returns
    -------
    The table ``person consent`` (``docs/tables.md``): a row a person of the register and scope. The scopes are those
    that the audit's channels need and those of the register; consent for all photographs alike is no scope.
    People who have left stay where they are still shown.
    """
    today, policy = pd.Timestamp(audit.as_of), audit.policy
    items = audit.items
    scopes = [*items["scope"].dropna().unique(), *audit.consents["scope"].unique()]
    scopes = sorted(set(scopes) - {"all"})
    people = audit.people
    grid = people[["person_id", "role", "group", "left_on"]].merge(
        pd.DataFrame({"scope": scopes}, dtype="str"), how="cross"
    )
    timeline = consent_timeline(people, audit.consents, as_of=audit.as_of, policy=policy)
    now = states_on(timeline, grid.assign(day=today))
    state = now["state"].fillna("not_recorded")
    live = items[~items["in_use"].eq(False).fillna(False)].reset_index(drop=True)
    placed = people_placed(live, audit.appearances, people, audit.consents, as_of=audit.as_of, policy=policy)
    placed = placed[placed["person_id"].notna()]
    against = placed["state"].isin(["refused", "withdrawn", "expired"])
    pairs = pd.MultiIndex.from_frame(grid[["person_id", "scope"]])
    n_placements = placed.groupby(["person_id", "scope"]).size().reindex(pairs, fill_value=0).to_numpy()
    n_against = placed[against].groupby(["person_id", "scope"]).size().reindex(pairs, fill_value=0).to_numpy()
    spoke = audit.consents["status"].ne("not_recorded") & giver_kinds(audit.consents, people).eq("own")
    own = pd.MultiIndex.from_frame(audit.consents.loc[spoke, ["person_id", "scope"]])
    pupil = grid["role"].eq("pupil")
    left = grid["left_on"].le(today)
    frame = grid.assign(
        state=state,
        given_on=now["given_on"],
        expires_on=now["expires_on"],
        consent_state=state.map(COVERED_BY).fillna("against"),
        is_covered=state.eq("granted").astype("boolean").mask(state.eq("not_recorded")),
        is_expiring=(state.eq("granted") & now["expires_on"].le(today + timedelta(weeks=weeks))).astype("boolean"),
        lacks_own_view=pd.Series(~pairs.isin(own), index=grid.index).astype("boolean").mask(~pupil),
        n_placements=n_placements,
        n_against=n_against,
        is_live_against=n_against > 0,
        is_leaver_shown=left & (n_placements > 0),
        days_since_left=(today - grid["left_on"]).dt.days.where(left),
    )
    return PERSON_CONSENT.frame(frame[~left | (n_placements > 0)].drop(columns="left_on"))[[*PERSON_CONSENT.columns]]


def explain(audit: Audit, item_id: str) -> pd.DataFrame:
    """Why a placement is covered or not, person by person, and what would change it.

    Parameters
    ----------
    audit
        The audit.
    item_id
        The placement.

    Returns
    -------
    The table ``explanation`` (``docs/tables.md``): a row a person known to be shown, and a last one for what concerns
    the whole placement, where something does. ``who`` follows the policy's ``names_in_outputs``.

    Raises
    ------
    InputError
        When the audit has no such item.
    """
    item = audit.items[audit.items["item_id"].eq(item_id)].reset_index(drop=True)
    if item.empty:
        raise InputError(f"{item_id!r} is no item of this audit. Take one from audit.items['item_id'].")
    policy = audit.policy
    placed = people_placed(item, audit.appearances, audit.people, audit.consents, as_of=audit.as_of, policy=policy)
    stranger = placed["person_id"].isna()
    own = placed["state"].eq("not_recorded") & placed["needs_own"].astype(bool) & placed["given_on"].notna()
    case = placed["state"].mask(own, "own").mask(stranger, "stranger")
    who = lookup(placed["person_id"], person_labels(audit.people, policy.names_in_outputs))
    strangers = placed["person_ref"] if policy.names_in_outputs == "full" else NOT_NAMED
    rows = placed.assign(
        who=who.where(~stranger, strangers),
        role=lookup(placed["person_id"], audit.people.set_index("person_id")["role"]),
        state_at_publication=placed["state_then"],  # not recorded where the day is unknown
        given_by=_said_by(placed),
        why=case.map(WHY),
        what_would_change_it=case.map(CHANGE),
    )
    whole = None
    first = item.iloc[0]
    if first["consent_state"] == "not_needed":
        whole = "not_needed"
    elif rows.empty:
        whole = "nobody"
    elif not item["people_complete"].fillna(False).all():
        whole = "incomplete"
    if whole:
        last = {
            "who": "Everyone shown",
            "scope": first["scope"],
            "why": WHY[whole],
            "what_would_change_it": CHANGE[whole],
        }
        rows = pd.concat([rows, pd.DataFrame([last])], ignore_index=True)
    return EXPLANATION.frame(rows[[column for column in EXPLANATION.columns if column in rows.columns]])


def _said_by(placed: pd.DataFrame) -> pd.Series:
    """Who answered, as a kind: a parent's name is nobody's business."""
    own = placed["is_own"].fillna(False).astype(bool)
    kind = pd.Series("somebody else", index=placed.index, dtype="str")
    words = placed["given_by"].astype("str").fillna("").map(fold_name).astype("str")
    kind = kind.mask(
        words.str.contains(r"\b(?:parent|carer|guardian|mother|father|mum|dad)", regex=True), "a parent or carer"
    )
    return kind.mask(own, "the person themself").where(placed["given_by"].notna())


def suggest_people(audit: Audit) -> pd.DataFrame:
    """Who may be shown, because a text beside the picture gives their full name. Suggestions only: never counted.

    Parameters
    ----------
    audit
        The audit.

    Returns
    -------
    The table ``suggestions`` (``docs/tables.md``): a row an asset and person not yet known to be shown in it.
    """
    matcher = name_matcher(audit.people)
    parts = []
    for column in ("title", "alt_text", "caption", "page_title", "url"):
        texts = audit.items[["asset_id", column]].dropna().drop_duplicates().reset_index(drop=True)
        if column == "url":
            texts["url"] = texts["url"].str.replace(r"(?s).*/", "", regex=True)
        found = find_names(texts[column], matcher, field="file" if column == "url" else column)
        sure = found[found["level"].eq("full") & found["person_ids"].map(len).eq(1)]
        who = sure["person_ids"].str[0].astype("str")
        parts.append(pd.DataFrame({"asset_id": texts["asset_id"].reindex(who.index), "person_id": who}))
        parts[-1]["named_in"] = column
    both = pd.concat(parts, ignore_index=True).drop_duplicates(["asset_id", "person_id"])
    known = pd.MultiIndex.from_frame(audit.appearances[["asset_id", "person_id"]].dropna())
    return SUGGESTIONS.frame(both[~pd.MultiIndex.from_frame(both[["asset_id", "person_id"]]).isin(known)])
