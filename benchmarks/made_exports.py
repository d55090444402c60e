"""Exports of a fictional school in any size, for the benchmark of their readers."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
HOST = "https://www.fernhollow.example"
SIZES = (
    ("thumbnail", 150, 150),
    ("medium", 300, 200),
    ("medium_large", 768, 512),
    ("large", 1024, 683),
    ("1536x1536", 1536, 1024),
    ("2048x2048", 2048, 1365),
)
WORDS = (
    "Year four visited the pond on Tuesday and found newts, water boatmen and one very surprised heron. Thank you to "
    "everyone who helped with the minibus, and to the rangers for the loan of their nets. "
)


def php(value: object) -> str:
    """A value as PHP serialises it."""
    if isinstance(value, dict):
        return f"a:{len(value)}:{{{''.join(php(k) + php(v) for k, v in value.items())}}}"
    if isinstance(value, int):
        return f"i:{value};"
    return f's:{len(str(value).encode())}:"{value}";'


def attachment(number: int) -> str:
    """One upload with six resized copies."""
    name = f"sports-day-{number}"
    sizes = {
        label: {
            "file": f"{name}-{w}x{h}.jpg",
            "width": w,
            "height": h,
            "mime-type": "image/jpeg",
            "filesize": w * h // 9,
        }
        for label, w, h in SIZES
    }
    image_meta = dict.fromkeys(("aperture", "credit", "camera", "caption", "created_timestamp", "copyright"), "0")
    meta = {
        "width": 2560,
        "height": 1707,
        "file": f"2025/10/{name}-scaled.jpg",
        "filesize": 812345,
        "sizes": sizes,
        "image_meta": image_meta,
        "original_image": f"{name}.jpg",
    }
    url = f"{HOST}/wp-content/uploads/2025/10/{name}-scaled.jpg"
    return item(
        f"Sports day {number}",
        f"{HOST}/?attachment_id={number}",
        number,
        "attachment",
        "inherit",
        excerpt=f"The relay, heat {number}",
        more=f"<wp:attachment_url><![CDATA[{url}]]></wp:attachment_url>",
        meta={
            "_wp_attached_file": f"2025/10/{name}-scaled.jpg",
            "_wp_attachment_metadata": php(meta),
            "_wp_attachment_image_alt": f"Children run, heat {number}",
        },
    )


def item(
    title: str,
    link: str,
    number: int,
    kind: str,
    status: str,
    *,
    meta: dict[str, object],
    content: str = "",
    excerpt: str = "",
    more: str = "",
) -> str:
    """One entry of a WXR."""
    fields = {
        "title": title,
        "dc:creator": "office",
        "content:encoded": content,
        "excerpt:encoded": excerpt,
        "wp:post_date": "2025-10-02 11:30:00",
        "wp:post_date_gmt": "2025-10-02 10:30:00",
        "wp:status": status,
        "wp:post_type": kind,
    }
    texts = "\n".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    metas = "\n".join(
        f"<wp:postmeta><wp:meta_key><![CDATA[{key}]]></wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in meta.items()
    )
    return (
        f'<item><link>{link}</link><pubDate>Thu, 02 Oct 2025 10:30:00 +0000</pubDate><guid isPermaLink="false">{link}'
        f"</guid><description></description><wp:post_id>{number}</wp:post_id><wp:post_parent>0</wp:post_parent>"
        f"<wp:post_password></wp:post_password>\n{texts}\n{more}\n{metas}\n</item>\n"
    )


def page(number: int, pictures: range) -> str:
    """One post with some pictures and text around them."""
    blocks = "".join(
        f"<!-- wp:paragraph --><p>{WORDS * 3}</p><!-- /wp:paragraph -->\n"
        f'<!-- wp:image {{"id":{n},"sizeSlug":"large"}} --><figure class="wp-block-image size-large">'
        f'<img src="{HOST}/wp-content/uploads/2025/10/sports-day-{n}-1024x683.jpg" alt="Children run, heat {n}" '
        f'class="wp-image-{n}"/><figcaption>Heat {n}</figcaption></figure><!-- /wp:image -->\n'
        for n in pictures
    )
    title, link = f"Sports day news {number}", f"{HOST}/news/{number}/"
    return item(title, link, number, "post", "publish", content=blocks, meta={"_thumbnail_id": pictures[0]})


def make_wxr(path: Path, megabytes: int) -> int:
    """A site in which a post shows three of its uploads; the number of entries."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
            'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Fern Hollow</title><link>{HOST}</link>'
            f"<wp:base_site_url>{HOST}</wp:base_site_url><wp:base_blog_url>{HOST}</wp:base_blog_url>\n"
        )
        while out.tell() < megabytes * 1_000_000:
            pictures = range(count + 1, count + 4)
            out.write("".join(map(attachment, pictures)) + page(count + 4, pictures))
            count += 4
        out.write("</channel></rss>")
    return count


def make_csv(path: Path, rows: int) -> int:
    """A school's own list."""
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(
            ("Channel", "Page or post", "Picture file", "Caption", "Date published", "Who is shown", "In use")
        )
        for n in range(rows):
            sheet.writerow(
                (
                    "Website",
                    f"{HOST}/news/{n // 3}/",
                    f"{HOST}/wp-content/uploads/2025/10/sports-day-{n}.jpg",
                    f"The relay, heat {n}",
                    "13/10/2025",
                    "Pupils",
                    "yes",
                )
            )
    return rows


def write_csv(path: Path, heading: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table as CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(chain([heading], rows))


def write_json(path: Path, entries: Iterator[object], before: str = "") -> None:
    """A list as JSON, an entry at a time."""
    with path.open("w", encoding="utf-8") as out:
        out.write(before + "[")
        for n, entry in enumerate(entries):
            out.write(",\n" * bool(n) + json.dumps(entry))
        out.write("]")


def make_images_all(path: Path, rows: int) -> int:
    """A crawl: every picture on three pages."""
    write_csv(
        path,
        ("Type", "Source", "Destination", "Size (Bytes)", "Alt Text", "Anchor", "Status Code", "Status"),
        (
            (
                "Image",
                f"{HOST}/news/{n % 977}/",
                f"{HOST}/wp-content/uploads/2025/10/sports-day-{n // 3}-300x200.jpg",
                40_123,
                f"Children run, heat {n}",
                "",
                200,
                "OK",
            )
            for n in range(rows)
        ),
    )
    return rows


def make_sitemap(path: Path, rows: int) -> int:
    """A sitemap with three pictures a page."""
    with path.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
        )
        for n in range(0, rows, 3):
            pictures = "".join(
                f"<image:image><image:loc>{HOST}/wp-content/uploads/2025/10/sports-day-{k}.jpg</image:loc></image:image>"
                for k in range(n, n + 3)
            )
            out.write(f"<url><loc>{HOST}/news/{n}/</loc><lastmod>2025-10-02</lastmod>{pictures}</url>\n")
        out.write("</urlset>")
    return rows


def make_rest(path: Path, rows: int) -> int:
    """Media of the REST API with six sizes each."""
    write_json(
        path,
        (
            {
                "id": n,
                "date_gmt": "2025-10-02T10:30:00",
                "slug": f"sports-day-{n}",
                "status": "inherit",
                "title": {"rendered": f"Sports day {n}"},
                "alt_text": f"Children run, heat {n}",
                "caption": {"rendered": f"<p>The relay, heat {n}</p>"},
                "mime_type": "image/jpeg",
                "media_details": {
                    "width": 2560,
                    "height": 1707,
                    "file": f"2025/10/sports-day-{n}.jpg",
                    "sizes": {
                        label: {
                            "file": f"sports-day-{n}-{w}x{h}.jpg",
                            "width": w,
                            "height": h,
                            "source_url": f"{HOST}/wp-content/uploads/2025/10/sports-day-{n}-{w}x{h}.jpg",
                        }
                        for label, w, h in SIZES
                    },
                },
                "post": 0,
                "source_url": f"{HOST}/wp-content/uploads/2025/10/sports-day-{n}.jpg",
            }
            for n in range(1, rows + 1)
        ),
    )
    return rows


def make_facebook(path: Path, rows: int) -> int:
    """Posts with one picture each."""
    write_json(
        path,
        (
            {
                "timestamp": 1_759_397_400 + n,
                "attachments": [{"data": [{"media": _meta_media("posts/media", n)}]}],
                "data": [{"post": f"The relay, heat {n}. Caf\u00c3\u00a9 open!"}],
                "title": "Fern Hollow School added a new photo.",
            }
            for n in range(rows)
        ),
    )
    return rows


def make_instagram(path: Path, rows: int) -> int:
    """Posts with one picture each."""
    write_json(path, ({"media": [_meta_media("media/posts/202510", n)]} for n in range(rows)))
    return rows


def _meta_media(folder: str, n: int) -> dict[str, object]:
    return {
        "uri": f"{folder}/{17_841_400_000_000_000 + n}.jpg",
        "creation_timestamp": 1_759_397_400 + n,
        "title": f"The relay, heat {n}",
        "media_metadata": {"photo_metadata": {"exif_data": [{"latitude": 52.1, "longitude": -1.2}]}},
    }


def make_x(path: Path, rows: int) -> int:
    """Posts with one picture each."""
    write_json(
        path,
        (
            {
                "tweet": {
                    "id_str": str(1_970_000_000_000_000_000 + n),
                    "full_text": f"The relay, heat {n} &amp; more",
                    "created_at": "Thu Oct 02 10:30:00 +0000 2025",
                    "extended_entities": {
                        "media": [
                            {
                                "id_str": str(1_980_000_000_000_000_000 + n),
                                "type": "photo",
                                "media_url_https": f"https://pbs.twimg.com/media/G{n}.jpg",
                                "sizes": {"large": {"w": 2048, "h": 1365}},
                            }
                        ]
                    },
                }
            }
            for n in range(rows)
        ),
        "window.YTD.tweets.part0 = ",
    )
    return rows


def make_youtube(path: Path, rows: int) -> int:
    """Videos of a channel."""
    write_csv(
        path,
        ("Video ID", "Approx Duration (ms)", "Video Title (Original)", "Video Description (Original)", "Privacy",
         "Video State", "Video Create Timestamp", "Video Publish Timestamp"),
        (
            (f"v{n:010}", 93_000, f"Sports day {n}", f"The relay, heat {n}", "Public", "Processed",
             "2025-10-02T10:30:00+00:00", "2025-10-02T11:30:00+00:00")
            for n in range(rows)
        ),
    )  # fmt: skip
    return rows


def make_exiftool(path: Path, rows: int) -> int:
    """A report with forty tags a picture."""
    tags = [f"Canon:CameraSetting{n}" for n in range(24)]
    write_csv(
        path,
        ("SourceFile", "ExifTool:ExifToolVersion", "System:FileName", "System:Directory", "System:FileSize",
         "File:FileType", "File:MIMEType", "IFD0:Make", "IFD0:Model", "GPS:GPSLatitude", "GPS:GPSLongitude",
         "File:ImageWidth", "File:ImageHeight", "ExifIFD:DateTimeOriginal", "IFD0:Artist", "IFD0:Orientation", *tags),
        (
            (f"./website/{n}.jpg", "13.58", f"{n}.jpg", "./website", "833 kB", "JPEG", "image/jpeg", "Canon", "EOS R6",
             "52 deg 3' 4.84\" N", "1 deg 3' 4.84\" W", 1600, 1067, "2025:10:02 10:30:00", "", "Horizontal (normal)",
             *(f"value {k}" if k % 3 else "" for k in range(len(tags))))
            for n in range(rows)
        ),
    )  # fmt: skip
    return rows


def make_gam(path: Path, rows: int) -> int:
    """A drive of pictures, one in ten a document."""
    write_csv(
        path,
        ("Owner", "id", "name", "mimeType", "size", "createdTime", "modifiedTime", "webViewLink",
         "permissions.0.type", "permissions.0.role"),
        (
            ("office@fernhollow.example", f"1AbC{n:029}", f"relay-{n}.jpg", "image/jpeg" if n % 10 else
             "application/pdf", 812_345, "2025-10-02T10:30:00.000Z", "2025-10-02T10:30:00.000Z",
             f"https://drive.google.com/file/d/1AbC{n:029}/view", "anyone" if n % 2 else "user", "reader")
            for n in range(rows)
        ),
    )  # fmt: skip
    return rows


def make_sharepoint(path: Path, rows: int) -> int:
    """A library of pictures."""
    write_csv(
        path,
        ("Name", "Modified", "Modified By", "Item Type", "Path"),
        (
            (f"relay-{n}.jpg", "02/10/2025 10:30", "Office", "Item", f"sites/news/Shared Documents/{n // 500}")
            for n in range(rows)
        ),
    )
    return rows


def make_rclone(path: Path, rows: int) -> int:
    """A remote of pictures."""
    write_json(
        path,
        (
            {
                "Path": f"2025/{n // 500}/relay-{n}.jpg",
                "Name": f"relay-{n}.jpg",
                "Size": 812_345,
                "MimeType": "image/jpeg",
                "ModTime": "2025-10-02T10:30:00.000000000Z",
                "IsDir": False,
                "ID": f"id{n}",
            }
            for n in range(rows)
        ),
    )
    return rows


def make_resourcespace(path: Path, rows: int) -> int:
    """A collection of pictures with the people shown."""
    write_csv(
        path,
        ("Resource ID(s)", "Title", "Original filename", "Named person(s)", "Date", "Access"),
        (
            (n, f"Sports day {n}", f"relay-{n}.jpg", f"Ada Fern{n % 300}", "2025-10-02", "Open")
            for n in range(1, rows + 1)
        ),
    )
    return rows


def make_takeout(path: Path, rows: int) -> int:
    """A download of sidecars alone."""
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(rows):
            sidecar = {
                "title": f"relay-{n}.jpg",
                "description": f"The relay, heat {n}",
                "photoTakenTime": {"timestamp": str(1_759_397_400 + n)},
                "geoData": {"latitude": 0.0, "longitude": 0.0},
                "people": [{"name": f"Ada Fern{n % 300}"}],
                "url": f"https://photos.google.com/photo/AF1Qip{n:040}",
            }
            name = f"Takeout/Google Photos/Photos from 2025/relay-{n}.jpg.supplemental-metadata.json"
            archive.writestr(name, json.dumps(sidecar))
    return rows


def make_folder(path: Path, rows: int) -> int:
    """Pictures without a list."""
    for n in range(rows):
        place = path / "website" / str(n // 500)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"relay-{n}.jpg").write_bytes(JPEG)
    return rows


def make_pages(path: Path, rows: int) -> int:
    """A mirror of as many pages as rows / 100, each of 40 KB as a page of a theme is: menu, scripts, eight pictures."""
    menu = "".join(f'<li><a href="/p/{n}/" class="menu-item">Page {n}</a></li>' for n in range(60))
    script = (
        "<script>window.x="
        + "[1,2,{'a':\"b\"}]," * 400
        + "0;</script><style>.a{color:red;background:url(/bg.png)}</style>"
    )
    pages = max(1, rows // 100)
    for n in range(pages):
        place = path / "www.fernhollow.example" / "p" / str(n)
        place.mkdir(parents=True, exist_ok=True)
        figures = "".join(
            f'<figure><img src="/up/{n}-{i}.jpg" alt="Pond" '
            f'srcset="/up/{n}-{i}-300x200.jpg 300w, /up/{n}-{i}.jpg 900w">'
            f"<figcaption>Pond {i}</figcaption></figure><p>{WORDS * 3}</p>"
            for i in range(8)
        )
        (place / "index.html").write_text(
            f"<!DOCTYPE html><html><head><title>Page {n}</title>{script * 2}</head><body><header><img src='/logo.png'>"
            f"<nav><ul>{menu}</ul></nav></header><main>{figures}</main></body></html>",
            encoding="utf-8",
        )
    return pages
