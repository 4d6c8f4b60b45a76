"""Lists by their address: order, page, count, and every row of them for a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.listing import PER_PAGE, Page, Sorts, View, page_of, rows_of, view_from

pytestmark = pytest.mark.database

numbers = sa.table("listed", sa.column("n", sa.Integer), sa.column("parity", sa.Integer))
SORTS = Sorts({"n": (numbers.c.n,), "parity": (numbers.c.parity,)}, last=numbers.c.n)
QUERY = sa.select(numbers.c.n)


@pytest.fixture
def session(owner: sa.Connection) -> Iterator[Session]:
    engine = owner.engine.execution_options(isolation_level="READ COMMITTED")
    with engine.connect() as connection, Session(connection, info={"unguarded": True}) as session:
        session.execute(sa.text("create temporary table listed (n int not null, parity int)"))
        session.execute(sa.text("insert into listed select n, n % 2 from generate_series(1, 60) n"))
        session.execute(sa.text("insert into listed values (61, null)"))
        yield session


@pytest.mark.parametrize(
    ("typed", "view"),
    [
        ({}, View()),
        ({"sort": " -n ", "page": "3"}, View("-n", 3)),
        ({"page": "0"}, View()),
        ({"page": "nhiều"}, View()),
        ({"per": "50"}, View(per=50)),
        ({"per": "1000000"}, View()),
        ({"per": "-1"}, View()),
        ({"per": "tất cả"}, View()),
    ],
)
def test_an_address_is_read_leniently(typed: dict[str, str], view: View) -> None:
    assert view_from(MultiDict(typed)) == view


def test_a_page_says_where_it_stands(session: Session) -> None:
    page = page_of(session, QUERY, SORTS, View(page=2))
    assert page.rows == list(range(26, 51))
    assert (page.number, page.pages, page.total, page.first, page.last) == (2, 3, 61, 26, 50)
    assert page.sorted == "n"


def test_a_page_may_be_longer(session: Session) -> None:
    page = page_of(session, QUERY, SORTS, View(page=2, per=50))
    assert page.rows == list(range(51, 62))
    assert (page.number, page.pages, page.first, page.last) == (2, 2, 51, 61)
    assert page_of(session, QUERY, SORTS, View(page=3, per=50)).number == 2


def test_a_page_beyond_the_last_is_the_last(session: Session) -> None:
    assert page_of(session, QUERY, SORTS, View(page=99)).rows == list(range(51, 62))


def test_an_empty_list_has_one_page_and_no_rows(session: Session) -> None:
    page = page_of(session, QUERY.where(numbers.c.n > 99), SORTS, View(page=2))
    assert (page.rows, page.number, page.pages, page.first, page.last) == ([], 1, 1, 0, 0)


@pytest.mark.parametrize("typed", ["n; drop table listed", "id", "--n", "-"])
def test_only_the_orders_of_the_list_are_taken(session: Session, typed: str) -> None:
    page = page_of(session, QUERY, SORTS, View(typed))
    assert page.rows == list(range(1, PER_PAGE + 1))
    assert page.sorted == "n"


def test_rows_without_a_value_come_last_in_both_orders(session: Session) -> None:
    up = list(rows_of(session, QUERY, SORTS, View("parity")))
    down = list(rows_of(session, QUERY, SORTS, View("-parity")))
    assert up[0] == 2 and down[0] == 59
    assert up[-1] == down[-1] == 61


def test_rows_alike_are_on_one_page_each(session: Session) -> None:
    pages = [page_of(session, QUERY, SORTS, View("parity", n)).rows for n in (1, 2, 3)]
    seen = [n for rows in pages for n in rows]
    assert sorted(seen) == list(range(1, 62))


def test_a_list_may_begin_with_another_order(session: Session) -> None:
    newest = Sorts({"n": (numbers.c.n,)}, last=numbers.c.n, default="-n")
    assert page_of(session, QUERY, newest, View()).rows[0] == 61
    assert page_of(session, QUERY, newest, View("n")).rows[0] == 1


def test_a_file_holds_every_page(session: Session) -> None:
    assert list(rows_of(session, QUERY, SORTS, View("-n", 2))) == list(range(61, 0, -1))


def test_the_rows_of_a_page_may_be_made_into_others() -> None:
    page = Page([1, 2], 2, 27).made_into(lambda rows: [str(n) for n in rows])
    assert (page.rows, page.first, page.last) == (["1", "2"], 26, 27)
