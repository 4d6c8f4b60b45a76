"""Verbs on offices: give one, change it, end it, take either back."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from ..accounts.identity import phone_of
from ..accounts.models import Account
from ..audit import record
from ..database import db, on_the_map
from ..errors import Invalid, NotFound, Stale
from ..guards import guard
from ..history.models import Event
from ..locale import date_text
from ..text import clean, fold
from .body_queries import body_in
from .checks import check_version
from .models import Body, Officer
from .officer_checks import check_office, check_own_body, lock_offices
from .officer_queries import of_space, officer_in, offices_of


@dataclass(frozen=True)
class Office:
    """An office as it is typed: who, which, in which body, from when to when."""

    person_name: str
    office: str
    valid_from: dt.date
    body_id: int | None = None
    valid_to: dt.date | None = None
    phone: str | None = None
    in_charge_of_front: bool = False
    account_id: int | None = None
    document: str | None = None


def add_officer(office: Office) -> Event:
    """Give somebody an office in this space; gives the event, to be undone.

    Raises NotFound on a body or account of another space, Invalid on dates or a charge that do
    not fit, Refused for a role that covers other bodies.
    """
    here = g.access.here.id
    lock_offices(here)
    officer = Officer(space_id=here)
    body = _fill(officer, office)
    check_office(officer, body)
    db.session.add(officer)
    db.session.flush()
    return record("spaces.officer_added", officer, after=_facts(officer))


def change_officer(officer_id: int, office: Office, version: int) -> Officer:
    """Correct an office. Raises Stale, and what add_officer() raises."""
    lock_offices(g.access.here.id)
    officer = officer_in(g.access.here.id, officer_id, lock=True)
    check_own_body(officer.body_id)
    check_version(officer, version, theirs=text_of(officer), yours=office.person_name)
    before = _facts(officer)
    with db.session.no_autoflush:
        check_office(officer, _fill(officer, office))
    after = _facts(officer)
    if after != before:
        officer.version += 1
        record("spaces.officer_changed", officer, before=before, after=after)
    return officer


def end_officer(officer_id: int, last_day: dt.date, document: str | None, version: int) -> Event:
    """End an office after its last day; gives the event, to be undone.

    Raises NotFound, Stale, Invalid on a day before it began or after its end, Refused.
    """
    lock_offices(g.access.here.id)
    officer = officer_in(g.access.here.id, officer_id, lock=True)
    check_own_body(officer.body_id)
    yours = _("ends on %(day)s", day=date_text(last_day))
    check_version(officer, version, theirs=text_of(officer), yours=yours)
    if last_day < officer.valid_from:
        day = date_text(officer.valid_from)
        raise Invalid(_("The office begins on %(day)s; choose a later day.", day=day), "last_day")
    if officer.valid_to is not None and officer.valid_to <= last_day:
        day = date_text(officer.valid_to)
        raise Invalid(_("The office ends on %(day)s already.", day=day), "last_day")
    before = _end(officer)
    officer.valid_to, officer.end_document = last_day, clean(document or "") or None
    officer.version += 1
    return record("spaces.officer_ended", officer, before=before, after=_end(officer))


def restore_officer(event: Event, payload: dict[str, Any]) -> None:
    """Take the recorded end of an office back. Raises Stale when it was changed since, or when the
    office has another holder by now."""
    lock_offices(event.space_id)
    officer = officer_in(event.space_id, event.subject_id or 0, lock=True)
    check_own_body(officer.body_id)
    now, ended, before = _end(officer), payload["after"], payload["before"]
    check_same(now, ended)
    officer.valid_to = before["valid_to"] and dt.date.fromisoformat(before["valid_to"])
    officer.end_document = before["end_document"]
    try:
        check_office(officer, officer.body)
    except Invalid as error:
        raise Stale(error.message) from None
    officer.version += 1
    record("spaces.officer_restored", officer, before=ended, after=_end(officer), undoes=event.id)


def remove_added(event: Event, payload: dict[str, Any]) -> None:
    """Take an office back that was given by mistake. Raises Stale when it was changed since."""
    lock_offices(event.space_id)
    officer = db.session.get(Officer, (event.space_id, event.subject_id), with_for_update=True)
    if officer is None:
        raise Stale(_("This was changed since. Look at it again."))
    check_own_body(officer.body_id)
    check_same(_facts(officer), payload["after"])
    record("spaces.officer_removed", officer, before=payload["after"], undoes=event.id)
    db.session.delete(officer)
    db.session.flush()


@guard("officers.unchanged", without=None)
def check_same(now: dict[str, Any], then: dict[str, Any]) -> None:
    """Raise Stale when a row no longer is what an event made it."""
    if {key: now.get(key) for key in then} != then:
        raise Stale(_("This was changed since. Look at it again."))


def text_of(officer: Officer) -> str:
    """An office in one line, to compare what two people wrote."""
    until = _("ends on %(day)s", day=date_text(officer.valid_to)) if officer.valid_to else ""
    return ", ".join(filter(None, (officer.person_name, officer.office, until)))


def _fill(officer: Officer, office: Office) -> Body | None:
    check_own_body(office.body_id)
    values = asdict(office)
    values["phone"] = phone_of(office.phone or "")
    values["person_name"] = clean(office.person_name)
    values["office"] = _spelt(clean(office.office))
    values["document"] = clean(office.document or "") or None
    body = body_in(g.access.here.id, office.body_id) if office.body_id else None
    if office.account_id is not None and office.account_id != officer.account_id:
        _check_account(office.account_id)
    for name, value in values.items():
        setattr(officer, name, value)
    return body


def _spelt(office: str) -> str:
    """A standing office as its kind of space spells it, however it was typed."""
    standing = {fold(each["office"]): each["office"] for each in offices_of(g.access.here.id)}
    return standing.get(fold(office), office)


def _check_account(account_id: int) -> None:
    with on_the_map():
        found = db.session.scalar(
            sa.select(Account.id).where(Account.id == account_id, of_space(g.access.here.id))
        )
    if found is None:
        raise NotFound()


def _facts(officer: Officer) -> dict[str, Any]:
    names = (*Office.__dataclass_fields__, "end_document")
    values = {name: getattr(officer, name) for name in names}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def _end(officer: Officer) -> dict[str, Any]:
    last = officer.valid_to
    return {"valid_to": last and last.isoformat(), "end_document": officer.end_document}
