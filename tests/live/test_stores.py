"""An export in an object store: copied whole, or not at all; from a store in memory, and from a server of S3 here."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import fsspec
import pytest

import imgaudit as ia
from imgaudit.live import stores

PICTURES = {"a.jpg": b"one", "2025/b.jpg": b"two" * 50_000, "2025/sports day/c é.jpg": b"three"}

Filled = Callable[[dict[str, bytes]], str]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Filled]:
    """Puts files into a store, and says its address."""
    monkeypatch.setitem(stores.STORES, "memory", "fsspec")
    store = fsspec.filesystem("memory")
    was = dict(store.store)

    def fill(files: dict[str, bytes]) -> str:
        for name, data in files.items():
            store.pipe(f"/trust/ash/{name}", data)
        store.pipe("/trust/ashes/not.jpg", b"another school's")
        return "memory://trust/ash"

    yield fill
    store.store.clear()
    store.store.update(was)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Filled]:
    """A server of S3 on this machine, where moto and s3fs are installed."""
    server = pytest.importorskip(
        "moto.server", reason="needs a server of S3: pip install s3fs 'moto[s3]' flask flask-cors"
    )
    pytest.importorskip("s3fs", reason="needs s3fs")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    port = running.get_host_and_port()[1]
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "made",
        "AWS_SECRET_ACCESS_KEY": "up",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    store = fsspec.filesystem("s3", skip_instance_cache=True)

    def fill(files: dict[str, bytes]) -> str:
        with suppress(FileExistsError):  # every server of a process has the same buckets
            store.mkdir("trust")
        for name, data in files.items():
            store.pipe(f"trust/ash/{name}", data)
        store.pipe("trust/ashes/not.jpg", b"another school's")
        return "s3://trust/ash"

    yield fill
    running.stop()


@pytest.fixture(params=["memory", "s3"])
def fill(request: pytest.FixtureRequest) -> Any:
    """Either store."""
    return request.getfixturevalue(request.param)


def held(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_is_copied_whole_for_its_owner_alone(fill: Filled, tmp_path: Path):
    folder = tmp_path / "autumn" / "exports"
    assert ia.fetch(fill(PICTURES), folder, progress=False) == 3
    assert held(folder) == PICTURES
    if os.name == "posix":
        assert {path.stat().st_mode & 0o077 for path in [folder, *folder.rglob("*")]} == {0}
    assert [*folder.parent.iterdir()] == [folder], "nothing is left beside it"


def test_an_audit_reads_what_was_copied(memory: Filled, tmp_path: Path):
    ia.fetch(memory(PICTURES) + "/", tmp_path / "exports", progress=False)
    assert ia.read_inventory(tmp_path / "exports").files["path"].nunique() == 3


def test_a_folder_that_is_there_is_not_touched(memory: Filled, tmp_path: Path):
    (tmp_path / "old.jpg").write_bytes(b"mine")
    with pytest.raises(ia.InputError, match=r"is there already: name a new folder"):
        ia.fetch(memory(PICTURES), tmp_path, progress=False)
    assert held(tmp_path) == {"old.jpg": b"mine"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../up.jpg", "leads elsewhere"),
        ("2025//b.jpg", "leads elsewhere"),
        ("..\\up.jpg", r"has '\\\\' in it"),
        ("C:/up.jpg", "has ':' in it"),
        ("nul.jpg", "is a device on Windows"),
        ("A.JPG", "is there twice"),
        ("A.jpg/b.jpg", "is there twice"),
        ("b\n.jpg", "in it"),
    ],
)
def test_a_name_that_is_none_here_ends_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, said: str):
    class Hostile:
        def find(self, root: str, *, detail: bool) -> dict[str, dict[str, int]]:
            assert detail
            return {f"{root}/a.jpg": {"size": 3}, f"{root}/{name}": {"size": 3}}

    monkeypatch.setattr(fsspec, "url_to_fs", lambda *_, **_options: (Hostile(), "bucket/ash"))
    monkeypatch.setitem(stores.STORES, "s3", "fsspec")
    with pytest.raises(ia.InputError, match=said):
        ia.fetch("s3://bucket/ash", tmp_path / "exports", progress=False)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ConnectionResetError("the server went away"), r"the server went away\. Check the address, and your key\."),
        (OSError(errno.ENOSPC, "No space left"), r"No space left\. Make room on this computer's drive\."),
    ],
)
def test_half_an_export_is_never_there(
    fill: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, said: str
):
    address = fill(PICTURES)
    kind = type(fsspec.url_to_fs(address)[0])
    get, asked = kind.get_file, []

    def get_some(self: Any, at: str, to: str, **options: Any) -> None:
        asked.append(at)
        if len(asked) == 2:
            raise fault
        get(self, at, to, **options)

    monkeypatch.setattr(kind, "get_file", get_some)
    with pytest.raises(ia.ImgauditError, match=rf"{type(fault).__name__}: .*{said}"):
        ia.fetch(address, tmp_path / "exports", progress=False)
    assert [*tmp_path.iterdir()] == []
    assert ia.fetch(address, tmp_path / "exports", progress=False) == 3


def test_what_changed_on_the_way_ends_it(memory: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    address = memory(PICTURES)
    kind = type(fsspec.filesystem("memory"))
    monkeypatch.setattr(kind, "get_file", lambda *places, **_: Path(places[-1]).write_bytes(b"?"))
    with pytest.raises(ia.ImgauditError, match=r"'2025/b\.jpg' changed while it was copied"):
        ia.fetch(address, tmp_path / "exports", progress=False)


def test_so_much_and_no_more(memory: Filled, tmp_path: Path):
    with pytest.raises(ia.InputError, match=r"0\.0 GB are more than 0\.0001\. Allow more, or copy a part"):
        ia.fetch(memory(PICTURES), tmp_path / "exports", gigabytes=0.0001, progress=False)


@pytest.mark.parametrize(
    "address", ["https://fernhollow.example/a", "file:///etc", "ftp://x/y", "exports", "zip::s3://a/b"]
)
def test_only_an_object_store_is_asked(address: str, tmp_path: Path):
    with pytest.raises(ia.InputError, match=r"is no address of an object store\. It begins with s3://"):
        ia.fetch(address, tmp_path / "exports", progress=False)


def test_where_nothing_lies_is_said(fill: Filled, tmp_path: Path):
    address = fill(PICTURES)
    for wrong in (f"{address}/none", f"{address}/a.jpg"):
        with pytest.raises(ia.InputError, match=r"nothing lies there\. Check the address; it is that of a folder"):
            ia.fetch(wrong, tmp_path / "exports", progress=False)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setitem(stores.STORES, "gs", "no_such_package")
    with pytest.raises(ia.ImgauditError, match=r"gs:// needs the package no_such_package: pip install no_such_package"):
        ia.fetch("gs://bucket/ash", tmp_path / "exports", progress=False)


def test_a_store_that_refuses_is_named(s3: Filled, tmp_path: Path):
    s3(PICTURES)
    with pytest.raises((ia.InputError, ia.ImgauditError), match=r"s3://nobody/ash: "):
        ia.fetch("s3://nobody/ash", tmp_path / "exports", progress=False)
