"""What spaces offer: the rights over the tree, its kinds of event."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import MEMBER, Permission
from ..audit import Verb
from ..indicators import Indicator
from ..messages import MessageKind
from ..modules import hookimpl
from ..pages import InboxSource, MenuItem, SearchSource, Widget
from ..settings import Setting
from ..sheets import SheetList
from . import (
    body_views,
    figures,
    hamlet_views,
    head_views,
    offers,
    officer_views,
    setting_views,
    space_search,
    switching,
    tree_acts,
    tree_views,
    undoing,
)
from .views import module

LABEL = _l("Spaces")
REQUIRES: tuple[str, ...] = ()
__all__ = [
    "body_views",
    "hamlet_views",
    "head_views",
    "module",
    "officer_views",
    "setting_views",
    "switching",
    "tree_acts",
    "tree_views",
]
MANAGE = "spaces.manage"


@hookimpl
def register_permissions() -> Iterable[Permission]:
    return [
        Permission(
            "spaces.view",
            _l("See the spaces below, with their bodies and officers"),
            roles=("administrator", "leader", "officer", "clerk", "viewer"),
            descends=True,
        ),
        Permission(
            "spaces.prepare",
            _l("See the forms by which spaces are opened, renamed, moved and closed"),
            roles=("administrator",),
            descends=True,
        ),
        Permission(
            MANAGE,
            _l("Open, rename, move and close spaces below"),
            does="changes",
            roles=("administrator",),
            descends=True,
        ),
        *offers.PERMISSIONS,
    ]


@hookimpl
def register_verbs() -> Iterable[Verb]:
    return [
        Verb("spaces.imported", _l("loaded a tree of spaces")),
        Verb("spaces.opened", _l("opened the space")),
        Verb("spaces.renamed", _l("renamed the space"), undoing.rename_back, MANAGE),
        Verb("spaces.moved", _l("moved the space"), undoing.move_back, MANAGE),
        Verb("spaces.closed", _l("closed the space")),
        Verb("spaces.reopened", _l("reopened the space")),
        *offers.VERBS,
    ]


@hookimpl
def register_menu() -> Iterable[MenuItem]:
    return [
        MenuItem(
            "spaces.about",
            _l("About this space"),
            needs=MEMBER,
            group="organization",
            icon="building-community",
            order=10,
        ),
        MenuItem(
            "spaces.below",
            _l("Spaces below"),
            needs="spaces.view",
            group="organization",
            icon="sitemap",
            order=20,
        ),
        *offers.MENU,
    ]


@hookimpl
def register_settings() -> Iterable[Setting]:
    return offers.SETTINGS


@hookimpl
def register_widgets() -> Iterable[Widget]:
    return offers.WIDGETS


@hookimpl
def register_inbox() -> Iterable[InboxSource]:
    return offers.INBOX


@hookimpl
def register_messages() -> Iterable[MessageKind]:
    return offers.MESSAGES


@hookimpl
def register_search() -> Iterable[SearchSource]:
    return [
        SearchSource(
            "spaces.spaces",
            _l("Spaces"),
            MEMBER,
            space_search.spaces_named,
            "dashboard.overview",
            id_argument="",
            order=10,
        ),
        *offers.SEARCH,
    ]


@hookimpl
def register_indicators() -> Iterable[Indicator]:
    return figures.indicators()


@hookimpl
def register_sheets() -> Iterable[SheetList]:
    return offers.SHEETS
