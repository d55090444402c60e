"""One child among 20,000 placements: how long until every copy of their pictures is listed, and whether one is missed.

Run: python benchmarks/find_person.py [PLACEMENTS]
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import imgaudit as ia

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from planted_copies import PLANTED, WHO, made

N = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000


def main() -> None:
    """Print what it takes, and what was found of what is planted."""
    start = time.process_time()
    audit, planted = made(N)
    print(f"{len(audit.items):,} placements made and audited: {time.process_time() - start:.1f} CPU-s")
    start = time.process_time()
    found = ia.find_person(audit, WHO)
    took = time.process_time() - start
    rows = found[found["what"].eq("placement")]
    got = dict(zip(rows["item_id"], rows["how_sure"], strict=True))
    right = sum(got.get(planted[name]) == how for name, (_, how) in PLANTED.items())
    print(f"found {right}/{len(PLANTED)} planted copies and {len(rows) - right} others: {took:.1f} CPU-s")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


if __name__ == "__main__":
    main()
