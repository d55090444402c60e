"""Makers' notes: what the tags of their directories expose, and which describe the exposure alone.

Tag numbers and names: ExifTool's documentation of maker notes (TagNames, of the makers below). A tag that is in none of
the tables may be anything, and leaves all in doubt that the notes of its make may hold.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


def _tags(numbers: str) -> frozenset[int]:
    return frozenset(int(number, 16) for number in numbers.split())


_APPLE = _tags(
    """
    0001 0002 0003 0004 0005 0006 0007 0008 0009 000a 000c 000d 000e 000f 0010 0014 0017 0019 001a 001d 001f 0021
    0023 0025 0026 0027 002d 002e 002f 0030 0038 003d 003e 003f 0040 0041 0042 0045
    """
)
_SAMSUNG = _tags(
    """
    0001 0002 0003 0020 0040 0041 0043 0050 0100 0120 a003 a010 a011 a012 a013 a014 a018 a019 a01a a020 a021 a022
    a023 a024 a025 a028 a030 a031 a032 a033 a034 a035 a036 a040 a041 a042 a043 a048 a050 a051 a052 a053 a054 a055
    a056 a057
    """
)
_PANASONIC = _tags(
    """
    0001 0003 0007 000f 001a 001c 001f 0020 0021 0023 0024 0026 0027 0028 0029 002a 002b 002c 002d 002e 0030 0031
    0032 0034 0035 0036 0038 0039 003a 003b 003c 003d 003e 003f 0040 0041 0042 0043 0044 0045 0046 0047 0048 0049
    004b 004c 004d 004e 0059 005d 0062 0063 0070 0076 0077 0079 007c 0086 0089 008a 008b 008c 008d 008e 008f 0090
    0091 0092 0093 0094 0096 009d 009e 009f 00a1 00a3 00a7 00ab 00ac 00ad 00b3 00b4 00b9 00bb 00bc 00bd 00be 00bf
    00c1 00ca 00d1 00d2 00d6 00e8 00ee 0e00 8000 8001 8002 8003 8004 8005 8006 8008 8009 8012
    """
)
_NIKON = _tags(
    """
    0001 0002 0003 0004 0005 0006 0007 0008 0009 000b 000c 000d 000e 000f 0010 0012 0013 0014 0016 0017 0018 0019
    001a 001b 001c 001e 001f 0020 0021 0022 0023 0024 0025 002a 002b 002c 0032 0034 0035 0037 003d 003e 003f 0045
    004e 004f 0051 0056 0080 0081 0083 0084 0085 0086 0087 0088 0089 008b 008c 008d 008f 0090 0091 0092 0093 0094
    0095 0096 0097 0098 0099 009a 009c 009d 009e 00a2 00a5 00a6 00a7 00a8 00a9 00aa 00ab 00ac 00ad 00b0 00b1 00b3
    00b6 00b7 00b8 00b9 00bb 00bd 00bf 00c3 0e00 0e22
    """
)
_CANON = _tags(
    """
    0001 0002 0003 0004 0005 0008 000a 000e 000f 0010 0011 0012 0013 0015 001a 001c 001d 001e 0023 0024 0025 0026
    0027 0029 002f 0035 0038 003c 0081 0083 0090 0091 0092 0093 0094 0097 0098 0099 009a 00a0 00a1 00a2 00a3 00a4
    00a9 00aa 00ae 00b0 00b1 00b2 00b3 00b4 00b6 00d0 00e0 4001 4002 4003 4005 4008 4009 4013 4015 4016 4018 4020
    4021 4024 4025 4026 4028 403f
    """
)
_SONY = _tags(
    """
    0010 0020 0102 0104 0105 0112 0114 0115 0116 0e00 1000 1001 1002 1003 2002 2004 2005 2006 2007 2008 2009 200a
    200b 200e 200f 2010 2011 2012 2013 2014 2016 2017 201a 201b 201c 201d 201e 2020 2021 2022 2023 2026 2027 2028
    2029 202a 202b 202c 202d 202e 202f 2032 2033 2034 2035 2036 2037 2039 3000 900b 9400 9401 9402 9403 9404 9405
    9406 940a 940c 940e 9416 b000 b001 b020 b021 b022 b023 b024 b025 b026 b027 b029 b02a b02b b02c b040 b041 b042
    b043 b044 b047 b048 b049 b04a b04b b04e b04f b050 b052 b054
    """
)
_FUJIFILM = _tags(
    """
    0000 1000 1001 1002 1003 1004 1005 1006 100a 100b 100e 100f 1010 1011 1020 1021 1022 1023 102b 102d 102e 1030
    1031 1032 1033 1034 1040 1041 1044 1045 1047 1048 1049 104b 104c 104d 104e 1050 1100 1101 1103 1105 1106 1153
    1154 1201 1210 1300 1301 1302 1304 1400 1401 1402 1403 1404 1405 1406 1407 140b 1422 1425 1431 1436 1438 1443
    1444 1445 1446 144d 3803 3804 3806 3820 3821 3822 3824 4005 4100 4103 4200 4201 4203 8000 8002 8003 b211
    """
)
_OLYMPUS = _tags(
    """
    0000 0040 0088 0089 0200 0201 0202 0203 0204 0205 0206 0208 020b 020c 0300 0301 0302 0303 0304 0400 0401 0403
    0e00 0f00 0f01 0f04 0f05 0f06 1000 1001 1002 1003 1004 1005 1006 1007 1008 1009 100a 100b 100c 100d 100e 100f
    1010 1011 1012 1013 1014 1015 1017 1018 1019 101b 101c 101d 101e 101f 1020 1021 1022 1023 1024 1025 1026 1027
    1028 1029 102a 102b 102c 102d 102e 102f 1030 1031 1033 1034 1035 1036 1037 1038 1039 103a 103b 103c 103d 103e
    103f
    """
)
_PENTAX = _tags(
    """
    0000 0001 0002 0003 0004 0005 0008 0009 000b 000c 000d 000e 000f 0010 0012 0013 0014 0015 0016 0017 0018 0019
    001a 001b 001c 001d 001e 001f 0020 0021 0022 0023 0024 0025 0026 0027 0028 0029 002d 0032 0033 0034 0035 0037
    0038 0039 003c 003d 003e 003f 0040 0041 0047 0048 0049 004d 004f 0050 0053 0054 0055 0056 0057 0058 0059 005a
    005c 005d 0060 0062 0067 0068 0069 006b 006c 006d 006e 006f 0070 0071 0072 0073 0074 0076 0077 0079 007a 007b
    007d 007e 007f 0080 0082 0085 0087 0088 008b 0092 0095 0096 0200 0201 0203 0204 0205 0206 0207 0208 0209 020a
    020b 020d 020e 020f 0210 0211 0212 0213 0214 0216 021b 021c 021d 021f 0220 0221 0222 0224 0226 0227 0228 022a
    022b 022d 0231 0235 0239 0243 0245 03fe 03ff 0402 0403 0405 0e00
    """
)
_CASIO = _tags(
    """
    0002 0003 0004 0008 0009 000d 0014 0019 001d 001f 0020 0021 0e00 2011 2012 2021 2022 2034 2076 2089 211c 3000
    3001 3002 3003 3007 3008 3009 3011 3012 3013 3014 3015 3016 3017 301b 301c 301d 3020 302a 302b 3030 3031 3103
    310b 4001 4003
    """
)
_EQUIPMENT = _tags(
    """
    0000 0103 0104 0201 0204 0205 0206 0207 0208 020a 020b 0301 0304 1000 1001 1002
    """
)
_CAMERA_SETTINGS = _tags(
    """
    0000 0100 0101 0102 0200 0201 0202 0203 0204 0300 0301 0302 0303 0304 0305 0306 0307 0308 0309 0400 0401 0403
    0404 0405 0406 0500 0501 0502 0503 0504 0505 0506 0507 0509 050a 050b 050c 050d 050f 0520 0521 0522 0523 0524
    0525 0526 0527 0529 052c 052d 052e 052f 0532 0537 0538 0539 053a 053b 0600 0601 0603 0604 0804 0900 0901 0902
    0903 0904
    """
)
_RAW_DEVELOPMENT = _tags(
    """
    0000 0100 0101 0102 0103 0104 0105 0106 0107 0108 0109 010a 010b 010c 010d 010e 010f 0110 0111 0112 0113 0119
    0120 0121
    """
)
_IMAGE_PROCESSING = _tags(
    """
    0000 0100 0102 0103 0104 0105 0106 0107 0108 0109 010a 010b 010c 010d 010e 010f 0110 0111 0113 0114 0115 0116
    0117 0118 0119 011a 011b 011c 011d 011e 011f 0200 0300 0301 0310 0311 0600 0610 0611 0612 0613 0614 0615 0635
    0636 0805 1010 1011 1012 101c 1103 1104 1112 1113 1200 1201 1202 1203 1207 1306 1900 1901 1906
    """
)
_FOCUS_INFO = _tags(
    """
    0000 0209 0210 0211 0212 0300 0301 0303 0304 0305 0308 1201 1203 1204 1205 1208 1209 120a 1500 1600
    """
)
_RAW_INFO = _tags(
    """
    0000 0100 0110 0120 0121 0122 0123 0124 0130 0131 0132 0133 0200 0310 0311 0600 0601 0611 0612 0613 0614 0615
    1000 1001 1010 1011 1012 1013 2000 2001 2002 2010 2020 2021 2022 2023
    """
)
_PREVIEW = _tags(
    """
    00fe 0103 011a 011b 0128 0201 0202 0213
    """
)

_MINOLTA = _tags(
    """
    0000 0001 0003 0004 0010 0018 0020 0040 0088 0089 0100 0101 0102 0103 0104 0105 0107 0109 010a 010b 010c 0111
    0112 0113 0114 0115 0e00 0f00
    """
)
_SANYO = _tags(
    """
    00ff 0200 0201 0202 0204 020e 020f 0210 0213 0214 0216 0217 0218 0219 021b 021d 021e 021f 0223 0224 0225 0e00
    0f00
    """
)
_SIGMA = _tags(
    """
    0003 0004 0005 0006 0007 0008 0009 000a 000b 000c 000d 000e 000f 0010 0011 0012 0014 0015 0016 0019 001a 001b
    001c 001d 001e 001f 0022 0024 0026 0027 002a 002b 002c 0030 0031 0032 0033 0034 0035 0039 003a 003c 003d 0048
    0049 004a 004b 004d 0055 0056 0058 0059 0086 0087 0088 011f 0120 0121
    """
)
_CASIO_1 = _tags(
    """
    0001 0002 0003 0004 0005 0006 0007 000a 000b 000c 000d 0014 0016 0017 0018 0019 0e00
    """
)
_RICOH = _tags(
    """
    0001 0e00 1000 1001 1002 1003 1004 1006 1007 1009 100a 100b 100c 100d 100e 100f 1010 1011 1012 1013 1014 1015
    1016 1017 1018 1019 101a 1200 1201 1202 1203 1204 1205 1307 1308 1500 1601 1602 1603 1604
    """
)


class NoteTable(NamedTuple):
    """The tags of one directory: those that describe the exposure, and what the others expose."""

    harmless: frozenset[int]
    kinds: dict[int, tuple[str, str]]
    """Kind and name. ``?serial``: it may be in there, in a form that is not read here."""
    below: Mapping[int, str] = MappingProxyType({})
    """Directories below this one, by the table that is theirs."""
    picture: tuple[int, ...] = ()
    """The tags that say where a preview begins, and how long it is."""


class NoteForm(NamedTuple):
    """How the notes of one make are laid out."""

    make: str
    """What the name of the make begins with, where the note itself does not say it."""
    begins: re.Pattern[bytes]
    """How it begins; the first group is the byte order, where it says that."""
    start: int
    """Where its directory begins; -1: where the number behind the name says."""
    base: int | None
    """From which byte of the note its places count; None: from the beginning of the Exif block."""
    table: str


_PREVIEW_BELOW = {0x0011: "preview"}
_SERIAL, _DEVICE, _SOFTWARE = "serial", "device", "software"
NOTE_TABLES: dict[str, NoteTable] = {
    "apple": NoteTable(_APPLE, {
        0x000B: (_SERIAL, "BurstUUID"), 0x0011: (_SERIAL, "ContentIdentifier"), 0x0015: (_SERIAL, "ImageUniqueID"),
        0x0016: ("?serial", ""), 0x0020: (_SERIAL, "ImageCaptureRequestID"), 0x002B: (_SERIAL, "PhotoIdentifier"),
    }),
    "samsung": NoteTable(_SAMSUNG, {
        0x0030: ("location", "LocalLocationName"), 0x0031: ("location", "LocationName"),
        0x0123: ("people", "FaceName"), 0xA001: (_SOFTWARE, "FirmwareName"), 0xA002: (_SERIAL, "SerialNumber"),
        0xA004: (_SOFTWARE, "LensFirmware"), 0xA005: (_SERIAL, "InternalLensSerialNumber"),
    }, {0x0035: "preview"}),
    "panasonic": NoteTable(_PANASONIC, {
        0x0002: (_SOFTWARE, "FirmwareVersion"), 0x0025: (_SERIAL, "InternalSerialNumber"),
        0x0033: ("people", "BabyAge"), 0x8010: ("people", "BabyAge"), 0x0051: (_DEVICE, "LensType"),
        0x0052: (_SERIAL, "LensSerialNumber"), 0x0053: (_DEVICE, "AccessoryType"),
        0x0054: (_SERIAL, "AccessorySerialNumber"), 0x0060: (_SOFTWARE, "LensFirmwareVersion"),
        0x0061: ("people", "FaceRecInfo"), 0x0065: ("text", "Title"), 0x0066: ("people", "BabyName"),
        0x0067: ("location", "Location"), 0x0069: ("location", "Country"), 0x006B: ("location", "State"),
        0x006D: ("location", "City"), 0x006F: ("location", "Landmark"), 0x0080: ("location", "City2"),
        0x00AF: ("time", "TimeStamp"), 0x00C4: (_DEVICE, "LensTypeMake"), 0x00C5: (_DEVICE, "LensTypeModel"),
        0x00E4: (_DEVICE, "LensTypeModel"), 0x2003: ("time", "TimeInfo"),
    }),
    "nikon": NoteTable(_NIKON, {
        0x001D: (_SERIAL, "SerialNumber"), 0x00A0: (_SERIAL, "SerialNumber"), 0x0082: (_DEVICE, "AuxiliaryLens"),
        0x0039: ("location", "LocationInfo"), 0x0E09: (_SOFTWARE, "NikonCaptureVersion"),
    }, _PREVIEW_BELOW),
    "canon": NoteTable(_CANON, {
        0x0006: (_DEVICE, "ImageType"), 0x0007: (_SOFTWARE, "FirmwareVersion"), 0x0009: ("owner", "OwnerName"),
        0x000C: (_SERIAL, "SerialNumber"), 0x000D: ("?owner", ""), 0x0028: (_SERIAL, "ImageUniqueID"),
        0x0095: (_DEVICE, "LensModel"), 0x0096: (_SERIAL, "InternalSerialNumber"),
        0x4010: ("text", "CustomPictureStyleFileName"), 0x4019: (_SERIAL, "LensSerialNumber"),
    }),
    "sony": NoteTable(_SONY, {0x2031: (_SERIAL, "SerialNumber"), 0x9050: ("?serial", "")}),
    "fujifilm": NoteTable(_FUJIFILM, {
        0x0010: (_SERIAL, "InternalSerialNumber"), 0x1447: (_DEVICE, "FujiModel"), 0x1448: (_DEVICE, "FujiModel2"),
        0x4282: ("people", "FaceRecInfo"),
    }),
    "olympus": NoteTable(_OLYMPUS, {
        0x0104: (_SOFTWARE, "BodyFirmwareVersion"), 0x0207: (_DEVICE, "CameraType"), 0x0209: (_DEVICE, "CameraID"),
        0x020D: (_SOFTWARE, "EpsonSoftware"), 0x0404: (_SERIAL, "SerialNumber"), 0x0405: (_SOFTWARE, "Firmware"),
        0x101A: (_SERIAL, "SerialNumber"),
    }, {0x2010: "equipment", 0x2020: "camera settings", 0x2030: "raw development", 0x2031: "raw development",
        0x2040: "image processing", 0x2050: "focus info", 0x3000: "raw info"}, (0x1036, 0x1037)),
    "equipment": NoteTable(_EQUIPMENT, {
        0x0100: (_DEVICE, "CameraType2"), 0x0101: (_SERIAL, "SerialNumber"),
        0x0102: (_SERIAL, "InternalSerialNumber"), 0x0202: (_SERIAL, "LensSerialNumber"),
        0x0203: (_DEVICE, "LensModel"), 0x0302: (_SERIAL, "ExtenderSerialNumber"),
        0x0303: (_DEVICE, "ExtenderModel"), 0x0403: (_DEVICE, "ConversionLens"),
        0x1003: (_SERIAL, "FlashSerialNumber"),
    }),
    "camera settings": NoteTable(_CAMERA_SETTINGS, {0x0908: ("time", "DateTimeUTC")}, picture=(0x0101, 0x0102)),
    "raw development": NoteTable(_RAW_DEVELOPMENT, {}),
    "image processing": NoteTable(_IMAGE_PROCESSING, {}),
    "focus info": NoteTable(_FOCUS_INFO, {}),
    "raw info": NoteTable(_RAW_INFO, {}),
    "pentax": NoteTable(_PENTAX, {
        0x0006: ("time", "Date"), 0x0007: ("time", "Time"), 0x0215: (_SERIAL, "CameraInfo"),
        0x0229: (_SERIAL, "SerialNumber"), 0x022E: ("owner", "Artist"), 0x022F: ("owner", "Copyright"),
        0x0230: (_SOFTWARE, "FirmwareVersion"), 0x023F: (_DEVICE, "Model"),
    }, picture=(0x0004, 0x0003)),
    "motorola": NoteTable(frozenset({0x64D0, 0x6420}), {
        0x5500: (_SOFTWARE, "BuildNumber"), 0x5501: (_SERIAL, "SerialNumber"), 0x665E: (_DEVICE, "Sensor"),
        0x6705: (_DEVICE, "ManufactureDate"),
    }),
    "casio": NoteTable(_CASIO, {0x2001: (_SOFTWARE, "FirmwareDate"), 0x3006: ("location", "HometownCity")},
                       picture=(0x0004, 0x0003)),
    "minolta": NoteTable(_MINOLTA, {}, picture=(0x0088, 0x0089)),
    "sanyo": NoteTable(_SANYO, {0x0207: (_SOFTWARE, "SoftwareVersion"), 0x0209: (_DEVICE, "CameraID")}),
    "sigma": NoteTable(_SIGMA, {
        0x0002: (_SERIAL, "SerialNumber"), 0x0017: (_SOFTWARE, "Firmware"), 0x0018: (_SOFTWARE, "Software"),
        0x003B: (_SOFTWARE, "Firmware"), 0x0057: (_SOFTWARE, "Firmware"), 0x0084: (_DEVICE, "Model"),
        0x008C: (_SOFTWARE, "Firmware"),
    }),
    "casio 1": NoteTable(_CASIO_1, {0x0015: (_SOFTWARE, "FirmwareDate")}),
    "ricoh": NoteTable(_RICOH, {0x0002: (_SOFTWARE, "FirmwareVersion"), 0x0005: (_SERIAL, "SerialNumber")}),
    "preview": NoteTable(_PREVIEW, {}, picture=(0x0201, 0x0202)),
}  # fmt: skip

NOTE_FORMS: tuple[NoteForm, ...] = tuple(
    NoteForm(make, re.compile(begins, re.DOTALL), start, base, table)
    for make, begins, start, base, table in (
        ("", rb"Apple iOS\0\0.(MM|II)", 14, 0, "apple"),
        ("", rb"Nikon\0\x02.\0\0(MM|II)", 18, 10, "nikon"),
        ("nikon", rb"(?!Nikon)", 0, None, "nikon"),
        ("canon", rb"", 0, None, "canon"),
        ("", rb"SONY (?:DSC|CAM|MOBILE)", 12, None, "sony"),
        ("sony", rb"(?!SONY)", 0, None, "sony"),
        ("", rb"FUJIFILM", -1, 0, "fujifilm"),
        ("", rb"OLYMP\0", 8, None, "olympus"),
        ("", rb"OLYMPUS\0(II|MM)", 12, 0, "olympus"),
        ("", rb"OM SYSTEM\0\0\0(II|MM)", 16, 0, "olympus"),
        ("", rb"Panasonic\0\0\0", 12, None, "panasonic"),
        ("", rb"AOC\0(II|MM)?", 6, None, "pentax"),
        ("", rb"PENTAX \0(II|MM)", 10, 0, "pentax"),
        ("", rb"MOT\0", 8, 0, "motorola"),
        ("", rb"QVC\0\0\0", 6, None, "casio"),
        ("", rb"SANYO\0", 8, None, "sanyo"),
        ("", rb"(?:SIGMA|FOVEON)\0", 10, None, "sigma"),
        ("", rb"(?:Ricoh|RICOH)", 8, None, "ricoh"),
        ("minolta", rb"(?!MINOL|CAMER|MLY0|KC|\+M)", 0, None, "minolta"),
        ("casio", rb"(?!QVC|DCI)", 0, None, "casio 1"),
        ("samsung", rb"(?!STMN)", 0, None, "samsung"),
        ("samsung", rb"(?!STMN)", 0, 0, "samsung"),
    )
)
"""The forms that are read, the likelier first."""

NOTE_WORDS = frozenset(
    """
    active adobergb af afa afc afs aperture area auto autumn back backlight basic beach best better bl black
    bplist00 built bw camera child clear close closest cloudy color colored colors colour comdr cont continuous
    contr contrast copy custom cyanotype data dawn daylight deep digital direct dummy dusk dynamic enhanced exif
    expo external eye fill fine fireworks flash flat fluorescent food fpnr front good hard high hybrid image in
    incandescent indoor info iso jpeg kelvin landscape less light low manual med medium mf mixed mlt0 moderate mono
    monochrome more museum natural neutral new night nightview no none normal nr off on optional panorama party pet
    picture pictureinfo point portrait pre preset preview printim program qual raw rdc real rear red resolution rev
    ricoh satu scene scn sepia servo setting shad shade shar shutter single slow snow soft softer speedlight sport
    sports srgb standard subject sunlight sunny sunset superfine temp tiff ttl tungsten type up ver vivid vr vrii
    white x3f yes yuv420sp
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""Words of which settings are made that a camera writes as text."""
