"""The labelled texts, and what is found in them.

``people_x.tsv`` is a made-up register, ``labelled_x.tsv`` its texts: field, text, and the matches expected as
``level:person|person;…``, empty where there is no name; ``\\n``, ``\\r`` and ``\\t`` in a text are
breaks. All were written before the engine read them: sets *a* and *b* before it existed, each later one when it had
seen those before; the engine was then mended by what they showed, so that they say nothing new of it today. *rows* came
after it: a text for each row of `cues.py` that those do without; it says nothing of how often the engine is right.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from imgaudit.names import find_names

HERE = Path(__file__).parent
SETS = tuple(sorted(path.stem.removeprefix("labelled_") for path in HERE.glob("labelled_?.tsv")))
ROWS = "rows"
LEVELS = ("full", "first", "surname", "possible")
BREAKS = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}

Found = Counter[tuple[str, tuple[str, ...]]]


def labelled(which: str) -> pd.DataFrame:
    """The texts of a set: ``field``, ``text``, ``expected``."""
    lines = (HERE / f"labelled_{which}.tsv").read_text(encoding="utf-8").splitlines()
    texts = pd.DataFrame([line.split("\t") for line in lines], columns=["field", "text", "expected"])
    return texts.assign(text=texts["text"].map(_with_breaks))


def _with_breaks(text: str) -> str:
    for written, meant in BREAKS.items():
        text = text.replace(written, meant)
    return text


def people(which: str) -> pd.DataFrame:
    """The register of a set."""
    return pd.read_csv(HERE / f"people_{which}.tsv", sep="\t", dtype=str)


def expected(label: str) -> Found:
    """A label as matches, counted."""
    parts = [part.split(":") for part in label.split(";") if part]
    return Counter((level, tuple(sorted(who.split("|")))) for level, who in parts)


def found_in(texts: pd.DataFrame, register: pd.DataFrame) -> list[Found]:
    """What is found in each text."""
    answers: list[Found] = [Counter() for _ in range(len(texts))]
    for field, part in texts.groupby("field"):
        matches = find_names(part["text"], register, field=str(field))
        for at, level, who in zip(matches.index, matches["level"], matches["person_ids"], strict=True):
            answers[at][level, who] += 1
    return answers


def rates(pairs: list[tuple[Found, Found]]) -> pd.DataFrame:
    """Precision and recall by level of pairs of what is expected and what is found."""
    rows = {}
    for level in LEVELS:
        hits, missed, false = (
            sum(n for want, got in pairs for (each, _), n in part(want, got).items() if each == level)
            for part in (lambda w, g: w & g, lambda w, g: w - g, lambda w, g: g - w)
        )
        rows[level] = {
            "hits": hits,
            "missed": missed,
            "false": false,
            "precision": hits / max(hits + false, 1),
            "recall": hits / max(hits + missed, 1),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


if __name__ == "__main__":
    for name in SETS:
        texts = labelled(name)
        answers = found_in(texts, people(name))
        wanted = [expected(label) for label in texts["expected"]]
        for row, want, got in zip(texts.itertuples(), wanted, answers, strict=True):
            if want != got:
                print(name, row.field, "|", row.text, "| want", dict(want), "| got", dict(got))  # noqa: T201
        print(name, len(texts), rates(list(zip(wanted, answers, strict=True))).round(3), sep="\n")  # noqa: T201
