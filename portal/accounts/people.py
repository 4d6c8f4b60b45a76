"""The people of a space: who has an account with a role in it, and the codes made for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..errors import NotFound
from ..guards import guard
from ..listing import Page, Sorts, View, page_of, rows_of
from ..locale import today
from ..text import fold
from .models import Account, AccountSession, OneTimeCode, SpaceMembership
from .queries import AnySession

STATES = {
    "active": _l("Working"),
    "no_password": _l("No password yet"),
    "disabled": _l("Disabled"),
    "ended": _l("Ended"),
}


@dataclass(frozen=True)
class Person:
    """Somebody with an account, as a space sees them."""

    account: Account
    state: str
    roles: list[SpaceMembership] = field(default_factory=list)

    @property
    def present_roles(self) -> list[SpaceMembership]:
        """The roles that have not ended."""
        return [m for m in self.roles if m.valid_to is None or m.valid_to >= today()]


@dataclass(frozen=True)
class AccountShown:
    """The account behind a person, as those who administer the space see it."""

    last_seen: dt.datetime | None
    open_code: OneTimeCode | None


@dataclass(frozen=True)
class Wanted:
    """Whom a reader looks for; empty fields leave the list whole."""

    q: str = ""
    role: str = ""
    state: str = ""


SORTS = Sorts({"name": (Account.sort_key,), "username": (Account.username,)}, last=Account.id)


def people_of(session: AnySession, space_id: int, wanted: Wanted, view: View) -> Page[Person]:
    """A page of the people of a space, by given name, found by any part of name or username."""
    page = page_of(session, _found(space_id, wanted), SORTS, view)
    return page.made_into(lambda rows: _persons(session, space_id, rows))


def everyone_of(session: AnySession, space_id: int, wanted: Wanted, view: View) -> list[Person]:
    """All pages of people_of() at once: for a file."""
    rows = list(rows_of(session, _found(space_id, wanted), SORTS, view))
    return _persons(session, space_id, rows)


def person_of(session: AnySession, space_id: int, account_id: int) -> Person:
    """One person of a space. Raises NotFound on an account that never had a role in it."""
    row = session.execute(
        sa.select(Account, _state(space_id)).where(Account.id == account_id, _known(space_id))
    ).first()
    if row is None:
        raise NotFound()
    return Person(row[0], row[1], _roles(session, space_id, [account_id]).get(account_id, []))


def membership_of(session: AnySession, space_id: int, membership_id: int) -> SpaceMembership:
    """A role held in a space. Raises NotFound on one of another space."""
    found = session.scalar(
        sa.select(SpaceMembership).where(SpaceMembership.id == membership_id, _held_in(space_id))
    )
    if found is None:
        raise NotFound()
    return found


def candidates(session: AnySession, spaces: Collection[int], q: str) -> list[Account]:
    """At most 20 accounts known in some spaces, by any part of their name."""
    return list(
        session.scalars(
            sa.select(Account)
            .where(_known(*spaces), _matches(q), Account.disabled_at.is_(None))
            .order_by(Account.sort_key, Account.id)
            .limit(20)
        )
    )


def candidate(session: AnySession, spaces: Collection[int], account_id: int) -> Account:
    """An account known in some spaces. Raises NotFound on one that is not."""
    found = session.scalar(
        sa.select(Account).where(
            Account.id == account_id, _known(*spaces), Account.disabled_at.is_(None)
        )
    )
    if found is None:
        raise NotFound()
    return found


def code_of(session: AnySession, account_id: int, code_id: int) -> OneTimeCode:
    """A code made for an account. Raises NotFound on another account's."""
    found = session.get(OneTimeCode, code_id)
    if found is None or found.account_id != account_id:
        raise NotFound()
    return found


def account_of(session: AnySession, person: Person) -> AccountShown | None:
    """The account behind a person of a space; None once all roles there have ended."""
    if not works_here(person):
        return None
    account_id = person.account.id
    return AccountShown(last_seen(session, account_id), open_code(session, account_id))


@guard("accounts.works_here")
def works_here(person: Person) -> bool:
    """Whether somebody still has a role in the space; who left is its former colleague only."""
    return bool(person.present_roles)


def open_code(session: AnySession, account_id: int) -> OneTimeCode | None:
    """The code an account has not used yet and still may."""
    return session.scalar(
        sa.select(OneTimeCode)
        .where(
            OneTimeCode.account_id == account_id,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.expires_at > sa.func.now(),
        )
        .order_by(OneTimeCode.id.desc())
        .limit(1)
    )


def last_seen(session: AnySession, account_id: int) -> dt.datetime | None:
    """When an account was last used."""
    return session.scalar(
        sa.select(sa.func.max(AccountSession.last_used_at)).where(
            AccountSession.account_id == account_id
        )
    )


def _found(space_id: int, wanted: Wanted) -> sa.Select[tuple[Account, str]]:
    state, role = _state(space_id), wanted.role
    found = sa.select(Account, state.label("state")).where(
        _works_in([space_id], SpaceMembership.role == role if role else sa.true())
    )
    if wanted.q:
        found = found.where(_matches(wanted.q))
    if wanted.state:
        found = found.where(state == wanted.state)
    return found


def _persons(session: AnySession, space_id: int, rows: Sequence[Any]) -> list[Person]:
    roles = _roles(session, space_id, [account.id for account, _ in rows])
    return [Person(account, state, roles.get(account.id, [])) for account, state in rows]


@guard("accounts.person_of_space", without=sa.true())
def _known(*spaces: int) -> sa.ColumnElement[bool]:
    """The condition that an account has, or once had, a role in one of the spaces."""
    return _works_in(spaces)


@guard("accounts.role_of_space", without=sa.true())
def _held_in(space_id: int) -> sa.ColumnElement[bool]:
    return SpaceMembership.in_space_id == space_id


def _works_in(
    spaces: Collection[int], *conditions: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        SpaceMembership.account_id == Account.id,
        SpaceMembership.in_space_id.in_(spaces),
        *conditions,
    )


def _state(space_id: int) -> sa.ColumnElement[str]:
    lasts = sa.or_(SpaceMembership.valid_to.is_(None), SpaceMembership.valid_to >= today())
    return sa.case(
        (Account.disabled_at.is_not(None), "disabled"),
        (sa.not_(_works_in([space_id], lasts)), "ended"),
        (Account.password_hash.is_(None), "no_password"),
        else_="active",
    )


def _matches(q: str) -> sa.ColumnElement[bool]:
    wanted = fold(q)
    return sa.or_(
        Account.folded.contains(wanted, autoescape=True),
        Account.username.startswith(wanted, autoescape=True),
    )


def _roles(
    session: AnySession, space_id: int, account_ids: list[int]
) -> dict[int, list[SpaceMembership]]:
    roles: dict[int, list[SpaceMembership]] = {}
    for m in session.scalars(
        sa.select(SpaceMembership)
        .where(SpaceMembership.in_space_id == space_id, SpaceMembership.account_id.in_(account_ids))
        .order_by(SpaceMembership.valid_to.desc().nulls_first(), SpaceMembership.id)
    ):
        roles.setdefault(m.account_id, []).append(m)
    return roles
