"""C2PA manifests: what they tell is told, what they may hide leaves a doubt."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path

import pytest
from PIL import Image

from imgaudit.media import inspect, strip
from imgaudit.media.blocks.cbor import Pairs, read_cbor
from imgaudit.media.record import Damaged

from . import build

PICTURES = Path(__file__).resolve().parents[3] / "shared" / "pictures"
PLANTED = "Amelia Hart, lat 51.5074"
NAME = "urn:uuid:6d4b57b0-bd89-4774-a3d1-79960c387235"
WHO = ("location", "people", "owner")


def cbor(value) -> bytes:
    if isinstance(value, bool) or value is None:
        return bytes([{False: 0xF4, True: 0xF5, None: 0xF6}[value]])
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(key) + cbor(inner) for key, inner in value.items())


def head(major: int, count: int) -> bytes:
    return bytes([major << 5 | count]) if count < 24 else bytes([major << 5 | 26]) + count.to_bytes(4, "big")


def described(label: str, *contents: bytes, salt: bytes = b"") -> bytes:
    toggles = 3 | (16 if salt else 0)
    words = b"c2pa" + bytes(12) + bytes([toggles]) + label.encode() + b"\0"
    return build.box(b"jumb", build.box(b"jumd", words + (build.box(b"c2sh", salt) if salt else b"")), *contents)


CLAIM = {
    "claim_generator": "Phone 4/1.0", "instanceID": f"xmp:iid:{NAME[9:]}", "dc:format": "image/jpeg", "alg": "sha256",
    "signature": "self#jumbf=c2pa.signature",
    "assertions": [{"url": "self#jumbf=c2pa.assertions/c2pa.actions", "hash": bytes(range(128, 160))}],
}  # fmt: skip
ACTIONS = {"actions": [{"action": "c2pa.opened", "when": "2026-06-01T10:00:00Z"}]}


def manifest(*more: bytes, claim=CLAIM, actions=ACTIONS, label: str = NAME) -> bytes:
    assertions = described("c2pa.assertions", described("c2pa.actions", build.box(b"cbor", cbor(actions))), *more)
    return described("c2pa", described(label, assertions, described("c2pa.claim", build.box(b"cbor", cbor(claim)))))


def portions(whole: bytes, size: int) -> list[bytes]:
    step = size - 8
    bodies = [whole[at : at + step] for at in range(8, len(whole), step)]
    return [b"JP\0\1" + (i + 1).to_bytes(4, "big") + whole[:8] + body for i, body in enumerate(bodies)]


def jpeg(whole: bytes) -> bytes:
    return build.jpeg(*(build.segment(0xEB, part) for part in portions(whole, 60_000)))


def kinds(data: bytes) -> dict[str, bool | None]:
    return {kind: there for kind, there in inspect(data).kinds.items() if there is not False}


PLAIN = {"provenance": True, "software": True, "serial": True, "time": True}


def test_a_manifest_tells_the_program_and_the_time_and_nothing_of_anybody():
    assert kinds(jpeg(manifest())) == PLAIN
    assert kinds(strip(jpeg(manifest()))) == {}


@pytest.mark.parametrize(
    "carried",
    [
        lambda whole: build.png(build.chunk(b"caBX", whole)),
        lambda whole: build.webp(build.riff_chunk(b"C2PA", whole)),
        lambda whole: build.picture_tiff([(0xCD41, 7, whole)]),
        lambda whole: build.heic() + whole,
        lambda whole: (
            build.heic()
            + build.box(
                b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481"), b"\0\0\0\0manifest\0", bytes(8), whole
            )
        ),
    ],
)
def test_it_is_read_wherever_it_lies(carried):
    assert kinds(carried(manifest())) == PLAIN
    told = manifest(described("cai.location.broad", build.box(b"json", b'{"location": "Salem, Oregon"}')))
    assert kinds(carried(told)) == PLAIN | {"location": True}


def with_claim(**changed) -> bytes:
    return manifest(claim=CLAIM | changed)


@pytest.mark.parametrize(
    "hidden",
    [
        manifest(label=PLANTED),
        manifest(described(PLANTED, build.box(b"cbor", cbor({})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({PLANTED: 1})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({"actions": [{"action": PLANTED}]})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({"note": 51.5074})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({"note": PLANTED})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({"pad": PLANTED.encode()})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({}) + PLANTED.encode()))),
        manifest(described("c2pa.actions", build.box(b"cbor", b"\x7f" + cbor(PLANTED) + b"\xff"))),
        manifest(described("c2pa.actions", build.box(b"cbor", b"\xc1" + cbor(PLANTED)))),
        manifest(described("c2pa.actions", build.box(b"uuid", PLANTED.encode()))),
        manifest(described("c2pa.actions", build.box(b"bfdb", PLANTED.encode()))),
        manifest(described("c2pa.actions", salt=PLANTED.encode())),
        manifest(described("stds.x", build.box(b"json", json.dumps({"@context": PLANTED}).encode()))),
        manifest(described("stds.x", build.box(b"json", json.dumps({"@type": PLANTED}).encode()))),
        manifest(described("stds.x", build.box(b"json", PLANTED.encode()))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({"value": 51.5074})))),
        manifest(described("c2pa.actions", build.box(b"cbor", cbor({"alg": [51.5074, -1]})))),
        with_claim(alg=PLANTED),
        with_claim(signature=PLANTED),
        with_claim(assertions=[{"url": "self#jumbf=" + PLANTED, "hash": b""}]),
        with_claim(assertions=[{"hash": PLANTED.encode()}]),
        with_claim(**{"dc:format": PLANTED}),
        manifest() + PLANTED.encode(),
    ],
)
def test_what_stands_in_a_harmless_place_is_not_clean(hidden):
    found = kinds(jpeg(hidden))
    assert [kind for kind in WHO if kind not in found] == []
    assert kinds(strip(jpeg(hidden))) == {}


def test_who_made_it_where_and_when_are_told():
    work = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "author": [{"@type": "Person", "name": "A Hart"}],
    }
    taken = {"exif:GPSLatitude": "51,30.4N", "exif:Make": "Phone", "dc:creator": ["A Hart"], "dc:title": "Sports day"}
    found = kinds(
        jpeg(manifest(described("stds.schema-org.CreativeWork", build.box(b"json", json.dumps(work).encode()))))
    )
    assert found == PLAIN | {"owner": True}
    found = kinds(jpeg(manifest(described("stds.exif", build.box(b"json", json.dumps(taken).encode())))))
    assert found == PLAIN | {"location": True, "device": True, "owner": True, "text": True}


def test_a_thumbnail_is_a_picture_of_its_own():
    inner = build.jpeg(build.exif_segment(build.tiff([], gps=build.GPS)))
    boxes = build.box(b"bfdb", b"\0image/jpeg\0"), build.box(b"bidb", inner)
    assert kinds(jpeg(manifest(described("c2pa.thumbnail.claim.jpeg", *boxes)))) == PLAIN | {
        "thumbnail": True, "location": True,
    }  # fmt: skip


def test_portions_of_one_manifest_are_put_together():
    out = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(out, "jpeg", quality=95)
    whole = manifest(described("c2pa.thumbnail.claim.jpeg", build.box(b"bidb", out.getvalue())))
    parts = [build.segment(0xEB, part) for part in portions(whole, 60_000)]
    assert len(parts) > 1
    assert kinds(build.jpeg(*parts)) == PLAIN | {"thumbnail": True}
    assert kinds(build.jpeg(*parts[::-1])) == PLAIN | {"thumbnail": True}
    assert kinds(build.jpeg(*parts[1:]))["location"] is None
    assert kinds(build.jpeg(*parts[:1]))["location"] is None


# ------------------------------------------------------------------------------------------------------- signatures


def der(tag: int, *contents: bytes) -> bytes:
    body = b"".join(contents)
    return bytes([tag, 0x82]) + len(body).to_bytes(2, "big") + body


def signed(*subjects: bytes, when: bytes = b"") -> bytes:
    certificate = der(
        0x30, der(0x30, der(0x02, bytes(range(200, 220))), *subjects), der(0x03, b"\0" + bytes(range(128, 192)))
    )
    token = der(0x30, der(0x04, der(0x30, der(0x18, when)))) if when else b""
    signature = [cbor({1: 38, 33: [certificate]}), {"sigTst": {"tstTokens": [{"val": token}]}, "pad": bytes(9)}, None,
                 bytes(range(128, 192))]  # fmt: skip
    box = described("c2pa.signature", build.box(b"cbor", b"\xd2" + cbor(signature)))
    return described("c2pa", described(NAME, described("c2pa.claim", build.box(b"cbor", cbor(CLAIM))), box))


def named(text: str, tag: int = 0x0C) -> bytes:
    return der(0x31, der(0x30, der(0x06, b"\x55\x04\x03"), der(tag, text.encode())))


def test_firms_sign_for_nobody_and_people_for_themselves():
    firm = {"provenance": True, "software": True, "serial": True}
    assert kinds(jpeg(signed(named("DigiCert Trusted G4 RSA4096 SHA256 TimeStamping CA")))) == firm
    assert kinds(jpeg(signed(named("Adobe Inc."), when=b"20260601100000Z"))) == firm | {"time": True}
    record = inspect(jpeg(signed(named("Bob Hart"))))
    assert record.kinds["owner"] is True
    assert "Bob Hart" in record.texts


@pytest.mark.parametrize(
    "hidden",
    [
        signed(named(PLANTED)),
        signed(named(PLANTED, tag=0x13)),
        signed(der(0x04, PLANTED.encode())),
        signed(der(0x06, PLANTED.encode())),
        signed(der(0x86, PLANTED.encode())),
        signed(der(0x17, PLANTED.encode())),
        signed(PLANTED.encode()),
        signed(when=PLANTED.encode()),
    ],
)
def test_what_stands_in_a_certificate_is_not_clean(hidden):
    found = kinds(jpeg(hidden))
    assert [kind for kind in WHO if kind not in found] == []


# ------------------------------------------------------------------------------------------------------------- CBOR


def test_cbor_is_read_as_it_is_written():
    assert read_cbor(cbor({"a": [1, -0, "x", b"y", None, True, 1.5]})) == Pairs(
        [("a", [1, 0, "x", b"y", None, True, 1.5])]
    )
    assert read_cbor(b"\xbf\x61a\x9f\x01\x20\xff\xff") == Pairs([("a", [1, -1])])
    assert read_cbor(b"\xa2\x61a\x01\x61a\x02") == Pairs([("a", 1), ("a", 2)])


@pytest.mark.parametrize(
    "bomb",
    [b"\x81" * 100_000 + b"\0", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff", b"\xbb\0\0\0\1\0\0\0\0", b"\xc6" * 50_000,
     b"\x9f" + b"\0" * 100_000, b"\x1c", b"\xff", b"\x5f\x61a\xff", b"\xa1\xff\x01", b"\x7b" + b"\xff" * 8, b""],
)  # fmt: skip
def test_cbor_that_is_none_or_a_bomb_is_damage(bomb):
    with pytest.raises(Damaged):
        read_cbor(bomb)
    assert kinds(jpeg(manifest(described("c2pa.actions", build.box(b"cbor", bomb)))))["location"] is None


# ------------------------------------------------------------------------------------------------------- real files


@pytest.mark.skipif(not PICTURES.is_dir(), reason=f"no pictures at {PICTURES}")
@pytest.mark.parametrize(
    ("name", "unknown"),
    [("c2pa_CA.jpg", []), ("c2pa_boxhash.jpg", []), ("c2pa_C.dng", []), ("c2pa_pdf-file.pdf", []),
     # somebody's own assertion, `my.assertion`: nobody can say what it holds
     ("c2pa_video1.mp4", ["location", "people", "device", "thumbnail", "maker_note"])],
)  # fmt: skip
def test_real_manifests_get_answers(name, unknown):
    record = inspect(PICTURES / name)
    assert [kind for kind, there in record.kinds.items() if there is None] == unknown
    assert record.kinds["provenance"] is True
