"""Grants of a space, who above it could get one, and the looks that were taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from ..access import Here, opens_to_grants
from ..accounts.models import Account, SpaceMembership
from ..accounts.queries import in_force
from ..database import db
from ..errors import NotFound
from ..guards import guard
from ..listing import Page, Sorts, View, page_of, rows_of
from ..locale import HERE, today
from ..spaces.models import Space
from ..text import fold
from .in_force import holds_on
from .models import ASKED, GRANTED, Look, LookGrant
from .reasons import reason_with

STATES = ("asked", "granted", "over", "refused", "withdrawn")
"""How a grant stands, as a reader is told: one that ended by itself is over."""


class Shown(NamedTuple):
    """A grant with the names that stand beside it."""

    grant: LookGrant
    name: str
    from_name: str
    decided_by: str | None

    @property
    def state(self) -> str:
        """How it stands today, one of STATES."""
        over = self.grant.valid_to is not None and self.grant.valid_to < today()
        return "over" if self.grant.state == GRANTED and over else self.grant.state

    @property
    def reason(self) -> str:
        """Why, in words."""
        return reason_with(self.grant.reason, self.grant.note)


class Candidate(NamedTuple):
    """Somebody above, with the space by whose whole role a grant would let them look."""

    account_id: int
    name: str
    space_id: int
    space: str


GRANT_SORTS = Sorts(
    {"name": (Account.sort_key,), "until": (LookGrant.valid_to,), "at": (LookGrant.id,)},
    last=LookGrant.id,
    default="-at",
)


def grants_of(space_id: int, state: str, view: View) -> Page[Shown]:
    """A page of the grants of a space, the newest first. The map must be open."""
    query = _grants().where(_in(space_id))
    over = sa.and_(LookGrant.state == GRANTED, LookGrant.valid_to < today())
    if state == "over":
        query = query.where(over)
    elif state in STATES:
        query = query.where(LookGrant.state == state, sa.not_(over))
    return page_of(db.session, query, GRANT_SORTS, view).made_into(_shown)


def grant_in(space_id: int, grant_id: int) -> Shown:
    """One grant of a space. Raises NotFound on another's. The map must be open."""
    rows = _shown(
        db.session.execute(_grants().where(_in(space_id), LookGrant.id == grant_id)).all()
    )
    if not rows:
        raise NotFound()
    return rows[0]


def locked(space_id: int, grant_id: int) -> LookGrant:
    """One grant of a space, nobody else's to decide until the commit. Raises NotFound."""
    found = db.session.scalar(
        sa.select(LookGrant).where(_in(space_id), LookGrant.id == grant_id).with_for_update()
    )
    if found is None:
        raise NotFound()
    return found


def own_grants(space_id: int, account_id: int) -> Sequence[Shown]:
    """What an account asked of a space or was granted there, the newest first, at most ten."""
    query = _grants().where(_in(space_id), LookGrant.account_id == account_id)
    return _shown(db.session.execute(query.order_by(LookGrant.id.desc()).limit(10)).all())


def questions() -> sa.Select[Any]:
    """What those above ask of spaces, for the inbox of each."""
    title = sa.func.concat(Account.display_name, " – ", Space.name)
    return (
        sa.select(LookGrant.in_space_id, LookGrant.id, title, sa.cast(None, sa.Date))
        .join(Account, Account.id == LookGrant.account_id)
        .join(Space, Space.id == LookGrant.from_space_id)
        .where(LookGrant.state == ASKED)
    )


def candidates(here: Here) -> list[Candidate]:
    """Who above a space could look at its people, by given name. The map must be open.

    Those whose whole role above gives some personal right of viewing, and who hold no role here.
    """
    m, works_here = SpaceMembership, aliased(SpaceMembership)
    inside = sa.exists().where(
        works_here.account_id == Account.id,
        works_here.in_space_id == here.id,
        in_force(works_here),
    )
    query = (
        sa.select(Account.id, Account.display_name, Space.id, Space.name)
        .join(m, m.account_id == Account.id)
        .join(Space, Space.id == m.in_space_id)
        .where(
            m.in_space_id.in_(here.above),
            m.unit_ids.is_(None),
            m.body_ids.is_(None),
            m.role.in_(looking_roles()),
            in_force(m),
            Account.disabled_at.is_(None),
            sa.not_(inside),
        )
        .group_by(Account.id, Account.display_name, Account.sort_key, Space.id, Space.name)
        .order_by(Account.sort_key, Account.id, Space.name)
    )
    return [Candidate(*row) for row in db.session.execute(query)]


def lookers(space_id: int, roles: Collection[str]) -> sa.Select[Any]:
    """Who may look at a space today by one of some roles: name, role, space above, last day."""
    m = SpaceMembership
    return (
        sa.select(Account.display_name, m, Space.name, LookGrant.valid_to)
        .select_from(LookGrant)
        .join(Account, Account.id == LookGrant.account_id)
        .join(Space, Space.id == LookGrant.from_space_id)
        .join(m, _of_the_grant(m))
        .where(
            LookGrant.in_space_id == space_id,
            holds_on(today()),
            m.role.in_(roles),
            in_force(m),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.sort_key, Account.id, m.id)
    )


def _of_the_grant(m: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        m.account_id == LookGrant.account_id,
        m.in_space_id == LookGrant.from_space_id,
        m.unit_ids.is_(None),
        m.body_ids.is_(None),
    )


def looking_roles() -> set[str]:
    """The roles that give some right which a grant can let down to a space."""
    permissions = current_app.extensions["portal"].permissions.values()
    return {role for each in permissions if opens_to_grants(each) for role in each.roles}


@dataclass(frozen=True)
class Wanted:
    """Which looks a reader wants to see; empty fields leave the list whole."""

    text: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    kind: str = ""
    grant_id: int | None = None
    subject_type: str = ""
    subject_id: int | None = None


KINDS = ("above", "sealed")
SORTS = Sorts(
    {"at": (Look.at,), "who": (Look.account_name,), "about": (Look.subject_name,)},
    last=Look.id,
    default="-at",
)


def looks_of(space_id: int, wanted: Wanted, view: View) -> Page[Look]:
    """A page of the looks in a space, the newest first."""
    return page_of(db.session, _found(space_id, wanted), SORTS, view)


def all_looks(space_id: int, wanted: Wanted, view: View) -> list[Look]:
    """All pages of looks_of() at once: for a file."""
    return list(rows_of(db.session, _found(space_id, wanted), SORTS, view))


class Counted(NamedTuple):
    """How often a space's people were looked at from above in a while, and by how many."""

    space_id: int
    looks: int
    people: int


def counted(first: dt.date, after: dt.date) -> list[Counted]:
    """The looks from above, by space, from a day until before another."""
    within = (Look.at >= _midnight(first), Look.at < _midnight(after))
    query = (
        sa.select(Look.space_id, sa.func.count(), sa.func.count(Look.account_id.distinct()))
        .where(*within, Look.from_name.is_not(None))
        .group_by(Look.space_id)
        .order_by(Look.space_id)
    )
    return [Counted(*row) for row in db.session.execute(query)]


def _found(space_id: int, wanted: Wanted) -> sa.Select[tuple[Look]]:
    query = sa.select(Look).where(Look.space_id == space_id)
    if wanted.text:
        query = query.where(Look.folded.contains(fold(wanted.text), autoescape=True))
    if wanted.since is not None:
        query = query.where(Look.at >= _midnight(wanted.since))
    if wanted.until is not None:
        query = query.where(Look.at < _midnight(wanted.until + dt.timedelta(days=1)))
    if wanted.kind in KINDS:
        sealed = wanted.kind == "sealed"
        query = query.where(Look.sealed.is_not(None) if sealed else Look.from_name.is_not(None))
    if wanted.grant_id is not None:
        query = query.where(Look.grant_id == wanted.grant_id)
    if wanted.subject_id is not None:
        query = query.where(
            Look.subject_type == wanted.subject_type, Look.subject_id == wanted.subject_id
        )
    return query


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), HERE)


def _grants() -> sa.Select[Any]:
    decider = aliased(Account)
    return (
        sa.select(LookGrant, Account.display_name, Space.name, decider.display_name)
        .join(Account, Account.id == LookGrant.account_id)
        .join(Space, Space.id == LookGrant.from_space_id)
        .outerjoin(decider, decider.id == LookGrant.decided_by)
    )


def _shown(rows: Sequence[Any]) -> list[Shown]:
    return [Shown(*row) for row in rows]


@guard("looks.grant_of_space", without=sa.true())
def _in(space_id: int) -> sa.ColumnElement[bool]:
    """The condition that a grant is one of this space: another's is unknown here."""
    return LookGrant.in_space_id == space_id
