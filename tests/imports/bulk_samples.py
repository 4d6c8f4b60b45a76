"""A list of many rows: bodies of a space, read and written by chunks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask, g

from portal.copying import copied, new_ids, updated
from portal.database import db, must_touch
from portal.sheets import (
    Change,
    Limits,
    PreviewRow,
    Sheet,
    SheetList,
    UndoRefused,
    date_column,
    text_column,
)
from portal.spaces.models import Body

NAME = "spaces.test_bodies"
URL = f"/s/xa-sen/imports/new/{NAME}"
HEADINGS = ("Mã", "Tên", "Từ ngày")
SHEET = Sheet(
    "test_bodies",
    "Ban của đơn vị",
    (
        text_column("code", "Mã", required=True),
        text_column("name", "Tên", required=True),
        date_column("valid_from", "Từ ngày", required=True),
    ),
)
COLUMNS = ("space_id", "id", "code", "name", "valid_from")


class BulkBodies:
    """Fills the bodies of a space, three rows at a time."""

    sheet = SHEET
    chunk_rows = 3
    steps: list[int] = []

    def __init__(self) -> None:
        self.space_id = g.access.here.id
        self.seen: dict[str, int] = {}

    def lock(self) -> None:
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(7, self.space_id)))

    def stored(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        names = (Body.code, Body.name, Body.valid_from)
        query = sa.select(Body.id, *names).where(Body.space_id == self.space_id, Body.id.in_(ids))
        found = db.session.execute(query)
        return {each.id: {n: getattr(each, n) for n in COLUMNS[2:]} for each in found}

    def check(self, rows: Sequence[PreviewRow]) -> dict[int, dict[str, str]]:
        codes = [row.values["code"] for row in rows]
        query = sa.select(Body.code, Body.id).where(
            Body.space_id == self.space_id, Body.code.in_(codes)
        )
        taken = {each.code: each.id for each in db.session.execute(query)}
        errors = {}
        for row in rows:
            code = row.values["code"]
            first = self.seen.setdefault(code, row.number)
            if first != row.number:
                errors[row.number] = {"code": f"Trùng với dòng {first}."}
            elif taken.get(code, row.id) != row.id:
                errors[row.number] = {"code": "Đã có mã này."}
        return errors

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        self.steps.append(len(rows))
        new = [row for row in rows if row.id is None]
        old = {row.id: row.values for row in rows if row.id is not None}
        before = self.stored(list(old))
        ids = new_ids(db.session, Body, len(new))
        added = [(self.space_id, n, *self._values(r)) for n, r in zip(ids, new, strict=True)]
        copied(db.session, Body, COLUMNS, added)
        changed = [(self.space_id, row.id, *self._values(row)) for row in rows if row.id]
        updated(db.session, Body, COLUMNS, changed)
        changes = [Change(number, None, {}) for number in ids]
        return changes + [Change(n, plain(before[n]), plain(values)) for n, values in old.items()]

    def undo(self, changes: Sequence[Change]) -> None:
        added = [change.id for change in changes if change.before is None]
        changed = [change for change in changes if change.before is not None]
        stored = self.stored([change.id for change in changed])
        if any(plain(stored.get(each.id, {})) != each.after for each in changed):
            raise UndoRefused("Đã sửa sau khi nhập.")
        rows = [
            (self.space_id, c.id, c.before["code"], c.before["name"], day(c.before["valid_from"]))
            for c in changed
            if c.before
        ]
        updated(db.session, Body, COLUMNS, rows)
        here = (Body.space_id == self.space_id, Body.id.in_(added), Body.version == 1)
        gone = sa.delete(Body).where(*here)
        must_touch(db.session.execute(gone), len(added))

    def _values(self, row: PreviewRow) -> tuple[Any, ...]:
        return tuple(row.values[name] for name in COLUMNS[2:])


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in values.items()}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@contextmanager
def offered(app: Flask, rows: int = 20_000) -> Iterator[None]:
    """The list is declared while the block lasts, as a module declares it at boot."""
    registry = app.extensions["portal"]
    listed = SheetList(
        NAME,
        "Ban của đơn vị",
        SHEET,
        needs="spaces.view_phones",
        rows=lambda args: [],
        endpoint="spaces.officers",
        needs_import="spaces.manage_officers",
        importable=BulkBodies,
        limits=Limits(rows=rows),
    )
    registry.sheets[NAME] = listed
    registry.owner[f"sheets {NAME}"] = "spaces"
    BulkBodies.steps = []
    try:
        yield
    finally:
        del registry.sheets[NAME], registry.owner[f"sheets {NAME}"]
