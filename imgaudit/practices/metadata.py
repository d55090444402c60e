"""Practice 4: remove location and all other metadata before a picture is published, then check the result."""

from __future__ import annotations

import pandas as pd

from imgaudit.frames import TEXT, Column, decided, flag
from imgaudit.practices.practice import STRIP, STRIPPED, Measure, Practice, Rule, Severity, When

EXPOSURE_MEANINGS = {
    "location": "where it was taken: GPS, place names",
    "people": "who is shown: person tags, face regions",
    "owner": "who took or owns it: artist, by-line, camera owner, copyright holder",
    "serial": "which very camera, lens or document: serial numbers and unique ids",
    "device": "make and model of camera, phone or lens",
    "time": "when it was taken or edited",
    "text": "caption, title, keywords, comments",
    "software": "software and edit history",
    "thumbnail": "an embedded preview, which may show the picture before cropping",
    "hidden": "bytes after the end, second pictures, a motion photo's video, blocks we cannot name",
    "provenance": "a C2PA manifest: how the picture was made",
    "maker_note": "the camera maker's opaque block, which often holds serial numbers and names",
}
"""What each exposure kind means, in the order of :data:`imgaudit.media.KINDS`."""

EXPOSURE = {f"has_{kind}": flag(f"metadata gives away {meaning}") for kind, meaning in EXPOSURE_MEANINGS.items()}
"""The columns that a file and a placement have of them."""

FOUND = Column(TEXT, "what gave each kind away and where, one a line", privacy="personal")

_MEDIA = ("media",)


def _has(*kinds: str) -> When:
    def when(items: pd.DataFrame) -> pd.Series:
        answer = items[f"has_{kinds[0]}"]
        for kind in kinds[1:]:
            answer = answer | items[f"has_{kind}"]
        return answer

    return when


def _gives_away(severity: Severity, fault: str, problem: str, *kinds: str) -> Rule:
    return Rule(
        name=f"metadata.{fault}",
        practice="metadata",
        subject="asset@channel",
        severity=severity,
        when=_has(*kinds),
        needs=tuple(f"has_{kind}" for kind in kinds),
        problem=problem,
        fixes=STRIP,
        done=STRIPPED,
        kinds=kinds,
    )


def _place_shown(items: pd.DataFrame) -> pd.Series:
    """A place with a post, but for those only some can open.

    Downloads hardly ever say who can open a post; a school's are public unless it is told otherwise.
    """
    closed = items["visibility"].isin(["password", "private", "draft"])
    return items["has_place_shown"] & ~closed.astype("boolean")


def _broken(items: pd.DataFrame) -> pd.Series:
    """Whether the file is known to be broken; what was not opened is not known to be anything."""
    unopened = items["status"].isna() | items["status"].isin(["missing", "not_fetched", "unreadable"])
    return items["status"].isin(["damaged", "empty", "unrecognised"]).astype("boolean").mask(unopened)


PRACTICE = Practice(
    name="metadata",
    alias="exposure",
    question="What do published pictures give away?",
    target="0 locations, 0 names; every clean copy checked",
    to_know="Scan files that open, the originals among them; of posts, give the export that tells their places.",
    columns={
        "has_place_shown": flag(
            "a place stands with the post: a check-in, a place tag, coordinates; no also where nothing stands with a "
            "picture but what the school itself writes, as on its website, and no export says otherwise"
        ),
        **decided(
            _MEDIA,
            {
                **EXPOSURE,
                "has_any": flag("at least one kind of exposure, or a place shown with the post"),
                "found": FOUND,
            },
        ),
    },
    rules=(
        _gives_away("high", "location", "The file says where it was taken.", "location"),
        _gives_away("high", "people", "The file names or marks who is shown.", "people"),
        _gives_away("medium", "owner", "The file names who took or owns it.", "owner"),
        _gives_away("medium", "serial", "The file identifies the camera or document it came from.", "serial"),
        _gives_away(
            "medium", "thumbnail", "The file holds an older preview, which may show what was cropped.", "thumbnail"
        ),
        _gives_away(
            "medium", "hidden", "The file holds hidden data: a second picture, a video or unknown bytes.", "hidden"
        ),
        _gives_away(
            "low",
            "other",
            "The file says when, how or with what it was made, or describes it.",
            *("device", "time", "text", "software", "provenance", "maker_note"),
        ),
        Rule(
            name="metadata.place_shown",
            practice="metadata",
            subject="item",
            severity="high",
            when=_place_shown,
            needs=("has_place_shown", "visibility"),
            problem="The post says where it was: a place is shown with it.",
            fixes={"": "Remove the place"},
            done="The post shows no place.",
            columns={"place_shown": "place"},
        ),
        Rule(
            name="metadata.broken",
            practice="metadata",
            subject="asset@channel",
            severity="medium",
            when=_broken,
            needs=("status",),
            problem="The file is damaged or empty, so visitors may see nothing and it cannot be checked.",
            fixes={"": "Remove"},
            done="The file is gone, or replaced by one that opens.",
            columns={"status": "file is"},
        ),
    ),
    measures=(
        Measure("has_any", "At least one detail", "Metadata or the post gives something away", by_channel=True),
        Measure(
            "has_place_shown",
            "Place shown with the post",
            "A place is shown with the post",
            by_channel=True,
            goal="none",
        ),
        Measure("has_location", "Location", "Metadata says where it was taken", by_channel=True, goal="none"),
        Measure("has_people", "Who is shown", "Metadata says who is shown", by_channel=True, goal="none"),
        Measure("has_owner", "Who took or owns it", "Metadata: who took or owns it"),
        Measure("has_serial", "Camera serial number", "Metadata: serial numbers and ids"),
        Measure("has_device", "Camera or phone model", "Metadata: model of camera or phone"),
        Measure("has_time", "Date and time", "Metadata: when it was taken or edited"),
        Measure("has_text", "Caption or keywords", "Metadata: captions and keywords"),
        Measure("has_software", "Editing software", "Metadata: software and edit history"),
        Measure("has_thumbnail", "Embedded preview", "Metadata: a preview, perhaps uncropped"),
        Measure("has_hidden", "Hidden data", "Metadata: further data hidden in the file"),
        Measure("has_provenance", "How it was made (C2PA)", "Metadata: how it was made (C2PA)"),
        Measure("has_maker_note", "Camera maker's notes", "Metadata: the camera maker's own block"),
    ),
)
