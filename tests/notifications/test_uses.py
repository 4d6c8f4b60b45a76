"""What people are told today: roles, codes, devices, work that took long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.access import MEMBER
from portal.accounts import actions, roles
from portal.accounts.actions import NewAccount
from portal.accounts.models import Account
from portal.accounts.passwords import set_password
from portal.accounts.roles import Grant
from portal.database import map_session
from portal.jobs import Done, Job
from portal.jobs.actions import enqueue
from portal.jobs.worker import Worker
from portal.locale import today
from portal.testing.client import Browser
from tests.notifications.conftest import Acting, Told

SignIn = Callable[[str], Browser]
PASSWORD = "bốn cây cầu khỉ 27"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/{}"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


def role_id(owner: sa.Connection, username: str) -> int:
    return int(
        owner.scalar(
            sa.text(
                "select m.id from space_membership m join account a on a.id = account_id"
                " where username = :u order by m.id desc limit 1"
            ),
            {"u": username},
        )
        or 0
    )


def test_who_is_given_a_role_is_told(
    acting: Acting, ids: dict[str, int], told: Told, as_: SignIn
) -> None:
    with acting("lan", "xa-sen"):
        roles.grant_to(ids["tam"], Grant("clerk", today()))
    assert told("tam") == ["accounts.role_given"]
    assert told("lan") == []
    tam = as_("tam")
    tam.send("/language", {"language": "vi", "next": "/"})
    assert "Đảng uỷ xã Sen" in tam.get("/notices").text


def test_a_new_account_needs_no_notice_of_its_first_role(
    acting: Acting, owner: sa.Connection
) -> None:
    with acting("lan", "xa-sen"):
        actions.make_account(NewAccount(name="Nguyễn Thị Mận"), Grant("viewer", today()))
    assert owner.exec_driver_sql("select count(*) from notice").scalar() == 0


def test_the_end_of_a_role_is_told_and_so_is_its_taking_back(
    acting: Acting, ids: dict[str, int], told: Told, owner: sa.Connection
) -> None:
    with acting("lan", "xa-sen"):
        event = roles.end_role(role_id(owner, "tam"), today())
    assert told("tam") == ["accounts.role_ended"]
    with acting("lan", "xa-sen"):
        before = {"membership": role_id(owner, "tam"), "until": None}
        roles.restore_role(event, {"before": before, "after": {"until": str(today())}})
    assert told("tam") == ["accounts.role_ended", "accounts.role_given"]


def test_an_office_handed_over_is_told_to_both(
    acting: Acting, ids: dict[str, int], told: Told
) -> None:
    with acting("lan", "xa-sen"):
        roles.hand_over(ids["tam"], ids["sau"], today())
    assert told("tam") == ["accounts.role_ended"]
    assert told("sau") == ["accounts.role_given"]


def test_a_code_made_by_somebody_else_is_told(
    acting: Acting, ids: dict[str, int], told: Told
) -> None:
    with acting("lan", "xa-sen"):
        actions.make_code(ids["tam"])
    assert told("tam") == ["accounts.code_made"]


@pytest.fixture
def enter(app: Flask) -> Callable[..., int]:
    """tam types the password on a device; gives the status."""
    with app.app_context(), map_session(write=True) as session:
        tam = session.scalars(sa.select(Account).where(Account.username == "tam")).one()
        set_password(session, tam, PASSWORD)

    def enter(agent: str, password: str = PASSWORD) -> int:
        browser: Any = app.test_client()
        headers = {"User-Agent": agent}
        form = {**browser.tokens("/sign-in"), "name": "tam", "password": password, "next": "/"}
        return int(browser.post("/sign-in", data=form, headers=headers).status_code)

    return enter


def test_a_new_device_is_told_once_and_a_new_version_of_it_never(
    enter: Callable[..., int], told: Told
) -> None:
    assert enter(FIREFOX.format(130)) == 303
    assert told("tam") == []
    enter(FIREFOX.format(131))
    assert told("tam") == []
    assert enter(PHONE, "sai mật khẩu rồi nhé") == 422
    assert told("tam") == []
    assert enter(PHONE) == 303
    enter(PHONE)
    assert told("tam") == ["accounts.device_new"]


@pytest.fixture
def work(app: Flask) -> Callable[..., None]:
    """Register a kind of work in the space of lan."""
    jobs, owner = app.extensions["portal"].jobs, app.extensions["portal"].owner

    def register(run: Callable[..., Done | None]) -> None:
        jobs["test.work"] = Job("test.work", "Nhập hội viên", MEMBER, run)
        owner["jobs test.work"] = "jobs"

    yield register
    jobs.pop("test.work", None)


def broken(_arguments: dict[str, Any], _progress: object) -> None:
    raise RuntimeError("broken")


@pytest.mark.parametrize(("waited", "wanted"), [(5, []), (31, ["jobs.done"])])
def test_the_end_of_long_work_is_told(
    acting: Acting,
    told: Told,
    worker: Worker,
    work: Callable[..., None],
    owner: sa.Connection,
    as_: SignIn,
    waited: int,
    wanted: list[str],
) -> None:
    work(lambda _a, _p: None)
    with acting("tam", "xa-sen") as space:
        job = enqueue("test.work", space_id=space).id
    owner.execute(sa.text("update job set asked_at = :at"), {"at": ago(waited)})
    worker.drain()
    assert owner.exec_driver_sql("select state from job").scalar() == "done"
    assert told("tam") == wanted
    if wanted:
        tam = as_("tam")
        page = tam.get("/notices").text
        assert "Nhập hội viên" in page
        assert f"/s/xa-sen/jobs/{job}" in str(
            owner.exec_driver_sql("select url from notice").scalar()
        )


def test_work_that_fails_is_told_at_once(
    acting: Acting,
    told: Told,
    worker: Worker,
    work: Callable[..., None],
    owner: sa.Connection,
) -> None:
    work(broken)
    with acting("tam", "xa-sen") as space:
        enqueue("test.work", space_id=space)
    worker.drain()
    assert owner.exec_driver_sql("select state from job").scalar() == "failed"
    assert told("tam") == ["jobs.failed"]


def test_work_of_somebody_who_left_tells_them_nothing(
    acting: Acting,
    told: Told,
    worker: Worker,
    work: Callable[..., None],
    owner: sa.Connection,
) -> None:
    work(lambda _a, _p: None)
    with acting("tam", "xa-sen") as space:
        enqueue("test.work", space_id=space)
        assert g.access.is_member
    owner.execute(
        sa.text("update space_membership set valid_to = :d where id = :id"),
        {"d": today() - dt.timedelta(days=2), "id": role_id(owner, "tam")},
    )
    worker.drain()
    assert owner.exec_driver_sql("select state from job").scalar() == "failed"
    assert told("tam") == []


def ago(seconds: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds)
