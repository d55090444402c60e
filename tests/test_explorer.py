"""`explore`: what the page is told, what is kept, and that nothing of a picture is saved with a notebook."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import SCHOOL
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from PIL import Image
from plain_words import faults

import imgaudit as ia
from imgaudit import previews as kept
from imgaudit.answers import answered
from imgaudit.outputs import explorer
from imgaudit.picture_verdicts import ALL_KNOWN, picture_verdicts
from imgaudit.previews import drawn, how_many_kept, previews, previews_path
from imgaudit.rules import RULES
from imgaudit.tables import ACTIONS, AUDIT_ITEMS

pytest.importorskip("anywidget")

HERE = Path(explorer.__file__).parent


@pytest.fixture
def view(summer: ia.Audit, tmp_path: Path) -> explorer.Explorer:
    return ia.explore(
        summer, answers=tmp_path / "answers.parquet", reviews=tmp_path / "reviews.parquet", cache=tmp_path / "m.sqlite"
    )


def asked(view: explorer.Explorer, what: str, **more: object) -> dict:
    told, pictures = view.answer({"ask": what, "id": 1, **more})
    assert told["to"] == 1
    return {**told, "pictures": pictures}


def words(told: dict, column: str) -> list[str | None]:
    """A column as the page unpacks it."""
    codes, each = told["columns"][column].values()
    return [None if code < 0 else each[code] for code in codes]


# A verdict on each picture.

CLEAN = {
    "item_id": "i", "asset_id": "a", "picture_id": "a", "source_id": "s", "site": "fernhollow", "channel": "website",
    "shows": "nobody", "consent_state": "not_needed", "people_complete": True, "visibility": "public", "status": "ok",
    "n_files": 1, "n_files_unread": 0, "n_refused": 0, "n_expired": 0, "n_not_recorded": 0, "name_level": "none",
}  # fmt: skip
FLAGS = {name: False for name, column in AUDIT_ITEMS.columns.items() if column.dtype == "boolean"}
KNOWN = {**FLAGS, **CLEAN, "people_complete": True, "is_reviewed": True, "in_use": True}


def verdict(row: dict, actions: pd.DataFrame | None = None) -> tuple[str, str]:
    items = AUDIT_ITEMS.frame([row])
    told = picture_verdicts(items, ACTIONS.empty() if actions is None else actions)
    return tuple(told.loc["a"])


def test_fine_is_what_is_known_and_good():
    assert verdict(KNOWN) == ("Fine", ALL_KNOWN)


@pytest.mark.parametrize("state", ["unknown", "partly", None])
def test_consent_that_is_not_known_is_asked_for(state: str | None):
    word, why = verdict({**KNOWN, "shows": "pupils", "consent_state": state})
    assert word == "Ask"
    assert why.startswith("Whether consent covers everyone shown is not known.")


@pytest.mark.slow
@pytest.mark.parametrize("change", [{"status": "not_fetched"}, {"n_files_unread": 1}, {"n_files": 0}, {"status": None}])
def test_a_file_that_nobody_looked_into_is_asked_for(change: dict):
    word, why = verdict({**KNOWN, **change})
    assert word == "Ask"
    assert why.startswith("Not all of its files were looked into.")


@pytest.mark.slow
@given(st.data())
def test_nothing_unknown_is_ever_fine(data: st.DataObject):
    rules = [rule for rule in RULES if rule.subject != "record"]
    read = sorted({name for rule in rules for name in rule.needs} | {"shows", "consent_state", "status", "n_files"})
    lost = data.draw(st.sets(st.sampled_from(read), min_size=1))
    row = {**KNOWN, **dict.fromkeys(lost, None)}
    items = AUDIT_ITEMS.frame([row])
    is_known = all(rule.asked_of(items).eq(False).fillna(False).all() for rule in rules)
    is_known &= not lost & {"shows", "consent_state", "status", "n_files"}
    assert (verdict(row)[0] == "Fine") == is_known


def action(**more: object) -> pd.DataFrame:
    row = {
        "action_id": "metadata a@website", "severity": "high", "channel": "website", "fix": "Strip metadata",
        "problem": "The file says where it was taken.", "practice": "metadata", "subject_kind": "asset@channel",
        "subject_id": "a@website", "site": "fernhollow", "asset_id": "a", "findings": 1, "status": "Not started",
    }  # fmt: skip
    return ACTIONS.frame([{**row, **more}])


@pytest.mark.slow
def test_what_is_open_is_to_be_fixed_and_what_stays_is_no_more_than_that():
    assert verdict(KNOWN, action()) == ("Fix", "Website: The file says where it was taken.")
    assert verdict({**KNOWN, "shows": None}, action())[0] == "Fix"
    stays = "Left as it is by a decision: The file says where it was taken."
    assert verdict(KNOWN, action(status="Accepted")) == ("Ask", stays)
    assert verdict({**KNOWN, "has_location": True}) == ("Ask", "The file says where it was taken.")


def test_a_picture_is_as_bad_as_the_worst_place_where_it_is_shown():
    rows = [KNOWN, {**KNOWN, "item_id": "j", "asset_id": "b", "channel": "facebook"}]
    told = picture_verdicts(AUDIT_ITEMS.frame(rows), action(asset_id="b", channel="facebook"))
    assert told.to_dict("index") == {"a": {"verdict": "Fix", "reason": "Facebook: The file says where it was taken."}}


# What the page is told.


@pytest.mark.slow
def test_the_rows_say_what_the_audit_does(view: explorer.Explorer, summer: ia.Audit):
    told = asked(view, "rows")
    assert told["n"] == len(summer.items)
    assert told["kept"] is True
    assert words(told, "picture") == summer.items["picture_id"].tolist()
    at = summer.items["page_title"].eq("Harvest supper").idxmax()
    assert words(told, "verdict")[at] == "Fix"
    assert words(told, "channel")[at] == "Website"
    assert words(told, "practice")[at] == "consent,resolution"
    assert words(told, "severity")[at] == "critical"
    assert words(told, "term")[at] == "Autumn 2025–26"
    found = set(summer.findings["asset_id"].dropna())
    fine = [a for a, word in zip(summer.items["asset_id"], words(told, "verdict"), strict=True) if word == "Fine"]
    assert not found & set(fine)
    assert faults(*told["columns"]["reason"]["words"], *told["columns"]["page"]["words"]) == []


@pytest.mark.slow
def test_names_are_hidden_as_in_every_output(view: explorer.Explorer, summer: ia.Audit):
    told = json.dumps([asked(view, "rows") | {"pictures": 0}, asked(view, "about", row=7) | {"pictures": 0}])
    for name in (summer.people["first_name"] + " " + summer.people["last_name"]).dropna():
        assert name not in told


@pytest.mark.slow
def test_pictures_come_on_request_upright_and_small(view: explorer.Explorer, summer: ia.Audit):
    files = summer.files[summer.files["role"].eq("published")].set_index("asset_id")
    status = summer.items["asset_id"].map(files["status"])
    ok, damaged = (int(status.eq(word).to_numpy().argmax()) for word in ("ok", "damaged"))
    told = asked(view, "pictures", rows=[ok, damaged])
    assert told["why"][0] is None
    assert told["why"][1] == "Its file is damaged."
    (picture,) = told["pictures"]
    with Image.open(io.BytesIO(picture)) as small:
        assert (small.format, max(small.size)) == ("JPEG", 96)
        assert not small.getexif()


@pytest.mark.slow
def test_a_row_that_is_not_there_is_refused(view: explorer.Explorer):
    with pytest.raises(IndexError):
        view.answer({"ask": "pictures", "rows": [-1], "id": 1})


@pytest.mark.slow
def test_what_is_marked_is_a_part_of_the_audit(view: explorer.Explorer, summer: ia.Audit, tmp_path: Path):
    assert asked(view, "mark", rows=[5, 3, 5])["marked"] == 2
    pd.testing.assert_frame_equal(view.selected, summer.items.iloc[[3, 5]])
    part = summer.where(view.selected)
    assert part.items["item_id"].tolist() == summer.items["item_id"].iloc[[3, 5]].tolist()
    assert ia.write_workbook(part, tmp_path / "part.xlsx").exists()


@pytest.mark.slow
def test_an_answer_is_kept_and_counts_in_the_next_audit(view: explorer.Explorer, summer: ia.Audit, tmp_path: Path):
    row = int(summer.items["shows"].eq("unknown").to_numpy().argmax())
    asset = summer.items["asset_id"].iloc[row]
    told = asked(view, "shows", row=row, shows="Nobody")
    assert told["said"] == "Kept in answers.parquet. It counts from the next audit on."
    (answer,) = ia.load_answers(tmp_path / "answers.parquet").to_dict("records")
    assert (answer["asset_id"], answer["shows"], answer["workbook"]) == (asset, "nobody", "explorer")
    pd.testing.assert_frame_equal(view.answers, ia.load_answers(tmp_path / "answers.parquet"))
    files = summer.files
    held = answered(ia.load_answers(tmp_path / "answers.parquet"), files, as_of=summer.as_of)
    assert held.loc[held["asset_id"].eq(asset), ["shows", "is_complete"]].to_numpy().tolist() == [["nobody", True]]


@pytest.mark.slow
def test_words_that_nobody_knows_are_said_and_kept(view: explorer.Explorer):
    told = asked(view, "shows", row=3, shows="Pupils", people="Nobody Knowsher; 7B", people_complete="Yes")
    assert "The register knows nobody of that name" in told["said"]
    assert "Knowsher" not in told["said"]
    assert view.answers["people"].tolist() == ["Nobody Knowsher\n7B"]
    assert asked(view, "shows", row=3)["said"] == "Nothing was said, so nothing is kept."
    assert len(view.answers) == 1


@pytest.mark.slow
def test_a_look_is_kept_with_why_it_is_needed(view: explorer.Explorer, summer: ia.Audit, tmp_path: Path):
    told = asked(view, "looked", rows=[3, 4], looked_at_by="Ms Okafor", necessity="Prospectus")
    assert told["said"].startswith("Kept in reviews.parquet. It counts in audits of ")
    looks = ia.load_reviews(tmp_path / "reviews.parquet")
    assert looks["asset_id"].tolist() == summer.items["asset_id"].iloc[[3, 4]].tolist()
    assert set(looks["necessity"]) == {"Prospectus"}


@pytest.mark.slow
def test_what_is_not_on_disk_is_said_loudly(summer: ia.Audit, tmp_path: Path):
    view = ia.explore(summer, cache=False)
    assert asked(view, "rows")["kept"] is False
    assert asked(view, "shows", row=3, shows="Nobody")["said"].startswith("Not kept on disk: it is gone with")
    (tmp_path / "answers.parquet").mkdir()
    view = ia.explore(summer, answers=tmp_path / "answers.parquet", cache=False)
    assert asked(view, "shows", row=3, shows="Nobody")["said"].startswith("NOT kept on disk, only until")
    assert len(view.answers) == 1


def test_only_an_audit_can_be_looked_at(summer: ia.Audit):
    with pytest.raises(ia.InputError, match=r"takes what audit_config\(\) or run_audit\(\) gave, not a frame"):
        ia.explore(summer.items)


# Small copies.


def picture(place: Path, size: tuple[int, int] = (400, 200), **options: object) -> str:
    Image.new("RGB", size, "red").save(place, **options)
    return str(place)


def test_a_small_copy_is_upright(tmp_path: Path):
    tags = Image.Exif()
    tags[0x0112] = 6
    copy = drawn(picture(tmp_path / "turned.jpg", exif=tags))
    assert isinstance(copy, bytes)
    assert Image.open(io.BytesIO(copy)).size == (48, 96)


@pytest.mark.slow
def test_what_cannot_be_drawn_says_why(tmp_path: Path):
    bomb = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(bomb)
    whole = Path(picture(tmp_path / "whole.png")).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "page.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    told = {name: drawn(str(tmp_path / name)) for name in ("bomb.png", "cut.png", "page.svg", "gone.jpg")}
    assert "The picture has 900,000,000 pixels" in str(told["bomb.png"])
    assert "may be damaged" in str(told["cut.png"])
    assert isinstance(told["page.svg"], str)
    assert told["gone.jpg"] == "The file cannot be opened."
    assert not any(str(tmp_path) in str(why) for why in told.values())


def test_small_copies_are_kept_for_their_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = previews_path(tmp_path / "cache" / "media.sqlite")
    path = picture(tmp_path / "ada-fern.jpg")
    (copy,) = previews([path], place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert b"ada-fern" not in place.read_bytes()
    monkeypatch.setattr(kept, "drawn", lambda _: pytest.fail("drawn twice"))
    assert previews([path], place) == [copy]


def test_a_changed_file_is_drawn_anew(tmp_path: Path):
    place, path = tmp_path / "previews.sqlite", picture(tmp_path / "a.jpg")
    (before,) = previews([path], place)
    Image.new("RGB", (400, 200), "blue").save(path)
    assert previews([path], place) != [before]


def test_of_too_many_the_longest_unseen_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = tmp_path / "previews.sqlite"
    paths = [picture(tmp_path / f"{n}.jpg") for n in range(4)]
    (one, *_) = previews(paths[:3], place)
    assert how_many_kept(place) == 3
    previews(paths[:1], place)  # looked at last
    monkeypatch.setattr(kept, "KEPT", 2 * len(one))
    previews(paths[3:], place)
    with closing(sqlite3.connect(place)) as cache:
        keys = {key for (key,) in cache.execute("SELECT key FROM previews")}
    assert keys == {kept._key(paths[0]), kept._key(paths[3])}


def test_forgetting_a_person_deletes_every_small_copy(tmp_path: Path, summer: ia.Audit):
    cache = tmp_path / "media.sqlite"
    previews([picture(tmp_path / "a.jpg")], previews_path(cache))
    told = ia.forget(summer.people["upn"].dropna().iloc[0], summer.people, cache=cache)
    (row,) = told[told["kind"].eq("previews")].to_dict("records")
    assert (row["removed"], row["place"]) == (1, str(previews_path(cache)))
    assert not previews_path(cache).exists()


def test_a_cache_that_is_no_cache_hinders_nobody(tmp_path: Path):
    place = tmp_path / "previews.sqlite"
    place.write_bytes(b"something else" * 100)
    assert isinstance(previews([picture(tmp_path / "a.jpg")], place)[0], bytes)
    assert place.read_bytes() == b"something else" * 100


# Script, styles, and what is saved.


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("what", [".Fix", ".Ask", ".Fine", "button[aria-pressed=true]"])
def test_words_on_colours_can_be_read(what: str):
    styles = (HERE / "explorer.css").read_text(encoding="utf-8")
    rule = re.search(rf"\.imgaudit {re.escape(what)} {{([^}}]*)}}", styles)
    assert rule
    colours = [luminance(colour) for colour in re.findall(r"(?:background|color): (#\w{6})", rule[1])[:2]]
    assert (max(colours) + 0.05) / (min(colours) + 0.05) >= 4.5


def test_nothing_is_loaded_from_elsewhere_and_words_are_never_code():
    for name in ("explorer.js", "explorer.css"):
        text = (HERE / name).read_text(encoding="utf-8")
        assert not re.search(r"https?:|//\w+\.\w|@import|url\(|innerHTML|insertAdjacentHTML|eval\(|import\(", text)


@pytest.mark.slow
def test_a_saved_notebook_holds_neither_picture_nor_title():
    cell = (
        "import imgaudit as ia\n"
        f"audit = ia.audit_config({str(SCHOOL / 'summer.toml')!r}, progress=False)\n"
        "view = ia.explore(audit, cache=False)\n"
        "view._repr_mimebundle_()\n"
        "screen = view._screen\n"
        "for what in ({'ask': 'rows'}, {'ask': 'pictures', 'rows': list(range(60))}, {'ask': 'about', 'row': 0}):\n"
        "    screen._handle_custom_msg({**what, 'id': 1}, [])\n"
        "print(len(view.answer({'ask': 'pictures', 'rows': list(range(60))})[1]), 'pictures')\n"
        "view"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, kernel_name="python3", store_widget_state=True, timeout=300).execute()
    saved = nbformat.writes(notebook)
    state = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert any("_esm" in each["state"] for each in state.values()), "its state was saved"
    assert "/9j/" not in saved
    assert not re.search(r"\\xff\\xd8|data:image|JFIF", saved)
    assert "Harvest supper" not in saved
    assert "harvest-supper" not in saved
    assert "fernhollow-academy" not in saved.replace(str(SCHOOL), "")
    assert "58 pictures" in saved
    assert "<Explorer: 60 placements, 0 marked>" in saved


@pytest.mark.slow
def test_a_face_in_a_picture_of_nobody_a_part_and_an_unread_rest_are_asked_about(summer: ia.Audit) -> None:
    actions = ia.find_actions(summer)
    told = picture_verdicts(summer.items, actions)
    quiet = summer.items[~summer.items["picture_id"].map(told["verdict"]).eq("Fix")].head(1).reset_index(drop=True)
    face = quiet.assign(shows="nobody", n_faces=pd.array([1], "Int64"))
    assert (
        "Somebody said that it shows nobody, but a face was found." in picture_verdicts(face, actions)["reason"].iloc[0]
    )
    unread = quiet.assign(more_unread=pd.array([True], "boolean"))
    assert "More of its channel was not read" in picture_verdicts(unread, actions)["reason"].iloc[0]
    assert "Fine" not in set(picture_verdicts(summer.items, actions.head(0), is_part=True)["verdict"])
