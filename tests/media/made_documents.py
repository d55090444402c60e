"""Documents made byte by byte: PDF, Office files."""

import io
import zipfile
import zlib

from . import build as b

# --------------------------------------------------------------------------------------------------------------- PDF


def stream(body, entries="", deflated=False):
    """A stream object."""
    if deflated:
        body, entries = zlib.compress(body), f"{entries} /Filter /FlateDecode"
    return f"<< {entries} /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def pdf(*more, info="", catalog="", page="", resources="", trailer="", loose=b"", behind=b"", text=b"BT (Hello) Tj ET"):
    """One page; objects of one's own have the numbers from 6 on."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << {resources} >> {page} >>"
        .encode(),
        stream(text, deflated=True),
        f"<< {info} >>".encode(),
        *(one if isinstance(one, bytes) else one.encode() for one in more),
    ]  # fmt: skip
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    out += loose
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {trailer} >>\n".encode()
    return out + b"startxref\n%d\n%%%%EOF\n" % table + behind


PICTURE = (
    "/Type /XObject /Subtype /Image /Width 64 /Height 48 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
)


def pdf_picture(jpeg, **more):
    """One page that shows a JPEG, which is in the file byte for byte."""
    return pdf(stream(jpeg, PICTURE), resources="/XObject << /Im0 6 0 R >>", **more)


# ------------------------------------------------------------------------------------------------------------ Office

_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(parts, comment=b"", method=zipfile.ZIP_DEFLATED):
    """A ZIP without times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
        archive.comment = comment
    return out.getvalue()


def word_parts(body="<w:p><w:r><w:t>Hello</w:t></w:r></w:p>"):
    """What the smallest DOCX holds."""
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATION}"/>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }


def docx(more=None, **options):
    return zipped({**word_parts(**options), **(more or {})})


def core(inside):
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{inside}</cp:coreProperties>"
    )


def app(inside):
    uri = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'<Properties xmlns="{uri}">{inside}</Properties>'


def relations(target, mode="External", kind="attachedTemplate"):
    about = f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    one = f'<Relationship Id="r1" {about} Target="{target}" TargetMode="{mode}"/>'
    return f'<Relationships xmlns="{_RELATION}">{one}</Relationships>'


def odt(meta="", more=None, content=""):
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    names = (
        f'xmlns:office="{office}" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}>{content}</office:document-content>",
            "meta.xml": f"<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>",
            **(more or {}),
        }
    )


PHONE = b.jpeg(b.exif_segment(b.rich_exif()))
"""A picture as a phone takes it: with place, owner, device, serial number, time and preview."""


# --------------------------------------------------------------------------------------------------------------- SVG

SVG_NAMES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:cc="http://creativecommons.org/ns#"'
)
SVG_DRAWN = (
    '<defs><linearGradient id="linearGradient12"><stop offset="0" stop-color="navy"/></linearGradient></defs>'
    '<style type="text/css">.cls-1{fill:url(#linearGradient12);stroke:#fff;font-family:"DejaVu Sans"}</style>'
    '<g id="layer1" transform="translate(1,2)"><path class="cls-1" d="M0 0L10,10z" style="fill:none;stroke-width:2px"/>'
    '<text x="1" y="2" font-size="12">Sports day</text></g>'
)


def svg(inside="", attributes="", before=""):
    return f'{before}<svg {SVG_NAMES} viewBox="0 0 100 50" {attributes}>{SVG_DRAWN}{inside}</svg>'.encode()
