"""`make bench-searching`: the register of members, found by name, beside the same by hand.

For each search the statements of the page are recorded at the driver and replayed by bare psycopg
as the role that serves, held by the policies: those that search, and all of them. Beside them the
same two questions, how many and the first 25, written by hand and asked as the owner, whom no
policy holds. All in turn.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from string import Template
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from plugins.members.models import MembersMembership, MembersPerson
from plugins.members.people import invented_full_name
from portal import create_app
from portal.copying import copied, new_ids
from portal.database import db
from portal.testing.client import Browser
from portal.testing.server import TestServer
from portal.text import fold, name_key

from .ground import SLUG, USERNAME, Ground, _recorded, lay
from .raw import replay
from .report import machine

HERE = Path(__file__).parent
SIZES = (5_000, 50_000)
ROUNDS, BOUND = 15, 3.0
PLACE = f"/s/{SLUG}/members/"
LISTED = "m.state in ('active', 'deferred', 'exempt')"
MEMBER = ("space_id", "id", "unit_id", "kind", "sex", "birth_year", "state", "traits")
PERSON = ("space_id", "unit_id", "membership_id", "name", "sort_key", "folded", "phone")
SEARCHES = {
    # what is looked for: the query of the address, the same as a condition by hand
    "a given name": ("q=lan", "p.folded like '%lan%'"),
    "two words, marks": ("q=Nguyễn+Ngọc", "p.folded like '%nguyen%' and p.folded like '%ngoc%'"),
    "a part in the middle": ("q=uyen+thi", "p.folded like '%uyen%' and p.folded like '%thi%'"),
    "nobody": ("q=khong+ai+ca", "p.folded like '%khong%' and p.folded like '%ai%'"),
    "a part of a phone": (
        "q=91834",
        "(p.folded like '%91834%' or p.phone like '%91834%' or lower(m.card) like '%91834%')",
    ),
    "a name and two filters": (
        "q=thi&sex=female&place=present",
        "p.folded like '%thi%' and m.sex = 'female' and m.away_how is null",
    ),
}
BY_HAND = (
    "from members_person p join members_membership m on m.space_id = p.space_id"
    " and m.id = p.membership_id join units_unit u on u.space_id = m.space_id and u.id = m.unit_id"
    " where p.space_id = %s and m.space_id = %s and " + LISTED + " and "
)
ROWS = (
    "select m.id, p.name, p.phone, m.birth_year, m.joined_on, m.state, m.away_how, u.name,"
    " p.birth_date is null, p.citizen_hash is null, p.phone is null "
)


def main(rounds: int) -> bool:
    """Measure, write searching.md and searching.json; gives whether the bound is kept."""
    server = TestServer()
    with tempfile.TemporaryDirectory() as folder:
        ground = lay(server, Path(folder))
        measured = [each for size in SIZES for each in _sized(ground, size, rounds)]
    server.release()
    worst = max(each["ratio"] for each in measured)
    (HERE / "searching.json").write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
    lines = [
        f"| {e['members']:,} | {e['search']} | {e['found']:,} | {e['ms']:.1f} | {e['page']:.1f}"
        f" | {e['hand']:.1f} | {e['ratio']:.2f} | {e['whole']:.2f} |"
        for e in measured
    ]
    text = Template((HERE / "searching.tmpl").read_text(encoding="utf-8")).substitute(
        lines="\n".join(lines),
        worst=f"{worst:.2f}",
        bound=f"{BOUND:g}",
        holds="yes" if worst <= BOUND else "no",
        rounds=rounds,
        machine=machine(),
    )
    (HERE / "searching.md").write_text(text, encoding="utf-8")
    print(text)
    return worst <= BOUND


def _sized(ground: Ground, size: int, rounds: int) -> list[dict[str, Any]]:
    """Fill the space up to a size and measure every search in it."""
    _fill(ground, size)
    os.environ.update(ground.settings)
    app = create_app()
    app.test_client_class = Browser
    browser: Any = app.test_client()
    browser.sign_in_as(USERNAME)
    measured = []
    with (
        app.app_context(),
        psycopg.connect(_plain(ground.app_url)) as ours,
        psycopg.connect(_plain(ground.owner_url), autocommit=True) as owner,
    ):
        space = owner.execute("select id from space where slug = %s", [SLUG]).fetchone()
        assert space is not None
        for name, (query, condition) in SEARCHES.items():
            address = f"{PLACE}?{query}"
            for _warm in range(2):
                assert browser.get(address).status_code == 200
            steps = _recorded(db.engine, lambda address=address: browser.get(address))
            wanted = BY_HAND + condition.replace("%", "%%")
            asked = [
                f"select count(*) {wanted}",
                f"{ROWS}{wanted} order by p.sort_key, p.id limit 25",
            ]
            here = [space[0], space[0]]

            def by_hand(asked: list[str] = asked, here: list[int] = here) -> None:
                for statement in asked:
                    owner.execute(statement, here).fetchall()

            searching = [step for step in steps if _searches(step[0])]
            search = _timed(lambda steps=searching: replay(ours, steps))
            page, hand = _timed(lambda steps=steps: replay(ours, steps)), _timed(by_hand)
            taken = [(search(), page(), hand()) for _round in range(rounds)]
            found = owner.execute(asked[0], here).fetchone()
            measured.append(
                {
                    "members": size,
                    "search": name,
                    "found": found[0] if found else 0,
                    "ms": 1000 * median(each for each, _page, _hand in taken),
                    "page": 1000 * median(each for _search, each, _hand in taken),
                    "hand": 1000 * median(each for _search, _page, each in taken),
                    "ratio": median(one / other for one, _page, other in taken),
                    "whole": median(one / other for _search, one, other in taken),
                }
            )
        db.engine.dispose()
    return measured


def _searches(statement: str) -> bool:
    """Whether a statement of the page is one of the search: it asks for people or sets a reach."""
    ends = ("COMMIT", "ROLLBACK")
    return statement in ends or "set_config" in statement or "members_person" in statement


def _plain(url: str) -> str:
    """The address of a database as psycopg takes it."""
    return url.replace("+psycopg", "", 1)


def _timed(work: Callable[[], Any]) -> Callable[[], float]:
    """Seconds that some work takes each time; it is done once before, so that plans are kept."""
    for _warm in range(6):
        work()

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return once


def _fill(ground: Ground, size: int) -> None:
    """Put invented members into the units of the space until it has so many."""
    engine = sa.create_engine(ground.owner_url, poolclass=sa.NullPool)
    chance = Random(size)
    with Session(engine, info={"unguarded": True}) as session, session.begin():
        here = session.scalar(sa.text("select id from space where slug = :s"), {"s": SLUG})
        units = session.scalars(
            sa.text("select id from units_unit where space_id = :s"), {"s": here}
        ).all()
        have = session.scalar(sa.text("select count(*) from members_membership")) or 0
        ids = new_ids(session, MembersMembership, size - have)
        members, people = [], []
        for id in ids:
            sex = "female" if chance.random() < 0.9 else "male"
            unit, name = chance.choice(units), invented_full_name(chance, sex)
            born = 1950 + chance.randrange(55)
            members.append((here, id, unit, "full", sex, born, "active", {}))
            phone = f"09{chance.randrange(10**8):08}"
            people.append((here, unit, id, name, name_key(name), fold(name), phone))
        copied(session, MembersMembership, MEMBER, members)
        copied(session, MembersPerson, PERSON, people)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")
    engine.dispose()


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
