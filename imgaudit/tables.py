"""Every table and column: the glossary of the project.

A table is a pandera schema made from literal rows, so that one place says what a column is called, holds, is
measured in, and how private it is. ``docs/tables.md`` is generated from here.

Three states are everywhere: yes, no and unknown. A flag is a nullable ``boolean``; unknown is ``<NA>``. Unknown
is never counted as clean, covered or fixed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from imgaudit.frames import DAY, FLAG, MOMENT, NUMBER, REAL, TEXT, Column, Table, flag
from imgaudit.practices import PRACTICES, TWELVE
from imgaudit.practices.metadata import EXPOSURE, FOUND
from imgaudit.practices.practice import BY_VISITS
from imgaudit.practices.resolution import FRAMING

ProblemCode = Literal[
    "unreadable", "locked", "packed", "hidden", "outside", "too_large", "encoding",
    "broken", "cut_off", "malformed",
    "not_recognised", "not_media", "no_picture", "missing", "outdated", "contradicted", "duplicate", "ambiguous",
    "unknown_heading", "unknown_word", "unknown_person", "date", "not_recorded", "for_many",
]  # fmt: skip
PROBLEM_CODES: Mapping[ProblemCode, str] = {
    "unreadable": "a file or folder that cannot be opened",
    "locked": "a password is asked for",
    "packed": "an archive that is not opened",
    "hidden": "sheets that are hidden are not read",
    "outside": "a path or link that leads out of the export is not followed",
    "too_large": "larger, longer or deeper than is read",
    "encoding": "letters that are not in the encoding they should be in",
    "broken": "damaged, so that something in it cannot be read",
    "cut_off": "it ends too early, or nobody can say that it does not",
    "malformed": "an entry that is not what belongs there",
    "not_recognised": "a file, or a part of one, that is nothing we know",
    "not_media": "neither a picture nor a video nor a document",
    "no_picture": "no picture or page can be made out: no address, file or number",
    "missing": "what is referred to is not here",
    "outdated": "what was said is, or may be, of an earlier picture",
    "contradicted": "sources or people say different things of the same picture",
    "duplicate": "the same thing a second time",
    "ambiguous": "it may be more than one, which one is open",
    "unknown_heading": "a heading, or a list by its headings, that is not known",
    "unknown_word": "a word that is not one of those known there",
    "unknown_person": "nobody, or nobody for certain, of that name",
    "date": "a date that is missing, unreadable or had to be taken to mean something",
    "not_recorded": "an answer of yes counts as not recorded because of it",
    "for_many": "one answer that counts for several pictures, and for how many",
}
"""Why something is a problem, in one word that users and tests can count, and what it stands for."""
LEAVES_UNKNOWN: frozenset[ProblemCode] = frozenset(
    (
        *("unreadable", "locked", "packed", "too_large", "broken", "cut_off", "no_picture", "missing", "outdated"),
        *("ambiguous", "unknown_word", "unknown_person", "not_recorded"),
    )
)
"""Because of these something is unknown that would be known, also where nothing was lost: they are said first."""

VISIBILITIES = ("public", "unlisted", "password", "private", "draft", "unknown")
SHOWS = ("pupils", "staff", "both", "nobody", "unknown")
ROLES = ("original", "published", "served", "resized", "sidecar")
COMPLETENESS = ("whole", "part", "unknown")
MEDIA_STATUSES = (
    "ok",
    "damaged",
    "unsupported",
    "unrecognised",
    "empty",
    "too_large",
    "unreadable",
    "missing",
    "not_fetched",
)
CLEANED_STATUSES = ("cleaned", "already_clean", "not_written")
CONSENT_ANSWERS = ("granted", "refused", "withdrawn", "not_recorded")
PERSON_STATES = ("granted", "refused", "withdrawn", "expired", "not_recorded")
PRESENCES = ("shown", "possibly", "unnamed")
"""Of somebody in a placement: known to be shown, perhaps shown, or shown perhaps and named by nobody."""
GIVERS = ("own", "parent", "other")
"""Who answered: the person themself, a parent or carer, somebody else."""
FINDING_CHANGES = ("new", "returned", "persisting", "resolved", "not_checked", "first_check", "remeasured")
VERDICTS = (
    *("better", "worse", "mixed", "same", "unclear", "empty"),
    *("remeasured", "moved", "lost_most", "partly", "first_check", "not_checked"),
)
"""On a figure against the last time it was checked: what was compared, and why something is not."""
REGISTERS = ("accounts", "settings", "training", "families", "policies", "incidents", "partners")
"""What a row of ``records`` is a row of."""
SUBJECTS = ("item", "asset@channel", "file", "account", "person", "policy", "incident", "partner", "source", "site")
"""What a finding can be about. A picture is at fault on a channel, for what can be done there differs."""
OUTCOMES = ("public", "cached", "login", "gone", "placeholder", "refused", "asks_not_to", "unknown")
ANSWERED = ("public", "cached")
"""Outcomes by which everyone gets what lies there; by *login* and *gone* nobody does, and all others tell nothing."""
COPY_OUTCOMES = (
    *("copied", "moved", "elsewhere", "login", "gone", "refused", "asks_not_to", "no_page", "too_large", "unknown"),
    *("read", "left_out", "not_asked"),
)
STATUSES = ("Not started", "In progress", "Done", "Needs DSL decision", "Accepted", "Not applicable")
"""How far an action is, as a person says. *Accepted* needs a reason."""
STATES = (
    *("open", "in progress", "DSL decision", "accepted", "reopened", "settled", "to be confirmed", "not checked"),
)
"""How far an action was in a term: what was said, and what the audit found."""
EXPLAINED = ("moved", "taken down")
SEVERITIES = ("critical", "high", "medium", "low")
EXPOSURE_COLUMNS = tuple(EXPOSURE)
"""The columns of the kinds of exposure."""


SOURCES = Table(
    "sources",
    "one export that was read, for one channel",
    ("source_id", "file"),
    {
        "source_id": Column(TEXT, "site/channel/dialect: what the export covers, the same next term", required=True),
        "file": Column(TEXT, "the export, relative to what was read", privacy="personal", required=True),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": Column(TEXT, "where it is published: website, facebook, prospectus …", required=True),
        "dialect": Column(TEXT, "the format the export is written in: wxr, spreadsheet, folder …", required=True),
        "exported_at": Column(MOMENT, "when the export was made, where it says so", "UTC"),
        "rows": Column(NUMBER, "placements read from it", "items"),
        "own": Column(NUMBER, "of these, those that no larger export of the same source tells of too", "items"),
        "problems": Column(NUMBER, "what there was to say of it; see the table problems", "rows"),
        "completeness": Column(
            TEXT,
            "whole; part: something in it was not read, so what is missing from it is not known to be gone; unknown: "
            "nobody can say, as of an export without entries",
            choices=COMPLETENESS,
        ),
        "unread": Column(NUMBER, "entries that were not read; empty where nobody can say how many", "entries"),
        "holds": Column(
            TEXT, "kinds of entries, or columns that were understood, by comma, where an export may lack some"
        ),
        "explained": Column(
            TEXT,
            "why most of what it held before is not in it: moved (the same pictures under other numbers or addresses) "
            "or taken down; empty: nobody has said",
            choices=EXPLAINED,
        ),
    },
)

ASSETS = Table(
    "assets",
    "one picture, video or document, wherever it appears",
    ("asset_id",),
    {
        "asset_id": Column(
            TEXT, "site + the export's own id, else the canonical address; never the content", required=True
        ),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "url": Column(TEXT, "its address, as exported", privacy="personal"),
        "edit_url": Column(TEXT, "where the comms team edits it", privacy="personal"),
        "picture_url": Column(
            TEXT,
            "the address that all its copies share: assets of several exports that have the same are one picture",
            privacy="personal",
        ),
        "kind": Column(
            TEXT,
            "picture, video, document (a newsletter: it shows pictures) or other, which is not audited",
            choices=("picture", "video", "document", "other"),
        ),
        "shows": Column(TEXT, "who is shown", choices=SHOWS),
        "people_complete": flag("everyone shown is listed in appearances"),
        "groups": Column(
            TEXT,
            "who is shown besides and not by name, as written, one a line: a class, a team, somebody unknown",
            privacy="personal",
        ),
        "groups_complete": flag("everyone shown is listed in appearances or belongs to one of those groups"),
        "answered_on": Column(DAY, "when somebody last said who is shown"),
        "signed_off_by": Column(
            TEXT, "who said last that everyone shown in the picture that is there has agreed", privacy="personal"
        ),
        "signed_off_on": Column(DAY, "when they said so"),
        "is_unseen": flag("nobody can tell whether that was said of the picture that is there now"),
        "necessity": Column(TEXT, "why the picture is needed, in the school's words"),
        "last_reviewed_on": Column(DAY, "when somebody last looked at it"),
        "platform_has_location": flag(
            "the platform's own record holds where it was taken; that record is not public, unlike the file and a "
            "place that stands with a post"
        ),
        "platform_has_people": flag(
            "the platform's own record holds who is shown, such as faces it was told the names of"
        ),
        "platform_found": Column(TEXT, "what the platform's own record holds, one a line", privacy="personal"),
    },
)

ITEMS = Table(
    "items",
    "one placement: the asset on one page, post or list",
    ("item_id",),
    {
        "item_id": Column(TEXT, "the asset, the channel and the page", required=True),
        "asset_id": Column(TEXT, "the asset placed here", required=True),
        "source_id": Column(TEXT, "the export that says so", required=True),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": Column(TEXT, "where it is published: website, facebook, prospectus …", required=True),
        "page_url": Column(TEXT, "the page or post; empty for an upload that no page uses", privacy="personal"),
        "page_title": Column(TEXT, "what the page or post is called", privacy="personal"),
        "page_edit_url": Column(TEXT, "where the comms team edits the page", privacy="personal"),
        "title": Column(TEXT, "the picture's title", privacy="personal"),
        "alt_text": Column(TEXT, "the text read out in its place", privacy="personal"),
        "caption": Column(TEXT, "the text beside it, from every place it occurs", privacy="personal"),
        "uploaded_by": Column(
            TEXT,
            "who uploaded it or wrote the page, as the export calls them, one a line: for the register of training "
            "alone, and in no audit and no output",
            privacy="personal",
        ),
        "published_at": Column(MOMENT, "when the page or post was published", "UTC"),
        "visibility": Column(
            TEXT, "who can open the page: as a visit saw it, else as the export says", choices=VISIBILITIES
        ),
        "exported_visibility": Column(TEXT, "what the export says of that, where a visit saw it", choices=VISIBILITIES),
        "visited_on": Column(DAY, "when a visit saw who can open the page; empty: none did, or it could not tell"),
        "page_asks": Column(
            TEXT,
            "what the page asks of robots about showing and taking pictures, by its meta robots and X-Robots-Tag, with "
            "whom it asks before a word for one alone; nothing; empty: nobody has seen",
        ),
        "in_use": flag(
            "a page, post or list uses it; no: it lies unused in the media library, as far as a whole export can tell"
        ),
        "n_pages": Column(
            NUMBER,
            "so many pages this row stands for, where the picture is part of what goes around their content (header, "
            "menu, footer, style sheet) or is on most of them: page_url is one of these; empty: page_url alone",
            "pages",
        ),
        "has_place_shown": flag(
            "a place stands with the post for everyone who can open it: a check-in, a place tag, coordinates; "
            "unknown where the export does not say"
        ),
        "place_shown": Column(
            TEXT, "which place that is; of mere coordinates only that they stand there", privacy="personal"
        ),
    },
)

PAGE_TEXTS = Table(
    "page_texts",
    "the running text of one page; or which of it stands next to one placement",
    ("page_id", "item_id", "start"),
    {
        "page_id": Column(TEXT, "the page, as one export tells it", required=True),
        "item_id": Column(TEXT, "the placement; empty: the page itself"),
        "text": Column(
            TEXT,
            "of the page: what is read on it, without header, menu, footer and sidebar",
            privacy="personal",
        ),
        "start": Column(NUMBER, "where what stands next to it begins in that; empty: not known", "characters"),
        "end": Column(NUMBER, "where it ends", "characters"),
        "is_cut": flag("more is, or may be, written on the page"),
    },
)

FILES = Table(
    "files",
    "one body of bytes: a copy on this machine, or what an address served in one way",
    ("file_id",),
    {
        "file_id": Column(
            TEXT, "the asset and the address; and how it was asked for, where it serves several bodies", required=True
        ),
        "asset_id": Column(TEXT, "the asset these bytes are of", required=True),
        "role": Column(
            TEXT,
            "original (as uploaded, beside a scaled copy), published (the full size on show), resized, served (what "
            "its address answered), or sidecar (properties, edits or subtitles that lie beside it)",
            choices=ROLES,
        ),
        "url": Column(TEXT, "its public address", privacy="personal"),
        "path": Column(TEXT, "the copy on this machine; inside a ZIP: archive.zip!member", privacy="personal"),
        "is_public": flag("anyone who has the address can open it"),
        "visited_on": Column(DAY, "when a visit saw that; empty: none did, or it could not tell"),
        "file_asks": Column(TEXT, "what its X-Robots-Tag asks, as page_asks has it; nothing; empty: nobody has seen"),
        "crawlers_not_asked": Column(
            TEXT,
            "the known AI crawlers that robots.txt of its host does not ask to leave its address alone; nobody: it "
            "asks them all; empty: nobody has seen that robots.txt",
            decided_by=("crawlers",),
        ),
        "robots_signals": Column(
            TEXT, "the lines Content-Signal and Content-Usage of that robots.txt; nothing; empty: nobody has seen it"
        ),
        "in_sitemap": flag("a sitemap of the website lists it; unknown: none that was read does"),
        "declared_width_px": Column(NUMBER, "width the export states", "px"),
        "declared_height_px": Column(NUMBER, "height the export states", "px"),
        "declared_bytes": Column(NUMBER, "size the export states", "bytes"),
    },
)

FACES = Table(
    "faces",
    "what was counted of faces in one file; nothing by which anybody could be recognised",
    ("file_id",),
    {
        "file_id": Column(TEXT, "the file", required=True),
        **FRAMING,
        "not_looked": Column(TEXT, "why nobody looked; empty: somebody did"),
        "faces_engine": Column(TEXT, "version of the detector"),
    },
)

LOOKS = Table(
    "looks",
    "what one file looks like; nothing of a face is measured",
    ("file_id",),
    {
        "file_id": Column(TEXT, "the file", required=True),
        "look": Column(
            TEXT,
            "its shape, 16 × 16 squares of light and 8 × 8 of colour, as text; empty: not known",
            privacy="personal",
        ),
        "not_compared": Column(TEXT, "why that is not known; empty: it is"),
        "looks_engine": Column(TEXT, "version of what looks"),
    },
)

ALIKE = Table(
    "alike",
    "two assets that look alike and are not known to hold the same picture; each pair stands there both ways",
    ("asset_id", "alike_id"),
    {
        "asset_id": Column(TEXT, "the one", required=True),
        "alike_id": Column(
            TEXT, "the other, which may be a smaller or re-encoded copy, or another picture", required=True
        ),
        "distance": Column(NUMBER, "by how much any square differs at most, 0 to 12", "48ths of the spread of light"),
    },
)

APPEARANCES = Table(
    "appearances",
    "one person shown in one asset",
    ("asset_id", "person_ref"),
    {
        "asset_id": Column(TEXT, "the asset", required=True),
        "person_ref": Column(
            TEXT,
            "the person as the source names them: name, UPN, admission number",
            privacy="personal",
            required=True,
        ),
        "evidence": Column(TEXT, "how it is known: listed, tagged, metadata, answered"),
        "presence": Column(
            TEXT,
            "shown, as is meant where it is empty; or possibly: may be shown, as one of a group that is named",
            choices=("shown", "possibly"),
        ),
    },
)

MEDIA = Table(
    "media",
    "what one file holds, measured",
    ("file_id",),
    {
        "file_id": Column(TEXT, "the file", required=True),
        "status": Column(TEXT, "ok, or why it was not measured in full", choices=MEDIA_STATUSES, required=True),
        "error": Column(TEXT, "what went wrong, in plain English", privacy="personal"),
        "format": Column(TEXT, "the real format, whatever the file is called"),
        "width_px": Column(NUMBER, "width as displayed", "px"),
        "height_px": Column(NUMBER, "height as displayed", "px"),
        "bytes": Column(NUMBER, "size on disk", "bytes"),
        "content_hash": Column(
            TEXT, "SHA-256 of the bytes or, behind parts:, of image_hash, the places of the image and all other bytes"
        ),
        "image_hash": Column(TEXT, "SHA-256 of the compressed image alone: unchanged by stripping metadata"),
        **EXPOSURE,
        "found": FOUND,
        "person_names": Column(TEXT, "people named by the file's person tags, one a line", privacy="personal"),
        "texts": Column(
            TEXT,
            "captions, titles, keywords, owners and what else in the file may name somebody, one a line",
            privacy="personal",
        ),
        "texts_cut": flag("more is written in the file than texts holds"),
        "engine": Column(TEXT, "version of the detector that measured it"),
    },
)

CLEANED = Table(
    "cleaned",
    "one file of which a clean copy was asked for",
    ("source",),
    {
        "source": Column(TEXT, "the original, which was not touched", privacy="personal", required=True),
        "path": Column(TEXT, "the copy; empty when none was written", privacy="personal"),
        "status": Column(
            TEXT,
            "cleaned: the copy gives away less or is smaller; already_clean: there was nothing to remove, and the copy "
            "is there for completeness; not_written: no copy can be proven clean, or it could not be written",
            choices=CLEANED_STATUSES,
            required=True,
        ),
        "reason": Column(TEXT, "why there is no copy, and what helps", privacy="personal"),
        "format": Column(TEXT, "the real format, whatever the file is called"),
        "kinds_before": Column(TEXT, "kinds of exposure in the original, by comma"),
        "unknown_before": Column(TEXT, "kinds that could not be ruled out in the original, by comma"),
        "kinds_after": Column(TEXT, "kinds of exposure in the copy: those that were to stay, by comma"),
        "unknown_after": Column(TEXT, "kinds that cannot be ruled out in the copy: none that was to go, by comma"),
        "lost": Column(
            TEXT,
            "what a viewer of the copy misses, by comma, with its number where there are several: HDR layer, further "
            "picture, depth map or mask, motion photo's video, track of subtitles or chapters, track of telemetry, "
            "time code, cover picture …; never a video's sound",
        ),
        "bytes_before": Column(NUMBER, "size of the original", "bytes"),
        "bytes_after": Column(NUMBER, "size of the copy", "bytes"),
        "width_px": Column(NUMBER, "width of the copy as displayed", "px"),
        "height_px": Column(NUMBER, "height of the copy as displayed", "px"),
    },
)

BOXES = Table(
    "boxes",
    "one part of a picture that is to be covered, as somebody drew it",
    (),
    {
        "asset_id": Column(TEXT, "the asset; empty: a picture that no export names"),
        "site": Column(TEXT, "its site, whose policy says whether faces may be looked for"),
        "path": Column(TEXT, "the file it was drawn on", privacy="personal", required=True),
        "image_hash": Column(TEXT, "of that picture: where the file holds another one, nothing is covered"),
        "orientation": Column(
            NUMBER,
            "the turn with which it was seen, as Exif has it, 1 to 8: where the file says another, nothing is covered, "
            "nor where this is empty beside image_hash and the file says any",
        ),
        "left": Column(REAL, "its left edge, from the left of the picture as it is seen", "unit", required=True),
        "top": Column(REAL, "its upper edge, from the top", "unit", required=True),
        "right": Column(REAL, "its right edge, from the left", "unit", required=True),
        "bottom": Column(REAL, "its lower edge, from the top", "unit", required=True),
        "unit": Column(
            TEXT, "share: of the picture's width and height, 0 to 1, as where it is empty; px", choices=("share", "px")
        ),
    },
)

COVERINGS = Table(
    "coverings",
    "one picture of which a copy with covered parts was asked for; nothing of where a face is",
    ("source",),
    {
        "source": Column(TEXT, "the original, which was not touched", privacy="personal", required=True),
        "asset_id": Column(TEXT, "the asset, where it is known"),
        "path": Column(TEXT, "the copy; empty when none was written", privacy="personal"),
        "status": Column(
            TEXT,
            "covered: the copy was read back, and holds no metadata and no other colour in the covered parts; "
            "not_written: that cannot be proven, or it could not be written",
            choices=("covered", "not_written"),
            required=True,
        ),
        "reason": Column(TEXT, "why there is no copy, and what helps", privacy="personal"),
        "format": Column(TEXT, "the real format, whatever the file is called"),
        "n_covered": Column(NUMBER, "parts that are covered; empty: no copy was written"),
        "n_left": Column(
            NUMBER,
            "faces that are still found and not covered, at least: 0 says only that none was found; empty: nobody "
            "looked, as without the extra faces or where the policy says so",
        ),
        "lost": CLEANED.columns["lost"],
        "width_px": Column(NUMBER, "width of the copy as displayed", "px"),
        "height_px": Column(NUMBER, "height of the copy as displayed", "px"),
        "image_hash": Column(TEXT, "SHA-256 of the copy's compressed image alone: by it audits know the copy again"),
        "covered_on": Column(DAY, "when it was covered"),
    },
)

REFERENCE = "person-"
"""How a person's id begins, and no name does: by it a text is told for a reference that an output gave."""

PEOPLE = Table(
    "people",
    "one pupil or member of staff",
    ("person_id",),
    {
        "person_id": Column(
            TEXT, "the person: a keyed hash of what the MIS tells them apart by", privacy="personal", required=True
        ),
        "upn": Column(TEXT, "Unique Pupil Number", privacy="personal"),
        "admission_no": Column(TEXT, "admission number or staff code", privacy="personal"),
        "mis_id": Column(TEXT, "the MIS's own id, or an e-mail address", privacy="personal"),
        "first_name": Column(TEXT, "first name", privacy="personal"),
        "last_name": Column(TEXT, "surname", privacy="personal"),
        "known_as": Column(TEXT, "the first name in use, where another", privacy="personal"),
        "role": Column(TEXT, "pupil or staff", choices=("pupil", "staff")),
        "group": Column(TEXT, "form or class", privacy="personal"),
        "born_on": Column(DAY, "date of birth", privacy="personal"),
        "reception_in": Column(
            NUMBER,
            "the school year of their Reception class, by its first calendar year: from year group or date of birth",
            "year",
            "personal",
        ),
        "left_on": Column(DAY, "the day they left", privacy="personal"),
        "protected": flag(
            "must not be shown at all: counts as a refusal of every use, and no output says which", "special"
        ),
    },
)

MEMBERS = Table(
    "members",
    "one person in one class or group, as a row of the register or of the list of groups says",
    (),
    {
        "person_id": Column(TEXT, "the person; empty: the register does not know them", privacy="personal"),
        "person_ref": Column(TEXT, "as the list of groups calls them", privacy="personal"),
        "group": Column(TEXT, "the class or group, as written; empty: not said", privacy="personal"),
        "year": Column(TEXT, "the year group, as written", privacy="personal"),
        "school": Column(TEXT, "the school, as written; empty: not said"),
        "since": Column(DAY, "the first day on which they belonged to it", privacy="personal"),
        "until": Column(DAY, "the last", privacy="personal"),
        "recorded_on": Column(DAY, "when the export or list was written; empty: nobody can tell"),
        "source": Column(
            TEXT,
            "roll: a list of everyone at the school; mention: another row of the register, which may leave people out; "
            "list: the list of groups",
            choices=("roll", "mention", "list"),
            required=True,
        ),
    },
)

CONSENTS = Table(
    "consents",
    "one person's answer for one scope, by one giver",
    ("person_id", "scope", "consent_type", "given_on", "given_by", "recorded_on"),
    {
        "person_id": Column(TEXT, "the person", privacy="personal", required=True),
        "scope": Column(TEXT, "what was asked: website, social, print …", required=True),
        "consent_type": Column(
            TEXT, "the kind of consent, as the school calls it: a yes ends a no of its own kind alone"
        ),
        "status": Column(TEXT, "the answer", privacy="special", choices=CONSENT_ANSWERS, required=True),
        "given_on": Column(DAY, "when it was given", privacy="personal"),
        "expires_on": Column(DAY, "the end the form states, where it does", privacy="personal"),
        "given_by": Column(TEXT, "who gave it: parent, pupil …", privacy="personal"),
        "recorded_on": Column(
            DAY, "when the MIS was exported: an answer without a date holds from then, not before", privacy="personal"
        ),
    },
)

HEADINGS = Table(
    "headings",
    "how one heading of the register, or one kind of consent in it, was understood",
    ("file", "heading", "consent_type"),
    {
        "file": Column(TEXT, "the export, with its sheet", privacy="personal", required=True),
        "heading": Column(TEXT, "the heading as it is written there", privacy="personal", required=True),
        "consent_type": Column(
            TEXT,
            "the kind of consent that rows name, where the heading alone does not say; of a file a kind, its title",
            privacy="personal",
        ),
        "means": Column(
            TEXT,
            "what it was taken for: answer, or our column (upn, given_on …); held: a picture that the MIS has; note, "
            "text: what is written beside answers; not understood: it speaks of pictures, their use or consent; "
            "not a photo consent: a kind of consent to something else; not used: nothing that matters",
            required=True,
        ),
        "scope": Column(TEXT, "the uses that its answers are for, by comma; all: pictures as such"),
        "is_turned": flag("it was turned round, so that yes there means no"),
        **{
            f"n_{answer}": Column(NUMBER, f"{said}; empty where no answers are read", "answers")
            for answer, said in (
                ("yes", "read as yes, before anything beside them makes them doubtful"),
                ("no", "read as no or withdrawn, or of somebody who must not be shown"),
                ("not_recorded", "blank, pending or not asked"),
                ("not_understood", "not understood, and so not recorded"),
            )
        },
        "why": Column(TEXT, "which words decided that", privacy="personal", required=True),
    },
)

PROBLEMS = Table(
    "problems",
    "one thing that could not be read",
    (),
    {
        "file": Column(TEXT, "the file", privacy="personal", required=True),
        "row": Column(NUMBER, "the row as a spreadsheet counts it, or the entry's own number"),
        "column": Column(TEXT, "the column or element"),
        "code": Column(
            TEXT,
            "why, in one word to be counted: " + "; ".join(f"{code}: {why}" for code, why in PROBLEM_CODES.items()),
            choices=(*PROBLEM_CODES,),
            required=True,
        ),
        "reason": Column(TEXT, "what is wrong and what to do", privacy="personal", required=True),
        "value": Column(TEXT, "the value that is there", privacy="personal"),
        "not_read": flag("something was not read because of it; no: a remark on what was read all the same"),
    },
)

_MEDIA = ("media",)

AUDIT_ITEMS = Table(
    "audit.items",
    "one placement with every measure beside it: the frame the data lead lives in",
    ("item_id",),
    {
        **{name: column for name, column in ITEMS.columns.items() if name != "uploaded_by"},
        "visibility": replace(ITEMS.columns["visibility"], decided_by=(BY_VISITS,)),
        "published_on": Column(DAY, "the day it was published, in the school's time zone", decided_by=("timezone",)),
        "url": ASSETS.columns["url"],
        "edit_url": ASSETS.columns["edit_url"],
        "kind": ASSETS.columns["kind"],
        "shows": ASSETS.columns["shows"],
        **{
            name: ASSETS.columns[name]
            for name in (
                *("people_complete", "groups", "groups_complete", "answered_on", "signed_off_by", "signed_off_on"),
                "is_unseen",
            )
        },
        "platform_has_location": ASSETS.columns["platform_has_location"],
        "platform_has_people": ASSETS.columns["platform_has_people"],
        "place_id": Column(
            TEXT,
            "a second identity, of where the file lies: its path below uploads, or its address without the host; tells "
            "the same picture under another number or domain where no hash is known",
        ),
        "picture_id": Column(
            TEXT, "assets that hold the same picture share it: same bytes or same image data", decided_by=_MEDIA
        ),
        "n_files": Column(NUMBER, "files of the asset, resized copies among them", "files"),
        "n_files_unread": Column(NUMBER, "of those, not measured in full", "files", decided_by=_MEDIA),
        "status": Column(
            TEXT, "of the published file: ok, or why it was not measured", choices=MEDIA_STATUSES, decided_by=_MEDIA
        ),
        "format": replace(MEDIA.columns["format"], decided_by=_MEDIA),
        "image_hash": replace(MEDIA.columns["image_hash"], decided_by=_MEDIA),
        # What each practice adds stands in its own file.
        **{name: column for practice in PRACTICES for name, column in practice.columns.items()},
        "more_unread": flag("its export could not be read to the end, so nobody knows how many more there are"),
    },
)

CONSENT_STATES = AUDIT_ITEMS.columns["consent_state"].choices
NAME_LEVELS = AUDIT_ITEMS.columns["name_level"].choices
"""How much of a name is given away, least first."""

ANSWERS = Table(
    "answers",
    "what somebody said once of who is shown in one asset; which of them hold is decided when they are read",
    (),
    {
        "asset_id": Column(TEXT, "the asset", required=True),
        "image_hash": Column(
            TEXT,
            "of the picture that was looked at, of each of its files, with a semicolon between: carries the answer to "
            "its re-uploads",
        ),
        "place_id": Column(TEXT, "where it lay: carries the answer on where nobody has the bytes"),
        "shows": Column(TEXT, "who is shown", choices=SHOWS),
        "people": Column(TEXT, "who is shown, as typed: names, UPNs, groups; one a line", privacy="personal"),
        "people_complete": flag("everyone shown is among them"),
        "answered_on": Column(DAY, "when it was said"),
        "workbook": Column(TEXT, "the file it was read from", privacy="personal"),
        "issue": Column(TEXT, "which workbook it was when it was written: saved once more, it says nothing new"),
        "signed_off_by": Column(
            TEXT,
            "who says that everyone shown has agreed; *nobody* takes that back. It covers nothing, and is told apart",
            privacy="personal",
        ),
        "n_covered": Column(
            NUMBER,
            "parts of just this picture that `imgaudit cover` covered, on answered_on; of who is shown such a row "
            "says nothing",
        ),
    },
)

REVIEWS = Table(
    "reviews",
    "that somebody looked at one picture, on one day, and why it is needed",
    (),
    {
        "asset_id": Column(TEXT, "the asset", required=True),
        "image_hash": ANSWERS.columns["image_hash"],
        "place_id": ANSWERS.columns["place_id"],
        "looked_at_on": Column(DAY, "when somebody looked at it", required=True),
        "looked_at_by": Column(TEXT, "who did", privacy="personal"),
        "necessity": Column(TEXT, "why it is needed, as they wrote; *no* where it is not", privacy="personal"),
        "until": Column(DAY, "until when it is"),
        "workbook": Column(TEXT, "the file it was read from", privacy="personal"),
    },
)

SUGGESTIONS = Table(
    "suggestions",
    "one person who may be shown in one asset, because a text beside it names them; never counted",
    ("asset_id", "person_id"),
    {
        "asset_id": Column(TEXT, "the asset", required=True),
        "person_id": Column(TEXT, "the person", privacy="personal", required=True),
        "named_in": Column(TEXT, "where: title, alt_text, caption, page_title, url"),
    },
)

PLACED = Table(
    "placed",
    "one person in one placement, or somebody unnamed where not everyone shown is known to be listed",
    ("item_id", "person_id", "person_ref"),
    {
        "item_id": Column(TEXT, "the placement", required=True),
        "person_id": Column(
            TEXT,
            "the person; empty of somebody unnamed, or where the register knows nobody, or several, of that name",
            privacy="personal",
        ),
        "person_ref": Column(TEXT, "as the source names them; empty of somebody unnamed", privacy="personal"),
        "presence": Column(
            TEXT,
            "shown; possibly: may be shown, as one of a group that is named; unnamed: somebody may be shown whom "
            "nothing names",
            choices=PRESENCES,
            required=True,
        ),
        "evidence": Column(
            TEXT,
            "how it is known that they are shown: listed, tagged, metadata, answered; or group: they belong to one",
        ),
        "site": Column(TEXT, "the school or site of a trust"),
        "scope": Column(TEXT, "the consent that the channel needs"),
        "state": Column(
            TEXT,
            "their consent on the day of the audit; empty: unknown, as of somebody unnamed or without a register",
            privacy="special",
            choices=PERSON_STATES,
        ),
        "state_at_publication": Column(
            TEXT,
            "their consent on the day it was published; empty also where that day is not known",
            privacy="special",
            choices=PERSON_STATES,
        ),
        "given_on": Column(DAY, "the day of the answer that decides", privacy="personal"),
        "given_by": Column(TEXT, "who gave that answer, never by name", privacy="personal", choices=GIVERS),
        "expires_on": Column(DAY, "the first day on which it no longer holds", privacy="personal"),
        "is_own": flag("that answer is the person's own", "personal"),
        "needs_own": flag("they are of the age from which the answer has to be their own", "personal"),
    },
)

PERSON_CONSENT = Table(
    "person consent",
    "one person and scope, on the day of the audit",
    ("person_id", "scope"),
    {
        "person_id": Column(TEXT, "the person", privacy="personal", required=True),
        "scope": Column(TEXT, "the consent", required=True),
        "role": Column(TEXT, "pupil or staff", choices=("pupil", "staff")),
        "group": Column(TEXT, "form or class", privacy="personal"),
        "state": Column(
            TEXT,
            "what their answers amount to; of several sites that let consent hold differently, the strictest",
            privacy="special",
            choices=PERSON_STATES,
            required=True,
        ),
        "given_on": Column(DAY, "the day of the answer that decides", privacy="personal"),
        "expires_on": Column(DAY, "the first day on which it no longer holds", privacy="personal"),
        "consent_state": Column(
            TEXT, "the same in the words of a placement", privacy="special", choices=CONSENT_STATES, required=True
        ),
        "is_covered": flag("they agreed to this use, and it holds", "special"),
        "is_expiring": flag("it holds, and will no longer within the weeks asked for"),
        "lacks_own_view": flag("a pupil whose own answer is not on record; no answer for staff"),
        "n_placements": Column(NUMBER, "placements in use that show them on channels of this scope", "items"),
        "n_against": Column(NUMBER, "of those, live against their refused, withdrawn or expired answer", "items"),
        "is_live_against": flag("shown in at least one placement against their answer", "special"),
        "is_leaver_shown": flag("has left and is still shown"),
        "days_since_left": Column(NUMBER, "since they left", "days", "personal"),
    },
)

EXPIRING = Table(
    "expiring",
    "one person's agreement to one use that ends soon: whom to ask again",
    ("person_id", "scope"),
    {
        "group": Column(TEXT, "form or class, as the policy lets outputs name people", privacy="personal"),
        "who": Column(TEXT, "the person, likewise", privacy="personal", required=True),
        "scope": PERSON_CONSENT.columns["scope"],
        "given_on": PERSON_CONSENT.columns["given_on"],
        "expires_on": PERSON_CONSENT.columns["expires_on"],
        "n_placements": PERSON_CONSENT.columns["n_placements"],
        "role": PERSON_CONSENT.columns["role"],
        "person_id": PERSON_CONSENT.columns["person_id"],
    },
)

EXPLANATION = Table(
    "explanation",
    "one person in one placement: why, and what would change it",
    (),
    {
        "who": Column(TEXT, "as far as the policy lets outputs name people", privacy="personal", required=True),
        "role": Column(TEXT, "pupil or staff"),
        "presence": Column(TEXT, "shown, or possibly shown as one of a group", choices=PRESENCES),
        "evidence": Column(TEXT, "how it is known that they are shown"),
        "scope": Column(TEXT, "the consent that the channel needs"),
        "state": Column(TEXT, "their consent on the day of the audit", privacy="special"),
        "state_at_publication": Column(TEXT, "their consent when it was published", privacy="special"),
        "given_on": Column(DAY, "the day of the answer that decides", privacy="personal"),
        "given_by": Column(TEXT, "the pupil, a parent, or somebody else", privacy="personal"),
        "expires_on": Column(DAY, "the first day on which it no longer holds", privacy="personal"),
        "why": Column(TEXT, "what that does to the placement", privacy="special"),
        "what_would_change_it": Column(TEXT, "what would make it covered"),
    },
)

WHO_IS_MEANT = Table(
    "who is meant",
    "one person shown, possibly shown or named in one placement: for the designated safeguarding lead alone",
    (),
    {
        "person_id": Column(TEXT, "the reference, as in all outputs; empty: not in the register", privacy="personal"),
        "name": Column(TEXT, "first name and surname, else as somebody wrote", privacy="personal", required=True),
        "known_as": PEOPLE.columns["known_as"],
        "upn": PEOPLE.columns["upn"],
        "role": PEOPLE.columns["role"],
        "group": PEOPLE.columns["group"],
        "how": Column(TEXT, "shown, possibly shown, named in which text, or perhaps", privacy="personal"),
        "asset_id": Column(TEXT, "the picture: Reference on *Who is shown*", required=True),
        "item_id": Column(TEXT, "the placement", required=True),
        "channel": Column(TEXT, "website, facebook …", required=True),
        "page_title": ITEMS.columns["page_title"],
        "page_url": ITEMS.columns["page_url"],
        "actions": Column(TEXT, "actions about the picture there: Reference on *Actions*, one a line"),
    },
)

FOUND_AS = ("shown", "copy", "possibly", "alike")
"""How sure it is that a placement or file shows a person who is looked for."""

PERSON_FOUND = Table(
    "person found",
    "one placement or file in which one person is, or may be, shown or named",
    ("item_id", "file_id"),
    {
        "what": Column(TEXT, "placement, or file", choices=("placement", "file"), required=True),
        "how_sure": Column(
            TEXT,
            "shown; copy: another upload of a picture that shows them, by its bytes or image data; possibly: a group "
            "or text may mean them, or a name of theirs stands there; alike: it looks like one of these",
            choices=FOUND_AS,
            required=True,
        ),
        "evidence": Column(TEXT, "how that is known, or why it may be", privacy="personal", required=True),
        "to_do": Column(TEXT, "what to do about it", required=True),
        "where": Column(
            TEXT, "where that is done: where it is edited, else the page, else the file", privacy="personal"
        ),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": Column(TEXT, "where it is published; of a file all its channels, by comma"),
        "page_title": ITEMS.columns["page_title"],
        "page_url": ITEMS.columns["page_url"],
        "address": Column(TEXT, "of the file: on the web, else on this machine", privacy="personal"),
        "named_in_text": flag("a text beside it means them; unknown: may mean them", "personal"),
        "named_in_file_name": flag("so does its address or the name of its file or folder", "personal"),
        "named_in_metadata": flag("so does what is in the file; unknown also where that was not read", "personal"),
        "does": Column(TEXT, "what its address did when it was asked for last; empty: nobody knows"),
        "seen_on": Column(DAY, "when that was"),
        "item_id": Column(TEXT, "the placement; empty of a file"),
        "file_id": Column(TEXT, "the file; empty of a placement"),
        "asset_id": Column(TEXT, "the asset", required=True),
        "picture_id": Column(TEXT, "assets that hold the same picture share it", required=True),
    },
)

GONE_STATES = ("gone", "still there", "not known")

WITHDRAWN = Table(
    "withdrawn",
    "one copy that a withdrawal asks to be taken down, and what became of it; it names nobody",
    ("item_id", "file_id"),
    {
        "who": Column(TEXT, "a mark by which the withdrawal of one person is known, and nobody", required=True),
        "what": PERSON_FOUND.columns["what"],
        "how_sure": PERSON_FOUND.columns["how_sure"],
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": PERSON_FOUND.columns["channel"],
        "source_id": Column(TEXT, "the export that lists it"),
        "item_id": PERSON_FOUND.columns["item_id"],
        "file_id": PERSON_FOUND.columns["file_id"],
        "asset_id": PERSON_FOUND.columns["asset_id"],
        "image_hash": Column(TEXT, "of the picture; by that it is known again under another id"),
        "place_id": Column(TEXT, "where it lies; likewise"),
        "is_on_the_web": flag("it has an address that anybody may ask for; no: a placement, or a copy of the school's"),
        "asked_on": Column(DAY, "the day of the withdrawal", required=True),
        "found_on": Column(DAY, "the day of the audit that found it", required=True),
        "done_on": Column(DAY, "the day on which somebody said that it is taken down"),
        "state": Column(
            TEXT,
            "gone: an export that was read whole holds it no more, or a visit saw that its address answers no more; "
            "still there; not known: nobody looked, or not at all of it. Unknown is never gone",
            choices=GONE_STATES,
            required=True,
        ),
        "gone_on": Column(DAY, "the first day on which that was seen, of a copy that is gone"),
        "days": Column(NUMBER, "from the withdrawal to that", "days"),
        "told_on": Column(DAY, "the last day on which anything told", required=True),
    },
)

FORGOTTEN = Table(
    "forgotten",
    "one place from which a person was removed",
    (),
    {
        "place": Column(TEXT, "the file", privacy="personal", required=True),
        "kind": Column(
            TEXT,
            "cache, previews, answers, decisions, reviews, who is meant, workbook, registers or history",
            required=True,
        ),
        "removed": Column(NUMBER, "entries removed or overwritten", "entries", required=True),
        "possible": Column(
            NUMBER,
            "entries left that may mean the person: to be looked at by hand; empty: could not be looked at",
            "entries",
        ),
        "note": Column(TEXT, "what that means"),
    },
)

NAME_MATCHES = Table(
    "name_matches",
    "one name in one text; the index is the text's",
    (),
    {
        "field": Column(TEXT, "where it stands: file, url, title, alt_text, caption …"),
        "level": Column(
            TEXT,
            "full (first name or initial, and surname), first, surname, possible (a short form, another spelling, or "
            "words that are a thing as well), or unknown (not in the register)",
            choices=("full", "first", "surname", "possible", "unknown"),
            required=True,
        ),
        "person_ids": Column("object", "all whom it fits, as a tuple", privacy="personal"),
        "start": Column(NUMBER, "where it begins in the text", "characters"),
        "end": Column(NUMBER, "where it ends", "characters"),
        "quoted": Column(TEXT, "the text between", privacy="personal"),
        "with_class": flag("class, year group or age stands beside the name"),
        "confidence": Column(REAL, "how sure the reading is", "0 to 1"),
        "reason": Column(TEXT, "why it counts as a name"),
        "could_be": Column(
            TEXT, "of a possible name: its level if it is the person's", choices=("full", "first", "surname")
        ),
    },
)

NAMES = Table(
    "names",
    "one name beside one placement",
    (),
    {"item_id": Column(TEXT, "the placement", required=True), **NAME_MATCHES.columns},
)

VISITS = Table(
    "visits",
    "one anonymous request for one address, for each file whose address it is",
    ("url", "accept", "visited_at", "file_id"),
    {
        "url": Column(TEXT, "the address that was asked for", privacy="personal", required=True),
        "accept": Column(TEXT, "the kinds of picture that were asked for, as the Accept header says", required=True),
        "visited_at": Column(MOMENT, "when", "UTC", required=True),
        "file_id": Column(TEXT, "the file whose address it is, or was: exports may name it no longer"),
        "asset_id": Column(TEXT, "the asset concerned"),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "outcome": Column(
            TEXT,
            "public; cached: only a cache still answers; login; gone; placeholder: another picture in its place; "
            "refused; asks_not_to: robots.txt; unknown",
            choices=OUTCOMES,
            required=True,
        ),
        "evidence": Column(TEXT, "what that was seen by: status, headers, where it led", privacy="personal"),
        "image_hashes": Column(
            TEXT, "image_hash of each picture that ever came from there, with a semicolon between; the last comes now"
        ),
        "validators": Column(TEXT, "ETag and Last-Modified, to ask next time only for what changed"),
    },
)

COPIES = Table(
    "copies",
    "one placement of another asset that holds the same picture as an asset, or looks like it",
    ("asset_id", "item_id"),
    {
        "asset_id": Column(TEXT, "the picture", required=True),
        "item_id": Column(TEXT, "where the other stands", required=True),
        "copy_id": Column(TEXT, "the other asset", required=True),
        "how": Column(
            TEXT,
            "same picture: equal hashes or addresses; looks alike: somebody has to look at both",
            choices=("same picture", "looks alike"),
            required=True,
        ),
        "distance": ALIKE.columns["distance"],
        "site": ITEMS.columns["site"],
        "channel": ITEMS.columns["channel"],
        "page_url": ITEMS.columns["page_url"],
        "url": ASSETS.columns["url"],
        "longest_px": AUDIT_ITEMS.columns["longest_px"],
    },
)

COPIED = Table(
    "copied",
    "one address of a website that was copied, or that was not",
    ("address",),
    {
        "address": Column(TEXT, "the address", privacy="personal", required=True),
        "kind": Column(TEXT, "page; file: a picture, video or document; sitemap; robots", required=True),
        "outcome": Column(
            TEXT,
            "copied; moved: it leads to another one; elsewhere: on a host that nobody has confirmed; login; gone; "
            "refused; asks_not_to: robots.txt, or the page that leads there; no_page; too_large; unknown; read: a "
            "sitemap; left_out: a link that is not followed; not_asked: a bound was reached",
            choices=COPY_OUTCOMES,
            required=True,
        ),
        "why": Column(TEXT, "what that was seen by", privacy="personal", required=True),
        "status": Column(NUMBER, "the HTTP status"),
        "file": Column(TEXT, "where it lies below the folder", privacy="personal"),
        "not_read": flag("something may be there that is not in the copy, which therefore is not whole"),
    },
)

RECORDS = Table(
    "records",
    "one row of a register for a practice that cannot be seen in pictures: settings, training, policies …",
    ("practice", "subject_id", "what"),
    {
        "practice": Column(TEXT, "the practice of the guidance", choices=TWELVE, required=True),
        "subject_kind": Column(TEXT, "what it is about", choices=SUBJECTS, required=True),
        "subject_id": Column(
            TEXT, "site, kind and the subject's own id; of a person the person_id, never a name", required=True
        ),
        "subject": Column(TEXT, "the same as it was written", privacy="personal"),
        "what": Column(TEXT, "the setting, course, message … in question", required=True),
        "expected": Column(TEXT, "how it should be"),
        "actual": Column(TEXT, "how it is; empty: nobody has looked"),
        "checked_on": Column(DAY, "when somebody looked"),
        "by": Column(TEXT, "who looked", privacy="personal"),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "source_id": Column(TEXT, "the register that says so"),
        "register": Column(TEXT, "the sheet it is a row of", choices=REGISTERS),
        "group": Column(
            TEXT, "what it is counted by: the platform of an account, the role of a person, the kind of a message …"
        ),
        "publishes": flag("of a person: whether they publish pictures"),
        "within_months": Column(
            NUMBER,
            "how long that holds: as the register says, else the policy",
            "months",
            decided_by=("checked_within_months",),
        ),
        "n_asked": Column(NUMBER, "of a message: families that were asked", "families"),
        "n_answered": Column(NUMBER, "of those, answered", "families"),
        "n_withdrew": Column(NUMBER, "of those, withdrew consent", "families"),
        "opened_on": Column(DAY, "of an incident: the day on which it was reported"),
        "hours": Column(REAL, "of an incident: from its report to this step", "hours"),
        "within_hours": Column(
            NUMBER,
            "of an incident: within which the originals should be down",
            "hours",
            decided_by=("originals_down_hours",),
        ),
        "is_asking": flag(
            "of a host: its robots.txt asks each known AI crawler to leave the pictures there alone",
            decided_by=("crawlers",),
        ),
        # What each practice adds stands in its own file.
        **{name: column for practice in PRACTICES for name, column in practice.of_records.items()},
    },
)

FINDINGS = Table(
    "findings",
    "one rule broken by one subject",
    ("site", "rule", "subject_id"),
    {
        "finding_id": Column(TEXT, "the rule and the subject: the same next term", required=True),
        "rule": Column(TEXT, "the rule's name", required=True),
        "practice": Column(TEXT, "the practice of the guidance", choices=TWELVE, required=True),
        "severity": Column(TEXT, "how urgent", choices=SEVERITIES, required=True),
        "subject_kind": Column(TEXT, "what broke it", choices=SUBJECTS, required=True),
        "subject_id": Column(TEXT, "the placement, the asset on a channel, the account …", required=True),
        "asset_id": Column(TEXT, "the asset concerned, where one is"),
        "source_id": Column(TEXT, "the export or register that lists it"),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": Column(TEXT, "where it is published, where it is"),
        "evidence": Column(TEXT, "what was seen", privacy="personal"),
        "fingerprint": Column(
            TEXT, "what decided it: settings of the policy and versions of the engines that the rule reads"
        ),
    },
)

RATES = Table(
    "rates",
    "one measure over one group",
    (),
    {
        "measure": Column(TEXT, "what is counted", required=True),
        "unit": Column(TEXT, "what one of n is: item, asset, file, person, person × scope …", required=True),
        "n": Column(NUMBER, "in the group", "units", required=True),
        "n_known": Column(NUMBER, "of those, yes or no", "units", required=True),
        "n_yes": Column(NUMBER, "of those, yes", "units", required=True),
        "n_unknown": Column(NUMBER, "of n, unknown", "units", required=True),
        "share": Column(REAL, "n_yes / n_known; empty where nothing is known", "0 to 1"),
        "share_min": Column(REAL, "n_yes / n: if every unknown were no", "0 to 1"),
        "share_max": Column(REAL, "(n_yes + n_unknown) / n: if every unknown were yes", "0 to 1"),
        "more_unread": flag("an export of the group could not be read to the end: any share is possible, 0 to 1"),
    },
)

CHANGES = Table(
    "changes",
    "one finding in one term, against the last time its source was checked",
    ("term", "site", "finding_id"),
    {
        "term": Column(TEXT, "the term", required=True),
        **{name: column for name, column in FINDINGS.columns.items() if name != "evidence"},
        "change": Column(
            TEXT,
            "new, returned (it was resolved before), persisting, resolved, not_checked (its source is missing, was not "
            "read whole or lacks most of what it held, or what broke the rule is now unknown), first_check (nobody "
            "looked there before) or remeasured (the rule was asked in another way, so neither new nor resolved)",
            choices=FINDING_CHANGES,
            required=True,
        ),
        "since": Column(TEXT, "the term in which it was first seen", required=True),
        "is_found": flag("it was found in this term; no: it is open from before, or gone"),
        "rule_changed": flag("another setting of the policy or version of an engine decided it the time before"),
    },
)

TRENDS = Table(
    "trends",
    "one measure over one group in one term",
    (),
    {
        "term": Column(TEXT, "the term", required=True),
        **RATES.columns,
        "checked": Column(FLAG, "at least one export of the group was read that term", required=True),
        "missing_sources": Column(TEXT, "exports of the group read in another term but not in this one"),
        "partial_sources": Column(
            TEXT, "exports of the group of which something was not read: the figures are of what was"
        ),
        "reduced_sources": Column(
            TEXT,
            "exports of the group with fewer files, or kinds of entries, than they had, and with which: what was in "
            "the others is not checked",
        ),
        "unexplained_sources": Column(
            TEXT,
            "exports of the group that lack most of what they held the time before, and nobody has said why: what is "
            "gone is not resolved",
        ),
        "moved_sources": Column(TEXT, "exports of the group that somebody has said to have moved that term"),
        "fingerprint": Column(
            TEXT, "what decided the figure: settings of the policy and versions of the engines that it reads"
        ),
        "verdict": Column(
            TEXT,
            "against the last term that tells the same: better, worse, mixed (fewer at fault but a larger share, or "
            "more but a smaller one), same (about), unclear (what is not known could turn it) or empty (nothing to "
            "count now); not compared: remeasured (decided in another way), moved, lost_most (unexplained_sources), "
            "partly (not all was checked, now or ever before), first_check, not_checked; empty of findings",
            choices=VERDICTS,
        ),
        "since": Column(TEXT, "the term that it is compared with: the last in which the same was checked whole"),
        "n_before": Column(NUMBER, "n in that term", "units"),
        "n_yes_before": Column(NUMBER, "of those, yes", "units"),
        "n_unknown_before": Column(NUMBER, "of those, unknown", "units"),
        "comparison": Column(TEXT, "the verdict in words, with term and counts: 8 of 53 → 2 of 60 since …: better"),
        "verdict_alike": Column(
            TEXT,
            "where not all exports are as they were, so that the figure is not compared: the verdict of those alone "
            "that were read whole in both terms, the last in which there were any",
            choices=VERDICTS,
        ),
        "comparison_alike": Column(TEXT, "that verdict in words"),
    },
)

ACTIONS = Table(
    "actions",
    "what one practice asks to be done about one subject: one piece of work",
    ("site", "subject_id", "practice"),
    {
        "action_id": Column(
            TEXT, "the practice and the subject: the same next term, whatever the fix is by then", required=True
        ),
        "severity": Column(TEXT, "the worst of its findings", choices=SEVERITIES, required=True),
        "due_on": Column(DAY, "when it should be done"),
        "channel": Column(TEXT, "where it is published, where it is"),
        "problem": Column(TEXT, "what is wrong, in plain English", privacy="special"),
        "fix": Column(TEXT, "what to do on that channel", required=True),
        "done_when": Column(TEXT, "how to tell that it is done"),
        "title": Column(TEXT, "the picture's title", privacy="personal"),
        "pages": Column(TEXT, "the pages that show it, one a line", privacy="personal"),
        "page_edit_url": Column(TEXT, "where the page is edited", privacy="personal"),
        "file_url": Column(TEXT, "the picture's address", privacy="personal"),
        "edit_url": Column(TEXT, "where the picture is edited", privacy="personal"),
        "owner": Column(TEXT, "who does it", privacy="personal"),
        "status": Column(TEXT, "how far it is, as somebody said last", choices=STATUSES),
        "note": Column(TEXT, "what somebody wrote beside it last", privacy="personal"),
        "until": Column(DAY, "until when it may stay as it is"),
        "settled_by": Column(TEXT, "the action that settles this one too, so that it is no work of its own"),
        "practice": Column(TEXT, "the practice of the guidance", choices=TWELVE, required=True),
        "subject_kind": Column(TEXT, "what it is about", choices=SUBJECTS, required=True),
        "subject_id": Column(TEXT, "the asset on a channel, the account …", required=True),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "asset_id": Column(TEXT, "the asset concerned, where one is"),
        "findings": Column(NUMBER, "findings that it settles, those of actions that it settles among them", "findings"),
    },
)

DECISIONS = Table(
    "decisions",
    "what somebody said about one action, and when; a later one stands in place of an earlier one",
    ("site", "action_id", "decided_at", "workbook"),
    {
        "action_id": Column(TEXT, "the action", required=True),
        "decided_at": Column(MOMENT, "when it was said", "UTC", required=True),
        "workbook": Column(TEXT, "the file it was read from", privacy="personal", required=True),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "status": Column(TEXT, "how far the work is", choices=STATUSES),
        "severity": Column(
            TEXT, "the action's, when that was said: a worse one has not been accepted", choices=SEVERITIES
        ),
        "image_hash": Column(
            TEXT,
            "of the picture of which that was said, of each of its files, with a semicolon between: another one has "
            "not been accepted",
        ),
        "fix": Column(TEXT, "another fix that was chosen"),
        "asked": Column(TEXT, "the fix that was asked for when that was said"),
        "owner": Column(TEXT, "who does it", privacy="personal"),
        "note": Column(
            TEXT, "what was written beside it: the reason, where it is to stay as it is", privacy="personal"
        ),
        "due_on": Column(DAY, "another day by which it is to be done"),
        "until": Column(DAY, "until when it holds"),
        "issue": Column(TEXT, "which workbook of ours it was written into: two copies of it may say different things"),
        "copy": Column(TEXT, "which copy of that, by a mark that does not say whose it is"),
        "is_dated": flag("somebody wrote down the day; no: it is the day on which the file was saved"),
    },
)

PROGRESS = Table(
    "progress",
    "how far one piece of work was in one term",
    ("term", "site", "action_id"),
    {
        "term": Column(TEXT, "the term", required=True),
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": Column(TEXT, "where it is published, where it is"),
        "practice": Column(TEXT, "the practice of the guidance", choices=TWELVE, required=True),
        "action_id": Column(TEXT, "the action", required=True),
        "severity": Column(TEXT, "the worst of its findings", choices=SEVERITIES, required=True),
        "state": Column(
            TEXT,
            "open; in progress; DSL decision; accepted; reopened (said to be done or to "
            "stay, and asked for again); settled (an export that was read whole does not show it any more); to "
            "be confirmed (said to be done, and nothing that was read since tells); not checked",
            choices=STATES,
            required=True,
        ),
        "since": Column(TEXT, "the term in which it was first found", required=True),
        "found_on": Column(DAY, "the day of the audit that found it first"),
        "done_on": Column(DAY, "the day on which it was said to be done, last"),
        "days": Column(NUMBER, "from that it was found to that it was done, where it is settled", "days"),
        "due_on": Column(DAY, "when it should be done, counted from the day on which it was found"),
        "is_overdue": flag("it is still asked for, and that day is over"),
    },
)

TO_GONE = Table(
    "days to gone",
    "one piece of work that was said to be done, by which the public gets files of a picture no more",
    ("site", "action_id"),
    {
        "site": Column(TEXT, "the school or site of a trust", required=True),
        "channel": Column(TEXT, "where it is published"),
        "practice": Column(TEXT, "the practice of the guidance", choices=TWELVE, required=True),
        "action_id": Column(TEXT, "the action", required=True),
        "asset_id": Column(TEXT, "the asset concerned"),
        "how": Column(TEXT, "the fix that was chosen, else the one that was asked for; empty: nobody knows"),
        "done_on": Column(DAY, "the day on which it was said to be done, last", required=True),
        "gone_on": Column(
            DAY,
            "the first day from then on by which visits had seen that none of its files answers any more; empty: none "
            "has asked since, one of them answers, or one does nobody knows what",
        ),
        "days": Column(NUMBER, "from the one to the other; empty: unknown", "days"),
    },
)

STANDINGS = ("met", "partly met", "not met", "not known", "no data")
"""How a practice stands: the words of the scorecard."""

SCORECARD = Table(
    "scorecard",
    "how one of the twelve practices stands, in the guidance's order",
    ("practice",),
    {
        "practice": Column(TEXT, "the practice of the guidance", choices=TWELVE, required=True),
        "question": Column(TEXT, "what is asked", required=True),
        "measure": Column(TEXT, "the figure that decides the state, in words", required=True),
        "unit": Column(TEXT, "what one of n is"),
        "n": Column(NUMBER, "in all", "units", required=True),
        "n_yes": Column(NUMBER, "of those, known to be so", "units", required=True),
        "n_unknown": Column(NUMBER, "of those, not known", "units", required=True),
        "share_min": Column(REAL, "n_yes / n: if every unknown were no", "0 to 1"),
        "share_max": Column(REAL, "(n_yes + n_unknown) / n: if every unknown were yes", "0 to 1"),
        "target": Column(TEXT, "what is asked of it", required=True),
        "state": Column(
            TEXT,
            "met; partly met (some of what is to be done is, and nothing is as it must never be); not met; not known, "
            "where what is unknown could turn the answer; or no data",
            choices=STANDINGS,
            required=True,
        ),
        "state_before": Column(
            TEXT, "how it stood the term before, by the rules of today; empty: nobody audited then", choices=STANDINGS
        ),
        "also": Column(TEXT, "the other figures of the practice, in words"),
        "to_know": Column(TEXT, "what would make known what is not; empty where all is"),
    },
)

TRUST_SITES = Table(
    "trust_sites",
    "one school of a trust, and whether its audit of the term is there",
    ("site",),
    {
        "site": Column(TEXT, "the school, as `trust.toml` calls it", required=True),
        "status": Column(
            TEXT,
            "*done* now; *unchanged*: done before, of the same inputs; *failed*; *did not deliver*",
            choices=("done", "unchanged", "failed", "did not deliver"),
            required=True,
        ),
        "reason": Column(
            TEXT, "why there is no audit, or what is first of that which was not read", privacy="personal"
        ),
        "n_items": Column(NUMBER, "how many placements were audited"),
        "n_findings": Column(NUMBER, "how many findings there are"),
        "n_not_read": Column(NUMBER, "how many things could not be read, so that they are unknown"),
        "run": Column(TEXT, "the folder of the audit in the trust's history"),
    },
)

TABLES: tuple[Table, ...] = (
    SOURCES,
    ASSETS,
    ITEMS,
    PAGE_TEXTS,
    FILES,
    FACES,
    LOOKS,
    ALIKE,
    APPEARANCES,
    MEDIA,
    CLEANED,
    BOXES,
    COVERINGS,
    PEOPLE,
    CONSENTS,
    HEADINGS,
    PROBLEMS,
    AUDIT_ITEMS,
    NAME_MATCHES,
    NAMES,
    VISITS,
    COPIES,
    COPIED,
    RECORDS,
    FINDINGS,
    RATES,
    CHANGES,
    TRENDS,
    ACTIONS,
    DECISIONS,
    PROGRESS,
    TO_GONE,
    SCORECARD,
    ANSWERS,
    REVIEWS,
    SUGGESTIONS,
    PLACED,
    PERSON_CONSENT,
    EXPIRING,
    EXPLANATION,
    WHO_IS_MEANT,
    PERSON_FOUND,
    WITHDRAWN,
    FORGOTTEN,
    TRUST_SITES,
)


def digest(*parts: str) -> str:
    """A short, stable name for something whose own name may be long or may name a child.

    >>> digest("website", "https://fernhollow.example/news/")
    '39afec351ecc3d9e'
    """
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
