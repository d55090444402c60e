"""What the school decides: limits, consent periods, terms and what outputs may show.

No source gives a statutory pixel limit, review interval or consent period, so every number here is a default
that a school changes in its ``policy.toml``. The policy is recorded with each audit.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple, cast, get_args
from zoneinfo import ZoneInfo

from imgaudit.errors import PolicyError, did_you_mean, meant
from imgaudit.foreign.dates import given_day
from imgaudit.platforms import PLATFORMS
from imgaudit.settings import endless_group, read_toml
from imgaudit.tables import AUDIT_ITEMS, SEVERITIES, TRENDS
from imgaudit.terms import Term, add_school_days, are_known, end_of_next_half_term
from imgaudit.wording import LEAST_GROUP

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

ACTIVITIES: Mapping[str, str] = {
    "swimming": r"(?i)\bswim\w*|\bdiving\b|\bwater ?polo\b",
    "gymnastics": r"(?i)\bgymnast\w*|\btrampolin\w*|\bcheerlead\w*",
    "athletics": r"(?i)\bathletics?\b|\bsports ?day\b|\bcross[- ]country\b",
    "PE": r"\bP\.?E\b|(?i:\bphysical education\b)",
    "dance": r"(?i)\bdanc(?:e|es|ers?|ing)\b|\bballet\b",
}
"""Activity at higher risk → the words that speak of it; a policy adds to them. NSPCC names swimming, gymnastics and
athletics (factsheet of 2013); PE and dance are the project's, and the school's to check."""

SCOPE_OF_CHANNEL: Mapping[str, str] = {
    "website": "website",
    **{platform.name: platform.scope for platform in PLATFORMS},
    "prospectus": "print",
    "print": "print",
    "press": "press",
    "newsletter": "website",
    "intranet": "internal",
}
"""Which consent scope a channel needs. Each use is considered separately (DfE), so there is no "all" scope."""


REGISTERED = ("settings", "training", "families", "procedures", "partners")
"""The practices that pictures do not show: what they say stands in registers."""

CONTACTS: Mapping[str, str] = {
    "dsl": "Designated safeguarding lead (DSL)",
    "deputy_dsl": "Deputy DSL",
    "head": "Head",
    "dpo": "Data protection officer (DPO)",
    "police": "Police force",
    "website": "Who hosts the website",
}
"""Who is called when a picture is misused, and what their role is called."""
MOST_LETTERS = 90
"""Of a contact: so many stand on the incident card's one page."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A school's decisions; see ``docs/policy.md`` for a commented example.

    - ``school``: the name on outputs.
    - ``timezone``: of the dates in outputs.
    - ``max_side_px``: longest side a published picture or video may have [px]. Default 800: a head teacher's published
      rule (anseo.net).
    - ``max_face_px``: widest face that a published picture may show [px]. Default 100: from there on the risk is called
      very high (the usual face-swap model works at 128; face width bands after IEC 62676-4). The school's to decide.
    - ``look_for_faces``: whether faces may be counted (:func:`find_faces`). Default: yes.
    - ``activities``: activity at higher risk → the words that speak of it, by regular expression.
    - ``consent_until``: how long an agreement holds: for so many ``months`` (the default), to the end of the
      ``school_year`` or ``key_stage`` in which it was given, or until ``leaving``. Leaving always ends it.
    - ``consent_months``: how many months that is [months]. Default 24.
    - ``own_consent_age``: from this age a pupil's own agreement is needed [years]; 0, the default: at no age. About
      13 in England, 12 in Scotland.
    - ``keep_words_months``: how long notes beside decisions are kept [months]; 0, the default: always. The decisions
      themselves stay.
    - ``suppress_below``: groups smaller than this are blank in figures for others. Default 5; 1: none is.
    - ``scopes``: channel → consent scope.
    - ``names_in_outputs``: whether workbook and reports show names: ``none``, ``initials`` or ``full``.
    - ``names_allowed``: what may stand beside a picture: ``first`` (first names at the most) or ``none``.
    - ``identifiers``: what else points to a child, by regular expression, beside date of birth and UPN.
    - ``due_school_days``: severity → school days until an action is due; low: end of next half term.
    - ``owners``: channel, or practice such as ``training`` → who does the work.
    - ``checked_within_months``: practice → how long a look, a course, a message or an approval holds where its register
      does not say [months]. Default 12 each; no source gives one for all of them.
    - ``originals_down_hours``: within how many hours of the report of an incident the originals should be down [hours].
      Default 24; no source gives a number.
    - ``open_to_all_percent``: how much of what shows pupils may be open to all [percent, 0 to 100]; default: not
      decided, for no source gives a number.
    - ``contacts``: role → whom the incident card names, with the number; adults in their role alone.
    - ``visit``: which ``hosts`` :func:`visit` may ask, for they are the school's own; the ``contact`` that its requests
      name; ``obey_robots``, which may be false for these hosts.
    - ``history``: what the history keeps beside figures and ids: ``keep_columns``, columns of the school's own lists in
      which nobody is named, such as a campaign.
    - ``terms``: the school's terms.
    - ``sites``: site → the settings in which that site differs.
    """

    school: str = "The school"
    timezone: str = "Europe/London"
    max_side_px: int = 800
    max_face_px: int = 100
    look_for_faces: bool = True
    activities: Mapping[str, str] = field(default_factory=lambda: dict(ACTIVITIES))
    consent_until: ConsentUntil = "months"
    consent_months: int = 24
    own_consent_age: int = 0
    keep_words_months: int = 0
    suppress_below: int = LEAST_GROUP
    scopes: Mapping[str, str] = field(default_factory=lambda: dict(SCOPE_OF_CHANNEL))
    names_in_outputs: NamesInOutputs = "none"
    names_allowed: NamesAllowed = "first"
    identifiers: Mapping[str, str] = field(default_factory=lambda: dict(IDENTIFIERS))
    due_school_days: Mapping[str, int] = field(default_factory=lambda: {"critical": 1, "high": 5, "medium": 15})
    owners: Mapping[str, str] = field(default_factory=dict)
    checked_within_months: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(REGISTERED, 12))
    originals_down_hours: int = 24
    open_to_all_percent: int | None = None
    contacts: Mapping[str, str] = field(default_factory=dict)
    visit: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, Any] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def for_site(self, site: str) -> Policy:
        """The policy as one site of a trust has it, however its name is capitalised.

        >>> Policy(sites={"nursery": {"max_side_px": 600}}).for_site("nursery").max_side_px
        600
        """
        own = {name.casefold(): values for name, values in self.sites.items()}
        return _replace(self, own.get(site.casefold(), {}), f"[sites.{site}]")

    def by_site(self, sites: Iterable[str]) -> dict[str, Policy]:
        """Site → the policy as that site has it, for the sites of an audit."""
        return {site: self.for_site(site) for site in dict.fromkeys(sites)}

    def elsewhere(self, sites: Iterable[str]) -> list[str]:
        """The sites that have settings, and nothing in this audit: the policy of a trust may name all its schools.

        Raises :class:`~imgaudit.errors.PolicyError` for one that is spelt almost as a site of the audit that has no
        settings: they would be lost.

        >>> policy = Policy(sites={"infants": {}, "nursry": {}})
        >>> policy.elsewhere(["juniors"])
        ['infants', 'nursry']
        >>> policy.elsewhere(["nursery"])
        Traceback (most recent call last):
        imgaudit.errors.PolicyError: [sites.nursry]: no such site in this audit; did you mean 'nursery'? Sites: ...
        """
        known = {site.casefold(): site for site in sites}
        own = {name.casefold() for name in self.sites}
        away = [name for name in self.sites if known and name.casefold() not in known]
        for name in away:
            if near := meant(name, [site for folded, site in known.items() if folded not in own]):
                raise PolicyError(
                    f"[sites.{name}]: no such site in this audit{near} Sites: {', '.join(sorted(known.values()))}. "
                    "Where both are schools, give the other one a table of its own, however empty."
                )
        return away

    def as_dict(self) -> dict[str, Any]:
        """The policy as plain values, to be recorded with an audit."""
        return cast(dict[str, Any], _as_toml_value(dataclasses.asdict(self)))


LOW_SCHOOL_DAYS = 30
"""When what is *low* is due where the policy lists no next half term."""


def due_on(severity: str, day: date, policy: Policy) -> date:
    """The day an action of this severity is due, on which school is open as far as the policy's terms tell.

    School days from the policy; ``low`` on the last day of the next half term, or after :data:`LOW_SCHOOL_DAYS` where
    the policy lists no such term.
    """
    if severity in policy.due_school_days:
        return add_school_days(day, policy.due_school_days[severity], policy.terms)
    return end_of_next_half_term(day, policy.terms) or add_school_days(day, LOW_SCHOOL_DAYS, policy.terms)


def is_due_by_terms(severity: str, day: date, policy: Policy) -> bool:
    """Whether the policy's terms reach as far as that day; where they do not, holidays may be counted in."""
    if severity in policy.due_school_days:
        return are_known(day, due_on(severity, day, policy), policy.terms)
    return end_of_next_half_term(day, policy.terms) is not None


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
    imgaudit.errors.PolicyError: policy: unknown key 'max_side'; did you mean 'max_side_px'? Known: activities, ...
    """
    policy = _replace(Policy(), values, source)
    for site in policy.sites:  # a misspelt key of one site is found now, not when that site is audited
        policy.for_site(site)
    return policy


def _replace(policy: Policy, values: Mapping[str, Any], source: str) -> Policy:
    """The policy with some of its settings changed; tables are added to what holds already."""
    read: dict[str, Any] = {}
    for key, value in values.items():
        if key not in SETTINGS:
            raise PolicyError(f"{source}: unknown key {key!r}{did_you_mean(key, sorted(SETTINGS))}")
        setting = SETTINGS[key]
        for name in value if setting.keys and isinstance(value, Mapping) else ():
            if name not in setting.keys:
                raise PolicyError(f"{source}: {key} has no {name!r}{did_you_mean(str(name), setting.keys)}")
        if not setting.is_right(value):
            raise PolicyError(f"{source}: {key} = {value!r} should be {setting.expected}.")
        try:
            read[key] = setting.read(value, getattr(policy, key))
        except PolicyError as error:
            raise PolicyError(f"{source}: {error}") from error
    return dataclasses.replace(policy, **read)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_contact(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable() and len(value) <= MOST_LETTERS


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_age(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_percent(value: Any) -> bool:
    return value is None or (_is_age(value) and value <= 100)


def _is_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value))
    except (ValueError, OSError, KeyError):
        return False


def _is_table(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Whether something is a table of which every value is right."""

    def answer(value: Any) -> bool:
        return (
            isinstance(value, Mapping)
            and all(isinstance(key, str) for key in value)
            and all(map(is_right, value.values()))
        )

    return answer


_OF_VISITS = ("hosts", "contact", "obey_robots")
_OF_HISTORY = ("keep_columns",)


def _is_visit(value: Any) -> bool:
    """Whether something says whom to visit, and how."""
    if not isinstance(value, Mapping) or value.keys() - {*_OF_VISITS}:
        return False
    hosts = value.get("hosts", [])
    return (
        isinstance(hosts, (list, tuple))
        and all(isinstance(host, str) and re.fullmatch(r"(?:[\w-]+\.)+[\w-]+", host) for host in hosts)
        and isinstance(value.get("contact", ""), str)
        and value.get("contact", "").isprintable()
        and isinstance(value.get("obey_robots", True), bool)
    )


def _is_history(value: Any) -> bool:
    """Whether something names columns that are not ours: of ours the glossary says which are kept."""
    if not isinstance(value, Mapping) or value.keys() - {*_OF_HISTORY}:
        return False
    columns, ours = value.get("keep_columns", []), {"term", *AUDIT_ITEMS.columns, *TRENDS.columns}
    return isinstance(columns, (list, tuple)) and all(isinstance(name, str) and name not in ours for name in columns)


def _taken(value: Any, _: Any) -> Any:
    return value


def _added(value: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {**before, **value}


def _added_in_any_case(value: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {**before, **{name.casefold(): word for name, word in value.items()}}


def _patterns(value: Mapping[str, str], before: Mapping[str, str], *, key: str) -> dict[str, str]:
    for name, pattern in value.items():
        try:
            re.compile(pattern)
        except re.error as error:
            raise PolicyError(
                f"{key} should be a table of regular expressions: {name} = {pattern!r} is none ({error})."
            ) from error
        if slow := endless_group(pattern):
            raise PolicyError(
                f"{key}: {name} = {pattern!r} could take for ever over a long text: {slow!r} fits it in more "
                "ways than can be tried, as where one repetition stands within another. Write a+ for (a+)+."
            )
    return {**before, **value}


def _terms(value: Sequence[Any], _: Any) -> tuple[Term, ...]:
    terms = sorted(map(_term, value), key=lambda term: term.starts)
    for earlier, later in itertools.pairwise(terms):
        if later.starts <= earlier.ends or later.id in {term.id for term in terms if term is not later}:
            raise PolicyError(f"terms {earlier.id!r} and {later.id!r} overlap or share an id: correct one.")
    return tuple(terms)


def _term(entry: Any) -> Term:
    if isinstance(entry, Term):
        return entry
    if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str) or not {"starts", "ends"} <= entry.keys():
        raise PolicyError(
            f"[[terms]] {entry!r} needs id, a text, and starts and ends (and may have half_term_starts, "
            "half_term_ends), each a date such as 2025-09-03."
        )
    known = [each.name for each in dataclasses.fields(Term)]
    days: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in known:
            raise PolicyError(f"[[terms]] {entry['id']!r}: unknown key {key!r}{did_you_mean(key, known)}")
        if key != "id":
            days[key] = given_day(value, f"[[terms]] {entry['id']!r}: {key}", PolicyError)
    if days["starts"] is None or days["ends"] is None:
        raise PolicyError(f"[[terms]] {entry['id']!r} needs starts and ends, each a date such as 2025-09-03.")
    return Term(entry["id"], **days)


class Setting(NamedTuple):
    """How one key of a policy is read.

    - ``is_right``: whether a value is one that it may have.
    - ``expected``: what it should be, as the error says it.
    - ``read``: what holds then, by the value and by what held before.
    - ``keys``: of a table, those that it may have, where not any.
    """

    is_right: Callable[[Any], bool]
    expected: str
    read: Callable[[Any, Any], Any] = _taken
    keys: Sequence[str] = ()


_COUNT = Setting(_is_count, "a whole number above 0")

SETTINGS: Mapping[str, Setting] = {
    "school": Setting(_is_text, "text in quotes"),
    "timezone": Setting(_is_zone, "the name of a time zone such as Europe/London"),
    "max_side_px": _COUNT,
    "max_face_px": _COUNT,
    "look_for_faces": Setting(lambda value: isinstance(value, bool), "true or false"),
    "activities": Setting(
        _is_table(_is_text), "a table of regular expressions: [activities]", partial(_patterns, key="activities")
    ),
    "consent_until": Setting(get_args(ConsentUntil).__contains__, '"months", "school_year", "key_stage" or "leaving"'),
    "consent_months": _COUNT,
    "own_consent_age": Setting(_is_age, "a whole number of years, or 0"),
    "keep_words_months": Setting(_is_age, "a whole number of months, or 0"),
    "suppress_below": _COUNT,
    "scopes": Setting(
        _is_table(_is_text), 'a table: [scopes], of channels and words: website = "website"', _added_in_any_case
    ),
    "names_in_outputs": Setting(get_args(NamesInOutputs).__contains__, '"none", "initials" or "full"'),
    "names_allowed": Setting(get_args(NamesAllowed).__contains__, '"none" or "first"'),
    "identifiers": Setting(
        _is_table(_is_text), "a table of regular expressions: [identifiers]", partial(_patterns, key="identifiers")
    ),
    "due_school_days": Setting(
        _is_table(_is_count),
        f"a table: [due_school_days], of school days by severity: {', '.join(SEVERITIES)}",
        _added_in_any_case,
        SEVERITIES,
    ),
    "owners": Setting(
        _is_table(_is_text),
        'a table: [owners], of channels or practices and words: website = "Ms Hart"',
        _added_in_any_case,
    ),
    "checked_within_months": Setting(
        _is_table(_is_count),
        f"a table: [checked_within_months], of months by practice: {', '.join(REGISTERED)}",
        _added,
        REGISTERED,
    ),
    "originals_down_hours": _COUNT,
    "open_to_all_percent": Setting(_is_percent, "a whole number from 0 to 100"),
    "contacts": Setting(
        _is_table(_is_contact),
        f"a table: [contacts], of one line each, {MOST_LETTERS} characters at the most, by role: {', '.join(CONTACTS)}",
        _added,
        tuple(CONTACTS),
    ),
    "visit": Setting(
        _is_visit,
        'a table: [visit], of hosts = ["fernhollow.example"] (names alone), contact = "…" and obey_robots = true',
        _added,
        _OF_VISITS,
    ),
    "history": Setting(
        _is_history,
        'a table: [history], of keep_columns = ["Campaign"]: columns of your own lists of pictures',
        _added,
        _OF_HISTORY,
    ),
    "terms": Setting(lambda value: isinstance(value, (list, tuple)), "a list: [[terms]]", _terms),
    "sites": Setting(_is_table(_is_table(lambda _: True)), "a table a site: [sites.nursery]", _added),
}
"""Key → how it is read. A new key is a field of :class:`Policy`, a row here, and named in ``decided_by`` of each column
that it decides: without that, a change of it passes for a change at the school."""


def _as_toml_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_toml_value(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_toml_value(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
