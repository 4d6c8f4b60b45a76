"""Every kind of long work: it runs for whoever may still ask for it, and within their reach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from ... import entering
from ...access import MEMBER, SIGNED_IN
from ...database import IN_FORCE, acting_within, db, one_connection
from ...errors import PortalError
from ...imports import exporting
from ...jobs import Made
from ...jobs.models import QueuedJob
from ...jobs.queue import Claim
from ...jobs.results import read_by, result_of
from ...jobs.standing import standing_of
from ...locale import now
from ...reach import NOTHING, Reach
from . import offers, persons, subjects
from .persons import Someone
from .stage import Stage

SPACES = (persons.OWN, persons.BESIDE, persons.CLOSED)


def runs_for_the_right_people(stage: Stage, kind: Any) -> Iterator[str]:
    """Account and right are looked up anew: stranger, neighbour, ended, overseer, holder."""
    for someone in persons.everyone():
        for slug in SPACES if someone.username else ():
            wanted = persons.opens(kind.needs, someone, slug) == "in"
            reach = standing(stage, kind, someone, slug)
            if (reach is not None) != wanted:
                said = "runs" if reach else "is refused"
                yield f"jobs {kind.name}: {said} for {someone.username} in {slug}"
            if reach is not None:
                yield from _beyond(stage, kind, someone, slug, reach)


def standing(stage: Stage, kind: Any, someone: Someone, slug: str) -> Reach | None:
    """The reach a job would get that somebody asked for in a space; None where it is refused."""
    claim = Claim(
        id=0,
        account_id=stage.accounts[someone.username],
        space_id=None if kind.needs == SIGNED_IN else stage.spaces[slug],
        kind=kind.name,
        needs=str(kind.needs),
        arguments={},
        attempts=1,
        worker="contract",
    )
    with stage.app.test_request_context("/"), one_connection():
        try:
            return standing_of(claim).reach
        except PortalError:
            return None


def _beyond(stage: Stage, kind: Any, someone: Someone, slug: str, reach: Reach) -> Iterator[str]:
    opened = {stage.spaces[near] for near in offers.reached(kind.needs, slug)}
    permission = subjects.registry().permissions.get(str(kind.needs))
    changes = permission is not None and permission.does == "changes"
    if not reach.spaces <= opened or not reach.write <= (
        {stage.spaces[slug]} if changes else set()
    ):
        yield f"jobs {kind.name}: reaches too far for {someone.username} in {slug}: {reach}"


def exports_what_the_list_opens(stage: Stage, listed: Any) -> Iterator[str]:
    """The rows of a list lie within its right, wherever it is read from, and its file opens so."""
    seen: dict[str, set[Any]] = {}
    for slug in (persons.OWN, persons.BESIDE):
        for someone in persons.everyone():
            if not someone.username or persons.opens(listed.needs, someone, slug) != "in":
                continue
            with offers.standing(stage, someone, slug), _widened(listed) as wider:
                file, rows = _exported(listed)
                opened = {stage.spaces[near] for near in offers.reached(listed.needs, slug)}
                if file.needs != listed.needs or file.within is None:
                    yield f"sheets {listed.name}: its file opens without {listed.needs}"
                elif not file.within.spaces <= opened:
                    yield f"sheets {listed.name}: reaches too far for {someone.username} in {slug}"
                elif wider:
                    yield (
                        f"sheets {listed.name}: for {someone.username} in {slug} it reads past"
                        f" their units or bodies: {wider[0]}"
                    )
                seen.setdefault(slug, set()).update(rows)
    both = seen.get(persons.OWN, set()) & seen.get(persons.BESIDE, set())
    if both:
        yield f"sheets {listed.name}: shows the same rows in two neighbouring spaces: {both}"
    yield from _closed_to_others(stage, listed)


@contextmanager
def _widened(listed: Any) -> Iterator[list[str]]:
    """Notes of the statements that run with more units or bodies than the right of a list opens.

    Within them the policies of each table do the rest, as the tests of tables show.
    """
    with entering.reaching(listed.needs):
        granted: Reach = db.session.connection().info[IN_FORCE]
    wider: list[str] = []

    def note(connection: sa.Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        reach: Reach = connection.info.get(IN_FORCE, granted)
        narrowed_so = replace(granted, units=reach.units, bodies=reach.bodies)
        if reach.spaces | reach.personal and not granted.covers(narrowed_so):
            wider.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield wider
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _exported(listed: Any) -> tuple[Made, set[Any]]:
    arguments = {"list": listed.name, "ending": "csv", "args": {}, "rows": 0}
    file = exporting.export_by_job(arguments, lambda _done, _total: None).file
    assert file is not None
    with entering.reaching(listed.needs):
        reach = db.session.connection().info[IN_FORCE]
    with acting_within(reach):
        rows = {
            tuple(sorted((k, str(v)) for k, v in row.items())) for row in listed.rows(MultiDict())
        }
    return file, rows


def _closed_to_others(stage: Stage, listed: Any) -> Iterator[str]:
    """Whoever does not hold the right of the list is refused the file, whatever made it."""
    file = {"digest": "0" * 64, "name": "x.csv", "media_type": "text/csv", "size": 1}
    file |= {"needs": listed.needs, "read": read_by(Reach(units=NOTHING, bodies=NOTHING))}
    job = QueuedJob(kind="imports.export", needs="MEMBER", result={"file": file}, ended_at=now())
    for someone in persons.everyone():
        if persons.opens(MEMBER, someone) != "in":
            continue
        with offers.standing(stage, someone, persons.OWN):
            try:
                opened = result_of(job, g.access) is not None
            except PortalError:
                opened = False
        if opened != (persons.opens(listed.needs, someone) == "in"):
            said = "opens" if opened else "stays shut"
            yield f"sheets {listed.name}: a file of it {said} for {someone.username}"
