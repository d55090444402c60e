"""The command line: the same functions, for whoever does not open a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from traceback import format_exc
from typing import Annotated, Any

import matplotlib.pyplot as plt
import pandas as pd
import typer
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.table import Table

import imgaudit as ia
from imgaudit.config import Config, exports_of, is_awaited, policy_of, register_of
from imgaudit.errors import ImgauditError, InputError, PolicyError, did_you_mean
from imgaudit.exports.inventory import read_to_no_end
from imgaudit.files import KEYWORD, MARK, private_file, private_folder
from imgaudit.foreign.dates import given_day
from imgaudit.forgetting import person_meant
from imgaudit.history import History
from imgaudit.live.fetching import needed
from imgaudit.live.loopback import sample_website, serving
from imgaudit.names import NameHider
from imgaudit.notebooks import engine_of_notebooks, run_notebooks
from imgaudit.outputs.charts import PLOTS
from imgaudit.outputs.incident_card import missing_contacts
from imgaudit.outputs.paper import paper_path
from imgaudit.outputs.paper.to_pdf import typst
from imgaudit.outputs.table_files import table_path
from imgaudit.people import expiring_in_words, name_hider, person_labels, placements_called
from imgaudit.policy import Policy
from imgaudit.practices import PRACTICES
from imgaudit.previews import previews_path
from imgaudit.register.headings import mapping_to_fill_in
from imgaudit.remembering import cache_path, forget_all
from imgaudit.screen import (
    LOUD,
    MAX_REASONS,
    console,
    errors,
    heard,
    print_by_loss,
    print_cleaned,
    print_copied,
    print_coverings,
    print_explanation,
    print_forgotten,
    print_found,
    print_headings,
    print_progress,
    print_rates,
    print_register,
    print_remarks,
    print_scorecard,
    print_trends,
    print_trust,
    print_unexplained,
    print_unknown,
    print_visits,
    problems_of,
    unopened,
    was_not_read,
)
from imgaudit.showing import hider_of, shown_frame
from imgaudit.starting import SAMPLE, begin, copy_sample, next_term, site_of, term_said
from imgaudit.statistics import STATISTICS
from imgaudit.tables import PEOPLE, PROBLEMS
from imgaudit.trust import DELIVERED, load_trust
from imgaudit.withdrawn_copies import follow_withdrawals, gone_by_copies
from imgaudit.wording import (
    NOT_CHECKED,
    QUESTIONS,
    beside,
    channel_name,
    counted,
    in_plain,
)

app = typer.Typer(
    help="Audit the pictures and videos a school has published: what they give away, how large they are, whether "
    "consent covers them, and what changed since last term. Everything stays on this machine; only `visit`, "
    "`copy-site` and `fetch` ask the network.",
    epilog="Exit codes: **0** all was read and written; **1** something was not read, or not written, and is named; "
    "**2** what was given is wrong: no such file, not one of ours, a misspelt key or option.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _as_table(path: Path | None) -> Path | None:
    """A file that a table can be written to; said before the work, not after it."""
    return path and table_path(path)


def _as_page(path: Path | None) -> Path | None:
    """A file that a page can be written to."""
    return path and paper_path(path)


Problems = Annotated[
    Path | None,
    typer.Option(
        "--problems",
        callback=_as_table,
        help="Write all that was not read or understood here, a row each (.csv or .xlsx)",
    ),
]


def _version(is_asked: bool) -> None:
    if is_asked:
        console.say(f"imgaudit {ia.__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has answered already
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which imgaudit this is")
    ] = False,
) -> None:
    """What comes before every command."""
    context.with_resource(heard())


@app.command()
def audit(
    config: Annotated[Path, typer.Argument(help="audit.toml: exports, register, policy, as_of, where results go")],
    history: Annotated[Path | None, typer.Option(help="Save the audit here, for trends")] = None,
    workbook: Annotated[Path | None, typer.Option(help="Write the comms team's action list here (.xlsx)")] = None,
    charts: Annotated[Path | None, typer.Option(help="Write charts into this folder (.png)")] = None,
    problems: Problems = None,
) -> None:
    """Audit what an **audit.toml** names, and write what it asks for.

    The file names, relative to itself: `exports` (file, ZIP or folder), `register`, `policy`, `as_of`, `term`, and
    where results go: `history`, `workbook`, `charts`, and `who_is_meant` for the safeguarding lead alone. The options
    here win over the file. What makes answers unknown is said first; a result that cannot be written keeps no other
    from being written.

    Example: `imgaudit audit demo/data/school/summer.toml --workbook actions.xlsx`
    """
    job = ia.load_config(config)
    job = replace(job, history=history or job.history, workbook=workbook or job.workbook, charts=charts or job.charts)
    result = ia.audit_config(job, progress=sys.stderr.isatty())
    found = problems_of(result)
    print_headings(result.headings, name_hider(result))
    print_unknown(found)
    if job.register and is_awaited(job.register):
        errors.say(f"{job.register} is empty: put the MIS's export of the photo consents there.", LOUD)
    _show(result)
    print_remarks(found)
    listed = (problems, partial(_csv, found))
    made, faults = _make(*_results(result, job), (job.withdrawals, partial(_followed, result, job)), listed)
    if str(job.history) in made:
        asked = ia.unexplained(str(job.history))
        print_unexplained(asked[asked["term"].eq(str(result.term))])
    if not _results(result, job):
        made.append("nothing: name --workbook, --charts or --history to keep the results")
    _end(found, made, faults)


@app.command()
def page(
    config: Annotated[Path, typer.Argument(help="The audit.toml, whose history holds the audit already")],
    path: Annotated[Path, typer.Argument(callback=_as_page, help="The page to write (.html or .pdf)")],
) -> None:
    """Write **the governors' page**: one A4 sheet with the twelve practices, what moved, and what they are to decide.

    Run it after `imgaudit audit` has saved the audit to the history that the audit.toml names: without that nothing is
    said of last term or of the work. Nobody is named on it. HTML needs nothing; PDF needs the extra `page`.

    Example: `imgaudit page demo/data/school/summer.toml governors.pdf`
    """
    job = ia.load_config(config)
    result = ia.audit_config(job, progress=sys.stderr.isatty())
    found = problems_of(result)
    print_unknown(found)
    if job.history is None:
        errors.say('No history is named (history = "…" in the audit.toml): of last term nothing is known.', LOUD)
    _end(found, *_make((path, partial(ia.write_page, result, history=job.history))))


@app.command("trust")
def trust_audit(
    path: Annotated[Path, typer.Argument(help="trust.toml: the schools, the term, the trust's history and page")],
    out: Annotated[
        Path | None, typer.Option(callback=_as_table, help="Write who delivered here (.csv or .xlsx)")
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(callback=_as_table, help="Write the figures of all schools here (.csv or .xlsx)")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Schools at a time; default: one a core")] = None,
) -> None:
    """Audit **every school of a trust** by itself, and write the trust's page.

    A school that is done, of the same inputs, is not audited again: run it as often as you like. One that fails, or did
    not deliver, is named and stops no other. Small groups are blank in all figures, and so are those by which they
    could be worked out.

    Example: `imgaudit trust trust.toml`
    """
    job = load_trust(path)
    audited = ia.audit_trust(job, workers=workers)
    print_trust(audited)
    rates = partial(ia.trust_rates, job, audited)
    wanted: list[Wanted] = [(out, partial(_csv, audited)), (figures, lambda place: _csv(rates(), place))]
    made, faults = _make(*wanted)
    made = [str(place) for place in (job.history, job.page) if place and place.exists()] + made
    is_read = audited["status"].isin(DELIVERED) & audited["n_not_read"].eq(0).fillna(False)
    _end(pd.DataFrame({"not_read": ~is_read.astype(bool)}), made, faults)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where results go")] = Path("demo"),
    school: Annotated[Path, typer.Option(help="The sample school; default: the one that came with imgaudit")] = (
        SAMPLE / "data" / "school"
    ),
    notebooks: Annotated[Path, typer.Option(help="Notebooks to run; default: those that came with imgaudit")] = (
        SAMPLE / "notebooks"
    ),
) -> None:
    """Audit the **sample school** over its three terms: history, charts, workbook, governors' page, executed notebooks.

    Its website is copied and visited too, as the public gets it: it runs on this machine while the demo does. What
    needs a package that is not there is left out, and said. The school itself is laid beside the results, to try
    other commands on.
    """
    terms = [school / f"{term}.toml" for term in ("autumn", "spring", "summer")]
    if not all(term.exists() for term in terms):
        raise InputError(f"{school}: no sample school there. Leave --school out: one came with imgaudit.")
    made: list[str] = []
    faults: list[str] = []
    problems = []
    for term in terms:
        job = replace(ia.load_config(term), history=out / "history")
        if term == terms[-1]:
            job = replace(job, workbook=out / "actions.xlsx", charts=out / "charts")
        result = ia.audit_config(job, progress=sys.stderr.isatty())
        new, missing = _make(*_results(result, job))
        made += [name for name in new if name not in made]
        faults += missing
        problems.append(problems_of(result))
    print_unknown(problems[-1])
    _show(result)
    print_remarks(problems[-1])
    if str(out / "history") not in made:
        _end(pd.concat(problems), made, faults)
    past = ia.load_history(out / "history")
    problems.append(past.problems)
    print_by_loss(past.problems)
    new, missing = _make(*_pages(result, past, out))
    made, faults = made + new, faults + missing
    new, missing = _made_of_website(replace(job, visits=out / "visits.sqlite"), school / "website", out / "website")
    made, faults = made + new, faults + missing
    wanted: list[Wanted] = [(out / "data" / "school", partial(copy_sample, school))]
    if not _left_out("the notebooks", engine_of_notebooks):
        wanted.append((out / "notebooks", partial(run_notebooks, notebooks)))
    with console.status("Running the notebooks"):
        new, missing = _make(*wanted)
    _end(pd.concat(problems), made + new, faults + missing)


def _left_out(what: str, *needs: Callable[[], object]) -> bool:
    """Whether the demo goes on without something, for want of a package; it says so, and how to get that."""
    try:
        for need in needs:
            need()
    except ImgauditError as error:
        errors.say(f"Left out, {what}: {error}", LOUD)
        return True
    return False


def _pages(result: ia.Audit, past: History, out: Path) -> list[Wanted]:
    """The governors' page, as HTML and, where the package is there, as PDF."""
    endings = ["html"] if _left_out("the governors' page as PDF", typst) else ["html", "pdf"]
    return [(out / f"governors.{ending}", partial(ia.write_page, result, history=past)) for ending in endings]


def _made_of_website(job: Config, website: Path, copy: Path) -> tuple[list[str], list[str]]:
    """What the public gets of the sample school: its website is served, copied and visited on this machine alone."""
    if _left_out("the copy of the website and the visit", partial(needed, "urllib3"), partial(needed, "protego")):
        return [], []
    start, answer = sample_website(website)
    with serving(answer) as port:
        asked = {"policy": policy_of(job), "yes": True, "progress": False, "loopback": port, "interval": 0.0}
        return _make((copy, partial(_copied, start, asked)), (job.visits, partial(_visited, job, asked)))


def _copied(start: str, asked: dict[str, Any], folder: Path) -> None:
    """A school without an export copies its website."""
    print_copied(ia.copy_site(start, folder, minutes=2, **asked))
    items = ia.read_inventory(folder).items
    shown = counted(items["asset_id"].nunique(), "picture"), counted(items["page_url"].nunique(), "page")
    console.say(f"An audit reads the copy as it reads an export: {shown[0]} on {shown[1]}.")


def _visited(job: Config, asked: dict[str, Any], store: Path) -> None:
    """The addresses of the exports are asked for, and the audit is made once more with what came."""
    print_visits(ia.visit(exports_of(job), store=store, again=True, **asked).visits)
    result = ia.audit_config(job, progress=False)
    _show_figures(result, f"{result.policy.school}, {result.term}, as the public gets it", ("visibility", "exposure"))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where it goes; nothing that is there is replaced")],
    school: Annotated[str | None, typer.Option(help="The school's name, as outputs say it")] = None,
    site: Annotated[
        str | None, typer.Option(help="Its name in every id; default: the school's in small letters")
    ] = None,
    host: Annotated[
        list[str] | None,
        typer.Option(help="The website's host, such as fernhollow.example; may be given several times"),
    ] = None,
    contact: Annotated[
        str | None, typer.Option(help="An address at the school, which visits of its website name")
    ] = None,
    term: Annotated[
        list[str] | None,
        typer.Option(
            help='A term\'s first and last day, "2025-09-03 2025-12-19", and those of its half term; several times. A '
            "name may stand before them"
        ),
    ] = None,
) -> None:
    """Begin: write an **audit.toml**, a **policy.toml**, folders to put things in, and what to export from where.

    On a terminal it asks for what is not given. The folders are for this term's exports and consent register, for
    returned workbooks, and for the history.

    Example: `imgaudit init school --school "Fernhollow Academy" --term "2025-09-03 2025-12-19"`
    """
    if not school and not _asks():
        raise InputError('What is the school called? Write --school "Fernhollow Academy".')
    school = school or typer.prompt("The school's name")
    if _asks():
        site = site or typer.prompt("Its short name, in every id", default=site_of(school))
        host = host or typer.prompt("Its website's host, such as fernhollow.example (Enter: none)", default="").split()
        if host:
            contact = contact or typer.prompt("An address that visits of it name (Enter: none)", default="") or None
        term = term or _asked_terms()
    made = begin(folder, school=school, site=site, hosts=host or (), contact=contact, terms=term or ())
    _end(PROBLEMS.empty(), [*map(str, made)])
    _say_what_next(folder / "audit.toml")


def _asks() -> bool:
    """Whether somebody is there who can answer."""
    return sys.stdin.isatty()


def _asked_terms() -> list[str]:
    """The terms as somebody types them, each asked for again until it is one."""
    said: list[str] = []
    while text := typer.prompt(
        "A term's first and last day, such as 2025-09-03 2025-12-19" + (" (Enter: no more)" if said else ""),
        default="" if said else None,
        show_default=False,
    ):
        try:
            term_said(text)
            said.append(text)
        except ImgauditError as error:
            errors.say(str(error), LOUD)
    return said


@app.command("next-term")
def follow(
    config: Annotated[Path, typer.Argument(help="This term's audit.toml")],
) -> None:
    """Begin the **next term**: write its audit.toml from this one's, and its folders for exports and the register.

    Site, policy, history and what people answered stay. Exports and register are to be exported anew. Which term is
    next, the policy's terms say.

    Example: `imgaudit next-term audit.toml`
    """
    made = next_term(config)
    _end(PROBLEMS.empty(), [*map(str, made)])
    _say_what_next(made[0])


def _say_what_next(config: Path) -> None:
    job = ia.load_config(config)
    console.say()
    console.say(f"Put what has been published into {job.exports}")
    if job.register:
        console.say(f"and the MIS's export of the photo consents into {job.register}")
    console.say(f'Then run: imgaudit audit "{config}"')


@app.command()
def sources(
    path: Annotated[Path, typer.Argument(help="An export, a ZIP, or a folder of several")],
    out: Annotated[Path | None, typer.Option(callback=_as_table, help="Write the table here (.csv or .xlsx)")] = None,
) -> None:
    """Say which **exports** lie at a path, and by what each was recognised; nothing is audited yet.

    What no dialect knows is named with the reason. A list with headings of your own is read in Python with
    `ia.read_inventory(path, mapping={"Their heading": "caption"})`.

    Example: `imgaudit sources demo/data/school/2025-26-summer/exports`
    """
    found = ia.recognise_exports(path)
    table = Table(title=f"{found['dialect'].notna().sum():,} of {len(found):,} recognised")
    for column in ("file", "dialect", "why"):
        table.add_column(column, overflow="fold")
    for row in found.to_dict("records"):
        table.add_row(row["file"], "–" if pd.isna(row["dialect"]) else in_plain(row["dialect"]), row["why"])
    console.print(table)
    _end(found, *_make((out, partial(_csv, found))))


@app.command()
def scan(
    path: Annotated[Path, typer.Argument(help="A picture, a folder, a ZIP, or any export")],
    out: Annotated[Path | None, typer.Option(callback=_as_table, help="Write a row a file (.csv or .xlsx)")] = None,
    problems: Problems = None,
) -> None:
    """Say what files give away: **yes**, no or *unknown* for each kind of metadata.

    Names and texts that a file holds are not written out: without a register nobody can say whom they name.
    """
    inventory = ia.read_inventory(path)
    media = ia.scan(inventory, progress=sys.stderr.isatty())
    files = inventory.files[["file_id", "role", "url", "path"]].merge(media, on="file_id")
    hide = NameHider(PEOPLE.empty(), Policy().names_in_outputs)
    found = shown_frame(pd.concat([inventory.problems, unopened(files)], ignore_index=True), hide)
    # Without a register nobody can say whom a text names.
    files = shown_frame(files.assign(texts=files["texts"].map(hide.cell, na_action="ignore")), hide)
    print_unknown(found)
    more = bool(read_to_no_end(inventory.sources))
    print_rates("What the files give away", ia.exposure(files.assign(more_unread=more)))
    print_remarks(found)
    _end(found, *_make((out, partial(_csv, files)), (problems, partial(_csv, found))))


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
    report: Annotated[Path | None, typer.Option(callback=_as_table, help="Write a row a file (.csv or .xlsx)")] = None,
) -> None:
    """Write copies **without metadata**, ready to upload. Originals are never touched.

    Every copy is inspected before it is written. A file of which no copy can be proven clean is named with the
    reason and *not written*. Pixels, colours and orientation stay as they are: nothing is encoded anew, unless
    `--max-side-px` makes it smaller. What whoever looks at a copy misses is said: an HDR layer, a motion photo's video,
    tracks of subtitles or telemetry.

    Kinds for `--only` and `--keep`: location, people, owner, serial, device, time, text, software, thumbnail, hidden,
    provenance, maker_note.

    Example: `imgaudit clean "new pictures" --out "ready to upload" --max-side-px 800`
    """
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
    print_cleaned(cleaned)
    made, faults = _make((report, partial(_csv, cleaned)))
    copies = [str(out)] if cleaned["path"].notna().any() else []
    _end(pd.DataFrame({"not_read": cleaned["status"].eq("not_written")}), [*copies, *made] or ["nothing"], faults)


@app.command()
def cover(
    what: Annotated[str, typer.Argument(help="The boxes.csv that ia.explore saved; with --detect a picture or folder")],
    config: Annotated[
        Path | None, typer.Argument(help="The audit.toml: keep there that the copies are covered")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the copies")] = ...,  # type: ignore[assignment]
    detect: Annotated[bool, typer.Option("--detect", help="Cover every face that the detector finds")] = False,
    from_px: Annotated[int, typer.Option(help="With --detect, only faces at least so wide in pixels")] = 1,
    by: Annotated[str, typer.Option(help="Who covers them, kept with the answer")] = "",
    style: Annotated[str, typer.Option(help="solid; anything else is refused with the reason")] = "solid",
    blur: Annotated[bool, typer.Option("--blur", "--pixelate", help="Refused: says why")] = False,
    report: Annotated[
        Path | None, typer.Option(callback=_as_table, help="Write a row a picture (.csv or .xlsx)")
    ] = None,
) -> None:
    """Write copies in which faces are **covered in one solid colour**, upright and without metadata.

    Which parts is drawn by hand in `ia.explore(audit, boxes="boxes.csv")`, or found with `--detect`, which misses some.
    Every copy is read back: it must hold no metadata, and nothing but black where it is covered. Otherwise it is named
    with the reason and *not written*. Originals are never touched, and nothing is overwritten.

    Example: `imgaudit cover boxes.csv audit.toml --out covered --by "A. Lead"`
    """
    job = ia.load_config(config) if config else None
    covered = ia.cover(
        what,
        out,
        detect=detect,
        from_px=from_px,
        style="blur" if blur else style,
        policy=policy_of(job) if job else None,
        answers=job.answers_kept if job else None,
        by=by,
        progress=sys.stderr.isatty(),
    )
    print_coverings(covered)
    made, faults = _make((report, partial(_csv, covered)))
    copies = [str(out)] if covered["path"].notna().any() else []
    if job and not job.answers_kept:
        faults.append('That they are covered is kept nowhere: write received = "received" into the audit.toml.')
    _end(pd.DataFrame({"not_read": covered["status"].eq("not_written")}), [*copies, *made] or ["nothing"], faults)


@app.command()
def trends(
    history: Annotated[Path, typer.Argument(help="The folder that audits were saved in")],
    by: Annotated[str | None, typer.Option(help="Column to group by, such as channel")] = None,
    measure: Annotated[
        list[str] | None, typer.Option(help="Show this alone, such as location; may be given several times")
    ] = None,
    out: Annotated[Path | None, typer.Option(callback=_as_table, help="Write the figures here (.csv or .xlsx)")] = None,
    problems: Problems = None,
    chart: Annotated[Path | None, typer.Option(help="Draw them here (.png); with --by one --measure")] = None,
) -> None:
    """Show how each rate went from **term to term**, and whether that is better than the last time it was checked.

    A missing export is *not checked*, never fixed. What is not known, another rule, and an export that was read in
    part, has moved or lost most of what it held make nothing better or worse: the last column says so.

    A saved audit that cannot be read is named first; the one before it of the same term stands in for it, else the
    term is *not checked*.

    Example: `imgaudit trends history --chart trends.png`
    """
    if chart and chart.suffix.lower() != ".png":
        raise InputError(f"{chart}: charts are written as PNG. Give a name that ends with .png.")
    if chart and by and len(measure or ()) != 1:
        raise InputError("A chart of several groups draws one measure: add --measure location, or leave --by out.")
    past = ia.load_history(history)
    print_by_loss(past.problems)
    figures = ia.trends(past, by=by)
    if measure:
        if unknown := sorted({*measure} - {*figures["measure"]}):
            known = did_you_mean(unknown[0], figures["measure"].unique())
            raise InputError(f"--measure {unknown[0]}: there is no such figure{known}")
        figures = figures[figures["measure"].isin(measure)]
    plot = ia.plot_trends(figures, measures=measure) if chart else None  # what does not fit is wrong from the start
    figures = ia.suppressed(figures)  # who reads it may be anybody
    print_trends(figures, by)
    if not measure:
        print_progress(ia.progress(past), ia.days_to_gone(past))
    if figures["unexplained_sources"].ne("").any():
        print_unexplained(ia.unexplained(past))
    for column, said in (
        ("partial_sources", f"something was not read of {{}}; what is missing from it counts as {NOT_CHECKED}."),
        (
            "reduced_sources",
            f"{{}} has fewer files or kinds of entries than before; the others count as {NOT_CHECKED}.",
        ),
        ("moved_sources", "{} has moved, so audit.toml says, and is not compared with the terms before."),
    ):
        for when, names in figures[figures[column].fillna("").ne("")].groupby("term", sort=False)[column]:
            several = ", ".join(dict.fromkeys(name for text in names for name in text.split(", ")))
            console.say(f"{when}: {said.format(several)}")
    drawn = [(chart, partial(_save, plot.figure))] if plot else []
    _end(past.problems, *_make(*drawn, (out, partial(_csv, figures)), (problems, partial(_csv, past.problems))))


@app.command()
def register(
    path: Annotated[Path, typer.Argument(help="The MIS's consent export: a file, or a folder of several")],
    mapping: Annotated[
        Path | None,
        typer.Option(help='A TOML file of headings that are not known: "Foto" = "scope:website"'),
    ] = None,
    exported_on: Annotated[str | None, typer.Option(help="The day of the export, such as 2025-12-19")] = None,
    headings: Annotated[
        Path | None, typer.Option(help="Write a mapping of its headings here, to be filled in (.toml)")
    ] = None,
    problems: Problems = None,
) -> None:
    """Say what was understood of a **consent register**: headings, people, uses, answers, and what was not.

    Nothing is audited, and nobody is named.

    Example: `imgaudit register demo/data/school/2025-26-summer/mis/consents.xlsx`
    """
    read = ia.read_register(path, mapping=mapping, exported_on=exported_on)
    hide = hider_of(Policy(), read.people, read.consents)
    found = shown_frame(read.problems, hide)
    print_headings(read.headings, hide)
    print_unknown(found)
    print_register(read)
    print_remarks(found)
    _end(found, *_make((headings, partial(_mapping, read.headings)), (problems, partial(_csv, found))))


@app.command()
def explain(
    config: Annotated[Path, typer.Argument(help="The audit.toml")],
    picture: Annotated[
        str, typer.Argument(help="Its item or asset id, file name or address, its page's address, or part of a title")
    ],
) -> None:
    """Say why a picture is covered by consent or not: **who** is shown, what they answered, what would change it.

    People are named as far as the policy's `names_in_outputs` allows. Where several pictures may be meant they are
    listed.

    Example: `imgaudit explain demo/data/school/summer.toml harvest-supper.jpg`
    """
    result = ia.audit_config(config, progress=sys.stderr.isatty())
    found, hide = problems_of(result), name_hider(result)
    meant = placements_called(result, picture)
    pictures = meant.drop_duplicates("asset_id")
    if len(pictures) > 1:
        errors.say(f"{len(pictures):,} pictures may be meant. Give the id of one:", LOUD)
        for item in pictures.head(MAX_REASONS).to_dict("records"):
            errors.say(f"  {_called(item, hide)} · {item['asset_id']}")
        if (more := len(pictures) - MAX_REASONS) > 0:
            errors.say(f"  … and {more:,} more")
        raise typer.Exit(2)
    print_unknown(found)
    for item in meant.to_dict("records"):
        console.say(_called(item, hide))
        print_explanation(ia.explain(result, item["item_id"]), item["consent_state"])
    _end(found)


@app.command()
def receive(
    config: Annotated[Path, typer.Argument(help="The audit.toml; its key `received` names where answers are kept")],
    workbooks: Annotated[list[Path], typer.Argument(help="Workbooks as the comms team returned them")],
    problems: Problems = None,
) -> None:
    """Read **returned workbooks**, and keep what the comms team decided and answered, for this and all later audits.

    What was not understood is named with its sheet and row, and nothing is guessed. Two copies of one workbook that
    differ count for neither.

    Example: `imgaudit receive audit.toml returned.xlsx`
    """
    got = ia.receive(config, workbooks, progress=sys.stderr.isatty())
    print_by_loss(got.problems, "not understood, and so not kept")
    new = (counted(len(got.decisions), "decision"), counted(len(got.answers), "answer"))
    console.say(f"Kept: {new[0]} on Actions, {new[1]} on Who is shown, {counted(len(got.reviews), 'look')} on Review.")
    for row in got.contradictions.to_dict("records"):
        console.say(f"Counts for neither: {row['action_id']}: {row['contradiction']}", LOUD)
    _end(got.problems, *_make((problems, partial(_csv, got.problems))))


@app.command()
def visit(
    config: Annotated[Path, typer.Argument(help="The audit.toml; its key `visits` names where answers are kept")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, as for a schedule")] = False,
    again: Annotated[bool, typer.Option("--again", help="Ask also for what was asked for today")] = False,
    keep: Annotated[Path | None, typer.Option(help="Keep the files that come in this folder")] = None,
    loopback: Annotated[int | None, typer.Option(hidden=True)] = None,
    interval: Annotated[float, typer.Option(hidden=True)] = 1.0,
) -> None:
    """See **what the public gets**: ask for each address as anybody could, and look inside what comes.

    Only hosts are asked that the policy's `[visit] hosts` confirms as the school's own, once a second. Before the first
    request you are shown which, how many and how long. Broken off, it goes on where it was; audits read what it saw.

    Example: `imgaudit visit audit.toml`
    """
    job = ia.load_config(config)
    if job.visits is None:
        raise InputError(f'{config}: where answers are kept is not named. Write visits = "visits.sqlite" into it.')
    before = exports_of(job)
    private_folder(job.visits.parent)
    seen = ia.visit(
        before,
        policy=policy_of(job),
        store=job.visits,
        yes=yes,
        again=again,
        keep=keep,
        progress=sys.stderr.isatty(),
        loopback=loopback,
        interval=interval,
    )
    print_visits(seen.visits)
    _end(before.problems, [str(job.visits)])


@app.command("copy-site")
def copy_site(
    address: Annotated[str, typer.Argument(help="The school's own website, such as https://fernhollow.example/")],
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy, or that of one that is to go on")],
    policy: Annotated[Path | None, typer.Option(help="The policy.toml: its [visit] names hosts and a contact")] = None,
    pages: Annotated[int, typer.Option(min=1, help="Ask for so many pages at most")] = 2000,
    depth: Annotated[int, typer.Option(min=0, help="Follow so many links from the first page")] = 20,
    megabytes: Annotated[float, typer.Option(min=0, help="Take so much at most")] = 500,
    minutes: Annotated[float, typer.Option(min=0, help="End after so long; another run goes on")] = 120,
    pictures: Annotated[bool, typer.Option("--pictures", help="Keep pictures and documents in the folder too")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, as for a schedule")] = False,
    report: Annotated[
        Path | None, typer.Option(callback=_as_table, help="Write a row an address (.csv or .xlsx)")
    ] = None,
    loopback: Annotated[int | None, typer.Option(hidden=True)] = None,
    interval: Annotated[float, typer.Option(hidden=True)] = 1.0,
) -> None:
    """Copy **the school's own website** into a folder, for whoever has no export of it; `audit` then reads the folder.

    Page by page, by its sitemap and its links, once a second. Links that act (log out, basket, delete …) or never end
    (calendars, searches) are not followed, other hosts not asked. Before the first request you are shown who is asked,
    how much and how long. Broken off, it goes on where it was. A copy that a bound has ended, or in which something
    could not be read, is one *in part*.

    Example: `imgaudit copy-site https://fernhollow.example/ 2025-26-autumn/exports/website`
    """
    copied = ia.copy_site(
        address,
        folder,
        policy=ia.load_policy(policy) if policy else None,
        pages=pages,
        depth=depth,
        megabytes=megabytes,
        minutes=minutes,
        pictures=pictures,
        yes=yes,
        progress=sys.stderr.isatty(),
        loopback=loopback,
        interval=interval,
    )
    if copied.empty:
        raise typer.Abort
    print_copied(copied)
    if copied["file"].notna().any():
        console.say(
            f'Next: name {folder}, or a folder around it, as exports in an audit.toml, and run "imgaudit audit '
            'audit.toml". What the pictures themselves give away is asked for by "imgaudit visit audit.toml".'
        )
    _end(copied, *_make((report, partial(_csv, copied))))


@app.command()
def fetch(
    address: Annotated[str, typer.Argument(help="The folder in the store: s3://…, gs://… or abfs://…")],
    folder: Annotated[Path, typer.Argument(help="A new folder for the export")],
    gigabytes: Annotated[float, typer.Option(min=0, help="Copy so much at most")] = 20,
) -> None:
    """Copy an export that lies in **an object store** into a new folder, all of it or nothing; `audit` then reads it.

    Keys come from where the store's own tools look for them. No other command looks into an object store.

    Example: `imgaudit fetch s3://fernhollow-trust/ash/autumn 2025-26-autumn/exports`
    """
    count = ia.fetch(address, folder, gigabytes=gigabytes, progress=sys.stderr.isatty())
    console.say(f"Copied: {count} file{'' if count == 1 else 's'} into {folder}.")


registers = typer.Typer(
    help="Registers of what no picture shows: settings, training, families, policies, partners, and incidents.",
    no_args_is_help=True,
)
app.add_typer(registers, name="registers")


@registers.command("new")
def new_registers(
    path: Annotated[Path, typer.Argument(help="The workbook to write, or to carry on (.xlsx)")],
    config: Annotated[
        Path | None, typer.Option(help="An audit.toml: the accounts that its exports show are listed")
    ] = None,
    site: Annotated[str | None, typer.Option(help="The site they are of, as the exports call it")] = None,
    earlier: Annotated[Path | None, typer.Option(help="Another workbook whose rows are carried over")] = None,
) -> None:
    """Write the **workbook of registers**, to be filled in: accounts, settings, training, families, policies, partners.

    What somebody wrote into the one that is there stays as it is; what is new is added below, and the older file stays
    beside it. Name it as `registers` in the `audit.toml`. Whoever uploads, by the exports, is added to *Training*; not
    all exports say who.

    Example: `imgaudit registers new registers.xlsx --config audit.toml`
    """
    _write_registers(path, config, site, earlier)


@registers.command("incidents")
def new_incidents(
    path: Annotated[Path, typer.Argument(help="The workbook to write, or to carry on (.xlsx)")],
    config: Annotated[Path | None, typer.Option(help="An audit.toml, which says the site")] = None,
    site: Annotated[str | None, typer.Option(help="The site they are of, as the exports call it")] = None,
    earlier: Annotated[Path | None, typer.Option(help="Another workbook whose rows are carried over")] = None,
) -> None:
    """Write the **file of incidents**, which holds the times of each step alone. Keep it apart, for the DSL.

    No name, no address and no picture has a place in it: never view again, copy, screenshot, print, store or forward
    the image. Name it as `incidents` in the `audit.toml`.

    Example: `imgaudit registers incidents dsl/incidents.xlsx --site fernhollow`
    """
    _write_registers(path, config, site, earlier, incidents=True)


@registers.command("card")
def incident_card(
    path: Annotated[Path, typer.Argument(callback=_as_page, help="The card to write (.html or .pdf)")],
    config: Annotated[
        Path | None, typer.Option(help="An audit.toml: its policy says the school and its [contacts]")
    ] = None,
    site: Annotated[str | None, typer.Option(help="The site of a trust whose contacts are meant")] = None,
) -> None:
    """Write the **incident card**: one page on whom to call, and what never to do, when a picture is misused.

    Print it, and keep it with the DSL. It names the contacts of the policy; where there is none is a line to fill in.
    HTML needs nothing; PDF needs the extra `page`.

    Example: `imgaudit registers card dsl/incident-card.pdf --config audit.toml`
    """
    job = ia.load_config(config) if config else None
    policy = policy_of(job) if job else Policy()
    where = site or (job.site if job else None)
    policy = policy.for_site(where) if where else policy
    ia.write_incident_card(path, policy=policy)
    if missing := missing_contacts(policy):
        console.say(f"To be filled in by hand, as the policy's [contacts] has none: {', '.join(missing)}.")
    _end(PROBLEMS.empty(), [str(path)])


def _write_registers(
    path: Path, config: Path | None, site: str | None, earlier: Path | None, *, incidents: bool = False
) -> None:
    job = ia.load_config(config) if config else None
    private_folder(path.parent)
    found = exports_of(job) if job else None
    where = site or (job.site if job else None)
    ia.write_registers(path, found=found, site=where, earlier=earlier, incidents=incidents)
    _end(PROBLEMS.empty() if found is None else found.problems, [str(path)])


@app.command()
def withdraw(
    config: Annotated[Path, typer.Argument(help="The audit.toml: its exports, register, visits and history")],
    person: Annotated[str, typer.Argument(help="Full name, UPN, admission number, or the reference of an output")],
    out: Annotated[Path, typer.Option(help="The folder of this withdrawal: one person, one folder")],
    asked_on: Annotated[
        str | None, typer.Option(help="The day of the withdrawal, such as 2025-12-19; default: as the register has it")
    ] = None,
) -> None:
    """List **every copy of one person's pictures** when consent is withdrawn, and prove which of them are gone.

    Into the folder go a work list to tick off (.xlsx), a proof sheet for whoever asked (.html, and .pdf with the extra
    `page`), and a record that names nobody. Run it again after each export and visit: files of that day are added,
    nothing is replaced, and what was ticked off is carried over. Which placements are gone is known by the history. A
    file that could not be looked into may be a copy: then the exit code is 1.

    Example: `imgaudit withdraw audit.toml Z000000000001 --out withdrawals/4B-march`
    """
    job = replace(ia.load_config(config), looks=True)  # a copy saved smaller is one of theirs, too
    day = given_day(asked_on, "--asked-on")
    result = ia.audit_config(job, progress=sys.stderr.isatty())
    found = problems_of(result)
    print_unknown(found)
    if job.history is None:
        errors.say('No history is named (history = "…" in the audit.toml): what is gone will not be known.', LOUD)
    past = job.history if _past(job.history) else None
    pdf = not _left_out("the proof sheet as PDF", typst)
    made = ia.write_withdrawal(result, person, out, history=past, asked_on=day, pdf=pdf)
    if not made.is_known:
        errors.say("The register does not know them: looked for by name alone, and by no class.", LOUD)
    print_found(made.found)
    console.say(gone_by_copies(made.copies))
    print_by_loss(made.problems, "in a work list not understood")
    closed = unopened(result.files)  # what is here and cannot be looked into may be a copy
    closed = closed[closed["code"].ne("missing")].assign(not_read=True)
    _end(pd.concat([found, closed, made.problems]), [str(path) for path in made.paths])


@app.command()
def forget(
    config: Annotated[Path, typer.Argument(help="The audit.toml: its register knows who is meant")],
    person: Annotated[str, typer.Argument(help="UPN, admission number, full name, or the reference of an output")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Take **one person** out of all that is kept: the cache of scans, answers, decisions and the history.

    The workbook, the registers and older ones beside them are looked at and left, for people fill them in: sheet and
    row are said. Charts, notebooks and tables are not looked at: delete those that name the person. What is removed
    cannot be brought back.

    Example: `imgaudit forget audit.toml Z000000000001`
    """
    job = ia.load_config(config)
    known = register_of(job)
    if known is None:
        raise InputError(
            f'{config}: no register is read, which knows who is meant. Name one (register = "…"), and put it there.'
        )
    called = person_labels(known.people, policy_of(job).names_in_outputs)[person_meant(person, known.people)]
    answers = job.answers_kept if job.answers or _is_there(job.answers_kept) else None
    kept = (job.decisions_kept, job.reviews_kept, job.workbook, job.who_is_meant)
    decisions, reviews, book, told = (place if _is_there(place) else None for place in kept)
    console.say(f"To be taken out of all that is kept: {person} ({called})")
    for place in filter(
        None, (cache_path(), previews_path(), job.visits, answers, decisions, reviews, told, job.history)
    ):
        console.say(f"  {place}")
    if not yes and not typer.confirm("What is removed cannot be brought back. Go on?"):
        console.say("Nothing was removed.")
        raise typer.Exit(1)
    gone = ia.forget(
        *(person, known.people),
        history=job.history,
        visits=job.visits,
        answers=answers,
        decisions=decisions,
        reviews=reviews,
        workbook=book,
        registers=filter(None, (job.registers, job.incidents)),
        who_is_meant=told,
    )
    print_forgotten(gone)
    _end(pd.DataFrame({"not_read": gone["possible"].isna()}))


@app.command()
def cache(clear: Annotated[bool, typer.Option("--clear", help="Forget all that is kept there")] = False) -> None:
    """Say where scans and small copies of pictures are kept, and forget them with **--clear**."""
    place = cache_path()
    if clear:
        for each in (place, previews_path()):
            forget_all(each)
            console.say(f"Cleared {each}")
        return
    for each in (place, previews_path()):
        size = f"{each.stat().st_size:,} bytes" if each.exists() else "empty"
        console.say(f"{each} ({size}; readable by you alone)")


def _is_there(place: Path | None) -> bool:
    return place is not None and place.exists()


def _show(result: ia.Audit) -> None:
    who = f"{result.policy.school}, {result.term or result.as_of}"
    _show_figures(result, who, STATISTICS)
    for practice in PRACTICES if len(result.records) else ():
        if practice.register_measures:
            rates = ia.practice_rates(result.records, practice.name)
            for unit in rates["unit"].unique():
                print_rates(f"{who}: {QUESTIONS[practice.name]}", rates[rates["unit"].eq(unit) & rates["n"].gt(0)])
    if ending := expiring_in_words(result):
        console.say(ending)
    print_scorecard(f"{who}: the twelve practices", ia.scorecard(result))


def _show_figures(result: ia.Audit, who: str, names: Iterable[str]) -> None:
    for name in names:
        print_rates(f"{who}: {QUESTIONS[name]}", STATISTICS[name](result.items), beside(name, result.items))


def _called(item: dict[Hashable, Any], hide: NameHider) -> str:
    """A placement in one line: its title as the policy allows it, and where it is."""
    title = "without a title" if pd.isna(item["title"]) else hide(item["title"])
    where = [hide(str(item[column]), machine=True) for column in ("page_url", "url") if pd.notna(item[column])]
    return " · ".join([title, channel_name(item["channel"]), *where[:1]])


Wanted = tuple[Path | None, Callable[[Path], object]]
"""Where something is to be written, if anywhere, and how."""


def _results(result: ia.Audit, job: Config) -> list[Wanted]:
    """What an audit.toml asks for; the history first, for the others speak of it."""
    past = job.history if result.term else None  # without a term it is in no history
    wanted: list[Wanted] = [
        (job.history, partial(ia.save_audit, result)),
        (job.workbook, partial(_workbook, result, past)),
        (job.who_is_meant, lambda place: _csv(ia.who_is_meant(result), place)),
    ]
    if job.charts:
        plots: dict[str, Callable[[], Axes]] = {name: partial(plot, result.items) for name, plot in PLOTS.items()}
        if past:
            plots["trends"] = lambda: ia.plot_trends(ia.trends(past))
        plots["scorecard"] = lambda: ia.plot_scorecard(ia.scorecard(result, _past(past)))
        wanted += [(job.charts / f"{name}.png", partial(_draw, plot)) for name, plot in plots.items()]
    return [(place, write) for place, write in wanted if place]


def _make(*wanted: Wanted) -> tuple[list[str], list[str]]:
    """What was written, and what could not be: one that fails keeps no other from being written."""
    made, faults = [], []
    for place, write in wanted:
        try:
            if place:
                write(place)
                made.append(str(place))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other results are not to be lost by it
            said = str(error) if isinstance(error, ImgauditError) else f"{type(error).__name__}: {error}"
            faults.append(said if said.startswith(str(place)) else f"{place}: {said}")
    return made, faults


def _followed(result: ia.Audit, job: Config, folder: Path) -> None:
    """Which copies of each withdrawal that is kept are gone by now."""
    for name, copies in follow_withdrawals(folder, job.history if _past(job.history) else None, result).items():
        console.say(f"Withdrawal {name}: {gone_by_copies(copies)}")


def _workbook(result: ia.Audit, history: Path | None, path: Path) -> None:
    private_folder(path.parent)
    ia.write_workbook(result, path, history=_past(history))


def _past(history: Path | None) -> History | None:
    """The history, if there is one that can be read; where there is not, its own fault says so."""
    with suppress(ImgauditError):
        return ia.load_history(history) if history else None
    return None


def _mapping(headings: pd.DataFrame, path: Path) -> None:
    """Write the mapping to be filled in; never over one that somebody has filled in."""
    if path.exists():
        raise InputError(f"{path} is there already, and may be filled in: move it away, or name another file.")
    private_folder(path.parent)
    with private_file(path) as file:
        file.write_text(mapping_to_fill_in(headings), encoding="utf-8")


def _csv(frame: pd.DataFrame, path: Path) -> str:
    return str(ia.write_table(frame, path))


def _draw(plot: Callable[[], Axes], path: Path) -> None:
    _save(plot().figure, path)


def _save(figure: object, path: Path) -> str:
    assert isinstance(figure, Figure)
    private_folder(path.parent)
    with private_file(path) as file:
        figure.savefig(file, dpi=150, metadata={KEYWORD: MARK})
    plt.close(figure)
    return str(path)


def _end(problems: pd.DataFrame, made: Sequence[str] = (), faults: Sequence[str] = ()) -> None:
    """Name what was made and what could not be; exit code 1 where something was not read or not written.

    Who runs this by a schedule has to know.
    """
    if made:
        console.say()
        console.say("Made:")
    for name in made:
        console.say(f"  {name}")
    if faults:
        errors.say("Not made:", LOUD)
    for fault in faults:
        errors.tell(f"  {fault}", LOUD)
    if faults or was_not_read(problems).any():
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; what is wrong with the input is said without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # not every terminal has every sign
    try:
        sys.exit(app(standalone_mode=False))  # else typer says what is wrong itself, past the filter
    except typer.Abort:
        errors.say("Nothing was done.")
        sys.exit(1)
    except (ImgauditError, OSError) as error:
        errors.tell(f"Error: {error}", LOUD)
        sys.exit(2 if isinstance(error, (InputError, PolicyError)) else 1)
    except Exception as error:  # noqa: BLE001 - the text of whatever it is may be anybody's
        sys.exit(_say_wrong(error))


def _say_wrong(error: Exception) -> int:
    """Say what is wrong with how the command was called, or where it failed; the exit code."""
    wrong_call: Any = getattr(error, "format_message", None)  # typer's own, whose class it does not give a name
    if wrong_call is None:
        for line in format_exc().splitlines():
            errors.say(line)
        return 1
    if said := wrong_call():  # without a command the help was printed, and nothing else is to be said
        context: Any = getattr(error, "ctx", None)
        if context:
            errors.say(context.get_usage())
        errors.say(f"Error: {said}", LOUD)
    return 2
