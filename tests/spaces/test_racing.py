"""Two administrators who change the tree at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser

from .conftest import Console

SignIn = Callable[[str], Browser]
pytestmark = pytest.mark.database


@pytest.fixture
def second_administrator(owner: sa.Connection) -> str:
    """Another administrator of the district beside hoa."""
    owner.exec_driver_sql(
        "insert into space_membership (account_id, in_space_id, role, valid_from)"
        " select a.id, s.id, 'administrator', '2020-01-01' from account a, space s"
        " where a.username = 'an' and s.slug = 'huyen'"
    )
    return "an"


def at_once(*sendings: tuple[Browser, str, dict[str, Any]]) -> list[int]:
    """Send several forms at the same moment; gives the answers' statuses."""
    ready, statuses = threading.Barrier(len(sendings)), [0] * len(sendings)
    forms = [{**browser.tokens(), **data} for browser, _url, data in sendings]

    def send(number: int) -> None:
        browser, url, _data = sendings[number]
        ready.wait()
        statuses[number] = browser.post(url, data=forms[number]).status_code

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(sendings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def move_to(leader: int) -> dict[str, Any]:
    return {"leader": leader, "on": ["1", "3", "2021"], "document": "QĐ 1", "version": 1}


def test_one_of_two_moves_wins_and_the_other_is_told(
    as_: SignIn, second_administrator: str, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    url = "/s/phu-nu-xa-sen/about/move"
    statuses = at_once(
        (as_("hoa"), url, move_to(space_ids["xa-lua"])),
        (as_(second_administrator), url, move_to(space_ids["huyen"])),
    )
    assert sorted(statuses) == [303, 409]
    assert owner.scalar(sa.text("select count(*) from former_leader")) == 1
    moved = "select count(*) from event where verb = 'spaces.moved'"
    assert owner.scalar(sa.text(moved)) == 1


def test_two_moves_at_once_never_close_a_circle(
    as_: SignIn, second_administrator: str, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    statuses = at_once(
        (as_("hoa"), "/s/xa-sen/about/move", move_to(space_ids["xa-lua"])),
        (as_(second_administrator), "/s/xa-lua/about/move", move_to(space_ids["xa-sen"])),
    )
    assert sorted(statuses) == [303, 422]
    itself = "select count(*) from oversight where overseer_id = space_id"
    assert owner.scalar(sa.text(itself)) == 0


def test_a_space_is_not_opened_under_one_that_closes_meanwhile(
    as_: SignIn,
    second_administrator: str,
    owner: sa.Connection,
    console: Console,
    area_ids: dict[str, int],
) -> None:
    closing = {"on": ["1", "3", "2021"], "reason": "Merged", "document": "QĐ 2", "version": 1}
    opening = {
        "kind": "commune_women",
        "area": area_ids["TA"],
        "name": "Hội LHPN mới",
        "opened_on": ["1", "3", "2021"],
    }
    statuses = at_once(
        (as_("hoa"), "/s/phu-nu-xa-sen/about/close", closing),
        (as_(second_administrator), "/s/phu-nu-xa-sen/spaces/open", opening),
    )
    assert sorted(statuses) in ([303, 403], [303, 422])
    orphans = (
        "select count(*) from space s join space above on above.id = s.parent_id"
        " where above.closed_on is not null and s.closed_on is null"
    )
    assert owner.scalar(sa.text(orphans)) == 0
