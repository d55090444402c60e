"""Practice 5: publish at a lower resolution."""

from __future__ import annotations

from datetime import date

import pandas as pd

from imgaudit.frames import DAY, NUMBER, REAL, TEXT, Column, decided, flag
from imgaudit.practices.practice import NOT_IN_PLACE, Measure, Practice, Rule, shows_any

SMALLER = {**dict.fromkeys(NOT_IN_PLACE, "Remove"), "unused": "Remove", "": "Re-upload smaller"}

COVERED = {**SMALLER, "": "Crop or cover"}
FURTHER_AWAY = "The picture is gone, cropped or covered, or one from further away stands in its place."
"""How one person who looks into the camera is dealt with, and when it is done."""

FRAMINGS = ("face-on", "turned", "unknown")
FRAMING = {
    "n_faces": Column(
        NUMBER, "faces found, at least; empty: none found, which does not say that nobody is shown", "faces"
    ),
    "widest_face_px": Column(NUMBER, "width of the widest face found, in the largest file", "px"),
    "widest_face_share": Column(REAL, "the same as a share of the picture's width", "0 to 1"),
    "framing": Column(
        TEXT,
        "face-on: at least one face is; turned: all that were found are turned; unknown: none found, or nobody looked",
        choices=FRAMINGS,
    ),
    "weakly_covered": flag("a face was blurred or pixelated and is found all the same; empty: none that clearly was"),
}
"""What is counted of faces, where the school lets them be looked for."""


def _add(items: pd.DataFrame, _assets: pd.DataFrame, _files: pd.DataFrame, _as_of: date) -> pd.DataFrame:
    face_on = items["framing"].eq("face-on").fillna(False).astype("boolean")
    # That nobody is shown somebody must have said: a face that was missed may look into the camera.
    nobody = ~shows_any(items, "pupils", "staff", "both").fillna(True)
    weak = items["weakly_covered"].eq(True).fillna(False).astype("boolean")
    return pd.DataFrame(
        {
            "is_face_on": face_on.mask(~face_on).mask(~face_on & nobody, False),
            "is_weakly_covered": weak.mask(~weak).mask(~weak & nobody, False),
        }
    )


def _portrait(items: pd.DataFrame) -> pd.Series:
    """Whether one pupil looks into the camera, where everyone can see it."""
    alone = items["is_face_on"] & items["n_faces"].eq(1)
    return alone & shows_any(items, "pupils", "both") & items["is_open_to_all"]


PRACTICE = Practice(
    name="resolution",
    question="Are published pictures larger than they need to be?",
    target="no picture over the policy's limit, and no original beside a smaller copy",
    to_know="Scan files that open, or give exports that tell sizes and list the original uploads.",
    columns={
        **decided(
            ("media",),
            {
                "width_px": Column(NUMBER, "width of the published file as displayed", "px"),
                "height_px": Column(NUMBER, "height of the published file as displayed", "px"),
                "longest_px": Column(NUMBER, "longest side of the published file", "px"),
                "longest_reachable_px": Column(NUMBER, "longest side of the asset's largest file", "px"),
                "original_reachable": flag("the untouched original can be fetched beside the scaled one"),
            },
        ),
        **decided(
            ("faces",),
            {
                **FRAMING,
                "is_face_on": flag("at least one face is face-on; no only where somebody said that nobody is shown"),
                "is_weakly_covered": flag(
                    "a blurred or pixelated face is still found; no only where somebody said that nobody is shown"
                ),
            },
        ),
        # Asked in audit._with_policy, as the next two are; the limit is Policy.max_side_px, of videos too.
        "is_oversized": flag(
            "the published file's longest side is over the policy's limit", decided_by=("media", "max_side_px")
        ),
        "has_wide_face": flag(
            "the widest face found is over the policy's limit; no only where somebody said that nobody is shown",
            decided_by=("faces", "max_face_px"),
        ),
        "faces_covered_on": Column(
            DAY,
            "when `imgaudit cover` made just this picture; whether anybody else is shown, and who, it does not say",
        ),
        "activity": Column(
            TEXT,
            "an activity at higher risk that page, title, caption or file name speaks of",
            decided_by=("activities",),
        ),
    },
    add=_add,
    rules=(
        Rule(
            name="resolution.activity",
            practice="resolution",
            subject="item",
            severity="high",
            when=lambda items: _portrait(items) & items["activity"].notna(),
            needs=("is_face_on", "n_faces", "is_open_to_all", "shows", "activity"),
            problem="One pupil looks into the camera at an activity at higher risk, and everyone can see it.",
            fixes=COVERED,
            done=FURTHER_AWAY,
            columns={"activity": "activity", "widest_face_px": "face in pixels"},
        ),
        Rule(
            name="resolution.portrait",
            practice="resolution",
            subject="item",
            severity="medium",
            when=_portrait,
            needs=("is_face_on", "n_faces", "is_open_to_all", "shows"),
            problem="One pupil looks into the camera, and everyone can see it.",
            fixes=COVERED,
            done=FURTHER_AWAY,
            columns={"widest_face_px": "face in pixels"},
        ),
        Rule(
            name="resolution.face",
            practice="resolution",
            subject="asset@channel",
            severity="medium",
            when=lambda items: items["has_wide_face"],
            needs=("has_wide_face",),
            problem="A face in the picture is wider than the school's limit.",
            fixes=SMALLER,
            done="The widest face in any file of the picture is within the limit.",
            columns={"widest_face_px": "face in pixels"},
        ),
        Rule(
            name="resolution.weak",
            practice="resolution",
            subject="asset@channel",
            severity="medium",
            when=lambda items: items["is_weakly_covered"],
            needs=("is_weakly_covered",),
            problem="A face that is blurred or pixelated is still found: if it was to be hidden, that is too weak.",
            fixes=COVERED,
            done="The picture is gone, cropped, or covered in one solid colour.",
            columns={"widest_face_px": "face in pixels"},
        ),
        Rule(
            name="resolution.oversized",
            practice="resolution",
            subject="asset@channel",
            severity="medium",
            when=lambda items: items["is_oversized"],
            needs=("is_oversized",),
            problem="The picture on show is larger than the school's limit.",
            fixes=SMALLER,
            done="The picture on show is within the limit.",
            columns={"longest_px": "longest side in pixels"},
        ),
        Rule(
            name="resolution.original",
            practice="resolution",
            subject="asset@channel",
            severity="medium",
            when=lambda items: items["original_reachable"],
            needs=("original_reachable",),
            problem="The full-size original can still be fetched from beside the smaller copy.",
            fixes=SMALLER,
            done="The original upload is deleted or replaced by one within the limit.",
            columns={"longest_reachable_px": "longest side of the original in pixels"},
        ),
    ),
    measures=(
        Measure("is_oversized", "Larger than the limit", "Larger than the policy allows", by_channel=True, goal="none"),
        Measure(
            "original_reachable",
            "Full-size original online",
            "The untouched original can be fetched",
            by_channel=True,
            goal="none",
        ),
    ),
)
