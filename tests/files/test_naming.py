"""Names from outside, as Windows and Macs have them: devices, ends that are dropped, case, and long paths."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

import imgaudit as ia
from imgaudit.exports.copies import place_of
from imgaudit.files import naming, private_file
from imgaudit.files.naming import alike, why_not
from imgaudit.runs import folder_of

ELSEWHERE = pytest.mark.skipif(sys.platform != "linux", reason="files of such names can be made on Linux alone")

NO_NAMES = {
    "CON": "'CON' is a device on Windows",
    "aux.jpg": "'aux.jpg' is a device on Windows",
    "NUL.tar.gz": "'NUL.tar.gz' is a device on Windows",
    "lpt1 .txt": "'lpt1 .txt' is a device on Windows",
    "COM¹": "'COM¹' is a device on Windows",
    "trip.": "'trip.' ends with a dot or a space",
    "trip ": "'trip ' ends with a dot or a space",
    "trip.jpg:hidden": "'trip.jpg:hidden' has ':' in it",
    "what?.jpg": "'what?.jpg' has '?' in it",
    "a\\b.jpg": "'a\\\\b.jpg' has '\\\\' in it",
    "a\nb.jpg": "'a\\nb.jpg' has '\\n' in it",
    "2025/con/a.jpg": "'con' is a device on Windows",
    "2025./a.jpg": "'2025.' ends with a dot or a space",
}


@pytest.mark.parametrize(("name", "why"), NO_NAMES.items())
def test_a_name_that_windows_has_not_is_told(name: str, why: str):
    assert why_not(name) == why


@pytest.mark.parametrize(
    "name", ["console.jpg", "a.con", "com.jpg", "com10.jpg", "../a.jpg", "./a", "Café 1.jpg", ".a"]
)
def test_any_other_name_is_one(name: str):
    assert why_not(name) == ""


@pytest.mark.parametrize("name", [name for name in NO_NAMES if "/" not in name])
def test_a_site_a_term_and_an_address_of_that_name_get_another(name: str, tmp_path: Path):
    assert why_not(folder_of(name, tmp_path, []).name) == ""
    assert why_not(place_of(f"https://fernhollow.example/{name}/{name}")) == ""


@ELSEWHERE
def test_a_copy_of_that_name_is_not_written_on_windows_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "in").mkdir()
    for name in ("trip.jpg:hidden", "nul.txt", "fine.txt"):  # as a ZIP that was made elsewhere may hold them
        (tmp_path / "in" / name).write_bytes(b"x")
    monkeypatch.setattr(naming, "ON_WINDOWS", True)
    told = ia.clean(tmp_path / "in", tmp_path / "out", progress=False, workers=1)
    refused = told[told["status"].eq("not_written") & told["reason"].str.startswith("No copy of it can be")]
    assert sorted(refused["reason"].str.split(": ", n=1).str[1], reverse=True) == [
        "'trip.jpg:hidden' has ':' in it. Call it otherwise.",
        "'nul.txt' is a device on Windows. Call it otherwise.",
    ]
    assert len(told) == 3
    assert not list((tmp_path / "out").rglob("*hidden*"))


@ELSEWHERE
def test_two_copies_that_differ_in_case_or_in_how_an_accent_is_written_are_refused(tmp_path: Path):
    (tmp_path / "in").mkdir()
    for one, other in (("Café.jpg", "CAFÉ.JPG"), ("caf\u00e9.txt", "cafe\u0301.txt")):
        for name in (one, other):
            (tmp_path / "in" / name).write_bytes(b"x")
        assert alike(one) == alike(other)
    told = ia.clean(tmp_path / "in", tmp_path / "out", progress=False)
    assert told["status"].tolist() == ["not_written"] * 4
    assert told["reason"].str.contains(r"both copies would be .+ into two folders").all()


def test_two_outputs_of_an_audit_are_never_one_file(tmp_path: Path):
    (tmp_path / "audit.toml").write_text(
        'exports = "."\nworkbook = "out/Actions.xlsx"\nwho_is_meant = "out/./actions.xlsx"\n', encoding="utf-8"
    )
    with pytest.raises(
        ia.InputError, match="'workbook' and 'who_is_meant' are one file, on Windows and a Mac at least"
    ):
        ia.load_config(tmp_path / "audit.toml")


def test_a_path_that_is_too_long_is_said(tmp_path: Path):
    place = tmp_path.joinpath(*["folder" * 8] * 6, "a.txt")  # no part of it is there
    with (
        pytest.raises(
            ia.ImgauditError, match=r"has \d{3} characters, and Windows takes 260: choose a folder further up"
        ),
        private_file(place),
    ):
        pass
    with pytest.raises(ia.ImgauditError) as short, private_file("nowhere/a.txt"):
        pass
    assert "260" not in str(short.value)


def test_a_name_that_onedrive_holds_is_tried_again_where_nothing_may_be_replaced_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    held = [PermissionError(errno.EACCES, "Permission denied")] * 2
    rename = Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if held:
            raise held.pop()
        return rename(self, target)

    monkeypatch.setattr("imgaudit.files.writing.time.sleep", lambda _: None)
    monkeypatch.setattr(Path, "hardlink_to", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no links here")))
    monkeypatch.setattr(Path, "rename", renamed)
    with private_file(tmp_path / "a.txt", is_new=True) as file:
        file.write_text("new", encoding="utf-8")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "new"
    assert not held


def test_a_workbook_that_is_open_elsewhere_is_to_be_closed_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "actions.xlsx")

    monkeypatch.setattr("imgaudit.files.writing.time.sleep", lambda _: None)
    monkeypatch.setattr(Path, "replace", refuse)
    said = r"actions.xlsx cannot be written \(Permission denied\). If it is open in Excel or another program, close it"
    with pytest.raises(ia.ImgauditError, match=said), private_file(tmp_path / "actions.xlsx"):
        pass
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("imgaudit.policy.read_toml", refuse)
    with pytest.raises(ia.InputError, match=r"load_policy\(\): actions.xlsx: permission denied\. .* close it there"):
        ia.load_policy("policy.toml")


def test_what_cannot_be_taken_away_hides_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")

    def fail() -> None:
        with private_file(tmp_path / "a.txt"):
            monkeypatch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "held")))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "old"
