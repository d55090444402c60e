"""How the tests read a page: its words, what a screen reader is told, and what a browser makes of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

PARTS = ("title", "h1", "h2", "p", "li", "th", "td", "caption", "text")


class Html(HTMLParser):
    """The tags of a page with their attributes, and its words as a reader gets them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.parts: list[str] = []
        self.is_open = False
        self.feed(path.read_text(encoding="utf-8"))
        self.words = " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.is_open = tag != "style"
        self.parts.append("" if tag in ("strong", "span") else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("" if tag in ("strong", "span") else "\n")

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.parts.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def html_words(path: Path) -> str:
    return re.sub(r" (?=[.,;:)])", "", Html(path).words.replace("\xa0", " "))


def pdf_words(path: Path) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return " ".join(text.replace("\xa0", " ").split())


def structure(reader: PdfReader) -> list[Any]:
    """Every element of a PDF's structure, as a screen reader goes through them."""
    found, to_see = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while to_see:
        element = to_see.pop(0).get_object()
        if isinstance(element, list):
            to_see[:0] = element
        elif isinstance(element, dict):
            found.append(element)
            to_see[:0] = [element["/K"]] if "/K" in element else []
    return found


@contextmanager
def browser_page(path: Path) -> Generator[Any]:
    """A page in Chromium, which may ask for nothing but that file."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: nobody looked whether a browser finds barriers")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page()
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(path.as_uri())
            yield page
            assert asked == [path.as_uri()]
        finally:
            browser.close()


def barriers(page: Any) -> list[str]:
    """What axe-core finds wrong, everything that it can ask."""
    import axe_playwright_python

    page.evaluate((Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    told = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    assert len(told["passes"]) > 10
    return [f"{one['id']}: {node['html']}" for one in told["violations"] + told["incomplete"] for node in one["nodes"]]


def printed_pages(page: Any, folder: Path) -> int:
    """How many sheets the printer takes for it."""
    made = folder / "printed.pdf"
    page.pdf(path=made, prefer_css_page_size=True)
    sheets = PdfReader(made).pages
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} <= {(595, 842), (594, 841)}
    return len(sheets)
