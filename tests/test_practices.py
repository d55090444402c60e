"""The practices: each is one file, and what stands in it reaches every output."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from media import build as b

import imgaudit as ia
from imgaudit.media import KINDS
from imgaudit.practices import MEASURES, PRACTICES, REGISTER_MEASURES, TWELVE, Practice
from imgaudit.practices.metadata import EXPOSURE_MEANINGS
from imgaudit.tables import AUDIT_ITEMS, RECORDS

FILES = {path.stem for path in (ROOT / "imgaudit" / "practices").glob("*.py")} - {"__init__", "practice"}


def test_every_file_is_a_practice_of_the_guidance_and_in_its_order():
    assert {practice.name for practice in PRACTICES} == FILES
    places = [TWELVE.index(practice.name) for practice in PRACTICES]
    assert places == sorted(places)


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
def test_a_practice_is_whole(practice: Practice):
    assert practice.target
    assert bool(practice.question) == bool(practice.measures or practice.register_measures or practice.repeats)
    assert bool(practice.of_records) == bool(practice.judge) == bool(practice.register_measures)
    assert bool(practice.about) == bool(practice.where) == bool(practice.which)
    assert set(practice.columns) | set(practice.about) <= set(AUDIT_ITEMS.columns)
    for measure in (*practice.measures, *practice.register_measures):
        assert (RECORDS if measure.of else AUDIT_ITEMS).columns[measure.flag].dtype == "boolean"
        assert measure.label
        assert measure.yes
    for rule in practice.rules:
        assert rule.practice == practice.name
        glossary = (RECORDS if rule.subject == "record" else AUDIT_ITEMS).columns
        assert {glossary[name].privacy for name in rule.needs} <= {"none", "special"}, "a history keeps no personal one"
        assert not rule.tells or glossary[rule.tells].privacy == "none"


def test_no_column_and_no_measure_belongs_to_two():
    columns = [name for practice in PRACTICES for name in (*practice.columns, *practice.of_records)]
    assert len(set(columns)) == len(columns)
    measures = (*MEASURES, *REGISTER_MEASURES)
    assert len({measure.name for measure in measures}) == len(measures)


def test_every_kind_has_its_meaning_in_the_order_of_the_engine():
    assert list(EXPOSURE_MEANINGS) == list(KINDS)


def test_what_shows_staff_is_counted_apart():
    flags = {measure.flag: None for measure in MEASURES}
    placements = [
        {**flags, "item_id": "a", "shows": "staff", "has_location": True, "is_covered": True},
        {**flags, "item_id": "b", "shows": "both", "has_location": False, "is_covered": False},
        {**flags, "item_id": "c", "shows": "pupils", "has_location": True, "is_covered": True},
        {**flags, "item_id": "d", "shows": "nobody", "has_location": True},
        {**flags, "item_id": "e", "shows": "unknown", "has_location": False, "is_covered": True},
        {**flags, "item_id": "f", "shows": None, "has_location": True},
    ]
    items = pd.DataFrame(placements).astype(dict.fromkeys(flags, "boolean"))
    rates = ia.practice_rates(items, "staff").set_index("measure")[
        ["n", "n_yes", "n_unknown", "share_min", "share_max"]
    ]
    assert rates.loc["location"].tolist() == [4, 1, 2, 0.25, 0.75]
    assert rates.loc["covered"].tolist() == [4, 1, 2, 0.25, 0.75]
    assert rates.loc["oversized"].tolist() == [4, 0, 4, 0.0, 1.0]
    assert {*rates.index} >= {"full_name", "any", "original_reachable"}
    groups = ia.practice_rates(items.assign(channel=list("wwxyww")), "staff", by="channel")
    found = groups[groups["measure"].eq("location")][["channel", "n", "n_yes"]]
    assert found.to_numpy().tolist() == [["w", 4, 1], ["x", 0, 0], ["y", 0, 0]]


def test_nothing_known_of_the_whole_where_an_export_was_not_read_to_its_end():
    flags = {measure.flag: True for measure in MEASURES}
    items = pd.DataFrame([{**flags, "item_id": "a", "shows": "staff"}, {**flags, "item_id": "b", "shows": "pupils"}])
    rates = ia.practice_rates(items.assign(more_unread=[False, True]), "staff")
    assert rates[["n", "share_min", "share_max", "more_unread"]].drop_duplicates().to_numpy().tolist() == [
        [1, 0.0, 1.0, True]
    ]


@pytest.mark.slow
def test_the_figures_of_a_practice_are_those_of_its_own_function(summer: ia.Audit):
    for name, own in (("metadata", ia.exposure), ("names", ia.name_exposure), ("consent", ia.consent_coverage)):
        for by in (None, "channel"):
            rates = ia.practice_rates(summer.items, name, by=by)
            pd.testing.assert_frame_equal(rates, own(summer.items, by=by)[rates.columns])


@pytest.mark.slow
def test_videos_are_counted_apart_and_of_one_that_nobody_could_look_into_nothing_is_known(tmp_path: Path):
    (tmp_path / "race.jpg").write_bytes(b.jpeg(b.exif_segment(b.rich_exif())))
    (tmp_path / "race.mp4").write_bytes(b.movie(b.user_text(b"\xa9xyz", b"+51.5000-000.1250/")))
    (tmp_path / "hall.wmv").write_bytes(bytes.fromhex("3026b2758e66cf11") + bytes(100))
    inventory = ia.read_inventory(tmp_path)
    audit = ia.run_audit(inventory, ia.scan(inventory, progress=False))
    counts = ["n", "n_yes", "n_unknown"]
    place = ia.exposure(audit.items, by="kind").query("measure == 'location'").set_index("kind")[counts]
    assert place.T.to_dict("list") == {"picture": [1, 1, 0], "video": [2, 1, 1]}
    size = ia.resolution(audit.items, by="kind").set_index(["kind", "measure"])[counts]
    assert size.loc["video"].T.to_dict("list") == {"oversized": [2, 0, 1], "original_reachable": [2, 0, 1]}


def test_a_practice_without_figures_is_named_and_those_with_figures_are_listed():
    with pytest.raises(ia.InputError, match=r"no figures of a practice 'nonsense'.*names, .*metadata, .*training"):
        ia.practice_rates(pd.DataFrame({"item_id": ["a"]}), "nonsense")
    with pytest.raises(ia.InputError, match="register"):  # what registers tell is in audit.records
        ia.practice_rates(pd.DataFrame({"item_id": ["a"]}), "training")
    with pytest.raises(ia.InputError, match="shows"):
        ia.practice_rates(pd.DataFrame({"item_id": ["a"], **{measure.flag: True for measure in MEASURES}}), "staff")
    with pytest.raises(ia.InputError, match=r"practice_rates\(frame=…\) takes a frame, not None"):
        ia.practice_rates(None, "names")  # type: ignore[arg-type]


NEW = '''
"""Practice 8: staff trained regularly."""
import pandas as pd
from imgaudit.frames import TEXT, Column, flag
from imgaudit.practices.practice import Measure, Practice, Rule

def add(items, assets, files, as_of):
    return pd.DataFrame({"is_hasty": pd.array([True] * len(items), dtype="boolean"), "tip": "Read the course first."})

PRACTICE = Practice(
    name="training", target="all", question="Was it uploaded in haste?",
    columns={"is_hasty": flag("it was uploaded in haste", decided_by=("max_side_px",)), "tip": Column(TEXT, "a tip")},
    add=add,
    rules=(Rule("training.hasty", "training", "asset@channel", "low", lambda items: items["is_hasty"], ("is_hasty",),
        "It was uploaded in haste.", {"facebook": "Remove", "": "Replace with stock"}, "It is gone.", tells="tip"),),
    measures=(Measure("is_hasty", "Uploaded in haste", "It was uploaded in haste", by_channel=True),),
)
'''
SAID = """
import json, sys
import imgaudit as ia
from imgaudit import cli
from imgaudit.wording import MEASURE_LABELS, QUESTIONS, YES_MEANS
from openpyxl import load_workbook
from pathlib import Path

folder = Path(sys.argv[1])
config = ia.load_config(sys.argv[2])
audit = ia.audit_config(config, progress=False)
ia.save_audit(audit, folder / "h")
ia.write_workbook(audit, folder / "a.xlsx")
actions = ia.find_actions(audit)
cells = [str(c.value) for row in load_workbook(folder / "a.xlsx")["All figures"].iter_rows() for c in row]
trends = ia.trends(folder / "h").set_index("measure")
print(json.dumps({
    "file": ia.__file__,
    "column": bool(audit.items["is_hasty"].all()),
    "rate": ia.practice_rates(audit.items, "training")["n_yes"].tolist() == [len(audit.items)],
    "finding": int(audit.findings["rule"].eq("training.hasty").sum()) == len(
        (audit.items["asset_id"] + "@" + audit.items["channel"]).unique()),
    "action": sorted(set(actions.loc[actions["fix"].eq("Replace with stock"), "problem"])),
    "told": sorted(set(actions.loc[actions["problem"].str.contains("Read the course first"), "fix"])),
    "words": [MEASURE_LABELS["hasty"], QUESTIONS["training"], YES_MEANS["hasty"]],
    "trend": [bool(trends.loc["hasty", "n_yes"] == len(audit.items)), trends.loc["hasty", "fingerprint"]],
    "summary": "It was uploaded in haste" in cells,
    "chart": ia.plot_practice(audit.items, "training").get_title(loc="left") != "",
    "command": ["training" in cli.STATISTICS, "training" in cli.PLOTS],
}))
"""


@pytest.mark.slow
def test_one_file_more_is_all_that_a_new_practice_takes(tmp_path: Path):
    shutil.copytree(ROOT / "imgaudit", tmp_path / "imgaudit", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "imgaudit" / "practices" / "training.py").write_text(NEW, encoding="utf-8")
    (tmp_path / "said.py").write_text(SAID, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "said.py", tmp_path, ROOT / "data" / "school" / "summer.toml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert Path(said.pop("file")).is_relative_to(tmp_path)
    assert said.pop("words") == ["Uploaded in haste", "Was it uploaded in haste?", "It was uploaded in haste"]
    assert said.pop("action") == ["It was uploaded in haste. Read the course first."]
    assert said.pop("told") == ["Replace with stock"], "who removes it need not be told how to replace it"
    assert said.pop("trend") == [True, '{"max_side_px": 800, "rules": "1"}']
    assert said.pop("command") == [True, True]
    assert set(said.values()) == {True}, said
