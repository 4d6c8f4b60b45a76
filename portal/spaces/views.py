"""Pages of spaces."""

from __future__ import annotations

from ..modules import Module

module = Module("spaces", __name__, at="/")
