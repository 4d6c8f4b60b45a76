"""Verbs on focus areas: choose a hamlet for a year, change or remove the choice, copy a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext as _

from portal.audit import Event, record
from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.history.wording import apart
from portal.spaces.checks import check_version

from .areas import Ground, ground_of
from .checks import lock_units
from .focus_queries import focus_in, own_of
from .models import UnitsFocus

FACTS = ("area_id", "year", "director", "task")


@dataclass(frozen=True)
class FocusTyped:
    """A choice as it is typed; `area_id` is that of a hamlet."""

    area_id: int
    year: int
    director: str
    task: str = ""


def choose_focus(typed: FocusTyped) -> Event:
    """Choose a hamlet for a plan year; gives the event, to be undone.

    Raises Invalid on a hamlet of another area, one that ended, or one chosen already.
    """
    here = g.access.here.id
    lock_units(here)
    focus = UnitsFocus(space_id=here)
    _fill(focus, typed)
    db.session.add(focus)
    db.session.flush()
    return _record("units.focus_chosen", focus, after=_facts(focus))


def change_focus(focus_id: int, typed: FocusTyped, version: int) -> Event | None:
    """Change a choice; gives the event, or None when nothing changed.

    Raises NotFound, Stale, and what choose_focus() raises.
    """
    lock_units(g.access.here.id)
    focus = focus_in(g.access.here.id, focus_id, lock=True)
    before = _facts(focus)
    with db.session.no_autoflush:
        _fill(focus, typed)
    after = _facts(focus)
    if after == before:
        return None
    check_version(focus, version, **apart("units.focus_changed", before, after))
    db.session.flush()
    focus.version += 1
    return _record("units.focus_changed", focus, before=before, after=after)


def remove_focus(focus_id: int) -> Event:
    """Remove a choice; gives the event, to be undone. Raises NotFound."""
    lock_units(g.access.here.id)
    focus = focus_in(g.access.here.id, focus_id, lock=True)
    event = _record("units.focus_removed", focus, before=_facts(focus))
    db.session.delete(focus)
    db.session.flush()
    return event


def copy_focus(year: int) -> Event:
    """Take over the choices of the year before that are not made yet; gives the event.

    Hamlets that have ended are left out. Raises Invalid when nothing is left to take over.
    """
    here = g.access.here.id
    lock_units(here)
    open_ones = {hamlet.id for hamlet in ground_of(here).hamlets() if not hamlet.ended}
    taken = {focus.area_id for focus in own_of(here, year)}
    copies = [
        UnitsFocus(
            space_id=here,
            area_id=former.area_id,
            year=year,
            director=former.director,
            task=former.task,
        )
        for former in own_of(here, year - 1)
        if former.area_id in open_ones - taken
    ]
    if not copies:
        raise Invalid(_("The year before has no hamlet that is not chosen already."))
    db.session.add_all(copies)
    db.session.flush()
    made = {"year": year, "ids": [each.id for each in copies], "rows": len(copies)}
    subject = _("%(year)s from the year before", year=year)
    return record("units.focus_copied", subject, after=made, space_id=here)


def take_back_chosen(event: Event, payload: dict[str, Any]) -> None:
    """Undo choose_focus(). Raises Stale when the choice was changed since."""
    focus = _unchanged(event, payload)
    _record("units.focus_removed", focus, before=payload["after"], undoes=event.id)
    db.session.delete(focus)
    db.session.flush()


def change_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo change_focus(). Raises Stale when the choice was changed since, or stands there now."""
    focus = _unchanged(event, payload)
    _restore(focus, payload["before"])
    focus.version += 1
    after = payload["before"]
    _record("units.focus_changed", focus, before=payload["after"], after=after, undoes=event.id)


def put_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo remove_focus(). Raises Stale when the hamlet was chosen again meanwhile."""
    lock_units(event.space_id)
    focus = UnitsFocus(space_id=event.space_id)
    _restore(focus, payload["before"])
    db.session.add(focus)
    db.session.flush()
    _record("units.focus_chosen", focus, after=payload["before"], undoes=event.id)


def take_back_copied(event: Event, payload: dict[str, Any]) -> None:
    """Undo copy_focus(). Raises Stale when one of the copies was changed or removed since."""
    lock_units(event.space_id)
    made = payload["after"]
    rows = {focus.id: focus for focus in own_of(event.space_id, made["year"])}
    copies = [rows[id] for id in made["ids"] if id in rows and rows[id].version == 1]
    if len(copies) != len(made["ids"]):
        raise Stale(_("This was changed since. Look at it again."))
    for each in copies:
        db.session.delete(each)
    db.session.flush()


def _fill(focus: UnitsFocus, typed: FocusTyped) -> None:
    hamlet = _hamlet_of(ground_of(focus.space_id), typed.area_id, kept=focus.area_id)
    others = own_of(focus.space_id, typed.year)
    if any(each.area_id == typed.area_id and each.id != focus.id for each in others):
        sentence = _("%(hamlet)s is chosen for %(year)s already.", hamlet=hamlet, year=typed.year)
        raise Invalid(sentence, "area")
    focus.area_id, focus.year = typed.area_id, typed.year
    focus.director, focus.task = typed.director, typed.task or None


def _hamlet_of(ground: Ground, area_id: int, kept: int | None) -> str:
    """The name of a hamlet of the area; one that ended stays possible where it was chosen."""
    for hamlet in ground.hamlets():
        if hamlet.id == area_id and (not hamlet.ended or area_id == kept):
            return ground.label_of(hamlet)
    raise Invalid(_("Choose hamlets that exist in the area of this space."), "area")


def _unchanged(event: Event, payload: dict[str, Any]) -> UnitsFocus:
    lock_units(event.space_id)
    try:
        focus = focus_in(event.space_id, event.subject_id or 0, lock=True)
    except NotFound:
        raise Stale(_("This was changed since. Look at it again.")) from None
    if _facts(focus) != payload["after"]:
        raise Stale(_("This was changed since. Look at it again."))
    return focus


def _restore(focus: UnitsFocus, values: dict[str, Any]) -> None:
    others = own_of(focus.space_id, values["year"])
    if any(each.area_id == values["area_id"] and each is not focus for each in others):
        raise Stale(_("The hamlet was chosen again meanwhile."))
    for name in FACTS:
        setattr(focus, name, values[name])


def _facts(focus: UnitsFocus) -> dict[str, Any]:
    return {name: getattr(focus, name) for name in FACTS}


def _record(verb: str, focus: UnitsFocus, **more: Any) -> Event:
    ground = ground_of(focus.space_id)
    names = (ground.label_of(each) for each in ground.hamlets() if each.id == focus.area_id)
    focus.history_name = f"{next(names, '')} ({focus.year})"
    return record(verb, focus, **more)
