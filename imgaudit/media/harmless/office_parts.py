"""Parts of Office documents (ECMA-376, OASIS OpenDocument 1.3), and what their elements and attributes expose."""

import re

CORE = {
    "creator": "owner", "lastModifiedBy": "owner", "title": "text", "subject": "text", "description": "text",
    "keywords": "text", "category": "text", "contentStatus": "text", "contentType": "text", "version": "text",
    "identifier": "serial", "created": "time", "modified": "time", "lastPrinted": "time", "language": "",
    "revision": "", "coreProperties": "", "value": "text",
}  # fmt: skip
"""``docProps/core.xml``."""

APP = {
    "Company": "owner", "Manager": "owner", "Template": "text", "HyperlinkBase": "text", "TitlesOfParts": "text",
    "Application": "software", "AppVersion": "software", "HeadingPairs": "", "HLinks": "text",
    "PresentationFormat": "", "Pages": "", "Words": "", "Characters": "", "Lines": "", "Paragraphs": "",
    "Slides": "", "Notes": "", "TotalTime": "", "HiddenSlides": "", "MMClips": "", "ScaleCrop": "",
    "LinksUpToDate": "", "CharactersWithSpaces": "", "SharedDoc": "", "HyperlinksChanged": "", "DocSecurity": "",
    "DigSig": "hidden", "Properties": "", "vector": "", "variant": "", "lpstr": "", "lpwstr": "", "i4": "",
    "bool": "",
}  # fmt: skip
"""``docProps/app.xml``."""

META = {
    "creator": "owner", "initial-creator": "owner", "printed-by": "owner", "contributor": "owner",
    "publisher": "owner", "title": "text", "subject": "text", "description": "text", "keyword": "text",
    "user-defined": "text", "date": "time", "creation-date": "time", "print-date": "time", "generator": "software",
    "template": "text", "hyperlink-behaviour": "", "auto-reload": "text", "document-statistic": "",
    "editing-cycles": "", "editing-duration": "", "language": "", "document-meta": "", "meta": "",
    "coverage": "location", "identifier": "serial", "rights": "owner", "source": "text", "relation": "text",
    "type": "", "format": "",
}  # fmt: skip
"""``meta.xml`` of OpenDocument."""

SHOWN, PROPERTIES, NOTES, PEOPLE, CUSTOM, RELATIONS, PICTURE, THUMBNAIL, PRINTER, LABEL, FONT, TYPE = (
    "shown", "properties", "notes", "people", "custom", "relations", "picture", "thumbnail", "printer",
    "label", "font", "type",
)  # fmt: skip

PARTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"\[Content_Types\]\.xml|META-INF/manifest\.xml|manifest\.rdf", SHOWN),
        (r"mimetype", TYPE),
        (r"(?:.*/)?_rels/.*\.rels", RELATIONS),
        (r"docProps/(?:core|app)\.xml|meta\.xml", PROPERTIES),
        (r"docProps/custom\.xml", CUSTOM),
        (r"docProps/thumbnail\.\w+|Thumbnails/.*|docProps/.*\.(?:jpe?g|png|emf|wmf)", THUMBNAIL),
        (r"docMetadata/LabelInfo\.xml", LABEL),
        (r"(?:word|ppt|xl)/(?:.*/)?(?:threaded)?comments?\w*\.xml|(?:word|ppt|xl)/(?:.*/)?notesSlide\w*\.xml", NOTES),
        (r"ppt/(?:commentAuthors|authors)\.xml|word/people\.xml|xl/persons/.*\.xml|xl/revisions/.*\.xml", PEOPLE),
        (r"(?:word|ppt|xl)/printerSettings/.*\.bin", PRINTER),
        (r"(?:word|ppt|xl)/media/.*|Pictures/.*|(?:.*/)?media/.*", PICTURE),
        (r"(?:word|ppt|xl)/embeddings/.*\.(?:xlsx|docx|pptx)", PICTURE),
        (r"(?:word|ppt)/fonts/.*\.(?:odttf|fntdata)|Fonts/.*\.[ot]tf", FONT),
        (r"customXml/.*", CUSTOM),
        (r"ppt/tags/.*\.xml|xl/externalLinks/.*|xl/connections\.xml|xl/queryTables/.*", CUSTOM),
        (r"word/(?:document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes)\.xml", SHOWN),
        (r"word/(?:endnotes|header\d*|footer\d*|(?:theme|charts|diagrams|glossary)/\w+)\.xml", SHOWN),
        (r"ppt/(?:presentation|presProps|viewProps|tableStyles|(?:theme|slides|slideLayouts)/\w+)\.xml", SHOWN),
        (r"ppt/(?:slideMasters|notesMasters|handoutMasters|charts|diagrams|drawings)/\w+\.xml", SHOWN),
        (r"xl/(?:workbook|styles|sharedStrings|calcChain|metadata|(?:theme|worksheets|chartsheets)/\w+)\.xml", SHOWN),
        (r"xl/(?:charts|drawings|tables|pivotTables|richData|diagrams)/\w+\.xml", SHOWN),
        (r"(?:word|ppt|xl)/(?:drawings/)?vmlDrawing\d*\.vml", SHOWN),
        (r"(?:Object \d+/)?(?:content|styles|settings)\.xml|Configurations2/.*\.xml", SHOWN),
    )
)  # fmt: skip
"""What each part is, by the first pattern that its whole name fits; any other is hidden data."""

SPECIAL = {
    "descr": "text", "title": "text", "alt": "text", "tooltip": "text", "author": "owner", "initials": "owner",
    "displayName": "owner", "userId": "owner", "providerId": "", "date": "time", "dT": "time", "dt": "time",
    "created": "time", "userName": "owner", "insDel": "", "template": "text", "href": "", "lastEdited": "software",
    "codeName": "", "filterPrivacy": "", "workbookPassword": "hidden",
}  # fmt: skip
"""Attributes of what is shown."""

WRITTEN_BY = frozenset(("author", "creator", "initials", "creator-initials", "sender-initials"))
"""Elements whose text is somebody's name."""

SHOWN_TEXT = frozenset(
    (
        "t", "v", "f", "instrText", "delText", "delInstrText", "formatCode", "oddHeader", "oddFooter", "evenHeader",
        "evenFooter", "firstHeader", "firstFooter", "align", "lpstr", "lpwstr", "formula", "formula1", "formula2",
        "p", "author", "text", "rt", "rPh", "sqref", "TextHAlign", "TextVAlign", "Anchor", "MoveWithCells",
        "SizeWithCells", "AutoFill", "Visible", "Row", "Column", "name", "cat", "pt", "modelId", "config-item",
    )
)  # fmt: skip
"""Elements of OOXML whose text is shown, or is a word of the format."""

NOT_SHOWN = {
    "delText": "text that was deleted", "delInstrText": "text that was deleted", "vanish": "text that is not shown",
    "tracked-changes": "text that was deleted", "hidden-text": "text that is not shown", "annotation": "a note",
    "fileSharing": "who may change it", "attachedTemplate": "a template", "mailMerge": "a list of addresses",
    "oleObj": "a file of another program", "OLEObject": "a file of another program", "control": "a control",
    "externalReference": "another file", "docVar": "a value that is not shown",
    "hidden-paragraph": "text that is not shown", "script": "a script", "event-listener": "a script",
    "database-display": "a database",
}  # fmt: skip
"""Elements that hold or announce what a reader does not see."""

NAMESPACES = (
    "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/", "http://purl.oclc.org/ooxml/",
    "urn:schemas-microsoft-com:", "urn:oasis:names:tc:opendocument:", "http://www.w3.org/",
    "http://purl.org/dc/", "http://openoffice.org/", "http://docs.oasis-open.org/", "urn:org:documentfoundation:",
    "http://schemas.microsoft.com/", "http://schemas.libreoffice.org/",
)  # fmt: skip
"""How the namespaces of the formats begin; an element of any other is hidden data."""

NAMES = frozenset(
    (
        "name", "val", "typeface", "font-name", "font-family", "style-name", "display-name", "parent-style-name",
        "font-family-generic", "formatCode", "styleName", "rFonts", "ascii", "hAnsi", "cs", "eastAsia", "panose",
        "family", "master-page-name", "sqref", "ref", "text", "path", "d", "style", "Requires", "Ignorable",
        "PartName", "ContentType", "Extension", "Type", "media-type", "full-path", "uri", "schemaLocation",
        "stroke-dash", "guid", "sourceLinked", "language", "country", "char", "progId", "ProgID", "position",
        "points", "viewBox", "enhanced-path", "modifiers", "glue-points", "text-areas", "text-style-name", "class",
        "transform", "margin", "border", "padding", "shadow", "stroke", "fill", "fmla", "textlink", "formula",
        "Target", "font-name-asian", "font-name-complex", "font-family-asian", "font-family-complex", "resource",
    )
)  # fmt: skip
"""Attributes that hold the names of styles, fonts and types, or numbers in a row."""

NAMED = frozenset(
    [("cNvPr", "name"), ("docPr", "name"), ("alias", "val"), ("tag", "val")]
    + [
        (element, "name")
        for element in (
            "frame", "custom-shape", "rect", "line", "g", "page", "path", "polygon", "polyline", "connector", "ellipse",
            "circle", "caption", "measure",
        )
    ]
)  # fmt: skip
"""Elements and attributes by which a picture, shape or field is called: its file's name, or what somebody typed."""

PROGRAMS_NAMES = frozenset(
    """
    picture image images graphic graphics photo text box textbox shape shapes autoshape rectangle rounded corner
    corners same side single snip diagonal oval ellipse circle line lines connector straight arrow elbow curved curve
    group title subtitle content placeholder slide slides number date footer header table chart diagram object objects
    freeform form right left up down top bottom callout speech bubble star point points heart triangle isosceles
    parallelogram trapezoid diamond pentagon hexagon octagon cross plus minus equal multiply divide donut arc chord
    cloud sun moon lightning bolt smiley face no symbol block bent brace bracket double chevron ribbon scroll wave
    horizontal vertical plaque can cube bevel frame half folded process flowchart decision terminator document data
    predefined internal storage preparation manual input operation offpage off page summing junction collate sort
    extract merge delay wordart smartart canvas drawing ink video audio media movie online icon model watermark
    powerpluswatermarkobject quill author company subject keywords category comments abstract publish status manager
    google goog rdk sm officeart microsoft excel word powerpoint worksheet workbook presentation msword oleobject
    hdphoto clipart new notes note control textplaceholder header1 background copy of and or to with the
    grafik grafiken bild bilder textfeld rechteck ellipse linie gerade verbinder pfeil gruppe gruppieren titel
    untertitel inhaltsplatzhalter bildplatzhalter foliennummernplatzhalter datumsplatzhalter fußzeilenplatzhalter
    textplatzhalter tabelle diagramm objekt form freihandform rahmen imagen immagine afbeelding obraz obrázek
    bilde billede kuva zone de texte espace réservé du contenu titre sous groupe llun
    jpg jpeg png gif bmp tif tiff emf wmf svg wdp webp heic mp xlsx docx pptx bin wav avi mov wmv
    img dsc dscn dscf pxl mvimg whatsapp screenshot screen shot at am pm tmp rid
    """.split()  # noqa: SIM905
)
"""Words of which programs make such names, and the ends of files' names."""
