"""A history that survives: broken runs, clocks, names of folders, many writers, earlier and later versions."""

from __future__ import annotations

import json
import logging
import multiprocessing
import random
import shutil
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import imgaudit as ia
from imgaudit.runs import write_record
from imgaudit.tables import PEOPLE

OLD = ROOT / "tests" / "history_30e09e8"
sys.path.append(str(OLD))
from make import AUTUMN, SPRING, audit_of  # noqa: E402 - the script that made the old history

SITE = "oak-lane.example"


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> ia.Audit:
    """Two pictures with a place, one of them too large: three findings."""
    place = tmp_path_factory.mktemp("autumn") / "exports"
    return audit_of(place, {"fete.jpg": (1200, True), "hall.jpg": (600, True)}, date(2025, 12, 1))


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> ia.Audit:
    """The hall without its place, and a new picture with one: three findings, one of them new and one gone."""
    place = tmp_path_factory.mktemp("spring") / "exports"
    pictures = {"fete.jpg": (1200, True), "hall.jpg": (600, False), "play.jpg": (600, True)}
    return audit_of(place, pictures, date(2026, 3, 2))


def at(day: int) -> datetime:
    return datetime(2026, 3, day, 9, tzinfo=UTC)


def of_site(audit: ia.Audit, site: str) -> ia.Audit:
    """The same audit of a site of another name."""
    frames = {name: getattr(audit, name).assign(site=site) for name in ("items", "findings", "sources")}
    return replace(audit, **frames)


def measured_by(audit: ia.Audit, version: str) -> ia.Audit:
    """The audit as another version of the detector would have made it, by which to know its run again."""
    return replace(audit, engines={**audit.engines, "media": version})


def detectors(history: Path) -> list[str]:
    return [json.loads(engines)["media"] for engines in ia.load_history(history).audits["engines"]]


def what_became(history: Path, term: str) -> dict[str, int]:
    changes = ia.changes(history)
    return changes.loc[changes["term"].eq(term), "change"].value_counts().to_dict()


# What earlier versions saved


@pytest.mark.slow
def test_a_history_of_before_runs_were_numbered_is_read():
    past = ia.load_history(OLD / "history")
    assert past.problems.empty
    assert past.audits[["site", "term", "number", "engines", "is_read"]].to_numpy().tolist() == [
        [SITE, AUTUMN, 0, '{"media": "1"}', True]
    ]
    assert past.findings["rule"].tolist() == ["metadata.location", "metadata.location", "resolution.oversized"]
    # What was not saved then is unknown, and never no.
    for column in ("completeness", "unread", "holds"):
        assert past.sources[column].isna().all()
    assert past.items["more_unread"].isna().all()
    assert past.items["has_surname"].isna().all()
    trends = ia.trends(OLD / "history").set_index("measure")
    assert trends.loc["location", ["n", "n_yes", "n_unknown"]].tolist() == [2, 2, 0]
    assert what_became(OLD / "history", AUTUMN) == {"first_check": 3}


@pytest.mark.slow
def test_an_old_run_and_one_of_today_lie_side_by_side(spring: ia.Audit, tmp_path: Path):
    history = tmp_path / "history"
    shutil.copytree(OLD / "history", history)
    (run,) = ia.save_audit(spring, history)
    assert run == history / SITE / SPRING / "run-0001"
    assert ia.load_history(history).audits["number"].tolist() == [0, 1]
    # How the rules were decided then is not on record: what comes and goes is neither new nor resolved.
    # Nor is it whether all was read.
    assert what_became(history, SPRING) == {"persisting": 2, "first_check": 1, "remeasured": 1}
    locations = ia.trends(history).query("measure == 'location'")
    assert locations[["term", "n", "n_yes"]].to_numpy().tolist() == [[AUTUMN, 2, 2], [SPRING, 3, 2]]
    # The same term again: the old folder is used, and the number is greater than none.
    (again,) = ia.save_audit(replace(spring, term=AUTUMN), history, now=at(1))
    assert again == history / SITE / AUTUMN / "run-0001"
    assert ia.load_history(history).audits["number"].tolist() == [1, 1]


@pytest.mark.slow
def test_runs_of_before_come_first_and_among_themselves_by_time(autumn: ia.Audit, tmp_path: Path):
    term = tmp_path / "history" / SITE / AUTUMN
    saved = next((OLD / "history").glob("*/*/*"))
    for time, engine in (("20251202T090000.000000Z", "later"), ("20251201T080000.000000Z", "earlier")):
        shutil.copytree(saved, term / time)
        about = json.loads((term / time / "audit.json").read_text(encoding="utf-8"))
        run = datetime.strptime(time, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC).isoformat()
        (term / time / "audit.json").write_text(json.dumps({**about, "run": run, "engine": engine}), encoding="utf-8")
    assert detectors(tmp_path / "history") == ["later"]
    ia.save_audit(measured_by(autumn, "numbered"), tmp_path / "history", now=datetime(2020, 1, 1, tzinfo=UTC))
    assert detectors(tmp_path / "history") == ["numbered"]


@pytest.mark.slow
def test_what_this_version_does_not_know_is_passed_over(autumn: ia.Audit, tmp_path: Path):
    (run,) = ia.save_audit(autumn, tmp_path)
    (run / "tomorrow.parquet").write_bytes(b"of a table of tomorrow")
    (run / ".DS_Store").write_bytes(b"\0")
    (run.parent / "notes").mkdir()
    (run.parent / ".partial-left").mkdir()
    (tmp_path / "read me.txt").write_text("ours", encoding="utf-8")
    past = ia.load_history(tmp_path)
    assert past.problems.empty
    assert len(past.findings) == 3


def test_a_frame_that_a_run_does_not_hold_has_no_rows(
    autumn: ia.Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from imgaudit import history

    with monkeypatch.context() as patch:
        patch.delitem(history.FRAMES, "findings")  # as a version before that table would have saved
        ia.save_audit(autumn, tmp_path)
    past = ia.load_history(tmp_path)
    assert past.problems.empty
    assert len(past.findings) == 0
    assert len(past.items) == 2


def test_a_run_of_a_later_version_is_named_and_not_read(autumn: ia.Audit, tmp_path: Path):
    ia.save_audit(autumn, tmp_path)
    (run,) = ia.save_audit(autumn, tmp_path)
    about = json.loads((run / "audit.json").read_text(encoding="utf-8"))
    assert (about["schema"], about["number"]) == (2, 2)
    (run / "audit.json").write_bytes(write_record(about | {"schema": 3}))
    past = ia.load_history(tmp_path)
    assert past.audits["number"].tolist() == [1]
    (reason,) = past.problems["reason"]
    assert reason == (
        "saved by a later imgaudit (schema 3; this one reads up to 2): update imgaudit. The run before it, run-0001, "
        "is read instead. Save that audit again."
    )


# Broken runs


def spoil_column(run: Path) -> None:
    """The frame with a column of another type, by somebody who also knew how to sign it."""
    frame = pq.read_table(run / "items.parquet")
    place = frame.schema.get_field_index("has_location")
    words = frame.set_column(place, "has_location", pa.array(["perhaps"] * len(frame)))
    pq.write_table(words, run / "items.parquet")


def spoil(run: Path, change: Callable[[dict], dict]) -> None:
    about = json.loads((run / "audit.json").read_text(encoding="utf-8"))
    (run / "audit.json").write_bytes(write_record(change(about)))


BROKEN: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "empty record": (lambda run: (run / "audit.json").write_bytes(b""), "audit.json", "not an audit's record"),
    "half a record": (
        lambda run: (run / "audit.json").write_bytes((run / "audit.json").read_bytes()[:200]),
        "audit.json",
        "not an audit's record",
    ),
    "a list": (lambda run: (run / "audit.json").write_bytes(b"[1]"), "audit.json", "no JSON object"),
    "too deep": (lambda run: (run / "audit.json").write_bytes(b"[" * 99_999), "audit.json", "not an audit's record"),
    "no engine": (
        lambda run: spoil(run, lambda about: {k: v for k, v in about.items() if k != "engine"}),
        "audit.json",
        "no usable engine",
    ),
    "wrong types": (
        lambda run: spoil(run, lambda about: about | {"policy": 1, "register": [2]}),
        "audit.json",
        "no usable policy, register",
    ),
    "no date": (lambda run: spoil(run, lambda about: about | {"as_of": "soon"}), "audit.json", "'soon' is no date"),
    "another term, unsigned": (
        lambda run: (run / "audit.json").write_bytes(
            (run / "audit.json").read_bytes().replace(AUTUMN.encode(), SPRING.encode())
        ),
        "audit.json",
        "changed since it was saved",
    ),
    "no record": (lambda run: (run / "audit.json").unlink(), "audit.json", "not there, so the run is not whole"),
    "no frame": (lambda run: (run / "findings.parquet").unlink(), "findings.parquet", "No such file"),
    "half a frame": (
        lambda run: (run / "items.parquet").write_bytes((run / "items.parquet").read_bytes()[:9000]),
        "items.parquet",
        "damaged or changed since it was saved",
    ),
    "another type": (spoil_column, "items.parquet", "damaged or changed since it was saved"),
    "nothing in it": (lambda run: [file.unlink() for file in run.iterdir()], "audit.json", "not there"),
    "a folder for a file": (
        lambda run: ((run / "audit.json").unlink(), (run / "audit.json").mkdir()),
        "audit.json",
        "Is a directory",
    ),
    "forbidden": (lambda run: run.chmod(0), "audit.json", "Permission denied"),
}


@pytest.mark.slow
@pytest.mark.usefixtures("without_root")
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_run_is_named_and_the_one_before_it_stands_in(
    how: str, autumn: ia.Audit, spring: ia.Audit, tmp_path: Path
):
    breaks, file, reason = BROKEN[how]
    ia.save_audit(autumn, tmp_path)
    worse = measured_by(replace(autumn, findings=autumn.findings.iloc[:1]), "9")
    (run,) = ia.save_audit(worse, tmp_path)
    ia.save_audit(spring, tmp_path)
    assert what_became(tmp_path, AUTUMN) == {"first_check": 1}
    breaks(run)
    try:
        past = ia.load_history(tmp_path)
        assert past.audits[["term", "number", "is_read"]].to_numpy().tolist() == [[AUTUMN, 1, True], [SPRING, 1, True]]
        assert past.problems[["file", "not_read"]].to_numpy().tolist() == [[str(run / file), True]]
        assert reason in past.problems["reason"].iloc[0]
        assert (
            past.problems["reason"]
            .iloc[0]
            .endswith("The run before it, run-0001, is read instead. Save that audit again.")
        )
        assert what_became(tmp_path, AUTUMN) == {"first_check": 3}
        # Saved once more, the broken one is a remark and its number is not taken again.
        (mended,) = ia.save_audit(autumn, tmp_path)
        assert mended.name == "run-0003"
        if "frame" not in how and how != "another type":  # which nobody opens any more
            again = ia.load_history(tmp_path).problems
            assert again["not_read"].tolist() == [False]
            assert "A later run of the term, run-0003, is read: move this one away." in again["reason"].iloc[0]
    finally:
        run.chmod(0o700)


@pytest.mark.slow
@pytest.mark.usefixtures("without_root")
@pytest.mark.parametrize("how", BROKEN)
def test_a_term_of_which_nothing_can_be_read_is_not_checked(
    how: str, autumn: ia.Audit, spring: ia.Audit, tmp_path: Path
):
    summer = replace(spring, term="2025-26-summer", as_of=date(2026, 6, 1))
    ia.save_audit(autumn, tmp_path)
    (run,) = ia.save_audit(spring, tmp_path)
    ia.save_audit(summer, tmp_path)
    BROKEN[how][0](run)
    try:
        if how == "another term, unsigned":
            return  # there is nothing of the autumn in it
        past = ia.load_history(tmp_path)
        assert past.audits[["term", "is_read"]].to_numpy().tolist() == [
            [AUTUMN, True], [SPRING, False], ["2025-26-summer", True]
        ]  # fmt: skip
        assert past.problems["not_read"].tolist() == [True]
        assert "it counts as not checked" in past.problems["reason"].iloc[0]
        assert what_became(tmp_path, SPRING) == {"not_checked": 3}
        assert what_became(tmp_path, "2025-26-summer") == {"persisting": 2, "resolved": 1, "new": 1}
        trends = ia.trends(tmp_path).set_index(["term", "measure"])
        assert trends["checked"].groupby("term").all().to_dict() == {
            AUTUMN: True, SPRING: False, "2025-26-summer": True
        }  # fmt: skip
        assert trends.loc[(SPRING, "location"), ["n", "missing_sources"]].tolist() == [0, f"{SITE}/website/folder"]
        assert pd.isna(trends.loc[(SPRING, "location"), "share"])
        by_channel = ia.trends(tmp_path, by="channel").set_index(["term", "measure"])
        assert not by_channel.loc[(SPRING, "oversized"), "checked"]
    finally:
        run.chmod(0o700)


@pytest.mark.slow
def test_a_site_of_which_nothing_can_be_read_is_missing_from_the_total(autumn: ia.Audit, tmp_path: Path):
    ia.save_audit(autumn, tmp_path)
    (run,) = ia.save_audit(of_site(autumn, "north"), tmp_path)
    (run / "audit.json").write_bytes(b"")
    past = ia.load_history(tmp_path)
    assert past.audits[["site", "term", "is_read"]].to_numpy().tolist() == [
        [SITE, AUTUMN, True], ["north", AUTUMN, False]
    ]  # fmt: skip
    total = ia.trends(past).set_index("measure").loc["location"]
    assert total[["n", "checked", "missing_sources"]].tolist() == [2, True, "north"]
    assert set(ia.changes(past)["site"]) == {SITE}


def test_a_broken_run_of_before_is_named_too(tmp_path: Path):
    for name, broken in (("[1]", b"[1]"), ("engine", None)):
        history = tmp_path / name.strip("[]")
        shutil.copytree(OLD / "history", history)
        (run,) = history.glob("*/*/*")
        about = json.loads((run / "audit.json").read_text(encoding="utf-8"))
        del about["engine"]
        (run / "audit.json").write_bytes(broken or json.dumps(about).encode())
        with pytest.raises(ia.InputError, match=r"no audit there can be read.*\n.*audit\.json: not an audit's record"):
            ia.load_history(history)
    history = tmp_path / "type"
    shutil.copytree(OLD / "history", history)
    place = next(history.glob("*/*/*/items.parquet"))
    items = pd.read_parquet(place)
    for changed, reason in (
        (items.assign(channel=[1, 2]), r"column 'channel' holds int64, not str"),
        (items.assign(has_location="yes"), r"column 'has_location' holds str, not boolean"),
        (items.assign(n_files=1.5), r"cannot safely cast"),
        (items.assign(item_id="one"), r"item_id is missing or there twice"),
        (items.assign(item_id=None), r"item_id is missing or there twice"),
        (items.drop(columns="item_id"), r"'item_id'"),
        (items.assign(site=[SITE, "north"]), r"rows of another site"),
    ):
        changed.to_parquet(place)
        with pytest.raises(ia.InputError, match=rf"items\.parquet: cannot be read \(.*{reason}"):
            ia.load_history(history)


@pytest.mark.slow
@pytest.mark.usefixtures("without_root")
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_folder_that_may_not_be_listed_is_named(depth: int, autumn: ia.Audit, tmp_path: Path):
    history = tmp_path / "history"
    ia.save_audit(of_site(autumn, "north"), history)
    (run,) = ia.save_audit(autumn, history)
    place = [history, history / SITE, run.parent][depth]
    place.chmod(0)
    try:
        if depth == 0:
            with pytest.raises(ia.InputError, match="cannot be listed"):
                ia.load_history(history)
            return
        past = ia.load_history(history)
        assert past.audits["site"].tolist() == ["north"]
        assert past.problems[["file", "reason", "not_read"]].to_numpy().tolist() == [
            [
                str(place),
                "the folder cannot be listed (Permission denied), so what it holds counts as not checked",
                True,
            ]
        ]
    finally:
        place.chmod(0o700)


@pytest.mark.slow
@pytest.mark.parametrize("made_by", ["today", "30e09e8"])
def test_bytes_that_flip_or_go_never_give_half_a_run(made_by: str, autumn: ia.Audit, spring: ia.Audit, tmp_path: Path):
    whole = tmp_path / "whole"
    if made_by == "today":
        ia.save_audit(autumn, whole)
        ia.save_audit(autumn, whole)
        ia.save_audit(spring, whole)
    else:
        shutil.copytree(OLD / "history", whole)
    want = ia.load_history(whole)
    chance = random.Random(20251201)
    files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())
    counts = Counter()
    for _ in range(200):
        history = tmp_path / "broken"
        shutil.copytree(whole, history)
        broken = history / chance.choice(files)
        data = bytearray(broken.read_bytes())
        if chance.random() < 0.5:
            del data[chance.randrange(len(data)) :]
        for _ in range(chance.choice([1, 1, 1, 20])):
            if data:
                data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        broken.write_bytes(data)
        try:
            past = ia.load_history(history)
        except ia.InputError:
            assert made_by != "today", "there is always another run"
        else:
            if made_by == "today":
                named = past.problems["file"].tolist()
                is_older = broken.parent.parts[-2:] == (AUTUMN, "run-0001")
                assert named == [str(broken)] or (is_older and named == []), broken
                terms = past.audits.loc[past.audits["is_read"], "term"]
                for name in ("items", "findings", "sources"):
                    expected = getattr(want, name)
                    expected = expected[expected["term"].isin(terms)].reset_index(drop=True)
                    pd.testing.assert_frame_equal(getattr(past, name), expected)
                assert past.audits["term"].tolist() == [AUTUMN, SPRING]
                counts[len(terms)] += 1
            if made_by != "today" or (len(terms) == 1 and counts[1] == 1):
                assert set(ia.trends(past)["term"]) == set(past.audits["term"])
                changes = ia.changes(past)
                if made_by == "today":
                    assert set(changes.loc[changes["term"].eq(SPRING), "change"]) == {"not_checked"}
        shutil.rmtree(history)
    assert made_by != "today" or min(counts[1], counts[2]) > 20


# Numbers and clocks


@pytest.mark.slow
def test_a_clock_that_goes_back_is_said_and_loses_nothing(
    autumn: ia.Audit, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    first, second = at(2), at(1)
    ia.save_audit(autumn, tmp_path, now=first)
    assert "clock" not in caplog.text
    (run,) = ia.save_audit(measured_by(autumn, "corrected"), tmp_path, now=second)
    (said,) = caplog.messages
    assert said == (
        "The clock went back: the last audit of oak-lane.example in 2025-26-autumn says it was saved "
        "2026-03-02 09:00:00+00:00, and this one is saved 2026-03-01 09:00:00+00:00. Both are kept, and this one "
        "counts as the later. Set the clock of this computer right."
    )
    assert run.name == "run-0002"
    assert ia.load_history(tmp_path).audits["number"].tolist() == [2]
    assert detectors(tmp_path) == ["corrected"]
    caplog.clear()
    ia.save_audit(autumn, tmp_path, now=at(3))
    assert caplog.messages == []


def test_the_next_number_is_greater_than_any_there(autumn: ia.Audit, tmp_path: Path):
    (run,) = ia.save_audit(autumn, tmp_path)
    copy = run.rename(run.with_name("run-0041 - Copy"))
    (run,) = ia.save_audit(autumn, tmp_path)
    assert run.name == "run-0042"
    copy.rename(copy.with_name("an old one"))
    shutil.rmtree(run)
    (run,) = ia.save_audit(autumn, tmp_path)
    assert run.name == "run-0002", "the record says that it was the first"


def save_often(audit: ia.Audit, history: Path, start: object, name: str) -> None:
    start.wait()  # type: ignore[attr-defined]
    ia.save_audit(measured_by(audit, name), history)


@pytest.mark.slow
def test_runs_saved_at_one_moment_get_numbers_of_their_own(autumn: ia.Audit, tmp_path: Path):
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    for round_ in range(20):
        start = context.Barrier(4)
        writers = [
            context.Process(target=save_often, args=(autumn, tmp_path, start, f"{round_}-{writer}"))
            for writer in range(4)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    records = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*/*/*/audit.json")]
    assert sorted(record["number"] for record in records) == list(range(1, 81))
    assert {record["engine"] for record in records} == {f"{i}-{j}" for i in range(20) for j in range(4)}
    assert [path.name for path in tmp_path.glob("*/*/.*")] == []
    assert ia.load_history(tmp_path).problems.empty


# Names


NAMES = {
    "oak-lane.example": "oak-lane.example",
    "St Mary's": "St-Mary-s-756485f7",
    "St Mary-s": "St-Mary-s-04202275",
    "con": "con-c1d864bd",
    "AUX.school": "_AUX.school-b19a9f70",
    "nul": "nul-d185ed23",
    "north.": "north-9f7f9c0c",
    "north ": "north-36aa3cfe",
    "North": "North",
    "north": "north-d40a7f07",
    unicodedata.normalize("NFC", "Zoë"): unicodedata.normalize("NFC", "Zoë"),
    unicodedata.normalize("NFD", "Zoë"): "Zoë-da733050",
    "a" * 300: "a" * 48 + "-8b397aa4",
    "学" * 300: "学" * 48 + "-9a865726",
}


@pytest.mark.slow
def test_every_site_has_a_folder_of_its_own_that_any_computer_can_hold(autumn: ia.Audit, tmp_path: Path):
    parts = [of_site(autumn, site) for site in NAMES]
    frames = {
        name: pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        for name in ("items", "findings", "sources")
    }
    audit = replace(autumn, **frames)
    for number in ("run-0001", "run-0002"):  # and is found again
        runs = ia.save_audit(audit, tmp_path)
        assert {run.parts[-3] for run in runs} == set(NAMES.values())
        assert {run.name for run in runs} == {number}
    assert sorted(ia.load_history(tmp_path).audits["site"]) == sorted(NAMES)
    assert len({unicodedata.normalize("NFC", place.name).casefold() for place in tmp_path.iterdir()}) == len(NAMES)
    assert all(len(place.name.encode()) < 255 for place in tmp_path.iterdir())


@pytest.mark.slow
def test_terms_whose_names_read_alike_have_folders_of_their_own(autumn: ia.Audit, tmp_path: Path):
    for term in ("Autumn 2025", "Autumn/2025", "autumn-2025", "AUTUMN-2025", "con"):
        ia.save_audit(replace(autumn, term=term), tmp_path)
    past = ia.load_history(tmp_path)
    assert sorted(past.audits["term"]) == ["AUTUMN-2025", "Autumn 2025", "Autumn/2025", "autumn-2025", "con"]
    assert len({place.name.casefold() for place in tmp_path.glob("*/*")}) == 5


@pytest.mark.slow
def test_folders_of_before_are_found_by_what_their_records_say(
    autumn: ia.Audit, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (run,) = ia.save_audit(of_site(autumn, "St Mary's"), tmp_path)
    run.parent.parent.rename(tmp_path / "St-Mary-s")  # as it was called before
    (again,) = ia.save_audit(of_site(autumn, "St Mary's"), tmp_path)
    assert again == tmp_path / "St-Mary-s" / AUTUMN / "run-0002"
    assert caplog.text == "", "no site is new"
    (other,) = ia.save_audit(of_site(autumn, "St-Mary-s"), tmp_path)
    assert other.parts[-3].startswith("St-Mary-s-"), "that folder is somebody else's"
    assert "The site 'St-Mary-s' is new to the history, which knows St Mary's." in caplog.text
    (third,) = ia.save_audit(of_site(autumn, "St-Mary-s"), tmp_path)
    assert third == other.with_name("run-0002")


def test_a_folder_in_which_nothing_can_be_read_is_used_on(
    autumn: ia.Audit, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (run,) = ia.save_audit(autumn, tmp_path)
    (run / "audit.json").write_bytes(b"")
    (again,) = ia.save_audit(autumn, tmp_path)
    assert again == run.with_name("run-0002")
    assert "is new" not in caplog.text


@pytest.mark.slow
def test_a_site_that_cannot_be_saved_is_named_and_the_others_are_saved(autumn: ia.Audit, tmp_path: Path):
    (tmp_path / "north").write_text("a file where a folder should be", encoding="utf-8")
    parts = [of_site(autumn, site) for site in ("east", "north", "west")]
    frames = {name: pd.concat([getattr(part, name) for part in parts]) for name in ("items", "findings", "sources")}
    with pytest.raises(
        ia.ImgauditError, match=r"not saved: 'north' \(.*File exists.*Saved all the same: .*west"
    ) as told:
        ia.save_audit(replace(autumn, **frames), tmp_path)
    assert "'east'" not in str(told.value)
    assert ia.load_history(tmp_path).audits["site"].tolist() == ["east", "west"]


# Forgetting


@pytest.mark.slow
def test_forgetting_goes_through_broken_runs_and_says_what_it_could_not_see(autumn: ia.Audit, tmp_path: Path):
    named = replace(autumn, policy=replace(autumn.policy, school="The school of Maple Quillfeather"))
    ids = replace(named, items=named.items.assign(item_id=named.items["item_id"] + "/Maple Quillfeather.jpg"))
    runs = [ia.save_audit(ids, tmp_path)[0] for _ in range(4)]
    (runs[1] / "audit.json").write_bytes(b"{")
    (runs[2] / "items.parquet").write_bytes(b"PAR1")
    stray = runs[0].with_name(".partial-left")
    shutil.copytree(runs[0], stray)
    spoil(runs[3], lambda about: about | {"schema": 3})
    person = {"person_id": "p1", "first_name": "Maple", "last_name": "Quillfeather", "upn": "Z000000000001"}
    gone = ia.forget("Z000000000001", PEOPLE.frame([person]), history=tmp_path, cache=False)
    looked = gone.set_index("place")
    removed = looked[looked["removed"].gt(0)]["removed"].to_dict()
    assert removed == {
        str(runs[0] / "audit.json"): 1, str(runs[0] / "items.parquet"): 2,
        str(runs[1] / "items.parquet"): 2, str(runs[2] / "audit.json"): 1,
        str(stray / "audit.json"): 1, str(stray / "items.parquet"): 2,
    }  # fmt: skip
    blind = looked[looked["possible"].isna()]
    assert sorted(blind.index) == sorted([str(runs[1] / "audit.json"), str(runs[2] / "items.parquet"), str(runs[3])])
    assert blind["note"].str.startswith("Could not be looked at, so it may still name the person: ").all()
    assert blind["removed"].tolist() == [0, 0, 0]
    for place in (runs[0], stray):
        assert not any(b"Quillfeather" in file.read_bytes() for file in place.iterdir())
    # The whole run is whole still, and the broken ones have not become whole by it.
    past = ia.load_history(tmp_path)
    assert past.audits["number"].tolist() == [1]
    assert past.items["item_id"].tolist() == ["[forgotten]", "[forgotten]"]
    assert past.problems["file"].tolist() == [
        str(runs[3] / "audit.json"), str(runs[2] / "items.parquet"), str(runs[1] / "audit.json")
    ]  # fmt: skip


@pytest.mark.slow
def test_the_log_says_that_not_all_was_read(autumn: ia.Audit, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    ia.save_audit(autumn, tmp_path)
    (run,) = ia.save_audit(autumn, tmp_path)
    (run / "audit.json").write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        ia.trends(tmp_path)
    assert caplog.messages == [f"{tmp_path}: not all could be read (1); see load_history(...).problems."]
