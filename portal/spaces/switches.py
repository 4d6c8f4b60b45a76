"""In which spaces a module is switched off, for pages that look at many spaces at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, scoped_session

from ..locale import today
from ..narrowing import among
from ..plugins import Registry
from .models import Space, SpaceSetting


def switched_off(
    session: Session | scoped_session[Any],
    registry: Registry,
    modules: Iterable[str],
    space_ids: Collection[int],
) -> dict[str, frozenset[int]]:
    """For each module, the spaces in which it, or one that it requires, is off. One query.

    The nearest decision counts, as in `settings.decisions`: the space's own, else that of the
    nearest open space that leads it; a decision given back (null) is none.
    """
    needed = {name: registry.with_requirements(name) for name in modules}
    plugins = {plugin.name: plugin for found in needed.values() for plugin in found}
    switches = {f"modules.{name}": p.on for name, p in plugins.items() if not p.core}
    decided = _decided(session, switches, space_ids) if switches else {}
    off: dict[str, set[int]] = {}
    for name, found in needed.items():
        off[name] = {
            space
            for plugin in found
            if not plugin.core
            for space in space_ids
            if not decided.get((space, f"modules.{plugin.name}"), plugin.on)
        }
    return {name: frozenset(spaces) for name, spaces in off.items()}


def _decided(
    session: Session | scoped_session[Any], names: Iterable[str], space_ids: Collection[int]
) -> dict[tuple[int, str], bool]:
    chain = (
        sa.select(Space.id, Space.id.label("at"), Space.parent_id, sa.literal(0).label("depth"))
        .where(among(Space.id, space_ids))
        .cte("chain_of_each", recursive=True)
    )
    chain = chain.union_all(
        sa.select(chain.c.id, Space.id, Space.parent_id, chain.c.depth + 1).where(
            Space.id == chain.c.parent_id
        )
    )
    decider = aliased(Space)
    rows = session.execute(
        sa.select(chain.c.id, SpaceSetting.name, SpaceSetting.value)
        .join(SpaceSetting, SpaceSetting.in_space_id == chain.c.at)
        .join(decider, decider.id == chain.c.at)
        .where(
            SpaceSetting.name.in_(sorted(names)),
            sa.or_(chain.c.depth == 0, decider.closed_on.is_(None), decider.closed_on > today()),
        )
        .order_by(chain.c.depth.desc())
    )
    return {(space, name): value for space, name, value in rows if isinstance(value, bool)}
