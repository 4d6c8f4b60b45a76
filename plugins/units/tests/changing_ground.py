"""What the tests of the life of units share: forms sent twice, and what became of the rows."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.testing.client import Browser

HERE = "/s/phu-nu-xa-sen/units"
DECIDED = {"on": ["5", "7", "2024"], "document": "QĐ 7"}
AGREE = re.compile(r'name="agree" value="(\w+)"')


def looked(browser: Browser, address: str, **typed: Any) -> TestResponse:
    """Send the form of an act once: the page then shows what would happen."""
    return browser.send(HERE + address, {**DECIDED, **typed})


def done(browser: Browser, address: str, **typed: Any) -> TestResponse:
    """Send the form of an act, look at what would happen, and agree to it."""
    page = looked(browser, address, **typed)
    mark = AGREE.search(page.text)
    assert mark is not None, (page.status_code, errors(page))
    return looked(browser, address, **typed, agree=mark[1])


def errors(page: TestResponse) -> list[str]:
    """The sentences of a form that was sent back."""
    return re.findall(r'<li><a href="#[^"]*">([^<]*)</a></li>', page.text)


def units(owner: sa.Connection) -> dict[str, tuple[Any, ...]]:
    """Each unit by name: how it ended, on which day, which unit is above it, its hamlets."""
    rows = owner.execute(
        sa.text(
            "select u.name, u.ended_how, u.ended_on::text, p.name, array(select a.name from"
            " units_place x join area a on a.id = x.area_id where x.unit_id = u.id"
            " and x.space_id = u.space_id order by a.name) from units_unit u left join units_unit p"
            " on p.space_id = u.space_id and p.id = u.parent_id order by u.id"
        )
    )
    return {name: tuple(rest) for name, *rest in rows}


def offices(owner: sa.Connection) -> list[tuple[Any, ...]]:
    """The offices: of which unit, ended on which day by which document."""
    rows = owner.execute(
        sa.text(
            "select u.name, o.ended_on::text, o.end_document from units_office o join units_unit u"
            " on u.space_id = o.space_id and u.id = o.unit_id order by o.id"
        )
    )
    return [tuple(row) for row in rows]


def everything(owner: sa.Connection) -> list[Any]:
    """Every row that an act may touch, its version left out: what an undo must bring back."""
    found: list[Any] = []
    for table in ("unit", "place", "name", "succession", "office"):
        rows = owner.execute(sa.text(f"select to_jsonb(t) - 'version' from units_{table} t"))
        # A hamlet that comes back is a row of the same meaning.
        found += sorted(str(row[0]) for row in rows)
    return found


def verbs(owner: sa.Connection) -> list[tuple[str, str]]:
    """The events so far: verb and what the history calls its subject."""
    return [
        (str(verb), str(name))
        for verb, name in owner.execute(sa.text("select verb, subject_name from event order by id"))
    ]


def stood_on(owner: sa.Connection, day: str) -> list[str]:
    """The units that stood on a day, as the figures count them."""
    return list(
        owner.scalars(
            sa.text(
                "select name from units_unit where (founded_on is null or founded_on <= :day)"
                " and (ended_on is null or ended_on > :day) order by name"
            ),
            {"day": day},
        )
    )
