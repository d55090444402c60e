"""How fast are exports read, and with how much memory? Each in a process of its own, beside a bare parse of it.

``python benchmarks/read_exports.py [--mb 50] [--rows 100000]``; temporary files are deleted.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

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


def etree(path: Path) -> None:
    """The peer of WXR: one bare parse."""
    ElementTree.parse(path)


def bare_csv(path: Path) -> None:
    """The peer of CSV: rows as lists."""
    with path.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def bare_json(path: Path) -> None:
    """The peer of JSON."""
    json.loads(path.read_bytes())


def ours(path: Path) -> None:
    """``read_inventory``."""
    import imgaudit as ia

    ia.read_inventory(path)


def measured(do: Callable[[Path], None], path: Path) -> tuple[float, float]:
    """CPU seconds and peak memory [MB] in a process of its own, imports left out of the seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (do, path))


def _measure(do: Callable[[Path], None], path: Path) -> tuple[float, float]:
    import imgaudit as ia

    assert ia
    start = time.process_time()
    do(path)
    return time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


MAKERS = {
    "wxr": (make_wxr, "site.xml", etree, "xml.etree"),
    "spreadsheet": (make_csv, "list.csv", bare_csv, "csv"),
}


def main() -> None:
    """Print a row a dialect."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mb", type=int, default=50, help="size of the WXR")
    arguments.add_argument("--rows", type=int, default=100_000, help="rows of each list")
    arguments.add_argument("only", nargs="*", help="dialects; default: all")
    asked = arguments.parse_args()
    print("dialect      entries        MB      s    entries/s   peak MB   peer           s   peak MB   ratio")
    with tempfile.TemporaryDirectory() as folder:
        for dialect, (make, name, peer, called) in MAKERS.items():
            if asked.only and dialect not in asked.only:
                continue
            path = Path(folder) / dialect / name
            path.parent.mkdir()
            count = make(path, asked.mb if dialect == "wxr" else asked.rows)
            size = path.stat().st_size / 1e6
            seconds, peak = measured(ours, path)
            bare, bare_peak = measured(peer, path)
            print(
                f"{dialect:12} {count:7,} {size:9.1f} {seconds:6.1f} {count / seconds:12,.0f} {peak:9,.0f}   "
                f"{called:10} {bare:5.2f} {bare_peak:9,.0f} {seconds / bare:7.1f}"
            )
            path.unlink()


if __name__ == "__main__":
    main()
