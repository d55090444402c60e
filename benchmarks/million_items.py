"""One audit of a million placements, and one of a single placement: seconds and peak memory.

Media is given; nothing is read from disk.

Run: make bench, or python benchmarks/million_items.py [ITEMS]
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd

import imgaudit as ia
from imgaudit.media import KINDS
from imgaudit.register import Register
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, MEDIA, PEOPLE, PROBLEMS, SOURCES

T = TypeVar("T")

PEOPLE_COUNT = 20_000
SCOPES = ("website", "social", "print")
CHANNELS = np.array(["website", "facebook", "instagram", "prospectus"])


def flags(random: np.random.Generator, n: int, may_be: np.ndarray | bool = True) -> pd.array:
    """Half yes where it may be, 5 % unknown, else no."""
    draw = random.random(n)
    yes = (draw < 0.5) & may_be
    return pd.array(np.where(draw > 0.95, np.nan, yes.astype("float64")), dtype="Float64").astype("boolean")


def made(n_items: int) -> tuple[ia.Inventory, pd.DataFrame, Register]:
    """An inventory with three placements for two assets, some with an original beside the copy, and a register."""
    random = np.random.default_rng(2026)
    n_assets, n_files = n_items * 2 // 3, n_items
    asset_ids = np.array([f"fernhollow/wp/fernhollow.example/{i}" for i in range(n_assets)], dtype=object)
    asset = asset_ids[np.arange(n_items) % n_assets]
    channel = CHANNELS[random.integers(0, len(CHANNELS), n_items)]
    items = pd.DataFrame(
        {
            "item_id": [f"{a}@{i}" for i, a in enumerate(asset)],
            "asset_id": asset,
            "source_id": "fernhollow/" + pd.Series(channel) + "/wxr",
            "site": "fernhollow",
            "channel": channel,
            "page_url": [f"https://fernhollow.example/page/{i % 9999}" for i in range(n_items)],
            "title": "Sports day",
            "in_use": True,
        }
    )
    assets = pd.DataFrame(
        {
            "asset_id": asset_ids,
            "site": "fernhollow",
            "kind": "picture",
            "shows": random.choice(["pupils", "nobody", "unknown"], n_assets),
            "people_complete": flags(random, n_assets),
        }
    )
    owner = asset_ids[np.arange(n_files) % n_assets]
    role = np.where(np.arange(n_files) < n_assets, "published", "original")
    files = pd.DataFrame({"file_id": [f"{a}#{i}" for i, a in enumerate(owner)], "asset_id": owner, "role": role})
    unstripped = (
        random.random(n_files) < 0.2
    )  # with this there are about as many findings an item as at the sample school
    media = pd.DataFrame(
        {
            "file_id": files["file_id"],
            "status": "ok",
            "format": "jpeg",
            "width_px": random.integers(200, 1200, n_files),
            "height_px": random.integers(200, 1200, n_files),
            "content_hash": [f"{i:064x}" for i in range(n_files)],
            "image_hash": [f"{i % (n_files - 999):064x}" for i in range(n_files)],
            **{f"has_{kind}": flags(random, n_files, unstripped) for kind in KINDS},
            "found": np.where(unstripped, "location: GPSLatitude in GPS IFD\ndevice: Model in IFD0", None),
            "engine": "1",
        }
    )
    shown = pd.DataFrame(
        {
            "asset_id": np.repeat(asset_ids, 2)[: n_assets * 3 // 2],
            "person_ref": [f"Z{i:012d}" for i in random.integers(0, PEOPLE_COUNT, n_assets * 3 // 2)],
            "evidence": "listed",
        }
    ).drop_duplicates(["asset_id", "person_ref"])
    people = pd.DataFrame({"person_id": [f"person-{i}" for i in range(PEOPLE_COUNT)]})
    people = people.assign(upn=[f"Z{i:012d}" for i in range(PEOPLE_COUNT)], role="pupil")
    consents = people[["person_id"]].merge(pd.DataFrame({"scope": SCOPES}), how="cross")
    consents["status"] = random.choice(["granted", "refused", "not_recorded"], len(consents), p=[0.8, 0.1, 0.1])
    consents["given_on"] = pd.Timestamp("2025-09-05")
    sources = [
        {"source_id": f"fernhollow/{c}/wxr", "file": "x.xml", "site": "fernhollow", "channel": c, "dialect": "wxr"}
        for c in CHANNELS
    ]
    inventory = ia.Inventory(
        items=ITEMS.frame(items),
        assets=ASSETS.frame(assets),
        files=FILES.frame(files),
        appearances=APPEARANCES.frame(shown),
        sources=SOURCES.frame(sources),
        problems=PROBLEMS.empty(),
    )
    register = Register(PEOPLE.frame(people), CONSENTS.frame(consents), PROBLEMS.empty())
    return inventory, MEDIA.frame(media), register


def timed(label: str, work: Callable[[], T]) -> T:
    """Do it, and print how long it took."""
    start = time.perf_counter()
    result = work()
    print(f"{label:34}{time.perf_counter() - start:8.1f} s")
    return result


def peak() -> float:
    """The most memory this process has held [GB]."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e9


def of_one_placement(rounds: int = 20) -> float:
    """What the audit of one placement, and of a register of two people, takes of the processor [s]."""
    inventory, media, register = made(3)
    asset = inventory.items["asset_id"].iloc[0]
    items, assets, files, shown = (
        frame[frame["asset_id"].eq(asset)]
        for frame in (inventory.items.head(1), inventory.assets, inventory.files, inventory.appearances.iloc[:0])
    )
    one = replace(inventory, items=items, assets=assets, files=files, appearances=shown)
    media = media[media["file_id"].isin(files["file_id"])]
    few = Register(register.people.head(2), register.consents.head(6), PROBLEMS.empty())
    ia.run_audit(one, media, few, as_of="2025-12-19")
    start = time.process_time()
    for _ in range(rounds):
        ia.run_audit(one, media, few, as_of="2025-12-19")
    return (time.process_time() - start) / rounds


def main() -> None:
    """Make the frames, audit them, ask the three statistics."""
    print(f"{'run_audit of one placement':34}{of_one_placement():8.3f} CPU-s")
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    inventory, media, register = made(n)
    print(
        f"{n:,} items, {len(media):,} files, {len(inventory.appearances):,} appearances; {peak():.2f} GB to begin with"
    )
    start = time.perf_counter()
    audit = timed("run_audit", lambda: ia.run_audit(inventory, media, register, as_of="2025-12-19"))
    timed("exposure by channel", lambda: ia.exposure(audit.items, by="channel"))
    timed("resolution by channel", lambda: ia.resolution(audit.items, by="channel"))
    timed("consent_coverage by channel", lambda: ia.consent_coverage(audit.items, by="channel"))
    print(f"{'in all':34}{time.perf_counter() - start:8.1f} s, peak {peak():.2f} GB, {len(audit.findings):,} findings")


if __name__ == "__main__":
    main()
