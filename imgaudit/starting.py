"""How one begins, and how the next term begins: the sample school, a folder of one's own, next term's audit.toml."""

from __future__ import annotations

import json
import os
import re
import shutil
import textwrap
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from imgaudit.config import PATHS, load_config, policy_of
from imgaudit.errors import InputError
from imgaudit.exports.readers import described, readers
from imgaudit.files import private_file, private_folder
from imgaudit.foreign.dates import given_day
from imgaudit.policy import Policy, policy_from
from imgaudit.runs import folder_of
from imgaudit.settings import read_toml
from imgaudit.terms import Term, name_of_term, term_of

_PACKAGE = Path(__file__).parent
SAMPLE = within if (within := _PACKAGE / "_sample").is_dir() else _PACKAGE.parent
"""What holds ``data/school`` and ``notebooks``: a folder of the package from a wheel, the checkout around it else."""

EXPORTS, REGISTER, RETURNED, HISTORY = "exports", "register", "returned", "history"
AUDIT, POLICY, WHAT = "audit.toml", "policy.toml", "what-to-export.txt"

_SAID = {
    "site": "stands in every id: the same each term",
    "term": "",
    "exports": f"this term's exports, ZIPs as they are, and folders of pictures: {WHAT}",
    "register": "the MIS's export of the photo consents; without one all consent is unknown",
    "policy": "what the school has decided",
    "received": "what came back from the comms team: imgaudit receive",
    "visits": "what the public gets: imgaudit visit",
    "history": "every audit, for trends",
    "workbook": "the comms team's action list",
    "charts": "",
}
"""What an audit.toml of ours says beside a key; the order of its lines."""
_OF_A_TERM = ("as_of", "register_exported_on", "explained")
"""What an audit.toml says of one term alone."""
_STANDS = {
    "max_side_px": "longest side of a published picture or video",
    "consent_months": "a yes older than this has expired",
    "own_consent_age": "from this age a pupil's own yes is needed; 0: at no age",
    "names_allowed": 'beside a picture: "first" (first names at the most) or "none"',
    "names_in_outputs": '"none" (pseudonyms), "initials" (and form) or "full"',
}
"""The settings that a policy.toml of ours shows as they are without being set, and what each decides."""


def copy_sample(school: Path, place: Path) -> None:
    """Lay the sample school beside the demo's results, where its notebooks look for it; what is there stays."""
    shutil.copytree(school, place, dirs_exist_ok=True, copy_function=_copy_what_is_missing)


def _copy_what_is_missing(source: str, target: str) -> None:
    if not Path(target).exists():
        shutil.copy2(source, target)


def begin(
    folder: str | os.PathLike[str],
    *,
    school: str,
    terms: Sequence[str],
    site: str | None = None,
    hosts: Iterable[str] = (),
    contact: str | None = None,
    today: date | None = None,
) -> list[Path]:
    """Write what a school needs for its first audit: audit.toml, policy.toml, folders, and what to export from where.

    Parameters
    ----------
    folder
        Where it goes; nothing that is there is replaced.
    school
        The school's name, as outputs say it.
    terms
        Its terms, as :func:`term_said` reads them; the first audit is of the one that ``today`` belongs to, else of the
        first.
    site
        What stands in every id; default: the school's name in small letters.
    hosts, contact
        The school's own hosts, and whom they can ask about a visit.
    today
        Default: today.

    Returns
    -------
    What was made.

    Raises
    ------
    InputError
        For a wrong term or name, and where one of the files is there already.
    PolicyError
        For terms that overlap, or a host that is none.
    """
    place, ours = Path(folder).expanduser(), site or site_of(school)
    for name, value in (("school", school), ("site", ours), ("contact", contact or "")):
        if not value.isprintable() or not (value.strip() or name == "contact"):
            raise InputError(f"{name} = {value!r}: write a name, in one line.")
    said = [term_said(text) for text in terms]
    if not said:
        raise InputError('No term is named: write --term "2025-09-03 2025-12-19", its first and last day.')
    policy = _policy_text(school, said, list(hosts), contact)
    known = policy_from(tomllib.loads(policy), source=f"{place / POLICY}").terms
    term = term_of(today or date.today(), known) or known[0].id  # noqa: DTZ011 - the day where the school is
    within = folder_of(term, place, ()).name
    values = {
        "site": ours,
        "term": term,
        "exports": f"{within}/{EXPORTS}",
        "register": f"{within}/{REGISTER}",
        "policy": POLICY,
        "received": RETURNED,
        "visits": "visits.sqlite",
        "history": HISTORY,
        "workbook": "actions.xlsx",
        "charts": f"{within}/charts",
    }
    texts = {AUDIT: _audit_text(values, known), POLICY: policy, WHAT: what_to_export()}
    _refuse_what_is_there(place / name for name in texts)
    folders = [place / name for name in (values["exports"], values["register"], RETURNED, HISTORY)]
    return _made(folders, {place / name: text for name, text in texts.items()})


def next_term(config: str | os.PathLike[str], *, today: date | None = None) -> list[Path]:
    """Write the audit.toml of the term after an audit's, and its folders for exports and the register.

    Site, policy, history, answers and the workbook stay as they are. Exports and the register are asked for anew: with
    last term's, a consent that was taken back would still count. What was said of one term alone is left out.

    Parameters
    ----------
    config
        The audit.toml; the next one is written beside it.
    today
        The day by which the term is known of an audit.toml that names neither ``term`` nor ``as_of``.

    Returns
    -------
    What was made, the audit.toml first.

    Raises
    ------
    InputError
        Where the policy lists no later term, or next term's audit.toml is there already.
    """
    path = Path(config).expanduser()
    job = load_config(path)
    policy = policy_of(job)
    terms = (policy.for_site(job.site) if job.site else policy).terms
    day = job.as_of or today or date.today()  # noqa: DTZ011 - the day where the school is
    term = job.term or term_of(day, terms)
    begun = next((one.starts for one in terms if one.id == term), None)
    after = next((one.id for one in terms if begun and one.starts > begun), None)
    if not after:
        asked = f"{term} is the last one that it lists" if begun else f"it lists no term {term or f'of {day}'}"
        where = job.policy or f'{path} (name one: policy = "{POLICY}")'
        raise InputError(
            f"{where}: which term comes next is not known, for {asked}. Add the term at the end of the policy, with "
            'your dates:\n  [[terms]]\n  id = "2025-26-spring"\n  starts = 2026-01-05\n  ends = 2026-03-27'
        )
    before, follows = (folder_of(one, path.parent, ()).name for one in (str(term), after))
    values = {
        key: value for key, value in read_toml(path, "an audit.toml", InputError).items() if key not in _OF_A_TERM
    }
    values["term"] = after
    for key in PATHS:
        given = PurePath(values[key]) if key in values else None
        if given and key in (EXPORTS, REGISTER):
            values[key] = _of_next(given, before, follows).joinpath(key).as_posix()
        elif given and before in given.parts and key in ("workbook", "charts", "who_is_meant"):
            values[key] = _of_next(given, before, follows).joinpath(given.name).as_posix()
    place = path.with_name(f"{path.stem.removesuffix(f'-{before}')}-{follows}.toml")
    _refuse_what_is_there([place])
    folders = [path.parent / values[key] for key in (EXPORTS, REGISTER) if key in values]
    return _made(folders, {place: _audit_text(values, terms)})[::-1]


def _of_next(given: PurePath, before: str, follows: str) -> PurePath:
    """The folder of the next term: in the place of this term's, else beside what is given."""
    parts = given.parts
    above = parts[: parts.index(before)] if before in parts else parts[:-1]
    return PurePath(*above, follows)


def _refuse_what_is_there(places: Iterable[Path]) -> None:
    if there := [str(place) for place in places if os.path.lexists(place)]:
        raise InputError(
            f"{', '.join(there)}: there already, and nothing is replaced. Give another folder, or move it away."
        )


def _made(folders: Sequence[Path], texts: Mapping[Path, str]) -> list[Path]:
    for folder in folders:
        private_folder(folder)
    for place, text in texts.items():
        with private_file(place, is_new=True) as file:
            file.write_text(text, encoding="utf-8")
    return [*folders, *texts]


def term_said(text: str) -> Term:
    """A term from its first and last day, and if need be those of its half term; a name may stand before them.

    >>> term_said("2025-09-03 2025-12-19").id, term_said("HT1 2025-09-03 2025-10-24").id
    ('2025-26-autumn', 'HT1')

    Raises :class:`~imgaudit.errors.InputError` for anything else.
    """
    words = text.split()
    named = words[:1] if len(words) in (3, 5) else []
    days = [given_day(word, "--term") for word in words[len(named) :]]
    if len(days) not in (2, 4) or not all(days):
        raise InputError(
            f'--term {text!r}: write the first and last day, such as "2025-09-03 2025-12-19", and behind them those of '
            "the half-term holiday, if you like."
        )
    first, last, *half = (day for day in days if day)
    return Term(named[0] if named else name_of_term(first), first, last, *half)


def site_of(school: str) -> str:
    """A school's name as ids may hold it.

    >>> site_of("St Mary's Primary School, Fernhollow")
    'st-marys-primary-school-fernhollow'
    """
    plain = unicodedata.normalize("NFKD", school).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "school"


def what_to_export() -> str:
    """What to export from where, and where it goes: a page of text, from what each dialect says of itself."""
    lines = [
        "What to export, and where it goes",
        "=================================",
        "",
        f"Each term has a folder, such as 2025-26-autumn. {AUDIT} names what is in it.",
        "",
        f"  TERM/{EXPORTS}    what has been published: any of the exports below, ZIPs as they are, pictures in folders",
        f"  TERM/{REGISTER}   the photo consents, exported from the MIS as a spreadsheet; a new one each term",
        f"  {RETURNED}        workbooks as they come back: imgaudit receive {AUDIT} {RETURNED}/actions.xlsx",
        f"  {HISTORY}         every audit, written by imgaudit: leave it as it is",
        "",
        "A website that gives no export is copied: imgaudit copy-site https://… TERM/exports/website",
        f"What was understood of a folder: imgaudit sources TERM/{EXPORTS}",
        f"Then: imgaudit audit {AUDIT}        Next term: imgaudit next-term {AUDIT}",
    ]
    for reader in readers():
        what, how, unknown = described(reader)
        lines += ["", "", reader.DIALECT, "-" * len(reader.DIALECT)]
        for text in (what, f"How to get it: {how}", f"What stays unknown: {unknown}"):
            lines += textwrap.wrap(
                text.replace("**", "").replace("`", ""), 100, break_on_hyphens=False, break_long_words=False
            )
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """A value as TOML has it; of JSON's strings it lacks none but that of DEL."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _audit_text(values: Mapping[str, Any], terms: Iterable[Term]) -> str:
    ends = next(term.ends for term in terms if term.id == values["term"])
    lines = [f"# What one audit reads and writes; paths begin at this file. {WHAT} says what goes where."]
    order = {key: number for number, key in enumerate(_SAID)}
    for key in sorted(values, key=lambda key: order.get(key, len(order))):
        said = f"   # {_SAID[key]}" if _SAID.get(key) else ""
        lines.append(f"{key} = {_toml(values[key])}{said}")
        if key == "term":
            lines.append(f"# as_of = {ends}   # the day of the exports, once they are there; without it, today")
    return "\n".join(lines) + "\n"


def _policy_text(school: str, terms: Sequence[Term], hosts: Sequence[str], contact: str | None) -> str:
    plain = Policy().as_dict()
    lines = [
        "# What the school has decided. What is not set stands as the lines behind # say.",
        f"school = {_toml(school)}",
        *(f"# {key} = {_toml(plain[key])}   # {said}" for key, said in _STANDS.items()),
        "",
    ]
    visit = {"hosts": hosts or ["fernhollow.example"], "contact": contact or "office@fernhollow.example"}
    lines.append(
        f"{'' if hosts else '# '}[visit]   # whom imgaudit visit may ask: hosts of the school's own, nobody else"
    )
    lines += [
        f"{'' if given else '# '}{key} = {_toml(visit[key])}"
        for key, given in (("hosts", hosts), ("contact", hosts and contact))
    ]
    for term in sorted(terms, key=lambda term: term.starts):
        lines += ["", "[[terms]]"]
        days = {"id": term.id, "starts": term.starts, "ends": term.ends}
        half = {"half_term_starts": term.half_term_starts, "half_term_ends": term.half_term_ends}
        lines += [f"{key} = {_toml(value)}" for key, value in {**days, **half}.items() if value]
    return "\n".join(lines) + "\n"
