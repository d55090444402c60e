"""Pictures and charts on a sheet, each with an alternative text for those who do not see it."""

from __future__ import annotations

from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from imgaudit.outputs.excel_safety import safe_text

_EMU_PER_PIXEL, _EMU_PER_CM = 9_525, 360_000


class _Described(OneCellAnchor):
    """Where a drawing stands; openpyxl calls each picture "Picture" and a chart nothing, when it is saved."""

    __elements__ = OneCellAnchor.__elements__
    alternative = ""

    def __setattr__(self, name: str, value: object) -> None:
        if value is not None and name == "pic":
            value.nvPicPr.cNvPr.descr = self.alternative  # type: ignore[attr-defined]
        if value is not None and name == "graphicFrame":
            value.nvGraphicFramePr.cNvPr.descr = self.alternative  # type: ignore[attr-defined]
        super().__setattr__(name, value)


def draw(sheet: Worksheet, what: Image | ChartBase, cell: str, alternative: str) -> None:
    """Put a picture or a chart at a cell; the text is what it tells, with names hidden already."""
    row, column = coordinate_to_tuple(cell)
    unit = _EMU_PER_PIXEL if isinstance(what, Image) else _EMU_PER_CM
    size = XDRPositiveSize2D(int(what.width * unit), int(what.height * unit))
    what.anchor = _Described(_from=AnchorMarker(col=column - 1, row=row - 1), ext=size)
    what.anchor.alternative = safe_text(alternative)
    if isinstance(what, Image):
        sheet.add_image(what)
    else:
        sheet.add_chart(what)
