"""Everything joined: inventory, media, register and policy become one :class:`Audit`.

``audit.items`` is the wide frame the data lead lives in: a row a placement, every measure a column. An asset's
measures are those of all its files together: a picture is clean only when the copy on show, the resized copies and
the original that can still be fetched are all known to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from imgaudit.consent import consent_states, placement_consent, shown_people
from imgaudit.errors import InputError
from imgaudit.exports import Inventory
from imgaudit.media import ENGINE_VERSION
from imgaudit.policy import Policy
from imgaudit.register import Register
from imgaudit.rules import find
from imgaudit.tables import APPEARANCES, AUDIT_ITEMS, CONSENTS, EXPOSURE_COLUMNS, MEDIA, PEOPLE, PROBLEMS, lookup
from imgaudit.terms import term_of

SCALED_FROM_PX = 2560
"""WordPress 5.3 and later keeps the untouched original beside a scaled copy of anything larger (make.wordpress.org)."""

ROLE_ORDER = {"original": 0, "published": 1, "resized": 2}


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit: its frames, and the policy and engine they were made by.

    - ``items``: the wide frame, a row a placement of a picture or video (``docs/tables.md``: ``audit.items``).
    - ``assets``, ``appearances`` (with ``person_id``), ``sources``, ``problems``: as read.
    - ``files``: the files with their ``media`` columns.
    - ``people``: the register's people; empty without a register.
    - ``findings``: a row a rule broken.
    - ``policy``, ``term``, ``as_of``, ``engine``: what it was made by, for and when.
    """

    items: pd.DataFrame
    assets: pd.DataFrame
    files: pd.DataFrame
    appearances: pd.DataFrame
    people: pd.DataFrame
    sources: pd.DataFrame
    problems: pd.DataFrame
    findings: pd.DataFrame
    policy: Policy
    term: str | None
    as_of: date
    engine: str

    def where(self, mask: pd.Series) -> Audit:
        """The part of the audit in which a mask over ``items`` is true; unknown counts as not true.

        Findings, assets, files and appearances are narrowed to those items. Findings about an asset stay where one
        of its placements on that channel does.
        """
        items = self.items[mask.fillna(False).to_numpy(dtype=bool)].reset_index(drop=True)
        kept = set(items["asset_id"])
        placed = pd.MultiIndex.from_frame(items[["asset_id", "channel"]])
        about_item = self.findings["subject_id"].isin(set(items["item_id"]))
        about_asset = self.findings["subject_kind"].eq("asset") & pd.MultiIndex.from_frame(
            self.findings[["asset_id", "channel"]]
        ).isin(placed)

        def narrowed(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame["asset_id"].isin(kept)].reset_index(drop=True)

        return replace(
            self,
            items=items,
            assets=narrowed(self.assets),
            files=narrowed(self.files),
            appearances=narrowed(self.appearances),
            findings=self.findings[about_item | about_asset].reset_index(drop=True),
        )


def run_audit(
    inventory: Inventory,
    media: pd.DataFrame | None = None,
    register: Register | None = None,
    *,
    policy: Policy | None = None,
    as_of: str | date | None = None,
    term: str | None = None,
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
        The day the audit speaks for, ``2025-12-19``; default: today.
    term
        The term's id; default: the policy's term of that day.

    Returns
    -------
    A frozen :class:`Audit`. No frame given is changed.

    Raises
    ------
    InputError
        When frames do not belong together or a value does not fit its column.
    """
    policy = policy or Policy()
    day = (
        date.fromisoformat(as_of) if isinstance(as_of, str) else as_of or datetime.now(ZoneInfo(policy.timezone)).date()
    )
    register = register or Register(PEOPLE.empty(), CONSENTS.empty(), PROBLEMS.empty())
    files = _measured(inventory.files, media)
    picture_of = _same_pictures(files)
    tags = files[["asset_id", "person_names"]].dropna()
    tagged = tags.assign(person_ref=tags["person_names"].str.split("\n"), evidence="metadata").explode("person_ref")
    appearances = APPEARANCES.frame(
        pd.concat([inventory.appearances, tagged[[*APPEARANCES.columns]]]).drop_duplicates(list(APPEARANCES.key))
    )
    shown = shown_people(appearances, register.people)
    if lost := set(inventory.items["asset_id"]) - set(inventory.assets["asset_id"]):
        raise InputError(f"{len(lost)} items are of assets that are not in the inventory, such as {min(lost)}.")
    other = inventory.assets[inventory.assets["kind"].eq("other")]
    items = inventory.items[~inventory.items["asset_id"].isin(other["asset_id"])].merge(
        inventory.assets[["asset_id", "url", "edit_url", "kind", "shows", "people_complete"]],
        on="asset_id",
        how="left",
        validate="many_to_one",
    )
    items = items.merge(_asset_measures(files), on="asset_id", how="left")
    items[["n_files", "n_files_unread"]] = items[["n_files", "n_files_unread"]].fillna(0)
    items["shows"] = (
        items["shows"]
        .mask(items["shows"].eq("unknown"))
        .fillna(lookup(items["asset_id"], _roles(shown, register.people)))
    )
    items["shows"] = items["shows"].fillna("unknown")
    limits = {site: policy.for_site(site).max_side_px for site in items["site"].unique()}
    items["is_oversized"] = items["longest_px"] > items["site"].map(limits).astype("Int64")
    items["picture_id"] = lookup(items["asset_id"], picture_of).fillna(items["asset_id"])
    consent = placement_consent(
        items, shown, consent_states(register, as_of=day, policy=policy), register.people, policy=policy
    )
    wide = AUDIT_ITEMS.frame(pd.concat([items, consent], axis="columns"))
    return Audit(
        items=wide,
        assets=inventory.assets,
        files=files,
        appearances=shown,
        people=register.people,
        sources=inventory.sources,
        problems=pd.concat([inventory.problems, register.problems, _not_audited(other)], ignore_index=True),
        findings=find(wide),
        policy=policy,
        term=term or term_of(day, policy.terms),
        as_of=day,
        engine=ENGINE_VERSION,
    )


def _measured(files: pd.DataFrame, media: pd.DataFrame | None) -> pd.DataFrame:
    """The files with what was measured of them, or else what the export declares of their size."""
    measured = MEDIA.empty() if media is None else MEDIA.frame(media)
    if strangers := set(measured["file_id"]) - set(files["file_id"]):
        raise InputError(
            f"media holds {len(strangers)} files that are not in the inventory, such as {min(strangers)}: "
            "scan the inventory that is audited."
        )
    joined = files.merge(measured, on="file_id", how="left", validate="one_to_one")
    return joined.assign(
        status=joined["status"].fillna("not_fetched"),
        width_px=joined["width_px"].fillna(joined["declared_width_px"]),
        height_px=joined["height_px"].fillna(joined["declared_height_px"]),
        longest_px=lambda j: j[["width_px", "height_px"]].max(axis="columns", skipna=False),
        has_any=_any_of([joined[column] for column in EXPOSURE_COLUMNS]),
    )


def _not_audited(other: pd.DataFrame) -> pd.DataFrame:
    """PDFs, sound and the like are no pictures, but may hold some: said, not counted."""
    return PROBLEMS.frame(
        pd.DataFrame(
            {
                "file": other["url"].fillna(other["asset_id"]),
                "reason": "Neither a picture nor a video, so not audited: look by hand whether it shows anybody.",
            }
        )
    )


def _any_of(flags: Sequence[pd.Series]) -> pd.Series:
    """Yes if one is, else unknown if one is, else no."""
    answer = flags[0].astype("boolean")
    for flag in flags[1:]:
        answer = answer | flag.astype("boolean")
    return answer


def _asset_measures(files: pd.DataFrame) -> pd.DataFrame:
    """The files of each asset as one row: exposed if any is, clean if all are known to be."""
    codes, assets = pd.factorize(files["asset_id"])
    flags = [*EXPOSURE_COLUMNS, "has_any"]
    # The order no < unknown < yes makes the maximum the answer for all files together.
    ranks = pd.DataFrame(
        {flag: files[flag].map({False: 0, True: 2}).fillna(1).astype("int8") for flag in flags}, index=files.index
    )
    worst = ranks.groupby(codes).max()
    exposed = worst.eq(2).astype("boolean").mask(worst.eq(1))
    unread = files["status"].ne("ok").astype("int64")
    ordered = files.assign(order=files["role"].map(ROLE_ORDER), code=codes).sort_values("order", kind="stable")
    published = files.assign(code=codes)[files["role"].eq("published").to_numpy()].drop_duplicates("code")
    published = published.set_index("code").reindex(range(len(assets)))
    has_original = files["role"].eq("original").groupby(codes).any().astype("boolean")
    scaled = published["url"].str.contains("-scaled.", regex=False, na=False)
    small = published["longest_px"].lt(SCALED_FROM_PX) & ~scaled
    return pd.DataFrame(
        {
            "asset_id": assets,
            "n_files": files.groupby(codes).size(),
            "n_files_unread": unread.groupby(codes).sum(),
            "status": published["status"],
            "format": published["format"],
            "width_px": published["width_px"],
            "height_px": published["height_px"],
            "longest_px": published["longest_px"],
            "longest_reachable_px": files["longest_px"].groupby(codes).max(),
            # Not listed proves nothing of a picture that may have been scaled down.
            "original_reachable": has_original.mask(~has_original & ~small.fillna(False).astype(bool)),
            "found": ordered.groupby("code")["found"].first(),
            "image_hash": ordered.groupby("code")["image_hash"].first(),
            **{flag: exposed[flag] for flag in flags},
        }
    )


def _roles(shown: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Asset → pupils, staff or both, by the roles of those known to be shown in it."""
    role = lookup(shown["person_id"], people.set_index("person_id")["role"])
    pupils, staff = (role.eq(name).groupby(shown["asset_id"]).any() for name in ("pupil", "staff"))
    answer = pd.Series("both", index=pupils.index, dtype="str").mask(~staff, "pupils").mask(~pupils, "staff")
    return answer[pupils | staff]


def _same_pictures(files: pd.DataFrame) -> pd.Series:
    """Asset → the first, by id, of the assets that hold the same picture, through any chain of equal hashes."""
    codes, assets = pd.factorize(files["asset_id"], sort=True)
    label = np.arange(len(assets))
    links = []
    for column in ("content_hash", "image_hash"):
        keys, known = pd.factorize(files[column])
        links.append((keys[keys >= 0], codes[keys >= 0], len(known)))
    while True:
        before = label.copy()
        for keys, members, count in links:
            lowest = np.full(count, len(assets))
            np.minimum.at(lowest, keys, label[members])
            np.minimum.at(label, members, lowest[keys])
        if (before == label).all():
            return pd.Series(np.asarray(assets)[label], index=assets)
