"""A filled form as a page shows it: texts for every cell, and what must be said below the table.

An unknown figure is printed as … , the sign that the statistical offices of Viet Nam print for
what happened and was not counted; nothing is ever 0 because nobody wrote it down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from flask_babel import gettext as _

from ..locale import date_text
from .filled import Cell, Filled, FilledRow
from .layout import HeadCell, Part, parts_of
from .shape import Leaf

UNKNOWN = "…"


@dataclass(frozen=True)
class ShownCell:
    """A figure, ready to print; `text` is None where it is not known, `of` what a total lacks."""

    text: str | None
    of: str = ""
    url: str = ""
    """Where the figure comes from."""


@dataclass(frozen=True)
class ShownRow:
    """A row, ready to print; the total has no place."""

    place: str
    name: str
    url: str
    cells: list[ShownCell]


@dataclass(frozen=True)
class ShownPart:
    """What stands on one sheet of paper."""

    headings: list[list[HeadCell]]
    marks: list[HeadCell]
    rows: list[ShownRow]
    total: ShownRow | None

    @property
    def depth(self) -> int:
        """How many rows the headings take."""
        return len(self.headings)


@dataclass(frozen=True)
class ShownForm:
    """A form, ready to print: its parts and the sentences below them."""

    parts: list[ShownPart]
    broken: list[str]
    lacking: list[str]
    typed: list[str]
    partial: bool
    """Whether a total was added up of fewer rows than there are."""
    unknown: bool
    """Whether the sign of an unknown figure stands anywhere."""


Link = Callable[[FilledRow, Leaf], str]


def shown(filled: Filled, link: Link = lambda _row, _leaf: "") -> ShownForm:
    """All that a page prints of a filled form; `link` says where a figure comes from."""
    everything = [*filled.rows, *([filled.total] if filled.total else [])]
    cells = [cell for row in everything for cell in row.cells.values()]
    totals = filled.total.cells.values() if filled.total else ()
    return ShownForm(
        parts=[_part(filled, part, link) for part in parts_of(filled.form)],
        broken=_broken(filled),
        lacking=list(lacking(filled)),
        typed=list(typed(filled)),
        partial=any(cell.value is not None and not cell.complete for cell in totals),
        unknown=any(cell.value is None for cell in cells),
    )


def figure_text(value: Fraction, decimals: int = 0) -> str:
    """1.234 or 2,4: a point for thousands and a comma for decimals, halves rounded up."""
    text = f"{rounded(value, decimals):,.{decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def rounded(value: Fraction, decimals: int = 0) -> Decimal:
    """A figure as it is printed, with this many decimals."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def lacking(filled: Filled) -> Iterable[str]:
    """A sentence for each computed column that is not known: which others it would need."""
    everything = [*filled.rows, *([filled.total] if filled.total else [])]
    for leaf in filled.form.leaves:
        missing = {
            number
            for row in everything
            for number in row.cells[leaf.number].lacks
            if number != leaf.number
        }
        if missing:
            in_order = [each.number for each in filled.form.leaves if each.number in missing]
            needed = ", ".join(in_order)
            yield str(
                _("Column %(column)s needs column %(needed)s.", column=leaf.number, needed=needed)
            )
        elif leaf.lacks is not None:
            yield str(_("Column %(column)s: %(why)s", column=leaf.number, why=leaf.lacks))


def typed(filled: Filled) -> Iterable[str]:
    """A sentence for each column that was typed: as of when, by which source."""
    for leaf in filled.form.leaves:
        found = {
            (cell.typed.as_of, cell.typed.source)
            for row in filled.rows
            if (cell := row.cells[leaf.number]).typed is not None
        }
        if found:
            said = "; ".join(
                f"{date_text(day)}, {source}" if source else date_text(day)
                for day, source in sorted(found)
            )
            yield str(
                _("Column %(column)s was counted on %(said)s.", column=leaf.number, said=said)
            )


def _part(filled: Filled, part: Part, link: Link) -> ShownPart:
    leaves = part.leaves
    rows = [_row(str(at), row, leaves, link) for at, row in enumerate(filled.rows, 1)]
    total = _row("", filled.total, leaves, link) if filled.total else None
    return ShownPart(part.headings(), part.marks(), rows, total)


def _row(place: str, row: FilledRow, leaves: list[Leaf], link: Link) -> ShownRow:
    cells = [_cell(row.cells[leaf.number], leaf, link(row, leaf)) for leaf in leaves]
    return ShownRow(place, row.name, row.url, cells)


def _cell(cell: Cell, leaf: Leaf, url: str) -> ShownCell:
    if cell.value is None:
        return ShownCell(None)
    of = "" if cell.complete else f"{cell.known}/{cell.asked}"
    return ShownCell(figure_text(cell.value, leaf.decimals), of, url)


def _broken(filled: Filled) -> list[str]:
    return [
        str(
            _(
                "%(row)s: %(says)s (%(left)s and %(right)s)",
                row=each.row,
                says=each.check.says,
                left=figure_text(each.left),
                right=figure_text(each.right),
            )
        )
        for each in filled.broken
    ]
