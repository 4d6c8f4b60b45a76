"""Around a list: the form above it with the choices that narrow it, and its pages below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Flask, request
from markupsafe import Markup, escape

from .addressing import with_query
from .kept_parts import drawn, drawn_anew

TEMPLATE, PAGES = "macros/_filters.html", "macros/_pagination.html"


class Select(NamedTuple):
    """A choice by which a list may be narrowed.

    `usual` is the value of a list that nobody narrowed, if it is not all.
    """

    name: str
    label: Any
    options: Sequence[tuple[Any, Any]]
    """Pairs of value and label."""
    value: Any = ""
    usual: Any = ""

    @property
    def is_chosen(self) -> bool:
        """Whether the list is narrowed by it."""
        return bool((self.value or "") != (self.usual or ""))


def init_app(app: Flask) -> None:
    """Let templates draw the form and the pages; lists.html says how."""
    app.jinja_env.globals.update(filters=filters, pagination=pagination)


def filters(
    label: Any,
    search: Mapping[str, Any] | None = None,
    selects: Iterable[Select | Mapping[str, Any]] = (),
    sorted: str | None = None,
    id: str = "more-filters",
    keep: Mapping[str, str] | None = None,
) -> Markup:
    """The form that narrows a list; one in which nothing is chosen is the same for everybody."""
    narrowing = tuple(s if isinstance(s, Select) else _select(s) for s in selects)
    typed = {"sorted": sorted, "per": request.args.get("per")}
    holes = {"path": request.path, **{name: text for name, text in typed.items() if text}}
    if search:
        holes["typed"] = search.get("value") or ""
    as_usual = not keep and not any(s.is_chosen for s in narrowing)
    draw = drawn if as_usual else drawn_anew
    return draw(
        TEMPLATE,
        holes,
        label=label,
        search=(search["name"], search["label"]) if search else None,
        selects=narrowing,
        id=id,
        keep=tuple((keep or {}).items()),
    )


def pagination(summary: Any, page: int, pages: int, per: int | None = None) -> Markup:
    """The ways to the other pages of a list, and to more or fewer rows where `per` is given."""
    holes = {"summary": escape(summary), "to": with_query({"page": ""})}
    if per:
        holes |= {"rows": with_query({"per": ""}), "usual": with_query({"per": None})}
    return drawn(PAGES, holes, page=page, pages=pages, per=per)


def _select(made: Mapping[str, Any]) -> Select:
    return Select(**{**made, "options": tuple(made["options"])})
