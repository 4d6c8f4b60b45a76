"""The cells of tables: markup that a page makes by the hundred, so Python makes it, not a macro.

Templates import them from macros/tables.html, which says what a column is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

Column = Mapping[str, Any]
Caller = Callable[[], str]


def init_app(app: Flask) -> None:
    """Let templates make cells."""
    app.jinja_env.globals.update(row=row, pick=pick, head=head, cell=cell)


def row(kind: str = "", *, caller: Caller, **options: str) -> Markup:
    """`{% call row(class="…") %} cells {% endcall %}`."""
    kinds = options.get("class", kind)
    opening = f'<tr role="row" class="{escape(kinds)}">' if kinds else '<tr role="row">'
    return Markup(f"{opening}{caller()}</tr>")


def pick(name: str, value: Any, label: Any, checked: bool = False) -> Markup:
    """The box that selects a row."""
    said = escape(_("Select %(what)s", what=label))
    return Markup(
        '<td role="cell" class="ck"><label><input type="checkbox"'
        f' name="{escape(name)}" value="{escape(value)}"{" checked" if checked else ""}'
        f' aria-label="{said}"></label></td>'
    )


def head(
    text: Any, url: Any = None, detail: Any = None, kind: str = "who", **options: str
) -> Markup:
    """The row's name, which is its link; `class="who"` unless another is given."""
    named = f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)
    more = f"<small>{escape(detail)}</small>" if detail else ""
    kinds = escape(options.get("class", kind))
    return Markup(f'<th role="rowheader" scope="row" class="{kinds}">{named}{more}</th>')


def cell(
    column: Column,
    value: Any = None,
    kind: str = "",
    caller: Caller | None = None,
    **options: str,
) -> Markup:
    """A cell under a column: a value, or `{% call cell(column) %} markup {% endcall %}`."""
    own = kind or options.get("class")
    kinds = " ".join(filter(None, ("num" if column.get("num") else "", column.get("class"), own)))
    opening = f'<td role="cell" data-l="{escape(column["label"])}"'
    if kinds:
        opening += f' class="{escape(kinds)}"'
    if caller is not None:
        shown: Any = caller()
    elif value is None:
        shown = f'<span class="muted">{escape(_("no figure yet"))}</span>'
    else:
        shown = escape(value)
    return Markup(f"{opening}>{shown}</td>")
