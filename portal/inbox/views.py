"""Pages of inbox."""

from __future__ import annotations

from ..modules import Module

module = Module("inbox", __name__, at="/")
