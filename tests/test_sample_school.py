"""The sample school: committed as generated, small, made up, and true to its plants."""

import csv
import importlib
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from openpyxl import load_workbook

DATA = Path(__file__).parents[1] / "data"
SCHOOL = DATA / "school"
AUTUMN, SPRING, SUMMER = 0, 1, 2

Rows = dict[tuple[str, str, str], dict[str, str]]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    sys.path.insert(0, str(DATA))
    try:
        return importlib.import_module("make_school")
    finally:
        sys.path.remove(str(DATA))


@pytest.fixture(scope="module")
def made(generator: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("school")
    generator.make_school(out)
    return out


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".toml"  # written by hand
    }


def truth(folder: Path) -> Rows:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["source"] in ("wordpress", "inventory")]  # placements
    keyed = {(row["term"], row["page_url"], row["file"]): row for row in rows}
    assert len(keyed) == len(rows), "term, page and file name one placement"
    return keyed


def moved(before: Rows, after: Rows) -> dict[tuple[str, str, str], dict[str, tuple[str, str]]]:
    """Every cell that differs, by placement."""
    assert before.keys() == after.keys()
    cells = {
        key: {name: (row[name], after[key][name]) for name in row if row[name] != after[key][name]}
        for key, row in before.items()
    }
    return {key: change for key, change in cells.items() if change}


@pytest.mark.slow
def test_committed_as_generated(made: Path) -> None:
    committed, regenerated = tree(SCHOOL), tree(made)
    assert committed.keys() == regenerated.keys()
    assert [name for name, data in committed.items() if data != regenerated[name]] == []


@pytest.mark.slow
def test_second_run_replaces_the_first(generator: ModuleType, made: Path) -> None:
    before = tree(made)
    (made / "2025-26-spring" / "exports" / "left-over.jpg").write_bytes(b"of an older story")
    generator.make_school(made)
    assert tree(made) == before


def test_small() -> None:
    assert sum(len(data) for data in tree(SCHOOL).values()) < 6_000_000


def test_addresses_cannot_be_real() -> None:
    vocabularies = {"wordpress.org", "purl.org", "wellformedweb.org"}  # named by the export format itself
    for name, data in tree(SCHOOL).items():
        if name.endswith((".xml", ".csv", ".html", ".json")):
            text = data.decode("utf-8")
            hosts = set(re.findall(r"https?://([^/\s\"'<>\]]+)", text)) | set(re.findall(r"[\w.]+@([\w.-]+)", text))
            assert {host for host in hosts if not host.endswith(".example")} <= vocabularies, name


def test_people_and_places_cannot_be_real(generator: ModuleType) -> None:
    school = generator.SCHOOL
    assert "fictional" in school.name
    assert all(re.fullmatch(r"Z\d{12}", person.upn) for person in school.people if person.role == "Pupil")
    holds = [held for upload in school.uploads for held in upload.holds if held is not None]
    holds += [listing.holds for post in school.posts for listing in post.listed if listing is not None]
    for north, east in (held.gps for held in holds if held.gps):
        assert abs(north + 48.88) < 0.1  # Point Nemo: 2,700 km from the nearest land
        assert abs(east + 123.39) < 0.1
    assert {held.city for held in holds} == {"", "Lower Examplebury"}
    shown = {listing.check_in for post in school.posts for listing in post.listed if listing is not None}
    assert all(place in ("", "No") or place.startswith("Lower Examplebury ") for place in shown)


def test_every_state_is_planted() -> None:
    rows = truth(SCHOOL).values()
    for column, states in {
        "consent_state": {"against", "unknown", "partly", "covered", "not_needed"},
        "consent_state_at_publication": {"against", "unknown", "partly", "covered", "not_needed"},
        "visibility": {"public", "password", "private", "draft"},
        "status": {"ok", "damaged", "empty", "missing"},
        "format": {"jpeg", "png", "webp", "heic", ""},
        "shows": {"pupils", "staff", "both", "nobody", "unknown"},
        "name_level": {"none", "surname", "first", "full", "unknown"},
        "identifier": {"yes", "no", "unknown"},
        "oversized": {"yes", "no", "unknown"},
        "unused_with_people": {"yes", "no", "unknown"},
        "duplicate": {"yes", "no", "unknown"},
        "left_open": {"yes", "no", "unknown"},
        "channel": {"website", "facebook", "instagram", "prospectus"},
    }.items():
        assert {row[column] for row in rows} == states
    for column in next(iter(rows)):
        if column.startswith("has_"):
            assert {row[column] for row in rows} == {"yes", "no", "unknown"}, column


def test_the_year_has_its_story() -> None:
    def share(column: str, value: str) -> list[float]:
        terms = ["2025-26-autumn", "2025-26-spring", "2025-26-summer"]
        rows = [[row for row in truth(SCHOOL).values() if row["term"] == term] for term in terms]
        return [sum(row[column] == value for row in term) / len(term) for term in rows]

    for column, value in (("has_location", "yes"), ("has_device", "yes"), ("consent_state", "against")):
        autumn, spring, summer = share(column, value)
        assert autumn > spring > summer, column
    for column, value in (("oversized", "yes"), ("original_reachable", "yes"), ("consent_state", "covered")):
        autumn, spring, summer = share(column, value)
        assert autumn < spring < summer, column


def test_stripped_in_place_keeps_the_compressed_picture() -> None:
    """From the start of the scan on, nothing changes when a picture is stripped."""
    name = "exports/uploads/2025/10/cross-country-1.jpg"
    before, after = ((SCHOOL / term / name).read_bytes() for term in ("2025-26-autumn", "2025-26-spring"))
    assert len(after) < len(before)
    assert before.endswith(after[after.index(b"\xff\xdb") :])


def test_picture_that_comes_back_is_the_autumn_one() -> None:
    autumn = SCHOOL / "2025-26-autumn/exports/uploads/2025/10"
    summer = SCHOOL / "2025-26-summer/exports/uploads/2026/07"
    for copy in ("", "-scaled", "-1024x683", "-300x200"):
        before, after = autumn / f"harvest-supper{copy}.jpg", summer / f"harvest-supper-1{copy}.jpg"
        assert before.read_bytes() == after.read_bytes()


def without_gps(holds: object) -> object:
    return replace(holds, gps=None)  # type: ignore[type-var]


def checked_in(listing: object) -> object:
    return replace(listing, check_in="Lower Examplebury Green")  # type: ignore[type-var]


FLIPS: list[tuple[str, Callable, dict[tuple[str, str, str], dict[str, tuple[str, str]]]]] = [
    (
        "a picture's place, in one term",
        lambda school: school.replant_upload(1010, AUTUMN, without_gps),
        {
            (
                "2025-26-autumn",
                "https://www.fernhollow-academy.example/2025/10/harvest-supper/",
                "uploads/2025/10/harvest-choir.jpg",
            ): {"has_location": ("yes", "no")}
        },
    ),
    (
        "a place shown with a post, in one term",
        lambda school: school.replant_post("https://facebook.fernhollow-academy.example/posts/202", SPRING, checked_in),
        {
            (
                "2025-26-spring",
                "https://facebook.fernhollow-academy.example/posts/202",
                "social/football-final.jpg",
            ): {"has_place_shown": ("no", "yes")}
        },
    ),
    (
        "an answer in the register, in one term",
        lambda school: school.replant_person("1008", SPRING, lambda one: replace(one, prospectus="Yes")),
        {
            (
                "2025-26-spring",
                "https://www.fernhollow-academy.example/prospectus-2026.pdf#page=6",
                "prospectus/drama.jpg",
            ): {
                "consent_state": ("against", "covered"),
                # The other pupil's answer has no date, so it says nothing of last September.
                "consent_state_at_publication": ("against", "unknown"),
            }
        },
    ),
    (
        "whether everyone is listed, in one term",
        lambda school: school.replant_post(
            "https://instagram.fernhollow-academy.example/posts/305",
            SUMMER,
            lambda row: replace(row, everyone=""),
        ),
        {
            (
                "2025-26-summer",
                "https://instagram.fernhollow-academy.example/posts/305",
                "social/athletics.jpg",
            ): {"consent_state": ("covered", "partly"), "consent_state_at_publication": ("covered", "partly")}
        },
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("flip", "expected"), [row[1:] for row in FLIPS], ids=[row[0] for row in FLIPS])
def test_one_plant_moves_only_its_own_rows(
    generator: ModuleType, tmp_path: Path, flip: Callable, expected: dict
) -> None:
    generator.make_school(tmp_path, flip(generator.SCHOOL))
    assert moved(truth(SCHOOL), truth(tmp_path)) == expected


TERMS = ("2025-26-autumn", "2025-26-spring", "2025-26-summer")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sheet"),
    [("registers.xlsx", "Training"), ("registers.xlsx", "Families"), ("dsl/incidents.xlsx", "Incidents")],
)
def test_registers_are_carried_from_term_to_term(name: str, sheet: str) -> None:
    """No row of a term is lost in the next, nor moved."""
    pages = [load_workbook(SCHOOL / term / name)[sheet] for term in TERMS]
    autumn, spring, summer = (
        [row[0] for row in page.iter_rows(min_row=3, values_only=True) if row[0]] for page in pages
    )
    assert autumn == spring[: len(autumn)]
    assert spring == summer[: len(spring)]
    assert len(autumn) < len(summer) or sheet == "Training"


def test_no_reference_made_with_somebodys_key_is_committed() -> None:
    for term in TERMS:
        rows = load_workbook(SCHOOL / term / "registers.xlsx")["Training"].iter_rows(min_row=2, values_only=True)
        at = next(rows).index("Reference")
        assert {row[at] for row in rows} == {None}
