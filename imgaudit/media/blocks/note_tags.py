"""The directories of makers' notes: walked whole, and judged tag by tag, where their form is known."""

import re
from collections.abc import Iterator

from imgaudit.media.buffer import Buffer, Ranges, is_blank, text_of
from imgaudit.media.harmless.maker_notes import NOTE_FORMS, NOTE_TABLES, NOTE_WORDS, NoteForm, NoteTable
from imgaudit.media.harmless.shapes import NUMBERS
from imgaudit.media.limits import MAX_VALUE_BYTES
from imgaudit.media.record import Report

from .thumbnails import inspect_thumbnail
from .tiff_ifd import Entry, Header, directory_at, number
from .words import holds, word_of

_MOST_ENTRIES, _MOST_BELOW = 512, 16
_LOOSE_MOST = 16
"""Bytes that may belong to no entry: the place of the next directory, a maker's mark at the end."""
_PHRASE = re.compile(rb"[A-Za-z0-9 .,+*/()_:-]+")
"""Words, with the marks that stand between them."""
_LINE = 12
"""So long a phrase is what numbers do not look like."""
_SETTING = re.compile(rb"[A-Za-z0-9._+/:-]{1,16}")
"""What the name of a setting looks like: one word, and a short one."""
_LONGEST_CODE = 8
_WORD = re.compile(rb"[A-Za-z0-9]+")
_CODE = re.compile(
    rb"\d+|[a-z]{1,2}\d{0,4}|(?:mode|auto|preset|q)\d{0,4}[a-z]{0,2}|(?=[a-f]*\d)[\da-f]{8,32}"
    rb"|(?:u(?:flags|value|epoch)|ytimescale)+"
)
"""Numbers, the shortest names, checksums, and the keys of a time in Apple's property lists."""
_WIDE_PHRASES = re.compile(rb"(?:[A-Za-z ]\0){6,}"), re.compile(rb"(?:\0[A-Za-z ]){6,}")
_LIKE_A_PHRASE = bytes(97 if _PHRASE.match(bytes((code,))) else min(code, 1) for code in range(256))
_LIKE_A_WIDE_PHRASE = b"a\0" * 5 + b"a"
"""What is in both: looked for so, nearly all that is numbers is passed over ten times faster."""
_FEWEST_LETTERS = 4
"""Of a word in letters of two bytes: the same number again and again is none."""
_UNSET = re.compile(r"[-0 .:]*|9999:99:99 00:00:00")
_AN_OPEN_NUMBER = frozenset({"serial", "time"})
"""What a number of which nothing is known may be."""

_OWN_TAG_SAYS_ALL = frozenset({"owner"})
"""What stands nowhere else in a note that has a tag for it, be it empty: a camera has one setting of it."""

Listed = list[tuple[NoteTable, Entry]]


class _Note:
    """A note in one form: where it lies, and what of it its entries cover."""

    __slots__ = ("covered", "data", "end", "header", "start")

    def __init__(self, data: Buffer, header: Header, start: int, end: int) -> None:
        self.data = data
        self.header = header
        self.start = start
        self.end = end
        self.covered: Ranges = []

    def listed(self, start: int, table: NoteTable, depth: int = 0) -> Listed | None:
        """The entries of a directory and of those below it; None where they are not as they must be."""
        found = directory_at(self.data, self.header, start)
        if found is None or not found.intact or not 0 < len(found.entries) <= _MOST_ENTRIES:
            return None
        self.covered.append((found.start, found.end))
        listed: Listed = []
        for entry in found.entries:
            tag, kind, _, position, size = entry
            if tag in table.below and depth == 0 and not is_blank(self.data, position, position + size):
                at = number(self.data, self.header.order, entry) if kind in NUMBERS else position
                inner = self.listed(at or 0, NOTE_TABLES[table.below[tag]], 1)
                if inner is None:
                    return None
                listed += inner
            else:
                listed.append((table, entry))
                if size > 4:
                    self.covered.append((position, position + size))
        return listed

    def pictures(self, listed: Listed) -> Ranges:
        """Where previews lie in the note."""
        found: Ranges = []
        for table in {id(table): table for table, _ in listed if table.picture}.values():
            places = {entry[0]: number(self.data, self.header.order, entry) for own, entry in listed if own is table}
            start, length = (places.get(tag) or 0 for tag in table.picture)
            if self.start <= start < start + length <= self.end:
                found.append((start, start + length))
        return found

    def loose(self) -> bytes | None:
        """What belongs to no entry; None where values lie outside of the note, or over one another."""
        reached, loose = self.start, b""
        for start, end in sorted(self.covered):
            if start < reached or end > self.end:
                return None
            loose += bytes(self.data[reached:start]).strip(b"\0\xff ")
            reached = end
        return loose + bytes(self.data[reached : self.end]).strip(b"\0\xff ")


def inspect_note(
    report: Report, data: Buffer, start: int, end: int, make: str, order: str, may_hold: set[str], where: str
) -> bool:
    """Judge a note tag by tag, and leave open what may stand in tags that are not known.

    Returns
    -------
    Whether its form is known and all of it has been seen; else nothing has been judged.
    """
    for note, at, table in _forms(data, start, end, make, order):
        listed = note.listed(at, table)
        if listed is None:
            continue
        pictures = note.pictures(listed)
        note.covered += pictures
        loose = note.loose()
        if loose is None:
            continue
        for picture_start, picture_end in pictures:
            _judge_picture(report, bytes(note.data[picture_start:picture_end]), may_hold, where)
        said = _OWN_TAG_SAYS_ALL & {own.kinds.get(entry[0], ("", ""))[0] for own, entry in listed}
        if len(loose) > _LOOSE_MOST:
            report.doubt(may_hold - said)
        _judge_setting(report, 7, loose, may_hold)
        for own, entry in listed:
            _judge(report, note, own, entry, may_hold, said, where)
        return True
    return False


def _judge_picture(report: Report, picture: bytes, may_hold: set[str], where: str) -> None:
    if picture[:2] == b"\xff\xd8" or picture[1:3] == b"\xd8\xff":  # some makers change the first byte
        report.add("thumbnail", "PreviewImage", where, f"{len(picture)} bytes")
        inspect_thumbnail(report, b"\xff" + picture[1:], f"{where} preview")
    else:
        _judge_setting(report, 7, picture, may_hold)


def _forms(data: Buffer, start: int, end: int, make: str, order: str) -> Iterator[tuple[_Note, int, NoteTable]]:
    """The forms that a note of this make may have: where its first directory lies, and what its tags mean."""
    head = bytes(data[start : min(end, start + 24)])
    for form in NOTE_FORMS:
        begins = form.begins.match(head) if make.startswith(form.make) else None
        if begins is None:
            continue
        at = int.from_bytes(head[8:12], "little") if form.start < 0 else form.start
        for own in _orders(form, begins, order):
            header = Header(own, False, 0)
            if form.base is None:
                yield _Note(data, header, start + at, end), start + at, NOTE_TABLES[form.table]
            else:
                inside = bytes(data[start + form.base : end])
                yield _Note(inside, header, at - form.base, len(inside)), at - form.base, NOTE_TABLES[form.table]


def _orders(form: NoteForm, begins: re.Match[bytes], order: str) -> str:
    said = begins[1] if begins.re.groups else None
    if form.start < 0:
        return "<"
    return {b"II": "<", b"MM": ">"}[said] if said else order + ("<" if order == ">" else ">")


def _judge(
    report: Report, note: _Note, table: NoteTable, entry: Entry, may_hold: set[str], said: frozenset[str], where: str
) -> None:
    tag, kind, count, position, size = entry
    raw = bytes(note.data[position : position + min(size, MAX_VALUE_BYTES)])
    exposes, name = table.kinds.get(tag, ("", ""))
    if exposes == "location" and raw[:4].isdigit():  # Nikon's: a version and a code of letters come first
        raw = raw[5:]
    if not raw.strip(b"\0\xff "):
        return
    if exposes.startswith("?"):
        if exposes[1:] not in said:  # what has a tag of its own says nothing more here
            report.doubt((exposes[1:],))
    elif exposes:
        value = "" if kind in NUMBERS else text_of(raw)
        if kind in NUMBERS or not _UNSET.fullmatch(value):
            report.add(exposes, name, where, value if value.isprintable() else "")
            if exposes == "people" and name.endswith("Name"):
                report.name(value)
        return
    elif tag not in table.harmless and (size > 2 or kind in (2, 129)):
        report.doubt(may_hold & _AN_OPEN_NUMBER if kind in NUMBERS or (count == 1 and kind != 2) else may_hold)
    if kind not in NUMBERS or size > 8:
        _judge_setting(report, kind, raw, may_hold)


def _judge_setting(report: Report, kind: int, raw: bytes, may_hold: set[str]) -> None:
    """Leave open what text may be that stands where a camera writes its settings, unless it is the name of one."""
    is_text = kind in (2, 129)
    if (is_text or len(raw) <= _LONGEST_CODE) and _SETTING.fullmatch(raw.strip(b"\0 ")):
        if _holds_phrase(raw, is_text=is_text):  # a setting that is not known: no more than the note itself may hold
            report.doubt(may_hold)
    elif _holds_phrase(raw, is_text=is_text) or _holds_wide_phrase(raw):
        report.doubt(("location", "people", "owner", "serial", "text"))


def _holds_phrase(raw: bytes, *, is_text: bool) -> bool:
    if is_text:
        said = _PHRASE.findall(raw)
    else:
        letters = word_of(len(raw))
        if b"a" * letters not in raw.translate(_LIKE_A_PHRASE):
            return False
        said = [each for each in _PHRASE.findall(raw) if len(each) >= _LINE or holds(letters, each, 0, len(each))]
    return not all(
        word.decode() in NOTE_WORDS or _CODE.fullmatch(word)
        for phrase in said
        for word in _WORD.findall(phrase.lower())
    )


def _holds_wide_phrase(raw: bytes) -> bool:
    return _LIKE_A_WIDE_PHRASE in raw.translate(_LIKE_A_PHRASE) and any(
        len(set(found[0])) > _FEWEST_LETTERS for wide in _WIDE_PHRASES for found in wide.finditer(raw)
    )
