"""What the tests of jobs share: kinds of work, somebody who asks, a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.access import MEMBER, Needs
from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.database import db, map_session, one_connection
from portal.jobs import Done, Job, Progress
from portal.jobs.worker import Worker
from portal.reach import Reach, put_in_force
from portal.spaces.models import Body

Asking = Callable[..., AbstractContextManager[int]]
Kind = Callable[..., Job]


def make_body(arguments: dict[str, Any], progress: Progress) -> Done:
    """Work that changes: adds a body to the space it was asked in."""
    name = arguments["name"]
    here = g.access.here.id
    db.session.add(Body(space_id=here, name=name, code=name, valid_from=dt.date(2021, 1, 5)))
    return Done(text=f"Made {name}.")


def count_bodies(arguments: dict[str, Any], progress: Progress) -> Done:
    """Work that only reads."""
    return Done(text=f"{db.session.scalar(sa.select(sa.func.count()).select_from(Body))} bodies")


@pytest.fixture
def kind(app: Flask) -> Iterator[Kind]:
    """`kind(run, needs=…)` registers a kind of work, as a module does at boot."""
    jobs, owner = app.extensions["portal"].jobs, app.extensions["portal"].owner
    before = dict(jobs)

    def register(
        run: Callable[..., Done | None], needs: Needs = "accounts.manage", **options: Any
    ) -> Job:
        job = Job(f"test.{run.__name__}", "Test work", needs, run, **options)
        jobs[job.name] = job
        owner[f"jobs {job.name}"] = "jobs"
        return job

    yield register
    jobs.clear()
    jobs.update(before)


@pytest.fixture
def asking(app: Flask) -> Asking:
    """`with asking("lan", "xa-sen") as space_id:` stands in somebody's request, and commits."""

    @contextmanager
    def ask(username: str, slug: str) -> Iterator[int]:
        with app.test_request_context("/"), one_connection():
            with map_session() as session:
                known = sa.select(Account.id).where(Account.username == username)
                account_id = session.scalars(known).one()
                g.access = accounts.access_for(session, account_id, slug).access
            put_in_force(Reach(account_id=account_id))
            yield g.access.here.id
            db.session.commit()

    return ask


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app)


@pytest.fixture
def states(owner: sa.Connection) -> Callable[[], list[tuple[str, str | None]]]:
    """State and error of every job, in order."""

    def look() -> list[tuple[str, str | None]]:
        return [
            tuple(r) for r in owner.execute(sa.text("select state, error from job order by id"))
        ]

    return look


__all__ = ["MEMBER", "Asking", "Kind", "count_bodies", "make_body"]
