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

from .addressing import with_query
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
        headings=headings,
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
    said = escape(_("Select %(what)s", what=label))
    return Markup(_box(_quoted(name), None if value is None else _quoted(value), said, checked))


def head(text: Any, url: Any = None, detail: Any = None, **options: str) -> Markup:
    """The row's name, which is its link; `class="who"` unless another is given."""
    link = _quoted(url) if url else ""
    return Markup(_named(escape(text), link, detail, _quoted(options.get("class", "who"))))


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

    `box` is the number that its box sends where rows can be selected; None for a row without one.
    """

    cells: Sequence[Any]
    url: Any = None
    detail: Any = None
    box: int | None = None


def plain_rows(columns: Sequence[Column], lines: Iterable[Line], box: str = "") -> Markup:
    """The rows of a table of plain values; `box` names what the boxes send, if rows have some."""
    openings = [_opening(column) for column in columns[1:]]
    before, after = _("Select %(what)s", what="\0").split("\0") if box else ("", "")
    box = _quoted(box)
    made: list[str] = []
    for cells, url, detail, sent in lines:
        label, link = f"{before}{cells[0]}{after}", str(url or "")
        typed = [each for each in cells if each.__class__ is str]
        # Hardly any row holds what must be escaped, and one look at all of it is cheap.
        if _MARKED.search("".join([label, link, *typed])):
            name, *values = [_shown(each) for each in cells]
            label, link = escape(label), escape(link)
        else:
            name, *values = [each if each.__class__ in TEXTS else _shown(each) for each in cells]
        picked = _box(box, None if sent is None else f"{sent:d}", label) if box else ""
        shown = [f"{opening}{value}</td>" for opening, value in zip(openings, values, strict=True)]
        made += ('<tr role="row">', picked, _named(name, link, detail), *shown, "</tr>\n")
    return Markup("".join(made))


TEXTS = (str, Markup)
"""What may hold nothing to escape once somebody looked."""


def headings(columns: Iterable[Column], sorted: str | None = None) -> Markup:
    """The headings of a table that stands in the order `sorted`; those to sort by are links."""
    return Markup("".join([_heading(column, sorted) for column in columns]))


def _heading(column: Column, sorted: str | None) -> str:
    kinds = " ".join(filter(None, ("num" if column.get("num") else "", column.get("class"))))
    label, key, order, arrow = escape(column["label"]), column.get("sort"), "", ""
    up, down = bool(key) and sorted == key, bool(key) and sorted == f"-{key}"
    if up or down:
        order = f' aria-sort="{"ascending" if up else "descending"}"'
        arrow = f" {icon('arrow-up' if up else 'arrow-down')}"
    if key:
        url = escape(with_query({"sort": f"-{key}" if up else key}))
        label = Markup(f'<a href="{url}">{label}{arrow}</a>')
    elif column.get("hidden"):
        label = Markup(f'<span class="vh">{label}</span>')
    kind = f' class="{escape(kinds)}"' if kinds else ""
    return f'<th scope="col" role="columnheader"{kind}{order}>{label}</th>'


def _named(name: str, url: str, detail: Any, kinds: str = "who") -> str:
    """The cell that names a row; the name, its address and kinds are markup already."""
    linked = f'<a href="{url}">{name}</a>' if url else name
    more = f"<small>{escape(detail)}</small>" if detail else ""
    return f'<th role="rowheader" scope="row" class="{kinds}">{linked}{more}</th>'


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


def _box(name: str, value: str | None, label: str, checked: bool = False) -> str:
    """The cell with the box of a row; all of it is markup already."""
    if value is None:
        return '<td role="cell" class="ck"></td>'
    return (
        f'<td role="cell" class="ck"><label><input type="checkbox" name="{name}"'
        f' value="{value}"{" checked" if checked else ""} aria-label="{label}"></label></td>'
    )
