"""People in an audit: their consent use by use, why a placement is not covered, and who may be shown.

Nobody is named beyond what the policy's ``names_in_outputs`` allows. Without a name a person is a pseudonym: a keyed
hash that only this school can make.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pandas as pd

from imgaudit.consent import AGAINST, giver_kinds, states_on, strictest_states, timelines
from imgaudit.errors import InputError
from imgaudit.foreign.addresses import address, is_url, page_key, path_of
from imgaudit.frames import map_values
from imgaudit.names import NameHider, find_names, initials, name_matcher
from imgaudit.policy import NamesInOutputs
from imgaudit.showing import hider_of, shown_frame, teachers_of
from imgaudit.statistics import By, of_same_audit, rate, suppressed
from imgaudit.tables import EXPIRING, EXPLANATION, PERSON_CONSENT, PLACED, SUGGESTIONS
from imgaudit.wording import counted, long_day

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
    "refused": "A new agreement of whoever refused; until then take the picture down, or crop or cover the person.",
    "withdrawn": "A new agreement of whoever withdrew it; until then take the picture down.",
    "expired": "A new agreement on record.",
    "not_recorded": "An agreement to this use on record.",
    "own": "The pupil's own agreement on record.",
    "stranger": "Say who it is by full name, UPN or admission number, or add the person to the register.",
    "nobody": "Say who is shown, or that nobody is, on the sheet “Who is shown”.",
    "incomplete": "Say that everyone shown is listed, or who else is shown.",
    "group": "Say who of the group is shown, by name, and that everyone is listed.",
    "unseen": "Look at the picture again, and say who is shown.",
    "not_needed": "Nothing.",
    "possibly": "Say who is shown, on the sheet “Who is shown”.",
}

MAY_BE = "May be shown, as one of a group. "

SAID_BY = {"own": "the person themself", "parent": "a parent or carer", "other": "somebody else"}

TITLES = ("title", "page_title")
"""What a picture is called by those who look at it."""

MOST_GROUPS = 3
"""So many classes are named in one sentence."""
_MOST_WEEKS = 5_000
"""A century: later days do not fit a frame."""

NOT_NAMED = "Somebody not in the register"


def name_hider(audit: Audit) -> NameHider:
    """What the outputs of an audit put their texts through, so that it hides names as the policy says."""
    return hider_of(audit.policy, audit.people, audit.consents, audit.appearances, audit.items)


def hide_names(frame: pd.DataFrame, audit: Audit) -> pd.DataFrame:
    """A frame as it may be shown on a screen, in a notebook or in a file: names hidden as the policy says.

    Parameters
    ----------
    frame
        Any table, such as a part of ``audit.items``, an inventory's ``problems`` or one with columns of your own.
    audit
        Whose policy holds (``names_in_outputs``), and who knows the names.

    Returns
    -------
    A new frame with the same rows and columns. Hidden are names, numbers, days of birth, e-mail addresses and telephone
    numbers in each of its texts, addresses and names of files too. A problem quotes a cell only where that is a plain
    answer, an address or a count.
    """
    return shown_frame(frame, name_hider(audit))


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
    hide = NameHider(people, names, strangers=teachers_of(people))  # a class may be called by its teacher
    group = (" (" + hide.column(people["group"]) + ")").fillna("")
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

    Where the sites of a trust let consent hold differently, those sites decide at which the person is placed, in use or
    not, and for a person without a placement all sites of the audit; of what they say the strictest stands.
    """
    today, items, people = pd.Timestamp(audit.as_of), audit.items, audit.people
    scopes = [*items["scope"].dropna().unique(), *audit.consents["scope"].unique()]
    scopes = sorted(set(scopes) - {"all"})
    grid = people[["person_id", "role", "group", "left_on"]].merge(
        pd.DataFrame({"scope": scopes}, dtype="str"), how="cross"
    )
    pairs = pd.MultiIndex.from_frame(grid[["person_id", "scope"]])
    placed = audit.placed[audit.placed["person_id"].isin(people["person_id"])]
    rest = grid.loc[~pairs.isin(pd.MultiIndex.from_frame(placed[["person_id", "scope"]])), ["person_id", "scope"]]
    policies = audit.policies or {"": audit.policy}
    elsewhere = [
        rest.assign(**states_on(timeline, rest.assign(day=today))[["state", "given_on", "expires_on"]])
        for _, timeline in timelines(people, audit.consents, as_of=audit.as_of, policies=policies)
    ]
    strictest = strictest_states(pd.concat([placed, *elsewhere], ignore_index=True))
    now = grid[["person_id", "scope"]].merge(strictest, how="left", validate="one_to_one").set_axis(grid.index)
    state = now["state"].fillna("not_recorded")
    live = items.loc[~items["in_use"].eq(False).fillna(False), "item_id"]
    seen = placed[placed["presence"].eq("shown") & placed["item_id"].isin(live)]
    n_placements = seen.groupby(["person_id", "scope"]).size().reindex(pairs, fill_value=0).to_numpy()
    against = seen[seen["state"].isin(AGAINST)]
    n_against = against.groupby(["person_id", "scope"]).size().reindex(pairs, fill_value=0).to_numpy()
    spoke = audit.consents["status"].ne("not_recorded") & giver_kinds(audit.consents, people).eq("own")
    own = pd.MultiIndex.from_frame(audit.consents.loc[spoke, ["person_id", "scope"]])
    pupil = grid["role"].eq("pupil")
    left = grid["left_on"].le(today)
    soon = today + timedelta(weeks=min(weeks, _MOST_WEEKS))
    frame = grid.assign(
        state=state,
        given_on=now["given_on"],
        expires_on=now["expires_on"],
        consent_state=state.map(COVERED_BY).fillna("against"),
        is_covered=state.eq("granted").astype("boolean").mask(state.eq("not_recorded")),
        is_expiring=(state.eq("granted") & now["expires_on"].le(soon)).astype("boolean"),
        lacks_own_view=pd.Series(~pairs.isin(own), index=grid.index).astype("boolean").mask(~pupil),
        n_placements=n_placements,
        n_against=n_against,
        is_live_against=n_against > 0,
        is_leaver_shown=left & (n_placements > 0),
        days_since_left=(today - grid["left_on"]).dt.days.where(left),
    )
    told = PERSON_CONSENT.frame(frame[~left | (n_placements > 0)].drop(columns="left_on"))[[*PERSON_CONSENT.columns]]
    return of_same_audit(items, told)


def expiring_consents(audit: Audit, *, days: int = 60) -> pd.DataFrame:
    """Whose agreement ends within so many days, and so whom to ask again: by class, the first to end first.

    An agreement ends by the form, by the policy (``consent_until``: with the school year, the key stage, after so many
    months) or because the person leaves. Who must be asked for themselves, being of age, is not among them: theirs does
    not hold now.

    Parameters
    ----------
    audit
        The audit, whole or narrowed: placements are counted in what is left of it.
    days
        How far ahead [days].

    Returns
    -------
    The table ``expiring`` (``docs/tables.md``): a row a person and use. ``who`` and ``group`` follow the policy's
    ``names_in_outputs``; for others' eyes count over it with :func:`expiring_by_group`.
    """
    people = consent_by_person(audit)
    last = pd.Timestamp(audit.as_of) + timedelta(days=min(days, 7 * _MOST_WEEKS))
    rows = people[people["state"].eq("granted") & people["expires_on"].le(last)]
    rows = rows.assign(
        who=map_values(rows["person_id"], person_labels(audit.people, audit.policy.names_in_outputs)),
        group=name_hider(audit).column(rows["group"]),
    ).sort_values(["expires_on", "group", "who", "scope"], kind="stable")
    return of_same_audit(people, EXPIRING.frame(rows[[*EXPIRING.columns]]))


def expiring_by_group(audit: Audit, *, days: int = 60) -> pd.DataFrame:
    """How many agreements that hold now end within so many days, class by class: counts alone, small classes blank.

    Parameters
    ----------
    audit
        The audit.
    days
        How far ahead [days].

    Returns
    -------
    Rates (see :func:`rate` and :func:`suppressed`) of ``expiring``, by ``group``, names in it hidden; ``n`` counts what
    is agreed now, person by person and use by use.
    """
    people = consent_by_person(audit)
    held = people[people["state"].eq("granted")]
    last = pd.Timestamp(audit.as_of) + timedelta(days=min(days, 7 * _MOST_WEEKS))
    held = held.assign(
        group=name_hider(audit).column(held["group"]), is_expiring=held["expires_on"].le(last).astype("boolean")
    )
    return suppressed(rate(of_same_audit(people, held), ["is_expiring"], by="group"), below=audit.policy.suppress_below)


def expiring_in_words(audit: Audit, *, days: int = 60) -> str:
    """The same in one sentence, for whoever may read it; empty where nothing ends. A few of a class are not told."""
    by_group = expiring_by_group(audit, days=days)
    ending = expiring_consents(audit, days=days)
    if ending.empty:
        return ""
    last = long_day(audit.as_of + timedelta(days=min(days, 7 * _MOST_WEEKS)))
    is_told = by_group["n_yes"].ge(audit.policy.suppress_below).fillna(False) & by_group["group"].notna()
    told = by_group[is_told].sort_values("n_yes", ascending=False, kind="stable").head(MOST_GROUPS)
    most = "".join(f"; {row['n_yes']:,} in {row['group']}" for row in told.to_dict("records"))
    return f"{counted(len(ending), 'consent')} {'ends' if len(ending) == 1 else 'end'} by {last}{most}."


def own_views(audit: Audit, *, by: By = None) -> pd.DataFrame:
    """How many pupils have said themselves what they want, as far as the register says who gave an answer.

    Parameters
    ----------
    audit
        The audit: its register counts, whoever is shown.
    by
        Column or columns of ``audit.people`` to group by, such as ``group``.

    Returns
    -------
    Rates (see :func:`rate`) of ``own_view``; ``n`` counts pupils who have not left. Yes: an answer of their own, to
    whatever use, is on record. It is unknown of a pupil of whose answers one does not say who gave it, and where no
    answer of the register does ``n`` is 0: no data.
    """
    left = audit.people["left_on"].le(pd.Timestamp(audit.as_of))
    pupils = audit.people[audit.people["role"].eq("pupil").fillna(False) & ~left]
    said = audit.consents[audit.consents["status"].ne("not_recorded")]
    givers = giver_kinds(said, audit.people).mask(lambda kinds: kinds.eq(""))
    pupils = pupils if givers.notna().any() else pupils.iloc[:0]
    own = pupils["person_id"].isin(said.loc[givers.eq("own").fillna(False).astype(bool), "person_id"])
    unsaid = pupils["person_id"].isin(said.loc[givers.isna(), "person_id"])
    return rate(pupils.assign(has_own_view=own.astype("boolean").mask(unsaid & ~own)), ["has_own_view"], by=by)


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
    The table ``explanation`` (``docs/tables.md``): a row a person shown or possibly shown, and a last one for what
    concerns the whole placement, where something does. ``who`` follows the policy's ``names_in_outputs``, and so do the
    words that ``why`` quotes: how somebody is called whom the register does not know, and which groups are named.

    Raises
    ------
    InputError
        When the audit has no such item.
    """
    item = audit.items[audit.items["item_id"].eq(item_id)]
    if item.empty:
        raise InputError(f"{item_id!r} is no item of this audit. Take one from audit.items['item_id'].")
    placed = audit.placed[audit.placed["item_id"].eq(item_id)].reset_index(drop=True)
    if placed.empty:
        placed = PLACED.frame([{"item_id": item_id, "scope": item["scope"].iloc[0], "presence": "unnamed"}])
        whole = "not_needed"
    else:
        whole = "incomplete" if placed["presence"].ne("unnamed").any() else "nobody"
    unnamed, possibly = placed["presence"].eq("unnamed"), placed["presence"].eq("possibly")
    stranger = placed["person_id"].isna() & ~unnamed
    own = placed["state"].eq("not_recorded") & placed["needs_own"].fillna(False) & placed["given_on"].notna()
    case = placed["state"].mask(own, "own").mask(stranger, "stranger").mask(unnamed, whole)
    hide = name_hider(audit)
    who = who_in_outputs(placed, audit).mask(unnamed, "Everyone shown")
    quotes = placed["person_ref"].where(stranger).map(lambda ref: _quoted(ref, hide), "ignore").astype("str").fillna("")
    why = case.map(WHY) + quotes
    if whole != "not_needed":
        besides, remedy = _besides(item.iloc[0], hide)
        why, case = why.mask(unnamed, WHY[whole] + besides), case.mask(unnamed, remedy or whole)
    rows = placed.assign(
        who=who,
        presence=placed["presence"].mask(unnamed),
        role=map_values(placed["person_id"], audit.people.set_index("person_id")["role"]),
        given_by=placed["given_by"].map(SAID_BY).astype("str"),
        why=why.mask(possibly, MAY_BE + why),
        what_would_change_it=case.mask(possibly, "possibly").map(CHANGE),
    )
    return EXPLANATION.frame(rows[[*EXPLANATION.columns]])


def who_in_outputs(placed: pd.DataFrame, audit: Audit) -> pd.Series:
    """How outputs may call each person of rows of ``placed``: by the register, else as the policy lets them be."""
    names = audit.policy.names_in_outputs
    stranger = placed["person_id"].isna()
    who = map_values(placed["person_id"], person_labels(audit.people, names))
    return who.mask(stranger, placed["person_ref"] if names == "full" else NOT_NAMED)


def _besides(item: pd.Series, hide: NameHider) -> tuple[str, str | None]:
    """What is known of those in a picture whom nobody names, and what would change that."""
    groups, is_unseen = item["groups"], item["is_unseen"]
    said = _quoted(groups, hide) if pd.notna(groups) else ""
    if pd.notna(is_unseen) and is_unseen:
        day = item["answered_on"]
        return (
            f"{said} Not looked at since {long_day(day) if pd.notna(day) else 'somebody said who is shown'}.",
            "unseen",
        )
    return said, "group" if said else None


def _quoted(written: str, hide: NameHider) -> str:
    """What somebody wrote, as far as the policy lets it be read."""
    text = hide(written.replace("\n", "; "))
    return f" Written: “{text}”." if re.search(r"\w", re.sub(r"\[(?:name|id)\]", "", text)) else ""


def placements_called(audit: Audit, said: str) -> pd.DataFrame:
    """The placements that somebody means: by what they are called, the plainest sense that any of them has.

    Those are the id of a placement or a picture, the address of a file, that of a page, the name of a file, and at last
    a part of a title.

    Raises
    ------
    InputError
        When none of them is called so.
    """
    said, items, files = said.strip(), audit.items, audit.files
    words = said.casefold()
    names = [files[column].fillna("").map(_file_name) for column in ("url", "path")]
    titles = [items[column].fillna("").str.casefold().str.contains(words, regex=False) for column in TITLES]
    senses = [
        items["item_id"].eq(said),
        items["asset_id"].eq(said),
        items["asset_id"].isin(files.loc[files["url"].fillna("").map(address).eq(address(said)), "asset_id"]),
        items["page_url"].fillna("").map(page_key).eq(page_key(said)),
        items["asset_id"].isin(files.loc[names[0].eq(words) | names[1].eq(words), "asset_id"]),
        titles[0] | titles[1],
    ]
    meant = next((sense for sense in senses if words and sense.any()), None)
    if meant is None:
        raise InputError(
            f"{said!r}: no picture of this audit. Give its id (item_id or asset_id), the name or address of its file, "
            "the address of its page, or a part of its title."
        )
    return items[meant.fillna(False)]


def _file_name(place: str) -> str:
    """The name of a file by its address or its path on any computer, in the form in which names are compared."""
    path = unquote(path_of(place)) if is_url(place) else place
    return re.split(r"[/\\!]", path)[-1].casefold()


def people_at_risk(audit: Audit) -> pd.DataFrame:
    """Of which members of a group that is named it has to be asked whether they are in the picture, as they refused.

    Parameters
    ----------
    audit
        The audit.

    Returns
    -------
    A row a picture that they put at risk: ``asset_id``, ``who`` (those who may be shown and refused, withdrew or no
    longer agree, as outputs may call them: by the reference that :func:`who_is_meant` resolves, where outputs name
    nobody), ``n_at_risk`` of them and ``n_possible``, who may be shown. One who is protected is told from nobody else
    who refused.
    """
    places = audit.items[["item_id", "asset_id"]]
    possible = audit.placed[audit.placed["presence"].eq("possibly")].merge(places, on="item_id")
    one = possible["person_id"].fillna(possible["person_ref"])
    possible = possible.assign(one=one, who=who_in_outputs(possible, audit))
    risky = possible[possible["state"].isin(AGAINST)].drop_duplicates(["asset_id", "one"])
    asked = risky.groupby("asset_id").agg(who=("who", lambda who: [*sorted(who)]), n_at_risk=("one", "size"))
    n_possible = possible.groupby("asset_id")["one"].nunique().rename("n_possible")
    return asked.join(n_possible).reset_index()


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
