"""Exports written by hand for the tests; no place, school or person in them exists."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd

import imgaudit as ia

BLOG = "https://www.hollow.example"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def post(number: int | str, kind: str = "page", content: str = "", *, text: object = cdata, **more: object) -> str:
    """One item; ``text`` writes its texts (CDATA or escaped)."""
    meta = more.pop("meta", {})
    fields = {
        "title": more.pop("title", f"{kind.title()} {number}"),
        "link": more.pop("link", f"{BLOG}/?p={number}"),
        "content:encoded": content,
        "excerpt:encoded": more.pop("excerpt", ""),
        "wp:post_id": number,
        "wp:post_date": "2025-10-02 11:30:00",
        "wp:post_date_gmt": more.pop("date_gmt", "2025-10-02 10:30:00"),
        "wp:status": more.pop("status", "inherit" if kind == "attachment" else "publish"),
        "wp:post_parent": more.pop("parent", 0),
        "wp:post_type": kind,
        "wp:post_password": more.pop("password", ""),
        **({"wp:attachment_url": url} if (url := more.pop("url", None)) else {}),
    }
    assert not more, more
    body = "".join(f"<{name}>{text(str(value))}</{name}>" for name, value in fields.items())  # type: ignore[operator]
    body += "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{text(value)}</wp:meta_value></wp:postmeta>"  # type: ignore[operator]
        for key, value in meta.items()  # type: ignore[union-attr]
    )
    return f"<item>{body}</item>"


def upload(number: int | str, name: str = "", **more: object) -> str:
    name = name or f"2025/10/picture-{number}.jpg"
    return post(number, "attachment", url=more.pop("url", f"{BLOG}/wp-content/uploads/{name}"), **more)


def wxr(*items: str, blog: str = BLOG, space: str = "http://wordpress.org/export/1.2/", before: str = "") -> str:
    return (
        f'{before}<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!-- generator="WordPress/6.8" created="2025-12-19 15:30" -->\n'
        f'<rss version="2.0" xmlns:excerpt="{space}excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{space}">\n<channel><title>Hollow</title>'
        f"<link>{escape(blog)}</link><pubDate>Fri, 19 Dec 2025 15:31:00 +0000</pubDate>"
        f"<wp:base_blog_url>{escape(blog)}</wp:base_blog_url>\n" + "\n".join(items) + "\n</channel></rss>\n"
    )


def read(folder: Path, files: dict[str, str | bytes], **options: object) -> ia.Inventory:
    """Write the files into a new folder and read it."""
    write(folder, files)
    return ia.read_inventory(folder, **options)  # type: ignore[arg-type]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The columns as tuples, unknown as ``None``."""
    plain = frame[list(columns)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def but_columns(problems: pd.DataFrame) -> pd.DataFrame:
    """All problems but the remark on columns that are not used, which nearly every real list has."""
    return problems[~problems["reason"].str.contains("columns not used")].reset_index(drop=True)


def same(left: ia.Inventory, right: ia.Inventory, *, but: Collection[str] = ()) -> None:
    """Equal in every table but for the order of the rows."""
    for name in {"items", "assets", "files", "appearances", "sources", "problems"} - set(but):
        one, two = getattr(left, name), getattr(right, name)
        order = list(one.columns)
        key = lambda column: column.astype(str)  # noqa: E731
        pd.testing.assert_frame_equal(
            one.sort_values(order, key=key, ignore_index=True),
            two[order].sort_values(order, key=key, ignore_index=True),
        )
