"""The heads of a space are told every month of the looks from above, once, and never of none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cli import looks as command
from portal.locale import HERE
from portal.looks.models import Look
from portal.looks.monthly import month_before

from .conftest import SPACE, As

pytestmark = pytest.mark.database
DAY = dt.date(2026, 11, 3)


@pytest.fixture
def look(owner: sa.Connection, space_ids: dict[str, int]) -> Any:
    """A look as a row: `look("xa-sen", 7, dt.date(2026, 10, 5))`."""

    def make(slug: str, account: int, day: dt.date, hour: int = 9, **values: Any) -> None:
        row = {
            "space_id": space_ids[slug],
            "at": dt.datetime.combine(day, dt.time(hour), HERE),
            "account_id": account,
            "account_name": f"Người {account}",
            "folded": "",
            "from_name": "Huyện uỷ",
            "module": "accounts",
            "path": "/s/xa-sen/people",
            **values,
        }
        owner.execute(sa.insert(Look).values(row))

    return make


@pytest.fixture
def tell(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command as on a day."""

    def run(day: dt.date = DAY) -> str:
        monkeypatch.setattr(command, "today", lambda: day)
        return app.test_cli_runner().invoke(args=["looks", "tell"], catch_exceptions=False).output

    return run


def notices(owner: sa.Connection) -> list[Any]:
    query = "select a.username, n.facts, n.url from notice n join account a on a.id = n.account_id"
    return list(owner.execute(sa.text(f"{query} where kind = 'looks.month' order by 1")))


def test_the_month_before_is_over() -> None:
    assert month_before(dt.date(2026, 3, 31))[:] == (dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    assert month_before(dt.date(2026, 1, 1)).text == "12/2025"


def test_heads_are_told_once_how_many_looked_and_how_often(
    as_: As, owner: sa.Connection, look: Any, tell: Any
) -> None:
    for account, day in ((1, 1), (1, 1), (2, 31)):
        look("xa-sen", account, dt.date(2026, 10, day), hour=0 if day == 1 else 23)
    look("xa-sen", 3, dt.date(2026, 9, 30), hour=23)
    look("xa-sen", 4, dt.date(2026, 11, 1), hour=0)
    look("xa-sen", 5, dt.date(2026, 10, 9), from_name=None, sealed="members.citizen_id")
    assert "1 spaces told" in tell()
    assert "0 spaces told" in tell()
    [(who, facts, url)] = notices(owner)
    assert who == "lan", "tam only reads, sau heads one unit, dung has left"
    assert (facts["month"], facts["looks"], facts["people"]) == ("10/2026", 3, 2)
    lan = as_("lan")
    page = lan.get("/notices").text
    assert "Trong tháng 10/2026" in page and "3 lượt xem từ cấp trên, 2 người xem" in page
    assert url.startswith(f"{SPACE}/looks?")
    assert "3 lượt xem" in lan.get(url).text
    assert "1 spaces told" in tell(dt.date(2026, 12, 1)), "the next month anew"


def test_a_month_without_looks_is_passed_over_in_silence(
    owner: sa.Connection, look: Any, tell: Any
) -> None:
    look("xa-sen", 5, dt.date(2026, 10, 9), from_name=None, sealed="members.citizen_id")
    look("xa-sen", 4, dt.date(2026, 11, 1))
    assert "0 spaces told" in tell()
    assert notices(owner) == []


def test_each_space_is_told_of_its_own(owner: sa.Connection, look: Any, tell: Any) -> None:
    look("xa-sen", 1, dt.date(2026, 10, 9))
    look("xa-lua", 1, dt.date(2026, 10, 9))
    look("xa-lua", 2, dt.date(2026, 10, 9))
    assert "2 spaces told" in tell()
    counts = {who: facts["looks"] for who, facts, _url in notices(owner)}
    assert counts == {"lan": 1, "minh": 2}
