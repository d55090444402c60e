"""Matroska made element by element."""


def _long(length):
    return b"\x01" + length.to_bytes(7, "big")


def element(number, *bodies):
    body = b"".join(one if isinstance(one, bytes) else one.encode() for one in bodies)
    head = bytes.fromhex(number)
    return head + (bytes([0x80 | len(body)]) if len(body) < 127 else _long(len(body))) + body


def unsigned(number, value):
    return element(number, bytes([value]))


def track(number, kind, codec, *more):
    return element("AE", unsigned("D7", number), unsigned("83", kind), element("86", codec), *more)


VIDEO = element("E0", unsigned("B0", 64), unsigned("BA", 48))
SCALE = element("2AD7B1", b"\x0f\x42\x40")
FRAMES = element("1F43B675", unsigned("E7", 0), element("A3", b"\x81\0\0\x80picture!"))


def mkv(*segment, info=(), tracks=(), more=(), frames=FRAMES, kind="matroska", behind=b"", apps=True):
    named = (element("4D80", ""), element("5741", "")) if apps else ()
    return (
        element("1A45DFA3", element("4282", kind), unsigned("4287", 4))
        + element(
            "18538067",
            element("1549A966", SCALE, *named, *info),
            element("1654AE6B", track(1, 1, "V_VP9", VIDEO, *more), *tracks),
            *segment,
            frames,
        )
        + behind
    )


def tag(name, value):
    return element("1254C367", element("7373", element("63C0"), simple(name, value)))


def simple(name, value):
    return element("67C8", element("45A3", name), element("4487", value))
