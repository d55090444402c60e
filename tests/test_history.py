"""Audits on disk and what changed between terms."""

from __future__ import annotations

import json
import stat
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit import tables
from imgaudit.rules import ENGINES, find

AUTUMN, SPRING, SUMMER = "2025-26-autumn", "2025-26-spring", "2025-26-summer"


def test_a_run_is_a_folder_a_site_and_term_for_its_owner_alone(history: Path):
    runs = sorted(history.glob("*/*/*"))
    assert [run.parts[-3:-1] for run in runs] == [("fernhollow-academy.example", t) for t in (AUTUMN, SPRING, SUMMER)]
    for path in history.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_history_holds_no_personal_column(history: Path, audits: dict[str, ia.Audit]):
    past = ia.load_history(history)
    for name, table in (("items", tables.AUDIT_ITEMS), ("findings", tables.FINDINGS), ("sources", tables.SOURCES)):
        frame = getattr(past, name)
        personal = {column for column, about in table.columns.items() if about.privacy == "personal"}
        assert personal
        assert not personal & set(frame.columns)
        assert set(frame.columns) <= {"term", *table.columns}, "the user's own columns stay out"
    everything = b"".join(path.read_bytes() for path in history.rglob("*") if path.is_file())
    for column in ("page_url", "caption", "title"):
        for text in audits[SUMMER].items[column].dropna():
            assert text.encode() not in everything


@pytest.mark.slow
def test_the_sample_year_gets_better_but_for_one_practice(history: Path, truth: pd.DataFrame):
    trends = ia.trends(history).set_index(["measure", "term"])
    for measure, column in (("location", "has_location"), ("oversized", "oversized"), ("original_reachable",) * 2):
        planted = truth.groupby("term")[column].agg(lambda values: values.eq("yes").sum())
        assert trends.loc[measure, "n_yes"].to_dict() == planted.to_dict()
    assert trends.loc[("location", AUTUMN), "share"] > trends.loc[("location", SUMMER), "share"]
    assert trends.loc[("covered", AUTUMN), "share"] < trends.loc[("covered", SUMMER), "share"]
    assert trends.loc[("oversized", AUTUMN), "share"] < trends.loc[("oversized", SUMMER), "share"]


@pytest.mark.slow
def test_findings_of_a_term_are_new_returned_or_persisting(history: Path, audits: dict[str, ia.Audit]):
    changes = ia.changes(history)
    for term, audit in audits.items():
        here = changes[changes["term"].eq(term)]
        present = here[~here["change"].isin(["resolved", "not_checked"])]
        assert sorted(present["finding_id"]) == sorted(audit.findings["finding_id"])
        assert here["finding_id"].is_unique
    returned = changes[changes["change"].eq("returned")]
    assert set(returned["term"]) == {SUMMER}
    assert returned["asset_id"].str.endswith("/1067").all(), "the fresh upload of a picture that had been stripped"


@pytest.mark.slow
def test_a_missing_export_is_not_checked(audits: dict[str, ia.Audit], tmp_path: Path):
    ia.save_audit(audits[AUTUMN], tmp_path)
    spring = audits[SPRING]
    website = spring.where(spring.items["channel"].eq("website"))
    sources = spring.sources[spring.sources["channel"].eq("website")]
    ia.save_audit(replace(website, sources=sources, is_part=False), tmp_path)
    trends = ia.trends(tmp_path, by="channel").set_index(["channel", "term", "measure"])
    gap = trends.loc[("facebook", SPRING, "location")]
    assert not gap["checked"]
    assert gap["n"] == 0
    assert pd.isna(gap["share"])
    assert gap["missing_sources"] == "fernhollow-academy.example/facebook/spreadsheet"
    assert trends.loc[("website", SPRING, "location"), "checked"]
    total = ia.trends(tmp_path).set_index(["term", "measure"]).loc[(SPRING, "location")]
    assert total["checked"]
    assert total["missing_sources"].count("spreadsheet") == 3
    changes = ia.changes(tmp_path)
    lost = changes[changes["term"].eq(SPRING) & changes["channel"].ne("website")]
    assert set(lost["change"]) == {"not_checked"}


@pytest.mark.slow
def test_a_file_that_can_no_longer_be_read_resolves_nothing(audits: dict[str, ia.Audit], tmp_path: Path):
    autumn = audits[AUTUMN]
    ia.save_audit(autumn, tmp_path)
    flags = [*tables.EXPOSURE_COLUMNS, "has_any"]
    blind = autumn.items.assign(**{flag: pd.array([None] * len(autumn.items), dtype="boolean") for flag in flags})
    later = replace(autumn, items=blind, findings=find(blind), term=SPRING, as_of=audits[SPRING].as_of)
    ia.save_audit(later, tmp_path)
    changes = ia.changes(tmp_path).query(
        "term == @SPRING and rule.str.startswith('metadata.') "
        "and rule not in ['metadata.broken', 'metadata.place_shown']"  # which stands in no file
    )
    assert len(changes) > 5
    assert set(changes["change"]) == {"not_checked"}


def before_numbers(run: Path) -> None:
    """Let a run's record be one of before runs were numbered, which says nothing of its files."""
    about = json.loads((run / "audit.json").read_text(encoding="utf-8"))
    today = ("schema", "number", "frames", "digest")
    (run / "audit.json").write_text(json.dumps({k: v for k, v in about.items() if k not in today}), encoding="utf-8")


@pytest.mark.slow
def test_a_history_without_places_is_unknown_of_posts(audits: dict[str, ia.Audit], tmp_path: Path):
    (run,) = ia.save_audit(audits[AUTUMN], tmp_path)
    saved = pd.read_parquet(run / "items.parquet")
    assert "place_shown" not in saved
    saved.drop(columns="has_place_shown").assign(has_any=False).to_parquet(run / "items.parquet")
    before_numbers(run)
    ia.save_audit(audits[SPRING], tmp_path)
    trends = ia.trends(tmp_path, by="channel").set_index(["term", "channel", "measure"])
    for measure in ("place_shown", "any"):
        for channel, unknown in (("website", False), ("prospectus", False), ("facebook", True), ("instagram", True)):
            row = trends.loc[(AUTUMN, channel, measure)]
            assert (row["n_yes"], row["n_unknown"]) == (0, row["n"] if unknown else 0), (channel, measure)
    assert trends.loc[(SPRING, "website", "place_shown"), "n_unknown"] == 0
    assert set(ia.changes(tmp_path)["term"]) == {AUTUMN, SPRING}


@pytest.mark.slow
def test_trends_add_up_by_channel(history: Path):
    past = ia.load_history(history)  # what registers say is of no channel
    past = replace(past, records=past.records.iloc[:0], findings=past.findings.dropna(subset="channel"))
    total = ia.trends(past).set_index(["term", "measure", "unit"])[["n", "n_yes", "n_unknown"]]
    groups = ia.trends(past, by="channel").groupby(["term", "measure", "unit"])[["n", "n_yes", "n_unknown"]].sum()
    pd.testing.assert_frame_equal(groups.sort_index(), total.sort_index(), check_dtype=False)


def test_nothing_half_written_is_ever_read(
    audits: dict[str, ia.Audit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fails(_: pd.DataFrame, path: Path, **__: object) -> None:
        Path(path).write_bytes(b"half")
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", fails)
        with pytest.raises(ia.ImgauditError, match=r"not saved: 'fernhollow-academy\.example' \(disk full\)"):
            ia.save_audit(audits[AUTUMN], tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(ia.InputError, match="no audit saved there"):
        ia.load_history(tmp_path)


def test_a_spoilt_run_is_named(audits: dict[str, ia.Audit], tmp_path: Path):
    (run,) = ia.save_audit(audits[AUTUMN], tmp_path)
    (run / "items.parquet").write_bytes(b"no parquet")
    with pytest.raises(ia.InputError, match=r"items\.parquet: cannot be read"):
        ia.load_history(tmp_path)
    (run / "audit.json").write_text("{", encoding="utf-8")
    with pytest.raises(ia.InputError, match=r"audit\.json: not an audit's record"):
        ia.load_history(tmp_path)


def test_names_of_sites_and_terms_cannot_leave_the_folder(audits: dict[str, ia.Audit], tmp_path: Path):
    audit = replace(audits[AUTUMN], term="../../../etc")
    (run,) = ia.save_audit(audit, tmp_path / "history", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert (tmp_path / "history") in run.parents
    assert run.parts[-3:] == ("fernhollow-academy.example", "etc-bbe9757b", "run-0001")
    with pytest.raises(ia.InputError, match="cannot be the name of a folder"):
        ia.save_audit(replace(audit, term="../.."), tmp_path)


def test_an_audit_without_term_is_not_saved(audits: dict[str, ia.Audit], tmp_path: Path):
    with pytest.raises(ia.InputError, match="no term"):
        ia.save_audit(replace(audits[AUTUMN], term=None), tmp_path)


@pytest.mark.slow
def test_what_another_engine_finds_is_neither_new_nor_resolved(audits: dict[str, ia.Audit], tmp_path: Path):
    def changed(before: dict[str, str], now: dict[str, str]) -> pd.DataFrame:
        folder = tmp_path / "-".join([*before.values(), *now.values()])
        for term, engines in ((AUTUMN, before), (SPRING, now)):
            audit = audits[term]
            engines = {**audit.engines, **engines}
            decided = {site: {**audit.policy.as_dict(), **engines} for site in audit.items["site"].unique()}
            ia.save_audit(
                replace(audit, engines=engines, findings=find(audit.items, decided=decided)),
                folder,
            )
        return ia.changes(folder).query("term == @SPRING").set_index(["rule", "subject_id"])

    same, sharper = changed({"media": "1"}, {"media": "1"}), changed({"media": "1"}, {"media": "9"})
    assert not same["rule_changed"].any()
    assert {"new", "resolved", "persisting"} <= set(same["change"])
    for (rule, subject), row in same.iterrows():
        reads = "media" in ia.rules.RULE[rule].fingerprint({"media": "1"})
        now = sharper.loc[(rule, subject)]
        is_open = row["change"] in ("persisting", "first_check", "not_checked")
        assert now["change"] == ("remeasured" if reads and not is_open else row["change"]), rule
        assert now["rule_changed"] == (reads and row["change"] != "first_check"), rule


@pytest.mark.slow
def test_a_missing_part_of_an_export_resolves_nothing(audits: dict[str, ia.Audit], tmp_path: Path):
    autumn, spring = audits[AUTUMN], audits[SPRING]
    second = autumn.sources.iloc[:1].assign(file="second.xlsx")
    ia.save_audit(replace(autumn, sources=pd.concat([autumn.sources, second], ignore_index=True)), tmp_path)
    channel = second["channel"].iloc[0]
    gone = ~spring.items["channel"].eq(channel)
    rest = replace(spring, items=spring.items[gone], findings=spring.findings[spring.findings["channel"].ne(channel)])
    ia.save_audit(rest, tmp_path)
    changes = ia.changes(tmp_path).query("term == @SPRING and channel == @channel")
    assert len(changes) > 0
    assert set(changes["change"]) == {"not_checked"}


@pytest.mark.slow
def test_a_rule_of_another_name_resolves_nothing(audits: dict[str, ia.Audit], tmp_path: Path):
    old = audits[AUTUMN].findings
    renamed = old.assign(
        rule=old["rule"].replace("metadata.other", "metadata.misc"),
        finding_id=old["finding_id"].str.replace("metadata.other", "metadata.misc", regex=False),
    )
    ia.save_audit(replace(audits[AUTUMN], findings=renamed), tmp_path)
    ia.save_audit(audits[SPRING], tmp_path)
    changes = ia.changes(tmp_path).query("term == @SPRING and rule == 'metadata.misc'")
    assert set(changes["change"]) == {"not_checked"}


@pytest.mark.parametrize(
    ("setting", "value", "rules"),
    [
        ("max_side_px", 2000, {"resolution.oversized"}),
        ("consent_until", "school_year", {"consent.refused", "consent.expired", "consent.not_recorded"}),
        ("consent_months", 6, {"consent.refused", "consent.expired", "consent.not_recorded"}),
        ("own_consent_age", 12, {"consent.refused", "consent.expired", "consent.not_recorded"}),
        ("scopes", {"website": "internal"}, {"consent.refused", "consent.expired", "consent.not_recorded"}),
        ("names_allowed", "none", {"names.first"}),
        ("identifiers", {"house": r"House \w+"}, {"names.identifier"}),
        (
            "checked_within_months",
            {"settings": 6},
            {
                *("settings.outdated", "training.publisher", "training.overdue"),
                *("families.overdue", "procedures.overdue", "partners.outdated"),
            },
        ),
        ("originals_down_hours", 12, set()),
        ("open_to_all_percent", 20, set()),
        ("max_face_px", 40, {"resolution.face"}),
        ("activities", {"judo": "judo"}, {"resolution.activity"}),
        ("school", "Another name", set()),
        ("suppress_below", 10, set()),
        ("names_in_outputs", "full", set()),
        ("owners", {"website": "Kim"}, set()),
        ("due_school_days", {"critical": 3, "high": 5, "medium": 15}, set()),
    ],
)
def test_a_setting_changes_the_rules_that_read_it_and_no_others(setting: str, value: object, rules: set[str]):
    policy = ia.Policy()
    before, now = ({**p.as_dict(), **ENGINES} for p in (policy, replace(policy, **{setting: value})))
    assert {rule.name for rule in ia.rules.RULES if rule.fingerprint(before) != rule.fingerprint(now)} == rules


def test_every_setting_decides_a_column_or_only_how_it_is_shown():
    shown = {
        "school",
        "keep_words_months",
        "look_for_faces",  # what was not looked at is unknown
        "open_to_all_percent",  # what the scorecard asks of a share, which stays as it is
        "suppress_below",
        "names_in_outputs",
        "due_school_days",
        "owners",
        "terms",
        "sites",
        "contacts",
        "history",  # which columns of the school's own are kept
        "visit",  # whom to ask: what was seen decides, not who was asked
    }
    columns = [*tables.AUDIT_ITEMS.columns.values(), *tables.RECORDS.columns.values()]
    decides = {key for column in columns for key in column.decided_by}
    assert decides - {*ENGINES, "visits"} == {field.name for field in fields(ia.Policy)} - shown
    assert decides & set(ENGINES) == {"media", "names", "consent", "crawlers", "faces", "looks"}


@pytest.mark.slow
def test_a_stricter_limit_makes_no_worse_school(audits: dict[str, ia.Audit], tmp_path: Path):
    autumn = audits[AUTUMN]
    ia.save_audit(autumn, tmp_path)
    policy = replace(autumn.policy, max_side_px=100)
    items = autumn.items.assign(is_oversized=(autumn.items["longest_px"] > 100).astype("boolean"))
    decided = {site: {**policy.as_dict(), **ENGINES} for site in items["site"].unique()}
    strict = replace(
        autumn, items=items, findings=find(items, autumn.records, decided=decided), policy=policy, term=SPRING
    )
    ia.save_audit(replace(strict, as_of=audits[SPRING].as_of), tmp_path)
    spring = ia.changes(tmp_path).query("term == @SPRING")
    assert set(spring["change"]) == {"persisting", "remeasured"}
    assert set(spring.query("change == 'remeasured'")["rule"]) == {"resolution.oversized"}
    back = ia.changes(tmp_path).query("term == @SPRING and change == 'persisting'")
    assert len(back) == len(autumn.findings)
    figures = ia.trends(tmp_path).set_index(["term", "measure"])["fingerprint"]
    assert figures[AUTUMN, "oversized"] != figures[SPRING, "oversized"]
    assert figures[AUTUMN, "location"] == figures[SPRING, "location"]
    assert figures[AUTUMN, "new"] == ""


@pytest.mark.slow
def test_a_site_nobody_audited_stays_open(audits: dict[str, ia.Audit], tmp_path: Path):
    autumn = audits[AUTUMN]
    north = replace(
        autumn,
        items=autumn.items.assign(site="north"),
        findings=autumn.findings.assign(site="north", finding_id="north " + autumn.findings["finding_id"]),
        sources=autumn.sources.assign(site="north"),
    )
    ia.save_audit(north, tmp_path)
    ia.save_audit(autumn, tmp_path)
    ia.save_audit(audits[SPRING], tmp_path)
    spring = ia.changes(tmp_path).query("term == @SPRING and site == 'north'")
    assert len(spring) == len(autumn.findings)
    assert set(spring["change"]) == {"not_checked"}


@pytest.mark.slow
def test_a_term_audited_again_later_keeps_its_place(audits: dict[str, ia.Audit], tmp_path: Path):
    for term in (AUTUMN, SPRING):
        ia.save_audit(audits[term], tmp_path)
    ia.save_audit(replace(audits[AUTUMN], as_of=audits[SUMMER].as_of), tmp_path)
    assert ia.load_history(tmp_path).audits["term"].tolist() == [AUTUMN, SPRING]


def test_who_does_the_work_is_not_recorded(history: Path):
    assert all(b"Web editor" not in path.read_bytes() for path in history.rglob("audit.json"))


def test_a_new_site_in_an_old_history_is_pointed_out(
    audits: dict[str, ia.Audit], tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    ia.save_audit(audits[AUTUMN], tmp_path)
    assert not caplog.text
    spring = audits[SPRING]
    ia.save_audit(
        replace(spring, items=spring.items.assign(site="spring"), sources=spring.sources.assign(site="spring")),
        tmp_path,
    )
    assert "'spring' is new to the history" in caplog.text


# Columns of the school's own


def with_campaign(audit: ia.Audit, values: list[str], policy: dict | None = None) -> ia.Audit:
    """The audit with a column of the school's own, in turn one of these values."""
    column = pd.Series([values[place % len(values)] for place in range(len(audit.items))], audit.items.index)
    about = {"history": {"keep_columns": ["Campaign"]}} if policy is None else policy
    return replace(audit, items=audit.items.assign(Campaign=column), policy=replace(audit.policy, **about))


@pytest.mark.slow
def test_columns_that_the_policy_names_are_kept_for_trends(audits: dict[str, ia.Audit], tmp_path: Path):
    for term in (AUTUMN, SPRING):
        ia.save_audit(with_campaign(audits[term], ["Open day", "Harvest"]), tmp_path)
    trends = ia.trends(tmp_path, by="Campaign").query("measure == 'location'")
    n = len(audits[SPRING].items)
    assert trends[trends["term"].eq(SPRING)].set_index("Campaign")["n"].to_dict() == {
        "Open day": n - n // 2,
        "Harvest": n // 2,
    }
    assert ia.load_history(tmp_path).problems.empty


def test_a_value_that_may_name_somebody_is_not_kept_and_that_is_said(
    audits: dict[str, ia.Audit], tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    person = audits[AUTUMN].people.iloc[0]
    full, first = f"{person['first_name']} {person['last_name']}'s day", person["first_name"]
    ia.save_audit(with_campaign(audits[AUTUMN], ["Open day", full, first, "Noah Quill"]), tmp_path)
    past = ia.load_history(tmp_path)
    assert {*past.items["Campaign"].dropna()} == {"Open day"}
    (reason,) = past.problems["reason"]
    blank = int(past.items["Campaign"].isna().sum())
    assert f"keeps the column 'Campaign', but {blank} values may name somebody" in reason
    assert reason in caplog.text
    assert not past.problems["not_read"].any(), "figures lose nothing by it"
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
    assert person["last_name"].encode() not in everything


@pytest.mark.slow
def test_nothing_is_kept_unasked_without_a_register_or_that_is_not_there(audits: dict[str, ia.Audit], tmp_path: Path):
    audit = audits[AUTUMN]
    ia.save_audit(with_campaign(audit, ["Open day"], {}), tmp_path / "unasked")
    with pytest.raises(ia.InputError, match=r"those that the policy names: \[history\] keep_columns"):
        ia.trends(tmp_path / "unasked", by="Campaign")
    ia.save_audit(replace(with_campaign(audit, ["Open day"]), people=audit.people.head(0)), tmp_path / "nobody")
    assert ia.load_history(tmp_path / "nobody").items["Campaign"].isna().all()
    wanted = replace(audit, policy=replace(audit.policy, history={"keep_columns": ["Campain"]}))
    ia.save_audit(wanted, tmp_path / "misspelt")
    assert "no list of pictures has it" in ia.load_history(tmp_path / "misspelt").problems["reason"].iloc[0]


@pytest.mark.parametrize("column", ["title", "channel", "term", "measure"])
def test_a_column_of_ours_is_refused(column: str):
    with pytest.raises(ia.PolicyError, match=r"\[history\], of keep_columns"):
        ia.policy.policy_from({"history": {"keep_columns": [column]}})
