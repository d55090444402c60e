"""A crawl of the website by the Screaming Frog SEO Spider.

How to get it: crawl the website, then *Bulk Export → Images → All Image Inlinks* (which picture is on which page,
with its alternative text) and *Images → All → Export*; *Internal → All → Export* adds what the pages are called. CSV
and Excel alike, in whichever language the program is set to. All files given are taken for one crawl.

What stays unknown: captions, dates, anything inside the files, who is shown, and every page that no link leads to.
Pages that were read count as public: a crawl that signs in sees more than the public does, so make it without.
Pictures that no page embeds (*IMG Inlinks* 0) and none links to count as not in use. Rows that are pages, scripts or
links to them hold no picture; each file's number of them is a row of ``problems``, so that all rows add up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from imgaudit.exports._crawls.webpages import Picture, PictureFile, Website
from imgaudit.exports.head import Head
from imgaudit.exports.parts import Options, Part
from imgaudit.exports.remarks import Unused, note_columns, note_size
from imgaudit.exports.sources import kind_of
from imgaudit.files import ExportFile
from imgaudit.foreign.addresses import is_url
from imgaudit.foreign.dates import read_moment
from imgaudit.foreign.grids import Cells, Grid, grids_of, note_faults
from imgaudit.foreign.sizes import dimensions, file_size, is_told
from imgaudit.foreign.text import clean, whole, words
from imgaudit.foreign.trackers import is_tracker
from imgaudit.foreign.words import folded
from imgaudit.tables import ProblemCode

DIALECT = "screaming_frog"

COLUMNS = {
    "Address": "assets.url, files.url",
    "Content Type": "assets.kind; whether the row is a picture",
    "Size (Bytes)": "files.declared_bytes",
    "Dimensions": "files.declared_width_px, files.declared_height_px",
    "Real Dimensions": "files.declared_width_px, files.declared_height_px",
    "IMG Inlinks": "items.in_use, where no page is named",
    "Status Code": "files.is_public: 200 yes; 401, 403, 404 and 410 no",
    "Indexability": "files.is_public, where there is no status code: what is indexable has answered 200",
    "Title 1": "items.page_title",
    "Crawl Timestamp": "sources.exported_at: the latest",
    "Type": "whether the row is a picture",
    "Source, From": "items.page_url",
    "Destination, To": "assets.url, files.url",
    "Alt Text": "items.alt_text",
}

# Our name → headings: English, then French, Spanish, German, Italian, Portuguese, Russian.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "address": ("Address", "Adresse", "Dirección", "Indirizzo", "Endereço", "Адрес"),
    "content_type": ("Content Type", "Content", "Type de contenu", "Tipo de contenido", "Inhaltstyp", "Content-Typ",
                     "Tipo di contenuto", "Tipo de conteúdo", "Тип контента"),
    "size": ("Size (Bytes)", "Size", "Taille (octets)", "Tamaño (bytes)", "Größe (Bytes)", "Größe (Byte)",
             "Dimensione (byte)", "Dimensioni (byte)", "Tamanho (bytes)", "Размер (байт)"),
    "dimensions": ("Dimensions", "Dimensiones", "Abmessungen", "Maße", "Dimensioni", "Dimensões", "Размеры"),
    "real_dimensions": ("Real Dimensions", "Dimensions réelles", "Dimensiones reales", "Tatsächliche Abmessungen",
                        "Reale Abmessungen", "Dimensioni reali", "Dimensões reais"),
    "inlinks": ("IMG Inlinks", "Liens entrants IMG", "Enlaces de entrada de imágenes", "IMG-Inlinks", "Bild-Inlinks",
                "Eingehende Bild-Links", "Link in entrata IMG", "Links de entrada de imagens", "Inlinks IMG"),
    "status_code": ("Status Code", "Code HTTP", "Code de statut", "Code de réponse", "Código de respuesta",
                    "Código de estado", "Status-Code", "Statuscode", "Codice di stato", "Codice di risposta",
                    "Código de status", "Código de resposta", "Код ответа", "Код статуса"),
    "indexability": ("Indexability", "Indexabilité", "Indexabilidad", "Indexierbarkeit", "Indicizzabilità",
                     "Indexabilidade", "Индексируемость"),
    "title": ("Title 1", "Titre 1", "Título 1", "Titel 1", "Titolo 1", "Заголовок 1"),
    "type": ("Type", "Tipo", "Typ", "Тип"),
    "source": ("Source", "From", "De", "Fuente", "Desde", "Origen", "Quelle", "Von", "Origine", "Fonte", "Da",
               "Источник", "Откуда"),
    "destination": ("Destination", "To", "À", "Destino", "Hasta", "Ziel", "Nach", "Zu", "Destinazione", "Para",
                    "Назначение", "Куда"),
    "alt_text": ("Alt Text", "Texte alternatif", "Texte alt", "Texto ALT", "Texto alternativo", "Alt-Text",
                 "Alternativtext", "Testo alternativo", "Testo alt", "Альтернативный текст"),
    "crawled": ("Crawl Timestamp", "Horodatage du crawl", "Время обхода"),
    "link": ("Anchor", "Anchor Text", "Ancrage", "Texte d'ancrage", "Ancla", "Texto ancla", "Anker", "Ankertext",
             "Link Position", "Position du lien", "Posición del enlace", "Linkposition", "Follow"),
}  # fmt: skip
_NAMES = {folded(heading): name for name, headings in HEADINGS.items() for heading in headings}

COUNTER = "counters of visitors"
_PICTURES = frozenset(("image", "img", "imagen", "bild", "immagine", "imagem", "изображение"))
_INDEXABLE = frozenset(("indexable", "indexierbar", "indicizzabile", "indexável", "индексируемый"))
_IS_PUBLIC = {200: True, 401: False, 403: False, 404: False, 410: False}
_Size = TypeVar("_Size", int, tuple[int, int])
_TIMESTAMP = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


def sniff(head: Head) -> str | None:
    """A table with the program's headings for addresses or for links, in one of its languages."""
    for row in head.rows:
        found = {name for heading in row if (name := _NAMES.get(heading))}
        if found >= {"source", "destination", "type"} and found & {"alt_text", "link", "real_dimensions"}:
            return "a table of links with Type, Source, Destination and Alt Text"
        is_crawl = found & {"indexability", "inlinks"} or found >= {"content_type", "status_code"}
        if "address" in found and is_crawl:
            return "a table of addresses with Indexability, IMG Inlinks, or Content Type and Status Code"
    return None


def read(files: Sequence[ExportFile], options: Options) -> Part:
    """All files of one crawl: those of pictures, of links, and of whole websites."""
    part = Part()
    website = Website()
    made: dict[str, datetime | None] = {}
    for file in files:
        sheets = [_Sheet(file.name, grid, website, part) for grid in grids_of(file, part, known=_NAMES)]
        for sheet in sheets:
            sheet.read()
        moment = read_moment(max((sheet.crawled for sheet in sheets), default=""), options.zone)
        made[file.name] = moment.when if moment else None
    website.write(part, options, DIALECT, made)
    return part


@dataclass(slots=True)
class _Sheet:
    """One table of one file while it is read; ``others`` counts its rows that are no pictures, by what they are."""

    file: str
    grid: Grid
    website: Website
    part: Part
    others: Counter[str] = field(default_factory=Counter)
    inline: list[int] = field(default_factory=list)
    crawled: str = ""
    unused: Unused = field(default_factory=lambda: Unused({}))

    def read(self) -> None:
        """Every row: a picture, a problem, or counted."""
        at: dict[str, int] = {}
        for i, heading in enumerate(self.grid.header):
            if name := _NAMES.get(folded(heading)):
                at.setdefault(name, i)
        if {"source", "destination"} <= at.keys():
            self._links(at)
        elif "address" in at:
            self._addresses(at)
        else:
            where = f"the sheet '{self.grid.sheet}'" if self.grid.sheet else "the file"
            self.part.problem(
                self.file,
                "unknown_heading",
                f"{where} is not read: neither Address nor Source and Destination are among its headings",
                row=self.grid.header_row,
                value=", ".join(self.grid.header),
            )
        if self.others:
            self.part.problem(
                self.file,
                "not_media",
                f"{sum(self.others.values()):,} rows are pages, scripts, styles, counters or links to them, no "
                "pictures: counted only, nothing to do",
                value=", ".join(f"{name} {count:,}" for name, count in sorted(self.others.items())),
                lost=0,
            )
        if self.inline:
            self.part.problem(
                self.file,
                "no_picture",
                f"{len(self.inline):,} pictures are written into the pages themselves (data:) and have no address: "
                "look at those pages, the first is in this row",
                row=self.inline[0],
                lost=0,
            )
        note_faults(self.grid, self.file, self.part, but=set(self.inline))
        note_columns(self.part, self.file, self.unused.filled, sheet=self.grid.sheet, row=self.grid.header_row)

    def _uses(self, *names: str) -> None:
        """Note which columns something is made of; the first of several with one meaning."""
        named = [_NAMES.get(folded(heading)) for heading in self.grid.header]
        used = {named.index(name) for name in names if name in named}
        self.unused = Unused({i: heading for i, heading in enumerate(self.grid.header) if i not in used})

    def _links(self, at: Mapping[str, int]) -> None:
        """One row is one mention of one address on one page."""
        self._uses("type", "source", "destination", "alt_text", "status_code", "size", "real_dimensions")
        type_at, from_at, to_at, alt_at = at.get("type"), at["source"], at["destination"], at.get("alt_text")
        code_at, size_at, real_at = at.get("status_code"), at.get("size"), at.get("real_dimensions")
        # A million rows repeat few words, pictures and pages.
        is_picture: dict[object, bool | None] = {}
        pictures: dict[object, tuple[Picture, PictureFile]] = {}
        pages: dict[object, str] = {}
        for number, cells in self.grid.rows:
            self.unused.look(cells)
            kind, address, source = cells[type_at] if type_at is not None else "", cells[to_at], cells[from_at]
            if kind not in is_picture:
                word = folded(clean(kind))
                # A link that opens a picture publishes it as much as one that shows it, and so may other words than
                # we know: then the name decides. A sitemap is no page.
                is_picture[kind] = word.partition(" ")[0] in _PICTURES or (False if "sitemap" in word else None)
            answer = is_picture[kind]
            is_other = bool(clean(kind) or clean(address)) and not _is_media(clean(address))
            if answer is False or (answer is None and is_other):  # what says neither may have been a picture
                self.others[clean(kind) or "no type"] += 1
                continue
            if address not in pictures:
                if not self._is_address(number, url := clean(address), to_at):
                    continue
                if is_tracker(url):
                    self.others[COUNTER] += 1
                    continue
                pictures[address] = self.website.picture(url, self.file)
            if source not in pages:
                if not is_url(page := clean(source)):
                    self._problem(
                        number, from_at, page, "no_picture", "the page is no web address: look up where the picture is"
                    )
                    continue
                pages[source] = page
            picture, file = pictures[address]
            placement = self.website.place(picture, pages[source], self.file)
            if alt_at is not None and (alt := cells[alt_at]):
                placement.say("alt_text", words(alt))
            file.told(
                is_public=_IS_PUBLIC.get(_whole(cells[code_at]) or 0) if code_at is not None else None,
                size=self._size(number, size_at, cells, _bytes),
                dimensions=self._size(number, real_at, cells, _sides),
            )

    def _addresses(self, at: Mapping[str, int]) -> None:
        """One row is one address: a picture, or a page with its title."""
        self._uses("address", "content_type", "status_code", "indexability", "inlinks", "title", "crawled", "size",
                   "dimensions", "real_dimensions")  # fmt: skip
        for number, row in self.grid.rows:
            self.unused.look(row)
            cells = {name: row[i] for name, i in at.items()}
            url = clean(cells["address"])
            if _TIMESTAMP.fullmatch(crawled := clean(cells.get("crawled"))):
                self.crawled = max(self.crawled, crawled)
            content = clean(cells.get("content_type")).partition(";")[0].strip().lower()
            code = _whole(cells.get("status_code"))
            is_named = _is_media(url)
            # A picture that is missing answers with a page that says so, and is still a missing picture.
            is_html = content in ("text/html", "application/xhtml+xml") or ("content_type" not in at and not is_named)
            is_page = is_html and (code in (None, 200) or not is_named)
            kind = {"image": "picture", "video": "video"}.get(content.partition("/")[0])
            if url and "inlinks" not in at and (is_page or not (kind or is_named)):
                self.others[content or "nothing known"] += 1
                if is_page and is_url(url):
                    key = self.website.page(url)
                    if title := words(cells.get("title")):
                        self.website.titles[key] = min(title, self.website.titles.get(key, title))
                continue
            if not self._is_address(number, url, at["address"]):
                continue
            if is_tracker(url):
                self.others[COUNTER] += 1
                continue
            picture, file = self.website.picture(url, self.file)
            picture.is_a(kind)
            is_public = _IS_PUBLIC.get(code or 0)
            if code is None and folded(clean(cells.get("indexability"))) in _INDEXABLE:
                is_public = True
            count = _whole(cells.get("inlinks"))
            file.told(
                is_public=is_public,
                size=self._size(number, at.get("size"), row, _bytes),
                dimensions=self._size(number, at.get("real_dimensions"), row, _sides)
                or self._size(number, at.get("dimensions"), row, _sides),
                embedded=None if count is None else count > 0,
            )

    def _size(
        self, number: int, column: int | None, cells: Cells, read: Callable[[object], _Size | None]
    ) -> _Size | None:
        """The size that a cell states, where there is such a column; what is not exact is a remark."""
        cell = None if column is None else cells[column]
        size = read(cell)
        if size is None and column is not None and is_told(cell):
            note_size(self.part, self.file, number, cell, self.grid.header[column])
        return size

    def _is_address(self, number: int, url: str, column: int) -> bool:
        if is_url(url):
            return True
        if url[:5].lower() == "data:":
            self.inline.append(number)
        else:
            self._problem(number, column, url, "no_picture", "no web address, so it is not known which picture this is")
        return False

    def _problem(self, number: int, column: int, value: object, code: ProblemCode, reason: str) -> None:
        self.part.problem(self.file, code, reason, row=number, column=self.grid.header[column], value=value)


def _is_media(url: str) -> bool:
    return kind_of(url) in ("picture", "video")


_cached = lru_cache(1 << 12, typed=True)  # the same few figures, once for each of many rows
_whole, _bytes, _sides = _cached(whole), _cached(file_size), _cached(dimensions)
