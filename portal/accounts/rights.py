"""Who may do what, read from the code and the roles: the matrix, and who can see it and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from ..access import Access, Here, Permission, Role, holding, opens_to_grants
from ..locale import date_text
from ..looks.queries import lookers
from ..spaces.models import Space
from .models import Account, SpaceMembership
from .queries import AnySession, as_held, in_force


@dataclass(frozen=True)
class ModuleRights:
    """The permissions of one module, as the matrix groups them."""

    label: Any
    permissions: list[Permission]


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a permission in a space, and the role that gives it."""

    name: str
    role: str
    why: str
    from_above: bool


def roles() -> list[Role]:
    """Every role that can be handed out."""
    return list(current_app.extensions["portal"].roles.values())


def matrix() -> list[ModuleRights]:
    """Every permission by module, in the order in which the modules were registered."""
    registry = current_app.extensions["portal"]
    groups = []
    for plugin in registry.plugins:
        own = [p for p in registry.permissions.values() if _owner(p.name) == plugin.name]
        if own:
            groups.append(ModuleRights(plugin.label, own))
    return groups


def role_label(name: str) -> Any:
    """What a role is called."""
    role = current_app.extensions["portal"].roles.get(name)
    return role.label if role else name


def holders(session: AnySession, here: Here, permission: Permission) -> list[Holder]:
    """Everybody who holds a permission in a space, by given name, with the reason.

    The map must be open. Disabled accounts are left out: they cannot sign in.
    """
    rows = session.execute(
        sa.select(Account, SpaceMembership, Space.name)
        .join(SpaceMembership, SpaceMembership.account_id == Account.id)
        .join(Space, Space.id == SpaceMembership.in_space_id)
        .where(
            SpaceMembership.in_space_id.in_({here.id, *here.above}),
            SpaceMembership.role.in_(permission.roles),
            in_force(SpaceMembership),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.sort_key, Account.id, SpaceMembership.id)
    )
    by_role = [
        Holder(
            account.display_name,
            role_label(m.role),
            _why(m, space, m.in_space_id != here.id),
            m.in_space_id != here.id,
        )
        for account, m, space in rows
        if holding(Access(account.id, (as_held(m),), here), permission)
    ]
    return [*by_role, *_by_grant(session, here, permission)]


def _by_grant(session: AnySession, here: Here, permission: Permission) -> list[Holder]:
    """Those above whom the space lets look today, as far as that opens the permission."""
    if here.closed or not opens_to_grants(permission):
        return []
    return [
        Holder(
            name,
            role_label(m.role),
            _(
                "This space lets them look at its people until %(day)s, as one of %(space)s.",
                day=date_text(until),
                space=space,
            ),
            True,
        )
        for name, m, space, until in session.execute(lookers(here.id, permission.roles))
    ]


def _why(m: SpaceMembership, space: str, from_above: bool) -> str:
    role, day = role_label(m.role), date_text(m.valid_from)
    if from_above:
        return _(
            "Is %(role)s of %(space)s, which stands above, since %(day)s; this right also opens"
            " the spaces below.",
            role=role,
            space=space,
            day=day,
        )
    parts = [_("Is %(role)s of this space since %(day)s.", role=role, day=day)]
    if m.valid_to:
        parts.append(_("Ends on %(day)s.", day=date_text(m.valid_to)))
    parts += _narrowing(m)
    return " ".join(parts)


def _narrowing(m: SpaceMembership) -> Iterable[str]:
    if m.unit_ids:
        yield ngettext("Only in %(num)s unit.", "Only in %(num)s units.", len(m.unit_ids))
    if m.body_ids:
        yield ngettext("Only in %(num)s body.", "Only in %(num)s bodies.", len(m.body_ids))


def _owner(permission: str) -> str:
    return str(current_app.extensions["portal"].owner[f"permissions {permission}"])
