"""What the value of a harmless tag looks like: which types, how many of them, which bytes. Anything else is not it."""

NUMBERS = frozenset({3, 4, 5, 8, 9, 10, 11, 12, 13, 16, 17, 18})
"""Field types that are numbers of more than one byte. Writers take one for the other."""
BYTES = frozenset({1, 2, 6, 7, 129})
"""Field types in which a text may stand."""

_ANY = 1 << 20
TAG_MOST: dict[int, int] = {
    # as many as there are strips, tiles, colours or steps of grey in the picture
    **dict.fromkeys((0x0111, 0x0117, 0x0144, 0x0145, 0x0120, 0x0121, 0x0123, 0x012D, 0x0140, 0x022F), _ANY),
    0x014A: 256,
    # one a sample of a pixel
    **dict.fromkeys((0x0102, 0x0118, 0x0119, 0x0150, 0x0152, 0x0153, 0x0154, 0x0155), 32),
    **dict.fromkeys((0x0205, 0x0206, 0x0207, 0x0208, 0x0209, 0x9214, 0x8827), 4),
    **dict.fromkeys((0x0129, 0x013E, 0x0141, 0x0212, 0x828D, 0xA214, 0xA461), 2),
    **dict.fromkeys((0x013F, 0x0156, 0x0214), 6), 0x0211: 3, 0x87AC: 4, 0x0302: 1 << 10, 0x828E: 256, 0xA302: 256,
    **dict.fromkeys((0x5090, 0x5091, 0x5012), 1 << 10),
}  # fmt: skip
"""How many numbers a harmless tag may hold; all others hold one."""


TABLES_OF_COLOURS = frozenset({0x0123, 0x012D, 0x0140})
"""Tables by the depth of the picture: their numbers may look like letters, their length says what they are."""

_SHORT, _LONG, _RATIO, _SIGNED, _FLOAT, _DOUBLE = (
    frozenset(types) for types in ({3, 4}, {3, 4, 13}, {3, 4, 5}, {10}, {11}, {12})
)
_BYTE, _BLOCK, _TEXT = frozenset({1}), frozenset({1, 7}), frozenset({1, 2, 129})

TAG_HARMLESS_DNG: dict[int, tuple[str, frozenset[int], int]] = {
    # DNG 1.7.1: name, types, most values
    0xC612: ("DNGVersion", _BYTE, 4), 0xC613: ("DNGBackwardVersion", _BYTE, 4), 0xC616: ("CFAPlaneColor", _BYTE, 8),
    0xC617: ("CFALayout", _SHORT, 1), 0xC618: ("LinearizationTable", _SHORT, 65536),
    0xC619: ("BlackLevelRepeatDim", _SHORT, 2), 0xC61A: ("BlackLevel", _RATIO, 256),
    0xC61B: ("BlackLevelDeltaH", _SIGNED, 65536), 0xC61C: ("BlackLevelDeltaV", _SIGNED, 65536),
    0xC61D: ("WhiteLevel", _SHORT, 4), 0xC61E: ("DefaultScale", _RATIO, 2), 0xC61F: ("DefaultCropOrigin", _RATIO, 2),
    0xC620: ("DefaultCropSize", _RATIO, 2),
    0xC621: ("ColorMatrix1", _SIGNED, 12), 0xC622: ("ColorMatrix2", _SIGNED, 12),
    0xC623: ("CameraCalibration1", _SIGNED, 16), 0xC624: ("CameraCalibration2", _SIGNED, 16),
    0xC625: ("ReductionMatrix1", _SIGNED, 12), 0xC626: ("ReductionMatrix2", _SIGNED, 12),
    0xC627: ("AnalogBalance", _RATIO, 4), 0xC628: ("AsShotNeutral", _RATIO, 4), 0xC629: ("AsShotWhiteXY", _RATIO, 2),
    0xC62A: ("BaselineExposure", _SIGNED, 1), 0xC62B: ("BaselineNoise", _RATIO, 1),
    0xC62C: ("BaselineSharpness", _RATIO, 1), 0xC62D: ("BayerGreenSplit", _LONG, 1),
    0xC62E: ("LinearResponseLimit", _RATIO, 1), 0xC631: ("ChromaBlurRadius", _RATIO, 1),
    0xC632: ("AntiAliasStrength", _RATIO, 1), 0xC633: ("ShadowScale", _RATIO, 1),
    0xC635: ("MakerNoteSafety", _SHORT, 1), 0xC65A: ("CalibrationIlluminant1", _SHORT, 1),
    0xC65B: ("CalibrationIlluminant2", _SHORT, 1), 0xC65C: ("BestQualityScale", _RATIO, 1),
    0xC68D: ("ActiveArea", _LONG, 4), 0xC68E: ("MaskedAreas", _LONG, 32),
    0xC690: ("AsShotPreProfileMatrix", _SIGNED, 16), 0xC692: ("CurrentPreProfileMatrix", _SIGNED, 16),
    0xC6BF: ("ColorimetricReference", _SHORT, 1), 0xC6F5: ("ExtraCameraProfiles", _LONG, 64),
    0xC6F7: ("NoiseReductionApplied", _RATIO, 1), 0xC6F9: ("ProfileHueSatMapDims", _LONG, 3),
    0xC6FA: ("ProfileHueSatMapData1", _FLOAT, _ANY), 0xC6FB: ("ProfileHueSatMapData2", _FLOAT, _ANY),
    0xC6FC: ("ProfileToneCurve", _FLOAT, 65536), 0xC6FD: ("ProfileEmbedPolicy", _LONG, 1),
    0xC714: ("ForwardMatrix1", _SIGNED, 12), 0xC715: ("ForwardMatrix2", _SIGNED, 12),
    0xC719: ("PreviewSettingsDigest", _BYTE, 16), 0xC71A: ("PreviewColorSpace", _LONG, 1),
    0xC71C: ("RawImageDigest", _BYTE, 16), 0xC71D: ("OriginalRawFileDigest", _BYTE, 16),
    0xC71E: ("SubTileBlockSize", _LONG, 2), 0xC71F: ("RowInterleaveFactor", _LONG, 1),
    0xC725: ("ProfileLookTableDims", _LONG, 3), 0xC726: ("ProfileLookTableData", _FLOAT, _ANY),
    0xC740: ("OpcodeList1", _BLOCK, _ANY), 0xC741: ("OpcodeList2", _BLOCK, _ANY), 0xC74E: ("OpcodeList3", _BLOCK, _ANY),
    0xC761: ("NoiseProfile", _DOUBLE, 8), 0xC791: ("OriginalDefaultFinalSize", _RATIO, 2),
    0xC792: ("OriginalBestQualityFinalSize", _RATIO, 2), 0xC793: ("OriginalDefaultCropSize", _RATIO, 2),
    0xC7A3: ("ProfileHueSatMapEncoding", _LONG, 1), 0xC7A4: ("ProfileLookTableEncoding", _LONG, 1),
    0xC7A5: ("BaselineExposureOffset", _SIGNED, 1), 0xC7A6: ("DefaultBlackRender", _LONG, 1),
    0xC7A7: ("NewRawImageDigest", _BYTE, 16), 0xC7A8: ("RawToPreviewGain", _DOUBLE, 1),
    0xC7AA: ("CacheVersion", _LONG, 1),
    0xC7B5: ("DefaultUserCrop", _RATIO, 4), 0xC7E9: ("DepthFormat", _SHORT, 1), 0xC7EA: ("DepthNear", _RATIO, 1),
    0xC7EB: ("DepthFar", _RATIO, 1), 0xC7EC: ("DepthUnits", _SHORT, 1), 0xC7ED: ("DepthMeasureType", _SHORT, 1),
    0xCD2D: ("ProfileGainTableMap", _BLOCK, _ANY), 0xCD31: ("CalibrationIlluminant3", _SHORT, 1),
    0xCD32: ("CameraCalibration3", _SIGNED, 16), 0xCD33: ("ColorMatrix3", _SIGNED, 12),
    0xCD34: ("ForwardMatrix3", _SIGNED, 12), 0xCD35: ("IlluminantData1", _BLOCK, 4096),
    0xCD36: ("IlluminantData2", _BLOCK, 4096), 0xCD37: ("IlluminantData3", _BLOCK, 4096),
    0xCD38: ("MaskSubArea", _LONG, 4), 0xCD39: ("ProfileHueSatMapData3", _FLOAT, _ANY),
    0xCD3A: ("ReductionMatrix3", _SIGNED, 12), 0xCD3F: ("RGBTables", _BLOCK, _ANY),
    0xCD40: ("ProfileGainTableMap2", _BLOCK, _ANY), 0xCD43: ("ColumnInterleaveFactor", _LONG, 1),
    0xCD47: ("ProfileDynamicRange", _BLOCK, 8), 0xCD4A: ("JXLEffort", _LONG, 1), 0xCD4B: ("JXLDecodeSpeed", _LONG, 1),
}  # fmt: skip
"""How a raw picture is developed. A row counts in a DNG alone, and only with its own types and so many values."""
