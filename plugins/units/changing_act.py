"""One decision on units, as it is carried out: its rows, what it does in words, its events."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.audit import Event, record
from portal.database import db
from portal.spaces.hamlet_queries import called
from portal.spaces.models import Area

from .changing_queries import offices_after, places_of
from .changing_traces import KEPT, Traces
from .models import UnitsName, UnitsPlace, UnitsSuccession, UnitsUnit


@dataclass(frozen=True)
class Decision:
    """The day of an act, the document that decided it, and why."""

    on: dt.date
    document: str
    reason: str = ""


@dataclass(frozen=True)
class Effect:
    """What an act does to one unit, in words."""

    unit: str
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Outcome:
    """What an act did, or would do where it was only tried: `event` is None then."""

    subject: Any
    effects: Sequence[Effect]
    mark: str
    event: Event | None


def carried_out(act: Callable[[], Outcome], agreed: str) -> Outcome:
    """Carry an act out if its effects are those agreed to; else take it back and give them.

    One way of doing it, so that what the page shows before is what happens.
    """
    savepoint = db.session.begin_nested()
    try:
        outcome = act()
        db.session.flush()
        if outcome.mark == agreed:
            savepoint.commit()
            return outcome
    except BaseException:
        savepoint.rollback()
        raise
    savepoint.rollback()
    return Outcome(outcome.subject, outcome.effects, outcome.mark, None)


class Act:
    """Carries a decision out, unit by unit, and keeps what it did."""

    def __init__(self, space_id: int, decision: Decision) -> None:
        self.space_id = space_id
        self.decision = decision
        self.traces = Traces(space_id)
        self.effects: list[Effect] = []
        self._seen: list[str] = []
        self._told: list[tuple[str, UnitsUnit, dict[str, Any]]] = []

    def tell(self, unit: UnitsUnit, what: str, *details: str, verb: str, **facts: Any) -> None:
        """Note what happens to a unit, and the event that its history gets."""
        self.effects.append(Effect(unit.name, what, "; ".join(filter(None, details))))
        self._told.append((verb, unit, facts))

    def sees(self, *units: UnitsUnit) -> None:
        """Keep the state of units that the act leans on: the mark changes with them."""
        self._seen += [f"{unit.id}:{unit.version}" for unit in units]

    def end(self, unit: UnitsUnit, how: str, into: Iterable[UnitsUnit] = ()) -> None:
        """End a unit on the day of the decision; its row, hamlets and names stay."""
        self.sees(unit)
        self.traces.change(
            unit,
            ended_on=self.decision.on,
            ended_how=how,
            ended_document=self.decision.document,
            ended_reason=self.decision.reason or None,
        )
        for heir in into:
            values = {"unit_id": unit.id, "into_id": heir.id, "how": how, "on": self.decision.on}
            self.traces.add(UnitsSuccession, **values)

    def end_offices(self, unit_ids: Collection[int]) -> dict[int, str]:
        """End the offices of units on the day; says how many, by unit."""
        ended: dict[int, int] = {}
        for office in offices_after(self.space_id, unit_ids, self.decision.on):
            last = max(self.decision.on, office.started_on or self.decision.on)
            self.traces.change(office, ended_on=last, end_document=self.decision.document)
            ended[office.unit_id] = ended.get(office.unit_id, 0) + 1
        return {
            unit_id: ngettext("%(num)s office ends", "%(num)s offices end", number)
            for unit_id, number in ended.items()
        }

    def rename(self, unit: UnitsUnit, name: str) -> None:
        """Give a unit another name, and keep the one it had until the day."""
        self.sees(unit)
        values = {"name": unit.name, "until": self.decision.on}
        document = self.decision.document
        self.traces.add(UnitsName, unit_id=unit.id, document=document, **values)
        self.traces.change(unit, name=name)

    def found(self, like: UnitsUnit, name: str, **values: Any) -> UnitsUnit:
        """Found a unit on the day, of the kind and in the place of another."""
        inherited = {n: getattr(like, n) for n in ("kind", "basis", "stands", "workplace")}
        day, document = self.decision.on, self.decision.document
        made: UnitsUnit = self.traces.add(
            UnitsUnit,
            **{**inherited, "parent_id": like.parent_id, **values},
            name=name,
            founded_on=day,
            founded_document=document,
            version=1,
        )
        return made

    def cover(self, unit: UnitsUnit, areas: Iterable[Area]) -> None:
        """Let a unit cover these hamlets and no others."""
        wanted = {area.id for area in areas}
        present = {place.area_id: place for place in places_of(self.space_id, unit.id)}
        for area_id in sorted(wanted - present.keys()):
            self.traces.add(UnitsPlace, unit_id=unit.id, area_id=area_id)
        for area_id in present.keys() - wanted:
            self.traces.remove(present[area_id])

    def move(self, children: Iterable[UnitsUnit], parent: UnitsUnit) -> None:
        """Put sub-units under another unit."""
        for child in children:
            self.sees(child)
            self.traces.change(child, parent_id=parent.id)
            what = _("stands under %(unit)s from then on", unit=parent.name)
            self.tell(child, what, verb="units.moved_along", under=parent.name)

    def done(
        self, verb: str, subject: Any, before: dict[str, Any], after: dict[str, Any]
    ) -> Outcome:
        """Record the act, by which it is taken back, and an event for each other unit."""
        kept = self.traces.kept()
        day: dict[str, Any] = {"day": self.decision.on}
        given = {"document": self.decision.document, "reason": self.decision.reason}
        day |= {name: value for name, value in given.items() if value}
        after = {**after, **day, KEPT: kept}
        event = record(verb, subject, before=before, after=after, space_id=self.space_id)
        for told, unit, facts in self._told:
            if unit is not subject:
                record(told, unit, after={**facts, **day})
        return Outcome(subject, tuple(self.effects), self._mark(verb), event)

    def _mark(self, verb: str) -> str:
        """What the reader sees and agrees to, in a few letters; other rows make another mark."""
        lines = [verb, str(self.decision), *(str(effect) for effect in self.effects)]
        text = "\n".join([*lines, *sorted(self._seen)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def hamlet_text(areas: Iterable[Area]) -> str:
    """Hamlets in one line."""
    return ", ".join(called(area) for area in areas)
