"""The frame around every page: drawn from nothing but what it shows, and kept for who sees alike.

What differs each time, the keys of its forms and the page they lead back to, is put in afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, request
from jinja2 import Environment
from markupsafe import Markup, escape

TEMPLATE = "layout/_frame.html"
KEPT = 500
"""How many frames are kept: those of the accounts that were here last."""
KEYS, BACK = "\0keys\0", "\0back\0"
"""Where the keys of a form and the address of the page go; nothing shown can hold a NUL."""


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the side navigation, ready to print."""

    label: str
    icon: str
    url: str
    badge: int
    overdue: bool
    current: bool


@dataclass(frozen=True)
class MenuGroup:
    """A group of the side navigation; the first one has no label."""

    label: str
    items: tuple[MenuEntry, ...]


@dataclass(frozen=True)
class OfferedSpace:
    """A space that the switcher offers."""

    name: str
    level_name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """All that a frame shows. What is not here it cannot show: its template sees nothing else."""

    installation: str
    language: str
    theme: str
    account: str
    """The name of whoever is signed in; empty for a visitor."""
    space: str
    """The short name of the space of the address; empty outside of any."""
    level: str
    urls: tuple[tuple[str, str], ...]
    news: int
    """How many notices were not seen yet."""
    offered: tuple[OfferedSpace, ...]
    all_spaces: str
    switched_to: str
    """The page that the switcher leads to in another space; empty for its overview."""
    menu: tuple[MenuGroup, ...]


def shown(frame: Frame, keys: Iterator[str]) -> Markup:
    """The markup of a frame whose forms lead back to this page; `keys` are the fields of each."""
    pieces = list(_drawn(current_app.jinja_env, frame))
    back = str(escape(request.full_path.rstrip("?")))
    for number in range(1, len(pieces), 2):
        pieces[number] = next(keys) if pieces[number] == KEYS else back
    return Markup("".join(pieces))


@lru_cache(maxsize=KEPT)
def _drawn(environment: Environment, frame: Frame) -> tuple[str, ...]:
    """The markup of a frame; each second piece stands for what goes in there each time."""
    template = environment.get_template(TEMPLATE)
    drawn = template.render(
        frame=frame, urls=dict(frame.urls), fields=Markup(KEYS), back=Markup(BACK)
    )
    return tuple(re.split(f"({KEYS}|{BACK})", drawn))
