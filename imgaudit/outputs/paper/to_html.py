"""A sheet as one HTML file that asks for nothing: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from html import escape

from imgaudit.files import KEYWORD, MARK
from imgaudit.outputs.paper.content import (
    Beside,
    Block,
    Drawing,
    Grid,
    Paragraph,
    Points,
    Section,
    Sheet,
    Strong,
    ToFillIn,
    Words,
    pieces,
)

_STYLE = """
@page { size: A4; margin: 11mm 13mm }
:root { color-scheme: only light }
* { box-sizing: border-box }
html { background: #fff; color: #111 }
body { margin: 0 auto; max-width: 184mm; font: var(--size)/1.28 "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans",
  sans-serif; overflow-wrap: anywhere }
@media screen { body { padding: 8mm 4mm; font-size: calc(var(--size) * 1.3); max-width: 235mm } }
h1 { font-size: 1.9em; line-height: 1.1; margin: 0 }
h2 { font-size: 1.12em; line-height: 1.15; margin: .75em 0 .25em; padding-bottom: .1em;
  border-bottom: 1.5pt solid #111 }
p, ol, ul { margin: .3em 0 }
ol, ul { padding-left: 1.7em }
.line { margin: .25em 0 .6em; color: #333 }
.warning { border: 2pt solid #111; padding: .45em .7em; font-size: 1.08em }
.small { font-size: .86em; color: #222 }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
th, td { text-align: left; vertical-align: top; padding: .18em .45em .18em 0; border-bottom: .5pt solid #777 }
thead th { border-bottom: 1pt solid #111; vertical-align: bottom; font-size: .9em }
tbody th { font-weight: 600 }
.beside { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 6mm }
.beside > div { min-width: 0 }
svg { display: block; width: 100% }
.hand { display: inline-block; width: 12em; max-width: 100%; border-bottom: .7pt solid #111 }
"""
_TO_SCREEN_FONT = 0.88
"""The letters of a browser are larger than those of the PDF at the same size."""


def to_html(sheet: Sheet) -> bytes:
    """The whole file."""
    body = "\n".join(map(_block, sheet.blocks))
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="{KEYWORD}" content="{MARK}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(sheet.title)}</title>
<style>{_STYLE}</style>
</head>
<body style="--size:{sheet.size * _TO_SCREEN_FONT:.2f}pt">
<main>
<h1>{escape(sheet.title)}</h1>
<p class="line">{escape(sheet.line)}</p>
{body}
</main>
</body>
</html>
""".encode()


def _block(block: Block) -> str:
    match block:
        case Section(title):
            return f"<h2>{escape(title)}</h2>"
        case Paragraph(words, is_warning, is_small):
            kind = "warning" if is_warning else "small" if is_small else ""
            return f'<p class="{kind}">{_words(words)}</p>' if kind else f"<p>{_words(words)}</p>"
        case Points(points, is_ordered, is_small):
            kind = "ol" if is_ordered else "ul"
            rows = "".join(f"<li>{_words(point)}</li>" for point in points)
            return f"<{kind}{' class=small' if is_small else ''}>{rows}</{kind}>"
        case Grid():
            return _grid(block)
        case Drawing(svg, height, says):
            return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(says)}" style="height:{height}mm" ', 1)
        case Beside(columns):
            inside = "".join(f"<div>{''.join(map(_block, column))}</div>" for column in columns)
            return f'<div class="beside">{inside}</div>'


def _grid(grid: Grid) -> str:
    total = sum(grid.widths)
    widths = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in grid.widths)
    heads = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in grid.headings)
    rows = "".join(
        f'<tr><th scope="row">{_words(first)}</th>{"".join(f"<td>{_words(cell)}</td>" for cell in rest)}</tr>\n'
        for first, *rest in grid.rows
    )
    return (
        f"<table><caption>{escape(grid.called)}</caption><colgroup>{widths}</colgroup>"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    )


def _words(words: Words) -> str:
    return "".join(map(_piece, pieces(words)))


def _piece(piece: str) -> str:
    if isinstance(piece, Strong):
        return f"<strong>{escape(piece)}</strong>"
    said = escape(piece).replace("\n", "<br>")
    return f'<span class="hand">{said}</span>' if isinstance(piece, ToFillIn) else said
