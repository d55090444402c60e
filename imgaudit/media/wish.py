"""What is to go and what may stay, and how a block is judged by it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from .buffer import Buffer, Ranges
from .record import KINDS, NO_SCANS, Report


class CannotStrip(ValueError):  # noqa: N818 - it states a fact about a file, and a batch goes on after it
    """A copy without the metadata cannot be made, or cannot be proven clean. The message says why and what helps."""


class Original(NamedTuple):
    """A file that is to be copied: its bytes, what they give away, and where the compressed picture lies."""

    data: Buffer
    seen: Report
    image: Ranges

    @property
    def whole(self) -> bytes:
        """All its bytes, for those who write a picture anew."""
        return self.data[:]


class Copy(NamedTuple):
    """What a stripper has made.

    Attributes
    ----------
    data
        The whole file; of a video its `Edits`, which are written piece by piece.
    is_doubtful
        Whether anything was left out but whole blocks that every viewer passes over, or what describes the picture was
        written anew: pixels are then compared before anybody gets the copy.
    scans
        Of a JPEG, where its scans end: looking for it again would take time.
    """

    data: Buffer
    is_doubtful: bool = False
    scans: Mapping[int, int] = NO_SCANS


@dataclass(frozen=True, slots=True)
class Wish:
    """Which kinds of exposure are to go.

    Attributes
    ----------
    go
        Kinds that must not be in the copy.
    bare
        Whether harmless metadata goes too, as in an ordinary clean copy. Only where single kinds are
        removed (`only=`) does the rest stay as it was.
    """

    go: frozenset[str]
    bare: bool
    strip_file: ClassVar[Callable[[bytes, "Wish"], bytes]]
    """What makes a clean copy of a file inside this one: given by `stripping`, which knows all formats."""

    @classmethod
    def of(cls, only: Collection[str] | None, keep: Collection[str]) -> "Wish":
        """The wish that the options of `strip` express."""
        for name, kinds in (("only", only or ()), ("keep", keep)):
            if isinstance(kinds, str) or (unknown := set(kinds) - set(KINDS)):
                wrong = kinds if isinstance(kinds, str) else ", ".join(sorted(unknown))
                raise ValueError(f"{name}={wrong!r}: give a set of kinds, of {', '.join(KINDS)}.")
        return cls(frozenset(KINDS if only is None else only) - frozenset(keep), only is None)

    @property
    def everything(self) -> bool:
        """Whether nothing but the picture may stay: no block then needs to be judged."""
        return self.bare and len(self.go) == len(KINDS)

    def may_stay(self, read: Callable[[Report], object]) -> bool:
        """Whether a block gives away nothing that is to go, by what its own reader says of it."""
        if self.everything:
            return False
        report = Report()
        read(report)
        seen = report.yes | report.unknown
        return not seen & self.go and (bool(seen) or not self.bare)


def refusing(why: str) -> Callable[[Original, Wish], Copy]:
    """A stripper for a format of which no copy can be proven: it says why, and what helps."""

    def refuse(original: Original, wish: Wish) -> Copy:
        del original, wish
        raise CannotStrip(why)

    return refuse
