"""What a member is in each organization, as data: kinds, and fields beyond the common ones.

Source of the terms: the charters of the organizations (lines.json). A field that only one
organization keeps is declared there, never a column of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from portal.locale import current_language

SOURCE = Path(__file__).with_name("lines.json")
FEMALE, MALE = "female", "male"
SEXES: dict[str, Any] = {FEMALE: _l("female"), MALE: _l("male")}
OCCUPATIONS: dict[str, Any] = {
    "farmer": _l("farmer"),
    "worker": _l("worker"),
    "official": _l("official or public employee"),
    "business": _l("owner of a business"),
    "freelance": _l("self-employed"),
    "student": _l("pupil or student"),
    "retired": _l("retired"),
    "home": _l("works at home"),
    "other": _l("another occupation"),
}
"""What a member lives by, as the organizations' own registers sort it."""
STATES: dict[str, Any] = {
    "active": _l("active"),
    "deferred": _l("excused for a time"),
    "exempt": _l("exempt from meetings"),
    "left": _l("no longer a member"),
}
"""How an enrolment stands; those deferred and exempt stay on the list."""
LISTED = ("active", "deferred", "exempt")
AWAY: dict[str, Any] = {
    "working_away": _l("works far away"),
    "lost_contact": _l("out of contact"),
}
"""Why somebody on the list is not present in the area."""
Type = Literal["flag", "year", "choice"]


@dataclass(frozen=True)
class Band:
    """A band of age: what it is called, its least and its greatest age in years."""

    label: Any
    years: tuple[int | None, int | None] = (None, None)


AGES: dict[str, Band] = {
    "to_30": Band(_l("30 and under"), (None, 30)),
    "31_39": Band(_l("31 to 39"), (31, 39)),
    "40_59": Band(_l("40 to 59"), (40, 59)),
    "from_60": Band(_l("60 and over"), (60, None)),
    "unknown": Band(_l("year of birth not known")),
}
"""Bands of age: that of the Youth Union, then those of the Farmers' report."""


@dataclass(frozen=True)
class Term:
    """A name in the data with its words; `sex` limits a kind of member to one sex."""

    name: str
    label_vi: str
    label_en: str
    sex: str | None = None

    @property
    def label(self) -> str:
        """What it is called in the reader's language, in small letters."""
        return self.label_vi if current_language() == "vi" else self.label_en


@dataclass(frozen=True)
class Trait(Term):
    """A field that an organization keeps beyond the common ones: yes or no, a year, a choice."""

    type: Type = "flag"
    choices: tuple[Term, ...] = ()


@dataclass(frozen=True)
class MemberLine:
    """What a member is in one organization; the first kind is the usual one."""

    name: str
    member: Term
    kinds: tuple[Term, ...]
    traits: tuple[Trait, ...]

    def kind(self, name: str) -> Term | None:
        """One of its kinds of member by name."""
        return next((kind for kind in self.kinds if kind.name == name), None)


@cache
def lines() -> Mapping[str, MemberLine]:
    """Every organization that has members, by the name of its line."""
    data = json.loads(SOURCE.read_text(encoding="utf-8"))
    return {name: _line(name, entry) for name, entry in data.items()}


def line_of(name: str) -> MemberLine | None:
    """What a member is in an organization; None for one without members of its own."""
    return lines().get(name)


def _line(name: str, entry: Mapping[str, Any]) -> MemberLine:
    return MemberLine(
        name=name,
        member=_term({"name": name, **entry["member"]}),
        kinds=tuple(_term(each) for each in entry["kinds"]),
        traits=tuple(_trait(each) for each in entry["traits"]),
    )


def _term(entry: Mapping[str, Any]) -> Term:
    return Term(entry["name"], entry["vi"], entry["en"], entry.get("sex"))


def _trait(entry: Mapping[str, Any]) -> Trait:
    choices = tuple(_term(each) for each in entry.get("choices", ()))
    return Trait(entry["name"], entry["vi"], entry["en"], type=entry["type"], choices=choices)
