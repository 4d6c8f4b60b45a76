"""What modules add to a page: asked for with its own right and in its own time.

A part that raises or dawdles costs its own line on the page, never the page. Parts that go well
share a savepoint, since each statement is a way to the database and back.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from flask import current_app, g
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session as OrmSession

from . import entering
from .access import Door
from .aside import is_whole, set_aside, taking
from .database import IN_FORCE, db
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
    store = getattr(entering.registry(), place)
    return _seen(place, store.values() if isinstance(store, dict) else store)


def _seen(place: str, things: Iterable[Any]) -> list[Any]:
    """Those of a place's things that this account may see here."""
    whose = entering.registry().owner_of
    # Slots are parts of a page, whose look is noted with it; all else has a place of its own.
    granted = place == "slots"
    return entering.seen_here([(each, whose(place, each)) for each in things], granted=granted)


@dataclass(frozen=True)
class Part(Generic[T]):
    """One of several things to ask: `work(session)` within the reach of its `needs`, or this."""

    thing: Any
    work: Callable[[OrmSession], T]
    reach: Reach | None = None


def ask(
    place: str, thing: Any, work: Callable[[OrmSession], T], reach: Reach | None = None
) -> T | Unread:
    """Run `work(session)` within the reach of the thing's `needs`, or within the one given.

    What it raises is logged under a code and answered as Unread; queries by `db.session` made
    inside `work` have the same reach.
    """
    return ask_all(place, [Part(thing, work, reach)])[0]


def ask_all(place: str, parts: Sequence[Part[T]]) -> list[T | Unread]:
    """Answer each part as ask() does, in few statements: those that go well share a savepoint.

    What fails beside others is asked once more by itself, so that nobody pays for another.
    """
    answers: dict[int, T | Unread] = {}
    alike: dict[Reach | Exception, list[int]] = {}
    for number, part in enumerate(parts):
        if rests(place, part.thing):
            answers[number] = Unread(_whose(place, part.thing)[1], "")
        else:
            alike.setdefault(_reach_of(part), []).append(number)
    waiting = [(number, reach) for reach, numbers in alike.items() for number in numbers]
    while waiting:
        round_ = [(parts[number], reach) for number, reach in waiting]
        answered = _answers(place, round_)
        for (number, _reach), answer in zip(waiting, answered, strict=False):
            answers[number] = answer
        waiting = waiting[len(answered) :]
    return [answers[number] for number in range(len(parts))]


def _answers(place: str, round_: list[tuple[Part[T], Reach | Exception]]) -> list[T | Unread]:
    """Ask part after part in one savepoint until one fails; the first is answered in any case."""
    answers: list[T | Unread] = []
    try:
        with set_aside() as connection:
            for reach, alike in groupby(round_, key=itemgetter(1)):
                if isinstance(reach, Exception):
                    raise reach
                with taking(connection, reach, **limits()) as session:
                    for part, _reach in alike:
                        answers.append(timed(place, part, session))
                        if not is_whole(connection, reach):
                            return answers
    except Exception as error:
        # Beside others it may have failed by what those before it left behind.
        if not answers or _was_cut_short(error):
            failed = round_[len(answers)][0]
            answers.append(_told(place, failed.thing, error))
    return answers


def timed(place: str, part: Part[T], session: OrmSession) -> T:
    """Do the work of a part; one that took too long rests from now on."""
    began = time.monotonic()
    try:
        return part.work(session)
    finally:
        took = time.monotonic() - began
        if took > SLOW_SECONDS:
            owner, _label = _whose(place, part.thing)
            key = _let_rest(place, owner, part.thing)
            current_app.logger.warning("Module %s is slow: %s took %.1f s.", owner, key, took)


def _told(place: str, thing: Any, error: Exception) -> Unread:
    """Log what a part raised under a code, and say that it could not be read."""
    owner, label = _whose(place, thing)
    code, key = secrets.token_hex(3).upper(), _key(place, owner, thing)
    current_app.logger.error("Fault %s in module %s: %s", code, owner, key, exc_info=error)
    if _was_cut_short(error):
        _let_rest(place, owner, thing)
    return Unread(label, code)


def _whose(place: str, thing: Any) -> tuple[str, Any]:
    """The module that offers a thing: its name and what it is called."""
    registry = entering.registry()
    owner = registry.owner_of(place, thing)
    plugin = registry.plugin(owner)
    return owner, plugin.label if plugin else owner


def _reach_of(part: Part[Any]) -> Reach | Exception:
    """The reach that a part is read within, or why there is none."""
    if part.reach is not None:
        return part.reach
    if isinstance(part.thing.needs, Door):
        in_force: Reach = db.session.connection().info[IN_FORCE]
        return replace(in_force, read_only=True)
    try:
        return entering.reach_by(part.thing.needs)
    except Exception as error:
        return error


def rests(place: str, thing: Any) -> bool:
    """Whether a part was too slow a moment ago and is not asked again for now."""
    key = _key(place, entering.registry().owner_of(place, thing), thing)
    return _resting.get(key, 0.0) > time.monotonic()


def limits() -> dict[str, str]:
    """The settings by which PostgreSQL works no longer than STATEMENT_SECONDS on a statement."""
    return {"statement_timeout": f"{STATEMENT_SECONDS}s"}


def _let_rest(place: str, owner: str, thing: Any) -> str:
    key = _key(place, owner, thing)
    _resting[key] = time.monotonic() + REST_SECONDS
    return key


def _key(place: str, owner: str, thing: Any) -> str:
    """Per space, and outside of any per account: a part slow over the rows of one is not of all."""
    access = g.access
    whose = f"space {access.here.id}" if access.here else f"account {access.account_id}"
    return f"{place} {owner} {getattr(thing, 'name', getattr(thing, 'place', ''))} ({whose})"


def _was_cut_short(error: Exception) -> bool:
    return getattr(getattr(error, "orig", None), "sqlstate", "") == QUERY_CANCELED


def slot(place: str, **context: Any) -> Markup:
    """What modules put into a named place of a page, for templates: `{{ slot("people.row") }}`."""
    here = [s for s in entering.registry().slots if s.place == place]
    filled = sorted(_seen("slots", here), key=attrgetter("order"))
    parts = [Part(each, _rendering(each, context)) for each in filled]
    shown = ask_all("slots", parts) if any(each.asks for each in filled) else _made(parts)
    return Markup("").join(
        Markup('<p class="muted">{}</p>').format(str(each))
        if isinstance(each, Unread)
        else escape(each)
        for each in shown
    )


def _made(parts: Sequence[Part[Any]]) -> list[Any]:
    """What parts of a page are that ask nothing of the database."""
    answers: list[Any] = []
    for part in parts:
        try:
            answers.append(part.work(db.session()))
        except Exception as error:
            answers.append(_told("slots", part.thing, error))
    return answers


def _rendering(filled: Slot, context: dict[str, Any]) -> Callable[[OrmSession], Any]:
    return lambda _session: filled.render(**context)
