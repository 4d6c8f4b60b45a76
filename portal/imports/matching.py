"""What the headings of a foreign file stand for: guessed, and said by the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..errors import Invalid
from ..sheets import (
    HEADER_ROWS,
    ID_LABEL,
    ID_NAME,
    Grid,
    Header,
    Known,
    Reading,
    Sheet,
    TextAs,
    cell_text,
    find_header,
    header_at,
    missing_columns,
    numbers_columns,
)
from .remembering import HEAD_COLUMNS

SAMPLES = 3
AROUND = 2


@dataclass(frozen=True)
class Place:
    """A column of the file: where it is (from 0), its heading, some of its values, the guess."""

    index: int
    heading: str
    samples: tuple[str, ...]
    guess: str


@dataclass(frozen=True)
class Matching:
    """One way to read the head of a file, to be confirmed or changed."""

    sheet: Sheet
    grids: tuple[Grid, ...]
    grid: Grid
    header: Header
    known: Known
    text_as: TextAs = ""

    @property
    def first(self) -> int:
        """The first row of the header, from 1."""
        return self.header.first_row + 1

    @property
    def last(self) -> int:
        """The last row of the header, from 1."""
        return self.header.last_row + 1

    @property
    def height(self) -> int:
        """How many rows the header has."""
        return self.last - self.first + 1

    @property
    def around(self) -> list[tuple[int, bool, tuple[str, ...]]]:
        """The rows about the header: number, whether it is one of the header, texts."""
        first, last = max(0, self.first - 1 - AROUND), self.last + AROUND
        rows = enumerate(self.grid.rows[first:last], first + 1)
        return [
            (number, self.first <= number <= self.last, tuple(dict.fromkeys(map(cell_text, row))))
            for number, row in rows
        ]

    @property
    def places(self) -> list[Place]:
        """The columns of the file that show anything in or below the header."""
        guesses = {p: name for name, places in self.header.places.items() for p in places}
        below = [row for row in self.grid.rows[self.last :] if self._is_full(row)]
        width = max((len(row) for row in self.grid.rows[self.first - 1 :]), default=0)
        found = []
        for index in range(min(width, HEAD_COLUMNS)):
            texts = [cell_text(row[index]) for row in below if index < len(row)]
            samples = tuple(dict.fromkeys(text for text in texts if text))[:SAMPLES]
            heading = self.header.labels.get(index, "")
            if heading or samples:
                found.append(Place(index, heading, samples, guesses.get(index, "")))
        return found

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What a column of the file may be: none of the list's, or one of them."""
        ids = [(ID_NAME, ID_LABEL)] if ID_NAME in self.header.places else []
        own = [(c.name, f"{c.label} *" if c.required else c.label) for c in self.sheet.columns]
        return [("", _("– not taken over –")), *ids, *own]

    def moved(self, rows: int) -> dict[str, Any] | None:
        """The query of this page with the header so many rows further down; None beyond the end."""
        first = self.first + rows
        inside = first >= 1 and first + self.height <= len(self.grid.rows)
        return {**self.query, "row": first} if inside else None

    def as_high(self, rows: int) -> dict[str, Any]:
        """The query of this page with a header of so many rows, ending where it ends."""
        return {**self.query, "row": max(1, self.last - rows + 1), "height": rows}

    @property
    def query(self) -> dict[str, Any]:
        """The query of this page as it is."""
        here = {"sheet": self.grid.name, "row": self.first, "height": self.height}
        return {**here, "text": self.text_as} if self.text_as else here

    def reading(self, chosen: Mapping[int, str]) -> Reading:
        """How the file is read once columns were chosen.

        Raises Invalid, beside the column where one is to blame, when a column of the list is taken
        from two that do not stand side by side, or one that must be there is missing.
        """
        columns = {index: name for index, name in sorted(chosen.items()) if name}
        for name in columns.values():
            places = [index for index, other in columns.items() if other == name]
            if places != list(range(places[0], places[0] + len(places))):
                raise Invalid(
                    _(
                        "“%(column)s” was chosen twice. Only columns side by side are joined.",
                        column=self._label(name),
                    ),
                    f"column-{places[-1]}",
                )
        missing = missing_columns(columns.values(), self.sheet)
        if missing:
            raise Invalid(
                _(
                    "Say which column of the file is “%(columns)s”: the list needs it. If the "
                    "file has none, add it in Excel and send the file again.",
                    columns="”, “".join(missing),
                )
            )
        return Reading(columns, self.first, self.last, self.grid.name, self.text_as)

    def _is_full(self, row: tuple[Any, ...]) -> bool:
        """Whether a row looks like one of the list: no group, no numbers of columns, no footer."""
        texts = sum(1 for value in row if value is not None)
        return texts * 2 >= len(self.header.labels) and not numbers_columns(row)

    def _label(self, name: str) -> Any:
        return ID_LABEL if name == ID_NAME else self.sheet.column(name).label


def matching_of(
    grids: Sequence[Grid],
    sheet: Sheet,
    known: Known,
    name: str = "",
    row: int = 0,
    height: int = 0,
    text_as: TextAs = "",
) -> Matching:
    """The head of a file as an address asks to see it; what it does not say is guessed."""
    shown = tuple(grid for grid in grids if grid.rows and not grid.hidden) or tuple(grids)
    headers = {grid.name: find_header(grid, sheet, known) for grid in shown}
    best = max(shown, key=lambda grid: _fit(headers[grid.name]))
    grid = next((grid for grid in shown if grid.name == name), best)
    header = headers[grid.name]
    if row > 0 or header is None:
        rows = min(max(0, height), HEADER_ROWS)
        first = row - 1 if row > 0 else _first_full_row(grid)
        first = min(first, max(0, len(grid.rows) - max(1, rows)))
        header = header_at(grid, sheet, first, rows, known)
    return Matching(sheet, shown, grid, header, known, text_as)


def _fit(header: Header | None) -> int:
    return 0 if header is None else len(header.places)


def _first_full_row(grid: Grid) -> int:
    """The first row with nearly as many different texts as any: titles above have few."""
    texts = [
        len({value for value in row if isinstance(value, str) and value.strip()})
        for row in grid.rows[:20]
    ]
    enough = max(texts, default=0) * 3 / 4
    return next((row for row, count in enumerate(texts) if count >= enough), 0)
