"""The demo's targets: the district has decided what each ratio must reach, or may not exceed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ..plugins import Registry
from ..spaces.models import Space, SpaceSetting

DISTRICT = "huyen-uy-tan-hong"
DECIDED = {"more": 60, "less": 5}
"""Percent, by which way is better: invented, near enough to the demo's figures to be missed."""


def load_targets(session: Session, registry: Registry) -> None:
    """Decide the targets that the district has not decided yet; the map must be open."""
    district = session.scalar(sa.select(Space.id).where(Space.slug == DISTRICT))
    rows = [
        {"in_space_id": district, "name": each.target_setting, "value": DECIDED[each.better]}
        for each in registry.indicators.values()
        if each.target_setting and each.better
    ]
    if district is not None and rows:
        session.execute(insert(SpaceSetting).values(rows).on_conflict_do_nothing())
