"""XMP properties by namespace."""

from .tags import GPS_NAMES, TAG_HARMLESS, TAG_KIND

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
         "CvTermCvId": "people", "CvId": "people", "CvTermRefinedAbout": "people",
         "ContributorName": "owner", "Creator": "owner",
         "AOCurrentCopyrightOwnerName": "owner", "AOCurrentLicensorName": "owner", "CopyrightYear": "owner",
         "RecDevice": "device", "Manufacturer": "device", "ModelName": "device", "SerialNumber": "serial",
         "OwnersDeviceId": "serial", "AOCircaDateCreated": "time", "CircaDateCreated": "time",
         "PersonName": "people", "PersonId": "people",
         "PersonCharacteristic": "people", "PersonDescription": "people", "AddlModelInfo": "people",
         "ModelAge": "people", "ImageRegion": "people", "RegionBoundary": "", "DigImageGUID": "serial",
         "RegistryId": "serial", "RegItemId": "serial", "RegOrgId": "serial", "DigitalSourceType": "provenance",
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
         "fixturesidentifier": "text", "originatingprogram": "software", "OriginatingProgram": "software",
         "releasedate": "time", "releasetime": "time"},
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
         "hdrp_makernote": "maker_note", "shot_log_data": "maker_note", "SpecialTypeID": ""}, "hidden"),
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
    "http://purl.org/dc/terms": (
        {"provenance": "provenance", "creator": "owner", "contributor": "owner", "publisher": "owner",
         "rights": "owner", "rightsHolder": "owner", "spatial": "location", "created": "time", "modified": "time",
         "issued": "time", "date": "time", "format": "", "type": ""}, "text"),
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

XMP_FILES = frozenset(
    (f"http://ns.google.com/photos/1.0/{name}", local)
    for name, local in (("image", "Data"), ("depthmap", "Data"), ("depthmap", "Confidence"), ("audio", "Data"))
) | {("http://ns.leiainc.com/photos/1.0/image", "Data"), ("http://ns.adobe.com/xap/1.0/g/img", "image")}
"""Properties in which a whole file stands, in base64."""

XMP_STRUCTURE = frozenset({"http://www.w3.org/1999/02/22-rdf-syntax-ns", "adobe:ns:meta",
                           "http://www.w3.org/XML/1998/namespace"})  # fmt: skip
"""Namespaces of the wrapping itself: RDF, x:xmpmeta, xml:lang."""
