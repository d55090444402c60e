"""The sample school's year, term by term: what is published and what it holds.

Everything here is made up. The places lie around Point Nemo, the spot of the ocean furthest from any land.

Autumn: pictures go online as phones and cameras made them. Spring: somebody strips many of them in place, and
the register is chased up. Summer: fewer exposures still, but one stripped picture is uploaded again as it first
was; and the new camera's pictures are published ever larger, their untouched originals beside them. Two posts are
checked in where they were: one is gone by spring, the other's place is taken off by summer.
"""

from __future__ import annotations

from school_people import PEOPLE
from school_plants import (
    CLEAN,
    Holds,
    Listing,
    Page,
    Post,
    School,
    Term,
    Upload,
    Use,
)
from school_registers import INCIDENTS, REGISTERS

TERMS = (
    Term("2025-26-autumn", "2025-12-19"),
    Term("2025-26-spring", "2026-03-27"),
    Term("2025-26-summer", "2026-07-21"),
)

SMALL, NORMAL, WIDE, LARGE, CAMERA = (640, 427), (780, 520), (1200, 800), (1600, 1067), (3000, 2000)


def phone(north: float, east: float, taken: str) -> Holds:
    """A picture straight from the office's phone: where, when and with what."""
    return Holds(gps=(north, east), make="Hollowtel", model="Hollowtel P3", taken=taken)


def f1(taken: str) -> Holds:
    """A picture straight from the school's camera: its make, its serial number and when."""
    return Holds(make="Fernsnap", model="Fernsnap F1", serial="FS1-000481", taken=taken)


def f9(taken: str) -> Holds:
    """A picture straight from the camera bought in January."""
    return Holds(make="Fernsnap", model="Fernsnap F9", taken=taken)


# The supper: two pupils and a member of staff are tagged, and one of the pupils has refused.
SUPPER = Holds(
    gps=(-48.8767, -123.3933),
    make="Hollowtel",
    model="Hollowtel P3",
    taken="2025:10:10 18:42:07",
    tagged=("Maple Quillfeather", "Campion Dapplemere", "Hazelby Wobblegate"),
)
TABLE = Holds(
    city="Lower Examplebury",
    caption="Harvest table in the hall",
    keywords=("harvest", "supper"),
)
CONCERT = Holds(gps=(-48.8771, -123.3941), unique_id="0F3A77C1D2E4B5968", taken="2025:12:11 19:05:30")
CONCERT_ORIGINAL = Holds(
    gps=(-48.8771, -123.3941), unique_id="0F3A77C1D2E4B5968", taken="2025:12:11 19:05:30", only_original=True
)
VIOLINS = Holds(artist="Orlo Fiddlebrook", copyright="Fernhollow Academy (fictional)", byline="Orlo Fiddlebrook")
TROPHIES = Holds(make="Fernsnap", model="Fernsnap F1", serial="FS1-000481", maker_note=True, description="Trophy shelf")
LAB = Holds(thumbnail=True, software="FernEdit 3.1")
AWARD = Holds(tagged=("Maple Quillfeather",))
DEN = Holds(tagged=("Sorrel Łarkspurrow",))
TRAINING = Holds(tagged=("Hazelby Wobblegate",), creator_tool="FernEdit 3.1")
POSTER = Holds(provenance=True, document_id="fern.did:000000000029", creator_tool="Makebelieve Studio")
CLUB = Holds(trailer=True)
READING = Holds(author="Orlo Fiddlebrook")

UPLOADS = (
    # What was there before this year.
    Upload(1001, "2024/07/summer-fair-stalls.jpg", "garden 1", NORMAL, "Stalls on the lawn",
           (phone(-48.8760, -123.3920, "2024:07:06 11:20:00"), None, None), parent=18),
    Upload(1002, "2024/07/summer-fair-cakes.jpg", "garden 2", NORMAL, "Cakes at the fair",
           (phone(-48.8761, -123.3921, "2024:07:06 11:31:00"),) * 2 + (None,), parent=18),
    # Autumn.
    Upload(1003, "2025/09/front-gate.jpg", "gate 1", WIDE, "The front of the school",
           (Holds(profile=True),) * 3, parent=11),
    Upload(1004, "2025/09/school-crest.png", "crest 1", (400, 400), "School crest", (CLEAN,) * 3, parent=11),
    Upload(1005, "2025/09/leaf-pattern.webp", "garden 3", (800, 533), "", (CLEAN,) * 3),
    Upload(1006, "2025/09/playing-field.jpg", "field 1", CAMERA, "Clover and yarrow on the playing field",
           (f1("2025:09:09 10:14:00"), CLEAN, CLEAN), parent=14),
    Upload(1007, "2025/09/hall-stage.jpg", "stage 1", SMALL, "The stage in the hall",
           (VIOLINS, CLEAN, CLEAN), parent=15),
    Upload(1008, "2025/10/harvest-supper.jpg", "room 1", CAMERA, "Harvest supper in the hall",
           (SUPPER, CLEAN, CLEAN), parent=101),
    Upload(1009, "2025/10/harvest-table.jpg", "room 2", NORMAL, "A table laid for harvest supper",
           (TABLE, TABLE, CLEAN), caption="Our harvest table", parent=101),
    Upload(1010, "2025/10/harvest-choir.jpg", "stage 2", (720, 480), "The choir",
           (phone(-48.8768, -123.3934, "2025:10:10 18:55:00"), CLEAN, CLEAN), parent=101),
    Upload(1011, "2025/10/cross-country-1.jpg", "field 2", (768, 512), "Cross-country: the start",
           (phone(-48.8801, -123.3902, "2025:10:17 13:02:00"), CLEAN, CLEAN), parent=102),
    Upload(1012, "2025/10/cross-country-2.jpg", "field 3", (768, 512), "Cross-country: the hill",
           (phone(-48.8803, -123.3904, "2025:10:17 13:11:00"), CLEAN, CLEAN), parent=102),
    Upload(1013, "2025/10/cross-country-3.jpg", "field 4", (768, 512), "Cross-country: the finish",
           (phone(-48.8805, -123.3906, "2025:10:17 13:24:00"),) * 2 + (CLEAN,), parent=102),
    Upload(1014, "2025/11/trophy-shelf.jpg", "trophies 1", (800, 533), "Trophies",
           (TROPHIES, CLEAN, CLEAN), parent=14),
    Upload(1015, "2025/11/science-lab.jpg", "room 3", (790, 527), "The science lab",
           (LAB, LAB, CLEAN), parent=13),
    Upload(1016, "2025/11/library-corner.png", "shelves 1", (700, 467), "A corner of the library",
           (READING, READING, CLEAN), parent=12),
    Upload(1017, "2025/11/reading-den.webp", "shelves 2", (760, 507), "The reading den", (DEN,) * 3, parent=13),
    Upload(1018, "2025/11/staff-training.jpg", "room 4", NORMAL, "Staff training day",
           (TRAINING, CLEAN, CLEAN), by="head", parent=16),
    Upload(1019, "2025/11/parents-evening.jpg", "room 5", NORMAL, "Parents' evening",
           (phone(-48.8766, -123.3932, "2025:11:13 17:40:00"),) * 2 + (CLEAN,), parent=17),
    Upload(1020, "2025/12/winter-concert.jpg", "stage 3", CAMERA, "The winter concert",
           (CONCERT, CONCERT_ORIGINAL, CONCERT_ORIGINAL), parent=103),
    Upload(1021, "2025/12/concert-violins.jpg", "stage 4", NORMAL, "Violins at the concert",
           (VIOLINS, CLEAN, CLEAN), parent=103),
    Upload(1022, "2025/12/concert-programme.jpg", "art 1", NORMAL, "The programme", (CLEAN,) * 3,
           fault="damaged", parent=103),
    Upload(1023, "2025/12/IMG_0042.jpg", "art 2", NORMAL, "", (CLEAN,) * 3, fault="empty"),
    Upload(1024, "2025/12/lights-trail.jpg", "garden 4", NORMAL, "The lights trail",
           (phone(-48.8770, -123.3940, "2025:12:11 20:10:00"),) * 2 + (None,), really="heic", parent=103),
    Upload(1025, "2025/09/IMG_0007.jpg", "gate 2", SMALL, "",
           (phone(-48.8764, -123.3930, "2025:09:01 08:30:00"),) * 2 + (None,)),
    Upload(1026, "2025/10/DSC_0311.jpg", "field 5", LARGE, "", (f1("2025:10:17 13:30:00"),) * 3),
    Upload(1027, "2025/11/garden-club.jpg", "garden 5", NORMAL, "Garden club", (CLUB, CLEAN, CLEAN), parent=13),
    Upload(1028, "2025/11/maple-quillfeather-award.jpg", "trophies 2", SMALL, "A pupil's award",
           (AWARD, CLEAN, CLEAN), parent=102, told=(("title", "full"), ("file", "full"))),
    Upload(1029, "2025/12/poster-contest.jpg", "art 3", (560, 790), "The winning poster", (POSTER,) * 3, parent=13),
    # Spring: a camera that makes bigger pictures. They are stripped before they go online, but not made smaller.
    Upload(1041, "2026/01/science-week-1.jpg", "room 6", CAMERA, "Science week", (None, CLEAN, CLEAN), parent=104),
    Upload(1042, "2026/01/science-week-2.jpg", "room 7", CAMERA, "Science week: the lab",
           (None, f9("2026:01:22 10:05:00"), f9("2026:01:22 10:05:00")), parent=104),
    Upload(1043, "2026/03/book-day-hats.jpg", "shelves 3", LARGE, "Hats for book day", (None, CLEAN, CLEAN),
           not_fetched=("medium",), parent=105),
    Upload(1044, "2026/03/book-day-parade.jpg", "field 6", CAMERA, "The book day parade", (None, CLEAN, CLEAN),
           parent=105),
    Upload(1045, "2026/03/museum-trip.jpg", "gate 3", NORMAL, "The trip to the museum",
           (None, phone(-48.9001, -123.3512, "2026:03:10 11:45:00"), CLEAN), parent=106),
    Upload(1046, "2026/03/options-evening.jpg", "room 8", WIDE, "Options evening", (None, CLEAN, CLEAN), parent=109),
    Upload(1047, "2026/02/pancake-race.jpg", "field 7", (1024, 683), "The pancake race",
           (None, Holds(tagged=("Yarrow Nettlequist",)), CLEAN), parent=106),
    # Summer: larger still, and one picture is back as it first was.
    Upload(1061, "2026/05/athletics-start.jpg", "field 8", CAMERA, "Athletics: the start",
           (None, None, CLEAN), parent=107),
    Upload(1062, "2026/05/athletics-finish.jpg", "field 9", CAMERA, "Athletics: the finish",
           (None, None, CLEAN), parent=107),
    Upload(1063, "2026/06/art-show-1.jpg", "art 4", CAMERA, "The art show",
           (None, None, f9("2026:06:18 15:00:00")), parent=108),
    Upload(1064, "2026/06/art-show-2.jpg", "art 5", CAMERA, "The art show: landscapes", (None, None, CLEAN),
           not_fetched=("original",), parent=108),
    Upload(1065, "2026/06/art-show-3.jpg", "art 6", LARGE, "The art show: prints", (None, None, CLEAN), parent=108),
    Upload(1066, "2026/07/leavers-picnic.jpg", "garden 6", CAMERA, "The leavers' picnic", (None, None, CLEAN),
           parent=110),
    Upload(1067, "2026/07/harvest-supper-1.jpg", "room 1", CAMERA, "Harvest supper, last autumn",
           (None, None, SUPPER), parent=110),
    Upload(1068, "2026/07/sports-medals.jpg", "trophies 3", (2000, 1333), "Medals", (None, None, CLEAN), parent=107),
)  # fmt: skip

PAGES = (
    Page(11, "page", "home", "Welcome", "2024-09-02", (
        Use("cover", (1003,)),
        Use("image", (1004,)),
        Use("image", (1008,), "Harvest supper", terms=(0,)),
        Use("image", (1044,), "Book day", terms=(1, 2)),
        Use("image", (1061,), "Athletics", terms=(2,)),
    )),
    Page(12, "page", "about", "About us", "2024-09-02", (
        Use("image", (1004,)),
        Use("image", (1016,), "Our library"),
    ), featured=1003),
    Page(13, "page", "our-day", "Our school day", "2025-11-18", (
        Use("media-text", (1015,)),
        Use("gallery-block", (1017, 1027), "Clubs"),
        Use("image", (1029,), "Poster contest"),
    )),
    Page(14, "page", "pe", "PE and games", "2025-09-10", (
        Use("cover", (1006,)),
        Use("caption", (1014,), "The trophy shelf"),
    )),
    Page(15, "page", "music", "Music", "2025-09-11", (
        Use("image", (1007,), "Mr Fiddlebrook on our stage", told=(("caption", "surname"),)),
    )),
    Page(16, "page", "staff-noticeboard", "Staff noticeboard", "2025-11-24", (
        Use("image", (1018,), "Training day"),
    ), status="private", by="head"),
    Page(17, "page", "parents-area", "Parents' area", "2025-11-14", (
        Use("image", (1019,), "Parents' evening"),
    ), locked=True),
    Page(18, "page", "summer-fair-2024", "Summer fair 2024", "2024-07-08", (
        Use("caption", (1001,), "Stalls"),
        Use("caption", (1002,), "Cakes"),
    ), terms=(0,)),
    Page(101, "post", "harvest-supper", "Harvest supper", "2025-10-13", (
        Use("image", (1008,), "Everyone at supper"),
        Use("image", (1009,), "The table"),
        Use("resized", (1010,)),
    )),
    Page(102, "post", "cross-country", "Cross-country", "2025-10-20", (
        Use("gallery", (1011, 1012, 1013)),
        Use("caption", (1028,), "Well done, Maple!", told=(("caption", "first"),)),
    )),
    Page(103, "post", "winter-concert", "Winter concert", "2025-12-12", (
        Use("image", (1020,), "The winter concert"),
        Use("image", (1021,)),
        Use("image", (1022,), "The programme"),
        Use("image", (1024,), terms=(0, 1)),
    ), featured=1020),
    Page(104, "post", "science-week", "Science week", "2026-01-26", (
        Use("image", (1041,), "Quince Thistlewhit and the volcano", told=(("caption", "full"),)),
        Use("media-text", (1042,)),
    ), terms=(1, 2)),
    Page(105, "post", "book-day", "Book day", "2026-03-06", (
        Use("gallery-block", (1043, 1044), "Book day"),
    ), terms=(1, 2)),
    Page(106, "post", "out-and-about", "Out and about", "2026-03-12", (
        Use("caption", (1045,), "Bramble jelly at the museum"),
        Use("image", (1047,), "Yarrow won the race", told=(("caption", "first"),)),
    ), terms=(1, 2)),
    Page(107, "post", "athletics", "Athletics day", "2026-05-22", (
        Use("gallery", (1061, 1062)),
    ), featured=1068, terms=(2,)),
    Page(108, "post", "art-show", "Art show", "2026-06-19", (
        Use("gallery-block", (1063, 1064, 1065), "Our artists"),
    ), terms=(2,)),
    Page(109, "post", "options-evening", "Options evening", "2026-03-20", (
        Use("image", (1046,)),
    ), status="draft", terms=(1, 2)),
    Page(110, "post", "the-year-in-pictures", "The year in pictures", "2026-07-17", (
        Use("image", (1067,), "Remember harvest supper?"),
        Use("cover", (1066,)),
    ), terms=(2,)),
)  # fmt: skip


def _post(channel: str, number: int) -> str:
    return f"https://{channel}.fernhollow-academy.example/posts/{number}"


def _sheet(number: int) -> str:
    return f"https://www.fernhollow-academy.example/prospectus-2026.pdf#page={number}"


OPEN_DAY = phone(-48.8765, -123.3931, "2025:09:27 10:00:00")
EDITED = Holds(software="FernEdit 3.1", byline="Orlo Fiddlebrook")
TURNED = Holds(orientation=6)

POSTS = (
    Post("facebook", _post("facebook", 201), "Open morning", "social/open-morning.jpg", "gate 4", NORMAL,
         "2025-09-29", "Pupils", (
             Listing(("Maple Quillfeather", "Z000000000003"), "", holds=OPEN_DAY),
             Listing(("Maple Quillfeather", "Z000000000003"), "Yes"),
             Listing(("Maple Quillfeather", "Z000000000003"), "Yes"),
         ), alt="Visitors at the gate", campaign="Open days"),
    Post("prospectus", _sheet(2), "Welcome", "social/open-morning.jpg", "gate 4", NORMAL, "2025-10-01", "Pupils", (
             Listing(("Maple Quillfeather", "Z000000000003"), "", holds=OPEN_DAY),
             Listing(("Maple Quillfeather", "Z000000000003"), "Yes"),
             Listing(("Maple Quillfeather", "Z000000000003"), "Yes"),
         ), alt="Visitors at the gate", campaign="Prospectus"),
    Post("facebook", _post("facebook", 202), "Football final", "social/football-final.jpg", "field 10", (720, 960),
         "2025-11-04", "Pupils", (
             Listing(("Maple Tindlewick", "Bram O'Fernsby"), "Yes", holds=f1("2025:11:03 15:31:00")),
             Listing(("Maple Tindlewick", "Bram O'Fernsby"), "Yes"),
             None,
         ), alt="The final", caption="What a game", campaign="Sport"),
    Post("instagram", _post("instagram", 301), "Choir", "social/choir.jpg", "stage 5", NORMAL, "2025-11-21", "Pupils", (
             Listing((), "", check_in=""),
             Listing(("Sorrel Łarkspurrow", "Z000000000010"), ""),
             Listing(("Sorrel Łarkspurrow", "Z000000000010"), "Yes"),
         ), alt="The choir sings"),
    Post("instagram", _post("instagram", 302), "Garden club", "social/garden-club.jpg", "garden 7", NORMAL,
         "31/11/2025", "Pupils", (
             Listing(("Tansy Brambleroot",), "Yes", holds=phone(-48.8790, -123.3950, "2025:11:05 12:20:00")),
             Listing(("Tansy Brambleroot",), "Yes"),
             Listing(("Tansy Brambleroot",), "Yes"),
         ), alt="Garden club"),
    Post("prospectus", _sheet(1), "Cover", "prospectus/cover.jpg", "gate 5", (800, 1100), "2025-09-15", "Nobody",
         (Listing(),) * 3, alt="The school in the morning", campaign="Prospectus"),
    Post("prospectus", _sheet(4), "Science", "prospectus/science.jpg", "room 9", NORMAL, "2025-09-15", "Both", (
             Listing(("Linden Puddlethorn", "S001"), "No", holds=EDITED),
             Listing(("Linden Puddlethorn", "S001"), "No", holds=EDITED),
             Listing(("Linden Puddlethorn", "S001"), "Yes"),
         ), alt="In the lab", campaign="Prospectus"),
    Post("prospectus", _sheet(6), "Drama", "prospectus/drama.jpg", "stage 6", NORMAL, "2025-09-16", "Pupils", (
             Listing(("Clover Mosswhistle", "Quince Thistlewhit"), "Yes"),
             Listing(("Clover Mosswhistle", "Quince Thistlewhit"), "Yes"),
             Listing(("Clover Mosswhistle", "Quince Thistlewhit"), "Yes"),
         ), alt="Drama club", campaign="Prospectus"),
    Post("prospectus", _sheet(8), "Our staff", "prospectus/staff.jpg", "room 10", NORMAL, "2025-09-16", "Staff", (
             Listing(("S001", "S002", "Orlo Fiddlebrook"), "", holds=TURNED),
             Listing(("S001", "S002", "Orlo Fiddlebrook"), "Yes", holds=TURNED),
             Listing(("S001", "S002", "Orlo Fiddlebrook"), "Yes", holds=TURNED),
         ), alt="The staff", campaign="Prospectus"),
    Post("facebook", _post("facebook", 203), "Museum trip", "social/museum.jpg", "gate 6", NORMAL, "04/11/2025",
         "Pupils", (
             Listing(("Maple",), "Yes", check_in="Lower Examplebury Museum"),
             Listing(("Maple Tindlewick-Mossbottom",), "Yes", check_in="Lower Examplebury Museum"),
             Listing(("Z000000000013", "Z000000000014"), "Yes"),
         ), alt="At the museum"),
    Post("facebook", _post("facebook", 204), "Snow day", "social/snow-day.jpg", "field 11", NORMAL, "2025-12-15", "",
         (Listing(), None, None), alt="Snow", missing=True),
    Post("instagram", _post("instagram", 303), "Lights", "social/lights.png", "art 7", SMALL, "2025-12-16", "Nobody",
         (Listing(), Listing(), Listing()), alt="Lights in the hall"),
    Post("facebook", _post("facebook", 205), "Leavers' assembly", "social/assembly.jpg", "stage 7", NORMAL,
         "2025-12-17", "Both", (
             Listing(("Teasel Grimblewood", "Fennel Tindlewick-Mossbottom", "Hazelby Wobblegate"), "No"),
             Listing(("Teasel Grimblewood", "Fennel Tindlewick-Mossbottom", "Hazelby Wobblegate"), "No"),
             Listing(("Teasel Grimblewood", "Fennel Tindlewick-Mossbottom", "Hazelby Wobblegate"), "No", in_use="No"),
         ), alt="Assembly"),
    Post("instagram", _post("instagram", 304), "Science week", "social/science-week.jpg", "room 11", LARGE,
         "2026-01-27", "Pupils", (
             None,
             Listing(("Z000000000015", "Z000000000016"), "Yes"),
             Listing(("Z000000000015", "Z000000000016"), "Yes"),
         ), alt="Science week", caption="Figwort B. and Catkin W. in the lab", told=(("caption", "first"),),
         campaign="Science week"),
    Post("facebook", _post("facebook", 206), "Book day", "social/book-day.jpg", "shelves 4", LARGE, "2026-03-06",
         "Both", (
             None,
             Listing(("Z000000000017", "Hazelby Wobblegate"), ""),
             Listing(("Z000000000017", "Hazelby Wobblegate"), "Yes"),
         ), alt="Book day", visibility="Private"),
    Post("instagram", _post("instagram", 305), "Athletics", "social/athletics.jpg", "field 12", LARGE, "2026-05-26",
         "Pupils", (
             None,
             None,
             Listing(("Z000000000018", "Z000000000019", "Z000000000020"), "Yes", holds=f9("2026:05:21 14:00:00")),
         ), alt="On the track", caption="Congratulations to Sedge Snickleford-Pym (9B)!",
         told=(("caption", "full"), ("caption", "class")), campaign="Sport"),
    Post("facebook", _post("facebook", 207), "Swimming gala", "social/gala.jpg", "field 13", NORMAL, "2025-10-06",
         "Pupils", (
             Listing(("Speedwell Grimblewood",), "Yes", check_in="Lower Examplebury Baths"),
             None,
             None,
         ), alt="At the pool", campaign="Sport"),
    Post("prospectus", _sheet(12), "Reading buddies", "prospectus/reading.jpg", "shelves 5", NORMAL, "2025-09-18",
         "Pupils", (
             Listing(("Quince Thistlewhit", "Z000000000015"), "Yes", holds=f1("2025:09:17 09:40:00")),
             Listing(("Quince Thistlewhit", "Z000000000015"), "Yes"),
             Listing(("Quince Thistlewhit", "Z000000000015"), "Yes"),
         ), alt="Reading together", caption="A quince tree, and a book", campaign="Prospectus"),
    Post("prospectus", _sheet(10), "Grounds", "prospectus/grounds.jpg", "garden 8", LARGE, "2026-06-15", "Nobody",
         (None, None, Listing()), alt="The garden", campaign="Prospectus"),
)  # fmt: skip


# Words that are somebody's name elsewhere: clover and yarrow, a quince tree, bramble jelly. Nobody is named by them.
SCHOOL = School(
    domain="www.fernhollow-academy.example",
    name="Fernhollow Academy (fictional)",
    terms=TERMS,
    uploads=UPLOADS,
    pages=PAGES,
    posts=POSTS,
    people=PEOPLE,
    registers=REGISTERS,
    incidents=INCIDENTS,
)
