"""Three terms with two officers: no word of theirs is lost, nothing is resolved that was not fixed, every true fix is.

The website is a folder of pictures, Facebook a list. In autumn two officers fill in a copy each and contradict each
other; receiving is killed again and again. In spring the list is not delivered. In summer the website has moved.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from test_workbook_carried import OFFICE, through_libreoffice

import imgaudit as ia

pytestmark = [pytest.mark.slow, OFFICE]

TERMS = {"2025-26-autumn": "2025-12-19", "2025-26-spring": "2026-03-27", "2025-26-summer": "2026-07-21"}
POLICY = """
[[terms]]
id = "2025-26-autumn"
starts = 2025-09-03
ends = 2025-12-19
[[terms]]
id = "2025-26-spring"
starts = 2026-01-05
ends = 2026-03-27
[[terms]]
id = "2025-26-summer"
starts = 2026-04-13
ends = 2026-07-21
"""
REGISTER = "Admission number,Forename,Surname,Class,Website photos,Social media photos\n" + "".join(
    f"{number},{name},{name}son,4B,{answer},{answer}\n"
    for number, name, answer in ((1001, "Ben", "No"), (1002, "Cy", "Yes"), (1003, "Dee", "No"))
)
GPS = {0x8825: {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}}


def picture(path: Path, seed: int, *, located: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if located:
        exif[0x8825] = GPS[0x8825]
    Image.new("RGB", (200, 150), (40 * seed % 255, 90, 17 * seed % 255)).save(path, exif=exif.tobytes())


def posts(*rows: tuple[str, str]) -> str:
    head = "channel,picture,page url,title,shows,people,everyone listed\n"
    shows = {False: "nobody", True: "pupils"}
    site = "https://social.example"
    return head + "".join(
        f"facebook,{site}/{name}.jpg,{site}/post-{name},{name},{shows[bool(who)]},{who},yes\n" for name, who in rows
    )


class School:
    """A school's folder: its exports, its ``audit.toml`` of a term, its workbook and what came back."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.words: set[str] = set()
        self.titles: dict[str, str] = {}
        (place / "policy.toml").write_text(POLICY, encoding="utf-8")
        (place / "register.csv").write_text(REGISTER, encoding="utf-8")

    def audit(self, term: str, explained: str = "") -> ia.Audit:
        lines = {
            "exports": f"{term}/exports", "register": "register.csv", "policy": "policy.toml", "site": "fernhollow",
            "channel": "website", "received": "received", "history": "history", "workbook": "actions.xlsx",
        }  # fmt: skip
        text = "".join(f'{key} = "{value}"\n' for key, value in lines.items()) + f"as_of = {TERMS[term]}\n{explained}"
        self.config = self.place / f"{term}.toml"
        self.config.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "imgaudit", "audit", str(self.config)], capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return ia.audit_config(self.config, progress=False)

    def officer(self, name: str, day: str, **said: tuple[str, str]) -> Path:
        """An officer's copy, saved by LibreOffice: picture → status and note."""
        copy = self.place / name / "actions.xlsx"
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(self.place / "actions.xlsx", copy)
        book = openpyxl.load_workbook(copy)
        sheet = book["Actions"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        left = dict(said)
        for at in range(2, sheet.max_row + 1):
            titled = str(sheet.cell(at, columns["Picture"]).value).removesuffix(".jpg")
            if titled in left:
                status, note = left.pop(titled)
                sheet.cell(at, columns["Status"]).value = status
                sheet.cell(at, columns["Notes"]).value = note
                sheet.cell(at, columns["Answered on"]).value = day
                self.words.add(note)
        assert not left, f"no row for {sorted(left)}"
        book.save(copy)
        through_libreoffice(copy)
        return copy

    def receive(self, *copies: Path, kills: int = 0) -> str:
        command = [sys.executable, "-m", "imgaudit", "receive", str(self.config), *map(str, copies)]
        for kill in range(kills):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.8 + 0.5 * kill)
            process.send_signal(signal.SIGKILL)
            process.wait()
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    def name(self, audit: ia.Audit) -> None:
        """Remember by what each picture is called here."""
        rows = audit.items.astype("object").where(audit.items.notna(), None).to_dict("records")
        called = {row["asset_id"]: str(row["title"] or row["url"] or "").rpartition("/")[2] for row in rows}
        self.titles |= {asset: title.removesuffix(".jpg") for asset, title in called.items()}

    def rows(self) -> dict[str, dict[str, object]]:
        """Picture → its row on *Actions*."""
        head, *rows = openpyxl.load_workbook(self.place / "actions.xlsx")["Actions"].iter_rows(values_only=True)
        told = [dict(zip(head, row, strict=True)) for row in rows]
        return {str(row["Picture"]).removesuffix(".jpg"): row for row in told}

    def states(self, term: str) -> dict[str, str]:
        """Practice and picture → how far the action was in that term."""
        told = ia.progress(self.place / "history")
        told = told[told["term"].eq(term)]
        asset = told["action_id"].str.split(" ").str[1].str.rpartition("@")[0]
        return dict(zip(told["practice"] + " " + asset.map(self.titles), told["state"], strict=True))

    def became(self, term: str) -> dict[str, str]:
        """Picture and practice → what became of its finding in that term."""
        told = ia.changes(self.place / "history")
        told = told[told["term"].eq(term)]
        named = told["asset_id"].map(self.titles)
        return dict(zip(told["practice"] + " " + named, told["change"], strict=True))


def test_three_terms_with_two_officers(tmp_path: Path) -> None:
    school = School(tmp_path)
    autumn, spring, summer = TERMS
    # Autumn: four pictures say where they were taken, two posts show who refused.
    for at in range(1, 7):
        picture(tmp_path / autumn / "exports/site" / f"p{at}.jpg", at, located=at <= 4)
    (tmp_path / autumn / "exports/facebook.csv").write_text(
        posts(("f1", "Ben Benson"), ("f2", "Dee Deeson"), ("f3", "")), encoding="utf-8"
    )
    audit = school.audit(autumn)
    school.name(audit)
    jo = school.officer(
        "jo", "8 January 2026",
        p1=("Done", "Jo: a clean copy of p1 is up"), p2=("Done", "Jo: p2 as well"),
        p3=("Accepted", "Jo: the head agreed to p3"), f1=("Done", "Jo: taken off our page"),
    )  # fmt: skip
    sam = school.officer(
        "sam", "8 January 2026",
        p1=("Done", "Sam: p1 is clean"), p2=("In progress", "Sam: p2 waits for the photographer"),
        p4=("Done", "Sam: p4 is clean, I think"), f2=("Accepted", ""),
    )  # fmt: skip
    said = school.receive(jo, sam, kills=6)
    assert "“Done, Jo: p2 as well” (jo/actions.xlsx, 8 January 2026)" in said
    assert "“In progress, Sam: p2 waits for the photographer” (sam/actions.xlsx, 8 January 2026)" in said
    assert "No reason is given: it does not count" in said
    assert len(ia.load_decisions(tmp_path / "received/decisions.parquet")) == 7

    # Spring: only p1 was cleaned, and the list of posts is not delivered.
    shutil.copytree(tmp_path / autumn / "exports/site", tmp_path / spring / "exports/site")
    ia.clean(tmp_path / autumn / "exports/site/p1.jpg", tmp_path / "clean", progress=False)
    shutil.copy(tmp_path / "clean/p1.jpg", tmp_path / spring / "exports/site/p1.jpg")
    school.name(school.audit(spring))
    assert school.became(spring) == {
        "metadata p1": "resolved",
        "metadata p2": "persisting",
        "metadata p3": "persisting",
        "metadata p4": "persisting",
        "consent f1": "not_checked",
        "consent f2": "not_checked",
    }
    assert school.states(spring) == {
        "metadata p1": "settled",
        "metadata p2": "open",
        "metadata p3": "accepted",
        "metadata p4": "reopened",
        "consent f1": "to be confirmed",
        "consent f2": "not checked",
    }
    rows = school.rows()
    assert rows["p4"]["What is wrong"].startswith("Found again, though marked Done.")
    assert rows["p4"]["Notes"] == "Sam: p4 is clean, I think"
    assert "Two copies of one workbook contradict each other" in rows["p2"]["What is wrong"]
    assert (rows["p3"]["Status"], rows["p3"]["Notes"]) == ("Accepted", "Jo: the head agreed to p3")
    again = school.officer("jo", "10 April 2026", p2=("Done", "Jo: now p2 is clean"))
    school.receive(again, kills=3)

    # Summer: the website has moved, p2 was cleaned, p4 and the post f1 were removed.
    for at in (1, 2, 3, 5, 6):
        target = tmp_path / summer / "exports/new/pictures" / f"2026-picture-{at}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / spring / "exports/site" / f"p{at}.jpg", target)
    ia.clean(tmp_path / spring / "exports/site/p2.jpg", tmp_path / "clean", progress=False)
    shutil.copy(tmp_path / "clean/p2.jpg", tmp_path / summer / "exports/new/pictures/2026-picture-2.jpg")
    (tmp_path / summer / "exports/facebook.csv").write_text(posts(("f2", "Dee Deeson"), ("f3", "")), "utf-8")
    school.name(school.audit(summer))
    assert school.became(summer) == {
        "metadata p2": "resolved",
        "metadata 2026-picture-3": "persisting",
        "metadata p4": "resolved",
        "consent f1": "resolved",
        "consent f2": "persisting",
    }
    states = school.states(summer)
    assert (states["metadata p2"], states["consent f1"], states["consent f2"]) == ("settled", "settled", "open")
    texts = [
        str(cell)
        for sheet in openpyxl.load_workbook(tmp_path / "actions.xlsx").worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    kept = "\n".join([*texts, *ia.load_decisions(tmp_path / "received/decisions.parquet")["note"].dropna()])
    assert [word for word in sorted(school.words) if word and word not in kept] == []
