"""The cells of tables: markup that a page makes by the hundred, so Python makes it, not a macro.

Templates import them from macros/tables.html, which says what a column is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

Column = Mapping[str, Any]
Caller = Callable[[], str]


def init_app(app: Flask) -> None:
    """Let templates make cells."""
    app.jinja_env.globals.update(
        row=row, pick=pick, head=head, cell=cell, line=Line, plain_rows=plain_rows
    )


def row(*, caller: Caller, **options: str) -> Markup:
    """`{% call row(class="…") %} cells {% endcall %}`."""
    kinds = options.get("class")
    opening = f'<tr role="row" class="{escape(kinds)}">' if kinds else '<tr role="row">'
    return Markup(f"{opening}{caller()}</tr>")


def pick(name: str, value: Any, label: Any, checked: bool = False) -> Markup:
    """The box that selects a row."""
    return Markup(_box(name, value, _("Select %(what)s", what=label), checked))


def head(text: Any, url: Any = None, detail: Any = None, **options: str) -> Markup:
    """The row's name, which is its link; `class="who"` unless another is given."""
    named = f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)
    more = f"<small>{escape(detail)}</small>" if detail else ""
    kinds = escape(options.get("class", "who"))
    return Markup(f'<th role="rowheader" scope="row" class="{kinds}">{named}{more}</th>')


def cell(
    column: Column,
    value: Any = None,
    kind: str = "",
    caller: Caller | None = None,
    **options: str,
) -> Markup:
    """A cell under a column: a value, or `{% call cell(column) %} markup {% endcall %}`."""
    shown = _shown(value) if caller is None else caller()
    return Markup(f"{_opening(column, kind or options.get('class'))}{shown}</td>")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of plain values: the first is its name, which leads to `url`.

    `box` is what its box sends where rows can be selected; None for a row without one.
    """

    cells: Sequence[Any]
    url: Any = None
    detail: Any = None
    box: Any = None


def plain_rows(columns: Sequence[Column], lines: Iterable[Line], box: str = "") -> Markup:
    """The rows of a table of plain values; `box` names what the boxes send, if rows have some."""
    openings = [_opening(column) for column in columns[1:]]
    ticking = _("Select %(what)s", what="\0") if box else ""
    made = []
    for line in lines:
        made.append('<tr role="row">')
        if box:
            made.append(_box(box, line.box, ticking.replace("\0", str(line.cells[0]))))
        made.append(head(line.cells[0], line.url, line.detail))
        for opening, value in zip(openings, line.cells[1:], strict=True):
            made.append(f"{opening}{_shown(value)}</td>")
        made.append("</tr>\n")
    return Markup("".join(made))


def _opening(column: Column, own: str | None = "") -> str:
    """The start of the cells of a column; on a phone each says what it is."""
    kinds = " ".join(filter(None, ("num" if column.get("num") else "", column.get("class"), own)))
    said = f'<td role="cell" data-l="{escape(column["label"])}"'
    return f'{said} class="{escape(kinds)}">' if kinds else f"{said}>"


def _shown(value: Any) -> str:
    """What nobody recorded is said, never shown as zero."""
    if value is None:
        return f'<span class="muted">{escape(_("no figure yet"))}</span>'
    return escape(value)


def _box(name: str, value: Any, label: str, checked: bool = False) -> str:
    if value is None:
        return '<td role="cell" class="ck"></td>'
    return (
        '<td role="cell" class="ck"><label><input type="checkbox"'
        f' name="{escape(name)}" value="{escape(value)}"{" checked" if checked else ""}'
        f' aria-label="{escape(label)}"></label></td>'
    )
