"""Consent of a million placements, 20,000 people and six scopes: seconds and peak memory of the one pass.

Run: python benchmarks/consent.py [ITEMS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import million_items
import numpy as np
import pandas as pd
from million_items import CHANNELS, PEOPLE_COUNT, made, peak

import imgaudit as ia
from imgaudit.consent import consent_timeline, needed_scopes, people_placed, placement_consent
from imgaudit.frames import map_values

SCOPES = ("website", "social", "print", "press", "video", "internal")


def timed(label: str, work: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """What the work gives; a line of the table."""
    start = time.perf_counter()
    told = work()
    print(f"{label:34}{time.perf_counter() - start:8.1f} s")
    return told


def main() -> None:
    """Make the frames, then ask for every placement's consent now and when it was published."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    million_items.SCOPES = SCOPES
    inventory, _, register = made(n)
    random = np.random.default_rng(7)
    day = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(random.integers(0, 720, n), unit="D")
    assets = inventory.assets[["asset_id", "kind", "shows", "people_complete"]]
    items = inventory.items.assign(published_on=day.tz_localize(None)).merge(assets, on="asset_id")
    policy, as_of = ia.Policy(own_consent_age=13), pd.Timestamp("2025-12-19").date()
    policies = policy.by_site(items["site"].unique())
    items["scope"] = needed_scopes(items, policies)
    consents = register.consents
    print(
        f"{n:,} items on {len(CHANNELS)} channels, {PEOPLE_COUNT:,} people, {len(consents):,} answers; {peak():.2f} GB"
    )
    shown = inventory.appearances.assign(presence="shown")
    by_upn = register.people.set_index("upn")["person_id"]
    shown["person_id"] = map_values(shown["person_ref"], by_upn)
    start = time.perf_counter()
    timed(
        "timeline of every person and scope",
        lambda: consent_timeline(register.people, consents, as_of=as_of, policy=policy),
    )
    placed = timed(
        "who is placed, now and then",
        lambda: people_placed(items, shown, register.people, consents, as_of=as_of, policies=policies),
    )
    answer = timed("placements", lambda: placement_consent(items, placed))
    joined = pd.concat([items.drop(columns=["shows", "people_complete"]), answer], axis="columns")
    timed("coverage by channel", lambda: ia.consent_coverage(joined, by="channel"))
    timed("coverage of assets by channel", lambda: ia.consent_coverage(joined, by="channel", unit="asset"))
    print(f"{'in all':34}{time.perf_counter() - start:8.1f} s, peak {peak():.2f} GB")


if __name__ == "__main__":
    main()
