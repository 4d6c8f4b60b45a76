"""What an import keeps of a foreign file: its head, how it is read, what its headings stand for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ..database import db
from ..sheets import (
    CellValue,
    Grid,
    Header,
    Reading,
    Table,
    TextAs,
    cell_text,
    font_as,
    label_key,
)
from ..text import from_font, suspected_encoding
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
    """Keep the first rows of each worksheet, as texts, and how those in old fonts lay there."""
    grids = []
    for grid in table.grids:
        raw = {(each.row, each.column): each.before for each in grid.conversions}
        rows = [row[:HEAD_COLUMNS] for row in grid.rows[:HEAD_ROWS]]
        grids.append(
            {
                "name": grid.name,
                "hidden": grid.hidden,
                "wide": [number for number in grid.wide if number <= HEAD_ROWS],
                "rows": [
                    [
                        _kept_cell(value, raw.get((number, place)))
                        for place, value in enumerate(row, 1)
                    ]
                    for number, row in enumerate(rows, 1)
                ],
            }
        )
    parts.keep(kept, parts.HEAD, 0, json.dumps(grids, ensure_ascii=False))


def head_of(kept: SheetImport, text_as: TextAs = "") -> list[Grid]:
    """The first rows of each worksheet; none of a file that the portal wrote."""
    content = parts.content_of(kept, parts.HEAD)
    return [
        Grid(
            each["name"],
            tuple(tuple(_cell_from(value, text_as) for value in row) for row in each["rows"]),
            frozenset(each["wide"]),
            hidden=each["hidden"],
        )
        for each in json.loads(content or "[]")
    ]


def suspicion(kept: SheetImport) -> TextAs:
    """The old encoding that the head of a file seems to lie in where no font says so; or none."""
    content = parts.content_of(kept, parts.HEAD)
    cells = [cell for each in json.loads(content or "[]") for row in each["rows"] for cell in row]
    return suspected_encoding(cell for cell in cells if isinstance(cell, str)) or ""


def has_old_fonts(kept: SheetImport) -> bool:
    """Whether text in the head of a file was converted by its fonts."""
    content = parts.content_of(kept, parts.HEAD)
    return any(
        isinstance(cell, list)
        for each in json.loads(content or "[]")
        for row in each["rows"]
        for cell in row
    )


def _kept_cell(value: CellValue, raw: str | None) -> Any:
    """A text as it lies in the file (a soft hyphen may be a letter); with `raw` also as read."""
    text = value if isinstance(value, str) else cell_text(value)
    return text if raw is None else [text, raw]


def _cell_from(cell: Any, text_as: TextAs) -> str | None:
    if isinstance(cell, list):
        cell = cell[1] if text_as == "unicode" else cell[0]
    else:
        cell = from_font(cell, font_as(None, text_as))
    return cell or None
