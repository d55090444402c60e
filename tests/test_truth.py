"""The audit of the sample school against what its script planted, row by row; and one plant flipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import SCHOOL, TERMS
from school_story import SCHOOL as STORY

import imgaudit as ia
from imgaudit.config import exports_of, policy_of
from imgaudit.live.loopback import sample_website, serving
from imgaudit.media import KINDS
from imgaudit.policy import REGISTERED
from imgaudit.rules import RULES

STATES = {True: "yes", False: "no"}
FLAGS = [*(f"has_{kind}" for kind in KINDS), "has_place_shown", "original_reachable"]
OF_PRACTICES = ["unused_with_people", "duplicate", "left_open"]
COLUMNS = ["channel", "page_url", "file", "in_use", "visibility", "status", "format", "width_px", "height_px"]
COLUMNS += ["longest_reachable_px", *FLAGS, "oversized", "shows", "consent_state", "consent_state_at_publication"]
COLUMNS += ["name_level", "name_fields", "identifier", *OF_PRACTICES]


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
        file=file,
        oversized=audit.items["is_oversized"],
        identifier=audit.items["has_identifier"],
        **{name: audit.items[f"is_{name}"] for name in OF_PRACTICES},
    )
    items["name_level"] = items["name_level"].fillna("unknown")
    for flag in [*FLAGS, "in_use", "oversized", "identifier", *OF_PRACTICES]:
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


# Register → what says of its rows whether they are right, and whether in time.
FLAGS_OF = {
    "accounts": ("", ""),
    "settings": ("is_as_expected", "is_looked_at"),
    "training": ("", "is_trained"),
    "families": ("", "is_told"),
    "policies": ("", "is_policy_current"),
    "incidents": ("is_step_done", "is_down_in_time"),
    "partners": ("", "is_version_checked"),
}
NAMED = "named in the register of training"
OF_ITS_OWN = {"listed in the register": "is_listed", "an owner and a deputy": "is_owned", NAMED: "is_named"}
OF_REGISTERS = ["register", "channel", "subject", "what", "counted", "right", "in_time", "breaks"]


def told(row: dict[str, object], flag: str) -> str:
    return STATES.get(row[flag], "unknown") if flag else ""


def records_as_planted(audit: ia.Audit) -> list[dict[str, str]]:
    """``audit.records`` and what they break, in the words of truth.csv."""
    broken = broken_rules(audit)
    found = []
    for row in audit.records.to_dict("records"):
        right, in_time = FLAGS_OF[row["register"]]
        is_of_account = row["register"] in ("accounts", "settings")
        is_timed = row["register"] != "incidents" or row["what"] == "originals down"
        counted = row["actual"] not in ("not offered", "not needed") and row["is_last"] is not False
        counted &= (row["what"], row["actual"]) != (NAMED, "yes")
        found.append(
            {
                **{name: row[name] for name in ("register", "subject", "what")},
                "channel": row["group"] if is_of_account else "",
                "counted": STATES[counted],
                "right": told(row, right or OF_ITS_OWN.get(row["what"], "")),
                "in_time": told(row, in_time) if is_timed else "",
                "breaks": ", ".join(sorted(broken.pop((row["subject_id"], row["what"]), ()))),
            }
        )
    assert not broken, "each finding is of a record"
    return found


def broken_rules(audit: ia.Audit) -> dict[tuple[str, str], set[str]]:
    """Subject and what is in question → the rules that it breaks."""
    fixed = {
        "settings.unlisted": "listed in the register",
        "settings.unowned": "an owner and a deputy",
        "training.unnamed": NAMED,
    }
    broken: dict[tuple[str, str], set[str]] = {}
    findings = audit.findings[audit.findings["practice"].isin(audit.records["practice"])]
    for finding in findings.to_dict("records"):
        for part in str(finding["evidence"]).split("; "):
            what = fixed.get(finding["rule"]) or part.partition(": ")[2]
            broken.setdefault((finding["subject_id"], what), set()).add(finding["rule"])
    return broken


def by_what(each: dict[str, str]) -> list[str]:
    return [each[name] for name in OF_REGISTERS]


@pytest.mark.parametrize("term", TERMS.values())
def test_every_row_of_a_register_is_as_planted(
    term: str, audits: dict[str, ia.Audit], truth_of_registers: pd.DataFrame
):
    planted = truth_of_registers[truth_of_registers["term"].eq(term) & truth_of_registers["source"].eq("registers")]
    found = records_as_planted(audits[term])
    assert sorted(found, key=by_what) == sorted(planted[OF_REGISTERS].to_dict("records"), key=by_what)


@pytest.mark.slow
def test_every_practice_of_the_registers_stands_as_planted(
    audits: dict[str, ia.Audit], truth_of_registers: pd.DataFrame
):
    planted = truth_of_registers[truth_of_registers["source"].eq("scorecard")]
    states = planted.set_index(["subject", "term"])["outcome"].unstack("term")  # noqa: PD010 - a cell each
    for term, audit in audits.items():
        found = ia.scorecard(audit).set_index("practice")["state"]
        assert found[states.index].to_dict() == states[term].to_dict(), term
    # Each changes over the year, and every state is there.
    assert states.nunique(axis="columns").gt(1).all()
    assert {*states.to_numpy().ravel()} == {"met", "partly met", "not met", "not known", "no data"}


def test_every_rule_of_the_registers_is_broken_somewhere(truth_of_registers: pd.DataFrame):
    planted = {rule for cell in truth_of_registers["breaks"] for rule in cell.split(", ") if rule}
    assert planted == {rule.name for rule in RULES if rule.practice in REGISTERED}


@pytest.mark.slow
@pytest.mark.parametrize("term", TERMS)
def test_registers_are_read_without_a_problem_and_name_no_pupil(term: str):
    job = ia.load_config(SCHOOL / f"{term}.toml")
    registers = ia.read_registers([job.registers, job.incidents], register=ia.read_register(job.register))
    assert registers.problems.empty


@pytest.fixture(scope="module")
def as_anybody_gets_it(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, ia.Inventory, ia.Inventory]:
    """The copy of the sample school's website, what was read of it, and the last term's exports after a visit."""
    folder, job = tmp_path_factory.mktemp("public") / "website", ia.load_config(SCHOOL / "summer.toml")
    start, answer = sample_website(SCHOOL / "website")
    with serving(answer) as port:
        asked = {"policy": policy_of(job), "yes": True, "progress": False, "loopback": port, "interval": 0.0}
        copied = ia.copy_site(start, folder, **asked)
        return copied, ia.read_inventory(folder), ia.visit(exports_of(job), **asked)


@pytest.mark.slow
def test_a_visit_finds_at_every_address_what_was_planted(as_anybody_gets_it, truth_of_visit: pd.DataFrame):
    visits = as_anybody_gets_it[2].visits
    assert visits["url"].is_unique
    assert visits.set_index("url")["outcome"].to_dict() == truth_of_visit.set_index("address")["outcome"].to_dict()
    # Every trap is there: what no export tells.
    traps = truth_of_visit["outcome"].value_counts().to_dict()
    assert traps == {"public": 118, "gone": 3, "login": 3, "unknown": 2, "cached": 1}


def test_a_visit_finds_in_every_picture_what_was_planted(as_anybody_gets_it, truth_of_visit: pd.DataFrame):
    seen = as_anybody_gets_it[2]
    flags = [f"has_{kind}" for kind in KINDS]
    # What came is a file of its own beside a copy on this machine, and the file itself where there is none.
    came = seen.files[seen.files["role"].eq("served") | seen.files["path"].isna()]
    found = came.merge(seen.media, on="file_id").set_index("url")[flags]
    planted = truth_of_visit.set_index("address").query("has_location != ''")[flags]
    assert found.index.is_unique
    assert sorted(found.index) == sorted(planted.index)
    for address, row in planted.iterrows():
        assert [STATES.get(value, "unknown") for value in found.loc[address]] == [*row], address


def test_a_website_without_a_robots_txt_asks_no_crawler(as_anybody_gets_it):
    _, copied, seen = as_anybody_gets_it
    named = seen.files["url"].notna() & seen.files["url"].str.startswith("https://www.fernhollow-academy.example/")
    asked = seen.files.loc[named, "crawlers_not_asked"]
    assert asked.unique().tolist() == copied.files["crawlers_not_asked"].dropna().unique().tolist()
    assert asked.str.count(";").unique().tolist() == [19]


def test_a_private_page_does_not_close_the_file_on_it(as_anybody_gets_it):
    seen = as_anybody_gets_it[2]
    outcomes = seen.visits.set_index(seen.visits["url"].str.partition(".example")[2])["outcome"]
    assert outcomes["/staff-noticeboard/"] == "gone"
    assert outcomes["/wp-content/uploads/2025/11/staff-training.jpg"] == "public"
    assert outcomes["/parents-area/"] == outcomes["/wp-content/uploads/2025/11/parents-evening.jpg"] == "login"


def test_a_copy_holds_what_the_open_pages_show(as_anybody_gets_it, truth: pd.DataFrame):
    copied, inventory, _ = as_anybody_gets_it
    assert not copied["not_read"].any()
    assert inventory.sources["dialect"].tolist() == ["pages"]
    is_open = truth["term"].eq(TERMS["summer"]) & truth["source"].eq("wordpress") & truth["visibility"].eq("public")
    planted = truth[is_open & truth["page_url"].ne("")]
    assert set(inventory.items["page_url"]) == set(planted["page_url"])
    assert len(inventory.items) == len(planted)


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
