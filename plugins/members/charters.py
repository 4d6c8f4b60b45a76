"""What the charter of each organization says of movements, as data: which, who decides, rules.

Source of the terms: the charters and the guidance on them, each rule with its own (charters.json).
Rules change: each holds `from` a day `to` a day.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from .lines import Term

SOURCE = Path(__file__).with_name("charters.json")
Direction = Literal["in", "out", "within", "none"]
IN: Direction = "in"
OUT: Direction = "out"
WITHIN: Direction = "within"
NONE: Direction = "none"
ADMIT, RETURN, TRANSFER, CHANGE = "admit", "return", "transfer", "change_kind"
TRANSFER_IN, TRANSFER_OUT = "transfer_in", "transfer_out"
DEFER, EXEMPT, RESUME, AGE_OUT = "defer", "exempt", "resume", "age_out"
ENTRIES = (ADMIT, TRANSFER_IN)
"""How somebody comes who has no row in the space yet."""


@dataclass(frozen=True)
class Kind(Term):
    """A kind of movement as an organization has it.

    `considers` and `decides` say which body does, in words; `requires` names the fields that must
    be filled.
    """

    direction: Direction = NONE
    considers: Term | None = None
    decides: Term | None = None
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason(Term):
    """Why somebody comes or goes, as a code: nothing else is written about a named person."""

    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule(Term):
    """A rule of a charter; its label is the sentence for whoever breaks it, with placeholders.

    `check` names the condition (charter_checks.py). One that warns may be set aside with a reason.
    Without `kinds` (of member), `reasons`, `units` or `bases` it holds for all.
    """

    check: str = ""
    on: tuple[str, ...] = ()
    effect: Literal["refuse", "warn"] = "refuse"
    source: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    kinds: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    trait: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Charter:
    """Movements and rules of one organization; one without members of its own has none."""

    movements: Mapping[str, Kind]
    rules: tuple[Rule, ...]

    def rules_on(self, movement: str, day: dt.date) -> list[Rule]:
        """The rules for a kind of movement that are in force on a day."""
        return [rule for rule in self.rules if movement in rule.on and rule.holds_on(day)]

    def minimums(self, day: dt.date) -> list[Rule]:
        """How many members a unit must have, by kind and basis, on a day."""
        return [rule for rule in self.rules if rule.check == "size" and rule.holds_on(day)]


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return data


@cache
def movements() -> Mapping[str, Kind]:
    """Every kind of movement by name, in the order of the data."""
    return {each["name"]: Kind(**_words(each), direction=each["direction"]) for each in _moves()}


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason by its code."""
    return {
        each["name"]: Reason(**_words(each), of=tuple(each["of"])) for each in _data()["reasons"]
    }


@cache
def overrides() -> Mapping[str, Term]:
    """Why a rule that warns may be set aside, by code."""
    return {each["name"]: Term(**_words(each)) for each in _data()["overrides"]}


@cache
def charters() -> Mapping[str, Charter]:
    """Every charter, by the name of the organization's line."""
    return {name: _charter(entry) for name, entry in _data()["lines"].items()}


NO_CHARTER = Charter({}, ())


def charter_of(line: str) -> Charter:
    """What holds for an organization; an empty charter for one without members of its own."""
    return charters().get(line, NO_CHARTER)


def reasons_for(movement: str) -> list[Reason]:
    """The reasons that a kind of movement may have."""
    return [reason for reason in reasons().values() if movement in reason.of]


def movement_label(name: str) -> str:
    """What a kind of movement is called, whatever organization has it; codes of others as is."""
    known = movements().get(name)
    return known.label if known is not None else name


def _moves() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _data()["movements"]
    return found


def _words(entry: Mapping[str, Any]) -> dict[str, Any]:
    words = {"name": entry["name"], "label_vi": entry["vi"], "label_en": entry["en"]}
    return {**words, "sex": entry["sex"]} if "sex" in entry else words


def _charter(entry: Mapping[str, Any]) -> Charter:
    bodies = {
        name: Term(**_words({"name": name, **words})) for name, words in entry["bodies"].items()
    }
    common = {each["name"]: each for each in _moves()}
    kinds = {}
    for own in entry["movements"]:
        merged = {**common[own["name"]], **own}
        kinds[own["name"]] = Kind(
            **_words(merged),
            direction=merged["direction"],
            considers=bodies.get(own.get("considers", "")),
            decides=bodies.get(own.get("decides", "")),
            requires=tuple(own.get("requires", ())),
        )
    return Charter(kinds, tuple(_rule(each) for each in entry["rules"]))


def _rule(entry: Mapping[str, Any]) -> Rule:
    lists: dict[str, Any] = {
        name: tuple(entry.get(name, ())) for name in ("on", "kinds", "reasons", "units", "bases")
    }
    return Rule(
        **_words(entry),
        **lists,
        check=entry["check"],
        effect=entry["effect"],
        source=entry["source"],
        valid_from=_day(entry.get("from")),
        valid_to=_day(entry.get("to")),
        least=entry.get("least"),
        most=entry.get("most"),
        trait=entry.get("trait", ""),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
