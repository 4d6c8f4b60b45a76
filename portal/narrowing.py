"""Conditions that name the spaces meant, beside the policies and where there is none by space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from .errors import OutOfReach
from .guards import guard
from .reach import array_of, current_reach


def among(column: Any, ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """The condition that a column is one of these ids: one parameter, however many there are."""
    return _one_of(column, sa.bindparam(None, list(ids), type_=Ids(), unique=True))


def among_given(column: Any, name: str) -> sa.ColumnElement[bool]:
    """The same of ids that are given under a name when the select is sent: for one that is kept."""
    return _one_of(column, sa.bindparam(name, type_=Ids()))


def _one_of(column: Any, ids: sa.BindParameter[Iterable[int]]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.cast(ids, ARRAY(sa.Integer)))


class Ids(sa.types.TypeDecorator[Iterable[int]]):
    """Numbers of rows, sent as one text: the driver would turn each into text by itself."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, _dialect: Any) -> str | None:
        """As PostgreSQL writes an array."""
        return None if value is None else array_of(value)


@guard("narrowing.in_reach", without=sa.true())
def in_reach(column: Any) -> sa.ColumnElement[bool]:
    """The condition that the space in a column lies within the reach in force.

    For figures and searches over tables of the map, which have no policy by space. Raises
    OutOfReach where no reach is in force.
    """
    reach = current_reach()
    if reach is None:
        raise OutOfReach("Nothing can be narrowed to a reach: none is in force.")
    return among(column, reach.spaces)
