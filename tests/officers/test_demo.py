"""The demo's officers: the same at each load, by the rules, a few offices vacant."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from portal.demo.officers import SITTING
from portal.testing.client import Browser

ALL = (
    "select s.slug, o.person_name, o.office, b.code, o.phone, o.valid_from, o.valid_to, o.folded"
    " from officer o join space s on s.id = o.space_id"
    " left join body b on b.space_id = o.space_id and b.id = o.body_id"
    " order by s.slug, o.id"
)
TWO_HOLDERS = """
    select s.slug, a.office from officer a
    join officer z on z.space_id = a.space_id and z.office = a.office and z.id > a.id
        and z.body_id is not distinct from a.body_id
        and z.valid_from <= coalesce(a.valid_to, 'infinity')
        and a.valid_from <= coalesce(z.valid_to, 'infinity')
    join space s on s.id = a.space_id
    where (a.office not like 'Phó %%' and a.office not like 'Uỷ viên %%')
        or a.office = 'Phó Bí thư Thường trực' or a.person_name = z.person_name
"""
OUT_OF_PLACE = """
    select s.slug from officer o join space s on s.id = o.space_id
    left join body b on b.space_id = o.space_id and b.id = o.body_id
    where o.valid_from < s.opened_on or o.valid_from < b.valid_from
        or (o.in_charge_of_front and b.code is distinct from 'BTV')
"""


def load(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["demo", "load", "--module", "units"])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_demo_fills_the_offices_once_and_by_the_rules(
    app: Flask, owner: sa.Connection, as_: Callable[[str], Browser]
) -> None:
    assert "new officers" in load(app)
    first = owner.exec_driver_sql(ALL).all()
    assert len({row.slug for row in first}) == 81
    assert 200 < len(first) < 500
    assert all(row.folded for row in first)
    assert "0 new officers" in load(app)
    assert owner.exec_driver_sql(ALL).all() == first

    owner.exec_driver_sql("delete from officer")
    load(app)
    assert owner.exec_driver_sql(ALL).all() == first

    assert owner.exec_driver_sql(TWO_HOLDERS).all() == []
    assert owner.exec_driver_sql(OUT_OF_PLACE).all() == []
    linked = owner.scalar(sa.text("select count(*) from officer where account_id is not null"))
    assert linked == len(SITTING)

    secretary = as_("bithu")
    page = secretary.get("/s/huyen-uy-tan-hong/officers/vacant").text
    assert "Chưa ghi cán bộ nào" not in page
    vacant = page.count('scope="row"')
    assert 5 <= vacant <= 25
    assert "đơn vị bên dưới khuyết chức danh" in secretary.get("/s/huyen-uy-tan-hong/").text
