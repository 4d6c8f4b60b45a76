"""Lists that are found, sorted and paged by their address, the same way in every module.

In `queries.py` a module says what it lists and in which orders, and takes one page of it:

    SORTS = Sorts({"name": (Visit.sort_key,), "day": (Visit.on,)}, last=Visit.id)

    def visits_of(wanted: Wanted, view: View) -> Page[Visit]:
        return page_of(db.session, found(wanted), SORTS, view)

The view reads the address (`view_from(request.args)`: `?sort=-day&page=2&per=50`), and the
template hands `page.sorted` to `filters` and `table`, `page.number` and `page.pages` to
`pagination`. The same `found(wanted)` with `rows_of()` fills the Excel file: what the address
shows is what is exported.
A list of one model that is found by one column needs no more than `listed()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import QueryableAttribute, Session, scoped_session

from .database import columns_of, db
from .text import fold

PER_PAGE = 25
CHOICES = (PER_PAGE, 50, 100)
"""How many rows a page may have, by `?per=`; the first is what it has by itself."""
MOST = 10_000
"""Counting stops here: nobody pages further, and a province has more."""

T = TypeVar("T")
U = TypeVar("U")
Listed = sa.Select[Any]


@dataclass(frozen=True)
class View:
    """How a list is looked at: in which order ("name", "-name" backwards) and which page of it.

    `per` is how many rows a page has, one of CHOICES.
    """

    sort: str = ""
    page: int = 1
    per: int = PER_PAGE


def view_from(args: Any) -> View:
    """The order, the page and its length in an address; what cannot be read is left out."""
    per = args.get("per", PER_PAGE, type=int)
    return View(
        args.get("sort", "").strip(),
        max(1, args.get("page", 1, type=int)),
        per if per in CHOICES else PER_PAGE,
    )


@dataclass(frozen=True)
class Sorts:
    """The orders a list offers, by the key of `?sort=`; the first is the one it has by itself.

    `last` tells apart rows that are otherwise alike, so that no row is on two pages. `default`
    names another order to begin with, such as "-at" for the newest first.
    """

    orders: Mapping[str, Sequence[sa.ColumnElement[Any] | Any]]
    last: sa.ColumnElement[Any] | Any
    default: str = ""

    def chosen(self, typed: str) -> str:
        """The order that was asked for, or the list's own when it offers no such one."""
        known = typed.removeprefix("-") in self.orders
        return typed if known else self.default or next(iter(self.orders))

    def applied(self, query: Listed, typed: str) -> Listed:
        """The query in the order asked for; rows without a value come last either way."""
        sort = self.chosen(typed)
        columns = (*self.orders[sort.removeprefix("-")], self.last)
        turned = _backwards if sort.startswith("-") else sa.asc
        return query.order_by(None).order_by(*(turned(column) for column in columns))


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1, `total` is how many rows there are up to MOST."""

    rows: Sequence[T]
    number: int = 1
    total: int = 0
    sorted: str = ""
    q: str = ""
    per: int = PER_PAGE
    pages: int = field(init=False)
    first: int = field(init=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pages", pages_of(self.total, self.per))
        object.__setattr__(self, "first", (self.number - 1) * self.per + 1 if self.rows else 0)
        object.__setattr__(self, "last", self.first + len(self.rows) - 1 if self.rows else 0)

    def made_into(self, make: Callable[[Sequence[T]], Sequence[U]]) -> Page[U]:
        """The same page with other rows: what the template prints instead of what was read."""
        return replace(self, rows=make(self.rows))  # type: ignore[arg-type, return-value]


@dataclass(frozen=True)
class Question:
    """What a list asks: how many rows there are, and one page of them in an order.

    Making it takes longer than sending it, so a list that many look at keeps it: see question().
    """

    count: sa.Select[Any]
    rows: Listed
    sorted: str
    plain: bool = False
    """Whether a row is made of columns alone."""


COLUMNS = (sa.ColumnElement, QueryableAttribute)
_per: sa.BindParameter[int] = sa.bindparam("rows_per_page", type_=sa.Integer)
_before: sa.BindParameter[int] = sa.bindparam("rows_before", type_=sa.Integer)


def question(query: Listed, sorts: Sorts, sort: str) -> Question:
    """The question of a list, which may be kept for as long as the query says the same."""
    rows = sorts.applied(query, sort).limit(_per).offset(_before)
    asked = query.column_descriptions
    plain = len(asked) > 1 and all(isinstance(each["expr"], COLUMNS) for each in asked)
    return Question(counting(query), rows, sorts.chosen(sort), plain)


def page_of(
    session: Session | scoped_session[Any], query: Listed, sorts: Sorts, view: View
) -> Page[Any]:
    """One page of a query; a number beyond the last page gives the last.

    The rows are rows of the query, or its models where it selects one model only.
    """
    return page_asked(session, question(query, sorts, view.sort), view)


def page_asked(
    session: Session | scoped_session[Any],
    asked: Question,
    view: View,
    total: int | None = None,
) -> Page[Any]:
    """One page of what a list asks, as page_of() gives it; `total` where it is known already."""
    if total is None:
        total = session.scalar(asked.count) or 0
    number = number_within(view.page, total, view.per)
    part = {_per.key: view.per, _before.key: (number - 1) * view.per}
    rows = (
        columns_of(session, asked.rows, part).all()
        if asked.plain
        else _read(session, asked.rows, part)
    )
    return Page(rows, number, total, asked.sorted, per=view.per)


def counting(query: Listed) -> sa.Select[Any]:
    """How many rows a query has, up to MOST."""
    plain = query.order_by(None).limit(MOST)
    if not (query._distinct or query._group_by_clauses or query._having_criteria):
        # Its columns say nothing of how many rows there are, and cost time here and there.
        plain = plain.with_only_columns(sa.literal_column("1"), maintain_column_froms=True)
    return sa.select(sa.func.count()).select_from(plain.subquery())


def page_in_order(
    session: Session | scoped_session[Any],
    ordered: Listed,
    wanted: int,
    total: int,
    per: int = PER_PAGE,
) -> Page[Any]:
    """One page of a query that stands in an order of its own and has so many rows."""
    number = number_within(wanted, total, per)
    query = ordered.limit(per).offset((number - 1) * per)
    return Page(_read(session, query), number, total, per=per)


def page_among(rows: Sequence[T], wanted: int) -> Page[T]:
    """One page of rows that are at hand already."""
    number = number_within(wanted, len(rows))
    return Page(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(rows))


def listed(
    model: type[T], *where: sa.ColumnElement[bool], found: str | None = None, **sorts: str
) -> Page[T]:
    """The page of a model's rows within reach that this request's address asks for.

    `found` names a column of folded text, in which `?q=` is looked for without regard to marks.
    `sorts` maps each key of `?sort=` to the column that orders by it: `day="day", name="folded"`;
    the first of them, falling, is the order from the start.
    """
    mapper: Any = sa.inspect(model)
    q, query = request.args.get("q", "").strip(), sa.select(model).where(*where)
    if found is not None and q:
        query = query.where(mapper.columns[found].contains(fold(q), autoescape=True))
    orders = {key: (mapper.columns[column],) for key, column in sorts.items()}
    order = Sorts(orders, last=mapper.columns["id"], default=f"-{next(iter(sorts))}")
    return replace(page_of(db.session, query, order, view_from(request.args)), q=q)


def rows_of(
    session: Session | scoped_session[Any], query: Listed, sorts: Sorts, view: View
) -> Iterator[Any]:
    """Every row of a query in the order of its page, a thousand at a time: for exports."""
    yield from _read(session, sorts.applied(query, view.sort), each=1000)


def pages_of(total: int, per: int = PER_PAGE) -> int:
    """How many pages so many rows fill; an empty list has one."""
    return max(1, -(-total // per))


def number_within(wanted: int, total: int, per: int = PER_PAGE) -> int:
    """The page asked for, or the nearest that so many rows have."""
    return max(1, min(wanted, pages_of(total, per)))


def _backwards(column: Any) -> sa.UnaryExpression[Any]:
    """Descending; without "nulls last" where there are none, so that an index still serves."""
    return sa.desc(column).nulls_last() if getattr(column, "nullable", True) else sa.desc(column)


def _read(
    session: Session | scoped_session[Any],
    query: Listed,
    values: Mapping[str, Any] | None = None,
    each: int = 0,
) -> Any:
    if each:
        query = query.execution_options(yield_per=each)
    result = session.execute(query, values)
    read = result.scalars() if len(query.column_descriptions) == 1 else result
    return read if each else read.all()
