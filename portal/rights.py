"""What this request's account may do and see in the space of the address, asked by every page."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from flask import current_app, g
from flask_babel import gettext as _
from sqlalchemy.orm import Session as OrmSession

from .access import (
    MEMBER,
    PUBLIC,
    SIGNED_IN,
    Access,
    Door,
    Permission,
    can,
    looking,
    reach_of,
)
from .aside import reading
from .errors import Refused
from .guards import guard
from .plugins import Registry
from .reach import Reach
from .spaces.settings import value_of


class Offered(Protocol):
    """What a module offers to those who hold what it needs."""

    @property
    def needs(self) -> str | Door: ...


T = TypeVar("T", bound=Offered)


def registry() -> Registry:
    """What the modules of this app registered."""
    found: Registry = current_app.extensions["portal"]
    return found


@guard("entering.outsider")
def is_insider(access: Access) -> bool:
    """Whether the account belongs to the space or to one above it; others learn nothing."""
    return access.is_member or access.oversees


@guard("entering.closed_space")
def stands_open(access: Access) -> bool:
    """Whether the account may still look into the space: once closed it is read from above."""
    return access.stands_open


@guard("entering.permission")
def has_right(access: Access, permission: Permission) -> bool:
    """Whether the account holds what the route needs."""
    return can(access, permission)


@guard("entering.module_on")
def module_is_on(name: str, settings: dict[str, Any] | None = None) -> bool:
    """Whether the module, and each that it requires, is on for the space, or from above.

    `settings` are those decided for another space than that of the address.
    """
    switches = registry().switches_of(name)
    return not switches or all(bool(value_of(switch, settings)) for switch in switches)


def allowed(needs: str | Door) -> bool:
    """Whether this request's account holds `needs` in the space of the address."""
    return _may(g.get("access"), needs)


def by_role(access: Access) -> Access:
    """The same access without any grant to look: for all but pages and their parts.

    No list of things to do, no figure, no search, no work and no file is opened by a grant.
    """
    return replace(access, grants=()) if access.grants and roles_alone(access) else access


@guard("looks.roles_alone", without=False)
def roles_alone(access: Access) -> bool:
    """Whether grants to look are left out."""
    return True


def by_grant(needs: str) -> bool:
    """Whether this account holds a permission here by nothing but a grant to look."""
    permission = registry().permissions.get(needs)
    return permission is not None and bool(looking(g.access, permission))


def seen_here(things: Iterable[tuple[T, str]], *, granted: bool = False) -> list[T]:
    """Those of the things that modules offer, each with its module, that this account may see.

    `granted` says whether a grant to look counts as well: it opens pages, not what is offered.
    """
    access: Access | None = g.get("access")
    if access is not None and not granted:
        access = by_role(access)
    return [
        thing
        for thing, module in things
        if _may(access, thing.needs)
        and (module_is_on(module) if access is None else _has(access, module))
    ]


def _has(access: Access, module: str) -> bool:
    """Whether the space of the address has a module; asked once for a page."""
    known = ("module", module)
    if known not in access.answers:
        access.answers[known] = module_is_on(module)
    return access.answers[known]


def _may(access: Access | None, needs: str | Door) -> bool:
    if needs is PUBLIC:
        return True
    if access is None or access.account_id is None:
        return False
    answer = access.answers.get(needs)
    if answer is None:
        answer = access.answers[needs] = _holds(access, needs)
    return answer


def _holds(access: Access, needs: str | Door) -> bool:
    if needs == SIGNED_IN:
        return True
    if needs == MEMBER:
        return access.here is not None and is_insider(access) and stands_open(access)
    permission = registry().permissions.get(str(needs))
    return permission is not None and can(access, permission)


def reaching(needs: str) -> AbstractContextManager[OrmSession]:
    """A fresh session with the reach of another permission, on the request's one connection.

    For a widget or a slot with a right of its own. Read whatever the outer session was reading
    before: two sessions half-way through a result on one connection were seen to swap reaches.
    Raises Refused when the account does not hold the permission.
    """
    return reading(reach_by(needs))


def reach_by(needs: str) -> Reach:
    """How far another permission than the route's lets this account read here.

    Raises Refused when the account does not hold the permission.
    """
    permission = registry().permissions[needs]
    if not has_right(g.access, permission):
        raise Refused(_("You need the right “%(right)s” in this space.", right=permission.label))
    return reach_of(g.access, permission, read_only=True)
