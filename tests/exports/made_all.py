"""One small export of every dialect, as entries and what stands around them, so that any of them can be spoilt.

Where a dialect can hold where a picture was taken or from where it was uploaded, it holds a position and an address
that must be in no table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.exports import made_exiftool, made_meta, made_web, test_listings, test_takeout, test_x_archive, test_youtube
from tests.exports.made import BLOG, JPEG, post, upload, wxr
from tests.exports.test_spreadsheet import sheet

LATITUDE, LONGITUDE, ADDRESS = "51.481623", "-0.007745", "203.0.113.77"
SECRETS = (LATITUDE, LONGITUDE, ADDRESS)


@dataclass(frozen=True)
class Sample:
    """One file of a dialect.

    - ``entries``: each makes rows of its own; ``wrap`` makes the file of any of them, in any order.
    - ``bad``: an entry that can be read by nobody.
    - ``beside``: files without which it cannot be read, or pictures that it names.
    """

    dialect: str
    name: str
    entries: Sequence[Any]
    wrap: Callable[[Sequence[Any]], str]
    bad: Any = None
    beside: dict[str, str | bytes] | None = None

    @property
    def text(self) -> str:
        """The whole file."""
        return self.wrap(self.entries)

    @property
    def files(self) -> dict[str, str | bytes]:
        """The file, and what lies beside it."""
        return {self.name: self.text, **(self.beside or {})}


def _json(value: object) -> str:
    return json.dumps(value, indent=1)


def _under(key: str) -> Callable[[Sequence[Any]], str]:
    return lambda entries: _json({key: list(entries)})


def _lines(headings: Sequence[str]) -> Callable[[Sequence[Any]], str]:
    return lambda entries: sheet(list(headings), *map(list, entries))


def _list(entries: Sequence[Any]) -> str:
    return _json(list(entries))


_TAKEN = {"latitude": float(LATITUDE), "longitude": float(LONGITUDE)}
_EXIF = made_meta.exif(**_TAKEN, upload_ip=ADDRESS, camera_make="Acme")
_PLACE: dict[str, object] = {
    "imageMediaMetadata_location_latitude": LATITUDE,
    "imageMediaMetadata_location_longitude": LONGITUDE,
    "imageMediaMetadata_width": 400,
}
_GPS = {**made_exiftool.PHONE, "Composite:GPSPosition": f"{LATITUDE} {LONGITUDE}", "Composite:GPSLatitude": LATITUDE}
_PAGE = f"{made_web.SITE}/news"

SAMPLES = (
    Sample(
        "exiftool",
        "exiftool.json",
        [made_exiftool.grouped(made_exiftool.full(f"site/race{i}.jpg", _GPS), "1") for i in range(5)],
        _list,
        7,
    ),
    Sample(
        "exiftool",
        "exiftool.csv",
        [[f"site/race{i}.jpg", "JPEG", "image/jpeg", LATITUDE, LONGITUDE, "Acme"] for i in range(5)],
        _lines(["SourceFile", "File:FileType", "File:MIMEType", "GPS:GPSLatitude", "GPS:GPSLongitude", "IFD0:Make"]),
        ["", "JPEG", "image/jpeg", "", "", ""],
    ),
    Sample(
        "facebook",
        "your_facebook_activity/posts/your_posts_1.json",
        [
            made_meta.fb_post(made_meta.fb_media(f"{i}_n_12221696867028770{i}.jpg", **_EXIF), text=f"Café {i}",
                              seconds=made_meta.AUTUMN + i, tags=[{"name": "Ada Fern"}])
            for i in range(5)
        ],
        _list,
        "x",
    ),
    Sample(
        "instagram",
        "your_instagram_activity/content/posts_1.json",
        [
            made_meta.ig_post(made_meta.ig_media(f"posts/202510/1802593800118921{i}.jpg", title=f"Pond {i}",
                                                 seconds=made_meta.AUTUMN + i, **_EXIF))
            for i in range(5)
        ],
        _list,
        "x",
    ),
    Sample(
        "instagram",
        "your_instagram_activity/content/stories.json",
        [made_meta.ig_media(f"stories/202510/1802593800118921{i}.jpg", title=f"Today {i}") for i in range(5)],
        _under("ig_stories"),
        7,
    ),
    Sample(
        "gam",
        "drive.csv",
        [test_listings.gam_row(f"1Ab{i}", f"{i}.jpg", **_PLACE) for i in range(5)],
        _lines(test_listings.GAM_HEADINGS),
        test_listings.gam_row("", "", path_0=""),
    ),
    Sample(
        "rclone",
        "drive.json",
        [
            {"Path": f"Sports day/{i}.jpg", "Name": f"{i}.jpg", "Size": 5, "MimeType": "image/jpeg", "IsDir": False,
             "ModTime": test_listings.WHEN, "ID": f"1Ab{i}",
             "Metadata": {"description": f"Relay {i}", "location": f"{LATITUDE}, {LONGITUDE}"}}
            for i in range(5)
        ],
        _list,
        "x",
    ),
    Sample(
        "resourcespace",
        "resources.csv",
        [[100 + i, "Photo", f"Relay {i}", "Ada Fern", f"{i}.jpg", "Open", f"{LATITUDE}, {LONGITUDE}"]
         for i in range(5)],
        _lines(["Resource ID(s)", "Resource type", "Title", "Named person(s)", "Original filename", "Access",
                "Coordinates"]),
        ["", "", "", "", "", "Open", ""],
    ),
    Sample(
        "sharepoint",
        "library.csv",
        [[i, f"{i}.jpg", f"/sites/comms/Shared Documents/{i}.jpg", 0, 9, "Relay", "2025-09-04",
          f"{LATITUDE} {LONGITUDE}"] for i in range(5)],
        _lines(["ID", "FileLeafRef", "FileRef", "FSObjType", "File_x0020_Size", "Title", "Created",
                "MediaServiceLocation"]),
        [9, "", "", 0, "", "", "", ""],
    ),
    Sample(
        "powershell",
        "folder.csv",
        [[f"C:\\Pictures\\Sports day\\{i}.jpg", 9, "04/09/2025 10:11:12", f"{LATITUDE} {LONGITUDE}"] for i in range(5)],
        _lines(["FullName", "Length", "LastWriteTime", "Coordinates"]),
        ["", 5, "", ""],
    ),
    Sample(
        "google_files",
        "files.json",
        [{"kind": "drive#file", "id": f"1Ab{i}", "name": f"{i}.jpg", "mimeType": "image/jpeg", "size": "5",
          "imageMediaMetadata": {"width": 9, "location": {"latitude": LATITUDE, "longitude": LONGITUDE}}}
         for i in range(5)],
        _under("files"),
        {"id": "1Ab9", "mimeType": "image/jpeg"},
    ),
    Sample(
        "microsoft_graph",
        "children.json",
        [{"id": f"01AB{i}", "name": f"{i}.jpg", "size": 5, "file": {"mimeType": "image/jpeg"},
          "parentReference": {"driveId": "b!x", "path": "/drives/b!x/root:/Sports%20day"},
          "location": {"latitude": float(LATITUDE), "longitude": float(LONGITUDE)}} for i in range(5)],
        _under("value"),
        {"id": "01AB9", "parentReference": {"driveId": "b!x"}},
    ),
    Sample(
        "screaming_frog",
        "images_all.csv",
        [[f"{made_web.UP}{i}.jpg", "image/jpeg", 900, 2, "Indexable", "", "300x200"] for i in range(5)],
        _lines(made_web.IMAGES),
        ["nowhere", "image/jpeg", 1, 2, "Indexable", "", ""],
    ),
    Sample(
        "screaming_frog",
        "all_image_inlinks.csv",
        [["Image", f"{_PAGE}/{i}/", f"{made_web.UP}{i}.jpg", 9, f"Relay {i}", "", 200] for i in range(5)],
        _lines(made_web.LINKS[:7]),
        ["Image", "nowhere", f"{made_web.UP}9.jpg", 9, "", "", 200],
    ),
    Sample(
        "sitemap",
        "sitemap.xml",
        [made_web.entry(f"{_PAGE}/{i}/", made_web.image(f"{made_web.UP}{i}.jpg", caption=f"Relay {i}",
                                                        geo_location=f"{LATITUDE} {LONGITUDE}")) for i in range(5)],
        lambda entries: made_web.sitemap(*entries),
        "<url><loc>x</loc><image:image/></url>",
    ),
    Sample(
        "feed",
        "feed.xml",
        [made_web.feed_item(f"{_PAGE}/{i}/", f'<img src="{made_web.UP}{i}.jpg" alt="Relay {i}">',
                            f"<georss:point>{LATITUDE} {LONGITUDE}</georss:point>") for i in range(5)],
        lambda entries: made_web.rss(*entries),
        f'<item><link>{_PAGE}/x/</link><description><![CDATA[<img src="javascript:x">]]></description></item>',
    ),
    Sample(
        "takeout",
        "Takeout/Google Photos/Photos from 2025/relay.jpg.supplemental-metadata.json",
        [json.loads(test_takeout.sidecar("relay.jpg", "AF1Qip1", geoData=_TAKEN, people=[{"name": "Ada Fern"}]))],
        lambda entries: _json(entries[0] if len(entries) == 1 else list(entries)),
        None,
        {"Takeout/Google Photos/Photos from 2025/relay.jpg": JPEG},
    ),
    Sample(
        "wordpress_rest",
        "media.json",
        [made_web.media(i, alt_text=f"Relay {i}",
                        media_details={"width": 9, "image_meta": {"latitude": LATITUDE, "camera": "Acme"}})
         for i in range(1, 6)],
        _list,
        "x",
    ),
    Sample(
        "wordpress_rest",
        "pages.json",
        [made_web.page(i, f'<figure><img src="{made_web.UP}{i}.jpg"><figcaption>{i}</figcaption></figure>')
         for i in range(1, 6)],
        _list,
        "x",
    ),
    Sample(
        "wxr",
        "export.xml",
        [upload(7, title="Relay"), upload(8), post(20, content='<img class="wp-image-7" src="x">'), upload(9),
         post(21, content=f'[caption id="attachment_8"]<img src="{BLOG}/wp-content/uploads/a.jpg">Choir[/caption]')],
        lambda entries: wxr(*entries),
        "<item><wp:post_type>attachment</wp:post_type></item>",
    ),
    Sample(
        "pages",
        "site/relay.html",
        [f'<figure><img src="{made_web.UP}{i}.jpg" alt="Baton"><figcaption>Relay {i}</figcaption></figure>\n'
         for i in range(5)],
        lambda entries: made_web.saved(_PAGE, "".join(entries)),
        '<img src="data:image/png;base64,R0">',
    ),
    Sample(
        "x",
        "data/tweets.js",
        [
            test_x_archive.tweet(str(11 + i), test_x_archive.photo(f"170000000000000000{i}",
                                                                 f"https://pbs.twimg.com/media/G{i}.jpg"),
                                 geo={"coordinates": [LATITUDE, LONGITUDE]})
            for i in range(5)
        ],
        lambda entries: test_x_archive.js(*entries),
        "x",
    ),
    Sample(
        "youtube",
        "videos.csv",
        [[f"Qh6c_nMwjq{i}", *test_youtube.RELAY[1:]] for i in range(5)],
        _lines(test_youtube.HEADINGS),
        ["?", *test_youtube.RELAY[1:]],
    ),
    Sample(
        "spreadsheet",
        "list.csv",
        [["Facebook", f"Post {i}", f"{i}.jpg", f"Relay {i}", "2025-09-05", "pupils", "Ada Fern; Ben Hollow", "Ann"]
         for i in range(5)],
        _lines(["Channel", "Page", "File", "Caption", "Published", "Who is shown", "People", "Owner"]),
        ["Facebook", "", "", "", "", "", "", "Ann"],
    ),
)  # fmt: skip
"""Of every dialect that is a file; a folder of pictures is none."""
