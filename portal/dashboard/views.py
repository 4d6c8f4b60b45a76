"""Pages of dashboard."""

from __future__ import annotations

from ..modules import Module

module = Module("dashboard", __name__, at="/")
