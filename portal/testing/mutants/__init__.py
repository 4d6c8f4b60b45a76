"""Break one guard at a time and see whether a behavioural test notices: `make mutants`.

Three families: the policies of every table, what every route needs, and every check registered in
`portal.guards`. The comparison with the catalogue is switched off, so that only behaviour counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One broken guard; `is_caught()` breaks it, runs the tests it concerns and mends it."""

    name: str
    is_caught: Callable[[], bool]


class NotGreen(RuntimeError):
    """The tests fail before anything is broken; the message says which."""
