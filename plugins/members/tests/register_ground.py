"""What the tests of the register share: a branch, and members put there as the owner."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.members.enrolling import Enrolment, enrol
from portal.testing.client import Browser

SLUG = "phu-nu-xa-sen"
HERE = f"/s/{SLUG}/members/"
OPENED = dt.date(2020, 1, 1)
NAMED = re.compile(r'class="who"><a href="([^"]+)">([^<]+)</a>')
As = Callable[[str], Browser]
Put = Callable[..., int]


def putter(owner: sa.Connection, space_ids: dict[str, int], unit: int) -> Put:
    """Put a member into a space: `put("Nguyễn Thị Lan", birth_year=1979)`; gives its number."""

    def put(name: str, slug: str = SLUG, unit_id: int = unit, **more: Any) -> int:
        values = {"sex": "female", "kind": "full", **more}
        state = {key: values.pop(key) for key in ("state", "left_on", "left_how") if key in values}
        with Session(owner, info={"unguarded": True}) as session:
            member = enrol(
                session, space_ids[slug], unit_id, Enrolment(name=name, **values), OPENED
            )
            for key, value in state.items():
                setattr(member, key, value)
            session.flush()
            return member.id

    return put


def names(browser: Browser, address: str) -> list[str]:
    """The names of the members on a page, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return [name for _url, name in NAMED.findall(answer.text)]
