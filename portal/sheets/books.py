"""The one place where .xlsx files are written: styles, drop-down lists, hidden marks, print."""

import copy
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from portal.sheets.columns import Writable
from portal.sheets.grids import EXCEL_CELL_CHARS
from portal.sheets.refusals import Label
from portal.sheets.styles import STYLES

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LIST_SHEET = "portal_lists"
_SPARE_ROWS = 500
_TEXT_FORMAT = "@"
_A4 = 9
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Head:
    """Rows above the list, as on a document: bodies left, motto right, title, lines below it."""

    left: Sequence[Label] = ()
    right: Sequence[Label] = ()
    title: Label = ""
    lines: Sequence[Label] = ()


@dataclass(frozen=True)
class BookColumn:
    """A column of a written file; `mark` is its hidden name, by which it is read back."""

    mark: str
    label: str
    width: int
    number_format: str = "General"
    as_text: bool = False
    choices: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Styled:
    """A cell in one of the named styles instead of the plain one."""

    value: Writable
    style: str


def tab_name(title: str) -> str:
    """Make a title into a name Excel accepts for a tab: 31 characters, none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31].strip(" '") or "Sheet"


def _plain_style(value: Writable) -> str:
    return "wrapped" if isinstance(value, str) and "\n" in value else "plain"


@dataclass
class Book:
    """Writes one list row by row; `locked` protects the headings and leaves the cells open."""

    title: str
    columns: Sequence[BookColumn]
    head: Head | None = None
    locked: bool = False
    _written: int = field(default=0, init=False)

    def write(self, rows: Iterable[Sequence[Writable | Styled]]) -> bytes:
        """Write the rows and return the file."""
        self.book = Workbook(write_only=True)
        self.sheet: Any = self.book.create_sheet(tab_name(self.title))
        self.samples = {name: self._sample(style) for name, style in STYLES.items()}
        head = list(self._head_rows())
        self.header_row = len(head) + 2
        self._prepare()
        for line in head:
            self._append(line)
        self._append([column.mark for column in self.columns])
        self._append([Styled(column.label, "header") for column in self.columns])
        for row in rows:
            self._append(row)
        self._add_lists()
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def _sample(self, style: dict[str, Any]) -> Any:
        cell = WriteOnlyCell(self.sheet)
        for name, value in style.items():
            setattr(cell, name, value)
        if self.locked and "protection" not in style:
            cell.protection = Protection(locked=False)
        return cell

    def _prepare(self) -> None:
        """Set what must stand before the first row: widths, panes, hidden parts, print."""
        sheet = self.sheet
        for place, column in enumerate(self.columns, 1):
            dimension = sheet.column_dimensions[get_column_letter(place)]
            dimension.width = column.width
            dimension.hidden = column.hidden
            if column.as_text:
                dimension.number_format = _TEXT_FORMAT
            if self.locked:
                dimension.protection = Protection(locked=False)
        sheet.row_dimensions[self.header_row - 1].hidden = True
        sheet.freeze_panes = f"A{self.header_row + 1}"
        sheet.print_title_rows = f"{self.header_row}:{self.header_row}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if self.locked:
            for allowed in ("insertRows", "deleteRows", "sort", "autoFilter", "formatCells"):
                setattr(sheet.protection, allowed, False)
            sheet.protection.sheet = True

    def _head_rows(self) -> Iterator[Sequence[Writable | Styled]]:
        if self.head is None:
            return
        first = next((place for place, one in enumerate(self.columns) if not one.hidden), 0)
        last, number = len(self.columns) - 1, 0
        middle = first + (last - first + 1) // 2
        blocks = max(len(self.head.left), len(self.head.right))
        for line in range(blocks):
            number += 1
            row: list[Writable | Styled] = [None] * (last + 1)
            sides = ((self.head.left, first, middle - 1), (self.head.right, middle, last))
            for texts, start, end in sides:
                if line < len(texts):
                    style = "issuer" if line == len(texts) - 1 else "body_name"
                    row[start] = Styled(str(texts[line]), style)
                    self._merge(number, start, end)
            yield row
        lines = [text for text in (self.head.title, *self.head.lines) if str(text)]
        for text in ("", *lines, ""):
            number += 1
            self._merge(number, first, last)
            style = "title" if text is self.head.title else "body_name"
            yield [None] * first + [Styled(str(text), style) if str(text) else None]

    def _merge(self, row: int, first: int, last: int) -> None:
        if last > first:
            left, right = get_column_letter(first + 1), get_column_letter(last + 1)
            self.sheet.merged_cells.add(f"{left}{row}:{right}{row}")

    def _append(self, row: Sequence[Writable | Styled]) -> None:
        self._written += 1
        cells = zip(row, self.columns, strict=False)
        self.sheet.append([self._cell(value, column) for value, column in cells])

    def _cell(self, value: Writable | Styled, column: BookColumn) -> Any:
        """Make a cell; a text is a text cell with the quote prefix, never a formula or error."""
        styled = value if isinstance(value, Styled) else Styled(value, _plain_style(value))
        content = styled.value
        if content is None or content == "":
            return None
        cell: Any = WriteOnlyCell(self.sheet)
        cell._style = copy.copy(self.samples[styled.style]._style)
        if isinstance(content, str):
            text = _ESCAPED.sub("_x005F_", _UNWRITABLE.sub("", content))
            cell.value = text[:EXCEL_CELL_CHARS]
            cell.data_type = "s"
            cell.quotePrefix = True
            cell.number_format = _TEXT_FORMAT
        else:
            cell.value = content
            cell.number_format = column.number_format
        return cell

    def _add_lists(self) -> None:
        """Offer the choices of a column as a drop-down list kept on a hidden sheet."""
        chosen = [(place, one) for place, one in enumerate(self.columns, 1) if one.choices]
        if not chosen:
            return
        lists: Any = self.book.create_sheet(_LIST_SHEET)
        lists.sheet_state = "hidden"
        longest = max(len(column.choices) for _, column in chosen)
        for line in range(longest):
            lists.append([self._choice(lists, column, line) for _, column in chosen])
        for number, (place, column) in enumerate(chosen, 1):
            source, target = get_column_letter(number), get_column_letter(place)
            rule = DataValidation(
                "list",
                formula1=f"{_LIST_SHEET}!${source}$1:${source}${len(column.choices)}",
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=column.label[:32],
                error=str(_l("Choose a value of the list.")),
            )
            last = self._written + _SPARE_ROWS
            rule.add(f"{target}{self.header_row + 1}:{target}{last}")
            self.sheet.data_validations.append(rule)

    @staticmethod
    def _choice(lists: Any, column: BookColumn, line: int) -> Any:
        if line >= len(column.choices):
            return None
        cell = WriteOnlyCell(lists)
        cell.value = _UNWRITABLE.sub("", column.choices[line])
        cell.data_type = "s"
        return cell
