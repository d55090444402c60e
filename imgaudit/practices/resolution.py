"""Practice 5: publish at a lower resolution."""

from __future__ import annotations

from imgaudit.frames import NUMBER, Column, decided, flag
from imgaudit.practices.practice import NOT_IN_PLACE, Measure, Practice, Rule

SMALLER = {**dict.fromkeys(NOT_IN_PLACE, "Remove"), "unused": "Remove", "": "Re-upload smaller"}

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
        # Asked in audit._with_policy; the limit is Policy.max_side_px, of pictures and videos alike.
        "is_oversized": flag(
            "the published file's longest side is over the policy's limit", decided_by=("media", "max_side_px")
        ),
    },
    rules=(
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
