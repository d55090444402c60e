"""Every route by which a WordPress page can use a picture, each with a broken twin."""

from __future__ import annotations

import time

import pytest

from imgaudit.foreign.markup import uses

P = "https://hollow.example/wp-content/uploads/"


def found(content: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str | None, list[str]]]:
    return [(use.ids, use.urls, use.alt, use.captions) for use in uses(content)]


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        ('<img class="size-full wp-image-7" src="/a.jpg">', ["7"]),
        ("<img class='wp-image-7' src='/a.jpg'/>", ["7"]),
        ('<div role="img" class="wp-block-cover__image-background wp-image-7"></div>', ["7"]),
        ('<!-- wp:image {"id":7,"sizeSlug":"large"} --><figure></figure><!-- /wp:image -->', ["7"]),
        ('<!-- wp:cover {"url":"x","id":7} -->', ["7"]),
        ('<!-- wp:media-text {"mediaId":7,"mediaType":"image"} -->', ["7"]),
        ('<!-- wp:gallery {"ids":[7,"8"]} -->', ["7", "8"]),
        ('<!-- wp:gallery {"images":[{"id":7},{"id":8}]} /-->', ["7", "8"]),
        ('<!-- wp:video {"id":7} -->', ["7"]),
        ('[caption id="attachment_7" width="10" caption="Relay"][/caption]', ["7"]),
        ('[gallery ids="7,8" columns="2"]', ["7", "8"]),
        ("[gallery include='7, 8']", ["7", "8"]),
        ('[playlist type="video" ids="7"]', ["7"]),
        ('<figure id="attachment_7" class="wp-caption"></figure>', ["7"]),
        ('<a rel="attachment wp-att-7" href="/x/">x</a>', ["7"]),
        ('<img data-id="7">', ["7"]),
        # broken twins: half a tag, half a comment, no number, escaped shortcodes
        ('<img class="wp-image-7" src="', []),
        ('<!-- wp:image {"id":7', []),
        ('<!-- wp:image {"id":7,} -->', []),
        ('<!-- wp:block {"id":7} -->', []),
        ('<img class="wp-image-seven">', []),
        ('[[gallery ids="7"]]', []),
        ('<!-- <img class="wp-image-7"> -->', []),
        ('[gallery ids="7', []),
    ],
)
def test_numbers(content: str, ids: list[str]) -> None:
    assert [number for use in uses(content) for number in use.ids] == ids


@pytest.mark.parametrize(
    ("content", "urls"),
    [
        (f'<img src="{P}a.jpg">', [f"{P}a.jpg"]),
        (f"<img src={P}a.jpg >", [f"{P}a.jpg"]),
        ('<img src="/wp-content/a.jpg">', ["/wp-content/a.jpg"]),
        (f'<a href="{P}a.jpg?x=1">a</a>', [f"{P}a.jpg?x=1"]),
        (f'<img srcset="{P}a-300x200.jpg 300w, {P}a.jpg 900w">', [f"{P}a-300x200.jpg", f"{P}a.jpg"]),
        (f'<img data-src="{P}a.jpg">', [f"{P}a.jpg"]),
        (f"<div style=\"background-image:url('{P}a.jpg')\">", [f"{P}a.jpg"]),
        (f'<div style="background-image:url(&quot;{P}a.jpg&quot;)">', [f"{P}a.jpg"]),
        (f'<video src="{P}a.mp4" poster="{P}a.jpg"></video>', [f"{P}a.mp4", f"{P}a.jpg"]),
        (f'[et_pb_image src="{P}a.jpg"]', [f"{P}a.jpg"]),
        ('<!-- wp:kadence/image {"src":"https:\\/\\/hollow.example\\/a.jpg"} /-->', ["https://hollow.example/a.jpg"]),
        # Whatever an element that shows a picture names is one, whatever it is called.
        ('<img src="data:image/gif;base64,R0" data-src="image.ashx?id=7">', ["image.ashx?id=7"]),
        ('<img srcset="/i/7?w=300 300w, /i/7?w=900 900w">', ["/i/7?w=900"]),
        ('<input type="image" src="/go?id=1"><input type="text" src="/go?id=2">', ["/go?id=1"]),
        ('<svg><image xlink:href="/photo?id=1"/></svg>', ["/photo?id=1"]),
        ('<video poster="/still"><source src="/film?id=3" type="video/mp4"></video>', ["/still", "/film?id=3"]),
        ('<meta property="og:image" content="/up/a"><meta name="description" content="a.jpg">', ["/up/a"]),
        ('<link rel="image_src" href="/up/b"><link rel="preload" imagesrcset="c.jpg 1x">', ["/up/b", "c.jpg"]),
        ('<div data-bg="url(up/a.jpg)" data-set=\'{"slides":["/up/b.jpg"]}\'>', ["up/a.jpg", "/up/b.jpg"]),
        # broken: a stray quote, and an attribute twice
        ('<img alt="5" lap" src="a.jpg"><img src="b.jpg">', ["a.jpg", "b.jpg"]),
        ('<img src="a.jpg" src="b.jpg">', ["a.jpg"]),
        (f'<a href="{P}a.jpg.html">page about a.jpg</a>', []),
        (f'<a href="{P}report">a</a>', []),
        ("<img alt=nothing>", []),
    ],
)
def test_addresses(content: str, urls: list[str]) -> None:
    assert [url for use in uses(content) for url in use.urls] == urls


def test_an_address_in_running_text_is_a_use_only_of_the_sites_own_files() -> None:
    assert [use.is_shown for use in uses(f"see {P}a.jpg")] == [False]


@pytest.mark.parametrize(
    ("content", "captions"),
    [
        (
            '<figure><img src="/a.jpg"><figcaption>The <b>relay</b> &amp; after</figcaption></figure>',
            ["The relay & after"],
        ),
        ('<figure><figcaption>Relay</figcaption><img src="/a.jpg"></figure>', ["Relay"]),
        ('[caption id="x" caption="It&#8217;s Relay"]<img src="/a.jpg">[/caption]', ["It’s Relay"]),
        ('[caption width="300"]<a href="/x"><img src="/a.jpg"></a> Relay[/caption]', ["Relay"]),
        ('<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">Relay</p></div>', ["Relay"]),
        ('<figure><table></table><figcaption>Table</figcaption></figure><img src="/a.jpg">', []),
        ('<figure><img src="/a.jpg"><figcaption>never closed', []),
    ],
)
def test_captions(content: str, captions: list[str]) -> None:
    (use,) = [use for use in uses(content) if use.urls]
    assert [caption for caption in use.captions if caption] == captions


def test_the_caption_of_a_gallery_is_about_all_of_its_pictures() -> None:
    content = (
        '<figure><figure><img src="/a.jpg"><figcaption>One</figcaption></figure>'
        '<figure><img src="/b.jpg"></figure><figcaption>Both</figcaption></figure>'
    )
    assert [use.captions for use in uses(content)] == [["One", "Both"], ["Both"]]


def test_a_caption_that_is_never_closed_does_not_swallow_the_page() -> None:
    content = (
        '[caption id="attachment_7" caption="Relay"]<img src="/a.jpg"><p>…</p><img src="/b.jpg"><img src="/c.jpg">'
    )
    assert [use.captions for use in uses(content)] == [["Relay"], ["Relay"], [], []]


def test_bare_gallery_is_everything_attached() -> None:
    (one, two) = uses('[gallery columns="2" exclude="9"] and [gallery id="5"]')
    assert (one.children_of, one.without, two.children_of) == ("", frozenset({"9"}), "5")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<img ",
        '<a "',
        "<!--",
        "[gallery ",
        '[caption "',
        "[caption]",
        "<figure>",
        "<figcaption>",
        "//a",
        "url(",
        "<a '\"",
    ],
)
def test_hostile_markup_takes_linear_time(piece: str) -> None:
    start = time.perf_counter()
    uses(piece * (400_000 // len(piece)))
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("content", "frames"),
    [
        ('<header><img src="a.jpg"></header><img src="b.jpg">', [True, False]),
        ('<NAV id="x"><img src="a.jpg"></NAV><main><aside><img src="b.jpg"></aside></main>', [True, False]),
        ('<article><header><img src="a.jpg"></header></article><footer><img src="b.jpg">', [False, True]),
        # never closed: the content begins all the same
        ('<header><img src="a.jpg"><main><img src="b.jpg"></main><img src="c.jpg">', [True, False, False]),
        ('</header></main><img src="a.jpg"><aside><article><img src="b.jpg"></article><img src="c.jpg">',
         [False, False, True]),
    ],
)  # fmt: skip
def test_what_goes_around_the_content_of_a_page(content: str, frames: list[bool]) -> None:
    assert [use.is_frame for use in uses(content)] == frames
