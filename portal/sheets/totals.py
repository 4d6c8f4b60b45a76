"""Total and subtotal rows of a file, held against the sum of the rows they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.sheets.bodies import Skipped
from portal.sheets.columns import Sheet
from portal.sheets.grids import is_blank
from portal.sheets.kinds import vn_number

Sums = dict[str, Decimal]
_MOST_NOTES = 20


@dataclass
class Totals:
    """Adds up the summed columns of a list while it is read.

    A total stands above or below what it adds up: a group, everything so far, or the whole list.
    """

    sheet: Sheet
    _sums: Sums = field(init=False)
    _marks: list[tuple[Skipped, Sums]] = field(default_factory=list)
    _faulty: bool = False

    def __post_init__(self) -> None:
        self._summed = [column for column in self.sheet.columns if column.summed]
        self._sums = {column.name: Decimal(0) for column in self._summed}

    def add(self, values: Mapping[str, Any], faulty: bool) -> None:
        """Count a row; where one is faulty no total can be held against the sum."""
        self._faulty = self._faulty or faulty
        for column in self._summed:
            self._sums[column.name] += Decimal(values.get(column.name) or 0)

    def passed(self, row: Skipped) -> None:
        """Note where a group begins or a total stands."""
        if row.parts:
            self._marks.append((row, dict(self._sums)))

    def notes(self) -> list[str]:
        """A sentence for each total that is not the sum of anything it could stand for."""
        if self._faulty:
            return []
        made = []
        for place, (row, before) in enumerate(self._marks):
            for name, total in self._typed(row).items():
                whole, so_far = self._sums[name], before[name]
                above = so_far - (self._marks[place - 1][1][name] if place else 0)
                later = self._marks[place + 1][1] if place + 1 < len(self._marks) else self._sums
                if total not in (whole, so_far, above, later[name] - so_far):
                    last = all(each.total is None for each, _sums in self._marks[place + 1 :])
                    made.append(self._note(name, row, total, whole if last else above))
        return made[:_MOST_NOTES]

    def _typed(self, row: Skipped) -> Sums:
        found = {}
        for column in self._summed if row.total is not None else ():
            raw = (row.total or {}).get(column.name)
            try:
                found[column.name] = None if is_blank(raw) else Decimal(column.parse(raw))
            except (ValueError, TypeError):
                continue
        return {name: value for name, value in found.items() if value is not None}

    def _note(self, name: str, row: Skipped, total: Decimal, added: Decimal) -> str:
        return _(
            "Column “%(column)s”: the total row says %(total)s, the rows add up to %(sum)s "
            "(row %(number)s).",
            column=self.sheet.column(name).label,
            total=vn_number(total),
            sum=vn_number(added),
            number=row.number,
        )
