"""The example rows of a table: in the own space, beside, below and above it, in every unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import sqlalchemy as sa

from ..cast import UNIT_ONE, UNIT_TWO
from ..rows import CannotMake, Maker, Values
from . import subjects
from .expected import Row
from .viewers import BODY_ONE, Places

BODY_TWO = 802
SLUGS = {
    "own": "xa-sen",
    "below": "phu-nu-xa-sen",
    "above": "huyen",
    "neighbour": "xa-lua",
    "far": "huyen-xa",
}
KEYS = {
    "space_id": "space",
    "to_space_id": "to_space",
    "unit_id": "unit",
    "body_id": "body",
    "account_id": "account",
}


def keys_of(table: sa.Table) -> dict[str, str]:
    """Which columns of a table say where a row lies; a table of units is narrowed by its own id."""
    narrowing = subjects.models()[table.name].__narrowing__
    own_id = isinstance(narrowing, Mapping) and narrowing.get("id") == "units"
    return KEYS | ({"id": "unit"} if own_id else {})


def places(owner: sa.Connection) -> Places:
    """The ids of the spaces of the examples."""
    ids = dict(owner.execute(sa.text("select slug, id from space")).tuples().all())
    return Places(**{place: ids[slug] for place, slug in SLUGS.items()})


def accounts(owner: sa.Connection) -> tuple[int, int]:
    """Two accounts, whose own rows neither shows to the other."""
    ids = dict(owner.execute(sa.text("select username, id from account")).tuples().all())
    return ids["lan"], ids["tam"]


def placings(table: sa.Table, at: Places, people: tuple[int, int]) -> Iterator[Values]:
    """The places an example row of the table is put in: what decides who may see it."""
    has = {column.name for column in table.columns}
    unit_key = next(name for name, says in reversed(keys_of(table).items()) if says == "unit")
    if "space_id" not in has or table.name == "oversight":
        yield from ({"account_id": p} for p in people) if "account_id" in has else [{}]
        return
    units: list[Any] = [UNIT_ONE, UNIT_TWO] if unit_key in has else [None]
    bodies: list[Any] = [BODY_ONE, BODY_TWO] if "body_id" in has else [None]
    for space, unit, body in product(at.all(), units, bodies):
        placed = {"space_id": space, unit_key: unit, "body_id": body}
        if "to_space_id" in has:
            for recipient in {at.own: (at.neighbour, at.below)}.get(space, (at.own, at.far)):
                yield _known(placed | {"to_space_id": recipient}, has)
        else:
            yield _known(placed, has)


def lay(maker: Maker, table: sa.Table, at: Places, people: tuple[int, int]) -> int:
    """Put an example row in every place that takes one; gives how many.

    Raises CannotMake when not one of them can be made.
    """
    made, refused = 0, None
    for placed in placings(table, at, people):
        try:
            maker.row(table, **placed)
            made += 1
        except CannotMake as error:
            refused = error
    there = made or maker.owner.scalar(sa.select(sa.func.count()).select_from(table))
    if refused is not None and not (there and _is_taken(refused)):
        raise refused
    return made


def facts(owner: sa.Connection, table: sa.Table) -> dict[tuple[Any, ...], Row]:
    """Every row of the table by its key, with what decides who may see it."""
    key = list(table.primary_key.columns)
    columns = [table.c[name] for name in keys_of(table) if name in table.c]
    found = {}
    for values in owner.execute(sa.select(*key, *columns)):
        known = dict(zip((c.name for c in columns), values[len(key) :], strict=True))
        found[tuple(values[: len(key)])] = row_of(table, known)
    return found


def row_of(table: sa.Table, values: Values) -> Row:
    """What of a row's values decides who may see it."""
    keys = keys_of(table)
    return Row(**{keys[name]: value for name, value in values.items() if name in keys})


def _known(values: Values, has: set[str]) -> Values:
    return {name: value for name, value in values.items() if name in has and value is not None}


def _is_taken(error: CannotMake) -> bool:
    """A table with one row a space has no second one for another unit."""
    cause = getattr(error.__cause__, "orig", None)
    return getattr(cause, "sqlstate", "") == "23505"
