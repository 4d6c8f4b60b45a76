"""Codes that run out, roles that end, spaces without an administrator: for whom, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.locale import HERE, date_text, now, today
from portal.testing.client import Browser
from tests.inbox.conftest import shown, titles
from tests.inbox.test_listing import badge_of, grant

SignIn = Callable[[str], Browser]
CODES, ROLES, NOBODY = (f"source=accounts.{name}" for name in ("codes", "roles", "administrators"))


@pytest.fixture(autouse=True)
def vietnamese(owner: sa.Connection) -> None:
    owner.exec_driver_sql("update account set language = 'vi'")


@pytest.fixture
def code(owner: sa.Connection, space_ids: dict[str, int]) -> Callable[..., None]:
    """A one-time code of somebody without a password, good for so many hours."""

    def make(username: str, slug: str, hours: float, used: bool = False) -> None:
        owner.execute(
            sa.text(
                "insert into one_time_code (account_id, code_hash, nonce, in_space_id, made_at,"
                " expires_at, used_at) select id, :h, 'n', :s, now(), :e, :used"
                " from account where username = :u"
            ),
            {
                "h": f"{username}{slug}{hours}",
                "s": space_ids[slug],
                "e": now() + dt.timedelta(hours=hours),
                "used": now() if used else None,
                "u": username,
            },
        )

    return make


def end(owner: sa.Connection, username: str, day: dt.date) -> None:
    owner.execute(
        sa.text(
            "update space_membership set valid_to = :d where account_id ="
            " (select id from account where username = :u)"
        ),
        {"d": day, "u": username},
    )


@pytest.mark.database
def test_codes_that_run_out_are_listed_for_those_who_can_make_new_ones(
    code: Callable[..., None], as_: SignIn
) -> None:
    code("tam", "xa-sen", 5)
    code("sau", "xa-sen", -50)
    code("bay", "xa-sen", 30)
    code("minh", "xa-lua", -50)
    lan = as_("lan").get(f"/s/xa-sen/inbox?{CODES}").text
    assert titles(lan) == ["Lê Thị Sáu", "Trần Văn Tám"]
    assert shown(lan)[0][0] == "bad"
    assert "/s/xa-sen/people/" in shown(lan)[0][2]
    assert titles(as_("minh").get(f"/s/xa-lua/inbox?{CODES}").text) == ["Võ Văn Minh"]
    above = titles(as_("hoa").get(f"/s/huyen/inbox?{CODES}").text)
    assert set(above) == {"Lê Thị Sáu", "Trần Văn Tám", "Võ Văn Minh"}
    assert titles(as_("tam").get(f"/s/xa-sen/inbox?{CODES}").text) == []
    assert titles(as_("lan").get(f"/inbox?{CODES}").text) == ["Lê Thị Sáu", "Trần Văn Tám"]
    assert titles(as_("xa").get(f"/inbox?{CODES}").text) == []


def test_a_code_is_no_longer_to_do_once_something_was_done(
    code: Callable[..., None], as_: SignIn, owner: sa.Connection
) -> None:
    lan, page = as_("lan"), f"/s/xa-sen/inbox?{CODES}"
    code("tam", "xa-sen", -1)
    assert titles(lan.get(page).text) == ["Trần Văn Tám"]
    code("tam", "xa-sen", 72)
    assert titles(lan.get(page).text) == []
    code("sau", "xa-sen", 1, used=True)
    assert titles(lan.get(page).text) == []
    code("sau", "xa-sen", 2)
    assert titles(lan.get(page).text) == ["Lê Thị Sáu"]
    for change in (
        "update account set password_hash = 'x' where username = 'sau'",
        "update account set password_hash = null, disabled_at = now() where username = 'sau'",
    ):
        owner.exec_driver_sql(change)
        assert titles(lan.get(page).text) == []
    owner.exec_driver_sql("update account set disabled_at = null")
    end(owner, "sau", today() - dt.timedelta(days=1))
    assert titles(lan.get(page).text) == []


def test_a_code_is_due_on_the_day_of_viet_nam(
    code: Callable[..., None], as_: SignIn, owner: sa.Connection
) -> None:
    code("tam", "xa-sen", -30)
    yesterday = today() - dt.timedelta(days=1)
    late = dt.datetime.combine(yesterday, dt.time(23, 30), HERE)
    owner.execute(sa.text("update one_time_code set expires_at = :at"), {"at": late})
    (row,) = shown(as_("lan").get(f"/s/xa-sen/inbox?{CODES}").text)
    assert row[1] == "Quá hạn 1 ngày"
    early = dt.datetime.combine(today(), dt.time(0, 30), HERE)
    owner.execute(sa.text("update one_time_code set expires_at = :at"), {"at": early})
    (row,) = shown(as_("lan").get(f"/s/xa-sen/inbox?{CODES}").text)
    assert row[1] == "Hạn hôm nay"


@pytest.mark.parametrize(
    ("days", "wanted"), [(-1, []), (0, ["Trần Văn Tám"]), (30, ["Trần Văn Tám"]), (31, [])]
)
def test_a_role_that_ends_within_thirty_days(
    as_: SignIn, owner: sa.Connection, days: int, wanted: list[str]
) -> None:
    last = today() + dt.timedelta(days=days)
    end(owner, "tam", last)
    text = as_("lan").get(f"/s/xa-sen/inbox?{ROLES}").text
    assert titles(text) == wanted
    assert (date_text(last) in text) == bool(wanted)


def test_a_role_that_is_followed_by_another_is_nothing_to_do(
    as_: SignIn, owner: sa.Connection
) -> None:
    end(owner, "tam", today() + dt.timedelta(days=3))
    end(owner, "minh", today() + dt.timedelta(days=3))
    lan, page = as_("lan"), f"/s/xa-sen/inbox?{ROLES}"
    assert titles(lan.get(page).text) == ["Trần Văn Tám"]
    grant(owner, "tam", "xa-lua", "viewer")
    assert titles(lan.get(page).text) == ["Trần Văn Tám"]
    grant(owner, "tam", "xa-sen", "officer")
    assert titles(lan.get(page).text) == []


def test_spaces_without_an_administrator_are_told_above(as_: SignIn, owner: sa.Connection) -> None:
    hoa, page = as_("hoa"), f"/s/huyen/inbox?{NOBODY}"
    before = titles(hoa.get(page).text)
    assert "Đảng uỷ xã Lúa" not in before
    assert "Hội LHPN xã Lúa" in before
    assert "Huyện uỷ Đồng Xa" not in before
    owner.exec_driver_sql("update account set disabled_at = now() where username = 'minh'")
    assert "Đảng uỷ xã Lúa" in titles(hoa.get(page).text)
    owner.exec_driver_sql("update space set closed_on = '2024-06-30' where slug = 'xa-lua'")
    assert "Đảng uỷ xã Lúa" not in titles(hoa.get(page).text)
    addresses = {row[3]: row[2] for row in shown(hoa.get(page).text)}
    assert hoa.get(addresses["Hội LHPN xã Sen"]).status_code == 200


def test_the_overview_says_the_same_and_leads_there(
    code: Callable[..., None], as_: SignIn, owner: sa.Connection
) -> None:
    code("tam", "xa-sen", -50)
    end(owner, "sau", today() + dt.timedelta(days=3))
    end(owner, "minh", today() + dt.timedelta(days=3))
    lan = as_("lan")
    text = lan.get("/s/xa-sen/").text
    assert "1 </span>tài khoản mới có mã hết hạn" in text
    assert 'class="n bad"' in text
    assert f'href="/s/xa-sen/inbox?{CODES}"' in text
    assert "1 </span>người có vai trò kết thúc trong 30 ngày" in text
    assert badge_of(text)[1]
    above = as_("hoa").get("/s/huyen/").text
    assert "2 </span>người có vai trò kết thúc trong 30 ngày" in above
    assert "2 </span>người" not in as_("minh").get("/s/xa-lua/").text
    assert "tài khoản mới" not in as_("tam").get("/s/xa-sen/").text
