"""The shared corpus, kind by kind, against what an independent reader found in it."""

import json
from pathlib import Path

import pytest

from imgaudit.media import inspect

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not (CORPUS / "expected.json").is_file(), reason=f"no corpus at {CORPUS}")

KIND_OF = {
    "gps": "location", "location_text": "location", "camera": "device", "serial": "serial", "owner": "owner",
    "capture_date": "time", "any_date": "time", "software": "software", "caption": "text", "comment": "text",
    "person": "people", "thumb": "thumbnail", "makernote": "maker_note", "jumbf": "provenance",
}  # fmt: skip
"""Their kinds by ours. Not mapped: gps_ifd (a GPS block without a position is no place), serial_std and serial_mn
(parts of serial), iptc, xmp and icc (that a block is there says nothing about what it exposes)."""


def entries():
    if not (CORPUS / "expected.json").is_file():
        return []
    return json.loads((CORPUS / "expected.json").read_text())["files"]


def present(entry):
    kinds = dict.fromkeys(KIND_OF.values(), False)
    for theirs, ours in KIND_OF.items():
        kinds[ours] |= entry["exposures"][theirs]
    return kinds


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_no_kind_is_no_where_something_is(entry):
    record = inspect(CORPUS / entry["file"])
    assert [kind for kind, there in present(entry).items() if there and record.kinds[kind] is False] == []


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_format_and_size_are_real(entry):
    record = inspect(CORPUS / entry["file"])
    assert record.status in ("ok", "damaged", "unsupported")
    if record.status != "unsupported":
        size = [int(entry["width"]), int(entry["height"])]
        if record.orientation is not None and record.orientation >= 5:
            size.reverse()
        assert [record.width_px, record.height_px] == size


def test_absent_kinds_read_no():
    absent = known = 0
    for entry in entries():
        record = inspect(CORPUS / entry["file"])
        if record.status == "unsupported":
            continue
        for kind, there in present(entry).items():
            if not there:
                absent += 1
                known += record.kinds[kind] is False
    # Of a phone's encrypted notes, such as Google's in XMP, nobody can say whom they name.
    assert known / absent >= 0.95


def test_names_of_people_are_read():
    assert inspect(CORPUS / "syn_mwg_regions.jpg").person_names == ("Mika Dummy",)
    assert inspect(CORPUS / "syn_personinimage.jpg").person_names == ("Mika Dummy", "Noor Placeholder")
