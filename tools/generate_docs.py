"""Pages that are written from the code: docs/tables.md, docs/rules.md, docs/api.md and docs/exports.md.

Without --write it only compares, and fails where a page is not what the code says. It also checks that every
relative link in the project's Markdown leads somewhere.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import imgaudit as ia
from imgaudit.crawlers import ASKS_ONLY, HOW, robots_lines
from imgaudit.exports import spreadsheet
from imgaudit.exports.readers import Reader, described, readers
from imgaudit.foreign.robots import CRAWLERS
from imgaudit.media import KINDS
from imgaudit.practices import PRACTICES
from imgaudit.practices.metadata import EXPOSURE_MEANINGS
from imgaudit.rules import RULES
from imgaudit.tables import TABLES

ROOT = Path(__file__).parent.parent


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def tables_page() -> str:
    """Every table and column."""
    lines = [
        "# Tables and columns",
        "",
        "The glossary of the project, written from `imgaudit/tables.py`; what a practice adds to `audit.items` stands",
        "in its file in `imgaudit/practices/`. Columns of your own travel along untouched.",
        "",
        "**Privacy**: *none* may be shown to anyone, *personal* may name or point to a person, *special* needs extra",
        "care.",
        "The history on disk leaves out every personal column.",
        "",
    ]
    for table in TABLES:
        key = " + ".join(f"`{column}`" for column in table.key) or "none"
        lines += [f"## {table.name}", "", f"One row: {table.row}. Key: {key}.", ""]
        lines += [row("column", "type", "unit", "privacy", "meaning"), row(*["---"] * 5)]
        for name, column in table.columns.items():
            choices = f" ({', '.join(column.choices)})" if column.choices and len(column.choices) < 10 else ""
            lines.append(row(f"`{name}`", column.dtype, column.unit, column.privacy, column.meaning + choices))
        lines.append("")
    lines += ["## Kinds of exposure", "", row("kind", "what it gives away"), row("---", "---")]
    lines += [row(f"`{kind}`", EXPOSURE_MEANINGS[kind]) for kind in KINDS]
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """Every rule."""
    lines = [
        "# Rules",
        "",
        "What is measured and what counts as wrong, written from `imgaudit/practices/`: a file a practice of the",
        "guidance, and in it a row a rule. Unknown breaks no rule: it is reported as unknown.",
        "",
        "## Practices",
        "",
        row("practice", "what is asked", "target", "measures"),
        row(*["---"] * 4),
    ]
    measured = {practice.name for practice in PRACTICES if practice.measures}
    for practice in PRACTICES:
        names = [f"those of {name}" for name in practice.repeats if name in measured]
        names += [f"`{each.name}`" for each in (*practice.measures, *practice.register_measures)]
        lines.append(row(practice.name, practice.question or "–", practice.target, ", ".join(names) or "–"))
    lines += [
        "",
        '`ia.practice_rates(audit.items, "names")` gives the figures of any of them that has measures; of those that',
        '[registers](registers.md) tell it is `ia.practice_rates(audit.records, "training")`.',
        "",
        "## What counts as wrong",
        "",
        row("rule", "severity", "subject", "what is wrong", "fix", "done when"),
        row(*["---"] * 6),
    ]
    for rule in RULES:
        fixes = rule.fixes[""] + "".join(
            f"; {channel}: {fix}" for channel, fix in rule.fixes.items() if channel and fix != rule.fixes[""]
        )
        lines.append(row(f"`{rule.name}`", rule.severity, rule.subject, rule.problem, fixes, rule.done))
    lines += [
        "",
        "## What a website can ask of crawlers",
        "",
        ASKS_ONLY,
        "What a website asks is read from its robots.txt and from what its pages and files say (`X-Robots-Tag`,",
        "`<meta name=robots>`), as a visit sees it or as it was saved: a robots.txt in a folder called like its host,",
        "as `copy-site` keeps it, or one that names its sitemap. What nobody has seen is unknown. A robots.txt that is",
        "not there (4xx) asks nothing; one that cannot be fetched (5xx, no answer) or is a page is unknown.",
        "",
        "`ia.crawler_lines(audit.files)` gives the lines that a website lacks; these are for one that asks nobody yet:",
        "",
        "```",
        robots_lines(one.name for one in CRAWLERS),
        "```",
        "",
        *(f"```\n{part}\n```\n" if part[:1] in "<l" else f"{part}\n" for part in HOW.split("\n\n")),
        row("crawler", "whose"),
        row("---", "---"),
        *(row(f"`{one.name}`", one.runner) for one in CRAWLERS),
    ]
    return "\n".join(lines) + "\n"


def signature(thing: object) -> str:
    """A function's parameters without their types."""
    if not inspect.isfunction(thing):
        return ""
    parameters = [p.replace(annotation=p.empty) for p in inspect.signature(thing).parameters.values()]
    return str(inspect.Signature(parameters))


API = {
    "Read": (
        "config",
        "exports",
        "policy",
        "register",
        "scanning",
        "face_counts",
        "lookalikes",
        "live.visiting",
        "live.copying",
        "live.stores",
    ),
    "Audit": (
        "audit",
        "actions",
        "people",
        "copied",
        "outputs.references",
        "names",
        "history",
        "forgetting",
        "withdrawing",
        "crawlers",
        "trust",
    ),
    "Figures": ("statistics", "comparing", "following", "withdrawn_copies", "scoring"),
    "Charts": ("outputs.charts",),
    "Outputs": (
        "outputs.explorer",
        "outputs.in_notebooks",
        "outputs.table_files",
        "cleaning",
        "covering",
        "outputs.workbook",
        "outputs.incident_card",
        "outputs.governors_page",
        "outputs.withdrawal_sheets",
    ),
    "What people answer": ("answers", "decisions", "reviews", "receiving"),
    "Errors": ("errors",),
}
"""What public names are for → where they are made."""


def api_page() -> str:
    """Every public name and the first line of what it says, by what it is for."""
    groups: dict[str, list[str]] = {group: [] for group in API}
    for name in sorted(ia.__all__, key=str.lower):
        thing = getattr(ia, name)
        made = inspect.unwrap(thing).__module__.removeprefix("imgaudit.") + "."
        group = next((group for group, rooms in API.items() if any(made.startswith(f"{room}.") for room in rooms)), "")
        if not group:
            raise SystemExit(f"ia.{name}: add {made[:-1]} to a group of API in tools/generate_docs.py")
        said = (inspect.getdoc(thing) or "").split("\n\n")[0]
        said = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", said).replace("``", "`")
        groups[group].append(row(f"`{name}{signature(thing)}`", said))
    lines = ["# What `import imgaudit as ia` offers"]
    for group, rows in groups.items():
        lines += ["", f"## {group}", "", row("name", "what it is"), row("---", "---"), *rows]
    return "\n".join(lines) + "\n"


def paragraphs(reader: Reader) -> tuple[str, str, str]:
    """What a dialect is, how to get it and what stays unknown, from the docstring of its module."""
    found = described(reader)
    if not all(found):
        where = getattr(reader, "__name__", reader)
        raise SystemExit(f"{where}: its docstring needs paragraphs that begin 'How to get it:', 'What stays unknown:'")
    return found


def exports_page() -> str:
    """Every dialect: how to get it, what is read of it, what stays unknown; and the headings of a spreadsheet."""
    lines = [
        "# Exports that are read",
        "",
        "Written from the modules of `imgaudit/exports/`. `ia.read_inventory(path)` reads one export, a ZIP,",
        "or a folder that holds any number of them beside the pictures they name; each file is known by what is in it,",
        "whatever it is called. `imgaudit sources PATH` says which file was recognised as what, and why.",
        "",
        "- `channel=` says where everything in it is published, `site=` whose it is; without them the exports say.",
        '- `mapping={"Their heading": "caption"}`, or a TOML or JSON file of such pairs, says what a column of a list',
        "  is; it wins over what is said below. Columns that mean nothing to us stay, under their own headings.",
        "- What an export does not say stays unknown: unknown is never counted as no. What could not be read is a row",
        "  of `problems`, with what to do.",
        "",
        "Our columns are explained in [tables and columns](tables.md).",
        "",
        row("dialect", "what it is"),
        row("---", "---"),
    ]
    told = [(reader, *paragraphs(reader)) for reader in readers()]
    lines += [row(f"[{reader.DIALECT}](#{reader.DIALECT.replace(' ', '-')})", what) for reader, what, _, _ in told]
    for reader, what, how, unknown in told:
        lines += ["", f"## {reader.DIALECT}", "", what, "", f"**How to get it**: {how}", ""]
        lines += [row("in the export", "where it goes"), row("---", "---")]
        lines += [row(name, where) for name, where in reader.COLUMNS.items()]
        lines += ["", f"**What stays unknown**: {unknown}"]
    lines += [
        "",
        "## Headings of a spreadsheet",
        "",
        "Small and capital letters, blanks at the ends, and `_` for a blank make no difference. Where several headings",
        "mean one column, the first of this list is taken.",
        "",
        row("column", "headings that mean it"),
        row("---", "---"),
    ]
    lines += [row(f"`{name}`", ", ".join(aliases)) for name, aliases in spreadsheet.ALIASES.items()]
    return "\n".join(lines) + "\n"


PAGES = {
    "docs/tables.md": tables_page,
    "docs/rules.md": rules_page,
    "docs/api.md": api_page,
    "docs/exports.md": exports_page,
}


def dead_links() -> list[str]:
    """Relative links in Markdown files that lead nowhere."""
    dead = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        lost = [target for target in targets if not (page.parent / target).exists()]
        dead += [f"{page.relative_to(ROOT)}: {target} does not exist" for target in lost]
    return dead


def main() -> int:
    """Compare, or write with --write."""
    wrong = []
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if "--write" in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"{name} is not what the code says: make docs WRITE=--write")
    wrong += dead_links()
    print("\n".join(wrong) or f"{len(PAGES)} generated pages are as the code says, and all links lead somewhere.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
