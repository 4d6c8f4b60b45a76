"""What the tests of looks share: ids, forms sent, grants made as the space makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.locale import today
from portal.looks.models import LookGrant
from portal.testing.client import Browser

SPACE, NAMES = "/s/xa-sen", "/s/xa-sen/imports"
"""A space, and a page there which needs a personal right of viewing."""
As = Callable[[str], Browser]


@pytest.fixture
def ids(owner: sa.Connection) -> dict[str, int]:
    """The ids of the cast's accounts, by username."""
    return dict(owner.execute(sa.text("select username, id from account")).tuples().all())


@pytest.fixture
def send() -> Callable[..., TestResponse]:
    """Send a form with fresh tokens: `send(browser, url, name="…")`."""

    def post(browser: Browser, url: str, **data: Any) -> TestResponse:
        return browser.post(url, data={**browser.tokens("/account"), **data})

    return post


def terms(days: int = 10, **more: Any) -> dict[str, Any]:
    """The fields of a look that ends so many days from today."""
    until = today() + dt.timedelta(days=days)
    return {"reason": "inspection", "until": [until.day, until.month, until.year], **more}


@pytest.fixture
def granted(owner: sa.Connection, ids: dict[str, int], space_ids: dict[str, int]) -> Any:
    """A grant as a row: `granted("hoa", "huyen")`; other columns by name."""

    def make(who: str, above: str, into: str = "xa-sen", **values: Any) -> int:
        row = {
            "in_space_id": space_ids[into],
            "account_id": ids[who],
            "from_space_id": space_ids[above],
            "state": "granted",
            "reason": "inspection",
            "valid_from": today(),
            "valid_to": today() + dt.timedelta(days=10),
            **values,
        }
        return int(owner.scalar(sa.insert(LookGrant).values(row).returning(LookGrant.id)) or 0)

    return make


def looks(owner: sa.Connection) -> list[Any]:
    """The rows of the log, oldest first."""
    return list(owner.execute(sa.text("select * from look order by id")).mappings())
