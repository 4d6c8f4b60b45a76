"""What figures of members offer; joined by plugin.py."""

from __future__ import annotations

from . import figures

INDICATORS = figures.indicators()
