"""Figures of members: how many, who they are, how they come and go, how many could be members.

They are few, since every overview asks for all of them: by what movement members went, and every
band of age, is in the report forms, which count by the same ledger.

None of them reads a table with names. Each is right as of any earlier day as far as the books
say it: the ledger has every day, while whoever has come back from far away is no longer noted as
having been away. A space that keeps no books by a day has no figure, never zero.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.indicators import Indicator

from .charters import IN, OUT, movements
from .figure_measures import (
    Select,
    born_between,
    covered,
    eligible,
    listed,
    moved,
    of_sex,
    people_counted,
    present,
    sized_units,
    small_units,
)
from .lines import FEMALE, lines

NEEDS = "members.view_figures"
LEVELS = ("commune",)
"""Members are kept by the organizations of communes; others are not missing the figures."""
BANDS = {
    "young": (0, 30, _l("Members of up to 30 years")),
    "old": (60, 200, _l("Members of 60 years and more")),
}


def indicators() -> list[Indicator]:
    """The figures that members offer."""
    return [*_standing(), *_moving(), *_ages(), *_fitness()]


def _standing() -> list[Indicator]:
    member = _l("members")
    return [
        _figure("listed", _l("Members on the list"), listed(), member, aim="more", order=150),
        _figure(
            "people",
            _l("People counted over the organizations"),
            people_counted,
            _l("people"),
            order=151,
            lines=("party",),
            levels=("district",),
        ),
        _figure(
            "present",
            _l("Members present"),
            listed(present),
            member,
            out_of="members.listed",
            better="more",
            order=155,
        ),
        _figure(
            "women",
            _l("Women among the members"),
            listed(of_sex(FEMALE)),
            member,
            out_of="members.listed",
            order=270,
        ),
        _figure("eligible", _l("People who could be members"), eligible, _l("people")),
        _figure(
            "coverage",
            _l("Members among those who could be"),
            covered,
            member,
            out_of="members.eligible",
            better="more",
            order=152,
        ),
    ]


def _moving() -> list[Indicator]:
    member = _l("members")
    came = [kind.name for kind in movements().values() if kind.direction == IN]
    went = [kind.name for kind in movements().values() if kind.direction == OUT]
    per: dict[str, Any] = {"measures": "period"}
    return [
        _figure(
            "came", _l("Members who came"), moved(1, came), member, aim="more", order=271, **per
        ),
        _figure("went", _l("Members who went"), moved(-1, went), member, order=272, **per),
    ]


def _ages() -> list[Indicator]:
    return [
        _figure(
            name,
            label,
            listed(born_between(least, most)),
            _l("members"),
            out_of="members.listed",
            order=275 + place,
        )
        for place, (name, (least, most, label)) in enumerate(BANDS.items())
    ]


def _fitness() -> list[Indicator]:
    unit = _l("units")
    return [
        _figure("sized_units", _l("Units with a smallest size"), sized_units, unit),
        _figure(
            "small_units",
            _l("Units smaller than their charter wants"),
            small_units,
            unit,
            out_of="members.sized_units",
            better="less",
            order=218,
        ),
    ]


def _figure(name: str, label: Any, select: Select, unit: Any, **more: Any) -> Indicator:
    values: dict[str, Any] = {"lines": tuple(lines()), "levels": LEVELS, "order": 290} | more
    return Indicator(f"members.{name}", label, NEEDS, select, unit, **values)
