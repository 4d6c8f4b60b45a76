"""Find the header of a list somewhere in the first rows of a worksheet."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.sheets.columns import ID_LABEL, ID_NAME, Sheet
from portal.sheets.grids import CellValue, Grid
from portal.text import clean, fold

MARK = "portal:"
_SEARCHED_ROWS = 20
_MARK_ROWS = 60
_HEADER_ROWS = 3
_WHOLE_LABEL, _LAST_PART = 2, 1


@dataclass(frozen=True)
class Header:
    """Where the header is (indexes from 0) and which file columns hold which column.

    A column may span adjacent file columns under one merged heading (họ đệm, tên). `own` marks
    a file that the portal wrote: every row below is data.
    """

    last_row: int
    places: Mapping[str, tuple[int, ...]]
    labels: Mapping[int, str]
    own: bool = False
    ambiguous: tuple[str, ...] = ()

    @property
    def unused(self) -> list[str]:
        """The headings of columns that the list does not know."""
        used = {place for places in self.places.values() for place in places}
        return [label for place, label in sorted(self.labels.items()) if place not in used]


def label_key(label: str) -> str:
    """Fold a heading to its words: no marks, capitals or punctuation."""
    return re.sub(r"[\W_]+", " ", fold(label)).strip()


def _keys(label: str) -> list[str]:
    """Name a heading with and without what stands in brackets."""
    without = re.sub(r"\([^()]*\)", " ", label)
    return [key for key in dict.fromkeys((label_key(label), label_key(without))) if key]


def _wanted(sheet: Sheet) -> dict[str, str]:
    """Map every heading the sheet answers to onto the column's name; labels before synonyms."""
    wanted: dict[str, str] = {label_key(str(ID_LABEL)): ID_NAME}
    for column in sheet.columns:
        for key in _keys(str(column.label)):
            wanted.setdefault(key, column.name)
    for column in sheet.columns:
        for synonym in (*column.synonyms, column.name):
            wanted.setdefault(label_key(synonym), column.name)
    return wanted


def marked_for(grid: Grid) -> str | None:
    """Name the sheet whose file the portal wrote, by its hidden row of names; else None."""
    mark = _mark(grid)
    return None if mark is None else str(grid.rows[mark[0]][mark[1]])[len(MARK) :]


def _mark(grid: Grid) -> tuple[int, int] | None:
    for index, row in enumerate(grid.rows[:_MARK_ROWS]):
        for place, value in enumerate(row):
            if isinstance(value, str) and value.startswith(MARK):
                return index, place
    return None


def _own_header(grid: Grid, sheet: Sheet, row: int, id_place: int) -> Header:
    names = {column.name for column in sheet.columns}
    places: dict[str, tuple[int, ...]] = {ID_NAME: (id_place,)}
    for place, name in enumerate(grid.rows[row]):
        if isinstance(name, str) and name in names:
            places.setdefault(name, (place,))
    return Header(row + 1, places, {}, own=True)


def _parts(grid: Grid, first: int, rows: int) -> dict[int, list[str]]:
    """Collect per file column the texts of a header of several rows, repeated ones once."""
    parts: dict[int, list[str]] = defaultdict(list)
    for row in grid.rows[first : first + rows]:
        for place, value in enumerate(row):
            text = clean(value) if isinstance(value, str) else ""
            if text and text not in parts[place][-1:]:
                parts[place].append(text)
    return parts


def _match(parts: list[str], wanted: Mapping[str, str]) -> tuple[int, str] | None:
    for strength, label in ((_WHOLE_LABEL, " / ".join(parts)), (_LAST_PART, parts[-1])):
        for key in _keys(label):
            if key in wanted:
                return strength, wanted[key]
    return None


def _candidate(grid: Grid, sheet_keys: Mapping[str, str], first: int, rows: int) -> Header:
    labels: dict[int, str] = {}
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, parts in _parts(grid, first, rows).items():
        if not parts:
            continue
        labels[place] = " / ".join(parts)
        if match := _match(parts, sheet_keys):
            strength, name = match
            found[name][strength].append(place)
    places: dict[str, tuple[int, ...]] = {}
    ambiguous = []
    for name, by_strength in found.items():
        best = by_strength[max(by_strength)]
        adjacent = best == list(range(best[0], best[0] + len(best)))
        if len(best) == 1 or (adjacent and len({labels[place] for place in best}) == 1):
            places[name] = tuple(best)
        else:
            ambiguous.append(" / ".join(labels[place] for place in best))
    return Header(first + rows - 1, places, labels, ambiguous=tuple(ambiguous))


def _candidates(grid: Grid, sheet: Sheet) -> Iterator[Header]:
    wanted = _wanted(sheet)
    for rows in range(1, _HEADER_ROWS + 1):
        for first in range(min(_SEARCHED_ROWS, len(grid.rows))):
            yield _candidate(grid, wanted, first, rows)


def _known(header: Header) -> int:
    return len(header.places.keys() - {ID_NAME})


def find_header(grid: Grid, sheet: Sheet) -> Header | None:
    """Find the header that knows the most columns of the sheet; None if none is convincing.

    A header of up to three rows is joined with " / "; fewer rows, then the upper place, win ties.
    At least two columns must be found, or all if the sheet has fewer.
    """
    mark = _mark(grid)
    if mark is not None:
        return _own_header(grid, sheet, *mark)
    best: Header | None = None
    for header in _candidates(grid, sheet):
        if best is None or _known(header) > _known(best):
            best = header
    if best is None or _known(best) < min(2, len(sheet.columns)):
        return None
    complete = ID_NAME in best.places and _known(best) == len(sheet.columns) and not best.unused
    return Header(best.last_row, best.places, best.labels, complete, best.ambiguous)


def mapped_header(grid: Grid, last_row: int, mapping: Mapping[int, str]) -> Header:
    """Make a header from columns the user has assigned: file column (from 0) to column name."""
    labels = {place: " / ".join(parts) for place, parts in _parts(grid, last_row, 1).items()}
    return Header(last_row, {name: (place,) for place, name in mapping.items()}, labels)


def cell_at(row: tuple[CellValue, ...], place: int) -> CellValue:
    """Return a cell of a row that may be shorter than its header."""
    return row[place] if place < len(row) else None
