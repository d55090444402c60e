"""The command line: the same functions, for whoever does not open a notebook."""

from __future__ import annotations

import logging
import sys
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from matplotlib.figure import Figure
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import imgaudit as ia
from imgaudit.config import Config
from imgaudit.errors import ImgauditError, InputError
from imgaudit.exports.inventory import read_to_no_end
from imgaudit.files import KEYWORD, MARK, private_file, private_folder
from imgaudit.notebooks import run_notebooks
from imgaudit.outputs.charts import PLOTS
from imgaudit.outputs.table_files import table_path
from imgaudit.remembering import forget_all
from imgaudit.statistics import STATISTICS
from imgaudit.wording import NOT_CHECKED, QUESTIONS, counted, group_names, in_plain, in_short, measure_name, of_what

app = typer.Typer(
    help="Audit the pictures and videos a school has published: what they give away, how large they are, whether "
    "consent covers them, and what changed since last term. Everything stays on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
console = Console()

MAX_REASONS = 20
"""So many files that were not read or not cleaned are named on the screen."""
MAX_REMARKS = 5


@app.command()
def audit(
    config: Annotated[Path, typer.Argument(help="audit.toml: exports, register, policy, as_of, where results go")],
    history: Annotated[Path | None, typer.Option(help="Save the audit here, for trends")] = None,
    workbook: Annotated[Path | None, typer.Option(help="Write the comms team's action list here (.xlsx)")] = None,
    charts: Annotated[Path | None, typer.Option(help="Write charts into this folder (.png)")] = None,
) -> None:
    """Audit what an **audit.toml** names, and write what it asks for.

    The file names, relative to itself: `exports` (file, ZIP or folder), `register`, `policy`, `as_of`, and where
    results go: `history`, `workbook`, `charts`. The options here win over the file.

    Example: `imgaudit audit data/school/summer.toml --workbook actions.xlsx`
    """
    job = ia.load_config(config)
    job = replace(job, history=history or job.history, workbook=workbook or job.workbook, charts=charts or job.charts)
    result = ia.audit_config(job, progress=sys.stderr.isatty())
    _show(result)
    made = _write(result, job)
    if job.history:
        asked = ia.unexplained(job.history)
        _ask(asked[asked["term"].eq(str(result.term))])
    _name(made or ["nothing: name --workbook, --charts or --history to keep the results"])
    _leave(result.problems)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where results go")] = Path("demo"),
    school: Annotated[Path, typer.Option(help="The sample school")] = Path("data/school"),
    notebooks: Annotated[Path | None, typer.Option(help="Notebooks to run; needs the extra 'notebooks'")] = Path(
        "notebooks"
    ),
) -> None:
    """Audit the **sample school** over its three terms: history, charts, workbook and executed notebooks."""
    terms = [school / f"{term}.toml" for term in ("autumn", "spring", "summer")]
    if not all(term.exists() for term in terms):
        raise InputError(f"{school}: no sample school there. Run this in a checkout of imgaudit, or give --school.")
    made: list[str] = []
    problems = []
    for term in terms:
        job = replace(ia.load_config(term), history=out / "history")
        if term == terms[-1]:
            job = replace(job, workbook=out / "actions.xlsx", charts=out / "charts")
        result = ia.audit_config(job, progress=sys.stderr.isatty())
        made += [name for name in _write(result, job) if name not in made]
        problems.append(result.problems)
    _show(result)
    past = ia.load_history(out / "history")
    problems.append(past.problems)
    _print_problems(past.problems)
    made.append(_save(ia.plot_trends(ia.trends(past)).figure, out / "charts" / "trends.png"))
    if notebooks is not None:
        with console.status("Running the notebooks"):
            made += [str(path) for path in run_notebooks(notebooks, out / "notebooks")]
    _name(made)
    _leave(pd.concat(problems))


@app.command()
def sources(
    path: Annotated[Path, typer.Argument(help="An export, a ZIP, or a folder of several")],
    out: Annotated[Path | None, typer.Option(help="Write the table here (.csv)")] = None,
) -> None:
    """Say which **exports** lie at a path, and by what each was recognised; nothing is audited yet.

    What no dialect knows is named with the reason. A list with headings of your own is read in Python with
    `ia.read_inventory(path, mapping={"Their heading": "caption"})`.

    Example: `imgaudit sources data/school/2025-26-summer/exports`
    """
    found = ia.recognise_exports(path)
    table = Table(title=f"{found['dialect'].notna().sum():,} of {len(found):,} recognised")
    for column in ("file", "dialect", "why"):
        table.add_column(column, overflow="fold")
    for row in found.to_dict("records"):
        dialect = "–" if pd.isna(row["dialect"]) else in_plain(row["dialect"])
        table.add_row(escape(row["file"]), dialect, escape(row["why"]))
    console.print(table)
    if out:
        _name([_csv(found, out)])
    _leave(found)


@app.command()
def scan(
    path: Annotated[Path, typer.Argument(help="A picture, a folder, a ZIP, or any export")],
    out: Annotated[Path | None, typer.Option(help="Write a row a file here (.csv)")] = None,
) -> None:
    """Say what files give away: **yes**, no or *unknown* for each kind of metadata."""
    inventory = ia.read_inventory(path)
    media = ia.scan(inventory, progress=sys.stderr.isatty())
    files = inventory.files[["file_id", "role", "url", "path"]].merge(media, on="file_id")
    more = bool(read_to_no_end(inventory.sources))
    _print_rates("What the files give away", ia.exposure(files.assign(more_unread=more)))
    problems = pd.concat([inventory.problems, _unopened(files)], ignore_index=True)
    _print_problems(problems)
    if out:
        _name([_csv(files, out)])
    _leave(problems)


@app.command()
def clean(
    paths: Annotated[list[str], typer.Argument(help="Pictures, videos, or folders of them")],
    out: Annotated[Path, typer.Option(help="The folder for the copies")],
    only: Annotated[
        list[str] | None, typer.Option(help="Remove this kind alone, such as location; may be given several times")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="Let this kind stay, such as owner (copyright); several times")
    ] = None,
    max_side_px: Annotated[
        int | None, typer.Option(help="Make pictures smaller whose longest side is longer, such as 800")
    ] = None,
    quality: Annotated[int, typer.Option(help="Of pictures made smaller, 1 to 100")] = 85,
    bake_orientation: Annotated[
        bool, typer.Option("--bake-orientation", help="Turn pictures upright instead of noting how to turn them")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write a row a file here (.csv or .xlsx)")] = None,
) -> None:
    """Write copies **without metadata**, ready to upload. Originals are never touched.

    Every copy is inspected before it is written. A file of which no copy can be proven clean is named with the
    reason and *not written*. Pixels, colours and orientation stay as they are: nothing is encoded anew, unless
    `--max-side-px` makes it smaller.

    Kinds for `--only` and `--keep`: location, people, owner, serial, device, time, text, software, thumbnail, hidden,
    provenance, maker_note.

    Example: `imgaudit clean "new pictures" --out "ready to upload" --max-side-px 800`
    """
    if report:
        table_path(report)  # said before the work, not after it
    cleaned = ia.clean(
        list(paths),
        out,
        only=only or None,
        keep=keep or (),
        max_side_px=max_side_px,
        quality=quality,
        bake_orientation=bake_orientation,
        progress=sys.stderr.isatty(),
    )
    _print_cleaned(cleaned)
    made = [str(out)] if cleaned["path"].notna().any() else []
    if report:
        made.append(_csv(cleaned, report))
    _name(made or ["nothing"])
    _leave(pd.DataFrame({"not_read": cleaned["status"].eq("not_written")}))


@app.command()
def trends(
    history: Annotated[Path, typer.Argument(help="The folder that audits were saved in")],
    by: Annotated[str | None, typer.Option(help="Column to group by, such as channel")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the figures here (.csv)")] = None,
) -> None:
    """Show how each rate went from **term to term**; a missing export is *not checked*, never fixed.

    A saved audit that cannot be read is named first; the one before it of the same term stands in for it, else the
    term is *not checked*.
    """
    past = ia.load_history(history)
    _print_problems(past.problems)
    figures = ia.trends(past, by=by)
    terms = [str(term) for term in figures["term"].unique()]
    rows = figures.to_dict("records")
    sizes = [of_what(row["unit"], [row["measure"]]) for row in rows]
    said = figures.assign(group=group_names(figures), size=sizes, said=[_said(row) for row in rows])
    for size, part in said.groupby("size", sort=False):
        table = Table(title=f"Share of {size}, term by term; a range where something is not known")
        for heading in [*([in_plain(by)] if by else []), "what", *terms]:
            table.add_column(escape(heading))
        for _, line in part.groupby([*([by] if by else []), "measure"], dropna=False, sort=False):
            cells = dict(zip(line["term"], line["said"], strict=True))
            words = [*([line["group"].iloc[0]] if by else []), measure_name(line["measure"].iloc[0])]
            table.add_row(*(escape(cell) for cell in [*words, *(cells.get(term, "–") for term in terms)]))
        console.print(table)
    if figures["unexplained_sources"].ne("").any():
        _ask(ia.unexplained(past))
    for when, partly in figures[figures["partial_sources"].ne("")].groupby("term", sort=False)["partial_sources"]:
        names = ", ".join(dict.fromkeys(name for text in partly for name in text.split(", ")))
        note = f"{when}: something was not read of {names}; what is missing from it counts as not checked."
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    if out:
        _name([_csv(figures, out)])
    _leave(past.problems)


@app.command()
def cache(clear: Annotated[bool, typer.Option("--clear", help="Forget all that was scanned")] = False) -> None:
    """Say where scans are remembered, and forget them with **--clear**."""
    place = ia.cache_path()
    if clear:
        forget_all(place)
        console.print(f"Cleared {place}")
    else:
        size = f"{place.stat().st_size:,} bytes" if place.exists() else "empty"
        console.print(f"{place} ({size}; readable by you alone)")


def _show(result: ia.Audit) -> None:
    who = f"{result.policy.school}, {result.term or result.as_of}"
    for name, rate in STATISTICS.items():
        _print_rates(f"{who}: {QUESTIONS[name]}", rate(result.items))
    _print_problems(result.problems)


def _unopened(files: pd.DataFrame) -> pd.DataFrame:
    """The files that could not be read in full, as problems; of what is damaged or not here that is a remark."""
    closed = files[files["path"].notna() & files["status"].ne("ok")]
    is_closed = closed["status"].isin(["unreadable", "too_large"])
    codes = {"too_large": "too_large", "damaged": "broken", "empty": "broken", "missing": "missing"}
    code = closed["status"].map(codes).fillna("unreadable")
    return pd.DataFrame({"file": closed["path"], "code": code, "reason": closed["error"], "not_read": is_closed})


def _print_problems(problems: pd.DataFrame) -> None:
    """What was not read first and nearly all of it; of mere remarks a few."""
    lost = _not_read(problems)
    for part, most, said in (
        (problems[lost], MAX_REASONS, "not read, and so neither clean nor fixed"),
        (problems[~lost], MAX_REMARKS, "read, with a remark"),
    ):
        if len(part):
            console.print(f"{counted(len(part), 'thing')} {said}:")
        for problem in part.head(most).to_dict("records"):
            line = f"  {problem['file']}{_place(problem)}: {problem['reason']}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        if len(part) > most:
            console.print(f"  … and {len(part) - most:,} more")


def _ask(unexplained: pd.DataFrame) -> None:
    """Ask about exports that lost most of what they held: nobody but the school can say why."""
    for row in unexplained.to_dict("records"):
        source, had = row["source_id"], counted(row["n_before"], "picture")
        text = (
            f"{row['term']}: {source} lacks {row['n_gone']:,} of the {had} that it held before, so nothing in it "
            "counts as resolved. Moved to other addresses, or really taken down? Say so in that term's audit.toml and "
            f'audit again:  [explained]  "{source}" = "moved"  or  "taken down". If neither, the export is not '
            "complete: export it anew."
        )
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def _not_read(problems: pd.DataFrame) -> pd.Series:
    return problems["not_read"].eq(True).fillna(False).astype(bool)


def _place(problem: Mapping[Hashable, Any]) -> str:
    row = problem.get("row")
    return "" if row is None or pd.isna(row) else f", row {row:,}"


def _leave(problems: pd.DataFrame) -> None:
    """End with exit code 1 where something was not read, or not written: who runs this by a schedule has to know."""
    if _not_read(problems).any():
        raise typer.Exit(1)


def _print_rates(title: str, rates: pd.DataFrame) -> None:
    table = Table(title=escape(title))
    for column in ("what", "yes", "no", "not known", "share of all"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in rates.to_dict("records"):
        counts = (row["n_yes"], row["n_known"] - row["n_yes"], row["n_unknown"])
        table.add_row(escape(measure_name(row["measure"])), *(f"{count:,}" for count in counts), _said(row))
    if len(rates):
        size = of_what(str(rates["unit"].iloc[0]), rates["measure"], int(rates["n"].iloc[0]))
        table.caption = f"Share of {size}; a range where something is not known"
    console.print(table)


def _print_cleaned(cleaned: pd.DataFrame) -> None:
    counts = cleaned["status"].value_counts()
    table = Table(title="Copies")
    for column in ("", "files", "before", "after"):
        table.add_column(column, justify="right" if column else "left")
    for status, said in (
        ("cleaned", "cleaned"),
        ("already_clean", "already clean: copied"),
        ("not_written", "not written"),
    ):
        of = cleaned[cleaned["status"] == status]
        after = "–" if status == "not_written" else f"{of['bytes_after'].sum() / 1e6:,.1f} MB"
        table.add_row(said, f"{counts.get(status, 0):,}", f"{of['bytes_before'].sum() / 1e6:,.1f} MB", after)
    console.print(table)
    failed = cleaned[cleaned["status"] == "not_written"]
    for row in failed.head(MAX_REASONS).to_dict("records"):
        console.print(f"  {row['source']}: {row['reason']}", markup=False, highlight=False, soft_wrap=True)
    if len(failed) > MAX_REASONS:
        console.print(f"  … and {len(failed) - MAX_REASONS:,} more: --report writes them all.")


def _said(row: Mapping[Hashable, Any]) -> str:
    if not row.get("checked", True):
        return NOT_CHECKED
    return in_short(row["n"], row["n_yes"], row["n_unknown"], more=bool(row["more_unread"]))


def _write(result: ia.Audit, job: Config) -> list[str]:
    made = []
    if job.history:
        ia.save_audit(result, job.history)
        made.append(str(job.history))
    if job.workbook:
        private_folder(job.workbook.parent)
        with _heard("imgaudit.outputs.workbook"):
            made.append(str(ia.write_workbook(result, job.workbook)))
    if job.charts:
        for name, plot in PLOTS.items():
            made.append(_save(plot(result.items).figure, job.charts / f"{name}.png"))
    return made


@contextmanager
def _heard(name: str) -> Iterator[None]:
    """Say on the screen what a part of the library logs meanwhile."""
    log, said = logging.getLogger(name), logging.Handler()
    level = log.level
    said.emit = lambda record: console.print(  # type: ignore[method-assign]
        record.getMessage(), markup=False, highlight=False, soft_wrap=True
    )
    log.addHandler(said)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(said)


def _csv(frame: pd.DataFrame, path: Path) -> str:
    return str(ia.write_table(frame, path))


def _save(figure: object, path: Path) -> str:
    assert isinstance(figure, Figure)
    private_folder(path.parent)
    with private_file(path) as file:
        figure.savefig(file, dpi=150, metadata={KEYWORD: MARK})
    return str(path)


def _name(made: list[str]) -> None:
    console.print("\nMade:")
    for name in made:
        console.print(f"  {name}", markup=False, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; what is wrong with the input is said without a traceback."""
    try:
        app()
    except (ImgauditError, OSError) as error:
        Console(stderr=True, style="bold red").print(f"Error: {error}", markup=False, highlight=False)
        sys.exit(2)
