"""What ExifTool calls its tags: by name and group, which kind of exposure each is.

The engine's own tables say what a tag exposes (``imgaudit.media.harmless``); here stands only what ExifTool spells
otherwise, and what it shows beyond them: the structure of files, colour profiles, camera settings. An allow-list: a
name that is neither here nor there is unknown, never harmless.
"""

from __future__ import annotations

import re

from imgaudit.media.harmless.datasets import IPTC_KIND
from imgaudit.media.harmless.properties import XMP
from imgaudit.media.harmless.tags import GPS_NAMES, TAG_HARMLESS, TAG_KIND

Kinds = tuple[str, ...]
"""Kinds that a tag gives away; empty for a harmless one."""

NO_GROUPS = re.compile(
    r"Main|Unknown|All|\*|(?:Doc|Copy)[\d-]+|ID-.*|Audio|Author|Camera|Device|Document|Image|Location|Other|Preview"
    r"|Print(?:er|ing)|Time|Video"
)
"""Groups of the families 2, 3, 4 and 7, which do not say where in the file a tag stands."""

HARMLESS_GROUPS = re.compile(
    r"System|MacOS|ExifTool|ICC[-_].*|Adobe|AdobeCM|APP14|PrintIM|PNG-pHYs|PNG-cICP|InteropIFD|GraphConv|APP15|AVI1"
)
"""Groups of which no tag exposes anything: the file system's, the profile's, the pixels'."""

DEFAULTS: tuple[tuple[re.Pattern[str], Kinds], ...] = (
    (re.compile(r"File|JFIF|JFXX|Composite|GIF|MPF.*|MPImage.*|SPIFF"), ()),
    (
        re.compile(r"PNG|RIFF|Microsoft"),
        ("text",),
    ),  # keywords and chunks that whoever wrote the file may have thought of
)
"""Groups of which ExifTool knows every tag, and what one is that has no kind of its own."""

PROVENANCE_GROUPS = re.compile(r"JUMBF|CBOR|C2PA.*|JSON")

EMBEDDED = re.compile(
    r"MPImage\d*|MotionPhoto(?:Video)?|MicroVideo|EmbeddedVideo\w*|EmbeddedImage\w*|EmbeddedAudio\w*"
    r"|SurroundShotVideo|DepthMap\w*|ImageDatav?\d*|AudioData"
)
"""Tags that tell of a further picture, video or sound in the file: `hidden`, and nobody knows what is inside."""

MAKERS = frozenset(
    """
    MakerNotes MakerUnknown Apple Canon CanonCustom CanonRaw CanonVRD CanonDR4 CIFF Casio DJI FLIR FujiFilm GE Garmin
    GoPro HP HTC Huawei InfiRay Insta360 JVC KDC_IFD Kodak KodakIFD KodakBordersIFD KodakEffectsIFD KyoceraRaw Leaf
    LeafSubIFD Leica Lytro MetaIFD Minolta MinoltaRaw Motorola Nikon NikonCapture NikonCustom NikonScan
    NikonSettings Nintendo Olympus Panasonic PanasonicRaw Parrot Pentax PhaseOne PreviewIFD Qualcomm RMETA Reconyx Ricoh
    SR2 SR2DataIFD SR2SubIFD Samsung Sanyo Scalado Sigma SigmaRaw Sony SonyIDC Google
    """.split()  # noqa: SIM905 - words, and words read best as a text
)
"""Groups of makers' own blocks."""

VENDOR_GROUPS = re.compile(
    r"APP\d+|FLIR|GoPro|Qualcomm|Scalado|RMETA|InfiRay|Parrot|DJI|EPPIM|NITF|JPS|JPEG-HDR|PictureInfo|Ducky|Ocad"
    r"|MediaJukebox|MetaIFD|Kodak(?:Borders|Effects)IFD|SEAL|HP|Huawei"
)
"""Segments and trailers of makers and programs: `hidden`, beside what their tags say."""
TRAILER_GROUPS = re.compile(r"AFCP|CanonVRD|CanonDR4|CIFF|FotoStation|PhotoMechanic|MIE-?.*|Samsung|IPTC\d|Insta360")

QUICKTIME_GROUPS = re.compile(
    r"QuickTime|Track\d*|Keys|ItemList|UserData|Meta|iTunes|GSpherical|Audible|DV|H264|Jpeg2000"
)

# ExifTool's spelling → the standard's, where the engine's tables have the standard's.
_SPELLINGS = {
    "DateTime": "ModifyDate", "DateTimeDigitized": "CreateDate", "CameraOwnerName": "OwnerName",
    "BodySerialNumber": "SerialNumber", "LensSpecification": "LensInfo",
}  # fmt: skip

_OWN: dict[str, str] = {
    "location": """
        GPSAreaInformation LocationInformation Sub-location Sublocation LocationName LocalLocationName LocationNote
        LocationBody LocationRole Landmark City City2 State Country Province-State Location LocationShown
        LocationCreated Places GeolocationCity GeolocationRegion GeolocationCountry GeolocationSubregion
        GeolocationPosition GeoTiffAsciiParams GPSString GPSLog GPSDataList GPSDataList2 GarminGPS GPSInfo CountryCode
        Coverage ShotLocation ContentLocationName ContentLocationCode ArchivalLocation Address Geotag Geosync MCCData
        CellGlobalID CellTowerID CellR MobileCountryCode MobileNetworkCode LocationAreaCode Geography
        """,
    "people": """
        RegionName RegionPersonDisplayName RegionRectangle RegionInfoMP RegionInfo RegionInfoACDSee RegionList
        ACDSeeRegionName ACDSeeRegionType ACDSeeRegionDLYAreaX RegionPersonEmailDigest RegionPersonLiveIdCID
        RegionPersonSourceID FaceName BabyName FacesDetected FacesRecognized NumFacePositions FacePositions
        DetectedFaceBounds DetectedFaceID DetectedFaceRollAngle DetectedFaceYawAngle PersonInImage People
        PersonInImageName PersonInImageWDetails PersonHeard Person Personality ModelAge AdditionalModelInformation
        PatientName PatientID PatientBirthDate BabyAge
        """,
    "serial": """
        SerialNumber InternalSerialNumber CameraSerialNumber LensSerialNumber ImageUniqueID BodySerialNumber
        DocumentID InstanceID OriginalDocumentID MediaGroupUUID ContentIdentifier BurstUUID ImageCaptureReqestID
        SerialNumberHash CameraID CameraIdentifier MediaUniqueID FlashSerialNumber ImageUIDList GUID ShutterCount
        DigitalImageGUID About ClipID ContentID RawDataUniqueID ApplePhotosVariationIdentifier EncoderID BurstID
        CameraBurstID ImageID PicasawebGPhotoId VersionID SaveID
        """,
    "owner": """
        Artist Creator Author By-line OwnerName Copyright CopyrightNotice Rights CopyrightFlag Credit Composer
        AlbumArtist Performer Performers Director Producer Publisher WebStatement UsageTerms Owner Licensor URL
        URL_List CreatorContactInfo Contributor UserName AppleStoreAccount OriginalArtist SongWriter EncodedBy
        Photographer ImageEditor RecordingCopyright CaptionsAuthorNames XPAuthor OwnerID WrittenBy Starring Originator
        Source Engineer Technician Commissioned Cinematographer ProductionStudio MusicBy ProducedBy EditedBy RippedBy
        CostumeDesigner ProductionDesigner DistributedBy Organization Arranger Conductor SoundEngineer Soloist
        ExecutiveProducer ArtDirector Narrator SourceCredits RecordLabelName RecordLabelURL AuthorURL Writer
        """,
    "device": """
        Make Model Lens LensModel LensID LensMake LensInfo LensType LensSpec HostComputer CameraType CameraModelName
        UniqueCameraModel CanonModelID DeviceName CanonImageType SonyModelID PentaxModelID FrontFacingCamera
        CameraLabel Vendor Manufacturer CameraModel CamModel DNGLensInfo LocalizedCameraModel AndroidMake AndroidModel
        CameraName GooglePlusUploadCode Model2 LensManufacturer Source
        """,
    "time": """
        ModifyDate CreateDate DateTimeOriginal DateCreated TimeCreated MetadataDate GPSDateTime GPSDateStamp
        GPSTimeStamp DateTimeCreated DigitalCreationDateTime SubSecCreateDate SubSecDateTimeOriginal SubSecModifyDate
        TrackCreateDate TrackModifyDate MediaCreateDate MediaModifyDate CreationDate ContentCreateDate TimeStamp
        TimeZone TimeZoneOffset Date Year CreationTime ModDate ReleaseDate PurchaseDate StartTimecode TimeCode
        DateAcquired HistoryWhen PowerUpTime LocationDate ManufactureDate ProductionDate PreviewDate SonyDateTime
        DateTime Birthday IPTCLastEdited
        """,
    "text": """
        Information PStringCaption ClippingPathName Title Description Caption Comment UserComment Keywords Subject
        Headline ImageDescription Caption-Abstract ObjectName HierarchicalSubject TagsList Label WeightedFlatSubject
        CatalogSets LastKeywordXMP LastKeywordIPTC Notes Categories AltTextAccessibility ExtDescrAccessibility Event
        Nickname PreservedFileName RawFileName DocumentName Album Genre Lyrics DisplayName Text XPTitle XPComment
        XPKeywords XPSubject Category SupplementalCategories RegionDescription SlicesGroupName LayerNames
        LayerUnicodeNames Name Collections AlphaChannelsNames UnicodeAlphaNames TextLayerName TextLayerText
        OriginalFileName Grouping Keyword LongDescription Subtitle UserCollection AltTapeName Disclaimer
        CanonFileDescription Tags SubjectCode Scene IntellectualGenre LogComment ProjectName TapeName ShotName LastURL
        ControlledVocabularyTerm ClipFileName CollectionName TVShow TVEpisode TVNetworkName ChapterList Podcast
        PodcastURL
        """,
    "software": """
        Software CreatorTool SoftwareVersion Firmware FirmwareVersion ProcessingSoftware CanonFirmwareVersion
        FirmwareID HistorySoftwareAgent HistoryAction HistoryChanged HistoryParameters Encoder EncodingTool
        EncodingSettings AndroidVersion WriterName CreatorAppID CreatorOpenWithUIOptions ApplicationVersion
        OriginatingProgram ProgramVersion ReaderName EncodedWith PlayerVersion GarminSoftware CreatedBy
        CompressorVersion ExifSoftware PMVersion LightroomWorkflow ProcessVersion CameraProfile HasSettings HasCrop
        AlreadyApplied Firmwares EncoderVersion CPUFirmwareVersion LensFirmwareVersion FirmwareDate
        """,
    "thumbnail": """
        ThumbnailImage PreviewImage JpgFromRaw OtherImage ThumbnailTIFF PreviewTIFF PhotoshopThumbnail
        PhotoshopBGRThumbnail CoverArt PageImage ThumbnailPNG Artwork ThumbnailData Thumbnails ObjectPreviewData
        PreviewPNG PreviewPICT ThumbnailBPG EmbeddedImage ZoomedPreviewImage IDCPreviewImage UnknownThumbnail
        PreviewImage1
        """,
    "provenance": """
        JUMDType JUMDLabel JUMDID JUMDToggles JUMDSignature C2PAThumbnailClaimJpegData ActiveManifest ClaimGenerator
        Claim_generator Provenance
        """,
    "maker_note": """
        ShotLogData MakerNotes MakerNote HdrPlusMakernote HDRPlusMakerNote MakerNoteVersion DNGPrivateData DNGAdobeData
        """,
    "hidden": """
        ClipPath GlobalParametersIFD Annotations AmbientTemperature Humidity Pressure WaterDepth Acceleration
        CameraElevationAngle PixelScale ModelTiePoint ModelTransform IntergraphMatrix GeoTiffDirectory
        GeoTiffDoubleParams ImageSourceData OriginalRawFileData ImageSequenceInfo
        """,
}
"""Kind → names of tags that give it away, as ExifTool spells them."""

_HARMLESS = """
    FilePath HDRGainCurve HDRGainCurveSize Version BaseRenditionIsHDR GainMapMin GainMapMax OffsetSDR OffsetHDR
    HDRCapacityMin HDRCapacityMax AlphaIdentifiers ICC_Untagged ColorSamplersResource ColorSamplersResource2
    GridGuidesInfo LayerIDs LayerColors LayerSelectionIDs LayerGroupsEnabledID LayersGroupInfo AdobeCMType SourceFile
    Directory FileSize FileAttributes FileType ZoneIdentifier IPTCDigest ImageDataHash ImageDataMD5 ValidateVersion
    Validate ImageWidth ImageHeight BitsPerSample BitsPerPixel ColorComponents ColorSpace YCbCrSubSampling
    YCbCrPositioning BitDepth Planes NumColors RenderingIntent ColorMode ByteOrder PageCount Compression Palette
    ResolutionUnit XResolution YResolution ThumbnailWidth ThumbnailHeight ThumbnailOffset ThumbnailLength
    PreviewImageStart PreviewImageLength PreviewImageSize PreviewImageValid JpgFromRawStart JpgFromRawLength
    OtherImageStart OtherImageLength PrintIMVersion Adobe ColorType Filter Interlace Gamma WhitePointX WhitePointY RedX
    RedY GreenX GreenY BlueX BlueY SRGBRendering PixelUnits PixelsPerUnitX PixelsPerUnitY BackgroundColor Transparency
    SignificantBits AnimationFrames AnimationPlays AppleDataOffsets ImageOffset PaletteHistogram VirtualImageWidth
    VirtualImageHeight VirtualPageUnits StereoMode SubjectUnits SubjectPixelWidth SubjectPixelHeight PixelCalibration
    SuggestedPalette FrameCount Duration PixelAspectRatio WebP_Flags VP8Version HorizontalScale VerticalScale
    AlphaPreprocessing AlphaFiltering AlphaCompression Alpha AnimationLoopCount RIFFSize64 FrameRate MaxDataRate
    TotalFrameCount StreamCount StreamType VideoCodec VideoFrameRate VideoFrameCount Quality SampleSize AudioCodec
    AudioSampleRate AudioSampleCount StreamSampleRate StreamSampleCount Encoding NumChannels SampleRate AvgBytesPerSec
    CodePage ExifVersion FlashpixVersion ComponentsConfiguration CompressedBitsPerPixel ImageSize Aperture ShutterSpeed
    FOV Rotation AvgBitrate RedBalance BlueBalance WB_RGGBLevels WB_RGBLevels AudioBitrate CFAPattern FocusDistance
    DigitalZoom DriveMode ISO Flash FlashType AutoFocus ShootingMode ExtenderStatus RedEyeReduction FNumber
    ExposureTime ExposureProgram ExposureCompensation ExifImageWidth ExifImageHeight FocalLengthIn35mmFormat
    SubfileType OldSubfileType StripOffsets StripByteCounts RowsPerStrip TileOffsets TileByteCounts TileWidth
    TileLength SamplesPerPixel PlanarConfiguration PhotometricInterpretation Predictor NumberofInks DotRange
    Thresholding ImageFullWidth ImageFullHeight SensitivityType RecommendedExposureIndex Opto-ElectricConvFactor
    FlashFired FlashReturn FlashMode FlashFunction FlashRedEyeMode CompositeImage CompositeImageCount
    CompositeImageExposureTimes InteropIndex InteropVersion RelatedImageFileFormat RelatedImageWidth RelatedImageHeight
    Rating RatingPercent Padding OffsetSchema NativeDigest TransferFunction ICCProfileName GPSVersionID GPSLatitudeRef
    GPSLongitudeRef GPSAltitude GPSAltitudeRef GPSDestLatitudeRef GPSDestLongitudeRef LocationAccuracyHorizontal
    DNGVersion DNGBackwardVersion SRawType MakerNoteSafety IPTC-NAA ApplicationNotes GDALNoData RawImageDigest
    OriginalRawFileDigest PreviewColorSpace TIFF-EPStandardID EnvelopeRecordVersion ApplicationRecordVersion
    CodedCharacterSet FileFormat FileVersion Urgency EditorialUpdate ActionAdvised ObjectCycle ImageType
    ImageOrientation LanguageIdentifier ObjectPreviewFileFormat ObjectPreviewFileVersion EnvelopePriority
    SupplementalType DisplayedUnitsX DisplayedUnitsY PrintStyle PrintPosition PrintScale GlobalAngle GlobalAltitude
    NumSlices HasRealMergedData PhotoshopQuality PhotoshopFormat ProgressiveScans LayerCount EffectsVisible
    IDsBaseValue TransparentIndex TargetLayerID LayerOpacities LayerVisible LayerBlendModes LayerRectangles
    LayerSections TotalFrames XMPToolkit Orientation Marked Type Format LegacyIPTCDigest SidecarForExtension
    EmbeddedXMPDigest RenditionClass HasExtendedXMP Language Advisory PLUSVersion RegionAppliedToDimensionsW
    RegionAppliedToDimensionsH RegionAppliedToDimensionsUnit RegionAppliedToDimensions ThumbnailFormat PageImageFormat
    PageImageHeight PageImageWidth PageImagePageNumber DigitalSourceType DigitalSourceFileType ColorLabel PickLabel
    Tagged ColorClass PixelFormat HDRGainMapVersion HDRGainMapHeadroom MajorBrand MinorVersion CompatibleBrands
    MovieHeaderVersion TimeScale PreferredRate PreferredVolume MatrixStructure PreviewTime PreviewDuration PosterTime
    SelectionTime SelectionDuration CurrentTime NextTrackID TrackHeaderVersion TrackID TrackDuration TrackLayer
    TrackVolume MediaHeaderVersion MediaDuration MediaTimeScale MediaLanguageCode HandlerType HandlerClass
    HandlerVendorID VendorID GraphicsMode OpColor CompressorID SourceImageWidth SourceImageHeight Balance AudioFormat
    AudioChannels AudioBitsPerSample MediaDataSize MediaDataOffset CleanApertureDimensions ProductionApertureDimensions
    EncodedPixelsDimensions PurchaseFileFormat MaxBitrate AverageBitrate BufferSize ColorPrimaries
    TransferCharacteristics MatrixCoefficients ColorProfiles VideoFullRangeFlag PrimaryItemReference MetaImageSize
    ImageSpatialExtent ImagePixelDepth ItemLocation HEVCConfigurationVersion AV1ConfigurationVersion
    GeneralProfileSpace GeneralTierFlag GeneralProfileIDC GenProfileCompatibilityFlags ConstraintIndicatorFlags
    GeneralLevelIDC MinSpatialSegmentationIDC ParallelismType ChromaFormat BitDepthLuma BitDepthChroma AverageFrameRate
    ConstantFrameRate NumTemporalLayers TemporalIDNested SeqProfile SeqLevelIdx0 SeqTier0 HighBitDepth TwelveBit
    ChromaSamplePosition InitialDelaySamples CleanAperture CleanApertureWidth CleanApertureHeight CleanApertureOffsetX
    CleanApertureOffsetY AVCConfiguration GenMediaVersion GenFlags GenGraphicsMode GenOpColor GenBalance HintFormat
    VideoFieldOrder PlayMode LivePhotoAuto LivePhotoVitalityScore LivePhotoVitalityScoringVersion UserRating
    CompatibleFormats MetaFormat NullMediaHeader ImageSizeLookahead WindowLocation PlaySelection PlayAllFrames
    MediaFlags VideoProfileVersion HDVideo MediaType PlayGap BeatsPerMinute TrackNumber DiskNumber Compilation
    DeviceModel ProfileID ProfileCopyright ProfileName
    """

HARMLESS_PATTERN = re.compile(
    r"Colorant\w+|GPS(?:Img)?(?:Speed|Track|Direction|Dest(?:Bearing|Distance))(?:Ref)?"
    r"|(?:AsShot|Baseline|BlackLevel|WhiteLevel|Linear|CFA|OECF|SpatialFrequencyResponse|CompImage)\w+"
    r"|ActiveArea|MaskedAreas|NoiseProfile|AnalogBalance|ShadowScale|DeviceSettingDescription(?:Columns|Rows)"
    r"|HDRGainMap\w*|Profile(?:HueSatMap|LookTable|ToneCurve)\w*|(?:Color|Forward|Reduction)Matrix\d"
    r"|(?:Camera)?Calibration(?:Illuminant)?\d|Default(?:Crop|User|Scale)\w+|OpcodeList\d|AuxiliaryImage\w*"
)

CAMERA_RAW = re.compile(
    r"Auto(?:Brightness|Contrast|Lateral|Shadows|Tone|White)\w*|\w+(?:2012|PV\w+)|(?:Red|Green|Blue)(?:Hue|Saturation)"
    r"|(?:CameraProfile|CameraModelRestriction|ChromaticAberration|CircularGradient|Clipboard|Cluster|ColorNoise|Crop"
    r"|Defaults?|Defringe|GradientBased|Grain|GrayMixer|HDREdit|Highlight|Incremental|LensProfile|LensManual|Look"
    r"|Luminance|MaskGroup|NegativeCache|Override|PaintCorrection|PaintBased|Parametric|Perspective|PostCropVignette"
    r"|Preset|PointColor|Retouch|RangeMask|Shadow|Sharpen|SplitToning|ColorGrade|Supports|ToneCurve|ToneMap|Upright"
    r"|Vignette|Hue|Saturation)\w*"
    r"|AlreadyApplied|Clarity|CompatibleVersion|ConvertToGrayscale|Dehaze|Texture|Tint|Vibrance|UUID|Group"
    r"|FillLight"
    r"|Temperature|Smoothness|Exposure|Brightness|Contrast|Sharpness|RawFileName|HasCrop|HasSettings"
)
"""Settings of Camera Raw and Lightroom, where of XMP no namespace is told (``-G``): an editing history."""

_GENERIC = frozenset(("Name", "Type", "Mode", "Version", "Settings", "Image", "Value", "Timestamp", "DataMining"))
"""Properties of structures, which ExifTool shows under the structure's name."""

_GPS_EXPOSING = frozenset(("GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude", "GPSAreaInformation",
                           "GPSTimeStamp", "GPSDateStamp", "GPSProcessingMethod", "GPSMapDatum"))  # fmt: skip

HARMLESS = frozenset((*_HARMLESS.split(), *TAG_HARMLESS.values(), *GPS_NAMES)) - _GPS_EXPOSING


def _named() -> dict[str, Kinds]:
    """Every name of which it is known what it exposes in some group: the likeliest kind first."""
    found: dict[str, dict[str, None]] = {}
    for kind, listed in _OWN.items():
        for name in listed.split():
            found.setdefault(name, {})[kind] = None
    standard = [(name, kind) for kind, name in (*TAG_KIND.values(), *IPTC_KIND.values())]
    for properties, _ in XMP.values():
        standard += [(name[:1].upper() + name[1:], kind) for name, kind in properties.items() if kind]
    for name, kind in standard:
        shown = _SPELLINGS.get(name, name)
        if shown not in _GENERIC and shown not in HARMLESS:
            found.setdefault(shown, {})[kind] = None
    return {name: tuple(kinds) for name, kinds in found.items()}


NAMED = _named()
XMP_HARMLESS = frozenset(
    shown
    for properties, _ in XMP.values()
    for name, kind in properties.items()
    if not kind
    and (shown := name[:1].upper() + name[1:]) not in NAMED
    and shown not in _GENERIC
    and shown not in _GPS_EXPOSING
    and not EMBEDDED.fullmatch(shown)
)
HARMLESS |= XMP_HARMLESS
