"""What a page shows beyond uploads: players of other sites, pictures without a name, and what nobody understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from imgaudit.foreign.players import film_at
from tests.exports.made import BLOG, post, read, rows, upload, wxr

ID = "aB3-x_9Yz01"
WATCH = f"https://www.youtube.com/watch?v={ID}"
VIMEO = "https://vimeo.com/123456789"
PLAYLIST = "https://www.youtube.com/playlist?list=PLfern_01"

SHOWN = [
    (f'<iframe src="https://www.youtube.com/embed/{ID}?feature=oembed" title="x"></iframe>', WATCH),
    (f'<iframe data-src="//www.youtube-nocookie.com/embed/{ID}"></iframe>', WATCH),
    (f'<iframe src="about:blank" data-lazy-src="https://www.youtube.com/embed/{ID}"></iframe>', WATCH),
    (f'<!-- wp:embed {{"url":"https://youtu.be/{ID}"}} -->\n<figure>\nhttps://youtu.be/{ID}\n</figure>', WATCH),
    (f'<!-- wp:core-embed/youtube {{"url":"https:\\/\\/www.youtube.com\\/watch?v={ID}"}} /-->', WATCH),
    (f"Our film:\n\nhttps://www.youtube.com/watch?v={ID}&#038;t=9\n\nWell done.", WATCH),
    (f"<p>https://youtube.com/shorts/{ID}</p>", WATCH),
    (f"[embed width=300]https://m.youtube.com/watch?app=desktop&amp;v={ID}[/embed]", WATCH),
    (f"[youtube https://www.youtube.com/watch?v={ID}]", WATCH),
    (f"[youtube={WATCH}&w=640]", WATCH),
    (f'[vc_video link="https://youtu.be/{ID}" title="Film"]', WATCH),
    (f'[fusion_youtube id="{ID}" width="600"]', WATCH),
    (f'[et_pb_video src="{WATCH}" _builder_version="4"][/et_pb_video]', WATCH),
    (f'<lite-youtube videoid="{ID}"></lite-youtube>', WATCH),
    (f'<div class="youtube-player" data-id="7" data-video-id="{ID}"></div>', WATCH),
    (f'<div data-settings="{{&quot;youtube_url&quot;:&quot;https:\\/\\/youtu.be\\/{ID}&quot;}}"></div>', WATCH),
    (f'<object data="https://www.youtube.com/v/{ID}"></object>', WATCH),
    (f'<embed src="https://www.youtube.com/v/{ID}?version=3">', WATCH),
    ('<iframe src="https://player.vimeo.com/video/123456789?h=0a1b"></iframe>', VIMEO),
    ("\nhttps://vimeo.com/123456789/0a1b2c\n", VIMEO),
    ("[vimeo 123456789 w=640]", VIMEO),
    ('<iframe src="https://www.youtube.com/embed/videoseries?list=PLfern_01"></iframe>', PLAYLIST),
    ('<iframe src="https://geo.dailymotion.com/player.html?video=x8abc1"></iframe>',
     "https://www.dailymotion.com/video/x8abc1"),
    ('<iframe src="https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Ffacebook.com%2Fx%2Fvideos%2F1234567">',
     "https://www.facebook.com/watch/?v=1234567"),
    ('<iframe src="https://drive.google.com/file/d/1AbC-x/preview"></iframe>',
     "https://drive.google.com/file/d/1AbC-x/view"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "film"), SHOWN)
def test_a_film_of_another_site_is_an_item_of_the_page(tmp_path: Path, content: str, film: str) -> None:
    found = read(tmp_path, {"e.xml": wxr(post(3, content=content))})
    assert rows(found.assets, "url", "kind") == [(film, "video")]
    assert rows(found.items, "page_title", "channel", "visibility", "in_use") == [("Page 3", "website", "public", True)]
    assert found.problems.empty


@pytest.mark.parametrize("content", [
    f'<a href="https://youtu.be/{ID}">our film</a>', f"See https://youtu.be/{ID} for more.",
    f'<a href="{WATCH}">{WATCH}</a>', "https://www.youtube.com/@fern\n", '<img src="https://fern.example/youtu.be.jpg">',
    f"https://evil.example/www.youtube.com/embed/{ID}\n",
])  # fmt: skip
def test_a_film_that_is_but_linked_is_not_shown(tmp_path: Path, content: str) -> None:
    found = read(tmp_path, {"e.xml": wxr(post(3, content=content))})
    assert not (found.assets["kind"] == "video").any()


def test_a_film_is_the_one_of_the_youtube_export(tmp_path: Path) -> None:
    videos = f"Video ID,Video Title (Original),Privacy,Video State\n{ID},Relay,Unlisted,Processed\n"
    page = post(3, content=f"\nhttps://youtu.be/{ID}\n")
    found = read(tmp_path, {"e.xml": wxr(page), "videos.csv": videos})
    assert len(found.assets) == 1
    assert sorted(rows(found.items, "channel", "title")) == [("website", None), ("youtube", "Relay")]
    assert len(found.files) == 1


def test_captions_and_the_fields_of_page_builders(tmp_path: Path) -> None:
    block = f"<figure><div>\n{WATCH}\n</div><figcaption>Sports day</figcaption></figure>"
    builder = '[{"settings":{"youtube_url":"https:\\/\\/youtu.be\\/zZ9-y_8Xw02"}}]'
    cached = {"_oembed_0a": '<iframe src="https://www.youtube.com/embed/oldoldold01"></iframe>'}
    found = read(tmp_path, {"e.xml": wxr(post(3, content=block), post(4, meta={"_elementor_data": builder, **cached}))})
    assert rows(found.items, "page_title", "caption") == [("Page 3", "Sports day"), ("Page 4", None)]


def test_what_is_not_understood_is_one_problem_each_with_a_number(tmp_path: Path) -> None:
    content = (
        '[ngg_images gallery_ids="3"][instagram-feed] he said [sic] [1] [vc_row][vc_column width="1/2"]text[/vc_column]'
        '[/vc_row]<!-- wp:acf/hero {"data":{"x":1}} /--><!-- wp:paragraph --><p>x</p><!-- /wp:paragraph -->'
        '<iframe src="https://www.padlet.example/embed/1"></iframe>'
    )
    posts = [post(number, content=content) for number in (3, 4, 5)]
    found = read(tmp_path, {"e.xml": wxr(*posts, post(6, content='<iframe src="https://maps.example/x"></iframe>'))})
    three = "look at the 3 pages that have it"
    code = "a shortcode that is not understood: what it shows is in no table; "
    block = "a block that is not understood: of what it shows only what it names is read; "
    frame = "another site shown within the page, which is in no table; "
    assert sorted(rows(found.problems, "value", "row", "reason")) == [
        ("acf/hero", None, block + three),
        ("https://maps.example/x", 6, frame + "look at the page"),
        ("https://www.padlet.example/embed/1", None, frame + three),
        ("instagram-feed", None, code + three),
        ("ngg_images", None, code + three),
    ]
    assert not found.problems["not_read"].any()


@pytest.mark.parametrize(("src", "url"), [
    ("image.ashx?id=7", f"{BLOG}/image.ashx?id=7"),
    ("https://lh3.googleusercontent.com/d/1AbC", "https://lh3.googleusercontent.com/d/1AbC"),
    ("https://images.example/1484999710186/?format=original", "https://images.example/1484999710186/?format=original"),
])  # fmt: skip
def test_what_img_names_is_a_picture_and_its_query_counts(tmp_path: Path, src: str, url: str) -> None:
    other = src + ("&" if "?" in src else "?") + "other=8"
    content = f'<img src="{src}" alt="Relay"><img src="{src}"><img src="{other}">'
    found = read(tmp_path, {"e.xml": wxr(post(3, content=content, link=f"{BLOG}/"))})
    assert sorted(rows(found.items, "alt_text", "page_title"), key=str) == [("Relay", "Page 3"), (None, "Page 3")]
    assert rows(found.assets.loc[found.assets["url"] == url], "kind") == [("picture",)]
    assert found.problems.empty


def test_a_query_that_asks_for_a_size_or_no_cache_makes_no_other_picture(tmp_path: Path) -> None:
    content = "".join(f'<img src="https://cdn.example/a.jpg?{query}">' for query in ("w=300", "ver=2", "w=1200&h=9"))
    assert len(read(tmp_path, {"e.xml": wxr(post(3, content=content))}).assets) == 1


def test_placeholders_are_no_problem_and_equal_remarks_one(tmp_path: Path) -> None:
    lazy = '<img src="data:image/gif;base64,R0lG" data-src="https://cdn.example/a.jpg">'
    bare = '<img src="data:image/png;base64,AAAA">'
    script = '<img src="${picture.url}"><img src="https://cdn.example/{{ path }}">'
    posts = [post(n, content=lazy + (bare + script if n < 5 else "")) for n in range(3, 9)]
    uploads = [
        upload(n, f"2010/p{n}.jpg", meta={"_wp_attached_file": f"/srv/wpcom/public_html/wp-content/p{n}.jpg"})
        for n in range(20, 30)
    ]
    found = read(tmp_path, {"e.xml": wxr(*posts, *uploads)})
    assert sorted(found.problems["reason"]) == [
        "a path that leads outside the uploads is not opened (10 times)",
        "a picture that is written into the page itself and has no address; look at the 2 pages that have it",
        "a picture whose address a script fills in; look at the 2 pages that have it",
    ]


def test_pictures_of_comments_that_everybody_reads(tmp_path: Path) -> None:
    comment = (
        "<wp:comment><wp:comment_approved>{}</wp:comment_approved><wp:comment_content>"
        '<![CDATA[<img src="https://cdn.example/{}.jpg">]]></wp:comment_content></wp:comment></item>'
    )
    item = post(3).removesuffix("</item>") + comment.format(1, "seen")
    spam = post(4).removesuffix("</item>") + comment.format("spam", "spam")
    found = read(tmp_path, {"e.xml": wxr(item, spam)})
    assert rows(found.items, "page_title") == [("Page 3",)]
    assert rows(found.assets, "url") == [("https://cdn.example/seen.jpg",)]


def test_no_address_is_taken_for_a_film_of_another_host() -> None:
    wrong = ["https://evilyoutube.com/embed/aB3-x_9Yz01", "https://youtube.com.evil.example/embed/aB3-x_9Yz01",
             "https://[x/youtube.com/embed/aB3-x_9Yz01", "https://vimeo.com/about", "", "youtube.com"]  # fmt: skip
    assert [film_at(address) for address in wrong] == [None] * 6
