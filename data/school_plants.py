"""The words in which the sample school's story is told: what can be planted, and what each plant means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from school_registers import Entry

KINDS = (
    "location",
    "people",
    "owner",
    "serial",
    "device",
    "time",
    "text",
    "software",
    "thumbnail",
    "hidden",
    "provenance",
    "maker_note",
)

BIGGEST = 2560  # WordPress shows a `-scaled` copy of any larger JPEG and keeps the original beside it
SMALLER = {"medium": 300, "large": 1024}  # longest side [px] of the copies that the site's theme asks for


Told = tuple[tuple[str, str], ...]
"""Field and level of each name that a text tells: (("caption", "first"),); (("caption", "class"),) for a class."""


@dataclass(frozen=True)
class Holds:
    """What one file holds beside its pixels. Each field is written to the one place that its comment names."""

    gps: tuple[float, float] | None = None  # EXIF GPSLatitude, GPSLongitude
    city: str = ""  # IPTC City
    tagged: tuple[str, ...] = ()  # XMP Iptc4xmpExt:PersonInImage
    artist: str = ""  # EXIF Artist
    copyright: str = ""  # EXIF Copyright
    byline: str = ""  # IPTC By-line
    author: str = ""  # PNG tEXt Author
    serial: str = ""  # EXIF BodySerialNumber
    unique_id: str = ""  # EXIF ImageUniqueID
    document_id: str = ""  # XMP xmpMM:DocumentID
    make: str = ""  # EXIF Make
    model: str = ""  # EXIF Model
    taken: str = ""  # EXIF DateTimeOriginal, YYYY:MM:DD HH:MM:SS
    description: str = ""  # EXIF ImageDescription
    caption: str = ""  # IPTC Caption-Abstract
    keywords: tuple[str, ...] = ()  # IPTC Keywords
    software: str = ""  # EXIF Software
    creator_tool: str = ""  # XMP xmp:CreatorTool
    thumbnail: bool = False  # EXIF IFD1: a small picture from before the cropping
    trailer: bool = False  # bytes after the end of the image, as a motion photo has them
    provenance: bool = False  # a JUMBF box in APP11, as C2PA writes it
    maker_note: bool = False  # EXIF MakerNote, opaque
    orientation: int = 0  # EXIF Orientation: says nothing about anyone
    profile: bool = False  # an ICC colour profile: says nothing about anyone
    only_original: bool = False  # the published file and its copies were stripped, the original was forgotten

    @property
    def kinds(self) -> frozenset[str]:
        """The exposure kinds of everything that is planted."""
        planted = (field.name for field in fields(self) if getattr(self, field.name))
        return frozenset(KIND_OF[name] for name in planted if name in KIND_OF)

    @property
    def names_somebody(self) -> bool:
        """Whether a full name stands in it."""
        return bool(self.tagged or self.artist or self.byline or self.author)

    @property
    def resized(self) -> Holds:
        """What a smaller copy keeps: ImageMagick copies EXIF, IPTC and XMP but nothing else."""
        return replace(self, trailer=False, provenance=False)


KIND_OF = {
    "gps": "location",
    "city": "location",
    "tagged": "people",
    "artist": "owner",
    "copyright": "owner",
    "byline": "owner",
    "author": "owner",
    "serial": "serial",
    "unique_id": "serial",
    "document_id": "serial",
    "make": "device",
    "model": "device",
    "taken": "time",
    "description": "text",
    "caption": "text",
    "keywords": "text",
    "software": "software",
    "creator_tool": "software",
    "thumbnail": "thumbnail",
    "trailer": "hidden",
    "provenance": "provenance",
    "maker_note": "maker_note",
}

CLEAN = Holds()


@dataclass(frozen=True)
class Term:
    """One school term; the audit looks at the state of its last day."""

    id: str
    ends: str


@dataclass(frozen=True)
class Upload:
    """One picture in the website's media library."""

    wp_id: int
    path: str  # as uploaded, below uploads/
    scene: str  # what is drawn, with a number that varies it: "field 3"
    size: tuple[int, int]  # [px], as uploaded
    alt: str
    holds: tuple[Holds | None, ...]  # by term; None: not in the library in that term
    caption: str = ""
    by: str = "office"  # the account that uploaded it
    parent: int = 0  # the page it was uploaded to
    fault: str = ""  # "damaged" or "empty"
    really: str = ""  # the real format, where the name lies
    told: Told = ()  # the names that file name, title and alternative text tell
    not_fetched: tuple[str, ...] = ()  # listed by WordPress, not in the folder: "original", "medium", "large"

    @property
    def format(self) -> str:
        """The format of the bytes, whatever the name says."""
        ending = self.path.rsplit(".", 1)[1]
        return self.really or {"jpg": "jpeg"}.get(ending, ending)

    @property
    def readable(self) -> bool:
        """Whether WordPress could open it, and so made smaller copies and noted its size."""
        return not self.fault and not self.really


@dataclass(frozen=True)
class Use:
    """One block of a page that shows pictures."""

    route: str  # one of the keys of school_wordpress.ROUTES
    wp_ids: tuple[int, ...]
    caption: str = ""
    told: Told = ()  # the names that the caption tells
    terms: tuple[int, ...] = (0, 1, 2)  # the terms in which the page has the block


@dataclass(frozen=True)
class Page:
    """One page or post of the website."""

    wp_id: int
    kind: str  # page or post
    slug: str
    title: str
    date: str  # YYYY-MM-DD
    uses: tuple[Use, ...]
    featured: int = 0
    status: str = "publish"  # or private, draft
    locked: bool = False  # behind a password
    by: str = "office"
    terms: tuple[int, ...] = (0, 1, 2)

    def shown(self, term: int) -> tuple[int, ...]:
        """The pictures it shows in a term, each once: first the blocks' own, then the featured one."""
        ids = [wp_id for use in self.uses if term in use.terms for wp_id in use.wp_ids]
        return tuple(dict.fromkeys([*ids, *([self.featured] if self.featured else [])]))


@dataclass(frozen=True)
class Listing:
    """How the comms team's list describes one post in one term."""

    people: tuple[str, ...] = ()  # as typed: full name, known-as name, UPN
    everyone: str = ""  # "Everyone listed?"
    in_use: str = "Yes"
    holds: Holds = CLEAN
    check_in: str = "No"  # the place that is shown with the post, or No; nothing where nobody looked


@dataclass(frozen=True)
class Post:
    """One row of the comms team's list: one picture in one social post or on one prospectus page."""

    channel: str
    page: str
    title: str
    file: str  # relative to the exports folder
    scene: str
    size: tuple[int, int]
    published: str  # YYYY-MM-DD becomes a date cell; anything else stays text, as typed
    who: str
    listed: tuple[Listing | None, ...]  # by term; None: not in that term's list
    alt: str = ""
    caption: str = ""
    told: Told = ()  # the names that title, alternative text and caption tell
    visibility: str = "Public"
    owner: str = "Comms"
    campaign: str = ""
    missing: bool = False  # the list names a file that was never handed over


@dataclass(frozen=True)
class Answers:
    """What the register says of one person in one term."""

    website: str
    social: str
    prospectus: str
    date: str = ""  # YYYY-MM-DD
    by: str = ""


@dataclass(frozen=True)
class Person:
    """One row of the consent register."""

    upn: str
    admission: str
    forename: str
    surname: str
    year: str
    form: str
    role: str  # Pupil or Staff
    answers: tuple[Answers, ...]  # by term
    known_as: str = ""
    left: str = ""  # YYYY-MM-DD
    also: tuple[Answers | None, ...] = (None,) * 3  # by term: a second row, somebody else's answer
    protected: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every way in which a list or a tag may name the person beyond doubt."""
        full, known = f"{self.forename} {self.surname}", f"{self.known_as or self.forename} {self.surname}"
        return tuple(name for name in (self.upn, self.admission, full, known) if name)


@dataclass(frozen=True)
class School:
    """The whole story: three terms of one made-up school."""

    domain: str
    name: str
    terms: tuple[Term, ...]
    uploads: tuple[Upload, ...]
    pages: tuple[Page, ...]
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    registers: tuple[Entry, ...]
    incidents: tuple[Entry, ...]

    def replant_upload(self, wp_id: int, term: int, change: Callable[[Holds], Holds]) -> School:
        """The same school but for what one upload holds in one term."""

        def replanted(upload: Upload) -> Upload:
            holds = tuple(
                change(held) if n == term and held is not None else held for n, held in enumerate(upload.holds)
            )
            return replace(upload, holds=holds)

        return replace(self, uploads=tuple(replanted(each) if each.wp_id == wp_id else each for each in self.uploads))

    def replant_post(self, page: str, term: int, change: Callable[[Listing], Listing]) -> School:
        """The same school but for how one post is listed in one term."""

        def replanted(post: Post) -> Post:
            listed = tuple(change(row) if n == term and row is not None else row for n, row in enumerate(post.listed))
            return replace(post, listed=listed)

        return replace(self, posts=tuple(replanted(each) if each.page == page else each for each in self.posts))

    def replant_person(self, admission: str, term: int, change: Callable[[Answers], Answers]) -> School:
        """The same school but for one person's answers in one term."""

        def replanted(person: Person) -> Person:
            answers = tuple(change(one) if n == term else one for n, one in enumerate(person.answers))
            return replace(person, answers=answers)

        return replace(
            self, people=tuple(replanted(each) if each.admission == admission else each for each in self.people)
        )
