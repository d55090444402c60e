"""What every dialect owes, whichever it is: the same checks for one small export of each."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from pandera.config import config_context

import imgaudit as ia
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.readers import Reader, readers
from imgaudit.files import walk
from imgaudit.tables import APPEARANCES, ASSETS, FILES, ITEMS, MEDIA, PROBLEMS, SOURCES, Table
from tests.exports.made import JPEG, same, write
from tests.exports.made_all import SAMPLES, SECRETS, Sample

TABLES = (ITEMS, ASSETS, FILES, APPEARANCES, SOURCES, PROBLEMS, MEDIA)
FIRST = tuple({sample.dialect: sample for sample in reversed(SAMPLES)}.values())
"""One of each dialect, since several files of one may belong together."""
NAMES = [f"{sample.dialect}: {sample.name.rpartition('/')[2]}" for sample in SAMPLES]
every = pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
first = pytest.mark.parametrize("sample", FIRST, ids=[sample.dialect for sample in FIRST])
split = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if len(sample.entries) > 1],
    ids=[name for name, sample in zip(NAMES, SAMPLES, strict=True) if len(sample.entries) > 1],
)  # fmt: skip


def reader_of(sample: Sample) -> Reader:
    return next(reader for reader in readers() if sample.dialect == reader.DIALECT)


def claims(head: Head) -> list[str]:
    """The dialects that take a file; the last resorts only where no other does."""
    fallbacks = [reader for reader in readers() if getattr(reader, "IS_FALLBACK", False)]
    others = [reader for reader in readers() if reader not in fallbacks]
    found = [reader.DIALECT for reader in others if reader.sniff(head)]
    return found or [reader.DIALECT for reader in fallbacks if reader.sniff(head)]


def read(path: Path, **options: str) -> ia.Inventory:
    """The inventory, without the check of its tables that takes most of the time: another test has it."""
    with config_context(validation_enabled=False):
        return ia.read_inventory(path, **options)


def part_of(folder: Path, sample: Sample, text: str) -> Part:
    """What the reader makes of one file, before it is put together: much faster than an inventory."""
    found = walk(write(folder, {sample.name: text}))
    part = reader_of(sample).read(found.files, Options(site="hollow"))
    if sample.dialect == "pages":  # whose pictures are placed once all files are known
        for find in part.finders:
            find(part, [])
    return part


def ids(part: Part) -> set[str]:
    """The pictures; of a report on files, these."""
    return {*part.items.frame()["asset_id"], *(file.name for file in part.described)}


def alike(one: str, two: str) -> int:
    """So many letters are the same from the beginning."""
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def frames(found: ia.Inventory) -> Iterator[tuple[Table, pd.DataFrame]]:
    for table in TABLES:
        yield table, getattr(found, table.name)


def test_every_dialect_is_here() -> None:
    assert {sample.dialect for sample in SAMPLES} == {reader.DIALECT for reader in readers()} - {"folder"}


@pytest.mark.slow
@every
def test_one_reader_claims_it_whatever_it_is_called_and_comes_in(tmp_path: Path, sample: Sample) -> None:
    forms = {
        "x.dat": sample.text.encode(),
        "bom.dat": sample.text.encode("utf-8-sig"),
        "utf16.dat": sample.text.encode("utf-16"),
        "crlf.dat": sample.text.replace("\r\n", "\n").replace("\n", "\r\n").encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in forms.items():
            archive.writestr(f"inside/{name}", content)
    write(tmp_path, {**forms, sample.name: sample.text, "a.zip": out.getvalue()})
    found = walk(tmp_path)
    told = {file.name: claims(Head(file)) for file in found.files}
    assert told == {name: [sample.dialect] for name in told}
    assert len(told) == 9


@pytest.mark.slow
@first
def test_its_tables_hold_what_tables_hold(tmp_path: Path, sample: Sample) -> None:
    files = write(tmp_path / "exports", sample.files)
    before = bytes_below(tmp_path)
    found = ia.read_inventory(files)
    assert bytes_below(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["exports"]
    for table, frame in frames(found):
        assert list(frame)[: len(table.columns)] == list(table.columns)
        assert not table.key or not frame.duplicated(list(table.key)).any()
        flags = [column for column in frame if "is_" in column or "has_" in column or column == "in_use"]
        assert {str(frame[column].dtype) for column in flags} <= {"boolean"}
        assert not [secret for secret in SECRETS if secret in frame.to_csv()]
    assert str(found.items["published_at"].dtype).endswith("UTC]")
    assert set(found.assets["asset_id"]) == set(found.items["asset_id"]) == set(found.files["asset_id"])
    assert set(found.items["source_id"]) <= set(found.sources["source_id"])
    assert set(found.sources["dialect"]) == {sample.dialect}
    assert sample.name in set(found.sources["file"]) or sample.dialect == "takeout"  # which counts a download as one
    assert found.sources["rows"].sum() == len(found.items)


@pytest.mark.slow
@first
def test_the_order_of_its_entries_changes_nothing(tmp_path: Path, sample: Sample) -> None:
    mixed = [*sample.entries[3:], *sample.entries[2::-1]] if len(sample.entries) > 1 else sample.entries
    one, two = (
        read(write(tmp_path / "hollow", {sample.name: sample.wrap(entries)})) for entries in (sample.entries, mixed)
    )
    same(one, two, but=["problems"])  # row numbers do change


@pytest.mark.slow
@first
def test_site_and_channel_given_reach_every_table(tmp_path: Path, sample: Sample) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sample.files.items():
            archive.writestr(name, content.encode("utf-16") if isinstance(content, str) else content)
    found = read(write(tmp_path, {"a.zip": out.getvalue()}), site="given", channel="here")
    assert len(found.items) >= len(sample.entries) - 1
    for frame in (found.items, found.assets, found.sources):
        assert set(frame["site"]) == {"given"}
    for frame in (found.items, found.sources):
        assert set(frame["channel"]) == {"here"}
    for name in ("items", "assets", "files", "appearances"):
        assert getattr(found, name)["asset_id"].str.startswith("given/").all()


@pytest.mark.slow
def test_alone_is_as_beside_all_others(tmp_path: Path) -> None:
    alone: list[str] = []
    for number, sample in enumerate(FIRST):
        files = {f"{number}/{name}": content for name, content in sample.files.items()}
        found = read(write(tmp_path / f"alone {number}", files), site="given")
        alone += found.items["item_id"].tolist()
        write(tmp_path / "all", files)
    together = read(tmp_path / "all", site="given")
    assert set(together.items["item_id"]) == set(alone)
    assert set(together.sources["dialect"]) == {sample.dialect for sample in FIRST}


@pytest.mark.slow
@split
def test_a_truncated_twin_keeps_what_comes_before_and_says_so(tmp_path: Path, sample: Sample) -> None:
    text = sample.text
    upto = [alike(text, sample.wrap(sample.entries[:n])) for n in range(len(sample.entries))]
    known = [ids(part_of(tmp_path / f"{n}", sample, sample.wrap(sample.entries[:n]))) for n in range(len(upto))]
    for cut in range(upto[0] + 1, len(text.rstrip()), max(1, len(text) // 15)):
        part = part_of(tmp_path / "cut", sample, text[:cut])
        whole = max(n for n, end in enumerate(upto) if end <= cut)
        assert known[whole] <= ids(part), f"cut after {cut} of {len(text)}"
        if sample.name.endswith(".csv"):  # where a row has all its cells, nobody can tell that the last is cut
            *_, last = csv.reader(io.StringIO(text[:cut], newline=""))
            if len(last) == len(next(csv.reader(io.StringIO(text, newline="")))):
                continue
        assert part.problems, f"cut after {cut} of {len(text)}: {text[cut - 60 : cut]!r}"


@pytest.mark.slow
@split
def test_a_bad_entry_in_the_middle_costs_only_itself(tmp_path: Path, sample: Sample) -> None:
    good = part_of(tmp_path / "good", sample, sample.text)
    spoilt = part_of(tmp_path / "bad", sample, sample.wrap([*sample.entries[:2], sample.bad, *sample.entries[2:]]))
    assert ids(good) <= ids(spoilt)
    assert len(spoilt.problems) > len(good.problems)
    assert len(ids(spoilt)) - len(ids(good)) <= 1


@pytest.mark.slow
@split
def test_rows_and_problems_are_as_many_as_entries(tmp_path: Path, sample: Sample) -> None:
    part = part_of(tmp_path, sample, sample.text)
    said = [problem for problem in part.problems if problem["code"] != "unknown_heading"]  # of no entry
    assert len(ids(part)) + len(said) == len(sample.entries)


def test_a_problem_shows_no_value_that_holds_others(tmp_path: Path) -> None:
    """Where a time should be, a broken export may hold all that a camera wrote, and where."""
    holds = {"latitude": 51.481623, "upload_ip": "203.0.113.77"}
    posts = [{"media": [{"uri": "media/posts/202510/1.jpg", "creation_timestamp": one}]} for one in (holds, [holds])]
    name = "your_instagram_activity/content/posts_1.json"
    path = write(tmp_path, {name: json.dumps(posts), "media/posts/202510/1.jpg": JPEG})
    problems = ia.read_inventory(path).problems
    assert list(problems["value"].dropna()) == ["{…}", "[…]"]
    assert "51.48" not in problems.to_csv()


_ADDRESS = re.compile(r"""https?:\\?/\\?/[^/\\"'<>\s,;]+""")


@pytest.mark.slow
@every
def test_an_address_that_is_none_crashes_no_reader(tmp_path: Path, sample: Sample) -> None:
    odd = (
        "https://w[[[[",
        "https://[::1",
        "//[",
        "https://\u2100.example",
        "https://u:p@[x",
        "http://x:99999999",
        "https://",
    )
    for number, one in enumerate(odd):
        texts = {name: _ADDRESS.sub(one, text) for name, text in sample.files.items() if isinstance(text, str)}
        path = write(tmp_path / str(number), {**sample.files, **texts})
        try:
            found = ia.read_inventory(path)
        except ia.InputError:  # nothing there that anybody could read
            continue
        assert len(found.items) or len(found.problems)
