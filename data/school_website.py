"""The sample school's website as the public gets it in the last term: its pages, and what each address answers.

It is the website of that term's export, but for what no export tells: which file is gone, in a cache alone, behind a
log-in, or an older one than the export's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from school_files import Copy, copies
from school_plants import Holds, Page, School, Upload, Use
from school_wordpress import MIME, ROUTES, SONG, Site

TERM = 2
GONE = "2025/10/harvest-supper.jpg"  # the original: somebody deleted it, and WordPress lists it still
CACHED = "2025/10/DSC_0311.jpg"  # deleted, and no cache was told
FOR_MEMBERS = "2025/11/parents-evening"  # with all its sizes: the website asks for a log-in
OLDER = "2025/10/harvest-choir-300x200.jpg"  # the picture was stripped, this copy of it never made anew

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = """\
<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><title>{title} – {school}</title></head>
<body>
<nav>{links}<a href="/wp-login.php">Log in</a></nav>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""
LOCKED = (
    '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post"><p>This content is '
    'password-protected.</p><input name="post_password" type="password"></form>'
)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True)
class Answer:
    """What one address answers, and what a visit has to say of it."""

    address: str  # from the root on
    outcome: str = ""  # of a visit; empty: of what no export names
    file: str = ""  # the body, from the folder of the website on
    data: bytes | None = None  # of a file that is to be written there
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    holds: Holds | None = None  # of a picture that comes: what it gives away
    is_damaged: bool = False  # it comes, and what it gives away nobody can tell


def answers(school: School) -> Iterator[Answer]:
    """Every address that answers with something, and those that exports name and that do not."""
    site = Site(school, TERM)
    yield Answer("/", status=301, headers={"Location": f"{site.root}/home/"})
    log_in = _html(site, "Log in", '<form method="post"><input name="log"><input name="pwd" type="password"></form>')
    yield Answer("/wp-login.php", file="wp-login.html", data=log_in, headers=HTML)
    for page in site.pages:
        yield _of_page(site, page)
    for upload in site.uploads.values():
        for copy in copies(upload, TERM):
            yield _of_file(site, upload, copy)
    sound = {"Content-Type": MIME["mp3"]}
    yield Answer(f"/wp-content/uploads/{SONG}", "unknown", _exported(school, TERM, SONG), headers=sound)  # no picture
    for address in dict.fromkeys(post.page.partition("#")[0] for post in school.posts if post.listed[TERM]):
        if address.startswith(f"{site.root}/"):
            name = address.removeprefix(f"{site.root}/")
            yield Answer(f"/{name}", "public", name, PDF, headers={"Content-Type": "application/pdf"})


def _of_page(site: Site, page: Page) -> Answer:
    address = site.link(page).removeprefix(site.root)
    if page.status != "publish":  # to a stranger WordPress does not say that there is one
        return Answer(address, "gone", status=404)
    blocks = [_block(site, use) for use in page.uses if TERM in use.terms]
    if page.featured:
        blocks.insert(0, site.tag(page.featured, classes="wp-post-image wp-image-{}"))
    title, content = (f"Protected: {page.title}", LOCKED) if page.locked else (page.title, "\n".join(blocks))
    outcome = "login" if page.locked else "public"
    return Answer(address, outcome, f"{page.slug}.html", _html(site, title, content), headers=HTML)


def _html(site: Site, title: str, content: str) -> bytes:
    links = "".join(
        f'<a href="{escape(site.link(page))}">{escape(page.title)}</a> '
        for page in site.pages
        if page.status == "publish"
    )
    return PAGE.format(title=escape(title), school=site.school.name, links=links, content=content).encode()


def _block(site: Site, use: Use) -> str:
    """A block as WordPress shows it: without its own marks, and a shortcode as what it stands for."""
    if use.route in ("gallery", "caption"):
        size = {"gallery": "published", "caption": "medium"}[use.route]
        caption = f"<figcaption>{use.caption}</figcaption>" if use.caption else ""
        return "\n".join(f"<figure>{site.tag(wp_id, size)}{caption}</figure>" for wp_id in use.wp_ids)
    return re.sub(r"<!-- /?wp:.*? -->\n*", "", ROUTES[use.route](site, use)).strip()


def _of_file(site: Site, upload: Upload, copy: Copy) -> Answer:
    address = f"/wp-content/uploads/{copy.path}"
    if copy.path == GONE:
        return Answer(address, "gone", status=404)
    if copy.path.startswith(FOR_MEMBERS):
        where = f"{site.root}/wp-login.php?redirect_to={address}"
        return Answer(address, "login", status=302, headers={"Location": where})
    headers, outcome = {"Content-Type": MIME[copy.path.rsplit(".", 1)[1]]}, "public"
    if copy.path == CACHED:
        headers, outcome = headers | {"Age": "86400", "X-Cache": "HIT"}, "cached"
    if upload.fault == "empty":
        return Answer(address, "unknown", _exported(site.school, TERM, copy.path), headers=headers)
    if copy.path == OLDER:
        old = next(each for each in copies(upload, 0) if each.path == OLDER)
        return Answer(address, outcome, _exported(site.school, 0, OLDER), headers=headers, holds=old.holds)
    if not copy.present:  # nobody fetched it for the export; the website has it all the same
        name = copy.path.rsplit("/", 1)[1]
        return Answer(address, outcome, name, copy.data, headers=headers, holds=copy.holds)
    file, is_damaged = _exported(site.school, TERM, copy.path), bool(upload.fault)
    return Answer(address, outcome, file, headers=headers, holds=copy.holds, is_damaged=is_damaged)


def _exported(school: School, term: int, path: str) -> str:
    return f"../{school.terms[term].id}/exports/uploads/{path}"


def write_website(school: School, folder: Path) -> None:
    """The pages, and `answers.json`, which says of each address what it answers; any other is *404*."""
    folder.mkdir()
    table = {}
    for answer in answers(school):
        if answer.data is not None:
            (folder / answer.file).write_bytes(answer.data)
        table[answer.address] = {"status": answer.status, "headers": answer.headers, "file": answer.file}
    lines = ",\n".join(f"{json.dumps(address)}: {json.dumps(told)}" for address, told in table.items())
    text = f'{{"start": "https://{school.domain}/", "answers": {{\n{lines}\n}}}}\n'
    (folder / "answers.json").write_text(text, encoding="utf-8", newline="\n")
