"""Everything joined: inventory, media, register and policy become one :class:`Audit`.

``audit.items`` is the wide frame the data lead lives in: a row a placement, every measure a column. An asset's
measures are those of all its files together: a picture is clean only when the copy on show, the resized copies and
the original that can still be fetched are all known to be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from imgaudit.answers import Answers, answered, covered_copies
from imgaudit.as_html import card_html
from imgaudit.consent import needed_scopes, people_placed, placement_consent
from imgaudit.crawlers import asked_of_crawlers
from imgaudit.errors import InputError, did_you_mean
from imgaudit.exports import Inventory
from imgaudit.exports.inventory import read_to_no_end
from imgaudit.foreign.dates import given_day
from imgaudit.frames import beside, is_among, map_values, of_distinct
from imgaudit.lookalikes import alike_pictures, elsewhere
from imgaudit.measures import (
    asset_faces,
    asset_measures,
    measured_files,
    place_ids,
    same_pictures,
    with_faces,
    with_looks,
    with_places,
)
from imgaudit.membership import members_placed, named_groups
from imgaudit.names.placements import placement_names
from imgaudit.policy import Policy, due_on, is_due_by_terms
from imgaudit.practices import PRACTICES
from imgaudit.presence import who_is_shown
from imgaudit.register import Register
from imgaudit.registers import Registers, judged, with_found
from imgaudit.residue import left_over
from imgaudit.reviews import Reviews, reviewed
from imgaudit.rules import ENGINES, by_visits, find
from imgaudit.showing import hider_of, shown_frame
from imgaudit.tables import (
    ALIKE,
    AUDIT_ITEMS,
    CONSENTS,
    DECISIONS,
    EXPLAINED,
    FACES,
    HEADINGS,
    MEMBERS,
    PEOPLE,
    PROBLEMS,
    RECORDS,
    SEVERITIES,
    SOURCES,
    VISITS,
)
from imgaudit.terms import term_of
from imgaudit.wording import about, long_day, term_and_day

TOLD_OF_ASSETS = (
    "asset_id", "url", "edit_url", "kind", "shows", "people_complete", "groups", "groups_complete", "answered_on",
    "signed_off_by", "signed_off_on", "is_unseen", "platform_has_location", "platform_has_people",
)  # fmt: skip
"""What stands beside each placement of its asset."""


NO_REGISTER = Register(PEOPLE.empty(), CONSENTS.empty(), PROBLEMS.empty())


@dataclass(frozen=True, slots=True, repr=False)
class Audit:
    """One audit: its frames, and the policy and engine they were made by.

    - ``items``: the wide frame, a row a placement of a picture or video (``docs/tables.md``: ``audit.items``).
    - ``assets`` (with who is shown, as far as anything tells), ``appearances`` (with ``person_id``).
    - ``placed``: a row a person in a placement, with their consent there; somebody unnamed among them.
    - ``sources``: as read. ``problems``: names hidden as the policy says, like in every output.
    - ``files``: the files with their ``media`` columns.
    - ``people``, ``consents``, ``members``, ``headings``: the register's; empty without a register.
    - ``alike``: which assets look alike, both ways; empty where nobody looked (:func:`find_looks`).
    - ``names``: a row a register name beside a placement.
    - ``findings``: a row a rule broken.
    - ``visits``, ``records``, ``decisions``: what the public gets, registers for practices that pictures do not show
      (and which files of pictures that were said to be done still answer), and what people said of the actions; empty
      where there is none.
    - ``policy``, ``term``, ``as_of``, ``engines``: what it was made by, for and when.
    - ``register_completeness``: whether the register was read whole, in part, or nobody can say.
    """

    items: pd.DataFrame
    assets: pd.DataFrame
    files: pd.DataFrame
    appearances: pd.DataFrame
    placed: pd.DataFrame
    people: pd.DataFrame
    consents: pd.DataFrame
    sources: pd.DataFrame
    problems: pd.DataFrame
    names: pd.DataFrame
    findings: pd.DataFrame
    policy: Policy
    term: str | None
    as_of: date
    engines: Mapping[str, str] = field(default_factory=lambda: dict(ENGINES))
    visits: pd.DataFrame = field(default_factory=VISITS.empty, kw_only=True)
    records: pd.DataFrame = field(default_factory=RECORDS.empty, kw_only=True)
    decisions: pd.DataFrame = field(default_factory=DECISIONS.empty, kw_only=True)
    register_completeness: str = field(default="unknown", kw_only=True)
    headings: pd.DataFrame = field(default_factory=HEADINGS.empty, kw_only=True)
    members: pd.DataFrame = field(default_factory=MEMBERS.empty, kw_only=True)
    is_part: bool = field(default=False, kw_only=True)
    alike: pd.DataFrame = field(default_factory=ALIKE.empty, kw_only=True)

    def __repr__(self) -> str:
        """Counts only: a frame in full would put pupils' names on the screen."""
        return (
            f"<Audit of {self.policy.school}, {self.term or self.as_of}: {len(self.items):,} items, "
            f"{len(self.files):,} files, {len(self.findings):,} findings, {len(self.problems):,} problems>"
        )

    def _repr_html_(self) -> str:
        found = self.findings["severity"].value_counts()
        unread = self.files["status"].ne("ok").fillna(True)
        counts = [
            ("placements", f"{len(self.items):,}"),
            ("pictures and videos", f"{self.items['asset_id'].nunique():,}"),
            ("files", f"{len(self.files):,}, {int(unread.sum()):,} of them not looked into"),
            ("people in the register", f"{len(self.people):,}" if len(self.people) else "no register"),
            *((f"findings: {severity}", f"{found.get(severity, 0):,}") for severity in SEVERITIES),
        ]
        title = f"{self.policy.school} · {term_and_day(self.term, self.as_of)}"
        following = "ia.scorecard(audit), then ia.write_workbook(audit, 'actions.xlsx')"
        return card_html(title, self.problems, ("what", "how many"), counts, following)

    @property
    def policies(self) -> dict[str, Policy]:
        """Site → the policy as that site has it."""
        frames = (self.items, self.sources, self.records, self.findings)
        return self.policy.by_site([site for frame in frames for site in frame["site"].unique()])

    def where(self, mask: pd.Series | pd.DataFrame | Sequence[bool]) -> Audit:
        """The part of the audit in which a mask over ``items`` is true; unknown counts as not true.

        Findings, names, assets, files, appearances and those placed are narrowed to those items. Findings about an
        asset stay where one of its placements on that channel does; those about an account, a person or a policy do
        not. A part cannot be saved to the history: what was left out would look resolved.

        Parameters
        ----------
        mask
            A column of yes, no and unknown with the index of ``items``, as many values in their order, or a part of
            ``items`` itself such as ``audit.items.query("channel == 'website'")``.

        Returns
        -------
        A new :class:`Audit`.

        Raises
        ------
        InputError
            When the mask does not fit ``items``.
        """
        items = self.items[_as_mask(mask, self.items)].reset_index(drop=True)
        kept = set(items["asset_id"])
        ids = set(items["item_id"])
        subjects = {*ids, *(items["asset_id"] + "@" + items["channel"])}

        def narrowed(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame["asset_id"].isin(kept)].reset_index(drop=True)

        return replace(
            self,
            items=items,
            assets=narrowed(self.assets),
            files=narrowed(self.files),
            alike=self.alike[self.alike[["asset_id", "alike_id"]].isin(kept).all(axis="columns")].reset_index(
                drop=True
            ),
            appearances=narrowed(self.appearances),
            placed=self.placed[self.placed["item_id"].isin(ids)].reset_index(drop=True),
            names=self.names[self.names["item_id"].isin(ids)].reset_index(drop=True),
            findings=self.findings[self.findings["subject_id"].isin(subjects)].reset_index(drop=True),
            visits=narrowed(self.visits),
            records=RECORDS.empty(),
            is_part=True,
        )


def _as_mask(mask: object, items: pd.DataFrame) -> np.ndarray:
    if isinstance(mask, pd.DataFrame) and "item_id" in mask:
        return items["item_id"].isin(set(mask["item_id"])).to_numpy()
    if isinstance(mask, pd.Series) and set(mask.index) == set(items.index):
        values = mask.reindex(items.index)
    elif not isinstance(mask, (str, pd.Series, pd.DataFrame)) and pd.api.types.is_list_like(mask):
        values = pd.Series(np.asarray(mask))
    else:
        values = pd.Series(dtype="object")
    try:
        answer = values.astype("boolean").fillna(False).to_numpy(dtype=bool)
    except (TypeError, ValueError):
        answer = np.empty(0, dtype=bool)
    if len(answer) != len(items):
        raise InputError(
            "where() takes a column of yes and no with the index of audit.items, such as "
            "audit.items['channel'].eq('website'), or a part of it: audit.items.query(\"channel == 'website'\")."
        )
    return answer


def run_audit(
    inventory: Inventory,
    media: pd.DataFrame | None = None,
    register: Register | None = None,
    *,
    policy: Policy | None = None,
    as_of: str | date | None = None,
    term: str | None = None,
    answers: Answers | pd.DataFrame | None = None,
    records: Registers | pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    reviews: Reviews | pd.DataFrame | None = None,
    explained: Mapping[str, str] | None = None,
    faces: pd.DataFrame | None = None,
    looks: pd.DataFrame | None = None,
) -> Audit:
    """Set what is published against what the files give away, the policy's limits and the consent register.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave.
    media
        What :func:`scan` gave; without it every exposure is unknown.
    register
        What :func:`read_register` gave; without it every consent is unknown.
    policy
        The school's decisions; default: those of :class:`Policy`.
    as_of
        The day the audit speaks for, ``2025-12-19``; default: today, or the last day of a term that is over.
    term
        The term's id; default: the policy's term of that day.
    answers
        What :func:`load_answers` or :func:`read_answers` gave: who is shown, as somebody said. A *complete* answer,
        which names everyone or says that nobody is shown, stands in place of what exports and tags say; any other adds
        to it. One about a picture that has changed since is not used, and one about a picture that may have never says
        who everyone is.
    records
        What :func:`read_registers` gave, or the table ``records``: what registers say of settings, training, policies
        and the like.
    decisions
        The table ``decisions``: what people said of actions, in this term and before.
    reviews
        What :func:`load_reviews` or :func:`read_reviews` gave: when somebody looked at a picture, and why it is needed.
    explained
        Source → ``moved`` or ``taken down``: why an export lacks most of what it held the time before. ``imgaudit
        trends`` asks; until it is answered, what is gone from that export is not resolved.
    faces
        What :func:`find_faces` gave; without it framing is unknown.
    looks
        What :func:`find_looks` gave; without it only equal copies are known.

    Returns
    -------
    A frozen :class:`Audit`. No frame given is changed.

    Raises
    ------
    InputError
        When frames do not belong together or a value does not fit its column.
    """
    policy = Policy() if policy is None else policy
    register = NO_REGISTER if register is None else register
    is_known = is_among(inventory.items["asset_id"], inventory.assets["asset_id"])
    if lost := {*inventory.items.loc[~is_known, "asset_id"]}:
        raise InputError(f"{len(lost)} items are of assets that are not in the inventory, such as {min(lost)}.")
    day = _day(as_of, term, policy)
    sources = _with_explanations(inventory.sources, explained)
    told = records.problems if isinstance(records, Registers) else PROBLEMS.empty()
    records = RECORDS.empty() if records is None else records
    records = RECORDS.frame(records.records if isinstance(records, Registers) else records)
    sites = [*inventory.items["site"].unique(), *records["site"].unique()]
    absent = _of_no_site(policy, {*sites, *inventory.sources["site"].dropna()})
    policies = policy.by_site(sites)
    _check_term(term, policy)
    term = term or term_of(day, policy.terms)

    # Files → pictures: what each gives away, which hold the same picture, who is shown in it.
    looked = _faces_by_policy(faces, inventory, policies)
    files = with_looks(with_faces(measured_files(inventory.files, media), looked), looks)
    pictures = same_pictures(files, inventory.assets)
    pairs = alike_pictures(files, pictures)
    places = place_ids(inventory.assets.set_index("asset_id")["picture_url"])
    groups = named_groups(register.members)
    said = answered(answers, files, places, pictures=pictures, people=register.people, named_groups=groups, as_of=day)
    assets, shown, doubts = who_is_shown(inventory, files, said, pictures, register.people, groups)
    assets = reviewed(assets, reviews, files, places, day)
    # Pictures → placements: where each stands, and what consent and the register say there.
    items = _placements(inventory.items, assets, files, pictures, places)
    items = items.assign(faces_covered_on=map_values(items["asset_id"], covered_copies(answers, files)))
    items = _with_policy(items, policies, sources, policy.timezone)
    items = items.assign(is_elsewhere=elsewhere(items, files, pairs))
    members, is_whole = members_placed(items, shown, register.members, register.people, policies)
    placed = people_placed(
        items.assign(is_listed=items["groups_complete"].fillna(False).astype(bool) & is_whole),
        shown, register.people, register.consents, as_of=day, policies=policies, members=members,
    )  # fmt: skip
    consent = placement_consent(items, placed, is_asked=len(register.people) > 0)
    named, names = placement_names(items, files, register.people, policies, inventory.page_texts)
    items = pd.concat([items, consent, named], axis="columns")
    # Placements → practices, each with columns of its own → findings.
    added = [practice.add(items, assets, files, day) for practice in PRACTICES if practice.add]
    wide = AUDIT_ITEMS.frame(pd.concat([items, *added], axis="columns"))
    decided = {
        site: {**own.as_dict(), **ENGINES, **by_visits(inventory.visits, site)} for site, own in policies.items()
    }
    decisions = DECISIONS.frame(DECISIONS.empty() if decisions is None else decisions)
    records = judged(with_found(records, inventory.items), policies, day)
    left = left_over(inventory.visits, decisions, files, wide, day, policy.timezone)
    seen = [left[left["site"].isin(policies)], asked_of_crawlers(files, wide)]
    # Of this practice no register tells: what stands there an earlier audit made of what it saw.
    records = RECORDS.frame(pd.concat([records[records["practice"].ne("visibility")], *seen], ignore_index=True))
    findings = find(wide, records, decided=decided)
    problems = [
        register.problems,  # what is not understood there takes away consent: said first
        told,
        *_without(register),
        absent,
        _without_terms(findings, policies, day),  # before remarks of which there may be many
        inventory.problems,
        doubts,
        _not_audited(inventory.assets),
        _not_counted(shown, register, day),
    ]
    for frame in (wide, files, records):  # charts of any part of them name school, term, day and limit
        frame.attrs.update(about([own.as_dict() for own in policies.values()] or [policy.as_dict()], term, day))
    return Audit(
        items=wide,
        assets=assets,
        files=files,
        appearances=shown,
        placed=placed,
        people=register.people,
        consents=register.consents,
        sources=sources,
        problems=shown_frame(
            pd.concat(problems, ignore_index=True), hider_of(policy, register.people, register.consents, shown, wide)
        ),
        names=names,
        findings=findings,
        policy=policy,
        term=term,
        as_of=day,
        visits=inventory.visits,
        records=records,
        decisions=decisions,
        register_completeness=register.completeness if len(register.people) else "unknown",
        headings=register.headings,
        alike=pairs,
        members=register.members,
    )


def _faces_by_policy(
    faces: pd.DataFrame | None, inventory: Inventory, policies: Mapping[str, Policy]
) -> pd.DataFrame | None:
    """What was counted of faces, but for sites whose policy says that they are not looked for."""
    if faces is None:
        return None
    off = [site for site, policy in policies.items() if not policy.look_for_faces]
    assets = inventory.assets.loc[inventory.assets["site"].isin(off), "asset_id"]
    hidden = inventory.files.loc[inventory.files["asset_id"].isin(assets), "file_id"]
    faces = FACES.frame(faces)
    return faces[~faces["file_id"].isin(hidden)]


def _placements(
    items: pd.DataFrame, assets: pd.DataFrame, files: pd.DataFrame, pictures: pd.Series, places: pd.Series
) -> pd.DataFrame:
    """The placements of all that shows pictures, each with what is known of its asset and of all the asset's files.

    Who uploaded them is no part of an audit: it is nobody's business but that of the register of training.
    """
    items = items.drop(columns="uploaded_by", errors="ignore")
    media = assets.loc[assets["kind"].ne("other").fillna(True), [*TOLD_OF_ASSETS]]
    items = items[is_among(items["asset_id"], media["asset_id"])].reset_index(drop=True)
    for measured in (asset_measures(files), asset_faces(files)):
        media = beside(media, measured, "asset_id")
    items = with_places(beside(items, media, "asset_id"))
    items[["n_files", "n_files_unread"]] = items[["n_files", "n_files_unread"]].fillna(0)
    return items.assign(
        picture_id=map_values(items["asset_id"], pictures).fillna(items["asset_id"]),
        place_id=map_values(items["asset_id"], places),
    )


def _with_policy(
    items: pd.DataFrame, policies: Mapping[str, Policy], sources: pd.DataFrame, timezone: str
) -> pd.DataFrame:
    """The placements with what the policy of their site makes of them, and whether their export goes on unread."""
    limits = map_values(items["site"], {site: decided.max_side_px for site, decided in policies.items()})
    widest = map_values(items["site"], {site: decided.max_face_px for site, decided in policies.items()})
    wide = items["widest_face_px"].astype("Int64") > widest.astype("Int64")
    return items.assign(
        published_on=items["published_at"].dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize(),
        is_oversized=items["longest_px"] > limits.astype("Int64"),
        # No only where somebody said that nobody is shown: a face that was missed may be wider.
        has_wide_face=wide.mask(~wide.fillna(False)).mask(items["shows"].eq("nobody").fillna(False), False),
        activity=_activities(items, policies),
        scope=needed_scopes(items, policies),
        more_unread=items["source_id"].isin(read_to_no_end(sources)).astype("boolean"),
    )


def _activities(items: pd.DataFrame, policies: Mapping[str, Policy]) -> pd.Series:
    """The activity at higher risk of which page, title, caption or file name speak; empty: none is spoken of."""
    said = pd.Series("", index=items.index, dtype="str")
    for column in ("page_title", "title", "caption", "alt_text", "page_url", "url"):
        text = items[column].fillna("")
        if column.endswith("url"):
            text = of_distinct(text, lambda addresses: addresses.str.replace(r"[\W_]+", " ", regex=True))
        said += "\n" + text
    activity = np.full(len(items), None, dtype=object)
    for site, policy in policies.items():
        rows = np.flatnonzero(items["site"].eq(site))
        codes, texts = pd.factorize(said.iloc[rows])
        for name, pattern in [*policy.activities.items()][::-1]:
            speaks = np.array([bool(re.search(pattern, text)) for text in texts], dtype=bool)
            activity[rows[speaks[codes]]] = name
    return pd.Series(activity, index=items.index, dtype="str")


def _with_explanations(sources: pd.DataFrame, explained: Mapping[str, str] | None) -> pd.DataFrame:
    """The sources, with what somebody said of those that lack most of what they held."""
    known = set(sources["source_id"])
    for source, why in (explained or {}).items():
        if source not in known:
            raise InputError(f"explained: no export {source!r} was read{did_you_mean(source, sorted(known))}")
        if why not in EXPLAINED:
            raise InputError(f"explained: {source} = {why!r} should be {' or '.join(map(repr, EXPLAINED))}.")
    said = sources["source_id"].map(dict(explained or {}))
    return SOURCES.frame(sources.assign(explained=said.astype("str")))


def _of_no_site(policy: Policy, sites: Collection[str]) -> pd.DataFrame:
    """Settings of schools that are not in this audit. A trust's policy may have them; a wrong name looks the same."""
    reason = (
        "[sites.{}] counts for nothing here: this audit has no such site. That is right where the policy is of a "
        f"trust; else correct the name. Sites: {', '.join(sorted(sites))}."
    )
    rows = [
        {"file": "policy", "column": "sites", "code": "missing", "reason": reason.format(name), "value": name}
        for name in policy.elsewhere(sites)
    ]
    return PROBLEMS.frame(pd.DataFrame(rows, columns=list(PROBLEMS.columns)))


def _not_audited(assets: pd.DataFrame) -> pd.DataFrame:
    """Sound, ZIPs and the like are no pictures, but may hold some: said, not counted."""
    other = assets[assets["kind"].eq("other")]
    return PROBLEMS.frame(
        pd.DataFrame(
            {
                "file": other["url"].fillna(other["asset_id"]),
                "code": "not_media",
                "reason": "Neither picture, video nor document, so not audited: look by hand whether it shows anybody.",
            }
        )
    )


def _without(register: Register) -> list[pd.DataFrame]:
    if len(register.people):
        return []
    reason = "No consent register was read: whether consent covers anybody is unknown. Give the MIS's export."
    return [PROBLEMS.frame([{"file": "consent register", "code": "missing", "reason": reason}])]


def _not_counted(shown: pd.DataFrame, register: Register, day: date) -> pd.DataFrame:
    """People shown whom the register does not tell apart, and answers of a later day."""
    unmatched = shown["person_id"].isna() & (len(register.people) > 0)  # without a register nobody is expected in it
    later = int(register.consents["given_on"].gt(pd.Timestamp(day)).sum())
    rows: list[dict[str, object]] = [
        {
            "file": "who is shown",
            "code": "unknown_person",
            "reason": "Not in the register, or more than one person of that name: write the UPN or admission number.",
            "value": reference,
        }
        for reference in shown.loc[unmatched, "person_ref"].unique()
    ]
    if later:
        reason = f"Answers dated after {day}, the day of the audit, are not counted: check their dates."
        place = {"file": "register", "column": "given_on"}
        rows.append({**place, "code": "date", "reason": reason, "value": str(later)})
    return PROBLEMS.frame(pd.DataFrame(rows, columns=list(PROBLEMS.columns)))


def _without_terms(findings: pd.DataFrame, policies: Mapping[str, Policy], day: date) -> pd.DataFrame:
    """Work that is due on days of which nobody has said whether they are holidays."""
    rows = []
    for site, found in findings.groupby("site")["severity"]:
        policy, severities = policies[str(site)], {*found.unique()}
        due = [
            f"{severity}: {long_day(due_on(severity, day, policy))}"
            for severity in SEVERITIES
            if severity in severities and not is_due_by_terms(severity, day, policy)
        ]
        if due:
            reason = (
                f"The terms listed do not reach the days on which actions are due ({', '.join(due)}): there weekdays "
                "count as school days, in the holidays too. List those terms under [[terms]] in policy.toml."
            )
            rows.append({"file": "policy", "column": "terms", "code": "missing", "reason": reason, "value": site})
    return PROBLEMS.frame(pd.DataFrame(rows, columns=list(PROBLEMS.columns)))


def _check_term(term: str | None, policy: Policy) -> None:
    """A misspelt term would be one of its own in the history, beside the one that was meant."""
    known = [each.id for each in policy.terms]
    if term and known and term not in known:
        raise InputError(
            f"term={term!r}: the policy lists no such term{did_you_mean(term, known)} "
            "Correct it, or add it to [[terms]]."
        )


def _day(as_of: str | date | None, term: str | None, policy: Policy) -> date:
    today = datetime.now(ZoneInfo(policy.timezone)).date()
    return given_day(as_of, "as_of") or min([today, *(t.ends for t in policy.terms if t.id == term)])
