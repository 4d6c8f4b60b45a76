"""What the tests of settings share: rows of decisions, as the database keeps them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

HOURS = "accounts.code_hours"


@pytest.fixture
def decide(owner: sa.Connection) -> Callable[..., None]:
    """Put a decision into a space, by-passing its pages: `decide("huyen", HOURS, 48)`."""

    def put(slug: str, name: str, value: Any) -> None:
        owner.execute(
            sa.text(
                "insert into space_setting (in_space_id, name, value)"
                " select id, :name, cast(:value as jsonb) from space where slug = :slug"
            ),
            {"slug": slug, "name": name, "value": json.dumps(value)},
        )

    return put


@pytest.fixture
def kept(owner: sa.Connection) -> Callable[..., list[tuple[Any, ...]]]:
    """The rows of a setting: (slug, value, version), value null where it was given back."""

    def rows(name: str = HOURS) -> list[tuple[Any, ...]]:
        found = owner.execute(
            sa.text(
                "select slug, value, space_setting.version from space_setting"
                " join space on space.id = in_space_id where space_setting.name = :name"
                " order by slug"
            ),
            {"name": name},
        )
        return [tuple(row) for row in found]

    return rows


@pytest.fixture
def events(owner: sa.Connection) -> Callable[[str], list[tuple[str, str]]]:
    """What the history of a space says, in order: verb and subject."""

    def told(slug: str) -> list[tuple[str, str]]:
        rows = owner.execute(
            sa.text(
                "select verb, subject_name from event join space on space.id = event.space_id"
                " where slug = :slug order by seq"
            ),
            {"slug": slug},
        )
        return [tuple(row) for row in rows]

    return told
