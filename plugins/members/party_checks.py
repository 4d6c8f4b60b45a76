"""What the Party's working list is, and who may stand before it: a Party space, the right body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from plugins.units.areas import Ground, ground_of
from plugins.units.models import UnitsUnit
from plugins.units.queries import standing
from portal.database import db
from portal.entering import reach_by
from portal.errors import NotFound, Refused
from portal.guards import guard
from portal.locale import today
from portal.locks import MEMBERS
from portal.spaces.hamlet_queries import Hamlet
from portal.spaces.models import Body
from portal.text import fold

SEE_LIST = "members.party_list"
PARTY = "party"
BOARDS = ("BTC", "BXDD")
"""The bodies whose list it is: the organization board, in a commune the Party building board."""
CELLS = "party_cell_"
"""How the kinds of unit that are Party cells begin."""
STANDINGS: dict[str, Any] = {
    "official": _l("official member"),
    "probationary": _l("probationary member"),
}
CATEGORIES: dict[str, Any] = {
    "usual": _l("introduced, takes part"),
    "exempt_activity": _l("introduced, exempt from activities"),
    "exempt_introduction": _l("exempt from introduction"),
}
"""Those linked by residence, as Guidance 33-HD/BTCTW of 2020 sorts them."""


@guard("members.party_space", without=None)
def check_party_space() -> None:
    """Only a Party committee has the list. Raises NotFound."""
    if ground_of(g.access.here.id).space.line != PARTY:
        raise NotFound()


@guard("members.party_body", without=None)
def check_body() -> None:
    """Let a role narrowed to other bodies than the board change nothing. Raises Refused.

    Rights go by body (design, 1): such a role reads no row of the list either, by the policies.
    """
    if is_of_another_body():
        raise Refused(_("The organization board keeps this list; your role is of another body."))


def is_of_another_body() -> bool:
    """Whether the role is narrowed to bodies that have nothing to do with the list."""
    bodies = reach_by(SEE_LIST).bodies
    return bodies is not None and board_of(g.access.here.id) not in bodies


def board_of(space_id: int) -> int | None:
    """The body whose list it is; None in a space that has no such board."""
    query = sa.select(Body.id).where(
        Body.space_id == space_id,
        Body.code.in_(BOARDS),
        sa.or_(Body.valid_to.is_(None), Body.valid_to >= today()),
    )
    return db.session.scalar(query.order_by(Body.valid_from.desc(), Body.id).limit(1))


def lock_list(space_id: int) -> None:
    """Let nobody else change the list until the commit."""
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(MEMBERS, space_id)))


@dataclass(frozen=True)
class Places:
    """The cells that stand in a space, and the hamlets of its area."""

    ground: Ground
    cells: Sequence[UnitsUnit]

    @classmethod
    def of(cls, space_id: int) -> Places:
        """Those of a space today."""
        query = sa.select(UnitsUnit).where(
            UnitsUnit.space_id == space_id, UnitsUnit.kind.startswith(CELLS), standing()
        )
        cells = db.session.scalars(query.order_by(UnitsUnit.sort_key, UnitsUnit.id)).all()
        return cls(ground_of(space_id), cells)

    @cached_property
    def hamlets(self) -> Mapping[int, Hamlet]:
        """The hamlets by id."""
        return {each.id: each for each in self.ground.hamlets()}

    def hamlet_choices(self) -> list[tuple[int, str]]:
        """The hamlets that exist, by id and name."""
        return [(h.id, self.ground.label_of(h)) for h in self.hamlets.values() if not h.ended]

    def cell_choices(self) -> list[tuple[int, str]]:
        """The cells by id and name."""
        return [(cell.id, cell.name) for cell in self.cells]

    @cached_property
    def cells_called(self) -> Mapping[str, UnitsUnit]:
        """The cells by their name without marks."""
        return {cell.folded: cell for cell in self.cells}

    @cached_property
    def hamlets_called(self) -> Mapping[str, Hamlet]:
        """The hamlets by their name without marks, with and without the word before it."""
        found: dict[str, Hamlet] = {}
        for hamlet in self.hamlets.values():
            if hamlet.ended:
                continue
            for name in (hamlet.area.name, hamlet.name, self.ground.label_of(hamlet)):
                found.setdefault(fold(name), hamlet)
        return found
