"""A trust of 50 schools, one of them broken: on one process, on two, and on a Dask cluster of two workers.

Run: python benchmarks/trust.py [PICTURES] [SCHOOLS], with 2,000 pictures a school where nothing is said. Each way runs
in a process of its own, without a cache; the cluster needs the extra `dask`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from made_trust import make_school, make_trust

import imgaudit as ia
from imgaudit.trust import load_trust

WAYS = ("one process", "two processes", "Dask, two workers")


def run(place: Path, way: str) -> None:
    """Audit the trust in one way, and print what that took."""
    trust = load_trust(place)
    trust = replace(trust, history=trust.history / way.replace(", ", "-").replace(" ", "-"), page=None)
    began = time.perf_counter()
    if way.startswith("Dask"):
        from distributed import Client, LocalCluster

        with (
            LocalCluster(2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
            Client(cluster) as client,
        ):
            audited = ia.audit_trust(trust, executor=client.get_executor(), cache=False)
    else:
        audited = ia.audit_trust(trust, workers=1 + way.startswith("two"), cache=False)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    rates = ia.trust_rates(trust, audited)
    summed = time.perf_counter() - began
    here, others = (resource.getrusage(who).ru_maxrss / 1e3 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    counts = audited["status"].value_counts().to_dict()
    frames = ia.load_history(trust.history)
    same = [pd.util.hash_pandas_object(frame, index=False).sum() for frame in (frames.items, frames.findings)]
    location = rates[rates["measure"].eq("location")].iloc[-1]
    print(
        f"| {way} | {seconds:.1f} | {summed:.1f} | {here:,.0f} | {others:,.0f} | {counts} | "
        f"{location['n_yes']:,} of {location['n']:,} | {same[0] % 10**8:08d} {same[1] % 10**8:08d} |",
        flush=True,
    )


def main() -> None:
    """Make the schools, and run each way."""
    if sys.argv[1:2] == ["--way"]:
        run(Path(sys.argv[2]), sys.argv[3])
        return
    pictures, schools = map(int, [*sys.argv[1:], "2000", "50"][:2] if len(sys.argv) != 2 else [sys.argv[1], "50"])
    with tempfile.TemporaryDirectory() as folder:
        names = [f"school-{number:02d}" for number in range(schools)]
        for number, name in enumerate(names):
            make_school(Path(folder, name), pictures, located=number, named=1)
        Path(folder, names[0], "exports", "pictures.csv").write_bytes(b"PK\3\4 broken")
        for file in Path(folder, names[0], "exports").glob("*.jpg"):
            file.unlink()
        place = make_trust(Path(folder), *names)
        print(f"{schools} schools of {pictures:,} pictures, one of them broken\n")
        print(
            "| way | audits [s] | sums [s] | peak here [MB] | peak of a child [MB] | schools | with a place | frames |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for way in WAYS:
            subprocess.run([sys.executable, __file__, "--way", str(place), way], check=False)


if __name__ == "__main__":
    main()
