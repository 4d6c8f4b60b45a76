"""One decision on many members: booked for all of them or for none, with one event."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import g
from flask_babel import ngettext

from portal.audit import Event, record
from portal.errors import Invalid, Stale

from .models import MembersMovement
from .movement_actions import booked, check_paper
from .movement_facts import Typed, facts_of
from .movement_queries import members_among, movement_in
from .movement_undoing import undone

MOST = 1000
"""How many members one decision may move: more take longer than a page may."""


def record_many(ids: Collection[int], typed: Typed) -> Event:
    """Record one decision for several members; gives the one event, to be undone as a whole.

    Raises NotFound where one is not to be read; Invalid naming the member whom a rule is about.
    """
    check_paper(typed)
    rows = members_among(g.access.here.id, ids, lock=True)
    done: list[tuple[MembersMovement, dict[str, Any]]] = []
    for person, membership in rows:
        try:
            done.append(booked(person, membership, typed))
        except (Invalid, Stale) as error:
            field = error.field if isinstance(error, Invalid) else None
            raise Invalid(f"{person.name}: {error.message}", field) from None
    for movement, _kept in done:
        movement.batch = done[0][0].id
    facts = facts_of(done[0][0])
    told = ngettext("%(num)s member", "%(num)s members", len(done))
    shown = {name: value for name, value in facts.items() if name != "unit"}
    after = {**shown, "_moves": [kept for _movement, kept in done]}
    return record("members.moved_many", told, space_id=g.access.here.id, after=after)


def take_all_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo record_many(): of all members, or of none. Raises Stale where one moved on since."""
    for kept in reversed(payload["after"]["_moves"]):
        movement = movement_in(event.space_id, kept["_movement"], lock=True)
        undone(movement, kept)
    shown = {n: v for n, v in payload["after"].items() if not n.startswith("_")}
    told = event.subject_name
    record("members.move_undone", told, space_id=event.space_id, before=shown, undoes=event.id)
