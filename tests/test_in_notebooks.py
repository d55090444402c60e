"""What a notebook shows of frames and of what is too large to be shown."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.tables import CONSENTS, HEADINGS, PEOPLE, PROBLEMS


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_frame_says_unknown_and_cuts_no_text() -> None:
    reason = "Neither picture nor video, so not audited: look by hand. " * 8
    frame = pd.DataFrame(
        {
            "asset_id": ["a/" + "x" * 60],
            "has_location": pd.array([None], "boolean"),
            "n": [12_345],
            "share": [0.001],
            "published_on": [pd.Timestamp("2025-12-19")],
            "reason": [reason],
            "url": ["https://fernhollow.example/a.jpg?x=1&y=2"],
            "caption": [None],
        }
    )
    html = ia.show(frame)._repr_html_()
    said = text(html)
    for word in ("unknown", "12,345", "under 1%", "2025-12-19", reason.strip(), "…" + "x" * 40):
        assert word in said
    assert "00:00" not in said
    assert 'href="https://fernhollow.example/a.jpg?x=1&amp;y=2" target="_blank" rel="noopener noreferrer"' in html
    assert f'title="a/{"x" * 60}"' in html
    assert repr(ia.show(frame)) == repr(frame.head(20))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "javascript:alert(1)", '"><img src=x onerror=a>'])
def test_what_others_wrote_runs_nowhere(hostile: str) -> None:
    frame = pd.DataFrame({"asset_id": [hostile * 4], "url": [hostile], hostile: ["https://a.example/" + hostile]})
    html = ia.show(frame)._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert hostile in unescape(html)


@pytest.mark.slow
def test_names_are_hidden_as_the_policy_says_and_the_rest_is_counted(summer: ia.Audit) -> None:
    whole, hidden = ia.show(summer.items)._repr_html_(), ia.show(summer.items, summer, most=7)._repr_html_()
    full = (summer.people["first_name"] + " " + summer.people["last_name"]).dropna()
    raw, shown = (ia.show(summer.items, *by, most=999)._repr_html_() for by in ((), (summer,)))
    assert any(name in raw for name in full)
    assert not any(name in shown for name in full)
    assert "The first 7 of 60 rows." in text(hidden)
    assert "The first 20 of 60 rows." in text(whole)
    assert "No rows." in ia.show(summer.items.head(0))._repr_html_()


def test_a_column_and_a_named_index_are_shown_too(summer: ia.Audit) -> None:
    said = text(ia.show(summer.items.groupby("channel").size().rename("placements"))._repr_html_())
    assert said.startswith("channel placements facebook 4 ")
    with pytest.raises(ia.InputError, match=r"show\(frame=…\) takes a frame or a column of a frame, not 'audit'"):
        ia.show("audit")  # type: ignore[arg-type]


def test_cards_count_say_what_is_in_doubt_first_and_what_to_call_next(summer: ia.Audit, history: Path) -> None:
    register = ia.register.Register(
        summer.people, summer.consents, PROBLEMS.frame([{"file": "Quillfeather.xlsx", "code": "date", "reason": "x"}])
    )
    inventory = ia.Inventory(
        summer.items, summer.assets, summer.files, summer.appearances, summer.sources, summer.problems
    )
    said = {
        "inventory": (inventory, "Inventory 5 problems: ", "Next: media = ia.scan(inventory)"),
        "register": (register, "Consent register 1 problem: date (1).", "ia.run_audit(inventory, media, register)"),
        "audit": (
            summer,
            "Fernhollow Academy (fictional) · Summer term 2025-26 · 21 July 2026 5",
            "ia.scorecard(audit)",
        ),
        "history": (ia.load_history(history), "History No problems.", "ia.plot_trends(ia.trends(history))"),
    }
    names = {*summer.people["last_name"].dropna()}
    for shown, begins, following in said.values():
        card = text(shown._repr_html_())
        assert card.startswith(begins)
        assert following in card
        assert not any(name in card for name in names)
    assert "website 44 40 whole" in text(inventory._repr_html_())
    assert "findings: critical 4" in text(summer._repr_html_())
    assert "Autumn 2025–26 2025-12-19 47 101" in text(said["history"][0]._repr_html_())


def test_cards_of_nothing_say_so() -> None:
    nothing = ia.register.Register(PEOPLE.empty(), CONSENTS.empty(), PROBLEMS.empty(), "unknown", HEADINGS.empty())
    assert "No problems. what how many people 0" in text(nothing._repr_html_())


def test_no_name_is_left_in_headings_lists_and_categories(summer: ia.Audit) -> None:
    named = (summer.people["first_name"] + " " + summer.people["last_name"]).dropna()
    who = named[named.str.len().gt(8)].iloc[0]
    frame = pd.DataFrame({"list": [[who]], "kind": pd.Categorical([who]), who: [1]}, index=[who])
    assert who in ia.show(frame)._repr_html_()
    assert who not in ia.show(frame, summer)._repr_html_()


def test_odd_cells_and_indexes_are_shown() -> None:
    odd = pd.DataFrame({"a": [float("inf"), None], "b": [True, None]}, index=pd.Index(["x", "y"], name="a"))
    said = text(ia.show(odd)._repr_html_())
    assert said == "a (index) a b x inf yes y unknown"
    assert text(ia.show(odd["b"].rename_axis(None))._repr_html_()) == "b x yes y unknown"
    assert "x" in text(ia.show(pd.DataFrame([[1, 2]], columns=["n", "n"], index=["x"]))._repr_html_())
    with pytest.raises(ia.InputError, match="a number of rows, such as most=20"):
        ia.show(odd, most=0)
