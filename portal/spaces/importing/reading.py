"""The file of a tree: one row for each area and each space, read into typed rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, field

from ...sheets.neutral import bare
from ...text import clean, parse_vn_date, slug

COLUMNS = (
    "record",
    "code",
    "level",
    "kind",
    "name",
    "short_name",
    "parent",
    "area",
    "from",
    "to",
)
NEEDED = {
    "area": ("code", "level", "kind", "name", "from"),
    "space": ("kind", "area", "from"),
}
EMPTY = {
    "area": {"short_name": "an area has none", "area": "write its parent in the column parent"},
    "space": {
        "level": "the kind of the space says it",
        "to": "close the space in the portal, with a reason and a document",
    },
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one row (counted from 1, the heading included); row 0 is the file."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"Row {self.row}, column {self.column}" if self.row else "The file"
        return f"{where}: {self.message}"


class BadFile(ValueError):
    """The file cannot be imported; `problems` says why, row by row. Nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class AreaRow:
    """An area as the file gives it."""

    row: int
    code: str
    level: str
    kind: str
    name: str
    parent: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True)
class SpaceRow:
    """A space as the file gives it; empty texts are filled in later."""

    row: int
    slug: str
    kind: str
    name: str
    short_name: str
    parent: str
    area: str
    opened_on: dt.date


@dataclass
class Rows:
    """A file as read."""

    areas: list[AreaRow] = field(default_factory=list)
    spaces: list[SpaceRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(content: bytes) -> Rows:
    """Read a CSV file in UTF-8. Rows that cannot be read become problems."""
    rows = Rows()
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
    except UnicodeDecodeError:
        rows.problems.append(Problem(0, "", "it is not UTF-8; save it as “CSV UTF-8”."))
        return rows
    if missing:
        rows.problems.append(Problem(0, "", f"it lacks the columns {', '.join(missing)}."))
        return rows
    for line in lines:
        cells = {name: clean(bare(line.get(name) or "")) for name in COLUMNS}
        if any(cells.values()):
            _read_line(rows, lines.line_num, cells, extra=None in line)
    return rows


def _read_line(rows: Rows, row: int, cells: dict[str, str], extra: bool) -> None:
    record = cells["record"]
    if record not in NEEDED:
        rows.problems.append(Problem(row, "record", "write “area” or “space”."))
        return
    found = [Problem(row, name, "is needed.") for name in NEEDED[record] if not cells[name]]
    found += [
        Problem(row, name, f"leave it empty: {why}.")
        for name, why in EMPTY[record].items()
        if cells[name]
    ]
    if extra:
        found.append(Problem(row, "to", "the row has more cells than the heading."))
    start, end = _date(row, "from", cells, found), _date(row, "to", cells, found)
    if start and end and end < start:
        found.append(Problem(row, "to", "it ends before it begins."))
    if record == "space" and cells["code"] != slug(cells["code"]):
        found.append(Problem(row, "code", f"an address looks like “{slug(cells['code'])}”."))
    rows.problems += found
    if found or start is None:
        return
    if record == "area":
        rows.areas.append(_area(row, cells, start, end))
    else:
        rows.spaces.append(_space(row, cells, start))


def _area(row: int, cells: dict[str, str], start: dt.date, end: dt.date | None) -> AreaRow:
    return AreaRow(
        row=row,
        code=cells["code"],
        level=cells["level"],
        kind=cells["kind"],
        name=cells["name"],
        parent=cells["parent"],
        valid_from=start,
        valid_to=end,
    )


def _space(row: int, cells: dict[str, str], start: dt.date) -> SpaceRow:
    return SpaceRow(
        row=row,
        slug=cells["code"],
        kind=cells["kind"],
        name=cells["name"],
        short_name=cells["short_name"],
        parent=cells["parent"],
        area=cells["area"],
        opened_on=start,
    )


def _date(row: int, name: str, cells: dict[str, str], found: list[Problem]) -> dt.date | None:
    if not cells[name]:
        return None
    try:
        day, precision = parse_vn_date(cells[name])
    except ValueError:
        precision = "year"
    if precision != "day":
        found.append(Problem(row, name, "write a day as 2025-07-01 or 01/07/2025."))
        return None
    return day
