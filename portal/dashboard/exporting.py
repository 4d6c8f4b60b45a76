"""The figures of a space and of those below it as a file for Excel: every figure, every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import g
from flask_babel import gettext as _

from ..figures import NONE, Figures, Sum
from ..locale import date_text
from ..sheets import Column, Head, Sheet, text_column, write_xlsx
from .standing import in_order


def figures_xlsx(found: Figures, sort: str) -> bytes:
    """Write one row for each space just below, then the space's own figures and the total.

    A figure that nobody recorded is an empty cell.
    """
    columns = [text_column("space", _("Space"), width=44)]
    columns += [
        Column(f"f{number}", _heading(figure.indicator), width=22)
        for number, figure in enumerate(found.figures)
    ]
    title = _("Figures of %(space)s", space=g.access.here.name)
    sheet = Sheet("dashboard_figures", _("Figures"), tuple(columns))
    span = _(
        "From %(first)s to %(last)s",
        first=date_text(found.period.start),
        last=date_text(found.period.end),
    )
    return write_xlsx(sheet, _rows(found, sort), head=Head(title=title, lines=[span]))


def _rows(found: Figures, sort: str) -> Iterator[dict[str, Any]]:
    for node in in_order(found, sort)[0]:
        sums = [figure.now.rows.get(node.id, NONE) for figure in found.figures]
        yield _row(node.name, sums, node.id)
    top = found.tree.nodes[found.tree.top]
    yield _row(top.name, [figure.now.own for figure in found.figures], top.id)
    yield _row(_("Total"), [figure.now.total for figure in found.figures])


def _row(name: str, sums: list[Sum], id: int | None = None) -> dict[str, Any]:
    return {"id": id, "space": name, **{f"f{n}": total.value for n, total in enumerate(sums)}}


def _heading(indicator: Any) -> str:
    return f"{indicator.label} ({indicator.unit})" if indicator.unit else str(indicator.label)
