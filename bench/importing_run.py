"""One run of one side, in a process of its own: says as JSON what it cost.

`python -m bench.importing_run ours FILE` imports the file as the portal does; `bare FILE` reads it
by openpyxl alone and copies its rows, as the owner, into the same columns and indexes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, g
from openpyxl import load_workbook
from sqlalchemy.dialects.postgresql import insert

from plugins.members.list_import import ENTRY, MEMBER, PERSON
from portal import create_app
from portal.access import reach_of
from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.audit import Actor
from portal.database import db, map_session, one_connection
from portal.imports import actions
from portal.imports.models import SheetImportMatch
from portal.imports.outcomes import Outcome
from portal.imports.parts import FAULTY, page_in
from portal.imports.queries import file_of, import_in, outcome_of
from portal.jobs.worker import Worker
from portal.reach import put_in_force
from portal.sheets import label_key

from .contestants import psycopg_address

SPACE, USERNAME, LIST = "phu-nu-xa-sen", "thu", "members.list"
COLUMNS = {
    "STT": None,
    "Họ và tên": "name",
    "Ngày sinh": "birth",
    "Giới tính": "sex",
    "Chi hội": "unit",
    "Ngày vào hội": "joined_on",
    "Số thẻ": "card",
    "Số điện thoại": "phone",
    "Khóm, ấp": "hamlet",
}
"""The headings of the file, and what they stand for."""


DAY = dt.date(2026, 1, 1)


class Meter:
    """Processor time of this process and of the database's that serve it, since it was made."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = (time.perf_counter(), time.process_time(), self._database())

    def read(self) -> dict[str, float]:
        """Seconds on the clock, of processor time here and in the database, and MB at most."""
        wall, here, database = self.start
        return {
            "wall": time.perf_counter() - wall,
            "here": time.process_time() - here,
            "database": self._database() - database,
            "memory": _most_memory(),
        }

    def _database(self) -> float:
        with psycopg.connect(psycopg_address(os.environ["DATABASE_OWNER_URL"])) as connection:
            found = connection.execute(
                "select pid from pg_stat_activity where application_name = %s", (self.name,)
            ).fetchall()
        return sum(_seconds_of(pid) for (pid,) in found)


def _most_memory() -> float:
    """The most memory that this process had, in MB; ru_maxrss would count that of its parent."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def _seconds_of(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def ours(file: Path, name: str) -> dict[str, Any]:
    """Send the file in, have jobs read and write it; then take it back, which counts apart."""
    app = create_app()
    worker = Worker(app)
    _asked(app, _remember)
    with app.app_context(), db.engine.connect():
        meter = Meter(name)
    kept = _asked(app, lambda: actions.send_in(LIST, file.read_bytes(), file.name).id)
    steps = {"sent": meter.read()["wall"]}
    worker.drain()
    steps["read"] = meter.read()["wall"]
    found = _asked(app, lambda: _outcome(kept))
    if found.faulty:
        raise SystemExit(f"{found.faulty} rows are faulty: {_asked(app, lambda: _faults(kept))}")
    _asked(app, lambda: actions.agree(kept, found.mark))
    worker.drain()
    cost = meter.read()
    steps["written"] = cost["wall"]
    _asked(app, lambda: actions.undo_import(kept))
    worker.drain()
    steps["undone"] = meter.read()["wall"]
    tidy(psycopg_address(os.environ["DATABASE_OWNER_URL"]))
    return {**cost, "rows": found.new, "faulty": found.faulty, "steps": steps}


def _remember() -> None:
    """The headings were matched the month before, so that nothing is asked."""
    said = {"space_id": g.access.here.id, "list_name": LIST}
    rows = [{**said, "heading": label_key(h), "column_name": name} for h, name in COLUMNS.items()]
    db.session.execute(insert(SheetImportMatch).values(rows).on_conflict_do_nothing())


def _outcome(kept: int) -> Outcome:
    return outcome_of(file_of(import_in(g.access.here.id, kept)))


def _faults(kept: int) -> list[dict[str, str]]:
    rows = page_in(import_in(g.access.here.id, kept), FAULTY, 0, 5)
    return [row.errors for row in rows]


def _asked(app: Flask, act: Callable[[], Any]) -> Any:
    """Do something as the page does, in a request of the account in its space."""
    with _standing(app):
        found = act()
        db.session.commit()
        return found


@contextmanager
def _standing(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"), one_connection():
        with map_session() as session:
            account = session.scalars(sa.select(Account).where(Account.username == USERNAME)).one()
            g.access = accounts.access_for(session, account.id, SPACE).access
        g.slug, g.language, g.settings = SPACE, "vi", {}
        permission = app.extensions["portal"].permissions["imports.add"]
        put_in_force(reach_of(g.access, permission, read_only=False))
        db.session.info["actor"] = Actor(account.id, account.display_name)
        try:
            yield
        finally:
            put_in_force(None)


def bare(file: Path, name: str) -> dict[str, Any]:
    """Read by the library, copy by the owner; what the portal computes is any text of that size."""
    address = psycopg_address(os.environ["DATABASE_OWNER_URL"])
    with psycopg.connect(address, application_name=name) as connection:
        space, unit, area = connection.execute(
            "select s.id, (select min(u.id) from units_unit u where u.space_id = s.id),"
            " (select min(id) from area where level = 'hamlet') from space s where slug = %s",
            (SPACE,),
        ).fetchone()  # type: ignore[misc]
        first = connection.execute(
            "select max(nextval('members_membership_id_seq')) from generate_series(1, 200000)"
        ).fetchone()[0]  # type: ignore[index]
        meter = Meter(name)
        book = load_workbook(file, read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        tables: list[tuple[str, tuple[str, ...], list[Any]]] = [
            ("members_membership", MEMBER, []),
            ("members_person", PERSON, []),
            ("members_entry", ENTRY, []),
        ]
        for number, row in enumerate(rows, first - 199_999):
            cells: tuple[Any, ...] = row
            _stt, person, born, sex, _unit, joined, card, phone, _hamlet = cells
            sex = "male" if sex == "Nam" else "female"
            birth = dt.date(int(born[6:]), int(born[3:5]), int(born[:2]))
            place = (unit, "member", sex, birth.year, area, joined, card)
            tables[0][2].append((space, number, *place, None, "{}", "active", None, None, 1))
            texts = (person, person, person, birth, phone, None, None, None)
            tables[1][2].append((space, unit, number, *texts))
            tables[2][2].append((space, unit, number, DAY, 1, "opening", sex, "member"))
        for table, columns, values in tables:
            names = ", ".join(f'"{column}"' for column in columns)
            with connection.cursor().copy(f"copy {table} ({names}) from stdin") as copy:
                for line in values:
                    copy.write_row(line)
        connection.commit()
        cost = meter.read()
        for table, _columns, _values in reversed(tables):
            connection.execute(f"delete from {table} where space_id = %s", (space,))
    tidy(address)
    return {**cost, "rows": len(rows)}


def tidy(address: str) -> None:
    """Leave the tables as they were found: whoever comes next must not pay for dead rows."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("vacuum (analyze) members_membership, members_person, members_entry")


if __name__ == "__main__":
    side, path = sys.argv[1:]
    os.environ["PGAPPNAME"] = f"import_{side}"
    run = {"ours": ours, "bare": bare}[side]
    print(json.dumps(run(Path(path), f"import_{side}")))
