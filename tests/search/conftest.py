"""What the tests of the search share."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

FINDS = re.compile(r'<li><div><a href="([^"]+)"><b>([^<]+)</b></a>')


@pytest.fixture
def found(as_: Callable[[str], Browser]) -> Callable[..., dict[str, str]]:
    """What somebody finds: address -> title. `found("lan", "sen")`"""

    def search(username: str, text: str, **query: object) -> dict[str, str]:
        answer = as_(username).get("/search", query_string={"q": text, **query})
        assert answer.status_code == 200
        return dict(FINDS.findall(answer.text.partition("<main")[2]))

    return search


@pytest.fixture
def add_officer(owner: sa.Connection, space_ids: dict[str, int]) -> Callable[..., None]:
    """Record an officer of a space: `add_officer("xa-sen", "Trần Văn Út", "tran van ut")`."""

    def add(slug: str, name: str, folded: str, number: int = 1) -> None:
        owner.execute(
            sa.text(
                "insert into officer (space_id, person_name, folded, sort_key, office, valid_from)"
                " select :s, :n || ' ' || i, :f || ' ' || i, i::text, 'Phó Bí thư', '2021-01-05'"
                " from generate_series(1, :number) i"
            ),
            {"s": space_ids[slug], "n": name, "f": folded, "number": number},
        )

    return add
