"""Tell the rows of a list from what offices write between, above and below them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.sheets.columns import ID_NAME, Sheet, shown
from portal.sheets.grids import CellFault, CellValue, Grid, is_blank
from portal.sheets.headers import ROW_NUMBERS, Header, cell_at, label_key
from portal.sheets.refusals import Label
from portal.text import clean, fold

_TOTAL = re.compile(r"(tổng cộng|cộng|tổng số|tổng|tong cong|tong so)( *[:(].*| +\d.*)?")
_FOOTER = re.compile(
    r"(nguoi lap|lap bieu|ke toan|thu truong|noi nhan|xac nhan cua|ghi chu *:)"
    r"|t/m\b|tm\.|k/t\b|kt\."
    r"|\(?ky,? (va )?(ghi ro )?(ho,? )?ten|.{2,40}, *ngay .{0,12}thang .{0,12}nam"
)

_NUMBERING = _l("numbers of the columns")
_REPEATED = _l("header repeated")
_TOTALS = _l("total")
_GROUP = _l("heading of a group")
_BELOW = _l("below the list")


@dataclass(frozen=True)
class BodyRow:
    """A row of the list: its number in the file (from 1) and its cells by column name."""

    number: int
    cells: dict[str, CellValue]


@dataclass(frozen=True)
class Skipped:
    """A row that is not taken for one of the list, why, its text; of a total row also its cells."""

    number: int
    reason: Label
    text: str
    total: Mapping[str, CellValue] | None = None
    parts: bool = False
    """Whether it divides the list: a heading of a group, or a total."""


def _joined(values: list[CellValue]) -> CellValue:
    """Join the parts of a value that spans file columns (họ đệm, tên)."""
    present = [value for value in values if not is_blank(value)]
    if len(present) < 2 or all(value == present[0] for value in present):
        return present[0] if present else None
    fault = next((value for value in present if isinstance(value, CellFault)), None)
    return fault or " ".join(shown(value) for value in present)


def _cells(row: tuple[CellValue, ...], header: Header) -> dict[str, CellValue]:
    return {
        name: _joined([cell_at(row, place) for place in places])
        for name, places in header.places.items()
    }


def _texts(row: tuple[CellValue, ...]) -> list[str]:
    return [clean(shown(value)) for value in row if not is_blank(value)]


def numbers_columns(row: tuple[CellValue, ...]) -> bool:
    """Whether the row counts the columns: (1) (2) (3)=(1)+(2), with A and B before."""
    texts = [re.sub(r"[()\s]|=.*", "", text) for text in _texts(row)]
    numbers = [text for text in texts if text not in ("A", "B", "C")]
    counted = [str(number) for number in range(1, len(numbers) + 1)]
    return len(texts) > 2 and numbers == counted


@dataclass
class _Reader:
    grid: Grid
    header: Header
    sheet: Sheet

    def __post_init__(self) -> None:
        keys = {place: label_key(label) for place, label in self.header.labels.items()}
        numbering = [place for place, key in keys.items() if key in ROW_NUMBERS]
        self.numbering = numbering[0] if numbering else None
        self.required = [column.name for column in self.sheet.columns if column.required]

    def reason(
        self, number: int, row: tuple[CellValue, ...], cells: dict[str, CellValue]
    ) -> Label | None:
        """Say why a row with some content is no row of the list; None if it is one."""
        tests: list[tuple[Label, Callable[[], bool]]] = [
            (_REPEATED, lambda: self.repeats_header(row)),
            (_TOTALS, lambda: any(_TOTAL.fullmatch(text.lower()) for text in _texts(row)[:3])),
            (_GROUP, lambda: self.is_group(number, row, cells)),
        ]
        return next((reason for reason, holds in tests if holds()), None)

    def repeats_header(self, row: tuple[CellValue, ...]) -> bool:
        """Whether every cell repeats (a part of) its heading, as printed pages do."""
        places = [place for place, value in enumerate(row) if not is_blank(value)]
        heads = [self.header.labels.get(place, "").split(" / ") for place in places]
        return len(places) > 1 and all(
            clean(shown(row[place])) in head for place, head in zip(places, heads, strict=True)
        )

    def is_group(
        self, number: int, row: tuple[CellValue, ...], cells: dict[str, CellValue]
    ) -> bool:
        """Whether the row is a heading between rows: a merged text, or one beside I, II, A."""
        texts = _texts(row)
        given = [value for value in cells.values() if not is_blank(value)]
        if not given or (number in self.grid.wide and len(set(texts)) == 1):
            return True
        if self.numbering is None or len(given) != 1 or len(texts) > 2:
            return False
        return not re.fullmatch(r"\d+\.?", shown(cell_at(row, self.numbering)).strip())

    def is_footer(self, row: tuple[CellValue, ...], cells: dict[str, CellValue]) -> bool:
        """Whether the list ends here: signatures, recipients, place and date."""
        needed = [cells.get(name) for name in self.required]
        complete = bool(needed) and not any(is_blank(value) for value in needed)
        # Where a name is all that is needed, signatures often stand in the column of names.
        given = [value for value in cells.values() if not is_blank(value)]
        signed = len(given) <= 2 and any(_FOOTER.match(fold(shown(value))) for value in needed)
        if complete and not signed:
            return False
        return any(_FOOTER.match(fold(text)) for text in _texts(row))

    def content(self) -> Iterator[tuple[int, tuple[CellValue, ...]]]:
        """Number the rows below the header that show anything (from 1, as in the file)."""
        start = self.header.last_row + 1
        for number, row in enumerate(self.grid.rows[start:], start + 1):
            if any(not is_blank(value) for value in row):
                yield number, row


def read_body(grid: Grid, header: Header, sheet: Sheet) -> Iterator[BodyRow | Skipped]:
    """The rows below a header one after the other, and those that are none of the list.

    In a file that the portal wrote every row is one of it.
    """
    reader = _Reader(grid, header, sheet)
    return _read_own(reader) if header.own else _read_foreign(reader)


def _read_own(reader: _Reader) -> Iterator[BodyRow]:
    for number, row in reader.content():
        cells = _cells(row, reader.header)
        if any(not is_blank(value) for value in cells.values()):
            yield BodyRow(number, cells)


def _read_foreign(reader: _Reader) -> Iterator[BodyRow | Skipped]:
    first, below = True, False
    for number, row in reader.content():
        cells = _cells(row, reader.header)
        below = below or reader.is_footer(row, cells)
        reason = _BELOW if below else reader.reason(number, row, cells)
        if first and numbers_columns(row):
            reason = _NUMBERING
        first = False
        if reason is None:
            yield BodyRow(number, cells)
            continue
        text = " · ".join(dict.fromkeys(_texts(row)))
        total = cells if reason is _TOTALS else None
        yield Skipped(number, reason, text, total, reason in (_TOTALS, _GROUP))


def row_id(cells: dict[str, CellValue]) -> int | None:
    """Read the hidden id of a row. Raises ValueError if someone wrote over it."""
    value = cells.get(ID_NAME)
    if is_blank(value):
        return None
    text = shown(value).strip()
    if not re.fullmatch(r"[1-9]\d{0,17}", text, re.ASCII):
        raise ValueError(_l("The hidden column ID was changed. Delete the id to add a new row."))
    return int(text)
