"""What the downloads of Facebook and Instagram have alike: texts, times, and how a picture of a post becomes rows.

Meta writes all text as UTF-8 that was once read as Latin-1. Newer parts of a download hold ``label_values``, pairs of
a label and what it says, in place of keys.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from imgaudit.exports._meta.pictures import asset_of, below_activity, has_position, kind_in, record_of
from imgaudit.exports.remarks import note_pictures
from imgaudit.exports.sources import Source
from imgaudit.files import ExportFile, is_safe
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.dates import LONDON, read_moment
from imgaudit.foreign.json import Entry, dig, objects
from imgaudit.foreign.places import place_shown
from imgaudit.foreign.text import clean
from imgaudit.foreign.words import folded
from imgaudit.tables import ProblemCode

MAX_URI = 2_000
"""Characters; the addresses of Meta's own servers have some 600, a path in a download 200."""
NO_FILE = "a picture or video that names no file: look for it on the platform"
AS_HTML = "a download as HTML, which is not read: ask for it again in the format JSON"
NEVER = "no time that can be: when it was published is unknown; look at the post"

LINKS = ("external_context",)
"""Keys below which other people's pages are named, whose pictures are not the school's."""

_ENCODED_TWICE = re.compile("(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_MENTION = re.compile(r"@\[\d+:\d+:([^\[\]]*)\]")
_PLACE, _POSITION = ("place", "location"), ("latitude", "longitude")
_LABELS = frozenset(
    ("caption", "text", "title", "message", "description", "url", "audience", "privacy", "media", "post type", "name",
     *_PLACE, *_POSITION)
)  # fmt: skip
"""Labels that are read, and those that never say who or what is shown."""
_AUDIENCES = {
    **dict.fromkeys(("public", "everyone", "anyone"), "public"),
    **dict.fromkeys(
        ("friends", "friends of friends", "close friends", "followers", "members", "only me", "custom", "private"),
        "private",
    ),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of list in a download.

    - ``kind``: the word by which its pages are told from others.
    - ``in_use``, ``visibility``: as in ``items``.
    - ``of_files``: an entry is itself a picture or video, not a post that may have some.
    - ``channel``: where it is published, if not where the rest is.
    """

    kind: str = "post"
    in_use: bool | None = True
    visibility: str = "unknown"
    of_files: bool = False
    channel: str = ""


POST = Section()
HIDDEN = Section(in_use=False, visibility="private")
"""Archived or deleted by the school: nobody else sees it."""


def legible(value: object) -> str:
    r"""A text as it was typed; empty for what is no text.

    >>> legible("Caf\u00c3\u00a9 \u00f0\u009f\u008e\u0089 &amp; @[1000:2048:Fern Hollow]")
    'Café 🎉 & Fern Hollow'
    """
    if not isinstance(value, str):
        return ""
    text = repaired(value)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return unicodedata.normalize("NFC", clean(_MENTION.sub(r"\1", text) if "@[" in text else text))


def repaired(text: str) -> str:
    """A text with all that was encoded twice made whole, and everything else as it is."""
    return text if text.isascii() else _ENCODED_TWICE.sub(_decoded, text)


def _decoded(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:  # half of a surrogate pair, or longer than it need be
        return found[0]


def moment(value: object) -> datetime | None:
    """Seconds or milliseconds since 1970, or a written time; ``None`` for 0, what is absurd, and anything else.

    >>> moment("1759397400").isoformat()
    '2025-10-02T09:30:00+00:00'
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and not re.fullmatch(r"\s*-?\d{1,13}(?:\.\d{1,9})?\s*", value):
        read = read_moment(value, ZoneInfo("UTC")) if 8 <= len(value) <= 40 else None
        return read.when if read and ":" in value else None
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if seconds > 1e11:
        seconds /= 1000
    if not 0 < seconds < 4_102_444_800:  # 2100
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def first_moment(*values: object) -> datetime | None:
    """The first of several values that is a time."""
    return next((when for value in values if (when := moment(value))), None)


def seconds(when: datetime | None) -> str:
    """A time as Meta writes it; empty for none."""
    return str(int(when.timestamp())) if when else ""


def called(section: Section, when: datetime | None) -> str:
    """What to call a post that has no title, so that it is found on the platform: its kind, and when, as shown there.

    >>> called(POST, moment(1759397400))
    'Post of 2025-10-02 10:30'
    """
    kind = section.kind.capitalize()
    return f"{kind} of {when.astimezone(LONDON):%Y-%m-%d %H:%M}" if when else f"{kind} without a date"


def under(entry: object, *names: str, but: Sequence[str] = ()) -> Iterator[object]:
    """Whatever stands under these keys, at any depth; a list gives its elements. Nothing below it, or below ``but``."""
    stack = [entry]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            for name in names:
                if name in value:
                    found = value[name]
                    yield from found if isinstance(found, list) else [found]
            stack.extend(
                inner
                for key, inner in reversed(value.items())
                if isinstance(inner, list | dict) and key not in names and key not in but
            )


def label(entry: Entry, *names: str) -> object:
    """What stands beside one of these labels in the newer form, ``label_values``; ``None`` where none does."""
    pair = next(_labelled(entry, *names), {})
    return pair.get("value") or pair.get("href") or pair.get("dict")


def is_labelled(entry: Entry, *names: str) -> bool:
    """Whether the newer form has one of these labels, whatever stands beside it."""
    return any(True for _ in _labelled(entry, *names))


def _labelled(entry: Entry, *names: str) -> Iterator[Entry]:
    for pair in objects(entry.get("label_values")):
        if {folded(str(pair.get(key))) for key in ("label", "title", "ent_field_name")} & set(names):
            yield pair


def unknown_labels(entry: Entry) -> Iterator[str]:
    """The labels beside which a text stands that nobody reads: of another language, of an alternative text, of tags."""
    for pair in objects(entry.get("label_values")):
        names = [clean(name) for key in ("label", "title", "ent_field_name") if isinstance(name := pair.get(key), str)]
        if names and not _LABELS & set(map(folded, names)) and any(legible(one.get("value")) for one in _pairs(pair)):
            yield names[0]


def address(entry: Entry) -> str | None:
    """The address of a post, which only the newer form may have."""
    told = label(entry, "url")
    return told if isinstance(told, str) and is_url(told) else None


def visibility(section: Section, *entries: Entry) -> str:
    """Who can open a post: all of its section, else as the post or its album says, where it does."""
    if section.visibility != "unknown":
        return section.visibility
    for entry in entries:
        told = entry.get("audience") or entry.get("privacy") or label(entry, "audience", "privacy")
        if isinstance(told, str) and (known := _AUDIENCES.get(folded(told))):
            return known
    return "unknown"


def people_of(entry: Entry) -> list[str]:
    """Who is tagged, each once."""
    names = [tag.get("name") if isinstance(tag, dict) else tag for tag in under(entry, "tags", but=("media",))]
    return list(dict.fromkeys(name for name in map(legible, names) if name))


def place_of(*entries: Entry, otherwise: bool | None = None) -> dict[str, object]:
    """The place that stands with a post, by name or by its position: columns of ``items``.

    An event's place counts, as it is printed too. What a camera wrote stands below ``media_metadata``: that is Meta's
    own record, and printed nowhere.
    """
    names: list[str] = []
    positions: list[bool | None] = []
    for entry in entries:
        for place in under(entry, *_PLACE, but=("media", "media_metadata")):
            if isinstance(place, dict):
                names.append(_named(place))
                positions.append(has_position(place.get("coordinate") or place))
            elif place:
                names.append(legible(place))
                positions.append(False if isinstance(place, str) else None)
        if is_labelled(entry, *_PLACE, *_POSITION):
            # The newer form has the label of a place in any case, and says nothing beside it where there is none.
            otherwise = bool(otherwise)
            told = label(entry, *_PLACE)
            inside = {folded(str(pair.get("label"))): pair.get("value") for pair in _pairs(told)}
            names += [legible(told), _named(inside) or next(filter(None, map(_words_of_place, inside.items())), "")]
            positions += [has_position(inside), has_position({name: label(entry, name) for name in _POSITION})]
    return place_shown(names, positions, otherwise=otherwise)


def _named(place: Mapping[str, object]) -> str:
    """What a place is called, else where it is."""
    return next(filter(None, (legible(place.get(name)) for name in ("name", "address", "city"))), "")


def _words_of_place(pair: tuple[str, object]) -> str:
    """What stands beside a label in another language than ours."""
    text = legible(pair[1])
    return "" if pair[0] in _POSITION or is_url(text) else text


def _pairs(value: object) -> Iterator[Entry]:
    """The pairs of label and value at any depth."""
    stack = [value]
    while stack:
        inner = stack.pop()
        if isinstance(inner, list):
            stack.extend(reversed(inner))
        elif isinstance(inner, dict):
            yield inner
            stack.append(inner.get("dict"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One file of a download while its entries become rows."""

    source: Source
    file: ExportFile

    def problem(
        self, code: ProblemCode, reason: str, row: int, column: str, value: object = None, *, lost: int | None = 1
    ) -> None:
        """Note what could not be read."""
        self.source.part.problem(self.file.name, code, reason, row=row, column=column, value=value, lost=lost)

    def published(self, row: int, *values: object) -> datetime | None:
        """The first of several values that is a time; if none is but some are there, that is a problem."""
        found = first_moment(*values)
        given = [value for value in values if value is not None]
        if given and not found:
            self.problem("date", NEVER, row, "timestamp", given[0], lost=0)
        return found

    def media_of(self, entry: Entry, row: int, section: Section) -> list[Entry]:
        """The pictures and videos of an entry, or the entry itself where it is one; anything else is a problem."""
        if "uri" in entry or "path" in entry:
            return [entry]
        found: list[Entry] = []
        for value in under(entry, "media"):
            if isinstance(value, dict):
                found += [value] if value else []
            elif value:
                self.problem("malformed", "no picture or video as it should be: look at the post", row, "media", value)
        taken = (media.get(name) for media in found for name in ("uri", "path"))
        note_pictures(self.source.part, self.file.name, row, entry, taken=taken, but=LINKS)
        for column, value in misfits(entry):
            self.problem("malformed", "not what belongs here: look whether the post has pictures", row, column, value)
        for name in unknown_labels(entry) if found else ():
            self.source.part.problem(
                self.file.name,
                "unknown_heading",
                "a label that is not known: what stands beside it is in no table; look at the post",
                row=row,
                column=f"label_values: {name}",  # one remark a label
                value=name,
                lost=0,
                is_folded=True,
            )
        if section.of_files and not found:
            self.problem("no_picture", NO_FILE, row, "uri")
        return found

    def put(
        self,
        row: int,
        media: Entry,
        page: str,
        *,
        people: Sequence[str] = (),
        **columns: object,
    ) -> str | None:
        """One picture or video on one page: asset, files, item, people. Its asset, or a problem and ``None``."""
        uri = media.get("uri") or media.get("path")
        if not isinstance(uri, str) or not clean(uri).rpartition("/")[2] or len(uri) > MAX_URI:
            self.problem("no_picture", NO_FILE, row, "uri", uri)
            return None
        uri = clean(repaired(uri))
        url = uri if is_url(uri) else None
        if not url and not is_safe(uri):
            self.problem("outside", "a path that leads outside the download is not opened", row, "uri", uri, lost=0)
        source, record = self.source, record_of(media)
        if people:
            record.lines.append("people: tags of the post")
        kind = kind_in(media, uri)
        asset_id = source.asset(
            asset_of(source, uri, kind),
            url=url,
            kind=kind,
            platform_has_location=record.has_location,
            platform_has_people=True if people else None,
            platform_found="\n".join(sorted(record.lines)) or None,
        )
        if url:
            source.file(asset_id, url=url)
        else:
            self._file(asset_id, uri)
        still = dig(media, "thumbnail", "uri")
        if isinstance(still, str) and still != uri and len(still) <= MAX_URI and not is_url(still) and is_safe(still):
            self._file(asset_id, still, role="resized")
        source.item(asset_id, page, self.file.name, **columns)
        for name in people:
            source.person(asset_id, name)
        return asset_id

    def _file(self, asset_id: str, path: str, role: str = "published") -> None:
        near, named = below_activity(self.file, path)
        self.source.file(asset_id, named=named, near=near, role=role)


def misfits(entry: Entry) -> Iterator[tuple[str, object]]:
    """What stands in place of the lists and objects that could hold pictures."""
    labels = entry.get("label_values")
    if labels and not isinstance(labels, list):
        yield "label_values", labels
    attachments = entry.get("attachments")
    if attachments and not isinstance(attachments, list):
        yield "attachments", attachments
    for attachment in attachments if isinstance(attachments, list) else []:
        data = attachment.get("data") if isinstance(attachment, dict) else attachment
        for value in data if isinstance(data, list) else [data]:
            if value and not isinstance(value, dict):
                yield "attachments[].data", value
