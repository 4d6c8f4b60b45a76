"""What one may do and where: permissions, roles, and what a sign-in may reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from .guards import guard
from .reach import NOTHING, Reach

EVENT_LOGS = ("event", "event_head", "event_payload")
Does = Literal["views", "records", "changes"]


@dataclass(frozen=True)
class Permission:
    """A right by its name `module.verb`, and what holding it means.

    descends: it also opens the spaces below. personal: it opens tables that name people.
    narrows: a role narrowed to units may use it. logs: tables a `records` may add to.
    own_only: of a personal one, that not even a grant of the space opens it to those above.
    """

    name: str
    label: Any
    does: Does = "views"
    roles: tuple[str, ...] = ()
    descends: bool = False
    personal: bool = False
    narrows: bool = False
    logs: tuple[str, ...] = ()
    own_only: bool = False


@dataclass(frozen=True)
class Role:
    """A named bundle of permissions that an administrator hands out in a space."""

    name: str
    label: Any
    describes: Any = ""
    narrowed: bool = False


@dataclass(frozen=True)
class Door:
    """An opening that is no permission: PUBLIC, SIGNED_IN, MEMBER or TOKEN(...)."""

    name: str
    secret: str = ""

    def __str__(self) -> str:
        return f"TOKEN({self.secret})" if self.secret else self.name


PUBLIC = Door("PUBLIC")
SIGNED_IN = Door("SIGNED_IN")
MEMBER = Door("MEMBER")
"""Whoever holds any role in the space, or a whole one above it; of a closed one only the latter."""


def TOKEN(secret: str) -> Door:  # noqa: N802 - reads as the constant it stands beside
    """A door opened by a secret link; `secret` names the kind of link."""
    return Door("TOKEN", secret)


Needs = str | Door


@dataclass(frozen=True)
class Membership:
    """One dated role of an account in a space, as the map session read it."""

    space_id: int
    role: str
    units: frozenset[int] | None = None
    bodies: frozenset[int] | None = None

    @property
    def whole(self) -> bool:
        """Whether the role covers the whole space, not some units of it.

        A role narrowed to a body is whole: it only sees the rows of other bodies shut.
        """
        return self.units is None

    @property
    def unlimited(self) -> bool:
        """Whether the role covers every unit and every body; only then its rights descend.

        The bodies of one space say nothing of those below it. There a role of one body would show
        rows without a body whole, and over accounts and spaces, which have none, be a whole role.
        """
        return self.units is None and self.bodies is None


@dataclass(frozen=True)
class Here:
    """The space of the address, with what lies below and above it."""

    id: int
    slug: str
    name: str
    below: frozenset[int] = NOTHING
    above: frozenset[int] = NOTHING
    closed: bool = False


@dataclass(frozen=True)
class Granted:
    """What the space of the address granted: the account, as one of a space above, may look."""

    id: int
    from_space_id: int


@dataclass(frozen=True)
class Access:
    """What a signed-in account may do in the space of the address.

    `below_of` holds, for each space of a membership, the spaces it oversees; `grants` those of
    this space alone that hold today.
    """

    account_id: int | None
    memberships: tuple[Membership, ...] = ()
    here: Here | None = None
    below_of: dict[int, frozenset[int]] = field(default_factory=dict)
    grants: tuple[Granted, ...] = ()

    @cached_property
    def answers(self) -> dict[Any, bool]:
        """What was asked already by allowed(): a page asks for the same rights again and again."""
        return {}

    @cached_property
    def looked(self) -> list[Granted]:
        """The grants by which names were opened in this request; each must enter the log."""
        return []

    @property
    def is_member(self) -> bool:
        """Whether the account belongs to this space itself."""
        return bool(self.here) and any(m.space_id == self.here.id for m in self.memberships)  # type: ignore[union-attr]

    @property
    def oversees(self) -> bool:
        """Whether an unlimited role of the account lies above; those of units or bodies do not."""
        here = self.here
        return here is not None and any(
            m.unlimited and m.space_id in here.above for m in self.memberships
        )

    @property
    def stands_open(self) -> bool:
        """Whether the account may still look into this space: a closed one is read from above."""
        return self.here is not None and (not self.here.closed or self.oversees)

    @property
    def enters_below(self) -> frozenset[int]:
        """The spaces below that the account may enter, by an unlimited role here or above."""
        if self.here is None:
            return NOTHING
        near = self.here.above | {self.here.id}
        seen = (
            self.below_of.get(m.space_id, NOTHING)
            for m in self.memberships
            if m.unlimited and m.space_id in near
        )
        return self.here.below & NOTHING.union(*seen)


def holding(access: Access, permission: Permission) -> list[Membership]:
    """The memberships by which the account holds the permission in this space."""
    here = access.here
    if here is None:
        return []
    held = [
        m
        for m in access.memberships
        if m.role in permission.roles
        and (m.whole or permission.narrows)
        and (m.space_id == here.id or _from_above(permission, m, here))
    ]
    return held or looking(access, permission)


def looking(access: Access, permission: Permission) -> list[Membership]:
    """The roles above by which a grant of this space opens a personal right of viewing.

    The grant lets the right down to this one space, for whom it names and holds it above.
    """
    if not access.grants or not _from_outside(access) or not opens_to_grants(permission):
        return []
    return [
        m
        for m in access.memberships
        if m.role in permission.roles and _granted(access, m) and _still_open(access)
    ]


def may_ask_for(access: Access, permission: Permission) -> bool:
    """Whether the account stands above, and the space could open the permission by a grant."""
    here = access.here
    return (
        here is not None
        and not access.is_member
        and opens_to_grants(permission)
        and _still_open(access)
        and any(
            m.unlimited and m.space_id in here.above and m.role in permission.roles
            for m in access.memberships
        )
    )


def can(access: Access, permission: Permission) -> bool:
    """Whether the account may use the permission in the space of the address."""
    return bool(holding(access, permission)) and _may_change_here(access, permission)


def where_allowed(access: Access, permission: Permission) -> frozenset[int]:
    """Every space in which the account holds the permission, by unlimited roles only."""
    allowed: set[int] = set()
    for m in access.memberships:
        if m.role in permission.roles and m.unlimited:
            allowed.add(m.space_id)
            if permission.descends:
                allowed |= access.below_of.get(m.space_id, NOTHING)
    return frozenset(allowed)


def reach_of(access: Access, permission: Permission, *, read_only: bool) -> Reach:
    """The reach that a permission opens from the space of the address.

    Reading goes down as far as the permission descends and the account holds it there; writing
    stays in the space of the address; names of people open only to the space's own members, and
    to whom it granted a look: that is noted in `access.looked`.
    """
    here = access.here
    assert here is not None
    held = holding(access, permission)
    own = [m for m in held if m.space_id == here.id]
    granted = [] if own else looking(access, permission)
    access.looked.extend(g for m in granted for g in access.grants if g.from_space_id == m.space_id)
    spaces = {here.id}
    if permission.descends and not granted and any(m.unlimited for m in held):
        spaces |= here.below & where_allowed(access, permission)
    changes = permission.does == "changes" and not read_only
    units, bodies = _narrowing(held)
    return Reach(
        spaces=frozenset(spaces),
        write=frozenset({here.id}) if changes else NOTHING,
        log=NOTHING if read_only else frozenset({here.id}),
        logs=() if read_only else ("*",) if changes else (*EVENT_LOGS, *permission.logs),
        personal=frozenset({here.id}) if permission.personal and (own or granted) else NOTHING,
        sight=here.above,
        units=units,
        bodies=bodies,
        account_id=access.account_id,
        read_only=read_only,
    )


@guard("access.descends")
def _descends(permission: Permission) -> bool:
    return permission.descends and not permission.personal


def _from_above(permission: Permission, m: Membership, here: Here) -> bool:
    return m.unlimited and m.space_id in here.above and _descends(permission)


@guard("access.grant_views")
def opens_to_grants(permission: Permission) -> bool:
    """A grant is for looking at people: it opens no change, no record, and nothing kept apart."""
    return permission.personal and permission.does == "views" and not permission.own_only


@guard("access.grant_from")
def _granted(access: Access, m: Membership) -> bool:
    """A grant goes by the role for which it was given: whole, and in the space it names."""
    here = access.here
    return (
        here is not None
        and m.unlimited
        and m.space_id in here.above
        and any(grant.from_space_id == m.space_id for grant in access.grants)
    )


@guard("access.grant_outside")
def _from_outside(access: Access) -> bool:
    """Whoever works in the space sees what the role there gives, and no more."""
    return not access.is_member


@guard("access.grant_closed")
def _still_open(access: Access) -> bool:
    """A grant ends with its space: nobody is left who could withdraw it."""
    return access.here is not None and not access.here.closed


@guard("access.closed_space")
def _may_change_here(access: Access, permission: Permission) -> bool:
    """A closed space stays readable to those above; nothing in it changes any more."""
    assert access.here is not None
    if not access.here.closed:
        return True
    return permission.does == "views" and any(
        m.space_id in access.here.above for m in holding(access, permission)
    )


Ids = frozenset[int] | None


def _narrowing(held: list[Membership]) -> tuple[Ids, Ids]:
    """The units and bodies that several roles cover together; None is all of them.

    Only roles narrowed alike are joined: one unit's head who also sits in one body would otherwise
    see the rows of every unit and every body.
    """
    for alike in (
        [m for m in held if m.units is None and m.bodies is None],
        [m for m in held if m.units is None],
        [m for m in held if m.bodies is None],
        [m for m in held if (m.units, m.bodies) == (held[0].units, held[0].bodies)],
    ):
        if alike:
            return _union(m.units for m in alike), _union(m.bodies for m in alike)
    return NOTHING, NOTHING


def _union(sets: Iterable[Ids]) -> Ids:
    together: set[int] = set()
    for ids in sets:
        if ids is None:
            return None
        together |= ids
    return frozenset(together)
