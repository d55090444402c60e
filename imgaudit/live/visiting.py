"""`visit`: every address of an inventory is asked for once, as anybody could, and what came is measured.

What was seen is kept in a file of its own, an address a row, so that a visit that was broken off goes on where it was,
and an audit reads it without asking again.
"""

from __future__ import annotations

import os
import re
import secrets
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from string import punctuation
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

import pandas as pd
from tqdm.auto import tqdm

from imgaudit.errors import InputError
from imgaudit.exports import Inventory
from imgaudit.exports.combining import OF_ROBOTS, asked_by_robots
from imgaudit.exports.identity import file_at
from imgaudit.files import extension, kind_of_bytes, private_file, private_folder
from imgaudit.foreign.addresses import beside
from imgaudit.foreign.addresses import host as bare_host
from imgaudit.foreign.robots import robots_home, robots_of, wishes
from imgaudit.foreign.webpage import MAX_BYTES as PAGE_BYTES
from imgaudit.foreign.webpage import asks_of, decoded_page
from imgaudit.live import judging
from imgaudit.live.doors import Doors, is_of_platform
from imgaudit.live.fetching import MAX_BYTES, Answer, Visitor, needed
from imgaudit.live.manners import CONNECTIONS, INTERVAL, agreed, interval_of
from imgaudit.media import ENGINE_VERSION
from imgaudit.media.inspection import BY_PARTS
from imgaudit.policy import Policy
from imgaudit.remembering import Memory
from imgaudit.scanning import is_row, measured
from imgaudit.tables import ANSWERED, FILES, ITEMS, MEDIA, OUTCOMES, VISITS, digest

ENGINE, VERSION = "visit", "1"
"""Whose rows in the file of visits are ours."""

BROWSER = "image/avif,image/webp,image/apng,image/*,*/*;q=0.8"
ANYTHING = "*/*"
PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"

FRESH = timedelta(days=1)
"""So long nothing is asked twice."""

MOST_HASHES = 50
"""So many pictures that came from one address are known again."""

LOOKED_AFTER = timedelta(days=400)
"""So long an address is asked for that no export names any more; after that only where it was not gone at last."""

Seen = dict[str, Any]
"""One request and what it told, as it is kept."""


class Address(NamedTuple):
    """One address to ask for: of a picture or video, or of a page.

    - ``page``: one that shows the picture. ``files``: whose address it is, as ``file_id`` and ``asset_id``.
    - ``listed_on``: the day on which an export named it last; empty: one does now.
    """

    url: str
    kind: Literal["file", "page"]
    site: str
    page: str = ""
    files: tuple[tuple[str, str], ...] = ()
    listed_on: str = ""

    @property
    def key(self) -> str:
        """By what it is remembered."""
        return f"{self.kind} {self.url}"


def visit(
    inventory: Inventory,
    *,
    policy: Policy | None = None,
    store: str | os.PathLike[str] | None = None,
    yes: bool = False,
    again: bool = False,
    keep: str | os.PathLike[str] | None = None,
    progress: bool = True,
    loopback: int | None = None,
    interval: float = INTERVAL,
) -> Inventory:
    """See what the public gets: ask for each address as anybody could, and look inside what comes.

    Only hosts that the policy's ``[visit] hosts`` confirms as the school's own are asked, never a platform of others.
    Before the first request it is said which, how many and how long, and asked whether to go on.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave.
    policy
        The school's; its table ``[visit]`` names hosts and a contact, and whether robots.txt is obeyed.
    store
        The file in which answers are kept, owner-only: an address that was asked for within a day is not asked again,
        also after this was broken off, and later only for what changed. ``None`` keeps nothing.
    yes
        Do not ask whether to go on, as for a schedule.
    again
        Ask also for what was asked for today.
    keep
        A folder in which to keep the files that came; default: each is measured and dropped.
    progress
        Show a progress bar.
    loopback, interval
        For tests and demos alone: a port of 127.0.0.1 to which every request goes, whatever host it is for, and the
        seconds between two requests to a host there. The public's hosts are asked once a second, whatever is said here.

    Returns
    -------
    The same inventory with ``visits``, with ``is_public`` of files and ``visibility`` of pages as they were seen,
    ``media`` of what was served, and a file more (``served``) where an address serves another body than the copy on
    this machine, or several. What was not reached stays as the exports tell it.

    Raises
    ------
    InputError
        When no host is confirmed, or a platform's is; the hosts to choose from are named.
    ImgauditError
        When urllib3 or protego is missing.
    """
    policy = Policy() if policy is None else policy
    place = Path(store) if store is not None else None
    plan = plan_visit(inventory, policy, _unlisted(inventory, place))
    if not plan.asked:
        raise InputError(_nobody_asked(plan))
    for package in ("urllib3", "protego"):
        needed(package)
    folder = Path(keep) if keep is not None else None
    if folder:
        private_folder(folder)
    with closing(Memory(place, ENGINE, VERSION, batch=1)) as memory:
        known = _recalled(memory, plan.asked)
        due = [one for one in plan.asked if again or not _is_fresh(known[one.key])]
        if due and not yes and not agreed(plan.in_words(len(due), interval)):
            return inventory
        left = {*due}
        told_apart = {bare_host(one.url) for one in {*plan.asked} - left if _is_answered(_told(known[one.key]))}
        doors = Doors(frozenset(plan.hosts), loopback)
        pause = interval_of(interval, loopback)
        rounds = [
            (Visitor(doors, interval=pause, **how), [one for one in due if one.site in sites])
            for how, sites in _by_manners(policy, {one.site for one in due})
        ]
        with tqdm(total=len(due), disable=not progress, unit="address", desc="visit") as bar:
            for visitor, mine in rounds:
                with closing(visitor):
                    for home in dict.fromkeys(filter(None, (robots_home(one.url) for one in mine))):
                        known[home] = {"asks": _robots(visitor.robots_txt(home))}
                        memory.remember(home, (), known[home])
                    asking = _Asking(visitor, folder, told_apart)
                    for one, seen in chain(_in_threads(asking, mine, known), asking.settled()):
                        known[one.key] = {"seen": seen, **_whose(one), "hashes": _hashes(known[one.key], seen)}
                        memory.remember(one.key, (), known[one.key])
                        bar.update(one in left)
                        left.discard(one)
    return _filled(inventory, plan.asked, known, policy.timezone)


def visited(inventory: Inventory, store: str | os.PathLike[str], *, policy: Policy | None = None) -> Inventory:
    """An inventory with what earlier visits saw; nothing is asked.

    Parameters
    ----------
    inventory
        What :func:`read_inventory` gave.
    store
        The file in which :func:`visit` kept what it saw.
    policy
        The school's: in its time zone a visit has its day.

    Returns
    -------
    The inventory as :func:`visit` returns it: with ``visits``, ``media`` of what was served, ``is_public`` of files and
    ``visibility`` of pages as they were seen.

    Raises
    ------
    InputError
        When the file is not there, or not one of :func:`visit`.
    """
    if not Path(store).is_file():
        raise InputError(f"{store}: there is no such file. Name the one in which visit() keeps what it saw.")
    everything = [*_addresses(inventory), *_unlisted(inventory, Path(store))]
    with closing(Memory(Path(store), ENGINE, VERSION)) as memory:
        known = _recalled(memory, everything)
    return _filled(inventory, everything, known, (policy or Policy()).timezone)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a visit would do.

    - ``asked``: the addresses of confirmed hosts. ``hosts``: those, with how many each.
    - ``others``: hosts that are not asked, with how many addresses each.
    """

    asked: tuple[Address, ...]
    hosts: Mapping[str, int]
    others: Mapping[str, int]

    def in_words(self, due: int, interval: float) -> str:
        """The plan, to be agreed to."""
        busiest = max(self.hosts.values(), default=0) * due / max(1, len(self.asked))
        asked = ", ".join(f"{name} ({count:,})" for name, count in self.hosts.items())
        left = ", ".join(f"{name} ({count:,})" for name, count in [*self.others.items()][:10])
        minutes = max(1, round(busiest * interval / 60))
        return (
            f"{due:,} addresses will be asked for, one after another: {asked}. At least {minutes:,} "
            f"minute{'' if minutes == 1 else 's'}, and longer where an answer has to be checked by more requests."
            f"{f' Not asked: {left}.' if left else ''}"
        )


def plan_visit(inventory: Inventory, policy: Policy, unlisted: Iterable[Address] = ()) -> Plan:
    """Which addresses a visit would ask for, by host; nothing is asked. ``unlisted``: those that no export names.

    Raises :class:`~imgaudit.errors.InputError` where the policy confirms a host of a platform of others.
    """
    asked, hosts, others = [], defaultdict[str, int](int), defaultdict[str, int](int)
    confirmed = {site: confirmed_hosts(policy.for_site(site)) for site in _sites(inventory)}
    for one in (*_addresses(inventory), *unlisted):
        name = bare_host(one.url)
        if name in confirmed.get(one.site, ()):
            asked.append(one)
            hosts[name] += 1
        else:
            others[name] += 1
    return Plan(tuple(asked), dict(hosts), dict(sorted(others.items(), key=lambda pair: -pair[1])))


def confirmed_hosts(policy: Policy) -> set[str]:
    """The hosts that a policy confirms as the school's own.

    Raises :class:`~imgaudit.errors.InputError` where one is that of a platform of others.
    """
    names = {bare_host(f"https://{name}") for name in policy.visit.get("hosts", ())}
    for name in names:
        if is_of_platform(name):
            raise InputError(
                f"[visit] hosts: {name} is a platform's, whose terms forbid automated visits. Take it out of the "
                "policy; what is there is audited from the platform's own export."
            )
    return names


def _nobody_asked(plan: Plan) -> str:
    own = [name for name in plan.others if not is_of_platform(name)]
    if not own:
        return "No address of a website is in this inventory: nothing can be visited."
    return (
        "No host is confirmed as the school's own, so nothing was asked. These are named by the exports: "
        f"{', '.join(f'{name} ({plan.others[name]:,} addresses)' for name in own[:10])}. Write those that are the "
        f'school\'s into its policy.toml: [visit] hosts = ["{own[0]}"].'
    )


def _by_manners(policy: Policy, sites: Iterable[str]) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """How to ask, and for the addresses of which sites."""
    groups: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for site in sites:
        own = policy.for_site(site).visit
        groups[own.get("contact", ""), own.get("obey_robots", True)].add(site)
    for (contact, obey), mine in groups.items():
        yield {"contact": contact, "obey_robots": obey, "version": version("imgaudit")}, mine


def _addresses(inventory: Inventory) -> Iterator[Address]:
    """Every address once, those of files first; each with a page that shows it, for hosts that want to know."""
    items = inventory.items
    shown = items[items["page_url"].notna()].drop_duplicates("asset_id").set_index("asset_id")
    sites = items.drop_duplicates("asset_id").set_index("asset_id")["site"]
    files = inventory.files[inventory.files["url"].fillna("").str.match(r"(?i)https?://[^/]")]
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file, asset, written in files[["file_id", "asset_id", "url"]].itertuples(index=False):
        if asset in sites.index:
            owners[written.partition("#")[0]].append((file, asset))
    for url, whose in owners.items():
        asset = whose[0][1]
        yield Address(url, "file", sites[asset], shown["page_url"].get(asset, ""), tuple(whose))
    done = {*owners}
    pages = items[items["page_url"].fillna("").str.match(r"(?i)https?://[^/]")]
    for site, written in pages[["site", "page_url"]].drop_duplicates().itertuples(index=False):
        url = written.partition("#")[0]
        if url not in done:
            done.add(url)
            yield Address(url, "page", site)


def _sites(inventory: Inventory) -> set[str]:
    return {*inventory.items["site"].dropna(), *inventory.sources["site"].dropna()}


def _whose(one: Address) -> dict[str, Any]:
    """What is kept of an address, so that it is known whose it was when no export names it any more."""
    return {"site": one.site, "files": one.files, "listed_on": one.listed_on or datetime.now(UTC).date().isoformat()}


def _is_current(media: dict[str, Any]) -> bool:
    """Whether a file was measured as it is now: the hash of two files is only the same if it was made in one way."""
    is_by_parts = str(media.get("content_hash")).startswith(BY_PARTS)
    return media.get("engine") == ENGINE_VERSION and is_by_parts == bool(media.get("image_hash"))


def _hashes(row: Any, seen: Iterable[Seen] = ()) -> list[str]:
    """Of the pictures that came from an address until now: one that is gone, or another one by now, is known again."""
    then = row.get("hashes") if isinstance(row, dict) else None
    now = [one["media"]["image_hash"] for one in seen if one["media"] and one["media"]["image_hash"]]
    return [*(each for each in (then or ()) if isinstance(each, str) and each not in now), *now][-MOST_HASHES:]


def _unlisted(inventory: Inventory, place: Path | None) -> Iterator[Address]:
    """Addresses of files that were asked for before and that no export names now: they may answer all the same."""
    if place is None or not place.is_file():
        return
    listed, sites = {one.key for one in _addresses(inventory)}, _sites(inventory)
    with closing(Memory(place, ENGINE, VERSION)) as memory:
        kept = {key: memory.recall(key, ()) for key in sorted(memory.paths()) if key not in listed}
    for key, row in kept.items():
        kind, _, url = key.partition(" ")
        with suppress(KeyError, TypeError, ValueError):
            files = tuple((str(file), str(asset)) for file, asset in row["files"])
            age = datetime.now(UTC).date() - date.fromisoformat(row["listed_on"])
            is_over = {seen["outcome"] for seen in _told(row)} <= {"gone"} and age > LOOKED_AFTER
            if kind == "file" and row["site"] in sites and files and not is_over:
                yield Address(url, "file", row["site"], files=files, listed_on=row["listed_on"])


def _recalled(memory: Memory, addresses: Sequence[Address]) -> dict[str, Any]:
    """What is kept of addresses, by key, and of robots.txt of their hosts, by where it is."""
    homes = {robots_home(one.url) for one in addresses} - {""}
    return {key: memory.recall(key, ()) for key in [*(one.key for one in addresses), *sorted(homes)]}


def _is_robots(row: Any) -> bool:
    return isinstance(row, dict) and {*row} == {"asks"} and isinstance(row["asks"], str | None)


def _robots(answer: Answer) -> str | None:
    """What a robots.txt asks, as it was answered; ``None`` where nobody can say."""
    is_unknown = answer.fault or judging.is_challenge(answer)
    return None if is_unknown else robots_of(answer.status, answer.body)


def _is_fresh(row: Any) -> bool:
    return all(timedelta(0) <= _age(seen) < FRESH for seen in _told(row)) and bool(_told(row))


def _age(seen: Seen) -> timedelta:
    try:
        return datetime.now(UTC) - datetime.fromisoformat(seen["visited_at"])
    except (KeyError, TypeError, ValueError):
        return timedelta.max


def _told(row: Any) -> list[Seen]:
    """What is kept of one address; nothing where that is not what we write."""
    seen = row.get("seen") if isinstance(row, dict) else None
    return seen if isinstance(seen, list) and all(map(_is_seen, seen)) else []


def _is_seen(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and {*_KEPT} - {"asks"} <= {*one} <= {*_KEPT}  # a visit of before did not look for what is asked
        and isinstance(one.get("asks"), str | None)
        and _age(one) < timedelta.max
        and one["outcome"] in OUTCOMES
        and all(isinstance(one[name], str) for name in ("accept", "evidence"))
        and isinstance(one["validators"], dict)
        and all(isinstance(text, str) for pair in one["validators"].items() for text in pair)
        and (one["media"] is None or is_row(one["media"]))
    )


def _is_answered(seen: Iterable[Seen]) -> bool:
    return any(one["outcome"] in ANSWERED for one in seen)


_DOUBT = {"outcome": "unknown", "evidence": "the host says the same to every address, its front page among them"}

_KEPT = ("accept", "visited_at", "outcome", "evidence", "validators", "media", "asks")


# ------------------------------------------------------------------------------------------------- asking


def _in_threads(asking: _Asking, due: list[Address], known: Mapping[str, Any]) -> Iterator[tuple[Address, list[Seen]]]:
    """Each address with what was seen, as they are ready; two at a time a host, for the pace is the host's."""
    by_host: dict[str, list[Address]] = defaultdict(list)
    for one in reversed(due):
        by_host[bare_host(one.url)].append(one)
    with ThreadPoolExecutor(max_workers=min(16, CONNECTIONS * max(1, len(by_host)))) as pool:
        running: dict[Future[list[Seen]], tuple[str, Address]] = {}

        def start(name: str) -> None:
            if by_host[name]:
                one = by_host[name].pop()
                running[pool.submit(asking, one, _told(known[one.key]))] = (name, one)

        try:
            for name in [*by_host] * CONNECTIONS:
                start(name)
            while running:
                ready, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ready:
                    name, one = running.pop(future)
                    yield one, future.result()
                    start(name)
        finally:
            asking.visitor.pace.over.set()  # whoever breaks it off waits for no turn of others
            pool.shutdown(wait=False, cancel_futures=True)


class _Asking:
    """Asks for one address, as often as it takes to know what the public gets.

    ``told_apart``: hosts that are known to tell their addresses apart, by a picture or page of theirs.
    """

    def __init__(self, visitor: Visitor, folder: Path | None, told_apart: Iterable[str] = ()) -> None:
        self.visitor, self.folder, self.told_apart = visitor, folder, {*told_apart}
        self._nothing: dict[str, Answer] = {}
        self._front: dict[str, Answer] = {}
        self._doubted: list[tuple[Address, list[Seen]]] = []

    def __call__(self, one: Address, before: list[Seen]) -> list[Seen]:
        try:
            seen = self._page(one) if one.kind == "page" else self._file(one, before)
            if _is_answered(seen):
                self.told_apart.add(bare_host(one.url))
            elif any(each["outcome"] == "gone" for each in seen) and not self._tells_apart(one.url):
                self._doubted.append((one, seen))
                return [each | _DOUBT if each["outcome"] == "gone" else each for each in seen]
        except Exception as error:  # noqa: BLE001 - whatever one address does, the others are asked all the same
            return [_seen(ANYTHING, judging.Verdict("unknown", f"not understood ({type(error).__name__})"), Answer())]
        return seen

    def settled(self) -> Iterator[tuple[Address, list[Seen]]]:
        """What is gone after all: something else came from its host, later on."""
        yield from ((one, seen) for one, seen in self._doubted if bare_host(one.url) in self.told_apart)

    def _tells_apart(self, url: str) -> bool:
        """Whether a host says something else of what it has than of what it has not; else nothing of it is gone."""
        name = bare_host(url)
        if name in self.told_apart:
            return True
        if name not in self._front:
            home = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
            self._front[name] = self.visitor.get(home, {"Accept": PAGE})
        nothings = [one for one in [*self._nothing.values()] if bare_host(one.hops[0]) == name]
        return judging.tells_apart(self._front[name], nothings)

    def _page(self, one: Address) -> list[Seen]:
        answer = self.visitor.get(one.url, {"Accept": PAGE})
        nothing = partial(self._of_nothing, one.url, PAGE)
        verdict = judging.without_body(answer, nothing) or judging.of_page(answer, nothing())
        return [_seen(PAGE, verdict, answer, _page_asks(answer))]

    def _file(self, one: Address, before: list[Seen]) -> list[Seen]:
        first, varies = self._body(one, BROWSER, before)
        if not varies:
            return [first]
        second, _ = self._body(one, ANYTHING, before)
        is_same = (second["media"] or {}).get("content_hash") == (first["media"] or {}).get("content_hash")
        return [first] if is_same and second["outcome"] == first["outcome"] else [first, second]

    def _body(self, one: Address, accept: str, before: list[Seen]) -> tuple[Seen, bool]:
        """What one way of asking gets, and whether another may get another file."""
        # What an older engine measured is fetched and measured anew: it may have overlooked what we find.
        known = [seen for seen in before if _is_current(seen["media"] or {})]
        then = next((seen for seen in known if seen["accept"] == accept), None)
        headers = {"Accept": accept, **(then["validators"] if then else {})}
        answer, how = self.visitor.get(one.url, headers), ""
        # Websites that let no other site show their pictures say so by any of these.
        is_barred = answer.status in (403, 404, 410) and not judging.is_challenge(answer)
        if is_barred and one.page and self.visitor.doors.confirmed(one.page):
            named = self.visitor.get(
                one.url, {**headers, "Referer": quote(one.page.partition("#")[0], safe=punctuation)}
            )
            if named.status in (200, 304):
                answer, how = named, ", where the page that shows it is named"
        if answer.status == 304 and then:
            verdict = self._behind(one.url, accept, answer, "304: unchanged since it was seen last")
            varies = judging.varies(answer.headers) or len(before) > 1
            kept = {"media": then["media"], "validators": then["validators"]}
            return {**_seen(accept, verdict, answer), **kept}, varies
        nothing = partial(self._of_nothing, one.url, accept) if kind_of_bytes(answer.body) else None
        if told := judging.without_body(answer, nothing):
            return _seen(accept, told, answer), False
        row, verdict = self._of_body(one, accept, answer, how)
        seen = {**_seen(accept, verdict, answer), "media": row}
        if row is None:
            return seen, False
        if self.folder:
            self._keep(one.url, accept, answer, row)
        ending = extension(one.url.partition("?")[0]).replace("jpg", "jpeg")
        return seen, judging.varies(answer.headers) or (ending in ("jpeg", "png", "gif") and row["format"] != ending)

    def _of_body(
        self, one: Address, accept: str, answer: Answer, how: str
    ) -> tuple[dict[str, Any] | None, judging.Verdict]:
        """What a body holds, where it is what the public gets, and what it means."""
        if answer.fault:  # ended early, or packed so that nobody can tell
            return None, judging.Verdict("unknown", answer.fault)
        row, nothing = measured(answer.body, len(answer.body)), self._of_nothing(one.url, accept)
        if not row["format"]:
            return None, judging.of_text(answer, nothing)
        if not answer.is_whole:
            length = answer.headers.get("content-length", "")
            if not re.fullmatch(r"[0-9]{1,15}", length) or "content-encoding" in answer.headers:
                text = f"stopped after {MAX_BYTES >> 20} MiB of an answer that does not say how long it is"
                return None, judging.Verdict("unknown", text)
            row = _of_part(row, int(length))
        if max(row["width_px"] or 99, row["height_px"] or 99) <= judging.TINY_PX:
            return None, judging.Verdict("placeholder", f"200, and {row['width_px']} × {row['height_px']} px")
        if nothing.status == 200 and nothing.body == answer.body:
            return None, judging.Verdict("placeholder", "200, and the picture that stands for any missing one")
        return row, self._behind(one.url, accept, answer, f"200{how}{judging.way(answer)}")

    def _behind(self, url: str, accept: str, answer: Answer, text: str) -> judging.Verdict:
        """That it is public, and whether it is so by a cache alone."""
        if judging.is_from_cache(answer.headers):
            behind = self.visitor.get(_past_caches(url), {"Accept": accept})
            if behind.status in (404, 410):
                told = f"{answer.status} from a cache; behind it {behind.status}: purge the cache"
                return judging.Verdict("cached", told)
        return judging.Verdict("public", text)

    def _of_nothing(self, url: str, accept: str) -> Answer:
        """What this folder answers for an address that is none; asked once."""
        folder = url.partition("?")[0].rpartition("/")[0]
        ending = "" if accept == PAGE else "." + url.partition("?")[0].rpartition(".")[2][:5]
        key = f"{folder} {ending}"
        if key not in self._nothing:
            name = f"no-such-{secrets.token_hex(6)}{ending if ending.isascii() and '/' not in ending else ''}"
            self._nothing[key] = self.visitor.get(beside(f"{folder}/x", name), {"Accept": accept})
        return self._nothing[key]

    def _keep(self, url: str, accept: str, answer: Answer, row: Mapping[str, Any]) -> None:
        assert self.folder is not None
        name = f"{digest(url, accept)}.{row['format']}"
        with private_file(self.folder / name) as file:
            file.write_bytes(answer.body)


def _page_asks(answer: Answer) -> list[str] | None:
    """What a page asks of robots in its body; ``None`` where not all of it came, or it is larger than pages are."""
    if not answer.is_whole or len(answer.body) > PAGE_BYTES:
        return None
    return asks_of(decoded_page(answer.body, answer.headers.get("content-type", "")))


def _seen(accept: str, verdict: judging.Verdict, answer: Answer, asks: Sequence[str] | None = ()) -> Seen:
    """``asks``: what the body asks of robots, beside its header; ``None``: not all of it came."""
    header = answer.headers.get("x-robots-tag")
    # That a file is unchanged many servers say without the headers that went with it.
    is_told = verdict.outcome in ANSWERED and asks is not None and (answer.status == 200 or header is not None)
    return {
        "accept": accept,
        "visited_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "outcome": verdict.outcome,
        "evidence": verdict.evidence,
        "validators": judging.validators_of(answer.headers),
        "media": None,
        "asks": wishes([*(header or "").splitlines(), *(asks or ())]) if is_told else None,
    }


def _past_caches(url: str) -> str:
    """The address with a word that no cache knows, so that the website itself has to answer."""
    return f"{url}{'&' if '?' in url else '?'}imgaudit={secrets.token_hex(4)}"


def _of_part(row: Mapping[str, Any], size: int) -> dict[str, Any]:
    """What the beginning of a file tells: a yes is final, a no needs every byte."""
    flags = {name: True if row[name] else None for name in row if name.startswith("has_")}
    return {
        **row,
        **flags,
        "status": "too_large",
        "error": f"{size:,} bytes: only the first {MAX_BYTES >> 20} MiB were looked at.",
        "bytes": size,
        "content_hash": None,
        "image_hash": None,
    }


# ------------------------------------------------------------------------------------------------- filling in


def _filled(inventory: Inventory, asked: Sequence[Address], known: Mapping[str, Any], timezone: str) -> Inventory:
    """The inventory with what was seen."""
    told = {(one.kind, one.url): _told(known.get(one.key)) for one in asked}
    inventory = _unseen(inventory)
    files: list[dict[Hashable, Any]] = []
    media, visits = [], []
    is_public = inventory.files["is_public"].astype("boolean").copy()
    file_seen: dict[str, pd.Timestamp] = {}
    file_asks: dict[str, str | None] = {}
    sites = inventory.items.drop_duplicates("asset_id").set_index("asset_id")["site"]
    for at, row in enumerate(inventory.files.to_dict("records")):
        url = row["url"].partition("#")[0] if isinstance(row["url"], str) else ""
        seen = told.get(("file", url), [])
        for number, one in enumerate(seen):
            file_id = row["file_id"]
            if one["media"] and (number or isinstance(row["path"], str)):
                file_id = file_at(row["asset_id"], f"{url} as {one['accept']}")
                seen_on = _day(one, timezone)
                served: dict[Hashable, Any] = {"role": "served", "path": None, "is_public": True, "visited_on": seen_on}
                files.append({**row, "file_id": file_id, **served, "file_asks": one.get("asks")})
            if one["media"]:
                media.append({**one["media"], "file_id": file_id})
            whose = (str(sites.get(row["asset_id"], "")), row["file_id"], row["asset_id"])
            visits.append(_visit(url, one, *whose, before=_hashes(known.get(f"file {url}"))))
        if answer := _opens([one["outcome"] for one in seen]):
            is_public.iloc[at] = answer == "yes"
            file_seen[row["file_id"]] = _day(seen[0], timezone)
            file_asks[row["file_id"]] = seen[0].get("asks")
    pages = {url: seen[0] for (kind, url), seen in told.items() if kind == "page" and seen}
    pages_sites = {one.url: one.site for one in asked if one.kind == "page"}
    visits += [_visit(url, seen, pages_sites[url]) for url, seen in pages.items()]
    for was in (one for one in asked if one.listed_on):
        before = _hashes(known.get(was.key))
        visits += [
            _visit(was.url, seen, was.site, *file, before=before)
            for seen in told["file", was.url]
            for file in was.files
        ]
    days = pd.to_datetime(inventory.files["file_id"].map(file_seen))
    asks = inventory.files["file_id"].map(file_asks).astype("str")
    files_asks = inventory.files.assign(is_public=is_public, visited_on=days, file_asks=asks)
    listed = _with(files_asks, files).drop_duplicates("file_id")
    by_robots = asked_by_robots(listed["url"], {home: [row["asks"]] for home, row in known.items() if _is_robots(row)})
    listed = listed.assign(**{name: by_robots[name].fillna(listed[name]) for name in by_robots})
    # What came over the network is surer than what an export tells of a file nobody had.
    older = inventory.media[~inventory.media["file_id"].isin([one["file_id"] for one in media])]
    return replace(
        inventory,
        items=ITEMS.frame(_as_seen(inventory.items, pages, timezone)),
        files=FILES.frame(listed),
        media=MEDIA.frame(_with(older, media).drop_duplicates("file_id")),
        visits=VISITS.frame(_with(inventory.visits, visits).drop_duplicates([*VISITS.key], keep="last")),
    )


def _as_seen(items: pd.DataFrame, pages: Mapping[str, Seen], timezone: str) -> pd.DataFrame:
    """The placements, their pages as open as they were seen, with what their exports say of that beside it."""
    seen = items["page_url"].map(lambda url: pages.get(url.partition("#")[0]) if isinstance(url, str) else None)
    shown = seen.map(lambda one: _VISIBILITY.get(one["outcome"]) if isinstance(one, dict) else None)
    asks = seen.map(lambda one: one.get("asks") if isinstance(one, dict) else None).astype("str")
    exported = items["exported_visibility"].fillna(items["visibility"])
    # Whether a page that everyone can open can be found too, no visit sees.
    shown = shown.mask(shown.eq("public") & exported.eq("unlisted"), "unlisted")
    days = seen.map(lambda one: _day(one, timezone) if isinstance(one, dict) else None)
    return items.assign(
        visibility=shown.fillna(items["visibility"]).astype("str"),
        exported_visibility=exported.where(shown.notna()),
        visited_on=pd.to_datetime(days.where(shown.notna())),
        page_asks=asks.fillna(items["page_asks"]),
    )


def _unseen(inventory: Inventory) -> Inventory:
    """The inventory without what an earlier visit saw: that is not what the public gets now."""
    files, visits, items = inventory.files, inventory.visits, inventory.items
    if visits.empty:
        return inventory
    is_served = files["role"].eq("served").fillna(False).astype(bool)
    is_asked = is_served | (files["file_id"].isin(visits["file_id"]) & files["path"].isna())
    is_url_asked = files["url"].isin(visits.loc[visits["asset_id"].notna(), "url"])
    is_page = items["visited_on"].notna()
    unseen = {name: files[name].mask(is_url_asked) for name in ("is_public", *OF_ROBOTS)}
    files = files.assign(**unseen, file_asks=None, visited_on=None)
    return replace(
        inventory,
        items=items.assign(
            visibility=items["visibility"].mask(is_page, "unknown"),
            page_asks=items["page_asks"].mask(is_page),
            visited_on=None,
        ),
        files=files[~is_served].reset_index(drop=True),
        media=inventory.media[~inventory.media["file_id"].isin(files.loc[is_asked, "file_id"])],
    )


_VISIBILITY = {"public": "public", "cached": "public", "login": "password"}
"""What a page is by its outcome. A page that is gone, or refuses us alone, proves nothing of who else can open it."""


def _day(seen: Seen, timezone: str) -> pd.Timestamp:
    """The day on which something was seen, where the school is."""
    return pd.Timestamp(seen["visited_at"]).tz_convert(timezone).tz_localize(None).normalize()


def _opens(outcomes: list[str]) -> str:
    if {*ANSWERED} & {*outcomes}:
        return "yes"
    return "no" if outcomes and {*outcomes} <= {"login", "gone"} else ""


def _visit(
    url: str,
    seen: Seen,
    site: str,
    file_id: str | None = None,
    asset_id: str | None = None,
    *,
    before: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "url": url,
        "accept": seen["accept"],
        "visited_at": pd.Timestamp(seen["visited_at"]),
        "file_id": file_id,
        "asset_id": asset_id,
        "site": site,
        "outcome": seen["outcome"],
        "evidence": seen["evidence"],
        "image_hashes": ";".join(_hashes({"hashes": before}, [seen])) or None,
        "validators": "\n".join(f"{name}: {value}" for name, value in seen["validators"].items()) or None,
    }


def _with(frame: pd.DataFrame, rows: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True) if rows else frame
