"""Answers and the key of one's own, where two write at once or an old workbook comes late: nothing is lost."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.pseudonyms import own_key
from imgaudit.tables import ANSWERS


def _answers(who: int, day: str = "2026-03-02") -> pd.DataFrame:
    assets = [f"{who}-{number}" for number in range(50)]
    return ANSWERS.frame(pd.DataFrame({"asset_id": assets, "shows": "nobody", "answered_on": pd.Timestamp(day)}))


def _save_often(who: int, folder: str, ready: object) -> None:
    for number in range(20):
        for kind in ("parquet", "csv"):
            ready.wait(timeout=60)  # type: ignore[attr-defined]
            ia.save_answers(_answers(who), Path(folder, f"{number}.{kind}"))


@pytest.mark.slow
def test_of_two_who_save_answers_at_once_neither_loses_any(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(2)
    both = [context.Process(target=_save_often, args=(who, str(tmp_path), ready)) for who in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.exitcode for one in both] == [0, 0]
    counts = [len(ia.load_answers(tmp_path / f"{n}.{kind}")) for n in range(20) for kind in ("parquet", "csv")]
    assert counts == [100] * 40
    assert len([*tmp_path.iterdir()]) == 40, "neither locks nor strays"


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_an_older_answer_takes_nothing_back(tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture):
    def said(shows: str, day: str | None) -> pd.DataFrame:
        return ANSWERS.frame([{"asset_id": "a", "shows": shows, "answered_on": day and pd.Timestamp(day)}])

    place = tmp_path / f"answers.{kind}"
    saved = []
    for shows, day in (
        ("staff", None),
        ("pupils", "2026-07-01"),
        ("nobody", "2025-12-01"),
        ("nobody", None),
        ("both", "2026-07-01"),
        ("pupils", "2026-07-02"),
    ):
        with caplog.at_level(logging.WARNING):
            caplog.clear()
            ia.save_answers(said(shows, day), place)
        kept = ia.load_answers(place)
        saved.append((kept["shows"].tolist(), "1 answers were not taken" in caplog.text))
    assert saved == [
        (["staff"], False),
        (["pupils"], False),
        (["pupils"], True),
        (["pupils"], True),
        (["both"], False),
        (["pupils"], False),
    ]


def test_two_who_begin_at_once_have_one_key(tmp_path: Path):
    keys: list[bytes] = []
    place = tmp_path / "config" / "person-ids.key"
    threads = [threading.Thread(target=lambda: keys.append(own_key(place))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in place.parent.iterdir()] == ["person-ids.key"]
