"""Segments, chunks and extensions of JPEG, PNG, GIF and RIFF, and what follows a picture."""

import re

APPLE_PICTURES_FOLLOW = b"AMPF"
"""What iPhones write behind the JFIF header of a picture with a second one: that it has one (jhove, issue 1051)."""

ENCODER_COMMENT = re.compile(
    r"(?i)(?:creator: gd-jpeg v[\d.]+ \(using ijg jpeg v\d+\)(?:, (?:quality = \d+|default quality))?"
    r"|lavc\d[\d.]*|lavf\d[\d.]*|applemark|jpeg-recompress|compressed by jpeg-recompress|created with gimp"
    r"|optimized by jpegmini [\d.]+\w? (?:0x)?[0-9a-f]+|file written by adobe photoshop\W{0,3} ?[\d.]+"
    r"|(?:handmade software, inc\. )?image alchemy v[\d.]+|intel\(r\) jpeg library, version \[?[\d.]+\]?"
    r"|lead technologies inc\. v[\d.]+|jpeg encoder copyright \d{4}, james r\. weeks and bioelectromech\."
    r"|resized on https://ezgif\.com/[a-z-]+|(?:xv|acdsee|ms paint|paint\.net|imagemagick) ?v?[\d.]*)\s*"
)
"""Comments in which an encoder names itself and nothing else; one in which a word more stands somebody wrote."""

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
    (6, b"TDHD", "HP TDHD", _MAKER),
    (7, b"PENTAX", "Pentax", _MAKER), (7, b"HUAWEI", "Huawei", _MAKER), (7, b"DJI", "DJI", (*_MAKER, "location")),
    (7, b"\x1aQualcomm", "Qualcomm", ("device", "software")), (8, b"SPIFF", "SPIFF", ()),
    (8, b"SEAL", "SEAL", ("owner", "time", "provenance")), (9,
    b"Media Jukebox", "Media Jukebox", ("text", "time", "software")),
    (9, b"SEAL", "SEAL", ("owner", "time", "provenance")), (10, b"UNICODE", "PhotoStudio comment", ()),
    (10, b"AROT", "HDR gain curve", ()), (11, b"HDR_RI", "JPEG-HDR", ()), (15, b"Q ", "GraphicConverter quality", ()),
)  # fmt: skip
"""Known application segments that are not decoded: `hidden` yes, and these kinds unknown."""

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
"""Keywords of text chunks. ``""`` is harmless; an unlisted one is `text`, because text it is, and may be more."""

HARMLESS_WORDS = frozenset(
    """
    image png jpeg jpg gif webp tiff bmp svg xml chunk chunks was were found see chromaticity above text ztxt itxt
    intent perceptual relative absolute colorimetric saturation res units truecolor truecolour grayscale greyscale
    gray grey indexed palette alpha with not interlaced adam7 adam rgb rgba cmyk ycbcr min black white lsb msb none
    zip lzw rle group bytes unassociated associated unspecified sec
    """.split()  # noqa: SIM905
)
"""Words that programs write below the harmless ones."""

PNG_HARMLESS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV",
     b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"oFFs", b"sTER", b"gIFg", b"pCAL",
     b"sCAL",
     b"vpAg", b"caNv", b"CgBI", b"iDOT", b"orNT", b"mDCv", b"cLLi"}
)  # fmt: skip
"""Chunks that describe pixels, colour, size and animation."""

GIF_HARMLESS_APPLICATIONS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})
"""Application extensions: how often to play, and the colour profile."""

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

_DIGITS = rb"\d{1,20}"
SAMSUNG_KIND: dict[str, tuple[str, bytes]] = {
    "Image_UTC_Data": ("time", rb"\d{10,16}"), "MCC_Data": ("location", rb"\d{1,3}"),
    "Original_Path_Hash_Key": ("serial", rb"[0-9A-Fa-f]{8,128}(?:/\d{1,3})?"),
    **dict.fromkeys(("Camera_Capture_Mode_Info", "Color_Display_P3", "Photo_HDR_Info", "Camera_Scene_Info",
                     "Pro_Mode_Info", "Burst_Shot_Info", "Video_Snapshot_Info", "Remastered_Flag"), ("", _DIGITS)),
    "MotionPhoto_Version": ("", rb"mpv\d"), "MotionPhoto_Data": ("", rb"(?s)mpv\d(?:[^A-Za-z]{0,24})"),
    "Front_Cam_Selfie_Info": ("", rb"Front_Cam_Selfie_Info"), "Panorama_Shot_Info": ("", rb"PanoramaShot"),
}  # fmt: skip
"""Blocks behind the pictures of Samsung's phones (ExifTool, Samsung trailer tags): kind, and what they look like.
``MCC_Data`` is the country of the mobile network. ``""`` is harmless."""

SAMSUNG_FILES = ("MotionPhoto_Data", "DualShot_", "SoundShot_", "FlipPhoto_", "Interactive_Panorama_")
"""How the names of blocks begin that are files: videos, sounds and pictures."""

TRAILERS: tuple[tuple[bytes, int, int, tuple[str, ...]], ...] = (
    # (signature at the very end, distance of its big-endian length from the end, what the length leaves out, kinds)
    (b"cbipcbbl", 12, 12, ("text",)),  # Photo Mechanic: crop, rating and colour class as numbers
)
"""Makers' trailers of which it is known what they can hold."""
