"""References between rows of one space: composite key, index and relationship, written once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import RelationshipProperty, relationship

from .policies import NARROWING


def belongs_to(target: str, column: str, on_delete: str | None = None, **options: Any) -> Any:
    """A reference to a row of the same space: key, index and relationship in one.

    `target` is the model's name, `column` the column of this model that holds its id. The key is
    composite because foreign-key checks pass by the policies. on_delete: CASCADE or SET NULL.
    """
    info = {"belongs_to": (target, column, on_delete)}
    options.setdefault("lazy", "raise")
    # The join is written when the class is known: see joins_of.
    return relationship(target, info=info, **options)


def joins_of(cls: type) -> list[tuple[str, str, str | None]]:
    """Write the joins of the class's belongs_to relationships, before it is mapped."""
    found = []
    for prop in list(cls.__dict__.values()):
        if not isinstance(prop, RelationshipProperty):
            continue
        declared = prop.info.get("belongs_to")
        if declared:
            target, column, _ = declared
            prop._init_args.primaryjoin.argument = (
                f"and_(remote({target}.space_id) == {cls.__name__}.space_id,"
                f" remote({target}.id) == foreign({cls.__name__}.{column}))"
            )
            found.append(declared)
    return found


def add_composite_key(table: sa.Table, target: str, column: str, on_delete: str | None) -> None:
    """Give a mapped table the key and the index of one belongs_to()."""
    referred = _table_named(target)
    rule = f"SET NULL ({column})" if on_delete == "SET NULL" else on_delete
    table.append_constraint(
        sa.ForeignKeyConstraint(
            ["space_id", column], [f"{referred}.space_id", f"{referred}.id"], ondelete=rule
        )
    )
    sa.Index(None, table.c.space_id, table.c[column])


def index_narrowing(table: sa.Table) -> None:
    """Index the columns by which roles are narrowed, as create_table() does in the migration."""
    indexed = {tuple(column.name for column in index.columns) for index in table.indexes}
    for column in NARROWING:
        if column in table.c and ("space_id", column) not in indexed:
            sa.Index(None, table.c.space_id, table.c[column])


def _table_named(model: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in model).lstrip("_")
