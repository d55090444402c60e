"""What every dialect owes: a true column map, a docstring the docs are made of, and restraint in recognising."""

from __future__ import annotations

import importlib.util
import inspect
import json
import random
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options
from imgaudit.exports.readers import Reader, readers, recognise
from imgaudit.files import ExportFile
from imgaudit.tables import TABLES

ROOT = Path(__file__).parent.parent.parent
COLUMNS = {table.name: table.columns for table in TABLES}
NAMES = [reader.DIALECT for reader in readers()]
every = pytest.mark.parametrize("reader", readers(), ids=NAMES)


@every
def test_a_reader_has_what_a_reader_has(reader: Reader) -> None:
    assert re.fullmatch(r"[a-z][a-z_ -]*", reader.DIALECT)
    assert list(inspect.signature(reader.sniff).parameters) == ["head"]
    assert list(inspect.signature(reader.read).parameters) == ["files", "options"]


def test_no_two_dialects_share_a_name_and_the_fallbacks_come_last() -> None:
    assert len(set(NAMES)) == len(NAMES)
    is_fallback = [getattr(reader, "IS_FALLBACK", False) for reader in readers()]
    assert is_fallback == sorted(is_fallback)
    assert {"folder", "spreadsheet"} <= {
        reader.DIALECT for reader in readers() if getattr(reader, "IS_FALLBACK", False)
    }


@every
def test_the_column_map_names_columns_that_exist(reader: Reader) -> None:
    assert reader.COLUMNS
    for name, where in reader.COLUMNS.items():
        assert name.strip()
        assert where.strip()
        for table, column in re.findall(r"\b([a-z]+)\.([a-z_]+)\b", where):
            assert column in COLUMNS.get(table, ()), f"{name}: there is no {table}.{column}"


@every
@pytest.mark.parametrize("beginning", ["How to get it: ", "What stays unknown: "])
def test_the_docstring_says_how_to_get_it_and_what_stays_unknown(reader: Reader, beginning: str) -> None:
    first, *said = (inspect.getdoc(reader) or "").split("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    (paragraph,) = [part for part in said if part.startswith(beginning)]
    assert paragraph.endswith(".")
    assert len(paragraph) > 50


@every
def test_nothing_read_is_nothing_found(reader: Reader) -> None:
    part = reader.read([], Options())
    assert len(part.items) == len(part.assets) == len(part.files) == len(part.problems) == 0


def head_of(folder: Path, data: bytes) -> Head:
    path = folder / "a"
    path.write_bytes(data)
    return Head(ExportFile("a", str(path), len(data)))


TRIVIAL = [
    b"",
    b" ",
    b"\n\n",
    b"\x00" * 100,
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"hello",
    b"Just a note about a picture file, and a title.",
    b"a,b\n1,2\n",
    b"id,name\n1,Ada\n",
    b"Name,Date\nAda,2025-09-05\n",
    b"Title,Owner,Status\na,b,c\n",
    b"a;b;c",
    b"{}",
    b"[]",
    b"[{}]",
    b"null",
    b"3",
    b'"text"',
    b'[{"id": 1, "name": "Ada"}]',
    b'{"items": [{"title": "a", "url": "b"}]}',
    b"x = [];",
    b"<html><body><p>Hello</p></body></html>",
    b"<?xml version='1.0'?><rss></rss>",
    b"<?xml version='1.0'?><list><item>a.jpg</item></list>",
    b"ID3\x04",
    b"\x1f\x8b\x08\x00",
    "id,name\n".encode("utf-16"),
    *(random.Random(seed).randbytes(size) for seed, size in enumerate((1, 7, 100, 5_000, 70_000), 20)),
]


@pytest.mark.parametrize("data", TRIVIAL, ids=range(len(TRIVIAL)))
def test_nobody_claims_what_says_nothing(tmp_path: Path, data: bytes) -> None:
    known = recognise(head_of(tmp_path, data))
    assert known is None, f"{known[0].DIALECT} claims it by {known[1]}"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcdefg", max_size=3), inner, max_size=3),
    max_leaves=8,
)
_SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SLOWLY
@given(_JSON.map(lambda value: json.dumps(value).encode()) | st.text("abcdefg,;\t\n\"'|", max_size=200).map(str.encode))
def test_nobody_claims_what_is_random(tmp_path: Path, data: bytes) -> None:
    known = recognise(head_of(tmp_path, data))
    assert known is None, f"{known[0].DIALECT} claims it by {known[1]}"


def docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "tools" / "generate_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_dialect_and_column_is_on_the_page() -> None:
    page = docs().exports_page()
    for reader in readers():
        assert f"\n## {reader.DIALECT}\n" in page
        for name, where in reader.COLUMNS.items():
            assert f"| {name.replace('|', chr(92) + '|')} | {where.replace('|', chr(92) + '|')} |" in page


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("An export.\n\nHow to get it: click.", "What stays unknown:"),
        ("An export.\n\nWhat stays unknown: all.", "How to get it:"),
        ("An export.\n\nHow to get it:\n\nWhat stays unknown: all.", "How to get it:"),
        ("", "How to get it:"),
    ],
)
def test_a_reader_that_does_not_say_it_stops_the_docs(said: str, lacks: str) -> None:
    with pytest.raises(SystemExit, match=f"poor_reader: .*'{lacks}'"):
        docs().paragraphs(SimpleNamespace(__doc__=said, __name__="poor_reader"))
