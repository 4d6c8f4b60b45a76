"""What must hold before an office is given, changed or ended."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import gettext as _

from ..database import db
from ..errors import Invalid, Refused
from ..guards import guard
from ..locale import date_text
from ..reach import current_reach
from .models import Body, Officer, Space
from .officer_queries import STANDING_COMMITTEE, offices_of

LOCK = 7_301_024
"""With the id of a space: two changes of its offices at once would not see each other."""


def lock_offices(space_id: int) -> None:
    """Let nobody else change bodies and offices of a space until this transaction ends."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK, space_id)))


@guard("officers.own_body", without=None)
def check_own_body(body_id: int | None) -> None:
    """Refuse a role narrowed to bodies that changes the offices of another body."""
    reach = current_reach()
    if reach is not None and reach.bodies is not None and body_id not in reach.bodies:
        raise Refused(_("Your role covers other bodies of this space only."))


@guard("bodies.whole_role", without=None)
def check_whole_role() -> None:
    """Refuse a role narrowed to bodies that changes which bodies there are."""
    reach = current_reach()
    if reach is not None and reach.bodies is not None:
        raise Refused(_("Your role covers some bodies only; it may not change which there are."))


def check_office(officer: Officer, body: Body | None) -> None:
    """Refuse dates out of order, an office held twice, a second holder, a charge out of place.

    Who takes charge of the Front and the organizations is one named member of the standing
    committee (plan of Tân Hồng, part II.2: “uỷ viên Ban Thường vụ phụ trách Mặt trận Tổ quốc và
    các tổ chức chính trị - xã hội”).
    """
    check_days(officer, body)
    with db.session.no_autoflush:
        same = _others(officer, Officer.office == officer.office, _same_body(officer.body_id))
        twin = next((o for o in same if o.sort_key == officer.sort_key), None)
        if twin is not None:
            raise Invalid(
                _("%(name)s holds this office already, %(when)s.", **_held(twin)), "valid_from"
            )
        if same and _has_one_holder(officer, body):
            raise Invalid(
                _("%(name)s holds this office, %(when)s. End that first.", **_held(same[0])),
                "valid_from",
            )
        if officer.in_charge_of_front:
            _check_charge(officer, body)


def check_days(officer: Officer, body: Body | None) -> None:
    """Refuse an office that ends before it begins, or lies outside the life of its body."""
    first, last = officer.valid_from, officer.valid_to
    if last is not None and last < first:
        raise Invalid(_("The last day lies before the first."), "valid_to")
    opened = db.session.scalars(
        sa.select(Space.opened_on).where(Space.id == officer.space_id)
    ).one()
    begins = max(opened, body.valid_from) if body is not None else opened
    if first < begins and body is not None and begins == body.valid_from:
        raise Invalid(
            _("%(body)s exists since %(day)s only.", body=body.name, day=date_text(begins)),
            "valid_from",
        )
    if body is not None and body.valid_to is not None and (last or dt.date.max) > body.valid_to:
        day = date_text(body.valid_to)
        raise Invalid(_("%(body)s ends on %(day)s.", body=body.name, day=day), "valid_to")


def _check_charge(officer: Officer, body: Body | None) -> None:
    if body is None or body.code not in STANDING_COMMITTEE:
        raise Invalid(
            _("Only a member of the standing committee takes charge: choose that body."),
            "in_charge_of_front",
        )
    others = _others(officer, Officer.in_charge_of_front.is_(True))
    if others:
        raise Invalid(
            _("%(name)s is in charge, %(when)s. End that first.", **_held(others[0])),
            "in_charge_of_front",
        )


def _others(officer: Officer, *conditions: sa.ColumnElement[bool]) -> list[Officer]:
    """Other offices of the space whose dates overlap with this one's."""
    overlapping = [sa.or_(Officer.valid_to.is_(None), Officer.valid_to >= officer.valid_from)]
    if officer.valid_to is not None:
        overlapping.append(Officer.valid_from <= officer.valid_to)
    return list(
        db.session.scalars(
            sa.select(Officer)
            .where(
                Officer.space_id == officer.space_id,
                Officer.id != (officer.id or 0),
                *overlapping,
                *conditions,
            )
            .order_by(Officer.valid_from, Officer.id)
        )
    )


def _same_body(body_id: int | None) -> sa.ColumnElement[bool]:
    return Officer.body_id.is_(None) if body_id is None else Officer.body_id == body_id


def _has_one_holder(officer: Officer, body: Body | None) -> bool:
    code = body.code if body is not None else None
    return any(
        each.get("one")
        and each["office"] == officer.office
        and (code is None or each.get("body") in (None, code))
        for each in offices_of(officer.space_id)
    )


def _held(officer: Officer) -> dict[str, str]:
    first, last = date_text(officer.valid_from), date_text(officer.valid_to)
    when = _("%(first)s to %(last)s", first=first, last=last) if last else ""
    return {"name": officer.person_name, "when": when or _("since %(first)s", first=first)}
