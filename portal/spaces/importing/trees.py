"""Match the spaces of a file with those of the map: by address, else by kind and area."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..addresses import candidates, propose, taken_among
from ..models import Area, Space, SpaceAddress, SpaceKind
from ..naming import in_force_on, names_for
from .areas import Place, Places, reserve_ids
from .reading import Problem, Rows, SpaceRow
from .seats import Seat, Seats

Sitting = dict[int, tuple[SpaceRow, Place]]


def match_spaces(session: Session, rows: Rows, places: Places) -> Seats:
    """Give every space of the file its id, names, address and leader; collect what does not fit."""
    kinds = {kind.name: kind for kind in session.scalars(sa.select(SpaceKind))}
    seats = Seats(*_stored(session, rows, places))
    fresh = iter(reserve_ids(session, "space", len(rows.spaces)))
    sitting: Sitting = {}
    for row in rows.spaces:
        problem = _seat_row(row, kinds, places, seats, sitting, next(fresh))
        rows.problems += [problem] if problem else []
    _check_twins(seats, sitting, rows.problems)
    for id, (row, place) in sitting.items():
        if id not in seats.stored:
            _stand(seats, id, row, place, kinds, places, rows.problems)
    if not rows.problems:
        _check_circles(seats, sitting, rows.problems)
        _give_addresses(session, seats, places)
    return seats


def _seat_row(
    row: SpaceRow,
    kinds: dict[str, SpaceKind],
    places: Places,
    seats: Seats,
    sitting: Sitting,
    fresh: int,
) -> Problem | None:
    """Seat one row of the file, or say why it cannot sit."""
    if row.kind not in kinds:
        return Problem(row.row, "kind", f"no kind of space is called {row.kind}.")
    kind = kinds[row.kind]
    try:
        place = _area_of(row, kind, places)
    except ValueError as error:
        return Problem(row.row, "area", str(error))
    try:
        same = seats.same(row, place.id)
    except ValueError as error:
        return Problem(row.row, "code", str(error))
    if same is None and row.slug and row.slug in seats.by_slug:
        first = sitting[seats.by_slug[row.slug]][0].row
        return Problem(row.row, "code", f"repeats row {first}.")
    seat = _seat(row, kind, place, same, fresh)
    if seat.id in sitting:
        return Problem(row.row, "code", f"repeats row {sitting[seat.id][0].row}.")
    sitting[seat.id] = (row, place)
    seats.add(seat)
    return None


def _area_of(row: SpaceRow, kind: SpaceKind, places: Places) -> Place:
    place = places.find(row.area, row.opened_on)
    if kind.level != place.level:
        raise ValueError(f"{row.kind} needs an area of the level {kind.level}.")
    if not place.holds_on(row.opened_on):
        raise ValueError(f"the area is not valid on {row.opened_on}.")
    if kind.valid_to and row.opened_on > kind.valid_to:
        raise ValueError(f"{row.kind} ended on {kind.valid_to}.")
    return place


def _seat(row: SpaceRow, kind: SpaceKind, place: Place, same: Seat | None, fresh: int) -> Seat:
    usual = names_for(kind, Area(kind=place.kind, name=place.name))
    name = row.name or usual.name
    short_name = row.short_name or (usual.short_name if not row.name else name)
    if same is not None:
        return replace(same, name=name, short_name=short_name)
    return Seat(fresh, row.slug, row.kind, place.id, None, name, short_name, row.opened_on)


def _check_twins(seats: Seats, sitting: Sitting, problems: list[Problem]) -> None:
    """Refuse rows that could make a second space of what is one: same kind, same area."""
    alike = Counter((row.kind, place.id) for row, place in sitting.values())
    for id, (row, place) in sitting.items():
        if not row.slug and alike[row.kind, place.id] > 1:
            message = "another row has this kind and area; write an address in both."
            problems.append(Problem(row.row, "code", message))
        forgotten = [s for s in seats.stored_like(row.kind, place.id) if s.id not in sitting]
        if id not in seats.stored and forgotten:
            message = f"this space has the address {forgotten[0].slug}; write that one."
            problems.append(Problem(row.row, "code", message))


def _stand(
    seats: Seats,
    id: int,
    row: SpaceRow,
    place: Place,
    kinds: dict[str, SpaceKind],
    places: Places,
    problems: list[Problem],
) -> None:
    """Put a new space under its leader, or say why it cannot stand there."""
    if not row.parent:
        return
    try:
        leader = seats.find(row.parent, places, row.opened_on)
    except ValueError as error:
        problems.append(Problem(row.row, "parent", str(error)))
        return
    led_by = kinds[row.kind].led_by
    allowed = [entry["kind"] for entry in in_force_on(led_by, row.opened_on)]
    if led_by and leader.kind not in allowed:
        message = f"{row.kind} stands under {' or '.join(allowed)} on {row.opened_on}."
        problems.append(Problem(row.row, "parent", message))
    seats.add(replace(seats.by_id[id], parent_id=leader.id))


def _check_circles(seats: Seats, sitting: Sitting, problems: list[Problem]) -> None:
    for id, (row, _place) in sitting.items():
        seen = {id}
        above = seats.by_id[id].parent_id
        while above is not None and above not in seen:
            seen.add(above)
            above = seats.by_id[above].parent_id if above in seats.by_id else None
        if above is not None:
            problems.append(Problem(row.row, "parent", "stands under itself."))


def _give_addresses(session: Session, seats: Seats, places: Places) -> None:
    """Make addresses for the new spaces that came without one."""
    nameless = [seat for seat in seats.new() if not seat.slug]
    wanted = []
    for seat in nameless:
        place = places.by_id[seat.area_id]
        above = places.by_id.get(place.parent_id or 0)
        wanted.append(candidates(seat.short_name, _area(place), _area(above) if above else None))
    given = {seat.slug for seat in seats.new() if seat.slug}
    taken = taken_among(session, {a for choices in wanted for a in choices}) | given
    for seat, address in zip(nameless, propose(wanted, taken), strict=True):
        seats.add(replace(seat, slug=address))


def _area(place: Place) -> Area:
    return Area(kind=place.kind, name=place.name, code=place.code)


def _stored(session: Session, rows: Rows, places: Places) -> tuple[list[Seat], dict[str, int]]:
    """The spaces of the map that the file may mean, and former addresses that lead to them."""
    addresses = {row.slug for row in rows.spaces if row.slug}
    addresses |= {row.parent for row in rows.spaces if row.parent and ":" not in row.parent}
    named = sa.bindparam("addresses", sorted(addresses), sa.ARRAY(sa.String))
    around = sa.bindparam("areas", sorted(places.stored), sa.ARRAY(sa.Integer))
    former = dict(
        session.execute(
            sa.select(SpaceAddress.slug, SpaceAddress.in_space_id).where(
                SpaceAddress.slug == sa.any_(named)
            )
        )
        .tuples()
        .all()
    )
    ids = sa.bindparam("ids", sorted(former.values()), sa.ARRAY(sa.Integer))
    s = Space
    found = session.execute(
        sa.select(
            s.id, s.slug, s.kind, s.area_id, s.parent_id, s.name, s.short_name, s.opened_on
        ).where(
            sa.or_(s.slug == sa.any_(named), s.area_id == sa.any_(around), s.id == sa.any_(ids))
        )
    )
    return [Seat(*row) for row in found], former
