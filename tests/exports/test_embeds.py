"""What a page shows beyond uploads: players of other sites, pictures without a name, and what nobody understands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imgaudit.foreign.players import film_at
from tests.exports import made_meta, made_web, test_x_archive
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


@pytest.mark.slow
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


CODE = "CxY_1-abcde"
IG, TWEET = f"https://www.instagram.com/p/{CODE}/", "https://x.com/i/web/status/1712345678901234567"
FB, REEL = "https://www.facebook.com/fern/posts/pfbid02abcDEF", f"https://www.instagram.com/reel/{CODE}/"
TOK = "https://www.tiktok.com/embed/v2/7012345678901234567"
LINKED = "https://www.linkedin.com/feed/update/urn:li:share:7012345678901234567/"
QUOTED = FB.replace(":", "%3A").replace("/", "%2F")

POSTS = [
    (f'<blockquote class="instagram-media" data-instgrm-permalink="{IG}?utm=x">x</blockquote>', IG, None),
    (f'<blockquote class="instagram-media"><p>a</p><a href="{IG}?x">A post</a></blockquote>', IG, None),
    (f'<iframe src="https://www.instagram.com/fern/p/{CODE}/embed/captioned/"></iframe>', IG, None),
    (f'<iframe src="https://www.instagram.com/reel/{CODE}/embed/"></iframe>', REEL, "video"),
    (f'<!-- wp:embed {{"url":"{IG}","providerNameSlug":"instagram"}} -->\n<figure>\n{IG}\n</figure>', IG, None),
    (f"\n{IG}\n", IG, None),
    (f'<div class="fb-post" data-href="{FB}" data-width="500"></div>', FB, None),
    (f'<iframe src="https://www.facebook.com/plugins/post.php?href={QUOTED}&show_text=true"></iframe>', FB, None),
    ('<div class="fb-video" data-href="https://www.facebook.com/fern/videos/1234567/"></div>',
     "https://www.facebook.com/watch/?v=1234567", "video"),
    ('<div class="fb-post" data-href="https://www.facebook.com/photo/?fbid=123456"></div>',
     "https://www.facebook.com/photo/?fbid=123456", "picture"),
    (f'<blockquote class="twitter-tweet"><a href="https://x.com/b/status/9"><a href="{TWEET}?x=y">b</a></blockquote>',
     TWEET, None),
    ('<iframe src="https://platform.twitter.com/embed/Tweet.html?id=1712345678901234567"></iframe>', TWEET, None),
    ("\nhttps://twitter.com/fern/status/1712345678901234567?s=20\n", TWEET, None),
    ('<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@f/video/7012345678901234567"></blockquote>', TOK,
     "video"),
    ('<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@f/photo/7012345678901234567"></blockquote>',
     "https://www.tiktok.com/@f/photo/7012345678901234567", "picture"),
    ('<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:7012345678901234567"></iframe>',
     LINKED, None),
    ('<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@f/post/C8abc">a</blockquote>',
     "https://www.threads.net/t/C8abc/", None),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("content", "url", "kind"), POSTS)
def test_a_post_of_another_site_is_an_item_and_a_film_only_where_it_is_one(
    tmp_path: Path, content: str, url: str, kind: str | None
) -> None:
    found = read(tmp_path, {"e.xml": wxr(post(3, content=content))})
    assert rows(found.assets, "url", "kind") == [(url, kind)]
    assert rows(found.items, "page_title", "channel", "in_use") == [("Page 3", "website", True)]
    assert found.problems.empty


@pytest.mark.parametrize(("content", "named"), [
    ('<a class="twitter-timeline" href="https://twitter.com/fern">Tweets</a>', "https://twitter.com/fern"),
    ('<div class="fb-page" data-href="https://www.facebook.com/fern"></div>', "https://www.facebook.com/fern"),
    ('<iframe src="https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Ffern"></iframe>',
     "https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Ffern"),
    ('<div class="elfsight-app-1a2b-3c"></div>', "https://elfsight.com/"),
    ('<blockquote class="instagram-media"><p>nothing</p></blockquote>', "https://instagram.com/"),
])  # fmt: skip
def test_what_of_another_site_is_not_understood_is_counted(tmp_path: Path, content: str, named: str) -> None:
    found = read(tmp_path, {"e.xml": wxr(post(3, content=content), post(4, content=content))})
    assert found.assets.empty
    assert rows(found.problems, "code", "value") == [("not_recognised", named)]
    assert found.problems["reason"][0].endswith("look at the 2 pages that have it")


def test_a_post_is_the_one_of_the_platforms_export(tmp_path: Path) -> None:
    two = [test_x_archive.photo(f"170000000000000000{i}", f"https://pbs.twimg.com/media/G{i}.jpg") for i in (1, 2)]
    tweet = test_x_archive.tweet("1712345678901234567", *two)
    media = made_meta.ig_media("posts/202510/18025938001189213.jpg")
    shared = made_meta.ig_labels(media, labels=[{"label": "URL", "value": REEL}])
    page = post(3, content=f"\n{TWEET}\n\n{IG}\n\n{FB}\n")
    files = {"e.xml": wxr(page), "data/tweets.js": test_x_archive.js(tweet),
             "your_instagram_activity/media/posts.json": json.dumps([shared])}  # fmt: skip
    found = read(tmp_path, files, site="h")
    on_page = found.items[found.items["channel"] == "website"]
    own = {"h/x/1700000000000000001", "h/x/1700000000000000002", "h/instagram/18025938001189213"}
    assert own < set(on_page["asset_id"])
    assert len(on_page) == len(set(on_page["item_id"])) == 4
    assert len(found.assets) == 4
    assert set(found.items["asset_id"]) == set(found.assets["asset_id"]) == set(found.files["asset_id"])
    assert found.sources["rows"].sum() == len(found.items) == 7


BUTTONS = [
    f'[button link="{WATCH}"]Watch[/button]', f'[fusion_button link="{WATCH}"]Watch[/fusion_button]',
    f'[et_pb_button button_url="{WATCH}" button_text="Watch"]', f'[vc_btn title="Watch" link="url:{WATCH}"]',
    f'<!-- wp:button {{"url":"{WATCH}"}} /-->', f'<!-- wp:social-link {{"url":"{WATCH}","service":"youtube"}} /-->',
    f'<!-- wp:navigation-link {{"label":"x","url":"{WATCH}"}} /-->',
    f'<button onclick="window.open(\'{WATCH}\')">x</button>',
    f'<a class="popup" data-elementor-lightbox-video="{WATCH}" href="#">x</a>',
    f'<div class="fb-like" data-href="{FB}"></div>', f'<div class="fb-share-button" data-href="{FB}"></div>',
    f'<a class="twitter-share-button" href="https://twitter.com/intent/tweet?url={TWEET}">x</a>',
]  # fmt: skip


@pytest.mark.parametrize("content", BUTTONS)
def test_what_a_button_leads_to_is_not_shown(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, {"e.xml": wxr(post(3, content=content))}).assets.empty


def elementor(kind: str, **settings: object) -> str:
    element = {"elType": "widget", "widgetType": kind, "settings": settings}
    return json.dumps([{"elType": "section", "settings": {}, "elements": [element]}])


@pytest.mark.parametrize(("data", "films"), [
    (elementor("button", text="x", link={"url": WATCH}), []), (elementor("video", youtube_url=WATCH), [WATCH]),
    (elementor("video", video_type="vimeo", youtube_url=WATCH, vimeo_url=VIMEO), [VIMEO]),
    (elementor("video", video_type="hosted", youtube_url=WATCH), []),
    (elementor("image", image={"url": ""}, link={"url": WATCH}, link_to="custom"), []),
    (elementor("icon-list", icon_list=[{"text": "x", "link": {"url": WATCH}}]), []),
    (elementor("heading", background_video_link=WATCH), [WATCH]),
    (elementor("playlist", tabs=[{"type": "youtube", "youtube_url": WATCH}, {"type": "vimeo", "vimeo_url": VIMEO}]),
     [WATCH, VIMEO]),
])  # fmt: skip
def test_films_of_a_page_builder_are_those_that_are_chosen(tmp_path: Path, data: str, films: list[str]) -> None:
    found = read(tmp_path, {"e.xml": wxr(post(3, meta={"_elementor_data": data}))})
    assert sorted(found.assets["url"]) == sorted(films)


@pytest.mark.parametrize("demo", [
    "https://www.youtube.com/watch?v=XHOmBV4js_E", "https://vimeo.com/235215203", "https://www.youtube.com/watch?v=FkQuawiGWUw",
    "https://vimeo.com/51589652",
])  # fmt: skip
def test_the_film_that_a_page_builder_brings_is_nobodys(tmp_path: Path, demo: str) -> None:
    posts = [post(3, content=f"\n{demo}\n"), post(4, meta={"_elementor_data": elementor("video", film=demo)})]
    found = read(tmp_path, {"e.xml": wxr(*posts)})
    assert found.assets.empty
    assert rows(found.problems, "code", "value", "not_read") == [("not_media", demo, False)]
    assert found.problems["reason"][0].endswith(
        "until another is chosen, in no table; look at the 2 pages that have it"
    )


DOTS = [
    '<img height="1" width="1" style="display:none" src="https://www.facebook.com/tr?id=1&amp;ev=PageView&amp;noscript=1">',
    '<img src="https://www.google-analytics.com/collect?v=1">', '<img src="https://ad.doubleclick.net/ddm/activity/src=1?">',
    '<img src="https://pixel.wp.com/g.gif?v=ext&blog=1">', '<img alt="" border="0" src="http://stats.wordpress.com/b.gif?host=x">',
    '<img src="https://matomo.fern.example/matomo.php?idsite=1">', '<img src="https://px.ads.linkedin.com/collect/?pid=1">',
    '<img src="https://count.example/x.gif" width="1" height="1">', '<img src="/a.png" style="width:1px;height:1px">',
    '<img src="https://feeds.wordpress.com/1.0/comments/x/1/" alt="">',
]  # fmt: skip


def test_a_dot_that_counts_visitors_is_no_picture(tmp_path: Path) -> None:
    found = read(tmp_path, {"e.xml": wxr(*(post(n, content=dot) for n, dot in enumerate(DOTS, 3)))})
    assert found.assets.empty
    reason = "no picture, but a dot that counts who opens the page: nothing to do; it is on the 10 pages that have it"
    assert rows(found.problems, "code", "reason") == [("not_media", reason)]


@pytest.mark.parametrize("shown", [
    '<img src="https://www.facebook.com/trip.jpg">', '<img src="/a.jpg" width="1">',
    '<img src="/a.jpg" width="100" height="1">',
    '<img src="https://stats.fern.example/a.jpg">', '<img src="/a.jpg" style="max-width:1px;max-height:1px">',
])  # fmt: skip
def test_a_picture_is_no_dot(tmp_path: Path, shown: str) -> None:
    assert len(read(tmp_path, {"e.xml": wxr(post(3, content=shown))}).assets) == 1


def test_dots_and_demonstrations_elsewhere(tmp_path: Path) -> None:
    dot = "https://www.facebook.com/tr?id=1"
    inside = f'<img src="{dot}"><iframe src="https://www.youtube.com/embed/XHOmBV4js_E"></iframe>{POSTS[0][0]}'
    files = {
        "feed.xml": made_web.rss(made_web.feed_item(f"{BLOG}/a/", inside)),
        "all_image_inlinks.csv": made_web.links([f"{BLOG}/a/", dot, "", 200], [f"{BLOG}/a/", f"{BLOG}/a.jpg", "", 200]),
        "list.csv": f"Page URL,Image URL\n{BLOG}/a/,{dot}\n{BLOG}/b/,{dot}\n{BLOG}/a/,{BLOG}/b.jpg\n",
    }
    found = read(tmp_path, files)
    assert sorted(rows(found.assets, "url", "kind"), key=str) == [
        (f"{BLOG}/a.jpg", "picture"), (f"{BLOG}/b.jpg", "picture"), (IG, None),
    ]  # fmt: skip
    told = found.problems[found.problems["code"] == "not_media"]
    assert sorted(rows(told, "file", "value"), key=str) == [
        ("all_image_inlinks.csv", "counters of visitors 1"), ("feed.xml", "https://www.facebook.com/tr?id=1"),
        ("feed.xml", "https://www.youtube.com/watch?v=XHOmBV4js_E"), ("list.csv", dot),
    ]  # fmt: skip


def test_the_address_of_a_post_means_the_same_post() -> None:
    for _, url, kind in POSTS:
        again = film_at(url)
        assert again is not None
        assert (again.url, again.kind) == (url, kind)
    story = film_at("https://www.facebook.com/permalink.php?story_fbid=123456&id=99")
    assert story is not None
    assert film_at(story.url) == story
