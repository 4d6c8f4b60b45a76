"""Taking an import of members back: added ones go, changed ones are as before, or all stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

import sqlalchemy as sa
from flask_babel import gettext as _

from portal.database import db, must_touch
from portal.errors import NotFound
from portal.narrowing import among
from portal.sheets import Change, UndoRefused

from .enrolling import BESIDE, OPENING
from .models import MembersEntry, MembersMembership, MembersPerson
from .queries import member_in
from .register_actions import put_down
from .register_facts import enrolment_from, facts_of, same

FRESH = 1
"""The version of a row that nobody changed since it was added."""


def take_out(space_id: int, changes: Sequence[Change]) -> None:
    """Take back what an import did. Raises UndoRefused, naming what stands in the way."""
    for change in changes:
        if change.before is not None:
            _restore(space_id, change)
    added = [change.id for change in changes if change.before is None]
    if not added:
        return
    _check_fresh(space_id, added)
    m = MembersMembership
    gone = sa.delete(m).where(m.space_id == space_id, among(m.id, added))
    must_touch(
        db.session.execute(gone, execution_options={"synchronize_session": False}), len(added)
    )


def _restore(space_id: int, change: Change) -> None:
    assert change.before is not None
    try:
        person, member = member_in(space_id, change.id, lock=True)
    except NotFound:
        raise UndoRefused(_changed(change.after["name"])) from None
    if not same(facts_of(member, person), change.after):
        raise UndoRefused(_changed(person.name))
    put_down(member, person, replace(enrolment_from(change.before), kind=member.kind))
    member.version += 1
    db.session.flush()


def _check_fresh(space_id: int, added: Collection[int]) -> None:
    """Refuse where an added member was changed since, or anything belongs to one."""
    m, e = MembersMembership, MembersEntry
    moved = sa.exists().where(e.space_id == m.space_id, e.membership_id == m.id, e.how != OPENING)
    touched = sa.or_(m.version != FRESH, m.state == "left", moved, *_leaning())
    found = sa.select(MembersPerson.name).join(
        m,
        sa.and_(m.space_id == MembersPerson.space_id, m.id == MembersPerson.membership_id),
    )
    name = db.session.scalar(
        found.where(m.space_id == space_id, among(m.id, added), touched).limit(1)
    )
    if name is not None:
        raise UndoRefused(_changed(name))


def _leaning() -> list[sa.ColumnElement[bool]]:
    """Whether a record of any module belongs to a member, but for what is written with it."""
    own = cast("sa.Table", MembersMembership.__table__)
    conditions: list[sa.ColumnElement[bool]] = []
    for table in own.metadata.tables.values():
        for key in table.foreign_key_constraints:
            if key.referred_table is not own or table.name in BESIDE:
                continue
            leaning = table.alias()
            column = leaning.c[key.columns.keys()[-1]]
            conditions.append(
                sa.exists().where(leaning.c.space_id == own.c.space_id, column == own.c.id)
            )
    return conditions


def _changed(name: str) -> str:
    return _("%(name)s was changed since, so the import stays.", name=name)
