"""Mutants of the policies: dropped, opened to all, or asking for the wrong setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from ...policies import APP_ROLE, LISTED, Policy, policies_of
from ..contract import subjects
from ..contract.standing import Ground
from . import Mutant, NotGreen

EXCHANGES = (
    ("portal.reach'", "portal.write_reach'"),
    ("portal.write_reach'", "portal.reach'"),
    ("portal.personal_reach'", "portal.reach'"),
    ("portal.sight'", "portal.reach'"),
    ("portal.log_reach'", "portal.reach'"),
    ("portal.units'", "portal.bodies'"),
    ("portal.bodies'", "portal.units'"),
    ("in ('read', 'write')", "in ('write')"),
    ("in ('write')", "in ('read', 'write')"),
)


@dataclass(frozen=True)
class Change:
    """What is put in the place of a policy: other conditions, or nothing."""

    what: str
    using: str | None = None
    check: str | None = None

    def statement(self, policy: Policy) -> str | None:
        """The statement that creates the changed policy; None where it is only dropped."""
        parts = []
        if self.using is not None and policy.command != "insert":
            parts.append(f"using ({self.using})")
        if self.check is not None and policy.command in ("insert", "update"):
            parts.append(f"with check ({self.check})")
        if not parts:
            return None
        mode = "restrictive" if policy.restrictive else "permissive"
        head = f"create policy {policy.name} on {policy.table} as {mode} for {policy.command}"
        return f"{head} to {APP_ROLE} {' '.join(parts)}"


def all_of(ground: Ground, part: str = "") -> Iterator[Mutant]:
    """Every mutant of every policy of the tables named with `part`.

    Raises NotGreen where a table fails as it is.
    """
    models = {name: model for name, model in subjects.models().items() if part in name}
    for name in models:
        for fault in ground.faults(name):
            raise NotGreen(fault)
    for name, model in models.items():
        columns = frozenset(column.name for column in subjects.table_of(model).columns)
        found = policies_of(name, model.__kind__, columns, model.__commands__, model.__narrowing__)
        for policy in found:
            for change in changes(policy):
                yield Mutant(f"policy {policy.name} {change.what}", _trial(ground, policy, change))
        yield Mutant(f"table {name} without row-level security", _unguarded(ground, name))


def changes(policy: Policy) -> Iterator[Change]:
    """The ways a policy is broken; those that change nothing are left out."""
    condition = policy.condition
    if not policy.restrictive:
        yield Change("dropped")
    if condition == "true":
        return
    if policy.command != "insert":
        yield Change("using (true)", using="true", check=condition)
    # Whoever passes a condition without columns passes it again with the changed row.
    asks_columns = any(f"{column} = " in condition for column in KEYS)
    if policy.command == "insert" or (policy.command == "update" and asks_columns):
        yield Change("with check (true)", using=condition, check="true")
    for old, new in EXCHANGES:
        if old in condition:
            other = condition.replace(old, new)
            yield Change(f"asking {new.strip(chr(39))}", using=other, check=other)
    listed = LISTED.replace("{table}", policy.table)
    if listed in condition:
        anything = condition.replace(listed, "true")
        yield Change("for any log", using=anything, check=anything)


KEYS = ("space_id", "account_id", "unit_id", "body_id", "id")


def _trial(ground: Ground, policy: Policy, change: Change) -> Callable[[], bool]:
    def is_caught() -> bool:
        owner = ground.maker.owner
        drop = f"drop policy if exists {policy.name} on {policy.table}"
        with _mended(owner, drop, policy.sql()):
            owner.exec_driver_sql(drop)
            statement = change.statement(policy)
            if statement:
                owner.exec_driver_sql(statement)
            return next(ground.faults(policy.table), None) is not None

    return is_caught


def _unguarded(ground: Ground, table: str) -> Callable[[], bool]:
    def is_caught() -> bool:
        owner = ground.maker.owner
        with _mended(owner, f"alter table {table} enable row level security"):
            owner.exec_driver_sql(f"alter table {table} disable row level security")
            return next(ground.faults(table), None) is not None

    return is_caught


@contextmanager
def _mended(owner: sa.Connection, *statements: str) -> Iterator[None]:
    try:
        yield
    finally:
        for statement in statements:
            owner.exec_driver_sql(statement)
