"""A platform is one row: everybody who asks about one knows each of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

import imgaudit as ia
from imgaudit.foreign.words import channel_name, platform_of
from imgaudit.names import fold_name
from imgaudit.platforms import PLATFORMS
from imgaudit.register.words import scopes_of
from imgaudit.rules import RULE
from imgaudit.wording import channel_name as label
from tests.exports.made import read

EVERY = pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)


def test_what_each_platform_is():
    assert [(each.name, each.label, each.scope, each.in_place) for each in PLATFORMS] == [
        ("facebook", "Facebook", "social", False),
        ("instagram", "Instagram", "social", False),
        ("x", "X", "social", False),
        ("youtube", "YouTube", "video", False),
        ("tiktok", "TikTok", "social", False),
        ("linkedin", "LinkedIn", "social", False),
        ("threads", "Threads", "social", False),
        ("flickr", "Flickr", "social", False),
        ("vimeo", "Vimeo", "video", False),
    ]


@EVERY
def test_every_word_and_host_of_a_platform_is_its_alone(platform):
    for word in platform.words:
        assert channel_name(word.upper()) == platform.name
        assert channel_name(f"Our School's {word} page") == platform.name
    assert set(platform.telling) <= set(platform.words)
    for name in platform.hosts:
        assert platform_of(f"https://m.{name}/school/1") == platform.name
        assert platform_of(f"https://not{name}/school/1") is None


@EVERY
def test_all_who_ask_about_a_platform_know_it(platform):
    assert ia.Policy().scopes[platform.name] == platform.scope
    assert label(platform.name) == platform.label
    fixes = {RULE[name].fix_on(platform.name) for name in ("metadata.location", "resolution.oversized")}
    assert fixes == {"Remove"}
    for word in platform.words:
        if len(word) > 1:
            assert scopes_of(fold_name(f"{word} photos")) == [platform.name]


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("School Flickr page", "flickr"),
        ("School Threads", "threads"),
        ("Official Threads account", "threads"),
        ("The school's X account", "x"),
        ("You Tube channel", "youtube"),
        ("Vimeo 2025", "vimeo"),
        ("Golden Threads", "golden threads"),
        ("Year 6 X", "year 6 x"),
        ("Threads and Flickr", "flickr"),
        ("Facebook and Instagram", "facebook and instagram"),
        ("School page", "school page"),
    ],
)
def test_a_word_that_means_much_else_tells_a_platform_alone(name: str, channel: str):
    assert channel_name(name) == channel


@pytest.mark.parametrize("channel", ["YouTube", "Vimeo"])
def test_on_a_platform_of_videos_there_are_videos(tmp_path: Path, channel: str):
    inventory = read(tmp_path, {"a.csv": f"Channel,Title,Page\n{channel},Gala,Gala\nFlickr,Pond,Pond\n"}, site="hollow")
    assert inventory.assets["kind"].fillna("?").tolist() == ["video", "?"]


@pytest.mark.parametrize("note", ["No FB please", "not on insta", "no Threads", "Not on Flickr", "no IG or TikTok"])
def test_a_note_against_a_platform_is_seen_under_every_name_of_it(tmp_path: Path, note: str):
    text = f"UPN,Forename,Surname,Social media,Notes\nZ000000000001,Ada,Fern,Yes,{note}\n"
    (tmp_path / "consents.csv").write_text(text, encoding="utf-8")
    assert ia.read_register(tmp_path / "consents.csv").consents["status"].tolist() == ["not_recorded"]


@pytest.mark.slow
def test_no_other_table_lists_platforms():
    """What reads a platform's own export is called like it; nothing else names one."""
    own = {"exports/facebook.py", "exports/instagram.py", "exports/x.py", "exports/youtube.py", "platforms.py"}
    # Which film a page embeds: forms of addresses and shortcodes, by player.
    own |= {"foreign/players.py", "foreign/markup.py", "foreign/embeds.py", "foreign/trackers.py"}
    own |= {"exports/_wordpress/unread.py", "registers.py"}  # the settings that each platform has
    told = {word for each in PLATFORMS for word in (*each.words, *each.hosts, each.label)} - {"x", "X"}
    found = {
        path.relative_to(ROOT / "imgaudit").as_posix()
        for path in (ROOT / "imgaudit").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in told
    }
    assert found <= own
