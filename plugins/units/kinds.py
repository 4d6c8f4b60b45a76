"""The kinds of unit, as data: whose they are, where they stand, which offices they have.

Source of the terms: the charters of the organizations, as they stood under the plan of
Tân Hồng of 2021; what changes gets a date (`from`, `to`) in kinds.json.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from portal.locale import current_language

SOURCE = Path(__file__).with_name("kinds.json")
Rank = Literal["head", "deputy", "member"]
Roster = Literal["members", "households", "officers"]
BASES: dict[str, Any] = {
    "residential": _l("residential"),
    "occupational": _l("occupational"),
    "interest": _l("of a shared interest"),
}
"""What brings the people of a unit together."""
PLACES: dict[str, Any] = {
    "hamlet": _l("one or several hamlets"),
    "commune": _l("the whole commune"),
    "workplace": _l("a workplace"),
}
"""Where a unit stands; only `hamlet` names areas."""


@dataclass(frozen=True)
class Office:
    """An office of a unit: head and deputies lead it, members sit on its committee."""

    name: str
    label_vi: str
    label_en: str
    rank: Rank

    @property
    def label(self) -> str:
        """What it is called in the reader's language."""
        return self.label_vi if current_language() == "vi" else self.label_en


@dataclass(frozen=True)
class Kind:
    """A kind of unit. `under` names the kinds it may be part of; without them it stands alone.

    `family` is what figures add up over the organizations: cell, branch, team, board,
    self_governing or club.
    """

    name: str
    family: str
    lines: tuple[str, ...]
    label_vi: str
    label_en: str
    places: tuple[str, ...]
    bases: tuple[str, ...]
    under: tuple[str, ...]
    roster: Roster
    term_months: int | None
    offices: tuple[Office, ...]
    valid_from: dt.date | None
    valid_to: dt.date | None

    @property
    def label(self) -> str:
        """What it is called in the reader's language, in small letters."""
        return self.label_vi if current_language() == "vi" else self.label_en

    def office(self, name: str) -> Office | None:
        """One of its offices by name."""
        return next((office for office in self.offices if office.name == name), None)

    def term_from(self, day: dt.date) -> dt.date | None:
        """The day on which a term that begins on a day is over; None for kinds without terms."""
        if self.term_months is None:
            return None
        years, month = divmod(day.month - 1 + self.term_months, 12)
        last = calendar.monthrange(day.year + years, month + 1)[1]
        return dt.date(day.year + years, month + 1, min(day.day, last))

    def stands_on(self, day: dt.date) -> bool:
        """Whether units of this kind may be founded on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in the order of the data."""
    found: dict[str, dict[str, Any]] = {}
    for entry in json.loads(SOURCE.read_text(encoding="utf-8")):
        found[entry["name"]] = {**found.get(entry.get("like", ""), {}), **entry}
    return {name: _kind(entry) for name, entry in found.items()}


def kinds_of(line: str, day: dt.date) -> list[Kind]:
    """The kinds that an organization may found on a day."""
    return [kind for kind in kinds().values() if line in kind.lines and kind.stands_on(day)]


def kind_named(name: str) -> Kind:
    """A kind by name. Raises KeyError on a name that no kind has."""
    return kinds()[name]


def _kind(entry: dict[str, Any]) -> Kind:
    return Kind(
        name=entry["name"],
        family=entry["family"],
        lines=tuple(entry["lines"]),
        label_vi=entry["label"],
        label_en=entry["label_en"],
        places=tuple(entry["places"]),
        bases=tuple(entry["bases"]),
        under=tuple(entry["under"]),
        roster=entry["roster"],
        term_months=entry["term_months"],
        offices=tuple(
            Office(each["office"], each["label"], each["label_en"], each["rank"])
            for each in entry["offices"]
        ),
        valid_from=_day(entry.get("from")),
        valid_to=_day(entry.get("to")),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
