"""A member is offered to another unit of the space: its head accepts or refuses, nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .moving_ground import WOMEN, Enrols, Founds, count, give_role, kept

As = Callable[[str], Browser]
HERE = f"/s/{WOMEN}/members"


@pytest.fixture
def offered(
    as_: As,
    owner: sa.Connection,
    youth: int,
    founds: Founds,
    enrols: Enrols,
    space_ids: dict[str, int],
) -> tuple[int, int, int, int]:
    """Mai of the first unit is offered to the second, whose head is Sáu; Bảy heads a third."""
    one, two, three = (founds(WOMEN, f"Chi hội {name}") for name in ("Một", "Hai", "Ba"))
    mai = enrols(WOMEN, one, "Lê Thị Mai", party=True)
    give_role(owner, "sau", space_ids[WOMEN], "branch_head", [two])
    give_role(owner, "bay", space_ids[WOMEN], "branch_head", [three])
    give_role(owner, "tam", space_ids[WOMEN], "branch_head", [one])
    sent = {"kind": "transfer", "member": str(mai), "to_unit_id": str(two), "do": "propose"}
    day = {"on": ["1", "6", "2024"]}
    assert as_("thu").send(f"{HERE}/movements/new", {**sent, **day}).status_code == 303
    offer = int(owner.scalar(sa.text("select id from members_offer")) or 0)
    return mai, one, two, offer


DAY = {"day": ["2", "6", "2024"]}


def test_the_head_of_the_receiving_unit_accepts(
    as_: As, owner: sa.Connection, offered: tuple[int, int, int, int]
) -> None:
    mai, one, two, offer = offered
    sau = as_("sau")
    assert "Lê Thị Mai" in sau.get(f"/s/{WOMEN}/inbox").text
    page = sau.get(f"{HERE}/offers/{offer}").text
    assert "Lê Thị Mai" in page and "Chi hội Một" in page
    assert sau.get(f"{HERE}/{mai}").status_code == 404
    assert kept(owner, mai)["unit_id"] == one
    assert sau.send(f"{HERE}/offers/{offer}/accept", DAY).status_code == 303
    assert (count(owner, one, "2024-06-02"), count(owner, two, "2024-06-02")) == (0, 1)
    assert (count(owner, one, "2024-06-01"), count(owner, two, "2024-06-01")) == (1, 0)
    assert sau.get(f"{HERE}/{mai}").status_code == 200
    for table in ("members_person", "members_party_mark"):
        where = sa.text(f"select unit_id from {table} where membership_id = :id")
        assert owner.scalar(where, {"id": mai}) == two
    assert owner.scalar(sa.text("select count(*) from members_offer")) == 0
    told = owner.scalars(sa.text("select kind from notice order by id")).all()
    assert told == ["members.offered", "members.offer_answered"]


def test_a_refused_member_stays(
    as_: As, owner: sa.Connection, offered: tuple[int, int, int, int]
) -> None:
    mai, one, two, offer = offered
    assert as_("sau").send(f"{HERE}/offers/{offer}/refuse", DAY).status_code == 303
    assert kept(owner, mai)["unit_id"] == one and count(owner, two, "2024-12-31") == 0
    assert owner.scalar(sa.text("select state from members_movement")) == "refused"
    assert owner.scalar(sa.text("select count(*) from members_offer")) == 0


def test_nobody_answers_for_another_unit(
    as_: As, owner: sa.Connection, offered: tuple[int, int, int, int]
) -> None:
    mai, one, _two, offer = offered
    for who in ("bay", "tam"):
        assert "Lê Thị Mai" not in as_(who).get(f"{HERE}/offers").text
        assert as_(who).get(f"{HERE}/offers/{offer}").status_code == 404
        for answer in ("accept", "refuse"):
            sent = as_(who).send(f"{HERE}/offers/{offer}/{answer}", DAY)
            assert sent.status_code == 404
    assert as_("minh").send(f"{HERE}/offers/{offer}/accept", DAY).status_code == 404
    assert kept(owner, mai)["unit_id"] == one


def test_the_officer_of_the_commune_may_answer_and_undo(
    as_: As, owner: sa.Connection, offered: tuple[int, int, int, int]
) -> None:
    mai, one, two, offer = offered
    thu = as_("thu")
    early = {"day": ["1", "1", "2020"]}
    refused = thu.send(f"{HERE}/offers/{offer}/accept", early)
    assert refused.status_code == 422 and "01/01/2024" in refused.text
    assert thu.send(f"{HERE}/offers/{offer}/accept", DAY).status_code == 303
    assert kept(owner, mai)["unit_id"] == two
    event = owner.scalar(sa.text("select max(id) from event where verb = 'members.moved'"))
    thu.send(f"/s/{WOMEN}/history/{event}/undo")
    assert kept(owner, mai)["unit_id"] == one
    assert owner.scalar(sa.text("select count(*) from members_offer")) == 1
