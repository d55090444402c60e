"""Practice 2: no names beside images, no images beside names; a first name at the most."""

from __future__ import annotations

import pandas as pd

from imgaudit.frames import TEXT, Column, decided, flag
from imgaudit.practices.practice import STRIP, STRIPPED, Measure, Practice, Rule, Severity, When

_DONE = "No more than the policy allows stands in address, title, caption, alternative text or page title."


def _named(severity: Severity, fault: str, problem: str, when: When, *needs: str, done: str = _DONE) -> Rule:
    return Rule(
        name=f"names.{fault}",
        practice="names",
        subject="item",
        severity=severity,
        when=when,
        needs=needs,
        problem=problem,
        fixes={"unused": "Remove", "": "Remove name"},
        done=done,
        columns={"name_fields": "names in"},
    )


def _public_and_located(items: pd.DataFrame) -> pd.Series:
    """Whether the file or the post says where, and the text who; on a page that everyone can open."""
    located = items["has_location"] | items["has_place_shown"]
    unknown = items["visibility"].isna() | items["visibility"].eq("unknown")
    return items["full_name_shown"] & located & items["visibility"].eq("public").astype("boolean").mask(unknown)


LOCATED = ("full_name_shown", "has_location", "has_place_shown", "visibility")

PRACTICE = Practice(
    name="names",
    question="Do names stand beside published pictures?",
    target="0 full names beside a picture",
    to_know="Give a register that was read whole, files that open, and exports with titles, captions and texts.",
    columns={
        **decided(
            ("names",),
            {
                "name_level": Column(
                    TEXT,
                    "the most that is said of a register name beside it; empty: unknown",
                    choices=("none", "possible", "surname", "first", "full"),
                ),
                "name_fields": Column(TEXT, "where register names stand: file, title, alt_text, caption, metadata …"),
                "has_full_name": flag("somebody's full name stands beside it or in the file"),
                "has_surname": flag("a surname alone does"),
                "has_first_name": flag("a first name alone does"),
                "full_name_shown": flag("a full name stands in its address, title, caption or page"),
                "full_name_in_metadata": flag("a full name stands in the file's metadata"),
                "full_name_near": flag(
                    "a full name stands in the paragraphs next to it; unknown where the page was not read"
                ),
                "full_name_on_page": flag(
                    "a full name stands anywhere in the running text of the page, which says nothing of whom it shows; "
                    "unknown where the page was not read"
                ),
            },
        ),
        "has_identifier": flag(
            "a class with a name, a date of birth or another identifier of the policy does",
            decided_by=("names", "identifiers"),
        ),
        "first_name_allowed": flag("the policy lets first names stand beside pictures", decided_by=("names_allowed",)),
    },
    rules=(
        _named(
            "critical",
            "located",
            "A full name stands beside a picture whose file or post says where it was taken, on a public page.",
            _public_and_located,
            *LOCATED,
        ),
        _named(
            "high",
            "full",
            "A full name stands beside the picture.",
            lambda items: items["full_name_shown"] & ~_public_and_located(items).fillna(False),
            *LOCATED,
        ),
        _named(
            "medium",
            "near",
            "A full name stands in the text next to the picture.",
            lambda items: items["full_name_near"] & ~items["full_name_shown"].fillna(False),
            "full_name_near",
            "full_name_shown",
            done="No full name stands in the paragraphs next to the picture.",
        ),
        _named(
            "low",
            "page",
            "A full name stands on the page, away from the picture: whether it is of somebody shown is not known.",
            lambda items: (
                items["full_name_on_page"] & ~(items["full_name_near"] | items["full_name_shown"]).fillna(False)
            ),
            "full_name_on_page",
            "full_name_near",
            "full_name_shown",
            done="Nobody who is shown is named on the page.",
        ),
        Rule(
            name="names.metadata",
            practice="names",
            subject="asset@channel",
            severity="high",
            # Person tags have a rule of their own, which the same stripping settles.
            when=lambda items: items["full_name_in_metadata"] & ~items["has_people"].fillna(False),
            needs=("full_name_in_metadata", "has_people"),
            problem="The file holds somebody's full name.",
            fixes=STRIP,
            done=STRIPPED,
            columns={"name_fields": "names in"},
        ),
        _named(
            "medium",
            "identifier",
            "A class, year group, date of birth or other identifier stands beside the picture.",
            lambda items: items["has_identifier"],
            "has_identifier",
        ),
        _named(
            "low",
            "surname",
            "A surname stands beside the picture.",
            lambda items: items["has_surname"] & ~items["has_full_name"].fillna(False),
            "has_surname",
            "has_full_name",
        ),
        _named(
            "low",
            "first",
            "A first name stands beside the picture, and the policy allows none.",
            lambda items: items["has_first_name"] & ~items["first_name_allowed"],
            "has_first_name",
            "first_name_allowed",
        ),
    ),
    measures=(
        Measure(
            "has_full_name", "Full name", "A full name stands beside it or in the file", by_channel=True, goal="none"
        ),
        Measure("full_name_near", "Full name next to it", "A full name stands in the paragraphs next to it"),
        Measure("full_name_on_page", "Full name on the page", "A full name stands anywhere in the page's text"),
        Measure("has_surname", "Surname alone", "A surname alone stands beside it"),
        Measure("has_first_name", "First name alone", "A first name alone does", by_channel=True),
        Measure(
            "has_identifier",
            "Class or another identifier",
            "A class, birthday or other identifier does",
            by_channel=True,
        ),
    ),
)
