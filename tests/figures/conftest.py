"""What the tests of figures share: figures of their own, and standing where somebody stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.figures import Figure
from portal.indicators import Indicator, Period

NEEDS = "dashboard.view_figures"
TODAY = Period.year_to(dt.date(2026, 6, 30))
Standing = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def offering(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make these the only figures of the portal; they belong to `owner`."""

    def offer(*indicators: Indicator, owner: str = "dashboard") -> None:
        registry = app.extensions["portal"]
        monkeypatch.setattr(registry, "indicators", {each.name: each for each in indicators})
        for each in indicators:
            monkeypatch.setitem(registry.owner, f"indicators {each.name}", owner)

    return offer


@pytest.fixture
def rolled(figures_seen: Callable[..., dict[str, Figure]]) -> Callable[..., dict[str, Figure]]:
    """The figures that somebody sees in a space, by name."""
    return lambda username, slug, period=TODAY: figures_seen(username, slug, period)


def bodies(name: str = "test.bodies", **options: object) -> Indicator:
    """How many bodies a space has: a figure over a table that policies guard."""

    def select(period: Period) -> sa.Select[tuple[int, int]]:
        return (
            sa.select(sa.column("space_id"), sa.func.count())
            .select_from(sa.text("body"))
            .where(sa.text("body.valid_from <= :end").bindparams(end=period.end))
            .group_by(sa.column("space_id"))
        )

    return Indicator(name, "Bodies", NEEDS, select, **options)  # type: ignore[arg-type]


def of_values(name: str, values: dict[int, object], **options: object) -> Indicator:
    """A figure that gives these values, whatever the reach."""

    def select(period: Period) -> sa.Select[tuple[int, object]]:
        columns = sa.column("space_id", sa.Integer), sa.column("value", sa.Numeric)
        return sa.select(*columns).select_from(
            sa.values(*columns, name="given").data(list(values.items()))
        )

    return Indicator(name, name, NEEDS, select, **options)  # type: ignore[arg-type]


@pytest.fixture
def add_bodies(owner: sa.Connection, space_ids: dict[str, int]) -> Callable[[str, int], None]:
    """Give a space so many bodies."""

    def add(slug: str, number: int, since: dt.date = dt.date(2021, 1, 5)) -> None:
        for count in range(number):
            owner.execute(
                sa.text(
                    "insert into body (space_id, name, code, valid_from) values (:s, :c, :c, :d)"
                ),
                {"s": space_ids[slug], "c": f"b{count}-{since}", "d": since},
            )

    return add
