"""The fuzz of exports, run briefly."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

import fuzz_exports

from tests.exports.made_all import SAMPLES


def test_the_same_seed_makes_the_same_exports() -> None:
    one, two = (list(islice(fuzz_exports.inputs(SAMPLES, 3), 60)) for _ in range(2))
    assert [given for _, given in one] == [given for _, given in two]


@pytest.mark.slow
def test_a_short_fuzz_finds_nothing(tmp_path: Path) -> None:
    outcome = fuzz_exports.run(SAMPLES, 7, seconds=300, most=150, keep=tmp_path)
    assert outcome.failures == []
    assert outcome.inputs == 150
