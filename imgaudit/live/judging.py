"""What an answer means. A wrong *public* or *gone* is the worst this can do: whatever is in doubt is *unknown*."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from imgaudit.files import MEDIA, extension, kind_of_bytes
from imgaudit.foreign.webpage import MAX_BYTES, decoded_page, read_page
from imgaudit.foreign.xml import decoded_head, root_of
from imgaudit.live.fetching import Answer
from imgaudit.live.links import as_asked


class Verdict(NamedTuple):
    """One of :data:`imgaudit.tables.OUTCOMES`, and what it was seen by."""

    outcome: str
    evidence: str


TINY_PX = 2
"""A picture no larger than this stands in the place of another."""

_LOGIN_PATH = re.compile(
    r"(?i)(?:^|[/._-])(?:log-?in|log-?on|sign-?in|wp-login|sso|saml2?|oauth2?|authorize|adfs|account/login)(?:$|[/._?-])"
)
_LOGIN_HOST = re.compile(r"(?i)^(?:login|signin|sso|auth|accounts|idp|adfs|id)\.")
_PASSWORD_FIELD = re.compile(rb"""(?i)<input\b[^>]*\btype\s*=\s*["']?password|post-password-form""")
_CHALLENGE = re.compile(
    rb"(?i)just a moment|cf[-_]chl|captcha|checking your browser|enable javascript|verify(?:ing)? (?:that )?you are"
    rb"|are you (?:a )?human|ddos|attention required|request unsuccessful|access denied|pardon our interruption"
    rb"|bot (?:detect|protect)|incident id|security check|accept (?:all )?cookies to continue"
)
_BUSY = re.compile(
    rb"(?i)too many (?:connections|requests)|database connection|try (?:again|later)|temporar|maintenance|timed? ?out"
    rb"|overload|unavailable|back (?:soon|shortly)|internal (?:server )?error|fatal error|rate limit"
    rb"|(?:in|from) your (?:country|region|location)"
)
_NOT_FOUND = re.compile(
    rb"(?i)not (?:be )?found|\b404\b|\b410\b|no longer (?:exists|available)|does(?:n't| not) exist|cannot be found"
    rb"|heb ei (?:ganfod|chanfod)"
)
_SHOWN = re.compile(
    rb"(?is)<title[^>]*>(.*?)</title>|<h1[^>]*>(.*?)</h1>|\"(?:message|error|title|detail)\"\s*:\s*\"(.*?)\""
)
_OF_PAGES = frozenset(("html", "head", "body", "title", "p", "h1"))
_LOOK = 1 << 16
_SHORT = 1500
"""Letters of a page that says little more than what its form asks for."""
_LEADS_ON = re.compile(rb"(?i)http-equiv\s*=\s*[\"']?refresh|location\s*(?:\.\s*(?:href|replace|assign)|=)")


def way(answer: Answer) -> str:
    """Over which addresses it led, as evidence has it; empty where it led nowhere else."""
    return f", over {' → '.join(answer.hops)}" if len(answer.hops) > 1 else ""


def without_body(answer: Answer, nothing: Callable[[], Answer] | None = None) -> Verdict | None:
    """What status, headers and hops tell; None where the body has to say.

    ``nothing`` asks what an address gets that is none: a status that says *no* is not believed where the body gives
    what only this address has.
    """
    told = _by_status(answer)
    is_no = told is not None and told.outcome in ("gone", "login") and answer.status in (401, 404, 410)
    if is_no and nothing and _gives_its_own(answer, nothing):
        return Verdict("unknown", f"{answer.status}, and with it what no missing address gets{way(answer)}")
    return told


def _gives_its_own(answer: Answer, nothing: Callable[[], Answer]) -> bool:
    if kind_of_bytes(answer.body):
        return answer.body != nothing().body
    return _shows_its_own(answer) and _shows_its_own(answer, nothing())


def _by_status(answer: Answer) -> Verdict | None:
    final = answer.hops[-1] if answer.hops else ""
    over = way(answer)
    if answer.kind in ("asks_not_to", "unknown", "lost"):
        return Verdict("unknown" if answer.kind == "lost" else answer.kind, answer.fault + over)
    if answer.kind == "private":
        return Verdict("refused", f"{answer.fault}: not followed{over}")
    if answer.kind == "elsewhere":
        if len(answer.hops) > 1 and looks_like_login(final):
            return Verdict("login", f"leads to a page to log in, {final}")
        return Verdict("unknown", f"{answer.fault}: not followed{over}")
    if answer.status == 0:
        return Verdict("unknown", answer.fault)
    if is_challenge(answer):
        return Verdict(
            "unknown", f"{answer.status}: the host asks whether we are human; ask it to let imgaudit through"
        )
    if answer.status in (401, 407) or (answer.status != 200 and _led_to_login(answer)):
        return Verdict("login", f"{answer.status}{over}")
    if answer.status in (404, 410):
        return Verdict("gone", f"{answer.status}{over}")
    if answer.status == 451:
        return Verdict("refused", f"451, for legal reasons{over}")
    if answer.status == 403:
        is_login = bool(_PASSWORD_FIELD.search(answer.body[:_LOOK]))
        return Verdict("login" if is_login else "refused", f"403{over}")
    if answer.status != 200:
        return Verdict("unknown", f"{answer.status}{over}" + (f": {answer.fault}" if answer.fault else ""))
    return None


def _led_to_login(answer: Answer) -> bool:
    return len(answer.hops) > 1 and looks_like_login(answer.hops[-1]) and not looks_like_login(answer.hops[0])


def looks_like_login(url: str) -> bool:
    """Whether an address is that of a page to log in.

    >>> looks_like_login("https://fernhollow.example/wp-login.php?redirect_to=a.jpg")
    True
    >>> looks_like_login("https://fernhollow.example/2025/logins-day.jpg")
    False
    """
    parts = urlsplit(url)
    if extension(parts.path) in MEDIA:
        return False
    return bool(_LOGIN_PATH.search(parts.path) or _LOGIN_HOST.search(parts.hostname or ""))


def is_challenge(answer: Answer) -> bool:
    """Whether something between us and the page wants to know whether we are human."""
    if "challenge" in answer.headers.get("cf-mitigated", "").lower():
        return True
    if answer.status in (404, 410):  # a page that is not found has forms and scripts as any other has
        return bool(_CHALLENGE.search(_shown(answer))) or (
            len(words := _bare(answer)) < _SHORT and bool(_CHALLENGE.search(words))
        )
    return answer.status in (403, 429, 503) and bool(_CHALLENGE.search(answer.body[:_LOOK]))


def of_text(answer: Answer, nothing: Answer) -> Verdict:
    """What a text in a picture's place means; ``nothing`` is what its folder answers for an address that is none."""
    head = answer.body[:_LOOK]
    what = answer.headers.get("content-type", "no type").partition(";")[0]
    if _led_to_login(answer):
        return Verdict("login", f"200{way(answer)}")
    root = root_of(decoded_head(head)).lower()
    if root == "svg":
        return Verdict("unknown", "200, and a drawing that was not read")
    if _shows_its_own(answer, nothing):
        return Verdict("unknown", "200, and a page that shows pictures of its own in place of a picture")
    shown = _shown(answer) or (head if len(head) < 500 else b"")
    if _PASSWORD_FIELD.search(head):
        if len(_bare(answer)) < _SHORT and not _NOT_FOUND.search(shown):
            return Verdict("login", "200, and a page that asks for a password")
        return Verdict("unknown", "200, and a page that asks for a password among other things")
    if _leads_on(answer):
        return Verdict("unknown", "200, and a page that leads on by itself")
    if _CHALLENGE.search(head) or _BUSY.search(head):
        return Verdict("unknown", "200, and a page that asks for patience or for a human")
    if answer.body and is_alike(answer, nothing):
        return Verdict("gone", "200, and the page that stands for any address that is none")
    if _NOT_FOUND.search(shown):
        return Verdict("gone", "200, and a page that says it is not found")
    if not answer.body:
        return Verdict("unknown", "200, and nothing")
    # Some pictures are written in letters: only what is known to be something else is none.
    if what.startswith(("image/", "video/")) and (root in _OF_PAGES or head.lstrip()[:1] in (b"{", b"[")):
        return Verdict("gone", f"200 as {what}, and by its first bytes no picture but a text")
    return Verdict("unknown", f"200, and {what} in place of a picture")


def _leads_on(answer: Answer) -> bool:
    is_short = len(_bare(answer)) < _SHORT
    return is_short and (bool(_LEADS_ON.search(answer.body[: 4 * _LOOK])) or "refresh" in answer.headers)


def is_alike(one: Answer, other: Answer) -> bool:
    """Whether two answers are the same page, but for what a page writes anew each time (addresses, times, tokens)."""
    if other.status != one.status or not other.body or one.hops[1:] != other.hops[1:]:
        return False
    # A page without a word is one that scripts fill, or that asks whether we are human: of what was asked for, nothing
    return _bare(one) == _bare(other) != b""


def _bare(answer: Answer) -> bytes:
    """The words of a page without what was asked for, however much of its address is written there."""
    text, asked = answer.body[: 4 * _LOOK], answer.hops[0] if answer.hops else ""
    for part in (asked, urlsplit(asked).path, asked.rsplit("/", 1)[-1]):
        text = text.replace(part.encode(), b"") if part != "/" else text
    text = re.sub(rb"(?is)<(script|style)\b.*?</\1>|<[^>]*>", b" ", text)
    return re.sub(rb"[\d\s/]+", b" ", text).strip()


def pictures_named(text: str, base: str, *, is_shown: bool = False) -> set[str]:
    """The addresses of pictures, videos and documents that a page names, or only of those that it shows."""
    uses = (use for use in read_page(text).uses if not use.is_embedded and (use.is_shown or not is_shown))
    found = (as_asked(url, base) for use in uses for url in use.urls)
    return {url for url in found if url}


def _pictures(answer: Answer, base: str) -> set[str]:
    text = decoded_page(answer.body[:MAX_BYTES], answer.headers.get("content-type", ""))
    return pictures_named(text, base, is_shown=True)


def _shows_its_own(answer: Answer, *others: Answer) -> bool:
    """Whether a page names a picture that none of the others names."""
    base = next(iter(answer.hops), "")
    return not _pictures(answer, base) <= {url for other in others for url in _pictures(other, base)}


def _shown(answer: Answer) -> bytes:
    """What a page says first, or an answer of a program: titles, headings, messages; without the asked file's name."""
    said = b" ".join(part for match in _SHOWN.findall(answer.body[: 4 * _LOOK]) for part in match)
    asked = PurePosixPath(unquote(urlsplit(next(iter(answer.hops), "")).path))
    words = re.findall(r"[^\W_]+", asked.stem)
    if not words:
        return said
    pattern = r"[\W_]*".join(words) + rf"(?:{re.escape(asked.suffix)})?"
    return re.sub(rf"(?i)(?<![^\W_]){pattern}(?![^\W_])", " ", said.decode("utf-8", "replace")).encode()


def tells_apart(front: Answer, nothings: Iterable[Answer]) -> bool:
    """Whether a host's front page shows that the host does not say the same to every address.

    What answers in a website's place (a filter, a hotspot, a notice that a new one is coming) knows of no address.
    ``nothings``: what the host answers for addresses that are none.
    """
    if (front.status not in (200, 401, 403) and front.kind != "elsewhere") or is_challenge(front):
        return False
    return all((one.status, one.kind, _bare(one)) != (front.status, front.kind, _bare(front)) for one in nothings)


def of_page(answer: Answer, nothing: Answer) -> Verdict:
    """Whether a page can be opened by everyone."""
    if answer.fault and answer.kind == "broken":
        return Verdict("unknown", answer.fault)
    head, words = answer.body[: 4 * _LOOK], _bare(answer)
    is_short = len(words) < _SHORT
    # A search box or a log-in in the corner closes no page; a form in place of what it would say does.
    if b"post-password-form" in head:
        return Verdict("login", "200, and a form that asks for the page's password")
    if _PASSWORD_FIELD.search(head) and is_short:
        return Verdict("login", "200, and little else than a form to log in")
    if _led_to_login(answer):
        return Verdict("login", f"200{way(answer)}")
    if _leads_on(answer):
        return Verdict("unknown", "200, and a page that leads on by itself")
    if not words:
        return Verdict("unknown", "200, and a page without a word")
    title = _shown(answer)
    if _CHALLENGE.search(title) or (is_short and (_CHALLENGE.search(head) or _BUSY.search(head))):
        return Verdict("unknown", "200, and a page that asks for patience or for a human")
    # What scripts fill is one page for every address, and albums have the same few words.
    if is_alike(answer, nothing) and not _shows_its_own(answer, nothing):
        return Verdict("gone", "200, and the page that stands for any address that is none")
    if _NOT_FOUND.search(title):
        return Verdict("unknown", "200, and a page that says it is not found")
    return Verdict("public", f"200{way(answer)}")


def is_from_cache(headers: Mapping[str, str]) -> bool:
    """Whether a cache says that it answered in the website's place."""
    hit = " ".join(headers.get(name, "") for name in ("x-cache", "cf-cache-status", "x-cache-status", "x-proxy-cache"))
    age = headers.get("age", "")
    return "hit" in hit.lower() or (age.isdigit() and int(age) > 0)


def varies(headers: Mapping[str, str]) -> bool:
    """Whether a host says that others may get another file under the same address."""
    return "accept" in [one.strip().lower() for one in headers.get("vary", "").split(",")]


def validators_of(headers: Mapping[str, str]) -> dict[str, str]:
    """What to send next time, to be told only what has changed."""
    pairs = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
    return {header: headers[name] for name, header in pairs if headers.get(name)}
