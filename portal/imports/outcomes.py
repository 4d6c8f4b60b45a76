"""What an import would do, in figures and samples, as it is kept and shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..sheets import Layout, Rows

PASSED_OVER = 50
"""So many of the rows passed over are shown."""
SAMPLES = 10


@dataclass
class Counts:
    """Rows by what an agreement would do with them."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faulty: int = 0
    gone: int = 0
    """Stored rows that the file has no more, of a list that each file renews."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.new + self.changed + self.same + self.faulty

    @property
    def writes(self) -> int:
        """How many rows an agreement writes or marks as gone."""
        return self.new + self.changed + self.gone

    @property
    def mark(self) -> str:
        """What the user has seen and agrees to, in a few figures."""
        gone = f"-{self.gone}" if self.gone else ""
        return f"{self.new}-{self.changed}-{self.same}-{self.faulty}{gone}"


@dataclass
class Outcome(Counts):
    """What an import would do, and what the user should look at before agreeing."""

    skipped: int = 0
    passed: tuple[tuple[int, str, str], ...] = ()
    """The first rows that are none of the list: number, reason, text."""
    notes: tuple[str, ...] = ()
    fonts: tuple[tuple[str, int], ...] = ()
    """The old fonts whose text was converted, with the number of cells."""
    samples: tuple[tuple[str, str, str], ...] = ()
    """Some of those cells: font, text as it lay in the file, text as it is read."""
    foreign: bool = False
    """Whether the columns of the file were matched, since the portal did not write it."""
    sheet_name: str = ""
    other_sheets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    """The first of those whom the file has no more."""

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Outcome:
        """From JSON."""
        deep: dict[str, Any] = {
            name: tuple(tuple(each) if isinstance(each, list) else each for each in value)
            if isinstance(value, list)
            else value
            for name, value in kept.items()
        }
        return cls(**deep)


def outcome_from(
    counts: Counts, layout: Layout, rows: Rows, left_out: tuple[str, ...] = ()
) -> Outcome:
    """All that is told of a file whose rows were counted."""
    passed, converted = rows.skipped[:PASSED_OVER], layout.grid.conversions
    rows_first = sorted(converted, key=lambda each: each.row <= layout.header.last_row + 1)
    return Outcome(
        **asdict(counts),
        skipped=len(rows.skipped),
        passed=tuple((each.number, str(each.reason), each.text) for each in passed),
        notes=(*layout.notes(), *rows.notes()),
        fonts=tuple(layout.grid.fonts.items()),
        samples=tuple((each.font, each.before, each.after) for each in rows_first[:SAMPLES]),
        foreign=not layout.header.own,
        sheet_name=layout.grid.name,
        other_sheets=layout.others,
        left_out=left_out,
    )
