"""What numbers and codes do not look like."""

import re

from imgaudit.media.buffer import Buffer, search

WORDS, _SHORT_WORDS, _LETTERS = (re.compile(rb"[A-Za-z0-9 ]{%d}" % length) for length in (10, 6, 3))


def words_of(size: int) -> re.Pattern[bytes]:
    """What counts as a word among so many bytes: of many, some fall together by chance."""
    return WORDS if size > 64 else _SHORT_WORDS if size > 8 else _LETTERS


def holds(words: re.Pattern[bytes], data: Buffer, start: int, end: int) -> bool:
    """Whether such words stand between two places."""
    return search(words, data, start, end, 10) is not None if end - start > 64 else bool(words.search(data[start:end]))
