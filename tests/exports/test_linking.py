"""One picture in several exports: linked by its address until a scan links it by what it holds."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import imgaudit as ia
from imgaudit.exports.combining import unique
from imgaudit.exports.parts import Part
from tests.exports.made import BLOG, JPEG, post, read, rows, upload, wxr

UPLOADS = f"{BLOG}/wp-content/uploads/2025/10"


def audited(inventory: ia.Inventory, media: pd.DataFrame | None = None) -> dict[str, str]:
    """Channel → picture of its one item."""
    items = ia.run_audit(inventory, media).items
    return dict(zip(items["channel"], items["picture_id"], strict=True))


@pytest.mark.slow
def test_assets_of_several_exports_with_one_address_are_one_picture(tmp_path: Path) -> None:
    site = wxr(upload(7, "2025/10/relay-scaled.jpg"), post(3, content='<img class="wp-image-7" src="">'))
    sheet = f"Channel,Picture file,People shown\nNewsletter,{UPLOADS}/relay-300x200.jpg?w=9,Ada Fern\n"
    sheet += f"Facebook,{UPLOADS}/choir.jpg,Ben Hollow\n"
    inventory = read(tmp_path, {"site.xml": site, "list.csv": sheet})
    assert inventory.assets["asset_id"].is_unique
    assert len(inventory.assets) == 3
    assert sorted(rows(inventory.assets, "picture_url")) == [
        ("hollow.example/wp-content/uploads/2025/10/choir.jpg",),
        ("hollow.example/wp-content/uploads/2025/10/relay.jpg",),
        ("hollow.example/wp-content/uploads/2025/10/relay.jpg",),
    ]
    picture = audited(inventory)
    assert picture["website"] == picture["newsletter"] != picture["facebook"]
    appearances = ia.run_audit(inventory).appearances
    shown = appearances[appearances["person_ref"].eq("Ada Fern")]
    assert set(shown["asset_id"]) == set(inventory.items.query("channel != 'facebook'")["asset_id"])


@pytest.mark.slow
def test_two_uploads_with_one_stem_are_not_one_picture(tmp_path: Path) -> None:
    names = ("2025/10/team.jpg", "2025/10/team-580x300.jpg")
    content = f'<img src="{UPLOADS}/team-580x300-150x150.jpg"><img src="{UPLOADS}/team-150x150.jpg">'
    inventory = read(tmp_path, {"site.xml": wxr(*map(upload, (7, 8), names), post(3, content=content))})
    assert sorted(rows(inventory.assets, "picture_url")) == [
        ("hollow.example/wp-content/uploads/2025/10/team-580x300.jpg",),
        ("hollow.example/wp-content/uploads/2025/10/team.jpg",),
    ]
    assert ia.run_audit(inventory).items["picture_id"].nunique() == 2
    assert set(inventory.items["in_use"]) == {True}


def picture_of(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.slow
def test_the_same_bytes_are_one_picture_whatever_their_address(tmp_path: Path) -> None:
    first, other = picture_of(1), picture_of(2)
    inventory = read(tmp_path, {"website/a.jpg": first, "prospectus/b.jpg": first, "instagram/c.jpg": other})
    picture = audited(inventory, ia.scan(inventory, cache=False, progress=False))
    assert picture["website"] == picture["prospectus"] != picture["instagram"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (("pupils", "yes"), ("staff", "no"), ("both", False)),
        (("pupils", "yes"), ("nobody", "yes"), ("pupils", True)),
        (("nobody", "yes"), ("", ""), ("nobody", True)),
        (("unknown", ""), ("nobody", "no"), ("nobody", False)),
        (("both", ""), ("nobody", ""), ("both", None)),
        (("", ""), ("unknown", ""), ("unknown", None)),
    ],
)
def test_who_is_shown_is_what_all_exports_say_together(
    tmp_path: Path, one: tuple[str, str], other: tuple[str, str], both: tuple[str, bool | None]
) -> None:
    for names in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        lists = {
            name: f"File,Shows,Everyone listed?\nrace.jpg,{shows},{complete}\n"
            for name, (shows, complete) in zip(names, (one, other), strict=True)
        }
        found = read(tmp_path / names[0], lists, site="h")
        assert rows(found.assets, "shows", "people_complete") == [both]


def test_a_file_that_one_export_shows_is_on_show() -> None:
    for roles in (("original", "published", "resized"), ("resized", "original", "published")):
        part = Part()
        for role in roles:
            part.files.append({"file_id": "a#1", "asset_id": "a", "role": role})
        assert unique(part.files)["role"].tolist() == ["published"]
    part = Part()
    part.files.extend({"file_id": "a#1", "asset_id": "a", "role": role} for role in ("resized", "original"))
    assert unique(part.files)["role"].tolist() == ["original"]


def test_a_copy_that_fits_two_pictures_is_given_to_neither(tmp_path: Path) -> None:
    """Nobody can say whose it is, so it stands for itself and nothing it holds is said of either of them."""
    listed = "File,Title\n2025/pond-scaled.jpg,Big\n2025/pond-300x200.jpg,Small\n"
    found = read(tmp_path, {"list.csv": listed, "2025/pond.jpg": JPEG}, site="s")
    assert sorted(rows(found.items, "title", "channel")) == [
        ("Big", "spreadsheet"), ("Small", "spreadsheet"), ("pond.jpg", "folder"),
    ]  # fmt: skip
    assert found.files["asset_id"].is_unique
    # Where it fits one alone, it is that one's original.
    first = listed[: listed.index("2025/pond-300")]
    alone = read(tmp_path / "alone", {"list.csv": first, "2025/pond.jpg": JPEG}, site="s")
    assert sorted(rows(alone.files, "role")) == [("original",), ("published",)]
    assert rows(alone.items, "title") == [("Big",)]
