"""What modules add to a page: asked for with its own right, in its own savepoint and time.

A part that raises or dawdles costs its own line on the page, never the page.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import current_app, g
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session as OrmSession

from . import database, entering
from .access import Door
from .database import db
from .pages import Slot
from .reach import Reach

T = TypeVar("T")
STATEMENT_SECONDS = 2
"""How long PostgreSQL works on one statement of a module's part."""
SLOW_SECONDS = 3.0
"""A part that took longer is not asked again by this worker for REST_SECONDS."""
REST_SECONDS = 300.0
QUERY_CANCELED = "57014"
_resting: dict[str, float] = {}
"""Until when a part is left out, by part and by whose page it was too slow on."""


@dataclass(frozen=True)
class Unread:
    """A part that could not be read: whose, and the code under which the log tells why."""

    module: Any
    code: str

    def __str__(self) -> str:
        if not self.code:
            return str(_("%(module)s is too slow and is left out for now.", module=self.module))
        return str(
            _("%(module)s could not be read (code %(code)s).", module=self.module, code=self.code)
        )


def offered(place: str) -> list[Any]:
    """What modules put in a place (widgets, slots, inbox …) that this account may see here."""
    registry = entering.registry()
    store = getattr(registry, place)
    return [
        thing
        for thing in (store.values() if isinstance(store, dict) else store)
        if entering.allowed(thing.needs) and entering.module_is_on(registry.owner_of(place, thing))
    ]


def ask(
    place: str, thing: Any, work: Callable[[OrmSession], T], reach: Reach | None = None
) -> T | Unread:
    """Run `work(session)` within the reach of the thing's `needs`, or within the one given.

    What it raises is logged under a code and answered as Unread; queries by `db.session` made
    inside `work` have the same reach.
    """
    registry = entering.registry()
    owner = registry.owner_of(place, thing)
    plugin = registry.plugin(owner)
    label = plugin.label if plugin else owner
    key = _key(place, owner, thing)
    if rests(place, thing):
        return Unread(label, "")
    began = time.monotonic()
    try:
        with _reading(thing.needs, reach) as session:
            limit_statements(session)
            return work(session)
    except Exception as error:
        code = secrets.token_hex(3).upper()
        current_app.logger.exception("Fault %s in module %s: %s", code, owner, key, exc_info=error)
        if _was_cut_short(error):
            _resting[key] = time.monotonic() + REST_SECONDS
        return Unread(label, code)
    finally:
        took = time.monotonic() - began
        if took > SLOW_SECONDS:
            _resting[key] = time.monotonic() + REST_SECONDS
            current_app.logger.warning("Module %s is slow: %s took %.1f s.", owner, key, took)


def rests(place: str, thing: Any) -> bool:
    """Whether a part was too slow a moment ago and is not asked again for now."""
    key = _key(place, entering.registry().owner_of(place, thing), thing)
    return _resting.get(key, 0.0) > time.monotonic()


def limit_statements(session: OrmSession) -> None:
    """Let PostgreSQL work no longer than STATEMENT_SECONDS on one statement of a part."""
    session.execute(sa.text(f"set local statement_timeout = '{STATEMENT_SECONDS}s'"))


def _key(place: str, owner: str, thing: Any) -> str:
    """Per space, and outside of any per account: a part slow over the rows of one is not of all."""
    access = g.access
    whose = f"space {access.here.id}" if access.here else f"account {access.account_id}"
    return f"{place} {owner} {getattr(thing, 'name', getattr(thing, 'place', ''))} ({whose})"


def _was_cut_short(error: Exception) -> bool:
    return getattr(getattr(error, "orig", None), "sqlstate", "") == QUERY_CANCELED


def slot(place: str, **context: Any) -> Markup:
    """What modules put into a named place of a page, for templates: `{{ slot("people.row") }}`."""
    parts = []
    for filled in sorted((s for s in offered("slots") if s.place == place), key=lambda s: s.order):
        shown = ask("slots", filled, _rendering(filled, context))
        parts.append(
            Markup('<p class="muted">{}</p>').format(str(shown))
            if isinstance(shown, Unread)
            else escape(shown)
        )
    return Markup("").join(parts)


def _rendering(filled: Slot, context: dict[str, Any]) -> Callable[[OrmSession], Any]:
    return lambda _session: filled.render(**context)


def _reading(needs: str | Door, reach: Reach | None) -> AbstractContextManager[OrmSession]:
    if reach is not None:
        return entering.reading(reach)
    if isinstance(needs, Door):
        return entering.reading(db.session.connection().info[database.IN_FORCE])
    return entering.reaching(needs)
