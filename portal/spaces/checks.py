"""What must hold before the map changes, and who may change it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import g, has_request_context
from flask_babel import gettext as _

from ..access import where_allowed
from ..database import db
from ..entering import registry
from ..errors import Invalid, Refused, Stale
from ..guards import guard
from ..locale import date_text, today
from .models import Area, Space, SpaceKind
from .naming import in_force_on


@guard("spaces.leads")
def leads(space_id: int | None) -> bool:
    """Whether who acts administers this space; on the command line everybody does."""
    if not has_request_context():
        return True
    return space_id in where_allowed(g.access, registry().permissions["spaces.manage"])


@guard("spaces.version", without=None)
def check_version(row: object, version: int, *, theirs: object, yours: object) -> None:
    """Raise Stale with both values when the row changed since its form was opened."""
    if getattr(row, "version", 0) != version:
        raise Stale(theirs=theirs, yours=yours)


def covers(leader: Space, area: Area) -> bool:
    """Whether an area is the leader's own or lies within it."""
    seen = area
    while seen.id != leader.area_id and seen.parent_id:
        seen = db.session.get_one(Area, seen.parent_id)
    return seen.id == leader.area_id


def day_of_vocabulary(area: Area, day: dt.date) -> dt.date:
    """The day whose kinds and bodies hold for an area: its last one, once it has ended."""
    return min(day, area.valid_to or day)


def check_leadership(leader: Space, kind: SpaceKind, area: Area, day: dt.date) -> None:
    """Refuse a leader that is closed, or of a kind that does not lead such a space then."""
    if leader.closed_on is not None and leader.closed_on <= today():
        raise Invalid(_("%(space)s is closed.", space=leader.name))
    allowed = {entry["kind"] for entry in in_force_on(kind.led_by, day_of_vocabulary(area, day))}
    if kind.led_by and leader.kind not in allowed:
        raise Invalid(
            _("%(kind)s does not stand under %(leader)s.", kind=kind.label, leader=leader.name),
            field="kind",
        )


def check_opening(kind: SpaceKind, area: Area, day: dt.date) -> None:
    """Refuse an area of another level, and a day before the area began or after today."""
    if kind.level != area.level:
        raise Invalid(_("Choose an area of the level of the space."), field="area")
    if day < area.valid_from:
        began = date_text(area.valid_from)
        raise Invalid(_("The area exists since %(day)s only.", day=began), field="opened_on")
    if day > today():
        raise Invalid(_("Choose a day up to today."), field="opened_on")


def check_name(leader_id: int | None, space: Space) -> None:
    """Refuse a second open space of one name under one leader."""
    with db.session.no_autoflush:
        twin = db.session.scalar(
            sa.select(Space.slug).where(
                Space.parent_id == leader_id,
                Space.name == space.name,
                Space.id != (space.id or 0),
                Space.closed_on.is_(None),
            )
        )
    if twin:
        raise Invalid(_("A space of this name exists already: %(slug)s.", slug=twin), field="name")


def check_move(space: Space, leader: Space, on: dt.date) -> None:
    """Refuse a move that changes nothing, makes a circle, or has a day that cannot be."""
    kind = db.session.get_one(SpaceKind, space.kind)
    check_leadership(leader, kind, db.session.get_one(Area, space.area_id), on)
    if leader.id == space.parent_id:
        raise Invalid(_("It stands under %(leader)s already.", leader=leader.name), field="leader")
    if on > today() or on < space.opened_on:
        raise Invalid(
            _("Choose a day from %(first)s up to today.", first=date_text(space.opened_on)),
            field="on",
        )
    above: Space | None = leader
    while above is not None:
        if above.id == space.id:
            raise Invalid(_("A space cannot stand under itself."), field="leader")
        above = db.session.get(Space, above.parent_id) if above.parent_id else None


def check_led(space: Space) -> None:
    """Refuse whoever does not administer the space that leads this one."""
    if space.parent_id is None and has_request_context():
        raise Refused(_("The topmost space is closed and opened on the command line."))
    if not leads(space.parent_id):
        raise Refused(_("Ask an administrator of the space above."))


def check_leads_both(former_id: int | None, leader_id: int | None) -> None:
    """Refuse whoever does not administer both the space that led and the one that is to lead."""
    if not (leads(former_id) and leads(leader_id)):
        raise Refused(_("Ask an administrator who leads both spaces to move this one."))
