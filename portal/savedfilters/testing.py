"""What the contract tests cannot guess about saved filters."""

from __future__ import annotations

IDS = {"filter_id": "saved_filter"}
