"""What consent says: for a person, a scope and a day; and so for a placement."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from imgaudit.names import match_people, plain
from imgaudit.policy import Policy
from imgaudit.register import Register, strictest
from imgaudit.tables import lookup

LONG_AGO = pd.Timestamp("1900-01-01")
"""Stands for the day of an undated answer."""


def consent_states(register: Register, *, as_of: date, policy: Policy) -> pd.DataFrame:
    """What each person's consent for each scope amounts to on a day.

    The last answer given by that day holds. An undated yes counts as older than any dated answer, an undated refusal
    as newer: when in doubt it still stands. A granted answer expires after the policy's ``consent_months``, on the
    day the form states, or when the person leaves.

    Returns
    -------
    A row a person and scope: ``person_id``, ``scope``, ``state`` (granted, refused, withdrawn, expired or
    not_recorded).
    """
    day = pd.Timestamp(as_of)
    given = register.consents[~(register.consents["given_on"] > day)]
    doubtful = given["given_on"].isna() & given["status"].isin(["refused", "withdrawn"])
    last = given.assign(given_on=given["given_on"].mask(doubtful, day).fillna(LONG_AGO))
    # A blank cell of a later export does not take back what was answered before.
    last = last[last["status"].ne("not_recorded")].sort_values("given_on", kind="stable")
    newest = last.groupby(["person_id", "scope"])["given_on"].transform("max").eq(last["given_on"])
    last = strictest(last[newest].reset_index(drop=True), ["person_id", "scope"])
    left = lookup(last["person_id"], register.people.set_index("person_id")["left_on"])
    lapses = last["given_on"] + pd.DateOffset(months=policy.consent_months)
    dated = last["given_on"].gt(LONG_AGO)
    expired = last["status"].eq("granted") & ((dated & lapses.le(day)) | last["expires_on"].lt(day) | left.le(day))
    return pd.DataFrame(
        {
            "person_id": last["person_id"],
            "scope": last["scope"],
            "state": last["status"].mask(expired, "expired"),
        }
    )


def shown_people(appearances: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Who is shown in which asset, each person once.

    Returns
    -------
    The appearances with ``person_id``: empty where the register knows nobody, or more than one, of that name.
    """
    shown = appearances.assign(person_id=match_people(appearances["person_ref"], people))
    return once_each(shown)


def once_each(shown: pd.DataFrame) -> pd.DataFrame:
    """Each person once an asset: somebody listed by name and tagged by UPN is one person."""
    strangers = shown.loc[shown["person_id"].isna(), "person_ref"].map(plain)
    who = shown["person_id"].fillna(strangers)
    return shown[~pd.DataFrame({"asset": shown["asset_id"], "who": who}).duplicated()].reset_index(drop=True)


def placement_consent(
    items: pd.DataFrame, shown: pd.DataFrame, states: pd.DataFrame, people: pd.DataFrame, *, policy: Policy
) -> pd.DataFrame:
    """Does consent cover each placement? The worst answer among those shown decides, for the channel's scope.

    - *not_needed*: nobody is shown.
    - *against*: somebody refused, withdrew, or agreed to something that has expired.
    - *unknown*: nobody is named, or somebody named has no answer on record or is not in the register.
    - *partly*: everyone named agreed, but it is not known that everyone shown is named.
    - *covered*: everyone named agreed and everyone shown is named.

    Parameters
    ----------
    items
        Placements with ``asset_id``, ``site``, ``channel``, ``shows`` and ``people_complete``.
    shown
        What :func:`shown_people` gave.
    states
        What :func:`consent_states` gave.
    people
        The register's people.
    policy
        Says which scope a channel needs.

    Returns
    -------
    A frame on the index of ``items``: ``n_people``, ``n_granted``, ``n_refused`` (withdrawn among them),
    ``n_expired``, ``n_not_recorded``, ``shows_protected`` (yes, no, or unknown where not everyone is named),
    ``consent_state`` and ``is_covered``.
    """
    rows = pd.DataFrame({"row": np.arange(len(items)), "asset_id": items["asset_id"], "scope": _scopes(items, policy)})
    pairs = rows.merge(shown[["asset_id", "person_id"]], on="asset_id").merge(
        states, on=["person_id", "scope"], how="left"
    )
    # Who refuses to be photographed at all refuses every use; who agrees to be photographed agrees to none.
    no_photos = states[states["scope"].eq("all") & states["state"].isin(["refused", "withdrawn"])]
    flat_no = pairs["person_id"].isin(no_photos["person_id"])
    state = pairs["state"].fillna("not_recorded").mask(flat_no, "refused").replace({"withdrawn": "refused"})

    def count(which: pd.Series) -> pd.Series:
        counts = np.bincount(pairs["row"][which.to_numpy()], minlength=len(items))
        return pd.Series(counts, index=items.index, dtype="Int64")

    n_people = count(pairs["row"].notna())
    n_refused, n_expired, n_not_recorded = (count(state.eq(s)) for s in ("refused", "expired", "not_recorded"))
    marked = lookup(pairs["person_id"], people.set_index("person_id")["protected"])
    protected = count(marked.eq(True).fillna(False)) > 0
    unsure = count(marked.isna()) > 0  # not in the register, or the register does not say
    complete = items["people_complete"].astype("boolean").fillna(False)
    nobody = items["shows"].eq("nobody").astype("boolean")
    consent_state = np.select(
        [
            (n_refused + n_expired).gt(0),
            nobody & n_people.eq(0),
            n_people.eq(0) | n_not_recorded.gt(0),
            ~complete,
        ],
        ["against", "not_needed", "unknown", "partly"],
        default="covered",
    )
    answer = pd.DataFrame(
        {
            "n_people": n_people,
            "n_granted": n_people - n_refused - n_expired - n_not_recorded,
            "n_refused": n_refused,
            "n_expired": n_expired,
            "n_not_recorded": n_not_recorded,
            "shows_protected": protected.mask(~protected & (unsure | (~complete & ~nobody))),
            "consent_state": pd.Series(consent_state, index=items.index, dtype="str"),
        }
    )
    covered = answer["consent_state"].map({"covered": True, "against": False})
    return answer.assign(is_covered=covered.astype("boolean"))


def _scopes(items: pd.DataFrame, policy: Policy) -> pd.Series:
    places = items[["site", "channel"]].drop_duplicates()
    # A channel the policy does not know is its own scope: consent for another use must not cover it.
    scopes = [
        policy.for_site(site).scopes.get(channel, channel)
        for site, channel in zip(places["site"], places["channel"], strict=True)
    ]
    places["scope"] = pd.Series(scopes, index=places.index, dtype="str")
    return items[["site", "channel"]].merge(places, how="left")["scope"].set_axis(items.index)
