"""The form over a list: what the reader looks for, and the choices that narrow the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import Flask, request
from markupsafe import Markup

from .kept_parts import drawn, drawn_anew

TEMPLATE = "macros/_filters.html"


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
    """Let templates draw the form; lists.html says how."""
    app.jinja_env.globals["filters"] = filters


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
    holes = {"path": request.path}
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
        sorted=sorted,
        per=request.args.get("per"),
        id=id,
        keep=tuple((keep or {}).items()),
    )


def _select(made: Mapping[str, Any]) -> Select:
    return Select(**{**made, "options": tuple(made["options"])})
