"""The terminal: what problems and rates look like there, and the one filter for all that other people wrote."""

from __future__ import annotations

import logging
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from imgaudit.audit import Audit
from imgaudit.foreign.addresses import host
from imgaudit.foreign.text import visible
from imgaudit.names import NameHider
from imgaudit.outputs.charts.choices import MOST_GROUPS
from imgaudit.people import hide_names
from imgaudit.register import Register
from imgaudit.register.headings import KNOWN_ALIAS, answer_counts, heading_words, meaning_words
from imgaudit.statistics import medians
from imgaudit.tables import CONSENT_ANSWERS, COPY_OUTCOMES, FOUND_AS, LEAVES_UNKNOWN, OUTCOMES, PROBLEMS
from imgaudit.verdicts import rank
from imgaudit.wording import (
    FOLLOWED,
    NOT_CHECKED,
    channel_name,
    comparison,
    counted,
    days_in_words,
    gone_in_words,
    group_names,
    in_plain,
    in_short,
    long_day,
    measure_name,
    of_what,
    percents,
    states_of,
    step_words,
    term_name,
)

MAX_REASONS = 20
"""So many reasons are named on the screen why something was not read, is not known or was not cleaned."""
MAX_REMARKS = 5

LOUD = "bold red"

NOT_READ = "not read, and so neither clean nor fixed"
NOT_KNOWN = "not understood, damaged or missing, so that answers are unknown"
REMARK = "read, with a remark"
READ = {
    "whole": "read whole",
    "part": "read in part",
    "unknown": "nobody can say whether it was read whole",
}
"""How far a register was read."""


class Screen(Console):
    """A terminal that nothing in a file name, a caption, a register or an error takes control of.

    Every string is made :func:`visible` here and nowhere else, in tables too, and none is read as rich's markup.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "markup": False, "emoji": False, "highlight": False})

    def render_str(self, text: str, **settings: Any) -> Text:
        """What rich makes of every string that it is given."""
        return super().render_str(visible(text), **{**settings, "markup": False, "emoji": False})

    def say(self, text: str = "", style: str | None = None) -> None:
        """One line, as long as it is."""
        self.print(text, style=style, soft_wrap=True)

    def tell(self, message: str, style: str | None = None) -> None:
        """A message of our own, whose further lines are set in; a line break that somebody else wrote is none."""
        first, *more = message.rstrip("\n").split("\n  ")
        self.say(first, style)
        for line in more:
            self.say(f"  {line}", style)


console = Screen()
errors = Screen(stderr=True)


class _Said(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        (errors if record.levelno >= logging.WARNING else console).tell(record.getMessage())


@contextmanager
def heard() -> Iterator[None]:
    """Say on the screen what is logged and warned of meanwhile, and what became of an older workbook."""
    said, root, workbook = _Said(), logging.getLogger(), logging.getLogger("imgaudit.outputs.workbook")
    level = workbook.level
    root.addHandler(said)
    workbook.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        workbook.setLevel(level)
        root.removeHandler(said)


def was_not_read(problems: pd.DataFrame) -> pd.Series:
    """Which of the problems say that something was not read."""
    return problems["not_read"].eq(True).fillna(False).astype(bool)


def _leaves_unknown(problems: pd.DataFrame) -> pd.Series:
    return was_not_read(problems) | problems["code"].isin(LEAVES_UNKNOWN)


def problems_of(result: Audit) -> pd.DataFrame:
    """The problems of an audit and the files of its pictures that could not be read in full, names hidden."""
    files = result.files[result.files["asset_id"].isin(result.items["asset_id"])]
    return pd.concat([result.problems, hide_names(unopened(files), result)], ignore_index=True)


def unopened(files: pd.DataFrame) -> pd.DataFrame:
    """The files that could not be read in full, as problems; what is damaged or not here is no fault of the reading."""
    closed = files[files["path"].notna() & files["status"].ne("ok")]
    codes = {"too_large": "too_large", "damaged": "broken", "empty": "broken", "missing": "missing"}
    return PROBLEMS.frame(
        pd.DataFrame(
            {
                "file": closed["path"],
                "code": closed["status"].map(codes).fillna("unreadable"),
                "reason": closed["error"].fillna("It could not be read in full."),
                "not_read": closed["status"].isin(["unreadable", "too_large"]),
            }
        )
    )


def print_unknown(problems: pd.DataFrame) -> None:
    """What makes answers unknown, before any of them: what was not understood, then what was not read at all."""
    unknown = problems[_leaves_unknown(problems)]
    is_lost = was_not_read(unknown)
    print_problems(unknown[~is_lost], NOT_KNOWN, MAX_REASONS, LOUD)
    print_problems(unknown[is_lost], NOT_READ, MAX_REASONS, LOUD)
    if len(unknown):
        console.say()


def print_remarks(problems: pd.DataFrame) -> None:
    """A few of the problems that make no answer unknown."""
    print_problems(problems[~_leaves_unknown(problems)], REMARK, MAX_REMARKS)


def print_by_loss(problems: pd.DataFrame, said: str = NOT_READ) -> None:
    """What of a history or a workbook was not read, then the remarks on what was."""
    lost = was_not_read(problems)
    print_problems(problems[lost], said, MAX_REASONS, LOUD)
    print_problems(problems[~lost], REMARK, MAX_REASONS)


def print_problems(problems: pd.DataFrame, said: str, most: int, style: str | None = None) -> None:
    """How many problems there are, and why: equal reasons in one line, with their number and where the first is."""
    if problems.empty:
        return
    console.say(f"{counted(len(problems), 'thing')} {said}:", style)
    problems = problems.assign(reason=problems["reason"].fillna(""))
    numbers = problems.groupby("reason", sort=False).size()
    first = problems.drop_duplicates("reason").head(most).to_dict("records")
    for problem, (reason, number) in zip(first, numbers.head(most).items(), strict=True):
        times, more = (f"{number:,} × ", " …") if number > 1 else ("", "")
        console.say(f"  {times}{problem['file']}{_place(problem)}{more}: {reason}{_met(problem)}")
    if left := int(numbers.iloc[most:].sum()):
        console.say(f"  … and {left:,} more: --problems FILE writes them all")


def _met(problem: Mapping[Hashable, Any]) -> str:
    """How many answers one column or note made doubtful: one line may stand for a whole register."""
    is_of_many = (
        problem.get("code") == "not_recorded" and pd.isna(problem.get("row")) and pd.notna(problem.get("value"))
    )
    return f" ({problem['value']})" if is_of_many else ""


def _place(problem: Mapping[Hashable, Any]) -> str:
    row, column = problem.get("row"), problem.get("column")
    return ("" if row is None or pd.isna(row) else f", row {row:,}") + (
        "" if column is None or pd.isna(column) else f", column '{column}'"
    )


def print_unexplained(unexplained: pd.DataFrame) -> None:
    """Ask about exports that lost most of what they held, or a file of it: nobody but the school can say why."""
    for row in unexplained.to_dict("records"):
        source, had = row["source_id"], counted(row["n_before"], "picture")
        text = (
            f"{row['term']}: {source} lacks {row['n_gone']:,} of the {had} that it held before, so nothing in it "
            "counts as resolved. Moved to other addresses, or really taken down? Say so in that term's audit.toml and "
            f'audit again:  [explained]  "{source}" = "moved"  or  "taken down". If neither, the export is not '
            "complete: export it anew."
        )
        console.say(text)


def print_progress(followed: pd.DataFrame, to_gone: pd.DataFrame) -> None:
    """How far the work had come in each term: how many pieces of it, and within how many days half was done."""
    if followed.empty:
        return
    table = Table(title="How far the work has come: actions, term by term")
    for column in ("term", *FOLLOWED.values(), "in words"):
        table.add_column(column)
    for term, rows in followed.groupby("term", sort=False):
        counts = [f"{states_of(rows, state):,}" for state in FOLLOWED]
        table.add_row(str(term), *counts, days_in_words(rows["days"]))
    if len(to_gone):
        table.caption = f"Done, and gone for the public, as visits saw. {gone_in_words(to_gone['days'])}"
    console.print(table)


def print_visits(visits: pd.DataFrame) -> None:
    """What the public gets, by host: how many addresses had each outcome, and the reasons of those that are unknown."""
    last = visits.sort_values("visited_at").drop_duplicates(["url", "accept"], keep="last")
    hosts = last["url"].map(host)
    table = Table(title="What the public gets")
    table.add_column("host")
    for outcome in OUTCOMES:
        table.add_column(outcome.replace("_", " "), justify="right")
    for name, rows in last.groupby(hosts, sort=True):
        counts = rows["outcome"].value_counts()
        table.add_row(str(name), *(f"{counts.get(outcome, 0):,}" for outcome in OUTCOMES))
    table.caption = "Addresses; login: asks for one; placeholder: another picture in its place"
    console.print(table)
    reasons = last.loc[last["outcome"].isin(("unknown", "refused", "asks_not_to")), "evidence"]
    reasons = _without_addresses(reasons).value_counts()
    for reason, count in reasons.head(MAX_REASONS).items():
        console.say(f"  {count:,} × {reason}")


def print_copied(copied: pd.DataFrame) -> None:
    """What became of a website's addresses, why the copy is one in part, and which hosts it leads to besides."""
    counts = copied["outcome"].value_counts()
    table = Table(title="The copy: " + ("in part" if was_not_read(copied).any() else "whole"))
    for column in ("what", "addresses", "of which something may be missing"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for outcome in (one for one in COPY_OUTCOMES if one in counts):
        rows = copied[copied["outcome"].eq(outcome)]
        table.add_row(outcome.replace("_", " "), f"{len(rows):,}", f"{int(was_not_read(rows).sum()):,}")
    console.print(table)
    for title, rows, style in (
        ("Not in the copy, so that it is one in part:", copied[was_not_read(copied)], LOUD),
        (
            "Not asked, for nobody has confirmed that they are the school's own:",
            copied[copied["outcome"].eq("elsewhere")],
            None,
        ),
    ):
        if len(rows):
            console.say(title, style)
        for reason, count in _without_addresses(rows["why"]).value_counts().head(MAX_REASONS).items():
            console.say(f"  {count:,} × {reason}")


def _without_addresses(reasons: pd.Series) -> pd.Series:
    return reasons.str.replace(r"(?is)\bhttps?://.*", "…", regex=True)  # an address may name a child


def print_rates(title: str, rates: pd.DataFrame, notes: Sequence[str] = ()) -> None:
    """A table of rates: yes, no, not known and the share of all; below it what they rest on."""
    table = Table(title=title)
    for column in ("what", "yes", "no", "not known", "share of all"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in rates.to_dict("records"):
        counts = (row["n_yes"], row["n_known"] - row["n_yes"], row["n_unknown"])
        table.add_row(measure_name(row["measure"]), *(f"{count:,}" for count in counts), rate_in_short(row))
    if len(rates):
        size = of_what(str(rates["unit"].iloc[0]), rates["measure"], int(rates["n"].iloc[0]))
        table.caption = ". ".join([f"Share of {size}; a range where something is not known", *notes])
    console.print(table)


def print_trends(figures: pd.DataFrame, by: str | None) -> None:
    """A table for each kind of share: every term, and what the last of them is against the one it is compared with."""
    terms = [str(term) for term in figures["term"].unique()]
    rows = figures.to_dict("records")
    sizes = [of_what(row["unit"], [row["measure"]]) for row in rows]
    said = figures.assign(group=group_names(figures), size=sizes, said=[rate_in_short(row) for row in rows])
    if by and said["group"].nunique() > MOST_GROUPS:
        _print_many_groups(said, in_plain(by), terms)
        return
    for size, part in said.groupby("size", sort=False):
        is_judged = part["verdict"].notna().any()
        table = Table(title=f"Share of {size}, term by term; a range where something is not known")
        for heading in [*([in_plain(by)] if by else []), "what", *terms, *(["verdict"] if is_judged else [])]:
            table.add_column(heading)
        for _, line in part.groupby([*([by] if by else []), "measure"], dropna=False, sort=False):
            cells = dict(zip(line["term"], line["said"], strict=True))
            words = [*([line["group"].iloc[0]] if by else []), measure_name(line["measure"].iloc[0])]
            words += [cells.get(term, "–") for term in terms]
            last = line[line["term"].eq(terms[-1])].to_dict("records") if is_judged else []
            words += [comparison(row, unknown=False) for row in last]
            table.add_row(*words)
        if is_judged:
            table.caption = step_words(str(part["unit"].iloc[0]))
        console.print(table)


def _print_many_groups(said: pd.DataFrame, by: str, terms: list[str]) -> None:
    """How many groups went which way, and what changed most: a line a group only where one figure is asked for."""
    last = said[said["term"].eq(terms[-1])]
    rows = sorted(last.to_dict("records"), key=rank)
    middle = {
        (row["measure"], row["unit"], row["term"]): percents(row["share_min"], row["share_max"])
        for row in medians(said).to_dict("records")
    }
    if len(kinds := {(row["measure"], row["unit"]) for row in rows}) == 1:
        shares = {(row["group"], row["term"]): row["said"].split(" (")[0] for row in said.to_dict("records")}
        _print_groups(rows, by, terms[-2:], {**shares, **{("median", term): of for (*_, term), of in middle.items()}})
        return
    table = Table(title=f"Which way each {by} went, and the median of all in {term_name(terms[-1])}")
    for heading in ("what", "worse", "neither", "better", "not known", "median"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    judged = last[last["verdict"].notna() | last["is_suppressed"]]
    for (measure, unit), part in judged[judged["unit"].ne("finding")].groupby(["measure", "unit"], sort=False):
        ways = [int(part["verdict"].isin(each).sum()) for each in (["worse"], ["mixed", "same"], ["better"])]
        found = middle.get((measure, unit, terms[-1]), "–")
        table.add_row(measure_name(str(measure)), *map(str, [*ways, len(part) - sum(ways)]), found)
    console.print(table)
    changed = [row for row in rows if row["verdict"] in ("worse", "mixed", "better")]
    table = Table(title=f"What changed most: {min(len(changed), MAX_REASONS):,} of {len(changed):,} figures that did")
    for heading in (by, "what", "verdict"):
        table.add_column(heading)
    for row in changed[:MAX_REASONS]:
        table.add_row(row["group"], measure_name(row["measure"]), comparison(row, since=False, unknown=False))
    table.caption = f"One of the {len(kinds)} figures of every group: --measure location. All: --out figures.csv."
    console.print(table)


def _print_groups(
    rows: Sequence[Mapping[Hashable, Any]], by: str, terms: list[str], shares: Mapping[tuple[str, str], str]
) -> None:
    """One figure of every group, a line each, what changed most first, below the median."""
    table = Table(title=f"{measure_name(rows[0]['measure'])}, what changed most first")
    for heading in (by, *map(term_name, terms), "verdict"):
        table.add_column(heading, max_width=None if heading in (by, "verdict") else 12)
    shown = [row for row in rows if not row["is_suppressed"]]
    table.add_row("median", *(shares.get(("median", term), "–") for term in terms))
    for row in shown:
        words = comparison(row, since=False, unknown=False)
        table.add_row(row["group"], *(shares.get((row["group"], term), "–") for term in terms), words)
    table.caption = step_words(str(rows[0]["unit"]))
    if small := len(rows) - len(shown):
        table.caption += f" Not shown: {counted(small, 'small group')}, or by which one could be worked out."
    console.print(table)


def print_scorecard(title: str, card: pd.DataFrame) -> None:
    """How each practice stands, and by which figure."""
    table = Table(title=title)
    for column in ("practice", "state", "by this"):
        table.add_column(column)
    for row in card.to_dict("records"):
        table.add_row(row["practice"], row["state"], row["measure"])
    table.caption = "ia.scorecard(audit) says, too, what is asked and what would make the rest known."
    console.print(table)


def print_trust(audited: pd.DataFrame) -> None:
    """What became of each school of a trust, and why some have no figures."""
    table = Table(title="Schools")
    for column in ("school", "", "why"):
        table.add_column(column)
    for row in audited.to_dict("records"):
        part = row["n_not_read"] if pd.notna(row["n_not_read"]) else 0
        why = f"{part:,} not read, such as: {row['reason']}" if part and pd.notna(row["reason"]) else row["reason"]
        table.add_row(row["site"], row["status"], (f"{part:,} not read" if part else "") if pd.isna(why) else why)
    console.print(table)


def print_cleaned(cleaned: pd.DataFrame) -> None:
    """How many copies were made, and why some were not."""
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
    if (lost := cleaned["lost"].fillna("").ne("")).any():
        console.say("Left out, and missed by whoever looks at the copies:")
    for words, count in cleaned.loc[lost, "lost"].value_counts(sort=False).head(MAX_REASONS).items():
        console.say(f"  {words} ({counted(count, 'file', 'files')})")
    _print_not_written(cleaned)


def print_coverings(covered: pd.DataFrame) -> None:
    """How many pictures were covered, what the detector still finds, and why some were not."""
    done = covered[covered["status"] == "covered"]
    parts = counted(int(done["n_covered"].sum()), "covered part")
    console.say(f"{counted(len(done), 'copy', 'copies')} with {parts}.")
    for row in done[done["n_left"].gt(0).fillna(False)].head(MAX_REASONS).to_dict("records"):
        left = counted(row["n_left"], "more face")
        console.say(f"  {row['path']}: {left} {'is' if row['n_left'] == 1 else 'are'} not covered.", LOUD)
    if unlooked := int(done["n_left"].isna().sum()):
        console.say(f"Whether faces are left is not known of {counted(unlooked, 'copy', 'copies')}: nobody looked.")
    console.say("Look at each copy before you use it: a detector misses faces, and clothing or a place may tell too.")
    _print_not_written(covered)


def _print_not_written(copies: pd.DataFrame) -> None:
    failed = copies[copies["status"] == "not_written"]
    for row in failed.head(MAX_REASONS).to_dict("records"):
        console.say(f"  {row['source']}: {row['reason']}")
    if len(failed) > MAX_REASONS:
        console.say(f"  … and {len(failed) - MAX_REASONS:,} more: --report writes them all.")


def rate_in_short(row: Mapping[Hashable, Any]) -> str:
    """A rate in a cell; one at which nobody looked says so."""
    if row.get("is_suppressed"):
        return "small group: not shown"
    if not row.get("checked", True):
        return NOT_CHECKED
    return in_short(row["n"], row["n_yes"], row["n_unknown"], more=bool(row["more_unread"]))


def print_headings(headings: pd.DataFrame, hide: NameHider) -> None:
    """How each heading of a register, and each kind of consent in it, was understood."""
    if headings.empty:
        return
    is_plain = headings["why"].eq(KNOWN_ALIAS) & headings["n_yes"].isna()
    table = Table(title="How the register's headings were understood", show_lines=True)
    for name in ("heading", "taken for", "yes / no / not recorded / not understood", "why"):
        table.add_column(name, overflow="fold")
    for row in headings[~is_plain].to_dict("records"):
        table.add_row(hide(heading_words(row)), meaning_words(row), answer_counts(row), hide(row["why"]))
    console.print(table)
    if is_plain.any():
        known = headings[is_plain].drop_duplicates("heading")
        pairs = (f"{word} is {in_plain(means)}" for word, means in known[["heading", "means"]].to_numpy())
        console.say(f"Known: {'; '.join(pairs)}.")
    console.say("Is one wrong? imgaudit register FILE --headings headings.toml writes a mapping to put it right.")
    console.say()


def print_register(register: Register) -> None:
    """What was understood of a register: whom it names, and what they answered for each use."""
    people, consents = register.people, register.consents
    n_pupils = int(people["role"].eq("pupil").sum())
    who = f"{counted(n_pupils, 'pupil')}, {len(people) - n_pupils:,} staff"
    console.say(f"{counted(len(people), 'person', 'people')} ({who}), {READ[register.completeness]}.")
    counts = pd.crosstab(consents["scope"], consents["status"]).reindex(columns=list(CONSENT_ANSWERS), fill_value=0)
    table = Table(title="Answers for each use")
    for heading in ("use", *map(in_plain, CONSENT_ANSWERS)):
        table.add_column(heading, justify="left" if heading == "use" else "right")
    for scope, row in counts.iterrows():
        table.add_row(str(scope), *(f"{number:,}" for number in row))
    console.print(table)


def print_explanation(explanation: pd.DataFrame, state: str) -> None:
    """Why a placement is covered or not, person by person."""
    table = Table(title=f"Consent: {in_plain(state)}", show_lines=True)
    for heading in ("who", "answer", "why", "what would change it"):
        table.add_column(heading, overflow="fold")
    for row in explanation.to_dict("records"):
        answer = "–" if pd.isna(row["state"]) else in_plain(row["state"])
        day = "" if pd.isna(row["given_on"]) else f" on {long_day(row['given_on'])}"
        table.add_row(row["who"], answer + day, row["why"], row["what_would_change_it"])
    console.print(table)


def print_forgotten(forgotten: pd.DataFrame) -> None:
    """What was removed, and what is left to look at."""
    table = Table(title="Removed", show_lines=True)
    for heading in ("place", "removed", "possible", "note"):
        table.add_column(heading, overflow="fold", justify="left" if heading in ("place", "note") else "right")
    for row in forgotten.to_dict("records"):
        possible = "not known" if pd.isna(row["possible"]) else f"{row['possible']:,}"
        table.add_row(row["place"], f"{row['removed']:,}", possible, row["note"])
    console.print(table)


def print_found(found: pd.DataFrame) -> None:
    """How many placements and files show somebody, for sure or perhaps, channel by channel; nobody is named."""
    table = Table(title="Found: placements and files")
    for column in ("channel", "what", *FOUND_AS):
        table.add_column(column, justify="left" if column in ("channel", "what") else "right")
    rows = found.assign(channel=found["channel"].fillna("unplaced"))
    for (names, what), part in rows.groupby(["channel", "what"]):
        counts = part["how_sure"].value_counts()
        called = ", ".join(map(channel_name, str(names).split(", ")))
        table.add_row(called, str(what), *(f"{counts.get(how, 0):,}" for how in FOUND_AS))
    console.print(table)
