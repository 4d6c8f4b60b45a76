"""The numbers of the portal's advisory locks: one for each thing that must wait for itself."""

from __future__ import annotations

from typing import Final

MIGRATING: Final = 7_301_021
"""Held alone while a migration runs, shared while a backup reads."""
OVERSIGHT: Final = 7_301_022
"""Held while the tree changes and who oversees whom is written anew."""
UNDOING: Final = 7_301_023
"""With the id of an event: two who take back the same event at once wait for each other."""
OFFICERS: Final = 7_301_024
"""With the id of a space: its offices are filled one act at a time."""
UNITS: Final = 7_301_026
"""With the id of a space: its units are founded, renamed and ended one act at a time."""
BYTES: Final = 7_301_025
"""With the start of a digest: shared until the commit by who keeps those bytes, so that a sweep,
which must hold it alone, leaves bytes whose row it cannot see yet."""
MEMBERS: Final = 7_301_027
"""With the id of a space: its members are entered and corrected one act at a time."""
