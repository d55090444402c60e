"""Lists that a school keeps itself: headings, dates, people, and every way a spreadsheet can be odd."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.foreign.grids import read_grids
from imgaudit.tables import digest
from tests.exports.made import JPEG, read, rows, same, write

NOT_UNDERSTOOD = (
    "columns not used, 2: what stands below is kept as it is, and no more is made of it: if one of them is the "
    "channel, the day, who is shown or the like, name it with mapping="
)
HEADINGS = [
    "Channel", "Page or post", "Title", "Picture file", "Alt text", "Caption", "Published", "Who is shown",
    "People shown", "Everyone listed?", "In use", "Owner", "Campaign",
]  # fmt: skip
LIST = [
    ["Prospectus", "Page 4", "Sports day", "prospectus/relay.jpg", "Runners", "The relay", "05/09/2025", "Pupils",
     "Ada Fern; Ben Hollow", "Yes", "Yes", "Comms", "Open days"],
    ["Facebook", "https://www.facebook.com/hollow/posts/1", "Choir", "social\\choir.jpg", "", "Sing", "2025-10-02",
     "pupils and staff", "Fern, Ada", "No", "no", "Head", ""],
]  # fmt: skip


def sheet(*lines: list[object], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def xlsx(*lines: list[object], title: str = "Sheet1", **more: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title  # type: ignore[union-attr]
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    for name, content in more.items():
        other = book.create_sheet(name)
        for line in content:
            other.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(*lines: list[object]) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(list(lines)).to_excel(out, engine="odf", header=False, index=False)
    return out.getvalue()


def test_every_column_literally(tmp_path: Path) -> None:
    files = {"list.csv": sheet(HEADINGS, *LIST), "prospectus/relay.jpg": JPEG, "social/choir.jpg": JPEG}
    found = read(tmp_path, files, site="hollow")
    relay, choir = ("hollow/file/" + digest(name) for name in ("prospectus/relay.jpg", "social/choir.jpg"))
    assert rows(found.assets, "asset_id", "kind", "shows", "people_complete") == [
        (relay, "picture", "pupils", True),
        (choir, "picture", "both", False),
    ]
    columns = ["channel", "page_url", "page_title", "title", "alt_text", "caption", "published_at", "in_use", "Owner"]
    assert rows(found.items, *columns, "Campaign") == [
        ("prospectus", None, "Page 4", "Sports day", "Runners", "The relay",
         datetime(2025, 9, 4, 23, tzinfo=UTC), True, "Comms", "Open days"),
        ("facebook", "https://www.facebook.com/hollow/posts/1", None, "Choir", None, "Sing",
         datetime(2025, 10, 1, 23, tzinfo=UTC), False, "Head", None),
    ]  # fmt: skip
    assert list(found.items["item_id"]) == [
        f"{relay}@{digest('prospectus', 'Page 4')}",
        f"{choir}@{digest('facebook', 'facebook.com/hollow/posts/1')}",
    ]
    assert rows(found.appearances, "asset_id", "person_ref", "evidence") == [
        (relay, "Ada Fern", "listed"),
        (relay, "Ben Hollow", "listed"),
        (choir, "Fern, Ada", "listed"),
    ]
    assert rows(found.files, "file_id", "role", "path") == [
        (f"{relay}#{digest('prospectus/relay.jpg')}", "published", f"{tmp_path}/prospectus/relay.jpg"),
        (f"{choir}#{digest('social/choir.jpg')}", "published", f"{tmp_path}/social/choir.jpg"),
    ]
    assert rows(found.sources, "source_id", "file", "rows", "problems") == [
        ("hollow/facebook/spreadsheet", "list.csv", 1, 2),
        ("hollow/prospectus/spreadsheet", "list.csv", 1, 0),
    ]
    assert rows(found.problems, "file", "row", "column", "reason", "value") == [
        ("list.csv", 2, "Published",
         "1 date in 'Published' could be day-first or month-first; read as day-first", "05/09/2025"),
        ("list.csv", 1, None, NOT_UNDERSTOOD, "Owner, Campaign"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        sheet(HEADINGS, *LIST).encode("utf-8-sig"),
        sheet(HEADINGS, *LIST).encode("utf-16"),
        sheet(HEADINGS, *LIST).encode("utf-16-le"),
        sheet(HEADINGS, *LIST, delimiter=";").encode(),
        sheet(HEADINGS, *LIST, delimiter="\t").encode(),
        b"sep=;\r\n" + sheet(HEADINGS, *LIST, delimiter=";").encode(),
        sheet(["Hollow School: what we published"], [], HEADINGS, *LIST).encode(),
        sheet(["Hollow", "autumn"], ["made by", "office"], HEADINGS, *LIST).encode(),
        sheet([f" {heading.upper()}  " for heading in HEADINGS], [], *LIST, [], ["", ""]).encode(),
        xlsx(HEADINGS, *LIST),
        xlsx(["Hollow School"], [], HEADINGS, *LIST),
        ods(HEADINGS, *LIST),
    ],
    ids=[
        "bom",
        "utf16",
        "utf16le",
        "semicolon",
        "tab",
        "sep",
        "title",
        "titles",
        "spaced",
        "xlsx",
        "xlsx-title",
        "ods",
    ],
)
def test_however_it_was_saved_it_says_the_same(tmp_path: Path, data: bytes) -> None:
    expected = read(tmp_path / "a", {"list.csv": sheet(HEADINGS, *LIST)}, site="hollow")
    found = read(tmp_path / "b", {"no helpful name": data}, site="hollow")
    for name in ("items", "assets", "appearances"):
        left, right = getattr(expected, name), getattr(found, name)
        extra = [column for column in left.columns if column in ("Owner", "Campaign")]
        assert rows(left, *[c for c in left.columns if c not in extra]) == rows(
            right, *[c for c in left.columns if c not in extra]
        )


def test_cp1252_and_mojibake(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"a.csv": "File,Title\nx.jpg,Café – été\n".encode("cp1252"), "b.csv": "File,Title\ny.jpg,CafÃ©\n"}
    )
    assert rows(found.items, "title") == [("Café – été",), ("Café",)]


def test_rows_have_the_numbers_a_spreadsheet_shows(tmp_path: Path) -> None:
    lines = [["Hollow"], [], ["File", "Published"], ["a.jpg", "2025-01-01"], [], ["b.jpg", "never"]]
    for name, data in {"a.csv": sheet(*lines).encode(), "b.xlsx": xlsx(*lines)}.items():
        found = read(tmp_path / name, {name: data})
        assert rows(found.problems, "row", "column", "value") == [(6, "Published", "never")]


def test_a_cell_over_several_lines_is_one_row(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": 'File,Caption,Published\na.jpg,"One\nTwo\n\nThree",x\nb.jpg,Four,y\n'})
    assert rows(found.items, "caption") == [("One\nTwo\n\nThree",), ("Four",)]
    assert list(found.problems["row"]) == [2, 3]


def test_duplicated_and_blank_headings(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": "File,Note,Note,,Title,title,visibility\na.jpg,1st,2nd,lost,T,U,members\n"})
    assert rows(found.items, "Note", "Note (2)", "Column D", "title", "title (export)") == [
        ("1st", "2nd", "lost", "T", "U")
    ]
    assert rows(found.items, "visibility") == [("private",)]


def test_own_columns_that_are_called_like_ours_travel_under_another_name(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": "File,n_people,source_id\na.jpg,about 7,S1\n"})
    assert rows(found.items, "n_people (export)", "source_id (export)") == [("about 7", "S1")]


def test_merged_cells_hold_for_all_their_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (["Our pictures", None, None], ["Channel", "Page", "File"], ["Facebook", "P1", "a.jpg"],
                 [None, None, "b.jpg"], ["Instagram", "P2", "c.jpg"]):  # fmt: skip
        page.append(line)
    for cells in ("A1:C1", "A3:A4", "B3:B4"):
        page.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    found = read(tmp_path, {"a.xlsx": out.getvalue()})
    assert rows(found.items, "channel", "page_title") == [("facebook", "P1"), ("facebook", "P1"), ("instagram", "P2")]


def test_real_dates_serial_dates_and_ambiguous_ones(tmp_path: Path) -> None:
    days = [
        datetime(2025, 12, 5, 9, 30),  # noqa: DTZ001 - a cell has none
        date(2025, 12, 6),
        45998,
        "8 Dec 2025",
        "09/12/2025",
        "12/10/2025",
        "12/25/2025",
    ]
    lines = [["File", "Date posted"], *[[f"{i}.jpg", day] for i, day in enumerate(days)], ["x.jpg", "30/02/2025"]]
    found = read(tmp_path, {"a.xlsx": xlsx(*lines)})
    assert [str(value)[:16] for value in found.items["published_at"]] == [
        "2025-12-05 09:30", "2025-12-06 00:00", "2025-12-07 00:00", "2025-12-08 00:00", "2025-12-09 00:00",
        "2025-10-11 23:00", "2025-12-25 00:00", "NaT",
    ]  # fmt: skip
    assert sorted(rows(found.problems, "row", "value")) == [
        (2, "2025-12-05 09:30:00"),
        (6, "09/12/2025"),
        (8, "12/25/2025"),
        (9, "30/02/2025"),
    ]
    assert found.problems.set_index("row")["reason"][2] == (
        "sheet 'Sheet1': 1 date in 'Date posted' with a time but no time zone; read as Europe/London"
    )
    assert "2 dates in 'Date posted' could be" in " ".join(found.problems["reason"])


def test_sheets_of_a_workbook(tmp_path: Path) -> None:
    data = xlsx(
        ["File"], ["a.jpg"], title="Instagram", Lists=[["Yes"], ["No"]], Empty=[], Facebook=[["File"], ["b.jpg"]]
    )
    found = read(tmp_path, {"a.xlsx": data})
    assert rows(found.items, "channel") == [("instagram",), ("facebook",)]
    assert len(found.problems) == 1
    assert "'Lists'" in found.problems["reason"][0]


def test_identity_by_id_address_path_or_words(tmp_path: Path) -> None:
    text = sheet(
        ["ID", "Channel", "File", "Page", "Title"],
        ["P-07", "Print", "a.jpg", "", ""],
        ["", "website", "https://www.hollow.example/a-300x200.jpg?x=1", "", ""],
        ["", "print", ".\\sub\\b.jpg", "", ""],
        ["", "print", "", "Page 3", "Relay"],
        ["", "print", "", "Page 3", "Choir"],
        ["", "print", "", "", ""],
    )
    found = read(tmp_path, {"a.csv": text}, site="h")
    assert list(found.assets["asset_id"]) == [
        "h/print/P-07",
        "h/url/" + digest("hollow.example/a.jpg"),
        "h/file/" + digest("sub/b.jpg"),
        "h/entry/" + digest("print", "Page 3", "Relay"),
        "h/entry/" + digest("print", "Page 3", "Choir"),
    ]
    assert rows(found.problems, "row", "reason") == [
        (7, "names no picture: fill in the file, the page or a title, or name their columns with mapping=")
    ]


def test_numbers_as_ids_have_no_decimals(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.xlsx": xlsx(["ID", "File"], [7, "a.jpg"], [8.0, "b.jpg"])}, site="h", channel="print")
    assert list(found.assets["asset_id"]) == ["h/print/7", "h/print/8"]


@pytest.mark.slow
def test_the_same_picture_twice_on_one_page_is_one_item(tmp_path: Path) -> None:
    head = ["File", "Page", "Caption", "Shows", "People", "Everyone listed?", "In use", "Owner"]
    one = ["a.jpg", "News", "Relay", "pupils", "Ada Fern", "yes", "no", "Ann"]
    two = ["a.jpg", "News", "Finish", "staff", "Ben Hollow", "no", "yes", "Bob"]
    first = read(tmp_path / "1", {"a.csv": sheet(head, one, two)}, site="h")
    assert rows(first.items, "caption", "in_use", "Owner") == [("Finish\nRelay", True, "Ann\nBob")]
    assert rows(first.assets, "shows", "people_complete") == [("both", False)]
    assert rows(first.problems, "code") == [("duplicate",), ("unknown_heading",)]
    second = read(tmp_path / "2", {"a.csv": sheet(head, two, one)}, site="h")
    for name in ("items", "assets"):
        left, right = getattr(first, name), getattr(second, name)
        pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize("how", ["dict", "toml", "json"])
def test_a_mapping_names_what_we_do_not_know(tmp_path: Path, how: str) -> None:
    write(tmp_path, {
        "x/a.csv": "Foto,Wo,File\nb.jpg,Print,not this\n",
        "m.toml": '"Foto" = "file"\nWo = "channel"\n',
        "m.json": '{"foto": "file", "wo": "channel"}',
    })  # fmt: skip
    mapping = {"dict": {"Foto": "file", "Wo": "channel"}, "toml": tmp_path / "m.toml", "json": str(tmp_path / "m.json")}
    found = ia.read_inventory(tmp_path / "x", mapping=mapping[how], site="h")  # type: ignore[arg-type]
    assert rows(found.items, "asset_id", "channel", "File") == [("h/file/" + digest("b.jpg"), "print", "not this")]


def test_a_wrong_mapping_is_a_wrong_call(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "File\na.jpg\n", "bad.toml": "x = ["})
    with pytest.raises(ia.InputError, match=r"no column .picture_file."):
        ia.read_inventory(tmp_path / "a.csv", mapping={"Foto": "picture_file"})
    with pytest.raises(ia.InputError, match=r"bad\.toml"):
        ia.read_inventory(tmp_path / "a.csv", mapping=tmp_path / "bad.toml")


def test_words_we_do_not_know_are_unknown_and_said(tmp_path: Path) -> None:
    text = "File,Who is shown,In use,Visibility,Everyone listed?\na.jpg,ducks,perhaps,on the moon,maybe\nb.jpg,,,,\n"
    found = read(tmp_path, {"a.csv": text})
    assert rows(found.items, "in_use", "visibility") == [(None, "unknown"), (None, "unknown")]
    assert rows(found.assets, "shows", "people_complete") == [("unknown", None), ("unknown", None)]
    assert sorted(found.problems["value"]) == ["ducks", "maybe", "on the moon", "perhaps"]


@pytest.mark.parametrize(
    "heading", ["Place shown", "Location shown", "place_tag", "Check-in", "GEOTAG", "Tagged location"]
)
def test_a_list_may_say_which_place_is_shown(tmp_path: Path, heading: str) -> None:
    cells = ["Fern Hollow Moor", "Yes", "No", "None", "", "unknown", "54.1, -2.7", "0, 0"]
    text = sheet(["Picture file", heading], *([f"{n}.jpg", cell] for n, cell in enumerate(cells)))
    assert rows(read(tmp_path, {"a.csv": text}).items, "has_place_shown", "place_shown") == [
        (True, "Fern Hollow Moor"), (True, None), (False, None), (False, None), (None, None), (None, None),
        (True, "a position on the map"), (None, None),
    ]  # fmt: skip


def test_a_mere_location_may_be_anything(tmp_path: Path) -> None:
    text = sheet(["Picture file", "Location"], ["a.jpg", "Hall"])
    found = read(tmp_path / "own", {"a.csv": text}).items
    assert rows(found, "has_place_shown", "Location") == [(None, "Hall")]
    found = read(tmp_path / "mapped", {"a.csv": text}, mapping={"Location": "place_shown"}).items
    assert rows(found, "has_place_shown", "place_shown") == [(True, "Hall")]


def test_channel_of_a_row(tmp_path: Path) -> None:
    text = sheet(["Platform", "Link", "File"], ["FB", "", "a.jpg"], ["", "https://youtu.be/x", "b.jpg"],
                 ["", "https://hollow.example/news", "c.jpg"], ["", "", "d.jpg"])  # fmt: skip
    write(tmp_path, {"a.csv": text})
    assert rows(ia.read_inventory(tmp_path).items, "channel") == [
        ("facebook",),
        ("youtube",),
        ("website",),
        ("spreadsheet",),
    ]
    assert set(ia.read_inventory(tmp_path, channel="print").items["channel"]) == {"print"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Forename,Surname,UPN,Photograph Student\nAda,Fern,1,Yes\n",
        "Consent Type,Status,Name\nPhoto,Confirmed,Ada\n",
        '{"media": []}',
        '[{"source_file": "a.jpg"}]',
        "<html><body>File,Title</body></html>",
        "Just a note about a picture file, and a title.",
    ],
)
def test_other_files_are_not_claimed(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, {"list.csv": text, "a.jpg": JPEG})
    assert list(found.sources["dialect"]) == ["folder"]
    assert rows(found.problems, "file") == [("list.csv",)]


@pytest.mark.parametrize(
    "data", [xlsx(["File"], ["a.jpg"])[:900], b"\xd0\xcf\x11\xe0" + b"Workbook".hex().encode() + b"\0" * 600]
)
def test_a_damaged_workbook_is_a_problem(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, {"bad.xls": data, "a.jpg": JPEG})
    assert rows(found.problems, "file") == [("bad.xls",)]


def test_complete_against_an_independent_count(tmp_path: Path) -> None:
    lines = [
        [f"f{i}.jpg" if i % 7 else "", f"T{i}" if i % 14 else "", "x" if i % 5 else "2025-01-02"] for i in range(300)
    ]
    text = sheet(["File", "Title", "Published"], *lines)
    found = read(tmp_path, {"a.csv": text})
    independent = [row for row in csv.DictReader(io.StringIO(text)) if any(row.values())]
    no_picture = found.problems["reason"].str.startswith("names no picture").sum()
    assert len(found.items) + no_picture == len(independent)
    assert (found.problems["column"] == "Published").sum() == sum(
        row["Published"] == "x" and bool(row["File"] or row["Title"]) for row in independent
    )


def test_reading_twice_is_the_same(tmp_path: Path) -> None:
    same(read(tmp_path, {"a.csv": sheet(HEADINGS, *LIST)}), read(tmp_path, {}))


def test_grids_are_for_others_too() -> None:
    (grid,) = read_grids(b"Register\n\nUPN;Name;;Name\n1;Ada;x;y\n", "mis.csv")
    assert (grid.header, grid.header_row) == (["UPN", "Name", "Column C", "Name (2)"], 3)
    assert list(grid.records()) == [(4, {"UPN": "1", "Name": "Ada", "Column C": "x", "Name (2)": "y"})]
    for data in (b"", b"  \n", b"PK\x03\x04nonsense"):
        with pytest.raises(ia.InputError, match=r"mis\.csv"):
            read_grids(data, "mis.csv")


def test_a_list_without_rows_still_covers_its_channel(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.xlsx": xlsx(["Picture file", "Title"], title="Facebook")}, site="h")
    assert rows(found.sources, "source_id", "rows") == [("h/facebook/spreadsheet", 0)]


def test_a_cell_that_reads_like_a_heading_is_no_header(tmp_path: Path) -> None:
    found = read(tmp_path, {"a.csv": "Picture file,Sort of thing\na.jpg,x\nb.jpg,Photo\nc.jpg,y\n"})
    assert len(found.items) == 3


def test_a_semicolon_file_full_of_commas(tmp_path: Path) -> None:
    lines = "".join(f"{i}.jpg;Relay, then {i}\n" for i in range(9))
    assert len(read(tmp_path, {"a.csv": f"Picture file;Caption\n{lines}"}).items) == 9


def test_charts_in_a_workbook_are_no_lists(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (["Picture file"], ["a.jpg"]):
        book.active.append(line)
    book.create_chartsheet("Chart")
    out = io.BytesIO()
    book.save(out)
    found = read(tmp_path, {"a.xlsx": out.getvalue()})
    assert (len(found.items), len(found.problems)) == (1, 0)


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ('File,Title\na.jpg,"x\nb.jpg,y\nc.jpg,z\n', 2, "never closed"),
        ('File,Title\na.jpg,x\nb.jpg,"y', 3, "never closed"),
        ("File,Title\na.jpg,x\nb.j", 3, "ends in the middle"),
    ],
)
def test_a_csv_that_breaks_off_says_so(tmp_path: Path, text: str, row: int, said: str) -> None:
    found = read(tmp_path, {"list.csv": text})
    assert len(found.items) == row - 1
    assert rows(found.problems, "row") == [(row,)]
    assert said in found.problems["reason"][0]


@pytest.mark.parametrize("end", ["\n", "\n  ", "\r\n", "\n\n"])
def test_a_csv_whose_last_line_ends_is_whole(tmp_path: Path, end: str) -> None:
    found = read(tmp_path, {"list.csv": f"File,Title\na.jpg,x{end}"})
    assert found.problems.empty
    assert rows(found.sources, "completeness", "unread") == [("whole", 0)]


@pytest.mark.parametrize("end", ["", '\n"b.jpg","y"', "\nb.jpg,y"])
def test_of_a_csv_whose_last_line_does_not_end_nobody_can_tell(tmp_path: Path, end: str) -> None:
    found = read(tmp_path, {"list.csv": f"File,Title\na.jpg,x{end}"})
    assert len(found.items) == 1 + end.count("\n")
    assert "nobody can tell whether the file was cut" in found.problems["reason"][0]
    assert rows(found.problems, "not_read") == [(False,)]
    assert rows(found.sources, "completeness", "unread") == [("unknown", None)]


def test_a_line_that_is_broken_is_lost_unless_most_are_so(tmp_path: Path) -> None:
    good = "".join(f"{i}.jpg,Relay {i},2025-09-05\n" for i in range(4))
    for bad in ("<<<<<<< garbage\n", "9.jpg,Relay 9,2025-09-05,10.jpg,Relay 10\n", "9.jpg,Rel\n"):
        found = read(tmp_path / str(len(bad)), {"list.csv": f"File,Title,Published\n{good}{bad}"})
        assert rows(found.sources, "completeness", "unread") == [("part", 1)]
        assert found.problems["reason"].str.contains("a broken line").tolist().count(True) == 1
    habit = "".join(f"{i}.jpg\n" for i in range(4))  # a list whose later columns nobody fills in
    assert rows(read(tmp_path / "h", {"list.csv": f"File,Title,Published\n{habit}"}).sources, "completeness") == [
        ("whole",)
    ]


def test_a_row_that_runs_over_by_thousands_of_cells(tmp_path: Path) -> None:
    found = read(tmp_path, {"list.csv": f"File,Title\na.jpg,Relay{',x' * 5_000}\nb.jpg,Choir\n"})
    assert rows(found.items, "title") == [("Relay",), ("Choir",)]
    assert len(found.items.columns) < 50
    assert rows(found.problems, "row") == [(1,), (2,)]
    assert "5,000 columns without a heading" in found.problems["reason"][0]
    assert "a broken line: 5002 cells under 2 headings" in found.problems["reason"][1]


@pytest.mark.parametrize("visibility", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path, visibility: str) -> None:
    book = openpyxl.Workbook()
    for name, picture in (("Now", "a.jpg"), ("Old", "b.jpg")):
        page = book.create_sheet(name)
        page.append(["Picture file", "Channel", "Page"])
        page.append([picture, "website", "https://s1.example/p"])
    book.remove(book["Sheet"])
    book.save(tmp_path / "list.xlsx")
    assert len(ia.read_inventory(tmp_path / "list.xlsx").items) == 2
    book["Old"].sheet_state = visibility
    book.save(tmp_path / "list.xlsx")
    found = ia.read_inventory(tmp_path / "list.xlsx")
    assert len(found.items) == 1
    assert found.problems["reason"].str.contains("hidden sheets are not read, .*: Old").tolist() == [True]
    del book["Now"]
    book.create_sheet("Empty")
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(ia.InputError, match=r"hidden sheets are not read, .*: Old"):
        ia.read_inventory(tmp_path / "list.xlsx")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("heading", "cell", "shows"),
    [
        ("People shown", "nobody", "nobody"),
        ("People", "None.", "nobody"),
        ("Who's in it", "n/a", "nobody"),
        ("Who", "–", "nobody"),
        ("People shown", "?", "unknown"),
        ("People shown", "not known", "unknown"),
        ("People shown", "tbc", "unknown"),
        # Where only pupils or names are asked about, none of them need not be nobody.
        ("Pupils", "none", "unknown"),
        ("Names", "nobody", "unknown"),
        ("People named", "n/a", "unknown"),
        ("Children shown", "-", "unknown"),
    ],
)
def test_a_cell_of_people_that_names_nobody(tmp_path: Path, heading: str, cell: str, shows: str) -> None:
    found = read(tmp_path, {"list.csv": sheet(["Picture file", heading], ["a.jpg", cell])}, mapping={heading: "people"})
    assert found.appearances.empty
    assert rows(found.assets, "shows") == [(shows,)]


@pytest.mark.parametrize(
    ("channel", "file", "placed"),
    [
        ("website & facebook", "1.jpg", [("website", "1.jpg"), ("facebook", "1.jpg")]),
        ("Website, FB and Insta", "1.jpg", [("website", "1.jpg"), ("facebook", "1.jpg"), ("instagram", "1.jpg")]),
        ("website/newsletter", "1.jpg", [("website", "1.jpg"), ("newsletter", "1.jpg")]),
        ("Meet & Greet", "1.jpg", [("meet & greet", "1.jpg")]),
        ("website & hall display", "1.jpg", [("website", "1.jpg")]),
        ("website", "1.jpg, 9.JPG", [("website", "1.jpg"), ("website", "9.JPG")]),
        ("website", "in/1.jpg\n9.mp4", [("website", "in/1.jpg"), ("website", "9.mp4")]),
        ("website", "1.jpg and 9.jpg; 10.png", [("website", "1.jpg"), ("website", "9.jpg"), ("website", "10.png")]),
        ("website", "Ada&Ben.jpg", [("website", "Ada&Ben.jpg")]),
        ("website", "1.jpg&2.jpg", [("website", "1.jpg&2.jpg")]),  # as in an address
        ("website", "Cats, dogs and mice.jpg", [("website", "Cats, dogs and mice.jpg")]),
        ("web, twitter", "1.jpg; 2.jpg", [(c, f) for f in ("1.jpg", "2.jpg") for c in ("website", "x")]),
    ],
)
def test_a_cell_of_several_channels_or_files_is_as_many_placements(
    tmp_path: Path, channel: str, file: str, placed: list[tuple[str, str]]
) -> None:
    lines = [[channel, file, "Ada Fern", "Relay"], ["website", "z.jpg", "Ben Oak", "Vault"]]
    found = read(tmp_path, {"list.csv": sheet(["Channel", "Picture file", "People shown", "Title"], *lines)})
    both = found.items.merge(found.files[["asset_id", "path"]]).merge(found.appearances, on="asset_id")
    told = both[both["person_ref"].eq("Ada Fern")]
    at = [(place, Path(path).relative_to(tmp_path).as_posix()) for place, path in rows(told, "channel", "path")]
    assert sorted(at) == sorted(placed)
    assert set(told["title"]) == {"Relay"}
    assert len(found.items) == len(placed) + 1
    assert found.problems.query("not_read").empty


def test_a_cell_of_several_pages_is_a_placement_on_each(tmp_path: Path) -> None:
    pages = "https://s.example/a, https://s.example/b\nhttps://s.example/c"
    archived = "https://web.archive.org/web/2020/https://s.example/d"
    lines = [[pages, "1.jpg"], [archived, "2.jpg"], ["Year 6; Sports day", "3.jpg"]]
    found = read(tmp_path, {"list.csv": sheet(["Page", "Picture file"], *lines)})
    told = found.items[["page_url", "page_title"]].fillna("")
    assert rows(told, "page_url", "page_title") == [
        ("https://s.example/a", ""), ("https://s.example/b", ""), ("https://s.example/c", ""), (archived, ""),
        ("", "Year 6; Sports day"),
    ]  # fmt: skip


def test_of_a_list_without_rows_nobody_knows_whether_it_is_all(tmp_path: Path) -> None:
    found = read(tmp_path, {"list.csv": sheet(["Channel", "Picture file", "People shown"]), "a.jpg": JPEG})
    assert rows(found.sources[found.sources["file"].eq("list.csv")], "completeness", "rows") == [("part", 0)]
    assert rows(found.problems, "file", "code", "reason", "not_read") == [
        (
            "list.csv",
            "missing",
            "no picture is listed in it: if there are some, take off the filter and export it again; else leave it out",
            True,
        )
    ]


def test_what_is_said_of_who_is_shown_goes_before_that_nobody_is_named(tmp_path: Path) -> None:
    lines = [["a.jpg", "Pupils", "none"], ["b.jpg", "?", "nobody"], ["c.jpg", "", "nobody"]]
    found = read(tmp_path, {"list.csv": sheet(["Picture file", "Who is shown", "People shown"], *lines)})
    assert rows(found.assets, "shows") == [("pupils",), ("unknown",), ("nobody",)]


def test_groups_are_kept_as_written_and_are_nobody_by_name(tmp_path: Path) -> None:
    lines = [["a.jpg", "Y3 & Y4; Ada Fern"], ["b.jpg", "whole of Year 6"], ["c.jpg", "Ada Fern and two others"]]
    found = read(tmp_path, {"list.csv": sheet(["Picture file", "People shown"], *lines)}, site="h")
    assert rows(found.assets, "groups") == [("Y3 & Y4",), ("whole of Year 6",), ("two others",)]
    assert list(found.appearances["person_ref"]) == ["Ada Fern", "Ada Fern"]


def test_a_group_under_who_is_shown_is_kept_as_well(tmp_path: Path) -> None:
    lines = [["a.jpg", "Y3 & Y4", "Ada Fern"], ["b.jpg", "pupils and staff", "Ada Fern"], ["c.jpg", "Tilly", ""]]
    found = read(tmp_path, {"list.csv": sheet(["Picture file", "Who's in it", "People shown"], *lines)})
    assert rows(found.assets, "shows", "groups") == [("unknown", "Y3 & Y4"), ("both", None), ("unknown", None)]
    assert rows(found.problems, "row", "value") == [(4, "Tilly")]
