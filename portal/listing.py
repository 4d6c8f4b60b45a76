"""A list as its address asks for it: `?q=` finds, `?sort=` orders, `?page=` turns the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request

from .database import db
from .text import fold

T = TypeVar("T")
PER_PAGE = 25


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of a list; pages count from 1. `sort` is a key of the columns, or `-key`."""

    rows: list[T]
    total: int
    page: int
    q: str
    sort: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def listed(
    model: type[T], *where: sa.ColumnElement[bool], found: str | None = None, **sorts: str
) -> Listing[T]:
    """The page of a model's rows within reach that this request's address asks for.

    `found` names a column of folded text, in which `q` is looked for without regard to marks.
    `sorts` maps each key of `?sort=` to the column that orders by it: `day="day", name="folded"`;
    the first of them, falling, is the order from the start.
    """
    mapper: Any = sa.inspect(model)
    columns = mapper.columns
    q, wanted = request.args.get("q", "").strip(), request.args.get("sort", "")
    sort = wanted if wanted.removeprefix("-") in sorts else f"-{next(iter(sorts))}"
    column = columns[sorts[sort.removeprefix("-")]]
    rows = sa.select(model).where(*where)
    if found is not None and q:
        rows = rows.where(columns[found].contains(fold(q), autoescape=True))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
    page = max(1, min(request.args.get("page", 1, int), -(-total // PER_PAGE)))
    order = column.desc() if sort.startswith("-") else column.asc()
    ordered = rows.order_by(order, *mapper.primary_key)
    shown = db.session.scalars(ordered.limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Listing(list(shown), total, page, q, sort)
