"""Elements of Matroska and WebM (RFC 8794, RFC 9559), each below the one that it belongs to.

A row is: the element's id in hexadecimal digits, its name, its type and what it exposes. Types: ``m`` holds others,
``u`` an integer, ``f`` a number, ``s`` a word of the standard, ``t`` text, ``d`` a time, ``b`` with the most bytes it
may have.
"""

from typing import NamedTuple

_ROWS = """
: 1A45DFA3 EBML m, 18538067 Segment m
EBML: 4286 EBMLVersion u, 42F7 EBMLReadVersion u, 42F2 EBMLMaxIDLength u, 42F3 EBMLMaxSizeLength u, 4282 DocType s
EBML: 4287 DocTypeVersion u, 4285 DocTypeReadVersion u, 4281 DocTypeExtension m
DocTypeExtension: 4283 DocTypeExtensionName s, 4284 DocTypeExtensionVersion u
Segment: 114D9B74 SeekHead m, 1549A966 Info m, 1F43B675 Cluster m, 1654AE6B Tracks m, 1C53BB6B Cues m
Segment: 1941A469 Attachments m, 1043A770 Chapters m, 1254C367 Tags m
SeekHead: 4DBB Seek m
Seek: 53AB SeekID b4, 53AC SeekPosition u
Info: 73A4 SegmentUUID b16 serial, 7384 SegmentFilename t text, 3CB923 PrevUUID b16 serial, 3C83AB PrevFilename t text
Info: 3EB923 NextUUID b16 serial, 3E83BB NextFilename t text, 4444 SegmentFamily b16 serial, 6924 ChapterTranslate m
Info: 2AD7B1 TimestampScale u, 4489 Duration f, 4461 DateUTC d time, 7BA9 Title t text, 4D80 MuxingApp t software
Info: 5741 WritingApp t software
ChapterTranslate: 69BF ChapterTranslateCodec u, 69A5 ChapterTranslateID b16, 69FC ChapterTranslateEditionUID u
Cluster: E7 Timestamp u, 5854 SilentTracks m, A7 Position u, AB PrevSize u, A3 SimpleBlock b, A0 BlockGroup m
SilentTracks: 58D7 SilentTrackNumber u
BlockGroup: A1 Block b, 75A1 BlockAdditions m, 9B BlockDuration u, FA ReferencePriority u, FB ReferenceBlock u
BlockGroup: A4 CodecState b256, 75A2 DiscardPadding u, 8E Slices m
BlockAdditions: A6 BlockMore m
BlockMore: A5 BlockAdditional b, EE BlockAddID u
Slices: E8 TimeSlice m
TimeSlice: CC LaceNumber u, CD FrameNumber u, CB BlockAdditionID u, CE Delay u, CF SliceDuration u
Tracks: AE TrackEntry m
TrackEntry: D7 TrackNumber u, 73C5 TrackUID u, 83 TrackType u, B9 FlagEnabled u, 88 FlagDefault u, 55AA FlagForced u
TrackEntry: 55AB FlagHearingImpaired u, 55AC FlagVisualImpaired u, 55AD FlagTextDescriptions u, 55AE FlagOriginal u
TrackEntry: 55AF FlagCommentary u, 9C FlagLacing u, 6DE7 MinCache u, 6DF8 MaxCache u, 23E383 DefaultDuration u
TrackEntry: 234E7A DefaultDecodedFieldDuration u, 23314F TrackTimestampScale f, 537F TrackOffset u
TrackEntry: 55EE MaxBlockAdditionID u, 41E4 BlockAdditionMapping m, 536E Name t text, 22B59C Language s
TrackEntry: 22B59D LanguageBCP47 s, 86 CodecID s, 63A2 CodecPrivate b65536, 258688 CodecName t software
TrackEntry: 7446 AttachmentLink u, 3A9697 CodecSettings t software, 3B4040 CodecInfoURL t software
TrackEntry: 26B240 CodecDownloadURL t software, AA CodecDecodeAll u, 6FAB TrackOverlay u, 56AA CodecDelay u
TrackEntry: 56BB SeekPreRoll u, 6624 TrackTranslate m, E0 Video m, E1 Audio m, E2 TrackOperation m
TrackEntry: 6D80 ContentEncodings m
BlockAdditionMapping: 41F0 BlockAddIDValue u, 41A4 BlockAddIDName s, 41E7 BlockAddIDType u
BlockAdditionMapping: 41ED BlockAddIDExtraData b256
TrackTranslate: 66FC TrackTranslateEditionUID u, 66BF TrackTranslateCodec u, 66A5 TrackTranslateTrackID b16
Video: 9A FlagInterlaced u, 9D FieldOrder u, 53B8 StereoMode u, 53C0 AlphaMode u, 53B9 OldStereoMode u
Video: B0 PixelWidth u
Video: BA PixelHeight u, 54AA PixelCropBottom u, 54BB PixelCropTop u, 54CC PixelCropLeft u, 54DD PixelCropRight u
Video: 54B0 DisplayWidth u, 54BA DisplayHeight u, 54B2 DisplayUnit u, 54B3 AspectRatioType u
Video: 2EB524 UncompressedFourCC b4
Video: 2FB523 GammaValue f, 2383E3 FrameRate f, 55B0 Colour m, 7670 Projection m
Colour: 55B1 MatrixCoefficients u, 55B2 BitsPerChannel u, 55B3 ChromaSubsamplingHorz u, 55B4 ChromaSubsamplingVert u
Colour: 55B5 CbSubsamplingHorz u, 55B6 CbSubsamplingVert u, 55B7 ChromaSitingHorz u, 55B8 ChromaSitingVert u
Colour: 55B9 Range u, 55BA TransferCharacteristics u, 55BB Primaries u, 55BC MaxCLL u, 55BD MaxFALL u
Colour: 55D0 MasteringMetadata m
MasteringMetadata: 55D1 PrimaryRX f, 55D2 PrimaryRY f, 55D3 PrimaryGX f, 55D4 PrimaryGY f, 55D5 PrimaryBX f
MasteringMetadata: 55D6 PrimaryBY f, 55D7 WhitePointX f, 55D8 WhitePointY f, 55D9 LuminanceMax f, 55DA LuminanceMin f
Projection: 7671 ProjectionType u, 7672 ProjectionPrivate b64, 7673 ProjectionPoseYaw f, 7674 ProjectionPosePitch f
Projection: 7675 ProjectionPoseRoll f
Audio: B5 SamplingFrequency f, 78B5 OutputSamplingFrequency f, 9F Channels u, 7D7B ChannelPositions b32
Audio: 6264 BitDepth u
Audio: 52F1 Emphasis u
TrackOperation: E3 TrackCombinePlanes m, E9 TrackJoinBlocks m
TrackCombinePlanes: E4 TrackPlane m
TrackPlane: E5 TrackPlaneUID u, E6 TrackPlaneType u
TrackJoinBlocks: ED TrackJoinUID u
ContentEncodings: 6240 ContentEncoding m
ContentEncoding: 5031 ContentEncodingOrder u, 5032 ContentEncodingScope u, 5033 ContentEncodingType u
ContentEncoding: 5034 ContentCompression m
ContentCompression: 4254 ContentCompAlgo u, 4255 ContentCompSettings b16
Cues: BB CuePoint m
CuePoint: B3 CueTime u, B7 CueTrackPositions m
CueTrackPositions: F7 CueTrack u, F1 CueClusterPosition u, F0 CueRelativePosition u, B2 CueDuration u
CueTrackPositions: 5378 CueBlockNumber u, EA CueCodecState u, DB CueReference m
CueReference: 96 CueRefTime u
Attachments: 61A7 AttachedFile m
AttachedFile: 467E FileDescription t text, 466E FileName t text, 4660 FileMediaType s, 465C FileData b, 46AE FileUID u
Chapters: 45B9 EditionEntry m
EditionEntry: 45BC EditionUID u, 45BD EditionFlagHidden u, 45DB EditionFlagDefault u, 45DD EditionFlagOrdered u
EditionEntry: B6 ChapterAtom m, 4520 EditionDisplay m
EditionDisplay: 4521 EditionString t text, 45E4 EditionLanguageIETF s
ChapterAtom: 73C4 ChapterUID u, 5654 ChapterStringUID t text, 91 ChapterTimeStart u, 92 ChapterTimeEnd u
ChapterAtom: 98 ChapterFlagHidden u, 4598 ChapterFlagEnabled u, 6E67 ChapterSegmentUUID b16 serial
ChapterAtom: 6EBC ChapterSegmentEditionUID u, 4588 ChapterSkipType u, 63C3 ChapterPhysicalEquiv u, 8F ChapterTrack m
ChapterAtom: 80 ChapterDisplay m, B6 ChapterAtom m
ChapterTrack: 89 ChapterTrackUID u
ChapterDisplay: 85 ChapString t text, 437C ChapLanguage s, 437D ChapLanguageBCP47 s, 437E ChapCountry s
Tags: 7373 Tag m
Tag: 63C0 Targets m, 67C8 SimpleTag m
Targets: 68CA TargetTypeValue u, 63CA TargetType s, 63C5 TagTrackUID u, 63C9 TagEditionUID u, 63C4 TagChapterUID u
Targets: 63C6 TagAttachmentUID u
SimpleTag: 45A3 TagName t, 447A TagLanguage s, 447B TagLanguageBCP47 s, 4484 TagDefault u, 4487 TagString t
SimpleTag: 4485 TagBinary b, 67C8 SimpleTag m
"""


class Row(NamedTuple):
    """What is known of one element."""

    name: str
    type: str
    most: int
    """How many bytes it may have; 0 if any number."""
    kind: str


def _rows() -> dict[tuple[str, int], Row]:
    found = {}
    for line in _ROWS.strip().splitlines():
        parent, _, elements = line.partition(":")
        for element in elements.split(","):
            number, name, form, kind = (*element.split(), "")[:4]
            found[parent, int(number, 16)] = Row(name, form[0], int(form[1:] or 0), kind)
    return found


ELEMENT = _rows()
"""By the name of the element around it, and its id."""
VOID, CRC = 0xEC, 0xBF
"""Empty room, and a checksum: both may stand anywhere."""

TAG_KIND = {
    **dict.fromkeys(
        ("DURATION", "BPS", "NUMBER_OF_FRAMES", "NUMBER_OF_BYTES", "_STATISTICS_TAGS", "MAJOR_BRAND", "MINOR_VERSION",
         "COMPATIBLE_BRANDS", "VENDOR_ID", "ROTATE", "ALPHA_MODE", "STEREO_MODE", "FPS"), ""),
    **dict.fromkeys(
        ("ARTIST", "AUTHOR", "DIRECTOR", "PRODUCER", "COPYRIGHT", "PUBLISHER", "ENCODED_BY", "COMPOSER",
         "LEAD_PERFORMER", "DIRECTOR_OF_PHOTOGRAPHY", "WRITTEN_BY", "EDITED_BY", "LICENSE", "TERMS_OF_USE", "RIGHTS",
         "DISTRIBUTED_BY", "ALBUM_ARTIST", "OWNER", "CONTACT", "EMAIL", "PRODUCTION_STUDIO", "LABEL"), "owner"),
    **dict.fromkeys(("ACTOR", "CHARACTER", "PEOPLE", "PERSON"), "people"),
    **dict.fromkeys(
        ("LOCATION", "LOCATION-ENG", "RECORDING_LOCATION", "COMPOSITION_LOCATION", "COMPOSER_NATIONALITY",
         "COM.APPLE.QUICKTIME.LOCATION.ISO6709"), "location"),
    **dict.fromkeys(
        ("DATE", "DATE_RELEASED", "DATE_RECORDED", "DATE_ENCODED", "DATE_TAGGED", "DATE_DIGITIZED", "DATE_WRITTEN",
         "DATE_PURCHASED", "CREATION_TIME", "_STATISTICS_WRITING_DATE_UTC",
         "COM.APPLE.QUICKTIME.CREATIONDATE"), "time"),
    **dict.fromkeys(
        ("ENCODER", "ENCODER_SETTINGS", "_STATISTICS_WRITING_APP", "SOFTWARE", "COM.ANDROID.VERSION",
         "COM.APPLE.QUICKTIME.SOFTWARE"), "software"),
    **dict.fromkeys(
        ("MAKE", "MODEL", "COM.APPLE.QUICKTIME.MAKE", "COM.APPLE.QUICKTIME.MODEL", "COM.ANDROID.MANUFACTURER",
         "COM.ANDROID.MODEL"), "device"),
    **dict.fromkeys(
        ("TITLE", "SUBTITLE", "DESCRIPTION", "SUMMARY", "SYNOPSIS", "COMMENT", "KEYWORDS", "SUBJECT", "GENRE", "MOOD",
         "LYRICS", "CONTENT_TYPE", "URL", "LAW_RATING", "TIMECODE"), "text"),
}  # fmt: skip
"""Names of tags; any other is text that may say anything."""
HARMLESS_VALUE = (
    r"[\d.:, -]*|isom(?:\w{4})*|qt  |mp4[12]\w*|FFMP|(?:\[0\]){4}"
    r"|(?:BPS|DURATION|NUMBER_OF_FRAMES|NUMBER_OF_BYTES|SOURCE_ID| )+"
)
"""What the value of a tag may be that exposes nothing."""
HANDLER_NAMES = frozenset(
    ("VideoHandler", "SoundHandler", "SubtitleHandler", "DataHandler", "Core Media Video", "Core Media Audio")
)
"""What converters write for a kind of track."""
