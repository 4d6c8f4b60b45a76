"""Who oversees whom, written out from the tree of leaders and from the lines by area."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..locks import OVERSIGHT

REBUILD = sa.text(
    """
    with recursive
    chain(overseer_id, space_id) as (
        select parent_id, id from space where parent_id is not null
        union
        select c.overseer_id, s.id from chain c join space s on s.parent_id = c.space_id
    ),
    within(outer_id, inner_id) as (
        select parent_id, id from area where parent_id is not null
        union
        select w.outer_id, a.id from within w join area a on a.parent_id = w.inner_id
    ),
    wanted as materialized (
        select overseer_id, space_id from chain
        union
        select o.id, s.id
        from space o
        join space_kind k on k.name = o.kind and k.leads_line
        join within w on w.outer_id = o.area_id
        join space s on s.area_id = w.inner_id and s.line = o.line
    ),
    gone as (
        delete from oversight o where not exists (
            select from wanted w where w.overseer_id = o.overseer_id and w.space_id = o.space_id
        )
    )
    insert into oversight (overseer_id, space_id)
    select overseer_id, space_id from wanted
    on conflict do nothing
    """
)


def rebuild_oversight(session: Session) -> None:
    """Bring up to date who oversees whom: by the tree of leaders, and along each line by area.

    The session must have the map open for writing.
    """
    session.flush()
    lock_oversight(session)
    session.execute(REBUILD)


def lock_oversight(session: Session) -> None:
    """Let nobody else change who leads whom until this transaction ends."""
    session.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": OVERSIGHT})
