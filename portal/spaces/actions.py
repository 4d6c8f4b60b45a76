"""Verbs on the map: open, rename, move, close and reopen a space."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import record
from ..database import db, on_the_map
from ..errors import Invalid, NotFound
from ..history.models import Event
from ..locale import date_text, today
from ..text import clean, fold, slug, text_key
from .addresses import free_address, taken_among
from .checks import (
    check_leadership,
    check_leads_both,
    check_led,
    check_move,
    check_name,
    check_opening,
    check_version,
    covers,
    day_of_vocabulary,
    leads,
)
from .models import Area, Body, FormerLeader, Space, SpaceAddress, SpaceKind
from .naming import in_force_on, names_for
from .oversight import lock_oversight, rebuild_oversight
from .widening import widen_reach

__all__ = [
    "close_space",
    "leads",
    "move_space",
    "open_space",
    "rebuild_oversight",
    "rename_space",
    "reopen_space",
]


def open_space(
    leader_id: int,
    kind_name: str,
    area_id: int,
    *,
    name: str = "",
    short_name: str = "",
    opened_on: dt.date,
) -> Space:
    """Open a space under another one, with the bodies of its kind; empty names follow the pattern.

    Raises Invalid when the kind, the area or the date do not fit.
    """
    with on_the_map(write=True):
        leader = locked(leader_id)
        kind, area = db.session.get(SpaceKind, kind_name), db.session.get(Area, area_id)
        if kind is None or area is None or not covers(leader, area):
            raise NotFound()
        check_leadership(leader, kind, area, opened_on)
        check_opening(kind, area, opened_on)
        usual = names_for(kind, area)
        space = Space(kind=kind.name, line=kind.line, level=kind.level, area_id=area.id)
        _name(space, name or usual.name, short_name or name or usual.short_name)
        check_name(leader.id, space)
        above = db.session.get(Area, area.parent_id) if area.parent_id else None
        space.slug = free_address(db.session(), space.short_name, area, above)
        space.parent_id, space.opened_on = leader.id, opened_on
        db.session.add(space)
        rebuild_oversight(db.session())
    widen_reach({space.id})
    add_bodies(space, kind, area)
    after = {"name": space.name, "leader": leader.name, "opened_on": opened_on}
    record("spaces.opened", space, after=after, space_id=space.id)
    return space


def add_bodies(space: Space, kind: SpaceKind, area: Area) -> None:
    """Give a new space the bodies that its kind has on the day of its opening."""
    day = day_of_vocabulary(area, space.opened_on)
    for rank, body in enumerate(in_force_on(kind.bodies, day), 1):
        db.session.add(
            Body(
                space_id=space.id,
                code=body["code"],
                name=body["name"],
                rank=rank,
                valid_from=space.opened_on,
            )
        )
    db.session.flush()


def rename_space(
    space_id: int,
    name: str,
    short_name: str,
    address: str,
    version: int,
    *,
    undoes: int | None = None,
) -> Event:
    """Give a space another name, and another address if wanted; the old one leads on to it.

    Gives the event, to be undone.

    Raises Invalid on an address that belongs, or belonged, to another space; Stale.
    """
    with on_the_map(write=True):
        space = locked(space_id)
        check_version(space, version, theirs=space.name, yours=name)
        before = {"name": space.name, "short_name": space.short_name, "address": space.slug}
        _name(space, name, short_name or name)
        check_name(space.parent_id, space)
        if address and address != space.slug:
            _change_address(space, address)
        space.version += 1
    after = {"name": space.name, "short_name": space.short_name, "address": space.slug}
    return record(
        "spaces.renamed", space, before=before, after=after, space_id=space.id, undoes=undoes
    )


def move_space(
    space_id: int, leader_id: int, on: dt.date, document: str | None, version: int
) -> Event:
    """Put a space under another leader from a day on; where it stood before is remembered.

    Gives the event, to be undone.

    Raises Refused unless who acts administers both leaders; Invalid on a circle; Stale.
    """
    with on_the_map(write=True):
        lock_oversight(db.session())
        space, leader = locked(space_id), locked(leader_id)
        check_leads_both(space.parent_id, leader.id)
        check_move(space, leader, on)
        former = db.session.get(Space, space.parent_id)
        assert former is not None
        check_version(space, version, theirs=former.name, yours=leader.name)
        db.session.add(
            FormerLeader(in_space_id=space.id, leader_id=former.id, until=on, document=document)
        )
        space.parent_id = leader.id
        space.version += 1
        rebuild_oversight(db.session())
    before = {"leader": former.name, "leader_id": former.id}
    after = {"leader": leader.name, "leader_id": leader.id, "from": on, "document": document}
    return record("spaces.moved", space, before=before, after=after, space_id=space.id)


def close_space(space_id: int, on: dt.date, reason: str, document: str, version: int) -> Space:
    """Close a space from a day on; those above go on reading it.

    Raises Refused unless who acts administers its leader; Invalid while spaces below are open;
    Stale.
    """
    with on_the_map(write=True):
        space = locked(space_id)
        check_led(space)
        stands = _("closed on %(day)s", day=date_text(space.closed_on)) if space.closed_on else ""
        check_version(space, version, theirs=stands or space.name, yours=date_text(on))
        if on < space.opened_on:
            day = date_text(space.opened_on)
            raise Invalid(_("Choose a day from %(day)s on.", day=day), field="on")
        below = db.session.scalars(
            sa.select(Space.name).where(Space.parent_id == space.id, Space.closed_on.is_(None))
        ).all()
        if below:
            raise Invalid(_("First close or move the spaces below: %(names)s.", names=_some(below)))
        space.closed_on, space.closed_reason, space.closed_document = on, reason, document
        space.version += 1
    after = {"closed_on": on, "reason": reason, "document": document}
    record("spaces.closed", space, after=after, space_id=space.id)
    return space


def reopen_space(leader_id: int, address: str, document: str, version: int) -> Space:
    """Open a closed space again, from the space that leads it. Raises NotFound, Invalid, Stale."""
    with on_the_map(write=True):
        found = sa.select(Space.id).where(Space.slug == address, Space.parent_id == leader_id)
        space = locked(db.session.scalar(found) or 0)
        check_led(space)
        check_version(space, version, theirs=space.name, yours=_("open again"))
        if space.closed_on is None:
            raise Invalid(_("%(space)s is open already.", space=space.name))
        before = {"closed_on": space.closed_on, "reason": space.closed_reason}
        space.closed_on = space.closed_reason = space.closed_document = None
        space.version += 1
    widen_reach({space.id})
    record("spaces.reopened", space, before=before, after={"document": document}, space_id=space.id)
    return space


def locked(space_id: int) -> Space:
    """A space that nobody else may change until the commit. Raises NotFound on an unknown one."""
    space = db.session.get(Space, space_id, with_for_update=True, populate_existing=True)
    if space is None:
        raise NotFound()
    return space


def _name(space: Space, name: str, short_name: str) -> None:
    name, short_name = clean(name), clean(short_name)
    space.name, space.short_name = name, short_name
    space.sort_key, space.folded = text_key(name), fold(f"{name} {short_name}")


def _change_address(space: Space, address: str) -> None:
    if slug(address) != address:
        raise Invalid(
            _("Write the address with small letters a-z, digits and hyphens."), field="address"
        )
    own = db.session.get(SpaceAddress, address)
    if own is not None and own.in_space_id == space.id:
        db.session.delete(own)
    elif taken_among(db.session(), [address]):
        raise Invalid(_("This address belongs to another space."), field="address")
    db.session.add(SpaceAddress(slug=space.slug, in_space_id=space.id, until=today()))
    space.slug = address


def _some(names: object) -> str:
    listed = [str(name) for name in names]  # type: ignore[attr-defined]
    return ", ".join(listed[:3]) + (" …" if len(listed) > 3 else "")
