"""What the school decides: limits, consent periods, terms and what outputs may show.

No source gives a statutory pixel limit, review interval or consent period, so every number here is a default
that a school changes in its ``policy.toml``. The policy is recorded with each audit.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from imgaudit.errors import PolicyError
from imgaudit.settings import read_toml
from imgaudit.tables import SEVERITIES
from imgaudit.terms import Term

NamesInOutputs = Literal["none", "initials", "full"]
ConsentUntil = Literal["months", "school_year", "key_stage", "leaving"]
NamesAllowed = Literal["none", "first"]

_MONTH = r"(?:\d{1,2}|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s./-]{{1,2}}{_MONTH}[\s./,-]{{1,2}}\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}})"
_BORN = r"(?:born(?:\s+on)?|d\.?o\.?b\.?|date\s+of\s+birth|birthday|birth\s*date)"

IDENTIFIERS: Mapping[str, str] = {
    "date of birth": rf"(?i)\b{_BORN}(?!\w)[^\w\n]{{0,4}}{_DAY}",
    "UPN": r"\b[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]\b",
}
"""Identifier → regular expression; a policy adds to them. A UPN has 13 characters (DfE, UPN guide)."""

SCOPE_OF_CHANNEL: Mapping[str, str] = {
    "website": "website",
    "facebook": "social",
    "instagram": "social",
    "x": "social",
    "youtube": "video",
    "prospectus": "print",
    "print": "print",
    "press": "press",
    "newsletter": "website",
    "intranet": "internal",
}
"""Which consent scope a channel needs. Each use is considered separately (DfE), so there is no "all" scope."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A school's decisions; see ``docs/policy.md`` for a commented example.

    - ``school``: the name on outputs.
    - ``timezone``: of the dates in outputs.
    - ``max_side_px``: longest side a published picture may have [px]. Default 800: a head teacher's published
      rule (anseo.net).
    - ``consent_until``: how long an agreement holds: for so many ``months`` (the default), to the end of the
      ``school_year`` or ``key_stage`` in which it was given, or until ``leaving``. Leaving always ends it.
    - ``consent_months``: how many months that is [months]. Default 24.
    - ``own_consent_age``: from this age a pupil's own agreement is needed [years]; 0, the default: at no age. About
      13 in England, 12 in Scotland.
    - ``suppress_below``: groups smaller than this are blank in figures for others. Default 5; 1: none is.
    - ``scopes``: channel → consent scope.
    - ``names_in_outputs``: whether workbook and reports show names: ``none``, ``initials`` or ``full``.
    - ``names_allowed``: what may stand beside a picture: ``first`` (first names at the most) or ``none``.
    - ``identifiers``: what else points to a child, by regular expression, beside date of birth and UPN.
    - ``due_school_days``: severity → school days until an action is due; low: end of next half term.
    - ``owners``: channel → who does the work.
    - ``terms``: the school's terms.
    - ``sites``: site → the settings in which that site differs.
    """

    school: str = "The school"
    timezone: str = "Europe/London"
    max_side_px: int = 800
    consent_until: ConsentUntil = "months"
    consent_months: int = 24
    own_consent_age: int = 0
    suppress_below: int = 5
    scopes: Mapping[str, str] = field(default_factory=lambda: dict(SCOPE_OF_CHANNEL))
    names_in_outputs: NamesInOutputs = "none"
    names_allowed: NamesAllowed = "first"
    identifiers: Mapping[str, str] = field(default_factory=lambda: dict(IDENTIFIERS))
    due_school_days: Mapping[str, int] = field(default_factory=lambda: {"critical": 1, "high": 5, "medium": 15})
    owners: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def for_site(self, site: str) -> Policy:
        """The policy as one site of a trust has it.

        >>> Policy(sites={"nursery": {"max_side_px": 600}}).for_site("nursery").max_side_px
        600
        """
        return _replace(self, self.sites.get(site, {}), f"[sites.{site}]")

    def by_site(self, sites: Iterable[str]) -> dict[str, Policy]:
        """Site → the policy as that site has it, for the sites of an audit."""
        return {site: self.for_site(site) for site in dict.fromkeys(sites)}

    def as_dict(self) -> dict[str, Any]:
        """The policy as plain values, to be recorded with an audit."""
        return cast(dict[str, Any], _as_toml_value(dataclasses.asdict(self)))


def load_policy(path: str | os.PathLike[str]) -> Policy:
    """Read a school's ``policy.toml``.

    Raises :class:`~imgaudit.errors.PolicyError` for a file that is not TOML, an unknown key or a wrong value: a
    misspelt limit must not silently be the default.
    """
    values = read_toml(path, "a TOML policy", PolicyError)
    return policy_from(values, source=str(path))


def policy_from(values: Mapping[str, Any], *, source: str = "policy") -> Policy:
    """A policy from plain values, as :meth:`Policy.as_dict` gives them.

    >>> policy_from({"max_side": 1200})
    Traceback (most recent call last):
    imgaudit.errors.PolicyError: policy: unknown key 'max_side'. Known: consent_months, consent_until, ...
    """
    policy = _replace(Policy(), values, source)
    for site in policy.sites:  # a misspelt key of one site is found now, not when that site is audited
        policy.for_site(site)
    return policy


def _replace(policy: Policy, values: Mapping[str, Any], source: str) -> Policy:
    known = sorted(f.name for f in dataclasses.fields(Policy))
    for key in values:
        if key not in known:
            raise PolicyError(f"{source}: unknown key {key!r}. Known: {', '.join(known)}.")
    checked = {key: _checked(key, value, getattr(policy, key), source) for key, value in values.items()}
    return dataclasses.replace(policy, **checked)


def _checked(key: str, value: Any, before: Any, source: str) -> Any:
    """A value of the file, checked; tables are added to what holds already."""

    def wrong(expected: str) -> PolicyError:
        return PolicyError(f"{source}: {key} = {value!r} should be {expected}.")

    if key in ("max_side_px", "consent_months", "suppress_below"):
        if not _is_count(value):
            raise wrong("a whole number above 0")
    elif key == "own_consent_age":
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise wrong("a whole number of years, or 0")
    elif key == "consent_until":
        if value not in get_args(ConsentUntil):
            raise wrong('"months", "school_year", "key_stage" or "leaving"')
    elif key == "names_in_outputs":
        if value not in ("none", "initials", "full"):
            raise wrong('"none", "initials" or "full"')
    elif key == "names_allowed":
        if value not in ("none", "first"):
            raise wrong('"none" or "first"')
    elif key == "identifiers":
        return {**before, **_identifiers(value, wrong)}
    elif key == "terms":
        return _terms(value, source)
    elif key in ("scopes", "due_school_days", "owners", "sites"):
        if not isinstance(value, Mapping):
            raise wrong(f"a table: [{key}]")
        if key == "sites":
            if not all(isinstance(settings, Mapping) for settings in value.values()):
                raise wrong("a table a site: [sites.nursery]")
        elif key == "due_school_days":
            if not set(value) <= set(SEVERITIES) or not all(map(_is_count, value.values())):
                raise wrong(f"school days by severity: {', '.join(SEVERITIES)}")
        elif not all(isinstance(word, str) for word in value.values()):
            raise wrong('channels and words: website = "website"')
        return {**before, **({name.casefold(): word for name, word in value.items()} if key != "sites" else value)}
    elif not isinstance(value, str):
        raise wrong("text in quotes")
    if key == "timezone":
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError) as error:
            raise wrong("the name of a time zone such as Europe/London") from error
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _terms(value: Any, source: str) -> tuple[Term, ...]:
    if not isinstance(value, (list, tuple)):
        raise PolicyError(f"{source}: terms should be a list: [[terms]].")
    terms = sorted((_term(entry, source) for entry in value), key=lambda term: term.starts)
    for earlier, later in itertools.pairwise(terms):
        if later.starts <= earlier.ends or later.id in {term.id for term in terms if term is not later}:
            raise PolicyError(f"{source}: terms {earlier.id!r} and {later.id!r} overlap or share an id: correct one.")
    return tuple(terms)


def _identifiers(value: Any, wrong: Callable[[str], PolicyError]) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(isinstance(pattern, str) for pattern in value.values()):
        raise wrong("a table of regular expressions: [identifiers]")
    for pattern in value.values():
        try:
            re.compile(pattern)
        except re.error as error:
            raise wrong(f"a table of regular expressions; {pattern!r} is none ({error})") from error
    return dict(value)


def _term(entry: Any, source: str) -> Term:
    if isinstance(entry, Term):
        return entry
    try:
        days: dict[str, Any] = {
            key: date.fromisoformat(day) if isinstance(day, str) and key != "id" else day
            for key, day in entry.items()
            if day is not None
        }
        if not isinstance(days["id"], str) or any(isinstance(day, datetime) for day in days.values()):
            raise TypeError("id is text, and dates have no time")
        return Term(**days)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PolicyError(
            f"{source}: [[terms]] {entry!r} needs id, starts and ends (and may have half_term_starts, "
            f"half_term_ends), each a date such as 2025-09-03: {error}"
        ) from error


def _as_toml_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_toml_value(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_toml_value(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
