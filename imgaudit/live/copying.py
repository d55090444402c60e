"""`copy_site`: the school's own website, page by page, into a folder that an audit reads.

By its sitemaps and its links, nothing that acts, never beyond its bounds; what is known to be there and was not copied
is a row, and makes the copy one in part. :mod:`imgaudit.exports.copies` says what lies where.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd
from tqdm.auto import tqdm

from imgaudit.errors import InputError
from imgaudit.exports.copies import LEDGER, Entry, Ledger, marked, place_of, read_ledger
from imgaudit.files import (
    DOCUMENTS,
    MEDIA,
    STRAY,
    extension,
    kind_of_bytes,
    lines_added,
    locked,
    opened,
    private_file,
    private_folder,
)
from imgaudit.files.naming import alike
from imgaudit.foreign.addresses import host as bare_host
from imgaudit.foreign.webpage import decoded_page
from imgaudit.live import judging
from imgaudit.live.doors import Doors, is_of_platform
from imgaudit.live.fetching import Answer, Visitor, needed
from imgaudit.live.links import as_asked, identity, left_out, links_of, may_be_page, read_sitemap
from imgaudit.live.manners import INTERVAL, agreed, interval_of
from imgaudit.live.visiting import BROWSER, PAGE, confirmed_hosts
from imgaudit.policy import Policy
from imgaudit.tables import COPIED

PAGE_BYTES = 5 << 20
"""So large a page may be: fifty times as large as they are."""
MAX_KNOWN = 100_000
"""So many addresses are remembered; a website that links to more makes them up."""
MAX_QUERIES = 300
"""So many addresses may differ in their query alone."""
MAX_SITEMAPS = 50

OF_MANY = {"sites.google.com": "Google Takeout → Sites"}
"""Hosts that keep many websites apart by their paths alone, and what to use instead."""

_HTML = ("text/html", "application/xhtml+xml", "")
_NOT_READ = frozenset(("refused", "asks_not_to", "too_large", "unknown"))
"""What makes a copy one in part: something may be there."""


class Bounds(NamedTuple):
    """Where a copy ends at the latest: pages and links from the first, megabytes, minutes of one run."""

    pages: int
    depth: int
    megabytes: float
    minutes: float


def copy_site(
    address: str,
    folder: str | os.PathLike[str],
    *,
    policy: Policy | None = None,
    pages: int = 2000,
    depth: int = 20,
    megabytes: float = 500,
    minutes: float = 120,
    pictures: bool = False,
    yes: bool = False,
    progress: bool = True,
    loopback: int | None = None,
    interval: float = INTERVAL,
) -> pd.DataFrame:
    """Copy the school's own website into a folder, as anybody could read it, so that an audit can.

    By its sitemaps and links, on its own host and those that the policy's ``[visit] hosts`` confirms; links that act
    (log out, basket, delete …) or never end (calendars, searches) are not followed. Before the first request it is said
    who is asked, how much and how long, and asked whether to go on. What was broken off goes on where it was.

    Parameters
    ----------
    address
        The website's, such as ``https://fernhollow.example/``.
    folder
        Where to: a new folder, or the one of the copy that is to go on. Another term is another folder.
    policy
        The school's; its table ``[visit]`` names hosts and a contact, and whether robots.txt is obeyed, and what pages
        ask of robots (``nofollow``).
    pages, depth
        So many pages are asked for at most, so many links away from the first page or the sitemap.
    megabytes, minutes
        So much is taken, and so long one run takes. Where any of these bounds is reached the copy is one in part.
    pictures
        Keep pictures, videos and documents of these hosts too; else :func:`visit` asks for them.
    yes
        Do not ask whether to go on, as for a schedule.
    progress
        Show a progress bar.
    loopback, interval
        For tests and demos alone, as of :func:`visit`.

    Returns
    -------
    Table ``copied``: an address a row, with what became of it. The copy is whole where ``not_read`` is nowhere true.
    Empty where somebody said no.

    Raises
    ------
    InputError
        When the address is none of a website, one of a platform, or not one that the policy confirms; when the folder
        holds something else.
    ImgauditError
        When urllib3 or protego is missing, the folder cannot be written to, or somebody else is writing to it.
    """
    policy = Policy() if policy is None else policy
    start, place = as_asked(address if "://" in address else f"https://{address}", ""), Path(folder)
    doors = Doors(frozenset(_hosts(start, address, policy)), loopback)
    if not doors.confirmed(start):
        raise InputError(f"{address} is no address of a website. Write it as https://www.fernhollow.example/.")
    for package in ("urllib3", "protego"):
        needed(package)
    bounds, how = Bounds(pages, depth, megabytes, minutes), policy.visit
    visitor = Visitor(
        doors,
        contact=how.get("contact", ""),
        obey_robots=how.get("obey_robots", True),
        interval=interval_of(interval, loopback),
        version=version("imgaudit"),
    )
    with closing(visitor):
        before = _Copy(visitor, place, start, bounds, pictures=pictures, ledger=_ledger(place, start))
        if not yes and not agreed(before.in_words()):
            return COPIED.empty()
        private_folder(place)
        with locked(place / LEDGER, seconds=0), lines_added(place / LEDGER) as add:
            copy = _Copy(visitor, place, start, bounds, pictures=pictures, ledger=_ledger(place, start))
            add(json.dumps({"begun": _now(), "start": start}))
            with tqdm(disable=not progress, unit="address", desc="copy-site") as bar:
                copy.run(lambda entry: (add(json.dumps(entry)), bar.update()))
            rows = copy.rows()
            left = Counter(
                row["why"] if row["outcome"] in ("left_out", "not_asked") else row["outcome"].replace("_", " ")
                for row in rows
                if row["not_read"]
            )
            add(json.dumps({"ended": _now(), "left": left}))
    return COPIED.frame(pd.DataFrame(rows, columns=[*COPIED.columns]))


def _hosts(start: str, address: str, policy: Policy) -> set[str]:
    own, confirmed = bare_host(start), confirmed_hosts(policy)
    if is_of_platform(urlsplit(start).hostname or ""):
        raise InputError(
            f"{address} is a platform's, whose terms forbid automated visits: use the platform's own export."
        )
    if own in OF_MANY:
        raise InputError(f"{own} holds the websites of many, which are none of the school's: use {OF_MANY[own]}.")
    if confirmed and own not in confirmed:
        raise InputError(
            f"{own} is not among the hosts that the policy confirms as the school's own "
            f"({', '.join(sorted(confirmed))}). Add it to [visit] hosts, if it is."
        )
    return {own, *confirmed}


def _ledger(place: Path, start: str) -> Ledger:
    """What is known of a copy that is to go on; nothing of a new one."""
    if not (place / LEDGER).is_file():
        if place.is_dir() and any(not each.name.startswith(STRAY) for each in place.iterdir()):
            raise InputError(f"{place} holds something else than a copy of a website. Name a new folder.")
        return Ledger()
    with opened(place / LEDGER) as lines:
        ledger = read_ledger(lines)
    if ledger.start and identity(ledger.start) != identity(start):
        raise InputError(f"{place} holds a copy of {ledger.start}, not of {start}. Name a new folder.")
    return ledger


class _Copy:
    """A copy while it is made: what is known of, what is due, what is done."""

    def __init__(
        self, visitor: Visitor, folder: Path, start: str, bounds: Bounds, *, pictures: bool, ledger: Ledger
    ) -> None:
        self.visitor, self.folder, self.start, self.bounds, self.pictures = visitor, folder, start, bounds, pictures
        self.due: dict[str, deque[tuple[str, int]]] = {"sitemap": deque(), "page": deque(), "file": deque()}
        self.known: set[str] = set()
        self.reached: set[str] = set()
        self.done: dict[str, Entry] = {}
        self.left: dict[str, Entry] = {}
        self.taken: set[str] = set()
        self.stale: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.bytes = 0
        self._nothing: dict[str, Answer] = {}
        self.offer("page", start, 0)
        for entry in ledger.entries.values():
            self._learn(entry, is_new=False)

    def in_words(self) -> str:
        """What is going to be asked for, to be agreed to."""
        most = max(0, self.bounds.pages - self.counts["page"])
        minutes = max(1, min(round(self.bounds.minutes), round(most * self.visitor.pace.interval / 60)))
        due = sum(self._key("page", url) not in self.reached for url, _ in self.due["page"])
        before = f" ({self.counts['page']:,} were before, {due:,} more are known)" if self.done else ""
        return (
            f"{', '.join(sorted(self.visitor.doors.hosts))}: at most {most:,} pages will be asked for{before}, one "
            f"after another: {minutes:,} minutes or more for so many, {self.bounds.minutes:,} at most; at most "
            f"{self.bounds.megabytes:,} MB. Go on only if this is the school's own website."
        )

    def run(self, note: Callable[[Entry], object]) -> None:
        """Ask for all that is due, and note each answer."""
        until = time.monotonic() + 60 * self.bounds.minutes
        if not self.counts["sitemap"]:
            for url in self._sitemaps():
                self.offer("sitemap", url, 0)
        asks = {"sitemap": self._sitemap, "page": self._page, "file": self._file}
        for kind, queue in self.due.items():
            while queue:
                url, depth = queue.popleft()
                if (key := self._key(kind, url)) in self.reached:
                    continue
                if bound := self._bound(kind, until):
                    self.left[key] = _left(kind, url, "not_asked", bound, not_read=kind != "file")
                    continue
                try:
                    entry = asks[kind](url, depth)
                except ValueError as error:  # whatever one address does, the others are asked all the same
                    entry = _entry(kind, url, depth, Answer(), "unknown", f"not understood ({type(error).__name__})")
                note(entry)
                self._learn(entry)
        for url, answer in self.visitor.told.items():
            outcome, why = _without_body(answer) or ("copied", "200")
            entry = _entry("robots", url, 0, answer, outcome, why, not_read=False)  # what it keeps from us says so
            if outcome == "copied":
                entry |= self._saved(f"{urlsplit(url).hostname}/robots.txt", answer.body)
            self.done[url] = entry
            note(entry)

    def rows(self) -> list[Entry]:
        """What became of each address; of a website that showed no page at all everything is missing."""
        rows = [*self.done.values(), *self.left.values()]
        if not any(row["kind"] == "page" and row.get("file") for row in rows):
            rows = [row | {"not_read": row["not_read"] or row["address"] == self.start} for row in rows]
        return rows

    def offer(self, kind: str, url: str, depth: int, *, is_asked_not_to: bool = False) -> None:
        """Take an address up, to be asked for; or leave it, with the reason."""
        key = self._key(kind, url)
        if key in self.known:
            return
        told = self._objection(kind, url, depth, is_asked_not_to)
        if len(self.known) + len(self.left) > MAX_KNOWN:
            key, told = "", ("not_asked", f"more than {MAX_KNOWN:,} addresses are linked to: none after this one", True)
        if told:
            self.left[key] = _left(kind, url, *told[:2], not_read=told[2])
            return
        self.left.pop(key, None)
        self.known.add(key)
        self.counts[_without_query(url)] += "?" in url
        self.due[kind].append((url, depth))

    def _objection(self, kind: str, url: str, depth: int, is_asked_not_to: bool) -> tuple[str, str, bool] | None:
        """What becomes of an address that is not asked for, why, and whether something may be lost by it."""
        if not self.visitor.doors.confirmed(url):
            if bare_host(url) in self.visitor.doors.hosts:
                return "elsewhere", "with a password, or on a port that no website is on", False
            return "elsewhere", f"on {bare_host(url)}, which nobody has confirmed as the school's own", False
        if kind == "sitemap" and len(self.due["sitemap"]) + self.counts["sitemap"] >= MAX_SITEMAPS:
            return "not_asked", f"more than {MAX_SITEMAPS} sitemaps", True
        if (told := left_out(url)) and (kind == "page" or not told[1]):
            return ("left_out", *told)
        if kind != "page":
            return None
        if depth > self.bounds.depth:
            return "not_asked", f"stopped at {self.bounds.depth:,} links from the first page", True
        if is_asked_not_to and self.visitor.obeys:
            return "asks_not_to", "the page that leads there asks robots not to follow", True
        if "?" in url and self.counts[_without_query(url)] >= MAX_QUERIES:
            return "left_out", f"more than {MAX_QUERIES} addresses that differ in their query alone", True
        return None

    def _learn(self, entry: Entry, *, is_new: bool = True) -> None:
        """Take up what an entry of the ledger says; what an earlier run did not get is asked for again."""
        kind, url = entry["kind"], entry["address"]
        if kind == "robots":
            return
        keys = {self._key(kind, url), self._key(kind, entry["final"] if entry["file"] else url)}
        self.known |= keys
        is_here = entry["file"] is None or (self.folder / entry["file"]).is_file()
        if is_new or (is_here and entry["outcome"] != "unknown"):
            self._done(entry, keys)
        else:
            self.due[kind].append((url, entry["depth"]))
            self.stale[self._key(kind, url)] = entry["file"] or ""
        for link in entry["links"]:
            self.offer("page", link, entry["depth"] + 1)
        for link in entry["nofollow"]:
            self.offer("page", link, entry["depth"] + 1, is_asked_not_to=True)
        for link in entry["sitemaps"]:
            self.offer("sitemap", link, 0)
        if self.pictures and kind == "page" and entry["file"] and is_here:
            with opened(self.folder / entry["file"]) as page:
                text = _text(page.read(), entry)
            for link in judging.pictures_named(text, links_of(text, entry["final"]).base):
                self.offer("file", link, entry["depth"] + 1)

    def _done(self, entry: Entry, keys: set[str]) -> None:
        self.done[self._key(entry["kind"], entry["address"])] = entry
        self.reached |= keys
        for key in keys:
            self.left.pop(key, None)
        if entry["file"]:
            self.taken.add(alike(entry["file"]))
        old = self.stale.pop(self._key(entry["kind"], entry["address"]), "")
        if old and alike(old) not in self.taken:
            (self.folder / old).unlink(missing_ok=True)  # of what is no page any more
        self.counts[entry["kind"]] += 1
        self.bytes += entry["bytes"]

    def _key(self, kind: str, url: str) -> str:
        """What tells one address from another; one that is not ours to ask is never taken for one that is."""
        return f"{kind} {identity(url) if kind == 'page' and self.visitor.doors.confirmed(url) else url}"

    def _bound(self, kind: str, until: float) -> str:
        """Which bound is reached, if any is."""
        if kind == "page" and self.counts["page"] >= self.bounds.pages:
            return f"stopped at {self.bounds.pages:,} pages"
        if self.bytes >= self.bounds.megabytes * 10**6:
            return f"stopped at {self.bounds.megabytes:,} MB"
        return f"stopped after {self.bounds.minutes:,} minutes" if time.monotonic() >= until else ""

    # ------------------------------------------------------------------------------------------------- asking

    def _sitemaps(self) -> list[str]:
        """Those that robots.txt names, else where they are by custom."""
        home = "{0.scheme}://{0.netloc}".format(urlsplit(self.start))
        answer = self.visitor.robots_txt(f"{home}/robots.txt")
        text = answer.body.decode("utf-8-sig", "replace") if answer.status == 200 and not answer.fault else ""
        named = [as_asked(one, home) for one in needed("protego").Protego.parse(text).sitemaps]
        return [*filter(None, named)] or [f"{home}/sitemap.xml"]

    def _sitemap(self, url: str, depth: int) -> Entry:
        answer = self.visitor.get(url, {"Accept": "application/xml,text/xml,*/*;q=0.8"})
        verdict = _without_body(answer)
        sitemap = None if verdict else read_sitemap(answer.body, answer.hops[-1])
        if verdict or not sitemap:
            outcome, why = verdict or ("no_page", "200, and no sitemap")
            return _entry("sitemap", url, depth, answer, outcome, why)
        return _entry(
            *("sitemap", url, depth, answer, "read", "; ".join(sitemap.faults)),
            links=self._new(sitemap.pages),
            sitemaps=sitemap.further,
            not_read=bool(sitemap.faults),
        )

    def _page(self, url: str, depth: int) -> Entry:
        answer = self.visitor.get(url, {"Accept": PAGE}, limit=PAGE_BYTES)
        outcome, why = self._judged(url, answer)
        entry = _entry("page", url, depth, answer, outcome, why)
        final = entry["final"]
        if outcome == "no_page":
            return self._kept(entry, answer) if self.pictures and kind_of_bytes(answer.body) else entry
        if outcome == "login":  # by where it leads; a page that is only called so is one
            return entry | {"links": self._new([final])}
        if outcome not in ("copied", "unknown") or not _is_html(answer):
            return entry
        links = links_of(_text(answer.body, entry), final, answer.headers.get("x-robots-tag", ""))
        if outcome == "unknown" and links.refresh:
            return entry | {"outcome": "moved", "not_read": False, "links": self._new([links.refresh])}
        if self._key("page", final) in self.reached:
            return entry | {"outcome": "moved", "not_read": False}
        entry |= {"links": self._new(links.followed), "nofollow": self._new(links.nofollow)}
        return entry | self._saved(place_of(final, self.taken), answer.body, url=final)

    def _judged(self, url: str, answer: Answer) -> tuple[str, str]:
        if verdict := _without_body(answer, lambda: self._of_nothing(answer.hops[-1])):
            return verdict
        if not _is_html(answer):
            return "no_page", f"200, and {answer.headers.get('content-type') or 'no type'}: no page"
        is_front = urlsplit(answer.hops[-1]).path in ("", "/") or url == self.start
        nothing = Answer() if is_front else self._of_nothing(answer.hops[-1])
        outcome, why = judging.of_page(answer, nothing)
        if outcome in ("gone", "login"):  # by its words; but a page of pictures has few, and a form beside them or none
            texts = (one.body.decode("utf-8", "replace") for one in (answer, nothing))
            own, others = (judging.pictures_named(text, url) for text in texts)
            outcome = outcome if own <= others else "public"
        return "copied" if outcome == "public" else outcome, why

    def _of_nothing(self, url: str) -> Answer:
        """What this host answers for an address that is none; asked once."""
        home = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if home not in self._nothing:
            self._nothing[home] = self.visitor.get(f"{home}/no-such-{secrets.token_hex(6)}", {"Accept": PAGE})
        return self._nothing[home]

    def _file(self, url: str, depth: int) -> Entry:
        answer = self.visitor.get(url, {"Accept": BROWSER})
        outcome, why = _without_body(answer) or ("copied", "200")
        if outcome == "copied" and kind_of_bytes(answer.body) is None:
            outcome, why = "no_page", "200, and no picture, video or document by its first bytes"
        entry = _entry("file", url, depth, answer, outcome, why, not_read=False)  # its address is in the page
        return self._kept(entry, answer) if outcome == "copied" else entry

    def _kept(self, entry: Entry, answer: Answer) -> Entry:
        ending = extension(urlsplit(entry["final"]).path)
        if ending not in MEDIA | DOCUMENTS:
            ending = entry["type"].partition(";")[0].rpartition("/")[2].strip().lower()
        path = place_of(entry["final"], self.taken, ending if ending.isalnum() else "bin")
        return entry | {"outcome": "copied", "not_read": False, **self._saved(path, answer.body)}

    def _saved(self, path: str, body: bytes, *, url: str = "") -> Entry:
        """Write what came; ``url``: of a page, which is to say where it is from."""
        place = self.folder / path
        private_folder(place.parent)
        with private_file(place) as file:
            file.write_bytes(marked(body, url, datetime.now(UTC)) if url else body)
        return {"file": path, "hash": hashlib.sha256(body).hexdigest()}

    def _new(self, urls: Iterable[str]) -> list[str]:
        """Those of the addresses that the ledger does not name yet; of too many one more, which says so."""
        new = [url for url in dict.fromkeys(urls) if may_be_page(url) and self._is_new(self._key("page", url))]
        return new[: max(1, MAX_KNOWN + 1 - len(self.known) - len(self.left))]

    def _is_new(self, key: str) -> bool:
        return key not in self.known and self.left.get(key, {}).get("outcome") in (None, "asks_not_to")


def _without_body(answer: Answer, nothing: Callable[[], Answer] | None = None) -> tuple[str, str] | None:
    """What is told before the body is looked at; one that is not whole tells nothing."""
    if verdict := judging.without_body(answer, nothing):
        is_elsewhere = answer.kind == "elsewhere" and verdict.outcome == "unknown"
        return ("elsewhere" if is_elsewhere else verdict.outcome), verdict.evidence
    if answer.fault:
        return "unknown", answer.fault
    return None if answer.is_whole else ("too_large", f"200, and larger than {len(answer.body) >> 20} MiB")


def _is_html(answer: Answer) -> bool:
    """Whether it is a page, all of it, by what is sent with it and by its first bytes."""
    head = answer.body[:4096]
    is_text = b"\0" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_markup = b"<" in head if kind in _HTML else kind.endswith("xml") and b"<html" in head.lower()
    is_page = is_markup and is_text and kind_of_bytes(answer.body) is None
    return is_page and answer.status == 200 and answer.is_whole


def _text(body: bytes, entry: Entry) -> str:
    return decoded_page(body, entry["type"])


def _entry(kind: str, url: str, depth: int, answer: Answer, outcome: str, why: str, **more: object) -> Entry:
    is_media = outcome == "no_page" and (kind_of_bytes(answer.body) is not None or b"\0" in answer.body[:4096])
    final = (as_asked(answer.hops[-1], "") if answer.hops else "") or url
    told = {
        "address": url, "final": final, "kind": kind, "outcome": outcome, "why": why,
        "not_read": outcome in _NOT_READ or is_media, "status": answer.status, "at": _now(),
        "type": answer.headers.get("content-type", ""), "bytes": len(answer.body), "file": None, "hash": None,
        "depth": depth, "links": [], "nofollow": [], "sitemaps": [],
    }  # fmt: skip
    return told | more


def _left(kind: str, url: str, outcome: str, why: str, *, not_read: bool) -> Entry:
    return {"address": url, "kind": kind, "outcome": outcome, "why": why, "not_read": not_read}


def _without_query(url: str) -> str:
    return identity(url).partition("?")[0]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
