"""The one visible place for what counts as harmless, and for what exposes what.

An allow-list: a tag that is neither in a harmless table nor mapped to a kind makes `hidden` yes, and leaves
every other kind unknown, because nobody can say what is inside. A new tag is one row here.

Tag numbers and names: TIFF 6.0 and its supplements, Exif 3.0 (CIPA DC-008), TIFF/EP (ISO 12234-2),
DNG 1.7, IPTC IIM 4.2 and IPTC Photo Metadata 2023.1, XMP specification parts 1 to 3, Adobe Photoshop file
format, QuickTime file format, PNG third edition, Exif-RIFF (Exif 3.0 chapter 5), MWG 2.0, C2PA 2.1.
"""


# ---------------------------------------------------------------------------------------------- TIFF and Exif

TAG_HARMLESS: dict[int, str] = {
    # TIFF 6.0: how the pixels are laid out and coloured
    0x00FE: "NewSubfileType", 0x00FF: "SubfileType", 0x0100: "ImageWidth", 0x0101: "ImageLength",
    0x0102: "BitsPerSample", 0x0103: "Compression", 0x0106: "PhotometricInterpretation", 0x0107: "Threshholding",
    0x0108: "CellWidth", 0x0109: "CellLength", 0x010A: "FillOrder", 0x0111: "StripOffsets", 0x0112: "Orientation",
    0x0115: "SamplesPerPixel", 0x0116: "RowsPerStrip", 0x0117: "StripByteCounts", 0x0118: "MinSampleValue",
    0x0119: "MaxSampleValue", 0x011A: "XResolution", 0x011B: "YResolution", 0x011C: "PlanarConfiguration",
    0x011E: "XPosition", 0x011F: "YPosition", 0x0120: "FreeOffsets", 0x0121: "FreeByteCounts",
    0x0122: "GrayResponseUnit", 0x0123: "GrayResponseCurve", 0x0124: "T4Options", 0x0125: "T6Options",
    0x0128: "ResolutionUnit", 0x0129: "PageNumber", 0x012D: "TransferFunction", 0x013D: "Predictor",
    0x013E: "WhitePoint", 0x013F: "PrimaryChromaticities", 0x0140: "ColorMap", 0x0141: "HalftoneHints",
    0x0142: "TileWidth", 0x0143: "TileLength", 0x0144: "TileOffsets", 0x0145: "TileByteCounts",
    0x0146: "BadFaxLines", 0x0147: "CleanFaxData", 0x0148: "ConsecutiveBadFaxLines", 0x014A: "SubIFDs",
    0x014C: "InkSet", 0x014D: "InkNames", 0x014E: "NumberOfInks", 0x0150: "DotRange", 0x0152: "ExtraSamples",
    0x0153: "SampleFormat", 0x0154: "SMinSampleValue", 0x0155: "SMaxSampleValue", 0x0156: "TransferRange",
    0x0158: "XClipPathUnits", 0x0159: "YClipPathUnits", 0x015A: "Indexed", 0x015B: "JPEGTables",
    0x015F: "OPIProxy", 0x0200: "JPEGProc", 0x0201: "JPEGInterchangeFormat",
    0x0202: "JPEGInterchangeFormatLength", 0x0203: "JPEGRestartInterval", 0x0205: "JPEGLosslessPredictors",
    0x0206: "JPEGPointTransforms", 0x0207: "JPEGQTables", 0x0208: "JPEGDCTables", 0x0209: "JPEGACTables",
    0x0211: "YCbCrCoefficients", 0x0212: "YCbCrSubSampling", 0x0213: "YCbCrPositioning",
    0x0214: "ReferenceBlackWhite", 0x022F: "StripRowCounts", 0x8773: "InterColorProfile",
    0x80A6: "ImageDepthPerSample", 0x80E3: "Matteing", 0x80E4: "DataType", 0x80E5: "ImageDepth",
    0x80E6: "TileDepth", 0x828D: "CFARepeatPatternDim", 0x828E: "CFAPattern", 0x885C: "FaxRecvParams",
    0x87AC: "ImageLayer", 0x8769: "ExifIFDPointer", 0x8825: "GPSInfoIFDPointer", 0xA005: "InteroperabilityIFDPointer",
    0xA481: "GDALNoData", 0xC44F: "Annotations-none", 0x9217: "SensingMethod",
    # Exif: how the picture was exposed
    0x829A: "ExposureTime", 0x829D: "FNumber", 0x8822: "ExposureProgram", 0x8824: "SpectralSensitivity",
    0x8827: "PhotographicSensitivity", 0x8828: "OECF", 0x8829: "Interlace", 0x882B: "SelfTimerMode",
    0x8830: "SensitivityType", 0x8831: "StandardOutputSensitivity", 0x8832: "RecommendedExposureIndex",
    0x8833: "ISOSpeed", 0x8834: "ISOSpeedLatitudeyyy", 0x8835: "ISOSpeedLatitudezzz", 0x9000: "ExifVersion",
    0x9101: "ComponentsConfiguration", 0x9102: "CompressedBitsPerPixel", 0x9201: "ShutterSpeedValue",
    0x9202: "ApertureValue", 0x9203: "BrightnessValue", 0x9204: "ExposureBiasValue", 0x9205: "MaxApertureValue",
    0x9206: "SubjectDistance", 0x9207: "MeteringMode", 0x9208: "LightSource", 0x9209: "Flash",
    0x920A: "FocalLength", 0x920B: "FlashEnergy", 0x920C: "SpatialFrequencyResponse", 0x920D: "Noise",
    0x920E: "FocalPlaneXResolution", 0x920F: "FocalPlaneYResolution", 0x9210: "FocalPlaneResolutionUnit",
    0x9214: "SubjectArea", 0x9215: "ExposureIndex", 0x9216: "TIFF-EPStandardID", 0xA000: "FlashpixVersion",
    0xA001: "ColorSpace", 0xA002: "PixelXDimension", 0xA003: "PixelYDimension", 0xA20B: "FlashEnergy",
    0xA20C: "SpatialFrequencyResponse", 0xA20E: "FocalPlaneXResolution", 0xA20F: "FocalPlaneYResolution",
    0xA210: "FocalPlaneResolutionUnit", 0xA214: "SubjectLocation", 0xA215: "ExposureIndex",
    0xA217: "SensingMethod", 0xA300: "FileSource", 0xA301: "SceneType", 0xA302: "CFAPattern",
    0xA401: "CustomRendered", 0xA402: "ExposureMode", 0xA403: "WhiteBalance", 0xA404: "DigitalZoomRatio",
    0xA405: "FocalLengthIn35mmFilm", 0xA406: "SceneCaptureType", 0xA407: "GainControl", 0xA408: "Contrast",
    0xA409: "Saturation", 0xA40A: "Sharpness", 0xA40C: "SubjectDistanceRange", 0xA460: "CompositeImage",
    0xA461: "SourceImageNumberOfCompositeImage", 0xA462: "SourceExposureTimesOfCompositeImage", 0xA500: "Gamma",
    # Microsoft, Epson and Adobe housekeeping
    0x4746: "Rating", 0x4749: "RatingPercent", 0xC4A5: "PrintImageMatching", 0xEA1D: "OffsetSchema",
    0x0301: "Gamma", 0x0302: "ICCProfileDescriptor", 0x0303: "SRGBRenderingIntent", 0x5012: "ColorTransferFunction",
    0x5023: "ThumbnailColorDepth", 0x5029: "ThumbnailCompression", 0x502D: "ThumbnailXResolution",
    0x502E: "ThumbnailYResolution", 0x5030: "ThumbnailResolutionUnit", 0x5090: "LuminanceTable",
    0x5091: "ChrominanceTable", 0x5110: "PixelUnit", 0x5111: "PixelsPerUnitX", 0x5112: "PixelsPerUnitY",
    # Interoperability IFD
    0x0001: "InteroperabilityIndex", 0x0002: "InteroperabilityVersion", 0x1000: "RelatedImageFileFormat",
    0x1001: "RelatedImageWidth", 0x1002: "RelatedImageLength",
}  # fmt: skip
"""Tags of any image file directory that describe the pixels or the exposure, and nobody."""

TAG_HARMLESS_DNG = frozenset(
    {*range(0xC612, 0xC7FC), *range(0xCD2D, 0xCD50)}
    - {0xC614, 0xC615, 0xC62F, 0xC634, 0xC65D, 0xC68B, 0xC68C, 0xC6D2, 0xC6D3, 0xC6F8, 0xC6FE, 0xC716, 0xC717,
       0xC718, 0xC71B, 0xC763, 0xC764, 0xC772, 0xC789, 0xC7A1, 0xC7AA, 0xCD3B, 0xCD43, 0xCD49}
)  # fmt: skip
"""The raw-rendering tags of DNG (matrices, levels, opcodes, profiles)."""

TAG_HARMLESS_OPAQUE = frozenset(
    {0x015B, 0x8773, 0x8828, 0x9000, 0x9101, 0x920C, 0xA000, 0xA20C, 0xA300, 0xA301, 0xA302, 0xA462, 0xC4A5, 0x828E,
     0x0207, 0x0208, 0x0209, 0x0002, 0x0302, 0x5012, 0x9216, 0x920D, 0x0156, 0x87AC, 0x885C, 0x0123, 0x5090, 0x5091,
     0x0001, 0x0201, 0x5110}
)  # fmt: skip
"""Harmless tags that are bytes (type UNDEFINED or BYTE) by their standard."""

TAG_HARMLESS_TEXT: dict[int, bytes] = {
    0x0001: rb"[A-Z0-9]{1,4}", 0x0002: rb".{1,8}", 0x9000: rb".{1,8}", 0xA000: rb".{1,8}", 0x9216: rb".{1,8}",
    0x1000: rb"(?i:exif|jpeg|jpg|ver|tiff?|raw|r98|dcf|rev|[ .\d])+", 0xA481: rb"[-+.\d einfaEINFA]{1,32}",
    0x014D: rb"(?i:cyan|magenta|yellow|black|red|green|blue|orange|violet|white|light|gr[ae]y|[ ,\0])+",
}  # fmt: skip
"""Harmless tags that may be text by their standard, with what such a text looks like."""

TAG_HARMLESS_BLOCKS = frozenset({0x8773, 0x015B, 0x0207, 0x0208, 0x0209, 0x5012, 0x5090, 0x5091})
"""Harmless tags that are blocks of their own: the colour profile, coding tables."""

TAG_KIND: dict[int, tuple[str, str]] = {
    0x000B: ("software", "ProcessingSoftware"), 0x010D: ("text", "DocumentName"),
    0x010E: ("text", "ImageDescription"), 0x010F: ("device", "Make"),
    0x0110: ("device", "Model"), 0x011D: ("text", "PageName"), 0x0131: ("software", "Software"),
    0x0132: ("time", "DateTime"), 0x013B: ("owner", "Artist"), 0x013C: ("device", "HostComputer"),
    0x0151: ("device", "TargetPrinter"), 0x0157: ("hidden", "ClipPath"),
    0x0190: ("hidden", "GlobalParametersIFD"), 0x800D: ("serial", "ImageID"), 0x8298: ("owner", "Copyright"),
    0x0320: ("text", "ImageTitle"), 0x0305: ("software", "SoftwareRelease"), 0x501B: ("thumbnail", "ThumbnailData"),
    0x5033: ("time", "ThumbnailDateTime"), 0x5034: ("hidden", "PropertyTag"),
    0x882A: ("time", "TimeZoneOffset"), 0x9003: ("time", "DateTimeOriginal"), 0x9004: ("time", "DateTimeDigitized"),
    0x9010: ("time", "OffsetTime"), 0x9011: ("time", "OffsetTimeOriginal"), 0x9012: ("time", "OffsetTimeDigitized"),
    0x9290: ("time", "SubSecTime"), 0x9291: ("time", "SubSecTimeOriginal"), 0x9292: ("time", "SubSecTimeDigitized"),
    0x9009: ("device", "GooglePlusUploadCode"), 0x9211: ("serial", "ImageNumber"),
    0x9212: ("text", "SecurityClassification"), 0x9213: ("software", "ImageHistory"), 0x9286: ("text", "UserComment"),
    0x9400: ("hidden", "AmbientTemperature"), 0x9401: ("hidden", "Humidity"), 0x9402: ("hidden", "Pressure"),
    0x9403: ("hidden", "WaterDepth"), 0x9404: ("hidden", "Acceleration"), 0x9405: ("hidden", "CameraElevationAngle"),
    0x9C9B: ("text", "XPTitle"), 0x9C9C: ("text", "XPComment"), 0x9C9D: ("owner", "XPAuthor"),
    0x9C9E: ("text", "XPKeywords"), 0x9C9F: ("text", "XPSubject"), 0xA004: ("text", "RelatedSoundFile"),
    0xA40B: ("device", "DeviceSettingDescription"), 0xA420: ("serial", "ImageUniqueID"),
    0xA430: ("owner", "CameraOwnerName"), 0xA431: ("serial", "BodySerialNumber"),
    0xA432: ("device", "LensSpecification"), 0xA433: ("device", "LensMake"), 0xA434: ("device", "LensModel"),
    0xA435: ("serial", "LensSerialNumber"), 0xA436: ("text", "ImageTitle"), 0xA437: ("owner", "Photographer"),
    0xA438: ("owner", "ImageEditor"), 0xA439: ("software", "CameraFirmware"),
    0xA43A: ("software", "RAWDevelopingSoftware"), 0xA43B: ("software", "ImageEditingSoftware"),
    0xA43C: ("software", "MetadataEditingSoftware"), 0xA480: ("text", "GDALMetadata"),
    0xC427: ("hidden", "OceScanjobDesc"), 0xC428: ("hidden", "OceApplicationSelector"),
    0xC429: ("serial", "OceIDNumber"), 0xC42A: ("hidden", "OceImageLogic"), 0xC44F: ("hidden", "Annotations"),
    0xC580: ("text", "USPTOMiscellaneous"), 0x935C: ("hidden", "ImageSourceData"),
    0x1010: ("hidden", "FFQuickLook"), 0x4747: ("hidden", "XP_DIP_XML"), 0x4748: ("hidden", "StitchInfo"),
    # map projections: a georeference, whose position is not decoded here
    0x830E: ("hidden", "ModelPixelScale"), 0x8480: ("hidden", "IntergraphMatrix"),
    0x8482: ("hidden", "ModelTiePoint"), 0x85D8: ("hidden", "ModelTransformation"),
    0x87AF: ("hidden", "GeoKeyDirectory"), 0x87B0: ("hidden", "GeoDoubleParams"), 0x87B1: ("hidden", "GeoAsciiParams"),
    # DNG
    0xC614: ("device", "UniqueCameraModel"), 0xC615: ("device", "LocalizedCameraModel"),
    0xC62F: ("serial", "CameraSerialNumber"), 0xC630: ("device", "LensInfo"), 0xC65D: ("serial", "RawDataUniqueID"),
    0xC68B: ("text", "OriginalRawFileName"), 0xC68C: ("hidden", "OriginalRawFileData"),
    0xC6D2: ("text", "PanasonicTitle"), 0xC6D3: ("text", "PanasonicTitle2"), 0xC6F8: ("software", "ProfileName"),
    0xC6FE: ("owner", "ProfileCopyright"), 0xC716: ("software", "PreviewApplicationName"),
    0xC717: ("software", "PreviewApplicationVersion"), 0xC718: ("software", "PreviewSettingsName"),
    0xC71B: ("time", "PreviewDateTime"), 0xC763: ("time", "TimeCodes"), 0xC772: ("hidden", "TStop"),
    0xC789: ("text", "ReelName"), 0xC7A1: ("device", "CameraLabel"), 0xC764: ("hidden", "FrameRate"),
    0xC7AA: ("serial", "NewRawImageDigest"), 0xCD3B: ("hidden", "ImageSequenceInfo"),
    0xCD43: ("hidden", "ImageStats"), 0xCD49: ("hidden", "JXLDistance"),
    # what Adobe Camera Raw writes into the Exif IFD
    0xFDE8: ("owner", "OwnerName"), 0xFDE9: ("serial", "SerialNumber"), 0xFDEA: ("device", "Lens"),
    0xFE4C: ("text", "RawFile"), 0xFE4D: ("software", "Converter"), 0xFE4E: ("software", "WhiteBalance"),
    0xFE51: ("software", "Exposure"), 0xFE52: ("software", "Shadows"), 0xFE53: ("software", "Brightness"),
    0xFE54: ("software", "Contrast"), 0xFE55: ("software", "Saturation"), 0xFE56: ("software", "Sharpness"),
    0xFE57: ("software", "Smoothness"), 0xFE58: ("software", "MoireFilter"),
}  # fmt: skip
"""Tags of any image file directory that expose something."""

GPS_HARMLESS = frozenset({0x00, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11, 0x12, 0x1E, 0x1F,
                          0x01, 0x03, 0x05, 0x06, 0x13, 0x15, 0x17, 0x18, 0x19, 0x1A, 0x1B})  # fmt: skip
"""GPS tags that name no place by themselves (version, satellites, speed, direction, datum, references)."""

GPS_HARMLESS_TEXT: dict[int, bytes] = {
    0x08: rb"[\d ,;:/.GRECBJQS]{1,40}", 0x09: rb"[AV]", 0x0A: rb"[0-3]",
    0x12: rb"(?i:[-_ .()\d]|wgs|tokyo|nad|gda|etrs|itrf|gcj|jgd|ed|ch|osgb|egm|ntf|pz|cgcs|world|geodetic|system)+",
    **dict.fromkeys((0x01, 0x03, 0x05, 0x0C, 0x0E, 0x10, 0x13, 0x15, 0x17, 0x19),
                    rb"(?i:[A-Z]|north|south|east|west|true|magnetic)"),
    **dict.fromkeys((0x00, 0x0B, 0x0D, 0x0F, 0x11, 0x18, 0x1A, 0x1E, 0x1F, 0x06), rb"[-+\d ./,:\0-\x04]{1,32}"),
}  # fmt: skip
"""What the harmless GPS tags look like where they are text: numbers, letters of reference, names of map datums."""

GPS_PROCESSING_METHODS = frozenset({"", "GPS", "CELLID", "WLAN", "MANUAL", "NETWORK", "FUSED", "HYBRID-FIX", "GNSS",
                                    "GPS-FIX", "A-GPS", "PASSIVE"})  # fmt: skip
"""Processing methods that are the name of a method and nothing else (Exif 3.0, 4.6.7.29; Android's providers)."""

GPS_NAMES = ("GPSVersionID", "GPSLatitudeRef", "GPSLatitude", "GPSLongitudeRef", "GPSLongitude", "GPSAltitudeRef",
             "GPSAltitude", "GPSTimeStamp", "GPSSatellites", "GPSStatus", "GPSMeasureMode", "GPSDOP", "GPSSpeedRef",
             "GPSSpeed", "GPSTrackRef", "GPSTrack", "GPSImgDirectionRef", "GPSImgDirection", "GPSMapDatum",
             "GPSDestLatitudeRef", "GPSDestLatitude", "GPSDestLongitudeRef", "GPSDestLongitude", "GPSDestBearingRef",
             "GPSDestBearing", "GPSDestDistanceRef", "GPSDestDistance", "GPSProcessingMethod", "GPSAreaInformation",
             "GPSDateStamp", "GPSDifferential", "GPSHPositioningError")  # fmt: skip
"""The GPS tags by number (Exif 3.0, table 15)."""

MAKER_NOTE_UNKNOWN = ("serial", "owner", "device", "time", "software", "thumbnail")
"""What any maker note may hold and an undecoded one therefore leaves unknown.

A preview is a JPEG: one inside a note is seen, and one that lies outside is seen there."""

MAKER_NOTE_ALSO = {
    "panasonic": ("location", "people", "text"),
    "leica": ("location", "people", "text"),
    "fujifilm": ("people", "text"),
    "samsung": ("location", "people"),
    "coolpix": ("location",),
    "nikon z": ("location",),
    "olympus": ("text",),
    "ricoh": ("text",),
    "flir": ("location",),
    "reconyx": ("text",),
}
"""What the maker notes of a make or model may hold besides (places, names of registered faces, titles, comments)."""

MAKER_NOTE_NEVER: dict[str, tuple[tuple[bytes, ...], frozenset[str]]] = {
    # make → how its notes begin, and the kinds for which no published list of its tags has a place
    "apple": ((b"Apple iOS\0",), frozenset({"owner", "device", "time", "software"})),
    "ge": ((b"GE\0\0", b"GENIC\0"), frozenset({"owner", "serial", "time", "software"})),
    "motorola": ((b"MOT\0",), frozenset({"owner", "device", "software"})),
    "nikon": ((b"Nikon\0",), frozenset({"owner"})),
    "olympus": ((b"OLYMP\0", b"OLYMPUS\0", b"OM SYSTEM\0"), frozenset({"owner"})),
    "fujifilm": ((b"FUJIFILM",), frozenset({"owner"})),
    "sony": ((b"SONY DSC", b"SONY CAM", b"SONY MOBILE"), frozenset({"owner"})),
    "panasonic": ((b"Panasonic\0",), frozenset({"owner"})),
    "casio": ((b"QVC\0", b"DCI\0"), frozenset({"owner"})),
    "sigma": ((b"SIGMA\0", b"FOVEON\0"), frozenset({"owner"})),
    "sanyo": ((b"SANYO\0",), frozenset({"owner"})),
    "reconyx": ((b"RECONYX", b"\x01\xf1\x03\x00"), frozenset({"owner"})),
}
"""Of makes that are not here, and of notes that begin otherwise, everything in `MAKER_NOTE_UNKNOWN` is unknown."""

LOOSE_HARMLESS = frozenset({b"ExifMeta"})
"""Bytes between the parts of an Exif block that only say what it is."""

# ------------------------------------------------------------------------------------------------------- IPTC

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
    (2, 120): ("text", "Caption-Abstract"), (2, 121): ("location", "LocalCaption"),
    (2, 122): ("owner", "Writer-Editor"),
    (2, 125): ("text", "RasterizedCaption"), (2, 184): ("text", "JobID"), (2, 185): ("serial", "MasterDocumentID"),
    (2, 186): ("serial", "ShortDocumentID"), (2, 187): ("serial", "UniqueDocumentID"), (2, 188): ("owner", "OwnerID"),
    (2, 202): ("thumbnail", "ObjectPreviewData"), (2, 221): ("text", "Prefs"), (2, 225): ("text", "ClassifyState"),
    (2, 228): ("text", "SimilarityIndex"), (2, 230): ("text", "DocumentNotes"),
    (2, 231): ("software", "DocumentHistory"),
    (2, 232): ("device", "ExifCameraInfo"), (2, 255): ("text", "CatalogSets"),
}  # fmt: skip
"""IIM datasets by (record, number)."""

# -------------------------------------------------------------------------------------------------- Photoshop

PHOTOSHOP_HARMLESS = frozenset(
    {0x03E8, 0x03ED, 0x03EE, 0x03EF, 0x03F0, 0x03F1, 0x03F2, 0x03F3, 0x03F4, 0x03F5, 0x03F6, 0x03F7, 0x03F8, 0x03F9,
     0x03FA, 0x03FB, 0x03FD, 0x03FE, 0x0400, 0x0402, 0x0405, 0x0406, 0x0408, 0x040D, 0x040F, 0x0410, 0x0411, 0x0412,
     0x0413, 0x0414, 0x0415, 0x0416, 0x0417, 0x0419, 0x041B, 0x041C, 0x0425, 0x0426, 0x0428, 0x042B, 0x042D, 0x0430,
     0x0431, 0x0432, 0x0434, 0x0435, 0x0437, 0x0438, 0x0439, 0x043B, 0x0440, 0x0BB7, 0x0BB8, 0x2710}
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

# -------------------------------------------------------------------------------------------------------- XMP

_TIFF_EXIF_HARMLESS = dict.fromkeys(TAG_HARMLESS.values(), "")
_TIFF_EXIF_KIND = {name: kind for kind, name in TAG_KIND.values() if kind != "hidden"}
_EXIF_XMP = {
    **_TIFF_EXIF_KIND, **_TIFF_EXIF_HARMLESS,
    "ISOSpeedRatings": "", "NativeDigest": "", "Fired": "", "Return": "", "Mode": "", "Function": "", "RedEyeMode": "",
    "ExposureCompensation": "", "Columns": "", "Rows": "", "Names": "", "Values": "", "Settings": "", "ImageWidth": "",
    "ImageHeight": "", "ExifImageWidth": "", "ExifImageHeight": "", "ISO": "",
    "LensModel": "device", "Lens": "device", "LensID": "device", "LensInfo": "device", "SerialNumber": "serial",
    "DateTime": "time", "MakerNote": "maker_note", "CompImageNumSequences": "", "CompImageImagesPerSequence": "",
    "CompImageMinExposureAll": "", "CompImageMaxExposureAll": "", "CompImageMinExposureUsed": "",
    "CompImageMaxExposureUsed": "", "CompImageSumExposureAll": "", "CompImageSumExposureUsed": "",
    "CompImageTotalExposurePeriod": "", "CompImageValues": "", "CompositeImageCount": "",
    "CompositeImageExposureTimes": "", "InteroperabilityIndex": "", "CreateDate": "time", "ModifyDate": "time",
    "Temperature": "hidden", "AmbientTemperature": "hidden", "Humidity": "hidden", "Pressure": "hidden",
    "WaterDepth": "hidden", "Acceleration": "hidden", "CameraElevationAngle": "hidden",
}  # fmt: skip
_EXIF_XMP |= dict.fromkeys(GPS_NAMES, "")  # position tags are judged together, by xmp.py

_LOCATION_STRUCT = {"City": "location", "CountryCode": "location", "CountryName": "location", "LocationId": "location",
                    "LocationName": "location", "ProvinceState": "location", "Sublocation": "location",
                    "WorldRegion": "location"}  # fmt: skip

# namespace URI without its final / or # → (properties, kind of every other property of that namespace).
# Kind "" is harmless; None as the default: an unlisted property counts as unknown content.
XMP: dict[str, tuple[dict[str, str], str | None]] = {
    "http://purl.org/dc/elements/1.1": (
        {"contributor": "owner", "coverage": "location", "creator": "owner", "date": "time", "description": "text",
         "format": "", "Format": "", "identifier": "serial", "language": "", "publisher": "owner", "relation": "text",
         "rights": "owner", "source": "text", "subject": "text", "title": "text", "type": ""}, None),
    "http://ns.adobe.com/xap/1.0": (
        {"CreateDate": "time", "ModifyDate": "time", "MetadataDate": "time", "CreatorTool": "software",
         "Thumbnails": "thumbnail", "Identifier": "serial", "Label": "text", "Rating": "", "Nickname": "text",
         "BaseURL": "text", "Advisory": "", "Author": "owner", "Title": "text", "Description": "text",
         "Keywords": "text", "Format": "", "PageInfo": "thumbnail"}, None),
    "http://ns.adobe.com/xap/1.0/g/img": (
        {"image": "thumbnail", "format": "", "width": "", "height": ""}, None),
    "http://ns.adobe.com/xap/1.0/rights": ({"Marked": ""}, "owner"),
    "http://ns.adobe.com/xap/1.0/mm": ({"History": "software", "RenditionClass": "", "RenditionParams": "",
                                        "ManageUI": "text", "ManageTo": "text", "Manager": "software"}, "serial"),
    "http://ns.adobe.com/xap/1.0/bj": ({}, "text"),
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent": (
        {"when": "time", "instanceID": "serial"}, "software"),
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef": (
        {"filePath": "text", "lastModifyDate": "time", "renditionClass": "", "maskMarkers": "", "manager": "software"},
        "serial"),
    "http://ns.adobe.com/xap/1.0/sType/Version": (
        {"comments": "text", "modifyDate": "time", "modifier": "owner", "version": ""}, "serial"),
    "http://ns.adobe.com/xap/1.0/sType/Job": ({}, "text"),
    "http://ns.adobe.com/xap/1.0/sType/ManifestItem": ({}, "serial"),
    "http://ns.adobe.com/xap/1.0/sType/Dimensions": ({"w": "", "h": "", "unit": ""}, None),
    "http://ns.adobe.com/xmp/sType/Area": (
        {"x": "", "y": "", "w": "", "h": "", "d": "", "unit": "", "rx": "", "ry": ""}, None),
    "http://ns.adobe.com/xap/1.0/sType/Dimensions#": ({"w": "", "h": "", "unit": ""}, None),
    "http://ns.adobe.com/xap/1.0/sType/Font": ({}, "software"),
    "http://ns.adobe.com/xap/1.0/t": ({}, "software"),
    "http://ns.adobe.com/xap/1.0/t/pg": ({"MaxPageSize": "", "NPages": "", "HasVisibleOverprint": "",
                                          "HasVisibleTransparency": "", "PlateNames": ""}, "software"),
    "http://ns.adobe.com/xap/1.0/g": ({"swatchName": "software", "groupName": "software"}, ""),
    "http://ns.adobe.com/xmp/note": ({"HasExtendedXMP": ""}, None),
    "http://ns.adobe.com/xmp/Identifier/qual/1.0": ({}, "serial"),
    "http://ns.adobe.com/xmp/1.0/DynamicMedia": (
        {"artist": "owner", "director": "owner", "directorPhotography": "owner", "composer": "owner",
         "engineer": "owner", "client": "owner", "copyright": "owner", "shotLocation": "location",
         "cameraModel": "device", "cameraLabel": "device", "cameraMove": "", "shotDate": "time",
         "releaseDate": "time", "audioModDate": "time", "metadataModDate": "time", "videoModDate": "time",
         "startTimecode": "time", "altTimecode": "time", "videoFrameRate": "", "videoFrameSize": "",
         "videoPixelAspectRatio": "", "videoFieldOrder": "", "videoPixelDepth": "", "videoColorSpace": "",
         "videoAlphaMode": "", "videoCompressor": "software", "audioSampleRate": "", "audioSampleType": "",
         "audioChannelType": "", "audioCompressor": "software", "duration": "", "scale": "", "value": "",
         "startTimeScale": "", "startTimeSampleSize": "", "partOfCompilation": "", "good": "", "pick": ""}, "text"),
    "http://ns.adobe.com/photoshop/1.0": (
        {"City": "location", "State": "location", "Country": "location", "AuthorsPosition": "owner",
         "CaptionWriter": "owner", "Credit": "owner", "Source": "owner", "Headline": "text", "Instructions": "text",
         "TransmissionReference": "text", "Category": "text", "SupplementalCategories": "text", "DateCreated": "time",
         "Urgency": "", "ColorMode": "", "ICCProfile": "", "LegacyIPTCDigest": "", "EmbeddedXMPDigest": "",
         "SidecarForExtension": "", "History": "software", "DocumentAncestors": "serial", "TextLayers": "text",
         "LayerName": "text", "LayerText": "text", "CopyrightFlag": ""}, None),
    "http://ns.adobe.com/photoshop/1.0/camera-profile": (
        {"Author": "owner", "Make": "device", "Model": "device", "UniqueCameraModel": "device", "Lens": "device",
         "LensPrettyName": "device", "CameraPrettyName": "device", "ProfileName": "software"}, "software"),
    "http://ns.adobe.com/tiff/1.0": (_EXIF_XMP, None),
    "http://ns.adobe.com/exif/1.0": (_EXIF_XMP, None),
    "http://cipa.jp/exif/1.0": (_EXIF_XMP, None),
    "http://cipa.jp/exif/2.32": (_EXIF_XMP, None),
    "http://ns.adobe.com/exif/1.0/aux": (
        {"SerialNumber": "serial", "LensSerialNumber": "serial", "ImageNumber": "serial", "OwnerName": "owner",
         "Firmware": "software", "FlashCompensation": "", "ApproximateFocusDistance": "",
         "DistortionCorrectionAlreadyApplied": "", "LateralChromaticAberrationCorrectionAlreadyApplied": "",
         "VignetteCorrectionAlreadyApplied": "", "IsMergedHDR": "", "IsMergedPanorama": "",
         "EnhanceDetailsAlreadyApplied": "", "EnhanceDenoiseAlreadyApplied": "",
         "EnhanceSuperResolutionAlreadyApplied": "", "NeutralDensityFactor": "", "Lens": "device", "LensID": "device",
         "LensInfo": "device", "FujiRatingAlreadyApplied": "", "UprightVersion": ""}, "software"),
    "http://ns.adobe.com/camera-raw-settings/1.0": ({"RawFileName": "text", "Copyright": "owner"}, "software"),
    "http://ns.adobe.com/camera-raw-defaults/1.0": ({}, "software"),
    "http://ns.adobe.com/camera-raw-saved-settings/1.0": ({}, "software"),
    "http://ns.adobe.com/camera-raw-embedded-lens-profile/1.0": ({}, "software"),
    "http://ns.adobe.com/lightroom/1.0": ({"privateRTKInfo": "software"}, "text"),
    "http://ns.adobe.com/lightroom-settings-experimental/1.0": ({}, "software"),
    "http://ns.adobe.com/illustrator/1.0": ({}, "software"),
    "http://ns.adobe.com/creatorAtom/1.0": ({}, "software"),
    "http://ns.adobe.com/AdobePremiere": ({}, "software"),
    "http://ns.adobe.com/pdf/1.3": (
        {"Author": "owner", "Copyright": "owner", "Creator": "software", "Producer": "software", "CreationDate": "time",
         "ModDate": "time", "Keywords": "text", "Subject": "text", "Title": "text", "PDFVersion": "", "Trapped": "",
         "Marked": ""}, None),
    "http://ns.adobe.com/pdfx/1.3": ({}, "text"),
    "http://ns.adobe.com/swf/1.0": ({}, "hidden"),
    "http://ns.adobe.com/DICOM": ({"PatientName": "people", "PatientID": "people", "PatientDOB": "people",
                                   "PatientSex": "people", "StudyDateTime": "time", "SeriesDateTime": "time",
                                   "EquipmentManufacturer": "device"}, "text"),
    "http://ns.adobe.com/hdr-gain-map/1.0": ({}, ""),
    "http://ns.adobe.com/hdr-metadata/1.0": ({}, "software"),
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns": (
        {"Location": "location", "CountryCode": "location", "CreatorContactInfo": "owner", "CiAdrCity": "owner",
         "CiAdrCtry": "owner", "CiAdrExtadr": "owner", "CiAdrPcode": "owner", "CiAdrRegion": "owner",
         "CiEmailWork": "owner", "CiTelWork": "owner", "CiUrlWork": "owner"}, "text"),
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29": (
        {**_LOCATION_STRUCT, "LocationCreated": "location", "LocationShown": "location", "PersonInImage": "people",
         "PersonInImageWDetails": "people", "PersonHeard": "people", "CvTermName": "people", "CvTermId": "people",
         "CvTermCvId": "people", "CvTermRefinedAbout": "people", "ContributorName": "owner", "Creator": "owner",
         "AOCurrentCopyrightOwnerName": "owner", "AOCurrentLicensorName": "owner", "CopyrightYear": "owner",
         "RecDevice": "device", "Manufacturer": "device", "ModelName": "device", "SerialNumber": "serial",
         "OwnersDeviceId": "serial", "AOCircaDateCreated": "time", "PersonName": "people", "PersonId": "people",
         "PersonCharacteristic": "people", "PersonDescription": "people", "AddlModelInfo": "people",
         "ModelAge": "people", "ImageRegion": "people", "RegionBoundary": "", "DigImageGUID": "serial",
         "RegistryId": "serial", "RegItemId": "serial", "RegOrgId": "serial", "DigitalSourceType": "",
         "DigitalSourceFileType": "", "MaxAvailHeight": "", "MaxAvailWidth": "", "IptcLastEdited": "time",
         "AODateCreated": "time", "AOCreator": "owner", "AOCopyrightNotice": "owner", "AOSource": "owner",
         "AOCreatorId": "owner", "Contributor": "owner", "EmbdEncRightsExpr": "owner", "LinkedEncRightsExpr": "owner",
         "DataOnScreen": "text", "rbShape": "", "rbUnit": "", "rbX": "", "rbY": "", "rbW": "", "rbH": "", "rbRx": "",
         "rbVertices": ""}, "text"),
    "http://ns.useplus.org/ldf/xmp/1.0": ({"ImageSupplierImageID": "serial", "Version": "",
                                           "MinorModelAgeDisclosure": "people", "ModelReleaseID": "people",
                                           "ImageFileName": "text", "ImageType": "", "DataMining": "",
                                           "OtherConstraints": "text"}, "owner"),
    "http://www.metadataworkinggroup.com/schemas/regions": (
        {"Regions": "", "RegionInfo": "", "RegionList": "", "AppliedToDimensions": "", "Area": "", "Type": "",
         "FocusUsage": "", "BarCodeValue": "text", "Name": "people", "Description": "text", "SeeAlso": "",
         "Extensions": "", "Rotation": ""}, "people"),
    "http://www.metadataworkinggroup.com/schemas/keywords": ({"Applied": "", "ApplyTo": ""}, "text"),
    "http://www.metadataworkinggroup.com/schemas/collections": ({}, "text"),
    "http://ns.microsoft.com/photo/1.2": ({"RegionInfo": ""}, "people"),
    "http://ns.microsoft.com/photo/1.2/t/RegionInfo": ({"Regions": "", "DateRegionsValid": "time"}, "people"),
    "http://ns.microsoft.com/photo/1.2/t/Region": ({"Rectangle": ""}, "people"),
    "http://ns.microsoft.com/photo/1.0": (
        {"CameraSerialNumber": "serial", "DateAcquired": "time", "Rating": "", "LastKeywordXMP": "text",
         "LastKeywordIPTC": "text", "LensManufacturer": "device", "LensModel": "device", "FlashManufacturer": "device",
         "FlashModel": "device", "CreatorAppId": "software", "CreatorOpenWithUIOptions": "software",
         "ItemSubType": "", "XPAuthor": "owner"}, "text"),
    "http://ns.microsoft.com/photo/1.1": ({}, "text"),
    "http://ns.microsoft.com/expressionmedia/1.0": (
        {"People": "people", "Event": "text", "Status": "text", "CatalogSets": "text"}, "text"),
    "http://ns.iview-ms.com/mediapro/1.0": (
        {"People": "people", "Event": "text", "Location": "location", "Status": "text", "CatalogSets": "text",
         "UserFields": "text"}, "text"),
    "http://ns.iview-multimedia.com/mediapro/1.0": (
        {
            "People": "people",
            "Event": "text",
            "Location": "location",
            "Status": "text",
            "CatalogSets": "text",
            "UserFields": "text",
        },
        "text",
    ),
    "http://www.digikam.org/ns/1.0": (
        {"ImageHistory": "software", "ImageUniqueID": "serial", "ColorLabel": "", "PickLabel": "",
         "CaptionsAuthorNames": "owner", "CaptionsDateTimeStamps": "time",
         "LensCorrectionSettings": "software"}, "text"),
    "http://www.digikam.org/ns/kipi/1.0": ({"PanoramaInputFiles": "text", "EnfuseInputFiles": "text"}, "software"),
    "http://ns.acdsee.com/iptc/1.0": (
        {"author": "owner", "datetime": "time", "people": "people", "places": "location", "rating": "", "tagged": "",
         "dpp": "software", "rpp": "software", "snapshots": "software", "rawrppused": "",
         "fixturesidentifier": "text", "originatingprogram": "software", "releasedate": "time", "releasetime": "time"},
        "text"),
    "http://ns.acdsee.com/regions": (
        {"Regions": "", "RegionList": "", "AppliedToDimensions": "", "DLYArea": "", "ALGArea": "", "Type": "",
         "NameAssignType": "", "Name": "people"}, "people"),
    "http://ns.acdsee.com/sType/Area": ({"x": "", "y": "", "w": "", "h": ""}, None),
    "http://prismstandard.org/namespaces/basic/2.0": (
        {"person": "people", "location": "location", "creationDate": "time", "publicationDate": "time",
         "modificationDate": "time", "copyright": "owner", "rightsAgent": "owner", "byteCount": "",
         "pageCount": ""}, "text"),
    "http://prismstandard.org/namespaces/prismusagerights/2.1": ({}, "owner"),
    "http://prismstandard.org/namespaces/pur/3.0": ({}, "owner"),
    "http://creativecommons.org/ns": ({}, "owner"),
    "http://web.resource.org/cc": ({}, "owner"),
    "http://xmp.gettyimages.com/gift/1.0": (
        {"Personality": "people", "PhotographerContactInfo": "owner", "Photographer": "owner",
         "OriginalCreateDateTime": "time", "TimeShot": "time", "MediaEventIdDate": "time",
         "CameraSerialNumber": "serial", "CameraMakeModel": "device",
         "AssetID": "serial", "Composition": "text", "OriginalFileName": "text"}, "text"),
    "http://ns.attribution.com/ads/1.0": ({"Created": "time", "TouchType": ""}, "serial"),
    "http://ns.camerabits.com/photomechanic/1.0": (
        {"CountryCode": "location", "Prefs": "", "TimeCreated": "time", "PMVersion": "software",
         "ColorClass": "", "Tagged": ""}, "text"),
    "http://ns.google.com/photos/1.0/camera": (
        {"HdrPlusMakernote": "maker_note", "MicroVideo": "", "MicroVideoVersion": "", "MicroVideoOffset": "",
         "MicroVideoPresentationTimestampUs": "", "MotionPhoto": "", "MotionPhotoVersion": "",
         "MotionPhotoPresentationTimestampUs": "", "PortraitVersion": "", "BurstID": "serial",
         "shot_log_data": "maker_note", "SpecialTypeID": ""}, "hidden"),
    "http://ns.google.com/photos/1.0/container": ({"Directory": "", "Item": ""}, None),
    "http://ns.google.com/photos/1.0/container/item": (
        {"Mime": "", "Semantic": "", "Length": "", "Padding": "", "Label": "", "URI": ""}, None),
    "http://ns.google.com/photos/1.0/panorama": (
        {"CaptureSoftware": "software", "StitchingSoftware": "software", "FirstPhotoDate": "time",
         "LastPhotoDate": "time", "ProjectionType": "", "UsePanoramaViewer": "", "PoseHeadingDegrees": "",
         "PosePitchDegrees": "", "PoseRollDegrees": "", "InitialViewHeadingDegrees": "", "InitialViewPitchDegrees": "",
         "InitialViewRollDegrees": "", "InitialHorizontalFOVDegrees": "", "InitialVerticalFOVDegrees": "",
         "InitialCameraDolly": "", "CroppedAreaLeftPixels": "", "CroppedAreaTopPixels": "",
         "CroppedAreaImageWidthPixels": "", "CroppedAreaImageHeightPixels": "", "FullPanoWidthPixels": "",
         "FullPanoHeightPixels": "", "SourcePhotosCount": "", "ExposureLockUsed": "",
         "LargestValidInteriorRectLeft": "",
         "LargestValidInteriorRectTop": "", "LargestValidInteriorRectWidth": "",
         "LargestValidInteriorRectHeight": "", "IsPhotosphere": ""}, None),
    "http://ns.google.com/photos/1.0/image": ({"Mime": ""}, "hidden"),
    "http://ns.google.com/photos/1.0/audio": ({"Mime": ""}, "hidden"),
    "http://ns.google.com/photos/1.0/depthmap": ({"Mime": "", "Format": "", "Near": "", "Far": "", "Units": "",
                                                  "MeasureType": "", "ImageWidth": "", "ImageHeight": ""}, "hidden"),
    "http://ns.google.com/photos/1.0/focus": ({}, ""),
    "http://ns.google.com/photos/1.0/creations": ({"CameraBurstID": "serial", "Type": ""}, "software"),
    "http://ns.google.com/photos/1.0/profile": ({}, ""),
    "http://ns.apple.com/HDRGainMap/1.0": ({}, ""),
    "http://ns.apple.com/pixeldatainfo/1.0": ({}, ""),
    "http://ns.apple.com/depthData/1.0": ({}, "hidden"),
    "http://ns.apple.com/portraitEffectsMatte/1.0": ({}, "hidden"),
    "http://ns.apple.com/adjustment-settings/1.0": ({}, "software"),
    "http://ns.apple.com/faceinfo/1.0": ({"Timestamp": "", "ConfidenceLevel": "", "AngleInfoRoll": "",
                                          "AngleInfoYaw": ""}, "people"),
    "http://www.dji.com/drone-dji/1.0": (
        {"Latitude": "location", "Longitude": "location", "GPSLatitude": "location", "GPSLongitude": "location",
         "GpsLatitude": "location", "GpsLongitude": "location", "GpsLongtitude": "location", "SerialNumber": "serial",
         "CameraSerialNumber": "serial", "DroneSerialNumber": "serial", "DroneModel": "device",
         "LensSerialNumber": "serial",
         "UTCAtExposure": "time", "SelfData": "text", "PictureQuality": ""}, "device"),
    "http://ns.flir.com/xmp/1.0": ({}, "device"),
    "http://pix4d.com/camera/1.0": ({}, "device"),
    "http://ns.fastpictureviewer.com/fpv/1.0": ({}, "text"),
    "http://ns.idimager.com/ics/1.0": ({"ImageRef": "serial"}, "text"),
    "http://ns.extensis.com/extensis/1.0": ({}, "text"),
    "http://ns.nikon.com/nine/1.0": ({}, "device"),
    "http://ns.nikon.com/sdc/1.0": ({}, "device"),
    "http://rs.tdwg.org/dwc/index.htm": ({}, "location"),
    "http://www.optimasc.com/aecore/1.0": ({}, "text"),
    "http://pub.adobe.com/xmp/extension/prefs": ({}, "software"),
    "http://www.shutterstock.com/xmp/1.0": ({}, "text"),
    "http://www.gimp.org/xmp": ({"TimeStamp": "time"}, "software"),
    "http://ns.exiftool.org/1.0": ({}, "text"),
    "http://ns.exiftool.ca/1.0": ({}, "text"),
    "http://darktable.sf.net": ({}, "software"),
    "http://ns.pixelmator.com/1.0": ({}, "software"),
    "http://ns.leiainc.com/photos/1.0/image": ({}, "hidden"),
    "http://ns.samsung.com/photos/1.0/container": ({}, "hidden"),
}  # fmt: skip
"""XMP properties by namespace URI."""

XMP_STRUCTURE = frozenset({"http://www.w3.org/1999/02/22-rdf-syntax-ns", "adobe:ns:meta",
                           "http://www.w3.org/XML/1998/namespace"})  # fmt: skip
"""Namespaces of the wrapping itself: RDF, x:xmpmeta, xml:lang."""

# --------------------------------------------------------------------------------------------------- JPEG

_MAKER = ("device", "serial", "time", "software", "text", "owner", "thumbnail")
JPEG_VENDOR_BLOCKS: tuple[tuple[int, bytes, str, tuple[str, ...]], ...] = (
    # (APPn, how it begins, what it is, kinds it may hold beside `hidden`)
    (1, b"FLIR", "FLIR", (*_MAKER, "location", "maker_note")), (1, b"QVCI", "Casio QVCI", _MAKER),
    (2, b"FPXR", "Flashpix", _MAKER), (2, b"PreviewImage", "PreviewImage", ()), (2,
    b"\xff\xd8\xff", "PreviewImage", ()),
    (3, b"Meta", "Kodak Meta", (*_MAKER, "location")), (3, b"META", "Kodak Meta", (*_MAKER, "location")),
    (3, b"Exif\0\0", "Kodak Meta", (*_MAKER, "location")),
    (3, b"_JPSJPS_", "Stereo JPS", ("text",)), (3, b"\xff\xd8\xff", "PreviewImage", ()), (4, b"SCALADO", "Scalado", ()),
    (4, b"FPXR", "Flashpix", _MAKER), (5, b"RMETA", "Ricoh RMETA", (*_MAKER, "location")),
    (6, b"EPPIM", "Toshiba EPPIM", ()), (6, b"NITF", "NITF", ("text",)), (6, b"HP TDHD", "HP TDHD", _MAKER),
    (6, b"TDHD", "HP TDHD", _MAKER), (6, b"GoPro", "GoPro", ("location", "device", "serial", "time", "software")),
    (7, b"PENTAX", "Pentax", _MAKER), (7, b"HUAWEI", "Huawei", _MAKER), (7, b"DJI", "DJI", (*_MAKER, "location")),
    (7, b"\x1aQualcomm", "Qualcomm", ("device", "software")), (8, b"SPIFF", "SPIFF", ()),
    (8, b"SEAL", "SEAL", ("owner", "time", "provenance")), (9,
    b"Media Jukebox", "Media Jukebox", ("text", "time", "software")),
    (9, b"SEAL", "SEAL", ("owner", "time", "provenance")), (10, b"UNICODE", "PhotoStudio comment", ()),
    (10, b"AROT", "HDR gain curve", ()), (11, b"HDR_RI", "JPEG-HDR", ()), (15, b"Q ", "GraphicConverter quality", ()),
)  # fmt: skip
"""Known application segments that are not decoded: `hidden` yes, and these kinds unknown."""

# ---------------------------------------------------------------------------------------------- text keywords

TEXT_KEYWORDS: dict[str, str] = {
    # PNG third edition 11.3.3.1, Extended PNG, ImageMagick, Exif as PNG text; lower case
    "title": "text", "author": "owner", "description": "text", "copyright": "owner", "creation time": "time",
    "software": "software", "disclaimer": "owner", "warning": "text", "source": "device", "comment": "text",
    "artist": "owner", "creator": "owner", "camera": "device", "make": "device", "model": "device",
    "camera model": "device", "camera make": "device", "collection": "text", "document": "text", "label": "text",
    "keywords": "text", "subject": "text", "location": "location", "url": "text", "xml:com.adobe.xmp": "",
    "date:create": "time", "date:modify": "time", "date:timestamp": "time", "create-date": "time",
    "modify-date": "time", "creationtime": "time", "createdate": "time", "modifydate": "time",
    "timestamp": "time", "time": "time", "thumb::uri": "text", "thumb::mtime": "time", "thumb::mimetype": "",
    "thumb::image::width": "", "thumb::image::height": "", "thumb::document::pages": "", "thumb::size": "",
    "parameters": "text", "prompt": "text", "workflow": "text", "caption": "text", "aperture": "", "exposure": "",
    "parentalrating": "", "png:gama": "", "png:chrm": "", "png:bkgd": "", "png:iccp": "", "png:srgb": "",
    "png:time": "time", "png:text": "", "png:phys": "", "png:ihdr.bit-depth-orig": "", "png:ihdr.bit_depth": "",
    "png:ihdr.color-type-orig": "", "png:ihdr.color_type": "", "png:ihdr.interlace_method": "",
    "png:ihdr.width,height": "", "png:plte.number_colors": "", "png:ihdr.bit-depth": "", "png:ihdr.color-type": "",
    "tiff:alpha": "", "tiff:endian": "", "tiff:photometric": "", "tiff:rows-per-strip": "", "tiff:compression": "",
    "jpeg:colorspace": "", "jpeg:sampling-factor": "", "png:bkgd-chunk": "", "svg:base-uri": "text",
    "exif:datetimeoriginal": "time",
}  # fmt: skip
"""Keywords of text chunks. ``""`` is harmless; an unlisted keyword is `text`, because text it is."""

PNG_HARMLESS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
     b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"oFFs", b"sTER", b"gIFg", b"pCAL",
     b"sCAL",
     b"vpAg", b"caNv", b"CgBI", b"iDOT", b"orNT", b"mDCv", b"cLLi"}
)  # fmt: skip
"""Chunks that describe pixels, colour, size and animation."""

GIF_HARMLESS_APPLICATIONS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
"""Application extensions: how often to play, and the colour profile."""

# ------------------------------------------------------------------------------------------------------- RIFF

RIFF_HARMLESS = frozenset(
    {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"avih", b"strh", b"strf", b"dmlh", b"idx1",
     b"indx", b"vprp", b"vedt"}
)  # fmt: skip
"""Chunks that hold or describe the pictures and the sound."""

INFO_KIND: dict[bytes, tuple[str, str]] = {
    b"IARL": ("location", "ArchivalLocation"), b"IART": ("owner", "Artist"), b"ICMS": ("owner", "Commissioned"),
    b"ICMT": ("text", "Comment"), b"ICOP": ("owner", "Copyright"), b"ICRD": ("time", "DateCreated"),
    b"ICRP": ("text", "Cropped"), b"IDIM": ("text", "Dimensions"), b"IDPI": ("text", "DotsPerInch"),
    b"IENG": ("owner", "Engineer"), b"IGNR": ("text", "Genre"), b"IKEY": ("text", "Keywords"),
    b"ILGT": ("text", "Lightness"), b"IMED": ("text", "Medium"), b"INAM": ("text", "Title"),
    b"IPLT": ("text", "NumColors"), b"IPRD": ("text", "Product"), b"ISBJ": ("text", "Subject"),
    b"ISFT": ("software", "Software"), b"ISHP": ("text", "Sharpness"), b"ISRC": ("owner", "Source"),
    b"ISRF": ("text", "SourceForm"), b"ITCH": ("owner", "Technician"), b"IDIT": ("time", "DateTimeOriginal"),
    b"ISMP": ("time", "Timecode"), b"ITIM": ("time", "Timecode"), b"IWRI": ("owner", "WrittenBy"),
    b"IPRO": ("owner", "ProducedBy"), b"ICNM": ("owner", "Cinematographer"), b"ISTR": ("owner", "Starring"),
    b"ISTD": ("owner", "ProductionStudio"), b"IMUS": ("owner", "MusicBy"), b"IEDT": ("owner", "EditedBy"),
    b"ICNT": ("location", "Country"), b"ILOC": ("location", "Location"), b"ILNG": ("text", "Language"),
    b"IENC": ("owner", "EncodedBy"), b"IBSU": ("text", "BaseURL"), b"IRTD": ("text", "Rating"),
    b"ITRK": ("text", "TrackNumber"),
    b"DTIM": ("time", "DateTimeOriginal"), b"TCDO": ("time", "EndTimecode"), b"TCOD": ("time", "StartTimecode"),
    b"CMNT": ("text", "Comment"), b"COMM": ("text", "Comments"), b"GENR": ("text", "Genre"),
    b"DISP": ("text", "SoundSchemeTitle"), b"TITL": ("text", "Title"), b"LANG": ("text", "Language"),
    b"ICAS": ("text", "DefaultAudioStream"), b"strn": ("text", "StreamName"),
}  # fmt: skip
"""LIST INFO entries and their relatives."""

# ---------------------------------------------------------------------------------------------- ISO base media

BOX_HARMLESS = frozenset(
    {b"ftyp", b"styp", b"mdat", b"mvhd", b"tkhd", b"mdhd", b"vmhd", b"smhd", b"hmhd", b"nmhd", b"gmhd", b"gmin",
    b"elst",
     b"stts", b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"ctts", b"sdtp", b"stsh", b"stps", b"sbgp",
     b"sgpd",
     b"cslg", b"subs", b"saiz", b"saio", b"padb", b"stdp", b"dref", b"iods", b"mehd", b"trex", b"mfhd", b"tfhd",
     b"tfdt",
     b"trun", b"sidx", b"mfro", b"tfra", b"clef", b"prof", b"enof", b"load", b"clip", b"crgn", b"matt", b"tmcd",
     b"pitm", b"ipro", b"idat", b"iinf", b"iloc", b"iref", b"ipco", b"ipma", b"grpl", b"altr", b"ster", b"eqiv",
     b"stsd", b"pdin", b"wide", b"ssix", b"hint", b"tref", b"ctab", b"trgr", b"leva", b"cprt-none", b"uuid-none",
     b"wfex", b"text", b"mmpu", b"dmax", b"dimm", b"tsro", b"snro", b"chap"}
)  # fmt: skip
"""Boxes that describe structure, timing and samples (ISO/IEC 14496-12, 23008-12; QTFF)."""

BOX_SIZES: dict[bytes, tuple[int, int]] = {
    b"mvhd": (100, 112), b"tkhd": (84, 96), b"mdhd": (24, 36), b"vmhd": (12, 12), b"smhd": (8, 8), b"hmhd": (20, 20),
    b"nmhd": (4, 4), b"mehd": (8, 12), b"trex": (24, 24), b"mfhd": (8, 8), b"gmin": (16, 16), b"mfro": (8, 8),
    b"clef": (12, 12), b"prof": (12, 12), b"enof": (12, 12), b"load": (16, 16),
}  # fmt: skip
"""Boxes of one size, in version 0 and in version 1 [bytes of body]."""

BOX_ROWS: dict[bytes, tuple[int, int, int]] = {
    b"stts": (8, 8, 8), b"stss": (8, 4, 4), b"stsc": (8, 12, 12), b"stco": (8, 4, 4), b"co64": (8, 8, 8),
    b"ctts": (8, 8, 8), b"stps": (8, 4, 4), b"stsh": (8, 8, 8), b"elst": (8, 12, 20), b"stsz": (12, 4, 4),
}  # fmt: skip
"""Boxes that are tables: bytes up to the rows (which end in their number), bytes of a row in version 0 and 1."""

UDTA_KIND: dict[bytes, tuple[str, str]] = {
    b"\xa9xyz": ("location", "©xyz"), b"loci": ("location", "loci"), b"\xa9mak": ("device", "©mak"),
    b"\xa9mod": ("device", "©mod"), b"manu": ("device", "manu"), b"modl": ("device", "modl"),
    b"\xa9swr": ("software", "©swr"),
    b"\xa9too": ("software", "©too"), b"\xa9enc": ("software", "©enc"), b"\xa9day": ("time", "©day"),
    b"yrrc": ("time", "yrrc"),
    b"date": ("time", "date"), b"\xa9ed1": ("time", "©ed1"), b"\xa9nam": ("text", "©nam"), b"titl": ("text", "titl"),
    b"dscp": ("text", "dscp"), b"desc": ("text", "desc"), b"ldes": ("text", "ldes"), b"\xa9des": ("text", "©des"),
    b"\xa9cmt": ("text", "©cmt"), b"\xa9inf": ("text", "©inf"), b"\xa9alb": ("text", "©alb"), b"albm": ("text", "albm"),
    b"\xa9gen": ("text", "©gen"), b"gnre": ("text", "gnre"), b"kywd": ("text", "kywd"), b"keyw": ("text", "keyw"),
    b"\xa9key": ("text", "©key"), b"\xa9lyr": ("text", "©lyr"), b"\xa9grp": ("text", "©grp"), b"name": ("text", "name"),
    b"\xa9snm": ("text", "©snm"), b"\xa9src": ("owner", "©src"), b"catg": ("text", "catg"), b"clsf": ("text", "clsf"),
    b"\xa9ART": ("owner", "©ART"), b"\xa9art": ("owner", "©art"), b"aART": ("owner", "aART"),
    b"\xa9aut": ("owner", "©aut"),
    b"auth": ("owner", "auth"), b"perf": ("owner", "perf"), b"\xa9prf": ("owner", "©prf"),
    b"\xa9dir": ("owner", "©dir"),
    b"\xa9prd": ("owner", "©prd"), b"\xa9wrt": ("owner", "©wrt"), b"\xa9com": ("owner", "©com"),
    b"\xa9cpy": ("owner", "©cpy"),
    b"cprt": ("owner", "cprt"), b"\xa9pub": ("owner", "©pub"), b"\xa9own": ("owner", "©own"),
    b"ownr": ("owner", "ownr"),
    b"\xa9phg": ("owner", "©phg"), b"\xa9cak": ("text", "©cak"), b"\xa9url": ("owner", "©url"),
    b"\xa9hst": ("device", "©hst"),
    b"\xa9dji": ("device", "©dji"), b"\xa9fpt": ("location", "©fpt"), b"\xa9xsp": ("hidden", "©xsp"),
    b"\xa9ysp": ("hidden", "©ysp"),
    b"\xa9zsp": ("hidden", "©zsp"), b"\xa9fyw": ("hidden", "©fyw"), b"\xa9frl": ("hidden", "©frl"),
    b"\xa9gpt": ("location", "©gpt"), b"\xa9gyw": ("hidden", "©gyw"), b"\xa9grl": ("hidden", "©grl"),
    b"\xa9uid": ("serial", "©uid"), b"SNum": ("serial", "SNum"), b"slno": ("serial", "slno"),
    b"CNSN": ("serial", "CNSN"),
    b"FIRM": ("software", "FIRM"), b"FIRV": ("software", "FIRV"), b"LENS": ("device", "LENS"),
    b"CNMN": ("device", "CNMN"),
    b"CNFV": ("software", "CNFV"), b"CAME": ("serial", "CAME"), b"MUID": ("serial", "MUID"),
    b"Xtra": ("hidden", "Xtra"),
    b"coll": ("text", "coll"), b"rtng": ("", "rtng"), b"covr": ("thumbnail", "covr"), b"thmb": ("thumbnail", "thmb"),
    b"PICT": ("thumbnail", "PICT"), b"pdat": ("thumbnail", "pdat"), b"\xa9TIM": ("time", "©TIM"),
    b"\xa9TSC": ("", "©TSC"),
    b"\xa9TSZ": ("", "©TSZ"), b"\xa9req": ("software", "©req"), b"\xa9fmt": ("", "©fmt"), b"\xa9wrn": ("text", "©wrn"),
    b"\xa9trk": ("text", "©trk"), b"\xa9ope": ("owner", "©ope"), b"\xa9arg": ("owner", "©arg"),
    b"\xa9dis": ("owner", "©dis"),
    b"\xa9mal": ("text", "©mal"), b"\xa9lnt": ("text", "©lnt"), b"\xa9PRD": ("owner", "©PRD"),
    b"\xa9cdt": ("owner", "©cdt"),
    b"purd": ("time", "purd"), b"tvsh": ("text", "tvsh"), b"tven": ("text", "tven"), b"tvnn": ("text", "tvnn"),
    b"apID": ("owner", "apID"), b"purl": ("text", "purl"), b"egid": ("serial", "egid"), b"xid ": ("serial", "xid"),
    b"sonm": ("text", "sonm"), b"soar": ("owner", "soar"), b"soaa": ("owner", "soaa"), b"soal": ("text", "soal"),
    b"soco": ("owner", "soco"), b"sosn": ("text", "sosn"), b"hdvd": ("", "hdvd"), b"stik": ("", "stik"),
    b"tmpo": ("", "tmpo"),
    b"cpil": ("", "cpil"), b"pgap": ("", "pgap"), b"disk": ("", "disk"), b"trkn": ("", "trkn"), b"pcst": ("", "pcst"),
    b"tvsn": ("", "tvsn"), b"tves": ("", "tves"), b"shwm": ("", "shwm"), b"cnID": ("serial", "cnID"),
    b"plID": ("serial", "plID"),
    b"WLOC": ("", "WLOC"), b"SelO": ("", "SelO"), b"AllF": ("", "AllF"), b"LOOP": ("", "LOOP"), b"ptv ": ("", "ptv"),
    b"hinf": ("", "hinf"), b"hnti": ("", "hnti"), b"akID": ("owner", "akID"), b"sfID": ("", "sfID"),
    b"atID": ("serial", "atID"),
    b"geID": ("", "geID"), b"@nam": ("text", "@nam"), b"@xyz": ("location", "@xyz"), b"@day": ("time", "@day"),
    b"@mak": ("device", "@mak"), b"@mod": ("device", "@mod"), b"@swr": ("software", "@swr"),
    b"@too": ("software", "@too"),
    b"@ART": ("owner", "@ART"), b"@cpy": ("owner", "@cpy"), b"@cmt": ("text", "@cmt"), b"@alb": ("text", "@alb"),
    b"@gen": ("text", "@gen"), b"tagc": ("text", "tagc"), b"tags": ("text", "tags"), b"meta": ("", "meta"),
    b"smrd": ("device", "smrd"), b"smta": ("device", "smta"), b"svss": ("", "svss"), b"vrot": ("", "vrot"),
    b"clfn": ("text", "clfn"),
    b"clid": ("serial", "clid"), b"cmnm": ("device", "cmnm"), b"cmid": ("serial", "cmid"), b"reel": ("text", "reel"),
    b"scen": ("text", "scen"), b"shot": ("text", "shot"), b"angl": ("text", "angl"), b"GUID": ("serial", "GUID"),
    b"urat": ("", "urat"), b"adzc": ("device", "adzc"), b"adze": ("device", "adze"), b"adzm": ("device", "adzm"),
    b"mvtm": ("device", "mvtm"), b"vndr": ("device", "vndr"), b"info": ("device", "info"),
}  # fmt: skip
"""Entries of a user data or item list box. ``""`` is harmless."""

MAKER_NOTE_BOXES = frozenset(
    {b"MMA0", b"MMA1", b"MVTG", b"TAGS", b"CNTH", b"CNDB", b"CNOP", b"NCDT", b"NCTG", b"NCHD", b"NCVW", b"QVMI",
    b"pxMN",
     b"PANA", b"PXMN", b"PXTH", b"SDLN", b"SEAL", b"htka", b"hlit", b"GoPr", b"GPMF", b"BCID", b"CMbo", b"PENT",
     b"thma",
     b"scrn", b"DcMD", b"DcEM", b"LEIC", b"MTDT", b"MinO", b"RICO", b"RTHU", b"@etc", b"CDET", b"HMMT", b"FFMV",
     b"IDIT"}
)  # fmt: skip
"""User data boxes of camera makers: opaque, like a maker note."""

MAKER_NOTE_BOXES_WITHOUT_NAMES = frozenset({b"TAGS"})
"""Those of them that hold make, model, exposure and times, and no number or name of anybody."""

MAKER_NOTE_BOXES_WITH_PLACES = frozenset(
    {b"GoPr", b"GPMF", b"FFMV", b"PANA", b"LEIC", b"NCDT", b"NCTG", b"PENT", b"PXMN"}
)
"""Those of them that may hold positions or places."""

KEY_KIND: tuple[tuple[str, str], ...] = (
    # part of a key's name → kind; the first that fits
    ("location", "location"), ("gps", "location"), ("iso6709", "location"), ("face", "people"), ("person", "people"),
    ("people", "people"), ("performer", "owner"), ("artist", "owner"), ("author", "owner"), ("creator", "owner"),
    ("copyright", "owner"), ("publisher", "owner"), ("director", "owner"), ("producer", "owner"), ("owner", "owner"),
    ("serial", "serial"), ("identifier", "serial"), ("documentid", "serial"), ("instanceid", "serial"),
    ("uuid", "serial"), ("umid", "serial"), ("guid", "serial"),
    ("software", "software"), ("encoder", "software"), ("version", "software"), ("application", "software"),
    ("date", "time"), ("time", "time"), ("make", "device"), ("model", "device"), ("manufacturer", "device"),
    ("device", "device"), ("camera", "device"), ("lens", "device"), ("focal", "device"),
    ("title", "text"), ("displayname", "text"), ("description", "text"), ("comment", "text"), ("keyword", "text"),
    ("album", "text"), ("genre", "text"), ("information", "text"), ("caption", "text"), ("lyrics", "text"),
    ("artwork", "thumbnail"), ("thumbnail", "thumbnail"),
)  # fmt: skip
"""Keys of a QuickTime metadata key table, such as com.apple.quicktime.location.ISO6709."""

KEY_HARMLESS = frozenset(
    {"com.apple.quicktime.full-frame-rate-playback-intent", "com.apple.quicktime.live-photo.auto",
     "com.apple.quicktime.live-photo.vitality-score", "com.apple.quicktime.live-photo.vitality-scoring-version",
     "com.apple.quicktime.is-montage", "com.apple.quicktime.rating.user", "com.android.video.temporal_layers_count",
     "com.android.capture.fps"}
)  # fmt: skip

HANDLER_WORDS = frozenset(
    """
    videohandler soundhandler datahandler videohandle soundhandle audiohandle audiohandler
    timecodehandler metadatahandler subtitlehandler texthandler hintmediahandler mediahandler
    imagehandler libheif dec265 core media apple gpac iso video audio sound data handler alias track
    timed metadata meta pict picture mdta mdir mdirappl appl time code timecode url tx3g text subtitle l
    smash mainconcept mp4 ambarella avc aac hevc advanced ext gopro met sos tcd bento4 twitter vork
    muxer android camera image vide soun stereo mono ac 3 hint isomedia 4 quicktime player base profile
    main dji h264 h265 h 264 265 eng enhanced mov mediadata image item av1 file vod primary heif avif
    avifs alpha libavif dinf isom isobmff pent photo
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""Words of which the name of a media handler is made when it only says what the track is."""

CODEC_NAMES = frozenset({"avc coding", "hevc coding", "av1 coding", "h.264", "hevc", "jpeg", "photo - jpeg",
                         "motion jpeg", "mpeg-4", "vpc coding", "aom coding", "avc", "h.265", "gopro avc encoder",
                         "gopro h.265 encoder", "vvc coding", "apple prores 422", "av1", "mpeg4", "h264"})  # fmt: skip
"""Compressor names that are the name of a coding."""

TRACK_HARMLESS = frozenset({b"vide", b"soun", b"hint", b"odsm", b"sdsm", b"auxv", b"crsm", b"m7sm", b"ocsm", b"ipsm",
                            b"mjsm", b"pict", b"strm"})  # fmt: skip
"""Handlers of tracks that are the video itself."""

TRACK_TEXT = frozenset({b"text", b"sbtl", b"subt", b"clcp", b"subp"})
"""Handlers of subtitle and chapter tracks."""

ITEM_PICTURES = frozenset({b"hvc1", b"hvc2", b"av01", b"avc1", b"jpeg", b"grid", b"iden", b"iovl", b"tmap", b"vvc1",
                           b"lhv1",
                           b"unci", b"j2k1", b"evc1", b"hvt1", b"msf1"})  # fmt: skip
"""Item types of HEIF that are pictures or are made of pictures."""

PROPERTY_HARMLESS = frozenset({b"hvcC", b"av1C", b"avcC", b"ispe", b"pixi", b"colr", b"irot", b"imir", b"clap", b"pasp",
                               b"lsel", b"a1op", b"a1lx", b"clli", b"mdcv", b"cclv", b"rloc", b"free", b"skip", b"rref",
                               b"scal", b"oinf", b"tols", b"cmpC", b"uncC", b"cmpd", b"vvcC", b"j2kH", b"amve", b"jpgC",
                               b"ndwt", b"lhvC", b"iscl", b"elng", b"prdi"})  # fmt: skip
"""Item properties that describe how a picture is coded and shown."""

PROPERTY_KIND: dict[bytes, tuple[str, str]] = {
    b"udes": ("text", "UserDescription"), b"altt": ("text", "AccessibilityText"), b"crtt": ("time", "CreationTime"),
    b"mdft": ("time", "ModificationTime"), b"cmin": ("device", "CameraIntrinsics"),
    b"cmex": ("device", "CameraExtrinsics"),
}  # fmt: skip

AUXILIARY_HARMLESS = (
    "urn:mpeg:mpegb:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:avc:2015:auxid:1",
    "urn:com:samsung:photo:2024:aux:hdrgainmap", "urn:com:apple:photo:2020:aux:hdrgainmap",
    "urn:com:photo:aux:hdrgainmap",
)  # fmt: skip
"""Auxiliary pictures that are transparency or a gain map of the same picture."""

TRAILERS: tuple[tuple[bytes, int, int, tuple[str, ...]], ...] = (
    # (signature at the very end, distance of its big-endian length from the end, what the length leaves out, kinds)
    (b"cbipcbbl", 12, 12, ("text",)),  # Photo Mechanic: crop, rating and colour class as numbers
)
"""Makers' trailers of which it is known what they can hold."""
