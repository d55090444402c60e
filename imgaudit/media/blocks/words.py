"""What numbers and codes do not look like."""

from imgaudit.media.buffer import Buffer

_STEP = 1 << 20
_LETTERS = bytes(97 if chr(code) == " " or (code < 128 and chr(code).isalnum()) else 0 for code in range(256))


def word_of(size: int) -> int:
    """How many letters, digits or spaces in a row count as a word among so many bytes: of many, some fall together."""
    return 10 if size > 64 else 6 if size > 8 else 3


def holds(letters: int, data: Buffer, start: int, end: int) -> bool:
    """Whether so many letters, digits or spaces in a row stand between two places."""
    run = b"a" * letters  # looked for so, it is found many times faster than by a regular expression
    return any(
        run in data[at : min(at + _STEP + letters - 1, end)].translate(_LETTERS) for at in range(start, end, _STEP)
    )
