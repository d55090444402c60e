"""Every text of every chart, sheet and command: nothing in it is a Python value or a name that only the code knows.

The sample school writes nothing of the kind into its pages, names and files, so that no text of these is left out.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest
from conftest import ROOT, SCHOOL, TERMS
from matplotlib.axes import Axes
from matplotlib.text import Text
from paper_readers import html_words, pdf_words
from plain_words import NAMES, faults
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import cli
from imgaudit.media import KINDS
from imgaudit.outputs.charts import PLOTS
from imgaudit.tables import FINDING_CHANGES, TABLES, Table
from imgaudit.wording import MEASURE_LABELS, group_names, in_plain, measure_name

pytestmark = [pytest.mark.usefixtures("_closed"), pytest.mark.slow]


@pytest.fixture
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.mark.parametrize(
    "text",
    [
        "Share of placements{'item': ' that show people, or may'}",
        *("nan%", "NaN", "was None", "<NA>", "NaT", "[]", "dtype: object", "Timestamp('2026-01-01')", "In use: True"),
        *(
            "has_location",
            "by consent_state",
            "original_reachable: 3",
            "n_yes",
            "full_name",
            "not_needed",
            "maker_note",
        ),
    ],
)
def test_what_is_wrong_is_seen(text: str) -> None:
    assert faults(text)


def test_what_is_right_is_let_through() -> None:
    said = "Nana's 11 of 57 (19–93%), no location: nothing to count at /home_page/has_location_1.jpg [name]"
    assert faults(said) == []
    assert {"has_location", "n_yes", "original_reachable", "full_name", "not_recorded", "already_clean"} <= {*NAMES}


# Where figures come from: the school, nothing, one placement of which nothing is known, a dozen channels


def listed(folder: Path, channels: list[str]) -> ia.Audit:
    """What is known of a list alone: no file, no register, no term."""
    rows = "".join(f"{channel},Page {at},https://www.fernhollow.example/{at}\n" for at, channel in enumerate(channels))
    (folder / "list.csv").write_text(f"Channel,Page title,Page address\n{rows}", encoding="utf-8")
    return ia.run_audit(ia.read_inventory(folder / "list.csv", site="fernhollow"), as_of="2026-03-02")


def dozen(audit: ia.Audit) -> ia.Audit:
    """The same placements on a dozen channels, and gaps in the columns that people group by."""
    place = pd.Series(pd.factorize(audit.items["asset_id"])[0], index=audit.items.index)
    channels = "channel " + (place % 13).astype("str")
    of_asset = dict(zip(audit.items["asset_id"], channels, strict=True))
    items = audit.items.assign(channel=channels)
    for column in ("consent_state", "shows", "in_use", "published_on", "visibility", "n_people", "page_title"):
        items[column] = items[column].mask(place % 5 == 0)
    findings = audit.findings.assign(channel=audit.findings["asset_id"].map(of_asset))
    return dataclasses.replace(audit, items=items, findings=findings)


@pytest.fixture(scope="module")
def every_audit(summer: ia.Audit, tmp_path_factory: pytest.TempPathFactory) -> dict[str, ia.Audit]:
    folder = tmp_path_factory.mktemp("lists")
    return {
        "school": summer,
        "empty": summer.where([False] * len(summer.items)),
        "one": listed(folder, ["website"]),
        "dozen": dozen(summer),
    }


AUDITS = pytest.mark.parametrize("which", ["school", "empty", "one", "dozen"])

# Charts


def said_on(axes: Axes) -> list[str]:
    """All that can be read on a figure: titles, labels, ticks, legend and notes."""
    figure = axes.figure
    for each in figure.get_axes():
        each.get_xticklabels()  # ticks are given their texts when they are asked for
        each.get_yticklabels()
    texts = [text.get_text() for text in figure.findobj(Text)]
    plt.close(figure)
    assert axes.get_title(loc="left") in texts
    return texts


BY = [
    *(None, "channel", "consent_state", "shows", "in_use", "has_location", "published_on", "published_at", "status"),
    *("visibility", "n_people", "name_level", "name_fields", "page_title", "longest_px"),
    ["channel", "visibility"],
    ["in_use", "consent_state", "consent_state_at_publication"],
]


@AUDITS
@pytest.mark.parametrize("by", BY, ids=str)
def test_bars(which: str, by: str | list[str] | None, every_audit: dict[str, ia.Audit]) -> None:
    for plot in (*PLOTS.values(), partial(ia.plot_practice, practice="staff")):
        assert faults(*said_on(plot(every_audit[which].items, by=by))) == []


@AUDITS
def test_bars_with_every_option(which: str, every_audit: dict[str, ia.Audit]) -> None:
    audit = every_audit[which]
    items, files, people = audit.items, audit.files, ia.consent_by_person(audit)
    levels = ("full_name", "surname", "first_name", "identifier")
    charts = itertools.chain(
        (ia.plot_exposure(files, by=by) for by in (None, "role", "status")),
        (ia.plot_exposure(items, measures=kind, by="channel") for kind in ("any", *KINDS)),
        (ia.plot_resolution(items, max_side_px=side) for side in (1, 800, 12_000)),
        (ia.plot_names(items, measures=level, by="channel") for level in levels),
        (ia.plot_consent_coverage(items, suppress_below=n, by="channel") for n in (1, 5, 10**6)),
        (ia.plot_consent_coverage(items, unit="asset", by=by) for by in (None, "channel", "shows")),
        (ia.plot_consent_coverage(people, by=by) for by in (None, "scope", "role", "state", "is_expiring", "given_on")),
        (ia.plot_consent_coverage(people, unit="person", by=by) for by in (None, "role", "group")),
    )
    for axes in charts:
        assert faults(*said_on(axes)) == []


@pytest.fixture(scope="module")
def every_history(every_audit: dict[str, ia.Audit], history: Path, tmp_path_factory: pytest.TempPathFactory):
    """Three terms; one; one of whom nothing is known, twice, with a term between in which only another was checked."""
    folder = tmp_path_factory.mktemp("histories")
    other = listed(tmp_path_factory.mktemp("other"), ["facebook"] * 3)
    for name, audit in (("autumn", every_audit["one"]), ("spring", other), ("summer", every_audit["one"])):
        for kept in ("gaps", "short") if name == "autumn" else ("gaps",):
            ia.save_audit(dataclasses.replace(audit, term=f"2025-26-{name}"), folder / kept)
    return {"school": history, "gaps": folder / "gaps", "short": folder / "short"}


HISTORIES = pytest.mark.parametrize("kept", ["school", "gaps", "short"])


@HISTORIES
@pytest.mark.parametrize("by", [None, "channel", "visibility", "in_use", "consent_state", "published_on"])
def test_trends(kept: str, by: str | None, every_history: dict[str, Path]) -> None:
    trends = ia.trends(every_history[kept], by=by)
    for measure in trends["measure"].unique() if by is None else ("location", "covered"):
        assert faults(*said_on(ia.plot_trends(trends, measures=measure))) == []
    one = trends if by is None else next(part for _, part in trends.groupby(by, dropna=False))
    changes = [name for name in FINDING_CHANGES if name in {*one["measure"]}]
    for measures in (None, ["covered", "location", "oversized"], changes or None):
        assert faults(*said_on(ia.plot_trends(one, measures=measures))) == []


def test_trends_of_every_unit_and_of_none(every_history: dict[str, Path]) -> None:
    trends = ia.trends(every_history["school"])
    covered = trends[trends["measure"].eq("covered")]
    for unit in ("item", "asset", "file", "person", "person × scope", "row"):
        assert faults(*said_on(ia.plot_trends(covered.assign(unit=unit)))) == []
    assert faults(*said_on(ia.plot_trends(trends.head(0)))) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_groups_and_measures_of_any_column_have_words(table: Table) -> None:
    for name, column in table.columns.items():
        assert faults(measure_name(name), in_plain(name)) == []
        if name in ("term", "measure"):  # nothing is grouped by these
            continue
        for value in (*column.choices, True, False, None, pd.NaT, pd.Timestamp("2026-03-02"), float("nan")):
            frame = pd.DataFrame({name: [value], "measure": ["any"]})
            assert faults(*group_names(frame)) == []
            assert group_names(frame) != [""]


def test_every_measure_there_is_has_a_label(history: Path) -> None:
    assert {*ia.trends(history)["measure"]} == {*MEASURE_LABELS}
    assert faults(*MEASURE_LABELS.values()) == []


# The workbook


def said_in(path: Path) -> Iterator[str]:
    """All that can be read in a workbook: cells, comments, prompts, choices, headers, footers, properties."""
    book = openpyxl.load_workbook(path)
    about = book.properties
    yield from filter(
        None, (about.title, about.creator, about.subject, about.description, about.keywords, about.category)
    )
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                yield "" if cell.value is None else str(cell.value)
                yield cell.comment.text if cell.comment else ""
                yield (cell.hyperlink and cell.hyperlink.tooltip) or ""
        for rule in sheet.data_validations.dataValidation:
            yield from filter(None, (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error, rule.formula1))
        for where in sheet.conditional_formatting:
            yield from (each.dxf.numFmt.formatCode for each in where.rules if each.dxf and each.dxf.numFmt)
        for strip in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.firstHeader):
            yield from (part.text or "" for part in (strip.left, strip.center, strip.right))


@AUDITS
@pytest.mark.parametrize("called", ["none", "initials", "full"])
def test_workbook(which: str, called: str, every_audit: dict[str, ia.Audit], tmp_path: Path) -> None:
    audit = every_audit[which]
    policy = dataclasses.replace(audit.policy, names_in_outputs=called)
    path = ia.write_workbook(dataclasses.replace(audit, policy=policy), tmp_path / "actions.xlsx")
    said = [*said_in(path)]
    assert {"Read me", "Severity", "imgaudit", "Please choose one of the list."} <= {*said}
    assert faults(*said) == []


# The command line


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setattr(cli.console, "width", 240)

    def _run(*arguments: object, code: int = 0) -> str:
        result = CliRunner().invoke(cli.app, [*map(str, arguments)], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.output

    return _run


def test_command_audit(run: Callable[..., str], tmp_path: Path) -> None:
    kept = ("--history", tmp_path / "h", "--workbook", tmp_path / "a.xlsx", "--charts", tmp_path / "c")
    assert faults(run("audit", SCHOOL / "summer.toml", *kept), run("audit", SCHOOL / "autumn.toml")) == []


def test_command_audit_of_a_list_alone(run: Callable[..., str], tmp_path: Path) -> None:
    listed(tmp_path, ["website", "facebook"])
    (tmp_path / "audit.toml").write_text('exports = "list.csv"\nas_of = 2026-03-02\n', encoding="utf-8")
    assert faults(run("audit", tmp_path / "audit.toml")) == []


def test_commands_without_python(run: Callable[..., str], tmp_path: Path) -> None:
    register = SCHOOL / "2025-26-summer" / "mis" / "consents.xlsx"
    listed(tmp_path, ["website"])
    audit = f'exports = "list.csv"\nregister = "{register.as_posix()}"\nhistory = "h"\nas_of = 2026-03-02\n'
    (tmp_path / "audit.toml").write_text(audit, encoding="utf-8")
    said = run("register", register), run("explain", SCHOOL / "summer.toml", "harvest-supper.jpg")
    assert faults(*said, run("forget", tmp_path / "audit.toml", "Z000000000001", "--yes")) == []


def test_command_demo(run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    said = run("demo", "--out", tmp_path / "out", "--school", SCHOOL, "--notebooks", tmp_path / "none")
    assert faults(said) == []
    assert said.count(str(tmp_path / "out" / "charts" / "trends.png")) == 1
    assert (tmp_path / "out" / "charts" / "trends.png").exists()
    assert faults(*said_in(tmp_path / "out" / "actions.xlsx")) == []
    pages = html_words(tmp_path / "out" / "governors.html"), pdf_words(tmp_path / "out" / "governors.pdf")
    assert all("17 of 53 → 27 of 60 (not known: 2, then 2): worse" in page for page in pages)
    assert faults(*pages) == []


def test_command_registers_card(run: Callable[..., str], tmp_path: Path) -> None:
    said = run("registers", "card", tmp_path / "card.pdf", "--config", SCHOOL / "summer.toml")
    assert faults(said, pdf_words(tmp_path / "card.pdf")) == []


@HISTORIES
@pytest.mark.parametrize("by", [None, "channel", "visibility", "in_use", "consent_state", "published_on", "n_people"])
def test_command_trends(kept: str, by: str | None, run: Callable[..., str], every_history: dict[str, Path]) -> None:
    assert faults(run("trends", every_history[kept], *(["--by", by] if by else []))) == []


@pytest.mark.parametrize("term", TERMS.values())
def test_commands_scan_clean_and_sources(term: str, run: Callable[..., str], tmp_path: Path) -> None:
    exports = SCHOOL / term / "exports"
    assert faults(run("scan", exports, "--out", tmp_path / "media.csv"), run("sources", exports)) == []
    said = run(
        "clean", exports / "social", exports / "uploads", "--out", tmp_path / "out", "--report", tmp_path / "r.csv",
        code=1,  # a damaged picture is not written
    )  # fmt: skip
    assert faults(said) == []


def test_command_sources_of_every_dialect(run: Callable[..., str]) -> None:
    assert faults(run("sources", ROOT / "tests")) == []


def test_command_cache(run: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert faults(run("cache"), run("cache", "--clear")) == []
