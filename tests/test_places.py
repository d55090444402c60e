"""A place shown with a post, from the export to findings, actions and figures."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.measures import WITHOUT_PLACES
from imgaudit.tables import MEDIA
from tests.exports.made import JPEG, read, write
from tests.exports.made_meta import exif, fb_media, fb_post, ig_labels, ig_media
from tests.exports.test_x_archive import js, photo, tweet
from tests.exports.test_youtube import HEADINGS, PLACES, RELAY, table

MOOR = "Fern Hollow Moor"
HERE = {"name": MOOR, "coordinate": {"latitude": 51.5, "longitude": -0.12}}
NAME = "Sorrel Larkspurrow"


def facebook(place: object, *, text: str = "", **more: object) -> dict[str, str]:
    post: dict[str, Any] = fb_post(fb_media("a.jpg"), text=text, privacy="Public", **more)
    post["attachments"].insert(0, {"data": [{"place": place}] if place else []})
    return {"posts/your_posts_1.json": json.dumps([post])}


def x(place: object, *, text: str = "") -> dict[str, str]:
    return {
        "data/tweets.js": js(
            tweet("1", photo(original_info={}, sizes={}), text=text or "Gala", place=place and {"full_name": MOOR})
        )
    }


def instagram(place: object, *, text: str = "") -> dict[str, str]:
    labels = [{"label": "Place", "value": MOOR if place else ""}, {"label": "Caption", "value": text},
              {"label": "Audience", "value": "Public"}]  # fmt: skip
    return {"content/posts.json": json.dumps([ig_labels(ig_media("posts/202510/1.jpg"), labels=labels)])}


def youtube(place: object, *, text: str = "", privacy: str = "Public") -> dict[str, str]:
    line = [{"Public": privacy, RELAY[4]: text or "Gala"}.get(cell, cell) for cell in RELAY]
    where = [MOOR, "0", "51.5", "-0.12", ""] if place else ["", "0", "0", "0", ""]
    return {"videos.csv": table(HEADINGS, line), "video recordings.csv": table(PLACES, [RELAY[0], *where])}


def spreadsheet(place: object, *, text: str = "") -> dict[str, str]:
    out = io.StringIO()
    heads = ["Channel", "Picture file", "Post URL", "Caption", "Visibility", "Place tag"]
    post = ["Facebook", "a.jpg", "https://www.facebook.com/hollow/posts/1", text, "Public", MOOR if place else "No"]
    csv.writer(out).writerows([heads, post])
    return {"list.csv": out.getvalue()}


EVERY = pytest.mark.parametrize("export", [facebook, instagram, x, youtube, spreadsheet], ids=lambda f: f.__name__)


def audited(tmp_path: Path, files: dict[str, str], *, is_clean: bool = True, who: str = "") -> ia.Audit:
    """The audit of an export whose files are known to give nothing away, or were not looked at."""
    inventory = read(tmp_path / "exports", files, site="hollow")
    clean = {column: False for column in MEDIA.columns if column.startswith("has_")}
    media = MEDIA.frame([{"file_id": one, "status": "ok", **clean} for one in inventory.files["file_id"]])
    register = None
    if who:
        first, last = who.split()
        text = f"UPN,Forename,Surname,Website\nZ000000000001,{first},{last},Yes\n"
        register = ia.read_register(write(tmp_path / "mis", {"register.csv": text}) / "register.csv")
    return ia.run_audit(inventory, media if is_clean else None, register, as_of="2026-11-27")


def rate(audit: ia.Audit, measure: str) -> list[int]:
    rates = ia.exposure(audit.items).set_index("measure")
    return rates.loc[measure, ["n", "n_yes", "n_unknown"]].tolist()


@pytest.mark.slow
@EVERY
def test_a_clean_file_with_a_place_beside_it_is_not_clean(tmp_path: Path, export: Any):
    audit = audited(tmp_path, export(HERE))
    found = audit.findings[audit.findings["practice"].eq("metadata")]
    assert found[["rule", "severity", "subject_kind", "evidence"]].to_numpy().tolist() == [
        ["metadata.place_shown", "high", "item", f"place: {MOOR}"]
    ]
    (action,) = ia.find_actions(audit).query("fix == 'Remove the place'").to_dict("records")
    assert (action["severity"], action["done_when"]) == ("high", "The post shows no place.")
    assert f"Remove “{MOOR}” from" in action["problem"]
    assert [rate(audit, measure) for measure in ("place_shown", "any", "location")] == [[1, 1, 0], [1, 1, 0], [1, 0, 0]]
    assert not audit.items["platform_has_location"].fillna(False).any()


@pytest.mark.slow
@EVERY
def test_a_post_without_a_place_breaks_no_rule_and_may_be_clean(tmp_path: Path, export: Any):
    audit = audited(tmp_path, export(None))
    assert audit.findings.empty
    assert [rate(audit, measure) for measure in ("place_shown", "any", "location")] == [[1, 0, 0]] * 3


@pytest.mark.slow
@EVERY
def test_a_full_name_and_a_place_are_critical_together(tmp_path: Path, export: Any):
    text = f"Well done {NAME}!"
    together = audited(tmp_path / "1", export(HERE, text=text), who=NAME)
    assert {"names.located", "metadata.place_shown"} <= set(together.findings["rule"])
    assert together.findings.set_index("rule").loc["names.located", "severity"] == "critical"
    assert "names.full" not in set(together.findings["rule"])
    apart = audited(tmp_path / "2", export(None, text=text), who=NAME)
    assert "critical" not in set(apart.findings["severity"])
    assert "names.full" in set(apart.findings["rule"])


@pytest.mark.slow
def test_a_name_in_the_name_of_the_place_is_a_name_beside_the_picture(tmp_path: Path):
    audit = audited(tmp_path, facebook({"name": f"Home of {NAME}"}), who=NAME)
    assert audit.items["name_fields"].tolist() == ["place_shown"]
    assert "names.located" in set(audit.findings["rule"])


@pytest.mark.slow
def test_what_a_platform_keeps_for_itself_is_no_place_shown(tmp_path: Path):
    post = fb_post(fb_media("a.jpg", **exif(latitude=51.5, longitude=-0.12)), privacy="Public")
    audit = audited(tmp_path, {"posts/your_posts_1.json": json.dumps([post])})
    assert audit.items["platform_has_location"].tolist() == [True]
    assert audit.findings.empty
    assert rate(audit, "any") == [1, 0, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("privacy", "found"),
    [("Public", 1), (None, 1), ("Only me", 0), ("Friends", 0)],
)
def test_a_check_in_that_others_cannot_open_is_no_finding(tmp_path: Path, privacy: str | None, found: int):
    (post,) = json.loads(facebook(HERE)["posts/your_posts_1.json"])
    audit = audited(tmp_path, {"posts/your_posts_1.json": json.dumps([{**post, "privacy": privacy}])})
    assert len(audit.findings) == found
    assert rate(audit, "place_shown") == [1, 1, 0]


@pytest.mark.slow
@pytest.mark.parametrize(("privacy", "found"), [("Public", 1), ("Unlisted", 1), ("Private", 0)])
def test_a_place_of_a_recording_is_found_where_the_video_can_be_opened(tmp_path: Path, privacy: str, found: int):
    audit = audited(tmp_path, youtube(HERE, privacy=privacy))
    assert len(audit.findings) == found
    assert rate(audit, "place_shown") == [1, found, 0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("channel", "unknown"),
    [
        ("website", 0),
        ("prospectus", 0),
        ("folder", 0),
        ("facebook", 1),
        ("instagram", 1),
        ("tiktok", 1),
        ("our app", 1),
    ],
)
def test_where_no_export_says_only_a_platform_s_posts_are_unknown(tmp_path: Path, channel: str, unknown: int):
    (tmp_path / "exports").mkdir()
    inventory = read(tmp_path, {"a.csv": f"Channel,Picture file,Page\n{channel},a.jpg,Gala\n"}, site="hollow")
    clean = {column: False for column in MEDIA.columns if column.startswith("has_")}
    media = MEDIA.frame([{"file_id": one, "status": "ok", **clean} for one in inventory.files["file_id"]])
    assert inventory.items["has_place_shown"].isna().all()
    audit = ia.run_audit(inventory, media)
    assert [rate(audit, measure) for measure in ("place_shown", "any")] == [[1, 0, unknown]] * 2
    assert rate(audit, "location") == [1, 0, 0]


@pytest.mark.slow
def test_pictures_of_a_platform_that_lie_in_a_folder_may_have_a_place_there(tmp_path: Path):
    files = {f"exports/{folder}/a.jpg": JPEG for folder in ("facebook", "website")}
    inventory = ia.read_inventory(write(tmp_path, files) / "exports")  # type: ignore[arg-type]
    shown = ia.run_audit(inventory).items.set_index("channel")["has_place_shown"]
    assert pd.isna(shown["facebook"])
    assert not shown["website"]


def test_a_website_s_own_export_has_no_platform_s_places_whatever_its_channel_is_called():
    items = pd.DataFrame(
        {
            "channel": "our news",
            "source_id": [f"h/our news/{name}" for name in ("wxr", "spreadsheet")],
            "has_any": False,
        }
    )
    from imgaudit.measures import with_places

    assert with_places(items)["has_any"].fillna(True).tolist() == [False, True]
    assert not {"facebook", "instagram", "x", "youtube", "threads", "google photos", "spreadsheet"} & {*WITHOUT_PLACES}


@pytest.mark.slow
def test_a_place_that_was_removed_is_resolved_and_one_that_is_not_told_of_is_not(tmp_path: Path):
    terms = {"a": HERE, "b": None}
    before, after = (
        replace(audited(tmp_path / name, facebook(place)), term=name, as_of=pd.Timestamp(f"2026-11-0{day}").date())
        for day, (name, place) in enumerate(terms.items(), 1)
    )
    for history, later in (("fixed", after), ("silent", _silent(after))):
        ia.save_audit(before, tmp_path / history)
        ia.save_audit(later, tmp_path / history)
        change = ia.changes(tmp_path / history).query("term == 'b' and rule == 'metadata.place_shown'")["change"]
        assert change.tolist() == ["resolved" if history == "fixed" else "not_checked"]


def _silent(audit: ia.Audit) -> ia.Audit:
    return replace(audit, items=audit.items.assign(has_place_shown=pd.array([None], dtype="boolean")))


@pytest.mark.slow
def test_a_place_in_the_sitemap_stands_with_the_page(tmp_path: Path):
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.hollow.example/gala/</loc><image:image><image:loc>https://www.hollow.example/a.jpg</image:loc>
<image:geo_location>{MOOR}</image:geo_location></image:image>
<image:image><image:loc>https://www.hollow.example/b.jpg</image:loc></image:image></url></urlset>"""
    audit = audited(tmp_path, {"sitemap.xml": text})
    assert audit.findings["rule"].tolist() == ["metadata.place_shown"]
    assert [rate(audit, measure) for measure in ("place_shown", "any")] == [[2, 1, 0]] * 2


@pytest.mark.slow
def test_the_figures_are_said_in_words(tmp_path: Path):
    audit = audited(tmp_path, facebook(HERE))
    axes = ia.plot_exposure(audit.items, by="channel", suppress_below=1)
    assert "Place shown with the post\n(all)" in [label.get_text() for label in axes.get_yticklabels()]
