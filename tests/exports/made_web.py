"""What crawlers, sitemaps and WordPress's API say of one fictional website, written by hand for the tests."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.readers import Reader, readers
from imgaudit.files import walk
from tests.exports.made import write

SITE = "https://www.fernhollow.example"
UP = f"{SITE}/wp-content/uploads/2025/10/"

IMAGES = ("Address", "Content Type", "Size (Bytes)", "IMG Inlinks", "Indexability", "Indexability Status", "Dimensions")
LINKS = (
    "Type", "Source", "Destination", "Size (Bytes)", "Alt Text", "Anchor", "Status Code", "Status", "Follow", "Target",
    "Rel", "Path Type", "Link Path", "Link Position", "Link Origin",
)  # fmt: skip
INTERNAL = ("Address", "Content Type", "Status Code", "Status", "Indexability", "Indexability Status", "Title 1")


def table(headings: Sequence[str], *lines: Sequence[object], before: str = "") -> str:
    """CSV as the program writes it: byte order mark, all cells quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([headings, *([*line, *[""] * (len(headings) - len(line))] for line in lines)])
    return "\ufeff" + before + out.getvalue()


def links(*lines: Sequence[object]) -> str:
    """``all_image_inlinks.csv``: page, picture, alternative text, status code, type."""
    return table(LINKS, *([(*line, "Image")[4], line[0], line[1], 9000, line[2], "", line[3]] for line in lines))


def saved(page: str, body: str = "", *, head: str = "<title>News</title>") -> str:
    """A page as a browser saves it, or without its comment where it has no address."""
    comment = f"<!-- saved from url=({len(page):04}){page} -->\n" if page else ""
    return f"<!DOCTYPE html>\n{comment}<html><head>{head}</head>\n<body>{body}</body></html>\n"


def sitemap(*entries: str, root: str = "urlset") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
        f'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1">\n{"".join(entries)}\n</{root}>\n'
    )


def entry(page: str, *inside: str) -> str:
    return f"<url><loc>{page}</loc><lastmod>2025-10-02T10:30:00+00:00</lastmod>{''.join(inside)}</url>\n"


def image(loc: str, **texts: str) -> str:
    inside = "".join(f"<image:{name}>{text}</image:{name}>" for name, text in texts.items())
    return f"<image:image><image:loc>{loc}</image:loc>{inside}</image:image>"


def rss(*items: str) -> str:
    """A feed as WordPress gives it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
        'content/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss">\n'
        f"<channel><title>Fern Hollow</title><link>{SITE}/</link>" + "\n".join(items) + "\n</channel></rss>\n"
    )


def feed_item(page: str, html: str = "", *inside: str, title: str = "News") -> str:
    """One entry of a feed."""
    return (
        f"<item><title>{title}</title><link>{page}</link><pubDate>Thu, 02 Oct 2025 10:30:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded>{''.join(inside)}</item>"
    )


def media(number: int, name: str = "", *, root: str = SITE, **more: object) -> dict[str, object]:
    """One upload as ``/wp/v2/media`` answers."""
    name = name or f"picture-{number}.jpg"
    url = f"{root}/wp-content/uploads/2025/10/{name}"
    return {
        "id": number,
        "date": "2025-10-02T11:30:00",
        "date_gmt": "2025-10-02T10:30:00",
        "guid": {"rendered": url},
        "slug": name.partition(".")[0],
        "status": "inherit",
        "type": "attachment",
        "link": f"{root}/{name.partition('.')[0]}/",
        "title": {"rendered": f"Attachment {number}"},
        "author": 1,
        "description": {"rendered": f"<p class=\"attachment\"><a href='{url}'><img src='{url}' alt=''></a></p>\n"},
        "caption": {"rendered": ""},
        "alt_text": "",
        "media_type": "image",
        "mime_type": "image/jpeg",
        "media_details": {},
        "post": None,
        "source_url": url,
        "_links": {"self": [{"href": f"{root}/wp-json/wp/v2/media/{number}"}]},
        **more,
    }


def page(number: int, html: str = "", *, root: str = SITE, **more: object) -> dict[str, object]:
    """One page as ``/wp/v2/pages`` answers."""
    return {
        "id": number,
        "date": "2025-10-02T11:30:00",
        "date_gmt": "2025-10-02T10:30:00",
        "guid": {"rendered": f"{root}/?page_id={number}"},
        "slug": f"page-{number}",
        "status": "publish",
        "type": "page",
        "link": f"{root}/page-{number}/",
        "title": {"rendered": f"Page {number}"},
        "content": {"rendered": html, "protected": False},
        "excerpt": {"rendered": "", "protected": False},
        "author": 1,
        "featured_media": 0,
        "parent": 0,
        "_links": {"self": [{"href": f"{root}/wp-json/wp/v2/pages/{number}"}]},
        **more,
    }


SAMPLES: dict[str, tuple[str, str]] = {
    "images_all": ("screaming_frog", table(IMAGES, [f"{UP}a.jpg", "image/jpeg", 1, 2, "Indexable"])),
    "all_image_inlinks": ("screaming_frog", links([f"{SITE}/", f"{UP}a.jpg", "Relay", 200])),
    "internal_all": ("screaming_frog", table(INTERNAL, [f"{SITE}/", "text/html", 200, "OK", "Indexable", "", "Home"])),
    "sitemap": ("sitemap", sitemap(entry(f"{SITE}/", image(f"{UP}a.jpg")))),
    "sitemap index": ("sitemap", sitemap(f"<sitemap><loc>{SITE}/a.xml</loc></sitemap>", root="sitemapindex")),
    "media": ("wordpress_rest", json.dumps([media(7)])),
    "one upload": ("wordpress_rest", json.dumps(media(7))),
    "some fields": ("wordpress_rest", json.dumps([{"id": 7, "source_url": f"{UP}a.jpg", "alt_text": ""}])),
    "pages": ("wordpress_rest", json.dumps([page(3)])),
    "some fields of posts": ("wordpress_rest", json.dumps([{"id": 3, "link": f"{SITE}/a/", "featured_media": 7}])),
    "an error": ("wordpress_rest", json.dumps({"code": "rest_no_route", "message": "No", "data": {"status": 404}})),
}
"""What → the dialect that knows it, and a small file."""


def claims(folder: Path, data: bytes | str, name: str = "export.dat") -> list[str]:
    """All dialects but the last resorts that would take a file, whatever it is called."""
    found = walk(write(folder, {name: data}) / name)
    head = Head(found.files[0])
    return [r.DIALECT for r in readers() if not getattr(r, "IS_FALLBACK", False) and r.sniff(head)]


def part_of(reader: Reader, folder: Path, files: dict[str, str | bytes]) -> Part:
    """What one dialect makes of files, before it is put together: much faster than an inventory."""
    found = walk(write(folder, files))
    return reader.read(found.files, Options())
