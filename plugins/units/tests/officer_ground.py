"""What the tests of offices share: the form for an office, rows of offices and holders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.text import fold, name_key

from .conftest import insert

HOME = "/s/phu-nu-xa-sen/units"
Sit = Callable[..., int]


def day(value: dt.date | None) -> list[str]:
    """A day as the three boxes of a form send it."""
    return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


def office_form(name: str, office: str = "head", **more: Any) -> dict[str, Any]:
    """The form for an office; days as dates."""
    fields: dict[str, Any] = {"person_name": name, "office": office, "party_member": ""}
    for step in ("introduced_on", "elected_on", "recognized_on", "started_on", "term_ends_on"):
        fields[step] = day(more.pop(step, None))
    return {**fields, **{k: day(v) if isinstance(v, dt.date) else v for k, v in more.items()}}


def sitter(owner: sa.Connection, space_ids: dict[str, int]) -> Sit:
    """`sit("phu-nu-xa-sen", unit, "Lê Thị Mận")` heads the unit; gives the id of the office."""

    def put(slug: str, unit: int, name: str, office: str = "head", **more: Any) -> int:
        space = space_ids[slug]
        person = {key: more.pop(key) for key in ("birth_year", "phone") if key in more}
        rank = {"head": "head", "deputy": "deputy"}.get(office, "member")
        held = {"space_id": space, "unit_id": unit, "office": office, "rank": rank, **more}
        made = insert(owner, "units_office", held)
        values = {"space_id": space, "unit_id": unit, "office_id": made, "person_name": name}
        words = {"sort_key": name_key(name), "folded": fold(name)}
        insert(owner, "units_holder", {**values, **words, **person})
        return made

    return put


def offices(owner: sa.Connection) -> list[tuple[Any, ...]]:
    """Every office with its holder: name, office, since, until."""
    rows = owner.execute(
        sa.text(
            "select h.person_name, o.office, o.started_on, o.ended_on from units_office o"
            " left join units_holder h on h.space_id = o.space_id and h.office_id = o.id"
            " order by o.id"
        )
    )
    return [tuple(row) for row in rows]
