"""What a grant opens, to whom, for how long; and everything that it never opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import aside, entering
from portal.access import Access, Granted, Here, Membership, Permission, can, reach_of
from portal.database import IN_FORCE, db
from portal.history.models import Event
from portal.inbox.offers import offers_here
from portal.jobs.queue import Claim
from portal.jobs.standing import standing_of
from portal.locale import today
from portal.reach import NOTHING
from portal.search.reaching import fields_of

from .conftest import NAMES, SPACE, As, looks

pytestmark = pytest.mark.database
VIEWS = Permission("t.names", "", roles=("officer",), personal=True)
DAY = dt.timedelta(days=1)


def access(*held: Membership, closed: bool = False, grant: int | None = 4) -> Access:
    """Of an account in space 1, which 4 and 5 stand above; 2 lies below it."""
    here = Here(1, "here", "Here", frozenset({2}), frozenset({4, 5}), closed)
    grants = () if grant is None else (Granted(77, grant),)
    return Access(7, held, here, {1: frozenset({2}), 4: frozenset({1, 2})}, grants)


def test_a_grant_opens_a_personal_view_of_this_space_alone() -> None:
    above = access(Membership(4, "officer"))
    assert can(above, VIEWS)
    reach = reach_of(above, VIEWS, read_only=True)
    assert (reach.spaces, reach.personal, reach.write) == ({1}, {1}, NOTHING)
    assert [grant.id for grant in above.looked] == [77]
    assert not can(access(Membership(4, "officer"), grant=None), VIEWS)


def test_a_grant_goes_no_further_down_even_where_the_right_does() -> None:
    deep = Permission("t.deep", "", roles=("officer",), personal=True, descends=True)
    reach = reach_of(access(Membership(4, "officer")), deep, read_only=True)
    assert (reach.spaces, reach.personal) == ({1}, {1})


@pytest.mark.parametrize(
    "permission",
    [
        Permission("t.change", "", does="changes", roles=("officer",), personal=True),
        Permission("t.note", "", does="records", roles=("officer",), personal=True),
        Permission("t.own", "", roles=("officer",), personal=True, own_only=True),
        Permission("t.plain", "", roles=("officer",)),
    ],
)
def test_a_grant_opens_nothing_but_personal_views(permission: Permission) -> None:
    above = access(Membership(4, "officer"))
    assert not can(above, permission)
    assert reach_of(above, permission, read_only=False).personal == NOTHING
    assert not above.looked


def test_a_grant_goes_by_the_whole_role_it_was_given_for() -> None:
    one = frozenset({901})
    assert not can(access(Membership(5, "officer")), VIEWS), "a role in another space above"
    assert not can(access(Membership(4, "clerk")), VIEWS), "a role without the right above"
    assert not can(access(Membership(4, "officer", one)), VIEWS), "of a unit"
    assert not can(access(Membership(4, "officer", None, one)), VIEWS), "of a body"
    assert not can(access(Membership(9, "officer"), grant=9), VIEWS), "of a space beside"


def test_a_grant_ends_with_its_space_and_with_a_role_in_it() -> None:
    assert not can(access(Membership(4, "officer"), closed=True), VIEWS)
    assert not can(access(Membership(4, "officer"), Membership(1, "viewer")), VIEWS)


def test_a_page_with_names_opens_from_above_by_a_grant_alone(as_: As, granted: Any) -> None:
    hoa = as_("hoa")
    assert hoa.get(NAMES).status_code == 403
    granted("hoa", "huyen")
    assert hoa.get(NAMES).status_code == 200
    assert hoa.get("/s/xa-lua/imports").status_code == 403, "the neighbour granted nothing"
    assert as_("xuan").get(NAMES).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"valid_to": today() - DAY, "valid_from": today() - 9 * DAY},
        {"valid_from": today() + DAY},
        {"state": "withdrawn"},
        {"state": "asked"},
        {"state": "refused"},
    ],
    ids=["over", "not yet", "withdrawn", "asked", "refused"],
)
def test_only_a_grant_in_force_opens(as_: As, granted: Any, values: dict[str, Any]) -> None:
    granted("hoa", "huyen", **values)
    assert as_("hoa").get(NAMES).status_code == 403


def test_a_grant_is_for_one_account_and_one_space(as_: As, granted: Any) -> None:
    granted("lan", "huyen")
    granted("hoa", "huyen", into="xa-lua")
    assert as_("hoa").get(NAMES).status_code == 403
    assert as_("hoa").get("/s/xa-lua/imports").status_code == 200


def test_a_grant_stays_shut_once_the_role_above_has_ended(
    as_: As, granted: Any, owner: sa.Connection, ids: dict[str, int]
) -> None:
    granted("hoa", "huyen")
    hoa = as_("hoa")
    owner.execute(
        sa.text("update space_membership set valid_to = :day where account_id = :who"),
        {"day": today() - DAY, "who": ids["hoa"]},
    )
    assert hoa.get(NAMES).status_code == 404


def test_a_grant_costs_no_statement(
    as_: As, granted: Any, counting: Callable[[Callable[[], Any]], int]
) -> None:
    hoa, page = as_("hoa"), f"{SPACE}/history"
    hoa.get(page)
    before = counting(lambda: hoa.get(page))
    granted("xuan", "huyen")
    assert counting(lambda: hoa.get(page)) == before


@pytest.fixture
def at(app: Flask, as_: As) -> Any:
    """Stand in a request of somebody at an address: `with at("hoa", "/s/…"):`."""

    def stand(who: str, address: str) -> Any:
        cookie = as_(who).get_cookie("session")
        assert cookie is not None
        headers = {"Cookie": f"session={cookie.value}"}
        context = app.test_request_context(address, headers=headers)
        return _entered(app, context)

    return stand


class _entered:  # noqa: N801 - reads as the words it stands for
    def __init__(self, app: Flask, context: Any) -> None:
        self.app, self.context = app, context

    def __enter__(self) -> None:
        self.context.push()
        self.app.preprocess_request()

    def __exit__(self, *error: Any) -> None:
        self.context.pop()


def test_no_roll_up_search_or_list_above_knows_of_a_grant(
    at: Any, granted: Any, ids: dict[str, int], space_ids: dict[str, int]
) -> None:
    granted("hoa", "huyen")
    sen = space_ids["xa-sen"]
    with at("hoa", "/s/huyen/history"):
        assert sen in db.session.connection().info[IN_FORCE].spaces
        reach = entering.reach_by("history.view_details")
        assert reach.personal == {space_ids["huyen"]}
        for field in fields_of(ids["hoa"]):
            assert all(sen not in each.personal for each in field.reaches)


def test_nothing_but_pages_is_offered_by_a_grant(
    at: Any, granted: Any, space_ids: dict[str, int]
) -> None:
    """A list of things to do, work and a file would be open to someone who may only look."""
    granted("hoa", "huyen")
    with at("hoa", f"{SPACE}/"):
        assert entering.allowed("imports.view")
        wanted = [entering.registry().permissions[offer.source.needs] for offer in offers_here()]
        assert not [each.name for each in wanted if each.personal]
        for offer in offers_here():
            assert space_ids["xa-sen"] not in offer.reach.personal
        with aside.reading(entering.reach_by("imports.view")):
            assert db.session.connection().info[IN_FORCE].personal == {space_ids["xa-sen"]}


def test_work_is_not_done_by_a_grant(
    app: Flask, granted: Any, ids: dict[str, int], space_ids: dict[str, int]
) -> None:
    from portal.errors import Refused

    granted("hoa", "huyen")
    claim = Claim(0, ids["hoa"], space_ids["xa-sen"], "k", "imports.view", {}, 1, "test")
    with app.test_request_context("/"), pytest.raises(Refused):
        standing_of(claim)


def test_a_change_is_refused_whatever_was_granted(
    as_: As, granted: Any, send: Any, owner: sa.Connection
) -> None:
    granted("hoa", "huyen")
    before = owner.scalar(sa.select(sa.func.count()).select_from(Event))
    assert send(as_("hoa"), f"{SPACE}/imports/new/spaces.officers").status_code == 403
    assert owner.scalar(sa.select(sa.func.count()).select_from(Event)) == before
    assert looks(owner) == []


def test_who_can_see_it_and_why_names_those_with_a_grant(as_: As, granted: Any) -> None:
    who = f"{SPACE}/who?permission="
    assert "Đặng Thị Hoà" not in as_("lan").get(f"{who}imports.view").text
    granted("hoa", "huyen")
    page = as_("lan").get(f"{who}imports.view").text
    assert "Đặng Thị Hoà" in page and "cho phép xem danh sách đến hết ngày" in page
    assert "Đặng Thị Hoà" not in as_("lan").get(f"{who}looks.view").text
