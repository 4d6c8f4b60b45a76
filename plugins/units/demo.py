"""The demo's units: about 300, and about 450 self-governing groups, in the communes of Tân Hồng."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.audit import record
from portal.demo.accounts import Desk, load_accounts
from portal.demo.hamlets import HAMLETS
from portal.demo.targets import DISTRICT
from portal.locale import today
from portal.spaces.models import Area, Space, SpaceSetting
from portal.testing.generating import Generator

from .demo_layout import IN_HAMLET, Commune, Hamlet, standing_in
from .demo_rows import Rows
from .models import UnitsUnit

HEAD = "Nguyễn Thị Sen"
"""Of one branch of the women and of the Party cell of the same hamlet: one account, two roles."""
OWN = {
    Desk("chihoi", HEAD, "hoi-lhpn-tan-ho-co", "branch_head"): "Chi hội phụ nữ ấp Đuôi Tôm",
    Desk("chihoi", HEAD, "dang-uy-tan-ho-co", "branch_head"): "Chi bộ ấp Đuôi Tôm",
}
"""The unit that each role of a branch head is narrowed to."""
DESKS = tuple(OWN)
GROUPS = 470
"""The self-governing groups that the district wants: some more than the demo has."""
ALSO_OF_THE_FRONT = 0.3
"""The share of secretaries of a hamlet's Party cell who head its Front work board too."""


def load(session: Session) -> str:
    """Fill the organizations of the nine communes that keep no unit yet; says how many.

    The reach must cover them, and the map must be open.
    """
    day, made = today(), Counted()
    secretaries: dict[int, str] = {}
    for space, commune in _seats(session):
        known = {desk.person: name for desk, name in OWN.items() if desk.space == space.slug}
        heads = {name: person for person, name in known.items()}
        if space.line == "front":
            heads |= _of_the_front(commune, secretaries)
        rows = Rows(session, space, Generator(space.slug, day, heads), commune)
        rows.write()
        if space.line == "party":
            secretaries |= rows.heads_by_hamlet()
        made.add(rows)
        record(
            "units.demo_loaded", space.name, space_id=space.id, after={"rows": len(rows.standing)}
        )
    _decide(session)
    accounts = load_accounts(session, DESKS, _narrowed(session))
    return (
        f"{made.units} new units, {made.groups} new self-governing groups,"
        f" {made.officers} new officers of theirs; new accounts of branch heads: {accounts}."
    )


class Counted:
    """How much was made."""

    units = groups = officers = 0

    def add(self, rows: Rows) -> None:
        """Count what was made for one space."""
        groups = sum(each.kind == "self_governing_group" for each in rows.standing)
        self.groups += groups
        self.units += len(rows.standing) - groups
        self.officers += sum(len(unit.offices) for unit in rows.made)


def _seats(session: Session) -> Sequence[tuple[Space, Commune]]:
    """The organizations of the demo's communes without a unit, the Party's first."""
    without = sa.not_(sa.exists().where(UnitsUnit.space_id == Space.id))
    found = session.execute(
        sa.select(Space, Area)
        .join(Area, Area.id == Space.area_id)
        .where(Space.level == "commune", Area.code.in_(HAMLETS), Space.closed_on.is_(None), without)
        .order_by(Space.line != "party", Space.id)
    ).all()
    hamlets: dict[int | None, list[Hamlet]] = {}
    for area in session.scalars(sa.select(Area).where(Area.level == "hamlet").order_by(Area.id)):
        hamlets.setdefault(area.parent_id, []).append(Hamlet(area.id, phrase_of(area)))
    turns = {code: turn for turn, code in enumerate(HAMLETS)}
    return [
        (space, Commune(turns[str(area.code)], phrase_of(area), area.name, hamlets[area.id]))
        for space, area in found
        if list(standing_in(space.line, Commune(0, "", "", hamlets[area.id])))
    ]


def phrase_of(area: Area) -> str:
    """How a name ends with an area: “xã Bình Phú”, “ấp Đuôi Tôm”, but “Ấp 1” (Decree 30/2020)."""
    word: Any = area.kind if area.name.isdigit() else area.kind.lower()
    return f"{word} {area.name}"


def _of_the_front(commune: Commune, secretaries: dict[int, str]) -> dict[str, str]:
    """The Front work boards that the secretary of the hamlet's Party cell heads."""
    name = IN_HAMLET["front"][1]
    return {
        name.format(hamlet=hamlet.phrase): secretaries[hamlet.area_id]
        for hamlet in commune.hamlets
        if hamlet.area_id in secretaries
        and Random(f"{commune.phrase} {hamlet.phrase}").random() < ALSO_OF_THE_FRONT
    }


def _decide(session: Session) -> None:
    """Let the district decide how many self-governing groups it wants, unless it has."""
    district = session.scalar(sa.select(Space.id).where(Space.slug == DISTRICT))
    if district is not None:
        row = {"in_space_id": district, "name": "units.self_governing_number", "value": GROUPS}
        session.execute(insert(SpaceSetting).values(row).on_conflict_do_nothing())


def _narrowed(session: Session) -> dict[Desk, list[int]]:
    """The ids of the units that the demo's branch heads look after."""
    found = {
        (slug, name): unit_id
        for slug, name, unit_id in session.execute(
            sa.select(Space.slug, UnitsUnit.name, UnitsUnit.id)
            .join(Space, Space.id == UnitsUnit.space_id)
            .where(UnitsUnit.name.in_(OWN.values()), UnitsUnit.ended_on.is_(None))
        ).tuples()
    }
    return {desk: [found[desk.space, name]] for desk, name in OWN.items()}
