"""A citizen id lies encrypted and masked; whole on one page for a reason that is noted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from portal.locale import today
from portal.looks.models import LookGrant
from portal.testing.client import Browser

from .register_ground import HERE, As, Put, names

pytestmark = pytest.mark.database
NUMBER = "087179000123"
MAN = "Nguyễn Thị Mận"


@pytest.fixture
def member(put: Put) -> int:
    return put(MAN, citizen_id=NUMBER)


def send(browser: Browser, url: str, **typed: Any) -> Any:
    return browser.post(url, data={**browser.tokens("/account"), **typed})


def looks(owner: sa.Connection) -> list[Any]:
    return list(owner.execute(sa.text("select * from look order by id")).mappings())


def test_it_is_shown_whole_on_one_page_and_noted(
    as_: As, member: int, owner: sa.Connection
) -> None:
    thu, url = as_("thu"), f"{HERE}{member}/citizen-id"
    assert url in thu.get(f"{HERE}{member}").text
    page = thu.get(url)
    assert "0871•••••123" in page.text and NUMBER not in page.text
    assert looks(owner) == []
    form = {**thu.tokens("/account"), "reason": "reconciling"}
    shown = thu.post(url, data=form)
    assert shown.status_code == 200 and NUMBER in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    [look] = looks(owner)
    assert (look["subject_name"], look["reason"]) == (MAN, "Đối chiếu số liệu")
    assert (look["sealed"], look["account_name"]) == ("members.citizen_id", "Bùi Thị Thu")
    assert look["from_name"] is None and NUMBER not in str(dict(look))
    again = thu.post(url, data=form)
    assert (again.status_code, again.location) == (303, url)
    assert NUMBER not in thu.get(url).text
    assert len(looks(owner)) == 1


@pytest.mark.parametrize("typed", [{}, {"reason": "other"}, {"reason": "x"}])
def test_without_a_reason_it_stays_masked(
    as_: As, member: int, owner: sa.Connection, typed: dict[str, str]
) -> None:
    answer = send(as_("thu"), f"{HERE}{member}/citizen-id", **typed)
    assert answer.status_code == 422
    assert NUMBER not in answer.text and "0871•••••123" in answer.text
    assert looks(owner) == []


def test_a_member_without_one_has_none_to_show(as_: As, put: Put, owner: sa.Connection) -> None:
    url = f"{HERE}{put('Lê Thị Ổi')}"
    assert "citizen-id" not in as_("thu").get(url).text
    assert as_("thu").get(f"{url}/citizen-id").status_code == 200
    assert send(as_("thu"), f"{url}/citizen-id", reason="report").status_code == 404
    assert looks(owner) == []


@pytest.fixture
def granted(owner: sa.Connection, space_ids: dict[str, int]) -> None:
    """Xuân of the district's Women's Union may look at that of Sen."""
    row = {
        "in_space_id": space_ids["phu-nu-xa-sen"],
        "from_space_id": space_ids["phu-nu-huyen"],
        "account_id": owner.scalar(sa.text("select id from account where username = 'xuan'")),
        "state": "granted",
        "reason": "inspection",
        "valid_from": today(),
        "valid_to": today() + dt.timedelta(days=3),
    }
    owner.execute(sa.insert(LookGrant).values(row))


@pytest.mark.usefixtures("granted")
def test_one_above_with_a_grant_reads_the_register_masked_and_is_noted(
    as_: As, member: int, owner: sa.Connection
) -> None:
    xuan = as_("xuan")
    assert names(xuan, HERE) == [MAN]
    page = xuan.get(f"{HERE}{member}").text
    assert MAN in page and "0871•••••123" in page and "citizen-id" not in page
    noted = [(each["path"], each["subject_name"]) for each in looks(owner)]
    assert noted == [(HERE, None), (f"{HERE}{member}", MAN)]
    assert send(xuan, f"{HERE}{member}/citizen-id", reason="report").status_code == 403
    for page in ("new", f"{member}/edit", "party"):
        assert xuan.get(f"{HERE}{page}").status_code == 403, page
    assert MAN not in xuan.get("/s/phu-nu-huyen/members/").text
    assert MAN not in xuan.get("/search?q=Mận").text


def test_one_above_without_a_grant_reads_counts_alone(
    as_: As, member: int, owner: sa.Connection
) -> None:
    xuan = as_("xuan")
    assert MAN not in xuan.get(HERE).text
    assert xuan.get(f"{HERE}{member}").status_code == 403
    assert looks(owner) == []
