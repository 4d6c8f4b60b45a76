"""The map opens only by name, and closes again whatever happens."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.accounts.models import Account
from portal.database import db, map_session, on_the_map
from portal.errors import OutOfReach
from portal.spaces.models import Body

from .conftest import Opens

pytestmark = pytest.mark.database
ACCOUNTS = sa.select(sa.func.count()).select_from(Account)


def test_accounts_are_shut_to_a_reach(opens: Opens) -> None:
    with opens("xa-sen", write="xa-sen"):
        assert db.session.scalar(ACCOUNTS) == 0
        assert db.session.execute(sa.update(Account).values(display_name="x")).rowcount == 0  # type: ignore[attr-defined]


def test_the_map_session_reads_accounts_and_no_rows_of_spaces(
    app: Flask, bodies: dict[str, int]
) -> None:
    with app.app_context(), map_session() as session:
        assert session.scalar(ACCOUNTS)
        assert session.scalar(sa.select(sa.func.count()).select_from(Body)) == 0
        with pytest.raises(sa.exc.InternalError, match="read-only"):
            session.execute(sa.update(Account).values(display_name="x"))


def test_the_map_session_is_refused_inside_a_running_transaction(opens: Opens) -> None:
    with opens("xa-sen"), database.one_connection():
        db.session.execute(ACCOUNTS)
        with pytest.raises(OutOfReach, match="on_the_map"), map_session():
            raise AssertionError("the map opened inside the transaction of a reach")


def test_on_the_map_opens_accounts_and_shuts_them_again(
    opens: Opens, bodies: dict[str, int]
) -> None:
    with opens("xa-sen", write="xa-sen"):
        with on_the_map():
            assert db.session.scalar(ACCOUNTS)
            assert db.session.scalar(sa.select(Body.name)) == "Ban của xa-sen"
        assert db.session.scalar(ACCOUNTS) == 0


def test_reading_the_map_does_not_write_it(opens: Opens) -> None:
    with opens("xa-sen", write="xa-sen"), on_the_map():
        changed = db.session.execute(sa.update(Account).values(display_name="x"))
        assert changed.rowcount == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("statement", ["select no_such_column", "select 1/0"])
def test_an_error_on_the_map_shuts_it(opens: Opens, statement: str) -> None:
    with opens("xa-sen", write="xa-sen"):
        with pytest.raises(sa.exc.DBAPIError), on_the_map(write=True):
            db.session.execute(sa.text(statement))
        assert db.session.scalar(ACCOUNTS) == 0


def test_a_fault_of_the_action_on_the_map_shuts_it_and_undoes_it(opens: Opens) -> None:
    with opens("xa-sen", write="xa-sen"):
        with pytest.raises(KeyError), on_the_map(write=True):
            db.session.execute(sa.update(Account).values(display_name="x"))
            raise KeyError
        assert db.session.scalar(ACCOUNTS) == 0
        with on_the_map():
            named = sa.select(sa.func.count()).where(Account.display_name == "x")
            assert db.session.scalar(named) == 0


def test_the_map_opens_in_no_transaction_without_a_reach(app: Flask) -> None:
    with app.app_context(), pytest.raises(OutOfReach), on_the_map():
        raise AssertionError("the map opened without a reach")
