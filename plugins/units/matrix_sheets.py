"""The table of places by organization as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.locale import today
from portal.sheets import Column, Sheet, SheetList, text_column, whole_column

from .figures import NEEDS
from .matrix_queries import FIGURES, NONE, Count, Matrix, Row, matrix_of
from .matrix_showing import asked_from, in_order

SHEET = Sheet("units.matrix", _l("Table by place"), (text_column("place", _l("Place"), width=32),))


def also(args: Any) -> Sequence[Column]:
    """A column for each organization and the total; two where the figure is out of another."""
    name = asked_from(args).figure
    columns: list[Column] = []
    for line, label in [*matrix_of(name, today()).lines, ("total", _("Total"))]:
        columns.append(whole_column(line, label))
        if FIGURES[name].out_of is not None:
            columns.append(whole_column(f"{line}_of", _("%(line)s: out of", line=label)))
    return columns


def rows(args: Any) -> Iterable[dict[str, Any]]:
    """The places in the order of the page, on every page, then the total."""
    asked = asked_from(args)
    matrix = matrix_of(asked.figure, today())
    for row in in_order(matrix, asked)[0]:
        yield _row(matrix, row, row.name or _("In no hamlet: whole commune, workplace"))
    yield _row(matrix, matrix.foot, _("Total of %(space)s", space=g.access.here.name))


def _row(matrix: Matrix, row: Row, name: str) -> dict[str, Any]:
    values: dict[str, Any] = {"id": row.area_id, "place": name}
    for line, _label in matrix.lines:
        values |= _values(line, row.cells.get(line, NONE))
    return values | _values("total", row.total)


def _values(name: str, count: Count) -> dict[str, Any]:
    return {name: count.part, f"{name}_of": count.whole}


LIST = SheetList(
    "units.matrix",
    _l("Table by place"),
    SHEET,
    needs=NEEDS,
    rows=rows,
    endpoint="units.matrix",
    also=also,
)
