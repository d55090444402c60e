"""Downloads of Facebook and Instagram written by hand, in every layout; no place, school or person in them exists."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.exports.made import JPEG

Entry = dict[str, Any]

AUTUMN = 1_759_397_400
"""2025-10-02 09:30 UTC."""
PREFIXES = {
    "old": "",
    "2023": "your_activity_across_facebook/",
    "2024": "your_facebook_activity/",
    "page": "this_profile's_activity_across_facebook/",
}
POSTS = {
    "old": "posts/your_posts_1.json",
    "2023": "your_activity_across_facebook/posts/your_posts_1.json",
    "2024": "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json",
    "page": "this_profile's_activity_across_facebook/posts/profile_posts_1.json",
}


def twice(text: str) -> str:
    """As Meta writes it: UTF-8 read as Latin-1."""
    return text.encode("utf-8").decode("latin-1")


def dumps(value: object) -> str:
    return json.dumps(value, indent=2)


def zipped(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def exif(**told: object) -> Entry:
    return {"media_metadata": {"photo_metadata": {"exif_data": [told]}}}


def film(**told: object) -> Entry:
    return {"media_metadata": {"video_metadata": {"exif_data": [told]}}}


def fb_media(name: str, prefix: str = "", *, seconds: int = AUTUMN, **more: object) -> Entry:
    uri = f"{prefix}posts/media/{name}"
    return {"uri": uri, "creation_timestamp": seconds, "title": "Timeline photos", "description": "", **more}


def fb_post(*media: Entry, text: str = "", seconds: int = AUTUMN, **more: object) -> Entry:
    return {
        "timestamp": seconds,
        "attachments": [{"data": [{"media": one} for one in media]}] if media else [],
        "data": [{"post": twice(text)}] if text else [{}],
        "title": "Fern Hollow added a new photo.",
        **more,
    }


def facebook_download(layout: str = "2024", *, copies: bool = True) -> dict[str, str | bytes]:
    """A whole download: two posts with pictures, two without, an album, lists, stories, and what is not published."""
    at = PREFIXES[layout]
    relay = fb_media("SportsDay_1/122216968670287701.jpg", at, description=twice("Staffel über 4 × 100 m"))
    choir = fb_media("your_posts/8_9_n_122216968670287702.jpg", at)
    concert = fb_media("videos/122216968670287703.mp4", at)
    pond = fb_media("your_posts/122216968670287704.jpg", at)
    story = fb_media("your_posts/122216968670287705.jpg", at)
    posts = [
        fb_post(
            relay,
            choir,
            text="Sports day – what a relay! 🎉",
            tags=[{"name": twice("Zoë Fern")}, {"name": "Ben Hollow"}],
        ),
        fb_post(text="School is closed on Monday.", seconds=AUTUMN + 100),
        {"timestamp": AUTUMN + 200, "attachments": [{"data": [{"external_context": {"url": "https://x.example/"}}]}]},
        fb_post(concert, text="Winter concert", seconds=AUTUMN + 300),
    ]
    album = {
        "name": twice("Sports Day – Żółw"),
        "photos": [{**relay, "title": twice("Sports Day – Żółw")}],
        "cover_photo": relay,
        "last_modified_timestamp": AUTUMN,
        "description": "Summer",
    }
    files: dict[str, str | bytes] = {
        POSTS[layout]: dumps(posts),
        f"{at}posts/album/0.json": dumps(album),
        f"{at}posts/your_uncategorized_photos.json": dumps({"other_photos_v2": [pond]}),
        f"{at}posts/your_videos.json": dumps({"videos_v2": [concert]}),
        f"{at}stories/archived_stories.json": dumps({"archived_stories_v2": [fb_post(story)]}),
        f"{at}messages/inbox/ada_1/message_1.json": dumps(
            {
                "participants": [{"name": "Ada Fern"}],
                "messages": [{"sender_name": "Ada Fern", "photos": [{"uri": "messages/inbox/ada_1/photos/1.jpg"}]}],
                "title": "Ada Fern",
            }
        ),
        f"{at}comments_and_reactions/likes_and_reactions_1.json": dumps(
            [{"timestamp": 1, "data": [{"reaction": {"reaction": "LIKE", "actor": "Fern Hollow"}}], "title": "x"}]
        ),
        "ads_information/advertisers.json": dumps([{"timestamp": 1, "media": [], "label_values": [{"label": "Name"}]}]),
    }
    if copies:
        files |= {str(one["uri"]): JPEG for one in (relay, choir, concert, pond, story)}
    return files


def ig_media(name: str, *, seconds: int = AUTUMN, title: str = "", **more: object) -> Entry:
    return {
        "uri": f"media/{name}",
        "creation_timestamp": seconds,
        "title": twice(title),
        "cross_post_source": {"source_app": "FB"},
        **more,
    }


def ig_post(*media: Entry, title: str | None = None, seconds: int | None = None) -> Entry:
    post: Entry = {"media": list(media)}
    if title is not None:
        post["title"] = twice(title)
    if seconds is not None:
        post["creation_timestamp"] = seconds
    return post


def ig_labels(*media: Entry, seconds: int = AUTUMN, labels: list[Entry] | None = None) -> Entry:
    """A post as ``posts.json`` writes it since 2025."""
    return {
        "timestamp": seconds,
        "media": [],
        "label_values": [
            {"label": "Post type", "value": "Image"},
            {"label": "Media", "media": list(media)},
            *(labels or []),
        ],
        "fbid": "17940060624158613",
    }


def instagram_download(layout: str = "2024", *, copies: bool = True) -> dict[str, str | bytes]:
    """A whole download: a post of one picture, one of three, a story, a reel, and what is not or no longer shown."""
    at = {"old": "content", "2024": "your_instagram_activity/content", "2025": "your_instagram_activity/media"}[layout]
    name = "56560768_197069_n_18025938001189213.jpg" if layout == "old" else "18025938001189213.jpg"
    pond = ig_media(f"posts/202510/{name}", title="The pond 🦆")
    trip = [ig_media(f"posts/202510/1802593800118930{end}", seconds=AUTUMN + 60) for end in ("1.jpg", "2.jpg", "3.mp4")]
    lists: dict[str, object] = {
        "posts_1.json": [ig_post(pond), ig_post(*trip, title="Trip to the moor", seconds=AUTUMN + 61)],
        "stories.json": {"ig_stories": [ig_media("stories/202510/18025938001189401.jpg", title="Today")]},
        "reels.json": {
            "ig_reels_media": [
                ig_post(
                    ig_media(
                        "reels/202510/18025938001189501.mp4",
                        title="Choir",
                        media_metadata={"video_metadata": {"subtitles": {"uri": "media/reels/202510/1.srt"}}},
                    )
                )
            ]
        },
        "igtv_videos.json": {"ig_igtv_media": [ig_post(ig_media("igtv/202001/18025938001189601.mp4", title="Play"))]},
        "profile_photos.json": {"ig_profile_picture": [ig_media("other/18025938001189701.jpg")]},
        "other_content.json": {"ig_other_media": [ig_post(ig_media("other/18025938001189801.jpg"))]},
        "archived_posts.json": {
            "ig_archived_post_media": [ig_post(ig_media("archived_posts/202401/18025938001189901.jpg", title="Old"))]
        },
        "recently_deleted_content.json": {
            "ig_recently_deleted_media": [ig_post(ig_media("recently_deleted/202401/18025938001189902.jpg"))]
        },
    }
    if layout == "2025":
        lists["posts.json"] = [
            ig_labels(pond, seconds=AUTUMN + 1),
            ig_labels(
                seconds=AUTUMN + 62,
                labels=[{"label": "Latitude", "value": "54.1"}, {"label": "Longitude", "value": "-2.7"}],
            ),
        ]
    files: dict[str, str | bytes] = {f"{at}/{file}": dumps(value) for file, value in lists.items()}
    files |= {
        "your_instagram_activity/messages/inbox/ada_1/message_1.json": dumps(
            {"participants": [], "messages": [{"photos": [{"uri": "your_instagram_activity/messages/1.jpg"}]}]}
        ),
        "your_instagram_activity/likes/liked_posts.json": dumps(
            {"likes_media_likes": [{"title": "x", "string_list_data": [{"href": "https://x.example", "timestamp": 1}]}]}
        ),
        "your_instagram_activity/comments/post_comments_1.json": dumps(
            [{"media_list_data": [{"uri": ""}], "string_map_data": {"Comment": {"value": "Lovely"}}}]
        ),
        "logged_information/past_instagram_insights/posts.json": dumps(
            {"organic_insights_posts": [{"media_map_data": {"Media Thumbnail": {"uri": pond["uri"]}}}]}
        ),
    }
    if copies:
        uris = [pond["uri"], *(one["uri"] for one in trip), "media/stories/202510/18025938001189401.jpg"]
        files |= {str(uri): JPEG for uri in uris}
    return files
