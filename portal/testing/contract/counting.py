"""What modules offer to report forms: each measure within its reach, and without a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import g

from ... import aside
from ...access import reach_of
from ...reportforms import Asked, Measure
from . import offers, subjects
from .stage import Stage


def counts_within_reach(stage: Stage, measure: Measure) -> Iterator[str]:
    """A measure counts nothing of a space that its reader may not see, whatever it is asked for."""
    asked = _everything(stage, measure)
    for someone, slug in offers.watchers(measure.needs):
        with offers.standing(stage, someone, slug), offers.reading(measure):
            answers = measure.count(asked)
        near = {stage.spaces[name] for name in offers.reached(measure.needs, slug)}
        beyond = {key for answer in answers for key in answer} - near
        if beyond:
            yield f"measures {measure.name}: counts for {someone.username} the spaces {beyond}"
        if len(answers) != len(asked.variants):
            yield (
                f"measures {measure.name}: gives {len(answers)} answers to"
                f" {len(asked.variants)} variants"
            )


def counts_no_names(stage: Stage, measure: Measure) -> Iterator[str]:
    """A measure that descends counts alike where names are open and where they are not."""
    permission = subjects.registry().permissions.get(measure.needs)
    if permission is None or not permission.descends:
        return
    asked = _everything(stage, measure)
    for someone, slug in offers.watchers(measure.needs)[:1]:
        with offers.standing(stage, someone, slug):
            reach = reach_of(g.access, permission, read_only=True)
            counted: list[list[Mapping[int, Any]]] = []
            for personal in (frozenset[int](), reach.spaces):
                with aside.reading(replace(reach, personal=personal)):
                    counted.append([dict(answer) for answer in measure.count(asked)])
        if counted[0] != counted[1]:
            yield f"measures {measure.name}: counts otherwise where names are open"


def _everything(stage: Stage, measure: Measure) -> Asked:
    """A question for every space there is, in every variant that the measure names."""
    spaces = tuple(stage.spaces.values())
    named = [{name: value} for name, values in measure.takes.items() for value in values]
    return Asked("spaces", spaces, spaces, offers.YEARS, ({}, *named))
