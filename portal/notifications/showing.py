"""A notice in the words of its reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from .kinds import NoticeKind
from .models import Notice


def sentence_of(notice: Notice) -> str:
    """What a notice says, in the language of this page.

    A notice whose module is gone, or which does not fit its template any more, says what it can.
    """
    kind: NoticeKind | None = current_app.extensions["portal"].notices.get(notice.kind)
    if kind is None:
        return _("Something that this portal no longer knows how to tell.")
    try:
        return str(kind.text) % _worded(kind, notice.facts)
    except (LookupError, TypeError, ValueError):
        current_app.logger.exception("Notice %s does not fit the kind %s", notice.id, kind.name)
        return str(kind.label)


def _worded(kind: NoticeKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kind.shown.get(name, str)(value) for name, value in facts.items()}
