"""Everything that modules add to pages of others: figures, inbox, search, widgets, entries."""

from __future__ import annotations

import pytest

from ...reportforms import Measure
from . import counting, none_of, offers, subjects
from .stage import Stage

pytestmark = [pytest.mark.contract, pytest.mark.database]
PLACES = ("indicators", "inbox", "search", "widgets", "menu", "slots", "messages")
ALL = [
    pytest.param(place, thing, id=f"{place}-{subjects.called(thing)}")
    for place in PLACES
    for thing in subjects.things(place)
]
MEASURES = [
    pytest.param(thing, id=f"measures-{thing.name}") for thing in subjects.things("measures")
]
ENTRIES = [case for case in ALL if case.values[0] in ("menu", "inbox", "search", "messages")]


@pytest.mark.parametrize(("place", "thing"), ALL)
def test_a_thing_needs_what_exists(place: str, thing: object) -> None:
    none_of(offers.needs_what_exists(thing))


@pytest.mark.parametrize(("place", "thing"), ENTRIES)
def test_an_entry_leads_where_one_may_go(place: str, thing: object) -> None:
    none_of(offers.leads_where_one_may_go(thing))


@pytest.mark.parametrize(("place", "thing"), ALL)
def test_a_thing_stays_within_its_reach(stage: Stage, place: str, thing: object) -> None:
    none_of(offers.CHECKS[place](stage, place, thing))


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_stays_within_its_reach(stage: Stage, measure: Measure) -> None:
    none_of(offers.needs_what_exists(measure))
    none_of(counting.counts_within_reach(stage, measure))
    none_of(counting.counts_no_names(stage, measure))
