"""What the school writes by hand: TOML files, mappings of its headings to our columns, and regular expressions."""

from __future__ import annotations

import json
import os
import re
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from imgaudit.errors import ImgauditError, InputError

GivenMapping = Mapping[str, str] | str | os.PathLike[str] | None
"""What a caller gives as ``mapping=``: pairs, or the path of a TOML or JSON file of them."""


def read_toml(
    path: str | os.PathLike[str], what: str, error_kind: type[ImgauditError], *, or_json: bool = False
) -> dict[str, Any]:
    """The values of a TOML file, with a message that helps whoever wrote it with Notepad."""
    place = Path(path).expanduser()
    if place.exists() and not place.is_file() and not place.is_dir():  # a pipe would be waited for for ever
        raise error_kind(f"{place} is a pipe, socket or device: name the file that is to be read as {what}.")
    try:
        text = place.read_text(encoding="utf-8-sig")
        # No TOML begins with a brace.
        is_json = or_json and (place.suffix.lower() == ".json" or text.lstrip().startswith("{"))
        values: dict[str, Any] = json.loads(text) if is_json else tomllib.loads(text)
    except FileNotFoundError as error:
        raise error_kind(f"{place}: there is no such file to be read as {what}. Check the path.") from error
    except IsADirectoryError as error:
        raise error_kind(f"{place} is a folder: name the file in it that is to be read as {what}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise error_kind(
            f"{place}: cannot be read as {what}: {error}. Save it as UTF-8; write paths with / or in 'single quotes', "
            "and days as 2025-12-19."
        ) from error
    return values


def read_mapping(given: GivenMapping) -> tuple[dict[str, str], str]:
    """Heading → column as the caller has them, and what to call it in an error; that such columns exist is not asked.

    A file may keep its pairs in a table ``[mapping]``.

    >>> read_mapping({"Foto": "file"})
    ({'Foto': 'file'}, 'mapping=')

    Raises :class:`~imgaudit.errors.InputError` for a file that cannot be read, or holds anything but pairs of text.
    """
    if given is None:
        return {}, "mapping="
    values: Any = given
    name = "mapping="
    if not isinstance(given, Mapping):
        name = os.fspath(given)
        values = read_toml(given, "a TOML or JSON mapping", InputError, or_json=True)
        if isinstance(values, Mapping) and isinstance(values.get("mapping"), Mapping):
            values = values["mapping"]
    if not isinstance(values, Mapping):
        raise InputError(f'{name}: a mapping is pairs of text such as "Their heading" = "caption".')
    if wrong := [f"{key!r} = {value!r}" for key, value in values.items() if not isinstance(value, str)]:
        raise InputError(f'{name}: a mapping is pairs of text such as "Their heading" = "caption", not {wrong[0]}.')
    return {str(key): value for key, value in values.items()}, name


_REPEATED = re.compile(r"\)(?:[*+]|\{\d*,\d*\})")
_LONG_ENOUGH = 0.05
"""Seconds of work over 36 letters at the most; a pattern without end doubles them with every letter or two."""


def endless_group(pattern: str) -> str:
    r"""A repeated group of a regular expression over which it could take for ever; empty if there is none.

    Whether there is one is found out by trying: each group alone, on letters of its own that it almost matches.

    >>> endless_group(r"class (\w+\s?)+!"), endless_group(r"class (\w+\s)+!")
    ('(\\w+\\s?)+', '')
    """
    for found in _REPEATED.finditer(pattern):
        group = pattern[_opening(pattern, found.start()) : found.end()]
        try:
            alone = re.compile(group, re.IGNORECASE)
        except re.error:  # it speaks of another group
            continue
        letters = {*re.findall(r"\w{2,}|[^\\]", group), "a", "0", " ", ".", "é"}
        ends = {"\0", "\n\n", *re.findall(r"[^\w\s]", group)}
        if any(_takes_long(alone, letter, end) for letter in letters for end in ends):
            return group
    return ""


def _opening(pattern: str, closing: int) -> int:
    """Where the group begins that ends there."""
    depth = 0
    for at in range(closing, -1, -1):
        if not _is_plain(pattern, at):
            depth += (pattern[at] == ")") - (pattern[at] == "(")
            if depth == 0:
                return at
    return 0


def _is_plain(pattern: str, at: int) -> bool:
    """Whether a letter of a pattern stands for itself, behind a backslash."""
    before = pattern[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _takes_long(pattern: re.Pattern[str], letter: str, end: str) -> bool:
    for count in (8, 12, 16, 20, 24, 28, 32, 36):
        began = time.thread_time()
        pattern.fullmatch(letter * count + end)
        if time.thread_time() - began > _LONG_ENOUGH:
            return True
    return False
