"""Pages of units."""

from portal.modules import Module

module = Module("units", __name__)
