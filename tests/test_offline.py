"""The tests speak to 127.0.0.1 alone: what reaches further fails, whoever swallows the error."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

TRIES = """
import asyncio, contextlib, multiprocessing, socket, subprocess, sys, threading, urllib.request
import pytest

NOWHERE = ("192.0.2.1", 9)

def udp(): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def tcp(): return socket.socket()
def asked(name):
    with contextlib.suppress(OSError):
        socket.getaddrinfo(name, 80)

def test_bad_connect():
    with tcp() as each, pytest.raises(ConnectionRefusedError, match="tests speak to 127.0.0.1 only"):
        each.connect(NOWHERE)

def test_bad_connect_ex():
    with tcp() as each, contextlib.suppress(Exception):
        each.connect_ex(NOWHERE)

def test_bad_sendto():
    with udp() as each, contextlib.suppress(OSError):
        each.sendto(b"x", NOWHERE)

def test_bad_sendmsg():
    with udp() as each, contextlib.suppress(OSError):
        each.sendmsg([b"x"], [], 0, NOWHERE)

def test_bad_create_connection():
    with contextlib.suppress(OSError):
        socket.create_connection(NOWHERE, timeout=1)

def test_bad_name():
    asked("fernhollow.example")

def test_bad_name_in_bytes():
    asked(b"fernhollow.example")

def test_bad_gethostbyname():
    with contextlib.suppress(OSError):
        socket.gethostbyname("fernhollow.example")

def test_bad_six():
    with socket.socket(socket.AF_INET6) as each, contextlib.suppress(OSError):
        each.connect(("::1", 9))

def test_bad_neighbour():  # of the same machine, but not the one address
    with udp() as each, contextlib.suppress(OSError):
        each.sendto(b"x", ("127.0.0.2", PORT))
    with tcp() as each, contextlib.suppress(OSError):
        each.connect(("127.0.0.2", PORT))

def test_bad_page():
    with contextlib.suppress(Exception):
        urllib.request.urlopen("http://fernhollow.example/", timeout=1)

def test_bad_thread():
    thread = threading.Thread(target=asked, args=["fernhollow.example"])
    thread.start()
    thread.join()

def test_bad_loop():
    with contextlib.suppress(OSError):
        asyncio.run(asyncio.wait_for(asyncio.open_connection(*NOWHERE), 1))

def test_bad_child():
    code = "import socket\\ntry: socket.create_connection(('192.0.2.1', 9), 1)\\nexcept OSError: pass"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

def test_bad_pool():
    child = multiprocessing.get_context("spawn").Process(target=asked, args=["fernhollow.example"])
    child.start()
    child.join()

@pytest.fixture
def reaching():
    yield
    asked("fernhollow.example")

def test_bad_fixture(reaching): pass

def test_good_nothing(): pass

def test_good_here():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            with tcp() as each:
                each.connect((host, port))
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
        assert subprocess.run([sys.executable, "-c", code]).returncode == 0
    with udp() as ear, udp() as mouth:
        ear.bind(("127.0.0.1", 0))
        mouth.sendto(b"here", ear.getsockname())
        assert ear.recv(9) == b"here"

def test_good_pair():
    one, other = socket.socketpair()
    one.send(b"x")
    assert other.recv(1) == b"x"
    one.close(), other.close()
    async def nothing(): pass
    asyncio.run(nothing())
"""


@pytest.mark.slow
def test_whatever_reaches_further_fails_and_sends_nothing(tmp_path: Path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear, socket.socket() as door:
        try:
            ear.bind(("127.0.0.2", 0))
            door.bind(("127.0.0.2", ear.getsockname()[1]))
        except OSError:
            pytest.skip("this machine has no 127.0.0.2 to listen at")
        door.listen()
        ear.setblocking(False)
        door.setblocking(False)
        tries = TRIES.replace("PORT", str(ear.getsockname()[1]))
        (tmp_path / "test_tries.py").write_text(tries, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-p", "conftest", "."]
        paths = os.pathsep.join([str(ROOT / "tests"), str(ROOT), os.environ["PYTHONPATH"]])
        inner = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
        )
        for listener in (ear, door):
            with pytest.raises(BlockingIOError):
                listener.recv(9) if listener is ear else listener.accept()
    outcomes = re.findall(r"^(\w+) test_tries\.py::(\w+)", inner.stdout, re.MULTILINE)
    assert len({name for _, name in outcomes}) == len(re.findall(r"^def test_", tries, re.MULTILINE)), (
        inner.stdout + inner.stderr
    )
    bad = {name for word, name in outcomes if word in ("FAILED", "ERROR")}
    assert bad == {name for _, name in outcomes if name.startswith("test_bad")}
    assert inner.stdout.count("tests speak to 127.0.0.1 only") >= len(bad)


DEMO = """
import socket, sys
doors, asked = set(), set()

def heed(event, arguments):
    if event == "socket.connect":
        doors.add(arguments[1])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto"):
        asked.add((event, arguments[0]))

sys.addaudithook(heed)
from typer.testing import CliRunner
from imgaudit.cli import app
result = CliRunner().invoke(app, sys.argv[1:], catch_exceptions=False)
assert result.exit_code == 0, result.output
((host, port),) = doors
assert host == "127.0.0.1"
assert asked <= {("socket.getaddrinfo", "127.0.0.1")}, asked  # a number is looked up nowhere
with socket.socket() as each:
    assert each.connect_ex((host, port)) != 0, "its website answers still"
print(result.output)
"""


@pytest.mark.slow
def test_the_demo_asks_one_port_of_this_machine_and_closes_it(tmp_path: Path):
    (tmp_path / "none").mkdir()
    command = ["demo", "--out", "out", "--school", str(ROOT / "data" / "school"), "--notebooks", "none"]
    paths = os.pathsep.join([os.environ["PYTHONPATH"], str(ROOT)])
    said = subprocess.run(
        [sys.executable, "-c", DEMO, *command],
        cwd=tmp_path,  # any folder
        env={**os.environ, "PYTHONPATH": paths, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    for words in (
        "The copy: whole",
        "An audit reads the copy as it reads an export: 34 pictures on 14 pages.",
        "What the public gets",
        "as the public gets it: Who can open pictures of pupils?",
        "a range where something is not known. Pages: seen by a visit on ",
        "as the public gets it: What do published pictures give away?",
    ):
        assert words in " ".join(said.stdout.split()), words  # a table breaks its lines
    assert (tmp_path / "out" / "website" / "copied.jsonl").is_file()
    assert (tmp_path / "out" / "visits.sqlite").is_file()
