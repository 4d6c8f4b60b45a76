"""Cells, states and options: markup that a page makes by the hundred, so Python makes it.

Templates import them from the macros they stand beside: tables.html, which says what a column is,
status.html and lists.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

from .assets import icon

Column = Mapping[str, Any]
Caller = Callable[[], str]
SHAPES = {
    "ok": "circle-check",
    "info": "progress",
    "warn": "clock-exclamation",
    "bad": "alert-triangle",
    "off": "circle-dashed",
}
"""The shape of each kind of state: never colour alone."""


def init_app(app: Flask) -> None:
    """Let templates make cells."""
    app.jinja_env.globals.update(
        row=row,
        pick=pick,
        head=head,
        cell=cell,
        line=Line,
        plain_rows=plain_rows,
        status=status,
        options=options,
    )


def row(*, caller: Caller, **options: str) -> Markup:
    """`{% call row(class="…") %} cells {% endcall %}`."""
    kinds = options.get("class")
    opening = f'<tr role="row" class="{escape(kinds)}">' if kinds else '<tr role="row">'
    return Markup(f"{opening}{caller()}</tr>")


def status(kind: str, text: Any, boxed: bool = False, shape: str = "") -> Markup:
    """A state by shape, word and colour; `kind` is ok, info, warn, bad or off."""
    drawn, own = icon(shape or SHAPES[kind]), " box" if boxed else ""
    return Markup(f'<span class="st{own} {escape(kind)}">{drawn}{escape(text)}</span>')


def options(pairs: Iterable[tuple[Any, Any]], now: Any) -> Markup:
    """The choices of a select: pairs of value and label; the one with the value of now is set."""
    chosen = str(now)
    drawn = (
        f'<option value="{_quoted(value)}"{" selected" if str(value) == chosen else ""}>'
        f"{_quoted(label)}</option>"
        for value, label in pairs
    )
    return Markup("".join(drawn))


def pick(name: str, value: Any, label: Any, checked: bool = False) -> Markup:
    """The box that selects a row."""
    return Markup(_box(name, value, _("Select %(what)s", what=label), checked))


def head(text: Any, url: Any = None, detail: Any = None, **options: str) -> Markup:
    """The row's name, which is its link; `class="who"` unless another is given."""
    return Markup(_named(escape(text), url, detail, options.get("class", "who")))


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


class Line(NamedTuple):
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
    before, after = _("Select %(what)s", what="\0").split("\0") if box else ("", "")
    made, marked = [], _MARKED.search
    for cells, url, detail, sent in lines:
        made.append('<tr role="row">')
        if box:
            made.append(_box(box, sent, f"{before}{cells[0]}{after}"))
        # Hardly any word holds what must be escaped, and looking is cheaper than escaping.
        name, *values = [
            each if type(each) is str and not marked(each) else _shown(each) for each in cells
        ]
        made.append(_named(name, url, detail))
        made += [f"{opening}{value}</td>" for opening, value in zip(openings, values, strict=True)]
        made.append("</tr>\n")
    return Markup("".join(made))


def _named(name: str, url: Any, detail: Any, kinds: str = "who") -> str:
    """The cell that names a row; the name is markup already."""
    linked = f'<a href="{_quoted(url)}">{name}</a>' if url else name
    more = f"<small>{escape(detail)}</small>" if detail else ""
    return f'<th role="rowheader" scope="row" class="{_quoted(kinds)}">{linked}{more}</th>'


def _opening(column: Column, own: str | None = "") -> str:
    """The start of the cells of a column; on a phone each says what it is."""
    kinds = " ".join(filter(None, ("num" if column.get("num") else "", column.get("class"), own)))
    said = f'<td role="cell" data-l="{escape(column["label"])}"'
    return f'{said} class="{escape(kinds)}">' if kinds else f"{said}>"


_MARKED = re.compile("""[&<>"']""")


def _shown(value: Any) -> str:
    """What nobody recorded is said, never shown as zero."""
    if value is None:
        return f'<span class="muted">{escape(_("no figure yet"))}</span>'
    return escape(value)


def _quoted(value: Any) -> str:
    """A value as markup; hardly any holds what must be escaped, and looking costs less."""
    said = value if isinstance(value, Markup) else str(value)
    return escape(said) if _MARKED.search(said) else said


def _box(name: str, value: Any, label: str, checked: bool = False) -> str:
    if value is None:
        return '<td role="cell" class="ck"></td>'
    return (
        '<td role="cell" class="ck"><label><input type="checkbox"'
        f' name="{_quoted(name)}" value="{_quoted(value)}"{" checked" if checked else ""}'
        f' aria-label="{_quoted(label)}"></label></td>'
    )
