"""Websites that were saved as one file, MHTML and web archives: read in place, and scanned in place."""

from __future__ import annotations

import gzip
import io
import zipfile
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

import imgaudit as ia
from imgaudit.files import bundles, walk
from tests.exports.made import read, rows, upload, write, wxr
from tests.exports.made_web import SITE, UP, saved

NEWS = f"{SITE}/news/relay/"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


def mhtml(html: str, parts: dict[str, bytes], *, cids: bool = False) -> bytes:
    """As Chrome saves a page in a single file."""
    whole = MIMEMultipart("related", type="text/html")
    whole["From"], whole["Snapshot-Content-Location"] = "<Saved by Blink>", NEWS
    page = MIMEText(html, "html", "utf-8")
    page["Content-Location"] = NEWS
    whole.attach(page)
    for number, (url, data) in enumerate(parts.items()):
        part = MIMEBase("image", "jpeg")
        part.set_payload(data)
        part.add_header("Content-Location", url)
        if cids:
            part.add_header("Content-ID", f"<{number}@mhtml.blink>")
        from email.encoders import encode_base64

        encode_base64(part)
        whole.attach(part)
    return whole.as_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("cids", [False, True])
def test_a_page_as_one_file(tmp_path: Path, cids: bool, packed: bool) -> None:
    link = "cid:0@mhtml.blink" if cids else f"{UP}a.jpg"
    body = f'<figure><img src="{link}"><figcaption>The relay – caf\u00e9</figcaption></figure><img src="{SITE}/b.jpg">'
    data = mhtml(saved("", body), {f"{UP}a.jpg": picture()}, cids=cids)
    if packed:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("pages/News.mhtml", data)
    files = {"all.zip": out.getvalue()} if packed else {"News.mhtml": data}
    found = read(tmp_path, files)
    assert rows(found.items, "page_url", "caption") == [(NEWS, "The relay – caf\u00e9"), (NEWS, None)]
    assert rows(found.assets, "url") == [(f"{UP}a.jpg",), (f"{SITE}/b.jpg",)]
    assert found.problems.empty
    media = ia.scan(found, cache=False, progress=False)
    assert rows(media, "status", "width_px") == [("ok", 40), ("not_fetched", None)]
    assert rows(found.sources, "file") == [("all.zip" if packed else "News.mhtml",)]


def test_one_file_alone_is_as_in_a_folder(tmp_path: Path) -> None:
    data = mhtml(saved("", f'<img src="{UP}a.jpg">'), {f"{UP}a.jpg": picture()})
    found = ia.read_inventory(write(tmp_path, {"News.mht": data}) / "News.mht")
    assert ia.scan(found, cache=False, progress=False)["status"].tolist() == ["ok"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_a_cut_page_in_one_file_is_never_silent(tmp_path: Path, cut: float) -> None:
    data = mhtml(saved("", f'<img src="{UP}a.jpg"><img src="{UP}b.jpg">'), {f"{UP}a.jpg": picture()})
    found = read(tmp_path, {"News.mhtml": data[: int(len(data) * cut)], "e.xml": wxr(upload(7))})
    assert len(found.problems) or found.items["page_url"].eq(NEWS).any()


def test_no_name_in_it_leads_anywhere(tmp_path: Path) -> None:
    named = ("https://x.example/../../../etc/passwd", "file:///etc/passwd", "https://x.example/a!b.jpg")
    bad = dict.fromkeys([*named, "https://x.example/" + "a" * 5000 + ".jpg"], picture())
    data = mhtml(saved("", "".join(f'<img src="{url}">' for url in bad)), bad)
    found = read(tmp_path, {"News.mhtml": data})
    assert found.files["path"].dropna().str.startswith(f"{tmp_path}/News.mhtml!").all()
    assert not found.files["path"].fillna("").str.contains("..", regex=False).any()
    statuses = ia.scan(found, cache=False, progress=False)["status"]
    assert "ok" in set(statuses)


def test_an_email_is_no_web_page(tmp_path: Path) -> None:
    whole = MIMEMultipart("related")
    whole["From"], whole["Subject"] = "office@hollow.example", "Trip"
    whole.attach(MIMEText("<html><title>x</title><img src='cid:1'></html>", "html"))
    found = read(tmp_path, {"mail.eml": whole.as_bytes(), "e.xml": wxr(upload(7))})
    assert set(found.sources["dialect"]) == {"wxr"}
    assert found.problems["reason"].str.contains("MHTML").tolist() == [True]


# --- Web archives -----------------------------------------------------------------------------------------------------


def record(kind: str, url: str, http: bytes, packed: bool) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-28T08:00:00Z\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    data = head.encode() + http + b"\r\n\r\n"
    return gzip.compress(data) if packed else data


def warc(*records: tuple[str, str, bytes, str], packed: bool = True, revisit: str = "") -> bytes:
    """Records of address, media type, body and status; of ``revisit`` the bytes are in another archive."""
    data = record("warcinfo", "", b"software: test\r\n", packed)
    for url, kind, body, status in records:
        http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        data += record("response", url, http, packed)
    if revisit:
        data += record("revisit", revisit, b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", packed)
    return data


OK = "200 OK"
PAGE = saved("", f'<main><img src="/up/a.jpg"><img src="{SITE}/missing.jpg"></main>').encode()


def records() -> list[tuple[str, str, bytes, str]]:
    return [
        (NEWS, "text/html; charset=utf-8", PAGE, OK),
        (f"{SITE}/up/a.jpg", "image/jpeg", picture(), OK),
        (f"{SITE}/missing.jpg", "image/jpeg", b"nothing", "404 Not Found"),
        (f"{SITE}/x.js", "text/javascript", b"x()", OK),
        (f"{SITE}/old/", "text/html", b"", "302 Found"),
    ]


needs_warcio = pytest.mark.skipif(find_spec("warcio") is None, reason="the extra archive is not installed")


@pytest.mark.slow
@needs_warcio
@pytest.mark.parametrize("form", ["site.warc.gz", "site.warc", "site.wacz"])
def test_a_web_archive(tmp_path: Path, form: str) -> None:
    data = warc(*records(), packed=form != "site.warc")
    if form == "site.wacz":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("archive/data.warc.gz", data)
            archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
        data = out.getvalue()
    found = read(tmp_path, {form: data})
    assert rows(found.items, "page_url", "visibility") == [(NEWS, "unknown")] * 2  # by whoever was logged in
    assert rows(found.assets, "url") == [(f"{SITE}/up/a.jpg",), (f"{SITE}/missing.jpg",)]
    assert found.problems.empty
    media = ia.scan(found, cache=False, progress=False)
    assert rows(media, "status", "width_px") == [("ok", 40), ("not_fetched", None)]
    assert ia.scan(found, cache=tmp_path / "cache", progress=False, workers=1)["status"].tolist()[0] == "ok"


@needs_warcio
def test_what_is_elsewhere_and_what_is_broken_is_said(tmp_path: Path) -> None:
    data = warc(*records(), revisit=f"{SITE}/again.jpg")
    found = read(tmp_path, {"a.warc.gz": data, "b.warc.gz": data[:700], "c.warc": b"WARC/1.0\r\nnonsense"})
    assert "missing" in set(found.problems["code"])
    assert {"b.warc.gz!its end", "c.warc"} <= set(found.problems["file"])


@needs_warcio
@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_archive_says_so_wherever_it_is_cut(tmp_path: Path, packed: bool) -> None:
    data = warc(*records(), packed=packed)
    ends = [len(warc(*records()[:n], packed=packed)) for n in range(len(records()))]
    for cut in (end + more for end in ends for more in (12, 60, 150)):
        found = walk(write(tmp_path / f"{cut}", {"a.warc": data[:cut]}))
        assert found.refused, cut


@needs_warcio
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "PART_LIMIT", 1000)
    data = warc((NEWS, "text/html", PAGE, OK), (f"{SITE}/up/a.jpg", "image/jpeg", b"\xff\xd8\xff" * 999, OK))
    found = read(tmp_path, {"a.warc.gz": data})
    media = ia.scan(found, cache=False, progress=False, workers=1)
    assert media["status"].tolist() == ["unreadable", "not_fetched"]


def test_without_the_package_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "archiveiterator", None)
    data = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    found = read(tmp_path, {"a.warc": data, "e.xml": wxr(upload(7))})
    (reason,) = found.problems["reason"]
    assert reason.startswith("a web archive (WARC), which needs a further package: ")
    assert "pip install" in reason
    assert list(found.sources["completeness"]) == ["part"]
