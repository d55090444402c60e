"""Practice 1: whether somebody looked, whether it is needed, what lies unused, what is there twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import imgaudit as ia
from imgaudit.practices.review import NO_TOPIC, PRACTICE, SEARCHES, TOPICS
from imgaudit.rules import find
from imgaudit.tables import AUDIT_ITEMS, ITEMS, MEDIA

HEADINGS = "Channel,Page,Picture file,Title,Page title,Caption,Who is shown,Why needed,Last reviewed,In use,Published"


def audited(folder: Path, *rows: str, site: str = "s.example", register: ia.Register | None = None) -> ia.Audit:
    (folder / "list.csv").write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return ia.run_audit(ia.read_inventory(folder, site=site), None, register, as_of=date(2026, 3, 2))


def listed(folder: Path, column: str, *rows: str) -> list[object]:
    items = audited(folder, *rows).items
    return [None if pd.isna(value) else value for value in items[column]]


PAGE = "website,https://s.example/{},{}.jpg,,,"


def row(name: str, rest: str) -> str:
    return f"{PAGE.format(name, name)},{rest}"


@pytest.mark.slow
def test_somebody_looked_within_a_year(tmp_path: Path):
    days = ("2026-03-02", "2025-03-02", "2025-03-01", "2024-01-01", "2026-03-03", "")
    rows = [row(f"p{at}", f"pupils,Prize,{day},,2025-09-05") for at, day in enumerate(days)]
    # Nobody looks on a day that is still to come: that date is in doubt, like one that is not there.
    assert listed(tmp_path, "is_reviewed", *rows) == [True, True, False, False, None, None]
    assert listed(tmp_path, "days_published", *rows) == [178] * 6


@pytest.mark.slow
def test_what_nobody_said_is_no_need_and_what_nobody_asked_is_no_fault(tmp_path: Path):
    rows = [
        row("a", "pupils,Prospectus cover,,,"),
        row("b", "pupils,,,,"),
        row("c", "staff,Not needed.,,,"),
        row("d", "both,NO,,,"),
        row("e", "nobody,,,,"),
        row("f", "unknown,,,,"),
        row("g", "unknown,No,,,"),
        row("h", "unknown,Cover,,,"),
    ]
    assert listed(tmp_path, "lacks_need", *rows) == [False, True, True, True, False, None, None, False]
    assert listed(tmp_path, "is_needless", *rows) == [False, True, True, True, False, None, None, False]
    # No reason in the whole list: nobody was asked for one, so that of none it is known to be missing.
    silent = [row("b", "pupils,,,,"), row("e", "nobody,,,,"), row("f", "unknown,,,,")]
    assert listed(tmp_path, "lacks_need", *silent) == [True, False, None]
    assert listed(tmp_path, "is_needless", *silent) == [None, False, None]
    assert audited(tmp_path, *silent).findings.query("practice == 'review'").empty


@pytest.mark.slow
@pytest.mark.parametrize(
    ("in_use", "shows", "unused"),
    [
        ("no", "pupils", True),
        ("no", "staff", True),
        ("no", "both", True),
        ("no", "nobody", False),
        ("no", "unknown", None),
        ("yes", "pupils", False),
        ("yes", "unknown", False),
        ("", "pupils", None),
        ("", "nobody", False),
        ("", "unknown", None),
    ],
)
def test_unused_with_people_only_where_both_are_known(tmp_path: Path, in_use: str, shows: str, unused: bool | None):
    line = f"website,,a.jpg,Relay,,,{shows},,,{in_use},"
    assert listed(tmp_path, "is_unused_with_people", line) == [unused]
    found = audited(tmp_path, line).findings.query("rule == 'review.unused'")
    assert len(found) == (unused is True)


@pytest.mark.slow
def test_people_in_an_upload_that_no_page_uses_are_removed(tmp_path: Path):
    audit = audited(tmp_path, "website,,a.jpg,Relay,,,pupils,,,no,2025-09-05")
    (action,) = ia.find_actions(audit).query("practice == 'review'").to_dict("records")
    assert (action["fix"], action["severity"]) == ("Remove", "medium")
    assert action["problem"].startswith("People are shown in an upload that no page uses. ")
    assert "look at the site first" in action["problem"]


@pytest.mark.slow
def test_one_picture_uploaded_twice_is_there_once_too_often(tmp_path: Path):
    """The same on another channel is no second upload of this one, and a second page of one upload is none either."""
    rows = [
        "website,https://s.example/1,a.jpg,,,,pupils,,,,2025-09-05",
        "website,https://s.example/2,a.jpg,,,,pupils,,,,2026-02-01",
        "website,https://s.example/3,b.jpg,,,,pupils,,,,2025-10-10",
        "facebook,https://f.example/1,c.jpg,,,,pupils,,,,2026-01-07",
        "website,https://s.example/4,d.jpg,,,,pupils,,,,2026-01-07",
        "website,https://s.example/5,e.jpg,,,,pupils,,,,",
    ]
    (tmp_path / "list.csv").write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    inventory = ia.read_inventory(tmp_path, site="s.example")
    same = {"a.jpg": "1" * 64, "b.jpg": "1" * 64, "c.jpg": "1" * 64, "d.jpg": "2" * 64}
    hashes = inventory.files["path"].fillna(inventory.files["url"]).str.rsplit("/", n=1).str[-1].map(same)
    media = MEDIA.frame(
        pd.DataFrame({"file_id": inventory.files["file_id"], "status": "ok", "content_hash": hashes.astype("str")})
    )
    audit = ia.run_audit(inventory, media, as_of=date(2026, 3, 2))
    told = audit.items.set_index("page_url")["is_duplicate"]
    assert [None if pd.isna(each) else bool(each) for each in told] == [False, False, True, False, False, None]
    rates = ia.practice_rates(audit.items, "review").set_index("measure")
    assert rates.loc["duplicate", ["n", "n_yes", "n_unknown"]].tolist() == [6, 1, 1]


def test_one_address_in_two_exports_is_one_upload():
    """Both say where it lies, so it is no picture that was uploaded a second time."""
    items = AUDIT_ITEMS.frame(
        [
            {"item_id": name, "asset_id": name, "source_id": name, "site": "s", "channel": "website",
             "picture_id": "a", "shows": "pupils"}
            for name in ("a", "b", "c")
        ]
    )  # fmt: skip
    assets = pd.DataFrame(
        {
            "asset_id": ["a", "b", "c"],
            "picture_url": ["s/x.jpg", "s/x.jpg", "s/y.jpg"],
            "necessity": pd.Series([None] * 3, dtype="str"),
            "last_reviewed_on": pd.Series([pd.NaT] * 3, dtype="datetime64[ns]"),
        }
    )
    files = pd.DataFrame({"asset_id": ["b"], "content_hash": ["1"]})
    made = PRACTICE.add(items, assets, files, date(2026, 3, 2))  # type: ignore[misc]
    assert made["is_duplicate"].tolist() == [False, False, True]
    # What stands elsewhere is told of all channels together, and so by the audit.
    assert list(made.columns) == [name for name in PRACTICE.columns if name != "is_elsewhere"]
    assert PRACTICE.add(items.head(0), assets, files, date(2026, 3, 2)).empty  # type: ignore[misc]


# Stock pictures


def links(folder: Path, title: str, page: str = "", caption: str = "", **more: object) -> str:
    line = f"website,https://s.example/a,a.jpg,{title},{page},{caption},pupils,No,,,"
    return str(audited(folder, line, **more).items["stock_links"].iloc[0])


@pytest.mark.slow
def test_the_comms_team_is_told_where_to_look(tmp_path: Path):
    audit = audited(tmp_path, "website,https://s.example/a,a.jpg,,Sports Day 2025,,pupils,No,,,")
    (action,) = ia.find_actions(audit).query("practice == 'review'").to_dict("records")
    assert (action["fix"], action["severity"]) == ("Replace with stock", "low")
    assert action["problem"] == (
        "People are shown in a picture that no reason to keep is on record for. Stock pictures of sports day: "
        "https://unsplash.com/s/photos/sports%20day https://www.pexels.com/search/sports%20day/ "
        "https://pixabay.com/images/search/sports%20day/ https://www.canva.com/photos/search/sports%20day/"
    )


@pytest.mark.slow
def test_a_post_cannot_be_exchanged(tmp_path: Path):
    audit = audited(tmp_path, "facebook,https://f.example/1,a.jpg,,,Our choir,pupils,No,,,")
    (action,) = ia.find_actions(audit).query("practice == 'review'").to_dict("records")
    assert (action["fix"], "https://" in action["problem"]) == ("Remove", False)


@pytest.mark.slow
def test_a_search_is_made_of_topics_only(tmp_path: Path):
    texts = (
        "Ada Fern wins",
        "Start of term",
        "Heart",
        "Ponderosa",
        "https://x.example/?q=Ada",
        "{}",
        "\u202eriohc",
        "",
    )
    for text in texts:
        assert links(tmp_path, text) == NO_TOPIC
    said = links(tmp_path, "Ada Fern in the POND", "Chess; with Bo")
    assert said == f"Stock pictures of pond: {' '.join(search.format('pond') for search in SEARCHES)}"
    assert all(topic.replace(" ", "").isalpha() and topic == topic.casefold() for topic in TOPICS)


@pytest.mark.slow
def test_what_the_school_is_called_is_no_topic(tmp_path: Path):
    assert links(tmp_path, "Pond and library", site="pond-hill.example").startswith("Stock pictures of library: ")
    assert links(tmp_path, "Forest School news", site="Forest School") == NO_TOPIC


@pytest.mark.slow
def test_a_text_that_names_somebody_is_not_read(tmp_path: Path):
    (tmp_path / "mis").mkdir()
    people = "UPN,Forename,Surname,Website\nZ123456789012,Amy,Pond,Yes\n"
    (tmp_path / "mis" / "consents.csv").write_text(people, encoding="utf-8")
    register = ia.read_register(tmp_path / "mis" / "consents.csv")
    (tmp_path / "in").mkdir()
    assert links(tmp_path / "in", "Amy Pond", "In the library", register=register).startswith(
        "Stock pictures of library: "
    )
    assert links(tmp_path / "in", "Amy Pond", register=register) == NO_TOPIC
    assert links(tmp_path / "in", "Amy Pond").startswith("Stock pictures of pond: "), "without a register nobody knows"


def test_unknown_breaks_no_rule():
    row = {"item_id": "i", "asset_id": "a", "source_id": "s", "site": "s", "channel": "website"}
    unknown = AUDIT_ITEMS.frame([{**row, "shows": "unknown"}])
    assert find(unknown).empty
    assert ia.practice_rates(unknown, "review")["n_unknown"].tolist() == [1, 1, 1, 1, 1]
    assert set(PRACTICE.columns).isdisjoint(ITEMS.columns)
    assert {column.privacy for column in PRACTICE.columns.values()} == {"none"}


@pytest.mark.slow
def test_nothing_that_a_person_wrote_goes_into_the_history(tmp_path: Path):
    policy = ia.Policy()
    audit = audited(tmp_path, row("a", "pupils,Because Ada Fern won,2026-01-05,,2025-09-05"))
    (run,) = ia.save_audit(
        ia.run_audit(
            ia.read_inventory(tmp_path, site="s.example"), policy=policy, as_of=date(2026, 3, 2), term="spring"
        ),
        tmp_path / "history",
    )
    assert b"Ada" not in b"".join(path.read_bytes() for path in run.iterdir())
    saved = ia.load_history(tmp_path / "history").items
    assert saved["is_reviewed"].tolist() == audit.items["is_reviewed"].tolist() == [True]
