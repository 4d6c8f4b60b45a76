"""Offices that end with nobody after: told to whoever keeps the offices of the space."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portal.locale import today
from portal.spaces.models import Body, Officer
from portal.testing.client import Browser
from portal.text import fold, name_key
from tests.inbox.conftest import shown, titles

SignIn = Callable[[str], Browser]
PAGE = "/s/xa-sen/inbox?source=spaces.offices_ending"
Sit = Callable[..., None]


@pytest.fixture
def sit(owner: sa.Connection, space_ids: dict[str, int]) -> Sit:
    """`sit("xa-sen", "Lê Mận", "Bí thư", -3)` held the office until three days ago."""
    owner.exec_driver_sql("update account set language = 'vi'")
    day = dt.date(2021, 1, 5)
    bodies = {
        slug: owner.scalar(
            sa.insert(Body)
            .values(space_id=space_ids[slug], name="Ban Thường vụ", code="BTV", valid_from=day)
            .returning(Body.id)
        )
        for slug in ("xa-sen", "xa-lua")
    }

    def put(slug: str, name: str, office: str, days: int | None, body: bool = True) -> None:
        owner.execute(
            sa.insert(Officer).values(
                space_id=space_ids[slug],
                person_name=name,
                sort_key=name_key(name),
                folded=fold(name),
                office=office,
                body_id=bodies[slug] if body else None,
                valid_from=day,
                valid_to=None if days is None else today() + dt.timedelta(days=days),
            )
        )

    return put


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-180, "Quá hạn 180 ngày"),
        (-1, "Quá hạn 1 ngày"),
        (0, "Hạn hôm nay"),
        (30, "Còn 30 ngày"),
        (-181, ""),
        (31, ""),
    ],
)
def test_an_office_is_listed_around_its_last_day(
    sit: Sit, as_: SignIn, days: int, words: str
) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư", days)
    sit("xa-lua", "Lê Văn Lúa", "Bí thư", days)
    rows = shown(as_("lan").get(PAGE).text)
    assert [row[1] for row in rows] == ([words] if words else [])
    assert [row[3] for row in rows] == ["Bí thư, Ban Thường vụ: Lê Thị Mận"] * bool(words)


def test_the_line_leads_to_the_office_for_those_who_keep_them(sit: Sit, as_: SignIn) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư", 5, body=False)
    (row,) = shown(as_("lan").get(PAGE).text)
    assert row[3] == "Bí thư: Lê Thị Mận"
    assert "Lê Thị Mận" in as_("lan").get(row[2]).text
    for who in ("tam", "sau", "hoa"):
        assert titles(as_(who).get(PAGE).text) == []
    assert titles(as_("minh").get("/inbox?source=spaces.offices_ending").text) == []


def test_a_successor_or_another_holder_ends_it(sit: Sit, as_: SignIn) -> None:
    lan = as_("lan")
    sit("xa-sen", "Lê Thị Mận", "Bí thư", 5)
    sit("xa-sen", "Ngô Văn Đáy", "Phó Bí thư", None)
    sit("xa-sen", "Mai Văn Gò", "Bí thư", 3)
    sit("xa-lua", "Lê Văn Lúa", "Bí thư", None)
    assert titles(lan.get(PAGE).text) == ["Bí thư, Ban Thường vụ: Lê Thị Mận"]
    sit("xa-sen", "Hồ Thị Nở", "Bí thư", None, body=False)
    assert len(titles(lan.get(PAGE).text)) == 1
    sit("xa-sen", "Hồ Thị Nở", "Bí thư", None)
    assert titles(lan.get(PAGE).text) == []


def test_offices_of_an_ended_body_or_a_closed_space_need_nobody(
    sit: Sit, as_: SignIn, owner: sa.Connection
) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư", -5)
    lan = as_("lan")
    assert len(titles(lan.get(PAGE).text)) == 1
    last = today() - dt.timedelta(days=5)
    owner.execute(sa.update(Body).values(valid_to=last))
    assert titles(lan.get(PAGE).text) == []


def test_the_overview_tells_of_those_that_are_coming(sit: Sit, as_: SignIn) -> None:
    sit("xa-sen", "Lê Thị Mận", "Bí thư", 5)
    sit("xa-sen", "Mai Văn Gò", "Phó Bí thư", -5)
    text = as_("lan").get("/s/xa-sen/").text
    assert "1 </span>chức vụ hết trong 30 ngày" in text
    assert f'href="{PAGE}"' in text
    assert "chức vụ hết" not in as_("minh").get("/s/xa-lua/").text
