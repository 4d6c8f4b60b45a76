"""Every kind of long work: it runs for whoever may still ask for it, and within their reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...access import SIGNED_IN
from ...database import one_connection
from ...errors import PortalError
from ...jobs.queue import Claim
from ...jobs.standing import standing_of
from ...reach import Reach
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
