"""Real files without what they gave away, by the account of an independent reader."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest
from PIL import Image

from imgaudit.media import KINDS, CannotStrip, inspect, strip

EXIFTOOL = shutil.which("exiftool")
REFUSED = {
    "et_26_JXL2.jxl": "not decoded",
    "et_27_Pentax.avi": "cut off",
}
"""Files of which no clean copy is made, and why. Any other must be stripped."""

HARMLESS_GROUPS = ("ExifTool", "System", "File", "Composite", "ICC_Profile", "ICC-header", "ICC-chrm", "ICC-view",
                   "ICC-meas", "JFIF", "Adobe", "GIF", "RIFF")  # fmt: skip
"""What ExifTool calculates, or what describes the coding. Comments, which it files under File, are asked for apart."""

HARMLESS_TAGS = {
    "IFD0": "BitsPerSample ColorMap Compression ImageHeight ImageWidth Orientation PhotometricInterpretation "
    "PlanarConfiguration Predictor ResolutionUnit RowsPerStrip SamplesPerPixel StripByteCounts StripOffsets "
    "SubfileType XResolution YResolution",
    "PNG": "AnimationFrames AnimationPlays BackgroundColor BitDepth BlueX BlueY ColorType Compression Filter Gamma "
    "GreenX GreenY ImageHeight ImageWidth Interlace RedX RedY WhitePointX WhitePointY SRGBRendering Transparency "
    "Palette",
    "PNG-pHYs": "PixelsPerUnitX PixelsPerUnitY PixelUnits",
    "Meta": "Free PrimaryItemReference Unknown_free",
    "QuickTime": "AV1ConfigurationVersion AverageFrameRate BitDepthChroma BitDepthLuma ChromaFormat "
    "ChromaSamplePosition ColorPrimaries ColorProfiles CompatibleBrands ConstantFrameRate ConstraintIndicatorFlags "
    "CreateDate CurrentTime Duration Free GenProfileCompatibilityFlags GeneralLevelIDC GeneralProfileIDC "
    "GeneralProfileSpace GeneralTierFlag HEVCConfigurationVersion HandlerType HighBitDepth ImagePixelDepth "
    "ImageSpatialExtent InitialDelaySamples InitialObjectDescriptor MajorBrand MatrixCoefficients MatrixStructure "
    "MediaData MediaDataOffset MediaDataSize MinSpatialSegmentationIDC MinorVersion ModifyDate MovieHeaderVersion "
    "NextTrackID NumTemporalLayers ParallelismType PosterTime PreferredRate PreferredVolume PreviewDuration "
    "PreviewTime SelectionDuration SelectionTime SeqLevelIdx0 SeqProfile SeqTier0 TemporalIDNested TimeScale "
    "TransferCharacteristics TwelveBit Unknown_free",
    "Track": "AVCConfiguration AudioBitsPerSample AudioChannels AudioFormat AudioSampleRate AverageBitrate Balance "
    "BitDepth BufferSize ChunkOffset CleanApertureDimensions ColorPrimaries ColorProfiles CompositionTimeToSample "
    "CompressorID EncodedPixelsDimensions GraphicsMode HandlerClass HandlerType IdependentAndDisposableSamples "
    "ImageHeight ImageWidth MatrixCoefficients MatrixStructure MaxBitrate MediaCreateDate MediaDuration "
    "MediaHeaderVersion MediaLanguageCode MediaModifyDate MediaTimeScale OpColor PixelAspectRatio "
    "ProductionApertureDimensions SampleSizes SampleToChunk SourceImageHeight SourceImageWidth SyncSampleTable "
    "TimeToSampleTable TrackCreateDate TrackDuration TrackHeaderVersion TrackID TrackLayer TrackModifyDate "
    "TrackVolume TransferCharacteristics Unknown_alis Unknown_edts Unknown_esds Unknown_free VideoFrameRate "
    "XResolution YResolution",
}
"""Tags of pixels, sound and their index, by ExifTool's groups and names."""


@pytest.fixture(scope="module")
def corpus(shared: Path) -> list[Path]:
    return sorted(path for path in (shared / "corpus").iterdir() if path.suffix not in (".json", ".txt"))


def leftovers(tags: dict[str, object]) -> list[str]:
    """What ExifTool still sees that is not in the lists above."""
    found = []
    for name, value in tags.items():
        group, _, tag = name.partition(":")
        kind = "Track" if group.startswith("Track") else group
        allowed = kind in HARMLESS_GROUPS or tag in HARMLESS_TAGS.get(kind, "").split()
        is_date = "Date" in tag and kind not in HARMLESS_GROUPS and value != "0000:00:00 00:00:00"
        if name != "SourceFile" and (not allowed or name == "File:Comment" or is_date):
            found.append(f"{name}={value}")
    return found


def test_every_file_is_stripped_or_refused_for_a_reason(corpus: list[Path]):
    refused = {}
    for path in corpus:
        try:
            made = strip(path)
        except CannotStrip as reason:
            refused[path.name] = str(reason)
            continue
        before, after = inspect(path), inspect(made)
        assert {kind: after.kinds[kind] for kind in KINDS} == dict.fromkeys(KINDS, False), path.name
        assert after.status == "ok"
        assert after.image_hash == before.image_hash, path.name
        assert (after.width_px, after.height_px) == (before.width_px, before.height_px), path.name
        assert (after.orientation or 1) == (before.orientation or 1), path.name
        assert strip(made) == made, path.name
    assert set(refused) == set(REFUSED)
    for name, why in REFUSED.items():
        assert why in refused[name]


def test_pixels_are_the_same_wherever_they_can_be_decoded(corpus: list[Path]):
    compared = 0
    for path in corpus:
        if path.name in REFUSED:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of some torn originals
            before, after = decoded(path.read_bytes()), decoded(strip(path))
        if before is not None:
            compared += 1
            assert after == before, path.name
    assert compared >= 20


def decoded(data: bytes) -> tuple[str, tuple[int, int], bytes, object] | None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.mode, image.size, image.tobytes(), image.info.get("icc_profile")
    except (OSError, SyntaxError, ValueError):
        return None


@pytest.mark.slow
@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
def test_exiftool_finds_nothing_left(corpus: list[Path], tmp_path: Path):
    written = 0
    for path in corpus:
        if path.name not in REFUSED:
            (tmp_path / path.name).write_bytes(strip(path))
            written += 1
    command = [EXIFTOOL, "-j", "-G1", "-a", "-u", "-ee", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    read = json.loads(answer.stdout)
    assert len(read) == written
    assert {Path(tags["SourceFile"]).name: leftovers(tags) for tags in read if leftovers(tags)} == {}
    assert not [tags for tags in read if "ExifTool:Error" in tags]


@pytest.mark.slow
@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
def test_exiftool_sees_no_place_after_the_place_went(corpus: list[Path], tmp_path: Path):
    for path in corpus:
        try:
            (tmp_path / path.name).write_bytes(strip(path, only={"location"}))
        except CannotStrip:
            continue
    command = [EXIFTOOL, "-j", "-G1", "-a", "-ee", "-gps*", "-city", "-sub-location", "-location*", "-xmp:city",
               str(tmp_path)]  # fmt: skip
    read = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    assert len(read) > 30
    places = [(tags["SourceFile"], tag, value) for tags in read for tag, value in tags.items()
              if tag not in ("SourceFile", "GPS:GPSVersionID") and str(value).strip()]  # fmt: skip
    assert places == []
