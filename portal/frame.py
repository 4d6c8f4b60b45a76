"""The frame around every page: drawn from nothing but what it shows, and kept for who sees alike.

What differs each time, the keys of its forms and the page they lead back to, is put in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask import request
from markupsafe import Markup

from .kept_parts import drawn

TEMPLATE = "layout/_frame.html"


class MenuEntry(NamedTuple):
    """One entry of the side navigation, ready to print."""

    label: str
    icon: str
    url: str
    badge: int
    overdue: bool
    current: bool


class MenuGroup(NamedTuple):
    """A group of the side navigation; the first one has no label."""

    label: str
    items: tuple[MenuEntry, ...]


class OfferedSpace(NamedTuple):
    """A space that the switcher offers."""

    name: str
    level_name: str
    url: str
    current: bool


class Frame(NamedTuple):
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

    @property
    def links(self) -> dict[str, str]:
        """The addresses by name."""
        return dict(self.urls)


def shown(frame: Frame, keys: Iterator[str]) -> Markup:
    """The markup of a frame whose forms lead back to this page; `keys` are the fields of each."""
    back = request.full_path.rstrip("?")
    return drawn(TEMPLATE, {"fields": keys, "back": back}, frame=frame)
