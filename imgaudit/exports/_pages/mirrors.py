"""Which address a file of a saved website had: by the folder that is called like its host, as mirrors are laid out."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote

from imgaudit.files import DOCUMENTS, MEDIA, ExportFile, extension
from imgaudit.foreign.addresses import is_url, path_of

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,20}(?:[:+]\d{1,5})?", re.IGNORECASE)
_NO_HOSTS = (
    MEDIA | DOCUMENTS | frozenset(("html", "htm", "mhtml", "mht", "warc", "wacz", "gz", "js", "css", "old", "bak"))
)
_HOME = re.compile(r"(?:^|(?<=/))(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_ADDED = re.compile(r"(?<=[?=&])(.*?)\.html?$|(?<=\.)(php|aspx?|jsp|cfm|cgi)\.html?$", re.IGNORECASE)
"""What ``wget -E`` puts behind the name of a page that has another."""
_BESIDE = re.compile(r"[ _-](?:files|dateien|fichiers|archivos|file|bestanden|ficheiros|pliki|filer)$", re.IGNORECASE)


def named(path: str) -> str:
    """A path as it is compared: a Mac writes é as two characters."""
    return unicodedata.normalize("NFC", path.replace("\\", "/"))


def home_of(path: str) -> str:
    """The folder that is called like a host, as programs that copy a website name it; empty where there is none.

    >>> home_of("autumn/www.fernhollow.example/news/index.html"), home_of("exports.zip/news.html")
    ('autumn/www.fernhollow.example', '')
    """
    parts = path.split("/")[:-1]
    for number, part in enumerate(parts):
        if _HOST.fullmatch(part) and extension(part) not in _NO_HOSTS:
            return "/".join(parts[: number + 1])
    return ""


def address_in(file: ExportFile) -> str:
    """The address that a file of a mirror had; empty where it lies in none.

    >>> address_in(ExportFile("fernhollow.example/news/page.php@id=3.html", "", 0))
    'https://fernhollow.example/news/page.php?id=3'
    """
    if is_url(file.url):
        return file.url
    path = file.slashed
    home = home_of(path)
    if not home:
        return ""
    below = path[len(home) + 1 :]
    site = home.rpartition("/")[2].replace("+", ":")
    return f"https://{site}/{_below(below)}"


def _below(path: str) -> str:
    """Path and query below a host, from how a file is called there."""
    name, mark, query = path.partition("?")
    if not mark and "%3F" in path:
        name, mark, query = path.partition("%3F")
    if not mark and "=" in path.partition("@")[2]:  # of Windows, which allows no question mark
        name, mark, query = path.partition("@")
    whole = _ADDED.sub(lambda found: found[1] or found[2] or "", f"{name}?{query}" if mark else name)
    name, mark, query = whole.partition("?")
    return quote(_HOME.sub("", name), safe="/~!$&'()*+,;=:@%") + (f"?{query}" if mark else "")


def root_of(file: ExportFile, url: str) -> str | None:
    """The folder that stands for the top of the page's site, by how its path and its address end alike; else none.

    >>> root_of(ExportFile("copy/news/index.html", "", 0), "https://fernhollow.example/news/")
    'copy'
    """
    wanted = unquote(path_of(url)).strip("/")
    path = named(file.slashed)
    if not wanted:
        return file.folder if _HOME.search(path) else None
    for end in (path, re.sub(r"\.html?$", "", path, flags=re.IGNORECASE), _HOME.sub("", path).rstrip("/")):
        if f"/{end}".endswith(f"/{wanted}"):
            return end[: -len(wanted)].strip("/")
    return None


def stem_of(file: ExportFile) -> str:
    """The path of a page without its ending."""
    return re.sub(r"\.\w+$", "", named(file.slashed))


def stems_beside(file: ExportFile) -> list[str]:
    """What a page must be called, without its ending, for a file to lie in the folder that a browser filled for it."""
    folders = named(file.slashed).split("/")[:-1]
    paths = ("/".join(folders[: number + 1]) for number in range(len(folders)))
    return [path[: found.start()] for path in paths if (found := _BESIDE.search(path))]


def is_beside(page: ExportFile, path: str) -> bool:
    """Whether a path leads into the folder that a browser fills with what a page shows: ``News_files``.

    In it nothing has the address that it had.
    """
    stem = stem_of(page)
    return path.startswith(stem) and bool(re.match(_BESIDE.pattern[:-1] + "/", path[len(stem) :], re.IGNORECASE))


def export_of(file: ExportFile) -> str:
    """The export that a page is of: the archive, the folder of the mirror, or the page itself."""
    if "!" in file.name:
        return file.name.partition("!")[0]
    return home_of(file.slashed) or file.name
