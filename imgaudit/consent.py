"""What consent says: for a person, a scope and a day; and so for a placement.

Answers of one person for one scope stand side by side, one a giver: the pupil, each parent, an answer without a date.
Of each giver the last one given by that day holds. Together:

- a withdrawal or refusal of any of them wins and never expires;
- else one agreement that still holds is enough; from the age of own consent it must be the pupil's own;
- else an agreement that no longer holds is *expired*;
- else nothing is on record.

Whoever must not be shown at all has refused every use. That is decided here once, so that what comes after can tell
them from nobody else who refused.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from imgaudit.names import plain
from imgaudit.policy import Policy
from imgaudit.register import Register, strictest
from imgaudit.register_words import OWN_WORDS
from imgaudit.tables import CONSENTS, lookup

NEVER = pd.Timestamp("2262-01-01")
"""Stands for a day that does not come."""

LAST_YEAR_OF_STAGE = np.array([0, 2, 2, 6, 6, 6, 6, 9, 9, 9, 11, 11, 13, 13])
"""School year group, from Reception = 0 → the last year group of its key stage (England and Wales)."""

REFUSALS = ("refused", "withdrawn")
"""Answers that forbid a use, whatever else was answered."""

RANK = {"withdrawn": 0, "refused": 1, "granted": 2, "expired": 3, "not_recorded": 4}
"""Of the answers that stand on a day, the one with the lowest number decides."""


def consent_timeline(people: pd.DataFrame, consents: pd.DataFrame, *, as_of: date, policy: Policy) -> pd.DataFrame:
    """How each person's consent for each scope changes from day to day.

    Parameters
    ----------
    people, consents
        Of a register.
    as_of
        The day of the audit, from which an answer counts that says neither when it was given nor when it was exported.
    policy
        Says how long an agreement holds and from which age it must be the pupil's own.

    Returns
    -------
    A row a person, scope and day on which something changes, in that order: ``person_id``, ``scope``, ``since``,
    ``state`` (granted, refused, withdrawn, expired or not_recorded), ``given_on`` (of the answer that decides),
    ``is_own`` (the pupil's, or the member of staff's, own), ``given_by``, ``expires_on`` (the first day on which a
    granted one no longer holds), ``needs_own`` (the person is of the age of own consent). Before the first row of a
    person and scope nothing is on record.
    """
    today = pd.Timestamp(as_of)
    spans = _spans(people, _as_refusals(people, consents, today), today, policy)
    # Something can change when an answer begins to stand, when it expires, and on the birthday of own consent.
    of_age = lookup(spans["person_id"], _own_consent_from(people, policy))
    moments = pd.concat(
        [
            spans[["person_id", "scope"]].assign(since=spans["starts"]),
            spans[["person_id", "scope"]].assign(since=of_age)[of_age.gt(spans["starts"]) & of_age.lt(NEVER)],
        ]
    ).drop_duplicates()
    standing = moments.merge(spans.assign(of_age=of_age), on=["person_id", "scope"])
    standing = standing[standing["starts"].le(standing["since"]) & standing["since"].lt(standing["ends"])]
    needs_own = standing["of_age"].le(standing["since"])
    not_enough = standing["state"].eq("granted") & needs_own & ~standing["is_own"]
    state = standing["state"].mask(not_enough, "not_recorded")
    standing = standing.assign(state=state, needs_own=needs_own, rank=state.map(RANK).astype("int8"))
    standing = standing.sort_values(
        ["person_id", "scope", "since", "rank", "until"], ascending=[True, True, True, True, False], kind="stable"
    ).drop_duplicates(["person_id", "scope", "since"])
    granted = standing["state"].eq("granted") & standing["until"].lt(NEVER)
    return standing.assign(expires_on=standing["until"].where(granted))[
        ["person_id", "scope", "since", "state", "given_on", "is_own", "given_by", "expires_on", "needs_own"]
    ].reset_index(drop=True)


def _as_refusals(people: pd.DataFrame, consents: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The answers, where all of whoever must not be shown are refusals, and one of them is for every use.

    A refusal of theirs stands as it was given. Of any other answer nothing is left but the day it counts from: who
    agreed, and when, would tell that this is no ordinary refusal.
    """
    guarded = people.loc[people["protected"].fillna(False).astype(bool), "person_id"]
    if guarded.empty:
        return consents
    theirs = consents["person_id"].isin(guarded)
    turned = theirs & ~consents["status"].isin(REFUSALS)
    since = consents["given_on"].fillna(consents["recorded_on"])
    answers = consents.assign(
        status=consents["status"].mask(turned, "refused"),
        recorded_on=consents["recorded_on"].mask(turned, since),
        **{column: consents[column].mask(turned) for column in ("given_on", "given_by", "expires_on")},
    )
    # It holds today at the latest, whatever is said of days to come.
    first = lookup(guarded, since[theirs].groupby(consents["person_id"]).min()).fillna(today)
    first = first.mask(first.gt(today), today)
    whole = {"person_id": guarded.to_numpy(), "scope": "all", "status": "refused", "recorded_on": first.to_numpy()}
    return pd.concat([answers, CONSENTS.frame(pd.DataFrame(whole))], ignore_index=True)


def _spans(people: pd.DataFrame, consents: pd.DataFrame, today: pd.Timestamp, policy: Policy) -> pd.DataFrame:
    """From when to when each answer stands, cut in two where an agreement expires."""
    # A blank cell of a later export does not take back what was answered before.
    said = consents[consents["status"].ne("not_recorded")].reset_index(drop=True)
    # An answer without a date is known from the export on.
    starts = said["given_on"].fillna(said["recorded_on"]).fillna(today).astype("datetime64[ns]")
    said = said.assign(starts=starts, dated=said["given_on"].notna(), giver=giver_kinds(said, people))
    giver = ["person_id", "scope", "giver"]
    said = strictest(said, [*giver, "dated", "starts"])
    said = said.sort_values([*giver, "starts"], kind="stable").reset_index(drop=True)
    # A dated answer of the same giver ends an earlier one; one without a date only another such, for it may be older.
    ends = said.groupby([*giver, "dated"], sort=False)["starts"].shift(-1).fillna(NEVER)
    givers = said.groupby(giver, sort=False).ngroup()
    dated = said["starts"].where(said["dated"]).groupby(givers).shift(-1).groupby(givers).bfill().fillna(NEVER)
    ends = pd.concat([ends, dated.where(dated.gt(said["starts"]), NEVER)], axis="columns").min(axis="columns")
    lapses = _lapses(said, people, policy)
    stated = (said["expires_on"] + pd.Timedelta(days=1)).fillna(NEVER)
    left = lookup(said["person_id"], people.set_index("person_id")["left_on"]).fillna(NEVER)
    until = (
        pd.concat([lapses, stated, left], axis="columns").min(axis="columns").mask(said["status"].ne("granted"), NEVER)
    )
    until = until.clip(lower=said["starts"])
    spans = pd.DataFrame(
        {
            **{column: said[column] for column in ("person_id", "scope", "given_on", "given_by", "starts")},
            "ends": pd.concat([ends, until], axis="columns").min(axis="columns"),
            "state": said["status"],
            "is_own": said["giver"].eq("own"),
            "until": until,
        }
    )
    gone = spans.assign(state="expired", starts=until, ends=ends)[until.lt(ends)]
    return pd.concat([spans[spans["starts"].lt(spans["ends"])], gone], ignore_index=True)


def giver_kinds(said: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Who gave each answer: ``own`` for the person shown, else the giver's plain words, empty where not said."""
    words = pd.Series(said["given_by"].dropna().unique(), dtype="str")
    giver = lookup(said["given_by"], words.map(plain).astype("str").set_axis(words)).astype("str").fillna("")
    full = people["first_name"] + " " + people["last_name"]
    name = full.map(plain, na_action="ignore").astype("str").set_axis(people["person_id"])
    own = giver.isin(OWN_WORDS) | (giver.ne("") & giver.eq(lookup(said["person_id"], name).fillna("?")))
    return giver.mask(own, "own")


def _lapses(said: pd.DataFrame, people: pd.DataFrame, policy: Policy) -> pd.Series:
    """The first day on which the policy no longer counts an agreement."""
    if policy.consent_until == "leaving":
        return pd.Series(NEVER, index=said.index)
    if policy.consent_until == "months":
        return said["starts"] + pd.DateOffset(months=policy.consent_months)
    year = said["starts"].dt.year - (said["starts"].dt.month < 9)
    if policy.consent_until == "key_stage":
        reception = lookup(said["person_id"], people.set_index("person_id")["reception_in"])
        # Without a year group it may be the last year of the stage.
        group = (year - reception).clip(0, len(LAST_YEAR_OF_STAGE) - 1)
        last = pd.Series(LAST_YEAR_OF_STAGE[group.fillna(0).to_numpy(dtype="int64")], index=said.index)
        year = year + (last - group).fillna(0).astype("int64").clip(lower=0)
    return pd.to_datetime(pd.DataFrame({"year": year + 1, "month": 9, "day": 1})).astype("datetime64[ns]")


def _own_consent_from(people: pd.DataFrame, policy: Policy) -> pd.Series:
    """Person → the day from which a pupil's own agreement is needed, or may be needed where the age is not known."""
    from_day = pd.Series(NEVER, index=people["person_id"], dtype="datetime64[ns]")
    if not policy.own_consent_age:
        return from_day
    person = people.set_index("person_id")
    birthday = person["born_on"] + pd.DateOffset(years=policy.own_consent_age)
    # In year group N a pupil turns N + 5; from its first day on that may have been.
    year = person["reception_in"] + policy.own_consent_age - 5
    known = year.fillna(1900).astype("int64").clip(1900, 2200)
    by_group = pd.Series(pd.to_datetime(pd.DataFrame({"year": known, "month": 9, "day": 1})), index=person.index)
    return birthday.fillna(by_group.astype("datetime64[ns]")).where(person["role"].eq("pupil"), NEVER)


def states_on(timeline: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """What consent says on many days at once.

    Parameters
    ----------
    timeline
        What :func:`consent_timeline` gave.
    wanted
        ``person_id``, ``scope`` and ``day``, in any order and as often as needed.

    Returns
    -------
    The columns of the timeline on the index of ``wanted``. ``state`` is *not_recorded* where nothing is on record by
    that day, where the person is unknown and where the day is. Who refuses to be photographed at all (the scope
    ``all``) refuses every use; who agrees to be photographed agrees to none.
    """
    answer = _last_by(timeline, wanted)
    if (whole := timeline[timeline["scope"].eq("all")]).empty:
        return answer
    flat = _last_by(whole, wanted.assign(scope="all"))
    no = flat["state"].isin(REFUSALS) & ~answer["state"].isin(REFUSALS)  # a refusal of this very use says more
    return answer.assign(**{column: answer[column].mask(no, flat[column]) for column in answer.columns})


def _last_by(timeline: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """The last row of each person and scope by each day, found by halving: both sides as one sorted number."""
    pairs = pd.MultiIndex.from_frame(timeline[["person_id", "scope"]].drop_duplicates())
    base = timeline["since"].min() if len(timeline) else NEVER
    width = 1 << 18  # more days than lie between any two
    own = pairs.get_indexer(pd.MultiIndex.from_frame(timeline[["person_id", "scope"]])).astype("int64")
    order = own * width + (timeline["since"] - base).dt.days.to_numpy(dtype="int64") + 1
    asked = pairs.get_indexer(pd.MultiIndex.from_frame(wanted[["person_id", "scope"]])).astype("int64")
    days = (wanted["day"] - base).dt.days.fillna(-1).clip(-1, width - 2).to_numpy(dtype="int64") + 1
    sorting = np.argsort(order, kind="stable")
    found = np.searchsorted(order[sorting], asked * width + days, side="right") - 1
    place = sorting[found.clip(0)] if len(sorting) else np.zeros(len(wanted), dtype="int64")
    hit = (found >= 0) & (asked >= 0)
    hit &= own[place] == asked if len(sorting) else False
    answer = timeline.take(np.where(hit, place, -1)) if len(timeline) else timeline.reindex(range(len(wanted)))
    answer = answer.set_axis(wanted.index)
    none = pd.Series(~hit, index=wanted.index, dtype="bool")
    answer = answer.assign(
        **{column: answer[column].mask(none) for column in ("since", "given_on", "given_by", "expires_on")}
    )
    flags = {
        column: answer[column].astype("boolean").mask(none, False).astype(bool) for column in ("is_own", "needs_own")
    }
    return answer.assign(state=answer["state"].mask(none, "not_recorded"), **flags)


def consent_states(register: Register, *, as_of: date, policy: Policy) -> pd.DataFrame:
    """What each person's consent for each scope amounts to on a day.

    Returns
    -------
    A row a person and scope with an answer on record by that day: the columns of :func:`consent_timeline`.
    """
    timeline = consent_timeline(register.people, register.consents, as_of=as_of, policy=policy)
    return (
        timeline[timeline["since"].le(pd.Timestamp(as_of))]
        .drop_duplicates(["person_id", "scope"], keep="last")
        .reset_index(drop=True)
    )


def placement_consent(
    items: pd.DataFrame,
    shown: pd.DataFrame,
    people: pd.DataFrame,
    consents: pd.DataFrame,
    *,
    as_of: date,
    policy: Policy,
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
        Placements with ``asset_id``, ``site``, ``channel``, ``published_at``, ``shows`` and ``people_complete``.
    shown
        The appearances that :func:`imgaudit.presence.who_is_shown` gave.
    people, consents
        Of a register; both empty where there is none.
    as_of
        The day of the audit.
    policy
        Says which scope a channel needs, how long consent holds and where local midnight is.

    Returns
    -------
    A frame on the index of ``items``: ``scope``, ``n_people``, ``n_granted``, ``n_refused`` (withdrawn among them),
    ``n_expired``, ``n_not_recorded``, ``consent_state``, ``consent_state_at_publication`` and ``is_covered``. Without
    a register, what people answered is unknown.
    """
    pairs = people_placed(items, shown, people, consents, as_of=as_of, policy=policy)
    counts = {state: _count(pairs, items, pairs["state"].isin(states)) for state, states in COUNTED.items()}
    n_people = _count(pairs, items, pd.Series(True, index=pairs.index))
    then = {state: _count(pairs, items, pairs["state_then"].isin(states)) for state, states in COUNTED.items()}
    complete = items["people_complete"].astype("boolean").fillna(False).astype(bool)
    nobody = items["shows"].eq("nobody").fillna(False).astype(bool)
    state = _placement_state(n_people, counts, complete, nobody)
    undated = items["published_at"].isna() & state.ne("not_needed")
    answer = pd.DataFrame(
        {
            "scope": scopes_of(items, policy),
            "n_people": n_people,
            **{f"n_{name}": count for name, count in counts.items()},
            "n_granted": n_people - sum(counts.values()),
            "consent_state": state,
            "consent_state_at_publication": _placement_state(n_people, then, complete, nobody).mask(undated, "unknown"),
        }
    )
    if people.empty:  # nobody was asked: no count is known but that of the people
        asked = [*(f"n_{name}" for name in counts), "n_granted"]
        answer = answer.assign(**dict.fromkeys(asked, pd.array([pd.NA] * len(items), dtype="Int64")))
    covered = answer["consent_state"].map({"covered": True, "against": False})
    return answer.assign(is_covered=covered.astype("boolean"))


COUNTED = {"refused": REFUSALS, "expired": ("expired",), "not_recorded": ("not_recorded",)}
"""What is counted of the people in a placement, besides those who agreed."""


def people_placed(
    items: pd.DataFrame,
    shown: pd.DataFrame,
    people: pd.DataFrame,
    consents: pd.DataFrame,
    *,
    as_of: date,
    policy: Policy,
) -> pd.DataFrame:
    """Everyone known to be shown in each placement, and what their consent says: now, and when it was published.

    Returns
    -------
    A row a placement and person: ``row`` (the place in ``items``), ``person_id``, ``person_ref``, ``evidence``,
    ``scope``, the columns of :func:`consent_timeline` as of the day of the audit, and ``state_then``.
    """
    today = pd.Timestamp(as_of)
    published = items["published_at"].dt.tz_convert(policy.timezone).dt.tz_localize(None).dt.normalize()
    rows = pd.DataFrame(
        {
            "row": np.arange(len(items)),
            "asset_id": items["asset_id"].to_numpy(),
            "scope": scopes_of(items, policy).to_numpy(),
            "then": published.clip(upper=today).to_numpy(),
            "rules": _rules_of(items, policy).to_numpy(),
        }
    )
    pairs = rows.merge(shown[["asset_id", "person_id", "person_ref", "evidence"]], on="asset_id")
    parts = []
    for rules, part in pairs.groupby("rules", sort=False):  # usually one; the sites of a trust may differ
        timeline = consent_timeline(people, consents, as_of=as_of, policy=policy.for_site(str(rules)))
        wanted = part[["person_id", "scope"]]
        now = states_on(timeline, wanted.assign(day=today))
        then = states_on(timeline, wanted.assign(day=part["then"]))
        parts.append(
            pd.concat([part, now.drop(columns=["person_id", "scope"])], axis="columns").assign(state_then=then["state"])
        )
    if parts:
        return pd.concat(parts)
    columns = ["since", "state", "given_on", "is_own", "given_by", "expires_on", "needs_own", "state_then"]
    return pairs.reindex(columns=[*pairs.columns, *columns])


def _count(pairs: pd.DataFrame, items: pd.DataFrame, which: pd.Series) -> pd.Series:
    counts = np.bincount(pairs["row"].to_numpy(dtype="int64")[which.to_numpy(dtype=bool)], minlength=len(items))
    return pd.Series(counts, index=items.index, dtype="Int64")


def _placement_state(
    n_people: pd.Series, counts: dict[str, pd.Series], complete: pd.Series, nobody: pd.Series
) -> pd.Series:
    against = (counts["refused"] + counts["expired"]).gt(0).to_numpy(dtype=bool)
    nameless = n_people.eq(0).to_numpy(dtype=bool)
    unknown = nameless | counts["not_recorded"].gt(0).to_numpy(dtype=bool)
    states = np.select(
        [against, nobody.to_numpy() & nameless, unknown, ~complete.to_numpy()],
        ["against", "not_needed", "unknown", "partly"],
        default="covered",
    )
    return pd.Series(states, index=n_people.index, dtype="str")


def scopes_of(items: pd.DataFrame, policy: Policy) -> pd.Series:
    """The consent that each placement needs, by its site and channel."""
    places = items[["site", "channel"]].drop_duplicates()
    # A channel the policy does not know is its own scope: consent for another use must not cover it.
    scopes = [
        policy.for_site(site).scopes.get(channel, channel)
        for site, channel in zip(places["site"], places["channel"], strict=True)
    ]
    places["scope"] = pd.Series(scopes, index=places.index, dtype="str")
    return items[["site", "channel"]].merge(places, how="left")["scope"].set_axis(items.index)


def _rules_of(items: pd.DataFrame, policy: Policy) -> pd.Series:
    """The first site that has the same rules of consent as the placement's."""
    first: dict[tuple[object, ...], str] = {}
    rules = {}
    for site in items["site"].unique():
        own = policy.for_site(site)
        rules[site] = first.setdefault((own.consent_until, own.consent_months, own.own_consent_age), site)
    return items["site"].map(rules)
