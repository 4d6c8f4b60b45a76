"""What the tests of bodies and officers share: a committee with its bodies, rows, forms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.testing.client import Browser
from portal.text import fold, name_key

OFFICES = """[
 {"office": "Bí thư", "body": "BTV", "one": true},
 {"office": "Phó Bí thư", "body": "BTV"},
 {"office": "Phụ trách Mặt trận", "body": "BTV", "front": true},
 {"office": "Trưởng Khối Vận", "body": "KV", "one": true, "to": "2999-01-01"},
 {"office": "Trưởng Ban Dân vận", "body": "BDV", "one": true, "to": "2021-01-01"}
]"""
UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")


@pytest.fixture
def bodies(owner: sa.Connection, space_ids: dict[str, int]) -> dict[tuple[str, str], int]:
    """Standing offices for Party committees of communes, and their bodies: ids by slug and code."""
    owner.execute(
        sa.text("update space_kind set offices = cast(:offices as jsonb) where name = :kind"),
        {"offices": OFFICES, "kind": "commune_party"},
    )
    made = {}
    for slug in ("xa-sen", "xa-lua", "huyen"):
        for rank, (code, name) in enumerate((("BTV", "Ban Thường vụ"), ("KV", "Khối Vận")), 1):
            made[slug, code] = owner.scalar(
                sa.text(
                    "insert into body (space_id, name, code, rank, valid_from)"
                    " values (:space, :name, :code, :rank, '2020-08-01') returning id"
                ),
                {"space": space_ids[slug], "name": name, "code": code, "rank": rank},
            )
    return made


@pytest.fixture
def sit(
    owner: sa.Connection, space_ids: dict[str, int], bodies: dict[tuple[str, str], int]
) -> Callable[..., int]:
    """Put an officer into a space: `sit("xa-sen", "Lê Thị Mận", "Bí thư", "BTV")` gives the id."""

    def put(slug: str, name: str, office: str = "Uỷ viên", code: str = "BTV", **more: Any) -> int:
        values = {
            "space_id": space_ids[slug],
            "person_name": name,
            "sort_key": name_key(name),
            "folded": fold(f"{name} {office}"),
            "office": office,
            "body_id": bodies[slug, code] if code else None,
            "valid_from": dt.date(2021, 1, 5),
            **more,
        }
        columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        made = f"insert into officer ({columns}) values ({marks}) returning id"
        return int(owner.scalar(sa.text(made), values) or 0)

    return put


@pytest.fixture
def add(bodies: dict[tuple[str, str], int]) -> Callable[..., Any]:
    """Send the form for a new office in xa-sen: `add(browser, "Lê Thị Mận", office="Bí thư")`."""

    def send(browser: Browser, name: str, code: str = "BTV", **more: Any) -> Any:
        form = {
            "person_name": name,
            "office": "Uỷ viên",
            "body": str(bodies["xa-sen", code]) if code else "0",
            "account": "0",
            "valid_from": ["5", "1", "2021"],
            "valid_to": ["", "", ""],
            **more,
        }
        return browser.send("/s/xa-sen/officers/new", form)

    return send


@pytest.fixture
def rows(owner: sa.Connection) -> Callable[..., list[tuple[Any, ...]]]:
    """Columns of every officer, in order: `rows("person_name", "valid_to")`."""

    def look(*columns: str) -> list[tuple[Any, ...]]:
        chosen = ", ".join(columns)
        return [
            tuple(r) for r in owner.execute(sa.text(f"select {chosen} from officer order by id"))
        ]

    return look


@pytest.fixture
def verbs(owner: sa.Connection) -> Callable[[], list[str]]:
    def told() -> list[str]:
        return list(owner.scalars(sa.text("select verb from event order by id")))

    return told


def undo_in(page: str) -> str:
    """The address behind the undo button of the notice on a page."""
    found = UNDO.search(page)
    assert found is not None
    return found[0]
