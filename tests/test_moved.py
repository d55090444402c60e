"""Pictures that moved, and exports that lost most of what they held: asked about, never taken for mended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.tables import DECISIONS
from tests.exports.made import BLOG, post, read, upload, write, wxr

TERMS = {"2025-26-autumn": "2025-12-19", "2025-26-spring": "2026-03-27", "2025-26-summer": "2026-07-21"}
AUTUMN, SPRING, SUMMER = TERMS
REGISTER = (
    "UPN,Forename,Surname,Website\nZ000000000001,Ada,Fern,No\nZ000000000002,Ben,Hollow,Yes\n"
    "Z000000000003,Cai,Pond,Yes\n"
)
NAMES = ("Ada Fern", "Ben Hollow", "Cai Pond", "Ada Fern runs", "Ben Hollow sings", "Cai Pond swims")
WEBSITE = "school/website/wxr"


def website(*captions: str, first: int = 100, blog: str = BLOG, folder: str = "2025/10", shift: int = 0) -> str:
    """A website with a picture a caption, each used on a page of its own; no bytes of any are here."""
    items = []
    for at, caption in enumerate(captions):
        url = f"{blog}/wp-content/uploads/{folder}/picture-{at + shift}.jpg"
        items.append(upload(first + at, url=url, title=caption))
        items.append(post(first + 50 + at, content=f'<img class="wp-image-{first + at}" src="{url}">'))
    return wxr(*items, blog=blog)


def audit(folder: Path, text: str, term: str, **options: object) -> ia.Audit:
    place = folder / term
    write(place, {"consents-2025-09-01.csv": REGISTER})
    found = read(place / "exports", {"website.xml": text}, site="school")
    register = ia.read_register(place / "consents-2025-09-01.csv")
    return ia.run_audit(found, None, register, as_of=TERMS[term], term=term, **options)  # type: ignore[arg-type]


def changed(history: Path, term: str = SPRING) -> dict[str, int]:
    changes = ia.changes(history)
    return changes[changes["term"].eq(term)]["change"].value_counts().to_dict()


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    [
        website(*NAMES, first=5100),
        website(*NAMES, blog="https://new.school.example"),
        website(*NAMES, first=5100, blog="https://new.school.example/site"),
        website(*NAMES, first=700, blog="http://hollow.example"),
    ],
    ids=["imported anew", "another domain", "both", "other numbers, http"],
)
def test_a_website_that_moved_is_the_same_website(tmp_path: Path, again: str):
    ia.save_audit(audit(tmp_path, website(*NAMES), AUTUMN), tmp_path / "h")
    ia.save_audit(audit(tmp_path, again, SPRING), tmp_path / "h")
    assert changed(tmp_path / "h") == {"persisting": 6}
    assert ia.unexplained(tmp_path / "h").empty
    ia.save_audit(audit(tmp_path, website(*NAMES[:4], first=5100), SUMMER), tmp_path / "h")
    assert changed(tmp_path / "h", SUMMER) == {"persisting": 4, "resolved": 2}


def nothing_alike(*captions: str) -> str:
    return website(*captions, first=5100, folder="images", shift=40)


@pytest.mark.slow
def test_where_nothing_connects_somebody_is_asked(tmp_path: Path):
    ia.save_audit(audit(tmp_path, website(*NAMES), AUTUMN), tmp_path / "h")
    ia.save_audit(audit(tmp_path, nothing_alike(*NAMES), SPRING), tmp_path / "h")
    assert changed(tmp_path / "h") == {"new": 6, "not_checked": 6}
    assert ia.unexplained(tmp_path / "h").to_dict("records") == [
        {"term": SPRING, "site": "school", "source_id": WEBSITE, "n_gone": 6, "n_before": 6}
    ]
    figures = ia.trends(tmp_path / "h").set_index(["term", "measure"])["unexplained_sources"]
    assert figures[SPRING, "full_name"] == WEBSITE
    assert figures[AUTUMN, "full_name"] == ""
    # Nobody answers: it is asked again, and nothing is resolved by waiting.
    ia.save_audit(audit(tmp_path, nothing_alike(*NAMES), SUMMER), tmp_path / "h")
    assert changed(tmp_path / "h", SUMMER) == {"persisting": 6, "not_checked": 6}
    assert ia.unexplained(tmp_path / "h")["term"].tolist() == [SPRING, SUMMER]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "captions", "expected"),
    [
        ("moved", NAMES, {"persisting": 6}),
        ("moved", NAMES[:4], {"persisting": 4, "resolved": 2}),
        ("moved", (*NAMES, "Ada Fern again"), {"persisting": 6, "new": 1}),
        ("taken down", NAMES, {"new": 6, "resolved": 6}),
    ],
)
def test_the_answer_settles_it(tmp_path: Path, said: str, captions: tuple[str, ...], expected: dict[str, int]):
    ia.save_audit(audit(tmp_path, website(*NAMES), AUTUMN), tmp_path / "h")
    spring = audit(tmp_path, nothing_alike(*captions), SPRING, explained={WEBSITE: said})
    ia.save_audit(spring, tmp_path / "h")
    assert changed(tmp_path / "h") == expected
    assert ia.unexplained(tmp_path / "h").empty


@pytest.mark.slow
@pytest.mark.parametrize("kept", [1, 2])
def test_an_export_that_lost_more_than_half_resolves_nothing_until_it_is_explained(tmp_path: Path, kept: int):
    autumn, spring = (audit(tmp_path, website(*NAMES[:n]), term) for n, term in ((6, AUTUMN), (kept, SPRING)))
    ia.save_audit(autumn, tmp_path / "h")
    ia.save_audit(spring, tmp_path / "h")
    assert changed(tmp_path / "h") == {"persisting": kept, "not_checked": 6 - kept}
    assert ia.unexplained(tmp_path / "h")["n_gone"].tolist() == [6 - kept]
    summer = audit(tmp_path, website(*NAMES[:kept]), SUMMER)
    ia.save_audit(summer, tmp_path / "again")  # a history of its own: nothing is compared
    assert ia.unexplained(tmp_path / "again").empty
    sources = summer.sources.assign(explained="taken down")
    ia.save_audit(replace(summer, sources=sources), tmp_path / "h")
    assert changed(tmp_path / "h", SUMMER) == {"persisting": kept, "resolved": 6 - kept}


@pytest.mark.slow
def test_half_is_believed(tmp_path: Path):
    for n, term in ((6, AUTUMN), (3, SPRING)):
        ia.save_audit(audit(tmp_path, website(*NAMES[:n]), term), tmp_path / "h")
    assert changed(tmp_path / "h") == {"persisting": 3, "resolved": 3}


@pytest.mark.slow
def test_work_that_was_done_explains_itself(tmp_path: Path):
    autumn = audit(tmp_path, website(*NAMES), AUTUMN)
    ia.save_audit(autumn, tmp_path / "h")
    actions = ia.find_actions(autumn)
    gone = actions[~actions["asset_id"].str.contains("/100")]
    said = {"decided_at": pd.Timestamp("2026-01-20 10:00", tz="UTC"), "workbook": "actions.xlsx", "site": "school"}
    done = DECISIONS.frame(
        [{"action_id": action, "status": "Done", "fix": "Remove", **said} for action in gone["action_id"]]
    )
    spring = audit(tmp_path, website(NAMES[0]), SPRING, decisions=done)
    ia.save_audit(spring, tmp_path / "h")
    assert changed(tmp_path / "h") == {"persisting": 1, "resolved": 5}
    # What was only begun explains nothing.
    ia.save_audit(autumn, tmp_path / "other")
    ia.save_audit(replace(spring, decisions=done.assign(status="In progress")), tmp_path / "other")
    assert changed(tmp_path / "other") == {"persisting": 1, "not_checked": 5}
    # Nor does work by which a picture stays: these asked to take names off.
    ia.save_audit(autumn, tmp_path / "stays")
    ia.save_audit(replace(spring, decisions=done.assign(fix=None)), tmp_path / "stays")
    assert changed(tmp_path / "stays") == {"persisting": 1, "not_checked": 5}


@pytest.mark.slow
def test_another_picture_at_the_same_place_is_another_picture(tmp_path: Path):
    """Where both were hashed it is known that they differ, and the old one is really gone."""
    first = audit(tmp_path, website(*NAMES), AUTUMN)
    second = audit(tmp_path, website(*NAMES, first=5100), SPRING)
    hashed = [
        replace(each, items=each.items.assign(image_hash=[f"{word} {at}" for at in range(len(each.items))]))
        for each, word in ((first, "old"), (second, "new"))
    ]
    for each in hashed:
        ia.save_audit(each, tmp_path / "h")
    assert changed(tmp_path / "h") == {"new": 6, "resolved": 6}


def test_an_answer_about_an_export_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(
        ia.InputError, match=r"no export 'school/website/wrx' was read; did you mean 'school/website/wxr'"
    ):
        audit(tmp_path, website(*NAMES), AUTUMN, explained={"school/website/wrx": "moved"})
    with pytest.raises(ia.InputError, match="'gone' should be 'moved' or 'taken down'"):
        audit(tmp_path, website(*NAMES), SPRING, explained={WEBSITE: "gone"})
