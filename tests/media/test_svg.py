"""SVG: what stands beside the drawing, and the drawing without it."""

import base64

import pytest

from imgaudit.media import CannotStrip, inspect, strip

from . import build as b
from .made_documents import svg

T = b.TOKEN


def data_address(data, kind="image/jpeg"):
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def yes(data):
    return {kind for kind, value in inspect(data).kinds.items() if value}


def test_a_drawing_alone_is_clean():
    record = inspect(svg())
    assert (record.format, record.status, record.error) == ("svg", "ok", "")
    assert set(record.kinds.values()) == {False}
    assert strip(svg()).startswith(b"<?xml")


PHONE = b.jpeg(b.exif_segment(b.rich_exif()))
RICH = {"location", "owner", "serial", "device", "time", "thumbnail"}
INSIDE = {
    "title": (f"<title>{T}</title>", {"text"}),
    "desc": (f"<g><desc>{T}</desc></g>", {"text"}),
    "creator": (
        f"<metadata><rdf:RDF><cc:Work><dc:creator><dc:title>{T}</dc:title></dc:creator></cc:Work></rdf:RDF></metadata>",
        {"text", "owner"},  # the title of whoever made it is their name
    ),
    "dc:creator": (
        f'<metadata><rdf:RDF><rdf:Description rdf:about="">{b.creator(T)}</rdf:Description></rdf:RDF></metadata>',
        {"owner"},
    ),
    "other metadata": (f"<metadata><own>{T}</own></metadata>", {"hidden"}),
    "layer's name": (f'<g inkscape:label="{T}"/>', {"text"}),
    "id": (f'<g id="{T}"/>', {"text"}),
    "class": (f'<g class="{T}"/>', {"text"}),
    "class in CSS": (f"<style>.{T}{{fill:red}}</style>", {"text"}),
    "value": (f'<g fill="{T}"/>', {"text"}),
    "number": (f'<rect width="{T}"/>', {"text"}),
    "path": (f'<path d="{T}"/>', {"text"}),
    "CSS value": (f'<g style="fill:{T}"/>', {"text"}),
    "CSS comment": (f"<style>/* {T} */</style>", {"hidden"}),
    "comment": (f"<!-- {T} -->", {"hidden"}),
    "instruction": (f"<?own {T}?>", {"hidden"}),
    "text that is not shown": (f"<g>{T}</g>", {"text"}),
    "label": (f'<g aria-label="{T}"/>', {"text"}),
    "data": (f'<g data-owner="{T}"/>', {"text"}),
    "script": (f"<script>{T}</script>", {"hidden"}),
    "event": (f'<g onclick="{T}"/>', {"hidden"}),
    "foreign": (f"<foreignObject>{T}</foreignObject>", {"hidden"}),
    "element": (f"<own>{T}</own>", {"hidden"}),
    "attribute": (f'<g own="{T}"/>', {"hidden"}),
    "other namespace": (f'<g xmlns:o="http://example.org/{T}"/>', {"hidden"}),
    "outside picture": (f'<image href="https://example.org/{T}.jpg"/>', {"hidden", "text"}),
    "file on a disk": (f'<image xlink:href="file:///C:/Users/{T}/a.jpg"/>', {"hidden", "text", "owner"}),
    "photo": (f'<image xlink:href="{data_address(PHONE)}"/>', RICH),
    "photo in a font's place": (f"<style>@font-face{{font-family:x;src:url('{data_address(PHONE)}')}}</style>", RICH),
    "photo in CSS": (f"<style>.cls{{cursor:url({data_address(PHONE)}),auto}}</style>", RICH),
    "photo in a style": (f'<g style="cursor:url({data_address(PHONE)}),auto;fill:red"/>', RICH),
    "photo in an attribute": (f'<g cursor="url({data_address(PHONE)})"/>', RICH),
    "photo in a style without end": (f'<g style="cursor:url({data_address(PHONE)}"/>', {"hidden", "text"}),
    "font outside": (f"<style>@font-face{{src:url(http://example.org/{T}.woff)}}</style>", {"hidden", "text"}),
    "outside address": (f'<g style="fill:url(http://example.org/{T}.svg)"/>', {"hidden", "text"}),
    "drawing in a drawing": (f'<image href="{data_address(svg(f"<title>{T}</title>"), "image/svg+xml")}"/>', {"text"}),
}  # fmt: skip


@pytest.mark.parametrize("name", INSIDE)
def test_what_stands_beside_the_drawing(name):
    inside, kinds = INSIDE[name]
    record = inspect(svg(inside))
    assert record.status == "ok"
    assert yes(svg(inside)) == kinds
    if "hidden" in kinds:
        assert record.kinds["location"] is None


def test_where_it_was_saved_names_somebody():
    data = svg(attributes=f'inkscape:export-filename="C:\\Users\\{T}\\Pictures\\a.png" sodipodi:docname="Gala.svg"')
    assert yes(data) == {"owner", "text"}
    assert T in " ".join(found.value for found in inspect(data).found if found.kind == "owner")


def test_the_program_is_software():
    assert yes(svg(before="<!-- Generator: Adobe Illustrator 27.0, SVG Export Plug-In -->")) == {"software"}
    assert yes(svg(attributes='inkscape:version="1.2 (abc, 2022-05-15)"')) == {"software"}


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://example.org/"> %a;]>',
    ],
)
def test_entities_are_refused(before):
    record = inspect(svg(before=before))
    assert record.status == "damaged"
    assert "entities" in record.error
    assert set(record.kinds.values()) == {None}


def test_a_drawing_without_end_is_unknown():
    assert inspect(svg()[:-8]).status == "damaged"
    deep = svg("<g>" * 5_000 + "</g>" * 5_000)
    assert inspect(deep).status == "damaged"


CLEANED = sorted(set(INSIDE) - {"script", "foreign", "element", "outside picture", "file on a disk", "value", "number",
                                "path", "CSS value", "event", "attribute", "photo in a style without end",
                                "font outside", "outside address"})  # fmt: skip


@pytest.mark.parametrize("name", CLEANED)
def test_a_clean_copy_holds_nothing_and_draws_the_same(name):
    copy = strip(svg(INSIDE[name][0]))
    assert T.encode() not in copy
    assert set(inspect(copy).kinds.values()) == {False}
    for kept in (b'd="M0 0L10,10z"', b"fill:none;stroke-width:2px", b">Sports day<", b"url(#linearGradient12)"):
        assert kept in copy


def test_a_new_name_is_new_everywhere():
    data = svg(
        f'<defs><g id="{T}"/><clipPath id="x{T}"/></defs><use href="#{T}"/><g clip-path="url(#x{T})" class="{T} b"/>'
        f"<style>.{T}{{fill:red}} #{T}{{fill:blue}}</style>"
    )
    copy = strip(data).decode()
    assert T not in copy
    assert '<g id="id1"/><clipPath id="id2"/></defs><use href="#id1"/><g clip-path="url(#id2)" class="id1 b"/>' in copy
    assert ".id1{fill:red} #id1{fill:blue}" in copy


@pytest.mark.parametrize("name", ["script", "foreign", "element"])
def test_what_may_draw_is_not_left_out(name):
    with pytest.raises(CannotStrip, match="which may draw something or not: open it in a drawing program"):
        strip(svg(INSIDE[name][0]))


PHOTO = f'<image href="{data_address(b.jpeg())}"/>'
UNSEEN = {
    "attribute": "<text display='none'>Mika</text>",
    "style": "<g style='fill:red; display: none'><text>Mika</text></g>",
    "visibility": "<g visibility='hidden'><text>Mika</text></g>",
    "opacity": f"<g opacity='0.0'>{PHOTO}</g>",
    "a hidden layer": f"<g style='display:none'>{PHOTO}</g>",
    "a class": "<style>.st0{display:none;}</style><text class='st0'>Mika</text>",
    "never used": "<defs><text>Mika</text></defs>",
    "a symbol that is never used": f"<symbol id='symbol1'>{PHOTO}</symbol>",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_never_drawn_is_hidden_and_no_copy_of_it_is_called_clean(name):
    assert yes(svg(UNSEEN[name])) == {"hidden"}
    with pytest.raises(CannotStrip, match="hidden would still be in it"):
        strip(svg(UNSEEN[name]))


def test_a_picture_that_is_clipped_may_hide_a_part():
    clip = "<clipPath id='c1'><rect width='1' height='1'/></clipPath>"
    for drawn in (f"<g clip-path='url(#c1)'>{PHOTO}</g>", f"<g style='mask:url(#c1)'>{PHOTO}</g>"):
        assert {kind for kind, value in inspect(svg(clip + drawn)).kinds.items() if value is not False} == {"hidden"}


@pytest.mark.parametrize(
    "drawn",
    [
        PHOTO,
        f"<defs><pattern id='pattern0'>{PHOTO}</pattern></defs><rect fill='url(#pattern0)'/>",
        "<defs>" + PHOTO.replace("<image", "<image id='image0'") + "</defs><use href='#image0'/>",
        "<text opacity='0.5' style='stroke-opacity:0;display:inline'>Mika</text>",
        "<rect display='none'/><rect opacity='0'/><g clip-path='none'><text>Mika</text></g>",
    ],
)
def test_what_is_drawn_is_not_hidden(drawn):
    assert set(inspect(svg(drawn)).kinds.values()) == {False}


@pytest.mark.parametrize("font", [b"wOFF", b"wOF2", b"OTTO", b"\0\1\0\0"])
def test_a_font_draws_and_stays(font):
    address = data_address(font + bytes(40), "font/woff2")
    data = svg(f"<style>@font-face{{font-family:'Open Sans';font-display:swap;src:url('{address}')}}</style>")
    assert set(inspect(data).kinds.values()) == {False}
    assert f"src:url({address})" in strip(data).decode()


def test_an_address_outside_is_refused():
    with pytest.raises(CannotStrip, match="cannot be proven clean"):
        strip(svg(INSIDE["font outside"][0]))


def test_quotes_around_a_reference_inside_are_harmless():
    assert set(inspect(svg("""<g fill="url('#linearGradient12')"/>""")).kinds.values()) == {False}


def test_one_kind_alone_is_not_taken_out():
    with pytest.raises(CannotStrip, match="only be cleaned as a whole"):
        strip(svg(INSIDE["title"][0]), only={"text"})
    assert strip(svg(INSIDE["title"][0]), only={"location"}) == svg(INSIDE["title"][0])
