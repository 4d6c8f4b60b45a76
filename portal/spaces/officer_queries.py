"""Officers: who holds which office, where, since when; and which standing offices nobody holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import contains_eager

from ..accounts.models import Account, SpaceMembership
from ..database import db, on_the_map
from ..errors import NotFound
from ..guards import guard
from ..listing import Page, page_in_order
from ..locale import today
from ..reach import NOTHING, current_reach
from ..text import fold
from .body_queries import in_force
from .models import Area, Body, Officer, Space, SpaceKind
from .naming import in_force_on

STATES = {"present": _l("In office"), "coming": _l("To come"), "former": _l("Former")}
SORTS = ("rank", "name", "since")
STANDING_COMMITTEE = ("BTV", "TT")
"""The bodies whose members are members of the standing committee: it, and its permanent part."""


@dataclass(frozen=True)
class Wanted:
    """Which officers a list shows, and in which order; `below` adds the spaces below."""

    q: str = ""
    body: int | None = None
    state: str = "present"
    below: bool = False
    sort: str = "rank"
    page: int = 1


@dataclass(frozen=True)
class Row:
    """An officer as a list shows it, with the name of the space."""

    officer: Officer
    space: Space


@dataclass(frozen=True)
class Vacancy:
    """A standing office that nobody holds today; `recorded` says whether the space has officers."""

    space_id: int
    slug: str
    space: str
    office: str
    body_id: int | None
    body: str
    front: bool
    recorded: bool


def officers_of(space_id: int, wanted: Wanted) -> Page[Row]:
    """A page of officers as rows, found by any part of name or office."""
    found = _found(space_id, wanted)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    ordered = _ordered(found, space_id, wanted)
    return page_in_order(db.session, ordered, wanted.page, total).made_into(_rows)


def all_officers_of(space_id: int, wanted: Wanted) -> list[Row]:
    """The officers of a list on one page, for a file."""
    ordered = _ordered(_found(space_id, wanted), space_id, wanted)
    return _rows(db.session.execute(ordered).all())


def officer_in(space_id: int, officer_id: int, *, lock: bool = False) -> Officer:
    """One officer of a space, with the body. Raises NotFound on one of another space."""
    query = (
        sa.select(Officer)
        .outerjoin(Officer.body)
        .options(contains_eager(Officer.body))
        .where(Officer.space_id == space_id, Officer.id == officer_id)
        .execution_options(populate_existing=lock)
    )
    found = db.session.scalar(query.with_for_update(of=Officer) if lock else query)
    if found is None:
        raise NotFound()
    return found


def offices_of(space_id: int) -> list[dict[str, Any]]:
    """The standing offices of a space by its kind, today."""
    row = db.session.execute(
        sa.select(SpaceKind.offices, Area.valid_to)
        .join(Space, Space.kind == SpaceKind.name)
        .join(Area, Area.id == Space.area_id)
        .where(Space.id == space_id)
    ).one()
    return in_force_on(row.offices, min(today(), row.valid_to or today()))


def accounts_here(space_id: int) -> list[Account]:
    """The accounts that hold a role in a space today: those an officer may be linked to."""
    with on_the_map():
        return list(
            db.session.scalars(
                sa.select(Account)
                .where(Account.disabled_at.is_(None), of_space(space_id))
                .order_by(Account.sort_key, Account.id)
            )
        )


@guard("officers.account_of_space", without=sa.true())
def of_space(space_id: int) -> sa.ColumnElement[bool]:
    """The condition that an account holds a role in a space today."""
    return sa.exists().where(
        SpaceMembership.account_id == Account.id,
        SpaceMembership.in_space_id == space_id,
        in_force(SpaceMembership),
    )


def vacancies(*, known_beside: int | None = None) -> list[Vacancy]:
    """Standing offices without a holder today, in every space within reach.

    With `known_beside`, of the spaces besides that one only those that recorded any officer.
    """
    reach = current_reach()
    wanted = {"spaces": sorted(reach.spaces if reach else NOTHING), "today": today()}
    rows = db.session.execute(VACANT, {**wanted, "beside": known_beside})
    return [Vacancy(**row._mapping) for row in rows]


VACANT = sa.text(
    """
    select s.id as space_id, s.slug, s.name as space, o.office, b.id as body_id,
        coalesce(b.name, '') as body, coalesce(o.front, false) as front,
        exists (select from officer f where f.space_id = s.id) as recorded
    from space s
    join space_kind k on k.name = s.kind
    join area a on a.id = s.area_id
    cross join lateral rows from (
        jsonb_to_recordset(k.offices)
            as (office text, body text, front boolean, "from" date, "to" date)
    ) with ordinality as o(office, body, front, "from", "to", rank)
    left join body b on b.space_id = s.id and b.code = o.body
        and b.valid_from <= :today and (b.valid_to is null or b.valid_to >= :today)
    where s.id = any (cast(:spaces as int[]))
        and (s.closed_on is null or s.closed_on > :today)
        and (cast(:beside as int) is null or s.id = :beside
            or exists (select from officer f where f.space_id = s.id))
        and coalesce(o."from", '-infinity') <= least(:today, coalesce(a.valid_to, :today))
        and coalesce(o."to", 'infinity') >= least(:today, coalesce(a.valid_to, :today))
        and not exists (
            select from officer f
            left join body fb on fb.space_id = f.space_id and fb.id = f.body_id
            where f.space_id = s.id
                and f.valid_from <= :today and (f.valid_to is null or f.valid_to >= :today)
                and case when coalesce(o.front, false) then f.in_charge_of_front
                    else f.office = o.office
                        and (fb.id is null or o.body is null or fb.code = o.body) end
        )
    order by s.sort_key, s.id, o.rank
    """
).bindparams(sa.bindparam("today", type_=sa.Date))


def _found(space_id: int, wanted: Wanted) -> sa.Select[tuple[Officer, Space]]:
    query = (
        sa.select(Officer, Space)
        .join(Space, Space.id == Officer.space_id)
        .outerjoin(Officer.body)
        .options(contains_eager(Officer.body))
    )
    if not wanted.below:
        query = query.where(Officer.space_id == space_id)
    if wanted.q:
        query = query.where(Officer.folded.contains(fold(wanted.q), autoescape=True))
    if wanted.body is not None:
        query = query.where(Officer.space_id == space_id, Officer.body_id == wanted.body)
    return query.where(_state(wanted.state, today()))


def _state(state: str, day: dt.date) -> sa.ColumnElement[bool]:
    states: dict[str, sa.ColumnElement[bool]] = {
        "present": in_force(Officer),
        "coming": Officer.valid_from > day,
        "former": sa.and_(Officer.valid_to.is_not(None), Officer.valid_to < day),
    }
    return states.get(state, sa.true())


def _ordered(
    query: sa.Select[tuple[Officer, Space]], space_id: int, wanted: Wanted
) -> sa.Select[tuple[Officer, Space]]:
    places = _places()
    office = sa.case(places, value=Officer.office, else_=len(places)) if places else sa.literal(0)
    keys: dict[str, list[Any]] = {
        "rank": [Space.id != space_id, Space.sort_key, office, sa.func.coalesce(Body.rank, 0)],
        "name": [],
        "since": [Officer.valid_from],
    }
    down = wanted.sort.startswith("-")
    first = [*keys.get(wanted.sort.lstrip("-"), keys["rank"]), Officer.sort_key]
    return query.order_by(*(sa.desc(key) if down else key for key in first), Officer.id)


def _places() -> dict[str, int]:
    """The place of each standing office among those of its space, the first ones leading."""
    places: dict[str, int] = {}
    for offices in db.session.scalars(sa.select(SpaceKind.offices)):
        for place, each in enumerate(offices):
            places[each["office"]] = min(place, places.get(each["office"], place))
    return places


def _rows(found: Sequence[Any]) -> list[Row]:
    return [Row(officer, space) for officer, space in found]
