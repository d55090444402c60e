"""A trust of 50 schools, one of them broken: on one process, on two, and on a Dask cluster of two workers.

Run: python benchmarks/trust.py [PICTURES] [SCHOOLS], with 2,000 pictures a school where nothing is said. Each way runs
in a process of its own, without a cache; the cluster needs the extra `dask`.

And the sums of a history that no machine holds in memory: python benchmarks/trust.py --sums [PLACEMENTS] [SCHOOLS],
with 20,000 and 500 where nothing is said. One small school is audited; its rows, repeated under other ids, are the runs
of all.
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
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from made_trust import make_school, make_trust

import imgaudit as ia
from imgaudit.outputs.trust_page import write_trust_page
from imgaudit.runs import RECORD, checksum, find_runs, write_record
from imgaudit.tables import TRUST_SITES
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
    cpu = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    began = time.perf_counter()
    rates = ia.trust_rates(trust, audited)
    summed = time.perf_counter() - began
    here, others = (resource.getrusage(who).ru_maxrss / 1e3 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    counts = audited["status"].value_counts().to_dict()
    frames = ia.load_history(trust.history)
    same = [pd.util.hash_pandas_object(frame, index=False).sum() for frame in (frames.items, frames.findings)]
    location = rates[rates["measure"].eq("location")].iloc[-1]
    print(
        f"| {way} | {seconds:.0f} | {cpu:.0f} | {summed:.1f} | {here:,.0f} | {others:,.0f} | {counts} | "
        f"{location['n_yes']:,} of {location['n']:,} | {same[0] % 10**8:08d} {same[1] % 10**8:08d} |",
        flush=True,
    )


def repeat(made: Path, history: Path, site: str, placements: int) -> None:
    """A run of another school in the history: the rows of the one that was audited, with other ids."""
    (run,), _ = find_runs(made)
    place = history / site / run.term / run.place.name
    place.mkdir(parents=True)
    sums = {}
    for file in run.place.glob("*.parquet"):
        rows = pq.read_table(file)
        if file.stem in ("items", "findings", "placed") and len(rows):
            rows = pa.concat_tables([rows] * -(-placements // len(rows))).slice(0, placements)
        columns = []
        for name, column in zip(rows.column_names, rows.columns, strict=True):
            told = column
            if name == "site":
                told = pa.array([site] * len(rows), pa.large_string())
            elif name in ("item_id", "asset_id", "finding_id", "subject_id"):
                number = pa.array(range(len(rows)), pa.int64()).cast(column.type)
                told = pc.binary_join_element_wise(
                    pc.replace_substring(column, run.site, site), number, pa.scalar("-", column.type)
                )
            columns.append(told)
        pq.write_table(
            pa.table(columns, rows.column_names).replace_schema_metadata(rows.schema.metadata), place / file.name
        )
        sums[file.stem] = checksum((place / file.name).read_bytes())
    record = {key: value for key, value in run.record.items() if key != "digest"}
    (place / RECORD).write_bytes(write_record({**record, "site": site, "frames": sums}))


def sum_up(place: Path) -> None:
    """Sum the history of a trust, write its page, and print what that took."""
    trust = load_trust(place)
    audited = TRUST_SITES.frame(pd.DataFrame({"site": [*trust.sites], "status": "done", "n_not_read": 0}))
    began, cpu = time.perf_counter(), time.process_time()
    rates = ia.trust_rates(trust, audited)
    write_trust_page(trust.trust, trust.term, audited, rates, place.with_name("trust.html"))
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    location = rates[rates["measure"].eq("location")].iloc[-1]
    print(f"{location['n']:,} placements: {seconds:.0f} s, {cpu:.0f} CPU-s, peak {peak:,.0f} MB", flush=True)


def sums(placements: int, schools: int) -> None:
    """Make a history of so many schools, and sum it up in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_trust(Path(folder), make_school(Path(folder, "made"), 40, located=9, named=1).name)
        ia.audit_trust(made, workers=1, cache=False)
        names = [f"school-{number:03d}" for number in range(schools)]
        for name in names:
            repeat(Path(folder, "history"), Path(folder, "all"), name, placements)
        text = made.read_text(encoding="utf-8").replace('"history"', '"all"').split("[sites]")[0]
        sites = "".join(f'{name} = "{name}/audit.toml"\n' for name in names)
        made.write_text(f"{text}[sites]\n{sites}", encoding="utf-8")
        subprocess.run([sys.executable, __file__, "--sum-up", str(made)], check=True)


def main() -> None:
    """Make the schools, and run each way."""
    if sys.argv[1:2] == ["--sum-up"]:
        sum_up(Path(sys.argv[2]))
        return
    if sys.argv[1:2] == ["--sums"]:
        sums(*map(int, [*sys.argv[2:], *("20000", "500")[len(sys.argv) - 2 :]]))
        return
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
            "| way | audits [s] | [CPU-s] | sums [s] | peak here [MB] | peak of a child [MB] | schools "
            "with a place | frames |"
        )
        print("|---|---|---|---|---|---|---|---|---|", flush=True)
        for way in WAYS:
            subprocess.run([sys.executable, __file__, "--way", str(place), way], check=False)


if __name__ == "__main__":
    main()
