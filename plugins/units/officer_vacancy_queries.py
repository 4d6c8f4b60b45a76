"""Vacancies: units within reach that nobody heads, or that have no deputy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from portal.database import db
from portal.listing import Page, Sorts, View, page_of, rows_of
from portal.locale import today
from portal.spaces.models import Space
from portal.text import fold

from .kinds import kinds
from .measures import is_held, stands
from .models import UnitsOffice, UnitsUnit

MISSING = {"head": _l("Without a head"), "deputy": _l("Without a deputy")}
"""What a unit may lack; with neither chosen the list shows both, those without a head first."""


@dataclass(frozen=True)
class Wanted:
    """Which vacancies a list shows: lacking a head, a deputy, or (empty) either; of which units."""

    q: str = ""
    missing: str = ""
    kind: str = ""
    space: str = ""


def wanted_from(args: Any) -> Wanted:
    """The filter in an address; what cannot be read leaves the list as it usually is."""
    missing = args.get("missing", "")
    return Wanted(
        q=args.get("q", "").strip(),
        missing=missing if missing in MISSING else "",
        kind=args.get("kind", ""),
        space=args.get("of", ""),
    )


def vacancies(wanted: Wanted, view: View) -> Page[Any]:
    """A page of vacancies: rows of (unit, space, headless, deputyless, since, recorded)."""
    return page_of(db.session, _found(wanted), _sorts(), view)


def all_vacancies(wanted: Wanted, view: View) -> Iterator[Any]:
    """The vacancies of a list on every page, for a file."""
    return rows_of(db.session, _found(wanted), _sorts(), view)


def spaces_with_vacancies() -> Sequence[tuple[str, str]]:
    """Slug and short name of the spaces within reach where a unit lacks somebody, for a filter."""
    lacking = sa.exists().where(UnitsUnit.space_id == Space.id, _lacks("")).correlate(Space)
    rows = db.session.execute(
        sa.select(Space.slug, Space.short_name).where(lacking).order_by(Space.sort_key, Space.id)
    )
    return list(rows.tuples())


def kinds_with_vacancies() -> list[tuple[str, str]]:
    """Name and label of the kinds of unit within reach that lack somebody, for a filter."""
    lacking = (
        sa.select(UnitsUnit.kind).join(Space, Space.id == UnitsUnit.space_id).where(_lacks(""))
    )
    found = set(db.session.scalars(lacking.distinct()))
    return [(kind.name, kind.label) for kind in kinds().values() if kind.name in found]


def _found(wanted: Wanted) -> sa.Select[Any]:
    day = today()
    query = (
        sa.select(
            UnitsUnit,
            Space,
            (~_has("head", day)).label("headless"),
            (~_has("deputy", day)).label("deputyless"),
            _since().label("since"),
            _recorded().label("recorded"),
        )
        .join(Space, Space.id == UnitsUnit.space_id)
        .where(_lacks(wanted.missing))
    )
    if wanted.q:
        query = query.where(UnitsUnit.folded.contains(fold(wanted.q), autoescape=True))
    if wanted.kind:
        query = query.where(UnitsUnit.kind == wanted.kind)
    return query.where(Space.slug == wanted.space) if wanted.space else query


def _lacks(missing: str) -> sa.ColumnElement[bool]:
    """The condition that a unit stands today without a head, a deputy, or either of them."""
    day = today()
    ranks = [missing] if missing else list(MISSING)
    lacking = sa.or_(*(~_has(rank, day) for rank in ranks))
    return sa.and_(stands(day), sa.or_(Space.closed_on.is_(None), Space.closed_on > day), lacking)


def _has(rank: str, day: dt.date) -> sa.ColumnElement[bool]:
    """The condition that somebody of a rank (head, deputy) is in office in a unit on a day."""
    office = aliased(UnitsOffice)
    return sa.exists().where(
        office.space_id == UnitsUnit.space_id,
        office.unit_id == UnitsUnit.id,
        office.rank == rank,
        is_held(office, day),
    )


def _since() -> sa.ScalarSelect[Any]:
    """The day since which nobody heads a unit; null where no former head is recorded."""
    last = aliased(UnitsOffice)
    return (
        sa.select(sa.func.max(last.ended_on))
        .where(
            last.space_id == UnitsUnit.space_id,
            last.unit_id == UnitsUnit.id,
            last.rank == "head",
            last.ended_on <= today(),
        )
        .correlate(UnitsUnit)
        .scalar_subquery()
    )


def _recorded() -> sa.ColumnElement[bool]:
    """The condition that any office of a unit was ever recorded."""
    any_office = aliased(UnitsOffice)
    return sa.exists().where(
        any_office.space_id == UnitsUnit.space_id, any_office.unit_id == UnitsUnit.id
    )


def _sorts() -> Sorts:
    return Sorts(
        {
            "missing": (_has("head", today()), UnitsUnit.sort_key),
            "name": (UnitsUnit.sort_key,),
            "space": (Space.sort_key, UnitsUnit.sort_key),
            "kind": (UnitsUnit.kind, UnitsUnit.sort_key),
            "since": (_since(),),
        },
        last=UnitsUnit.id,
    )
