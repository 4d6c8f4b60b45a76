"""What the driver sends, for tests that count statements: SQLAlchemy does not see all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg

from ..connecting import Cursor


@contextmanager
def sent() -> Iterator[list[tuple[Any, Any]]]:
    """Note each statement that is sent inside the block, with its values."""
    steps: list[tuple[Any, Any]] = []

    def execute(cursor: Cursor, statement: Any, values: Any = None, **options: Any) -> Any:
        steps.append((statement, values or None))
        return psycopg.Cursor.execute(cursor, statement, values, **options)

    with patch.object(Cursor, "execute", execute):
        yield steps
