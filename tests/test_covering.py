"""Covered copies: solid, upright, without metadata, proven; never a blur, never over an original."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawn_faces import encoded, head, row_of
from hypothesis import given
from hypothesis import strategies as st
from media import build as b
from PIL import ExifTags, Image, ImageCms, PngImagePlugin
from typer.testing import CliRunner

import imgaudit as ia
from imgaudit import covering
from imgaudit.cli import app
from imgaudit.covering import save_boxes
from imgaudit.media import CannotStrip, drawing, inspect, solid
from imgaudit.media.solid import Box, check_covered
from imgaudit.tables import BOXES, COVERINGS

SHARES = ("left", "top", "right", "bottom")
WHERE = (0.25, 0.1, 0.75, 0.6)
"""Round the face of a drawn head."""


def boxes(path: Path, *edges: tuple[float, ...], **more: object) -> pd.DataFrame:
    rows = [dict(zip(SHARES, each, strict=True)) for each in edges or (WHERE,)]
    return pd.DataFrame(rows).assign(path=str(path), **more)


def cover(what: object, out: Path, **options: object) -> dict:
    (row,) = ia.cover(what, out, progress=False, **options).to_dict("records")
    return row


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def area(path: str, box: tuple[float, ...] = WHERE) -> np.ndarray:
    image = Image.open(path)
    left, top, right, bottom = (round(edge * side) for edge, side in zip(box, image.size * 2, strict=True))
    return np.asarray(image.crop((left, top, right, bottom)).convert("RGB"))


def noise(mode: str) -> Image.Image:
    size, bands = (200, 150), len(Image.new(mode, (1, 1)).getbands())
    drawn = np.random.default_rng(7).integers(1, 256, size[0] * size[1] * bands, dtype=np.uint8)
    return Image.frombytes(mode, size, drawn.tobytes())


def palette(*, transparent: bool) -> bytes:
    options = {"transparency": 3} if transparent else {}
    return encoded(noise("RGB").quantize(64), "PNG", **options)


KINDS = {
    "jpeg": encoded(noise("RGB"), quality=60),
    "progressive": encoded(noise("RGB"), progressive=True),
    "grey jpeg": encoded(noise("L")),
    "cmyk jpeg": encoded(noise("CMYK")),
    "png": encoded(noise("RGB"), "PNG"),
    "alpha png": encoded(noise("RGBA"), "PNG"),
    "grey alpha png": encoded(noise("LA"), "PNG"),
    "grey png": encoded(noise("L"), "PNG"),
    "bits png": encoded(noise("L").convert("1"), "PNG"),
    "palette png": palette(transparent=False),
    "see-through palette png": palette(transparent=True),
    "16 bits png": encoded(
        Image.fromarray(np.random.default_rng(7).integers(1, 65536, (150, 200), dtype=np.uint16)), "PNG"
    ),
    "webp": encoded(noise("RGB"), "WEBP"),
    "alpha webp": encoded(noise("RGBA"), "WEBP"),
    "lossless webp": encoded(noise("RGB"), "WEBP", lossless=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_is_covered_in_its_own_format(kind: str, tmp_path: Path):
    original = put(tmp_path / "a.bin", KINDS[kind])
    told = cover(boxes(original), tmp_path / "out")
    assert (told["status"], told["n_covered"]) == ("covered", 1), told["reason"]
    before, after = Image.open(original), Image.open(told["path"])
    assert after.format == before.format
    assert after.size == before.size == (told["width_px"], told["height_px"])
    assert area(told["path"]).max() <= 4
    if "A" in after.getbands():
        assert after.getchannel("A").crop((50, 15, 150, 90)).getextrema() == (255, 255)
    was, now = (np.asarray(one.convert("RGB"), dtype=int)[120:] for one in (before, after))
    if kind != "16 bits png":  # which converts to nothing that tells
        seen = np.asarray(before.convert("RGBA"))[120:, :, 3] == 255
        assert np.abs(was - now)[seen].mean() < 7
    assert original.read_bytes() == KINDS[kind]


def test_sixteen_bits_stay_sixteen(tmp_path: Path):
    told = cover(boxes(put(tmp_path / "a.png", KINDS["16 bits png"])), tmp_path / "out")
    before, after = (np.asarray(Image.open(path)) for path in (tmp_path / "a.png", told["path"]))
    assert after.dtype == np.uint16
    assert (after[16:80, 64:128] == 0).all()
    assert (before[120:] == after[120:]).all()


@pytest.mark.slow
@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_lie_on_the_picture_as_it_is_seen_however_it_is_stored(orientation: int, tmp_path: Path):
    stored = noise("RGB")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    path = put(tmp_path / "a.jpg", encoded(stored, exif=exif, quality=95))
    told = cover(boxes(path, (0.0, 0.0, 0.3, 0.3)), tmp_path / "out")
    copy = Image.open(told["path"])
    assert copy.size == ((200, 150) if orientation < 5 else (150, 200))
    assert not copy.getexif()
    seen = np.asarray(drawing._drawn(Image.open(path), copy.size, inspect(path)), dtype=int)
    now = np.asarray(copy, dtype=int)
    assert now[:40, :40].max() == 0
    assert np.abs(seen - now)[120:, 90:].mean() < 7
    assert now[90:, 90:].mean() > 100


XMP_TURN = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF>'
    b"</x:xmpmeta>"
)
TURNS = {"xmp": None, **{f"exif of type {kind}": kind for kind in (1, 3, 4, 9)}}
"""Notes that say how to turn a picture, which programs read otherwise; of Exif by the type of the number."""


@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("note", TURNS)
def test_what_is_seen_in_a_box_is_covered_however_its_turn_is_noted(note: str, form: str, tmp_path: Path):
    image = Image.new("RGB", (240, 160), (200, 200, 200))
    image.paste((255, 0, 0), (16, 16, 80, 64))
    xmp = PngImagePlugin.PngInfo()
    xmp.add_itxt("XML:com.adobe.xmp", XMP_TURN.decode())
    kind = TURNS[note]
    if kind is None:
        options: dict = {"pnginfo": xmp} if form == "PNG" else {"xmp": XMP_TURN}
    else:
        tag = struct.pack("<HHHII", 1, 0x0112, kind, 1, 6) + bytes(4)
        options = {"exif": b"Exif\0\0II*\0\x08\0\0\0" + tag}
    data = encoded(image, form, **options)
    seen = np.asarray(Image.open(io.BytesIO(drawing.small_copy(data, inspect(data), 1000))), dtype=int)
    rows, columns = np.nonzero((seen[..., 0] > 200) & (seen[..., 1] < 90))
    height, width = seen.shape[:2]
    assert len(rows) > 2000
    box = (columns.min() / width, rows.min() / height, (columns.max() + 1) / width, (rows.max() + 1) / height)
    told = cover(boxes(put(tmp_path / "a.bin", data), box), tmp_path / "out")
    now = np.asarray(Image.open(told["path"]).convert("RGB"), dtype=int)
    assert not ((now[..., 0] > 150) & (now[..., 1] < 100)).any()
    assert now.shape == seen.shape


def test_a_copy_gives_nothing_away_and_no_thumbnail_still_shows_the_face(tmp_path: Path):
    thumbnail = encoded(head(40))
    exif = b.tiff([(0x0112, 3, 6), (0x013B, 2, "Mika Dummy")], gps=b.GPS, thumbnail=thumbnail)
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    original = put(tmp_path / "a.jpg", encoded(head(160), exif=b"Exif\0\0" + exif, icc_profile=icc, comment=b"Mika"))
    assert {kind for kind, is_in in inspect(original).kinds.items() if is_in} >= {"location", "owner", "thumbnail"}
    told = cover(boxes(original), tmp_path / "out")
    assert told["status"] == "covered"
    assert set(inspect(told["path"]).kinds.values()) == {False}
    copy = Path(told["path"]).read_bytes()
    assert thumbnail[-90:-2] in original.read_bytes()
    assert thumbnail[-90:-2] not in copy
    assert b"Mika" not in copy
    assert told["image_hash"] == inspect(told["path"]).image_hash


def test_nothing_is_overwritten_and_copies_are_their_owners_alone(tmp_path: Path):
    path = put(tmp_path / "a.jpg", encoded(head(80)))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    first = cover(boxes(path), tmp_path / "out")
    again = cover(boxes(path, (0, 0, 0.1, 0.1)), tmp_path / "out")
    assert again["status"] == "not_written"
    assert again["reason"] == (
        f"Something is at {first['path']} already, and was not replaced: name another folder for the copies."
    )
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    with pytest.raises(ia.InputError, match="its copy would overwrite an original"):
        cover(boxes(path), tmp_path)
    if sys.platform != "win32":
        assert stat.S_IMODE(Path(first["path"]).stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def moving(form: str) -> bytes:
    return encoded(head(40), form, save_all=True, append_images=[head(40, nose=0.4)])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encoded(head(40), "GIF"), "GIF files are not covered here: export a JPEG or PNG of it, and cover that."),
        (encoded(head(40), "TIFF"), "TIFF files are not covered here: export a JPEG or PNG of it, and cover that."),
        (moving("TIFF"), "TIFF files are not covered here"),
        (moving("PNG"), "not covered here|animated"),
        (moving("WEBP"), "It is animated: save the one picture of it that you need, and cover that."),
        (b"%PDF-1.7 nothing", "PDF files are not covered here"),
        (b"no picture", "Files of an unknown kind are not covered here"),
        (encoded(head(80))[:1500], "damaged"),
        (encoded(head(80), "PNG")[:900], "damaged|cannot"),
        (encoded(Image.new("1", (12_000, 12_000)), "PNG"), "pixels|memory|large"),
    ],
    ids=["gif", "tiff", "pages", "apng", "moving webp", "pdf", "text", "cut jpeg", "cut png", "bomb"],
)
def test_what_cannot_be_covered_says_why_and_leaves_nothing(data: bytes, reason: str, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(drawing, "MAX_DECODED_BYTES", 2**26)
    told = cover(boxes(put(tmp_path / "a.bin", data)), tmp_path / "out")
    assert told["status"] == "not_written"
    assert pd.Series([told["reason"]]).str.contains(reason).all(), told["reason"]
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert pd.isna(told["n_covered"])
    assert pd.isna(told["n_left"])


def test_a_picture_of_a_few_pixels_is_covered_too(tmp_path: Path):
    told = cover(boxes(put(tmp_path / "a.png", encoded(Image.new("RGB", (3, 2), "red"), "PNG")), (0, 0, 0.3, 0.5)),
                 tmp_path / "out")  # fmt: skip
    assert told["status"] == "covered"
    assert np.asarray(Image.open(told["path"])).max() == 0  # rounded out to the whole


# The proof


def test_a_covered_part_in_which_anything_is_left_is_no_proof():
    before = noise("RGB")
    after = solid.paint(before, [Box(0, 0, 0.5, 0.5)])
    check_covered(before, after, [Box(0, 0, 0.5, 0.5)], is_exact=True)
    for place in [(0, 0), (99, 79), (50, 40)]:
        spoilt = after.copy()
        spoilt.putpixel(place, (0, 0, 20))
        with pytest.raises(CannotStrip, match="still seen"):
            check_covered(before, spoilt, [Box(0, 0, 0.5, 0.5)], is_exact=True)
    with pytest.raises(CannotStrip, match="still seen"):
        check_covered(before, before, [Box(0, 0, 0.5, 0.5)], is_exact=False)
    with pytest.raises(CannotStrip, match="another picture"):
        check_covered(before.rotate(180), after, [Box(0, 0, 0.5, 0.5)], is_exact=False)


def test_where_the_proof_fails_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "paint", lambda image, _boxes: image)
    told = cover(boxes(put(tmp_path / "a.jpg", encoded(head(80)))), tmp_path / "out")
    assert told["reason"] == "Something of what was to be covered is still seen: the copy was not kept."
    assert not (tmp_path / "out").exists()


def test_what_was_written_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(covering, "holds", lambda _path, _data: False)
    told = cover(boxes(put(tmp_path / "a.jpg", encoded(head(80)))), tmp_path / "out")
    assert told["reason"] == "What was written is not what was to be written: check the drive, and try again."
    assert not [*(tmp_path / "out").iterdir()]


@given(
    st.tuples(*[st.floats(0, 1)] * 4).filter(lambda edges: edges[0] < edges[2] and edges[1] < edges[3]),
    st.tuples(st.integers(1, 700), st.integers(1, 700)),
    st.floats(0, 1),
)
def test_a_box_only_ever_grows_and_stays_inside(edges: tuple[float, ...], size: tuple[int, int], share: float):
    box = Box(*edges)
    left, top, right, bottom = box.grown(share).pixels(size)
    assert 0 <= left <= box.left * size[0]
    assert box.right * size[0] - 1e-6 <= right <= size[0]
    assert 0 <= top <= box.top * size[1]
    assert box.bottom * size[1] - 1e-6 <= bottom <= size[1]


# The detector


@pytest.mark.slow
def test_all_faces_are_covered_and_none_is_found_in_what_is_covered(tmp_path: Path):
    tilted = row_of([head(160), head(120, nose=0.4), head(140).rotate(45, expand=True, fillcolor=(120, 150, 170))])
    told = cover(put(tmp_path / "a.jpg", encoded(tilted)), tmp_path / "out", detect=True)
    assert (told["status"], told["n_covered"], told["n_left"]) == ("covered", 3, 0)
    assert "left" not in COVERINGS.columns
    assert "top" not in COVERINGS.columns


@pytest.mark.slow
def test_a_face_that_is_left_is_said(tmp_path: Path):
    both = put(tmp_path / "a.jpg", encoded(row_of([head(160), head(160)])))
    told = cover(boxes(both, (0.05, 0.05, 0.45, 0.8)), tmp_path / "out")
    assert (told["status"], told["n_covered"], told["n_left"]) == ("covered", 1, 1)
    mixed = put(tmp_path / "b.jpg", encoded(row_of([head(200), head(60), head(60)])))
    wide = cover(mixed, tmp_path / "wide", detect=True, from_px=120)
    assert (wide["n_covered"], wide["n_left"]) == (1, 2)
    none = cover(mixed, tmp_path / "none", detect=True, from_px=400)
    assert none["reason"].startswith("No face at least 400 px wide was found, which does not say that nobody is shown")


def test_where_a_face_is_still_found_in_a_box_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(covering, "face_boxes", lambda _data, _record: [Box(0.4, 0.3, 0.5, 0.4)])
    told = cover(boxes(put(tmp_path / "a.jpg", encoded(head(80)))), tmp_path / "out")
    assert told["reason"] == "A face is still found in what was covered: draw its box larger, and cover it again."
    assert not (tmp_path / "out").exists()


def test_nobody_found_is_not_nobody_shown(tmp_path: Path):
    plain = put(tmp_path / "a.png", encoded(Image.new("RGB", (200, 200), "green"), "PNG"))
    told = cover(plain, tmp_path / "out", detect=True)
    assert told["status"] == "not_written"
    assert told["reason"] == (
        "No face was found, which does not say that nobody is shown: look at it, and draw boxes by hand in ia.explore."
    )


def test_without_the_detector_what_is_left_is_unknown_and_never_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = put(tmp_path / "a.jpg", encoded(head(80)))
    monkeypatch.setattr(covering, "can_look", lambda: False)
    told = cover(boxes(path), tmp_path / "out")
    assert told["status"] == "covered"
    assert pd.isna(told["n_left"])
    with pytest.raises(ia.ImgauditError, match=r"pip install .*Or draw boxes by hand in ia\.explore\."):
        ia.cover(path, tmp_path / "more", detect=True, progress=False)


def test_a_policy_that_forbids_looking_holds_here_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(covering, "face_boxes", lambda *_: pytest.fail("looked"))
    path = put(tmp_path / "a.jpg", encoded(head(80)))
    off = ia.Policy(look_for_faces=False)
    assert pd.isna(cover(boxes(path), tmp_path / "out", policy=off)["n_left"])
    at_site = ia.Policy(sites={"s": {"look_for_faces": False}})
    assert pd.isna(cover(boxes(path, site="s"), tmp_path / "site", policy=at_site)["n_left"])
    with pytest.raises(ia.InputError, match="The policy says that faces are not looked for"):
        ia.cover(path, tmp_path / "more", detect=True, policy=off, progress=False)
    inventory = ia.read_inventory(tmp_path / "a.jpg", site="s", channel="website")
    told = cover(inventory, tmp_path / "more", detect=True, policy=at_site)
    assert told["reason"] == "The policy says that faces are not looked for: draw boxes by hand in ia.explore."


# What is refused


@pytest.mark.parametrize("style", ["blur", "pixelate", "mosaic"])
def test_a_blur_is_refused_with_the_reason_and_what_instead(style: str, tmp_path: Path):
    with pytest.raises(ia.InputError) as refused:
        ia.cover("boxes.csv", tmp_path, style=style)
    assert str(refused.value) == (
        f"style='{style}' is refused. A face that is blurred or pixelated can still be recognised, and is not hidden "
        "from programs: of 43 faces that were blurred by 5 % of their width a detector still found 43, of 43 in 16 "
        "blocks 42, and there are programs that draw plausible faces from what is left. Faces are covered in one solid "
        "colour, of which nothing can be taken back: leave style out."
    )


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("0.5,0.1,0.2,0.4,", "row 3: left 0.5 is not before right 0.2: swap them, or draw that box again."),
        ("0.1,0.4,0.2,0.4,", "row 3: top 0.4 is not before bottom 0.4: swap them, or draw that box again."),
        ("-0.1,0.1,0.2,0.4,", "row 3: left -0.1 is outside of the picture: give shares of the picture, from 0 to 1,"),
        ("0.1,0.1,40,0.4,", "row 3: right 40 is outside of the picture: give shares of the picture, from 0 to 1,"),
        ("nan,0.1,0.2,0.4,", "row 3, column left: 'nan' is no number: write it as 0.25, or 40"),
        ("0.1,much,0.2,0.4,", "row 3, column top: 'much' is no number: write it as 0.25, or 40"),
        (",0.1,0.2,0.4,", "row 3, column left: is empty: every row needs it"),
        ("0.1,0.1,0.2,0.4,inches", "row 3, column unit: 'inches' is not one of share, px"),
    ],
)  # fmt: skip
def test_a_box_that_makes_no_sense_is_named_by_its_row(cells: str, fault: str, tmp_path: Path):
    put(tmp_path / "a.jpg", encoded(head(40)))
    place = tmp_path / "boxes.csv"
    place.write_text(f"path,left,top,right,bottom,unit\na.jpg,0.1,0.1,0.2,0.2,\na.jpg,{cells}\n")
    with pytest.raises(ia.InputError) as refused:
        ia.cover(place, tmp_path / "out", progress=False)
    assert fault in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_boxes_in_pixels_and_outside_of_their_picture(tmp_path: Path):
    path = put(tmp_path / "a.png", encoded(noise("RGB"), "PNG"))
    told = cover(boxes(path, (0, 0, 64, 32), unit="px"), tmp_path / "out")
    now = np.asarray(Image.open(told["path"]))
    assert now[:32, :64].max() == 0
    assert now[60:, 90:].mean() > 100
    outside = cover(boxes(path, (0, 0, 640, 32), unit="px"), tmp_path / "more")
    assert outside["reason"] == "A box (0, 0, 640, 32 px) is outside of the picture of 200 × 150 px: draw it again."
    with pytest.raises(ia.InputError, match="row 1: right inf"):
        cover(boxes(path, (0, 0, float("inf"), 32), unit="px"), tmp_path / "more")
    with pytest.raises(ia.InputError, match="left"):
        cover(boxes(path, (float("nan"), 0, 0.5, 0.5)), tmp_path / "more")


def test_boxes_of_another_picture_cover_nothing(tmp_path: Path):
    path = put(tmp_path / "a.jpg", encoded(head(40)))
    told = cover(boxes(path, image_hash="of another"), tmp_path / "out")
    assert told["reason"] == "Another picture is there than the one on which boxes were drawn: draw them again."
    gone = cover(boxes(tmp_path / "gone.jpg"), tmp_path / "out")
    assert gone["status"] == "not_written"
    assert str(tmp_path / "gone.jpg") in gone["reason"]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("drawn_on", "kept", "now", "status"),
    [
        (1, 1, 3, "not_written"),
        (6, 6, 6, "covered"),
        (6, 6, 1, "not_written"),
        (1, None, 1, "covered"),
        (1, None, 8, "not_written"),
    ],
)
def test_boxes_cover_nothing_in_a_picture_that_its_tag_alone_has_turned(
    drawn_on: int, kept: int | None, now: int, status: str, form: str, tmp_path: Path
):
    def turned(orientation: int) -> bytes:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        return encoded(noise("RGB"), form, exif=exif)

    path, picture = put(tmp_path / "a.bin", turned(now)), inspect(turned(drawn_on)).image_hash
    assert picture == inspect(path).image_hash
    told = cover(boxes(path, image_hash=picture, orientation=kept), tmp_path / "out")
    assert told["status"] == status
    if status != "covered":
        assert told["reason"] == (
            "It is not known to be seen the same way up as when boxes were drawn on it: draw them again."
        )


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        ("gone.csv", "gone.csv: .* Check the path"),
        ("a.jpg", "boxes are read from a .csv file. To have the detector find faces, add detect."),
        (["a.jpg"], "cover\\(\\) takes boxes.csv or a frame of boxes, not list; or add detect=True."),
        (pd.DataFrame({"path": ["a"]}), "boxes: no column left, top, right, bottom. Give path, left, top, right and"),
    ],
)
def test_what_is_no_list_of_boxes_is_refused(what: object, fault: str, tmp_path: Path):
    with pytest.raises(ia.InputError, match=fault):
        ia.cover(what, tmp_path / "out", progress=False)


def test_boxes_of_a_picture_stand_in_place_of_those_drawn_before(tmp_path: Path):
    place = tmp_path / "boxes.csv"
    one, two = str(tmp_path / "a.jpg"), str(tmp_path / "00412.jpg")
    save_boxes(BOXES.frame(boxes(Path(one))), place, one)
    save_boxes(BOXES.frame(boxes(Path(two), (0, 0, 0.5, 0.5), (0.5, 0, 1, 1))), place, two)
    save_boxes(BOXES.frame(boxes(Path(one), (0, 0, 0.25, 1))), place, one)
    kept = covering.load_boxes(place)
    assert kept[["path", *SHARES]].to_numpy().tolist() == [
        [two, 0, 0, 0.5, 0.5], [two, 0.5, 0, 1, 1], [one, 0, 0, 0.25, 1],
    ]  # fmt: skip
    assert stat.S_IMODE(place.stat().st_mode) == 0o600 or sys.platform == "win32"


# Kept as an answer


@pytest.mark.slow
def test_the_next_audit_knows_the_copy_and_takes_nothing_else_from_it(tmp_path: Path):
    site = tmp_path / "site"
    site.mkdir()
    path, answers = put(site / "gala.jpg", encoded(head(160))), tmp_path / "answers.parquet"
    inventory = ia.read_inventory(site, site="s", channel="website")
    asset = inventory.assets["asset_id"].iloc[0]
    told = cover(boxes(path, asset_id=asset), tmp_path / "out", answers=answers, by="A. Lead")
    (kept,) = ia.load_answers(answers).to_dict("records")
    assert (kept["asset_id"], kept["n_covered"], kept["workbook"]) == (asset, 1, "cover, A. Lead")
    assert (kept["image_hash"], kept["answered_on"]) == (told["image_hash"], told["covered_on"])

    def audited() -> dict:
        inventory = ia.read_inventory(site, site="s", channel="website")
        media = ia.scan(inventory, cache=False, progress=False)
        audit = ia.run_audit(inventory, media, answers=ia.load_answers(answers))
        return {**audit.items.iloc[0].to_dict(), "problems": [*audit.problems["reason"]]}

    plain = audited()
    assert pd.isna(plain["faces_covered_on"])
    path.write_bytes(Path(told["path"]).read_bytes())
    covered = audited()
    assert covered["faces_covered_on"] == told["covered_on"]
    for name in ("shows", "consent_state", "people_complete", "is_face_on"):
        assert str(covered[name]) == str(plain[name]), name
    assert covered["shows"] == "unknown"
    assert covered["consent_state"] == "unknown"
    assert covered["problems"] == plain["problems"]


def test_older_files_of_answers_are_read_and_a_csv_keeps_it_too(tmp_path: Path):
    path = put(tmp_path / "a.jpg", encoded(head(80)))
    old = tmp_path / "answers.csv"
    ia.save_answers(pd.DataFrame({"asset_id": ["a"], "shows": ["pupils"]}), old)
    old.write_text(old.read_text(encoding="utf-8-sig").replace(",n_covered", "").replace(",\n", "\n"))
    cover(boxes(path), tmp_path / "out", answers=old)
    kept = ia.load_answers(old)
    assert kept["n_covered"].tolist() == [pd.NA, 1]
    assert kept["shows"].tolist()[0] == "pupils"


# The command


@pytest.mark.slow
def test_the_command_says_what_was_covered_and_what_is_left(tmp_path: Path):
    both = put(tmp_path / "a.jpg", encoded(row_of([head(160), head(160)])))
    (tmp_path / "boxes.csv").write_text("path,left,top,right,bottom\na.jpg,0.05,0.05,0.45,0.8\n")
    (tmp_path / "audit.toml").write_text('exports = "exports"\nreceived = "received"\n')
    (tmp_path / "received").mkdir()
    names = [str(tmp_path / name) for name in ("boxes.csv", "audit.toml", "out")]
    told = CliRunner().invoke(app, ["cover", *names[:2], "--out", names[2], "--by", "A. Lead"])
    assert told.exit_code == 0, told.output
    assert "1 copy with 1 covered part." in told.output
    said = " ".join(told.output.split())
    assert "1 more face is not covered." in said
    assert "a detector misses faces" in said
    assert len(ia.load_answers(tmp_path / "received" / "answers.parquet")) == 1
    again = CliRunner().invoke(app, ["cover", names[0], "--out", names[2]])
    assert again.exit_code == 1
    assert "was not replaced" in " ".join(again.output.split())
    assert both.exists()


@pytest.mark.parametrize("option", [["--blur"], ["--pixelate"], ["--style", "blur"]])
def test_the_command_refuses_a_blur(option: list[str], tmp_path: Path):
    told = CliRunner().invoke(app, ["cover", "boxes.csv", "--out", str(tmp_path), *option])
    assert isinstance(told.exception, ia.InputError)
    assert "of 43 faces" in str(told.exception)
