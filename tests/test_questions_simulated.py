"""How many answers the sample school needs: a bound, so that the order of questions does not get worse unnoticed."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def simulated() -> ModuleType:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module("questions")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.mark.slow
@pytest.mark.parametrize(("in_one_cell", "most"), [(False, 28), (True, 20)])
def test_nine_of_ten_placements_are_known_after_so_many_answers(
    simulated: ModuleType, in_one_cell: bool, most: int
) -> None:
    audit = simulated.sample()
    assert audit.items["consent_state"].isin(simulated.UNKNOWN).sum() == 42
    given: dict[str, dict[str, str]] = {}
    for block in simulated.blocks(audit, in_one_cell=in_one_cell):
        if len(given) + len(block) > most:
            break
        given |= block
    assert simulated.unknown_after(audit, given) <= 0.1 * len(audit.items)
