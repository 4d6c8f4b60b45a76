"""Where units may stand: the hamlets of the space's area, or of all communes in it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.database import db
from portal.spaces.hamlet_queries import COMMUNE, Hamlet, hamlets_within
from portal.spaces.models import Area, Space


@dataclass(frozen=True)
class Ground:
    """The organization of a space and its area."""

    space: Space
    area: Area

    @property
    def is_commune(self) -> bool:
        """Whether the space works in one commune; a wider one names the commune of a hamlet."""
        return self.area.level == COMMUNE

    def hamlets(self) -> list[Hamlet]:
        """Every hamlet that lies or lay in the area."""
        return hamlets_within(self.area.id)

    def label_of(self, hamlet: Hamlet) -> str:
        """What a hamlet is called here."""
        if self.is_commune:
            return hamlet.name
        return f"{hamlet.name}, {hamlet.commune.kind.lower()} {hamlet.commune.name}"


def ground_of(space_id: int) -> Ground:
    """The organization of a space and its area."""
    row = db.session.execute(
        sa.select(Space, Area).join(Area, Area.id == Space.area_id).where(Space.id == space_id)
    ).one()
    return Ground(*row)
