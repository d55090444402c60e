"""Boxes, keys, tracks and items of ISO base media: QuickTime, MP4, HEIF."""

BOX_SIZES: dict[bytes, tuple[int, int]] = {
    b"mvhd": (100, 112), b"tkhd": (84, 96), b"mdhd": (24, 36), b"vmhd": (12, 12), b"smhd": (8, 8), b"hmhd": (20, 20),
    b"nmhd": (4, 4), b"mehd": (8, 12), b"trex": (24, 24), b"mfhd": (8, 8), b"gmin": (16, 16), b"mfro": (8, 8),
    b"clef": (12, 12), b"prof": (12, 12), b"enof": (12, 12), b"load": (16, 16),
    b"text": (36, 36), b"cslg": (24, 44), b"tfdt": (8, 12),
}  # fmt: skip
"""Boxes of one size, in version 0 and in version 1 [bytes of body]."""

BOX_ROWS: dict[bytes, tuple[int, int, int]] = {
    b"stts": (8, 8, 8), b"stss": (8, 4, 4), b"stsc": (8, 12, 12), b"stco": (8, 4, 4), b"co64": (8, 8, 8),
    b"ctts": (8, 8, 8), b"stps": (8, 4, 4), b"stsh": (8, 8, 8), b"elst": (8, 12, 20), b"stsz": (12, 4, 4),
}  # fmt: skip
"""Boxes that are tables: bytes up to the rows (which end in their number), bytes of a row in version 0 and 1."""

BRANDS = frozenset(
    brand.encode().replace(b"~", b" ")
    for brand in """
    3g2a 3g2b 3g2c 3ge6 3ge7 3ge9 3gg6 3gh9 3gm9 3gp1 3gp2 3gp3 3gp4 3gp5 3gp6 3gp7 3gp8 3gp9 3gr6 3gr9 3gs6 3gs7
    3gs9 3gt8 3gt9 CAEP CDes CDst F4A~ F4B~ F4P~ F4V~ Inst JP2~ JP20 KDDI LCAG M4A~ M4B~ M4P~ M4V~ M4VH M4VP MA1A
    MA1B MFSM MPPI MSNV MiAn MiHA MiHB MiHE MiPr NDAS NDSC NDSH NDSM NDSP NDSS NDXC NDXH NDXM NDXP NDXS ROSS XAVC
    aax~ afro av01 av1s avc1 avci avcs avif avis caaa caac caqv ccea ccff ccv2 cfhd chdf cmf2 cmfc cmff cmfl cmfs
    crx~ cute cvid da0a da0b da1a da1b da2a da2b da3a da3b dash dby1 dmb1 dmpf drc1 dsms dv1a dv1b dv2a dv2b dv3a
    dv3b dvbs dvr1 dvt1 dxo~ emsg evbi geo1 heic heif heim heis heix heoi hev1 hevc hevm hevs hevx hnjs hvc1 imap
    isc2 isml ismp iso1 iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 isoa isob isoc isom jp2~ jpeg jpgs jpm~ jpsi jpx~
    jxl~ jxs~ lmsg miaf mif1 mif2 mj2s mjp2 mmp4 mp21 mp41 mp42 mp71 mp7t mpuf mqt~ msdh msf1 msix niko nras odcf
    opf2 opx2 pana piff pred qt~~ sdv~ simp ssc1 ssc2 tmap uded ufcl unif uvvu vp09 vvic vvis
    """.split()  # noqa: SIM905 - words, and words read best as a text
) | {bytes(4)}
"""What files say that they are compatible with (MP4RA, ExifTool); a space is a tilde here."""

TIMECODE_FONTS = frozenset(
    {"", "helvetica", "lucida grande", "courier", "times", "geneva", "chicago", "arial", "verdana"}
)
"""Fonts in which a player writes the time of recording over the picture."""

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
    b"FIRM": ("software", "FIRM"), b"FIRV": ("software", "FIRV"), b"LENS": ("serial", "LENS"),
    b"CNMN": ("device", "CNMN"),
    b"CNFV": ("software", "CNFV"), b"CAME": ("serial", "CAME"), b"MUID": ("serial", "MUID"),
    b"Xtra": ("hidden", "Xtra"),
    b"coll": ("text", "coll"), b"rtng": ("", "rtng"), b"covr": ("thumbnail", "covr"), b"thmb": ("thumbnail", "thmb"),
    b"PICT": ("thumbnail", "PICT"), b"pdat": ("thumbnail", "pdat"), b"\xa9TIM": ("time", "©TIM"),
    b"\xa9TSC": ("", "©TSC"),
    b"\xa9TSZ": ("", "©TSZ"), b"\xa9req": ("software", "©req"), b"\xa9fmt": ("device", "©fmt"),
    b"\xa9wrn": ("text", "©wrn"),
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
    b"akID": ("owner", "akID"), b"sfID": ("", "sfID"),
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
"""Words by which a key that nobody has listed is judged, in PNG texts and the like; what else it holds is unknown."""

UNLISTED = ("location", "people", "owner", "serial", "device")
"""What else may stand under a key that nobody has listed, or in data of somebody's own."""

_APPLE, _ANDROID = "com.apple.quicktime.", "com.android."
KEYS: dict[str, str] = {
    **{_APPLE + name: kind for kind, names in {
        "location": "location.ISO6709 location.accuracy.horizontal location.name location.body location.date "
                    "location.note location.role location.facing",
        "device": "make model camera.lens_model "
                  "camera.focal_length.35mm_equivalent camera.framereadouttimeinmicroseconds",
        "software": "software encoder", "time": "creationdate year",
        "serial": "content.identifier camera.identifier live-photo.identifier",
        "text": "title displayname description comment album genre keywords information collection.user",
        "owner": "author artist copyright director producer performer publisher phonogramrights originalartist",
        "thumbnail": "artwork", "people": "detected-face",
    }.items() for name in names.split()},
    f"{_ANDROID}version": "software", f"{_ANDROID}manufacturer": "device", f"{_ANDROID}model": "device",
    "com.apple.iTunes.iTunes_CDDB_IDs": "serial", "com.apple.iTunes.Encoding Params": "software", "encoder": "software",
    "make": "device", "model": "device", "title": "text", "comment": "text", "artist": "owner", "copyright": "owner",
    "creation_time": "time", "date": "time", "description": "text", "major_brand": "software",
    "minor_version": "software", "compatible_brands": "software", "location": "location",
}  # fmt: skip
"""Keys of a QuickTime metadata key table, whole."""

KEY_HARMLESS = frozenset(
    {"com.apple.quicktime.full-frame-rate-playback-intent", "com.apple.quicktime.live-photo.auto",
     "com.apple.quicktime.live-photo.vitality-score", "com.apple.quicktime.live-photo.vitality-scoring-version",
     "com.apple.quicktime.is-montage", "com.apple.quicktime.pixeldensity",
     "com.apple.quicktime.rating.user", "com.android.video.temporal_layers_count",
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
    avifs alpha libavif dinf isom isobmff pent photo cavif https github com link u
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""Words of which the name of a media handler is made when it only says what the track is."""

CODEC_NAMES = frozenset({"avc coding", "hevc coding", "av1 coding", "h.264", "hevc", "jpeg", "photo - jpeg",
                         "motion jpeg", "mpeg-4", "vpc coding", "aom coding", "avc", "h.265", "gopro avc encoder",
                         "gopro h.265 encoder", "vvc coding", "apple prores 422", "av1", "mpeg4", "h264"})  # fmt: skip
"""Compressor names that are the name of a coding."""

TRACK_HARMLESS = frozenset({b"vide", b"soun", b"auxv", b"pict"})
"""Handlers of tracks that are the video itself: pictures and sound, and none that describes them."""

TRACK_TEXT = frozenset({b"text", b"sbtl", b"subt", b"clcp", b"subp"})
"""Handlers of subtitle and chapter tracks."""

ITEM_PICTURES = frozenset({b"hvc1", b"hvc2", b"av01", b"avc1", b"jpeg", b"grid", b"iden", b"iovl", b"tmap", b"vvc1",
                           b"lhv1",
                           b"unci", b"j2k1", b"evc1", b"hvt1", b"msf1"})  # fmt: skip
"""Item types of HEIF that are pictures or are made of pictures."""

PROPERTY_HARMLESS = frozenset({b"hvcC", b"av1C", b"avcC", b"ispe", b"pixi", b"colr", b"irot", b"imir", b"clap", b"pasp",
                               b"lsel", b"a1op", b"a1lx", b"clli", b"mdcv", b"cclv", b"rloc", b"rref",
                               b"scal", b"oinf", b"tols", b"cmpC", b"uncC", b"cmpd", b"vvcC", b"j2kH", b"amve", b"jpgC",
                               b"ndwt", b"lhvC", b"iscl", b"elng", b"prdi"})  # fmt: skip
"""Item properties that describe how a picture is coded and shown."""

PROPERTY_SIZES = {
    b"ispe": 12, b"irot": 1, b"imir": 1, b"clap": 32, b"pasp": 8, b"clli": 4, b"mdcv": 24, b"rloc": 12, b"a1op": 1,
    b"lsel": 2, b"amve": 8,
}  # fmt: skip
"""Those of one size [bytes of body]."""

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
