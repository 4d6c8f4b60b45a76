"""The vocabulary shipped with the portal: lines, levels and kinds of space, as dated data."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ..text import nfc
from .models import Level, Line, SpaceKind

FOLDER = Path(__file__).resolve().parent.parent / "data" / "vocabulary"


def load_vocabulary(session: Session) -> dict[str, int]:
    """Put lines, levels and kinds of space into the map, or bring them up to date; counts them.

    What an installation added under other names stays. The session must have the map open for
    writing.
    """
    lines = [{**row, "rank": rank} for rank, row in enumerate(_table("lines.csv"), 1)]
    levels = [{**row, "rank": rank} for rank, row in enumerate(_table("levels.csv"), 1)]
    kinds = [_kind(row, rank) for rank, row in enumerate(_kinds(), 1)]
    for model, rows in ((Line, lines), (Level, levels), (SpaceKind, kinds)):
        _bring_up_to_date(session, model, rows)
    session.expire_all()
    return {"lines": len(lines), "levels": len(levels), "kinds": len(kinds)}


def _bring_up_to_date(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    new = insert(model).values(rows)
    changed = {column: new.excluded[column] for column in rows[0] if column != "name"}
    session.execute(new.on_conflict_do_update(index_elements=["name"], set_=changed))


def _table(name: str) -> list[dict[str, Any]]:
    with open(FOLDER / name, encoding="utf-8-sig", newline="") as file:
        return [{k: nfc(v) or None for k, v in row.items()} for row in csv.DictReader(file)]


def _kinds() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(nfc((FOLDER / "space_kinds.json").read_text("utf-8")))
    return found


def _kind(row: dict[str, Any], rank: int) -> dict[str, Any]:
    optional = {"leads_line": True, "offices": [], "valid_from": None, "valid_to": None}
    return {**optional, **row, "rank": rank}
