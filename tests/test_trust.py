"""A trust of schools: each by itself, none stopped by another, and figures that give no small group away."""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_trust import TERM, make_school, make_trust
from paper_readers import html_words, pdf_words
from pypdf import PdfReader
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.errors import InputError
from imgaudit.history import FRAMES
from imgaudit.outputs.trust_page import COLUMNS, write_trust_page
from imgaudit.statistics import with_shares
from imgaudit.tables import TRUST_SITES
from imgaudit.trust import audit_trust, load_trust, trust_rates

SCHOOLS = ("elm", "ash", "birch", "cedar", "dogwood", "fir", "oak")


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of seven schools three are whole, one is small, one gave nothing, and of two something is broken."""
    folder = tmp_path_factory.mktemp("trust")
    make_school(folder / "elm", 9, workbook=True)
    make_school(folder / "ash", 8, located=3, named=1, workbook=True)
    make_school(folder / "birch", 7, located=2, workbook=True)
    make_school(folder / "cedar", 2, located=1, workbook=True)
    make_school(folder / "fir", 6, workbook=True)
    (folder / "fir" / "exports" / "more.zip").write_bytes(b"PK\3\4 and no more of it")
    make_school(folder / "oak", 6, workbook=True)
    for file in (folder / "oak" / "exports").iterdir():
        file.unlink()
    (folder / "oak" / "exports" / "pictures.csv").write_bytes(b"PK\3\4 no list of pictures")
    return make_trust(folder, *SCHOOLS)


@pytest.fixture(scope="module")
def audited(trust: Path) -> pd.DataFrame:
    return audit_trust(trust, workers=1)


def by_site(frame: pd.DataFrame, column: str) -> dict[str, object]:
    return dict(zip(frame["site"], frame[column], strict=True))


def audits(history: Path) -> dict[str, list[pd.DataFrame]]:
    """Site → its frames, of which nothing tells when they were made."""
    past = ia.load_history(history)
    frames = {name: getattr(past, name) for name in FRAMES}
    return {
        site: [frame[frame["site"].eq(site)].reset_index(drop=True) for frame in frames.values() if "site" in frame]
        for site in past.audits["site"]
    }


def assert_same(one: dict[str, list[pd.DataFrame]], other: dict[str, list[pd.DataFrame]]) -> None:
    assert one.keys() == other.keys()
    for site, frames in one.items():
        for mine, theirs in zip(frames, other[site], strict=True):
            pd.testing.assert_frame_equal(mine, theirs)


@pytest.mark.slow
def test_each_school_is_a_row_and_none_stops_another(trust: Path, audited: pd.DataFrame):
    assert by_site(audited, "status") == {
        "elm": "done",
        "ash": "done",
        "birch": "done",
        "cedar": "done",
        "dogwood": "did not deliver",
        "fir": "done",
        "oak": "failed",
    }
    assert audited["n_items"].fillna(-1).tolist() == [9, 8, 7, 2, -1, 6, -1]
    assert audited["n_not_read"].fillna(-1).tolist() == [0, 0, 0, 0, -1, 1, -1]
    why = by_site(audited, "reason")
    assert why["dogwood"] == f"{trust.parent / 'dogwood' / 'audit.toml'}: there is no such file"
    assert "a damaged ZIP, download it again" in str(why["fir"])
    assert str(why["oak"]).startswith(f"{trust.parent / 'oak' / 'exports'}: nothing here can be read")


def test_each_is_a_partition_of_one_history_and_has_a_workbook_of_its_own(trust: Path, audited: pd.DataFrame):
    runs = {path.parent.relative_to(trust.parent).as_posix() for path in trust.parent.rglob("audit.json")}
    assert runs == {f"history/{site}/{TERM}/run-0001" for site in ("elm", "ash", "birch", "cedar", "fir")}
    assert set(audited["run"].dropna()) == {str(trust.parent / run) for run in runs}
    books = {path.parent.name for path in trust.parent.rglob("actions.xlsx")}
    assert books == {"elm", "ash", "birch", "cedar", "fir"}


@pytest.mark.usefixtures("audited")
def test_any_program_reads_all_schools_at_once_as_the_docs_say(trust: Path, monkeypatch: pytest.MonkeyPatch):
    text = (Path(__file__).parent.parent / "docs" / "trust.md").read_text(encoding="utf-8")
    [code] = [block.split("```")[0] for block in text.split("```python\n")[1:] if "pyarrow.dataset" in block]
    monkeypatch.chdir(trust.parent)
    told: dict[str, Any] = {}
    exec(code, told)
    located = told["located"]
    assert {*zip(located["school"], located["term"], located["run"], strict=True)} == {
        (site, TERM, "run-0001") for site in ("elm", "ash", "birch", "cedar", "fir")
    }
    counts = located.groupby("school")["has_location"].agg(["size", "sum"]).to_dict("index")
    assert counts["ash"] == {"size": 8, "sum": 3}
    one = told["placements"].to_table(filter=told["ds"].field("school") == "elm", columns=["site"]).to_pandas()
    assert one["site"].tolist() == ["elm"] * 9


@pytest.mark.slow
def test_small_groups_and_what_would_tell_them_are_blank(trust: Path, audited: pd.DataFrame):
    rates = trust_rates(trust, audited)
    location = rates[rates["measure"].eq("location")]
    told = location.assign(site=location["site"].fillna("all"))
    shown = told[["site", "n", "n_yes", "is_suppressed"]].fillna(-1).to_numpy().tolist()
    assert shown == [
        ["elm", 9, 0, False],
        ["ash", 8, 3, False],
        ["birch", 7, 2, False],
        ["cedar", -1, -1, True],
        ["fir", -1, -1, True],  # 32 less 9, 8, 7 and 6 would be cedar's 2
        ["all", 32, 6, False],
    ]
    assert bool(location["more_unread"].iloc[-1]), "something of fir was not read"


@pytest.mark.slow
def test_a_trust_of_which_all_is_small_says_nothing_of_it(tmp_path: Path):
    make_school(tmp_path / "cedar", 2, located=1)
    place = make_trust(tmp_path, "cedar")
    rates = trust_rates(place, audit_trust(place, workers=1))
    assert rates.loc[rates["unit"].eq("item"), "is_suppressed"].all()
    assert rates[["n", "n_yes", "n_unknown", "share_min"]].isna().all(axis=None)


@pytest.mark.slow
def test_the_strictest_of_all_policies_decides_what_is_small(tmp_path: Path):
    make_school(tmp_path / "ash", 8)
    make_school(tmp_path / "elm", 30)
    with (tmp_path / "ash" / "policy.toml").open("r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(f"suppress_below = 10\n{text}")
    place = make_trust(tmp_path, "ash", "elm", more="suppress_below = 3\n")
    rates = trust_rates(place, audit_trust(place, workers=1))
    assert rates.loc[rates["measure"].eq("location"), "is_suppressed"].tolist() == [True, True, False]


@pytest.mark.usefixtures("audited")
def test_the_page_says_who_did_not_deliver_and_shows_nobody(trust: Path):
    words = html_words(trust.parent / "trust.html")
    for said in (
        "Hollow Trust · Autumn 2025–26",
        "5 of 7 schools delivered and were audited",
        "Did not deliver: dogwood. The audit failed: oak.",
        "School Placements Location in the file Full name beside it Larger than the limit Against consent",
        "ash 8 38% (3 of 8) 12% (1 of 8) 0% (0 of 8) 100% (8 of 8)",
        "cedar not shown not shown not shown not shown not shown",
        "dogwood did not deliver not checked not checked not checked not checked",
        "fir * not shown not shown not shown not shown not shown",
        "oak audit failed not checked not checked not checked not checked",
        "All 5 with figures 32 6 of the 32 read; more could not be",
        "Not shown: figures out of fewer than 5, and as many others as keep those from being worked out.",
        "is not checked, never clean, and is in no sum.",
    ):
        assert said in words
    assert "Ada" not in words
    assert "pictures.csv" not in words


@pytest.mark.slow
def test_what_is_done_is_not_done_again_until_something_changes(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    make_school(tmp_path / "ash", 6)
    make_school(tmp_path / "elm", 6)
    place = make_trust(tmp_path, "ash", "elm")
    with caplog.at_level(logging.WARNING):
        first = audit_trust(place, workers=1)
    assert "is new to the history" not in caplog.text, "the trust.toml lists it"
    again = audit_trust(place, workers=1)
    assert again["status"].tolist() == ["unchanged", "unchanged"]
    assert again[["n_items", "n_findings", "n_not_read", "run"]].equals(
        first[["n_items", "n_findings", "n_not_read", "run"]]
    )
    assert trust_rates(place, again).equals(trust_rates(place, first))


def _other_picture(school: Path) -> None:
    (school / "exports" / "0.jpg").touch()


def _other_answer(school: Path) -> None:
    place = school / "consents.csv"
    place.write_text(place.read_text(encoding="utf-8").replace(",No", ",Yes"), encoding="utf-8")


def _other_day(school: Path) -> None:
    place = school / "audit.toml"
    place.write_text(place.read_text(encoding="utf-8").replace("2025-12-19", "2025-12-18"), encoding="utf-8")


def _other_limit(school: Path) -> None:
    place = school / "policy.toml"
    place.write_text("max_side_px = 50\n" + place.read_text(encoding="utf-8"), encoding="utf-8")


def _no_workbook(school: Path) -> None:
    (school / "actions.xlsx").unlink()


def _damaged_run(school: Path) -> None:
    next((school.parent / "history" / school.name).rglob("items.parquet")).write_bytes(b"")


CHANGES = [_other_picture, _other_answer, _other_day, _other_limit, _no_workbook, _damaged_run]


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_whatever_changes_the_school_is_audited_again(tmp_path: Path, change: Callable[[Path], None]):
    school = make_school(tmp_path / "ash", 1, workbook=change is _no_workbook)
    place = make_trust(tmp_path, "ash")
    audit_trust(place, workers=1)
    change(school)
    assert audit_trust(place, workers=1)["status"].tolist() == ["done"]
    assert (tmp_path / "history" / "ash" / TERM / "run-0002").is_dir()


@pytest.mark.slow
def test_a_school_that_breaks_later_keeps_its_run_and_has_no_figures(tmp_path: Path):
    school = make_school(tmp_path / "ash", 6)
    make_school(tmp_path / "elm", 7)
    place = make_trust(tmp_path, "ash", "elm")
    audit_trust(place, workers=1)
    (school / "consents.csv").write_text("nobody\n", encoding="utf-8")
    again = audit_trust(place, workers=1)
    assert again["status"].tolist() == ["failed", "unchanged"]
    assert trust_rates(place, again)["site"].dropna().unique().tolist() == ["elm"]
    assert "ash audit failed not checked" in html_words(tmp_path / "trust.html")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (('site = "ash"', 'site = "elm"'), "site = 'elm', and the trust.toml says 'ash'. Make both say the same."),
        ((f'term = "{TERM}"', 'term = "2025-26-spring"'), "term = '2025-26-spring', and the trust.toml says"),
        (('exports = "exports"', 'export = "exports"'), "unknown key 'export'"),
    ],
)
def test_an_audit_toml_of_another_school_or_term_is_refused(tmp_path: Path, said: tuple[str, str], wrong: str):
    config = make_school(tmp_path / "ash", 1) / "audit.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(*said), encoding="utf-8")
    audited = audit_trust(make_trust(tmp_path, "ash"), workers=1)
    assert audited["status"].tolist() == ["failed"]
    assert wrong in audited["reason"].iloc[0]
    assert not (tmp_path / "history").exists()


def test_an_empty_folder_is_nothing_that_was_delivered(tmp_path: Path):
    school = make_school(tmp_path / "ash", 0)
    (school / "exports" / "pictures.csv").unlink()
    audited = audit_trust(make_trust(tmp_path, "ash"), workers=1)
    assert audited[["status", "reason"]].to_numpy().tolist() == [
        ["did not deliver", f"{school / 'exports'}: nothing is there"]
    ]


@pytest.mark.slow
def test_two_processes_and_an_executor_give_the_same(trust: Path, audited: pd.DataFrame, tmp_path: Path):
    at = load_trust(trust)
    for name, how in (("two", {"workers": 2}), ("threads", {"executor": ThreadPoolExecutor(2)})):
        for book in trust.parent.rglob("actions.xlsx"):
            book.unlink()
        place = type(at)(at.trust, at.term, at.sites, tmp_path / name)
        found = audit_trust(place, **how)
        told = ["site", "status", "n_items", "n_findings", "n_not_read"]
        pd.testing.assert_frame_equal(found[told], audited[told])
        assert_same(audits(tmp_path / name), audits(at.history))
        pd.testing.assert_frame_equal(trust_rates(place, found), trust_rates(at, audited))


class GivesUp(Executor):
    """An executor that gives a task up, as a cluster does whose workers end over it."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future:
        future: Future = Future()
        if "ash" in args[1]:
            future.set_exception(RuntimeError("4 workers ended"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


@pytest.mark.slow
def test_a_school_that_a_cluster_gives_up_is_a_row(tmp_path: Path):
    make_school(tmp_path / "ash", 6)
    make_school(tmp_path / "elm", 6)
    audited = audit_trust(make_trust(tmp_path, "ash", "elm"), executor=GivesUp())
    assert audited["status"].tolist() == ["failed", "done"]
    assert audited["reason"].iloc[0] == (
        "The process that audited it ended (RuntimeError: 4 workers ended). Run the trust again: schools that are done "
        "are not audited anew."
    )


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('trust = "T"', "'term' is missing; 'sites' is missing; 'history' is missing"),
        ('trust = "T"', "sites should be a table, such as [sites] oak-primary ="),
        ('pages = "x"', "unknown key 'pages'; did you mean 'page'?"),
        ("term = 2025", "term = 2025 should be text"),
        ("suppress_below = 0", "suppress_below = 0 should be a whole number from 1"),
        ('[sites]\nash = "a.toml"\nASH = "b.toml"', "'ash' and 'ASH' are one site, on Windows and a Mac at least"),
        ('[sites]\nash = "a.toml"\nelm = "a.toml"', "'a.toml' and 'a.toml' are one audit.toml"),
    ],
)
def test_what_is_wrong_in_a_trust_toml_is_said(tmp_path: Path, text: str, wrong: str):
    place = tmp_path / "trust.toml"
    place.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_trust(place)
    assert wrong in str(error.value)
    assert str(error.value).startswith(f"{place}: ")


@pytest.mark.slow
@pytest.mark.usefixtures("audited")
def test_the_command_says_what_became_of_each(trust: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cli.console, "width", 200)
    figures = trust.parent / "figures.csv"
    result = CliRunner().invoke(cli.app, ["trust", str(trust), "--workers", "1", "--figures", str(figures)])
    assert result.exit_code == 1, "somebody did not deliver"
    for said in (r"cedar +│ unchanged", r"dogwood +│ did not deliver +│ .*there is no such file", r"oak +│ failed +│"):
        assert pd.Series([result.output]).str.contains(said).all(), said
    assert str(trust.parent / "trust.html") in result.output
    table = pd.read_csv(figures)
    assert table.loc[table["site"].eq("cedar"), "n"].isna().all()


@pytest.mark.slow
def test_a_dask_cluster_of_which_a_worker_is_killed_gives_the_same(tmp_path: Path):
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    names = [f"school-{number}" for number in range(6)]
    for number, name in enumerate(names):
        make_school(tmp_path / name, 40 + number, located=number, workbook=True)
    place = make_trust(tmp_path, *names)
    here = load_trust(place)
    one = type(here)(here.trust, here.term, here.sites, tmp_path / "one")
    expected = audit_trust(one, workers=1)
    for name in names:
        (tmp_path / name / "actions.xlsx").unlink()
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster) as client,
        ThreadPoolExecutor(1) as beside,
    ):
        found = beside.submit(audit_trust, here, executor=client.get_executor())
        until = time.monotonic() + 120
        while not list(here.history.rglob("audit.json")) and time.monotonic() < until:
            time.sleep(0.05)
        killed = next(iter(client.run(os.getpid).values()))
        assert not found.done(), "killed in the middle"
        os.kill(killed, signal.SIGKILL)
        audited = found.result(240)
    told = ["site", "status", "n_items", "n_findings", "n_not_read"]
    alike = audited[told].replace({"unchanged": "done"})  # saved, and its worker killed before it said so
    pd.testing.assert_frame_equal(alike, expected[told])
    assert_same(audits(here.history), audits(one.history))
    pd.testing.assert_frame_equal(trust_rates(here, audited), trust_rates(one, expected))


def test_a_run_says_what_it_was_made_of(audited: pd.DataFrame):
    record = json.loads(Path(str(by_site(audited, "run")["fir"]), "audit.json").read_text(encoding="utf-8"))
    assert record["inputs"]["n_not_read"] == 1
    assert len(record["inputs"]["stamp"]) == 16


def test_fifty_schools_stand_on_one_sheet(tmp_path: Path):
    names = [f"st-marys-primary-school-{number:02d}" for number in range(50)]
    schools = [{"site": name, "status": "done", "n_items": 1234, "n_not_read": 1} for name in names]
    counts = {"unit": "item", "n": 1234, "n_known": 1100, "n_yes": 321, "more_unread": False, "is_suppressed": False}
    rows = [{"site": name, "measure": measure, **counts} for name in [*names, None] for measure in COLUMNS]
    place = write_trust_page(
        "Hollow Trust",
        TERM,
        TRUST_SITES.frame(pd.DataFrame(schools)),
        with_shares(pd.DataFrame(rows)),
        tmp_path / "t.pdf",
    )
    assert len(PdfReader(place).pages) == 1
    assert "st-marys-primary-school-49 * 1,234 26–37% (321 of 1,234)" in pdf_words(place)
