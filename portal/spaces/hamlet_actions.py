"""Verbs on hamlets: add one to the commune, rename it, end it, take each back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import Event, record
from ..database import db, on_the_map
from ..errors import Invalid, Refused, Stale
from ..guards import guard
from ..locale import date_text, today
from ..text import clean, fold
from .hamlet_queries import COMMUNE, HAMLET, Hamlet, hamlet_in, hamlets_within
from .models import Area, Space

KEEPERS = ("party", "state")
"""Whose commune decides over its hamlets: its Party committee leads it, its government keeps it."""


@dataclass(frozen=True)
class HamletTyped:
    """A hamlet as it is typed: `kind` is the word before its name, such as Ấp."""

    kind: str
    name: str
    document: str = ""


def keeps_hamlets(space: Space) -> bool:
    """Whether a space keeps the hamlets of its commune; other organizations there only see them."""
    return space.level == COMMUNE and space.line in KEEPERS


def add_hamlet(space_id: int, typed: HamletTyped, since: dt.date) -> Event:
    """Add a hamlet to the commune of a space; gives the event, which can be undone.

    Raises Refused outside a commune's Party committee and government, Invalid on a second hamlet
    of one name and on a day before the commune was there or after today.
    """
    with on_the_map(write=True):
        commune = _commune(space_id)
        _check_day(since, commune, commune.valid_from, "valid_from")
        _check_name(commune, typed)
        area = Area(level=HAMLET, parent_id=commune.id, valid_from=since)
        area.kind, area.name = clean(typed.kind), clean(typed.name)
        db.session.add(area)
        db.session.flush()
    after = {**_facts(area), "document": clean(typed.document) or None}
    return record("spaces.hamlet_added", area, space_id=space_id, after=after)


def rename_hamlet(space_id: int, hamlet_id: int, typed: HamletTyped, seen: str) -> Event:
    """Give a hamlet another name; `seen` is the one that the form was made from.

    Gives the event, which can be undone. Raises NotFound, Refused, Invalid, Stale.
    """
    with on_the_map(write=True):
        hamlet = _locked(space_id, hamlet_id)
        area, before = hamlet.area, _facts(hamlet.area)
        check_seen(hamlet, seen, yours=f"{typed.kind} {typed.name}")
        _check_name(hamlet.commune, typed, but=area.id)
        area.kind, area.name = clean(typed.kind), clean(typed.name)
        db.session.flush()
    after = {**_facts(area), "document": clean(typed.document) or None}
    return record("spaces.hamlet_renamed", area, space_id=space_id, before=before, after=after)


def end_hamlet(space_id: int, hamlet_id: int, last: dt.date, document: str, seen: str) -> Event:
    """End a hamlet after a day: it stays, and what was recorded in it; the event can be undone.

    Raises NotFound, Refused, Stale, Invalid on a day before it began or after today.
    """
    with on_the_map(write=True):
        hamlet = _locked(space_id, hamlet_id)
        area, before = hamlet.area, _facts(hamlet.area)
        yours = _("ends on %(day)s", day=date_text(last))
        check_seen(hamlet, seen, yours=yours)
        if area.valid_to is not None:
            raise Stale(theirs=_("ends on %(day)s", day=date_text(area.valid_to)), yours=yours)
        _check_day(last, hamlet.commune, area.valid_from, "last_day")
        area.valid_to = last
        db.session.flush()
    after = {**_facts(area), "document": clean(document) or None}
    return record("spaces.hamlet_ended", area, space_id=space_id, before=before, after=after)


def remove_hamlet(event: Event, payload: dict[str, Any]) -> None:
    """Undo add_hamlet(). Raises Stale when it was changed since, or anything lies in it."""
    with on_the_map(write=True):
        area = _as_recorded(event, payload).area
        record("spaces.hamlet_removed", area, space_id=event.space_id, undoes=event.id)
        try:
            # What lies in it may be of spaces that this one does not see: the keys tell.
            with db.session.begin_nested():
                db.session.delete(area)
        except sa.exc.IntegrityError:
            raise Stale(_("Other records belong to this hamlet by now. End it instead.")) from None


def put_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo rename_hamlet() and end_hamlet(). Raises Stale when it was changed since."""
    before = payload["before"]
    with on_the_map(write=True):
        hamlet = _as_recorded(event, payload)
        area, typed = hamlet.area, HamletTyped(before["kind"], before["name"])
        try:
            _check_name(hamlet.commune, typed, but=area.id)
        except Invalid as error:
            raise Stale(error.message) from None
        last = before["valid_to"]
        area.kind, area.name = before["kind"], before["name"]
        area.valid_to = last and dt.date.fromisoformat(last)
        db.session.flush()
    record(
        "spaces.hamlet_restored",
        area,
        space_id=event.space_id,
        before=payload["after"],
        after=_facts(area),
        undoes=event.id,
    )


@guard("hamlets.seen", without=None)
def check_seen(hamlet: Hamlet, seen: str, *, yours: str) -> None:
    """Raise Stale with both values when a hamlet was renamed since its form was opened."""
    if hamlet.name != seen:
        raise Stale(theirs=hamlet.name, yours=yours)


@guard("hamlets.keeper", without=None)
def check_keeper(space: Space) -> None:
    """Refuse every space but a commune's Party committee and government."""
    if not keeps_hamlets(space):
        raise Refused(_("Only the Party committee and the government of a commune keep hamlets."))


def _commune(space_id: int) -> Area:
    """The commune of a space, whose hamlets nobody else changes meanwhile."""
    space = db.session.get_one(Space, space_id)
    check_keeper(space)
    return db.session.get_one(Area, space.area_id, with_for_update=True)


def _locked(space_id: int, hamlet_id: int) -> Hamlet:
    return hamlet_in(_commune(space_id).id, hamlet_id, lock=True)


def _as_recorded(event: Event, payload: dict[str, Any]) -> Hamlet:
    """The hamlet of an event, if it still is as the event left it."""
    hamlet = _locked(event.space_id, event.subject_id or 0)
    facts = _facts(hamlet.area)
    if facts != {name: payload["after"].get(name) for name in facts}:
        raise Stale(_("This was changed since, so it cannot be undone."))
    return hamlet


def _check_day(day: dt.date, commune: Area, first: dt.date, field: str) -> None:
    last = min(today(), commune.valid_to or today())
    if not first <= day <= last:
        days = {"first": date_text(first), "last": date_text(last)}
        raise Invalid(_("Choose a day from %(first)s to %(last)s.", **days), field)


def _check_name(commune: Area, typed: HamletTyped, but: int | None = None) -> None:
    wanted = fold(f"{typed.kind} {typed.name}")
    for other in hamlets_within(commune.id):
        if not other.ended and other.id != but and fold(other.name) == wanted:
            raise Invalid(_("There is %(hamlet)s already.", hamlet=other.name), "name")


def _facts(area: Area) -> dict[str, Any]:
    last = area.valid_to
    return {"kind": area.kind, "name": area.name, "valid_to": last and last.isoformat()}
