"""How the headings of a register were understood, said so that a person can check it, and put right by a mapping."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from imgaudit.names import fold_name
from imgaudit.register.columns import OTHER, Column, Sheet, Told
from imgaudit.register.people import Known
from imgaudit.register.words import ELSEWHERE, NEGATION, PHOTO_WORDS, SCOPE_WORDS, column_of
from imgaudit.tables import HEADINGS
from imgaudit.wording import in_plain

MEANS = {"unread": "not understood", "unused": "not used", "ignore": "not used", "status": "answer"}
"""What a kind of heading is called, where not by its own name."""
ANSWERED = {
    "yes": ("granted", "expired"),
    "no": ("refused", "withdrawn"),
    "not_recorded": ("not_recorded",),
    "not_understood": ("not_understood",),
}
"""What of the answers counts as what."""
KNOWN_ALIAS = "a heading we know"
FEW = 5
"""So many answers at least are needed to say of a column that most refuse."""
MOST_REFUSE = (
    "Most of those who answered refuse here, so that it may be turned round. Look at its answers, and say with "
    'mapping= which it is: "scope:<name>" where yes is a yes, "denied:<name>" where yes means no.'
)
_SPOKEN = re.compile(
    rf"\b(?:{'|'.join(sorted({*PHOTO_WORDS, *(w for words in SCOPE_WORDS.values() for w in words)}, key=len)[::-1])})\b"
)


def headings_of(sheets: Iterable[Sheet], known: Known) -> pd.DataFrame:
    """Heading by heading what each was taken for, and how often what stands there; see ``docs/tables.md``.

    Whoever must not be shown counts as having refused, as everywhere, so that no count tells of them.
    """
    rows = [row for sheet in sheets for column in sheet.found for row in _rows(sheet, column, known)]
    return HEADINGS.frame(pd.DataFrame(rows, columns=list(HEADINGS.columns)))


def note_most_refuse(sheet: Sheet, known: Known) -> None:
    """Say of each column in which most refuse that it may be turned round."""
    for (place, consent_type), told in sheet.told.items():
        counts = _counts(sheet, told, known)
        yes, no = counts["yes"], counts["no"]
        if yes + no >= FEW and no > yes:
            value = f"{no:,} of {yes + no:,}" + (f": {consent_type}" if consent_type else "")
            sheet.first.append(sheet.row_problem(None, place, "ambiguous", MOST_REFUSE, value))


def _rows(sheet: Sheet, column: Column, known: Known) -> Iterator[dict[str, Any]]:
    kind = _taken_for(sheet, column.place)
    row = {
        "file": sheet.file,
        "heading": str(sheet.grid.header[column.place]),
        "means": MEANS.get(kind, kind),
        "scope": ", ".join(column.heading.scopes) or None,
        "why": _why(sheet, column, kind),
    }
    told = {of: one for (place, of), one in sheet.told.items() if place == column.place}
    if not told:
        yield row
    for consent_type, one in told.items():
        scope = row["scope"] or ", ".join(one.scopes) or None
        yield {
            **row,
            "scope": scope,
            **_answers(sheet, one, known),
            **(_by_type(sheet, column, consent_type, one) if consent_type else {}),
        }


def _taken_for(sheet: Sheet, place: int) -> str:
    """What became of a column in the end: of two for one thing the second is not used."""
    if not sheet.names_people:
        return "unused"
    placed = {column.place: kind for kind, columns in sheet.columns.items() for column in columns}
    return next((kind for kind, at in sheet.person.items() if at == place), placed.get(place, "unused"))


def _answers(sheet: Sheet, told: Told, known: Known) -> dict[str, Any]:
    counts = {f"n_{name}": count for name, count in _counts(sheet, told, known).items()}
    if OTHER in told.turns:
        return {}
    return {"is_turned": bool({"denied", "no"} & told.turns), **counts}


def _counts(sheet: Sheet, told: Told, known: Known) -> dict[str, int]:
    found = Counter(
        "refused" if known.people[known.root(sheet.whose[number])]["protected"] else answer
        for number, answer in told.answers
    )
    return {name: sum(found[status] for status in of) for name, of in ANSWERED.items()}


def _by_type(sheet: Sheet, column: Column, about: str, told: Told) -> dict[str, Any]:
    """What the rows, or the sheet's and the file's titles, say that a column of answers is about."""
    row = {"consent_type": about, "scope": ", ".join(told.scopes) or None}
    if sheet.mapping.get(fold_name(about)):
        return {**row, "why": "your mapping", **({} if told.scopes else {"means": MEANS["ignore"]})}
    if OTHER in told.turns:
        why = "no word for a picture beside one for its use"
        return {"consent_type": about, "means": "not a photo consent", "why": why}
    if "doubt" in told.turns:
        return {
            **row,
            "scope": None,
            "means": MEANS["unread"],
            "why": "not all of it is known" + _spoken(fold_name(about)),
        }
    by = "its kind of consent" if sheet.columns["scope"] or sheet.columns["topic"] else "a title of the sheet or file"
    return {**row, "why": f"by {by}{_spoken(fold_name(about), column.words)}"}


def _why(sheet: Sheet, column: Column, kind: str) -> str:
    if not sheet.names_people:
        return "no column of the sheet tells people apart, so it is not read"
    if column.is_mapped:
        return "your mapping"
    if kind in ("unused", "unread") and column.heading.kind not in ("unused", "unread"):
        return "another column is taken for it"
    if column_of(column.words):
        return KNOWN_ALIAS
    said = _spoken(column.words)
    if kind == "unused":
        return "no word of consent to pictures" + said
    return (f"not all of it is known{said}" if kind == "unread" else said.removeprefix(": ")) or "its words together"


def _spoken(*texts: str) -> str:
    """The words for a use or for pictures in texts, and those that turn an answer round."""
    words = [match[0] for text in texts for match in _SPOKEN.finditer(ELSEWHERE.sub(" ", text))]
    turns = [match[0] for text in texts for match in NEGATION.finditer(text)]
    said = [f"‘{word}’" for word in dict.fromkeys(words)] + [
        f"‘{word}’ turns it round" for word in dict.fromkeys(turns)
    ]
    return f": {', '.join(said)}" if said else ""


def heading_words(row: Mapping[Hashable, Any]) -> str:
    """Their word: the heading, and the kind of consent where rows name it."""
    return str(row["heading"] if pd.isna(row["consent_type"]) else f"{row['heading']}: {row['consent_type']}")


def meaning_words(row: Mapping[Hashable, Any]) -> str:
    """What it was taken for, for which uses, and whether it was turned round."""
    use = "" if pd.isna(row["scope"]) else f" for {row['scope']}"
    turned = "; turned round: yes there means no" if row["is_turned"] is True else ""
    return in_plain(row["means"]) + use + turned


def answer_counts(row: Mapping[Hashable, Any]) -> str:
    """How many answers are yes, no, not recorded and not understood; nothing where none are read."""
    return "" if pd.isna(row["n_yes"]) else " / ".join(f"{row[f'n_{answer}']:,}" for answer in ANSWERED)


def mapping_to_fill_in(headings: pd.DataFrame) -> str:
    """The headings as a mapping in TOML: what was understood as remarks, what was not with nothing yet to the right.

    As long as nobody fills anything in it changes nothing.
    """
    lines = [
        "# How imgaudit understood the headings of the register. Write to the right of a heading what it is:",
        '#   "scope:website"    answers on one use: website, social, print, press, video, internal, all …',
        '#   "denied:website"   the same where yes means no',
        '#   "ignore"           changes nothing',
        '#   "upn", "admission_no", "first_name", "last_name", "born_on", "given_on", "given_by", "status", "scope" …',
        "# A line that begins with # is as imgaudit understood it: take the # away to change it. What is left empty",
        '# stays as it is. Then: register_mapping = "headings.toml" in audit.toml, or --mapping headings.toml.',
        "",
        "[mapping]",
    ]
    words = headings["consent_type"].fillna(headings["heading"])
    for row in headings.assign(word=words).drop_duplicates("word").to_dict("records"):
        is_open = row["means"] in ("not understood", "not used", "not a photo consent")
        said = _one_line(f"{meaning_words(row)} ({row['why']})")
        word = json.dumps(_one_line(row["word"]), ensure_ascii=False)
        lines.append(f'{"" if is_open else "# "}{word} = ""  # {said}')
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
