"""A website on 127.0.0.1, for the demo and for tests: what is asked of it leaves this machine never."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer

from imgaudit.errors import InputError
from imgaudit.files import opened
from imgaudit.live.doors import LOOPBACK

Reply = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's own asks the network what this machine is called
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], Reply | None]) -> Iterator[int]:
    """Answer requests until the end of the block, on a port that the system chooses: its number.

    ``answer`` gives *None* where it has written all of it already.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = answer(self)
            if reply is None:
                self.close_connection = True
                return
            status, headers, body = reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if not {"Content-Length", "Transfer-Encoding"} & headers.keys():
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = _Server((LOOPBACK, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def sample_website(folder: str | os.PathLike[str]) -> tuple[str, Callable[[BaseHTTPRequestHandler], Reply]]:
    """The address of a website that lies in a folder, and what it answers: as its ``answers.json`` says, else *404*.

    Raises :class:`~imgaudit.errors.InputError` where there is none.
    """
    try:
        with opened(Path(folder) / "answers.json") as file:
            told = json.loads(file.read())
        start, answers = told["start"], {where: _reply(Path(folder), one) for where, one in told["answers"].items()}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"{folder}: no website of a sample school lies there: {type(error).__name__}: {error}."
        ) from error
    return start, lambda handler: answers.get(handler.path, (404, {}, b""))


def _reply(folder: Path, told: dict[str, object]) -> Reply:
    body = b""
    if told["file"]:
        with opened(folder / str(told["file"])) as file:
            body = file.read()
    return int(str(told["status"])), dict(told["headers"]), body  # type: ignore[call-overload]
