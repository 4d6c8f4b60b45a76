"""Example rows of any table, made by the types of its columns and along its references.

Where a rule of a table cannot be guessed (a pattern, two dates in order), the module says so in a
file `testing.py` beside its models: `EXAMPLES = {"visit": {"state": "open"}}`, or a function of
(maker, values) that gives such a dict.
"""

from __future__ import annotations

import datetime as dt
import decimal
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ..keys import keyed_hash
from ..sealed import KeyedHash
from ..text import NfcText

Values = dict[str, Any]
Example = Mapping[str, Any] | Callable[["Maker", Values], Values]
ONE_OF = re.compile(r"\(*\"?(\w+)\"?\)*(?:::\w+)? = ANY \(\(?ARRAY\['([^']*)'")
FIRST_DAY = dt.date(2024, 1, 1)


class CannotMake(RuntimeError):
    """No example row can be made; the message says of which table and what to write where."""


class Maker:
    """Makes rows as the owner of the database, who passes by the policies.

    The connection commits each statement by itself, as that of the fixture `owner` does.
    """

    def __init__(self, owner: sa.Connection, examples: Mapping[str, Example] | None = None) -> None:
        self.owner = owner
        self.examples = dict(examples or {})
        self.count = 1000
        self._choices: dict[str, dict[str, str]] = {}

    def row(self, table: sa.Table, **given: Any) -> Values:
        """Insert a row with the given values, and give its whole content.

        Raises CannotMake where the database refuses the row.
        """
        statement = sa.insert(table).values(self.values(table, **given)).returning(*table.columns)
        try:
            return dict(self.owner.execute(statement).mappings().one())
        except sa.exc.IntegrityError as error:
            raise CannotMake(
                f"No example row of {table.name} can be made ({error.orig}); say how in EXAMPLES"
                " of the module's testing.py."
            ) from error

    def values(self, table: sa.Table, **given: Any) -> Values:
        """The values of a row that is not inserted; the rows it refers to are."""
        self.count += 1
        example = self.examples.get(table.name, {})
        made = dict(example(self, given)) if callable(example) else dict(example)
        made |= given
        for constraint in sorted(table.foreign_key_constraints, key=lambda c: len(c.columns)):
            self._refer(table, constraint, made)
        for column in table.columns:
            if column.name not in made and _must_be_given(column):
                made[column.name] = self._value(column)
        return made

    def exists(self, table: sa.Table, values: Values) -> bool:
        """Whether a row with these values is there."""
        matches = [table.c[name] == value for name, value in values.items()]
        return self.owner.scalar(sa.select(sa.literal(1)).select_from(table).where(*matches)) == 1

    def _refer(self, table: sa.Table, key: sa.ForeignKeyConstraint, made: Values) -> None:
        target = key.referred_table
        pairs = [(element.parent, element.column) for element in key.elements]
        wanted = {
            there.name: made[here.name] for here, there in pairs if made.get(here.name) is not None
        }
        missing = [(here, there) for here, there in pairs if here.name not in made]
        if not missing and len(wanted) == len(pairs):
            if not self.exists(target, wanted):
                self.row(target, **wanted)
            return
        if missing and all(here.nullable for here, _ in missing):
            return
        found = self._any(target, wanted) or self.row(target, **wanted)
        for here, there in missing:
            made[here.name] = found[there.name]

    def _any(self, table: sa.Table, values: Values) -> Values | None:
        """A row that is there already, the newest: other than tenants' rows, these are shared."""
        matches = [table.c[name] == value for name, value in values.items()]
        order = [column.desc() for column in table.primary_key.columns]
        asked = sa.select(*table.columns).where(*matches).order_by(*order).limit(1)
        row = self.owner.execute(asked).mappings().first()
        return None if row is None else dict(row)

    def _value(self, column: sa.Column[Any]) -> Any:
        choice = self._choices_of(column.table).get(column.name)
        return self._of_type(column, column.type) if choice is None else choice

    def _of_type(self, column: sa.Column[Any], kind: Any) -> Any:
        n = self.count
        if isinstance(kind, sa.Enum):
            return kind.enums[0]
        if isinstance(kind, KeyedHash):
            return keyed_hash(str(n), kind.purpose)
        if isinstance(kind, NfcText):
            return f"Mẫu {n}"[: kind.length or None]
        day = FIRST_DAY + dt.timedelta(days=n % 3000)
        for known, value in (
            (sa.String, f"{column.name[:12]}{n}"[-(getattr(kind, "length", 0) or 99) :]),
            (sa.Boolean, False),
            (sa.DateTime, dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)),
            (sa.Date, day),
            (sa.Time, dt.time(8)),
            (sa.Interval, dt.timedelta(days=1)),
            (sa.SmallInteger, n % 30_000),
            (sa.Integer, n),
            (sa.Float, float(n)),
            (sa.Numeric, decimal.Decimal(1)),
            (sa.Uuid, uuid.UUID(int=n)),
            (sa.LargeBinary, str(n).encode()),
            (ARRAY, []),
            (sa.JSON, {}),
        ):
            if isinstance(kind, known):
                return value
        if isinstance(kind, sa.types.TypeDecorator):
            return self._of_type(column, kind.impl_instance)
        raise CannotMake(
            f"No example value for {column.table.name}.{column.name}; say one in EXAMPLES of the"
            " module's testing.py."
        )

    def _choices_of(self, table: Any) -> dict[str, str]:
        """The first value that a CHECK lets a column have, where it lists them."""
        if table.name not in self._choices:
            asked = sa.text(
                "select pg_get_constraintdef(oid) from pg_constraint"
                " where contype = 'c' and conrelid = to_regclass(:name)"
            )
            rules = "\n".join(self.owner.scalars(asked, {"name": table.name}))
            self._choices[table.name] = dict(ONE_OF.findall(rules))
        return self._choices[table.name]


def _must_be_given(column: sa.Column[Any]) -> bool:
    return not (
        column.nullable
        or column.server_default is not None
        or column.default is not None
        or column.computed is not None
        or column is column.table.autoincrement_column
    )
