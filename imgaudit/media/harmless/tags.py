"""Tags of TIFF, Exif and GPS directories, and what maker notes may hold.

A tag that turns out to be harmless, in four steps; XMP and ExifTool's reports follow by its name:

1. Its row leaves `TAG_KIND` for `TAG_HARMLESS`: no tag is in both.
2. If its standard has bytes in it, it is in `TAG_HARMLESS_OPAQUE` as well; if more than one number, in `TAG_MOST` of
   `shapes.py`; if text, `TAG_HARMLESS_TEXT` says what such a text looks like. Without that it stays *hidden*.
3. `ENGINE_VERSION` in `media/inspection.py` grows: else what was scanned before is not scanned again, and figures that
   come of the new table pass for a change at the school.
4. Two rows in `tests/media/test_allow_list.py`: what it holds by its standard is clean, somebody's name in it is not.
"""

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
    0xA481: "GDALNoData", 0x9217: "SensingMethod",
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

TAG_HARMLESS_OPAQUE = frozenset(
    {0x8828, 0x9000, 0x9101, 0x920C, 0xA000, 0xA20C, 0xA300, 0xA301, 0xA302, 0xA462, 0xC4A5, 0x828E,
     0x0002, 0x0302, 0x5012, 0x9216, 0x920D, 0x0156, 0x87AC, 0x885C, 0x0123, 0x5090, 0x5091,
     0x0001, 0x5110}
)  # fmt: skip
"""Harmless tags that are bytes (type UNDEFINED or BYTE) by their standard."""

TAG_HARMLESS_TEXT: dict[int, bytes] = {
    0x0001: rb"R\d\d|THM", **dict.fromkeys((0x0002, 0x9000, 0xA000, 0x9216), rb"[\0-\x0f\d. ]{1,8}"),
    0x1000: rb"(?i:exif|jpeg|jpg|ver|tiff?|raw|r98|dcf|rev|[ .\d])+", 0xA481: rb"[-+.\d einfaEINFA]{1,32}",
    0x014D: rb"(?i:cyan|magenta|yellow|black|red|green|blue|orange|violet|white|light|gr[ae]y|[ ,\0])+",
}  # fmt: skip
"""Harmless tags that may be text by their standard, with what such a text looks like."""

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
    0xCD44: ("hidden", "ImageSequenceInfo"), 0xCD46: ("hidden", "ImageStats"), 0xCD49: ("hidden", "JXLDistance"),
    0xC6F3: ("software", "CameraCalibrationSignature"), 0xC6F4: ("software", "ProfileCalibrationSignature"),
    0xC6F6: ("software", "AsShotProfileName"), 0xC7EE: ("software", "EnhanceParams"), 0xCD2E: ("text", "SemanticName"),
    0xCD30: ("text", "SemanticInstanceID"), 0xCD48: ("software", "ProfileGroupName"),
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
    "gopro": ("location", "text"),
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
