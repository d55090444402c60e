"""Clean copies of many files: what is written, what is not, and that originals stay as they are."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pillow_heif
import pytest
from media import build as b
from PIL import Image, ImageCms

import imgaudit as ia
from imgaudit import batches, cleaning
from imgaudit.media import drawing, inspect
from imgaudit.tables import CLEANED

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
GPS = b.tiff([(0x0112, 3, 6), (0x013B, 2, "Mika Dummy")], gps=b.GPS)


def gradient(width: int = 120, height: int = 80) -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert("RGB")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A camera picture, a clean one, a damaged one, a text and a video, two of them deeper down."""
    place = tmp_path / "pictures"
    (place / "2025" / "10").mkdir(parents=True)
    (place / "race.jpg").write_bytes(saved(gradient(), "JPEG", exif=b"Exif\0\0" + GPS, icc_profile=PROFILE))
    (place / "2025" / "logo.png").write_bytes(saved(gradient(), "PNG"))
    (place / "2025" / "10" / "cut.jpg").write_bytes(saved(gradient(), "JPEG")[:-200])
    (place / "2025" / "10" / "clip.mp4").write_bytes(b.movie(b.box(b"\xa9nam", b"\0\x05\x15\xc7Title")))
    (place / "notes.txt").write_text("hello")
    (place / "Thumbs.db").write_bytes(b"litter")
    return place


def clean(*args: object, **options: object) -> pd.DataFrame:
    return ia.clean(*args, progress=False, **options)


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(name=frame["source"].map(lambda path: Path(path).name)).set_index("name")


def test_a_folder_is_cleaned_under_the_same_names(folder: Path, tmp_path: Path):
    before = digests(folder)
    out = tmp_path / "out"
    rows = named(clean(folder, out))
    assert rows["status"].to_dict() == {
        "race.jpg": "cleaned",
        "logo.png": "already_clean",
        "cut.jpg": "not_written",
        "clip.mp4": "cleaned",
        "notes.txt": "not_written",
    }
    assert rows.loc["race.jpg", "kinds_before"] == "location, owner"
    assert rows.loc["race.jpg", ["kinds_after", "unknown_after", "format"]].tolist() == ["", "", "jpeg"]
    assert rows.loc["race.jpg", ["width_px", "height_px"]].tolist() == [80, 120]
    assert "damaged" in rows.loc["cut.jpg", "reason"]
    assert rows.loc["cut.jpg", "unknown_before"].count(",") == 11
    assert "format is not known" in rows.loc["notes.txt", "reason"]
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written == {"race.jpg", "2025/logo.png", "2025/10/clip.mp4"}
    for path in written:
        assert not any(inspect(out / path).kinds.values())
        assert rows.loc[Path(path).name, "path"] == str(out / path)
        assert rows.loc[Path(path).name, "bytes_after"] == (out / path).stat().st_size
    assert digests(folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_copies_can_be_read_by_their_owner_alone(folder: Path, tmp_path: Path):
    clean(folder, tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_the_table_is_the_one_in_the_glossary(folder: Path, tmp_path: Path):
    rows = clean(folder, tmp_path / "out")
    assert list(rows.columns) == list(CLEANED.columns)
    assert clean([], tmp_path / "none").empty


def test_options_reach_the_files(folder: Path, tmp_path: Path):
    only = named(clean(folder / "race.jpg", tmp_path / "a", only={"location"}))
    assert only.loc["race.jpg", ["status", "kinds_after"]].tolist() == ["cleaned", "owner"]
    keep = named(clean(folder / "race.jpg", tmp_path / "b", keep={"owner"}))
    assert keep.loc["race.jpg", "kinds_after"] == "owner"
    none = named(clean(folder / "race.jpg", tmp_path / "c", only={"serial"}))
    assert none.loc["race.jpg", ["status", "kinds_after"]].tolist() == ["already_clean", "location, owner"]
    upright = clean(folder / "race.jpg", tmp_path / "d", bake_orientation=True)
    with Image.open(upright["path"][0]) as image:
        assert image.size == (80, 120)
        assert not image.getexif()
        assert image.info["icc_profile"] == PROFILE


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"only": {"place"}}, "of location, people"),
        ({"keep": "owner"}, "takes a list of texts, not"),
        ({"max_side_px": 0}, "longest side"),
        ({"quality": 101}, "1 to 100"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(folder: Path, tmp_path: Path, options: dict, said: str):
    with pytest.raises(ia.InputError, match=said):
        clean(folder, tmp_path / "out", **options)


# ---------------------------------------------------------------------------------------------- what goes where


def test_a_frame_of_files_is_cleaned_once_a_path(folder: Path, tmp_path: Path):
    inventory = ia.read_inventory(folder)
    files = pd.concat([inventory.files, inventory.files])
    rows = clean(files, tmp_path / "out")
    assert len(rows) == len(inventory.files)
    gone = pd.DataFrame({"path": [str(folder / "race.jpg"), str(folder / "gone.jpg"), None]})
    rows = named(clean(gone, tmp_path / "out"))
    assert rows.loc["gone.jpg", "status"] == "not_written"
    assert "no such file" in rows.loc["gone.jpg", "reason"]
    assert len(clean(inventory, tmp_path / "again")) == len(inventory.files)


def test_files_keep_the_names_below_the_folder_they_share(folder: Path, tmp_path: Path):
    rows = clean([folder / "race.jpg", folder / "2025" / "logo.png"], tmp_path / "out")
    assert [Path(path).relative_to(tmp_path / "out").as_posix() for path in rows["path"]] == [
        "race.jpg",
        "2025/logo.png",
    ]


def test_pictures_in_a_zip_are_cleaned_beside_it(folder: Path, tmp_path: Path):
    archive = folder / "term.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.write(folder / "race.jpg", "a/race.jpg")
        opened.writestr("../evil.jpg", (folder / "race.jpg").read_bytes())
    rows = clean(pd.DataFrame({"path": [f"{archive}!a/race.jpg"]}), tmp_path / "out")
    assert (tmp_path / "out" / "term.zip" / "a" / "race.jpg").exists()
    assert rows["status"].tolist() == ["cleaned"]
    with pytest.raises(ia.InputError, match="outside"):
        clean(pd.DataFrame({"path": [f"{archive}!../../evil.jpg"]}), tmp_path / "out")


def test_an_original_is_never_overwritten(folder: Path, tmp_path: Path):
    before = digests(folder)
    for out in (folder, folder / "2025" / "..", tmp_path / "link"):
        if out.name == "link":
            try:
                out.symlink_to(folder, target_is_directory=True)
            except OSError:
                continue
        with pytest.raises(ia.InputError, match="overwrite an original"):
            clean(folder / "race.jpg", out)
    with pytest.raises(ia.InputError, match="a file is there"):
        clean(folder, folder / "race.jpg")
    with pytest.raises(ia.InputError, match="no such file"):
        clean(folder / "gone.jpg", tmp_path / "out")
    assert digests(folder) == before


def test_copies_inside_the_folder_are_not_cleaned_again(folder: Path):
    first = clean(folder, folder / "clean")
    second = clean(folder, folder / "clean")
    pd.testing.assert_frame_equal(first, second)


def test_names_that_differ_in_case_alone_are_not_mixed_up(folder: Path, tmp_path: Path):
    (folder / "RACE.JPG").write_bytes((folder / "race.jpg").read_bytes())
    if len(list(folder.glob("*.[jJ]*"))) < 2:
        pytest.skip("this disk takes the two names for one")
    cleaned = clean(folder, tmp_path / "out").set_index("source")
    one, other = str(folder / "race.jpg"), str(folder / "RACE.JPG")
    assert cleaned["reason"][[one, other]].tolist() == [
        f"{other} and this one: both copies would be {tmp_path / 'out' / 'race.jpg'}. Write them into two folders.",
        f"{one} and this one: both copies would be {tmp_path / 'out' / 'RACE.JPG'}. Write them into two folders.",
    ]
    assert cleaned["status"][[one, other, str(folder / "2025" / "logo.png")]].tolist() == [
        "not_written",
        "not_written",
        "already_clean",
    ]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2025"]


# ----------------------------------------------------------------------------------------------- when it fails


def test_a_file_that_does_anything_ends_no_batch(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = cleaning.strip_checked

    def fails_on_one(source: object, *args: object, **options: object) -> object:
        if source.name.endswith("race.jpg"):
            raise RecursionError("deep")
        return real(source, *args, **options)

    monkeypatch.setattr(cleaning, "strip_checked", fails_on_one)
    rows = named(clean(folder, tmp_path / "out"))
    assert rows.loc["race.jpg", ["status", "reason"]].tolist() == ["not_written", "RecursionError: deep"]
    assert rows.loc["logo.png", "status"] == "already_clean"


def test_a_copy_is_there_whole_or_not_at_all(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "out"
    clean(folder / "race.jpg", out)
    first = (out / "race.jpg").read_bytes()

    def is_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", is_full)
    rows = clean(folder / "race.jpg", out, only={"location"})
    assert rows["reason"].str.contains("race.jpg cannot be written (No space left on device)", regex=False).all()
    assert [path.name for path in out.iterdir()] == ["race.jpg"]
    assert (out / "race.jpg").read_bytes() == first


@pytest.mark.slow
def test_any_executor_and_any_number_of_workers_give_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    plain = clean(folder, tmp_path / "out")
    with ThreadPoolExecutor(2) as executor:
        pd.testing.assert_frame_equal(clean(folder, tmp_path / "out", executor=executor), plain)
        assert executor.submit(len, "open").result() == 4, "the caller's executor is left running"
    monkeypatch.setattr(batches, "IN_PROCESS", 1)
    monkeypatch.setattr(batches, "CHUNK", 2)
    pd.testing.assert_frame_equal(clean(folder, tmp_path / "out", workers=2), plain)


# ------------------------------------------------------------------------------- what is there already is not lost

LARGE = saved(gradient(640, 480), "JPEG", exif=b"Exif\0\0" + GPS, icc_profile=PROFILE, comment="Mika")
OTHER = saved(gradient(640, 480).rotate(180), "JPEG", exif=b"Exif\0\0" + GPS)
NOT_REPLACED = "Another file is at {} already, which is no copy of this one, and was not replaced. Move it away"


def card(tmp_path: Path, name: str, data: bytes) -> Path:
    place = tmp_path / name / "IMG_0001.jpg"
    place.parent.mkdir()
    place.write_bytes(data)
    return place.parent


def test_a_picture_of_another_card_is_not_replaced(tmp_path: Path):
    out = tmp_path / "ready"
    monday, friday = card(tmp_path, "monday", LARGE), card(tmp_path, "friday", OTHER)
    assert clean(monday, out)["status"].tolist() == ["cleaned"]
    before = digests(out)
    row = clean(friday, out).iloc[0]
    assert row["status"] == "not_written"
    assert row["reason"].startswith(NOT_REPLACED.format(out / "IMG_0001.jpg"))
    assert row["kinds_before"] == "location, owner", "what it gives away is said all the same"
    assert digests(out) == before
    assert clean(monday, out)["status"].tolist() == ["cleaned"]
    assert digests(out) == before, "what is there already is not even written again"


@pytest.mark.slow
@pytest.mark.parametrize(
    "own",
    [
        b"",
        b"a text of somebody's",
        saved(gradient(), "PNG"),
        LARGE + b"more",
        LARGE[:-100],
        saved(gradient(640, 480), "JPEG", quality=30),
        saved(gradient(320, 240), "JPEG"),
        b.movie(),
    ],
    ids=["empty", "text", "png", "longer", "cut", "other quality", "by another program", "film"],
)
@pytest.mark.parametrize("options", [{}, {"max_side_px": 320}, {"keep": {"owner"}}, {"bake_orientation": True}])
def test_a_file_of_ones_own_is_not_replaced(tmp_path: Path, own: bytes, options: dict):
    out = card(tmp_path, "ready", own)
    before = digests(out)
    row = clean(card(tmp_path, "new", LARGE), out, **options).iloc[0]
    assert row["status"] == "not_written"
    assert row["reason"].startswith(NOT_REPLACED.format(out / "IMG_0001.jpg"))
    assert digests(out) == before
    assert [path.name for path in out.iterdir()] == ["IMG_0001.jpg"]


def test_words_that_somebody_wrote_into_a_copy_are_not_lost(tmp_path: Path):
    source, out = card(tmp_path, "new", LARGE), tmp_path / "ready"
    clean(source, out)
    copy = (out / "IMG_0001.jpg").read_bytes()
    (out / "IMG_0001.jpg").write_bytes(copy[:2] + b"\xff\xfe\x00\x0bRelay won" + copy[2:])
    assert inspect(out / "IMG_0001.jpg").kinds["text"]
    before = digests(out)
    for options in ({}, {"keep": {"text"}}, {"max_side_px": 300}):
        assert clean(source, out, **options)["status"].tolist() == ["not_written"]
    assert digests(out) == before


@pytest.mark.slow
@pytest.mark.parametrize("first", [{}, {"keep": {"owner"}}, {"only": {"location"}}, {"max_side_px": 300},
                                   {"bake_orientation": True}, {"only": {"serial"}}])  # fmt: skip
@pytest.mark.parametrize("then", [{}, {"keep": {"owner"}}, {"only": {"location"}}, {"max_side_px": 200},
                                  {"bake_orientation": True}])  # fmt: skip
def test_a_copy_of_the_same_original_is_made_anew(tmp_path: Path, first: dict, then: dict):
    source, out = card(tmp_path, "new", LARGE), tmp_path / "ready"
    assert clean(source, out, **first)["path"].notna().all()
    row = clean(source, out, **then).iloc[0]
    assert row["path"] == str(out / "IMG_0001.jpg"), row["reason"]
    wanted = clean(source, tmp_path / "fresh", **then).iloc[0]
    assert Path(row["path"]).read_bytes() == Path(wanted["path"]).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among files")
def test_what_is_no_file_is_neither_replaced_nor_waited_for(tmp_path: Path):
    source, out = card(tmp_path, "new", LARGE), tmp_path / "ready"
    (out / "IMG_0001.jpg").mkdir(parents=True)
    assert clean(source, out)["reason"].str.startswith("Another file is at").all()
    (out / "IMG_0001.jpg").rmdir()
    os.mkfifo(out / "IMG_0001.jpg")
    assert clean(source, out)["reason"].str.startswith("Another file is at").all()
    row = clean([source / "IMG_0001.jpg", out / "IMG_0001.jpg"], tmp_path / "other").set_index("status")
    assert "pipe" in row.loc["not_written", "reason"]
    assert row.loc["cleaned", "path"].endswith("IMG_0001.jpg")


def test_of_two_that_clean_at_once_the_later_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "ready"
    clean(card(tmp_path, "monday", LARGE), out)
    before = digests(out)
    monkeypatch.setattr(cleaning.os.path, "lexists", lambda _: False)  # it was not there yet when this one looked
    row = clean(card(tmp_path, "friday", OTHER), out).iloc[0]
    assert row["reason"].startswith(NOT_REPLACED.format(out / "IMG_0001.jpg"))
    assert clean(tmp_path / "monday", out)["status"].tolist() == ["cleaned"]
    assert digests(out) == before


@pytest.mark.usefixtures("without_root")
def test_a_folder_that_cannot_be_entered_is_a_row_and_the_others_are_cleaned(folder: Path, tmp_path: Path):
    unlisted, unentered = folder / "unlisted", folder / "unentered"
    for place in (unlisted, unentered):
        place.mkdir()
        shutil.copy(folder / "race.jpg", place / "race.jpg")
    unlisted.chmod(0o300)
    unentered.chmod(0o400)
    try:
        rows = clean(folder, tmp_path / "out").set_index("source")
        given = clean([folder / "race.jpg", unentered / "race.jpg"], tmp_path / "given").set_index("source")
    finally:
        unlisted.chmod(0o700)
        unentered.chmod(0o700)
    assert rows.loc[str(folder / "race.jpg"), "status"] == "cleaned"
    for name, reason in (
        ("unlisted/", "a folder that cannot be listed (Permission denied): make it readable"),
        ("unentered/race.jpg", "cannot be looked at: Permission denied"),
    ):
        assert rows.loc[f"{folder}/{name}", ["status", "reason"]].tolist() == ["not_written", reason]
    assert given["status"].to_dict() == {
        str(folder / "race.jpg"): "cleaned",
        str(unentered / "race.jpg"): "not_written",
    }
    assert "Permission denied" in given.loc[str(unentered / "race.jpg"), "reason"]


# ------------------------------------------------------------------------------------------------ smaller copies


def small(data: bytes, name: str, tmp_path: Path, **options: object) -> tuple[pd.Series, Image.Image | None]:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / name).write_bytes(data)
    row = clean(tmp_path / "in" / name, tmp_path / "small", **{"max_side_px": 60, **options}).iloc[0]
    if row["status"] == "not_written":
        return row, None
    image = Image.open(io.BytesIO(Path(row["path"]).read_bytes()))
    image.load()
    return row, image


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "L", {}),
        ("JPEG", "CMYK", {}),
        ("PNG", "RGB", {}),
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("PNG", "1", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "CMYK", {}),
        ("GIF", "P", {}),
        ("AVIF", "RGB", {}),
        ("BMP", "RGB", {}),
    ],
)
def test_large_pictures_become_smaller_and_upright(kind: str, mode: str, options: dict, tmp_path: Path):
    turned = kind in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")
    more = {"exif": (b"Exif\0\0" if kind == "JPEG" else b"") + GPS} if turned and kind != "TIFF" else {}
    if kind == "TIFF":
        more = {"tiffinfo": {0x0112: 6, 0x013B: "Mika Dummy"}}
    data = saved(gradient().convert(mode), kind, **options, **more)
    row, image = small(data, f"picture.{kind.lower()}", tmp_path)
    assert image is not None, row["reason"]
    assert image.size == ((40, 60) if turned else (60, 40))
    assert row[["status", "kinds_after", "unknown_after", "width_px"]].tolist() == ["cleaned", "", "", image.width]
    # The gradient runs from black at the top to white; turned by 6, the top is on the right.
    grey = image.convert("RGB").convert("L")
    dark, light = ((38, 30), (2, 30)) if turned else ((30, 2), (30, 38))
    assert grey.getpixel(dark) < 40
    assert grey.getpixel(light) > 215


def test_profile_and_transparency_of_smaller_copies_stay(tmp_path: Path):
    _, jpeg = small(saved(gradient(), "JPEG", icc_profile=PROFILE), "a.jpg", tmp_path)
    assert jpeg.info["icc_profile"] == PROFILE
    image = gradient().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    _, png = small(saved(image, "PNG", icc_profile=PROFILE), "a.png", tmp_path)
    assert png.mode == "RGBA"
    assert png.getpixel((30, 2))[3] < 40
    assert png.info["icc_profile"] == PROFILE


def test_pictures_are_never_enlarged_nor_touched_when_small_enough(tmp_path: Path):
    data = saved(gradient(60, 40), "JPEG", exif=b"Exif\0\0" + GPS)
    row, image = small(data, "a.jpg", tmp_path, max_side_px=60)
    assert image.size == (60, 40)
    assert inspect(row["path"]).image_hash == inspect(data).image_hash
    assert inspect(row["path"]).orientation == 6


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_every_frame_of_an_animation_becomes_smaller(kind: str, tmp_path: Path):
    frames = [gradient().rotate(turn) for turn in (0, 180)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=[100, 300], loop=2)
    row, image = small(data, "a", tmp_path)
    assert image is not None, row["reason"]
    assert image.size == (60, 40)
    assert image.n_frames == 2
    assert image.info["loop"] == 2
    image.seek(1)
    image.load()
    assert image.info["duration"] == 300
    assert image.convert("L").getpixel((30, 2)) > 215


def test_heic_becomes_smaller_where_its_codec_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = io.BytesIO()
    pillow_heif.from_pillow(gradient(128, 96)).save(out, quality=80, exif=b"Exif\0\0" + GPS)
    (tmp_path / "a.heic").write_bytes(out.getvalue())
    row = clean(tmp_path / "a.heic", tmp_path / "small", max_side_px=64).iloc[0]
    assert row[["status", "format"]].tolist() == ["cleaned", "heic"], row["reason"]
    assert max(pillow_heif.open_heif(row["path"]).size) == 64
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    row = clean(tmp_path / "a.heic", tmp_path / "other", max_side_px=64).iloc[0]
    assert row["status"] == "not_written"
    said, _, remedy = row["reason"].partition(": ")
    assert said == "HEIC pictures can only be decoded with pillow-heif"
    assert "pip install" in remedy
    assert clean(tmp_path / "a.heic", tmp_path / "same")["status"].tolist() == ["cleaned"]


@pytest.fixture
def peak() -> Callable[[Path, Path], tuple[float, str]]:
    """Cleans in a process of its own, and says what that took beside what it takes anyway [MB]."""
    code = (
        "import resource, sys, warnings; warnings.simplefilter('error'); import imgaudit as ia\n"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "ia.clean(sys.argv[1], sys.argv[2], max_side_px=10, progress=False); before = used()\n"
        "row = ia.clean(sys.argv[3], sys.argv[4], max_side_px=800, progress=False).iloc[0]\n"
        "print((used() - before) / 1e3, row['status'], row['reason'])"
    )

    def of(picture: Path, out: Path) -> tuple[float, str]:
        small = out.parent / "warm.jpg"
        gradient().save(small)
        arguments = [str(path) for path in (small, out.parent / "warm", picture, out)]
        said = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
        used, status = said.stdout.split(maxsplit=1)
        return float(used), status

    return of


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell how much a process took at most")
@pytest.mark.parametrize(
    ("name", "mode", "options", "most"),
    [
        ("a.jpg", "RGB", {"exif": b"Exif\0\0" + GPS}, 150),
        ("progressive.jpg", "RGB", {"progressive": True}, 800),
        ("a.png", "RGB", {"compress_level": 1}, 600),
    ],
)
def test_what_a_phone_of_108_megapixels_takes_becomes_smaller(
    name: str, mode: str, options: dict, most: int, tmp_path: Path, peak: Callable[[Path, Path], tuple[float, str]]
):
    gradient(12_000, 9_000).convert(mode).save(tmp_path / name, **options)
    used, status = peak(tmp_path / name, tmp_path / "out")
    assert status.split() == ["cleaned", "nan"]
    assert used < most
    with Image.open(tmp_path / "out" / name) as image:
        assert image.size == ((600, 800) if "exif" in options else (800, 600))
        assert not image.getexif()
        # The gradient runs from black at the top to white; turned by 6, the top is on the right.
        grey = image.convert("L")
        dark, light = ((590, 400), (10, 400)) if "exif" in options else ((400, 10), (400, 590))
        assert grey.getpixel(dark) < 10
        assert grey.getpixel(light) > 245


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "options", "megabytes"),
    [
        ("PNG", {}, 4),
        ("JPEG", {"progressive": True}, 10),
        ("WEBP", {}, 16),
        ("TIFF", {}, 4),
    ],
)
def test_what_would_fill_the_memory_is_refused_with_the_reason(
    kind: str, options: dict, megabytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = saved(gradient(1000, 1000), kind, **options)
    monkeypatch.setattr(drawing, "MAX_DECODED_BYTES", 3_000_000)
    row, image = small(data, "a", tmp_path, max_side_px=900)
    assert image is not None, "only what has more pixels than ordinary pictures may take so much"
    monkeypatch.setattr(drawing, "MAX_REDRAWN_PIXELS", 999_999)
    row, image = small(data, "b", tmp_path, max_side_px=900)
    assert image is None
    assert row["reason"] == (
        f"The picture has 1,000,000 pixels, which take {megabytes} MB to be drawn anew, more than 3 MB: make it "
        "smaller with a picture editor."
    )
    row, image = small(saved(gradient(1000, 1000), "JPEG"), "c", tmp_path, max_side_px=100)
    assert image.size == (100, 100)


def test_a_bomb_is_refused_by_its_header(tmp_path: Path):
    bomb = b.png().replace((64).to_bytes(4, "big") + (48).to_bytes(4, "big"), (60_000).to_bytes(4, "big") * 2)
    header = b.chunk(b"IHDR", bomb[16:29])
    row, image = small(bomb[:8] + header + bomb[33:], "bomb.png", tmp_path)
    assert image is None
    assert "3,600,000,000 pixels" in row["reason"]


PIXELS_CUT_OFF = zlib.compress(bytes(65 * 48))[:12]


def test_pixels_that_cannot_be_decoded_are_said_so(tmp_path: Path):
    for pixels, reason in ((b"no pixels at all", "cannot be unpacked"), (PIXELS_CUT_OFF, "cannot be drawn anew")):
        broken = b.png()[:33] + b.chunk(b"IDAT", pixels) + b.chunk(b"IEND", b"")
        row, image = small(broken, "a.png", tmp_path, max_side_px=10)
        assert image is None
        assert reason in row["reason"]


def test_a_video_is_not_made_smaller_but_says_so(tmp_path: Path):
    row, image = small(b.movie(), "a.mp4", tmp_path, max_side_px=20)
    assert image is None
    assert "MP4 files are not drawn anew" in row["reason"]


def test_a_picture_that_a_copy_would_destroy_is_not_written(tmp_path: Path):
    whole = saved(gradient(640, 480), "JPEG", restart_marker_rows=1, comment="Mika")
    at = whole.index(b"\xff\xda") + 500
    loose = whole.index(b"\xff\xdb")
    place = tmp_path / "pictures"
    place.mkdir()
    (place / "whole.jpg").write_bytes(whole)
    (place / "torn.jpg").write_bytes(whole[:at] + b"\xff\x9f" + whole[at + 2 :])
    (place / "stray.jpg").write_bytes(whole[:loose] + b"Mika" + whole[loose:])
    (place / "raw.tif").write_bytes(b.picture_tiff([(0x00FE, 4, 1)]))
    rows = named(clean(place, tmp_path / "out"))
    assert rows["status"].to_dict() == {
        "whole.jpg": "cleaned",
        "torn.jpg": "not_written",
        "stray.jpg": "cleaned",
        "raw.tif": "not_written",
    }
    assert rows.loc["torn.jpg", "reason"] == (
        "The JPEG is damaged: bytes that belong to nothing lie in or behind its compressed picture. "
        "To repair it, open it in a picture editor and export it as JPEG or PNG."
    )
    assert rows.loc["torn.jpg", "unknown_before"].count(",") >= 9
    assert "export a JPEG" in rows.loc["raw.tif", "reason"]
    assert {path.name for path in (tmp_path / "out").rglob("*")} == {"whole.jpg", "stray.jpg"}
    assert (tmp_path / "out" / "whole.jpg").read_bytes() == (tmp_path / "out" / "stray.jpg").read_bytes()
