"""Who uploads: read from exports, asked for in the register of training, and named nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import imgaudit as ia

WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<wp:base_blog_url>https://e.example</wp:base_blog_url>
<wp:author><wp:author_login>kash</wp:author_login><wp:author_display_name>Kim Ash</wp:author_display_name></wp:author>
<item><title>A</title><link>https://e.example/a</link><dc:creator>jmoor</dc:creator>
<content:encoded>&lt;img class="wp-image-7" src="https://e.example/wp-content/uploads/a.jpg"&gt;</content:encoded>
<wp:post_id>1</wp:post_id><wp:post_date_gmt>2025-09-05 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type></item>
<item><title>a</title><dc:creator>kash</dc:creator><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>https://e.example/wp-content/uploads/a.jpg</wp:attachment_url></item></channel></rss>"""
UPLOAD = {
    "id": 7, "type": "attachment", "source_url": "https://e.example/wp-content/uploads/a.jpg", "author": 3,
    "link": "https://e.example/a/", "media_details": {}, "mime_type": "image/jpeg", "title": {"rendered": "A"},
}  # fmt: skip
DRIVE_ITEM = {
    "id": "1", "name": "a.jpg", "parentReference": {"driveId": "d", "path": "/drive/root:"},
    "createdBy": {"user": {"displayName": "Kim Ash"}}, "lastModifiedBy": {"user": {"displayName": "Jo Moor"}},
}  # fmt: skip
GOOGLE = {"id": "1", "name": "a.jpg", "mimeType": "image/jpeg"}
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="https://e.example/a"/>
<author> <name>Kim Ash</name></author><content type="html">&lt;img src="https://e.example/a.jpg"&gt;</content></entry>
</feed>"""
RSS = """<rss version="2.0"><channel><link>https://e.example</link><item><title>A</title><link>https://e.example/a</link>
<author>kim@e.example (Kim Ash)</author><description>&lt;img src="https://e.example/a.jpg"&gt;</description></item>
</channel></rss>"""
EXPORTS = {
    "WordPress, upload and page": ("site.xml", WXR, ["Kim Ash\njmoor"]),
    "REST, a number": ("media.json", json.dumps([UPLOAD]), ["user 3 of WordPress"]),
    "REST, named": (
        "media.json",
        json.dumps([UPLOAD | {"_embedded": {"author": [{"id": 3, "name": "Kim Ash"}]}}]),
        ["Kim Ash"],
    ),
    "REST, nobody": ("media.json", json.dumps([UPLOAD | {"author": 0}]), [None]),
    "Graph": ("drive.json", json.dumps({"value": [DRIVE_ITEM]}), ["Kim Ash"]),
    "Graph, an application": (
        "drive.json",
        json.dumps({"value": [DRIVE_ITEM | {"createdBy": {"application": {"displayName": "Sync"}}}]}),
        ["Jo Moor"],
    ),
    "Google Drive": (
        "files.json",
        json.dumps({"files": [GOOGLE | {"lastModifyingUser": {"displayName": "Kim Ash"}, "owners": [{}]}]}),
        ["Kim Ash"],
    ),
    "Google Drive, owner": (
        "files.json",
        json.dumps({"files": [GOOGLE | {"owners": [{"emailAddress": "kim@e.example"}]}]}),
        ["kim@e.example"],
    ),
    "GAM": ("drive.csv", "Owner,id,name,mimeType\nkim@e.example,1,a.jpg,image/jpeg\n", ["kim@e.example"]),
    "SharePoint": (
        "list.csv",
        "Name,Modified,Modified By,Created By,Item Type,Path\na.jpg,1/9/2025,Jo Moor,Kim Ash,Item,sites/s/Pictures\n",
        ["Kim Ash"],
    ),
    "SharePoint, changed": (
        "list.csv",
        "Name,Modified,Modified By,Item Type,Path\na.jpg,1/9/2025,Jo Moor,Item,sites/s/Pictures\n",
        ["Jo Moor"],
    ),
    "Atom": ("feed.xml", ATOM, ["Kim Ash"]),
    "RSS": ("feed.xml", RSS, ["Kim Ash"]),
    "a list": ("list.csv", "Page,File,Uploaded by\nhttps://e.example/a,a.jpg,Kim Ash\n", ["Kim Ash"]),
    "nobody says": ("list.csv", "Page,File,Title\nhttps://e.example/a,a.jpg,Kim Ash\n", [None]),
}


def read(folder: Path, which: str, site: str | None = "s") -> ia.Inventory:
    name, text, _ = EXPORTS[which]
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return ia.read_inventory(folder, site=site)


@pytest.mark.slow
@pytest.mark.parametrize("which", EXPORTS)
def test_exports_say_who_uploads(which: str, tmp_path: Path) -> None:
    told = read(tmp_path / "in", which)
    said = told.items["uploaded_by"].astype("object")
    assert said.where(said.notna(), None).tolist() == EXPORTS[which][2]
    assert not [column for column in told.items if column != "uploaded_by" and column != "title"
                and told.items[column].astype("str").str.contains("Kim Ash|Jo Moor").any()]  # fmt: skip
    quoted = told.problems.to_csv()
    assert not [name for name in ("Ash", "Moor", "jmoor", "kim@") if name in quoted]


def training(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path)["Training"]
    headings = [cell.value for cell in sheet[2]]
    rows = (dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True))
    return [row for row in rows if row["Person"]]


@pytest.mark.slow
def test_whoever_uploads_is_asked_for_once_and_keeps_the_name_that_somebody_corrects(tmp_path: Path) -> None:
    told = read(tmp_path / "in", "WordPress, upload and page")
    book = ia.write_registers(tmp_path / "registers.xlsx", found=told)
    assert [[row[name] for name in ("Person", "Publishes?", "Course", "Uploads as")] for row in training(book)] == [
        ["Kim Ash", "Yes", "Image security for whoever publishes", "Kim Ash"],
        ["jmoor", "Yes", "Image security for whoever publishes", "jmoor"],
    ]
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Training"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "jmoor")
    sheet.cell(row, 1).value = "Jo Moor"
    workbook.save(book)
    again = ia.write_registers(book, found=told)
    assert [row["Person"] for row in training(again)] == ["Kim Ash", "Jo Moor"]
    records = ia.read_registers(book)
    assert records.problems.empty
    audit = ia.run_audit(told, ia.scan(told, cache=False), records=records)
    assert audit.findings["rule"].isin(["training.unnamed"]).sum() == 0
    rate = ia.practice_rates(audit.records, "training").iloc[0]
    assert rate[["n", "n_yes", "n_unknown"]].tolist() == [2, 0, 2]


@pytest.mark.slow
def test_who_uploads_and_is_not_named_is_a_finding_that_names_nobody(tmp_path: Path) -> None:
    told = read(tmp_path / "in", "WordPress, upload and page")
    book = ia.write_registers(tmp_path / "registers.xlsx", site="s")
    policy = ia.Policy(names_in_outputs="full")
    audit = ia.run_audit(
        told, ia.scan(told, cache=False), records=ia.read_registers(book), policy=policy, term="2025-26-autumn"
    )
    found = audit.findings[audit.findings["rule"].eq("training.unnamed")]
    assert len(found) == 2
    rate = ia.practice_rates(audit.records, "training").iloc[0]
    assert rate[["n", "n_yes", "n_unknown"]].tolist() == [2, 0, 2]
    assert ia.scorecard(audit).set_index("practice").loc["training", "state"] == "not known"
    actions = ia.find_actions(audit)
    asked = actions[actions["practice"].eq("training")]
    assert asked["fix"].tolist() == ["Update the register"] * 2
    assert (
        asked["problem"].str.startswith("Somebody uploads pictures whom the register of training does not name.").all()
    )
    history = tmp_path / "history"
    ia.save_audit(audit, history)
    shown = [ia.write_workbook(audit, tmp_path / "actions.xlsx"), ia.write_table(audit.items, tmp_path / "items.xlsx")]
    shown += [ia.write_table(ia.hide_names(told.items, audit), tmp_path / "hidden.xlsx")]
    cells = [
        str(cell.value)
        for path in shown
        for sheet in openpyxl.load_workbook(path)
        for row in sheet
        for cell in row
        if cell.value
    ]
    frames = [getattr(audit, name) for name in audit.__dataclass_fields__ if hasattr(getattr(audit, name), "columns")]
    past = ia.load_history(history)
    frames += [past.items, past.records, past.findings, ia.trends(past), ia.changes(past)]
    text = " ".join([*cells, *(frame.to_csv() for frame in frames)])
    assert "Kim Ash" not in text
    assert "jmoor" not in text
    assert not [path for path in history.rglob("*") if path.is_file() and b"jmoor" in path.read_bytes()]


@pytest.mark.slow
def test_without_registers_nobody_can_say_who_is_not_named(tmp_path: Path) -> None:
    told = read(tmp_path / "in", "WordPress, upload and page")
    audit = ia.run_audit(told, ia.scan(told, cache=False))
    assert audit.records.empty
    assert "uploaded_by" not in audit.items
