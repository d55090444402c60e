"""Named blocks behind the pictures of Samsung's phones."""

from __future__ import annotations

import struct

import pytest

from imgaudit.media import inspect, strip

from . import build

PLANTED = b"Amelia Hart, lat 51.5074"
UTC, COUNTRY = (0x0A01, b"Image_UTC_Data", b"1717236000123"), (0x0AA1, b"MCC_Data", b"234")


def named(*blocks: tuple[int, bytes, bytes], between: bytes = b"") -> bytes:
    bodies, entries = b"", []
    for number, name, content in blocks:
        body = struct.pack("<HHI", 0, number, len(name)) + name + content
        entries.append((number, len(bodies), len(body)))
        bodies += body + between
    directory = b"SEFH" + struct.pack("<II", 106, len(entries))
    directory += b"".join(struct.pack("<HHII", 0, number, len(bodies) - at, size) for number, at, size in entries)
    return bodies + directory + struct.pack("<I", len(directory)) + b"SEFT"


def kinds(data: bytes) -> dict[str, bool | None]:
    return {kind: there for kind, there in inspect(data).kinds.items() if there is not False}


CARRIERS = {
    "behind a JPEG": lambda trailer: build.jpeg(trailer=trailer),
    "in a HEIC": lambda trailer: build.heic() + build.box(b"sefd", trailer),
}
carriers = pytest.mark.parametrize("carried", CARRIERS.values(), ids=CARRIERS)


@carriers
def test_blocks_tell_the_time_and_the_country(carried):
    assert kinds(carried(named(UTC))) == {"hidden": True, "time": True}
    assert kinds(carried(named(UTC, COUNTRY))) == {"hidden": True, "time": True, "location": True}
    settings = named((0x0B60, b"Color_Display_P3", b"1"), (0x0A31, b"MotionPhoto_Version", b"mpv3"))
    assert kinds(carried(settings)) == {"hidden": True}
    assert kinds(strip(carried(named(UTC, COUNTRY)))) == {}


@carriers
@pytest.mark.parametrize(
    "blocks",
    [
        named((0x0A01, b"Image_UTC_Data", PLANTED)),
        named((0x0A01, b"Image_UTC_Data", b"1717236000123 " + PLANTED)),
        named((0x0A01, b"Image_UTC_Data", b"1717236000123" + bytes(5000) + PLANTED)),
        named((0x0BA1, b"PhotoEditor_Re_Edit_Data", b'{"originalPath":"/DCIM/Amelia.jpg"}')),
        named((0x0A30, b"MotionPhoto_Data", PLANTED)),
        named((0x0999, PLANTED, b"1")),
        named(UTC, between=PLANTED),
        PLANTED + named(UTC),
        named(UTC)[:-8] + PLANTED + named(UTC)[-8:],
        named(UTC)[:-1],
    ],
)
def test_what_is_not_known_of_them_is_not_clean(carried, blocks):
    found = kinds(carried(blocks))
    assert [kind for kind in ("location", "people", "owner") if kind not in found] == []
    assert kinds(strip(carried(blocks))) == {}


@carriers
def test_a_video_in_a_block_is_a_file_of_its_own(carried):
    plain = build.movie(seconds=0)
    placed = build.movie(build.user_text(b"\xa9xyz", b"+51.5074-000.1278/"))
    assert kinds(carried(named((0x0A30, b"MotionPhoto_Data", plain)))) == {"hidden": True}
    assert kinds(carried(named((0x0A30, b"MotionPhoto_Data", placed)))) == {"hidden": True, "location": True}


def test_the_video_in_the_box_of_a_heic_is_a_file_of_its_own():
    placed = build.movie(build.user_text(b"\xa9xyz", b"+51.5074-000.1278/"))
    assert kinds(build.heic() + build.box(b"mpvd", build.movie())) == {"hidden": True}
    assert kinds(build.heic() + build.box(b"mpvd", placed)) == {"hidden": True, "location": True}
    assert kinds(build.heic() + build.box(b"mpvd", PLANTED))["location"] is None
    assert kinds(strip(build.heic() + build.box(b"mpvd", placed))) == {}
