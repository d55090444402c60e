"""What each public function asks of its caller before it begins: that every argument is what its annotation says.

A wrong one would fail somewhere inside otherwise, with words about something else. And what each does for itself:
while it runs, Python looks for garbage less often.
"""

from __future__ import annotations

import gc
import inspect
import os
import re
import types
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, wraps
from numbers import Integral, Real
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from imgaudit.errors import InputError, did_you_mean
from imgaudit.frames import quoted

_CALLED: Mapping[object, str] = {
    str: "text",
    bool: "True or False",
    int: "a whole number that is not below 0",
    float: "a number that is not below 0",
    os.PathLike: "a path",
    datetime: "a day with its time",
    pd.DataFrame: "a frame",
    pd.Series: "a column of a frame",
    type(None): "None",
}
"""Kinds of which the name says less."""

_RARELY = 100_000
"""So many objects more than before, until Python looks for those that only point at each other; its own is 700."""

_UNIONS = (Union, types.UnionType)
_TEXTS = (str, bytes, Mapping, pd.DataFrame)
"""What can be gone through piece by piece, and is no list of its pieces."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Have Python look for garbage less often meanwhile.

    Of a million rows none is any, and looking through them again and again takes up to a fourteenth of the time.
    """
    usual = gc.get_threshold()
    if usual[0]:  # else somebody has turned it off
        gc.set_threshold(max(usual[0], _RARELY), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def check_calls(names: dict[str, Any], public: Collection[str]) -> None:
    """Let the public functions among these names ask, call by call; inside the package they are called as they are."""
    functions = {name: names[name] for name in public if inspect.isfunction(names[name])}

    @cache
    def hints(name: str) -> dict[str, Any]:
        return get_type_hints(functions[name], localns=names)  # what a module imports for its types alone is public

    def called(kind: Any) -> str:
        made_by = [f"{name}()" for name in functions if hints(name)["return"] == kind]
        many = ", ".join(made_by[:-1]) + " or " if len(made_by) > 1 else ""
        return f"what {many}{made_by[-1]} gave" if made_by else f"a {kind.__name__}"

    def ask(name: str, option: str, value: object) -> None:
        hint = hints(name)[option]
        if _fits(value, hint):
            return
        wanted = " or ".join(dict.fromkeys(_wanted(hint, called)))
        raise InputError(
            f"{name}({option}=…) takes {wanted}, not {_given(value, called)}.{_about(functions[name], option)}"
        )

    names.update({name: _asking(name, function, ask) for name, function in functions.items()})


def _asking(name: str, function: Callable[..., Any], ask: Callable[[str, str, object], None]) -> Callable[..., Any]:
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        for option in options:
            if option not in signature.parameters:
                raise InputError(f"{name}() has no {option}={did_you_mean(option, signature.parameters)}")
        for option, value in signature.bind(*args, **options).arguments.items():
            ask(name, option, value)
        try:
            with rarely_collected():
                return function(*args, **options)
        except OSError as error:  # of the machine and its drives, and never of what was thought out here
            raise InputError(
                f"{name}(): {_plain(error)}. Check the path; if the file is open in Excel or another program, close "
                "it there."
            ) from error

    call.__module__ = "imgaudit"  # where pickle finds it, for another process
    return call


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is what an annotation says."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in _UNIONS:
        return any(_fits(value, one) for one in inner) and not (_is_path(hint) and "\0" in str(value))
    if kind is Literal:
        return isinstance(value, str) and value in inner
    if kind is bool:
        return isinstance(value, (bool, np.bool_))
    if kind in (int, float):
        return not isinstance(value, bool) and _is_number(value, kind)
    if inner and kind is not os.PathLike:
        return _fits_within(value, kind, inner)
    return isinstance(value, kind) and value is not pd.NaT


def _is_number(value: Any, kind: type) -> bool:
    return isinstance(value, Integral if kind is int else Real) and float(value) >= 0


def _fits_within(value: Any, kind: Any, inner: Sequence[Any]) -> bool:
    """Whether a mapping or a list is one, and all that it holds; an iterator would be used up by looking."""
    if kind is Mapping:
        return (
            isinstance(value, Mapping)
            and all(map(_fits, value, [inner[0]] * len(value)))
            and all(map(_fits, value.values(), [inner[1]] * len(value)))
        )
    if isinstance(value, _TEXTS) or not isinstance(value, Collection if kind is Sequence else kind):
        return False
    return isinstance(value, Iterator) or all(_fits(one, inner[0]) for one in value)


def _is_path(hint: Any) -> bool:
    return any(get_origin(one) is os.PathLike for one in get_args(hint))


def _wanted(hint: Any, called: Callable[[Any], str]) -> Iterator[str]:
    """What an annotation asks for, in words."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in _UNIONS:
        for one in inner:
            if not (one is str and _is_path(hint)):  # to say "a path" is enough
                yield from _wanted(one, called)
    elif kind is Literal:
        yield from map(repr, inner)
    elif kind is Mapping:
        yield "pairs of text"
    elif inner and kind is not os.PathLike:
        yield f"a list of {'paths' if _is_path(inner[0]) else 'texts'}"
    else:
        yield _CALLED.get(kind) or called(kind)


def _given(value: object, called: Callable[[Any], str]) -> str:
    """What was given instead, in words that quote nobody's name."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (bool, Real)):
        return str(value)
    if isinstance(value, (list, tuple, set, dict)):
        held = dict.fromkeys(_given(one, called) for one in value)
        return f"a {type(value).__name__} of {', '.join(held) or 'nothing'}"
    return _CALLED.get(type(value)) or called(type(value))


def _plain(error: OSError) -> str:
    return f"{error.filename or 'a file or an address'}: {(error.strerror or str(error)).lower()}"


def _about(function: Callable[..., Any], option: str) -> str:
    """What the function's own page says first of an argument."""
    found = re.search(rf"^{option}\n((?: {{4}}.*\n?)+)", inspect.getdoc(function) or "", re.MULTILINE)
    if not found:
        return ""
    said = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"\1()", " ".join(found[1].split())).replace("``", "")
    return f" {option}: {re.split(r'(?<=[a-z)])[.;:] ', said)[0].rstrip('.')}."
