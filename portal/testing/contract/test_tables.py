"""Every table of every installed module: what the catalogue says, and what each viewer can do."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from . import catalogue, none_of, subjects
from .standing import Ground

pytestmark = [pytest.mark.contract, pytest.mark.database]
TABLES = sorted(subjects.models())
by_catalogue = pytest.mark.skipif(
    os.environ.get("PORTAL_MUTANTS") == "1", reason="the mutants must be seen by behaviour"
)


@by_catalogue
@pytest.mark.parametrize("table", TABLES)
def test_a_table_carries_the_guards_of_its_kind(as_owner: sa.Connection, table: str) -> None:
    none_of(catalogue.guards(as_owner, subjects.models()[table]))


@pytest.mark.parametrize("table", TABLES)
def test_keys_stay_within_a_space(table: str) -> None:
    none_of(catalogue.keys(subjects.models()[table]))


@pytest.mark.parametrize("table", TABLES)
def test_words_are_stored_composed(table: str) -> None:
    none_of(catalogue.words(subjects.models()[table]))


@by_catalogue
def test_nothing_in_the_database_passes_by_the_policies(as_owner: sa.Connection) -> None:
    none_of(catalogue.open_doors(as_owner))


def test_models_are_what_the_migrations_made(as_owner: sa.Connection) -> None:
    none_of(catalogue.drift(as_owner))


@pytest.mark.parametrize("table", TABLES)
def test_each_viewer_can_do_what_the_kind_allows_and_no_more(ground: Ground, table: str) -> None:
    none_of(ground.faults(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_examples_lie_in_more_than_one_place(ground: Ground, table: str) -> None:
    trial = ground.trial(table)
    spaces = {row.space for row in trial.rows.values()} - {None}
    assert trial.rows
    assert "space_id" not in trial.table.c or spaces >= set(trial.at.all()) or table == "oversight"
