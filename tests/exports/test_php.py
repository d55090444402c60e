"""PHP-serialised metadata, right and wrong."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imgaudit.exports._wordpress.php import MAX_DEPTH, PhpError, unserialise


def serialise(value: object) -> str:
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    assert isinstance(value, dict)
    return f"a:{len(value)}:{{" + "".join(serialise(k) + serialise(v) for k, v in value.items()) + "}"


def test_every_kind_of_value() -> None:
    text = (
        'a:6:{s:1:"a";i:-3;s:1:"b";d:1.5;s:1:"c";b:1;s:1:"d";N;s:1:"e";a:0:{}i:7;O:8:"stdClass":1:{s:1:"x";s:2:"é";}}'
    )
    assert unserialise(text) == {"a": -3, "b": 1.5, "c": True, "d": None, "e": {}, "7": {"x": "é"}}


@pytest.mark.parametrize("length", [1, 5, 15, 16, 400])
def test_wrong_lengths_are_read_past(length: int) -> None:
    text = f'a:3:{{s:5:"width";i:9;s:4:"file";s:{length}:"2025/10/café.jpg";s:6:"height";i:4;}}'
    assert unserialise(text) == {"width": 9, "file": "2025/10/café.jpg", "height": 4}


def test_a_text_may_hold_what_looks_like_its_end() -> None:
    value = {"caption": 'He said "go"; they went', "x": "1"}
    assert unserialise(serialise(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "a:1:{",
        'a:1:{s:1:"a";',
        's:3:"ab',
        "i:;",
        "a:99:{",
        "O:1:",
        'a:1:{s:1:"a";Z;}',
        "a:1:{" * 4000,
        "d:1.2.3;",
    ],
)
def test_broken_is_said(text: str) -> None:
    with pytest.raises(PhpError):
        unserialise(text)


def test_depth_is_bounded() -> None:
    with pytest.raises(PhpError):
        unserialise("a:1:{i:0;" * (MAX_DEPTH + 5) + "i:1;" + "}" * (MAX_DEPTH + 5))


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)


@given(values)
def test_what_php_wrote_comes_back(value: object) -> None:
    assert unserialise(serialise(value)) == value


@given(st.text(alphabet='abisNdO:;{}"0123456789é', max_size=60))
def test_rubbish_is_a_value_or_an_error_but_never_anything_else(text: str) -> None:
    with contextlib.suppress(PhpError):
        unserialise(text)
