"""Every route of every installed module: who gets in, what is told, what is changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from ...access import Door
from . import doors, none_of, persons, subjects
from .stage import Stage

pytestmark = [pytest.mark.contract, pytest.mark.database]


def named(rules: list[Rule]) -> list[object]:
    return [pytest.param(rule, id=f"{rule.endpoint}") for rule in rules]


ROUTES = subjects.routes()
READING = named([rule for rule in ROUTES if doors.method_of(rule) == "GET"])
WRITING = named([rule for rule in ROUTES if doors.method_of(rule) == "POST"])
WITH_IDS = named([rule for rule in ROUTES if doors.takes_ids(rule)])
NAMING = named([rule for rule in ROUTES if persons.lookers(rule)])
SWITCHED = {plugin.name for plugin in subjects.plugins()}


@pytest.fixture
def renewed(stage: Stage) -> Iterator[Stage]:
    """The stage for a test that may change rows: they are put back afterwards."""
    yield stage
    stage.renew()


def test_every_route_says_what_it_needs() -> None:
    assert [rule.endpoint for rule in ROUTES if subjects.needs_of(rule) is None] == []


@pytest.mark.parametrize("rule", WITH_IDS)
def test_it_is_known_whose_ids_a_route_takes(rule: Rule) -> None:
    none_of(doors.says_which_ids(rule))


@pytest.mark.parametrize("rule", READING)
def test_a_page_opens_to_the_right_people(stage: Stage, rule: Rule) -> None:
    none_of(doors.opens_to_the_right_people(stage, rule, doors.tries_everybody(rule)))


@pytest.mark.parametrize("rule", WRITING)
def test_a_form_opens_to_the_right_people(renewed: Stage, rule: Rule) -> None:
    none_of(doors.opens_to_the_right_people(renewed, rule, doors.tries_everybody(rule)))


@pytest.mark.parametrize("rule", WITH_IDS)
def test_a_foreign_id_answers_as_an_unknown_one(renewed: Stage, rule: Rule) -> None:
    none_of(doors.foreign_is_unknown(renewed, rule))


@pytest.mark.parametrize("rule", READING)
def test_a_page_only_reads(stage: Stage, rule: Rule) -> None:
    none_of(doors.only_reads(stage, rule))


@pytest.mark.parametrize("rule", NAMING)
def test_a_look_from_above_is_noted(stage: Stage, rule: Rule) -> None:
    none_of(doors.notes_each_look(stage, rule))


@pytest.mark.parametrize("rule", WRITING)
def test_a_forged_form_does_nothing(stage: Stage, rule: Rule) -> None:
    faults = list(doors.refuses_forged_forms(stage, rule))
    if faults:  # else every table was found as it was before
        stage.renew()
    none_of(faults)


def test_a_module_that_is_off_answers_nothing(renewed: Stage) -> None:
    faults = []
    for name in SWITCHED:
        switch_off(renewed, name)
        for rule in ROUTES:
            if rule.endpoint.partition(".")[0] == name:
                faults += list(doors.answers_nothing_while_off(renewed, rule))
    none_of(faults)


def switch_off(stage: Stage, module: str) -> None:
    with stage.owner.begin() as owner:
        owner.execute(
            sa.text(
                "insert into space_setting (in_space_id, name, value)"
                " select id, :name, 'false' from space where slug = :slug"
            ),
            {"name": f"modules.{module}", "slug": persons.OWN},
        )


@pytest.mark.parametrize("who", ["", "lan", "an"])
def test_an_address_without_a_route_answers_nothing(stage: Stage, who: str) -> None:
    for url in ("/khong-co", f"/s/{persons.OWN}/khong-co/", "/s/khong-co/"):
        assert stage.ask(who, "GET", url).status_code in ((302, 404) if not who else (404,))


def test_doors_open_to_all_are_known_by_name() -> None:
    for rule in ROUTES:
        needs = subjects.needs_of(rule)
        assert isinstance(needs, str | Door), rule.endpoint
