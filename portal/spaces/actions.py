"""Verbs on the map: open, rename, move, close a space; rewrite who oversees whom."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

REBUILD = sa.text(
    """
    with recursive
    chain(overseer_id, space_id) as (
        select parent_id, id from space where parent_id is not null
        union
        select c.overseer_id, s.id from chain c join space s on s.parent_id = c.space_id
    ),
    within(outer_id, inner_id) as (
        select id, id from area
        union
        select w.outer_id, a.id from within w join area a on a.parent_id = w.inner_id
    )
    insert into oversight (overseer_id, space_id)
    select overseer_id, space_id from chain
    union
    select o.id, s.id
    from space o
    join within w on w.outer_id = o.area_id and w.outer_id <> w.inner_id
    join space s on s.area_id = w.inner_id and s.line = o.line
    """
)


def rebuild_oversight(session: Session) -> None:
    """Write out anew who oversees whom: by the tree of parents, and along each line by area.

    The session must have the map open for writing.
    """
    session.flush()
    session.execute(sa.text("delete from oversight"))
    session.execute(REBUILD)
