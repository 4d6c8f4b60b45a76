"""Mutants of the routes: what each needs is replaced by the weakest thing there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from werkzeug.routing import Rule

from ...access import MEMBER, PUBLIC, SIGNED_IN, Needs
from ...modules import ROUTES
from ..contract import doors, subjects
from ..contract.stage import Stage
from . import Mutant, NotGreen


def all_of(stage: Stage, part: str = "") -> Iterator[Mutant]:
    """A mutant of every route that is not open to all, of those named with `part`.

    Raises NotGreen where one fails as it is.
    """
    rules = [rule for rule in subjects.routes() if part in rule.endpoint]
    for rule in rules:
        for fault in _faults(stage, rule):
            raise NotGreen(fault)
    for rule in rules:
        weaker = weakest(subjects.needs_of(rule))
        if weaker is not None:
            name = f"route {rule.endpoint} needing only {weaker}"
            yield Mutant(name, _trial(stage, rule, weaker))


def weakest(needs: Needs | None) -> Needs | None:
    """The weakest need in the place of another; None where nothing is weaker."""
    if isinstance(needs, str):
        return MEMBER
    return PUBLIC if needs in (MEMBER, SIGNED_IN) else None


def _trial(stage: Stage, rule: Rule, weaker: Needs) -> Callable[[], bool]:
    def is_caught() -> bool:
        before = ROUTES[rule.endpoint]
        ROUTES[rule.endpoint] = weaker
        try:
            return next(_faults(stage, rule), None) is not None
        finally:
            ROUTES[rule.endpoint] = before
            if doors.method_of(rule) == "POST":
                stage.renew()

    return is_caught


def _faults(stage: Stage, rule: Rule) -> Iterator[str]:
    yield from doors.opens_to_the_right_people(stage, rule)
    if doors.method_of(rule) == "POST":
        stage.renew()
