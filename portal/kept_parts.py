"""Parts of a page that show nothing but what they are handed: drawn once for all who see alike.

What differs each time goes into holes afterwards, and is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import Environment
from markupsafe import Markup, escape

from .locale import spoken

KEPT = 1000
"""How many parts are kept: those that were asked for last."""
Filling = str | Iterator[str]
"""What goes into a hole: a text, or the next markup of several where the hole occurs each time."""


def drawn(
    template: str, holes: Mapping[str, Filling] | None = None, /, **shown: Hashable
) -> Markup:
    """The markup of a part, which sees what it is `shown` and a hole for each of `holes`.

    What somebody typed belongs into a hole: what is shown is kept for the next page like it.
    """
    return _filled(_pieces, template, holes or {}, shown)


def drawn_anew(
    template: str, holes: Mapping[str, Filling] | None = None, /, **shown: Any
) -> Markup:
    """The markup of such a part that nobody else is going to see alike: it is not kept."""
    return _filled(_pieces.__wrapped__, template, holes or {}, shown)


def _filled(
    draw: Callable[..., tuple[str, ...]],
    template: str,
    holes: Mapping[str, Filling],
    shown: Mapping[str, Any],
) -> Markup:
    pieces = list(
        draw(current_app.jinja_env, spoken(), template, tuple(holes), tuple(shown.items()))
    )
    for number in range(1, len(pieces), 2):
        filling = holes[pieces[number]]
        pieces[number] = escape(filling) if isinstance(filling, str) else next(filling)
    return Markup("".join(pieces))


@lru_cache(maxsize=KEPT)
def _pieces(
    environment: Environment,
    _language: str,
    template: str,
    holes: tuple[str, ...],
    shown: tuple[tuple[str, Hashable], ...],
) -> tuple[str, ...]:
    """The markup around the holes; each second piece is the name of one."""
    # Nothing shown can hold a NUL: neither PostgreSQL nor a template lets one pass.
    marks = {name: Markup("\0{}\0").format(name) for name in holes}
    text = environment.get_template(template).render(dict(shown), **marks)
    return tuple(re.split(f"\0({'|'.join(holes)})\0", text)) if holes else (text,)
