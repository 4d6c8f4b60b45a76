"""What must hold before an office is given, changed or ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from ..database import db
from ..errors import Invalid, Refused
from ..guards import guard
from ..locale import date_text
from ..locks import OFFICERS
from ..reach import current_reach
from .models import Body, Officer, Space
from .officer_queries import STANDING_COMMITTEE, offices_of


def lock_offices(space_id: int) -> None:
    """Let nobody else change bodies and offices of a space until this transaction ends."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(OFFICERS, space_id)))


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
    """Refuse what fault_of() finds in an office among those of its space. Raises Invalid."""
    with db.session.no_autoflush:
        others = officers_in(officer.space_id)
        fault = fault_of(officer, body, others, Standing.of(officer.space_id))
    if fault is not None:
        raise Invalid(fault.sentence, fault.field)


@dataclass(frozen=True)
class Fault:
    """What is wrong with an office, at which field."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Standing:
    """What every office of a space is held against: its first day, the offices of its kind."""

    opened: dt.date
    offices: list[dict[str, Any]]

    @classmethod
    def of(cls, space_id: int) -> Standing:
        """What holds in a space today."""
        opened = db.session.scalars(sa.select(Space.opened_on).where(Space.id == space_id)).one()
        return cls(opened, offices_of(space_id))


def officers_in(space_id: int) -> Sequence[Officer]:
    """Every office that is or was held in a space, with its body, in the order of its first day."""
    query = (
        sa.select(Officer)
        .outerjoin(Officer.body)
        .options(contains_eager(Officer.body))
        .where(Officer.space_id == space_id)
    )
    return db.session.scalars(query.order_by(Officer.valid_from, Officer.id)).all()


def fault_of(
    officer: Officer, body: Body | None, others: Iterable[Officer], standing: Standing
) -> Fault | None:
    """Dates out of order, an office held twice, a second holder, a charge out of place; or None.

    Who takes charge of the Front and the organizations is one named member of the standing
    committee (plan of Tân Hồng, part II.2: “uỷ viên Ban Thường vụ phụ trách Mặt trận Tổ quốc và
    các tổ chức chính trị - xã hội”).
    """
    at_once = [each for each in others if each is not officer and _overlaps(officer, each)]
    return (
        _fault_of_days(officer, body, standing.opened)
        or _fault_of_holders(officer, body, at_once, standing.offices)
        or _fault_of_charge(officer, body, at_once)
    )


def _fault_of_days(officer: Officer, body: Body | None, opened: dt.date) -> Fault | None:
    first, last = officer.valid_from, officer.valid_to
    if last is not None and last < first:
        return Fault("valid_to", _("The last day lies before the first."))
    if body is not None and first < body.valid_from and opened <= body.valid_from:
        day = date_text(body.valid_from)
        sentence = _("%(body)s exists since %(day)s only.", body=body.name, day=day)
        return Fault("valid_from", sentence)
    if body is not None and body.valid_to is not None and (last or dt.date.max) > body.valid_to:
        day = date_text(body.valid_to)
        return Fault("valid_to", _("%(body)s ends on %(day)s.", body=body.name, day=day))
    return None


def _fault_of_holders(
    officer: Officer, body: Body | None, at_once: list[Officer], offices: list[dict[str, Any]]
) -> Fault | None:
    same = [o for o in at_once if (o.office, o.body_id) == (officer.office, officer.body_id)]
    twin = next((o for o in same if o.sort_key == officer.sort_key), None)
    if twin is not None:
        sentence = _("%(name)s holds this office already, %(when)s.", **_held(twin))
        return Fault("valid_from", sentence)
    if same and _has_one_holder(officer, body, offices):
        sentence = _("%(name)s holds this office, %(when)s. End that first.", **_held(same[0]))
        return Fault("valid_from", sentence)
    return None


def _fault_of_charge(officer: Officer, body: Body | None, at_once: list[Officer]) -> Fault | None:
    if not officer.in_charge_of_front:
        return None
    if body is None or body.code not in STANDING_COMMITTEE:
        sentence = _("Only a member of the standing committee takes charge: choose that body.")
        return Fault("in_charge_of_front", sentence)
    holder = next((o for o in at_once if o.in_charge_of_front), None)
    if holder is not None:
        sentence = _("%(name)s is in charge, %(when)s. End that first.", **_held(holder))
        return Fault("in_charge_of_front", sentence)
    return None


def _overlaps(officer: Officer, other: Officer) -> bool:
    last, others_last = officer.valid_to or dt.date.max, other.valid_to or dt.date.max
    return other.valid_from <= last and officer.valid_from <= others_last


def _has_one_holder(officer: Officer, body: Body | None, offices: list[dict[str, Any]]) -> bool:
    code = body.code if body is not None else None
    return any(
        each.get("one")
        and each["office"] == officer.office
        and (code is None or each.get("body") in (None, code))
        for each in offices
    )


def _held(officer: Officer) -> dict[str, str]:
    first, last = date_text(officer.valid_from), date_text(officer.valid_to)
    when = _("%(first)s to %(last)s", first=first, last=last) if last else ""
    return {"name": officer.person_name, "when": when or _("since %(first)s", first=first)}
