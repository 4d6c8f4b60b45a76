"""Fixtures of the contract tests: one database with example rows, tried and never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ..server import TestServer
from .stage import Stage, raise_stage
from .standing import Ground, stand

# A project that runs these by --pyargs names the fixtures with -p portal.testing.fixtures.


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
