"""Practice 3: put pictures of pupils behind a password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from imgaudit.frames import DAY, TEXT, Column, decided, flag, is_among, map_values, of_distinct
from imgaudit.practices.practice import (
    BY_VISITS,
    NOT_IN_PLACE,
    Measure,
    Practice,
    Rule,
    Severity,
    When,
    lapsed,
    shows_any,
)

CLOSED = ("password", "private", "draft")
"""Pages that only somebody who is logged in, or knows the password, can open."""

ANSWERS, CACHED, GONE, ASKS_LOGIN = "answers", "answers from a cache alone", "gone", "asks for a login"
"""What an address of a file does, which should be gone: see :mod:`imgaudit.residue`."""
LOGIN_WILL_DO = "gone or behind a login"


NOBODY = "nobody"
"""Whom robots.txt does not ask to stay away, where it asks all."""
NOT_INDEXED = ("noindex", "none", "noimageindex")
"""Words by which a page or file asks search engines not to show it, or its pictures."""
NOT_FOR_AI = ("noai", "noimageai")


def _add(items: pd.DataFrame, _assets: pd.DataFrame, files: pd.DataFrame, _as_of: date) -> pd.DataFrame:
    seen = items["visibility"].mask(items["visibility"].eq("unknown"))
    is_closed = _is(seen, *CLOSED)
    by_visit = items["visited_on"].notna() & seen.notna()
    whence = pd.Series("unknown", index=items.index, dtype="str").mask(seen.notna(), "export").mask(by_visit, "visit")
    return pd.DataFrame(
        {
            "is_open_to_all": _is(seen, "public"),
            "is_unlisted": _is(seen, "unlisted"),
            "is_behind_login": is_closed,
            "is_left_open": _everywhere(is_closed, items["asset_id"]) & _file_is_public(items, files),
            "visibility_from": whence,
            "is_contradicted": _contradicted(items, is_closed.mask(~by_visit)),
            "file_answered_on": _answered_on(items, files),
            "is_visited": ((by_visit | items["page_url"].isna()) & _files_visited(items, files)).astype("boolean"),
            **_asked(items, files),
        }
    )


def _asked(items: pd.DataFrame, files: pd.DataFrame) -> dict[str, pd.Series]:
    """What crawlers and search engines are asked about each placement: by robots.txt, by the files, by the page."""
    addresses = files[files["url"].notna()]
    away = addresses["crawlers_not_asked"].eq(NOBODY).astype("boolean").mask(addresses["crawlers_not_asked"].isna())
    page = items["page_asks"].mask(items["n_pages"].gt(1).fillna(False))  # of one of those pages alone
    told = {
        name: _says(page, words) | _all_of(_says(addresses["file_asks"], words), addresses, items)
        for name, words in (("is_search_asked_away", NOT_INDEXED), ("is_marked_not_for_ai", NOT_FOR_AI))
    }
    listed = {*addresses.loc[addresses["in_sitemap"].fillna(False).astype(bool), "url"]}
    in_sitemap = addresses.loc[addresses["url"].isin(listed), "asset_id"]
    return {
        "is_ai_asked_away": _all_of(away, addresses, items),
        **told,
        "is_in_sitemap": items["asset_id"].isin(in_sitemap).astype("boolean").where(lambda is_so: is_so),
    }


def _says(asks: pd.Series, words: Sequence[str]) -> pd.Series:
    """Whether one of these words is said to all robots; to some alone is not enough."""
    pattern = rf"(?:^|[;\n])\s*(?:{'|'.join(words)})\s*(?:$|[;\n])"
    said = of_distinct(asks, lambda distinct: distinct.fillna("").str.contains(pattern))
    return said.astype("boolean").mask(asks.isna())


def _all_of(flags: pd.Series, files: pd.DataFrame, items: pd.DataFrame) -> pd.Series:
    """Whether it is so of every file of the picture; no where of one it is not; unknown where there is none."""
    rank = flags.astype("Int8").mul(2).fillna(1)
    least = map_values(items["asset_id"], rank.groupby(files["asset_id"], sort=False).min()).fillna(1)
    return least.eq(2).astype("boolean").mask(least.eq(1))


def _is(seen: pd.Series, *visibilities: str) -> pd.Series:
    return seen.isin(visibilities).astype("boolean").mask(seen.isna())


def _everywhere(is_closed: pd.Series, assets: pd.Series) -> pd.Series:
    """Whether no page that shows the picture is open; of one on an open page too it is no secret."""
    # The order yes < unknown < no makes the maximum the answer for all placements together.
    rank = 2 - is_closed.astype("Int8").mul(2).fillna(1)
    worst = rank.groupby(assets, sort=False).transform("max")
    return worst.eq(0).astype("boolean").mask(worst.eq(1))


def _file_is_public(items: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """Whether anyone who has the address of any of its files can open that; no only where it is so of all of them."""
    rank = files["is_public"].astype("Int8").mul(2).fillna(1)
    most = map_values(items["asset_id"], rank.groupby(files["asset_id"], sort=False).max()).fillna(1)
    return most.eq(2).astype("boolean").mask(most.eq(1))


def _contradicted(items: pd.DataFrame, is_closed: pd.Series) -> pd.Series:
    """Whether a visit was shown a page (``is_closed``, as visited) that its export calls closed."""
    exported = items["exported_visibility"]
    return _is(exported.mask(exported.eq("unknown")), *CLOSED) & ~is_closed


def _answered_on(items: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """The last day on which a visit was given a file of the picture."""
    given = files[files["is_public"].fillna(False).astype(bool)]
    return map_values(items["asset_id"], given.groupby("asset_id")["visited_on"].max()).astype("datetime64[ns]")


def _files_visited(items: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """Whether a visit saw of every address of the picture who gets what lies there."""
    addresses = files[files["url"].notna()]
    unseen = addresses.loc[addresses["visited_on"].isna(), "asset_id"]
    return is_among(items["asset_id"], addresses["asset_id"]) & ~is_among(items["asset_id"], unseen)


def _still(state: str) -> When:
    """Whether an address that should be gone does that; unknown where no visit has told since. Other records do not."""

    def when(records: pd.DataFrame) -> pd.Series:
        is_ours = records["practice"].eq("visibility") & records["subject_kind"].eq("asset@channel")
        login_will_do = records["expected"].str.startswith(LOGIN_WILL_DO).fillna(False)
        is_told = records["actual"].notna() & (records["actual"].ne(ASKS_LOGIN) | login_will_do)
        does = records["actual"].eq(state).astype("boolean").where(is_told.fillna(False).astype(bool))
        return does.where(is_ours.fillna(False).astype(bool), False)

    return when


def _left(state: str, severity: Severity, fault: str, problem: str, fix: str, done: str) -> Rule:
    return Rule(
        name=f"visibility.{fault}",
        practice="visibility",
        subject="record",
        severity=severity,
        when=_still(state),
        needs=("practice", "subject_kind", "expected", "actual"),
        problem=problem,
        fixes={"": fix},
        done=done,
        columns={"subject": "address", "expected": "should be", "actual": "a visit saw that it", "checked_on": "on"},
    )


def _shows_pupils(items: pd.DataFrame) -> pd.Series:
    return shows_any(items, "pupils", "both")


def _unless_of_nobody(flag_name: str) -> When:
    """Whom it shows may be unknown: that somebody meant it to be closed is not."""
    return lambda items: items[flag_name] & ~items["shows"].eq("nobody").fillna(False).astype("boolean")


_CLOSE = {**dict.fromkeys((*NOT_IN_PLACE, "unused"), "Remove"), "": "Move behind login"}

PRACTICE = Practice(
    name="visibility",
    question="Who can open pictures of pupils?",
    target="as few open to all as can be; none open by its address while its page is not",
    to_know="Visit the website, and say of pictures whom they show.",
    where=_shows_pupils,
    about=("shows",),
    which="that show pupils, or may",
    columns={
        **decided(
            (BY_VISITS,),
            {
                "is_open_to_all": flag("everyone can open the page or post, and find it"),
                "is_unlisted": flag("everyone who has the address of the page can open it, which protects nobody"),
                "is_behind_login": flag("only who is logged in or knows a password can open the page, as of a draft"),
                "is_left_open": flag(
                    "no page that shows it is open, but anyone who has the address of a file of it can open that"
                ),
            },
        ),
        "visibility_from": Column(
            TEXT,
            "who says who can open the page: a visit that asked for it, else the export; unknown: neither does",
            choices=("visit", "export", "unknown"),
        ),
        "is_contradicted": flag(
            "its export says that the page is closed, and a visit was shown it; unknown without a word of either"
        ),
        "file_answered_on": Column(
            DAY, "the last day on which a visit was given a file of it; empty: that one is public is the export's word"
        ),
        "is_visited": flag("the page and every file of it were asked for, and who gets them is known by that"),
        "is_ai_asked_away": flag(
            "robots.txt asks each known AI crawler to leave every address of it alone, which blocks nobody; unknown "
            "where nobody has seen that robots.txt",
            decided_by=("crawlers",),
        ),
        "is_search_asked_away": flag(
            "the page, or every file of it, asks all robots not to show it in searches (noindex, noimageindex)"
        ),
        "is_marked_not_for_ai": flag("the page, or every file of it, says to all robots noai or noimageai"),
        "is_in_sitemap": flag("a sitemap of the website lists an address of it; unknown: none that was read does"),
    },
    add=_add,
    rules=(
        Rule(
            name="visibility.reachable",
            practice="visibility",
            subject="asset@channel",
            severity="medium",
            when=_unless_of_nobody("is_left_open"),
            needs=("is_left_open", "shows"),
            problem="The page is not open to all, but its picture is: anyone who has the file's address can open it.",
            fixes=_CLOSE,
            done="The file's address asks for a login too, or the file is gone.",
            columns={"visibility": "page is", "file_answered_on": "file was asked for, and came, on"},
        ),
        Rule(
            name="visibility.contradicted",
            practice="visibility",
            subject="item",
            severity="high",
            when=_unless_of_nobody("is_contradicted"),
            needs=("is_contradicted", "shows"),
            problem="The export says that the page is not open to all, but whoever asks for it is shown it.",
            fixes=_CLOSE,
            done="The page asks for a login or password; or, where it is meant to be open, a new export says so.",
            columns={"exported_visibility": "page by its export", "visited_on": "page was asked for, and came, on"},
        ),
        _left(
            ANSWERS,
            "high",
            "residue",
            "Files of a picture that was said to be done still answer: whoever has their addresses can open them.",
            "Remove",
            "None of these addresses answers any more, the smaller sizes and the original among them.",
        ),
        _left(
            CACHED,
            "medium",
            "cached",
            "The website has deleted the file, but a cache in front of it still gives it to everyone.",
            "Purge the cache",
            "The cache is purged, and the address says that nothing is there.",
        ),
        Rule(
            name="visibility.crawlers",
            practice="visibility",
            subject="record",
            severity="low",
            when=lapsed("is_asking"),
            needs=("is_asking",),
            problem="The website does not ask all known AI crawlers to leave its pictures alone. To ask blocks nobody, "
            "but some keep to it.",
            fixes={"": "Change the setting"},
            done='In its robots.txt stand a line "User-agent: NAME" for each of them and, below these, "Disallow: /".',
            columns={"actual": "robots.txt"},
        ),
    ),
    measures=(
        Measure(
            "is_open_to_all",
            "Open to all",
            "Pupils: everyone can open the page",
            by_channel=True,
            goal="limit",
            limit="open_to_all_percent",
        ),
        Measure("is_unlisted", "Open by its link", "Pupils: whoever has the page's link can open it"),
        Measure("is_left_open", "File open, page not", "Pupils: no page is open, but the file is", goal="none"),
        Measure(
            "is_behind_login",
            "Behind a login or password",
            "Pupils: the page asks for a login or password",
            by_channel=True,
            good_when_high=True,
        ),
        Measure(
            "is_visited",
            "Page and files really asked for",
            "Pupils: page and files were really asked for, and it is known who gets them",
            good_when_high=True,
        ),
        Measure(
            "is_ai_asked_away",
            "AI crawlers asked to stay away",
            "Pupils: robots.txt asks every known AI crawler to leave it alone, which blocks nobody",
            good_when_high=True,
        ),
        Measure(
            "is_search_asked_away",
            "Search engines asked not to show it",
            "Pupils: page or files ask search engines not to show it, which blocks nobody",
            good_when_high=True,
        ),
    ),
)
