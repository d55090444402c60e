"""IPTC datasets, and the Photoshop image resources around them."""

IPTC_HARMLESS: dict[tuple[int, int], bytes] = {
    **dict.fromkeys(((1, 0), (1, 20), (1, 22), (2, 0), (2, 200), (2, 201)), rb"(?s:.{1,4})"),
    **dict.fromkeys(((1, 60), (2, 8), (2, 10), (2, 42), (2, 75), (2, 130), (2, 131), (2, 150), (2, 151), (2, 152),
                     (2, 153)), rb"[A-Za-z0-9 ]{1,6}"),
    (1, 90): rb"(?:\x1b[ -~]{1,3}[\x1b ]?)+", (2, 135): rb"[A-Za-z-]{2,8}",
}  # fmt: skip
"""IIM datasets that carry versions, priorities, layout and character set, and what their values look like."""

IPTC_KIND: dict[tuple[int, int], tuple[str, str]] = {
    (2, 3): ("text", "ObjectTypeReference"), (2, 154): ("text", "AudioOutcue"),
    (1, 5): ("owner", "Destination"), (1, 40): ("serial", "EnvelopeNumber"), (1, 50): ("owner", "ProductID"),
    (1, 70): ("time", "DateSent"), (1, 80): ("time", "TimeSent"), (1, 100): ("serial", "UniqueObjectName"),
    (1, 120): ("text", "ARMIdentifier"), (1, 122): ("text", "ARMVersion"), (1, 30): ("owner", "ServiceIdentifier"),
    (2, 4): ("text", "ObjectAttributeReference"), (2, 5): ("text", "ObjectName"), (2, 7): ("text", "EditStatus"),
    (2, 12): ("text", "SubjectReference"), (2, 15): ("text", "Category"), (2, 20): ("text", "SupplementalCategories"),
    (2, 22): ("text", "FixtureIdentifier"), (2, 25): ("text", "Keywords"), (2, 26): ("location", "ContentLocationCode"),
    (2, 27): ("location", "ContentLocationName"), (2, 30): ("time", "ReleaseDate"), (2, 35): ("time", "ReleaseTime"),
    (2, 37): ("time", "ExpirationDate"), (2, 38): ("time", "ExpirationTime"), (2, 40): ("text", "SpecialInstructions"),
    (2, 45): ("text", "ReferenceService"), (2, 47): ("time", "ReferenceDate"), (2, 50): ("text", "ReferenceNumber"),
    (2, 55): ("time", "DateCreated"), (2, 60): ("time", "TimeCreated"), (2, 62): ("time", "DigitalCreationDate"),
    (2, 63): ("time", "DigitalCreationTime"), (2, 65): ("software", "OriginatingProgram"),
    (2, 70): ("software", "ProgramVersion"), (2, 80): ("owner", "By-line"), (2, 85): ("owner", "By-lineTitle"),
    (2, 90): ("location", "City"), (2, 92): ("location", "Sub-location"), (2, 95): ("location", "Province-State"),
    (2, 100): ("location", "Country-PrimaryLocationCode"), (2, 101): ("location", "Country-PrimaryLocationName"),
    (2, 103): ("text", "OriginalTransmissionReference"), (2, 105): ("text", "Headline"), (2, 110): ("owner", "Credit"),
    (2, 115): ("owner", "Source"), (2, 116): ("owner", "CopyrightNotice"), (2, 118): ("owner", "Contact"),
    (2, 120): ("text", "Caption-Abstract"), (2, 121): ("text", "LocalCaption"),
    (2, 122): ("owner", "Writer-Editor"),
    (2, 125): ("text", "RasterizedCaption"), (2, 184): ("text", "JobID"), (2, 185): ("serial", "MasterDocumentID"),
    (2, 186): ("serial", "ShortDocumentID"), (2, 187): ("serial", "UniqueDocumentID"), (2, 188): ("owner", "OwnerID"),
    (2, 202): ("thumbnail", "ObjectPreviewData"), (2, 221): ("text", "Prefs"), (2, 225): ("text", "ClassifyState"),
    (2, 228): ("text", "SimilarityIndex"), (2, 230): ("text", "DocumentNotes"),
    (2, 231): ("software", "DocumentHistory"),
    (2, 232): ("device", "ExifCameraInfo"), (2, 255): ("text", "CatalogSets"),
}  # fmt: skip
"""IIM datasets by (record, number)."""

PHOTOSHOP_HARMLESS = frozenset(
    {0x03E8, 0x03ED, 0x03EE, 0x03EF, 0x03F0, 0x03F1, 0x03F2, 0x03F3, 0x03F4, 0x03F5, 0x03F6, 0x03F7, 0x03F8, 0x03F9,
     0x03FA, 0x03FB, 0x03FD, 0x03FE, 0x0400, 0x0402, 0x0405, 0x0406, 0x0408, 0x040D, 0x040F, 0x0410, 0x0411, 0x0412,
     0x0413, 0x0414, 0x0415, 0x0416, 0x0417, 0x0419, 0x041B, 0x041C, 0x0425, 0x0426, 0x0428, 0x042B, 0x042D, 0x0430,
     0x0431, 0x0432, 0x0434, 0x0435, 0x0437, 0x0438, 0x0439, 0x043B, 0x0440, 0x0443, 0x0BB7, 0x0BB8, 0x2710}
)  # fmt: skip
"""Image resources that describe resolution, halftones, guides, masks and profile."""

PHOTOSHOP_WITH_TEXT = frozenset({0x040F, 0x0BB7, 0x0BB8, 0x0432, 0x0434, 0x0435, 0x0438, 0x0439, 0x043B, 0x0440,
                                 *range(0x07D0, 0x0BB7)})  # fmt: skip
"""Harmless resources that are allowed to hold text: the colour profile, names of settings."""

PHOTOSHOP_KIND: dict[int, tuple[str, str]] = {
    0x03E9: ("device", "MacintoshPrintInfo"), 0x03EA: ("device", "MacintoshPageFormat"),
    0x0409: ("thumbnail", "PhotoshopBGRThumbnail"),
    0x040A: ("owner", "CopyrightFlag"), 0x040B: ("owner", "URL"), 0x040C: ("thumbnail", "PhotoshopThumbnail"),
    0x041D: ("text", "AlphaChannelNames"), 0x041E: ("owner", "URLList"),
    0x0421: ("software", "VersionInfo"), 0x0429: ("text", "LayerComps"), 0x042C: ("text", "Timeline"),
    0x0427: ("hidden", "CaptionDigest"), 0x042E: ("text", "LayerGroups"), 0x042F: ("text", "AutoSaveFilePath"),
    0x0433: ("text", "AlternateDuotoneColors"),
    0x043E: ("text", "CountInformation"), 0x03FC: ("text", "CountInfo"), 0x0436: ("hidden", "Unknown1078"),
    0x1B58: ("software", "ImageReadyVariables"), 0x1B59: ("software", "ImageReadyDataSets"),
    0x1F40: ("software", "LightroomWorkflow"), 0x043C: ("device", "MacintoshNSPrintInfo"),
}  # fmt: skip
"""Image resources that expose something. IPTC, Exif and XMP inside are read by their own readers."""

RESOURCE_WORDS = frozenset(
    b"""
    alpha angle background border caption channel channels color copyright data digest document exif flag flags global
    grid guides halftone halftoning icc id info information iptc jpeg layer layers metadata name names naa number
    photoshop pixel print profile quality record resolution scale seed slice slices state target thumbnail transfer
    untagged url version xmp
    """.split()
)
"""Words of which the names of resources are made that say what they are, as programs write them."""
