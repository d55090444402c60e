"""A small website on 127.0.0.1 that does what websites do: each path of it is one habit."""

from __future__ import annotations

import gzip
import html
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler

from media import build
from PIL import Image

from imgaudit.live.loopback import Reply, serving


def picture(kind: str = "jpeg", size: tuple[int, int] = (40, 30), *, gps: bool = False, colour: int = 90) -> bytes:
    """A drawing, with a place in it or without."""
    out = io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    Image.new("RGB", size, (colour, 20, 200)).save(out, kind, **({"exif": exif.tobytes()} if gps else {}))
    return out.getvalue()


CLEAN, PLACED = picture(), picture(gps=True, colour=91)
WEBP = picture("webp", gps=True)
MISSING = picture("png", (300, 200), colour=7)
HTML = {"Content-Type": "text/html; charset=utf-8"}
JPEG = {"Content-Type": "image/jpeg"}


def page(title: str, words: str = "Ponds and herons " * 200) -> bytes:
    head = f"<!doctype html><html><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1><p>{words}</p></body></html>".encode()


def linking(*links: str, title: str = "Hollow", head: str = "", more: str = "") -> Reply:
    """A page that leads to others."""
    body = page(title).replace(b"</head>", f"{head}</head>".encode())
    tags = "".join(f'<a href="{html.escape(one)}">more</a>' for one in links)
    return 200, HTML, body.replace(b"</body>", f"{tags}{more}</body>".encode())


def sitemap(*pages: str, name: str = "url") -> Reply:
    root = "sitemapindex" if name == "sitemap" else "urlset"
    entries = "".join(f"<{name}><loc>{html.escape(one)}</loc></{name}>" for one in pages)
    xmlns = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return (
        200,
        {"Content-Type": "application/xml"},
        f'<?xml version="1.0"?><{root} xmlns="{xmlns}">{entries}</{root}>'.encode(),
    )


LOGIN = page("Log in", '<form><input type="password" name="pwd"></form>')


class Website:
    """What each path answers; a path that is not named is *404*, but for the front page, which every website has."""

    def __init__(self) -> None:
        self.paths: dict[str, Callable[[BaseHTTPRequestHandler], Reply | None] | Reply] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.otherwise: Callable[[BaseHTTPRequestHandler], Reply] = lambda handler: (
            (200, HTML, page("Hollow School")) if handler.path == "/" else (404, HTML, page("Not found"))
        )

    @property
    def counts(self) -> Counter[str]:
        return Counter(path for _, path, _ in self.asked)

    @contextmanager
    def open(self) -> Iterator[int]:
        """Serve; the port."""
        with serving(self._answer) as port:
            yield port

    def _answer(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        self.asked.append((handler.headers["Host"], handler.path, dict(handler.headers)))
        path = handler.path.partition("?")[0]
        reply = self.paths.get(handler.path, self.paths.get(path)) or self.otherwise(handler)
        return reply(handler) if callable(reply) else reply


def to(where: str, status: int = 302) -> Reply:
    return status, {"Location": where}, b""


def busy(times: int, then: Reply) -> Callable[[BaseHTTPRequestHandler], Reply]:
    left = [times]

    def answer(_: BaseHTTPRequestHandler) -> Reply:
        left[0] -= 1
        return (503, {"Retry-After": "0"}, b"busy") if left[0] >= 0 else then

    return answer


def by_accept(handler: BaseHTTPRequestHandler) -> Reply:
    wanted = "webp" in handler.headers.get("Accept", "")
    return 200, {"Vary": "Accept", "Content-Type": "image/webp" if wanted else "image/jpeg"}, WEBP if wanted else CLEAN


def for_pages(handler: BaseHTTPRequestHandler) -> Reply:
    return (200, JPEG, CLEAN) if "Referer" in handler.headers else (403, HTML, page("Forbidden"))


def missing_for_strangers(handler: BaseHTTPRequestHandler) -> Reply:
    return (200, JPEG, CLEAN) if "Referer" in handler.headers else (404, HTML, page("Not found"))


def not_for_scripts(handler: BaseHTTPRequestHandler) -> Reply:
    agent = handler.headers.get("User-Agent", "").lower()
    bad = not agent or any(word in agent for word in ("python", "urllib", "curl", "wget", "mozilla"))
    return (403, HTML, page("Forbidden")) if bad else (200, JPEG, CLEAN)


def cached(handler: BaseHTTPRequestHandler) -> Reply:
    if "?" in handler.path:
        return 404, HTML, page("Not found")
    return 200, {**JPEG, "Age": "86400", "X-Cache": "HIT"}, CLEAN


def cut(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("Content-Length", str(len(CLEAN) + 500))
    handler.end_headers()
    handler.wfile.write(CLEAN)


def cut_page(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "90000")
    handler.end_headers()
    handler.wfile.write(page("Pond"))


def endless_page(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Connection", "close")
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b"<p>pond</p>" * (1 << 16))


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "image/jpeg")
    handler.send_header("Connection", "close")
    handler.end_headers()
    try:
        handler.wfile.write(CLEAN[:-2])
        while True:
            handler.wfile.write(bytes(1 << 20))
    except OSError:
        pass


def bomb(_: BaseHTTPRequestHandler) -> Reply:
    return 200, {**JPEG, "Content-Encoding": "gzip"}, gzip.compress(CLEAN + bytes(50 << 20))


def video() -> bytes:
    return build.movie()
