"""Events to show: filtered, by page, with names where the reader may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from .. import listing
from ..database import db
from ..listing import Page, Sorts, View
from ..locale import HERE
from ..spaces.models import Space
from ..text import clean
from .models import Event, EventPayload


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty fields leave the list whole. Days are of Viet Nam."""

    verb: str = ""
    account_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    subject_type: str = ""
    subject_id: int | None = None
    unit_id: int | None = None
    text: str = ""


SORTS = Sorts({"at": (Event.at, Event.space_id)}, last=Event.seq, default="-at")


def page_of(wanted: Wanted, view: View) -> Page[Event]:
    """A page of the events within reach, newest first; a number beyond the last gives the last."""
    return listing.page_of(db.session, _found(wanted), SORTS, view)


def events_of(wanted: Wanted, view: View) -> Sequence[Event]:
    """All pages of page_of() at once: for a file."""
    return list(listing.rows_of(db.session, _found(wanted), SORTS, view))


def history_of(subject: Any, limit: int = 10) -> Sequence[Event]:
    """The last events about a row, newest first, for the foot of its page."""
    wanted = Wanted(subject_type=type(subject).__tablename__, subject_id=subject.id)
    query = _found(wanted).where(Event.space_id == subject.space_id)
    return db.session.scalars(query.order_by(Event.seq.desc()).limit(limit)).all()


def history_of_unit(space_id: int, unit_id: int, limit: int = 10) -> Sequence[Event]:
    """The last events of a unit and of all that belongs to it, newest first."""
    query = _found(Wanted(unit_id=unit_id)).where(Event.space_id == space_id)
    return db.session.scalars(query.order_by(Event.seq.desc()).limit(limit)).all()


def last_of(space_id: int, limit: int) -> Sequence[Event]:
    """The last events of one space, newest first."""
    query = sa.select(Event).where(Event.space_id == space_id)
    return db.session.scalars(query.order_by(Event.seq.desc()).limit(limit)).all()


def event_in(space_id: int, event_id: int) -> Event | None:
    """One event of a space, where it lies within reach."""
    return db.session.get(Event, (space_id, event_id))


def payload_of(event: Event) -> EventPayload | None:
    """The values before and after, unless erased or beyond the personal reach."""
    return db.session.scalar(
        sa.select(EventPayload).where(
            EventPayload.space_id == event.space_id, EventPayload.event_id == event.id
        )
    )


def undone_by(events: Sequence[Event]) -> dict[int, int]:
    """Which of these events were taken back: event id -> id of the event that did."""
    ids = [event.id for event in events]
    if not ids:
        return {}
    rows = db.session.execute(
        sa.select(Event.undoes_id, Event.id).where(
            Event.space_id.in_({event.space_id for event in events}), Event.undoes_id.in_(ids)
        )
    )
    return {undone: by for undone, by in rows if undone is not None}


def people() -> Sequence[tuple[int, str]]:
    """Who acted within reach: account id and name, for the filter."""
    latest = (
        sa.select(Event.account_id, Event.account_name)
        .order_by(Event.at.desc())
        .limit(listing.MOST)
    )
    recent = latest.subquery()
    rows = db.session.execute(
        sa.select(recent.c.account_id, sa.func.min(recent.c.account_name))
        .where(recent.c.account_id.is_not(None))
        .group_by(recent.c.account_id)
        .order_by(sa.func.min(recent.c.account_name))
    )
    return [(account_id, name or "") for account_id, name in rows]


def verbs_used() -> set[str]:
    """The kinds of event within reach, for the filter."""
    latest = sa.select(Event.verb).order_by(Event.at.desc()).limit(listing.MOST).subquery()
    return set(db.session.scalars(sa.select(latest.c.verb).distinct()))


def spaces_of(events: Sequence[Event], known: int | None = None) -> dict[int, str]:
    """The short names of the spaces where these events happened, but for the one known."""
    ids = {event.space_id for event in events} - {known}
    if not ids:
        return {}
    return dict(
        db.session.execute(sa.select(Space.id, Space.short_name).where(Space.id.in_(ids)))
        .tuples()
        .all()
    )


def people_named(session: Session, events: Sequence[Event]) -> dict[int, str]:
    """The names of subjects who are people: event id -> name, within the session's reach."""
    ids = [event.id for event in events if not event.subject_name]
    if not ids:
        return {}
    spaces = {event.space_id for event in events}
    rows = session.execute(
        sa.select(EventPayload.event_id, EventPayload.content["name"].as_string()).where(
            EventPayload.space_id.in_(spaces), EventPayload.event_id.in_(ids)
        )
    )
    return {event_id: name for event_id, name in rows if name}


def _found(wanted: Wanted) -> sa.Select[tuple[Event]]:
    query = sa.select(Event)
    if wanted.verb:
        query = query.where(Event.verb == wanted.verb)
    if wanted.account_id is not None:
        query = query.where(Event.account_id == wanted.account_id)
    if wanted.since:
        query = query.where(Event.at >= _midnight(wanted.since))
    if wanted.until:
        query = query.where(Event.at < _midnight(wanted.until + dt.timedelta(days=1)))
    if wanted.subject_type:
        query = query.where(Event.subject_type == wanted.subject_type)
    if wanted.subject_id is not None:
        query = query.where(Event.subject_id == wanted.subject_id)
    if wanted.unit_id is not None:
        query = query.where(Event.unit_id == wanted.unit_id)
    if wanted.text:
        query = query.where(Event.subject_name.icontains(clean(wanted.text), autoescape=True))
    return query


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), HERE)
