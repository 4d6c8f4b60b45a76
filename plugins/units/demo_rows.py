"""The rows of the demo's units, written in a few statements."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.database import Model
from portal.spaces.models import Space
from portal.testing.generating import Generator, MadeUnit

from .demo_care import care_of
from .demo_layout import IN_HAMLET, Commune, Standing, shape_of, standing_in
from .models import (
    UnitsHolder,
    UnitsName,
    UnitsOffice,
    UnitsPlace,
    UnitsSuccession,
    UnitsUnit,
)

RENAMED = ("dang-uy-binh-phu", "Chi bộ ấp Công Tạo", "Chi bộ ấp Công Tạo 1")
"""A unit that bears another name since its hamlet grew together."""


class Rows:
    """The rows of one space: its units, their places and offices, and how they fare."""

    def __init__(
        self, session: Session, space: Space, generator: Generator, commune: Commune
    ) -> None:
        self.session = session
        self.space_id = space.id
        self.slug = space.slug
        self.day = generator.day
        self.commune = commune
        self.standing = list(standing_in(space.line, commune))
        self.made = [
            generator.unit(shape_of(each.kind, space.line), each.name) for each in self.standing
        ]
        self.line = space.line
        self.ids: dict[str, int] = {}

    def write(self) -> None:
        """Write everything in a few statements, however many units there are."""
        numbers = new_ids(self.session, UnitsUnit, len(self.standing))
        self.ids = dict(zip((each.name for each in self.standing), numbers, strict=True))
        for standing, unit in zip(self.standing, self.made, strict=True):
            self._unit(standing, unit)
        self.session.flush()
        self._offices()
        self.session.add_all(
            care_of(self.slug, self.space_id, self.line, self.day, self._open(), self.commune)
        )
        self.session.flush()

    def heads_by_hamlet(self) -> dict[int, str]:
        """Who heads the branch of each hamlet now, by the hamlet's area."""
        kind, _name = IN_HAMLET[self.line]
        pairs = zip(self.standing, self.made, strict=True)
        return {
            each.hamlet.area_id: unit.head
            for each, unit in pairs
            if each.hamlet is not None and each.kind == kind and unit.head is not None
        }

    def _open(self) -> dict[int, Standing]:
        """The units that stand, by id."""
        return {self.ids[each.name]: each for each in self.standing if each.went_into is None}

    def _unit(self, standing: Standing, made: MadeUnit) -> None:
        own = {"space_id": self.space_id}
        unit_id = self.ids[standing.name]
        gone = standing.went_into is not None
        ended = self.day - dt.timedelta(days=400) if gone else None
        self.session.add(
            UnitsUnit(
                **own,
                id=unit_id,
                kind=standing.kind,
                name=made.name,
                basis=standing.basis,
                stands=standing.stands,
                workplace=standing.workplace,
                parent_id=self.ids.get(standing.part_of or ""),
                founded_on=made.founded_on,
                founded_document=made.founded_document,
                ended_on=ended,
                ended_how="merged" if gone else None,
                ended_document="07/QĐ" if gone else None,
                congress_on=None if gone else made.congress_on,
                congress_due_on=None if gone else made.congress_due_on,
                households=made.households,
                households_on=None if made.households is None else self.day.replace(day=1),
            )
        )
        if standing.hamlet is not None:
            area_id = standing.hamlet.area_id
            self.session.add(UnitsPlace(**own, unit_id=unit_id, area_id=area_id))
        if standing.went_into is not None:
            into = self.ids[standing.went_into]
            self.session.add(
                UnitsSuccession(**own, unit_id=unit_id, into_id=into, how="merged", on=ended)
            )
        if (self.slug, standing.name) == RENAMED[:2]:
            until = dt.date(2019, 12, 31)
            self.session.add(UnitsName(**own, unit_id=unit_id, name=RENAMED[2], until=until))

    def _offices(self) -> None:
        held = [
            (self.ids[standing.name], office)
            for standing, made in zip(self.standing, self.made, strict=True)
            if standing.went_into is None
            for office in made.offices
        ]
        numbers = new_ids(self.session, UnitsOffice, len(held))
        # Holders get theirs here too: reading them back would need a reach over names of people.
        of_holders = new_ids(self.session, UnitsHolder, len(held))
        for (unit_id, office), number, of_holder in zip(held, numbers, of_holders, strict=True):
            own = {"space_id": self.space_id, "unit_id": unit_id}
            days = ("introduced_on", "elected_on", "recognized_on", "term_ends_on", "ended_on")
            facts = ("office", "rank", "party_member", "document", *days)
            self.session.add_all(
                (
                    UnitsOffice(
                        **own,
                        id=number,
                        started_on=office.elected_on,
                        **{fact: getattr(office, fact) for fact in facts},
                    ),
                    UnitsHolder(
                        **own,
                        id=of_holder,
                        office_id=number,
                        person_name=office.person,
                        birth_year=office.birth_year,
                        phone=office.phone,
                    ),
                )
            )
        self.session.flush()


def new_ids(session: Session, model: type[Model], count: int) -> list[int]:
    """Ids taken before the rows are made, so that a row can name another one of the same load."""
    sequence = f"{model.__tablename__}_id_seq"
    numbers = sa.func.generate_series(1, count).table_valued("n")
    taken = session.scalars(sa.select(sa.func.nextval(sequence)).select_from(numbers))
    return list(islice(taken, count))
