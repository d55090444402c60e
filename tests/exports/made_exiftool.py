"""Reports as ExifTool writes them, made by hand for the tests: groups, long forms, numbers and blanks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

Tags = Mapping[str, object]

GPS: Tags = {
    "EXIF:GPS:GPSVersionID": "2.3.0.0",
    "EXIF:GPS:GPSLatitudeRef": "North",
    "EXIF:GPS:GPSLatitude": "10 deg 10' 12.34\"",
    "EXIF:GPS:GPSLongitudeRef": "West",
    "EXIF:GPS:GPSLongitude": "30 deg 31' 45.67\"",
    "Composite:GPSLatitude": "10 deg 10' 12.34\" N",
    "Composite:GPSLongitude": "30 deg 31' 45.67\" W",
    "Composite:GPSPosition": "10 deg 10' 12.34\" N, 30 deg 31' 45.67\" W",
}
ZERO: Tags = {
    "EXIF:GPS:GPSVersionID": "2.3.0.0",
    "EXIF:GPS:GPSAltitudeRef": "Above Sea Level",
    "EXIF:GPS:GPSLatitude": "0 deg 0' 0.00\"",
    "EXIF:GPS:GPSLongitude": "0 deg 0' 0.00\"",
    "Composite:GPSLatitude": "0 deg 0' 0.00\" N",
    "Composite:GPSLongitude": "0 deg 0' 0.00\" E",
    "Composite:GPSPosition": "0 deg 0' 0.00\" N, 0 deg 0' 0.00\" E",
}
PHONE: Tags = {
    "File:ExifByteOrder": "Big-endian (Motorola, MM)",
    "EXIF:IFD0:Make": "Acme",
    "EXIF:IFD0:Model": "Phone 1",
    "EXIF:IFD0:Orientation": "Rotate 90 CW",
    "EXIF:IFD0:Software": "AcmeOS 1",
    "EXIF:IFD0:ModifyDate": "2025:06:11 10:11:12",
    "EXIF:ExifIFD:FNumber": 1.8,
    "EXIF:ExifIFD:SerialNumber": "SN-D-00042",
    "EXIF:IFD1:ThumbnailImage": "(Binary data 5120 bytes, use -b option to extract)",
    **GPS,
}


def full(name: str, tags: Tags | None = None, *, kind: str = "JPEG", mime: str = "image/jpeg") -> dict[str, object]:
    """All tags of one file, as ``-G0:1`` calls them; by itself a picture that gives nothing away."""
    return {
        "SourceFile": name,
        "ExifTool:ExifToolVersion": 12.57,
        "File:System:FileName": name.rsplit("/", 1)[-1],
        "File:System:Directory": name.rpartition("/")[0] or ".",
        "File:System:FileSize": "19 kB",
        "File:System:FileModifyDate": "2025:07:01 12:00:00+01:00",
        "File:System:FilePermissions": "-rw-r--r--",
        "File:FileType": kind,
        "File:FileTypeExtension": kind.lower(),
        "File:MIMEType": mime,
        "File:ImageWidth": 400,
        "File:ImageHeight": 300,
        "File:BitsPerSample": 8,
        "JFIF:JFIFVersion": 1.01,
        "ICC_Profile:ICC-header:ProfileDateTime": "2020:01:01 00:00:00",
        "ICC_Profile:ProfileCopyright": "No copyright, use freely",
        "Composite:ImageSize": "400x300",
        "Composite:Megapixels": 0.12,
        **(tags or {}),
    }


def grouped(record: Tags, groups: str) -> dict[str, object]:
    """The headings of another option: ``""`` for none, ``0``, ``1`` or ``0:1``; of one name the last tag stays."""

    def heading(key: str) -> str:
        *front, name = key.split(":")
        chosen = {"": [], "0": front[:1], "1": front[-1:], "0:1": front}[groups]
        return ":".join([*chosen, name])

    return {heading(key): value for key, value in record.items()}


def as_csv(*records: Tags, groups: str = "1") -> str:
    """One column a tag that some file has, in alphabetical order; a blank cell where a file has it not."""
    shown = [grouped(record, groups) for record in records]
    columns = ["SourceFile", *sorted({key for record in shown for key in record} - {"SourceFile"}, key=str.lower)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in record.items()} for record in shown)
    return out.getvalue()


def as_json(*records: Tags, groups: str = "1") -> str:
    return json.dumps([grouped(record, groups) for record in records], indent=2)


def as_long_json(*records: Tags, groups: str = "1") -> str:
    """What ``-l`` writes: a description, and the bare number where it differs."""
    numbers = {"FileSize": {"num": 19_423}, "Orientation": {"num": 6}}
    return json.dumps(
        [
            {
                key: value
                if key == "SourceFile"
                else {"desc": key, "val": value} | numbers.get(key.rpartition(":")[2], {})
                for key, value in grouped(record, groups).items()
            }
            for record in records
        ]
    )


def as_grouped_json(*records: Tags) -> str:
    """What ``-g1`` writes: an object a group."""
    shown: list[dict[str, object]] = []
    for record in records:
        entry: dict[str, object] = {"SourceFile": record["SourceFile"]}
        for key, value in grouped(record, "1").items():
            group, _, name = key.rpartition(":")
            if group:
                entry.setdefault(group, {})[name] = value  # type: ignore[index]
        shown.append(entry)
    return json.dumps(shown)


def _cell(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value
