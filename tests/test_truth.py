"""The audit of the sample school against what its script planted, row by row; and one plant flipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import SCHOOL, TERMS
from school_story import SCHOOL as STORY

import imgaudit as ia
from imgaudit.media import KINDS

STATES = {True: "yes", False: "no"}
FLAGS = [*(f"has_{kind}" for kind in KINDS), "has_place_shown", "original_reachable"]
COLUMNS = ["channel", "page_url", "file", "in_use", "visibility", "status", "format", "width_px", "height_px"]
COLUMNS += ["longest_reachable_px", *FLAGS, "oversized", "shows", "consent_state", "consent_state_at_publication"]
COLUMNS += ["name_level", "name_fields", "identifier"]


def as_planted(audit: ia.Audit, exports: Path) -> pd.DataFrame:
    """``audit.items`` in the words of truth.csv."""
    published = audit.files[audit.files["role"].eq("published")].drop_duplicates("asset_id").set_index("asset_id")
    path = published["path"].reindex(audit.items["asset_id"])
    url = published["url"].reindex(audit.items["asset_id"])
    file = [
        str(Path(p).relative_to(exports))
        if isinstance(p, str)
        else u.split("/wp-content/")[-1]
        if isinstance(u, str)
        else ""
        for p, u in zip(path, url, strict=True)
    ]
    items = audit.items.assign(
        file=file, oversized=audit.items["is_oversized"], identifier=audit.items["has_identifier"]
    )
    items["name_level"] = items["name_level"].fillna("unknown")
    for flag in [*FLAGS, "in_use", "oversized", "identifier"]:
        items[flag] = [STATES.get(value, "unknown") for value in items[flag]]
    for size in ("width_px", "height_px", "longest_reachable_px"):
        items[size] = items[size].astype("str").fillna("")
    return items[COLUMNS].fillna("").astype("str")


def rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    ordered = frame.sort_values(["channel", "file", "page_url"], kind="stable")
    return [{str(k): str(v) for k, v in row.items()} for row in ordered.to_dict("records")]


@pytest.mark.parametrize("term", TERMS.values())
def test_every_placement_is_as_planted(term: str, audits: dict[str, ia.Audit], truth: pd.DataFrame):
    planted = truth.loc[truth["term"].eq(term), COLUMNS]
    found = as_planted(audits[term], SCHOOL / term / "exports")
    assert rows(found) == rows(planted)


@pytest.mark.slow
def test_a_flipped_plant_moves_the_figures_it_should_and_no_other(tmp_path: Path, audits: dict[str, ia.Audit]):
    from make_school import make_school

    make_school(tmp_path, STORY.replant_upload(1010, 0, lambda holds: replace(holds, gps=None)))
    config = replace(
        ia.load_config(SCHOOL / "autumn.toml"),
        exports=tmp_path / TERMS["autumn"] / "exports",
        register=tmp_path / TERMS["autumn"] / "mis" / "consents.xlsx",
    )
    before, after = audits[TERMS["autumn"]], ia.audit_config(config, progress=False)
    for statistic in (ia.exposure, ia.resolution, ia.name_exposure, ia.consent_coverage):
        old, new = statistic(before.items), statistic(after.items)
        changed = old.loc[old.ne(new).any(axis="columns") & ~(old.isna() & new.isna()).all(axis="columns"), "measure"]
        assert changed.tolist() == (["location"] if statistic is ia.exposure else [])
    old, new = (ia.exposure(audit.items).set_index("measure").loc["location", "n_yes"] for audit in (before, after))
    uses = before.items["asset_id"].str.endswith("/1010").sum()
    assert old - new == uses > 0
