"""What consent says: for a person, a scope and a day; so for each person in a placement, and for the placement.

Answers of one person for one scope stand side by side, one a giver: the pupil, each parent, an answer without a date.
Of each giver the last one given by that day holds. Together:

- a withdrawal or refusal of any of them wins and never expires;
- else one agreement that still holds is enough; from the age of own consent it must be the pupil's own;
- else an agreement that no longer holds is *expired*;
- else nothing is on record.

What is asked for a placement is the use of its channel; a refusal for the platform itself, or for all photographs,
counts as well, and an agreement to one platform is none to another. Where the register tells videos from pictures, a
video needs an agreement to videos too.

Whoever must not be shown at all has refused every use. That is decided here once, so that what comes after can tell
them from nobody else who refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from imgaudit.frames import is_among, map_values, of_distinct, place_among
from imgaudit.names import fold_name
from imgaudit.platforms import PLATFORMS
from imgaudit.policy import SCOPE_OF_CHANNEL, Policy
from imgaudit.register.reading import strictest
from imgaudit.register.words import OWN_WORDS
from imgaudit.tables import CONSENTS, PLACED
from imgaudit.terms import first_day_of_year

NEVER = pd.Timestamp("2262-01-01")
"""Stands for a day that does not come."""

LAST_YEAR_OF_STAGE = np.array([0, 2, 2, 6, 6, 6, 6, 9, 9, 9, 11, 11, 13, 13])
"""School year group, from Reception = 0 → the last year group of its key stage (England and Wales)."""

PLATFORM_NAMES = [platform.name for platform in PLATFORMS]

REFUSALS = ("refused", "withdrawn")
"""Answers that forbid a use, whatever else was answered."""

AGAINST = (*REFUSALS, "expired")
"""States of a person that stand against a placement."""

WORST_FIRST = ("withdrawn", "refused", "expired", "not_recorded", "granted")
"""A person's states, from what forbids a placement to what covers it."""

COUNTED = {
    "granted": ("granted",), "refused": REFUSALS, "expired": ("expired",), "not_recorded": ("not_recorded",)
}  # fmt: skip
"""What is counted of the people in a placement → their states."""

PARENT = r"\b(?:parent|carer|guardian|mother|father|mum|dad)"
"""Plain words of a giver who is a parent or carer."""

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
    of_age = map_values(spans["person_id"], _own_consent_from(people, policy))
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
    first = map_values(guarded, since[theirs].groupby(consents["person_id"]).min()).fillna(today)
    first = first.mask(first.gt(today), today)
    whole = {"person_id": guarded.to_numpy(), "scope": "all", "status": "refused", "recorded_on": first.to_numpy()}
    return pd.concat([answers, CONSENTS.frame(pd.DataFrame(whole))], ignore_index=True)


def _spans(people: pd.DataFrame, consents: pd.DataFrame, today: pd.Timestamp, policy: Policy) -> pd.DataFrame:
    """From when to when each answer stands, cut in two where an agreement expires."""
    # A blank cell of a later export does not take back what was answered before.
    said = consents[consents["status"].ne("not_recorded")].reset_index(drop=True)
    # An answer without a date is known from the export on.
    starts = said["given_on"].fillna(said["recorded_on"]).fillna(today).astype("datetime64[ns]")
    said = said.assign(
        starts=starts,
        dated=said["given_on"].notna(),
        giver=giver_kinds(said, people),
        consent_type=said["consent_type"].fillna(""),
    )
    # A yes to another kind of consent ends no refusal, nor does another giver's.
    giver = ["person_id", "scope", "consent_type", "giver"]
    said = strictest(said, [*giver, "dated", "starts"])
    said = said.sort_values([*giver, "starts"], kind="stable").reset_index(drop=True)
    # A dated answer of the same giver ends an earlier one; one without a date only another such, for it may be older.
    ends = said.groupby([*giver, "dated"], sort=False)["starts"].shift(-1).fillna(NEVER)
    givers = said.groupby(giver, sort=False).ngroup()
    dated = said["starts"].where(said["dated"]).groupby(givers).shift(-1).groupby(givers).bfill().fillna(NEVER)
    ends = pd.concat([ends, dated.where(dated.gt(said["starts"]), NEVER)], axis="columns").min(axis="columns")
    lapses = _lapses(said, people, policy)
    stated = (said["expires_on"] + pd.Timedelta(days=1)).fillna(NEVER)
    left = map_values(said["person_id"], people.set_index("person_id")["left_on"]).fillna(NEVER)
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
    giver = map_values(said["given_by"], words.map(fold_name).astype("str").set_axis(words)).astype("str").fillna("")
    full = people["first_name"] + " " + people["last_name"]
    name = full.map(fold_name, na_action="ignore").astype("str").set_axis(people["person_id"])
    role = people["role"].set_axis(people["person_id"])
    # A father may have his son's name; of staff nobody else answers.
    is_named = giver.ne("") & giver.eq(map_values(said["person_id"], name.mask(role.ne("staff"))).fillna("?"))
    own = giver.isin(OWN_WORDS) | is_named
    return giver.mask(own, "own")


def _lapses(said: pd.DataFrame, people: pd.DataFrame, policy: Policy) -> pd.Series:
    """The first day on which the policy no longer counts an agreement."""
    if policy.consent_until == "leaving":
        return pd.Series(NEVER, index=said.index)
    if policy.consent_until == "months":
        return said["starts"] + pd.DateOffset(months=policy.consent_months)
    year = said["starts"].dt.year - said["starts"].lt(_first_days(said["starts"].dt.year, policy)).astype("int64")
    if policy.consent_until == "key_stage":
        reception = map_values(said["person_id"], people.set_index("person_id")["reception_in"])
        # Without a year group it may be the last year of the stage.
        group = (year - reception).clip(0, len(LAST_YEAR_OF_STAGE) - 1)
        last = pd.Series(LAST_YEAR_OF_STAGE[group.fillna(0).to_numpy(dtype="int64")], index=said.index)
        year = year + (last - group).fillna(0).astype("int64").clip(lower=0)
    return _first_days(year + 1, policy)


def _first_days(year: pd.Series, policy: Policy) -> pd.Series:
    days = {value: pd.Timestamp(first_day_of_year(value, policy.terms)) for value in year.unique()}
    return year.map(days).astype("datetime64[ns]")


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
    return birthday.fillna(_first_days(known, policy)).where(person["role"].eq("pupil"), NEVER)


def states_on(timeline: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """What consent says on many days at once.

    Parameters
    ----------
    timeline
        What :func:`consent_timeline` gave.
    wanted
        ``person_id``, ``scope`` and ``day``, in any order and as often as needed; for a placement also its ``channel``
        and ``kind``.

    Returns
    -------
    The columns of the timeline on the index of ``wanted``: of its row that decides. Where nothing is on record by that
    day, where the person is unknown and where the day is, ``state`` is *not_recorded* and there is no such row. Who
    refuses to be photographed at all (the scope ``all``) refuses every use; who agrees to be photographed agrees to
    none.
    """
    # The same people are asked about in many placements: what differs is asked once.
    asked = wanted.groupby([*wanted.columns], dropna=False, sort=False).ngroup()
    return _decided(timeline, wanted[~asked.duplicated()]).take(asked.to_numpy()).set_axis(wanted.index)


def _decided(timeline: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """What :func:`states_on` says, of questions each asked once."""
    states = pd.Series([*timeline["state"], "not_recorded"], dtype="str")  # its last is where nothing is on record: -1
    refuses = states.isin(REFUSALS).to_numpy()
    rank = states.map(RANK).to_numpy()
    worst = states.map({state: place for place, state in enumerate(WORST_FIRST)}).to_numpy()
    last_by = _last_by(timeline, wanted)

    def or_no(answer: np.ndarray, other: np.ndarray) -> np.ndarray:
        """The answers, and the others where those refuse; a refusal of this very use says more."""
        return np.where(refuses[other] & ~refuses[answer], other, answer)

    def or_granted(answer: np.ndarray, other: np.ndarray) -> np.ndarray:
        """The answers, and the platform's where it is enough, agrees, or agreed once, and nothing else decides."""
        return np.where(is_enough & (rank[other] < rank[answer]), other, answer)

    scope = wanted["scope"]
    answer = last_by(scope)
    if "channel" in wanted:
        # What is refused for the channel itself counts whatever the policy asks for. What is agreed to for a platform
        # is enough where the policy asks for the consent that platforms of its kind need.
        channel = wanted["channel"]
        own = of_distinct(channel, lambda names: names.map(SCOPE_OF_CHANNEL).astype("str").fillna(names))
        is_enough = (channel.isin(PLATFORM_NAMES) & scope.eq(own)).to_numpy(dtype=bool)
        there = last_by(channel)
        answer = or_no(or_no(or_granted(answer, there), there), last_by(own.where(scope.eq("all"), scope)))
    if "kind" in wanted and (is_video := wanted["kind"].eq("video").to_numpy(dtype=bool, na_value=False)).any():
        # What they agreed to for videos there is enough, else both uses need a yes.
        here, there, own_there = (last_by(use + " video") for use in (scope, channel, own))
        here, of_any = or_granted(here, there), last_by("video")
        filmed = np.where((worst[of_any] < worst[answer]) & scope.ne("video").to_numpy(), of_any, answer)
        filmed = np.where(states.eq("granted").to_numpy()[here] & ~refuses[answer], here, filmed)
        for other in (of_any, here, there, own_there):
            filmed = or_no(filmed, other)
        answer = np.where(is_video, filmed, answer)
    answer = or_no(answer, last_by("all"))
    told = timeline.reset_index(drop=True).reindex(answer).set_axis(wanted.index)
    flags = {flag: told[flag].astype("boolean").fillna(False).astype(bool) for flag in ("is_own", "needs_own")}
    return told.assign(state=told["state"].fillna("not_recorded"), **flags)


def _last_by(timeline: pd.DataFrame, wanted: pd.DataFrame) -> Callable[[pd.Series | str], np.ndarray]:
    """For a scope, or one of each row: where in the timeline the last answer by its day stands; -1: there is none.

    Found by halving: person, scope and day are one sorted number.
    """
    people, scopes = timeline["person_id"].drop_duplicates(), timeline["scope"].drop_duplicates()
    base = timeline["since"].min()
    width = 1 << 18  # more days than lie between any two

    def numbers(person: np.ndarray, scope: np.ndarray, day: pd.Series) -> np.ndarray:
        return np.asarray((person * len(scopes) + scope) * width + day.to_numpy(dtype="int64") + 1)

    own = numbers(
        place_among(timeline["person_id"], people),
        place_among(timeline["scope"], scopes),
        (timeline["since"] - base).dt.days,
    )
    sorting = np.argsort(own, kind="stable")
    own = own[sorting]
    person = place_among(wanted["person_id"], people)
    day = (wanted["day"] - base).dt.days.fillna(-1).clip(-1, width - 2)

    def last(scope: pd.Series | str) -> np.ndarray:
        asked = place_among(pd.Series(scope, index=wanted.index, dtype="str"), scopes)
        if (asked < 0).all():
            return np.full(len(wanted), -1)
        number = numbers(person, asked, day)
        found = np.searchsorted(own, number, side="right") - 1
        is_hit = (person >= 0) & (asked >= 0) & (found >= 0) & (own[found] // width == number // width)
        return np.where(is_hit, sorting[found], -1)

    return last


def timelines(
    people: pd.DataFrame, consents: pd.DataFrame, *, as_of: date, policies: Mapping[str, Policy]
) -> list[tuple[list[str], pd.DataFrame]]:
    """The sites that let consent hold alike, and the timeline by their rules; there is mostly one."""
    alike: dict[tuple[object, ...], list[str]] = {}
    for site, policy in policies.items():
        rules = (policy.consent_until, policy.consent_months, policy.own_consent_age, policy.terms)
        alike.setdefault(rules, []).append(site)
    return [
        (sites, consent_timeline(people, consents, as_of=as_of, policy=policies[sites[0]])) for sites in alike.values()
    ]


def people_placed(
    items: pd.DataFrame,
    shown: pd.DataFrame,
    people: pd.DataFrame,
    consents: pd.DataFrame,
    *,
    as_of: date,
    policies: Mapping[str, Policy],
    members: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Who is shown in each placement, and what their consent says there: now, and when it was published.

    This is decided here once; every other figure of consent is a part of this table or counts over it.

    Parameters
    ----------
    items
        Placements with ``item_id``, ``asset_id``, ``site``, ``channel``, ``scope``, ``kind``, ``published_on``,
        ``shows`` and ``people_complete``; and ``is_listed`` where everyone is named or of a group that is known whole.
    shown
        The appearances that :func:`imgaudit.presence.who_is_shown` gave.
    people, consents
        Of a register; both empty where there is none.
    as_of
        The day of the audit.
    policies
        Site → its policy, which says how long consent holds and from which age it must be the pupil's own.
    members
        Who belongs to the groups that are named with placements, as :func:`imgaudit.membership.members_placed` gave.
        They are *possibly* shown, by evidence of a *group*, where nothing says that they are.

    Returns
    -------
    The table ``placed`` (``docs/tables.md``): a row a person, and a row *unnamed* for each placement in which somebody
    may be shown whom nothing names: not everyone is known to be listed, or people are shown and nobody is. A placement
    that shows nobody has no row.
    """
    members = pd.DataFrame(columns=["item_id", "person_id", "person_ref"], dtype="str") if members is None else members
    listed = is_among(items["asset_id"], shown["asset_id"])
    complete = items["people_complete"].astype("boolean").fillna(False).astype(bool)
    nobody = items["shows"].eq("nobody").fillna(False).astype(bool)
    everyone = complete.where(listed, nobody)
    if "is_listed" in items:
        everyone |= items["is_listed"]
    unnamed = items.loc[~everyone, ["item_id", "site", "scope"]].assign(presence="unnamed")
    if not listed.any() and members.empty:
        return PLACED.frame(unnamed)
    today = pd.Timestamp(as_of)
    tells_videos = bool(consents["scope"].str.contains(r"\bvideo$").any())
    # A register that never asks about videos means them by pictures.
    use = ["scope", "channel", *(["kind"] if tells_videos else [])]
    there = items[["item_id", "asset_id", "site", "published_on", *use]]
    pairs = there.merge(shown[["asset_id", "person_id", "person_ref", "evidence", "presence"]], on="asset_id")
    if len(members):
        of_group = there.merge(members, on="item_id").assign(evidence="group", presence="possibly")
        pairs = pd.concat([pairs, of_group], ignore_index=True)
        who = pairs["person_id"].fillna(pairs["person_ref"])
        pairs = pairs[~pd.DataFrame({"item": pairs["item_id"], "who": who}).duplicated()]
    found = ["state", "given_on", "given_by", "expires_on", "is_own", "needs_own"]
    parts = []
    for sites, timeline in timelines(people, consents, as_of=as_of, policies=policies):
        part = pairs if len(sites) == len(policies) else pairs[pairs["site"].isin(sites)]
        kinds = timeline.assign(given_by=_givers(timeline))
        day = part["published_on"].mask(part["published_on"].gt(today), today)
        asked = part[["person_id", *use]]
        now = states_on(kinds, asked.assign(day=today))[found]
        then = states_on(kinds, asked.assign(day=day))["state"].mask(day.isna())
        parts.append(part.assign(**now, state_at_publication=then))
    named = pd.concat(parts)
    if people.empty:  # nobody was asked, which is not the same as nobody having answered
        named = named.assign(**dict.fromkeys(["state", "state_at_publication"], pd.Series(dtype="str")))
    named = named.astype({"is_own": "boolean", "needs_own": "boolean"})
    rows = [named[[*PLACED.columns]], PLACED.frame(unnamed)]
    return PLACED.frame(pd.concat(rows, ignore_index=True))


def _givers(timeline: pd.DataFrame) -> pd.Series:
    """Who answered, as a kind: a parent's name is nobody's business."""
    given = timeline["given_by"]
    words = pd.Series(given.dropna().unique(), dtype="str")
    parent = words.map(fold_name).astype("str").str.contains(PARENT, regex=True)
    kind = pd.Series("other", index=words, dtype="str").mask(parent.to_numpy(), "parent")
    return map_values(given, kind).mask(timeline["is_own"] & given.notna(), "own")


def placement_consent(items: pd.DataFrame, placed: pd.DataFrame, *, is_asked: bool = True) -> pd.DataFrame:
    """Does consent cover each placement? The worst answer among those shown decides.

    - *not_needed*: nobody is shown.
    - *against*: somebody shown refused, withdrew, or agreed to something that has expired.
    - *at_risk*: somebody did who may be shown, as one of a group that is named.
    - *unknown*: nobody is known to be shown, or somebody shown has no answer on record or is not in the register, or
      somebody who may be shown has not agreed.
    - *partly*: everyone named agreed, but it is not known that everyone shown is named, or that all of them are shown.
    - *covered*: everyone agreed who is named or belongs to a named group, and nobody else is shown.

    Parameters
    ----------
    items
        Placements with ``item_id``; and ``signed_off_by``, where somebody signed their picture off.
    placed
        What :func:`people_placed` gave for them.
    is_asked
        Whether there is a register; without one it is not known what anybody answered.

    Returns
    -------
    A frame on the index of ``items``: ``n_people`` (known to be shown) and of those ``n_granted``, ``n_refused``
    (withdrawn among them), ``n_expired`` and ``n_not_recorded``; ``n_possible`` (who may be shown) and of those
    ``n_at_risk``; ``consent_state``, ``consent_state_at_publication`` and ``is_covered``; ``known_by`` and
    ``is_signed_off``, which change none of these.
    """
    row = place_among(placed["item_id"], items["item_id"])
    shown, possibly = (placed["presence"].eq(word).to_numpy(dtype=bool) for word in ("shown", "possibly"))
    in_group = possibly & placed["evidence"].eq("group").to_numpy(dtype=bool)

    def count(which: pd.Series | np.ndarray) -> np.ndarray:
        return np.bincount(row[np.asarray(which, dtype=bool)], minlength=len(items))

    def answered(column: str, *states: str) -> np.ndarray:
        return placed[column].isin(states).to_numpy(dtype=bool)

    def state(column: str) -> pd.Series:
        against = count(shown & answered(column, *AGAINST)) > 0
        at_risk = count(possibly & answered(column, *AGAINST)) > 0
        undecided = count((shown | possibly) & ~answered(column, "granted")) > 0
        # All members of a group count; who else may be shown leaves it open.
        somebody, somebody_open = count(shown | in_group) > 0, count(~shown & ~in_group) > 0
        is_sure = count(shown) > 0
        answer = np.select(
            [against, ~somebody & ~somebody_open, at_risk, (~is_sure & somebody_open) | undecided, somebody_open],
            ["against", "not_needed", "at_risk", "unknown", "partly"],
            default="covered",
        )
        return pd.Series(answer, index=items.index, dtype="str")

    counts = {
        "n_people": count(shown),
        **{f"n_{name}": count(shown & answered("state", *states)) for name, states in COUNTED.items()},
        "n_possible": count(possibly),
        "n_at_risk": count(possibly & answered("state", *AGAINST)),
    }
    numbers = {name: pd.Series(values, index=items.index, dtype="Int64") for name, values in counts.items()}
    if not is_asked:  # no count is known but that of the people
        nobody_asked = pd.Series(pd.NA, index=items.index, dtype="Int64")
        numbers |= {f"n_{name}": nobody_asked for name in (*COUNTED, "at_risk")}
    now = state("state")
    decided = map_values(now, {"covered": "named", "against": "named"})
    decided = decided.mask(now.eq("covered") & (count(in_group) > 0), "group")
    signed = items["signed_off_by"].notna() if "signed_off_by" in items else pd.Series(False, index=items.index)
    # A refusal that is known always wins.
    is_signed = signed & now.isin(["covered", "partly", "unknown"])
    known_by = decided.mask(decided.isna() & is_signed, "signed_off").fillna("unknown").mask(now.eq("not_needed"))
    return pd.DataFrame(
        {
            **numbers,
            "consent_state": now,
            "consent_state_at_publication": state("state_at_publication"),
            "is_covered": map_values(now, {"covered": True, "against": False}).astype("boolean"),
            "known_by": known_by.astype("str"),
            "is_signed_off": is_signed.astype("boolean"),
        }
    )


def needed_scopes(items: pd.DataFrame, policies: Mapping[str, Policy]) -> pd.Series:
    """The consent that each placement needs, by its site and channel."""
    places = items[["site", "channel"]].drop_duplicates()
    # A channel the policy does not know is its own scope: consent for another use must not cover it.
    scopes = [
        policies[site].scopes.get(channel, channel)
        for site, channel in zip(places["site"], places["channel"], strict=True)
    ]
    places["scope"] = pd.Series(scopes, index=places.index, dtype="str")
    return items[["site", "channel"]].merge(places, how="left")["scope"].set_axis(items.index)


def strictest_states(states: pd.DataFrame) -> pd.DataFrame:
    """Of several states of a person and scope, as sites that differ give them, the one that forbids most.

    A refusal goes before an agreement that has expired, that before no answer, and that before an agreement; of two
    agreements the one that ends first.

    Parameters
    ----------
    states
        ``person_id``, ``scope``, ``state``, ``given_on`` and ``expires_on``.

    Returns
    -------
    Those columns, a row a person and scope.
    """
    distinct = states[["person_id", "scope", "state", "given_on", "expires_on"]].drop_duplicates()
    rank = distinct["state"].map({state: place for place, state in enumerate(WORST_FIRST)})
    order = distinct.assign(rank=rank).sort_values(["rank", "expires_on", "given_on"], kind="stable")
    return order.drop_duplicates(["person_id", "scope"]).drop(columns="rank").reset_index(drop=True)
