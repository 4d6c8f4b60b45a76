"""What an upload would do: every row with its values, errors and remarks. Nothing is written."""

from dataclasses import dataclass, field, replace

from portal.sheets.bodies import Skipped
from portal.sheets.columns import Sheet
from portal.sheets.grids import Conversion, Table
from portal.sheets.layouts import Reading, laid_out
from portal.sheets.rows import Errors, PreviewRow, Rows

SAMPLES = 10


@dataclass(frozen=True)
class Preview:
    """An upload read against a list. Sentences are in the language of the request."""

    sheet: Sheet
    filename: str
    grid_name: str
    rows: tuple[PreviewRow, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    other_grids: tuple[str, ...] = ()
    faulty: tuple[PreviewRow, ...] = field(init=False)
    good: tuple[PreviewRow, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "faulty", tuple(row for row in self.rows if row.errors))
        object.__setattr__(self, "good", tuple(row for row in self.rows if not row.errors))

    @property
    def ok_count(self) -> int:
        """How many rows can be imported."""
        return len(self.good)

    @property
    def faulty_count(self) -> int:
        """How many rows have an error."""
        return len(self.faulty)

    def with_errors(self, errors: Errors) -> "Preview":
        """Add errors found by the list itself: {row number: {column name: sentence}}."""
        rows = tuple(
            replace(row, errors={**errors.get(row.number, {}), **row.errors}) for row in self.rows
        )
        return replace(self, rows=rows)


def preview(table: Table, sheet: Sheet, reading: Reading | None = None) -> Preview:
    """Read a whole file as rows of a list and find what is wrong, cell by cell.

    `reading` replaces the search for worksheet and header. Raises SheetRefused if no header is
    found, a required column is missing or the file belongs to another list.
    """
    layout = laid_out(table, sheet, reading)
    rows = Rows(layout)
    read = tuple(rows)
    rows.require()
    return Preview(
        sheet,
        table.filename,
        layout.grid.name,
        read,
        tuple(rows.skipped),
        (*layout.notes(), *rows.notes()),
        layout.grid.conversions[:SAMPLES],
        layout.others,
    )
