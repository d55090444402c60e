"""Audits of a few pictures, term by term, for tests of what becomes of findings and of what was decided about them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pandas as pd

import imgaudit as ia
from imgaudit import tables
from imgaudit.register import Register

DAYS = {"1": "2025-10-01", "2": "2025-12-19", "3": "2026-03-27", "4": "2026-07-21", "5": "2026-12-18"}
WEB = "s/website/spreadsheet"


def picture(name: str, **about: Any) -> dict[str, Any]:
    """A picture by its number: ``page``, ``source``, ``url``, ``who`` is shown, its files' hashes by ``roles`` …"""
    return {"name": name, "page": "home", "source": WEB, "url": f"https://e.example/uploads/{name}.jpg", **about}


def source(rows: int = 1, name: str = WEB, **about: Any) -> dict[str, Any]:
    site, channel, dialect = name.split("/")
    known = {"site": site, "channel": channel, "dialect": dialect, "file": name, "holds": "pages"}
    return {"source_id": name, **known, "rows": rows, "problems": 0, "completeness": "whole", "unread": 0, **about}


def part(rows: int = 1, name: str = WEB) -> dict[str, Any]:
    """A source of which nobody knows how much was not read."""
    return source(rows, name, completeness="part", unread=None)


def register(**people: str | None) -> Register:
    """Forename → their answer for the website; the surname is the forename with *son*."""
    named = [
        {"person_id": f"person-{name}", "upn": f"Z{name}", "first_name": name, "last_name": f"{name}son"}
        for name in people
    ]
    said = [
        {"person_id": f"person-{name}", "scope": "website", "status": status, "given_on": "2025-09-05"}
        for name, status in people.items()
        if status
    ]
    known = tables.PEOPLE.frame([{**person, "role": "pupil", "protected": False} for person in named])
    return Register(known, tables.CONSENTS.frame(said), tables.PROBLEMS.empty(), completeness="whole")


def audit(
    term: str, *pictures: dict[str, Any], who: Register | None = None, sources: Any = None, **options: Any
) -> ia.Audit:
    """The audit of a term; a source that is not described was read whole."""
    items, assets, files, media, shown = [], [], [], [], []
    for each in pictures:
        site = each["source"].split("/")[0]
        asset = f"{site}/x/{each['name']}"
        items.append(
            {
                "item_id": f"{asset}@{each['page']}", "asset_id": asset, "source_id": each["source"], "site": site,
                "channel": each["source"].split("/")[1],
                "page_url": each["page"] and urljoin("https://e.example/", each["page"]),
                "caption": each.get("caption"), "visibility": "public", "in_use": each["page"] is not None,
            }
        )  # fmt: skip
        if asset in {known["asset_id"] for known in assets}:
            continue
        people = {"shows": each.get("shows", "pupils" if "who" in each else None), "people_complete": "who" in each}
        address = each["url"].split("//")[1]
        assets.append({"asset_id": asset, "site": site, "url": each["url"], "picture_url": address, **people})
        shown += [{"asset_id": asset, "person_ref": name, "evidence": "listed"} for name in each.get("who", ())]
        for role, picture_hash in each.get("roles", {"published": None}).items():
            file = {"file_id": f"{asset}#{role}", "asset_id": asset}
            files.append({**file, "role": role, "url": each["url"], "is_public": True})
            clean = dict.fromkeys(tables.EXPOSURE_COLUMNS, False)
            size = {"width_px": each.get("px", 500), "height_px": 100}
            measured = {**clean, **size, "has_location": each.get("located", False), "image_hash": picture_hash}
            if each.get("is_read", True):
                media.append({"file_id": file["file_id"], "status": "ok", "format": "jpeg", **measured})
    rows = pd.Series([each["source"] for each in pictures], dtype="str").value_counts(sort=False)
    known = sources if sources is not None else [source(int(n), str(name)) for name, n in rows.items()]
    inventory = ia.Inventory(
        items=tables.ITEMS.frame(items),
        assets=tables.ASSETS.frame([{"kind": "picture", **each} for each in assets]),
        files=tables.FILES.frame(files),
        appearances=tables.APPEARANCES.frame(shown),
        sources=tables.SOURCES.frame(known),
        problems=tables.PROBLEMS.empty(),
        visits=tables.VISITS.frame(options.pop("visits", [])),
    )
    for name, table in (("records", tables.RECORDS), ("decisions", tables.DECISIONS), ("answers", tables.ANSWERS)):
        if isinstance(options.get(name), list):
            options[name] = table.frame(options[name])
    return ia.run_audit(inventory, tables.MEDIA.frame(media), who, **{"as_of": DAYS.get(term), "term": term, **options})


def setting(what: str, actual: str | None, subject: str = "s/account/insta", **about: Any) -> dict[str, Any]:
    """A row of a register of settings: each should be off."""
    known = {"practice": "settings", "subject_kind": "account", "site": "s", "source_id": "s/settings/registers"}
    return {**known, "subject_id": subject, "subject": "@s", "what": what, "expected": "off", "actual": actual, **about}


def decision(action: str, status: str | None = None, at: str = "2026-01-10 10:00", **about: Any) -> dict[str, Any]:
    return {"action_id": action, "decided_at": at, "workbook": "w.xlsx", "site": "s", "status": status, **about}


def visit(
    name: str, at: str, outcome: str, *, of: str = "a", hashes: str | None = None, **about: Any
) -> dict[str, Any]:
    """One request for a file of a picture: its name, when, and what came of it."""
    url = f"https://e.example/uploads/{name}.jpg"
    known = {"url": url, "accept": "*/*", "visited_at": at, "file_id": f"s/x/{of}#{name}", "asset_id": f"s/x/{of}"}
    return {**known, "site": "s", "outcome": outcome, "image_hashes": hashes, **about}


def became(folder: Path, *audits: ia.Audit) -> dict[str, str]:
    """What became of each finding in the last of these terms: rule and subject → change."""
    for each in audits:
        ia.save_audit(each, folder)
    last = ia.changes(folder).query("term == @audits[-1].term")
    return dict(zip(last["rule"] + " " + last["subject_id"], last["change"], strict=True))


def saved(path: Path, moment: str) -> Path:
    """The workbook as if a program had saved it then."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    core = parts["docProps/core.xml"].decode()
    told = core.split("modified")[1].partition(">")[2].partition("<")[0]
    parts["docProps/core.xml"] = core.replace(told, moment).encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path
