"""Ask the database for figures: all that are read within one reach in one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import current_app, g
from sqlalchemy.orm import Session

from ..access import reach_of
from ..aside import is_whole, set_aside, taking
from ..containing import Part, Unread, ask_all, limits, rests, timed
from ..database import columns_of
from ..entering import registry
from ..guards import guard
from ..indicators import Indicator, Period
from ..locale import current_language, today
from ..narrowing import among
from ..reach import Reach
from .rolling import Number, Values

KEPT = 64
_kept: dict[tuple[Any, ...], sa.CompoundSelect[Any]] = {}
"""Questions as they were worded: wording one takes longer than asking it. A figure's select depends
on its period, the space of the address, the language and the day alone."""


def values_of(
    indicators: Sequence[Indicator], periods: Sequence[Period]
) -> tuple[dict[str, list[Values]], list[Unread]]:
    """The values of each figure in each period by its name, and what could not be read.

    Where one of them spoils the common question, each is asked by itself and costs only itself.
    """
    resting = [each for each in indicators if rests("indicators", each)]
    try:
        values = _at_once([each for each in indicators if each not in resting], periods)
        alone = resting
    except Exception as error:  # whichever figure is at fault is found out one by one
        current_app.logger.info("The figures are asked one by one: %s", error)
        values, alone = {}, list(indicators)
    unread = []
    parts = [Part(each, partial(_alone, each, periods), reach_for(each)) for each in alone]
    answers: list[list[Values] | Unread] = ask_all("indicators", parts)
    for indicator, answer in zip(alone, answers, strict=True):
        if isinstance(answer, Unread):
            unread.append(answer)
        else:
            values[indicator.name] = answer
    return values, unread


def reach_for(indicator: Indicator) -> Reach:
    """How far this account may read a figure from the space of the address."""
    reach = reach_of(g.access, registry().permissions[indicator.needs], read_only=True)
    return replace(reach, map="read") if indicator.on_the_map else reach


def narrowed(select: sa.Select[Any], reach: Reach) -> sa.Select[Any]:
    """A figure's select, held to the spaces meant, with the rows of a space added up."""
    one = select.subquery("figure")
    space, value = list(one.c)
    total = sa.cast(sa.func.sum(value), sa.Numeric)
    found = sa.select(space, total).where(_meant(space, reach)).group_by(space)
    # Two modules may call a parameter alike: in one question the last value would hold for both.
    return found.unique_params()


@guard("figures.narrow", without=sa.true())
def _meant(space: Any, reach: Reach) -> sa.ColumnElement[bool]:
    """Beside the policy, which it spares work, and in its place over tables of the map."""
    return among(space, reach.spaces)


def _at_once(indicators: Sequence[Indicator], periods: Sequence[Period]) -> dict[str, list[Values]]:
    """The values of all these figures. Raises whatever one of them spoils the question with."""
    found: dict[str, list[dict[int, Number]]] = {i.name: [{} for _ in periods] for i in indicators}
    alike: dict[Reach, list[Indicator]] = {}
    for indicator in indicators:
        alike.setdefault(reach_for(indicator), []).append(indicator)
    if alike:
        with set_aside() as connection:
            for reach, group in alike.items():
                with taking(connection, reach, **limits()) as session:
                    question = _question(group, periods, reach, session)
                    if not is_whole(connection, reach):
                        raise RuntimeError("A figure left its reach while it was worded.")
                    for space, value, number, at in columns_of(session, question):
                        if value is not None:
                            found[group[number].name][at][space] = _plain(value)
    return {name: list(values) for name, values in found.items()}


def _question(
    group: Sequence[Indicator], periods: Sequence[Period], reach: Reach, session: Session
) -> sa.CompoundSelect[Any]:
    """One select for all: space, value, the number of the figure, the number of the period."""
    key = (*group, *periods, reach.spaces, g.access.here.id, current_language(), today())
    known = _kept.get(key)
    if known is not None:
        return known
    parts: list[sa.Select[Any]] = []
    for number, indicator in enumerate(group):
        part = Part(indicator, partial(_worded, indicator, periods, reach), reach)
        selects: list[sa.Select[Any]] = timed("indicators", part, session)
        for at, select in enumerate(selects):
            parts.append(select.add_columns(sa.literal(number), sa.literal(at)))
    if len(_kept) >= KEPT:
        _kept.clear()
    return _kept.setdefault(key, sa.union_all(*parts))


def _worded(
    indicator: Indicator, periods: Sequence[Period], reach: Reach, _session: Session | None = None
) -> list[sa.Select[Any]]:
    spoken = [p if indicator.measures == "period" else Period.day(p.end) for p in periods]
    return [narrowed(indicator.select(each), reach) for each in spoken]


def _alone(indicator: Indicator, periods: Sequence[Period], session: Session) -> list[Values]:
    return [
        {space: _plain(value) for space, value in session.execute(select) if value is not None}
        for select in _worded(indicator, periods, reach_for(indicator))
    ]


def _plain(value: Any) -> Number:
    number = value if isinstance(value, int) else Decimal(str(value))
    return int(number) if number == int(number) else number
