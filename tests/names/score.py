"""The labelled texts and how they are scored."""
from __future__ import annotations
from collections import Counter
from pathlib import Path
import pandas as pd
from imgaudit.names import find_names
HERE = Path(__file__).parent
SETS = ("a", "b", "c")
Found = Counter[tuple[str, tuple[str, ...]]]
def labelled(which: str) -> pd.DataFrame:
    rows = [line.split("\t") for line in (HERE / f"labelled_{which}.tsv").read_text(encoding="utf-8").splitlines()]
    return pd.DataFrame(rows, columns=["field", "text", "expected"])
def people(which: str) -> pd.DataFrame:
    return pd.read_csv(HERE / f"people_{which}.tsv", sep="\t", dtype=str)
def expected(label: str) -> Found:
    parts = [part.split(":") for part in label.split(";") if part]
    return Counter((level, tuple(sorted(who.split("|")))) for level, who in parts)
def found_in(texts: pd.DataFrame, register: pd.DataFrame) -> list[Found]:
    answers: list[Found] = [Counter() for _ in range(len(texts))]
    for field, part in texts.groupby("field"):
        for at, row in zip((m := find_names(part["text"], register, field=str(field))).index, m.itertuples(), strict=True):
            answers[at][row.level, row.person_ids] += 1
    return answers
if __name__ == "__main__":
    for which in SETS:
        t = labelled(which); got = found_in(t, people(which)); tally = Counter()
        for row, g in zip(t.itertuples(), got):
            e = expected(row.expected)
            for (l, _), n in (e & g).items(): tally[l, "hit"] += n
            for (l, _), n in (e - g).items(): tally[l, "missed"] += n
            for (l, _), n in (g - e).items(): tally[l, "false"] += n
            if e != g: print(which, row.field, "|", row.text, "| want", dict(e), "| got", dict(g))
        for l in ("full", "first", "surname"):
            h, m, f = (tally[l, k] for k in ("hit", "missed", "false"))
            print(which, l, "precision", round(h / max(h + f, 1), 3), "recall", round(h / max(h + m, 1), 3), h, m, f)
