"""A school of any size in which 30 copies of one child's pictures are planted, in every way that we know of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

import imgaudit as ia
from imgaudit import tables
from imgaudit.register import Register

WHO = "Rosalind O'Fernsby-Lark"
UPN = "Z000000000007"
CHANNELS = ("website", "facebook", "instagram", "prospectus")
FIRSTS = ("Ada", "Ben", "Cyra", "Dov", "Elin", "Finn", "Gwen", "Hal", "Iris", "Jude")
LASTS = ("Quillfeather", "Tindlewick", "Mossop", "Brackenbury", "Wexcombe", "Hollingberry", "Dunwoody", "Larkfield")
DAY = "2025-11-03"

PLANTED: dict[str, tuple[dict[str, Any], str]] = {
    # What it is → the placement, asset, file and media that differ from any other, and how sure it has to be.
    "listed by name": ({"who": WHO, "content_hash": "c1", "image_hash": "i1"}, "shown"),
    "listed by UPN": ({"who": UPN, "image_hash": "i2"}, "shown"),
    "tagged in the file": ({"person_names": "Fern, Ivo\nO’FERNSBY-LARK, ROSALIND"}, "shown"),
    "the same bytes, another upload": ({"content_hash": "c1"}, "copy"),
    "the same pixels, other bytes": ({"image_hash": "i1"}, "copy"),
    "the same picture on Facebook": ({"image_hash": "i1", "channel": "facebook"}, "copy"),
    "the same picture, unused": ({"image_hash": "i2", "in_use": False, "page": None}, "copy"),
    "the same address in another export": ({"picture_url": "e.example/uploads/one.jpg", "who": WHO}, "shown"),
    "and its other asset": ({"picture_url": "e.example/uploads/one.jpg", "channel": "instagram"}, "copy"),
    "resized, with a caption": ({"caption": "Rosalind O'Fernsby-Lark won the cup", "px": 300}, "possibly"),
    "surname first": ({"caption": "Won by O’FERNSBY LARK, Rosalind"}, "possibly"),
    "the title": ({"title": "Rosalind OFernsby-Lark, reading"}, "possibly"),
    "the alternative text alone": ({"alt_text": "Rosalind O&#8217;Fernsby-Lark with a rocket"}, "possibly"),
    "the title of the page": ({"page_title": "Well done, Rosalind O'Fernsby-Lark"}, "possibly"),
    "the address of the page": ({"page": "news/rosalind-ofernsby-lark-wins"}, "possibly"),
    "the file name": ({"file": "rosalind-o-fernsby-lark-1.jpg"}, "possibly"),
    "the file name, in one": ({"file": "RosalindOFernsbyLark2.jpg"}, "possibly"),
    "a folder of this machine": ({"path": "uploads/Rosalind O'Fernsby-Lark/img_1.jpg", "url": None}, "possibly"),
    "UPN in the file name": ({"file": f"{UPN}.jpg"}, "possibly"),
    "text in the file": ({"texts": "Caption: Rosalind O'Fernsby-Lark"}, "possibly"),
    "the first name alone": ({"caption": "Rosalind and her rocket"}, "possibly"),
    "by initial": ({"caption": "R. O'Fernsby-Lark and the choir"}, "possibly"),
    "the surname alone": ({"caption": "Miss O'Fernsby-Lark is second"}, "possibly"),
    "text next to it": ({"near": "The prize went to Rosalind O'Fernsby-Lark this year."}, "possibly"),
    "their class, listed": ({"groups": "4B", "shows": "pupils"}, "possibly"),
    "their year, listed": ({"groups": "whole of Year 4", "shows": "pupils"}, "possibly"),
    "the class of the year before": ({"groups": "3B", "shows": "pupils", "day": "2024-11-04"}, "possibly"),
    "a page of their class": ({"page_title": "4B at the farm", "shows": "pupils"}, "possibly"),
    "possibly, says an export": ({"who": WHO, "presence": "possibly"}, "possibly"),
    "alike": ({"image_hash": "looks like i1"}, "alike"),
}
OTHERS: tuple[dict[str, Any], ...] = (
    {"groups": "5A", "shows": "pupils"},
    {"groups": "4B", "shows": "pupils", "day": "2024-11-04"},  # whoever was in Year 4 then
    {"groups": "All staff", "shows": "staff"},
    {"page_title": "4B at the farm", "shows": "nobody", "people_complete": True},
    {"page_title": "4B at the farm", "shows": "pupils", "who": "Ada Mossop", "people_complete": True},
    {"page_title": "5A at the farm", "shows": "pupils"},
    {"caption": "A rose in the lark's field"},
    {"file": "lark-rise.jpg"},
)
"""What is near it, and shows or names somebody else, or nobody."""


def register() -> Register:
    """Eighty others, of five classes, and the one who is looked for."""
    rows = [
        {
            "person_id": f"person-{at}", "upn": f"Z1{at:011}", "first_name": first, "last_name": last,
            "group": f"{3 + at % 5}{'AB'[at % 2]}", "reception_in": 2022 - at % 5,
        }
        for at, (first, last) in enumerate((first, last) for first in FIRSTS for last in LASTS)
    ]  # fmt: skip
    first, last = WHO.split(" ")
    child = {"person_id": "person-r", "upn": UPN, "first_name": first, "last_name": last, "group": "4B"}
    people = [{**row, "role": "pupil", "protected": False} for row in [*rows, {**child, "reception_in": 2021}]]
    said = [
        {"person_id": row["person_id"], "scope": scope, "status": "granted", "given_on": "2025-09-05"}
        for row in people
        for scope in ("website", "social", "print")
    ]
    said += [{"person_id": "person-r", "scope": "website", "status": "withdrawn", "given_on": "2025-12-10"}]
    return Register(
        tables.PEOPLE.frame(people), tables.CONSENTS.frame(said), tables.PROBLEMS.empty(), completeness="whole"
    )


def made(n: int) -> tuple[ia.Audit, dict[str, str]]:
    """An audit of so many placements, what is planted → its placement, two of which look alike."""
    rows = [about for about, _ in PLANTED.values()] + [*OTHERS]
    rows += [_other(number) for number in range(n - len(rows))]
    items, assets, files, media, shown, texts = [], [], [], [], [], []
    for number, about in enumerate(rows):
        channel, day = about.get("channel", "website"), about.get("day", DAY)
        asset, page = f"fern/wp/{number}", about.get("page", f"news/{number}")
        address = f"https://e.example/uploads/{about.get('file', f'img-{number}.jpg')}"
        address, source = about.get("url", address), f"fern/{channel}/wxr"
        items.append(
            {
                "item_id": f"{asset}@{number}", "asset_id": asset, "source_id": source, "site": "fern",
                "channel": channel, "page_url": page and f"https://e.example/{page}", "visibility": "public",
                "published_at": day, "in_use": about.get("in_use", True),
                **{name: about.get(name) for name in ("title", "alt_text", "caption", "page_title")},
            }
        )  # fmt: skip
        assets.append(
            {
                "asset_id": asset, "site": "fern", "kind": "picture", "url": address,
                **{name: about.get(name) for name in ("picture_url", "shows", "people_complete", "groups")},
            }
        )  # fmt: skip
        if "who" in about:
            known = {"asset_id": asset, "person_ref": about["who"], "evidence": "listed"}
            shown.append({**known, "presence": about.get("presence")})
        file = {"file_id": f"{asset}#1", "asset_id": asset, "url": address, "path": about.get("path")}
        files.append({**file, "role": "published", "is_public": True})
        measured = {"width_px": about.get("px", 800), "height_px": 200, "status": "ok", "format": "jpeg"}
        told = {name: about.get(name) for name in ("texts", "person_names", "content_hash", "image_hash")}
        media.append({"file_id": file["file_id"], **dict.fromkeys(tables.EXPOSURE_COLUMNS, False), **measured, **told})
        if "near" in about:
            texts.append({"page_id": f"p{number}", "text": about["near"], "is_cut": False})
            texts.append({"page_id": f"p{number}", "item_id": items[-1]["item_id"], "start": 0, "end": 200})
    counts = pd.Series([item["source_id"] for item in items]).value_counts()
    sources = [
        {
            "source_id": source, "file": source, "site": "fern", "channel": source.split("/")[1], "dialect": "wxr",
            "rows": count, "problems": 0, "completeness": "whole", "unread": 0, "holds": "posts",
        }
        for source, count in counts.items()
    ]  # fmt: skip
    inventory = ia.Inventory(
        items=tables.ITEMS.frame(items),
        assets=tables.ASSETS.frame(assets),
        files=tables.FILES.frame(files),
        appearances=tables.APPEARANCES.frame(shown),
        sources=tables.SOURCES.frame(sources),
        problems=tables.PROBLEMS.empty(),
        page_texts=tables.PAGE_TEXTS.frame(texts),
    )
    audit = ia.run_audit(inventory, tables.MEDIA.frame(media), register(), as_of="2025-12-19", term="2025-26-autumn")
    planted = dict(zip(PLANTED, audit.items["item_id"], strict=False))
    first, last = (planted[name].split("@")[0] for name in ("listed by name", "alike"))
    pairs = {"asset_id": [last, first], "alike_id": [first, last], "distance": 3}
    return replace(audit, alike=tables.ALIKE.frame(pd.DataFrame(pairs))), planted


def _other(number: int) -> dict[str, Any]:
    """Any other placement: a caption, a class, somebody else's name."""
    somebody = f"{FIRSTS[number % 10]} {LASTS[number // 10 % 8]}"
    return {
        "channel": CHANNELS[number % 4],
        "caption": f"{somebody} at the fair, number {number}" if number % 7 == 0 else f"Sports day, race {number}",
        "title": f"Photo {number}",
        "page_title": f"News of week {number % 40}",
        "texts": f"Camera {number % 9}",
        "shows": ("pupils", "nobody", None)[number % 3],
        **({"groups": ("5A", "6B")[number % 2]} if number % 11 == 0 else {}),
        **({"who": somebody} if number % 13 == 0 else {}),
    }
