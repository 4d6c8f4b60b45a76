"""What the contract tests cannot guess about spaces."""

from __future__ import annotations

IDS = {"hamlet_id": "area"}
VALUES = {"name": "accounts.code_hours"}
"""A setting for the addresses of settings."""
CLOSED = {
    "spaces.edit_hamlet": "the example area is no hamlet of the cast; see tests/spaces",
    "spaces.ending_hamlet": "the example area is no hamlet of the cast; see tests/spaces",
}
