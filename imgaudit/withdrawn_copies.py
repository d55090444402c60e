"""The copies that a withdrawal asks to be taken down: kept, and which of them are gone by each audit since.

Of a placement an export tells that was read whole and holds it no more (:mod:`imgaudit.comparing`), of an address on
the web a visit alone (:mod:`imgaudit.residue`). What nobody looked at, or not at all of it, is not known, and that is
never gone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from imgaudit.comparing import readings
from imgaudit.consent import REFUSALS
from imgaudit.errors import InputError
from imgaudit.files import private_file
from imgaudit.foreign.addresses import is_url
from imgaudit.frames import map_values, require
from imgaudit.history import History, load_history
from imgaudit.practices.visibility import GONE
from imgaudit.residue import TAKES_AWAY, last_seen, said_done
from imgaudit.tables import FOUND_AS, WITHDRAWN
from imgaudit.wording import counted

if TYPE_CHECKING:
    from imgaudit.audit import Audit

RECORD = "copies.parquet"
"""What the record of a withdrawal is called, in its folder."""


def withdrawn_on(audit: Audit, person_id: str) -> date:
    """The day on which somebody's consent was last refused or withdrawn by the register, else that of the audit."""
    theirs = audit.consents[audit.consents["person_id"].eq(person_id) & audit.consents["status"].isin(REFUSALS)]
    said = theirs.loc[theirs["given_on"].le(pd.Timestamp(audit.as_of)), "given_on"].max()
    return audit.as_of if pd.isna(said) else said.date()


def copies_to_go(audit: Audit, found: pd.DataFrame, who: str, asked_on: date) -> pd.DataFrame:
    """The placements and files that show somebody who withdrew, as they are to be followed from now on.

    Parameters
    ----------
    audit
        The audit. ``found``: what :func:`imgaudit.withdrawing.find_person` made of it. ``who``: a mark of the person.
    asked_on
        The day of the withdrawal.

    Returns
    -------
    The table ``withdrawn`` (``docs/tables.md``): what is shown for sure, and no more; a possible picture is no copy
    until somebody has said so.
    """
    rows = found[found["how_sure"].isin(FOUND_AS[:2])].reset_index(drop=True)
    assets = audit.items.drop_duplicates("asset_id").set_index("asset_id")
    items, files = audit.items.set_index("item_id"), audit.files.set_index("file_id")
    is_file = rows["what"].eq("file")
    hashes = map_values(rows["item_id"], items["image_hash"]).mask(
        is_file, map_values(rows["file_id"], files["image_hash"])
    )
    source = map_values(rows["item_id"], items["source_id"]).fillna(map_values(rows["asset_id"], assets["source_id"]))
    on_web = is_file & rows["address"].map(is_url, na_action="ignore").eq(True)
    day = pd.Timestamp(audit.as_of)
    return WITHDRAWN.frame(
        rows.assign(
            who=who,
            source_id=source,
            image_hash=hashes,
            place_id=map_values(rows["asset_id"], assets["place_id"]),
            is_on_the_web=on_web,
            asked_on=pd.Timestamp(asked_on),
            found_on=day,
            state=pd.Series("still there", rows.index).mask(on_web, "not known"),
            told_on=day,
        )[[*(name for name in WITHDRAWN.columns if name not in ("done_on", "gone_on", "days"))]]
    )


@dataclass(frozen=True, slots=True, repr=False)
class _Look:
    """What one audit tells: its day, placements, exports and what visits saw by then."""

    as_of: pd.Timestamp
    items: pd.DataFrame
    sources: pd.DataFrame
    seen: pd.DataFrame


def copies_gone(
    copies: pd.DataFrame, history: History | str | os.PathLike[str] | None = None, *, audit: Audit | None = None
) -> pd.DataFrame:
    """Which copies of a withdrawal are gone, since when, and within how many days, by all audits that looked since.

    What is missing is gone where its export was read whole, as it was by an audit before; so the history has to hold
    one. A copy that is back, under whatever id, is still there. One that is gone stays so until it is seen again; of
    any other of which the last audit tells nothing, nobody knows.

    Parameters
    ----------
    copies
        The table ``withdrawn``, as :func:`load_copies` gave it.
    history
        The folder, or what :func:`load_history` gave.
    audit
        An audit that is not in the history yet.

    Returns
    -------
    The table ``withdrawn`` (``docs/tables.md``) with ``state``, ``gone_on``, ``days`` and ``told_on`` of today.
    """
    require(copies, WITHDRAWN.columns)
    pasts = [*_pasts(history, copies["found_on"])]
    parts = [_followed(rows, _looks(pasts, str(site), audit)) for site, rows in copies.groupby("site", sort=False)]
    told = pd.concat(parts) if parts else copies
    if audit is not None:
        done = said_done(audit.decisions, audit.as_of, audit.policy.timezone, all_said=True)
        said = done[done["how"].isin(TAKES_AWAY)].groupby("subject_id")["done_on"].agg("max")
        told = told.assign(done_on=told["done_on"].fillna(map_values(told["asset_id"] + "@" + told["channel"], said)))
    days = (told["gone_on"] - told["asked_on"]).dt.days.astype("Int64")
    return WITHDRAWN.frame(told.assign(days=days).sort_index())


def _pasts(history: History | str | os.PathLike[str] | None, found_on: pd.Series) -> Iterator[History]:
    """The audits since, and those by which the copies were found: a later one of that term is saved in their place."""
    if isinstance(history, History):
        yield history
    elif history is not None:
        yield load_history(history)
        for day in found_on.dropna().dt.date.unique():
            with suppress(InputError):  # none was saved by then
                yield load_history(history, until=day)


def _looks(pasts: list[History], site: str, audit: Audit | None) -> list[_Look]:
    """What the audits of a site tell, the earliest first, one a day."""
    looks: dict[pd.Timestamp, _Look] = {}
    for past in pasts:
        for made in past.audits[past.audits["site"].eq(site) & past.audits["is_read"]].to_dict("records"):
            items, sources, visits = (
                frame[frame["site"].eq(site) & frame["term"].eq(made["term"])]
                for frame in (past.items, past.sources, past.visits)
            )
            timezone = json.loads(made["policy"]).get("timezone", "UTC")
            day = pd.Timestamp(made["as_of"])
            looks.setdefault(day, _Look(day, items, sources, last_seen(visits, timezone)))
    if audit is not None:
        items, sources, visits = (frame[frame["site"].eq(site)] for frame in (audit.items, audit.sources, audit.visits))
        day = pd.Timestamp(audit.as_of)
        looks[day] = _Look(day, items, sources, last_seen(visits, audit.policy.timezone))
    return [looks[day] for day in sorted(looks)]


def _followed(copies: pd.DataFrame, looks: list[_Look]) -> pd.DataFrame:
    if not looks:
        return copies
    before: dict[str, Any] = {}
    done = {*(copies["asset_id"] + "@" + copies["channel"])[copies["done_on"].notna()]}
    for look in looks:
        read = readings(look.sources, look.items)
        # With nothing to compare it with, nobody knows whether an export holds all that it should.
        whole = {
            source
            for source, one in read.items()
            if source in before and one.tells_what_is_gone(before[source]) and not one.lost(before[source], done)
        }
        before |= {source: one for source, one in read.items() if source not in before or source in whole}
        copies = _told(copies, look, whole)
    is_old = copies["state"].eq("still there") & copies["told_on"].lt(max(look.as_of for look in looks))
    return copies.assign(state=copies["state"].mask(is_old, "not known"))


def _told(copies: pd.DataFrame, look: _Look, whole: set[str]) -> pd.DataFrame:
    """The copies after one more audit: what it tells of each, where it tells anything later than what is known."""
    is_later = copies["told_on"].le(look.as_of)
    here, gone = _by_exports(copies, look, whole)
    seen = look.seen.drop_duplicates("file_id").set_index("file_id")
    state, seen_on = map_values(copies["file_id"], seen["state"]), map_values(copies["file_id"], seen["seen_on"])
    # What answered before anybody asked for its end says nothing, nor what was known then to be gone.
    is_since = copies["is_on_the_web"] & seen_on.ge(copies["asked_on"]) & state.notna()
    gone = gone.mask(copies["is_on_the_web"], is_since & state.eq(GONE)) & is_later
    here = here.mask(copies["is_on_the_web"], is_since & state.ne(GONE)) & is_later
    day = pd.Series(look.as_of, copies.index).mask(copies["is_on_the_web"], seen_on)
    was_gone = copies["state"].eq("gone")
    return copies.assign(
        state=copies["state"].mask(gone, "gone").mask(here, "still there"),
        gone_on=copies["gone_on"].mask(gone & ~was_gone, day).mask(here),
        told_on=copies["told_on"].mask(gone | here, look.as_of),
    )


def _by_exports(copies: pd.DataFrame, look: _Look, whole: set[str]) -> tuple[pd.Series, pd.Series]:
    """Whether each placement, or picture on this machine, is still there, and whether it is known to be gone."""
    items = look.items
    listed = copies["item_id"].isin(items["item_id"]) | (
        copies["item_id"].isna() & copies["asset_id"].isin(items["asset_id"])
    )
    others = items[~items["item_id"].isin(copies["item_id"])]  # found since, and not on the list yet
    back = pd.Series(False, copies.index)
    for mark in ("asset_id", "image_hash", "place_id"):
        known = (others["channel"] + "\n" + others[mark]).dropna()
        back |= (copies["channel"] + "\n" + copies[mark]).isin(known)
    exported = look.sources.groupby("source_id")["exported_at"].min().dt.tz_localize(None)
    made = map_values(copies["source_id"], exported)
    told = copies["source_id"].isin(whole) & ~made.lt(copies["found_on"]).fillna(False)
    here = listed | back
    return here, ~here & told


def gone_by_copies(copies: pd.DataFrame) -> str:
    """How many copies of a withdrawal are gone, and within how many days, in words.

    >>> rows = {"state": ["gone", "gone", "still there", "not known"], "days": [2, 6, None, None]}
    >>> gone_by_copies(pd.DataFrame(rows))
    '2 of 4 copies are gone, half of them within 4 days; 1 is still there; 1 is not known.'
    """
    counts = {state: int(copies["state"].eq(state).sum()) for state in ("gone", "still there", "not known")}
    days = copies.loc[copies["state"].eq("gone"), "days"].dropna()
    within = counted(round(float(days.median())), "day") if len(days) else ""
    half = "half of them " if len(days) > 1 else ""
    said = [f"{counts['gone']:,} of {counted(len(copies), 'copy', 'copies')} {_are(counts['gone'])} gone"]
    said[0] += f", {half}within {within}" if within else ""
    said += [
        f"{counts[state]:,} {_are(counts[state])} {state}" for state in ("still there", "not known") if counts[state]
    ]
    return "; ".join(said) + "."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def follow_withdrawals(folder: Path, history: str | os.PathLike[str] | None, audit: Audit) -> dict[str, pd.DataFrame]:
    """Every withdrawal that is kept below a folder, by the folder's name: its copies as of this audit, kept anew."""
    told = {}
    for place in sorted(record.parent for record in folder.glob(f"*/{RECORD}")):
        told[place.name] = copies_gone(load_copies(place), history, audit=audit)
        save_copies(told[place.name], place)
    return told


def save_copies(copies: pd.DataFrame, folder: Path) -> Path:
    """Keep the record of a withdrawal in its folder, in one step, for its owner alone."""
    with private_file(folder / RECORD) as file:
        copies.to_parquet(file, engine="pyarrow", index=False)
    return folder / RECORD


def load_copies(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """Read the record of a withdrawal that ``imgaudit withdraw`` kept in a folder.

    Returns
    -------
    The table ``withdrawn`` (``docs/tables.md``); empty where the folder holds none.

    Raises
    ------
    InputError
        When what is there cannot be read.
    """
    place = Path(folder) / RECORD
    if not place.exists():
        return WITHDRAWN.empty()
    try:
        return WITHDRAWN.frame(pd.read_parquet(place, engine="pyarrow"))
    except Exception as error:  # what broken Parquet raises is known to pyarrow alone
        raise InputError(
            f"{place}: the record of this withdrawal cannot be read ({error}). Move it away, and the copies that are "
            "still there are found anew; which of them were gone is then not known."
        ) from error
