"""A fuzz of the media engine with an oracle: while a canary is in the file, its kind never reads *no*.

Each file gets canaries in one to four places of its format and is then damaged: bits flipped, cut off, spliced with
another file, lengths made huge, blocks doubled and swapped. Then it must hold that

* `inspect` makes a record of all kinds, without an exception, within time;
* as long as a canary can still be read from the bytes (plain, UTF-16, deflated, hexadecimal), the kind of its place is
  not False, unless the record shows the canary under another kind because the damage renamed its tag;
* what `strip` gives back holds no canary.

A canary that the damage moved into the compressed picture is counted apart: pixels are not metadata.

    python tools/fuzz_media.py --seconds 60 --seed 1 --format jpeg
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fuzz_places import FORMATS, PLACES, Place, Slots

from imgaudit.media import KINDS, Record, inspect, inspection

try:
    from imgaudit.media import strip
except ImportError:
    strip = None  # type: ignore[assignment]

SLOWEST = 2.0
"""So long may one small file take [seconds of processor time]."""

MORE_MEMORY = 512
"""So much may the process grow over a run [MiB]."""

ALL_PLACES: list[tuple[str, Place]] = [(name, place) for name, places in PLACES.items() for place in places]
_NUMBER = {id(place): number for number, (_, place) in enumerate(ALL_PLACES)}
_PLAIN = re.compile(rb"Kanari(\d{6})vog")
_HEX = re.compile(b"Kanari".hex().encode() + rb"((?:3\d){6})" + b"vog".hex().encode())
_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_LONGEST_STREAM = 1 << 20


def token(place: Place) -> bytes:
    """The canary of a place: no two places share one."""
    return _spelled(_NUMBER[id(place)])


def number_of(place: Place) -> int:
    """The number of a place."""
    return _NUMBER[id(place)]


def _spelled(number: int) -> bytes:
    # Two digits check the other four: a canary that the damage itself changed is nobody's.
    return b"Kanari%04d%02dvog" % (number, number * 7919 % 97)


def canaries(data: bytes) -> set[int]:
    """The numbers of the places whose canary can be read from these bytes."""
    texts = [data, data.replace(b"\0", b"")]
    for start in _DEFLATED.finditer(data):
        machine = zlib.decompressobj()
        try:
            texts.append(machine.decompress(data[start.start() :], _LONGEST_STREAM))
        except zlib.error:
            continue
    digits = {n for text in texts for n in _PLAIN.findall(text)}
    digits |= {bytes.fromhex(n.decode()) for text in texts for n in _HEX.findall(text.replace(b"\n", b""))}
    numbers = {int(n[:4]) for n in digits}
    return {n for n in numbers if n < len(ALL_PLACES) and _spelled(n)[6:12] in digits}


# ------------------------------------------------------------------------------------------------ damage


def build(name: str, chosen: list[Place], rng: random.Random) -> bytes:
    """A file of this format with a canary in each of the places chosen, some blocks doubled."""
    slots: Slots = {}
    for place in chosen:
        slots.setdefault(place.slot, []).append(place.plant(token(place)))
    for parts in slots.values():
        if rng.random() < 0.1:
            parts.append(rng.choice(parts))
    return FORMATS[name](slots)


def _flip(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _set(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] = rng.choice(
        (0x00, 0xFF, 0x7F, 0x80, 0x0A, 0x3B, 0xD8, 0xD9, 0xE1, rng.randrange(256))
    )


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def _remove(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.choice((1, 2, 4, 8, rng.randrange(1, 64)))]


def _double(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at:at] = data[at : at + rng.randrange(1, 200)]


def _copy(data: bytearray, rng: random.Random) -> None:
    at, source = rng.randrange(len(data)), rng.randrange(len(data))
    data[at:at] = data[source : source + rng.randrange(1, 200)]


def _swap(data: bytearray, rng: random.Random) -> None:
    a, b, c, d = sorted(rng.randrange(len(data)) for _ in range(4))
    data[a:d] = data[c:d] + data[b:c] + data[a:b]


def _huge(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at : at + 4] = rng.choice(
        (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1", b"\1\0\0\0", b"\xff\xff")
    )


def _near(data: bytearray, rng: random.Random) -> None:
    """Change the bytes just before a canary: its length, type, tag or keyword."""
    spot = data.find(b"Kanari", rng.randrange(len(data)))
    if spot > 0:
        at = max(0, spot - rng.randrange(1, 24))
        data[at] = rng.choice((data[at] ^ 1 << rng.randrange(8), rng.randrange(256)))


_DAMAGE: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _flip, _flip, _set, _cut, _remove, _double, _copy, _swap, _huge, _near, _near,
)  # fmt: skip


def damage(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """The file, damaged once or several times; now and then continued with another one."""
    broken = bytearray(data)
    if rng.random() < 0.08:
        broken = bytearray(data[: rng.randrange(1, len(data) + 1)] + other[rng.randrange(len(other)) :])
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3, 6))):
        if broken:
            rng.choice(_DAMAGE)(broken, rng)
    return bytes(broken)


def inputs(name: str, seed: int) -> Iterator[bytes]:
    """An endless row of files of one format, the same for the same seed. It begins with each place undamaged."""
    rng = random.Random(f"{seed} {name}")
    places, names = PLACES[name], list(FORMATS)
    for place in places:
        yield FORMATS[name]({place.slot: [place.plant(token(place))]})
    while True:
        chosen = rng.sample(places, min(len(places), rng.choice((1, 1, 1, 2, 3, 4))))
        other_name = name if rng.random() < 0.7 else rng.choice(names)
        other = build(other_name, [rng.choice(PLACES[other_name])], rng)
        yield damage(build(name, chosen, rng), other, rng)


# ------------------------------------------------------------------------------------------------ oracle


def in_picture(data: bytes, number: int) -> bool:
    """Whether most of every copy of a canary lies in what the engine takes for compressed picture, sound or colours."""
    _, ranges = inspection.examine(data)
    plain = _spelled(number)
    spots: list[tuple[int, int]] = []
    for needle in (plain, plain.decode().encode("utf-16-le")):
        at = data.find(needle)
        while at >= 0:
            spots.append((at, at + len(needle)))
            at = data.find(needle, at + 1)
    return bool(spots) and all(
        any(2 * (min(end, b) - max(start, a)) > end - start for a, b in ranges) for start, end in spots
    )


def faults(data: bytes, record: Record) -> list[str]:
    """What is wrong with a record of these bytes."""
    if tuple(record.kinds) != KINDS or not set(record.kinds.values()) <= {True, False, None}:
        return ["a record without all kinds"]
    wrong = []
    for number in sorted(canaries(data)):
        place = ALL_PLACES[number][1]
        if record.kinds[place.kind] is not False:
            continue
        name = _spelled(number)[:10].decode()  # damage may cut what is shown
        if any(name in found.value or found.value.endswith("…") for found in record.found):
            continue  # under another kind, or too far back in a long text to be shown
        if place.kind == "hidden" and record.kinds["maker_note"]:
            continue  # the damage moved it into a maker's block, and that is said
        wrong.append(f"{place.name}: {place.kind} is no")
    return wrong


def strip_faults(data: bytes) -> list[str]:
    """What is wrong with a stripped copy of these bytes; a refusal to make one is right."""
    if strip is None:
        return []
    try:
        copy = strip(data)
    except (ValueError, OSError):
        return []
    left = {n for n in canaries(copy) if not in_picture(copy, n)}
    return [f"{ALL_PLACES[number][1].name}: left in the stripped copy" for number in sorted(left)]


@dataclass
class Outcome:
    """What a run found out."""

    counts: Counter[str] = field(default_factory=Counter)
    with_canary: int = 0
    in_picture: int = 0
    slowest: float = 0.0
    slowest_strip: float = 0.0
    failures: list[tuple[str, Path]] = field(default_factory=list)


def run(
    formats: list[str], seed: int, *, seconds: float, most: int | None, keep: Path, with_strip: bool = True
) -> Outcome:
    """Fuzz the formats in turn until the time is up or each has had its number of inputs."""
    outcome = Outcome()
    rows = {name: inputs(name, seed) for name in formats}
    until = time.monotonic() + seconds
    seen: set[str] = set()
    while rows and time.monotonic() < until:
        for name in list(rows):
            if most is not None and outcome.counts[name] >= most:
                del rows[name]
                continue
            data = next(rows[name])
            outcome.counts[name] += 1
            for fault in _judged(data, outcome, with_strip=with_strip):
                what = re.sub(r"\d+\.\d+", "", fault)
                if what not in seen:
                    seen.add(what)
                    path = keep / f"{name}-{seed}-{outcome.counts[name]}.bin"
                    path.write_bytes(data)
                    outcome.failures.append((fault, path))
    return outcome


def _judged(data: bytes, outcome: Outcome, *, with_strip: bool) -> list[str]:
    begin = time.process_time()
    try:
        record = inspect(data, hashes=False)
    except Exception as error:  # noqa: BLE001 - that it raises is what we look for
        return [f"inspect raised {type(error).__name__}: {error}"]
    spent = time.process_time() - begin
    outcome.slowest = max(outcome.slowest, spent)
    wrong = [f"inspect took {spent:.1f} s"] if spent > SLOWEST else []
    outcome.with_canary += b"Kanari" in data
    for fault in faults(data, record):
        number = next(n for n, (_, place) in enumerate(ALL_PLACES) if fault.startswith(f"{place.name}: "))
        if in_picture(data, number):
            outcome.in_picture += 1
        else:
            wrong.append(fault)
    if with_strip and strip is not None:
        begin = time.process_time()
        try:
            wrong += strip_faults(data)
        except Exception as error:  # noqa: BLE001
            wrong.append(f"strip raised {type(error).__name__}: {error}")
        spent = time.process_time() - begin
        outcome.slowest_strip = max(outcome.slowest_strip, spent)
        if spent > 2 * SLOWEST:
            wrong.append(f"strip took {spent:.1f} s")
    return wrong


def main() -> int:
    """Fuzz from the command line; 1 when something was found."""
    parser = argparse.ArgumentParser(description="Fuzz the media engine with planted canaries.")
    parser.add_argument("--seconds", type=float, default=60, help="how long")
    parser.add_argument("--inputs", type=int, help="how many of each format, at most")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same files")
    parser.add_argument("--format", choices=list(FORMATS), action="append", help="only this format (may be repeated)")
    parser.add_argument("--keep", type=Path, help="folder for the files that failed")
    parser.add_argument("--no-strip", action="store_true", help="inspect only")
    options = parser.parse_args()
    keep = options.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = run(
        options.format or list(FORMATS),
        options.seed,
        seconds=options.seconds,
        most=options.inputs,
        keep=keep,
        with_strip=not options.no_strip,
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    for name, count in outcome.counts.items():
        print(f"{name:6} {count:>9,} inputs, {len(PLACES[name])} places")
    print(
        f"{sum(outcome.counts.values()):,} inputs, {outcome.with_canary:,} of them still with a canary in plain bytes"
    )
    print(f"slowest: inspect {outcome.slowest:.3f} s, strip {outcome.slowest_strip:.3f} s; grew by {grown:.0f} MiB")
    print(f"canaries that the damage moved into the picture itself: {outcome.in_picture}")
    for fault, path in outcome.failures:
        print(f"FAILED {fault}  {path}")
    if grown > MORE_MEMORY:
        print(f"FAILED grew by more than {MORE_MEMORY} MiB")
    return 1 if outcome.failures or grown > MORE_MEMORY else 0


if __name__ == "__main__":
    raise SystemExit(main())
