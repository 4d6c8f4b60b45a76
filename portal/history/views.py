"""Pages of history."""

from __future__ import annotations

from ..modules import Module

module = Module("history", __name__, at="/")
