"""What spaces offer: the rights over the tree, its kinds of event."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..access import Permission
from ..audit import Verb
from ..modules import hookimpl
from .views import module

LABEL = _l("Spaces")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


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
            "spaces.manage",
            _l("Open, rename, move and close spaces below"),
            does="changes",
            roles=("administrator",),
            descends=True,
        ),
    ]


@hookimpl
def register_verbs() -> Iterable[Verb]:
    return [
        Verb("spaces.imported", _l("loaded a tree of spaces")),
        Verb("spaces.opened", _l("opened the space")),
        Verb("spaces.renamed", _l("renamed the space")),
        Verb("spaces.moved", _l("moved the space")),
        Verb("spaces.closed", _l("closed the space")),
        Verb("spaces.reopened", _l("reopened the space")),
    ]
