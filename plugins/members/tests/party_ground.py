"""What the tests of Party membership share: members by rows, and who may see what of them."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from portal.text import fold, name_key, text_key

WOMEN = "phu-nu-xa-sen"
HOME = f"/s/{WOMEN}/members"
UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")


def put(owner: sa.Connection, table: str, **values: Any) -> int:
    """Insert a row as the owner of the database and give its id."""
    columns, marks = ", ".join(f'"{each}"' for each in values), ", ".join(f":{v}" for v in values)
    made = f"insert into {table} ({columns}) values ({marks}) returning id"
    return int(owner.scalar(sa.text(made), values) or 0)


def space_of(owner: sa.Connection, slug: str) -> int:
    """The id of a space."""
    return int(owner.scalar(sa.text("select id from space where slug = :slug"), {"slug": slug}))


def branch(owner: sa.Connection, slug: str = WOMEN, name: str = "Chi hội ấp 1", **more: Any) -> int:
    """A unit of a space."""
    party = "phu-nu" not in slug
    values = {
        "kind": "party_cell_hamlet" if party else "women_branch",
        "basis": "residential",
        "stands": "hamlet",
        **more,
    }
    words = {"name": name, "sort_key": text_key(name), "folded": fold(name)}
    return put(owner, "units_unit", space_id=space_of(owner, slug), **words, **values)


def member(
    owner: sa.Connection, name: str, unit: int, slug: str = WOMEN, born: int | None = 1980
) -> int:
    """A member of a unit; gives the id of the enrolment."""
    of = {"space_id": space_of(owner, slug), "unit_id": unit}
    kept = put(owner, "members_membership", **of, kind="full", sex="female", birth_year=born)
    words = {"name": name, "sort_key": name_key(name), "folded": fold(name)}
    put(owner, "members_person", **of, membership_id=kept, **words)
    return kept


def mark(owner: sa.Connection, membership: int, yes: bool, since: str | None = None) -> int:
    """Record by a row whether a member is a Party member."""
    of = owner.execute(
        sa.text("select space_id, unit_id from members_membership where id = :id"),
        {"id": membership},
    ).one()
    values = {"party_member": yes, "since": since, "membership_id": membership}
    return put(owner, "members_party_mark", space_id=of[0], unit_id=of[1], **values)


def marks(owner: sa.Connection) -> dict[int, tuple[bool, str | None]]:
    """What is recorded: (whether, since) by membership."""
    rows = owner.execute(
        sa.text("select membership_id, party_member, since::text from members_party_mark")
    )
    return {number: (yes, since) for number, yes, since in rows}


def hand_role(owner: sa.Connection, who: str, role: str, slug: str = WOMEN, **more: Any) -> None:
    """Give somebody of the cast a role in a space."""
    account = owner.scalar(sa.text("select id from account where username = :who"), {"who": who})
    values = {"account_id": account, "in_space_id": space_of(owner, slug), "role": role}
    values |= {"valid_from": "2020-01-01", **more}
    columns = ", ".join(values)
    marks_ = ", ".join(f":{each}" for each in values)
    owner.execute(sa.text(f"insert into space_membership ({columns}) values ({marks_})"), values)


def undo_in(page: str) -> str:
    """The address behind the undo button of the notice on a page."""
    sought = UNDO.search(page)
    assert sought is not None
    return sought[0]
