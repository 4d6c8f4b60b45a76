"""Find the header of a list somewhere in the first rows of a worksheet."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from portal.sheets.columns import ID_LABEL, ID_NAME, Sheet
from portal.sheets.grids import CellValue, Grid
from portal.text import clean, fold

MARK = "portal:"
_SEARCHED_ROWS = 20
_MARK_ROWS = 60
HEADER_ROWS = 3
ROW_NUMBERS = frozenset(("stt", "tt", "so tt", "so thu tu", "no"))
"""Headings of a column that only numbers the rows."""
_WHOLE_LABEL, _LAST_PART = 2, 1


@dataclass(frozen=True)
class Header:
    """Where the header is (indexes from 0) and which file columns hold which column.

    A column may span adjacent file columns under one merged heading (họ đệm, tên). `own` marks
    a file that the portal wrote: every row below is data.
    """

    first_row: int
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


Known = Mapping[str, str | None]
"""What headings stand for as somebody once said: label_key() -> column name, or none."""
NOTHING_KNOWN: Known = MappingProxyType({})


def _keys(label: str) -> list[str]:
    """Name a heading with and without what stands in brackets."""
    without = re.sub(r"\([^()]*\)", " ", label)
    return [key for key in dict.fromkeys((label_key(label), label_key(without))) if key]


def _wanted(sheet: Sheet, known: Known) -> dict[str, str | None]:
    """Map every heading the sheet answers to onto the column's name.

    What somebody said comes before the labels, and those before the synonyms.
    """
    names = {ID_NAME, *(column.name for column in sheet.columns)}
    wanted = {key: name for key, name in known.items() if name is None or name in names}
    wanted.setdefault(label_key(str(ID_LABEL)), ID_NAME)
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
    return Header(row + 1, row + 1, places, {}, own=True)


def _parts(grid: Grid, first: int, rows: int) -> dict[int, list[str]]:
    """Collect per file column the texts of a header of several rows, repeated ones once."""
    parts: dict[int, list[str]] = defaultdict(list)
    for row in grid.rows[first : first + rows]:
        for place, value in enumerate(row):
            text = clean(value) if isinstance(value, str) else ""
            if text and text not in parts[place][-1:]:
                parts[place].append(text)
    return parts


def _match(parts: list[str], wanted: Known) -> tuple[int, str] | None:
    for strength, label in ((_WHOLE_LABEL, " / ".join(parts)), (_LAST_PART, parts[-1])):
        for key in _keys(label):
            if key in wanted:
                name = wanted[key]
                return None if name is None else (strength, name)
    return None


def _candidate(grid: Grid, wanted: Known, first: int, rows: int) -> Header:
    labels: dict[int, str] = {}
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, parts in _parts(grid, first, rows).items():
        if not parts:
            continue
        labels[place] = " / ".join(parts)
        if match := _match(parts, wanted):
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
    return Header(first, first + rows - 1, places, labels, ambiguous=tuple(ambiguous))


def header_at(grid: Grid, sheet: Sheet, first: int, rows: int, known: Known) -> Header:
    """Take so many rows from `first` (from 0) for the header, whatever they hold.

    With 0 rows: as many as headings are merged over.
    """
    wanted = _wanted(sheet, known)
    header = _candidate(grid, wanted, first, max(1, rows))
    return header if rows else _stretched(grid, header, wanted)


def _candidates(grid: Grid, sheet: Sheet, known: Known) -> Iterator[Header]:
    wanted = _wanted(sheet, known)
    for rows in range(1, HEADER_ROWS + 1):
        for first in range(min(_SEARCHED_ROWS, len(grid.rows))):
            yield _candidate(grid, wanted, first, rows)


def _known(header: Header) -> int:
    return len(header.places.keys() - {ID_NAME})


def _stretched(grid: Grid, header: Header, wanted: Known) -> Header:
    """Take in the rows over which headings are merged downwards: they show the same text again."""
    while (
        header.last_row - header.first_row + 1 < HEADER_ROWS
        and header.last_row + 1 < len(grid.rows)
        and _shares(grid, header.last_row, header.last_row + 1)
    ):
        rows = header.last_row - header.first_row + 2
        higher = _candidate(grid, wanted, header.first_row, rows)
        if _known(higher) < _known(header):
            break
        header = higher
    return header


def _shares(grid: Grid, upper: int, lower: int) -> bool:
    """Whether two rows show the same text in the same place."""
    pairs = zip(grid.rows[upper], grid.rows[lower], strict=False)
    return any(
        isinstance(above, str) and above.strip() and above == below for above, below in pairs
    )


def find_header(grid: Grid, sheet: Sheet, known: Known = NOTHING_KNOWN) -> Header | None:
    """Find the header that knows the most columns of the sheet; None if none is convincing.

    A header of up to three rows is joined with " / "; fewer rows, then the upper place, win ties.
    At least two columns must be found, or all if the sheet has fewer.
    """
    mark = _mark(grid)
    if mark is not None:
        return _own_header(grid, sheet, *mark)
    best: Header | None = None
    for header in _candidates(grid, sheet, known):
        if best is None or _known(header) > _known(best):
            best = header
    if best is None or _known(best) < min(2, len(sheet.columns)):
        return None
    best = _stretched(grid, best, _wanted(sheet, known))
    complete = ID_NAME in best.places and _known(best) == len(sheet.columns) and not best.unused
    return replace(best, own=complete)


def mapped_header(grid: Grid, first: int, last: int, mapping: Mapping[int, str]) -> Header:
    """Make a header (rows from 0) from columns the user has assigned: file column to name."""
    parts = _parts(grid, first, last - first + 1)
    labels = {place: " / ".join(texts) for place, texts in parts.items() if texts}
    places: dict[str, tuple[int, ...]] = {}
    for place, name in sorted(mapping.items()):
        places[name] = (*places.get(name, ()), place)
    return Header(first, last, places, labels)


def is_settled(header: Header, sheet: Sheet, known: Known) -> bool:
    """Whether nobody need be asked what the headings stand for.

    They are the list's own words, or somebody said what they stand for, each of them.
    """
    if header.own or header.ambiguous:
        return header.own
    own: dict[str, set[str]] = {ID_NAME: {label_key(str(ID_LABEL))}}
    for column in sheet.columns:
        own[column.name] = {*_keys(str(column.label)), label_key(column.name)}
    words = {place: own[name] for name, places in header.places.items() for place in places}
    keys = ((place, label_key(label)) for place, label in header.labels.items())
    return all(
        not key or key in known or key in words.get(place, ROW_NUMBERS) for place, key in keys
    )


def cell_at(row: tuple[CellValue, ...], place: int) -> CellValue:
    """Return a cell of a row that may be shorter than its header."""
    return row[place] if place < len(row) else None
