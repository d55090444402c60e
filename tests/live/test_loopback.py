"""The website of the demo: what it answers, and what the demo says where it cannot be asked."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest
from conftest import SCHOOL

import imgaudit as ia
from imgaudit import cli
from imgaudit.live.loopback import sample_website, serving


def test_it_answers_as_its_table_says_and_nothing_else_is_there(tmp_path: Path):
    answers = {
        "/a.html": {"status": 200, "file": "a.html", "headers": {"Content-Type": "text/html"}},
        "/b": {"status": 302, "file": "", "headers": {"Location": "/a.html"}},
    }
    (tmp_path / "answers.json").write_text(json.dumps({"start": "https://hollow.example/", "answers": answers}))
    (tmp_path / "a.html").write_bytes(b"<p>Pond</p>")
    start, answer = sample_website(tmp_path)
    assert start == "https://hollow.example/"
    said = {}
    with serving(answer) as port:
        for path in ("/a.html", "/a.html?new", "/b", "/../answers.json"):
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: hollow.example\r\nConnection: close\r\n\r\n".encode())
                got = b"".join(iter(lambda: line.recv(9999), b""))
            said[path] = got.split(b" ")[1], got.partition(b"\r\n\r\n")[2]
    assert said == {
        "/a.html": (b"200", b"<p>Pond</p>"),
        "/a.html?new": (b"404", b""),
        "/b": (b"302", b""),
        "/../answers.json": (b"404", b""),
    }
    with socket.socket() as line:
        assert line.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"start": "x", "answers": {"/": {}}}'])
def test_a_folder_that_holds_no_website_is_named(tmp_path: Path, text: str | None):
    if text is not None:
        (tmp_path / "answers.json").write_text(text)
    with pytest.raises(ia.InputError, match="no website of a sample school lies there"):
        sample_website(tmp_path)


@pytest.mark.parametrize("package", ["urllib3", "protego"])
def test_without_the_extra_the_demo_says_what_it_leaves_out(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(cli.errors, "width", 240)
    job = ia.load_config(SCHOOL / "summer.toml")
    assert cli._made_of_website(job, SCHOOL / "website", tmp_path / "copy") == ([], [])
    said = capsys.readouterr().err
    assert said.startswith("Left out, the copy of the website and the visit: ")
    assert f"needs the package {package}: " in said
    assert not (tmp_path / "copy").exists()
