"""One audit of 10,000, 100,000 and a million placements, and one of a single placement: CPU time and peak memory.

Media is given; nothing is read from disk. Then what 100,000 distinct captions take beside 3,000 named people.

Run: make bench, or python benchmarks/million_items.py [ITEMS ...]
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd

import imgaudit as ia
from imgaudit.media import KINDS
from imgaudit.register import Register
from imgaudit.tables import APPEARANCES, ASSETS, CONSENTS, FILES, ITEMS, MEDIA, PEOPLE, PROBLEMS, SOURCES

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


def of_many(n_items: int) -> None:
    """Audit so many placements and ask the three statistics; a line of the table. Memory is that of the process yet."""
    inventory, media, register = made(n_items)
    begun = peak()
    start = time.process_time()
    audit = ia.run_audit(inventory, media, register, as_of="2025-12-19")
    seconds = time.process_time() - start
    for rates in (ia.exposure, ia.resolution, ia.consent_coverage):
        rates(audit.items, by="channel")
    asked = time.process_time() - start - seconds
    print(
        f"{n_items:>10,}{len(audit.findings):>11,}{seconds:>11.1f}{seconds / n_items * 1e5:>14.1f}{asked:>12.1f}"
        f"{begun:>10.2f}{peak():>10.2f}"
    )


def of_captions(n_captions: int = 100_000, n_people: int = 3_000) -> None:
    """What so many distinct captions add to an audit beside so many named people, one caption in ten naming one."""
    inventory, media, register = made(n_captions)
    people = register.people.head(n_people)
    called = [
        f"Ta{'lmnrstvz'[i % 8]}{'aeiou'[i % 5]}ki Fern{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}by"
        for i in range(n_people)
    ]
    people = people.assign(
        first_name=[name.split()[0] for name in called], last_name=[name.split()[1] for name in called]
    )
    few = replace(register, people=PEOPLE.frame(people), consents=register.consents.head(n_people * len(SCOPES)))
    words = [
        f"our {i} kites over the field" + (f" by {called[i % n_people]}" if i % 10 == 0 else "")
        for i in range(n_captions)
    ]
    seconds = []
    for caption in (None, words):
        told = replace(inventory, items=ITEMS.frame(inventory.items.assign(caption=caption)))
        start = time.process_time()
        ia.run_audit(told, media, few, as_of="2025-12-19")
        seconds.append(time.process_time() - start)
    print(f"{n_captions:,} distinct captions beside {n_people:,} people: {seconds[1] - seconds[0]:.1f} CPU-s more")


def main() -> None:
    """Audit one placement, then more and more, then captions."""
    print(f"{'run_audit of one placement':34}{of_one_placement():8.3f} CPU-s")
    print("placements   findings  CPU-s run  CPU-s/100,000  statistics  GB before   GB peak")
    for n in [*map(int, sys.argv[1:])] or [10_000, 100_000, 1_000_000]:
        of_many(n)
    of_captions()


if __name__ == "__main__":
    main()
