"""What spaces offer: the kinds of event of the tree."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from ..audit import Verb
from ..modules import hookimpl
from .views import module

LABEL = _l("Spaces")
REQUIRES: tuple[str, ...] = ()
__all__ = ["module"]


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
