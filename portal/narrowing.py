"""Conditions that name the spaces meant, beside the policies and where there is none by space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from .errors import OutOfReach
from .guards import guard
from .reach import current_reach


def among(column: Any, ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """The condition that a column is one of these ids: one parameter, however many there are."""
    listed = sa.bindparam(None, sorted(ids), type_=ARRAY(sa.Integer), unique=True)
    return column == sa.any_(listed)


def among_given(column: Any, name: str) -> sa.ColumnElement[bool]:
    """The same of ids that are given under a name when the select is sent: for one that is kept."""
    return column == sa.any_(sa.cast(sa.bindparam(name, type_=Ids()), ARRAY(sa.Integer)))


class Ids(sa.types.TypeDecorator[Iterable[int]]):
    """Numbers of rows, sent as one text: the driver would turn each into text by itself."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[int] | None, _dialect: Any) -> str | None:
        """As PostgreSQL writes an array."""
        return None if value is None else "{" + ",".join(map(str, value)) + "}"


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
