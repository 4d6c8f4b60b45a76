"""Ground for tests of report forms: units, members and lines of the ledger, put in as rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from portal.text import fold, text_key

JOINED = dt.date(2020, 1, 1)


def insert(owner: sa.Connection, table: str, **values: Any) -> int:
    """Insert a row as the owner of the database and give its id."""
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    made = sa.text(f"insert into {table} ({columns}) values ({marks}) returning id")
    return int(owner.scalar(made, values) or 0)


def unit(owner: sa.Connection, space: int, name: str, **more: Any) -> int:
    values = {
        "kind": "women_branch",
        "basis": "residential",
        "stands": "commune",
        "name": name,
        "sort_key": text_key(name),
        "folded": fold(name),
    }
    return insert(owner, "units_unit", space_id=space, **{**values, **more})


def member(owner: sa.Connection, space: int, unit_id: int, **more: Any) -> int:
    """An enrolment without a line in the ledger."""
    values = {"kind": "full", "sex": "female", "birth_year": 1980, "state": "active"}
    return insert(
        owner, "members_membership", space_id=space, unit_id=unit_id, **{**values, **more}
    )


def entry(
    owner: sa.Connection,
    space: int,
    unit_id: int,
    membership: int,
    on: dt.date,
    change: int = 1,
    how: str = "admit",
    **more: Any,
) -> int:
    """A line of the ledger."""
    return insert(
        owner,
        "members_entry",
        space_id=space,
        unit_id=unit_id,
        membership_id=membership,
        on=on,
        change=change,
        how=how,
        **{"sex": "female", "kind": "full", **more},
    )


def hamlet(owner: sa.Connection, commune: str, name: str) -> int:
    known = sa.text("select 1 from level where name = 'hamlet'")
    if owner.scalar(known) is None:
        owner.execute(
            sa.text(
                "insert into level (name, label, label_en, rank)"
                " values ('hamlet', 'khóm, ấp', 'hamlet', 9)"
            )
        )
    parent = owner.scalar(
        sa.text("select id from area where name = :name and level = 'commune'"), {"name": commune}
    )
    return insert(
        owner,
        "area",
        level="hamlet",
        kind="Ấp",
        name=name,
        parent_id=parent,
        valid_from=dt.date(2020, 1, 1),
    )
