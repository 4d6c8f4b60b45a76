"""Fixtures of the contract tests: one database with example rows, tried and never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ..server import TestServer
from .stage import Stage, raise_stage
from .standing import Ground, stand

# A project that runs these by --pyargs names the fixtures with -p portal.testing.fixtures.


OF = os.environ.get("PORTAL_CONTRACT_OF", "")
"""The one module whose tables, routes and offers are tried; empty: everything installed."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what concerns other modules than the one named by PORTAL_CONTRACT_OF."""
    here = Path(__file__).parent
    others = [
        item
        for item in items
        if OF and here in item.path.parents and "[" in item.name and OF not in item.name
    ]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def ground(server: TestServer, template: str) -> Iterator[Ground]:
    """A database with an example row of every table in every place, and the two roles' doors."""
    name = f"portal_ground_{os.getpid()}"
    server.create(name, template)
    with stand(server, name) as ground:
        yield ground
    server.drop(name)


@pytest.fixture(scope="session")
def stage(
    server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A whole portal on a database with example rows, everybody signed in."""
    name, var = f"portal_stage_{os.getpid()}", tmp_path_factory.mktemp("stage")
    with raise_stage(server, template, name, var) as stage:
        yield stage


@pytest.fixture
def as_owner(ground: Ground) -> Iterator[sa.Connection]:
    """A transaction of the owner, taken back after the test."""
    with ground.owner_engine.connect() as connection:
        yield connection
        connection.rollback()
