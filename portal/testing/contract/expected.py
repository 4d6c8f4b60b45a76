"""Who may do what with a row, said once more in plain sets: what the policies are held against.

Written from the rules (design, section 3), not from `portal.policies`, so that a fault there
shows as a difference here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...reach import Reach

Command = Literal["select", "insert", "update", "delete"]
TENANTS = ("in_space", "personal", "published", "delivered", "log", "personal_log")
LOGS = ("log", "personal_log")


@dataclass(frozen=True)
class Row:
    """What of a row decides who may see and change it; None where it has no such column."""

    space: int | None = None
    to_space: int | None = None
    unit: int | None = None
    body: int | None = None
    account: int | None = None


@dataclass(frozen=True)
class Rules:
    """What a model says of its table: the kind, the commands, which columns narrow it."""

    table: str
    kind: str
    commands: tuple[str, ...]
    by_unit: bool = False
    by_body: bool = False


def may(rules: Rules, command: Command, row: Row, reach: Reach) -> bool:
    """Whether work with this reach may give the command on the row."""
    if command not in rules.commands:
        return False
    allowed = (
        reads(rules, row, reach) if command == "select" else writes(rules, command, row, reach)
    )
    if rules.kind in LOGS and command == "insert":
        return allowed
    return allowed and within_units(rules, row, reach)


def reads(rules: Rules, row: Row, reach: Reach) -> bool:
    """Whether the row lies where the kind of table lets this reach look."""
    match rules.kind:
        case "in_space" | "log":
            return row.space in reach.spaces
        case "personal" | "personal_log":
            return row.space in reach.personal
        case "published":
            return row.space in reach.spaces or row.space in reach.sight
        case "delivered":
            return row.space in reach.spaces or row.to_space in reach.spaces
        case "public_map":
            return True
        case "closed_map":
            return reach.map != ""
        case "of_account":
            return reach.map != "" or _own(row, reach)
    raise ValueError(f"{rules.table}: unknown kind of table {rules.kind}")


def writes(rules: Rules, command: Command, row: Row, reach: Reach) -> bool:
    """Whether the row lies where the kind of table lets this reach change it."""
    if rules.kind == "of_account":
        return reach.map == "write" or _own(row, reach)
    if rules.kind in ("public_map", "closed_map"):
        return reach.map == "write"
    if rules.kind in LOGS and not (rules.kind == "personal_log" and command == "delete"):
        listed = "*" in reach.logs or rules.table in reach.logs
        return row.space in reach.log and listed
    return row.space in reach.write


def within_units(rules: Rules, row: Row, reach: Reach) -> bool:
    """Whether a role narrowed to units or bodies may touch the row."""
    if rules.kind not in TENANTS:
        return True
    unit = not rules.by_unit or reach.units is None or row.unit in reach.units
    body = not rules.by_body or reach.bodies is None or row.body in reach.bodies
    return unit and body


def _own(row: Row, reach: Reach) -> bool:
    return reach.account_id is not None and row.account == reach.account_id
