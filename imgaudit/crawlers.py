"""What websites ask of AI crawlers: a record of each host, and the lines that ask those who are not asked yet."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from imgaudit.foreign.robots import CRAWLERS, NOTHING, robots_home
from imgaudit.frames import require
from imgaudit.practices.visibility import NOBODY
from imgaudit.tables import RECORDS
from imgaudit.wording import counted

ASKED = "asks each known AI crawler to leave the pictures alone"
ASKS_ONLY = "To ask blocks nobody: who does not care for it takes the pictures all the same."
"""What has to stand wherever it is said how to ask."""

PICTURES = "jpe?g|png|gif|webp|avif|heic"
HEADER = "noindex, noimageindex, noai, noimageai"


def asked_of_crawlers(files: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """What each host whose robots.txt somebody has seen asks of AI crawlers about pictures that may show somebody.

    Parameters
    ----------
    files, items
        The tables of an audit.

    Returns
    -------
    Rows of the table ``records``, a host each: ``subject_id`` is the site, ``what`` the host, ``is_asking`` whether all
    are asked to leave all of it alone, ``actual`` the same in words.
    """
    sites = items.loc[~items["shows"].eq("nobody").fillna(False), ["asset_id", "site"]].drop_duplicates("asset_id")
    on_web = files[files["url"].notna()].merge(sites, on="asset_id")
    hosts = on_web["url"].map(_host)
    rows = [
        _record(str(site), str(host), told)
        for (site, host), told in on_web.groupby(["site", hosts])
        if told["crawlers_not_asked"].notna().any()
    ]
    return RECORDS.frame(rows) if rows else RECORDS.empty()


def _host(url: str) -> str:
    return robots_home(url).partition("://")[2].removesuffix("/robots.txt")


def _record(site: str, host: str, told: pd.DataFrame) -> dict[str, object]:
    names = _not_asked(told)
    signals = "; ".join(dict.fromkeys(told.loc[told["robots_signals"].ne(NOTHING), "robots_signals"].dropna()))
    listed = told.loc[told["in_sitemap"].fillna(False).astype(bool), "url"].nunique()
    actual = f"{host} does not ask {', '.join(names)}" if names else f"{host} {ASKED}"
    actual += f", though it says {signals.replace('; ', ' and ')}" if signals and names else ""
    actual += f" (a sitemap lists {counted(listed, 'file')} there)" if listed else ""
    about = {"practice": "visibility", "subject_kind": "site", "subject_id": f"{site}/crawlers", "subject": site}
    is_asking: bool | None = not names
    if is_asking and told["crawlers_not_asked"].isna().any():  # what is asked of the others nobody knows
        is_asking, actual = None, f"{host} {ASKED} of those files that were judged"
    return {**about, "what": host, "expected": ASKED, "actual": actual, "is_asking": is_asking, "site": site}


def _not_asked(files: pd.DataFrame) -> list[str]:
    """The crawlers that are not asked to leave some address alone, in the order of the table."""
    names = set("; ".join(files["crawlers_not_asked"].dropna().unique()).split("; ")) - {NOBODY}
    # One that another version of the table knew is not asked either.
    return [one.name for one in CRAWLERS if one.name in names] + sorted(names - {one.name for one in CRAWLERS})


def robots_lines(names: Iterable[str]) -> str:
    """The lines of robots.txt that ask these crawlers to leave all of a website alone."""
    return "\n".join([*(f"User-agent: {name}" for name in names), "Disallow: /"])


def crawler_lines(files: pd.DataFrame) -> str:
    """What to paste where, so that a website asks AI crawlers and search engines to leave its pictures alone.

    Parameters
    ----------
    files
        ``audit.files``, or those of an inventory that was visited.

    Returns
    -------
    Text: for each host whose robots.txt was seen, by a visit or as it was saved, the lines for those crawlers that it
    does not ask yet; for all, the header by which the files themselves ask. It asks, and blocks nobody.
    """
    require(files, ["crawlers_not_asked", "url"])
    told = files[files["crawlers_not_asked"].notna() & files["url"].notna()]
    parts = [ASKS_ONLY]
    for host, of_host in told.groupby(told["url"].map(_host)):
        place, names = f"https://{host}/robots.txt", _not_asked(of_host)
        parts.append(f"Add to {place}:\n\n{robots_lines(names)}" if names else f"{place} {ASKED}.")
    if len(parts) == 1:
        parts.append("No robots.txt of a website was seen, so nobody knows whom it asks: visit it, or save it.")
    return "\n\n".join([*parts, HOW]) + "\n"


HOW = f"""\
WordPress makes up a robots.txt where none lies in its top folder. Save the one that https://…/robots.txt shows into
that folder with the lines added, or paste them into the robots.txt editor of the plugin for search engines.

The pictures themselves ask, wherever they are linked from, by a header that the web server adds. Apache, in .htaccess:

<FilesMatch "\\.(?i:{PICTURES})$">
    Header set X-Robots-Tag "{HEADER}"
</FilesMatch>

nginx, within server {{ … }}:

location ~* \\.({PICTURES})$ {{
    add_header X-Robots-Tag "{HEADER}";
}}"""
