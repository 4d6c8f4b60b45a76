"""Figures of units: how many, of which kind, who leads them, what is due, how they fare.

None of them reads a table with names, and each is right as of any earlier day. A space that wrote
nothing down has no figure, which is shown as such and never as zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import aliased

from portal.indicators import Indicator, Period

from . import measures
from .kinds import kinds
from .measures import Measure, all_of, counted, is_held, of_basis, of_family, was_founded
from .models import UnitsOffice, UnitsUnit
from .rounds import surveyed, weak

NEEDS = "units.view_figures"
LEVELS = ("commune",)
"""Units are kept by the organizations of communes; others are not missing the figures."""


def lines_of(family: str = "") -> tuple[str, ...]:
    """The lines whose organizations have units, of this family where one is named."""
    chosen = (kind for kind in kinds().values() if family in ("", kind.family))
    return tuple(dict.fromkeys(line for kind in chosen for line in kind.lines))


def indicators() -> list[Indicator]:
    """The figures that units offer."""
    return [*_led(), *_due(), *_kinds(), *_bases()]


def _led() -> list[Indicator]:
    unit, office, head = _l("units"), _l("offices"), _l("heads")
    of = _figure
    return [
        of(
            "standing",
            _l("Branches and groups"),
            _of(measures.STANDING),
            unit,
            aim="more",
            order=200,
        ),
        of(
            "without_head",
            _l("Branches and groups without a head"),
            _of(measures.WITHOUT_HEAD),
            unit,
            out_of="units.standing",
            better="less",
            order=205,
        ),
        of("heads", _l("Heads of whom Party membership is known"), _of(measures.HEADS), head),
        of(
            "party_heads",
            _l("Heads who are Party members"),
            _of(measures.PARTY_HEADS),
            head,
            out_of="units.heads",
            better="more",
            order=210,
        ),
        of("offices", _l("Offices of heads and deputies"), offices, office),
        of(
            "vacancies",
            _l("Vacant offices of heads and deputies"),
            vacancies,
            office,
            out_of="units.offices",
            better="less",
            order=220,
        ),
    ]


def _due() -> list[Indicator]:
    unit, planned = _l("units"), "units.congresses"
    of = _figure
    return [
        of("congresses", _l("Congresses whose day is known"), _of(measures.CONGRESSES), unit),
        of(
            "congress_overdue",
            _l("Congresses overdue"),
            _of(measures.CONGRESS_OVERDUE),
            unit,
            out_of=planned,
            better="less",
            order=225,
        ),
        of(
            "congress_due",
            _l("Congresses due within 60 days"),
            _of(measures.CONGRESS_DUE),
            unit,
            out_of=planned,
            order=235,
        ),
        of("surveyed", _l("Branches and groups surveyed"), surveyed, unit, aim="more"),
        of(
            "weak",
            _l("Branches and groups found weak or not active"),
            weak,
            unit,
            out_of="units.surveyed",
            better="less",
            order=215,
        ),
    ]


def _kinds() -> list[Indicator]:
    labels = {
        "cell": _l("Party cells"),
        "branch": _l("Youth branches and branches of associations"),
        "team": _l("Sub-branches and teams"),
        "board": _l("Front work boards"),
        "self_governing": _l("Self-governing groups"),
        "club": _l("Clubs and groups of a shared interest or trade"),
    }
    unit, made = _l("units"), []
    for place, (family, label) in enumerate(labels.items()):
        among = all_of(was_founded, of_family(family))
        select, lines = _of(Measure(among, measures.goes_on)), lines_of(family)
        figure = _figure(family, label, select, unit, lines=lines, aim="more", order=240 + place)
        made.append(figure)
    label, lines = _l("Households in self-governing groups"), lines_of("self_governing")
    unit = _l("households")
    more: dict[str, Any] = {"lines": lines, "aim": "more", "order": 248}
    return [*made, _figure("households", label, households, unit, **more)]


def _bases() -> list[Indicator]:
    labels = {
        "residential": _l("Units of residents"),
        "occupational": _l("Units of one occupation"),
        "interest": _l("Units of a shared interest"),
    }
    return [
        _figure(
            basis,
            label,
            _of(Measure(was_founded, all_of(measures.goes_on, of_basis(basis)))),
            _l("units"),
            out_of="units.standing",
            order=260 + place,
        )
        for place, (basis, label) in enumerate(labels.items())
    ]


Select = Callable[[Period], sa.Select[Any]]


def _of(measure: Measure) -> Select:
    return lambda period: counted(measure, period.end)


def _figure(name: str, label: Any, select: Select, unit: Any, **more: Any) -> Indicator:
    values: dict[str, Any] = {"lines": lines_of(), "levels": LEVELS, "order": 290} | more
    return Indicator(f"units.{name}", label, NEEDS, select, unit, **values)


def _posts(day: dt.date, vacant: bool) -> sa.Select[Any]:
    """The offices of heads and deputies that standing units have by their kind."""
    posts = [
        (kind.name, office.name)
        for kind in kinds().values()
        for office in kind.offices
        if office.rank in ("head", "deputy")
    ]
    columns = sa.column("kind", sa.String), sa.column("office", sa.String)
    post, office = sa.values(*columns, name="post").data(posts), aliased(UnitsOffice)
    held = sa.exists().where(
        office.space_id == UnitsUnit.space_id,
        office.unit_id == UnitsUnit.id,
        office.office == post.c.office,
        is_held(office, day),
    )
    count = sa.func.count().filter(~held) if vacant else sa.func.count()
    return (
        sa.select(UnitsUnit.space_id, count)
        .join(post, post.c.kind == UnitsUnit.kind)
        .where(measures.stands(day), measures.offices_recorded(day))
        .group_by(UnitsUnit.space_id)
    )


def offices(period: Period) -> sa.Select[Any]:
    """How many offices of heads and deputies the units of a space have."""
    return _posts(period.end, vacant=False)


def vacancies(period: Period) -> sa.Select[Any]:
    """How many of them nobody holds; nothing where no office was ever recorded."""
    return _posts(period.end, vacant=True)


def households(period: Period) -> sa.Select[Any]:
    """The households of self-governing groups, as far as they were counted by a day."""
    day = period.end
    counted_by_then = sa.or_(UnitsUnit.households_on.is_(None), UnitsUnit.households_on <= day)
    return (
        sa.select(UnitsUnit.space_id, sa.func.sum(UnitsUnit.households))
        .where(measures.stands(day), of_family("self_governing")(day), counted_by_then)
        .group_by(UnitsUnit.space_id)
    )
