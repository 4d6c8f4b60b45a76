"""A registry of every check that stands between a request and a row.

The registry lets `make mutants` take one guard away at a time and see whether a test notices.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

GUARDS: dict[str, Callable[..., Any]] = {}
removed: set[str] = set()


def guard(name: str, without: Any = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a check under a name; once removed it answers `without` instead of checking."""

    def register(check: Callable[P, R]) -> Callable[P, R]:
        if name in GUARDS:
            raise TypeError(f"guard {name} is registered twice")
        GUARDS[name] = check

        @wraps(check)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if removed and name in removed:
                return without
            return check(*args, **kwargs)

        return guarded

    return register
