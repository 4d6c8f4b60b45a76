"""reaching(): another permission's reach on the same connection, always taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal import database
from portal.accounts.models import Account
from portal.aside import set_aside
from portal.database import db
from portal.entering import reaching
from portal.errors import Refused
from portal.spaces.models import Body

from .conftest import Visits

pytestmark = pytest.mark.database
PEOPLE = "accounts.view_people"
NAMES = sa.select(Body.name).order_by(Body.name)


@pytest.mark.parametrize("write", [False, True])
def test_it_widens_the_reach_and_takes_it_back(visits: Visits, write: bool) -> None:
    with visits("hoa", "huyen", write=write):
        assert db.session.scalars(NAMES).all() == ["Ban của huyen"]
        with reaching(PEOPLE) as session:
            seen = session.scalars(NAMES).all()
        assert "Ban của phu-nu-xa-sen" in seen
        assert "Ban của huyen-xa" not in seen
        assert db.session.scalars(NAMES).all() == ["Ban của huyen"]


def test_an_error_inside_a_page_that_reads_gives_its_reach_back(visits: Visits) -> None:
    with visits("hoa", "huyen"):
        before = db.session.connection().info[database.IN_FORCE]
        with pytest.raises(KeyError), reaching(PEOPLE):
            raise KeyError
        assert db.session.scalars(NAMES).all() == ["Ban của huyen"]
        with pytest.raises(sa.exc.DBAPIError, match="no_such_column"), reaching(PEOPLE) as session:
            session.execute(sa.text("select no_such_column"))
        assert db.session.connection().info[database.IN_FORCE] == before
        assert db.session.scalars(NAMES).all() == ["Ban của huyen"]
        with pytest.raises(sa.exc.InternalError, match="read-only"):
            db.session.execute(sa.update(Body).values(name="x"))


def test_an_error_inside_a_savepoint_is_left_to_its_owner(visits: Visits) -> None:
    with visits("hoa", "huyen"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="no_such_column"),
            set_aside(),
            reaching(PEOPLE) as session,
        ):
            session.execute(sa.text("select no_such_column"))
        assert db.session.scalars(NAMES).all() == ["Ban của huyen"]


@pytest.mark.parametrize("fault", ["select no_such_column", None])
def test_an_error_inside_leaves_the_outer_work_whole(visits: Visits, fault: str | None) -> None:
    with visits("hoa", "huyen", write=True) as access:
        db.session.execute(sa.update(Body).values(name="Ban mới"))
        with pytest.raises((sa.exc.DBAPIError, KeyError)), reaching(PEOPLE) as session:
            if fault is None:
                raise KeyError
            session.execute(sa.text(fault))
        assert db.session.scalars(NAMES).all() == ["Ban mới"]
        db.session.execute(sa.update(Body).values(name="Ban khác"))
        assert access.here is not None


def test_nothing_can_be_written_inside(visits: Visits) -> None:
    with visits("hoa", "huyen", write=True):
        with (
            pytest.raises(sa.exc.InternalError, match="read-only"),
            reaching(PEOPLE) as session,
        ):
            session.execute(sa.update(Body).values(name="x"))
        assert db.session.execute(sa.update(Body).values(name="y")).rowcount == 1  # type: ignore[attr-defined]


def test_the_map_stays_shut_inside(visits: Visits) -> None:
    with visits("hoa", "huyen", write=True), database.on_the_map():
        with reaching(PEOPLE) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Account))


def test_without_the_permission_it_is_refused(visits: Visits) -> None:
    with visits("tam", "xa-sen"), pytest.raises(Refused), reaching(PEOPLE):
        raise AssertionError("a viewer reached the people of the space")
