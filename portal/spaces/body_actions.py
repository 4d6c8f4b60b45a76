"""Verbs on bodies: add one, rename it, end it, restore it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from ..audit import record
from ..database import db
from ..errors import Invalid, Stale
from ..history.models import Event
from ..locale import date_text
from ..text import clean
from .body_queries import body_in
from .checks import check_version
from .models import Body, Officer
from .officer_actions import check_same
from .officer_checks import check_whole_role, lock_offices


@dataclass(frozen=True)
class BodyTyped:
    """A body as it is typed; without a code it is made of the first letters of the name."""

    name: str
    code: str = ""
    rank: int | None = None


def add_body(typed: BodyTyped, valid_from: dt.date) -> Body:
    """Add a body to this space. Raises Invalid when there is one of this name or code by then."""
    check_whole_role()
    here = g.access.here.id
    lock_offices(here)
    last = db.session.scalar(sa.select(sa.func.max(Body.rank)).where(Body.space_id == here)) or 0
    body = Body(space_id=here, rank=last + 1, valid_from=valid_from, valid_to=None)
    _fill(body, typed)
    check_body(body)
    db.session.add(body)
    db.session.flush()
    record("spaces.body_added", body, after=_facts(body))
    return body


def change_body(body_id: int, typed: BodyTyped, version: int) -> Body:
    """Rename a body, give it another code or place. Raises NotFound, Stale, Invalid."""
    body = _locked(body_id, version, typed.name)
    before = _facts(body)
    with db.session.no_autoflush:
        _fill(body, typed)
        check_body(body)
    if _facts(body) != before:
        body.version += 1
        record("spaces.body_renamed", body, before=before, after=_facts(body))
    return body


def end_body(body_id: int, last_day: dt.date, version: int) -> Event:
    """End a body after a day; gives the event, to be undone.

    Raises NotFound, Stale, Invalid on a day before it began and while offices in it last longer.
    """
    body = _locked(body_id, version, _("ends on %(day)s", day=date_text(last_day)))
    if last_day < body.valid_from:
        day = date_text(body.valid_from)
        raise Invalid(_("The body exists since %(day)s; choose a later day.", day=day), "last_day")
    holders = db.session.scalars(
        sa.select(Officer.person_name)
        .where(
            Officer.space_id == body.space_id,
            Officer.body_id == body.id,
            sa.or_(Officer.valid_to.is_(None), Officer.valid_to > last_day),
        )
        .order_by(Officer.sort_key)
    ).all()
    if holders:
        names = ", ".join(holders[:3]) + (" …" if len(holders) > 3 else "")
        raise Invalid(_("First end the offices of %(names)s.", names=names), "last_day")
    before = _facts(body)
    body.valid_to, body.version = last_day, body.version + 1
    return record("spaces.body_ended", body, before=before, after=_facts(body))


def restore_body(body_id: int, version: int) -> Body:
    """Let a body that ended go on. Raises NotFound, Stale, Invalid when it has a successor."""
    body = _locked(body_id, version, _("restored"))
    before = _facts(body)
    _go_on(body, None)
    record("spaces.body_restored", body, before=before, after=_facts(body))
    return body


def take_end_back(event: Event, payload: dict[str, Any]) -> None:
    """Take the recorded end of a body back. Raises Stale when it was changed since."""
    check_whole_role()
    lock_offices(event.space_id)
    body = body_in(event.space_id, event.subject_id or 0, lock=True)
    check_same(_facts(body), payload["after"])
    last = payload["before"]["valid_to"]
    try:
        _go_on(body, last and dt.date.fromisoformat(last))
    except Invalid as error:
        raise Stale(error.message) from None
    record(
        "spaces.body_restored",
        body,
        before=payload["after"],
        after=_facts(body),
        undoes=event.id,
    )


def check_body(body: Body) -> None:
    """Refuse a second body of one name or code at one time."""
    lasts = sa.or_(Body.valid_to.is_(None), Body.valid_to >= body.valid_from)
    begins = sa.true() if body.valid_to is None else Body.valid_from <= body.valid_to
    with db.session.no_autoflush:
        twin = db.session.scalar(
            sa.select(Body).where(
                Body.space_id == body.space_id,
                Body.id != (body.id or 0),
                lasts,
                begins,
                sa.or_(Body.code == body.code, Body.name == body.name),
            )
        )
    if twin is not None:
        field = "name" if twin.name == body.name else "code"
        raise Invalid(
            _("There is %(body)s (%(code)s) already.", body=twin.name, code=twin.code), field
        )


def code_of(name: str) -> str:
    """The usual sign of a body: the first letters of its name, "Ban Dân vận" gives BDV."""
    return "".join(word[0] for word in name.split()).upper()


def _go_on(body: Body, until: dt.date | None) -> None:
    with db.session.no_autoflush:
        body.valid_to = until
        check_body(body)
    body.version += 1


def _locked(body_id: int, version: int, yours: str) -> Body:
    check_whole_role()
    lock_offices(g.access.here.id)
    body = body_in(g.access.here.id, body_id, lock=True)
    until = _("ends on %(day)s", day=date_text(body.valid_to)) if body.valid_to else ""
    check_version(body, version, theirs=f"{body.name} {until}".strip(), yours=yours)
    return body


def _fill(body: Body, typed: BodyTyped) -> None:
    body.name = clean(typed.name)
    body.code = clean(typed.code).upper() or code_of(body.name)
    body.rank = typed.rank if typed.rank is not None else body.rank


def _facts(body: Body) -> dict[str, Any]:
    values = {name: getattr(body, name) for name in ("name", "code", "rank", "valid_to")}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}
