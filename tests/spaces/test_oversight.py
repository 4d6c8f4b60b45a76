"""Who oversees whom, held against the rule said once more in Python, on both seeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.database import db
from portal.spaces.actions import move_space
from portal.spaces.models import Space

from .conftest import DONG_THAP, TAN_HONG, Console

pytestmark = pytest.mark.database
Run = Callable[..., tuple[int, str]]
Overseen = Callable[[str], set[str]]


@pytest.fixture
def seeds(run: Run) -> None:
    """Tân Hồng under the plan and Đồng Tháp of today, in one portal."""
    for file in (TAN_HONG, DONG_THAP):
        code, said = run("import", file)
        assert code == 0, said


def by_the_rule(owner: sa.Connection) -> set[tuple[int, int]]:
    """All below by leaders, and those of the own line whose area lies within the own."""
    spaces = owner.execute(
        sa.text(
            "select s.id, s.parent_id, s.area_id, s.line, k.leads_line"
            " from space s join space_kind k on k.name = s.kind"
        )
    ).all()
    holder = dict(owner.execute(sa.text("select id, parent_id from area")).tuples().all())
    leader = {space.id: space.parent_id for space in spaces}
    lines = defaultdict(set)
    for space in spaces:
        if space.leads_line:
            lines[space.line, space.area_id].add(space.id)
    found = set()
    for space in spaces:
        above = leader[space.id]
        while above is not None:
            found.add((above, space.id))
            above = leader[above]
        wider, area = set(), holder[space.area_id]
        while area is not None:
            wider.add(area)
            area = holder[area]
        found |= {(other, space.id) for place in wider for other in lines[space.line, place]}
    return found


def written_out(owner: sa.Connection) -> set[tuple[int, int]]:
    rows = owner.execute(sa.text("select overseer_id, space_id from oversight"))
    return set(rows.tuples().all())


@pytest.mark.usefixtures("seeds")
def test_it_follows_the_rule_and_is_rebuilt_after_a_move(
    owner: sa.Connection, console: Console
) -> None:
    assert written_out(owner) == by_the_rule(owner)
    with console():
        spaces = {
            space.slug: space
            for space in db.session.scalars(
                sa.select(Space).where(Space.slug.in_(("hoi-lhpn-sa-rai", "dang-uy-binh-phu")))
            )
        }
        women = spaces["hoi-lhpn-sa-rai"]
        move_space(women.id, spaces["dang-uy-binh-phu"].id, women.opened_on, "QĐ 1", 1)
    assert written_out(owner) == by_the_rule(owner)


@pytest.mark.usefixtures("seeds")
def test_the_district_women_oversee_each_commune_s_women(overseen: Overseen) -> None:
    below = overseen("hoi-lhpn-huyen-tan-hong")
    assert len(below) == 9
    assert all(slug.startswith("hoi-lhpn-") for slug in below)
    assert overseen("trung-tam-chinh-tri-tan-hong") == set()


@pytest.mark.usefixtures("seeds")
def test_since_july_2025_women_stand_under_the_front_and_their_own_line(
    overseen: Overseen,
) -> None:
    women = overseen("hoi-lhpn-tinh-dong-thap")
    assert len(women) == 102
    assert all(slug.startswith("hoi-lhpn-") for slug in women)
    front = overseen("ubmttq-tan-hong")
    assert front == {
        "doan-xa-tan-hong",
        "hoi-lhpn-tan-hong",
        "hoi-nong-dan-tan-hong",
        "hoi-ccb-tan-hong",
    }
    assert overseen("dang-uy-tan-hong") == front | {"ubmttq-tan-hong", "ubnd-tan-hong"}


@pytest.mark.usefixtures("seeds")
def test_the_province_oversees_its_721_and_nobody_sideways(overseen: Overseen) -> None:
    assert len(overseen("tinh-uy-dong-thap")) == 721
    assert len(overseen("huyen-uy-tan-hong")) == 80
    assert not overseen("tinh-uy-dong-thap") & overseen("huyen-uy-tan-hong")
    assert overseen("ubnd-tan-hong") == set()
    front = overseen("ubmttq-tinh-dong-thap")
    assert len(front) == 102 + 5
    assert "hoi-lhpn-tan-hong" not in front
