"""A fuzz of the readers of exports: whatever is done to an export, it is read as far as it goes, and that is said.

A small export of each dialect is spoilt in ways of its format (JSON, CSV, XML), as bytes, or by the ZIP it comes in;
then `recognise_exports`, `read_inventory` and now and then `scan` and `run_audit` must

* raise nothing but `InputError`, whose message names what was read; no warning either;
* be done within time and memory;
* open nothing but the export, connect to nothing, and leave the export as it was;
* write no position and no internet address into any table;
* say so in `problems` where fewer rows come out than went in;
* hold every entry that was left as it is, or a problem that says that something was not read. Each entry is known by the
  picture that is read of it alone: its canary.

    python tools/fuzz_exports.py --seconds 60 --seed 1 --dialect wxr
"""

# ruff: noqa: E501 - the tables of what is done to an export
from __future__ import annotations

import argparse
import base64
import codecs
import csv
import io
import json
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pandera.config import config_context

sys.path.insert(0, str(Path(__file__).parent.parent))

import imgaudit as ia
from tests.exports.made import JPEG, write
from tests.exports.made_all import SAMPLES, SECRETS, Sample

SLOWEST = 5.0
"""So long may the reading of one export take [seconds of processor time]."""
HANGS = 30.0
"""After so long it is given up [seconds of processor time, since the machine may be shared]."""
MORE_MEMORY = 1024
"""So much may the process grow over a run [MiB]."""
TABLES = ("items", "assets", "files", "appearances", "sources", "problems", "media")

Files = dict[str, bytes]


@dataclass(frozen=True)
class Input:
    """One spoilt export.

    - ``entries``: so many rows or problems must come out at least; 0 where nobody can tell.
    - ``keeps_names``: its headings and keys are whole, so that the readers know what a position is.
    - ``untouched``: the numbers of the entries that are as they were; in a text that is broken they may be lost, but not
      without a word.
    - ``is_intact``: nothing stands around them that could cost them.
    """

    what: str
    files: Files
    entries: int = 0
    keeps_names: bool = False
    untouched: frozenset[int] = frozenset()
    is_intact: bool = False


# ---------------------------------------------------------------------------------------------------- values

RUN = 30_000
RUNS = ("<", "[", " ", "(", "-", "7", "<!--", "[a ", "<a ", "&", "\\", '"', "'", "a/", "../", "-1x1", "@[1:1:", "{", "\n",
        "<figure>", "[caption]", "%", "=", "a=", ";", "url(", ".", "//a.jpg ", "é", "\u00c3\u00a9", "wp-image-1 ", "&amp;",
        '<p class="wp-caption-text">', "<video ", "a-1x1", "1.", "·", "https://", " and ", "\t")  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 7, 10**30, 10**400, 1e308, float("nan"), float("inf"), "", " ", "\x00", "\ud800", "\udfff\ud800",
    "²", "\u0661", "²²²", "a\u0000b", [], {}, [[]], [{}], {"a": None}, [None], ["x"], "../../secret.jpg", "/etc/passwd",
    "C:\\secret.jpg", "..\\secret.jpg", "file:///etc/passwd", "http://127.0.0.1:9/x.jpg", "https://[x/a.jpg", "//", "data:,",
    "javascript:alert(1)", "=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "<script>", "0000-00-00 00:00:00", "9999-99-99",
    "1e999", "NaN", "٢٠٢٥-٠١-٠١", "\u202egpj.exe", "e\u0301", "http://[::1]:99999/a.jpg", "http://a:b/c.jpg", "https://\ud800.jpg",
)  # fmt: skip


def odd(rng: random.Random) -> Any:
    """A value that belongs nowhere."""
    if rng.random() < 0.25:
        unit = rng.choice(RUNS)
        text = unit * (RUN // len(unit))
        return rng.choice(("", "a", "https://www.hollow.example/", "2025-01-01 ", '<img src="a.jpg">')) + text + rng.choice(
            ("", ".jpg", "x", ">", "]", "/a.jpg")
        )  # fmt: skip
    return rng.choice(ODD)


# ---------------------------------------------------------------------------------------------------- formats


def _spots(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    if isinstance(value, dict):
        for key in value:
            yield from _spots(value[key], (*at, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _spots(inner, (*at, i))


def _holder(value: Any, at: Sequence[Any]) -> Any:
    for step in at[:-1]:
        value = value[step]
    return value


def spoil_entry(entry: Any, rng: random.Random) -> Any:
    """An entry of JSON with one of its values exchanged, taken away, wrapped or put under another's key."""
    entry = json.loads(json.dumps(entry))
    spots = list(_spots(entry))
    if not spots:
        return odd(rng)
    at = rng.choice(spots)
    holder, key = _holder(entry, at), at[-1]
    what = rng.randrange(6)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key] = [holder[key]] * rng.choice((1, 2))
    elif what == 2:
        holder[key] = {str(rng.choice(at)): holder[key]}
    elif what == 3:
        other = rng.choice(spots)
        value = json.loads(json.dumps(_holder(entry, other)[other[-1]]))
        is_secret = any(secret in str(value) for secret in SECRETS)
        holder[key] = odd(rng) if is_secret else value  # a caption that is a position is shown as one
    else:
        holder[key] = odd(rng)
    return entry


EACH_IS_A_PICTURE = ("exiftool", "rclone", "takeout", "wordpress_rest")
"""Of other dialects an entry may hold none, and be nothing to be said."""


def in_json(sample: Sample, rng: random.Random) -> Input:
    """JSON with spoilt entries, then broken as a text."""
    entries = list(sample.entries)
    spoilt = set()
    for _ in range(rng.choice((1, 1, 2, 3))):
        i = rng.randrange(len(entries))
        spoilt.add(i)
        entries[i] = spoil_entry(entries[i], rng) if rng.random() < 0.8 else odd(rng)
    text = sample.wrap(entries)
    what = rng.randrange(12)
    if what == 0:
        text = text[: rng.randrange(len(text))]
    elif what == 1:
        at = rng.randrange(len(text))
        text = text[:at] + "[" * rng.choice((10, 2_000, 200_000)) + text[at:]
    elif what == 2:
        text = text.replace("{", '{"a": ' * 5_000 + "1" + "}" * 4_999 + ", ", 1)
    elif what == 3:
        at = text.find('"', rng.randrange(len(text)))
        text = text[:at] + '"url": 1, "uri": null, ' + text[at:]  # keys that are there twice
    elif what == 4:
        text = text.replace(":", rng.choice((": ,", "::", ":\x00", ": NaN,", " :")), 1)
    elif what == 5:
        text += rng.choice(("\x00" * 50, text, ";", "]", "\n{}", "garbage", "[" + "0," * 20_000))
    elif what == 6:
        text = text.replace("1", "1" * rng.choice((301, 5_000, 200_000)), 1)
    is_whole = what > 6 and sample.dialect in EACH_IS_A_PICTURE and sample.name != "pages.json"
    whole = frozenset(range(len(entries))) - spoilt if what in (0, 1, 5) or what > 6 else frozenset()
    data = encoded(text, rng)
    intact = what > 6 and b"\0" not in data  # not every UTF-16 without a mark can be told
    return Input("JSON", {sample.name: data}, len(entries) if is_whole else 0, what > 6, whole, intact)


def in_csv(sample: Sample, rng: random.Random) -> Input:
    """A table with odd cells, rows too short or too long, headings that are blank or there twice."""
    header, *rows = csv.reader(io.StringIO(sample.text))
    entries = len(rows)
    spoilt = set()
    for _ in range(rng.choice((1, 1, 2, 4))):
        spoilt.add(i := rng.randrange(entries))
        row = rows[i]
        value = odd(rng)
        row[rng.randrange(len(row))] = str(value).encode("utf-8", "replace").decode()
    what = rng.randrange(14)
    if what == 0:
        rng.choice(rows).extend(["x"] * rng.choice((1, 20, 20_000)))
    elif what == 1:
        row = rng.choice(rows)
        del row[rng.randrange(len(row)) :]
    elif what == 2:
        header[rng.randrange(len(header))] = rng.choice(("", header[0], header[-1], "\x00", "x" * 40_000))
    elif what == 3:
        i = rng.randrange(len(header))
        header, rows = header + [header[i]] * rng.choice((1, 3_000)), [[*row, row[i]] for row in rows]
    elif what == 4:
        rows.insert(0, ["A list of pictures"])
        header, rows = ["Our pictures"], [header, *rows]
    elif what == 5:
        i = rng.randrange(len(header))
        header = [*header[i:], *header[:i]]
        rows = [[*row[i:], *row[:i]] for row in rows]
    out = io.StringIO()
    delimiter = rng.choice((",", ",", ",", ";", "\t", "|"))
    csv.writer(out, delimiter=delimiter, quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))).writerows(
        [header, *rows]
    )
    text = out.getvalue()
    if what == 6:
        at = rng.randrange(len(text))
        text = f'{text[:at]}"{text[at:]}'
    elif what == 7:
        text = text[: rng.randrange(len(text))].rstrip("\r\n ")  # behind a whole line nobody can see a cut
    elif what == 8:
        text = rng.choice(("sep=;\r\n", "\n\n\n", "\x00", "#TYPE x\n", '"', "sep=,\n")) + text
    elif what == 9:
        text = text.replace(rng.choice((",", "\n", "\r\n")), rng.choice(("\x00", "\r", ",,", '"', "\x0b", "\u2028")), 3)
    elif what == 10:
        text = text.replace("jpg", "x" * rng.choice((10_000_000, 200_000)), 1)
    whole = frozenset(range(entries)) - spoilt if what not in (0, 1, 2, 3, 6, 8, 9, 10) else frozenset()
    named = what in (1, 4, 5, 11, 12, 13)
    intact = what in (4, 5, 11, 12, 13)
    return Input("CSV", {sample.name: encoded(text, rng)}, entries if what > 10 else 0, named, whole, intact)


def in_xml(sample: Sample, rng: random.Random) -> Input:
    """XML that is cut, nested, full of entities, or in another encoding than it says."""
    entries = [str(entry) for entry in sample.entries]
    i = rng.randrange(len(entries))
    entry = entries[i]
    at = rng.choice([n for n, letter in enumerate(entry) if letter == ">"])
    value = str(odd(rng)).encode("utf-8", "replace").decode()
    inside = rng.choice((value, f"<![CDATA[{value}]]>", value.replace("<", "&lt;").replace("&", "&amp;"), "&x;", "&#0;",
                         "<b>", "</item>", "<!-- ", "<![CDATA[", "]]>", "<?php", "&", "\x00", "<a>" * 5_000))  # fmt: skip
    entries[i] = entry[: at + 1] + inside + entry[at + 1 :]
    text = sample.wrap(entries)
    what = rng.randrange(14)
    if what == 0:
        text = text[: rng.randrange(len(text))]
    elif what == 1:
        laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
        text = text.replace(
            "?>", f'?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>', 1
        )
        text = text.replace("</", "&l9;&f;</", 1)
    elif what == 2:
        text = text.replace(
            "UTF-8", rng.choice(("UTF-16", "latin-1", "rot13", "idna", "x", "utf-7", "base64", "EBCDIC-CP-DK"))
        )
    elif what == 3:
        text = text.replace("xmlns:", rng.choice(("xmlns:x", "", "xmlns:xml")), 1)
    elif what == 4:
        text = (
            rng.choice(("\n\n", "<!-- ", "<?x " * 1_000, "<!---->" * 20_000, " " * 1_100_000, "<!DOCTYPE x>", "\x0b"))
            + text
        )
    elif what == 5:
        text = text.replace("<item>", "<item>" * rng.choice((2, 10_000)), 1).replace("<url>", "<url>" * 10_000, 1)
    elif what == 6:
        text += rng.choice((text, "x", "<", "\x00", "<a/>"))
    elif what == 7:
        text = text.replace("example", "e&xmple")
    whole = frozenset(range(len(entries))) - {i} if what > 7 or what in (0, 4, 6) else frozenset()
    return Input("XML", {sample.name: encoded(text, rng)}, untouched=whole)


def encoded(text: str, rng: random.Random) -> bytes:
    """A text as bytes: nearly always as UTF-8."""
    what = rng.random()
    if what < 0.8:
        return text.encode("utf-8", "surrogatepass" if what < 0.1 else "replace")
    codec = rng.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"))
    data = text.encode(codec, "replace")
    return codecs.BOM_UTF16_BE + data if codec == "utf-16-be" and what < 0.9 else data


def in_bytes(sample: Sample, rng: random.Random) -> Input:
    """Bytes that are flipped, cut out, doubled or overwritten."""
    data = bytearray(sample.text.encode())
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        at, n = rng.randrange(len(data)), rng.choice((1, 2, 8, 64))
        what = rng.randrange(5)
        if what == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif what == 1:
            data[at] = rng.choice((0, 0xFF, 0x80, 0x22, 0x0A, 0x0D, 0x3C, 0x5B, rng.randrange(256)))
        elif what == 2 and len(data) > n:
            del data[at : at + n]
        elif what == 3:
            data[at:at] = data[at : at + n]
        else:
            data[at : at + n] = rng.randbytes(n)
        if not data:
            data += b" "
    return Input("bytes", {sample.name: bytes(data)})


NAMES = ("../up.jpg", "/etc/abs.jpg", "C:\\win.jpg", "a\\..\\..\\up.json", "a/../../b.jpg", "./a.jpg", "a//b.jpg", "nul",
         "a/" * 2_000 + "deep.jpg", "x" * 30_000 + ".jpg", "a\x00.jpg", "\u202egpj.csv", "é.jpg", "e\u0301.jpg", "a.jpg/", "",
         "a.jpg", "a.JPG", "__MACOSX/._a.jpg", "[Content_Types].xml", "mimetype", "content.xml", "a!b.jpg", "a.zip!b.jpg")  # fmt: skip


def in_zip(sample: Sample, rng: random.Random) -> Input:
    """The export in a ZIP beside members made to do harm, and the ZIP itself spoilt."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
            for name, content in sample.files.items():
                archive.writestr(zipfile.ZipInfo(name), content)
            for name in rng.sample(NAMES, rng.randrange(5)):
                archive.writestr(
                    zipfile.ZipInfo(name or "x"), rng.choice((JPEG, b"", sample.text.encode(), b"PK\x03\x04"))
                )
            if rng.random() < 0.1:
                archive.writestr(zipfile.ZipInfo("bomb.json"), b"[" + b"\0" * 70_000_000, zipfile.ZIP_DEFLATED)
            if rng.random() < 0.1:
                archive.writestr(zipfile.ZipInfo(sample.name), sample.text)
    data = bytearray(out.getvalue())
    what = rng.randrange(8)
    if what == 0:
        data = data[: rng.randrange(4, len(data))]
    elif what in (1, 2):
        for _ in range(rng.choice((1, 3, 20))):
            data[rng.randrange(4, len(data))] ^= 1 << rng.randrange(8)
    elif what == 3:  # sizes and checksums that are not true
        at = data.rfind(b"PK\x01\x02")
        data[at + 16 : at + 28] = struct.pack("<III", *(rng.choice((0, 1, 2**31, 2**32 - 1)) for _ in range(3)))
    elif what == 4:
        data = bytearray(b"MZ" * 100) + data
    elif what == 5:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr(zipfile.ZipInfo("inner.zip"), bytes(data))
            archive.writestr(zipfile.ZipInfo("a.jpg"), JPEG)
        data = bytearray(inner.getvalue())
    return Input("ZIP", {"export.zip": bytes(data)})


def in_workbook(sample: Sample, rng: random.Random) -> Input:
    """A table as a workbook whose parts are spoilt."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(sample.text)):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    packed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        spoilt = rng.choice(old.namelist())
        for name in old.namelist():
            data = bytearray(b"<x/>" if "core" in name else old.read(name))  # which holds the time
            if name == spoilt:
                for _ in range(rng.choice((1, 3, 10))):
                    data[rng.randrange(len(data))] = rng.choice(b'<>"=/0987654321AZ&\x00\xff ')
                if rng.random() < 0.3:
                    text = bytes(data)
                    swaps = ((b'r="', b'r="XFD'), (b"<v>", b"<v>9999999999999"), (b't="s"', b't="e"'), (b't="n"', b't="s"'),
                             (b'r="B', b'r="ZZZZZZZ'), (b'r="A1"', b'r="A99999999999"'))  # fmt: skip
                    data = bytearray(text.replace(*rng.choice(swaps)))
            new.writestr(zipfile.ZipInfo(name), bytes(data), zipfile.ZIP_DEFLATED)
    data = bytearray(packed.getvalue())
    if rng.random() < 0.3:
        data[rng.randrange(4, len(data))] ^= 1 << rng.randrange(8)
    return Input("workbook", {f"{Path(sample.name).stem}.xlsx": bytes(data)})


def inputs(samples: Sequence[Sample], seed: int) -> Iterator[tuple[Sample, Input]]:
    """An endless row of spoilt exports, the same for the same seed. It begins with each as it is."""
    rng = random.Random(f"{seed} exports")
    for sample in samples:
        yield sample, Input("whole", {sample.name: sample.text.encode()}, len(sample.entries), True)
    while True:
        for sample in samples:
            own: Callable[[Sample, random.Random], Input]
            own = {"<": in_xml, "[": in_json, "{": in_json}.get(sample.text.lstrip()[0], in_csv)
            if sample.name.endswith(".js"):
                own = in_json
            ways = [own, own, own, own, in_bytes, in_zip, *([in_workbook] if own is in_csv else [])]
            yield sample, rng.choice(ways)(sample, rng)


# ---------------------------------------------------------------------------------------------------- oracle


class Hang(BaseException):
    """It took too long; no ``Exception``, since the readers are right to go on after one."""


_opened: list[str] = []
_watching: list[bool] = []
_OURS = tuple(map(os.path.realpath, (sys.prefix, sys.base_prefix, Path(__file__).parent.parent, "/usr/share/zoneinfo",
                                     "/usr/lib", "/dev/null", "/proc")))  # fmt: skip


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event == "open" and isinstance(arguments[0], (str, bytes)):
        _opened.append(f"{os.fsdecode(arguments[0])} {arguments[1] or ''}")
    elif _watching and event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        _opened.append(event)


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """While it lasts, whatever is opened is noted, and after so many seconds it is over."""

    def ring(*_: object) -> None:
        raise Hang

    signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    _opened.clear()
    _watching.append(True)
    try:
        yield
    finally:
        _watching.clear()
        signal.setitimer(signal.ITIMER_PROF, 0)


def opened_elsewhere(folder: Path) -> list[str]:
    """What was opened that is neither below the folder nor a part of Python, and what was opened to be written."""
    wrong = []
    for name in _opened:
        path, _, mode = name.rpartition(" ")
        real = os.path.realpath(path) if path else ""
        if (
            not path
            or not real.startswith((str(folder), *_OURS))
            or (set(mode) & set("wax+") and real.startswith(str(folder)))
        ):
            wrong.append(name)
    return wrong


def read(path: Path, *, with_audit: bool) -> ia.Inventory:
    """All that is done with an export."""
    ia.recognise_exports(path)
    with config_context(validation_enabled=with_audit):  # which takes most of the time
        inventory = ia.read_inventory(path)
    if with_audit:
        media = ia.scan(inventory, cache=False, progress=False, workers=1)
        ia.run_audit(inventory, media, as_of="2025-12-19")
    return inventory


def faults(sample: Sample, given: Input, folder: Path, outcome: Outcome, *, with_audit: bool) -> list[str]:
    """What is wrong with how an export was read."""
    write(folder, dict(given.files))
    only = next(iter(given.files)) if len(given.files) == 1 else ""
    path = folder / only if outcome.inputs % 2 and only else folder
    wrong: list[str] = []
    inventory: ia.Inventory | None = None
    begin = time.process_time()
    try:
        with watched(HANGS), warnings.catch_warnings():
            warnings.simplefilter("error")
            inventory = read(path, with_audit=with_audit)
    except ia.InputError as error:
        outcome.refused += 1
        if path.name not in str(error) or len(str(error)) < len(str(path)) + 20:
            wrong.append(f"an InputError that does not say what and why: {error}")
    except Hang:
        wrong.append("hangs")
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        where = [frame for frame in traceback.extract_tb(error.__traceback__) if "imgaudit" in frame.filename][-1:]
        at = f" at {Path(where[0].filename).name}:{where[0].lineno}" if where else ""
        wrong.append(f"raised {type(error).__name__}{at}: {str(error)[:300]}")
    spent = time.process_time() - begin
    if spent > outcome.slowest[0]:
        outcome.slowest = (spent, given.what)
    if spent > SLOWEST:
        wrong.append(f"took {spent:.0f} s")
    wrong += [f"opened {name}" for name in opened_elsewhere(folder)[:3]]
    left = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    if left != {Path(name).as_posix() for name in given.files}:
        wrong.append(f"wrote {left - set(given.files)}")
    elif any((folder / name).read_bytes() != content for name, content in given.files.items()):
        wrong.append("changed the export")
    if inventory is not None:
        wrong += table_faults(given, inventory) + lost_canaries(sample, given, inventory)
    return wrong


def lost_canaries(sample: Sample, given: Input, inventory: ia.Inventory) -> list[str]:
    """Which entries are in no row although nothing was done to them, and no problem says that something is missing."""
    here = pictures(inventory)
    gone = [i for i in sorted(given.untouched) if not canaries(sample)[i] <= here]
    told = inventory.problems["not_read"] | inventory.problems["code"].eq("cut_off")
    if not gone or (not given.is_intact and told.any()):
        return []
    return [f"entry {gone[0]} of {len(sample.entries)} is in no row, {len(inventory.problems)} problems"]


_canaries: dict[tuple[str, str], list[set[str]]] = {}


def canaries(sample: Sample) -> list[set[str]]:
    """What is read of each entry alone."""
    found = _canaries.setdefault((sample.dialect, sample.name), [])
    for entry in sample.entries[len(found) :]:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            alone = write(Path(folder) / "exports", {sample.name: sample.wrap([entry])})
            found.append(pictures(ia.read_inventory(alone)))
    return found


def pictures(inventory: ia.Inventory) -> set[str]:
    """All pictures by their ids, without the site, which a spoilt export may name otherwise."""
    return {str(own).rpartition("/")[2] for own in inventory.assets["asset_id"]}


def table_faults(given: Input, inventory: ia.Inventory) -> list[str]:
    """What is wrong with the tables that came out."""
    wrong = []
    for name in TABLES if given.keeps_names else ():
        text = getattr(inventory, name).to_csv()
        wrong += [f"{secret} is in {name}" for secret in SECRETS if secret in text]
    assets, items = set(inventory.assets["asset_id"]), set(inventory.items["asset_id"])
    if assets != items:
        wrong.append("assets and items are not of the same")
    if not set(inventory.files["asset_id"]) <= assets:
        wrong.append("a file without an asset")
    if len(inventory.items) < given.entries and inventory.problems.empty:
        wrong.append(f"{len(inventory.items)} of {given.entries} entries, and no problem")
    return wrong


@dataclass
class Outcome:
    """What a run found out."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    slowest: tuple[float, str] = (0.0, "")
    failures: list[tuple[str, Path]] = field(default_factory=list)

    @property
    def inputs(self) -> int:
        """So many inputs in all."""
        return sum(self.counts.values())


def run(samples: Sequence[Sample], seed: int, *, seconds: float, most: int | None, keep: Path) -> Outcome:
    """Fuzz the dialects in turn until the time is up or so many inputs were read."""
    outcome = Outcome()
    seen: set[str] = set()
    until = time.monotonic() + seconds
    last = keep / "last.json"
    for number, (sample, given) in enumerate(inputs(samples, seed)):
        if time.monotonic() > until or (most is not None and number >= most):
            break
        # What ends the process itself leaves its input behind.
        last.write_text(json.dumps({name: base64.b64encode(data).decode() for name, data in given.files.items()}))
        outcome.counts[f"{sample.dialect} {given.what}"] += 1
        folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="fuzz-")))
        try:
            found = faults(sample, given, folder / "exports", outcome, with_audit=number % 7 == 0)
        finally:
            shutil.rmtree(folder)
        for fault in found:
            what = f"{sample.dialect} {given.what} {fault[:60]}"
            if what not in seen:
                seen.add(what)
                path = keep / f"{sample.dialect}-{seed}-{number}.json"
                shutil.copy(last, path)
                outcome.failures.append((f"{sample.dialect}, {given.what}: {fault}", path))
    last.unlink(missing_ok=True)
    return outcome


sys.addaudithook(_watch)


def main() -> int:
    """Fuzz from the command line; 1 when something was found."""
    parser = argparse.ArgumentParser(description="Fuzz the readers of exports.")
    parser.add_argument("--seconds", type=float, default=60, help="how long")
    parser.add_argument("--inputs", type=int, help="how many, at most")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same exports")
    dialects = sorted({sample.dialect for sample in SAMPLES})
    parser.add_argument("--dialect", choices=dialects, action="append", help="only this one (may be repeated)")
    parser.add_argument("--keep", type=Path, help="folder for the exports that failed")
    parser.add_argument("--read", type=Path, help="read one such export again, and nothing else")
    options = parser.parse_args()
    if options.read:
        files = {name: base64.b64decode(data) for name, data in json.loads(options.read.read_text()).items()}
        print(read(write(Path(tempfile.mkdtemp()) / "exports", dict(files)), with_audit=True).problems.to_string())
        return 0
    keep = options.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    samples = [sample for sample in SAMPLES if not options.dialect or sample.dialect in options.dialect]
    run(samples, 0, seconds=60, most=len(samples), keep=keep)  # what is loaded once is no growth
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = run(samples, options.seed, seconds=options.seconds, most=options.inputs, keep=keep)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    for name, count in sorted(outcome.counts.items()):
        print(f"{name:32} {count:>7,}")
    print(f"{outcome.inputs:,} inputs, {outcome.refused:,} of them refused as a whole; grew by {grown:.0f} MiB")
    print(f"slowest: {outcome.slowest[0]:.2f} s, {outcome.slowest[1]}")
    for fault, path in outcome.failures:
        print(f"FAILED {fault}  {path}")
    if grown > MORE_MEMORY:
        print(f"FAILED grew by more than {MORE_MEMORY} MiB")
    return 1 if outcome.failures or grown > MORE_MEMORY else 0


if __name__ == "__main__":
    raise SystemExit(main())
