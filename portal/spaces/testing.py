"""What the contract tests cannot guess about spaces."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ..testing.contract.pages import Goal, Walk
from .heads import Standing, standings
from .models import Area, Level, Space

IDS = {"hamlet_id": "area"}
VALUES = {"name": "accounts.code_hours"}
"""A setting for the addresses of settings."""
CLOSED = {
    "spaces.edit_hamlet": "the example area is no hamlet of the cast; see tests/spaces",
    "spaces.ending_hamlet": "the example area is no hamlet of the cast; see tests/spaces",
}
PARTS = {"spaces.head_preview": "spaces.head"}


def a_hamlet(walk: Walk, page: str) -> Goal:
    """A page of a hamlet of the commune, which the cast is without."""
    level = {"name": "hamlet", "label": "khóm, ấp", "label_en": "hamlet", "rank": 9}
    commune = sa.select(Space.area_id).where(Space.slug == "xa-sen").scalar_subquery()
    with walk.owner() as owner:
        owner.execute(insert(Level).values(level).on_conflict_do_nothing())
        hamlet = sa.insert(Area).values(
            level="hamlet",
            kind="Ấp",
            name="An Tài",
            parent_id=commune,
            valid_from=dt.date(2020, 1, 1),
        )
        hamlet_id = owner.scalar(hamlet.returning(Area.id))
    return "lan", f"/s/xa-sen/hamlets/{hamlet_id}/{page}"


WAYS = {
    "spaces.edit_hamlet": lambda walk: a_hamlet(walk, "edit"),
    "spaces.ending_hamlet": lambda walk: a_hamlet(walk, "end"),
    # The one space of the stage that is closed.
    "spaces.reopening": lambda _walk: ("minh", "/s/xa-lua/spaces/phu-nu-xa-lua/reopen"),
    # It leads on to a page of the space, which is looked at in its place.
    "spaces.switch": lambda _walk: ("lan", "/s/xa-sen/switch?to=spaces.officers"),
}


def standing_of(session: Session, space_id: int) -> Standing:
    """How any space stands, whatever the address."""
    return Standing(*session.execute(standings().where(Space.id == space_id)).one())
