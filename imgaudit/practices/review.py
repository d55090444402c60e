"""Practice 1: look through website and social media periodically, and ask of each picture whether it is needed."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pandas as pd

from imgaudit.frames import DAY, NUMBER, TEXT, Column, beside, flag, is_among, of_distinct
from imgaudit.practices.practice import NOT_IN_PLACE, Measure, Practice, Rule, shows_any

REVIEWED_WITHIN_DAYS = 365
"""How long a look at a picture counts. No source gives an interval, the guidance says *periodically*: the school's to
check."""

NOT_NEEDED = ("no", "none", "not needed", "no longer needed", "unnecessary")
"""Where these words stand for why a picture is needed, it is not."""

TOPICS = (
    "art", "assembly", "athletics", "baking", "books", "celebration", "choir", "christmas", "classroom", "computing",
    "cooking", "craft", "cricket", "cross country", "dance", "drama", "football", "forest school", "gardening",
    "geography", "gymnastics", "harvest", "history", "hockey", "library", "lunch", "maths", "museum", "music", "nature",
    "netball", "orchestra", "painting", "playground", "playing field", "poetry", "pond", "school building",
    "school gate", "school hall", "school trip", "science", "singing", "skipping", "sports day", "summer fair",
    "swimming", "tennis", "theatre", "woodland", "writing",
)  # fmt: skip
"""The only words that a search for stock pictures is made of: what goes on at any school, and nobody's name."""

SEARCHES = (
    "https://unsplash.com/s/photos/{}",
    "https://www.pexels.com/search/{}/",
    "https://pixabay.com/images/search/{}/",
    "https://www.canva.com/photos/search/{}/",
)
NO_TOPIC = (
    "No word beside it is on the list of topics that stock pictures are looked for by: choose one without a name."
)

_LINKS = {
    topic: f"Stock pictures of {topic}: {' '.join(search.format(quote(topic)) for search in SEARCHES)}"
    for topic in TOPICS
}
_TOPIC = re.compile(rf"(?<!\w)({'|'.join(sorted(TOPICS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def _add(items: pd.DataFrame, assets: pd.DataFrame, files: pd.DataFrame, as_of: date) -> pd.DataFrame:
    own = assets[["asset_id", "last_reviewed_on", "necessity", "picture_url"]]
    told = beside(items[["asset_id"]], own, "asset_id").set_axis(items.index)
    today = pd.Timestamp(as_of)
    since_review = (today - told["last_reviewed_on"]).dt.days.astype("Int64")
    people = _shows_people(items)
    need, is_asked = _need(items["source_id"], told["necessity"])
    lacks = people & (need.isna() | ~need)
    return pd.DataFrame(
        {
            "last_reviewed_on": told["last_reviewed_on"],
            "days_published": (today - items["published_on"]).dt.days.astype("Int64"),
            # A look after the day of the audit is a date in doubt, and no look at all.
            "is_reviewed": since_review.le(REVIEWED_WITHIN_DAYS).mask(since_review.lt(0)),
            "lacks_need": lacks.mask(need.fillna(False), False),
            "is_needless": people & ~need.mask(need.isna() & is_asked, False),
            "is_unused_with_people": ~items["in_use"] & people,
            "is_duplicate": _duplicates(items, told["picture_url"].fillna(items["asset_id"]), files),
            "stock_links": _stock_links(items, lacks.fillna(False).astype(bool)).reindex(items.index),
        }
    )


def _shows_people(items: pd.DataFrame) -> pd.Series:
    return shows_any(items, "pupils", "staff", "both")


def _need(sources: pd.Series, words: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Whether each picture is needed, as somebody wrote; and whether its export says so of any picture at all."""
    said = words.str.strip().str.rstrip(".!").str.casefold()
    said = said.where(said.ne(""))
    need = (~said.isin(NOT_NEEDED)).astype("boolean").mask(said.isna())
    return need, said.notna().groupby(sources).transform("any")


def _duplicates(items: pd.DataFrame, upload: pd.Series, files: pd.DataFrame) -> pd.Series:
    """Whether another upload to the same place holds the same picture and comes first.

    What several exports list under one address is one upload. Of uploads alike one counts as the first: one whose bytes
    are known, then by day, then by address. So it is unknown only of an upload that nobody could compare.
    """
    known = is_among(items["asset_id"], files.loc[files["content_hash"].notna(), "asset_id"])
    place = items["site"] + "/" + items["channel"]
    picture = items.groupby([place, "picture_id"], sort=False).ngroup()
    if picture.is_unique:  # one address is one picture too
        return pd.Series(False, index=items.index, dtype="boolean").mask(~known)
    is_compared = known.groupby(upload.groupby([place, upload], sort=False).ngroup()).transform("any")
    several = items[["published_on"]].assign(last=~is_compared, upload=upload)[picture.duplicated(keep=False)]
    order = several.sort_values(["last", "published_on", "upload"])
    first = order["upload"].groupby(picture).transform("first")
    is_other = first.ne(order["upload"]).reindex(items.index, fill_value=False).astype("boolean")
    return is_other.mask(~is_other & ~is_compared)


def _stock_links(items: pd.DataFrame, which: pd.Series) -> pd.Series:
    """Where to look for a picture of the same topic: only words of :data:`TOPICS`, none that the site is called by.

    A text in which somebody is named is not read.
    """
    if not which.any():
        return pd.Series(dtype="str")
    names = ["title", "page_title", "caption"]
    items = items.loc[which, ["site", "name_fields", *names]]
    said = pd.Series("", index=items.index, dtype="str")
    for name in names:
        is_named = items["name_fields"].str.contains(rf"(?<!\w){name}(?!\w)").fillna(False).astype(bool)
        said = said + "\n" + items[name].mask(is_named).fillna("")
    called = of_distinct(items["site"], lambda sites: sites.str.casefold().str.replace(r"[\W\d_]", "", regex=True))

    def links(told: pd.Series) -> pd.Series:
        return pd.Series([_links(text, site) for site, text in told.str.split("\n", n=1)], dtype="str")

    return of_distinct(called + "\n" + said, links)  # a few texts stand beside most placements


def _links(text: str, site: str) -> str:
    """The links of the first topic in a text, or that there is none.

    >>> print(_links("Our Pond in spring", "fernhollowacademyexample"))
    Stock pictures of pond: https://unsplash.com/s/photos/pond https://www.pexels.com/search/pond/ \
https://pixabay.com/images/search/pond/ https://www.canva.com/photos/search/pond/
    >>> _links("Our Pond in spring", "pondhillprimary") == NO_TOPIC
    True
    """
    topics = (found.group(1).casefold() for found in _TOPIC.finditer(text))
    topic = next((topic for topic in topics if topic.replace(" ", "") not in site), None)
    return NO_TOPIC if topic is None else _LINKS[topic]


PRACTICE = Practice(
    name="review",
    question="Is each picture still needed, and has somebody looked?",
    target="all reviewed within a year; no picture of people unused",
    to_know="Note in the workbook or the list of pictures when each was looked at, and whom it shows.",
    columns={
        "last_reviewed_on": Column(DAY, "when somebody last looked at it"),
        "days_published": Column(
            NUMBER, "since it was published, on the day of the audit", "days", decided_by=("timezone",)
        ),
        "is_reviewed": flag(
            f"somebody looked at it in the last {REVIEWED_WITHIN_DAYS} days; unknown where no day is on record"
        ),
        "lacks_need": flag("people are shown, and nobody has said why the picture is needed, or that it is not"),
        "is_needless": flag(
            "people are shown and it is not needed: somebody says so, or its export says of others why they are needed "
            "and of this one nothing"
        ),
        "is_unused_with_people": flag("people are shown, and no page, post or list uses it"),
        "is_duplicate": flag(
            "another upload of the same channel holds the same picture and comes first", decided_by=("media",)
        ),
        "is_elsewhere": flag(
            "another channel shows the same picture, or one that looks like it; no: all pictures there were compared, "
            "and a copy that is cropped, turned or much brighter is not found",
            decided_by=("media", "looks"),
        ),
        "stock_links": Column(
            TEXT,
            "of one that lacks a need: where to look for another picture, by a topic that stands beside it and names "
            "nobody",
            decided_by=("names",),
        ),
    },
    add=_add,
    rules=(
        Rule(
            name="review.unused",
            practice="review",
            subject="asset@channel",
            severity="medium",
            when=lambda items: items["is_unused_with_people"],
            needs=("is_unused_with_people",),
            problem="People are shown in an upload that no page uses.",
            fixes={"": "Remove"},
            done="The upload is gone from the media library.",
            columns={"shows": "shows", "days_published": "days since it was published"},
        ),
        Rule(
            name="review.needless",
            practice="review",
            subject="asset@channel",
            severity="low",
            when=lambda items: items["is_needless"],
            needs=("is_needless",),
            problem="People are shown in a picture that no reason to keep is on record for.",
            fixes={**dict.fromkeys((*NOT_IN_PLACE, "unused"), "Remove"), "": "Replace with stock"},
            done="A picture without people stands in its place, or the reason why it is needed is on record.",
            columns={"shows": "shows", "days_published": "days since it was published"},
            tells="stock_links",
        ),
    ),
    measures=(
        Measure(
            "is_unused_with_people",
            "Unused, and shows people",
            "An unused upload shows people",
            by_channel=True,
            goal="none",
        ),
        Measure("lacks_need", "Shows people, need not known", "People are shown, and nobody says why it is needed"),
        Measure("is_duplicate", "The same picture again", "A second upload of the same picture"),
        Measure("is_elsewhere", "Also on another channel", "Another channel shows it too, or one that looks like it"),
        Measure(
            "is_reviewed",
            "Looked at within a year",
            f"Somebody looked at it in the last {REVIEWED_WITHIN_DAYS} days",
            by_channel=True,
            good_when_high=True,
            goal="all",
        ),
    ),
)
