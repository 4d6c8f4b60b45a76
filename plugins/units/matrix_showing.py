"""The table of places by organization as its page and its file show it: in order, with links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.listing import Page, page_among
from portal.locale import number_text, today
from portal.text import text_key

from .matrix_queries import FIGURES, NONE, Count, Figure, Matrix, Row, matrix_of


@dataclass(frozen=True)
class Asked:
    """Which figure an address asks for, in which order, which page."""

    figure: str = "units"
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Cell:
    """A cell of the table. `text` is None where nobody recorded the figure, empty where there is
    nothing that could be: no such organization, or none of the units of which it is a part."""

    text: str | None
    url: str = ""
    share: float | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table, ready to print; the last cell is the row's total."""

    name: str
    cells: list[Cell]


def asked_from(args: Any) -> Asked:
    """What an address asks for; what it does not know is left out."""
    figure = args.get("figure", "")
    page = max(1, args.get("page", 1, type=int))
    return Asked(figure if figure in FIGURES else "units", args.get("sort", "").strip(), page)


def of_table(args: Any) -> dict[str, Any]:
    """All that the page of the table shows."""
    asked = asked_from(args)
    matrix = matrix_of(asked.figure, today())
    rows, order = in_order(matrix, asked)
    page: Page[Row] = page_among(rows, asked.page)
    return {
        "asked": asked,
        "figure": FIGURES[asked.figure],
        "figures": FIGURES,
        "matrix": matrix,
        "sorted": order,
        "page": page.made_into(lambda rows: [line_of(matrix, row, asked.figure) for row in rows]),
        "foot": line_of(matrix, matrix.foot, asked.figure, whole=True),
        "shares": FIGURES[asked.figure].out_of is not None,
    }


def in_order(matrix: Matrix, asked: Asked) -> tuple[list[Row], str]:
    """The rows in the order asked for, and its key; by themselves the worst first.

    Places without the figure come last either way: they are not ranked by their silence.
    """
    keys = {"name", "total", *(name for name, _label in matrix.lines)}
    order = asked.sort if asked.sort.removeprefix("-") in keys else _worst(FIGURES[asked.figure])
    key, down = order.removeprefix("-"), order.startswith("-")
    rows = sorted(matrix.rows, key=lambda row: (row.area_id is None, text_key(row.name)))
    if key == "name":
        placed = [row for row in rows if row.area_id is not None]
        return [*(placed[::-1] if down else placed), *rows[len(placed) :]], order
    known = [row for row in rows if _in(row, key).part is not None]
    silent = [row for row in rows if _in(row, key).part is None]
    known.sort(key=lambda row: _weight(_in(row, key)), reverse=down)
    return known + silent, order


def line_of(matrix: Matrix, row: Row, figure: str, whole: bool = False) -> Line:
    """A row as it is printed; `whole` is the foot, whose name the caller gives."""
    name = row.name or ("" if whole else _("In no hamlet: whole commune, workplace"))
    linked = whole or row.area_id is not None
    cells = [
        _cell(row.cells.get(line), _url(matrix, row, figure, line) if linked else "")
        for line, _label in matrix.lines
    ]
    return Line(name, [*cells, _cell(row.total, _url(matrix, row, figure) if linked else "")])


def _cell(count: Count | None, url: str) -> Cell:
    if count is None:
        return Cell("")
    if count.part is None:
        return Cell(None)
    if count.whole == 0:
        return Cell("")
    number = number_text(count.part)
    if count.whole is None:
        return Cell(number, url)
    return Cell(f"{number}/{number_text(count.whole)}", url, count.share)


def _url(matrix: Matrix, row: Row, figure: str, line: str = "") -> str:
    wanted: dict[str, Any] = dict(FIGURES[figure].filter)
    if row.area_id is not None:
        wanted["hamlet" if matrix.is_commune else "commune"] = row.area_id
    if line and len(matrix.lines) > 1:
        wanted["line"] = line
    return url_for("units.index", **wanted)


def _worst(figure: Figure) -> str:
    return {"less": "-total", "more": "total"}.get(figure.better, "name")


def _in(row: Row, key: str) -> Count:
    return row.total if key == "total" else row.cells.get(key, NONE)


def _weight(count: Count) -> tuple[float, int]:
    part = count.part or 0
    return (float(part) if count.whole is None else count.share or 0.0, part)
