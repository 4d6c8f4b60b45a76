"""What the tests of imports share: officers as a list to fill, files of them, the whole way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa


@pytest.fixture(autouse=True)
def bodies(owner: sa.Connection, space_ids: dict[str, int]) -> None:
    """A standing committee with one secretary in the committees of both communes."""
    offices = '[{"office": "Bí thư", "body": "BTV", "one": true}]'
    owner.execute(
        sa.text("update space_kind set offices = cast(:o as jsonb) where name = 'commune_party'"),
        {"o": offices},
    )
    for slug in ("xa-sen", "xa-lua"):
        owner.execute(
            sa.text(
                "insert into body (space_id, name, code, rank, valid_from)"
                " values (:space, 'Ban Thường vụ', 'BTV', 1, '2020-08-01')"
            ),
            {"space": space_ids[slug]},
        )


@pytest.fixture
def names(owner: sa.Connection) -> Callable[[str], list[str]]:
    """Who holds an office in a space, in the order they were written."""

    def of(slug: str) -> list[str]:
        query = (
            "select person_name from officer join space s on s.id = space_id"
            " where slug = :slug order by officer.id"
        )
        return list(owner.scalars(sa.text(query), {"slug": slug}))

    return of


@pytest.fixture
def verbs(owner: sa.Connection) -> Callable[[], list[str]]:
    """The verbs recorded so far, in order."""
    return lambda: list(owner.scalars(sa.text("select verb from event order by id")))
