"""Asking for a look, granting, refusing and withdrawing one: by whom, to whom, for how long."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.models import SpaceMembership
from portal.locale import today
from portal.looks.models import LookGrant
from portal.notifications.models import Notice

from .conftest import NAMES, SPACE, As, terms

pytestmark = pytest.mark.database
GRANTS = f"{SPACE}/looks/grants"


@pytest.fixture
def who(ids: dict[str, int], space_ids: dict[str, int]) -> Any:
    """The value of somebody in the form: `who("hoa", "huyen")`."""
    return lambda name, slug: f"{ids[name]}-{space_ids[slug]}"


@pytest.fixture
def role(owner: sa.Connection, ids: dict[str, int], space_ids: dict[str, int]) -> Any:
    """Give somebody a role: `role("tam", "xa-sen", "leader")`."""

    def give(name: str, slug: str, role: str, **values: Any) -> None:
        row = {"account_id": ids[name], "in_space_id": space_ids[slug], "role": role}
        row |= {"valid_from": today(), **values}
        owner.execute(sa.insert(SpaceMembership).values(row))

    return give


def grants(owner: sa.Connection) -> list[Any]:
    return list(owner.execute(sa.select(LookGrant).order_by(LookGrant.id)).mappings())


def told(owner: sa.Connection, name: str) -> list[str]:
    kinds = sa.text(
        "select kind from notice join account a on a.id = account_id where username = :name"
        " and kind like 'looks.%' order by notice.id"
    )
    return list(owner.scalars(kinds, {"name": name}))


def test_the_space_lets_one_account_above_look_and_ends_it_at_once(
    as_: As, send: Any, who: Any, owner: sa.Connection
) -> None:
    lan, hoa = as_("lan"), as_("hoa")
    page = lan.get(f"{GRANTS}/new").text
    assert "Đặng Thị Hoà – Huyện uỷ Đồng Sen" in page
    answer = send(lan, f"{GRANTS}/new", who=who("hoa", "huyen"), **terms(30, document="12-KH"))
    assert answer.status_code == 303
    [row] = grants(owner)
    assert (row["state"], row["valid_from"]) == ("granted", today())
    assert hoa.get(NAMES).status_code == 200
    assert told(owner, "hoa") == ["looks.granted"]
    page = lan.get(f"{GRANTS}/{row['id']}").text
    assert "Thu hồi phép xem" in page and "12-KH" in page
    assert send(lan, f"{GRANTS}/{row['id']}/withdraw", answer="xong việc").status_code == 303
    assert hoa.get(NAMES).status_code == 403
    assert told(owner, "hoa") == ["looks.granted", "looks.withdrawn"]
    history = lan.get(f"{SPACE}/history").text
    assert "Đặng Thị Hoà" in history and "cho phép xem danh sách" in history


def test_the_undo_of_a_grant_ends_it_and_a_withdrawn_one_has_none(
    as_: As, send: Any, who: Any, owner: sa.Connection
) -> None:
    lan, hoa = as_("lan"), as_("hoa")
    send(lan, f"{GRANTS}/new", who=who("hoa", "huyen"), **terms())
    undo = re.findall(r"/s/xa-sen/history/\d+/undo", lan.get(GRANTS).text)[0]
    assert send(lan, undo).status_code == 303
    assert grants(owner)[0]["state"] == "withdrawn"
    assert hoa.get(NAMES).status_code == 403
    [event] = list(owner.scalars(sa.text("select id from event where verb = 'looks.withdrawn'")))
    assert send(lan, f"/s/xa-sen/history/{event}/undo").status_code == 404
    assert send(lan, undo).status_code == 409
    assert hoa.get(NAMES).status_code == 403


def test_nobody_grants_a_look_to_the_own_account(
    as_: As, send: Any, who: Any, role: Any, owner: sa.Connection
) -> None:
    """Not even who leads both the space and the one above: in the space one is no guest."""
    role("hoa", "xa-sen", "leader")
    hoa = as_("hoa")
    assert "Đặng Thị Hoà – " not in hoa.get(f"{GRANTS}/new").text
    assert send(hoa, f"{GRANTS}/new", who=who("hoa", "huyen"), **terms()).status_code == 422
    assert grants(owner) == []


def test_an_own_question_is_not_answered_by_who_asked(
    as_: As, send: Any, role: Any, granted: Any, owner: sa.Connection
) -> None:
    asked = granted("hoa", "huyen", state="asked", valid_from=None)
    role("hoa", "xa-sen", "leader")
    answer = send(as_("hoa"), f"{GRANTS}/{asked}/grant", **terms())
    assert answer.status_code == 403
    assert "Không ai tự cho mình xem" in answer.text
    assert grants(owner)[0]["state"] == "asked"
    assert send(as_("hoa"), f"{GRANTS}/{asked}/refuse", answer="thôi").status_code == 403


def test_the_database_itself_keeps_a_grant_from_oneself_and_from_lasting(
    granted: Any, ids: dict[str, int]
) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="not_to_oneself"):
        granted("hoa", "huyen", decided_by=ids["hoa"])
    for day in (None, today().replace(year=today().year + 1)):
        with pytest.raises(sa.exc.IntegrityError, match="dated"):
            granted("hoa", "huyen", valid_to=day)


@pytest.mark.parametrize(
    ("name", "slug"), [("minh", "xa-lua"), ("xuan", "phu-nu-huyen"), ("tam", "xa-sen")]
)
def test_only_who_stands_above_can_be_granted_a_look(
    as_: As, send: Any, who: Any, owner: sa.Connection, name: str, slug: str
) -> None:
    answer = send(as_("lan"), f"{GRANTS}/new", who=who(name, slug), **terms())
    assert answer.status_code == 422
    assert grants(owner) == []


def test_a_question_of_somebody_who_left_the_space_above_cannot_be_granted(
    as_: As, send: Any, granted: Any, owner: sa.Connection
) -> None:
    asked = granted("minh", "huyen", state="asked", valid_from=None)
    assert send(as_("lan"), f"{GRANTS}/{asked}/grant", **terms()).status_code == 403
    assert grants(owner)[0]["state"] == "asked"


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_a_look_lasts_thirty_days_at_most(
    as_: As, send: Any, who: Any, owner: sa.Connection, days: int
) -> None:
    answer = send(as_("lan"), f"{GRANTS}/new", who=who("hoa", "huyen"), **terms(days, note="giữ"))
    assert answer.status_code == 422
    assert "30 ngày" in answer.text and 'value="giữ"' in answer.text
    assert grants(owner) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": "curiosity"}, "Not a valid choice|Chọn"),
        ({"reason": "other"}, "Ghi lý do"),
        ({"until": ["31", "2", "2026"]}, "ngày"),
        ({"who": ""}, "Chọn"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    as_: As, send: Any, who: Any, owner: sa.Connection, wrong: dict[str, Any], sentence: str
) -> None:
    typed = {"who": who("hoa", "huyen"), **terms(), **wrong}
    answer = send(as_("lan"), f"{GRANTS}/new", **typed)
    assert answer.status_code == 422
    assert re.search(sentence, answer.text)
    assert grants(owner) == []


def test_a_second_grant_waits_for_the_end_of_the_first(
    as_: As, send: Any, who: Any, granted: Any, owner: sa.Connection
) -> None:
    granted("hoa", "huyen")
    answer = send(as_("lan"), f"{GRANTS}/new", who=who("hoa", "huyen"), **terms())
    assert answer.status_code == 422
    assert len(grants(owner)) == 1


@pytest.mark.parametrize(
    ("name", "status"), [("tam", 403), ("sau", 403), ("minh", 404), ("hoa", 403)]
)
def test_only_who_administers_or_leads_the_space_decides(
    as_: As, send: Any, who: Any, granted: Any, name: str, status: int
) -> None:
    """Whoever administers the space above does not decide below: it is the space that opens."""
    given, asked = granted("hoa", "huyen"), granted("hoa", "huyen", state="asked", valid_from=None)
    browser = as_(name)
    for address in (GRANTS, f"{GRANTS}/new", f"{GRANTS}/{given}", f"{SPACE}/looks"):
        assert browser.get(address).status_code == status, address
    assert send(browser, f"{GRANTS}/new", who=who("hoa", "huyen"), **terms()).status_code == status
    for act in (f"{given}/withdraw", f"{asked}/grant", f"{asked}/refuse"):
        assert send(browser, f"{GRANTS}/{act}").status_code == status, act


def test_who_leads_one_body_of_the_space_does_not_open_all_of_it(
    as_: As, send: Any, who: Any, role: Any, owner: sa.Connection
) -> None:
    role("an", "xa-sen", "leader", body_ids=[903])
    answer = send(as_("an"), f"{GRANTS}/new", who=who("hoa", "huyen"), **terms())
    assert answer.status_code == 403
    assert grants(owner) == []


def test_a_neighbours_grant_is_unknown(as_: As, send: Any, granted: Any) -> None:
    foreign = granted("hoa", "huyen", into="xa-lua")
    lan = as_("lan")
    assert lan.get(f"{GRANTS}/{foreign}").status_code == 404
    assert send(lan, f"{GRANTS}/{foreign}/withdraw").status_code == 404
    assert as_("hoa").get("/s/xa-lua/imports").status_code == 200


def test_one_above_asks_the_space_is_told_and_grants(
    as_: As, send: Any, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    hoa, lan = as_("hoa"), as_("lan")
    assert f"{SPACE}/looks/ask" in hoa.get(f"{SPACE}/").text
    asked = terms(5, from_space=space_ids["huyen"], reason="petition", note="đơn số 3")
    assert send(hoa, f"{SPACE}/looks/ask", **asked).status_code == 303
    assert hoa.get(NAMES).status_code == 403
    [row] = grants(owner)
    assert (row["state"], row["reason"]) == ("asked", "petition")
    assert told(owner, "lan") == ["looks.asked"] and told(owner, "tam") == []
    inbox = lan.get(f"{SPACE}/inbox").text
    assert "Đặng Thị Hoà – Huyện uỷ Đồng Sen" in inbox
    page = lan.get(f"{GRANTS}/{row['id']}").text
    assert 'value="đơn số 3"' in page
    assert send(lan, f"{GRANTS}/{row['id']}/grant", **terms(3)).status_code == 303
    assert hoa.get(NAMES).status_code == 200
    assert "Được xem" in hoa.get(f"{SPACE}/looks/ask").text
    assert send(lan, f"{GRANTS}/{row['id']}/grant", **terms(3)).status_code == 409


def test_a_question_is_refused_with_a_reason_that_who_asked_reads(
    as_: As, send: Any, granted: Any, owner: sa.Connection
) -> None:
    asked = granted("hoa", "huyen", state="asked", valid_from=None)
    lan = as_("lan")
    assert send(lan, f"{GRANTS}/{asked}/refuse", answer=" ").status_code == 422
    assert send(lan, f"{GRANTS}/{asked}/refuse", answer="chưa có kế hoạch").status_code == 303
    assert grants(owner)[0]["state"] == "refused"
    hoa = as_("hoa")
    assert "chưa có kế hoạch" in hoa.get(f"{SPACE}/looks/ask").text
    assert hoa.get(NAMES).status_code == 403
    assert told(owner, "hoa") == ["looks.refused"]


def test_whoever_asks_twice_waits_for_the_answer(
    as_: As, send: Any, granted: Any, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    granted("hoa", "huyen", state="asked", valid_from=None)
    asked = terms(5, from_space=space_ids["huyen"])
    assert send(as_("hoa"), f"{SPACE}/looks/ask", **asked).status_code == 422
    assert len(grants(owner)) == 1


def test_one_of_the_space_itself_has_nothing_to_ask_for(
    as_: As, send: Any, space_ids: dict[str, int], owner: sa.Connection
) -> None:
    asked = terms(5, from_space=space_ids["xa-sen"])
    assert send(as_("lan"), f"{SPACE}/looks/ask", **asked).status_code == 422
    assert grants(owner) == [] and not list(owner.scalars(sa.select(Notice.id)))
