"""People among what the search finds, by the spaces whose people one may see."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ..finding import holds, nearness
from ..narrowing import in_reach
from .models import Account, SpaceMembership
from .queries import in_force
from .rights import roles


def people_named(folded: str) -> sa.Select[Any]:
    """Who holds a role today in a space within reach, by any words of the name."""
    m = SpaceMembership
    labels = {role.name: str(role.label) for role in roles()}
    label = sa.case(labels, value=m.role, else_=m.role)
    named = sa.func.string_agg(label.distinct(), sa.literal(", "))
    return (
        sa.select(m.in_space_id, Account.id, Account.display_name, named)
        .join(Account, Account.id == m.account_id)
        .where(in_reach(m.in_space_id), in_force(m), holds(Account.folded, folded))
        .group_by(m.in_space_id, Account.id)
        .order_by(nearness(Account.folded, folded), Account.sort_key)
    )
