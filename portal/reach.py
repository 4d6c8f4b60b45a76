"""Whose rows the running work may touch; handed to PostgreSQL at the start of a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal

NOTHING: frozenset[int] = frozenset()
MapAccess = Literal["", "read", "write"]


@dataclass(frozen=True)
class Reach:
    """The rows a transaction may touch, as sets of space ids.

    `units` and `bodies` narrow tables with such a column; None leaves them whole. `log` says where
    rows may be added to the tables of `logs` ("*" for every log).
    """

    spaces: frozenset[int] = NOTHING
    write: frozenset[int] = NOTHING
    personal: frozenset[int] = NOTHING
    sight: frozenset[int] = NOTHING
    units: frozenset[int] | None = None
    bodies: frozenset[int] | None = None
    log: frozenset[int] = NOTHING
    logs: tuple[str, ...] = ()
    map: MapAccess = ""
    account_id: int | None = None
    read_only: bool = False

    def __post_init__(self) -> None:
        if not self.write <= self.spaces:
            raise ValueError("write reach must lie within reach")
        if not self.personal <= self.spaces:
            raise ValueError("personal reach must lie within reach")
        if not self.log <= self.spaces:
            raise ValueError("log reach must lie within reach")

    def covers(self, other: Reach) -> bool:
        """Whether every row that the other reach reads is read within this one too."""
        return (
            other.spaces <= self.spaces
            and other.personal <= self.personal
            and other.sight <= self.sight | self.spaces
            and _within_narrowing(other.units, self.units)
            and _within_narrowing(other.bodies, self.bodies)
        )

    def settings(self) -> dict[str, str]:
        """The values of the PostgreSQL settings that the policies read."""
        return {
            "portal.reach": array_of(self.spaces),
            "portal.write_reach": array_of(self.write),
            "portal.personal_reach": array_of(self.personal),
            "portal.sight": array_of(self.sight | self.spaces),
            "portal.units": "*" if self.units is None else array_of(self.units),
            "portal.bodies": "*" if self.bodies is None else array_of(self.bodies),
            "portal.log_reach": array_of(self.log),
            "portal.logs": ",".join(self.logs),
            "portal.map": self.map,
            "portal.account": "" if self.account_id is None else str(self.account_id),
            "transaction_read_only": "on" if self.read_only else "off",
        }

    def with_map(self, access: MapAccess) -> Reach:
        """The same reach with the map (accounts, roles) opened for reading or writing."""
        return replace(self, map=access)


_current: ContextVar[Reach | None] = ContextVar("reach", default=None)


def current_reach() -> Reach | None:
    """The reach in force, or None where nothing may be read."""
    return _current.get()


@contextmanager
def within(reach: Reach) -> Iterator[Reach]:
    """Put a reach in force for the transactions begun inside the block."""
    token = _current.set(reach)
    try:
        yield reach
    finally:
        _current.reset(token)


def put_in_force(reach: Reach | None) -> None:
    """Put a reach in force until the next call: for the request, which ends it itself."""
    _current.set(reach)


def _within_narrowing(inner: frozenset[int] | None, outer: frozenset[int] | None) -> bool:
    return outer is None or (inner is not None and inner <= outer)


def array_of(ids: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, sorted(ids))) + "}"
