"""A filled form as .xlsx in the layout of its paper: merged headings, numbers, real formulas.

Parts of a wide form stand side by side, each with its own head, its own names of rows and its own
page of A4 in landscape. A computed column holds its formula, so that an officer sees how it is made
and may type what was not known: it is computed as soon as all its parts are numbers.
"""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break, ColBreak

from ..sheets.books import Head, tab_name
from ..sheets.styles import FONT_NAME, STYLES
from .cells import Places, content_of, number_format, total_of
from .filled import Filled, FilledRow
from .layout import Part, parts_of
from .results import with_results
from .shape import ROWS
from .showing import UNKNOWN, lacking, typed

_A4 = 9
_THIN = Side(style="thin", color="FF808080")
_GRID = Border(_THIN, _THIN, _THIN, _THIN)
_SMALL = Font(FONT_NAME, 10)
_CENTRED = Alignment("center", "center", wrap_text=True)
_NAMED = Alignment("left", "center", wrap_text=True)
_FIGURE = Alignment("right", "center")
FORM_STYLES: dict[str, dict[str, Any]] = {
    **STYLES,
    "heading": {**STYLES["header"], "font": Font(FONT_NAME, 10, bold=True)},
    "mark": {"font": Font(FONT_NAME, 8, italic=True), "border": _GRID, "alignment": _CENTRED},
    "place": {"font": _SMALL, "border": _GRID, "alignment": _CENTRED},
    "name": {"font": _SMALL, "border": _GRID, "alignment": _NAMED},
    "figure": {"font": _SMALL, "border": _GRID, "alignment": _FIGURE},
    "total_name": {"font": Font(FONT_NAME, 10, bold=True), "border": _GRID, "alignment": _NAMED},
    "total": {"font": Font(FONT_NAME, 10, bold=True), "border": _GRID, "alignment": _FIGURE},
    "note": {"font": Font(FONT_NAME, 10, italic=True), "alignment": Alignment("left", "top")},
    "sign": {"font": Font(FONT_NAME, 12, bold=True), "alignment": _CENTRED},
}
_PLACE_WIDTH, _NAME_WIDTH, _WIDTH, _WIDE = 5, 26, 8, 12
_PAPER_CHARACTERS = 140
"""How many characters of width A4 in landscape takes between its margins, unscaled."""


def write_form(filled: Filled, head: Head) -> bytes:
    """Write a filled form as .xlsx; the head says who issues it, its title and the lines below."""
    return _Writing(filled, head).file()


class _Writing:
    """Writes one form; knows in which row things stand and in which letter each column does."""

    def __init__(self, filled: Filled, head: Head) -> None:
        self.filled, self.head = filled, head
        self.parts = parts_of(filled.form)
        self.book = Workbook()
        self.sheet: Any = self.book.create_sheet(tab_name(str(filled.form.title)), 0)
        del self.book[self.book.sheetnames[1]]
        self.starts: list[int] = []
        letters: dict[str, str] = {}
        self.results: dict[str, Fraction | None] = {}
        start = 1
        for part in self.parts:
            self.starts.append(start)
            for at, leaf in enumerate(part.leaves):
                letters[leaf.number] = get_column_letter(start + 2 + at)
            start += 2 + len(part.leaves)
        sides = max(len(head.left), len(head.right))
        self.title_row = sides + 2 if sides else 1
        self.head_row = self.title_row + 2 + len(head.lines)
        self.first_row = self.head_row + max(part.depth for part in self.parts) + 1
        self.last_row = self.first_row + len(filled.rows) - 1
        self.places = Places(letters, self.first_row, self.last_row)

    def file(self) -> bytes:
        for part, start in zip(self.parts, self.starts, strict=True):
            self.part(part, start)
        self.below(self.parts[-1], self.starts[-1])
        self.page()
        stream = io.BytesIO()
        self.book.calculation.fullCalcOnLoad = True
        self.book.save(stream)
        return with_results(stream.getvalue(), self.results)

    def part(self, part: Part, start: int) -> None:
        self.above(part, start)
        self.headings(part, start)
        for at, row in enumerate(self.filled.rows):
            self.row(part, start, self.first_row + at, str(at + 1), row)
        if self.filled.total is not None:
            self.row(part, start, self.last_row + 1, "", self.filled.total)
        self.width(start, _PLACE_WIDTH)
        self.width(start + 1, _NAME_WIDTH)
        for at, leaf in enumerate(part.leaves):
            self.width(start + 2 + at, _WIDE if leaf.decimals else _WIDTH)

    def above(self, part: Part, start: int) -> None:
        """The agency to the left, the motto to the right, title and lines in the middle."""
        end = start + 1 + len(part.leaves)
        middle = start + (end - start) // 2
        for lines, first, last in (
            (self.head.left, start, middle),
            (self.head.right, middle + 1, end),
        ):
            for at, line in enumerate(lines):
                style = "issuer" if at == len(lines) - 1 else "body_name"
                self.merged(1 + at, first, 1 + at, last, str(line), style)
        self.merged(self.title_row, start, self.title_row, end, str(self.head.title), "title")
        for at, line in enumerate(self.head.lines, self.title_row + 1):
            self.merged(at, start, at, end, str(line), "body_name")

    def headings(self, part: Part, start: int) -> None:
        marks = self.first_row - 1
        for at, (text, mark) in enumerate(((_("No."), "A"), (ROWS[self.filled.by], "B"))):
            self.merged(self.head_row, start + at, marks - 1, start + at, str(text), "heading")
            self.put(marks, start + at, mark, "mark")
        depth = marks - self.head_row
        for down, cells in enumerate(part.headings()):
            for cell in cells:
                # A part with fewer headings than its neighbour lets the lowest reach down.
                reach = cell.rowspan + (depth - part.depth if not cell.is_group else 0)
                top, left = self.head_row + down, start + 2 + cell.column
                right = left + cell.colspan - 1
                self.merged(top, left, top + reach - 1, right, cell.text, "heading")
        for cell in part.marks():
            left = start + 2 + cell.column
            self.merged(marks, left, marks, left + cell.colspan - 1, cell.text, "mark")

    def row(self, part: Part, start: int, number: int, place: str, row: FilledRow) -> None:
        is_total = row is self.filled.total
        self.put(number, start, place, "place")
        self.put(number, start + 1, row.name, "total_name" if is_total else "name")
        for at, leaf in enumerate(part.leaves):
            cell = row.cells[leaf.number]
            content = (total_of if is_total else content_of)(leaf, cell, self.places, number)
            style = "total" if is_total else "figure"
            self.put(number, start + 2 + at, content, style, number_format(leaf))
            if isinstance(content, str) and content.startswith("="):
                self.results[f"{self.places.letters[leaf.number]}{number}"] = cell.value

    def below(self, part: Part, start: int) -> None:
        """What must be said of the figures, then who signs."""
        end, number = start + 1 + len(part.leaves), self.last_row + 3
        notes = [str(_("%(sign)s: no figures yet", sign=UNKNOWN))]
        notes += [*lacking(self.filled), *typed(self.filled)]
        for note in notes:
            self.put(number, start, note, "note")
            number += 1
        signers = self.filled.form.signatures
        if not signers:
            return
        span = max(1, (end - start + 1) // len(signers))
        for at, signer in enumerate(signers):
            left = start + at * span
            right = end if at == len(signers) - 1 else left + span - 1
            self.merged(number + 1, left, number + 1, right, str(signer), "sign")

    def page(self) -> None:
        """A4 in landscape, a page for each part, the headings again on each page below."""
        sheet = self.sheet
        sheet.freeze_panes = f"C{self.first_row}"
        sheet.print_title_rows = f"{self.head_row}:{self.first_row - 1}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
        widest = max(self._characters(part) for part in self.parts)
        sheet.page_setup.scale = max(10, min(100, _PAPER_CHARACTERS * 100 // widest))
        for side in ("left", "right", "top", "bottom"):
            setattr(sheet.page_margins, side, 0.4)
        sheet.col_breaks = ColBreak()
        for start in self.starts[1:]:
            sheet.col_breaks.append(Break(id=start - 1))

    def _characters(self, part: Part) -> int:
        figures = sum(_WIDE if leaf.decimals else _WIDTH for leaf in part.leaves)
        return _PLACE_WIDTH + _NAME_WIDTH + figures

    def width(self, column: int, characters: int) -> None:
        self.sheet.column_dimensions[get_column_letter(column)].width = characters

    def merged(self, top: int, left: int, bottom: int, right: int, text: str, style: str) -> None:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.put(row, column, text if (row, column) == (top, left) else None, style)
        if (top, left) != (bottom, right):
            self.sheet.merge_cells(
                start_row=top, start_column=left, end_row=bottom, end_column=right
            )

    def put(self, row: int, column: int, value: Any, style: str, shown_as: str = "General") -> None:
        cell = self.sheet.cell(row, column)
        cell.value = value
        for name, look in FORM_STYLES[style].items():
            setattr(cell, name, look)
        cell.number_format = shown_as
        if isinstance(value, str) and style not in ("figure", "total"):
            # A name is a text whatever it begins with; only figures may be formulas.
            cell.data_type, cell.quotePrefix = "s", True
