"""Boxes drawn in `explore`: by pointer and by keys, kept where they are named, and read by `cover`."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from drawn_faces import encoded, head, row_of
from PIL import ExifTags, Image

import imgaudit as ia
from imgaudit.covering import load_boxes
from imgaudit.outputs import explorer

pytest.importorskip("anywidget")

CHROMIUM = shutil.which("chromium")
HERE = Path(explorer.__file__).parent


@pytest.fixture
def view(tmp_path: Path) -> explorer.Explorer:
    site = tmp_path / "site"
    site.mkdir()
    (site / "gala.jpg").write_bytes(encoded(row_of([head(160), head(160)])))
    (site / "notes.jpg").write_bytes(b"no picture")
    inventory = ia.read_inventory(site, site="s", channel="website")
    media = ia.scan(inventory, cache=False, progress=False)
    return ia.explore(ia.run_audit(inventory, media), boxes=tmp_path / "boxes.csv", cache=False)


def rows_of(view: explorer.Explorer) -> dict[str, int]:
    names = view._audit.files.set_index("asset_id")["path"].map(lambda path: Path(path).name)
    return {names[asset]: row for row, asset in enumerate(view._items["asset_id"])}


def asked(view: explorer.Explorer, what: str, **more: object) -> tuple[dict, list[bytes]]:
    return view.answer({"ask": what, "id": 1, **more})


@pytest.mark.slow
def test_boxes_are_kept_at_once_and_cover_reads_them(view: explorer.Explorer, tmp_path: Path):
    row = rows_of(view)["gala.jpg"]
    told, pictures = asked(view, "large", row=row)
    assert (told["why"], told["boxes"], len(pictures)) == (None, [], 1)
    told, _ = asked(view, "cover", row=row, boxes=[[0.05, 0.05, 0.45, 0.8], [0.9, 0.9, 1, 1]])
    assert told["said"] == 'Kept in boxes.csv. Copies with them covered: ia.cover("boxes.csv", "covered").'
    told, _ = asked(view, "cover", row=row, boxes=[[0.05, 0.05, 0.45, 0.8]])
    (kept,) = load_boxes(tmp_path / "boxes.csv").to_dict("records")
    assert (kept["left"], kept["top"], kept["right"], kept["bottom"], kept["unit"]) == (0.05, 0.05, 0.45, 0.8, "share")
    assert (kept["asset_id"], kept["site"]) == (view._items["asset_id"].iloc[row], "s")
    assert asked(view, "large", row=row)[0]["boxes"] == [[0.05, 0.05, 0.45, 0.8]]
    again = ia.explore(view._audit, boxes=tmp_path / "boxes.csv", cache=False)
    assert again.boxes.to_dict("records") == view.boxes.to_dict("records")
    for what in (tmp_path / "boxes.csv", view.boxes):
        (done,) = ia.cover(what, tmp_path / f"out-{type(what).__name__}", progress=False).to_dict("records")
        assert (done["status"], done["n_covered"], done["n_left"]) == ("covered", 1, 1)
        assert done["asset_id"] == kept["asset_id"]
        picture = np.asarray(Image.open(done["path"]))
        assert picture[40:300, 60:300].max() == 0
        assert picture[:, 420:].mean() > 50


@pytest.mark.slow
def test_boxes_are_kept_with_the_turn_of_the_picture_that_was_looked_at(view: explorer.Explorer, tmp_path: Path):
    row, path = rows_of(view)["gala.jpg"], tmp_path / "site" / "gala.jpg"

    def turn(orientation: int) -> None:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        path.write_bytes(encoded(row_of([head(160), head(160)]), exif=exif))

    turn(6)
    asked(view, "large", row=row)
    turn(3)  # while boxes are drawn
    asked(view, "cover", row=row, boxes=[[0.05, 0.05, 0.45, 0.8]])
    assert load_boxes(tmp_path / "boxes.csv")["orientation"].tolist() == [6]
    (done,) = ia.cover(tmp_path / "boxes.csv", tmp_path / "one", progress=False).to_dict("records")
    assert done["status"] == "not_written"
    turn(6)
    (done,) = ia.cover(tmp_path / "boxes.csv", tmp_path / "two", progress=False).to_dict("records")
    assert done["status"] == "covered"


@pytest.mark.slow
def test_what_is_no_box_is_said_and_not_kept(view: explorer.Explorer, tmp_path: Path):
    told, _ = asked(view, "cover", row=rows_of(view)["gala.jpg"], boxes=[[0.5, 0.1, 0.2, 0.4]])
    assert "row 1: left 0.5 is not before right 0.2" in told["error"]
    assert not (tmp_path / "boxes.csv").exists()
    assert view.boxes.empty
    told, pictures = asked(view, "large", row=rows_of(view)["notes.jpg"])
    assert (told["why"], pictures) == ("Its file is no picture.", [])


@pytest.mark.slow
def test_without_a_file_boxes_are_in_the_view_and_that_is_said(view: explorer.Explorer):
    loose = ia.explore(view._audit, cache=False)
    told, _ = asked(loose, "cover", row=rows_of(view)["gala.jpg"], boxes=[[0.1, 0.1, 0.2, 0.4]])
    assert told["said"] == (
        "Not kept on disk: it is gone with this notebook's kernel. Call ia.explore(audit, answers=…, reviews=…, "
        'boxes=…). Copies with them covered: ia.cover(view.boxes, "covered").'
    )
    assert len(loose.boxes) == 1


@pytest.mark.slow
def test_what_somebody_measured_in_pixels_stays(view: explorer.Explorer, tmp_path: Path):
    row = rows_of(view)["gala.jpg"]
    asked(view, "cover", row=row, boxes=[[0.05, 0.05, 0.45, 0.8]])
    place = tmp_path / "boxes.csv"
    first, drawn = place.read_text(encoding="utf-8-sig").splitlines()
    place.write_text("\n".join([first, drawn, drawn.replace("0.05,0.05,0.45,0.8,share", "1,1,50,60,px")]))
    again = ia.explore(view._audit, boxes=place, cache=False)
    asked(again, "cover", row=row, boxes=[])
    assert load_boxes(place)[["left", "bottom", "unit"]].to_numpy().tolist() == [[1, 60, "px"]]
    assert again.boxes.to_dict("records") == load_boxes(place).to_dict("records")


# On a page of its own, which speaks to the view as a notebook does


@pytest.fixture
def page(view: explorer.Explorer) -> Generator:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: .ci/run installs it where it may")
    playwright = pytest.importorskip("playwright.sync_api")

    def answer(asked: dict) -> list:
        told, pictures = view.answer(asked)
        return [told, [list(picture) for picture in pictures]]

    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.expose_function("kernel", answer)
        page.set_content(f"<style>{(HERE / 'explorer.css').read_text()}</style><div id=root></div>")
        script = (HERE / "explorer.js").read_text(encoding="utf-8").replace("export default", "window.widget =")
        page.add_script_tag(content=script)
        page.evaluate("""() => {
          const heard = [];
          const model = { on: (_, f) => heard.push(f), off: () => {},
            send: (asked) => window.kernel(asked).then(([told, pictures]) =>
              heard.forEach((f) => f(told, pictures.map((one) => new Uint8Array(one))))) };
          window.widget.render({ model, el: document.getElementById("root") });
        }""")
        yield page
        browser.close()


@pytest.mark.slow
def test_a_box_is_drawn_moved_sized_undone_and_saved(page, view: explorer.Explorer, tmp_path: Path):
    page.get_by_role("button", name="Look closer and answer").first.wait_for()
    at = rows_of(view)["gala.jpg"]
    title = view._rows()["columns"]["title"]["words"][view._rows()["columns"]["title"]["codes"][at]]
    page.get_by_role("button", name=f"Look closer and answer: {title}").click()
    assert page.locator(".cover").count() == 0  # nothing large is shown until it is asked for
    page.get_by_role("button", name="Show it large, to draw boxes").click()
    picture = page.locator(".cover")
    picture.locator("img").wait_for()
    page.wait_for_function("() => document.querySelector('.cover img').complete")
    picture.scroll_into_view_if_needed()
    frame = picture.bounding_box()

    def point(across: float, down: float) -> tuple[float, float]:
        return frame["x"] + across * frame["width"], frame["y"] + down * frame["height"]

    page.mouse.move(*point(0.45, 0.8))  # from the lower right to the upper left, as some do
    page.mouse.down()
    page.mouse.move(*point(0.2, 0.4))
    page.mouse.move(*point(0.05, 0.05))
    page.mouse.up()
    assert page.get_by_text("Box 1: from the left 5 to 45 %, from the top 5 to 80 %").is_visible()
    page.get_by_role("button", name="Add a box").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.get_by_text("Box 2: from the left 41 to 61 %, from the top 30 to 61 %").is_visible()
    page.keyboard.press("Delete")
    assert page.get_by_text("Box 2:").count() == 0
    page.get_by_role("button", name="Add a box").click()
    page.get_by_role("button", name="Undo the last box").click()
    assert page.locator(".cover .box").count() == 1
    page.get_by_role("button", name="Save boxes").click()
    page.get_by_text("Kept in boxes.csv.").last.wait_for()
    (kept,) = load_boxes(tmp_path / "boxes.csv")[["left", "top", "right", "bottom"]].to_numpy().tolist()
    assert kept == pytest.approx([0.05, 0.05, 0.45, 0.8], abs=0.01)
