"""What the contract tests cannot guess about imports."""

from __future__ import annotations

IDS = {"import_id": "sheet_import"}
VALUES = {"name": "spaces.officers"}
"""A list that can be filled, for the addresses of lists."""
CLOSED = {
    "imports.show": "an import shows its rows to whoever sent the file",
    "imports.faulty": "the faulty rows go to whoever sent the file",
}
