"""Colour profiles: what numbers they hold, and the words of which the names of well-known ones are made."""

import re

_CURVE, _TABLE = frozenset({b"curv", b"para"}), frozenset({b"mft1", b"mft2", b"mAB ", b"mBA ", b"mpet"})
PROFILE_NUMBERS: dict[bytes, frozenset[bytes]] = {
    **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC", b"kTRC"), _CURVE),
    **dict.fromkeys((b"aarg", b"aagg", b"aabg"), _CURVE),  # Apple
    **dict.fromkeys((b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt", b"bkpt", b"lumi"), frozenset({b"XYZ "})),
    b"vcgt": frozenset({b"vcgt"}), b"ndin": frozenset({b"ndin"}), b"chad": frozenset({b"sf32"}),
    b"chrm": frozenset({b"chrm"}), b"meas": frozenset({b"meas"}),
    b"view": frozenset({b"view"}), b"tech": frozenset({b"sig "}), b"ciis": frozenset({b"sig "}),
    b"rig0": frozenset({b"sig "}), b"rig2": frozenset({b"sig "}), b"cicp": frozenset({b"cicp"}),
    **dict.fromkeys((b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"gamt", b"pre0", b"pre1", b"pre2",
                     b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"B2D0", b"B2D1", b"B2D2", b"B2D3"), _TABLE),
}  # fmt: skip
"""Tags of numbers, and the types of their values (ICC.1:2022, 9.2)."""

PROFILE_TEXTS = {b"dmnd": "device", b"dmdd": "device", b"cprt": "owner"}
"""What a text exposes that is not of a well-known profile; of all other tags it is text."""

PROFILE_SIGNATURES = frozenset(
    (
        b"appl adbe lcms msft sgi\x20 sunw tgnt none hp iec srgb lino goog argl skia ccms kcms kodk eprg epso epson "
        b"mons canon cano nkon sony pana fuji samsung sec ps gimp artx ggl zc00 uccm wtg vivo oppo clay mntr intl huaw "
        b"qt copr aped adb pdfx agfa ffei icc nokia nok ms mona ekta apl ctrl rtl sams hwei misc imgl goo qcom xiao"
    ).split()
) | {b"qt\x05\x0f", b"*nix", b"sgi", b"sun", b"msft", b"mi", b"lm", b"grgb"}  # fmt: skip
"""Makers, models and engines in the header of well-known profiles, in lower case."""

PROFILE_WORDS = frozenset(
    """
    srgb rgb iec e adobe display p c d prophoto romm rimm generic profile apple color colour lcd led cinema gamma gray
    grey grayscale dot gain u s us web coated uncoated swop v fogra iso iso12647 japan newspaper gracol gracol2006 eci
    ecirgb wide gamut scrgb dci bt rec itu itur r pq hlg hdr gimp built in facebook tiny tinyrgb linear light perceptual
    viewing viewcond reference condition conditions of the a and by for with to from created using under see use no
    default space colorspace colourspace based standard compatible black scaled preference srgbz profile.
    copyright c inc incorporated company co corp corporation ltd limited llc kg ag gmbh all rights reserved right none
    public domain www http https com org icc international consortium hewlett packard hp eastman kodak systems system
    microsoft windows google android samsung electronics nikon canon sony fujifilm panasonic olympus artifex software
    little cms lcms nokia motorola lenovo huawei xiaomi oneplus oppo vivo htc lg skia ps nikonsrgb argyll
    argyllcms license creative commons zlib attribution sharealike cc
    zero unported
    version licensed distribution unrestricted free freely may be used file it is without any warranty warranties
    photo photography photoshop working monitor ntsc pal secam smpte ebu hdtv television trc
    gammatrc v2 v4 micro nano magic compact compactice saucecontrol beta best ekta space ps
    color match colormatch cie xyz lab lstar l star y x white point d50 d65 illuminant cmyk gravure offset paper
    newsprint sheetfed euroscale matchprint standard printing press printer type characterization data high performance
    sony nikon pentax ricoh leica hasselblad phase one camera input output device class none na jpeg exif
    whom software mac os os x osx quartz core graphics coregraphics image video hd sd legacy full range nclc composite
    algemeen allgemeines beskrivelse chung cấu genel generel generic generico generisk generički genèric
    genérico générique hình obecný perfil profiel profiili profil profile profili profilo rgb rvb uniwersalny
    všeobecný yleinen általános γενικό προφίλ загальний общий профайл профиль כללי פרופיל العام تعريف ملف ท วไป
    โปรไฟล プロファイル 一般 描述文件 普通 色彩描述 通用 일반 프로파일
    identity generated computer ch qt n uhd edr extended calibrated main theater xdr dolby vision embedded
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""Words of which the names and notices of well-known profiles are made, in lower case; Apple's in all its languages."""

PROFILE_DEVICE = re.compile(
    r"(?i:display|monitor|macbook|imac|ipad|iphone|laptop|lcd|printer|scanner|camera|screen|dell|benq|eizo|asus|acer|"
    r"lenovo|thinkpad|samsung|philips|hp |lg )"
)
"""Words that say that a profile is of one device."""

PROFILE_PEOPLE = re.compile(
    r"(?i)\b(?:marti[ .]?maria|graeme[ .](?:w\.? )?gill|elle[ .]?stone|kai[- ]uwe behrmann|max derhak|bruce lindbloom"
    r"|don hutcheson|joseph holmes)\b"
)
"""People by whom well-known profiles are; one of their names alone is anybody's."""
