"""Real exports and files beside the checkout, end to end."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import imgaudit as ia


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> ia.Audit:
    """A real WordPress export whose files nobody fetched, beside a folder of real files."""
    exports = tmp_path_factory.mktemp("exports")
    shutil.copy(shared / "samples" / "wxr" / "theme-unit-test-data.xml", exports)
    shutil.copytree(shared / "corpus", exports / "corpus")
    inventory = ia.read_inventory(exports)
    return ia.run_audit(inventory, ia.scan(inventory, progress=False, cache=False))


@pytest.mark.slow
def test_the_whole_library_is_there(real: ia.Audit):
    library = real.assets[real.assets["asset_id"].str.contains("/wp/")]
    assert len(library) == 37
    assert len(real.files[real.files["path"].notna()]) == 43


def test_what_was_not_fetched_is_never_clean(real: ia.Audit):
    website = real.items[real.items["channel"].eq("website")]
    assert len(website) > 37
    assert website["has_location"].isna().all()
    assert website["has_any"].isna().all()
    row = ia.exposure(website).set_index("measure").loc["location"]
    assert (row["n_yes"], row["n_known"], row["share_max"]) == (0, 0, 1.0)


def test_without_a_register_no_consent_is_known(real: ia.Audit):
    row = ia.consent_coverage(real.items).iloc[0]
    assert row["n"] == row["n_unknown"] == len(real.items)


@pytest.mark.slow
def test_it_can_be_handed_over(real: ia.Audit, tmp_path: Path):
    assert ia.write_workbook(real, tmp_path / "actions.xlsx").stat().st_size > 5000
    assert len(ia.find_actions(real)) > 10
