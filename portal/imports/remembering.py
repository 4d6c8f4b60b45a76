"""What an import keeps of a foreign file: its head, how it is read, what its headings stand for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..database import db
from ..sheets import Grid, Header, Reading, Table, cell_text, label_key
from . import parts
from .models import SheetImport, SheetImportMatch

HEAD_ROWS, HEAD_COLUMNS = 60, 60
"""So much of each worksheet is kept for the page on which columns are matched."""


def known_in(space_id: int, list_name: str) -> dict[str, str | None]:
    """What the headings of a list stand for in a space, as somebody once said."""
    m = SheetImportMatch
    query = sa.select(m.heading, m.column_name).where(
        m.space_id == space_id, m.list_name == list_name
    )
    return {each.heading: each.column_name for each in db.session.execute(query)}


def remember(kept: SheetImport, header: Header, reading: Reading) -> None:
    """Remember for this space and list what each heading stands for, or that it is not taken."""
    said = {
        label_key(label): reading.columns.get(place)
        for place, label in header.labels.items()
        if label_key(label)
    }
    own = {"space_id": kept.space_id, "list_name": kept.list_name}
    rows = [{**own, "heading": heading, "column_name": name} for heading, name in said.items()]
    if not rows:
        return
    added = insert(SheetImportMatch).values(rows)
    keys = ["space_id", "list_name", "heading"]
    newest = {"column_name": added.excluded.column_name}
    db.session.execute(added.on_conflict_do_update(index_elements=keys, set_=newest))


def reading_kept(reading: Reading) -> dict[str, Any]:
    """How a file is read, as JSON keeps it."""
    return asdict(reading)


def reading_from(kept: Mapping[str, Any]) -> Reading:
    """How a file is read, from JSON, whose keys are texts."""
    columns = {int(place): name for place, name in kept["columns"].items()}
    return Reading(**{**kept, "columns": columns})


def keep_head(kept: SheetImport, table: Table) -> None:
    """Keep the first rows of each worksheet, as texts."""
    grids = [
        {
            "name": grid.name,
            "hidden": grid.hidden,
            "wide": [number for number in grid.wide if number <= HEAD_ROWS],
            "rows": [
                [cell_text(value) for value in row[:HEAD_COLUMNS]] for row in grid.rows[:HEAD_ROWS]
            ],
        }
        for grid in table.grids
        if grid.rows
    ]
    parts.keep(kept, parts.HEAD, 0, json.dumps(grids, ensure_ascii=False))


def head_of(kept: SheetImport) -> list[Grid]:
    """The first rows of each worksheet; none of a file that the portal wrote."""
    content = parts.content_of(kept, parts.HEAD)
    return [
        Grid(
            each["name"],
            tuple(tuple(value or None for value in row) for row in each["rows"]),
            frozenset(each["wide"]),
            hidden=each["hidden"],
        )
        for each in json.loads(content or "[]")
    ]
