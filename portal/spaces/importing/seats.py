"""Spaces of the map and of a file, found by address, or by kind and area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .areas import Places
from .reading import SpaceRow


@dataclass(frozen=True)
class Seat:
    """A space of the map or of the file, with the id it has or will have."""

    id: int
    slug: str
    kind: str
    area_id: int
    parent_id: int | None
    name: str
    short_name: str
    opened_on: dt.date


class Seats:
    """Spaces by address, and by kind and area: those of the map, and those of the file."""

    def __init__(self, stored: list[Seat], former: dict[str, int]) -> None:
        self.stored = {seat.id: seat for seat in stored}
        self.by_id = dict(self.stored)
        self.by_slug = former | {seat.slug: seat.id for seat in stored}
        self.by_kind: dict[tuple[str, int], list[int]] = {}
        for seat in stored:
            self.by_kind.setdefault((seat.kind, seat.area_id), []).append(seat.id)

    def add(self, seat: Seat) -> None:
        """Take in a space of the file, in place of its former self if it has one."""
        if seat.id not in self.by_id:
            self.by_kind.setdefault((seat.kind, seat.area_id), []).append(seat.id)
        if seat.slug:
            self.by_slug.setdefault(seat.slug, seat.id)
        self.by_id[seat.id] = seat

    def same(self, row: SpaceRow, area_id: int) -> Seat | None:
        """The space of the map that the row means. Raises ValueError when it could be several."""
        if row.slug:
            found = self.by_slug.get(row.slug)
            seat = self.stored.get(found) if found else None
            if seat and (seat.kind, seat.area_id) != (row.kind, area_id):
                raise ValueError(f"belongs to {seat.name} already; choose another address.")
            return seat
        stored = self.stored_like(row.kind, area_id)
        if len(stored) > 1:
            raise ValueError("several such spaces exist; write the address of the one you mean.")
        return stored[0] if stored else None

    def stored_like(self, kind: str, area_id: int) -> list[Seat]:
        """The spaces of the map of one kind in one area."""
        ids = self.by_kind.get((kind, area_id), ())
        return [self.stored[id] for id in ids if id in self.stored]

    def find(self, reference: str, places: Places, day: dt.date) -> Seat:
        """The space of an address, or of `kind:code`. Raises ValueError with what to write."""
        kind, colon, code = reference.partition(":")
        if not colon:
            if reference not in self.by_slug:
                raise ValueError(f"no space has the address {reference}.")
            return self.by_id[self.by_slug[reference]]
        found = self.by_kind.get((kind, places.find(code, day).id), [])
        if len(found) != 1:
            raise ValueError(f"{len(found)} spaces are of the kind {kind} in {code}.")
        return self.by_id[found[0]]

    def new(self) -> list[Seat]:
        """Spaces that the map does not have yet."""
        return [seat for id, seat in self.by_id.items() if id not in self.stored]

    def renamed(self) -> list[Seat]:
        """Spaces of the map to which the file gives another name."""
        return [s for id, s in self.by_id.items() if id in self.stored and s != self.stored[id]]
