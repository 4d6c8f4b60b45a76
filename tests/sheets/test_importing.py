"""The way of an import, with a list kept in memory: preview, check, apply all, undo all."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from portal.sheets import (
    Change,
    Importable,
    Preview,
    PreviewRow,
    Sheet,
    UndoRefused,
    preview,
    read_workbook,
    text_column,
    whole_column,
    write_xlsx,
)
from portal.sheets.rows import Errors


class Hamlets:
    """Hamlets by id: what a module would keep in its table."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[str, Any]] = {
            1: {"name": "Ấp 1", "households": 100},
            2: {"name": "Ấp 2", "households": None},
        }

    @property
    def sheet(self) -> Sheet:
        columns = (
            text_column("name", "Ấp", required=True),
            whole_column("households", "Số hộ"),
        )
        return Sheet("hamlets", "Danh sách ấp", columns)

    def check(self, rows: Sequence[PreviewRow]) -> Errors:
        errors: dict[int, dict[str, str]] = {}
        for row in rows:
            taken = {one["name"] for key, one in self.rows.items() if key != row.id}
            if row.id is not None and row.id not in self.rows:
                errors[row.number] = {"id": "Không có dòng này."}
            elif row.values["name"] in taken:
                errors[row.number] = {"name": "Đã có ấp này."}
        return errors

    def apply(self, rows: Sequence[PreviewRow]) -> list[Change]:
        changes = []
        for row in rows:
            key = row.id or max(self.rows) + 1
            before = self.rows.get(key)
            if before != row.values:
                self.rows[key] = dict(row.values)
                changes.append(Change(key, before, dict(row.values)))
        return changes

    def undo(self, changes: Sequence[Change]) -> None:
        if any(self.rows.get(change.id) != change.after for change in changes):
            raise UndoRefused("Đã sửa sau khi nhập.")
        for change in changes:
            if change.before is None:
                del self.rows[change.id]
            else:
                self.rows[change.id] = dict(change.before)


def edited(hamlets: Hamlets, cells: dict[str, object]) -> Preview:
    rows = [{"id": key, **row} for key, row in hamlets.rows.items()]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(hamlets.sheet, rows)))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    importable: Importable = hamlets
    made = preview(read_workbook(stream, "ap.xlsx"), hamlets.sheet)
    return made.with_errors(importable.check(made.good))


def test_an_export_edited_and_imported_changes_only_what_was_edited() -> None:
    hamlets = Hamlets()
    before = {key: dict(row) for key, row in hamlets.rows.items()}
    made = edited(hamlets, {"C4": "1.250", "B5": "Ấp 3"})
    assert not made.faulty and hamlets.rows == before
    changes = hamlets.apply(made.good)
    assert [(change.id, change.before) for change in changes] == [(2, before[2]), (3, None)]
    assert hamlets.rows[2]["households"] == 1250
    hamlets.undo(changes)
    assert hamlets.rows == before


def test_errors_of_the_list_stand_beside_their_cell() -> None:
    made = edited(Hamlets(), {"A3": 9, "B4": "Ấp 1", "B5": None, "C5": 5})
    assert [row.errors for row in made.rows] == [
        {"id": "Không có dòng này."},
        {"name": "Đã có ấp này."},
        {"name": "Fill in “Ấp”."},
    ]


def test_an_undo_that_would_lose_a_later_change_is_refused() -> None:
    hamlets = Hamlets()
    changes = hamlets.apply(edited(hamlets, {"C3": 101}).good)
    hamlets.rows[1]["households"] = 102
    with pytest.raises(UndoRefused):
        hamlets.undo(changes)
    assert hamlets.rows[1]["households"] == 102
