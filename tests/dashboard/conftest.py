"""What the tests of the overview share: many communes, and the statements of a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

MORE = sa.text(
    """
    with places as (
        insert into area (code, level, kind, name, parent_id, valid_from)
        select 'N' || n, 'commune', 'Xã', 'Mới ' || n,
               (select id from area where code = 'TD'), '2020-01-01'
        from (select count(*) as first from space) have,
             generate_series(first, first + :number - 1) n
        returning id, name
    ),
    added as (
        insert into space (slug, kind, line, level, parent_id, area_id, name, short_name,
                           sort_key, folded, opened_on)
        select 'xa-moi-' || split_part(name, ' ', 2), 'commune_party', 'party', 'commune',
               (select id from space where slug = 'huyen'), id, 'Đảng uỷ xã ' || name,
               'Đảng uỷ xã ' || name, name, 'dang uy xa ' || lower(name), '2020-01-01'
        from places returning id
    )
    insert into oversight (overseer_id, space_id)
    select (select id from space where slug = 'huyen'), id from added
    """
)


@pytest.fixture
def more_communes(owner: sa.Connection) -> Callable[[int], None]:
    """Put so many more communes below the district."""

    def add(number: int) -> None:
        owner.execute(MORE, {"number": number})

    return add
