"""What must hold before a unit is renamed, ends, or goes into others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from flask_babel import gettext as _

from portal.errors import Invalid
from portal.locale import date_text, today
from portal.text import fold

from .changing_queries import Standing, last_renamed
from .models import UnitsUnit


def check_day(units: Iterable[UnitsUnit], on: dt.date) -> None:
    """Refuse a day to come, one before a unit was founded, or before its present name."""
    chosen = list(units)
    if on > today():
        raise Invalid(_("Choose a day up to today; enter what is to come on its day."), "on")
    for unit in chosen:
        if unit.founded_on is not None and on < unit.founded_on:
            founded = date_text(unit.founded_on)
            sentence = _("%(unit)s was founded on %(day)s; choose a day from then on.")
            raise Invalid(sentence % {"unit": unit.name, "day": founded}, "on")
    renamed = last_renamed(chosen[0].space_id, [unit.id for unit in chosen]) if chosen else {}
    for unit in chosen:
        if unit.id in renamed and on < renamed[unit.id]:
            sentence = _("%(unit)s got its name on %(day)s; choose a day from then on.")
            raise Invalid(sentence % {"unit": unit.name, "day": date_text(renamed[unit.id])}, "on")


def twin_of(
    name: str, units: Iterable[UnitsUnit], leaving: Collection[int] = ()
) -> UnitsUnit | None:
    """The unit that has this name already, however marks and capitals differ.

    Units that leave their name free in the same act are left out.
    """
    wanted = fold(name)
    return next((u for u in units if u.folded == wanted and u.id not in leaving), None)


def check_name(
    name: str, standing: Standing, leaving: Collection[int] = (), field: str = "name"
) -> None:
    """Refuse a name that another standing unit bears."""
    twin = twin_of(name, standing.units.values(), leaving)
    if twin is not None:
        kind = twin.kind_of.label
        raise Invalid(_("There is %(name)s (%(kind)s) already.", name=twin.name, kind=kind), field)
