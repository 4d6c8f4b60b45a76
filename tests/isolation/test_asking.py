"""Parts asked together, in one savepoint: each within its own reach, and none pays for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal import containing, database
from portal.access import MEMBER, Needs
from portal.containing import Part, Unread, ask_all
from portal.database import IN_FORCE, db
from portal.pages import Slot
from portal.reach import Reach
from portal.spaces.models import Body
from portal.testing.sending import sent

from .conftest import Visits

pytestmark = pytest.mark.database
PEOPLE = "accounts.view_people"
NAMES = sa.select(Body.name).order_by(Body.name)
HERE = ["Ban của huyen"]
Work = Callable[[Session], Any]
Parts = Callable[[Needs, Work], Part[Any]]


@pytest.fixture
def part(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Parts:
    """A part as a module of the name dashboard would offer it, each under its own name."""
    registry = app.extensions["portal"]
    monkeypatch.setattr(containing, "_resting", {})

    def make(needs: Needs, work: Work) -> Part[Any]:
        thing = Slot(f"place {len(registry.owner)}", str(needs), work)
        object.__setattr__(thing, "needs", needs)
        monkeypatch.setitem(registry.owner, f"slots {thing}", "dashboard")
        return Part(thing, work)

    return make


def by_session(session: Session) -> Any:
    return session.scalars(NAMES).all()


def by_db_session(_session: Session) -> Any:
    return db.session.scalars(NAMES).all()


def raising(_session: Session) -> Any:
    raise KeyError("broken")


def spoiling(_session: Session) -> Any:
    return db.session.scalar(sa.text("select 1 / 0"))


def swallowing(session: Session) -> Any:
    """Leaves the transaction aborted and says nothing."""
    try:
        db.session.execute(sa.text("select no_such_column"))
    except sa.exc.DBAPIError:
        return "swallowed"


def ending(_session: Session) -> Any:
    db.session.rollback()
    return "ended"


def ending_and_going_on(session: Session) -> Any:
    """The transaction that begins anew has the reach of the part, and outlives it."""
    ending(session)
    return by_db_session(session) and "ended"


def committing(session: Session) -> Any:
    session.execute(NAMES)
    session.commit()
    return "committed"


def leaving_a_reach(_session: Session) -> Any:
    database.apply(db.session.connection(), Reach())
    return "left"


def writing(_session: Session) -> Any:
    return db.session.execute(sa.update(Body).values(name="x"))


def seen_at(names: Any) -> str:
    """Whether names are those of the space alone, or those of PEOPLE, which goes further down."""
    if names == HERE:
        return "here"
    return "below" if "Ban của phu-nu-xa-sen" in names and len(names) > 1 else str(names)


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("read", [by_session, by_db_session])
def test_each_part_reads_within_its_own_reach(
    visits: Visits, part: Parts, read: Work, write: bool
) -> None:
    with visits("hoa", "huyen", write=write):
        parts = [part(needs, read) for needs in (MEMBER, PEOPLE, MEMBER, PEOPLE)]
        answers = ask_all("slots", parts)
        assert [seen_at(each) for each in answers] == ["here", "below", "here", "below"]
        assert db.session.scalars(NAMES).all() == HERE


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (raising, None),
        (spoiling, None),
        (writing, None),
        (swallowing, "swallowed"),
        (ending, "ended"),
        (ending_and_going_on, "ended"),
        (committing, "committed"),
        (leaving_a_reach, "left"),
    ],
)
@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("read", [by_session, by_db_session])
@pytest.mark.parametrize("last", [False, True])
def test_whatever_one_part_does_costs_the_others_nothing(
    visits: Visits,
    part: Parts,
    fault: Work,
    answer: str | None,
    read: Work,
    write: bool,
    last: bool,
) -> None:
    asked: list[str] = []

    def good(session: Session) -> Any:
        asked.append("good")
        return read(session)

    with visits("hoa", "huyen", write=write):
        before = db.session.connection().info[IN_FORCE]
        shapes = [(MEMBER, good), (MEMBER, fault), (MEMBER, good), (PEOPLE, fault), (PEOPLE, good)]
        if last:
            shapes.append((PEOPLE, fault))
        answers = ask_all("slots", [part(needs, work) for needs, work in shapes])
        for faulty in (answers[1], answers[3], *answers[5:]):
            assert isinstance(faulty, Unread) if answer is None else faulty == answer
        assert [seen_at(answers[n]) for n in (0, 2, 4)] == ["here", "here", "below"]
        assert len(asked) <= 5, "only what failed beside others is asked twice"
        assert db.session.connection().info[IN_FORCE] == before
        assert db.session.scalars(NAMES).all() == HERE
        if (
            write and fault is not ending_and_going_on
        ):  # that one began it anew, READ ONLY as every part is
            assert db.session.execute(sa.update(Body).values(name="y")).rowcount == 1  # type: ignore[attr-defined]


def test_without_the_right_a_part_is_not_asked_but_the_others_are(
    visits: Visits, part: Parts
) -> None:
    asked: list[Session] = []
    with visits("tam", "xa-sen"):
        parts = [part(MEMBER, by_session), part(PEOPLE, asked.append), part(MEMBER, by_session)]
        first, refused, last = ask_all("slots", parts)
    assert first == last == ["Ban của xa-sen"]
    assert isinstance(refused, Unread) and not asked


def test_a_slow_part_rests_alone_and_is_cut_short_once(
    visits: Visits, part: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def sleeping(_session: Session) -> Any:
        asked.append(1)
        return db.session.execute(sa.text("select pg_sleep(30)"))

    monkeypatch.setattr(containing, "STATEMENT_SECONDS", 0.2)
    with visits("hoa", "huyen"):
        parts = [part(MEMBER, work) for work in (by_session, sleeping, by_session)]
        for code_is_empty in (False, True):
            first, slow, last = ask_all("slots", parts)
            assert first == last == HERE
            assert isinstance(slow, Unread) and (slow.code == "") == code_is_empty
        assert db.session.scalar(sa.text("show statement_timeout")) == "0"
    assert asked == [1]


def test_parts_of_equal_reach_share_their_statements(
    app: Flask, visits: Visits, part: Parts
) -> None:
    counts = []
    with visits("hoa", "huyen"):
        db.session.execute(NAMES)
        for number in (1, 2, 9):
            parts = [part(MEMBER, lambda _session: 1) for _ in range(number)]
            with sent() as statements:
                assert ask_all("slots", parts) == [1] * number
            counts.append(len(statements))
    assert counts == [4, 4, 4], "a savepoint, its settings, those before it, and the way back"


def test_a_part_that_asks_nothing_spares_its_statements_and_costs_its_own_line(
    app: Flask,
    visits: Visits,
    counting: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = app.extensions["portal"]
    shown: list[str] = []

    def broken() -> str:
        raise KeyError("broken")

    still = [
        Slot("here", "accounts.view_people", work, order, asks=False)
        for order, work in enumerate((lambda: "one", broken, lambda: "<three>"))
    ]
    monkeypatch.setattr(registry, "slots", still)
    for each in still:
        monkeypatch.setitem(registry.owner, f"slots {each}", "dashboard")
    with visits("hoa", "huyen"):
        db.session.execute(NAMES)
        assert counting(lambda: shown.append(containing.slot("here"))) == 0
    assert shown[0].startswith("one") and shown[0].endswith("&lt;three&gt;")
    assert shown[0].count('<p class="muted">') == 1
