"""What the contract tests cannot guess about spaces."""

from __future__ import annotations

VALUES = {"name": "accounts.code_hours"}
"""A setting for the addresses of settings."""
