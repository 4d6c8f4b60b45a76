"""What the tests of units share: hamlets under the cast's communes, units founded by rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.spaces.models import Area, Level
from portal.text import fold, text_key

UNDO = re.compile(r"/s/[\w-]+/history/\d+/undo")
Found = Callable[..., int]
HAMLETS = (("An Tài", "Sen"), ("Chiến Thắng", "Sen"), ("Bưng Rò", "Lúa"))


@pytest.fixture
def hamlets(owner: sa.Connection) -> dict[str, int]:
    """Hamlets of the cast's communes: two of Sen, one of Lúa; ids by name."""
    has_level = sa.select(Level.name).where(Level.name == "hamlet")
    if owner.scalar(has_level) is None:
        level = {"name": "hamlet", "label": "khóm, ấp", "label_en": "hamlet", "rank": 9}
        owner.execute(sa.insert(Level).values(level))
    communes: dict[str, int] = dict(
        owner.execute(sa.select(Area.name, Area.id).where(Area.level == "commune")).tuples().all()
    )
    return {
        name: owner.execute(
            sa.insert(Area)
            .values(
                level="hamlet",
                kind="Ấp",
                name=name,
                parent_id=communes[commune],
                valid_from=dt.date(2020, 1, 1),
            )
            .returning(Area.id)
        ).scalar_one()
        for name, commune in HAMLETS
    }


@pytest.fixture
def found(owner: sa.Connection, space_ids: dict[str, int], hamlets: dict[str, int]) -> Found:
    """Put a unit into a space: `found("phu-nu-xa-sen", "Chi hội 1", hamlet="An Tài")`."""

    def put(slug: str, name: str, hamlet: str | None = None, **more: Any) -> int:
        party = slug in ("huyen", "xa-sen", "xa-lua", "huyen-xa")
        values = {
            "space_id": space_ids[slug],
            "kind": "party_cell_hamlet" if party else "women_branch",
            "name": name,
            "sort_key": text_key(name),
            "folded": fold(name),
            "basis": "residential",
            "stands": "hamlet",
            **more,
        }
        unit = insert(owner, "units_unit", values)
        if hamlet is not None:
            place = {"space_id": space_ids[slug], "unit_id": unit, "area_id": hamlets[hamlet]}
            insert(owner, "units_place", place)
        return unit

    return put


@pytest.fixture
def head(owner: sa.Connection, space_ids: dict[str, int]) -> Found:
    """Give a unit a head: `head("phu-nu-xa-sen", unit)`; gives the id of the office."""

    def put(slug: str, unit: int, **more: Any) -> int:
        values = {"space_id": space_ids[slug], "unit_id": unit, "office": "head", "rank": "head"}
        return insert(owner, "units_office", {**values, **more})

    return put


def insert(owner: sa.Connection, table: str, values: dict[str, Any]) -> int:
    """Insert a row as the owner of the database and give its id."""
    columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    made = f"insert into {table} ({columns}) values ({marks}) returning id"
    return int(owner.scalar(sa.text(made), values) or 0)


def undo_in(page: str) -> str:
    """The address behind the undo button of the notice on a page."""
    sought = UNDO.search(page)
    assert sought is not None
    return sought[0]
