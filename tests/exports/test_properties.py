"""What must hold whatever the exports say: order, company and repetition change nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import imgaudit as ia
from imgaudit.foreign.addresses import address, canonical
from imgaudit.foreign.markup import uses
from tests.exports.made import BLOG, JPEG, post, same, upload, write, wxr

LIGHT = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])

names = st.sampled_from(["a.jpg", "sub/b.png", "c.mp4", "https://hollow.example/d-300x200.jpg", ""])
entries = st.lists(
    st.fixed_dictionaries(
        {
            "Channel": st.sampled_from(["Facebook", "Prospectus", ""]),
            "Page": st.sampled_from(["News", "https://hollow.example/p/", ""]),
            "File": names,
            "Title": st.sampled_from(["Relay", "Choir", ""]),
            "Caption": st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
            "Who is shown": st.sampled_from(["pupils", "staff", "nobody", "ducks", ""]),
            "People": st.sampled_from(["Ada Fern", "Ben Hollow; Ada Fern", ""]),
            "Everyone listed?": st.sampled_from(["yes", "no", ""]),
            "In use": st.sampled_from(["yes", "no", ""]),
            "Published": st.sampled_from(["2025-01-02", "13/10/2025", ""]),
            "Owner": st.sampled_from(["Ann", "Bob", ""]),
        }
    ),
    min_size=1,
    max_size=12,
)
pages = st.lists(
    st.tuples(
        st.sampled_from(["publish", "private", "draft", "trash"]),
        st.lists(st.sampled_from(["7", "8", "9", "x.jpg", "7s"]), max_size=4),
    ),
    min_size=1,
    max_size=5,
)


def listed(lines: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, lines[0])
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def site(drawn: list[tuple[str, list[str]]]) -> list[str]:
    tags = {
        **{number: f'<img class="wp-image-{number}" src="" alt="{number}">' for number in "789"},
        "x.jpg": '<img src="https://other.example/x.jpg">',
        "7s": f'<img src="{BLOG}/wp-content/uploads/2025/10/picture-7-300x200.jpg">',
    }
    made = [
        post(20 + i, status=status, content="".join(tags[t] for t in what)) for i, (status, what) in enumerate(drawn)
    ]
    return [upload(7), upload(8), upload(9), *made]


def read(files: dict[str, str | bytes], **options: str) -> ia.Inventory:
    with tempfile.TemporaryDirectory() as folder:
        found = ia.read_inventory(write(Path(folder) / "exports", files), **options)  # type: ignore[arg-type]
    found.files["path"] = found.files["path"].str.replace(folder, "", regex=False)
    return found


@pytest.mark.slow
@LIGHT
@given(entries, st.randoms(use_true_random=False))
def test_order_of_a_list_changes_nothing(lines: list[dict[str, str]], random: object) -> None:
    mixed = list(lines)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = read({"a.csv": listed(lines)}, site="h"), read({"a.csv": listed(mixed)}, site="h")
    same(one, two, but=["problems"])  # row numbers do change


@pytest.mark.slow
@LIGHT
@given(entries)
def test_a_list_is_complete(lines: list[dict[str, str]]) -> None:
    found = read({"a.csv": listed(lines)})
    filled = sum(any(value.strip() for value in line.values()) for line in lines)
    told = found.problems["reason"].str.contains("names no picture|two became one").sum()
    assert len(found.items) + told == filled


@pytest.mark.slow
@LIGHT
@given(pages, st.randoms(use_true_random=False))
def test_order_of_a_wordpress_export_changes_nothing(drawn: list[tuple[str, list[str]]], random: object) -> None:
    posts = site(drawn)
    mixed = list(posts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    cut = len(mixed) // 2
    whole = read({"a.xml": wxr(*posts)})
    other = read({"a.xml": wxr(*mixed[:cut]), "b.xml": wxr(*mixed[cut:])})
    same(whole, other, but=["sources", "problems"])
    assert sorted(whole.problems["reason"]) == sorted(other.problems["reason"])
    assert set(whole.assets["asset_id"]) == set(whole.items["asset_id"]) == set(whole.files["asset_id"])


@pytest.mark.slow
@LIGHT
@given(entries, pages)
def test_exports_beside_each_other_keep_their_ids(
    lines: list[dict[str, str]], drawn: list[tuple[str, list[str]]]
) -> None:
    alone_list, alone_site = {"a.csv": listed(lines)}, {"b.xml": wxr(*site(drawn))}
    together = read({**alone_list, **alone_site, "z.jpg": JPEG}, site="h")
    apart = [read(files, site="h") for files in (alone_list, alone_site, {"z.jpg": JPEG})]
    for table, key in (("items", "item_id"), ("assets", "asset_id"), ("files", "file_id")):
        ids = set().union(*(getattr(found, table)[key] for found in apart))
        assert set(getattr(together, table)[key]) == ids


@given(st.text(max_size=80))
def test_addresses_never_raise_and_are_stable(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text) or "%" in text or "?" in text or "#" in text
    address(text)


@given(st.text(alphabet="<>[]\"'/=-! aimgwpcton{}:.jsl1", max_size=300))
def test_no_markup_raises(text: str) -> None:
    uses(text)
