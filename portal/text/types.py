"""Column type for clean text."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine

from portal.text.cleaning import clean, clean_lines, nfc

_WHOLE_VALUES = {
    operators.eq,
    operators.ne,
    operators.in_op,
    operators.not_in_op,
    operators.is_distinct_from,
    operators.is_not_distinct_from,
}


class _Pattern(TypeDecorator[str]):
    """The other side of LIKE, ^@ or <: composed, with its outer spaces kept."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return nfc(value) if isinstance(value, str) else value


class NfcText(TypeDecorator[str]):
    """Text that is clean whatever comes in: forms, imports, API, constants of a query.

    `lines=True` keeps line breaks. Values compared with the column are cleaned alike, so a
    decomposed search finds the composed row. It guards what passes through SQLAlchemy; for
    raw SQL add CHECK (x IS NFC NORMALIZED).
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, length: int | None = None, *, lines: bool = False) -> None:
        super().__init__(length)
        self.length = length
        self.lines = lines

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(sa.String(self.length) if self.length else sa.Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return clean_lines(value) if self.lines else clean(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Clean whole values; leave the spaces of patterns and prefixes."""
        return self if op in _WHOLE_VALUES else _Pattern()
