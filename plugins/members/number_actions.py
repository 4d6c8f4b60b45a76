"""Verbs on counts typed by hand: type one, correct it, remove it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import g
from flask_babel import gettext as _

from plugins.units.areas import ground_of
from portal.audit import Event, plain, record
from portal.database import db
from portal.errors import Invalid, Stale
from portal.history.wording import apart
from portal.locale import today
from portal.spaces.checks import check_version

from .models import MembersNumber
from .number_queries import number_in, same_day
from .numbers import keys_of

MOST = 10**9
FACTS = ("key", "as_of", "value", "source", "area_id")


@dataclass(frozen=True)
class NumberTyped:
    """A count as it is typed: of what, when, how many, who says so, of which hamlet if of one."""

    key: str
    as_of: dt.date
    value: Decimal
    source: str
    area_id: int | None = None


def type_number(typed: NumberTyped) -> Event:
    """Write a count of this space down; gives the event, to be undone. Raises Invalid."""
    number = MembersNumber(space_id=g.access.here.id)
    with db.session.no_autoflush:
        _fill(number, typed)
    db.session.add(number)
    db.session.flush()
    return record("members.number_typed", number, after=facts(number))


def correct_number(number_id: int, typed: NumberTyped, version: int) -> Event | None:
    """Correct a count; gives the event, or None where nothing changed.

    Raises NotFound, Invalid, Stale.
    """
    number = number_in(g.access.here.id, number_id, lock=True)
    before = facts(number)
    with db.session.no_autoflush:
        _fill(number, typed)
    after = facts(number)
    if after == before:
        return None
    check_version(number, version, **apart("members.number_corrected", before, after))
    number.version += 1
    db.session.flush()
    return record("members.number_corrected", number, before=before, after=after)


def remove_number(number_id: int) -> Event:
    """Remove a count that should not have been typed; gives the event. Raises NotFound."""
    number = number_in(g.access.here.id, number_id, lock=True)
    event = record("members.number_removed", number, before=facts(number))
    db.session.delete(number)
    db.session.flush()
    return event


def take_back_typed(event: Event, payload: dict[str, Any]) -> None:
    """Undo type_number(). Raises NotFound, Stale when it was corrected since."""
    number = number_in(event.space_id, event.subject_id or 0, lock=True)
    _check_same(number, payload["after"])
    record("members.number_removed", number, before=payload["after"], undoes=event.id)
    db.session.delete(number)
    db.session.flush()


def correct_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo correct_number(). Raises NotFound, Stale when it was corrected again since."""
    number = number_in(event.space_id, event.subject_id or 0, lock=True)
    _check_same(number, payload["after"])
    _put(number, payload["before"])
    number.version += 1
    db.session.flush()
    record(
        "members.number_corrected",
        number,
        before=payload["after"],
        after=payload["before"],
        undoes=event.id,
    )


def put_back(event: Event, payload: dict[str, Any]) -> None:
    """Undo remove_number(). Raises Stale when another count of that day was typed since."""
    number = MembersNumber(space_id=event.space_id)
    _put(number, payload["before"])
    if same_day(number):
        raise Stale(_("There is a count of that day already."))
    db.session.add(number)
    db.session.flush()
    record("members.number_typed", number, after=facts(number), undoes=event.id)


def facts(number: MembersNumber) -> dict[str, Any]:
    """What the history keeps of a count."""
    return plain({name: getattr(number, name) for name in FACTS} | {"value": _text(number.value)})


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fill(number: MembersNumber, typed: NumberTyped) -> None:
    ground = ground_of(g.access.here.id)
    key = next((key for key in keys_of(ground.space.line) if key.name == typed.key), None)
    if key is None:
        raise Invalid(_("Choose what was counted."), "key")
    if typed.as_of > today():
        raise Invalid(_("Choose a day up to today."), "as_of")
    if not 0 <= typed.value < MOST:
        raise Invalid(_("Type a number from 0 to 999.999.999."), "value")
    if typed.value != round(typed.value, key.decimals):
        raise Invalid(_("Type a whole number: this is counted one by one."), "value")
    if typed.area_id is not None and typed.area_id not in {h.id for h in ground.hamlets()}:
        raise Invalid(_("Choose a hamlet of the area."), "area_id")
    for name in FACTS:
        setattr(number, name, getattr(typed, name))
    if same_day(number):
        raise Invalid(_("There is a count of that day already. Correct that one."), "as_of")


def _put(number: MembersNumber, kept: dict[str, Any]) -> None:
    number.key, number.source, number.area_id = kept["key"], kept["source"], kept["area_id"]
    number.as_of, number.value = dt.date.fromisoformat(kept["as_of"]), Decimal(kept["value"])


def _check_same(number: MembersNumber, then: dict[str, Any]) -> None:
    if facts(number) != then:
        raise Stale(_("This was changed since. Look at it again."))
